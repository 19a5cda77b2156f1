"""Texts as organisers' systems hold them (HTML, Markdown, entities, stray marks) made into clean text.

Links are kept as `words (address)`; paragraphs are separated by an empty line. Every function takes any text of any
length in time that grows with its length: what is imported may be meant to make us busy.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urljoin

from bot.core.programme import web_address
from bot.formats.words import words

# Seen by nobody, and in the way of every comparison: zero-width space and no-break space, word joiner, soft hyphen,
# byte order mark, direction marks, and what may stand in no file.
_UNSEEN = re.compile(
    "[\u200b\u2060-\u2064\u00ad\ufeff\u200e\u200f\u202a-\u202e\u2066-\u2069\u061c\u180e\ufff9-\ufffb\ue000\ue001"
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]"
)
# Zero-width joiners belong between parts of an emoji, and non-joiners between letters of some scripts; not elsewhere.
_STRAY_JOINER = re.compile(
    r"(?<![\U0001f000-\U0001ffff\u2600-\u27bf\ufe0f\u2640-\u2642])\u200d|(?<!\w)\u200c|\u200c(?!\w)"
)
_BREAK = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_SPACE = re.compile("[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
MOST_TEXT = 200_000  # characters; what follows is cut off
MOST_ADDRESS = 8000
_SAFE = "%:/?#[]@!$&'()*+,;=~|^{}`\u00a1-\U0010ffff"
_SPACES = re.compile("  +")
_BLANK_LINES = re.compile(r"\n{3,}")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")

_INLINE = (
    "a abbr b big cite code del dfn em font i ins kbd mark q s samp small span strike strong sub sup time tt u var wbr"
)
_BLOCK = (
    "address article aside blockquote body br caption center dd details div dl dt figcaption figure footer form h1 h2 "
    "h3 h4 h5 h6 head header hr html iframe img input label li link main meta nav object ol option p picture pre "
    "script section select source style summary svg table tbody td template textarea tfoot th thead title tr ul video"
)
_KNOWN_TAGS = words(f"{_INLINE} {_BLOCK}")
_TAG = re.compile(rf"</?(?:{'|'.join(sorted(_KNOWN_TAGS, key=len, reverse=True))})(?=[\s/>])[^<>]*>", re.IGNORECASE)
_BLOCK_TAG = re.compile(r"</?(?:p|br|div|ul|ol|li|h[1-6]|table|tr|blockquote|section|hr)(?=[\s/>])", re.IGNORECASE)
_TEXT_TAG = re.compile(r"<(/?)(p|ul|ol|li|em|strong|b|i|a)\b[^<>]*>")
_LIST_MARK = re.compile(r"\n[ \t]*(?=(?:\d{1,2}[.)]|[-*•–])[ \t])")
_BRACKET = re.compile(r"<(?!/?([A-Za-z][A-Za-z0-9]*)(?=[\s/>])|!--)")
_BRACKETED = re.compile(r"<(?=/?([A-Za-z][A-Za-z0-9]*)[\s/>])")

_ADDRESS = r"(?:https?://|mailto:)[^\s<>()\[\]]*(?:(?:\([^\s<>()]*\)|[\[\]])[^\s<>()\[\]]*)*"
_MARKDOWN_LINK = re.compile(
    rf'!?\[([^\[\]\n]{{0,500}})\]\(\s{{0,9}}<?({_ADDRESS})>?(?:\s+"[^"\n]{{0,300}}")?\s{{0,9}}\)'
)
_DEAD_LINK = re.compile(r"!?\[([^\[\]\n]{1,500})\]\((?:[#/][^\s()]{0,500})?\)")
_AUTOLINK = re.compile(r"<((?:https?://|mailto:)[^\s<>]{1,2000})>")
_DEFINITION = re.compile(r"^ {0,3}\[([^\]\n]{1,100})\]: +<?(https?://[^\s>]+)>?[^\n]*$", re.MULTILINE)
_REFERENCE = re.compile(r"\[([^\[\]\n]{1,300})\]\[([^\[\]\n]{0,100})\]")
_BARE_ADDRESS = re.compile(r"https?://\S+")
_EMPHASIS = re.compile(r"(?<![\w*\\/])(\*{1,3})(?=[^\s*])([^*\n]{1,500})(?<=[^\s*\\])\1(?![\w*])")
_UNDERLINE = re.compile(r"(?<![\w\\/])(_{1,2})(?=[^\s_])([^_\n]{1,500})(?<=[^\s_\\])\1(?!\w)")
_STRIKE = re.compile(r"(?<![\w~])~~(?=[^\s~])([^~\n]{1,500})~~(?![\w~])")
_CODE = re.compile(r"(?<!`)(`{1,3})(?!`)([^`\n]{1,500})(?<!`)\1(?!`)")
_ESCAPE = re.compile(r"\\([*_`#~>.!+\-\"'])")
_HEADING = re.compile(r" {0,3}#{1,6}[ \t]+(.*?)[ \t#]*$")
_RULE = re.compile(r" {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,}|={3,})$")
_BULLET = re.compile(r"^( *)[*+•][ \t]+(?=\S)")
_QUOTE = re.compile(r"^ {0,3}(?:> ?)+")
_FENCE = re.compile(r" {0,3}(?:```|~~~)[\w+#.-]*$")


def tidy(text: str) -> str:
    """The text on one line, without entities, unseen marks and stray spaces; its words are as they were.

    >>> tidy(" Bits &amp;\\u200b B\\u00e4ume\\r\\n ")
    'Bits & Bäume'
    """
    return " ".join(_settle(_unescape(text[:MOST_TEXT])).split())


def tidy_keeping_ends(text: str) -> str:
    """Like `tidy` for a part of a text: a space at either end stays one."""
    words = tidy(text)
    if not words:
        return " " if text.isspace() else ""
    return f"{' ' if text[0].isspace() else ''}{words}{' ' if text[-1].isspace() else ''}"


def clean_line(text: str) -> str:
    """A title on one line, without HTML, emphasis and code marks; stars and underscores inside words stay.

    >>> clean_line("What do *we* pin, <b>Schnüffler*innen</b>? <3")
    'What do we pin, Schnüffler*innen? <3'
    """
    text = text[:MOST_TEXT]
    if "<" in text and _TAG.search(text):
        text = _TAG.sub("", text)
    line = tidy(text)
    return _ESCAPE.sub(r"\1", _without_emphasis(line, underlines=False)) if "*" in line or "`" in line else line


def clean_text(text: str, base: str = "") -> str:
    """A text with paragraphs, from HTML, Markdown or plain text. `base` is the address that relative links start from.

    What follows the first 200,000 characters is cut off.

    >>> clean_text("<p>See <a href='https://example.org/a'>the <b>paper</b></a>.</p><ul><li>one</li></ul>")
    'See the paper (https://example.org/a).\\n\\n- one'
    >>> clean_text("# About\\r\\nSee [the paper](https://example.org/a), **please**")
    'About\\nSee the paper (https://example.org/a), please'
    """
    if not text or text.isspace():
        return ""
    text = _settle(text[:MOST_TEXT])
    if "<" in text:
        text = _AUTOLINK.sub(lambda found: _spaced(found[1].removeprefix("mailto:"), found), text)
        if _TAG.search(text):
            is_block = bool(_BLOCK_TAG.search(text))
            text = _settle(html_to_text(text, base, keep_breaks=not is_block))
            if "<" in text and _holds_html(text):  # it was escaped twice
                text = _settle(html_to_text(text, base, keep_breaks=True))
            return _arrange(text if is_block else _without_markdown(text))
    text = _settle(_unescape(text))
    if "<" in text and _holds_html(text):
        return _arrange(_settle(html_to_text(text, base)))
    return _arrange(_without_markdown(text))


def _spaced(address: str, found: re.Match[str]) -> str:
    """The address, with a space where a word follows at once."""
    return f"{address} " if found.string[found.end() : found.end() + 1].isalnum() else address


def _holds_html(text: str) -> bool:
    """Whether tags that a text would hardly speak of are opened and closed again in it."""
    found = set(_TEXT_TAG.findall(text))
    return any(not closing and ("/", tag) in found for closing, tag in found)


@dataclass(frozen=True, slots=True)
class Cleaning:
    """What makes clean texts of a source's: of a name, of a title, and of a text with paragraphs."""

    name: Callable[[str], str]
    title: Callable[[str], str]
    text: Callable[[str, str], str]


