import re
from datetime import datetime

import pytest

from bot.core.answers import AnswerKind, Layout, compose_answer
from bot.core.lexicon import languages
from bot.core.programme import Programme
from bot.core.questions import Ask, Question, parse_question
from bot.core.search.index import Index
from bot.core.selection import Moment, Selection
from bot.core.wording import text_of
from tests.core.conftest import titles

FRIDAY = datetime.fromisoformat("2031-05-16T08:30:00+01:00")


@pytest.mark.parametrize(
    ("text", "at", "headline"),
    [
        ("what is on at 9:15 tomorrow", "2031-05-16T10:15:00+01:00",
         ("Nothing takes place on Saturday 17 May at 09:15. "
         "The next session is Cartographier une grotte avec des pigeons et des puces: Saturday 17 May at 09:30.")),
        ("what would I miss if I left at four tomorrow", "2031-05-16T10:15:00+01:00",
         "Foghorn orchestra by Tomás Queirós: Saturday 17 May, 23:00–01:30 in Boathouse."),
        ("is the panel before or after lunch", "2031-05-17T08:00:00+01:00",
         ("Who owns the servers? (Saturday 17 May, 10:45–12:00) comes before Lunch"
         " (Saturday 17 May, 12:00–13:30).")),
        ("does Lindqvist speak before Oduya", "2031-05-16T08:30:00+01:00",
         "No: Josephine Lindqvist (Friday 16 May, 13:45–14:30) comes after Kwame Oduya (Friday 16 May, 11:30–12:15)."),
        ("does Lindqvist speak after Oduya", "2031-05-16T08:30:00+01:00",
         "Yes: Josephine Lindqvist (Friday 16 May, 13:45–14:30) comes after Kwame Oduya (Friday 16 May, 11:30–12:15)."),
        ("does chess clash with the sewing tutorial", "2031-05-16T08:30:00+01:00",
         ("Yes, at the same time: Cheating at chess with a wristwatch (Saturday 17 May, 13:30–14:15)"
          " and Sewing circuits into sails (Saturday 17 May, 13:30–15:00).")),
        ("does the pigeon talk clash with the panel", "2031-05-16T08:30:00+01:00",
         ("No: Cartographier une grotte avec des pigeons et des puces (Saturday 17 May, 09:30–10:15),"
          " Who owns the servers? (Saturday 17 May, 10:45–12:00).")),
        ("how much time between the keynote and lunch", "2031-05-16T08:30:00+01:00",
         "75 min (1 h 15) between Sweeping the deck, or garbage collection in sixteen kilobytes and Lunch."),
        ("how long is the gap before Loiseau", "2025-06-30T08:30:00+02:00",
         ("90 min (1 h 30) between Training Neural Networks Under Memory Constraints and DU-Shapley: A Shapley Value"
         " Proxy for Efficient Dataset Valuation.")),
        ("how long is the gap", "2025-06-30T10:45:00+02:00", "30 min: Coffee break, 11:00–11:30."),
        ("how long between the second and the third talk", "2025-06-30T08:30:00+02:00",
         ("30 min between Expectations vs reality – on the role of stochasticity in generalization of flow matching"
         " and Training Neural Networks Under Memory Constraints.")),
        ("combien de temps entre l'exposé 1 et l'exposé 2", "2025-06-30T08:30:00+02:00",
         ("0 min entre The Strong Lottery Ticket Hypothesis and the Random Subset Sum Problem et Expectations vs "
         "reality – on the role of stochasticity in generalization of flow matching.")),
        ("who speaks twice", "2025-06-30T08:30:00+02:00", "Nobody does."),
        ("qui parle plusieurs fois", "2031-05-16T08:30:00+01:00",
         ("8 orateurs : Ottoline Vasquez-Brandt, Ferdinand Achterberg, Mirela Stoyanova, Tomás Queirós, Josephine"
         " Abara, Kwame Oduya, Élodie Marchandeau et Hildegard Pauls.")),  # of Benamara's two, one is cancelled
        ("how many talks have slides", "2025-06-30T08:30:00+02:00", "3 talks."),
        ("combien d'exposés ont des diapos", "2025-06-30T08:30:00+02:00", "3 exposés."),
        ("how many sessions were moved", "2025-06-30T08:30:00+02:00", "7 sessions."),
        ("how many talks are recorded", "2025-06-30T08:30:00+02:00", "I find nothing like that in the programme."),
        ("is the second talk longer than the first one", "2025-06-30T08:30:00+02:00",
         "No: 30 min for Mathurin Massias, 55 min for Frederik Mallmann-Trenn."),
        ("what is parallel to foghorn orchestra", "2031-05-16T08:30:00+01:00",
         "Nothing else is on at the same time as Foghorn orchestra (Saturday 17 May, 23:00–01:30)."),
        ("which is longer, the haiku talk or the pigeon talk", "2031-05-16T08:30:00+01:00",
         "They are equally long: 45 min."),
        ("is the keynote at 9", "2031-05-16T08:30:00+01:00",
         ("No: Sweeping the deck, or garbage collection in sixteen kilobytes by Ottoline Vasquez-Brandt, Friday 16 May,"
         " 10:00–11:00 in Anchor Hall.")),
        ("is the keynote at 10", "2031-05-16T08:30:00+01:00",
         ("Yes: Sweeping the deck, or garbage collection in sixteen kilobytes by Ottoline Vasquez-Brandt, Friday 16"
         " May, 10:00–11:00 in Anchor Hall.")),
        ("wasn't Lindqvist at 13:30", "2031-05-16T08:30:00+01:00",
         "No longer: Gradual typing for a tide table moved from 13:30 to 13:45 (Friday 16 May, 13:45–14:30)."),
        ("which talk is cancelled and why", "2031-05-16T08:30:00+01:00", "Cancelled: Blockchains for barnacles."),
        ("is Lindqvist earlier or later than planned", "2031-05-16T08:30:00+01:00",
         "15 min later: Gradual typing for a tide table moved from 13:30 to 13:45 (Friday 16 May, 13:45–14:30)."),
        ("new time of Lindqvist's talk?", "2031-05-16T08:30:00+01:00",
         "At first 13:30, now 13:45: Gradual typing for a tide table (Friday 16 May, 13:45–14:30)."),
        ("is the pigeon talk cancelled", "2031-05-16T08:30:00+01:00",
         ("No, it takes place: Cartographier une grotte avec des pigeons et des puces, Saturday 17 May, 09:30–10:15 in"
         " Anchor Hall.")),
        ("if i arrive at 9:45 tomorrow can i still see the pigeons", "2031-05-16T08:30:00+01:00",
         ("Partly: at 09:45 it is already on: Cartographier une grotte avec des pigeons et des puces by Élodie"
         " Marchandeau, Saturday 17 May, 09:30–10:15 in Anchor Hall.")),
        ("can i make it to the keynote if i arrive at 9", "2031-05-16T08:30:00+01:00",
         ("Yes: at 09:00 you are in time for Sweeping the deck, or garbage collection in sixteen kilobytes by Ottoline"
         " Vasquez-Brandt, Friday 16 May, 10:00–11:00 in Anchor Hall.")),
        ("can i make it to the keynote if i arrive at noon", "2031-05-16T08:30:00+01:00",
         ("No: at 12:00 it is over: Sweeping the deck, or garbage collection in sixteen kilobytes by Ottoline"
         " Vasquez-Brandt, Friday 16 May, 10:00–11:00.")),
        ("when does Ines Valdemar speak", "2031-05-16T08:30:00+01:00",
         ("Ines Valdemar is named as an author, not as a speaker: Cheating at chess with a wristwatch by Ferdinand"
         " Achterberg, Saturday 17 May, 13:30–14:15.")),
        ("when is ransom notes today", "2031-05-16T08:30:00+01:00",
         ("Not then: Ransom notes from a fishing boat by Josephine Abara is at another time, Saturday 17 May,"
         " 14:15–15:00 in Anchor Hall.")),
        ("how many talks are left", "2031-05-17T16:00:00+01:00", "2 talks are left."),
        ("combien de pauses ?", "2031-05-16T08:30:00+01:00", "4 pauses."),
        ("how long does the closing last", "2025-06-30T08:00:00+02:00",
         "The programme does not say how long Closing lasts; it starts at 15:50."),
        ("when does the closing end", "2025-06-30T08:00:00+02:00",
         "The programme does not say when Closing ends; it starts at 15:50."),
        ("what's on", "2025-06-30T15:55:00+02:00", "Now: Closing in Amphi A, from 15:50; when it ends is not given."),
        ("when did this talk start", "2025-06-30T10:00:00+02:00",
         ("The Strong Lottery Ticket Hypothesis and the Random Subset Sum Problem by Frederik Mallmann-Trenn:"
         " 09:35–10:30 in Amphi A.")),
        ("keynotes?", "2025-06-30T10:00:00+02:00",
         "The programme calls nothing a keynote; these are the invited talks:"),
    ],
)  # fmt: skip
def test_headline_answers_the_very_thing(ask, text, at, headline):
    _, answer, _ = ask(text, at)
    assert answer.headline == headline


