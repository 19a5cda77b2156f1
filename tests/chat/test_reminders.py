"""Reminders by the real client in the sandbox: who hears what, when, and what becomes of it when Discord fails."""

import asyncio
import contextlib
import re
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.chat import reminders
from bot.clock import SimulatedClock
from bot.core.doctor import NOTHING_CHOSEN, Choices
from bot.core.programme import Kind, Programme, ReminderPolicy, Room, Session
from bot.core.reminders import Follow, FollowKind
from bot.core.search.index import Index
from bot.desk import Desk
from bot.rehearsal import furnish
from bot.sandbox.faults import Fault
from bot.sandbox.limits import Limits
from bot.sandbox.permissions import Overwrite, Permission
from bot.sandbox.person import Person
from bot.sandbox.server import Sandbox
from bot.store import StoreError
from bot.store.ledger import Ledger, State
from tests.chat.conftest import connected, words_of

NINE = datetime(2030, 6, 3, 9, 0, tzinfo=UTC)
POSTS = r"^/channels/\d+/messages$"
TRANSCRIPT = Path(__file__).parent / "transcript.txt"


def talk(name, start=0, length=30, *, room="Hall", kind=Kind.TALK, **more):
    """A session so many minutes after nine, so many minutes long."""
    begin = NINE + timedelta(minutes=start)
    return Session(
        id=name,
        title=name,
        kind=kind,
        start=begin,
        end=begin + timedelta(minutes=length),
        day=date(2030, 6, 3),
        rooms=(room,),
        **more,
    )


def programme_of(*sessions, **policy):
    return Programme(
        title="A day",
        timezone="UTC",
        rooms=(Room(name="Hall", channel="hall"), Room(name="Attic")),
        sessions=tuple(sorted(sessions, key=lambda session: session.start)),
        reminders=ReminderPolicy(**policy),
    )


class Stage:
    """A bot on its sandbox, both on one clock that stands still unless it is set."""

    def __init__(self, programme, begin, database):
        self.clock = SimulatedClock(begin, speed=0)
        self.desk = Desk(programme, self.clock)
        self.sandbox = Sandbox(furnish(programme, self.clock), limits=Limits(rate_limits=False))
        self.world = self.sandbox.world
        self.database = database
        self.bot = None

    @asynccontextmanager
    async def awake(self):
        """The bot at work."""
        async with connected(self.desk, self.sandbox, self.database) as connection:
            async with asyncio.timeout(30):
                while connection._bot.places is None:
                    await asyncio.sleep(0.005)
            self.bot = connection._bot
            yield self.bot

    def turn_to(self, *sessions, **policy):
        self.desk.turn_to(Index(programme_of(*sessions, **policy)))
        self.bot.duty.reminders.refresh()

    def said(self, channel=None):
        """(channel or person, content) of all that the bot said, or contents in one place."""
        bots = {bot.id for bot in self.world.bots}
        found = []
        for line in self.world.record:
            if line["action"] == "create" and line["author_id"] in bots:
                place = self.world.channels[line["channel_id"]]
                names = [self.world.users[id_].name for id_ in place.recipients if id_ not in bots]
                found.append((place.name or names[0], line["message"]["content"]))
        return [content for place, content in found if place == channel] if channel else found

    def set(self, minute):
        """The clock shows so many minutes past nine."""
        self.clock.set(NINE + timedelta(minutes=minute))

    async def until(self, reached):
        """Return when it is so."""
        async with asyncio.timeout(40):
            while not reached():
                await asyncio.sleep(0.01)

    async def hears(self, *contents, at="reminders"):
        """These have been said there, in whatever order, and nothing else is, even a little later."""
        with contextlib.suppress(TimeoutError):
            await self.until(lambda: sorted(self.said(at)) == sorted(contents))
        await asyncio.sleep(0.1)
        assert sorted(self.said(at)) == sorted(contents)

    async def follow(self, name, *session_ids, **wishes):
        id_ = int(next(user.id for user in self.world.people if user.name == name))
        person = self.bot.duty.reminders.person(id_)
        follows = frozenset(Follow(FollowKind.SESSION, each) for each in session_ids)
        await self.bot.duty.reminders.save(replace(person, follows=follows, **wishes))

    def forbid(self, channel, permission):
        """The bot may not do this in that channel."""
        bot = next(self.world.bots)
        role = next(role for role in self.world.roles.values() if role.bot_id == bot.id)
        place = self.world.channel_named(channel)
        place.overwrites = [*place.overwrites, Overwrite(role.id, 0, 0, int(permission))]


