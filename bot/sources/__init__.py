"""Where a programme comes from: a file, or an address on the web of the schedule, or of a page that leads to it."""

from __future__ import annotations

import errno
import gc
import os
import re
import stat
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from bot import formats
from bot.core.programme import Programme
from bot.formats.content import MAX_BYTES, too_large
from bot.formats.problems import Problem, ProgrammeError, failure
from bot.formats.recognition import is_xml
from bot.sources.kept import keep, path_for, recall

if TYPE_CHECKING:
    from bot.sources.fetching import Fetched, Fetcher, Progress

STANDARD_INPUT = "standard input"  # what it is called in problems
MOST_CANDIDATES = 4  # addresses that a page leads to, and that are tried
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://")
_EXPORT = "schedule/export/schedule.json"
_SCHEDULE_FILE = re.compile(
    r"(?:schedule|programme?|fahrplan|calendar|agenda)[^/]*\.(?:json|xml|ics)(?:$|\?)", re.IGNORECASE
)

Loaded = tuple[Programme, tuple[Problem, ...]]
Read = Callable[[bytes, str], Loaded]


def load(
    source: str | Path,
    *,
    format: str | None = None,  # noqa: A002 - as the command line calls it
    timezone: str | None = None,
    allow_private: bool = False,
    progress: Progress | None = None,
    cache: Path | None = None,
) -> Loaded:
    """The programme in a file, in standard input ("-") or at an http(s) address, and warnings about it.

    `format` and `timezone` are those of `bot.formats.read`. `allow_private`: whether an address may redirect, or a page
    lead, to private and loopback addresses; the address that is given itself may always be one. `cache` is a folder in
    which programmes are kept as they were read, by their content. Raises ProgrammeError with all that is wrong.
    """
    read = reader(format, timezone, progress, cache)
    if str(source) == "-":
        return read(_read_input(), STANDARD_INPUT)
    address = address_in(source)
    if address is None:
        return read(_read_file(Path(source)), Path(source).name or str(source))
    from bot.sources.fetching import Fetcher  # the web's protocols take a while to load, and most sources are files

    return load_address(Fetcher(address, allow_private=allow_private, progress=progress), address, read)[0]


def address_in(source: str | Path) -> str | None:
    """The address on the web that the source is; None for a file or standard input."""
    text = str(source)
    scheme = _SCHEME.match(text)
    if scheme is None:
        return None
    return "https://" + text[scheme.end() :] if scheme[1].lower() in {"webcal", "webcals"} else text


def _read_file(path: Path) -> bytes:
    """Raises ProgrammeError; a file that is too large is not read."""
    name = path.name or str(path)
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise _not_a_file(name, found.st_mode)
        if found.st_size > MAX_BYTES:
            raise too_large(name)
        return path.read_bytes()
    except FileNotFoundError:
        raise _not_there(path, name) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        if getattr(error, "errno", None) == errno.ELOOP:
            raise failure(name, "is a link that leads in a circle", "name the file itself") from None
        raise failure(name, f"cannot be read: {reason}", "check its name and its permissions") from error


def _read_input() -> bytes:
    """Standard input, no more of it than a programme may have."""
    data = sys.stdin.buffer.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise too_large(STANDARD_INPUT)
    return data


def _not_a_file(name: str, mode: int) -> ProgrammeError:
    if stat.S_ISDIR(mode):
        return failure(name, "is a folder", "name the programme file in it")
    return failure(name, "is not a file", "name a programme file")


def _not_there(path: Path, name: str) -> ProgrammeError:
    if path.is_symlink():
        return failure(name, f"is a link to {path.readlink()}, which is not there", "mend the link")
    looks_like_address = re.match(r"[\w-]+\.[a-z]{2,}/", str(path))
    advice = "begin an address on the web with https://" if looks_like_address else "check the name"
    return failure(name, f"is not there (looked in {path.parent.absolute()})", advice)


def reader(wanted: str | None, timezone: str | None, progress: Progress | None, cache: Path | None) -> Read:
    """What reads the content of a file of some name, or recalls what it read before."""

    def read(data: bytes, name: str) -> Loaded:
        kept = path_for(cache, data, name, wanted, timezone) if cache else None
        found = recall(kept, name) if kept else None
        if found:
            return found
        told = None if progress is None else lambda done: progress("read", done)
        programme, warnings = formats.read(data, name, format=wanted, timezone=timezone, progress=told)
        if not gc.isenabled():  # as while we start: the file's tree, as large as the programme, would stay for good
            gc.collect()
        if kept:
            keep(kept, programme, warnings)
        return programme, warnings

    return read


def load_address(fetcher: Fetcher, address: str, read: Read) -> tuple[Loaded, Fetched]:
    """The programme at the address, or the fullest one among it and what the page there leads to; and the answer that
    held it, under the address that was asked for it."""
    fetched = fetcher.fetch(address)
    found, refused = [], None
    for candidate in _find_candidates(fetched):
        try:
            leading = fetcher.fetch(candidate)
            found.append((read(leading.data, leading.address), replace(leading, address=candidate)))
        except ProgrammeError:
            continue  # only a hint; what is wrong with the page itself is told
    try:
        found.append((read(fetched.data, fetched.address), replace(fetched, address=address)))
    except ProgrammeError as error:
        refused = error
    if found:  # of several as full, what the page leads to first
        return max(found, key=lambda each: len(each[0][0].sessions))
    raise refused or failure(address, "holds no programme")


def _find_candidates(fetched: Fetched) -> list[str]:
    """Addresses at which the schedule of a page may be: what it names itself, and where pretalx has it."""
    head = fetched.data[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not head.startswith(b"<") or is_xml(fetched.data):
        return []
    from bot.formats.page import find_links  # loads an HTML parser

    text = fetched.data.decode("utf-8", "replace")
    exports, others = [], []
    for link in find_links(text, fetched.address):
        path = urlsplit(link.address).path
        if path.endswith(_EXPORT) or (link.role == "alternate" and "/wp-json/wp/v2/" in link.address):
            exports.append(link.address)
        elif _SCHEDULE_FILE.search(path) or (link.role == "alternate" and link.kind == "text/calendar"):
            others.append(link.address)
    if "pretalx" in text.lower():
        exports += _exports_of_pretalx(fetched.address)
    found = dict.fromkeys(each for each in (*exports, *others) if each != fetched.address)
    return list(found)[:MOST_CANDIDATES]


def _exports_of_pretalx(address: str) -> Iterator[str]:
    """Where an event's export is, seen from any of its pages: the event is the first part of the path, as a rule."""
    parts = [part for part in urlsplit(address).path.split("/") if part]
    for part in parts[:2]:
        yield urljoin(address, f"/{'/'.join(parts[: parts.index(part) + 1])}/{_EXPORT}")


def save(data: bytes, path: Path) -> None:
    """Write `data` to a file in one step: it is there whole, or as it was before. Raises OSError."""
    with tempfile.NamedTemporaryFile(dir=path.absolute().parent, prefix=f".{path.name}.", delete=False) as file:
        try:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
            Path(file.name).chmod(path.stat().st_mode & 0o777 if path.exists() else 0o644)
            Path(file.name).replace(path)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise
