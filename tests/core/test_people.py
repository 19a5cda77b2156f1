import pytest

from bot.core.people import People
from bot.core.programme import Programme, Speaker
from bot.core.text import words_of


def found(people, text, **options):
    words = words_of(text)
    mentions = people.find(words, range(len(words)), **options)
    return [[person.name for person in mention.people] for mention in mentions]


@pytest.mark.parametrize(
    "text",
    [
        "Ottoline Vasquez-Brandt",
        "ottoline",
        "vasquez",
        "otoline vaskez brant",
        "ottolinevasquezbrandt",
        "ottv",
        "o. brandt",
        "o. vasquez-brandt",
        "ottol brandt",
    ],
)
def test_person_by_any_part_of_the_name(harbour, text):
    assert found(harbour.people, text) == [["Ottoline Vasquez-Brandt"]]


def test_slip_for_a_name_rather_than_for_a_word_that_asks(harbour):
    assert harbour.people.has_slip("lindqvisst", "linguist")
    assert not harbour.people.has_slip("abstarct", "abstract")


def test_two_people_of_one_name_are_both_found(harbour):
    assert found(harbour.people, "josephine") == [["Josephine Abara", "Josephine Lindqvist"]]
    assert found(harbour.people, "josephine lindqvist") == [["Josephine Lindqvist"]]


def test_last_name_that_was_heard_as_two_words(harbour):
    assert found(harbour.people, "josephine linn quist") == [["Josephine Lindqvist"]]
    assert found(harbour.people, "linn quist") == [["Josephine Lindqvist"]]


def test_two_people_in_one_text_are_two_mentions(harbour):
    assert found(harbour.people, "abara or lindqvist") == [["Josephine Abara"], ["Josephine Lindqvist"]]


def test_first_name_with_another_last_name_is_only_the_first_name(harbour):
    words = words_of("ferdinand magellan")
    (mention,) = harbour.people.find(words, range(2))
    assert (mention.words, mention.full) == ((0,), False)


def test_word_of_the_texts_is_no_misspelt_name(harbour):
    assert found(harbour.people, "abarra") == [["Josephine Abara"]]
    assert found(harbour.people, "obara", known={0}) == []
    assert found(harbour.people, "paul") == [["Hildegard Pauls"]]
    assert found(harbour.people, "pa") == []


def test_author_who_is_no_speaker_has_no_ids(harbour):
    (person,) = [person for person in harbour.people.everybody if person.name == "Ines Valdemar"]
    assert (person.ids, person.affiliation, len(person.positions)) == ((), "Porto Chess School", 1)


def test_affiliated_prefers_speakers_and_knows_other_names_of_places(workshop):
    assert [person.name for person in workshop.people.affiliated(["londres"])] == ["Frederik Mallmann-Trenn"]
    assert [person.name for person in workshop.people.affiliated(["jean", "monnet"])] == ["Rémi Emonet"]
    assert workshop.people.affiliated(["tokyo"]) == ()


def test_whole_name_with_slips(harbour):
    assert [person.name for person in harbour.people.whole("kwameodua", 2)] == ["Kwame Oduya"]
    assert harbour.people.whole("someoneelse", 2) == ()


def test_umlauts_are_found_written_out():
    programme = Programme(title="T", timezone="UTC", speakers=(Speaker(id="a", name="Jörg Müller"),))
    people = People(programme)
    assert [found(people, text) for text in ("mueller", "joerg muller", "jorg")] == [[["Jörg Müller"]]] * 3


def test_short_names_with_a_slip_beside_a_full_one():
    names = ("Jos Wetzels", "Gal Zror")
    programme = Programme(title="T", timezone="UTC", speakers=tuple(Speaker(id=name, name=name) for name in names))
    people = People(programme)
    assert found(people, "js wetzels") == [["Jos Wetzels"]]
    assert found(people, "al zror") == [["Gal Zror"]]
    assert found(people, "bob zror") == [["Gal Zror"]]


def test_nearest_spelling_comes_before_what_only_sounds_alike():
    names = ("Ann Weiss", "Bo Wei", "Cy Wies")
    programme = Programme(title="T", timezone="UTC", speakers=tuple(Speaker(id=name, name=name) for name in names))
    assert found(People(programme), "weisss") == [["Ann Weiss"]]


def people_called(*names):
    speakers = tuple(Speaker(id=name, name=name) for name in names)
    return People(Programme(title="T", timezone="UTC", speakers=speakers))


@pytest.mark.parametrize(
    "text", ["vanderhout", "van der hout", "joost vanderhoudt", "der hout", "vander hout", "von derhout joost"]
)
def test_last_names_of_several_words_are_found_as_one(text):
    assert found(people_called("Joost van der Hout"), text) == [["Joost van der Hout"]]


@pytest.mark.parametrize("text", ["duchek", "doushek", "dushek ondrey", "ondrzej"])
def test_letters_that_are_not_known_are_found_as_they_sound(text):
    assert found(people_called("Ondřej Dušek"), text) == [["Ondřej Dušek"]]


def test_long_name_is_found_but_for_one_sound_beside_another():
    assert found(people_called("Rufus Hammercombe"), "rufus hammercromby") == [["Rufus Hammercombe"]]
    assert found(people_called("Yulia Stein"), "julija stein") == [["Yulia Stein"]]


def test_name_that_only_sounds_roughly_alike_begins_alike():
    assert found(people_called("Ana Loiseau"), "lwazo") == [["Ana Loiseau"]]
    assert found(people_called("Ana Loiseau"), "wazo") == []


def test_first_name_of_another_that_sounds_like_theirs():
    people = people_called("Stefan Vos", "Stephan Halloran", "Marco Vos", "Marc Lindqvist")
    assert found(people, "stefan halloran") == [["Stephan Halloran"]]
    assert found(people, "stefan vos") == [["Stefan Vos"]]
    assert found(people, "marco lindqvist") == [["Marco Vos"], ["Marc Lindqvist"]]


@pytest.mark.parametrize("text", ["bill larkspur", "larkspur bill", "bill larkspurr", "billy larkspur"])
def test_short_form_of_a_first_name_beside_the_last_one(text):
    assert found(people_called("William Larkspur", "Bill Otter"), text) == [["William Larkspur"]]


def test_short_form_of_a_first_name_is_nobody_else_s():
    people = people_called("William Larkspur", "Bill Otter")
    assert found(people, "bill") == [["Bill Otter"]]
    assert found(people, "bill heron") == [["Bill Otter"]]


def test_first_name_of_two_sounds_is_one_that_sounds_like_it():
    people = people_called("Edd Harrowby", "Ed Singleton")
    assert found(people, "ed harowby") == [["Edd Harrowby"]]
    assert found(people, "ed singleton") == [["Ed Singleton"]]


@pytest.mark.parametrize("text", ["j vander hoot", "joost vander hoot"])
def test_initial_stands_before_a_name_written_apart(text):
    assert found(people_called("Joost Vanderhoodt", "Mira Vos"), text) == [["Joost Vanderhoodt"]]


@pytest.mark.parametrize("text", ["annelise brandtt", "anneliese brant", "brand annelise"])
def test_first_name_of_two_parts_is_written_as_one(text):
    assert found(people_called("Anne-Lise Brandt", "Anne Vos", "Piet --"), text) == [["Anne-Lise Brandt"]]


def test_letters_that_are_not_heard_in_french():
    assert found(people_called("Guy Marsault"), "guy marso") == [["Guy Marsault"]]
