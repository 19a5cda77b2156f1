"""What happens when a request leaves."""

import contextvars
import weakref

import pytest

from bot.chat.leaving import _leave, when_leaving


class Check:
    def __init__(self, calls):
        self.calls = calls

    def __call__(self):
        self.calls.append(self)


class HeldError(Exception):
    pass


async def test_all_checks_are_made_the_outer_first_and_none_afterwards():
    calls = []
    one, other = Check(calls), Check(calls)
    with when_leaving(one):
        with when_leaving(other):
            await _leave()
        assert calls == [one, other]
        await _leave()
    await _leave()
    assert calls == [one, other, one]


async def test_what_a_check_raises_holds_the_request_back():
    def refuse():
        raise HeldError

    with when_leaving(refuse), pytest.raises(HeldError):
        await _leave()


async def test_a_context_that_lives_on_holds_no_check():
    """As that of a connection which was opened for the request."""
    check = Check([])
    with when_leaving(check):
        context = contextvars.copy_context()
    gone = weakref.ref(check)
    del check
    assert gone() is None
    assert context is not None
