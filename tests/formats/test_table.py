"""Tables with obvious columns, as CSV and as spreadsheets."""

import io
import zipfile
from datetime import UTC, date, datetime, time, timedelta

import pytest
from openpyxl import Workbook

from bot import formats
from bot.core.programme import Kind
from bot.formats.problems import ProgrammeError


def read(text, name="x.csv", **options):
    data = text.encode() if isinstance(text, str) else text
    return formats.read(data, name, timezone="Europe/Paris", **options)


def texts(problems):
    return [str(problem) for problem in problems]


def test_everything_a_table_can_hold():
    programme, warnings = read(
        "id,date,start,end,room,title,speakers,kind,track,language,status,previous start,note,slides,url,abstract,"
        "colour\n"
        'eng,2025-06-30,9:30,10:15,Aula; Foyer,"On engines, again",Ada Lovelace (London); Bob Bo,keynote,Logic,EN,'
        'cancelled,2025-06-30 09:00,Bring a pen,https://example.org/s.pdf,https://example.org,"One.\n\n<b>Two.</b>",red\n'
    )
    (session,) = programme.sessions
    assert (session.id, session.source_id) == ("eng", "eng")
    assert (session.title, session.kind, session.track, session.language) == (
        "On engines, again",
        Kind.KEYNOTE,
        "Logic",
        "en",
    )
    assert (session.start, session.end) == (
        datetime(2025, 6, 30, 7, 30, tzinfo=UTC),
        datetime(2025, 6, 30, 8, 15, tzinfo=UTC),
    )
    assert session.previous_start == datetime(2025, 6, 30, 7, 0, tzinfo=UTC)
    assert (session.rooms, session.cancelled, session.note) == (("Aula", "Foyer"), True, "Bring a pen")
    assert (session.slides, session.url) == ("https://example.org/s.pdf", "https://example.org")
    assert session.abstract == "One.\n\nTwo."
    assert [(each.name, each.affiliation) for each in programme.speakers] == [
        ("Ada Lovelace", "London"),
        ("Bob Bo", ""),
    ]
    assert texts(warnings)[0] == "x.csv:1: warning: column 'colour' is not taken over"


@pytest.mark.parametrize(
    ("table", "starts"),
    [
        ("day;heure;titre\n30/06/2025;9h30;Accueil\n;14h;Exposé\n", ["30 09:30", "30 14:00"]),
        ("Date\tTime\tTalk\n06/30/2025\t9:30 am - 10:00 am\tA\n07/01/2025\t2 pm\tB\n", ["30 09:30", "01 14:00"]),
        ("start,title\n2025-06-30T09:30:00+02:00,A\n2025-06-30 14:00,B\n", ["30 09:30", "30 14:00"]),
        ("Time,Session\nMonday 30 June 2025,\n9:30-10:00,A\nTuesday 1 July,\n9:30,B\n", ["30 09:30", "01 09:30"]),
        ("Our workshop 30 June 2025,\nTime,Title\n9.30,A\n", ["30 09:30"]),
        ("date,start,duration,title\n2025-06-30,9:30,45,A\n2025-06-30,23:45,1:00,B\n", ["30 09:30", "30 23:45"]),
    ],
)
def test_dates_and_times(table, starts):
    programme, _ = read(table)
    assert [programme.local(each.start).strftime("%d %H:%M") for each in programme.sessions] == starts


