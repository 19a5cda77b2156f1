"""Attendees follow things: by command and button, over restarts, with closed and open direct messages."""

import asyncio
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from discord.utils import time_snowflake

from bot.chat import follows
from bot.chat.places import NEW_AT_ONCE, NEW_EVERY, Places
from bot.clock import SimulatedClock
from bot.core.moving import move
from bot.core.programme import Programme, key_of
from bot.core.reminders import EVERYTHING, Follow, FollowKind
from bot.core.search.index import Index
from bot.desk import Desk
from bot.rehearsal import ATTENDEE, BOT, ORGANISER, furnish
from bot.sandbox.faults import Fault
from bot.sandbox.limits import Limits
from bot.sandbox.server import Sandbox
from tests.chat.conftest import connected, person, words_of

EPHEMERAL = 1 << 6
EARLY = datetime.fromisoformat("2025-06-30T06:00:00+02:00")


@pytest.fixture
def clock():
    """Early on the day, when no reminder is due yet; paused."""
    return SimulatedClock(EARLY, speed=0)


@asynccontextmanager
async def keeping(desk, sandbox, database="sqlite://"):
    """The bot with its notebook, ready to keep what people follow."""
    async with connected(desk, sandbox, database) as connection:
        async with asyncio.timeout(30):
            while connection._bot.places is None:
                await asyncio.sleep(0.01)
        yield connection._bot


@pytest.fixture
async def keeper(sandbox, programme, clock):
    async with keeping(Desk(programme, clock), sandbox) as bot:
        yield bot


@pytest.fixture
async def ada(sandbox, keeper):
    async with person(sandbox) as someone:
        yield someone


def is_direct(message):
    return "guild_id" not in message


def is_private(message):
    return bool(message["flags"] & EPHEMERAL)


def items_of(message, what):
    """Its buttons and menus whose custom ids begin so."""
    items = (item for row in message["components"] for item in row["components"])
    return [item for item in items if item.get("custom_id", "").startswith(what)]


def ids_of(message, what):
    return [item["custom_id"] for item in items_of(message, what)]


def kept(bot, someone):
    return bot.duty.reminders.person(int(someone.id))


def find_session(programme, speaker):
    found = next(one for one in programme.speakers if speaker in one.name)
    return programme.sessions_by_speaker[found.id][0]


def revised(programme, sessions):
    """The programme with these sessions instead."""
    ordered = sorted(sessions, key=lambda session: session.start)
    return Programme.model_validate(programme.model_dump() | {"sessions": [each.model_dump() for each in ordered]})


def close_dms(sandbox, *, accepts=False, name=ATTENDEE):
    next(user for user in sandbox.world.people if user.name == name).accepts_dms = accepts


# The commands, in both forms


async def test_remind_in_a_channel_answers_there_and_writes_directly(ada, keeper):
    await ada.send("general", "!remind gusak")
    answers = [await ada.wait_message(), await ada.wait_message()]
    (direct,) = filter(is_direct, answers)
    (there,) = (one for one in answers if not is_direct(one))
    assert "You follow Julia Gusak now." in words_of(there)
    assert "I have written to you directly" in words_of(there)
    assert "The reminder comes 10 min before" in words_of(direct)
    assert ids_of(direct, "mine:") == ["mine:-:en"]
    person = kept(keeper, ada)
    assert (person.lang, person.dm_closed) == ("en", False)
    assert person.dm_channel == int(direct["channel_id"])


async def test_slash_remind_answers_the_person_alone(ada, keeper, programme):
    await ada.invoke("remind", what="lottery ticket", minutes=30)
    answer = await ada.wait_message(is_private)
    direct = await ada.wait_message(is_direct)
    assert "The reminder comes 30 min before" in words_of(answer)
    assert "You follow “The Strong Lottery Ticket" in words_of(direct)
    person = kept(keeper, ada)
    assert person.lead == timedelta(minutes=30)
    assert {follow.kind for follow in person.follows} == {FollowKind.SESSION}


