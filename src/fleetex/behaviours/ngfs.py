"""NGFS, naval gunfire support: ships fire at a place ashore on a spotter's call.

Call for fire, single rounds corrected until one falls near enough, fire for effect shared among the ships so that
their rounds arrive together, end of mission. The sequence is that of the public fire-controlman courses (NAVEDTRA
14097-14099, NGFS) in own words; figures are design values.
"""

from fleetex.behaviours.conduct import in_role
from fleetex.behaviours.doctrine import Doctrine
from fleetex.behaviours.firing import Firing
from fleetex.behaviours.gunnery_part import GunneryPart
from fleetex.behaviours.gunnery_roles import RangeWatcher, Spotter, Target
from fleetex.behaviours.ngfs_ground import NgfsParams
from fleetex.engine.view import Briefing
from fleetex.scenario.kinds import KindSpec, RoleSpec
from fleetex.units import NMI_M
from fleetex.vocabulary import Capability

KIND = KindSpec(
    code="NGFS",
    name="naval gunfire support",
    text="Ships' guns at an impact area ashore, adjusted by a spotter, then fire for effect.",
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
    sea_state_max=4,
    visibility_m_min=5.0 * NMI_M,
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
