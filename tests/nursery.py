"""Bot processes that start in a blink: one interpreter loads everything, and each bot is a fork of it.

What a bot does from then on is what `python -m bot` does, in a process of its own that can be killed.
"""

import asyncio
import contextlib
import ctypes
import gc
import json
import os
import signal
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
PR_SET_PDEATHSIG = 1


class Nursery:
    """Starts bots. `async with` it; at its end all of them are gone."""

    async def __aenter__(self):
        self._mother = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.nursery",
            cwd=ROOT,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        self.turn = asyncio.Lock()  # held while the mother is asked
        self.quiet = asyncio.Lock()  # for who wants no other bot to start meanwhile
        await self._mother.stdout.readline()
        return self

    async def __aexit__(self, *_):
        self._mother.terminate()
        await self._mother.communicate()

    async def start(self, folder, arguments, environment, log="log"):
        """The number of a new bot process that runs with these arguments and variables in `folder`."""
        order = {"folder": str(folder), "arguments": list(arguments), "environment": environment, "log": log}
        async with self.turn:
            self._mother.stdin.write(json.dumps(order).encode() + b"\n")
            return int(await self._mother.stdout.readline())


async def kill(number):
    """End a process as abruptly as can be, and return once it is gone."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(number, signal.SIGKILL)
    await gone(number)


async def gone(number, seconds=10):
    end = time.monotonic() + seconds
    while is_alive(number):
        assert time.monotonic() < end, f"process {number} lives"
        await asyncio.sleep(0.002)


def is_alive(number):
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return True


def main():
    import bot.chat.client
    import bot.duty
    import bot.sandbox.server  # noqa: F401 - `rehearsal` is loaded with the command line
    from bot.cli import main as run

    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # who has ended leaves at once
    mother = os.getpid()
    print("ready", flush=True)  # noqa: T201
    for line in sys.stdin:
        number = os.fork()
        if number == 0:
            _become(json.loads(line), mother)
            run()
        print(number, flush=True)  # noqa: T201


def _become(order, mother):
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != mother:
        os._exit(1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.chdir(order["folder"])
    os.environ.update(order["environment"])
    sys.argv = ["workshop-bot", *order["arguments"]]
    log = os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(log, 1)
    os.dup2(log, 2)


if __name__ == "__main__":
    main()
