"""A small Discord at home: it knows Discord's wire, and nothing of the bots it serves."""
