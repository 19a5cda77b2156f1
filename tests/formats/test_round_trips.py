"""Our file to another format and back to our file: whatever that format can hold is kept."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.programme import Kind, Link, Programme, Room, Session, Speaker
from bot.core.text import fold
from bot.formats import read
from bot.formats.cleaning import clean_line, clean_text
from bot.formats.export import write
from bot.formats.programme_yaml import dump_programme, parse_programme

NOW = datetime(2025, 10, 20, 8, tzinfo=UTC)
FIRST, LAST = datetime(2025, 10, 23, tzinfo=UTC), datetime(2025, 11, 4, tzinfo=UTC)
# While clocks show the same hour twice, in Europe and in America.
TURNS = (datetime(2025, 10, 26, tzinfo=UTC), datetime(2025, 11, 2, 5, tzinfo=UTC))
ZONES = ("Europe/Paris", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "UTC")
WORDS = (
    *("frugal", "Größe", "l’été", "naïve", "Ωμέγα", "Привет", "日本", "✓", "A" * 70),
    *("10,000", "a;b", "C:\\new", "C++", "R&D", '"quoted"', "x=y", "one/two", "(aside)", "#1", "end.", "why?"),
)
lines = (
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=12)
    .map(" ".join)
    .filter(lambda text: clean_line(text) == text)
)
paragraphs = st.lists(lines, max_size=3).map("\n\n".join).filter(lambda text: clean_text(text) == text)
names = st.tuples(
    st.sampled_from(("Ada", "Grace", "Émilie", "Жанна", "Søren")),
    st.sampled_from(("Lovelace", "du Châtelet", "O’Neil")),
).map(" ".join)
# Some of them are no slugs, as frab has them.
IDS = ("s0", "x", "A.b", "a-b", "session-x")
addresses = st.sampled_from(("", "https://example.org/page", "https://example.org/a%20b?x=1&y=2#z"))


any_time = st.integers(0, (LAST - FIRST) // timedelta(minutes=1)).map(
    lambda minutes: FIRST + timedelta(minutes=minutes)
)
doubtful_time = st.builds(
    lambda turn, minutes: turn + timedelta(minutes=minutes), st.sampled_from(TURNS), st.integers(0, 120)
)


@st.composite
def sessions(draw, speakers, zone):
    start = draw(st.one_of(any_time, doubtful_time))
    minutes = draw(st.integers(0, 700))
    local = start.astimezone(zone)
    late = local.hour < 5 and draw(st.booleans())
    return Session(
        id="?",
        title=draw(lines),
        kind=draw(st.sampled_from(Kind)),
        start=start,
        end=start + timedelta(minutes=minutes),
        end_known=minutes > 0,
        day=local.date() - timedelta(days=late),
        previous_start=draw(st.sampled_from((None, start - timedelta(hours=3)))),
        rooms=draw(
            st.lists(st.sampled_from(("Aula", "Saal 1, links", "K.1.105 (La Fontaine)")), unique=True, max_size=2).map(
                tuple
            )
        ),
        speakers=draw(st.lists(st.sampled_from([each.id for each in speakers] or ["?"]), unique=True, max_size=3))
        if speakers
        else (),
        abstract=draw(paragraphs),
        url=draw(addresses),
        slides=draw(st.sampled_from(("", "https://example.org/talk.pdf"))),
        recording=draw(st.sampled_from(("", "https://example.org/talk.webm"))),
        links=draw(st.sampled_from(((), (Link(url="https://example.org/more", title="More, and more"),)))),
        note=draw(st.one_of(st.just(""), lines)),
        track=draw(st.one_of(st.just(""), lines)),
        language=draw(st.sampled_from(("", "en", "fr"))),
        cancelled=draw(st.booleans()),
    )


@st.composite
def programmes(draw):
    zone = draw(st.sampled_from(ZONES))
    people = draw(st.lists(names, unique_by=fold, max_size=4))
    speakers = tuple(Speaker(id=f"p{number}", name=name) for number, name in enumerate(people))
    listed = draw(st.lists(sessions(speakers, ZoneInfo(zone)), min_size=1, max_size=5))
    listed = [each.model_copy(update={"id": identifier}) for identifier, each in zip(IDS, listed, strict=False)]
    used = {speaker for each in listed for speaker in each.speakers}
    return Programme(
        title=draw(lines),
        description=draw(paragraphs),
        url=draw(addresses),
        timezone=zone,
        rooms=tuple(Room(name=name) for name in dict.fromkeys(room for each in listed for room in each.rooms)),
        speakers=tuple(each for each in speakers if each.id in used),
        sessions=tuple(sorted(listed, key=lambda each: each.start)),
    )


def round_trip(programme, kind, name):
    """The programme as our file has it, and what is left of it after the format."""
    before, _ = parse_programme(dump_programme(programme))
    between, _ = read(write(before, kind, now=NOW), name)
    after, _ = parse_programme(dump_programme(between))
    return before, after


def facts(programme, *fields):
    """Of every session: title, times, place, speakers, and the named fields; in an order that no format changes."""
    told = [
        (
            each.start,
            each.title,
            each.end if each.end_known else None,
            each.room,
            tuple(speaker.name for speaker in programme.speakers_of(each)),
            *(getattr(each, field) for field in fields),
        )
        for each in programme.sessions
    ]
    return sorted(told, key=repr)


@settings(max_examples=25, deadline=None)
@given(programmes())
def test_calendar_keeps_what_a_calendar_holds(programme):
    # "Other" says nothing, so what reads a calendar makes a guess at the kind instead.
    kinds = tuple(Kind.TALK if each.kind is Kind.OTHER else each.kind for each in programme.sessions)
    known = tuple(each.model_copy(update={"kind": kind}) for each, kind in zip(programme.sessions, kinds, strict=True))
    before, after = round_trip(programme.model_copy(update={"sessions": known}), "ics", "programme.ics")
    fields = ("id", "day", "kind", "abstract", "url", "track", "note", "slides", "recording", "links", "cancelled")
    assert facts(after, *fields) == facts(before, *fields)
    assert (after.title, after.description, after.timezone, after.url) == (
        before.title, before.description, before.timezone, before.url,
    )  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(programmes())
def test_frab_keeps_all_but_cancelled_sessions(programme):
    before, after = round_trip(with_one_on(programme), "frab", "schedule.json")
    on = before.model_copy(update={"sessions": tuple(each for each in before.sessions if not each.cancelled)})
    fields = ("id", "day", "kind", "abstract", "url", "track", "note", "slides", "recording", "links", "language")
    assert facts(after, *fields) == facts(on, *fields)
    assert (after.title, after.description, after.timezone, after.url) == (
        before.title, before.description, before.timezone, before.url,
    )  # fmt: skip


def with_one_on(programme):
    """The programme with its first session not cancelled: no schedule is empty."""
    first, *others = programme.sessions
    return programme.model_copy(update={"sessions": (first.model_copy(update={"cancelled": False}), *others)})


@settings(max_examples=25, deadline=None)
@given(programmes())
def test_table_keeps_every_column(programme):
    before, _ = parse_programme(dump_programme(programme))
    table = write(before, "csv", now=NOW)
    after, _ = read(table, "programme.csv", timezone=before.timezone)
    fields = (
        "id",
        "day",
        "kind",
        "previous_start",
        "abstract",
        "url",
        "track",
        "note",
        "slides",
        "recording",
        "language",
        "cancelled",
    )
    assert facts(after, *fields) == facts(before, *fields)


@settings(max_examples=25, deadline=None)
@given(programmes())
def test_json_keeps_everything(programme):
    before, _ = parse_programme(dump_programme(programme))
    assert read(write(before, "json", now=NOW), "programme.json") == (before, ())


@pytest.mark.parametrize("kind", Kind)
def test_frab_keeps_kind(kind):
    start = datetime(2025, 6, 30, 7, 30, tzinfo=UTC)
    programme = Programme(
        title="Kinds",
        timezone="Europe/Paris",
        speakers=(Speaker(id="ada", name="Ada Lovelace"),),
        sessions=(
            Session(
                id="a", title="Sparse", kind=kind, start=start, end=start + timedelta(hours=1), day=start.date(),
                rooms=("Aula",), speakers=("ada",),
            ),
        ),
    )  # fmt: skip
    _, after = round_trip(programme, "frab", "schedule.json")
    assert [each.kind for each in after.sessions] == [kind]
