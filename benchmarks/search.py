"""Looking a talk up: how often the first answer is right, and how long it takes; ours beside what one would pick.

Every engine is asked the same questions in the same run: those that `lookups` makes from each programme, and those of
question sets that look one talk up. Ours answers the whole question, to the last word of the reply; the others find a
session, most of them by words that were already picked for them (see `rivals`). Programmes and sets are those of this
repository, and of ../shared if it is there. The others are installed by pip install -e '.[benchmark]'.

python -m benchmarks.search                        how often right, and how long
python -m benchmarks.search --count 100 --errors   with more questions, and those where our first answer is not right
"""

import argparse
import statistics
import time
from collections import Counter

from benchmarks.lookups import lookups, written_lookups
from benchmarks.questions import OWN, SHARED, index_of
from benchmarks.rivals import RIVALS
from bot.core.answers import compose_answer
from bot.core.questions import parse_question
from bot.core.wording import text_of
from bot.memory import collect_only_what_comes

OURS = "workshop-bot"
PROGRAMMES = (
    "sharp-foundry-colt25", "harbour-2031", "europython-2024-schedule", "36c3-stages-schedule", "fosdem-2013-schedule",
    "fosdem-2026-schedule",
)  # fmt: skip


class Ours:
    """Our bot, asked a moment before the programme begins."""

    name = OURS

    def __init__(self, index):
        self.index = index
        self.now = index.programme.sessions[0].start

    def find(self, question):
        answer = self.answer(question)
        return self.index.position[answer.sessions[0].id] if answer.sessions else None

    def answer(self, question):
        answer = compose_answer(parse_question(question, self.index, self.now), self.index, self.now)
        text_of(answer, self.index.programme)
        return answer


def main():
    arguments = parse_arguments()
    collect_only_what_comes()
    asked, wrong, seconds = Counter(), Counter(), {}
    for name in PROGRAMMES:
        try:
            index = index_of(name)
        except FileNotFoundError:
            print(f"{name} is not there")
            continue
        questions = questions_about(name, index.programme, arguments.count)
        asked.update(question.kind for question in questions)
        ours = Ours(index)
        for engine in (ours, *(rival(index.programme) for rival in RIVALS)):
            for question in questions:
                found, taken = timed(engine, question.text)
                seconds.setdefault(engine.name, []).append(taken)
                if found not in question.right:
                    wrong[engine.name, question.kind] += 1
                    if arguments.errors and engine is ours:
                        show(index, question, found)
    report(asked, wrong, seconds)


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=40, help="questions of each kind about each programme (40)")
    parser.add_argument("--errors", action="store_true", help="show the questions that our bot did not answer rightly")
    return parser.parse_args()


def questions_about(name, programme, count):
    sets = [path for folder in (OWN, SHARED / "questions") for path in sorted(folder.glob("*.jsonl"))]
    written = {
        question.text: question
        for path in sets
        if f'"programme": "{name}"' in path.read_text("utf-8")
        for question in written_lookups(path, programme)
    }
    return [*lookups(programme, count), *written.values()]


def timed(engine, question):
    begun = time.thread_time()
    found = engine.find(question)
    return found, time.thread_time() - begun


def show(index, question, found):
    titles = [index.sessions[at].title for at in sorted(question.right)[:2]]
    print(f"{question.kind}: {question.text!r} is {titles}, not {found is not None and index.sessions[found].title!r}")


def report(asked, wrong, seconds):
    names = list(seconds)
    total = sum(asked.values())
    errors = {name: sum(wrong[name, kind] for kind in asked) for name in names}
    medians = {name: statistics.median(taken) for name, taken in seconds.items()}
    slowest = {name: sorted(taken)[int(0.99 * len(taken))] for name, taken in seconds.items()}
    print(f"{'first answer right':30}{'asked':>7}" + "".join(f"{name:>18}" for name in names))
    for kind, count in asked.items():
        print(f"{kind:30}{count:7}" + "".join(f"{1 - wrong[name, kind] / count:18.3f}" for name in names))
    print(f"{'all':30}{total:7}" + "".join(f"{1 - errors[name] / total:18.3f}" for name in names))
    rows = {
        "errors": ("", {name: f"{errors[name]}" for name in names}),
        "errors, ratio to ours": ("", {name: f"{errors[name] / max(errors[OURS], 1):.2f}" for name in names}),
        "median": ("ms", {name: f"{1000 * medians[name]:.2f}" for name in names}),
        "p99": ("ms", {name: f"{1000 * slowest[name]:.2f}" for name in names}),
        "median, ratio to ours": ("", {name: f"{medians[name] / medians[OURS]:.2f}" for name in names}),
        "p99, ratio to ours": ("", {name: f"{slowest[name] / slowest[OURS]:.2f}" for name in names}),
    }
    for row, (unit, values) in rows.items():
        print(f"{row:30}{unit:>7}" + "".join(f"{values[name]:>18}" for name in names))


if __name__ == "__main__":
    main()
