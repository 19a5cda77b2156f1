import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core.lexicon import languages
from bot.core.needed_text import needed_pieces, needs_digit


@pytest.mark.parametrize(
    ("pattern", "pieces"),
    [
        ("noon", ("noon",)),
        ("noon|midday", ("noon", "midday")),
        ("(?:noon|midday) sharp", ("sharp",)),
        ("(?:noon|midday)?", ()),
        (r"minutes?\b", ("minute",)),
        (r"tomm?or+ow", ("tom",)),
        (r"\d+(?! talks)", ()),
        (r"(?:(?<=\bafter )|(?<=\bby ))\d+(?=\s|$)", ("after", "by")),
        (r"\d\d/\d\d", ("/",)),
        (r"week-?\s?end", ("week",)),
        (r"(?P<day>sun|mon)day", ("sun", "mon")),
        (r"week(?:[)|]end){0,1}", ("week",)),
        (r"in (?:an hour|\d)", ("in",)),
    ],
)
def test_pieces_are_those_that_cannot_be_left_out(pattern, pieces):
    assert needed_pieces(pattern) == pieces


@pytest.mark.parametrize(
    ("pattern", "needed"),
    [
        (r"(?P<h>[01]\d)", True),
        (r"\d{1,3} talks", True),
        (r"\d{0,3} talks", False),
        (r"(?:\d|1st) day", True),
        (r"(?:\d|one) day", False),
        (r"day(?: \d)?", False),
        (r"day(?!\d)", False),
        (r"(?<=\d )talks", True),
        (r"[\d:]+", False),
    ],
)
def test_digits_are_needed_where_no_way_goes_without(pattern, needed):
    assert needs_digit(pattern) is needed


@pytest.mark.parametrize("code", languages())
@given(data=st.data())
@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much], deadline=None)
def test_whatever_a_way_to_say_a_time_finds_has_what_it_needs(code, data):
    way = data.draw(st.sampled_from(languages()[code].times))
    forbidding_nothing = re.sub(r"\(\?<!(?:[^()]|\([^()]*\))*\)", "", way.regex.pattern)
    whole = forbidding_nothing.replace("(?<=", "(?:")  # what has to stand before it as a part of it
    said = data.draw(st.from_regex(whole, fullmatch=True))
    assert not way.pieces or any(piece in said for piece in way.pieces)
    assert not way.has_digit or any(char.isdecimal() for char in said)
