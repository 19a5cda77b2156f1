"""The command line; puts the parts together."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import signal
import sys
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Iterator
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO
from urllib.parse import unquote, urlsplit

import click
from pydantic import ValidationError

from bot import memory, sources
from bot.clock import FASTEST, YEARS, Clock, SimulatedClock, SystemClock
from bot.config import Settings, load_settings
from bot.core.programme import Programme, Session
from bot.desk import Desk
from bot.formats import FORMATS
from bot.formats.problems import ProgrammeError
from bot.formats.summary import summarise
from bot.health import beat_while, find_illness, find_sign

if TYPE_CHECKING:
    from bot.chat.client import Connection
    from bot.duty import Duty
    from bot.sandbox.server import Sandbox

SANDBOX_PORT = 8065
WRONG_TOKEN = "Discord refuses DISCORD_TOKEN; copy it anew from the Developer Portal, under Bot."  # noqa: S105 - no token
_SHORTEST_SECRET = 8  # characters; a shorter one is no secret, and would strike out half the log
BEFORE_THE_FIRST = timedelta(minutes=30)


class Moment(click.ParamType[datetime]):
    """An instant with its zone, as ISO 8601."""

    name = "ISO time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:  # noqa: ANN401
        try:
            return read_moment(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)


def _simulated(start: datetime, speed: float | None) -> SimulatedClock:
    try:
        return SimulatedClock(start, 1.0 if speed is None else speed)
    except ValueError as error:  # a speed that is no number
        raise click.UsageError(str(error)) from None


def read_moment(text: object) -> datetime:
    """The instant that an ISO 8601 text with a zone says; ValueError that tells what would do."""
    advice = "write it like 2025-06-30T09:00:00+02:00"
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError:
        raise ValueError(f"{text!r} is not a time; {advice}") from None
    if moment.tzinfo is None:
        raise ValueError(f"{text!r} has no zone; {advice}")
    if moment.year not in YEARS:
        raise ValueError(f"{text!r} is not between {YEARS[0]} and {YEARS[-1]}; {advice}")
    return moment


programme_option = click.option(
    "--programme",
    metavar="SOURCE",
    help="The programme: a file or an address, in any format that `import` reads. Default: PROGRAMME.",
)
format_option = click.option("--format", "wanted", type=click.Choice(sorted(FORMATS)), help="Insist on this format.")
zone_option = click.option("--timezone", help="The venue's zone, such as Europe/Paris, where the source names none.")
private_option = click.option(
    "--allow-private",
    is_flag=True,
    help="Let an address redirect, or its page lead, to private and loopback addresses, too.",
)
output_option = click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="The file to write, instead of the screen."
)
now_option = click.option("--now", type=Moment(), help="Pretend it is this moment, such as 2025-06-30T09:00:00+02:00.")
speed_option = click.option(
    "--speed", type=click.FloatRange(0, FASTEST), help="Simulated seconds per second. Default: 1; 0 is a pause."
)
host_option = click.option("--host", default="127.0.0.1", show_default=True, help="Address the sandbox listens on.")
port_option = click.option(
    "--port", type=click.IntRange(0, 65535), help=f"Port of the sandbox. Default: {SANDBOX_PORT}, or a free one."
)


class RunByDefault(click.Group):
    """A group that takes the options of `run` without its name, too."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        own = {"-h", "--help", "--version"}
        return super().parse_args(
            ctx, ["run", *args] if args and args[0].startswith("-") and not own & set(args) else args
        )


@click.group(cls=RunByDefault, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="workshop-bot")
@click.pass_context
def main(ctx: click.Context) -> None:
    """A chat bot for the people at a workshop or a conference.

    Without a command it runs: on Discord if DISCORD_TOKEN is set, else in a sandbox that opens in a browser.
    """
    if ctx.invoked_subcommand is None:
        ctx.invoke(run)


