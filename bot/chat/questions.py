"""Attendees' commands, free text and autocomplete: from Discord to the desk and back."""

from __future__ import annotations

import asyncio
import difflib
import logging
import re
from collections import Counter
from collections.abc import Callable, Coroutine, Iterable
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeAlias, TypeVar

import discord
from discord import app_commands
from discord.ext import commands

from bot.chat.buttons import calendar_reply
from bot.chat.patience import Patience, TooFast
from bot.chat.render import (
    AUTOCOMPLETE_CHOICES,
    AUTOCOMPLETE_TEXT,
    Reply,
    option_label,
    render_answer,
    session_hint,
    with_list,
)
from bot.core.doctor import IN_THREADS, SEND
from bot.core.lexicon import languages
from bot.core.programme import key_of
from bot.core.replies import Answer
from bot.core.wording import find_sentence, say, say_day

if TYPE_CHECKING:
    from bot.chat.client import WorkshopBot

log = logging.getLogger(__name__)

Context: TypeAlias = "commands.Context[WorkshopBot]"
Interaction: TypeAlias = "discord.Interaction[WorkshopBot]"
Choices: TypeAlias = list[app_commands.Choice[str]]
P = ParamSpec("P")
F = TypeVar("F", bound=Callable[..., Any])
Cog = TypeVar("Cog", bound=commands.Cog)
Callback: TypeAlias = "Callable[Concatenate[Cog, Context, P], Coroutine[Any, Any, None]]"


def question_command(command: str) -> Callable[[Callback[Cog, P]], commands.HybridCommand[Cog, P, None]]:
    """A hybrid command with its names, aliases and description from the catalogues."""
    others = (alias for lang in languages() for alias in find_sentence(lang, f"commands.{command}.aliases").split())
    return commands.hybrid_command(
        name=_words(command, f"commands.{command}.name"),
        description=_words(say("en", f"commands.{command}.about"), f"commands.{command}.about"),
        aliases=list(dict.fromkeys(alias for alias in others if alias != command)),
    )


def describe(**options: str) -> Callable[[F], F]:
    """Names and descriptions of slash options: parameter name to its entry under `options` in the catalogues."""

    def decorate(function: F) -> F:
        for parameter, entry in options.items():
            about = _words(say("en", f"options.{entry}.about"), f"options.{entry}.about")
            app_commands.describe(**{parameter: about})(function)
            app_commands.rename(**{parameter: _words(parameter, f"options.{entry}.name")})(function)
        return function

    return decorate


def _words(text: str, key: str) -> app_commands.locale_str:
    """English words that Discord shows in other languages as the catalogues' entry `key` has them."""
    return app_commands.locale_str(text, key=key)


