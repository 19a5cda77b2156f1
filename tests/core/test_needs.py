from bot.core.needs import find_needs, find_taught, is_about
from bot.core.programme import Faq
from bot.core.text import words_of

FAQ = (
    Faq(ask=("wifi",), answer="Network HALL."),
    Faq(ask=("parking", "stationnement"), answer="Behind the hall."),
    Faq(ask=("price of the dinner",), answer="Fifty."),
    Faq(ask=("childcare",), answer="In the loft."),
)


def taught(text):
    number = find_taught(words_of(text), FAQ)
    return None if number is None else FAQ[number].answer


def test_a_need_is_found_in_other_words_of_any_language():
    for text in ("where can I leave my car", "on peut se garer où ?", "a carpark?", "je laisse ma voiture où"):
        assert (text, taught(text)) == (text, "Behind the hall.")


def test_every_need_of_a_way_to_ask_is_wanted():
    assert taught("how much is the dinner") == "Fifty."
    assert taught("where is the dinner") is None


def test_another_need_beside_it_is_not_what_was_taught():
    assert taught("is there wifi at the hotel") is None
    assert not is_about(words_of("can my dog use the wifi"), FAQ[0])
    assert is_about(words_of("how much is the wifi"), FAQ[0])


def test_words_of_one_language_that_say_little_in_another_tell_nothing():
    assert find_needs(words_of("the")) == {}
    assert find_needs(words_of("pour")) == {}


def test_a_long_word_may_be_misspelt():
    assert set(find_needs(words_of("is there accomodation"))) == {"hotel"}


def test_no_need_no_answer():
    assert taught("who speaks after lunch") is None
    assert find_taught([], FAQ) is None