@main.command()
@programme_option
@now_option
@speed_option
@host_option
@port_option
def run(programme: str | None, now: datetime | None, speed: float | None, host: str, port: int | None) -> None:
    """Run the bot: on Discord with a token, else in the sandbox."""
    memory.share()
    settings = read_settings()
    source = programme or settings.programme
    loaded = _programme_of(programme)
    start_log(settings)
    if settings.discord_token:
        clock = _simulated(now or SystemClock().now(), speed) if now or speed is not None else SystemClock()
        finish(_run_on_discord(loaded, source, clock, settings))
    else:
        if settings.discord_api_url:
            click.echo("DISCORD_API_URL is of no use without DISCORD_TOKEN; this is the sandbox", err=True)
        clock = _simulated(now or before_the_first(loaded), speed)
        finish(_run_in_sandbox(loaded, source, clock, host, port, settings))


@main.command()
@click.argument("questions", nargs=-1)
@programme_option
@now_option
@click.option("--json", "as_json", is_flag=True, help="One JSON object an answer instead of text.")
def ask(questions: tuple[str, ...], programme: str | None, now: datetime | None, as_json: bool) -> None:
    """Answer questions: the arguments, or else one a line of standard input.

    A line may be a JSON object {"q": "…", "now": "…", "conversation": "…"}.
    """
    loaded = _programme_of(programme)
    clock = SimulatedClock(now or SystemClock().now(), speed=0)
    desk = Desk(loaded, clock)
    memory.collect_only_what_comes()
    for line in questions or _lines(sys.stdin.buffer):
        answered = _answer(desk, line, now)
        click.echo(json.dumps(answered, ensure_ascii=False) if as_json else answered["text"] + "\n")
        sys.stdout.flush()


@main.command()
@click.argument("file", required=False)
@programme_option
@format_option
@zone_option
def check(file: str | None, programme: str | None, wanted: str | None, timezone: str | None) -> None:
    """Check a programme: all its problems (exit 1), or a summary and its warnings (exit 0)."""
    try:
        loaded, warnings = sources.load(
            file or programme or read_settings().programme, format=wanted, timezone=timezone
        )
    except ProgrammeError as error:
        for problem in error.problems:
            click.echo(problem)
        sys.exit(1)
    click.echo(summarise(loaded))
    for warning in warnings:
        click.echo(warning)


@main.command("import")
@click.argument("source")
@output_option
@format_option
@zone_option
@private_option
def import_(source: str, output: Path | None, wanted: str | None, timezone: str | None, allow_private: bool) -> None:
    """Turn a schedule that you have already, a file or an address, into a programme file.

    It reads frab and pretalx JSON, Pentabarf XML, iCalendar, EuroPython JSON, WordPress pages, schema.org events in web
    pages, CSV and spreadsheets, and our own files. The source "-" is standard input.
    """
    with _progress() as progress:
        loaded = read_programme(
            source, format=wanted, timezone=timezone, allow_private=allow_private, progress=progress
        )
    from bot.formats.programme_dump import dump_programme  # loads YAML, which `ask` can do without

    text = dump_programme(loaded)
    if output is None:
        click.echo(text, nl=False)
        return
    _save(text.encode(), output)
    click.echo(summarise(loaded), err=True)


@main.command()
@programme_option
@click.option(
    "--format",
    "wanted",
    type=str.lower,
    help="ics, json, html, md, csv, frab or yaml. Default: as the file's name ends, else yaml.",
)
@output_option
@now_option
def export(programme: str | None, wanted: str | None, output: Path | None, now: datetime | None) -> None:
    """Write the programme as it is now: our own file, a calendar, JSON, a page to print, Markdown, CSV or frab JSON."""
    from bot.formats.export import EXPORTS, write  # what writes calendars and pages takes long to load

    ending = output.suffix.lower().lstrip(".") if output else ""
    try:
        loaded = _with_changes(_programme_of(programme), programme)
        data = write(loaded, wanted or (ending if ending in EXPORTS else "yaml"), now=now or SystemClock().now())
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--format") from None
    if output is None:
        sys.stdout.buffer.write(data)
    else:
        _save(data, output)


@main.command()
@programme_option
@now_option
@speed_option
@host_option
@port_option
@click.option("--state", type=click.Path(path_type=Path, dir_okay=False), help="File in which this world outlives us.")
def sandbox(
    programme: str | None, now: datetime | None, speed: float | None, host: str, port: int | None, state: Path | None
) -> None:
    """Run the sandbox alone, for a bot in another process."""
    settings = read_settings()
    loaded = _programme_of(programme)
    start_log(settings)
    clock = _simulated(now or before_the_first(loaded), speed)
    finish(_run_sandbox_alone(loaded, clock, host, port, state))