def test_session_ends_when_the_next_in_its_room_begins():
    programme, _ = read("date,start,room,title\n2025-06-30,9:00,Aula,A\n,9:15,Foyer,B\n,10:00,Aula,C\n")
    assert [(each.title, each.end_known) for each in programme.sessions] == [("A", True), ("B", False), ("C", False)]
    assert programme.sessions[0].end == programme.sessions[2].start


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ("Datum;Beginn;Ende;Titel\n30. Juni 2025;9 Uhr;9:45 Uhr;A\n", ["30 09:00-09:45"]),
        ("Jour;Heure;Intitulé\nlundi 30 juin 2025;de 9h30 à 11h;A\n;midi;B\n", ["30 09:30-11:00", "30 12:00-12:00"]),
        (
            "Start Date,Start Time,End Date,End Time,Subject\n06/30/2025,11:30 PM,07/01/2025,1:30 AM,A\n",
            ["30 23:30-01:30"],
        ),
        ("Start Date,End Date,Title\n2025-06-30 9:00,2025-06-30 9:30,A\n", ["30 09:00-09:30"]),
        ("date,time,title\n30/06/25,1:00-2:00 pm,A\n2025/06/30,11:00-1:00 pm,B\n",
         ["30 11:00-13:00", "30 13:00-14:00"]),
        ("date,time,title\n30-Jun-2025,9:00 – 9:30,A\n30-06-2025,2025-06-30 10:00-10:15,B\n",
         ["30 09:00-09:30", "30 10:00-10:15"]),
        ("Title\tWhen\nA\tMon 30 Jun 2025 09:00\nB\t30/6/2025, 10:00:00\n", ["30 09:00-10:00", "30 10:00-10:00"]),
        ("Title,Start (CET),End (CET)\nA,2025-06-30 09:00,2025-06-30 10:00\n", ["30 09:00-10:00"]),
        ("sep=;\ndate;start;end;title\n45838;0.375;0.5;A\n", ["30 09:00-12:00"]),
        ("Friday 30 June 2023,\nTime,Title\n22:00,A\n23:30,B\n00:30,C\n",
         ["30 22:00-23:30", "30 23:30-00:30", "30 00:30-00:30"]),
    ],
    ids=[
        "German", "French", "calendar program", "date-times", "halves of days", "ranges", "weekdays", "zones",
        "spreadsheet", "night",
    ],
)  # fmt: skip
def test_ways_of_writing_times(table, told):
    programme, _ = read(table)
    local = programme.local
    assert [f"{each.day:%d} {local(each.start):%H:%M}-{local(each.end):%H:%M}" for each in programme.sessions] == told


def test_night_in_a_row_with_its_own_date_is_told():
    _, warnings = read("date,start,title\n2025-06-30,23:00,A\n2025-06-30,00:30,B\n")
    assert texts(warnings)[0] == (
        "x.csv:3: warning: row 'B': starts at 00:30, in the night before 2025-06-30; "
        "for the night after, write its start as '2025-07-01 00:30'"
    )


def test_start_that_is_not_fixed_yet_is_told():
    programme, warnings = read("date,start,end,title\n2025-06-30,9:00,?,A\n2025-06-30,TBA,,B\n2025-06-30,,,C\n")
    assert [(each.title, each.end_known) for each in programme.sessions] == [("A", False)]
    assert "x.csv:3: warning: row 'B': has no start (and 1 more); left out" in texts(warnings)


def test_date_without_a_time_is_told():
    _, warnings = read("start,title\n30 June 2025,A\n")
    assert any("has a date and no time; its start is taken as midnight" in text for text in texts(warnings))


@pytest.mark.parametrize(
    ("table", "names"),
    [
        ("Speaker 1,Speaker 2\nAda Lovelace,Bob Bo\nCy Cole,\n", ["Ada Lovelace", "Bob Bo", "Cy Cole"]),
        ('Speaker\n"Lovelace, Ada"\n"Lovelace, Ada; Bo, Bob"\n', ["Lovelace, Ada", "Bo, Bob"]),
        ('Intervenant(e)s\n"Ada Lovelace et Bob Bo"\n', ["Ada Lovelace", "Bob Bo"]),
        ("Presenter,Speaker 2\nAda Lovelace,Ada Lovelace\n", ["Ada Lovelace"]),
    ],
)
def test_ways_of_naming_speakers(table, names):
    head, *rows = table.splitlines()
    timed = [f"2025-06-30,{hour}:00,T{hour},{row}" for hour, row in enumerate(rows, start=9)]
    programme, warnings = read("\n".join([f"date,start,title,{head}", *timed]))
    assert [each.name for each in programme.speakers] == names
    assert not any("not taken over" in text for text in texts(warnings))


