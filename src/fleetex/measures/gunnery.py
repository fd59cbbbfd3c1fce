"""GUNEX-S and NGFS: salvo MPI, hits, straddles, time to first round, time on target, rounds for effect, corrections.

The picture is in fall_of_shot; it is imported when it is drawn.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from fleetex.measures.intervals import Spans, length_s, no_spans, union
from fleetex.measures.reading import logged, mean, serial_window, unit_cards
from fleetex.measures.salvoes import Salvo, salvoes, time_on_target
from fleetex.measures.values import (
    Measure,
    count_words,
    metres_text,
    of_words,
    on_average,
    sentence,
    span_text,
    times_words,
)
from fleetex.record.reader import Recording
from fleetex.units import NMI_M


def measure(recording: Recording, serial: dict[str, Any]) -> list[Measure]:
    window = serial_window(recording, serial)
    if window is None:
        return []
    serial_id, kind = str(serial["serial_id"]), str(serial["kind"])
    found = salvoes(recording, serial_id)
    if not found:
        return [Measure(serial_id, "rounds", "", 0.0, "", "No round was fired."), *_safety(recording, serial)]
    results = _score(recording, serial_id, "", found)
    results += _first_round(recording, serial_id, found, window[0])
    results += _corrections(recording, serial_id, found, kind)
    results += _together(serial_id, found) + _safety(recording, serial)
    results.append(_whose(recording, serial_id))
    for firer in dict.fromkeys(s.firer_id for s in found):
        own = [s for s in found if s.firer_id == firer]
        results += _score(recording, serial_id, firer, own)
        results += _place_fired_from(recording, serial_id, firer, own)
        results += [
            Measure(serial_id, "salvo_error", f"{firer} {s.number}", s.error_m, "m", _salvo_text(s)) for s in own
        ]
    return results


def _score(recording: Recording, serial_id: str, firer: str, found: Sequence[Salvo]) -> list[Measure]:
    cards = unit_cards(recording)
    several = len({s.firer_id for s in found}) > 1
    name = cards[firer].name if firer in cards else firer or ("All firers" if several else "")
    who = f"{name}: " if name else ""
    rounds, hits = sum(s.rounds for s in found), int(sum(np.sum(s.hits) for s in found))
    straddles = sum(s.straddle for s in found)
    error = mean(s.error_m for s in found)
    first = mean(s.error_m for s in found if s.number == 1)
    best = min((s.error_m for s in found if np.isfinite(s.error_m)), default=float("nan"))
    fired = f"{who}{count_words(rounds, 'round')} in {count_words(len(found), 'salvo', 'salvoes')}."
    mpi = f"{who}mean point of impact {metres_text(error)} from the target"
    mpi += f" on average, {metres_text(best)} at best." if len(found) > 1 else "."
    begun = f"{who}mean point of impact {metres_text(first)} from the target with the first salvo."
    straddled = f"{who}{of_words(straddles, len(found), 'salvo', 'salvoes')} straddled in range."
    return [
        Measure(serial_id, "rounds", firer, float(rounds), "", sentence(fired)),
        Measure(serial_id, "hits", firer, float(hits), "", sentence(f"{who}{count_words(hits, 'hit')}.")),
        Measure(serial_id, "straddles", firer, float(straddles), "", sentence(straddled)),
        Measure(serial_id, "mpi_error", firer, error, "m", sentence(mpi)),
        Measure(serial_id, "first_salvo_error", firer, first, "m", sentence(begun)),
    ]


def _place_fired_from(recording: Recording, serial_id: str, firer: str, own: Sequence[Salvo]) -> list[Measure]:
    """How far the ship was off the range and the line ordered for her, salvo by salvo; none if no order was logged."""
    ordered = [s for s in own if np.isfinite(s.range_ordered_m) and np.isfinite(s.bearing_ordered_deg)]
    if not ordered:
        return []
    cards = unit_cards(recording)
    name = cards[firer].name if firer in cards else firer
    ranges = [s.range_m / NMI_M for s in ordered]
    lines = [(s.bearing_deg - s.bearing_ordered_deg + 180.0) % 360.0 - 180.0 for s in ordered]
    off_m = mean(abs(s.range_m - s.range_ordered_m) for s in ordered)
    off_deg = mean(abs(line) for line in lines)
    last = ordered[-1]
    far = f"{name} fired from {min(ranges):.1f} to {max(ranges):.1f} nmi off the target, "
    far += f"{last.range_ordered_m / NMI_M:.1f} nmi ordered."
    aside = (
        f"{name} fired along {_bearing(ordered[int(np.argmin(lines))])} to {_bearing(ordered[int(np.argmax(lines))])}, "
    )
    aside += f"{round(last.bearing_ordered_deg) % 360:03d} ordered."
    return [
        Measure(serial_id, "range_off", firer, off_m, "m", far),
        Measure(serial_id, "line_off", firer, off_deg, "deg", aside),
    ]


def _bearing(s: Salvo) -> str:
    return f"{round(s.bearing_deg) % 360:03d}"


def _salvo_text(s: Salvo) -> str:
    over, right = s.mpi_m
    if not np.isfinite(over):
        return "No target to measure from."
    along = f"{abs(over):.0f} m {'over' if over >= 0 else 'short'}"
    across = f"{abs(right):.0f} m {'right' if right >= 0 else 'left'}"
    hits = count_words(int(np.sum(s.hits)), "hit")
    fired = ""
    if np.isfinite(s.range_ordered_m):
        fired = (
            f" Fired at {s.range_m / NMI_M:.2f} nmi on {_bearing(s)}; ordered {s.range_ordered_m / NMI_M:.2f} nmi on "
        )
        fired += f"{round(s.bearing_ordered_deg) % 360:03d}."
    return f"{s.rounds} rounds, {along}, {across}{', a straddle in range' if s.straddle else ''}, {hits}.{fired}"


def _first_round(recording: Recording, serial_id: str, found: Sequence[Salvo], begin_s: float) -> list[Measure]:
    orders = [row.time_s for row in logged(recording, serial_id, "commence fire")]
    first = min((s.fired_s for s in found), default=float("nan"))
    straddle = min((float(np.max(s.falls_s)) for s in found if s.straddle), default=float("nan"))
    ordered = min(orders) if orders else float("nan")
    text = f"First round {span_text(first - ordered)} after the order to commence fire." if found else "No round left."
    late = f"First round {span_text(first - begin_s)} after COMEX." if found else "No round left."
    to_straddle = f"First straddle {span_text(straddle - first)} after the first round."
    return [
        Measure(serial_id, "time_to_first_round", "", first - ordered, "s", text),
        Measure(serial_id, "comex_to_first_round", "", first - begin_s, "s", late),
        Measure(
            serial_id, "time_to_first_straddle", "", straddle - first, "s",
            to_straddle if np.isfinite(straddle) else "No salvo straddled.",
        ),
    ]  # fmt: skip


def _corrections(recording: Recording, serial_id: str, found: Sequence[Salvo], kind: str) -> list[Measure]:
    given = len(logged(recording, serial_id, "correction"))
    results = [
        Measure(
            serial_id, "corrections", "", float(given), "", f"{count_words(given, 'correction').capitalize()} given."
        )
    ]
    if kind != "NGFS":
        return results
    effect = [s for s in found if s.for_effect]
    rounds = sum(s.rounds for s in effect)
    adjusting = sum(s.rounds for s in found) - rounds
    misses = np.concatenate([np.hypot(s.over_m, s.right_m) for s in effect]) if effect else np.empty(0)
    misses = misses[np.isfinite(misses)]
    median = float(np.median(misses)) if misses.size else float("nan")
    text = f"{count_words(rounds, 'round').capitalize()} for effect after {count_words(adjusting, 'round')} to adjust."
    half = f"Half the rounds for effect fell within {metres_text(median)} of the target."
    return [
        *results,
        Measure(serial_id, "rounds_for_effect", "", float(rounds), "", text),
        Measure(serial_id, "rounds_to_adjust", "", float(adjusting), "", text),
        Measure(serial_id, "effect_error", "", median, "m", half if misses.size else "No fire for effect."),
    ]


def _together(serial_id: str, found: Sequence[Salvo]) -> list[Measure]:
    """How close in time the salvoes of several ships fell that were ordered onto the target at one instant."""
    times = time_on_target(found)
    if not times:
        return []
    spread, late = mean(t[0] for t in times), mean(t[1] for t in times)
    text = f"Salvoes ordered to fall together fell within {spread:.1f} s of each other{on_average(len(times))}."
    behind = (
        f"They fell {abs(late):.1f} s {'after' if late >= 0 else 'before'} the ordered instant{on_average(len(times))}."
    )
    return [
        Measure(serial_id, "time_on_target_spread", "", spread, "s", text),
        Measure(serial_id, "time_on_target_error", "", late, "s", behind),
    ]


def _whose(recording: Recording, serial_id: str) -> Measure:
    """Share of salvoes watched whose splashes the spotter saw and told from the others'."""
    falls = logged(recording, serial_id, "fall")
    seen = sum(row.truth("seen") for row in falls)
    mixed = sum(row.word("why") == "not told apart" for row in falls)
    share = 100.0 * seen / len(falls) if falls else float("nan")
    text = f"The spotter made out {of_words(seen, len(falls), 'salvo', 'salvoes')}"
    text += f"; {times_words(mixed)} it could not tell whose splash it was." if mixed else "."
    return Measure(serial_id, "splashes_told", "", share, "%", text if falls else "Nobody reported a fall of shot.")


