"""Decides what is asked: a room for each kind of question, and decision.py with the order in which they are tried."""
