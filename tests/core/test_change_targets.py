from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.change_reading import Typed
from bot.core.change_targets import (
    MOST_CANDIDATES,
    find_room,
    find_scope,
    find_session,
    split_remark,
    split_room,
    split_sessions,
    split_value,
    take_rooms,
)
from bot.core.changes import ChangeRefused, revise
from bot.core.programme import Programme, Room, key_of
from bot.core.search.index import Index

MORNING = datetime.fromisoformat("2025-06-30T09:00:00+02:00")
FRIDAY = datetime.fromisoformat("2031-05-16T08:30:00+01:00")
AFTERNOON = ["lunch-break", "du-shapley", "regularized-learning-in-games", "long-term-fairness", "closing"]


def ids(scope):
    return [session.id for session in scope.sessions]


@pytest.mark.parametrize(
    ("words", "session"),
    [
        ("loiseau", "du-shapley"),
        ("loizo", "du-shapley"),
        ("flow matching", "flow-matching"),
        ("talk on flow matching", "flow-matching"),
        ("the 14:00 talk", "du-shapley"),
        ("la pause déjeuner", "lunch-break"),
        ("l'ouverture", "opening"),
        ("next", "opening"),
        ("du-shapley", "du-shapley"),
        (key_of("closing"), "closing"),
    ],
)
def test_session_by_what_people_call_it(workshop, words, session):
    assert find_session(Typed(words), workshop, MORNING).id == session


def refused(function, *arguments):
    with pytest.raises(ChangeRefused) as found:
        function(*arguments)
    return found.value.sentence, [session.id for session in found.value.candidates]


def test_session_that_is_not_told_apart(workshop, harbour):
    assert refused(find_session, Typed("the break"), workshop, MORNING) == (
        "ambiguous",
        ["coffee-break", "lunch-break"],
    )
    assert refused(find_session, Typed("josephine"), harbour, FRIDAY)[0] == "ambiguous"
    assert refused(find_session, Typed("zzz"), workshop, MORNING) == ("unknown_session", [])
    assert refused(find_session, Typed(" , "), workshop, MORNING) == ("no_session", [])


def test_candidates_are_few(harbour):
    sentence, candidates = refused(find_session, Typed("tomorrow"), harbour, FRIDAY)
    assert (sentence, len(candidates)) == ("ambiguous", MOST_CANDIDATES)


def test_what_is_over_was_hardly_meant(workshop):
    after_coffee = datetime.fromisoformat("2025-06-30T11:45:00+02:00")
    assert find_session(Typed("the break"), workshop, after_coffee).id == "lunch-break"


def test_pause_is_that_of_the_day(harbour):
    saturday = datetime.fromisoformat("2031-05-17T09:00:00+01:00")
    assert [find_session(Typed("lunch"), harbour, now).id for now in (FRIDAY, saturday)] == ["lunch-1", "lunch-2"]


def with_sessions(index, sessions, **fields):
    kept = {name: getattr(index.programme, name) for name in Programme.model_fields}
    return Index(Programme(**(kept | {"sessions": tuple(sessions)} | fields)))


def test_pause_is_that_of_the_day_though_another_has_its_name_for_an_id(harbour):
    index = with_sessions(
        harbour, (revise(one, id="lunch") if one.id == "lunch-1" else one for one in harbour.sessions)
    )
    saturday = datetime.fromisoformat("2031-05-17T09:00:00+01:00")
    assert [find_session(Typed("lunch"), index, now).id for now in (FRIDAY, saturday)] == ["lunch", "lunch-2"]


def test_name_that_is_an_everyday_word(harbour):
    people = (
        one.model_copy(update={"name": "Abel Willing"}) if one.id == "rashid-benamara" else one
        for one in harbour.programme.speakers
    )
    index = with_sessions(harbour, harbour.sessions, speakers=tuple(people))
    assert find_session(Typed("willing"), index, FRIDAY).id == "mesh"


def test_title_but_for_its_article_is_that_session(harbour):
    titles = {"chess": "The Tide Parade", "ransom": "Tide parade for crews", "secrets": "A parade of the tide"}
    index = with_sessions(harbour, (revise(one, title=titles.get(one.id, one.title)) for one in harbour.sessions))
    assert find_session(Typed("tide parade"), index, FRIDAY).id == "chess"


