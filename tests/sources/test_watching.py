"""Versions of a file, and of an address over real sockets, as they appear."""

import asyncio
import os
import time
from contextlib import aclosing, asynccontextmanager
from datetime import timedelta

import pytest
from aiohttp import web

import bot.sources.watching
from bot.formats.problems import ProgrammeError
from bot.sources import load
from bot.sources.watching import versions

NOTICED = 2.0  # seconds, at most, from the end of writing
OFTEN = timedelta(seconds=0.05)


def table(*titles: str) -> str:
    return "date,start,end,title\n" + "".join(f"2031-05-16,{9 + n}:00,{9 + n}:30,{t}\n" for n, t in enumerate(titles))


BROKEN = "date,start,end,title\n2031-05-16,25:10,26:00,Nets\n"


@asynccontextmanager
async def watching(source, **options):
    """Calls to wait for the next version (its titles, or the text of the error), and to see that there is none."""
    async with aclosing(versions(source, **options)) as stream:
        waiting = asyncio.ensure_future(anext(stream))

        async def following(*, within: float = NOTICED):
            nonlocal waiting
            found = await asyncio.wait_for(waiting, within)
            waiting = asyncio.ensure_future(anext(stream))
            return str(found) if isinstance(found, ProgrammeError) else [each.title for each in found[0].sessions]

        async def silence(seconds: float) -> bool:
            await asyncio.wait([waiting], timeout=seconds)
            return not waiting.done()

        try:
            yield following, silence
        finally:
            waiting.cancel()
            await asyncio.wait([waiting])


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "schedule.csv"
    path.write_text(table("Nets"))
    return path


async def test_file_is_read_first_and_again_whenever_it_is_written(file):
    async with watching(file) as (following, silence):
        assert await following() == ["Nets"]
        assert await silence(1.2)
        file.write_text(table("Nets", "Tides"))
        assert await following() == ["Nets", "Tides"]
        file.write_text(table("Tides", "Gulls"))
        assert await following() == ["Tides", "Gulls"]


async def test_file_replaced_by_one_of_the_same_size_and_time_is_noticed(file, tmp_path):
    async with watching(file) as (following, _):
        assert await following() == ["Nets"]
        other = tmp_path / "other"
        other.write_text(table("Eels"))
        os.utime(other, ns=(file.stat().st_atime_ns, file.stat().st_mtime_ns))
        other.replace(file)
        assert await following() == ["Eels"]


async def test_file_touched_or_written_with_the_same_is_no_version(file, monkeypatch):
    read = []  # what a reading leaves behind is given back, though nothing is new
    monkeypatch.setattr(bot.sources.watching, "give_back_soon", lambda: read.append(file.read_text()))

    async def has_read(times: int) -> None:
        while len(read) < times:
            await asyncio.sleep(0.02)

    async with watching(file) as (following, silence):
        assert await following() == ["Nets"]
        file.touch()
        await asyncio.wait_for(has_read(2), NOTICED)
        assert await silence(0.5)
        file.write_text(table("Nets"))
        await asyncio.wait_for(has_read(3), NOTICED)
        assert await silence(0.5)
    assert read == [table("Nets")] * 3


async def test_file_half_written_is_waited_for(file):
    async with watching(file) as (following, silence):
        assert await following() == ["Nets"]
        with file.open("w") as writing:
            for line in table("Nets", "Tides", "Gulls").splitlines(keepends=True):
                writing.write(line[:9])
                writing.flush()
                assert await silence(0.3)
                writing.write(line[9:])
                writing.flush()
                assert await silence(0.3)
        assert await following() == ["Nets", "Tides", "Gulls"]


async def test_broken_file_is_told_each_time_it_is_written_and_mended_again(file):
    async with watching(file) as (following, silence):
        assert await following() == ["Nets"]
        for _ in range(2):
            file.write_text(BROKEN)
            assert "25:10" in await following()
            assert await silence(1.2)
        file.write_text(table("Nets"))
        assert await following() == ["Nets"]


async def test_deleted_file_is_told_once_and_its_return(file):
    async with watching(file) as (following, silence):
        assert await following() == ["Nets"]
        file.unlink()
        assert "schedule.csv: is not there" in await following()
        assert await silence(1.2)
        file.write_text(table("Nets"))
        assert await following() == ["Nets"]


async def test_link_that_leads_elsewhere_is_noticed(file, tmp_path):
    for name, title in (("one", "Nets"), ("two", "Tides")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "schedule.csv").write_text(table(title))
    (tmp_path / "current").symlink_to("one")
    async with watching(tmp_path / "current" / "schedule.csv") as (following, _):
        assert await following() == ["Nets"]
        (tmp_path / "next").symlink_to("two")
        (tmp_path / "next").replace(tmp_path / "current")
        assert await following() == ["Tides"]


async def test_file_that_is_not_there_yet(tmp_path):
    async with watching(tmp_path / "schedule.csv") as (following, _):
        assert "is not there" in await following()
        (tmp_path / "schedule.csv").write_text(table("Nets"))
        assert await following() == ["Nets"]


async def test_standard_input_has_no_versions():
    assert [each async for each in versions("-")] == []