class Questions(commands.Cog):
    """What attendees ask."""

    def __init__(self, bot: WorkshopBot) -> None:
        self.bot = bot
        self.desk = bot.desk
        self.patience = Patience()
        self.answered = 0

    async def cog_check(self, ctx: commands.Context[Any]) -> bool:
        self.patience.spend(ctx.interaction or ctx.message)
        return True

    @question_command("next")
    async def next(self, ctx: Context) -> None:
        """What comes next. Type `!next`."""
        await send(ctx, self.desk.next(lang=self.lang(ctx)))

    @question_command("now")
    async def now(self, ctx: Context) -> None:
        """What is on at this moment. Type `!now`."""
        await send(ctx, self.desk.now(lang=self.lang(ctx)))

    @question_command("schedule")
    @describe(day="day")
    async def schedule(self, ctx: Context, *, day: str = "") -> None:
        """The programme of a day or a room. Type `!schedule`, or `!schedule tomorrow`."""
        await send(ctx, self.desk.schedule(day, lang=self.lang(ctx)))

    @question_command("talk")
    @describe(title="talk")
    async def talk(self, ctx: Context, *, title: str) -> None:
        """A talk by words of its title. Type `!talk` and a word or two."""
        await send(ctx, self.desk.talk(title, lang=self.lang(ctx)))

    @question_command("speaker")
    @describe(name="speaker")
    async def speaker(self, ctx: Context, *, name: str) -> None:
        """Who somebody is and when they speak. Type `!speaker` and a name."""
        if ":" in name and await self._changes(ctx, "speaker", name):
            return
        await send(ctx, self.desk.speaker(name, lang=self.lang(ctx)))

    @question_command("when")
    @describe(what="what")
    async def when(self, ctx: Context, *, what: str = "") -> None:
        """When a talk is, a break, a speaker or the whole event. Type `!when lunch`."""
        await send(ctx, self.desk.when(what, lang=self.lang(ctx)))

    @question_command("where")
    @describe(what="what")
    async def where(self, ctx: Context, *, what: str = "") -> None:
        """Where a talk is, or the whole event. Type `!where`."""
        await send(ctx, self.desk.where(what, lang=self.lang(ctx)))

    @question_command("slides")
    @describe(what="slides")
    async def slides(self, ctx: Context, *, what: str = "") -> None:
        """The slides of a talk, or all there are. Type `!slides`."""
        if re.search(r"https?://", what) and await self._changes(ctx, "slides", what):
            return
        await send(ctx, self.desk.slides(what, lang=self.lang(ctx)))

    @question_command("calendar")
    @describe(what="calendar")
    async def calendar(self, ctx: Context, *, what: str = "") -> None:
        """The whole programme as a calendar file, or a talk of it. Type `!calendar`, or `!calendar` and a speaker."""
        lang = self.lang(ctx)
        answer = self.desk.talk(what, lang=lang) if what else None
        if answer and (answer.choices or not answer.sessions):
            await send(ctx, answer)
            return
        sessions = answer.sessions if answer else ()
        async with ctx.typing(ephemeral=True):  # a large programme takes seconds to write
            reply = await asyncio.to_thread(calendar_reply, self.desk, sessions, lang)
        await send_reply(ctx, reply)

    @question_command("ask")
    @describe(question="question")
    async def ask(self, ctx: Context, *, question: str) -> None:
        """Any question in your own words. Type `!ask what is on after lunch?`"""
        await send(ctx, self.desk.ask(question, lang=self.lang(ctx), conversation=_conversation(ctx)))

    @question_command("help")
    async def help(self, ctx: Context) -> None:
        """What the bot can do. Type `!help`."""
        await self._send_help(ctx, self.lang(ctx))

    async def _send_help(self, ctx: Context, lang: str) -> None:
        """What can be asked, and every command; those of organisers only for them."""
        self.answered += 1
        reply = render_answer(self.desk.help(lang=lang), self.desk.programme)
        commands = [command.name for cog in (self, self.bot.follows) for command in cog.get_commands()]
        lines = [f"`{say(lang, f'commands.{name}.name')}` {say(lang, f'commands.{name}.about')}" for name in commands]
        if await self.bot.organising.admits(ctx):
            names = (say(lang, f"commands.{command.name}.name") for command in self.bot.organising.get_commands())
            lines += ["", f"{say(lang, 'chat.organisers_commands')} {', '.join(f'`{name}`' for name in names)}"]
        await send_reply(ctx, with_list(reply, say(lang, "chat.commands"), lines))

    async def _changes(self, ctx: Context, command: str, what: str) -> bool:
        """Whether it was an organiser's change in the words of an attendee's command."""
        if not self.bot.organising or not await self.bot.organising.admits(ctx):
            return False
        await self.bot.organising.request(ctx, command, what)
        return True

    @talk.autocomplete("title")
    @slides.autocomplete("what")
    @calendar.autocomplete("what")
    async def complete_talk(self, _: Interaction, typed: str) -> Choices:
        return self._session_choices(typed)

    @speaker.autocomplete("name")
    async def complete_speaker(self, _: Interaction, typed: str) -> Choices:
        return self._speaker_choices(typed)

    @when.autocomplete("what")
    @where.autocomplete("what")
    async def complete_anything(self, _: Interaction, typed: str) -> Choices:
        speakers = self._speaker_choices(typed)[:8] if typed else []
        return _distinct([*self._session_choices(typed)[: AUTOCOMPLETE_CHOICES - len(speakers)], *speakers])

    @schedule.autocomplete("day")
    async def complete_day(self, interaction: Interaction, typed: str) -> Choices:
        lang = self.desk.language(interaction.locale.value)
        days = [(say_day(lang, day), day.isoformat()) for day in self.desk.programme.days]
        near = [choice for choice in days if typed.casefold() in choice[0].casefold()] or days
        return [app_commands.Choice(name=option_label(name), value=value) for name, value in near][
            :AUTOCOMPLETE_CHOICES
        ]

    def _session_choices(self, typed: str) -> Choices:
        """The title is the value where it is short enough and says which session is meant, else a key does."""
        programme = self.desk.programme
        titles = Counter(session.title for session in programme.sessions)
        choices = []
        for session in self.desk.suggest_talks(typed):
            exact = len(session.title) <= AUTOCOMPLETE_TEXT and titles[session.title] == 1
            name = session.title if exact else f"{session_hint(session, programme)} · {session.title}"
            value = session.title if exact else key_of(session.id)
            choices.append(app_commands.Choice(name=option_label(name), value=value))
        return _distinct(choices)

    def _speaker_choices(self, typed: str) -> Choices:
        names = (speaker.name for speaker in self.desk.suggest_speakers(typed))
        return _distinct(app_commands.Choice(name=option_label(name), value=name[:AUTOCOMPLETE_TEXT]) for name in names)

    def lang(self, ctx: Context) -> str:
        """The language to answer a command in: of the command's name as typed, of the client, of the server."""
        if ctx.interaction:
            return self.desk.language(ctx.interaction.locale.value, server_locale(ctx.guild))
        typed = (ctx.invoked_with or "").casefold()
        named = [lang for lang in languages() if ctx.command and typed in _names(lang, ctx.command.name)]
        return self.desk.language(*named[:1], server_locale(ctx.guild))

    async def read(self, message: discord.Message) -> None:
        """Answer a message if it is meant for the bot: a command, a mention or a direct message."""
        if message.author.bot or message.type not in (discord.MessageType.default, discord.MessageType.reply):
            return
        ctx: Context = await self.bot.get_context(message)
        ctx.view.skip_ws()
        if ctx.command and (ctx.command.clean_params or ctx.view.eof):
            await self.bot.invoke(ctx)
        elif ctx.prefix and (ctx.command or re.match(r"\w", ctx.invoked_with or "")):
            await self._answer_text(ctx, message.content.strip()[len(ctx.prefix) :], command=ctx.invoked_with or "")
        elif message.guild is None or _mentions(self.bot, message):
            await self._answer_text(ctx, _without_mentions(self.bot, message))

    async def _answer_text(self, ctx: Context, text: str, command: str = "") -> None:
        """Answer free text; `command` is what was typed after the prefix, where that is no command."""
        try:
            self.patience.spend(ctx.message)
            lang = self.desk.language(server_locale(ctx.guild))
            if not text.strip():
                await self._send_help(ctx, lang)
                return
            near = await self._near_command(ctx, command) if command and not ctx.command else ""
            if near:
                await send_reply(ctx, Reply(say(lang, "chat.did_you_mean", command=f"`!{near}`")))
                return
            await send(ctx, self.desk.ask(text, otherwise=lang, conversation=_conversation(ctx)))
        except TooFast as error:
            await refuse(ctx, error)
        except Exception:
            log.exception("A question could not be answered")
            await send_reply(ctx, Reply(say(self.desk.language(server_locale(ctx.guild)), "chat.went_wrong")))

    async def _near_command(self, ctx: Context, typed: str) -> str:
        """The command that was perhaps meant by `typed`, empty if none is near; those of organisers only for them."""
        cogs = [self, self.bot.follows, *([self.bot.organising] if await self.bot.organising.admits(ctx) else [])]
        commands = [command for cog in cogs for command in cog.get_commands()]
        names = [name for command in commands for name in (command.name, *command.aliases)]
        return next(iter(difflib.get_close_matches(typed.casefold(), names, n=1, cutoff=0.7)), "")


