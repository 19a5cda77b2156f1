"""HTML, Markdown and stray marks made into clean text."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.formats.cleaning import clean_address, clean_line, clean_text, tidy


@pytest.mark.parametrize(
    ("given_text", "clean"),
    [
        ("<p>One.</p>\n<p>Two<br>lines.</p>", "One.\n\nTwo\nlines."),
        ("<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>", "- a\n- b\n  - c"),
        ("<ol><li><p>a</p></li><li>b</li></ol>", "1. a\n2. b"),
        ("<p>See <a href='/paper'>the paper</a></p>", "See the paper (https://example.org/paper)"),
        ("<p><a href='https://example.org/'>https://example.org</a></p>", "https://example.org/"),
        ("<p><a href='mailto:a@example.org'>write</a></p>", "write (a@example.org)"),
        ("<p><a href='javascript:alert(1)'>press</a></p>", "press"),
        ("<script>alert(1)</script><p>text</p>", "text"),
        ("a &amp; b &nbsp;c &eacute; &copy= &unknown;", "a & b c é &copy= &unknown;"),
        ("&lt;b&gt; stays", "<b> stays"),
        ("<p>std::vector<int> and <3</p>", "std::vector<int> and <3"),
        ("&lt;p>twice &lt;em>escaped&lt;/em>&lt;/p>", "twice escaped"),
        ("<p>list:\n1. one\n2. two\nrest</p>", "list:\n1. one\n2. two rest"),
        ("one\r\ntwo\r\n\r\n\r\nthree ", "one\ntwo\n\nthree"),
        ("zero\u200bwidth\ufeff soft\u00adhyphen no\u00a0break", "zerowidth softhyphen no break"),
        (
            "family \U0001f468\u200d\U0001f469\u200d\U0001f467 stays",
            "family \U0001f468\u200d\U0001f469\u200d\U0001f467 stays",
        ),
        ("## Heading ##\n**bold** and *italic* and `code`", "Heading\nbold and italic and code"),
        ("* one\n* two\n\n---\n> quoted", "- one\n- two\n\nquoted"),
        (
            "[words](https://example.org/a_(b)) and <https://example.org>",
            "words (https://example.org/a_(b)) and https://example.org",
        ),
        ("see [the paper][1]\n\n[1]: https://example.org/p", "see the paper (https://example.org/p)"),
        ("as in [1].\n\n[1]: https://example.org/p", "as in [1].\n\n[1]: https://example.org/p"),
        ("snake_case_name, __init__, 2*3*4, Schnüffler*innen, FLINTA* [FLINTA* only]",) * 2,
        ("https://example.org/_private_/*x* stays", "https://example.org/_private_/*x* stays"),
        ("\\*not emphasis\\*", "*not emphasis*"),
        ("   \n \t ", ""),
    ],
)
def test_text(given_text, clean):
    assert clean_text(given_text, "https://example.org/event/") == clean


@pytest.mark.parametrize(
    ("given_text", "clean"),
    [
        ("  What do *we*\u200b pin? ", "What do we pin?"),
        ("<b>Bold</b> &amp; `code`", "Bold & code"),
        ("The 1*1 of __init__ <3", "The 1*1 of __init__ <3"),
        ("Trans*Code \\*", "Trans*Code *"),
    ],
)
def test_title(given_text, clean):
    assert clean_line(given_text) == clean


@pytest.mark.parametrize(
    ("given_text", "address"),
    [
        ("https://example.org/a", "https://example.org/a"),
        ("slides.pdf", "https://example.org/event/slides.pdf"),
        ("//cdn.example.org/x", "https://cdn.example.org/x"),
        ("https://example.org/a b", "https://example.org/a%20b"),
        ("git://example.org/repo", ""),
        ("javascript:alert(1)", ""),
        ("http://[", ""),
        (None, ""),
    ],
)
def test_address(given_text, address):
    assert clean_address(given_text, "https://example.org/event/") == address


@given(st.text())
def test_any_text_is_cleaned(text):
    line = tidy(text)
    assert line == " ".join(line.split())
    clean = clean_text(text)
    assert clean == clean.strip()
    assert "\n\n\n" not in clean


BOMBS = [
    "[a](",
    "*x",
    "`",
    "<a ",
    "<!--",
    "<p>",
    "_a",
    "&amp",
    "![",
    "[a]:",
    "http://",
    '<a href="',
    "<http://",
    "<ul><li>",
    "((",
    "<![CDATA[",
]


@pytest.mark.parametrize("bomb", BOMBS)
def test_time_grows_with_the_length(bomb):
    begun = time.monotonic()
    clean_text(bomb * (200_000 // len(bomb)))
    assert time.monotonic() - begun < 5