NIGHT = "date,start,end,title\n2025-06-30,2025-07-01 00:30,1:30,Late\n,9:30,10:00,Early\n"


def test_date_of_a_row_is_the_day_that_it_is_listed_under():
    programme, warnings = read(NIGHT)
    told = [(each.day, programme.local(each.start).isoformat()[:16], each.duration) for each in programme.sessions]
    assert told == [
        (date(2025, 6, 30), "2025-06-30T09:30", timedelta(minutes=30)),
        (date(2025, 6, 30), "2025-07-01T00:30", timedelta(hours=1)),
    ]
    assert len(warnings) == 1  # of the title


def test_words_for_a_day_do_where_starts_have_their_date():
    programme, _ = read("day,start,title\nDay 1,2025-06-30 09:30,A\nDay 2,2025-07-01 09:30,B\n")
    assert [each.day for each in programme.sessions] == [date(2025, 6, 30), date(2025, 7, 1)]
    with pytest.raises(ProgrammeError, match="row 'A': 'Day 1' is not a date"):
        read("day,start,title\nDay 1,09:30,A\n")


@pytest.mark.parametrize(
    ("start", "end"),
    [("2025-06-30 09:30", "2025-06-30T10:00+02:00"), ("2025-06-30T09:30+02:00", "10:00")],
)
def test_offset_of_one_time_is_that_of_the_other(start, end):
    programme, _ = read(f"start,end,title\n{start},{end},A\n")
    assert (programme.sessions[0].start, programme.sessions[0].duration) == (
        datetime(2025, 6, 30, 7, 30, tzinfo=UTC),
        timedelta(minutes=30),
    )


def test_date_of_a_former_start_is_not_that_of_the_next_row():
    programme, _ = read("date,start,previous start,title\n30 June 2025,9:30,29 June 2025 9:00,A\n,10:00,,B\n")
    assert [each.day for each in programme.sessions] == [date(2025, 6, 30)] * 2


def test_ambiguous_dates_are_told():
    _, warnings = read("date,start,title\n03/04/2025,9:30,A\n")
    assert any("dates such as 03/04/2025 are read as day/month/year" in text for text in texts(warnings))


def test_windows_encoding_is_told():
    table = "date,start,title\n2025-06-30,9:30,Bar\n2025-06-30,9:40,Café\n"
    programme, warnings = read(table.encode("cp1252"))
    assert programme.sessions[1].title == "Café"
    assert texts(warnings)[0] == (
        "x.csv:3: warning: byte 0xE9 is not UTF-8 (in Windows-1252 it would be 'é'); "
        "lines with such bytes are read as Windows-1252; check the accents"
    )


def test_lines_in_two_encodings_are_read_each_in_its_own():
    lines = [b"date,start,title", "2025-06-30,9:30,Žluť".encode(), "2025-06-30,9:40,Café".encode("cp1252")]
    programme, _ = read(b"\r\n".join(lines))
    assert [session.title for session in programme.sessions] == ["Žluť", "Café"]


def test_formulas_are_text():
    programme, _ = read("date,start,title,note\n2025-06-30,9:30,=1+1,'=HYPERLINK(1)\n")
    assert (programme.sessions[0].title, programme.sessions[0].note) == ("=1+1", "=HYPERLINK(1)")


@pytest.mark.parametrize(
    ("table", "complaint"),
    [
        (
            "title,room\nA,Aula\n",
            "x.csv:1: no column says when sessions start; the columns are 'title', 'room'; add columns",
        ),
        ("date,start,title\n2025-06-30,25:10,A\n", "x.csv:2: row 'A': '25:10' is not a time; write it like '09:30'"),
        ("date,start,title\n2025-02-30,9:30,A\n", "x.csv:2: row 'A': '2025-02-30' is not a date"),
        ("start,title\n9:30,A\n", "x.csv:2: row 'A': '9:30' has no date; add a column called date"),
        (
            'date,start,title\n2025-06-30,9:30,"A\n',
            "x.csv:2: is not a table: unexpected end of data; a quotation mark may be open",
        ),
        ("a,b\n1,2\n", "x.csv: has no row with names of columns; the fullest one is 'a', 'b'"),
        ("date,start,title\n", "x.csv: holds no sessions"),
    ],
)
def test_broken_table(table, complaint):
    with pytest.raises(ProgrammeError) as refused:
        read(table)
    assert complaint in str(refused.value)


