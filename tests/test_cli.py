"""The command line, as people type it."""

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import main, start_log
from bot.config import Settings

ROOT = Path(__file__).parent.parent
NOW = "2025-06-30T10:45:00+02:00"


@pytest.fixture
def run(monkeypatch):
    """Run a command in the project's folder; gives the click result."""
    monkeypatch.chdir(ROOT)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)

    def run_command(*arguments, stdin=None):
        return CliRunner().invoke(main, arguments, input=stdin)

    return run_command


def answers(result):
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_ask_reads_questions_from_standard_input(run):
    (answer,) = answers(run("ask", "--json", "--now", NOW, stdin="next?\n"))
    assert (answer["question"], answer["kind"]) == ("next?", "sessions")
    first = answer["sessions"][0]
    assert first == {
        "id": first["id"],
        "title": "Coffee break",
        "start": "2025-06-30T11:00:00+02:00",
        "end": "2025-06-30T11:30:00+02:00",
        "room": first["room"],
        "speakers": [],
    }
    assert "11:00" in answer["text"]


def test_ask_answers_each_argument_in_order(run):
    found = answers(run("ask", "--json", "--now", NOW, "next?", "now?"))
    assert [answer["question"] for answer in found] == ["next?", "now?"]


def test_ask_prints_text_by_default(run):
    result = run("ask", "--now", NOW, "next?")
    assert result.exit_code == 0
    assert "Coffee break" in result.stdout
    assert "11:00" in result.stdout


def test_object_line_is_asked_at_its_own_moment(run):
    line = json.dumps({"q": "now?", "now": "2025-06-30T12:35:00+02:00"})
    (answer,) = answers(run("ask", "--json", "--now", NOW, stdin=line + "\n"))
    assert answer["question"] == "now?"
    assert [session["title"] for session in answer["sessions"]] == ["Lunch break"]


def test_object_line_without_moment_is_asked_on_the_first_morning(run):
    (answer,) = answers(run("ask", "--json", stdin=json.dumps({"q": "next?"}) + "\n"))
    assert answer["sessions"][0]["title"] == "Opening"


def test_conversation_leans_on_the_question_before(run):
    lines = [{"q": "when does Julia Gusak speak?", "conversation": "a"}, {"q": "and where?", "conversation": "a"}]
    found = answers(run("ask", "--json", stdin="".join(json.dumps(line) + "\n" for line in lines)))
    assert found[1]["sessions"] == found[0]["sessions"]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('{"question": "next?"}', 'no "q"'),
        ('{"q": 3}', 'no "q"'),
        ('{"q": "next?", "now": "never"}', "'never' is not a time"),
        ('{"q": "next?", "now": 3}', "3 is not a time"),
        ('{"q": "next?", "now": "2025-06-30T10:45"}', "has no zone"),
        ('{"q": "next?", "now": "9999-12-31T23:59:59+00:00"}', "is not between 1970 and 2199"),
    ],
)
def test_object_that_is_no_question_is_told_so_and_the_rest_goes_on(run, line, told):
    wrong, right = answers(run("ask", "--json", "--now", NOW, stdin=f"{line}\nnext?\n"))
    assert (wrong["question"], wrong["kind"]) == (line, "none")
    assert told in wrong["text"]
    assert right["sessions"][0]["title"] == "Coffee break"


def test_conversation_may_be_named_by_anything(run):
    line = json.dumps({"q": "next?", "conversation": {"a": 1}})
    (answer,) = answers(run("ask", "--json", "--now", NOW, stdin=line + "\n"))
    assert answer["sessions"][0]["title"] == "Coffee break"


@pytest.mark.parametrize("line", ['{"q": ', "\xff\xfe", "{" * 5000, ""])
def test_odd_line_still_gets_one_answer(run, line):
    (answer,) = answers(run("ask", "--json", "--now", NOW, stdin=line + "\n"))
    assert answer["question"] == line


def test_moment_without_zone_is_refused_with_an_example(run):
    result = run("ask", "--now", "2025-06-30T10:45", "next?")
    assert result.exit_code == 2
    assert "has no zone; write it like 2025-06-30T09:00:00+02:00" in result.stderr


