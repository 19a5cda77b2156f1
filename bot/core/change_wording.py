"""A change in words: lines for a preview and an announcement, with their parts, in one language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from bot.core.changes import (
    AddSession,
    Change,
    ChangeKind,
    ChangeRefused,
    RemoveSession,
    SetFields,
    find_edits,
)
from bot.core.conflicts import Conflict
from bot.core.programme import Faq, Instant, Model, Programme, Session
from bot.core.wording import real_day, say, say_day, say_length, say_slot, say_speakers, say_time

_MOST_WORDS = 300  # characters of what was typed, shown again
_NEVER = datetime.max.replace(tzinfo=UTC)


class LineKind(StrEnum):
    """What a line is about."""

    CANCELLED = "cancelled"
    RESTORED = "restored"
    ADDED = "added"
    REMOVED = "removed"
    TIME = "time"
    END = "end"
    ROOM = "room"
    TITLE = "title"
    SPEAKERS = "speakers"
    SLIDES = "slides"
    NOTE = "note"
    OTHER = "other"
    FAQ = "faq"


_MAY_GO = frozenset({LineKind.ROOM, LineKind.SPEAKERS, LineKind.SLIDES, LineKind.NOTE})  # with nothing instead


class Slot(Model):
    """When a session is; `end` is None where it is not known."""

    start: Instant
    end: Instant | None = None


class ChangeLine(Model):
    """One thing that changed. `text` is the whole line in plain words.

    What changed are either `old` and `new` in words, or `old_slot` and `new_slot`; the old is empty or None where there
    was none, the new where there is none. `session` is as it is now, or as it was if it is gone.
    """

    kind: LineKind
    text: str
    session: Session | None = None
    old: str = ""
    new: str = ""
    old_slot: Slot | None = None
    new_slot: Slot | None = None


class ChangeNotice(Model):
    """A change as it is shown: the first line says what changed. `lines` are in order of start."""

    lang: str
    kind: ChangeKind
    headline: str
    lines: tuple[ChangeLine, ...] = ()
    reason: str = ""

    @property
    def text(self) -> str:
        """All of it in plain words, without the lines where the headline says what the only one does."""
        told = [line.text for line in self.lines if len(self.lines) > 1 or line.text not in self.headline]
        why = [say(self.lang, "changes.line.reason", reason=self.reason)] if self.reason else []
        return "\n".join([self.headline, *told, *why])


def describe_change(
    change: Change, before: Programme, after: Programme, lang: str, *, undone: Change | None = None
) -> ChangeNotice:
    """What the change does to the programme, from `before` to `after`. An undo's is the way back from `undone`."""
    words = _Words(before, after, lang)
    lines = words.lines()
    headline = change.text or (undone.text if undone else "") or words.headline(change.kind, lines)
    if change.kind is ChangeKind.UNDO:
        headline = words.say("headline.undone", text=headline)
    return ChangeNotice(lang=lang, kind=change.kind, headline=headline, lines=tuple(lines), reason=change.reason)


