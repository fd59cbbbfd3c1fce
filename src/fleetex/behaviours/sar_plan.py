"""SAREX: what a person sets, and how the on-scene co-ordinator reckons: drift, radius, sweep width, who searches where.

Method: IAMSAR Manual vols. II and III by name (datum by leeway and current, total probable error, safety factors from
search to search, sweep width by object, visibility and weather). Own words; the tables are recalled, see SWEEPS_NMI.
"""

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from fleetex.behaviours.conduct import in_role, only
from fleetex.behaviours.formation import sum_of
from fleetex.behaviours.params import DrillParams, Offset, Spell, setting
from fleetex.engine.orders import Position
from fleetex.engine.view import Briefing, Surroundings, View
from fleetex.physics import search_patterns as patterns
from fleetex.quantities import Course, Duration, Length, PositionText, Share, Speed
from fleetex.quantities.fields import quantity
from fleetex.quantities.measure import LENGTH
from fleetex.units import KN_MPS, NMI_M

SWEEPS_NMI = ((0.0, 0.0), (3.0, 2.5), (5.0, 3.6), (10.0, 5.0), (15.0, 6.2), (20.0, 6.9))
"""(visibility, sweep width) of ships' lookouts for a 6-person liferaft: IAMSAR Manual vol. III, as recalled. Below
3 nmi in proportion."""
WEATHER = ((25.0 * KN_MPS, 1.5, 0.6), (15.0 * KN_MPS, 1.0, 0.9))
"""Above this wind or wave height the sweep width is that share of it, the worst first (the same source)."""
FACTORS = (1.1, 1.6, 2.0, 2.3, 2.5)
"""Radius of the first search over the total probable error, of the second, ... (IAMSAR Manual vol. II by name)."""
PROBABLE = math.sqrt(2.0 * math.log(2.0))
"""Half of all circular normal errors lie within so many standard deviations."""
TURNS_RAD = {"expanding square": math.pi / 4.0, "sector": math.pi / 6.0}
"""By so much the next search is turned; lanes lie across those before (IAMSAR Manual vol. III by name)."""
OWN_ERROR_M = 0.1 * NMI_M
"""Design value: how well a searcher knows her own position."""
ABREAST_M = 1.0 * NMI_M
"""Design value: between searchers who wait."""
PARALLEL, CREEPING, SQUARE, SECTOR = "parallel track", "creeping line", "expanding square", "sector"
Spacing = Annotated[float, quantity(LENGTH, least="0.1 nmi", most="50 nmi")]
BoatRange = Annotated[float, quantity(LENGTH, least="400 m", most="700 m")]
"""A ship that lies to bow on must gather way before she can turn; a boat goes a thousand metres at most."""


class SarexParams(DrillParams):
    """What a person may set about a SAREX."""

    datum: PositionText | None = setting(
        None, "where the raft is put in the water; the middle of the area if not given"
    )
    reported_after: Spell = setting("45 min", "from COMEX until it is reported, adrift all the while")
    position_error: Length = setting("1 nmi", "of the position reported: standard deviation, north and east each")
    time_error: Duration = setting("5 min", "of the time reported: standard deviation")
    leeway: Share = setting("2.8 %", "of the wind, with which the co-ordinator reckons")
    current_to: Course | None = setting(None, "set of the current as the co-ordinator knows it")
    current_speed: Speed = setting("0 kn", "its drift")
    drift_error: Share = setting("30 %", "of the drift reckoned, taken as its probable error")
    pattern: Literal["parallel track", "creeping line", "expanding square", "sector"] = Field(
        default="parallel track",
        description="of each ship in her part; the last two suit a single ship about the datum",
    )
    track_spacing: Spacing | None = setting(None, "if not given, the sweep width for the visibility and weather met")
    search_radius: Length | None = setting(None, "half the side of the box; if not given, from the errors")
    first_leg: Course | None = setting(None, "along which the box lies; if not given, down the drift")
    assembly: Length = setting("8 nmi", "from the datum to where the searchers wait")
    assembly_bearing: Course = setting("180T", "from the datum to there; the layer lies off on the other side")
    speed: Speed = setting("12 kn", "while searching")
    closing_speed: Speed = setting("12 kn", "on the way there, and to what was sighted")
    recover_range: BoatRange = setting("600 m", "at which a ship lies to and sends her boat")
    recover_time: Spell = setting("15 min", "that the boat takes")
    recover_sea_state: int = Field(default=4, ge=0, le=9, description="no boat is lowered above it; the ship waits")

    def rendezvous(self, briefing: Briefing, offset: Offset) -> Position | None:
        """The layer at the datum; the searchers abreast of each other at a distance."""
        if briefing.area is None:
            return None
        datum = briefing.area.centre if self.datum is None else Position(self.datum.lat_rad, self.datum.lon_rad)
        waiting = (*in_role(briefing, "osc"), *in_role(briefing, "search"))
        if briefing.unit not in waiting:
            return datum
        abreast_m = ABREAST_M * (waiting.index(briefing.unit) - (len(waiting) - 1) / 2.0)
        middle = offset(datum, self.assembly_bearing, self.assembly)
        return offset(middle, self.assembly_bearing + math.pi / 2.0, abreast_m)


