"""The programme's source followed: shown to organisers or published, held, broken, taken over."""

import asyncio
import contextlib
import json
import sys
from datetime import timedelta

import pytest

from bot import sources
from bot.changing import Author, Changes
from bot.core.change_requests import request_cancel, request_delay, request_undo
from bot.core.reminders import About, Follow, FollowKind
from bot.desk import Desk
from bot.reminding import Reminders
from bot.sources.watching import versions
from bot.store import open_store
from bot.store.people import Person
from bot.updating import Updates
from tests.conftest import ROOT

FILE = (ROOT / "programme.yaml").read_text(encoding="utf-8")
OTHER = """
title: Another event
timezone: Europe/Paris
days: [{date: 2026-06-30, sessions: [{title: Opening, start: "09:00", end: "10:00"}]}]
"""
MOVED = FILE.replace("start: 11:30", "start: 11:45")


class House:
    """A desk with its store, over a file that is followed."""

    def __init__(self, path, clock):
        self.path, self.clock = path, clock

    async def open(self, database="sqlite://"):
        programme, _ = sources.load(self.path)
        self.store = await open_store(database)
        assert await self.store.lease.take() == ""
        self.desk = Desk(programme, self.clock)
        self.reminders = Reminders(self.store, self.clock, lambda: self.desk.programme)
        self.changes = Changes(self.store, self.desk, self.reminders)
        await self.changes.load()
        await self.reminders.load()

    @contextlib.asynccontextmanager
    async def following(self, *, publish=False, source="programme.yaml", by_hand=True):
        first_judged = asyncio.Event()
        updates = Updates(
            self.store,
            self.desk,
            self.changes,
            self.reminders,
            source=source,
            publish=publish,
            by_hand=by_hand,
            up_to_date=first_judged,
        )
        task = asyncio.create_task(updates.run(versions(self.path)))
        try:
            await asyncio.wait_for(first_judged.wait(), 30)
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    def notes(self):
        return [json.loads(one.body) for one in self.reminders.upcoming(99) if one.about is About.NOTE]

    async def wait_for(self, note):
        async with asyncio.timeout(30):
            while not (found := [each for each in self.notes() if each["note"] == note]):
                await asyncio.sleep(0.02)
        return found[-1]

    def start_of(self, words):
        session = next(each for each in self.desk.programme.sessions if words in each.title)
        return f"{self.desk.programme.local(session.start):%H:%M}"


@pytest.fixture
async def house(tmp_path, clock):
    path = tmp_path / "programme.yaml"
    path.write_text(FILE, encoding="utf-8")
    house = House(path, clock)
    await house.open()
    yield house
    await house.store.close()


async def test_a_changed_file_is_shown_to_the_organisers_and_published_at_their_word(house):
    async with house.following():
        house.path.write_text(MOVED, encoding="utf-8")
        note = await house.wait_for("update")
        assert house.start_of("Memory Constraints") == "11:30"
        draft = await house.changes.find(note["preview"])
        assert [each.start for each in draft.after.sessions] != [each.start for each in draft.before.sessions]
        house.clock.set(house.clock.now() + timedelta(hours=9))  # an update waits until somebody has time
        await house.changes.publish(draft.id)
        assert house.start_of("Memory Constraints") == "11:45"
        assert "11:45" in house.changes.notice(draft.id, "en").text


async def test_a_changed_file_is_published_at_once_if_the_organisers_wish(house):
    async with house.following(publish=True):
        house.path.write_text(MOVED, encoding="utf-8")
        async with asyncio.timeout(30):
            while house.start_of("Memory Constraints") != "11:45":
                await asyncio.sleep(0.02)
    assert [message.to for message in house.reminders.take_at_once()] == ["channel:announcements"]


@pytest.mark.parametrize("publish", [True, False])
async def test_what_a_command_hides_of_a_changed_file_is_told_to_organisers_alone(house, publish):
    delay = request_delay("everything from gusak on 20m", house.desk.index, house.clock.now())
    draft = await house.changes.preview(delay, Author(1, "Olga"))
    await house.changes.publish(draft.id, quiet=True)
    begin = FILE.index("      - id: memory-constraints")
    async with house.following(publish=publish):
        house.path.write_text(FILE[:begin] + FILE[begin:].replace("start: 15:50", "start: 15:55"), encoding="utf-8")
        assert (await house.wait_for("overruled"))["sessions"] == ["long-term-fairness", "closing"]
        assert house.start_of("Closing") == "16:10"
        undo = await house.changes.preview(request_undo("", house.changes.log), Author(1, "Olga"))
        await house.changes.publish(undo.id)
        assert house.start_of("Closing") == "15:55"
    assert [message.to for message in house.reminders.take_at_once()] == []


async def test_a_broken_file_leaves_the_last_good_programme_and_is_told_with_its_line(house):
    async with house.following():
        house.path.write_text(MOVED + "\n  bad: [\n", encoding="utf-8")
        note = await house.wait_for("broken")
    assert note["problems"][0].startswith(f"{house.path.name}:")
    assert house.start_of("Memory Constraints") == "11:30"


async def test_a_session_that_vanishes_from_the_source_is_kept_and_nothing_is_told(house):
    lines = FILE.splitlines(keepends=True)
    first = next(place for place, line in enumerate(lines) if "title: Opening" in line)
    start = max(place for place in range(first) if lines[place].lstrip().startswith("- "))
    end = next(place for place in range(start + 1, len(lines)) if lines[place].startswith("      - "))
    async with house.following(publish=True):
        house.path.write_text("".join(lines[:start] + lines[end:]), encoding="utf-8")
        await asyncio.sleep(2)
    assert house.start_of("Opening") == "09:30"
    assert house.reminders.take_at_once() == []
    assert [one for one in house.reminders.upcoming(99) if one.about is About.CHANGE] == []


