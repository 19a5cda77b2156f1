"""From what a person types to one Question: which fact is asked, about which sessions, people or the event.

The text is read in layers: titles quoted, times, cues (phrases of the language files), people, rooms, tracks, and the
words left over as a topic. Every word with content has to be explained by one of them; what nothing explains makes the
question unknown, for it is better not to know than to answer another question.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.asks import Ask, Question
from bot.core.conversing.conversation import Conversation
from bot.core.deciding.considering import FACT_CUES
from bot.core.deciding.refusing import near_names
from bot.core.kinds import KIND_CUES, PAUSES
from bot.core.labels import Labels
from bot.core.lexicon import asking_words, is_word, language_table, languages, room_stems, small_words
from bot.core.meant import MOST_CHARACTERS
from bot.core.reading.clauses import begins_asking, split_asides, split_clauses, split_correction, split_preambles
from bot.core.reading.rambling import Asked, find_asked
from bot.core.reading.reading import Reading, read
from bot.core.search.index import Index
from bot.core.selection import Selection, calendar_of, select
from bot.core.text import fold, words_of
from bot.core.times import Mode, find_times, to_interval
from bot.core.wording import pick_language

__all__ = [
    "Ask",
    "Question",
    "parse_question",
    "question_about_schedule",
    "question_about_speaker",
    "question_about_talk",
    "question_abstract",
    "question_card",
    "question_slides",
    "question_when",
    "question_where",
]

_MARKUP = re.compile(r"<(?:[@#][!&]?|a?:\w+:)\d+>")  # mentions and emoji, as chats write them
_MOST_CLAUSES = 5
_LONGEST_HOUR = 40  # characters
_HALF_DAY, _ABOUT_AN_HOUR = timedelta(hours=12), timedelta(hours=1)
_ENDING = " ?!.)"
_VERB_ALONE = 2  # words of who does something, and of that
_ASKED_AGAIN = frozenset({Ask.WHEN, Ask.WHERE, Ask.WHO, Ask.START, Ask.END, Ask.DURATION, Ask.SLIDES, Ask.RECORDING})
_OF_WHAT_FOLLOWS = {Ask.VENUE: Ask.WHERE, Ask.WHERE: Ask.WHERE, Ask.DATE: Ask.WHEN, Ask.WHEN: Ask.WHEN}
_ONLY_ASKING = frozenset({"where", "when", "date", "what"})
_MOST_TITLE = 400
_MOST_OF_PLACE = 8
_BESIDE_PLACES = frozenset(
    {"room", "track", "same_room", "one_room", "hello", "by_time", "from_time", "past_time", "until", "just"},
)
_POINTING = frozenset({"it", "this", "of_them", "one_there", "talk", "session", "room", "track", "other_one"})
_ON_NOW = frozenset({"now", "this", "talk", "session", "event"})
_OF_CHANGES = frozenset({"originally", "moved"})
_OF_PAUSES = frozenset({*PAUSES, "dinner", "after", "before", "during", "just", "room"})
_COUNTED_ON = frozenset({"other_day", "later"})  # from what was spoken of before
_MOST_ASKING = 3
_QUESTION_WORDS = frozenset({"when", "where", "who", "what", "duration", "language"})
_OF_PROGRAMME = ("talk", "session", "speak", "speaker", "topic", "somebody", "about", "exists", "slides", "from")
_OF_IT = frozenset(
    {
        Ask.DATE,
        Ask.VENUE,
        Ask.START,
        Ask.END,
        Ask.UNTIL,
        Ask.SLIDES,
        Ask.RECORDING,
        Ask.SPEAKERS,
        Ask.LONGER,
        Ask.SHORTER,
    }
)
_SHOWS = frozenset({Ask.SESSIONS, Ask.CARD})
_OF_NAME = _SHOWS | {Ask.BIOGRAPHY}  # what a mere name asks
_ASKING = ("who", "who_is", "what", "where", "when", "count", *FACT_CUES)
_ASKS_LITTLE = frozenset({*_SHOWS, Ask.UNKNOWN, Ask.HELLO, Ask.THANKS, Ask.BYE})
_NOT_ASKED = _ASKS_LITTLE - _SHOWS
_POLITE = frozenset({"hello", "thanks", "bye"})
_WAYS = frozenset({Ask.VENUE, Ask.ADDRESS, Ask.DIRECTIONS})
_REMARK_END = re.compile(r"(?<=\w)\s*[.,;:!…]+\s+(?=\w)")
_CUT_OFF = (",", ".", ":", "!")
_CUTS = f"{''.join(_CUT_OFF)} "


class _Reader:
    """Reads the parts of one message at one moment, each once however often it is asked for.

    A part that shows no language is in that of the whole message, which is in `fallback` if it shows none.
    """

    def __init__(self, message: str, fallback: str, index: Index, now: datetime, previous: Question | None) -> None:
        self.index = index
        self.now = now
        self._calendar = replace(calendar_of(index, now), spoken=_moment_spoken_of(previous, index, now))
        self._done: dict[str, Reading] = {}
        self.lang = fallback
        self.whole = self.read(message)
        self.lang = self.whole.lang

    def read(self, text: str) -> Reading:
        """What the text says; what it is cut off with says nothing."""
        text = text.rstrip(_CUTS)
        done = self._done.get(text)
        if done is None:
            done = self._done[text] = read(text, self.index, self._calendar, self.lang)
        return done

    def go_on(self, text: str, before: Question) -> None:
        """Reads what stands behind a question from the day it was about, if it counts from there: "that day"."""
        if any(mention.kind in _COUNTED_ON for mention in self.read(text).mentions):
            self._calendar = replace(self._calendar, spoken=_moment_spoken_of(before, self.index, self.now))
            del self._done[text.rstrip(_CUTS)]


def _moment_spoken_of(previous: Question | None, index: Index, now: datetime) -> datetime | None:
    """The hour or the day that the question before was about, else that of the first session it chose."""
    if previous is None:
        return None
    when = previous.selection.when
    if when is not None:
        return when.start
    found = () if previous.selection.is_open else select(previous.selection, index, previous.asked or now)
    return found[0].start if found else None


def parse_question(
    text: str, index: Index, now: datetime, *, lang: str | None = None, previous: Question | None = None
) -> Question:
    """What the text asks; `lang` is its language where it shows none, `previous` what was asked before it."""
    text = _behind_told_hour(_MARKUP.sub(" ", text), index, now)
    if previous is not None and previous.before is not None:
        previous = previous.before
    while previous is not None and previous.then is not None and not previous.then.selection.is_open:
        previous = previous.then  # of two questions in one message, the last is gone on from
    fallback = pick_language(lang, previous.lang if previous else None, *index.programme.languages)
    text = text if previous is None else _in_full(_behind_remark(text, index), previous.lang)
    titled = index.titles.find(text) or index.titles.find_glued(text)
    if titled and any(not index.sessions[at].is_break for at in titled):
        ids = tuple(index.sessions[at].id for at in titled)
        return Question(Ask.CARD, fallback, Selection(named=ids, upcoming=len(ids) > 1), asked=now)
    words = words_of(text)
    strange = any(not index.knows_exactly(word) for word in words)
    misspelt = _misspelt_whole(text, index, fallback, now) if strange or _is_name(words, index) else None
    if misspelt is not None:
        return misspelt
    asked = _asked_amid(text, index, now, fallback, previous) or _put_right(text, index, now, fallback, previous)
    if asked is not None:
        return asked
    reader = _Reader(text, fallback, index, now, previous)
    whole = _parse_clause(text, reader, previous)
    is_one = whole.selection.without or whole.then is not None or whole.ask is Ask.DANGER
    clauses = [text] if is_one else _joined(split_clauses(text), reader, whole)
    if len(clauses) > 1 and reader.read(clauses[0]).cues.keys() == {"besides"}:
        clauses = [text]  # "apart from Ada, who speaks" asks but one thing
    if _cuts_title(clauses, text, reader) or any(
        _cuts_label(clauses, words, labels) for labels in (index.tracks, index.rooms)
    ):
        clauses = [text]
    there = _asked_there(clauses, reader) if len(clauses) == 2 else None
    if there is not None:
        return there
    parsed = (
        _parse_clauses(clauses, whole, reader, previous, marks="?" in text.rstrip(_ENDING))
        if len(clauses) > 1
        else whole
    )
    if parsed.ask is not Ask.UNKNOWN:
        return parsed
    misspelt = _misspelt_whole(text, index, fallback, now) if not strange and len(words) > 2 else None
    if misspelt is None and (begun := index.titles.find_begun(text)):
        misspelt = Question(
            Ask.CARD, fallback, Selection(named=tuple(index.sessions[at].id for at in begun)), asked=now
        )
    if misspelt is not None:
        return misspelt
    asked = _without_preamble(text, reader, previous) or _besides_asides(text, reader, previous)
    return asked or _of_no_words(text, reader, parsed)


def _in_full(text: str, lang: str) -> str:
    """The question that a word or two stand for where something was spoken of before: "details", "starts in?"."""
    words = words_of(text) if len(text) <= _LONGEST_HOUR else []
    courtesy, hedging = _saying_little()
    while len(words) > 1 and words[-1] in courtesy:
        words.pop()
    while len(words) > 1 and words[0] in hedging:
        words.pop(0)
    said = " ".join(words)
    spoken = languages()
    return spoken[lang].brief.get(said) or next((one.brief[said] for one in spoken.values() if said in one.brief), text)


@language_table
def _saying_little() -> tuple[frozenset[str], frozenset[str]]:
    """The words of all languages that are said to be polite and no more, and those that say nothing in front."""
    spoken = languages().values()
    return frozenset().union(*(one.courtesy for one in spoken)), frozenset().union(*(one.hedging for one in spoken))


def _behind_told_hour(text: str, index: Index, now: datetime) -> str:
    """The text without the hour that it tells first, if it is about that: "it's past midnight, what's next"."""
    head, _, rest = text[:MOST_CHARACTERS].partition(",")
    words = words_of(head) if rest.strip() and len(head) <= _LONGEST_HOUR else []
    spoken = languages().values()
    if len(words) < 3 or not any(words[0] in one.impersonal and words[1].lstrip("'") in one.being for one in spoken):
        return text
    told = to_interval(find_times(fold(head), spoken), calendar_of(index, now))
    if told is None or told.mode is not Mode.AT:
        return text
    apart = (told.start - now) % _HALF_DAY
    return rest if min(apart, _HALF_DAY - apart) <= _ABOUT_AN_HOUR else text


def _behind_remark(text: str, index: Index) -> str:
    """The text with an "ok" for what only tells in front how one likes the answer: "perfect. slides?", "ça marche, où".

    What is called so is no remark: neither somebody of the programme, nor "the long one".
    """
    end = _REMARK_END.search(text[:_LONGEST_HOUR])
    words = words_of(text[: end.start()]) if end is not None else []
    remarks, pointing, asking = _remarking()
    told = remarks.intersection(words)
    if end is None or not told or not (remarks | small_words()).issuperset(words):
        return text
    if words[0] in pointing or not asking.isdisjoint(words) or any(map(index.people.has_name, told)):
        return text
    return f"ok {_behind_remark(text[end.end() :], index)}"


@language_table
def _remarking() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """The words of all languages for how one likes an answer; those before what is meant; those that ask or choose."""
    spoken = languages().values()
    return (
        frozenset().union(*(one.remarking for one in spoken)),
        frozenset().union(*(one.pointed for one in spoken)),
        frozenset().union(*(one.questioning | one.singled for one in spoken)),
    )


def _asked_amid(text: str, index: Index, now: datetime, fallback: str, previous: Question | None) -> Question | None:
    """What a long message asks amid much that is told; None if it is short, or the question leans on what is told."""
    found = find_asked(text)
    if found is None:
        return None
    asked = parse_question(found.text, index, now, lang=fallback, previous=previous)
    if _names_any(asked) and asked.ask not in _NOT_ASKED:
        return asked
    reader = _Reader(found.text, fallback, index, now, previous)
    told = [reader.read(clause) for clause in found.before]
    if _leans_on_told(asked, reader.read(found.text)):
        return _of_the_told(found, told, reader)
    of_moment = replace(asked.selection, moment=None, rooms=()).is_whole
    if asked.ask in _NOT_ASKED - {Ask.UNKNOWN} or (of_moment and any(one.mentions for one in told)):
        return None
    return _placed(asked, next((one.rooms for one in told if one.rooms), ()))


def _put_right(text: str, index: Index, now: datetime, fallback: str, previous: Question | None) -> Question | None:
    """What is asked behind a "no wait", as if what it stands in the place of had been the message before; else None."""
    sides = split_correction(text[:MOST_CHARACTERS])
    if sides is None or small_words().issuperset(words_of(sides[0])):
        return None
    first = parse_question(sides[0], index, now, lang=fallback)
    leans = first.ask is Ask.UNKNOWN or first.selection.is_open
    before = previous if leans else first
    if previous is not None and not leans:
        before = parse_question(sides[0], index, now, lang=fallback, previous=previous)
    meant = parse_question(sides[1], index, now, lang=first.lang, previous=before)
    return None if meant.ask in _NOT_ASKED or meant.selection.is_open else meant


def _leans_on_told(asked: Question, said: Reading) -> bool:
    """Whether a question points to what was told, or names nothing of which it might be asked: "when and where"."""
    return said.has("it", "this", "them") or (_is_of_whole(asked) and not said.has("event"))


def _is_of_whole(asked: Question) -> bool:
    """Whether something of which it is asked when or where it is, or the like, may be the whole event."""
    return asked.selection.is_whole and asked.ask in {*_OF_IT, *_ASKED_AGAIN, Ask.DATE, Ask.VENUE}


def _of_the_told(found: Asked, told: list[Reading], reader: _Reader) -> Question | None:
    """The question of whom or what the clauses before it are about, if it is one: "she is called Ada, when is it"."""
    for clause, said in zip(found.before, told, strict=True):
        names = {person.name for mention in said.people for person in mention.people}
        spoken = Question(Ask.SESSIONS, reader.lang, Selection(people=tuple(names)), asked=reader.now)
        told_of = said.has("talk", "session", "topic") or not said.language.singled.isdisjoint(said.words)
        if len(names) != 1 and told_of:
            spoken = _parse_clause(clause, reader, None)
        if len(spoken.selection.people) == 1 or spoken.selection.named or spoken.selection.tracks:
            asked = parse_question(found.text, reader.index, reader.now, lang=reader.lang, previous=spoken)
            when = asked.selection.when or spoken.selection.when
            chosen = asked.selection if _names_any(asked) else replace(spoken.selection, when=when)
            return replace(asked, selection=chosen) if asked.ask not in _NOT_ASKED else None
    return None


def _of_no_words(text: str, reader: _Reader, parsed: Question) -> Question:
    """What is not understood; where it is no more than "ok" or "no problem", it asks nothing, and help is offered."""
    said = reader.read(text)
    little = set(said.uses) == {"small"} and said.language.vehicles.isdisjoint(said.words)
    return parsed if said.asks or not little else replace(parsed, ask=Ask.HELP)


def _joined(clauses: list[str], reader: _Reader, whole: Question) -> list[str]:
    """The clauses, those that name nothing together with what they stand behind: "Halvorsen, when"."""
    found: list[str] = []
    for clause in clauses:
        leans = bool(found) and (
            _leans(found[-1], words_of(clause))
            or (not whole.selection.is_open and _only_asks(found[-1], reader))
            or _tells_of_stay(found[-1], reader)
            or _tells_of_change(found[-1], reader)
            or _says_only_where(found[-1], reader)
            or _says_only_where(clause, reader)
            or _says_only_what(found[-1], clause, reader)
            or _says_which(found[-1], clause, reader)
            or (reader.whole.has("by_amount") and reader.read(clause).cues.keys() == {"by_amount"})
        )
        if leans:
            found[-1] = f"{found[-1]}, {clause}"
        else:
            found.append(clause)
    return found


def _leans(before: str, words: list[str]) -> bool:
    """Whether a clause of these words only asks about what stands before it, which asks nothing: "X, c'est qui"."""
    if len(words) < 2 and not small_words().issuperset(words):
        return not begins_asking(before)  # "where is the panel? lunch?" are two
    return len(words) < 2 or (len(words) < 4 and small_words().issuperset(words) and not begins_asking(before))


@language_table
def _pronouns() -> frozenset[str]:
    """The words of all languages that stand for somebody."""
    return frozenset().union(*(language.speaking for language in languages().values()))


def _says_only_what(before: str, clause: str, reader: _Reader) -> bool:
    """Whether a clause is of what stands before it, which only says what is meant: "the K one, has it begun"."""
    words = words_of(clause)
    if not words or words[0] not in _pronouns() or len(words_of(before)) > _MOST_OF_PLACE or begins_asking(before):
        return False
    return reader.read(before).cues.keys() <= _POINTING and not reader.read(clause).has("exists")


def _says_which(before: str, clause: str, reader: _Reader) -> bool:
    """Whether it only says which one "it" is in the question before it: "when does it end, the current talk?"."""
    if begins_asking(clause) or len(words_of(clause)) > _MOST_OF_PLACE:
        return False
    if not reader.whole.has("now", "this"):
        return False
    said = reader.read(clause)
    pointed = said.has("now", "this") and said.cues.keys() <= _ON_NOW and set(said.uses) <= {"cue", "small"}
    return pointed and reader.read(before).has("ends", "starts", "when", "duration")


def _only_asks(clause: str, reader: _Reader) -> bool:
    """Whether it is no more than question words: the "what time" of "what time and where is the panel"."""
    words = words_of(clause)
    if len(words) > _MOST_ASKING:
        return False
    said = reader.read(clause)
    if said.cues.keys() == {"about"}:
        return said.subjects[0].selection.is_open  # "in short, what does Ada say"
    if asking_words().isdisjoint(words):
        return False
    return set(said.uses) <= {"cue", "small"} and said.cues.keys() <= _QUESTION_WORDS


def _asked_there(clauses: list[str], reader: _Reader) -> Question | None:
    """What is asked of the moment behind where the asker is: "I just came into K.3, what talk is this"."""
    place, asked = clauses
    of_asker = not _askers().isdisjoint(words_of(place)[:2])
    if not (of_asker or not begins_asking(place)) or not begins_asking(asked):
        return None
    said = reader.read(place)
    told = _BESIDE_PLACES | {"topic", "arrive", "reach", "now"}  # "into K.3" is no topic
    if not said.rooms or said.unknown_room or not said.cues.keys() <= told:
        return None
    if said.mentions or said.people or said.title:
        return None
    found = _parse_clause(asked, reader, None)
    return _placed(found, said.rooms) if found.selection.moment is not None else None


def _says_only_where(clause: str, reader: _Reader) -> bool:
    """Whether it is no more than a place or a time: "in the aula", beside which something is asked."""
    words = words_of(clause)
    if len(words) > _MOST_OF_PLACE or (begins_asking(clause) and _askers().isdisjoint(words[:1])):  # "on est dans K.3"
        return False
    whole = reader.whole
    if not (whole.rooms or whole.tracks or whole.mentions or whole.relation is not None or whole.has("same_room")):
        return False
    around = words[:1] and not _relating().isdisjoint(words[:2])
    said = reader.read(clause)
    if around and said.relation is not None and not said.asks and said.cues.keys() <= _OF_PAUSES:
        return set(said.uses) <= {"small", "time", "cue", "room", "track"}  # "after lunch, what's on in the aula"
    alone = set(said.uses) <= {"small", "room", "track", "time", "cue"} and said.cues.keys() <= _BESIDE_PLACES
    return bool(said.rooms or said.tracks or said.mentions or said.has("same_room")) and alone and not said.asks


@language_table
def _relating() -> frozenset[str]:
    """The words of all languages with which what is around something begins, such as "after"."""
    begun = (item for language in languages().values() for item in language.phrases.following.items())
    return frozenset(word for word, branch in begun if not {"after", "before", "during"}.isdisjoint(branch.cues))


@language_table
def _askers() -> frozenset[str]:
    """The words of all languages by which askers speak of themselves."""
    return frozenset().union(*(language.asker for language in languages().values()))


@language_table
def _asked_for() -> frozenset[str]:
    """The words of all languages that say whose coming or going it is: "my bus", "the train"."""
    return _askers().union(*(language.vehicles for language in languages().values()))


def _tells_of_stay(clause: str, reader: _Reader) -> bool:
    """Whether it only says when the asker comes, goes or has time, on which what is asked behind it leans."""
    if _asked_for().isdisjoint(words_of(clause)[:2]) or begins_asking(clause):
        return False
    said = reader.read(clause)
    of_asker = not (said.language.asker | said.language.vehicles).isdisjoint(said.words[:2])
    timed = bool(said.mentions) or said.relation is not None
    return of_asker and said.has("reach", "arrive", "leave", "leisure") and timed and not said.asks


def _tells_of_change(clause: str, reader: _Reader) -> bool:
    """Whether it is no more than "before the change" or "originally", on which what is asked behind it leans."""
    if len(words_of(clause)) > _MOST_OF_PLACE or begins_asking(clause) or not reader.whole.has(*_OF_CHANGES):
        return False
    said = reader.read(clause)
    return bool(said.cues) and said.cues.keys() <= _OF_CHANGES and set(said.uses) <= {"cue", "small"} and not said.asks


def _without_preamble(text: str, reader: _Reader, previous: Question | None) -> Question | None:
    """What is asked behind something that people say of themselves first: "my feet hurt, what's on till coffee"."""
    if reader.read(text).has("machine"):
        return None
    for head, tail, turns in split_preambles(text):
        if not (turns or head.endswith(_CUT_OFF) or not _askers().isdisjoint(words_of(head))):
            continue  # neither is it apart nor does it tell of the asker
        before = reader.read(head)
        if len(before.words) == _VERB_ALONE and not before.language.postposed.isdisjoint(words_of(tail)[:1]):
            continue  # what somebody does is asked: "on chante quoi ce soir"
        if before.has("arrive") and (found := _parse_clause(tail, reader, None)).ask in _WAYS:
            return found  # "I'm coming from the station, how do I get there"
        if before.has(*_OF_PROGRAMME, "amenity", *KIND_CUES) or before.people or before.title:
            continue
        if not turns and (before.has("how") or _ends_with_stranger(before, head)):
            continue  # "comment calcule-t-on une moyenne"
        if turns:
            found = _parse_clause(tail, reader, previous)
            if found.ask not in _ASKS_LITTLE - {Ask.SESSIONS}:
                return found
        elif not before.has("it"):
            found = _parse_clause(tail, reader, None)
            if _is_apart(before, head, found):
                return _placed(found, before.rooms)
    return None


def _besides_asides(text: str, reader: _Reader, previous: Question | None) -> Question | None:
    """What is asked beside clauses that only greet, beg pardon or tell of the asker: "my feet hurt, talks at two"."""
    clauses = split_asides(text.rstrip(_ENDING))
    if len(clauses) < 2:
        return None
    asides = [clause for clause in clauses if _is_aside(clause, reader)]
    if not 0 < len(asides) < len(clauses):
        return None
    rest = ", ".join(clause for clause in clauses if clause not in asides)
    told = any(said.content and said.words[0] not in _mending() for said in map(reader.read, asides))
    said = reader.read(rest)
    told = told and said.language.universal.isdisjoint(said.words)  # "when does it all end" is not of what is told
    if told and (not _pronouns().isdisjoint(said.words) or said.has("it", "this", "them")):
        return None
    if len(split_clauses(rest)) == 1:
        found = _parse_clause(rest, reader, previous)
    else:
        found = parse_question(rest, reader.index, reader.now, lang=reader.lang, previous=previous)
    leans = told and (_is_of_whole(found) or _leans_on_lost(found) or _shows_a_time(found, rest))
    return None if leans or found.ask in _NOT_ASKED else found


def _is_aside(clause: str, reader: _Reader) -> bool:
    """Whether a clause asks for nothing, and is a greeting, an apology, or told by the askers of themselves."""
    words = [] if begins_asking(clause) else words_of(clause)
    greets = bool(words) and (words[0] in _greeting() or small_words().issuperset(words))
    pardons = len(words) > 1 and words[0] in _mending()
    if not words or not (greets or pardons or _tells_of_asker(words)):
        return False
    said = reader.read(clause)
    named = said.people or said.title or said.rooms or said.mentions
    if named or said.has(*_OF_PROGRAMME, "amenity", "other_one", *KIND_CUES):
        return False
    return said.cues.keys() <= _POLITE if greets and not said.content else not greets


def _tells_of_asker(words: list[str]) -> bool:
    """Whether a clause of these words speaks of the askers, or of how they are, and does not begin like a name."""
    return words[0] not in _pointed() and (words[0] in _staying() or not _first_persons().isdisjoint(words))


@language_table
def _greeting() -> frozenset[str]:
    """The words of all languages that greet or thank."""
    begun = (item for language in languages().values() for item in language.phrases.following.items())
    return frozenset(word for word, branch in begun if not _POLITE.isdisjoint(branch.cues))


@language_table
def _first_persons() -> frozenset[str]:
    """The words of all languages by which askers speak of themselves, and of nobody else."""
    return frozenset().union(*(language.ourselves | language.own for language in languages().values()))


@language_table
def _staying() -> frozenset[str]:
    """The words of all languages that tell how the asker is: "stuck in traffic"."""
    return frozenset().union(*(language.staying - language.inside for language in languages().values()))


@language_table
def _pointed() -> frozenset[str]:
    """The words of all languages with which what is named begins, such as "the"."""
    return frozenset().union(*(language.pointed for language in languages().values()))


def _shows_a_time(question: Question, text: str) -> bool:
    """Whether all that is on at a time is shown where no talks are asked for: "anything tomorrow"."""
    selection = question.selection
    if question.ask not in _SHOWS or selection.talks:
        return False
    return replace(selection, when=None).is_open and not begins_asking(text)


def _ends_with_stranger(before: Reading, head: str) -> bool:
    """Whether a verb behind it is of somebody who is not here: "my wife Heidi is speaking"."""
    if head.endswith(_CUT_OFF) or len(before.words) - 1 not in before.content:
        return False
    said, name = before.words[-2:-1], before.words[-1]
    if not name.isalpha():
        return False
    return not is_word(name) or head[-len(name) :].istitle() or not before.language.relatives.isdisjoint(said)


def _is_apart(before: Reading, head: str, found: Question) -> bool:
    """Whether what was found behind a preamble is what is asked, the preamble being of the asker or cut off."""
    of_the_asker = not before.language.asker.isdisjoint(before.words)
    apart = head.endswith(_CUT_OFF)
    named = apart and bool(found.selection.named or found.selection.people)
    says_what = not found.selection.is_open and found.ask not in _ASKS_LITTLE - {Ask.SESSIONS}
    if found.ask is Ask.WHERE and not (_names_any(found) or found.selection.kinds):
        return False  # "je dors où ce soir"
    return (of_the_asker or named) and says_what


def _cuts_title(clauses: list[str], text: str, reader: _Reader) -> bool:
    """Whether the text has a whole title of several words that none of its clauses has."""
    title = reader.read(text).quoted if len(clauses) > 1 else None
    if title is None or title.share < 1 or len(title.words) < 2:
        return False
    parts = [clause for clause in clauses if len(words_of(clause)) >= len(title.words)]
    inside = (reader.read(part).quoted for part in parts)
    return not any(one is not None and one.share >= 1 and one.positions == title.positions for one in inside)


def _cuts_label(clauses: list[str], words: list[str], labels: Labels) -> bool:
    """Whether the text spells a track or a room that none of its clauses does: "Ethics, Philosophy & Politics"."""
    if len(clauses) < 2 or not labels.are_cut:
        return False
    spelt = labels.find_exact(words, range(len(words)), 2)
    parts = [f" {' '.join(words_of(clause))} " for clause in clauses]
    said = [f" {' '.join(words[one.words[0] : one.words[-1] + 1])} " for one in spelt]
    return any(not any(label in part for part in parts) for label in said)


def _is_name(words: list[str], index: Index) -> bool:
    """Whether the words, all of them known, are somebody's whole name but for one slip: "Andreas Till"."""
    return 2 <= len(words) <= 4 and bool(index.people.whole("".join(words), 1))


