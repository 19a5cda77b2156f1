from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.change_reading import Typed, read_length, read_target, split_reason
from bot.core.changes import ChangeRefused
from bot.core.programme import Programme
from bot.core.search.index import Index

FRIDAY = datetime.fromisoformat("2031-05-16T08:30:00+01:00")


@pytest.mark.parametrize(
    ("text", "minutes", "rest"),
    [
        ("gusak 20m", 20, "gusak"),
        ("20 min gusak", 20, "gusak"),
        ("gusak by half an hour", 30, "gusak"),
        ("gusak une demi-heure", 30, "gusak"),
        ("gusak d'un quart d'heure", 15, "gusak"),
        ("gusak three quarters of an hour", 45, "gusak"),
        ("une heure et demie gusak", 90, "gusak"),
        ("an hour and 10 min gusak", 70, "gusak"),
        ("gusak 1h30", 90, "gusak"),
        ("gusak 1 hour 15", 75, "gusak"),
        ("gusak 2 hours", 120, "gusak"),
        ("gusak 25 hours", 1500, "gusak"),
        ("gusak +15", 15, "gusak"),
        ("-10 gusak", -10, "gusak"),
        ("+1:30 gusak", 90, "gusak"),
        ("gusak −5 min", -5, "gusak"),
        ("gusak 15'", 15, "gusak"),
        ("gusak by 0:20", 20, "gusak"),
        ("gusak de 1:15", 75, "gusak"),
        ("gusak 25h", 1500, "gusak"),
        ("gusak 20", 20, "gusak"),
        ("20 gusak", 20, "gusak"),
        ("gusak vingt minutes", 20, "gusak"),
        ("gusak twenty minutes late", 20, "gusak"),
        ("gusak 10 minutes earlier", -10, "gusak"),
        ("gusak 10 min plus tôt", -10, "gusak"),
        ("avance gusak de 5 minutes", -5, "gusak"),
        ("gusak 2 days", 2880, "gusak"),
        ("gusak 2 weeks", 20160, "gusak"),
        ("une semaine, gusak", 10080, "gusak"),
        ("gusak 10 min before", -10, "gusak"),
        ("gusak 10 min avant", -10, "gusak"),
        ("bring gusak forward by 10 minutes", -10, "gusak"),
        ("panel of 45 minutes", 45, "panel"),
        ("table de 45 min", 45, "table"),
        ("gusak 1/2h", 30, "gusak"),
        ("gusak ½ h", 30, "gusak"),
        ("gusak 1h½", 90, "gusak"),
        ("gusak 1 1/2 hours", 90, "gusak"),
        ("gusak 1/4 d'heure", 15, "gusak"),
        ("gusak 3/4 h", 45, "gusak"),
        ("l'après-midi 15", 15, "l'après-midi"),
        ("repas de midi 10", 10, "repas de midi"),
        ("de 14h à 16h 10 minutes", 10, "14h à 16h"),
        ("gusak 5 more minutes", 5, "gusak"),
        ("gusak 15 pls", 15, "gusak"),
    ],
)
def test_length_in_any_order_and_language(text, minutes, rest):
    length = read_length(Typed(text))
    assert (length.by, length.rest.telling) == (timedelta(minutes=minutes), rest)


@pytest.mark.parametrize(
    "text",
    [
        "gusak 14h20",
        "gusak à 1h30",
        "gusak to 2:45pm",
        "gusak 9:30",
        "gusak at 2h",
        "h2",
        "gusak to 3",
        "by 9:30",
        "à 15 h 15",
        "à midi 15",
        "23h-1h",
    ],
)
def test_time_of_day_is_no_length(text):
    assert read_length(Typed(text)) is None


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("to 2:45pm", "16 14:45", None),
        ("14h20", "16 14:20", None),
        ("demain 9h", "17 09:00", None),
        ("tomorrow at 9", "17 09:00", None),
        ("tomorrow 9", "17 09:00", None),
        ("sunday 9:30", "18 09:30", None),
        ("to 3", "16 15:00", None),
        ("15", "16 15:00", None),
        ("jusqu'à 15h", "16 15:00", None),
        ("in 20 min", "16 08:50", None),
        ("14h-15h30", "16 14:00", "16 15:30"),
        ("10:00-10:45 on sunday", "18 10:00", "18 10:45"),
        ("2031-05-18 10:00", "18 10:00", None),
        ("le 20 mai à 10h", "20 10:00", None),
        ("on the 20th at 10", "20 10:00", None),
        ("to 14.20", "16 14:20", None),
        ("gusak 14.20", "16 14:20", None),
        ("gusak till 14.20", "16 14:20", None),
        ("gusak to 1420", "16 14:20", None),
        ("gusak at 930 tomorrow", "17 09:30", None),
        ("gusak le 17 à 10h", "17 10:00", None),
        ("tonight 21:00-2:00", "16 21:00", "17 02:00"),
        ("ce soir 23h à 2h du matin", "16 23:00", "17 02:00"),
        ("14h et quart", "16 14:15", None),
        ("15h moins le quart", "16 14:45", None),
    ],
)
def test_time_as_it_is_typed(harbour, text, start, end):
    target = read_target(Typed(text), harbour, FRIDAY)
    shown = [one and harbour.programme.local(one).strftime("%d %H:%M") for one in (target.start, target.end)]
    assert shown == [start, end]


