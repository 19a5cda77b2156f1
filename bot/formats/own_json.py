"""Our own model as JSON, as `export --format json` writes it."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from bot.core.programme import Programme, Session, Speaker
from bot.formats.problems import ProgrammeError, quoted
from bot.formats.report import Report
from bot.formats.zones import find_zone


def recognise(value: Any) -> bool:  # noqa: ANN401 - JSON is anything
    """Whether JSON is a programme of ours."""
    return isinstance(value, dict) and isinstance(value.get("sessions"), list) and "timezone" in value


def read_own_json(value: Any, report: Report) -> Programme:  # noqa: ANN401 - JSON is anything
    """The programme. Raises ProgrammeError with all that is wrong."""
    try:
        programme = Programme.model_validate(value)
    except ValidationError as error:
        for problem in error.errors():
            given = f"{quoted(problem['input'])} is not valid: " if isinstance(problem["input"], str) else ""
            report.error(_path(problem["loc"]), f"{given}{problem['msg']}")
        raise ProgrammeError(report.problems) from None
    _check(programme, report)
    report.raise_errors()
    in_order = sorted(programme.sessions, key=lambda session: session.start)
    fields = {name: getattr(programme, name) for name in Programme.model_fields}
    return Programme(**fields | {"sessions": tuple(in_order)})  # not a copy, which would hold its look-ups too


def _path(location: tuple[int | str, ...]) -> str:
    path = ""
    for step in location:
        path += f"[{step}]" if isinstance(step, int) else f".{step}" if path else step
    return path


def _check(programme: Programme, report: Report) -> None:
    """What the models leave to whoever puts a programme together."""
    if not find_zone(programme.timezone):
        report.error(
            "timezone", f"{quoted(programme.timezone)} is not a time zone", "write its name like 'Europe/Paris'"
        )
    if not programme.sessions:
        report.error("sessions", "holds no sessions")
    named: dict[str, tuple[Session, ...] | tuple[Speaker, ...]] = {
        "sessions": programme.sessions,
        "speakers": programme.speakers,
    }
    for name, things in named.items():
        seen: set[str] = set()
        for position, identifier in enumerate(thing.id for thing in things):
            if not identifier or identifier in seen:
                report.error(f"{name}[{position}].id", f"{quoted(identifier)} is empty, or another one's too")
            seen.add(identifier)
    speakers = set(programme.speaker_by_id)
    for position, session in enumerate(programme.sessions):
        where = f"sessions[{position}]"
        for unknown in set(session.speakers) - speakers:
            report.error(f"{where}.speakers", f"{quoted(unknown)} is no speaker's id")
