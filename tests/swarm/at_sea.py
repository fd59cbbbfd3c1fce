"""Invariants of motion: legs that join, hull limits, water under everybody, nobody through anybody."""

import math
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, pairwise
from typing import Any

import numpy as np

from fleetex.library.coast import land_near
from fleetex.quantities import parse_position
from fleetex.record.positions import ranges_and_bearings, side_gap_m
from tests.swarm.evidence import Evidence, Hull, inside

JOIN_M = 1.0
"""A leg's pieces follow its line to 0.11 m at 1,000 nmi; where legs meet, so do their ends."""
JOIN_MPS = 0.02
JOIN_DEG = 0.3
"""The compass is not asked for less than 0.004 rad."""
DRIFT_STEP_MPS = 0.3
"""A hull whose engines are stopped goes with the water once it is so little faster."""
BOAT_M = 1_000.0
"""What a ship's boat takes aboard goes so far at most to stand on her deck."""
LANDING_M = 501.0
"""A helicopter comes down from so far off at most, and goes as the deck goes from then on."""
CLEAR_M = 50.0
PARTING_S = 300.0
STEP_S = 30.0
Leg = dict[str, Any]


def legs_join(evidence: Evidence) -> Iterator[str]:
    """Everybody's legs follow each other from the beginning to the end, without a gap in time or place."""
    lifted = {(row["other_id"], row["time_s"]) for row in evidence.rows("events") if row["kind"] == "taken aboard"}
    for unit, legs in evidence.legs.items():
        if not legs and evidence.hulls[unit].kind == "missile":
            continue  # it was never launched
        if not legs:
            yield f"{unit} has no leg"
            continue
        begin_s, end_s = evidence.flights.get(unit, (0.0, evidence.end_s))
        if legs[0]["time_s"] != begin_s or abs(legs[-1]["end_s"] - end_s) > 1e-6:
            yield f"{unit} moves from {legs[0]['time_s']} to {legs[-1]['end_s']}, not from {begin_s} to {end_s}"
        starts = np.array([leg["time_s"] for leg in legs])
        if [leg["leg"] for leg in legs] != list(range(len(legs))):
            yield f"{unit}: legs are not numbered 0, 1, 2 ..."
        ends = _ends(legs)
        for before, after, (lat, lon) in zip(legs, legs[1:], ends, strict=False):
            apart_m = float(ranges_and_bearings(lat, lon, after["lat_deg"], after["lon_deg"])[0])
            step_m = BOAT_M if (unit, after["time_s"]) in lifted else JOIN_M
            step_m = max(step_m, LANDING_M) if (unit, after["time_s"]) in evidence.landings else step_m
            if before["end_s"] != after["time_s"] or not apart_m <= step_m:
                yield f"{unit}: leg {after['leg']} begins {apart_m:.2f} m and {after['time_s'] - before['end_s']} s off"
        if not np.all(np.diff(starts) > 0.0):
            yield f"{unit}: legs that begin together"


def _ends(legs: list[Leg]) -> Iterator[tuple[float, float]]:
    """Where each leg ends, by the definition at the head of the recording's schema."""
    from fleetex.record.positions import _along

    columns = {name: np.array([leg[name] for leg in legs]) for name in legs[0] if name != "unit_id"}
    found = _along(columns, columns["end_s"] - columns["time_s"])
    return zip(found.lat_deg, found.lon_deg, strict=True)


def hulls_obey_their_limits(evidence: Evidence) -> Iterator[str]:
    """Speed, change of speed and rate of turn stay within the hull; course and speed do not jump."""
    drift_mps = _strongest_drift(evidence)
    carried = {row["unit_id"]: row for row in evidence.rows("units") if row["unit_id"] in evidence.targets}
    fastest = max(hull.speed_mps_max for hull in evidence.hulls.values())
    accel, decel = (max(getattr(h, name) for h in evidence.hulls.values()) for name in ("accel_mps2", "decel_mps2"))
    for unit, legs in evidence.legs.items():
        hull = evidence.hulls[unit]
        limit = max(hull.speed_mps_max, drift_mps(hull)) if unit not in carried else fastest
        hull = replace(hull, accel_mps2=accel, decel_mps2=decel) if unit in carried else hull
        for leg in legs:
            yield from (f"{unit} leg {leg['leg']}: {text}" for text in _beyond(leg, hull, limit))
        if unit not in carried and hull.domain != "land":
            landed = {time_s for who, time_s in evidence.landings | evidence.ditched if who == unit}
            yield from (f"{unit}: {text}" for text in _jumps(legs, drift_mps(hull), landed))


