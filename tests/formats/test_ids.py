import doctest
import re

from hypothesis import given
from hypothesis import strategies as st

from bot.formats import ids
from bot.formats.ids import LONGEST_SLUG, free_id, slug
from bot.formats.programme_file import ID_PATTERN


def test_examples():
    assert doctest.testmod(ids).failed == 0


def test_slug_of_letters_that_have_no_accent_to_lose():
    assert slug("Łukasz Ørsted & Straße") == "lukasz-orsted-strasse"


def test_slug_of_a_long_text_ends_with_a_word():
    assert (
        slug("the role of stochasticity in generalization of flow matching")
        == "the-role-of-stochasticity-in-generalization-of"
    )
    assert slug("x" * 100) == "x" * LONGEST_SLUG


@given(st.text(), st.sets(st.sampled_from(["a", "a-b", "a-2", "a-3"])))
def test_ids_are_well_formed_and_free(text, taken):
    assert re.fullmatch(ID_PATTERN, slug(text))
    before = set(taken)
    found = free_id("a", taken, "b", "")
    assert found not in before
    assert taken == before | {found}
