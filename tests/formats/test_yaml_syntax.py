import yaml

from bot.formats.yaml_syntax import explain


def test_complaint_without_a_place():
    assert explain(yaml.YAMLError("odd"), "") == (1, "is not YAML", "")


def test_complaint_of_a_kind_not_met_before():
    mark = yaml.Mark("", 0, 4, 0, None, None)
    assert explain(yaml.MarkedYAMLError(problem="odd", problem_mark=mark), "1\n2\n3\n4\n5") == (
        5,
        "is not YAML: odd",
        "",
    )