def params_of(briefing: Briefing) -> SarexParams:
    found = briefing.params
    assert isinstance(found, SarexParams)
    return found


def co_ordinator(briefing: Briefing) -> str:
    unit = only(briefing, "osc")
    assert unit is not None
    return unit


@dataclass
class Datum:
    """Where it was last known to be, as told, and how it is reckoned to drift."""

    position: Position
    at_s: float
    set_rad: float
    drift_mps: float

    def expected(self, view: View, time_s: float) -> Position:
        """The datum at an instant."""
        return view.offset(self.position, self.set_rad, self.drift_mps * max(0.0, time_s - self.at_s))

    def probable_error_m(self, params: SarexParams, time_s: float) -> float:
        """The total probable error: of the position told, of the drift since, of the searchers' own positions."""
        drift_m = self.drift_mps * max(0.0, time_s - self.at_s)
        return math.hypot(PROBABLE * params.position_error, params.drift_error * drift_m, OWN_ERROR_M)


@dataclass
class Box:
    """One ship's part of a search: `length_m` along `along_rad` by `width_m` across it."""

    search: int
    middle: Position
    length_m: float
    width_m: float
    along_rad: float
    spacing_m: float
    pattern: str

    def way(self, view: View) -> tuple[Position, ...]:
        """Waypoints; of lanes those from the end that lies nearer."""
        half_m = 0.5 * math.sqrt(self.length_m * self.width_m)
        match self.pattern:
            case "expanding square":
                points = patterns.expanding_square(self.spacing_m, self.along_rad, half_m)
            case "sector":
                points = patterns.sector_search(half_m, self.along_rad)
            case "creeping line":
                points = patterns.creeping_line(self.length_m, self.width_m, self.spacing_m, self.along_rad)
            case _:
                points = patterns.parallel_track(self.length_m, self.width_m, self.spacing_m, self.along_rad)
        placed = tuple(placed_at(view, self.middle, point) for point in points)
        own = view.own().position
        first_m, last_m = (view.range_and_bearing(own, place)[0] for place in (placed[0], placed[-1]))
        return placed[::-1] if last_m < first_m and self.pattern in (PARALLEL, CREEPING) else placed


def placed_at(view: View, middle: Position, point: patterns.Point) -> Position:
    """A point of a flat pattern on the sea."""
    return view.offset(middle, math.atan2(point[0], point[1]) % math.tau, math.hypot(*point))


def way_m(view: View, way: tuple[Position, ...]) -> float:
    """The length of a way."""
    return math.fsum(view.range_and_bearing(a, b)[0] for a, b in pairwise(way))


def drift_of(params: SarexParams, around: Surroundings) -> tuple[float, float]:
    """(set, drift) of a raft as the co-ordinator reckons it: leeway down his own wind, and the current he knows."""
    leeway = (params.leeway * around.wind_speed_mps, (around.wind_from_rad + math.pi) % math.tau)
    drift_mps, set_rad = sum_of(leeway, (params.current_speed, params.current_to or 0.0))
    return set_rad, drift_mps


def sweep_width_m(around: Surroundings) -> float:
    """The sweep width that the tables promise in this weather."""
    visibility_nmi = around.visibility_m / NMI_M
    plain_nmi = float(np.interp(visibility_nmi, [seen for seen, _ in SWEEPS_NMI], [swept for _, swept in SWEEPS_NMI]))
    rough = (part for wind, wave, part in WEATHER if around.wind_speed_mps > wind or around.wave_height_m > wave)
    return plain_nmi * NMI_M * next(rough, 1.0)


def split(view: View, whole: Box, count: int) -> list[Box]:
    """A box in strips side by side, one for each ship."""
    middles = patterns.strips(whole.width_m, whole.along_rad + math.pi / 2.0, count)
    return [
        Box(
            whole.search,
            placed_at(view, whole.middle, point),
            whole.length_m,
            whole.width_m / count,
            whole.along_rad,
            whole.spacing_m,
            whole.pattern,
        )
        for point in middles
    ]