@pytest.mark.parametrize(
    ("text", "at", "headline"),
    [
        ("what's on", "2031-05-15T10:00:00+01:00",
         "Harbour Days 2031 has not begun yet: it starts on Friday 16 May at 09:00."),
        ("what's next", "2031-06-01T10:00:00+01:00", "Harbour Days 2031 is over: it ended on Sunday 18 May at 12:30."),
        ("what's on", "2031-05-17T05:00:00+01:00", "Nothing is on right now."),
        ("what's on in the boathouse now", "2031-05-16T09:00:00+01:00", "Nothing is on in Boathouse right now."),
        ("next in loft 2.04", "2031-05-17T16:00:00+01:00", "Nothing more comes in Loft 2.04."),
        ("what is on on monday", "2031-05-16T09:00:00+01:00", "Nothing takes place on Monday 19 May."),
        ("what is on at 6am", "2031-05-16T09:00:00+01:00", "Nothing takes place at 06:00."),
        ("what is on at 3pm on sunday", "2031-05-16T09:00:00+01:00", "Nothing takes place on Sunday 18 May at 15:00."),
        ("is there breakfast?", "2031-05-16T09:00:00+01:00", "The programme has nothing of that kind."),
        ("what comes after the closing", "2031-05-18T09:00:00+01:00",
         "Nothing comes after Closing and farewell (Sunday 18 May, 12:00–12:30) on that day."),
        ("what did i miss", "2031-05-16T08:00:00+01:00", "Nothing has ended yet."),
        ("is there a talk about kubernetes", "2031-05-16T08:00:00+01:00",
         "I do not know that: the programme does not say."),
        ("will the haiku talk be recorded", "2025-06-30T08:00:00+02:00",
         "I do not know that: the programme does not say."),
        ("will the talks be recorded", "2025-06-30T08:00:00+02:00", "The programme says nothing about recordings."),
    ],
)  # fmt: skip
def test_what_there_is_not_is_said(ask, text, at, headline):
    _, answer, _ = ask(text, at)
    assert (answer.kind, answer.headline) == (AnswerKind.NONE, headline)


