"""How new our own code is."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version


def own_version() -> str:
    """The version that is installed; 0 if the code is run from a folder."""
    try:
        return version("workshop-bot")
    except PackageNotFoundError:
        return "0"
