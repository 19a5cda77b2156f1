"""Answers that must not state what nobody said: ends, dates and delays that are not known, and facts turned round."""

from pathlib import Path

import pytest

from bot.core import lexicon
from bot.core.answers import AnswerKind, Layout
from bot.core.text import words_of
from tests.core.conftest import titles

MORNING = "2025-06-30T10:45:00+02:00"
AT_FOUR = "2025-06-30T16:00:00+02:00"
NIGHT = "2031-05-17T22:00:00+01:00"


@pytest.mark.parametrize(
    ("text", "at", "headline"),
    [
        ("when does it end", MORNING,
         "The last session, Closing, begins at 15:50, Monday 30 June; when it ends is not given."),
        ("is it over?", MORNING,
         "No. The last session, Closing, begins at 15:50, Monday 30 June; when it ends is not given."),
        ("is it over?", AT_FOUR,
         "I cannot tell: the last session, Closing, began at 15:50, and when it ends is not given."),
        ("what's on now", AT_FOUR, "Now: Closing in Amphi A, from 15:50; when it ends is not given."),
        ("is it over?", "2025-06-30T18:00:00+02:00",
         ("Yes: SHARP+Foundry workshop @ COLT 2025 is over: its last session, Closing, "
          "began on Monday 30 June at 15:50.")),
        ("c'est fini ?", AT_FOUR,
         "Je ne sais pas : la dernière session, Closing, a commencé à 15:50, et sa fin n'est pas indiquée."),
    ],
)  # fmt: skip
def test_end_that_is_not_known_is_not_stated(ask, text, at, headline):
    assert ask(text, at)[1].headline == headline


@pytest.mark.parametrize(
    ("text", "headline", "nearest"),
    [
        ("will there be coffee at 10?", "Nothing like that takes place at 10:00.", "Coffee break: 11:00–11:30"),
        ("is there an invited talk at 3pm", "Nothing like that takes place at 15:00.", "DU-Shapley"),
        ("y a-t-il une pause à 15h", "Rien de tel à 15:00.", "Lunch break : 12:30–14:00"),
        ("on peut avoir un café avant 9h ?", "Rien de tel à ce moment-là.", "Coffee break : 11:00–11:30"),
        ("anything by Massias after lunch", "Nothing like that comes after Lunch break (12:30–14:00) on that day.",
         "Expectations vs reality"),
    ],
)  # fmt: skip
def test_other_things_that_are_on_are_not_denied_and_the_nearest_such_is_named(ask, text, headline, nearest):
    _, answer, _ = ask(text, MORNING)
    assert answer.headline == headline
    assert answer.details[0].startswith(nearest)


@pytest.mark.parametrize(
    "text", ["who talks about memory during training", "qui parle de mémoire pendant l'entraînement"]
)
def test_session_is_not_beside_itself(ask, text):
    assert titles(ask(text, MORNING)[1]) == ["Training Neural Networks Under Memory Constraints"]


def test_of_several_that_are_not_then_the_nearest_is_named(ask):
    _, answer, _ = ask("une conférence invitée à 15h ?", MORNING)
    assert answer.headline.startswith("Non : DU-Shapley")


def test_hours_of_the_day_without_a_known_end(ask):
    _, answer, _ = ask("when is it", MORNING)
    assert answer.details == ("From 09:30. The last session, Closing, begins at 15:50; when it ends is not given.",)


def test_session_past_midnight_is_shown_with_its_real_date(ask):
    _, answer, _text = ask("when is foghorn orchestra over", NIGHT)
    assert "Saturday 17 May, 23:00–01:30" in answer.headline
    _, answer, _ = ask("when does it end today", NIGHT)
    assert answer.headline == "It ends at 01:30, Sunday 18 May: Foghorn orchestra."


def test_shortest_names_all_that_are_tied_and_no_others(ask):
    _, answer, _ = ask("what's the shortest talk", MORNING)
    assert answer.headline == "3 are the shortest, 30 min each:"
    assert [session.duration.total_seconds() for session in answer.sessions] == [1800] * 3


def test_longest_is_named_alone(ask):
    _, answer, _ = ask("what's the longest talk", MORNING)
    assert titles(answer) == ["Training Neural Networks Under Memory Constraints"]


def test_list_of_talks_is_called_talks(ask):
    _, answer, _ = ask("exposés de 14h à 16h", MORNING)
    assert answer.headline == "3 exposés :"


