"""What the models refuse in a programme file, in plain words: pydantic's errors as problems with lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from bot.core.programme import (
    Author,
    Channels,
    Conference,
    Faq,
    Kind,
    Link,
    Organiser,
    ReminderPolicy,
    Roles,
    Room,
    Venue,
)
from bot.formats.mending import is_echo
from bot.formats.problems import Problem, did_you_mean, find_nearest, quoted
from bot.formats.programme_file import DayEntry, ProgrammeFile, SessionEntry, SpeakerForm
from bot.formats.yaml_tree import Location, Node, Plain, find_line, is_left_empty

MODELS: dict[Location, type[BaseModel]] = {
    (): ProgrammeFile,
    ("venue",): Venue,
    ("organisers", "*"): Organiser,
    ("conference",): Conference,
    ("links", "*"): Link,
    ("faq", "*"): Faq,
    ("rooms", "*"): Room,
    ("channels",): Channels,
    ("roles",): Roles,
    ("reminders",): ReminderPolicy,
    ("speakers", "*"): SpeakerForm,
    ("days", "*"): DayEntry,
    ("days", "*", "sessions", "*"): SessionEntry,
    ("days", "*", "sessions", "*", "authors", "*"): Author,
    ("days", "*", "sessions", "*", "links", "*"): Link,
}
EXAMPLES = {
    "title": "add a line like 'title: Opening'",
    "timezone": "add a line like 'timezone: Europe/Paris'",
    "start": "add a line like 'start: 09:30'",
    "date": "add a line like 'date: 2025-06-30'",
    "days": "add 'days:', and under it '- date: 2025-06-30' with its sessions",
    "sessions": "add 'sessions:', and under it the day's sessions, each beginning with '- '",
    "name": "add a line like 'name: …'",
    "url": "add a line like 'url: https://example.org/page'",
    "ask": "add a line like 'ask: [wifi, internet]'",
    "answer": "add a line with the answer, like 'answer: …'",
}


class Part(NamedTuple):
    """A part of a programme file that has a name of its own, and the rest of a location within it."""

    where: str
    location: Location
    within: Location


def find_part(data: Plain, location: Location) -> Part:
    """The innermost session, speaker, room … around `location`; an unnamed part, with all of it, at the top."""
    for length in range(len(location), 0, -1):
        name = _name(data, location[:length])
        if name:
            return Part(name, location[:length], location[length:])
    return Part("", (), location)


def _name(data: Plain, location: Location) -> str:
    found = _find(data, location)
    fields = found if isinstance(found, dict) else {}
    match location:
        case ("days", int(), "sessions", int(position)):
            return _call("session", fields.get("id") or fields.get("title"), position)
        case ("days", int(position)):
            return _call("day", fields.get("date"), position)
        case (("speakers" | "rooms" | "organisers") as section, int(position)):
            return _call(str(section)[:-1], fields.get("name") or found, position)
        case ("faq", int(position)):
            asked = fields.get("ask")
            return _call("faq", asked[0] if isinstance(asked, list) and asked else asked, position)
        case (("venue" | "conference" | "channels" | "roles" | "reminders") as section,):
            return str(section)
    return ""


def _call(kind: str, name: Any, position: int) -> str:  # noqa: ANN401
    return f"{kind} {quoted(name)}" if isinstance(name, str) and name.strip() else f"{kind} number {position + 1}"


def _find(data: Plain, location: Location) -> Plain:
    for step in location:
        try:
            data = data[step]  # type: ignore[index]
        except (KeyError, IndexError, TypeError):
            return None
    return data


def drop_echoes(errors: Sequence[ErrorDetails]) -> list[ErrorDetails]:
    """The errors without those that only follow from others: a key is not missing if it is misspelt."""
    misspelt = {
        (*error["loc"][:-1], nearest)
        for error in errors
        if error["type"] == "extra_forbidden"
        and (nearest := find_nearest(str(error["loc"][-1]), _keys(error["loc"][:-1])))
    }
    return [
        error
        for error in errors
        if not is_echo(error) and not (error["type"] == "missing" and error["loc"] in misspelt)
    ]


def explain(error: ErrorDetails, data: Plain, root: Node, file: str) -> Problem:
    """The problem that pydantic found in `data`, which was read from the tree `root` of `file`."""
    location: Location = error["loc"]
    part = find_part(data, location)
    # A section that is wrong as a whole needs no other name than its own.
    inside = bool(part.within)
    label = _label(data, part) if inside else part.where
    found, advice = _explain(error, label, is_left_empty(root, location))
    return Problem(file, find_line(root, location), part.where if inside else "", found, advice)


def _label(data: Plain, part: Part) -> str:
    """The steps within the part as words; a step into what was written in short is left out."""
    words = []
    for position, step in enumerate(part.within):
        around = _find(data, part.location + part.within[:position])
        if isinstance(around, dict if isinstance(step, str) else list):
            words.append(step if isinstance(step, str) else f"#{step + 1}")
    return " ".join(words)


def _explain(error: ErrorDetails, label: str, empty: bool) -> tuple[str, str]:
    """What was found and what would do. `empty`: the key is there, without a value."""
    kind, context, location, value = error["type"], error.get("ctx", {}), error["loc"], error["input"]
    shown = f"{label} {quoted(value)}" if isinstance(value, str) and not label.endswith(quoted(value)) else label
    if kind == "extra_forbidden":
        return _unknown_key(location)
    if kind == "missing":
        return f"{label} is left empty" if empty else f"{label} is missing", EXAMPLES.get(str(location[-1]), "")
    if value is None:
        return f"{label} is left empty", "write a value, or delete the '-'"
    if kind == "enum":
        return f"{shown} is not a kind of session", did_you_mean(str(value), Kind) or f"the kinds are {', '.join(Kind)}"
    if explain_kind := EXPLAINED.get(kind):
        found, advice = explain_kind(location, context)
        return f"{shown} {found}", advice
    if "advice" in context:
        return f"{shown} {error['msg']}", str(context["advice"])
    return f"{shown} is not valid: {error['msg']}", ""


def _unknown_key(location: Location) -> tuple[str, str]:
    key = str(location[-1])
    known = _keys(location[:-1])
    return f"unknown key {quoted(key)}", did_you_mean(key, known) or f"the keys here are {', '.join(known)}"


def _keys(location: Location) -> list[str]:
    pattern = tuple("*" if isinstance(step, int) else step for step in location)
    fields = MODELS[pattern].model_fields
    return sorted(fields, key=lambda name: not fields[name].is_required())


def _not_a_mapping(location: Location, _context: dict[str, Any]) -> tuple[str, str]:
    return "is not keys with values", f"the keys here are {', '.join(_keys(location))}"


def _malformed(location: Location, _context: dict[str, Any]) -> tuple[str, str]:
    if "languages" in location:
        return "is not a language's code", "write it like 'en' or 'fr'"
    return "is not an id", "use letters, digits and the marks - _ . : alone"


def _fixed(found: str, advice: str) -> Callable[[Location, dict[str, Any]], tuple[str, str]]:
    return lambda _location, context: (found.format(**context), advice.format(**context))


EXPLAINED: dict[str, Callable[[Location, dict[str, Any]], tuple[str, str]]] = {
    "string_type": _fixed("is not one text", "write one text, in quotes if it begins with [ or {{"),
    "string_too_short": _fixed("is empty", "write a text, or delete the line"),
    "too_short": _fixed("has nothing in it", "write at least one"),
    "tuple_type": _fixed("is not a list", "begin each of its items with '- '"),
    "model_type": _not_a_mapping,
    "int_parsing": _fixed("is not a whole number", "write it in digits"),
    "int_type": _fixed("is not a whole number", "write it in digits"),
    "greater_than_equal": _fixed("is too small", "the least is {ge}"),
    "less_than_equal": _fixed("is too large", "the most is {le}"),
    "bool_parsing": _fixed("is neither yes nor no", "write yes or no"),
    "bool_type": _fixed("is neither yes nor no", "write yes or no"),
    "string_pattern_mismatch": _malformed,
}
