"""What many values of one measure say: mean with Student's t interval, share with Wilson's, median and quartiles.

Sums are exact (fsum), so that no order of the values and no machine makes another answer.
"""

import math
from collections.abc import Sequence
from functools import lru_cache
from statistics import NormalDist
from typing import NamedTuple

CONFIDENCE = 0.95
_Z = NormalDist().inv_cdf(0.5 + CONFIDENCE / 2.0)
_TERMS_MAX = 10_000
_TINY = 1e-300
NEVER_LESS = ("", "s", "min", "h", "m", "yd", "nmi", "kn", "kg", "t", "t/h", "ms")
"""Units of what has no less than none of it."""


class Spread(NamedTuple):
    """Of n values; NaN where too few make it."""

    mean: float
    sd: float
    low: float
    """Lower end of the mean's 95 % interval."""
    high: float
    minimum: float
    lower_quartile: float
    median: float
    upper_quartile: float
    maximum: float
    interval: str
    """`t` (Student), `wilson` (every value was 0 or 1, the mean is a share), or empty: too few values."""


def spread_of(values: Sequence[float], unit: str = "") -> Spread:
    """Of at least one finite value. Without a unit, values that are all 0 or 1 are occasions on which it was so.

    Student's interval of per cents between 0 and 100 is cut there, that of counts, times, distances, speeds and masses
    of which none was below 0 is cut at 0: it knows of no bounds."""
    n = len(values)
    mean = math.fsum(values) / n
    sd = math.sqrt(math.fsum((value - mean) ** 2 for value in values) / (n - 1)) if n > 1 else math.nan
    low, high, interval = math.nan, math.nan, ""
    if n > 1 and not unit and set(values) <= {0.0, 1.0}:
        low, high = wilson(round(math.fsum(values)), n)
        interval = "wilson"
    elif n > 1:
        half = student_t(n - 1) * sd / math.sqrt(n)
        low, high, interval = mean - half, mean + half, "t"
    ordered = sorted(values)
    if interval == "t" and unit == "%" and ordered[0] >= 0.0 and ordered[-1] <= 100.0:
        low, high = max(low, 0.0), min(high, 100.0)
    if interval == "t" and unit in NEVER_LESS and ordered[0] >= 0.0:
        low = max(low, 0.0)
    quartiles = (quantile(ordered, 0.25), quantile(ordered, 0.5), quantile(ordered, 0.75))
    return Spread(mean, sd, low, high, ordered[0], *quartiles, ordered[-1], interval)


def quantile(ordered: Sequence[float], prob: float) -> float:
    """Linear between the two nearest of the sorted values (Hyndman & Fan 1996, definition 7; NumPy's and R's own)."""
    place = prob * (len(ordered) - 1)
    below = math.floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


def wilson(count: int, n: int) -> tuple[float, float]:
    """95 % score interval of a share, count of n (Wilson 1927, J. Am. Stat. Assoc. 22, p. 209)."""
    share, z2 = count / n, _Z * _Z
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = _Z / (1 + z2 / n) * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    return (0.0 if count == 0 else middle - half), (1.0 if count == n else middle + half)


@lru_cache(maxsize=4096)
def student_t(degrees: int) -> float:
    """The t within +- which Student's distribution of so many degrees of freedom holds 95 %."""
    low, high = _Z, 13.0
    while high - low > 1e-11:
        middle = (low + high) / 2.0
        if _outside_prob(middle, degrees) > 1.0 - CONFIDENCE:
            low = middle
        else:
            high = middle
    return round((low + high) / 2.0, 10)


def _outside_prob(t: float, degrees: int) -> float:
    """P(|T| > t): the incomplete beta function I_x(v/2, 1/2) at x = v/(v + t^2) (Abramowitz & Stegun 26.7.1)."""
    return _incomplete_beta(degrees / 2.0, 0.5, degrees / (degrees + t * t))


def _incomplete_beta(a: float, b: float, x: float) -> float:
    """I_x(a, b) for 0 < x < 1, from its continued fraction (A&S 26.5.8), on the side where that converges fast."""
    if x > (a + 1.0) / (a + b + 2.0):
        return 1.0 - _incomplete_beta(b, a, 1.0 - x)
    front = math.exp(math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x))
    return front * _beta_fraction(a, b, x) / a


def _beta_fraction(a: float, b: float, x: float) -> float:
    """The continued fraction 1/(1+ d1/(1+ d2/(1+ ...))) by Lentz's method."""
    c, d = 1.0, 1.0 / _not_zero(1.0 - (a + b) * x / (a + 1.0))
    value = d
    for m in range(1, _TERMS_MAX):
        before = value
        for term in (
            m * (b - m) * x / ((a + 2 * m - 1.0) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1.0)),
        ):
            d = 1.0 / _not_zero(1.0 + term * d)
            c = _not_zero(1.0 + term / c)
            value *= c * d
        if abs(value - before) <= 1e-15 * abs(value):
            return value
    raise AssertionError(f"the fraction of I_{x}({a}, {b}) does not settle")


def _not_zero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY
