"""Cross-checks of how a serial is to be conducted: speeds that its ships make, and what its kind itself doubts."""

import math

from pydantic import BaseModel

from fleetex.library.models import Platform
from fleetex.quantities import Position, format_speed, middle_of
from fleetex.scenario.checks import SURFACES, Review, is_timed, kind_meant
from fleetex.scenario.forces import CircuitKind
from fleetex.scenario.kinds import Doubt, KindSpec, Plan, PlannedCircuit, Player
from fleetex.scenario.problems import Path
from fleetex.scenario.programme import Serial
from fleetex.scenario.surroundings import Area
from fleetex.scenario.within import water_at_m
from fleetex.vocabulary import Domain

SLACK = 1.0 + 1e-9
ENDS = (("start",), ("end",), ("duration",))


def check_conduct(look: Review) -> None:
    for serial_id, serial in look.exercise.serials.items():
        spec = kind_meant({"kind": serial.kind, "roles": serial.roles}, look.kinds)
        if spec is None or not isinstance(serial.params, BaseModel):
            continue
        _check_speeds(look, serial, spec, ("serials", serial_id))
        plan = _plan(look, serial)
        for doubt in spec.doubts(plan):
            if any(path in ENDS for path in doubt.rests_on) and not is_timed(look, serial_id):
                continue
            rests_on = [look.unsound.in_file(("serials", serial_id, *path)) for path in doubt.rests_on]
            if not any(look.unsound.within(path) for path in rests_on):
                _say(look, ("serials", serial_id), serial.params, doubt)


def _say(look: Review, path: Path, params: BaseModel, doubt: Doubt) -> None:
    """A doubt; of a param that the file leaves out it is said that its default is meant."""
    allowed, write = doubt.allowed, doubt.write
    match doubt.path:
        case ("params", str(key)) if key in type(params).model_fields and key not in params.model_fields_set:
            allowed += "" if f"`{key}` unless given" in allowed else f" (it is `{key}` unless given)"
            write = f"{key}: {write}" if write and not write.startswith(f"{key}:") else write
    look.say((*path, *doubt.path), doubt.found, allowed, write)


def _check_speeds(look: Review, serial: Serial, spec: KindSpec, path: Path) -> None:
    """Nobody is asked for more than her greatest speed; the slowest of those who sail at it is named."""
    spec = spec.of(serial.params)
    for param, roles in spec.sails.items():
        speed_mps = getattr(serial.params, param, None)
        limits = {
            unit_id: platform.speed_mps_max
            for role in roles
            for unit_id in serial.roles.get(role, ())
            if (platform := look.platform(unit_id)) is not None and _can_play(spec, role, platform)
        }
        if speed_mps is None or not limits:
            continue
        slowest = min(limits, key=lambda unit_id: limits[unit_id])
        if speed_mps > limits[slowest] * SLACK:
            unless = "" if param in serial.params.model_fields_set else f" (`{param}` unless given)"
            most = format_speed(limits[slowest])
            platform = look.platform(slowest)
            goes = "flies" if platform is not None and platform.domain is Domain.AIR else "sails"
            allowed = f"`{slowest}` {goes} at it and makes at most {most}{unless}"
            written = param in serial.params.model_fields_set
            look.say(
                (*path, "params", param), format_speed(speed_mps), allowed, most if written else f"{param}: {most}"
            )


def _can_play(spec: KindSpec, role: str, platform: Platform) -> bool:
    """Whether a unit of a class has what a role needs; else that is said, and nothing of her speed."""
    return role not in spec.roles or spec.roles[role].needs <= platform.capabilities


def _plan(look: Review, serial: Serial) -> Plan:
    """The serial with what is known of its players and its area."""
    players: dict[str, tuple[Player, ...]] = {}
    for role, units in serial.roles.items():
        known = ((unit_id, look.exercise.units.get(unit_id), look.platform(unit_id)) for unit_id in units)
        players[role] = tuple(
            Player(
                unit_id,
                platform,
                unit.start.place if _starts(look, unit_id) else None,
                unit.fuel,
                unit.start.deck,
                unit.side,
                _field(look, unit_id),
            )
            for unit_id, unit, platform in known
            if unit is not None and platform is not None
        )
    area_id = serial.area_id
    area = None if area_id is None or look.unsound.within(("areas", area_id)) else look.exercise.areas.get(area_id)
    areas = tuple(name for name, one in look.exercise.areas.items() if one.kind in SURFACES)
    sound = {
        name: PlannedCircuit(circuit.kind is CircuitKind.LINK, look.members(name), circuit.relay)
        for name, circuit in look.exercise.circuits.items()
        if not look.unsound.within(("circuits", name))
    }
    unsound = frozenset(look.names("circuits")) - sound.keys()
    return Plan(serial, players, area, areas, look.library, sound, _deepest_m(look, area), unsound)


def _deepest_m(look: Review, area: Area | None) -> float:
    """The deepest water at an area's corners and in its middle; endless where there is no area or no sound water."""
    if area is None or not look.sound("environment") or not look.sound("areas"):
        return math.inf
    return max(water_at_m(look.exercise, place) for place in (*area.points, middle_of(area.points)))


def _field(look: Review, unit_id: str) -> Position | None:
    """The middle of the airfield at which a unit starts; None of all others, and where something is wrong with it."""
    name = look.exercise.units[unit_id].start.airfield
    area = look.exercise.areas.get(name) if name is not None and _starts(look, unit_id) else None
    return None if area is None or look.unsound.within(("areas", str(name))) else middle_of(area.points)


def _starts(look: Review, unit_id: str) -> bool:
    return not look.unsound.within(("units", unit_id, "start"))
