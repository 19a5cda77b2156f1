import random
from datetime import datetime

import pytest

from bot.core.programme import Programme
from bot.core.search.index import Index
from bot.core.search.suggest import suggest_sessions, suggest_speakers
from bot.core.search.topics import _added, _best, _better
from bot.core.text import normalise


def topic(index, *words):
    return [index.sessions[hit.position].id for hit in index.topics.find(words).hits]


@pytest.mark.parametrize(
    ("words", "first"),
    [
        (["garbage", "collection"], "small-gc"),
        (["pigeons"], "grotte"),
        (["pigeon"], "grotte"),
        (["lighthose"], "lighthouse"),
        (["phare"], "lighthouse"),
        (["echecs"], "chess"),
        (["ransomware"], "ransom"),
        (["guest", "books"], "archive"),
    ],
)
def test_topic_by_words_misspelt_translated_or_cut_short(harbour, words, first):
    assert topic(harbour, *words)[0] == first


def test_topic_unknown_word_is_named(harbour):
    found = harbour.topics.find(["kubernetes", "haiku"])
    assert (found.unknown, found.hits[0].cover < 0.6) == (("kubernetes",), True)


def test_topic_within_positions_only(harbour):
    assert harbour.topics.find(["haiku"], within=set()).hits == ()


def test_known_word_is_never_taken_for_a_similar_one(harbour):
    assert harbour.meanings.match("dust") == harbour.meanings.match("trust") == ()


def test_quoted_title_is_found_inside_a_sentence(harbour):
    words = ["when", "is", "keeping", "secrets", "in", "public", "repositories", "please"]
    mention = harbour.quotations.find_quoted(words)
    assert (mention.words, mention.share) == ((2, 3, 4, 5, 6), 1.0)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("when is keepng secrets in pbulic repositories please", range(2, 7)),
        ("where is gradual typng for a tde table", range(2, 8)),
        ("when is cheating at chess with a bicycle", ()),  # another word is no slip
        ("where is lnuch", ()),  # nor is a word a title
    ],
)
def test_whole_title_with_slips_is_found_inside_a_sentence(harbour, text, numbers):
    mention = harbour.quotations.find_misspelt(text.split())
    assert (mention.words if mention else ()) == tuple(numbers)


def test_words_of_a_title_written_together(harbour):
    assert harbour.titles.written_together("secretsinpublic") == "secrets in public"
    assert harbour.titles.written_together("ecretsinpublic") == harbour.titles.written_together("secretsinpubli") == ""


def test_words_that_follow_each_other_in_a_title(harbour):
    (at,) = harbour.titles.find("Keeping Secrets in Public Repositories")
    assert harbour.titles.run(at, ["public", "repository", "secrets", "in", "public"]) == 3
    assert harbour.titles.run(at, ["weather"]) == 0


def test_misspelt_word_of_four_letters_counts_beside_others_and_not_alone(harbour):
    assert harbour.meanings.match("haku")[0] == ("=haiku", harbour.meanings.match("haku")[0][1])
    assert (
        harbour.meanings.is_guess("haku"),
        harbour.meanings.is_guess("haiku"),
        harbour.meanings.is_guess("hakiu"),
    ) == (True, False, False)


def test_title_with_the_words_side_by_side_comes_first(harbour):
    def first(*beside):
        return harbour.sessions[harbour.topics.find(["talks"], beside=beside).hits[0].position].title

    assert (first(), first(("talks", "sunday"))) == ("Lightning talks, Friday", "Lightning talks, Sunday")


def test_quoted_title_of_one_word(harbour):
    assert [harbour.sessions[at].day.day for at in harbour.quotations.find_quoted(["lunch"]).positions] == [16, 17]


def test_few_words_quote_no_title(harbour):
    assert harbour.quotations.find_quoted(["the", "open"]) is None


def test_lacks_tells_the_weight_of_what_is_missing(harbour):
    position = harbour.position["haiku"]
    assert harbour.topics.lacks(position, ["haiku", "zeppelin"]) == (True, 1.5)
    assert harbour.topics.lacks(position, ["novices"])[0] is False


def test_sums_are_of_each_position_and_the_best_come_first():
    sums = _added({1: 1 + 1j, 2: 2 + 1j}, {2: 1 + 1j, 3: 0.5 + 1j, 4: 1 + 1j})
    assert (sums, _best(sums, 3)) == ({1: 1 + 1j, 2: 3 + 2j, 3: 0.5 + 1j, 4: 1 + 1j}, [2, 1, 4])


@pytest.mark.parametrize("swapped", [False, True])
def test_better_of_two_is_kept_and_the_former_among_equals(swapped):
    small, large = {1: 1 + 1j, 2: 1 + 0j, 3: 1 + 0j}, {1: 1 + 0j, 2: 2 + 0j, 3: 0.5 + 0j, 4: 1 + 0j}
    former, latter = (large, small) if swapped else (small, large)
    expected = {1: former[1], 2: 2 + 0j, 3: 1 + 0j, 4: 1 + 0j}
    assert _better(dict(former), dict(latter)) == expected


def test_hyphened_word_is_found_written_as_one(workshop):
    assert topic(workshop, "rematerialization")[0] == topic(workshop, "rematerialisation")[0]


def test_parts_of_a_word_in_camel_case_are_found():
    source = Programme(
        title="T",
        timezone="UTC",
        sessions=[
            {"id": "a", "title": "NoGIL and FastAPI", "start": "2031-01-01T09:00Z", "end": "2031-01-01T10:00Z",
             "day": "2031-01-01"},
        ],
    )  # fmt: skip
    index = Index(source)
    assert [topic(index, word) for word in ("gil", "api", "nogil")] == [["a"]] * 3


