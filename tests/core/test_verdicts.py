"""Yes or no first where something is claimed; counts and lists of rooms, tracks and speakers; meals by the hour."""

import pytest

from bot.core.answers import AnswerKind
from bot.core.asks import Ask
from tests.core.conftest import titles

MORNING = "2025-06-30T08:00:00+02:00"
AFTERNOON = "2031-05-16T14:05:00+01:00"


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("is the lottery talk the first talk", "Yes: The Strong Lottery Ticket Hypothesis"),
        ("est-ce que l'exposé sur la loterie est le premier ?", "Oui : The Strong Lottery Ticket Hypothesis"),
        ("is fairness the last talk of the day?", "Yes: Seeking for long-term fairness"),
        ("Loiseau passe en dernier ?", "Non, c'est Charlotte Laclau"),
        ("is the workshop tomorrow?", "No: "),
        ("is the workshop today?", "Yes: "),
        ("is the 14:00 talk longer than the 15:20 one", "Yes: 50 min for Patrick Loiseau"),
        ("la pause café est plus longue que celle de midi ?", "Non : 30 min"),
        ("who is before, Loiseau or Gusak?", "Patrick Loiseau (14:00–14:50) comes after Julia Gusak"),
        ("by how much was lunch pushed back", "30 min later: Lunch break"),
        ("was lunch always at 12:30", "Not at first: Lunch break"),
        ("à la base Gusak c'était à 11h ?", "Au départ, oui : "),
        ("when does the morning end", "Training Neural Networks Under Memory Constraints ends at 12:30"),
        ("when does the afternoon begin", "DU-Shapley"),
        ("does lunch last 2 hours", "No, 90 min"),
        ("who has the longest slot", "Training Neural Networks Under Memory Constraints by Julia Gusak is the longest"),
        ("is lunch at noon", "No longer: Lunch break"),
        ("si j'arrive après la pause café je rate quoi", "3 sessions"),
        ("does lunch end before 2?", "No: Lunch break ends at 14:00"),
        ("does lunch end at 14:00?", "Yes: Lunch break ends at 14:00"),
        ("est-ce que Gusak finit avant 13h", "Oui : Training Neural Networks Under Memory Constraints finit à 12:30"),
        ("does the last talk end after 4", "No: Seeking for long-term fairness ends at 15:50"),
        ("does the first talk start before 9", "No: The Strong Lottery Ticket Hypothesis"),
        ("le premier exposé commence avant 10h ?", "Oui : The Strong Lottery Ticket Hypothesis"),
        ("is lunch served at 12", "No"),
        ("à quelle heure est servi le déjeuner", "Lunch break : 12:30–14:00"),
        ("if I arrive at 11, which invited talks did I miss", "The Strong Lottery Ticket Hypothesis"),
        ("what happens between the two breaks", "Training Neural Networks Under Memory Constraints"),
        ("is everything over by 3", "No. The last session, Closing, begins at 15:50"),
        ("is everything over by 4", "The last session, Closing, begins at 15:50"),
        ("tout est fini à 15h ?", "Non. La dernière session, Closing, commence à 15:50"),
        ("is Gusak done by 1", "Yes: Training Neural Networks Under Memory Constraints ends at 12:30"),
        ("is Gusak finished by 12:30", "Yes: Training Neural Networks Under Memory Constraints ends at 12:30"),
        ("is Gusak over at 12", "No: at 12:00 it is still on: Training"),
        ("Gusak est finie à 12h ?", "Non : à 12:00 c'est encore en cours : Training"),
        ("does Gusak go past noon", "Yes: Training Neural Networks Under Memory Constraints ends at 12:30"),
        ("are the talks over by 4", "Yes: Seeking for long-term fairness"),
    ],
)
def test_ranks_and_dates_of_the_workshop(ask, text, begins):
    assert ask(text, MORNING)[1].headline.startswith(begins)


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("is the haiku talk in the loft?", "Yes: A compiler that answers in haiku"),
        ("is the haiku talk in the boathouse?", "No: A compiler that answers in haiku"),
        ("does friday end at 22:30", "Yes. It ends at 22:30"),
        ("how many talks on the first day in the loft", "1 talk."),
        ("how many chess talks on saturday", "1 talk."),
        ("is the loft empty now", "Nothing is on in Loft 2.04 right now."),
        ("is the boathouse free now", "Now: Build a mesh radio from scrap"),
        ("who speaks the most", "1 speaker: Tomás Queirós"),
        ("is that all for today", "No. It ends at 22:30"),
        ("is friday over at 8pm", "No. It ends at 22:30"),
        ("dimanche c'est fini à 13h ?", "Oui. Cela finit à 12:30"),
        ("is the loft done by 3 on saturday", "Yes: Sewing circuits into sails ends at 15:00"),
        ("does the foghorn orchestra go past midnight", "Yes: Foghorn orchestra ends at 01:30"),
        ("does the foghorn orchestra end before midnight", "No: Foghorn orchestra ends at 01:30"),
        ("does the dinner end before midnight", "Yes: Dinner on the quay ends at 22:30"),
        ("which talks run past 3 today", "2 talks"),
        ("is the haiku talk in english", "Yes, in English: "),
        ("la grotte c'est en anglais ?", "Non, en français : "),
        ("est-ce que Ferdinand parle vendredi ?", "Non : "),
        ("is sewing before chess", "No: Sewing circuits into sails"),
        ("does chess come before the ransom notes", "Yes: Cheating at chess"),
        ("my train gets in at 11:45, have i missed the keynote?", "Yes: at 11:45 it is over"),
        ("what rooms are there", "3 rooms: Anchor Hall, Loft 2.04 and Boathouse."),
        ("combien de salles ?", "3 salles : "),
        ("how many people speak in the panel", "3 speakers: "),
        ("how many days does it last", "3 days: Harbour Days 2031 takes place from Friday 16 May"),
        ("on mange quoi ce soir", "Dinner on the quay"),
        ("what ends at 15:15", "2 talks:"),
        ("who closes the event", "Tomás Queirós: Closing and farewell"),
        ("where is the boathouse", "The programme does not say how to find Boathouse."),
        ("does Ferdinand speak only on saturday", "Yes: "),
        ("is chess on the same day as the ransom notes", "Yes, on the same day: "),
        ("is friday shorter than saturday", "Yes: the shortest is Friday 16 May"),
        ("is there a talk on calendars", "I do not know that"),
        ("c'est pour débutants, l'atelier radio ?", "Je ne sais pas"),
        ("why was the panel cancelled", "No, it takes place: Who owns the servers?"),
        ("why is the barnacle talk cancelled", "Cancelled: Blockchains for barnacles."),
        ("which keynote is about lighthouses", "Nothing of that kind is about it."),
        ("wrist-watch cheating", "Cheating at chess with a wristwatch"),
        ("which day ends first", "The first to end is Sunday 18 May, at 12:30."),
        ("which day has the most talks", "Most is on Saturday 17 May: 7 talks."),
        ("does it start at the same time every day", "No: the first to begin is Friday 16 May, at 09:00."),
        ("samedi ou dimanche, lequel est le plus long ?", "Le plus long, c'est samedi 17 mai : 16 h."),
        ("does the sewing tutorial end later than the chess talk?", "Yes: Cheating at chess"),
        ("do Mirela and Ferdinand speak at the same time", "Yes, together: Who owns the servers?"),
        ("posters", "The programme has nothing of that kind."),
        ("what's in the second half of the day", "5 sessions:"),
        ("how long are the talks", "From "),
    ],
)
def test_first_line_answers_the_very_thing(ask, text, begins):
    assert ask(text, AFTERNOON)[1].headline.startswith(begins)


