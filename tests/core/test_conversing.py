"""What leans on the question before: another day, what follows, claims, thanks in between."""

import pytest

from tests.core.conftest import titles

NOW = "2031-05-16T14:05:00+01:00"


@pytest.fixture
def talk(ask):
    """Asks one question after the other and gives the last answer."""

    def talk_it(*texts):
        previous = answer = None
        for text in texts:
            previous, answer, _ = ask(text, NOW, previous=previous)
        return answer

    return talk_it


@pytest.mark.parametrize(
    ("texts", "first"),
    [
        (("what's on at 11:30 tomorrow", "and at 14:00"), "Cheating at chess with a wristwatch"),
        (("what is hildegard's talk", "blah blah", "the first one"), "A compiler that answers in haiku"),
        (("c'est quand la grotte", "et juste après ?"), "Coffee break"),
        (("when does ottoline speak", "no i meant oduya"), "Reading lighthouses with a phone camera"),
        (("when is the panel", "thanks", "and the next one?"), "Lunch"),
        (("anything about security", "the second one"), "Ransom notes from a fishing boat"),
        (("what's on at 11:30 tomorrow", "and the same time on friday?"), "Reading lighthouses with a phone camera"),
        (("anything about security", "the later one", "no, the other one"), "Keeping secrets in public repositories"),
        (("when does josephine abara speak", "et l'après-midi ?"), "Keeping secrets in public repositories"),
        (("c'est quand la couture", "et avant ça dans la même salle ?"), "A compiler that answers in haiku"),
    ],
)
def test_the_day_and_the_thing_spoken_of_stay(talk, texts, first):
    assert titles(talk(*texts))[0] == first


@pytest.mark.parametrize("text", ["next?", "what's next?", "what comes next?", "next talk?", "c'est quoi la suite ?"])
def test_what_is_next_by_itself_looks_at_the_clock(talk, text):
    assert titles(talk("what's on at 11:30 tomorrow", text)) == titles(talk(text))


@pytest.mark.parametrize("text", ["where are the toilets?", "the cloakroom, where?", "le vestiaire, c'est où ?"])
def test_what_one_needs_is_not_where_the_talk_is(talk, text):
    assert talk("when is the panel", text).sessions == ()


def test_who_is_next_goes_on_only_from_who_spoke(talk):
    assert titles(talk("when does ottoline speak", "who's next?")) == titles(talk("who's next?"))
    assert titles(talk("who speaks first tomorrow", "who's next?")) != titles(talk("who's next?"))


@pytest.mark.parametrize(
    ("texts", "begins"),
    [
        (("which talk is about haiku", "is it in English?"), "Yes, in English: "),
        (("which talk is about haiku", "is it on friday?"), "No: "),
        (("when is the panel", "is it before lunch?"), "Yes: "),
        (("anything about security", "which is on first"), "Keeping secrets in public repositories (Friday 16 May"),
    ],
)
def test_claims_about_what_was_spoken_of(talk, texts, begins):
    assert talk(*texts).headline.startswith(begins)


@pytest.mark.parametrize(
    ("texts", "headline"),
    [
        (("when does the first talk start", "and the second?"), "Expectations vs reality"),
        (("first talk?", "and the last one"), "Seeking for long-term fairness"),
        (
            ("quand commence le premier exposé", "et le troisième ?"),
            "Training Neural Networks Under Memory Constraints",
        ),
        (("second talk?", "what time was it before"), "At first 10:00, now 10:30: Expectations vs reality"),
        (("deuxième exposé ?", "c'était à quelle heure avant"), "D'abord 10:00, maintenant 10:30 : Expectations vs"),
    ],
)
def test_counting_goes_on_and_what_was_before_is_the_former_time(ask, texts, headline):
    previous = answer = None
    for text in texts:
        previous, answer, _ = ask(text, "2025-06-30T08:45:00+02:00", previous=previous)
    assert answer.headline.startswith(headline)


