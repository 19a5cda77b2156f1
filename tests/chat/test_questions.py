"""Attendees in Discord: every command in both forms, free text, buttons, and what goes wrong."""

import asyncio
import re

import pytest

from bot.chat.changes import Organising
from bot.chat.follows import Follows
from bot.chat.patience import QUESTIONS
from bot.chat.questions import Questions
from bot.core.lexicon import languages
from bot.core.programme import Programme, Room
from bot.core.wording import find_sentence
from bot.desk import Desk
from bot.rehearsal import BOT, ORGANISER
from bot.sandbox.permissions import Permission
from tests.chat.conftest import connected, person, words_of

COMMANDS = [command.name for command in Questions.__cog_commands__]
EPHEMERAL = 1 << 6

# command, its words, slash option, what the answer shows
ASKED = [
    ("next", "", None, "Coffee break"),
    ("now", "", None, "flow matching"),
    ("schedule", "", None, "Lunch break"),
    ("schedule", "30 June", "day", "Lunch break"),
    ("talk", "lotery tiket", "title", "The Strong Lottery Ticket Hypothesis"),
    ("speaker", "jullia gusak", "name", "Julia Gusak"),
    ("when", "loizeau", "what", "14:00"),
    ("when", "", None, "30 June"),
    ("where", "", None, "Amphi A"),
    ("where", "lunch", "what", "Lunch break"),
    ("slides", "cauvin", "what", "https://project.inria.fr/sharp/files/2025/07/Learning_under_uncertainty.pdf"),
    ("slides", "", None, "Lottery"),
    ("calendar", "", None, "programme.ics"),
    ("calendar", "gusak", "what", "training-neural-networks"),
    ("ask", "do i have to register?", "question", "No registration is needed"),
    ("help", "", None, "next"),
]


def everything(message):
    """The words of a message, the addresses of its buttons, and the names of its files."""
    links = [item.get("url", "") for row in message["components"] for item in row["components"]]
    return "\n".join([words_of(message), *links, *(file["filename"] for file in message["attachments"])])


def test_every_command_is_tried():
    assert {command for command, *_ in ASKED} == set(COMMANDS)


@pytest.mark.parametrize(("command", "words", "option", "shown"), ASKED)
async def test_command_with_prefix_answers_in_the_channel(ada, command, words, option, shown):
    question = await ada.send("general", f"!{command} {words}".strip())
    answer = await ada.wait_message()
    assert shown in everything(answer)
    assert answer["message_reference"]["message_id"] == question["id"]
    assert not answer["flags"] & EPHEMERAL


@pytest.mark.parametrize(("command", "words", "option", "shown"), ASKED)
async def test_slash_command_answers_the_person_alone(ada, sandbox, command, words, option, shown):
    async with person(sandbox, ORGANISER) as other:
        await ada.invoke(command, **({option: words} if option else {}))
        answer = await ada.wait_message()
        assert shown in everything(answer)
        assert answer["flags"] & EPHEMERAL
        with pytest.raises(TimeoutError):
            await other.wait_message(timeout=0.1)


@pytest.mark.parametrize("command", COMMANDS)
async def test_french_name_of_a_command_is_answered_in_french(ada, command):
    alias = find_sentence("fr", f"commands.{command}.aliases").split()[0]
    words = {"talk": "shapley", "speaker": "gusak", "where": "gusak", "ask": "shapley"}.get(command, "")
    await ada.send("general", f"!{alias} {words}".strip())
    french = await ada.wait_message()
    await ada.send("general", f"!{command} {words}".strip())
    english = await ada.wait_message()
    assert words_of(french) != words_of(english)


async def test_slash_commands_have_french_names_and_descriptions(ada):
    commands = {command["name"]: command for command in await ada.commands()}
    assert set(COMMANDS) <= set(commands)
    for name, command in commands.items():
        assert command["name_localizations"]["fr"] == find_sentence("fr", f"commands.{name}.name")
        assert command["description_localizations"]["fr"] == find_sentence("fr", f"commands.{name}.about")


