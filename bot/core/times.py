"""Times as people say them ("tomorrow morning", "à 14h30", "in 20 min"), made into intervals of a programme."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise
from operator import attrgetter
from zoneinfo import ZoneInfo

from bot.core.lexicon import Language, TimePattern
from bot.core.programme import Programme, Session
from bot.core.text import words_of

_OF_QUESTIONS = frozenset({"length", "loose"})
_COUNTED = frozenset({"later", "offset", "to_close", "window"})
_SPANNED = frozenset({"weekday", "date", "nth_day", "day"})
_HOURS = frozenset({"clock", "bare", "loose"})
_WORD = re.compile(r"[^\W\d_]+")
_DIGIT = re.compile(r"\d")
_LAST_WORD = re.compile(r"[\w']+(?=\s*$)")
_UNKNOWN_END = timedelta(minutes=15)
_EVENING = 18
_NIGHT_ENDS = 6  # o'clock: what goes on then still belongs to the evening before
_LONG_OVER = 6  # hours
_JUST_EARLIER = 2  # hours by which people call a part of the day by its name too early: "at five tonight"
_DAY = timedelta(days=1)
_SATURDAY = 5  # of the days of a week, from Monday's 0
_NEAR_DATE = 1  # so many days from a weekday's date a wrong one may be said
_LATE = 20  # o'clock: above it, a number behind a weekday is a date
_WEEK = timedelta(days=7)
_GRACE = timedelta(minutes=90)
_JUST_BEFORE = timedelta(minutes=30)  # a day opens, when its first hour may be meant as well as one of the evening


class Mode(StrEnum):
    """How a session has to lie to an interval."""

    AT = "at"  # runs at its start
    STARTS = "starts"  # starts in it
    OVERLAPS = "overlaps"  # runs at some time in it
    ENDS = "ends"  # ends at its start or in it, where its end is known
    WITHIN = "within"  # starts and ends in it, where its end is known
    DAYS = "days"  # is listed under one of its days


@dataclass(frozen=True, slots=True)
class Interval:
    """A stretch of time, `start` included and `end` not, both aware; with the programme days it covers, if it is days.

    `said` is true where the hour was said and false where it was concluded.
    """

    start: datetime
    end: datetime
    mode: Mode
    days: tuple[date, ...] = ()

    def holds(self, session: Session) -> bool:
        if self.mode is Mode.DAYS:
            return session.day in self.days
        if self.mode is Mode.STARTS:
            return self.start <= session.start < self.end and not session.fills_day  # no day starts
        if self.mode is Mode.AT:
            return session.start <= self.start < end_of(session)
        if self.mode is Mode.ENDS:
            return session.end_known and self.start <= session.end <= self.end
        if self.mode is Mode.WITHIN:
            return session.end_known and self.start <= session.start and session.end <= self.end
        return session.start < self.end and self.start < end_of(session)


def end_of(session: Session) -> datetime:
    """When the session ends; a quarter of an hour after its start where no end is known."""
    return session.end if session.end > session.start else session.start + _UNKNOWN_END


@dataclass(frozen=True, slots=True)
class Calendar:
    """The programme's days, each with its first start and last end, and the moment of asking; all instants aware.

    `held` tells how many sessions take place on each day, those on which none does left out or 0. `spoken`
    is the moment that was spoken of before, from which "the day after" and "an hour later" are counted.
    """

    now: datetime
    zone: ZoneInfo
    days: tuple[date, ...]
    hours: dict[date, tuple[datetime, datetime]]
    held: Mapping[date, int] = field(default_factory=dict)
    spoken: datetime | None = None

    @property
    def today(self) -> date:
        """The programme day that is going on, which past midnight may be yesterday's date; else the date."""
        return self.day_of(self.now)

    @property
    def nearest_day(self) -> date:
        """Today if it is a programme day, else the next one, else the last; of those on which anything takes place."""
        today, days = self.today, [day for day in self.days if self.held.get(day)] or self.days
        return next((day for day in days if day >= today), days[-1] if days else today)

    def instant(self, day: date, hour: int, minute: int = 0) -> datetime:
        """The instant of a wall-clock time, hours beyond 23 counting into the next date."""
        shown = datetime.combine(day + timedelta(days=hour // 24), time(hour % 24, minute), self.zone)
        return shown.astimezone(UTC)

    def whole(self, days: Sequence[date]) -> Interval:
        """The interval of whole programme days."""
        return Interval(self.instant(days[0], 0), self.instant(days[-1], 24), Mode.DAYS, tuple(days))

    def day_of(self, instant: datetime) -> date:
        """The programme day an instant falls in; the hours past midnight belong to the evening's while that goes on."""
        shown = instant.astimezone(self.zone)
        before = shown.date() - timedelta(days=1)
        opens, closes = self.hours.get(before, (instant, instant))
        opened = self.hours[shown.date()][0] <= instant if shown.date() in self.hours else False
        goes_on = opens <= instant < closes and shown.hour < _NIGHT_ENDS and not opened
        return before if goes_on else shown.date()

    def opening(self, day: date) -> datetime:
        """When a programme day begins, at the hour at which the earliest of all days does; its midnight if on none."""
        hours = (opens - self.instant(one, 0) for one, (opens, _) in self.hours.items())
        return self.instant(day, 0) + (min(hours) if day in self.hours else timedelta())

    def close(self, day: date) -> datetime:
        """The last end of a programme day, or its midnight where nothing is on."""
        midnight = self.instant(day, 24)
        closes = self.hours[day][1] if day in self.hours else midnight
        return max(min(closes, self.instant(day, 24 + _NIGHT_ENDS)), midnight)


def calendar_hours(programme: Programme) -> dict[date, tuple[datetime, datetime]]:
    """First start and last end of each programme day."""
    hours: dict[date, tuple[datetime, datetime]] = {}
    for session in sorted(programme.sessions, key=attrgetter("fills_day")):
        if session.day in hours and session.fills_day:
            continue  # it tells no hours
        opens, closes = hours.get(session.day, (session.start, session.start))
        hours[session.day] = min(opens, session.start), max(closes, end_of(session))
    return hours


@dataclass(frozen=True, slots=True)
class TimeMention:
    """A place in the folded text, in characters, that says a time."""

    start: int
    end: int
    kind: str
    values: dict[str, int]


def find_times(folded: str, languages: Iterable[Language], *, lengths: bool = False) -> list[TimeMention]:
    """What the text says about time, in order of place; no two overlap, the first language's ways coming first.

    `lengths` are found only where they are asked for: "half an hour" by itself says no time; so are hours that are
    "loose", for which the other end of a span is looked for.
    """
    found: list[TimeMention] = []
    for pattern, language in _ways_to_try(folded, languages, lengths=lengths):
        for match in pattern.regex.finditer(folded):
            start, end = match.span()
            if end > start and not any(start < other.end and other.start < end for other in found):
                found.append(TimeMention(start, end, pattern.kind, _values(match.groupdict(), pattern, language)))
    found.sort(key=lambda mention: mention.start)
    return _join_dates(folded, found) if len(found) > 1 else found


def _join_dates(folded: str, mentions: Iterable[TimeMention]) -> list[TimeMention]:
    """The mentions, a weekday and a date side by side as that date alone: "Monday 15 July"."""
    found: list[TimeMention] = []
    for mention in mentions:
        last = found[-1] if found else mention
        beside = {last.kind, mention.kind} == {"weekday", "date"} and not folded[last.end : mention.start].strip(", ")
        if beside:
            values = last.values if last.kind == "date" else mention.values
            found[-1] = TimeMention(last.start, mention.end, "date", values)
        else:
            found.append(mention)
    return found


def _ways_to_try(folded: str, languages: Iterable[Language], *, lengths: bool) -> list[tuple[TimePattern, Language]]:
    """The ways to say a time that may be in the text: they are many, and most questions say no time.

    Ranges come first, else "between" two hours would be one hour.
    """
    found: list[tuple[TimePattern, Language]] = []
    words = set(_WORD.findall(folded))
    digits = _DIGIT.search(folded) is not None
    for language in languages:
        if not digits and language.time_words.isdisjoint(words):
            continue
        by_piece = language.times_by_piece[2 if digits else not words.isdisjoint(language.numbers)]
        fitting = {at for piece, ways in by_piece.items() if piece in folded for at in ways}
        ways = (language.times[at] for at in sorted(fitting))
        found += [(way, language) for way in ways if lengths or way.kind not in _OF_QUESTIONS]
    return sorted(found, key=lambda way: way[0].kind != "range")


def join_spans(folded: str, mentions: Iterable[TimeMention], languages: Sequence[Language]) -> list[TimeMention]:
    """The mentions, two hours with an "until" between them as one span; "loose" hours that are in none left out."""
    found: list[TimeMention] = []
    for mention in mentions:
        last = found[-1] if found else mention
        start = _span_start(folded, last, mention, languages) if last is not mention else None
        if last is not mention and _spans_days(folded, last, mention, languages):
            found.append(replace(mention, values=mention.values | {"through": 1}))
        elif start is not None:
            ends = {f"to_{name}": value for name, value in mention.values.items()}
            found[-1] = TimeMention(start, mention.end, "span", last.values | ends)
        else:
            found.append(mention)
    return [mention for mention in found if mention.kind != "loose"]


def _spans_days(folded: str, first: TimeMention, last: TimeMention, languages: Iterable[Language]) -> bool:
    """Whether all days from the first to the last are meant: "Monday to Wednesday"."""
    if first.kind not in _SPANNED or last.kind not in _SPANNED:
        return False
    joint = words_of(folded[first.end : last.end])[:1]  # which may be part of the date: "du 27 au 29"
    return len(words_of(folded[first.end : last.start])) < 3 and any(
        one.until_day.issuperset(joint) for one in languages
    )


def _span_start(folded: str, first: TimeMention, last: TimeMention, languages: Iterable[Language]) -> int | None:
    """Where "from half past one till two" begins; None if two mentions are not the ends of a stretch of time."""
    if first.kind not in _HOURS or last.kind not in _HOURS:
        return None
    joint = words_of(folded[first.end : last.start])
    before = _LAST_WORD.search(folded[: first.start])
    spans = before is not None and any(
        joint and one.until_hour.issuperset(joint) and before.group() in one.spanning for one in languages
    )
    return before.start() if before is not None and spans else None


def _values(groups: dict[str, str | None], pattern: TimePattern, language: Language) -> dict[str, int]:
    values = dict(pattern.named)
    for name, text in groups.items():
        if text is None:
            continue
        if name in {"ap", "AP"}:
            values[name] = 12 if language.after_noon.match(text) else 0
        elif name == "weekday":
            values[name] = language.weekdays[text]
        elif name == "month":
            values[name] = language.months[text]
        else:
            values[name] = int(text) if text.isdecimal() else language.numbers[text]
    return values


def to_interval(mentions: Sequence[TimeMention], calendar: Calendar, *, gone: bool = False) -> Interval | None:
    """The one interval that the mentions say together ("tomorrow" and "at 10"); None if they say none.

    A day that is not in the programme gives an interval of that day, which no session lies in. What is `gone` is sought
    on the day that is going on, even when that is over.
    """
    if not mentions:
        return None
    days = _days(mentions, calendar)
    part = next((mention for mention in mentions if mention.kind == "part"), None)
    if part is not None and "days" in part.values and not days:
        night = part.values["to"] > _EVENING  # past midnight still today's, while its morning is the coming one
        today = calendar.today if night else calendar.now.astimezone(calendar.zone).date()
        days = [today + timedelta(days=part.values["days"])]
    day = days[0] if days else calendar.nearest_day
    if part is None and all(one.values.get("days") == 0 for one in mentions if one.kind in _DAYS_OF):
        day = _day_to_come(mentions, day, calendar)
    for mention in mentions:
        if mention.kind in {"clock", "bare"} or (len(mentions) == 1 and _tells_hour(mention, day)):
            at = _clock(mention.values, day, calendar, part)
            return _at(at if days or part or gone else _not_over(at, mention.values, day, calendar))
        if mention.kind == "range":
            return _range(mention.values, day, calendar, part)
        if mention.kind == "span":
            return _span(mention.values, day, calendar, part)
        if mention.kind in _COUNTED or "same_time" in mention.values:
            counted = _counted(mention, day, calendar)
            if counted is not None:
                return counted
    if part is not None:
        over = not days and calendar.instant(day, part.values["to"] + _LONG_OVER) <= calendar.now
        coming = over and day + _DAY in calendar.hours  # "in the morning", said late in the evening
        return _part(part.values, day + _DAY if coming else day, calendar)
    return calendar.whole(days) if days else None


def _tells_hour(mention: TimeMention, day: date) -> bool:
    """Whether the number behind a weekday is far from its date, so that it is an hour: "Sunday 11", on the 1st."""
    number = mention.values.get("d", day.day)
    return mention.kind == "weekday" and abs(number - day.day) > _NEAR_DATE and number < _LATE


def _counted(mention: TimeMention, day: date, calendar: Calendar) -> Interval | None:
    """What is counted from now, from what was spoken of before, or from the end of the day; None if nothing is."""
    if mention.kind == "day":  # "this time tomorrow"
        return _at(calendar.now + timedelta(days=mention.values["days"])) if calendar.spoken is None else None
    if mention.kind == "later" and calendar.spoken is None:
        return None
    length = timedelta(minutes=minutes_of(mention.values))
    if mention.kind == "window":
        gone = "gone" in mention.values  # "in the last hour"
        starts = calendar.now - length if gone else calendar.now
        return Interval(starts, starts + length, Mode.STARTS)
    _, end = calendar.hours.get(day, (calendar.now, calendar.now))
    start = {"offset": calendar.now, "to_close": end}.get(mention.kind, calendar.spoken or calendar.now)
    return _at(start + length)


def _part(values: dict[str, int], day: date, calendar: Calendar) -> Interval:
    """The interval of a part of a day."""
    start, end = calendar.instant(day, values["from"]), calendar.instant(day, values["to"])
    if "otherwise" in values and day in calendar.hours and calendar.hours[day][1] <= start:
        start = calendar.instant(day, values["otherwise"])  # the night of a day that is over by then
    return Interval(start, end, Mode.STARTS)


def _day_to_come(mentions: Sequence[TimeMention], day: date, calendar: Calendar) -> date:
    """The day; past its midnight, the coming one where an hour is said that is of the day and not of the night."""
    later = day + _DAY
    if calendar.now.astimezone(calendar.zone).date() != later or later not in calendar.hours:
        return day
    hours = (_hour_of(one.values) for one in mentions if one.kind == "clock")
    return later if any(_NIGHT_ENDS <= hour < _EVENING for hour in hours) else day


def _hour_of(values: dict[str, int]) -> int:
    """The hour that the values of a mention say; one before noon, if that is left open."""
    if "ap" in values:
        return values["h"] % 12 + values["ap"]
    return values.get("hour", values.get("h", 0))


def after(interval: Interval, calendar: Calendar) -> Interval:
    """What starts from the interval's end, or its moment, on that day."""
    start = interval.start if interval.mode is Mode.AT else interval.end
    day = calendar.day_of(interval.start)
    if interval.mode is Mode.DAYS:
        return Interval(start, calendar.instant(day, 24 * 60), Mode.STARTS)
    midnight = interval.mode is Mode.AT and start.astimezone(calendar.zone).time() == time()
    ends = start + timedelta(hours=_NIGHT_ENDS) if midnight else calendar.close(day)
    return Interval(start, ends, Mode.STARTS)


def before(interval: Interval, calendar: Calendar) -> Interval:
    """What starts before the interval, on that day; the night before it belongs to the day before."""
    day = calendar.day_of(interval.start)
    return Interval(min(calendar.opening(day), interval.start), interval.start, Mode.STARTS)


def until_end(interval: Interval, calendar: Calendar) -> Interval:
    """What starts until the interval is over, from now on if that is on its day: "till the end of the morning"."""
    begun = before(interval, calendar).start
    return Interval(calendar.now if begun <= calendar.now < interval.end else begun, interval.end, Mode.STARTS)


def _days(mentions: Sequence[TimeMention], calendar: Calendar) -> list[date]:
    if len(mentions) > 1 and (of_week := _weekdays_of_week(mentions, calendar)):
        return of_week
    found: list[date] = []
    for one in mentions:
        if one.kind in _DAYS_OF:
            said = _DAYS_OF[one.kind](one.values, calendar)
            between = found[-1:] if "through" in one.values else []
            found += [day for first in between for last in said for day in calendar.days if first < day < last]
            found += said
    return sorted(set(found))


def _weekdays_of_week(mentions: Sequence[TimeMention], calendar: Calendar) -> list[date]:
    """The weekdays that are said in the week that is said: "next week on Wednesday"; none if either is not said."""
    weekdays = {one.values["weekday"] for one in mentions if one.kind == "weekday"}
    weeks = (one.values for one in mentions if one.kind == "week")
    return [day for week in weeks for day in _week(week, calendar) if day.weekday() in weekdays] if weekdays else []


def _day_from(day: date, days: int) -> list[date]:
    return [day + timedelta(days=days)]


def _day_after_spoken(values: dict[str, int], calendar: Calendar) -> list[date]:
    spoken = calendar.today if calendar.spoken is None else calendar.day_of(calendar.spoken)
    return _day_from(spoken, values["days"])


def _week(values: dict[str, int], calendar: Calendar) -> Iterable[date]:
    """The days of a week, from Monday on, so many weeks from today's; an event of a week at most is "this week"."""
    weeks = values.get("weeks", values.get("n", 0) * values.get("unit", 0))
    if not weeks and calendar.days and calendar.days[-1] - calendar.days[0] < _WEEK:
        return calendar.days
    monday = calendar.today - timedelta(days=calendar.today.weekday()) + weeks * _WEEK
    return _held([monday + timedelta(days=day) for day in range(7)], calendar)


def _month(values: dict[str, int], calendar: Calendar) -> Iterable[date]:
    """The days of a month: so many months from today's, or the one of that name that is nearest to the event."""
    first = calendar.days[0] if calendar.days else calendar.today
    if "months" in values:
        months = calendar.today.year * 12 + calendar.today.month - 1 + values["months"]
        start = date(months // 12, months % 12 + 1, 1)
    else:
        years = [values["Y"]] if "Y" in values else range(first.year - 1, first.year + 2)
        starts = [date(year, values["month"], 1) for year in years]
        held = {(day.year, day.month) for day in calendar.days}
        start = min(starts, key=lambda one: ((one.year, one.month) not in held, abs(one - first)))
    days = [start + timedelta(days=day) for day in range(31)]
    return _held([day for day in days if day.month == start.month], calendar)


def _held(days: Sequence[date], calendar: Calendar) -> Sequence[date]:
    """Those of the days on which anything is; all, if there are none."""
    return [day for day in calendar.days if day in days] or days


def _weekday(values: dict[str, int], calendar: Calendar) -> date:
    weekday, today = values["weekday"], calendar.today
    matching = [day for day in calendar.days if day.weekday() == weekday]
    if "d" in values:
        near = _date({"d": values["d"]}, calendar)
        hour = bool(matching) and near not in matching and values["d"] < _LATE  # rather than another week's date
        if near.weekday() == weekday and not hour:
            return near
    if "to_come" in values:
        return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)
    if "gone" in values:
        return today - timedelta(days=(today.weekday() - weekday - 1) % 7 + 1)
    upcoming = [day for day in matching if day >= today]
    if upcoming or matching:
        return (upcoming or matching[-1:])[0]
    nearest = calendar.nearest_day
    soon = timedelta() < nearest - today < _WEEK  # on the eve of the event, this week's day and not the next one's
    first = today if soon else nearest
    return first + timedelta(days=(weekday - first.weekday()) % 7)


def _date(values: dict[str, int], calendar: Calendar) -> date:
    first = calendar.days[0] if calendar.days else calendar.today
    number = values["d"]
    month = values.get("month", values.get("mo"))
    for day in calendar.days:
        if day.day == number and month in {None, day.month}:
            return day
    if month is None and "Y" not in values:
        return _nearest_date(number, first)
    try:
        return date(values.get("Y", first.year), month or first.month, number)
    except ValueError:
        return first - timedelta(days=366)


def _nearest_date(number: int, day: date) -> date:
    """The date nearest to a day with that number in its month; a year before where no month has it."""
    around = (day + timedelta(days=days) for days in range(-31, 63))
    near = (one for one in around if one.day == number)
    return min(near, key=lambda one: abs(one - day), default=day - timedelta(days=366))


def _nth_day(values: dict[str, int], calendar: Calendar) -> date:
    number = values.get("number", values.get("n", values.get("N2", 1)))
    if number < 0 and -number <= len(calendar.days):
        return calendar.days[number]
    if 1 <= number <= len(calendar.days):
        return calendar.days[number - 1]
    if not calendar.days:
        return calendar.today + timedelta(days=max(number, 1))
    if number < 1:
        return calendar.days[0] - timedelta(days=1 - number)
    return calendar.days[-1] + timedelta(days=number - len(calendar.days))


def _weekend(calendar: Calendar) -> list[date]:
    """The days of the event that are Saturdays or Sundays; where it has none, the next weekend, today's included."""
    held = [day for day in calendar.days if day.weekday() >= _SATURDAY]
    saturday = calendar.today + timedelta(days=_SATURDAY - calendar.today.weekday())
    return held or [saturday, saturday + timedelta(days=1)]


_DAYS_OF: Mapping[str, Callable[[dict[str, int], Calendar], Iterable[date]]] = {
    "day": lambda values, calendar: _day_from(calendar.today, values["days"]),
    "days_from_now": lambda values, calendar: _day_from(calendar.today, values["n"] * values["unit"]),
    "other_day": _day_after_spoken,
    "this_day": lambda _, calendar: [calendar.nearest_day],
    "weekday": lambda values, calendar: [_weekday(values, calendar)],
    "date": lambda values, calendar: [_date(values, calendar)],
    "nth_day": lambda values, calendar: [_nth_day(values, calendar)],
    "all_days": lambda _, calendar: calendar.days,
    "each_day": lambda _, calendar: calendar.days,
    "weekend": lambda _, calendar: _weekend(calendar),
    "week": _week,
    "month": _month,
}


def _at(instant: datetime) -> Interval:
    return Interval(instant, instant, Mode.AT)


def minutes_of(values: dict[str, int]) -> int:
    """The length, in minutes, that the values of a mention say."""
    if "number" in values:
        return values["number"]
    return values["n"] * values["unit"] + values.get("M", 0) + values.get("minutes", 0)


def _clock(values: dict[str, int], day: date, calendar: Calendar, part: TimeMention | None) -> datetime:
    hour = values.get("hour", values.get("h", values.get("d", 0)))
    minute = values.get("M", values.get("m", 0)) * values.get("sign", 1) + values.get("minutes", 0)
    if "hour" in values:
        return calendar.instant(day, hour) + timedelta(minutes=minute)
    half = values.get("ap")
    if half is None and part is not None:
        return calendar.instant(day, _hour_within(part.values, hour)) + timedelta(minutes=minute)
    return _likeliest(hour, minute, half, day, calendar)


def _not_over(at: datetime, values: dict[str, int], day: date, calendar: Calendar) -> datetime:
    """The instant of an hour; that of the next day where something is on then, and this day is over by then."""
    later = day + _DAY
    if day not in calendar.hours or later not in calendar.hours:
        return at
    closes = calendar.hours[day][1]
    coming, (opens, until) = _clock(values, later, calendar, None), calendar.hours[later]
    over = calendar.now >= closes or (at >= closes and coming - at < _DAY)  # rather nine tomorrow than nine tonight
    return coming if over and opens <= coming < until else at


def _hour_within(part: dict[str, int], hour: int) -> int:
    """The hour, counted on past midnight, that is meant in a part of the day: "at one tonight"."""
    half = 12 if 1 <= hour <= 12 else 24
    hours = range(hour % half, 36, half)
    fitting = (one for one in hours if part["from"] - _JUST_EARLIER <= one <= part["to"])
    return next(fitting, hours[half == 12 and part["from"] >= 12])


def _likeliest(hour: int, minute: int, half: int | None, day: date, calendar: Calendar) -> datetime:
    """The instant meant by an hour of which it may be open whether it is before or after noon, or past midnight."""
    if half is not None:
        hours = [hour % 12 + half]
    elif 1 <= hour <= 11:
        hours = [hour, hour + 12]
    else:
        hours = [hour]
    if hours[0] < 6:
        hours.append(hours[0] + 24)
    instants = [calendar.instant(day, one) + timedelta(minutes=minute) for one in hours]
    if day not in calendar.hours:
        return instants[0]
    opens, closes = calendar.hours[day]
    inside = [one for one in instants if opens - _JUST_BEFORE <= one < closes]
    near = [one for one in instants if opens - _GRACE <= one < closes + _GRACE]
    today = day == calendar.today
    coming = [one for one in inside if one >= calendar.now] if today else []
    later = [one for one in instants if one >= calendar.now] if today else []
    return (coming or inside or near or later or instants)[0]


def _range(values: dict[str, int], day: date, calendar: Calendar, part: TimeMention | None) -> Interval:
    half = values.get("AP", values.get("ap"))
    first = values.get("hour", values.get("h", 0))
    last = values["H"]
    if half is None and part is not None and "hour" not in values:
        first, last = (_hour_within(part.values, one) for one in (first, last))
    ends = _likeliest(last, values.get("N", 0), half, day, calendar)
    own = values.get("ap", half if half is None or first <= last or first == 12 else 0)
    starts = _likeliest(first, values.get("M", 0), own if "hour" not in values else 12, day, calendar)
    if starts >= ends:
        starts -= timedelta(hours=12) if starts - ends < timedelta(hours=12) and first <= 12 else timedelta()
        while starts >= ends:
            ends += timedelta(hours=12 if half is None and 1 <= last < 12 else 24)
    return Interval(starts, ends, Mode.OVERLAPS)


def _span(values: dict[str, int], day: date, calendar: Calendar, part: TimeMention | None) -> Interval:
    ends = {name.removeprefix("to_"): value for name, value in values.items() if name.startswith("to_")}
    starts = {name: value for name, value in values.items() if not name.startswith("to_")}
    if "ap" in ends and "ap" not in starts:
        starts["ap"] = ends["ap"]
    first, last = (_clock(one, day, calendar, part) for one in (starts, ends))
    if first >= last:
        half = timedelta(hours=12)
        first, last = (first - half, last) if first - half < last and starts.get("h", 0) <= 12 else (first, last + half)
    return Interval(first, last, Mode.OVERLAPS)


def merge(intervals: Sequence[Interval]) -> Interval:
    """One interval from the first's start to the last's end."""
    first = intervals[0]
    for earlier, later in pairwise(intervals):
        first = replace(first, end=max(earlier.end, later.end))
    return first