async def test_second_time_no_direct_message_is_sent(ada):
    await ada.invoke("remind", what="gusak")
    await ada.wait_message(is_direct)
    await ada.wait_message(is_private)
    await ada.invoke("remind", what="everything")
    assert "You follow everything now." in words_of(await ada.wait_message(is_private))
    with pytest.raises(TimeoutError):
        await ada.wait_message(timeout=0.3)


async def test_remind_in_direct_messages_needs_no_other(ada, keeper):
    await ada.send_dm(BOT, "!remind everything 30 min before")
    answer = await ada.wait_message()
    assert "You follow everything now." in words_of(answer)
    assert "written to you" not in words_of(answer)
    with pytest.raises(TimeoutError):
        await ada.wait_message(timeout=0.3)
    person = kept(keeper, ada)
    assert person.follows == {Follow(FollowKind.EVERYTHING, EVERYTHING)}
    assert (person.dm_channel, person.lead) == (int(answer["channel_id"]), timedelta(minutes=30))


async def test_french_command_is_answered_and_remembered_in_french(ada, keeper):
    await ada.send_dm(BOT, "!rappelle salle amphi a, 20 min avant")
    answer = words_of(await ada.wait_message())
    assert "Vous suivez maintenant la salle Amphi A." in answer
    assert "Le rappel vient 20 min avant" in answer
    assert kept(keeper, ada).lang == "fr"
    await ada.send_dm(BOT, "!mes-rappels")
    assert "Vous suivez la salle Amphi A." in words_of(await ada.wait_message())
    await ada.send_dm(BOT, "!oublie tout")
    assert words_of(await ada.wait_message()) == "Vous ne suivez plus rien."


async def test_lead_time_alone_is_for_everything(ada, keeper):
    await ada.send_dm(BOT, "!remind 45 min before")
    assert words_of(await ada.wait_message()) == "From now on I remind you 45 min before each start."
    assert kept(keeper, ada).lead == timedelta(minutes=45)


async def test_lead_time_that_is_too_long_changes_nothing(ada, keeper):
    await ada.send_dm(BOT, "!remind gusak 9 days before")
    assert "at most 7 days" in words_of(await ada.wait_message())
    assert (kept(keeper, ada).lead, kept(keeper, ada).follows) == (None, frozenset())


async def test_nothing_to_follow_says_what_can_be(ada, keeper):
    await ada.send_dm(BOT, "!remind quantum zebras 30")
    answer = words_of(await ada.wait_message())
    assert "I find nothing in the programme for “quantum zebras”." in answer
    assert "Rooms: Amphi A" in answer
    assert kept(keeper, ada).lead is None


async def test_remind_without_words_says_how(ada):
    await ada.send("general", "!remind")
    assert "`!remind everything`" in words_of(await ada.wait_message())


async def test_several_are_asked_back_about_with_a_menu(ada, keeper):
    await ada.send_dm(BOT, "!remind this afternoon, 15 min before")
    asked = await ada.wait_message()
    assert words_of(asked) == "Several things fit “this afternoon”. Which do you wish to follow?"
    (menu,) = items_of(asked, "follow:en")
    values = [option["value"] for option in menu["options"]]
    assert menu["max_values"] == len(values) > 2
    await ada.select(asked, "follow:en", values[:2])
    assert "2 sessions, 2 of them still to come." in words_of(await ada.wait_message())
    assert len(kept(keeper, ada).follows) == 2
    assert kept(keeper, ada).lead == timedelta(minutes=15)


async def test_autocomplete_offers_everything_speakers_and_sessions(ada, keeper):
    values = [choice["value"] for choice in await ada.autocomplete("remind", what="")]
    assert values[0] == f"everything:{key_of('')}"
    (choice,) = (one for one in await ada.autocomplete("remind", what="gus") if one["name"] == "Julia Gusak")
    await ada.invoke("remind", what=choice["value"])
    assert "You follow Julia Gusak now." in words_of(await ada.wait_message(is_private))
    (own,) = await ada.autocomplete("unfollow", what="")
    assert own["name"] == "Julia Gusak"
    await ada.invoke("unfollow", what=own["value"])
    assert "You follow nothing any more." in words_of(await ada.wait_message(is_private))
    assert kept(keeper, ada).follows == frozenset()


