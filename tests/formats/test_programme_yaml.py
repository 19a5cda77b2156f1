"""Reading our own file: what is taken, what is refused and in which words, and the programme that ships."""

import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.programme import Kind, Room
from bot.formats import yaml_tree
from bot.formats.content import MAX_BYTES
from bot.formats.programme_yaml import ProgrammeError, parse_programme
from bot.formats.yaml_tree import MAX_NODES

HERE = Path(__file__).parent
TINY = (HERE / "tiny.yaml").read_text(encoding="utf-8")
BROKEN = yaml.safe_load((HERE / "broken.yaml").read_text(encoding="utf-8"))


def content_of(case):
    if "content" in case:
        return case["content"]
    text = TINY
    for old, new in case.get("change", {}).items():
        assert old in text
        text = text.replace(old, new, 1)
    return text + case.get("append", "")


def problems_in(content):
    with pytest.raises(ProgrammeError) as caught:
        parse_programme(content, "p.yaml")
    return [str(problem) for problem in caught.value.problems]


def warnings_in(*changes, base=TINY):
    text = base
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return [str(problem) for problem in parse_programme(text, "p.yaml")[1]]


def sessions_of(*lines, before="", date="2025-06-30", zone="UTC"):
    """The sessions of a day, each given as the inside of a flow mapping; titles are A, B, C …"""
    items = "".join(f"      - {{title: {chr(65 + n)}, {line}}}\n" for n, line in enumerate(lines))
    text = f"title: T\ntimezone: {zone}\n{before}days:\n  - date: {date}\n    sessions:\n{items}"
    return {session.title: session for session in parse_programme(text)[0].sessions}


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


# What is refused


@pytest.mark.parametrize("case", BROKEN, ids=[case["case"] for case in BROKEN])
def test_broken_file(case):
    assert problems_in(content_of(case)) == case["problems"]


@pytest.mark.parametrize("case", BROKEN, ids=[case["case"] for case in BROKEN])
def test_broken_file_where_yaml_is_read_in_python(case, monkeypatch):
    monkeypatch.setattr(yaml_tree, "PARSER", yaml.SafeLoader)
    assert problems_in(content_of(case)) == case["problems"]


NOT_TEXT = "p.yaml: is not text; is it the right file? Text is best saved as UTF-8"
NOT_UTF8 = "p.yaml:{}: byte 0xE9 is not UTF-8 (in Windows-1252 it would be 'é'); save the file in the encoding UTF-8"
TOO_DEEP = "p.yaml:1: nests deeper than 20 levels; put text that begins with [ or { in quotes"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (TINY.replace("Opening", "Début").encode("latin-1"), NOT_UTF8.format(11)),
        (TINY.replace("Opening", "Début").replace("\n", "\r").encode("latin-1"), NOT_UTF8.format(11)),
        (TINY.replace("Opening", "Début").replace("\n", "\r\n").encode("latin-1"), NOT_UTF8.format(11)),
        (b"title: \x81\n", "p.yaml:1: byte 0x81 is not UTF-8; save the file in the encoding UTF-8"),
        (b"\xff\xfea\x00\n\x00\x00\xd8b\x00", "p.yaml:2: byte 0x00 is not UTF-16; save the file in the encoding UTF-8"),
        (b"PK\x03\x04\x14\x00\x08\x08", NOT_TEXT),
        (b"\x89PNG\r\n\x1a\n\x00\x00", NOT_TEXT),
        (b"title: a\x00b\n", "p.yaml:1: holds the control character U+0000; delete it (it cannot be seen)"),
        (b"ab\x00c\x00\x00", NOT_TEXT),
        (b"[" * 100_000, TOO_DEEP),
        (b"title: " + b"{a: " * 50_000, TOO_DEEP),
        (b"- " * 50_000, TOO_DEEP),
        (b"- \n" * (MAX_NODES + 1), f"p.yaml:{MAX_NODES}: has more than 250,000 values; is it the right file?"),
        (
            b"x" * (MAX_BYTES + 1),
            "p.yaml: has more than 10 MB, which no programme has; is it the right file?",
        ),
    ],
    ids=[
        "Latin-1",
        "old Mac",
        "Windows",
        "no encoding",
        "UTF-16",
        "spreadsheet",
        "picture",
        "NUL",
        "many NULs",
        "brackets",
        "braces",
        "dashes",
        "many values",
        "many bytes",
    ],
)
def test_broken_bytes(content, problem):
    assert problems_in(content) == [problem]