class QuestionTree(app_commands.CommandTree["WorkshopBot"]):
    """Slash commands, with a polite word where one fails or is no longer there."""

    async def on_error(self, interaction: Interaction, error: app_commands.AppCommandError, /) -> None:
        lang = self.client.desk.language(interaction.locale.value)
        if isinstance(error, app_commands.CommandNotFound | app_commands.CommandSignatureMismatch):
            words = say(lang, "chat.outdated_command")
        else:
            log.error("A slash command failed", exc_info=error)
            words = say(lang, "chat.went_wrong")
        if interaction.type is discord.InteractionType.autocomplete or interaction.response.is_done():
            return
        await interaction.response.send_message(words, ephemeral=True)


async def send(ctx: Context, answer: Answer) -> None:
    """Send an answer where the question was asked; to a slash command, only to the person."""
    ctx.bot.questions.answered += 1
    await send_reply(ctx, render_answer(answer, ctx.bot.desk.programme))


async def send_reply(ctx: Context, reply: Reply) -> None:
    """Send a reply as far as is permitted here: as plain text without embeds, on its own where it may not refer to
    the question, a word in place of files. Where nothing may be sent, say so in the log."""
    may = _granted(ctx)
    if reply.files and not may.attach_files:
        lang = ctx.bot.questions.lang(ctx)
        command = ctx.command.name if ctx.command else "calendar"
        reply = Reply(say(lang, "chat.no_files", command=say(lang, f"commands.{command}.name")))
    more: dict[str, Any] = {"ephemeral": True}
    if view := reply.view():
        more["view"] = view
    if reply.files:
        more["files"] = reply.attached()
    if ctx.interaction is None and may.read_message_history:  # still sent if the question was deleted meanwhile
        more["reference"] = ctx.message.to_reference(fail_if_not_exists=False)
    try:
        if may.embed_links:
            await ctx.send(reply.content or None, embeds=list(reply.embeds), **more)
        else:
            await ctx.send(reply.plain(), **more)
    except discord.Forbidden as error:
        needed = say("en", f"doctor.permissions.{IN_THREADS if isinstance(ctx.channel, discord.Thread) else SEND}")
        log.warning("The bot may not answer in %s (%s); grant it %s there", ctx.channel, error.text, needed)
    except (discord.HTTPException, OSError) as error:
        log.warning("An answer in %s was lost: %s", ctx.channel, error)


