"""Pages with a programme in running text: the workshop's own, and ones that people write otherwise."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot import formats, sources
from bot.core.programme import Kind
from bot.core.text import normalise
from bot.formats.problems import ProgrammeError

ROOT = Path(__file__).parents[2]
PAGE = Path(__file__).parent / "samples" / "wordpress.json"


@pytest.fixture(scope="module")
def page():
    return formats.read(PAGE.read_bytes(), PAGE.name)[0]


@pytest.fixture(scope="module")
def written():
    return sources.load(ROOT / "programme.yaml")[0]


SESSION_FIELDS = (
    "title",
    "kind",
    "start",
    "end",
    "end_known",
    "day",
    "previous_start",
    "rooms",
    "authors",
    "slides",
    "cancelled",
)


@pytest.mark.parametrize("name", SESSION_FIELDS)
def test_sessions_are_those_of_the_programme_file(page, written, name):
    assert [getattr(each, name) for each in page.sessions] == [getattr(each, name) for each in written.sessions]


def test_abstracts_are_those_of_the_programme_file(page, written):
    assert [each.abstract for each in page.sessions] == [each.abstract for each in written.sessions]


def test_speakers_are_those_of_the_programme_file(page, written):
    def known(programme):
        return [(each.name, each.affiliation, each.url, each.biography) for each in programme.speakers]

    assert known(page) == known(written)
    names = [[each.name for each in page.speakers_of(session)] for session in page.sessions]
    assert names == [[each.name for each in written.speakers_of(session)] for session in written.sessions]


def test_what_is_known_of_the_event_is_that_of_the_programme_file(page, written):
    for name in ("theme", "url", "timezone", "registration", "organisers", "links"):
        assert getattr(page, name) == getattr(written, name)
    assert normalise(page.title) == normalise(written.title)
    assert normalise(page.note).replace(" ", "") == normalise(written.note).replace(" ", "")
    assert (page.venue.room, page.venue.address, page.venue.city) == ("Amphi A", "46 allée d’Italie", "Lyon")
    assert page.conference.subject == written.conference.subject
    assert [normalise(each.note) for each in page.sessions] == [normalise(each.note) for each in written.sessions]


def read_page(markup, title="Our workshop, 3 March 2025"):
    content = {"title": {"rendered": title}, "content": {"rendered": markup}, "link": "https://example.fr/workshop/"}
    return formats.read(json.dumps(content).encode(), "page.json")


def test_days_come_from_headings_without_a_year():
    markup = (
        "<h2>Monday 3 March</h2><p>9:00 Opening</p><p>22:00 – 1:00 Party</p><h2>Tuesday 4 March</h2><p>9h30 Welcome</p>"
    )
    programme, _ = read_page(markup)
    assert [(each.title, each.day) for each in programme.sessions] == [
        ("Opening", date(2025, 3, 3)),
        ("Party", date(2025, 3, 3)),
        ("Welcome", date(2025, 3, 4)),
    ]
    assert programme.sessions[1].end == datetime(2025, 3, 4, 0, 0, tzinfo=UTC)


def test_table_rows_are_sessions():
    markup = (
        "<table><tr><th>Time</th><th>Speaker</th><th>Title</th></tr>"
        "<tr><td>9:00 - 9:45</td><td>Ada Lovelace (London)</td><td>On engines</td></tr>"
        "<tr><td>9:45 - 10:00</td><td></td><td>Coffee break</td></tr></table>"
    )
    programme, _ = read_page(markup)
    talk, pause = programme.sessions
    assert (talk.title, [each.name for each in programme.speakers_of(talk)]) == ("On engines", ["Ada Lovelace"])
    assert programme.speakers[0].affiliation == "London"
    assert (pause.title, pause.kind, pause.end) == ("Coffee break", Kind.BREAK, datetime(2025, 3, 3, 9, 0, tzinfo=UTC))


@pytest.mark.parametrize(
    ("line", "title", "speakers"),
    [
        ("10:00 Keynote: Ada Lovelace (London) • On engines", "On engines", ["Ada Lovelace"]),
        ("10h00 On engines – Ada Lovelace (London)", "On engines", ["Ada Lovelace"]),
        ("10am: Ada Lovelace (London): On engines", "On engines", ["Ada Lovelace"]),
        ("10.00 | Ada Lovelace and Bob Bo (Paris) | On engines", "On engines", ["Ada Lovelace", "Bob Bo"]),
        ("10:00 Lunch break", "Lunch break", []),
        ("10:00 Attention is all you need – a second look", "Attention is all you need – a second look", []),
    ],
)
def test_line_with_a_time(line, title, speakers):
    programme, _ = read_page(f"<p>{line}</p>")
    (session,) = programme.sessions
    assert session.start == datetime(2025, 3, 3, 9, 0, tzinfo=UTC)
    assert (session.title, [each.name for each in programme.speakers_of(session)]) == (title, speakers)


def test_line_struck_out_as_a_whole_is_cancelled():
    programme, _ = read_page("<p><s>10:00 Ada Lovelace (London) • On engines</s></p><p>11:00 Closing</p>")
    assert [(each.title, each.cancelled) for each in programme.sessions] == [("On engines", True), ("Closing", False)]


def test_page_without_times_is_an_error():
    with pytest.raises(ProgrammeError) as refused:
        read_page("<p>Details will follow.</p>")
    assert str(refused.value).startswith("page.json: content.rendered: no line of the page begins with a time")


def test_page_without_a_date_is_an_error():
    with pytest.raises(ProgrammeError) as refused:
        read_page("<p>9:00 Opening</p>", title="Our workshop")
    assert "there is no date on the page" in str(refused.value)
