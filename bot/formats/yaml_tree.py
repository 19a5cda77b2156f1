"""YAML to a tree that remembers its lines, in which every value is still the text that was typed.

YAML's own idea of types is what its traps come from (`9:30` is 570, `no` is false); here the models say what a value
is to be. Only what a programme needs is understood: anchors, aliases and tags are refused, so nothing can expand.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, NamedTuple, NoReturn

import yaml

from bot.formats import yaml_syntax
from bot.formats.content import MAX_BYTES, control_characters, decode, is_binary, not_text, too_large
from bot.formats.problems import Problem, ProgrammeError, quoted

MAX_DEPTH = 20
MAX_NODES = 250_000  # a conference of 1,000 sessions has some 30,000

# With libyaml where PyYAML was built with it: ten times as fast.
PARSER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

NULLS = frozenset({"", "~", "null", "Null", "NULL"})

Event = Any  # PyYAML's annotations do not know their attributes
Location = tuple[int | str, ...]


@dataclass(slots=True)
class Text:
    """A value; None if it was left empty, or is YAML's null."""

    line: int
    value: str | None


@dataclass(slots=True)
class Items:
    line: int
    nodes: list[Node] = field(default_factory=list)


@dataclass(slots=True)
class Mapping:
    line: int
    entries: dict[str, Entry] = field(default_factory=dict)


class Entry(NamedTuple):
    """One `key: value`; the line is the key's."""

    line: int
    node: Node


Node = Text | Items | Mapping
Plain = dict[str, "Plain"] | list["Plain"] | str | None


def parse_tree(data: bytes | str, name: str) -> tuple[Mapping, tuple[Problem, ...]]:
    """The tree of a file called `name` whose top level is a mapping, and what was passed over in it.

    Raises ProgrammeError where there is no such tree: not text, not YAML, empty, a list, too large or too deep.
    """
    if len(data) > MAX_BYTES:
        raise too_large(name)
    text = data if isinstance(data, str) else decode(data, name)
    _refuse_control_characters(text, name)
    reader = _Reader(text, name)
    root = reader.read()
    if not isinstance(root, Mapping):
        raise ProgrammeError([_not_a_mapping(root, text, name)])
    return root, tuple(reader.problems)


def plain(node: Node) -> Plain:
    """The tree as dicts, lists and texts. A key without a value is left out, as if it were not there."""
    match node:
        case Text(value=value):
            return value
        case Items(nodes=nodes):
            return [plain(child) for child in nodes]
        case Mapping(entries=entries):
            return {key: plain(entry.node) for key, entry in entries.items() if not _is_empty(entry.node)}


def _is_empty(node: Node) -> bool:
    return isinstance(node, Text) and node.value is None


def find_line(root: Node, location: Location) -> int:
    """The line of what is at `location` (keys and positions from the root), or of the nearest thing around it."""
    return _walk(root, location)[0]


def is_left_empty(root: Node, location: Location) -> bool:
    """Whether the key at `location` is there, without a value."""
    node = _walk(root, location)[1]
    return node is not None and _is_empty(node)


def _walk(root: Node, location: Location) -> tuple[int, Node | None]:
    """The line of `location` and the node there; of the nearest thing around it, and None, if it is not there."""
    node, line = root, root.line
    for step in location:
        if isinstance(node, Mapping) and step in node.entries:
            line, node = node.entries[str(step)]
        elif isinstance(node, Items) and isinstance(step, int) and step < len(node.nodes):
            node = node.nodes[step]
            line = node.line
        else:
            return line, None
    return line, node


# Breaks for YAML 1.1, but for no editor; pasted text holds them unseen.
UNSEEN_BREAKS = str.maketrans({"\x85": " ", "\u2028": " ", "\u2029": " "})
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def _refuse_control_characters(text: str, name: str) -> None:
    read = text.translate(UNSEEN_BREAKS)
    if CONTROL.search(read):
        raise not_text(name) if is_binary(text) else control_characters(name, read, CONTROL)


def _control_character(name: str, line: int, mark: str) -> Problem:
    return Problem(name, line, "", f"holds the control character U+{ord(mark):04X}", "delete it (it cannot be seen)")


