"""The library: the packaged files, and a user's own over them, read, checked and resolved in one go.

An entry of the user's with an id that stands already replaces the fields that it gives; the others stay.
"""

import difflib
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from fleetex.library.missiles import (
    AirMissileClass,
    DecoyClass,
    JammerClass,
    SurfaceMissileClass,
    resolve_air_missile,
    resolve_decoy,
    resolve_jammer,
    resolve_surface_missile,
)
from fleetex.library.models import ConfusionTable, GunClass, Platform, ProvenanceRow, RigClass, SensorClass, Source
from fleetex.library.out_of_place import out_of_place
from fleetex.library.problems import LibraryError, LibraryProblem, MissingError
from fleetex.library.reading import place, read_library_file
from fleetex.library.resolving import Ledger, resolve_gun, resolve_platform, resolve_rig
from fleetex.library.resolving_sensors import resolve_confusion, resolve_sensor
from fleetex.library.rows import Row, leaves, merged
from fleetex.library.stated import Stated
from fleetex.library.weapons import RocketClass, TorpedoClass, resolve_rocket, resolve_torpedo

PACKAGED = Path(__file__).resolve().parent
_FIRED = ("surface_missiles", "air_missiles", "decoys", "jammers")
_SECTIONS = ("confusions", "sensors", "guns", "rigs", "torpedoes", "rockets", *_FIRED, "platforms")
_SUBJECT = {
    "platforms": "platform",
    "sensors": "sensor",
    "guns": "gun",
    "rigs": "rig",
    "torpedoes": "torpedo",
    "rockets": "rocket",
    "confusions": "confusion",
    "surface_missiles": "surface missile",
    "air_missiles": "air missile",
    "decoys": "decoy",
    "jammers": "jammer",
}
_MOUNTS = ("sensors", "guns", "rigs", "torpedoes", "rockets", *_FIRED)


@dataclass(frozen=True)
class OwnFile:
    """A file of the user's own library."""

    file: str
    """Its name, without the folder's path: the same on any machine."""
    sha256: str
    text: str


@dataclass(frozen=True)
class Library:
    """Everything that a scenario can name, resolved."""

    platforms: Mapping[str, Platform]
    sensors: Mapping[str, SensorClass]
    guns: Mapping[str, GunClass]
    rigs: Mapping[str, RigClass]
    torpedoes: Mapping[str, TorpedoClass]
    rockets: Mapping[str, RocketClass]
    sources: Mapping[str, Source]
    rows: Mapping[str, tuple[ProvenanceRow, ...]]
    """By subject, e.g. `platform/ddg_052d`."""
    cited: Mapping[str, frozenset[str]]
    """By subject: the keys of `sources` that its values cite, rejected figures included."""
    confusions: Mapping[str, ConfusionTable] = field(default_factory=dict)
    surface_missiles: Mapping[str, SurfaceMissileClass] = field(default_factory=dict)
    air_missiles: Mapping[str, AirMissileClass] = field(default_factory=dict)
    decoys: Mapping[str, DecoyClass] = field(default_factory=dict)
    jammers: Mapping[str, JammerClass] = field(default_factory=dict)
    own_files: tuple[OwnFile, ...] = ()
    """What the user laid over the packaged files, in the order read."""

    def provenance(self, subject: str) -> tuple[ProvenanceRow, ...]:
        """Where each value of a class came from, in the order in which it was taken."""
        return self.rows[subject]

    def used_by(self, platform_id: str) -> tuple[str, ...]:
        """The subjects that a platform draws on: itself, sensors and what they call a contact, guns, rigs, weapons."""
        platform = self.platforms[platform_id]
        names = [f"platform/{platform_id}"]
        names += [f"sensor/{mount.class_id}" for mount in platform.sensors]
        classes = [self.sensors[mount.class_id] for mount in platform.sensors]
        told = [confusion for one in classes for confusion in (one.confusion, one.confusion_air)]
        names += [f"confusion/{confusion}" for confusion in told if confusion]
        names += [f"gun/{mount.class_id}" for mount in platform.guns]
        names += [f"rig/{mount.class_id}" for mount in platform.rigs]
        names += [f"torpedo/{mount.class_id}" for mount in platform.torpedoes]
        names += [f"rocket/{mount.class_id}" for mount in platform.rockets]
        names += [f"surface missile/{mount.class_id}" for mount in platform.surface_missiles]
        names += [f"sensor/{self.surface_missiles[m.class_id].seeker}" for m in platform.surface_missiles]
        names += [f"air missile/{mount.class_id}" for mount in platform.air_missiles]
        names += [f"decoy/{mount.class_id}" for mount in platform.decoys]
        names += [f"jammer/{mount.class_id}" for mount in platform.jammers]
        return tuple(dict.fromkeys(names))

    def content_hash(self, platform_ids: Iterable[str]) -> str:
        """SHA-256, in hexadecimal, of these classes and all that they mount: equal values, equal hashes."""
        tables: Mapping[str, Mapping[str, Any]]
        tables = {"platform": self.platforms, "sensor": self.sensors, "gun": self.guns, "rig": self.rigs}
        tables |= {"torpedo": self.torpedoes, "rocket": self.rockets, "confusion": self.confusions}
        tables |= {_SUBJECT[section]: getattr(self, section) for section in _FIRED}
        subjects = sorted({subject for platform_id in platform_ids for subject in self.used_by(platform_id)})
        values = {
            subject: asdict(tables[kind][name]) for subject in subjects for kind, _, name in [subject.partition("/")]
        }
        text = json.dumps(values, sort_keys=True, default=sorted)
        return hashlib.sha256(text.encode()).hexdigest()


