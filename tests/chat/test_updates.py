"""The programme's source, changed under the running bot, as organisers and attendees see it in Discord."""

import asyncio
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from bot.rehearsal import ORGANISER
from bot.sources.watching import versions
from bot.updating import Updates
from tests.chat.conftest import person, words_of
from tests.chat.organising import announcement, find_button, is_preview, on_duty, posted, press, pressed, publish
from tests.conftest import ROOT

FILE = (ROOT / "programme.yaml").read_text(encoding="utf-8")
MOVED = FILE.replace("start: 11:30", "start: 11:45")


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "programme.yaml"
    path.write_text(FILE, encoding="utf-8")
    return path


@asynccontextmanager
async def following(path, programme, clock, sandbox, database="sqlite://", *, publishes=False):
    """The bot on duty, which follows the file."""
    async with on_duty(programme, clock, sandbox, database) as (desk, duty):
        first_judged = asyncio.Event()
        updates = Updates(
            duty.store,
            desk,
            duty.changes,
            duty.reminders,
            source=str(path),
            publish=publishes,
            by_hand=True,
            up_to_date=first_judged,
        )
        task = asyncio.create_task(updates.run(versions(path)))
        try:
            await asyncio.wait_for(first_judged.wait(), 30)
            yield desk
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


async def note(someone):
    where = await someone.channel_id("organisers")
    return await someone.wait_message(lambda message: message["channel_id"] == where)


async def test_organisers_get_the_preview_with_its_buttons_and_publish_it(path, programme, clock, sandbox):
    async with (
        following(path, programme, clock, sandbox) as desk,
        person(sandbox, ORGANISER) as olga,
        person(sandbox) as ada,
    ):
        path.write_text(MOVED, encoding="utf-8")
        shown = await note(olga)
        assert is_preview(shown)
        assert "~~11:30–12:30~~ **11:45–12:30**" in words_of(shown)
        assert "until 11:45, not 11:30: Coffee break" in words_of(shown)
        assert all(find_button(shown, what) for what in ("publish", "quiet", "reword", "drop"))
        clock.set(
            clock.now() + timedelta(minutes=20)
        )  # what the source says waits for longer than a quarter of an hour
        await press(olga, shown, "publish")
        assert (await announcement(ada))["content"].startswith("New times for 2 sessions on Monday 30 June")
        assert desk.programme.session_by_id["memory-constraints"].duration == timedelta(minutes=45)


async def test_preview_of_the_source_is_shown_anew_if_an_organiser_was_faster(path, programme, clock, sandbox):
    async with following(path, programme, clock, sandbox) as desk, person(sandbox, ORGANISER) as olga:
        path.write_text(MOVED, encoding="utf-8")
        shown = await note(olga)
        await publish(olga, "cancel", "gusak", how="quiet")
        renewed = await pressed(olga, shown, "publish")
        assert renewed["content"].startswith("The programme changed meanwhile.")
        await pressed(olga, renewed, "quiet")
        session = desk.programme.session_by_id["memory-constraints"]
        assert (f"{programme.local(session.start):%H:%M}", session.cancelled) == ("11:45", True)


async def test_preview_of_the_source_outlives_a_restart(path, programme, clock, sandbox, tmp_path):
    database = f"sqlite:///{tmp_path / 'state.sqlite3'}"
    async with person(sandbox, ORGANISER) as olga, person(sandbox) as ada:
        async with following(path, programme, clock, sandbox, database):
            path.write_text(MOVED, encoding="utf-8")
            shown = await note(olga)
        async with on_duty(programme, clock, sandbox, database):
            await press(olga, shown, "publish")
            assert (await announcement(ada))["content"].startswith("New times for 2 sessions on Monday 30 June")


async def test_attendees_hear_of_a_change_in_one_message_where_organisers_let_it(path, programme, clock, sandbox):
    async with following(path, programme, clock, sandbox, publishes=True), person(sandbox) as ada:
        path.write_text(MOVED.replace("start: 14:50", "start: 14:55"), encoding="utf-8")
        assert (await announcement(ada))["content"].startswith("New times for ")
        assert len(posted(sandbox)) == 1


async def test_organisers_are_told_the_line_that_is_broken_and_what_a_file_lost(path, programme, clock, sandbox):
    async with following(path, programme, clock, sandbox), person(sandbox, ORGANISER) as olga:
        path.write_text(FILE.replace("start: 11:30", "start: 25:10"), encoding="utf-8")
        assert "programme.yaml:172: " in words_of(await note(olga))
        begin, end = (FILE.index(f"      - id: {each}") for each in ("coffee-break", "memory-constraints"))
        path.write_text(FILE[:begin] + FILE[end:], encoding="utf-8")
        assert "no longer has “Coffee break”" in words_of(await note(olga))
        assert posted(sandbox) == []
