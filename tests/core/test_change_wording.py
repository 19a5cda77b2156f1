import re
from datetime import datetime
from pathlib import Path

import pytest

from bot.core import change_reading, changes, content_requests
from bot.core import change_requests as requests
from bot.core.change_wording import LineKind, describe_change, say_conflict, say_refusal
from bot.core.changes import Change, ChangeKind, ChangeRefused, apply
from bot.core.conflicts import ConflictKind, find_conflicts
from bot.core.lexicon import languages
from bot.core.programme import Programme

MORNING = datetime.fromisoformat("2025-06-30T09:00:00+02:00")
FRIDAY = datetime.fromisoformat("2031-05-16T08:30:00+01:00")


def described(index, change, lang="en"):
    after = apply(index.programme, [change.model_copy(update={"id": "1"})])
    return describe_change(change, index.programme, after, lang)


def test_delay_says_first_what_changed(workshop):
    change = requests.request_delay("gusak 30m because the train is late", workshop, MORNING)
    notice = described(workshop, change)
    title = workshop.programme.session_by_id["memory-constraints"].title
    assert notice.text.splitlines() == [
        f"30 min later: {title} now starts at 12:00, not 11:30",
        f"11:30 → 12:00: {title}",
        "Reason: the train is late",
    ]
    (line,) = notice.lines
    slots = line.old_slot.start, line.new_slot.start, line.new_slot.end
    assert [f"{workshop.programme.local(one):%H:%M}" for one in slots] == ["11:30", "12:00", "13:00"]
    assert described(workshop, change, "fr").text.splitlines()[0] == (
        f"30 min plus tard : {title} commence à 12:00, et non à 11:30"
    )


def test_delay_of_many_counts_them(workshop):
    notice = described(workshop, requests.request_delay("the whole day 10 min earlier", workshop, MORNING))
    assert notice.headline == "10 min earlier: 10 sessions on Monday 30 June, from Opening on"
    assert [line.kind for line in notice.lines] == [LineKind.TIME] * 10


def test_times_on_several_days_are_not_said_to_be_on_one(harbour):
    later = described(harbour, requests.request_delay("foghorn and dinner 10m", harbour, FRIDAY))
    assert later.headline == "10 min later: 2 sessions on several days"
    assert described(harbour, requests.request_swap("sewing with dinner", harbour, FRIDAY)).headline.startswith(
        "Swapped"
    )
    times = requests.request_swap("sewing with dinner", harbour, FRIDAY).model_copy(update={"kind": ChangeKind.UPDATE})
    assert described(harbour, times).headline == "New times for 2 sessions on several days"


@pytest.mark.parametrize(
    ("field", "headline"),
    [
        ("rooms", "No room any more: {}"),
        ("speakers", "{}: nobody speaks any more"),
        ("slides", "No slides any more: {}"),
        ("note", "The note on {} is withdrawn"),
    ],
)
def test_what_is_gone_is_said_to_be(workshop, field, headline):
    old = changes.revise(
        workshop.programme.session_by_id["du-shapley"], note="Bring a coat", slides="https://a.example/s"
    )
    new = changes.revise(old, **{field: () if isinstance(getattr(old, field), tuple) else ""})
    before, after = (with_session(workshop.programme, each) for each in (old, new))
    notice = describe_change(Change(kind=ChangeKind.UNDO), before, after, "en")
    assert notice.headline == f"Taken back. {headline.format(old.title)}"
    assert not notice.lines[0].text.endswith(": ")


def with_session(programme, session):
    sessions = tuple(session if one.id == session.id else one for one in programme.sessions)
    return Programme(**({name: getattr(programme, name) for name in Programme.model_fields} | {"sessions": sessions}))


def test_new_session_says_who_speaks(workshop):
    change = content_requests.request_add("Panel with gusak 17:00", workshop, MORNING)
    assert described(workshop, change).lines[0].text == "New: Panel — Julia Gusak, Monday 30 June 17:00"


def test_absorbed_delay_says_the_length_or_new_times(workshop):
    change = requests.request_delay("everything from gusak on 20m", workshop, MORNING, absorb=True)
    notice = described(workshop, change)
    assert notice.headline.startswith("20 min later: 2 sessions")


