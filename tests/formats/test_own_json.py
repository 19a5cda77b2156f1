"""Our own model as JSON: read as it was written, and refused with the place of all that is wrong."""

import json
from datetime import UTC, datetime

import pytest

from bot import formats
from bot.formats.export import write
from bot.formats.problems import ProgrammeError

NOW = datetime(2025, 6, 30, 8, tzinfo=UTC)


def given(programme, **changes):
    """What an export of the programme holds, with some of it changed."""
    return json.loads(write(programme, "json", now=NOW)) | changes


def read(value):
    return formats.read(json.dumps(value).encode(), "p.json")[0]


def refusal(value):
    with pytest.raises(ProgrammeError) as refused:
        read(value)
    return [str(problem) for problem in refused.value.problems]


def test_sessions_are_put_in_order_and_look_ups_are_fresh(programme):
    value = given(programme)
    value["sessions"].reverse()
    found = read(value)
    assert found.sessions[0] is found.session_by_id[found.sessions[0].id]
    assert [session.start for session in found.sessions] == [session.start for session in programme.sessions]
    assert "speaker_by_id" not in vars(read(value))  # worked out when it is asked for, not carried along


def test_values_that_the_models_refuse(programme):
    value = given(programme, wibble=1, venue={"city": "Lyon"})
    value["sessions"][1] |= {"start": "2025-06-30T09:00:00", "kind": "party"}
    found = refusal(value)
    assert found[0] == "p.json: venue.name: Field required"
    assert found[1].startswith("p.json: sessions[1].kind: 'party' is not valid: Input should be 'opening', ")
    assert found[2:] == [
        "p.json: sessions[1].start: '2025-06-30T09:00:00' is not valid: Input should have timezone info",
        "p.json: wibble: Extra inputs are not permitted",
    ]


def test_zone_that_is_none(programme):
    assert refusal(given(programme, timezone="Mars/Phobos")) == [
        "p.json: timezone: 'Mars/Phobos' is not a time zone; write its name like 'Europe/Paris'"
    ]


def test_no_sessions(programme):
    assert refusal(given(programme, sessions=[])) == ["p.json: sessions: holds no sessions"]


def test_ids_that_are_empty_or_taken_or_unknown(programme):
    value = given(programme)
    value["sessions"][1]["id"] = value["sessions"][0]["id"]
    value["speakers"][0]["id"] = ""
    value["sessions"][2]["speakers"] = ["nobody"]
    found = refusal(value)
    taken = value["sessions"][0]["id"]
    assert f"p.json: sessions[1].id: '{taken}' is empty, or another one's too" in found
    assert "p.json: speakers[0].id: '' is empty, or another one's too" in found
    assert "p.json: sessions[2].speakers: 'nobody' is no speaker's id" in found


def test_end_before_the_start(programme):
    value = given(programme)
    value["sessions"][0]["end"] = "2020-01-01T00:00:00Z"
    (found,) = refusal(value)
    assert found.startswith("p.json: sessions[0]: Value error, session '")
    assert "before its start" in found
