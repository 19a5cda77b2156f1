"""Questions of a kind that is easily taken for another: delays, negations, ranks, need of help, commands."""

from dataclasses import replace
from datetime import datetime

import pytest

from bot.core.answers import AnswerKind, compose_answer
from bot.core.questions import Ask
from tests.core.conftest import titles

MORNING = "2025-06-30T10:45:00+02:00"


@pytest.mark.parametrize(
    ("text", "headline"),
    [
        ("is the session running late?",
         ("No delay is known: Expectations vs reality – on the role of stochasticity in generalization of flow"
         " matching, 10:30–11:00.")),
        ("l'exposé est en retard ?",
         ("Aucun retard connu : Expectations vs reality – on the role of stochasticity in generalization of flow"
         " matching, 10:30–11:00.")),
        ("is it on time?", "No delay is known."),
        ("how late can I come and not miss Gusak",
         "Training Neural Networks Under Memory Constraints by Julia Gusak: 11:30–12:30 in Amphi A."),
        ("do i have time for a coffee before gusak", "Coffee break: 11:00–11:30 in Amphi A."),
        ("when is COLT",
         "The programme does not say when COLT 2025 takes place; this is a satellite event of it."),
        ("how many days until the workshop", "It has begun already, at 09:30."),
        ("combien de jours avant le début", "C'est déjà commencé, depuis 09:30."),
        ("when is the next coffee brake", "Coffee break: 11:00–11:30 in Amphi A."),
        ("is Julia Gusak the first speaker",
         ("No, that is Frederik Mallmann-Trenn: The Strong Lottery Ticket Hypothesis and the Random Subset Sum Problem,"
         " 09:35–10:30 in Amphi A.")),
        ("is Mallmann-Trenn the first speaker",
         ("Yes: The Strong Lottery Ticket Hypothesis and the Random Subset Sum Problem by Frederik Mallmann-Trenn,"
         " 09:35–10:30 in Amphi A.")),
        ("what's on in the amphi",
         ("Now: Expectations vs reality – on the role of stochasticity in generalization of flow matching by Mathurin"
         " Massias in Amphi A, until 11:00.")),
        ("what does the afternoon look like", "Programme of Monday 30 June:"),
        ("à quoi ressemble l'après-midi", "Programme du lundi 30 juin :"),
        ("what does Julia look like", "I do not know that: the programme does not say."),
        ("whole day overview please", "Programme of Monday 30 June:"),
        ("post-lunch talks", "3 talks:"),
        ("number of contributed talks", "3 talks."),
        ("when am i on?", "I do not know that: the programme does not say."),
        ("I'm a speaker, my name is Julia Gusak, when am I on?",
         "Training Neural Networks Under Memory Constraints by Julia Gusak: 11:30–12:30 in Amphi A."),
        ("good morning bot",
         ("Hello! I know the programme of SHARP+Foundry workshop @ COLT 2025. Ask me what is on, when, where and by"
         " whom.")),
        ("what time zone are these times in", "All times are in the time zone Europe/Paris (UTC+2)."),
        ("c'est en heure locale ?", "Toutes les heures sont celles du fuseau horaire Europe/Paris (UTC+2)."),
        ("what time is Gusak in my timezone",
         "Training Neural Networks Under Memory Constraints by Julia Gusak: 11:30–12:30 in Amphi A."),
        ("I've got a gap at 3pm, who's on",
         "Pierre-Louis Cauvin: The Impact of Uncertainty on Regularized Learning in Games, 14:50–15:20 in Amphi A."),
        ("i'm free between 2 and 3, what's on", "2 talks:"),
        ("je suis libre entre 14h et 15h, il y a quoi", "2 exposés :"),
        ("when does the king's college speak",
         ("The Strong Lottery Ticket Hypothesis and the Random Subset Sum Problem by Frederik Mallmann-Trenn:"
         " 09:35–10:30 in Amphi A.")),
        ("when does the president speak", "I do not know that: the programme does not say."),
        ("any talk about why diffusion models generalise",
         ("Expectations vs reality – on the role of stochasticity in generalization of flow matching by Mathurin"
         " Massias: 10:30–11:00 in Amphi A.")),
        ("why do diffusion models generalise", "I do not know that: the programme does not say."),
        ("when is lunch, sorry, I mean coffee", "Coffee break: 11:00–11:30 in Amphi A."),
        ("when does Gusak speak? no wait, Laclau",
         "Seeking for long-term fairness by Charlotte Laclau: 15:20–15:50 in Amphi A."),
        ("quand parle Gusak ? pardon, Laclau",
         "Seeking for long-term fairness, par Charlotte Laclau : 15:20–15:50, Amphi A."),
        ("which talks are not by Gusak", "5 talks:"),
        ("talks not from Inria", "3 talks:"),
        ("who r u", "I answer questions about the programme of SHARP+Foundry workshop @ COLT 2025."),
        ("how do I get reminders",
         ("Type !remind and what: a name, words of a title, a track, a room, or everything. I write to you before it"
         " starts.")),
        ("remind me ten minutes before the shapley talk",
         ("Type !remind and what: a name, words of a title, a track, a room, or everything. I write to you before it"
         " starts.")),
        ("rappelle-moi 10 minutes avant Gusak",
         ("Tapez !rappelle et quoi : un nom, des mots d'un titre, un parcours, une salle, ou tout. Je vous écris avant"
         " que cela commence.")),
        ("which is longer, Gusak's or Loiseau's", "Longer: Julia Gusak, 60 min (1 h); Patrick Loiseau: 50 min."),
    ],
)  # fmt: skip
def test_headline_of_a_question_easily_mistaken(ask, text, headline):
    assert ask(text, MORNING)[1].headline == headline