@main.command()
def health() -> None:
    """Tell whether the running bot is connected to Discord (exit 0) or not (exit 1)."""
    illness = find_illness(read_settings().state_dir, SystemClock().now())
    click.echo(illness or "connected to Discord")
    sys.exit(1 if illness else 0)


@main.command()
@programme_option
@now_option
def status(programme: str | None, now: datetime | None) -> None:
    """Tell how the bot is that uses this database: what it sent and missed, and what comes next. Writes nothing."""
    from bot.core.status import Link, compose_status
    from bot.core.wording import pick_language, text_of
    from bot.status import find_status_from_outside
    from bot.store import StoreError

    settings = read_settings()
    moment = now or SystemClock().now()
    loaded = _programme_of(programme)
    seen, latency = find_sign(settings.state_dir)
    lang = pick_language(*loaded.languages)
    link = Link(seen=seen, latency=latency)
    address = _database_of(settings, SystemClock())
    try:
        found, current = asyncio.run(find_status_from_outside(address, link, loaded, moment, lang))
    except StoreError as error:
        raise click.ClickException(str(error)) from None
    click.echo(text_of(compose_status(found, current, moment, lang), current))
    sys.exit(0 if found.books else 1)


@main.command()
@programme_option
def doctor(programme: str | None) -> None:
    """Tell what the bot lacks on Discord: permissions, channels, roles and intents (exit 1 if anything)."""
    from bot.core.wording import pick_language, say

    settings = read_settings()
    loaded = _programme_of(programme)
    if not settings.discord_token:
        raise click.ClickException("there is no DISCORD_TOKEN; write it into .env, or ask in the sandbox with /setup")
    lang = pick_language(*loaded.languages)
    lacks, link = asyncio.run(_examine(loaded, settings, lang))
    for lack in lacks:
        click.echo(lack)
    if not lacks:
        click.echo(say(lang, "doctor.well"))
    click.echo(say(lang, "setup.invite_at", link=link))
    sys.exit(1 if lacks else 0)


async def _examine(programme: Programme, settings: Settings, lang: str) -> tuple[list[str], str]:
    """What the bot lacks, each in a sentence, and the invite link; asked of Discord, beside a bot that runs."""
    from discord import LoginFailure

    from bot.chat.client import invite_link, set_api
    from bot.chat.doctor import examine_with
    from bot.core.doctor import find_lacks, say_lack
    from bot.status import find_choices

    assert settings.discord_token  # noqa: S101 - `doctor` has looked
    choices = await find_choices(_database_of(settings, SystemClock()), SystemClock().now())
    set_api(_api_url(settings))
    try:
        servers, content, application_id = await examine_with(settings.discord_token.get_secret_value())
    except LoginFailure:
        raise click.ClickException(WRONG_TOKEN) from None
    except ConnectionError as error:
        raise click.ClickException(str(error)) from None
    lacks = find_lacks(servers, programme, choices, message_content=content)
    return [say_lack(lack, lang) for lack in lacks], invite_link(application_id, programme, choices)


def read_settings() -> Settings:
    """The settings, or a clear word about each that is wrong, and exit 2. Values are never shown: some are secret."""
    try:
        return load_settings()
    except UnicodeDecodeError:
        click.echo("settings in .env: the file is no text in UTF-8; save it anew as that", err=True)
        sys.exit(2)
    except OSError as error:
        click.echo(f"settings in .env: the file cannot be read ({error.strerror}); let this user read it", err=True)
        sys.exit(2)
    except ValidationError as error:
        for problem in error.errors():
            name = str(problem["loc"][0]).upper()
            click.echo(f"setting {name}: {problem['msg'].removeprefix('Value error, ')}", err=True)
        sys.exit(2)


def read_programme(source: str, **options: Any) -> Programme:  # noqa: ANN401 - those of sources.load
    """The programme, with its warnings on standard error; all its problems there and exit 1 if it is broken."""
    try:
        programme, warnings = sources.load(source, **options)
    except ProgrammeError as error:
        for problem in error.problems:
            click.echo(problem, err=True)
        sys.exit(1)
    for warning in warnings:
        click.echo(warning, err=True)
    return programme


