"""COMMEX: how many circuits were up, how long it took to restore them, and the matrix of circuits over time.

A path is up when a check of it was answered; a set works until it fails; two ships are in touch on a circuit while
both sets work and they are in reach.
"""

import math
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from fleetex.measures.intervals import Spans, clipped, length_s, no_spans, on_spans, union
from fleetex.measures.panel import Panel, hatch, legend
from fleetex.measures.paths_down import why_down
from fleetex.measures.reading import (
    Floats,
    count,
    logged,
    mean,
    of_serial,
    participants,
    recorded_s,
    serial_window,
    start_utc,
    unit_cards,
)
from fleetex.measures.sketch import Sketch, shorten
from fleetex.measures.values import Measure, count_words, of_words, on_average, span_text
from fleetex.record.reader import Recording

HEARD = "heard"
CHECK = "circuit check"


@dataclass(frozen=True)
class SetLine:
    """One unit's set on one circuit: when it worked and when it did not, inside the serial's window."""

    circuit_id: str
    unit_id: str
    up: Spans
    down: Spans


class CircuitCheck(NamedTuple):
    """One check of a circuit as the caller logged it."""

    time_s: float
    path: tuple[str, str, str]
    """Caller, callee, circuit."""
    result: str
    seconds: float
    round_number: float

    @property
    def caller_id(self) -> str:
        return self.path[0]

    @property
    def circuit_id(self) -> str:
        return self.path[2]


def measure(recording: Recording, serial: dict[str, Any]) -> list[Measure]:
    window = serial_window(recording, serial)
    if window is None:
        return []
    serial_id = str(serial["serial_id"])
    lines = set_lines(recording, serial_id, window)
    span_s = max(window[1] - window[0], 1e-9)
    checks = circuit_checks(recording, serial_id)
    found = [_checks_up(recording, serial_id, "", checks)]
    for circuit_id in sorted({check.circuit_id for check in checks}):
        own = [check for check in checks if check.circuit_id == circuit_id]
        found.append(_checks_up(recording, serial_id, circuit_id, own))
    found += _outcomes(recording, serial_id, checks)
    found += [_restore(recording, serial_id, checks), _answer(serial_id, checks)]
    found += [_sets_working(serial_id, lines, span_s), _repair(serial_id, lines, window)]
    found += [*_in_touch(recording, serial_id, lines, window), heard_share(recording, serial_id)]
    return found


def circuit_checks(recording: Recording, serial_id: str) -> list[CircuitCheck]:
    """The checks of a serial in order of time."""
    return [
        CircuitCheck(
            row.time_s,
            (row.word("from"), row.word("to"), row.word("circuit")),
            row.word("result"),
            row.number("seconds"),
            row.number("round"),
        )
        for row in logged(recording, serial_id, CHECK)
    ]


def last_checks(checks: list[CircuitCheck]) -> list[CircuitCheck]:
    """The last check of each caller, callee and circuit."""
    return list({check.path: check for check in checks}.values())


def _checks_up(recording: Recording, serial_id: str, circuit_id: str, checks: list[CircuitCheck]) -> Measure:
    last = last_checks(checks)
    up = sum(check.result != "down" for check in last)
    share = 100.0 * up / len(last) if last else float("nan")
    on = f"on {circuit_id}" if circuit_id else "between two ships"
    text = f"{of_words(up, len(last), 'path')} {on} {'was' if len(last) == 1 else 'were'} up when last checked."
    text += why_down(recording, serial_id, _down(checks))
    return Measure(serial_id, "circuits_up", circuit_id, share, "%", text if last else "No circuit was checked.")


def _down(checks: list[CircuitCheck]) -> dict[tuple[str, str, str], tuple[float, float]]:
    """Paths down when last checked: when they were checked before that (-inf if never), and when last."""
    found = {}
    for last in last_checks(checks):
        if last.result == "down":
            times_s = [check.time_s for check in checks if check.path == last.path]
            found[last.path] = (times_s[-2] if len(times_s) > 1 else -math.inf, last.time_s)
    return found


def _outcomes(recording: Recording, serial_id: str, checks: list[CircuitCheck]) -> list[Measure]:
    """Checks answered late and not at all, and rounds of the net that were finished."""
    late = sum(check.result == "late" for check in checks)
    silent = sum(check.result == "down" for check in checks) - late
    made = len(checks) - late
    rounds = len(logged(recording, serial_id, "round finished"))
    begun = int(max((number for number in (c.round_number for c in checks) if number == number), default=0.0))
    answered = f"{of_words(late, made, 'check')} {'was' if made == 1 else 'were'} answered after the call was given up."
    nothing = f"{of_words(silent, made, 'check')} {'was' if made == 1 else 'were'} not answered at all."
    told = f"{count_words(rounds, 'round').capitalize()} of the net finished"
    told += f"; round {begun} was begun and not finished." if begun > rounds else "."
    return [
        Measure(serial_id, "answered_late", "", float(late), "", answered),
        Measure(serial_id, "not_answered", "", float(silent), "", nothing),
        Measure(serial_id, "rounds_finished", "", float(rounds), "", told),
    ]


