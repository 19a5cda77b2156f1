import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.formats.lettering import drawable, face


@pytest.mark.parametrize(
    "text", ["Größe, naïve, Žižek, œuvre", "Ωμέγα ἄνθρωπος", "Привет, Ґалаґан, Ђорђе", "→ × ✓ € ½ – “”", "Việt Nam"]
)
def test_latin_greek_and_cyrillic_are_drawn(text):
    assert drawable(text) == text
    font = face(20).font
    nothing = bytes(font.getmask("\ue000"))
    assert [mark for mark in text if mark != " " and bytes(font.getmask(mark)) == nothing] == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Rust 🦀 and 👩‍🚀 friends", "Rust and friends"),
        ("日本 Python", "Python"),
        ("日本", "…"),
        ("a\u00a0b\nc", "a b c"),
        ("e\u0301", "é"),
    ],
)
def test_what_the_fonts_lack_is_left_out(text, told):
    assert drawable(text) == told


def test_wrapped_text_fits_and_keeps_its_words():
    text = "The Strong Lottery Ticket Hypothesis and the Random Subset Sum Problem"
    lines = face(20).wrap(text, 200, 10, indent=80)
    assert " ".join(lines) == text
    assert face(20).width(lines[0]) <= 120
    assert max(face(20).width(line) for line in lines) <= 200


def test_first_word_that_does_not_fit_after_the_indent_goes_to_the_second_line():
    assert face(20).wrap("Hypothesis", 120, 3, indent=100) == ["", "Hypothesis"]


def test_too_much_text_ends_with_an_ellipsis():
    lines = face(20).wrap("one two three four five six seven eight nine ten", 100, 2)
    assert len(lines) == 2
    assert lines[1].endswith("…")
    assert face(20).width(lines[1]) <= 100


@pytest.mark.parametrize(
    ("word", "first"), [("Post-Quantum-Cryptography", "Post-"), ("Donaudampfschifffahrt", "Donaud-")]
)
def test_long_word_is_divided(word, first):
    lines = face(20).wrap(word, 80, 9)
    assert lines[0] == first
    assert "".join(lines).replace("-", "") == word.replace("-", "")
    assert max(face(20).width(line) for line in lines) <= 80


def test_text_that_fits_is_not_cut():
    assert (face(20).cut("one", 100), face(20).cut("one", 1)) == ("one", "…")


@given(st.text(max_size=60), st.integers(60, 200), st.integers(1, 4))
def test_no_text_leaves_its_column(text, width, most):
    lines = face(20).wrap(drawable(text), width, most)
    assert 1 <= len(lines) <= most
    assert max(face(20).width(line) for line in lines) <= width


def test_wide_faces_are_wider():
    assert face(20, bold=True).width("Hypothesis") > face(20).width("Hypothesis")
    assert face(20) is face(20)
