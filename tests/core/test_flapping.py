"""What is believed of a source: replayed over a real history, over made-up ones, and case by case."""

import json
import lzma
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import formats
from bot.core.changes import revise
from bot.core.comparison import Aspect, Comparison
from bot.core.flapping import Observation, Patience, Watch, is_mass_loss, observe
from bot.core.programme import Programme, Room, Session, Speaker

SAMPLE = Path(__file__).parent / "samples" / "36c3-stages.jsonl.xz"
FULL = Path(__file__).parents[3] / "shared" / "histories" / "36c3-stages.jsonl.xz"
START = datetime(2031, 5, 16, 7, tzinfo=UTC)
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
PROMISE = 2 * MINUTE  # from a version to the announcement of what it changes for good


@dataclass
class Replay:
    """A bot that is shown versions as they are published, on a clock of its own."""

    running: Programme
    at: datetime = START
    watch: Watch = field(default_factory=Watch)
    loaded: Programme | None = None
    look_again: datetime | None = None
    news: list[tuple[datetime, Comparison]] = field(default_factory=list)
    seen: list[Observation] = field(default_factory=list)

    def __post_init__(self):
        self.loaded = self.running

    def show(self, version: Programme, at: datetime) -> Observation:
        """The version, at that moment; before it, all that was due until then."""
        self.wait_until(at - SECOND / 1000)
        self.loaded, self.at = version, at
        return self._look()

    def wait(self, span: timedelta) -> None:
        self.wait_until(self.at + span)

    def wait_until(self, end: datetime) -> None:
        while self.look_again and self.look_again <= end:
            assert self.look_again > self.at
            self.at = self.look_again
            self._look()
        self.at = end

    def _look(self) -> Observation:
        self.watch = Watch.model_validate_json(self.watch.model_dump_json())  # as after a restart
        found = observe(self.watch, self.running, self.loaded, self.at)
        self.watch, self.running, self.look_again = found.watch, found.believed, found.look_again
        self.seen.append(found)
        if found.news:
            self.news.append((self.at, found.news))
        return found


def load(path: Path) -> list[tuple[datetime, dict, Programme]]:
    """Moments of publication, and each version as JSON and as it is read, the oldest first."""
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        versions = [json.loads(line) for line in lines]
    return [
        (datetime.fromisoformat(each["published"]).astimezone(UTC), each["schedule"], read(each["schedule"]))
        for each in versions
    ]


@pytest.fixture(scope="module")
def history():
    return load(SAMPLE)


@pytest.fixture(scope="module")
def replayed(history):
    return replay_all(history)


def replay_all(history) -> Replay:
    replay = Replay(history[0][2], at=history[0][0])
    for published, _, programme in history[1:]:
        replay.show(programme, published)
    replay.wait(24 * HOUR)
    return replay


def read(schedule) -> Programme:
    return formats.read(json.dumps(schedule).encode(), "schedule.json", timezone="Europe/Berlin")[0]


def slots(schedule) -> dict[str, tuple[str, str]]:
    """Start and room by guid, straight from the JSON; without guids that are given twice."""
    found = [
        (event["guid"], (event["date"], event.get("room") or room))
        for day in schedule["conference"]["days"]
        for room, events in day["rooms"].items()
        for event in events
    ]
    times = Counter(guid for guid, _ in found)
    return {guid: slot for guid, slot in found if times[guid] == 1}


def test_history_announces_no_cancellation_and_loses_no_session(history, replayed):
    assert len(history) == 132
    assert [pair.new.title for _, news in replayed.news for pair in news.changed if pair.new.cancelled] == []
    assert [session for _, news in replayed.news for session in news.vanished] == []
    ever = {guid for _, schedule, _ in history for guid in slots(schedule)}
    assert ever - {session.source_id for session in replayed.running.sessions} == set()


def test_history_announces_lasting_moves_in_time(history, replayed):
    moves = list(lasting_moves(history, 20 * MINUTE))
    assert len(moves) >= 50
    told = {}
    for at, news in replayed.news:
        for pair in news.changed:
            told.setdefault((pair.new.source_id, pair.new.start, pair.new.rooms), []).append(at)
    late = [
        (guid, slot, published)
        for guid, slot, published in moves
        if not any(published <= at <= published + PROMISE for at in told.get((guid, *slot), ()))
    ]
    assert late == []