def _keep_line(text: str) -> str:
    return " ".join(text[:MOST_TEXT].split())


def _keep_text(text: str, _base: str) -> str:
    return text[:MOST_TEXT].strip()


FOREIGN = Cleaning(tidy, clean_line, clean_text)
# Of our own exports, whose texts are clean: what looks like markup in them is meant.
OURS = Cleaning(_keep_line, _keep_line, _keep_text)


def html_to_text(markup: str, base: str = "", *, keep_breaks: bool = False) -> str:
    """The text of HTML; anything in pointed brackets that is no tag of HTML is text. Not yet arranged in paragraphs."""
    builder = _TextBuilder(base, keep_breaks=keep_breaks)
    feed_html(_escape_brackets(markup), builder)
    return "".join(builder.parts)


def feed_html(markup: str, target: object) -> None:
    """Tell `target` (start, end, data, comment, close) what is in the markup, however broken that is, in order."""
    from lxml import etree  # html.parser takes 40 s over 60 kB of '<a '; 6 MB that our own files never need

    parser = etree.HTMLParser(target=target, huge_tree=True)
    try:
        parser.feed(f"<html><body>{markup}")
        parser.close()
    except etree.LxmlError:  # so broken that even a browser would give up; what came before it has been told
        return


def clean_address(text: object, base: str = "") -> str:
    """The web address, complete by `base` where it is relative, or empty where it is none.

    >>> clean_address(" /slides/a b.pdf ", "https://example.org/2025/")
    'https://example.org/slides/a%20b.pdf'
    """
    if not isinstance(text, str):
        return ""
    if len(text) > MOST_ADDRESS:
        return ""
    address = "".join(_settle(_unescape(text)).split("\n")).strip()
    if not address or address.startswith(("mailto:", "tel:", "javascript:", "data:", "#")):
        return ""
    try:
        if base and not address.startswith(("https://", "http://")):
            address = urljoin(base, address)
        if _needs_quoting(address):
            address = quote(address, safe=_SAFE, encoding="utf-8")
        return web_address(address)
    except ValueError:
        return ""


