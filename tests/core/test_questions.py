from datetime import datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.core.answers import compose_answer
from bot.core.programme import Programme
from bot.core.questions import (
    Ask,
    Question,
    parse_question,
    question_about_schedule,
    question_about_speaker,
    question_about_talk,
    question_abstract,
    question_card,
    question_slides,
    question_when,
    question_where,
)
from bot.core.reading.clauses import split_clauses
from bot.core.search.index import Index
from bot.core.selection import Moment, Selection
from tests.core.conftest import titles

FRIDAY = datetime.fromisoformat("2031-05-16T08:30:00+01:00")


@pytest.mark.parametrize(
    ("text", "ask", "lang"),
    [
        ("what's next?", Ask.NEXT, "en"),
        ("c'est quoi la suite ?", Ask.NEXT, "fr"),
        ("what is on right now", Ask.NOW, "en"),
        ("who is Kwame Oduya", Ask.BIOGRAPHY, "en"),
        ("quand parle Kwame Oduya ?", Ask.WHEN, "fr"),
        ("where is the pigeon talk", Ask.WHERE, "en"),
        ("slides of the keynote", Ask.SLIDES, "en"),
        ("combien de temps dure le concert", Ask.DURATION, "fr"),
        ("how long until lunch", Ask.UNTIL, "en"),
        ("who is first, Abara or Lindqvist", Ask.ORDER, "en"),
        ("does chess clash with sewing", Ask.OVERLAP, "en"),
        ("what is the longest talk", Ask.LONGER, "en"),
        ("what is the shortest talk", Ask.SHORTER, "en"),
        ("how much time between the keynote and lunch", Ask.GAP, "en"),
        ("has anything moved", Ask.MOVED, "en"),
        ("is the keynote at 9", Ask.CHECK, "en"),
        ("hello there", Ask.HELLO, "en"),
        ("au revoir", Ask.BYE, "fr"),
        ("merci", Ask.THANKS, "fr"),
        ("help", Ask.HELP, "en"),
        ("why is the sea salt", Ask.UNKNOWN, "en"),
        ("", Ask.UNKNOWN, "en"),
        ("???", Ask.UNKNOWN, "en"),
    ],
)
def test_question_asks(harbour, text, ask, lang):
    question = parse_question(text, harbour, FRIDAY)
    assert (question.ask, question.lang) == (ask, lang)


@pytest.mark.parametrize(("text", "lang"), [("haiku", "fr"), ("10:30", "fr"), ("when is lunch", "en")])
def test_language_is_the_fallback_only_where_the_text_shows_none(harbour, text, lang):
    assert parse_question(text, harbour, FRIDAY, lang="fr").lang == lang


def test_language_of_the_conversation_goes_on(harbour):
    previous = Question(Ask.NEXT, "fr", asked=FRIDAY)
    assert parse_question("haiku", harbour, FRIDAY, previous=previous).lang == "fr"


def test_two_questions_follow_each_other(harbour):
    question = parse_question("when is lunch, and who speaks after it?", harbour, FRIDAY)
    assert (question.ask, question.then.ask) == (Ask.WHEN, Ask.WHO)


def test_question_that_is_refused_does_not_hide_the_other(harbour):
    question = parse_question("is there a swimming pool? and when is lunch?", harbour, FRIDAY)
    assert (question.ask, question.then.ask) == (Ask.WHEN, Ask.UNKNOWN)


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("next?", ["next?"]),
        ("when is lunch, and who talks?", ["when is lunch", "who talks"]),
        ("c'est où et quand ?", ["c'est où", "quand"]),
        ("rust and go", ["rust and go"]),
        ("hi! what's on?", ["hi", "what's on"]),
    ],
)
def test_message_is_cut_before_a_question_word(text, clauses):
    assert [clause.rstrip("?") for clause in split_clauses(text)] == [clause.rstrip("?") for clause in clauses]


def test_question_about_a_talk_by_words_speaker_or_nothing(harbour):
    assert question_about_talk("pigeons", harbour, FRIDAY).selection.named == ("grotte",)
    assert question_about_talk("oduya", harbour, FRIDAY).selection.people == ("Kwame Oduya",)
    assert question_about_talk("kubernetes", harbour, FRIDAY).ask is Ask.UNKNOWN
    assert question_about_talk("hello", harbour, FRIDAY, lang="fr") == Question(Ask.UNKNOWN, "fr", asked=FRIDAY)


def test_questions_when_where_and_slides_without_words_are_about_the_event(harbour):
    asks = [make("", harbour, FRIDAY).ask for make in (question_when, question_where, question_slides)]
    assert asks == [Ask.DATE, Ask.VENUE, Ask.SLIDES]