def test_bomb_of_aliases_is_not_followed():
    bomb = "a: &a [x, x]\nb: &b [*a, *a]\n"
    anchor = "is an anchor, which means nothing here; leave it out, or put text that begins with & in quotes"
    alias = "is an alias, which is not followed; write the value out, or put text that begins with * in quotes"
    assert problems_in(bomb + TINY) == [
        f"p.yaml:1: '&a' {anchor}",
        f"p.yaml:2: '&b' {anchor}",
        f"p.yaml:2: '*a' {alias}",
        f"p.yaml:2: '*a' {alias}",
    ]


MANY = "p.yaml: has more than 1,000 problems; mend these first, then check it again"


def test_first_thousand_problems_are_told():
    days = "title: T\ntimezone: UTC\ndays:\n  - date: 2025-06-30\n    sessions:\n"
    found = problems_in(days + "      - {title: A, start: 9:30, end: 8:00}\n" * 1001)
    assert found[0] == "p.yaml:6: session 'A': end '08:00' is before its start, 09:30; correct one of them"
    assert (len(found), found[-1]) == (1001, MANY)
    found = problems_in(days + "      - {title: A, start: 99:99}\n" * 1001)
    assert found[0] == "p.yaml:6: session 'A': start '99:99' is not a time; write it like '09:30'"
    assert (len(found), found[-1]) == (1001, MANY)
    found = problems_in("title: T\n" * 1002 + "timezone: UTC\n")
    assert (len(found), found[-1]) == (1001, MANY)


def test_first_thousand_warnings_are_told_but_an_error_before_them():
    session = "      - {title: A, start: 9:30, end: 10:00, room: X}\n"
    text = "title: T\ntimezone: UTC\ndays:\n  - date: 2025-06-30\n    sessions:\n" + session * 1100
    warnings = warnings_in(base=text)
    assert (len(warnings), warnings[-1]) == (1001, MANY.replace("p.yaml: ", "p.yaml: warning: "))
    found = problems_in(text + "      - {title: B, start: 11:00, end: 10:30, room: X}\n")
    assert found[-2] == "p.yaml:1106: session 'B': end '10:30' is before its start, 11:00; correct one of them"


def test_number_of_too_many_digits():
    """One of the errors that pydantic words itself, for want of words of ours."""
    assert problems_in(f"{TINY}reminders:\n  lead_minutes: {'9' * 5000}\n") == [
        (
            f"p.yaml:23: reminders: lead_minutes '{'9' * 59}…' is not valid: "
            "Unable to parse input string as an integer, exceeded maximum size"
        )
    ]


def test_every_line_with_a_control_character_is_named():
    found = problems_in("title: a\x01b\x02\ntheme: c\n\x7fnote: d\n")
    assert found == [
        "p.yaml:1: holds the control character U+0001; delete it (it cannot be seen)",
        "p.yaml:3: holds the control character U+007F; delete it (it cannot be seen)",
    ]


# What is odd, and yet taken


SECOND = ("start: 11:00", "start: 10:30")
LONG_FIRST = ("start: 10:00", "start: 10:00\n        end: 11:00")


def test_tiny_file_has_no_warnings():
    assert warnings_in() == []


def test_warning_of_a_language_that_is_not_spoken():
    assert warnings_in(base=f"languages: [de, fr-CA]\n{TINY}") == [
        "p.yaml:1: warning: languages 'de' is none that the bot speaks; it speaks en, fr"
    ]


def test_warning_of_two_sessions_in_one_room():
    assert warnings_in(LONG_FIRST, SECOND) == [
        (
            "p.yaml:18: warning: session 'Machines': room 'Amphi A' is taken by 'Engines' until 11:00; "
            "move one of them, or leave it if it is meant"
        )
    ]


def test_warning_of_two_sessions_in_two_rooms_is_one():
    both = ("room: Amphi A", "room: [Amphi A, Amphi B]")
    text = TINY.replace(*both).replace(*SECOND).replace(*LONG_FIRST)
    assert len(warnings_in(base=text)) == 1


def test_warning_of_a_room_taken_into_the_next_day():
    changed = warnings_in(("start: 10:00", "start: 23:00\n        end: 1:00"), ("start: 11:00\n", "start: 23:30\n"),
                          ("end: 12:00", "end: 23:45"))  # fmt: skip
    assert changed == [
        (
            "p.yaml:18: warning: session 'Machines': room 'Amphi A' is taken by 'Engines' until 2025-07-01 01:00; "
            "move one of them, or leave it if it is meant"
        )
    ]


