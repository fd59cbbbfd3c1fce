"""A value as a library file states it, and the readers of each kind of value.

length: 156 m                                      a planning value of ours (design)
length: {value: 156 m, source: SAUNDERS, confidence: high, note: "157 m in older editions"}
length: unknown                                    stays unknown; the class's generic fills it, marked so
fuel:
  range:
    value: 3800 nmi at 18 kn                       the figure taken
    source: SAUNDERS
    alternatives:                                  figures that disagree, side by side
      - {value: 8500 nmi at 18 kn, source: FORUM}
      - {value: 4500 km at 15 kn, source: GM, rejected: "km printed for nmi"}
"""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from fleetex.library.fuel import Endurance
from fleetex.quantities.errors import QuantityError
from fleetex.quantities.measure import ANGLE, LENGTH, NUMBER_MAX, SPEED, Dimension, parse
from fleetex.vocabulary import Confidence

UNKNOWN = "unknown"
LUMINOUS_INTENSITY = Dimension("a luminous intensity", "cd", {"cd": 1.0}, "94 cd")
MAGNETIC_MOMENT = Dimension("a magnetic moment", "A m2", {"kAm2": 1e3, "Am2": 1.0, "MAm2": 1e6}, "216 kAm2")
TEMPERATURE_DIFFERENCE = Dimension("a difference of temperature", "K", {"mK": 1e-3, "K": 1.0}, "50 mK")
FLUX_DENSITY = Dimension("a magnetic flux density", "T", {"nT": 1e-9, "pT": 1e-12}, "0.2 nT")
SPECIFIC_CONSUMPTION = Dimension(
    "a specific fuel consumption", "kg/J", {"g/kWh": 1e-3 / 3.6e6, "kg/kWh": 1.0 / 3.6e6}, "240 g/kWh"
)

Reader = Callable[[object], Any]

_LEAF_KEYS = ("value", "source", "confidence", "note", "alternatives")
_ALTERNATIVE_KEYS = ("value", "source", "confidence", "note", "rejected")


class StatementError(ValueError):
    """A value that can't be read; `path` leads on from the field to the place inside it."""

    def __init__(self, path: tuple[str | int, ...], error: QuantityError) -> None:
        self.path = path
        self.error = error
        super().__init__(str(error))


@dataclass(frozen=True)
class Alternative:
    """Another publication's figure for the same thing."""

    text: str
    value: Any
    sources: tuple[str, ...]
    confidence: Confidence | None
    note: str
    rejected: str
    """Why it is not believed; empty if it stands beside the one taken."""


@dataclass(frozen=True)
class Stated:
    """One value as written and as read; `value` is None if it is unknown."""

    text: str
    value: Any
    sources: tuple[str, ...] = ()
    confidence: Confidence | None = None
    note: str = ""
    alternatives: tuple[Alternative, ...] = ()

    @property
    def standing(self) -> tuple[Alternative, ...]:
        """The figures that disagree and were not rejected."""
        return tuple(other for other in self.alternatives if not other.rejected)


def read_stated(reader: Reader, found: object) -> Stated:
    """A leaf in its short or long form. Raises StatementError."""
    if not isinstance(found, Mapping):
        return Stated(_text(found), _value(reader, found, ()))
    _refuse_unknown_keys(found, _LEAF_KEYS, ())
    if "value" not in found:
        raise StatementError((), QuantityError(found, "a value is due here", "{value: ..., source: KEY}"))
    others = found.get("alternatives", [])
    if not isinstance(others, list):
        raise StatementError(("alternatives",), QuantityError(others, "a list of {value, source} is due"))
    return Stated(
        _text(found["value"]),
        _value(reader, found["value"], ("value",)),
        _sources(found.get("source"), ("source",)),
        _confidence(found.get("confidence"), ("confidence",)),
        _words(found.get("note"), ("note",)),
        tuple(_alternative(reader, other, ("alternatives", at)) for at, other in enumerate(others)),
    )


def _alternative(reader: Reader, found: object, path: tuple[str | int, ...]) -> Alternative:
    if not isinstance(found, Mapping) or "value" not in found:
        raise StatementError(path, QuantityError(found, "each alternative has a value and a source"))
    _refuse_unknown_keys(found, _ALTERNATIVE_KEYS, path)
    if "source" not in found:
        raise StatementError(path, QuantityError(found, "an alternative says who published it", "source: KEY"))
    return Alternative(
        _text(found["value"]),
        _value(reader, found["value"], (*path, "value")),
        _sources(found["source"], (*path, "source")),
        _confidence(found.get("confidence"), (*path, "confidence")),
        _words(found.get("note"), (*path, "note")),
        _words(found.get("rejected"), (*path, "rejected")),
    )


