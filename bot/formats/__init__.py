"""Bytes to a Programme, from whatever format; what each takes to load is loaded when it is met."""

from bot.formats.recognition import FORMATS, read

__all__ = ["FORMATS", "read"]
