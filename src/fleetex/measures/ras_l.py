"""RAS-L: time to first flow, pump rate, tonnes delivered, and the figure of gap, flow and hose against time."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from fleetex.measures.manex import unit_tones
from fleetex.measures.panel import Panel, end_labels, hatch, legend, nice_high
from fleetex.measures.reading import (
    Floats,
    Rows,
    logged,
    mean,
    of_serial,
    percentile,
    serial_window,
    sorted_by,
    start_utc,
    unit_cards,
    where,
)
from fleetex.measures.sketch import Sketch
from fleetex.measures.values import Measure, count_words, mass_text, metres_text, span_text
from fleetex.record.positions import positions, side_gap_m
from fleetex.record.reader import Recording

_GAP_SHOWN_M = 150.0
_HOSE_ON = ("connected", "pumping", "flow", "stopped")


@dataclass(frozen=True)
class Hose:
    """One hose from giver to receiver in one serial: its rows in time order and what they add up to."""

    giver_id: str
    receiver_id: str
    rig: str
    rows: Rows
    first_flow_s: float
    passed_kg: float
    pumping_s: float

    @property
    def rate_kgps(self) -> float:
        return self.passed_kg / self.pumping_s if self.pumping_s > 0.0 else float("nan")


def hoses(recording: Recording, serial_id: str) -> list[Hose]:
    """Every rig that was passed in a serial, by giver, receiver and rig."""
    rows = of_serial(recording, "rigs", serial_id)
    keys = sorted(set(zip(rows["giver_id"].tolist(), rows["receiver_id"].tolist(), rows["rig"].tolist(), strict=True)))
    found = []
    for giver, receiver, rig in keys:
        mask = (rows["giver_id"] == giver) & (rows["receiver_id"] == receiver) & (rows["rig"] == rig)
        own = sorted_by(where(rows, mask), "time_s")
        flow = np.nan_to_num(own["flow_kgps"])
        flowing = np.flatnonzero(flow > 0.0)
        passed = np.concatenate(([0.0], np.nan_to_num(own["passed_kg"])))
        steps = np.diff(passed)
        total = float(np.sum(np.where(steps >= 0.0, steps, passed[1:])))
        pumping = float(np.sum(np.diff(own["time_s"])[flow[:-1] > 0.0]))
        first = float(own["time_s"][flowing[0]]) if flowing.size else float("nan")
        found.append(Hose(giver, receiver, rig, own, first, total, pumping))
    return found


def measure(recording: Recording, serial: dict[str, Any]) -> list[Measure]:
    window = serial_window(recording, serial)
    if window is None:
        return []
    serial_id, begin = str(serial["serial_id"]), window[0]
    lines, cards = hoses(recording, serial_id), unit_cards(recording)
    first = min((h.first_flow_s - begin for h in lines if h.first_flow_s == h.first_flow_s), default=float("nan"))
    total, pumping = sum(h.passed_kg for h in lines), sum(h.pumping_s for h in lines)
    rate = total / pumping * 3.6 if pumping > 0.0 else float("nan")
    none = _asked_none(recording, serial_id)
    nobody = bool(lines) and all(h.receiver_id in none for h in lines)
    dry = "No fuel flowed: nobody asked for any." if nobody else "No fuel flowed."
    flowed = f"Fuel flowed {span_text(first)} after COMEX." if first == first else dry
    paced = f"{rate:.0f} t an hour while pumping." if rate == rate else "Nothing was pumped."
    found = [
        Measure(serial_id, "time_to_first_flow", "", first, "s", flowed),
        Measure(serial_id, "pump_rate", "", rate, "t/h", paced),
        Measure(serial_id, "delivered", "", total / 1000.0, "t", f"{mass_text(total)} delivered."),
    ]
    gaps = [h.rows["gap_m"][np.nan_to_num(h.rows["flow_kgps"]) > 0.0] for h in lines]
    gap = np.concatenate(gaps) if gaps else np.empty(0)
    spread = f"The gap was {metres_text(mean(gap))} while pumping, 90 % of it between "
    spread += f"{metres_text(percentile(gap, 5.0))} and {metres_text(percentile(gap, 95.0))}."
    found.append(
        Measure(
            serial_id,
            "gap",
            "",
            mean(gap),
            "m",
            spread if gap.size else "There was no gap while pumping: no fuel flowed.",
        )
    )
    for unit_id in dict.fromkeys(h.receiver_id for h in lines):
        own = [h for h in lines if h.receiver_id == unit_id]
        kg = sum(h.passed_kg for h in own)
        name = cards[unit_id].name if unit_id in cards else unit_id
        flow = min((h.first_flow_s - begin for h in own if h.first_flow_s == h.first_flow_s), default=float("nan"))
        nothing = f"{name} asked for no fuel: {none[unit_id]}." if unit_id in none else f"{name} took nothing."
        text = f"{name} took {mass_text(kg)}." if kg > 0 else nothing
        found.append(Measure(serial_id, "delivered", unit_id, kg / 1000.0, "t", text))
        found.append(
            Measure(
                serial_id,
                "time_to_first_flow",
                unit_id,
                flow,
                "s",
                f"{name}: {span_text(flow)}." if flow == flow else nothing,
            )
        )
    found.append(_broken(recording, serial_id, len(lines)))
    return found


def _asked_none(recording: Recording, serial_id: str) -> dict[str, str]:
    """Ships that came alongside and asked for no fuel, and why."""
    asked = logged(recording, serial_id, "hose asked")
    return {row.unit_id: row.word("reason") for row in asked if row.number("amount_kg") <= 0.0}


def _broken(recording: Recording, serial_id: str, passed: int) -> Measure:
    bad = logged(recording, serial_id, "rig failed", "approach broken off")
    emergencies = [row for row in logged(recording, serial_id, "break away") if row.truth("emergency")]
    reasons = sorted({row.word("reason") for row in bad + emergencies} - {""})
    total = len(bad) + len(emergencies)
    given_up = count_words(total, "approach or hose", "approaches or hoses")
    text = f"{count_words(passed, 'hose').capitalize()} passed; {given_up} given up"
    text += f" ({'; '.join(reasons)})." if reasons else "."
    return Measure(serial_id, "given_up", "", float(total), "", text)


def gap_m(recording: Recording, giver_id: str, receiver_id: str, time_s: Floats) -> Floats:
    """Metres between the sides of two ships; NaN where it is more than the figure shows."""
    cards = unit_cards(recording)
    giver, receiver = cards[giver_id], cards[receiver_id]
    a, b = positions(recording, giver_id, time_s), positions(recording, receiver_id, time_s)
    gap = side_gap_m(a, giver.length_m, giver.beam_m, b, receiver.length_m, receiver.beam_m)
    return np.where(gap <= _GAP_SHOWN_M, gap, np.nan)


def draw(recording: Recording, serial: dict[str, Any]) -> str:
    """Three bands on one time axis: gap between the sides, flow, and what the hose was doing."""
    window = serial_window(recording, serial)
    serial_id = str(serial["serial_id"])
    if window is None:
        return ""
    lines = hoses(recording, serial_id)
    if not lines:
        return ""
    rows = len(lines)
    height = 34 + 130 + 40 + 90 + 44 + 22 * rows + 44
    alt = "Gap between the ships, flow of fuel and state of the hose against time"
    sketch = Sketch(1060, height, f"{serial_id}: gap, flow and hose", alt)
    gap = Panel(sketch, 140, 34, 740, 130, *window, 0.0, 100.0)
    flow = Panel(sketch, 140, 204, 740, 90, *window, 0.0, 1.0)
    hose = Panel(sketch, 140, 338, 740, 22.0 * rows, *window, 0.0, float(rows))
    _draw_gap(recording, gap, serial_id, lines)
    _draw_flow(recording, flow, lines)
    _draw_hose(recording, hose, lines)
    hose.frame()
    hose.time_axis(start_utc(recording))
    return sketch.svg()


def _receiver_marks(recording: Recording, lines: list[Hose]) -> dict[str, tuple[str, str, str]]:
    """Receiver -> (label, tone, dash): the tone is its nation's, the dash tells ships of one nation apart."""
    cards, tones = unit_cards(recording), unit_tones(recording)
    dashes, used = ("", "5 3", "2 2", "8 3 2 3"), dict[str, int]()
    marks = {}
    for unit_id in dict.fromkeys(line.receiver_id for line in lines):
        tone = tones.get(unit_id, "neutral")
        marks[unit_id] = (cards[unit_id].short_label(24), tone, dashes[used.get(tone, 0) % len(dashes)])
        used[tone] = used.get(tone, 0) + 1
    return marks


