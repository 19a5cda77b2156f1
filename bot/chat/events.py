"""The server's scheduled events, kept as the programme is."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

import discord

from bot.chat.keeping import Keeper
from bot.chat.places import Places
from bot.chat.render import clip, escape, length
from bot.core.board import find_next_change
from bot.core.discord_events import Action, Content, Deed, Existing, Status, plan_events
from bot.core.programme import Programme, Session, key_of
from bot.core.reminders import end_of
from bot.reminding import Reminders

if TYPE_CHECKING:
    from bot.chat.client import WorkshopBot

log = logging.getLogger(__name__)

# https://docs.discord.com/developers/resources/guild-scheduled-event
NAME, DESCRIPTION, LOCATION = 100, 1000, 100
KEPT_AS = "discord events"  # the setting that says whether there may be events of ours
AT_ONCE = 5  # things done before it is seen anew what is there and what is wanted: Discord lets one wait for long
REFUSED_FOR = 600.0  # seconds in which it is not tried again
STATUS = {
    discord.EventStatus.scheduled: Status.SCHEDULED,
    discord.EventStatus.active: Status.ACTIVE,
    discord.EventStatus.completed: Status.COMPLETED,
    discord.EventStatus.cancelled: Status.CANCELLED,
}
BECOMES = {
    Deed.BEGIN: discord.EventStatus.active,
    Deed.END: discord.EventStatus.completed,
    Deed.CANCEL: discord.EventStatus.cancelled,
}


class ScheduledEvents(Keeper):
    """Keeps the events of every server that the bot is in, if the programme wants them."""

    what = "The scheduled events"

    def __init__(self, bot: WorkshopBot, reminders: Reminders, places: Places) -> None:
        super().__init__(bot, reminders, places)
        self._kept: bool | None = None  # whether there may be events of ours; not read yet
        self._refused: dict[tuple[int, Action], float] = {}  # until when, on the loop's clock
        self._lacking: set[int] = set()  # servers in which we may not

    async def turn(self) -> datetime:
        programme, now = self.desk.programme, self.desk.clock.now()
        if self._kept is None:
            self._kept = bool((await self.settings.load()).get(KEPT_AS))
        if programme.discord_events and not self._kept:
            await self._save(kept=True)
        if self._kept:
            for guild in self.bot.guilds:
                await self._keep(guild)
        if not programme.discord_events and self._kept and not self._refused:
            await self._save(kept=False)
        return find_next_change(programme, now)

    async def excuse(self, error: Exception) -> None:
        if isinstance(error, discord.Forbidden):
            await self._tell_forbidden()

    async def _save(self, *, kept: bool) -> None:
        await self.settings.save(KEPT_AS, kept)
        self._kept = kept

    async def _tell_forbidden(self) -> None:
        await self.tell("events", self.desk.programme.channels.organisers, "forbidden")

    async def _keep(self, guild: discord.Guild) -> None:
        """Do what has to be done, a little at a time, until there is nothing more."""
        if guild.unavailable or guild.me is None or await self._lacks_permission(guild):
            return
        done: set[Action] = set()
        unwell: discord.DiscordServerError | None = None
        replaced = self.desk.replaced
        while True:
            if replaced.is_set():
                done, replaced = set(), self.desk.replaced
            there = {event.id: event for event in await guild.fetch_scheduled_events(with_counts=False)}
            actions = self._plan(guild, there.values())
            new = [action for action in actions if action not in done][:AT_ONCE]
            if not new:
                break
            await self.reminders.check_duty()
            for action in new:
                try:
                    await self._do(guild, action, there.get(action.event_id))
                except discord.DiscordServerError as error:
                    unwell = error
                done.add(action)
        if unwell:
            raise unwell  # and all that is missing is tried again soon
        for action in actions:  # done, and yet it is not as it should be: not done over and over
            self._leave_alone(guild, action)

    async def _lacks_permission(self, guild: discord.Guild) -> bool:
        lacks = not guild.me.guild_permissions.create_events
        if lacks and guild.id not in self._lacking:
            log.warning("%s: in %s the bot lacks Create Events; grant it to the bot's role", self.what, guild.name)
            await self._tell_forbidden()
        (self._lacking.add if lacks else self._lacking.discard)(guild.id)
        return lacks

    def _plan(self, guild: discord.Guild, there: Iterable[discord.ScheduledEvent]) -> list[Action]:
        programme, moment = self.desk.programme, asyncio.get_running_loop().time()
        actions = plan_events(
            programme.sessions if programme.discord_events else (),
            [self._read(event) for event in there],
            self.desk.clock.now(),
            lambda session: render_event(session, programme),
        )
        self._refused = {key: until for key, until in self._refused.items() if until > moment}
        return [action for action in actions if (guild.id, action) not in self._refused]

    def _read(self, event: discord.ScheduledEvent) -> Existing:
        ours = self.bot.user is not None and event.creator_id == self.bot.user.id
        content = Content(
            name=event.name,
            description=event.description or "",
            location=event.location or "",
            start=event.start_time,
            end=event.end_time or event.start_time,
        )
        return Existing(event.id, _key_in(content.description) if ours else "", STATUS[event.status], content)

    async def _do(self, guild: discord.Guild, action: Action, event: discord.ScheduledEvent | None) -> None:
        """Do it; what Discord refuses stops nothing else, and is left alone for a while."""
        try:
            if event is None:
                await self._create(guild, action)
            else:
                await self._change(action, event)
        except discord.NotFound:
            return  # somebody deleted it; seen at the next look
        except discord.DiscordServerError:
            raise
        except discord.HTTPException as error:
            log.error("%s: Discord refuses to %s one: %s", self.what, action.deed, error)
            self._leave_alone(guild, action)
            if isinstance(error, discord.Forbidden):
                await self._tell_forbidden()

    def _leave_alone(self, guild: discord.Guild, action: Action) -> None:
        self._refused[guild.id, action] = asyncio.get_running_loop().time() + REFUSED_FOR

    async def _create(self, guild: discord.Guild, action: Action) -> None:
        content = action.content
        assert content  # noqa: S101 - what is created has one
        await guild.create_scheduled_event(
            name=content.name,
            description=content.description,
            location=content.location,
            start_time=content.start,
            end_time=content.end,
            entity_type=discord.EntityType.external,
            privacy_level=discord.PrivacyLevel.guild_only,
        )

    async def _change(self, action: Action, event: discord.ScheduledEvent) -> None:
        if action.deed is Deed.DELETE:
            await event.delete()
        elif action.content is None:
            await event.edit(status=BECOMES[action.deed])
        else:
            content = action.content
            await event.edit(
                name=content.name,
                description=content.description,
                location=content.location,
                start_time=discord.utils.MISSING if event.status is discord.EventStatus.active else content.start,
                end_time=content.end,
            )


def render_event(session: Session, programme: Programme) -> Content:
    """The session as an event within Discord's limits; the last line of its description is what it is known by."""
    mark = f"\n\n{_mark(session)}"
    names = ", ".join(speaker.name for speaker in programme.speakers_of(session))
    parts = [part for part in (escape(names), session.url, escape(session.note), escape(session.abstract)) if part]
    venue = programme.venue.name if programme.venue else ""
    where = ", ".join(part for part in (session.room, venue) if part)
    return Content(
        name=clip(session.title or programme.title, NAME),
        description=(clip("\n\n".join(parts), DESCRIPTION - length(mark)) + mark).lstrip(),
        location=clip(where or programme.title, LOCATION),
        start=session.start,
        end=end_of(session),
    )


def _mark(session: Session) -> str:
    return f"-# {key_of(session.id)}"


def _key_in(description: str) -> str:
    found = re.search(r"-# ([0-9a-f]{16})\s*$", description)
    return found[1] if found else ""
