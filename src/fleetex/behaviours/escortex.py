"""ESCORTEX, escort of shipping: what a person sets, and who plays what.

A convoy sails its route in column; warships screen it, sonars on; an exercise submarine that waits on the way hears it,
closes and makes simulated attacks; the screen finds her, holds her off and attacks. Aircraft of the exercise side may
raid the convoy: fighters of the escort meet them, ships engage with simulated missiles what comes through. Own words;
figures are design values.
"""

from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

from fleetex.behaviours.adex_fliers import flier_of
from fleetex.behaviours.adex_params import RAIDERS
from fleetex.behaviours.adex_parts import AIR_PARTS, AIR_SPEEDS, raid_doubts
from fleetex.behaviours.casex_dangers import escort_dangers
from fleetex.behaviours.casex_params import SCREEN, SUBMARINE
from fleetex.behaviours.conduct import Part, in_role
from fleetex.behaviours.doctrine import Doctrine
from fleetex.behaviours.doubts import apart_m
from fleetex.behaviours.escortex_air import AirEscort
from fleetex.behaviours.escortex_convoy import Follower, Guide
from fleetex.behaviours.escortex_params import AIR_ROLES, CONVOY, EscortexParams, escort_params_of, guide_of
from fleetex.behaviours.escortex_screen import Escort
from fleetex.behaviours.escortex_submarine import Ambusher
from fleetex.engine.view import Briefing
from fleetex.quantities import Position, format_duration, format_length, format_speed
from fleetex.scenario.kinds import Doubt, KindSpec, Plan, RoleSpec, Whose
from fleetex.vocabulary import Capability


def _doubts(plan: Plan) -> Iterable[Doubt]:
    """Who conducts hears reports; the submarine is on another side and within her depth; there is time for the way."""
    params = plan.serial.params
    assert isinstance(params, EscortexParams)
    convoy, screen = plan.in_role(CONVOY), plan.in_role(SCREEN)
    able = [player.unit for player in screen] + [player.unit for player in convoy[:1]]
    if able and plan.serial.oce not in able:
        allowed = "a ship of the screen, or the first of the convoy, conducts an ESCORTEX: reports reach them"
        yield Doubt(("oce",), plan.serial.oce, allowed, able[0], (("roles",),))
    for boat in plan.in_role(SUBMARINE):
        same = [player.unit for player in screen if player.side == boat.side]
        if same:
            allowed = f"the submarine is on another side than the screen; `{same[0]}` is of side `{boat.side}` too"
            yield Doubt(("roles", SUBMARINE), boat.unit, allowed, "", (("roles",),))
        deepest = boat.platform.depth_m_max
        if deepest > 0.0 and params.submarine_depth > deepest:
            allowed = f"`{boat.unit}` goes no deeper than {deepest:g} m"
            yield Doubt(("params", "submarine_depth"), f"{params.submarine_depth:g} m", allowed, f"{deepest:g} m")
        if params.submarine_at is None:
            allowed = "with a submarine in the serial, `submarine_at` says where she waits"
            middle = params.route[len(params.route) // 2]
            yield Doubt(("params",), "no `submarine_at`", allowed, f"submarine_at: {middle}", (("roles",),))
    yield from _time_doubts(plan, params)
    if any(plan.in_role(role) for role in AIR_ROLES):
        yield from _air_doubts(plan, params)


def _air_doubts(plan: Plan, params: EscortexParams) -> Iterable[Doubt]:
    """A ship of the screen controls the air, and conducts; air cover is there for raiders."""
    screen = [player.unit for player in plan.in_role(SCREEN)]
    if screen and plan.serial.oce not in screen:
        allowed = "with raiders or air cover a ship of the screen conducts: she controls the air"
        yield Doubt(("oce",), plan.serial.oce, allowed, screen[0], (("roles",),))
    if plan.in_role(RAIDERS):
        yield from raid_doubts(plan, params, SCREEN, [Position(one.lat_rad, one.lon_rad) for one in params.route])
        return
    role = next(role for role in AIR_ROLES if plan.in_role(role))
    allowed = "air cover is for a raid: let aircraft of another side play `raiders`"
    yield Doubt(("roles", role), plan.in_role(role)[0].unit, allowed, "", (("roles",),))


def _time_doubts(plan: Plan, params: EscortexParams) -> Iterable[Doubt]:
    """The way is sailed within the serial, and the screen is faster than what it screens."""
    length_m = sum(apart_m(a, b) for a, b in pairwise(params.route))
    needs_s = length_m / params.convoy_speed
    lasts_s = (plan.serial.end_utc - plan.serial.start_utc).total_seconds()
    if needs_s > lasts_s:
        allowed = f"{format_length(length_m)} at {format_speed(params.convoy_speed)} take {format_duration(needs_s)}"
        yield Doubt(("duration",), format_duration(lasts_s), allowed, "", (("params", "route"), ("end",)))
    for player in plan.in_role(SCREEN):
        if player.platform.speed_mps_max <= params.convoy_speed:
            allowed = f"a ship of the screen is faster than the convoy; `{player.unit}` makes "
            allowed += format_speed(player.platform.speed_mps_max)
            yield Doubt(("params", "convoy_speed"), format_speed(params.convoy_speed), allowed, "", (("roles",),))


KIND = KindSpec(
    code="ESCORTEX",
    name="escort of shipping",
    text="Bring a convoy along its route, screened against a submarine that waits for it, and against raiders.",
    roles={
        CONVOY: RoleSpec("ships escorted; the first guides", 1, None, frozenset({Capability.MOVES, Capability.RADIO})),
        SCREEN: RoleSpec(
            "warships that screen", 1, None, frozenset({Capability.MOVES, Capability.RADIO, Capability.SONAR})
        ),
        SUBMARINE: RoleSpec(
            "the exercise submarine", 0, 1, frozenset({Capability.MOVES, Capability.DIVES}), side=Whose.OTHER
        ),
        **AIR_PARTS,
        RAIDERS: replace(AIR_PARTS[RAIDERS], units_min=0),
    },
    params=EscortexParams,
    needs_area=False,
    sea_state_max=6,
    visibility_m_min=1852.0,
    sails={
        "convoy_speed": (CONVOY,),
        "closing_speed": (SCREEN,),
        "submarine_speed": (SUBMARINE,),
        "approach_speed": (SUBMARINE,),
        "evasion_speed": (SUBMARINE,),
        "sprint_speed": (SUBMARINE,),
        **AIR_SPEEDS,
    },
    arms_with=frozenset({RAIDERS}),
    doubts=_doubts,
    dangers=escort_dangers,
    source="serial definition in own words (reported: CRN, BK, 20 July 2023); limits are design values",
)


def doctrine(briefing: Briefing) -> Doctrine:
    """Guide, followers, screen and submarine; who flies, if somebody does."""
    params = escort_params_of(briefing)
    part: type[Part] = Follower
    if any(briefing.unit in in_role(briefing, role) for role in AIR_ROLES):
        part = flier_of(briefing)
    elif briefing.unit == guide_of(briefing):
        part = Guide
    elif briefing.unit in in_role(briefing, SCREEN):
        part = AirEscort if in_role(briefing, RAIDERS) else Escort
    elif briefing.unit in in_role(briefing, SUBMARINE):
        part = Ambusher
    return part(briefing, radio=params.radio(briefing))
