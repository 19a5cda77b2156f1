"""Organisers' commands end to end: preview, publish, reword, drop, undo, restarts, and several organisers at once."""

import asyncio
from datetime import timedelta

import pytest

from bot.core.changes import ChangeKind
from bot.rehearsal import BOT, ORGANISER
from tests.chat.conftest import person, words_of
from tests.chat.organising import (
    announcement,
    buttons_of,
    changed,
    find_button,
    give,
    is_preview,
    on_duty,
    posted,
    press,
    pressed,
    preview,
    publish,
    told,
)

EPHEMERAL = 1 << 6
GUSAK = "memory-constraints"


@pytest.fixture
async def house(programme, clock, sandbox):
    async with on_duty(programme, clock, sandbox) as running:
        yield running


@pytest.fixture
async def olga(sandbox, house):
    async with person(sandbox, ORGANISER) as someone:
        yield someone


@pytest.fixture
async def otto(sandbox, programme, house):
    """A second organiser."""
    sandbox.world.add_person("Otto", roles=(programme.roles.organiser,), locale="en-GB")
    async with person(sandbox, "Otto") as someone:
        yield someone


@pytest.fixture
async def ada(sandbox, house):
    async with person(sandbox) as someone:
        yield someone


def at(programme, session_id):
    """When a session starts, on the venue's clock."""
    return f"{programme.local(programme.session_by_id[session_id].start):%H:%M}"


def field(session_id, name):
    return lambda programme: getattr(programme.session_by_id[session_id], name)


def speakers(session_id):
    def names(programme):
        session = programme.session_by_id[session_id]
        return [programme.speaker_by_id[each].name for each in session.speakers]

    return names


# command, its words, commands before it, what to look at, what is there then, what the announcement begins with
GIVEN = [
    ("delay", "gusak 20m", (), lambda programme: at(programme, GUSAK), "11:50", "20 min later: "),
    ("move", "loiseau to 14h20", (), lambda programme: at(programme, "du-shapley"), "14:20", "20 min later: "),
    ("room", "gusak to Amphi B", (), field(GUSAK, "rooms"), ("Amphi B",), "New room: "),
    ("swap", "gusak with loiseau", (), lambda programme: at(programme, GUSAK), "14:00", "Swapped: "),
    ("cancel", "gusak because the train is late", (), field(GUSAK, "cancelled"), True, "Cancelled: "),
    ("restore", "gusak", ("cancel gusak",), field(GUSAK, "cancelled"), False, "Takes place after all: "),
    ("retitle", "gusak: What we know now", (), field(GUSAK, "title"), "What we know now", "New title: "),
    ("speaker", "gusak: Ada Lovelace (Analytical Society)", (), speakers(GUSAK), ["Ada Lovelace"], "Training"),
    ("speaker", "gusak: + Patrick Loiseau", (), speakers(GUSAK), ["Julia Gusak", "Patrick Loiseau"], "Training"),
    ("add", "Round table at 17:00 for 45 minutes", (), lambda programme: at(programme, "round-table"), "17:00", "New"),
    ("remove", "closing", (), lambda programme: "closing" in programme.session_by_id, False, "No longer in"),
    ("slides", "gusak https://example.org/s.pdf", (), field(GUSAK, "slides"), "https://example.org/s.pdf", "Slides"),
    ("note", "gusak: bring a laptop", (), field(GUSAK, "note"), "bring a laptop", "Note on "),
    ("faq", "wifi, internet: it is eduroam", (), lambda programme: programme.faq[-1].answer, "it is eduroam", "New"),
    ("announce", "the bus leaves at 18:00", (), lambda programme: len(programme.sessions), 10, "the bus leaves"),
]


def test_every_command_is_tried():
    undone = {ChangeKind.UNDO, ChangeKind.UPDATE}
    assert {command for command, *_ in GIVEN} == {str(kind) for kind in ChangeKind if kind not in undone}


