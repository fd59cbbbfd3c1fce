"""Invariants of what units know: contacts within reach, tracks while held, words that could be heard."""

import math
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import numpy as np

from fleetex.physics.horizon import radar_horizon_m, sight_horizon_m
from tests.swarm.evidence import Evidence, inside, joined

Row = dict[str, Any]
RANGE_M = 1.0
REACH_M = 1.0
"""Ranges along a chord and along the geodesic part by less."""
SAME_S = 1e-6


def contacts_are_within_reach(evidence: Evidence) -> Iterator[str]:
    """Gained within instrumented range and above the horizon, at the true range; not held long beyond either."""
    sensors = {(row["unit_id"], row["sensor_id"]): row for row in evidence.rows("sensors")}
    drops = {row["subject"]: float(row["value"]) for row in evidence.rows("library") if row["field"] == "drop_looks"}
    contacts = evidence.rows("contacts")
    for row, true_m in zip(contacts, _true_ranges_m(evidence, contacts), strict=True):
        sensor = sensors[row["unit_id"], row["sensor_id"]]
        name = f"{row['unit_id']}/{row['sensor_id']} {row['change']} {row['target_id']} at {row['time_s']:.0f} s"
        moved = any((row[who], row["time_s"]) in evidence.landings for who in ("unit_id", "target_id"))
        adrift = sensor["class_id"].startswith("sonobuoy") or (  # a buoy lies where nothing records it
            sensor["kind"].endswith("sonar") and evidence.hulls[row["target_id"]].domain == "air"
        )
        if abs(true_m - row["range_m"]) > RANGE_M + 1e-4 * true_m and not (moved or adrift):
            yield f"{name}: {row['range_m']:.0f} m, in truth {true_m:.0f} m"
        if row["change"] == "gained" and row["range_m"] > _reach_m(evidence, sensor, row["target_id"]) + REACH_M:
            yield f"{name}: {row['range_m']:.0f} m is beyond {_reach_m(evidence, sensor, row['target_id']):.0f} m"
        if row["unit_id"] == row["target_id"]:
            yield f"{name}: itself"
        if sensor["kind"] == "radar" and evidence.hulls[row["target_id"]].domain == "land":
            yield f"{name}: a radar finds nothing ashore"
    for row in evidence.rows("budgets"):
        sensor = sensors[row["unit_id"], row["sensor_id"]]
        fastest = sum(max(hull.speed_mps_max, 3.0) for hull in _two(evidence, row))
        late_m = fastest * (drops[f"sensor/{sensor['class_id']}"] + 1.0) * sensor["period_s"]
        if row["held"] and row["range_m"] > _reach_m(evidence, sensor, row["target_id"]) + late_m:
            yield f"{row['unit_id']}/{row['sensor_id']} holds {row['target_id']} at {row['range_m']:.0f} m"


def _true_ranges_m(evidence: Evidence, rows: list[Row]) -> list[float]:
    """How far each row's target was from its unit in truth, worked out pair by pair."""
    by_pair: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, row in enumerate(rows):
        by_pair[row["unit_id"], row["target_id"]].append(number)
    found = [math.nan] * len(rows)
    for (unit, target), numbers in by_pair.items():
        times = np.array([rows[number]["time_s"] for number in numbers])
        for number, range_m in zip(numbers, evidence.ranges_m(unit, target, times), strict=True):
            found[number] = float(range_m)
    return found


def _two(evidence: Evidence, row: Row) -> list[Any]:
    return [evidence.hulls[row["unit_id"]], evidence.hulls[row["target_id"]]]


def _reach_m(evidence: Evidence, sensor: Row, target: str) -> float:
    """Instrumented range, and the horizon of the run's refraction or a 4/3 earth (radar, ESM) or of mean refraction
    (sight); sound has none. ESM hears from the emitter's own antenna."""
    if sensor["kind"].endswith("sonar"):
        return float(sensor["range_m_max"])
    mast_m = evidence.hulls[target].mast_height_m
    top_m = evidence.radar_height_m.get(target, mast_m) if sensor["kind"] == "ESM" else mast_m
    height_m = top_m + evidence.highest_m[target]
    above_m = sensor["height_m"] + evidence.highest_m[sensor["unit_id"]]
    by_radio = sensor["kind"] in ("radar", "ESM")
    earth_m = evidence.radio_earth_m
    horizon_m = radar_horizon_m(above_m, height_m, earth_m) if by_radio else sight_horizon_m(above_m, height_m)
    return min(float(sensor["range_m_max"]), float(horizon_m))


