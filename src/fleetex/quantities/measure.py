"""A number with its unit: "18 kn" -> 9.26 m/s, "1 d 4 h" -> 100800 s. One table of units a dimension.

    parse(SPEED, "18 kn")      # 9.26
    show(SPEED, 9.26, "kn")    # "18 kn"

Numbers are written with a decimal point and without thousands separators. Units mind their case (mW is not MW).
"""

import difflib
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from fleetex.quantities.errors import QuantityError, refuse_other_digits
from fleetex.units import (
    CABLE_M,
    DAY_S,
    DEG_RAD,
    FATHOM_M,
    FT_M,
    GRAVITY_MPS2,
    HOUR_S,
    KM_M,
    KN_MPS,
    MINUTE_S,
    NMI_M,
    TONNE_KG,
    YD_M,
)

NUMBER = r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?"
NUMBER_MAX = 1e300
_PART = re.compile(rf"\s*({NUMBER})\s*([A-Za-z%°µ][A-Za-z0-9/%°µ²³]*)")


@dataclass(frozen=True)
class Dimension:
    """One kind of quantity. `units` maps each spelling to its factor to the SI unit; the first is the one advised."""

    name: str
    si: str
    units: Mapping[str, float]
    example: str
    signed: bool = False
    compound: bool = False
    decibels: frozenset[str] = field(default_factory=frozenset)
    """Spellings that are 10 log10 of the SI value."""
    advice: Mapping[str, str] = field(default_factory=dict)
    """Spellings often written for another: what is meant by them here."""

    @property
    def unit(self) -> str:
        return next(iter(self.units))

    @property
    def due(self) -> str:
        return f"{self.name} with a unit is due ({', '.join(self.units)})"


