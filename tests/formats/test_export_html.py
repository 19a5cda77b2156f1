import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from bot.core.programme import Author, Kind, Link, Organiser, Programme, Room, Session, Speaker, Venue
from bot.formats.export import write

NOW = datetime(2025, 6, 30, 8, 0, tzinfo=UTC)
START = datetime(2025, 6, 30, 7, 30, tzinfo=UTC)
NASTY = "</title></style><script>alert(1)</script>\"'>&amp;<img src=x onerror=alert(1)>{{ 7 * 7 }}"
VOID = {"meta", "br", "img", "link", "input", "hr"}


class Page(HTMLParser):
    """The page's elements and its visible text; asserts that what is opened is closed, in order."""

    def __init__(self, html):
        super().__init__()
        self.elements = []
        self.words = []
        self.open = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag
        if tag not in {"a", "span", "em", "s", "strong", "time"}:
            self.words.append(" ")

    def handle_data(self, data):
        if not {"style", "title"} & set(self.open):
            self.words.append(data)

    @property
    def text(self):
        return " ".join("".join(self.words).split())

    def all(self, tag, name=None):
        """The elements of that tag; with a name, that attribute of those which have it."""
        found = [attributes for found, attributes in self.elements if found == tag]
        return found if name is None else [attributes[name] for attributes in found if name in attributes]


def session(identifier="a", **fields):
    given = {"title": "A", "start": START, "end": START + timedelta(hours=1), "day": START.date()} | fields
    return Session(id=identifier, **given)


def export(*sessions, **fields):
    given = {"title": "Event", "timezone": "Europe/Paris"} | fields
    return write(Programme(sessions=sessions, **given), "html", now=NOW).decode()


def parallel(*sessions, **fields):
    """A page of a day with two rooms."""
    return export(*sessions, session("z", title="Z", rooms=("Foyer",)), **fields)


def listed(html):
    """The sessions of the timetable as a phone lists them: their text, one after the other."""
    found = re.findall(r'<li class="session [^>]*>(.*?)</li>', html, re.DOTALL)
    return [" ".join(re.sub("<[^>]+>", "", each).split()) for each in found]


def test_shipped_programme_is_one_page_that_needs_nothing_else(programme):
    html = write(programme, "html", now=NOW).decode()
    page = Page(html)
    assert {tag for tag, _ in page.elements} & {"script", "link", "img", "iframe", "object", "form", "base"} == set()
    assert re.findall(r"@import|url\(|src=", html) == []
    assert page.all("meta", "content")[1].startswith("default-src 'none'; style-src 'unsafe-inline';")
    assert page.all("html") == [{"lang": "en"}]
    assert "{{" not in html
    assert "{%" not in html


def test_shipped_programme_has_anchors_where_its_links_go(programme):
    page = Page(write(programme, "html", now=NOW).decode())
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert {name: count for name, count in Counter(ids).items() if count > 1} == {}
    local = {href[1:] for href in page.all("a", "href") if href.startswith("#")}
    assert local - set(ids) == set()
    assert len(local) == 2 * sum(bool(each.abstract) for each in programme.sessions)


def test_headings_go_down_one_level_at_a_time(programme):
    page = Page(write(programme, "html", now=NOW).decode())
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_timetable_of_one_room_is_a_list():
    html = export(session(rooms=("Aula",)), session("b", title="B", rooms=("Aula",), kind=Kind.BREAK))
    assert ('class="timetable"' in html, 'style="--width:54rem"' in html) == (True, True)
    assert Page(html).all("li", "aria-hidden") == []
    assert listed(html) == ["09:30–10:30 A", "09:30–10:30 B"]