def _misspelt_whole(text: str, index: Index, lang: str, now: datetime) -> Question | None:
    """The question for a text that is nothing but a title or a name with a few slips in it."""
    if len(text) > _MOST_TITLE:
        return None
    titled, people = index.find_whole(text)
    if titled:
        ids = tuple(index.sessions[at].id for at in titled)
        return Question(Ask.CARD, lang, Selection(named=ids, upcoming=len(ids) > 1), asked=now)
    if people and not _is_room(words_of(text), index):
        return Question(Ask.SESSIONS, lang, Selection(people=tuple(person.name for person in people)), asked=now)
    return None


def _is_room(words: list[str], index: Index) -> bool:
    """Whether all of the words together name a room, if perhaps without a "stage" at the end."""
    rooms = index.rooms.find(words, range(len(words)), room_stems())
    return any(len(room.words) == len(words) for room in rooms)


def _parse_clause(text: str, reader: _Reader, previous: Question | None, *, continues: bool = False) -> Question:
    clause = Conversation(reader.read(text), reader.index, reader.now, previous)
    clause.continues = continues
    return clause.question()


def _parse_clauses(
    clauses: list[str], whole: Question, reader: _Reader, previous: Question | None, *, marks: bool
) -> Question:
    """The questions of a message one after the other, if it holds several; else the message as one question.

    `marks` says whether a question mark stands between them.
    """
    found: list[Question] = []
    asking: list[Question] = []
    clauses = clauses[:_MOST_CLAUSES]
    first = begins_asking(clauses[0])
    several = 1 if whole.ask is Ask.UNKNOWN else 2
    for number, clause in enumerate(clauses, start=1):
        former = found[-1] if found else previous
        found.append(
            _parse_next(clause, clauses[: number - 1], reader, found[-1], marks=marks)
            if found
            else _parse_clause(clause, reader, former)
        )
        shows = number == 1 and found[0].ask in _SHOWS and (whole.ask is Ask.UNKNOWN or found[0].selection.order != 0)
        of_named = number > 1 and not first and found[0].ask in _OF_NAME and _names_any(found[0])
        leans = bool(first or asking or of_named) and found[-1].selection.anchor is not None
        several = 1 if of_named and leans else several  # "Ada Vos: who speaks before her"
        if asking and _takes_back(clauses[number - 2], clause, found[-1], asking[-1]):
            found[-1] = replace(found[-1], ask=asking.pop().ask)
            several = 1
        begs = number == 1 and not first and found[0].ask is Ask.HELP  # "help me, when is lunch"
        if (found[-1].ask not in _ASKS_LITTLE and not begs) or (first and shows) or leans:
            asking.append(found[-1])
        elif asking and marks and _names_alone(found[-1]):  # "when is lunch? and dinner?"
            asking.append(replace(found[-1], ask=asking[-1].ask if asking[-1].ask in _ASKED_AGAIN else found[-1].ask))
        elif number > 1 and begins_asking(clause) and _asks_if_there_is(found[-1], reader.read(clause), found[-2]):
            asking += [found[0]] if first and not asking and found[0].ask in _SHOWS else []
            asking.append(found[-1])
        elif first and number > 1 and begins_asking(clause) and _shows_others(found[-1], former):
            asking += [found[0]] if found[0].ask in _SHOWS and not asking else []
            asking.append(found[-1])
        if number == 1 and whole.ask in _SHOWS and found[0].ask in _SHOWS and _names_any(found[0]):
            several = 1  # what is asked last may be of what is shown first
        shown = number == 1 and first and found[0].ask in _SHOWS  # which may turn out to be asked, too
        if len(asking) + shown + len(clauses) - number < several:  # too few, whatever the rest may be
            return whole
    if len(asking) == 1 and whole.ask in _SHOWS:  # "what is Ada's talk, and is it in French?"
        return asking[0] if asking[0] is found[-1] and asking[0].claimed is not None else whole
    lost = any(question.ask is Ask.UNKNOWN and not question.personal for question in found)
    several_of_it = lost and _begins_with_article(clauses[0], reader) and not any(map(_names_any, asking))
    if several_of_it or (len(asking) == 1 and (lost or whole.ask is Ask.UNKNOWN)):
        asked = clauses[found.index(asking[0])]
        if _is_of_the_lost(asking[0], asked, clauses[0], reader):
            return whole
    refused = [question for question in found if question.ask is Ask.UNKNOWN and question.cued]
    return _chained([*_made_whole(asking, clauses[0], reader, previous), *refused])