def test_room_that_is_called_just_so_is_that_room(harbour):
    index = with_sessions(harbour, harbour.sessions, rooms=(*harbour.programme.rooms, Room(name="Loft")))
    assert find_room(Typed("the loft"), index) == "Loft"
    assert take_rooms(Typed("yoga in the loft"), index)[1] == {"Loft"}
    assert take_rooms(Typed("yoga in the loft 2.04"), index)[1] == {"Loft 2.04"}


def test_whole_title_is_meant_whatever_is_said_besides(workshop):
    assert find_session(Typed(f"{key_of('closing')} gusak"), workshop, MORNING).id == "closing"


@pytest.mark.parametrize(
    ("words", "first", "count"),
    [
        ("everything from lunch on", "lunch-break", 5),
        ("everything from lunch on by", "lunch-break", 5),
        ("tout à partir de la pause de", "coffee-break", 7),
        ("in amphi a everything after the break", "memory-constraints", 6),
        ("the whole day", "opening", 10),
        ("toute la journée", "opening", 10),
        ("everything from 14:00 on", "du-shapley", 4),
        ("everything after 15h", "long-term-fairness", 2),
        ("tout après le déjeuner", "du-shapley", 4),
        ("loiseau et la suite", "du-shapley", 4),
        ("loiseau and everything after", "du-shapley", 4),
        ("from loiseau on", "du-shapley", 4),
        ("à partir de loiseau", "du-shapley", 4),
        ("this morning", "opening", 5),
        ("the rest", "opening", 10),
        ("the rest of the day", "opening", 10),
        ("le reste de la journée", "opening", 10),
        ("tout le reste", "opening", 10),
        ("the afternoon sessions", "lunch-break", 5),
        ("les exposés de l'après-midi", "lunch-break", 5),
        ("loiseau and all following talks", "du-shapley", 4),
        ("loiseau et les suivants", "du-shapley", 4),
        ("everything before lunch", "opening", 5),
        ("tout jusqu'au déjeuner", "opening", 5),
        ("everything until 11:00", "opening", 3),
        ("everything from 14:00 to 15:00", "du-shapley", 2),
        ("everything", "opening", 10),
        ("everything except lunch", "opening", 9),
        ("tout sauf gusak et le déjeuner", "opening", 8),
        ("everything but the opening", "strong-lottery-ticket", 9),
        ("the afternoon apart from lunch", "du-shapley", 4),
    ],
)
def test_stretch_of_a_day(workshop, words, first, count):
    scope = find_scope(Typed(words), workshop, MORNING)
    assert (ids(scope)[0], len(ids(scope)), scope.is_one) == (first, count, False)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("everything in the loft", ["repair"]),
        ("tout dans le loft", ["repair"]),
        ("tout au loft", ["repair"]),
        ("tout ce qui est au loft", ["repair"]),
        ("tout ce qui suit le déjeuner", ["type-tides", "mesh", "secrets", "lightning-1", "dinner"]),
        ("everything that follows lunch", ["type-tides", "mesh", "secrets", "lightning-1", "dinner"]),
        ("everything that comes after lunch", ["type-tides", "mesh", "secrets", "lightning-1", "dinner"]),
        ("in the attic", ["repair"]),
        ("in anchor hall everything after lunch", ["type-tides", "secrets", "lightning-1"]),
        ("everything from lunch in this room", ["lunch-1", "type-tides", "secrets", "lightning-1"]),
        ("sunday afternoon", ["closing"]),
        ("saturday after lunch", ["chess", "sewing", "ransom", "concert"]),
        ("tomorrow's sessions in the loft", ["haiku", "sewing"]),
        ("everything tomorrow before 10:00", ["grotte", "haiku"]),
        ("room anchor hall until lunch", ["doors", "welcome", "small-gc", "break-1", "lighthouse"]),
        ("everything in anchor hall until 10:00", ["doors", "welcome"]),
        ("boathouse", ["mesh", "dinner"]),
        ("boathouse after 15:00", ["dinner"]),
        ("all lightning talks", ["lightning-1"]),
        ("everything by kwame oduya", ["lighthouse", "mesh"]),
        ("tous les exposés éclair de dimanche", ["lightning-3"]),
        ("the 13:45 talks", ["type-tides", "mesh"]),
        ("the 14:30 talks", ["secrets"]),
    ],
)
def test_stretch_of_a_room_or_another_day(harbour, words, found):
    assert ids(find_scope(Typed(words), harbour, FRIDAY)) == found


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("foghorn and dinner", ["dinner", "concert"]),
        ("lighthouse, repair et lunch", ["lighthouse", "repair", "lunch-1"]),
        ("ransom notes and a fishing boat", ["ransom"]),
        ("sewing circuits, sails", ["sewing"]),
    ],
)
def test_several_sessions_by_name(harbour, words, found):
    scope = find_scope(Typed(words), harbour, FRIDAY)
    assert (ids(scope), scope.is_one) == (found, len(found) == 1)