@pytest.fixture
async def staged(tmp_path):
    """Sets a stage for a programme at a minute past nine."""
    started = []

    async def stage(programme, minute=-60):
        new = Stage(programme, NINE + timedelta(minutes=minute), f"sqlite:///{tmp_path}/bot.sqlite3")
        await new.sandbox.start()
        started.append(new)
        return new

    yield stage
    for each in started:
        await each.sandbox.stop()


@pytest.fixture(autouse=True)
def _impatient(monkeypatch):
    """Attempts follow each other quickly, for nothing here is worth a wait."""
    monkeypatch.setattr(reminders, "FIRST_PAUSE", 0.05)
    monkeypatch.setattr(reminders, "LONGEST_PAUSE", 0.2)
    monkeypatch.setattr(reminders, "ANSWER_SECONDS", 1.0)
    monkeypatch.setattr(reminders, "ATTEMPT_SECONDS", 2.0)


async def test_sessions_that_start_together_share_a_message_and_a_room_hears_of_its_own(staged):
    stage = await staged(programme_of(talk("Gulls"), talk("Terns", room="Attic"), talk("Owls", 30)))
    async with stage.awake():
        stage.set(-11)
        await stage.hears()
        stage.set(-10)
        await stage.hears("In 10 min, at 09:00: 2 sessions")
        await stage.hears("In 10 min, at 09:00: Gulls, Hall", at="hall")
        both = next(line for line in stage.world.record if line.get("channel") == "reminders")
        assert "Gulls" in words_of(both["message"])
        assert "Terns" in words_of(both["message"])
        assert both["message"]["mention_roles"] == []
        stage.set(19)
        await stage.hears("In 10 min, at 09:00: 2 sessions")
        stage.set(20)
        await stage.hears("In 10 min, at 09:00: 2 sessions", "In 10 min, at 09:30: Owls, Hall")
        await stage.hears("In 10 min, at 09:00: Gulls, Hall", "In 10 min, at 09:30: Owls, Hall", at="hall")


async def test_a_channel_of_two_names_hears_of_a_start_once_also_when_organisers_choose_it_later(staged):
    stage = await staged(programme_of(talk("one"), talk("two", 60), talk("three", 120)))
    async with stage.awake() as bot:
        bot.choices = Choices({"hall": int(stage.world.channel_named("reminders").id)}, {})
        bot.duty.reminders.refresh()
        stage.set(-10)
        await stage.hears("In 10 min, at 09:00: one, Hall")
        stage.set(40)
        bot.choices = NOTHING_CHOSEN
        bot.duty.reminders.refresh()
        await stage.hears("In 10 min, at 09:00: one, Hall")
        stage.set(50)
        await stage.hears("In 10 min, at 10:00: two, Hall", at="hall")
        await bot.setting_up.choose("channel", "reminders", int(stage.world.channel_named("hall").id))
        stage.set(110)
        await stage.until(lambda: len(stage.said("hall")) > 1)
    async with stage.awake():
        await asyncio.sleep(0.2)
    assert len(stage.said("hall")) == len(stage.said("reminders")) == 2
    assert len(stage.said()) == 4


async def test_lead_times_by_kind_breaks_and_the_ends_of_breaks(staged):
    stage = await staged(
        programme_of(
            talk("Keynote", kind=Kind.KEYNOTE, room="Attic"),
            talk("Coffee", 30, 20, kind=Kind.BREAK, room="Attic"),
            talk("After", 50, room="Attic"),
            talk("Table", 90, room="Attic", kind=Kind.PANEL),
            kinds={Kind.KEYNOTE: (30, 5), Kind.PANEL: ()},
            breaks=True,
            break_ends=True,
        )
    )
    heard = []
    async with stage.awake():
        for minute, content in {
            -31: "",
            -30: "In 30 min, at 09:00: Keynote, Attic",
            -6: "",
            -5: "In 5 min, at 09:00: Keynote, Attic",
            20: "In 10 min, at 09:30: Coffee, Attic",
            40: "In 10 min, at 09:50: After, Attic",
            85: "",
        }.items():
            heard += [content] if content else []
            stage.set(minute)
            await stage.hears(*heard)
    last = [line for line in stage.world.record if line["action"] == "create"][-1]
    assert "The break ends in 10 min, at 09:50." in words_of(last["message"])


