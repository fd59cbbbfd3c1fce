"""A ship's published answer to her helm: Nomoto's K, T1, T2 and T3, as they go together and as her size allows.

K' = K L / U and T' = T U / L are free of size and speed. Published ships lie near 1: the Mariner has K' 4 and T1' 5.
"""

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

from fleetex.library.models import Steering
from fleetex.library.problems import MissingError
from fleetex.quantities.measure import tidy

if TYPE_CHECKING:
    from fleetex.library.resolving import Ledger

KEYS = ("gain", "first", "second", "third")
LEAST, GAIN_MOST, TIME_MOST = 0.05, 40.0, 60.0
"""Of K' and of T1', either sign (design values): ten times and more what is published of any ship."""


def answer_to_helm(ledger: "Ledger", length_m: float, speed_mps: float) -> Steering | None:
    """None of whom nothing is stated. Raises MissingError for figures that contradict each other, or are no ship's."""
    known = [ledger.take_if_known("steering", key) for key in KEYS]
    if all(value is None for value in known):
        return None
    stated_here = "steering" in ledger.own  # what a generic states wrongly is told of the generic
    if None in known and not stated_here:
        return None
    if None in known:
        text = f"`{KEYS[known.index(None)]}` is due: her answer is stated by {', '.join(KEYS)}, all four"
        raise MissingError(("steering",), text)
    found = Steering(*known)
    if stated_here:
        _refuse_contradictions(found)
        _refuse_no_ship(found, length_m, speed_mps)
    return found


def _refuse_contradictions(found: Steering) -> None:
    gain, first, second, third = found.gain_per_s, found.first_s, found.second_s, found.third_s
    if (gain > 0.0) != (first > 0.0):
        text = (
            f"found `gain` {gain:g} deg/s and `first` {_time(first)}: both are more than 0 of a ship that goes "
            "straight, both less of one that does not"
        )
        raise MissingError(("steering", "first"), text, _time(-first))
    for key, time_s in (("second", second), ("third", third)):
        if not 0.0 <= time_s <= abs(first):
            text = f"found `{_time(time_s)}`; from 0 s to `first`, {_time(abs(first))}, is allowed"
            raise MissingError(("steering", key), text, _time(min(abs(time_s), abs(first))))
    if first > 0.0 and third >= first + second:
        text = (
            f"found `{_time(third)}`; less than `first` and `second` together, {_time(first + second)}, is allowed: "
            "first + second - third is the time in which she follows her helm"
        )
        raise MissingError(("steering", "third"), text)


def _refuse_no_ship(found: Steering, length_m: float, speed_mps: float) -> None:
    if speed_mps > 0.0:
        _refuse_beyond("gain", found.gain_per_s, "deg/s", speed_mps / length_m, GAIN_MOST)
        _refuse_beyond("first", found.first_s, "s", length_m / speed_mps, TIME_MOST)


def _refuse_beyond(key: str, value: float, unit: str, one: float, most: float) -> None:
    """`one`: what 1 without size and speed is of her length at her speed."""
    low, high = _two_digits(LEAST * one, math.ceil), _two_digits(most * one, math.floor)
    if low <= abs(value) <= high:
        return
    sign = "-" if value < 0.0 else ""
    limits = f"{sign}{tidy(low, 2)} to {sign}{tidy(high, 2)} {unit}"
    text = f"found `{value:g} {unit}`; from {limits} is what a ship of her length and speed can have"
    near = tidy(low if abs(value) < low else high, 2)
    raise MissingError(("steering", key), text, f"{sign}{near} {unit}")


def _time(time_s: float) -> str:
    return f"{time_s:g} s"


def _two_digits(number: float, way: Callable[[float], int]) -> float:
    """A limit as it can be written, rounded one way."""
    step = 10.0 ** (math.floor(math.log10(number)) - 1)
    return way(number / step) * step
