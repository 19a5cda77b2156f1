"""Reading real programmes: ours beside the bare parser of each format, the second time from the cache, and memory;
and how long it takes to ask one thing of it then, with what that time is spent on.

Each file is read in a process of its own, so that loading our code and its libraries counts too. Files are those named
as arguments, else real ones beside the project if they are there, and the samples of the tests:
python benchmarks/imports.py [FILE …]
"""

import gc
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from xml.etree import ElementTree as ET

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared" / "programmes"
SAMPLES = ROOT / "tests" / "formats" / "samples"
RUNS = 3


def main():
    given = [Path(name) for name in sys.argv[1:]]
    found = given or sorted(path for folder in (SHARED, SAMPLES) if folder.exists() for path in folder.glob("*.[jxi]*"))
    heads = ("file", "MB", "sessions", "bare parser", "ours", "from cache", "most memory")
    steps = ("ask", "code", "programme", "index", "answer")
    print("{:40}{:>7}{:>10}{:>13}{:>9}{:>12}{:>13}".format(*heads) + "".join(f"{step:>11}" for step in steps))
    for path in found:
        runs = [measure(path) for _ in range(RUNS)]
        best = {key: min(run[key] for run in runs) for key in runs[0]}
        print(
            f"{path.name:40}{path.stat().st_size / 1e6:7.2f}{best['sessions']:10}{best['bare']:11.2f} s"
            f"{best['ours']:7.2f} s{best['cached']:10.2f} s{best['memory'] / 1e6:10.0f} MB"
            + "".join(f"{best[step]:9.2f} s" for step in steps)
        )


def measure(path):
    """Seconds that each way takes, and bytes that ours took at most."""
    with tempfile.TemporaryDirectory() as cache:
        bare = run("bare", path, cache)
        ours = run("ours", path, cache)
        cached = run("ours", path, cache)
        asked = run("ask", path, cache)
    return {
        "sessions": ours["sessions"],
        "bare": bare["seconds"],
        "ours": ours["seconds"],
        "cached": cached["seconds"],
        "memory": ours["memory"],
        **asked,
        "ask": asked["seconds"],
    }


def run(way, path, cache):
    begun = time.perf_counter()
    done = subprocess.run(
        [sys.executable, __file__, f"--{way}", path, cache], capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout) | {"seconds": time.perf_counter() - begun}


def read_bare(path):
    """What there is to pick instead: the format's parser, whose output is still to be understood."""
    if path.suffix == ".xml":
        return len(list(ET.parse(path).iter("event")))  # noqa: S314 - our own files
    if path.suffix == ".ics":
        import icalendar

        return len(icalendar.Calendar.from_ical(path.read_bytes()).walk("VEVENT"))
    return len(json.loads(path.read_bytes()))


def read_ours(path, cache):
    from bot import sources

    programme, _ = sources.load(path, cache=cache)
    return len(programme.sessions)


def ask(path, cache):
    """Seconds of each step of `python -m bot ask`, in its order."""
    gc.disable()  # as it does
    at = [time.perf_counter()]
    from bot import cli, sources

    at.append(time.perf_counter())
    programme, _ = sources.load(path, cache=cache)
    at.append(time.perf_counter())
    desk = cli.Desk(programme, cli.SimulatedClock(cli.opening_hour(programme), speed=0))
    at.append(time.perf_counter())
    desk.text_of(desk.ask("what is next?"))
    at.append(time.perf_counter())
    steps = ("code", "programme", "index", "answer")
    return {step: after - before for step, before, after in zip(steps, at, at[1:], strict=False)}


def do(way, path, cache):
    """What this process was started for."""
    if way == "--ask":
        return ask(path, cache)
    sessions = read_bare(path) if way == "--bare" else read_ours(path, cache)
    return {"sessions": sessions, "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}


if __name__ == "__main__":
    if len(sys.argv) == 4 and sys.argv[1] in {"--bare", "--ours", "--ask"}:
        print(json.dumps(do(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))))
    else:
        main()
