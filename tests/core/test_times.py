from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.lexicon import languages
from bot.core.programme import Session
from bot.core.selection import calendar_of
from bot.core.text import fold
from bot.core.times import Calendar, Interval, Mode, after, before, end_of, find_times, to_interval

FRIDAY = "2031-05-16T08:30:00+01:00"


@pytest.fixture
def read(harbour):
    def read_it(text, at=FRIDAY):
        calendar = calendar_of(harbour, datetime.fromisoformat(at))
        return to_interval(find_times(fold(text), languages().values()), calendar), calendar

    return read_it


def shown(instant, calendar):
    return instant.astimezone(calendar.zone).strftime("%d %H:%M")


@pytest.mark.parametrize(
    ("text", "at", "instant"),
    [
        ("at 14:30", FRIDAY, "16 14:30"),
        ("à 14h30", FRIDAY, "16 14:30"),
        ("14h", FRIDAY, "16 14:00"),
        ("2pm", FRIDAY, "16 14:00"),
        ("at 2", FRIDAY, "16 14:00"),
        ("quatorze heures trente", FRIDAY, "16 14:30"),
        ("vingt et une heures trente", FRIDAY, "16 21:30"),
        ("vingt-deux heures", FRIDAY, "16 22:00"),
        ("dix-sept heures trente", FRIDAY, "16 17:30"),
        ("twenty-one thirty", FRIDAY, "16 21:30"),
        ("half past three", FRIDAY, "16 15:30"),
        ("half three", FRIDAY, "16 15:30"),
        ("trois heures et demie", FRIDAY, "16 15:30"),
        ("ten to three", FRIDAY, "16 14:50"),
        ("trois heures moins dix", FRIDAY, "16 14:50"),
        ("quarter past ten", FRIDAY, "16 10:15"),
        ("dix heures et quart", FRIDAY, "16 10:15"),
        ("onze heures moins le quart", FRIDAY, "16 10:45"),
        ("quarter to eleven", FRIDAY, "16 10:45"),
        ("noon", FRIDAY, "16 12:00"),
        ("midi et demi", FRIDAY, "16 12:30"),
        ("midnight", FRIDAY, "17 00:00"),
        ("minuit et demi", FRIDAY, "17 00:30"),
        ("tomorrow at 9:40", FRIDAY, "17 09:40"),
        ("demain à 9h40", FRIDAY, "17 09:40"),
        ("sunday 11am", FRIDAY, "18 11:00"),
        ("sunday 11 in the aula", FRIDAY, "18 11:00"),
        ("samedi 11", FRIDAY, "17 11:00"),
        ("tomorrow 11 and then", FRIDAY, "17 11:00"),
        ("11 in the morning", FRIDAY, "16 11:00"),
        ("8 heures du soir", FRIDAY, "16 20:00"),
        ("in 20 min", FRIDAY, "16 08:50"),
        ("dans une demi-heure", FRIDAY, "16 09:00"),
        ("d'ici 20 min", FRIDAY, "16 08:50"),
        ("an hour ago", FRIDAY, "16 07:30"),
        ("in two hours", FRIDAY, "16 10:30"),
        ("at 1", "2031-05-17T20:00:00+01:00", "18 01:00"),
        ("half past twelve tonight", FRIDAY, "17 00:30"),
        ("à une heure moins le quart cette nuit", FRIDAY, "17 00:45"),
        ("ten to twelve tonight", FRIDAY, "16 23:50"),
        ("at 5 tonight", FRIDAY, "16 17:00"),
        ("12:30 this afternoon", FRIDAY, "16 12:30"),
        ("day 2 at 10:00", FRIDAY, "17 10:00"),
        ("the 18th at 10:00", FRIDAY, "18 10:00"),
        ("18 mai à 10h", FRIDAY, "18 10:00"),
        ("2031-05-18 10:00", FRIDAY, "18 10:00"),
        ("at 10 on the last day", FRIDAY, "18 10:00"),
        ("ten thirty", FRIDAY, "16 10:30"),
        ("two forty-five", FRIDAY, "16 14:45"),
        ("quatorze heures quarante-cinq", FRIDAY, "16 14:45"),
        ("quarter to midnight", FRIDAY, "16 23:45"),
        ("ten past midnight", FRIDAY, "17 00:10"),
        ("minuit moins vingt", FRIDAY, "16 23:40"),
        ("midi dix", FRIDAY, "16 12:10"),
        ("in an hour and a quarter", FRIDAY, "16 09:45"),
        ("dans trois quarts d'heure", FRIDAY, "16 09:15"),
        ("dans 2h et demie", FRIDAY, "16 11:00"),
        ("in two days at 11", FRIDAY, "18 11:00"),
        ("17/05 à 14h", FRIDAY, "17 14:00"),
    ],
)
def test_instant_as_people_say_it(read, text, at, instant):
    interval, calendar = read(text, at)
    assert (shown(interval.start, calendar), interval.mode) == (instant, Mode.AT)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("this morning", "16 05:00", "16 12:00"),
        ("cet aprèm", "16 12:00", "16 18:00"),
        ("tonight", "16 18:00", "17 05:00"),
        ("ce soir", "16 18:00", "17 05:00"),
        ("demain matin", "17 05:00", "17 12:00"),
        ("saturday evening", "17 18:00", "18 00:00"),
        ("tomorrow night", "17 21:00", "18 05:00"),
        ("between 2 and 4", "16 14:00", "16 16:00"),
        ("entre 11h et 13h30", "16 11:00", "16 13:30"),
        ("from 10:00 to 11:15", "16 10:00", "16 11:15"),
        ("between 11 and 1pm", "16 11:00", "16 13:00"),
        ("entre midi et 14h", "16 12:00", "16 14:00"),
        ("entre midi et deux", "16 12:00", "16 14:00"),
        ("entre 22h et minuit", "16 22:00", "17 00:00"),
        ("between 11pm and 1am tomorrow", "17 23:00", "18 01:00"),
        ("from 12 to 2 tonight", "17 00:00", "17 02:00"),
        ("in the next 30 minutes", "16 08:30", "16 09:00"),
        ("dans l'heure", "16 08:30", "16 09:30"),
    ],
)
def test_stretch_as_people_say_it(read, text, start, end):
    interval, calendar = read(text)
    assert (shown(interval.start, calendar), shown(interval.end, calendar)) == (start, end)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("today", [16]),
        ("demain", [17]),
        ("yesterday", [15]),
        ("après-demain", [18]),
        ("saturday", [17]),
        ("dimanche", [18]),
        ("monday", [19]),
        ("next friday", [23]),
        ("dans 2 jours", [18]),
        ("three days ago", [13]),
        ("dimanche dernier", [11]),
        ("day 3", [18]),
        ("jour 1", [16]),
        ("second day", [17]),
        ("le dernier jour", [18]),
        ("day 0", [15]),
        ("day 9", [24]),
        ("this weekend", [17, 18]),
        ("16 and 17 may", [17]),
        ("saturday and sunday", [17, 18]),
        ("every day", [16, 17, 18]),
        ("next week", [19, 20, 21, 22, 23, 24, 25]),
        ("17/05", [17]),
    ],
)
def test_days_as_people_say_them(read, text, days):
    interval, _ = read(text)
    assert ([day.day for day in interval.days], interval.mode) == (days, Mode.DAYS)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("saturday 17", [17]),
        ("Saturday the 17th", [17]),
        ("samedi 17 mai", [17]),
        ("saturday 24th", [24]),
        ("samedi 24", [24]),
        ("saturday, 24 May", [24]),
        ("saturday 18", [17]),
    ],
)
def test_weekday_with_a_date_is_that_date_alone(read, text, days):
    interval, _ = read(text)
    assert [day.day for day in interval.days] == days


