"""A real PostgreSQL server for tests and benchmarks: our own, in a temporary folder, from what is installed."""

import itertools
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from sqlalchemy import make_url

PASSWORD = "open-sesame-29"


class Unavailable(Exception):  # noqa: N818 - it is a fact about this machine, not an error
    """There is no PostgreSQL to start here."""


class Server:
    """A PostgreSQL server. One that TEST_DATABASE_URL names is not `ours`: it cannot be stopped."""

    def __init__(self, url: str, folder: Path | None = None, programs: Path | None = None) -> None:
        self._url, self._folder, self._programs = make_url(url), folder, programs
        self._process: subprocess.Popen | None = None
        self._numbers = itertools.count(1)

    @property
    def ours(self) -> bool:
        return self._folder is not None

    def url(self, **changed: str | int) -> str:
        """Its URL with these parts changed: `database`, `password`, `username`, `host`, `port`."""
        return self._url.set(**changed).render_as_string(hide_password=False)

    def create_database(self) -> str:
        """The URL of a new, empty database."""
        name = f"test_{os.getpid()}_{next(self._numbers)}_{os.urandom(3).hex()}"
        self.execute(f"CREATE DATABASE {name}")
        return self.url(database=name)

    def drop_database(self, url: str) -> None:
        self.execute(f"DROP DATABASE IF EXISTS {make_url(url).database} WITH (FORCE)")

    def execute(self, statement: str) -> None:
        """Run a statement outside of any transaction, in the server's first database."""
        with psycopg.connect(self.url(drivername="postgresql"), autocommit=True, connect_timeout=5) as connection:
            connection.execute(statement)

    def start(self) -> None:
        """Start it, unless it runs, and return once it answers."""
        if self._process is not None:
            return
        options = {
            "fsync": "off",  # nobody pulls this machine's plug
            "listen_addresses": "127.0.0.1",
            "max_connections": 300,
            "port": self._url.port,
            "shared_buffers": "16MB",
            "unix_socket_directories": "",
        }
        arguments = [argument for name, value in options.items() for argument in ("-c", f"{name}={value}")]
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [self._programs / "postgres", "-D", self._folder / "data", *arguments],
                stdout=log,
                stderr=log,
                **_unprivileged(),
            )
        self._wait(30)

    def stop(self) -> None:
        """Stop it at once; what was committed stays."""
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)  # its "fast" shutdown: nobody is waited for
            self._process.wait(30)
            self._process = None

    def _wait(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while True:
            try:
                return self.execute("SELECT 1")
            except psycopg.OperationalError as error:
                if self._ended_within(0.05) or time.monotonic() > end:
                    log = (self._folder / "log").read_text(errors="replace")
                    raise RuntimeError(f"PostgreSQL does not start:\n{log}") from error

    def _ended_within(self, seconds: float) -> bool:
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True


@contextmanager
def running_server() -> Iterator[Server]:
    """The server of TEST_DATABASE_URL, or one of our own; Unavailable where there is neither."""
    if given := os.environ.get("TEST_DATABASE_URL"):
        yield Server(given)
        return
    programs = _find_programs()
    folder = Path(tempfile.mkdtemp(prefix="postgresql-"))
    try:
        server = Server(f"postgresql://postgres:{PASSWORD}@127.0.0.1:{_free_port()}/postgres", folder, programs)
        _create_cluster(folder, programs)
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder)


def _find_programs() -> Path:
    """The folder of initdb and postgres, of the newest version installed."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if found:
        return max(found, key=lambda path: int(path.parent.name.split(".")[0]))
    if there := shutil.which("initdb"):
        return Path(there).resolve().parent
    raise Unavailable("PostgreSQL is not installed (Debian: apt install postgresql), and TEST_DATABASE_URL is not set")


def _create_cluster(folder: Path, programs: Path) -> None:
    secret = folder / "password"
    secret.write_text(PASSWORD)
    if account := _unprivileged():
        shutil.chown(folder, account["user"], account["group"])
        shutil.chown(secret, account["user"], account["group"])
    more = ("--encoding=UTF8", "--locale=C", "--no-sync", "--no-instructions")
    subprocess.run(
        [
            programs / "initdb",
            "-D",
            folder / "data",
            "-U",
            "postgres",
            "--auth=scram-sha-256",
            "--pwfile",
            secret,
            *more,
        ],
        check=True,
        capture_output=True,
        **_unprivileged(),
    )


def _unprivileged() -> dict[str, object]:
    """PostgreSQL refuses to run as root; Debian's package makes a user for it."""
    return {"user": "postgres", "group": "postgres", "extra_groups": [], "cwd": "/"} if os.geteuid() == 0 else {}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