def _made_whole(asking: list[Question], begin: str, reader: _Reader, previous: Question | None) -> list[Question]:
    """The questions of a message that begins with that clause, each with what the others say of it."""
    if _only_tells_lost(asking, begin):
        return asking[1:]
    asking = _with_the_first(asking, begin, reader, previous)
    if any(question.ask is Ask.LOST for question in asking):  # "where do I go" then asks nothing else
        asking = [question for question in asking if question.ask not in _WAYS or not question.selection.is_open]
    return _in_one_place(asking)


def _only_tells_lost(asking: list[Question], begin: str) -> bool:
    """Whether the first clause but tells why the next one asks: "I'm lost, when is lunch"."""
    told = len(asking) > 1 and not begins_asking(begin) and not _askers().isdisjoint(words_of(begin)[:2])
    if not told or asking[0].ask not in {Ask.VENUE, Ask.LOST} or not asking[0].selection.is_open:
        return False
    return asking[1].ask is asking[0].ask or (asking[0].ask is Ask.VENUE and not asking[1].selection.is_open)


def _with_the_first(asking: list[Question], clause: str, reader: _Reader, previous: Question | None) -> list[Question]:
    """The questions of a message, the first clause of which says where or of what, or is of what the next one is of."""
    if len(asking) == 1:
        return asking if begins_asking(clause) else [_placed(asking[0], reader.read(clause).rooms)]
    if _asks_first_again(asking, previous) and not reader.read(clause).has(*_ASKING):
        return asking[1:]
    if len(asking) > 1 and reader.read(clause).has("missed") and not begins_asking(clause):
        return asking[1:]  # "I missed Ada, are her slides online"
    if asking and asking[0].ask is Ask.ABOUT and reader.read(clause).cues.keys() <= {"event"}:
        return asking[1:]  # "the workshop, where is it"
    if asking and _names_any(asking[1]) and asking[0].selection.is_open:
        return [_of_the_next(asking[0], asking[1], reader.read(clause)), *asking[1:]]
    return asking


