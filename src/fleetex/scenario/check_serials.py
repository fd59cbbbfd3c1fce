"""Cross-checks of the programme: kinds, roles and what they need, times, prerequisites, areas, circuits."""

from collections import defaultdict, deque
from collections.abc import Mapping, Sequence
from datetime import datetime

from fleetex.quantities import format_dtg, format_duration
from fleetex.scenario.checks import SURFACES, Review, check_in_window, is_timed, kind_meant
from fleetex.scenario.forces import CircuitKind
from fleetex.scenario.kinds import KindSpec, RoleSpec
from fleetex.scenario.problems import Path, listed, nearest
from fleetex.scenario.programme import Serial
from fleetex.units import MINUTE_S
from fleetex.vocabulary import Capability


def check_serials(look: Review) -> None:
    for serial_id, serial in look.exercise.serials.items():
        _check_window(look, serial_id, serial)
    for serial_id, serial in look.exercise.serials.items():
        path: Path = ("serials", serial_id)
        spec = kind_meant({"kind": serial.kind, "roles": serial.roles}, look.kinds)
        if serial.kind not in look.kinds:
            write = nearest(serial.kind, look.kinds)
            look.say((*path, "kind"), serial.kind, f"no serial kind; there are: {listed(look.kinds, 40)}", write)
        if spec is not None and not look.rules_apart:
            _check_roles(look, serial, spec, path)
        _check_players(look, serial, path)
        _check_area(look, serial, spec, path)
        _check_times(look, serial_id, serial)
        _check_circuits(look, serial, path)
    _check_cycles(look)
    if not (look.rules_apart or look.clashes_apart):
        _check_double_booking(look)


def _check_roles(look: Review, serial: Serial, spec: KindSpec, path: Path) -> None:
    spec = spec.of(serial.params)
    for role, units in serial.roles.items():
        role_spec = spec.roles.get(role)
        inner: Path = (*path, "roles", role)
        if role_spec is None:
            allowed = f"no role of kind {spec.code}; its roles: {listed(spec.roles)}"
            look.say(inner, role, allowed, nearest(role, spec.roles))
            continue
        check_number(look, role_spec, units, inner)
        for place, unit_id in enumerate(units):
            check_ability(look, serial.roles, spec, role, (*inner, place), unit_id)
    for role, role_spec in spec.roles.items():
        if role not in serial.roles and role_spec.units_min > 0:
            due = _due(role_spec.units_min, role_spec.units_max)
            look.say(
                (*path, "roles", role), "", f"missing: role `{role}` is due, {due}: {role_spec.text}", f"{role}: [...]"
            )


def check_number(look: Review, role: RoleSpec, units: Sequence[str], path: Path) -> None:
    """Whether so many play a role as its kind has it."""
    if len(units) < role.units_min or (role.units_max is not None and len(units) > role.units_max):
        found = f"{len(units)} {'unit' if len(units) == 1 else 'units'}"
        look.say(path, found, f"{_due(role.units_min, role.units_max)}: {role.text}")


def check_ability(
    look: Review, roles: Mapping[str, Sequence[str]], spec: KindSpec, role: str, path: Path, unit_id: str
) -> None:
    """Whether a unit can do what its role needs; `roles`: all that are played in its serial."""
    platform, needs = look.platform(unit_id), spec.roles[role].needs
    missing = sorted(needs - platform.capabilities) if platform is not None else []
    hangs_on = (*path[: path.index("roles")], "params")
    known = all(look.sound(*hangs_on, param) for param, _ in spec.roles[role].where)
    if platform is None or not missing or not known:
        return
    able = [
        other
        for other in look.exercise.units
        if (its := look.platform(other)) is not None and needs <= its.capabilities
    ]
    class_id = look.exercise.units[unit_id].class_id
    allowed = f"role `{role}` needs {' and '.join(missing)}, which class `{class_id}` has not"
    allowed += f"; these units can: {listed(able)}" if able else "; no unit of this exercise can"
    fits = [name for name, its in spec.roles.items() if its.needs <= platform.capabilities]
    allowed += f"; a part for it: {listed(fits)}" if fits else ""
    write = next((other for other in able if not _has_its_part(look, roles, spec, other)), "")
    look.say(path, unit_id, allowed, write)


def _has_its_part(look: Review, roles: Mapping[str, Sequence[str]], spec: KindSpec, unit_id: str) -> bool:
    """Whether a unit plays a part already that it can play, and that the serial cannot do without."""
    platform = look.platform(unit_id)
    mine = [spec.roles[role] for role, units in roles.items() if unit_id in units and role in spec.roles]
    return platform is not None and any(role.needs <= platform.capabilities and role.units_min > 0 for role in mine)


