from datetime import datetime

import pytest

from bot.core.asks import Ask
from bot.core.changes import AddSession, AddSpeaker, ChangeRefused, apply, revise
from bot.core.content_requests import (
    request_add,
    request_faq,
    request_note,
    request_retitle,
    request_slides,
    request_speaker,
)
from bot.core.programme import Kind, Programme
from bot.core.questions import parse_question
from bot.core.search.index import Index

MORNING = datetime.fromisoformat("2025-06-30T09:00:00+02:00")
FRIDAY = datetime.fromisoformat("2031-05-16T08:30:00+01:00")


def after(index, change, session="du-shapley"):
    return apply(index.programme, [change.model_copy(update={"id": "1"})]).session_by_id[session]


def names(index, change, session="du-shapley"):
    programme = apply(index.programme, [change.model_copy(update={"id": "1"})])
    return [one.name for one in programme.speakers_of(programme.session_by_id[session])]


def refused(function, *arguments, **parts):
    with pytest.raises(ChangeRefused) as found:
        function(*arguments, **parts)
    return found.value.sentence


def test_title_note_and_slides_in_one_text_or_apart(workshop):
    for what, parts in (("loiseau: Games", {}), ("du-shapley", {"title": "Games"})):
        assert after(workshop, request_retitle(what, workshop, MORNING, **parts)).title == "Games"
    for what, parts in (("loiseau: Bring a laptop", {}), ("du-shapley", {"note": "Bring a laptop"})):
        assert after(workshop, request_note(what, workshop, MORNING, **parts)).note == "Bring a laptop"
    address = "https://a.example/x.pdf"
    for what, parts in ((f"{address} loiseau", {}), ("loiseau a.example/x.pdf", {}), ("loizo", {"url": address})):
        assert after(workshop, request_slides(what, workshop, MORNING, **parts)).slides == address


def test_note_is_taken_away_by_a_dash(workshop):
    one = "regularized-learning-in-games"
    assert after(workshop, request_note("cauvin: -", workshop, MORNING), one).note == ""
    assert after(workshop, request_note(one, workshop, MORNING, note="–"), one).note == ""


@pytest.mark.parametrize(
    ("what", "parts", "speaking"),
    [
        ("loiseau: Jane Doe (MIT)", {}, ["Jane Doe"]),
        ("replace loiseau by Jane Doe", {}, ["Jane Doe"]),
        ("loiseau + Jane Doe", {}, ["Patrick Loiseau", "Jane Doe"]),
        ("loiseau: add Jane Doe", {}, ["Patrick Loiseau", "Jane Doe"]),
        ("loiseau +Jane Doe", {}, ["Patrick Loiseau", "Jane Doe"]),
        ("loiseau remplacé par Jane Doe", {}, ["Jane Doe"]),
        ("loiseau: remove", {}, []),
        ("loiseau: - loiseau", {}, []),
        ("remove loiseau", {}, []),
        ("remove loiseau from du-shapley", {}, []),
        ("retire loiseau de du-shapley", {}, []),
        ("loiseau: laclau", {}, ["Charlotte Laclau"]),
        ("loiseau + gusak", {}, ["Patrick Loiseau", "Julia Gusak"]),
        ("loiseau: Jane Doe (MIT, Boston) and Julia Gusak", {}, ["Jane Doe", "Julia Gusak"]),
        ("loiseau: Society for Fair Games", {}, ["Society for Fair Games"]),
        ("loiseau: remove Patrick Loiseau", {}, []),
        ("loiseau: replace Loiseau with Jane Doe", {}, ["Jane Doe"]),
        ("add Jane Doe to loiseau", {}, ["Patrick Loiseau", "Jane Doe"]),
        ("Jane Doe instead of loiseau", {}, ["Jane Doe"]),
        ("Jane Doe replaces loiseau", {}, ["Jane Doe"]),
        ("loiseau: julia", {}, ["Julia Gusak"]),
        ("Jane Doe à la place de loiseau", {}, ["Jane Doe"]),
        ("du-shapley", {"speaker": "charlotte laclau"}, ["Charlotte Laclau"]),
        ("du-shapley", {"speaker": "Charlote Laclau", "add": True}, ["Patrick Loiseau", "Charlotte Laclau"]),
    ],
)
def test_speaker_replaced_or_added(workshop, what, parts, speaking):
    assert names(workshop, request_speaker(what, workshop, MORNING, **parts)) == speaking


