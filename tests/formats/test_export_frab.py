import json
import re
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from bot.core.programme import Kind, Link, Programme, Room, Session, Speaker
from bot.formats.export import write

NOW = datetime(2025, 6, 30, 8, 0, tzinfo=UTC)
START = datetime(2025, 6, 30, 7, 30, tzinfo=UTC)

# What https://c3voc.de/schedule/schema.json asks for: the keys that must be there, and all that may be.
CONFERENCE = {"title", "acronym", "days", "daysCount", "start", "end", "timeslot_duration"}
CONFERENCE_KNOWN = CONFERENCE | {"time_zone_name", "url", "description", "rooms", "tracks"}
DAY = {"index", "date", "day_start", "day_end", "rooms"}
EVENT = {
    *(
        "guid",
        "id",
        "date",
        "start",
        "duration",
        "room",
        "slug",
        "url",
        "title",
        "subtitle",
        "language",
        "track",
        "type",
    ),
    *("abstract", "persons", "links"),
}
EVENT_KNOWN = EVENT | {"description", "attachments", "recording_license", "do_not_record", "logo", "answers"}


def session(identifier="a", **fields):
    given = {"title": "A", "start": START, "end": START + timedelta(minutes=50), "day": START.date()} | fields
    return Session(id=identifier, **given)


def export(*sessions, **fields):
    given = {"title": "Event", "timezone": "Europe/Paris"} | fields
    return json.loads(write(Programme(sessions=sessions, **given), "frab", now=NOW))["schedule"]


def events(schedule):
    return [event for day in schedule["conference"]["days"] for room in day["rooms"].values() for event in room]


def test_shipped_programme_has_what_the_schema_requires(programme):
    exported = json.loads(write(programme, "frab", now=NOW))
    assert set(exported) == {"$schema", "generator", "schedule"}
    schedule = exported["schedule"]
    conference = schedule["conference"]
    assert schedule["version"] == "2025-06-30 10:00"
    assert set(conference) >= CONFERENCE
    assert set(conference) <= CONFERENCE_KNOWN
    assert re.fullmatch("[a-z0-9_-][a-z0-9_]{3,}", conference["acronym"])
    for room in conference["rooms"]:
        UUID(room["guid"])
    for day in conference["days"]:
        assert set(day) == DAY
    for event in events(schedule):
        assert set(event) >= EVENT
        assert set(event) <= EVENT_KNOWN
        assert UUID(event["guid"])
        assert 1 <= event["id"] < 2**31
        assert re.fullmatch("[a-z0-9_-]+[a-z0-9]", event["slug"])
        assert re.fullmatch("[0-9]+:[0-9]{2}", event["duration"])
        assert datetime.fromisoformat(event["date"]).strftime("%H:%M") == event["start"]
        # A person with an id would have to be of frab's own sort, without a name.
        assert all("name" in person and "id" not in person for person in event["persons"])
    assert len(events(schedule)) == len(programme.sessions)


def test_conference():
    friday = START + timedelta(days=4)
    schedule = export(
        session(track="ML"),
        session("b", start=friday, end=friday + timedelta(hours=1), day=friday.date(), rooms=("Aula",)),
        url="https://example.org/",
        description="About it",
        rooms=(Room(name="Aula", directions="Up the stairs"),),
    )
    conference = schedule["conference"]
    rooms = conference.pop("rooms")
    days = conference.pop("days")
    assert conference == {
        "acronym": "event",
        "title": "Event",
        "start": "2025-06-30",
        "end": "2025-07-04",
        "daysCount": 2,
        "timeslot_duration": "00:10",
        "time_zone_name": "Europe/Paris",
        "url": "https://example.org/",
        "description": "About it",
        "tracks": [{"name": "ML"}],
    }
    assert [(room["name"], room["description"]) for room in rooms] == [("Aula", "Up the stairs")]
    assert [(day["index"], day["day_start"], day["day_end"], list(day["rooms"])) for day in days] == [
        (1, "2025-06-30T09:30:00+02:00", "2025-06-30T10:20:00+02:00", [""]),
        (2, "2025-07-04T09:30:00+02:00", "2025-07-04T10:30:00+02:00", ["Aula"]),
    ]


def test_zone_that_is_no_place_is_told_by_the_offsets_alone():
    schedule = export(session(), timezone="Etc/GMT-1")
    assert "time_zone_name" not in schedule["conference"]
    assert [event["date"] for event in events(schedule)] == ["2025-06-30T08:30:00+01:00"]


