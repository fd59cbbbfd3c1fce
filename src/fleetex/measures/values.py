"""What a measure is: one named value about one subject, with its unit and a sentence.

Measure("GUNEX-1", "hits", "tributs", 3.0, "", "Admiral Tributs hit three times with 24 rounds.")
"""

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Measure:
    """A row of the recording's table `measures`. `value` is NaN where it could not be had; `text` then says why."""

    serial_id: str
    name: str
    subject: str
    value: float
    unit: str
    text: str


_WORDS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]


def count_words(count: int, one: str, many: str = "") -> str:
    """A count as a person writes it: `no rounds`, `one round`, `twelve rounds`, `40 rounds`."""
    shown = _WORDS[count] if 0 <= count < len(_WORDS) else f"{count:,}".replace(",", "\N{NO-BREAK SPACE}")
    return f"{shown} {one if count == 1 else many or one + 's'}"


def of_words(part: int, total: int, one: str, many: str = "") -> str:
    """`7 of 8 messages`: figures compare best as figures."""
    return f"{part} of {total} {one if total == 1 else many or one + 's'}"


def on_average(count: int) -> str:
    """What is said behind a mean of so many: of one there is no average."""
    return " on average" if count > 1 else ""


def times_words(number: int) -> str:
    """`once`, `twice`, `three times`."""
    return {1: "once", 2: "twice"}.get(number) or count_words(number, "time")


def length_text(metres: float) -> str:
    """Metres below 1 nmi, else nautical miles with one decimal; `not known` for NaN."""
    if not math.isfinite(metres):
        return "not known"
    return f"{metres:.0f} m" if abs(metres) < 1852.0 else f"{metres / 1852.0:.1f} nmi"


def metres_text(metres: float) -> str:
    """Metres and nothing else, so that the errors told together compare; `not known` for NaN."""
    if not math.isfinite(metres):
        return "not known"
    return f"{metres:,.0f} m".replace(",", "\N{NO-BREAK SPACE}")


def span_text(seconds: float) -> str:
    """A time span: `14 s`, `3 min 20 s`, `2 h 05 min`; `not known` for NaN."""
    if not math.isfinite(seconds):
        return "not known"
    whole = round(abs(seconds))
    sign = "\N{MINUS SIGN}" if seconds < 0 and whole else ""
    if whole < 60:
        return f"{sign}{whole} s"
    if whole < 3600:
        minutes, rest = divmod(whole, 60)
        return f"{sign}{minutes} min" + (f" {rest:02d} s" if rest else "")
    hours, rest = divmod(round(whole / 60.0), 60)
    return f"{sign}{hours} h" + (f" {rest:02d} min" if rest else "")


def mass_text(kilograms: float) -> str:
    """Kilograms below a tonne, else tonnes."""
    if not math.isfinite(kilograms):
        return "not known"
    tonnes = kilograms / 1000.0
    if abs(kilograms) < 1000.0:
        return f"{kilograms:.0f} kg"
    return f"{tonnes:.1f} t" if abs(tonnes) < 100.0 else f"{tonnes:,.0f} t".replace(",", "\N{NO-BREAK SPACE}")


def sentence(text: str) -> str:
    """The same with a capital first letter."""
    return text[:1].upper() + text[1:]


def names_text(names: list[str]) -> str:
    """`A`, `A and B`, `A, B and C`."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"