def spreadsheet(*sheets):
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_spreadsheet_with_a_sheet_for_each_day():
    data = spreadsheet(
        ("30 June 2025", [["Time", "Title", "Speaker", "Affiliation"], [time(9, 30), "A", "Ada Lovelace", "London"]]),
        ("Days", [["Date", "Start", "Title"], [date(2025, 7, 1), 0.5, "B"], [date(2025, 7, 2), "=1+1", "C"]]),
    )
    with pytest.raises(ProgrammeError) as refused:
        read(spreadsheet(("x", [["Date", "Start", "Title"], ["soon", "9:30", "A"]])), "x.xlsx")
    assert str(refused.value) == "x.xlsx:2: x: row 'A': 'soon' is not a date; write it like '2025-06-30'"
    programme, warnings = read(data, "x.xlsx")
    assert [(each.title, programme.local(each.start).strftime("%d %H:%M")) for each in programme.sessions] == [
        ("A", "30 09:30"),
        ("B", "01 12:00"),
    ]
    assert programme.speakers[0].affiliation == "London"
    assert "x.xlsx:3: warning: Days: row 'C': has no start; left out" in texts(warnings)


def test_merged_cells_count_for_each_of_their_rows():
    book = Workbook()
    sheet = book.active
    for row in (
        ["Our day, 30 June 2025"], ["Time", "Title", "Room"],
        [time(9), "A", "Aula"], [None, "B"], [time(10), "C", "Foyer"], [time(11)],
    ):  # fmt: skip
        sheet.append(row)
    for merged in ("A1:C1", "A3:A4", "C3:C4", "B5:B6", "B20:B30"):
        sheet.merge_cells(merged)
    file = io.BytesIO()
    book.save(file)
    programme, warnings = read(file.getvalue(), "x.xlsx")
    assert [(each.title, each.room, f"{programme.local(each.start):%H:%M}") for each in programme.sessions] == [
        ("A", "Aula", "09:00"),
        ("B", "Aula", "09:00"),
        ("C", "Foyer", "10:00"),
    ]
    assert warnings == ()


def packed(*names):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "options", "complaint"),
    [
        (packed("content.xml"), {}, "is an OpenDocument file; save the table in it as .xlsx or .csv"),
        (packed("word/document.xml"), {}, "is a Word document; save the table in it as a spreadsheet"),
        (packed("a.txt"), {}, "is a ZIP archive, but not a spreadsheet; unpack it"),
        (packed("xl/workbook.xml"), {}, "is a spreadsheet that cannot be read; save it anew, or as CSV"),
        (packed("xl/workbook.xml")[:60], {}, "is a broken spreadsheet; fetch it again"),
        (b"hello\n", {}, "is named like a spreadsheet, but is a text, and no table; save it anew, as .xlsx"),
        (b"hello\n", {"format": "xlsx"}, "is not a spreadsheet; save it as .xlsx; for a table as text, leave out"),
    ],
    ids=range(7),
)
def test_what_is_no_spreadsheet(data, options, complaint):
    with pytest.raises(ProgrammeError) as refused:
        read(data, "x.xlsx", **options)
    assert str(refused.value).startswith(f"x.xlsx: {complaint}")


def test_table_as_text_is_read_whatever_its_name():
    assert read("date,start,title\n2025-06-30,9:30,A\n", "x.xlsx")[0].sessions[0].title == "A"


def test_packed_bomb_is_refused_before_it_is_unpacked():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", " " * 100_000_000)
    with pytest.raises(ProgrammeError) as refused:
        read(file.getvalue(), "x.xlsx")
    assert str(refused.value) == "x.xlsx: would unpack to more than 30 MB; is it the right file?"