def everybody_starts_as_the_file_says(evidence: Evidence) -> Iterator[str]:
    """The first leg of whoever moves by herself begins at her place, on her course and at her speed."""
    for unit, said in evidence.recording.header["scenario"]["units"].items():
        start, legs = said["start"], evidence.legs[unit]
        if unit in evidence.targets or start["at"] is None or not legs:
            continue
        first, place = legs[0], parse_position(start["at"])
        apart_m, _ = ranges_and_bearings(place.lat_deg, place.lon_deg, first["lat_deg"], first["lon_deg"])
        turned = math.remainder(first["course_deg"] - math.degrees(start["course_rad"]), 360.0)
        if apart_m > JOIN_M or abs(turned) > JOIN_DEG or abs(first["speed_mps"] - start["speed_mps"]) > JOIN_MPS:
            yield f"{unit} starts {apart_m:.1f} m and {turned:.1f} deg off at {first['speed_mps']:.2f} m/s: {start}"


def _strongest_drift(evidence: Evidence) -> Any:
    """Greatest drift of a hull over all weathers."""
    rows = evidence.rows("environment")
    return lambda hull: max(_water(row, hull) for row in rows)


def _water(row: Leg, hull: Hull) -> float:
    """How fast wind and current carry a hull whose engines are stopped, at most."""
    current = row["current_mps"] if row["current_mps"] == row["current_mps"] else 0.0
    return float(current + hull.leeway * row["wind_mps"]) * 1.01 + 0.02


def _beyond(leg: Leg, hull: Hull, limit_mps: float) -> Iterator[str]:
    duration = leg["end_s"] - leg["time_s"]
    last = leg["speed_mps"] + leg["accel_mps2"] * duration
    if not all(math.isfinite(v) for v in leg.values() if isinstance(v, float)):
        yield "not a number"
    if max(leg["speed_mps"], last) > limit_mps * (1.0 + 1e-6) + 1e-3 or min(leg["speed_mps"], last) < -1e-3:
        yield f"{leg['speed_mps']:.2f} to {last:.2f} m/s, the hull makes {limit_mps:.2f}"
    if leg["accel_mps2"] > hull.accel_mps2 * (1.0 + 1e-6) or -leg["accel_mps2"] > hull.decel_mps2 * (1.0 + 1e-6):
        yield f"{leg['accel_mps2']:.4f} m/s2"
    circle = math.degrees(2.0 * leg["speed_mps"] / hull.turn_diameter_m)
    if abs(leg["turn_degps"]) > min(hull.turn_degps_max, circle) * (1.0 + 1e-6) + 1e-9:
        yield f"turns {leg['turn_degps']:.3f} deg/s at {leg['speed_mps']:.2f} m/s"


def _jumps(legs: list[Leg], drift_mps: float, landed: set[float]) -> Iterator[str]:
    for before, after in pairwise(legs):
        if after["time_s"] in landed:
            continue
        duration = before["end_s"] - before["time_s"]
        speed = before["speed_mps"] + before["accel_mps2"] * duration
        adrift = max(speed, after["speed_mps"]) <= drift_mps + DRIFT_STEP_MPS
        if abs(after["speed_mps"] - speed) > JOIN_MPS and not adrift:
            yield f"leg {after['leg']} at {after['time_s']:.0f} s: {speed:.2f} to {after['speed_mps']:.2f} m/s at once"
        if before["line"] == "rhumb" or after["line"] == "rhumb" or before["turn_degps"] == 0.0 == after["turn_degps"]:
            lowest = min(speed, after["speed_mps"])
            turned = math.remainder(after["course_deg"] - before["course_deg"], 360.0)
            bend = speed * duration / 6.3e6 * 57.3 * 4.0  # meridians converge under a long straight leg
            if abs(turned) > JOIN_DEG + bend and lowest > 0.05 and not adrift and before["turn_degps"] == 0.0:
                yield f"leg {after['leg']} at {after['time_s']:.0f} s turns {turned:.2f} deg at once"
        elif before["turn_degps"] != 0.0:
            turned = math.remainder(after["course_deg"] - before["course_deg"] - before["turn_degps"] * duration, 360.0)
            if abs(turned) > JOIN_DEG and not adrift:
                yield f"leg {after['leg']} at {after['time_s']:.0f} s turns {turned:.2f} deg at once"


