"""A small stage for the engine's Python side: ships on straight tracks, a guns' and rigs' cast, a sink that keeps rows.

Positions are said east and north of a point, in metres; motion is asked of these tracks instead of the kernel's legs.
"""

import json
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
import pytest

from fleetex.engine import ask, tables, worlds
from fleetex.engine.cast import Cast, FuelRig, GunMount, Person
from fleetex.engine.fire_control import KnownTarget
from fleetex.engine.gunnery import Gunnery
from fleetex.engine.places import offset
from fleetex.engine.replenishment import Replenishment
from fleetex.engine.stage import Stage, Timers
from fleetex.physics.ballistics import firing_table
from fleetex.physics.philox import name_hash
from fleetex.vocabulary import Domain, SurfaceKind

ORIGIN = (math.radians(39.5), math.radians(134.0))


@dataclass
class Track:
    """A ship on a straight track."""

    unit: str
    east_m: float
    north_m: float
    course_rad: float = 0.0
    speed_mps: float = 0.0
    length_m: float = 150.0
    beam_m: float = 18.0
    mast_height_m: float = 30.0
    eye_m: float = 20.0

    def at(self, time_s: float) -> tuple[float, float, float, float, float]:
        lat, lon = spot_of(self.east_m, self.north_m)
        lat, lon = offset(lat, lon, self.course_rad, self.speed_mps * time_s)
        return lat, lon, self.course_rad, self.speed_mps, 0.0


def spot_of(east_m: float, north_m: float) -> tuple[float, float]:
    return offset(*ORIGIN, math.atan2(east_m, north_m), math.hypot(east_m, north_m))


@cache
def table(form_factor: float) -> np.ndarray:
    return np.asarray(firing_table(880.0, 15.6, 0.1, form_factor, math.radians(60.0)))


def gun(unit: str = "gunner", row: int = 0, **changed: Any) -> GunMount:
    """A 100 mm gun without a single error, but for those in `changed`."""
    form_factor = changed.pop("form_factor", 1.0)
    figures = {
        "calibre_m": 0.1,
        "barrels": 1,
        "rate_per_s": 1.0,
        "rounds": 40,
        "range_m_max": 21_500.0,
        **dict.fromkeys(("elevation_sd_rad", "bearing_sd_rad", "muzzle_sd_mps", "lay_sd_rad"), 0.0),
        **dict.fromkeys(("muzzle_bias_sd_mps", "wind_error_sd_mps"), 0.0),
        **changed,
    }
    return GunMount(unit=row, mount="main", id32=name_hash(f"{unit}/main"), table=table(form_factor), **figures)


ERRORS = {
    "elevation_sd_rad": 8e-4,
    "bearing_sd_rad": 8e-4,
    "muzzle_sd_mps": 2.5,
    "lay_sd_rad": 1e-3,
    "muzzle_bias_sd_mps": 6.0,
    "wind_error_sd_mps": 2.5,
}


@dataclass
class Rows:
    """A sink that keeps what it is given, by table."""

    tables: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def row(self, table: str, /, **values: Any) -> None:
        self.tables.setdefault(table, []).append(values)

    def of(self, table: str) -> list[dict[str, Any]]:
        return self.tables.get(table, [])


