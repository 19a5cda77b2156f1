"""From an Answer to a Discord message; the only file that knows Discord's limits and its markup.

The limits are those of Discord's documentation, "Message Object", "Embed Limits" and "Component Reference"; discord.py
checks few of them. Lengths are counted in UTF-16 units, as Discord's own client does, so that either way of counting
stays within them.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import discord

from bot.core.listings import day_of, find_listing, sessions_of
from bot.core.programme import Link, Programme, Session, Speaker, key_of
from bot.core.replies import Answer, AnswerKind, Choice, Layout
from bot.core.wording import real_day, say, say_day

CONTENT = 2000
EMBEDS_TOGETHER = 6000
EMBED_TITLE = 256
EMBED_DESCRIPTION = 4096
EMBED_FIELD_NAME = 256
EMBED_FIELD_VALUE = 1024
BUTTONS_IN_A_ROW = 5
BUTTON_LABEL = 80
URL = 512
OPTIONS = 25
OPTION_TEXT = 100
PLACEHOLDER = 150
FILES = 10
ALT_TEXT = 1024
AUTOCOMPLETE_CHOICES = 25
AUTOCOMPLETE_TEXT = 100

HEADLINE = 600  # a headline is one line; the rest of the content's room is kept for details
MENTIONS = 200  # of the content, kept for who is mentioned
SHORT_TEXT = 420  # of an abstract or biography, before its button; fits a phone's screen
SESSIONS_ON_A_PAGE = 15
SPEAKER_CARDS = 3
ACCENT = discord.Colour(0x2F6FDE)
GREY = discord.Colour(0x80848E)


@dataclass(frozen=True)
class Attachment:
    """A file to send, with an alternative text where it is a picture."""

    name: str
    data: bytes
    alt: str = ""


@dataclass(frozen=True)
class Reply:
    """What is sent: the headline as content, so that notifications and screen readers get it first, then the rest.

    `buttons` and `menus` are plain components; their custom ids are those that `chat/buttons` listens to. `leafs` says
    that this is another page of what the person is looking at.
    """

    content: str
    embeds: tuple[discord.Embed, ...] = ()
    buttons: tuple[discord.ui.Button[discord.ui.View], ...] = ()
    menus: tuple[discord.ui.Item[discord.ui.View], ...] = ()
    files: tuple[Attachment, ...] = ()
    leafs: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "content", clip(self.content, CONTENT))

    def view(self) -> discord.ui.View | None:
        """The components, None if there are none. Needs a running event loop.

        The view is stopped, so that discord.py does not keep it for ever: presses reach `chat/buttons` by custom id.
        """
        if not self.buttons and not self.menus:
            return None
        view = discord.ui.View(timeout=None)
        for item in (*self.buttons, *self.menus):
            view.add_item(item)
        view.stop()
        return view

    def attached(self) -> list[discord.File]:
        """The files, to be sent once."""
        return [
            discord.File(io.BytesIO(file.data), file.name, description=clip(file.alt, ALT_TEXT) or None)
            for file in self.files
        ]

    def plain(self) -> str:
        """The whole reply as one content, for a channel where embeds are not permitted."""
        parts = [self.content]
        for embed in self.embeds:
            parts += [embed.title or "", embed.description or ""]
            parts += [f"{shown.name}: {shown.value}" for shown in embed.fields]
        return clip("\n".join(part for part in parts if part), CONTENT)


def render_answer(answer: Answer, programme: Programme) -> Reply:
    """The answer as one message within every limit."""
    content = clip(escape(answer.headline), HEADLINE)
    details = [escape(detail) for detail in answer.details if detail.strip()]
    if answer.layout is Layout.CARD and len(answer.sessions) == 1 and answer.kind is not AnswerKind.SPEAKER:
        return _with_session_card(content, details, answer, programme)
    if answer.kind is AnswerKind.SPEAKER and 0 < len(answer.speakers) <= SPEAKER_CARDS:
        return _with_speaker_cards(content, answer, programme)
    if answer.layout is Layout.TEXT:
        return _with_text(content, details, answer, programme)
    return _with_list(content, details, answer, programme)


def with_list(reply: Reply, title: str, lines: Iterable[str]) -> Reply:
    """The reply with one more embed; `lines` may have markup."""
    room = EMBEDS_TOGETHER - sum(len(embed) for embed in reply.embeds) - EMBED_TITLE
    description = clip("\n".join(lines), min(room, EMBED_DESCRIPTION))
    embed = discord.Embed(title=clip(escape(title), EMBED_TITLE), description=description, colour=ACCENT)
    return replace(reply, embeds=(*reply.embeds, embed))


def render_text(title: str, text: str, url: str, *, part: int, key: str, which: str, lang: str) -> Reply:
    """Part `part` (from 0) of a long text, with a button to the next part where there is one."""
    parts = split_text(text, EMBED_DESCRIPTION - 400)
    part = min(part, len(parts) - 1)
    embed = discord.Embed(title=clip(escape(title), EMBED_TITLE), description=parts[part], colour=ACCENT)
    if is_link(url):
        embed.url = url
    buttons = []
    if part + 1 < len(parts):
        label = say(lang, "chat.read_on", part=part + 2, parts=len(parts))
        buttons.append(button(label, f"text:{which}:{key}:{part + 1}:{lang}"))
    return Reply("", (embed,), tuple(buttons), leafs=part > 0)


def escape(text: str) -> str:
    """`text` so that Discord shows it as it is: no markdown, no mention, no timestamp; addresses stay links."""
    pieces = re.split(r"(https?://[^\s<>()\[\]|*`\\]+)", text)
    return "".join(piece if place % 2 else _escape_piece(piece) for place, piece in enumerate(pieces))


def length(text: str) -> int:
    """Length in UTF-16 units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def clip(text: str, limit: int) -> str:
    """`text` cut to at most `limit` units, at a word where one is near, with an ellipsis; never inside an escape."""
    if length(text) <= limit:
        return text
    kept, room = [], limit - 2
    for character in text:
        room -= length(character)
        if room < 0:
            break
        kept.append(character)
    cut = "".join(kept)
    at_word = cut.rsplit(maxsplit=1)[0] if " " in cut[-40:] else cut
    backslashes = len(at_word) - len(at_word.rstrip("\\"))
    return (at_word[:-1] if backslashes % 2 else at_word).rstrip() + " …"


def split_text(text: str, limit: int) -> list[str]:
    """`text`, escaped, in parts of at most `limit` units, cut between words where it can be; at least one part."""
    parts, rest = [], escape(text).strip()
    while length(rest) > limit:
        head = clip(rest, limit).removesuffix(" …")
        parts.append(head)
        rest = rest[len(head) :].lstrip()
    return [*parts, rest]


def is_link(url: str) -> bool:
    """Whether Discord takes `url` on a button or a title."""
    return bool(re.match(r"https?://[^\s/]+", url)) and len(url) <= URL


def button(label: str, custom_id: str) -> discord.ui.Button[discord.ui.View]:
    return discord.ui.Button(label=clip(label, BUTTON_LABEL), custom_id=custom_id)


def menu(
    placeholder: str, custom_id: str, options: Iterable[discord.SelectOption], *, several: bool = False
) -> discord.ui.Select[discord.ui.View]:
    """A menu of the first options, to pick one or `several`."""
    once = {option.value: option for option in options}  # Discord refuses a menu with one value twice
    shown = list(once.values())[:OPTIONS]
    return discord.ui.Select(
        placeholder=clip(placeholder, PLACEHOLDER),
        custom_id=custom_id,
        options=shown,
        max_values=len(shown) if several else 1,
    )


def option_label(text: str) -> str:
    """Text of a menu option or an autocomplete choice: never empty, no escapes needed, at most 100 units."""
    return clip(re.sub(r"\s+", " ", text).strip() or "…", OPTION_TEXT)