_LENGTHS = {
    "m": 1.0,
    "km": KM_M,
    "nmi": NMI_M,
    "yd": YD_M,
    "ft": FT_M,
    "fathom": FATHOM_M,
    "fathoms": FATHOM_M,
    "cable": CABLE_M,
    "cables": CABLE_M,
    "cm": 0.01,
    "mm": 0.001,
}
_NAUTICAL = {"nm": "nmi", "NM": "nmi", "miles": "nmi", "mile": "nmi", "mi": "nmi", "yds": "yd", "yards": "yd"}
LENGTH = Dimension("a length", "m", _LENGTHS, "2.5 nmi", advice=_NAUTICAL)
SPEED = Dimension(
    "a speed",
    "m/s",
    {"kn": KN_MPS, "m/s": 1.0, "km/h": KM_M / HOUR_S},
    "18 kn",
    advice={"kt": "kn", "kts": "kn", "knot": "kn", "knots": "kn", "kph": "km/h", "kmh": "km/h", "mps": "m/s"},
)
DURATION = Dimension(
    "a duration",
    "s",
    {"h": HOUR_S, "min": MINUTE_S, "s": 1.0, "d": DAY_S, "ms": 1e-3, "us": 1e-6, "ns": 1e-9},
    "90 min",
    compound=True,
    advice={
        "hours": "h",
        "hour": "h",
        "hr": "h",
        "hrs": "h",
        "minutes": "min",
        "mins": "min",
        "m": "min",
        "seconds": "s",
        "sec": "s",
        "days": "d",
        "day": "d",
    },
)
ANGLE = Dimension(
    "an angle",
    "rad",
    {"deg": DEG_RAD, "rad": 1.0, "mrad": 1e-3, "arcmin": DEG_RAD / 60.0, "arcsec": DEG_RAD / 3600.0},
    "10 deg",
    signed=True,
    advice={"°": "deg", "degrees": "deg", "degree": "deg"},
)
TURN_RATE = Dimension(
    "a rate of turn",
    "rad/s",
    {"deg/s": DEG_RAD, "deg/min": DEG_RAD / 60.0, "rad/s": 1.0, "rpm": 2.0 * math.pi / 60.0},
    "1.5 deg/s",
)
HELM_GAIN = Dimension("a gain of the helm", "1/s", {"deg/s": 1.0}, "0.05 deg/s", signed=True)
"""Of a degree of rudder."""
HELM_TIME = Dimension("a time constant of the helm", "s", {"s": 1.0}, "40 s", signed=True)
ACCELERATION = Dimension(
    "an acceleration",
    "m/s2",
    {"m/s2": 1.0, "kn/s": KN_MPS, "kn/min": KN_MPS / 60.0, "g": GRAVITY_MPS2},
    "0.05 m/s2",
)
MASS = Dimension("a mass", "kg", {"t": TONNE_KG, "kg": 1.0, "g": 1e-3, "lb": 0.45359237}, "350 t")
TEMPERATURE = Dimension(
    "a temperature", "degC", {"degC": 1.0}, "20.5 degC", signed=True, advice={"C": "degC", "°C": "degC"}
)
SALINITY = Dimension("a salinity", "psu", {"psu": 1.0}, "33.9 psu")
SEA_PRESSURE = Dimension(
    "a pressure of the sea",
    "dbar",
    {"dbar": 1.0, "bar": 10.0, "kPa": 0.1, "MPa": 100.0},
    "250 dbar",
    advice={"db": "dbar", "decibar": "dbar", "decibars": "dbar"},
)
RAIN = Dimension("a rain rate", "mm/h", {"mm/h": 1.0}, "10 mm/h", advice={"mmh": "mm/h", "mm": "mm/h"})
VAPOUR = Dimension("a vapour density", "g/m3", {"g/m3": 1.0}, "7.5 g/m3", advice={"g/m³": "g/m3"})
PRESSURE = Dimension("a pressure", "hPa", {"hPa": 1.0, "kPa": 10.0}, "1013 hPa", advice={"mbar": "hPa", "mb": "hPa"})
REFRACTIVITY_GRADIENT = Dimension(
    "a gradient of refractivity", "N-units/km", {"N/km": 1.0}, "-39 N/km", signed=True, advice={"/km": "N/km"}
)
FRACTION = Dimension("a share", "1", {"%": 0.01}, "90 %", advice={"percent": "%", "pct": "%"})
POWER = Dimension("a power", "W", {"kW": 1e3, "W": 1.0, "MW": 1e6, "mW": 1e-3}, "200 kW")
FREQUENCY = Dimension("a frequency", "Hz", {"Hz": 1.0, "kHz": 1e3, "MHz": 1e6, "GHz": 1e9}, "9.4 GHz")
DENSITY = Dimension("a density", "kg/m3", {"kg/m3": 1.0, "t/m3": 1e3, "g/cm3": 1e3, "kg/l": 1e3}, "840 kg/m3")
AREA = Dimension(
    "an area", "m2", {"m2": 1.0, "km2": KM_M**2, "nmi2": NMI_M**2, "cm2": 1e-4}, "12 m2", advice={"m²": "m2"}
)
CROSS_SECTION = Dimension(
    "a radar cross-section",
    "m2",
    {"m2": 1.0, "dBsm": 1.0},
    "5000 m2",
    decibels=frozenset({"dBsm"}),
    advice={"m²": "m2"},
)
VOLUME = Dimension("a volume", "m3", {"m3": 1.0, "l": 1e-3}, "600 m3", advice={"m³": "m3"})
MASS_FLOW = Dimension(
    "a mass flow",
    "kg/s",
    {"t/h": TONNE_KG / HOUR_S, "kg/s": 1.0, "kg/h": 1.0 / HOUR_S, "kg/min": 1.0 / 60.0, "t/d": TONNE_KG / DAY_S},
    "500 t/h",
)
VOLUME_FLOW = Dimension(
    "a volume flow",
    "m3/s",
    {"m3/h": 1.0 / HOUR_S, "m3/s": 1.0, "m3/min": 1.0 / 60.0, "l/min": 1e-3 / 60.0, "l/s": 1e-3},
    "680 m3/h",
)
LEVEL = Dimension("a level", "dB", {"dB": 1.0, "dBi": 1.0, "dBm": 1.0, "dBW": 1.0}, "34 dB", signed=True)
"""In decibels as written; the field's own text says the reference."""
ROUND_RATE = Dimension("a rate of fire", "1/s", {"rpm": 1.0 / 60.0, "rounds/min": 1.0 / 60.0}, "40 rpm")