def test_new_speaker_has_an_affiliation_and_an_id_of_their_own(workshop):
    change = request_speaker("loiseau: Julia Gusak-Smith (MIT)", workshop, MORNING)
    (new,) = [edit.speaker for edit in change.edits if isinstance(edit, AddSpeaker)]
    assert (new.id, new.name, new.affiliation) == ("julia-gusak-smith", "Julia Gusak-Smith", "MIT")


def test_one_of_several_speakers_is_replaced(workshop):
    both = ("patrick-loiseau", "julia-gusak")
    sessions = tuple(revise(one, speakers=both) if one.id == "du-shapley" else one for one in workshop.sessions)
    fields = {name: getattr(workshop.programme, name) for name in Programme.model_fields}
    index = Index(Programme(**(fields | {"sessions": sessions})))
    change = request_speaker("loiseau", index, MORNING, speaker="Jane Doe")
    assert names(index, change) == ["Jane Doe", "Julia Gusak"]
    for what, left in (
        ("shapley: replace gusak with Jane Doe", ["Patrick Loiseau", "Jane Doe"]),
        ("shapley: without gusak", ["Patrick Loiseau"]),
    ):
        assert names(index, request_speaker(what, index, MORNING)) == left


@pytest.mark.parametrize(
    ("what", "title", "slot", "speaking"),
    [
        ("14:00-14:30 Lightning talks in amphi a", "Lightning talks", "30 14:00-14:30", ()),
        ("Panel tomorrow 16h 45 min by Ada Lovelace", "Panel", "01 16:00-16:45", ("ada-lovelace",)),
        ("Round table at 17:00 for 45 minutes", "Round table", "30 17:00-17:45", ()),
        ("Table ronde à 17h pendant trois quarts d'heure", "Table ronde", "30 17:00-17:45", ()),
        ("Group photo 12:20", "Group photo", "30 12:20-12:20", ()),
        ("Table ronde à 17h de 45 min", "Table ronde", "30 17:00-17:45", ()),
        ("Panel by Julia Gusak at 16:00 for half an hour", "Panel", "30 16:00-16:30", ("julia-gusak",)),
        ("Panel with gusak and loiseau 16:00", "Panel", "30 16:00-16:00", ("julia-gusak", "patrick-loiseau")),
        ("Lunch with the dean 16:00", "Lunch with the dean", "30 16:00-16:00", ()),
        ("Panel, 16:00, 45 min, Amphi A, Julia Gusak", "Panel", "30 16:00-16:45", ("julia-gusak",)),
        ('"Round table" @ 4pm', "Round table", "30 16:00-16:00", ()),
        ("Photo in 15 minutes", "Photo", "30 09:15-09:15", ()),
        ("Concert 23h-1h", "Concert", "30 23:00-01:00", ()),
        ("Apéro 18h30 salle amphi A", "Apéro", "30 18:30-18:30", ()),
    ],
)
def test_session_added(workshop, what, title, slot, speaking):
    change = request_add(what, workshop, MORNING)
    (one,) = [edit.session for edit in change.edits if isinstance(edit, AddSession)]
    local = workshop.programme.local
    assert (one.title, f"{local(one.start):%d %H:%M}-{local(one.end):%H:%M}") == (title, slot)
    assert (one.rooms, one.speakers, one.end_known) == (("Amphi A",), speaking, one.end > one.start)


@pytest.mark.parametrize("what", ["Panel at 17:00 in Lecture Hall 9", "Panel in Lecture Hall 9 at 17:00"])
def test_session_added_in_a_room_that_is_new(workshop, what):
    new_room, added = request_add(what, workshop, MORNING).edits
    assert new_room.room.name == "Lecture Hall 9"
    assert (added.session.title, added.session.rooms) == ("Panel", ("Lecture Hall 9",))


def test_session_added_in_a_room_behind_the_time(harbour):
    (added,) = request_add("Yoga saturday 7:00-8:00 Boathouse", harbour, FRIDAY).edits
    assert (added.session.title, added.session.rooms) == ("Yoga", ("Boathouse",))