def test_day_that_is_not_said_is_the_given_one(harbour):
    target = read_target(Typed("to 10"), harbour, FRIDAY, day=date(2031, 5, 18))
    assert (target.day, target.start) == (None, datetime.fromisoformat("2031-05-18T10:00:00+01:00"))


def test_day_alone_has_no_hour(harbour):
    target = read_target(Typed("gusak to sunday"), harbour, FRIDAY)
    assert (target.day, target.start, target.rest.telling) == (date(2031, 5, 18), None, "gusak")


@pytest.mark.parametrize(
    ("text", "instead_of", "start"),
    [
        ("to 10:15", "10:00", "10:15"),
        ("to 9:45", "09:30", "09:45"),
        ("to 8:30", "20:00", "20:30"),
        ("to 08:30", "20:00", "08:30"),
        ("to 8:30 in the morning", "20:00", "08:30"),
        ("to 11", "10:00", "11:00"),
        ("to 7", "14:00", "19:00"),
        ("to 3", "14:00", "15:00"),
        ("9:45-10:15", "09:30", "09:45"),
        ("tomorrow 9", "15:30", "09:00"),
        ("tomorrow 9", "20:00", "21:00"),
    ],
)
def test_half_of_the_day_is_that_of_what_is_moved(harbour, text, instead_of, start):
    now = datetime.fromisoformat("2031-05-16T10:30:00+01:00")
    former = datetime.fromisoformat(f"2031-05-16T{instead_of}:00+01:00")
    target = read_target(Typed(text), harbour, now, day=former.date(), instead_of=former)
    assert f"{harbour.programme.local(target.start):%H:%M}" == start


def test_hour_after_midnight_is_the_coming_one(harbour):
    now = datetime.fromisoformat("2031-05-16T10:30:00+01:00")
    assert read_target(Typed("at 00:30"), harbour, now).start == datetime.fromisoformat("2031-05-17T00:30:00+01:00")


def test_part_of_a_day_is_no_hour(harbour):
    assert read_target(Typed("tomorrow morning"), harbour, FRIDAY) is None


@pytest.mark.parametrize("text", ["", "nothing here", "room 204 please"])
def test_no_time_in_it(harbour, text):
    assert read_target(Typed(text), harbour, FRIDAY) is None


def test_hour_that_the_clock_leaves_out_is_refused(harbour):
    index = Index(Programme(title="T", timezone="Europe/Paris"))
    night = datetime.fromisoformat("2031-03-29T20:00:00+01:00")
    with pytest.raises(ChangeRefused) as refused:
        read_target(Typed("2031-03-30 2:30 am"), index, night)
    assert (refused.value.sentence, refused.value.words) == ("no_such_time", "02:30")
    assert read_target(Typed("2031-03-30 3:30 am"), index, night).start.isoformat() == "2031-03-30T01:30:00+00:00"


def test_end_before_the_start_is_refused(harbour):
    with pytest.raises(ChangeRefused, match="end_before_start"):
        read_target(Typed("14:30-14:00"), harbour, FRIDAY)


@pytest.mark.parametrize(
    ("text", "before", "reason"),
    [
        ("gusak 10m because the train is late", "gusak 10m", "the train is late"),
        ("gusak 10 min à cause d'une grève", "gusak 10 min", "une grève"),
        ("gusak 10 min parce que le métro", "gusak 10 min", "le métro"),
        ("gusak 10m reason: Rain", "gusak 10m", "Rain"),
        ("because", "because", ""),
        ("gusak 10m", "gusak 10m", ""),
    ],
)
def test_reason_at_the_end(text, before, reason):
    typed, why = split_reason(Typed(text))
    assert (typed.words, why) == (before, reason)


SNIPPETS = [
    "20",
    "m",
    "h",
    ":",
    "-",
    "+",
    "to ",
    "à ",
    "demain ",
    "half an hour ",
    "12",
    "sunday ",
    "the 31st ",
    "²",
    "İ",
    "'",
]


@given(st.text(max_size=40) | st.lists(st.sampled_from(SNIPPETS), max_size=8).map("".join))
def test_any_text_is_read_without_an_error_and_none_of_it_moves(harbour, text):
    typed = Typed(text)
    assert len(typed.folded) == len(typed.text)
    length = read_length(typed)
    assert length is None or len(length.rest.text) == len(typed.text)
    try:
        target = read_target(typed, harbour, FRIDAY)
    except ChangeRefused:
        return
    assert target is None or len(target.rest.text) == len(typed.text)