def test_date_that_is_none_lies_outside(read):
    interval, _ = read("31 february")
    assert interval.days[0].year == 2030


@pytest.mark.parametrize("text", ["hello", "k.3.401", "python 3.12", "the rest of us", "sixteen kilobytes"])
def test_text_without_a_time_says_none(read, text):
    assert read(text)[0] is None


def test_weekday_after_the_event_is_the_last_such_day(read):
    interval, _ = read("friday", "2031-06-02T12:00:00+01:00")
    assert interval.days == (date(2031, 5, 16),)


def test_a_night_that_goes_on_into_the_next_day_ends_in_the_morning():
    zone = ZoneInfo("Europe/Berlin")
    days = date(2031, 5, 16), date(2031, 5, 17)
    opens = [datetime(2031, 5, day, 9, 30, tzinfo=zone) for day in (16, 17)]
    hours = {day: (start, start + timedelta(hours=25)) for day, start in zip(days, opens, strict=True)}
    at = {hour: Calendar(datetime(2031, 5, 17, hour, tzinfo=zone), zone, days, hours).today.day for hour in (2, 7, 10)}
    assert at == {2: 16, 7: 17, 10: 17}


def test_today_past_midnight_is_the_evening_before(harbour):
    calendar = calendar_of(harbour, datetime.fromisoformat("2031-05-18T00:30:00+01:00"))
    assert calendar.today == date(2031, 5, 17)


def test_nearest_day_without_any_is_the_date(harbour):
    calendar = calendar_of(harbour, datetime.fromisoformat("2031-06-02T12:00:00+01:00"))
    assert (calendar.today, calendar.nearest_day) == (date(2031, 6, 2), date(2031, 5, 18))


def test_after_and_before_an_instant_stay_on_its_day(read):
    interval, calendar = read("at 14:00")
    assert [shown(one.start, calendar) for one in (after(interval, calendar), before(interval, calendar))] == [
        "16 14:00",
        "16 09:00",
    ]
    assert shown(before(interval, calendar).end, calendar) == "16 14:00"


