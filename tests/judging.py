"""Judges what a bot has said by the sandbox's record and the programme alone: nothing lost, nothing twice, all true.

It shares no code with the bot: what is owed is worked out again here, in the most obvious way.
"""

import json
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

UNKNOWN_LENGTH = timedelta(minutes=30)
AFTER_A_BREAK = timedelta(minutes=5)
NOBODY_ELSE = re.compile(r"While I was away")
NOTE_OF_TROUBLE = re.compile(r"I cannot write to|It is uncertain whether")


@dataclass(frozen=True)
class Thing:
    """Something to be told to one place: the start of a session, the end of a break, a day's programme."""

    place: str  # a channel's name, or a person's
    what: str  # "start", "break end" or "morning"
    name: str  # the session's title, the time of the break's end, nothing
    moment: datetime


@dataclass(frozen=True)
class Said:
    """A message of the bot as it arrived."""

    at: datetime
    place: str
    text: str


@dataclass
class Conditions:
    """How a trial went: when a bot was at work and unharmed, on the sandbox's clock, and how exact one may be."""

    begun: datetime
    ended: datetime
    healthy: list[tuple[datetime, datetime]]
    harmed: list[tuple[datetime, datetime]]
    need: timedelta  # this long at work and unharmed, a bot has to have said what is owed
    early: timedelta  # by which its clock may be ahead


def owed_by(programme, followers=()):
    """Every thing with its due times, earliest first, and the moment from which it is no longer worth saying."""
    owed = {}
    policy = programme.reminders
    channels = {room.name: room.channel for room in programme.rooms}
    for session in programme.sessions:
        if session.cancelled:
            continue
        until = session.end if session.end > session.start else session.start + UNKNOWN_LENGTH
        leads = policy.kinds.get(session.kind)
        if leads is None:
            leads = () if session.is_break and not policy.breaks else policy.lead_minutes
        dues = sorted({session.start - timedelta(minutes=lead) for lead in leads})
        places = {programme.channels.reminders, *(channels[room] for room in session.rooms if channels[room])}
        for place in places:
            if dues:
                owed[Thing(place, "start", session.title, session.start)] = dues, until
            if session.is_break and session.end_known and policy.break_ends:
                due = max(session.end - timedelta(minutes=min(policy.lead_minutes)), session.start)
                thing = Thing(place, "break end", "", session.end)
                earlier, _ = owed.get(thing, ([due], None))  # breaks that end together do so once
                owed[thing] = [min(due, *earlier)], session.end + AFTER_A_BREAK
        for name, follows, lead in followers:
            if _follows(follows, session, policy):
                shortest = min(leads) if leads else 10
                due = session.start - timedelta(minutes=shortest if lead is None else lead)
                owed[Thing(name, "start", session.title, session.start)] = [due], until
    for day in programme.days if policy.morning else ():
        ends = [
            session.end if session.end > session.start else session.start + UNKNOWN_LENGTH
            for session in programme.sessions
            if session.day == day and not session.cancelled
        ]
        if ends:
            hour, minute = map(int, policy.morning.split(":"))
            due = datetime(day.year, day.month, day.day, hour, minute, tzinfo=programme.zone)
            owed[Thing(programme.channels.reminders, "morning", "", due)] = [due], max(due, *ends)
    return owed


def _follows(follows, session, policy):
    if ("session", session.id) in follows:
        return True
    if session.is_break and not policy.breaks:
        return False
    return ("everything", "") in follows or any(("room", room) in follows for room in session.rooms)


def messages_of(world):
    """All that bots said, by the sandbox's record, in order."""
    bots = {bot.id for bot in world.bots}
    return [
        Said(datetime.fromisoformat(line["at"]), _place(line, world), text_of(line["message"]))
        for line in world.record
        if line["action"] == "create" and line["author_id"] in bots
    ]


def _place(line, world):
    channel = world.channels[line["channel_id"]]
    names = [world.users[id_].name for id_ in channel.recipients if not world.users[id_].bot]
    return names[0] if names else channel.name


def text_of(message):
    """Everything that a message shows."""
    return message["content"] + "\n" + json.dumps(message["embeds"], ensure_ascii=False)


def judge(programme, said, conditions, followers=()):
    """All that is wrong, each in a sentence; and how many things were owed, said late and missed."""
    owed = owed_by(programme, followers)
    heard = defaultdict(list)
    for message in said:
        for thing in find_told(message, owed, programme):
            heard[thing].append(message)
    notes = [message for message in said if message.place == programme.channels.organisers]
    problems, counts = [], Counter()
    for thing, (dues, until) in owed.items():
        problems += _judge_thing(thing, dues, until, heard.pop(thing, []), notes, conditions, counts)
    problems += _judge_notes(notes, conditions)
    problems += [f"{message} is about nothing that was owed" for message in _idle(said, owed, programme)]
    return problems, counts


