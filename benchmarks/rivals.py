"""What one would pick instead of our own understanding: libraries that find texts, each set up as a careful user would.

All see the same three texts of a session, folded (no case, no accents): title, speakers' names, abstract with track.
From a question all but one take away, as a careful user would, the words that every question has: our own list of
these. SQLite, which knows no such words, is asked with every word too ("FTS5 porter"): it then finds a little more and
takes longer. They join the words by OR and rank by their own score, with the weights that did best among some dozens
that were tried on these very questions.
"""

import sqlite3
from functools import cache

from bot.core.lexicon import languages
from bot.core.text import fold, words_of

TITLE, SPEAKERS, ABSTRACT = 10, 10, 1  # weights of the three texts in SQLite


def texts_of(programme):
    """Title, speakers and abstract of each session, folded."""
    for session in programme.sessions:
        speakers = ", ".join(speaker.name for speaker in programme.speakers_of(session))
        yield fold(session.title), fold(speakers), fold(f"{session.abstract} {session.track}")


def telling(question):
    """The folded words of a question but for those that every question has; all, if there are no others."""
    words = words_of(question)
    return [word for word in words if word.isalnum() and word not in common_words()] or words


@cache
def common_words():
    return frozenset().union(*(language.own_words for language in languages().values()))


class Fuzz:
    """rapidfuzz: the title, or the speaker's name, most like what is asked, by WRatio."""

    name = "rapidfuzz WRatio"

    def __init__(self, programme):
        from rapidfuzz import fuzz, process

        self.extract, self.scorer = process.extractOne, fuzz.WRatio
        self.choices, self.owners = [], []
        for number, (title, speakers, _) in enumerate(texts_of(programme)):
            for choice in (title, *speakers.split(", ")):
                if choice:
                    self.choices.append(choice)
                    self.owners.append(number)

    def find(self, question):
        found = self.extract(" ".join(telling(question)), self.choices, scorer=self.scorer)
        return self.owners[found[2]] if found else None


class Fts5:
    """SQLite's full-text search, in memory, by bm25 with weights."""

    def __init__(self, programme):
        self.base = sqlite3.connect(":memory:")
        self.base.execute(
            f"CREATE VIRTUAL TABLE talks USING fts5(title, speakers, abstract, tokenize='{self.tokenizer}')"
        )
        self.base.executemany("INSERT INTO talks VALUES (?, ?, ?)", texts_of(programme))
        weighed = f"bm25({TITLE}, {SPEAKERS}, {ABSTRACT})"
        self.base.execute("INSERT INTO talks(talks, rank) VALUES ('rank', ?)", (weighed,))

    def find(self, question):
        terms = " OR ".join(f'"{term}"' for term in self.terms(question))
        if not terms:
            return None
        found = self.base.execute("SELECT rowid FROM talks WHERE talks MATCH ? ORDER BY rank LIMIT 1", (terms,))
        return next((number - 1 for (number,) in found), None)


class Fts5Porter(Fts5):
    """Every word of the question, as it was typed."""

    name = "FTS5 porter"
    tokenizer = "porter unicode61 remove_diacritics 2"

    def terms(self, question):
        return [word for word in words_of(question) if word.isalnum()]


class Fts5PorterPicked(Fts5Porter):
    """Only the words that are left when those of every question are taken away."""

    name = "FTS5, words picked"

    def terms(self, question):
        return telling(question)


class Fts5Trigram(Fts5):
    """All three letters in a row of a word are a term, so that a misspelt word still has most of its terms."""

    name = "FTS5 trigram"
    tokenizer = "trigram"

    def terms(self, question):
        return dict.fromkeys(word[at : at + 3] for word in telling(question) for at in range(len(word) - 2))


class Bm25s:
    """bm25s with a stemmer; the weight of a title or name is how often it is written into the text."""

    name = "bm25s"

    def __init__(self, programme):
        import bm25s
        import Stemmer

        self.stem = Stemmer.Stemmer("english").stemWords
        self.ranking = bm25s.BM25()
        texts = [words_of(" ".join((f"{title} {names} " * 3, more))) for title, names, more in texts_of(programme)]
        self.ranking.index([self.stem(words) for words in texts], show_progress=False)

    def find(self, question):
        found, scores = self.ranking.retrieve([self.stem(telling(question))], k=1, show_progress=False)
        return int(found[0, 0]) if scores[0, 0] > 0 else None


class Tantivy:
    """tantivy, in memory: each word as it is, by its stem, and fuzzy: one slip from four letters on, two from eight."""

    name = "tantivy fuzzy"
    weights = (("title", 3.0, 10.0), ("speakers", 3.0, 10.0), ("abstract", 1.0, 1.0))  # of stems, of fuzzy words

    def __init__(self, programme):
        import tantivy

        self.lib = tantivy
        builder = tantivy.SchemaBuilder().add_integer_field("number", stored=True)
        for field, *_ in self.weights:
            builder.add_text_field(field, tokenizer_name="default").add_text_field(
                f"{field}_stem", tokenizer_name="en_stem"
            )
        self.schema = builder.build()
        self.index = tantivy.Index(self.schema)
        writer = self.index.writer(num_threads=1)
        for number, texts in enumerate(texts_of(programme)):
            document = tantivy.Document(number=number)
            for (field, *_), text in zip(self.weights, texts, strict=True):
                document.add_text(field, text)
                document.add_text(f"{field}_stem", text)
            writer.add_document(document)
        writer.commit()
        self.index.reload()
        self.searcher = self.index.searcher()

    def find(self, question):
        words = telling(question)
        if not words:
            return None
        should, query = self.lib.Occur.Should, self.lib.Query
        boosts = {f"{field}_stem": weight for field, weight, _ in self.weights}
        stems = self.index.parse_query(" ".join(f'"{word}"' for word in words), list(boosts), field_boosts=boosts)
        parts = [(should, stems)]
        for word in words:
            slips = 0 if len(word) < 4 else 1 if len(word) < 8 else 2
            for field, _, weight in self.weights if slips else ():
                fuzzy = query.fuzzy_term_query(self.schema, field, word, distance=slips)
                parts.append((should, query.boost_query(fuzzy, weight)))
        hits = self.searcher.search(query.boolean_query(parts), limit=1).hits
        return self.searcher.doc(hits[0][1])["number"][0] if hits else None


RIVALS = (Fuzz, Fts5Porter, Fts5PorterPicked, Fts5Trigram, Bm25s, Tantivy)
