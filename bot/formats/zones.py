"""The venue's time zone, from whatever a source says of it: a name, offsets, a city, a country, its web address."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from bot.core.text import fold
from bot.formats.words import words

# Country domains that are sold for what their letters spell.
SPELLING_DOMAINS = words("ai am as cc cd co fm gg gl im io la li ly me ms mu nu pm pw re sc sh so st su tk to tv vc ws")
ADVICE = "give the venue's zone with --timezone, like 'Europe/Paris'"
SHORT_NAMES = {"uk": "GB", "england": "GB", "scotland": "GB", "wales": "GB", "usa": "US", "holland": "NL"}
_CITIES = re.compile(r"\((?:UTC|GMT)[^()]*\)\s+(.+)")  # what Outlook shows, and sometimes writes, for a zone
_WORD = re.compile(r"[^\W_]+")
LOCALES = ("en", "fr", "de", "es", "it")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a source tells of its zone.

    `named`: a zone's name, as the source has it. `instants`: aware times, with the offsets they were written with.
    `places`: city, country, address, title: texts that may name a place. `addresses`: web addresses of the event.
    `texts`: all else that may mention the place, least to be trusted.
    """

    named: str = ""
    instants: Sequence[datetime] = ()
    places: Sequence[str] = ()
    addresses: Sequence[str] = ()
    texts: Sequence[str] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Choice:
    """A zone's IANA name. `doubt` says what it was taken from, if the source does not name it; empty if it does."""

    name: str
    doubt: str = ""
    advice: str = ""


def choose_zone(evidence: Evidence) -> Choice:
    """The zone that fits all that is known; a fixed offset, or UTC, rather than a guess where nothing names a place."""
    named = find_zone(evidence.named)
    if named:
        return _check_named(named, evidence)
    unknown = f"zone {evidence.named[:60]!r} is not known; " if evidence.named else ""
    by_place = _choose_by_place(evidence)
    if by_place:
        return Choice(by_place.name, unknown + by_place.doubt, ADVICE)
    if not evidence.instants:
        return Choice("UTC", f"{unknown}no zone, city or country is named, so times are taken as UTC", ADVICE)
    return _choose_by_offset(evidence.instants, unknown)


def find_zone(name: str) -> str:
    """The IANA name of a zone called so by IANA, by Windows, by its cities or in a path; empty if there is none.

    >>> find_zone("W. Europe Standard Time"), find_zone("/freeassociation.sourceforge.net/Europe/Paris")
    ('Europe/Berlin', 'Europe/Paris')
    >>> find_zone("(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna")
    'Europe/Amsterdam'
    """
    name = name.strip().strip('"')
    if not name or len(name) > 200:
        return ""
    parts = name.strip("/").split("/")
    for start in range(len(parts)):
        candidate = "/".join(parts[start:])
        if _is_zone(candidate) and ("/" in candidate or start == 0):
            return candidate
    from babel.core import get_global  # only calendars of Windows need it

    windows = get_global("windows_zone_mapping").get(name)
    if windows and _is_zone(str(windows)):
        return str(windows)
    listed = _CITIES.fullmatch(name)
    return _zone_of_cities(listed[1]) if listed else ""


def _zone_of_cities(cities: str) -> str:
    """The zone of the first of the cities that is known."""
    known = _zones_by_city()
    return next((known[fold(city.strip())][0] for city in cities.split(",") if fold(city.strip()) in known), "")


def _is_zone(name: str) -> bool:
    if name in {"localtime", "Factory", "posixrules"}:
        return False
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # not found; not a name at all; a folder of zones
        return False
    return True


def _check_named(name: str, evidence: Evidence) -> Choice:
    wrong = [at for at in evidence.instants if not _fits(name, at)]
    if wrong and any(at.utcoffset() for at in evidence.instants):
        doubt = f"{len(wrong)} times have an offset that is not that of {name}, such as {wrong[0].isoformat()}"
        return Choice(name, doubt, "the instants are kept, and shown in that zone")
    return Choice(name)


def _choose_by_place(evidence: Evidence) -> Choice | None:
    fits = _fitting(evidence.instants)
    sources: tuple[tuple[str, Callable[[], str]], ...] = (
        ("the place that it names", lambda: _zone_in(evidence.places, fits)),
        ("the country of its web address", lambda: _zone_of_hosts(evidence.addresses, fits)),
        ("the city that its texts mention most", lambda: _zone_mentioned(evidence.texts, evidence.instants, fits)),
    )
    for what, find in sources:
        name = find()
        if name:
            return Choice(name, f"the zone is not named; {name} is taken from {what}")
    return None


def _choose_by_offset(instants: Sequence[datetime], unknown: str) -> Choice:
    offsets = Counter(at.utcoffset() or timedelta() for at in instants)
    offset, count = offsets.most_common(1)[0]
    if not offset:
        doubt = f"{unknown}all times are in UTC, and no zone, city or country is named, so they are shown in UTC"
        return Choice("UTC", doubt, ADVICE)
    fits = _fitting(instants)
    if len(offsets) > 1 or offset.total_seconds() % 3600:
        fitting = next((zone for zone in _zones() if fits(zone)), "")
        if fitting:
            return Choice(fitting, f"{unknown}the zone is not named; {fitting} is one that has all the offsets", ADVICE)
    hours = round(offset.total_seconds() / 3600)
    name = f"Etc/GMT{-hours:+d}"  # in these names the sign is turned round
    stray = f"; {len(instants) - count} times have another one" if len(offsets) > 1 else ""
    if not _is_zone(name):
        return Choice("UTC", f"{unknown}the offset is one that no zone has{stray}", ADVICE)
    return Choice(name, f"{unknown}only an offset is given, so times are shown at UTC{hours:+d}{stray}", ADVICE)