@pytest.mark.parametrize(
    ("texts", "first"),
    [
        (("talks by kwame oduya?", "the radio one, where is it"), "Build a mesh radio from scrap"),
        (("talks by kwame oduya?", "the radio one", "besides that one?"), "Reading lighthouses with a phone camera"),
        (("ottoline's talks", "not the sewing one"), "Sweeping the deck, or garbage"),
        (("quels exposés donne josephine abara", "celui sur les bateaux ?"), "Ransom notes from a fishing boat"),
        (("quels exposés donne josephine abara", "celui sur les bateaux ?", "non, l'autre"), "Keeping secrets"),
        (("who is in loft 2.04 at 11:30", "ok and in anchor hall"), "Reading lighthouses with a phone camera"),
        (("what's in anchor hall at 11:30", "and tomorrow?"), "Who owns the servers?"),
        (("when does élodie speak", "and on sunday, does she speak?"), "Archiving the web of a village"),
        (("when is the haiku talk", "saturday at what time"), "A compiler that answers in haiku"),
        (("what's on in loft 2.04 on saturday", "which one is about sails"), "Sewing circuits into sails"),
        (("c'est quand la grotte", "elle parle aussi dimanche ?"), "Archiving the web of a village"),
        (("which keynotes have i missed", "which lightning talks are left"), "Lightning talks, Friday"),
        (("when does ottoline speak", "what's in loft 2.04 at 11:30"), "Repair cafés and the right to open a case"),
        (("when is the mesh radio workshop", "what could i see in anchor hall instead"), "Gradual typing for"),
        (("what's before lunch in anchor hall", "and in loft 2.04?"), "Repair cafés and the right to open a case"),
        (("when is the haiku talk", "who speaks right after that one in anchor hall"), "Who owns the servers?"),
    ],
)
def test_one_of_several_is_told_by_its_topic_and_a_new_question_stands_alone(talk, texts, first):
    assert titles(talk(*texts))[0].startswith(first)


@pytest.mark.parametrize(
    ("texts", "headline"),
    [
        (("when is the panel", "how many are they?"), "3 speakers: "),
        (("when is the haiku talk", "is it the last one?"), "No, that is Tomás Queirós"),
        (("when does élodie speak", "the sunday one", "is she alone?"), "Hildegard Pauls and Élodie Marchandeau"),
    ],
)
def test_what_is_asked_of_what_was_spoken_of(talk, texts, headline):
    assert talk(*texts).headline.startswith(headline)


@pytest.mark.parametrize(
    ("texts", "headline"),
    [
        (("is there a keynote on saturday?", "who gives it"), "Ottoline Vasquez-Brandt: Sweeping the deck"),
        (("is there a keynote on saturday?", "who gives today's"), "Ottoline Vasquez-Brandt: Sweeping the deck"),
        (("when is the archive talk", "where is the second one from"), "Élodie Marchandeau: Inria Rennes."),
        (("when is the panel", "who are the other two speakers?"), "Mirela Stoyanova, Ferdinand Achterberg and"),
        (("when is the panel", "who is on it besides mirela?"), "Mirela Stoyanova, Ferdinand Achterberg and"),
        (("when is the grotte talk", "y a quoi le lendemain matin ?"), "2 sessions"),
        (("who gives the grotte talk", "the haiku one, which room?"), "In Loft 2.04: A compiler that answers in haiku"),
        (("when is the mesh radio workshop", "does kwame do anything else?"), "Reading lighthouses"),
        (("what's on in loft 2.04 on saturday", "is there anything else on small machines on saturday"), "Cheating at"),
    ],
)
def test_whom_or_what_else_and_which_of_those_that_were_spoken_of(talk, texts, headline):
    assert talk(*texts).headline.startswith(headline)


@pytest.mark.parametrize(
    ("texts", "headline"),
    [
        (("is julia gusak invited?", "and massias?"), "No, contributed talk: Expectations vs reality"),
        (("is massias invited?", "le précédent aussi ?"), "Oui, exposé invité : The Strong Lottery"),
        (("does massias have slides?", "and the one before, too?"), "Yes: Slides of The Strong Lottery"),
    ],
)
def test_what_is_asked_of_another_one_too(ask, texts, headline):
    previous = answer = None
    for text in texts:
        previous, answer, _ = ask(text, "2025-06-30T08:45:00+02:00", previous=previous)
    assert answer.headline.startswith(headline)


