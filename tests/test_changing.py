"""Changes over the store: random histories and their undoing, restarts, sources that change, and nothing by halves.

`python -m tests.test_changing 1000` plays that many histories.
"""

import asyncio
import random
import sys
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.changing import Author, Changes, Overtaken, PreviewGone
from bot.clock import SimulatedClock
from bot.core.change_requests import request_cancel, request_delay, request_move, request_undo
from bot.core.changes import Change, ChangeKind, ChangeRefused, active_changes, apply, revise, undo_refusal
from bot.core.programme import Channels, Faq, Programme, Room, Speaker
from bot.core.reminders import About, Follow, FollowKind
from bot.desk import Desk
from bot.reminding import Reminders
from bot.store import IN_MEMORY, LeaseLost, open_store
from bot.store.ledger import State
from tests.core.test_changes import programme as programme_of
from tests.core.test_changes import random_change, session

OLGA, OTTO = Author(1, "Olga"), Author(2, "Otto")
HISTORIES = 40
FOLLOWERS = {
    7: frozenset({Follow(FollowKind.SPEAKER, "ada"), Follow(FollowKind.SESSION, "four")}),
    8: frozenset({Follow(FollowKind.ROOM, "A")}),
    9: frozenset({Follow(FollowKind.EVERYTHING, "")}),
}
SMALL = programme_of(
    session("one", 0, 60, title="Winds and waves", speakers=("ada",)),
    session("two", 60, 30, title="Coffee break", kind="break"),
    session("three", 90, 45, title="Harbour lights", rooms=("Boathouse",)),
    session("four", 6 * 60, 45, title="Ropes"),
    rooms=(Room(name="A"), Room(name="Boathouse")),
    speakers=(Speaker(id="ada", name="Ada Stern"),),
    faq=(Faq(ask=("what 1",), answer="one"),),
    channels=Channels(reminders="reminders", announcements="announcements"),
)


class House:
    """The parts over one store, as a process has them; another one is a restart."""

    def __init__(self, store, clock, programme):
        self.store = store
        self.desk = Desk(programme, clock)
        self.reminders = Reminders(store, clock, lambda: self.desk.programme)
        self.changes = Changes(store, self.desk, self.reminders)

    async def load(self):
        await self.changes.load()
        await self.reminders.load()
        return self

    async def do(self, change, **options):
        draft = await self.changes.preview(change, OLGA)
        return await self.changes.publish(draft.id, **options)

    def owed(self):
        """Everything owed that follows from the programme and is not over."""
        now = self.desk.clock.now()
        return [one for one in self.reminders.upcoming(10_000) if not one.body and one.until > now]


@asynccontextmanager
async def housed(programme=SMALL, address=IN_MEMORY):
    store = await open_store(address)
    assert await store.lease.take() == ""
    clock = SimulatedClock(min(one.start for one in programme.sessions) - timedelta(hours=1), speed=0)
    try:
        yield await House(store, clock, programme).load()
    finally:
        await store.close()


@pytest.fixture
async def house():
    async with housed() as house:
        yield house


# Random histories


def edited(base, pick):
    """The source after somebody edited it."""
    which = pick.choice(base.sessions).id
    sessions = (revise(one, abstract=f"{pick.random()}") if one.id == which else one for one in base.sessions)
    return rebuilt(base, sessions=tuple(sessions))


def rebuilt(programme, **fields):
    return Programme(**({name: getattr(programme, name) for name in Programme.model_fields} | fields))


async def step(house, pick):
    """One action, the house after it, and whether it was a restart."""
    changes, chance = house.changes, pick.random()
    possible = [one.id for one in changes.log if undo_refusal(changes.log, one.id) is None]
    if chance < 0.1:
        return await House(house.store, house.desk.clock, SMALL).load()
    if chance < 0.2:
        draft = await changes.preview(Change(kind=ChangeKind.UPDATE), OLGA, base=edited(changes.base, pick))
        await changes.publish(draft.id)
    elif chance < 0.25:
        await changes.accept(edited(changes.base, pick))
    elif possible and chance < 0.4:
        await house.do(request_undo(pick.choice(possible), changes.log))
    elif change := random_change(house.desk.index, pick):
        await house.do(change, quiet=pick.random() < 0.5)
    await house.reminders.write_ahead()
    return house


