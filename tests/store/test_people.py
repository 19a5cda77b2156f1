"""People and what they follow, on every database."""

from dataclasses import replace
from datetime import timedelta

from bot.core.reminders import EVERYTHING, Follow, FollowKind
from bot.store.people import Person
from tests.store.conftest import T

ROOM = Follow(FollowKind.ROOM, "Salle Œuvre")
TALK = Follow(FollowKind.SESSION, "vector-search")
ALL = Follow(FollowKind.EVERYTHING, EVERYTHING)


async def save(store, person, before):
    async with store.transaction() as connection:
        await store.people.save_within(connection, person, before, T)


async def test_people_are_given_back_as_they_were(store):
    some = Person(
        2**63 - 1,
        lang="fr",
        lead=timedelta(minutes=15),
        dm_channel=1_400_000_000_000_000_001,
        dm_closed=True,
        mention_instead=True,
        follows=frozenset({ROOM, TALK, ALL}),
    )
    plain = Person(7)
    await save(store, some, Person(some.id))
    await save(store, plain, Person(7))
    assert await store.people.load() == {some.id: some, 7: plain}


async def test_a_lead_of_nothing_is_not_the_organisers_lead(store):
    at_once = Person(1, lead=timedelta(0))
    await save(store, at_once, Person(1))
    assert await store.people.load() == {1: at_once}


async def test_followed_and_unfollowed(store):
    first = Person(1, follows=frozenset({ROOM, TALK}))
    second = replace(first, follows=frozenset({TALK, ALL}), lang="en")
    other = Person(2, follows=frozenset({ROOM}))
    await save(store, first, Person(1))
    await save(store, other, Person(2))
    await save(store, second, first)
    assert await store.people.load() == {1: second, 2: other}
    await save(store, Person(1), second)
    assert await store.people.load() == {1: Person(1), 2: other}


async def test_saving_again_what_is_there_already_changes_nothing(store):
    person = Person(1, follows=frozenset({ROOM}))
    await save(store, person, Person(1))
    await save(store, person, Person(1))  # as when the answer to the first was lost on the way
    assert await store.people.load() == {1: person}