def lasting_moves(history, length):
    """Every start and room that differs from the version before and stays for that long, wherever it is stated."""
    last = {}
    for position, (published, schedule, _) in enumerate(history):
        for guid, slot in slots(schedule).items():
            if guid in last and last[guid] != slot:
                later = (
                    each
                    for at, other, _ in history[position + 1 :]
                    if at < published + length
                    for each in [slots(other).get(guid, slot)]
                )
                if all(each == slot for each in later):
                    start, room = slot
                    yield guid, (datetime.fromisoformat(start).astimezone(UTC), (room,)), published
            last[guid] = slot


def test_history_makes_one_message_a_version_at_most(history, replayed):
    moments = [published for published, _, _ in history]
    after = Counter(max(moment for moment in moments if moment <= at) for at, _ in replayed.news)
    assert max(after.values()) == 1
    assert 30 < len(replayed.news) < 132


def test_history_asks_organisers_once_about_what_stays_lost(history, replayed):
    asked = [session.id for seen in replayed.seen for session in seen.vanished]
    present = {session.id for session in replayed.running.sessions} - {session.id for session in replayed.seen[-1].held}
    assert len(asked) == len(set(asked))
    assert len([seen for seen in replayed.seen if seen.vanished]) <= 20
    assert [seen for seen in replayed.seen if seen.flapping] == []
    assert len(present & set(asked)) <= 3  # of those that came back, hours later


@pytest.mark.skipif(not FULL.exists(), reason="the whole history is not shipped, a part of it is")
def test_whole_history_is_told_truly_and_in_time():
    history = load(FULL)
    replayed = replay_all(history)
    test_history_announces_no_cancellation_and_loses_no_session(history, replayed)
    test_history_announces_lasting_moves_in_time(history, replayed)
    test_history_makes_one_message_a_version_at_most(history, replayed)
    test_history_asks_organisers_once_about_what_stays_lost(history, replayed)


def session(identifier, hour=9.0, **facts) -> Session:
    start = START + hour * HOUR
    facts = {"title": f"About {identifier}", "rooms": ("Hall",), "day": start.date(), **facts}
    return Session(id=identifier, start=start, end=start + HOUR / 2, **facts)


def programme(*sessions: Session) -> Programme:
    people = sorted({speaker for each in sessions for speaker in each.speakers})
    return Programme(
        title="Harbour",
        timezone="Europe/Lisbon",
        rooms=tuple(Room(name=name) for name in sorted({room for each in sessions for room in each.rooms})),
        speakers=tuple(Speaker(id=name, name=name.title()) for name in people),
        sessions=tuple(sorted(sessions, key=lambda each: each.start)),
    )


EIGHT = [session(f"s{number}", number) for number in range(8)]


def with_moved(position, hour, **facts):
    return programme(*(session(each.id, hour, **facts) if number == position else each
                       for number, each in enumerate(EIGHT)))  # fmt: skip


def aspects(news: Comparison) -> list[tuple[str, list[Aspect]]]:
    return [(pair.new.id, list(pair.aspects)) for pair in news.changed]


def test_move_is_believed_and_told_when_it_has_settled():
    replay = Replay(programme(*EIGHT))
    first = replay.show(with_moved(2, 20), START + MINUTE)
    assert (first.news, first.believed.session_by_id["s2"]) == (Comparison(), EIGHT[2])
    assert first.look_again == START + MINUTE + Patience().settle
    replay.wait(HOUR)
    [(at, news)] = replay.news
    assert (at, aspects(news)) == (first.look_again, [("s2", [Aspect.TIME])])
    assert replay.running == with_moved(2, 20)
    assert replay.look_again is None


def test_move_taken_back_at_once_is_never_told():
    replay = Replay(programme(*EIGHT))
    replay.show(with_moved(2, 20), START)
    replay.show(programme(*EIGHT), START + 20 * SECOND)
    replay.wait(HOUR)
    assert (replay.news, replay.running) == ([], programme(*EIGHT))


def test_changes_that_follow_one_another_are_one_message_within_the_promise():
    replay = Replay(programme(*EIGHT))
    for number in range(6):
        replay.show(with_moved(2, 20 + number / 10), START + number * 20 * SECOND)
    replay.wait(HOUR)
    assert [at - START for at, _ in replay.news] == [
        Patience().settle_at_most,
        100 * SECOND + Patience().settle,
    ]
    assert replay.running == with_moved(2, 20.5)