async def test_organisers_are_asked_at_once_about_what_a_file_lost_and_attendees_hear_nothing(house):
    begin, end = (FILE.index(f"      - id: {each}") for each in ("coffee-break", "closing"))
    async with house.following(publish=True):
        house.path.write_text(FILE[:begin] + FILE[end:], encoding="utf-8")  # what comes before lasts until the closing
        note = await house.wait_for("vanished")
    assert len(note["sessions"]) == 6
    assert house.changes.version == 0
    assert house.desk.programme.session_by_id["flow-matching"].duration == timedelta(minutes=30)


@contextlib.asynccontextmanager
async def come_back(tmp_path, clock, before, after, *people):
    """A house whose file became another while it was away, where these people follow something; open."""
    path = tmp_path / "programme.yaml"
    path.write_text(before, encoding="utf-8")
    house = House(path, clock)
    database = f"sqlite:///{tmp_path / 'workshop.sqlite3'}"
    await house.open(database)
    for person in people:
        await house.reminders.save(person)
    await house.store.close()
    path.write_text(after, encoding="utf-8")
    house = House(path, clock)
    await house.open(database)
    try:
        yield house
    finally:
        await house.store.close()


async def test_what_the_file_became_while_the_bot_was_away_is_taken_over_and_told_to_organisers(tmp_path, clock):
    async with come_back(tmp_path, clock, FILE, MOVED) as house:
        assert house.start_of("Memory Constraints") == "11:30"
        async with house.following():
            note = await house.wait_for("taken_over")
        assert house.start_of("Memory Constraints") == "11:45"
        assert len(note["sessions"]) == 2


async def test_who_follows_what_moved_in_the_file_while_the_bot_was_away_is_told_and_no_channel(tmp_path, clock):
    people = (
        Person(id_, follows=frozenset({Follow(FollowKind.SESSION, which)}))
        for id_, which in ((7, "memory-constraints"), (8, "flow-matching"))
    )
    async with come_back(tmp_path, clock, FILE, MOVED, *people) as house:
        async with house.following():
            await house.wait_for("taken_over_and_told")
        (told,) = house.reminders.take_at_once()
        assert told.to == "person:7"
        assert "11:45" in house.changes.notice(told.owed[0].session_id, "en").text
        async with house.following():  # and once only
            pass
        assert house.reminders.take_at_once() == []


async def test_a_title_mended_while_the_bot_was_away_is_of_the_same_session(tmp_path, clock):
    text = OTHER.replace("days:", "rooms: [Hall]\ndays:").replace("start:", "room: Hall, start:")
    async with come_back(tmp_path, clock, text, text.replace("Opening", "Openings")) as house:
        (before,) = house.desk.programme.sessions
        assert before.title == "Opening"
        async with house.following():
            await house.wait_for("taken_over")
        (after,) = house.desk.programme.sessions
        assert (after.id, after.title) == (before.id, "Openings")


async def test_another_address_is_taken_over_and_told_to_organisers(house):
    async with house.following(source="https://example.org/2025", by_hand=False):
        assert house.notes() == []
    house.path.write_text(OTHER, encoding="utf-8")
    async with house.following(source="https://example.org/2026", by_hand=False):
        await house.wait_for("taken_over")
    assert [one.title for one in house.desk.programme.sessions] == ["Opening"]
    assert [one for one in house.reminders.upcoming(99) if one.about is About.CHANGE] == []


async def test_another_programme_at_the_same_address_is_not(house):
    for _ in range(2):
        async with house.following(source="https://example.org/latest", by_hand=False):
            house.path.write_text(OTHER, encoding="utf-8")
            await asyncio.sleep(1)
    assert house.start_of("Memory Constraints") == "11:30"


async def test_an_export_writes_the_programme_with_what_was_published(tmp_path, clock):
    (tmp_path / "state").mkdir()
    path = tmp_path / "programme.yaml"
    path.write_text(FILE, encoding="utf-8")
    house = House(path, clock)
    await house.open(f"sqlite:///{tmp_path / 'state' / 'workshop.sqlite3'}")
    change = request_cancel("lunch", house.desk.index, clock.now())
    await house.changes.publish((await house.changes.preview(change, Author(7, "Olga"))).id)
    assert cancelled(await exported(tmp_path)) == ["Lunch break"]
    (tmp_path / "other.yaml").write_text(FILE, encoding="utf-8")
    async with house.following():
        assert cancelled(await exported(tmp_path, "--programme", "programme.yaml")) == ["Lunch break"]
        assert cancelled(await exported(tmp_path, "--programme", "other.yaml")) == []
        await house.changes.accept(house.changes.base)
        path.write_text(MOVED, encoding="utf-8")  # what the running bot has not accepted is not the programme yet
        assert await house.store.lease.take() == ""
        before = await exported(tmp_path)
    await house.store.close()
    talk = next(each for each in before["sessions"] if each["id"] == "memory-constraints")
    assert talk["start"] == "2025-06-30T09:30:00Z"
    assert cancelled(before) == ["Lunch break"]


async def exported(folder, *options):
    """What the command line writes, as JSON."""
    written = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "export", "--format", "json", *options, cwd=folder, stdout=asyncio.subprocess.PIPE
    )
    return json.loads((await written.communicate())[0])


def cancelled(data):
    return [each["title"] for each in data["sessions"] if each["cancelled"]]