def _due(least: int, most: int | None) -> str:
    if most is None:
        return f"at least {least} {'unit' if least == 1 else 'units'}"
    return f"{least} {'unit' if least == 1 else 'units'}" if least == most else f"{least} to {most} units"


def _check_players(look: Review, serial: Serial, path: Path) -> None:
    """Participants are sound, and the OCE is one of them."""
    part_of = check_parts(look, serial.roles, path)
    whole = not look.unsound.within(look.unsound.in_file((*path, "roles")))
    if look.refer((*path, "oce"), "units", serial.oce) and serial.oce not in part_of and whole:
        able = [unit_id for unit_id in part_of if look.can(unit_id, Capability.RADIO)]
        allowed = f"the officer conducting the serial is on a participant: {listed(part_of)}"
        look.say((*path, "oce"), serial.oce, allowed, nearest(serial.oce, able) or (able[0] if able else ""))


def check_parts(look: Review, roles: Mapping[str, Sequence[str]], path: Path) -> dict[str, str]:
    """Participants exist, play one part each and are not neutral. Unit -> role, of those that exist."""
    part_of: dict[str, str] = {}
    for role, units in roles.items():
        for place, unit_id in enumerate(units):
            inner: Path = (*path, "roles", role, place)
            if not look.refer(inner, "units", unit_id):
                continue
            unit = look.exercise.units.get(unit_id)
            side = look.exercise.sides.get(unit.side) if unit is not None else None
            if side is not None and side.neutral:
                look.say(inner, unit_id, "a unit of a neutral side takes part in no serial")
            if unit_id in part_of:
                look.say(inner, unit_id, f"a unit plays one part in a serial; it plays `{part_of[unit_id]}` already")
            part_of[unit_id] = role
    return part_of


def _check_area(look: Review, serial: Serial, spec: KindSpec | None, path: Path) -> None:
    if serial.area_id is None:
        if spec is not None and spec.needs_area:
            areas = [key for key, area in look.exercise.areas.items() if area.kind in SURFACES]
            allowed = f"a {spec.code} needs an `area`: {listed(areas)}"
            look.say((*path, "area"), "", allowed, f"area: {areas[0]}" if areas else "")
        return
    area = look.exercise.areas.get(serial.area_id)
    if look.refer((*path, "area"), "areas", serial.area_id) and area is not None and area.kind not in SURFACES:
        look.say(
            (*path, "area"), serial.area_id, f"a serial's area is a polygon, circle or corridor, not a {area.kind}"
        )


def _check_window(look: Review, serial_id: str, serial: Serial) -> None:
    """A serial lies in the exercise's window. Of one that does not, nothing else is said that its times lead to."""
    path: Path = ("serials", serial_id)
    told = len(look.problems)
    check_in_window(look, (*path, "start"), serial.start_utc)
    if len(look.problems) == told and serial.end_given_utc is not None:
        check_in_window(look, (*path, "end"), serial.end_utc)
    elif len(look.problems) == told and is_timed(look, serial_id):
        end_utc, last_utc = serial.end_utc, look.exercise.end_utc
        if look.sound("exercise", "window") and end_utc > last_utc:
            allowed = f"with it the serial ends {format_dtg(end_utc)}, and the exercise's window {format_dtg(last_utc)}"
            left_s = (last_utc - serial.start_utc).total_seconds()
            write = format_duration(left_s) if left_s >= MINUTE_S else ""
            look.say((*path, "duration"), format_duration(serial.duration_s or 0.0), allowed, write)
    if len(look.problems) > told:
        for key in ("start", "end", "duration"):
            look.unsound.add(look.unsound.in_file((*path, key)))


def _check_times(look: Review, serial_id: str, serial: Serial) -> None:
    path: Path = ("serials", serial_id)
    for place, before_id in enumerate(serial.after):
        inner: Path = (*path, "after", place)
        before = look.exercise.serials.get(before_id)
        if before_id == serial_id:
            look.say(inner, before_id, "a serial can't come after itself")
            continue
        there = look.refer(inner, "serials", before_id, itself=serial_id)
        timed = is_timed(look, serial_id) and is_timed(look, before_id)
        apart = look.rules_apart or look.clashes_apart
        if there and before is not None and before.end_utc > serial.start_utc and timed and not apart:
            allowed = (
                f"`{before_id}` ends {format_dtg(before.end_utc)}, after this begins {format_dtg(serial.start_utc)}"
            )
            look.say(inner, before_id, allowed)


