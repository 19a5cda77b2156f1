"""A source that is watched: every version of a file or of an address on the web, as it appears."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import AsyncGenerator, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from bot.formats.problems import ProgrammeError
from bot.memory import give_back_soon
from bot.sources import Loaded, Read, address_in, load, load_address, reader

if TYPE_CHECKING:
    from bot.sources.fetching import Fetched, Fetcher

LOOK_AT_FILE = timedelta(seconds=0.5)
LONGEST_PAUSE = timedelta(minutes=5)  # between two questions to an address that does not answer
LOOKS_AT_A_LINK = 20  # at what a page led to, until the page is asked again where it leads

T = TypeVar("T")
State = tuple[int, ...] | None


async def versions(
    source: str | Path,
    *,
    every: timedelta = timedelta(seconds=30),
    format: str | None = None,  # noqa: A002 - as the command line calls it
    timezone: str | None = None,
    allow_private: bool = False,
    cache: Path | None = None,
) -> AsyncGenerator[Loaded | ProgrammeError, None]:
    """Each version of the source, the present one first: the programme with its warnings, or what is wrong with it.

    A file's change is noticed within two seconds, once it is written to the end. An address is asked `every` so often
    whether it has something new; while it cannot be reached it is asked less and less often, and that is told once. A
    version comes twice in succession only if something was wrong in between. Standard input has no versions. The
    other options are those of `load`. Runs until it is closed.
    """
    address = address_in(source)
    if address is not None:
        watched: _File | _Address = _Address(address, every, reader(format, timezone, None, cache), allow_private)
    elif str(source) == "-":
        return
    else:
        path = Path(source)
        watched = _File(path, lambda: load(path, format=format, timezone=timezone, cache=cache))
    last: Loaded | ProgrammeError | None = None
    while True:
        found = await _in_thread(watched.look)
        if found is not None:
            give_back_soon()
            if found != last or isinstance(found, ProgrammeError):
                last = found
                yield found
            found = None  # not kept beside the last one
        await asyncio.sleep(watched.pause.total_seconds())


class _File:
    """A file, looked at in short intervals. It is read when two looks have found it in the same state."""

    pause = LOOK_AT_FILE

    def __init__(self, path: Path, read: Callable[[], Loaded]) -> None:
        self._path, self._read = path, read
        self._seen: State | str = "nothing yet"
        self._known: State | str = "nothing yet"

    def look(self) -> Loaded | ProgrammeError | None:
        """What is there, None if nothing changed or something is changing just now."""
        before, self._seen = self._seen, self._state()
        if self._seen != before or self._seen == self._known:
            return None
        try:
            found: Loaded | ProgrammeError = self._read()
        except ProgrammeError as error:
            found = error
        if self._state() != self._seen:  # written while it was read
            return None
        self._known = self._seen
        return found

    def _state(self) -> State:
        """Something that differs when the file, or the one that it links to, was replaced or written to; None for no
        file. The time of change tells, too, of another mode and of a former time of writing set by a copy."""
        try:
            found = self._path.stat()
        except (OSError, ValueError):
            return None
        return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


class _Address:
    """An address, asked from time to time whether it has something new; or, if it is a page, where that leads to."""

    def __init__(self, address: str, every: timedelta, read: Read, allow_private: bool) -> None:
        self._address, self._every, self._read, self._allow_private = address, every, read, allow_private
        self._answer: Fetched | None = None  # the latest that was fetched, under the address that was asked for it
        self._found: Loaded | ProgrammeError | None = None  # what that held
        self._looks_at_link = 0
        self._failures = 0

    @property
    def pause(self) -> timedelta:
        """Until the next look; longer with each that failed."""
        longest = max(self._every, LONGEST_PAUSE)
        return min(longest, self._every * (1 << min(self._failures, 10)))

    def look(self) -> Loaded | ProgrammeError | None:
        """What is new there, or once more what was there before an outage; None for nothing."""
        try:
            found = self._load() if self._is_to_be_found() else self._load_if_new()
        except ProgrammeError as error:
            self._failures += 1
            return error if self._failures == 1 else None
        was_out, self._failures = self._failures > 0, 0
        if found is not None:
            self._found = found
        return self._found if was_out else found

    def _is_to_be_found(self) -> bool:
        """Whether the address itself is to be asked: what a page led to may be gone, or be there and out of date."""
        if self._answer is None:
            return True
        if self._answer.address == self._address:
            return False
        self._looks_at_link += 1
        return self._failures > 0 or self._looks_at_link % LOOKS_AT_A_LINK == 0

    def _load(self) -> Loaded:
        found, self._answer = load_address(self._fetcher(), self._address, self._read)
        return found

    def _load_if_new(self) -> Loaded | ProgrammeError | None:
        if self._answer is None:
            return self._load()
        answer = self._fetcher().fetch_if_new(self._answer)
        if answer is None or answer.data == self._answer.data:
            return None
        self._answer = replace(answer, address=self._answer.address)
        try:
            return self._read(answer.data, answer.address)
        except ProgrammeError as error:
            return error

    def _fetcher(self) -> Fetcher:
        from bot.sources.fetching import Fetcher  # see `load`; a new one each time, as it gives up after a while

        return Fetcher(self._address, allow_private=self._allow_private)


async def _in_thread(work: Callable[[], T]) -> T:
    """What `work` returns or raises; in a thread that nobody waits for at the end, as an address may take a minute."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[T] = loop.create_future()

    def tell(outcome: Callable[[], None]) -> None:
        with contextlib.suppress(RuntimeError):  # the loop is closed
            loop.call_soon_threadsafe(lambda: None if done.done() else outcome())

    def run() -> None:
        try:
            result = work()
        except Exception as error:  # noqa: BLE001 - whatever it is, it is the awaiting one's
            raised = error
            tell(lambda: done.set_exception(raised))
        else:
            tell(lambda: done.set_result(result))

    threading.Thread(target=run, name="watching", daemon=True).start()
    return await done