def _asks_first_again(asking: list[Question], previous: Question | None) -> bool:
    """Whether the first of several questions is that before, of something else: "the bees one, which room?"."""
    if previous is None or not asking or asking[1].ask is Ask.PAGE:
        return False  # the link may be that of what is asked again
    return asking[0].ask is previous.ask and _names_any(asking[0])


def _of_the_next(question: Question, following: Question, said: Reading) -> Question:
    """What is asked of nothing, of what the question behind it is about: "which room and how long for X"."""
    ask = _OF_WHAT_FOLLOWS.get(question.ask)
    alone = ask is not None and said.cues.keys() <= _ONLY_ASKING
    return replace(following, ask=ask, then=None) if ask is not None and alone else question


def _parse_next(clause: str, before: Sequence[str], reader: _Reader, former: Question, *, marks: bool) -> Question:
    """The question of a clause that goes on from those before it in the message."""
    named = (_person_told_of(reader.read(one)) for one in reversed(before)) if former.ask is Ask.UNKNOWN else ()
    told = next(filter(None, named), ())
    reader.go_on(clause, former)
    said = reader.read(clause)
    leans = bool(told) and not said.people and not said.language.speaking.isdisjoint(said.words)
    spoken = replace(former, ask=Ask.SESSIONS, selection=Selection(people=told)) if leans else former
    bare = "" if marks or leans else _time_or_place_alone(clause, reader, former)
    found = _parse_clause(bare or clause, reader, spoken, continues=not marks)
    if former.ask is Ask.UNKNOWN and _counts_anything(found):
        return replace(former, lang=found.lang)  # "how many bees on Monday and how many on Friday"
    return found


