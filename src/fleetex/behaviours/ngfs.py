"""NGFS, naval gunfire support: ships fire at a place ashore on a spotter's call.

Call for fire, single rounds corrected until one falls near enough, fire for effect shared among the ships so that
their rounds arrive together, end of mission. The sequence is that of the public fire-controlman courses (NAVEDTRA
14097-14099, NGFS) in own words; figures are design values.
"""

import math
from collections.abc import Iterable

from fleetex.behaviours.conduct import counted, in_role
from fleetex.behaviours.doctrine import Doctrine
from fleetex.behaviours.doubts import apart_m, offset
from fleetex.behaviours.firing import Firing
from fleetex.behaviours.firing_places import Berths, bearings
from fleetex.behaviours.gunnery_dangers import berths_of, ngfs_dangers
from fleetex.behaviours.gunnery_part import GunneryPart
from fleetex.behaviours.gunnery_roles import RangeWatcher, Spotter, Target
from fleetex.behaviours.ngfs_ground import NgfsParams
from fleetex.engine.view import Briefing
from fleetex.library.coast import is_land
from fleetex.quantities import format_course, format_length, format_position
from fleetex.scenario.kinds import Doubt, KindSpec, Plan, RoleSpec
from fleetex.units import DEG_RAD, NMI_M
from fleetex.vocabulary import Capability

SURVEY_M = 1_000.0
"""Design value: a survey is never so far out; a `target` farther from what is fired at is another place."""


def _doubts(plan: Plan) -> Iterable[Doubt]:
    """The place surveyed is where the target stands, and the firing ships find water off it, inside the area."""
    params = plan.serial.params
    assert isinstance(params, NgfsParams)
    for target in plan.in_role("impact_target"):
        if target.place is None:
            continue
        off_m = apart_m(params.target, target.place)
        if off_m > SURVEY_M:
            allowed = (
                f"`{target.unit}`, which is fired at, stands {format_length(off_m, 3)} from there; the survey is good "
                f"to {format_length(SURVEY_M)}"
            )
            found, write = format_position(params.target), format_position(target.place)
            yield Doubt(("params", "target"), found, allowed, write, (("roles", "impact_target"),))
            return
    if params.firing_from or None not in bearings(_berths(plan, params)):
        return
    station = offset(params.target, (params.line_of_fire + math.pi) % math.tau, params.range)
    rests_on = (("params", "target"), ("params", "range"), ("area",), ("roles", "firing"))
    if is_land(station.lat_deg, station.lon_deg):
        allowed = (
            f"ships firing along it from `range` ({format_length(params.range)}) off would stand on land, at "
            f"{format_position(station)} (Natural Earth 1:10m)"
        )
        yield Doubt(("params", "line_of_fire"), format_course(params.line_of_fire, 0), allowed, "", rests_on)
        return
    ships = counted(len(plan.in_role("firing")), "firing ship")
    allowed = (
        f"it is the water that the firing ships keep to: it has no room for {ships} at `range` "
        f"({format_length(params.range)}) from the target and {params.line_within / DEG_RAD:.0f} degrees about "
        f"`line_of_fire`, that is about {format_position(station)}"
    )
    yield Doubt(("area",), plan.serial.area_id or "", allowed, "", (*rests_on, ("params", "line_of_fire")))


def _berths(plan: Plan, params: NgfsParams) -> Berths:
    return berths_of(plan.area, params, max(1, len(plan.in_role("firing"))))


KIND = KindSpec(
    code="NGFS",
    name="naval gunfire support",
    text=(
        "Ships' guns at an impact area ashore, adjusted by a spotter, then fire for effect. "
        "The serial's area is the water that the firing ships keep to, not the impact area."
    ),
    roles={
        "firing": RoleSpec(
            "firing ships, in the order in which they adjust",
            1,
            None,
            frozenset({Capability.GUN, Capability.RADIO, Capability.MOVES}),
        ),
        "spotter": RoleSpec(
            "calls and corrects the fire, from a ship or ashore", 1, 1, frozenset({Capability.SIGHT, Capability.RADIO})
        ),
        "impact_target": RoleSpec("what is fired at, ashore", 1, 1, frozenset({Capability.TARGET})),
        "range_party": RoleSpec(
            "watches the impact area from ashore", 0, 1, frozenset({Capability.SIGHT, Capability.RADIO})
        ),
    },
    params=NgfsParams,
    needs_area=True,
    live=True,
    daylight_only=True,
    fires={"firing": "range"},
    sails={"speed": ("firing",)},
    doubts=_doubts,
    dangers=ngfs_dangers,
    sea_state_max=4,
    visibility_m_min=5.0 * NMI_M,
    follows=frozenset({"GUNEX-S"}),
    source="serial definition in own words; limits are design values",
)


def doctrine(briefing: Briefing) -> Doctrine:
    """The class for the briefed role."""
    assert isinstance(briefing.params, NgfsParams)
    assert in_role(briefing, "impact_target")
    assert in_role(briefing, "spotter")
    parts: dict[str, type[GunneryPart]] = {
        "firing": Firing,
        "spotter": Spotter,
        "impact_target": Target,
        "range_party": RangeWatcher,
    }
    return parts[briefing.role](briefing, radio=briefing.params.radio(briefing))