def test_warning_of_a_speaker_in_two_places():
    elsewhere = ("room: Amphi A\n        speakers: [Alan Turing]", "room: Amphi B\n        speakers: [Ada Lovelace]")
    assert warnings_in(LONG_FIRST, SECOND, elsewhere, ("  - name: Alan Turing\n", "")) == [
        (
            "p.yaml:17: warning: session 'Machines': 'Ada Lovelace' is busy with 'Engines' until 11:00; "
            "move one of them, or leave it if it is meant"
        )
    ]


def test_warning_of_a_session_that_ends_when_it_begins():
    assert warnings_in(("end: 12:00", "end: 11:00")) == [
        "p.yaml:18: warning: session 'Machines': end '11:00' is when it begins; leave end out if it is not known"
    ]


def test_warning_of_a_very_long_session():
    assert warnings_in(("end: 12:00", "end: 2025-07-02 12:00")) == [
        "p.yaml:18: warning: session 'Machines': end '12:00' is 49 hours after the start; is the date right?"
    ]


def test_warning_of_a_time_that_comes_twice():
    assert warnings_in(("2025-06-30", "2025-10-26"), ("9:30", "2:30")) == [
        (
            "p.yaml:10: warning: session 'Opening': start '02:30' comes twice that night, and the first is taken; "
            "for the second, write '2025-10-26 02:30+01:00'"
        )
    ]


def test_warning_of_a_session_in_the_night_before():
    added = "      - {start: 22:00, title: Party}\n      - {start: 0:30, title: More}\n"
    assert warnings_in(base=TINY + added) == [
        (
            "p.yaml:23: warning: session 'More': start '00:30' is in the night before 2025-06-30; "
            "for the night after, write '2025-07-01 00:30'"
        )
    ]


def test_warning_of_a_session_on_another_day():
    assert warnings_in(("11:00", "2025-07-05 11:00"), ("end: 12:00", "duration: 60")) == [
        (
            "p.yaml:17: warning: session 'Machines': "
            "start on 2025-07-05 is neither on 2025-06-30 nor in the night after; list it under its own day"
        )
    ]


def test_warning_of_a_speaker_without_a_session():
    assert warnings_in(("[Ada Lovelace]", "[]")) == [
        (
            "p.yaml:5: warning: speaker 'Ada Lovelace': speaks in no session; "
            "name them under a session's speakers, or delete the entry"
        )
    ]


# YAML's traps


@pytest.mark.parametrize(
    ("written", "clock"),
    [
        ("9:30", "09:30"), ("09:30", "09:30"), ("'9:30'", "09:30"), ("10:30", "10:30"), ("12:30:00", "12:30"),
        ("9h30", "09:30"), ("9h", "09:00"), ("9 h", "09:00"), ("09.30", "09:30"), ("2:30 pm", "14:30"),
        ("12 am", "00:00"),
        ("2 p.m.", "14:00"), ("0:00", "00:00"), ("2025-06-30 9:30", "09:30"), ("2025-06-30T09:30:00", "09:30"),
        ("2025-06-30T09:30Z", "09:30"), ("2025-06-30 09:30+02:00", "07:30"), ("2025-06-30 05:30 -0400", "09:30"),
    ],
)  # fmt: skip
def test_time_as_people_write_it(written, clock):
    assert f"{sessions_of(f'start: {written}')['A'].start:%H:%M}" == clock


def test_words_that_yaml_takes_for_something_else_are_text():
    text = """
title: 2025
timezone: UTC
rooms: [on, 1.10, 0x1F]
speakers:
  - no
  - name: yes
    affiliation: 2025-06-30
  - name: "Null"
  - name: 12:30:00
  - name: 1_000
days:
  - date: 2025-06-30
    room: 1.10
    sessions:
      - {start: 9:30, title: "on", speakers: [no, yes, "Null", 12:30:00, 1_000]}
      - {start: 10:30, title: 1e3, room: on, note: .nan}
"""
    programme = parse_programme(text)[0]
    assert programme.title == "2025"
    assert [room.name for room in programme.rooms] == ["on", "1.10", "0x1F"]
    assert [speaker.name for speaker in programme.speakers] == ["no", "yes", "Null", "12:30:00", "1_000"]
    assert programme.speakers[1].affiliation == "2025-06-30"
    assert [(session.title, session.room, session.note) for session in programme.sessions] == [
        ("on", "1.10", ""),
        ("1e3", "on", ".nan"),
    ]


