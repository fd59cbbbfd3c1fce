"""CASEX: what a person sets about the aircraft that hunt with the ships."""

from typing import Annotated, Literal

from pydantic import Field

from fleetex.behaviours.params import DrillParams, Spell, setting
from fleetex.quantities.fields import quantity
from fleetex.quantities.measure import LENGTH, SPEED

HELICOPTER, PATROL = "helicopters", "patrol_aircraft"
AirSpeed = Annotated[float, quantity(SPEED, least="20 kn", most="600 kn")]
Height = Annotated[float, quantity(LENGTH, least="15 m", most="12 km")]
Hang = Annotated[float, quantity(LENGTH, least="5 m")]
"""How deep a sonar hangs under the surface."""
Reach = Annotated[float, quantity(LENGTH, least="0.5 nmi", most="100 nmi")]


class AirHuntParams(DrillParams):
    """Design values of a hunt from the air; training values, of no real aircraft."""

    launch: Literal["at COMEX", "on contact"] = Field(
        default="at COMEX", description="when aircraft take off: at once, or when a hunter reports a contact"
    )
    helicopter_speed: AirSpeed = setting("100 kn", "of helicopters between dips")
    helicopter_height: Height = setting("150 m", "of helicopters between dips")
    dip_spacing: Reach = setting("4 nmi", "from one dip of a helicopter's search to the next")
    dip_depth: Hang = setting(
        "100 m", "at which her sonar hangs, but at least so far under a layer as `below_layer` says"
    )
    dip_time: Spell = setting("4 min", "that she listens without a contact")
    patrol_speed: AirSpeed = setting("220 kn", "of patrol aircraft on station")
    patrol_height: Height = setting("450 m", "of patrol aircraft on station")
    mad_confirm: bool = Field(
        default=True,
        description="whether a patrol aircraft that has a magnetic anomaly detector attacks only what it has marked",
    )
    mad_height: Height = setting("100 m", "of patrol aircraft on such a run")
    buoy_pattern: Literal["field", "barrier"] = Field(
        default="field", description="in which a patrol aircraft lays her first buoys: over the area, or along a line"
    )
    buoy_count: int = Field(default=12, ge=1, le=100, description="in that pattern, of those she carries that listen")
    buoy_depth: Hang = setting("90 m", "at which the buoys' sensors hang")
    bingo_reserve: Spell = setting("30 min", "of flight left over when an aircraft is back at her deck or field")
