"""A timetable and an exercise together: pins for the file, and the exercise with its serials in their places."""

from collections.abc import Mapping
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
    pinned = pinned_text(text, pins_of(wanted, timetable))
    return load_text(pinned, name, library, kinds, rules_apart=rules_apart)


def placed_by(exercise: Exercise, timetable: Timetable, library: Library | None = None) -> Exercise:
    """An exercise already loaded, with a timetable in place of its own, checked anew. Raises ScenarioError."""
    text = pinned_text(exercise.source_text, pins_of(exercise, timetable))
    try:
        return load_text(text, exercise.file, library)
    except ScenarioError as failure:
        document = read_text(exercise.source_text, exercise.file)
        raise ScenarioError([_at_home(document, list(exercise.programme), one) for one in failure.problems]) from None


def _at_home(document: Document, serials: list[str], problem: Problem) -> Problem:
    """A mistake in a place that the file does not have yet, told at the serial for which it was chosen."""
    for part, name in product(("timetable", "serials"), serials):
        if problem.where == f"{part}.{name}" or problem.where.startswith(f"{part}.{name}."):
            rest = problem.where.removeprefix(f"{part}.{name}").removeprefix(".")
            keys = [int(key) if key.isdigit() else key for key in rest.split(".") if key]
            line, column, _ = document.place(("serials", name, *keys))
            return replace(problem, line=line, column=column, where=".".join(["serials", name, *map(str, keys)]))
    return problem