async def test_the_role_is_pinged_and_nobody_else(staged):
    stage = await staged(programme_of(talk("Why @everyone left"), ping="Reminded"))
    role = stage.world.add_role("Reminded", mentionable=True)
    stage.world.add_role("Other", mentionable=True)
    async with stage.awake():
        stage.set(-10)
        await stage.until(lambda: len(stage.said()) == 2)
    lines = [line["message"] for line in stage.world.record if line["action"] == "create"]
    assert [line["mention_roles"] for line in lines] == [[role.id], [role.id]]
    assert {line["mention_everyone"] for line in lines} == {False}
    assert lines[0]["content"].startswith(f"<@&{role.id}> In 10 min")


async def test_who_is_to_be_pinged_is_also_where_embeds_are_not_permitted(staged):
    stage = await staged(programme_of(talk("Gulls", room="Attic"), ping="Reminded"))
    role = stage.world.add_role("Reminded", mentionable=True)
    stage.forbid("reminders", Permission.EMBED_LINKS)
    ann = stage.world.add_person("ann")
    async with stage.awake():
        await stage.follow("ann", "Gulls", dm_closed=True, mention_instead=True)
        stage.set(-10)
        await stage.until(lambda: len(stage.said()) == 2)
    said = [line["message"] for line in stage.world.record if line["action"] == "create"]
    assert sorted(line["content"].split(" In ")[0] for line in said) == [f"<@&{role.id}>", f"<@{ann.id}>"]
    assert [line["mention_roles"] for line in said if line["mention_roles"]] == [[role.id]]


async def test_the_morning_has_the_day_and_once(staged):
    stage = await staged(
        programme_of(talk("Ruffs", -15, cancelled=True), talk("Gulls"), talk("Owls", 30), morning="08:15")
    )
    day = "Today, Monday 3 June: 2 sessions, the first at 09:00."
    async with stage.awake():
        stage.set(-46)
        await stage.hears()
        stage.set(-45)
        await stage.hears(day)
        stage.set(-20)
    async with stage.awake():
        await stage.hears(day)


async def test_the_morning_comes_once_a_day_also_if_its_hour_is_changed(staged):
    stage = await staged(programme_of(talk("Gulls", room="Attic"), morning="08:15"))
    day = "Today, Monday 3 June: one session, at 09:00."
    async with stage.awake():
        stage.set(-45)
        await stage.hears(day)
        stage.turn_to(talk("Gulls", room="Attic"), morning="08:30")
        stage.set(-30)
        await stage.hears(day)


async def test_a_clock_that_was_ahead_for_a_while_loses_nothing(staged):
    stage = await staged(programme_of(talk("Gulls", room="Attic"), talk("Owls", 60, room="Attic")))
    async with stage.awake():
        stage.set(200)
        await stage.until(lambda: stage.said("organisers"))
        stage.set(-30)
        await stage.hears()
        stage.set(-10)
        await stage.hears("In 10 min, at 09:00: Gulls, Attic")
    async with stage.awake():
        stage.set(50)
        await stage.hears("In 10 min, at 09:00: Gulls, Attic", "In 10 min, at 10:00: Owls, Attic")


async def test_a_clock_that_was_ahead_at_the_first_start_loses_nothing(staged):
    stage = await staged(programme_of(talk("Gulls", room="Attic")), minute=600)
    async with stage.awake():
        await stage.hears()
    stage.set(-10)
    async with stage.awake():
        await stage.hears("In 10 min, at 09:00: Gulls, Attic")


async def test_a_moved_session_is_announced_for_its_new_start_and_a_cancelled_one_not_at_all(staged):
    stage = await staged(programme_of(talk("Gulls"), talk("Owls", room="Attic"), talk("Terns", 5, room="Attic")))
    async with stage.awake():
        stage.set(-12)
        stage.turn_to(talk("Gulls", 20), talk("Owls", cancelled=True, room="Attic"), talk("Terns", 5, room="Attic"))
        stage.set(-5)
        await stage.hears("In 10 min, at 09:05: Terns, Attic")
        await stage.hears(at="hall")
        stage.set(10)
        await stage.hears("In 10 min, at 09:20: Gulls, Hall", at="hall")
        stage.turn_to(talk("Gulls", 40), talk("Owls", 40, room="Attic"))  # moved again, and restored
        stage.set(30)
        await stage.hears("In 10 min, at 09:20: Gulls, Hall", "In 10 min, at 09:40: Gulls, Hall", at="hall")
        assert stage.said("reminders")[2:] == ["In 10 min, at 09:40: 2 sessions"]