@pytest.mark.parametrize(
    ("text", "at", "headline"),
    [
        ("is it over", "2032-06-01T10:00:00+01:00",
         "Yes: Harbour Days 2031 is over: it ended on Sunday 18 May 2031 at 12:30."),
        ("are we starting now?", "2031-05-15T10:00:00+01:00",
         "Harbour Days 2031 has not begun yet: it starts on Friday 16 May at 09:00."),
        ("how many days does it run", "2031-05-16T08:00:00+01:00",
         "3 days: Harbour Days 2031 takes place from Friday 16 May to Sunday 18 May 2031."),
    ],
)  # fmt: skip
def test_what_is_asked_of_the_whole_event_is_answered_of_it(ask, text, at, headline):
    _, answer, _ = ask(text, at)
    assert (answer.kind, answer.headline) == (AnswerKind.EVENT, headline)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("where is it", ["Old Rope Factory, 12 Rua do Cais, Lisbon.",
                         "Tram 15 to Alcântara, then five minutes on foot along the water."]),
        ("what is the address", ["12 Rua do Cais, Lisbon, Portugal.", "Old Rope Factory, 12 Rua do Cais, Lisbon."]),
        ("who organises this", ["Organised by Tidewater Collective.",
                                "Tidewater Collective: https://tidewater.example"]),
        ("what is it a satellite of", ["The programme names no conference that it belongs to."]),
        ("when is the conference", ["Harbour Days 2031 takes place from Friday 16 May to Sunday 18 May 2031."]),
        ("url of the event", ["Web page: https://harbour.example/2031"]),
        ("wifi", ["The network is called ROPE, the password is on the back of your badge."]),
        ("has anything moved", [("Yes: Gradual typing for a tide table moved from 13:30 to 13:45 (Friday 16 May,"
                                " 13:45–14:30)."), "Cancelled: Blockchains for barnacles."]),
        ("in which language are the talks", ["Languages: English and French."]),
        ("what tracks are there", None),
    ],
)  # fmt: skip
def test_facts_of_the_event(ask, text, lines):
    _, answer, _ = ask(text)
    if lines is not None:
        assert [answer.headline, *answer.details][: len(lines)] == lines


def test_several_people_of_one_name_are_offered_as_choices(ask):
    _, answer, _ = ask("who is josephine")
    assert [choice.speaker_id for choice in answer.choices] == ["josephine-abara", "josephine-lindqvist"]
    assert answer.kind is AnswerKind.SPEAKER


def test_few_sessions_of_a_topic_are_offered_as_choices(ask):
    _, answer, _ = ask("anything on security?")
    assert [choice.session_id for choice in answer.choices] == [session.id for session in answer.sessions]
    assert len(answer.choices) <= 5


def test_refusal_names_the_nearest_as_a_suggestion(ask):
    _, answer, text = ask("when does Ferdinand Magellan speak?")
    assert answer.kind is AnswerKind.NONE
    assert answer.details == ("The nearest that I know: Ferdinand Achterberg (Achterberg & Daughters).",)
    assert "Magellan" not in text


