"""A programme in the forms that people use elsewhere: calendars, pages, tables, other programs."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.core.programme import Programme
from bot.formats.export_csv import write_csv
from bot.formats.export_frab import write_frab
from bot.formats.export_html import write_html
from bot.formats.export_ics import write_ics
from bot.formats.export_json import write_json
from bot.formats.export_md import write_md


@dataclass(frozen=True, slots=True)
class Export:
    """A format: the ending of its files' names, their media type, and how it is written."""

    suffix: str
    media_type: str
    write: Callable[[Programme, datetime, Mapping[str, int] | None], bytes]


def _write_yaml(programme: Programme) -> bytes:
    from bot.formats.programme_dump import dump_programme  # loads YAML, which calendars can do without

    return dump_programme(programme).encode()


EXPORTS = {
    "ics": Export(".ics", "text/calendar", write_ics),
    "json": Export(".json", "application/json", lambda programme, _now, _sequences: write_json(programme)),
    "html": Export(".html", "text/html", lambda programme, now, _sequences: write_html(programme, now)),
    "md": Export(".md", "text/markdown", lambda programme, now, _sequences: write_md(programme, now)),
    "csv": Export(".csv", "text/csv", lambda programme, _now, _sequences: write_csv(programme)),
    "frab": Export(".json", "application/json", lambda programme, now, _sequences: write_frab(programme, now)),
    "yaml": Export(".yaml", "application/yaml", lambda programme, _now, _sequences: _write_yaml(programme)),
}


def write(
    programme: Programme,
    format: str,  # noqa: A002 - what the command line calls it
    *,
    now: datetime,
    session_ids: Collection[str] | None = None,
    sequences: Mapping[str, int] | None = None,
) -> bytes:
    """The programme in one of EXPORTS, as of `now`; of its sessions only those of `session_ids`, if that is given.

    `sequences` (for ics): by id, how often a session was changed since it was first exported. Raises ValueError for a
    format that is none and KeyError for a session that is not there.
    """
    if format not in EXPORTS:
        message = f"{format!r} is not a format; the formats are {', '.join(EXPORTS)}"
        raise ValueError(message)
    chosen = programme if session_ids is None else select_sessions(programme, session_ids)
    return EXPORTS[format].write(chosen, now, sequences)


def select_sessions(programme: Programme, session_ids: Collection[str]) -> Programme:
    """The programme with these sessions alone, their rooms and their speakers. Raises KeyError for an unknown id."""
    for session_id in session_ids:
        if session_id not in programme.session_by_id:
            raise KeyError(session_id)
    sessions = tuple(session for session in programme.sessions if session.id in session_ids)
    speakers = {speaker_id for session in sessions for speaker_id in session.speakers}
    rooms = {room for session in sessions for room in session.rooms}
    # Not model_copy: it would copy the cached look-ups too.
    fields = {name: getattr(programme, name) for name in Programme.model_fields}
    return Programme(
        **fields
        | {
            "sessions": sessions,
            "speakers": tuple(speaker for speaker in programme.speakers if speaker.id in speakers),
            "rooms": tuple(room for room in programme.rooms if room.name in rooms),
        }
    )
