"""Our own programme file: YAML to a Programme, or all that is wrong with it, line by line."""

from __future__ import annotations

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from bot.core.programme import Programme
from bot.formats.assembly import assemble
from bot.formats.complaints import drop_echoes, explain, find_part
from bot.formats.mending import mend
from bot.formats.problems import MOST_PROBLEMS, Problem, ProgrammeError, Severity
from bot.formats.programme_dump import dump_programme
from bot.formats.programme_file import ProgrammeFile
from bot.formats.remarks import Remark
from bot.formats.summary import summarise
from bot.formats.yaml_tree import Location, Node, Plain, find_line, parse_tree, plain

__all__ = ["Problem", "ProgrammeError", "dump_programme", "parse_programme", "summarise"]


def parse_programme(data: bytes | str, name: str = "programme.yaml") -> tuple[Programme, tuple[Problem, ...]]:
    """The programme in `data`, the content of a file called `name`, and warnings about it in file order.

    Raises ProgrammeError with all problems at once (if more than a thousand, so many) if there is no such programme.
    """
    root, passed_over = parse_tree(data, name)
    content = plain(root)
    try:
        form, broken, errors = ProgrammeFile.model_validate(content), set[Location](), list[ErrorDetails]()
    except ValidationError as error:
        errors = error.errors(include_url=False)
    # Each takes a search for what was meant, so of an endless number the first must do.
    problems = [explain(error, content, root, name) for error in drop_echoes(errors[:MOST_PROBLEMS])]
    if len(errors) > MOST_PROBLEMS:
        raise ProgrammeError(_put_in_order([*passed_over, *problems], name, more=True))
    if errors:
        form, broken = mend(content, errors)
    programme, remarks = assemble(form, broken)
    grave_first = sorted(remarks, key=lambda remark: remark.severity is Severity.WARNING)
    problems += [_place(remark, content, root, name) for remark in grave_first[:MOST_PROBLEMS]]
    # What was passed over while reading is often the cause of what is odd on the same line.
    told = {problem.line for problem in passed_over}
    problems = [*passed_over, *(problem for problem in problems if problem.line not in told)]
    found = _put_in_order(problems, name, more=len(remarks) > MOST_PROBLEMS)
    if any(problem.severity is Severity.ERROR for problem in found):
        raise ProgrammeError(found)
    return programme, found


def _put_in_order(problems: list[Problem], name: str, *, more: bool) -> tuple[Problem, ...]:
    """The problems in file order; the gravest thousand, and a word on the rest, if there are `more` than these."""
    kept = sorted(problems, key=lambda problem: problem.severity is Severity.WARNING)[:MOST_PROBLEMS]
    in_order = sorted(kept, key=lambda problem: problem.line or 0)
    if not more and len(kept) == len(problems):
        return tuple(in_order)
    found, advice = f"has more than {MOST_PROBLEMS:,} problems", "mend these first, then check it again"
    return (*in_order, Problem(name, None, "", found, advice, kept[0].severity))


def _place(remark: Remark, content: Plain, root: Node, name: str) -> Problem:
    line = find_line(root, remark.location)
    return Problem(name, line, find_part(content, remark.location).where, *remark[1:])
