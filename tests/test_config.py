"""Settings: from the environment, clear about what is wrong, silent about secrets."""

import pytest
from pydantic import ValidationError

from bot.config import Settings


@pytest.fixture(autouse=True)
def _empty_environment(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


def test_empty_variables_count_as_absent(monkeypatch):
    monkeypatch.setenv("DISCORD_TOKEN", "  ")
    monkeypatch.setenv("DISCORD_API_URL", "")
    settings = Settings()
    assert (settings.discord_token, settings.discord_api_url) == (None, None)


def test_env_file_is_read_and_the_environment_wins(monkeypatch, tmp_path):
    (tmp_path / ".env").write_text("DISCORD_TOKEN=from-file\nLOG_LEVEL=debug\nOTHER_THING=1\n")
    monkeypatch.setenv("DISCORD_TOKEN", " Bot from-environment\n")
    settings = Settings()
    assert settings.discord_token is not None
    assert settings.discord_token.get_secret_value() == "from-environment"
    assert settings.log_level == "DEBUG"


def test_token_is_not_shown_by_its_settings(monkeypatch):
    monkeypatch.setenv("DISCORD_TOKEN", "very-secret")
    assert "very-secret" not in repr(Settings()) + str(Settings())


@pytest.mark.parametrize(("name", "value"), [("LOG_LEVEL", "LOUD"), ("DISCORD_API_URL", "not an address")])
def test_wrong_setting_is_refused(monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    with pytest.raises(ValidationError):
        Settings()
