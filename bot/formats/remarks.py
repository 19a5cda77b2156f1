"""What is said about a programme file's form while it becomes a programme: at which location, and how grave."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

from bot.formats.problems import Severity, did_you_mean
from bot.formats.yaml_tree import Location

MOST_PROPOSALS = 200  # each is a search through all the names; who has more got a list wrong, not its names


class Remark(NamedTuple):
    """What was found at a location of the form, and what would do."""

    location: Location
    found: str
    advice: str
    severity: Severity = Severity.ERROR


class Remarks:
    """Collects remarks. `broken` are locations that hold a stand-in for what could not be read; they get none."""

    def __init__(self, broken: Collection[Location]) -> None:
        self.broken = frozenset(broken)
        self.all: list[Remark] = []
        self._proposals = 0

    def propose(self, name: str, known: Iterable[str], otherwise: str) -> str:
        """Advice on a name that is not known: the nearest one that is, else `otherwise`."""
        self._proposals += 1
        return (self._proposals <= MOST_PROPOSALS and did_you_mean(name, known)) or otherwise

    def refuse(self, location: Location, found: str, advice: str) -> None:
        """Note an error: the file cannot be used."""
        self._add(Remark(location, found, advice))

    def warn(self, location: Location, found: str, advice: str) -> None:
        """Note what is odd, and yet may be meant."""
        self._add(Remark(location, found, advice, Severity.WARNING))

    def is_broken(self, location: Location) -> bool:
        """Whether `location`, or anything around it, could not be read."""
        return bool(self.broken) and any(location[:length] in self.broken for length in range(1, len(location) + 1))

    def has_broken_names(self, section: str) -> bool:
        """Whether a name in the section 'speakers' or 'rooms' could not be read, so that no name is surely unknown."""
        return any(where[0] == section and (len(where) < 3 or where[-1] == "name") for where in self.broken)

    @property
    def any_refused(self) -> bool:
        return any(remark.severity is Severity.ERROR for remark in self.all)

    def _add(self, remark: Remark) -> None:
        if not self.is_broken(remark.location):
            self.all.append(remark)
