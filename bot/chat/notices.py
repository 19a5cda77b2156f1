"""Changes as messages: the organiser's preview, the announcement, the log."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

import discord

from bot.changing import PREVIEW_LASTS, Changes, Draft
from bot.chat.render import (
    ACCENT,
    CONTENT,
    EMBED_DESCRIPTION,
    EMBEDS_TOGETHER,
    HEADLINE,
    MENTIONS,
    Reply,
    button,
    clip,
    escape,
    join_within,
    length,
)
from bot.core.change_wording import ChangeLine, ChangeNotice, LineKind, Slot, describe_change, say_conflict
from bot.core.changes import Change, active_changes
from bot.core.programme import Programme
from bot.core.wording import say, say_count, say_day

ALERT = discord.Colour(0xC0392B)
_IN_A_PREVIEW = EMBED_DESCRIPTION // 2


def render_preview(
    draft: Draft, undone: Change | None, lang: str, before: str = "", *, channel: str, role: str
) -> Reply:
    """What would change, what is in the way and who would be told; with the buttons to decide.

    `channel` is where it would be posted, and `role` who can be pinged there; empty if there is none.
    """
    programme = draft.after
    notice = describe_change(draft.change, draft.before, draft.after, lang, undone=undone)
    conflicts = [f"⚠ {escape(say_conflict(conflict, programme, lang))}" for conflict in draft.conflicts]
    told = [
        say(lang, "organising.posted_in", channel=f"#{escape(channel)}")
        if channel
        else say(lang, "organising.posted_nowhere", channel=f"#{escape(programme.channels.announcements)}"),
        *([say(lang, "organising.pings_again", role=escape(role))] if draft.pings_again and role else []),
        say_count(lang, "organising.followers", len(draft.followers)),
        say(lang, "organising.expires", minutes=round(PREVIEW_LASTS.total_seconds() / 60)),
    ]
    known = {room.name for room in draft.before.rooms}
    new = [
        say(lang, "organising.new_room", room=escape(room.name)) for room in programme.rooms if room.name not in known
    ]
    remarks = [*conflicts, *new]
    lines = [*remarks, *([""] if remarks else []), *_lines(notice, programme, lang)]
    embed = discord.Embed(
        title=clip(say(lang, "organising.preview"), 256),
        description=join_within(lines, _IN_A_PREVIEW, lang) or None,
        colour=ALERT if conflicts else ACCENT,
    )
    embed.add_field(name=say(lang, "organising.told"), value=clip("\n".join(told), 1024), inline=False)
    content = "\n".join(part for part in (before, *_headlines([notice], CONTENT - length(before) - 1)) if part)
    return Reply(content, (embed,), tuple(_decisions(draft, role, lang)))


def _decisions(draft: Draft, role: str, lang: str) -> Iterable[discord.ui.Button[discord.ui.View]]:
    def decide(what: str, **values: object) -> discord.ui.Button[discord.ui.View]:
        return button(say(lang, f"organising.{what}", **values), f"change:{what}:{draft.id}:{lang}")

    publish = decide("publish")
    publish.style = discord.ButtonStyle.primary
    yield publish
    if role:
        yield decide("ping", role=role)
    yield decide("quiet")
    if draft.absorbed:
        yield decide("absorb")
    yield decide("reword")
    yield decide("drop")


def render_notice(notices: Sequence[ChangeNotice], programme: Programme) -> Reply:
    """A published change as attendees see it, once in each language; the first line says what changed."""
    content = "\n".join(_headlines(notices, CONTENT - MENTIONS))
    room = min(EMBED_DESCRIPTION, EMBEDS_TOGETHER - 1000) // len(notices) // 2
    embeds = []
    for notice in notices:
        text = join_within(list(_lines(notice, programme, notice.lang)), room, notice.lang)
        if text:
            embeds.append(discord.Embed(description=text, colour=_colour(notice)))
    return Reply(content, tuple(embeds))


def _headlines(notices: Sequence[ChangeNotice], room: int) -> list[str]:
    """What changed in each language, once where it is an organiser's own words, which may be long."""
    said = list(dict.fromkeys(escape(notice.headline) for notice in notices))
    return [clip(one, max(HEADLINE, room // len(said) - 1)) for one in said]


def render_log(changes: Changes, programme: Programme, lang: str, most: int) -> Reply:
    """The last changes, the latest first: number, who, when and what; those taken back struck through."""
    holding = {change.id for change in active_changes(changes.log)}
    holding |= {change.id for change in changes.log if change.undoes}
    lines = []
    for line in list(changes.lines)[: -most - 1 : -1]:
        said = clip(escape(changes.notice(line.id, lang).headline), 200)
        shown = said if line.id in holding else f"~~{said}~~"
        lines.append(f"**{line.version}** {_when(line.at, programme, lang)} · {escape(line.author)}: {shown}")
    if not lines:
        return Reply(say(lang, "organising.no_changes"))
    embed = discord.Embed(description=join_within(lines, EMBED_DESCRIPTION, lang), colour=ACCENT)
    return Reply(say_count(lang, "organising.log", changes.version), (embed,))


def _lines(notice: ChangeNotice, programme: Programme, lang: str) -> Iterable[str]:
    for line in notice.lines:
        yield _line(line, programme, lang)
    if notice.reason:
        yield f"*{escape(say(lang, 'changes.line.reason', reason=notice.reason))}*"


def _line(line: ChangeLine, programme: Programme, lang: str) -> str:
    title = f"**{clip(escape(line.session.title), 150)}**" if line.session else ""
    match line.kind:
        case LineKind.TIME:
            days = {_day(slot, programme) for slot in (line.old_slot, line.new_slot) if slot}
            old = f"~~{_span(line.old_slot, programme, lang, day=len(days) > 1)}~~ " if line.old_slot else ""
            new = f"**{_span(line.new_slot, programme, lang, day=len(days) > 1)}**" if line.new_slot else ""
            stamp = f" (<t:{int(line.new_slot.start.timestamp())}:R>)" if line.new_slot else ""
            return f"{old}{new}{stamp} {title}"
        case LineKind.ROOM | LineKind.SPEAKERS:
            old = f"~~{clip(escape(line.old), 150)}~~ " if line.old else ""
            new = f"**{clip(escape(line.new), 150)}**" if line.new else ""
            return f"{title}: {old}{new}".rstrip()
        case LineKind.TITLE:
            return f"~~{clip(escape(line.old), 150)}~~ **{clip(escape(line.new), 150)}**"
        case LineKind.CANCELLED if line.session:
            before, named, behind = line.text.partition(line.session.title)
            return f"{escape(before)}~~{clip(escape(named + behind), 300)}~~"
    return clip(escape(line.text), 300)


def _span(slot: Slot | None, programme: Programme, lang: str, *, day: bool) -> str:
    if slot is None:
        return ""
    start = programme.local(slot.start)
    end = f"–{programme.local(slot.end):%H:%M}" if slot.end else ""
    return (f"{escape(say_day(lang, start.date()))} " if day else "") + f"{start:%H:%M}{end}"


def _day(slot: Slot, programme: Programme) -> object:
    return programme.local(slot.start).date()


def _when(moment: datetime, programme: Programme, lang: str) -> str:
    local = programme.local(moment)
    return f"{escape(say_day(lang, local.date()))} {local:%H:%M}"


def _colour(notice: ChangeNotice) -> discord.Colour:
    gone = any(line.kind is LineKind.CANCELLED for line in notice.lines)
    return ALERT if gone else ACCENT
