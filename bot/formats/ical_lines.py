"""iCalendar's lines to components, with line numbers: folding, parameters and escapes of RFC 5545."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.formats.problems import quoted
from bot.formats.report import Report

DEEPEST = 10
LONGEST_LINE = 400_000  # characters, its folds together
_ESCAPED = re.compile(r"\\([\\;,nN:\"])")
_PARAMETER = re.compile(r';([A-Za-z0-9-]+)=((?:"[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*)')
_NAME = re.compile(r"(?:[A-Za-z0-9_-]+\.)?([A-Za-z0-9-]+)")


def unescape(text: str) -> str:
    """The text that a value stands for."""
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], text)


@dataclass(frozen=True, slots=True)
class Property:
    """One content line. `value` is as it stands there, with its escapes."""

    name: str
    value: str
    line: int
    parameters: dict[str, str]

    @property
    def text(self) -> str:
        return unescape(self.value)


@dataclass(slots=True)
class Component:
    """What stands between BEGIN and END. Property names are in capitals."""

    name: str
    line: int
    properties: dict[str, list[Property]] = field(default_factory=dict)
    components: list[Component] = field(default_factory=list)

    def first(self, name: str) -> Property | None:
        found = self.properties.get(name)
        return found[0] if found else None

    def text(self, name: str) -> str:
        found = self.first(name)
        return found.text if found else ""

    def all(self, name: str) -> list[Property]:
        return self.properties.get(name, [])


def parse_calendars(text: str, report: Report) -> list[Component]:
    """The file's calendars. Lines that are none are warnings; raises ProgrammeError if one is not closed."""
    calendars: list[Component] = []
    stack: list[Component] = []
    for line, content in _unfold(text):
        found = _parse_line(content, line)
        if found is None:
            report.repeat("", f"is no line of a calendar, such as {quoted(content)}", "left out", line)
            continue
        if found.name == "BEGIN":
            _begin(found, stack, calendars, report)
        elif found.name == "END":
            _end(found, stack, report)
        elif stack:
            stack[-1].properties.setdefault(found.name, []).append(found)
    if stack:
        names = " in ".join(component.name for component in reversed(stack))
        raise report.give_up(
            "", f"ends in the middle: {names} is not closed", "fetch it again; it was cut off", stack[-1].line
        )
    return calendars


def _begin(found: Property, stack: list[Component], calendars: list[Component], report: Report) -> None:
    component = Component(found.value.strip().upper(), found.line)
    if len(stack) >= DEEPEST:
        raise report.give_up("", "nests too deep", "is it the right file?", found.line)
    if stack:
        stack[-1].components.append(component)
    elif component.name == "VCALENDAR":
        calendars.append(component)
    stack.append(component)


def _end(found: Property, stack: list[Component], report: Report) -> None:
    name = found.value.strip().upper()
    if not any(component.name == name for component in stack):
        report.warn("", f"END:{quoted(name)} ends nothing", "left out", found.line)
        return
    while stack.pop().name != name:
        report.warn("", f"END:{name} comes before the end of what it holds", "", found.line)


def _unfold(text: str) -> Iterator[tuple[int, str]]:
    """Content lines with the number of the line that each begins on; the end of one that is too long is cut off."""
    begun, length = 0, 0
    parts: list[str] = []
    for number, line in enumerate(_lines(text), start=1):
        if line.startswith((" ", "\t")) and parts:
            if length < LONGEST_LINE:
                parts.append(line[1:])
                length += len(line)
            continue
        if parts:
            yield begun, "".join(parts)
        begun, length = number, len(line)
        parts = [line[:LONGEST_LINE]] if line.strip() else []
    if parts:
        yield begun, "".join(parts)


def _lines(text: str) -> Iterator[str]:
    """The lines one by one: a list of them could take more memory than there is."""
    begin = 0
    while begin < len(text):
        end = text.find("\n", begin)
        end = len(text) if end < 0 else end
        yield text[begin:end].rstrip("\r")
        begin = end + 1


def _parse_line(content: str, line: int) -> Property | None:
    name = _NAME.match(content)
    if not name:
        return None
    position = name.end()
    parameters = {}
    while found := _PARAMETER.match(content, position):
        parameters[found[1].upper()] = found[2].strip('"')
        position = found.end()
    if content[position : position + 1] != ":":
        return None
    return Property(name[1].upper(), content[position + 1 :], line, parameters)