def find_told(message, owed, programme):
    """What a message tells."""
    if message.place == programme.channels.organisers:
        return
    morning = message.text.startswith("Today, ")
    here = [thing for thing in owed if thing.place == message.place]
    near = [thing for thing in here if abs(thing.moment - message.at) < timedelta(hours=20)]
    for thing in near:
        if thing.what == "morning":
            told = morning
        else:
            told = thing.what == "start" and not morning and thing.name in message.text
        if told:
            yield thing
    for clock in re.findall(r"break (?:ends in \d+ min, at|is over \()(?: ?)(\d\d:\d\d)", message.text):
        ends = [one for one in near if one.what == "break end" and f"{programme.local(one.moment):%H:%M}" == clock]
        # Where clocks are put back, the same time comes twice in a night; the message is about the one it is near to.
        yield from sorted(ends, key=lambda thing: abs(thing.moment - message.at))[:1]


def _judge_thing(thing, dues, until, heard, notes, conditions, counts):
    promised = until > conditions.begun + conditions.early
    counts["owed"] += len(dues) if promised else 0
    counts["said"] += len(heard)
    if len(heard) > len(dues):
        yield f"doubled: {thing} was said {len(heard)} times: {[str(message.at) for message in heard]}"
    for message in heard:
        if not dues[0] - conditions.early <= message.at:
            yield f"early: {thing}, due {dues[0]}, was said at {message.at}"
        if message.at > until + _patience(message.at, conditions):
            yield f"late: {thing}, worth saying until {until}, was said at {message.at}"
        yield from _judge_words(thing, message, conditions)
    for number, due in enumerate(dues):
        end = dues[number + 1] if number + 1 < len(dues) else until
        in_time = [message for message in heard if due - conditions.early <= message.at]
        delays = [conditions.early + _delay(message.at, conditions) for message in in_time]
        surely = [message for message, delay in zip(in_time, delays, strict=True) if message.at >= due + delay]
        if len(surely) > len(dues) - number:
            yield f"doubled: {thing} was said {len(in_time)} times after {due}"
        within = [message for message in in_time if message.at <= end + _patience(message.at, conditions)]
        if not within and _opportunity(due, end, conditions):
            yield f"lost: {thing}, due {due}, worth saying until {end}"
    if not heard and promised and until < conditions.ended - conditions.need:
        counts["missed"] += 1
        if thing.what == "start" and thing.name and not thing.place.startswith("person"):
            told = sum(bool(NOBODY_ELSE.search(note.text)) and thing.name in note.text for note in notes)
            told += sum(bool(NOTE_OF_TROUBLE.search(note.text)) and f"#{thing.place}" in note.text for note in notes)
            if not told and not any(" …" in note.text for note in notes):
                yield f"silently lost: {thing}"


def _judge_words(thing, message, conditions):
    """Whether what a message says of the time was true when it arrived."""
    if thing.what != "start":
        return
    slack = _patience(message.at, conditions) + timedelta(minutes=1)
    ahead = thing.moment - message.at
    text = message.text
    if found := re.match(r"(?:<@\S+> )?In (\d+) min", text):
        true = abs(timedelta(minutes=int(found[1])) - ahead) <= slack
    elif found := re.match(r"(?:<@\S+> )?Started (\d+) min ago", text):
        true = abs(timedelta(minutes=-int(found[1])) - ahead) <= slack
    else:
        true = "Starting now" in text and abs(ahead) <= slack + timedelta(minutes=1)
    if not true:
        yield f"untrue: {text[:60]!r} at {message.at} of {thing}"


def _judge_notes(notes, conditions):
    for text, times in Counter(note.text for note in notes).items():
        if times > 1:
            yield f"the organisers were told {times} times: {text[:200]!r}"


def _idle(said, owed, programme):
    """Messages that tell nothing that was owed."""
    for message in said:
        if message.place != programme.channels.organisers and not any(find_told(message, owed, programme)):
            yield message


def _patience(moment, conditions):
    """How late one may be at a moment: as late as the last harm makes one."""
    return conditions.need + _delay(moment, conditions)


def _delay(moment, conditions):
    return max((end - begin for begin, end in conditions.harmed if begin <= moment <= end), default=timedelta())


def _opportunity(begin, end, conditions):
    """Whether a bot was at work and unharmed for long enough in between."""
    pieces = [(max(begin, start), min(end, stop)) for start, stop in conditions.healthy]
    for harm_begin, harm_end in conditions.harmed:
        pieces = [
            piece
            for start, stop in pieces
            for piece in ((start, min(stop, harm_begin)), (max(start, harm_end), stop))
            if piece[0] < piece[1]
        ]
    return any(stop - start >= conditions.need for start, stop in pieces)
