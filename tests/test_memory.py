"""What the process gives back to the machine."""

import gc
import subprocess
import sys

import pytest

from bot import memory

PIECES = """
import psutil
from bot.memory import give_back

def resident():
    return psutil.Process().memory_info().rss

pieces = [bytes(5_000) for _ in range(20_000)]  # 100 MB
kept = pieces[::400]
del pieces
before = resident()
give_back()
print(before - resident())
"""

# A thread's store begins where 64 MB do, and what of these is not used yet follows, locked: so do no other regions.
THREADS = """
import sys, threading
from bot.memory import share

STORE = 64 << 20
if "share" in sys.argv:
    share()
kept = []
thread = threading.Thread(target=lambda: kept.extend(bytes(5_000) for _ in range(1_000)))
thread.start()
thread.join()
with open("/proc/self/maps") as file:
    lines = [line.split() for line in file]
regions = [(*(int(edge, 16) for edge in line[0].split("-")), line[1]) for line in lines]
print(
    sum(
        (used, then) == ("rw-p", "---p") and not begin % STORE and end == rest and not last % STORE
        for (begin, end, used), (rest, last, then) in zip(regions, regions[1:])
    )
)
"""


@pytest.mark.skipif(memory._c_library() is None, reason="only glibc gives back")
def test_what_is_free_between_pieces_that_are_used_is_given_back():
    done = subprocess.run([sys.executable, "-c", PIECES], check=True, capture_output=True, text=True)
    assert int(done.stdout) > 50_000_000


@pytest.mark.skipif(memory._c_library() is None, reason="only glibc has several stores")
def test_threads_take_from_one_store():
    def stores_of_threads(*arguments):
        done = subprocess.run([sys.executable, "-c", THREADS, *arguments], check=True, capture_output=True, text=True)
        return int(done.stdout)

    assert stores_of_threads() > 0
    assert stores_of_threads("share") == 0


def test_other_c_libraries_are_left_alone(monkeypatch):
    monkeypatch.setattr(memory, "_c_library", lambda: None)
    memory.give_back()
    memory.share()


def test_nothing_is_collected_while_much_is_made_that_stays():
    seen = []

    def make():
        with memory.uncollected():
            seen.append(gc.isenabled())
            with memory.uncollected():
                pass
            seen.append(gc.isenabled())
            raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        make()
    assert (seen, gc.isenabled()) == ([False, False], True)
