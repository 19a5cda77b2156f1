"""Web pages as people see them: blocks, lines, what is struck out or bold, and where they lead."""

import pytest

from bot.formats.page import MOST_BLOCKS, MOST_PAGE, PageLink, Shape, find_links, read_page
from bot.formats.problems import ProgrammeError
from bot.formats.report import Report


def blocks(markup):
    return [
        (block.shape, block.depth, [line.text() for line in block.lines])
        for block in read_page(markup, "https://example.org/w/", Report("p.html"))
    ]


def test_headings_paragraphs_lists_and_rows():
    markup = """<h1>Our <em>day</em></h1><p>One<br>two</p>
        <ul><li>A<ul><li>A1</li></ul></li><li><p>B</p><p>more of B</p></li></ul>
        <table><tr><th>Time</th><td>9:00</td><td><div>Talk</div><div>Ada</div></td></tr></table>
        <script>x</script><!-- y --><style>z</style>end"""
    assert blocks(markup) == [
        (Shape.HEADING, 0, ["Our day"]),
        (Shape.PARAGRAPH, 0, ["One", "two"]),
        (Shape.ITEM, 1, ["A"]),
        (Shape.ITEM, 2, ["A1"]),
        (Shape.ITEM, 1, ["B", "more of B"]),
        (Shape.ROW, 0, ["Time 9:00", "Talk", "Ada"]),
        (Shape.PARAGRAPH, 0, ["end"]),
    ]


def test_styles_and_links_of_a_line():
    markup = "<p><b>9:30</b> <s>9:00</s> <a href='t/1'>Talk</a></b></s></a></p><p><strong>All of it</strong>.</p>"
    first, second = read_page(markup, "https://example.org/w/", Report("p.html"))
    (line,) = first.lines
    assert line.text(lambda span: span.struck) == "9:00"
    assert line.text(lambda span: span.bold) == "9:30"
    assert {span.href for span in line.spans if span.text == "Talk"} == {"https://example.org/w/t/1"}
    assert (line.is_bold, second.lines[0].is_bold, second.text) == (False, True, "All of it.")


@pytest.mark.parametrize(
    ("markup", "complaint"),
    [
        ("<p>x</p>" * (MOST_BLOCKS + 5), "p.html: is a page of more than 20,000 paragraphs; is it the right one?"),
        ("x" * (MOST_PAGE + 1), "p.html: is a page of 5,000,001 characters; is it the right one?"),
    ],
    ids=["blocks", "characters"],
)
def test_page_that_is_too_much(markup, complaint):
    with pytest.raises(ProgrammeError) as refused:
        blocks(markup)
    assert str(refused.value) == complaint


def test_links_in_order():
    markup = """<head><link rel="Alternate" type="text/Calendar" href="webcal://example.org/s.ics"></head>
        <a href="schedule.json">x</a><a href="mailto:a@example.org">y</a><a>z</a>"""
    assert find_links(markup, "https://example.org/w/") == [
        PageLink("https://example.org/s.ics", "alternate", "text/calendar"),
        PageLink("https://example.org/w/schedule.json"),
    ]
