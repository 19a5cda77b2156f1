"""Every talk is found by its title and its speakers, slips of the finger included; nobody who is not there is found."""

import random
import string

import pytest

from benchmarks.lookups import misspelt
from benchmarks.questions import index_of
from bot.core.answers import AnswerKind, compose_answer
from bot.core.questions import parse_question
from bot.core.text import normalise, words_of

PROGRAMMES = (
    "sharp-foundry-colt25", "harbour-2031", "rc3-2020", "pyconuk-2015", "europython-2024-mock_schedule",
    "europython-2024-schedule", "36c3-stages-schedule", "fosdem-2013-schedule", "39c3-everything-schedule",
    "fosdem-2026-schedule", "iclr-2020-climate-workshop", "rc3-2020-channels-schedule", "pyconuk-2015-schedule",
)  # fmt: skip
LEAST = 0.99
SHORTEST_NAME = 5  # a slip in a shorter one makes another name of it
ABSENT = ("Torvalds", "Lovelace", "Turing", "Hopper", "Knuth", "Curie", "Presley", "Merkel", "Okafor", "Kowalski")
ASKED = ("when does {} speak", "is {} speaking today", "who is {}", "{}", "quand parle {} ?", "c'est qui {}", "{} talk")


@pytest.fixture(scope="module", params=PROGRAMMES)
def index(request):
    try:
        return index_of(request.param)
    except FileNotFoundError:
        pytest.skip(f"the programme {request.param} is not here")


def with_slip(text, dice):
    """The text with two letters swapped, or one missing, doubled or wrong."""
    letters = [at for at, char in enumerate(text) if char.isalpha()]
    if not letters:
        return text
    at = dice.choice(letters)
    slips = [text[:at] + text[at + 1 :], text[:at] + text[at] + text[at:]]
    slips.append(text[:at] + dice.choice(string.ascii_lowercase) + text[at + 1 :])
    if at + 1 < len(text) and text[at + 1].isalpha():
        slips.append(text[:at] + text[at + 1] + text[at] + text[at + 2 :])
    return dice.choice(slips)


def ask(text, index):
    now = index.sessions[0].start
    return compose_answer(parse_question(text, index, now), index, now)


def share_found(asked, index):
    """The share of the asked texts whose first session is one of those that they go with; and the others' texts."""
    lost = []
    for text, ids in asked:
        answer = ask(text, index)
        if not answer.sessions or answer.sessions[0].id not in ids:
            lost.append(text)
    return 1 - len(lost) / max(len(asked), 1), lost


def titled(index):
    """The titles of everything but breaks, each with the ids of the sessions that bear it."""
    ids = {}
    for session in index.sessions:
        ids.setdefault(normalise(session.title), set()).add(session.id)
    kept = (session for session in index.sessions if not session.is_break and session.title != "(no title)")
    return [(session.title, ids[normalise(session.title)]) for session in kept]


def test_every_talk_is_found_by_its_title(index):
    share, lost = share_found(titled(index), index)
    assert share >= LEAST, lost


def test_every_talk_is_found_by_its_title_with_two_slips(index):
    dice = random.Random(7)
    asked = [(with_slip(with_slip(title, dice), dice), ids) for title, ids in titled(index)]
    share, lost = share_found(asked, index)
    assert share >= LEAST, lost


@pytest.mark.parametrize("frame", ["where is {} please", "de quoi parle {} ?", "at what time does {} start"])
def test_every_talk_is_found_by_its_title_with_two_slips_inside_a_question(index, frame):
    dice = random.Random(5)
    titles = [(misspelt(title, dice, 2), ids) for title, ids in titled(index)]
    share, lost = share_found([(frame.format(title), ids) for title, ids in titles if title], index)
    assert share >= LEAST, lost


def test_every_talk_is_found_by_a_speakers_name_with_a_slip(index):
    dice = random.Random(11)
    speakers = [one for one in index.programme.speakers if sum(map(str.isalpha, one.name)) >= SHORTEST_NAME]
    asked = []
    for speaker in speakers:
        same = [one.id for one in index.programme.speakers if normalise(one.name) == normalise(speaker.name)]
        sessions = {session.id for one in same for session in index.programme.sessions_by_speaker[one]}
        slipped = with_slip(speaker.name, dice)
        others = [one for one in index.people.whole(normalise(slipped).replace(" ", ""), 1) if one.ids[:1] != same[:1]]
        if sessions and not others:  # else the slip makes it as near to somebody else
            asked.append((slipped, sessions))
    share, lost = share_found(asked, index)
    assert share >= LEAST, lost


def test_nobody_is_there_for_sharing_a_first_name(index):
    names = {word for person in index.people.everybody for word in words_of(person.name)}
    several = [one.name.split() for one in index.programme.speakers if len(one.name.split()) > 1]
    firsts = sorted({name[0] for name in several if len(name[0]) > 3 and name[0].isalpha()})
    absent = [name for name in ABSENT if name.lower() not in names]
    dice = random.Random(3)
    asked = [f"{dice.choice(firsts)} {dice.choice(absent)}" for _ in range(60)] if firsts else []
    questions = [dice.choice(ASKED).format(dice.choice([name, name.lower()])) for name in asked]
    taken = [text for text in questions if ask(text, index).kind not in {AnswerKind.NONE, AnswerKind.HELP}]
    assert len(taken) <= 0.03 * len(questions), taken