async def test_slash_command_is_answered_in_the_language_of_the_client(ada):
    await ada.invoke("next", locale="fr")
    french = await ada.wait_message()
    await ada.invoke("next", locale="en-GB")
    english = await ada.wait_message()
    assert french["content"] != english["content"]


async def test_mention_with_any_text_is_a_question(ada, bot, sandbox):
    mention = f"<@{next(sandbox.world.bots).id}>"
    await ada.send("general", f"{mention} where is it?")
    assert "Amphi A" in words_of(await ada.wait_message())
    await ada.send("general", f"hey {mention}, when does Gusak talk?")
    assert "11:30" in words_of(await ada.wait_message())


async def test_mention_without_text_gets_help(ada, sandbox):
    await ada.send("general", f"<@{next(sandbox.world.bots).id}>")
    assert (await ada.wait_message())["content"]


@pytest.mark.parametrize(("asked", "named", "about"), [("!help", "next", "What comes next"), ("!aide", "suivant", "")])
async def test_help_lists_every_command(ada, asked, named, about):
    await ada.send("general", asked)
    answer = await ada.wait_message()
    shown = answer["embeds"][-1]["description"].splitlines()
    assert f"`{named}` {about}".strip() in [line if about else line.split(" ")[0] for line in shown]
    assert len(shown) == len(COMMANDS) + len(Follows.__cog_commands__)


async def test_help_names_the_commands_of_organisers_to_them_alone(sandbox, bot):
    async with person(sandbox, ORGANISER) as organiser:
        await organiser.invoke("help", locale="en-GB")
        last = (await organiser.wait_message())["embeds"][-1]["description"].splitlines()[-1]
    names = [command.name for command in Organising.__cog_commands__]
    assert last == f"For organisers: {', '.join(f'`{name}`' for name in names)}"


@pytest.mark.parametrize("cog", [Questions, Follows, Organising])
def test_every_name_that_help_lists_works_with_a_prefix(cog):
    for command in cog.__cog_commands__:
        named = {find_sentence(lang, f"commands.{command.name}.name") for lang in languages()}
        assert named <= {command.name, *command.aliases}


async def test_direct_message_is_a_question(ada):
    await ada.send_dm(BOT, "who is jullia gusak")
    assert "Inria" in words_of(await ada.wait_message())


async def test_command_in_a_direct_message_works(ada):
    await ada.send_dm(BOT, "!next")
    assert "Coffee break" in words_of(await ada.wait_message())


async def test_follow_up_leans_on_the_question_before(ada):
    await ada.send_dm(BOT, "when does Julia Gusak speak?")
    await ada.wait_message()
    await ada.send_dm(BOT, "and where?")
    assert "Amphi A" in words_of(await ada.wait_message())


async def test_a_word_of_both_languages_is_answered_in_that_of_the_conversation(ada):
    await ada.send_dm(BOT, "c'est qui gusak ?")
    await ada.wait_message()
    await ada.send_dm(BOT, "site")
    assert words_of(await ada.wait_message()).startswith("Page de Julia Gusak")


async def test_talk_between_people_is_left_alone(ada):
    await ada.send("general", "see you at lunch!")
    await ada.send("general", "!!! wow")
    await ada.send("general", "?next")
    with pytest.raises(TimeoutError):
        await ada.wait_message(timeout=0.3)


async def test_misspelt_command_gets_the_right_one(ada):
    await ada.send("general", "!shedule")
    assert "`!schedule`" in words_of(await ada.wait_message())


async def test_unknown_command_gets_an_answer_and_no_trace(ada):
    await ada.send("general", "!frobnicate @everyone")
    answer = await ada.wait_message()
    assert answer["content"]
    assert "Traceback" not in words_of(answer)


