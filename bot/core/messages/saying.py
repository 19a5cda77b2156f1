"""The words by which people greet, speak of themselves, point at something or take back what they said."""

from __future__ import annotations

from bot.core.lexicon import language_table, languages

POLITE = frozenset({"hello", "thanks", "bye"})
_ASKING_LITTLE = frozenset({"hello", "it", "this", "them", "help", "exists"})


@language_table
def saying_little() -> tuple[frozenset[str], frozenset[str]]:
    """The words of all languages that are said to be polite and no more, and those that say nothing in front."""
    spoken = languages().values()
    return frozenset().union(*(one.courtesy for one in spoken)), frozenset().union(*(one.hedging for one in spoken))


@language_table
def remarking() -> frozenset[str]:
    """The words of all languages for how one likes an answer: "perfect"."""
    return frozenset().union(*(language.remarking for language in languages().values()))


@language_table
def pronouns() -> frozenset[str]:
    """The words of all languages that stand for somebody."""
    return frozenset().union(*(language.speaking for language in languages().values()))


@language_table
def relating() -> frozenset[str]:
    """The words of all languages with which what is around something begins, such as "after"."""
    return _words_of_cues(frozenset({"after", "before", "during"}))


@language_table
def askers() -> frozenset[str]:
    """The words of all languages by which askers speak of themselves."""
    return frozenset().union(*(language.asker for language in languages().values()))


@language_table
def asked_for() -> frozenset[str]:
    """The words of all languages that say whose coming or going it is: "my bus", "the train"."""
    return askers().union(*(language.vehicles for language in languages().values()))


@language_table
def asking_alone() -> frozenset[str]:
    """The words of all languages that ask for somebody or something, or stand for one of several."""
    spoken = languages().values()
    return frozenset().union(*(language.questioning | language.singled for language in spoken))


@language_table
def mending() -> frozenset[str]:
    """The words of all languages with which people take back what they said, such as "sorry"."""
    return frozenset().union(*(language.mending for language in languages().values()))


@language_table
def greeting() -> frozenset[str]:
    """The words of all languages that greet or thank."""
    return _words_of_cues(POLITE)


@language_table
def first_persons() -> frozenset[str]:
    """The words of all languages by which askers speak of themselves, and of nobody else."""
    return frozenset().union(*(language.ourselves | language.own for language in languages().values()))


@language_table
def staying() -> frozenset[str]:
    """The words of all languages that tell how the asker is: "stuck in traffic"."""
    return frozenset().union(*(language.staying - language.inside for language in languages().values()))


@language_table
def pointed() -> frozenset[str]:
    """The words of all languages with which what is named begins, such as "the"."""
    return frozenset().union(*(language.pointed for language in languages().values()))


@language_table
def opening_words() -> frozenset[str]:
    """The words of all languages with which a question is led up to, and that ask for nothing: "I was wondering"."""
    spoken = languages().values()
    said = greeting().union(*(one.small_words | one.hedging for one in spoken))
    begun = (item for one in spoken for item in one.phrases.following.items())
    return said.difference(word for word, branch in begun if not _ASKING_LITTLE.issuperset(branch.cues))


def _words_of_cues(cues: frozenset[str]) -> frozenset[str]:
    """The words of all languages that give one of the cues by themselves."""
    begun = (item for language in languages().values() for item in language.phrases.following.items())
    return frozenset(word for word, branch in begun if not cues.isdisjoint(branch.cues))
