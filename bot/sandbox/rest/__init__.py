"""Discord's REST API over a world: one file for each kind of thing."""

from bot.sandbox.rest import (
    applications,
    bans,
    channels,
    guild,
    interactions,
    invites,
    messages,
    nothing,
    polls,
    scheduled_events,
    threads,
    users,
    webhooks,
)
from bot.sandbox.rest.call import Call, Endpoint

ENDPOINTS: tuple[Endpoint, ...] = (
    *users.ENDPOINTS,
    *channels.ENDPOINTS,
    *messages.ENDPOINTS,
    *threads.ENDPOINTS,
    *guild.ENDPOINTS,
    *scheduled_events.ENDPOINTS,
    *applications.ENDPOINTS,
    *interactions.ENDPOINTS,
    *webhooks.ENDPOINTS,
    *bans.ENDPOINTS,
    *invites.ENDPOINTS,
    *polls.ENDPOINTS,
    *nothing.ENDPOINTS,
)

__all__ = ["ENDPOINTS", "Call", "Endpoint"]