def set_lines(recording: Recording, serial_id: str, window: tuple[float, float]) -> list[SetLine]:
    """A line for each circuit the serial used and each participant on it, in the order of the tables."""
    members = recording.table("circuits")
    states = _set_states(recording)
    none = np.empty(0), np.empty(0, np.bool_)
    taking_part = {unit for units in participants(recording, serial_id).values() for unit in units}
    used = set(of_serial(recording, "messages", serial_id)["circuit_id"].tolist())
    lines = []
    for circuit_id, unit_id in zip(members["circuit_id"].tolist(), members["unit_id"].tolist(), strict=True):
        if unit_id not in taking_part or (used and circuit_id not in used):
            continue
        time_s, works = states.get((circuit_id, unit_id), none)
        up = on_spans(time_s, works, 0.0, recorded_s(recording), True)
        down = on_spans(time_s, ~works, 0.0, recorded_s(recording), False)
        lines.append(SetLine(circuit_id, unit_id, clipped(up, *window), clipped(down, *window)))
    return lines


@lru_cache(maxsize=1)
def _set_states(recording: Recording) -> dict[tuple[str, str], tuple[Floats, NDArray[np.bool_]]]:
    """(circuit, unit) -> when its set changed, and whether it worked then. Kept for the last recording."""
    rows = recording.table("circuit_states")
    found: dict[tuple[str, str], tuple[list[float], list[bool]]] = {}
    names = ("circuit_id", "unit_id", "time_s", "up")
    for circuit_id, unit_id, time_s, up in zip(*(rows[name].tolist() for name in names), strict=True):
        times, works = found.setdefault((circuit_id, unit_id), ([], []))
        times.append(time_s)
        works.append(up)
    return {
        key: (np.array(times, dtype=np.float64), np.array(works, np.bool_)) for key, (times, works) in found.items()
    }


def _sets_working(serial_id: str, lines: list[SetLine], span_s: float) -> Measure:
    share = 100.0 * mean(length_s(line.up) / span_s for line in lines)
    text = f"The ships' sets worked {share:.1f} % of the time."
    none = "No participant was a member of a circuit of this serial."
    return Measure(serial_id, "sets_working", "", share, "%", text if lines else none)


def _in_touch(recording: Recording, serial_id: str, lines: list[SetLine], window: tuple[float, float]) -> list[Measure]:
    """Share of pairs and time in which two members were in reach and both sets worked; none if reach is unknown."""
    spans = _reach_spans(recording)
    up, linked = {(line.circuit_id, line.unit_id): line for line in lines}, {key[0] for key in spans}
    shares = []
    for circuit_id in dict.fromkeys(line.circuit_id for line in lines):
        units = sorted(unit for circuit, unit in up if circuit == circuit_id)
        if circuit_id not in linked:
            continue
        for a, b in combinations(units, 2):
            reach = clipped(spans.get((circuit_id, a, b), no_spans()), *window)
            down = [line.down for line in (up[circuit_id, a], up[circuit_id, b]) if line.down.size]
            broken = union(np.vstack(down)) if down else no_spans()
            lost = sum(length_s(clipped(reach, begin, end)) for begin, end in broken.tolist())
            shares.append((length_s(reach) - lost) / max(window[1] - window[0], 1e-9))
    if not shares:
        return []
    share = 100.0 * mean(shares)
    text = f"Any two ships could speak to each other on a given circuit {share:.1f} % of the time."
    return [Measure(serial_id, "pairs_in_touch", "", share, "%", text)]


@lru_cache(maxsize=1)
def _reach_spans(recording: Recording) -> dict[tuple[str, str, str], Spans]:
    links = recording.table("links")
    order = np.lexsort((links["time_s"], links["unit_b"], links["unit_a"], links["circuit_id"]))
    keys = list(zip(*(links[name][order].tolist() for name in ("circuit_id", "unit_a", "unit_b")), strict=True))
    times, up = links["time_s"][order], links["up"][order].astype(np.bool_)
    starts = [i for i in range(len(keys)) if i == 0 or keys[i] != keys[i - 1]] + [len(keys)]
    return {keys[i]: on_spans(times[i:j], up[i:j], 0.0, recorded_s(recording), False) for i, j in pairwise(starts)}


def _repair(serial_id: str, lines: list[SetLine], window: tuple[float, float]) -> Measure:
    begin, end = window
    done = [b - a for line in lines for a, b in line.down.tolist() if a > begin and b < end]
    broken = sum(line.down.shape[0] for line in lines)
    value = mean(done)
    if not broken:
        text = "No set failed."
    elif not done:
        text = f"{count_words(broken, 'failure').capitalize()}, none repaired within the serial."
    else:
        repairs = count_words(len(done), "repair")
        text = f"{count_words(broken, 'failure').capitalize()}; {repairs} took {span_text(value)}"
        text += f"{on_average(len(done))}."
    return Measure(serial_id, "time_to_repair", "", value, "s", text)


