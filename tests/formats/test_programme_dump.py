"""What we write: pleasant to read, and read back as the equal programme."""

import string
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import sources
from bot.core.programme import (
    Author,
    Channels,
    Conference,
    Faq,
    Kind,
    Link,
    Organiser,
    Programme,
    ReminderPolicy,
    Roles,
    Room,
    Session,
    Speaker,
    Venue,
)
from bot.formats.programme_yaml import dump_programme, parse_programme
from bot.formats.yaml_tree import CONTROL
from bot.formats.yaml_writing import write_items, write_mapping

ROOT = Path(__file__).parents[2]
TINY = (Path(__file__).parent / "tiny.yaml").read_text(encoding="utf-8")


def test_written_programme():
    text = TINY.replace("title: Opening", "title: 'Opening: no #1'\n        kind: opening\n        cancelled: yes")
    text = text.replace("speakers: [Ada Lovelace]", "speakers: [Ada Lovelace]\n        previous_start: 9:45").replace(
        "end: 12:00", "end: 2025-07-01 23:30"
    )
    programme = parse_programme(f"{text}reminders: {{lead_minutes: [60, 10], breaks: yes}}\n")[0]
    assert (
        dump_programme(programme, schema="a/b.json")
        == """\
# yaml-language-server: $schema=a/b.json

title: Tiny workshop
timezone: Europe/Paris

rooms: [Amphi A, Amphi B]

reminders:
  lead_minutes: [60, 10]
  breaks: yes

speakers:
  - name: Ada Lovelace
  - name: Alan Turing

days:
  - date: 2025-06-30
    room: Amphi A
    sessions:
      - id: opening-no-1
        start: 09:30
        end: 10:00
        kind: opening
        title: 'Opening: no #1'
        cancelled: yes

      - id: engines
        start: 10:00
        end: 11:00
        previous_start: 09:45
        title: Engines
        speakers: [Ada Lovelace]

      - id: machines
        start: 11:00
        end: 2025-07-01 23:30
        title: Machines
        speakers: [Alan Turing]
"""
    )


def test_shipped_programme_comes_back():
    programme = sources.load(ROOT / "programme.yaml")[0]
    assert parse_programme(dump_programme(programme)) == (programme, ())


def test_programme_without_sessions_is_to_be_filled_in():
    assert dump_programme(Programme(title="T", timezone="UTC")) == "title: T\ntimezone: UTC\n\ndays: []\n"


def test_rooms_that_are_only_named_are_listed():
    session = Session(id="a", title="A", start=AT, end=AT, day=AT.date(), rooms=("Y", "X"))
    programme = Programme(title="T", timezone="UTC", rooms=(Room(name="X"),), sessions=(session,))
    assert parse_programme(dump_programme(programme))[0].rooms == (Room(name="X"), Room(name="Y"))


def test_time_that_the_clock_of_its_programme_day_skips_is_written_with_its_date():
    start = datetime(2025, 3, 31, 0, 30, tzinfo=UTC)  # 02:30 in Paris, a time which the night before did not have
    session = Session(id="a", title="A", start=start, end=start, end_known=False, day=datetime(2025, 3, 30).date())  # noqa: DTZ001
    text = dump_programme(Programme(title="T", timezone="Europe/Paris", sessions=(session,)))
    assert "        start: 2025-03-31 02:30\n" in text
    assert parse_programme(text)[0].sessions == (session,)


def test_control_characters_are_left_out():
    programme = Programme(title="T\x00", note="a\x1bb\x85", timezone="UTC", organisers=(Organiser(name="\x01x"),))
    assert dump_programme(programme) == "title: T\nnote: ab\ntimezone: UTC\n\norganisers:\n  - name: x\n\ndays: []\n"