def test_title_that_is_begun_is_one_session(harbour, workshop):
    for index, now, words, found in (
        (harbour, FRIDAY, "Sweeping the deck, or garbage collection", "small-gc"),
        (harbour, FRIDAY, "Repair cafés and the right", "repair"),
        (workshop, MORNING, "The Impact of Uncertainty on", "regularized-learning-in-games"),
    ):
        assert (ids(find_scope(Typed(words), index, now))) == [found]


def test_several_of_whom_one_is_not_told_apart(harbour):
    assert refused(find_scope, Typed("rashid and kwame"), harbour, FRIDAY)[0] == "ambiguous"


def test_this_talk_is_the_one_that_is_on(workshop):
    now = datetime.fromisoformat("2025-06-30T14:10:00+02:00")
    assert [find_session(Typed(words), workshop, now).id for words in ("this talk", "cet exposé")] == ["du-shapley"] * 2


def test_whole_of_another_day(harbour):
    saturday = [one.id for one in harbour.sessions if one.day.day == 17 and not one.cancelled]
    for words in ("tomorrow", "everything tomorrow", "all day tomorrow", "day 2 everything", "the whole of saturday"):
        assert ids(find_scope(Typed(words), harbour, FRIDAY)) == saturday


def test_what_has_begun_stays_unless_it_is_named_first(workshop):
    now = datetime.fromisoformat("2025-06-30T14:10:00+02:00")
    assert ids(find_scope(Typed("the whole day"), workshop, now)) == AFTERNOON[2:]
    assert ids(find_scope(Typed("everything from loiseau on"), workshop, now)) == AFTERNOON[1:]
    evening = datetime.fromisoformat("2025-06-30T20:00:00+02:00")
    assert refused(find_scope, Typed("the whole day"), workshop, evening) == ("nothing_left", [])


def test_stretch_takes_what_is_wanted(workshop):
    gone = tuple(revise(one, cancelled=one.id == "du-shapley") for one in workshop.sessions)
    fields = {name: getattr(workshop.programme, name) for name in Programme.model_fields}
    index = Index(Programme(**(fields | {"sessions": gone})))
    everything = Typed("everything from lunch on")
    assert "du-shapley" not in ids(find_scope(everything, index, MORNING))
    assert ids(find_scope(everything, index, MORNING, wanted=lambda one: one.cancelled)) == ["du-shapley"]


def test_rooms_by_their_names(harbour):
    assert [
        find_room(Typed(words), harbour) for words in ("loft", "the attic", "boathouse", "Room 9", "loft or boat")
    ] == [
        "Loft 2.04",
        "Loft 2.04",
        "Boathouse",
        None,
        None,
    ]
    rest, rooms = take_rooms(Typed("everything in the main hall today"), harbour)
    assert (rest.words, rooms) == ("everything today", {"Anchor Hall"})


def test_sessions_and_their_new_room(workshop, harbour):
    scope, room = split_room(Typed("gusak dans la salle 204"), workshop, MORNING)
    assert (ids(scope), room.words) == (["memory-constraints"], "la salle 204")
    scope, room = split_room(Typed("everything in the boathouse to the loft"), harbour, FRIDAY)
    assert (ids(scope), room.words) == (["mesh", "dinner"], "the loft")
    for words, meant in (
        ("gusak: hall 7", "hall 7"),
        ("gusak hall 7", "hall 7"),
        ("DU-Shapley: A Shapley Value Proxy for Efficient Dataset Valuation: amphi C", "amphi C"),
        ("DU-Shapley: A Shapley Value Proxy for Efficient Dataset Valuation to amphi C", "amphi C"),
        ("The Impact of Uncertainty on Regularized Learning in Games", ""),
    ):
        assert split_room(Typed(words), workshop, MORNING)[1].words == meant
    for words in ("sewing boathouse", "sewing: the boathouse", "sewing from the loft to the boathouse"):
        scope, room = split_room(Typed(words), harbour, FRIDAY)
        assert (ids(scope), find_room(room, harbour)) == (["sewing"], "Boathouse")
    assert refused(split_room, Typed("zzz at the loft to the boathouse"), harbour, FRIDAY)[0] == "ambiguous"
    assert ids(split_room(Typed("everything tomorrow from the loft to the boathouse"), harbour, FRIDAY)[0]) == [
        "haiku",
        "sewing",
    ]
    assert split_room(Typed("gusak"), workshop, MORNING)[1].words == ""
    assert refused(split_room, Typed("zzz to the loft"), workshop, MORNING) == ("unknown_session", [])