def test_after_a_day_is_everything_later(read):
    interval, calendar = read("saturday")
    assert shown(after(interval, calendar).start, calendar) == "18 00:00"


NINE = datetime(2031, 5, 16, 9, tzinfo=UTC)


def session(start, minutes):
    return Session(id="a", title="A", start=start, end=start + timedelta(minutes=minutes), day=start.date())


def test_end_of_unknown_end_is_a_quarter_later():
    assert end_of(session(NINE, 0)) == NINE + timedelta(minutes=15)


@given(st.integers(0, 300), st.integers(1, 120), st.integers(0, 300))
def test_interval_holds_exactly_what_runs(begins, minutes, at):
    one = session(NINE + timedelta(minutes=begins), minutes)
    instant = NINE + timedelta(minutes=at)
    runs = begins <= at < begins + minutes
    assert Interval(instant, instant, Mode.AT).holds(one) is runs
    assert Interval(instant, instant + timedelta(minutes=1), Mode.OVERLAPS).holds(one) is runs
    assert Interval(instant, instant + timedelta(minutes=1), Mode.STARTS).holds(one) is (begins == at)


@given(st.integers(0, 23), st.integers(0, 59), st.sampled_from(["{}:{:02}", "{}h{:02}"]))
def test_time_written_in_full_is_read_back(hour, minute, way):
    mentions = find_times(way.format(hour, minute), languages().values())
    assert [(one.kind, one.values["h"], one.values["M"]) for one in mentions] == [("clock", hour, minute)]


@pytest.mark.parametrize(("text", "day", "hour"), [("at 14:00", 17, 14), ("at 2pm", 17, 14), ("at 1:30", 17, 1)])
def test_past_midnight_an_hour_of_the_day_is_still_to_come(text, day, hour):
    first, second = date(2031, 5, 16), date(2031, 5, 17)
    opened = [NINE, NINE + timedelta(days=1)]
    hours = {start.date(): (start, start + timedelta(hours=17)) for start in opened}
    calendar = Calendar(NINE + timedelta(hours=15, minutes=40), ZoneInfo("UTC"), (first, second), hours)
    interval = to_interval(find_times(text, languages().values()), calendar)
    assert (interval.start.day, interval.start.hour) == (day, hour)


def test_after_midnight_is_the_night_and_not_the_day_after():
    calendar = Calendar(NINE, ZoneInfo("UTC"), (NINE.date(),), {})
    midnight = Interval(NINE.replace(day=17, hour=0), NINE.replace(day=17, hour=0), Mode.AT)
    assert after(midnight, calendar).end == NINE.replace(day=17, hour=6)


WEEKLY = tuple(date(2041, 10, 7) + timedelta(weeks=week) for week in range(8))


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("this week", ["21 Oct"]),
        ("next week", ["28 Oct"]),
        ("last week", ["14 Oct"]),
        ("in three weeks", ["11 Nov"]),
        ("il y a deux semaines", ["07 Oct"]),
        ("in october", ["07 Oct", "14 Oct", "21 Oct", "28 Oct"]),
        ("le mois prochain", ["04 Nov", "11 Nov", "18 Nov", "25 Nov"]),
    ],
)
def test_weeks_and_months_are_their_days_of_the_programme(text, days):
    calendar = Calendar(datetime(2041, 10, 22, 10, tzinfo=UTC), ZoneInfo("UTC"), WEEKLY, {})
    interval = to_interval(find_times(text, languages().values()), calendar)
    assert [day.strftime("%d %b") for day in interval.days] == days


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [("in january", date(2042, 1, 1), date(2042, 1, 31)), ("in three months", None, None),
     ("en février 2040", date(2040, 2, 1), date(2040, 2, 29)), ("in 9 weeks", date(2041, 12, 23), date(2041, 12, 29))],
)  # fmt: skip
def test_week_or_month_without_the_event_is_all_its_days(text, first, last):
    calendar = Calendar(datetime(2041, 10, 22, 10, tzinfo=UTC), ZoneInfo("UTC"), WEEKLY, {})
    interval = to_interval(find_times(fold(text), languages().values()), calendar)
    assert (interval and (interval.days[0], interval.days[-1])) == (first and (first, last))


def test_day_on_which_nothing_takes_place_is_not_the_nearest():
    now = datetime(2041, 10, 26, 10, tzinfo=UTC)
    held = {day: 1 for day in WEEKLY if day != date(2041, 10, 28)}
    assert Calendar(now, ZoneInfo("UTC"), WEEKLY, {}, held).nearest_day == date(2041, 11, 4)
    assert Calendar(now, ZoneInfo("UTC"), WEEKLY, {}).nearest_day == date(2041, 10, 28)