@pytest.mark.parametrize("form", ["slash", "prefix"])
@pytest.mark.parametrize(("command", "words", "before", "look", "then", "first"), GIVEN)
async def test_command_is_shown_published_and_taken_back(
    sandbox, house, olga, ada, form, command, words, before, look, then, first
):
    desk, _ = house
    for earlier in before:
        await publish(olga, *earlier.split(maxsplit=1), how="quiet")
    start = desk.programme
    shown = await preview(olga, command, words, form)
    assert posted(sandbox) == []
    assert desk.programme == start
    said = words_of(await pressed(olga, shown, "publish"))
    assert look(desk.programme) == then
    announced = await announcement(ada)
    assert announced["content"].startswith(first)
    assert said.endswith(words_of(shown).splitlines()[0])
    taken_back = await preview(olga, "undo", form=form)
    await press(olga, taken_back, "publish")
    assert words_of(await ada.wait_edit(announced)).startswith("Taken back. ")
    assert desk.programme == start


async def test_everything_from_a_session_on_is_delayed(house, olga):
    desk, _ = house
    before = desk.programme
    await publish(olga, "delay", "everything from lunch on by half an hour")
    moved = [one.id for one in desk.programme.sessions if one != before.session_by_id[one.id]]
    assert moved == ["lunch-break", "du-shapley", "regularized-learning-in-games", "long-term-fairness", "closing"]
    assert at(desk.programme, "closing") == "16:20"


async def test_breaks_absorb_a_delay_if_the_organiser_says_so(house, olga, ada):
    desk, _ = house
    shown = await preview(olga, "delay", "everything from gusak on by 30m")
    assert "~~15:50~~ **16:20**" in words_of(shown)
    renewed = await pressed(olga, shown, "absorb")
    assert "Closing" not in words_of(renewed)
    assert find_button(renewed, "absorb") is None
    await press(olga, renewed, "publish")
    await announcement(ada)
    assert (at(desk.programme, GUSAK), at(desk.programme, "lunch-break")) == ("12:00", "13:00")
    assert (at(desk.programme, "du-shapley"), at(desk.programme, "closing")) == ("14:00", "15:50")


async def test_nothing_is_absorbed_where_no_break_can(olga):
    assert find_button(await preview(olga, "delay", "closing 20m"), "absorb") is None
    assert find_button(await preview(olga, "move", "closing to 17:00"), "absorb") is None
    assert find_button(await preview(olga, "delay", "everything from gusak on 10 minutes earlier"), "absorb") is None


async def test_new_room_is_named_in_the_preview(olga):
    assert "The programme has no room “Amphi B” yet" in words_of(await preview(olga, "room", "gusak to Amphi B"))
    assert "has no room" not in words_of(await preview(olga, "cancel", "gusak"))


async def test_quiet_change_is_told_nobody_and_followed_by_answers(sandbox, olga, ada):
    said = await publish(olga, "delay", "gusak 20m", how="quiet")
    assert "nobody was told" in words_of(said)
    await ada.send("general", "!when gusak")
    assert "11:50" in words_of(await told(ada))
    assert posted(sandbox) == []


async def test_reworded_announcement_says_it_in_the_organisers_words(house, olga, ada):
    shown = await preview(olga, "delay", "gusak 20m")
    await press(olga, shown, "reword")
    modal = await olga.wait_modal()
    (words,) = (part["custom_id"] for row in modal["components"] for part in row["components"])
    await olga.submit(modal, {words: "Coffee is late, so is *everything*"})
    renewed = await changed(olga, shown)
    assert renewed["content"] == "Coffee is late, so is \\*everything\\*"
    await press(olga, renewed, "publish")
    announced = await announcement(ada)
    assert announced["content"] == "Coffee is late, so is \\*everything\\*"
    assert "~~11:30–12:30~~ **11:50–12:50**" in words_of(announced)


