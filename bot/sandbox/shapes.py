"""What kind of JSON each field of Discord's requests is. Discord uses a name for the same kind everywhere.

Checked before anything else is, so that the rest may rely on it. `null` passes: it is "nothing given".
"""

from __future__ import annotations

from bot.sandbox.errors import JsonValue
from bot.sandbox.forms import Form, Path

_FIELDS = {
    "text": "name description content title url text label custom_id placeholder topic nick filename locale",
    "number": """
        type flags color accent_color style position rate_limit_per_user status entity_type privacy_level min_values
        max_values min_length max_length min_value max_value auto_archive_duration spacing component_type duration
        layout_type
        """,
    "id": "channel_id guild_id message_id application_id recipient_id parent_id target_id nonce",
    "bits": "allow deny permissions default_member_permissions",
    "object": """
        allowed_mentions message_reference footer author thumbnail media file accessory component emoji
        entity_metadata data message poll question poll_media name_localizations description_localizations
        """,
    "objects": """
        embeds fields components attachments options items choices permission_overwrites available_tags answers
        """,
    "ids": "roles users parse messages applied_tags values contexts integration_types sticker_ids answer_ids",
}
_KINDS = {field: kind for kind, fields in _FIELDS.items() for field in fields.split()}

_WITH_WORDED_TYPES = {"embeds", "default_values"}  # "rich", "user"; everywhere else a type is a number


def check_shapes(body: JsonValue) -> None:
    """Raise 50035 for every field of the wrong kind, however deep inside."""
    form = Form()
    _check(form, (), body)
    form.done()


def _check(form: Form, path: Path, value: JsonValue) -> None:
    if isinstance(value, dict):
        for key, inner in value.items():
            if inner is not None:
                worded = key == "type" and _WITH_WORDED_TYPES.intersection(path)
                kind = "text" if worded else _KINDS.get(key, "")
                _check_kind(form, (*path, key), kind, inner)
                _check(form, (*path, key), inner)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            _check(form, (*path, index), inner)


def _kind(path: Path, key: str) -> str:
    """The kind of a field; an embed's `type` is a word ("rich"), every other one a number."""
    in_embed = len(path) > 1 and path[-2] == "embeds"
    return "text" if in_embed and key == "type" else _KINDS.get(key, "")


def _check_kind(form: Form, path: Path, kind: str, value: JsonValue) -> None:
    if kind in ("objects", "ids"):
        if not isinstance(value, list):
            form.fail(path, "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
            return
        for index, inner in enumerate(value):
            _check_kind(form, (*path, index), kind.removesuffix("s"), inner)
    elif kind == "text" and not isinstance(value, str):
        form.fail(path, "STRING_TYPE_CONVERT", f'Could not interpret "{value}" as string.')
    elif kind == "number" and (isinstance(value, bool) or not isinstance(value, int | float)):
        form.fail(path, "NUMBER_TYPE_COERCE", f'Value "{value}" is not int.')
    elif kind == "object" and not isinstance(value, dict):
        form.fail(path, "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType")
    elif kind in ("id", "bits") and not _is_id(value, digits=kind == "bits"):
        form.fail(path, "NUMBER_TYPE_COERCE", f'Value "{value}" is not snowflake.')


def _is_id(value: JsonValue, *, digits: bool) -> bool:
    """An id is a number or a text; bits are digits, in either form."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return False
    return not digits or str(value).isdecimal()
