"""How many questions of a set are answered, by tag, and what went wrong with the others.

python benchmarks/questions.py                       the sets of tests/questions, and of ../shared/questions if there
python benchmarks/questions.py SET.jsonl --failures  one set, every failure with its reply
python benchmarks/questions.py SET.jsonl --half b    one half of a set, split by a hash of the ids
A programme of a set is looked for in tests/questions and ../shared/programmes by the name that its questions give.
"""

import argparse
import collections
import hashlib
import json
import statistics
import sys
import time
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from bot.core.answers import Answer, compose_answer
from bot.core.lexicon import make_language_tables
from bot.core.questions import Question, parse_question
from bot.core.search.index import Index
from bot.core.wording import text_of
from bot.formats.recognition import read

ROOT = Path(__file__).parent.parent
OWN = ROOT / "tests/questions"
SHARED = ROOT.parent / "shared"
SHIPPED = {"sharp-foundry-colt25": ROOT / "programme.yaml"}
ZONES = {"fosdem-2013-schedule": "Europe/Brussels"}  # the file names none


@dataclass(frozen=True)
class Outcome:
    """One question of a set, its answer, and what is wrong with it: nothing, if it is right."""

    row: dict
    question: Question
    answer: Answer
    text: str
    wrong: tuple[str, ...]
    seconds: float


def ask_all(rows, index):
    """An outcome for each row, in order; rows of one `conversation` lean on the one before."""
    before = {}
    for row in rows:
        now = moment(row, index.programme)
        talking = row.get("conversation")
        start = time.perf_counter()
        question = parse_question(row["q"], index, now, previous=before.get(talking))
        answer = compose_answer(question, index, now)
        text = text_of(answer, index.programme)
        seconds = time.perf_counter() - start
        if talking is not None:
            before[talking] = question
        yield Outcome(row, question, answer, text, tuple(judge(answer, text, row["expect"])), seconds)


def moment(row, programme):
    """When the question is asked: by default at 08:00 on the programme's first day."""
    if "now" in row:
        return datetime.fromisoformat(row["now"])
    first = programme.days[0]
    return datetime(first.year, first.month, first.day, 8, tzinfo=programme.zone)


def judge(answer, text, expect):
    """What of `expect` does not hold."""
    kinds = listed(expect.get("kind", answer.kind.value))
    if answer.kind.value not in kinds:
        yield f"kind is {answer.kind.value}, not {' or '.join(kinds)}"
    titles = [session.title for session in answer.sessions]
    if "sessions" in expect and sorted(titles) != sorted(expect["sessions"]):
        yield f"sessions are {titles[:5]}"
    if "first" in expect and titles[:1] not in [[title] for title in listed(expect["first"])]:
        yield f"first is {titles[:1]}"
    names = {folded(speaker.name) for speaker in answer.speakers}
    if missing := [name for name in expect.get("speakers", ()) if folded(name) not in names]:
        yield f"speakers lack {missing}"
    shown = folded(text)
    for item in expect.get("contains", ()):
        if not any(folded(one) in shown for one in listed(item)):
            yield f"text lacks {item if isinstance(item, str) else item[0]!r}"
    for item in expect.get("absent", ()):
        if folded(item) in shown:
            yield f"text has {item!r}"


def listed(value):
    return [value] if isinstance(value, str) else list(value)


def folded(text):
    spread = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in spread if not unicodedata.combining(char))


@cache
def index_of(name):
    """The index of the programme with that name; FileNotFoundError if no folder has it."""
    paths = [SHIPPED.get(name), *OWN.glob(f"{name}.yaml"), *(SHARED / "programmes").glob(f"{name}.*")]
    found = next((path for path in paths if path is not None and path.is_file()), None)
    if found is None:
        raise FileNotFoundError(name)
    programme, _ = read(found.read_bytes(), found.name, timezone=ZONES.get(name))
    make_language_tables()  # as the desk does, so that no question waits for them
    return Index(programme)


def load_rows(path, half=""):
    """The rows of a set, or of its half "a" or "b"."""
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    return [row for row in rows if not half or half_of(row) == half]


def half_of(row):
    return "ab"[hashlib.sha256(row["id"].encode()).digest()[0] % 2]


def main():
    arguments = parse_arguments()
    sets = arguments.sets or [*sorted(OWN.glob("*.jsonl")), *sorted((SHARED / "questions").glob("*.jsonl"))]
    for path in sets:
        rows = load_rows(path, arguments.half)
        outcomes = [outcome for row in rows for outcome in ask_all([row], index_of(row["programme"]))]
        if any("conversation" in row for row in rows):
            outcomes = list(ask_all(rows, index_of(rows[0]["programme"])))
        report(path.stem, outcomes, failures=arguments.failures)


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="*", type=Path, metavar="SET", help="question sets in JSON Lines")
    parser.add_argument("--half", choices=("a", "b"), default="", help="only this half")
    parser.add_argument("--failures", action="store_true", help="show every question not answered")
    return parser.parse_args()


def report(name, outcomes, *, failures):
    wrong = [outcome for outcome in outcomes if outcome.wrong]
    refusals = [outcome for outcome in outcomes if outcome.row["expect"].get("kind") == "none"]
    refused = sum(not outcome.wrong for outcome in refusals)
    seconds = sorted(outcome.seconds for outcome in outcomes)
    print(
        f"{name}: {len(outcomes) - len(wrong)}/{len(outcomes)} = {1 - len(wrong) / len(outcomes):.3f}, "
        f"without an answer {refused}/{len(refusals)} refused, "
        f"median {1000 * statistics.median(seconds):.2f} ms, p99 {1000 * seconds[int(0.99 * len(seconds))]:.2f} ms"
    )
    all_tags = collections.Counter(tag for outcome in outcomes for tag in outcome.row["tags"])
    tags = collections.Counter(tag for outcome in wrong for tag in outcome.row["tags"])
    print("    " + ", ".join(f"{tag} {all_tags[tag] - tags[tag]}/{all_tags[tag]}" for tag in sorted(all_tags)))
    for outcome in wrong if failures else ():
        print(f"  {outcome.row['id']} {outcome.row.get('now', '')} {outcome.row['q']!r}")
        print(f"    {'; '.join(outcome.wrong)}")
        print(f"    {outcome.question.ask.value}: {outcome.text[:200]!r}")


if __name__ == "__main__":
    sys.exit(main())
