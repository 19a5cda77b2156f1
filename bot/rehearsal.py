"""A sandbox furnished for a programme: its channels, an attendee and an organiser, and its sessions to jump to."""

from __future__ import annotations

import errno
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.clock import SimulatedClock
from bot.core.programme import Programme
from bot.sandbox.permissions import Permission
from bot.sandbox.server import Moment, Sandbox
from bot.sandbox.world import World

PORT = 8065
BOT = "workshop-bot"
ATTENDEE, ORGANISER = "Ada", "Olga"


@asynccontextmanager
async def rehearse(
    programme: Programme, clock: SimulatedClock, *, host: str, port: int | None, state: Path | None = None
) -> AsyncIterator[tuple[Sandbox, str]]:
    """A running sandbox and the token of its bot.

    Port `None` is the usual one, or a free one if that is taken. With `state`, the world of an earlier run goes on.
    Raises OSError if a port that was asked for is taken.
    """
    moments = tuple(Moment(session.title, session.start) for session in programme.sessions)

    def sandbox_on(port: int) -> Sandbox:
        world, timezone = furnish(programme, clock), programme.timezone
        return Sandbox(world, host=host, port=port, moments=moments, state=state, timezone=timezone)

    sandbox = sandbox_on(PORT if port is None else port)
    try:
        await sandbox.start()
    except OSError as error:
        if port is not None or error.errno != errno.EADDRINUSE:
            raise
        sandbox = sandbox_on(0)
        await sandbox.start()
    try:
        yield sandbox, next(sandbox.world.bots).token
    finally:
        await sandbox.stop()


def furnish(programme: Programme, clock: SimulatedClock) -> World:
    """A new world with the channels, roles and people that the programme speaks of."""
    world = World(programme.title, clock)
    world.add_bot(BOT)
    world.add_channel("general", topic=programme.theme or None)
    world.add_channel(programme.channels.announcements)
    world.add_channel(programme.channels.reminders)
    for room in programme.rooms:
        if room.channel:
            world.add_channel(room.channel, topic=room.name)
    organiser = programme.roles.organiser
    world.add_role(organiser, Permission.MANAGE_GUILD | Permission.MANAGE_EVENTS)
    world.add_channel(programme.channels.organisers, private_to=(organiser, BOT))
    world.add_person(ATTENDEE, locale="en-GB")
    world.add_person(ORGANISER, roles=(organiser,), locale="fr", owner=True)
    return world
