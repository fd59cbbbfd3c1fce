"""Cross-checks of a serial against what it needs: guns that reach, a target at its tug, daylight where it is held."""

import math
from datetime import datetime, timedelta

from fleetex.physics.sun_formula import SUNRISE_RAD, sun_direction
from fleetex.quantities import Position, format_dtg, format_length, format_position, middle_of
from fleetex.scenario.checks import Review, is_timed, kind_meant
from fleetex.scenario.kinds import KindSpec
from fleetex.scenario.problems import Path, listed
from fleetex.scenario.programme import Serial
from fleetex.units import NMI_M
from fleetex.vocabulary import Capability

LOOK_EVERY = timedelta(minutes=5)
"""As often the engine reads the light at a unit."""
DAY = timedelta(days=1)


def check_means(look: Review) -> None:
    for serial_id, serial in look.exercise.serials.items():
        spec = kind_meant({"kind": serial.kind, "roles": serial.roles}, look.kinds)
        if spec is not None:
            _check_tow(look, serial_id, serial, spec)
            if not look.rules_apart:
                _check_reach(look, serial, spec, ("serials", serial_id))
            if not (look.rules_apart or look.clashes_apart):
                _check_daylight(look, serial_id, serial, spec)


def _check_reach(look: Review, serial: Serial, spec: KindSpec, path: Path) -> None:
    """At least one firing ship has a gun that reaches as far as the serial has it fire."""
    for role, param in spec.fires.items():
        range_m = getattr(serial.params, param, None)
        firers = serial.roles.get(role, ())
        reaches = {unit_id: _reach_m(look, unit_id) for unit_id in firers}
        known = {unit_id: reach_m for unit_id, reach_m in reaches.items() if reach_m is not None}
        if range_m is None or not known or len(known) < len(reaches) or max(known.values()) >= range_m:
            continue
        each = listed(f"`{unit_id}` {format_length(reach_m)}" for unit_id, reach_m in known.items())
        write = _within(max(known.values()))
        allowed = f"no gun of a firing ship reaches so far; they reach: {each}"
        look.say((*path, "params", param), format_length(range_m), allowed, write)


def _within(reach_m: float) -> str:
    """The reach as a person writes it, rounded down."""
    return f"{math.floor(reach_m / NMI_M * 10.0) / 10.0:g} nmi"


def _reach_m(look: Review, unit_id: str) -> float | None:
    """The greatest range of a unit's guns; None of a unit that is not known, or has none (that is told elsewhere)."""
    platform = look.platform(unit_id)
    if platform is None or not platform.guns:
        return None
    return max(look.library.guns[gun.class_id].range_m_max for gun in platform.guns)


def _check_tow(look: Review, serial_id: str, serial: Serial, spec: KindSpec) -> None:
    """Who is to tow a target has it on her own deck, if it still stands on one: no other ship can stream it."""
    towers, targets = _in_roles(serial, spec, Capability.TOW), _in_roles(serial, spec, Capability.TARGET)
    for role, place, tower in towers:
        for _, _, target in targets:
            host = _host(look, target)
            if host is None or host == tower or not _is_first(look, serial_id, serial, target):
                continue
            able = all(look.can(host, need) for need in spec.roles[role].needs) and host not in serial.participants
            allowed = f"`{target}` stands on the deck of `{host}`, and who tows a target streams it from her own: "
            allowed += f"give `{host}` this role, or let" if able else "let"
            allowed += f" `{target}` start on the deck of `{tower}`"
            look.say(("serials", serial_id, "roles", role, place), tower, allowed, host if able else "")


def _in_roles(serial: Serial, spec: KindSpec, need: Capability) -> list[tuple[str, int, str]]:
    """The units in roles that need a capability: role, place in it, unit."""
    roles = [role for role in serial.roles if role in spec.roles and need in spec.roles[role].needs]
    return [(role, place, unit_id) for role in roles for place, unit_id in enumerate(serial.roles[role])]


def _host(look: Review, unit_id: str) -> str | None:
    """The ship at sea on whose deck a unit begins; None if it begins on none, or its decks lead nowhere."""
    seen: set[str] = set()
    unit = look.exercise.units.get(unit_id)
    while unit is not None and unit_id not in seen:
        if unit.start.deck is None:
            return unit_id if seen else None
        seen.add(unit_id)
        unit_id = unit.start.deck
        unit = look.exercise.units.get(unit_id)
    return None


def _is_first(look: Review, serial_id: str, serial: Serial, unit_id: str) -> bool:
    """Whether a unit has been in no serial before this one; False where wrong times leave it open."""
    others = {name: one for name, one in look.exercise.serials.items() if unit_id in one.participants}
    del others[serial_id]
    timed = all(look.sound("serials", name, "start") for name in (serial_id, *others))
    return not others or (timed and all(serial.start_utc < one.start_utc for one in others.values()))


def _check_daylight(look: Review, serial_id: str, serial: Serial, spec: KindSpec) -> None:
    """A serial for daylight alone has some daylight in its window."""
    limit = serial.limits.daylight
    place = _place(look, serial)
    if not (spec.daylight_only if limit is None else limit) or place is None or not is_timed(look, serial_id):
        return
    if not look.sound("serials", serial_id, "limits", "daylight"):
        return
    if _next(place, serial.start_utc, serial.end_utc, up=True) is not None:
        return
    allowed = f"this serial is held by daylight alone, and at {format_position(place)} the sun is not up before its end"
    up_utc = _next(place, serial.end_utc, serial.end_utc + DAY, up=True)
    down_utc = None if up_utc is None else _next(place, up_utc, up_utc + DAY, up=False)
    if up_utc is not None:
        allowed += f"; it is up from {format_dtg(up_utc)}" + (f" to {format_dtg(down_utc)}" if down_utc else "")
    look.say(("serials", serial_id, "start"), format_dtg(serial.start_utc), allowed)


def _place(look: Review, serial: Serial) -> Position | None:
    """The middle of the serial's area; without one where the officer conducting it starts; None if neither is sound."""
    if serial.area_id is not None:
        area = look.exercise.areas.get(serial.area_id)
        known = area is not None and not look.unsound.within(("areas", serial.area_id))
        return middle_of(area.points) if area is not None and known else None
    oce = look.exercise.units.get(serial.oce)
    known = oce is not None and not look.unsound.within(("units", serial.oce, "start"))
    return oce.start.place if oce is not None and known else None


def _next(place: Position, from_utc: datetime, to_utc: datetime, up: bool) -> datetime | None:
    """When the sun is first up (or not up) at a place, to five minutes; None if not before the end."""
    time_utc = from_utc
    while time_utc <= to_utc:
        altitude_rad, _ = sun_direction(place.lat_rad, place.lon_rad, time_utc.timestamp())
        if (altitude_rad > SUNRISE_RAD) is up:
            return time_utc
        time_utc += LOOK_EVERY
    return None