@pytest.mark.parametrize("status", [500, 503])  # after 500 discord.py asks again by itself
async def test_a_reminder_on_its_way_when_its_session_moves_says_the_new_time(staged, status):
    stage = await staged(programme_of(talk("Gulls", room="Attic")), minute=-11)
    async with stage.awake():
        stage.sandbox.faults.add(Fault("status", "POST", POSTS, times=1000, status=status))
        stage.set(-10)
        await stage.until(lambda: len(stage.sandbox.faults.happened) > 1)
        stage.turn_to(talk("Gulls", 5, room="Attic"))
        stage.set(-5)
        await asyncio.sleep(0.5)
        stage.sandbox.faults.clear()
        await stage.hears("In 10 min, at 09:05: Gulls, Attic")


async def test_a_reminder_that_is_late_on_its_way_says_how_late(staged, monkeypatch):
    monkeypatch.setattr(reminders, "ATTEMPT_SECONDS", 20)  # long enough for discord.py to ask again by itself
    monkeypatch.setattr(reminders, "ANSWER_SECONDS", 20)
    stage = await staged(programme_of(talk("Gulls", room="Attic")), minute=-11)
    async with stage.awake():
        stage.sandbox.faults.add(Fault("status", "POST", POSTS, times=2, status=502))
        stage.set(-10)
        await stage.until(lambda: stage.sandbox.faults.happened)
        stage.set(-7)
        await stage.hears("In 7 min, at 09:00: Gulls, Attic")


async def test_after_an_outage_late_ones_say_so_and_missed_ones_are_told_once(staged):
    sessions = [talk("Over", -60, 20), talk("Long gone", -40, 20), talk("Running", -4), talk("Coming", 3)]
    stage = await staged(programme_of(*sessions), minute=-90)
    async with stage.awake():
        await stage.hears()
    stage.set(0)
    for _ in range(2):
        async with stage.awake():
            now = ("Started 4 min ago, at 08:56: Running, Hall", "In 3 min, at 09:03: Coming, Hall")
            await stage.hears(*now, at="hall")
            await stage.hears(*now)
            await stage.hears(
                "While I was away, these came and went without their reminder (2): “Over” and “Long gone”. "
                "I do not send them afterwards.",
                at="organisers",
            )


async def test_what_single_people_missed_is_told_too(staged):
    stage = await staged(programme_of(talk("Over", -60, 20), lead_minutes=()), minute=-90)
    stage.world.add_person("ann")
    async with stage.awake():
        await stage.follow("ann", "Over")
    stage.set(0)
    async with stage.awake():
        await stage.until(lambda: stage.said("organisers"))
        (note,) = stage.said("organisers")
        assert "came and went without their reminder (1): “Over”" in note


async def test_an_outcome_that_cannot_be_written_down_is_told_once_and_written_later(staged, caplog, monkeypatch):
    stage = await staged(programme_of(talk("Gulls")))
    broken, really = [True], Ledger.confirm_all

    async def confirm(self, *arguments):
        if broken[0]:
            raise StoreError("database", "it is full")
        await really(self, *arguments)

    monkeypatch.setattr(Ledger, "confirm_all", confirm)
    async with stage.awake() as bot:
        stage.set(-10)
        await stage.until(lambda: "written down" in caplog.text)
        await asyncio.sleep(3)
        broken[0] = False
        ledger = bot.duty.store.ledger
        async with asyncio.timeout(20):
            while len(await ledger.last(State.SENT, 5)) < 2:
                await asyncio.sleep(0.05)
    assert len(stage.said()) == 2
    assert [line for line in caplog.messages if "written down" in line] == [
        "A reminder's outcome could not be written down: database: it is full"
    ]


async def test_what_no_channel_is_there_to_tell_stands_in_the_log_once(staged, caplog):
    stage = await staged(programme_of(talk("Gulls", room="Attic")))
    stage.world.add_person("ann")
    async with stage.awake():
        await stage.follow("ann", "Gulls")
        for name in ("reminders", "organisers"):
            del stage.world.channels[stage.world.channel_named(name).id]
        stage.sandbox.faults.add(Fault("status", "POST", r"/channels$", 1000, status=503))
        stage.set(-10)
        await stage.until(lambda: len(stage.sandbox.faults.happened) > 3)
    told = [line for line in caplog.messages if line.startswith("A reminder for")]
    assert sorted(line.split(" waits: ")[1] for line in told) == [
        "no_channel",
        "no_channel",
        "unreachable:DiscordServerError",
    ]


