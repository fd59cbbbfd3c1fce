"""A timetable and an exercise together: pins for the file, and the exercise with its serials in their places."""

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from itertools import product
from pathlib import Path

from fleetex.library import Library
from fleetex.plan.timetable import Placed, Timetable, load_timetable
from fleetex.scenario import Exercise, Problem, ScenarioError
from fleetex.scenario.kinds import KindSpec
from fleetex.scenario.loading import load_text
from fleetex.scenario.placing import pinned_text
from fleetex.scenario.planning import Pin, Slot
from fleetex.scenario.programme import OpenSerial, Serial
from fleetex.scenario.reading import Document, read_file, read_text


def pins_of(exercise: Exercise, timetable: Timetable) -> dict[str, Pin]:
    """What the file must say for its serials to be placed so; nothing of those that its own times place so."""
    pins: dict[str, Pin] = {}
    placed = {one.serial: one for one in timetable.placed}
    for name, serial in exercise.programme.items():
        one = placed.get(name)
        if one is None:
            pins[name] = Pin(dropped=True, danger_area=timetable.announced.get(name))
        elif not (isinstance(serial, Serial) and _is_there(serial, one)) or name in timetable.announced:
            pins[name] = _pin(serial, one, timetable.announced.get(name))
    return pins


def _is_there(serial: Serial, one: Placed) -> bool:
    same_time = (serial.start_utc, serial.end_utc) == (one.start_utc, one.end_utc)
    return same_time and (serial.area_id, serial.oce, serial.roles) == (one.area_id, one.oce, dict(one.roles))


def _pin(serial: Serial | OpenSerial, one: Placed, announced: str | None) -> Pin:
    lasting = serial.end_utc - serial.start_utc if isinstance(serial, Serial) else timedelta(seconds=serial.duration_s)
    said: dict[str, object] = {"start": one.start_utc}
    if one.end_utc - one.start_utc != lasting:
        said["end"] = one.end_utc
    if one.area_id != serial.area_id:
        said["area"] = one.area_id
    if one.oce != serial.oce:
        said["oce"] = one.oce
    said["roles"] = {role: units for role, units in one.roles.items() if serial.roles.get(role) != tuple(units)}
    if one.reserve is not None:
        said["reserve"] = Slot.model_validate({"start": one.reserve[0], "end": one.reserve[1]})
    if announced is not None:
        said["danger_area"] = announced
    return Pin.model_validate(said)


def load_placed(
    file: Path,
    timetable_file: Path,
    library: Library | None = None,
    kinds: Mapping[str, KindSpec] | None = None,
    *,
    rules_apart: bool = False,
) -> Exercise:
    """An exercise with a saved timetable in place of the file's own; its text then says so too.

    Raises ScenarioError: of either file, or if the timetable is another exercise's.
    """
    name, text = read_file(file)
    timetable = load_timetable(timetable_file)
    wanted = load_text(text, name, library, kinds, open_serials=True, rules_apart=rules_apart)
    if timetable.scenario_hash != wanted.wanted_hash:
        allowed = f"the timetable is of another exercise, or {name} was changed since: plan anew"
        again = f"fleetex plan {name} -o {timetable_file.parent}"
        found = timetable.scenario_hash[:12]
        raise ScenarioError([Problem(str(timetable_file), 1, 1, found, allowed, again, "scenario_hash")])
    table = read_text(read_file(timetable_file)[1], str(timetable_file))
    if strange := [*_strangers(table, timetable, wanted), *_left_out(table, timetable, wanted)]:
        raise ScenarioError(strange)
    pinned = pinned_text(text, pins_of(wanted, timetable))
    try:
        return load_text(pinned, name, library, kinds, rules_apart=rules_apart)
    except ScenarioError as failure:
        raise ScenarioError([_in_timetable(table, wanted.programme, one) for one in failure.problems]) from None


def _strangers(table: Document, timetable: Timetable, wanted: Exercise) -> Iterator[Problem]:
    """Serials that the exercise does not have."""
    for one in timetable.placed:
        if one.serial not in wanted.programme:
            line, column, _ = table.place(("serials", one.serial))
            near = "".join(difflib.get_close_matches(one.serial, wanted.programme, 1, 0.5))
            allowed = f"the timetable places serials of {wanted.file}: {', '.join(wanted.programme)}"
            yield Problem(table.file, line, column, one.serial, allowed, near, f"serials.{one.serial}")


def _left_out(table: Document, timetable: Timetable, wanted: Exercise) -> Iterator[Problem]:
    """Serials that are to be held and have no place, where no mending struck them out."""
    there = {one.serial for one in timetable.placed}
    struck = set() if timetable.revision is None else {one.placed.serial for one in timetable.revision.former}
    line, column, _ = table.place(("serials",))
    for name, serial in wanted.programme.items():
        if name not in there | struck and not (isinstance(serial, OpenSerial) and serial.optional):
            allowed = (
                f"{name} is to be held and has no place here: put it back, or let {wanted.file} say `optional: true`"
            )
            again = f"fleetex plan {wanted.file} -o {Path(table.file).parent}"
            yield Problem(table.file, line, column, "", allowed, again, "serials")


def _in_timetable(table: Document, serials: Iterable[str], problem: Problem) -> Problem:
    """A mistake in what a timetable says, told in the timetable."""
    path = _below_serial(serials, problem)
    if path is None or table.node(path) is None:
        return problem
    line, column, _ = table.place(path)
    return replace(problem, file=table.file, line=line, column=column, where=".".join(map(str, path)))


def _below_serial(serials: Iterable[str], problem: Problem) -> tuple[str | int, ...] | None:
    """Where a mistake lies in `serials`, if it lies in the place that one of them was given."""
    for part, name in product(("timetable", "serials"), serials):
        if problem.where == f"{part}.{name}" or problem.where.startswith(f"{part}.{name}."):
            rest = problem.where.removeprefix(f"{part}.{name}").removeprefix(".")
            return ("serials", name, *(int(key) if key.isdigit() else key for key in rest.split(".") if key))
    return None


def placed_by(exercise: Exercise, timetable: Timetable, library: Library | None = None) -> Exercise:
    """An exercise already loaded, with a timetable in place of its own, checked anew. Raises ScenarioError."""
    text = pinned_text(exercise.source_text, pins_of(exercise, timetable))
    try:
        return load_text(text, exercise.file, library)
    except ScenarioError as failure:
        document = read_text(exercise.source_text, exercise.file)
        raise ScenarioError([_at_home(document, exercise.programme, one) for one in failure.problems]) from None


def _at_home(document: Document, serials: Iterable[str], problem: Problem) -> Problem:
    """A mistake in a place that the file does not have yet, told at the serial for which it was chosen."""
    path = _below_serial(serials, problem)
    if path is None:
        return problem
    line, column, _ = document.place(path)
    return replace(problem, line=line, column=column, where=".".join(map(str, path)))