def test_event():
    [event] = events(
        export(
            session(
                "strong-ticket",
                title="Tickets",
                kind=Kind.INVITED_TALK,
                rooms=("A", "B"),
                speakers=("ada",),
                note="Moved",
                language="en",
                abstract="About",
                url="https://example.org/t",
                slides="https://example.org/s.pdf",
                recording="https://example.org/r",
                links=(Link(url="https://example.org/x", title="X"), Link(url="https://example.org/y")),
            ),
            speakers=(Speaker(id="ada", name="Ada", biography="Bio", url="https://example.org/ada"),),
        )
    )
    [person] = event.pop("persons")
    UUID(person.pop("guid"))
    assert person == {"name": "Ada", "public_name": "Ada", "biography": "Bio", "url": "https://example.org/ada"}
    UUID(event.pop("guid"))
    event.pop("id")
    assert event == {
        "date": "2025-06-30T09:30:00+02:00",
        "start": "09:30",
        "duration": "00:50",
        "room": "A, B",
        "slug": "strong-ticket",
        "url": "https://example.org/t",
        "title": "Tickets",
        "subtitle": "Moved",
        "language": "en",
        "track": None,
        "type": "invited talk",
        "abstract": "About",
        "description": "",
        "links": [
            {"url": "https://example.org/r", "title": "Recording"},
            {"url": "https://example.org/x", "title": "X"},
            {"url": "https://example.org/y", "title": "https://example.org/y"},
        ],
        "attachments": [{"url": "https://example.org/s.pdf", "title": "Slides", "type": "slides"}],
    }


def test_unknown_end_has_no_length():
    assert [event["duration"] for event in events(export(session(end=START, end_known=False)))] == ["00:00"]


def test_cancelled_session_is_left_out():
    assert [event["title"] for event in events(export(session(cancelled=True), session("b", title="B")))] == ["B"]


def test_ids_of_the_source_are_kept_once():
    guid = "0c8b0cb4-6cf9-5ff8-928a-0a0f49558c48"
    told = events(
        export(
            session("a", source_id=guid), session("b", source_id=guid), session("c", source_id="42"),
            session("d", source_id="42"), session("e", source_id="99999999999"), session("f", source_id=str(2**31 - 1)),
            session("g", source_id=str(2**31 - 1)),
        )
    )  # fmt: skip
    assert told[0]["guid"] == guid
    assert len({event["guid"] for event in told}) == len(told)
    assert [event["id"] for event in told[2:4]] == [42, 43]
    assert [event["id"] for event in told[5:]] == [2**31 - 1, 1]
    assert len({event["id"] for event in told}) == len(told)


def test_ids_stay_when_a_session_moves():
    later = START + timedelta(hours=3)
    [before], [after] = events(export(session())), events(export(session(start=later, end=later, title="New title")))
    assert (before["guid"], before["id"], before["slug"]) == (after["guid"], after["id"], after["slug"])


def test_slugs_that_the_schema_refuses_are_made_anew():
    assert [event["slug"] for event in events(export(session("A.b"), session("a-b"), session("_x")))] == [
        "a-b",
        "a-b-2",
        "_x",
    ]


def test_ids_that_are_no_slugs_are_kept_beside():
    schedule = export(session("A.b"), session("a-b"), session("x"))
    guids = [event["guid"] for event in events(schedule)]
    assert schedule["workshop_bot_ids"] == {guids[0]: "A.b", guids[1]: "a-b", guids[2]: "x"}
    assert "workshop_bot_ids" not in export(session("a-b"), session("_x"))


@pytest.mark.parametrize(("title", "acronym"), [("AI", "ai_2025"), ("FOSDEM 2026", "fosdem_2026")])
def test_acronym_is_a_word_of_four_letters_or_more(title, acronym):
    assert export(session(), title=title)["conference"]["acronym"] == acronym


@pytest.mark.parametrize(
    ("minutes", "slot"),
    [((0, 60), "01:00"), ((30, 60), "00:30"), ((15, 45), "00:15"), ((5, 20), "00:05"), ((1, 7), "00:01")],
)
def test_slots_are_as_long_as_starts_and_lengths_allow(minutes, slot):
    start = START.replace(minute=minutes[0])
    schedule = export(session(start=start, end=start + timedelta(minutes=minutes[1])))
    assert schedule["conference"]["timeslot_duration"] == slot
