"""What attendees see of a change: the announcement, direct messages to followers, pings, and what an undo leaves."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.chat import reminders as courier
from bot.core.changes import revise
from bot.core.reminders import About, Follow, FollowKind
from bot.rehearsal import ORGANISER
from bot.sandbox.faults import Fault
from bot.store.ledger import State
from tests.chat.conftest import person, words_of
from tests.chat.organising import (
    announcement,
    find_button,
    on_duty,
    posted,
    press,
    preview,
    publish,
    with_fields,
)

ALERT = 0xC0392B
GUSAK = "memory-constraints"
EVERYBODY = "@everyone @here <@&1> <@1>"


@pytest.fixture(scope="session")
def programme(programme):
    """The shipped one, with a role for attendees."""
    return with_fields(programme, roles=programme.roles.model_copy(update={"attendee": "Attendee"}))


@pytest.fixture
async def house(programme, clock, sandbox):
    sandbox.world.add_role("Attendee")
    async with on_duty(programme, clock, sandbox) as running:
        yield running


@pytest.fixture
async def olga(sandbox, house):
    async with person(sandbox, ORGANISER) as someone:
        yield someone


@pytest.fixture
async def ada(sandbox, house):
    async with person(sandbox) as someone:
        yield someone


async def follow(duty, someone, which=GUSAK, **wishes):
    follows = frozenset({Follow(FollowKind.SESSION, which)})
    await duty.reminders.change(int(someone.id), lambda one: replace(one, follows=follows, **wishes))


def is_direct(message):
    return "guild_id" not in message and "~~" in words_of(message)


async def test_announcement_says_first_what_changed_in_all_languages_of_the_programme(house, olga, ada):
    desk, _ = house
    await publish(olga, "delay", "gusak 20m because the train is late")
    told = await announcement(ada)
    start = int(desk.programme.session_by_id[GUSAK].start.timestamp())
    title = "Training Neural Networks Under Memory Constraints"
    assert told["content"].splitlines() == [
        f"20 min later: {title} now starts at 11:50, not 11:30",
        f"20 min plus tard : {title} commence à 11:50, et non à 11:30",
    ]
    line = f"~~11:30–12:30~~ **11:50–12:50** (<t:{start}:R>) **{title}**"
    assert [embed["description"] for embed in told["embeds"]] == [
        f"{line}\n*Reason: the train is late*",
        f"{line}\n*Raison : the train is late*",
    ]


async def test_announcement_in_the_one_language_of_the_programme(programme, clock, sandbox):
    french = with_fields(programme, languages=("fr",))
    async with (
        on_duty(french, clock, sandbox),
        person(sandbox, ORGANISER) as olga,
        person(sandbox) as ada,
    ):
        await publish(olga, "cancel", "gusak")
        told = await announcement(ada)
        assert told["content"] == "Annulé : Training Neural Networks Under Memory Constraints"
        assert len(told["embeds"]) == 1
        assert told["embeds"][0]["color"] == ALERT


async def test_move_to_another_day_shows_both_days(olga, ada):
    await publish(olga, "move", "closing to tuesday 9:00")
    embed = (await announcement(ada))["embeds"][0]["description"]
    assert embed.startswith("~~Monday 30 June 15:50~~ **Tuesday 1 July 09:00**")


async def test_many_sessions_are_one_message(sandbox, olga, ada):
    await publish(olga, "delay", "everything from lunch on by 10m")
    told = await announcement(ada)
    assert told["content"].startswith("10 min later: 5 sessions on Monday 30 June, from Lunch break on")
    assert told["embeds"][0]["description"].count("~~") == 10
    assert len(posted(sandbox)) == 1


async def test_followers_get_a_direct_message_in_their_language_and_others_do_not(sandbox, house, olga, ada):
    _, duty = house
    sandbox.world.add_person("Bea")
    async with person(sandbox, "Bea") as bea:
        await follow(duty, ada, lang="fr")
        await follow(duty, bea, "du-shapley")
        shown = await preview(olga, "delay", "gusak 20m")
        assert "1 follower gets a direct message." in words_of(shown)
        await press(olga, shown, "publish")
        told = await ada.wait_message(is_direct)
        assert told["content"].startswith("20 min plus tard : ")
        assert len(told["embeds"]) == 1
        await announcement(bea)
        with pytest.raises(TimeoutError):
            await bea.wait_message(is_direct, timeout=0.3)
        await publish(olga, "undo")
        assert (await ada.wait_message(lambda one: "guild_id" not in one))["content"].startswith("Retiré. ")


async def test_follower_who_takes_no_direct_messages_is_mentioned_if_wished(sandbox, house, olga, ada):
    _, duty = house
    await follow(duty, ada, dm_closed=True, mention_instead=True)
    await publish(olga, "delay", "gusak 20m")
    reminders = await ada.channel_id("reminders")
    told = await ada.wait_message(lambda one: one["channel_id"] == reminders and "~~" in words_of(one))
    assert told["content"].startswith(f"<@{ada.id}> 20 min later: ")
    assert [one["id"] for one in told["mentions"]] == [ada.id]


async def test_who_turns_out_to_take_no_direct_messages_is_mentioned_if_wished(sandbox, house, olga, ada):
    _, duty = house
    await follow(duty, ada, mention_instead=True)
    next(user for user in sandbox.world.people if user.id == ada.id).accepts_dms = False
    await publish(olga, "delay", "gusak 20m")
    reminders = await ada.channel_id("reminders")
    told = await ada.wait_message(lambda one: one["channel_id"] == reminders and "~~" in words_of(one))
    assert told["content"].startswith(f"<@{ada.id}> 20 min later: ")
    assert len([one for one in posted(sandbox, "reminders") if str(ada.id) in one.content]) == 1


async def test_what_is_undone_before_a_follower_was_told_is_not_told(sandbox, house, olga, ada, monkeypatch):
    monkeypatch.setattr(courier, "LONGEST_PAUSE", 0.2)
    _, duty = house
    await follow(duty, ada)
    direct = sandbox.world.dm_between(next(sandbox.world.bots).id, ada.id).id
    sandbox.faults.add(Fault("status", "POST", f"^/channels/{direct}/messages$", times=1000, status=503))
    await publish(olga, "delay", "gusak 20m")
    told = await announcement(ada)
    async with asyncio.timeout(30):
        while not sandbox.faults.happened:
            await asyncio.sleep(0.01)
    await publish(olga, "undo")
    await ada.wait_edit(told)
    async with asyncio.timeout(30):
        while len(await duty.store.ledger.last(State.WITHDRAWN, 9)) < 2:
            await asyncio.sleep(0.01)
    sandbox.faults.clear()
    await publish(olga, "undo", "2")  # it is so after all
    first = await ada.wait_message(lambda one: one["channel_id"] == direct)
    assert "~~11:30–12:30~~ **11:50–12:50**" in words_of(first)


async def test_quiet_change_writes_to_no_follower(house, olga, ada):
    await follow(house[1], ada)
    await publish(olga, "delay", "gusak 20m", how="quiet")
    with pytest.raises(TimeoutError):
        await ada.wait_message(is_direct, timeout=0.3)


async def test_role_is_pinged_only_if_the_organiser_says_so(sandbox, olga, ada):
    role = sandbox.world.role_named("Attendee").id
    shown = await preview(olga, "delay", "gusak 20m")
    assert find_button(shown, "ping")["label"] == "Publish and ping @Attendee"
    await press(olga, shown, "publish")
    assert (await announcement(ada))["mention_roles"] == []
    await publish(olga, "delay", "gusak 20m", how="ping")
    told = await announcement(ada)
    assert told["mention_roles"] == [role]
    assert told["content"].startswith(f"<@&{role}> 20 min later: ")
    assert not told["mention_everyone"]


async def test_without_a_role_for_attendees_no_ping_is_offered(programme, clock, sandbox):
    plain = with_fields(programme, roles=programme.roles.model_copy(update={"attendee": ""}))
    async with on_duty(plain, clock, sandbox), person(sandbox, ORGANISER) as olga:
        assert find_button(await preview(olga, "delay", "gusak 20m"), "ping") is None


async def test_everyone_as_the_attendees_role_is_never_pinged(programme, clock, sandbox):
    open_to_all = with_fields(programme, roles=programme.roles.model_copy(update={"attendee": "@everyone"}))
    async with (
        on_duty(open_to_all, clock, sandbox) as (_, duty),
        person(sandbox, ORGANISER) as olga,
        person(sandbox) as ada,
    ):
        shown = await preview(olga, "delay", "gusak 20m")
        assert find_button(shown, "ping") is None
        await duty.changes.publish(find_button(shown, "publish")["custom_id"].split(":")[2], ping=True)
        told = await announcement(ada)
    assert (told["mention_everyone"], told["mention_roles"]) == (False, [])


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("announce", f"{EVERYBODY} hello"),
        ("retitle", f"gusak: {EVERYBODY}"),
        ("cancel", f"gusak because {EVERYBODY}"),
        ("room", f"gusak to {EVERYBODY}"),
        ("note", f"gusak: {EVERYBODY}"),
        ("speaker", f"gusak: {EVERYBODY}"),
        ("faq", f"{EVERYBODY}: {EVERYBODY}"),
    ],
)
@pytest.mark.parametrize("how", ["publish", "ping"])
async def test_nothing_that_is_typed_pings(sandbox, olga, ada, command, words, how):
    role = sandbox.world.role_named("Attendee").id
    done = await publish(olga, command, words.replace("<@&1>", f"<@&{role}>").replace("<@1>", f"<@{ada.id}>"), how=how)
    told = await announcement(ada)
    for message in (told, done):
        assert not message["mention_everyone"]
        assert message["mentions"] == []
    assert told["mention_roles"] == ([role] if how == "ping" else [])
    assert told["content"].startswith(f"<@&{role}>") == (how == "ping")


async def test_cancelled_session_is_struck_through_and_the_word_is_not(sandbox, olga, ada):
    await publish(olga, "cancel", "gusak: ill")
    title = "Training Neural Networks Under Memory Constraints"
    lines = (await announcement(ada))["embeds"][0]["description"].splitlines()
    assert lines == [f"Cancelled: ~~{title}, Monday 30 June 11:30–12:30~~", "*Reason: ill*"]


async def test_undo_marks_the_message_and_posts_no_other_where_nobody_was_pinged(sandbox, olga, ada):
    await publish(olga, "delay", "gusak 20m")
    told = await announcement(ada)
    await publish(olga, "undo")
    edited = await ada.wait_edit(told)
    assert edited["content"].startswith("Taken back. 20 min earlier: ")
    assert edited["embeds"][0]["description"].startswith("~~11:30–12:30 11:50–12:50 ")
    assert len(posted(sandbox)) == 1


async def test_undo_of_what_pinged_marks_the_message_and_pings_again(sandbox, olga, ada):
    role = sandbox.world.role_named("Attendee").id
    await publish(olga, "delay", "gusak 20m", how="ping")
    told = await announcement(ada)
    shown = await preview(olga, "undo")
    assert "@Attendee is pinged, as by the message that it takes back." in words_of(shown)
    await press(olga, shown, "publish")
    corrected = await announcement(ada)
    assert corrected["mention_roles"] == [role]
    assert corrected["content"].startswith(f"<@&{role}> Taken back. ")
    assert "~~11:50–12:50~~ **11:30–12:30**" in words_of(corrected)
    assert "Taken back. " in (await ada.wait_edit(told))["content"]
    assert len(posted(sandbox)) == 2


async def test_quiet_undo_marks_the_message_and_pings_nobody(sandbox, olga, ada):
    await publish(olga, "delay", "gusak 20m", how="ping")
    told = await announcement(ada)
    await publish(olga, "undo", how="quiet")
    assert (await ada.wait_edit(told))["content"].startswith("Taken back. ")
    assert len(posted(sandbox)) == 1


async def test_quiet_undo_of_an_announcement_that_was_deleted_posts_nothing(sandbox, house, olga, ada):
    _, duty = house
    await publish(olga, "delay", "gusak 20m")
    told = await announcement(ada)
    sandbox.world.messages[told["channel_id"]].pop(told["id"])
    await publish(olga, "undo", how="quiet")
    async with asyncio.timeout(30):
        while [one.state for one in await duty.store.ledger.about(About.CHANGE, duty.changes.log[-1].id)] != [
            State.SENT
        ]:
            await asyncio.sleep(0.02)
    assert posted(sandbox) == []


async def test_undo_of_an_announcement_that_was_deleted_posts_a_new_one(sandbox, olga, ada):
    await publish(olga, "delay", "gusak 20m")
    told = await announcement(ada)
    sandbox.world.messages[told["channel_id"]].pop(told["id"])
    await publish(olga, "undo")
    assert (await announcement(ada))["content"].startswith("Taken back. ")


# The first workshop's own story: on the morning, everything is put off by half an hour


@pytest.fixture
def former(programme):
    half = timedelta(minutes=30)
    sessions = (
        revise(one, start=one.start - half, end=one.end - half, previous_start=None) for one in programme.sessions
    )
    return with_fields(programme, sessions=tuple(sessions))


async def test_the_morning_that_was_put_off_by_half_an_hour(programme, former, clock, sandbox):
    clock.set(datetime.fromisoformat("2025-06-30T08:00:00+02:00"))
    local = programme.local
    async with (
        on_duty(former, clock, sandbox) as (desk, duty),
        person(sandbox, ORGANISER) as olga,
        person(sandbox) as ada,
    ):
        await follow(duty, ada, "opening")
        await ada.send_dm("workshop-bot", "when does it start?")
        assert "09:00" in words_of(await ada.wait_message(lambda one: "guild_id" not in one))
        shown = await preview(olga, "delay", "the whole day by 30 minutes because the first trains are late")
        await press(olga, shown, "publish")
        assert (await announcement(ada))["content"].startswith("30 min later: 10 sessions on Monday 30 June")
        await ada.wait_message(is_direct)
        assert [(one.id, one.start, one.end) for one in desk.programme.sessions] == [
            (one.id, one.start, one.end) for one in programme.sessions
        ]

        await ada.send_dm("workshop-bot", "when is the opening?")
        await ada.wait_message(lambda one: "09:30" in words_of(one))
        await ada.send_dm("workshop-bot", "was it not at 9?")
        answer = words_of(await ada.wait_message(lambda one: "guild_id" not in one))
        assert "09:30" in answer
        assert "09:00" in answer

        due = sorted({one.start - timedelta(minutes=10) for one in desk.programme.sessions if not one.is_break})
        formerly = {moment - timedelta(minutes=30) for moment in due}
        told = []
        for moment in sorted({*due, *formerly}):
            clock.set(moment)
            if moment in due:
                reminded = await ada.wait_message(lambda one: one["channel_id"] == reminders(sandbox))
                if moment == due[0]:  # the session that she follows
                    await ada.wait_message(lambda one: "guild_id" not in one and "In 10 min" in words_of(one))
                told.append(
                    (reminded["timestamp"][:16], f"{local(moment + timedelta(minutes=10)):%H:%M}" in words_of(reminded))
                )
        assert told == [(f"{moment:%Y-%m-%dT%H:%M}", True) for moment in due]
    assert [one.timestamp[:16] for one in posted(sandbox, "reminders")] == [
        f"{moment:%Y-%m-%dT%H:%M}" for moment in due
    ]


def reminders(sandbox):
    return sandbox.world.channel_named("reminders").id
