"""Invariants of what is used up: rounds and fuel."""

import math
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from fleetex.record.positions import ranges_and_bearings
from tests.swarm.evidence import Evidence

Row = dict[str, Any]
CHANGES = ("passing", "connected", "pumping", "flow", "stopped", "failed", "clear")
"""Of a hose, in the order in which they follow each other at one instant."""
BURN_SHARE = 0.001
BURN_KG = 1.0
"""The curve of the library table is printed with four digits; Simpson's rule does the rest."""
SCATTER = 1.06
"""How much farther than laid a round of a fast muzzle and a following wind may fall, as a share of the range."""
SCATTER_M = 1_000.0
"""... and on a flat trajectory for its elevation alone: about 200 m a milliradian, and a gun errs by one or two."""


def no_round_leaves_an_empty_magazine(evidence: Evidence) -> Iterator[str]:
    """Rounds fired and rounds left are the rounds there were, after every salvo."""
    fired: dict[tuple[str, str], list[float]] = defaultdict(list)
    for shot in evidence.rows("shots"):
        fired[shot["unit_id"], shot["mount_id"]].append(shot["time_s"])
    for launch in evidence.rows("launches"):
        fired[launch["unit_id"], launch["mount_id"]].append(launch["time_s"])
    for flight in (*evidence.rows("missile_flights"), *evidence.rows("air_engagements")):
        fired[flight["unit_id"], flight["mount_id"]].append(flight["time_s"])
    for burst in evidence.rows("bursts"):
        fired[burst["unit_id"], burst["mount_id"]] += [burst["time_s"]] * burst["rounds"]
    clouds = {(row["unit_id"], row["mount_id"], row["time_s"]) for row in evidence.rows("decoy_launches")}
    for unit, mount, time_s in sorted(clouds):
        fired[unit, mount].append(time_s)
    loaded = {(row["unit_id"], row["mount_id"]): row["rounds"] for row in evidence.rows("mounts")}
    for key, times in fired.items():
        if key not in loaded or len(times) > loaded[key]:
            yield f"{key} fired {len(times)} rounds of {loaded.get(key)}"
    for row in evidence.rows("magazines"):
        key = row["unit_id"], row["mount_id"]
        left = loaded[key] - sum(time_s <= row["time_s"] + 1e-9 for time_s in fired[key])
        if row["rounds"] != left or row["rounds"] < 0:
            yield f"{key} has {row['rounds']} rounds left at {row['time_s']:.1f} s, by its shots {left}"


def guns_fire_within_their_range_and_rate(evidence: Evidence) -> Iterator[str]:
    """Laid no farther than the gun's greatest range, from where the firer is, no faster than the mount loads."""
    mounts = {(row["unit_id"], row["mount_id"]): row for row in evidence.rows("mounts")}
    rates = {row["subject"]: row["value"] for row in evidence.rows("library") if row["field"] == "rate"}
    last: dict[tuple[str, str], float] = {}
    for shot in sorted(evidence.rows("shots"), key=lambda row: row["time_s"]):
        key = shot["unit_id"], shot["mount_id"]
        mount, own = mounts[key], evidence.where(shot["unit_id"], shot["time_s"])
        fell_m = ranges_and_bearings(own.lat_deg, own.lon_deg, shot["lat_deg"], shot["lon_deg"])[0][0]
        name = f"{key} {shot['salvo']} round {shot['round']}"
        if not 0.0 < shot["range_m"] <= mount["range_m_max"] + 1.0:
            yield f"{name}: laid for {shot['range_m']:.0f} m, the gun reaches {mount['range_m_max']:.0f} m"
        if not shot["range_m"] / SCATTER - SCATTER_M < fell_m < SCATTER * shot["range_m"] + SCATTER_M:
            yield f"{name}: fell {fell_m:.0f} m off, laid for {shot['range_m']:.0f} m"
        if not shot["flight_s"] > 0.0 or abs(shot["fall_s"] - shot["time_s"] - shot["flight_s"]) > 1e-6:
            yield f"{name}: fired {shot['time_s']}, falls {shot['fall_s']}, flies {shot['flight_s']}"
        between_s = 60.0 / (float(rates[f"gun/{mount['class_id']}"].split()[0]) * mount["barrels"])
        if shot["time_s"] - last.get(key, -math.inf) < between_s - 1e-6:
            yield f"{name}: {shot['time_s'] - last[key]:.3f} s after the last, the mount needs {between_s:.3f} s"
        last[key] = shot["time_s"]