@pytest.mark.parametrize(
    "text",
    [
        "where can I print my slides", "can you fix my laptop", "who won the match", "is Mirela Page coming",
        "is Mirela Queirós speaking", "what is 2+2", "which floor is the loft on", "il fait quel temps",
    ],
)  # fmt: skip
def test_what_the_programme_does_not_hold_is_refused(ask, text):
    assert ask(text, AFTERNOON)[1].kind is AnswerKind.NONE


@pytest.mark.parametrize(("text", "asked"), [("rooms?", Ask.ROOMS), ("list of tracks", Ask.TRACKS)])
def test_names_alone_are_a_question(ask, text, asked):
    assert ask(text, AFTERNOON)[0].ask is asked


def test_before_lunch_is_todays_lunch(ask):
    _, answer, _ = ask("what was on before lunch", AFTERNOON)
    assert titles(answer) == ["Reading lighthouses with a phone camera", "Repair cafés and the right to open a case"]


@pytest.mark.parametrize(
    ("hour", "text", "begins"),
    [
        ("10:00", "is anyone speaking", "Now: The Strong Lottery Ticket Hypothesis"),
        ("10:00", "est-ce que quelqu'un parle ?", "En ce moment : The Strong Lottery Ticket Hypothesis"),
        ("11:10", "are we in a break?", "Now: Coffee break"),
        ("11:10", "is it coffee time", "Now: Coffee break"),
        ("11:10", "on est en pause ?", "En ce moment : Coffee break"),
        ("11:10", "is it lunch time", "Nothing like that is on right now. In 80 min (1 h 20): Lunch break"),
        ("12:00", "is this the coffee break", "Nothing like that is on right now."),
        ("12:00", "am I in time for laclau", "Yes, it is still to come: Seeking for long-term fairness"),
        ("12:00", "can I still see Massias", "No, it is over: Expectations vs reality"),
        ("12:00", "puis-je encore voir Massias", "Non, c'est fini : Expectations vs reality"),
        ("13:00", "are there still any invited talks", "DU-Shapley"),
        ("13:00", "will gusak speak again", "Nothing like that comes any more."),
        ("13:00", "Gusak parle encore aujourd'hui ?", "Plus rien de tel ensuite."),
        ("09:00", "is lunch over at 3", "Yes: at 15:00 it is over: Lunch break"),
        ("09:00", "is lunch over by 2", "Yes: at 14:00 it is over: Lunch break"),
        ("09:00", "la pause déjeuner est finie à 13h ?", "Non : à 13:00 c'est encore en cours : Lunch break"),
        ("10:00", "is someone speaking at 1pm", "Nothing like that is on then. Lunch break"),
        ("10:00", "est-ce que quelqu'un parle à 13h", "Rien de tel à ce moment-là. Lunch break"),
        ("10:00", "who speaks the least", "3 are the shortest, 30 min each:"),
        ("10:00", "qui parle le moins longtemps", "3 sont les plus courts, 30 min chacun"),
        ("12:45", "is there a talk now", "Nothing like that is on right now. Now: Lunch break"),
        ("12:45", "is lunch going on", "Now: Lunch break"),
        ("12:45", "what did I miss at 10", "The Strong Lottery Ticket Hypothesis"),
        ("12:45", "what have I missed since the coffee break", "It is over: Training Neural Networks"),
        ("12:45", "qu'est-ce que j'ai loupé depuis la pause café", "C'est terminé : Training Neural Networks"),
        ("12:45", "what did I miss since 12", "Nothing like that has ended yet."),
        ("10:00", "anything starting in less than an hour?", "Expectations vs reality"),
        ("10:00", "y a-t-il un exposé dans moins de 40 minutes", "Expectations vs reality"),
        ("09:00", "the bus leaves at 3pm, will I see Laclau?", "No: at 15:00 it has not begun"),
    ],
)
def test_what_is_on_is_left_or_can_be_reached_by_the_clock(ask, hour, text, begins):
    assert ask(text, f"2025-06-30T{hour}:00+02:00")[1].headline.startswith(begins)