def test_unknown_speaker_is_an_error():
    session = Session(id="a", title="A", start=AT, end=AT, day=AT.date(), speakers=("nobody",))
    with pytest.raises(KeyError, match="nobody"):
        dump_programme(Programme(title="T", timezone="UTC", sessions=(session,)))


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("plain words", "plain words"), ("l’été – à 9 %", "l’été – à 9 %"), ("no", "'no'"), ("~", "'~'"),
        ("null", "'null'"),
        ("2025", "'2025'"), ("9:30", "'9:30'"), ("2025-06-30", "'2025-06-30'"), ("1.10", "'1.10'"),
        ("0x1F", "'0x1F'"),
        ("a: b", "'a: b'"), ("a #b", "'a #b'"), ("a:", "'a:'"), ("@home", "'@home'"), ("- x", "'- x'"),
        ("it's: x", '"it\'s: x"'),
        ('it\'s: "x"', "'it''s: \"x\"'"), ("C: \\x", "'C: \\x'"), ("a\tb", '"a\\tb"'), ("a\u2028b", '"a\\u2028b"'),
        ("a\ufeffb", '"a\\ufeffb"'), ("😀 x", "😀 x"), ("https://a.org/" + "x" * 200, "https://a.org/" + "x" * 200),
        ("one\n\ntwo", "|-\n  one\n\n  two"), ("one\n  two", "|-\n  one\n    two"), (" one\ntwo", '" one\\ntwo"'),
        ("word " * 30 + "end", ">-\n  " + "word " * 18 + "word\n  " + "word " * 11 + "end"),
        ("[" + "x" * 150 + "]", "'[" + "x" * 150 + "]'"), ("\ufeff\U000e0001", '"\\ufeff\\U000e0001"'),
        ("\u200bx\n ", '"\\u200bx\\n "'),
    ],
)  # fmt: skip
def test_written_text(text, written):
    assert write_mapping({"k": text}) == f"k: {written}"


def test_written_lists():
    assert write_mapping({"k": ["a, b", "c", "[d"]}) == "k: ['a, b', c, '[d']"
    assert write_mapping({"k": ["x" * 60, "y" * 60]}) == f"k:\n  - {'x' * 60}\n  - {'y' * 60}"
    assert write_mapping({"k": ["a\nb", "c"]}) == "k:\n  - |-\n    a\n    b\n  - c"
    assert write_items([["a", "b"]], 2) == "  - items: [a, b]"
    assert write_mapping({"k": [], "l": "", "m": {}}) == ""


# Laws

AT = datetime(2025, 6, 30, 9, tzinfo=UTC)
ZONES = ["UTC", "Europe/Paris", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "Pacific/Auckland"]
WORDS = st.sampled_from(
    ["a", "no", "~", "null", "9:30", "2025-06-30", "-", "- x", "#b", ": ", "x:", "'", '"', "[", "]", "{", "}",
    ",", "&", "*",
     "!", "|", ">", "%", "@", "`", "\\", "\\n", "\n", "\n\n", "\n  ", "\t", "  ", "\u2028", "\ufeff", "\u200b",
     "é", "😀", "---",
     "...", "(x)", "word", "stochasticity", "https://a.org/", "=", "?", "<<", "1.10", "0x1F", "\xa0", "\r\n", "x\ny"]
)  # fmt: skip


def as_kept(text):
    """The text as a programme keeps it: without control characters, and without space around it."""
    return Author(name="x", affiliation=CONTROL.sub("", text)).affiliation


