"""How our bot grows with the programme: whole questions, suggestions while typing, building the index, and memory.

Each size is measured in a process of its own: our seed programme, real ones of ../shared where it is there, and larger
ones made of these. The languages are read once, whatever the programme is, and told apart from its index. SQLite's FTS5
(porter) is asked the same look-up questions in the same process, right after ours: with every word of them, and once
more with those words picked that tell something (see `rivals`). Whole questions are these look-ups and, whatever they
ask about, the questions of all sets in tests/questions.

python -m benchmarks.growth         the figures
python -m benchmarks.growth --plot  and benchmarks/growth.svg; pip install -e '.[benchmark]' first
"""

import argparse
import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import psutil

from benchmarks.lookups import lookups
from benchmarks.questions import OWN, ROOT, SHARED
from benchmarks.rivals import Fts5Porter, Fts5PorterPicked
from bot import sources
from bot.clock import SimulatedClock
from bot.core.lexicon import languages
from bot.core.programme import Programme, Room, Session, Speaker
from bot.desk import Desk
from bot.memory import collect_only_what_comes

REAL = (
    ROOT / "programme.yaml",
    SHARED / "programmes/europython-2024-schedule.json",
    SHARED / "programmes/fosdem-2026-schedule.xml",
)
MADE = (3_000, 10_000)
EACH_KIND = 60
PLOT = ROOT / "benchmarks/growth.svg"
FIGURES = {
    "answer, median (ms)": "ms", "answer, p99 (ms)": "ms", "look-up, median (ms)": "ms", "look-up, p99 (ms)": "ms",
    "FTS5 porter, median (ms)": "ms", "FTS5 porter, p99 (ms)": "ms", "look-up, median, ratio to FTS5": "",
    "FTS5, words picked, median (ms)": "ms", "look-up, median, ratio to that": "",
    "suggestions, p99 (ms)": "ms", "languages, once (s)": "s", "index (s)": "s", "FTS5 porter, index (s)": "s",
    "memory (MB)": "MB",
}  # fmt: skip
PANELS = {
    "Time to answer": (
        "ms", ("answer, median (ms)", "answer, p99 (ms)", "FTS5 porter, median (ms)", "FTS5 porter, p99 (ms)"),
    ),
    "Suggestions while typing": ("ms", ("suggestions, p99 (ms)",)),
    "Building the index": ("s", ("index (s)", "FTS5 porter, index (s)")),
    "Memory of the process": ("MB", ("memory (MB)",)),
}  # fmt: skip


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--plot", action="store_true", help=f"draw {PLOT.name}")
    plot = parser.parse_args().plot
    with tempfile.TemporaryDirectory() as folder:
        measured = [measure_apart(path) for path in programmes(Path(folder))]
    print(f"{'sessions':32}" + "".join(f"{one['sessions']:>10,}" for one in measured))
    for figure in FIGURES:
        print(f"{figure:32}" + "".join(f"{one[figure]:10.2f}" for one in measured))
    if plot:
        draw(measured)


def programmes(folder):
    """Files of programmes, smallest first; the larger ones are written into the folder."""
    real = [path for path in REAL if path.is_file()]
    yield from real
    if len(real) == len(REAL):
        known = [sources.load(path)[0] for path in sorted((SHARED / "programmes").glob("*-schedule.*"))]
        for count in MADE:
            path = folder / f"{count}.json"
            path.write_text(enlarge(known, count).model_dump_json(), "utf-8")
            yield path