class Theatre:
    """A stage with a clock that rings gunnery and replenishment."""

    def __init__(
        self,
        patch: pytest.MonkeyPatch,
        tracks: list[Track],
        guns: list[GunMount] | None = None,
        rigs: list[FuelRig] | None = None,
        seed: int = 7,
    ) -> None:
        self.tracks = sorted(tracks, key=lambda track: track.unit)
        self.rows = Rows()
        self.told: list[tuple[float, str, Any]] = []
        self.plans: list[tuple[float, Callable[[], None]]] = []
        self.stage = Stage(self._world(seed), self._cast(guns or [], rigs or []), self.rows)
        self.gunnery = Gunnery.loaded(self.stage.cast)
        self.replenishment = Replenishment()
        patch.setattr(ask, "whereabouts", lambda _, row, time_s: self.tracks[row].at(time_s))

    def _world(self, seed: int) -> tables.World:
        env, zone = np.zeros(1, tables.ENVIRONMENT), np.zeros(1, tables.ZONE)
        zone["env_count"] = 1
        world = worlds.allocate(len(self.tracks), 0, 0, 0, 0, np.zeros(1, tables.EDGE), env, zone)
        world.head["seed"] = seed
        world.unit["visibility_m"] = 20_000.0
        for row, track in enumerate(self.tracks):
            hull = world.hull[row]
            for name in ("length_m", "beam_m", "mast_height_m"):
                hull[name] = getattr(track, name)
            hull["contrast"], hull["size_m"] = 0.6, math.sqrt(0.5 * track.length_m * track.mast_height_m)
        return world

    def _cast(self, guns: list[GunMount], rigs: list[FuelRig]) -> Cast:
        ship = ("x", "x", False, Domain.SURFACE, SurfaceKind.WARSHIP, True, 30.0)
        people = tuple(Person(t.unit, name_hash(t.unit), *ship, t.eye_m, 7.0) for t in self.tracks)
        rows = {track.unit: row for row, track in enumerate(self.tracks)}
        mounts = {(gun.unit, gun.mount): gun for gun in guns}
        return Cast(
            people,
            rows,
            (),
            {},
            mounts,
            {(rig.unit, rig.rig): rig for rig in rigs},
            {},
            {},
            tuple(range(len(people))),
            None,
        )

    def row(self, unit: str) -> int:
        return self.stage.cast.rows[unit]

    def track(self, unit: str) -> Track:
        return self.tracks[self.row(unit)]

    def known(self, unit: str, **wrong: float) -> KnownTarget:
        """The truth about a unit now, but for what is said to be wrong of it."""
        lat, lon, course, speed, _ = self.track(unit).at(self.stage.now_s)
        return KnownTarget(lat, lon, course, speed)._replace(**wrong)

    def at(self, time_s: float, what: Callable[[], None]) -> None:
        """Do something then, before anything that rings at that instant."""
        self.plans.append((time_s, what))
        self.plans.sort(key=lambda plan: plan[0])

    def run(self, until_s: float) -> None:
        """Ring everything due, in order, up to a time."""
        while True:
            next_plan_s = self.plans[0][0] if self.plans else math.inf
            now_s = min(self.stage.timers.next_s(), next_plan_s)
            if now_s > until_s:
                break
            self.stage.now_s = now_s
            if next_plan_s <= now_s:
                self.plans.pop(0)[1]()
            else:
                ring = self.stage.timers.pop()
                module = self.replenishment if ring.kind.startswith(("rig", "pump")) else self.gunnery
                module.on_ring(self.stage, ring)
            self._deliver()
        self.stage.now_s = until_s

    def _deliver(self) -> None:
        for told in self.stage.mail:
            self.told.append((self.stage.now_s, self.stage.cast.name(told.row), told.event))
        self.stage.mail.clear()

    def heard(self, unit: str, kind: type) -> list[Any]:
        """What a unit was told, of one kind."""
        self._deliver()
        return [event for _, name, event in self.told if name == unit and isinstance(event, kind)]

    def through_a_checkpoint(self) -> None:
        """Put everything the modules hold through JSON, as a checkpoint does."""
        self.gunnery = Gunnery.from_plain(json.loads(json.dumps(self.gunnery.as_plain())))
        self.replenishment = Replenishment.from_plain(json.loads(json.dumps(self.replenishment.as_plain())))
        rings = [
            type(ring)(ring.time_s, ring.row, ring.number, ring.kind, json.loads(json.dumps(ring.payload)))
            for ring in self.stage.timers.heap
        ]
        self.stage.timers = Timers(rings, self.stage.timers.count)
