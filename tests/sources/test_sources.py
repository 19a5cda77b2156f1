"""Programmes from files and from addresses, over real sockets: what is followed, what is refused, how it is told."""

import gc
import gzip
import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from bot import formats, sources
from bot.formats.problems import ProgrammeError
from bot.sources import fetching
from bot.sources.fetching import Fetcher, is_private

SAMPLES = Path(__file__).parents[1] / "formats" / "samples"
ROOT = Path(__file__).parents[2]
TABLE = b"date,start,end,title\n2025-06-30,9:30,10:00,Talk\n"
WORDPRESS = (SAMPLES / "wordpress.json").read_bytes()
SCHEDULE = (SAMPLES / "rc3.json").read_bytes()


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.server.asked.append((self.path, dict(self.headers)))
        answer = self.server.answers.get(self.path)
        if callable(answer):
            answer(self)
        elif answer is None:
            self.send_error(404)
        else:
            self.answer(answer)

    def answer(self, body: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content_Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args) -> None:
        """Nothing is logged."""


@contextmanager
def serving(**answers) -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    server.answers = {f"/{path}": answer for path, answer in answers.items()}
    server.asked = []
    server.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def server():
    with serving() as running:
        yield running


def refusal(source, **options) -> str:
    with pytest.raises(ProgrammeError) as refused:
        sources.load(source, **options)
    return str(refused.value)


def redirect(address: str):
    return lambda handler: handler.answer(b"", 302, Location=address)


# Files


def test_a_file_that_was_read_leaves_no_garbage():
    gc.disable()  # as the command line does until it has its programme
    try:
        sources.load(SAMPLES / "fosdem-2026.xml")
        left = gc.collect()
    finally:
        gc.enable()
    assert left < 100


def test_file_is_read_as_formats_do():
    path = SAMPLES / "rc3.json"
    assert sources.load(path) == sources.load(str(path)) == formats.read(SCHEDULE, "rc3.json")


def test_own_file_is_read():
    programme, warnings = sources.load(ROOT / "programme.yaml")
    assert (len(programme.sessions), warnings) == (10, ())


def test_format_and_timezone_are_passed_on(tmp_path):
    path = tmp_path / "x"
    path.write_bytes(TABLE)
    programme, _ = sources.load(path, format="csv", timezone="Asia/Tokyo")
    assert programme.timezone == "Asia/Tokyo"


def test_file_that_is_none(tmp_path):
    assert refusal(tmp_path / "x.yaml") == f"x.yaml: is not there (looked in {tmp_path}); check the name"
    assert refusal(tmp_path) == f"{tmp_path.name}: is a folder; name the programme file in it"
    assert refusal("/dev/zero") == "zero: is not a file; name a programme file"
    assert refusal("example.org/schedule.json").endswith("begin an address on the web with https://")
    large = tmp_path / "large"
    with large.open("wb") as file:
        file.truncate(50_000_000_000)  # sparse: it takes no room, and no machine of ours could read it in
    assert refusal(large) == "large: has more than 10 MB, which no programme has; is it the right file?"
    assert refusal(tmp_path / ("x" * 300)).startswith(f"{'x' * 300}: cannot be read: ")


def test_file_that_may_not_be_read(tmp_path):
    path = tmp_path / "p.yaml"
    path.write_bytes(TABLE)
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("this user may read everything")
    assert refusal(path) == "p.yaml: cannot be read: Permission denied; check its name and its permissions"


def test_link_that_leads_in_a_circle(tmp_path):
    path = tmp_path / "p.yaml"
    path.symlink_to(path)
    assert refusal(path) == "p.yaml: is a link that leads in a circle; name the file itself"
    path.unlink()
    path.symlink_to(tmp_path / "gone")
    assert refusal(path) == f"p.yaml: is a link to {tmp_path / 'gone'}, which is not there; mend the link"