async def test_loop_goes_on_while_a_large_file_is_read(tmp_path):
    path = tmp_path / "schedule.csv"
    path.write_text(
        "date,start,end,title\n" + "".join(f"2031-05-{1 + n % 28:02},9:00,9:30,Talk {n}\n" for n in range(3000))
    )
    began = time.perf_counter()
    load(path)
    reading, longest, ticking = time.perf_counter() - began, 0.0, True

    async def tick():
        nonlocal longest
        while ticking:
            before = time.perf_counter()
            await asyncio.sleep(0.01)
            longest = max(longest, time.perf_counter() - before)

    ticks = asyncio.ensure_future(tick())
    async with watching(path) as (following, _):
        assert len(await following(within=30)) == 3000
    ticking = False
    await ticks
    assert longest < reading / 2


class Site:
    """A web server with one schedule, and a page that leads to it."""

    def __init__(self) -> None:
        self.body, self.status, self.tagged = table("Nets"), 200, True
        self.page = '<html><link rel="alternate" type="text/calendar" href="/schedule.ics"></html>'
        self.moved_to = "/schedule.csv"
        self.gone: set[str] = set()
        self.asked: list[tuple[str, int]] = []
        self.url = ""

    async def answer(self, request: web.Request) -> web.Response:
        response = self._answer(request)
        self.asked.append((request.path, response.status))
        return response

    def _answer(self, request: web.Request) -> web.Response:
        tag = f'"{hash(self.body)}"'
        match request.path:
            case "/latest":
                return web.Response(status=302, headers={"Location": self.moved_to})
            case "/page":
                return web.Response(text=self.page, content_type="text/html")
        if request.path in self.gone:
            return web.Response(status=404)
        if self.status != 200:
            return web.Response(status=self.status)
        if self.tagged and request.headers.get("If-None-Match") == tag:
            return web.Response(status=304)
        return web.Response(text=self.body, content_type="text/csv", headers={"ETag": tag} if self.tagged else {})


@pytest.fixture
async def site():
    site = Site()
    app = web.Application()
    app.router.add_get("/{path:.*}", site.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    place = web.TCPSite(runner, "127.0.0.1", 0)
    await place.start()
    site.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield site
    await runner.cleanup()


async def test_address_is_asked_only_for_what_is_new(site):
    async with watching(f"{site.url}/schedule.csv", every=OFTEN) as (following, silence):
        assert await following() == ["Nets"]
        assert await silence(0.5)
        site.body = table("Nets", "Tides")
        assert await following() == ["Nets", "Tides"]
        assert await silence(0.3)
    statuses = [status for _, status in site.asked]
    assert (statuses.count(200), statuses.count(304) + 2) == (2, len(statuses))
    assert len(statuses) > 5


async def test_address_without_tags_is_compared(site):
    site.tagged = False
    async with watching(f"{site.url}/schedule.csv", every=OFTEN) as (following, silence):
        assert await following() == ["Nets"]
        assert await silence(0.4)
        site.body = table("Tides")
        assert await following() == ["Tides"]


async def test_outage_of_an_address_is_told_once_and_its_end(site):
    async with watching(f"{site.url}/schedule.csv", every=OFTEN) as (following, silence):
        assert await following() == ["Nets"]
        site.status = 503
        assert "answers 503" in await following()
        asked = len(site.asked)
        assert await silence(1.0)
        assert 2 <= len(site.asked) - asked <= 5  # after 0.1, 0.2, 0.4 … seconds
        site.status = 200
        assert await following() == ["Nets"]


async def test_broken_version_at_an_address_is_told_once_and_the_next_one_read(site):
    async with watching(f"{site.url}/schedule.csv", every=OFTEN) as (following, silence):
        assert await following() == ["Nets"]
        site.body = BROKEN
        assert "25:10" in await following()
        assert await silence(0.4)
        site.body = table("Nets")
        assert await following() == ["Nets"]


async def test_address_that_redirects_is_followed_to_wherever_it_leads_now(site):
    async with watching(f"{site.url}/latest", every=OFTEN) as (following, _):
        assert await following() == ["Nets"]
        site.body, site.moved_to = table("Tides"), "/other.csv"
        assert await following() == ["Tides"]
    assert ("/other.csv", 200) in site.asked


async def test_page_leads_to_what_is_watched_and_is_asked_again_when_that_is_gone(site):
    calendar = (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:{0}\r\nDTSTART:20310516T090000Z\r\n"
        "DTEND:20310516T093000Z\r\nSUMMARY:{0}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    site.body = calendar.format("Nets")
    async with watching(f"{site.url}/page", every=OFTEN) as (following, silence):
        assert await following() == ["Nets"]
        assert await silence(0.3)
        assert [path for path, _ in site.asked[:2]] == ["/page", "/schedule.ics"]
        assert {path for path, _ in site.asked[2:]} == {"/schedule.ics"}
        site.body = calendar.format("Tides")
        assert await following() == ["Tides"]
        site.page, site.body = site.page.replace("schedule.ics", "schedule-2.ics"), calendar.format("Gulls")
        site.gone.add("/schedule.ics")
        assert "answers 404" in await following()
        assert await following() == ["Gulls"]


async def test_nothing_is_asked_after_the_end(site):
    async with watching(f"{site.url}/schedule.csv", every=OFTEN) as (following, _):
        await following()
    await asyncio.sleep(0.2)
    asked = len(site.asked)
    await asyncio.sleep(0.3)
    assert len(site.asked) == asked
