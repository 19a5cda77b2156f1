"""Rendering: every answer about every programme stays within Discord's limits, and shows texts as they are."""

import asyncio
import random
import re
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chat.render import clip, escape, length, option_label, render_answer, render_text, split_text
from bot.core.programme import Author, Kind, Link, Programme, Session, Speaker, Venue
from bot.core.replies import Answer, AnswerKind, Choice, Layout
from bot.sandbox.payloads import check_message

NINE = datetime(2025, 6, 30, 7, tzinfo=UTC)

nasty = st.sampled_from(
    ["@everyone", "**", "`", "[x](http://evil.example)", "<@123>", "<t:1:R>", "\\", "😀", "#", "\n"]
)
texts = st.lists(st.one_of(nasty, st.text(max_size=20)), max_size=60).map("".join).map(str.strip)
long_texts = st.builds(lambda text, times: text * times, texts, st.integers(0, 60))
titles = long_texts.map(lambda text: text[:1000] or "x")
urls = st.one_of(st.just(""), st.just("https://example.org/slides.pdf"), st.just("https://example.org/" + "a" * 600))


@st.composite
def programmes(draw):
    """Up to 45 sessions and 12 speakers, their texts taken at random from a few nasty ones."""
    pool = ["", "x", *draw(st.lists(long_texts, min_size=1, max_size=5))]
    dice = random.Random(draw(st.integers(0, 1000)))

    def text(most=30_000):
        return dice.choice(pool)[:most].strip()

    def url():
        return dice.choice(["", "https://example.org/slides.pdf", "https://example.org/" + "a" * 600])

    speakers = tuple(
        Speaker(id=f"s{n}", name=text(1000) or "x", affiliation=text(), url=url(), biography=text())
        for n in range(draw(st.integers(0, 12)))
    )
    sessions = []
    for number in range(draw(st.integers(1, 45))):
        start = NINE + timedelta(minutes=30 * number)
        sessions.append(
            Session(
                id=f"{number}-{'x' * dice.randrange(200)}",
                title=text(1000) or "x",
                start=start,
                end=start + timedelta(minutes=dice.choice([0, 30])),
                day=date(2025, 6, 30 - number % 3),
                kind=dice.choice(list(Kind)),
                rooms=tuple(f"room {n} {text(100)}" for n in range(dice.choice([0, 1, 40]))),
                speakers=tuple(speaker.id for speaker in speakers),
                authors=tuple(Author(name=text() or "x", affiliation=text()) for _ in range(dice.randrange(4))),
                abstract=text(),
                slides=url(),
                url=url(),
                links=tuple(Link(url=url() or "https://example.org", title=text()) for _ in range(dice.randrange(4))),
                note=text(),
                cancelled=dice.random() < 0.2,
            )
        )
    venue = draw(st.one_of(st.none(), st.builds(Venue, name=titles, city=texts)))
    return Programme(title="p", timezone="Europe/Paris", venue=venue, speakers=speakers, sessions=tuple(sessions))


@st.composite
def answered(draw):
    """A programme and an answer about it, of any kind and layout."""
    programme = draw(programmes())
    some = draw(st.sampled_from([0, 1, 2, 30, 1000]))
    answer = Answer(
        kind=draw(st.sampled_from(list(AnswerKind))),
        lang=draw(st.sampled_from(["en", "fr"])),
        headline=draw(titles).strip() or "x",
        details=tuple(draw(st.lists(long_texts, max_size=3))),
        sessions=programme.sessions[:some],
        speakers=programme.speakers[:some],
        layout=draw(st.sampled_from(list(Layout))),
        choices=tuple(
            Choice(label=session.title, question=session.title, session_id=draw(st.sampled_from(["", session.id])))
            for session in programme.sessions[: draw(st.integers(0, 5))]
        ),
        suggestions=tuple(draw(st.lists(titles, max_size=3))),
    )
    return programme, answer


def payload(reply):
    """The message as it would go over the wire."""

    async def components():
        view = reply.view()
        return view.to_components() if view else []

    embeds = [embed.to_dict() for embed in reply.embeds]
    return {"content": reply.content, "embeds": embeds, "components": asyncio.run(components())}


@settings(max_examples=60, deadline=None)
@given(answered())
def test_every_answer_is_within_the_limits(given_answer):
    programme, answer = given_answer
    reply = render_answer(answer, programme)
    check_message(payload(reply), files=0, flags=0)
    assert 0 < length(reply.plain()) <= 2000


@settings(max_examples=100, deadline=None)
@given(titles, st.builds(lambda text, times: text * times, st.text(min_size=1, max_size=30), st.integers(0, 500)), urls)
def test_every_part_of_a_long_text_is_within_the_limits(title, text, url):
    parts = split_text(text, 3696)
    shown = []
    for part in range(len(parts)):
        reply = render_text(title, text, url, part=part, key="0" * 16, which="abstract", lang="en")
        if parts[part]:
            check_message(payload(reply), files=0, flags=0)
        shown.append(reply.embeds[0].description)
        assert bool(reply.buttons) == (part + 1 < len(parts))
    assert "".join("".join(shown).split()) == "".join(escape(text).split())


@given(long_texts, st.integers(10, 500))
def test_clipped_text_is_no_longer_than_allowed(text, limit):
    clipped = clip(text, limit)
    assert length(clipped) <= limit
    assert clipped == text if length(text) <= limit else clipped.endswith("…")


@given(long_texts)
def test_clip_never_ends_inside_an_escape(text):
    cut = clip(escape(text), 50).removesuffix(" …")
    assert (len(cut) - len(cut.rstrip("\\"))) % 2 == 0


@given(st.text(max_size=200))
def test_option_label_is_never_empty_and_never_too_long(text):
    assert 1 <= length(option_label(text)) <= 100


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("**bold** _it_", r"\*\*bold\*\* \_it\_"),
        ("@everyone <@12> <t:0:R>", "@\u200beveryone \\<@\u200b12\\> \\<t:0:R\\>"),
        ("[free](https://evil.example)", r"\[free\](https://evil.example)"),
        ("see https://example.org/a_b_c for *it*", r"see https://example.org/a_b_c for \*it\*"),
        ("C# and > or -", r"C\# and \> or -"),
        ("a\u202egnp.exe", "agnp.exe"),
    ],
)
def test_text_is_shown_as_it_is(text, shown):
    assert escape(text) == shown


def test_no_masked_link_survives():
    assert not re.search(r"(?<!\\)\[[^\]]*(?<!\\)\]\(", escape("[a](https://b.example)[c](d)"))
