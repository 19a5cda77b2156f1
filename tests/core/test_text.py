import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.text import bag_of_words, find_words, fold, normalise, singular, sound, stem, words_in, words_of


@given(st.text())
def test_normalise_twice_is_once(text):
    assert normalise(normalise(text)) == normalise(text)


@given(st.text(alphabet=st.sampled_from("aes lt'-_é\u00a0\n9.")))
def test_bag_has_the_words_of_the_text(text):
    folded = fold(text)
    assert sorted(bag_of_words(folded)) == sorted(words_in(folded))


@given(st.text())
def test_fold_twice_is_once(text):
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=80))
def test_words_have_their_places_in_the_folded_text(text):
    folded = fold(text)
    words = find_words(folded)
    assert [folded[word.start : word.end] for word in words] == [word.text for word in words] == words_in(folded)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Événement à l’École", "evenement a l'ecole"),
        ("Straße — Øresund…", "strasse - oresund..."),
        ("C++ and F# but not C", "cpp and fsharp but not c"),
        ("zero\u200bwidth", "zerowidth"),
        ("ﬁne ①", "fine 1"),
    ],
)
def test_fold_of_typographic_variety(text, folded):
    assert fold(text) == folded


def test_words_of_elisions_and_codes():
    assert words_of("Qu’est-ce qu'il y a, what's K.3.401?") == [
        "qu'", "est", "ce", "qu'", "il", "y", "a", "what", "'s", "k", "3", "401",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("memory", "memoire"),
        ("lotteries", "loterie"),
        ("robotics", "robotique"),
        ("developers", "developpeur"),
        ("rematerialisation", "rematerialization"),
        ("reseaux", "reseau"),
        ("journaux", "journal"),
        ("boxes", "box"),
        ("jeux", "jeu"),
        ("classes", "class"),
    ],
)
def test_stem_of_cognates_and_plurals_is_one(one, other):
    assert stem(one) == stem(other)


@pytest.mark.parametrize(("one", "other"), [("rust", "trust"), ("king", "ring"), ("sha3", "sha1"), ("go", "gone")])
def test_stem_of_different_words_differs(one, other):
    assert stem(one) != stem(other)


def test_singular_keeps_what_is_no_plural():
    assert [singular(word) for word in ("trains", "chess", "analysis", "bus", "eaux")] == [
        "train", "chess", "analysis", "bus", "eau",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("one", "other"),
    [("loizo", "loiseau"), ("gusack", "gusak"), ("mueller", "muller"), ("kovin", "cauvin"), ("shmitt", "schmidt")],
)
def test_sound_of_spellings_of_a_name_is_one(one, other):
    assert sound(one) == sound(other)
