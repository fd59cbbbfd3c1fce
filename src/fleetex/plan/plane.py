"""A flat chart about a place: east and north in metres, true in bearing and distance from its middle.

WGS84 azimuthal equidistant; between two places R from the middle and so apart, distances are long by at most
(R / 6371 km)^2 / 6: a part in 50,000 at 40 nmi. PROJ's database stays shut.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from fleetex.quantities import Position, middle_of

Point = tuple[float, float]


@dataclass(frozen=True)
class Plane:
    """The chart about `middle`."""

    middle: Position

    @cached_property
    def _transformer(self) -> Any:
        from pyproj import Transformer

        lat, lon = self.middle.lat_deg, self.middle.lon_deg
        plane = f"+proj=aeqd +lat_0={lat:.15g} +lon_0={lon:.15g} +ellps=WGS84"
        return Transformer.from_pipeline(f"+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad +step {plane}")

    def points(self, places: Iterable[Position]) -> list[Point]:
        """East and north of each place."""
        every = list(places)
        if not every:
            return []
        x, y = self._transformer.transform([one.lon_deg for one in every], [one.lat_deg for one in every])
        return list(zip(x, y, strict=True))

    def point(self, place: Position) -> Point:
        return self.points([place])[0]

    def places(self, points: Iterable[Point]) -> list[Position]:
        """The places at so much east and north."""
        every = list(points)
        if not every:
            return []
        lon, lat = self._transformer.transform([x for x, _ in every], [y for _, y in every], direction="INVERSE")
        return [Position(math.radians(a), math.radians(b)) for a, b in zip(lat, lon, strict=True)]


def plane_about(places: Sequence[Position]) -> Plane:
    """The chart about the middle of some places."""
    return Plane(middle_of(places))


def ahead(point: Point, bearing_rad: float, range_m: float) -> Point:
    """So far along a bearing on the chart."""
    return point[0] + range_m * math.sin(bearing_rad), point[1] + range_m * math.cos(bearing_rad)
