"""The bytes of a file: how many there may be, and the text that they are."""

from __future__ import annotations

import codecs
import io
import re
from itertools import islice

from bot.formats.problems import MOST_PROBLEMS, Problem, ProgrammeError, failure
from bot.formats.report import Report

MEGABYTE = 1_000_000
MAX_BYTES = 10 * MEGABYTE  # FOSDEM, with 1,079 sessions, has 4

_NUL = re.compile("\0")
LINE_BREAK = re.compile(r"\r\n|\r|\n")
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark is its beginning
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def too_large(name: str) -> ProgrammeError:
    return failure(name, f"has more than {MAX_BYTES // MEGABYTE} MB, which no programme has", "is it the right file?")


def not_text(name: str) -> ProgrammeError:
    return failure(name, "is not text", "is it the right file? Text is best saved as UTF-8")


def decode(data: bytes, name: str) -> str:
    """The text. Raises ProgrammeError at the first byte that is none in its encoding: UTF-8 unless it looks like
    UTF-16, or begins with the mark of another one."""
    encoding = _find_encoding(data)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        if b"\0" in data and encoding == "utf-8":
            raise not_text(name) from None
        before = data[: error.start].decode(encoding, "replace")
        line = 1 + len(LINE_BREAK.findall(before))
        found = _describe(data[error.start], encoding)
        raise ProgrammeError([Problem(name, line, "", found, "save the file in the encoding UTF-8")]) from None
    if "\0" in text:
        raise not_text(name) if is_binary(text) else control_characters(name, text, _NUL)
    return text


def is_binary(text: str) -> bool:
    """Whether there is more of NUL in it than a slip of an editor leaves behind."""
    return text.count("\0") * 10 > len(text)


def control_characters(name: str, text: str, bad: re.Pattern[str]) -> ProgrammeError:
    """The error that names the first one of each line that has any, up to a thousand lines."""
    lines = enumerate(LINE_BREAK.split(text), start=1)
    found = ((line, match[0]) for line, content in lines if (match := bad.search(content)))
    return ProgrammeError(
        Problem(name, line, "", f"holds the control character U+{ord(mark):04X}", "delete it (it cannot be seen)")
        for line, mark in islice(found, MOST_PROBLEMS)
    )


def decode_leniently(data: bytes, report: Report) -> str:
    """The text; lines that are not UTF-8 are read as Windows-1252, with a warning. Raises ProgrammeError."""
    try:
        return decode(data, report.file)
    except ProgrammeError as error:
        problem = error.problems[0]
        if problem.line is None or b"\0" in data or _find_encoding(data) not in {"utf-8", "utf-8-sig"}:
            raise
    report.warn("", problem.found, "lines with such bytes are read as Windows-1252; check the accents", problem.line)
    text = io.StringIO()  # a list of the lines could take more memory than there is
    for line in io.BytesIO(data.removeprefix(codecs.BOM_UTF8)):
        try:
            text.write(line.decode())
        except UnicodeDecodeError:
            text.write(line.decode("cp1252", "replace"))
    return text.getvalue()


def _find_encoding(data: bytes) -> str:
    """The encoding by its mark; else UTF-16 if the first character is written so, else UTF-8."""
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return encoding
    if len(data) > 1 and (data[0] == 0) != (data[1] == 0):
        return "utf-16-be" if data[0] == 0 else "utf-16-le"
    return "utf-8"


def _describe(byte: int, encoding: str) -> str:
    found = f"byte 0x{byte:02X} is not {encoding.removesuffix('-sig').upper()}"
    meant = bytes([byte]).decode("cp1252", "replace")
    is_letter = encoding.startswith("utf-8") and meant.isprintable() and meant != "\ufffd"
    return f"{found} (in Windows-1252 it would be '{meant}')" if is_letter else found
