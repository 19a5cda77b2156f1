"""Completing what is being typed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from heapq import nsmallest
from itertools import islice

from bot.core.programme import Session, Speaker
from bot.core.search.index import Index
from bot.core.text import words_of


def suggest_sessions(typed: str, index: Index, limit: int = 25, *, now: datetime | None = None) -> list[Session]:
    """Sessions for a half-typed title or speaker, best first; what has not ended by `now` comes before the rest."""
    words = words_of(typed)
    scores = _prefix_scores(words, index) if words else dict.fromkeys(range(len(index.sessions)), 0.0)

    def rank(at: int) -> tuple[float, bool, int]:
        return -scores[at], now is not None and index.sessions[at].end <= now, at

    return [index.sessions[at] for at in nsmallest(limit, scores, key=rank)]


def suggest_speakers(typed: str, index: Index, limit: int = 25) -> list[Speaker]:
    """Speakers for a half-typed name, best first; in the programme's order for an empty one."""
    words = words_of(typed)
    if not words:
        return list(index.programme.speakers[:limit])
    people = index.people.beginning(words)
    if len(people) < limit:
        people += [person for mention in index.people.find(words, range(len(words))) for person in mention.people]
    ids = dict.fromkeys(one for person in people for one in person.ids)
    return [index.programme.speaker_by_id[one] for one in islice(ids, limit)]


def _prefix_scores(words: Sequence[str], index: Index) -> dict[int, float]:
    scores = {hit.position: hit.worth for hit in index.topics.find(words).hits}
    for position, begins in index.titles.beginning(words).items():
        scores[position] = scores.get(position, 0.0) + 2.0 + begins
    for mention in index.people.find(words, range(len(words))):
        for person in mention.people:
            for position in person.positions:
                scores[position] = scores.get(position, 0.0) + mention.quality * len(mention.words)
    return scores
