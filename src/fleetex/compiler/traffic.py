"""The traffic to tables: every ship's voyage, drawn from the seed by her stream's name and her number in it.

A stream is a lane, a fishing ground or a file of AIS tracks. Ships stand in the order of the streams' names, then of
their numbers; a ship's name is `STREAM/number`, for a lane `STREAM/there-number` or `STREAM/back-number`.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from fleetex.compiler.hulls import fill_build
from fleetex.compiler.shapes import ring_points
from fleetex.engine import tables as tb
from fleetex.engine.cast import Person
from fleetex.engine.traffic import Traffic
from fleetex.engine.unit_rows import UNIT_MODEL
from fleetex.engine.voyages import fix_voyage, lane_voyage, survey, wander_voyage
from fleetex.library import Library, Platform
from fleetex.physics.geodesy import inverse
from fleetex.physics.philox import PURPOSE_TRAFFIC, name_hash, uniform
from fleetex.scenario import Exercise
from fleetex.scenario.traffic import AisTracks, FishingGround, Lane
from fleetex.units import DAY_S

CHANGES_OF_SPEED = 0.01
"""Speeds of legs that differ by less (m/s) are one speed to the bounds of looks."""
LINGER_S = 3_600.0
"""A ship whose voyage is over keeps her berth no longer: three checks of five minutes and a look."""
LEAST_MPS = 0.5
"""A band's lower end for ships on passage (about 1 kn): else one might never arrive."""
KNOTS = 100_000
"""Room for one voyage."""
OF_CLASS = 1 << 29
"""The occasion of a boat's class, beyond those of her legs."""
LOW = 0xFFFFFFFF


@dataclass(frozen=True)
class Passage:
    """One ship's voyage. `knots`: (n, 3) time, latitude, longitude."""

    name: str
    id32: int
    class_id: str
    ais: bool
    knots: np.ndarray


def compile_traffic(
    exercise: Exercise, library: Library, seed: int, replication: int
) -> tuple[Traffic | None, tuple[Person, ...]]:
    """The traffic's tables and who is in them; None and nobody without any."""
    if exercise.traffic is None:
        return None, ()
    end_s = exercise.exercise.window.duration_s
    passages = [p for p in _passages(exercise, seed, replication) if p.knots[-1, 0] > 0.0 and p.knots[0, 0] < end_s]
    classes = sorted({p.class_id for p in passages})
    build = np.zeros(len(classes), UNIT_MODEL)
    for row, class_id in zip(build, classes, strict=True):
        fill_build(row, library.platforms[class_id])
    knot = np.zeros(sum(len(p.knots) for p in passages), tb.KNOT)
    ship = np.zeros(len(passages), tb.SHIP)
    _fill(ship, knot, passages)
    ship["id32"] = [p.id32 for p in passages]
    ship["build"] = [classes.index(p.class_id) for p in passages]
    ship["identifies"] = [p.ais for p in passages]
    people = tuple(_person(p, library.platforms[p.class_id]) for p in passages)
    return (Traffic(ship, knot, build, _berths(passages)), people) if passages else (None, ())


def _passages(exercise: Exercise, seed: int, replication: int) -> Iterator[Passage]:
    assert exercise.traffic is not None
    for name, stream in exercise.traffic.streams.items():
        if isinstance(stream, Lane):
            yield from _of_lane(exercise, name, stream, seed, replication)
        elif isinstance(stream, FishingGround):
            yield from _of_ground(exercise, name, stream, seed, replication)
        else:
            yield from _of_file(exercise, name, stream)


def _choice(class_ids: Sequence[str], draw: float) -> str:
    return class_ids[min(int(draw * len(class_ids)), len(class_ids) - 1)]


