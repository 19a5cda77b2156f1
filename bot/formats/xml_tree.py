"""XML to a small tree that remembers its lines. Entities are refused, so nothing can expand or be fetched."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from bot.formats.report import Report

DEEPEST = 100
MOST_ELEMENTS = 300_000  # a conference of 1,000 sessions has some 50,000


class Element:
    """An element: its tag without namespace, attributes, children in order, and its own text (that of no child)."""

    __slots__ = ("attributes", "children", "line", "parts", "tag")

    def __init__(self, tag: str, attributes: dict[str, str], line: int) -> None:
        self.tag = tag
        self.attributes = attributes
        self.line = line
        self.children: list[Element] = []
        self.parts: list[str] = []

    @property
    def text(self) -> str:
        return "".join(self.parts)

    def find(self, tag: str) -> Element | None:
        return next((child for child in self.children if child.tag == tag), None)

    def all(self, tag: str) -> Iterator[Element]:
        return (child for child in self.children if child.tag == tag)

    def text_of(self, *tags: str) -> str:
        """The text of the first child with one of these tags that has any."""
        for tag in tags:
            for child in self.all(tag):
                if child.parts and not child.text.isspace():
                    return child.text
        return ""


class _Builder:
    def __init__(self, report: Report) -> None:
        self._root: Element | None = None
        self.parser: Any = None  # expat's, which knows the line
        self._report = report
        self._stack: list[Element] = []
        self._count = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        element = Element(tag.rpartition("}")[2], attributes, self.parser.CurrentLineNumber)
        self._count += 1
        if len(self._stack) >= DEEPEST or self._count > MOST_ELEMENTS:
            raise self._report.give_up("", "nests too deep, or holds too much", "is it the right file?", element.line)
        if self._stack:
            self._stack[-1].children.append(element)
        else:
            self._root = element
        self._stack.append(element)

    def end(self, _tag: str) -> None:
        self._stack.pop()

    def data(self, data: str) -> None:
        if self._stack:
            self._stack[-1].parts.append(data)

    def close(self) -> Element | None:
        """The root; the parser gives it on."""
        return self._root


def parse_xml(data: bytes, report: Report) -> Element:
    """The root element. Raises ProgrammeError, with the line, if the data is not XML, or holds entities of its own."""
    builder = _Builder(report)
    parser = DefusedXMLParser(target=builder, forbid_entities=True, forbid_external=True)
    builder.parser = parser.parser
    try:
        parser.feed(data)
        root: Any = parser.close()  # what the builder gives; that there is none, is an error
    except ParseError as error:
        line = error.position[0]
        found = str(error).split(":")[0]
        ended = found in {"no element found", "unclosed token", "unclosed CDATA section"}
        what = "ends in the middle" if ended else f"is not XML: {found}"
        raise report.give_up("", what, "fetch it again; it was cut off" if ended else "", line) from None
    except DefusedXmlException:
        line = builder.parser.CurrentLineNumber
        raise report.give_up("", "declares entities, which could expand without end", "write them out", line) from None
    except (LookupError, ValueError) as error:  # an encoding that is none, or not for XML
        raise report.give_up("", f"is in an encoding that cannot be read: {error}", "save it as UTF-8") from None
    return cast("Element", root)
