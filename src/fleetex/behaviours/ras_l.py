"""RAS-L, replenishment at sea of liquids: what a person sets, and which part plays which doctrine.

The delivering ship is the guide and steers a steady course and speed (Romeo corpen). The receiving ship goes to
waiting station astern, is called alongside, keeps the gap, takes the hose, is pumped, breaks away. Sequence and
stations after the public UNREP lesson of UNM NROTC (NS 304, lesson 12) and NAVEDTRA 14243/14244; own words.
"""

import math
from collections.abc import Iterable

from fleetex.behaviours.conduct import Part
from fleetex.behaviours.doctrine import Doctrine
from fleetex.behaviours.doubts import too_short
from fleetex.behaviours.ras_account import RasParams
from fleetex.behaviours.ras_delivering import Delivering
from fleetex.behaviours.ras_receiving import Lifeguard, Receiving
from fleetex.engine.view import Briefing
from fleetex.quantities import format_duration, format_flow, format_mass
from fleetex.scenario.kinds import Doubt, KindSpec, Plan, RoleSpec
from fleetex.units import NMI_M
from fleetex.vocabulary import Capability

SIDES = 2
"""Ships alongside at one time, one to a side, with a rig each."""


def _doubts(plan: Plan) -> Iterable[Doubt]:
    """Time to pass a hose and what is asked through it, before all is secured for FINEX."""
    params = plan.serial.params
    assert isinstance(params, RasParams)
    for oiler in plan.in_role("delivering"):
        rigs = [plan.library.rigs[rig.class_id] for rig in oiler.platform.rigs][:SIDES]
        if not rigs:
            return
        connect_s, clear_s = min(rig.connect_s for rig in rigs), min(rig.clear_s for rig in rigs)
        rate_kgps = max(rig.rate_kgps for rig in rigs)
        asked = _asked_kg(plan, params)
        turns_s = [connect_s + amount_kg / rate_kgps for amount_kg in asked.values()]
        all_s = (math.fsum(turns_s) + clear_s * (len(turns_s) - len(rigs))) / len(rigs)
        least_s = max([connect_s, all_s, *turns_s]) + params.secure_before
        why = (
            f"{format_duration(connect_s)} to connect, {format_duration(params.secure_before)} (`secure_before`) to "
            "break away before FINEX"
        )
        if asked:
            ships = f"{len(asked)} ships, {len(rigs)} at a time" if len(asked) > 1 else "one ship"
            why += f", and {format_mass(math.fsum(asked.values()))} to {ships}, at {format_flow(rate_kgps)} a rig"
        yield from too_short(plan, least_s, f"{why}; the approach comes on top", "amount", "fill_to", "secure_before")


def _asked_kg(plan: Plan, params: RasParams) -> dict[str, float]:
    """What the file asks for each receiving ship: an amount, or a filling; nothing where it leaves that to the kind."""
    receivers = plan.in_role("receiving")
    if params.amount is not None:
        return {ship.unit: params.amount for ship in receivers}
    if "fill_to" not in params.model_fields_set:
        return {}
    bunkers = {ship.unit: (ship.platform.fuel.capacity_kg if ship.platform.fuel else 0.0) for ship in receivers}
    return {ship.unit: max(0.0, params.fill_to - ship.fuel) * bunkers[ship.unit] for ship in receivers}


KIND = KindSpec(
    code="RAS-L",
    name="replenishment at sea, liquid",
    text="Fuel passed by hose from a replenishment ship to ships alongside.",
    roles={
        "delivering": RoleSpec(
            "the ship that delivers, and is the guide", 1, 1, frozenset({Capability.HOSE_DELIVERY, Capability.RADIO})
        ),
        "receiving": RoleSpec(
            "ships to be replenished, in this order", 1, None, frozenset({Capability.HOSE_RECEPTION, Capability.RADIO})
        ),
        "lifeguard": RoleSpec("keeps lifeguard station astern", 0, 1, frozenset({Capability.MOVES, Capability.RADIO})),
    },
    params=RasParams,
    needs_area=False,
    sea_state_max=5,
    visibility_m_min=2.0 * NMI_M,
    sails={"speed": ("delivering", "receiving", "lifeguard")},
    doubts=_doubts,
    follows=frozenset({"MANEX"}),
    source="serial definition in own words; limits are design values",
)


def doctrine(briefing: Briefing) -> Doctrine:
    """The class for the briefed role."""
    assert isinstance(briefing.params, RasParams)
    parts: dict[str, type[Part]] = {"delivering": Delivering, "receiving": Receiving, "lifeguard": Lifeguard}
    return parts[briefing.role](briefing, radio=briefing.params.radio(briefing))
