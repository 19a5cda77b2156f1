import re
from pathlib import Path
from string import Formatter

import pytest

from bot.core import lexicon
from bot.core.lexicon import expand, glossary, kind_words, known_words, languages, small_words


def test_expand_without_alternatives_is_the_phrase():
    assert list(expand("up  next")) == ["up next"]


def test_expand_of_nested_choices_gives_each():
    assert list(expand("(what|who) is (on|next)")) == ["what is on", "what is next", "who is on", "who is next"]


def phrases_of(branch, begun=()):
    """All phrases with their cues that a tree holds."""
    yield from ((" ".join(begun), cue) for cue in branch.cues)
    for word, following in branch.following.items():
        yield from phrases_of(following, (*begun, word))


def test_patterns_that_share_words_grow_into_all_their_phrases_and_no_others():
    patterns = [
        ("one", "(what|who) is (on|up) (now|today|)"),
        ("two", "who is on now"),
        ("three", "what (is (on|off)|was) now or never"),
        ("four", "(what|who) is"),
        ("one", "(|so) (what|who) is on"),
    ]
    root = lexicon.Branch()
    ends = {cue: lexicon.Branch(cues=(cue,), shared=True) for cue, _ in patterns}
    for cue, pattern in patterns:
        parts = [[tuple(way.split()) for way, _ in ways] for ways in lexicon._spellings(pattern)]
        lexicon._Grower(ends[cue], parts).grow(root)
    assert set(phrases_of(root)) == {(phrase, cue) for cue, pattern in patterns for phrase in expand(pattern)}


def test_apostrophes_may_be_left_out_but_for_one_at_the_end():
    assert [[way for way, _ in ways] for ways in lexicon._spellings("what's on")] == [["what's", "whats"], ["on"]]
    assert [[way for way, _ in ways] for ways in lexicon._spellings("parle d'")] == [["parle"], ["d'"]]
    assert [[way for way, _ in ways] for ways in lexicon._spellings("qu'on dit d'")] == [
        ["qu'on", "quon"], ["dit"], ["d'", "d"],
    ]  # fmt: skip


def test_languages_are_those_of_the_files():
    assert sorted(languages()) == ["en", "fr"]


def test_all_languages_have_the_same_sentences_and_places():
    def places(sentence):
        return sorted({name for _, name, _, _ in Formatter().parse(sentence) if name})

    english = {name: places(text) for name, text in languages()["en"].sentences.items()}
    for language in languages().values():
        own = {name: places(text) for name, text in language.sentences.items()}
        assert own.keys() - {name for name in own if name.startswith(("commands", "options"))} == english.keys() - {
            name for name in english if name.startswith(("commands", "options"))
        }
        assert {name: own[name] for name in own.keys() & english.keys()} == {
            name: english[name] for name in own.keys() & english.keys()
        }


def test_every_cue_is_in_every_language():
    def cues(branch):
        found = set(branch.cues)
        for following in branch.following.values():
            found |= cues(following)
        return found

    both = [cues(language.phrases) for language in languages().values()]
    assert both[0] ^ both[1] <= {"from_time", "by_time", "rest", "order"}


def test_small_words_of_one_language_are_known_in_all():
    assert (
        {"the", "le", "l'"}
        <= small_words()
        <= known_words() | {"'s", "'ll", "'re", "'ve", "'d", "'m", "'t"} | small_words()
    )


def test_kind_words_are_of_all_languages():
    assert {"lunch", "dejeuner"} <= kind_words("lunch")


def test_glossary_gives_the_word_itself_where_its_stem_is_that_of_another():
    assert "=train" in glossary()["railway"]
    assert "train" not in glossary()["railway"]
    assert "rail" in glossary()["train"]


def test_glossary_goes_both_ways():
    words = glossary()
    assert ("bahn" in words["rail"], "rail" in words["bahn"]) == (True, True)
    assert {other.removeprefix("=") for others in words.values() for other in others} <= words.keys()


@pytest.mark.parametrize("code", ["en", "fr"])
def test_time_patterns_compile_with_their_places_filled(code):
    assert all("{" not in re.sub(r"\{\d+(,\d*)?\}", "", one.regex.pattern) for one in languages()[code].times)


def test_everyday_words_are_sorted_and_found():
    text = (Path(lexicon.__file__).parent / "languages" / "everyday.txt").read_text("ascii")
    words = [line for line in text.splitlines() if not line.startswith("#")]
    assert words == sorted(set(words))
    assert all(map(lexicon.is_word, words))
    assert not any(map(lexicon.is_word, ("", "\n", "aaaa", "zzzzz", words[0] + "q", words[-1] + "q", "gusack")))
