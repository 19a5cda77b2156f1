"""Settings: from the environment, clear about what is wrong, silent about secrets."""

import pytest
from pydantic import ValidationError

from bot.config import Settings, load_settings


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


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_env_file_may_be_of_any_shell(tmp_path, encoding):
    (tmp_path / ".env").write_text("DISCORD_TOKEN='from-file'\r\nPROGRAMME=été.yaml\r\n", encoding=encoding)
    settings = load_settings()
    assert settings.discord_token is not None
    assert settings.discord_token.get_secret_value() == "from-file"
    assert settings.programme == "été.yaml"


@pytest.mark.parametrize("quoted", ['"a.b-c"', "'a.b-c'", ' "Bot a.b-c" ', "a.b-c\r"])
def test_quotes_that_a_container_hands_on_are_left_out(monkeypatch, quoted):
    monkeypatch.setenv("DISCORD_TOKEN", quoted)
    monkeypatch.setenv("HEALTH_PORT", '"8080"')
    settings = Settings()
    assert settings.discord_token is not None
    assert (settings.discord_token.get_secret_value(), settings.health_port) == ("a.b-c", 8080)


@pytest.mark.parametrize("token", ["two words", "two\nlines", "caf\u00e9", "bell\x07"])
def test_what_can_be_no_token_is_refused_without_being_shown(monkeypatch, token):
    monkeypatch.setenv("DISCORD_TOKEN", token)
    with pytest.raises(ValidationError) as refused:
        Settings()
    (error,) = refused.value.errors(include_input=False)
    assert "copy it anew" in error["msg"]
    assert token not in error["msg"]


def test_token_is_not_shown_by_its_settings(monkeypatch):
    monkeypatch.setenv("DISCORD_TOKEN", "very-secret")
    assert "very-secret" not in repr(Settings()) + str(Settings())


@pytest.mark.parametrize(("name", "value"), [("LOG_LEVEL", "LOUD"), ("DISCORD_API_URL", "not an address")])
def test_wrong_setting_is_refused(monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    with pytest.raises(ValidationError):
        Settings()