async def test_one_that_cannot_be_said_harms_no_other_and_is_reported_once(staged):
    stage = await staged(programme_of(talk("Gulls"), talk("Owls", 30)))
    first, second = "In 10 min, at 09:00: Gulls, Hall", "In 10 min, at 09:30: Owls, Hall"
    async with stage.awake():
        del stage.world.channels[stage.world.channel_named("hall").id]
        stage.set(-10)
        await stage.hears(first)
        stage.set(20)
        await stage.hears(first, second)
        stage.set(100)
        await stage.until(lambda: stage.said("organisers"))
        await asyncio.sleep(0.5)
        (note,) = stage.said("organisers")
        assert r"I cannot write to \#hall: there is no such channel" in note


async def test_without_permission_others_go_on_and_it_is_sent_once_it_is_granted(staged):
    stage = await staged(programme_of(talk("Gulls")))
    stage.forbid("hall", Permission.SEND_MESSAGES)
    async with stage.awake():
        stage.set(-10)
        await stage.hears("In 10 min, at 09:00: Gulls, Hall")
        await stage.until(lambda: stage.said("organisers"))
        stage.set(-4)
        stage.world.channel_named("hall").overwrites = []  # nobody tells the bot, which sends all as text
        await stage.until(lambda: stage.said("hall"))
        (late,) = stage.said("hall")
        assert late.startswith("In 4 min, at 09:00: Gulls, Hall\nGulls\nWhen: ")
        (note,) = stage.said("organisers")
        assert r"I cannot write to \#hall: I may not" in note


@pytest.mark.parametrize("action", ["drop_before", "drop_after", "reset", "hang"])
@pytest.mark.parametrize("accepted", [False, True])
async def test_an_answer_lost_is_looked_for(staged, action, accepted):
    stage = await staged(programme_of(talk("Gulls")))
    async with stage.awake():
        stage.sandbox.faults.add(Fault(action, "POST", POSTS, times=2, accepted=accepted and action != "drop_before"))
        stage.set(-10)
        await stage.until(lambda: not stage.sandbox.faults.waiting)
        await asyncio.sleep(1.0 if action == "hang" else 0)
        await stage.hears("In 10 min, at 09:00: Gulls, Hall")
        await stage.hears("In 10 min, at 09:00: Gulls, Hall", at="hall")


async def test_an_answer_that_does_not_come_is_not_waited_for_as_long_as_for_a_route(staged, monkeypatch):
    monkeypatch.setattr(reminders, "ATTEMPT_SECONDS", 3600)
    stage = await staged(programme_of(talk("Gulls", room="Attic")))
    async with stage.awake():
        stage.sandbox.faults.add(Fault("hang", "POST", POSTS))
        stage.sandbox.faults.add(Fault("hang", "GET", POSTS))  # the look back, too
        stage.set(-10)
        await stage.hears("In 10 min, at 09:00: Gulls, Attic")


@pytest.mark.parametrize("status", [429, 500, 503])
async def test_an_error_of_discord_delays_one_alone(staged, status):
    stage = await staged(programme_of(talk("Gulls")))
    hall = stage.world.channel_named("hall").id
    async with stage.awake():
        stage.sandbox.faults.add(Fault("status", "POST", f"{hall}/messages", times=2, status=status))
        stage.set(-10)
        await stage.hears("In 10 min, at 09:00: Gulls, Hall")
        await stage.hears("In 10 min, at 09:00: Gulls, Hall", at="hall")
        await stage.hears(at="organisers")


async def test_a_limit_for_all_requests_that_lasts_longer_than_an_attempt_does_not_silence_the_bot(staged):
    stage = await staged(programme_of(talk("Gulls")))
    limit = 2.5 * reminders.ANSWER_SECONDS
    async with stage.awake():
        stage.sandbox.faults.add(Fault("status", "POST", POSTS, status=429, everywhere=True, retry_after=limit))
        stage.set(-10)
        await stage.hears("In 10 min, at 09:00: Gulls, Hall")
        await stage.hears("In 10 min, at 09:00: Gulls, Hall", at="hall")


