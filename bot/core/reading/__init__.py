"""Reads a text: cut in clauses, what each of them asks, what its topics find, and the subjects that all this makes."""
