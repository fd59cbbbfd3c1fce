"""Where random exercises are played: boxes of sea, water to start on, and shores that a gun can reach from the sea."""

import math
from dataclasses import dataclass
from random import Random

from fleetex.library.coast import is_land, land_near

MINUTE_DEG = 1.0 / 60.0
INSHORE_NMI = 4.0
"""Ships start and areas begin at least about so far off the land."""


@dataclass(frozen=True)
class Place:
    """Degrees; longitude may run beyond 180."""

    lat_deg: float
    lon_deg: float

    def text(self) -> str:
        """As a scenario has it: 38-59.80N 133-30.00E."""
        lon_deg = math.remainder(self.lon_deg, 360.0)
        return f"{_angle(self.lat_deg, 2, 'NS')} {_angle(lon_deg, 3, 'EW')}"

    def as_written(self) -> "Place":
        """The place that `text` tells: to a hundredth of a minute, which can be the other side of a shore."""
        return Place(*(round(angle * 6000.0) / 6000.0 for angle in (self.lat_deg, self.lon_deg)))

    def off(self, bearing_deg: float, range_nmi: float) -> "Place":
        """A place at a bearing and distance, on a flat sea: good enough to put things somewhere."""
        north = range_nmi * math.cos(math.radians(bearing_deg)) * MINUTE_DEG
        east = range_nmi * math.sin(math.radians(bearing_deg)) * MINUTE_DEG / math.cos(math.radians(self.lat_deg))
        return Place(self.lat_deg + north, self.lon_deg + east)

    def is_clear(self, range_nmi: float) -> bool:
        """Whether there is water here and all round at this distance, and half-way to it."""
        if is_land(self.lat_deg, self.lon_deg):
            return False
        ring = [self.off(bearing, range_nmi * share) for bearing in range(0, 360, 15) for share in (0.5, 1.0)]
        return not any(is_land(place.lat_deg, place.lon_deg) for place in ring)

    def range_nmi(self, other: "Place") -> float:
        north = (other.lat_deg - self.lat_deg) / MINUTE_DEG
        middle = math.radians((self.lat_deg + other.lat_deg) / 2.0)
        return math.hypot(north, (other.lon_deg - self.lon_deg) / MINUTE_DEG * math.cos(middle))


def _angle(value_deg: float, width: int, letters: str) -> str:
    minutes = round(abs(value_deg) * 6000.0)
    return f"{minutes // 6000:0{width}d}-{minutes % 6000 / 100:05.2f}{letters[value_deg < 0]}"


@dataclass(frozen=True)
class Theatre:
    """A box of sea. `zone`: of local time, whole hours east."""

    name: str
    lat_deg: tuple[float, float]
    lon_deg: tuple[float, float]
    zone: int


SEA_OF_JAPAN = Theatre("Sea of Japan", (36.5, 42.5), (130.5, 138.5), 9)
ELSEWHERE = (
    Theatre("Norwegian Sea, 65 N", (64.3, 66.0), (4.0, 10.0), 1),
    Theatre("Aleutians, across 180", (51.0, 53.0), (178.0, 182.5), 12),
    Theatre("North Pacific, across 180", (40.0, 44.0), (179.2, 180.8), 12),
    Theatre("Gulf of Anadyr, across 180 at 65 N", (63.0, 65.0), (177.5, 182.0), 12),
)


def water(rng: Random, theatre: Theatre, clear_nmi: float) -> Place:
    """A place of the theatre with so much water all round."""
    for _ in range(1000):
        place = Place(rng.uniform(*theatre.lat_deg), rng.uniform(*theatre.lon_deg))
        if place.is_clear(clear_nmi):
            return place
    raise AssertionError(f"{theatre.name} has no {clear_nmi:g} nmi of clear water")


def shore(rng: Random, theatre: Theatre, range_nmi: float) -> tuple[Place, float] | None:
    """A place on land near the sea, and the bearing on which to fire at it from the sea; None where there is none."""
    south, north = theatre.lat_deg
    west, east = theatre.lon_deg
    land = land_near(south, north, west, east)
    parts = [part for part in getattr(land, "geoms", [land]) if not part.is_empty]
    if not parts:
        return None
    for _ in range(400):
        lon_deg, lat_deg = rng.choice(rng.choice(parts).exterior.coords[:-1])
        bearing = rng.uniform(0.0, 360.0)
        target = Place(lat_deg, lon_deg).off(bearing, 0.4).as_written()
        ashore = is_land(target.lat_deg, target.lon_deg)
        if ashore and target.off(bearing + 180.0, range_nmi).is_clear(range_nmi - 1.5):
            return target, bearing % 360.0
    return None