@pytest.mark.parametrize("nothing", ["", " ~", " null", " NULL", " # later"])
def test_key_without_a_value_is_as_if_it_were_not_there(nothing):
    programme, warnings = parse_programme(
        f"{TINY}venue:{nothing}\nfaq:{nothing}\ntheme:{nothing}\nreminders:{nothing}\n"
    )
    assert (programme, warnings) == parse_programme(TINY)


@pytest.mark.parametrize(
    ("word", "value"), [("yes", True), ("On", True), ("TRUE", True), ("no", False), ("off", False)]
)
def test_yes_and_no(word, value):
    assert sessions_of(f"start: 9:30, cancelled: {word}")["A"].cancelled is value


@pytest.mark.parametrize("encode", [
    lambda text: text.encode("utf-8-sig"), lambda text: text.encode("utf-16"), lambda text: text.encode("utf-16-le"),
    lambda text: text.encode("utf-16-be"), lambda text: text.encode("utf-32"), lambda text: "\ufeff" + text,
    lambda text: text.replace("\n", "\r\n"), lambda text: text.replace("\n", "\r").encode(),
    lambda text: "%YAML 1.2\n---\n" + text + "...\n",
])  # fmt: skip
def test_encodings_and_line_ends(encode):
    text = TINY.replace("Opening", "Début ☕")
    assert parse_programme(encode(text)) == parse_programme(text)


def test_line_separators_pasted_unseen_are_spaces():
    text = TINY.replace("title: Opening", "title: Opening\u2028of: it\u0085all").replace("9:30", "9:30 # \u2029")
    with pytest.raises(ProgrammeError):
        parse_programme(text)
    assert parse_programme(text.replace("of:", "of"))[0].sessions[0].title == "Opening of it all"


def test_lists_of_one_need_no_brackets():
    text = TINY.replace("[Ada Lovelace]", "Ada Lovelace") + (
        "languages: fr\nreminders: {lead_minutes: 5}\nfaq:\n  - {ask: wifi, answer: It is open.}\n"
    )
    programme = parse_programme(text)[0]
    assert programme.languages == ("fr",)
    assert programme.reminders.lead_minutes == (5,)
    assert programme.faq[0].ask == ("wifi",)
    assert programme.sessions[1].speakers == ("ada-lovelace",)


# Ends


def test_session_ends_when_the_next_in_its_room_begins():
    found = sessions_of(
        "start: 9:00, room: X", "start: 9:30, room: Y", "start: 10:00, room: X", "start: 11:00, room: Y"
    )
    assert [(name, f"{each.end:%H:%M}", each.end_known) for name, each in found.items()] == [
        ("A", "10:00", True),
        ("B", "11:00", True),
        ("C", "10:00", False),
        ("D", "11:00", False),
    ]


def test_session_without_a_room_ends_what_goes_on_everywhere_and_ends_with_any():
    found = sessions_of("start: 9:00, room: X", "start: 9:00, room: Y", "start: 10:00", "start: 10:30, room: Y")
    assert [f"{each.end:%H:%M}" for each in found.values()] == ["10:00", "10:00", "10:30", "10:30"]


def test_session_in_several_rooms_ends_with_the_first_of_them():
    found = sessions_of(
        "start: 9:00, room: [X, Y]", "start: 10:00, room: Y", "start: 9:30, room: Z", "start: 11:00, room: X"
    )
    assert (found["A"].end, found["A"].rooms) == (utc("2025-06-30T10:00"), ("X", "Y"))


def test_sessions_that_begin_together_end_together():
    found = sessions_of("start: 9:00, room: X", "start: 9:00, room: X", "start: 10:00, room: X")
    assert found["A"].end == found["B"].end == utc("2025-06-30T10:00")


