import pytest

from bot.formats.problems import ProgrammeError
from bot.formats.yaml_tree import find_line, is_left_empty, parse_tree, plain

TEXT = """\
# a remark
title: >-
  one
  two
empty:
list:
  - a

  - key: 1
    other: ~
"""


@pytest.fixture
def root():
    return parse_tree(TEXT, "a.yaml")[0]


def test_values_stay_text(root):
    assert plain(root) == {"title": "one two", "list": ["a", {"key": "1"}]}


@pytest.mark.parametrize(
    ("location", "line"),
    [
        ((), 2), (("title",), 2), (("title", "nonsense"), 2), (("empty",), 5), (("list",), 6), (("list", 0), 7),
        (("list", 1), 9), (("list", 1, "other"), 10), (("list", 1, "none"), 9), (("list", 7), 6), (("none",), 2),
    ],
)  # fmt: skip
def test_line_of_a_location_or_of_what_is_around_it(root, location, line):
    assert find_line(root, location) == line


def test_left_empty(root):
    assert is_left_empty(root, ("empty",))
    assert is_left_empty(root, ("list", 1, "other"))
    assert not is_left_empty(root, ("title",))
    assert not is_left_empty(root, ("none",))


def test_what_was_passed_over_is_told_beside_the_tree():
    tree, problems = parse_tree("a: 1\na: 2\n? [b]\n: c\n*d : e\n", "a.yaml")
    assert plain(tree) == {"a": "1", "*d": "e"}
    assert [str(problem) for problem in problems] == [
        "a.yaml:2: 'a' is given twice, first on line 1; keep one of them",
        "a.yaml:3: a list or a mapping stands where a key is wanted; put text that begins with [ or { in quotes",
        (
            "a.yaml:5: '*d' is an alias, which is not followed; "
            "write the value out, or put text that begins with * in quotes"
        ),
    ]


def test_problems_before_a_syntax_error_are_told_too():
    with pytest.raises(ProgrammeError) as caught:
        parse_tree("a: &x 1\nb: c: d\n", "a.yaml")
    assert [problem.line for problem in caught.value.problems] == [1, 2]