async def play(seed, steps=7):
    """Play a random history, undo it all; whether it changed anything. Fails where anything is not as at the start."""
    pick = random.Random(seed)
    async with housed() as first:
        house = first
        for user, follows in FOLLOWERS.items():
            await house.reminders.change(user, lambda one, follows=follows: replace(one, follows=follows))
        await house.reminders.write_ahead()
        owed = house.owed()
        assert len(owed) > 8
        for _ in range(steps):
            house = await step(house, pick)
        played = house.desk.programme
        again = await House(house.store, house.desk.clock, SMALL).load()
        assert again.desk.programme == played, seed
        assert again.owed() == house.owed(), seed
        undone = 0
        while any(one.kind is not ChangeKind.UPDATE for one in active_changes(house.changes.log)):
            await house.do(request_undo("", house.changes.log), quiet=True)
            await house.reminders.write_ahead()
            undone += 1
        for one in (house, await House(house.store, house.desk.clock, SMALL).load()):
            assert one.desk.programme == one.changes.base, seed
            assert one.owed() == owed, seed
            assert {user: one.reminders.person(user).follows for user in FOLLOWERS} == FOLLOWERS, seed
        return undone


@pytest.mark.parametrize("seed", range(HISTORIES))
async def test_after_undoing_a_random_history_all_is_as_at_the_start(seed):
    await play(seed)


# Nothing by halves, nothing blindly


def cancel(house, which="one"):
    return request_cancel(which, house.desk.index, house.desk.clock.now())


async def test_what_is_published_is_logged_told_and_answered_together(house):
    line = await house.do(cancel(house), ping=True)
    assert (line.version, line.author, line.author_id) == (1, "Olga", 1)
    assert house.desk.programme.session_by_id["one"].cancelled
    (owed,) = await house.store.ledger.about(About.CHANGE, line.id)
    assert (owed.state, owed.owed.to) == (State.CLAIMED, "channel:announcements")
    assert [one.id for one in house.changes.log] == [line.id]


async def test_announcement_is_the_first_to_leave_and_is_looked_for_after_a_crash(house):
    await house.reminders.change(7, lambda one: replace(one, follows=FOLLOWERS[7]))
    line = await house.do(cancel(house))
    (announcement,) = house.reminders.take_at_once()
    assert (announcement.to, announcement.in_doubt) == ("channel:announcements", False)
    assert house.reminders.take_at_once() == []
    assert [message.to for message in await house.reminders.take_due()] == ["person:7"]

    restarted = await House(house.store, house.desk.clock, SMALL).load()
    doubtful = await restarted.reminders.take_due()
    assert {(message.to, message.in_doubt) for message in doubtful} == {
        ("channel:announcements", True),
        ("person:7", True),
    }
    assert announcement.nonce in {message.nonce for message in doubtful}
    await restarted.reminders.confirm(announcement, 1, 2)
    states = {owed.owed.to: owed.state for owed in await house.store.ledger.about(About.CHANGE, line.id)}
    assert states == {"channel:announcements": State.SENT, "person:7": State.CLAIMED}


async def test_announcement_that_nobody_took_at_once_is_due_like_all_else(house):
    await house.do(cancel(house))
    assert house.reminders.next_due() <= house.desk.clock.now()
    assert [(message.to, message.in_doubt) for message in await house.reminders.take_due()] == [
        ("channel:announcements", False)
    ]
    assert await house.reminders.take_due() == []


async def test_who_lost_the_lease_changes_nothing(tmp_path):
    address = f"sqlite:///{tmp_path}/bot.db"
    store, other = await open_store(address, lease_seconds=0.05), await open_store(address)
    try:
        assert await store.lease.take() == ""
        clock = SimulatedClock(SMALL.sessions[0].start, speed=0)
        house = await House(store, clock, SMALL).load()
        draft, owed = await house.changes.preview(cancel(house), OLGA), house.owed()
        await asyncio.sleep(0.1)
        assert await other.lease.take() == ""
        with pytest.raises(LeaseLost):
            await house.changes.publish(draft.id)
        assert (house.changes.version, house.desk.programme, house.owed()) == (0, SMALL, owed)
        taken_over = await House(other, clock, SMALL).load()
        assert taken_over.changes.version == 0
        assert await other.ledger.about(About.CHANGE, draft.id) == []
        await taken_over.changes.publish(draft.id)
        assert taken_over.desk.programme.session_by_id["one"].cancelled
    finally:
        await store.close()
        await other.close()