def test_questions_when_where_and_slides_of_a_session(harbour):
    for make, ask in ((question_when, Ask.WHEN), (question_where, Ask.WHERE), (question_slides, Ask.SLIDES)):
        question = make("haiku compiler", harbour, FRIDAY, lang="fr")
        assert (question.ask, question.lang, question.selection.named) == (ask, "fr", ("haiku",))
    assert question_where("the venue", harbour, FRIDAY).ask is Ask.VENUE


def test_question_about_a_speaker(harbour):
    assert question_about_speaker("ottoline", harbour, FRIDAY).selection.people == ("Ottoline Vasquez-Brandt",)
    assert question_about_speaker("", harbour, FRIDAY).ask is Ask.SPEAKERS
    assert question_about_speaker("ottoline smith", harbour, FRIDAY).near == ("Ottoline Vasquez-Brandt",)


@pytest.mark.parametrize(
    ("day", "ask"),
    [("", Ask.SCHEDULE), ("tomorrow", Ask.SCHEDULE), ("attic", Ask.SCHEDULE), ("kubernetes", Ask.UNKNOWN)],
)
def test_question_about_the_schedule(harbour, day, ask):
    assert question_about_schedule(day, harbour, FRIDAY).ask is ask


def test_questions_about_one_session():
    assert question_card("a") == Question(Ask.CARD, "en", Selection(named=("a",)))
    assert question_abstract("a", lang="fr") == Question(Ask.ABSTRACT, "fr", Selection(named=("a",)))


def test_question_leaning_on_nothing_is_about_now(harbour):
    assert parse_question("and after that?", harbour, FRIDAY).selection.moment is Moment.THEN


@settings(max_examples=60, deadline=None)
@example("𐹠 ² ٣")  # digits that are no decimals, and decimals of another script
@given(st.text(max_size=120))
def test_any_text_makes_a_question(harbour, text):
    assert isinstance(parse_question(text, harbour, FRIDAY), Question)


@pytest.mark.parametrize(
    "text", ["when does Odkya speak", "de quoi parle Odfya ?", "where is the talk by Ofuya", "quand parle Odduyya ?"]
)
def test_last_name_with_a_slip_alone_is_found(harbour, text):
    found = parse_question(text, harbour, harbour.sessions[0].start)
    assert found.selection.people == ("Kwame Oduya",)


@pytest.mark.parametrize("text", ["when does Odkyo speak", "when does Pagels speak", "when does Decky speak"])
def test_another_last_name_is_nobody(harbour, text):
    assert parse_question(text, harbour, harbour.sessions[0].start).ask is Ask.UNKNOWN


