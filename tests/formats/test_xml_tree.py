"""XML to a tree with lines, and what it refuses."""

import pytest

from bot.formats.problems import ProgrammeError
from bot.formats.report import Report
from bot.formats.xml_tree import DEEPEST, MOST_ELEMENTS, parse_xml


def parse(data):
    return parse_xml(data if isinstance(data, bytes) else data.encode(), Report("x.xml"))


def test_tree_with_lines_and_without_namespaces():
    root = parse('<a xmlns="urn:x">\n<b id="1">one <c/>two</b>\n<b> </b><b>three</b></a>')
    assert (root.tag, root.line, [each.line for each in root.all("b")]) == ("a", 1, [2, 3, 3])
    first = root.find("b")
    assert (first.attributes, first.text, [each.tag for each in first.children]) == ({"id": "1"}, "one two", ["c"])
    assert (root.find("z"), root.text_of("z", "b"), list(root.all("b"))[1].text_of("c")) == (None, "one two", "")


def test_encoding_that_the_file_names():
    assert parse('<?xml version="1.0" encoding="iso-8859-1"?><a>é</a>'.encode("latin-1")).text == "é"


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        ("<a>\n<b>", "x.xml:2: ends in the middle; fetch it again; it was cut off"),
        ("<!-- nothing -->", "x.xml:1: ends in the middle; fetch it again; it was cut off"),
        ("<a>\n</b></a>", "x.xml:2: is not XML: mismatched tag"),
        ("<a/><b/>", "x.xml:1: is not XML: junk after document element"),
        ("<a>R & D</a>", "x.xml:1: is not XML: not well-formed (invalid token)"),
        ('<!DOCTYPE a [\n<!ENTITY x "y">]><a>&x;</a>', "x.xml:2: declares entities, which could expand without end"),
        ('<!DOCTYPE a SYSTEM "http://127.0.0.1/x.dtd" [<!ENTITY % p SYSTEM "file:///etc/passwd">%p;]><a/>',
         "x.xml:1: declares entities, which could expand without end"),
        ('<?xml version="1.0" encoding="no-such"?><a/>',
         "x.xml: is in an encoding that cannot be read: unknown encoding"),
        ("<a>" * (DEEPEST + 1), "x.xml:1: nests too deep, or holds too much; is it the right file?"),
        ("<a>" + "<b/>" * MOST_ELEMENTS, "x.xml:1: nests too deep, or holds too much; is it the right file?"),
    ],
    ids=range(10),
)  # fmt: skip
def test_what_is_refused(data, complaint):
    with pytest.raises(ProgrammeError) as refused:
        parse(data)
    assert str(refused.value).startswith(complaint)
