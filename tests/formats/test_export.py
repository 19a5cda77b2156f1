import json
from datetime import UTC, datetime

import pytest

from bot.core.programme import Programme
from bot.formats.export import EXPORTS, select_sessions, write

NOW = datetime(2025, 6, 30, 8, 0, tzinfo=UTC)


def test_formats_are_those_that_the_command_line_names():
    assert tuple(EXPORTS) == ("ics", "json", "html", "md", "csv", "frab", "yaml")


@pytest.mark.parametrize("name", EXPORTS)
def test_every_format_is_the_same_the_second_time(programme, name):
    assert write(programme, name, now=NOW) == write(programme, name, now=NOW)


@pytest.mark.parametrize("name", EXPORTS)
def test_every_format_takes_a_programme_without_sessions(name):
    empty = Programme(title="Still empty", timezone="Europe/Paris")
    assert write(empty, name, now=NOW) != b""


def test_unknown_format():
    with pytest.raises(
        ValueError, match=r"^'pdf' is not a format; the formats are ics, json, html, md, csv, frab, yaml$"
    ):
        write(Programme(title="x", timezone="UTC"), "pdf", now=NOW)


def test_json_is_our_own_model(programme):
    exported = write(programme, "json", now=NOW)
    assert Programme.model_validate_json(exported) == programme
    assert json.loads(exported)["sessions"][0]["title"] == programme.sessions[0].title


def test_selection_holds_the_sessions_rooms_and_speakers_alone(programme):
    session = programme.sessions[1]
    selected = select_sessions(programme, [session.id])
    assert selected.sessions == (session,)
    assert selected.speakers == programme.speakers_of(session)
    assert [room.name for room in selected.rooms] == list(session.rooms)
    assert selected.days == (session.day,)
    assert (selected.title, selected.venue) == (programme.title, programme.venue)


def test_selection_of_an_unknown_session(programme):
    with pytest.raises(KeyError, match="no-such-session"):
        write(programme, "ics", now=NOW, session_ids=["no-such-session"])
