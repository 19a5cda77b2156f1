"""A YAML parser's complaint in plain words, at the line where the slip is rather than where it was noticed."""

from __future__ import annotations

import re
from typing import NamedTuple

import yaml

from bot.formats.content import LINE_BREAK


class Slip(NamedTuple):
    """A slip by a pattern of the parser's complaints (libyaml's, and PyYAML's own in Python).

    `at_context`: whether it is on the line where the parser began to read the thing, not where it stopped.
    """

    complaint: str
    at_context: bool
    found: str
    advice: str


SLIPS = (
    Slip(r"document start", False, "stands behind a line '...', which ends the programme", "delete that line"),
    Slip(
        r"mapping values are not allowed",
        False,
        "a ':' stands where no key can end",
        "put text that holds ': ' in quotes, and begin keys of the same level with the same number of spaces",
    ),
    Slip(r"could not find expected ':'", True, "a key without ':'", "write it as 'key: value', or indent it as text"),
    Slip(
        r"unknown escape|escape code|escape sequence|hexa?decimal",
        False,
        "a backslash that means nothing in double quotes",
        "write it twice, or use single quotes",
    ),
    Slip(
        r"scanning a .*(quoted|double-quoted) scalar|parsing a quoted scalar.*unexpected",
        True,
        "a quotation mark is opened here and never closed",
        "close it at the end of the text, and write an apostrophe inside it twice",
    ),
    Slip(r"expected ',' or '[\]}]'", True, "a bracket is opened here and not closed", "close it with ] or }"),
    Slip(
        r"expected '-' indicator|block collection",
        False,
        "a list goes on with a line that does not begin with '- '",
        "begin it with '- ', or indent it to belong to the item above",
    ),
    Slip(
        r"did not find expected key|block mapping",
        False,
        "does not line up with what is above",
        "begin keys of one level with the same number of spaces, and put a text in quotes wholly or not at all",
    ),
    Slip(r"node content", False, "a bracket or comma stands where a value is wanted", "put text like that in quotes"),
    Slip(r"sequence entries are not allowed", False, "'- ' stands after a key", "begin the list on a line of its own"),
    Slip(
        r"expected comment or line break|chomping or indentation|block scalar",
        False,
        "text stands right after | or >",
        "begin the text on the next line, indented",
    ),
    Slip(r"undefined tag handle", False, "a tag, which means nothing here", "put text that begins with ! in quotes"),
    Slip(r"incompatible YAML document|directive", False, "a line that begins with % is for YAML itself", "delete it"),
    Slip(r"anchor|alias", False, "'&' or '*' begins the value", "put text that begins with & or * in quotes"),
)


def explain(error: yaml.YAMLError, text: str) -> tuple[int, str, str]:
    """Line (from 1), what was found, and what would do."""
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        return 1, "is not YAML", ""
    last = len(LINE_BREAK.split(text.rstrip())) - 1
    line = min(error.problem_mark.line, last)
    complaint = f"{error.context or ''}: {error.problem or ''}"
    if re.search("cannot start any token|tab character", complaint):
        return line + 1, *_explain_start(LINE_BREAK.split(text)[line], error.problem_mark.column)
    if error.problem_mark.line > line and "node content" in complaint:
        return line + 1, "the file ends within a bracket", "close it with ] or }"
    for slip in SLIPS:
        if re.search(slip.complaint, complaint):
            at = min(error.context_mark.line, last) if slip.at_context and error.context_mark else line
            return at + 1, slip.found, slip.advice
    return line + 1, f"is not YAML: {error.problem}", ""


def is_too_deep(error: yaml.YAMLError) -> bool:
    """Whether the parser itself gave up at a depth, as libyaml does from 0.2.6 on."""
    return isinstance(error, yaml.MarkedYAMLError) and "nesting depth" in (error.problem or "")


def _explain_start(line: str, column: int) -> tuple[str, str]:
    mark = line[column : column + 1]
    if mark == "\t" or not mark:
        return "is indented with a tab", "use spaces"
    return f"a value begins with {mark}", "put it in quotes"
