"""Secrets and deployment, read once from the environment and `.env`; content lives in the programme file."""

from __future__ import annotations

import codecs
from pathlib import Path
from typing import Literal

from pydantic import AnyHttpUrl, Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Frozen settings. Each is an environment variable of the same name in capitals, or a line of `.env`."""

    model_config = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8", frozen=True, extra="ignore")

    discord_token: SecretStr | None = Field(
        default=None, description="The bot's token. Without one, the sandbox starts instead of connecting to Discord."
    )
    discord_api_url: AnyHttpUrl | None = Field(
        default=None,
        description="The API of a Discord-compatible server, such as http://127.0.0.1:8065/api/v10. Default: Discord.",
    )
    programme: str = Field(
        default="programme.yaml", description="The programme: a file or an address, in any format that `import` reads."
    )
    state_dir: Path = Field(default=Path("state"), description="The folder for what must outlive the process.")
    database_url: SecretStr | None = Field(
        default=None,
        description="Where reminders, follows and changes are kept, such as postgresql://user:password@host/name. "
        "Default: an SQLite file in STATE_DIR.",
    )
    updates: Literal["ask", "publish"] = Field(
        default="ask",
        description="When the programme's source changes: `ask` shows it to the organisers, `publish` announces it.",
    )
    refresh_seconds: int = Field(
        default=30,
        ge=5,
        description="How often an address is asked for a new version. A file's change is seen at once.",
    )
    health_port: int | None = Field(
        default=None, ge=0, le=65535, description="A port for `/healthz` and `/metrics` (Prometheus). Default: none."
    )
    health_host: str = Field(default="127.0.0.1", description="The address on which that port listens.")
    log_level: str = Field(default="INFO", description="DEBUG, INFO, WARNING or ERROR.")

    @field_validator("*", mode="before")
    @classmethod
    def _without_quotes(cls, value: object) -> object:
        """Docker hands the quotes of an --env-file on; no setting begins and ends with one."""
        if isinstance(value, str) and len(bare := value.strip()) > 1 and bare[0] == bare[-1] and bare[0] in "\"'":
            return bare[1:-1]
        return value

    @field_validator("discord_token", "discord_api_url", "database_url", "health_port", mode="before")
    @classmethod
    def _empty_is_absent(cls, value: object) -> object:
        return None if isinstance(value, str) and not value.strip() else value

    @field_validator("discord_token")
    @classmethod
    def _without_spaces(cls, value: SecretStr | None) -> SecretStr | None:
        if value is None:
            return None
        token = value.get_secret_value().strip().removeprefix("Bot ").strip()
        if not token.isascii() or not token.isprintable() or " " in token:
            raise ValueError("holds a space, a line break or another character that no token has; copy it anew")
        return SecretStr(token)

    @field_validator("log_level")
    @classmethod
    def _known_level(cls, value: str) -> str:
        if value.upper() not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
            raise ValueError("not a log level; write DEBUG, INFO, WARNING or ERROR")
        return value.upper()


def load_settings() -> Settings:
    """The settings of this moment. Raises pydantic's ValidationError, or UnicodeDecodeError for a `.env` of no text.

    The shell of older Windows writes files in UTF-16, with a mark at the beginning.
    """
    file = Path(".env")
    beginning = file.read_bytes()[:2] if file.is_file() else b""
    marked = beginning in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    return Settings(_env_file_encoding="utf-16" if marked else "utf-8-sig")
