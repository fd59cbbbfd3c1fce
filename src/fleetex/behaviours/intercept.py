"""INTERCEPT, identification intercept: alert fighters meet strangers in a zone. Doubts, and who plays what.

A controller watches the zone on his radar, scrambles a pair, talks it to them; the pair identifies them by eye, stays
with them at a distance, hands over to another and goes home on fuel. Strangers are no part of the serial: nobody knows
who comes. Own words; figures are design values.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from fleetex.behaviours.air_picture import own_plots
from fleetex.behaviours.coming_down import DETOUR
from fleetex.behaviours.conduct import Part
from fleetex.behaviours.doctrine import Doctrine
from fleetex.behaviours.doubts import apart_m, too_short
from fleetex.behaviours.intercept_control import Controller
from fleetex.behaviours.intercept_params import (
    AIR_MPS,
    ALERT,
    CONTROLLER,
    ON_WATCH,
    PICKETS,
    PLOTS,
    InterceptParams,
    pair_of,
    params_of,
)
from fleetex.behaviours.intercept_pilots import TASK_S, Leader, Pilot, Wing
from fleetex.behaviours.radio import Traffic
from fleetex.engine.events import Event, TimerRang
from fleetex.engine.orders import Order, SetTimer
from fleetex.engine.view import Briefing, View
from fleetex.quantities import Position, format_depth, format_length, format_mass, middle_of
from fleetex.scenario.kinds import Doubt, KindSpec, Plan, Player, RoleSpec
from fleetex.scenario.surroundings import Area
from fleetex.units import HOUR_S, MINUTE_S
from fleetex.vocabulary import Capability

_FIGHTER = frozenset({Capability.FLIES, Capability.RADIO, Capability.RADAR, Capability.SIGHT})
_STATION = frozenset({Capability.RADIO, Capability.RADAR})
TELL_TAG = "tell plots"
TELL_S = 30.0
AGAIN_TAG = "report again"
AGAIN_S = 300.0


@dataclass
class Picket(Part):
    """Another radar: reports on watch, and tells the controller every half minute which strangers it holds in the air.

    The report is answered, so it is known on which circuit the controller can be reached.
    """

    phase: str = "watching"

    def begin(self, view: View) -> list[Order]:
        return [SetTimer(TELL_TAG, TELL_S), *self.report(view, ON_WATCH, {})]

    def act(self, view: View, event: Event, traffic: Traffic) -> list[Order]:
        if traffic.gave_up and traffic.gave_up.kind == ON_WATCH:
            return [SetTimer(AGAIN_TAG, AGAIN_S)]
        if event == TimerRang(AGAIN_TAG):
            return self.report(view, ON_WATCH, {})
        if event != TimerRang(TELL_TAG):
            return []
        plots = [one.row() for one in own_plots(view, AIR_MPS)]
        told = self.radio.tell((self.briefing.oce,), PLOTS, {"plots": plots}) if plots else []
        return [SetTimer(TELL_TAG, TELL_S), *told]

    def outcome(self, view: View) -> tuple[bool, str]:
        return False, "a picket knows of no outcome"


def _nearest_m(area: Area, place: Position) -> float:
    """About how far the nearest of an area's corners or its middle is; 0 of a circle's that reaches so far."""
    points = (*area.points, middle_of(area.points))
    return max(0.0, min(apart_m(place, point) for point in points) - area.radius_m)


def _doubts(plan: Plan) -> Iterable[Doubt]:
    """The controller conducts; each fighter has a base, from which she reaches the zone with fuel to stay."""
    params = plan.serial.params
    assert isinstance(params, InterceptParams)
    controller = plan.in_role(CONTROLLER)
    if controller and plan.serial.oce != controller[0].unit:
        allowed = "the controller conducts an INTERCEPT"
        yield Doubt(("oce",), plan.serial.oce, allowed, controller[0].unit, (("roles",),))
    for number, one in enumerate(plan.in_role(ALERT)):
        yield from _of_fighter(plan, number, one, params)
    why = "to be scrambled, to meet somebody, and home again"
    yield from too_short(plan, params.readiness + HOUR_S, why, "readiness")


def _of_fighter(plan: Plan, number: int, one: Player, params: InterceptParams) -> Iterable[Doubt]:
    path = ("roles", ALERT, number)
    if params.height + 150.0 * number > one.platform.ceiling_m:
        ceiling = format_depth(one.platform.ceiling_m)
        allowed = f"`{one.unit}` flies up to {ceiling}, each fighter 150 m higher than the one before"
        yield Doubt(("params", "height"), format_depth(params.height), allowed, "", (("roles",),))
    if one.field is None:
        allowed = "an alert fighter has a base: let it start at an airfield"
        yield Doubt(path, one.unit, allowed, "", (("roles",),))
        return
    fuel = one.platform.fuel
    if fuel is None or plan.area is None:
        return
    off_m = _nearest_m(plan.area, one.field)
    seconds = 2.0 * DETOUR * off_m / params.cruise + TASK_S + params.reserve
    rate_kgps = fuel.rate_kgps(params.cruise)
    full_kg = fuel.capacity_kg
    if rate_kgps * seconds > full_kg:
        reach = format_length(0.5 * max(0.0, full_kg / rate_kgps - TASK_S - params.reserve) * params.cruise / DETOUR, 3)
        allowed = (
            f"the zone is {format_length(off_m, 3)} from its base, and full tanks reach {reach}, with "
            f"{TASK_S / MINUTE_S:.0f} min there, the reserve and the way back"
        )
        yield Doubt(path, one.unit, allowed, "", (("area",), ("params", "reserve"), ("params", "cruise")))
    elif rate_kgps * seconds > one.fuel * full_kg:
        allowed = (
            f"to the zone, {TASK_S / MINUTE_S:.0f} min there and back, with the reserve, takes "
            f"{format_mass(rate_kgps * seconds, 3)}; it has {format_mass(one.fuel * full_kg, 3)}"
        )
        yield Doubt(path, one.unit, allowed, "", (("area",), ("params", "reserve"), ("params", "cruise")))


KIND = KindSpec(
    code="INTERCEPT",
    name="identification intercept",
    text="Alert fighters are scrambled, identify strangers in a zone by eye, stay with them, and hand over.",
    roles={
        CONTROLLER: RoleSpec("radar with the controller, who conducts; ashore or afloat", 1, 1, _STATION),
        ALERT: RoleSpec("alert fighters at their airfields, in pairs as they stand here", 1, None, _FIGHTER),
        PICKETS: RoleSpec("other radars, which tell the controller what they hold", 0, None, _STATION),
    },
    params=InterceptParams,
    needs_area=True,
    sails={"speed": (ALERT,), "cruise": (ALERT,)},
    doubts=_doubts,
    source="serial definition in own words; limits are design values",
)


def doctrine(briefing: Briefing) -> Doctrine:
    """Who controls, who leads a pair, who follows, who watches besides."""
    params = params_of(briefing)
    radio = params.radio(briefing)
    if briefing.role == CONTROLLER:
        return Controller(briefing, radio=radio)
    if briefing.role == PICKETS:
        return Picket(briefing, radio=radio)
    part: type[Pilot] = Leader if pair_of(briefing, briefing.unit)[0] == briefing.unit else Wing
    return part(briefing, radio=radio)