def test_sessions_and_a_remark_on_them(workshop):
    for words, remark in (
        ("gusak: the train is late", "the train is late"),
        ("gusak - ill", "ill"),
        ("DU-Shapley: ill", "ill"),
        ("DU-Shapley: A Shapley", ""),
        ("everything after lunch: storm: be careful", "storm: be careful"),
        ("gusak, her train is late", "her train is late"),
        ("gusak she is ill", "she is ill"),
        ("gusak (ill)", "ill"),
        ("gusak, loiseau", ""),
        ("gusak", ""),
    ):
        assert split_remark(Typed(words), workshop, MORNING)[1] == remark


def test_name_of_another_room_is_not_that_of_a_known_one(workshop):
    assert take_rooms(Typed("dans l'amphi A à 17h"), workshop)[1] == {"Amphi A"}
    assert take_rooms(Typed("dans l'amphi C à 17h"), workshop)[1] == frozenset()


@pytest.mark.parametrize(
    "words", ["loiseau with gusak", "loiseau et gusak", "loiseau / gusak", "loiseau <-> gusak", "loiseau gusak"]
)
def test_two_sessions(workshop, words):
    assert [one.id for one in split_sessions(Typed(words), workshop, MORNING)] == ["du-shapley", "memory-constraints"]


def test_two_of_a_kind(workshop):
    assert [one.id for one in split_sessions(Typed("the breaks"), workshop, MORNING)] == ["coffee-break", "lunch-break"]


def test_everything_from_now_on_has_not_begun(workshop):
    now = datetime.fromisoformat("2025-06-30T11:50:00+02:00")
    for words in ("everything from now on", "tout à partir de maintenant"):
        assert ids(find_scope(Typed(words), workshop, now)) == AFTERNOON


def test_one_exception_after_another_is_read_in_a_moment(workshop):
    assert ids(find_scope(Typed("lunch except " * 40), workshop, MORNING)) == ["lunch-break"]


def test_one_session_is_not_two(workshop):
    assert refused(split_sessions, Typed("loiseau"), workshop, MORNING) == ("no_other", [])
    assert refused(split_sessions, Typed("julia gusak"), workshop, MORNING) == ("no_other", [])
    assert refused(split_sessions, Typed("loiseau with zzz"), workshop, MORNING) == ("unknown_session", [])


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("loiseau: A title", "A title"),
        ("loiseau -> A title: with a colon", "A title: with a colon"),
        ('loiseau to "A title: with a colon"', "A title: with a colon"),
        ("loiseau « Un titre »", "Un titre"),
        ("loiseau en Un titre", "Un titre"),
        ("loiseau - Un titre", "Un titre"),
        ("DU-Shapley: A Shapley Value Proxy for Efficient Dataset Valuation: Another", "Another"),
        ("the 14:00 talk: Another", "Another"),
        ("DU-Shapley: A Shapley Value Proxy for Efficient Dataset Valuation", ""),
        ("loiseau", ""),
    ],
)
def test_session_and_what_is_said_of_it(workshop, words, value):
    session, found = split_value(Typed(words), workshop, MORNING)
    assert (session.id, found) == ("du-shapley", value)


WORDS = [
    "everything ",
    "from ",
    "after ",
    "the ",
    "break ",
    "in ",
    "loft ",
    "on ",
    "tout ",
    "demain ",
    "14:00 ",
    ":",
    "/ ",
    "2 ",
]


@given(st.text(max_size=30) | st.lists(st.sampled_from(WORDS), max_size=7).map("".join))
def test_any_words_give_sessions_or_a_refusal(harbour, words):
    refusals = []
    for function in (find_session, find_scope, split_room, split_sessions, split_value):
        try:
            function(Typed(words), harbour, FRIDAY)
        except ChangeRefused as why:
            refusals.append(why.sentence)
    assert set(refusals) <= {"no_session", "no_other", "unknown_session", "ambiguous", "nothing_left"}
