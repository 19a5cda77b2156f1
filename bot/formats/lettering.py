"""Text in pictures: fonts, and words broken into lines by their width in pixels."""

from __future__ import annotations

import io
import re
import unicodedata
from functools import cache
from importlib.resources import files

from PIL import ImageFont

_FONT = "DejaVuSansCondensed{}.ttf"
# What the fonts do not have (emoji, Chinese …) would be empty boxes.
_NOT_IN_FONT = re.compile(
    "[^ -~\u00a1-\u024f\u0259\u0370-\u03ff\u0400-\u052f\u1e00-\u1eff\u1f00-\u1fff"
    "\u2010-\u2027\u2030-\u205e\u2070-\u209c\u20a0-\u20bf\u2100-\u214f\u2150-\u218f\u2190-\u2199\u21d0-\u21d4"
    "\u2200-\u2211\u221a-\u222b\u2248\u2260-\u2267\u22c5\u25a0\u25a1\u25b2-\u25bf\u25cb\u25cf\u2605\u2606"
    "\u2660-\u2667\u266a-\u266f\u2713-\u2718\ufb00-\ufb04]"
)
_NOTHING = "…"


def drawable(text: str) -> str:
    """The text on one line, without characters that the fonts do not have; "…" if nothing is left.

    >>> drawable("Rust 🦀 for  everyone")
    'Rust for everyone'
    """
    line = " ".join(unicodedata.normalize("NFC", text).split())
    return " ".join(_NOT_IN_FONT.sub("", line).split()) or _NOTHING


class Face:
    """A font at a size in pixels."""

    def __init__(self, size: int, *, bold: bool = False) -> None:
        path = files("bot.formats") / "fonts" / _FONT.format("-Bold" if bold else "")
        # Shaping is for scripts that the fonts do not have, and slow.
        self.font = ImageFont.truetype(io.BytesIO(path.read_bytes()), size, layout_engine=ImageFont.Layout.BASIC)
        self.line = round(size * 1.25)  # from one line to the next, in pixels
        self._widths: dict[str, float] = {}

    def width(self, text: str) -> float:
        """In pixels."""
        if text not in self._widths:
            self._widths[text] = self.font.getlength(text)
        return self._widths[text]

    def wrap(self, text: str, width: float, most: int, indent: float = 0) -> list[str]:
        """The text in at most `most` lines of that width, in pixels, the first shorter by `indent`.

        What does not fit is cut off with an ellipsis.
        """
        lines: list[str] = []
        line, room = "", width - indent
        words = [part for word in text.split() for part in self._parts(word, width)]
        for position, word in enumerate(words):
            longer = f"{line} {word}" if line else word
            if self._words_width(longer) <= room:
                line = longer
                continue
            if len(lines) == most - 1:
                lines.append(self.cut(f"{longer} {' '.join(words[position + 1 :])}".rstrip(), room, ended=False))
                return lines
            if line or indent:
                lines.append(line)
            line, room = word, width
        return [*lines, line] if line or not lines else lines

    def cut(self, text: str, width: float, *, ended: bool = True) -> str:
        """The text, cut off with an ellipsis where it is wider than that, in pixels; always, unless it `ended`."""
        if ended and self.width(text) <= width:
            return text
        low, high = 0, len(text)
        while low < high:
            middle = (low + high + 1) // 2
            if self.font.getlength(text[:middle].rstrip() + "…") <= width:
                low = middle
            else:
                high = middle - 1
        return text[:low].rstrip(" ,;:–-") + "…"

    def _words_width(self, text: str) -> float:
        words = text.split(" ")
        return sum(map(self.width, words)) + (len(words) - 1) * self.width(" ")

    def _parts(self, word: str, width: float) -> list[str]:
        """The word; in several parts if it is wider than a line, after a mark of punctuation where it has one."""
        parts = []
        while self.width(word) > width and len(word) > 2:
            fitting = next((end for end in range(len(word) - 1, 1, -1) if self.width(word[:end] + "-") <= width), 1)
            marked = max((word.rfind(mark, 3, fitting) for mark in "-/.,:_"), default=-1)
            parts.append(word[: marked + 1] if marked > 0 else f"{word[:fitting]}-")
            word = word[marked + 1 if marked > 0 else fitting :]
        return [*parts, word]


@cache
def face(size: int, *, bold: bool = False) -> Face:
    """The same face for the same size, as its widths are remembered."""
    return Face(size, bold=bold)
