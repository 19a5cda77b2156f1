"""Finding sessions, people, rooms and tracks by words that need not be spelt as the programme spells them.

An inverted index over word stems does the work; edit distance is only ever asked about single words, and only for
words that neither the programme nor a language knows.
"""
