"""AIRPATROL, joint air patrol: bombers and fighters of several nations meet and fly a route together. Doubts and parts.

They take off from their own fields, meet at the first point of the route, fly it through air defence identification
zones and outside national airspace, part, and go home on fuel. Own words; figures are design values.
"""

from collections.abc import Iterable
from itertools import pairwise

from fleetex.behaviours.airpatrol_crews import Flier, Joiner, Lead
from fleetex.behaviours.airpatrol_orbits import Tanker, Warner
from fleetex.behaviours.airpatrol_params import EARLY_WARNING, ESCORT, LEAD, ROLES, TANKER, WING, AirPatrolParams
from fleetex.behaviours.coming_down import DETOUR
from fleetex.behaviours.doctrine import Doctrine
from fleetex.behaviours.doubts import apart_m, too_short
from fleetex.engine.view import Briefing
from fleetex.quantities import Position, format_depth, format_length, format_mass
from fleetex.scenario.kinds import Doubt, KindSpec, Plan, Player, RoleSpec
from fleetex.units import MINUTE_S
from fleetex.vocabulary import Capability

_AIRCRAFT = frozenset({Capability.FLIES, Capability.RADIO, Capability.RADAR})
HOME_S = 30.0 * MINUTE_S
"""Allowed for the last way home and the landings."""


def _length_m(places: Iterable[Position]) -> float:
    return sum(apart_m(a, b) for a, b in pairwise(places))


def _doubts(plan: Plan) -> Iterable[Doubt]:
    """The lead conducts; places named are there; heights and fuel are within what the aircraft have; time for it."""
    params = plan.serial.params
    assert isinstance(params, AirPatrolParams)
    lead = plan.in_role(LEAD)
    if lead and plan.serial.oce != lead[0].unit:
        allowed = "the lead conducts an AIRPATROL: he keeps the time"
        yield Doubt(("oce",), plan.serial.oce, allowed, lead[0].unit, (("roles",),))
    yield from _of_names(plan, params)
    for role in ROLES:
        for number, one in enumerate(plan.in_role(role)):
            yield from _of_height(one, params, number + 1 if role == ESCORT else 0)
            yield from _of_fuel(role, number, one, params)
    route_s = _length_m(params.route) / params.speed
    why = "until the rendezvous, the route at its speed, and half an hour home"
    yield from too_short(plan, params.rendezvous_after + route_s + HOME_S, why, "route", "speed", "rendezvous_after")


def _of_names(plan: Plan, params: AirPatrolParams) -> Iterable[Doubt]:
    """Zones are areas; ways and escorts are of who takes part."""
    for number, zone in enumerate(params.zones):
        if zone not in plan.areas:
            allowed = f"an area of this exercise: {', '.join(plan.areas) or 'there is none'}"
            yield Doubt(("params", "zones", number), zone, allowed)
    fliers = [one.unit for role in ROLES for one in plan.in_role(role)]
    for unit in params.ways:
        if unit not in fliers:
            yield Doubt(
                ("params", "ways", unit), unit, f"who flies this patrol: {', '.join(fliers)}", "", (("roles",),)
            )
    receivers = [one.unit for role in (WING, ESCORT) for one in plan.in_role(role)]
    for number, unit in enumerate(params.refuels):
        path, rests_on = ("params", "refuels", number), (("roles",),)
        if unit not in receivers:
            allowed = f"a wing or an escort of this patrol: {', '.join(receivers) or 'there is none'}"
            yield Doubt(path, unit, allowed, "", rests_on)
        elif not plan.in_role(TANKER):
            yield Doubt(path, unit, "nobody plays `tanker`: who is refuelled needs one", "", rests_on)
    escorts = [one.unit for one in plan.in_role(ESCORT)]
    for unit in params.escorts:
        if unit not in escorts:
            allowed = f"an escort of this patrol: {', '.join(escorts) or 'there is none'}"
            yield Doubt(("params", "escorts", unit), unit, allowed, "", (("roles",),))


