import pytest

from bot.core.reading.rambling import find_asked

TOLD = "we left at dawn and my left boot lost its heel somewhere on the old bridge, such a pity, "


def test_a_short_text_has_nothing_apart():
    assert find_asked("my feet hurt, where is the opening?") is None


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        (TOLD + "so when does she speak? I would hate to miss it", "so when does she speak"),
        (TOLD + "could you tell me where the opening is, because I am lost", "could you tell me where the opening is"),
        (TOLD + "and my aunt wants to know when lunch is, you see?", "when lunch is"),
        (TOLD + "when is it, and where is it? Thanks", "when is it, and where is it"),
        (TOLD + "thanks for all of this and good night to you and to everybody in the house", None),
    ],
)
def test_the_question_is_found_amid_what_is_told(text, asked):
    found = find_asked(text)
    assert (found.text if found else None) == asked


def test_the_nearest_clause_before_comes_first():
    assert find_asked(TOLD + "she is called Ada, when is it?").before[:2] == ("she is called Ada", "such a pity")