def enlarge(known, count):
    """A programme of so many sessions: the real ones, then ones that begin as one of them and end as another.

    They are spread over ten days, each of ten slots of three quarters of an hour.
    """
    generator = random.Random(5)  # noqa: S311 - no secrets
    rooms = sorted({room for programme in known for session in programme.sessions for room in session.rooms})
    rooms = [*rooms, *(f"Room {number}" for number in range(1, count // 100 + 1))][: max(count // 100, 1)]
    everything = [
        (session, tuple(speaker.name for speaker in programme.speakers_of(session)))
        for programme in known
        for session in programme.sessions
    ]
    speakers = {}
    sessions = []
    for number in range(count):
        content, names = everything[number] if number < len(everything) else crossed(everything, generator)
        for name in names:
            speakers.setdefault(name, Speaker(id=f"s{len(speakers)}", name=name))
        slot = number % 100
        start = datetime(2030, 6, 1 + slot // 10, 9, tzinfo=UTC) + timedelta(minutes=45) * (slot % 10)
        placed = {
            "id": f"{number}", "start": start, "end": start + timedelta(minutes=45), "day": date(2030, 6, start.day),
            "rooms": (rooms[number // 100],), "speakers": tuple(dict.fromkeys(speakers[name].id for name in names)),
            "previous_start": None, "end_known": True,
        }  # fmt: skip
        sessions.append(Session.model_construct(**(content.__dict__ | placed)))
    return Programme(
        title="A large conference",
        timezone="Europe/Paris",
        rooms=tuple(Room(name=room) for room in rooms),
        speakers=tuple(speakers.values()),
        sessions=tuple(sorted(sessions, key=lambda session: session.start)),
    )


def crossed(everything, generator):
    """A session that begins as one and ends as another, with a speaker of one's first name and the other's last."""
    (one, first), (other, last) = generator.choice(everything), generator.choice(everything)
    title = half(one.title, 0) + half(other.title, 1)
    abstract = half(one.abstract, 0) + half(other.abstract, 1)
    names = [f"{first[0].split()[0]} {last[0].split()[-1]}"] if first and last else []
    return one.model_copy(update={"title": " ".join(title) or one.title, "abstract": " ".join(abstract)}), names


def half(text, which):
    words = text.split()
    middle = (len(words) + 1) // 2
    return words[middle:] if which else words[:middle]


def measure_apart(path):
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.growth", path], cwd=ROOT, check=True, stdout=subprocess.PIPE
    )
    return json.loads(done.stdout)


def measure(path):
    """What `FIGURES` names, and the number of sessions."""
    programme = sources.load(path)[0] if path in REAL else Programme.model_validate_json(path.read_bytes())
    begun = time.thread_time()
    languages()
    learnt = time.thread_time() - begun
    clock = SimulatedClock(programme.sessions[len(programme.sessions) // 2].start, speed=0)
    begun = time.thread_time()
    desk = Desk(programme, clock)
    index = time.thread_time() - begun
    collect_only_what_comes()
    looked_up = [question.text for question in lookups(programme, EACH_KIND)]
    others = [json.loads(line)["q"] for path in sorted(OWN.glob("*.jsonl")) for line in path.open(encoding="utf-8")]

    def answer(question):
        desk.text_of(desk.ask(question))

    answer("What's next?")  # what is loaded with the first answer
    own, rest = times(answer, looked_up), times(answer, others)
    typed = [
        text[:length]
        for session in programme.sessions[:: max(1, len(programme.sessions) // 100)]
        for text in (session.title, *(speaker.name for speaker in programme.speakers_of(session)))
        for length in range(0, min(len(text), 20), 3)
    ]
    suggested = times(lambda text: (desk.suggest_talks(text), desk.suggest_speakers(text)), typed)
    memory = psutil.Process().memory_info().rss
    begun = time.thread_time()
    rival = Fts5Porter(programme)
    rival_index = time.thread_time() - begun
    found, picked = times(rival.find, looked_up), times(Fts5PorterPicked(programme).find, looked_up)
    figures = (
        median([*own, *rest]), p99([*own, *rest]), median(own), p99(own), median(found), p99(found),
        median(own) / median(found), median(picked), median(own) / median(picked),
        p99(suggested), learnt, index, rival_index, memory / 1e6,
    )  # fmt: skip
    return {"sessions": len(programme.sessions), **dict(zip(FIGURES, figures, strict=True))}


def times(what, texts):
    """Milliseconds that it takes on each of the texts."""
    found = []
    for text in texts:
        begun = time.thread_time()
        what(text)
        found.append(1000 * (time.thread_time() - begun))
    return found


def median(values):
    return statistics.median(values)


def p99(values):
    return sorted(values)[int(0.99 * len(values))]


def draw(measured):
    import matplotlib as mpl
    from matplotlib import pyplot as plt

    mpl.use("svg")
    mpl.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "growth", "font.size": 9})
    figure, axes = plt.subplots(2, 2, figsize=(9, 6), layout="constrained")
    for axis, (title, (unit, names)) in zip(axes.flat, PANELS.items(), strict=True):
        for name in names:
            axis.plot(
                [one["sessions"] for one in measured],
                [one[name] for one in measured],
                marker="o",
                linestyle="--" if "FTS5" in name else "-",
                label=name.rpartition(" (")[0],
            )
        axis.set(title=title, xlabel="sessions", ylabel=unit, xscale="log", yscale="log")
        axis.grid(visible=True, alpha=0.3)
        axis.legend(fontsize=8)
    figure.savefig(PLOT, metadata={"Date": None})


if __name__ == "__main__":
    if len(sys.argv) == 2 and Path(sys.argv[1]).is_file():
        print(json.dumps(measure(Path(sys.argv[1]))))
    else:
        main()
