"""CASEX: bearings of one contact from several places, crossed to a fix: those of own buoys, and what partners report.

Which of own buoys' lines are one contact's she knows (decision 8). A partner's line may be another's: it is crossed
with own lines only while it is fresh, and the fix is believed if it is near enough, sure enough and fits the lines.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from msgspec import Struct

from fleetex.engine.events import MessageHeard
from fleetex.engine.orders import Log, Position
from fleetex.engine.view import BearingEstimate, View
from fleetex.physics.cross_fix import Fix, Line, cross_fix
from fleetex.units import DEG_RAD, NMI_M

FIX = "fix"
CROSS_FIX = "cross-fix"
FRESH_S = 300.0
GOES_MPS = 3.0
SURE_M = 1.5 * NMI_M
FAR_M = 25.0 * NMI_M
MISFIT_MOST = 9.21
PARTNER_SD_RAD = 3.0 * DEG_RAD
"""Design values: how old a line may be; how fast its source may go meanwhile; how long the half axis of a fix's error,
and how far the fix, may be; how far lines may miss it (99 % of chi-squared, two degrees of freedom: four lines); what a
partner's bearing is worth."""


class PartnerLine(Struct, frozen=True, gc=False):
    """A bearing that a partner told."""

    sender: str
    time_s: float
    place: Position
    bearing_rad: float


class CrossFix(Struct, frozen=True, gc=False):
    """A place where lines meet."""

    place: Position
    error_m: float
    """Root mean square of its error in east and north."""
    lines: int


@dataclass
class FixPlot:
    """What partners told last, a line of each."""

    partners: list[PartnerLine] = field(default_factory=list)

    def note(self, view: View, message: MessageHeard) -> None:
        """Keep a partner's line."""
        body = message.body
        place = Position(float(body["lat_rad"]), float(body["lon_rad"]))
        line = PartnerLine(message.sender, view.time_s, place, float(body["bearing_rad"]))
        self.partners = [*(one for one in self.partners if one.sender != line.sender), line]

    def cross(self, view: View, own: Sequence[BearingEstimate]) -> CrossFix | None:
        """Own lines of one contact crossed with each other; a single one with what partners told."""
        fresh = [line for line in own if line.age_s <= FRESH_S]
        if not fresh:
            return None
        anchor = fresh[0].place
        lines = [_line(view, anchor, one.place, one.bearing_rad, one.bearing_sd_rad, one.age_s) for one in fresh]
        if len(lines) == 1:
            told = [one for one in self.partners if view.time_s - one.time_s <= FRESH_S]
            ages = [view.time_s - one.time_s for one in told]
            lines += [
                _line(view, anchor, one.place, one.bearing_rad, PARTNER_SD_RAD, age_s)
                for one, age_s in zip(told, ages, strict=True)
            ]
        fix = cross_fix(lines)
        if fix is None or not _is_believed(fix, lines):
            return None
        range_m, bearing_rad = math.hypot(fix.east_m, fix.north_m), math.atan2(fix.east_m, fix.north_m)
        return CrossFix(view.offset(anchor, bearing_rad, range_m), fix.sd_m, len(lines))


def _line(view: View, anchor: Position, place: Position, bearing_rad: float, sd_rad: float, age_s: float) -> Line:
    range_m, off_rad = view.range_and_bearing(anchor, place)
    return Line(range_m * math.sin(off_rad), range_m * math.cos(off_rad), bearing_rad, sd_rad, GOES_MPS * age_s)


def _is_believed(fix: Fix, lines: Sequence[Line]) -> bool:
    far_m = max(math.hypot(fix.east_m - line.east_m, fix.north_m - line.north_m) for line in lines)
    return fix.longest_m <= SURE_M and far_m <= FAR_M and fix.misfit <= MISFIT_MOST


def says_fix(fix: CrossFix) -> Log:
    """The log's line."""
    figures = {
        "lat_deg": fix.place.lat_rad / DEG_RAD,
        "lon_deg": fix.place.lon_rad / DEG_RAD,
        "error_m": fix.error_m,
        "lines": fix.lines,
    }
    text = f"{fix.lines} bearings cross: a fix to {fix.error_m / NMI_M:.1f} nmi."
    return Log(CROSS_FIX, text, figures)


def told_fix(fix: CrossFix) -> dict[str, float]:
    """The body of the message."""
    return {"lat_rad": fix.place.lat_rad, "lon_rad": fix.place.lon_rad, "error_m": fix.error_m}
