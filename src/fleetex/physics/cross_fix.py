"""A cross-fix: the place at which bearings from several places meet, by weighted least squares, and its error.

cross_fix([Line(0, 0, 45 deg, 2 deg), Line(10 km, 0, 315 deg, 2 deg)])  ->  5 km east, 5 km north, 250 m each way
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

ROUNDS = 8
LEAST_M = 1.0
PARALLEL = 1e-6


@dataclass(frozen=True)
class Line:
    """A bearing measured at a place of a plane. `drift_m`: how far the source may have gone since, one sigma."""

    east_m: float
    north_m: float
    bearing_rad: float
    bearing_sd_rad: float
    drift_m: float = 0.0


@dataclass(frozen=True)
class Fix:
    """A place and its covariance (m2)."""

    east_m: float
    north_m: float
    var_east_m2: float
    cov_m2: float
    var_north_m2: float
    misfit: float
    """Sum of the squared distances to the lines over their variances: chi-squared of two less than the lines."""

    @property
    def sd_m(self) -> float:
        """Root of the mean of the two variances."""
        return math.sqrt(0.5 * (self.var_east_m2 + self.var_north_m2))

    @property
    def longest_m(self) -> float:
        """Greater half axis of the error's ellipse, one sigma."""
        mean = 0.5 * (self.var_east_m2 + self.var_north_m2)
        return math.sqrt(mean + math.hypot(0.5 * (self.var_east_m2 - self.var_north_m2), self.cov_m2))


def cross_fix(lines: Sequence[Line]) -> Fix | None:
    """Where two or more bearings meet; None if they are parallel or meet behind one of the places.

    The place p least in sum (n_i . (p - p_i))^2 / (s_i^2 d_i^2 + drift_i^2), n_i across line i, d_i its length to p,
    found by weighing anew in rounds; its covariance is the inverse of the sum of n_i n_i' over those variances, which
    for exact lengths is the Cramer-Rao bound.
    Source: Stansfield, J. IEE 94 part IIIA, 1947, p. 762; Torrieri, IEEE Trans. AES-20, 1984, p. 183. Valid for errors
    small as angles and against the angles at which the lines cross: with 10 degrees and few lines the place comes out
    too near (Gavish and Weiss, IEEE Trans. AES-28, 1992, p. 817).
    """
    if len(lines) < 2:
        return None
    east, north = lines[0].east_m, lines[0].north_m
    fix: Fix | None = None
    for number in range(ROUNDS):
        fix = _weighed(lines, east, north, first=number == 0)
        if fix is None:
            return None
        east, north = fix.east_m, fix.north_m
    ahead = (
        (east - line.east_m) * math.sin(line.bearing_rad) + (north - line.north_m) * math.cos(line.bearing_rad)
        for line in lines
    )
    return fix if min(ahead) > 0.0 else None


def _weighed(lines: Sequence[Line], east_m: float, north_m: float, *, first: bool) -> Fix | None:
    """One round: the lines weigh as much as they are worth at the place found before; in the first all alike."""
    aee = aen = ann = be = bn = 0.0
    for line in lines:
        across_e, across_n = math.cos(line.bearing_rad), -math.sin(line.bearing_rad)
        weight = 1.0 if first else 1.0 / _variance_m2(line, east_m, north_m)
        off_m = across_e * line.east_m + across_n * line.north_m
        aee += weight * across_e * across_e
        aen += weight * across_e * across_n
        ann += weight * across_n * across_n
        be += weight * across_e * off_m
        bn += weight * across_n * off_m
    root = aee * ann - aen * aen
    if root <= PARALLEL * (aee + ann) ** 2:
        return None
    east, north = (ann * be - aen * bn) / root, (aee * bn - aen * be) / root
    misfit = sum(
        (math.cos(line.bearing_rad) * (east - line.east_m) - math.sin(line.bearing_rad) * (north - line.north_m)) ** 2
        / _variance_m2(line, east, north)
        for line in lines
    )
    return Fix(east, north, ann / root, -aen / root, aee / root, misfit)


def _variance_m2(line: Line, east_m: float, north_m: float) -> float:
    """Of a line's distance from a place."""
    length_m = max(math.hypot(east_m - line.east_m, north_m - line.north_m), LEAST_M)
    return max((line.bearing_sd_rad * length_m) ** 2 + line.drift_m**2, LEAST_M**2)
