"""The JSON Schema by which an editor completes and checks a programme file.

Write it anew after a change to the models: `python -m bot.formats.schema`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from bot.formats.programme_file import ProgrammeFile

SCHEMA_FILE = Path(__file__).with_name("programme.schema.json")
YES_AND_NO = [
    form(word) for word in ("yes", "no", "on", "off", "true", "false") for form in (str, str.title, str.upper)
]


class _EditorSchema(GenerateJsonSchema):
    """Takes what our loader takes: it reads every value as text, where an editor sees numbers and booleans."""

    def str_schema(self, schema: core_schema.StringSchema) -> JsonSchemaValue:
        return super().str_schema(schema) | {"type": ["string", "number", "boolean"]}

    def bool_schema(self, schema: core_schema.BoolSchema) -> JsonSchemaValue:
        return {"anyOf": [super().bool_schema(schema), {"enum": YES_AND_NO}]}

    def int_schema(self, schema: core_schema.IntSchema) -> JsonSchemaValue:
        return {"anyOf": [super().int_schema(schema), {"type": "string", "pattern": "^ *[0-9]+ *$"}]}


def editor_schema() -> dict[str, Any]:
    """The schema, as of draft 2020-12."""
    schema = ProgrammeFile.model_json_schema(schema_generator=_EditorSchema)
    for definition in (schema, *schema["$defs"].values()):
        _allow_empty(definition)
    return {"$schema": GenerateJsonSchema.schema_dialect, **schema}


def render_schema() -> str:
    """The schema as the text of its file."""
    return json.dumps(editor_schema(), indent=2, ensure_ascii=False) + "\n"


def _allow_empty(definition: dict[str, Any]) -> None:
    """Let every key that is not required be there without a value."""
    for name, value in definition.get("properties", {}).items():
        value.pop("title", None)
        if name not in definition.get("required", ()):
            definition["properties"][name] = _or_null(value)


def _or_null(value: dict[str, Any]) -> dict[str, Any]:
    shown = {key: value.pop(key) for key in ("description", "default", "examples") if key in value}
    return shown | {"anyOf": [*_branches(value), {"type": "null"}]}


def _branches(value: dict[str, Any]) -> list[dict[str, Any]]:
    branches = value["anyOf"] if set(value) == {"anyOf"} else [value]
    return [branch for branch in branches if branch != {"type": "null"}]


if __name__ == "__main__":
    SCHEMA_FILE.write_text(render_schema(), encoding="utf-8")
