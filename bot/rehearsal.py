"""A sandbox furnished for a programme: its channels, an attendee and an organiser, and its sessions to jump to."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from bot.clock import SimulatedClock
from bot.core.programme import Programme
from bot.sandbox.permissions import ORDINARY, Permission
from bot.sandbox.server import Moment, Sandbox
from bot.sandbox.world import World

BOT = "workshop-bot"
ATTENDEE, ORGANISER = "Ada", "Olga"


class RehearsalError(Exception):
    """The sandbox cannot start; the text says why, and what would do."""


@asynccontextmanager
async def rehearse(
    programme: Programme, clock: SimulatedClock, *, host: str, ports: Sequence[int], state: Path | None = None
) -> AsyncIterator[tuple[Sandbox, str]]:
    """A running sandbox and the token of its bot.

    It listens on the first of `ports` that it can have; 0 is any free one. With `state`, the world of an earlier run
    goes on.
    Raises RehearsalError if no port can be had, or `state` holds no world.
    """
    sandbox = await _start(programme, clock, host, ports, state)
    try:
        yield sandbox, next(sandbox.world.bots).token
    finally:
        await sandbox.stop()


async def _start(
    programme: Programme, clock: SimulatedClock, host: str, ports: Sequence[int], state: Path | None
) -> Sandbox:
    moments = tuple(Moment(session.title, session.start) for session in programme.sessions)
    for port in ports:
        try:
            sandbox = Sandbox(
                furnish(programme, clock),
                host=host,
                port=port,
                moments=moments,
                state=state,
                timezone=programme.timezone,
                opens_with=BOT,
            )
            await sandbox.start()
        except ValueError as error:
            raise RehearsalError(str(error)) from None
        except OSError as error:
            refusal = f"cannot listen on {host}, port {port}: {error.strerror}; choose another with --port"
        else:
            return sandbox
    raise RehearsalError(refusal)


def furnish(programme: Programme, clock: SimulatedClock) -> World:
    """A new world with the channels, roles and people that the programme speaks of."""
    world = World(programme.title, clock)
    world.add_bot(BOT, permissions=ORDINARY | Permission.PIN_MESSAGES | Permission.CREATE_EVENTS)
    world.add_channel("general", topic=programme.theme or None)
    world.add_channel(programme.channels.announcements)
    world.add_channel(programme.channels.reminders)
    if programme.channels.schedule:
        world.add_channel(programme.channels.schedule)
    for room in programme.rooms:
        if room.channel:
            world.add_channel(room.channel, topic=room.name)
    organiser = programme.roles.organiser
    world.add_role(organiser, Permission.MANAGE_GUILD | Permission.MANAGE_EVENTS)
    world.add_channel(programme.channels.organisers, private_to=(organiser, BOT))
    world.add_person(ATTENDEE, locale="en-GB")
    world.add_person(ORGANISER, roles=(organiser,), locale="fr", owner=True)
    return world