@pytest.mark.parametrize("status", [400, 401, 408, 429])
async def test_what_discord_refuses_for_a_while_is_sent_once_it_is_not_refused(staged, status):
    stage = await staged(programme_of(talk("Gulls", room="Attic")))
    stage.world.add_person("ann")
    async with stage.awake():
        await stage.follow("ann", "Gulls")
        stage.sandbox.faults.add(Fault("status", "POST", r"/(messages|channels)$", 20, status=status, retry_after=0.01))
        stage.set(-10)
        await stage.until(lambda: not stage.sandbox.faults.waiting)
        stage.set(-9)
        await stage.until(lambda: stage.said("reminders") and stage.said("ann"))
        assert len(stage.said("reminders")) == len(stage.said("ann")) == 1


@pytest.mark.parametrize("status", [500, 502, 504])  # after which discord.py asks again by itself, up to five times
async def test_nothing_is_repeated_unseen_for_longer_than_discord_waits_for_an_answer(staged, status):
    stage = await staged(programme_of(talk("Gulls", room="Attic")))
    stage.world.limits.nonce_window_seconds = 2 * reminders.ANSWER_SECONDS
    stage.world.add_person("ann")
    async with stage.awake():
        await stage.follow("ann", "Gulls")
        stage.sandbox.faults.add(Fault("status", "POST", POSTS, times=6, status=status, accepted=True))
        stage.set(-10)
        await stage.until(lambda: len(stage.said()) == 2)
        await asyncio.sleep(5 * reminders.ANSWER_SECONDS)
        await stage.hears("In 10 min, at 09:00: Gulls, Attic")
        assert len(stage.said("ann")) == 1


async def test_a_history_that_may_not_be_read_gives_at_most_one_and_a_note(staged):
    stage = await staged(programme_of(talk("Gulls", room="Attic")))
    stage.forbid("reminders", Permission.READ_MESSAGE_HISTORY)
    async with stage.awake():
        stage.sandbox.faults.add(Fault("hang", "POST", POSTS, accepted=True))
        stage.set(-10)
        await stage.until(stage.said)
    stage.world.limits.nonce_window_seconds = 0  # the bot is away for longer than that
    async with stage.awake():
        await stage.until(lambda: stage.said("organisers"))
        await stage.hears("In 10 min, at 09:00: Gulls, Attic")
        (note,) = stage.said("organisers")
        assert note.startswith(r"It is uncertain whether a message reached \#reminders")


async def test_an_answer_lost_is_looked_for_in_a_channel_in_which_many_have_written_since(staged, monkeypatch):
    monkeypatch.setattr(reminders, "LOOK_BACK", 5)
    monkeypatch.setattr(reminders, "SKEW", timedelta(days=3650))  # the sandbox dates messages by the real clock
    stage = await staged(programme_of(talk("Gulls", room="Attic")))
    ann = stage.world.add_person("ann")
    async with stage.awake():
        stage.sandbox.faults.add(Fault("hang", "POST", POSTS, accepted=True))
        stage.set(-10)
        await stage.until(stage.said)
    stage.world.limits.nonce_window_seconds = 0  # the bot is away for longer than that
    stage.set(-5)
    async with Person(stage.sandbox.url, ann.token) as writer:
        for number in range(20):
            await writer.send("reminders", f"word {number}")
    async with stage.awake():
        await asyncio.sleep(0.5)
        await stage.hears("In 10 min, at 09:00: Gulls, Attic")


@pytest.mark.parametrize("another", [False, True])  # bot's, of an application of before
async def test_a_channel_of_direct_messages_that_is_none_any_more_is_opened_anew(staged, another):
    stage = await staged(programme_of(talk("Gulls", room="Attic")))
    ann, other = stage.world.add_person("ann"), stage.world.add_person("other")
    known = int(stage.world.dm_between(ann.id, other.id).id) if another else 1234567890123456789
    async with stage.awake():
        await stage.follow("ann", "Gulls", dm_channel=known)
        stage.set(-10)
        await stage.until(lambda: ("ann", "In 10 min, at 09:00: Gulls, Attic") in stage.said())


async def test_a_message_that_was_deleted_is_not_sent_again(staged):
    stage = await staged(programme_of(talk("Gulls", room="Attic")))
    async with stage.awake():
        stage.sandbox.faults.add(Fault("hang", "POST", POSTS, accepted=True))
        stage.set(-10)
        await stage.until(stage.said)
        stage.world.messages[stage.world.channel_named("reminders").id].clear()  # a moderator is quick
        await asyncio.sleep(1.5)
        await stage.hears("In 10 min, at 09:00: Gulls, Attic")


