"""A study's figures as a person reads them: mean with interval, median with quartiles, shares, names for ids."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fleetex.report.plain_words import named_units, proper_names
from fleetex.report.sections import humanised
from fleetex.study.analyse.statistics import Spread
from fleetex.study.analyse.summaries import MeasureSummary, StateSummary

DASH = "\N{EN DASH}"
THIN = "\N{NARROW NO-BREAK SPACE}"
_PLUS_MINUS = f"{THIN}\N{PLUS-MINUS SIGN}{THIN}"


@dataclass(frozen=True)
class Scale:
    """The unit in which a measure is shown: long times in minutes or hours."""

    factor: float
    unit: str

    @classmethod
    def of(cls, unit: str, size: float) -> "Scale":
        """For values of about this size."""
        if unit == "s" and abs(size) >= 7200.0:
            return cls(1.0 / 3600.0, "h")
        if unit == "s" and abs(size) >= 120.0:
            return cls(1.0 / 60.0, "min")
        return cls(1.0, unit)


def mean_text(spread: Spread, scale: Scale) -> str:
    """`12.3 ± 0.4 m`; of shares `0.37 (0.31-0.44)`; of one value that value."""
    if spread.interval == "wilson":
        share, least, most = (number_text(value, _places(value)) for value in (spread.mean, spread.low, spread.high))
        return f"{share} ({least}{DASH}{most})"
    mean = spread.mean * scale.factor
    if spread.interval != "t" or spread.high <= spread.low:
        return _with_unit(number_text(mean, _places(mean)), scale.unit)
    half = max(spread.high - spread.mean, spread.mean - spread.low) * scale.factor
    places = _places_of_error(half)
    if not math.isclose(spread.high - spread.mean, spread.mean - spread.low, rel_tol=1e-9):
        low, high = (number_text(end * scale.factor, places) for end in (spread.low, spread.high))
        return f"{_with_unit(number_text(mean, places), scale.unit)} ({low}{DASH}{high})"
    return _with_unit(f"{number_text(mean, places)}{_PLUS_MINUS}{number_text(half, places)}", scale.unit)


def median_text(spread: Spread, scale: Scale) -> str:
    """`12.1 (10.0-14.5)`."""
    ends = [value * scale.factor for value in (spread.lower_quartile, spread.median, spread.upper_quartile)]
    places = _places(ends[1]) if ends[0] == ends[2] else min(3, max(_places(end) for end in ends))
    first, middle, last = (number_text(end, places) for end in ends)
    return f"{middle} ({first}{DASH}{last})"


def bound_text(value: float, scale: Scale) -> str:
    shown = value * scale.factor
    return number_text(shown, _places(shown))


def share_text(summary: StateSummary) -> str:
    """`93 % (88-96 %)`."""
    ends = f"{_percent(summary.low)}{DASH}{_percent(summary.high)}"
    return f"{_percent(summary.share)}{THIN}% ({ends}{THIN}%)"


def _percent(share: float) -> str:
    """Whole per cent, but nothing that happened, or failed to, is rounded away."""
    shown = 100.0 * share
    places = 0 if shown in (0.0, 100.0) or 1.0 <= shown <= 99.0 else 1
    return number_text(shown, places)


def number_text(value: float, places: int) -> str:
    """Fixed places, a true minus, thin thousands, no minus before a zero."""
    shown = f"{value:,.{places}f}"
    if not shown.strip("-0.,"):
        shown = shown.lstrip("-")
    return shown.replace("-", "\N{MINUS SIGN}").replace(",", THIN)


def _places(value: float) -> int:
    size = abs(value)
    return 0 if size >= 100.0 or value == round(value) else 1 if size >= 1.0 else 2


def _places_of_error(half: float) -> int:
    """Two digits of the error, and no more than four places."""
    return min(4, max(0, 1 - math.floor(math.log10(half)))) if half > 0.0 else 0


def _with_unit(text: str, unit: str) -> str:
    return f"{text}\N{NO-BREAK SPACE}{unit}" if unit else text


def named(identity: Mapping[str, Any], text: str) -> str:
    """A text with ships' names in place of the scenario's ids; an id that may be a word only if it is a proper name."""
    units = identity["units"]
    return named_units(text, units, proper_names(units))


def subject_text(identity: Mapping[str, Any], subject: str) -> str:
    """Whom a measure is about: ships and nations by name."""
    nations = identity["nations"]
    if subject and all(part in nations for part in subject.split(">")):
        return " \N{RIGHTWARDS ARROW} ".join(dict.fromkeys(nations[part] for part in subject.split(">")))
    return named_units(subject, identity["units"], frozenset(identity["units"])).replace("_", " ")


def measure_title(summary: MeasureSummary) -> str:
    return humanised(summary.name)