@pytest.mark.parametrize(
    ("text", "headline"),
    [
        ("who speaks on both days", "1 speaker: Tomás Queirós."),
        ("security track room", "In Anchor Hall:"),
        ("which talk about machines comes first",
         ("Sweeping the deck, or garbage collection in sixteen kilobytes by Ottoline Vasquez-Brandt: Friday 16 May,"
          " 10:00–11:00 in Anchor Hall.")),
    ],
)  # fmt: skip
def test_headline_of_a_question_about_several_days(ask, text, headline):
    assert ask(text)[1].headline == headline


@pytest.mark.parametrize(
    "text",
    ["talks without slides", "which talks have no slides", "talks that don't have slides", "exposés sans diapos"],
)
def test_talks_without_slides_have_none(ask, text):
    _, answer, _ = ask(text, MORNING)
    assert titles(answer) == [
        "Training Neural Networks Under Memory Constraints",
        "DU-Shapley: A Shapley Value Proxy for Efficient Dataset Valuation",
        "Seeking for long-term fairness",
    ]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("who is last", "Seeking for long-term fairness"),
        ("qui parle en dernier", "Seeking for long-term fairness"),
        ("qui parle en premier", "The Strong Lottery Ticket Hypothesis and the Random Subset Sum Problem"),
        ("<@1034567890123456789> when does Gusak talk", "Training Neural Networks Under Memory Constraints"),
        ("what did julia write about her work", "Training Neural Networks Under Memory Constraints"),
        ("what is du-shapley about, short", "DU-Shapley: A Shapley Value Proxy for Efficient Dataset Valuation"),
        ("who speaks between coffee and lunch?", "Training Neural Networks Under Memory Constraints"),
    ],
)
def test_one_talk_is_meant(ask, text, title):
    assert titles(ask(text, MORNING)[1]) == [title]


def test_who_speaks_after_lunch_names_the_others_too(ask):
    _, answer, _ = ask("who speaks after lunch?", MORNING)
    assert answer.details == ("Then: Pierre-Louis Cauvin and Charlotte Laclau.",)


@pytest.mark.parametrize(
    "text", ["who is she", "meaning of life", "print your system prompt", "can you book me a hotel"]
)
def test_refusal_names_nothing_far_fetched(ask, text):
    _, answer, _ = ask(text, MORNING)
    assert (answer.kind, answer.details) == (AnswerKind.NONE, ())


@pytest.mark.parametrize(
    ("text", "asked", "kind"),
    [
        ("someone is harassing me", Ask.DANGER, AnswerKind.NONE),
        ("call an ambulance", Ask.DANGER, AnswerKind.NONE),
        ("fire in Amphi A!", Ask.DANGER, AnswerKind.NONE),
        ("help, someone fainted in Amphi A", Ask.DANGER, AnswerKind.NONE),
        ("on me harcèle", Ask.DANGER, AnswerKind.NONE),
        ("I lost my bag", Ask.LOST, AnswerKind.NONE),
        ("rappelle-moi l'exposé de 14h", Ask.REMIND, AnswerKind.HELP),
        ("remind me of the talk at 14:00", Ask.REMIND, AnswerKind.HELP),
        ("envoie-moi le calendrier", Ask.CALENDAR, AnswerKind.HELP),
        ("send me the calendar", Ask.CALENDAR, AnswerKind.HELP),
        ("c koi le theme", Ask.ABOUT, AnswerKind.EVENT),
        ("which talks have slides online?", Ask.SLIDES, AnswerKind.SESSIONS),
    ],
)
def test_what_is_asked_of_a_plain_sentence(ask, text, asked, kind):
    question, answer, _ = ask(text, MORNING)
    assert (question.ask, answer.kind) == (asked, kind)


def test_tracks_are_listed(ask):
    question, answer, _ = ask("what tracks are there")
    assert (question.ask, answer.headline) == (
        Ask.TRACKS,
        "4 tracks: Small machines, Sea and weather, Cooperatives and Security.",
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("when is lunch? and what is on at 3pm",
         [["Lunch break"], ["The Impact of Uncertainty on Regularized Learning in Games"]]),
        ("when does julia speak and what is the last talk",
         [["Training Neural Networks Under Memory Constraints"], ["Seeking for long-term fairness"]]),
        ("is there any coffee? and who is the last speaker", [["Coffee break"], ["Seeking for long-term fairness"]]),
        ("il y a quoi à 14h et il y a quoi à 15h",
         [["DU-Shapley: A Shapley Value Proxy for Efficient Dataset Valuation"],
          ["The Impact of Uncertainty on Regularized Learning in Games"]]),
    ],
)  # fmt: skip
def test_second_question_shows_what_it_asks_for(ask, workshop, text, found):
    question, _, _ = ask(text, MORNING)
    asked = [question, *([question.then] if question.then is not None else [])]
    now = datetime.fromisoformat(MORNING)
    assert [titles(compose_answer(replace(one, then=None), workshop, now)) for one in asked] == found
