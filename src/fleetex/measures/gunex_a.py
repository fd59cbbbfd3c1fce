"""GUNEX-A: runs, rounds, bursts that the target triggered, miss distances, hits, time to the first burst.

The picture is in air_runs; it is imported when it is drawn.
"""

from typing import Any

import numpy as np

from fleetex.measures.air_bursts import AirBurst, Run, air_bursts, runs, weighted
from fleetex.measures.gunnery import fouled_spans
from fleetex.measures.intervals import length_s
from fleetex.measures.reading import logged, mean, serial_window, unit_cards
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


def measure(recording: Recording, serial: dict[str, Any]) -> list[Measure]:
    window = serial_window(recording, serial)
    if window is None:
        return []
    serial_id = str(serial["serial_id"])
    flown, fired = list(runs(recording, serial_id)), list(air_bursts(recording, serial_id))
    results = _runs(serial_id, flown)
    if fired:
        results += _score(recording, serial_id, "", fired)
        results += _first(serial_id, flown, fired, window[0])
    else:
        results.append(Measure(serial_id, "rounds", "", 0.0, "", "No round was fired."))
    results += _fallen(recording, serial_id) + _safety(recording, serial)
    for firer in dict.fromkeys(one.firer_id for one in fired):
        results += _score(recording, serial_id, firer, [one for one in fired if one.firer_id == firer])
    for one in flown:
        results += _of_run(serial_id, one, [b for b in fired if (b.firer_id, b.run) == (one.firer_id, one.number)])
    return results


def _runs(serial_id: str, flown: list[Run]) -> list[Measure]:
    live = sum(one.rounds > 0 for one in flown)
    text = (
        f"{count_words(len(flown), 'run').capitalize()} flown, {live} of them with fire." if flown else "No run flown."
    )
    return [
        Measure(serial_id, "runs", "", float(len(flown)), "", text),
        Measure(serial_id, "live_runs", "", float(live), "", text),
    ]


def _score(recording: Recording, serial_id: str, firer: str, fired: list[AirBurst]) -> list[Measure]:
    cards = unit_cards(recording)
    who = f"{cards[firer].name}: " if firer in cards else ""
    rounds, hits, near = sum(b.rounds for b in fired), sum(b.hits for b in fired), sum(b.near for b in fired)
    expected = float(np.sum([b.expected for b in fired]))
    miss, aim = weighted(fired, "miss_m"), weighted(fired, "aim_off_m")
    nearest = min((b.nearest_m for b in fired if np.isfinite(b.nearest_m)), default=float("nan"))
    shot = f"{who}{count_words(rounds, 'round')} in {count_words(len(fired), 'burst')}."
    met = f"{who}{count_words(hits, 'hit')}; {expected:.1f} were to be expected of rounds that passed so."
    passed = f"{who}rounds passed the target at {metres_text(miss)} on average, the nearest at {nearest:.1f} m."
    triggered = f"{who}{count_words(near, 'round')} passed within what triggers a fuze, or is scored as near."
    off = f"{who}the mean point of the rounds passed it at {metres_text(aim)} on average."
    return [
        Measure(serial_id, "rounds", firer, float(rounds), "", sentence(shot)),
        Measure(serial_id, "bursts", firer, float(len(fired)), "", sentence(shot)),
        Measure(serial_id, "hits", firer, float(hits), "", sentence(met)),
        Measure(serial_id, "expected_hits", firer, expected, "", sentence(met)),
        Measure(serial_id, "triggered_bursts", firer, float(near), "", sentence(triggered)),
        Measure(serial_id, "miss_distance", firer, miss, "m", sentence(passed)),
        Measure(serial_id, "nearest_miss", firer, nearest, "m", sentence(passed)),
        Measure(serial_id, "aim_error", firer, aim, "m", sentence(off)),
    ]


def _first(serial_id: str, flown: list[Run], fired: list[AirBurst], begin_s: float) -> list[Measure]:
    """Time to the first burst: from a run's clearance, and from COMEX."""
    firsts = [one.first_burst_s for one in flown if np.isfinite(one.first_burst_s)]
    after, late = mean(firsts), fired[0].fired_s - begin_s
    text = f"First burst {span_text(after)} after the run was cleared{on_average(len(firsts))}."
    opened = mean(b.range_m for b in _openings(fired))
    at = f"Fire was opened to meet the target at {metres_text(opened)}{on_average(len(_openings(fired)))}."
    return [
        Measure(serial_id, "time_to_first_burst", "", after, "s", text if firsts else "No run was fired in."),
        Measure(serial_id, "comex_to_first_burst", "", late, "s", f"First burst {span_text(late)} after COMEX."),
        Measure(serial_id, "opening_range", "", opened, "m", at),
    ]


def _openings(fired: list[AirBurst]) -> list[AirBurst]:
    """The first burst of each mount at each target."""
    return list({(b.firer_id, b.salvo): b for b in reversed(fired)}.values())


def _of_run(serial_id: str, one: Run, fired: list[AirBurst]) -> list[Measure]:
    rounds, hits = sum(b.rounds for b in fired), sum(b.hits for b in fired)
    miss = weighted(fired, "miss_m")
    text = f"Run {one.number}, {one.kind}: {count_words(rounds, 'round')}"
    text += f", passing at {metres_text(miss)} on average, {count_words(hits, 'hit')}." if rounds else "."
    if not rounds and one.held:
        text = f"Run {one.number}, {one.kind}: no fire, {one.held}."
    subject = f"{one.firer_id} run {one.number}"
    return [
        Measure(serial_id, "run_rounds", subject, float(rounds), "", text),
        Measure(serial_id, "run_miss", subject, miss, "m", text),
    ]


def _fallen(recording: Recording, serial_id: str) -> list[Measure]:
    targets = {air["other_id"] for air in _air_fire(recording, serial_id)}
    fallen = [row for row in logged(recording, "", "brought down") if row.unit_id in targets]
    text = f"{of_words(len(fallen), len(targets), 'target')} brought down." if targets else "No target was fired at."
    return [Measure(serial_id, "targets_lost", "", float(len(fallen)), "", text)]


def _air_fire(recording: Recording, serial_id: str) -> list[dict[str, str]]:
    return [{"other_id": row.other_id} for row in logged(recording, serial_id, "air fire")]


def _safety(recording: Recording, serial: dict[str, Any]) -> list[Measure]:
    spans = fouled_spans(recording, serial)
    serial_id = str(serial["serial_id"])
    checks = len(logged(recording, serial_id, "check fire"))
    checked = f"Fire was checked {times_words(checks)}." if checks else "Fire was never checked."
    text = "The range stayed clear."
    if spans.shape[0]:
        text = f"The range was fouled {times_words(spans.shape[0])}; {span_text(length_s(spans))} lost to it."
    return [
        Measure(serial_id, "range_fouled", "", float(spans.shape[0]), "", text),
        Measure(serial_id, "check_fires", "", float(checks), "", checked),
    ]


def draw(recording: Recording, serial: dict[str, Any]) -> str:
    """The runs in plan and in height with the bursts on them, and how far each burst passed."""
    from fleetex.measures.air_runs import draw_runs

    return draw_runs(recording, serial)