def test_settings_file_of_no_text_is_told_so(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_bytes(b"DISCORD_TOKEN=\xff\n")
    result = run("ask", "next?")
    assert result.exit_code == 2
    assert result.stderr == "settings in .env: the file is no text in UTF-8; save it anew as that\n"


@pytest.mark.parametrize("moment", ["9999-12-31T23:59:59+00:00", "0001-01-01T00:00:00+14:00"])
def test_moment_beyond_all_calendars_is_refused(run, moment):
    result = run("ask", "--now", moment, "next?")
    assert result.exit_code == 2
    assert "is not between 1970 and 2199" in result.stderr


def test_null_for_a_moment_or_a_conversation_is_none_given(run):
    line = json.dumps({"q": "next?", "now": None, "conversation": None})
    (answer,) = answers(run("ask", "--json", "--now", NOW, stdin=line + "\n"))
    assert answer["sessions"][0]["title"] == "Coffee break"


@pytest.mark.parametrize("speed", ["nan", "inf", "-1", "1e300"])
def test_impossible_speed_is_refused_with_a_word(run, speed):
    result = run("run", "--speed", speed)
    assert result.exit_code == 2
    assert "speed" in result.stderr


def test_missing_programme_is_named(run, tmp_path):
    result = run("ask", "--programme", str(tmp_path / "none.yaml"), "next?")
    assert result.exit_code == 1
    assert "none.yaml" in result.stderr


def test_check_prints_a_summary(run):
    result = run("check", "programme.yaml")
    assert result.exit_code == 0
    assert "SHARP+Foundry" in result.stdout


def test_import_writes_a_file_that_reads_back(run, tmp_path):
    table = tmp_path / "talks.csv"
    table.write_text("title,start,end,room,speaker\nOn bees,2031-05-02 09:00,2031-05-02 10:00,Hall,Bea Hive\n")
    written = tmp_path / "programme.yaml"
    result = run("import", str(table), "--timezone", "Europe/Paris", "-o", str(written))
    assert result.exit_code == 0, result.output
    assert "sessions   1: 1 with speakers" in result.stderr
    assert run("check", str(written)).exit_code == 0
    (answer,) = answers(run("ask", "--json", "--programme", str(written), "when does bea hive speak?"))
    assert answer["sessions"][0]["start"] == "2031-05-02T09:00:00+02:00"


def test_import_without_output_prints_the_file(run):
    result = run("import", "programme.yaml")
    assert result.exit_code == 0
    assert "title: SHARP+Foundry workshop @ COLT 2025" in result.stdout


@pytest.mark.parametrize(
    ("wanted", "begins"),
    [
        ("ics", "BEGIN:VCALENDAR"),
        ("json", "{"),
        ("html", "<!DOCTYPE html>"),
        ("md", "# "),
        ("frab", "{"),
        ("CSV", ""),
        ("yaml", "title: "),
    ],
)
def test_export_writes_every_format(run, wanted, begins):
    result = run("export", "--format", wanted)
    assert result.exit_code == 0, result.output
    assert result.stdout.lower().startswith(begins.lower())
    assert "Massias" in result.stdout


def test_export_without_a_format_is_our_own_file_or_as_its_name_ends(run, tmp_path):
    assert run("export").stdout.startswith("title: ")
    for name, begins in (("a.ics", "BEGIN:VCALENDAR"), ("a.YAML", "title: "), ("a.txt", "title: ")):
        assert run("export", "-o", str(tmp_path / name)).exit_code == 0
        assert (tmp_path / name).read_text(encoding="utf-8").startswith(begins)


def test_export_of_an_unknown_format_names_those_there_are(run):
    result = run("export", "--format", "docx")
    assert result.exit_code == 2
    assert "ics, json, html, md, csv, frab" in result.stderr


def test_file_that_cannot_be_written_is_named(run, tmp_path):
    result = run("export", "--format", "md", "-o", str(tmp_path / "missing" / "programme.md"))
    assert result.exit_code == 1
    assert "programme.md cannot be written" in result.stderr


def test_check_prints_every_problem_with_its_line(run, tmp_path):
    text = (ROOT / "programme.yaml").read_text(encoding="utf-8").replace("Europe/Paris", "Europe/Pariss")
    broken = tmp_path / "broken.yaml"
    broken.write_text(text, encoding="utf-8")
    line = next(number for number, words in enumerate(text.splitlines(), 1) if "Europe/Pariss" in words)
    result = run("check", str(broken))
    assert result.exit_code == 1
    assert f"broken.yaml:{line}: " in result.stdout
    assert "Europe/Paris'" in result.stdout


def test_wrong_setting_is_named_without_its_value(run, monkeypatch):
    monkeypatch.setenv("DISCORD_API_URL", "secret nonsense")
    result = run("ask", "next?")
    assert result.exit_code == 2
    assert "DISCORD_API_URL" in result.stderr
    assert "secret nonsense" not in result.output


def test_health_without_a_running_bot_fails(run, monkeypatch, tmp_path):
    monkeypatch.setenv("STATE_DIR", str(tmp_path))
    result = run("health")
    assert result.exit_code == 1
    assert "no sign of life" in result.stdout


def test_token_is_struck_out_of_the_log(capsys, monkeypatch):
    import logging

    monkeypatch.setattr(logging.getLogger(), "handlers", [])
    start_log(Settings(discord_token="very-secret-token", _env_file=None))
    try:
        raise ValueError("with very-secret-token inside")
    except ValueError:
        logging.getLogger("bot").exception("failed with %s", "very-secret-token")
    shown = capsys.readouterr().err
    assert "failed with [secret]" in shown
    assert "very-secret-token" not in shown


def test_lost_connection_is_one_line_of_the_log(capsys, monkeypatch):
    import logging

    monkeypatch.setattr(logging.getLogger(), "handlers", [])
    start_log(Settings(_env_file=None))
    try:
        raise ConnectionResetError("by peer")
    except ConnectionResetError:
        logging.getLogger("discord.client").exception("Attempting a reconnect in %.2fs", 1.5)
    shown = capsys.readouterr().err
    assert "Attempting a reconnect in 1.50s (ConnectionResetError: by peer)" in shown
    assert "Traceback" not in shown


@pytest.fixture
def bot_process(tmp_path):
    """Start `python -m bot …` with a clean environment; killed at the end."""
    started = []

    def start(*arguments, **environment):
        clean = {name: value for name, value in os.environ.items() if name not in {"DISCORD_TOKEN", "DISCORD_API_URL"}}
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", *arguments],
            cwd=ROOT,
            env=clean | {"STATE_DIR": str(tmp_path), "PYTHONUNBUFFERED": "1", **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()
        process.stdout.close()


def read_until(process, pattern, seconds=20):
    """The output up to a line that matches; fails if it does not come."""
    lines, end = [], time.monotonic() + seconds
    while time.monotonic() < end:
        line = process.stdout.readline()
        lines.append(line)
        if re.search(pattern, line):
            return "".join(lines)
        if not line and process.poll() is not None:
            break
    raise AssertionError(f"no {pattern!r} in:\n{''.join(lines)}")


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_bot_without_token_opens_a_sandbox_and_ends_cleanly(bot_process, stop):
    process = bot_process("run", "--port", "0")
    address = re.search(r"http://127\.0\.0\.1:\d+", read_until(process, "http://"))[0]
    with urllib.request.urlopen(address, timeout=5) as page:  # noqa: S310 - our own address
        assert "<html" in page.read().decode()
    read_until(process, "Connected as")
    process.send_signal(stop)
    rest = process.communicate(timeout=10)[0]
    assert process.returncode == 0
    assert "Traceback" not in rest


def test_taken_port_is_named(bot_process):
    first = bot_process("sandbox", "--port", "0")
    port = re.search(r"http://127\.0\.0\.1:(\d+)", read_until(first, "http://"))[1]
    second = bot_process("sandbox", "--port", port)
    output = second.communicate(timeout=20)[0]
    assert second.returncode == 1
    assert f"port {port}" in output
    assert "Traceback" not in output


def test_bot_meets_a_sandbox_in_another_process_and_refuses_a_wrong_token(bot_process, tmp_path):
    sandbox = bot_process("sandbox", "--port", "0")
    output = read_until(sandbox, "DISCORD_TOKEN=")
    url, token = re.search(r"DISCORD_API_URL=(\S+) DISCORD_TOKEN=(\S+)", output).groups()
    bot = bot_process(DISCORD_API_URL=url, DISCORD_TOKEN=token)
    assert token not in read_until(bot, "Connected as")
    wrong = bot_process(DISCORD_API_URL=url, DISCORD_TOKEN="wrong", STATE_DIR=str(tmp_path / "other"))
    refused = wrong.communicate(timeout=20)[0]
    assert wrong.returncode == 1
    assert "Discord refuses DISCORD_TOKEN" in refused
    assert "Traceback" not in refused