async def test_autocomplete_of_who_follows_much_offers_as_much_as_discord_takes(ada, keeper, programme):
    follows = frozenset(Follow(FollowKind.SESSION, session.id) for session in programme.sessions)
    follows |= {Follow(FollowKind.SESSION, f"gone {number}") for number in range(30)}
    await keeper.duty.reminders.change(int(ada.id), lambda person: replace(person, follows=follows))
    assert len(await ada.autocomplete("unfollow", what="")) == 25
    assert len(await ada.autocomplete("unfollow", what="lunch")) == 1


# The list


async def test_list_in_a_channel_is_sent_directly(ada, keeper):
    await follow_all(ada, "gusak", "loiseau")
    await ada.send("general", "!mine")
    answers = [await ada.wait_message(), await ada.wait_message()]
    (direct,) = filter(is_direct, answers)
    (there,) = (one for one in answers if not is_direct(one))
    assert words_of(there) == "I have sent you your list directly."
    assert "Julia Gusak" in words_of(direct)
    assert "I remind you 10 min before each start" in words_of(direct)
    assert [file["filename"] for file in direct["attachments"]] == ["my-sessions.ics"]


async def follow_all(someone, *words):
    """Follow what these words name, one after the other."""
    for what in words:
        await someone.send_dm(BOT, f"!remind {what}")
        await someone.wait_message(is_direct)


def clashing(programme):
    """The programme with Gusak's session moved to that of Loiseau, and one cancelled."""
    one, other = find_session(programme, "Gusak"), find_session(programme, "Loiseau")
    third = next(
        each for each in programme.sessions if each.is_talk and each not in (one, other) and each.start > other.start
    )
    new = {one.id: move(one, other.start), third.id: third.model_copy(update={"cancelled": True})}
    return revised(programme, [new.get(each.id, each) for each in programme.sessions]), one, other, third


async def test_list_shows_clashes_cancellations_and_a_calendar(sandbox, programme, clock):
    changed, one, other, third = clashing(programme)
    async with keeping(Desk(changed, clock), sandbox), person(sandbox) as ada:
        await follow_all(ada, "gusak", "loiseau")
        await ada.invoke("remind", what=f"session:{key_of(third.id)}")
        await ada.wait_message(is_private)
        await ada.invoke("mine")
        answer = await ada.wait_message(is_private)
    shown = words_of(answer)
    assert f"at the same time as “{other.title}”" in shown
    assert f"at the same time as “{one.title}”" in shown
    assert f"~~**{third.title}**~~ (cancelled)" in shown
    assert "3 sessions, 3 still to come." in shown
    data = file_of(sandbox, answer)
    assert (data.count(b"BEGIN:VEVENT"), data.count(b"STATUS:CANCELLED")) == (3, 1)


def file_of(sandbox, message):
    (file,) = message["attachments"]
    return sandbox.world.files[file["id"]]


async def test_long_list_is_leafed_through(ada, keeper, monkeypatch):
    monkeypatch.setattr(follows, "SESSIONS_ON_A_PAGE", 3)
    await ada.invoke("remind", what="everything")
    await ada.wait_message(is_private)
    await ada.invoke("mine")
    first = await ada.wait_message(lambda message: items_of(message, "mine-page:"))
    assert ids_of(first, "mine-page:") == ["mine-page:1:en"]
    await ada.click(first, custom_id="mine-page:1:en")
    second = await ada.wait_edit(first, lambda message: "mine-page:0:en" in ids_of(message, "mine-page:"))
    assert ids_of(second, "mine-page:") == ["mine-page:0:en", "mine-page:2:en"]
    shown = [{option["label"] for option in items_of(page, "choose:")[0]["options"]} for page in (first, second)]
    assert [len(titles) for titles in shown] == [3, 3]
    assert not shown[0] & shown[1]


async def test_mine_without_follows_says_what_can_be_followed(ada):
    await ada.invoke("mine")
    answer = await ada.wait_message(is_private)
    assert "You follow nothing yet." in words_of(answer)
    assert answer["attachments"] == []