def test_standard_input():
    for data, complaint in (
        (TABLE, ""),
        (b"x", "standard input:1: is only a text"),
        (b"x" * 10_000_001, "standard input: has more than 10 MB"),
    ):
        code = "from bot import sources; print(sources.load('-', timezone='UTC')[0].sessions[0].title)"
        done = subprocess.run([sys.executable, "-c", code], check=False, input=data, capture_output=True, cwd=ROOT)
        assert (complaint or "Talk") in (done.stderr if complaint else done.stdout).decode()


def test_second_reading_is_recalled_and_equal(tmp_path):
    path, cache = tmp_path / "rc3.json", tmp_path / "cache"
    path.write_bytes(SCHEDULE)
    first = sources.load(path, cache=cache)
    assert len(list(cache.iterdir())) == 1
    told = []
    assert sources.load(path, cache=cache, progress=lambda *at: told.append(at)) == first
    assert told == []
    (kept,) = cache.iterdir()
    kept.write_text("{broken")
    assert sources.load(path, cache=cache) == first
    path.write_bytes(SCHEDULE.replace(b"rC3 Channels", b"Other"))
    assert sources.load(path, cache=cache)[0].title == "Other"
    assert len(list(cache.iterdir())) == 2


def test_file_is_saved_whole_or_not_at_all(tmp_path):
    path = tmp_path / "programme.yaml"
    sources.save(b"old", path)
    with pytest.raises(TypeError):
        sources.save(None, path)
    assert (path.read_bytes(), [each.name for each in tmp_path.iterdir()]) == (b"old", ["programme.yaml"])
    sources.save(b"new", path)
    assert path.read_bytes() == b"new"


# Addresses


def test_address_of_a_schedule(server):
    server.answers["/s.json"] = SCHEDULE
    told = []
    programme, _ = sources.load(f"{server.url}/s.json", progress=lambda *at: told.append(at))
    assert programme == formats.read(SCHEDULE, "x")[0]
    assert {what for what, _ in told} == {"fetch", "read"}
    assert [done for what, done in told if what == "read"][-1] == 1.0


def test_redirects_are_followed(server):
    server.answers |= {"/a": redirect("/b"), "/b": redirect(f"{server.url}/s.json"), "/s.json": SCHEDULE}
    assert sources.load(f"{server.url}/a")[0].title == "rC3 Channels"


def test_redirects_without_end(server):
    server.answers["/a"] = redirect("/a")
    assert refusal(f"{server.url}/a").startswith(f"{server.url}/a: redirects more than 5 times")


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.1:1/",
        "http://localhost:1/x",
        "http://[::1]:1/",
        "http://10.0.0.1/",
        "http://169.254.169.254/latest",
        "http://0.0.0.0:1/",
        "http://2130706433:1/",
    ],
)
def test_redirect_within_the_own_network_is_refused(server, target):
    server.answers["/a"] = redirect(target)
    assert "an address within the own machine or network; --allow-private lets it" in refusal(f"{server.url}/a")


def test_redirect_within_the_own_network_is_followed_if_asked(server):
    with serving(**{"s.json": SCHEDULE}) as other:
        server.answers["/a"] = redirect(f"{other.url}/s.json")
        assert "--allow-private" in refusal(f"{server.url}/a")
        assert other.asked == []
        assert sources.load(f"{server.url}/a", allow_private=True)[0].title == "rC3 Channels"


@pytest.mark.parametrize(
    "target", ["file:///etc/passwd", "ftp://example.org/x", "gopher://example.org/", "javascript:alert(1)"]
)
def test_redirect_to_another_scheme_is_refused(server, target):
    server.answers["/a"] = redirect(target)
    assert f"is not an address of http or https (it leads to {target!r})" in refusal(f"{server.url}/a")