async def test_preview_is_published_once_and_a_dropped_one_never(house):
    draft = await house.changes.preview(cancel(house), OLGA)
    await house.changes.publish(draft.id)
    dropped = await house.changes.preview(cancel(house, "four"), OLGA)
    await house.changes.drop(dropped.id)
    for which, why in ((draft.id, "published"), (dropped.id, "dropped"), ("0" * 16, "unknown")):
        for act in (house.changes.publish, house.changes.find, house.changes.drop, house.changes.absorb):
            with pytest.raises(PreviewGone, match=why):
                await act(which)
    assert house.changes.version == 1


async def test_of_many_who_publish_at_once_one_does_and_the_others_see_it_anew(house):
    drafts = [await house.changes.preview(cancel(house, which), OLGA) for which in ("one", "three", "four")]
    ends = await asyncio.gather(*(house.changes.publish(one.id) for one in drafts), return_exceptions=True)
    assert [type(end).__name__ for end in ends] == ["Published", "Overtaken", "Overtaken"]
    assert ends[1].draft.before is house.desk.programme
    await house.changes.publish(drafts[1].id)
    with pytest.raises(Overtaken):
        await house.changes.publish(drafts[2].id)


async def test_delay_that_is_overtaken_is_shown_anew_over_the_times_as_they_are_now(house):
    def delay(what):
        return request_delay(what, house.desk.index, house.desk.clock.now())

    first, second = house.desk.programme.session_by_id["one"].start, delay("one 20m")
    draft = await house.changes.preview(second, OTTO)
    await house.do(delay("the whole day 10m"))
    with pytest.raises(Overtaken) as overtaken:
        await house.changes.publish(draft.id)
    shown = overtaken.value.draft.after.session_by_id["one"]
    assert (shown.start - first, shown.previous_start) == (timedelta(minutes=30), first)
    await house.changes.publish(draft.id)
    assert house.desk.programme.session_by_id["one"] == shown


async def test_change_that_another_has_made_meanwhile_is_not_published_again(house):
    def move():
        return request_move("one", house.desk.index, house.desk.clock.now(), to="16:00")

    draft = await house.changes.preview(move(), OTTO)
    await house.do(move())
    with pytest.raises(ChangeRefused, match="nothing_changes"):
        await house.changes.publish(draft.id)
    assert house.changes.version == 1


async def test_preview_of_another_does_not_stop_who_publishes(house):
    for _ in range(20):
        draft = await house.changes.preview(cancel(house), OLGA)
        publishing = asyncio.create_task(house.changes.publish(draft.id, quiet=True))
        while not publishing.done():
            await house.changes.preview(cancel(house, "four"), OTTO)
        assert publishing.result().author == "Olga"
        await house.do(request_undo("", house.changes.log), quiet=True)


async def test_preview_over_a_source_that_changed_is_shown_anew(house):
    draft = await house.changes.preview(cancel(house), OLGA)
    await house.changes.accept(edited(SMALL, random.Random(1)))
    with pytest.raises(Overtaken) as overtaken:
        await house.changes.publish(draft.id)
    await house.changes.publish(overtaken.value.draft.id)
    assert house.desk.programme.session_by_id["one"].cancelled


async def test_undo_that_cannot_be_any_more_is_refused(house):
    await house.do(request_delay("one 10m", house.desk.index, house.desk.clock.now()))
    undo = await house.changes.preview(request_undo("", house.changes.log), OLGA)
    await house.do(request_delay("one 10m", house.desk.index, house.desk.clock.now()))
    with pytest.raises(ChangeRefused, match="built_on"):
        await house.changes.publish(undo.id)
    assert house.changes.version == 2