@pytest.mark.parametrize(
    ("typed", "url"),
    [
        ("[slides](https://a.example/s.pdf)", "https://a.example/s.pdf"),
        ("https://a.example/s.pdf.", "https://a.example/s.pdf"),
        ("https://a.example/s_(1).pdf", "https://a.example/s_(1).pdf"),
        ("<https://a.example/s.pdf>", "https://a.example/s.pdf"),
    ],
)
def test_address_ends_before_what_closes_the_sentence(workshop, typed, url):
    assert after(workshop, request_slides(f"loiseau {typed}", workshop, MORNING)).slides == url


def test_session_added_with_its_parts_apart(harbour):
    change = request_add("Coffee again", harbour, FRIDAY, when="sunday 15:00-15:20", room="loft")
    (one,) = [edit.session for edit in change.edits if isinstance(edit, AddSession)]
    assert (one.kind, one.rooms, one.day.day) == (Kind.BREAK, ("Loft 2.04",), 18)
    talk = request_add("Ropes", harbour, FRIDAY, when="15:00", room="Cellar", speaker="Kwame Oduya")
    assert [edit.type for edit in talk.edits] == ["add room", "add session"]
    assert talk.edits[-1].session.kind is Kind.TALK


def test_id_of_what_is_added_is_free(workshop):
    change = request_add("Opening", workshop, MORNING, when="17:00")
    assert change.edits[-1].session.id == "opening-2"


@pytest.mark.parametrize(
    ("what", "asks", "answer"),
    [
        ("wifi, internet: the network is ROPE", ("wifi", "internet"), "the network is ROPE"),
        ("where is the wifi? on your badge", ("where is the wifi?",), "on your badge"),
        ("map -> https://a.example/map", ("map",), "https://a.example/map"),
        ("dinner at 19:30: at the pub", ("dinner at 19:30",), "at the pub"),
        ("map = https://a.example/map", ("map",), "https://a.example/map"),
        ("Où est le dîner ? / dîner : au port", ("Où est le dîner ?", "dîner"), "au port"),
    ],
)
def test_answer_taught(what, asks, answer):
    (edit,) = request_faq(what).edits
    assert (edit.faq.ask, edit.faq.answer) == (asks, answer)


@pytest.mark.parametrize(
    ("function", "what", "sentence"),
    [
        (request_retitle, "loiseau", "no_title"),
        (request_retitle, "zzz: title", "unknown_session"),
        (request_retitle, "the break: title", "ambiguous"),
        (request_note, "loiseau", "no_note"),
        (request_note, "loiseau: -", "nothing_changes"),
        (request_speaker, "loiseau", "no_speaker"),
        (request_speaker, "loiseau: Patrick Loiseau", "nothing_changes"),
        (request_speaker, "loiseau: remove Julia Gusak", "not_speaking"),
        (request_slides, "loiseau ftp://a.example/x", "bad_address"),
        (request_retitle, "loiseau What we know", "no_title"),
        (request_note, "loiseau bring a laptop", "no_note"),
        (request_slides, "loiseau", "bad_address"),
        (request_add, "Group photo", "no_time"),
        (request_add, "14:00", "no_title"),
        (request_add, "14:30-14:00 photo", "end_before_start"),
        (request_add, "15:50 closing", "nothing_changes"),
    ],
)
def test_what_cannot_be_is_refused(workshop, function, what, sentence):
    assert refused(function, what, workshop, MORNING) == sentence


@pytest.mark.parametrize(
    ("taught", "questions"),
    [
        ("wifi, internet", ["wifi?", "what is the wifi?", "is there wifi here?", "how do I connect to the wifi?"]),
        ("parking", ["is there parking?", "what about parking", "y a-t-il un parking ?"]),
        ("dîner", ["c’est où le dîner ?", "à quelle heure est le dîner ?"]),
        ("lost and found", ["where is the lost and found?"]),
    ],
)
def test_what_is_taught_is_answered_however_it_is_asked(workshop, taught, questions):
    index = Index(apply(workshop.programme, [request_faq(f"{taught}: ask at the desk")]))
    for text in questions:
        assert parse_question(text, index, MORNING).ask is Ask.FAQ, text
    for text in ("what is next?", "who is gusak?", "is there a sauna?", "when is lunch?"):
        assert parse_question(text, index, MORNING).ask is not Ask.FAQ, text


def test_bad_parts_are_refused(workshop):
    assert refused(request_slides, "loiseau", workshop, MORNING, url="not an address") == "bad_address"
    assert refused(request_faq, "wifi") == "no_answer"
