import pytest

from bot.core.meant import folded_as_meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("what's on this mor ning", "what's on this morning"),
        ("saturd ay at noon", "saturday at noon"),
        ("any security talkson saturdaymorning", "any security talks on saturday morning"),
        ("who speaksbefore lunch", "who speaks before lunch"),
        ("whereand when is ottoline", "where and when is ottoline"),
        ("la pausede samedi", "la pause de samedi"),
        ("lofttomorrow at 11", "loft tomorrow at 11"),
        ("another talk before3pm", "another talk before 3pm"),
        ("who is in the boat house now", "who is in the boathouse now"),
        ("quelquechose sur les voiles", "quelque chose sur les voiles"),
    ],
)
def test_spaces_are_set_right(harbour, text, meant):
    assert folded_as_meant(text, harbour) == meant


@pytest.mark.parametrize(
    "text",
    ["is nextcloud there", "when does Overend speak", "opensearch", "a talk about whatsapp", "ottoline singleton"],
)
def test_words_that_are_whole_stay_so(harbour, text):
    assert folded_as_meant(text, harbour) == text.lower()


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("whst happebs todsy", "what happens today"),
        ("hwere's the next tslk", "where's the next talk"),
        ("on mange a quel momen", "on mange a quel moment"),
        ("qui passw avant le dejeuner", "qui passe avant le dejeuner"),
    ],
)
def test_letters_beside_the_right_ones_are_mended(harbour, text, meant):
    assert folded_as_meant(text, harbour) == meant


@pytest.mark.parametrize("text", ["talks on noob", "a talk about bern", "ottoline patton", "prof nutter", "tiday"])
def test_what_may_be_a_topic_or_a_name_is_left(harbour, text):
    assert folded_as_meant(text, harbour) == text


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("how long untilOttoline speaks", "how long until ottoline speaks"),
        ("whatsApp and DjangoGirls", "whatsapp and djangogirls"),
        ("vendredi apres-mdii", "vendredi apres-midi"),
        ("Jean-Mari Vos", "jean-mari vos"),
        ("adns la salle", "dans la salle"),
    ],
)
def test_words_beside_capitals_and_hyphens(harbour, text, meant):
    assert folded_as_meant(text, harbour) == meant
