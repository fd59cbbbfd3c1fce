"""GUNEX-S, surface gunnery: main guns at a target towed or adrift, spotted and corrected, the range watched.

Published practice in own words: the towed target well astern of its tug, a firing line abeam of the run, a range
clear of shipping before every salvo, one word from anybody to stop. The rules are design values of a training aid.
"""

import math
from collections.abc import Iterable

from fleetex.behaviours.conduct import in_role
from fleetex.behaviours.doctrine import Doctrine
from fleetex.behaviours.doubts import land_on_the_way, offset
from fleetex.behaviours.firing import Firing
from fleetex.behaviours.gunex_ground import GunexParams
from fleetex.behaviours.gunnery_dangers import gunex_dangers
from fleetex.behaviours.gunnery_part import GunneryPart
from fleetex.behaviours.gunnery_roles import Guard, RangeWatcher, Spotter, Target, Tug
from fleetex.engine.view import Briefing
from fleetex.quantities import format_course, middle_of
from fleetex.scenario.kinds import Doubt, KindSpec, Plan, RoleSpec, Whose
from fleetex.units import NMI_M
from fleetex.vocabulary import Capability

_SHIP = frozenset({Capability.MOVES, Capability.RADIO})


def _doubts(plan: Plan) -> Iterable[Doubt]:
    """Water from the guns to the middle of the area, where the target is."""
    params = plan.serial.params
    assert isinstance(params, GunexParams)
    if params.line_of_fire is not None:
        key, line_rad = "line_of_fire", params.line_of_fire
    elif params.track_course is not None:
        key, line_rad = "track_course", (params.track_course + math.pi / 2) % math.tau
    else:
        return
    if plan.area is None:
        return
    target = middle_of(plan.area.points)
    met = land_on_the_way(offset(target, (line_rad + math.pi) % math.tau, params.range), target)
    if met:
        allowed = (
            f"fire along {format_course(line_rad, 0)} from `range` off the middle of the area comes from or over land, "
            f"at {met} (Natural Earth 1:10m): give another `{key}`, a shorter `range` or another area"
        )
        clear = _clear_line(plan, params)
        write = "" if clear is None else format_course(clear if key == "line_of_fire" else clear - math.pi / 2, 0)
        rests_on = (("params", "range"), ("params", "line_of_fire"), ("params", "track_course"), ("area",))
        yield Doubt(("params", key), format_course(getattr(params, key), 0), allowed, write, rests_on)


def _clear_line(plan: Plan, params: GunexParams) -> float | None:
    """A line of fire over water alone, of sixteen; None if there is none."""
    assert plan.area is not None
    target = middle_of(plan.area.points)
    lines = (point * math.tau / 16.0 for point in range(16))
    back = ((line_rad, (line_rad + math.pi) % math.tau) for line_rad in lines)
    return next((line for line, way in back if not land_on_the_way(offset(target, way, params.range), target)), None)


KIND = KindSpec(
    code="GUNEX-S",
    name="surface gunnery",
    text="Main guns at a surface target, towed or adrift, with a spotter and a watch on the range.",
    roles={
        "firing": RoleSpec("firing ships, in the order in which they fire", 1, None, _SHIP | {Capability.GUN}),
        "target": RoleSpec("what is fired at", 1, 1, frozenset({Capability.TARGET})),
        "tug": RoleSpec(
            "tows the target; without one it is set adrift", 0, 1, _SHIP | {Capability.TOW}, side=Whose.EITHER
        ),
        "spotter": RoleSpec("spots the fall; without one each ship spots her own", 0, 1, _SHIP | {Capability.SIGHT}),
        "safety": RoleSpec("range safety ship", 0, 1, _SHIP | {Capability.RADAR}),
        "guard": RoleSpec("range guards", 0, None, _SHIP | {Capability.RADAR}),
    },
    params=GunexParams,
    needs_area=True,
    live=True,
    daylight_only=True,
    fires={"firing": "range"},
    sails={"tow_speed": ("tug",), "transit_speed": ("tug",)},
    doubts=_doubts,
    dangers=gunex_dangers,
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
