import io
from datetime import UTC, date, datetime, timedelta

import pytest
from PIL import Image

from bot.core.programme import Kind, Programme, Room, Session, Speaker
from bot.formats.picture import LEAST_WIDTH, NOW, PAPER, draw_day

DAY = date(2025, 6, 30)
START = datetime(2025, 6, 30, 7, 30, tzinfo=UTC)
BEFORE = START - timedelta(days=1)


def session(identifier="a", hours=0.0, length=1.0, **fields):
    start = START + timedelta(hours=hours)
    given = {"title": identifier, "start": start, "end": start + timedelta(hours=length), "day": DAY} | fields
    return Session(id=identifier, **given)


def programme(*sessions, **fields):
    ordered = tuple(sorted(sessions, key=lambda each: each.start))
    rooms = tuple(Room(name=room) for room in dict.fromkeys(room for each in ordered for room in each.rooms))
    return Programme(**({"title": "Event", "timezone": "Europe/Paris", "rooms": rooms, "sessions": ordered} | fields))


def draw(*sessions, now=BEFORE, **fields):
    return draw_day(programme(*sessions, **fields), DAY, now=now)


def image(picture):
    drawn = Image.open(io.BytesIO(picture.png))
    drawn.load()
    assert drawn.format == "PNG"
    return drawn.convert("RGB")


def colours(drawn, box=None):
    """How many pixels are of each colour."""
    part = drawn.crop(box) if box else drawn
    return {colour: count for count, colour in part.getcolors(1 << 24)}


def rgb(colour):
    return tuple(int(colour[place : place + 2], 16) for place in (1, 3, 5))


def test_shipped_programme(programme):
    [picture] = draw_day(programme, programme.days[0], now=datetime.fromisoformat("2025-06-30T10:45:00+02:00"))
    drawn = image(picture)
    assert (drawn.width, picture.rooms) == (LEAST_WIDTH, ("Amphi A",))
    assert colours(drawn)[rgb(NOW)] > 1_000
    assert picture.alt.startswith(
        "Timetable of SHARP+Foundry workshop @ COLT 2025, Monday 30 June 2025. At 10:45, now: Expectations vs reality"
    )
    assert "09:30 (was 09:00) Opening; 09:35 (was 09:05) The Strong Lottery Ticket" in picture.alt
    assert len(picture.alt) <= 1_024


def test_now_is_marked_only_while_the_day_lasts():
    [before] = draw(session(), now=START - timedelta(minutes=1))
    [during] = draw(session(), now=START)
    [after] = draw(session(), now=START + timedelta(hours=2))
    assert [rgb(NOW) in colours(image(each)) for each in (before, during, after)] == [False, True, False]


def test_nothing_on_now():
    [picture] = draw(session("a"), session("b", hours=3), now=START + timedelta(hours=2))
    assert picture.alt == ("Timetable of Event, Monday 30 June 2025. At 11:30 nothing is on. 09:30 a; 12:30 b.")
    assert rgb(NOW) in colours(image(picture))


def test_words_tell_rooms_speakers_changes_and_what_is_on():
    [picture] = draw(
        session("a", title="Sparse", rooms=("Aula",), speakers=("ada",), previous_start=START - timedelta(hours=1)),
        session("b", title="Dense", rooms=("Foyer",), cancelled=True),
        session("c", hours=1, title="Lunch", kind=Kind.BREAK),
        speakers=(Speaker(id="ada", name="Ada Lovelace"),),
        now=START,
    )
    assert picture.alt == (
        "Timetable of Event, Monday 30 June 2025, rooms Aula and Foyer. At 09:30, now: Sparse (Aula). "
        "09:30 (was 08:30) Sparse, Ada Lovelace (Aula); 09:30 Dense (cancelled) (Foyer); 10:30 Lunch."
    )


def test_words_in_the_language_that_is_asked_for():
    [picture] = draw_day(programme(session(title="Sparse")), DAY, now=START, lang="fr")
    assert picture.alt == ("Programme de Event, lundi 30 juin 2025. À 09:30, en ce moment : Sparse. 09:30 Sparse.")


