"""What goes wrong while a file is read: problems in file order; the same thing met a hundred times is told once."""

from __future__ import annotations

from collections.abc import Callable

from bot.formats.problems import Problem, ProgrammeError, Severity

MOST_SESSIONS = 4000  # a very large conference has 1,000
MOST_PROBLEMS = 200  # of one file; who has more begins with these


class Report:
    """Problems of the file called `file`. A `line` counts from 1; `where` is a path such as `days[1].rooms.Aula[3]`.

    `progress` is told, from 0 to 1, how much of a long source is read.
    """

    def __init__(self, file: str, progress: Callable[[float], None] | None = None) -> None:
        self.file = file
        self._progress = progress
        self._problems: list[Problem] = []
        self._repeated: dict[tuple[str, str], list[tuple[str, int | None]]] = {}
        self._errors = 0

    def advance(self, done: int, of: int) -> None:
        """Tell whoever waits how far the reading is: `done` parts of all."""
        if self._progress and of:
            self._progress(min(1.0, done / of))

    def error(self, where: str, found: str, advice: str = "", line: int | None = None) -> None:
        self._errors += 1
        if self._errors <= MOST_PROBLEMS:
            self._problems.append(Problem(self.file, line, where, found, advice))

    def warn(self, where: str, found: str, advice: str = "", line: int | None = None) -> None:
        self._problems.append(Problem(self.file, line, where, found, advice, Severity.WARNING))

    def repeat(self, where: str, found: str, advice: str = "", line: int | None = None) -> None:
        """A warning that may come many times: told once, with the first place and how often it came."""
        self._repeated.setdefault((found, advice), []).append((where, line))

    def limit(self, count: int, of: str) -> None:
        """Raise ProgrammeError if there are more sessions than a programme has."""
        if count > MOST_SESSIONS:
            raise self.give_up("", f"holds more than {MOST_SESSIONS:,} {of}", "is it the right file?")

    def give_up(self, where: str, found: str, advice: str = "", line: int | None = None) -> ProgrammeError:
        """The error to raise where nothing further can be read."""
        self.error(where, found, advice, line)
        return ProgrammeError(self.problems)

    @property
    def problems(self) -> tuple[Problem, ...]:
        gathered = list(self._problems)
        if self._errors > MOST_PROBLEMS:
            gathered.append(Problem(self.file, None, "", f"{self._errors - MOST_PROBLEMS} more errors are not shown"))
        for (found, advice), places in self._repeated.items():
            where, line = places[0]
            times = f" (and {len(places) - 1} more)" if len(places) > 1 else ""
            gathered.append(Problem(self.file, line, where, f"{found}{times}", advice, Severity.WARNING))
        return tuple(gathered)

    def raise_errors(self) -> None:
        """Raise ProgrammeError with all problems if any is an error."""
        if self._errors:
            raise ProgrammeError(self.problems)