@pytest.mark.parametrize(
    ("line", "end"),
    [
        ("start: 9:00, end: 9:45", "2025-06-30T09:45"),
        ("start: 9:00, duration: 45", "2025-06-30T09:45"),
        ("start: 9:00, duration: 1h30", "2025-06-30T10:30"),
        ("start: 9:00, duration: 1:30", "2025-06-30T10:30"),
        ("start: 9:00, duration: 90 min", "2025-06-30T10:30"),
        ("start: 9:00, duration: 2h", "2025-06-30T11:00"),
        ("start: 23:00, end: 0:30", "2025-07-01T00:30"),
        ("start: 23:00, end: 24:00", "2025-07-01T00:00"),
        ("start: 2025-07-01 00:30, end: 1:30", "2025-07-01T01:30"),
        ("start: 24:00, end: 0:30", "2025-07-01T00:30"),
        ("start: 20:01, end: 8:00", "2025-07-01T08:00"),
        ("start: 9:00, end: 2025-07-01 09:30", "2025-07-01T09:30"),
    ],
)
def test_end(line, end):
    session = sessions_of(line)["A"]
    assert (session.end, session.end_known, session.day) == (utc(end), True, date(2025, 6, 30))


def test_unknown_end_is_the_start_and_known_as_such():
    session = sessions_of("start: 9:00, end: unknown", "start: 10:00")["A"]
    assert (session.end, session.end_known, session.duration) == (session.start, False, timedelta())


def test_end_in_the_second_of_two_like_hours():
    session = sessions_of("start: 2025-10-26 02:45+02:00, end: 2:15", date="2025-10-26", zone="Europe/Paris")["A"]
    assert (session.start, session.end) == (utc("2025-10-26T00:45"), utc("2025-10-26T01:15"))


def test_sessions_of_a_day_do_not_end_with_those_of_another():
    text = TINY.replace("        end: 12:00\n", "") + (
        "  - date: 2025-07-01\n    sessions:\n      - {start: 9:00, title: Again, room: Amphi A}\n"
    )
    sessions = parse_programme(text)[0].sessions
    assert [session.end_known for session in sessions] == [True, True, False, False]


# Names, ids, kinds, rooms


def test_ids_are_made_from_titles_and_told_apart():
    text = TINY.replace("title: Engines", "title: Machines") + (
        "      - {start: 13:00, title: Machines}\n      - {start: 14:00, title: 開会}\n"
        "      - {start: 15:00, id: mine, title: x}\n"
    )
    ids = [session.id for session in parse_programme(text)[0].sessions]
    assert ids == ["opening", "machines", "machines-alan-turing", "machines-2", "c1b82e07", "mine"]


def test_given_ids_are_never_made_again():
    text = TINY + "      - {start: 13:00, id: opening, title: Afternoon}\n"
    assert [session.id for session in parse_programme(text)[0].sessions] == [
        "opening-2",
        "engines",
        "machines",
        "opening",
    ]


def test_speakers_are_found_by_name_or_id():
    text = TINY.replace("  - name: Alan Turing", "  - {name: Alan Turing, id: alan}\n  - {name: Alan Turing, id: al}")
    text = text.replace("speakers: [Alan Turing]", "speakers: [al, alan, al]")
    assert parse_programme(text)[0].sessions[2].speakers == ("al", "alan")


def test_rooms_are_found_by_alias_and_those_of_the_day_are_the_default():
    text = """
title: T
timezone: UTC
rooms:
  - {name: Big Hall, aliases: [BH, main], channel: big}
  - {name: BH2, aliases: Big Hall}
days:
  - date: 2025-06-30
    room: main
    sessions:
      - {start: 9:00, title: A}
      - {start: 10:00, title: B, room: [BH2, BH, Big Hall]}
      - {start: 11:00, title: C, room: []}
"""
    assert [session.rooms for session in parse_programme(text)[0].sessions] == [("Big Hall",), ("BH2", "Big Hall"), ()]


def test_rooms_need_not_be_listed():
    programme = parse_programme(TINY.replace("rooms: [Amphi A, Amphi B]\n", ""))[0]
    assert programme.rooms == (Room(name="Amphi A"),)


def test_kind_is_talk_or_other_if_not_given():
    kinds = [session.kind for session in parse_programme(TINY)[0].sessions]
    assert kinds == [Kind.OTHER, Kind.TALK, Kind.TALK]
    assert sessions_of("start: 9:00, kind: invited talk")["A"].kind is Kind.INVITED_TALK


def test_authors_and_links_in_short():
    session = sessions_of(
        "start: 9:00, authors: [Ada (London), Alan, {name: Grace (the first)}], links: ['https://a.org', "
        "{url: 'https://b.org', title: B}]"
    )["A"]
    assert [(author.name, author.affiliation) for author in session.authors] == [
        ("Ada", "London"),
        ("Alan", ""),
        ("Grace (the first)", ""),
    ]
    assert [(link.url, link.title) for link in session.links] == [("https://a.org", ""), ("https://b.org", "B")]


