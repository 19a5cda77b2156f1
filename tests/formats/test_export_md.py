from datetime import UTC, datetime, timedelta

import pytest

from bot.core.programme import Author, Kind, Link, Programme, Session, Speaker, Venue
from bot.formats.export import write
from bot.formats.export_md import link, paragraphs, plain

NOW = datetime(2025, 6, 30, 8, 0, tzinfo=UTC)
START = datetime(2025, 6, 30, 7, 30, tzinfo=UTC)


def session(identifier="a", **fields):
    given = {"title": "A", "start": START, "end": START + timedelta(hours=1), "day": START.date()} | fields
    return Session(id=identifier, **given)


def export(*sessions, **fields):
    given = {"title": "Event", "timezone": "Europe/Paris"} | fields
    return write(Programme(sessions=sessions, **given), "md", now=NOW).decode()


def test_whole_file():
    tuesday = START + timedelta(days=1)
    told = export(
        session(
            title="Sparse | dense",
            kind=Kind.KEYNOTE,
            rooms=("Aula",),
            speakers=("ada", "bob"),
            authors=(Author(name="Ada", affiliation="Lyon"), Author(name="Cy")),
            abstract="First.\n\nSecond.",
            note="Bring *nothing*",
            slides="https://example.org/s|1.pdf",
            links=(Link(url="https://example.org/x"),),
            previous_start=START - timedelta(hours=1),
        ),
        session("b", title="Gone", cancelled=True),
        session("c", title="Later", start=tuesday, end=tuesday, end_known=False, day=tuesday.date(),
                previous_start=START, track="ML", recording="https://example.org/r"),
        url="https://example.org/",
        theme="Frugal",
        note="Moved",
        description="About.",
        venue=Venue(name="ENS", city="Lyon"),
        speakers=(
            Speaker(id="ada", name="Ada", affiliation="ENS", url="https://example.org/ada"),
            Speaker(id="bob", name="Bob"),
        ),
    )  # fmt: skip
    assert (
        told
        == r"""# [Event](<https://example.org/>)

*Frugal*

Monday 30 June 2025 – Tuesday 1 July 2025 · ENS, Lyon

**Moved**

About.

## Monday 30 June 2025

| Time | Session | Speakers | Room |
| --- | --- | --- | --- |
| 09:30–10:30 (was 08:30) | Sparse \| dense | Ada and Bob | Aula |
| 09:30–10:30 | ~~Gone~~ (cancelled) |  |  |

## Tuesday 1 July 2025

| Time | Session | Speakers |
| --- | --- | --- |
| 09:30 (was Monday 30 June 09:30) | Later |  |

## Sessions in detail

### Sparse \| dense

Monday 30 June · 09:30–10:30 (was 08:30) · Aula · keynote

[Ada](<https://example.org/ada>), ENS and Bob

Authors: Ada (Lyon), Cy

*Bring \*nothing\**

First.

Second.

[Slides](<https://example.org/s%7C1.pdf>) · <https://example.org/x>

### Later

Tuesday 1 July · 09:30 (was Monday 30 June 09:30) · ML

[Recording](<https://example.org/r>)

---

*Times are those of the venue’s clock (Europe/Paris). As of Monday 30 June 2025, 10:00.*
"""
    )


def test_file_in_the_first_language_of_the_programme():
    told = export(session(), languages=("fr", "en"))
    assert "## Lundi 30 juin 2025\n\n| Heure | Session | Intervenants |\n" in told


def test_language_that_nobody_taught_us_is_english():
    assert "| Time | Session | Speakers |" in export(session(), languages=("tlh",))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a_b *c* `d` <e> ~f~ [g](h) i|j #k &amp; l\\m", r"a\_b \*c\* \`d\` \<e\> \~f\~ \[g\](h) i\|j \#k \&amp; l\\m"),
        ("  two\n lines ", "two lines"),
        ("see https://example.org/a_b|c.", "see <https://example.org/a_b%7Cc>."),
    ],
)
def test_plain_text_means_nothing_to_markdown(text, told):
    assert plain(text) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("1. one\n2) two", "1\\. one  \n2\\) two"),
        ("# no\n+ no\n===\n---", "\\# no  \n\\+ no  \n\\===  \n\\---"),
        ("a\n\n\n\nb\n \nc", "a\n\nb\n\nc"),
        ("", ""),
    ],
)
def test_lines_are_neither_lists_nor_headings(text, told):
    assert paragraphs(text) == told


@pytest.mark.parametrize(
    ("words", "url", "told"),
    [
        ("A*", "", "A\\*"),
        ("A*", "https://example.org/", "[A\\*](<https://example.org/>)"),
        ("https://example.org/", "https://example.org/", "<https://example.org/>"),
        ("see https://x.org", "https://example.org/", "[see https://x.org](<https://example.org/>)"),
    ],
)
def test_link(words, url, told):
    assert link(words, url) == told