@pytest.mark.parametrize(
    ("address", "complaint"),
    [
        ("ftp://example.org/x", "is not an address of http or https"),
        ("file:///etc/passwd", "is not an address of http or https"),
        ("http://", "is not a web address"),
        ("http://[::1", "is not a web address"),
        ("http://example.org:99999/", "is not a web address"),
        ("http://user:secret@example.org/", "http://example.org/: holds a password"),
        ("http://no-such-host.invalid/", "is at a host that is not known"),
        ("http://127.0.0.1:1/", "refuses the connection"),
    ],
)
def test_address_that_cannot_be_asked(address, complaint):
    told = refusal(address)
    assert complaint in told
    assert "secret" not in told


@pytest.mark.parametrize(
    ("status", "advice"),
    [(401, "fetch it yourself"), (404, "is the schedule published?"), (429, "too often"), (503, "try again later")],
)
def test_answer_that_is_a_refusal(server, status, advice):
    server.answers["/a"] = lambda handler: handler.answer(b"", status)
    told = refusal(f"{server.url}/a")
    assert f"answers {status}" in told
    assert advice in told


def test_too_much_is_not_read(server):
    def endless(handler):
        handler.send_response(200)
        handler.end_headers()
        try:
            while True:
                handler.wfile.write(b"x" * 1_000_000)
        except OSError:
            return

    server.answers |= {
        "/announced": lambda handler: handler.answer(b"", Content_Length="99000000"),
        "/endless": endless,
    }
    server.answers["/packed"] = lambda handler: handler.answer(
        gzip.compress(bytes(50_000_000)), Content_Encoding="gzip"
    )
    assert "has more than 10 MB" in refusal(f"{server.url}/announced")
    assert "has more than 10 MB" in refusal(f"{server.url}/endless")
    assert "has more than 10 MB" in refusal(f"{server.url}/packed")


def test_packed_answer_is_unpacked(server):
    server.answers["/s.json"] = lambda handler: handler.answer(gzip.compress(SCHEDULE), Content_Encoding="gzip")
    assert sources.load(f"{server.url}/s.json")[0].title == "rC3 Channels"


def test_answer_that_is_cut_off(server):
    server.answers["/s.json"] = lambda handler: handler.answer(SCHEDULE, Content_Length=str(len(SCHEDULE) + 10))
    assert refusal(f"{server.url}/s.json").endswith("was cut off; try again")


def test_slow_answers_end(server, monkeypatch):
    """Far apart, so that a machine that is itself slow cannot take one limit for the other."""

    def drip(handler):
        try:
            for mark in b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100:
                handler.wfile.write(bytes([mark]))
                time.sleep(0.05)  # noqa: TID251 - it is the server that is slow
        except OSError:
            return

    server.answers |= {"/silent": lambda _: time.sleep(3), "/drip": drip}  # noqa: TID251
    monkeypatch.setattr(fetching, "WAIT_SECONDS", 0.6)
    assert "did not answer within 1 seconds" in refusal(f"{server.url}/silent")
    monkeypatch.setattr(fetching, "WAIT_SECONDS", 60)
    monkeypatch.setattr(fetching, "LONGEST_SECONDS", 0.8)
    assert "took longer than 1 seconds" in refusal(f"{server.url}/drip")


def test_broken_http(server):
    server.answers["/a"] = lambda handler: handler.wfile.write(b"\xff\xfe nonsense\r\n\r\n")
    assert "cannot be fetched" in refusal(f"{server.url}/a")


def test_nothing_new_is_not_sent_again(server):
    def versioned(handler):
        if handler.headers.get("If-None-Match") == '"1"':
            handler.answer(b"", 304)
        else:
            handler.answer(SCHEDULE, ETag='"1"', Last_Modified="Mon, 30 Jun 2025 09:00:00 GMT")

    server.answers["/s.json"] = versioned
    fetched = Fetcher(f"{server.url}/s.json").fetch(f"{server.url}/s.json")
    assert (fetched.data, fetched.tag, fetched.modified) == (SCHEDULE, '"1"', "Mon, 30 Jun 2025 09:00:00 GMT")
    assert Fetcher(fetched.address).fetch_if_new(fetched) is None