class _Reader:
    """Builds the tree from YAML's events. `problems` are what it passed over."""

    def __init__(self, text: str, name: str) -> None:
        self.problems: list[Problem] = []
        self._text = text.translate(UNSEEN_BREAKS)
        self._name = name
        self._nodes = 0

    def read(self) -> Node:
        """The first document's tree; an empty text if there is none. Raises ProgrammeError at a syntax error."""
        try:
            return self._document()
        except yaml.YAMLError as error:
            line, found, advice = yaml_syntax.explain(error, self._text)
            if yaml_syntax.is_too_deep(error):
                self._give_up_depth(line)
            self._give_up(line, found, advice)

    def _document(self) -> Node:
        self._events = yaml.parse(self._text, Loader=PARSER)
        next(self._events)
        if isinstance(next(self._events), yaml.StreamEndEvent):
            return Text(1, None)
        root = self._node(next(self._events), depth=1)
        next(self._events)
        following = next(self._events)
        if isinstance(following, yaml.DocumentStartEvent):
            self._note(_line(following), "'---' begins a second document", "keep one programme in a file")
        return root

    def _node(self, event: Event, depth: int) -> Node:
        line = _line(event)
        self._nodes += 1
        if self._nodes > MAX_NODES:
            self._give_up(line, f"has more than {MAX_NODES:,} values", "is it the right file?")
        if depth > MAX_DEPTH:
            self._give_up_depth(line)
        self._refuse_marks(event, line)
        if isinstance(event, yaml.ScalarEvent):
            return Text(line, self._value(event, line))
        if isinstance(event, yaml.AliasEvent):
            return Text(line, f"*{event.anchor}")
        if isinstance(event, yaml.SequenceStartEvent):
            return self._items(line, depth)
        return self._mapping(line, depth)

    def _refuse_marks(self, event: Event, line: int) -> None:
        if isinstance(event, yaml.AliasEvent):
            advice = "write the value out, or put text that begins with * in quotes"
            self._note(line, f"{quoted(f'*{event.anchor}')} is an alias, which is not followed", advice)
            return
        if event.anchor is not None:
            advice = "leave it out, or put text that begins with & in quotes"
            self._note(line, f"{quoted(f'&{event.anchor}')} is an anchor, which means nothing here", advice)
        if event.tag is not None:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            advice = "leave it out, or put text that begins with ! in quotes"
            self._note(line, f"{quoted(tag)} is a tag, which means nothing here", advice)

    def _value(self, event: yaml.ScalarEvent, line: int) -> str | None:
        value: str = event.value
        if event.implicit[0] and value in NULLS:
            return None
        if event.style == '"' and (control := CONTROL.search(value)):
            self.problems.append(_control_character(self._name, line, control[0]))
        return value

    def _items(self, line: int, depth: int) -> Items:
        items = Items(line)
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            items.nodes.append(self._node(event, depth + 1))
        return items

    def _mapping(self, line: int, depth: int) -> Mapping:
        mapping = Mapping(line)
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key_line = _line(event)
            key = self._key(event, key_line, depth)
            entry = Entry(key_line, self._node(next(self._events), depth + 1))
            if key is None:
                continue
            first = mapping.entries.setdefault(key, entry)
            if first is not entry:
                self._note(key_line, f"{quoted(key)} is given twice, first on line {first.line}", "keep one of them")
        return mapping

    def _key(self, event: Event, line: int, depth: int) -> str | None:
        """The key, or None if it cannot be one; an empty one is empty text."""
        node = self._node(event, depth + 1)
        if isinstance(node, Text):
            return event.value if isinstance(event, yaml.ScalarEvent) else node.value
        self._note(
            line, "a list or a mapping stands where a key is wanted", "put text that begins with [ or { in quotes"
        )
        return None

    def _note(self, line: int, found: str, advice: str) -> None:
        self.problems.append(Problem(self._name, line, "", found, advice))

    def _give_up_depth(self, line: int) -> NoReturn:
        self._give_up(line, f"nests deeper than {MAX_DEPTH} levels", "put text that begins with [ or { in quotes")

    def _give_up(self, line: int, found: str, advice: str) -> NoReturn:
        self._note(line, found, advice)
        raise ProgrammeError(self.problems)


def _line(event: Event) -> int:
    return int(event.start_mark.line) + 1


def _not_a_mapping(root: Node, text: str, name: str) -> Problem:
    advice = "begin with lines such as 'title: Our workshop'"
    if _is_empty(root):
        return Problem(name, None, "", "is empty", "it needs at least title, timezone and days")
    if isinstance(root, Items):
        return Problem(name, root.line, "", "is a list, and a programme is keys with values", advice)
    kind = "is HTML or XML" if text.lstrip().startswith("<") else "is only a text"
    return Problem(name, root.line, "", f"{kind}, and a programme is keys with values", advice)