def test_too_much_for_words_tells_rooms_and_what_is_to_come():
    sessions = [
        session(f"{room}{slot}", hours=slot / 4, length=0.25, title=f"{room}{slot} " + "word " * 20, rooms=(room,))
        for room in ("Aula", "Foyer")
        for slot in range(24)
    ]
    [picture] = draw(*sessions, now=START + timedelta(hours=3))
    assert 900 < len(picture.alt) <= 1_024
    assert "Aula: 24 sessions, 09:30–15:30. Foyer: 24 sessions, 09:30–15:30. 12:30 Aula12 word" in picture.alt
    assert picture.alt.endswith("; … and 11 more")
    [late] = draw(*sessions, now=START + timedelta(hours=5.75))
    assert late.alt.endswith(
        "Foyer: 24 sessions, 09:30–15:30. 15:15 Aula23 word word word word word word… (Aula); "
        "15:15 Foyer23 word word word word word word… (Foyer)."
    )


def test_words_of_a_picture_with_long_names_still_fit():
    rooms = [f"Room {number} " + "x" * 300 for number in range(6)]
    sessions = [
        session(f"{number}-{slot}", hours=slot, title="y" * 300, rooms=(room,))
        for number, room in enumerate(rooms)
        for slot in range(6)
    ]
    [picture] = draw(*sessions, now=START, title="z" * 500)
    assert len(picture.alt) <= 1_024
    image(picture)


def test_many_rooms_are_several_pictures():
    sessions = [session(f"s{number}", rooms=(f"Room {number}",)) for number in range(37)]
    pictures = draw(*sessions)
    assert [len(picture.rooms) for picture in pictures] == [5, 6, 5, 5, 5, 6, 5]
    assert [room for picture in pictures for room in picture.rooms] == [f"Room {number}" for number in range(37)]
    assert max(image(picture).width for picture in pictures) < 1_600
    assert len(draw_day(programme(*sessions), DAY, now=START, most_rooms=12)) == 4


def test_crowded_day_stays_readable_and_small():
    sessions = [
        session(
            f"{room}-{slot}", hours=slot / 6, length=1 / 12, title="A title that is rather long for so little time",
            rooms=(f"Room {room}",), speakers=("ada",),
        )
        for room in range(6)
        for slot in range(30)
    ]  # fmt: skip
    [picture] = draw(*sessions, speakers=(Speaker(id="ada", name="Ada Lovelace"),))
    assert image(picture).height > 30 * 100  # three lines of title and one of speakers in every ten minutes
    assert len(picture.png) < 8_000_000


def test_time_without_sessions_takes_little_room():
    [near] = draw(session("a"), session("b", hours=1))
    [far] = draw(session("a"), session("b", hours=11))
    assert 0 < image(far).height - image(near).height < 60


def test_sessions_that_are_over_are_muted_and_kinds_have_colours():
    given = [session("a", kind=Kind.KEYNOTE), session("b", hours=1, kind=Kind.KEYNOTE)]
    fill = rgb("#fdf3dd")
    [before] = draw(*given)
    [between] = draw(*given, now=START + timedelta(hours=1))
    assert colours(image(between))[fill] < 0.6 * colours(image(before))[fill]


def test_cancelled_session_has_no_colour_of_its_kind():
    [picture] = draw(session("a", kind=Kind.KEYNOTE, cancelled=True), now=START)
    assert rgb("#fdf3dd") not in colours(image(picture))
    assert picture.alt.startswith("Timetable of Event, Monday 30 June 2025. At 09:30 nothing is on.")


def test_session_elsewhere_has_a_column_of_its_own():
    [picture] = draw(session("a", rooms=("Aula",)), session("b"))
    assert picture.rooms == ("Aula",)
    assert picture.alt == "Timetable of Event, Monday 30 June 2025. 09:30 a (Aula); 09:30 b."


def test_day_without_rooms():
    [picture] = draw(session("a"))
    assert picture.rooms == ()
    assert image(picture).getpixel((LEAST_WIDTH - 5, 5)) == rgb(PAPER)


@pytest.mark.parametrize("title", ["🦀", "日本", "=" * 400, "x" * 400, "a\nb"])
def test_odd_titles_are_drawn(title):
    [picture] = draw(session("a", title=title, length=0.1), session("b", rooms=("Aula",)), title=title)
    image(picture)


def test_unknown_end_and_a_night():
    [picture] = draw(
        session("a", hours=14, length=0, end_known=False), session("b", hours=16), now=START + timedelta(hours=16.5)
    )
    image(picture)
    assert picture.alt.endswith("At 02:00, now: b. 23:30 a; 01:30 b.")


def test_day_without_sessions_has_no_picture():
    assert draw_day(programme(session()), date(2025, 7, 1), now=START) == ()