def _draw_gap(recording: Recording, panel: Panel, serial_id: str, lines: list[Hose]) -> None:
    pairs = list(dict.fromkeys((h.giver_id, h.receiver_id) for h in lines))
    time_s = np.arange(panel.x_low, panel.x_high, 10.0)
    curves = {pair: gap_m(recording, *pair, time_s) for pair in pairs}
    finite = [c[np.isfinite(c)] for c in curves.values()]
    top = float(np.max(np.concatenate(finite))) if any(c.size for c in finite) else 100.0
    panel.y_high = nice_high(min(max(60.0, 1.1 * top), _GAP_SHOWN_M))
    panel.y_axis("Gap between the ships' sides, m")
    ordered = {row.number("gap_m") for row in logged(recording, serial_id, "alongside")}
    for value in sorted(gap for gap in ordered if np.isfinite(gap)):
        y = float(panel.y(value))
        panel.sketch.line(panel.left, y, panel.left + panel.width, y, "accent", 1.1, "6 4")
        panel.sketch.text(panel.left + panel.width + 8, y + 4, f"ordered {value:.0f} m", 11, "accent")
    marks = _receiver_marks(recording, lines)
    for (_, receiver), curve in curves.items():
        _, tone, dash = marks.get(receiver, ("", "ink2", ""))
        panel.curve(time_s, curve, tone, 1.5, dash)
    panel.frame()