def test_timetable_of_several_rooms_is_a_grid_and_by_time_on_phones():
    later = START + timedelta(hours=1)
    html = export(
        session("x", title="X", rooms=("Aula",), speakers=("ada",)),
        session("y", title="Y", rooms=("Foyer",)),
        session("lunch", title="Lunch", start=later, end=later + timedelta(hours=1), kind=Kind.BREAK),
        speakers=(Speaker(id="ada", name="Ada"),),
    )
    assert re.findall(r'<li class="head" aria-hidden="true" style="([^"]*)">(\w+)<', html) == [
        ("--c:2;--w:1;--r:1", "Aula"),
        ("--c:3;--w:1;--r:1", "Foyer"),
    ]
    assert re.findall(r'<li class="session (\w+)" id="at-(\w+)" style="([^"]*)">', html) == [
        ("other", "x", "--c:2;--w:1;--r:2;--h:1"),
        ("other", "y", "--c:3;--w:1;--r:2;--h:1"),
        ("break", "lunch", "--c:2;--w:2;--r:3;--h:1"),
    ]
    assert re.findall(r'<li class="hour"[^>]*>([^<]*)<', html) == ["09:30", "10:30"]
    assert listed(html) == ["09:30–10:30 X AdaAula", "09:30–10:30 Y Foyer", "10:30–11:30 Lunch"]


def test_many_rooms_are_grids_one_below_the_other():
    rooms = [f"R{number}" for number in range(8)]
    lunch = session("lunch", title="Lunch", start=START + timedelta(hours=2), end=START + timedelta(hours=3))
    html = export(*(session(room, title=room, rooms=(room,)) for room in rooms), lunch)
    heads = re.findall(r'<li class="(head[^"]*)"[^>]*--r:(\d+)"', html)
    assert heads == [("head", "1")] * 4 + [("head below", "6")] * 4
    assert listed(html).count("11:30–12:30 Lunch") == 2
    assert html.count('again" aria-hidden="true"') == 1


def test_grids_of_different_widths_are_as_wide_as_the_page():
    rooms = [f"R{number}" for number in range(11)]
    html = export(*(session(room, title=room, rooms=(room,)) for room in rooms))
    assert "--columns:30;" in html
    assert re.findall(r'"head[^>]*--w:(\d+)', html) == ["5"] * 6 + ["6"] * 5


def test_grids_that_no_common_width_fits_are_as_wide_as_the_widest():
    at_once = [session(f"s{number}", rooms=("R0",)) for number in range(14)]
    rooms = [session(f"r{number}", rooms=(f"R{number}",)) for number in range(1, 11)]
    html = export(*at_once, *rooms, rooms=tuple(Room(name=f"R{number}") for number in range(11)))
    assert "--columns:19;" in html


def test_long_grid_names_rooms_on_every_page_of_paper():
    def at(number):
        return START + timedelta(minutes=10 * number)

    sessions = [session(f"s{n}", rooms=("Aula",), start=at(n), end=at(n + 1)) for n in range(45)]
    assert 'class="timetable parallel long"' in parallel(*sessions)
    assert 'class="timetable parallel"' in parallel(*sessions[:30])


def test_session_elsewhere_has_a_column_of_its_own():
    html = parallel(session(title="City tour"))
    assert re.findall(r'<li class="head"[^>]*>(\w+)<', html) == ["Foyer", "Elsewhere"]


def test_moved_and_cancelled_sessions_say_so():
    html = export(
        session(previous_start=START - timedelta(minutes=30)),
        session("b", title="B", cancelled=True),
        session("c", title="C", previous_start=START - timedelta(days=1), end=START, end_known=False),
    )
    assert listed(html) == [
        "09:30–10:30 was 09:00 A",
        "09:30–10:30 B cancelled",
        "09:30 was Sunday 29 June 09:30 C",
    ]
    assert '<s>B</s> <em class="gone">cancelled</em>' in html


