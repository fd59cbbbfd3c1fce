"""Whether estimates are as far off as they say: bounds of the mean normalised estimation error squared (NEES).

nees_bounds(2, 50, 0.95)  ->  (1.484, 2.591)        fifty independent errors of a position, in their own covariances
Plain Python: asked a few times a report.
"""

import math
from statistics import NormalDist

_ROUNDS = 200


def _gamma_share(a: float, x: float) -> float:
    """The regularised lower incomplete gamma function P(a, x): its series, or its continued fraction by Lentz.

    Source: Abramowitz and Stegun 6.5.29 and 6.5.31; Press et al., Numerical Recipes, 3rd ed., section 6.2.
    """
    if x <= 0.0:
        return 0.0
    front = math.exp(a * math.log(x) - x - math.lgamma(a))
    if x < a + 1.0:
        term = total = 1.0 / a
        n = a
        while abs(term) > 1e-16 * abs(total):
            n += 1.0
            term *= x / n
            total += term
        return front * total
    b = x + 1.0 - a
    c, d = 1e300, 1.0 / b
    h = d
    for i in range(1, 100_000):
        an = -i * (i - a)
        b += 2.0
        d = 1.0 / (an * d + b or 1e-300)
        c = b + an / c or 1e-300
        h *= d * c
        if abs(d * c - 1.0) < 1e-15:
            break
    return 1.0 - front * h


def _density(freedom: float, x: float) -> float:
    half = 0.5 * freedom
    return math.exp((half - 1.0) * math.log(x) - 0.5 * x - half * math.log(2.0) - math.lgamma(half))


def chi_square_quantile(prob: float, freedom: float) -> float:
    """The value that a sum of `freedom` squared standard normal numbers stays under with this probability, in (0, 1).

    Newton's steps from Wilson and Hilferty's approximation (1931), halved where they would leave what is left.
    """
    spread = 2.0 / (9.0 * freedom)
    begun = freedom * (1.0 - spread + NormalDist().inv_cdf(prob) * math.sqrt(spread)) ** 3
    low, high, x = 0.0, math.inf, max(begun, 1e-6 * freedom)
    for _ in range(_ROUNDS):
        over = _gamma_share(0.5 * freedom, 0.5 * x) - prob
        low, high = (low, x) if over > 0.0 else (x, high)
        step = x - over / max(_density(freedom, x), 1e-300)
        if not low < step < high:
            step = 0.5 * (low + high) if high < math.inf else 2.0 * x
        if abs(step - x) <= 1e-14 * x:
            break
        x = step
    return x


def nees_bounds(dimension: float, count: float, confidence: float) -> tuple[float, float]:
    """Between which the mean of so many independent NEES of a consistent filter lies with this confidence, two-sided:
    chi-square quantiles of (1 - c) / 2 and (1 + c) / 2 with count x dimension degrees of freedom, over count.

    Source: Bar-Shalom, Li, Kirubarajan, Estimation with Applications to Tracking and Navigation, 2001, section 5.4.
    """
    freedom = count * dimension
    low = chi_square_quantile(0.5 * (1.0 - confidence), freedom) / count
    return low, chi_square_quantile(0.5 * (1.0 + confidence), freedom) / count
