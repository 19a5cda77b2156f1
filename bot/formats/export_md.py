"""Markdown: the programme for a wiki, a pad or a repository. A table of each day, then what the talks are about."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime

from bot.core.programme import Programme, Session
from bot.core.wording import find_sentence, pick_language, say, say_day, say_list, say_slot, say_speakers
from bot.formats.addresses import split_addresses

_MARKS = re.compile(r"([\\`*_\[\]<>|~#&])")
# At the start of a line these make a list, a rule or a heading.
_LINE_MARK = re.compile(r"([+=-])|(\d+)([.)])")


def write_md(programme: Programme, now: datetime) -> bytes:
    """The file, in the programme's first language that we speak, in UTF-8."""
    lang = pick_language(*programme.languages)
    moment = f"{say_day(lang, programme.local(now).date(), year=True)}, {programme.local(now):%H:%M}"
    blocks = [
        *_head(programme, lang),
        *(block for day in programme.days for block in _day(programme, day, lang)),
        *_details(programme, lang),
        "---",
        f"*{plain(say(lang, 'export.times', zone=programme.timezone, moment=moment))}*",
    ]
    return ("\n\n".join(blocks) + "\n").encode()


def plain(text: str) -> str:
    """The text on one line, as it is: none of its characters means anything to Markdown. Addresses stay links.

    >>> plain("a*b [c]")
    'a\\\\*b \\\\[c\\\\]'
    """
    parts = split_addresses(" ".join(text.split()))
    return "".join(f"<{_address(url)}>" if url else _escape(words) for words, url in parts)


def paragraphs(text: str) -> str:
    """The text with its paragraphs and lines, as it is."""
    told = [
        "  \n".join(_line(line) for line in part.splitlines() if line.strip()) for part in re.split(r"\n\s*\n", text)
    ]
    return "\n\n".join(part for part in told if part)


def _line(text: str) -> str:
    line = plain(text)
    found = _LINE_MARK.match(line)
    if not found:
        return line
    return f"\\{line}" if found[1] else f"{found[2]}\\{line[found.end(2) :]}"


def _address(url: str) -> str:
    """The address; its bars would end the cell of a table."""
    return url.replace("|", "%7C")


def link(words: str, url: str) -> str:
    """The words, as a link where there is an address."""
    if not url:
        return plain(words)
    return f"[{_escape(' '.join(words.split()))}](<{_address(url)}>)" if words != url else f"<{_address(url)}>"


def _escape(text: str) -> str:
    return _MARKS.sub(r"\\\1", text)


def _head(programme: Programme, lang: str) -> Iterator[str]:
    yield f"# {link(programme.title, programme.url)}"
    if programme.theme:
        yield f"*{plain(programme.theme)}*"
    ends = dict.fromkeys([*programme.days[:1], *programme.days[-1:]])
    dates = " – ".join(say_day(lang, day, year=True) for day in ends)
    venue = programme.venue
    place = ", ".join(filter(None, [venue.name, venue.address, venue.city, venue.country])) if venue else ""
    if dates or place:
        yield plain(" · ".join(filter(None, [dates, place])))
    if programme.note:
        yield f"**{plain(programme.note)}**"
    if programme.description:
        yield paragraphs(programme.description)


def _day(programme: Programme, day: date, lang: str) -> Iterator[str]:
    sessions = [session for session in programme.sessions if session.day == day]
    with_rooms = any(session.rooms for session in sessions)
    name = say_day(lang, day, year=True)
    yield f"## {name[:1].upper()}{name[1:]}"
    columns = ["when", "what", "who", *(["where"] if with_rooms else [])]
    lines = [_row([say(lang, f"export.{column}") for column in columns]), _row(["---"] * len(columns))]
    for session in sessions:
        cells = [_when(programme, session, lang), _title(session, lang), plain(say_speakers(session, programme, lang))]
        lines.append(_row([*cells, *([plain(session.room)] if with_rooms else [])]))
    yield "\n".join(lines)


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _when(programme: Programme, session: Session, lang: str) -> str:
    slot = say_slot(session, programme, lang)
    if not session.previous_start:
        return slot
    before, now = programme.local(session.previous_start), programme.local(session.start)
    time = f"{before:%H:%M}" if before.date() == now.date() else f"{say_day(lang, before.date())} {before:%H:%M}"
    return f"{slot} ({say(lang, 'export.moved', time=time)})"


def _title(session: Session, lang: str) -> str:
    return (
        f"~~{plain(session.title)}~~ ({say(lang, 'export.cancelled')})" if session.cancelled else plain(session.title)
    )


def _details(programme: Programme, lang: str) -> Iterator[str]:
    told = [(session, _more(programme, session, lang)) for session in programme.sessions]
    told = [(session, blocks) for session, blocks in told if blocks]
    if not told:
        return
    yield f"## {say(lang, 'export.details')}"
    for session, blocks in told:
        yield f"### {_title(session, lang)}"
        day = [say_day(lang, session.day)] if len(programme.days) > 1 else []
        kind = find_sentence(lang, f"export.kinds.{session.kind.name.lower()}")
        facts = [*day, _when(programme, session, lang), session.room, kind, session.track]
        yield plain(" · ".join(filter(None, facts)))
        yield from blocks


def _more(programme: Programme, session: Session, lang: str) -> list[str]:
    """What there is to say of a session beyond its row of the table."""
    more = []
    if session.authors:
        names = [f"{each.name} ({each.affiliation})" if each.affiliation else each.name for each in session.authors]
        more.append(f"{say(lang, 'export.authors')}: {plain(', '.join(names))}")
    if session.note:
        more.append(f"*{plain(session.note)}*")
    if session.abstract:
        more.append(paragraphs(session.abstract))
    named = {"slides": session.slides, "recording": session.recording, "page": session.url}
    links = [link(say(lang, f"export.{word}"), address) for word, address in named.items() if address]
    links += [link(each.title or each.url, each.url) for each in session.links]
    if links:
        more.append(" · ".join(links))
    speakers = [
        link(each.name, each.url) + (f", {plain(each.affiliation)}" if each.affiliation else "")
        for each in programme.speakers_of(session)
    ]
    return [say_list(lang, speakers), *more] if more and speakers else more
