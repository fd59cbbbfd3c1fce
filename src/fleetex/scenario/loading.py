"""An exercise file to an Exercise, or every mistake in it at once.

    exercise = load("northern-interaction-2023.yaml")
    problems = check("northern-interaction-2023.yaml")     # empty: it would load

Where a part is wrong, the rest is still cross-checked: wrong values are cut out of a copy until what remains is
valid, and nothing is said of a reference to what was cut out.
"""

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path as FilePath
from typing import Any

from pydantic import BaseModel, ValidationError

from fleetex.library import Library, LibraryError, load_library
from fleetex.quantities import QuantityError, parse_zone
from fleetex.quantities.fields import ZONE_CONTEXT
from fleetex.scenario.checks import Review, review
from fleetex.scenario.exercise import SCHEMA_VERSION, Exercise
from fleetex.scenario.findings import problems_of
from fleetex.scenario.kinds import KindSpec, kinds
from fleetex.scenario.parts import Provenance
from fleetex.scenario.problems import Path, Problem, ScenarioError, dotted, one_for_each_place
from fleetex.scenario.reading import Document, read_file, read_text

ROUNDS_MAX = 12
_STAND_INS: dict[str, Any] = {
    "exercise": {
        "id": "none",
        "names": ["none"],
        "window": {"start": "2000-01-01T00:00Z", "end": "2000-12-31T00:00Z"},
        "zone": "UTC",
        "otc": "none",
    },
    "environment": {"base": {"wind": {"speed": "0 kn", "from": "0 deg"}, "sea_state": 0, "visibility": "10 nmi"}},
    "nations": {},
    "sides": {},
    "units": {},
}
"""What stands in for a part that had to be cut out whole, while the others are checked; `absent` names them."""


def load(
    path: str | FilePath, library: Library | None = None, serial_kinds: Mapping[str, KindSpec] | None = None
) -> Exercise:
    """Read, validate and cross-check a file. Raises ScenarioError with every mistake found."""
    name, text = read_file(FilePath(path))
    return load_text(text, name, library, serial_kinds)


def load_text(
    text: str,
    file: str = "scenario",
    library: Library | None = None,
    serial_kinds: Mapping[str, KindSpec] | None = None,
) -> Exercise:
    """As `load`, from a text already in memory; `file` is its name in errors."""
    document = read_text(text, file)
    reading = _Reading(document, library or load_library(), kinds() if serial_kinds is None else serial_kinds)
    return reading.exercise()


def check(
    path: str | FilePath, library: Library | None = None, serial_kinds: Mapping[str, KindSpec] | None = None
) -> tuple[Problem, ...]:
    """Every mistake in a file; none if it would load."""
    try:
        load(path, library, serial_kinds)
    except ScenarioError as error:
        return error.problems
    except LibraryError as error:
        return tuple(Problem(p.file, p.line, p.column, "", p.text, p.write, p.where) for p in error.problems)
    return ()