async def test_menu_of_the_list_unfollows(ada, keeper):
    await follow_all(ada, "gusak", "loiseau", "lunch")
    await ada.invoke("mine")
    mine = await ada.wait_message(is_private)
    (menu,) = items_of(mine, "unfollow:en")
    assert sorted(option["label"] for option in menu["options"])[1:2] == ["Lunch break"]
    await ada.select(mine, "unfollow:en", [option["value"] for option in menu["options"][:2]])
    assert "You still follow" in words_of(await ada.wait_message(is_private))
    assert len(kept(keeper, ada).follows) == 1
    await ada.select(mine, "unfollow:en", [option["value"] for option in menu["options"][:2]])
    await ada.wait_message(is_private)


async def test_unfollow_by_words(ada, keeper):
    await follow_all(ada, "gusak", "everything")
    await ada.send("general", "!unfollow gusak")
    assert words_of(await ada.wait_message()) == "You no longer follow Julia Gusak."
    await ada.send_dm(BOT, "!unfollow gusak")
    answer = await ada.wait_message()
    assert "You do not follow Julia Gusak." in words_of(answer)
    assert ids_of(answer, "unfollow:") == ["unfollow:en"]
    await ada.send("general", "!unfollow everything")
    assert words_of(await ada.wait_message()) == "You follow nothing any more."
    assert kept(keeper, ada).follows == frozenset()


async def test_bare_unfollow_in_a_channel_does_not_show_the_list_there(ada, keeper):
    await follow_all(ada, "gusak")
    await ada.send("general", "!unfollow")
    answers = [await ada.wait_message(), await ada.wait_message()]
    (direct,) = filter(is_direct, answers)
    (there,) = (one for one in answers if not is_direct(one))
    assert (ids_of(there, ""), words_of(there)) == ([], "I have sent you your list directly.")
    assert ids_of(direct, "unfollow:") == ["unfollow:en"]


# Buttons


async def test_button_on_a_card_follows_and_then_offers_to_stop(ada, keeper, programme):
    session = find_session(programme, "Gusak")
    await ada.send("general", f"!talk {session.title}")
    card = await ada.wait_message()
    (follow,) = ids_of(card, "follow:")
    assert follow == f"follow:session:{key_of(session.id)}:en"
    await ada.click(card, custom_id=follow)
    assert f"You follow “{session.title}” now." in words_of(await ada.wait_message(is_private))
    await ada.wait_message(is_direct)
    await ada.click(card, custom_id=follow)
    offer = await ada.wait_message(is_private)
    assert f"You follow “{session.title}” already." in words_of(offer)
    await ada.click(offer, custom_id=f"unfollow:session:{key_of(session.id)}:en")
    assert "You follow nothing any more." in words_of(await ada.wait_message(is_private))
    assert kept(keeper, ada).follows == frozenset()


async def test_button_of_a_speaker_covers_their_sessions(ada, keeper, programme):
    session = find_session(programme, "Gusak")
    await ada.send("general", "!speaker gusak")
    card = await ada.wait_message()
    await ada.click(card, custom_id=ids_of(card, "follow:speaker:")[0])
    await ada.wait_message(is_private)
    await ada.send("general", f"!talk {session.title}")
    card = await ada.wait_message(lambda message: not is_direct(message) and ids_of(message, "follow:session:"))
    await ada.click(card, custom_id=ids_of(card, "follow:")[0])
    assert "already, since you follow Julia Gusak." in words_of(await ada.wait_message(is_private))


async def test_another_person_presses_the_same_button_for_themselves(sandbox, ada, keeper):
    await ada.send("general", "!talk gusak")
    card = await ada.wait_message()
    async with person(sandbox, ORGANISER) as olga:
        seen = next(one for one in await olga.history("general") if one["id"] == card["id"])
        await olga.click(seen, custom_id=ids_of(card, "follow:")[0])
        answer = await olga.wait_message(is_private)
        assert "Vous suivez maintenant" in words_of(answer)
        assert (len(kept(keeper, olga).follows), kept(keeper, olga).lang) == (1, "fr")
        assert kept(keeper, ada).follows == frozenset()
        with pytest.raises(TimeoutError):
            await ada.wait_message(timeout=0.2)