def test_cancelled_by_the_source_is_told_at_once_with_all_that_waits():
    replay = Replay(programme(*EIGHT))
    replay.show(with_moved(2, 20), START)
    changed = [session("s2", 20), session("s3", 3, cancelled=True), session("new", 4.5)]
    version = programme(*(each for each in EIGHT if each.id not in {"s2", "s3"}), *changed)
    news = replay.show(version, START + 10 * SECOND).news
    assert aspects(news) == [("s3", [Aspect.CANCELLED]), ("s2", [Aspect.TIME])]
    assert [each.id for each in news.added] == ["new"]
    assert replay.running == version


def test_vanished_session_is_held_and_asked_about_once():
    replay = Replay(programme(*EIGHT, session("late", 12)))
    seen = replay.show(programme(*EIGHT), START)
    assert [each.id for each in seen.held] == ["late"]
    assert (seen.vanished, seen.look_again) == ((), START + Patience().hold)
    replay.wait(30 * HOUR)
    assert [[each.id for each in seen.vanished] for seen in replay.seen] == [[], ["late"]]
    assert replay.news == []
    assert replay.running == programme(*EIGHT, session("late", 12))


def test_session_that_fills_the_gap_of_a_lost_one_is_not_longer():
    def until(hour):
        return revise(session("a", 7), end=START + hour * HOUR)

    replay = Replay(programme(until(9), session("b", 9), session("c", 10)))
    replay.show(programme(until(10), session("c", 10)), START)
    replay.wait(30 * MINUTE)
    assert replay.news == []
    assert replay.running.session_by_id["a"] == until(9)
    replay.show(programme(until(9.5), session("c", 10)), START + HOUR)
    replay.wait(30 * MINUTE)
    assert [aspects(news) for _, news in replay.news] == [[("a", [Aspect.TIME])]]


def test_whether_a_lost_session_is_over_is_told_by_the_programmes_clock():
    both = programme(session("a", 1), session("b", 9))
    missing, later = programme(session("b", 9)), START + 24 * HOUR
    assert observe(Watch(), both, missing, later, Patience(hold=0 * HOUR)).vanished == ()
    asked = observe(Watch(), both, missing, later, Patience(hold=0 * HOUR), ahead=-24 * HOUR)
    assert [each.id for each in asked.vanished] == ["a"]


def test_vanished_session_that_starts_soon_is_asked_about_sooner_and_an_ended_one_never():
    replay = Replay(programme(*EIGHT), at=START + HOUR)
    replay.show(programme(*EIGHT[3:]), START + HOUR)  # s0 is over, s1 is on, s2 begins in an hour
    replay.wait(24 * HOUR)
    asked = [(seen.watch.losses[0].since, [each.id for each in seen.vanished]) for seen in replay.seen if seen.vanished]
    assert asked == [(START + HOUR, ["s1", "s2"])]
    assert len(replay.running.sessions) == 8


def test_session_cancelled_before_it_vanished_is_not_asked_about():
    replay = Replay(programme(*EIGHT, session("off", 12, cancelled=True)))
    replay.show(programme(*EIGHT), START)
    replay.wait(20 * HOUR)
    assert [seen for seen in replay.seen if seen.vanished] == []
    assert replay.running.session_by_id["off"].cancelled


def test_session_that_comes_back_elsewhere_is_a_move():
    replay = Replay(programme(*EIGHT))
    replay.show(programme(*EIGHT[:7]), START)
    replay.show(with_moved(7, 9, title="About s7"), START + HOUR)
    replay.wait(HOUR)
    assert [aspects(news) for _, news in replay.news] == [[("s7", [Aspect.TIME])]]
    assert replay.seen[-1].held == ()


def test_flapping_session_is_held_asked_about_once_and_believed_after_an_hour_of_calm():
    replay = Replay(programme(*EIGHT))
    versions = [with_moved(2, 20), programme(*EIGHT)]
    for number in range(8):
        replay.show(versions[number % 2], START + number * 5 * MINUTE)
    assert len(replay.news) == 3  # there, back, and there again
    assert [[pair.new.id for pair in seen.flapping] for seen in replay.seen if seen.flapping] == [["s2"]]
    assert replay.running == versions[0]
    replay.wait(2 * HOUR)
    assert len(replay.news) == 4
    assert replay.running == versions[1]


def test_session_moved_again_and_again_to_other_times_is_not_flapping():
    replay = Replay(programme(*EIGHT))
    for number in range(8):
        replay.show(with_moved(2, 20 + number), START + number * 5 * MINUTE)
        replay.wait(PROMISE)
    assert len(replay.news) == 8


def test_another_programme_replaces_nothing():
    replay = Replay(programme(*EIGHT))
    other = programme(*(session(f"o{number}", number + 100, rooms=("Elsewhere",)) for number in range(5)))
    seen = replay.show(other, START)
    assert seen.believed.sessions == tuple(EIGHT)
    replay.wait(24 * HOUR)
    assert replay.news == []


