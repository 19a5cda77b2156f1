from datetime import datetime, timedelta

import pytest

from bot.core.answers import compose_answer
from bot.core.programme import Programme, Session, Speaker
from bot.core.questions import parse_question
from bot.core.reading.reading import read
from bot.core.search.index import Index
from bot.core.selection import Relation, calendar_of


@pytest.fixture
def uses(harbour):
    def uses_of(text):
        reading = read(text, harbour, calendar_of(harbour, datetime.fromisoformat("2031-05-16T08:30:00+01:00")), "en")
        return dict(zip(reading.words, reading.uses, strict=True)), reading

    return uses_of


def test_every_word_has_a_use(uses):
    found, reading = uses("when does kwame speak about lighthouses in the attic tomorrow")
    assert found == {
        "when": "cue", "does": "small", "kwame": "person", "speak": "cue", "about": "cue", "lighthouses": "",
        "in": "small", "the": "small", "attic": "room", "tomorrow": "time",
    }  # fmt: skip
    assert (reading.lang, reading.rooms) == ("en", ("Loft 2.04",))


def test_quoted_title_takes_its_words_from_times_and_cues(uses):
    found, _ = uses("is keeping secrets in public repositories first")
    assert [found[word] for word in ("keeping", "secrets", "in", "public", "repositories", "first")] == [
        "title", "title", "title", "title", "title", "cue",
    ]  # fmt: skip


def test_slip_for_a_cue_is_read_as_the_cue(uses):
    _, reading = uses("wehn is lunhc tomorow")
    assert reading.has("when")
    assert reading.has("lunch")
    assert reading.when is not None


def test_unknown_last_name_is_no_slip_for_a_cue(uses):
    _, reading = uses("ferdinand nexto")
    assert reading.unknown == ("nexto",)


def test_words_drawn_out_are_calmed(uses):
    _, reading = uses("soooo when is luuunch")
    assert reading.words == ["so", "when", "is", "lunch"]


def test_relation_has_its_anchor_behind_it(uses):
    _, reading = uses("who speaks after the panel in the attic")
    assert reading.relation is Relation.AFTER
    assert [subject.selection.kinds for subject in reading.subjects] == [(), ("panel",)]


def test_relation_with_nothing_behind_it_leans_alone(uses):
    _, reading = uses("and after?")
    assert reading.leans_alone is Relation.AFTER


def test_sides_of_a_comparison_are_subjects_of_their_own(uses):
    _, reading = uses("is abara before or after oduya")
    assert [subject.selection.people for subject in reading.subjects if subject.selection.people] == [
        ("Josephine Abara",),
        ("Kwame Oduya",),
    ]


def test_one_known_side_of_a_choice_is_enough(uses):
    _, reading = uses("anything on kubernetes or lighthouses")
    assert (reading.unknown, reading.subjects[0].selection.named[0]) == ((), "lighthouse")


@pytest.mark.parametrize(("text", "unknown"), [("room 7b", True), ("salle 12", True), ("in the room", False)])
def test_room_that_is_not_there(uses, text, unknown):
    assert uses(text)[1].unknown_room is unknown


def test_ordinal_number_behind_a_kind_is_its_order(uses):
    assert uses("talk 3")[1].order == 3
    assert uses("the two keynotes")[1].order == 0


def test_event_by_its_own_name(uses):
    found, reading = uses("when does harbour days start")
    assert reading.has("event")
    assert found["harbour"] == "cue"


@pytest.fixture
def devrooms():
    """An index of three talks in English: one of a track that is called like a small word, one on the French."""
    start = datetime.fromisoformat("2031-05-16T09:00:00+00:00")

    def talk(identifier, title, track):
        return Session(
            id=identifier, title=title, track=track, start=start, end=start + timedelta(hours=1), day=start.date(),
            speakers=("ada",), language="en",
        )  # fmt: skip

    sessions = (talk("a", "Garbage", "Go"), talk("b", "Sails", "Rust"), talk("c", "The French navy", "Rust"))
    speakers = (Speaker(id="ada", name="Ada Stern"),)
    return Index(Programme(title="Devrooms", timezone="UTC", sessions=sessions, speakers=speakers))


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("how many talks are there on go", ["a"]),
        ("talks about go today", ["a"]),
        ("les exposés sur go", ["a"]),
        ("talks in french", []),
        ("any talk in English?", ["a", "b", "c"]),
        ("the talk about the French navy", ["c"]),
    ],
)
def test_small_words_may_be_tracks_and_names_of_languages_topics(devrooms, text, ids):
    now = devrooms.sessions[0].start - timedelta(hours=1)
    answer = compose_answer(parse_question(text, devrooms, now), devrooms, now)
    assert [session.id for session in answer.sessions] == ids