async def test_button_of_what_is_no_longer_there_says_so(ada, keeper, programme):
    session = find_session(programme, "Gusak")
    await ada.send("general", "!talk gusak")
    card = await ada.wait_message()
    left = [one for one in programme.sessions if one.id != session.id]
    keeper.desk.turn_to(Index(revised(programme, left)))
    await ada.click(card, custom_id=f"follow:session:{key_of(session.id)}:en")
    assert "no longer in the programme" in words_of(await ada.wait_message(is_private))


# Over restarts


async def test_all_survives_a_restart_of_the_bot(sandbox, programme, clock, tmp_path):
    database = f"sqlite:///{tmp_path}/kept.sqlite3"
    async with person(sandbox) as ada:
        async with keeping(Desk(programme, clock), sandbox, database) as bot:
            await ada.send("general", "!talk gusak")
            card = await ada.wait_message()
            await ada.click(card, custom_id=ids_of(card, "follow:")[0])
            await ada.wait_message(is_direct)
            await ada.send_dm(BOT, "!remind lunch 5")
            told = await ada.wait_message(lambda message: is_direct(message) and "Lunch" in words_of(message))
            before = kept(bot, ada)
        async with keeping(Desk(programme, clock), sandbox, database) as bot:
            assert kept(bot, ada) == before
            assert (len(before.follows), before.lead) == (2, timedelta(minutes=5))
            await ada.click(told, custom_id="mine:-:en")
            mine = await ada.wait_message(lambda message: "still to come" in words_of(message))
            assert "2 sessions" in words_of(mine)
            await ada.click(card, custom_id=ids_of(card, "follow:")[0])
            assert "already" in words_of(
                await ada.wait_message(lambda message: is_private(message) and "already" in words_of(message))
            )


async def test_reminder_comes_directly_and_its_button_shows_the_list(ada, keeper, clock, programme):
    session = find_session(programme, "Loiseau")
    await ada.invoke("remind", what="loiseau", minutes=20)
    await ada.wait_message(is_direct)
    await ada.wait_message(is_private)
    clock.set(session.start - timedelta(minutes=20))
    reminder = await ada.wait_message(is_direct)
    assert words_of(reminder).startswith("In 20 min, at 14:00")
    (mark,) = ids_of(reminder, "mine:")
    assert mark != "mine:-:en"
    await ada.click(reminder, custom_id=mark)
    assert "You follow" in words_of(await ada.wait_message(lambda message: "1 session" in words_of(message)))


async def test_moved_session_is_followed_to_its_new_time(ada, keeper, clock, programme):
    session = find_session(programme, "Loiseau")
    await ada.send_dm(BOT, "!remind loiseau")
    await ada.wait_message()
    later = move(session, session.start + timedelta(hours=1))
    sessions = [later if one.id == session.id else one for one in programme.sessions]
    keeper.desk.turn_to(Index(revised(programme, sessions)))
    reminders = keeper.duty.reminders
    reminders.refresh()
    assert [(one.id, one.lang) for one in reminders.followers([session.id])] == [(int(ada.id), "en")]
    clock.set(session.start - timedelta(minutes=5))
    with pytest.raises(TimeoutError):
        await ada.wait_message(is_direct, timeout=0.4)
    clock.set(later.start - timedelta(minutes=10))
    assert "at 15:00" in words_of(await ada.wait_message(is_direct))


# Closed direct messages


async def test_closed_direct_messages_are_said_with_a_way_out(sandbox, ada, keeper, clock, programme):
    close_dms(sandbox)
    await ada.invoke("remind", what="loiseau")
    answer = await ada.wait_message(is_private)
    assert "Your direct messages are closed to me" in words_of(answer)
    assert kept(keeper, ada).dm_closed
    await ada.click(answer, label="Mention me in #reminders instead")
    assert "I mention you in #reminders" in words_of(await ada.wait_message(is_private))
    assert kept(keeper, ada).mention_instead
    clock.set(find_session(programme, "Loiseau").start - timedelta(minutes=10))
    mentioned = await ada.wait_message(lambda message: f"<@{ada.id}>" in message["content"])
    assert [each["id"] for each in mentioned["mentions"]] == [ada.id]
    assert not is_direct(mentioned)


