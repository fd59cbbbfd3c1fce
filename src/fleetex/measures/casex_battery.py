"""CASEX: the submarine's battery. How long she snorted, and what charge was left; the charge against time.

Only of a submarine that is driven by one. Between two rows of the table `battery` charge is read off a straight line.
"""

import numpy as np

from fleetex.measures.intervals import Spans, clipped, length_s, on_spans
from fleetex.measures.panel import Panel
from fleetex.measures.reading import Rows, at_times, sorted_by, where
from fleetex.measures.values import Measure, span_text
from fleetex.record.reader import Recording


def charge_rows(recording: Recording, submarine: str) -> Rows:
    """Her rows of the table `battery`, in order of time; none of who has no battery."""
    table = recording.table("battery")
    return sorted_by(where(table, table["unit_id"] == submarine), "time_s")


def snorting_spans(rows: Rows, begin_s: float, end_s: float) -> Spans:
    """When her diesels ran under water."""
    on = np.asarray(rows["diesels"] & rows["under_water"], dtype=np.bool_)
    return clipped(on_spans(rows["time_s"], on, begin_s, end_s, False), begin_s, end_s)


def battery_measures(
    recording: Recording, serial_id: str, submarine: str, window: tuple[float, float]
) -> list[Measure]:
    """Indiscretion rate, and the charge at the end."""
    rows = charge_rows(recording, submarine)
    if not rows["time_s"].size:
        return []
    spans = snorting_spans(rows, *window)
    snorted_s = length_s(spans)
    rate = 100.0 * snorted_s / max(window[1] - window[0], 1e-9)
    times = "once" if spans.shape[0] == 1 else f"{spans.shape[0]} times"
    text = f"The submarine snorted {times}, for {span_text(snorted_s)}: {rate:.0f} % of the serial."
    text = text if spans.shape[0] else "The submarine did not snort."
    begin, end = (100.0 * at_times(rows, "charge_share", np.array(window))).tolist()
    left = f"Her battery was at {begin:.0f} % at COMEX and at {end:.0f} % at the end."
    return [
        Measure(serial_id, "indiscretion", "", rate, "%", text),
        Measure(serial_id, "charge_left", "", end, "%", left),
    ]


def draw_charge(recording: Recording, submarine: str, panel: Panel, tone: str) -> None:
    """Her charge against time, and bars where she snorted."""
    rows = charge_rows(recording, submarine)
    panel.y_axis("her battery, % (bars: she snorts)", 3)
    for begin, end in snorting_spans(rows, panel.x_low, panel.x_high).tolist():
        x = float(panel.x(begin))
        wide, tip = max(1.0, float(panel.x(end)) - x), f"snorts for {span_text(end - begin)}"
        panel.sketch.rect(x, panel.top, wide, 6.0, "accent", tip=tip)
    inside = (rows["time_s"] > panel.x_low) & (rows["time_s"] < panel.x_high)
    time_s = np.concatenate([[panel.x_low], rows["time_s"][inside], [panel.x_high]])
    panel.curve(time_s, 100.0 * at_times(rows, "charge_share", time_s), tone, 1.8)
    panel.frame()
