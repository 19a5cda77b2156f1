from datetime import UTC, date, datetime, timedelta

import pytest

from bot.core.programme import Session
from bot.core.replies import Answer, AnswerKind, Choice, Layout
from bot.core.wording import (
    find_sentence,
    pick_language,
    say,
    say_count,
    say_day,
    say_language,
    say_length,
    say_list,
    say_slot,
    shorten,
    text_of,
)


def test_language_is_the_first_that_is_known():
    assert [pick_language(None, "de", "fr-CA"), pick_language("xx"), pick_language()] == ["fr", "en", "en"]


def test_sentence_has_its_places_filled():
    assert say("en", "slides_at", url="https://a.example") == "Slides: https://a.example"


def test_sentence_that_is_not_there():
    assert (find_sentence("en", "no such"), find_sentence("xx", "by")) == ("", "")
    with pytest.raises(KeyError):
        say("en", "no such")


def test_count_has_a_form_for_one():
    assert [say_count("en", "count_talks", count) for count in (1, 3)] == ["1 talk.", "3 talks."]


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "0 min"),
        (59, "59 min"),
        (60, "60 min (1 h)"),
        (90, "90 min (1 h 30)"),
        (300, "5 h"),
        (1500, "1 day and 1 h"),
    ],
)
def test_length_in_words(minutes, words):
    assert say_length("en", timedelta(minutes=minutes)) == words


def test_days_and_lists_in_words():
    assert say_day("en", date(2031, 5, 16)) == "Friday 16 May"
    assert say_day("fr", date(2031, 5, 16), year=True) == "vendredi 16 mai 2031"
    assert [say_list("en", names) for names in ([], ["A"], ["A", "B"], ["A", "B", "C"])] == [
        "",
        "A",
        "A and B",
        "A, B and C",
    ]
    assert say_list("fr", ["A", "B"]) == "A et B"


def test_name_of_a_language_or_its_code():
    assert [say_language("en", "de"), say_language("en", "pt-BR"), say_language("en", "xx")] == [
        "German",
        "Portuguese",
        "xx",
    ]


def test_text_is_cut_at_a_word():
    assert [shorten("one  two\nthree", 40), shorten("one, two three", 9)] == ["one two three", "one, two…"]


def test_slot_of_unknown_end_is_its_start(workshop):
    assert [say_slot(session, workshop.programme, "en") for session in workshop.sessions[-2:]] == [
        "15:20–15:50",
        "15:50",
    ]


def answer(**fields):
    return Answer(kind=AnswerKind.SESSIONS, lang="en", headline="Headline", **fields)


def test_text_of_a_list_names_days_rooms_and_speakers(harbour):
    sessions = [harbour.programme.session_by_id[one] for one in ("repair", "cancelled-talk")]
    text = text_of(answer(sessions=tuple(sessions), layout=Layout.LIST), harbour.programme)
    assert text.splitlines() == [
        "Headline",
        "Friday 16 May:",
        "11:30–12:15 Repair cafés and the right to open a case — Mirela Stoyanova (Loft 2.04)",
        "Saturday 17 May:",
        "15:15–16:00 Blockchains for barnacles — Rashid Benamara (Anchor Hall) (cancelled)",
    ]


def test_text_of_a_card_has_all_about_the_session(harbour):
    session = harbour.programme.session_by_id["secrets"]
    text = text_of(answer(sessions=(session,), layout=Layout.CARD), harbour.programme)
    assert text.splitlines() == [
        "Headline",
        "Keeping secrets in public repositories",
        "Josephine Abara",
        "Friday 16 May, 14:30–15:15, Anchor Hall",
        "Rotating credentials that were committed by mistake, with password managers and short-lived tokens.",
        "Recording: https://harbour.example/video/secrets",
    ]


def test_text_of_a_long_list_says_how_many_more(harbour):
    now = datetime(2031, 5, 16, 9, tzinfo=UTC)
    many = tuple(Session(id=str(one), title="T", start=now, end=now, day=now.date()) for one in range(90))
    *shown, last = text_of(answer(sessions=many, layout=Layout.LIST), harbour.programme).splitlines()
    assert last == f"… and {90 - (len(shown) - 2)} more"  # under the headline and the day


def test_text_has_choices_and_suggestions(harbour):
    one = answer(choices=(Choice(label="A", question="a?"),), suggestions=("b?", "c?"), details=("D",))
    assert text_of(one, harbour.programme).splitlines() == ["Headline", "D", "1. A", "You can ask: b? · c?"]