@pytest.mark.parametrize("command", ["talk", "speaker", "ask"])
async def test_command_without_its_words_asks_for_them_with_an_example(ada, command):
    await ada.send("general", f"!{command}")
    assert f"!{command} " in (await ada.wait_message())["content"]


async def test_words_after_a_command_that_takes_none_are_a_question(ada):
    await ada.send("general", "!next talk")
    assert "Training Neural Networks" in words_of(await ada.wait_message())


async def test_autocomplete_offers_talks_and_speakers(ada):
    titles = await ada.autocomplete("talk", title="lotery")
    assert titles[0]["name"].startswith("The Strong Lottery Ticket Hypothesis")
    assert await ada.autocomplete("speaker", name="gus") == [{"name": "Julia Gusak", "value": "Julia Gusak"}]
    assert (await ada.autocomplete("schedule", day="june"))[0]["value"] == "2025-06-30"
    assert 1 < len(await ada.autocomplete("talk", title="")) <= 25


async def test_offered_choice_answers_the_very_talk(ada):
    for choice in (await ada.autocomplete("talk", title=""))[: QUESTIONS - 1]:
        await ada.invoke("talk", title=choice["value"])
        assert choice["name"][:30] in words_of(await ada.wait_message())


@pytest.mark.parametrize(("command", "option"), [("talk", "title"), ("speaker", "name"), ("remind", "what")])
async def test_autocomplete_takes_no_time_whatever_is_typed(ada, command, option):
    async with asyncio.timeout(3):
        await ada.autocomplete(command, **{option: "x" * 6000})


async def test_value_that_was_never_offered_is_found_all_the_same(ada):
    await ada.invoke("talk", title="shapely")
    assert "DU-Shapley" in words_of(await ada.wait_message())


async def test_whole_abstract_comes_from_its_button_also_after_a_restart(sandbox, programme, clock):
    async with person(sandbox) as ada:
        async with connected(Desk(programme, clock), sandbox):
            await ada.send("general", "!talk memory constraints")
            card = await ada.wait_message()
        async with connected(Desk(programme, clock), sandbox):
            await ada.click(card, label="Whole abstract")
            whole = await ada.wait_message()
            assert whole["flags"] & EPHEMERAL
            assert "without requiring changes to model architecture or training objectives" in words_of(whole)


async def test_menu_shows_the_session_that_is_picked_also_after_a_restart(sandbox, programme, clock):
    async with person(sandbox) as ada:
        async with connected(Desk(programme, clock), sandbox):
            await ada.send("general", "!schedule")
            listed = await ada.wait_message()
        menu = listed["components"][-1]["components"][0]
        option = next(option for option in menu["options"] if option["label"] == "Coffee break")
        async with connected(Desk(programme, clock), sandbox):
            await ada.select(listed, menu["custom_id"], [option["value"]])
            assert "Coffee break" in words_of(await ada.wait_message())


async def test_session_comes_as_a_calendar_file_from_its_button(ada, sandbox):
    await ada.send("general", "!talk memory constraints")
    await ada.click(await ada.wait_message(), label="Add to calendar")
    (file,) = (await ada.wait_message())["attachments"]
    calendar = sandbox.world.files[file["id"]].decode()
    assert calendar.count("BEGIN:VEVENT") == 1
    assert "SUMMARY:Training Neural Networks Under Memory Constraints" in calendar


async def test_day_comes_as_a_picture_with_words(ada, sandbox):
    await ada.send("general", "!schedule")
    await ada.click(await ada.wait_message(), label="As a picture")
    (file,) = (await ada.wait_message())["attachments"]
    assert sandbox.world.files[file["id"]].startswith(b"\x89PNG")
    assert "Coffee break" in file["description"]
    assert len(file["description"]) <= 1024


