import pytest

from bot.core.labels import Labels, room_names, track_names, with_digits
from bot.core.text import words_of

ROOMS = Labels(
    {
        "K.3.401": ("K.3.401",),
        "K.4.401": ("K.4.401",),
        "H.2215 (Ferrer)": ("H.2215 (Ferrer)", "H.2215", "Ferrer"),
        "Amphi A": ("Amphi A",),
        "Chaos-West Bühne": ("Chaos-West Bühne",),
        "South Hall 2A": ("South Hall 2A",),
        "South Hall 2B": ("South Hall 2B",),
    }
)
GENERIC = ("room", "hall", "amphi", "buhn", "stag")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("in k.3.401 now", ("K.3.401",)),
        ("k3401", ("K.3.401",)),
        ("what is on in ferrer", ("H.2215 (Ferrer)",)),
        ("h2215", ("H.2215 (Ferrer)",)),
        ("amphi a", ("Amphi A",)),
        ("chaos west stage", ("Chaos-West Bühne",)),
        ("choas west", ("Chaos-West Bühne",)),
        ("south hall", ("South Hall 2A", "South Hall 2B")),
        ("401", ("K.3.401", "K.4.401")),
    ],
)
def test_room_by_some_of_its_words(text, names):
    words = words_of(text)
    (mention,) = ROOMS.find(words, range(len(words)), GENERIC, 0.3)
    assert mention.names == names


@pytest.mark.parametrize("text", ["amphi b", "j.1.106", "the hall", "a", "", "west"])
def test_words_that_name_no_room(text):
    words = words_of(text)
    assert ROOMS.find(words, range(len(words)), GENERIC, 0.6) == []


def test_closed_words_name_nothing():
    assert ROOMS.find(["ferrer"], (), GENERIC) == []


def test_names_of_rooms_come_with_aliases_and_brackets(harbour):
    names = room_names(harbour.programme)
    assert names["Loft 2.04"] == ("Loft 2.04", "the attic")


def test_names_of_tracks_are_those_of_the_sessions(harbour):
    assert sorted(track_names(harbour.programme)) == ["Cooperatives", "Sea and weather", "Security", "Small machines"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("in k three point four zero one", ("K.3.401",)),
        ("south hall two b at three", ("South Hall 2B",)),
        ("h twenty two fifteen", ("H.2215 (Ferrer)",)),
    ],
)
def test_room_whose_number_is_spoken(text, names):
    words = with_digits(words_of(text))
    (mention,) = ROOMS.find_exact(words, range(len(words)))
    assert mention.names == names
