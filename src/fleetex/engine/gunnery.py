"""Guns: a salvo's rounds leave one by one, fly, and fall; spotters report. Carried out on plain state, by names.

The first round leaves with the order and every further one at the mount's rate ("round"); each falls at its own instant
("fall"), when it is measured against where the target truly is. Check fire stops what has not left. Each draw is keyed
to mount, serial, salvo and round (or spotter and salvo), so nothing else in a run moves it.
"""

import math
from dataclasses import asdict, dataclass, field
from typing import Any

from fleetex.engine.air_fire import AirFire, Picture
from fleetex.engine.cast import Cast, GunMount
from fleetex.engine.events import OrderRefused, SalvoFired
from fleetex.engine.fire_control import Ignorance, KnownTarget, Laying, Spotted, Wind, ignorance, impact, lay
from fleetex.engine.orders import CheckFire, Fire, Spot, TakeUnderFire, UnitId
from fleetex.engine.places import normals, over_and_right, place_of
from fleetex.engine.salvo import Round, Salvo, log_salvo, reference_of, salvo_of, write_shot
from fleetex.engine.spotters import Spotters, spotters_of
from fleetex.engine.stage import Ring, Stage
from fleetex.physics.gunfire import hits_box
from fleetex.physics.philox import PURPOSE_OCCASION, PURPOSE_ROUND, name_hash

RINGS = ("round", "fall", "spot out")

SOLID_SHARE = 0.4
"""Design value: share of the height to the mast's top that hull and upper works fill, taken over a ship's length."""
_SHOOT, _LAYING = 0, 1


