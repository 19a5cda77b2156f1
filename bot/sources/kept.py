"""Programmes as they were read before, kept by all that they depend on, so that they need not be read again."""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path

from pydantic import BaseModel, ValidationError

from bot import core, formats
from bot.core.programme import Programme
from bot.formats.problems import Problem, Severity
from bot.sources.version import own_version

MOST_KEPT = 12


class _Kept(BaseModel):
    """A programme as it was read, and what was said about it."""

    programme: Programme
    warnings: list[tuple[int | None, str, str, str]]


def path_for(folder: Path, data: bytes, *circumstances: object) -> Path:
    """Where the programme is kept: under the hash of its source, of the circumstances, and of how new our code is."""
    parts = (Path(str(part.__file__)).parent for part in (formats, core))
    newest = max(path.stat().st_mtime_ns for part in parts for path in part.rglob("*.py"))
    key = hashlib.sha256(data)
    key.update(repr((circumstances, newest, own_version())).encode())
    return folder / f"{key.hexdigest()[:32]}.json"


def recall(path: Path, name: str) -> tuple[Programme, tuple[Problem, ...]] | None:
    """What is kept there, None if nothing that can be read."""
    try:
        kept = _Kept.model_validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return None
    return kept.programme, tuple(
        Problem(name, line, where, found, advice, Severity.WARNING) for line, where, found, advice in kept.warnings
    )


def keep(path: Path, programme: Programme, warnings: tuple[Problem, ...]) -> None:
    """Write it in one step, and forget the oldest. Where nothing can be written, nothing is kept."""
    told = [(problem.line, problem.where, problem.found, problem.advice) for problem in warnings]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".new", delete=False) as file:
            file.write(_Kept(programme=programme, warnings=told).model_dump_json().encode())
        Path(file.name).replace(path)
        kept = sorted(path.parent.glob("*.json"), key=lambda each: each.stat().st_mtime)
        for old in kept[:-MOST_KEPT]:
            old.unlink(missing_ok=True)
    except OSError:
        return