@pytest.mark.parametrize(
    ("texts", "headline"),
    [
        (("when is the panel", "is ottoline on it?"), "No: Who owns the servers?"),
        (("when is the panel", "is mirela on it?"), "Yes: Who owns the servers?"),
        (("when is the panel", "is it after lunch?", "who's on it"), "Mirela Stoyanova, Ferdinand Achterberg and"),
        (("when is the panel", "how many are on it?"), "3 speakers: "),
        (("who is kwame", "does he have two talks?"), "2 talks."),
        (("who is kwame", "combien il en fait ?"), "2 exposés."),
        (("who is kwame", "his talks, are they in english"), "Yes: 2 sessions"),
        (("when is the haiku talk", "does hildegard give another one"), "Archiving the web of a village"),
        (("when is the grotte talk", "does she have a website"), "The programme has no page"),
        (("who gives the sewing tutorial", "what's her page?"), "Page of Ottoline Vasquez-Brandt"),
        (("who gives the sewing tutorial", "does she have a website?"), "Page of Ottoline Vasquez-Brandt"),
        (("who is hildegard", "what's her first talk"), "A compiler that answers in haiku"),
        (("is lindqvist's talk at 13:30 on friday", "why?"), "Gradual typing for a tide table: Moved by a quarter"),
        (("has anything been cancelled?", "by whom?"), "Rashid Benamara: Blockchains for barnacles"),
        (("who is josephine", "lindqvist", "and the other josephine, where"), "In Anchor Hall"),
        (("how many speakers on friday", "and on sunday?"), "3 speakers: "),
        (("when is the archive talk", "are they two?"), "2 speakers: "),
        (("talks on small machines", "no, i meant security"), "2 talks"),
        (("talks on small machines", "which of them is the earliest"), "Sweeping the deck"),
        (("when is the haiku talk", "is she a doctor?"), "I do not know"),
        (("is élodie on today", "when's her next?"), "Cartographier une grotte"),
        (("when is the panel", "mirela's other talk, when was that"), "Repair cafés and the right to open a case by"),
        (("when is the archive talk", "where is élodie from", "and the other one?"), "Hildegard Pauls: Hochschule"),
        (("when is lunch on saturday", "is there anything during it", "and right after?"), "2 talks"),
        (("when is the sewing tutorial", "what would i miss in the main hall"), "2 talks"),
        (("when does josephine lindqvist speak", "does she give another talk"), "Nothing else, only this: "),
    ],
)
def test_what_is_said_of_somebody_who_was_spoken_of(talk, texts, headline):
    assert talk(*texts).headline.startswith(headline)


@pytest.mark.parametrize(
    ("texts", "headline"),
    [
        (("qui est Gusak", "elle vient de l'Inria ?"), "Oui : Julia Gusak : Inria Bordeaux."),
        (("who is Laclau", "is she from Inria?"), "Charlotte Laclau: Télécom Paris, Institut Polytechnique de Paris."),
        (("talks this afternoon", "only the invited ones"), "DU-Shapley: A Shapley Value Proxy"),
    ],
)
def test_what_was_spoken_of_is_meant_by_what_only_points_to_it(ask, texts, headline):
    previous = answer = None
    for text in texts:
        previous, answer, _ = ask(text, "2025-06-30T12:35:00+02:00", previous=previous)
    assert answer is not None
    assert answer.headline.startswith(headline)


@pytest.mark.parametrize(
    ("texts", "first"),
    [
        (("anything about security", "2"), "Ransom notes from a fishing boat"),
        (("anything about security", "no, number 1"), "Keeping secrets in public repositories"),
        (("anything about security", "not the first"), "Ransom notes from a fishing boat"),
        (("what does ottoline do", "the tutorial"), "Sewing circuits into sails"),
        (("what's on tomorrow", "the first talk"), "Cartographier une grotte avec des pigeons et des puces"),
        (("what's in anchor hall now", "other rooms"), "Build a mesh radio from scrap"),
        (("lunch, and after that?",), "Gradual typing for a tide table"),
    ],
)
def test_one_of_a_list_by_number_or_kind_and_what_stays_of_the_day(talk, texts, first):
    assert titles(talk(*texts))[0] == first


@pytest.mark.parametrize(
    ("texts", "headline"),
    [
        (("who's longer, loiseau or cauvin", "by how much"), "By 20 min"),
        (("gusak", "started?"), "Not yet: Training Neural Networks"),
        (("gusak", "until noon?"), "No: Training Neural Networks Under Memory Constraints ends at 12:30"),
        (
            ("cauvin", "was it accepted at icml"),
            "The Impact of Uncertainty on Regularized Learning in Games: This work",
        ),
        (("who has slides", "the first one's link"), "Slides of The Strong Lottery Ticket Hypothesis"),
        (
            ("what is on neural networks and memory", "details pls"),
            "About Training Neural Networks Under Memory Constraints",
        ),
    ],
)
def test_a_word_or_two_about_what_was_spoken_of(ask, texts, headline):
    previous = answer = None
    for text in texts:
        previous, answer, _ = ask(text, "2025-06-30T10:45:00+02:00", previous=previous)
    assert answer.headline.startswith(headline)


def test_what_a_talk_does_not_tell_is_not_when_it_ends(ask):
    previous, _, _ = ask("gusak", "2025-06-30T10:45:00+02:00")
    assert ask("elle prend des questions à la fin ?", "2025-06-30T10:45:00+02:00", previous=previous)[1].kind == "none"