async def test_long_schedule_is_leafed_through_without_a_gap(sandbox, programme, clock):
    first = programme.sessions[0]
    many = [
        first.model_copy(update={"id": f"s{n}", "title": f"Session number {n:02}", "rooms": (f"Room {n % 4}",)})
        for n in range(40)
    ]
    rooms = tuple(Room(name=f"Room {n}") for n in range(4))
    fields = {name: getattr(programme, name) for name in Programme.model_fields}
    parallel = Programme(**fields | {"sessions": tuple(many), "rooms": rooms})
    async with connected(Desk(parallel, clock), sandbox), person(sandbox) as ada:
        await ada.invoke("schedule")
        page, seen = await ada.wait_message(), []
        for _ in range(3):
            seen += re.findall(r"Session number (\d\d)", page["embeds"][0]["description"])
            labels = [item.get("label") for item in page["components"][0]["components"]]
            if "Later" not in labels:
                break
            await ada.click(page, label="Later")
            page = await ada.wait_edit(page)
        assert seen == [f"{n:02}" for n in range(40)]
        assert "Earlier" in labels


async def test_button_about_a_session_that_is_gone_says_so(sandbox, programme, clock):
    async with person(sandbox) as ada:
        async with connected(Desk(programme, clock), sandbox):
            await ada.send("general", "!talk memory constraints")
            card = await ada.wait_message()
        fields = {name: getattr(programme, name) for name in Programme.model_fields}
        fewer = Programme(**fields | {"sessions": programme.sessions[:1]})
        async with connected(Desk(fewer, clock), sandbox):
            await ada.click(card, label="Whole abstract")
            assert "no longer in the programme" in words_of(await ada.wait_message())


async def test_nobody_can_make_the_bot_ping(ada, sandbox):
    organiser = sandbox.world.role_named("Organiser")
    for text in ("@everyone when is lunch?", f"<@&{organiser.id}> @here next", f"!talk <@{ada.id}> @everyone"):
        await ada.send_dm(BOT, text)
        answer = await ada.wait_message()
        assert not answer["mention_everyone"]
        assert answer["mention_roles"] == []
        assert answer["mentions"] == []


async def test_reply_does_not_ping_who_asked(ada):
    await ada.send("general", "!next")
    assert (await ada.wait_message())["mentions"] == []


async def test_person_who_floods_is_told_once_to_slow_down(ada, sandbox):
    for _ in range(QUESTIONS + 4):
        await ada.send("general", "!now")
    answers = [await ada.wait_message() for _ in range(QUESTIONS + 1)]
    assert ["again in" in answer["content"] for answer in answers] == [False] * QUESTIONS + [True]
    with pytest.raises(TimeoutError):
        await ada.wait_message(timeout=0.3)
    await ada.invoke("now")
    assert "again in" in (await ada.wait_message())["content"]
    async with person(sandbox, ORGANISER) as other:
        await other.send("general", "!now")
        assert "flow matching" in words_of(await other.wait_message())


async def test_person_who_floods_by_button_is_slowed_down(ada):
    await ada.send("general", "!next")
    answer = await ada.wait_message()
    for _ in range(QUESTIONS):
        await ada.click(answer, label="Add to calendar")
    answers = [await ada.wait_message() for _ in range(QUESTIONS)]
    assert sum("again in" in message["content"] for message in answers) == 1
    assert all(message["flags"] & EPHEMERAL for message in answers)


async def test_button_that_nobody_listens_to_any_more_says_so(ada, sandbox):
    view = [{"type": 1, "components": [{"type": 2, "style": 1, "label": "old", "custom_id": "of-an-earlier-version"}]}]
    path = f"/channels/{await ada.channel_id('general')}/messages"
    headers = {"Authorization": f"Bot {next(sandbox.world.bots).token}"}
    body = {"content": "x", "components": view}
    async with ada._session.post(f"{sandbox.api_url}{path}", json=body, headers=headers) as response:
        assert response.status == 200
    await ada.click(await ada.wait_message(), label="old")
    assert "from an earlier version" in (await ada.wait_message())["content"]


