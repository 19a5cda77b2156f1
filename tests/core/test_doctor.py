"""What the doctor finds in servers made of plain values; tests/chat/test_doctor.py lets the sandbox judge it."""

from dataclasses import replace

import pytest

from bot.core.doctor import (
    ANSWER,
    IN_THREADS,
    LEAST,
    NOTHING_CHOSEN,
    PIN,
    SEND,
    VIEW,
    Channel,
    Choices,
    Exempt,
    Lack,
    Missing,
    Role,
    Server,
    find_lacks,
    find_needed,
    permissions_of,
    say_lack,
)
from bot.core.lexicon import languages

EVERYONE, OWN, BOT = 1, 2, 9


@pytest.fixture
def server(programme):
    names = ("general", "reminders", "announcements", "organisers", *(room.channel for room in programme.rooms))
    channels = tuple(Channel(10 + number, name) for number, name in enumerate(dict.fromkeys(filter(None, names))))
    roles = (Role(EVERYONE, "@everyone", LEAST), Role(OWN, "bot", LEAST), Role(3, "Organiser", frozenset()))
    return Server(EVERYONE, "Workshop", roles, channels, BOT, "workshop-bot", frozenset({OWN}), "bot")


def lacks_of(programme, *servers, choices=NOTHING_CHOSEN, message_content=True):
    return find_lacks(servers, programme, choices, message_content=message_content)


def with_channel(server, name, **fields):
    channels = tuple(replace(each, **fields) if each.name == name else each for each in server.channels)
    return replace(server, channels=channels)


def without_role(server, *permissions):
    roles = tuple(replace(role, granted=role.granted - set(permissions)) for role in server.roles)
    return replace(server, roles=roles)


def test_good_server_lacks_nothing(programme, server):
    assert lacks_of(programme, server) == []


def test_bot_in_no_server_lacks_just_that(programme):
    assert lacks_of(programme) == [Lack(Missing.SERVER)]


def test_intent_that_is_off_is_named_last(programme, server):
    assert lacks_of(programme, server, message_content=False) == [Lack(Missing.INTENT)]


def test_permission_missing_everywhere_is_named_once_with_the_role_to_edit(programme, server):
    assert lacks_of(programme, without_role(server, SEND, IN_THREADS)) == [
        Lack(Missing.PERMISSION, "Workshop", permissions=(SEND,), holder="bot")
    ]


def test_channel_that_takes_it_away_is_named_with_its_name(programme, server):
    closed = with_channel(server, "reminders", exempt=(Exempt(OWN, frozenset(), frozenset({VIEW})),))
    assert lacks_of(programme, closed) == [
        Lack(Missing.PERMISSION_HERE, "Workshop", "reminders", permissions=(VIEW,), holder="bot")
    ]


def test_exception_for_the_bot_itself_is_to_be_mended_where_it_is(programme, server):
    closed = with_channel(server, "reminders", exempt=(Exempt(BOT, frozenset(), frozenset({SEND})),))
    (lack,) = lacks_of(programme, closed)
    assert lack.holder == "workshop-bot"


def test_channel_hidden_from_the_bot_where_it_posts_nothing_is_no_lack(programme, server):
    hidden = with_channel(server, "general", exempt=(Exempt(OWN, frozenset(), frozenset({VIEW})),))
    assert lacks_of(programme, hidden) == []


def test_channel_where_nobody_but_moderators_writes_is_no_lack(programme, server):
    read_only = with_channel(server, "general", exempt=(Exempt(EVERYONE, frozenset(), frozenset({SEND})),))
    assert lacks_of(programme, read_only) == []


def test_bot_without_a_role_of_its_own_is_to_be_invited_again(programme, server):
    bare = replace(without_role(server, SEND), bot_roles=frozenset(), own_role="")
    bare = with_channel(bare, "general", exempt=(Exempt(EVERYONE, frozenset({SEND}), frozenset()),))
    (lack,) = lacks_of(programme, bare)
    assert "Open the invite link again" in say_lack(lack, "en")


def test_administrator_lacks_nothing_in_the_server(programme, server):
    roles = (*server.roles, Role(4, "Admin", frozenset({"administrator"})))
    admin = replace(without_role(replace(server, roles=roles), *LEAST), bot_roles=frozenset({OWN, 4}))
    admin = with_channel(admin, "reminders", exempt=(Exempt(BOT, frozenset(), ANSWER),))
    assert lacks_of(programme, admin) == []
    assert permissions_of(admin, admin.channels[1]) >= ANSWER | {PIN}


def test_missing_channel_and_voice_channel_are_told_apart(programme, server):
    voice = with_channel(server, "reminders", takes_text=False)
    gone = replace(server, channels=tuple(each for each in server.channels if each.name != "reminders"))
    assert [
        say_lack(lack, "en").split(".")[0] for lack in (*lacks_of(programme, voice), *lacks_of(programme, gone))
    ] == [
        "#reminders, for reminders, is no text channel",
        "There is no channel #reminders for reminders",
    ]


def test_chosen_channel_is_looked_at_instead_of_the_named_one(programme, server):
    general = server.channels[0].id
    gone = replace(server, channels=tuple(each for each in server.channels if each.name != "reminders"))
    assert lacks_of(programme, gone, choices=Choices({"reminders": general}, {})) == []
    deleted = Choices({"reminders": 404}, {})
    assert [lack.what for lack in lacks_of(programme, server, choices=deleted)] == [Missing.CHANNEL]


def test_role_that_cannot_be_pinged_is_named_once(programme, server):
    attending = programme.model_copy(update={"reminders": programme.reminders.model_copy(update={"ping": "Attendee"})})
    roles = (*server.roles, Role(7, "Attendee", frozenset()))
    (lack,) = lacks_of(attending, replace(server, roles=roles))
    assert (lack.what, lack.name) == (Missing.MENTION, "Attendee")
    mentionable = replace(server, roles=(*server.roles, Role(7, "Attendee", frozenset(), mentionable=True)))
    assert lacks_of(attending, mentionable) == []
    assert [lack.what for lack in lacks_of(attending, server)] == [Missing.ROLE]


def test_channels_may_be_in_several_servers(programme, server):
    away = replace(server, name="Other", id=EVERYONE, channels=(Channel(90, "reminders"),))
    home = replace(server, channels=tuple(each for each in server.channels if each.name != "reminders"))
    assert lacks_of(programme, home, away) == []


def test_invite_asks_for_more_only_where_it_is_used(programme):
    assert find_needed(programme, NOTHING_CHOSEN) == LEAST
    assert find_needed(programme, Choices({"schedule": 5}, {})) == LEAST | {PIN}
    events = programme.model_copy(update={"discord_events": True})
    assert find_needed(events, NOTHING_CHOSEN) == LEAST | {"create_events"}


@pytest.mark.parametrize("lang", languages())
def test_every_lack_has_words_in_every_language(lang):
    for what in Missing:
        lack = Lack(what, "Workshop", "", "reminders" if what is Missing.CHANNEL else "ping", "x", (SEND,), "bot")
        assert say_lack(lack, lang)
