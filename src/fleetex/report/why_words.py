"""The answer to "why was it held, or not" in plain words, a block a sensor, with the decibels added up."""

import math
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from fleetex.measures.reading import start_utc, unit_cards
from fleetex.record.reader import Recording
from fleetex.report.why import BUOY, TERMS, SensorWhy, Way, Why
from fleetex.units import NMI_M

HIDDEN_DB = 399.0
"""More than this is added to a loss by the models behind a horizon."""
SILENT_DB = -900.0
"""A source under this radiates nothing."""
ABOVE_WATER = ("radar", "sight", "infrared", "ESM")
"""Kinds of sensor that find nothing under water."""
EVEN = 0.5
NOT_WET = "It is not in the water."


def why_text(recording: Recording, found: Why) -> str:
    """All of it, lines without markup."""
    cards, begun = unit_cards(recording), start_utc(recording)
    unit, target = cards[found.unit_id].name, cards[found.target_id].name
    apart = ""
    if found.range_m == found.range_m:
        apart = f", {found.range_m / NMI_M:.1f} nmi apart, bearing {found.bearing_deg:03.0f}"
    lines = [f"{unit} and {target}, {_clock(begun, found.time_s)}{apart}.", _verdict(recording, found, begun), ""]
    order = sorted(found.sensors, key=lambda s: (not s.held, -(s.prob if s.prob == s.prob else -1.0), s.sensor_id))
    for _, alike in groupby(order, lambda sensor: _buoys_alike(sensor, found)):
        same = list(alike)
        name = same[0].sensor_id if len(same) == 1 else f"{same[0].sensor_id} to {same[-1].sensor_id}"
        told = _of_sensor(same[0], found, begun, name)
        lines += told if len(same) == 1 else [line.replace(NOT_WET, "They are not in the water.") for line in told]
    return "\n".join(lines).rstrip()


def _buoys_alike(sensor: SensorWhy, found: Why) -> tuple[str, ...]:
    """What buoys of one kind share of which there is the same to say and no decibel: they are told of together."""
    said = reason(sensor, found.range_m, found.under_water)
    is_one = sensor.held or sensor.known_s is not None or not BUOY.search(sensor.sensor_id)
    return (sensor.sensor_id,) if is_one else (BUOY.sub("", sensor.sensor_id), sensor.kind, said)


def why_plain(recording: Recording, found: Why) -> dict[str, Any]:
    """The same as one JSON object; times in seconds of the exercise and in UTC."""
    begun = start_utc(recording)
    return {
        "unit": found.unit_id,
        "target": found.target_id,
        "time_s": found.time_s,
        "time_utc": (begun + timedelta(seconds=found.time_s)).isoformat(),
        "range_m": found.range_m,
        "bearing_deg": found.bearing_deg,
        "held": found.held,
        "tracked_since_s": found.tracked_since_s,
        "bearing_since_s": found.heard_since_s,
        "told_by": [{"unit": unit, "since_s": since_s} for unit, since_s in found.told_by],
        "sensors": [
            {
                "sensor": sensor.sensor_id,
                "kind": sensor.kind,
                "held": sensor.held,
                "since_s": sensor.since_s,
                "known_s": sensor.known_s,
                "range_m": sensor.range_m,
                **dict(zip(TERMS, sensor.terms_db, strict=True)),
                "excess_db": sensor.excess_db,
                "prob": sensor.prob,
                "ways": [asdict(way) for way in sensor.ways],
                "because": reason(sensor, found.range_m, found.under_water),
            }
            for sensor in found.sensors
        ],
    }


def _clock(begun: datetime, time_s: float) -> str:
    moment = begun + timedelta(seconds=time_s)
    return f"{moment.day} {moment:%b %H:%M:%S}Z"


def _verdict(recording: Recording, found: Why, begun: datetime) -> str:
    holding = [sensor.sensor_id for sensor in found.sensors if sensor.held]
    if found.tracked_since_s is not None:
        text = f"Held: a track since {_clock(begun, found.tracked_since_s)}, by {_listed(holding) or 'bearings'}."
    elif found.heard_since_s is not None:
        text = f"Held as a bearing since {_clock(begun, found.heard_since_s)}, by {_listed(holding)}: no range."
    else:
        text = f"Held by {_listed(holding)}." if holding else "Not held by any sensor of its own."
    if found.told_by:
        cards = unit_cards(recording)
        told = [f"{cards[unit].name} (since {_clock(begun, since_s)})" for unit, since_s in found.told_by]
        text += f" Told of it over a link by {_listed(told)}."
    return text


def _of_sensor(sensor: SensorWhy, found: Why, begun: datetime, name: str) -> list[str]:
    since = f" since {_clock(begun, sensor.since_s)}" if sensor.since_s is not None else ""
    head = f"{name} ({sensor.kind}): {'held' + since if sensor.held else 'not held'}."
    lines = [f"{head} {reason(sensor, found.range_m, found.under_water)}"]
    if sensor.known_s is not None:
        source, target, loss, noise, threshold, excess = added_up(sensor.terms_db, sensor.excess_db)
        lines.append(
            f"    source {source:.1f} + target {target:.1f} - loss {loss:.1f} - noise {_in_brackets(noise)} "
            f"- threshold {_in_brackets(threshold)} = excess {excess:+.1f} dB; "
            f"a look finds with a chance of {100.0 * sensor.prob:.3g} %{_over_luck(sensor)}"
        )
        lines.append(f"    as worked out at {_clock(begun, sensor.known_s)}, range {sensor.range_m / NMI_M:.2f} nmi")
    if sensor.ways:
        lines.append(f"    sound came from it by these ways, as worked out at {_clock(begun, sensor.ways[0].known_s)}:")
        lines += [f"      {_way_words(way)}" for way in sensor.ways]
        if math.isfinite(sensor.ways[0].together_db):
            lines.append(f"      {_together_words(sensor.ways)}")
    return [*lines, ""]


