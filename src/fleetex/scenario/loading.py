"""An exercise file to an Exercise, or every mistake in it at once.

    exercise = load("northern-interaction-2023.yaml")
    problems = check("northern-interaction-2023.yaml")     # empty: it would load

Where a part is wrong, the rest is still cross-checked (mending.py), and nothing is said that follows from a mistake
already told.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC
from functools import cache
from pathlib import Path as FilePath
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from fleetex.library import Library, LibraryError, load_library
from fleetex.quantities import QuantityError, parse_zone
from fleetex.quantities.fields import ZONE_CONTEXT
from fleetex.scenario.checks import TIMES, Review, kind_meant, review
from fleetex.scenario.exercise import SCHEMA_VERSION, Exercise
from fleetex.scenario.findings import Schemas, problems_of, without_counts
from fleetex.scenario.kinds import KindSpec, kinds
from fleetex.scenario.mending import Mending, Unsound
from fleetex.scenario.parts import Provenance
from fleetex.scenario.placing import placed_exercise
from fleetex.scenario.problems import Path, Problem, ScenarioError, dotted, one_for_each_place
from fleetex.scenario.reading import Document, read_file, read_text

M = TypeVar("M", bound=BaseModel)
ROUNDS_MAX = 40
"""So often mistakes are taken out before nothing is said to remain: deeper than parts stand in each other."""
_LOCAL_TIME = re.compile(r"\d{6}\s?[Jj]\s?[A-Za-z]{3}")


def load(
    path: str | FilePath,
    library: Library | None = None,
    serial_kinds: Mapping[str, KindSpec] | None = None,
    *,
    open_serials: bool = False,
    rules_apart: bool = False,
) -> Exercise:
    """Read, validate and cross-check a file. Raises ScenarioError with every mistake found.

    `open_serials`: serials with a window may be without a time; else each of them is a mistake. `rules_apart`:
    breaches of the planner's rules are none here, and left to its judge.
    """
    name, text = read_file(FilePath(path))
    return load_text(text, name, library, serial_kinds, open_serials=open_serials, rules_apart=rules_apart)


def load_text(
    text: str,
    file: str = "scenario",
    library: Library | None = None,
    serial_kinds: Mapping[str, KindSpec] | None = None,
    *,
    open_serials: bool = False,
    rules_apart: bool = False,
    clashes_apart: bool = False,
) -> Exercise:
    """As `load`, from a text already in memory; `file` is its name in errors. `clashes_apart`: of the rules those alone
    are left out that hang on when serials are held."""
    document = read_text(text, file)
    reading = _Reading(document, library or load_library(), kinds() if serial_kinds is None else serial_kinds)
    exercise = reading.exercise(rules_apart, clashes_apart)
    if exercise.unplaced and not open_serials:
        raise ScenarioError([_unplaced(document, list(exercise.unplaced))])
    return exercise


def _unplaced(document: Document, names: Sequence[str]) -> Problem:
    """One message, where the first of them stands: one command finds times for all."""
    path: Path = ("serials", names[0], "within")
    line, column, _ = document.place(path)
    allowed = "it has a window and no time yet: `fleetex plan` finds one"
    if len(names) > 1:
        allowed = f"it and {', '.join(names[1:])} have windows and no times yet: `fleetex plan` finds them"
    plan = f"fleetex plan {document.file} -o PLAN, then fleetex run {document.file} --timetable PLAN/timetable.yaml"
    return Problem(document.file, line, column, "", allowed, plan, dotted(path[:2]))


def check(
    path: str | FilePath, library: Library | None = None, serial_kinds: Mapping[str, KindSpec] | None = None
) -> tuple[Problem, ...]:
    """Every mistake in a file; none if it would load."""
    try:
        load(path, library, serial_kinds, open_serials=True)
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
    unsound: Unsound = field(default_factory=Unsound)

    def exercise(self, rules_apart: bool, clashes_apart: bool) -> Exercise:
        plain = {key: part for key, part in self.document.root.plain().items() if part is not None}
        self.problems += self.document.problems
        self._require_version(plain)
        self._find_zone(plain)
        said = self._provenance()
        params = self._params(plain)
        exercise = self._validated(plain)
        exercise = placed_exercise(_with_params(exercise, params))
        look = Review(exercise, self.document, self.library, self.kinds, plain, self.unsound)
        look.rules_apart, look.clashes_apart = rules_apart, clashes_apart
        self.problems += review(look)
        if self.problems:
            raise ScenarioError(one_for_each_place(self.problems))
        exercise._source_text = self.document.text
        exercise._file = self.document.file
        exercise._provenance = said
        exercise._ais = look.ais
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
        except QuantityError:  # the head's own validation says so
            self.context[ZONE_CONTEXT] = UTC
            if _LOCAL_TIME.search(self.document.text):
                self.unsound.add(TIMES)

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
        found = problems_of(without_counts(error.errors()), inner, _long_form_schema)
        name = dotted(path)
        return [
            Problem(p.file, p.line, p.column, p.found, p.allowed, p.write, f"{name}.{p.where}".strip("."))
            for p in found
        ]

    def _params(self, plain: dict[str, Any]) -> dict[str, BaseModel]:
        """Each serial's params, validated by its kind's own model; of params with mistakes what is sound in them."""
        params: dict[str, BaseModel] = {}
        serials = plain.get("serials")
        for serial_id, serial in serials.items() if isinstance(serials, dict) else ():
            spec = kind_meant(serial, self.kinds) if isinstance(serial, dict) else None
            if spec is None:
                continue
            given = serial.get("params")
            mending = Mending({} if given is None else given, self.unsound, ("serials", serial_id, "params"))
            found = self._mended(mending, spec.params, spec.params.model_json_schema)
            if found is not None:
                params[serial_id] = found
        return params

    def _validated(self, plain: dict[str, Any]) -> Exercise:
        """The exercise; if parts are wrong, their problems are kept and what remains of the file is returned."""
        exercise = self._mended(Mending(plain, self.unsound), Exercise, _exercise_schema)
        if exercise is None:
            raise ScenarioError(one_for_each_place(self.problems))
        return exercise

    def _mended(self, mending: Mending, model: type[M], schema: Schemas) -> M | None:
        """What a part is once its mistakes are told and taken out; None if nothing sound remains."""
        for _ in range(ROUNDS_MAX):
            try:
                return model.model_validate(mending.whole, context=self.context)
            except ValidationError as error:
                errors = error.errors()
            told = [mending.in_file(one) for one in without_counts(errors) if not mending.follows(one)]
            self.problems += problems_of(told, self.document, schema, mending.prefix)
            mending.mend(errors)
        return None


@cache
def _exercise_schema() -> dict[str, Any]:
    return Exercise.model_json_schema()


def _long_form_schema() -> dict[str, Any]:
    schema = Provenance.model_json_schema()
    schema["properties"]["value"] = {}
    return schema


def _with_params(exercise: Exercise, params: dict[str, BaseModel]) -> Exercise:
    programme = {
        key: serial.model_copy(update={"params": params[key]}) if key in params else serial
        for key, serial in exercise.programme.items()
    }
    return exercise.model_copy(update={"programme": programme})