DIMENSIONS: tuple[Dimension, ...] = (
    LENGTH,
    SPEED,
    DURATION,
    ANGLE,
    TURN_RATE,
    HELM_GAIN,
    HELM_TIME,
    ACCELERATION,
    MASS,
    TEMPERATURE,
    SALINITY,
    SEA_PRESSURE,
    RAIN,
    VAPOUR,
    PRESSURE,
    REFRACTIVITY_GRADIENT,
    FRACTION,
    POWER,
    FREQUENCY,
    DENSITY,
    AREA,
    CROSS_SECTION,
    VOLUME,
    MASS_FLOW,
    VOLUME_FLOW,
    LEVEL,
    ROUND_RATE,
)


def parse(dimension: Dimension, found: object) -> float:
    """The SI value of a text with a unit. Refuses a bare number, NaN, infinity, and what is negative where it can't be.

    Raises QuantityError.
    """
    if isinstance(found, bool) or not isinstance(found, int | float | str):
        raise QuantityError(found, dimension.due, dimension.example)
    refuse_other_digits(found)
    if isinstance(found, int | float):
        raise QuantityError(found, dimension.due, _bare(dimension, found))
    parts = _split(dimension, found)
    if len(parts) > 1 and not dimension.compound:
        raise QuantityError(found, f"{dimension.name} is one number and one unit", dimension.example)
    value = math.fsum(_si(dimension, number, unit) for number, unit in parts)
    if not math.isfinite(value):
        raise QuantityError(found, f"{dimension.name} is a finite number", dimension.example)
    if not dimension.signed and any(number < 0.0 and unit not in dimension.decibels for number, unit in parts):
        raise QuantityError(found, f"{dimension.name} can't be negative", found.replace("-", "").strip())
    return value


def _si(dimension: Dimension, number: float, unit: str) -> float:
    if unit in dimension.decibels:
        return 10.0 ** (number / 10.0) if number < 3000.0 else math.inf
    return number * dimension.units[unit]


def _bare(dimension: Dimension, found: float) -> str:
    if not abs(found) < NUMBER_MAX:  # NaN too, and whole numbers that no float holds
        return dimension.example
    number = abs(found) if not dimension.signed else found
    return _as_percent(number) if dimension is FRACTION else f"{number} {_bare_unit(dimension)}"


def _as_percent(number: float) -> str:
    """A bare share as it was most likely meant: up to 1 it is the fraction itself."""
    return f"{number * 100.0:.6g} %" if number <= 1.0 else f"{number} %"


def _bare_unit(dimension: Dimension) -> str:
    """The unit that a bare number most likely has: of a duration that of its example (minutes, not hours)."""
    return dimension.example.split()[-1] if dimension.compound else dimension.unit


def _split(dimension: Dimension, text: str) -> list[tuple[float, str]]:
    parts: list[tuple[float, str]] = []
    end = 0
    while match := _PART.match(text, end):
        unit = match[2]
        if unit not in dimension.units:
            raise QuantityError(text, dimension.due, _respelt(dimension, text, match))
        parts.append((float(match[1]), unit))
        end = match.end()
    rest = text[end:].strip()
    if parts and not rest:
        return parts
    if re.fullmatch(NUMBER, rest) and not parts:
        if dimension is FRACTION and 0.0 <= float(rest) <= 1.0:
            raise QuantityError(text, dimension.due, _as_percent(float(rest)))
        raise QuantityError(text, dimension.due, f"{rest} {_bare_unit(dimension)}")
    if re.match(r"\s*[+-]?\d+,\d", text):
        allowed = f"{dimension.name} is written with a decimal point and no thousands separator"
        raise QuantityError(text, allowed, dimension.example)
    raise QuantityError(text, dimension.due, dimension.example)


