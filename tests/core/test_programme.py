from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.core.programme import Faq, Kind, Link, Programme, ReminderPolicy, Session, Speaker, key_of, web_address

NINE = datetime(2025, 6, 30, 9, tzinfo=UTC)


def session(identifier="a", start=NINE, minutes=30, **fields):
    end = start + timedelta(minutes=minutes)
    return Session(id=identifier, title=identifier.upper(), start=start, end=end, **({"day": start.date()} | fields))


@pytest.fixture
def two_days():
    ada, alan = Speaker(id="ada", name="Ada Lovelace"), Speaker(id="alan", name="Alan Turing")
    return Programme(
        title="T",
        timezone="Europe/Paris",
        speakers=(ada, alan),
        sessions=(
            session("a", speakers=("alan", "ada")),
            session("b", NINE + timedelta(hours=13), day=date(2025, 6, 30)),
            session("c", NINE + timedelta(days=1), speakers=("ada",)),
        ),
    )


def test_session_keeps_its_instants_in_utc():
    paris = timezone(timedelta(hours=2))
    found = session(
        start=datetime(2025, 6, 30, 11, tzinfo=paris), previous_start=datetime(2025, 6, 30, 10, tzinfo=paris)
    )
    instants = (found.start, found.end, found.previous_start)
    assert instants == (NINE, NINE + timedelta(minutes=30), NINE - timedelta(hours=1))
    assert [instant.tzinfo for instant in instants] == [UTC, UTC, UTC]


def test_session_refuses_an_instant_without_a_zone():
    with pytest.raises(ValidationError, match="timezone info"):
        session(start=NINE.replace(tzinfo=None))


def test_session_refuses_to_end_before_its_start():
    with pytest.raises(ValidationError, match="before its start"):
        session(minutes=-1)


def test_session_in_short():
    found = session(rooms=("A", "B"), kind=Kind.BREAK)
    assert (found.duration, found.room, found.is_break, found.is_talk) == (timedelta(minutes=30), "A, B", True, False)


def test_models_are_frozen_and_refuse_what_they_do_not_know():
    with pytest.raises(ValidationError):
        session().title = "other"
    with pytest.raises(ValidationError):
        session(nonsense=1)


def test_days_are_those_sessions_are_listed_under(two_days):
    assert two_days.days == (date(2025, 6, 30), date(2025, 7, 1))


def test_sessions_and_speakers_are_found_by_id_and_by_key(two_days):
    first, ada = two_days.sessions[0], two_days.speakers[0]
    assert (two_days.session_by_id["a"], two_days.session_by_key[key_of("a")]) == (first, first)
    assert (two_days.speaker_by_id["ada"], two_days.speaker_by_key[key_of("ada")]) == (ada, ada)


def test_speakers_of_a_session_in_its_order(two_days):
    assert [speaker.id for speaker in two_days.speakers_of(two_days.sessions[0])] == ["alan", "ada"]


def test_sessions_by_speaker(two_days):
    found = {speaker: [each.id for each in sessions] for speaker, sessions in two_days.sessions_by_speaker.items()}
    assert found == {"ada": ["a", "c"], "alan": ["a"]}


def test_local_is_on_the_venues_clock(two_days):
    assert two_days.local(NINE).isoformat() == "2025-06-30T11:00:00+02:00"


@given(st.text())
def test_key_is_short_and_stable(identifier):
    assert key_of(identifier) == key_of(identifier)
    assert len(key_of(identifier)) == 16


@pytest.mark.parametrize(
    "text", ["", "https://example.org", "http://localhost:8080/a?b#c", "HTTPS://é.fr/ü", "https://[::1]/"]
)
def test_web_address(text):
    assert web_address(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "www.example.org", "javascript:alert(1)", "https://", "http://a b", "ftp://a.org", "mailto:a@b.org", "//a.org",
        "https://a.org:99999", "https://a.org:0", "https://[x", "https://a.org/<b>", "https://a.org\\b", "x",
        "https:a.org",
        "https://a.org/\u202e", "data:text/html,x",
    ],
)  # fmt: skip
def test_web_address_refuses(text):
    with pytest.raises(ValidationError, match="is not a web address"):
        Link(url=text)


def test_link_needs_an_address():
    with pytest.raises(ValidationError):
        Link(url="")


def test_one_stands_for_a_list_of_one():
    assert Faq(ask="wifi", answer="Open.").ask == ("wifi",)
    assert ReminderPolicy(lead_minutes=5).lead_minutes == (5,)


@pytest.mark.parametrize("minutes", [-1, 7 * 24 * 60 + 1])
def test_reminders_are_before_the_start_and_within_a_week(minutes):
    with pytest.raises(ValidationError):
        ReminderPolicy(lead_minutes=(minutes,))