def _of_height(one: Player, params: AirPatrolParams, steps: int) -> Iterable[Doubt]:
    height_m = params.height + steps * params.height_step
    if height_m > one.platform.ceiling_m:
        ceiling = format_depth(one.platform.ceiling_m)
        allowed = f"`{one.unit}` would fly at {format_depth(height_m)}, and its ceiling is {ceiling}"
        rests_on = (("roles",), ("params", "height_step"))
        yield Doubt(("params", "height"), format_depth(params.height), allowed, "", rests_on)


def _of_fuel(role: str, number: int, one: Player, params: AirPatrolParams) -> Iterable[Doubt]:
    """Out, along her part of the route, home from its end, and the reserve."""
    fuel, home = one.platform.fuel, one.field or one.place
    if fuel is None or home is None or role in (EARLY_WARNING, TANKER):
        return
    first, last = 1, len(params.route)
    if role == ESCORT and one.unit in params.escorts:
        part = params.escorts[one.unit]
        first, last = part.joins, part.leaves or last
    flown = params.route[first - 1 : last]
    ways = params.ways.get(one.unit, ())
    far_m = apart_m(home, flown[-1])
    back = [place for place in reversed(ways) if apart_m(place, home) < far_m]
    way_m = _length_m((home, *ways, *flown)) + DETOUR * _length_m((flown[-1], *back, home))
    rate_kgps = fuel.rate_kgps(params.speed)
    carried_kg = one.fuel * fuel.capacity_kg
    if one.unit in params.refuels:  # with full tanks from the tanker on
        at = params.tanker_at or params.route[0]
        way_m = _length_m((at, *flown)) + DETOUR * _length_m((flown[-1], *back, home))
        carried_kg = fuel.capacity_kg
    needed_kg = rate_kgps * (way_m / params.speed + params.reserve)
    if needed_kg <= carried_kg:
        return
    reach = format_length(carried_kg / rate_kgps * params.speed, 3)
    allowed = (
        f"out, from point {first} to {last} of the route and home, with the reserve, is {format_length(way_m, 3)} and "
        f"takes {format_mass(needed_kg, 3)}; it carries {format_mass(carried_kg, 3)}: that is {reach}"
    )
    rests_on = (
        ("params", "route"),
        ("params", "speed"),
        ("params", "reserve"),
        ("params", "escorts"),
        ("params", "ways"),
    )
    yield Doubt(("roles", role, number), one.unit, allowed, "", rests_on)


KIND = KindSpec(
    code="AIRPATROL",
    name="joint air patrol",
    text="Bombers and fighters of several nations meet, fly a route together outside national airspace, and part.",
    roles={
        LEAD: RoleSpec("the leading bomber; conducts the serial", 1, 1, _AIRCRAFT),
        WING: RoleSpec("other bombers, who keep station on the lead", 0, None, _AIRCRAFT),
        ESCORT: RoleSpec("fighters, who keep station on the lead along their part of the route", 0, None, _AIRCRAFT),
        EARLY_WARNING: RoleSpec("early-warning aircraft, who tell of strangers in the air", 0, None, _AIRCRAFT),
        TANKER: RoleSpec(
            "tanker aircraft, who give fuel to those that `refuels` names",
            0,
            None,
            _AIRCRAFT | {Capability.HOSE_DELIVERY},
        ),
    },
    params=AirPatrolParams,
    needs_area=False,
    sails={"speed": (LEAD, WING, ESCORT)},
    doubts=_doubts,
    needs_no_commex=True,
    source="serial definition in own words; limits are design values",
)


_PARTS: dict[str, type[Flier]] = {LEAD: Lead, WING: Joiner, ESCORT: Joiner, EARLY_WARNING: Warner, TANKER: Tanker}


def doctrine(briefing: Briefing) -> Doctrine:
    """Who leads, who joins, who warns, who gives fuel."""
    assert isinstance(briefing.params, AirPatrolParams)
    return _PARTS[briefing.role](briefing, radio=briefing.params.radio(briefing))
