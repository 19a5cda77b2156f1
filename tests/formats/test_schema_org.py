"""Events that web pages describe as JSON-LD, and JSON-LD alone."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest

from bot import formats
from bot.core.programme import Kind, Venue
from bot.formats.problems import ProgrammeError

EVENT = {
    "@context": "https://schema.org",
    "@type": "EducationEvent",
    "name": "Our workshop",
    "url": "https://example.org/w/",
    "startDate": "2025-06-30",
    "location": {
        "@type": "Place",
        "name": "The university",
        "address": {"streetAddress": "1 Main Street", "addressLocality": "Lyon", "addressCountry": "FR"},
    },
    "organizer": {"@type": "Organization", "name": "The group", "url": "https://example.org"},
    "subEvent": [
        {
            "@type": "Event",
            "name": "On engines",
            "startDate": "2025-06-30T09:30:00+02:00",
            "endDate": "2025-06-30T10:15:00+02:00",
            "previousStartDate": "2025-06-30T09:00:00+02:00",
            "location": {"@type": "Place", "name": "Aula"},
            "performer": [{"@type": "Person", "name": "Ada Lovelace", "affiliation": {"name": "London"}}, "Bob Bo"],
            "description": "<p>About <a href='https://example.org/p'>a paper</a></p>",
            "url": "talks/1",
        },
        {"@type": "Event", "name": "Lunch", "startDate": "2025-06-30T12:00:00", "duration": "PT1H30M"},
        {
            "@type": "SocialEvent",
            "name": "Boat",
            "startDate": "2025-06-30T19:00:00.000+02:00",
            "eventStatus": "https://schema.org/EventCancelled",
        },
        {"@type": "Event", "name": "Excursion", "startDate": "2025-07-01"},
    ],
}


def page(*blocks):
    scripts = "".join(f'<script type="application/ld+json">{block}</script>' for block in blocks)
    return f"<!doctype html><html><head><title>A page</title>{scripts}</head><body>text</body></html>".encode()


@pytest.mark.parametrize(
    "data",
    [
        json.dumps(EVENT).encode(),
        page(json.dumps(EVENT)),
        page('{"@type": "WebSite", "name": "x"}', json.dumps({"@graph": [{"@type": "Person"}, EVENT]})),
        page("{broken", f"<!--{json.dumps([EVENT])}-->"),
    ],
    ids=["json", "page", "graph", "broken block"],
)
def test_event_with_its_programme(data):
    programme, _ = formats.read(data, "x.html")
    talk, lunch, boat, excursion = programme.sessions
    assert (programme.title, programme.timezone) == ("Our workshop", "Europe/Paris")
    assert programme.venue == Venue(name="The university", address="1 Main Street", city="Lyon", country="FR")
    assert programme.organisers[0].name == "The group"
    assert (talk.title, talk.rooms, talk.url) == ("On engines", ("Aula",), "https://example.org/w/talks/1")
    assert (talk.start, talk.end) == (
        datetime(2025, 6, 30, 7, 30, tzinfo=UTC),
        datetime(2025, 6, 30, 8, 15, tzinfo=UTC),
    )
    assert talk.previous_start == datetime(2025, 6, 30, 7, 0, tzinfo=UTC)
    assert talk.abstract == "About a paper (https://example.org/p)"
    assert [(each.name, each.affiliation) for each in programme.speakers_of(talk)] == [
        ("Ada Lovelace", "London"),
        ("Bob Bo", ""),
    ]
    assert (lunch.kind, lunch.start, lunch.duration) == (
        Kind.BREAK,
        datetime(2025, 6, 30, 10, 0, tzinfo=UTC),
        timedelta(minutes=90),
    )
    assert (boat.kind, boat.cancelled) == (Kind.SOCIAL, True)
    assert (excursion.day, excursion.duration) == (date(2025, 7, 1), timedelta(days=1))


def test_events_within_days_and_by_reference():
    talk = {"@type": "Event", "@id": "#1", "name": "A", "startDate": "2025-06-30T09:30:00+02:00"}
    day = {"@type": "Event", "name": "Monday", "startDate": "2025-06-30", "subEvent": {"@id": "#1"}}
    whole = {"@type": "Event", "name": "All", "startDate": "2025-06-30", "subEvent": [day]}
    programme, _ = formats.read(json.dumps({"@graph": [whole, talk]}).encode(), "x.json")
    assert (programme.title, [each.title for each in programme.sessions]) == ("All", ["A"])


def test_page_without_events_is_read_as_text():
    data = "<html><head><title>Ours, 30 June 2025</title></head><body><p>9:00 Opening</p><p>9:10 Talk</p></body></html>"
    programme, _ = formats.read(data.encode(), "x.html", timezone="Europe/Paris")
    assert (programme.title, [each.title for each in programme.sessions]) == ("Ours", ["Opening", "Talk"])


def test_page_without_anything_is_an_error():
    with pytest.raises(ProgrammeError) as refused:
        formats.read(page(), "x.html")
    assert str(refused.value).startswith("x.html: is a web page on which no line begins with a time")


def test_broken_date_has_its_path():
    broken = {**EVENT, "subEvent": [{**EVENT["subEvent"][0], "startDate": "2025-06-31T09:30"}]}
    with pytest.raises(ProgrammeError) as refused:
        formats.read(json.dumps(broken).encode(), "x.json")
    assert "x.json: event.subEvent[0].startDate: '2025-06-31T09:30' is a day that its month does not have" in str(
        refused.value
    )


def test_things_named_by_their_id_are_looked_up():
    graph = [
        {"@type": "WebSite", "@id": "#site"},
        {"@type": "Event", "name": "Talk", "startDate": "2025-06-30T09:30:00+02:00", "location": {"@id": "#aula"},
         "performer": [{"@id": "#ada"}, {"@id": "#nobody"}]},
        {"@type": "Place", "@id": "#aula", "name": "Aula"},
        {"@type": "Person", "@id": "#ada", "name": "Ada Lovelace"},
    ]  # fmt: skip
    programme, _ = formats.read(json.dumps({"@graph": graph}).encode(), "x.json", timezone="Europe/Paris")
    (session,) = programme.sessions
    assert (session.rooms, [each.name for each in programme.speakers]) == (("Aula",), ["Ada Lovelace"])