def _programme_of(option: str | None) -> Programme:
    """The programme of the option, else of the settings; what was read before is kept in the state folder."""
    settings = read_settings()
    return read_programme(option or settings.programme, cache=settings.state_dir / "cache")


def _with_changes(loaded: Programme, source: str | None) -> Programme:
    """The programme with what organisers published on top, as far as the database can be read.

    A `source` that was named gets only the changes of a bot that follows the same.
    """
    from bot.changing import find_changed
    from bot.store import StoreError

    settings = read_settings()
    if settings.database_url is None and not (settings.state_dir / "workshop.sqlite3").exists():
        return loaded
    try:
        return asyncio.run(find_changed(_database_of(settings, SystemClock()), loaded, SystemClock().now(), source))
    except StoreError as error:
        click.echo(f"{error}. What organisers changed is missing here", err=True)
        return loaded


@contextlib.contextmanager
def _progress() -> Iterator[Callable[[str, float], None] | None]:
    """A progress bar on a terminal; None elsewhere."""
    if not sys.stderr.isatty():
        yield None
        return
    with click.progressbar(length=200, label="Reading", file=sys.stderr) as bar:

        def show(step: str, done: float) -> None:
            bar.update(int(100 * done) + (100 if step == "read" else 0) - bar.pos)

        yield show


def _save(data: bytes, path: Path) -> None:
    try:
        sources.save(data, path)
    except OSError as error:
        raise click.ClickException(f"{path} cannot be written: {error.strerror}; nothing was changed") from None


def _answer(desk: Desk, line: str, now: datetime | None) -> dict[str, Any]:
    """The answer to one line of input, as JSON; what is wrong with the line, where it cannot be asked."""
    clock = desk.clock
    assert isinstance(clock, SimulatedClock)  # noqa: S101 - made by `ask`
    try:
        asked, moment, conversation = read_question(line, now, desk.programme)
    except ValueError as error:
        return {"question": line, "kind": "none", "sessions": [], "speakers": [], "text": str(error)}
    clock.set(moment or now or SystemClock().now())
    answer = desk.ask(asked, conversation=conversation)
    return {
        "question": asked,
        "kind": answer.kind.value,
        "sessions": [session_json(session, desk.programme) for session in answer.sessions],
        "speakers": [speaker.name for speaker in answer.speakers],
        "text": desk.text_of(answer),
    }


def read_question(line: str, now: datetime | None, programme: Programme) -> tuple[str, datetime | None, str | None]:
    """Text, moment and conversation of an input line.

    A JSON object is a question of a set, asked by default at 08:00 on the programme's first day; other text is
    asked as it stands. Raises ValueError for an object that is no question.
    """
    try:
        given = json.loads(line) if line.lstrip().startswith("{") else None
    except (ValueError, RecursionError):
        given = None
    if not isinstance(given, dict):
        return line, None, None
    if not isinstance(given.get("q"), str):
        raise ValueError('the object has no "q" with a text; write it like {"q": "what is next?"}')
    conversation = given.get("conversation")
    return given["q"], _moment(given, now, programme), None if conversation is None else str(conversation)


def _moment(given: dict[str, Any], now: datetime | None, programme: Programme) -> datetime:
    if given.get("now") is None:
        return now or opening_hour(programme)
    try:
        return read_moment(given["now"])
    except ValueError as error:
        raise ValueError(f"now {error}") from None


def opening_hour(programme: Programme) -> datetime:
    """08:00 at the venue on the programme's first day."""
    return datetime.combine(programme.days[0], time(8), programme.zone)


def before_the_first(programme: Programme) -> datetime:
    """A moment before the first session, for a rehearsal to begin."""
    return programme.sessions[0].start - BEFORE_THE_FIRST


def session_json(session: Session, programme: Programme) -> dict[str, Any]:
    return {
        "id": session.id,
        "title": session.title,
        "start": programme.local(session.start).isoformat(),
        "end": programme.local(session.end).isoformat(),
        "room": session.room,
        "speakers": [speaker.name for speaker in programme.speakers_of(session)],
    }