def shots_belong_to_a_running_serial(evidence: Evidence) -> Iterator[str]:
    """Who fires has the firing part in a serial that runs."""
    went = {row["serial_id"]: row for row in evidence.rows("serials")}
    firing = {(row["serial_id"], row["unit_id"]) for row in evidence.rows("participants") if row["role"] == "firing"}
    for shot in evidence.rows("shots"):
        serial = went.get(shot["serial_id"])
        if serial is None or (shot["serial_id"], shot["unit_id"]) not in firing:
            yield f"{shot['unit_id']} fires {shot['salvo']} without a part"
        elif not serial["start_s"] <= shot["time_s"] <= serial["end_s"]:
            yield _out_of_hours(shot, serial)


def _out_of_hours(shot: Row, serial: Row) -> str:
    late_s = shot["time_s"] - serial["end_s"]
    return f"{shot['unit_id']} fires {shot['salvo']} at {shot['time_s']:.0f} s, {late_s:+.0f} s of FINEX"


MISSILES = ("missile_flights", "air_engagements")


def missiles_belong_to_a_running_serial(evidence: Evidence) -> Iterator[str]:
    """No missile leaves, at a ship or at what flies, before COMEX or after FINEX of the serial it is fired in."""
    went = {row["serial_id"]: row for row in evidence.rows("serials")}
    for shot in (row for table in MISSILES for row in evidence.rows(table)):
        serial = went[shot["serial_id"]]
        if not serial["start_s"] <= shot["time_s"] <= serial["end_s"]:
            yield _out_of_hours(shot, serial)


def who_is_out_of_action_fires_no_missile(evidence: Evidence) -> Iterator[str]:
    """From the hit on that puts a unit out of action, to the end of the serial."""
    out: dict[tuple[str, str], float] = {}
    for row in sorted(evidence.rows("assessed_hits"), key=lambda row: row["time_s"]):
        if row["out_of_action"]:
            out.setdefault((row["serial_id"], row["unit_id"]), row["time_s"])
    for shot in (row for table in MISSILES for row in evidence.rows(table)):
        since_s = out.get((shot["serial_id"], shot["unit_id"]), math.inf)
        if shot["time_s"] > since_s:
            late_s = shot["time_s"] - since_s
            yield f"{shot['unit_id']} fires {shot['salvo']} {late_s:.1f} s after she was out of action"


ORDERED_S = 60.0
"""A salvo's last missile leaves so long after it was ordered, at most."""


def no_missile_leaves_without_a_track(evidence: Evidence) -> Iterator[str]:
    """Who launches at what flies holds it by own sensors then; at a ship she held it, or was told, when she ordered."""
    for row in evidence.rows("air_engagements"):
        pair = row["unit_id"], row["target_id"]
        if not any(a - 1e-6 <= row["time_s"] <= b + 1e-6 for a, b in evidence.held.get(pair, [])):
            yield f"{pair[0]} launches {row['salvo']} at {pair[1]} at {row['time_s']:.1f} s, and does not hold it"
    tracked = evidence.tracked
    for row in evidence.rows("missile_flights"):
        pair = row["unit_id"], row["aimed_id"]
        spells = [*tracked.get(pair, []), *evidence.held.get(pair, [])]
        if row["aimed_id"] and not any(a <= row["time_s"] and b >= row["time_s"] - ORDERED_S for a, b in spells):
            yield f"{pair[0]} launches {row['salvo']} at {pair[1]} at {row['time_s']:.1f} s without a track"


