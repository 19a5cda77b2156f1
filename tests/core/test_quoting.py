from datetime import datetime

import pytest

from bot.core.change_requests import request_cancel, request_delay, request_move, request_room, request_swap
from bot.core.changes import ChangeRefused, revise
from bot.core.content_requests import request_note, request_retitle, request_slides, request_speaker
from bot.core.programme import Programme, key_of
from bot.core.quoting import hide_titles
from bot.core.search.index import Index

MORNING = datetime.fromisoformat("2025-06-30T09:00:00+02:00")
TITLES = {
    "du-shapley": "Trees at 30 in 5 minutes: from 14:00 to Amphi C with two + one",
    "memory-constraints": "Tips and tricks to fix I/O in FD.io/VPP by hand",
}


@pytest.fixture(scope="module")
def index(workshop):
    renamed = tuple(
        revise(one, title=TITLES[one.id]) if one.id in TITLES else one for one in workshop.programme.sessions
    )
    fields = {name: getattr(workshop.programme, name) for name in Programme.model_fields}
    return Index(Programme(**(fields | {"sessions": renamed})))


@pytest.mark.parametrize("named", TITLES)
@pytest.mark.parametrize(
    ("request_", "what", "field", "value"),
    [
        (request_delay, "{} 10m", "start", 10),
        (request_delay, '"{}" in amphi a 10m', "start", 10),
        (request_delay, "10 min earlier {}", "start", -10),
        (request_room, "{} to Hall 7", "rooms", ("Hall 7",)),
        (request_cancel, "{}: ill", "cancelled", True),
        (request_retitle, "{}: Games", "title", "Games"),
        (request_note, "{}: not {}", "note", "not {}"),
        (request_slides, "{} https://a.example/s.pdf", "slides", "https://a.example/s.pdf"),
        (request_speaker, "{}: Julia Gusak and Jane Doe", "speakers", ("julia-gusak", "jane-doe")),
    ],
)
def test_title_is_no_time_length_room_or_list(index, named, request_, what, field, value):
    title = TITLES[named]
    (edit,) = (edit for edit in request_(what.format(title, title.upper()), index, MORNING).edits if "set" in edit.type)
    after = getattr(edit.after, field)
    if isinstance(value, int) and not isinstance(value, bool):
        after = (after - edit.before.start).total_seconds() / 60
    assert (edit.session_id, after) == (named, value.format(title.upper()) if isinstance(value, str) else value)


def test_two_titles_and_a_new_time(index):
    swap = request_swap(f"{TITLES['du-shapley']} with {TITLES['memory-constraints']}", index, MORNING)
    assert {edit.session_id for edit in swap.edits} == set(TITLES)
    (moved,) = request_move(f"{TITLES['du-shapley']} to 16:00", index, MORNING).edits
    assert f"{index.programme.local(moved.after.start):%H:%M}" == "16:00"


def test_titles_are_shown_again(index):
    title = TITLES["du-shapley"]
    assert request_cancel(f"closing because {title} is longer", index, MORNING).reason == f"{title} is longer"
    with pytest.raises(ChangeRefused) as refused:
        request_delay(title, index, MORNING)
    assert (refused.value.sentence, refused.value.words) == ("no_amount", title)


def test_whole_titles_alone_are_hidden(index):
    key, title = key_of("du-shapley"), TITLES["du-shapley"]
    assert hide_titles(f"a {title.upper()}, b", index) == (f"a {key}, b", {key: title})
    for text in (f"a {title}s", f"no{title}", "the closing 10m", ""):
        assert hide_titles(text, index) == (text, {})
    assert hide_titles(f"a {title}", index, leading=True)[1] == {}