async def test_announcement_in_many_words_is_posted_whole_and_can_be_reworded(sandbox, olga, ada):
    text = " ".join(["please"] * 214)
    shown = await preview(olga, "announce", text)
    await press(olga, shown, "reword")
    form = await olga.wait_modal()
    await olga.submit(form, {form["components"][0]["components"][0]["custom_id"]: f"{text}!"})
    done = await pressed(olga, await changed(olga, shown), "publish")
    assert words_of(done).startswith("Published as change 1: please")
    assert words_of(await announcement(ada)) == f"{text}!"


@pytest.mark.parametrize("words", ["gusak {}", "gusak: {}"])
async def test_very_long_titles_leave_no_command_unanswered(olga, words):
    await publish(olga, "retitle", f"gusak: {'Title ' * 300}")
    await give(olga, "slash", "note", words.format("note " * 500))
    assert words_of(await olga.wait_message(lambda message: "note" in words_of(message)))


async def test_dropped_preview_changes_nothing_and_cannot_be_published(sandbox, house, olga):
    desk, duty = house
    before = desk.programme
    shown = await preview(olga, "cancel", "gusak")
    dropped = await pressed(olga, shown, "drop")
    assert buttons_of(dropped) == []
    assert (desk.programme, duty.changes.version, posted(sandbox)) == (before, 0, [])


async def test_preview_is_dead_after_a_quarter_of_an_hour(house, olga, clock):
    desk, _ = house
    before = desk.programme
    late, in_time = await preview(olga, "cancel", "gusak"), await preview(olga, "cancel", "loiseau")
    clock.set(clock.now() + timedelta(minutes=15))
    await pressed(olga, in_time, "quiet")
    assert desk.programme.session_by_id["du-shapley"].cancelled
    clock.set(clock.now() + timedelta(seconds=1))
    assert "15 minutes" in words_of(await pressed(olga, late, "publish"))
    assert desk.programme.session_by_id[GUSAK] == before.session_by_id[GUSAK]


async def test_preview_outlives_a_restart_but_not_its_time(programme, clock, sandbox, tmp_path):
    database = f"sqlite:///{tmp_path / 'state.sqlite3'}"
    async with person(sandbox, ORGANISER) as olga, person(sandbox) as ada:
        async with on_duty(programme, clock, sandbox, database):
            shown, other = await preview(olga, "delay", "gusak 20m"), await preview(olga, "cancel", "loiseau")
        async with on_duty(programme, clock, sandbox, database) as (desk, _):
            await press(olga, shown, "publish")
            announced = await announcement(ada)
            assert at(desk.programme, GUSAK) == "11:50"
        clock.set(clock.now() + timedelta(minutes=16))
        async with on_duty(programme, clock, sandbox, database) as (desk, duty):
            assert at(desk.programme, GUSAK) == "11:50"
            assert "15 minutes" in words_of(await pressed(olga, other, "publish"))
            assert duty.changes.version == 1
            await press(olga, await preview(olga, "undo"), "publish")
            assert words_of(await ada.wait_edit(announced)).startswith("Taken back. ")
            assert desk.programme == programme


async def test_undo_by_the_button_under_what_was_published(house, olga, programme):
    desk, _ = house
    done = await publish(olga, "retitle", "gusak: What we know now")
    shown = await pressed(olga, done, "undo")
    assert is_preview(shown)
    await pressed(olga, shown, "quiet")
    assert desk.programme == programme


async def test_undo_by_number_leaves_the_others(house, olga, programme):
    desk, _ = house
    await publish(olga, "retitle", "gusak: What we know now", how="quiet")
    await publish(olga, "cancel", "loiseau", how="quiet")
    await publish(olga, "undo", "1", how="quiet")
    assert desk.programme.session_by_id[GUSAK] == programme.session_by_id[GUSAK]
    assert desk.programme.session_by_id["du-shapley"].cancelled


async def test_undo_is_refused_where_a_later_change_builds_on_it(house, olga):
    desk, _ = house
    await publish(olga, "delay", "gusak 20m", how="quiet")
    await publish(olga, "delay", "gusak 10m", how="quiet")
    await give(olga, "prefix", "undo", "1", "organisers")
    assert words_of(await told(olga)) == "A later change builds on it. Undo that one first."
    assert at(desk.programme, GUSAK) == "12:00"


