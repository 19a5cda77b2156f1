"""What most tests begin with: the shipped programme, a paused clock, a desk."""

from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import settings

from bot import sources
from bot.clock import SimulatedClock
from bot.desk import Desk
from tests.postgres import Unavailable, running_server

ROOT = Path(__file__).parent.parent

settings.register_profile("busy machine", deadline=None)  # how long an example takes says nothing about it
settings.load_profile("busy machine")


@pytest.fixture(scope="session")
def programme():
    loaded, warnings = sources.load(ROOT / "programme.yaml")
    assert warnings == ()
    return loaded


@pytest.fixture
def clock():
    """Quarter to eleven on the day, during a talk; paused."""
    return SimulatedClock(datetime.fromisoformat("2025-06-30T10:45:00+02:00"), speed=0)


@pytest.fixture
def desk(programme, clock):
    return Desk(programme, clock)


@pytest.fixture(scope="session")
def postgresql():
    """A running PostgreSQL server (tests/postgres.py), one for all tests; where there is none, they are skipped."""
    try:
        with running_server() as server:
            yield server
    except Unavailable as reason:
        pytest.skip(str(reason))
