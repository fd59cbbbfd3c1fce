"""Cross-checks of what is left to the planner: windows long enough, areas at sea, units that exist, pins that place."""

from collections.abc import Sequence
from datetime import timedelta

from fleetex.library.coast import is_land
from fleetex.quantities import format_dtg, format_duration, middle_of
from fleetex.scenario.check_places import is_beyond_models
from fleetex.scenario.check_serials import check_ability, check_number, check_parts
from fleetex.scenario.checks import SURFACES, TIMES, Review, kind_meant
from fleetex.scenario.forces import Unit
from fleetex.scenario.kinds import KindSpec
from fleetex.scenario.placing import placed_serial
from fleetex.scenario.planning import Wanted
from fleetex.scenario.problems import Path, listed, nearest
from fleetex.scenario.programme import OpenSerial
from fleetex.scenario.whose import sides_for
from fleetex.vocabulary import Capability, Domain

AFLOAT = (Domain.SURFACE, Domain.SUBSURFACE)
ON_LAND = ("impact", "airfield")
"""Uses of areas that may lie on land."""


def check_plan(look: Review) -> None:
    for name, serial in look.exercise.programme.items():
        path: Path = ("serials", name)
        if isinstance(serial, OpenSerial):
            _check_open(look, name, serial, path)
        for place, objective in enumerate(serial.objectives):
            _refer_objective(look, (*path, "objectives", place), objective)
        for area_id in (serial.area_id,) if not isinstance(serial, OpenSerial) else serial.area_ids:
            if area_id is not None and serial.kind in look.kinds and look.sound("areas", area_id):
                _check_on_water(look, area_id)
    _check_timetable(look)
    _check_rules(look)


def _refer_objective(look: Review, path: Path, name: str) -> None:
    known = list(look.exercise.plan.objectives) if look.exercise.plan is not None else []
    if name not in known and look.sound("plan"):
        look.say(path, name, f"no key of `plan.objectives`; there are: {listed(known)}", nearest(name, known))


def _check_open(look: Review, name: str, serial: OpenSerial, path: Path) -> None:
    spec = kind_meant({"kind": serial.kind, "roles": serial.roles}, look.kinds)
    if name not in look.exercise.serials and serial.kind not in look.kinds:
        write = nearest(serial.kind, look.kinds)
        look.say((*path, "kind"), serial.kind, f"no serial kind; there are: {listed(look.kinds, 40)}", write)
    _check_window(look, serial, path)
    key = "areas" if serial.areas else "area"
    for place, area_id in enumerate(serial.area_ids):
        inner: Path = (*path, key, place) if serial.areas else (*path, key)
        area = look.exercise.areas.get(area_id)
        if look.refer(inner, "areas", area_id) and area is not None and area.kind not in SURFACES:
            look.say(inner, area_id, f"a serial's area is a polygon, circle or corridor, not a {area.kind}")
    if not serial.area_ids and spec is not None and spec.needs_area:
        areas = [key for key, area in look.exercise.areas.items() if area.kind in SURFACES]
        look.say((*path, "areas"), "", f"a {spec.code} needs an `area`, or `areas` to choose from: {listed(areas)}",
                 f"areas: [{', '.join(areas[:2])}]")  # fmt: skip
    for place, before in enumerate(serial.after if name not in look.exercise.serials else ()):
        if before == name:
            look.say((*path, "after", place), before, "a serial can't come after itself")
        else:
            look.refer((*path, "after", place), "serials", before, itself=name)
    for place, circuit in enumerate(serial.circuits if name not in look.exercise.serials else ()):
        look.refer((*path, "circuits", place), "circuits", circuit)
    if name not in look.exercise.serials and spec is not None:
        lists = {role: wish for role, wish in serial.roles.items() if not isinstance(wish, Wanted)}
        check_parts(look, lists, path)
        _check_roles(look, serial, spec, path)
        _check_oce(look, serial, path)