class _Words:
    """Says how two programmes differ."""

    def __init__(self, before: Programme, after: Programme, lang: str) -> None:
        self.before = before
        self.after = after
        self.lang = lang

    def say(self, sentence: str, **values: object) -> str:
        return say(self.lang, f"changes.{sentence}", **values)

    def lines(self) -> list[ChangeLine]:
        found: list[ChangeLine] = []
        for edit in find_edits(self.before, self.after):
            match edit:
                case AddSession(session=session):
                    found.append(self._whole(LineKind.ADDED, session, self.after))
                case RemoveSession(session=session):
                    found.append(self._whole(LineKind.REMOVED, session, self.before))
                case SetFields(session_id=one):
                    found += self._of_session(self.before.session_by_id[one], self.after.session_by_id[one])
        found.sort(key=lambda line: line.session.start if line.session else _NEVER)
        return [*found, *self._of_faq()]

    def _of_session(self, old: Session, new: Session) -> list[ChangeLine]:
        found = []
        if new.cancelled != old.cancelled:
            found.append(self._whole(LineKind.CANCELLED if new.cancelled else LineKind.RESTORED, new, self.after))
        if new.start != old.start or new.end != old.end or new.end_known != old.end_known:
            found.append(self._time(old, new))
        if new.title != old.title:
            found.append(self._line(LineKind.TITLE, new, old.title, new.title))
        if new.rooms != old.rooms:
            found.append(self._line(LineKind.ROOM, new, old.room, new.room, "line.nowhere"))
        if new.speakers != old.speakers:
            names = (say_speakers(old, self.before, self.lang), say_speakers(new, self.after, self.lang))
            found.append(self._line(LineKind.SPEAKERS, new, *names, "line.nobody"))
        if new.slides != old.slides:
            found.append(self._line(LineKind.SLIDES, new, old.slides, new.slides))
        if new.note != old.note:
            found.append(self._line(LineKind.NOTE, new, old.note, new.note))
        return found or [self._line(LineKind.OTHER, new, "", "")]

    def _line(self, kind: LineKind, session: Session, old: str, new: str, none: str = "") -> ChangeLine:
        given = "_given" if kind in {LineKind.ROOM, LineKind.SPEAKERS} and not old else ""
        gone = "_gone" if kind in {LineKind.NOTE, LineKind.SLIDES} and not new else ""
        shown = new or (self.say(none) if none else "")
        text = self.say(f"line.{kind}{given}{gone}", title=session.title, old=old, new=shown)
        return ChangeLine(kind=kind, text=text, session=session, old=old, new=new)

    def _time(self, old: Session, new: Session) -> ChangeLine:
        slots = {"old_slot": _slot(old), "new_slot": _slot(new)}
        if old.start == new.start:
            ends = say_time(old.end, self.before), say_time(new.end, self.after)
            text = self.say("line.end", title=new.title, old=ends[0], new=ends[1])
            return ChangeLine(kind=LineKind.END, text=text, session=new, **slots)
        text = self.say("line.time", title=new.title, old=self._when(old, new), new=self._when(new, old))
        return ChangeLine(kind=LineKind.TIME, text=text, session=new, **slots)

    def _when(self, session: Session, other: Session) -> str:
        """The session's start, with the day where the other's is another."""
        start = say_time(session.start, self.after)
        if real_day(session, self.after) == real_day(other, self.after):
            return start
        return f"{say_day(self.lang, real_day(session, self.after))} {start}"

    def _whole(self, kind: LineKind, session: Session, programme: Programme) -> ChangeLine:
        when = f"{say_day(self.lang, real_day(session, programme))} {say_slot(session, programme, self.lang)}"
        if session.room and len(programme.rooms) > 1:
            when = self.say("line.in_room", time=when, room=session.room)
        who = say_speakers(session, programme, self.lang) if kind is LineKind.ADDED else ""
        text = self.say(f"line.{kind}", title=f"{session.title} — {who}" if who else session.title, time=when)
        there = kind in {LineKind.ADDED, LineKind.RESTORED}
        slots = {"new_slot" if there else "old_slot": _slot(session)}
        return ChangeLine(kind=kind, text=text, session=session, **slots)

    def _of_faq(self) -> list[ChangeLine]:
        def ask(faq: Faq) -> str:
            return " / ".join(faq.ask)

        gone = [faq for faq in self.before.faq if faq not in self.after.faq]
        new = [faq for faq in self.after.faq if faq not in self.before.faq]
        return [
            *(
                ChangeLine(kind=LineKind.FAQ, text=self.say("line.faq_gone", old=faq.answer), old=ask(faq))
                for faq in gone
            ),
            *(ChangeLine(kind=LineKind.FAQ, text=self.say("line.faq", new=faq.answer), new=ask(faq)) for faq in new),
        ]

    # The first line

    def headline(self, kind: ChangeKind, lines: Sequence[ChangeLine]) -> str:
        if not lines:
            return self.say("headline.nothing")
        faq = next((line for line in reversed(lines) if line.kind is LineKind.FAQ), None)
        sessions = list({line.session.id: line.session for line in lines if line.session}.values())
        if not sessions:
            return self._headline_of_faq(faq)
        if kind is ChangeKind.SWAP and len(sessions) == 2:
            return self.say("headline.swapped", title=sessions[0].title, other=sessions[1].title)
        what = _main_kind(lines)
        if what is None:
            return self.say("headline.mixed", count=len(sessions))
        main = [line for line in lines if line.kind is what]
        if what in {LineKind.TIME, LineKind.END}:
            return self._headline_of_times([line for line in lines if line.kind in {LineKind.TIME, LineKind.END}])
        gone = "_gone" if what in _MAY_GO and not any(line.new for line in main) else ""
        return self._counted(f"{what}{gone}", main, new=main[0].new, time=self._day_and_time(main[0]))

    def _headline_of_faq(self, faq: ChangeLine | None) -> str:
        if faq is None:
            return self.say("headline.nothing")
        return self.say("headline.faq", new=faq.new) if faq.new else self.say("headline.faq_gone", old=faq.old)

    def _counted(self, sentence: str, lines: Sequence[ChangeLine], days: int = 1, **values: object) -> str:
        session = lines[0].session
        title = session.title if session else ""
        number = "one" if len(lines) == 1 else "many" if days == 1 else "days"
        return self.say(f"headline.{sentence}_{number}", count=len(lines), title=title, **values)

    def _headline_of_times(self, lines: Sequence[ChangeLine]) -> str:
        """By how much, if most sessions are later or earlier by one length; else that there are new times."""
        first = lines[0]
        old, new = first.old_slot, first.new_slot
        if first.session is None or old is None or new is None:
            return self.say("headline.nothing")
        days = {line.session.day for line in lines if line.session}
        values = {"day": say_day(self.lang, first.session.day)}
        by = new.start - old.start
        if by and all(_shift(line) == by for line in lines):
            which = "later" if by > timedelta() else "earlier"
            same_day = self.after.local(new.start).date() == self.after.local(old.start).date()
            if same_day:
                values |= {"time": say_time(new.start, self.after), "before": say_time(old.start, self.after)}
                return self._counted(which, lines, len(days), length=say_length(self.lang, abs(by)), **values)
        if len(lines) == 1 and not by:
            return first.text[:1].upper() + first.text[1:]
        values |= {"time": self._day_and_time(first), "before": self._day_and_time(first, old=True)}
        return self._counted("time", lines, len(days), **values)

    def _day_and_time(self, line: ChangeLine, *, old: bool = False) -> str:
        slot = line.old_slot if old else line.new_slot or line.old_slot
        if slot is None:
            return ""
        return f"{say_day(self.lang, self.after.local(slot.start).date())} {say_time(slot.start, self.after)}"


