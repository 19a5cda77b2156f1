from bot.formats.problems import Problem, ProgrammeError, Severity, did_you_mean, find_nearest, quoted


def test_problem_as_text():
    problem = Problem("a.yaml", 42, "session 'x'", "start '25:10' is not a time", "write it like '09:30'")
    assert str(problem) == "a.yaml:42: session 'x': start '25:10' is not a time; write it like '09:30'"


def test_problem_as_text_when_little_is_known():
    assert str(Problem("a.yaml", None, "", "is empty")) == "a.yaml: is empty"


def test_problem_as_text_when_a_warning():
    problem = Problem("a.yaml", 3, "day '2025-06-30'", "is a Monday", severity=Severity.WARNING)
    assert str(problem) == "a.yaml:3: warning: day '2025-06-30': is a Monday"


def test_programme_error_is_its_problems_a_line_each():
    problems = (Problem("a", 1, "", "one"), Problem("a", 2, "", "two"))
    error = ProgrammeError(iter(problems))
    assert error.problems == problems
    assert str(error) == "a:1: one\na:2: two"


def test_quoted_text_is_one_harmless_line():
    assert quoted("a\n  b\x1b[31m\u202e") == "'a b\\x1b[31m\\x202e'"
    assert quoted("x" * 100) == "'" + "x" * 59 + "…'"


def test_nearest_word():
    assert find_nearest("TITEL", ["title", "theme"]) == "title"
    assert find_nearest("wibble", ["title", "theme"]) == ""
    assert find_nearest("x", []) == ""
    assert did_you_mean("titel", ["title"]) == "did you mean 'title'?"
    assert did_you_mean("wibble", ["title"]) == ""