def _check_window(look: Review, serial: OpenSerial, path: Path) -> None:
    if not look.sound("exercise", "window") or not look.sound(*TIMES) or not look.sound(*path, "within"):
        return
    exercise = look.exercise
    first, last = serial.within.bounds(exercise.start_utc, exercise.end_utc, exercise.exercise.zone)
    if last <= first:
        window = f"{format_dtg(exercise.start_utc)} to {format_dtg(exercise.end_utc)}"
        look.say((*path, "within"), serial.within.day or format_dtg(first), f"outside the exercise's window, {window}")
    elif timedelta(seconds=serial.duration_s) > last - first and look.sound(*path, "duration"):
        room_s = (last - first).total_seconds()
        allowed = f"longer than its window, {format_dtg(first)} to {format_dtg(last)}: {format_duration(room_s)}"
        look.say((*path, "duration"), format_duration(serial.duration_s), allowed, format_duration(room_s))
    near_utc = serial.within.near_utc
    if near_utc is not None and not exercise.start_utc <= near_utc <= exercise.end_utc:
        window = f"{format_dtg(exercise.start_utc)} to {format_dtg(exercise.end_utc)}"
        nearest_utc = format_dtg(min(max(near_utc, first), last))
        look.say(
            (*path, "within", "near"), format_dtg(near_utc), f"outside the exercise's window, {window}", nearest_utc
        )


def _check_on_water(look: Review, area_id: str) -> None:
    """A serial's area is not all on land, unless it is an impact area or an airfield."""
    area = look.exercise.areas.get(area_id)
    if area is None or area.kind not in SURFACES or (area.use or "") in ON_LAND:
        return
    middle = middle_of(area.points)
    if any(is_beyond_models(place, area.radius_m) for place in area.points):
        return  # that is said of it
    if all(is_land(place.lat_deg, place.lon_deg) for place in (middle, *area.points)):
        allowed = f"it lies on land: a serial's area is at sea, or has `use: {ON_LAND[0]}` or `{ON_LAND[1]}`"
        look.say(("areas", area_id), area_id, allowed)


def _check_roles(look: Review, serial: OpenSerial, spec: KindSpec, path: Path) -> None:
    spec = spec.of(serial.params)
    for role, wish in serial.roles.items():
        inner: Path = (*path, "roles", role)
        role_spec = spec.roles.get(role)
        if role_spec is None:
            allowed = f"no role of kind {spec.code}; its roles: {listed(spec.roles)}"
            look.say(inner, role, allowed, nearest(role, spec.roles))
            continue
        if not isinstance(wish, Wanted):
            if not look.rules_apart:
                check_number(look, role_spec, wish, inner)
                for place, unit in enumerate(wish):
                    check_ability(look, serial.named, spec, role, (*inner, place), unit)
            continue
        least = max(role_spec.units_min, len(wish.names))
        if wish.number < least:
            named = f"as many as `names` has: {listed(wish.names)}" if len(wish.names) == least else role_spec.text
            look.say((*inner, "number"), wish.number, f"{least} at least: {named}", str(least))
            continue
        if role_spec.units_max is not None and wish.number > role_spec.units_max:
            most = role_spec.units_max
            look.say((*inner, "number"), wish.number, f"{most} at most: {role_spec.text}", str(most))
            continue
        sound = [look.refer((*inner, "among", place), "units", unit) for place, unit in enumerate(wish.among)]
        sound += [look.refer((*inner, "names", place), "units", unit) for place, unit in enumerate(wish.names)]
        known = [*look.names("nations"), *look.names("sides")]
        for place, one in enumerate(wish.of):
            if one not in known and look.sound("nations") and look.sound("sides"):
                allowed = f"no key of `nations` or `sides`; there are: {listed(known)}"
                look.say((*inner, "of", place), one, allowed, nearest(one, known))
        if all(sound) and look.sound("units"):
            sides = None if wish.of or wish.among else sides_for(look.exercise, serial, spec, role)
            units = look.exercise.units.items()
            able = [name for name, unit in units if _is_able(look, name, unit, wish, role_spec.needs, sides)]
            if len(able) < wish.number:
                look.say((*inner, "number"), wish.number, *_too_few(look, wish, able, role_spec.needs, sides))
    for role, role_spec in spec.roles.items():
        if role not in serial.roles and role_spec.units_min > 0:
            due = f"missing: role `{role}` is due: {role_spec.text}"
            look.say((*path, "roles", role), "", due, f"{role}: {{number: {role_spec.units_min}}}")