@pytest.mark.parametrize(
    ("function", "what", "lines"),
    [
        (
            requests.request_move,
            "closing tomorrow 9h",
            [
                "New time: Closing, Tuesday 1 July 09:00, not Monday 30 June 15:50",
                "Monday 30 June 15:50 → Tuesday 1 July 09:00: Closing",
            ],
        ),
        (requests.request_room, "closing to Cellar", ["New room: Closing is in Cellar", "Closing: Amphi A → Cellar"]),
        (
            requests.request_swap,
            "opening / closing",
            ["Swapped: Closing and Opening", "15:50 → 09:30: Closing", "09:30 → 15:50: Opening"],
        ),
        (
            requests.request_cancel,
            "closing",
            ["Cancelled: Closing", "Cancelled: Closing, Monday 30 June 15:50"],
        ),
        (
            requests.request_remove,
            "closing",
            ["No longer in the programme: Closing", "Removed: Closing, Monday 30 June 15:50"],
        ),
        (content_requests.request_retitle, "closing: Farewell", ["New title: Farewell", "Closing → Farewell"]),
        (content_requests.request_speaker, "closing: Ada B", ["Closing: now by Ada B", "Closing: Ada B"]),
        (
            content_requests.request_slides,
            "closing https://a.example/x",
            ["Slides online: Closing", "Closing: https://a.example/x"],
        ),
        (content_requests.request_note, "closing: Bring cake", ["Note on Closing: Bring cake"]),
        (
            content_requests.request_add,
            "17:00-18:00 Walk",
            ["New: Walk, Monday 30 June 17:00", "New: Walk, Monday 30 June 17:00–18:00"],
        ),
    ],
)
def test_every_action_in_words(workshop, function, what, lines):
    assert described(workshop, function(what, workshop, MORNING)).text.splitlines() == lines


def test_answer_taught_and_free_announcement(workshop):
    faq = described(workshop, content_requests.request_faq("wifi, net: ROPE"))
    assert faq.text.splitlines() == ["New answer to “wifi / net”", "ROPE"]
    announced = described(workshop, requests.request_announce("The bus leaves at six."))
    assert (announced.headline, announced.lines) == ("The bus leaves at six.", ())


def test_undo_says_the_way_back(workshop):
    change = requests.request_cancel("closing", workshop, MORNING).model_copy(update={"id": "1"})
    after = apply(workshop.programme, [change])
    undo = Change(kind=ChangeKind.UNDO, undoes="1", reason="Sorry")
    notice = describe_change(undo, after, workshop.programme, "en", undone=change)
    assert notice.headline == "Taken back. Takes place after all: Closing"
    said = Change(id="1", kind=ChangeKind.ANNOUNCE, text="Fire drill at six.")
    notice = describe_change(undo, after, after, "en", undone=said)
    assert notice.headline == "Taken back. Fire drill at six."


def test_conflict_in_words(workshop):
    change = requests.request_delay("the whole day 30m", workshop, MORNING)
    after = apply(workshop.programme, [change])
    (conflict,) = find_conflicts(workshop.programme, after, MORNING)
    title = workshop.programme.session_by_id["long-term-fairness"].title
    assert say_conflict(conflict, after, "en") == f"{title} would end at 16:20; that day ended at 15:50"


def test_refusal_lists_what_may_have_been_meant(harbour):
    with pytest.raises(ChangeRefused) as refused:
        requests.request_cancel("josephine abara", harbour, FRIDAY)
    first, *candidates = say_refusal(refused.value, harbour.programme, "en").splitlines()
    assert first == "Several sessions fit “josephine abara”. Which one?"
    assert len(candidates) == 2
    assert candidates[0].startswith("• Keeping secrets in public repositories — Josephine Abara, Friday 16 May 14:30")


@pytest.mark.parametrize("code", sorted(languages()))
def test_every_language_has_every_sentence(code):
    sentences = {
        lang: {name for name in one.sentences if name.startswith("changes.")} for lang, one in languages().items()
    }
    assert sentences[code] == sentences["en"]
    for kind in ConflictKind:
        assert f"changes.conflict.{kind.replace(' ', '_')}" in sentences[code]


def test_every_refusal_has_its_sentence():
    names = set()
    for module in (changes, requests, content_requests, change_reading):
        source = Path(module.__file__).read_text(encoding="utf-8")
        names |= set(re.findall(r'ChangeRefused\(\s*"(\w+)"', source))
    assert {f"changes.refused.{name}" for name in names} <= languages()["en"].sentences.keys()
    assert len(names) > 15