async def test_undo_undone_brings_the_change_back(house, olga, programme):
    desk, _ = house
    await publish(olga, "delay", "gusak 20m", how="quiet")
    delayed = desk.programme
    await publish(olga, "undo", how="quiet")
    assert desk.programme == programme
    await publish(olga, "undo", "2", how="quiet")
    assert desk.programme == delayed


async def test_changes_are_listed_with_who_and_what(house, olga, otto):
    await publish(olga, "delay", "gusak 20m", how="quiet")
    await publish(otto, "cancel", "loiseau", how="quiet")
    await publish(otto, "undo", how="quiet")
    for form in ("slash", "prefix"):
        await give(olga, form, "changes", "", "organisers")
        shown = await olga.wait_message(lambda message: "**1**" in words_of(message))
        lines = words_of(shown).splitlines()
        assert [line.split(" ")[0] for line in lines[1:]] == ["**3**", "**2**", "**1**"]
        assert "Otto" in lines[1]
        assert "~~" in lines[2]
        assert "Olga" in lines[3]
        assert "~~" not in lines[3]


async def test_second_organisers_preview_is_shown_anew_and_not_applied_blindly(house, olga, otto):
    desk, _ = house
    first, second = await preview(olga, "delay", "gusak 20m"), await preview(otto, "delay", "gusak 30m")
    await pressed(olga, first, "quiet")
    renewed = await pressed(otto, second, "publish")
    assert at(desk.programme, GUSAK) == "11:50"
    assert renewed["content"].startswith("The programme changed meanwhile.")
    assert "~~11:50–12:50~~ **12:20–13:20**" in words_of(renewed)
    await pressed(otto, renewed, "quiet")
    assert at(desk.programme, GUSAK) == "12:20"


async def test_of_two_organisers_who_publish_at_once_one_wins(house, olga, otto, ada):
    desk, duty = house
    first, second = await preview(olga, "room", "gusak to Amphi B"), await preview(otto, "room", "gusak to Amphi C")
    await asyncio.gather(press(olga, first, "publish"), press(otto, second, "publish"))
    ends = [await changed(olga, first), await changed(otto, second)]
    assert sorted(map(is_preview, ends)) == [False, True]
    assert duty.changes.version == 1
    (room,) = desk.programme.session_by_id[GUSAK].rooms
    assert words_of(await announcement(ada)).splitlines()[0].endswith(room)


async def test_button_pressed_twice_publishes_once(sandbox, house, olga, ada):
    _, duty = house
    shown = await preview(olga, "cancel", "gusak")
    await asyncio.gather(*(press(olga, shown, "publish") for _ in range(3)))
    await announcement(ada)
    await changed(olga, shown)
    with pytest.raises(TimeoutError):
        await announcement_in(ada, 0.5)
    assert duty.changes.version == 1
    assert len(posted(sandbox)) == 1


async def announcement_in(someone, seconds):
    async with asyncio.timeout(seconds):
        return await announcement(someone)


async def test_undo_of_what_another_took_back_meanwhile_is_refused(house, olga, otto):
    _, duty = house
    await publish(olga, "cancel", "gusak", how="quiet")
    first, second = await preview(olga, "undo"), await preview(otto, "undo")
    await pressed(olga, first, "quiet")
    assert words_of(await pressed(otto, second, "publish")) == "That is undone already."
    assert duty.changes.version == 2


async def test_preview_of_a_command_in_public_is_sent_to_the_organiser_alone(house, olga, ada):
    shown = await preview(olga, "cancel", "gusak", "prefix")
    assert shown["channel_id"] == await olga.channel_id(f"@{BOT}")
    assert words_of(await told(ada)) == "I answered you in a direct message, so that nobody else sees it."
    await pressed(olga, shown, "publish")
    assert (await announcement(ada))["content"].startswith("Cancelled: ")