def test_sessions_are_in_order_of_start_then_of_the_file():
    text = TINY + "      - {start: 9:30, title: Also first, room: Amphi B}\n"
    assert [session.title for session in parse_programme(text)[0].sessions] == [
        "Opening",
        "Also first",
        "Engines",
        "Machines",
    ]


# Laws

SCRAPS = [
    b"", b"\t", b"- ", b"[", b"{", b": ", b"'", b'"', b"~", b"\n", b"\xe9", b"\0", b"title", b"&a ", b"*a", b"25:99",
    b"2025-03-30 02:30", b"- [a]\n", b"!!int ", b"room: x", b"speakers:", b"days:", b"#", b"|",
]  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_mutated_file_is_read_or_refused_with_lines(data):
    """Whatever happens to the bytes of a file, it ends in a programme or in problems with lines of the file."""
    content = bytearray(TINY.encode())
    for _ in range(data.draw(st.integers(1, 4))):
        position = data.draw(st.integers(0, len(content)))
        length = data.draw(st.integers(0, 12))
        content[position : position + length] = data.draw(st.sampled_from(SCRAPS))
    lines = content.count(b"\n") + 1
    try:
        programme, problems = parse_programme(bytes(content), "p.yaml")
        assert programme.sessions
    except ProgrammeError as error:
        problems = error.problems
        assert problems
    assert all(problem.line is None or 1 <= problem.line <= lines for problem in problems)
    assert list(problems) == sorted(problems, key=lambda problem: problem.line or 0)


VALUES = ["~", "x", "9:30", "2025-06-30", "-1", "yes", "''", "Ada Lovelace", "UTC", "https://a.org"]
PART_KEYS = [
    "title",
    "name",
    "date",
    "start",
    "end",
    "room",
    "sessions",
    "speakers",
    "url",
    "ask",
    "answer",
    "id",
    "kind",
    "x",
]
SECTIONS = [
    "title", "timezone", "venue", "rooms", "speakers", "faq", "organisers", "links", "reminders", "channels", "roles",
    "languages", "conference", "nonsense",
]  # fmt: skip


def write_flow_mapping(entries):
    return "{" + ", ".join(f"{key}: {value}" for key, value in entries.items()) + "}"


SHAPES = st.recursive(
    st.sampled_from(VALUES),
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]")
        | st.dictionaries(st.sampled_from(PART_KEYS), inner, max_size=3).map(write_flow_mapping)
    ),
    max_leaves=5,
)


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(st.sampled_from(SECTIONS), SHAPES, max_size=4), SHAPES, SHAPES)
def test_any_shape_is_read_or_refused(sections, day, session):
    text = "".join(f"{key}: {value}\n" for key, value in sections.items())
    text += f"days: [{day}, {{date: 2025-06-30, sessions: [{session}, {{title: a, start: 9:30}}]}}]\n"
    try:
        problems = parse_programme(text)[1]
    except ProgrammeError as error:
        problems = error.problems
    assert all(1 <= problem.line <= text.count("\n") for problem in problems)


def test_time_to_read_grows_with_the_number_of_sessions():
    reading_seconds(10)
    few, many = min(reading_seconds(100) for _ in range(3)), min(reading_seconds(500) for _ in range(2))
    assert many < 12 * few  # 5 times if it grows alike, 25 times if it grows with the square


def reading_seconds(sessions_a_day):
    speakers = "".join(f"  - name: Speaker {n}\n    biography: {'word ' * 50}\n" for n in range(2 * sessions_a_day))
    sessions = "".join(
        f"      - start: {8 + n // 50:02d}:00\n        end: {8 + n // 50:02d}:50\n        room: Room {n % 50}\n"
        f"        title: Talk {n}\n        speakers: [Speaker {n}]\n        abstract: {'word ' * 150}\n"
        for n in range(sessions_a_day)
    )
    days = "".join(f"  - date: 2025-06-{day}\n    sessions:\n{sessions}" for day in (29, 30))
    text = f"title: Big\ntimezone: Europe/Paris\nspeakers:\n{speakers}days:\n{days}"
    began = time.process_time()
    programme = parse_programme(text.encode())[0]
    took = time.process_time() - began
    assert len(programme.sessions) == 2 * sessions_a_day
    return took