def _needs_quoting(address: str) -> bool:
    return not address.isprintable() or any(mark in address for mark in ' <>"\\')


def _unescape(text: str) -> str:
    return _ENTITY.sub(lambda found: html.unescape(found[0]), text) if "&" in text else text


def _settle(text: str) -> str:
    """One kind of line break, one kind of space, composed letters, nothing unseen."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", _SPACE.sub(" ", _BREAK.sub("\n", text)))
        return _STRAY_JOINER.sub("", _UNSEEN.sub("", text))
    return text if text.isprintable() else _UNSEEN.sub("", _SPACE.sub(" ", _BREAK.sub("\n", text)))


def _arrange(text: str) -> str:
    lines = (
        _SPACES.sub(" ", line).strip() if not line.startswith("  ") else _indented(line) for line in text.split("\n")
    )
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()


def _indented(line: str) -> str:
    """The line with its indentation, which lists and code need, and single spaces in it."""
    bare = line.strip()
    return line[: len(line) - len(line.lstrip())][:8] + _SPACES.sub(" ", bare) if bare else ""


def _without_markdown(text: str) -> str:
    if "[" in text:
        text = _without_links(text)
    return "\n".join(_plain_lines(text))


def _plain_lines(text: str) -> list[str]:
    lines: list[str] = []
    in_code = False
    for line in text.split("\n"):
        if _FENCE.match(line):
            in_code = not in_code
        elif in_code:
            lines.append(line)
        else:
            lines.append(_plain_line(line))
    return lines


def _plain_line(line: str) -> str:
    line = line.rstrip()
    if _RULE.match(line):
        return ""
    line = _QUOTE.sub("", line, count=1) if line.lstrip().startswith(">") else line
    heading = _HEADING.match(line)
    if heading:
        line = heading[1]
    line = _BULLET.sub(r"\1- ", line, count=1)
    if line.endswith("\\"):
        line = line.removesuffix("\\")
    if not any(mark in line for mark in "*_`~\\"):
        return line
    return _outside_addresses(line, lambda part: _ESCAPE.sub(r"\1", _without_emphasis(part, underlines=True)))


def _outside_addresses(line: str, change: Callable[[str], str]) -> str:
    """The line with everything changed but the web addresses, whose stars and underscores mean themselves."""
    addresses = _BARE_ADDRESS.findall(line)
    if not addresses:
        return change(line)
    kept = iter(addresses)
    changed = change(_BARE_ADDRESS.sub("\ue000", line))
    return re.sub("\ue000", lambda _: next(kept, ""), changed)


def _without_emphasis(line: str, *, underlines: bool) -> str:
    line = _CODE.sub(r"\2", line)
    for _ in range(2):  # bold within italic
        line = _EMPHASIS.sub(r"\2", line)
        if underlines:
            line = _UNDERLINE.sub(
                lambda found: found[0] if found[2].isidentifier() and len(found[1]) == 2 else found[2], line
            )
    return _STRIKE.sub(r"\1", line)


def _without_links(text: str) -> str:
    text = _MARKDOWN_LINK.sub(lambda found: _linked(found[1], found[2]), text)
    text = _DEAD_LINK.sub(r"\1", text)
    definitions = {found[1].casefold(): found[2] for found in _DEFINITION.finditer(text)}
    if not definitions:
        return text
    used: set[str] = set()

    def resolve(found: re.Match[str]) -> str:
        key = (found[2] or found[1]).casefold()
        if key not in definitions:
            return found[0]
        used.add(key)
        return _linked(found[1], definitions[key])

    text = _REFERENCE.sub(resolve, text)
    return _DEFINITION.sub(lambda found: "" if found[1].casefold() in used else found[0], text)


def _linked(words: str, address: str) -> str:
    words, address = words.strip(), address.strip().removeprefix("mailto:")
    bare = address.removeprefix("https://").removeprefix("http://").rstrip("/")
    if not words or words.rstrip("/") in {address.rstrip("/"), bare}:
        return address
    return f"{words} ({address})"


def _escape_brackets(markup: str) -> str:
    """The markup in which `<` begins only tags of HTML, so that `vector<int>` and `<3` stay text."""
    markup = _BRACKET.sub("&lt;", markup)
    return _BRACKETED.sub(lambda found: "<" if found[1].lower() in _KNOWN_TAGS else "&lt;", markup)


_PARAGRAPHS = words("p h1 h2 h3 h4 h5 h6 ul ol dl table blockquote pre hr section article figure")
_LINES = words("div li dt dd tr br caption figcaption header footer")
_SILENT = words("script style head template select textarea svg")


class _TextBuilder:
    """Gathers a text from tags and data. Spaces in HTML are all alike, but in `pre` and with `keep_breaks`."""

    def __init__(self, base: str, *, keep_breaks: bool) -> None:
        self.parts: list[str] = []
        self._base = base
        self._keep_breaks = keep_breaks
        self._preformatted = 0
        self._silent = 0
        self._lists: list[int | None] = []  # of the lists we are in: the last item's number, None without numbers
        self._links: list[tuple[str, int]] = []  # address, and where its words begin

    def start(self, tag: str, attributes: Any) -> None:  # noqa: ANN401 - lxml's own mapping
        if tag in _SILENT:
            self._silent += 1
        elif tag == "br":
            self._end_line()
        elif tag in _PARAGRAPHS:
            self._start_paragraph(tag)
        elif tag == "li":
            self._start_item()
        elif tag in _LINES:
            self._end_line(once=True)
        elif tag == "a":
            self._links.append((str(attributes.get("href") or ""), len(self.parts)))
        elif tag == "img":
            self._image(attributes)
        elif tag in {"td", "th"} and self.parts and not self.parts[-1].endswith("\n"):
            self.parts.append(" | ")
        if tag == "pre":
            self._preformatted += 1

    def end(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in {"ul", "ol"}:
            if self._lists:
                self._lists.pop()
            self._end_line(once=True)
            if not self._lists:
                self._end_line()
        elif tag == "pre":
            self._preformatted = max(0, self._preformatted - 1)
            self._end_line()
        elif tag in _PARAGRAPHS:
            self._end_line(once=True)
            if not self._lists:
                self._end_line()
        elif tag in _LINES and tag != "br":
            self._end_line(once=True)
        elif tag == "a" and self._links:
            self._end_link()

    def data(self, data: str) -> None:
        if self._silent:
            return
        if self._preformatted:
            self.parts.append(data)
            return
        if not self._keep_breaks and "\n" in data:
            data = _LIST_MARK.sub("\ue001", data)  # a list that somebody typed without tags
        words = data if self._keep_breaks else " ".join(data.split()).replace(" \ue001", "\n").replace("\ue001", "\n")
        if not words:
            if data and self.parts and not self.parts[-1].endswith((" ", "\n")):
                self.parts.append(" ")
            return
        if not self._keep_breaks:
            at_start = not self.parts or self.parts[-1].endswith((" ", "\n"))
            words = f"{' ' if data[0].isspace() and not at_start else ''}{words}{' ' if data[-1].isspace() else ''}"
        self.parts.append(words)

    def comment(self, text: str) -> None:
        """Nothing of a comment is shown."""

    def close(self) -> None:
        while self._links:
            self._end_link()

    def _start_paragraph(self, tag: str) -> None:
        if tag in {"ul", "ol"}:
            self._end_line(once=True)
            if not self._lists:
                self._end_line()
            self._lists.append(0 if tag == "ol" else None)
            return
        self._end_line(once=True)
        if not self._lists:  # a paragraph in a list item is only a line
            self._end_line()

    def _start_item(self) -> None:
        self._end_line(once=True)
        mark = "- "
        if self._lists and self._lists[-1] is not None:
            self._lists[-1] += 1
            mark = f"{self._lists[-1]}. "
        self.parts.append("  " * min(len(self._lists) - 1, 3) + mark)

    def _end_line(self, *, once: bool = False) -> None:
        """A line break; with `once`, only if there is none, or a list item's mark without words before it."""
        if once and (not self.parts or self.parts[-1].endswith("\n") or re.fullmatch(r" *(-|\d+\.) ", self.parts[-1])):
            return
        self.parts.append("\n")

    def _end_link(self) -> None:
        address, begin = self._links.pop()
        if self._silent:
            return
        words = "".join(self.parts[begin:])
        if address.startswith("mailto:"):
            address = address.removeprefix("mailto:").split("?")[0]
        else:
            address = clean_address(address, self._base)
        if address and words.strip():
            lead = words[: len(words) - len(words.lstrip())]
            trail = " " if words.endswith(" ") else ""
            self.parts[begin:] = [f"{lead}{_linked(words, address)}{trail}"]
        elif address:
            self.parts.append(address)

    def _image(self, attributes: Any) -> None:  # noqa: ANN401 - lxml's own mapping
        address = clean_address(str(attributes.get("src") or ""), self._base)
        words = " ".join(str(attributes.get("alt") or "").split())
        if words or address:
            self.parts.append(_linked(words, address) if address else words)