def session_hint(session: Session, programme: Programme) -> str:
    """When, where and who, to tell sessions of one title apart."""
    start = programme.local(session.start)
    speakers = ", ".join(speaker.name for speaker in programme.speakers_of(session))
    day = f"{start:%d/%m} " if len(programme.days) > 1 else ""
    return option_label(" · ".join(part for part in (f"{day}{start:%H:%M}", speakers, session.room) if part))


def _escape_piece(text: str) -> str:
    # An override of the direction of writing would turn round what stands behind it, too.
    escaped = re.sub(r"([\\*_~`|\[\]<>#])", r"\\\1", re.sub("[\u202d\u202e]", "", text))
    return escaped.replace("@", "@\u200b")


def _with_session_card(content: str, details: list[str], answer: Answer, programme: Programme) -> Reply:
    session = answer.sessions[0]
    embed = discord.Embed(title=clip(escape(session.title), EMBED_TITLE), colour=ACCENT)
    if is_link(session.url):
        embed.url = session.url
    abstract, room = (
        escape(session.abstract),
        EMBED_DESCRIPTION // 2 if session.abstract in answer.details else SHORT_TEXT,
    )
    shortened = length(abstract) > room
    paragraphs = [*(detail for detail in details if detail != abstract), clip(abstract, room)]
    embed.description = clip("\n\n".join(part for part in paragraphs if part), EMBED_DESCRIPTION // 2) or None
    _add_fields(embed, _session_fields(session, programme, answer.lang))
    buttons = _session_buttons(session, programme, answer.lang, shortened=shortened)
    return Reply(content, (embed,), tuple(buttons), tuple(_menus(answer, programme)))


def _session_fields(session: Session, programme: Programme, lang: str) -> Iterable[tuple[str, str]]:
    start, end = _stamp(session, "start"), _stamp(session, "end")
    yours = f"<t:{start}:t>" + (f"–<t:{end}:t>" if end > start else "")
    yield (
        say(lang, "chat.when"),
        f"{_venue_time(session, programme, lang)}\n{say(lang, 'chat.your_time')} {yours} (<t:{start}:R>)",
    )
    if session.cancelled:
        yield say(lang, "chat.status"), say(lang, "chat.cancelled")
    if session.room:
        yield say(lang, "chat.where"), escape(session.room)
    speakers = [
        escape(f"{speaker.name} ({speaker.affiliation})" if speaker.affiliation else speaker.name)
        for speaker in programme.speakers_of(session)
    ]
    if speakers:
        yield say(lang, "chat.speakers"), "\n".join(speakers)
    if session.authors:
        names = (
            f"{author.name} ({author.affiliation})" if author.affiliation else author.name for author in session.authors
        )
        yield say(lang, "chat.authors"), escape(", ".join(names))
    if session.note:
        yield say(lang, "chat.note"), escape(session.note)


def _session_buttons(
    session: Session, programme: Programme, lang: str, *, shortened: bool
) -> list[discord.ui.Button[discord.ui.View]]:
    buttons = []
    if shortened:
        buttons.append(button(say(lang, "chat.whole_abstract"), f"text:abstract:{key_of(session.id)}:0:{lang}"))
    buttons.append(button(say(lang, "follows.remind_me"), f"follow:session:{key_of(session.id)}:{lang}"))
    buttons.append(button(say(lang, "chat.add_to_calendar"), f"calendar:{key_of(session.id)}:{lang}"))
    links = [
        (say(lang, "chat.slides"), session.slides),
        (say(lang, "chat.recording"), session.recording),
        (say(lang, "chat.page"), session.url),
        *((speaker.name, speaker.url) for speaker in programme.speakers_of(session)),
        *((link.title or link.url, link.url) for link in session.links),
    ]
    return [*buttons, *_link_buttons(links, 2 * BUTTONS_IN_A_ROW - len(buttons))]


def _with_speaker_cards(content: str, answer: Answer, programme: Programme) -> Reply:
    lang, speakers = answer.lang, answer.speakers
    embeds, buttons = [], []
    for speaker in speakers:
        embeds.append(_speaker_embed(speaker, _uncovered(answer, programme), programme, lang))
        if length(speaker.biography) > SHORT_TEXT:
            label = say(lang, "chat.whole_biography")
            label = label if len(speakers) == 1 else f"{label}: {speaker.name}"
            buttons.append(button(label, f"text:biography:{key_of(speaker.id)}:0:{lang}"))
        if programme.sessions_by_speaker[speaker.id]:
            label = say(lang, "follows.remind_me" if len(speakers) == 1 else "follows.remind_me_of", name=speaker.name)
            buttons.append(button(label, f"follow:speaker:{key_of(speaker.id)}:{lang}"))
    pages = ((say(lang, "chat.page_of", name=speaker.name), speaker.url) for speaker in speakers)
    buttons += _link_buttons(pages, BUTTONS_IN_A_ROW)
    return Reply(content, _within_total(embeds, content), tuple(buttons), tuple(_menus(answer, programme)))


def _uncovered(answer: Answer, programme: Programme) -> list[str]:
    """The details that say more than the cards of a single speaker do."""
    if len(answer.speakers) != 1:
        return []
    speaker = answer.speakers[0]
    shown = [speaker.biography, speaker.url, *(each.title for each in programme.sessions_by_speaker[speaker.id])]
    return [detail for detail in answer.details if not any(part and part in detail for part in shown)]


def _speaker_embed(speaker: Speaker, details: Sequence[str], programme: Programme, lang: str) -> discord.Embed:
    embed = discord.Embed(title=clip(escape(speaker.name), EMBED_TITLE), colour=ACCENT)
    if is_link(speaker.url):
        embed.url = speaker.url
    paragraphs = [speaker.affiliation, *details, clip(speaker.biography, SHORT_TEXT)]
    shown = "\n\n".join(escape(part) for part in paragraphs if part)
    embed.description = clip(shown, EMBED_DESCRIPTION // 4) or None
    sessions = programme.sessions_by_speaker[speaker.id]
    if sessions:
        lines = [_session_line(session, programme, lang, speakers=False) for session in sessions]
        embed.add_field(
            name=say(lang, "chat.sessions"), value=join_within(lines, EMBED_FIELD_VALUE, lang), inline=False
        )
    return embed


def _with_text(content: str, details: list[str], answer: Answer, programme: Programme) -> Reply:
    suggestions = [f"• {escape(suggestion)}" for suggestion in answer.suggestions]
    if suggestions:
        details = [*details, "\n".join([say(answer.lang, "chat.try"), *suggestions])]
    embeds = []
    if details:
        colour = GREY if answer.kind is AnswerKind.NONE else ACCENT
        embeds.append(discord.Embed(description=clip("\n\n".join(details), EMBED_DESCRIPTION), colour=colour))
    buttons = []
    for session in answer.sessions[:BUTTONS_IN_A_ROW]:
        buttons += _link_buttons([(say(answer.lang, "chat.slides"), session.slides)], 1)
    return Reply(content, tuple(embeds), tuple(buttons), tuple(_menus(answer, programme)))


def render_page(listing: str, page: int, programme: Programme, lang: str) -> Reply | None:
    """Page `page`, from 0, of the list of that name; the last one if there are fewer. None if the list is empty."""
    sessions = sessions_of(listing, programme)
    if not sessions:
        return None
    page = min(page, (len(sessions) - 1) // SESSIONS_ON_A_PAGE)
    shown = sessions[page * SESSIONS_ON_A_PAGE :][:SESSIONS_ON_A_PAGE]
    lines = _list_lines(shown, programme, lang)
    embed = discord.Embed(description=join_within(lines, EMBED_DESCRIPTION, lang), colour=ACCENT)
    embed.set_footer(text=say(lang, "chat.page_number", page=page + 1, pages=_pages(sessions)))
    buttons = tuple(_list_buttons(listing, page, sessions, lang))
    return Reply("", (embed,), buttons, (_pick_menu(shown, programme, lang),), leafs=True)


def _with_list(content: str, details: list[str], answer: Answer, programme: Programme) -> Reply:
    shown, lang = answer.sessions[:SESSIONS_ON_A_PAGE], answer.lang
    speakers = [_speaker_line(speaker) for speaker in answer.speakers]
    lines = _list_lines(shown, programme, lang, answer.marks) if shown else speakers
    listing = find_listing(answer.sessions, programme)
    hidden = len(answer.sessions) - len(shown)
    if hidden > 0:
        lines.append(say(lang, "chat.more", count=hidden))
    intro = clip("\n\n".join(details), EMBED_DESCRIPTION // 4)
    text = "\n\n".join(part for part in (intro, join_within(lines, EMBED_DESCRIPTION // 2, lang)) if part)
    embeds = (discord.Embed(description=text, colour=ACCENT),) if text else ()
    buttons = tuple(_list_buttons(listing, 0, answer.sessions, lang)) if listing else ()
    return Reply(content, embeds, buttons, tuple(_menus(answer, programme)))


def _list_buttons(
    listing: str, page: int, sessions: Sequence[Session], lang: str
) -> Iterable[discord.ui.Button[discord.ui.View]]:
    if page > 0:
        yield button(say(lang, "chat.earlier"), f"page:{listing}:{page - 1}:{lang}")
    if page + 1 < _pages(sessions):
        yield button(say(lang, "chat.later"), f"page:{listing}:{page + 1}:{lang}")
    if day_of(listing):
        yield button(say(lang, "chat.picture"), f"picture:{day_of(listing)}:{lang}")


def _pages(sessions: Sequence[Session]) -> int:
    return -(-len(sessions) // SESSIONS_ON_A_PAGE)


def _list_lines(
    sessions: Sequence[Session], programme: Programme, lang: str, marks: Mapping[str, str] | None = None
) -> list[str]:
    """A line a session, under its day where there are several, and under its time where sessions are parallel."""
    marks = marks or {}
    starts = Counter(session.start for session in sessions)
    parallel = starts.total() > len(starts)
    days = [real_day(session, programme) for session in sessions]
    several_days = len(set(days)) > 1
    lines: list[str] = []
    before: Session | None = None
    for session, day in zip(sessions, days, strict=True):
        if several_days and (before is None or day != real_day(before, programme)):
            lines.append(f"**{escape(say_day(lang, day))}**")
        if parallel and (before is None or session.start != before.start):
            lines.append(f"**{programme.local(session.start):%H:%M}** (<t:{_stamp(session, 'start')}:R>)")
        mark = marks.get(session.id, "")
        lines.append(_session_line(session, programme, lang, under_its_time=parallel, mark=mark))
        before = session
    return lines


def _session_line(
    session: Session,
    programme: Programme,
    lang: str,
    *,
    speakers: bool = True,
    under_its_time: bool = False,
    mark: str = "",
) -> str:
    title = f"**{clip(escape(session.title), 150)}**"
    title = f"~~{title}~~ ({say(lang, 'chat.cancelled')})" if session.cancelled else title
    names = ", ".join(speaker.name for speaker in programme.speakers_of(session)) if speakers else ""
    room = session.room if len(programme.rooms) > 1 else ""
    below = [clip(escape(names), 100), clip(escape(room), 60)]
    if under_its_time:
        below.append(say(lang, "chat.until", time=f"{programme.local(session.end):%H:%M}") if session.end_known else "")
        first = f"• {title}"
    else:
        below.append(f"<t:{_stamp(session, 'start')}:R>")
        first = f"{_span(session, programme)} {title}"
    below.append(clip(escape(mark), 200))
    return "\n".join(part for part in (first, " · ".join(part for part in below if part)) if part)


def _speaker_line(speaker: Speaker) -> str:
    affiliation = f" ({speaker.affiliation})" if speaker.affiliation else ""
    return f"• {escape(speaker.name)}{clip(escape(affiliation), 100)}"


def _menus(answer: Answer, programme: Programme) -> Iterable[discord.ui.Select[discord.ui.View]]:
    if answer.choices:
        options = [_choice_option(choice, programme) for choice in answer.choices[:OPTIONS]]
        yield menu(say(answer.lang, "chat.which"), f"choose:{answer.lang}", options)
    elif answer.layout is Layout.LIST and len(answer.sessions) > 1:
        yield _pick_menu(answer.sessions[:SESSIONS_ON_A_PAGE], programme, answer.lang)


def _pick_menu(sessions: Sequence[Session], programme: Programme, lang: str) -> discord.ui.Select[discord.ui.View]:
    options = [_session_option(session, programme) for session in sessions]
    return menu(say(lang, "chat.pick"), f"choose:{lang}", options)


def _choice_option(choice: Choice, programme: Programme) -> discord.SelectOption:
    if choice.session_id in programme.session_by_id:
        session = programme.session_by_id[choice.session_id]
        option = _session_option(session, programme)
        option.label = option_label(choice.label)
        return option
    if choice.speaker_id:
        return discord.SelectOption(label=option_label(choice.label), value=f"speaker:{key_of(choice.speaker_id)}")
    return discord.SelectOption(label=option_label(choice.label), value=f"ask:{choice.question[:90]}")


def _session_option(session: Session, programme: Programme) -> discord.SelectOption:
    return discord.SelectOption(
        label=option_label(session.title),
        description=session_hint(session, programme),
        value=f"session:{key_of(session.id)}",
    )


def _link_buttons(links: Iterable[tuple[str, str]], room: int) -> list[discord.ui.Button[discord.ui.View]]:
    """One button for each different address that Discord would take, at most `room`."""
    once = {url: label for label, url in reversed(list(links)) if is_link(url)}
    titled = [Link(url=url, title=label) for url, label in reversed(once.items())]
    return [
        discord.ui.Button(label=clip(option_label(link.title), BUTTON_LABEL), url=link.url) for link in titled[:room]
    ]


def _add_fields(embed: discord.Embed, fields: Iterable[tuple[str, str]]) -> None:
    """Add the fields, each cut to its limit; together they stay under 2,600 units, an embed's fair share."""
    room = 2600
    for name, value in fields:
        shown = clip(value, min(EMBED_FIELD_VALUE, max(room, 20)))
        embed.add_field(name=clip(name, EMBED_FIELD_NAME), value=shown, inline=False)
        room -= length(name) + length(shown)


def _within_total(embeds: Sequence[discord.Embed], content: str) -> tuple[discord.Embed, ...]:
    """As many of the embeds as fit into Discord's limit for all embeds of a message."""
    kept: list[discord.Embed] = []
    room = EMBEDS_TOGETHER - length(content)
    for embed in embeds:
        room -= 2 * len(embed)  # len() counts characters, of which each may be two units
        if room < 0 and kept:
            break
        kept.append(embed)
    return tuple(kept)


def join_within(lines: Sequence[str], limit: int, lang: str) -> str:
    """Whole lines, as many as fit into `limit` units; the last says how many are missing."""
    if sum(length(line) + 1 for line in lines) <= limit:
        return "\n".join(lines)
    kept: list[str] = []
    room = limit - 80  # for the line that says how many are missing
    for line in lines:
        room -= length(line) + 1
        if room < 0:
            break
        kept.append(line)
    return "\n".join([*kept, say(lang, "chat.more", count=len(lines) - len(kept))])


def _venue_time(session: Session, programme: Programme, lang: str) -> str:
    day = say_day(lang, programme.local(session.start).date())
    city = programme.venue.city if programme.venue else ""
    zone = say(lang, "chat.venue_zone", place=city or programme.timezone)
    return f"{escape(day)}, **{_span(session, programme)}** ({escape(zone)})"


def _span(session: Session, programme: Programme) -> str:
    start, end = programme.local(session.start), programme.local(session.end)
    return f"{start:%H:%M}–{end:%H:%M}" if end > start else f"{start:%H:%M}"


def _stamp(session: Session, which: str) -> int:
    return int(getattr(session, which).timestamp())
