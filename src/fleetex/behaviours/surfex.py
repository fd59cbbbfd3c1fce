"""SURFEX, a surface action: two groups of warships look for each other among neutrals, classify, fire first or second.

Each side goes by its own plot: radars, eyes, ESM, and what its consorts share over a link. Nobody fires at what is not
taken for a warship, is not plotted well enough, or has a stranger beside it. Hits are assessed by an umpire. Own words;
figures are design values.
"""

from collections.abc import Iterable

from fleetex.behaviours.conduct import Part, counted
from fleetex.behaviours.doctrine import Doctrine
from fleetex.behaviours.surfex_roe import DECLARED, HOSTILE_ACT
from fleetex.behaviours.surfex_ships import BLUE, ORANGE, Combatant, SurfexParams, params_of
from fleetex.engine.view import Briefing
from fleetex.quantities import format_length
from fleetex.scenario.kinds import Doubt, KindSpec, Plan, RoleSpec, Whose
from fleetex.units import NMI_M
from fleetex.vocabulary import Capability

_SHIP = frozenset({Capability.MOVES, Capability.RADIO, Capability.RADAR})


def _doubts(plan: Plan) -> Iterable[Doubt]:
    """Each group is of one side, and not of the other's; somebody can fire as far and as much as is asked."""
    params = plan.serial.params
    assert isinstance(params, SurfexParams)
    blue, orange = plan.in_role(BLUE), plan.in_role(ORANGE)
    for place, player in enumerate(orange):
        same = next((other.unit for other in blue if other.side == player.side), "")
        if same:
            allowed = f"the groups are of two sides; `{same}` is of side `{player.side}` too"
            yield Doubt(("roles", ORANGE, place), player.unit, allowed, "", (("roles",),))
    if params.blue_roe == params.orange_roe == HOSTILE_ACT:
        allowed = "each group would wait for the other to fire, and nobody would; `salvoes: 0` says that"
        yield Doubt(("params", "orange_roe"), HOSTILE_ACT, allowed, DECLARED, (("params", "blue_roe"),))
    if not any(player.platform.surface_missiles for player in (*blue, *orange)):
        if blue and orange:
            yield Doubt(("roles", BLUE, 0), blue[0].unit, "no ship of either group carries missiles against ships")
        return
    for role, players in ((BLUE, blue), (ORANGE, orange)):
        for place, player in enumerate(players):
            most = max((mount.rounds for mount in player.platform.surface_missiles), default=params.salvo)
            if params.salvo > most:
                allowed = f"`{player.unit}` has {counted(most, 'missile')} in her largest launcher"
                rests_on = (("roles", role, place),)
                yield Doubt(("params", "salvo"), f"{params.salvo}", allowed, f"{most}", rests_on)
                return
    mounted = {mount.class_id for player in (*blue, *orange) for mount in player.platform.surface_missiles}
    reach_m = max(plan.library.surface_missiles[class_id].range_m_max for class_id in mounted)
    if params.fire_range > reach_m:
        allowed = "no missile of either group flies so far"
        yield Doubt(("params", "fire_range"), format_length(params.fire_range), allowed, format_length(reach_m))


KIND = KindSpec(
    code="SURFEX",
    name="surface warfare exercise",
    text="Two groups of warships search for each other among neutrals, classify, and fire; an umpire assesses.",
    roles={
        BLUE: RoleSpec("ships of one group, its leader first", 1, None, _SHIP),
        ORANGE: RoleSpec("ships of the other group, its leader first", 1, None, _SHIP, side=Whose.OTHER),
    },
    params=SurfexParams,
    needs_area=True,
    sea_state_max=6,
    visibility_m_min=1.0 * NMI_M,
    arms=True,
    sails={"speed": (BLUE, ORANGE)},
    doubts=_doubts,
    intensive=True,
    follows=frozenset({"LINKEX"}),
    source="serial definition in own words; limits are design values",
)


def doctrine(briefing: Briefing) -> Doctrine:
    """Both groups fight by the same rules."""
    part: type[Part] = Combatant
    return part(briefing, radio=params_of(briefing).radio(briefing))
