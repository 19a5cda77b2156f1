"""Two versions of a programme: which sessions are the same, and what of them changed."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.comparison import Aspect, Comparison, carry_ids, compare
from bot.core.programme import Programme, Session, Speaker

START = datetime(2031, 5, 16, 7, tzinfo=UTC)
HOUR = timedelta(hours=1)


def session(identifier, title, hour, *speakers, room="Hall", **facts) -> Session:
    start = START + hour * HOUR
    rooms = (room,) if room else ()
    facts = {"end": start + HOUR, "day": start.date(), **facts}
    return Session(id=identifier, title=title, start=start, rooms=rooms, speakers=speakers, **facts)


def programme(*sessions, speakers=None, **facts) -> Programme:
    people = dict.fromkeys(person for each in sessions for person in each.speakers)
    speakers = speakers or tuple(Speaker(id=person, name=person.title()) for person in people)
    return Programme(title="Harbour", timezone="UTC", speakers=speakers, sessions=sessions, **facts)


NETS = session("nets", "Mending nets", 0, "ada")
TIDES = session("tides", "Why tides turn", 1, "bo")
LUNCH = session("lunch", "Lunch", 2, room="")
OLD = programme(NETS, TIDES, LUNCH)


def changes(comparison) -> list[tuple[str, str, list[Aspect]]]:
    return [(pair.old.id, pair.new.title, list(pair.aspects)) for pair in comparison.changed]


def test_same_programme_has_no_changes():
    assert compare(OLD, programme(NETS, TIDES, LUNCH)) == Comparison()
    assert not compare(OLD, OLD)


@pytest.mark.parametrize(
    ("changed", "aspects"),
    [
        (session("nets", "Mending nets", 5, "ada"), [Aspect.TIME]),
        (session("nets", "Mending nets", 0, "ada", end=START + 2 * HOUR), [Aspect.TIME]),
        (session("nets", "Mending nets", 0, "ada", room="Pier"), [Aspect.ROOM]),
        (session("nets", "Mending nets", 5, "ada", room="Pier"), [Aspect.TIME, Aspect.ROOM]),
        (session("nets", "Casting nets", 0, "ada"), [Aspect.TITLE]),
        (session("nets", "Mending nets", 0, "cy"), [Aspect.SPEAKERS]),
        (session("nets", "Mending nets", 0, "ada", cancelled=True), [Aspect.CANCELLED]),
        (session("nets", "Mending nets", 0, "ada", abstract="With rope."), [Aspect.OTHER]),
    ],
)
def test_each_aspect_of_a_session_is_told(changed, aspects):
    found = compare(OLD, programme(changed, TIDES, LUNCH))
    assert changes(found) == [("nets", changed.title, aspects)]
    assert (found.added, found.vanished) == ((), ())


def test_added_and_vanished():
    new = session("gulls", "Gulls of the bay", 8, "cy", room="Pier")
    found = compare(OLD, programme(NETS, LUNCH, new))
    assert (found.added, found.vanished, found.changed) == ((new,), (TIDES,), ())


@pytest.mark.parametrize(
    "renamed",
    [
        session("how-nets-mend", "How nets mend", 0, "ada"),  # same people at the same time
        session("mending-net", "Mending net", 0, "cy"),  # a like title in the same room
        session("mending-nets", "Mending Nets!", 9, "ada", room="Pier"),  # title and people alone
    ],
)
def test_session_under_another_id_keeps_the_one_it_had(renamed):
    found = compare(OLD, programme(renamed, TIDES, LUNCH))
    assert [pair.new.id for pair in found.changed] == ["nets"]
    assert (found.added, found.vanished) == ((), ())


def test_the_next_part_in_the_place_of_one_that_vanished_is_another_session():
    first, second = (session(f"part-{number}", f"Knots and ropes, part {number}", 0) for number in (1, 2))
    found = compare(programme(first, TIDES), programme(second, TIDES))
    assert (found.added, found.vanished, found.changed) == ((second,), (first,), ())


def test_upstream_id_goes_before_id_and_title():
    old = programme(session("a", "One", 0, source_id="x"), session("b", "Two", 1, source_id="y"))
    new = programme(session("a", "Two", 0, source_id="y"), session("b", "One", 1, source_id="x"))
    carried = carry_ids(old, new)
    assert [(each.id, each.source_id, each.title) for each in carried.sessions] == [
        ("b", "y", "Two"),
        ("a", "x", "One"),
    ]


def test_upstream_id_given_twice_identifies_nothing():
    old = programme(*(session(f"t{hour}", f"Part {hour}", hour, source_id="x") for hour in range(3)))
    new = programme(*(session(f"t{hour}", f"Part {hour}", hour, source_id="x") for hour in range(1, 3)))
    assert [each.id for each in compare(old, new).vanished] == ["t0"]
    assert compare(old, new).changed == ()


def test_sessions_that_share_an_upstream_id_are_told_apart_by_title():
    old = programme(
        session("sailing", "Knots", 0, "ada", source_id="x"), session("sailing-2", "Sailing", 2, "ada", source_id="x")
    )
    new = programme(
        session("knots", "Knots", 1, "ada", source_id="x"), session("sailing", "Sailing", 3, "ada", source_id="x")
    )
    assert [(pair.old.id, pair.aspects) for pair in compare(old, new).changed] == [
        ("sailing", (Aspect.TIME,)),
        ("sailing-2", (Aspect.TIME,)),
    ]


def test_like_sessions_are_matched_by_their_slots_though_numbered_ids_shift():
    old = programme(*(session(f"break-{n}", "Break", hour, room="") for n, hour in enumerate([1, 4, 30])))
    new = programme(*(session(f"break-{n}", "Break", hour, room="") for n, hour in enumerate([4, 30])))
    found = compare(old, new)
    assert ([each.id for each in found.vanished], found.changed) == (["break-0"], ())


def test_break_of_another_day_is_another_break():
    found = compare(programme(session("b", "Break", 1)), programme(session("c", "Break", 30)))
    assert ([each.id for each in found.vanished], [each.id for each in found.added]) == (["b"], ["c"])


def test_title_that_only_one_session_has_tells_it_whatever_its_source_calls_it():
    def version(*titles, hour=0, uid):
        return programme(
            *(session(f"{uid}{n}", each, hour + n, source_id=f"{uid}{n}") for n, each in enumerate(titles))
        )

    one = version("Ropes that never end", "Lightning talks", uid="x")
    found = compare(one, version("Ropes that never end", "Lightning talks", hour=30, uid="y"))
    assert [(pair.old.id, pair.new.title) for pair in found.changed] == [("x0", "Ropes that never end")]
    twice = version("Ropes that never end", "Ropes that never end", hour=30, uid="y")
    assert compare(one, twice).changed == ()


def test_id_that_was_another_sessions_is_not_given_again():
    old = programme(session("opening", "Opening", 0, source_id="x"))
    new = programme(
        session("opening", "Opening", 30, source_id="y"), session("opening-2", "Opening", 50, source_id="z")
    )
    assert [each.id for each in carry_ids(old, new).sessions] == ["opening-3", "opening-2"]


def test_speakers_keep_their_ids_and_a_new_one_gets_a_free_one():
    old = programme(session("a", "One", 0, "kim"), speakers=(Speaker(id="kim", name="Kim", source_id="1"),))
    people = (Speaker(id="kim", name="Kim", source_id="2"), Speaker(id="kim-1", name="Kim Oh", source_id="1"))
    carried = carry_ids(old, programme(session("a", "One", 0, "kim-1", "kim"), speakers=people))
    assert [(each.id, each.name) for each in carried.speakers] == [("kim-2", "Kim"), ("kim", "Kim Oh")]
    assert carried.sessions[0].speakers == ("kim", "kim-2")


def test_what_changed_of_the_event_is_named():
    assert compare(OLD, programme(NETS, TIDES, LUNCH, note="Bring boots.")).event == ("note",)


@given(st.permutations(range(12)), st.integers(0, 12), st.booleans())
def test_whatever_the_ids_unchanged_sessions_match_and_the_rest_vanishes(order, kept, numbered):
    old = programme(*(session(f"s{n}", f"Talk {n}", n, f"p{n}") for n in range(12)))
    new = programme(*(session(f"s{i}" if numbered else f"x{n}", f"Talk {n}", n, f"p{n}")
                      for i, n in enumerate(order[:kept])))  # fmt: skip
    found = compare(old, new)
    assert ({each.id for each in found.vanished}, found.added, found.changed) == (
        {f"s{n}" for n in order[kept:]},
        (),
        (),
    )
    assert [(each.id, each.title) for each in carry_ids(old, new).sessions] == [
        (f"s{n}", f"Talk {n}") for n in order[:kept]
    ]
