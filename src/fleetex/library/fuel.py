"""Fuel: rate(V) = hotel + a V^n, and the bunker that a published endurance implies. SI throughout.

    hotel   kg/s, burnt whatever the speed
    a V^n   kg/s for propulsion, V in m/s through the water

Publications give a range R at a speed V, and the installed power P. They give neither the curve nor the tanks. So:

    a      = P c / Vmax^n                     all the power, at the specific consumption c, drives her at full speed
    hotel  = s / (1 - s) a V^n                s is the hotel's share of what is burnt at the endurance speed V
    bunker = (hotel + a V^n) R / V            what lasts for R at V

n, s and c are notional planning values of ours (design), P and R at V are published or marked otherwise. n = 2.8 meets
the published pair 6,000 nmi at 20 kn and 3,300 nmi at 30 kn (Spruance class) with s = 0.19 at 20 kn: a cube law does
not. Where publications disagree about the endurance, each figure that was not rejected gives a bunker: the least and
the greatest are the band. One endurance is taken, none is tuned to. The whole bunker can be burnt.
"""

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Endurance:
    """A published range at a speed."""

    range_m: float
    speed_mps: float


@dataclass(frozen=True)
class FuelCurve:
    """rate(V) = hotel_kgps + a V^n, and the tanks."""

    hotel_kgps: float
    a: float
    """kg/s per (m/s)^n"""
    n: float
    capacity_kg: float
    capacity_kg_low: float
    """From the least endurance published; NaN if publications agree."""
    capacity_kg_high: float
    """From the greatest endurance published; NaN if publications agree."""
    band_text: str
    """The figures that disagree, in words; empty if they agree."""
    consumption_kgpj: float = math.nan
    """Of the engines, for each joule."""

    def rate_kgps(self, speed_mps: float) -> float:
        return float(self.hotel_kgps + self.a * speed_mps**self.n)

    def range_m(self, speed_mps: float) -> float:
        """How far the full bunker takes her at this speed."""
        return self.capacity_kg / self.rate_kgps(speed_mps) * speed_mps


def bunker_kg(hotel_kgps: float, a: float, n: float, endurance: Endurance) -> float:
    """What an endurance implies on a given curve."""
    rate_kgps = hotel_kgps + a * endurance.speed_mps**n
    return float(rate_kgps * endurance.range_m / endurance.speed_mps)


def fuel_curve(
    *,
    power_w: float,
    consumption_kgpj: float,
    speed_mps_max: float,
    exponent: float,
    hotel_share: float,
    taken: Endurance,
    others: tuple[tuple[str, Endurance], ...] = (),
    taken_text: str = "",
) -> FuelCurve:
    """The curve and the tanks as the head of this file says.

    `others` are endurances published elsewhere, with their text; `power_w` drives the ship at `speed_mps_max`.
    """
    a = power_w * consumption_kgpj / speed_mps_max**exponent
    hotel_kgps = hotel_share / (1.0 - hotel_share) * a * taken.speed_mps**exponent
    capacity_kg = bunker_kg(hotel_kgps, a, exponent, taken)
    rivals = [(text, bunker_kg(hotel_kgps, a, exponent, other)) for text, other in others]
    if not rivals:
        return FuelCurve(hotel_kgps, a, exponent, capacity_kg, math.nan, math.nan, "", consumption_kgpj)
    all_kg = [capacity_kg, *(kg for _, kg in rivals)]
    words = [f"{taken_text} taken ({capacity_kg / 1000.0:.0f} t)"]
    words += [f"{text} also published ({kg / 1000.0:.0f} t)" for text, kg in rivals]
    return FuelCurve(hotel_kgps, a, exponent, capacity_kg, min(all_kg), max(all_kg), "; ".join(words), consumption_kgpj)