def test_mass_that_is_called_off_is_held_like_one_that_vanished():
    replay = Replay(programme(*EIGHT, session("late", 12)))
    off = [session(each.id, number, cancelled=True) for number, each in enumerate(EIGHT)]
    seen = replay.show(programme(*off, session("late", 13)), START)
    assert [each.id for each in seen.held] == [each.id for each in EIGHT]
    replay.wait(HOUR)
    assert [aspects(news) for _, news in replay.news] == [[("late", [Aspect.TIME])]]
    assert [len(seen.vanished) for seen in replay.seen if seen.vanished] == [8]
    replay.show(programme(*EIGHT, session("late", 13)), replay.at + MINUTE)
    assert replay.running == programme(*EIGHT, session("late", 13))
    assert len(replay.news) == 1


def test_mass_that_is_called_off_by_who_means_it_is_believed():
    off = programme(*(session(each.id, number, cancelled=True) for number, each in enumerate(EIGHT)))
    meant = Patience(settle=timedelta(0), settle_at_most=timedelta(0), meant=True)
    seen = observe(Watch(), programme(*EIGHT), off, START, meant)
    assert (seen.believed, len(seen.news.changed), seen.held) == (off, 8, ())


def test_mass_is_a_fifth_of_all_or_half_a_day():
    days = [session(f"d{day}-{number}", 24 * day + number) for day in range(5) for number in range(6)]
    whole = programme(*days)
    assert not is_mass_loss(days[0:2], whole)
    assert is_mass_loss(days[0:3], whole)  # half of the first day
    assert not is_mass_loss(days[0::5], whole)  # six, a fifth
    assert is_mass_loss([*days[0::5], days[1]], whole)


def test_new_session_is_answered_at_once_under_an_id_of_its_own():
    replay = Replay(programme(*EIGHT))
    replay.show(programme(*EIGHT[1:]), START)
    version = programme(*EIGHT[1:], session("s0", 30, title="Something else", rooms=("Attic",), source_id="x"))
    gone = replay.running.session_by_id["s0"].model_copy(update={"source_id": "y"})
    replay.running = programme(gone, *EIGHT[1:])
    seen = replay.show(version, START + MINUTE)
    assert [each.id for each in seen.believed.sessions if each.title == "Something else"] == ["s0-2"]
    assert (seen.news, [each.id for each in seen.held]) == (Comparison(), ["s0"])
    replay.wait(HOUR)
    assert [[each.id for each in news.added] for _, news in replay.news] == [["s0-2"]]


def test_session_that_the_source_lists_twice_is_one_until_they_differ():
    replay = Replay(programme(*EIGHT))
    twins = [each.model_copy(update={"id": f"{each.id}-again"}) for each in EIGHT]
    seen = replay.show(programme(*EIGHT, *twins), START)
    assert seen.believed.session_by_id.keys() == {each.id for each in EIGHT}
    replay.wait(HOUR)
    replay.show(programme(*EIGHT), replay.at)
    replay.wait(24 * HOUR)
    assert (replay.news, replay.running, replay.seen[-1].vanished) == ([], programme(*EIGHT), ())
    later = revise(twins[0], start=twins[0].start + 30 * HOUR, end=twins[0].end + 30 * HOUR)
    replay.show(programme(*EIGHT, later), replay.at)
    replay.wait(HOUR)
    assert [[each.id for each in news.added] for _, news in replay.news] == [[later.id]]


def test_held_session_keeps_its_room_and_its_speakers():
    lone = session("lone", 12, rooms=("Attic",), speakers=("ada",))
    replay = Replay(programme(*EIGHT, lone))
    replay.show(programme(*EIGHT), START)
    assert replay.running == programme(lone, *EIGHT).model_copy(
        update={"rooms": (Room(name="Hall"), Room(name="Attic"))}
    )
    assert [each.name for each in replay.running.speakers_of(lone)] == ["Ada"]


# A source as they are: true sessions, of which it loses some, moves some for a while, and gives new ids from titles.


@dataclass
class Truth:
    uid: str
    title: str
    hour: float
    room: str
    cancelled: bool = False


