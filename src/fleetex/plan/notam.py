"""Draft NOTAMs: the Q-line and items A to G as ICAO Annex 15 and Doc 8126 lay them down, times and limits rounded so.

Q) FIR / QWMLW (missile, gun or rocket firing will take place) / IV / BO / W / lower / upper / centre and radius. Limits
in hundreds of feet: the lower rounded down, SFC is 000; the upper rounded up, UNL is 999. The centre is told to a whole
minute, the radius, in whole miles rounded up, covers the area from there. Drafts of an exercise: nobody sends them.
"""

import math
import textwrap
from datetime import datetime

from fleetex.plan.danger_areas import NOT_SAFETY, DangerArea
from fleetex.plan.drafts import DRAFT, SERIES, capitals
from fleetex.plan.plane import Plane
from fleetex.quantities import position_of_degrees
from fleetex.scenario.exercise import Exercise
from fleetex.units import FT_M, NMI_M

NO_FIR = "XXXX"
UNLIMITED_FT = 66_000
"""Higher than this airspace ends for this purpose, at FL 660: UNL is written."""
WIDTH = 69


def notams(exercise: Exercise, area: DangerArea) -> list[str]:
    """A draft for each window: as planned, then the reserve slot. None of an area with nothing above the sea."""
    if area.ceiling_m <= 0.0:
        return []
    return ["\n".join([DRAFT, _one(exercise, area, window), DRAFT]) + "\n" for window in area.windows]


def _one(exercise: Exercise, area: DangerArea, window: tuple[datetime, datetime]) -> str:
    fir = (exercise.promulgation.fir if exercise.promulgation else None) or NO_FIR
    upper_ft = math.ceil(area.ceiling_m / FT_M / 100.0) * 100
    upper = "999" if upper_ft > UNLIMITED_FT else f"{upper_ft // 100:03d}"
    lines = [
        f"({SERIES} NOTAMN",
        f"Q) {fir}/QWMLW/IV/BO/W/000/{upper}/{centre_and_radius(area)}",
        f"A) {fir} B) {window[0]:%y%m%d%H%M} C) {window[1]:%y%m%d%H%M}",
        *textwrap.wrap(_text(exercise, area, fir), WIDTH, initial_indent="E) ", break_on_hyphens=False),
        f"F) SFC G) {'UNL' if upper == '999' else f'{upper_ft}FT AMSL'})",
    ]
    return "\n".join(lines)


def _text(exercise: Exercise, area: DangerArea, fir: str) -> str:
    places = [*area.ring, area.ring[0]]
    bounded = " - ".join(f"{_dms(one.lat_deg, 2, 'NS')} {_dms(one.lon_deg, 3, 'EW')}" for one in places)
    said = f"{_what(area)} WILL TAKE PLACE. DANGER AREA BOUNDED BY LINES JOINING {bounded}."
    unknown = "" if fir != NO_FIR else " FIR NOT GIVEN IN THE EXERCISE FILE: XXXX STANDS FOR IT."
    return f"{said} EXERCISE {capitals(exercise.exercise.id)} {capitals(area.serial)}.{unknown} {NOT_SAFETY.upper()}."


def _what(area: DangerArea) -> str:
    words = " ".join(area.weapons)
    if "missile" in words:
        return "MISSILE FIRING"
    return "ROCKET FIRING" if "charges" in words else "GUN FIRING" if "gun" in words else "FIRING"


def centre_and_radius(area: DangerArea) -> str:
    """`4058N13302E014`: to a whole minute, with whole miles about it that hold every corner."""
    middle = area.plane.middle
    told = position_of_degrees(round(middle.lat_deg * 60.0) / 60.0, round(middle.lon_deg * 60.0) / 60.0)
    radius_m = max(math.hypot(*point) for point in Plane(told).points(area.ring))
    radius_nmi = min(999, max(1, math.ceil(radius_m / NMI_M)))
    return f"{_dm(told.lat_deg, 2, 'NS')}{_dm(told.lon_deg, 3, 'EW')}{radius_nmi:03d}"


def _dm(deg: float, width: int, hemispheres: str) -> str:
    whole, minutes = divmod(round(abs(deg) * 60.0), 60)
    return f"{whole:0{width}d}{minutes:02d}{hemispheres[deg < 0.0]}"


def _dms(deg: float, width: int, hemispheres: str) -> str:
    whole, rest = divmod(round(abs(deg) * 3600.0), 3600)
    return f"{whole:0{width}d}{rest // 60:02d}{rest % 60:02d}{hemispheres[deg < 0.0]}"
