from datetime import UTC, date, datetime

import pytest

from bot.core.kinds import cues_of, is_of_kind
from bot.core.programme import Kind, Session
from bot.core.text import words_of

NINE = datetime(2031, 5, 16, 9, tzinfo=UTC)


def session(title, kind, *speakers, track=""):
    return Session(
        id="a", title=title, kind=kind, start=NINE, end=NINE, day=date(2031, 5, 16), speakers=speakers, track=track
    )


@pytest.mark.parametrize(
    ("one", "cue"),
    [
        (session("Anything", Kind.KEYNOTE), "keynote"),
        (session("Déjeuner", Kind.BREAK), "lunch"),
        (session("Coffee", Kind.OTHER), "coffee"),
        (session("Opening Ceremony", Kind.TALK, "ada"), "opening"),
        (session("Five minutes each", Kind.TALK, "ada", track="Lightning talks"), "lightning"),
        (session("Conference dinner", Kind.SOCIAL), "dinner"),
        (session("Choir BoF", Kind.TALK, "ada"), "meeting"),
        (session("Bookbinding workshop (bring glue)", Kind.TALK, "ada"), "workshop"),
        (session("Bookbinding workshop part 2", Kind.TALK, "ada"), "workshop"),
        (session("Workshop: bookbinding", Kind.TALK, "ada"), "workshop"),
        (session("Mittagspause", Kind.BREAK), "lunch"),
        (session("Almuerzo", Kind.OTHER), "lunch"),
        (session("Begrüßung und Eröffnung", Kind.OTHER), "opening"),
        (session("Chiusura", Kind.OTHER), "closing"),
    ],
)
def test_kind_by_itself_by_title_or_by_track(one, cue):
    assert is_of_kind(one, cue, words_of(one.title), words_of(one.track))


@pytest.mark.parametrize(
    ("one", "cue"),
    [
        (session("Coffee, a history", Kind.TALK, "ada"), "coffee"),
        (session("Open source in hospitals", Kind.TALK, "ada"), "opening"),
        (session("A workshop is not enough", Kind.TALK, "ada"), "workshop"),
        (session("How to run a workshop", Kind.TALK, "ada"), "workshop"),
        (session("How we ran the closing of nine hundred schools last year", Kind.TALK, "ada"), "closing"),
        (session("Anything", Kind.TALK), "keynote"),
        (session("Kaffee, eine Geschichte", Kind.TALK, "ada"), "coffee"),
    ],
)
def test_talk_about_a_thing_is_not_the_thing(one, cue):
    assert not is_of_kind(one, cue, words_of(one.title), words_of(one.track))


def test_title_of_two_words_for_one():
    one = session("Round table", Kind.TALK)
    assert cues_of(one, words_of(one.title), []) == ["panel"]
