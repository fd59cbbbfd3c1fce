"""ASWEX-SIM, search without a submarine: what a person sets, and who plays what.

Hunters search as in a CASEX. What they search for is towed and sounds like a submarine, drifts and echoes like one for
a while, or is nothing but what control says on the radio. Own words; figures are design values.
"""

from collections.abc import Iterable

from fleetex.behaviours.aswex_sim_control import Control
from fleetex.behaviours.aswex_sim_hunter import Searcher
from fleetex.behaviours.aswex_sim_params import CONTROL, TOWER, AswexSimParams, aswex_params_of
from fleetex.behaviours.aswex_sim_target import Target, Tower
from fleetex.behaviours.casex_dangers import hunt_dangers
from fleetex.behaviours.casex_params import HUNTER, TARGET
from fleetex.behaviours.conduct import Part
from fleetex.behaviours.doctrine import Doctrine
from fleetex.engine.view import Briefing
from fleetex.quantities import format_length, format_position
from fleetex.scenario.kinds import Doubt, KindSpec, Plan, RoleSpec, Whose
from fleetex.scenario.within import inside
from fleetex.units import NMI_M
from fleetex.vocabulary import Capability

_SHIP = frozenset({Capability.MOVES, Capability.RADIO})


def _doubts(plan: Plan) -> Iterable[Doubt]:
    """A hunter conducts; each mode has who it needs; a target is on the tower's deck and of another side."""
    params = plan.serial.params
    assert isinstance(params, AswexSimParams)
    hunters = plan.in_role(HUNTER)
    if hunters and plan.serial.oce not in {player.unit for player in hunters}:
        allowed = "a hunter conducts an ASWEX-SIM: reports reach hunters"
        yield Doubt(("oce",), plan.serial.oce, allowed, hunters[0].unit, (("roles",),))
    yield from _of_the_mode(plan, params)
    towers = plan.in_role(TOWER)
    for place, target in enumerate(plan.in_role(TARGET)):
        if towers and target.deck != towers[0].unit:
            allowed = f"the tower puts it in the water: let it start on the deck of `{towers[0].unit}`"
            yield Doubt(("roles", TARGET, place), target.unit, allowed, "", (("roles",),))
        deepest = target.platform.depth_m_max
        if 0.0 < deepest < params.target_depth:
            allowed = f"`{target.unit}` goes no deeper than {deepest:g} m"
            yield Doubt(("params", "target_depth"), f"{params.target_depth:g} m", allowed, f"{deepest:g} m")
        same = next((player.unit for player in hunters if player.side == target.side), "")
        if same:
            allowed = f"what is hunted is on another side than the hunters; `{same}` is of side `{target.side}` too"
            yield Doubt(("roles", TARGET, place), target.unit, allowed, "", (("roles",),))
    if params.mode == "towed" and params.target_depth > params.tow_line:
        allowed = f"a line of {params.tow_line:g} m takes it no deeper than it is long"
        found, write = f"{params.target_depth:g} m", f"{params.tow_line:g} m"
        yield Doubt(("params", "target_depth"), found, allowed, write, (("params", "tow_line"),))
    if params.mode == "towed" and params.weapon != "none" and 0.0 < params.clear_of_ships > params.tow_line:
        allowed = (
            f"the tower is {format_length(params.tow_line)} from the target (`tow_line`): no weapon would be launched"
        )
        found = format_length(params.clear_of_ships)
        yield Doubt(("params", "clear_of_ships"), found, allowed, "", (("params", "tow_line"), ("params", "weapon")))
    for spot in (params.phantom_at, *(call.at for call in params.script if call.bearing is None)):
        if spot is not None and plan.area is not None and not inside(plan.area, spot):
            key = "phantom_at" if spot is params.phantom_at else "script"
            yield Doubt(("params", key), format_position(spot), "it is inside the serial's area")


def _of_the_mode(plan: Plan, params: AswexSimParams) -> Iterable[Doubt]:
    """Who must be there, and who has nothing to do."""
    due = {"towed": (TOWER, TARGET), "bubble": (TOWER, TARGET), "scripted": (CONTROL,)}[params.mode]
    for role in due:
        if not plan.in_role(role):
            allowed = f"this mode needs somebody in the role `{role}`"
            yield Doubt(("params", "mode"), params.mode, allowed, "", (("roles",),))
    for role in (TOWER, TARGET, CONTROL):
        if role not in due and plan.in_role(role):
            allowed = f"the role `{role}` has nothing to do in the mode `{params.mode}`"
            yield Doubt(("roles", role), plan.in_role(role)[0].unit, allowed, "", (("params", "mode"),))
    if params.mode == "towed" and len(plan.in_role(TARGET)) > 1:
        yield Doubt(("roles", TARGET), plan.in_role(TARGET)[1].unit, "one target is towed at a time", "")


KIND = KindSpec(
    code="ASWEX-SIM",
    name="anti-submarine exercise without a submarine",
    text="Search for what stands for a submarine: a towed target, drifting reflectors, or control's calls.",
    roles={
        HUNTER: RoleSpec("ships that hunt", 1, None, _SHIP | {Capability.SONAR}),
        TOWER: RoleSpec("tows the target, or lays the reflectors", 0, 1, _SHIP, side=Whose.EITHER),
        TARGET: RoleSpec(
            "the towed target, or each reflector",
            0,
            None,
            frozenset({Capability.TARGET, Capability.DIVES}),
            side=Whose.OTHER,
        ),
        CONTROL: RoleSpec(
            "says where a submarine is that is not there", 0, 1, frozenset({Capability.RADIO}), side=Whose.EITHER
        ),
    },
    params=AswexSimParams,
    needs_area=True,
    sea_state_max=5,
    visibility_m_min=1.0 * NMI_M,
    sails={"speed": (HUNTER,), "closing_speed": (HUNTER,), "tow_speed": (TOWER,)},
    doubts=_doubts,
    dangers=hunt_dangers,
    intensive=True,
    source="serial definition in own words; limits are design values",
)


def doctrine(briefing: Briefing) -> Doctrine:
    """The class for the briefed role."""
    params = aswex_params_of(briefing)
    parts: dict[str, type[Part]] = {HUNTER: Searcher, TOWER: Tower, TARGET: Target, CONTROL: Control}
    return parts[briefing.role](briefing, radio=params.radio(briefing))