async def refuse(ctx: Context, error: commands.CommandError) -> None:
    """Say what went wrong with a command, and what would do; never a trace, never silence."""
    lang = ctx.bot.questions.lang(ctx)
    if isinstance(error, TooFast):
        if error.say_so or ctx.interaction:
            await send_reply(ctx, Reply(say(lang, "chat.slow_down", seconds=max(1, round(error.wait_seconds)))))
    elif isinstance(error, commands.UserInputError) and ctx.command:
        await send_reply(ctx, Reply(say(lang, f"commands.{ctx.command.name}.missing")))
    else:
        log.error("The command %s failed", ctx.command, exc_info=error)
        await send_reply(ctx, Reply(say(lang, "chat.went_wrong")))


def _granted(ctx: Context) -> discord.Permissions:
    """What the bot may do here, as far as the server has told who the bot is in it; a slash command may be answered
    whatever the channel permits."""
    if ctx.interaction or ctx.guild is None or ctx.guild.me is None:
        return discord.Permissions.all()
    return ctx.bot_permissions


def _names(lang: str, command: str) -> set[str]:
    return {command, *find_sentence(lang, f"commands.{command}.aliases").split()} if lang != "en" else {command}


def _mentions(bot: WorkshopBot, message: discord.Message) -> bool:
    """Whether the bot is mentioned: itself, by a reply to it, or by the role that Discord made for it."""
    own_role = message.guild.self_role if message.guild else None
    return bot.user in message.mentions or (own_role is not None and own_role in message.role_mentions)


def _without_mentions(bot: WorkshopBot, message: discord.Message) -> str:
    roles = [message.guild.self_role] if message.guild and message.guild.self_role else []
    own = "|".join([rf"<@!?{bot.user.id if bot.user else 0}>", *(f"<@&{role.id}>" for role in roles)])
    return re.sub(own, " ", message.content).strip().lstrip("!")


def _conversation(ctx: Context) -> str:
    """People talk with the bot one by one, and separately in each channel."""
    return f"{ctx.channel.id}:{ctx.author.id}"


def server_locale(guild: discord.Guild | None) -> str:
    return guild.preferred_locale.value if guild else ""


def _distinct(choices: Iterable[app_commands.Choice[str]]) -> Choices:
    """At most as many as Discord takes, no value twice."""
    return list({choice.value: choice for choice in choices}.values())[:AUTOCOMPLETE_CHOICES]
