"""GUNEX-S, surface gunnery: main guns at a target towed or adrift, spotted and corrected, the range watched.

Published practice in own words: the towed target well astern of its tug, a firing line abeam of the run, a range
clear of shipping before every salvo, one word from anybody to stop. The rules are design values of a training aid.
"""

from fleetex.behaviours.conduct import in_role
from fleetex.behaviours.doctrine import Doctrine
from fleetex.behaviours.firing import Firing
from fleetex.behaviours.gunex_ground import GunexParams
from fleetex.behaviours.gunnery_part import GunneryPart
from fleetex.behaviours.gunnery_roles import Guard, RangeWatcher, Spotter, Target, Tug
from fleetex.engine.view import Briefing
from fleetex.scenario.kinds import KindSpec, RoleSpec
from fleetex.units import NMI_M
from fleetex.vocabulary import Capability

_SHIP = frozenset({Capability.MOVES, Capability.RADIO})

KIND = KindSpec(
    code="GUNEX-S",
    name="surface gunnery",
    text="Main guns at a surface target, towed or adrift, with a spotter and a watch on the range.",
    roles={
        "firing": RoleSpec("firing ships, in the order in which they fire", 1, None, _SHIP | {Capability.GUN}),
        "target": RoleSpec("what is fired at", 1, 1, frozenset({Capability.TARGET})),
        "tug": RoleSpec("tows the target; without one it is set adrift", 0, 1, _SHIP | {Capability.TOW}),
        "spotter": RoleSpec("spots the fall; without one each ship spots her own", 0, 1, _SHIP | {Capability.SIGHT}),
        "safety": RoleSpec("range safety ship", 0, 1, _SHIP | {Capability.RADAR}),
        "guard": RoleSpec("range guards", 0, None, _SHIP | {Capability.RADAR}),
    },
    params=GunexParams,
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
    assert isinstance(briefing.params, GunexParams)
    assert in_role(briefing, "target")
    parts: dict[str, type[GunneryPart]] = {
        "firing": Firing,
        "target": Target,
        "tug": Tug,
        "spotter": Spotter,
        "safety": RangeWatcher,
        "guard": Guard,
    }
    return parts[briefing.role](briefing, radio=briefing.params.radio(briefing))
