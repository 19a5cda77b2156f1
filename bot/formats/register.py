"""The speakers and rooms of a programme file, found by the names under which sessions refer to them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Set

from bot.core.programme import Room, Speaker
from bot.formats.ids import free_id, slug
from bot.formats.problems import quoted
from bot.formats.programme_file import ProgrammeFile
from bot.formats.remarks import Remarks
from bot.formats.yaml_tree import Location


class Speakers:
    """The speakers in the file's order, each with an id."""

    def __init__(self, file: ProgrammeFile, remarks: Remarks) -> None:
        self._remarks = remarks
        self._all_named = not remarks.has_broken_names("speakers")
        self.listed = _read_speakers(file, remarks)
        self._ids = {speaker.id for speaker in self.listed}
        self._ids_by_name: dict[str, list[str]] = defaultdict(list)
        for speaker in self.listed:
            self._ids_by_name[speaker.name].append(speaker.id)

    def find(self, names: Iterable[str], location: Location) -> tuple[str, ...]:
        """The ids of those named in the list at `location`; a remark for each that is nobody's, or two people's."""
        found = [self._find(name, (*location, position)) for position, name in enumerate(names)]
        return tuple(dict.fromkeys(speaker for speaker in found if speaker))

    def _find(self, name: str, location: Location) -> str | None:
        if name in self._ids:
            return name
        ids = self._ids_by_name.get(name, [])
        if len(ids) > 1:
            self._remarks.refuse(location, f"two speakers are called {quoted(name)}", f"write {' or '.join(ids)}")
        elif not ids and self._all_named:
            advice = _propose_list(name, self._ids_by_name.keys())
            advice = advice or self._remarks.propose(name, self._ids_by_name, "add them to the list of speakers")
            self._remarks.refuse(location, f"speaker {quoted(name)} is not in the list of speakers", advice)
        return ids[0] if len(ids) == 1 else None


def _propose_list(name: str, known: Set[str]) -> str:
    """What would do where `name` is several that are known; empty if it is not."""
    several = [part.strip() for part in re.split(r"[,;&]| and | et ", name)]
    return f"write several as a list: [{', '.join(several)}]" if len(several) > 1 and known >= set(several) else ""


def _read_speakers(file: ProgrammeFile, remarks: Remarks) -> tuple[Speaker, ...]:
    taken = {entry.id for entry in file.speakers if entry.id}
    seen: set[str] = set()
    speakers = []
    for position, entry in enumerate(file.speakers):
        # What tells a speaker from the others: the id, or without one the name. No id is taken for a name, for a name
        # that begins with a space would have been stripped.
        mark = entry.id or f" {entry.name}"
        if mark in seen and entry.id:
            remarks.refuse(("speakers", position, "id"), f"id {quoted(entry.id)} is taken above", "give each its own")
        elif mark in seen:
            advice = "delete one; or, if they are two people, give each an id and refer to them by it"
            remarks.refuse(("speakers", position, "name"), f"{quoted(entry.name)} is listed twice", advice)
        seen.add(mark)
        facts = {name: getattr(entry, name) for name in Speaker.model_fields if name != "id"}
        speakers.append(Speaker(id=entry.id or free_id(slug(entry.name), taken), **facts))
    return tuple(speakers)


class Rooms:
    """The rooms in the file's order; where the file lists none, every room that a session names is one."""

    def __init__(self, file: ProgrammeFile, remarks: Remarks) -> None:
        self._remarks = remarks
        self._open = file.rooms is None or remarks.has_broken_names("rooms")
        self._rooms: dict[str, Room] = {}
        for position, room in enumerate(file.rooms or ()):
            if room.name in self._rooms:
                remarks.refuse(
                    ("rooms", position, "name"), f"{quoted(room.name)} is listed twice", "delete one of them"
                )
            self._rooms.setdefault(room.name, room)
        self._names = {alias: room.name for room in self._rooms.values() for alias in room.aliases}
        self._names.update({name: name for name in self._rooms})

    @property
    def listed(self) -> tuple[Room, ...]:
        return tuple(self._rooms.values())

    def find(self, names: Iterable[str], location: Location) -> tuple[str, ...]:
        """The proper names of those in the list at `location`; a remark for each that is no room's name or alias."""
        found = [self._find(name, (*location, position)) for position, name in enumerate(names)]
        return tuple(dict.fromkeys(room for room in found if room))

    def _find(self, name: str, location: Location) -> str | None:
        if self._open:
            self._names[name] = self._rooms.setdefault(name, Room(name=name)).name
        elif name not in self._names:
            advice = _propose_list(name, self._names.keys())
            advice = advice or self._remarks.propose(name, self._names, "add it to the list of rooms")
            self._remarks.refuse(location, f"room {quoted(name)} is not in the list of rooms", advice)
        return self._names.get(name)
