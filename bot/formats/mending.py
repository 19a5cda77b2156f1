"""Stand-ins for what could not be read, so that the rest of a file can be looked through all the same."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from typing import Any

from pydantic_core import ErrorDetails

from bot.formats.programme_file import ProgrammeFile
from bot.formats.yaml_tree import Location, Plain

# By the last step of a location: of a required key, or of a part among its like.
KEYS: dict[str, Any] = {
    "title": "?",
    "name": "?",
    "timezone": "UTC",
    "start": "12:00",
    "date": "2001-01-15",
    "days": [{"date": "2001-01-15", "sessions": []}],
    "sessions": [],
}
PARTS: dict[str, Any] = {
    "days": {"date": "2001-01-15", "sessions": []},
    "sessions": {"title": "?", "start": "12:00"},
    "speakers": {"name": "?"},
    "rooms": {"name": "?"},
}


def mend(content: Plain, errors: Iterable[ErrorDetails]) -> tuple[ProgrammeFile, set[Location]]:
    """The form of `content` with a stand-in wherever there is an error, and the locations of the stand-ins."""
    mended = copy.deepcopy(content)
    broken: set[Location] = set()
    for error in errors:
        if error["type"] == "extra_forbidden":
            _replace(mended, error["loc"], {})
        elif not is_echo(error):
            location = _widen(error["loc"])
            broken.add(location)
            _replace(mended, location, KEYS)
    return ProgrammeFile.model_validate(mended), broken


def is_echo(error: ErrorDetails) -> bool:
    """Whether it calls a list too short only because items that have errors of their own do not count."""
    return error["type"] == "too_short" and bool(error["input"])


def _widen(location: Location) -> Location:
    """The key around `location` in its session, speaker, room or day; else its top-level section."""
    match location:
        case ("days", int(), "sessions", int(), *_):
            return location[:5]
        case (("days" | "speakers" | "rooms"), int(), *_):
            return location[:3]
    return location[:1]


def _replace(mended: Any, location: Location, keys: dict[str, Any]) -> None:  # noqa: ANN401
    """Put a stand-in at `location`: for a key the one in `keys`, and if there is none nothing at all."""
    *way, last = location
    around = mended
    for step in way:
        # What is around it may itself have been replaced, on account of another error.
        if not (step in around if isinstance(around, dict) else step in range(len(around))):
            return
        around = around[step]
    if isinstance(around, str):  # a part that was written in short
        _replace(mended, tuple(way), keys)
    elif isinstance(last, int):
        around[last] = copy.deepcopy(PARTS[str(way[-1])])
    elif last in keys:
        around[last] = copy.deepcopy(keys[last])
    else:
        around.pop(last, None)