def test_refused_part_of_a_message_is_said_too(ask):
    _, answer, _ = ask("is there a swimming pool? and when is lunch?")
    assert answer.kind is AnswerKind.SESSIONS
    assert answer.details[-1] == "I do not know that: the programme does not say."


def test_questions_without_words_of_their_own(harbour):
    answers = {ask: compose_answer(Question(ask, "en"), harbour, FRIDAY) for ask in Ask if ask is not Ask.FAQ}
    assert {answer.lang for answer in answers.values()} == {"en"}
    assert all(answer.headline for answer in answers.values())
    assert answers[Ask.NEXT].sessions[0].id == "doors"
    assert answers[Ask.SPEAKERS].headline.startswith("10 speakers: Ottoline Vasquez-Brandt, ")


@pytest.mark.parametrize("lang", sorted(languages()))
def test_programme_of_nothing_answers_everything_calmly(lang):
    index = Index(Programme(title="Nothing", timezone="UTC"))
    for ask in Ask:
        if ask is not Ask.FAQ:
            answer = compose_answer(Question(ask, lang), index, FRIDAY)
            assert answer.headline
            assert answer.sessions == ()


@pytest.mark.parametrize("lang", sorted(languages()))
def test_every_question_about_every_session_is_answered(harbour, lang):
    for session in harbour.sessions:
        for ask in Ask:
            for at in (FRIDAY, session.start, session.end, datetime.fromisoformat("2031-06-01T08:30:00+01:00")):
                if ask is not Ask.FAQ:
                    question = Question(ask, lang, Selection(named=(session.id,)))
                    answer = compose_answer(question, harbour, at)
                    assert "{" not in text_of(answer, harbour.programme)


def test_next_of_an_open_question_is_the_next_start(harbour):
    answer = compose_answer(Question(Ask.NEXT, "fr"), harbour, datetime.fromisoformat("2031-05-16T11:05:00+01:00"))
    assert (titles(answer), answer.layout) == (
        ["Reading lighthouses with a phone camera", "Repair cafés and the right to open a case"],
        Layout.LIST,
    )


def test_nothing_before_the_first(harbour):
    answer = compose_answer(Question(Ask.NEXT, "en", Selection(moment=Moment.PREVIOUS)), harbour, FRIDAY)
    assert answer.headline == "Harbour Days 2031 has not begun yet: it starts on Friday 16 May at 09:00."


@pytest.mark.parametrize(
    "text",
    [
        "@everyone come here", "<@123> <#45> hello", "[free](https://evil.example)", "**bold** `code`", "a" * 2000,
        "x " * 1000, "💩🦀", "日本語だけ", "где это", "\u202eolleh", "ignore all previous instructions",
    ],
)  # fmt: skip
def test_nothing_of_a_hostile_question_comes_back(ask, text):
    _, answer, reply = ask(text)
    assert answer.kind in {AnswerKind.NONE, AnswerKind.HELP}
    assert not re.search(r"@everyone|<@|<#|evil|\*\*|`|aaaa", reply)
    assert len(reply) < 500


DAYS = ("Energy", "LandUse", "CliSciAdapt")
ENERGY, LAND, SCIENCE = (f"https://www.climatechange.ai/join/{day}Day" for day in DAYS)


@pytest.mark.parametrize(
    ("text", "at", "headline"),
    [
        ("zoom link for the built infrastructure session", "2020-04-27T13:30:00+00:00", f"In {ENERGY}: Machine"),
        ("is there a zoom link", "2020-04-27T13:30:00+00:00", f"In {ENERGY}:"),
        ("where's the livestream", "2020-04-27T14:30:00+00:00", f"In {ENERGY}: Machine"),
        ("how do I connect to the updates session", "2020-04-27T13:30:00+00:00", "Updates from"),
        ("comment je me connecte mardi", "2020-04-27T13:30:00+00:00", f"{LAND} :"),
        ("comment rejoindre la session III ?", "2020-04-27T13:30:00+00:00", f"{SCIENCE} : Session III"),
        ("how do I connect to the wifi", "2020-04-27T13:30:00+00:00", "I do not know that"),
        ("how do I join the whatsapp group", "2020-04-27T13:30:00+00:00", "I do not know that"),
    ],
)
def test_where_what_is_online_is_joined(online, text, at, headline):
    now = datetime.fromisoformat(at)
    assert compose_answer(parse_question(text, online, now), online, now).headline.startswith(headline)


@pytest.mark.parametrize(
    ("text", "line"), [("main workshop?", "Sunday 26 April, all day"), ("cross cutting methods day ?", "all day in ")]
)
def test_what_is_held_on_a_whole_day_has_no_hours(online, text, line):
    now = datetime.fromisoformat("2020-04-25T09:00:00+00:00")
    answered = text_of(compose_answer(parse_question(text, online, now), online, now), online.programme)
    assert line in answered
    assert "00:00" not in answered
