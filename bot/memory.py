"""The process's memory: what is collected, and what is given back to the machine."""

from __future__ import annotations

import asyncio
import ctypes
import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

_M_ARENA_MAX = -8  # in glibc's malloc.h
_SOON = 5.0  # seconds


def collect_only_what_comes() -> None:
    """Collect garbage, but not in the programme, which lives as long as we do: that took longer than answering."""
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)  # more would be as fast, and let 25 MB of garbage gather
    gc.enable()


@contextmanager
def uncollected() -> Iterator[None]:
    """Let garbage gather meanwhile: where much is made that stays, looking for garbage takes a tenth of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def share() -> None:
    """Let all threads take from one store, of which more can be given back; to be called before there are any.

    glibc gives each a store of its own, though only one of ours works at a time.
    https://man7.org/linux/man-pages/man3/mallopt.3.html
    """
    library = _c_library()
    if library is not None:
        library.mallopt(_M_ARENA_MAX, 1)


def give_back_soon() -> None:
    """Give back what is free in some seconds, when what is not needed any more has been dropped."""
    asyncio.get_running_loop().call_later(_SOON, give_back)


def give_back() -> None:
    """Give back what is free between what is used, if the C library can; takes some milliseconds.

    Each change of the programme leaves the old one's index behind, and each reading of its file a copy, in pieces that
    glibc keeps by itself.
    https://man7.org/linux/man-pages/man3/malloc_trim.3.html
    """
    library = _c_library()
    if library is not None:
        library.malloc_trim(0)


@cache
def _c_library() -> ctypes.CDLL | None:
    """The C library, if it is glibc."""
    if not sys.platform.startswith("linux"):
        return None
    library = ctypes.CDLL(None)
    return library if hasattr(library, "malloc_trim") else None