def _person_told_of(told: Reading) -> tuple[str, ...]:
    """Who "she" is behind a clause that asks nothing of the one it names: "a taxi for Ada: when does she finish"."""
    names = {person.name for mention in told.people for person in mention.people}
    called = {told.words[one.words[0] - 1] for one in told.people if len(one.words) == 1 and one.words[0]}
    if not called.isdisjoint(told.language.relatives):
        return ()  # "my wife Ada is waiting"
    beside = {at + step for mention in told.people for at in mention.words for step in (-1, 1)}
    return tuple(names) if len(names) == 1 and not told.strangers and beside.isdisjoint(told.content) else ()


def _time_or_place_alone(clause: str, reader: _Reader, former: Question) -> str:
    """The time or the place of which the same is asked once more: "who speaks at ten, and who at eleven"."""
    words = clause.split()
    first = next((at for at, word in enumerate(words) if fold(word) not in _asking_alone()), len(words))
    asks_who = reader.read(clause).has("who")
    if not first or former.ask not in ({Ask.WHO} if asks_who else _SHOWS):
        return ""
    rest = " ".join(words[first:])
    said = reader.read(rest)
    alone = {"small", "time", "room", "track"}.issuperset(said.uses)
    return rest if alone and not said.cues and (said.mentions or said.rooms) else ""


