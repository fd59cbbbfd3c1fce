"""SAREX, search and rescue exercise: a raft put adrift, reported late and wrongly, searched for by a plan, recovered.

The layer has it on her deck, puts it in the water at COMEX, lies off, and reports it after a while with an error. What
the co-ordinator and the searchers do stands in sar_osc and sar_search. Own words; figures are design values but where a
source is named.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from fleetex.behaviours.conduct import Part, only
from fleetex.behaviours.doctrine import Doctrine
from fleetex.behaviours.doubts import offset, too_short
from fleetex.behaviours.radio import Traffic
from fleetex.behaviours.sar_osc import Osc
from fleetex.behaviours.sar_plan import SarexParams, co_ordinator, params_of
from fleetex.behaviours.sar_search import DISTRESS, Searcher
from fleetex.engine.events import Event, TimerRang
from fleetex.engine.orders import Drift, FollowRoute, Log, Order, Position, SetTimer
from fleetex.engine.view import Briefing, View
from fleetex.library.coast import is_land
from fleetex.quantities import Position as Place
from fleetex.quantities import format_length, format_position, middle_of
from fleetex.scenario.kinds import Doubt, KindSpec, Plan, RoleSpec, Whose
from fleetex.scenario.within import inside
from fleetex.units import DEG_RAD, NMI_M
from fleetex.vocabulary import Capability

REPORT_TAG = "report"
REPORT_AGAIN_S = 300.0
"""Design value: a report that nobody answered is made again after this."""
SOON_S = 1800.0
"""Design value: time that a serial leaves for searching, at least."""
_SHIP = frozenset({Capability.MOVES, Capability.RADIO})


@dataclass
class Castaway(Part):
    """The raft: it drifts."""

    phase: str = "on deck"

    def begin(self, view: View) -> list[Order]:
        self.phase = "adrift"
        place = view.own().position
        figures = {"lat_deg": place.lat_rad / DEG_RAD, "lon_deg": place.lon_rad / DEG_RAD}
        return [Drift(), Log("adrift", f"{view.unit} is adrift.", figures)]

    def act(self, view: View, event: Event, traffic: Traffic) -> list[Order]:
        return []

    def outcome(self, view: View) -> tuple[bool, str]:
        return False, "the raft is adrift"


@dataclass
class Layer(Part):
    """Puts the raft in the water, lies off, and reports it."""

    phase: str = "laying"
    lat_rad: float = 0.0
    lon_rad: float = 0.0
    at_s: float = 0.0

    def begin(self, view: View) -> list[Order]:
        params, own = params_of(self.briefing), view.own()
        self.lat_rad, self.lon_rad, self.at_s = own.position.lat_rad, own.position.lon_rad, view.time_s
        self.phase = "lying off"
        off = view.offset(own.position, (params.assembly_bearing + math.pi) % math.tau, params.assembly)
        return [FollowRoute((off,), params.closing_speed), SetTimer(REPORT_TAG, params.reported_after)]

    def act(self, view: View, event: Event, traffic: Traffic) -> list[Order]:
        if isinstance(event, TimerRang) and event.tag == REPORT_TAG:
            return self._report(view)
        if traffic.gave_up and traffic.gave_up.kind == DISTRESS:
            return [SetTimer(REPORT_TAG, REPORT_AGAIN_S)]
        return []

    def outcome(self, view: View) -> tuple[bool, str]:
        return False, "the raft was not told to be found"

    def _report(self, view: View) -> list[Order]:
        """The last known position and its time, as wrong as such reports are."""
        params = params_of(self.briefing)
        north, east = normals(view, "position reported")
        late, _ = normals(view, "time reported")
        place = view.offset(Position(self.lat_rad, self.lon_rad), 0.0, params.position_error * north)
        place = view.offset(place, math.pi / 2.0, params.position_error * east)
        at_s = min(view.time_s, self.at_s + params.time_error * late)
        figures = {
            "lat_deg": place.lat_rad / DEG_RAD,
            "lon_deg": place.lon_rad / DEG_RAD,
            "off_m": params.position_error * math.hypot(north, east),
            "seconds": at_s - self.at_s,
        }
        text = f"Raft reported {figures['off_m'] / NMI_M:.1f} nmi from where it was put in the water."
        body = {"lat_rad": place.lat_rad, "lon_rad": place.lon_rad, "at_s": at_s}
        return [Log("distress", text, figures), *self.radio.call(view, (co_ordinator(self.briefing),), DISTRESS, body)]


def normals(view: View, purpose: str) -> tuple[float, float]:
    """Two standard normal numbers of this unit's own (Box and Muller, Ann. Math. Stat. 29, 1958)."""
    length = math.sqrt(-2.0 * math.log(1.0 - view.draw(purpose, 0)))
    turn = math.tau * view.draw(purpose, 1)
    return length * math.cos(turn), length * math.sin(turn)


