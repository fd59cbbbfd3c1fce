"""Battery, diesels and snort of a submarine, and how their rows of the library become figures. SI.

battery: {range: 400 nmi at 3 kn, power: 4.1 MW, exponent: 3, hotel_share: 80 %, generators: 2 MW, low: 25 %}
snort: {depth: 12 m, speed: 7 kn, noise: 118 dB, mast_height: 1 m, mast_width: ..., radar_cross_section: 1 m2}

The battery is what a published endurance under water implies on the curve hotel + a V^n, as a bunker is (see
`library.fuel`).
"""

from dataclasses import dataclass
from typing import Any

from fleetex.library.fuel import FuelCurve, fuel_curve
from fleetex.library.problems import MissingError
from fleetex.units import DAY_S, HOUR_S

MWH_J = 3.6e9


@dataclass(frozen=True)
class Battery:
    """What drives a submarine that no diesel drives, and what fills it again."""

    capacity_j: float
    hotel_w: float
    a: float
    """W per (m/s)^n"""
    n: float
    low_share: float
    """Of the capacity: below it the battery counts as low."""
    diesel_w: float
    """Electric power of her generators."""
    diesel_kgpj: float
    """Fuel that they burn for it."""
    snort_m: float
    """How deep she snorts: her depth as `depth_max` counts it, 0 surfaced."""
    snort_mps_max: float
    """No faster with a mast up."""
    noise_db: float
    """Of her diesels in the water at 1 kHz and 1 m, as a spectrum level."""
    mast_height_m: float
    """What of her masts stands out of the water while she snorts."""
    mast_width_m: float
    mast_cross_section_m2: float

    def drawn_w(self, speed_mps: float) -> float:
        return float(self.hotel_w + self.a * speed_mps**self.n)


def battery(ledger: Any, speed_mps_max: float, fuel: FuelCurve | None) -> Battery | None:
    """None if neither the class nor its generic has one. Raises MissingError."""
    if "battery" not in ledger.own and "battery" not in (ledger.generic or {}):
        return None
    if fuel is None:
        raise MissingError(("battery",), "diesels that charge a battery burn `fuel`")
    take = ledger.take
    taken = take("battery", "range")
    taken_text, standing = ledger.others("battery", "range")
    share = take("battery", "hotel_share")
    if share >= 1.0 or taken.speed_mps > speed_mps_max:
        allowed = "the hotel's share is less than 100 %, the speed of `range` at most `speed_max`"
        raise MissingError(("battery",), allowed)
    curve = fuel_curve(
        power_w=take("battery", "power"),
        consumption_kgpj=1.0,  # a joule for a joule
        speed_mps_max=speed_mps_max,
        exponent=take("battery", "exponent"),
        hotel_share=share,
        taken=taken,
        others=tuple((other.text, other.value) for other in standing if other.value is not None),
        taken_text=taken_text,
    )
    ledger.derived(
        "battery.capacity",
        f"{curve.capacity_kg / MWH_J:.1f} MWh",
        f"what the endurance taken implies at {curve.rate_kgps(taken.speed_mps) / 1000.0:.0f} kW: hotel"
        f" {curve.hotel_kgps / 1000.0:.0f} kW; {curve.capacity_kg / curve.hotel_kgps / DAY_S:.1f} d at rest,"
        f" {curve.capacity_kg / curve.rate_kgps(speed_mps_max) / HOUR_S:.1f} h at full speed",
    )
    return Battery(
        capacity_j=curve.capacity_kg,
        hotel_w=curve.hotel_kgps,
        a=curve.a,
        n=curve.n,
        low_share=take("battery", "low"),
        diesel_w=take("battery", "generators"),
        diesel_kgpj=fuel.consumption_kgpj,
        snort_m=take("snort", "depth"),
        snort_mps_max=take("snort", "speed"),
        noise_db=take("snort", "noise"),
        mast_height_m=take("snort", "mast_height"),
        mast_width_m=take("snort", "mast_width"),
        mast_cross_section_m2=take("snort", "radar_cross_section"),
    )