@language_table
def _asking_alone() -> frozenset[str]:
    """The words of all languages that ask for somebody or something, or stand for one of several."""
    spoken = languages().values()
    return frozenset().union(*(language.questioning | language.singled for language in spoken))


def _counts_anything(question: Question) -> bool:
    """Whether all that is on at a time or in a place is counted."""
    selection = question.selection
    return question.ask is Ask.COUNT and selection == Selection(when=selection.when, rooms=selection.rooms)


def _names_alone(question: Question) -> bool:
    """Whether sessions are named and nothing is asked about them."""
    selection = question.selection
    return question.ask in {Ask.SESSIONS, Ask.CARD} and bool(selection.named or selection.people or selection.kinds)


def _takes_back(before: str, clause: str, question: Question, former: Question) -> bool:
    """Whether a clause asks the same of something else that is meant: "when is lunch, sorry, I mean coffee"."""
    said = words_of(clause)[:1] if begins_asking(clause) else [*words_of(before)[-1:], *words_of(clause)[:1]]
    again = question.ask is former.ask or (former.ask in _ASKED_AGAIN and _names_alone(question))
    named = _names_any(question) or bool(question.selection.kinds)
    return again and named and not _mending().isdisjoint(said)


@language_table
def _mending() -> frozenset[str]:
    """The words of all languages with which people take back what they said, such as "sorry"."""
    return frozenset().union(*(language.mending for language in languages().values()))