def added_up(terms_db: Sequence[float], excess_db: float) -> list[float]:
    """Terms and excess in tenths of a decibel that add up as written: where they would not, those terms give way that
    lie nearest to the next tenth."""
    signs = (1, 1, -1, -1, -1)
    tenths = [round(10.0 * term) for term in terms_db]
    excess = round(10.0 * excess_db)
    off = excess - sum(sign * tenth for sign, tenth in zip(signs, tenths, strict=True))
    step = 1 if off > 0 else -1

    def gives_way(place: int) -> float:
        """How far a term lies towards the tenth that mends the sum."""
        return step * signs[place] * (10.0 * terms_db[place] - tenths[place])

    for place in sorted(range(len(signs)), key=gives_way, reverse=True)[: abs(off)]:
        tenths[place] += step * signs[place]
    return [tenth / 10.0 for tenth in (*tenths, excess)]


def _way_words(way: Way) -> str:
    met = [
        f"the {what} {times}"
        for what, count in (("surface", way.surface), ("bed", way.bed))
        if (times := _times(count))
    ]
    by = f"off {' and '.join(met)}" if met else "straight"
    leaves = f"leaves {abs(way.launch_deg):.1f} deg {'up' if way.launch_deg >= 0.0 else 'down'}"
    comes = f"comes {abs(way.arrival_deg):.1f} deg {'down' if way.arrival_deg >= 0.0 else 'up'}"
    return f"{way.travel_s:.2f} s, {by}; {leaves}, {comes}; loses {way.loss_db:.0f} dB besides absorption"


def _together_words(ways: Sequence[Way]) -> str:
    """What one note makes of all of them, at this place, beside what a look takes: a mean over interference."""
    apart_db = -10.0 * math.log10(sum(10.0 ** (-way.loss_db / 10.0) for way in ways))
    more_db = apart_db - ways[0].together_db
    what = "much the same" if abs(more_db) < 1.0 else f"{abs(more_db):.0f} dB {'louder' if more_db > 0.0 else 'weaker'}"
    return (
        f"together they lose {apart_db:.0f} dB, the mean that looks take; a single steady note is {what} just here, as "
        f"they meet in step or out of it"
    )


def _times(count: int) -> str:
    """How often, in words; nothing for never."""
    return "" if count == 0 else {1: "once", 2: "twice"}.get(count, f"{count} times")


def _over_luck(sensor: SensorWhy) -> str:
    """A sonar's threshold is less its luck at the time, its chance is over all luck: the two need not agree."""
    return ", over all luck" if sensor.kind in ("passive sonar", "active sonar") else ""


def _in_brackets(level_db: float) -> str:
    return f"({level_db:.1f})" if level_db < 0.0 else f"{level_db:.1f}"


def reason(sensor: SensorWhy, range_m: float, under_water: bool = False) -> str:
    """Why this sensor held the target or did not, in one sentence."""
    if under_water and not sensor.held and sensor.kind in ABOVE_WATER:
        return "The target is under water."
    if not sensor.in_water:
        return NOT_WET
    if sensor.known_s is None:
        if range_m > sensor.range_m_max:
            return f"Beyond its instrumented range of {sensor.range_m_max / NMI_M:.1f} nmi."
        return "Nothing was worked out: it was off or stowed, or there is nothing of that target that it could find."
    if sensor.held:
        if sensor.prob >= EVEN:
            return "Most looks find it."
        if sensor.excess_db > 0.0:
            return "Luck is with it now: over all luck fewer than half of its looks would find it."
        return "Held from before: few looks find it now, not yet so few that it is lost."
    if sensor.prob >= EVEN and sensor.excess_db < 0.0:
        return "Luck is against it now: over all luck more than half of its looks would find it."
    if sensor.prob >= EVEN:
        return "Most looks find it, but the contact is not confirmed yet."
    return _weakness(sensor)


def _weakness(sensor: SensorWhy) -> str:
    source, target, loss, noise, _ = sensor.terms_db
    short = (
        f"{-sensor.excess_db:.0f} dB short of even chances"
        if sensor.excess_db < 0.0
        else "a look finds it now and then"
    )
    if source < SILENT_DB:
        return "The target radiates nothing that it could hear."
    if loss > HIDDEN_DB:
        return "The target lies behind the horizon."
    if sensor.kind in ("sight", "gauge"):
        parts = {
            "too small at that range": -target,
            "lost in haze": loss,
            "too little light or contrast": noise - source,
        }
        return f"To the eye it is {max(parts, key=lambda name: parts[name])}: {short}."
    if sensor.kind == "radar":
        return f"The echo is too weak: {short}."
    if sensor.kind == "passive sonar":
        left = f"Of {source:.0f} dB the way takes {loss:.0f}, and {noise:.0f} dB of noise are left behind the array"
        return f"{left}: {short}."
    if sensor.kind == "active sonar":
        return f"The echo loses {loss:.0f} dB out and back, against {noise:.0f} dB of noise and reverberation: {short}."
    return f"Too weak: {short}."


def _listed(names: list[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)