def test_weekday_on_the_eve_of_the_event_is_this_weeks(ask):
    _, answer, _ = ask("is there anything on sunday", "2025-06-28T20:00:00+02:00")
    assert answer.headline == "Nothing takes place on Sunday 29 June."


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("is it over by 4", "The last session, Closing, begins at 15:50"),
        ("does the day end before 3", "The last session, Closing, begins at 15:50"),
    ],
)
def test_end_that_is_not_known_is_no_yes_or_no(ask, text, begins):
    assert ask(text, "2025-06-30T10:10:00+02:00")[1].headline.startswith(begins)


@pytest.mark.parametrize(
    ("text", "begins"),
    [("do we finish before 1pm on Sunday", "Yes. "), ("est-ce qu'on finit avant midi dimanche ?", "Non. ")],
)
def test_end_of_a_day_is_held_against_an_hour(ask, text, begins):
    assert ask(text, AFTERNOON)[1].headline.startswith(begins)


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("is today the last day", "No, that is Sunday 18 May."),
        ("c'est le dernier jour ?", "Non, c'est dimanche 18 mai."),
        ("is saturday the second day?", "Yes: Saturday 17 May."),
        ("is it day 9", "No: Harbour Days 2031 takes place from Friday 16 May"),
    ],
)
def test_day_is_the_last_or_the_second(ask, text, begins):
    assert ask(text, AFTERNOON)[1].headline.startswith(begins)


