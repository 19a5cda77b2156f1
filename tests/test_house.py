"""Who imports whom: the table in CONTRIBUTING, executed over the syntax trees."""

import ast
import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
HOUSE = (ROOT / ".github/CONTRIBUTING.md").read_text(encoding="utf-8")
TABLE = re.findall(r"^\| ([a-z]+) \| ([a-z, ]*)\| ([A-Za-z0-9_, ]*)\|$", HOUSE, re.MULTILINE)
ALLOWED = {
    room: (_ours.replace(",", " ").split(), _others.replace(",", " ").split())
    for room, _ours, _others in TABLE
    if room != "room"
}
FILES = sorted(path for path in (ROOT / "bot").rglob("*.py") if path.name != "__main__.py")


def room_of(path: Path) -> str:
    return path.relative_to(ROOT / "bot").parts[0].removesuffix(".py")


def imported(path: Path) -> set[str]:
    """Full names of all modules that a file imports, wherever in the file."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: write imports in full"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_of_every_file_are_in_the_table(path):
    room = room_of(path)
    if room == "__init__":
        assert imported(path) == set()
        return
    ours, others = ALLOWED[room]
    allowed = {room, *ours}
    for name in imported(path):
        parts = name.split(".")
        if parts[0] == "bot":
            assert parts[1] in allowed, f"{room} may not import {name}"
        elif parts[0] not in sys.stdlib_module_names:
            assert parts[0] in others, f"{room} may not import {name}"


def test_table_names_every_room():
    assert {room_of(path) for path in FILES} - {"__init__"} == set(ALLOWED)


def test_core_does_no_io_and_awaits_nothing():
    outside = {"asyncio", "socket", "subprocess", "http", "logging", "os", "time"}
    for path in FILES:
        if room_of(path) == "core":
            assert {name.split(".")[0] for name in imported(path)} & outside == set(), path
            assert not [
                node
                for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
                if isinstance(node, ast.AsyncFunctionDef)
            ], path
