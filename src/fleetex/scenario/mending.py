"""A file with mistakes, mended until it is valid, so that whatever is sound in it can be cross-checked in one pass.

What is wrong is taken out. What is then missing and due gets a stand-in; what has none takes the part around it along.
All of this is kept as `Unsound`, by which the cross-checks say nothing that follows from a mistake already told.
"""

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from fleetex.scenario.findings import without_counts
from fleetex.scenario.planning import TAGS
from fleetex.scenario.problems import Path, as_id

ABSENT = "absent.stand-in"
"""A name that refers to nothing, where a name is due."""
_FAR = "00-00.0N 030-00.0W"
STAND_INS: Mapping[Path, Any] = {
    ("exercise",): {},
    ("exercise", "id"): ABSENT,
    ("exercise", "names"): [ABSENT],
    ("exercise", "window"): {"start": "2000-01-01T00:00Z", "end": "2000-12-31T00:00Z"},
    ("exercise", "zone"): "UTC",
    ("exercise", "otc"): ABSENT,
    ("environment",): {},
    ("environment", "base"): {},
    ("environment", "base", "wind"): {"speed": "0 kn", "from": "000T"},
    ("environment", "base", "sea_state"): 0,
    ("environment", "base", "visibility"): "10 nmi",
    ("environment", "zones", "*", "area"): ABSENT,
    ("areas", "*", "circle"): {"centre": _FAR, "radius": "1 nmi"},
    ("nations",): {},
    ("nations", "*", "name"): ABSENT,
    ("sides",): {},
    ("units",): {},
    ("units", "*", "class"): ABSENT,
    ("units", "*", "nation"): ABSENT,
    ("units", "*", "side"): ABSENT,
    ("units", "*", "start"): {"at": _FAR},
    ("units", "*", "start", "at"): _FAR,
    ("units", "*", "start", "seaward"): _FAR,
    ("units", "*", "route", "waypoints"): [_FAR],
    ("units", "*", "route", "speed"): "1 kn",
    ("circuits", "*", "kind"): "voice",
    ("circuits", "*", "band"): "HF",
    ("circuits", "*", "range"): "1 nmi",
    ("serials", "*", "kind"): ABSENT,
    ("serials", "*", "start"): "1900-01-01T00:00Z",
    ("serials", "*", "duration"): "1 h",
    ("serials", "*", "oce"): ABSENT,
    ("serials", "*", "roles"): {},
}
"""What stands in for a key that is due, by its path (`*`: any name), while the rest is cross-checked."""
_SERIES_STEP: Path = ("steps", 0, "value")


@dataclass
class Unsound:
    """What was wrong by itself, by its path in the file, and where what remains stood in the file."""

    paths: set[Path] = field(default_factory=set)
    around: set[Path] = field(default_factory=set)
    """The parts around those."""
    short_of_items: set[Path] = field(default_factory=set)
    """The lists among them whose items, or parts of whose items, were wrong."""
    kept: dict[Path, list[int]] = field(default_factory=dict)
    """For each list that lost items: the places in the file of those that remain."""
    renamed: dict[Path, str] = field(default_factory=dict)
    """For a key that was no name: what the file has."""

    def in_file(self, path: Path) -> Path:
        """The path in the file of a path in what remains."""
        words: list[str | int] = []
        now: list[str | int] = []
        for word in path:
            places = self.kept.get(tuple(words))
            now.append(word)
            if isinstance(word, int) and places is not None and word < len(places):
                words.append(places[word])
            else:
                words.append(self.renamed.get(tuple(now), word))
        return tuple(words)

    def add(self, path: Path) -> None:
        """Note that the value at a path in the file was wrong."""
        self.paths.add(path)
        for length in range(1, len(path)):
            self.around.add(path[:length])
            if isinstance(path[length], int):
                self.short_of_items.add(path[:length])

    def touches(self, path: Path) -> bool:
        """Whether the value at a path in the file, the part around it, or an item of it (a list) was wrong."""
        return self._inside_one(path) or path in self.short_of_items

    def within(self, path: Path) -> bool:
        """Whether the value at a path in the file, the part around it, or anything in it was wrong."""
        return self._inside_one(path) or path in self.around

    def _inside_one(self, path: Path) -> bool:
        return any(path[:length] in self.paths for length in range(1, len(path) + 1))


