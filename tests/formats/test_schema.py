"""The editors' schema: current, and of one mind with the loader as far as a schema can be."""

import json
import re
from pathlib import Path

import jsonschema
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.formats.programme_yaml import ProgrammeError, dump_programme, parse_programme
from bot.formats.schema import SCHEMA_FILE, editor_schema, render_schema

ROOT = Path(__file__).parents[2]
TINY = (Path(__file__).parent / "tiny.yaml").read_text(encoding="utf-8")
BROKEN = yaml.safe_load((Path(__file__).parent / "broken.yaml").read_text(encoding="utf-8"))


VALIDATOR = jsonschema.Draft202012Validator(editor_schema())

# What only the loader can know: other parts of the file, time zones, calendars and clock changes, YAML's own marks.
BEYOND_A_SCHEMA = """
zone misspelt, zone a city, zone an abbreviation, zone a path, speaker misspelt, speaker unknown, speaker unknown in a
long list, speaker listed twice, speaker id taken, speaker of two, speakers in one text, room misspelt, room listed
twice, rooms in one text, id taken, key
twice, end before start, end and duration, date of no month, date long ago, start a number, start 13 pm, start with an
odd offset, start in a gap of the clocks, end in a gap of the clocks, no session at all, second document, directive,
alias, ampersand first, exclamation mark first, tag of unknown origin, tag that would run a command, control character
by escape, faq without a question
"""


class EditorLoader(yaml.SafeLoader):
    """Reads values as most editors do, by YAML 1.2: no dates, no numbers to base 60, no yes and no."""

    yaml_implicit_resolvers = {}  # noqa: RUF012


for tag, pattern in [
    ("null", "~|null|Null|NULL|"),
    ("bool", "true|false"),
    ("int", "[-+]?[0-9]+"),
    ("float", r"[0-9]+\.[0-9]+"),
]:
    EditorLoader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"^({pattern})$"), None)


@pytest.fixture(params=[yaml.SafeLoader, EditorLoader], ids=["YAML 1.1", "YAML 1.2"])
def load(request):
    return lambda text: load_with(request.param, text)


def load_with(loader, text):
    return json.loads(json.dumps(yaml.load(text, Loader=loader), default=str))  # noqa: S506


def test_schema_file_is_current():
    assert SCHEMA_FILE.read_text(encoding="utf-8") == render_schema(), "write it anew: python -m bot.formats.schema"


def test_schema_is_one():
    jsonschema.Draft202012Validator.check_schema(editor_schema())


def test_schema_takes_the_programme_and_what_we_write(load):
    shipped = (ROOT / "programme.yaml").read_text(encoding="utf-8")
    for text in (shipped, TINY, dump_programme(parse_programme(shipped)[0]), dump_programme(parse_programme(TINY)[0])):
        assert [error.message for error in VALIDATOR.iter_errors(load(text))] == []


def test_shipped_programme_names_the_schema():
    first = (ROOT / "programme.yaml").read_text(encoding="utf-8").splitlines()[0]
    assert first == f"# yaml-language-server: $schema={SCHEMA_FILE.relative_to(ROOT).as_posix()}"


@pytest.mark.parametrize("case", BROKEN, ids=[case["case"] for case in BROKEN])
def test_schema_refuses_what_a_schema_can(case):
    if "content" in case:
        text = case["content"]
    else:
        text = TINY + case.get("append", "")
        for old, new in case.get("change", {}).items():
            text = text.replace(old, new, 1)
    try:
        content = load_with(EditorLoader, text)
    except (yaml.YAMLError, ValueError):  # ValueError: an alias of itself
        return  # an editor says so by itself
    known = [name.strip() for name in BEYOND_A_SCHEMA.replace("\n", " ").split(",")]
    assert VALIDATOR.is_valid(content) == (case["case"] in known)


KEYS = [
    "id", "title", "kind", "start", "previous_start", "end", "duration", "room", "speakers", "authors", "links",
    "url",
    "cancelled", "note", "language",
]  # fmt: skip
WRITTEN = [
    "", "~", "x", "9:30", "10:30", "9h30", "9h", "9.30", "12:30:00", "2:30 pm", "24:00", "2025-06-30 10:00",
    "570", "30", "1h30",
    "1:30", "90 min", "yes", "On", "no", "true", "2025-06-30", "1.10", "Ada Lovelace", "[Ada Lovelace]", "[]",
    "Amphi A", "break",
    "https://a.org/é", "www.a.org", "[https://a.org]", "[{url: https://a.org, title: 5}]", "unknown",
    "[Ada (London), 5]", "'   '",
]  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.sampled_from(KEYS), st.sampled_from(WRITTEN), max_size=3))
def test_schema_takes_what_the_loader_takes(entries):
    written = {"title": "T", "start": "8:00", **entries}
    lines = "".join(f"        {key}: {value}\n" for key, value in written.items())
    text = f"{TINY}      -\n{lines}"
    try:
        parse_programme(text)
    except ProgrammeError:
        return
    for loader in (yaml.SafeLoader, EditorLoader):
        assert [error.message for error in VALIDATOR.iter_errors(load_with(loader, text))] == []