def _respelt(dimension: Dimension, text: str, match: re.Match[str]) -> str:
    """The text again with the unit it most likely meant; the example if none is near."""
    meant = dimension.advice.get(match[2])
    if meant is None and (same := _with_another_prefix(dimension, float(match[1]), match[2])):
        return f"{text[: match.start(1)]}{same}{text[match.end(2) :]}".strip()
    if meant is None:
        near = difflib.get_close_matches(match[2].lower(), [unit.lower() for unit in dimension.units], 1, 0.6)
        spelt = {unit.lower(): unit for unit in dimension.units}
        meant = spelt[near[0]] if near else None
    if meant is None:
        return dimension.example
    return f"{text[: match.start(2)].strip()} {meant}{text[match.end(2) :]}".strip()


_PREFIXES = {
    "T": 1e12,
    "G": 1e9,
    "M": 1e6,
    "k": 1e3,
    "h": 1e2,
    "": 1.0,
    "d": 0.1,
    "c": 1e-2,
    "m": 1e-3,
    "u": 1e-6,
    "n": 1e-9,
}
_PREFIXED = re.compile(r"([TGMkhdcmun]?)(m|s|g|t|l|W|Hz|Pa|bar|rad)([23]?)(/.*)?")
"""Prefix, a unit that takes one, its power, what it is divided by: `cm2` is (c, m, 2); `min` and `kn` have none."""


def _with_another_prefix(dimension: Dimension, number: float, unit: str) -> str:
    """A number in a unit that is not read, in one that is and differs from it by its prefix; empty if none does."""
    meant = _without_prefix(unit)
    for known, factor in dimension.units.items():
        same = _without_prefix(known)
        if meant is not None and same is not None and same[0] == meant[0] and known not in dimension.decibels:
            value = number * factor / same[1] * meant[1]
            short = [one for one in dimension.units if 0.1 <= abs(value / dimension.units[one]) < 1e4]
            return show(dimension, value, next(iter(short), dimension.unit))
    return ""


def _without_prefix(unit: str) -> tuple[str, float] | None:
    """A unit with its prefix taken off, and how many of those it is; None of one that takes none."""
    found = _PREFIXED.fullmatch(unit)
    if found is None:
        return None
    prefix, base, power, per = found.groups("")
    return f"{base}{power}{per}", _PREFIXES[prefix] ** int(power or 1)


def show(dimension: Dimension, value: float, unit: str | None = None, digits: int = 6) -> str:
    """A value in SI as text with a unit (the dimension's first unless given), to so many significant digits."""
    unit = unit or dimension.unit
    if unit in dimension.decibels:
        number = 10.0 * math.log10(value)
    else:
        number = value / dimension.units[unit]
    return f"{tidy(number, digits)} {unit}"


def tidy(number: float, digits: int = 6) -> str:
    """A number without an exponent where it is short, without trailing zeros, never "-0"."""
    text = f"{number:.{digits}g}"
    if "e" in text and 1e-9 < abs(number) < 1e15:
        text = f"{number:.{max(0, digits - 1 - math.floor(math.log10(abs(number))))}f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def pattern(dimension: Dimension) -> str:
    """A regular expression (ECMA 262 as JSON Schema has it) that the texts of this dimension match."""
    number = NUMBER if dimension.signed or dimension.decibels else NUMBER.removeprefix("[+-]?")
    units = "|".join(re.escape(unit) for unit in sorted(dimension.units, key=len, reverse=True))
    one = rf"{number}\s*(?:{units})"
    return rf"^\s*{one}(?:\s*{one})*\s*$" if dimension.compound else rf"^\s*{one}\s*$"