def nobody_is_on_land(evidence: Evidence) -> Iterator[str]:
    """Ships and what floats stay on the water, looked at each half minute."""
    import shapely

    times = np.append(np.arange(0.0, evidence.end_s, STEP_S), evidence.end_s)
    tracks = {unit: evidence.where(unit, times) for unit in evidence.afloat}
    if not tracks:
        return
    lats = np.concatenate([p.lat_deg for p in tracks.values()])
    lons = np.concatenate([p.lon_deg for p in tracks.values()])
    first = float(lons[0])
    lons = first + (lons - first + 180.0) % 360.0 - 180.0
    land = land_near(lats.min() - 0.1, lats.max() + 0.1, lons.min() - 0.1, lons.max() + 0.1)
    shapely.prepare(land)
    for unit, place in tracks.items():
        lon = first + (place.lon_deg - first + 180.0) % 360.0 - 180.0
        ashore = np.flatnonzero(shapely.intersects_xy(land, lon, place.lat_deg))
        if len(ashore):
            k = int(ashore[0])
            spot = f"{place.lat_deg[k]:.4f} {place.lon_deg[k]:.4f}"
            yield f"{unit} is on land at {times[k]:.0f} s, {spot}, and {len(ashore)} times in all"


def nobody_passes_through_anybody(evidence: Evidence) -> Iterator[str]:
    """Ships that hold each other's tracks stay more than 50 m apart, and their sides clear of each other.

    Ships in one replenishment may come nearer than that; their sides never meet.
    """
    ships = [u for u in evidence.afloat if evidence.hulls[u].domain == "surface" and u not in evidence.targets]
    times = np.arange(0.0, evidence.end_s, 20.0)
    tracks = {unit: evidence.where(unit, times) for unit in ships}
    for a, b in combinations(ships, 2):
        one, two = tracks[a], tracks[b]
        range_m, _ = ranges_and_bearings(one.lat_deg, one.lon_deg, two.lat_deg, two.lon_deg)
        near = np.flatnonzero(range_m < 20.0 * (one.speed_mps + two.speed_mps + 2.0) + 400.0)
        if len(near):
            fine = np.unique((times[near][:, None] + np.arange(-20.0, 21.0)).ravel())
            yield from _too_near(evidence, a, b, fine[(fine >= 0.0) & (fine <= evidence.end_s)])


def _too_near(evidence: Evidence, a: str, b: str, times: np.ndarray) -> Iterator[str]:
    one, two = evidence.where(a, times), evidence.where(b, times)
    first, other = evidence.hulls[a], evidence.hulls[b]
    range_m, _ = ranges_and_bearings(one.lat_deg, one.lon_deg, two.lat_deg, two.lon_deg)
    gap_m = side_gap_m(one, first.length_m, first.beam_m, two, other.length_m, other.beam_m)
    for k in np.flatnonzero((gap_m <= 0.0) | (range_m <= CLEAR_M)):
        time_s = float(times[k])
        if not all(inside(evidence.held.get(pair, []), time_s) for pair in ((a, b), (b, a))):
            continue
        if gap_m[k] <= 0.0 or not _alongside(evidence, a, b, time_s):
            yield f"{a} and {b} at {time_s:.0f} s: {range_m[k]:.0f} m apart, {gap_m[k]:.0f} m between their sides"
            return


def _alongside(evidence: Evidence, a: str, b: str, time_s: float) -> bool:
    """Whether both are in a replenishment together then, or have just been: they part slowly."""
    kinds = {row["serial_id"]: row["kind"] for row in evidence.rows("serials")}
    spells = [{s for s, begin, end in evidence.played.get(u, []) if begin <= time_s <= end + PARTING_S} for u in (a, b)]
    return any(kinds[serial] == "RAS-L" for serial in spells[0] & spells[1])
