"""RAS-L, replenishment at sea of liquids: what a person sets, and which part plays which doctrine.

The delivering ship is the guide and steers a steady course and speed (Romeo corpen). The receiving ship goes to
waiting station astern, is called alongside, keeps the gap, takes the hose, is pumped, breaks away. Sequence and
stations after the public UNREP lesson of UNM NROTC (NS 304, lesson 12) and NAVEDTRA 14243/14244; own words.
"""

from fleetex.behaviours.conduct import Part
from fleetex.behaviours.doctrine import Doctrine
from fleetex.behaviours.ras_account import RasParams
from fleetex.behaviours.ras_delivering import Delivering
from fleetex.behaviours.ras_receiving import Lifeguard, Receiving
from fleetex.engine.view import Briefing
from fleetex.scenario.kinds import KindSpec, RoleSpec
from fleetex.units import NMI_M
from fleetex.vocabulary import Capability

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
    source="serial definition in own words; limits are design values",
)


def doctrine(briefing: Briefing) -> Doctrine:
    """The class for the briefed role."""
    assert isinstance(briefing.params, RasParams)
    parts: dict[str, type[Part]] = {"delivering": Delivering, "receiving": Receiving, "lifeguard": Lifeguard}
    return parts[briefing.role](briefing, radio=briefing.params.radio(briefing))
