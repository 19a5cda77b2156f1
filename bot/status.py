"""How the bot is, put together from the connection, the duty and the database; for who asks here or from outside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.metadata import version

from bot.changing import BASE
from bot.core.changes import Change, apply
from bot.core.doctor import NOTHING_CHOSEN, Choices
from bot.core.programme import Programme
from bot.core.reminders import plan_channels
from bot.core.status import Books, LastChange, Line, Link, Process, Status
from bot.duty import Duty
from bot.store import StoreError
from bot.store.glance import Glance, glance, look
from bot.store.ledger import Entry, State

UPCOMING = 5


@dataclass(frozen=True, slots=True)
class Vitals:
    """What is measured at one moment. `delays` are those of the last messages, from due to sent.

    `trouble` is why the database cannot be used; then the counts of reminders are not known.
    """

    version: str
    connected: bool
    stands_by: bool
    latency: timedelta | None
    answered: int
    trouble: str
    reminders: dict[str, int]
    followers: int
    delays: Sequence[timedelta]
    next_due: timedelta | None

    @property
    def illness(self) -> str:
        """Why the bot is of no use now; empty if it answers, or stands by for one that does."""
        return "" if self.connected or self.stands_by else "not connected to Discord"


async def find_status(duty: Duty | None, link: Link, programme: Programme, now: datetime, lang: str) -> Status:
    """The status of the bot of this process."""
    if duty is None or duty.store is None:
        return Status(version("workshop-bot"), link, None, duty.trouble if duty else "there is none")
    try:
        seen = await glance(duty.store.database, now)
    except StoreError as error:
        return Status(version("workshop-bot"), link, None, str(error))
    process = Process.STANDS_BY if duty.stands_by else Process.ON_DUTY
    return Status(version("workshop-bot"), link, _books(seen, process, programme, now, lang))


async def find_status_from_outside(
    address: str, link: Link, source: Programme, now: datetime, lang: str
) -> tuple[Status, Programme]:
    """The status of whatever bot uses the database at a URL, which is only read; and the programme as it is there."""
    try:
        seen = await look(address, now)
    except StoreError as error:
        return Status(version("workshop-bot"), link, None, str(error)), source
    process = Process.RUNS if seen.alive else Process.OVERDUE if seen.overdue else Process.NOBODY
    programme = _programme_in(seen, source)
    return Status(version("workshop-bot"), link, _books(seen, process, programme, now, lang)), programme


async def find_choices(address: str, now: datetime) -> Choices:
    """What organisers chose by `/setup`, read from the database at a URL; nothing where there is no database yet."""
    try:
        kept = (await look(address, now)).settings
    except StoreError:
        return NOTHING_CHOSEN
    return Choices(kept.get("channels", {}), kept.get("roles", {}))


async def find_vitals(
    duty: Duty, *, connected: bool, latency: timedelta | None, answered: int, now: datetime, counted: bool
) -> Vitals:
    """What machines that watch the bot of this process are told; what is `counted` in the database, if asked for."""
    trouble, seen = duty.trouble, None
    try:
        if duty.store and counted and not trouble:
            seen = await glance(duty.store.database, now)
    except StoreError as error:
        trouble = str(error)
    return Vitals(
        version=version("workshop-bot"),
        connected=connected,
        stands_by=duty.stands_by,
        latency=latency,
        answered=answered,
        trouble=trouble or ("" if duty.store or duty.stands_by else "not open yet"),
        reminders={state.value: seen.counts.get(state, 0) for state in State} if seen else {},
        followers=seen.followers if seen else 0,
        delays=seen.delays if seen else (),
        next_due=next((one.due - now for one in duty.reminders.upcoming(1)), None) if duty.reminders else None,
    )


def _books(seen: Glance, process: Process, programme: Programme, now: datetime, lang: str) -> Books:
    return Books(
        database=seen.database,
        schema=seen.schema,
        process=process,
        holder=seen.holder,
        quiet=max(-seen.left, timedelta(0)),
        sent_count=seen.counts.get(State.SENT, 0),
        missed_count=seen.counts.get(State.MISSED, 0),
        open_count=seen.counts.get(State.PLANNED, 0) + seen.counts.get(State.CLAIMED, 0),
        upcoming=_upcoming(seen, programme, now),
        sent=_lines(seen.sent),
        missed=_lines(seen.missed),
        followers=seen.followers,
        change=_last_change(seen, lang),
    )


def _programme_in(seen: Glance, source: Programme) -> Programme:
    """The programme as the bot has it: the source as it was last accepted, with the changes on top."""
    base = Programme.model_validate(seen.settings[BASE]) if seen.settings.get(BASE) else source
    return apply(base, [Change.model_validate(line.body["change"]) for line in seen.published])


def _upcoming(seen: Glance, programme: Programme, now: datetime) -> list[Line]:
    """What is due next: written down already, or owed to channels later."""
    owed = {one.key: one for one in plan_channels(programme) if one.due > now and one.key not in seen.settled}
    owed |= {entry.owed.key: entry.owed for entry in seen.planned if entry.owed.key in owed or _stands_alone(entry)}
    return [Line(one, one.due) for one in sorted(owed.values(), key=lambda one: (one.due, one.to))[:UPCOMING]]


def _stands_alone(entry: Entry) -> bool:
    """Whether it is owed by more than the programme: to a person, or as news."""
    return bool(entry.owed.body) or not entry.owed.to.startswith("channel:")


def _lines(entries: Sequence[Entry]) -> list[Line]:
    return [Line(entry.owed, entry.changed or entry.owed.due, entry.reason) for entry in entries]


def _last_change(seen: Glance, lang: str) -> LastChange | None:
    if not seen.published:
        return None
    last = seen.published[-1]
    notices = last.body["notices"]
    what = (notices.get(lang) or next(iter(notices.values())))["headline"]
    return LastChange(last.version, last.at, last.author, what)
