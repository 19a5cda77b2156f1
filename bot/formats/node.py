"""JSON with its paths: a value knows where it stands, tells when it is of the wrong type, and what was not read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NoReturn

from bot.formats.cleaning import MOST_TEXT
from bot.formats.problems import quoted
from bot.formats.report import Report

MOST_VALUES = 1_500_000  # more would not fit into the memory that an import may take
DEEPEST = 60


def parse_json(text: str, report: Report) -> Any:  # noqa: ANN401 - JSON is anything
    """The value. Raises ProgrammeError, with the line, if the text is not JSON, nests too deep or holds too much."""
    if text.count(",") + text.count("[") + text.count("{") > MOST_VALUES:
        raise report.give_up("", f"holds more than {MOST_VALUES:,} values", "is it the right file?")
    try:
        value = json.loads(text, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        ended = error.pos >= len(text.rstrip())
        found = (
            "ends in the middle"
            if ended
            else f"is not JSON: {error.msg}, at {quoted(text[error.pos : error.pos + 20])}"
        )
        advice = "fetch it again; it was cut off" if ended else ""
        raise report.give_up("", found, advice, error.lineno) from None
    except (ValueError, RecursionError) as error:
        found = "nests too deep" if isinstance(error, RecursionError) else f"is not JSON: {error}"
        raise report.give_up("", found, "is it the right file?") from None
    return value


def _refuse_constant(name: str) -> NoReturn:
    message = f"{name} is not a number"
    raise ValueError(message)


class Node:
    """An object of JSON at `path`. Reading a key marks it as read; `leftovers` tells what nobody asked for."""

    __slots__ = ("_read", "path", "report", "value")

    def __init__(self, value: dict[str, Any], path: str, report: Report) -> None:
        self.value = value
        self.path = path
        self.report = report
        self._read: set[str] = set()

    def at(self, key: str) -> str:
        """The path of what is under `key`."""
        return f"{self.path}.{key}" if self.path else key

    def get(self, key: str) -> Any:  # noqa: ANN401 - JSON is anything
        self._read.add(key)
        return self.value.get(key)

    def text(self, *keys: str) -> str:
        """The first text of the keys that is not blank, else ''; numbers count. A list or an object is a warning."""
        found = ""
        for key in keys:
            value = self.get(key)
            if not found and value is not None:
                found = self._text(key, value)
        return found

    def _text(self, key: str, value: object) -> str:
        if isinstance(value, str):
            if len(value) > MOST_TEXT:
                self.report.warn(self.at(key), f"is a text of {len(value):,} characters", f"cut after {MOST_TEXT:,}")
            return "" if value.isspace() else value[:MOST_TEXT]
        if isinstance(value, int | float) and not isinstance(value, bool):
            return str(value)
        if isinstance(value, dict) and value and all(isinstance(part, str) for part in value.values()):
            return str(value.get("en") or next(iter(value.values())))  # one text in several languages
        if value not in ({}, [], False):
            self.report.warn(self.at(key), f"is {kind_of(value)}, not a text", "left out")
        return ""

    def child(self, key: str) -> Node:
        """The object under `key`; an empty one if there is none."""
        value = self.get(key)
        if isinstance(value, dict):
            return Node(value, self.at(key), self.report)
        if value not in (None, "", []):
            self.report.warn(self.at(key), f"is {kind_of(value)}, not an object", "left out")
        return Node({}, self.at(key), self.report)

    def children(self, key: str) -> Iterator[Node]:
        """The objects of the list under `key`. What else stands in it is a warning."""
        value = self.get(key)
        if value is None or value in ("", {}):
            return
        if not isinstance(value, list):
            self.report.warn(self.at(key), f"is {kind_of(value)}, not a list", "left out")
            return
        yield from nodes_of(value, self.at(key), self.report)

    def texts(self, key: str) -> list[str]:
        """The texts of the list (or the one text) under `key`."""
        value = self.get(key)
        if isinstance(value, str):
            return [value] if value.strip() else []
        if value is None:
            return []
        if not isinstance(value, list):
            self.report.warn(self.at(key), f"is {kind_of(value)}, not a list of texts", "left out")
            return []
        found = []
        for position, part in enumerate(value):
            if isinstance(part, str):
                found.append(part)
            elif part is not None:
                self.report.warn(f"{self.at(key)}[{position}]", f"is {kind_of(part)}, not a text", "left out")
        return found

    def leftovers(self) -> list[str]:
        """Keys with a value in it that nobody read, in their order."""
        return [
            key for key, value in self.value.items() if key not in self._read and value not in (None, "", [], {}, False)
        ]

    def tell_leftovers(self, of: str) -> None:
        """Warn, once for each key in the whole file, of what nobody read."""
        for key in self.leftovers():
            self.report.repeat(self.at(key), f"{quoted(key)} of {of} is not taken over")


def nodes_of(values: list[Any], path: str, report: Report) -> Iterator[Node]:
    """The objects of a list; what else stands in it is a warning."""
    for position, part in enumerate(values):
        if isinstance(part, dict):
            yield Node(part, f"{path}[{position}]", report)
        elif part is not None:
            report.warn(f"{path}[{position}]", f"is {kind_of(part)}, not an object", "left out")


def kind_of(value: object) -> str:
    """What a value of JSON is, in words."""
    match value:
        case bool():
            return "true or false"
        case int() | float():
            return f"the number {value}"[:60]
        case str():
            return f"the text {quoted(value)}"
        case list():
            return "a list"
        case dict():
            return "an object"
    return "nothing"
