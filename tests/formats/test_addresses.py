import pytest

from bot.formats.addresses import Fragment, split_addresses


@pytest.mark.parametrize(
    ("text", "fragments"),
    [
        ("", []),
        ("no address", [Fragment("no address")]),
        ("https://example.org/a", [Fragment("https://example.org/a", "https://example.org/a")]),
        (
            "The code (https://example.org/a_(b)), and more.",
            [
                Fragment("The code ("),
                Fragment("https://example.org/a_(b)", "https://example.org/a_(b)"),
                Fragment("), and more."),
            ],
        ),
        (
            "[https://example.org/x?y=[1]].",
            [
                Fragment("["),
                Fragment("https://example.org/x?y=[1]", "https://example.org/x?y=[1]"),
                Fragment("]."),
            ],
        ),
        ("javascript:alert(1) http://", [Fragment("javascript:alert(1) http://")]),
        ('see https://."', [Fragment('see https://."')]),
    ],
)
def test_split_addresses(text, fragments):
    assert list(split_addresses(text)) == fragments
