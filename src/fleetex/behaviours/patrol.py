"""PATROL, and transit in formation: what a person sets, and who plays what.

A force follows a route or holds an area in company, watches, reports what it meets, and sends one ship to shadow a
contact that comes near. Emission may be silent. Own words; figures are design values.
"""

from collections.abc import Iterable

from fleetex.behaviours.doctrine import Doctrine
from fleetex.behaviours.patrol_ships import Member, Otc, PatrolParams
from fleetex.engine.view import Briefing
from fleetex.scenario.kinds import Doubt, KindSpec, Plan, RoleSpec
from fleetex.units import NMI_M
from fleetex.vocabulary import Capability


def _doubts(plan: Plan) -> Iterable[Doubt]:
    """A patrol goes somewhere."""
    params = plan.serial.params
    assert isinstance(params, PatrolParams)
    if not params.route and plan.serial.area_id is None:
        allowed = "a PATROL follows a `route` (in its params) or holds an `area`, and neither is given"
        yield Doubt(("area",), "", allowed, f"area: {plan.areas[0]}" if plan.areas else "", (("params", "route"),))


KIND = KindSpec(
    code="PATROL",
    name="joint maritime patrol",
    text="Follow a route or hold an area in company, watch, report and shadow what is met.",
    roles={
        "otc": RoleSpec(
            "officer in tactical command, the guide", 1, 1, frozenset({Capability.MOVES, Capability.RADIO})
        ),
        "units": RoleSpec("ships in company", 0, None, frozenset({Capability.MOVES, Capability.RADIO})),
    },
    led_by="otc",
    params=PatrolParams,
    needs_area=False,
    sea_state_max=6,
    visibility_m_min=1.0 * NMI_M,
    sails={"speed": ("otc",)},
    doubts=_doubts,
    source="serial definition in own words; limits are design values",
)


def doctrine(briefing: Briefing) -> Doctrine:
    """The OTC leads; everybody else keeps station, reports and shadows."""
    assert isinstance(briefing.params, PatrolParams)
    part = Otc if briefing.role == "otc" else Member
    return part(briefing, radio=briefing.params.radio(briefing))