# Pages that lead to a schedule


def page(body: str, head: str = "") -> bytes:
    return f"<!doctype html><html><head><title>Our event</title>{head}</head><body>{body}</body></html>".encode()


@pytest.mark.parametrize("path", ["/our-event/", "/our-event/schedule/", "/our-event"])
def test_page_of_pretalx_leads_to_its_export(server, path):
    server.answers |= {
        path: page('<a href="https://pretalx.example">powered by pretalx</a>'),
        "/our-event/schedule/export/schedule.json": SCHEDULE,
    }
    assert sources.load(server.url + path)[0].title == "rC3 Channels"


def test_page_names_its_export(server):
    server.answers |= {
        "/2025/": page('<a href="/files/schedule.ics">calendar</a><a href="/files/x.ics">one talk</a>'),
        "/files/schedule.ics": (SAMPLES / "iclr-2020.ics").read_bytes(),
    }
    assert len(sources.load(f"{server.url}/2025/")[0].sessions) == 14
    assert [path for path, _ in server.asked] == ["/2025/", "/files/schedule.ics"]


def test_page_of_wordpress_leads_to_its_rest_address(server):
    head = f'<link rel="alternate" type="application/json" href="{server.url}/wp-json/wp/v2/posts/149">'
    server.answers |= {"/workshop/": page("<p>9:00 Opening</p>", head), "/wp-json/wp/v2/posts/149": WORDPRESS}
    assert sources.load(f"{server.url}/workshop/")[0] == formats.read(WORDPRESS, "x")[0]


def test_page_with_a_programme_of_its_own(server):
    events = [{"@type": "Event", "name": f"Talk {n}", "startDate": f"2025-06-30T{n:02}:30:00+02:00"} for n in (9, 10)]
    block = json.dumps({"@type": "Event", "name": "Ours", "startDate": "2025-06-30", "subEvent": events})
    server.answers["/w"] = page(
        '<a href="/schedule.json">broken link</a>', f'<script type="application/ld+json">{block}</script>'
    )
    assert [each.title for each in sources.load(f"{server.url}/w")[0].sessions] == ["Talk 9", "Talk 10"]


def test_page_may_not_lead_into_the_own_network(server):
    with serving(**{"schedule.json": SCHEDULE}) as other:
        server.answers["/w"] = page(f'<a href="{other.url}/schedule.json">schedule</a>')
        assert "is a web page on which no line begins with a time" in refusal(f"{server.url}/w")
        assert other.asked == []
        assert sources.load(f"{server.url}/w", allow_private=True)[0].title == "rC3 Channels"


# Names that lead elsewhere


def test_name_is_looked_up_once_for_check_and_connection(server, monkeypatch):
    """A host whose name means a public address first, and our own machine afterwards, is not reached there."""
    found = iter(["93.184.216.34", "127.0.0.1"])

    def look_up(host, port, **_):
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(found), port))]

    connected = []

    def connect(place, **_):
        connected.append(place)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    monkeypatch.setattr(socket, "create_connection", connect)
    fetcher = Fetcher("http://rebinding.example/")
    for complaint in ("refuses the connection", "an address within the own machine or network"):
        with pytest.raises(ProgrammeError, match=complaint):
            fetcher.fetch("http://rebinding.example/")
    assert connected == [("93.184.216.34", 80)]


@pytest.mark.parametrize(
    "ip",
    [
        "127.0.0.1",
        "10.1.2.3",
        "192.168.0.1",
        "172.16.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104 - nothing is bound to it
        "224.0.0.1",
        "::1",
        "::",
        "fe80::1%eth0",
        "fd00::1",
        "::ffff:127.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "x",
    ],
)
def test_private(ip):
    assert is_private(ip)


@pytest.mark.parametrize("ip", ["1.1.1.1", "93.184.216.34", "2606:4700::1111", "64:ff9b::101:101"])
def test_public(ip):
    assert not is_private(ip)