def test_details_of_a_session():
    page = Page(
        export(
            session(
                kind=Kind.KEYNOTE, rooms=("Aula",), track="ML", note="Bring a laptop", language="fr",
                speakers=("ada", "bob"), authors=(Author(name="Ada", affiliation="Lyon"), Author(name="Cy")),
                abstract="See https://example.org/paper.\n\nMore:\n- one", slides="https://example.org/s",
                recording="https://example.org/r", url="https://example.org/u",
                links=(Link(url="https://example.org/x", title="Code"), Link(url="https://example.org/y")),
            ),
            speakers=(
                Speaker(id="ada", name="Ada", url="https://example.org/ada", affiliation="ENS", biography="She."),
                Speaker(id="bob", name="Bob", biography="He."),
            ),
        )
    )  # fmt: skip
    assert page.text.endswith(
        "Sessions in detail A 09:30–10:30 · Aula · keynote · ML Ada ENS Bob Authors: Ada (Lyon), Cy Bring a laptop "
        "See https://example.org/paper. More: - one Slides Recording Page Code https://example.org/y "
        "Speakers Ada ENS She. Bob He. "
        "Times are those of the venue’s clock (Europe/Paris). As of Monday 30 June 2025, 10:00."
    )
    assert [href for href in page.all("a", "href") if href.startswith("https")] == [
        "https://example.org/ada",
        "https://example.org/paper",
        *(f"https://example.org/{name}" for name in ("s", "r", "u", "x", "y", "ada")),
    ]
    assert page.all("h3", "lang") == ["fr"]


def test_session_that_has_no_details_is_no_link():
    page = Page(export(session()))
    assert (page.all("a"), page.all("article")) == ([], [])


def test_several_days_have_links_to_each():
    tuesday = START + timedelta(days=1)
    html = export(session(abstract="x"), session("b", start=tuesday, end=tuesday, day=tuesday.date()))
    page = Page(html)
    assert page.all("nav") == [{"aria-label": "Days"}]
    assert [href for href in page.all("a", "href") if "day" in href] == ["#day-2025-06-30", "#day-2025-07-01"]
    assert page.text.startswith("Monday 30 June 2025 – Tuesday 1 July 2025 Event")
    assert "A Monday 30 June, 09:30–10:30" in page.text


def test_head_of_the_page():
    page = Page(
        export(
            session(),
            url="https://example.org/",
            theme="Frugal",
            note="Moved",
            description="About.",
            venue=Venue(name="ENS", address="46 allée d’Italie", city="Lyon", country="France"),
        )
    )
    assert page.text.startswith(
        "Monday 30 June 2025 · ENS, 46 allée d’Italie, Lyon, France Event Frugal Moved About. Monday 30 June 2025"
    )
    assert page.all("a")[0]["href"] == "https://example.org/"


def test_page_in_the_first_language_of_the_programme():
    page = Page(export(session(cancelled=True), languages=("fr", "en")))
    assert page.all("html") == [{"lang": "fr"}]
    assert "lundi 30 juin 2025 09:30–10:30 A annulé" in page.text


@pytest.mark.parametrize("language", ["de, en", "en", ""])
def test_language_of_a_session_that_is_no_code_or_the_page_s_is_not_marked(language):
    assert Page(export(session(language=language, abstract="x"))).all("h3", "lang") == []


def test_every_text_is_escaped():
    html = parallel(
        session(
            title=NASTY, rooms=(NASTY,), speakers=("ada",), authors=(Author(name=NASTY, affiliation=NASTY),),
            abstract=f"{NASTY}\n\nhttps://example.org/{NASTY}", note=NASTY, track=NASTY, language=NASTY,
            links=(Link(url="https://example.org/'&", title=NASTY),),
        ),
        session(NASTY, title="B", abstract="x", rooms=("Aula",)),
        title=NASTY, theme=NASTY, note=NASTY, description=NASTY,
        venue=Venue(name=NASTY, city=NASTY),
        organisers=(Organiser(name=NASTY),),
        speakers=(Speaker(id="ada", name=NASTY, affiliation=NASTY, biography=NASTY),),
    )  # fmt: skip
    page = Page(html)
    assert [tag for tag, _ in page.elements if tag in {"script", "img"}] == []
    assert [name for _, attributes in page.elements for name in attributes if name.startswith("on")] == []
    assert NASTY in page.text
    assert "alert(1)</script>" not in html