async def test_whoever_takes_no_direct_messages_holds_up_nobody_and_is_mentioned_if_they_wish(staged):
    stage = await staged(programme_of(talk("Gulls", room="Attic")))
    closed = [stage.world.add_person(f"closed {number}") for number in range(30)]
    for person in closed:
        person.accepts_dms = False
    stage.world.add_person("open")
    async with stage.awake():
        for person in closed:
            await stage.follow(person.name, "Gulls", mention_instead=person is closed[7])
        await stage.follow("open", "Gulls")
        stage.set(-10)
        await stage.hears("In 10 min, at 09:00: Gulls, Attic")  # though new direct messages are opened slowly
        stage.set(-1)
        await stage.until(lambda: len(stage.said("reminders")) == 2)
        assert stage.said("reminders")[1] == f"<@{closed[7].id}> In 1 min, at 09:00: Gulls, Attic"
        await stage.until(lambda: stage.said("open"))
        assert len(stage.said("open")) == 1
        await stage.hears(at="organisers")


@pytest.mark.parametrize("known", [False, True])  # before it was due
@pytest.mark.parametrize("mentioned", [False, True])
async def test_who_can_be_told_after_all_is_told_what_is_not_over(staged, known, mentioned):
    stage = await staged(programme_of(talk("Gulls", room="Attic")))
    ann = stage.world.add_person("ann")
    ann.accepts_dms = False
    async with stage.awake() as bot:
        await stage.follow("ann", "Gulls", dm_closed=known)
        stage.set(-10)
        await stage.until(lambda: bot.duty.reminders.person(int(ann.id)).dm_closed)
        await stage.hears("In 10 min, at 09:00: Gulls, Attic")
        stage.set(-5)
        if mentioned:
            await stage.follow("ann", "Gulls", mention_instead=True)
            await stage.until(lambda: f"<@{ann.id}> In 5 min, at 09:00: Gulls, Attic" in stage.said("reminders"))
        else:
            ann.accepts_dms = True
            await stage.follow("ann", "Gulls", dm_closed=False)
            await stage.hears("In 5 min, at 09:00: Gulls, Attic", at="ann")


async def test_what_was_taken_when_the_connection_ended_is_sent_by_the_next(staged):
    stage = await staged(programme_of(talk("Gulls", room="Attic")))
    async with stage.awake() as bot:
        bot._promises.cancel()
        await asyncio.gather(bot._promises, return_exceptions=True)
        stage.set(-10)
        (message,) = await bot.duty.reminders.take_due()
        reminders.Courier(bot, bot.duty.reminders, bot.places)._send_off(message).cancel()  # before its first step
        next_one = asyncio.create_task(reminders.Courier(bot, bot.duty.reminders, bot.places).run())
        await stage.hears("In 10 min, at 09:00: Gulls, Attic")
        next_one.cancel()


def soon(content):
    """A reminder's words without its minutes: at ten simulated minutes a second, a busy machine is some late."""
    return re.sub(r"^(In \d+ min, at|Started \d+ min ago, at|Starting now) \(?([\d:]{5})\)?", r"Soon, at \2", content)


async def test_the_shipped_day_rehearsed_says_what_the_transcript_says(programme, tmp_path):
    begin = datetime.fromisoformat("2025-06-30T09:00:00+02:00")
    expected = TRANSCRIPT.read_text("utf-8").splitlines()
    stage = Stage(programme, begin, f"sqlite:///{tmp_path}/bot.sqlite3")

    def said(start):
        lines = [f"{soon(content)} (#{place})" for place, content in stage.said()]
        return sorted(line for line in lines if line.startswith(start))

    await stage.sandbox.start()
    try:
        async with stage.awake():
            stage.clock.set_speed(600)
            for start in [session.start for session in programme.sessions]:
                stage.clock.set(max(start - timedelta(minutes=12), stage.clock.now()))  # what lies between is idle
                await stage.clock.sleep_until(start - timedelta(minutes=6))
                at = f"Soon, at {start.astimezone(begin.tzinfo):%H:%M}: "
                owed = [line for line in expected if line.startswith(at)]
                await stage.until(lambda at=at, owed=owed: said(at) == owed)
    finally:
        await stage.sandbox.stop()
    assert said("") == expected