def _shows_others(question: Question, before: Question | None) -> bool:
    """Whether sessions are shown that another time or place in the order tells: "when is X and what's on at noon"."""
    selection = question.selection
    if question.ask not in _SHOWS or selection.anchor is not None or selection.named or before is None:
        return False
    at_other_time = selection.when is not None and selection.when != before.selection.when
    alike = not selection.kinds or selection.kinds == before.selection.kinds
    return selection.order != 0 or (at_other_time and alike)


def _asks_if_there_is(question: Question, said: Reading, before: Question) -> bool:
    """Whether it is asked if there is something else than was asked of before: "when is X, and is there coffee"."""
    selection = question.selection
    such = selection.kinds or (selection.named and selection.named != before.selection.named)
    other = bool(such) and before.ask is not Ask.FAQ and not said.has("it", "this")
    return other and question.ask in _SHOWS and said.has("exists", "able")


def _names_any(question: Question) -> bool:
    return bool(question.selection.named or question.selection.people)


def _placed(question: Question, rooms: tuple[str, ...]) -> Question:
    """What is asked of a moment, in the rooms that were named before: "K.3 is empty, when does it go on"."""
    selection = question.selection
    if selection.moment is None or selection.rooms or selection.named or selection.people:
        return question
    return replace(question, selection=replace(selection, rooms=rooms))


