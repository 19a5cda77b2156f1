"""The tables of the README are those of the code. `python tests/test_docs.py` writes them anew."""

import re
import sys
from pathlib import Path

import click
import discord

from bot import cli
from bot.chat.changes import Organising
from bot.chat.client import PERMISSIONS
from bot.chat.follows import Follows
from bot.chat.questions import Questions
from bot.config import Settings
from bot.core.wording import find_sentence, say

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"


def commands_table() -> list[str]:
    return rows_of(*Questions.__cog_commands__, *Follows.__cog_commands__)


def organising_table() -> list[str]:
    return rows_of(*Organising.__cog_commands__)


def rows_of(*cog_commands) -> list[str]:
    rows = []
    for command in cog_commands:
        parameters = "".join(
            f" {name}" if option.required else f" [{name}]" for name, option in command.clean_params.items()
        )
        french = ", ".join(f"`!{alias}`" for alias in find_sentence("fr", f"commands.{command.name}.aliases").split())
        rows.append(f"| `!{command.name}{parameters}` | {french} | {say('en', f'commands.{command.name}.about')} |")
    return rows


def shell_table() -> list[str]:
    rows = []
    for name, command in cli.main.commands.items():
        arguments = "".join(
            f" {parameter.make_metavar(click.Context(command))}"
            for parameter in command.params
            if isinstance(parameter, click.Argument)
        )
        rows.append(f"| `python -m bot {name}{arguments}` | {command.help.splitlines()[0]} |")
    return rows


def settings_table() -> list[str]:
    return [
        f"| `{name.upper()}` | {'' if field.default is None else f'`{field.default}`'} | {field.description} |"
        for name, field in Settings.model_fields.items()
    ]


TABLES = {"commands": commands_table, "organising": organising_table, "shell": shell_table, "settings": settings_table}


def with_tables(text: str) -> str:
    for name, rows in TABLES.items():
        pattern = rf"(<!-- {name} -->\n\|.*\n\|[-|]+\n)(?:\|.*\n)*(<!-- end -->)"
        assert re.search(pattern, text), f"README has no table marked {name}"
        text = re.sub(
            pattern, lambda found, rows=rows: found[1] + "".join(f"{row}\n" for row in rows()) + found[2], text
        )
    return text


def test_readme_tables_are_those_of_the_code():
    text = README.read_text(encoding="utf-8")
    assert with_tables(text) == text


def test_readme_links_and_pictures_exist():
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", README.read_text(encoding="utf-8"))
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_invite_link_asks_for_the_least_permissions():
    value = int(re.search(r"permissions=(\d+)", README.read_text(encoding="utf-8"))[1])
    assert discord.Permissions(value) == PERMISSIONS


if __name__ == "__main__":
    sys.stdout.write("README.md written\n")
    README.write_text(with_tables(README.read_text(encoding="utf-8")), encoding="utf-8")
