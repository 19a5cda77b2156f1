"""A picture of a day: rooms across, time down, now marked; the same in words beside it."""

from __future__ import annotations

import io
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import pairwise

from PIL import Image, ImageDraw

from bot.core.programme import Kind, Programme, Session
from bot.core.wording import say, say_count, say_day, say_list, say_speakers, say_time, shorten
from bot.formats.grid import ELSEWHERE, Cell, Grid, lay_out
from bot.formats.lettering import Face, drawable, face

MOST_ROOMS = 6  # more would be too small on a phone
LONGEST_ALT = 1_024  # what Discord takes, in characters

# In pixels. A phone shows some 1,080 of them side by side.
LEAST_WIDTH = 1_080
LANE_WIDTH = 236
MARGIN = 28
AXIS_WIDTH = 88
GAP = 6  # between neighbouring sessions
COMPRESSION = 1
PADDING = 10
BAR = 6  # the coloured edge of a session
MINUTE_HEIGHT = 1.4
TALLEST_GAP = 36  # of a time when nothing is on
MOST_TITLE_LINES = 3  # that a short session makes room for

INK, GREY, PALE, LINE, PAPER = "#1b2130", "#596273", "#7a8291", "#dfe3e9", "#ffffff"
NOW, WARN = "#d3302f", "#a8540a"
# Edge and filling of a session, by kind.
COLOURS = {
    Kind.BREAK: ("#c3c8d0", "#f2f3f5"),
    Kind.KEYNOTE: ("#b7791f", "#fdf3dd"),
    Kind.INVITED_TALK: ("#b7791f", "#fdf3dd"),
    Kind.OPENING: ("#3d8b62", "#e8f4ed"),
    Kind.CLOSING: ("#3d8b62", "#e8f4ed"),
    Kind.SOCIAL: ("#3d8b62", "#e8f4ed"),
    Kind.PERFORMANCE: ("#3d8b62", "#e8f4ed"),
    Kind.TUTORIAL: ("#7653b8", "#f1ecfa"),
    Kind.WORKSHOP: ("#7653b8", "#f1ecfa"),
    Kind.POSTERS: ("#7653b8", "#f1ecfa"),
}
PLAIN_COLOUR = ("#2f6bc0", "#e9f1fb")


class Picture:
    """A picture and the same in words. `rooms` are those it shows, from left to right."""

    def __init__(self, sheet: _Sheet) -> None:
        self._sheet = sheet
        self.rooms = tuple(room for room in sheet.grid.rooms if room != ELSEWHERE)

    @cached_property
    def png(self) -> bytes:
        """The file. It is drawn when it is first asked for, which takes about a third of a second."""
        return self._sheet.draw()

    @cached_property
    def alt(self) -> str:
        """The alternative text, of at most 1,024 characters."""
        return _describe(self._sheet.programme, self._sheet.grid, self._sheet.now, self._sheet.lang)


def draw_day(
    programme: Programme, day: date, *, now: datetime, lang: str | None = None, most_rooms: int = MOST_ROOMS
) -> tuple[Picture, ...]:
    """The day's pictures, of at most `most_rooms` rooms each; none if the day has no session.

    `now` is marked if it lies between the day's first start and its last end. `lang` None is the programme's first.
    """
    lang = lang or programme.languages[0]
    grids = lay_out(programme, day, most_rooms)
    return tuple(
        Picture(_Sheet(programme, grid, now, lang, f"{page}/{len(grids)}" if len(grids) > 1 else ""))
        for page, grid in enumerate(grids, start=1)
    )


@dataclass(frozen=True, slots=True)
class _Words:
    """What stands in a cell, broken into lines."""

    former_time: str
    time: str
    title: list[str]
    speakers: list[str]

    @property
    def height(self) -> int:
        return len(self.title) * _title().line + len(self.speakers) * _small().line


def _title() -> Face:
    return face(25, bold=True)


def _small() -> Face:
    return face(22)


