"""What bots ask for and this small guild has none of: told as empty lists, as a new guild on Discord would."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.sandbox.permissions import Permission
from bot.sandbox.rest.call import Answer, Call, Endpoint


def _nothing(permission: int = 0, *, within: str | None = None) -> Callable[[Call], Answer]:
    """An empty list, or an object that holds one, for those of the guild who have this permission."""

    def answer(call: Call) -> Answer:
        if "guild_id" in call.params:
            call.guild().require(call.me.id, permission)
        empty: list[Any] = []
        return {within: empty} if within else empty

    return answer


def list_audit_log(call: Call) -> Answer:
    call.guild().require(call.me.id, Permission.VIEW_AUDIT_LOG)
    parts = "application_commands audit_log_entries auto_moderation_rules guild_scheduled_events integrations threads"
    return {part: [] for part in (*parts.split(), "users", "webhooks")}


ENDPOINTS = (
    Endpoint("GET", "/guilds/{guild_id}/emojis", _nothing()),
    Endpoint("GET", "/guilds/{guild_id}/stickers", _nothing()),
    Endpoint("GET", "/guilds/{guild_id}/integrations", _nothing(Permission.MANAGE_GUILD)),
    Endpoint("GET", "/guilds/{guild_id}/auto-moderation/rules", _nothing(Permission.MANAGE_GUILD)),
    Endpoint("GET", "/guilds/{guild_id}/audit-logs", list_audit_log),
    Endpoint("GET", "/applications/{application_id}/emojis", _nothing(within="items")),
    Endpoint("GET", "/applications/{application_id}/skus", _nothing()),
    Endpoint("GET", "/applications/{application_id}/entitlements", _nothing()),
    Endpoint("GET", "/sticker-packs", _nothing(within="sticker_packs")),
    Endpoint("GET", "/soundboard-default-sounds", _nothing()),
)
