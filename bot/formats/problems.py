"""What is wrong with a file: where, what was found, what would do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import fuzz, process

MOST_PROBLEMS = 1000  # of one file; who has more mends these first
LONGEST_QUOTE = 60
NEAR_ENOUGH = 65  # of 100: one slip in a word of three letters, two in one of six


class Severity(StrEnum):
    """Whether the file can be used all the same."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong. Its text is one line, such as
    `programme.yaml:42: session 'vector-search': start '25:10' is not a time; write it like '09:30'`.
    """

    file: str
    line: int | None  # from 1; None if it is about the file as a whole
    where: str  # the part of the file, such as "session 'vector-search'"; empty if it is about the file as a whole
    found: str
    advice: str = ""
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        warning = "warning" if self.severity is Severity.WARNING else ""
        sentence = f"{self.found}; {self.advice}" if self.advice else self.found
        return ": ".join(part for part in (place, warning, self.where, sentence) if part)


class ProgrammeError(Exception):
    """A programme that cannot be used. `problems` are all of its problems, warnings too, in file order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


def failure(name: str, found: str, advice: str = "") -> ProgrammeError:
    """The error for a whole file, or address, of which nothing can be read."""
    return ProgrammeError([Problem(name, None, "", found, advice)])


def quoted(text: str) -> str:
    """The text in quotes, on one line, cut at 60 characters, with nothing in it that a terminal would act on."""
    line = " ".join(text.split())
    if len(line) > LONGEST_QUOTE:
        line = f"{line[: LONGEST_QUOTE - 1]}…"
    return "'" + "".join(mark if mark.isprintable() else f"\\x{ord(mark):02x}" for mark in line) + "'"


def find_nearest(word: str, known: Iterable[str]) -> str:
    """The known word that is nearest to this one, letter case aside; empty if none is near."""
    nearest = process.extractOne(word, list(known), scorer=fuzz.ratio, processor=str.casefold, score_cutoff=NEAR_ENOUGH)
    return nearest[0] if nearest else ""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Advice with the nearest known word; empty if none is near."""
    nearest = find_nearest(word, known)
    return f"did you mean {quoted(nearest)}?" if nearest else ""