async def test_opened_again_they_are_written_to(sandbox, ada, keeper):
    close_dms(sandbox)
    await ada.send("general", "!remind gusak")
    assert "closed to me" in words_of(await ada.wait_message())
    close_dms(sandbox, accepts=True)
    await ada.send("general", "!remind gusak")
    answers = [words_of(await ada.wait_message()), words_of(await ada.wait_message())]
    assert any("I have written to you directly" in answer for answer in answers)
    assert not kept(keeper, ada).dm_closed


async def test_who_writes_to_the_bot_has_an_open_channel(sandbox, ada, keeper):
    close_dms(sandbox)
    await ada.invoke("remind", what="gusak")
    await ada.wait_message(is_private)
    close_dms(sandbox, accepts=True)
    await ada.send_dm(BOT, "what's next?")
    await ada.wait_message(is_direct)
    async with asyncio.timeout(30):
        while kept(keeper, ada).dm_closed:
            await asyncio.sleep(0.01)


async def test_closed_while_it_is_agreed_to_mention_says_so(sandbox, ada, keeper):
    close_dms(sandbox)
    await ada.invoke("remind", what="gusak")
    answer = await ada.wait_message(is_private)
    await ada.click(answer, label="Mention me in #reminders instead")
    await ada.wait_message(is_private)
    await ada.invoke("remind", what="lunch")
    again = await ada.wait_message(is_private)
    assert "so I mention you in \\#reminders instead" in words_of(again)
    assert ids_of(again, "mention:") == []
    await ada.invoke("mine")
    assert "I mention you in \\#reminders instead" in words_of(await ada.wait_message(is_private))


async def test_list_with_closed_direct_messages_is_not_shown_in_the_channel(sandbox, ada, keeper):
    close_dms(sandbox)
    await ada.invoke("remind", what="gusak")
    await ada.wait_message(is_private)
    await ada.send("general", "!mine")
    answer = await ada.wait_message()
    assert words_of(answer).startswith("Your list is for you alone")
    assert answer["attachments"] == []


async def test_a_list_is_sent_also_where_the_known_channel_is_another_bots(sandbox, ada, keeper):
    await ada.invoke("remind", what="gusak")
    await ada.wait_message(is_direct)
    await keeper.duty.reminders.change(int(ada.id), lambda person: replace(person, dm_channel=1234567890123456789))
    await ada.send("general", "!mine")
    assert "You follow Julia Gusak" in words_of(await ada.wait_message(is_direct))


async def test_of_many_messages_to_one_person_one_waits_for_the_pace(sandbox, ada, keeper, clock):
    keeper.places._pace._next = clock.now() + NEW_AT_ONCE * NEW_EVERY
    waiting = [asyncio.create_task(keeper.places.direct(int(ada.id))) for _ in range(5)]
    await asyncio.sleep(0.05)
    clock.set(clock.now() + NEW_EVERY + timedelta(seconds=1))
    assert len({place.id for place in await asyncio.wait_for(asyncio.gather(*waiting), 10)}) == 1


async def test_channels_opened_before_a_restart_count_in_the_pace(sandbox, ada, keeper, clock):
    for number in range(NEW_AT_ONCE):
        channel = time_snowflake(clock.now()) + number
        await keeper.duty.reminders.change(1000 + number, lambda person, new=channel: replace(person, dm_channel=new))
    restarted = Places(keeper, keeper.duty.reminders)
    waiting = asyncio.create_task(restarted.direct(int(ada.id)))
    await asyncio.sleep(0.05)
    assert not waiting.done()
    clock.set(clock.now() + NEW_EVERY + timedelta(seconds=1))
    await asyncio.wait_for(waiting, 10)