def _check_cycles(look: Review) -> None:
    """Serials that wait for each other are named once, at the one that stands first in the file."""
    serials = look.exercise.programme
    said: set[frozenset[str]] = set()
    for serial_id in serials:
        cycle = _cycle_from(look, serial_id)
        if len(cycle) > 1 and frozenset(cycle) not in said:
            said.add(frozenset(cycle))
            found = " after ".join([*cycle, cycle[0]])
            allowed = "serials can't wait for each other in a circle: leave one of these out of its `after`"
            look.say(("serials", serial_id, "after"), found, allowed)


def _cycle_from(look: Review, start: str) -> list[str]:
    """The chain of prerequisites that leads from a serial back to it; empty if none does."""
    serials = look.exercise.programme
    came_from: dict[str, str] = {}
    queue = [start]
    for at in queue:
        for before in serials[at].after if at in serials else ():
            if before == start:
                chain = [at]
                while chain[-1] != start:
                    chain.append(came_from[chain[-1]])
                return chain[::-1]
            if before not in came_from:
                came_from[before] = at
                queue.append(before)
    return []


def _check_double_booking(look: Review) -> None:
    """Nobody is in two serials at once, but where one of them is `concurrent`, or rule K01 is off; the one named is the
    first to have begun of those still under way."""
    if look.exercise.plan is not None and not look.exercise.plan.rules.applies("K01"):
        return
    alone = [item for item in look.exercise.serials.items() if not item[1].concurrent]
    timed = [item for item in alone if is_timed(look, item[0])]
    before: dict[str, deque[tuple[datetime, str]]] = defaultdict(deque)
    for serial_id, serial in sorted(timed, key=lambda item: (item[1].start_utc, item[0])):
        for role, units in serial.roles.items():
            for place, unit_id in enumerate(units):
                under_way = before[unit_id]
                while under_way and under_way[0][0] <= serial.start_utc:
                    under_way.popleft()
                if under_way and under_way[0][1] != serial_id:
                    end_utc, first_id = under_way[0]
                    allowed = f"it is in `{first_id}` until {format_dtg(end_utc)}, and this begins before"
                    look.say(("serials", serial_id, "roles", role, place), unit_id, allowed)
        for unit_id in serial.participants:
            before[unit_id].append((serial.end_utc, serial_id))


def _check_circuits(look: Review, serial: Serial, path: Path) -> None:
    """A serial's circuits exist; its OCE is on all of them, and each participant with a radio on one at least."""
    known: list[str] = []
    for place, circuit_id in enumerate(serial.circuits):
        inner: Path = (*path, "circuits", place)
        if not look.refer(inner, "circuits", circuit_id) or circuit_id not in look.exercise.circuits:
            continue
        known.append(circuit_id)
        if serial.oce in look.exercise.units and not look.on_circuit(circuit_id, serial.oce):
            look.say(inner, circuit_id, f"the officer conducting the serial, `{serial.oce}`, is no member of it")
    if not serial.circuits or len(known) < len(serial.circuits) or not look.sound(*path, "circuits"):
        return
    _check_voice(look, serial, path)
    for role, units in serial.roles.items():
        for place, unit_id in enumerate(units):
            if unit_id not in look.exercise.units or not look.can(unit_id, Capability.RADIO):
                continue
            if not any(look.on_circuit(circuit_id, unit_id) for circuit_id in known):
                allowed = f"it has a radio and is a member of none of this serial's circuits: {listed(serial.circuits)}"
                look.say((*path, "roles", role, place), unit_id, allowed)


def _check_voice(look: Review, serial: Serial, path: Path) -> None:
    """People talk by voice: links alone carry no serial."""
    circuits = look.exercise.circuits
    if any(circuits[one].kind is CircuitKind.VOICE or not look.sound("circuits", one) for one in serial.circuits):
        return
    voice = [one for one, circuit in circuits.items() if circuit.kind is CircuitKind.VOICE]
    there_are = f"; voice circuits are: {listed(voice)}" if voice else "; the exercise has no voice circuit"
    first = f"`{serial.circuits[0]}` is a data link: it carries tracks, and what people say needs a voice circuit"
    able = [one for one in voice if look.on_circuit(one, serial.oce)]
    look.say((*path, "circuits"), listed(serial.circuits), first + there_are, f"[{able[0]}]" if able else "")