def test_hour_is_held_against_the_first_of_a_kind(ask):
    text, at = "is the first break before 11", "2025-06-30T10:10:00+02:00"
    assert ask(text, at)[1].headline.startswith("No: Coffee break, 11:00")


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("are all the talks in Amphi A?", "Yes: all 6."),
        ("do all of the talks have an abstract", "No: 5 of 6. The others:"),
        ("does every talk have slides?", "No: 3 of 6. The others:"),
        ("are all talks an hour long?", "No: 1 of 6. The others:"),
        ("toutes les conférences sont dans la même salle ?", "Oui : Amphi A."),
        ("are all talks in English", "The programme does not say in which language"),
        ("are all talks before lunch?", "No: 3 of 6. The others:"),
        ("do all the speakers come from France?", "I do not know that"),
        ("are Gusak and Loiseau both in the afternoon", "No: Training Neural Networks Under Memory Constraints"),
        ("are Mallmann-Trenn and Massias both before lunch?", "Yes: 2 sessions:"),
        ("does anybody give two talks", "Nobody does."),
        ("quelqu'un parle-t-il deux fois ?", "Personne."),
        ("do any talks overlap", "No: no two at the same time."),
    ],
)
def test_what_is_said_of_all_or_of_each_is_weighed(ask, text, begins):
    assert ask(text, MORNING)[1].headline.startswith(begins)


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("is there a coffee break every day?", "No: not on Sunday 18 May."),
        ("is there a day without lunch?", "Yes: Sunday 18 May."),
        ("on which days are there no lightning talks?", "Saturday 17 May."),
        ("y a-t-il des lightning talks tous les jours ?", "Non : pas samedi 17 mai."),
        ("is lunch always at 12:15?", "No: 1 of 2. The others:"),
        ("is lunch at the same time every day", "No: 12:00 and 12:15."),
        ("le déjeuner est-il toujours à la même heure ?", "Non : 12:00 et 12:15."),
        ("are all lightning talks in the Anchor Hall", "Yes: all 2."),
        ("are all the lightning talks in the afternoon?", "No: 1 of 2. The others:"),
        ("are Kwame Oduya and Hildegard Pauls both before lunch?", "Yes: 2 sessions:"),
        ("do any talks overlap on Sunday", "No: no two at the same time."),
        ("do any talks overlap on Saturday", "Yes, at the same time: "),
    ],
)
def test_what_is_said_of_every_day_is_held_against_each(ask, text, begins):
    assert ask(text)[1].headline.startswith(begins)


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("did Gusak speak", "No, it is still to come: "),
        ("did Mallmann-Trenn speak", "Yes, it is over: "),
        ("est-ce que Mallmann-Trenn a parlé ?", "Oui, c'est passé : "),
        ("did everyone from inria already talk?", "No: "),
        ("is it Massias's turn", "Yes, it is on now: "),
        ("is it Gusak's turn yet", "Not yet: "),
        ("did the coffee break begin", "Not yet: "),
        ("is there still coffee", "Coffee break"),
        ("is the first talk still running", "It is over: "),
    ],
)
def test_whether_it_has_been_is_answered_by_the_clock(ask, text, begins):
    assert ask(text, "2025-06-30T10:45:00+02:00")[1].headline.startswith(begins)


def test_what_is_left_of_a_kind_may_be_on_a_later_day(ask):
    assert titles(ask("are there any lightning talks left?", "2031-05-16T19:00:00+01:00")[1]) == [
        "Lightning talks, Sunday"
    ]
    assert titles(ask("reste-t-il des lightning talks ?", "2031-05-17T09:00:00+01:00")[1]) == [
        "Lightning talks, Sunday"
    ]