def test_title_is_not_cut_at_its_punctuation(harbour):
    text = "at what time does lightning talks, sunday start"
    found = parse_question(text, harbour, harbour.sessions[0].start)
    assert [harbour.programme.session_by_id[one].title for one in found.selection.named] == ["Lightning talks, Sunday"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("what does ottoline do besides the garbage collection talk", ["Sewing circuits into sails"]),
        ("a talk by ottoline that isn't about garbage collection", ["Sewing circuits into sails"]),
        ("josephine abara, not the boat one", ["Keeping secrets in public repositories"]),
        ("what's on at 11:30 but not in Anchor Hall", ["Repair cafés and the right to open a case"]),
        ("english small machines talks in Loft 2.04 on saturday morning", ["A compiler that answers in haiku"]),
        ("Jusqu'à midi, qu'est-ce qu'il y a dans Loft 2.04 ?", ["Repair cafés and the right to open a case"]),
        ("what's before the talk by Kwame", ["Coffee break"]),
        (
            "talks on saturday in Anchor Hall, not in the afternoon",
            ["Cartographier une grotte", "Who owns the servers?"],
        ),
        ("talks in Anchor Hall on saturday morning but not in French", ["Who owns the servers?"]),
        ("what's on in Anchor Hall after 11:30 and before 1", ["Reading lighthouses", "Lunch"]),
        ("exposés en anglais ou en français samedi matin dans Loft 2.04", ["A compiler that answers in haiku"]),
    ],
)
def test_several_conditions_hold_together(ask, text, expected):
    _, answer, _ = ask(text)
    assert len(titles(answer)) == len(expected)
    assert all(title.startswith(begin) for title, begin in zip(titles(answer), expected, strict=True))


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("where and when is Hildegard on saturday", ("09:30", "Loft 2.04")),
        ("the haiku talk: time, room and duration", ("09:30", "Loft 2.04", "45 min")),
        ("when is the haiku talk and its language?", ("09:30", "English")),
        ("what is the chess talk and is it in French", ("No, in English",)),
        ("Kwame passe à quelle heure vendredi matin et ses diapos sont où ?", ("11:30", "diapos")),
        ("who owns the servers: how many people speak", ("3 speakers",)),
        ("is there a talk on haiku, and if so who gives it", ("Hildegard Pauls",)),
    ],
)
def test_all_that_one_message_asks_is_answered(ask, text, parts):
    _, _, said = ask(text)
    assert all(part in said for part in parts), said


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("who's that?", "Mathurin Massias: "),
        ("il vient d'où ?", "Mathurin Massias : Inria Lyon"),
        ("when's he done?", "Expectations vs reality"),
        ("c'est bientôt fini ?", "Encore 15 min : "),
        ("de quoi il parle ?", "À propos de Expectations vs reality"),
        ("has he slides?", "Slides of Expectations vs reality"),
        ("et ensuite c'est qui ?", "Julia Gusak : "),
        ("is Gusak next?", "Yes: Training Neural Networks"),
        ("is Loiseau next?", "No, that is Julia Gusak"),
        ("now and next?", "Now: Expectations vs reality"),
    ],
)
def test_whoever_speaks_now_is_meant_where_one_talk_is_on(ask, text, begins):
    _, answer, _ = ask(text, "2025-06-30T10:45:00+02:00")
    assert answer.headline.startswith(begins)


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("who gives an invited talk besides Gusak?", "Frederik Mallmann-Trenn and Patrick Loiseau"),
        ("à part Cauvin, qui parle cet après-midi ?", "Patrick Loiseau et Charlotte Laclau"),
        ("qui d'autre parle cet après-midi à part Cauvin ?", "Patrick Loiseau et Charlotte Laclau"),
        ("who presents DU-Shapley besides Loiseau?", "Patrick Loiseau: DU-Shapley"),
        ("il est 10h35, on en est où ?", "En ce moment : Expectations vs reality"),
        ("it's 10:40, what's next?", "Next: Coffee break"),
        ("il est 14h, c'est qui ?", "Patrick Loiseau : DU-Shapley"),
        ("combien d'exposés d'ici la fin de la matinée ?", "1 exposé"),
        ("how many talks are left until the end of the afternoon?", "4 talks"),
        ("what starts in 10 minutes?", "Coffee break"),
        ("dans 20 min qu'est-ce qui commence ?", "Coffee break"),
        ("Gusak a-t-elle fini ?", "Non, c'est encore à venir"),
        ("je viens de la gare, comment aller à l'ENS ?", "Amphi A, École"),
        ("c quand le déjeuner et ki parle apres", "Lunch break"),
    ],
)
def test_what_is_told_beside_a_question_is_weighed(ask, text, begins):
    _, answer, _ = ask(text, "2025-06-30T10:45:00+02:00")
    assert answer.headline.startswith(begins)


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("Loiseau passe après qui ?", "Julia Gusak : "),
        ("who does Loiseau speak after?", "Julia Gusak: "),
        ("je suis Loiseau, qui passe avant moi ?", "Julia Gusak : "),
        ("Gusak, c'est qui après ?", "Patrick Loiseau : "),
        ("c'est au tour de qui ?", "En ce moment : Expectations vs reality"),
        ("qui attaque l'après-midi ?", "Patrick Loiseau : "),
        ("en deux mots, Gusak raconte quoi ?", "À propos de Training Neural Networks"),
        ("qui n'a pas donné ses slides ?", "3 sans diapos"),
        ("who hasn't given any slides?", "3 without slides"),
        ("qui sont les co-auteurs de Loiseau ?", "Le programme ne nomme que Patrick Loiseau : DU-Shapley"),
        ("Davide Legacci sera là ?", "Davide Legacci : nommé parmi les auteurs"),
        ("c'est organisé par l'Inria ?", "Organisé par SHARP"),
        ("préviens-moi 10 min avant Loiseau", "Tapez !rappelle"),
        ("qui n'est pas encore passé ?", "5 exposés"),
        ("il reste qui à passer ?", "5 exposés"),
        ("c'est quand le tour de Laclau", "Seeking for long-term fairness"),
        ("on fait le tour du campus ?", "Je ne sais pas"),
        ("à part Gusak, qui est marié ?", "Je ne sais pas"),
        ("how many dogs on Monday and how many on Tuesday?", "I do not know"),
        ("rappelez-moi l'heure de Gusak", "Training Neural Networks"),
        ("l'exposé de Gusak est-il suivi d'une pause ?", "Lunch break : "),
        ("is Gusak's talk preceded by a break?", "Coffee break: "),
        ("sauriez-vous si l'exposé de Loiseau a déjà eu lieu ?", "Non, c'est encore à venir"),
        ("y a encore un truc après minuit ?", "Il n'y a rien le mardi 1er juillet."),
        ("je sais pas quoi te demander", "Je réponds aux questions"),
    ],
)
def test_whom_or_what_a_question_turns_around(ask, text, begins):
    _, answer, _ = ask(text, "2025-06-30T10:45:00+02:00")
    assert answer.headline.startswith(begins)


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("by how much was the start delayed?", "30 min later: Opening"),
        ("what was the original start time?", "At first 09:00, now 09:30: Opening"),
        ("did the start time change?", "Yes: Opening"),
        ("who are the next two speakers?", "Julia Gusak and Patrick Loiseau."),
        ("les deux prochains orateurs", "Julia Gusak et Patrick Loiseau."),
        ("in what order do the talks go?", "Programme of Monday 30 June"),
        ("on se retrouve où ?", "Amphi A, École"),
        ("following from Oslo, what talk are they on?", "Now: Expectations vs reality"),
        ("next three talks", "3 sessions come next, the first at 11:30 (in 45 min)"),
    ],
)
def test_what_is_asked_of_the_event_or_of_those_to_come(ask, text, begins):
    _, answer, _ = ask(text, "2025-06-30T10:45:00+02:00")
    assert answer.headline.startswith(begins)