def start_log(settings: Settings) -> None:
    """Log to standard error, with every secret struck out wherever it turns up, tracebacks included."""
    handler = logging.StreamHandler()
    handler.setFormatter(_DiscreetFormatter(_secrets(settings)))
    handler.addFilter(_without_reconnection_traces)
    logging.basicConfig(level=settings.log_level, handlers=[handler])
    logging.getLogger("discord").setLevel(max(logging.INFO, logging.getLevelName(settings.log_level)))
    for chatty in ("aiohttp.access", "alembic"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


def _secrets(settings: Settings) -> list[str]:
    token = settings.discord_token.get_secret_value() if settings.discord_token else ""
    database = settings.database_url.get_secret_value() if settings.database_url else ""
    with contextlib.suppress(ValueError):
        database = unquote(urlsplit(database).password or "")
    return [secret for secret in (token, database) if len(secret) >= _SHORTEST_SECRET]


def _without_reconnection_traces(record: logging.LogRecord) -> bool:
    """A lost connection is one line; discord.py logs the whole trace of each."""
    if record.name == "discord.client" and record.exc_info and str(record.msg).startswith("Attempting a reconnect"):
        record.msg = f"{record.getMessage()} ({type(record.exc_info[1]).__name__}: {record.exc_info[1]})"
        record.args = record.exc_info = None
    return True


class _DiscreetFormatter(logging.Formatter):
    def __init__(self, secrets: Iterable[str]) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(name)s: %(message)s")
        self._secrets = tuple(secrets)

    def format(self, record: logging.LogRecord) -> str:
        text = super().format(record)
        for secret in self._secrets:
            text = text.replace(secret, "[secret]")
        return text


def finish(work: Coroutine[Any, Any, None]) -> None:
    """Run `work` until it ends or somebody stops it with Ctrl-C or SIGTERM; leave without a trace of either."""

    async def until_stopped() -> None:
        task = asyncio.ensure_future(work)
        for stop in (signal.SIGINT, signal.SIGTERM):
            with contextlib.suppress(NotImplementedError):  # Windows: KeyboardInterrupt does the same there
                asyncio.get_running_loop().add_signal_handler(stop, task.cancel)
        with contextlib.suppress(asyncio.CancelledError):
            await task

    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(until_stopped())


async def _run_on_discord(programme: Programme, source: str, clock: Clock, settings: Settings) -> None:
    token = settings.discord_token.get_secret_value() if settings.discord_token else ""
    await _connect(programme, source, clock, token, _api_url(settings), _database_of(settings, clock), settings)


def _api_url(settings: Settings) -> str | None:
    return str(settings.discord_api_url) if settings.discord_api_url else None


def _database_of(settings: Settings, clock: Clock) -> str:
    return settings.database_url.get_secret_value() if settings.database_url else _database_file(clock, settings)


def _database_file(clock: Clock, settings: Settings) -> str:
    """A rehearsal has one of its own: what it reminded of must not count as done on the day itself."""
    name = "rehearsal" if isinstance(clock, SimulatedClock) else "workshop"
    return f"sqlite:///{settings.state_dir / name}.sqlite3"


async def _run_in_sandbox(
    programme: Programme, source: str, clock: SimulatedClock, host: str, port: int | None, settings: Settings
) -> None:
    async with _rehearsal(programme, clock, host, port) as (sandbox, token):
        click.echo(f"Talk with the bot at {sandbox.url} (Ctrl-C ends)")
        await _connect(programme, source, clock, token, sandbox.api_url, "sqlite://", settings)


async def _run_sandbox_alone(
    programme: Programme, clock: SimulatedClock, host: str, port: int | None, state: Path | None
) -> None:
    async with _rehearsal(programme, clock, host, port, state) as (sandbox, token):
        click.echo(f"The sandbox is at {sandbox.url} (Ctrl-C ends). Connect a bot to it with:")
        click.echo(f"DISCORD_API_URL={sandbox.api_url} DISCORD_TOKEN={token} python -m bot")
        await asyncio.Event().wait()


@contextlib.asynccontextmanager
async def _rehearsal(
    programme: Programme, clock: SimulatedClock, host: str, port: int | None, state: Path | None = None
) -> AsyncIterator[tuple[Sandbox, str]]:
    from bot.rehearsal import RehearsalError, rehearse  # its web server takes long to load, too

    ports = (SANDBOX_PORT, 0) if port is None else (port,)
    try:
        async with rehearse(programme, clock, host=host, ports=ports, state=state) as furnished:
            yield furnished
    except RehearsalError as error:
        raise click.ClickException(str(error)) from None


async def _connect(
    programme: Programme,
    source: str,
    clock: Clock,
    token: str,
    api_url: str | None,
    database: str,
    settings: Settings,
) -> None:
    """Run the bot, and its sign of life, until cancelled."""
    from discord import LoginFailure

    from bot.chat.client import Connection  # discord.py takes half a second to load, which `ask` need not wait for
    from bot.duty import Duty
    from bot.store import StoreError

    desk = Desk(programme, clock)
    try:
        duty = Duty(database, desk)
        connection = Connection(desk, token, api_url=api_url, duty=duty)
        memory.collect_only_what_comes()
        alive, latency = lambda: connection.alive or duty.stands_by, lambda: connection.latency
        heart = asyncio.create_task(beat_while(alive, settings.state_dir, latency))
        try:
            async with _watched(connection, duty, desk, settings):
                await duty.serve(lambda: _while_following(connection.hold(), desk, duty, source, settings))
        finally:
            heart.cancel()
    except StoreError as error:
        raise click.ClickException(str(error)) from None
    except LoginFailure:
        raise click.ClickException(WRONG_TOKEN) from None


@contextlib.asynccontextmanager
async def _watched(connection: Connection, duty: Duty, desk: Desk, settings: Settings) -> AsyncIterator[None]:
    """Serve health and metrics meanwhile, if they are asked for."""
    if settings.health_port is None:
        yield
        return
    from bot.monitoring import watched  # what measures takes long to load
    from bot.status import Vitals, find_vitals

    async def measure(counted: bool) -> Vitals:
        return await find_vitals(
            duty,
            connected=connection.alive,
            latency=connection.latency,
            answered=connection.answered,
            now=desk.clock.now(),
            counted=counted,
        )

    async with contextlib.AsyncExitStack() as stack:
        try:
            await stack.enter_async_context(watched(measure, settings.health_host, settings.health_port))
        except OSError as error:
            place = f"{settings.health_host}, port {settings.health_port}"
            raise click.ClickException(
                f"cannot listen on {place}: {error.strerror}; choose another HEALTH_PORT"
            ) from None
        yield


async def _while_following(
    work: Coroutine[Any, Any, None], desk: Desk, duty: Duty, source: str, settings: Settings
) -> None:
    """Do the work, and follow the programme's source meanwhile; promises wait for what a file became while away."""
    if sources.address_in(source) is None:
        duty.up_to_date.clear()
    following = asyncio.create_task(_follow(desk, duty, source, settings), name="programme")
    try:
        await work
    finally:
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)


async def _follow(desk: Desk, duty: Duty, source: str, settings: Settings) -> None:
    from bot.sources.watching import versions
    from bot.updating import Updates

    await duty.ready.wait()
    assert duty.store and duty.changes and duty.reminders  # noqa: S101, PT018 - that is what ready means
    if not duty.changes.is_behind:
        duty.up_to_date.set()
    updates = Updates(
        duty.store,
        desk,
        duty.changes,
        duty.reminders,
        source=source,
        publish=settings.updates == "publish",
        by_hand=sources.address_in(source) is None,
        up_to_date=duty.up_to_date,
    )
    every = timedelta(seconds=settings.refresh_seconds)
    try:
        await updates.run(versions(source, every=every, cache=settings.state_dir / "cache"))
    except StopAsyncIteration:  # standard input has no later versions
        return
    except Exception:
        logging.getLogger(__name__).exception("The programme's source is no longer followed; restart the bot")
    finally:
        duty.up_to_date.set()


def _lines(stream: BinaryIO) -> Iterator[str]:
    """Lines as soon as they come; bytes that are not UTF-8 become replacement characters."""
    for line in stream:
        yield line.decode("utf-8-sig", "replace").rstrip("\r\n")
