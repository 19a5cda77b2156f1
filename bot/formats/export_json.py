"""Our own model as JSON: everything the bot knows, under the names of `bot/core/programme.py`, instants in UTC."""

from __future__ import annotations

from bot.core.programme import Programme


def write_json(programme: Programme) -> bytes:
    """The programme, indented, in UTF-8; `Programme.model_validate_json` reads it back."""
    return (programme.model_dump_json(indent=2) + "\n").encode()