@pytest.mark.parametrize(
    ("text", "known"),
    [("is there a mailing list?", True), ("link to the mailing list", True), ("is there a waiting list?", False)],
)
def test_a_link_of_the_event_is_told_by_its_title(text, known):
    links = [{"title": "Mailing list", "url": "https://lists.example/bees"}]
    index = Index(Programme(title="T", timezone="UTC", links=links))
    now = datetime.fromisoformat("2031-05-16T08:30:00+00:00")
    answer = compose_answer(parse_question(text, index, now), index, now)
    assert (answer.headline == "Mailing list: https://lists.example/bees") is known


@pytest.mark.parametrize(
    ("text", "headline"),
    [
        ("combien d'exposés le matin et combien l'après-midi ?", "3 exposés. 3 exposés."),
        ("how many talks in the morning and how many in the afternoon?", "3 talks. 3 talks."),
        ("il y a plus d'exposés le matin que l'après-midi ?", "Non : 3 contre 3."),
    ],
)
def test_two_numbers_are_told_one_beside_the_other(ask, text, headline):
    _, answer, _ = ask(text, "2025-06-30T10:45:00+02:00")
    assert answer.headline == headline


def test_a_number_beside_another_is_told_with_its_kind(ask):
    _, answer, _ = ask("how many invited talks and how many contributed ones?", "2025-06-30T08:00:00+02:00")
    assert answer.headline == "Invited talk: 3 talks. Contributed talk: 3 talks."


def test_a_number_beside_another_is_told_with_its_day(ask):
    _, answer, _ = ask("how many talks on Friday and how many on Saturday?")
    assert answer.headline.startswith("Friday 16 May: ")
    assert " Saturday 17 May: " in answer.headline


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("what's this?", "Now: Expectations vs reality"),
        ("is there a doctor?", "If somebody is in danger or hurt"),
        ("the nearest doctor", "If somebody is in danger or hurt"),
        ("the fairness doctor", "I do not know that"),
        ("is Julia Gusak a doctor?", "I do not know that"),
        (
            "first & last talk today",
            "The Strong Lottery Ticket Hypothesis and the Random Subset Sum Problem by Frederik",
        ),
        ("who started the company of Julia Gusak", "I do not know that"),
        ("which talks are on at lunch", "Nothing else is on at the same time as Lunch break"),
        ("is there a talk at the coffee break?", "Nothing else is on at the same time as Coffee break"),
        ("anything over lunch?", "Nothing else is on at the same time as Lunch break"),
        ("is lunch over?", "No, it is still to come: Lunch break"),
    ],
)
def test_what_is_pointed_at_or_called_for(ask, text, begins):
    _, answer, _ = ask(text, "2025-06-30T10:45:00+02:00")
    assert answer.headline.startswith(begins)


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("nom de famille de Charlotte ?", "Charlotte Laclau ("),
        ("what's Patrick's field?", "Patrick Loiseau ("),
        ("is it on the Descartes campus?", "Amphi A, École"),
        ("c'est sur le campus Descartes ?", "Amphi A, École"),
        ("en quoi ça consiste, ce workshop ?", "SHARP+Foundry workshop @ COLT 2025 : "),
        ("who's on before and after Cauvin?", "Patrick Loiseau: DU-Shapley"),
        ("start and end times?", "SHARP+Foundry workshop @ COLT 2025 takes place on Monday 30 June 2025."),
    ],
)
def test_who_where_and_what_in_other_words(ask, text, begins):
    _, answer, _ = ask(text, "2025-06-30T08:00:00+02:00")
    assert answer.headline.startswith(begins)


def test_both_sides_of_one_thing_are_told(ask):
    _, _, said = ask("what's before and after lunch?", "2025-06-30T08:00:00+02:00")
    assert "Julia Gusak: 11:30" in said
    assert "Patrick Loiseau: 14:00" in said
