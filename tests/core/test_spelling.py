from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from bot.core.spelling import Shelves, closest, slips

WORDS = st.lists(st.text("abcde", min_size=1, max_size=8), max_size=30)


def test_slips_grow_with_the_word():
    assert [slips("a" * length) for length in (4, 5, 7, 8, 20)] == [0, 1, 1, 2, 2]


def test_closest_of_nothing_is_nothing():
    assert closest("word", [], 2) == []


@given(st.text("abcde", min_size=1, max_size=8), WORDS)
def test_closest_are_those_at_the_least_distance(word, others):
    distances = {other: OSA.distance(word, other) for other in others}
    least = min([distance for distance in distances.values() if distance <= 2], default=None)
    expected = [other for other in others if distances[other] == least]
    assert sorted(closest(word, others, 2)) == sorted(expected[:8]) or len(expected) > 8


def test_shelves_prefer_the_same_first_letter():
    shelves = Shelves(["matrix", "tatrix", ""])
    assert shelves.near("natrix", 1) == []
    assert sorted(shelves.near("natrix", 1, any_start=True)) == ["matrix", "tatrix"]
    assert shelves.near("matrx", 1, any_start=True) == ["matrix"]