def test_registration_is_not_said_twice(ask):
    assert ask("do i need to register", MORNING)[1].headline == "No registration is needed."


@pytest.mark.parametrize("asked", ["how do i register?", "how can I sign up", "comment s'inscrire"])
def test_how_to_register_is_what_the_organisers_say_of_it(ask, asked):
    assert ask(asked, MORNING)[1].headline == "No registration is needed."


@pytest.mark.parametrize(
    ("asked", "headline"),
    [
        ("when was lunch supposed to be", "At first 12:00, now 12:30: Lunch break (12:30–14:00)."),
        ("when was the coffee break before the change?", "At first 10:30, now 11:00: Coffee break (11:00–11:30)."),
        ("à quelle heure était la pause café avant le décalage ?",
         "D'abord 10:30, maintenant 11:00 : Coffee break (11:00–11:30)."),
        ("has lunch moved?", "Yes: Lunch break moved from 12:00 to 12:30 (12:30–14:00)."),
    ],
)  # fmt: skip
def test_former_time_is_told_and_yes_only_where_that_was_asked(ask, asked, headline):
    assert ask(asked, MORNING)[1].headline == headline


def test_what_is_not_known_of_a_break_brings_the_break_as_the_nearest(ask):
    _, answer, text = ask("le déjeuner est-il offert ?", MORNING)
    assert answer.kind == "none"
    assert "Ce que je connais de plus proche : Lunch break, 12:30–14:00" in text


@pytest.mark.parametrize(
    ("asked", "days"),
    [
        ("lunch?", [17]),
        ("where is lunch", [17]),
        ("le déjeuner", [17]),
        ("lunch on friday", [16]),
        ("all lunches", [16, 17]),
    ],
)
def test_break_of_each_day_is_the_one_that_comes_next_unless_several_are_asked_for(ask, asked, days):
    _, answer, _ = ask(asked, "2031-05-16T15:00:00+01:00")
    assert [session.day.day for session in answer.sessions][:2] == days


@pytest.mark.parametrize("asked", ["ça dure combien de temps ?", "ça dure combien", "combien de temps ça dure"])
def test_how_long_it_lasts_is_asked_in_any_order(ask, asked):
    assert ask(asked, "2025-06-30T10:45:00+02:00")[1].headline.startswith("30 min : Expectations vs reality")


@pytest.mark.parametrize(
    "asked",
    ["is there a talk by a professor", "un exposé par une chercheuse ?", "where do the speakers stay",
     "how many slides does the first talk have", "what did people think of the keynote", "which talk should I skip"],
)  # fmt: skip
def test_what_nobody_told_brings_no_list_of_all(ask, asked):
    assert ask(asked, "2031-05-16T08:30:00+01:00")[1].kind == "none"


def test_poster_elsewhere_stands_in_a_remark(ask):
    _, answer, _ = ask("which talk has a poster at ICML", MORNING)
    assert titles(answer) == ["The Impact of Uncertainty on Regularized Learning in Games"]


def test_french_has_one_word_for_slides(ask):
    _, answer, _ = ask("les diapos de Gusak", MORNING)
    assert answer.headline == (
        "Le programme n'a pas de diapos de Training Neural Networks Under Memory Constraints (11:30–12:30)."
    )


def test_unknown_language_is_answered_in_the_fallback(ask):
    _, answer, _ = ask("¿dónde es?", MORNING, lang="fr")
    assert (answer.kind, answer.lang) == (AnswerKind.NONE, "fr")


def test_count_of_few_lists_them(ask):
    assert ask("how many talks are there", MORNING)[1].layout is Layout.LIST


@pytest.mark.parametrize("asked", ["is there a talk about {}", "un exposé sur {} ?", "{}"])
@pytest.mark.parametrize("at", [MORNING, "2031-05-16T08:30:00+01:00"])
def test_topic_that_the_programme_does_not_have_is_not_taken_for_another(ask, workshop, harbour, asked, at):
    index = workshop if at.startswith("2025") else harbour
    begun = {word[:4] for word in words_of(index.programme.model_dump_json())}
    everyday = (Path(lexicon.__file__).parent / "languages" / "everyday.txt").read_text("ascii").splitlines()
    strange = [word for word in everyday[10::60] if word[:4] not in begun]
    answered = [word for word in strange if ask(asked.format(word), at)[1].kind != "none"]
    assert len(answered) <= 0.03 * len(strange), answered