def test_who_has_spoken_on_an_earlier_day_has_spoken(ask):
    _, answer, _ = ask("has Josephine Abara spoken", "2031-05-17T09:00:00+01:00")
    assert answer.headline.startswith("Yes, it is over: Keeping secrets")
    assert titles(answer) == ["Keeping secrets in public repositories", "Ransom notes from a fishing boat"]


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("are there more than 5 talks?", "Yes: 6 talks."),
        ("are there at least 7 talks", "No: 6 talks."),
        ("is there only one coffee break?", "Yes: 1 session."),
        ("y a-t-il plus de deux pauses ?", "Non : 2 pauses."),
        ("is there more than one keynote", "The programme calls nothing a keynote"),
        ("does Gusak speak twice", "No: 1 talk."),
        ("are there more invited talks than contributed ones", "No: 3 against 3."),
        ("are there more talks before lunch or after lunch?", "09:35–12:30 (3) against 14:00–15:50 (3)."),
        ("is there a talk without a speaker", "None."),
        ("what's for lunch", "I do not know that"),
    ],
)
def test_numbers_are_held_against_those_of_the_workshop(ask, text, begins):
    assert ask(text, MORNING)[1].headline.startswith(begins)


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("which room has the most talks", "Most is in Anchor Hall: "),
        ("quelle salle a le plus de sessions le samedi ?", "Le plus : Anchor Hall, "),
        ("are there more talks in the Anchor Hall than in the Boathouse", "Yes: "),
        ("are there more talks in the Boathouse than in Loft 2.04", "No: "),
        ("are there more panels than lightning talks", "No: 1 against 2."),
        ("y a-t-il plus de lightning talks que de panels ?", "Oui : 2 contre 1."),
        ("is there more than one lightning talk session left", "Yes: 2 sessions are left."),
    ],
)
def test_counts_of_the_conference_are_compared(ask, text, begins):
    assert ask(text)[1].headline.startswith(begins)


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("is the Boathouse used every day", "No: not on Sunday 18 May."),
        ("are both lunches the same length?", "Yes: 90 min (1 h 30)."),
        ("how many rooms have talks on Sunday?", "1 room: Anchor Hall."),
        ("which rooms are not used on Friday", "I do not know that"),
        ("is any room free right now", "I do not know that"),
        ("is there a room with only two talks?", "I do not know that"),
        ("is there at least one talk a day", "I do not know that"),
        ("does Kwame Oduya give more talks than Hildegard Pauls", "No: Kwame Oduya (2) against Hildegard Pauls (2)."),
    ],
)
def test_rooms_days_and_people_are_counted_as_they_are(ask, text, begins):
    assert ask(text)[1].headline.startswith(begins)


def test_what_comes_before_an_hour_is_what_is_still_to_come(ask):
    _, answer, _ = ask("is there anything before 14:00", "2025-06-30T10:45:00+02:00")
    assert [session.id for session in answer.sessions] == [
        "flow-matching",
        "coffee-break",
        "memory-constraints",
        "lunch-break",
    ]


def test_nobody_speaks_in_a_break(ask):
    _, answer, _ = ask("is anyone talking right now", "2025-06-30T13:10:00+02:00")
    assert answer.headline.startswith("Nothing like that is on right now. Now: Lunch break")


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("are all talks recorded", "The programme says nothing about recordings"),
        ("tous les exposés invités sont-ils avant midi ?", "Non : 2 sur 3. Les autres :"),
        ("were all talks moved?", "No: 4 of 6. The others:"),
        ("les exposés ont-ils tous été décalés ?", "Non : 4 sur 6. Les autres :"),
        ("is Gusak the only speaker before lunch?", "No: The Strong Lottery Ticket Hypothesis"),
        ("is Mallmann-Trenn the only one before Massias", "Yes: The Strong Lottery Ticket Hypothesis"),
        ("is each talk followed by questions", "I do not know that"),
        ("are all the talks the same length?", "No: 30 min, 50 min, 55 min and 60 min"),
    ],
)
def test_what_nobody_told_of_all_is_not_denied(ask, text, begins):
    assert ask(text, MORNING)[1].headline.startswith(begins)


def test_first_two_are_over_if_both_are(ask):
    _, answer, _ = ask("are the first two talks over", "2025-06-30T11:10:00+02:00")
    assert answer.headline == "Yes: all 2."
