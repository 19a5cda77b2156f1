"""What of a stream of versions is believed: sources lose sessions that come back, and take back what they said.

Each version of a source is observed beside the programme as it was believed last. What the source no longer has is
held as it was; a change is believed, and told in one piece, once it has been quiet for a moment; what the source keeps
turning over is held, too. Organisers are asked about what is held for long.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.changes import find_twin
from bot.core.comparison import FIELDS, Aspect, Comparison, Pair, carry_ids, find_differences
from bot.core.programme import Event, Instant, Model, Programme, Session, key_of

HOUR = timedelta(hours=1)
MASS = 0.2  # of all sessions; a source that loses more at once is at fault
MASS_OF_A_DAY = 0.5
FEWEST_IN_A_MASS = 3
ANOTHER_PROGRAMME = 0.5  # of all sessions; where more are missing, what is new may be another event's


class Patience(Model):
    """How long to wait, and for what.

    `settle`: without a further change, until changes are believed, but at most `settle_at_most` from the first one.
    `hold`: until organisers are asked about a session that vanished; `hold_if_soon` where it starts before that.
    `most_returns`: how often within an hour something may go back to what it was, and still be believed.
    `meant`: whether even a mass of cancelled sessions is.
    """

    settle: timedelta = timedelta(seconds=45)
    settle_at_most: timedelta = timedelta(seconds=75)
    hold: timedelta = timedelta(hours=3)
    hold_if_soon: timedelta = timedelta(minutes=20)
    most_returns: int = 2
    meant: bool = False


class News(Model):
    """What a source says of a session that is believed otherwise; without `aspect`, that it is new."""

    session: str
    aspect: Aspect | None = None
    before: str = ""
    after: str = ""

    @property
    def topic(self) -> tuple[str, Aspect | None]:
        return self.session, self.aspect


class Settling(Model):
    """News that waits to be believed and told, until no more arrives for a moment."""

    news: tuple[News, ...] = ()
    since: Instant | None = None
    latest: Instant | None = None

    @property
    def newcomers(self) -> frozenset[str]:
        """New sessions that nobody was told of, by id."""
        return frozenset(news.session for news in self.news if news.aspect is None)

    def arrive(self, news: tuple[News, ...], now: datetime) -> Settling:
        """This, now with all this news; what was taken back no longer waits."""
        if not news:
            return Settling()
        latest = now if set(news) - set(self.news) else self.latest
        return Settling(news=news, since=min(self.since or now, now), latest=min(latest or now, now))

    def ripe_at(self, patience: Patience) -> datetime | None:
        """When to tell it; None for nothing to tell."""
        if self.since is None or self.latest is None:
            return None
        return min(self.latest + patience.settle, self.since + patience.settle_at_most)


class Turn(Model):
    """News that was believed, or asked about, at a moment."""

    news: News
    at: Instant


class Turns(Model):
    """What was believed within the last hour, and what organisers were asked about as it turned too often."""

    believed: tuple[Turn, ...] = ()
    asked: tuple[Turn, ...] = ()

    def within_the_hour(self, now: datetime) -> Turns:
        believed = tuple(turn for turn in self.believed if now - HOUR < turn.at <= now)
        asked = tuple(turn for turn in self.asked if now - HOUR < turn.at <= now)
        return Turns(believed=believed, asked=asked)

    def find_flapping(self, changes: Iterable[News], patience: Patience) -> dict[News, None]:
        """Those of the changes with which something went back too often to what it had been before, in order."""
        former: dict[tuple[str, Aspect | None], list[News]] = {}
        for turn in self.believed:
            former.setdefault(turn.news.topic, []).append(turn.news)
        return {
            news: None
            for news in changes
            if _count_returns((*former.get(news.topic, ()), news)) > patience.most_returns
        }

    def find_unasked(self, flapping: Iterable[News]) -> list[News]:
        asked = {turn.news.topic for turn in self.asked}
        return [news for news in flapping if news.topic not in asked]

    def add(self, believed: Iterable[News], asked: Iterable[News], now: datetime) -> Turns:
        return Turns(
            believed=(*self.believed, *(Turn(news=news, at=now) for news in believed)),
            asked=(*self.asked, *(Turn(news=news, at=now) for news in asked)),
        )


def _count_returns(changes: Iterable[News]) -> int:
    before: set[str] = set()
    returns = 0
    for each in changes:
        before.add(each.before)
        returns += each.after in before
    return returns


class Loss(Model):
    """A session that the source has had no more since then."""

    session: str
    since: Instant
    asked: bool = False


class Watch(Model):
    """What is remembered of a source from one version to the next, besides what is believed."""

    settling: Settling = Settling()
    turns: Turns = Turns()
    losses: tuple[Loss, ...] = ()


@dataclass(frozen=True, slots=True)
class Observation:
    """What came of a version.

    `believed` is the programme to answer from. `news` is what to tell attendees now, in one message; a session that
    vanished is never in it. `held` are all sessions that the source no longer has.
    `vanished` and `flapping` are what to ask organisers about now, in one question: sessions that are missing for too
    long, and those that the source keeps turning over, as they are believed and as the source has them. `look_again`
    is when to observe the same version once more, None for never.
    """

    watch: Watch
    believed: Programme
    news: Comparison
    held: tuple[Session, ...]
    vanished: tuple[Session, ...]
    flapping: tuple[Pair, ...]
    look_again: datetime | None


def observe(
    watch: Watch,
    running: Programme,
    loaded: Programme,
    now: datetime,
    patience: Patience | None = None,
    *,
    ahead: timedelta = timedelta(0),
) -> Observation:
    """What to believe now. To be called with each version, and at `look_again`.

    `running` is what was believed last, whether or not organisers have published it; without changes by command, as
    they go on top. `loaded` is what the source says, with whatever ids. The programme's clock is `ahead` of `now`.
    """
    patience = patience or Patience()
    loaded = carry_ids(running, loaded)
    if not patience.meant:
        loaded = _without_mass_cancelled(running, loaded)
    found = find_differences(running, loaded)
    losses, held = _follow_losses(watch, found, now)
    newcomers = _find_newcomers(watch, running, loaded, found, held)
    turns = watch.turns.within_the_hour(now)
    changes = [news for pair in found.changed if pair.new.id not in newcomers for news in _news_of(pair)]
    flapping = turns.find_flapping(changes, patience)
    filling = [news for pair in found.changed if _fills_a_gap(pair, held, loaded) for news in _news_of(pair)]
    filling = [news for news in filling if news.aspect is Aspect.TIME]
    believable = [news for news in changes if news not in flapping and news not in filling]
    settling = watch.settling.arrive((*(News(session=each) for each in newcomers), *believable), now)
    ripe_at = settling.ripe_at(patience)
    told: dict[News, None] = {}  # in order
    if ripe_at and (ripe_at <= now or _is_urgent(believable, loaded)):
        told, settling = dict.fromkeys(settling.news), Settling()
    believed = _merge(running, loaded, held, newcomers, [news for news in changes if news not in told])
    to_ask = turns.find_unasked(flapping)
    turns = turns.add((news for news in told if news.aspect), to_ask, now)
    due = _find_due(losses, held, now, patience, ahead)
    watch = Watch(settling=settling, turns=turns, losses=_remember(losses, held, due))
    return Observation(
        watch=watch,
        believed=believed,
        news=_compose_news(told, running, believed),
        held=held,
        vanished=due,
        flapping=_pair_up(to_ask, running, loaded),
        look_again=_next_look(watch, held, now, patience, ahead, is_flapping=bool(flapping)),
    )


def is_mass_loss(lost: Collection[Session], programme: Programme) -> bool:
    """Whether so many are lost of the programme, or of one of its days, that the source must be at fault."""
    if len(lost) < FEWEST_IN_A_MASS:
        return False
    lost_by_day = Counter(session.day for session in lost)
    by_day = Counter(session.day for session in programme.sessions)
    return len(lost) > MASS * len(programme.sessions) or any(
        number >= MASS_OF_A_DAY * by_day[day] for day, number in lost_by_day.items()
    )


def _without_mass_cancelled(running: Programme, loaded: Programme) -> Programme:
    """The loaded programme; where it calls off so many sessions that it must be at fault, as if it had lost them."""
    before = running.session_by_id
    cancelled = {
        session.id: session
        for session in loaded.sessions
        if session.cancelled and session.id in before and not before[session.id].cancelled
    }
    if not is_mass_loss(cancelled.values(), running):
        return loaded
    left = tuple(session for session in loaded.sessions if session.id not in cancelled)
    return Programme(**({name: getattr(loaded, name) for name in Programme.model_fields} | {"sessions": left}))


def _follow_losses(watch: Watch, found: Comparison, now: datetime) -> tuple[dict[str, Loss], tuple[Session, ...]]:
    """What is missing, by id, and the sessions to hold. One that nobody was told of yet comes and goes as it likes."""
    missing = [session for session in found.vanished if session.id not in watch.settling.newcomers]
    known = {loss.session: loss for loss in watch.losses if loss.since <= now}
    losses = {session.id: known.get(session.id) or Loss(session=session.id, since=now) for session in missing}
    return losses, tuple(missing)


def _fills_a_gap(pair: Pair, held: Iterable[Session], loaded: Programme) -> bool:
    """Whether a session is said to last until the next one only because what is held between them is missing.

    Where a source gives no ends, each session lasts until the next one in its room.
    """
    old, new = pair.old, pair.new
    rooms = set(new.rooms)
    follows = any(one.start == new.end and (not rooms or rooms & set(one.rooms)) for one in loaded.sessions)
    between = (one for one in held if old.end == one.start < new.end and (not rooms or rooms & set(one.rooms)))
    return old.start == new.start and follows and any(between)


def _find_newcomers(
    watch: Watch, running: Programme, loaded: Programme, found: Comparison, held: tuple[Session, ...]
) -> tuple[str, ...]:
    """New sessions to believe at once and to tell of when ripe, by id; none where it may be another programme.

    What a source lists twice, under two ids, is one session.
    """
    added = () if len(held) > ANOTHER_PROGRAMME * len(running.sessions) else found.added
    single = (session for session in added if find_twin(session, running.sessions) is None)
    known = {session.id for session in single} | watch.settling.newcomers
    return tuple(session.id for session in loaded.sessions if session.id in known)


def _news_of(pair: Pair) -> Iterator[News]:
    for aspect in pair.aspects:
        if aspect is not Aspect.OTHER:
            before, after = _value(pair.old, aspect), _value(pair.new, aspect)
            yield News(session=pair.new.id, aspect=aspect, before=before, after=after)


def _value(session: Session, aspect: Aspect) -> str:
    """What tells one state of the aspect from another."""
    return key_of(repr([getattr(session, field) for field in FIELDS[aspect]]))


def _is_urgent(believable: Iterable[News], loaded: Programme) -> bool:
    """Whether the source itself says that a session is cancelled."""
    sessions = (loaded.session_by_id[news.session] for news in believable if news.aspect is Aspect.CANCELLED)
    return any(session.cancelled for session in sessions)


def _merge(
    running: Programme,
    loaded: Programme,
    held: tuple[Session, ...],
    newcomers: Collection[str],
    disbelieved: Iterable[News],
) -> Programme:
    """What is loaded, with held sessions as they were, and what is not believed of others undone."""
    before = running.session_by_id
    undone: dict[str, dict[str, object]] = {}
    for news in disbelieved:
        if news.aspect:
            old = before[news.session]
            undone.setdefault(news.session, {}).update({name: getattr(old, name) for name in FIELDS[news.aspect]})
    sessions = [
        session.model_copy(update=undone[session.id]) if session.id in undone else session
        for session in loaded.sessions
        if session.id in before or session.id in newcomers
    ]
    sessions += held
    rooms, speakers = {room.name for room in loaded.rooms}, loaded.speaker_by_id
    used_rooms = {room for session in sessions for room in session.rooms}
    used_speakers = {speaker for session in sessions for speaker in session.speakers}
    former_rooms = (room for room in running.rooms if room.name in used_rooms - rooms)
    former_speakers = (speaker for speaker in running.speakers if speaker.id in used_speakers - speakers.keys())
    return Programme(
        **{name: getattr(loaded, name) for name in Event.model_fields},
        rooms=(*loaded.rooms, *former_rooms),
        speakers=(*loaded.speakers, *former_speakers),
        sessions=tuple(sorted(sessions, key=lambda session: session.start)),
    )


def _compose_news(told: Iterable[News], running: Programme, believed: Programme) -> Comparison:
    added = {news.session for news in told if news.aspect is None}
    return Comparison(
        changed=_pair_up(told, running, believed),
        added=tuple(session for session in believed.sessions if session.id in added),
    )


def _pair_up(news: Iterable[News], old: Programme, new: Programme) -> tuple[Pair, ...]:
    """The sessions that have news, with what is new of each, in the order of the new programme."""
    aspects: dict[str, list[Aspect]] = {}
    for each in news:
        if each.aspect:
            aspects.setdefault(each.session, []).append(each.aspect)
    return tuple(
        Pair(old.session_by_id[session.id], session, tuple(aspects[session.id]))
        for session in new.sessions
        if session.id in aspects
    )


def _find_due(
    losses: Mapping[str, Loss], held: Iterable[Session], now: datetime, patience: Patience, ahead: timedelta
) -> tuple[Session, ...]:
    """What to ask organisers about now: all that was lost together with, or before, what was held for long enough."""
    open_ones = [session for session in held if _is_open(session, losses[session.id], now + ahead)]
    ripe = [losses[each.id].since for each in open_ones if _ask_at(each, losses[each.id], patience, ahead) <= now]
    return tuple(session for session in open_ones if ripe and losses[session.id].since <= max(ripe))


def _is_open(session: Session, loss: Loss, now: datetime) -> bool:
    """Whether it still matters if the session takes place."""
    return not loss.asked and not session.cancelled and session.end > now


def _ask_at(session: Session, loss: Loss, patience: Patience, ahead: timedelta) -> datetime:
    is_soon = session.start < loss.since + ahead + patience.hold
    return loss.since + (patience.hold_if_soon if is_soon else patience.hold)


def _remember(losses: Mapping[str, Loss], held: Iterable[Session], due: Collection[Session]) -> tuple[Loss, ...]:
    """What is still held, and who was asked about it."""
    return tuple(
        losses[session.id].model_copy(update={"asked": losses[session.id].asked or session in due}) for session in held
    )


def _next_look(
    watch: Watch, held: Iterable[Session], now: datetime, patience: Patience, ahead: timedelta, *, is_flapping: bool
) -> datetime | None:
    """When time alone may change what to believe, to tell or to ask; None for never."""
    moments = [watch.settling.ripe_at(patience)]
    losses = {loss.session: loss for loss in watch.losses}
    waiting = [each for each in held if _is_open(each, losses[each.id], now + ahead)]
    moments += [_ask_at(each, losses[each.id], patience, ahead) for each in waiting]
    if is_flapping:
        moments += [turn.at + HOUR for turn in watch.turns.believed]
    return min((moment for moment in moments if moment and moment > now), default=None)
