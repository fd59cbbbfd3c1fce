"""CASEX, combined anti-submarine exercise: what a person sets, and who plays what.

Ships of several nations hunt a consenting exercise submarine that knows it and evades. They search the area strip by
strip, run down bearings, ping, hold her, make simulated attacks, and search the datum where she was lost. Own words;
figures are design values.
"""

from collections.abc import Iterable

from fleetex.behaviours.casex_air_doubts import air_doubts
from fleetex.behaviours.casex_air_params import HELICOPTER, PATROL
from fleetex.behaviours.casex_buoys import BuoyLayer
from fleetex.behaviours.casex_dangers import hunt_dangers
from fleetex.behaviours.casex_dipper import Dipper
from fleetex.behaviours.casex_hunter import Hunter
from fleetex.behaviours.casex_params import HUNTER, SUBMARINE, CasexParams, params_of
from fleetex.behaviours.casex_submarine import Submarine
from fleetex.behaviours.conduct import Part, in_role
from fleetex.behaviours.doctrine import Doctrine
from fleetex.engine.view import Briefing
from fleetex.quantities import format_length, format_position
from fleetex.scenario.kinds import Doubt, KindSpec, Plan, RoleSpec, Whose
from fleetex.scenario.within import inside
from fleetex.vocabulary import KEEL_ROOM_M, Capability


def _doubts(plan: Plan) -> Iterable[Doubt]:
    """The OCE is one who hears reports; hunter and hunted are on two sides, or nobody would take her for a stranger.

    She keeps to the area and to what her hull allows; hunters come near enough to attack.
    """
    params = plan.serial.params
    assert isinstance(params, CasexParams)
    hunters = [player.unit for player in plan.in_role(HUNTER)]
    if hunters and plan.serial.oce not in hunters:
        yield Doubt(
            ("oce",), plan.serial.oce, "a hunter conducts a CASEX: reports reach hunters", hunters[0], (("roles",),)
        )

    for boat in plan.in_role(SUBMARINE):
        same = [player.unit for player in plan.in_role(HUNTER) if player.side == boat.side]
        if same:
            allowed = f"the submarine is on another side than who hunts her; `{same[0]}` is of side `{boat.side}` too"
            yield Doubt(("roles", SUBMARINE), boat.unit, allowed, "", (("roles",),))
        deepest = boat.platform.depth_m_max
        if deepest > 0.0 and params.submarine_depth > deepest:
            allowed = f"`{boat.unit}` goes no deeper than {deepest:g} m"
            yield Doubt(("params", "submarine_depth"), f"{params.submarine_depth:g} m", allowed, f"{deepest:g} m")
        room_m = plan.deepest_m - KEEL_ROOM_M
        asked = "submarine_depth" in params.model_fields_set
        if asked and params.submarine_depth <= deepest and params.submarine_depth > room_m > 0.0:
            allowed = f"the water of the area is {plan.deepest_m:g} m deep at most, and she keeps {KEEL_ROOM_M:g} m"
            allowed += " over the bottom"
            yield Doubt(("params", "submarine_depth"), f"{params.submarine_depth:g} m", allowed, f"{room_m:g} m")
    for name, places in (("submarine_at", (params.submarine_at,)), ("route", params.route)):
        for place in places:
            if place is not None and plan.area is not None and not inside(plan.area, place):
                yield Doubt(("params", name), format_position(place), "the submarine keeps inside the serial's area")
                break
    carried = {"torpedo": "torpedoes", "rockets": "rockets"}.get(params.weapon)
    if carried and hunters and not any(getattr(player.platform, carried) for player in plan.in_role(HUNTER)):
        yield Doubt(("params", "weapon"), params.weapon, f"no hunter carries {carried} against submarines", "none")
    yield from _battery_doubts(params)
    yield from air_doubts(plan)
    if params.stand_off > params.attack_range and params.attacks:
        allowed = "hunters who stand off so far are never within `attack_range`"
        written = format_length(params.attack_range)
        yield Doubt(("params", "stand_off"), format_length(params.stand_off), allowed, written)


def _battery_doubts(params: CasexParams) -> Iterable[Doubt]:
    """She comes up before she must, and has charged when she goes down."""
    if params.snort_at > params.snort_below:
        below = f"{100.0 * params.snort_below:g} %"
        allowed = f"no more than `snort_below`, {below}: there she comes up of her own will"
        yield Doubt(("params", "snort_at"), f"{100.0 * params.snort_at:g} %", allowed, below)
    if params.snort_until <= params.snort_below:
        allowed = f"more than `snort_below`, {100.0 * params.snort_below:g} %, at which she comes up"
        yield Doubt(
            ("params", "snort_until"),
            f"{100.0 * params.snort_until:g} %",
            allowed,
            "80 %" if params.snort_below < 0.8 else "",
        )


KIND = KindSpec(
    code="CASEX",
    name="combined anti-submarine exercise",
    text="Search for a consenting exercise submarine, hold her, make simulated attacks.",
    roles={
        HUNTER: RoleSpec("ships that hunt", 1, None, frozenset({Capability.MOVES, Capability.RADIO, Capability.SONAR})),
        HELICOPTER: RoleSpec(
            "helicopters that dip", 0, None, frozenset({Capability.HOVERS, Capability.DIPS, Capability.RADIO})
        ),
        PATROL: RoleSpec(
            "patrol aircraft with sonobuoys", 0, None, frozenset({Capability.FLIES, Capability.BUOYS, Capability.RADIO})
        ),
        SUBMARINE: RoleSpec(
            "the exercise submarine", 1, 1, frozenset({Capability.MOVES, Capability.DIVES}), side=Whose.OTHER
        ),
    },
    params=CasexParams,
    needs_area=True,
    sea_state_max=6,
    sails={
        "speed": (HUNTER,),
        "closing_speed": (HUNTER,),
        "helicopter_speed": (HELICOPTER,),
        "patrol_speed": (PATROL,),
        "submarine_speed": (SUBMARINE,),
        "evasion_speed": (SUBMARINE,),
        "sprint_speed": (SUBMARINE,),
    },
    doubts=_doubts,
    dangers=hunt_dangers,
    intensive=True,
    source="serial definition in own words; limits are design values",
)


def doctrine(briefing: Briefing) -> Doctrine:
    """Hunters on the water and above it, and the hunted."""
    params = params_of(briefing)
    parts: dict[str, type[Part]] = {HUNTER: Hunter, HELICOPTER: Dipper, PATROL: BuoyLayer, SUBMARINE: Submarine}
    part = next(part for role, part in parts.items() if briefing.unit in in_role(briefing, role))
    return part(briefing, radio=params.radio(briefing))