class _Sheet:
    """One picture while it is drawn."""

    def __init__(self, programme: Programme, grid: Grid, now: datetime, lang: str, number: str) -> None:
        self.programme = programme
        self.grid = grid
        self.now = now
        self.lang = lang
        self.number = number
        self.left = MARGIN + AXIS_WIDTH
        self.width = max(LEAST_WIDTH, self.left + grid.lanes * LANE_WIDTH + MARGIN)
        self.lane_width = (self.width - MARGIN - self.left) / grid.lanes
        self.marked = grid.times[0] <= now <= grid.times[-1]
        self.top, self.room_names = self._measure_head()
        self.edges = self._measure_rows()

    def draw(self) -> bytes:
        bottom = self.edges[-1] + 2 * _small().line + 2 * MARGIN
        image = Image.new("RGB", (self.width, round(bottom)), PAPER)
        pen = ImageDraw.Draw(image)
        self._draw_head(pen)
        self._draw_hours(pen)
        if self.marked:
            self._draw_now(pen)
        for cell in self.grid.cells:
            self._draw_box(pen, cell)
        for cell in self.grid.cells:
            self._draw_words(pen, cell)
        foot = say(self.lang, "export.times", zone=self.programme.timezone, moment=self._moment())
        pen.text(
            (MARGIN, bottom - MARGIN - _small().line),
            _small().cut(drawable(foot), self.width - 2 * MARGIN),
            fill=PALE,
            font=_small().font,
        )
        stream = io.BytesIO()
        image.save(stream, "PNG", compress_level=COMPRESSION)
        return stream.getvalue()

    def _moment(self) -> str:
        local = self.programme.local(self.now)
        return f"{say_day(self.lang, local.date(), year=True)}, {local:%H:%M}"

    # Measuring

    def _measure_head(self) -> tuple[float, list[list[str]]]:
        """Where the room names begin, and their lines."""
        bold, names, lane = face(25, bold=True), [], 0
        for column in self.grid.columns:
            name = column.room or (say(self.lang, "export.elsewhere") if len(self.grid.columns) > 1 else "")
            width = column.lanes * self.lane_width - GAP - 2 * PADDING
            names.append(bold.wrap(drawable(name), width, 2) if name else [])
            lane += column.lanes
        return MARGIN + face(44, bold=True).line + _small().line + 18, names

    def _measure_rows(self) -> list[float]:
        """The y of every time of the grid. A minute is as high as others, unless words need more room."""
        times = self.grid.times
        row_of = {moment: row for row, moment in enumerate(times)}
        minutes = [(after - before) / timedelta(minutes=1) for before, after in pairwise(times)]
        busy = {row for cell in self.grid.cells for row in range(row_of[cell.start], row_of[cell.end])}
        ending: dict[datetime, list[Cell]] = {}
        for cell in self.grid.cells:
            ending.setdefault(cell.end, []).append(cell)
        edges = [self.top + max(map(len, self.room_names)) * face(25, bold=True).line + 2 * PADDING + GAP]
        for row, moment in enumerate(times[1:]):
            height = minutes[row] * MINUTE_HEIGHT
            ends = [edges[row_of[cell.start]] + self._least_height(cell) for cell in ending.get(moment, [])]
            edges.append(max([edges[-1] + (height if row in busy else min(height, TALLEST_GAP)), *ends]))
        return edges

    def _least_height(self, cell: Cell) -> float:
        lines = 1 if cell.session.is_break else MOST_TITLE_LINES
        return self._words(cell, lines, 1).height + 2 * PADDING + GAP

    def _words(self, cell: Cell, title_lines: int, speaker_lines: int) -> _Words:
        session = cell.session
        inner = cell.span * self.lane_width - GAP - BAR - 2 * PADDING
        former = say_time(session.previous_start, self.programme) if session.previous_start else ""
        time = say_time(session.start, self.programme)
        indent = sum(_small().width(text) + 8 for text in (former, time) if text)
        title = drawable(self._name(session))
        speakers = say_speakers(session, self.programme, self.lang)
        return _Words(
            former,
            time,
            _title().wrap(title, inner, title_lines, indent),
            _small().wrap(drawable(speakers), inner, speaker_lines) if speakers and speaker_lines else [],
        )

    def _fit(self, cell: Cell, free: float) -> _Words:
        """As many words as a height holds: a line of speakers comes before a second line of title."""
        title, small = _title().line, _small().line
        speaker_lines = 1 if cell.session.speakers and free >= title + small else 0
        words = self._words(cell, max(1, int((free - speaker_lines * small) // title)), speaker_lines)
        spare = int((free - words.height) // small)
        return self._words(cell, len(words.title), 1 + spare) if words.speakers and spare > 0 else words

    def _name(self, session: Session) -> str:
        return say(self.lang, "cancelled_title", title=session.title) if session.cancelled else session.title

    def _height_at(self, moment: datetime) -> float:
        """The y of any moment between the first and the last of the grid."""
        times = self.grid.times
        row = max(1, bisect_left(times, moment))
        passed = (moment - times[row - 1]) / (times[row] - times[row - 1])
        return self.edges[row - 1] + (self.edges[row] - self.edges[row - 1]) * passed

    # Drawing

    def _draw_head(self, pen: ImageDraw.ImageDraw) -> None:
        big, bold, small = face(44, bold=True), face(25, bold=True), _small()
        day = say_day(self.lang, self.grid.day, year=True)
        right = self.width - MARGIN
        pen.text(
            (MARGIN, MARGIN - 6),
            big.cut(drawable(day[:1].upper() + day[1:]), right - MARGIN - 90),
            fill=INK,
            font=big.font,
        )
        pen.text((right, MARGIN + 10), self.number, fill=GREY, font=bold.font, anchor="ra")
        title = small.cut(drawable(self.programme.title), right - MARGIN)
        pen.text((MARGIN, MARGIN + big.line), title, fill=GREY, font=small.font)
        lane = 0
        for column, lines in zip(self.grid.columns, self.room_names, strict=True):
            if lines:
                x = self.left + lane * self.lane_width
                edge = x + column.lanes * self.lane_width - GAP
                pen.rectangle((x, self.top, edge, self.edges[0] - GAP), fill=INK)
                for row, line in enumerate(lines):
                    pen.text((x + PADDING, self.top + PADDING + row * bold.line - 2), line, fill=PAPER, font=bold.font)
            lane += column.lanes

    def _draw_hours(self, pen: ImageDraw.ImageDraw) -> None:
        first, last = self.grid.times[0], self.grid.times[-1]
        hour = self.programme.local(first).replace(minute=0, second=0, microsecond=0).astimezone(first.tzinfo)
        marked_at = self._height_at(self.now) if self.marked else None
        above = -1.0
        small = _small()
        while hour <= last:
            y = self._height_at(hour) if hour >= first else above
            hidden = marked_at is not None and abs(marked_at - y) < small.line
            if hour >= first and y - above >= small.line and not hidden:
                pen.line((MARGIN, y, self.width - MARGIN - GAP, y), fill=LINE, width=2)
                pen.text((MARGIN, y + 2), say_time(hour, self.programme), fill=GREY, font=small.font)
                above = y
            hour += timedelta(hours=1)

    def _box(self, cell: Cell) -> tuple[float, float, float, float]:
        row_of = self.grid.times.index
        x = self.left + cell.lane * self.lane_width
        right = x + cell.span * self.lane_width - GAP
        return x, self.edges[row_of(cell.start)], right, self.edges[row_of(cell.end)] - GAP

    def _draw_box(self, pen: ImageDraw.ImageDraw, cell: Cell) -> None:
        edge, filling = COLOURS.get(cell.session.kind, PLAIN_COLOUR)
        if cell.session.cancelled or self._is_over(cell):
            edge, filling = LINE, "#f7f8fa"
        x, top, right, bottom = self._box(cell)
        pen.rectangle((x, top, right, bottom), fill=filling)
        pen.rectangle((x, top, x + BAR - 1, bottom), fill=edge)
        if self._is_on(cell):
            pen.rectangle((x, top, right, bottom), outline=NOW, width=3)

    def _draw_now(self, pen: ImageDraw.ImageDraw) -> None:
        y, small = self._height_at(self.now), face(22, bold=True)
        pen.line((MARGIN, y, self.width - MARGIN - GAP, y), fill=NOW, width=3)
        pen.rectangle((MARGIN - 8, y - small.line / 2, self.left - 12, y + small.line / 2), fill=NOW)
        pen.text((MARGIN, y), say_time(self.now, self.programme), fill=PAPER, font=small.font, anchor="lm")

    def _draw_words(self, pen: ImageDraw.ImageDraw, cell: Cell) -> None:
        x, top, _, bottom = self._box(cell)
        title, small = _title(), _small()
        words = self._fit(cell, bottom - top - 2 * PADDING)
        muted = cell.session.cancelled or self._is_over(cell)
        ink, grey = (PALE, PALE) if muted else (INK, GREY)
        x += BAR + PADDING
        y = top + max(0.0, min(PADDING, (bottom - top - words.height) / 2)) - 2
        indent = self._draw_times(pen, words, x, y, muted=muted)
        for row, line in enumerate(words.title):
            begin = x + (0 if row else indent)
            pen.text((begin, y), line, fill=ink, font=title.font)
            if cell.session.cancelled:
                pen.line((begin, y + 18, begin + title.width(line), y + 18), fill=ink, width=2)
            y += title.line
        for line in words.speakers:
            pen.text((x, y), line, fill=grey, font=small.font)
            y += small.line

    def _draw_times(self, pen: ImageDraw.ImageDraw, words: _Words, x: float, y: float, *, muted: bool) -> float:
        """How much room the times take in the first line."""
        small, start = _small(), x
        if words.former_time:
            pen.text((x, y + 3), words.former_time, fill=PALE if muted else WARN, font=small.font)
            width = small.width(words.former_time)
            pen.line((x, y + 18, x + width, y + 18), fill=PALE if muted else WARN, width=2)
            x += width + 8
        pen.text((x, y + 3), words.time, fill=PALE if muted else GREY, font=small.font)
        return x + small.width(words.time) + 8 - start

    def _is_over(self, cell: Cell) -> bool:
        return self.marked and cell.end <= self.now

    def _is_on(self, cell: Cell) -> bool:
        return self.marked and not cell.session.cancelled and cell.start <= self.now < cell.end


# In words


def _describe(programme: Programme, grid: Grid, now: datetime, lang: str) -> str:
    """What the picture tells, most important first, as much as 1,024 characters hold."""
    cells = [cell for cell in grid.cells if not cell.repeated]
    begin = _begin(programme, grid, cells, now, lang)
    for longest in (200, 60, 40):
        lines = [_line(programme, cell.session, grid, lang, longest) for cell in cells]
        whole = f"{begin} {'; '.join(lines)}."
        if len(whole) <= LONGEST_ALT:
            return whole
    begin = shorten(f"{begin} {_rooms(programme, grid, lang)}", LONGEST_ALT - 200)
    coming = [cell for cell in cells if cell.end > now] or cells
    return _fill(begin, [_line(programme, cell.session, grid, lang, 40) for cell in coming], lang)


def _begin(programme: Programme, grid: Grid, cells: Iterable[Cell], now: datetime, lang: str) -> str:
    day = say_day(lang, grid.day, year=True)
    begin = say(lang, "export.picture", event=shorten(programme.title, 100), day=day)
    rooms = [room for room in grid.rooms if room]
    if len(rooms) > 1:
        begin += ", " + say(lang, "export.picture_rooms", rooms=say_list(lang, [shorten(room, 40) for room in rooms]))
    begin += "."
    if grid.times[0] <= now <= grid.times[-1]:
        time = say_time(now, programme)
        on = [cell.session for cell in cells if cell.start <= now < cell.end and not cell.session.cancelled]
        names = [shorten(session.title, 60) + _where(session, grid) for session in on]
        begin += " " + (
            say(lang, "export.picture_now", time=time, sessions="; ".join(names))
            if names
            else say(lang, "export.picture_idle", time=time)
        )
    return begin


def _where(session: Session, grid: Grid) -> str:
    return f" ({shorten(session.room, 40)})" if session.room and len(grid.columns) > 1 else ""


def _line(programme: Programme, session: Session, grid: Grid, lang: str, longest: int) -> str:
    title = shorten(session.title, longest)
    if session.cancelled:
        title = say(lang, "cancelled_title", title=title)
    moved = ""
    if session.previous_start:
        moved = f" ({say(lang, 'export.moved', time=say_time(session.previous_start, programme))})"
    speakers = say_speakers(session, programme, lang) if longest > 40 else ""
    by = f", {shorten(speakers, longest)}" if speakers else ""
    return f"{say_time(session.start, programme)}{moved} {title}{by}{_where(session, grid)}"


def _rooms(programme: Programme, grid: Grid, lang: str) -> str:
    """How many sessions each room has, and from when to when."""
    told = []
    for room in grid.rooms:
        here = [cell for cell in grid.cells if room in cell.session.rooms]
        if here:
            first, last = min(cell.start for cell in here), max(cell.end for cell in here)
            count = say_count(lang, "count_sessions", len(here)).rstrip(".")
            hours = f"{say_time(first, programme)}–{say_time(last, programme)}"
            told.append(f"{shorten(room, 40)}: {count}, {hours}.")
    return " ".join(told)


def _fill(begin: str, lines: list[str], lang: str) -> str:
    """The beginning and as many lines as fit, and how many do not."""
    text = begin
    for position, line in enumerate(lines):
        more = say(lang, "and_more", count=len(lines) - position)
        if len(text) + len(line) + len(more) + 4 > LONGEST_ALT:
            return f"{text}; {more}" if position else f"{text} {more}"
        text += f"; {line}" if position else f" {line}"
    return f"{text}."