@pytest.mark.parametrize(
    ("abstract", "by_chance"),
    [
        (f"Visual editors. {'Filler. ' * 30} A basic licence.", True),
        ("Nothing but basic facts.", True),
        ("Programs in Visual and other kinds of Basic.", False),
        (f"Basic, basic and once more basic. {'Filler. ' * 30} Visual.", False),
    ],
)
def test_words_apart_in_one_of_many_texts_stand_there_by_chance(abstract, by_chance):
    texts = [abstract, *["A visual one."] * 20, *["A basic one."] * 20, *["Another one."] * 40]
    hours = {"start": "2031-01-01T09:00Z", "end": "2031-01-01T10:00Z", "day": "2031-01-01"}
    sessions = [{"id": f"s{at}", "title": f"Talk {at}", "abstract": text, **hours} for at, text in enumerate(texts)]
    index = Index(Programme(title="T", timezone="UTC", sessions=sessions))
    assert index.topics.has_by_chance(0, ["visual", "basic"]) is by_chance


def test_index_of_nothing_finds_nothing():
    index = Index(Programme(title="T", timezone="UTC"))
    assert (index.topics.find(["word"]).hits, index.titles.find("word"), index.find_whole("a word")) == (
        (),
        (),
        ((), ()),
    )


def misspelt(text, generator):
    letters = list(text)
    for _ in range(2):
        number = generator.choice([at for at, letter in enumerate(letters) if letter.isalpha()])
        letters[number] = generator.choice("abcdefghijklmnopqrstuvwxyz")
    return "".join(letters)


def test_every_talk_is_found_by_its_title_with_and_without_slips(harbour, workshop):
    generator = random.Random(31)
    for index in (harbour, workshop):
        for session in index.sessions:
            (position, *_) = index.titles.find(session.title.upper())
            assert normalise(index.sessions[position].title) == normalise(session.title)
            if len(session.title) > 12:
                (found, *_), _ = index.find_whole(misspelt(session.title, generator))
                assert index.sessions[found].title == session.title


def test_suggestions_for_nothing_typed_are_the_next_sessions(harbour):
    now = datetime.fromisoformat("2031-05-18T10:50:00+01:00")
    assert [one.id for one in suggest_sessions("", harbour, 2, now=now)] == ["lightning-3", "closing"]
    assert [one.id for one in suggest_sessions(" ", harbour, 2)] == ["doors", "welcome"]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("rea", "lighthouse"),
        ("keeping sec", "secrets"),
        ("haik", "haiku"),
        ("achterb", "coop"),
        ("sewing cir", "sewing"),
    ],
)
def test_suggested_session_for_a_half_typed_title(harbour, typed, first):
    assert suggest_sessions(typed, harbour)[0].id == first


def test_suggestions_for_what_is_not_there_are_none(harbour):
    assert suggest_sessions("zzzz", harbour) == []


def test_suggested_speakers_for_a_half_typed_name(harbour):
    assert [one.name for one in suggest_speakers("jos", harbour)] == ["Josephine Abara", "Josephine Lindqvist"]
    assert [one.name for one in suggest_speakers("lindquist", harbour)] == ["Josephine Lindqvist"]
    assert [one.name for one in suggest_speakers("", harbour, 2)] == ["Ottoline Vasquez-Brandt", "Ferdinand Achterberg"]


@pytest.mark.parametrize(
    ("title", "abstract", "speakers", "listed"),
    [
        ("Posters", "On bees (Ada Vos, Bo Li)\nOn wasps (Cy Doe)", [], True),
        ("Bo Li: bees and their keepers", "", [], True),
        ("Panel: Ada Vos, Bo Li", "", [], True),
        ("Bees", "As Bo Li showed, they dance.", [], False),
        ("Bees", "Others doubt it (Bo Li).", ["vos"], False),
    ],
)
def test_a_name_in_a_list_of_those_who_take_part(title, abstract, speakers, listed):
    hours = {"start": "2031-01-01T09:00Z", "end": "2031-01-01T10:00Z", "day": "2031-01-01"}
    talk = {"id": "bees", "title": title, "abstract": abstract, "speakers": speakers, **hours}
    other = {"id": "tea", "title": "Tea", "speakers": ["vos"], **hours}
    people = [{"id": "vos", "name": "Ada Vos"}]
    index = Index(Programme(title="T", timezone="UTC", speakers=people, sessions=[talk, other]))
    assert index.topics.lists_name(index.position["bees"], ["bo", "li"]) is listed


def test_word_of_a_title_is_found_as_it_sounds(harbour):
    assert harbour.meanings.match("sirkuits")[0] == ("=circuit", 0.8)
    assert harbour.meanings.match("garbij") == ()  # sounds like none


def test_misspelt_word_of_the_glossary_means_what_the_word_means(harbour):
    assert harbour.meanings.match("coture")[0] == ("sew", 0.7)
    assert harbour.meanings.match("voture") == ()


def test_slip_in_the_singular_of_a_plural_in_a_title(harbour):
    assert harbour.meanings.match("lighhouse")[0] == ("=lighthouse", 0.8)
    assert harbour.meanings.match("barnakle")[0] == ("=barnacle", 0.8)


def test_titles_that_begin_alike(harbour):
    assert harbour.titles.begin_alike(["lightning", "talk"])
    assert not harbour.titles.begin_alike(["closing"])
    assert not harbour.titles.begin_alike(["talks"])
