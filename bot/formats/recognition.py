"""Any source to a Programme: which format it is in is seen from its content."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from bot.core.programme import Programme
from bot.formats.content import MAX_BYTES, decode_leniently, too_large
from bot.formats.problems import Problem
from bot.formats.report import Report

if TYPE_CHECKING:
    from bot.formats.draft import ProgrammeDraft

FORMATS = ("yaml", "json", "frab", "pentabarf", "ics", "europython", "wordpress", "schema-org", "html", "csv", "xlsx")
ALIASES = {"ical": "ics", "icalendar": "ics", "pretalx": "frab", "c3voc": "frab", "xml": "pentabarf", "yml": "yaml",
           "json-ld": "schema-org", "tsv": "csv", "excel": "xlsx"}  # fmt: skip

# Files that are mistaken for a programme, by how they begin.
FOREIGN = (
    (b"%PDF", "is a PDF", "look for the same programme as a web page, calendar or spreadsheet"),
    (b"\xd0\xcf\x11\xe0", "is a spreadsheet or document in an old format", "save it as .xlsx or .csv"),
    (b"\x1f\x8b", "is packed with gzip", "unpack it first"),
    (b"BZh", "is packed with bzip2", "unpack it first"),
    (b"\xfd7zXZ", "is packed with xz", "unpack it first"),
    (b"\x89PNG", "is a picture", "a picture of a schedule cannot be read"),
    (b"\xff\xd8\xff", "is a picture", "a picture of a schedule cannot be read"),
    (b"GIF8", "is a picture", "a picture of a schedule cannot be read"),
)


def read(
    data: bytes,
    name: str,
    *,
    format: str | None = None,  # noqa: A002 - as the command line calls it
    timezone: str | None = None,
    progress: Callable[[float], None] | None = None,
) -> tuple[Programme, tuple[Problem, ...]]:
    """The programme in `data`, the content of a file called `name`, and warnings: above all, what was not taken over.

    `format` is one of FORMATS, to insist on it. `timezone` is the venue's zone for sources that do not name it (our
    own formats always do). `progress` is told, from 0 to 1, how much is read.

    Raises ProgrammeError with all that is wrong; ValueError if there is no such format.
    """
    wanted = ALIASES.get(format, format) if format else None
    if wanted is not None and wanted not in FORMATS:
        message = f"{format!r} is not a format; the formats are {', '.join(FORMATS)}"
        raise ValueError(message)
    report = Report(name, progress)
    _refuse_foreign(data, report)
    if wanted == "yaml":
        return _read_yaml(data, name)
    if data.startswith(b"PK\x03\x04") or wanted == "xlsx":
        from bot.formats.table import read_xlsx

        return _composed(read_xlsx(data, report), report, timezone)
    if wanted == "pentabarf" or (wanted is None and is_xml(data)):
        from bot.formats.pentabarf import read_pentabarf
        from bot.formats.xml_tree import parse_xml

        return _composed(read_pentabarf(parse_xml(data, report), report), report, timezone)
    text = decode_leniently(data, report)
    found = wanted or recognise(text, name)
    if found == "yaml" and wanted is None and name.lower().endswith((".xlsx", ".xls", ".ods")):
        raise report.give_up("", "is named like a spreadsheet, but is a text, and no table", "save it anew, as .xlsx")
    if found == "yaml":
        return _read_yaml(data, name)
    return _read_text(text, found, report, timezone)


def _refuse_foreign(data: bytes, report: Report) -> None:
    if not data.strip():
        raise report.give_up("", "is empty")
    if len(data) > MAX_BYTES:
        raise too_large(report.file)
    for beginning, found, advice in FOREIGN:
        if data.startswith(beginning):
            raise report.give_up("", found, advice)


def is_xml(data: bytes) -> bool:
    """Whether the beginning is that of XML, and of no web page."""
    head = data[:3000].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    return head.startswith(b"<") and (head.startswith(b"<?xml") or b"<schedule" in head) and b"<html" not in head


def recognise(text: str, name: str = "") -> str:
    """The format of a text, by its beginning."""
    head = text[:5000].lstrip("\ufeff \t\r\n")
    lowered = head[:200].lower()
    if lowered.startswith("begin:vcalendar"):
        return "ics"
    if head.startswith(("{", "[")):
        return "json"
    if lowered.startswith("<"):
        return "html"
    from bot.formats.table import looks_like_table

    is_table_by_name = name.lower().endswith((".csv", ".tsv"))
    if is_table_by_name or (looks_like_table(text) and not name.lower().endswith((".yaml", ".yml"))):
        return "csv"
    return "ics" if "\nbegin:vevent" in text[:100_000].lower() else "yaml"


def _read_yaml(data: bytes, name: str) -> tuple[Programme, tuple[Problem, ...]]:
    from bot.formats.programme_yaml import parse_programme

    return parse_programme(data, name)


def _read_text(text: str, found: str, report: Report, timezone: str | None) -> tuple[Programme, tuple[Problem, ...]]:
    if found == "ics":
        from bot.formats.ical import read_ical

        return _composed(read_ical(text, report), report, timezone)
    if found == "csv":
        from bot.formats.table import read_csv

        return _composed(read_csv(text, report), report, timezone)
    if found == "html" or (found == "schema-org" and text.lstrip().startswith("<")):
        return _composed(_read_html(text, report, only_json_ld=found == "schema-org"), report, timezone)
    return _read_json(text, None if found == "json" else found, report, timezone)


def _read_html(text: str, report: Report, *, only_json_ld: bool) -> ProgrammeDraft:
    from bot.formats.page import limit_page
    from bot.formats.schema_org import find_json_ld, read_json_ld, title_of
    from bot.formats.schema_org import recognise as has_events

    limit_page(text, report)
    blocks = find_json_ld(text, report)
    draft = read_json_ld(blocks, report) if has_events(blocks) else None
    if only_json_ld or (draft and len(draft.sessions) > 1):
        if draft is None:
            raise report.give_up("", "holds no event in JSON-LD", "try --format html, to read the page's own text")
        draft.title = draft.title or title_of(text)
        return draft
    from bot.formats.wordpress import read_timetable

    timetable = read_timetable(text, title_of(text), "", report)
    if timetable.sessions:
        return timetable
    if draft and draft.sessions:
        draft.title = draft.title or draft.sessions[0].title
        report.warn("", "the page describes only one event, without its programme")
        return draft
    raise report.give_up(
        "",
        "is a web page on which no line begins with a time",
        "look for its schedule as .json, .xml or .ics, and give that",
    )


def _read_json(
    text: str, wanted: str | None, report: Report, timezone: str | None
) -> tuple[Programme, tuple[Problem, ...]]:
    from bot.formats import europython, frab, own_json, schema_org, wordpress
    from bot.formats.node import kind_of, parse_json

    value = parse_json(text, report)
    if own_json.recognise(value) and wanted in {None, "json"}:
        return own_json.read_own_json(value, report), report.problems
    readers: dict[str, tuple[Callable[[Any], bool], Callable[[Any, Report], Any]]] = {
        "frab": (frab.recognise, frab.read_frab),
        "europython": (europython.recognise, europython.read_europython),
        "wordpress": (wordpress.recognise, wordpress.read_wordpress),
        "schema-org": (schema_org.recognise, schema_org.read_json_ld),
    }
    for name, (recognises, reads) in readers.items():
        if wanted in {None, name} and recognises(value):
            return _composed(reads(value, report), report, timezone)
    keys = ", ".join(list(value)[:8]) if isinstance(value, dict) else kind_of(value)
    found = f"is JSON, but no {wanted or 'programme'} that we know (it holds {keys[:200]})"
    raise report.give_up(
        "", found, "known are frab's and pretalx's schedule.json, EuroPython's, WordPress's pages, and JSON-LD"
    )


def _composed(draft: ProgrammeDraft, report: Report, timezone: str | None) -> tuple[Programme, tuple[Problem, ...]]:
    from bot.formats.draft import compose

    programme = compose(draft, report, timezone)
    return programme, report.problems
