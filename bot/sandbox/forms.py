"""Checks the fields of a request and collects every problem in the nested shape of Discord's code 50035."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from urllib.parse import urlsplit

from bot.sandbox.errors import ApiError, Json

Path = tuple[str | int, ...]


class Form:
    """Problems found so far. Each check leaves a problem behind and goes on; `done` raises them together."""

    def __init__(self) -> None:
        self._errors: Json = {}

    def done(self) -> None:
        if self._errors:
            raise ApiError(400, 50035, "Invalid Form Body", self._errors)

    def fail(self, path: Path, code: str, message: str) -> None:
        place = self._errors
        for step in path:
            place = place.setdefault(str(step), {})
        place.setdefault("_errors", []).append({"code": code, "message": message})

    def text(self, data: Json, path: Path, *, most: int, least: int = 0, required: bool = False) -> str:
        """The text at the last step of `path` in `data`, or "" where it is missing or wrong."""
        value = data.get(str(path[-1]))
        if value is None:
            if required:
                self.fail(path, "BASE_TYPE_REQUIRED", "This field is required")
            return ""
        if not isinstance(value, str):
            self.fail(path, "STRING_TYPE_CONVERT", f'Could not interpret "{value}" as string.')
            return ""
        if not least <= len(value) <= most:
            self._bad_length(path, least, most)
        return value

    def number(self, data: Json, path: Path, *, least: float, most: float, required: bool = False) -> float | None:
        value = data.get(str(path[-1]))
        if value is None:
            if required:
                self.fail(path, "BASE_TYPE_REQUIRED", "This field is required")
            return None
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.fail(path, "NUMBER_TYPE_COERCE", f'Value "{value}" is not int.')
            return None
        if value < least:
            self.fail(path, "NUMBER_TYPE_MIN", f"int value should be greater than or equal to {least:g}.")
        elif value > most:
            self.fail(path, "NUMBER_TYPE_MAX", f"int value should be less than or equal to {most:g}.")
        return value

    def choice(self, data: Json, path: Path, allowed: Collection[int], *, required: bool = False) -> int | None:
        value = data.get(str(path[-1]))
        if value is None and not required:
            return None
        if value is None:
            self.fail(path, "BASE_TYPE_REQUIRED", "This field is required")
        elif isinstance(value, int) and value in allowed:
            return value
        else:
            listed = ", ".join(str(each) for each in sorted(allowed))
            self.fail(path, "BASE_TYPE_CHOICES", f"Value must be one of ({listed}).")
        return None

    def items(self, data: Json, path: Path, *, most: int, least: int = 0) -> Iterator[tuple[Path, Json]]:
        """The objects of the list at the last step of `path`, each with its own path."""
        value = data.get(str(path[-1]))
        if value is None:
            value = []
        if not isinstance(value, list):
            self.fail(path, "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
            return
        if not least <= len(value) <= most:
            self._bad_length(path, least, most)
        for index, item in enumerate(value):
            if isinstance(item, dict):
                yield (*path, index), item
            else:
                self.fail((*path, index), "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType")

    def part(self, data: Json, path: Path) -> Json | None:
        """The object at the last step of `path`, or None where it is missing or wrong."""
        value = data.get(str(path[-1]))
        if value is None or isinstance(value, dict):
            return value
        self.fail(path, "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType")
        return None

    def url(self, data: Json, path: Path, *, most: int = 2048, schemes: Collection[str] = ("http", "https")) -> None:
        value = self.text(data, path, most=most)
        if not value:
            return
        try:
            parts = urlsplit(value)
        except ValueError:
            self.fail(path, "URL_TYPE_INVALID_URL", "Not a well formed URL.")
            return
        if parts.scheme not in schemes:
            listed = "', '".join(schemes)
            message = f"Scheme \"{parts.scheme}\" is not supported. Scheme must be one of ('{listed}')."
            self.fail(path, "URL_TYPE_INVALID_SCHEME", message)
        elif not parts.netloc:
            self.fail(path, "URL_TYPE_INVALID_URL", "Not a well formed URL.")

    def moment(self, data: Json, path: Path, *, required: bool = False) -> datetime | None:
        """The aware datetime at the last step of `path`; one without a zone is UTC."""
        value = data.get(str(path[-1]))
        if value is None:
            if required:
                self.fail(path, "BASE_TYPE_REQUIRED", "This field is required")
            return None
        try:
            moment = datetime.fromisoformat(str(value))
        except ValueError:
            self.fail(path, "DATE_TIME_TYPE_PARSE", f'Could not parse "{value}". Should be ISO8601.')
            return None
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

    def _bad_length(self, path: Path, least: int, most: int) -> None:
        if least:
            self.fail(path, "BASE_TYPE_BAD_LENGTH", f"Must be between {least} and {most} in length.")
        else:
            self.fail(path, "BASE_TYPE_MAX_LENGTH", f"Must be {most} or fewer in length.")