async def test_slash_preview_is_seen_by_the_organiser_alone(house, olga, otto):
    shown = await preview(olga, "cancel", "gusak", channel="organisers")
    assert shown["flags"] & EPHEMERAL
    with pytest.raises(TimeoutError):
        await otto.wait_message(is_preview, timeout=0.2)


async def test_command_in_the_organisers_channel_is_answered_there(house, olga, otto):
    shown = await preview(olga, "cancel", "gusak", "prefix", "organisers")
    assert shown["channel_id"] == await olga.channel_id("organisers")
    seen = await otto.wait_message(is_preview)
    await pressed(otto, seen, "quiet")
    assert house[1].changes.lines[0].author == "Otto"  # who decided, not who asked


async def test_direct_message_is_a_way_to_change_too(house, olga):
    desk, _ = house
    shown = await preview(olga, "cancel", "gusak", "prefix", f"@{BOT}")
    await pressed(olga, shown, "quiet")
    assert desk.programme.session_by_id[GUSAK].cancelled


async def test_what_is_not_understood_is_told_where_it_was_said(olga):
    await give(olga, "prefix", "delay", "the unicorn by 10m")
    assert words_of(await told(olga)).startswith("No session fits “the unicorn")
    await give(olga, "prefix", "delay", "gusak")
    assert words_of(await told(olga)).startswith("By how much, or to when?")


async def test_conflicts_are_shown_before_publishing(olga):
    shown = words_of(await preview(olga, "move", "gusak to 14:00"))
    assert "⚠" in shown
    assert "Amphi A" in shown


@pytest.mark.parametrize(
    ("command", "typed", "first"),
    [
        ("delay", "gusak 20m", "20 min later: Training Neural Networks Under Memory Constraints now starts at 11:50"),
        ("move", "loiseau to 15:00", "60 min (1 h) later: DU-Shapley"),
        ("room", "gusak to Amphi B", "New room: Training Neural Networks Under Memory Constraints is in Amphi B"),
        ("swap", "gusak with loiseau", "Swapped: "),
        ("cancel", "gusak", "Cancelled: Training"),
        ("retitle", "gusak: What we know now", "New title: What we know now"),
        ("add", "Round table at 17:00", "New: Round table"),
        ("note", "gusak: bring a laptop", "Note on Training"),
        ("remove", "closing", "No longer in the programme: Closing"),
    ],
)
async def test_autocomplete_says_what_would_come_of_it(olga, command, typed, first):
    choices = await olga.autocomplete(command, what=typed, locale="en-GB")
    assert choices[0]["name"].startswith(first)
    assert choices[0]["value"] == typed


async def test_autocomplete_offers_sessions_while_it_is_not_clear_yet(olga):
    for command in ("delay", "move", "room", "swap", "retitle", "restore", "note"):
        choices = await olga.autocomplete(command, what="gus", locale="en-GB")
        assert choices[0]["value"] == "Training Neural Networks Under Memory Constraints"
    assert 1 < len(await olga.autocomplete("cancel", what="")) <= 25
    assert await olga.autocomplete("delay", what=f"gusak 20m because {'x' * 200}", locale="en-GB")


@pytest.mark.parametrize("command", ["delay", "room", "swap", "note"])
async def test_autocomplete_takes_no_time_and_is_for_organisers_alone(olga, ada, command):
    async with asyncio.timeout(3):
        await olga.autocomplete(command, what="x" * 6000, locale="en-GB")
        assert await ada.autocomplete(command, what="gus") == []


async def test_autocomplete_of_undo_offers_what_can_be_taken_back_to_organisers(olga, ada):
    await publish(olga, "delay", "gusak 20m", how="quiet")
    await publish(olga, "delay", "gusak 10m", how="quiet")
    await publish(olga, "cancel", "loiseau", how="quiet")
    choices = await olga.autocomplete("undo", which="", locale="en-GB")
    assert [choice["value"] for choice in choices] == ["3", "2"]
    assert choices[0]["name"].startswith("3 · Cancelled: DU-Shapley")
    assert await ada.autocomplete("undo", which="") == []