async def set_permissions(sandbox, **roles):
    """Change roles as the server's owner does, so that everybody is told."""
    async with person(sandbox, ORGANISER) as owner:
        for name, permissions in roles.items():
            role = sandbox.world.role_named({"bot": BOT, "everyone": "@everyone"}[name])
            path = f"/guilds/{sandbox.world.guild_id}/roles/{role.id}"
            await owner.request("PATCH", path, {"permissions": str(int(permissions))})


async def test_channel_without_embeds_gets_plain_text(sandbox, ada):
    least = Permission.VIEW_CHANNEL | Permission.SEND_MESSAGES | Permission.READ_MESSAGE_HISTORY
    await set_permissions(sandbox, bot=least, everyone=least)
    await ada.send("general", "!schedule")
    answer = await ada.wait_message()
    assert answer["embeds"] == []
    assert "Lunch break" in answer["content"]


async def test_channel_whose_history_the_bot_may_not_read_gets_answers_that_stand_alone(sandbox, ada):
    least = Permission.VIEW_CHANNEL | Permission.SEND_MESSAGES | Permission.EMBED_LINKS
    await set_permissions(sandbox, bot=least, everyone=least)
    await ada.send("general", "!next")
    answer = await ada.wait_message()
    assert "Coffee break" in words_of(answer)
    assert "message_reference" not in answer


async def test_channel_where_no_files_are_permitted_is_told_so(sandbox, ada):
    least = Permission.VIEW_CHANNEL | Permission.SEND_MESSAGES | Permission.READ_MESSAGE_HISTORY
    await set_permissions(sandbox, bot=least, everyone=least | Permission.USE_APPLICATION_COMMANDS)
    await ada.send("general", "!calendar")
    told = "I may not attach files in this channel. Use `/calendar`, or write to me directly."
    assert (await ada.wait_message())["content"] == told
    await ada.invoke("calendar")
    assert (await ada.wait_message())["attachments"][0]["filename"] == "programme.ics"


async def test_channel_where_the_bot_may_not_speak_is_named_in_the_log(sandbox, ada, caplog):
    silent = await ada.channel_id("announcements")
    async with person(sandbox, ORGANISER) as owner:
        path = f"/channels/{silent}/permissions/{sandbox.world.role_named(BOT).id}"
        await owner.request("PUT", path, {"type": 0, "allow": "0", "deny": str(int(Permission.SEND_MESSAGES))})
    await ada.send("announcements", "!next")
    async with asyncio.timeout(30):
        while "may not answer in announcements" not in caplog.text:
            await asyncio.sleep(0.02)
    assert "grant it Send Messages" in caplog.text
    await ada.send("general", "!next")
    assert "Coffee break" in words_of(await ada.wait_message())


async def test_failure_inside_gets_a_polite_word_and_a_log_line(ada, bot, caplog, monkeypatch):
    def fail(*_, **__):
        raise RuntimeError("made up")

    monkeypatch.setattr(Desk, "ask", fail)
    monkeypatch.setattr(Desk, "next", fail)
    for send in (ada.send_dm(BOT, "what?"), ada.send("general", "!next"), ada.invoke("next")):
        await send
        assert "Something went wrong" in (await ada.wait_message())["content"]
    assert "made up" in caplog.text


async def test_question_deleted_meanwhile_is_still_answered(ada, sandbox):
    question = await ada.send("general", "!next")
    await ada.delete(question)
    assert "Coffee break" in words_of(await ada.wait_message())


async def test_bots_are_not_answered(ada, sandbox):
    other = sandbox.world.add_bot("parrot")
    path = f"/channels/{await ada.channel_id('general')}/messages"
    session = ada._session
    headers = {"Authorization": f"Bot {other.token}"}
    async with session.post(sandbox.api_url + path, json={"content": "!next"}, headers=headers) as response:
        assert response.status == 200
    assert (await ada.wait_message())["author"]["id"] == other.id
    with pytest.raises(TimeoutError):
        await ada.wait_message(timeout=0.3)