@dataclass
class Mending:
    """One part of a file on its way to what remains of it; `prefix` is where it stands in the file."""

    whole: Any
    unsound: Unsound
    prefix: Path = ()
    _copied: bool = False

    def in_file(self, error: Mapping[str, Any]) -> dict[str, Any]:
        """An error of pydantic's with its place in the file; of a missing key the place that it would have."""
        path, rest = self._path(error["loc"])
        if "[key]" in error["loc"]:
            rest = ("[key]",)
        elif error["type"] != "missing":
            rest = ()
        there = self.unsound.in_file((*self.prefix, *path))[len(self.prefix) :]
        return {**error, "loc": (*there, *rest[-1:])}

    def follows(self, error: Mapping[str, Any]) -> bool:
        """Whether an error is the consequence of one that was told: something that it speaks of is gone."""
        path, rest = self._path(error["loc"])
        there = (*self.unsound.in_file((*self.prefix, *path)), *rest)
        about = error.get("ctx", {}).get("about")
        return any(self.unsound.within((*there, key)) for key in about) if about else self.unsound.within(there)

    def mend(self, errors: Sequence[Mapping[str, Any]]) -> None:
        """Take out what is wrong; later items of a list first, so that the places of the earlier stay."""
        if not self._copied:
            self.whole, self._copied = copy.deepcopy(self.whole), True
        names = [self._path(error["loc"])[0] for error in errors if "[key]" in error["loc"]]
        wrong = [self._wrong(error) for error in without_counts(errors) if "[key]" not in error["loc"]]
        gone: set[Path] = set()
        for path in sorted(wrong, key=_list_places, reverse=True):
            if not _inside_any(path, gone):
                gone.add(self._take_out(path))
        for path in sorted(names, key=len, reverse=True):
            if not _inside_any(path, gone):
                self._rename(path)

    def _wrong(self, error: Mapping[str, Any]) -> Path:
        """What an error has us take out, or put something in for; to be asked before anything else is mended."""
        path, rest = self._path(error["loc"])
        if error["type"] == "missing":
            return (*path, *rest[-1:])
        cut = error.get("ctx", {}).get("cut") or error.get("ctx", {}).get("key")
        return (*path, cut) if cut else path

    def _take_out(self, path: Path) -> Path:
        """Take out what stands at a path, or put in what is due; returns the path of all that this replaced."""
        there = self.unsound.in_file((*self.prefix, *path))
        self.unsound.add(there)
        parent = self._part(path[:-1]) if path else None
        if parent is None:
            self.whole = {}
        elif _has(parent, path[-1]):
            if isinstance(parent, list):
                around = self.unsound.in_file((*self.prefix, *path[:-1]))
                del self.unsound.kept.setdefault(around, list(range(len(parent))))[int(path[-1])]
            del parent[path[-1]]
        elif (stand_in := _stand_in(there)) is not None and isinstance(parent, dict):
            parent[path[-1]] = copy.deepcopy(stand_in)
        else:
            return self._take_out(path[:-1])
        return path

    def _rename(self, path: Path) -> None:
        """A key that is no name: the part stays under another."""
        parent = self._part(path[:-1])
        if not isinstance(parent, dict) or path[-1] not in parent:
            return
        wanted = as_id(str(path[-1])) or ABSENT
        names = (wanted, *(f"{ABSENT}.{number}" for number in range(len(parent))))
        name = next(name for name in names if name not in parent)
        kept = {name if key == path[-1] else key: inner for key, inner in parent.items()}
        parent.clear()
        parent.update(kept)
        self.unsound.renamed[(*self.prefix, *path[:-1], name)] = str(path[-1])

    def _part(self, path: Path) -> Any:
        part = self.whole
        for word in path:
            part = part[word] if _has(part, word) else None
        return part

    def _path(self, loc: tuple[str | int, ...]) -> tuple[Path, Path]:
        """The path in what remains that an error is about, and the words behind it that are not there.

        Words that stand in the models alone are skipped: the tags of alternatives, the one step of a constant.
        """
        part, path, rest = self.whole, list[str | int](), list[str | int]()
        place = 0
        while place < len(loc):
            if loc[place : place + 3] == _SERIES_STEP and not _is_timed(part):
                place += 3
                continue
            word = loc[place]
            place += 1
            if _has(part, word):
                part, rest = part[word], []
                path.append(word)
            elif word not in ("[key]", "steps", *TAGS):
                rest.append(word)
        return tuple(path), tuple(rest)


def _has(parent: Any, word: str | int) -> bool:
    if isinstance(parent, dict):
        return word in parent
    return isinstance(parent, list) and isinstance(word, int) and word < len(parent)


def _is_timed(part: Any) -> bool:
    """Whether a value that may change is written as steps."""
    return isinstance(part, list) and bool(part) and all(isinstance(step, dict) and "from" in step for step in part)


def _stand_in(path: Path) -> Any:
    for pattern, stand_in in STAND_INS.items():
        if len(pattern) == len(path) and all(a in ("*", b) for a, b in zip(pattern, path, strict=True)):
            return stand_in
    return None


def _list_places(path: Path) -> tuple[int, ...]:
    return tuple(word for word in path if isinstance(word, int))


def _inside_any(path: Path, gone: set[Path]) -> bool:
    """Whether something at or around a path is among those that are gone."""
    return any(path[:length] in gone for length in range(len(path) + 1))
