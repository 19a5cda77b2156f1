"""A web page as people see it: headings, paragraphs, list items, table rows; what is struck out or bold."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from bot.formats.cleaning import clean_address, feed_html, tidy_keeping_ends
from bot.formats.report import Report
from bot.formats.words import words

_STRUCK = frozenset({"s", "strike", "del"})
_BOLD = frozenset({"b", "strong", "th"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BLOCKS = words(
    "p div section article header footer blockquote figure figcaption dl dt dd table tbody thead tfoot caption pre "
    "address details summary main nav aside form"
)
_SILENT = words("script style head template select textarea svg noscript button")
MOST_PAGE = 5_000_000  # characters
MOST_BLOCKS = 20_000
_LISTS = frozenset({"ul", "ol"})
_CELLS = frozenset({"td", "th"})
_STYLES = _STRUCK | _BOLD
CELL = "\x1f"  # between the cells of a row


class Shape(StrEnum):
    """What sort of block it is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    ROW = "row"


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text in one style. `href` is the complete address it leads to, empty if none."""

    text: str
    struck: bool = False
    bold: bool = False
    href: str = ""


@dataclass(slots=True)
class Line:
    """A line of a block, between two line breaks."""

    spans: list[Span] = field(default_factory=list)

    def text(self, where: Callable[[Span], bool] = lambda _span: True) -> str:
        """The text of the spans that are wanted, with single spaces."""
        return " ".join("".join(span.text for span in self.spans if where(span)).replace(CELL, " ").split())

    @property
    def is_bold(self) -> bool:
        worded = [span for span in self.spans if any(mark.isalnum() for mark in span.text)]
        return bool(worded) and all(span.bold for span in worded)


@dataclass(slots=True)
class Block:
    """A block of the page. `depth` is that of nested lists, 0 outside of any."""

    shape: Shape
    depth: int
    lines: list[Line]

    @property
    def text(self) -> str:
        return " ".join(filter(None, (line.text() for line in self.lines)))


def limit_page(markup: str, report: Report) -> None:
    """Raises ProgrammeError if the page is too long to be read."""
    if len(markup) > MOST_PAGE:
        raise report.give_up("", f"is a page of {len(markup):,} characters", "is it the right one?")


def read_page(markup: str, base: str, report: Report) -> list[Block]:
    """The blocks that hold text, in their order on the page. Raises ProgrammeError if they are too many."""
    limit_page(markup, report)
    reader = _Reader(base)
    feed_html(markup, reader)
    reader.close()
    if len(reader.blocks) > MOST_BLOCKS:
        raise report.give_up("", f"is a page of more than {MOST_BLOCKS:,} paragraphs", "is it the right one?")
    return reader.blocks


_SHAPES = (
    dict.fromkeys(_HEADINGS, Shape.HEADING)
    | dict.fromkeys(_LISTS, Shape.PARAGRAPH)
    | {"li": Shape.ITEM, "tr": Shape.ROW}
)


class _Reader:
    def __init__(self, base: str) -> None:
        self.blocks: list[Block] = []
        self._base = base
        self._lines = [Line()]
        self._shape = Shape.PARAGRAPH
        self._depth = 0
        self._silent = 0
        self._styles: dict[str, int] = {}
        self._links: list[str] = []

    def start(self, tag: str, attributes: Any) -> None:  # noqa: ANN401 - lxml's own mapping
        if tag in _SILENT:
            self._silent += 1
        elif tag == "br":
            self._lines.append(Line())
        elif tag in _BLOCKS:
            self._start_block(tag)
        elif tag in _SHAPES:
            self._begin(_SHAPES[tag])
            self._depth += tag in _LISTS
        elif tag == "a":
            self._links.append(clean_address(str(attributes.get("href") or ""), self._base))
        elif tag in _CELLS and self._lines[-1].spans:
            self._lines[-1].spans.append(Span(CELL))
        if tag in _STYLES:
            self._styles[tag] = self._styles.get(tag, 0) + 1

    def _start_block(self, tag: str) -> None:
        """A paragraph within a list item or a cell is only another line of it."""
        if self._shape not in {Shape.ITEM, Shape.ROW} or tag not in {"p", "div"}:
            self._begin(Shape.PARAGRAPH)
        elif self._lines[-1].text():
            self._lines.append(Line())

    def end(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in _SHAPES or (tag in _BLOCKS and self._shape not in {Shape.ITEM, Shape.ROW}):
            self._begin(Shape.PARAGRAPH)
            self._depth = max(0, self._depth - (tag in _LISTS))
        elif tag == "a" and self._links:
            self._links.pop()
        if tag in _STYLES:
            self._styles[tag] = max(0, self._styles.get(tag, 0) - 1)

    def data(self, data: str) -> None:
        text = tidy_keeping_ends(data)
        if self._silent or not text or len(self.blocks) > MOST_BLOCKS:
            return
        self._lines[-1].spans.append(
            Span(
                text,
                struck=self._within(_STRUCK),
                bold=self._within(_BOLD),
                href=self._links[-1] if self._links else "",
            )
        )

    def comment(self, text: str) -> None:
        """Nothing of a comment is shown."""

    def close(self) -> None:
        self._begin(Shape.PARAGRAPH)

    def _within(self, tags: frozenset[str]) -> bool:
        return any(self._styles.get(tag) for tag in tags)

    def _begin(self, shape: Shape) -> None:
        lines = [line for line in self._lines if line.text()]
        if lines and len(self.blocks) <= MOST_BLOCKS:
            self.blocks.append(Block(self._shape, self._depth, lines))
        self._lines = [Line()]
        self._shape = shape


@dataclass(frozen=True, slots=True)
class PageLink:
    """Where a page leads. `role` and `kind` are what a <link> says of it ('alternate', 'text/calendar')."""

    address: str
    role: str = ""
    kind: str = ""


def find_links(markup: str, base: str) -> list[PageLink]:
    """All web addresses that a page leads to, in order."""
    finder = _LinkFinder(base)
    feed_html(markup, finder)
    return finder.links


class _LinkFinder:
    def __init__(self, base: str) -> None:
        self.links: list[PageLink] = []
        self._base = base

    def start(self, tag: str, attributes: Any) -> None:  # noqa: ANN401 - lxml's own mapping
        if tag not in {"a", "link"}:
            return
        given = str(attributes.get("href") or "")
        address = clean_address(re.sub(r"^webcals?://", "https://", given.strip()), self._base)
        if address:
            role = str(attributes.get("rel") or "").lower()
            self.links.append(PageLink(address, role, str(attributes.get("type") or "").lower()))

    def end(self, _tag: str) -> None:
        """Only beginnings count."""

    def data(self, data: str) -> None:
        """Only tags count."""

    def comment(self, text: str) -> None:
        """Only tags count."""

    def close(self) -> None:
        """All that counts is there."""