ACTS = st.one_of(
    st.tuples(st.just("move"), st.integers(0, 9), st.integers(0, 47)),
    st.tuples(st.just("room"), st.integers(0, 9), st.sampled_from(["Hall", "Attic", "Pier"])),
    st.tuples(st.just("title"), st.integers(0, 9), st.sampled_from(["Nets", "Tides", "Ropes and knots", "Gulls"])),
    st.tuples(st.just("cancel"), st.integers(0, 1), st.booleans()),  # more are a mass
    st.tuples(st.just("lose"), st.sets(st.integers(0, 9), max_size=10), st.just(0)),
    st.tuples(st.just("glitch"), st.integers(0, 9), st.integers(0, 47)),
    st.tuples(st.just("add"), st.integers(0, 47), st.just(0)),
)
GAPS = st.sampled_from([5, 20, 40, 60, 90, 130, 600, 1200, 5000])
VERSIONS = st.lists(st.tuples(GAPS, st.lists(ACTS, max_size=4)), min_size=1, max_size=12)


class Source:
    """The truth, and what is said of it. `lost` and `glitches` last for one version."""

    def __init__(self, *, names_ids: bool) -> None:
        self.names_ids = names_ids  # ids from titles, and upstream ids beside them; else ids that stay
        self.truth = [Truth(f"u{number}", f"Talk {number}", number * 2, "Hall") for number in range(10)]

    def publish(self, acts) -> Programme:
        lost, glitches = set(), {}
        for act, one, other in acts:
            match act:
                case "move":
                    self.truth[one].hour = other
                case "room":
                    self.truth[one].room = other
                case "title":
                    self.truth[one].title = f"{other} {one}"
                case "cancel":
                    self.truth[one].cancelled = other
                case "lose":
                    lost = one
                case "glitch":
                    glitches[one] = other
                case "add":
                    number = len(self.truth)
                    self.truth.append(Truth(f"u{number}", f"Talk {number}", one, "Pier"))
        return programme(
            *(
                session(
                    each.title.lower().replace(" ", "-") if self.names_ids else each.uid,
                    glitches.get(position, each.hour),
                    title=each.title,
                    rooms=(each.room,),
                    cancelled=each.cancelled,
                    source_id=each.uid,
                )
                for position, each in enumerate(self.truth)
                if position not in lost
            )
        )


def picture(programme: Programme) -> dict[str, tuple]:
    return {each.source_id: shown(each) for each in programme.sessions}


def shown(session: Session) -> tuple:
    return session.title, session.start, session.rooms, session.cancelled


@settings(max_examples=100, deadline=None)
@given(versions=VERSIONS, names_ids=st.booleans())
def test_any_history_is_told_truly_and_in_time(versions, names_ids):
    source = Source(names_ids=names_ids)
    replay = Replay(source.publish([]))
    ids = {each.source_id: each.id for each in replay.running.sessions}
    known = [(START, picture(replay.running))]  # what attendees know: what they saw at first, and were told since
    shows = []
    at = START
    for gap, acts in [*versions, (10, [])]:  # in the end the source has all
        at += gap * SECOND
        loaded = source.publish(acts)
        replay.show(loaded, at)
        shows.append((at, picture(loaded)))
        assert [replay.running.session_by_id[each].source_id for each in ids.values()] == list(ids)  # none is lost
    replay.wait(12 * HOUR)
    for told_at, news in replay.news:
        assert news.vanished == ()
        assert [shown(pair.old) for pair in news.changed] == [known[-1][1][pair.new.source_id] for pair in news.changed]
        assert {each.source_id for each in news.added} & known[-1][1].keys() == set()
        told = {each.source_id: shown(each) for each in (*(pair.new for pair in news.changed), *news.added)}
        known.append((told_at, known[-1][1] | told))
    assert known[-1][1] == picture(replay.running) == picture(loaded)
    if not any(seen.flapping for seen in replay.seen):
        assert most_messages_after_a_version(shows, replay) <= 1
        assert list(find_untold(shows, known)) == []


def most_messages_after_a_version(shows, replay) -> int:
    moments = [moment for moment, _ in shows]
    after = Counter(max(moment for moment in moments if moment <= told_at) for told_at, _ in replay.news)
    return max(after.values(), default=0)


def find_untold(shows, known):
    """Whatever is said for two minutes of a session known at first, and then is not what attendees know of it."""
    for number, (at, said) in enumerate(shows):
        known_then = [facts for moment, facts in known if moment <= at + PROMISE][-1]
        for uid in said.keys() & known[0][1].keys():
            stays = all(later.get(uid) == said[uid] for moment, later in shows[number:] if moment <= at + PROMISE)
            if stays and known_then[uid] != said[uid]:
                yield at, uid, said[uid], known_then[uid]
