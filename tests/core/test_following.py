"""What people mean who type what they wish to follow, and what they are told."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.core.clashes import find_overlaps
from bot.core.following import ALL, LONGEST_LEAD, find_by_token, parse_wish, suggest_follows, token_of
from bot.core.following_answers import (
    Follower,
    compose_already,
    compose_followed,
    compose_mine,
    compose_not_found,
    compose_unfollowed,
    say_follow,
)
from bot.core.programme import Kind, Programme, Room, Session, Speaker
from bot.core.reminders import Follow, FollowKind, find_followable
from bot.core.search.index import Index

START = datetime(2031, 5, 16, 9, tzinfo=UTC)
BEFORE = START - timedelta(hours=2)


def session(id_, title, hour, *, minutes=60, **more):
    start = START + timedelta(hours=hour)
    return Session(id=id_, title=title, day=start.date(), start=start, end=start + timedelta(minutes=minutes), **more)


@pytest.fixture(scope="module")
def programme():
    return Programme(
        title="Tide Days",
        timezone="UTC",
        rooms=(Room(name="Great Hall", aliases=("aula",)), Room(name="Hall 2")),
        speakers=(
            Speaker(id="ana", name="Ana Brook"),
            Speaker(id="ben", name="Ben Brook"),
            Speaker(id="ben-2", name="Ben Ford"),
            Speaker(id="ben-3", name="Ben Ford"),
        ),
        sessions=(
            session("sails", "Sewing sails", 0, rooms=("Great Hall",), speakers=("ana",), track="Crafts"),
            session("knots", "Crafts of knots", 0, rooms=("Hall 2",), speakers=("ben",), track="Ropes"),
            session("lunch", "Lunch", 1, kind=Kind.BREAK, rooms=("Great Hall",)),
            session("python", "Python 3", 2, rooms=("Hall 2",), speakers=("ben-2",), track="Ropes"),
            session("nets", "Nets", 2, minutes=90, rooms=("Great Hall",), speakers=("ben-3", "ana"), track="Crafts"),
            session("fog", "Fog horns", 3, rooms=("Hall 2",), cancelled=True),
        ),
    )


@pytest.fixture(scope="module")
def index(programme):
    return Index(programme)


@pytest.fixture(scope="module")
def followable(programme):
    return find_followable(programme)


@pytest.fixture
def parse(index, followable):
    return lambda text, now=BEFORE: parse_wish(text, index, now, followable)


def follow(kind, which):
    return Follow(FollowKind(kind), which)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("everything", [ALL]),
        ("Tout", [ALL]),
        ("sewing sails", [follow("session", "sails")]),
        ("sowing sail", [follow("session", "sails")]),
        ("the talk on nets", [follow("session", "nets")]),
        ("lunch", [follow("session", "lunch")]),
        ("fog", [follow("session", "fog")]),
        ("Ana", [follow("speaker", "ana")]),
        ("me of anna brooke", [follow("speaker", "ana")]),
        ("ropes", [follow("track", "Ropes")]),
        ("track crafts", [follow("track", "Crafts")]),
        ("parcours crafts", [follow("track", "Crafts")]),
        ("session crafts of knots", [follow("session", "knots")]),
        ("great hall", [follow("room", "Great Hall")]),
        ("aula", [follow("room", "Great Hall")]),
        ("salle aula", [follow("room", "Great Hall")]),
        ("hall 2", [follow("room", "Hall 2")]),
        ("python 3", [follow("session", "python")]),
        ("an", [follow("speaker", "ana")]),
    ],
)
def test_words_mean_one_thing(parse, text, meant):
    wish = parse(text)
    assert (list(wish.meant), wish.choices, wish.lead) == (meant, (), None)


def test_somebody_who_is_listed_twice_is_one_person(parse):
    assert parse("ben ford").meant == (follow("speaker", "ben-2"), follow("speaker", "ben-3"))


@pytest.mark.parametrize(
    ("text", "choices"),
    [
        ("brook", {follow("speaker", "ana"), follow("speaker", "ben")}),
        ("crafts", {follow("track", "Crafts"), follow("session", "knots")}),
    ],
)
def test_several_things_are_asked_back_about(parse, text, choices):
    wish = parse(text)
    assert (wish.meant, set(wish.choices) >= choices) == ((), True)


def test_nothing_fits(parse):
    wish = parse("quantum zebra")
    assert (wish.meant, wish.choices, wish.words) == ((), (), "quantum zebra")


@pytest.mark.parametrize(
    ("text", "minutes", "words"),
    [
        ("ana 30", 30, "ana"),
        ("30 min before ana", 30, "ana"),
        ("me half an hour before ana", 30, "ana"),
        ("Ana, 15 minutes before it starts", 15, "Ana"),
        ("ana 1h30 avant", 90, "ana"),
        ("ana 20 min à l'avance", 20, "ana"),
        ("hall 2 20", 20, "hall 2"),
        ("python 3 45 min", 45, "python 3"),
        ("everything 5 min early", 5, "everything"),
        ("30", 30, ""),
        ("ana 9 days before", 9 * 24 * 60, "ana"),
    ],
)
def test_lead_time_is_told_from_the_words(parse, text, minutes, words):
    wish = parse(text)
    assert (wish.lead, wish.words) == (timedelta(minutes=minutes), words)
    assert bool(wish.meant) == bool(words)


def test_lead_time_out_of_range_is_left_to_the_caller(parse):
    assert parse("ana 9 days before").lead > LONGEST_LEAD


def test_what_is_over_is_not_offered_beside_what_comes(programme, parse):
    after = programme.session_by_id["sails"].end
    assert parse("ana").meant == (follow("speaker", "ana"),)
    assert parse("sails", after).meant == (follow("session", "sails"),)


def test_token_stands_for_one_thing(followable):
    assert [find_by_token(token_of(one), followable) for one in followable] == list(followable)
    assert [find_by_token(odd, followable) for odd in ("", "session:", "room:zz", "session:0000000000000000")] == [
        None
    ] * 4


def test_token_is_understood_as_typed(parse, followable):
    assert [parse(token_of(one)).meant for one in followable] == [(one,) for one in followable]


def test_suggestions_are_what_the_words_begin(index, followable):
    def suggest(typed, now=BEFORE):
        return suggest_follows(typed, index, now, followable)

    assert suggest("")[0] == ALL
    assert follow("speaker", "ana") in suggest("an")
    assert suggest("gre")[:1] == [follow("room", "Great Hall")]
    assert suggest("every")[0] == ALL
    assert follow("session", "sails") not in suggest("sails", START + timedelta(hours=1))
    assert suggest("sewing 30")[0] == follow("session", "sails")


@pytest.fixture
def follower(programme, followable):
    def make(*follows, lead=None, now=BEFORE, lang="en"):
        return Follower(frozenset(follows), lead, programme, followable, now, lang)

    return make


def test_follows_are_called_by_their_names(programme, followable):
    assert [say_follow(one, programme, "en") for one in (ALL, *sorted(followable)[1:3])] == [
        "everything",
        "the room Great Hall",
        "the room Hall 2",
    ]
    assert say_follow(follow("session", "no more"), programme, "fr").startswith("quelque chose")


def test_following_says_when_the_reminder_comes(follower):
    new = [follow("session", "nets")]
    answer = compose_followed(new, follower(*new, lead=timedelta(minutes=30)))
    assert (answer.headline, answer.details) == (
        "You follow “Nets” now.",
        ("Friday 16 May, 11:00, Great Hall. The reminder comes 30 min before: 10:30.",),
    )


def test_following_says_at_once_what_starts_within_the_lead_time(follower):
    new = [follow("room", "Great Hall")]
    answer = compose_followed(new, follower(*new, now=START - timedelta(minutes=4)))
    assert answer.details == (
        "2 sessions, 2 of them still to come.",
        "In 4 min, at 09:00: Sewing sails, Great Hall",
        "Next: Nets, Friday 16 May, 11:00, Great Hall. The reminder comes 10 min before: 10:50.",
    )


def test_reminder_of_another_day_says_which(follower):
    new = [follow("session", "sails")]
    answer = compose_followed(new, follower(*new, lead=timedelta(hours=10), now=START - timedelta(days=2)))
    assert answer.details[0].endswith(": Thursday 15 May at 23:00.")


@pytest.mark.parametrize(
    ("which", "words"), [("fog", "It is cancelled."), ("sails", "Nothing of it is still to come.")]
)
def test_following_what_does_not_come_says_so(follower, which, words):
    new = [follow("session", which)]
    (detail,) = compose_followed(new, follower(*new, now=START + timedelta(hours=1))).details
    assert detail.startswith(words)


def test_followed_already_says_why(follower):
    person = follower(follow("speaker", "ana"))
    assert person.covering(follow("session", "nets")) == [follow("speaker", "ana")]
    assert person.covering(follow("session", "knots")) == []
    assert compose_already(follow("session", "nets"), person).headline == (
        "You are reminded of “Nets” already, since you follow Ana Brook."
    )


def test_followed_already_says_again_what_starts_soon(follower):
    person = follower(follow("speaker", "ana"), now=START - timedelta(minutes=5))
    (soon,) = compose_already(follow("speaker", "ana"), person).details
    assert soon.startswith("In 5 min, at ")


def test_list_is_in_order_with_clashes_and_cancellations(follower):
    person = follower(follow("room", "Hall 2"), follow("speaker", "ana"), now=START)
    answer = compose_mine(person, 0, 15)
    assert [one.id for one in answer.sessions] == ["knots", "sails", "nets", "python", "fog"]
    assert answer.marks == {
        "sails": "at the same time as “Crafts of knots”",
        "knots": "at the same time as “Sewing sails”",
        "python": "at the same time as “Nets”",
        "nets": "at the same time as “Python 3”",
    }
    assert answer.details == (
        "5 sessions, 5 still to come.",
        "I remind you 10 min before each start, as the organisers set it.",
    )


def test_list_leaves_out_what_is_over_and_has_pages(follower):
    person = follower(ALL, lead=timedelta(minutes=5), now=START + timedelta(hours=2))
    assert [one.id for one in compose_mine(person, 1, 2).sessions] == ["python", "fog"]
    assert compose_mine(person, 0, 15).details == (
        "5 sessions, 3 still to come.",
        "I remind you 5 min before each start, as you wished.",
    )


def test_empty_list_says_what_can_be_followed(follower):
    assert compose_mine(follower(), 0, 15).headline == "You follow nothing yet."


def test_nothing_found_names_tracks_and_rooms(follower, parse):
    answer = compose_not_found(parse("quantum zebra"), follower())
    assert answer.headline == "I find nothing in the programme for “quantum zebra”."
    assert answer.details[1:] == ("Tracks: Crafts, Ropes", "Rooms: Great Hall, Hall 2")


def test_unfollowing_says_what_is_left_unless_others_read_it(follower):
    gone = [follow("track", "Ropes")]
    left = follower(follow("speaker", "ana"))
    assert compose_unfollowed(gone, left).details == ("You still follow Ana Brook.",)
    assert compose_unfollowed(gone, left, public=True).details == ()
    assert compose_unfollowed(gone, follower()).headline == "You follow nothing any more."


def test_many_names_are_cut_short(follower):
    person = follower(*(follow("room", f"R{number}") for number in range(9)))
    assert compose_mine(person, 0, 15).headline.endswith("the room R4 and 4 others.")


def test_overlaps_leave_out_breaks_and_cancelled_sessions():
    sessions = [
        session("a", "A", 0),
        session("b", "B", 0, kind=Kind.BREAK),
        session("c", "C", 0, cancelled=True),
        session("d", "D", 0.5),
        session("e", "E", 1),
    ]
    found = {one: [other.id for other in others] for one, others in find_overlaps(sessions).items()}
    assert found == {"a": ["d"], "d": ["a", "e"], "e": ["d"]}
