"""What is odd in real programmes, each on a sample in which it occurs."""

import doctest
import importlib
import re
from collections import Counter
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest

from bot import formats
from bot.core.programme import Kind, Programme

SAMPLES = Path(__file__).parent / "samples"


@cache
def read(name: str) -> tuple[Programme, tuple[str, ...]]:
    programme, warnings = formats.read((SAMPLES / name).read_bytes(), name)
    return programme, tuple(map(str, warnings))


def titled(name: str, beginning: str) -> list:
    return [session for session in read(name)[0].sessions if session.title.startswith(beginning)]


MODULES = ("cleaning", "dates", "ical", "kinds", "people", "recurrence", "zones")


@pytest.mark.parametrize("module", MODULES)
def test_examples(module):
    found = doctest.testmod(importlib.import_module(f"bot.formats.{module}"))
    assert (found.failed, found.attempted > 0) == (0, True)


@pytest.mark.parametrize("name", ["36c3.json", "39c3.json"])
def test_sessions_past_midnight_keep_their_evening(name):
    programme, _ = read(name)
    late = [each for each in programme.sessions if programme.local(each.start).date() != each.day]
    assert late
    assert all(programme.local(each.start).date() == each.day + timedelta(days=1) for each in late)
    assert all(programme.local(each.start).hour < 6 for each in late)
    assert len(programme.days) == 4


def test_zone_is_named_or_taken_from_what_is_there():
    zones = {name: read(name)[0].timezone for name in ("39c3.json", "36c3.json", "rc3.json", "fosdem-2013.xml")}
    assert zones == {
        "39c3.json": "Europe/Berlin",
        "36c3.json": "Europe/Berlin",
        "rc3.json": "Etc/GMT-1",
        "fosdem-2013.xml": "Europe/Brussels",
    }
    assert not any("zone" in text for text in read("39c3.json")[1])
    assert (
        "36c3.json: warning: the zone is not named; Europe/Berlin is taken from the country of its web address"
        in (read("36c3.json")[1][0])
    )
    assert (
        "only an offset is given, so times are shown at UTC+1; give the venue's zone with --timezone"
        in read("rc3.json")[1][0]
    )


def test_timezone_given_is_taken():
    programme, warnings = formats.read((SAMPLES / "rc3.json").read_bytes(), "rc3.json", timezone="Europe/Berlin")
    assert (programme.timezone, [each.start for each in programme.sessions]) == (
        "Europe/Berlin",
        [each.start for each in read("rc3.json")[0].sessions],
    )
    assert not any("zone" in str(each) for each in warnings)


def test_length_of_nothing_is_an_unknown_end():
    unknown = [each for each in read("36c3.json")[0].sessions if not each.end_known]
    assert [each.duration for each in unknown] == [timedelta()]
    assert any("has no length; its end is left unknown" in text for text in read("36c3.json")[1])


def test_titles_and_texts_are_clean():
    for name in ("39c3.json", "36c3.json", "rc3.json", "fosdem-2013.xml", "fosdem-2026.xml", "europython-2024.json"):
        for session in read(name)[0].sessions:
            assert session.title == " ".join(session.title.split())
            assert not set("\r\u200b\ufeff\u00a0") & set(session.title + session.abstract)
            assert "<p>" not in session.abstract
            assert "&amp;" not in session.abstract
    assert titled("europython-2024.json", "What do lockfiles pin, actually?")


def test_ids_that_collide_and_guids_that_do_not():
    programme, _ = read("39c3.json")
    assert len({each.source_id for each in programme.sessions}) == len(programme.sessions)
    assert all(len(each.source_id) == 36 for each in programme.sessions)


def test_languages_are_listed():
    assert {"de", "en", "de, en", ""} <= {each.language for each in read("39c3.json")[0].sessions}


def test_same_title_several_times_gives_readable_ids():
    several = [
        title
        for title, count in Counter(each.title for each in read("europython-2024.json")[0].sessions).items()
        if count > 1
    ]
    ids = [each.id for title in several[:1] for each in titled("europython-2024.json", title)]
    assert ids[1:] == [f"{ids[0]}-{number}" for number in range(2, len(ids) + 1)]


def test_code_that_several_sessions_share_is_kept_for_each():
    codes = Counter(each.source_id for each in read("europython-2024.json")[0].sessions if each.source_id)
    assert max(codes.values()) == 4


def test_breaks_list_their_rooms_and_have_no_speakers():
    breaks = [each for each in read("europython-2024.json")[0].sessions if each.kind is Kind.BREAK]
    assert all(len(each.rooms) > 3 and not each.speakers for each in breaks)
    assert len(breaks) > 3


def test_utc_that_may_be_meant_for_the_venues_clock_is_told():
    assert any("all times are marked as UTC" in text for text in read("europython-2024-mock.json")[1])


def test_biographies_of_another_part_of_the_file_are_joined():
    speakers = read("fosdem-2026.xml")[0].speakers
    assert sum(bool(each.biography) for each in speakers) > 5
    assert len({each.name for each in speakers}) == len(speakers)


def test_links_are_told_apart():
    session = next(each for each in read("fosdem-2026.xml")[0].sessions if each.recording)
    assert session.recording.endswith(".av1.webm")
    assert session.url.startswith("https://fosdem.org/2026/schedule/event/")
    assert any(each.slides.endswith(".pdf") for each in read("fosdem-2026.xml")[0].sessions)
    assert any("a link that is no web address is not taken over" in text for text in read("fosdem-2013.xml")[1])


def test_subtitle_is_a_note():
    assert any(each.note for each in read("fosdem-2013.xml")[0].sessions)


def test_calendar_in_utc_is_shown_on_the_clock_of_the_country_it_names():
    programme, warnings = read("pyconuk-2015.ics")
    assert programme.timezone == "Europe/London"
    assert programme.local(programme.sessions[0].start) == datetime(2015, 9, 18, 8, tzinfo=programme.zone)
    assert sum(not each.end_known for each in programme.sessions) == 5
    assert sum(each.title == "(no title)" for each in programme.sessions) == 4
    assert max(len(each.title) for each in programme.sessions) > 400
    assert any("has no title (and 3 more)" in text for text in warnings)


def test_whole_days_and_places_that_are_addresses():
    programme, _ = read("iclr-2020.ics")
    whole = [each for each in programme.sessions if each.duration == timedelta(days=1)]
    assert [each.day for each in whole] == [date(2020, 4, day) for day in (26, 27, 28, 29, 30)]
    assert all(each.kind is Kind.OTHER for each in whole)
    online = next(each for each in programme.sessions if each.rooms)
    assert (online.rooms, online.url) == ((online.url,), online.url)


def test_nested_timetable_is_a_list():
    texts = "\n".join(each.abstract for each in read("iclr-2020.ics")[0].sessions)
    assert "\n- " in texts
    assert "<li>" not in texts


def test_what_has_no_place_is_told_once():
    warnings = read("39c3.json")[1]
    lost = [found[1] for text in warnings if (found := re.search(r"('\w+') of a \w+ is not taken over", text))]
    assert sorted(lost) == ["'avatar'", "'do_not_record'", "'feedback_url'", "'logo'"]
    assert len(lost) == len(warnings)


def test_rooms_are_described_in_the_order_of_the_source():
    programme, _ = read("39c3.json")
    assert programme.rooms[0].name == "Ground"
    assert programme.rooms[0].directions == "Lecture hall G in CCH West, Level +2"