def _draw_flow(recording: Recording, panel: Panel, lines: list[Hose]) -> None:
    rates = [3.6 * float(np.max(np.nan_to_num(h.rows["flow_kgps"]))) for h in lines]
    panel.y_high = nice_high(1.05 * max([*rates, 1.0]), 3)
    panel.y_axis("Flow, t/h", 3)
    marks = _receiver_marks(recording, lines)
    ends = []
    for line in lines:
        label, tone, dash = marks[line.receiver_id]
        flow = 3.6 * np.nan_to_num(line.rows["flow_kgps"])
        panel.step_line(
            np.concatenate(([panel.x_low], line.rows["time_s"])), np.concatenate(([0.0], flow)), tone, 1.6, dash
        )
        ends.append((float(panel.y(0.0)) - 12, f"{mass_text(line.passed_kg)}  {label}", tone))
    end_labels(panel.sketch, panel.left + panel.width + 8, ends, panel.top, panel.top + panel.height)
    panel.frame()


def _draw_hose(recording: Recording, panel: Panel, lines: list[Hose]) -> None:
    sketch, marks = panel.sketch, _receiver_marks(recording, lines)
    legend(
        sketch, panel.left, panel.top - 14,
        [("bar", "tint", "passing the hose"), ("bar", "done", "connected"), ("bar", "accent", "pumping"),
         ("hatch", "amber", "failed")],
    )  # fmt: skip
    for row, line in enumerate(lines):
        y = panel.top + 22.0 * row + 3
        label, tone, _ = marks[line.receiver_id]
        sketch.text(panel.left - 8, y + 12, label, 11, tone, "end", bold=True)
        for state, begin, end in hose_states(line):
            left, right = float(panel.x(begin)), float(panel.x(end))
            if state == "failed":
                hatch(sketch, left - 5, y, 10, 16, "amber")
            elif state == "pumping":
                sketch.rect(left, y, right - left, 16, "accent")
            elif state == "connected":
                sketch.rect(left, y, right - left, 16, "done")
            else:
                sketch.rect(left, y, right - left, 16, "tint", "edge", 0.8)


def hose_states(line: Hose) -> list[tuple[str, float, float]]:
    """(state, from, to) of a hose: passing, connected, pumping, failed. A state that goes on is one row."""
    times = line.rows["time_s"].tolist()
    found: list[tuple[str, float, float]] = []
    changes, flows = line.rows["change"].tolist(), line.rows["flow_kgps"].tolist()
    for i, (change, flow) in enumerate(zip(changes, flows, strict=True)):
        end = times[i + 1] if i + 1 < len(times) else times[i]
        state = "pumping" if flow > 0.0 else "connected" if change in _HOSE_ON else change
        if state == "clear":
            continue
        if found and found[-1][0] == state and found[-1][2] == times[i]:
            found[-1] = (state, found[-1][1], end)
        else:
            found.append((state, times[i], end))
    return found
