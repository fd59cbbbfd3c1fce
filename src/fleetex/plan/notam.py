"""Draft NOTAMs: the Q-line and items A to G as ICAO Annex 15 and Doc 8126 lay them down, times and limits rounded so.

Q) FIR / QWMLW (missile, gun or rocket firing will take place) / IV / BO / W / lower / upper / centre and radius. Limits
in hundreds of feet: the lower rounded down, SFC is 000; the upper rounded up, UNL is 999. The centre is told to a whole
minute, the radius, in whole miles rounded up, covers the area from there. After a mending a NOTAMR replaces one that is
out, a NOTAMC cancels it: both name it, by the series number that all drafts have and, in E, by the draft's own mark.
Drafts of an exercise: nobody sends them.
"""

import math
import textwrap
from datetime import datetime

from fleetex.plan.announced import marks
from fleetex.plan.danger_areas import NOT_SAFETY, DangerArea
from fleetex.plan.drafts import DRAFT, SERIES, capitals
from fleetex.plan.notices import Act, AirNotice
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
    pairs = zip(area.windows, marks(area), strict=False)
    return [drafted(exercise, AirNotice(Act.NEW, area, window, mark)) for window, mark in pairs]


def drafted(exercise: Exercise, notice: AirNotice, at_utc: datetime | None = None) -> str:
    """The draft of a notice: NOTAMN, NOTAMR that replaces one, NOTAMC. `at_utc`: when it is sent, of a mended plan."""
    if notice.act is Act.CANCEL:
        assert at_utc is not None
        lines = _cancelling(exercise, notice, at_utc)
    else:
        lines = _lines(exercise, notice, at_utc)
    return "\n".join([DRAFT, *lines, DRAFT]) + "\n"


def _lines(exercise: Exercise, notice: AirNotice, at_utc: datetime | None) -> list[str]:
    """In force from the window's beginning; one that begins while the window lasts, from when it is sent."""
    area, (first, last) = notice.area, notice.window
    is_fresh = notice.act is not Act.STANDS and at_utc is not None
    first = max(first, at_utc) if is_fresh and at_utc is not None else first
    upper, upper_ft = _upper(area)
    kind = f"NOTAMR {SERIES}" if notice.act is Act.REPLACE else "NOTAMN"
    fir = _fir(exercise)
    return [
        f"({SERIES} {kind}",
        _q_line(exercise, area, "QWMLW"),
        f"A) {fir} B) {first:%y%m%d%H%M} C) {last:%y%m%d%H%M}",
        *_wrapped(_text(exercise, notice)),
        f"F) SFC G) {'UNL' if upper == '999' else f'{upper_ft}FT AMSL'})",
    ]


def _cancelling(exercise: Exercise, notice: AirNotice, at_utc: datetime) -> list[str]:
    """At once: a NOTAMC has neither an end nor limits of its own, and CN for a condition (Doc 8126, NOTAM code)."""
    first, last = notice.window
    said = f"{_what(notice.area)} {first:%y%m%d%H%M} TO {last:%y%m%d%H%M} CANCELLED."
    text = _wrapped(f"{said} {_named(exercise, notice)}.{_unknown(exercise)} {NOT_SAFETY.upper()}.")
    return [
        f"({SERIES} NOTAMC {SERIES}",
        _q_line(exercise, notice.area, "QWMCN"),
        f"A) {_fir(exercise)} B) {at_utc:%y%m%d%H%M}",
        *text[:-1],
        f"{text[-1]})",
    ]


def _q_line(exercise: Exercise, area: DangerArea, code: str) -> str:
    return f"Q) {_fir(exercise)}/{code}/IV/BO/W/000/{_upper(area)[0]}/{centre_and_radius(area)}"


def _fir(exercise: Exercise) -> str:
    return (exercise.promulgation.fir if exercise.promulgation else None) or NO_FIR


def _upper(area: DangerArea) -> tuple[str, int]:
    """The upper limit as the Q-line has it, and in feet."""
    upper_ft = math.ceil(area.ceiling_m / FT_M / 100.0) * 100
    return "999" if upper_ft > UNLIMITED_FT else f"{upper_ft // 100:03d}", upper_ft


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent="E) ", break_on_hyphens=False)


def _text(exercise: Exercise, notice: AirNotice) -> str:
    area = notice.area
    places = [*area.ring, area.ring[0]]
    bounded = " - ".join(f"{_dms(one.lat_deg, 2, 'NS')} {_dms(one.lon_deg, 3, 'EW')}" for one in places)
    reserve = " IF NOT DONE IN THE PERIOD BEFORE (RESERVE PERIOD)" if notice.mark.endswith("-2") else ""
    said = f"{_what(area)} WILL TAKE PLACE{reserve}. DANGER AREA BOUNDED BY LINES JOINING {bounded}."
    return f"{said} {_named(exercise, notice)}.{_unknown(exercise)} {NOT_SAFETY.upper()}."


def _named(exercise: Exercise, notice: AirNotice) -> str:
    """Which draft it is, since all have one series number, and which it is instead of."""
    said = f"EXERCISE {capitals(exercise.exercise.id)} {capitals(notice.area.serial)} DRAFT {notice.mark}"
    return f"{said} REPLACES {notice.was}" if notice.was else said


def _unknown(exercise: Exercise) -> str:
    return "" if _fir(exercise) != NO_FIR else " FIR NOT GIVEN IN THE EXERCISE FILE: XXXX STANDS FOR IT."


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