def silent_radars_find_nothing(evidence: Evidence) -> Iterator[str]:
    """From the order to be silent to the next order to radiate no radar of the unit gains a contact."""
    radars = {(row["unit_id"], row["sensor_id"]) for row in evidence.rows("sensors") if row["kind"] == "radar"}
    silent: dict[str, list[tuple[float, float]]] = {}
    for unit in evidence.hulls:
        if unit not in evidence.recording.header["scenario"]["units"]:
            continue  # a missile
        emits = evidence.recording.header["scenario"]["units"][unit]["emission"]["radar"]
        changes = [(unit, "on" if emits else "off", -1.0)]
        for row in evidence.rows("orders"):
            if row["unit_id"] == unit and row["kind"] == "SetEmission" and '"sensor":null' in row["body"]:
                changes.append((unit, "on" if '"on":true' in row["body"] else "off", row["time_s"]))
        silent |= evidence.spells(iter(changes), "off", "on")
    for row in evidence.rows("contacts"):
        if (row["unit_id"], row["sensor_id"]) in radars and row["change"] == "gained":
            spells = [(begin + SAME_S, end - SAME_S) for begin, end in silent.get(row["unit_id"], [])]
            if inside(spells, row["time_s"]):
                yield f"{row['unit_id']} is silent and gains {row['target_id']} at {row['time_s']:.0f} s"


def tracks_live_on_contacts(evidence: Evidence) -> Iterator[str]:
    """A track is there while one of the unit's own sensors that plot holds a contact, under one number, and else only
    while one that listens does; but two of those who do not say who they are may change numbers, both at once. What is
    written of a track in the sweep at whose end it changes places bears the number that it had until then."""
    number: dict[tuple[str, str], int] = {}
    before: dict[tuple[str, str], tuple[float, int]] = {}
    swapped: dict[tuple[str, float], list[tuple[int, int]]] = defaultdict(list)
    changes = []
    turn = {"lost": 0, "gained": 1, "swapped": 2}
    for row in sorted(evidence.rows("tracks"), key=lambda r: (r["time_s"], turn.get(r["change"], 3))):
        pair = row["unit_id"], row["target_id"]
        if row["change"] == "swapped":
            swapped[row["unit_id"], row["time_s"]].append((number.get(pair, 0), row["track"]))
            before[pair] = row["time_s"], number.get(pair, 0)
            if _answers(evidence, *pair):
                yield f"{pair}: {row['target_id']} says who she is, and her track is swapped at {row['time_s']:.0f} s"
        else:
            changes.append((pair, row["change"], row["time_s"]))
        if row["change"] in ("gained", "swapped"):
            number[pair] = row["track"]
        elif row["track"] != number.get(pair) and before.get(pair) != (row["time_s"], row["track"]):
            yield f"{pair}: track {row['track']} {row['change']} at {row['time_s']:.0f} s was never gained"
        if not inside(_known(evidence, pair), row["time_s"], SAME_S):
            yield f"{pair}: track {row['track']} {row['change']} at {row['time_s']:.0f} s without a contact"
    for (unit, time_s), numbers in swapped.items():
        if sorted(was for was, _ in numbers) != sorted(now for _, now in numbers):
            yield f"{unit}: numbers {numbers} changed places at {time_s:.0f} s"
    spells = evidence.spells(iter(changes))
    for pair in sorted(set(spells) | set(evidence.held)):
        own, of_contacts = spells.get(pair, []), evidence.held.get(pair, [])
        if pair in evidence.heard:
            lasting = joined(own)
            if all(inside(lasting, a, SAME_S) and inside(lasting, b, SAME_S) for a, b in of_contacts):
                continue
        if not _alike(own, of_contacts):
            yield f"{pair}: tracks {own[:4]} but contacts {of_contacts[:4]}"


def _known(evidence: Evidence, pair: tuple[str, str]) -> list[tuple[float, float]]:
    """When anything of a unit's had the other, by plot or by ear."""
    return joined([*evidence.held.get(pair, []), *evidence.heard.get(pair, [])])


def _answers(evidence: Evidence, unit: str, target: str) -> bool:
    """Whether a unit of the scenario says to another who it is, wherever it is: by AIS, or by IFF to its own side."""
    units = evidence.recording.header["scenario"]["units"]
    dives = evidence.hulls[target].domain == "subsurface" if target in evidence.hulls else False
    return target in units and not dives and (units[target]["ais"] or units[target]["side"] == units[unit]["side"])


def _alike(one: list[tuple[float, float]], other: list[tuple[float, float]]) -> bool:
    one, other = joined(one), joined(other)
    return len(one) == len(other) and all(
        abs(a - c) < SAME_S and abs(b - d) < SAME_S for (a, b), (c, d) in zip(one, other, strict=True)
    )


