"""Discord's documented limits of messages, embeds, components and modals.

https://docs.discord.com/developers/resources/message and .../components/reference
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import count

from bot.sandbox.errors import Json, JsonValue, refused
from bot.sandbox.forms import Form, Path
from bot.sandbox.wire import COMPONENTS_V2

ROW, BUTTON, STRING_SELECT, TEXT_INPUT = 1, 2, 3, 4
ENTITY_SELECTS = (5, 6, 7, 8)
SELECTS = (STRING_SELECT, *ENTITY_SELECTS)
SECTION, TEXT, THUMBNAIL, GALLERY, FILE, SEPARATOR, CONTAINER = 9, 10, 11, 12, 13, 14, 17
LABEL, UPLOAD, RADIO, CHECKBOXES, CHECKBOX = 18, 19, 21, 22, 23
LINK, PREMIUM = 5, 6  # the button styles without a custom_id

_LAYOUT = (ROW, SECTION, TEXT, GALLERY, FILE, SEPARATOR, CONTAINER)
_IN_CONTAINER = tuple(each for each in _LAYOUT if each != CONTAINER)
_MOST_FILES = 10
_EMBED_CHARACTERS = 6000
_LAYOUT_CHARACTERS = 4000
_LAYOUT_COMPONENTS = 40


def check_message(body: Json, *, files: int, flags: int) -> None:
    """Raise 50035 with all that is wrong with a message, or 50006 if there is nothing in it."""
    form = Form()
    form.text(body, ("content",), most=2000)
    _check_nonce(form, body)
    _check_embeds(form, body)
    _check_mentions(form, body)
    _check_poll(form, body)
    if max(files, len(body.get("attachments") or [])) > _MOST_FILES:
        form.fail(("attachments",), "BASE_TYPE_MAX_LENGTH", f"Must be {_MOST_FILES} or fewer in length.")
    if flags & COMPONENTS_V2:
        _check_layout(form, body)
    else:
        _check_rows(form, body)
    form.done()
    said = str(body.get("content") or "").strip()
    laid_out = flags & COMPONENTS_V2 and body.get("components")
    if is_forward(body):
        return
    if not (said or laid_out or body.get("embeds") or files or body.get("sticker_ids") or body.get("poll")):
        raise refused(50006)


def is_forward(body: Json) -> bool:
    """Whether a message is to carry a copy of another one, instead of words of its own."""
    return (body.get("message_reference") or {}).get("type") == 1


def clean_embeds(embeds: list[Json]) -> list[Json]:
    """The embeds as Discord keeps them."""
    return [_clean_embed(embed) for embed in embeds]


def numbered(components: list[Json], numbers: Iterator[int] | None = None) -> list[Json]:
    """The components, each with an id, as Discord keeps them."""
    numbers = numbers or count(1)
    return [_numbered(component, numbers) for component in components]


def addressed(value: JsonValue, addresses: Mapping[str, str]) -> JsonValue:
    """The value with every url "attachment://…" in it replaced by the address of that file."""
    if isinstance(value, list):
        return [addressed(each, addresses) for each in value]
    if not isinstance(value, dict):
        return value
    return {
        key: addresses.get(inner, inner) if key in ("url", "icon_url") else addressed(inner, addresses)
        for key, inner in value.items()
    }


def walk(components: list[Json]) -> Iterator[Json]:
    """Each component, and all inside it."""
    for component in components:
        yield component
        inside = [*(component.get("components") or [])]
        inside += [component[key] for key in ("accessory", "component") if isinstance(component.get(key), dict)]
        yield from walk(inside)


def layout_text(components: list[Json]) -> str:
    """What a message of Components V2 says, all texts together."""
    return "\n".join((each.get("content") or "") for each in walk(components) if each.get("type") == TEXT)


def _numbered(component: Json, numbers: Iterator[int]) -> Json:
    copy = component | {"id": component.get("id") or next(numbers)}
    if component.get("components"):
        copy["components"] = numbered(component["components"], numbers)
    for key in ("accessory", "component"):
        if component.get(key):
            copy[key] = _numbered(component[key], numbers)
    return copy


# Messages


def _check_nonce(form: Form, body: Json) -> None:
    nonce = body.get("nonce")
    if nonce is not None and not isinstance(nonce, str | int):
        form.fail(("nonce",), "BASE_TYPE_CHOICES", "Must be an integer or a string.")
    elif len(str(nonce or "")) > 25:
        form.fail(("nonce",), "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length.")


def _check_mentions(form: Form, body: Json) -> None:
    allowed = form.part(body, ("allowed_mentions",))
    if allowed is None:
        return
    parse = allowed.get("parse") or []
    for index, kind in enumerate(parse):
        if kind not in ("users", "roles", "everyone"):
            listed = "('everyone', 'roles', 'users')"
            form.fail(("allowed_mentions", "parse", index), "BASE_TYPE_CHOICES", f"Value must be one of {listed}.")
    for kind in ("users", "roles"):
        named = allowed.get(kind) or []
        if len(named) > 100:
            form.fail(("allowed_mentions", kind), "BASE_TYPE_MAX_LENGTH", "Must be 100 or fewer in length.")
        if named and kind in parse:
            message = f'parse:["{kind}"] and {kind}: [ids...] are mutually exclusive.'
            form.fail(("allowed_mentions",), "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", message)


def _check_poll(form: Form, body: Json) -> None:
    poll = form.part(body, ("poll",))
    if poll is None:
        return
    question = form.part(poll, ("poll", "question")) or {}
    form.text(question, ("poll", "question", "text"), least=1, most=300, required=True)
    form.number(poll, ("poll", "duration"), least=1, most=768)
    for path, answer in form.items(poll, ("poll", "answers"), least=1, most=10):
        media = form.part(answer, (*path, "poll_media")) or {}
        form.text(media, (*path, "poll_media", "text"), least=1, most=55, required=True)


# Embeds


def _check_embeds(form: Form, body: Json) -> None:
    total = 0
    for path, embed in form.items(body, ("embeds",), most=10):
        total += _check_embed(form, path, embed)
    if total > _EMBED_CHARACTERS:
        message = f"Embed size exceeds maximum size of {_EMBED_CHARACTERS}"
        form.fail(("embeds",), "MAX_EMBED_SIZE_EXCEEDED", message)


def _check_embed(form: Form, path: Path, embed: Json) -> int:
    """The characters that count towards the sum over all embeds."""
    counted = len(form.text(embed, (*path, "title"), most=256))
    counted += len(form.text(embed, (*path, "description"), most=4096))
    form.url(embed, (*path, "url"))
    form.number(embed, (*path, "color"), least=0, most=0xFFFFFF)
    form.moment(embed, (*path, "timestamp"))
    counted += _check_named_part(form, (*path, "footer"), embed, "text", 2048)
    counted += _check_named_part(form, (*path, "author"), embed, "name", 256)
    for picture in ("image", "thumbnail"):
        if media := form.part(embed, (*path, picture)):
            form.url(media, (*path, picture, "url"), schemes=("http", "https", "attachment"))
    for field_path, field in form.items(embed, (*path, "fields"), most=25):
        counted += len(form.text(field, (*field_path, "name"), least=1, most=256, required=True))
        counted += len(form.text(field, (*field_path, "value"), least=1, most=1024, required=True))
    if not any(
        embed.get(part) for part in ("title", "description", "fields", "author", "footer", "image", "thumbnail")
    ):
        form.fail((*path, "description"), "BASE_TYPE_REQUIRED", "This field is required")
    return counted


def _check_named_part(form: Form, path: Path, embed: Json, key: str, most: int) -> int:
    part = form.part(embed, path)
    if part is None:
        return 0
    for address in ("url", "icon_url"):
        form.url(part, (*path, address), schemes=("http", "https", "attachment"))
    return len(form.text(part, (*path, key), least=1, most=most, required=True))


def _clean_embed(embed: Json) -> Json:
    known = ("title", "description", "url", "timestamp", "color", "footer", "image", "thumbnail", "author", "fields")
    cleaned: Json = {"type": "rich"} | {key: embed[key] for key in known if embed.get(key) is not None}
    if "fields" in cleaned:
        cleaned["fields"] = [
            {"name": each["name"], "value": each["value"], "inline": bool(each.get("inline"))}
            for each in cleaned["fields"]
        ]
    return cleaned


# Components of messages


def _check_rows(form: Form, body: Json) -> None:
    """The older kind: up to five rows of buttons or a menu."""
    for path, row in form.items(body, ("components",), most=5):
        if form.choice(row, (*path, "type"), (ROW,), required=True) == ROW:
            _check_row(form, path, row)
    _check_unique_ids(form, body)


def _check_layout(form: Form, body: Json) -> None:
    """Components V2: a tree of up to 40, with up to 4,000 characters of text, and nothing beside it."""
    for legacy in ("content", "embeds", "poll", "sticker_ids"):
        if body.get(legacy):
            message = f"The '{legacy}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2"
            form.fail((legacy,), "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", message)
    for path, component in form.items(body, ("components",), most=_LAYOUT_COMPONENTS):
        _check_layout_part(form, path, component, _LAYOUT)
    components = body.get("components")
    if not isinstance(components, list) or not all(isinstance(each, dict) for each in components):
        return
    if sum(1 for _ in walk(components)) > _LAYOUT_COMPONENTS:
        message = f"Total number of components must be {_LAYOUT_COMPONENTS} or fewer."
        form.fail(("components",), "COMPONENT_LAYOUT_TOO_MANY_COMPONENTS", message)
    if (
        sum(len(each.get("content") or "") for each in walk(components) if each.get("type") == TEXT)
        > _LAYOUT_CHARACTERS
    ):
        message = f"Total text of all components must be {_LAYOUT_CHARACTERS} or fewer in length."
        form.fail(("components",), "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", message)
    _check_unique_ids(form, body)


def _check_layout_part(form: Form, path: Path, part: Json, allowed: tuple[int, ...]) -> None:
    kind = form.choice(part, (*path, "type"), allowed, required=True)
    checks: dict[int, Callable[[Form, Path, Json], None]] = {
        ROW: _check_row,
        SECTION: _check_section,
        TEXT: _check_text,
        THUMBNAIL: _check_media,
        GALLERY: _check_gallery,
        FILE: _check_file,
        SEPARATOR: _check_separator,
        CONTAINER: _check_container,
        BUTTON: _check_button,
    }
    if kind in allowed:
        checks[kind](form, path, part)


def _check_container(form: Form, path: Path, container: Json) -> None:
    form.number(container, (*path, "accent_color"), least=0, most=0xFFFFFF)
    for child_path, child in form.items(container, (*path, "components"), least=1, most=_LAYOUT_COMPONENTS):
        _check_layout_part(form, child_path, child, _IN_CONTAINER)


def _check_section(form: Form, path: Path, section: Json) -> None:
    for child_path, child in form.items(section, (*path, "components"), least=1, most=3):
        _check_layout_part(form, child_path, child, (TEXT,))
    accessory = form.part(section, (*path, "accessory"))
    if accessory is None:
        form.fail((*path, "accessory"), "BASE_TYPE_REQUIRED", "This field is required")
    else:
        _check_layout_part(form, (*path, "accessory"), accessory, (BUTTON, THUMBNAIL))


def _check_text(form: Form, path: Path, part: Json) -> None:
    form.text(part, (*path, "content"), least=1, most=_LAYOUT_CHARACTERS, required=True)


def _check_media(form: Form, path: Path, part: Json) -> None:
    form.text(part, (*path, "description"), most=1024)
    _check_media_item(form, (*path, "media"), part, ("http", "https", "attachment"))


def _check_gallery(form: Form, path: Path, part: Json) -> None:
    for item_path, item in form.items(part, (*path, "items"), least=1, most=10):
        _check_media(form, item_path, item)


def _check_file(form: Form, path: Path, part: Json) -> None:
    _check_media_item(form, (*path, "file"), part, ("attachment",))


def _check_media_item(form: Form, path: Path, part: Json, schemes: tuple[str, ...]) -> None:
    media = form.part(part, path)
    if not media or not media.get("url"):
        form.fail((*path, "url"), "BASE_TYPE_REQUIRED", "This field is required")
    else:
        form.url(media, (*path, "url"), schemes=schemes)


def _check_separator(form: Form, path: Path, part: Json) -> None:
    form.choice(part, (*path, "spacing"), (1, 2))


def _check_row(form: Form, path: Path, row: Json) -> None:
    children = list(form.items(row, (*path, "components"), least=1, most=5))
    for child_path, child in children:
        kind = form.choice(child, (*child_path, "type"), (BUTTON, *SELECTS), required=True)
        if kind == BUTTON:
            _check_button(form, child_path, child)
        elif kind in SELECTS:
            _check_select(form, child_path, child)
            if len(children) > 1:
                message = "A row holds up to five buttons or one select menu."
                form.fail((*path, "components"), "COMPONENT_LAYOUT_WIDTH_EXCEEDED", message)


def _check_button(form: Form, path: Path, button: Json) -> None:
    style = form.choice(button, (*path, "style"), (1, 2, 3, 4, LINK, PREMIUM), required=True)
    form.text(button, (*path, "label"), most=80)
    if style == LINK:
        form.text(button, (*path, "url"), most=512, required=True)
        form.url(button, (*path, "url"), most=512, schemes=("http", "https", "discord"))
    elif style != PREMIUM:
        form.text(button, (*path, "custom_id"), least=1, most=100, required=True)
    if style in (LINK, PREMIUM) and button.get("custom_id"):
        form.fail(path, "BUTTON_COMPONENT_CUSTOM_ID_FORBIDDEN", "A button of this style cannot have a custom id.")
    if style != LINK and button.get("url"):
        form.fail(path, "BUTTON_COMPONENT_URL_FORBIDDEN", "A url is only for link buttons.")
    if style != PREMIUM and not button.get("label") and not button.get("emoji"):
        form.fail(path, "BUTTON_COMPONENT_LABEL_OR_EMOJI_REQUIRED", "A button needs a label or an emoji.")


def _check_select(form: Form, path: Path, select: Json) -> None:
    form.text(select, (*path, "custom_id"), least=1, most=100, required=True)
    form.text(select, (*path, "placeholder"), most=150)
    least = form.number(select, (*path, "min_values"), least=0, most=25)
    most = form.number(select, (*path, "max_values"), least=1, most=25)
    if least is not None and least > (1 if most is None else most):
        form.fail((*path, "min_values"), "SELECT_COMPONENT_MIN_VALUES", "min_values must not exceed max_values.")
    if select["type"] == STRING_SELECT:
        _check_options(form, path, select, least=1, most=25)
        if most is not None and most > len(select.get("options") or []):
            message = "max_values must not exceed the number of options."
            form.fail((*path, "max_values"), "SELECT_COMPONENT_MAX_VALUES", message)


def _check_options(form: Form, path: Path, part: Json, *, least: int, most: int) -> None:
    values: set[str] = set()
    for option_path, option in form.items(part, (*path, "options"), least=least, most=most):
        form.text(option, (*option_path, "label"), least=1, most=100, required=True)
        value = form.text(option, (*option_path, "value"), least=1, most=100, required=True)
        form.text(option, (*option_path, "description"), most=100)
        if value in values:
            message = "The specified option value is already used"
            form.fail((*option_path, "value"), "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", message)
        values.add(value)


def _check_unique_ids(form: Form, body: Json) -> None:
    components = body.get("components")
    if not isinstance(components, list) or not all(isinstance(each, dict) for each in components):
        return
    ids = [each["custom_id"] for each in walk(components) if isinstance(each.get("custom_id"), str)]
    if len(ids) != len(set(ids)):
        message = "Component custom id cannot be duplicated"
        form.fail(("components",), "COMPONENT_CUSTOM_ID_DUPLICATED", message)


# Modals


def check_modal(modal: Json) -> None:
    """Raise 50035 with all that is wrong with a modal."""
    form = Form()
    form.text(modal, ("title",), least=1, most=45, required=True)
    form.text(modal, ("custom_id",), least=1, most=100, required=True)
    for child_path, child in form.items(modal, ("components",), least=1, most=5):
        kind = form.choice(child, (*child_path, "type"), (ROW, TEXT, LABEL), required=True)
        if kind == ROW:
            _check_input_row(form, child_path, child)
        elif kind == TEXT:
            _check_text(form, child_path, child)
        elif kind == LABEL:
            _check_label(form, child_path, child)
    _check_unique_ids(form, modal)
    form.done()


def _check_input_row(form: Form, path: Path, row: Json) -> None:
    for child_path, child in form.items(row, (*path, "components"), least=1, most=1):
        if form.choice(child, (*child_path, "type"), (TEXT_INPUT, *SELECTS), required=True) == TEXT_INPUT:
            form.text(child, (*child_path, "label"), least=1, most=45, required=True)
            _check_input(form, child_path, child)
        elif child.get("type") in SELECTS:
            _check_select(form, child_path, child)


def _check_label(form: Form, path: Path, label: Json) -> None:
    form.text(label, (*path, "label"), least=1, most=45, required=True)
    form.text(label, (*path, "description"), most=100)
    child_path = (*path, "component")
    child = form.part(label, child_path)
    if child is None:
        form.fail(child_path, "BASE_TYPE_REQUIRED", "This field is required")
        return
    allowed = (TEXT_INPUT, *SELECTS, UPLOAD, RADIO, CHECKBOXES, CHECKBOX)
    kind = form.choice(child, (*child_path, "type"), allowed, required=True)
    if kind == TEXT_INPUT:
        _check_input(form, child_path, child)
    elif kind in SELECTS:
        _check_select(form, child_path, child)
    else:
        form.text(child, (*child_path, "custom_id"), least=1, most=100, required=True)
        if kind in (RADIO, CHECKBOXES):
            _check_options(form, child_path, child, least=2 if kind == RADIO else 1, most=10)


def _check_input(form: Form, path: Path, part: Json) -> None:
    form.text(part, (*path, "custom_id"), least=1, most=100, required=True)
    form.choice(part, (*path, "style"), (1, 2), required=True)
    form.number(part, (*path, "min_length"), least=0, most=4000)
    form.number(part, (*path, "max_length"), least=1, most=4000)
    form.text(part, (*path, "value"), most=4000)
    form.text(part, (*path, "placeholder"), most=100)


# Scheduled events, channels


def check_channel(body: Json, *, creating: bool) -> None:
    form = Form()
    form.text(body, ("name",), least=1, most=100, required=creating)
    form.text(body, ("topic",), most=4096 if body.get("type") == 15 else 1024)
    form.number(body, ("rate_limit_per_user",), least=0, most=21600)
    form.choice(body, ("auto_archive_duration",), (60, 1440, 4320, 10080))
    form.number(body, ("position",), least=0, most=10_000)
    list(form.items(body, ("available_tags",), most=20))
    for path, overwrite in form.items(body, ("permission_overwrites",), most=500):
        form.choice(overwrite, (*path, "type"), (0, 1))
        if not overwrite.get("id"):
            form.fail((*path, "id"), "BASE_TYPE_REQUIRED", "This field is required")
    form.done()


def check_role(body: Json) -> None:
    form = Form()
    form.text(body, ("name",), most=100)
    form.number(body, ("color",), least=0, most=0xFFFFFF)
    if not re.fullmatch(r"\d*", str(body.get("permissions") or "")):
        form.fail(("permissions",), "NUMBER_TYPE_COERCE", f'Value "{body["permissions"]}" is not int.')
    form.done()


OLDEST_BULK_DELETE_SECONDS = 14 * 24 * 3600