def load_library(extra: Path | Sequence[Path] | None = None) -> Library:
    """The packaged library, with the user's files or folders of files over it, the later over the earlier.

    Raises LibraryError with every mistake found.
    """
    if extra is None or (not isinstance(extra, Path) and not extra):
        return _packaged()
    assembly = _Assembly()
    assembly.add_packaged()
    for root in [extra] if isinstance(extra, Path) else extra:
        for path in _files(root):
            assembly.add_own(path, path.name if path == root else path.relative_to(root).as_posix())
    return assembly.library()


@cache
def _packaged() -> Library:
    """The packaged library alone: read once in a process."""
    assembly = _Assembly()
    assembly.add_packaged()
    return assembly.library()


def _files(root: Path) -> list[Path]:
    if not root.is_dir():
        return [root]
    found = sorted(path for path in root.rglob("*") if path.suffix in (".yaml", ".yml"))
    if not found:
        raise LibraryError([LibraryProblem(str(root), 1, 1, "", "this folder holds no .yaml file")])
    return found


@dataclass
class _Assembly:
    """Rows by section and id, with the file that each entry was last written in."""

    rows: dict[str, dict[str, Row]] = field(default_factory=lambda: {section: {} for section in _SECTIONS})
    sources: dict[str, Source] = field(default_factory=dict)
    files: dict[tuple[str, str], list[tuple[Path, str]]] = field(default_factory=dict)
    problems: list[LibraryProblem] = field(default_factory=list)
    own_files: list[OwnFile] = field(default_factory=list)

    def add_packaged(self) -> None:
        for path in sorted([*PACKAGED.glob("*.yaml"), *(PACKAGED / "platforms").glob("*.yaml")]):
            self.add(path, f"library/{path.relative_to(PACKAGED).as_posix()}")

    def add_own(self, path: Path, short: str) -> None:
        before = len(self.problems)
        self.add(path, str(path))
        if len(self.problems) == before:
            raw = path.read_bytes()
            self.own_files.append(OwnFile(short, hashlib.sha256(raw).hexdigest(), raw.decode("utf-8-sig")))

    def add(self, path: Path, name: str) -> None:
        try:
            file = read_library_file(path, name)
        except LibraryError as error:
            self.problems += error.problems
            return
        for key, source in file.get("sources", {}).items():
            self.sources[key] = Source(key, **source)
        for section in _SECTIONS:
            for entry, row in file.get(section, {}).items():
                before = self.rows[section].get(entry)
                self.rows[section][entry] = row if before is None else merged(before, row)
                self.files.setdefault((section, entry), []).append((path, name))

    def library(self) -> Library:
        self._refuse_unknown_sources()
        self._stop_if_wrong()
        rows: dict[str, tuple[ProvenanceRow, ...]] = {}
        confusions = self._resolve("confusions", rows, resolve_confusion)
        sensors = self._resolve("sensors", rows, self._sensor)
        self._refuse_unknown_confusions(confusions)
        guns = self._resolve("guns", rows, resolve_gun)
        rigs = self._resolve("rigs", rows, resolve_rig)
        torpedoes = self._resolve("torpedoes", rows, resolve_torpedo)
        rockets = self._resolve("rockets", rows, resolve_rocket)
        bodies = self.rows["surface_missiles"]
        fired = {
            "surface_missiles": self._resolve(
                "surface_missiles",
                rows,
                lambda at, led: resolve_surface_missile(at, led, sensors, bodies[at]),
            ),
            "air_missiles": self._resolve("air_missiles", rows, resolve_air_missile),
            "decoys": self._resolve("decoys", rows, resolve_decoy),
            "jammers": self._resolve("jammers", rows, resolve_jammer),
        }
        platforms = self._resolve("platforms", rows, lambda at, ledger: resolve_platform(at, ledger, sensors))
        mounts = {"sensors": sensors, "guns": guns, "rigs": rigs, "torpedoes": torpedoes, "rockets": rockets}
        mounts |= fired
        self._refuse_unknown_mounts(mounts)
        self._stop_if_wrong()
        files, cited = tuple(self.own_files), self._cited()
        mounts["confusions"] = confusions
        return Library(platforms, **mounts, sources=self.sources, rows=rows, cited=cited, own_files=files)

    def _resolve(
        self, section: str, rows: dict[str, tuple[ProvenanceRow, ...]], resolve: Callable[[str, Ledger], Any]
    ) -> dict[str, Any]:
        found = {}
        for entry, row in self.rows[section].items():
            subject = f"{_SUBJECT[section]}/{entry}"
            generic_id = row.get("generic", "")
            generic = self.rows[section].get(generic_id)
            if generic_id and (generic is None or "generic" in generic):
                self._refuse_generic(entry, generic_id, known=generic is not None)
                continue
            ledger = Ledger(subject, row, generic, generic_id, self.sources)
            try:
                found[entry] = resolve(entry, ledger)
            except MissingError as missing:
                self._note(section, entry, missing.keys, str(missing), missing.write)
            rows[subject] = tuple(ledger.rows)
        return found

    def _sensor(self, entry: str, ledger: Ledger) -> SensorClass:
        found = resolve_sensor(entry, ledger)
        for keys, text, write in out_of_place(found.kind, ledger):
            self._note("sensors", entry, keys, text, write)
        return found

    def _refuse_generic(self, entry: str, generic_id: str, known: bool) -> None:
        if known:
            text, write = f"`{generic_id}` names a generic itself: one step only", ""
        else:
            text, write = f"`{generic_id}` is not a platform", _nearest(generic_id, self.rows["platforms"])
        self._note("platforms", entry, ("generic",), text, write)

    def _refuse_unknown_sources(self) -> None:
        for section in _SECTIONS:
            for entry, row in self.rows[section].items():
                for keys, stated in leaves(row):
                    for key in _keys_cited(stated):
                        if key not in self.sources:
                            text = f"`{key}` is not a source: it is due under `sources`, with a title"
                            self._note(section, entry, keys, text, _nearest(key, self.sources))

    def _refuse_unknown_mounts(self, known: Mapping[str, Mapping[str, Any]]) -> None:
        for entry, row in self.rows["platforms"].items():
            for section in _MOUNTS:
                for at, mount in row.get(section, {}).items():
                    stated = mount.get("class")
                    if stated is not None and stated.value is not None and stated.value not in self.rows[section]:
                        text = f"`{stated.value}` is not one of the library's {section}"
                        write = _nearest(stated.value, known[section])
                        self._note("platforms", entry, (section, at, "class"), text, write)

    def _refuse_unknown_confusions(self, known: Mapping[str, ConfusionTable]) -> None:
        for entry, row in self.rows["sensors"].items():
            for key in ("confusion", "confusion_air"):
                stated = row.get(key)
                if stated is not None and stated.value is not None and stated.value not in self.rows["confusions"]:
                    text = f"`{stated.value}` is not one of the library's confusions"
                    self._note("sensors", entry, (key,), text, _nearest(stated.value, known))

    def _note(self, section: str, entry: str, keys: tuple[str, ...], text: str, write: str = "") -> None:
        """A problem at the entry's field, in the last file that gives that field."""
        wanted = (section, entry, *keys)
        path, name = self.files[section, entry][-1]
        line, column, whole = place(path, [wanted])[0]
        for other, other_name in reversed(self.files[section, entry][:-1]):
            if whole:
                break
            *at, whole = place(other, [wanted])[0]
            if whole:
                name, (line, column) = other_name, at
        self.problems.append(LibraryProblem(name, line, column, ".".join(wanted), text, write))

    def _stop_if_wrong(self) -> None:
        if self.problems:
            raise LibraryError(self.problems)

    def _cited(self) -> dict[str, frozenset[str]]:
        cited: dict[str, frozenset[str]] = {}
        for section in _SECTIONS:
            for entry, row in self.rows[section].items():
                generic = self.rows[section].get(row.get("generic", ""), {})
                both = [*leaves(row), *leaves(generic)]
                cited[f"{_SUBJECT[section]}/{entry}"] = frozenset(
                    key for _, stated in both for key in _keys_cited(stated)
                )
        return cited


def _keys_cited(stated: Stated) -> tuple[str, ...]:
    return stated.sources + tuple(key for other in stated.alternatives for key in other.sources)


def _nearest(found: str, known: Mapping[str, Any]) -> str:
    near = difflib.get_close_matches(found, list(known), 1)
    return near[0] if near else ""