def shared_tracks_have_a_holder(evidence: Evidence) -> Iterator[str]:
    """A link shares what the giver's own sensors hold, with a member in reach, while both sets work."""
    members = _members(evidence)
    broken = _broken(evidence)
    for row in evidence.rows("shares"):
        if row["change"] != "shared":
            continue
        name = f"{row['from_id']} shares {row['target_id']} with {row['to_id']} at {row['time_s']:.0f} s"
        if not inside(_known(evidence, (row["from_id"], row["target_id"])), row["time_s"], SAME_S):
            yield f"{name} and does not hold it"
        if row["target_id"] == row["to_id"] or not {row["from_id"], row["to_id"]} <= members[row["circuit_id"]].keys():
            yield f"{name}: to whom"
        for unit in (row["from_id"], row["to_id"]):
            if inside([(b + SAME_S, e - SAME_S) for b, e in broken[row["circuit_id"], unit]], row["time_s"]):
                yield f"{name}, the set of {unit} is out of order"
        if not _in_reach(evidence, members, row["circuit_id"], row["from_id"], row["to_id"], row["time_s"], 50.0):
            yield f"{name}, out of reach"


def words_are_heard_within_reach(evidence: Evidence) -> Iterator[str]:
    """A message is heard by a member, a delay after it was said, in reach, both sets working; or says why not."""
    members = _members(evidence)
    broken = _broken(evidence)
    for row in evidence.rows("messages"):
        circuit = members.get(row["circuit_id"], {})
        name = f"message {row['number']} {row['from_id']} to {row['to_id']} on {row['circuit_id']}"
        both = {row["from_id"], row["to_id"]} <= circuit.keys()
        if row["outcome"] == "heard":
            delay_s = circuit[row["from_id"]]["delay_s"] if both else math.nan
            if not both or abs(row["heard_s"] - row["sent_s"] - delay_s) > SAME_S:
                yield f"{name}: heard after {row['heard_s'] - row['sent_s']} s, members {sorted(circuit)}"
                continue
            for unit, time_s in ((row["from_id"], row["sent_s"]), (row["to_id"], row["heard_s"])):
                if inside([(b + SAME_S, e - SAME_S) for b, e in broken[row["circuit_id"], unit]], time_s):
                    yield f"{name}: heard, and the set of {unit} is out of order"
            if not _in_reach(
                evidence, members, row["circuit_id"], row["from_id"], row["to_id"], row["heard_s"], REACH_M
            ):
                yield f"{name}: heard out of reach"
        elif row["outcome"] == "out of reach":
            at_s = row["sent_s"] + circuit[row["from_id"]]["delay_s"]
            if _in_reach(evidence, members, row["circuit_id"], row["from_id"], row["to_id"], at_s, -REACH_M, {}):
                yield f"{name}: not heard, and in reach"
        elif row["heard_s"] == row["heard_s"] or not row["outcome"]:
            yield f"{name}: {row['outcome']!r} and heard at {row['heard_s']}"


def _members(evidence: Evidence) -> dict[str, dict[str, Row]]:
    found: dict[str, dict[str, Row]] = defaultdict(dict)
    for row in evidence.rows("circuits"):
        found[row["circuit_id"]][row["unit_id"]] = row
    return found


def _broken(evidence: Evidence) -> dict[tuple[str, str], list[tuple[float, float]]]:
    """(circuit, unit) -> when its set was out of order."""
    rows = evidence.rows("circuit_states")
    changes = (((row["circuit_id"], row["unit_id"]), "up" if row["up"] else "down", row["time_s"]) for row in rows)
    return defaultdict(list, evidence.spells(changes, "down", "up"))


def _in_reach(
    evidence: Evidence,
    members: dict[str, dict[str, Row]],
    circuit: str,
    a: str,
    b: str,
    time_s: float,
    slack_m: float,
    relays: Any = None,
) -> bool:
    """Straight or through one relay of the circuit."""

    def direct(one: str, other: str) -> bool:
        row = members[circuit][one]
        masts = [evidence.hulls[unit].mast_height_m + evidence.height_m(unit, time_s) for unit in (one, other)]
        reach_m = (
            row["range_m"]
            if row["band"] == "HF"
            else min(row["range_m"], radar_horizon_m(*masts, evidence.radio_earth_m))
        )
        return evidence.range_m(one, other, time_s) <= reach_m + slack_m

    if relays is None:
        relays = evidence.recording.header["scenario"]["circuits"][circuit]["relay"]
    return direct(a, b) or any(direct(a, relay) and direct(relay, b) for relay in relays if relay not in (a, b))
