"""Everything that can be looked up in one programme."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from bot.core.kinds import ALSO_TRACKS
from bot.core.labels import Labels, room_names, track_names
from bot.core.lexicon import known_words
from bot.core.people import People, Person
from bot.core.programme import Programme, Session
from bot.core.search.by_kind import find_holding, find_kinds, find_tracked_so
from bot.core.search.event import event_name, event_words, short_names, small_organisers, venue_names
from bot.core.search.meanings import Meanings
from bot.core.search.quotations import Quotations
from bot.core.search.timetable import Timetable
from bot.core.search.titles import Titles
from bot.core.search.topics import Topics
from bot.core.search.words import Words
from bot.core.text import normalise, stem

_ALMOST_ALL = 0.95  # the share of several words that a session is about


class Index:
    """Everything that can be looked up in one programme, whose sessions it calls by their positions.

    Built once, never changed.
    """

    def __init__(self, programme: Programme) -> None:
        self.programme = programme
        self.sessions: tuple[Session, ...] = programme.sessions
        self.position: dict[str, int] = {session.id: number for number, session in enumerate(self.sessions)}
        self.timetable = Timetable(programme)
        self.titles = Titles(self.sessions)
        self.words = Words(programme, self.titles)
        self.meanings = Meanings(self.titles, self.words)
        self.quotations = Quotations(self.titles, self.words, self.meanings)
        self.topics = Topics(programme, self.titles, self.words, self.meanings)
        self.people = People(programme)
        self.rooms = Labels(room_names(programme))
        self.tracks = Labels(track_names(programme), translated=True)
        self.online = frozenset(room.name for room in programme.rooms if "://" in room.name)  # rooms that are addresses
        self._in_room: dict[str, list[int]] = {}
        self._of_track: dict[str, list[int]] = {}
        for position, session in enumerate(self.sessions):
            for room in session.rooms:
                self._in_room.setdefault(room, []).append(position)
            self._of_track.setdefault(session.track, []).append(position)
        self.of_kind = find_kinds(programme, self.titles.words)
        self.holding = find_holding("lightning", self.of_kind["lightning"], self.sessions)
        self.of_kind_track = {cue: find_tracked_so(cue, self.of_kind[cue], self._of_track) for cue in ALSO_TRACKS}
        tongues = (one.strip()[:2] for session in self.sessions for one in session.language.split(","))
        self.spoken = frozenset(filter(None, tongues))  # the codes of languages
        self.event = event_words(programme)
        self.own_names = self.event["title"] - self.event["organisers"] - self.event["conference"]
        self.small_organisers = small_organisers(programme)
        self.event_name = event_name(programme)
        self.short_names = short_names(programme)
        self.venue_names = venue_names(programme)

    def narrow(
        self, people: Collection[str] = (), rooms: Collection[str] = (), tracks: Collection[str] = ()
    ) -> set[int] | None:
        """The positions of sessions with one of the people, in one of the rooms, of one of the tracks; None for all."""
        found: set[int] | None = None
        for names, positions in ((people, self.people.positions), (rooms, self._in_room), (tracks, self._of_track)):
            if names:
                these = {position for name in names for position in positions.get(name, ())}
                found = these if found is None else found & these
        return found

    def knows_exactly(self, word: str) -> bool:
        """Whether the programme or a language has the folded word in exactly this form."""
        return (
            word in self.words.written or word in known_words() or self.people.has_name(word) or self.is_of_event(word)
        )

    def is_other_edition(self, word: str) -> bool:
        """Whether the folded word is the event's own name with another number in front: "35c3", for the 36th."""
        number = word[: len(word) - len(word.lstrip("0123456789"))]
        rest = word[len(number) :]
        if not rest or word in self.event["title"] or self.words.title_has_exactly(word):
            return False
        held = (one[: len(one) - len(one.lstrip("0123456789"))] for one in self.event["title"])
        return any(one != number and self.words.has(one + rest) for one in held if one)

    def is_of_event(self, word: str) -> bool:
        """Whether the folded word stands in the names of the event's place, organisers, conference or theme."""
        return any(word in names for names in self.event.values())

    def is_told_of(self, word: str) -> bool:
        """Whether a title has a form of the folded word, but those of an opening or a closing: "Welcome to PyCon"."""
        framing = self.of_kind["opening"] | self.of_kind["closing"]
        return any(at not in framing for at in self.words.in_title.get(stem(word), ()))

    def track_about(self, words: Sequence[str]) -> str:
        """The track of which most sessions are about the folded words, and most that are; empty if there is none."""
        about = [hit.position for hit in self.topics.find(words).hits if hit.cover > _ALMOST_ALL]
        track, count = Counter(self.sessions[at].track for at in about).most_common(1)[0] if about else ("", 0)
        return track if track and 2 * count >= max(len(self._of_track[track]), len(about)) else ""

    def is_of_kind(self, session: Session, cue: str) -> bool:
        """Whether the session is what a cue such as "lunch" calls."""
        return self.position[session.id] in self.of_kind[cue]

    def find_whole(self, text: str) -> tuple[tuple[int, ...], tuple[Person, ...]]:
        """The sessions whose title, or else the people whose name, the whole text is but for a few slips."""
        glued = normalise(text).replace(" ", "")
        people = self.people.whole(glued, 0 if len(glued) < 3 else 1 if len(glued) < 9 else 2)
        for titles in self.titles.near_glued(glued):
            if titles and (len(glued) >= 8 or titles[0][:2] in {glued[:2], glued[1::-1]} or titles[0][0] == glued[0]):
                return self.titles.glued[titles[0]], ()
            if people:
                break
        return (), people
