"""COMMEX: why a path was down when it was last checked, as the recording knows it and the ships do not."""

from typing import Any

import numpy as np

from fleetex.measures.reading import dicts, of_serial, unit_cards
from fleetex.measures.values import length_text
from fleetex.record.positions import positions, ranges_and_bearings
from fleetex.record.reader import Recording

Path = tuple[str, str, str]
"""Caller, callee, circuit."""
Span = tuple[float, float]
Message = dict[str, Any]
HEARD, OUT_OF_REACH = "heard", "out of reach"
_BACK = ("answer", "say again")
_SHOWN = 3


def why_down(recording: Recording, serial_id: str, down: dict[Path, Span]) -> str:
    """` Down: Alfa to Bravo on TG1 (out of reach: 50.0 nmi, TG1 reaches 25.0 nmi), and 2 more.`; empty if none is.

    `down` is the paths down when last checked: when the check before that was over, and when the last one was.
    """
    if not down:
        return ""
    cards, messages = unit_cards(recording), dicts(of_serial(recording, "messages", serial_id))
    shown = []
    for path in list(down)[:_SHOWN]:
        caller, callee, circuit = path
        reason = _reason(recording, messages, path, down[path])
        shown.append(f"{cards[caller].name} to {cards[callee].name} on {circuit} ({reason})")
    more = len(down) - len(shown)
    return f" Down: {', '.join(shown)}" + (f", and {more} more." if more else ".")


def _reason(recording: Recording, messages: list[Message], path: Path, span: Span) -> str:
    """What became of the last call of that path's check; of an answer to it, if the call was heard."""
    caller, callee, circuit = path
    there = _last(messages, (caller, callee, circuit), ("radio check",), span)
    if there is None:
        return "not called, the own set had failed"
    outcome = str(there["outcome"])
    if outcome == HEARD:
        back = _last(messages, (callee, caller, circuit), _BACK, (float(there["sent_s"]), span[1]))
        if back is None:
            return "heard, no answer in time"
        outcome = str(back["outcome"])
        if outcome == HEARD:
            return "heard, answered late"
        if outcome != OUT_OF_REACH:
            return f"heard, the answer was not: {outcome}"
    if outcome == OUT_OF_REACH:
        return _reach(recording, path, float(there["sent_s"]))
    return outcome


def _last(messages: list[Message], path: Path, kinds: tuple[str, ...], span: Span) -> Message | None:
    sent = [
        row
        for row in messages
        if (row["from_id"], row["to_id"], row["circuit_id"]) == path
        and row["kind"] in kinds
        and span[0] < row["sent_s"] <= span[1]
    ]
    return max(sent, key=lambda row: float(row["sent_s"])) if sent else None


def _reach(recording: Recording, path: Path, time_s: float) -> str:
    """How far apart the two were, and how far the circuit reaches; nearer than that, the horizon was in the way."""
    ours, theirs = (positions(recording, unit, [time_s]) for unit in path[:2])
    range_m = float(ranges_and_bearings(ours.lat_deg, ours.lon_deg, theirs.lat_deg, theirs.lon_deg)[0][0])
    circuits = recording.table("circuits")
    limits = circuits["range_m"][circuits["circuit_id"] == path[2]]
    limit_m = float(limits[0]) if limits.size else float("nan")
    words = OUT_OF_REACH
    if np.isfinite(range_m):
        words += f": {length_text(range_m)}"
        if range_m > limit_m:
            words += f", {path[2]} reaches {length_text(limit_m)}"
        elif np.isfinite(limit_m):
            words += ", beyond the line of sight"
    return words