@dataclass
class _Reading:
    """One document on its way to an exercise."""

    document: Document
    library: Library
    kinds: Mapping[str, KindSpec]
    problems: list[Problem] = field(default_factory=list)
    context: dict[str, Any] = field(default_factory=dict)
    absent: set[str] = field(default_factory=set)
    cut: set[Path] = field(default_factory=set)

    def exercise(self) -> Exercise:
        plain = {key: part for key, part in self.document.root.plain().items() if part is not None}
        self.problems += self.document.problems
        self._require_version(plain)
        self._find_zone(plain)
        said = self._provenance()
        params = self._params(plain)
        exercise = self._validated(plain)
        exercise = _with_params(exercise, params)
        look = Review(exercise, self.document, self.library, self.kinds, self.absent, plain, frozenset(self.cut))
        self.problems += review(look)
        if self.problems:
            raise ScenarioError(one_for_each_place(self.problems))
        exercise._source_text = self.document.text
        exercise._file = self.document.file
        exercise._provenance = said
        return exercise

    def _require_version(self, plain: dict[str, Any]) -> None:
        """Another version of the schema is another language: nothing else is said then."""
        found = plain.get("fleetex")
        if found == SCHEMA_VERSION and not isinstance(found, bool):
            return
        line, column, _ = self.document.place(("fleetex",))
        allowed = f"this fleetex reads version {SCHEMA_VERSION} of the scenario schema"
        shown = "nothing" if found is None else str(found)
        write = f"fleetex: {SCHEMA_VERSION}"
        raise ScenarioError(
            [*self.problems, Problem(self.document.file, line, column, shown, allowed, write, "fleetex")]
        )

    def _find_zone(self, plain: dict[str, Any]) -> None:
        """The local zone, that letter J stands for, is needed before any time is read."""
        head = plain.get("exercise")
        try:
            self.context[ZONE_CONTEXT] = parse_zone(head.get("zone") if isinstance(head, dict) else None)
        except QuantityError:
            return  # the head's own validation says so

    def _provenance(self) -> dict[str, Provenance]:
        """What each long form says beside its value, by dotted path."""
        said: dict[str, Provenance] = {}
        for path, (_, keys) in self.document.said.items():
            try:
                said[dotted(path)] = Provenance.model_validate(keys)
            except ValidationError as error:
                self.problems += self._said_problems(error, path)
        return said

    def _said_problems(self, error: ValidationError, path: Path) -> list[Problem]:
        node, _ = self.document.said[path]
        inner = Document(self.document.file, self.document.text, node, [])
        found = problems_of(error.errors(), inner, _long_form_schema)
        name = dotted(path)
        return [
            Problem(p.file, p.line, p.column, p.found, p.allowed, p.write, f"{name}.{p.where}".strip("."))
            for p in found
        ]

    def _params(self, plain: dict[str, Any]) -> dict[str, BaseModel]:
        """Each serial's params, validated by its kind's own model."""
        params: dict[str, BaseModel] = {}
        serials = plain.get("serials")
        for serial_id, serial in serials.items() if isinstance(serials, dict) else ():
            kind = serial.get("kind") if isinstance(serial, dict) else None
            spec = self.kinds.get(kind) if isinstance(kind, str) else None
            if spec is None:
                continue
            try:
                given = serial.get("params")
                params[serial_id] = spec.params.model_validate({} if given is None else given, context=self.context)
            except ValidationError as error:
                prefix: Path = ("serials", serial_id, "params")
                self.problems += problems_of(error.errors(), self.document, spec.params.model_json_schema, prefix)
        return params

    def _validated(self, plain: dict[str, Any]) -> Exercise:
        """The exercise; if parts are wrong, their problems are kept and what remains of the file is returned."""
        whole = plain
        for turn in range(ROUNDS_MAX):
            try:
                return Exercise.model_validate(whole, context=self.context)
            except ValidationError as error:
                errors = error.errors()
            if turn == 0:
                self.problems += problems_of(errors, self.document, _exercise_schema)
                whole = copy.deepcopy(plain)
            for found in sorted(errors, key=lambda one: _list_places(one["loc"]), reverse=True):
                self._cut(whole, _path_in(whole, found["loc"]))
        raise ScenarioError(one_for_each_place(self.problems))

    def _cut(self, whole: dict[str, Any], path: Path) -> None:
        """Remove what is wrong; of a missing key, what misses it. A top part is replaced by its stand-in."""
        if not path:
            for key, stand_in in _STAND_INS.items():
                if key not in whole:
                    whole[key] = stand_in
                    self.absent.add(key)
            return
        self.cut.add(path)
        parent: Any = whole
        for word in path[:-1]:
            parent = parent[word]
        del parent[path[-1]]


def _has(parent: Any, word: str | int) -> bool:
    if isinstance(parent, dict):
        return word in parent
    return isinstance(parent, list) and isinstance(word, int) and word < len(parent)


def _path_in(whole: dict[str, Any], loc: tuple[str | int, ...]) -> Path:
    """The path in what remains of the file that an error is about; that of a missing key is its mapping's."""
    part: Any = whole
    path: list[str | int] = []
    for word in loc:
        if _has(part, word):
            part = part[word]
            path.append(word)
    return tuple(path)


@cache
def _exercise_schema() -> dict[str, Any]:
    return Exercise.model_json_schema()


def _list_places(loc: tuple[str | int, ...]) -> tuple[int, ...]:
    """Later items of a list are cut first, so that the places of the earlier stay."""
    return tuple(word for word in loc if isinstance(word, int))


def _long_form_schema() -> dict[str, Any]:
    schema = Provenance.model_json_schema()
    schema["properties"]["value"] = {}
    return schema


def _with_params(exercise: Exercise, params: dict[str, BaseModel]) -> Exercise:
    serials = {
        key: serial.model_copy(update={"params": params[key]}) if key in params else serial
        for key, serial in exercise.serials.items()
    }
    return exercise.model_copy(update={"serials": serials})