def _fitting(instants: Sequence[datetime]) -> Callable[[str], bool]:
    """Whether a zone has the offset of all these instants. Only UTC says nothing: many systems write it everywhere."""
    known = list({(at.date(), at.utcoffset()): at for at in instants}.values())[:50]
    if not any(at.utcoffset() for at in known):
        return lambda _zone: True
    return lambda zone: all(_fits(zone, at) for at in known)


def _fits(zone: str, at: datetime) -> bool:
    return at.astimezone(ZoneInfo(zone)).utcoffset() == at.utcoffset()


def _zone_in(texts: Iterable[str], fits: Callable[[str], bool]) -> str:
    """The zone of the first city or country in the texts, which may be a country's code."""
    for text in texts:
        coded = _zones_of_country().get(text.strip(), ()) if len(text.strip()) == 2 else ()
        found = _zone_among(coded, fits)
        folded = " ".join(["", *_WORD.findall(fold(text)), ""])
        for names in (_zones_by_city(), _zones_by_country()):
            named = sorted((name for name in names if f" {name} " in folded), key=len, reverse=True)
            found = found or next(filter(None, (_zone_among(names[name], fits) for name in named)), "")
        if found:
            return found
    return ""


def _zone_among(zones: Sequence[str], fits: Callable[[str], bool]) -> str:
    """The first of a place's zones that fits, unless the place has zones far apart."""
    zone = next((zone for zone in zones if fits(zone)), "")
    return zone if zone and _alike(zones) else ""


def _zone_of_hosts(addresses: Iterable[str], fits: Callable[[str], bool]) -> str:
    for address in addresses:
        try:
            host = urlsplit(address).hostname or ""
        except ValueError:
            continue
        domain = host.rpartition(".")[2].lower()
        if domain in SPELLING_DOMAINS:
            continue
        zones = _zones_of_country().get("GB" if domain == "uk" else domain.upper(), ())
        zone = _zone_among(zones, fits)
        if zone:
            return zone
    return ""


def _zone_mentioned(texts: Iterable[str], instants: Sequence[datetime], fits: Callable[[str], bool]) -> str:
    """The zone of the city that is mentioned most, if the offsets agree; without offsets any city would."""
    if not any(at.utcoffset() for at in instants):
        return ""
    cities = {name: zones[0] for name, zones in _zones_by_city().items() if " " not in name and len(name) > 3}
    counted: Counter[str] = Counter()
    for text in texts:
        counted.update({cities[word] for word in set(_WORD.findall(fold(text[:5000]))) if word in cities})
    return next((zone for zone, count in counted.most_common(5) if count >= 2 and fits(zone)), "")


def _alike(zones: Sequence[str]) -> bool:
    """Whether the zones of a country hardly differ: by an hour at most, as those of Spain or Portugal do."""
    summer = datetime(2025, 7, 1)  # noqa: DTZ001 - the same clock time everywhere
    offsets = [summer.replace(tzinfo=ZoneInfo(zone)).utcoffset() or timedelta() for zone in zones]
    return max(offsets) - min(offsets) <= timedelta(hours=1)


@cache
def _zones() -> tuple[str, ...]:
    return tuple(
        sorted(
            zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "posix", "right"))
        )
    )


@cache
def _zones_by_city() -> dict[str, tuple[str, ...]]:
    """Zones by the folded names of their cities, in English and some other languages."""
    from babel import Locale  # only sources that do not name their zone need it

    zones = _zones_with_country()
    found: dict[str, tuple[str, ...]] = {fold(zone.rpartition("/")[2].replace("_", " ")): (zone,) for zone in zones}
    for locale in LOCALES:
        for zone, names in Locale(locale).time_zones.items():
            city = names.get("city") if hasattr(names, "get") else None
            if city and zone in zones:
                found.setdefault(fold(str(city)), (zone,))
    return found


@cache
def _zones_by_country() -> dict[str, tuple[str, ...]]:
    """Zones by the folded names of their countries in some languages, and by their codes."""
    from babel import Locale  # only sources that do not name their zone need it

    by_code = _zones_of_country()
    return {name: by_code[code] for name, code in SHORT_NAMES.items()} | {
        fold(str(name)): by_code[code]
        for locale in LOCALES
        for code, name in Locale(locale).territories.items()
        if code in by_code
    }


@cache
def _zones_with_country() -> frozenset[str]:
    return frozenset(zone for zones in _zones_of_country().values() for zone in zones)


@cache
def _zones_of_country() -> dict[str, tuple[str, ...]]:
    """Zones by the codes of their countries, each country's most populous first."""
    found: dict[str, list[str]] = {}
    table = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8")
    for line in table.splitlines():
        if not line.startswith("#"):
            code, _, zone = line.split("\t")[:3]
            if _is_zone(zone):
                found.setdefault(code, []).append(zone)
    return {code: tuple(zones) for code, zones in found.items()}