def _check_oce(look: Review, serial: OpenSerial, path: Path) -> None:
    """Who conducts it, where the file says so, is there and can be in it."""
    if serial.oce is None or not look.refer((*path, "oce"), "units", serial.oce):
        return
    named = [unit for units in serial.named.values() for unit in units]
    free = any(isinstance(wish, Wanted) for wish in serial.roles.values())
    if serial.oce not in named and not free and look.sound(*path, "roles"):
        able = [unit for unit in named if look.can(unit, Capability.RADIO)]
        allowed = f"the officer conducting the serial is on a participant: {listed(named)}"
        look.say((*path, "oce"), serial.oce, allowed, able[0] if able else "")


def _too_few(
    look: Review, wish: Wanted, able: Sequence[str], needs: frozenset[object], sides: frozenset[str] | None
) -> tuple[str, str]:
    """That so many don't exist, with those that there are, and what to write: not none, where a role needs some."""
    anyone = Wanted(number=wish.number, able=wish.able)
    of_side = f" of side `{'` or `'.join(sorted(sides))}`" if sides else ""
    if able:
        there = f"there {'is' if len(able) == 1 else 'are'} {len(able)}: {listed(able)}"
        allowed = f"so many{of_side} do not exist that can: {there}"
        units = look.exercise.units.items()
        more = [name for name, unit in units if name not in able and _is_able(look, name, unit, anyone, needs)]
        if sides and more:
            allowed += f"; with `of` others may be chosen from: {listed(more)}"
        return allowed, str(len(able))
    can = [name for name, unit in look.exercise.units.items() if _is_able(look, name, unit, anyone, needs)]
    due = ", ".join(sorted(str(one) for one in {*needs, *wish.able}))
    allowed = f"no unit{of_side or ' asked for'} can ({due})" if due else f"no unit{of_side} is asked for"
    if not can:
        return f"{allowed}, nor any other: a unit of a class that can is to be added to `units`", ""
    return f"{allowed}; these can: {listed(can)}", f"{{number: {wish.number}, among: [{', '.join(can)}]}}"


def _is_able(
    look: Review,
    name: str,
    unit: Unit,
    wish: Wanted,
    needs: frozenset[object],
    sides: frozenset[str] | None = None,
) -> bool:
    side, platform = look.exercise.sides.get(unit.side), look.platform(name)
    if platform is None or side is None:
        return True
    if name in wish.names:
        return True
    of = not wish.of or unit.nation in wish.of or unit.side in wish.of
    among = not wish.among or name in wish.among
    of = of and (sides is None or unit.side in sides)
    return not side.neutral and of and among and {*needs, *wish.able} <= platform.capabilities


def _check_timetable(look: Review) -> None:
    for name, pin in look.exercise.timetable.items():
        path: Path = ("timetable", name)
        if not look.refer(path, "serials", name) or name not in look.exercise.programme:
            continue
        if pin.area_id is not None:
            look.refer((*path, "area"), "areas", pin.area_id)
        if not pin.dropped and placed_serial(look.exercise.programme[name], pin) is None:
            allowed = "the place leaves something open: one of several areas, a role by number, or who conducts it"
            look.say(path, name, allowed, "area, oce and roles, as `fleetex plan` writes them")


def _check_rules(look: Review) -> None:
    plan = look.exercise.plan
    if plan is None:
        return
    keys: Sequence[tuple[str, str, Sequence[str]]] = (
        ("K18", "seas", plan.rules.K18.seas),
        ("K26", "prohibited", plan.rules.K26.prohibited),
        ("K27", "grounds", plan.rules.K27.grounds),
    )
    for rule, key, names in keys:
        for place, name in enumerate(names):
            look.refer(("plan", "rules", rule, key, place), "areas", name)
    for nation in plan.rules.K18.cleared:
        look.refer(("plan", "rules", "K18", "cleared", nation), "nations", nation)
    for kind, roles in plan.rules.K19.roles.items():
        _check_coverage(look, ("plan", "rules", "K19", "roles", kind), kind, roles)


def _check_coverage(look: Review, path: Path, kind: str, roles: Sequence[str]) -> None:
    """Roles that may not be empty are those of a kind that there is."""
    spec = look.kinds.get(kind)
    if spec is None:
        if look.exercise.plan is not None and "K19" in look.exercise.plan.rules.model_fields_set:
            look.say(path, kind, f"no serial kind; there are: {listed(look.kinds, 40)}", nearest(kind, look.kinds))
        return
    for place, role in enumerate(roles):
        if role not in spec.roles:
            allowed = f"no role of kind {spec.code}; its roles: {listed(spec.roles)}"
            look.say((*path, place), role, allowed, nearest(role, spec.roles))