@dataclass
class Gunnery:
    """All guns. Keys are names: "unit mount" and "firer salvo"."""

    magazines: dict[str, int] = field(default_factory=dict)
    ready_s: dict[str, float] = field(default_factory=dict)
    salvoes: dict[str, Salvo] = field(default_factory=dict)
    spotters: Spotters = field(default_factory=Spotters)
    air: AirFire = field(default_factory=AirFire)
    """Mounts that are at an air target."""

    @classmethod
    def loaded(cls, cast: Cast) -> "Gunnery":
        """As at the start: every magazine as the cast has it."""
        return cls({_key(cast.name(mount.unit), mount.mount): mount.rounds for mount in cast.mounts.values()})

    def rounds_left(self, unit: UnitId, mount: str) -> int:
        """In the magazine, less those that are already ordered."""
        ordered = sum(s.to_leave for s in self.salvoes.values() if (s.firer, s.mount) == (unit, mount))
        return self.magazines.get(_key(unit, mount), 0) - ordered - self.air.rounds_ordered(unit, mount)

    # Orders.

    def fire(self, stage: Stage, row: int, order: Fire, serial: str, known: KnownTarget | None) -> None:
        """Fire a salvo at what is known of the target now (a place if `known` is None), or refuse."""
        firer = stage.cast.name(row)
        mount = stage.cast.mounts.get((row, order.mount))
        if known is None and order.place is not None:
            known = KnownTarget(order.place.lat_rad, order.place.lon_rad, 0.0, 0.0)
        reason = self._refusal(stage, firer, mount, order, known)
        if reason or mount is None or known is None:
            stage.tell(row, OrderRefused("Fire", reason, order.salvo), serial)
            return
        rounds = min(order.rounds, self.rounds_left(firer, order.mount))
        salvo = Salvo(
            firer=firer,
            mount=order.mount,
            salvo=order.salvo,
            serial=serial,
            target=order.target or "",
            at_place=order.place is not None and order.track is None,
            known=known,
            known_s=stage.now_s,
            spotted=Spotted(order.spot_range_m, order.spot_right_m, order.height_m),
            ordered=rounds,
            to_leave=rounds,
            next_s=stage.now_s,
        )
        laying = self._laying(stage, mount, salvo)
        if laying is None:
            stage.tell(row, OrderRefused("Fire", "out of range", order.salvo), serial)
            return
        self.salvoes[_key(firer, order.salvo)] = salvo
        stage.tell(row, SalvoFired(order.salvo, rounds, laying.flight_s, laying.aim_m), serial)
        self._leave(stage, mount, salvo, laying)

    def check_fire(self, stage: Stage, row: int, order: CheckFire) -> None:
        """Whatever has not left the muzzle stays in the magazine."""
        firer = stage.cast.name(row)
        for key in sorted(key for key, s in self.salvoes.items() if s.firer == firer and s.to_leave > 0):
            self._cease(stage, self.salvoes[key])
        self.air.check_fire(firer, order.reason)

    def spot(self, stage: Stage, row: int, order: Spot, serial: str) -> None:
        """Watch for a salvo. One that has fallen already, or does not come, is answered as not seen."""
        self.spotters.spot(stage, row, order, serial)

    def on_ring(self, stage: Stage, ring: Ring) -> None:
        """Carry out a ring of one of RINGS."""
        salvo = self.salvoes.get(_key(ring.payload["firer"], ring.payload["salvo"]))
        if ring.kind == "spot out":
            self.spotters.out_of_patience(stage, ring, in_the_air=salvo is not None)
        elif ring.kind == "round" and salvo is not None:
            self._next_round(stage, ring, salvo)
        elif ring.kind == "fall":
            assert salvo is not None, ring.payload
            self._fall(stage, salvo, salvo.rounds[ring.payload["number"] - 1])

    def close(self, stage: Stage) -> None:
        """The run is over: write down what is still in the air."""
        self.air.close(stage, self.magazines)
        for key in sorted(self.salvoes):
            salvo = self.salvoes[key]
            for shot in salvo.rounds:
                if not shot.fallen:
                    write_shot(stage, salvo, shot)
            if salvo.to_leave > 0:
                self._write_magazine(stage, salvo)

    # Fire at what flies.

    def take_under_fire(
        self, stage: Stage, row: int, order: TakeUnderFire, serial: str, picture: Picture, by_itself: bool = False
    ) -> bool:
        """See `AirFire.take`. A mount that still fires at the surface is refused as one at another target is."""
        firer = stage.cast.name(row)
        firing = self.ready_s.get(_key(firer, order.mount), 0.0) > stage.now_s
        left = 0 if firing else self.rounds_left(firer, order.mount)
        return self.air.take(stage, row, order, serial, picture, left, by_itself)

    def on_air_ring(self, stage: Stage, ring: Ring, picture: Picture) -> None:
        """Carry out a ring of `air_fire.RINGS`."""
        self.air.on_ring(stage, ring, picture, self.magazines)

    # Rounds.

    def _refusal(
        self, stage: Stage, firer: UnitId, mount: GunMount | None, order: Fire, known: KnownTarget | None
    ) -> str:
        key = _key(firer, order.mount)
        if mount is None:
            return f"there is no mount {order.mount}"
        if order.rounds < 1:
            return f"{order.rounds} rounds were ordered"
        if known is None:
            return "the track is not held"
        if _key(firer, order.salvo) in self.salvoes or self.spotters.has_fallen(firer, order.salvo):
            return f"a salvo {order.salvo} has been fired already"
        if self.rounds_left(firer, order.mount) < 1:
            return "the magazine is empty"
        if self.ready_s.get(key, 0.0) > stage.now_s:
            return f"mount {order.mount} is still firing"
        if self.air.is_busy(firer, order.mount):
            return f"mount {order.mount} is at an air target"
        return ""

    def _laying(self, stage: Stage, mount: GunMount, salvo: Salvo) -> Laying | None:
        """Where to lay now. Fire control reckons with the wind at the gun, less what it does not know of it."""
        own = place_of(stage, salvo.firer)
        true_wind, unknown = _wind_at(stage, mount.unit), _unknown(stage, mount, salvo)
        east = true_wind.east_mps - unknown.wind.east_mps
        north = true_wind.north_mps - unknown.wind.north_mps
        target = salvo.known.after(stage.now_s - salvo.known_s)
        return lay(mount, (own.lat_rad, own.lon_rad), target, salvo.spotted, Wind(east, north))

    def _leave(self, stage: Stage, mount: GunMount, salvo: Salvo, laying: Laying) -> None:
        """One round leaves the muzzle."""
        own = place_of(stage, salvo.firer)
        number = len(salvo.rounds) + 1
        draws = normals(stage, int(PURPOSE_ROUND), mount.id32, name_hash(salvo.salvo), number)
        lat, lon = impact(mount, (own.lat_rad, own.lon_rad), laying, _unknown(stage, mount, salvo), draws)
        fall_s = stage.now_s + laying.flight_s
        salvo.rounds.append(
            Round(
                number=number,
                fired_s=stage.now_s,
                gun_lat_rad=own.lat_rad,
                gun_lon_rad=own.lon_rad,
                range_m=laying.aim_m,
                flight_s=laying.flight_s,
                fall_s=fall_s,
                fall_rad=laying.fall_rad,
                striking_mps=laying.striking_mps,
                lat_rad=lat,
                lon_rad=lon,
            )
        )
        key = _key(salvo.firer, salvo.mount)
        self.magazines[key] -= 1
        salvo.to_leave -= 1
        interval_s = 1.0 / (mount.rate_per_s * mount.barrels)
        self.ready_s[key] = salvo.next_s = stage.now_s + interval_s
        names = {"firer": salvo.firer, "salvo": salvo.salvo}
        stage.timers.ring_at(fall_s, mount.unit, "fall", **names, number=number)
        if salvo.to_leave > 0:
            stage.timers.ring_at(salvo.next_s, mount.unit, "round", **names)
        else:
            self._write_magazine(stage, salvo)

    def _next_round(self, stage: Stage, ring: Ring, salvo: Salvo) -> None:
        if salvo.to_leave == 0 or salvo.next_s != ring.time_s:
            return
        mount = stage.cast.mounts[ring.row, salvo.mount]
        laying = self._laying(stage, mount, salvo)
        if laying is None:
            self._cease(stage, salvo)
            return
        self._leave(stage, mount, salvo, laying)

    def _cease(self, stage: Stage, salvo: Salvo) -> None:
        salvo.to_leave = 0
        self._write_magazine(stage, salvo)
        if salvo.ended:
            self._end(stage, salvo)

    def _fall(self, stage: Stage, salvo: Salvo, shot: Round) -> None:
        """A round comes down: measure it against the target as it truly lies now."""
        shot.fallen = True
        target = reference_of(stage, salvo)
        if target is not None:
            over_m, right_m, line_rad = over_and_right(
                shot.gun_lat_rad, shot.gun_lon_rad, target, shot.lat_rad, shot.lon_rad
            )
            shot.over_m, shot.right_m, shot.line_rad = over_m, right_m, line_rad
            if salvo.target in stage.cast.rows:
                hull = stage.world.hull[stage.cast.rows[salvo.target]]
                shot.hit = bool(
                    hits_box(
                        over_m,
                        right_m,
                        target.course_rad - line_rad,
                        float(hull["length_m"]),
                        float(hull["beam_m"]),
                        SOLID_SHARE * float(hull["mast_height_m"]),
                        shot.fall_rad,
                    )
                )
        write_shot(stage, salvo, shot)
        if salvo.ended:
            self._end(stage, salvo)

    def _end(self, stage: Stage, salvo: Salvo) -> None:
        """The last round is down: log the salvo, let the spotters report, keep it in mind for a while."""
        log_salvo(stage, salvo)
        self.spotters.on_end(stage, salvo)
        del self.salvoes[_key(salvo.firer, salvo.salvo)]

    def _write_magazine(self, stage: Stage, salvo: Salvo) -> None:
        left = self.magazines[_key(salvo.firer, salvo.mount)]
        stage.sink.row("magazines", time_s=stage.now_s, unit_id=salvo.firer, mount_id=salvo.mount, rounds=left)

    # Checkpoints.

    def as_plain(self) -> dict[str, Any]:
        """The state in JSON values."""
        return asdict(self)

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> "Gunnery":
        return cls(
            dict(plain["magazines"]),
            dict(plain["ready_s"]),
            {key: salvo_of(salvo) for key, salvo in plain["salvoes"].items()},
            spotters_of(plain["spotters"]),
            AirFire.from_plain(plain["air"]),
        )


def _key(unit: UnitId, name: str) -> str:
    return f"{unit} {name}"


def _wind_at(stage: Stage, row: int) -> Wind:
    unit = stage.world.unit[row]
    return Wind(float(unit["wind_east_mps"]), float(unit["wind_north_mps"]))


def _unknown(stage: Stage, mount: GunMount, salvo: Salvo) -> Ignorance:
    """The same for all rounds of a salvo; muzzle and wind the same for a mount throughout a serial."""
    shoot = normals(stage, int(PURPOSE_OCCASION), mount.id32, name_hash(salvo.serial), _SHOOT)
    laid = normals(stage, int(PURPOSE_OCCASION), mount.id32, name_hash(salvo.salvo), _LAYING)
    return ignorance(mount, math.hypot(*_wind_at(stage, mount.unit)), shoot, laid)
