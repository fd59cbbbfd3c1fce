"""What a ship does with a stranger's radar that her ESM hears: write the bearing down, and tell who commands."""

from fleetex.behaviours.conduct import Part
from fleetex.engine.orders import BearingId, Log, Order, UnitId
from fleetex.engine.view import View
from fleetex.units import DEG_RAD
from fleetex.vocabulary import Emission

RADAR_HEARD = "radar heard"


def radar_heard(part: Part, chief: UnitId, view: View, number: BearingId) -> list[Order]:
    """Orders for a bearing gained; none if it is no radar's, or its ship is plotted already."""
    heard = view.bearing(number)
    if heard is None or heard.emission is not Emission.RADAR or heard.track is not None:
        return []
    unit = part.briefing.unit
    bearing_deg = heard.bearing_rad / DEG_RAD
    text = f"{unit} hears a radar on {bearing_deg:03.0f}."
    said = Log(RADAR_HEARD, text, {"bearing": number, "bearing_deg": bearing_deg})
    if unit == chief:
        return [said]
    body = {"lat_rad": heard.place.lat_rad, "lon_rad": heard.place.lon_rad, "bearing_rad": heard.bearing_rad}
    return [said, *part.radio.tell((chief,), RADAR_HEARD, body)]