async def test_nobody_waits_for_the_pace_of_new_channels(sandbox, ada, keeper, clock, monkeypatch):
    monkeypatch.setattr(follows, "PATIENCE_SECONDS", 0.2)
    keeper.places._pace._next = clock.now() + NEW_AT_ONCE * NEW_EVERY
    await ada.invoke("remind", what="gusak")
    assert "A direct message will confirm it in a while" in words_of(await ada.wait_message(is_private))
    assert kept(keeper, ada).follows
    clock.set(clock.now() + NEW_EVERY + timedelta(seconds=1))
    assert "You follow Julia Gusak now." in words_of(await ada.wait_message(is_direct))


async def test_closed_after_the_wait_is_still_said(sandbox, ada, keeper, clock, monkeypatch):
    monkeypatch.setattr(follows, "PATIENCE_SECONDS", 0.2)
    close_dms(sandbox)
    keeper.places._pace._next = clock.now() + NEW_AT_ONCE * NEW_EVERY
    await ada.invoke("remind", what="gusak")
    await ada.wait_message(is_private)
    clock.set(clock.now() + NEW_EVERY + timedelta(seconds=1))
    late = await ada.wait_message(is_private)
    assert "closed to me" in words_of(late)
    assert ids_of(late, "mention:") == ["mention:en"]


async def test_discord_in_trouble_is_no_closed_door(sandbox, ada, keeper):
    sandbox.faults.add(Fault("status", "POST", r"^/users/@me/channels$", times=9, status=503))
    await ada.invoke("remind", what="gusak")
    assert "could not write to you directly just now" in words_of(await ada.wait_message(is_private))
    assert (kept(keeper, ada).dm_closed, len(kept(keeper, ada).follows)) == (False, 1)


# What goes wrong


async def test_without_a_database_it_is_said_politely(sandbox, programme, clock, tmp_path):
    folder = tmp_path / "none"
    async with (
        connected(Desk(programme, clock), sandbox, f"sqlite:///{folder}/deep/kept.sqlite3"),
        person(sandbox) as ada,
    ):
        for command, options in (("remind", {"what": "gusak"}), ("mine", {}), ("unfollow", {})):
            await ada.invoke(command, **options)
            assert "I cannot keep reminders at this moment." in words_of(await ada.wait_message(is_private))
        await ada.send("general", "!talk gusak")
        card = await ada.wait_message()
        await ada.click(card, custom_id=ids_of(card, "follow:")[0])
        assert "I cannot keep reminders at this moment." in words_of(await ada.wait_message(is_private))
        assert await ada.autocomplete("remind", what="gus") == []


async def test_presses_that_flood_are_asked_to_slow_down(ada, keeper):
    await ada.send("general", "!talk gusak")
    card = await ada.wait_message()
    for _ in range(12):
        await ada.click(card, custom_id=ids_of(card, "follow:")[0])
    answers = [words_of(await ada.wait_message(is_private)) for _ in range(12)]
    assert any("One at a time" in answer for answer in answers)


async def test_many_people_at_once_keep_all_they_follow(programme, clock):
    world = furnish(programme, clock)
    names = [f"Guest {number}" for number in range(12)]
    for name in names:
        world.add_person(name, locale="en-GB")
    sandbox = Sandbox(world, limits=Limits(rate_limits=False))
    await sandbox.start()
    try:
        async with keeping(Desk(programme, clock), sandbox) as bot:

            async def come(name):
                async with person(sandbox, name) as guest:
                    await asyncio.gather(
                        guest.send_dm(BOT, "!remind gusak"),
                        guest.invoke("remind", what="loiseau"),
                        guest.send_dm(BOT, "!remind lunch 15"),
                    )
                    for _ in range(3):
                        await guest.wait_message(lambda message: "now." in words_of(message), timeout=20)
                    return kept(bot, guest)

            people = await asyncio.gather(*map(come, names))
        assert {len(one.follows) for one in people} == {3}
        assert {(one.lead, one.dm_closed, bool(one.dm_channel)) for one in people} == {
            (timedelta(minutes=15), False, True)
        }
    finally:
        await sandbox.stop()