TEXTS = st.lists(WORDS | st.text(max_size=8), max_size=40).map(lambda words: as_kept(" ".join(words)))
NAMES = TEXTS.filter(bool)
LEADS = st.lists(st.integers(0, 99), max_size=3)
URLS = st.sampled_from(["", "https://a.org", "http://b.org/c?d=é&e=[f]#g:h"])
IDS = st.text(string.ascii_letters + string.digits + "_.:-", min_size=1, max_size=12).filter(
    lambda text: text[0].isalnum()
)
LINKS = st.lists(st.builds(Link, url=URLS.filter(bool), title=TEXTS), max_size=2).map(tuple)
ROOMS = st.builds(Room, name=NAMES, aliases=st.lists(NAMES, max_size=2).map(tuple), channel=TEXTS, directions=TEXTS)
SPEAKERS = st.builds(
    Speaker,
    id=IDS,
    name=st.sampled_from(["Ada Lovelace", "Alan Turing", "x"]) | NAMES,
    affiliation=TEXTS,
    url=URLS,
    biography=TEXTS,
    aliases=st.lists(NAMES, max_size=2).map(tuple),
    source_id=TEXTS,
)
# Both sides of the changes of the clocks in most of the zones.
STARTS = st.sampled_from(["2025-03-08", "2025-03-29", "2025-04-05", "2025-10-04", "2025-10-25", "2025-11-01"]).flatmap(
    lambda day: st.integers(0, 48 * 12).map(lambda fives: utc(day) + timedelta(minutes=5 * fives))
)


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@st.composite
def sessions(draw, zone, rooms, speakers):
    start = draw(STARTS)
    known = draw(st.booleans())
    length = draw(st.sampled_from([0, 1, 30, 90, 300, 719, 720, 721, 1440, 4000])) if known else 0
    return Session(
        id=draw(IDS),
        title=draw(NAMES),
        kind=draw(st.sampled_from(Kind)),
        start=start,
        end=start + timedelta(minutes=length),
        end_known=known,
        day=start.astimezone(ZoneInfo(zone)).date() - timedelta(days=draw(st.integers(0, 1))),
        previous_start=draw(st.none() | STARTS),
        rooms=draw(st.lists(st.sampled_from(rooms), unique=True, max_size=2)) if rooms else (),
        speakers=draw(st.lists(st.sampled_from(speakers), unique=True, max_size=3)) if speakers else (),
        authors=draw(st.lists(st.builds(Author, name=NAMES, affiliation=TEXTS), max_size=2)),
        abstract=draw(TEXTS),
        slides=draw(URLS),
        recording=draw(URLS),
        url=draw(URLS),
        links=draw(LINKS),
        note=draw(TEXTS),
        track=draw(TEXTS),
        language=draw(st.sampled_from(["", "en", "no"])),
        cancelled=draw(st.booleans()),
        source_id=draw(TEXTS),
    )


@st.composite
def programmes(draw):
    zone = draw(st.sampled_from(ZONES))
    rooms = draw(st.lists(ROOMS, max_size=3, unique_by=lambda room: room.name))
    speakers = draw(st.lists(SPEAKERS, max_size=4, unique_by=lambda speaker: speaker.id))
    each = sessions(zone, [room.name for room in rooms], [speaker.id for speaker in speakers])
    listed = draw(st.lists(each, min_size=1, max_size=4, unique_by=lambda session: session.id))
    return Programme(
        title=draw(NAMES),
        theme=draw(TEXTS),
        description=draw(TEXTS),
        note=draw(TEXTS),
        url=draw(URLS),
        timezone=zone,
        languages=draw(st.sampled_from([("en",), ("fr",), ("en", "fr"), ("pt-BR", "no")])),
        venue=draw(
            st.none() | st.builds(Venue, name=NAMES, room=TEXTS, address=TEXTS, city=TEXTS, country=TEXTS, url=URLS)
        ),
        registration=draw(TEXTS),
        organisers=draw(st.lists(st.builds(Organiser, name=NAMES, affiliation=TEXTS, url=URLS), max_size=2)),
        conference=draw(st.none() | st.builds(Conference, name=NAMES, subject=TEXTS, url=URLS)),
        links=draw(LINKS),
        faq=draw(
            st.lists(st.builds(Faq, ask=st.lists(NAMES, min_size=1, max_size=3), answer=NAMES, url=URLS), max_size=2)
        ),
        reminders=draw(
            st.builds(
                ReminderPolicy,
                lead_minutes=LEADS,
                kinds=st.dictionaries(st.sampled_from(Kind), LEADS, max_size=3),
                breaks=st.booleans(),
                break_ends=st.booleans(),
                morning=st.sampled_from(("", "08:30", "00:00")),
                ping=TEXTS,
            )
        ),
        channels=draw(st.builds(Channels, reminders=TEXTS, announcements=TEXTS, schedule=TEXTS)),
        discord_events=draw(st.booleans()),
        roles=draw(st.builds(Roles, organiser=TEXTS, attendee=TEXTS)),
        rooms=rooms,
        speakers=speakers,
        sessions=sorted(listed, key=lambda session: (session.start, session.day)),
    )


@settings(max_examples=60, deadline=None)
@given(programmes())
def test_programme_comes_back_from_what_is_written(programme):
    assert parse_programme(dump_programme(programme))[0] == programme


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_text_comes_back_from_what_is_written(text):
    programme = Programme(title="T", timezone="UTC", note=text, sessions=[
        Session(id="a", title="A", start=AT, end=AT, day=AT.date(), note=text, authors=[Author(name=text or "x")])
    ])  # fmt: skip
    assert parse_programme(dump_programme(programme))[0] == programme