def fuel_is_burnt_or_pumped(evidence: Evidence) -> Iterator[str]:
    """From each row to the next a bunker loses what the legs burn and gains what hoses pass; cargoes lose that."""
    flows = _flows(evidence)
    batteries = {row["unit_id"] for row in evidence.rows("battery")}  # submerged she burns nothing: no curve tells it
    by_unit: dict[str, list[Row]] = defaultdict(list)
    for row in evidence.rows("fuel"):
        by_unit[row["unit_id"]].append(row)
    for unit, rows in by_unit.items():
        full_kg = evidence.hulls[unit].fuel_kg_max
        for row in rows:
            if not -1e-6 <= row["fuel_kg"] <= full_kg * (1.0 + 1e-9) or row["cargo_kg"] < -1e-6:
                yield f"{unit}: {row['fuel_kg']:.1f} kg at {row['time_s']:.0f} s, the bunker holds {full_kg:.0f}"
        for before, after in pairwise(rows):
            span = before["time_s"], after["time_s"]
            gained, given = (_passed(flows, unit, who, *span) for who in ("receiver_id", "giver_id"))
            burnt = _burnt(evidence, unit, *span)
            change = after["fuel_kg"] - before["fuel_kg"]
            slack = BURN_SHARE * burnt + BURN_KG
            dry = after["fuel_kg"] < 1.0
            if unit in batteries:
                if change - gained > 1e-3:
                    yield f"{unit} {span}: bunker {change:+.1f} kg on her own"
                continue
            if any(a < span[1] and b > span[0] for a, b in evidence.down.get(unit, ())):  # it is fuelled there
                if change < -burnt - slack:
                    yield f"{unit} {span}: bunker {change:+.1f} kg, burnt {burnt:.1f} at most"
                continue
            if change - gained > 1e-3 or (abs(change - gained + burnt) > slack and not dry):
                yield f"{unit} {span}: bunker {change:+.1f} kg, pumped {gained:.1f}, burnt {burnt:.1f}"
            if abs(after["cargo_kg"] - before["cargo_kg"] + given) > 0.5:
                yield f"{unit} {span}: cargo {after['cargo_kg'] - before['cargo_kg']:+.1f} kg, gave {given:.1f}"


def _in_turn(row: Row) -> tuple[float, float, int]:
    return row["time_s"], 0.0 if row["change"] == "passing" else row["passed_kg"], CHANGES.index(row["change"])


def _flows(evidence: Evidence) -> list[Row]:
    """Spells of steady flow: giver, receiver, from, to, kg/s."""
    found: list[Row] = []
    hoses: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for row in evidence.rows("rigs"):
        hoses[row["giver_id"], row["receiver_id"], row["rig"]].append(row)
    for rows in hoses.values():
        rows.sort(key=_in_turn)
        ends = [row["time_s"] for row in rows[1:]] + [evidence.end_s]
        found += [row | {"until_s": end} for row, end in zip(rows, ends, strict=True) if row["flow_kgps"] > 0.0]
    return found


def _passed(flows: list[Row], unit: str, who: str, begin: float, end: float) -> float:
    spans = [(max(begin, f["time_s"]), min(end, f["until_s"]), f["flow_kgps"]) for f in flows if f[who] == unit]
    return sum(flow * (b - a) for a, b, flow in spans if b > a)


def _burnt(evidence: Evidence, unit: str, begin: float, end: float) -> float:
    """What the hull's curve burns on its legs between two instants (Simpson's rule on each)."""
    hull, total = evidence.hulls[unit], 0.0
    for leg in evidence.legs[unit]:
        a, b = max(begin, leg["time_s"]), min(end, leg["end_s"])
        if b > a:
            speeds = [leg["speed_mps"] + leg["accel_mps2"] * (t - leg["time_s"]) for t in (a, (a + b) / 2.0, b)]
            rates = [hull.hotel_kgps + hull.fuel_a * max(0.0, v) ** hull.fuel_n for v in speeds]
            total += (b - a) * (rates[0] + 4.0 * rates[1] + rates[2]) / 6.0
    return total


def hoses_pass_what_they_say(evidence: Evidence) -> Iterator[str]:
    """`passed_kg` of a hose never falls and grows by its flow; fuel flows only between ships alongside, and
    between aircraft that are close (the last mile is flown by eye)."""
    hoses: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for row in evidence.rows("rigs"):
        hoses[row["giver_id"], row["receiver_id"], row["rig"]].append(row)
    for key, rows in hoses.items():
        rows.sort(key=_in_turn)
        for before, after in pairwise(rows):
            grown = after["passed_kg"] - before["passed_kg"]
            flown = before["flow_kgps"] * (after["time_s"] - before["time_s"])
            if after["change"] != "passing" and abs(grown - flown) > 1.0:
                yield f"{key} at {after['time_s']:.0f} s: {grown:.1f} kg more, the flow gives {flown:.1f}"
        for row in rows:
            range_m = evidence.range_m(row["giver_id"], row["receiver_id"], row["time_s"])
            near_m = 1_600.0 if evidence.hulls[row["giver_id"]].domain == "air" else 300.0
            if row["flow_kgps"] > 0.0 and range_m > near_m:
                yield f"{key} pumps at {row['time_s']:.0f} s over {range_m:.0f} m"