def _restore(recording: Recording, serial_id: str, checks: list[CircuitCheck]) -> Measure:
    """From the first check that found a path down to the one that found it up again."""
    spans = [event.number("seconds") for event in logged(recording, serial_id, "circuit restored")]
    down = {check.path for check in checks if check.result == "down"}
    still = sum(check.result == "down" for check in last_checks(checks))
    value = mean(spans)
    if not down:
        text = "No path was found down."
    elif not spans:
        text = f"{count_words(len(down), 'path').capitalize()} found down; none came back within the serial."
    else:
        text = f"{count_words(len(down), 'path').capitalize()} found down; {span_text(value)}{on_average(len(spans))}"
        text += " until one was up again" + (f", {still} still down at the end." if still else ".")
    return Measure(serial_id, "time_to_restore", "", value, "s", text)


def _answer(serial_id: str, checks: list[CircuitCheck]) -> Measure:
    delays = [check.seconds for check in checks if check.result != "down"]
    value = mean(delays)
    text = f"An answer took {span_text(value)}{on_average(len(delays))}." if value == value else "Nobody answered."
    return Measure(serial_id, "answer_delay", "", value, "s", text)


def heard_share(recording: Recording, serial_id: str) -> Measure:
    messages = of_serial(recording, "messages", serial_id)
    total = count(messages)
    heard = int(np.sum(messages["outcome"] == HEARD))
    share = 100.0 * heard / total if total else float("nan")
    return Measure(serial_id, "messages_heard", "", share, "%", f"{of_words(heard, total, 'message')} heard.")


def draw(recording: Recording, serial: dict[str, Any]) -> str:
    """Rows are sets by circuit, time runs right: a bar while the set works, hatched while it does not, calls on it."""
    window = serial_window(recording, serial)
    serial_id = str(serial["serial_id"])
    if window is None:
        return ""
    lines = set_lines(recording, serial_id, window)
    circuits = list(dict.fromkeys(line.circuit_id for line in lines))
    row_px, gap_px, top = 17.0, 24.0, 34.0
    height = top + len(lines) * row_px + len(circuits) * gap_px + 46
    alt = f"Matrix of {len(lines)} radio sets on {len(circuits)} circuits against time, with calls heard and not heard"
    sketch = Sketch(1060, height, f"{serial_id}: circuits over time", alt)
    panel = Panel(sketch, 150, top, 880, height - top - 46, *window, 0.0, 1.0)
    _draw_sets(recording, serial_id, panel, lines, row_px, gap_px)
    panel.frame()
    panel.time_axis(start_utc(recording))
    legend(
        sketch,
        150,
        14,
        [("bar", "done", "set works"), ("hatch", "amber", "set failed"), ("tick", "accent", "check answered"),
         ("tick", "amber", "late"),
         ("cross", "danger", "no answer")],
    )  # fmt: skip
    return sketch.svg()


def _draw_sets(
    recording: Recording, serial_id: str, panel: Panel, lines: list[SetLine], row_px: float, gap_px: float
) -> None:
    sketch, cards = panel.sketch, unit_cards(recording)
    circuits = recording.table("circuits")
    titles = dict(zip(circuits["circuit_id"].tolist(), circuits["name"].tolist(), strict=True))
    checks = circuit_checks(recording, serial_id)
    y, circuit = panel.top - 6.0, ""
    for line in lines:
        if line.circuit_id != circuit:
            circuit = line.circuit_id
            y += gap_px
            heading = circuit if titles[circuit] in ("", circuit) else f"{circuit}  {titles[circuit]}"
            sketch.text(panel.left, y - 6, shorten(heading, 70), 11, "ink", bold=True)
        sketch.text(panel.left - 8, y + 10, cards[line.unit_id].short_label(24), 11, "ink2", "end")
        for begin, end in line.up.tolist():
            sketch.rect(float(panel.x(begin)), y + 2, float(panel.x(end) - panel.x(begin)), row_px - 5, "done")
        for begin, end in line.down.tolist():
            hatch(sketch, float(panel.x(begin)), y + 2, float(panel.x(end) - panel.x(begin)), row_px - 5, "amber")
        own = [check for check in checks if check.circuit_id == circuit and check.caller_id == line.unit_id]
        _draw_checks(panel, own, y + 2 + (row_px - 5) / 2)
        y += row_px


def _draw_checks(panel: Panel, checks: list[CircuitCheck], y: float) -> None:
    """A tick where the check was answered, a cross where it was not; crosses lie on top."""
    for check in sorted(checks, key=lambda check: check.result == "down"):
        x = float(panel.x(check.time_s))
        if check.result == "late":
            panel.sketch.line(x, y - 4.5, x, y + 4.5, "amber", 1.8)
        elif check.result == "up":
            panel.sketch.line(x, y - 4.5, x, y + 4.5, "accent", 1.2)
        else:
            panel.sketch.cross(x, y, 3.2, "danger", 1.6)
