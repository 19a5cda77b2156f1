"""Discord's error answers: an HTTP status, a numeric code, a sentence and, for bad forms, where the problem is."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]
JsonValue = Any  # any JSON at all, before it is known to be what it should

_UNKNOWN = {
    "account": 10001,
    "application": 10002,
    "channel": 10003,
    "guild": 10004,
    "member": 10007,
    "message": 10008,
    "overwrite": 10009,
    "role": 10011,
    "token": 10012,
    "user": 10013,
    "emoji": 10014,
    "invite": 10006,
    "ban": 10026,
    "webhook": 10015,
    "interaction": 10062,
    "application command": 10063,
    "guild scheduled event": 10070,
    "poll answer": 10102,
}

_REASONS = {
    20001: (403, "Bots cannot use this endpoint"),
    30007: (400, "Maximum number of webhooks reached (15)"),
    30003: (400, "Maximum number of pins reached (250)"),
    30010: (400, "Maximum number of reactions reached (20)"),
    30032: (400, "Maximum number of application commands reached (100)"),
    30038: (400, "Maximum number of guild scheduled events reached (100)"),
    30046: (429, "Maximum number of edits to messages older than 1 hour reached. Try again later"),
    40005: (413, "Request entity too large. Try sending something smaller in size"),
    40007: (403, "The user is banned from this guild."),
    40033: (400, "This message has already been crossposted"),
    40060: (400, "Interaction has already been acknowledged"),
    50001: (403, "Missing Access"),
    50003: (403, "Cannot execute action on a DM channel"),
    50005: (403, "Cannot edit a message authored by another user"),
    50006: (400, "Cannot send an empty message"),
    50007: (403, "Cannot send messages to this user"),
    50008: (400, "Cannot send messages in a non-text channel"),
    50013: (403, "Missing Permissions"),
    50016: (400, "Provided too few or too many messages to delete. Must provide at least 2 and at most 100"),
    50021: (403, "Cannot execute action on a system message"),
    50024: (400, "Cannot execute action on this channel type"),
    50027: (401, "Invalid Webhook Token"),
    50028: (400, "Invalid role"),
    50033: (400, "Invalid Recipient(s)"),
    50034: (400, "A message provided was too old to bulk delete"),
    50055: (400, "Invalid Guild"),
    50083: (400, "Thread is archived"),
    50109: (400, "The request body contains invalid JSON."),
    50278: (403, "Cannot send messages to this user due to having no mutual guilds"),
    160004: (400, "A thread has already been created for this message"),
    160005: (403, "Thread is locked"),
    520001: (400, "Poll expired"),
    520006: (400, "Cannot use a poll endpoint on a message without a poll"),
    180000: (400, "Cannot update a finished event"),
}


class ApiError(Exception):
    """A refusal, as Discord words it; `errors` is the nested tree of a bad form (code 50035)."""

    def __init__(self, status: int, code: int, message: str, errors: Json | None = None) -> None:
        super().__init__(f"{status} {code}: {message} {errors or ''}".rstrip())
        self.status = status
        self.code = code
        self.message = message
        self.errors = errors

    def as_json(self) -> Json:
        body: Json = {"message": self.message, "code": self.code}
        return body | ({"errors": self.errors} if self.errors else {})

    def within(self, field: str) -> ApiError:
        """The same, of a form that is itself a field of another."""
        return ApiError(self.status, self.code, self.message, {field: self.errors} if self.errors else None)


def unknown(thing: str) -> ApiError:
    """404 with the code of `thing`, such as 10008 for a message."""
    code = _UNKNOWN[thing]
    return ApiError(404, code, f"Unknown {thing if code in (10062, 10063) else thing.title()}")


def refused(code: int) -> ApiError:
    """The refusal with this code, with its usual status and sentence."""
    status, message = _REASONS[code]
    return ApiError(status, code, message)


def unauthorised() -> ApiError:
    return ApiError(401, 0, "401: Unauthorized")
