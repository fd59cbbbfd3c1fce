"""Close-in guns in self-defence: where weapons are tight or free they take what comes in under fire by themselves.

What comes unidentified is found by the point defence's watch (`engine.soft_kill`), which hands it on. What a ship has
declared hostile, friend or not, is watched here: each second, while her weapons are not on hold. What is there soonest
has a mount first; a mount has one at a time. Reaction, solution, rounds and heat are as with any mount in such fire.
"""

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from fleetex.engine import ask
from fleetex.engine.air_fire import Picture
from fleetex.engine.gunnery import Gunnery
from fleetex.engine.missile_state import Missiles, Threat
from fleetex.engine.orders import DeclareHostile, TakeUnderFire, UnitId
from fleetex.engine.stage import Ring, Stage
from fleetex.vocabulary import WeaponsState

RINGS = ("close-in watch",)
WATCH_S = 1.0
FAST_MPS = 40.0
INBOUND_M = 1_500.0
REACH_TIMES = 3.0
ROUNDS = 300
FRIEND_RAD = math.radians(3.0)
"""Design values: between looks; what is slower is no threat from the air, nor what passes farther off; a mount is given
what is within so many times its reach, for it must lock on before it fires; rounds of a mount at one threat, at most;
no friend may stand within so much of the line."""


@dataclass
class CloseIn:
    """What each ship has declared hostile, and how many threats her mounts have taken."""

    hostile: dict[UnitId, list[int]] = field(default_factory=dict)
    """Unit -> tracks."""
    serials: dict[UnitId, str] = field(default_factory=dict)
    watched: list[UnitId] = field(default_factory=list)
    taken: dict[UnitId, int] = field(default_factory=dict)

    def declare(self, stage: Stage, row: int, order: DeclareHostile, serial: str) -> None:
        """A track is hostile to this ship from now on, until her weapons are on hold."""
        name = stage.cast.name(row)
        declared = self.hostile.setdefault(name, [])
        if order.track not in declared:
            declared.append(order.track)
        self.serials[name] = serial
        if name not in self.watched:
            self.watched.append(name)
            stage.timers.ring_at(stage.now_s, row, "close-in watch")

    def on_ring(self, stage: Stage, ring: Ring, gunnery: Gunnery, picture: Picture, missiles: Missiles) -> None:
        """Carry out a ring of one of RINGS."""
        name = stage.cast.name(ring.row)
        if missiles.state_of(name) is WeaponsState.HOLD:
            self.watched.remove(name)
            self.hostile.pop(name, None)
            return
        stage.timers.ring_at(stage.now_s + WATCH_S, ring.row, "close-in watch")
        threats = self._declared(stage, ring.row, name)
        if threats:
            self.take(stage, ring.row, threats, self.serials[name], gunnery, picture)

    def take(
        self, stage: Stage, row: int, threats: Sequence[Threat], serial: str, gunnery: Gunnery, picture: Picture
    ) -> None:
        """Give each idle close-in mount the threat that fewest are at, the soonest of those."""
        name = stage.cast.name(row)
        for mount in stage.cast.mounts_of[row]:
            if mount.air is None or not mount.air.close_in or gunnery.air.is_busy(name, mount.mount):
                continue
            near = [one for one in threats if one.range_m <= REACH_TIMES * mount.air.range_m_max]
            if not near or self._friend_about(stage, row, near):
                continue
            at_it = gunnery.air.mounts_at(name)
            threat = min(near, key=lambda one: (at_it.get(one.track, 0), one.wait_s, one.track))
            number = self.taken[name] = self.taken.get(name, 0) + 1
            salvo, target = f"{serial or 'own'}-defence-{number}", stage.person(threat.row).unit
            order = TakeUnderFire(mount.mount, threat.track, salvo, ROUNDS, target=target)
            if gunnery.take_under_fire(stage, row, order, serial, picture, by_itself=True):
                picture.plot_closely(row, threat.track)

    def _friend_about(self, stage: Stage, row: int, near: list[Threat]) -> bool:
        """Leave out of `near` whatever a friend stands along the line to; whether nothing is left."""
        observer = stage.cast.observers[row]
        lat, lon, _, _, _ = ask.whereabouts(stage.at, row, stage.now_s)
        reach_m = 2.0 * max(one.range_m for one in near)
        count = ask.near(stage.at, row, observer, lat, lon, reach_m, stage.now_s, stage.rows)
        held = {int(one[0]): float(one[10]) for one in stage.rows[:count].tolist()}
        meant = {one.row for one in near}
        friends = [line for unit, line in held.items() if unit not in meant and stage.answers(row, unit)]

        def is_clear(one: Threat) -> bool:
            line = held.get(one.row)
            return line is not None and all(
                abs(math.remainder(line - other, math.tau)) > FRIEND_RAD for other in friends
            )

        near[:] = [one for one in near if is_clear(one)]
        return not near

    def _declared(self, stage: Stage, row: int, name: UnitId) -> list[Threat]:
        """Of what is declared hostile, what comes in, by the ship's own estimate."""
        observer, declared = stage.cast.observers[row], self.hostile.get(name, [])
        found = []
        for track in declared if observer >= 0 else ():
            unit, _, _, course, speed, _, _, _, range_m, bearing = ask.own_track(
                stage.at, row, observer, track, stage.now_s
            )
            toward = -math.cos(course - bearing)
            passes_m = range_m * math.sqrt(max(0.0, 1.0 - toward * toward))
            if unit < 0 or speed < FAST_MPS or toward <= 0.0 or passes_m > INBOUND_M:
                continue
            found.append(Threat(unit, track, range_m, speed * toward, range_m / (speed * toward)))
        return found

    # Checkpoints.

    def as_plain(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> "CloseIn":
        return cls(**{name: type(made)(made) for name, made in plain.items()})