def _doubts(plan: Plan) -> Iterable[Doubt]:
    """A co-ordinator who conducts, a raft on the layer's deck, water to put it in, tracks that fit the box, time."""
    params = plan.serial.params
    assert isinstance(params, SarexParams)
    oscs, layers = plan.in_role("osc"), plan.in_role("layer")
    if oscs and plan.serial.oce != oscs[0].unit:
        allowed = "the on-scene co-ordinator (role `osc`) conducts a SAREX"
        yield Doubt(("oce",), plan.serial.oce, allowed, oscs[0].unit, (("roles",),))
    for place, raft in enumerate(plan.in_role("datum")):
        if layers and raft.deck != layers[0].unit:
            allowed = (
                f"the layer puts it in the water from her own deck: let it start on the deck of `{layers[0].unit}`"
            )
            yield Doubt(("roles", "datum", place), raft.unit, allowed, "", (("roles",),))
    yield from _of_the_place(plan, params)
    half_m = params.search_radius
    if half_m is not None and params.track_spacing is not None and params.track_spacing > 2.0 * half_m:
        allowed = f"tracks so far apart leave the box, {format_length(2.0 * half_m)} wide (`search_radius`), unsearched"
        found, write = format_length(params.track_spacing), format_length(half_m)
        yield Doubt(("params", "track_spacing"), found, allowed, write, (("params", "search_radius"),))
    why = "it is reported after `reported_after`, and half an hour is left to search"
    yield from too_short(plan, params.reported_after + SOON_S, why, "reported_after")


def _of_the_place(plan: Plan, params: SarexParams) -> Iterable[Doubt]:
    """The raft goes into water inside the area; tracks are no further apart than the area is wide."""
    if plan.area is None or not plan.area.points:
        return
    middle = middle_of(plan.area.points)
    datum = params.datum or middle
    key = ("params", "datum") if params.datum else ("area",)
    found = format_position(datum)
    if is_land(datum.lat_deg, datum.lon_deg):
        where = (
            "the raft is put in the water there" if params.datum else "its middle, where the raft is put in the water,"
        )
        yield Doubt(key, found, f"{where} is on land (Natural Earth 1:10m)", "", (("area",), ("params", "datum")))
    elif params.datum and not inside(plan.area, datum):
        allowed = f"the raft is put in the water inside the area, `{plan.serial.area_id}`; its middle is"
        yield Doubt(key, found, f"{allowed} {format_position(middle)}", format_position(middle), (("area",),))
    elif is_land(*_degrees(offset(datum, params.assembly_bearing, params.assembly))):
        allowed = (
            f"`assembly` ({format_length(params.assembly)}) from the datum that way the searchers would wait on land"
        )
        found = f"{params.assembly_bearing / DEG_RAD:03.0f}T"
        rests_on = (("area",), ("params", "datum"), ("params", "assembly"))
        yield Doubt(("params", "assembly_bearing"), found, allowed, "", rests_on)


def _degrees(place: Place) -> tuple[float, float]:
    return place.lat_deg, place.lon_deg


KIND = KindSpec(
    code="SAREX",
    name="search and rescue exercise",
    text="A raft put adrift and reported with an error is searched for by a plan, and recovered.",
    roles={
        "osc": RoleSpec("on-scene co-ordinator, conducts the serial and searches", 1, 1, _SHIP | {Capability.SIGHT}),
        "search": RoleSpec("ships that search with him", 0, None, _SHIP | {Capability.SIGHT}),
        "datum": RoleSpec("the raft, on the layer's deck until COMEX", 1, 1, frozenset({Capability.TARGET})),
        "layer": RoleSpec(
            "puts it in the water, lies off and reports it; takes no part in the search", 1, 1, _SHIP, side=Whose.EITHER
        ),
    },
    led_by="osc",
    params=SarexParams,
    needs_area=True,
    daylight_only=True,
    sea_state_max=5,
    visibility_m_min=2.0 * NMI_M,
    sails={"speed": ("osc", "search"), "closing_speed": ("osc", "search", "layer")},
    doubts=_doubts,
    source="serial definition in own words; IAMSAR Manual by name; limits are design values",
)


def doctrine(briefing: Briefing) -> Doctrine:
    """The class for the briefed role."""
    params = params_of(briefing)
    assert only(briefing, "datum")
    parts: dict[str, type[Part]] = {"osc": Osc, "search": Searcher, "layer": Layer, "datum": Castaway}
    return parts[briefing.role](briefing, radio=params.radio(briefing))
