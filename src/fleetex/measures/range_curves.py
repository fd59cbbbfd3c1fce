"""A curve for each hunter, told apart: in her nation's colour, the second of one colour dashed, names at their ends."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from fleetex.measures.manex import unit_tones
from fleetex.measures.panel import Panel, end_labels
from fleetex.measures.reading import unit_cards
from fleetex.record.reader import Recording

DASHES = ("", "6 3", "2 2.5", "9 3 2 3")
_SAMPLE_PX = 18.0


def curve_dashes(units: list[str], tones: Mapping[str, str]) -> dict[str, str]:
    """Unit id -> dash pattern: the first of each colour is drawn through."""
    seen: dict[str, int] = {}
    found = {}
    for unit_id in units:
        number = seen.get(tones[unit_id], 0)
        seen[tones[unit_id]] = number + 1
        found[unit_id] = DASHES[number % len(DASHES)]
    return found


def draw_curves(
    recording: Recording, panel: Panel, time_s: NDArray[np.float64], values: Mapping[str, NDArray[np.float64]]
) -> None:
    """Unit id -> value at each time (NaN: none); name and stroke stand where her curve ends, outside the
    frame."""
    tones, cards = unit_tones(recording), unit_cards(recording)
    dashes = curve_dashes(list(values), tones)
    wanted: list[tuple[float, str, str]] = []
    shown: list[str] = []
    for unit_id, each in values.items():
        panel.curve(time_s, each, tones[unit_id], 1.6, dashes[unit_id])
        known = np.flatnonzero(np.isfinite(each))
        if known.size:
            card = cards[unit_id]
            wanted.append((float(panel.y(each[known[-1]])), card.hull or card.short_name(16), tones[unit_id]))
            shown.append(dashes[unit_id])
    x, low, high = panel.left + panel.width + 6.0, panel.top + 4.0, panel.top + panel.height
    places = end_labels(panel.sketch, x + _SAMPLE_PX + 4.0, wanted, low, high)
    for y, (_, _, tone), dash in zip(places, wanted, shown, strict=True):
        panel.sketch.line(x, y, x + _SAMPLE_PX, y, tone, 1.6, dash)
