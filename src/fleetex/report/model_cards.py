"""A model's card: what it answers, its formulas, inputs, range and source, the published values it met, what it leaves
out. The same for a report, which embeds the cards of the models that it used, and for `fleetex validate --cards`."""

import re
from collections.abc import Sequence
from typing import Any

from fleetex.measures.sketch import Sketch
from fleetex.models import Limit, Model, described
from fleetex.models.published import APART, Shown

LEFT, STRIP, ROW, TOP, RIGHT = 190.0, 430.0, 24.0, 30.0, 70.0
_HERTZ = ((1e9, "GHz"), (1e3, "kHz"))
BEYOND = 1.25
"""The strip ends at so many tolerances; what is further off stands at its end, with its number."""
_RANGE = re.compile(
    r"\b(Valid|Within|Good to|Fits|Fitted|Measured|Table:|Not for|Not defined|Standard error|Accurate|Validity)\b|"
    r"within .* (dB|%|degree)|standard (error|deviation)|\b\d[\d.,]* (Hz|kHz) to \d",
)


def topic_words(topic: str) -> str:
    return {"tma_tracking": "tracking", "visual_solar": "sight and sun", "weather_sea": "weather and sea"}.get(
        topic, topic.replace("_", " ")
    )


def card(model: Model, shown: Sequence[Shown]) -> dict[str, Any]:
    """What the card's template needs."""
    functions = [described(name) for name in model.functions]
    sources = dict.fromkeys(source for one in functions if (source := one.source))
    said = dict.fromkeys(one.head for one in functions if one.head)
    return {
        "model": model,
        "topic": topic_words(model.topic),
        "functions": functions,
        "limits": [range_words(one) for one in model.limits],
        "held": list(
            dict.fromkeys(words for one in functions for words in _sentences_of_range(one.answer, *one.formula))
        ),
        "sources": list(sources),
        "heads": list(said),
        "truth": [_row(one) for one in shown],
        "met": sum(one.met for one in shown),
        "judged": sum(len(one.errors) for one in shown),
        "plot": plot(model.name, shown) if shown else "",
    }


def range_words(held: Limit) -> str:
    """`frequency 0.5 to 35 GHz`: frequencies in the unit in which both ends are short."""
    scale, unit = next(
        ((scale, name) for scale, name in _HERTZ if held.unit == "Hz" and held.low >= 0.1 * scale), (1.0, held.unit)
    )
    ends = f"{held.asked} {held.low / scale:,g} to {held.high / scale:,g}"
    return f"{ends} {unit}" if unit else ends


def _sentences_of_range(*paragraphs: str) -> list[str]:
    """The sentences of a docstring that say how far it holds."""
    sentences = [words for part in paragraphs for words in re.split(r"(?<=[\w)%`])[.;]\s+(?=[\w`])", part)]
    return [words.strip().rstrip(".") + "." for words in sentences if _RANGE.search(words)]


def _row(one: Shown) -> dict[str, Any]:
    kinds = {kind: one.kinds.count(kind) for kind in dict.fromkeys(one.kinds)}
    return {
        "quantity": one.quantity,
        "judged": len(one.errors),
        "met": one.met,
        "worst": tolerances(one.worst),
        "kinds": ", ".join(f"{number} {kind}" for kind, number in kinds.items()),
    }


def tolerances(error: float) -> str:
    """An error in units of the tolerance, as a reader wants it."""
    if error == float("inf"):
        return "raised"
    return "0" if error < 5e-4 else f"{error:.2g}" if error < 100.0 else f"{error:,.0f}"


def plot(name: str, shown: Sequence[Shown]) -> str:
    """A strip for each quantity: every published value at its error, as a share of the source's tolerance."""
    low = TOP + ROW * len(shown)
    words = f"Errors of {name} against published values, in units of the source's tolerance"
    sketch = Sketch(LEFT + STRIP + RIGHT, low + 40.0, words, f"{words}; a value within 1 is met.")
    scale = STRIP / BEYOND
    sketch.rect(LEFT, TOP - 6.0, scale, low - TOP + 6.0, "tint")
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        at = LEFT + scale * share
        sketch.line(at, TOP - 6.0, at, low, "edge" if share in (0.0, 1.0) else "line")
        sketch.text(at, low + 15.0, f"{share:g}", 10.5, "ink3", "middle")
    sketch.text(LEFT + scale, TOP - 12.0, "source's tolerance", 10.5, "ink2", "middle")
    sketch.text(LEFT + scale, low + 31.0, "error, tolerances", 11.0, "ink2", "end")
    for number, one in enumerate(shown):
        middle = TOP + ROW * (number + 0.5)
        sketch.text(LEFT - 8.0, middle + 3.6, one.quantity, 11.0, "ink", "end")
        sketch.line(LEFT, middle, LEFT + STRIP, middle, "line", 0.8)
        for error, kind in sorted(zip(one.errors, one.kinds, strict=True)):
            at, tone = LEFT + scale * min(error, BEYOND), "accent" if error <= 1.0 else "danger"
            tip = f"{tolerances(error)} tolerances, {kind}"
            if kind in APART:
                sketch.circle(at, middle, 4.0, "panel", tone, 1.4, tip)
            else:
                sketch.circle(at, middle, 4.0, tone, "panel", 0.8, tip)
        if one.worst > 1.0:
            sketch.text(LEFT + STRIP + 8.0, middle + 3.6, f"to {tolerances(one.worst)}", 10.5, "danger")
    return sketch.svg()
