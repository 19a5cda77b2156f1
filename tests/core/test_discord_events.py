"""A server's scheduled events follow the programme: planned, and carried out on a model of a server."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.discord_events import AHEAD, LEFT_FREE, MOST, Content, Deed, Existing, Status, plan_events
from bot.core.programme import Kind, Session, key_of
from bot.core.reminders import end_of

NOON = datetime(2031, 5, 16, 12, tzinfo=UTC)
LIVE = (Status.SCHEDULED, Status.ACTIVE)


def session(name, start_minutes, minutes=30, **more):
    start = NOON + timedelta(minutes=start_minutes)
    return Session(id=name, title=name, start=start, end=start + timedelta(minutes=minutes), day=start.date(), **more)


def render(each):
    return Content(each.title, each.abstract, each.room or "there", each.start, end_of(each))


class Server:
    """Does what is planned, and refuses what Discord would refuse."""

    def __init__(self, *events):
        self.now = NOON
        self.events = {event.id: event for event in events}
        self.deeds = []

    def follow(self, sessions):
        """Plan and do until there is nothing more to do."""
        ordered = sorted(sessions, key=lambda each: each.start)
        for _ in range(5):
            actions = plan_events(ordered, self.events.values(), self.now, render)
            for action in actions:
                self._do(action)
            if not actions:
                return
        raise AssertionError(f"it never comes to an end: {actions}")

    def _do(self, action):
        self.deeds.append(action.deed)
        if action.deed is Deed.CREATE:
            assert action.content.start > self.now
            assert action.content.end > action.content.start
            assert len(self.live()) < MOST
            number = max(self.events, default=0) + 1
            self.events[number] = Existing(number, action.key, Status.SCHEDULED, action.content)
            return
        event = self.events[action.event_id]
        assert event.key == action.key != ""
        if action.deed is Deed.DELETE:
            del self.events[event.id]
            return
        allowed = {
            Deed.BEGIN: (Status.SCHEDULED, Status.ACTIVE),
            Deed.CANCEL: (Status.SCHEDULED, Status.CANCELLED),
            Deed.END: (Status.ACTIVE, Status.COMPLETED),
        }
        if action.deed is Deed.EDIT:
            assert event.status in LIVE
            starts = event.content.start if event.status is Status.ACTIVE else action.content.start
            assert starts == event.content.start or starts > self.now
            assert action.content.end > starts
            self.events[event.id] = replace(event, content=replace(action.content, start=starts))
        else:
            before, after = allowed[action.deed]
            assert event.status is before
            self.events[event.id] = replace(event, status=after)

    def live(self, *, ours=False):
        return [each for each in self.events.values() if each.status in LIVE and (each.key or not ours)]

    def shown(self):
        return {each.content.name: each.status for each in self.live(ours=True)}


def test_coming_sessions_get_one_each_but_breaks_and_what_has_begun():
    server = Server()
    coming = [session("talk", 60), session("coffee", 90, kind=Kind.BREAK), session("running", -10)]
    server.follow(coming)
    assert server.shown() == {"talk": Status.SCHEDULED}
    server.follow(coming)
    assert server.deeds == [Deed.CREATE]


def test_it_begins_and_ends_with_the_session():
    server = Server()
    server.follow([session("talk", 60)])
    server.now += timedelta(minutes=60)
    server.follow([session("talk", 60)])
    assert server.shown() == {"talk": Status.ACTIVE}
    server.now += timedelta(minutes=30)
    server.follow([session("talk", 60)])
    assert [each.status for each in server.events.values()] == [Status.COMPLETED]


def test_a_change_is_an_edit():
    server = Server()
    server.follow([session("talk", 60)])
    server.follow([session("talk", 80, abstract="More", rooms=("Attic",))])
    [event] = server.events.values()
    assert event.content == render(session("talk", 80, abstract="More", rooms=("Attic",)))
    assert server.deeds == [Deed.CREATE, Deed.EDIT]


def test_cancelled_and_restored():
    server = Server()
    server.follow([session("talk", 60)])
    server.follow([session("talk", 60, cancelled=True)])
    assert [each.status for each in server.events.values()] == [Status.CANCELLED]
    server.follow([session("talk", 60)])
    assert server.shown() == {"talk": Status.SCHEDULED}


def test_removed_is_deleted():
    server = Server()
    server.follow([session("talk", 60)])
    server.follow([])
    assert server.events == {}


def test_put_off_after_it_began():
    server = Server()
    server.follow([session("talk", 60)])
    server.now += timedelta(minutes=61)
    server.follow([session("talk", 60)])
    server.follow([session("talk", 120)])
    assert server.shown() == {"talk": Status.SCHEDULED}
    assert server.deeds == [Deed.CREATE, Deed.BEGIN, Deed.END, Deed.CREATE]


def test_brought_forward_into_the_present():
    server = Server()
    server.follow([session("talk", 60)])
    server.follow([session("talk", -5)])
    assert server.events == {}


def test_the_next_ones_roll_and_people_keep_some_room():
    many = [session(f"talk {number}", 10 + number) for number in range(150)]
    server = Server()
    server.follow(many)
    assert list(server.shown()) == [f"talk {number}" for number in range(MOST - LEFT_FREE)]
    server.now += timedelta(minutes=60)
    server.follow(many)
    assert len(server.live()) == MOST - LEFT_FREE
    assert all(each.content.end > server.now for each in server.live())


def test_a_session_that_comes_in_between_takes_the_place_of_the_last():
    many = [session(f"talk {number}", 10 + number) for number in range(120)]
    server = Server()
    server.follow(many)
    server.follow([*many, session("new", 5)])
    assert "new" in server.shown()
    assert len(server.live()) == MOST - LEFT_FREE


def test_peoples_own_are_left_alone_and_take_room():
    theirs = [Existing(number, "", Status.SCHEDULED, render(session("theirs", 60))) for number in range(1, 31)]
    server = Server(*theirs)
    server.follow([session(f"talk {number}", 10 + number) for number in range(150)])
    assert [server.events[each.id] for each in theirs] == theirs
    assert len(server.live()) == MOST


def test_doubled_ones_go():
    talk = session("talk", 60)
    server = Server(*(Existing(number, key_of("talk"), Status.SCHEDULED, render(talk)) for number in (1, 2, 3)))
    server.follow([talk])
    assert list(server.events) == [1]


def test_white_space_that_discord_takes_away_is_no_difference():
    talk = session("talk", 60, abstract="One\n\n\n two")
    kept = replace(render(talk), description="One\n two")
    server = Server(Existing(1, key_of("talk"), Status.SCHEDULED, kept))
    server.follow([talk])
    assert server.deeds == []


SESSIONS = st.lists(
    st.builds(
        lambda number, start, minutes, cancelled, kind: session(
            f"s{number}", start, minutes, cancelled=cancelled, kind=kind
        ),
        st.integers(0, 12),
        st.integers(-100, 400),
        st.integers(0, 120),
        st.booleans(),
        st.sampled_from([Kind.TALK, Kind.BREAK]),
    ),
    max_size=10,
    unique_by=lambda each: each.id,
)
STEPS = st.lists(st.tuples(SESSIONS, st.integers(0, 90)), min_size=1, max_size=6)
FOREIGN = st.lists(
    st.builds(lambda status: Existing(0, "", status, render(session("theirs", 60))), st.sampled_from(Status)),
    max_size=4,
)


@settings(max_examples=400, deadline=None)
@given(STEPS, FOREIGN, st.integers(0, 3))
def test_whatever_happens_it_follows(steps, foreign, doubled):
    theirs = [replace(event, id=number) for number, event in enumerate(foreign, start=1)]
    copies = [
        Existing(100 + number, key_of("s1"), Status.SCHEDULED, render(session("s1", 50))) for number in range(doubled)
    ]
    server = Server(*theirs, *copies)
    for sessions, minutes in steps:
        server.follow(sessions)
        ours = server.live(ours=True)
        by_key = {key_of(each.id): each for each in sessions}
        assert len({each.key for each in ours}) == len(ours)
        for event in ours:
            meant = by_key[event.key]
            assert not meant.cancelled
            assert not meant.is_break
            assert end_of(meant) > server.now
            assert event.content.reads_as(render(meant))
        missing = {
            key
            for key, each in by_key.items()
            if not each.cancelled and not each.is_break and each.start > server.now + AHEAD
        } - {event.key for event in ours}
        assert missing == set()
        assert [server.events[each.id] for each in theirs] == theirs
        server.now += timedelta(minutes=minutes)