def _safety(recording: Recording, serial: dict[str, Any]) -> list[Measure]:
    spans = fouled_spans(recording, serial)
    text = "The range stayed clear."
    if spans.shape[0]:
        text = f"The range was fouled {times_words(spans.shape[0])}; {span_text(length_s(spans))} lost to it."
    return [Measure(str(serial["serial_id"]), "range_fouled", "", float(spans.shape[0]), "", text)]


def fouled_spans(recording: Recording, serial: dict[str, Any]) -> Spans:
    """When anybody in the serial held the range fouled: what several ships saw at one time is there once.

    A ship holds it from her first `range fouled` to her next `range clear`, or to the end of the serial.
    """
    window = serial_window(recording, serial)
    if window is None:
        return no_spans()
    begun: dict[str, float] = {}
    spans = []
    for row in logged(recording, str(serial["serial_id"]), "range fouled", "range clear"):
        if row.kind == "range fouled":
            begun.setdefault(row.unit_id, row.time_s)
        elif row.unit_id in begun:
            spans.append((begun.pop(row.unit_id), row.time_s))
    spans += [(since, max(window[1], since)) for since in begun.values()]
    return union(np.array(spans, dtype=np.float64)) if spans else no_spans()


def draw(recording: Recording, serial: dict[str, Any]) -> str:
    """Fall of shot about the target, and the error of each salvo."""
    from fleetex.measures.fall_of_shot import draw_fall

    return draw_fall(recording, serial)