def _refuse_unknown_keys(found: Mapping[Any, Any], allowed: tuple[str, ...], path: tuple[str | int, ...]) -> None:
    for key in found:
        if key not in allowed:
            raise StatementError((*path, str(key)), QuantityError(key, f"allowed here: {', '.join(allowed)}"))


def _value(reader: Reader, found: object, path: tuple[str | int, ...]) -> Any:
    if found == UNKNOWN:
        return None
    try:
        return reader(found)
    except QuantityError as error:
        raise StatementError(path, error) from None


def _text(found: object) -> str:
    if isinstance(found, bool):
        return "yes" if found else "no"
    return "" if found == UNKNOWN else " ".join(str(found).split())


def _words(found: object, path: tuple[str | int, ...]) -> str:
    if found is None:
        return ""
    if not isinstance(found, str):
        raise StatementError(path, QuantityError(found, "words are due"))
    return " ".join(found.split())


def _sources(found: object, path: tuple[str | int, ...]) -> tuple[str, ...]:
    match found:
        case None:
            return ()
        case str():
            return (found,)
        case list() if found and all(isinstance(key, str) for key in found):
            return tuple(found)
    raise StatementError(path, QuantityError(found, "a key of `sources`, or a list of keys, is due"))


def _confidence(found: object, path: tuple[str | int, ...]) -> Confidence | None:
    if found is None:
        return None
    try:
        return Confidence(str(found))
    except ValueError:
        raise StatementError(path, QuantityError(found, "high, medium, low or design", "medium")) from None


def quantity(dimension: Dimension, *, zero: bool = False, least: str = "", most: str = "") -> Reader:
    """Reads a text with a unit, from `least` to `most` where they are given; zero is refused unless it means something,
    and so is less than nothing."""
    low, high = parse(dimension, least) if least else -math.inf, parse(dimension, most) if most else math.inf

    def read(found: object) -> float:
        value = parse(dimension, found)
        if value == 0.0 and not zero:
            raise QuantityError(found, f"{dimension.name} greater than zero is due", dimension.example)
        if value < 0.0 and dimension is ANGLE:
            raise QuantityError(found, f"{dimension.name} of zero or more is due", dimension.example)
        if not low <= value <= high:
            limits = " and ".join([f"at least {least}"] * bool(least) + [f"at most {most}"] * bool(most))
            raise QuantityError(found, f"{limits} is allowed", least if value < low else most)
        return value

    return read


def number(low: float, high: float) -> Reader:
    """Reads a bare number between two others, both allowed."""

    def read(found: object) -> float:
        if isinstance(found, bool) or not isinstance(found, int | float) or not abs(found) < NUMBER_MAX:
            raise QuantityError(found, f"a bare number from {low:g} to {high:g} is due")
        if not low <= found <= high:
            nearest = f"{min(max(found, low), high):g}"
            raise QuantityError(found, f"a number from {low:g} to {high:g} is due", nearest)
        return float(found)

    return read


def whole(low: int, high: int) -> Reader:
    """Reads a whole number between two others, both allowed."""

    def read(found: object) -> int:
        if isinstance(found, bool) or not isinstance(found, int) or not low <= found <= high:
            raise QuantityError(found, f"a whole number from {low} to {high} is due")
        return found

    return read


def word(found: object) -> str:
    """Reads words; a number is taken as it is written."""
    if isinstance(found, bool) or not isinstance(found, str | int | float) or not str(found).strip():
        raise QuantityError(found, "words are due")
    return " ".join(str(found).split())


def flag(found: object) -> bool:
    if not isinstance(found, bool):
        raise QuantityError(found, "true or false", "true")
    return found


def one_of(words: type[StrEnum]) -> Reader:
    """Reads a word of the vocabulary."""

    def read(found: object) -> StrEnum:
        try:
            return words(str(found))
        except ValueError:
            raise QuantityError(found, f"one of {', '.join(words)}") from None

    return read


def side(found: object) -> str:
    if found not in ("port", "starboard"):
        raise QuantityError(found, "port or starboard", "port")
    return str(found)


def endurance(found: object) -> Endurance:
    """Reads `4500 nmi at 15 kn`: a range is nothing without its speed."""
    match = re.fullmatch(r"\s*(.+?)\s+at\s+(.+?)\s*", found) if isinstance(found, str) else None
    if match is None:
        raise QuantityError(found, "a range at a speed is due", "4500 nmi at 15 kn")
    return Endurance(quantity(LENGTH)(match[1]), quantity(SPEED)(match[2]))