def _slot(session: Session) -> Slot:
    return Slot(start=session.start, end=session.end if session.end_known else None)


def _shift(line: ChangeLine) -> timedelta | None:
    return line.new_slot.start - line.old_slot.start if line.new_slot and line.old_slot else None


def _main_kind(lines: Iterable[ChangeLine]) -> LineKind | None:
    """What all the sessions have in common, the weightiest first; None where they are about different things."""
    by_session: dict[str, set[LineKind]] = {}
    for line in lines:
        if line.session is not None:
            kind = LineKind.TIME if line.kind is LineKind.END else line.kind
            by_session.setdefault(line.session.id, set()).add(kind)
    common = set.intersection(*by_session.values())
    return next((kind for kind in LineKind if kind in common), None)


# Conflicts and refusals


def say_conflict(conflict: Conflict, programme: Programme, lang: str) -> str:
    """The conflict in one sentence; `programme` is the one with the change."""
    session, other = conflict.session, conflict.other
    speaker = programme.speaker_by_id.get(conflict.over)
    return say(
        lang,
        f"changes.conflict.{conflict.kind.replace(' ', '_')}",
        title=session.title,
        slot=say_slot(session, programme, lang),
        start=say_time(session.start, programme),
        end=say_time(session.end, programme),
        other=other.title if other else "",
        other_slot=say_slot(other, programme, lang) if other else "",
        room=conflict.over,
        speaker=speaker.name if speaker else conflict.over,
        before=say_time(conflict.former_end, programme) if conflict.former_end else "",
    )


def say_refusal(refused: ChangeRefused, programme: Programme, lang: str) -> str:
    """Why nothing was changed, what would do, and what may have been meant, each on a line with day and time."""
    title = refused.session.title if refused.session else ""
    first = say(lang, f"changes.refused.{refused.sentence}", words=refused.words[:_MOST_WORDS], title=title)
    return "\n".join([first, *(f"• {label}" for label in map(label_of(programme, lang), refused.candidates))])


def label_of(programme: Programme, lang: str) -> Callable[[Session], str]:
    """How to tell a session from others: title, speakers, day and time."""

    def label(session: Session) -> str:
        who = say_speakers(session, programme, lang)
        when = f"{say_day(lang, real_day(session, programme))} {say_slot(session, programme, lang)}"
        return f"{session.title}{f' — {who}' if who else ''}, {when}"

    return label
