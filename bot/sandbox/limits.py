"""How strict the small Discord is, and the rate limits of its routes."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass, field

from bot.sandbox.errors import Json


@dataclass(slots=True)
class Limits:
    """What can be set for tests and benchmarks; every length of time is in real seconds."""

    rate_limits: bool = True
    requests_per_second: int = 50
    nonce_window_seconds: float = 300.0
    interaction_answer_seconds: float = 3.0
    interaction_token_seconds: float = 900.0
    heartbeat_interval_seconds: float = 41.25
    resume_window_seconds: float = 120.0
    gateway_sends_per_minute: int = 120
    old_message_seconds: float = 3600.0  # after which a message may be edited that often only; Discord tells no figure
    old_edits_per_hour: int = 5
    upload_bytes: int = 10 * 1024 * 1024
    body_bytes: int = 100 * 1024 * 1024


# Requests and seconds per route and channel, guild or webhook. Discord publishes none of these and changes them:
# https://docs.discord.com/developers/topics/rate-limits
_ROUTE_LIMITS: dict[tuple[str, str], tuple[int, float]] = {
    ("POST", "/channels/{channel_id}/messages"): (5, 5.0),
    ("PATCH", "/channels/{channel_id}/messages/{message_id}"): (5, 5.0),
    ("DELETE", "/channels/{channel_id}/messages/{message_id}"): (5, 1.0),
    ("PUT", "/channels/{channel_id}/messages/{message_id}/reactions/{emoji}/@me"): (1, 0.25),
    ("POST", "/webhooks/{webhook_id}/{token}"): (5, 2.0),
    ("PATCH", "/webhooks/{webhook_id}/{token}/messages/{message_id}"): (5, 2.0),
    ("POST", "/guilds/{guild_id}/scheduled-events"): (5, 60.0),
}
_OTHER_ROUTES = (50, 1.0)
_RENAMES = (2, 600.0)  # a channel's name or topic: https://github.com/discord/discord-api-docs/issues/2208


@dataclass(slots=True)
class Bucket:
    """So many requests until the window, which opens with the first one, ends."""

    limit: int
    per_seconds: float
    remaining: int = 0
    ends: float = 0.0

    def take(self, now: float) -> bool:
        if now >= self.ends:
            self.ends = now + self.per_seconds
            self.remaining = self.limit
        if self.remaining == 0:
            return False
        self.remaining -= 1
        return True

    def left_seconds(self, now: float) -> float:
        return max(0.0, round(self.ends - now, 3))


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a request may pass, and the headers that say so; `body` is the answer to a refused one."""

    headers: dict[str, str]
    body: Json | None = None


@dataclass(slots=True)
class Rates:
    """Every bucket in use. Buckets are per user, route and channel, guild or webhook."""

    limits: Limits
    _buckets: dict[str, Bucket] = field(default_factory=dict)

    def ask(self, user: str, method: str, route: str, major: str, *, wall_time: float, renames: bool) -> Verdict:
        """Count one request; `wall_time` is seconds since 1970, for the header that wants it."""
        now = time.monotonic()
        if not self.limits.rate_limits:
            return Verdict({})
        if _counts_globally(route):
            everywhere = self._bucket(f"{user} everything", self.limits.requests_per_second, 1.0)
            if not everywhere.take(now):
                return _refusal(everywhere, now, {"X-RateLimit-Global": "true", "X-RateLimit-Scope": "global"})
        bucket = self._bucket(f"{user} {method} {route} {major}", *_ROUTE_LIMITS.get((method, route), _OTHER_ROUTES))
        passed = bucket.take(now)
        headers = _headers(bucket, now, wall_time, _name(method, route))
        if not passed:
            return _refusal(bucket, now, headers | {"X-RateLimit-Scope": "user"})
        slow = self._bucket(f"{user} rename {major}", *_RENAMES) if renames else None
        if slow and not slow.take(now):
            return _refusal(slow, now, headers | {"X-RateLimit-Scope": "user"})
        return Verdict(headers)

    def _bucket(self, key: str, limit: int, per_seconds: float) -> Bucket:
        if key not in self._buckets:
            self._buckets[key] = Bucket(limit, per_seconds)
        return self._buckets[key]


def rate_limit_body(retry_after: float, *, everywhere: bool = False) -> Json:
    return {"message": "You are being rate limited.", "retry_after": retry_after, "global": everywhere}


def _counts_globally(route: str) -> bool:
    return not route.startswith(("/interactions/", "/webhooks/"))


def _name(method: str, route: str) -> str:
    return hashlib.blake2s(f"{method} {route}".encode(), digest_size=16).hexdigest()


def _headers(bucket: Bucket, now: float, wall_time: float, name: str) -> dict[str, str]:
    left = bucket.left_seconds(now)
    return {
        "X-RateLimit-Limit": str(bucket.limit),
        "X-RateLimit-Remaining": str(bucket.remaining),
        "X-RateLimit-Reset": f"{wall_time + left:.3f}",
        "X-RateLimit-Reset-After": f"{left:.3f}",
        "X-RateLimit-Bucket": name,
    }


def _refusal(bucket: Bucket, now: float, headers: dict[str, str]) -> Verdict:
    left = bucket.left_seconds(now)
    everywhere = "X-RateLimit-Global" in headers
    body = rate_limit_body(left, everywhere=everywhere)
    # Without a Via header, discord.py takes a 429 for a ban and raises instead of waiting.
    return Verdict(headers | {"Retry-After": f"{left:.3f}", "Via": "1.1 sandbox"}, body)