def _of_lane(exercise: Exercise, name: str, lane: Lane, seed: int, replication: int) -> Iterator[Passage]:
    """Departures are a day over `per_day` apart, each at some time in its part of the day; the first so long before
    the exercise that the slowest is still under way when it opens."""
    area = exercise.areas[lane.corridor_id] if lane.corridor_id is not None else None
    points = area.points if area is not None else lane.line or ()
    width_m = lane.width_m if lane.width_m is not None else 2.0 * area.radius_m if area is not None else 0.0
    line = np.array([[p.lat_rad, p.lon_rad] for p in points])
    length_m = sum(inverse(*a, *b)[0] for a, b in zip(line[:-1].tolist(), line[1:].tolist(), strict=True))
    slow, fast = max(LEAST_MPS, lane.speed_mps[0]), max(LEAST_MPS, lane.speed_mps[1])
    gap_s = DAY_S / lane.per_day
    before = math.ceil((length_m + width_m) / slow / gap_s)
    after = math.ceil(exercise.exercise.window.duration_s / gap_s)
    room = np.empty((KNOTS, 3))
    for back, way in ((0, "there"), (1, "back")):
        stream = name_hash(f"{name}/{way}")
        for number in range(-before, after):
            when, how_fast, aside, what = (
                uniform(seed, replication, PURPOSE_TRAFFIC, stream, word, number & LOW) for word in range(4)
            )
            speed = slow + how_fast * (fast - slow)
            offset_m = (aside - 0.5) * width_m
            count = lane_voyage(line, offset_m, speed, (number + when) * gap_s, back, room)
            assert count > 1, name
            ship = f"{name}/{way}{number:+d}"
            yield Passage(ship, name_hash(ship), _choice(lane.class_ids, what), lane.ais, room[:count].copy())


def _of_ground(exercise: Exercise, name: str, ground: FishingGround, seed: int, replication: int) -> Iterator[Passage]:
    points = ring_points(exercise.areas[ground.area_id])
    first = points[0].lon_rad
    ring = np.array([[p.lat_rad, first + math.remainder(p.lon_rad - first, math.tau)] for p in points])
    stream = name_hash(name)
    slow, fast = ground.speed_mps
    end_s = exercise.exercise.window.duration_s
    room = np.empty((KNOTS, 3))
    for number in range(1, ground.boats + 1):
        count = wander_voyage(seed, replication, stream, number, ring, slow, fast, end_s, room)
        assert count > 1, name
        ship = f"{name}/{number}"
        draw = uniform(seed, replication, PURPOSE_TRAFFIC, stream, number, OF_CLASS)
        yield Passage(ship, name_hash(ship), _choice(ground.class_ids, draw), ground.ais, room[:count].copy())


def _of_file(exercise: Exercise, name: str, tracks: AisTracks) -> Iterator[Passage]:
    """Numbered by their keys in order, keyed in draws by the key itself: the key is not told to anybody."""
    room = np.empty((KNOTS, 3))
    for number, voyage in enumerate(exercise.ais[name].voyages, 1):
        fixes = np.array([[exercise.seconds(t), math.radians(lat), math.radians(lon)] for t, lat, lon in voyage.fixes])
        count = fix_voyage(fixes, room)
        assert count > 1, name
        class_id = voyage.class_id or tracks.class_id
        yield Passage(f"{name}/{number}", name_hash(f"{name}/{voyage.ship}"), class_id, tracks.ais, room[:count].copy())


def _fill(ship: np.ndarray, knot: np.ndarray, passages: Sequence[Passage]) -> None:
    """Write where the ships' knots lie, and how fast they go from one to the next."""
    filled = 0
    for row, passage in zip(ship, passages, strict=True):
        count = len(passage.knots)
        places = np.empty((count, 3))
        fastest, slowest = survey(passage.knots, places)
        part = knot[filled : filled + count]
        part["time_s"], part["lat_rad"], part["lon_rad"] = passage.knots.T
        part["x_m"], part["y_m"], part["z_m"] = places.T
        row["knot_first"], row["knot_count"] = filled, count
        row["speed_mps_bound"] = fastest * 1.001 + 0.01
        varies = fastest - slowest > CHANGES_OF_SPEED
        row["drift_mps_bound"] = row["speed_mps_bound"] if varies else 2.0 * CHANGES_OF_SPEED
        filled += count


def _berths(passages: Sequence[Passage]) -> int:
    """How many ships are at sea at a time, at most, those included that were there within the last hour."""
    changes = [(p.knots[0, 0], 1) for p in passages] + [(p.knots[-1, 0] + LINGER_S, -1) for p in passages]
    return (
        int(np.cumsum([step for _, step in sorted(changes, key=lambda one: (one[0], -one[1]))]).max()) if changes else 0
    )


def _person(passage: Passage, platform: Platform) -> Person:
    return Person(
        unit=passage.name,
        id32=passage.id32,
        nation="",
        side="",
        neutral=True,
        domain=platform.domain,
        kind=platform.kind,
        identifies=passage.ais,
        mast_height_m=platform.mast_height_m,
        height_of_eye_m=0.0,
        optics=1.0,
        class_id=passage.class_id,
    )
