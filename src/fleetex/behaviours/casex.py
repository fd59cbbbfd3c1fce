"""CASEX, combined anti-submarine exercise: what a person sets, and who plays what.

Ships of several nations hunt a consenting exercise submarine that knows it and evades. They search the area strip by
strip, run down bearings, ping, hold her, make simulated attacks, and search the datum where she was lost. Own words;
figures are design values.
"""

from collections.abc import Iterable

from fleetex.behaviours.casex_hunter import Hunter
from fleetex.behaviours.casex_params import HUNTER, SUBMARINE, CasexParams, params_of
from fleetex.behaviours.casex_submarine import Submarine
from fleetex.behaviours.conduct import in_role
from fleetex.behaviours.doctrine import Doctrine
from fleetex.engine.view import Briefing
from fleetex.scenario.kinds import Doubt, KindSpec, Plan, RoleSpec
from fleetex.vocabulary import Capability


def _doubts(plan: Plan) -> Iterable[Doubt]:
    """The OCE is one who hears reports, and the submarine is not asked for more than her hull allows."""
    params = plan.serial.params
    assert isinstance(params, CasexParams)
    hunters = [player.unit for player in plan.in_role(HUNTER)]
    if hunters and plan.serial.oce not in hunters:
        yield Doubt(
            ("oce",), plan.serial.oce, "a hunter conducts a CASEX: reports reach hunters", hunters[0], (("roles",),)
        )


KIND = KindSpec(
    code="CASEX",
    name="combined anti-submarine exercise",
    text="Search for a consenting exercise submarine, hold her, make simulated attacks.",
    roles={
        HUNTER: RoleSpec("ships that hunt", 1, None, frozenset({Capability.MOVES, Capability.RADIO, Capability.SONAR})),
        SUBMARINE: RoleSpec("the exercise submarine", 1, 1, frozenset({Capability.MOVES, Capability.DIVES})),
    },
    params=CasexParams,
    needs_area=True,
    sea_state_max=6,
    sails={
        "speed": (HUNTER,),
        "closing_speed": (HUNTER,),
        "submarine_speed": (SUBMARINE,),
        "evasion_speed": (SUBMARINE,),
    },
    doubts=_doubts,
    source="serial definition in own words; limits are design values",
)


def doctrine(briefing: Briefing) -> Doctrine:
    """Hunters, and the hunted."""
    params = params_of(briefing)
    part = Hunter if briefing.unit in in_role(briefing, HUNTER) else Submarine
    return part(briefing, radio=params.radio(briefing))