async def test_update_brings_its_source_along_also_after_a_restart(house):
    new = edited(SMALL, random.Random(1))
    await house.do(cancel(house))
    draft = await house.changes.preview(Change(kind=ChangeKind.UPDATE), OLGA, base=new)
    later = await House(house.store, house.desk.clock, SMALL).load()
    reworded = await later.changes.reword(draft.id, "Now with abstracts")
    assert reworded.base == new
    line = await later.changes.publish(draft.id, by=OTTO)
    assert (later.changes.notice(line.id, "en").headline, line.author) == ("Now with abstracts", "Otto")
    for one in (later, await House(house.store, house.desk.clock, SMALL).load()):
        assert one.changes.base == new
        assert one.desk.programme == apply(new, house.changes.log)


async def test_other_words_stay_when_breaks_absorb_the_delay(house):
    index, now = house.desk.index, house.desk.clock.now()
    delay, absorbed = (request_delay("the whole day by 10m", index, now, absorb=each) for each in (False, True))
    draft = await house.changes.preview(delay, OLGA, absorbed=absorbed)
    await house.changes.reword(draft.id, "Sorry")
    renewed = await house.changes.absorb(draft.id)
    assert (renewed.change.text, renewed.absorbed) == ("Sorry", None)
    await house.changes.publish(draft.id)
    three = house.desk.programme.session_by_id["three"]
    assert three == SMALL.session_by_id["three"]


class Follower:
    """What somebody believes who is told what is given out, late or never; `play` it once."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.under_way = []
        self.believes = False  # that session one is cancelled
        self.heard = 0

    async def play(self, house):
        await house.reminders.change(8, lambda one: replace(one, follows=FOLLOWERS[8]))
        await house.do(cancel(house))
        for _ in range(10):
            chance = self.random.random()
            if chance < 0.4:
                await house.do(request_undo(house.changes.log[-1].id, house.changes.log))
            elif chance < 0.6:
                self.under_way += await house.reminders.take_due()
            elif chance < 0.9:
                await self.hear(house)
            else:  # it is killed, and what was claimed comes again
                self.under_way = []
                house = await House(house.store, house.desk.clock, SMALL).load()
        while self.under_way or house.reminders.next_due() <= house.desk.clock.now():
            self.under_way += await house.reminders.take_due()
            await self.hear(house)
        assert self.believes == house.desk.programme.session_by_id["one"].cancelled

    async def hear(self, house):
        for message in self.under_way:
            left = await house.reminders.narrow(message)
            if left and message.to == "person:8":
                cancelled = house.desk.programme.session_by_id["one"].cancelled
                assert house.changes.log[-1].id == left.owed[0].session_id, "what they are told is so"
                assert self.believes != cancelled, "and is news to them"
                self.believes, self.heard = cancelled, self.heard + 1
            if left:
                await house.reminders.confirm(left, 1, 1)
        self.under_way = []


async def test_of_what_is_undone_and_done_again_followers_hear_what_is_so_and_news_to_them():
    heard = 0
    for seed in range(40):
        async with housed() as house:
            follower = Follower(seed)
            await follower.play(house)
            heard += follower.heard
    assert heard > 20


async def test_answers_while_publishing_are_of_one_programme():
    """A long day put off: what is asked meanwhile finds all sessions before, or all after, never some of each."""
    day = programme_of(*(session(f"s{at}", at, 1, title=f"Talk {at}") for at in range(0, 600, 2)))
    async with housed(day) as house:
        index, now = house.desk.index, house.desk.clock.now()
        delay = request_delay("the whole day by 60 minutes", index, now)
        draft = await house.changes.preview(delay, OLGA)
        starts = [[one.start for one in each.sessions] for each in (day, draft.after)]
        publishing = asyncio.create_task(house.changes.publish(draft.id))
        seen = []
        while not publishing.done():
            await asyncio.sleep(0)
            answer = house.desk.schedule("", lang="en")
            seen.append(starts.index([one.start for one in answer.sessions]))
            assert seen[-1] == house.changes.version
            assert house.owed()[0].moment == starts[seen[-1]][0]
        assert (seen[0], seen[-1]) == (0, 1)
        assert seen == sorted(seen)


async def main(histories):
    undone = [await play(seed) for seed in range(histories)]
    sys.stdout.write(f"{histories} histories, {sum(undone)} changes undone, all as at the start\n")


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
