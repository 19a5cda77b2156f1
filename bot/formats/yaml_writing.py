"""YAML as a person would write it: plain text where it can be, folded lines where it is long, quotes where it must."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

WIDTH = 100
LONGEST_LINE = 112  # a text is not folded for the sake of a word
# Nothing here is invisible, or a line break that only some readers know.
EASY = re.compile(r"[^\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]*")
FIRST_MARKS = frozenset("-?:,[]{}#&*!|>'\"%@`=~ \t")
# What some reader of YAML would take for a number, a date, a time, or a truth.
NOT_TEXT = re.compile(
    r"[-+.]?[0-9][-+0-9_.,:eExXoOa-fA-FtTzZ ]*|[-+]?\.(inf|nan)|y|n|yes|no|on|off|true|false|null", re.IGNORECASE
)


ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}


class Verbatim(str):
    """A value that stands as it is: a time, a number, yes or no."""

    __slots__ = ()


Value = str | Sequence["Value"] | Mapping[str, "Value"]


def write_mapping(fields: Mapping[str, Value], indent: int = 0) -> str:
    """The fields as lines `key: value`, each indented by so many spaces; what is empty is left out."""
    return "\n".join(f"{' ' * indent}{key}:{_write(value, indent, len(key))}" for key, value in fields.items() if value)


def write_items(items: Sequence[Value], indent: int) -> str:
    """The items as lines that begin with '- ', with an empty line between those that take many."""
    written = [_write_item(item, indent) for item in items]
    airy = any(text.count("\n") > 3 for text in written)
    return ("\n\n" if airy else "\n").join(written)


def _write(value: Value, indent: int, taken: int) -> str:
    """What comes after 'key:', of which `taken` characters stand on the line besides the indent."""
    if isinstance(value, str):
        return " " + write_text(value, indent, taken)
    if isinstance(value, Mapping):
        return "\n" + write_mapping(value, indent + 2)
    flow = _write_flow(value)
    if flow and indent + taken + len(flow) < WIDTH:
        return f" {flow}"
    return "\n" + write_items(value, indent + 2)


def _write_item(item: Value, indent: int) -> str:
    before = f"{' ' * indent}- "
    if isinstance(item, str):
        return before + write_text(item, indent, 0)
    fields = item if isinstance(item, Mapping) else {"items": item}
    return before + write_mapping(fields, indent + 2).lstrip(" ")


def _write_flow(items: Sequence[Value]) -> str:
    """A list of short texts as `[a, b]`; empty if it has anything else in it."""
    texts = [item for item in items if isinstance(item, str) and "\n" not in item]
    if len(texts) < len(items):
        return ""
    return f"[{', '.join(text if _stands_in_brackets(text) else _quote(text) for text in texts)}]"


def _stands_in_brackets(text: str) -> bool:
    return isinstance(text, Verbatim) or (_is_plain(text) and not set(text) & set(",[]{}"))


def write_text(text: str, indent: int, taken: int) -> str:
    """The text as it stands after `taken` characters of a key, whose line is indented by so many spaces."""
    if isinstance(text, Verbatim):
        return text
    fits = indent + taken + len(text) + 2 <= LONGEST_LINE
    if _is_plain(text) and (fits or " " not in text):
        return text
    inside = " " * (indent + 2)
    if _is_block(text) and "\n" in text:
        lines = text.split("\n")
        return "|-\n" + "\n".join(inside + line if line else "" for line in lines)
    if _is_block(text) and not fits and (lines := _wrap(text, WIDTH - len(inside)))[1:]:
        return ">-\n" + "\n".join(inside + line for line in lines)
    return _quote(text)


def _is_plain(text: str) -> bool:
    return bool(
        text
        and text[0] not in FIRST_MARKS
        and text == text.strip()
        and not text.endswith(":")
        and not any(mark in text for mark in (": ", " #", "\n", "\t"))
        and EASY.fullmatch(text)
        and not NOT_TEXT.fullmatch(text)
    )


def _is_block(text: str) -> bool:
    return bool(text and not text[0].isspace() and not text[-1].isspace() and EASY.fullmatch(text))


def _wrap(text: str, width: int) -> list[str]:
    """Lines that are the text again when joined by spaces; none begins or ends with a space."""
    lines = [""]
    for word in re.split(r"(?<=\S) (?=\S)", text):
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".lstrip(" ")
    return lines


def _quote(text: str) -> str:
    if "\n" in text or "\t" in text or not EASY.fullmatch(text):
        return '"' + "".join(_escape(mark) for mark in text) + '"'
    if "'" in text and not set(text) & set('"\\'):
        return f'"{text}"'
    return "'" + text.replace("'", "''") + "'"


def _escape(mark: str) -> str:
    if mark in ESCAPES:
        return ESCAPES[mark]
    if mark.isprintable():
        return mark
    code = ord(mark)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
