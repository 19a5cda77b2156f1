from pathlib import Path

from bot import sources
from bot.formats.programme_yaml import parse_programme, summarise

ROOT = Path(__file__).parents[2]


def test_day_of_which_only_the_beginning_is_known():
    text = """title: Night
timezone: Europe/Paris
days:
  - date: 2025-06-30
    sessions: [{start: 9:00, title: A}]
  - date: 2025-07-01
    sessions: [{start: 9:00, title: B}, {start: 10:00, title: C}]
"""
    lines = summarise(parse_programme(text)[0]).splitlines()
    assert lines[-2:] == [
        "  Mon 2025-06-30  1 session, from 09:00, the end not known",
        "  Tue 2025-07-01  2 sessions, 09:00 to 10:00, the last end not known",
    ]


def test_summary_of_the_shipped_programme():
    assert (
        summarise(sources.load(ROOT / "programme.yaml")[0])
        == """\
SHARP+Foundry workshop @ COLT 2025
  place      École Normale Supérieure de Lyon (ENS de Lyon), Site Monod, Lyon
  time zone  Europe/Paris
  sessions   10: 6 with speakers, 5 with an abstract
  speakers   6
  rooms      1: Amphi A
  Mon 2025-06-30  10 sessions, 09:30 to 15:50, the last end not known"""
    )


def test_summary_of_little():
    text = """
title: T
timezone: UTC
days:
  - date: 2025-06-30
    sessions: [{title: A, start: 23:00, end: 1:00}]
  - date: 2025-07-01
    sessions: [{title: B, start: 9:00, end: 10:00}, {title: C, start: 9:00, end: 9:30}]
"""
    assert (
        summarise(parse_programme(text)[0])
        == """\
T
  time zone  UTC
  sessions   3: 0 with speakers, 0 with an abstract
  speakers   0
  rooms      0
  Mon 2025-06-30  1 session, 23:00 to 01:00 (next day)
  Tue 2025-07-01  2 sessions, 09:00 to 10:00"""
    )