def _in_one_place(asking: list[Question]) -> list[Question]:
    """What is asked of several moments, all in the place that is said last: "what's on now and what's next in K"."""
    rooms = asking[-1].selection.rooms
    moments = all(question.selection.moment is not None for question in asking)
    return [_placed(question, rooms) for question in asking] if rooms and moments else asking


def _leans_on_lost(question: Question) -> bool:
    """Whether the question leans on what was not understood: "the talk on goats, when is it", "goats, any talk"."""
    if question.selection == Selection(talks=True):
        return question.ask in {Ask.SCHEDULE, Ask.WHEN, Ask.WHERE, Ask.WHO}
    return question.selection.is_open and question.ask in {*_OF_IT, Ask.WHEN, Ask.WHERE, Ask.DURATION}


def _begins_with_article(clause: str, reader: _Reader) -> bool:
    """Whether a clause begins like the name of something: "the X thing, when is it and by whom"."""
    said = reader.read(clause)
    return bool(said.words) and said.words[0] in said.language.pointed


def _is_of_the_lost(question: Question, asked: str, before: str, reader: _Reader) -> bool:
    """Whether what a clause asks is of what was not understood in the one before: "room 9z, what's next"."""
    if _leans_on_lost(question) or _is_of_others(words_of(before), question, reader.index):
        return True
    told = reader.read(before)
    if told.of_other_place or told.other_edition:
        return True
    if _names_any(question) or asked == before:
        return False
    said = reader.read(asked)
    pointing = said.language.persons | said.language.theirs
    of_asker = not told.language.asker.isdisjoint(told.words)  # "my feet hurt, is it over"
    pointing = pointing | said.language.universal  # "which nurse workshops are there and how long is each"
    of_it = not of_asker and (said.has("it") or not pointing.isdisjoint(said.words))
    kin = not told.language.relatives.isdisjoint(told.words)  # "my wife is waiting, when does she finish"
    of_it = of_it or (kin and not said.language.persons.isdisjoint(said.words))
    return of_it or (not question.selection.rooms and told.unknown_room)


def _is_of_others(words: list[str], asked: Question, index: Index) -> bool:
    """Whether the words are no more than a name, and what is asked is of what others do: "Ada, the bees one"."""
    if not asked.selection.named or not all(map(index.people.has_name, words)):
        return False
    mentions = index.people.find(words, range(len(words)))
    theirs = {at for mention in mentions for person in mention.people for at in person.positions}
    return theirs.isdisjoint(index.position[one] for one in asked.selection.named)


def _chained(questions: list[Question]) -> Question:
    first, *rest = questions
    return replace(first, then=_chained(rest)) if rest else first


def question_about_talk(words: str, index: Index, now: datetime, *, lang: str = "en") -> Question:
    """All about the session that the words name."""
    return _about(Ask.CARD, words, index, now, lang)


def question_when(words: str, index: Index, now: datetime, *, lang: str = "en") -> Question:
    """When the session, or the sessions of the person, that the words name take place."""
    return _about(Ask.WHEN, words, index, now, lang) if words_of(words) else Question(Ask.DATE, lang, asked=now)


def question_where(words: str, index: Index, now: datetime, *, lang: str = "en") -> Question:
    """Where they take place; for no words, where the event does."""
    return _about(Ask.WHERE, words, index, now, lang) if words_of(words) else Question(Ask.VENUE, lang, asked=now)


def question_slides(words: str, index: Index, now: datetime, *, lang: str = "en") -> Question:
    """The slides of the session or the person that the words name; for no words, all slides there are."""
    return _about(Ask.SLIDES, words, index, now, lang) if words_of(words) else Question(Ask.SLIDES, lang, asked=now)


def question_about_speaker(words: str, index: Index, now: datetime, *, lang: str = "en") -> Question:
    """Who the person is that the words name; for no words, who the speakers are."""
    if not words_of(words):
        return Question(Ask.SPEAKERS, lang, asked=now)
    reading = read(words, index, calendar_of(index, now), lang)
    mentions = reading.people or index.people.find(reading.words, reading.content)
    named = {number for mention in mentions for number in mention.words}
    if not mentions or set(reading.content) - named:
        return Question(Ask.UNKNOWN, lang, near=near_names(mentions), asked=now)
    names = tuple(person.name for mention in mentions for person in mention.people)
    return Question(Ask.BIOGRAPHY, lang, Selection(people=names), asked=now)


def question_about_schedule(day: str, index: Index, now: datetime, *, lang: str = "en") -> Question:
    """The schedule of the day, the room or both that the words name; for no words, of the nearest day."""
    asked = parse_question(day, index, now, lang=lang)
    selection = asked.selection
    if not words_of(day) or asked.ask is Ask.SCHEDULE:
        return Question(Ask.SCHEDULE, lang, selection, asked=now)
    if asked.ask is Ask.UNKNOWN or not (selection.when or selection.rooms or selection.tracks):
        return replace(asked, lang=lang)
    return Question(Ask.SCHEDULE, lang, selection, asked=now)


def question_card(session_id: str, *, lang: str = "en") -> Question:
    """All about one session."""
    return Question(Ask.CARD, lang, Selection(named=(session_id,)))


def question_abstract(session_id: str, *, lang: str = "en") -> Question:
    """The whole abstract of one session."""
    return Question(Ask.ABSTRACT, lang, Selection(named=(session_id,)))


def _about(ask: Ask, words: str, index: Index, now: datetime, lang: str) -> Question:
    found = parse_question(words, index, now, lang=lang)
    if found.ask in {Ask.UNKNOWN, Ask.HELLO, Ask.THANKS, Ask.BYE, Ask.HELP}:
        return Question(Ask.UNKNOWN, lang, near=found.near, asked=now)
    return Question(ask, lang, found.selection, asked=now) if not found.selection.is_open else replace(found, lang=lang)
