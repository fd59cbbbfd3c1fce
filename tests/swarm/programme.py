"""Invariants of the programme: serials that end with a reason, units in one at a time, orders from who has a part."""

import math
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from tests.swarm.evidence import Evidence

ENDED = ("completed", "aborted", "cancelled")
TIMED = ("events", "orders")


def serials_end_with_a_reason(evidence: Evidence) -> Iterator[str]:
    """Each serial is completed, aborted or cancelled, says why, and keeps to its window."""
    for row in evidence.rows("serials"):
        name = f"{row['serial_id']} is {row['state']}, {row['reason']!r}"
        if row["state"] not in ENDED or not row["reason"].strip():
            yield name
        began = row["start_s"] == row["start_s"]
        if began != (row["state"] != "cancelled"):
            yield f"{name} and began at {row['start_s']}"
        elif began and not row["planned_start_s"] == row["start_s"] <= row["end_s"] <= row["planned_end_s"]:
            planned = f"{row['planned_start_s']} to {row['planned_end_s']}"
            yield f"{name}: planned {planned}, ran {row['start_s']} to {row['end_s']}"


def doctrine_ends_with_its_serial(evidence: Evidence) -> Iterator[str]:
    """Every participant of a serial that began has ended its part when that ends, and not before; who is lost, then."""
    ended = {(r["serial_id"], r["unit_id"]): r["time_s"] for r in evidence.rows("phases") if r["phase"] == "ended"}
    lost_s = dict(evidence.ditched)
    for unit, parts in evidence.played.items():
        for serial, _, end_s in parts:
            if lost_s.get(unit, math.inf) <= end_s:
                if (serial, unit) in ended:
                    yield f"{unit} was lost at {lost_s[unit]} and ended its part in {serial} all the same"
            elif ended.get((serial, unit)) != end_s:
                yield f"{unit} ended its part in {serial} at {ended.get((serial, unit))}, FINEX was {end_s}"


def a_unit_is_in_one_serial_at_a_time(evidence: Evidence) -> Iterator[str]:
    """The serials in which a unit took part follow each other."""
    for unit, parts in evidence.played.items():
        for (first, _, end_s), (second, start_s, _) in pairwise(sorted(parts, key=lambda part: part[1])):
            if start_s < end_s:
                yield f"{unit} is in {first} until {end_s} and in {second} from {start_s}"


def orders_come_from_who_has_a_part(evidence: Evidence) -> Iterator[str]:
    """In a serial its participants order, while it runs; outside, who is in none. Traffic only sets out."""
    neutral = {row["unit_id"] for row in evidence.rows("units") if row["neutral"]}
    for row in evidence.rows("orders"):
        parts = evidence.played.get(row["unit_id"], [])
        name = f"order {row['number']} {row['kind']} of {row['unit_id']} at {row['time_s']:.0f} s"
        if row["serial_id"]:
            if not any(s == row["serial_id"] and begin <= row["time_s"] <= end for s, begin, end in parts):
                yield f"{name} in {row['serial_id']}, in which it has no part then"
        elif any(begin < row["time_s"] < end for _, begin, end in parts):
            yield f"{name} of its own, while it is in a serial"
        elif row["unit_id"] in neutral and (row["kind"] != "FollowRoute" or row["time_s"] > 0.0):
            yield f"{name}, which is traffic"


def the_log_runs_with_the_clock(evidence: Evidence) -> Iterator[str]:
    """Running numbers (orders: of each unit) rise with time, by one, and all is within the exercise's window."""
    for table in TIMED:
        rows = evidence.rows(table)
        for before, after in pairwise(rows):
            if table == "orders" and before["unit_id"] != after["unit_id"]:
                continue
            if after["time_s"] < before["time_s"] or after["number"] != before["number"] + 1:
                yield f"{table} {before['number']} at {before['time_s']}, then {after['number']} at {after['time_s']}"
        for row in rows[:1] + rows[-1:]:
            if not 0.0 <= row["time_s"] <= evidence.end_s:
                yield f"{table} {row['number']} at {row['time_s']}"


def stations_name_a_guide_that_is_held(evidence: Evidence) -> Iterator[str]:
    """A station is ordered on a guide that the unit holds, or knows from a link."""
    shared: dict[tuple[str, str], list[tuple[float, float]]] = defaultdict(list)
    rows = evidence.rows("shares")
    changes = (((r["to_id"], r["target_id"]), r["change"], r["time_s"]) for r in rows)
    shared |= evidence.spells(changes, "shared", "ceased")
    for row in evidence.rows("stations"):
        if not row["guide_id"]:
            continue
        pair = row["unit_id"], row["guide_id"]
        spells = [*evidence.held.get(pair, []), *shared[pair]]
        if not any(begin <= row["time_s"] <= end for begin, end in spells):
            yield f"{pair[0]} keeps station on {pair[1]} at {row['time_s']:.0f} s, which it does not hold"
