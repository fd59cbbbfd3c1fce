"""Spotters who wait for salvoes, and what they say when the last round is down. Plain state, units by name.

Whether a spotter sees the splashes and the target, what it makes of them and whose it takes them for is drawn, keyed to
spotter, firer and salvo: no other salvo, spotter or order moves it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from fleetex.engine.events import OrderRefused, SplashSeen
from fleetex.engine.orders import Spot, UnitId
from fleetex.engine.places import Place, chance, normals, offset, over_and_right, place_of, range_and_bearing
from fleetex.engine.salvo import Round, Salvo, reference_of
from fleetex.engine.splashes import Seen, Watcher, chance_to_see, estimate, splash
from fleetex.engine.stage import Ring, Stage
from fleetex.physics.philox import PURPOSE_SPOT, name_hash

SPOT_WAIT_S = 300.0
"""Design value: a spotter who was told of a salvo looks for it no longer than this."""
CONFUSED_S = 5.0
CONFUSED_M = 400.0
CONFUSED_PROB = 0.2
"""Design values: the chance to take for this ship's what is another's, if the other's fell so shortly before and so
near the target. (That a spotter knows it cannot tell them apart is the doctrine's affair.)"""
REMEMBERED = 64
"""Fallen salvoes kept in mind, for late spotters and for confusion."""

_ERRORS, _SPLASH_LOOK, _TARGET_LOOK, _WHOSE = 0, 1, 2, 3


@dataclass
class Fallen:
    """Where and when the last round of a salvo fell; the middle of its splashes."""

    firer: UnitId
    salvo: str
    fall_s: float
    lat_rad: float
    lon_rad: float


@dataclass
class Watch:
    """A spotter who waits for a salvo."""

    spotter: UnitId
    firer: UnitId
    salvo: str
    serial: str
    since_s: float
    until_s: float
    place: tuple[float, float] | None


@dataclass(frozen=True)
class Aspect:
    """How a spotter sees a salvo: what it looked at, from where, and the splashes it watched."""

    reference: Place
    line_rad: float
    range_m: float
    bearing_rad: float
    over_m: float
    right_m: float
    overs_m: tuple[float, ...]


@dataclass
class Spotters:
    """All who wait, and the last salvoes that fell."""

    watches: list[Watch] = field(default_factory=list)
    fallen: list[Fallen] = field(default_factory=list)

    def has_fallen(self, firer: UnitId, salvo: str) -> bool:
        return any((f.firer, f.salvo) == (firer, salvo) for f in self.fallen)

    def spot(self, stage: Stage, row: int, order: Spot, serial: str) -> None:
        """Watch for a salvo. One that has fallen already is answered at once as not seen; a second order is none."""
        spotter = stage.cast.name(row)
        if order.firer not in stage.cast.rows:
            stage.tell(row, OrderRefused("Spot", f"there is no unit {order.firer}", order.salvo), serial)
            return
        if any((w.spotter, w.firer, w.salvo) == (spotter, order.firer, order.salvo) for w in self.watches):
            return
        place = (order.place.lat_rad, order.place.lon_rad) if order.place is not None else None
        until_s = stage.now_s + SPOT_WAIT_S
        watch = Watch(spotter, order.firer, order.salvo, serial, stage.now_s, until_s, place)
        if self.has_fallen(order.firer, order.salvo):
            _say(stage, watch, None)
            return
        self.watches.append(watch)
        names = {"spotter": spotter, "firer": order.firer, "salvo": order.salvo}
        stage.timers.ring_at(until_s, row, "spot out", **names)

    def out_of_patience(self, stage: Stage, ring: Ring, in_the_air: bool) -> None:
        """A spotter's time is up: it has seen nothing, unless the salvo is in the air at last."""
        names = (ring.payload["spotter"], ring.payload["firer"], ring.payload["salvo"])
        waiting = [w for w in self.watches if (w.spotter, w.firer, w.salvo) == names and w.until_s == ring.time_s]
        for watch in waiting:
            if in_the_air:
                watch.until_s = stage.now_s + SPOT_WAIT_S
                stage.timers.ring_at(watch.until_s, ring.row, "spot out", **ring.payload)
            else:
                self.watches.remove(watch)
                _say(stage, watch, None)

    def on_end(self, stage: Stage, salvo: Salvo) -> None:
        """A salvo's last round is down: everybody who waited for it reports."""
        waiting = [w for w in self.watches if (w.firer, w.salvo) == (salvo.firer, salvo.salvo)]
        self.watches = [w for w in self.watches if w not in waiting]
        for watch in sorted(waiting, key=lambda w: w.spotter):
            self._report(stage, watch, salvo)
        fall_s = max(shot.fall_s for shot in salvo.rounds)
        self.fallen = [*self.fallen, Fallen(salvo.firer, salvo.salvo, fall_s, *salvo.middle())][-REMEMBERED:]

    def _report(self, stage: Stage, watch: Watch, salvo: Salvo) -> None:
        """What one spotter makes of it."""
        watched = [shot for shot in salvo.rounds if shot.fall_s >= watch.since_s]
        aspect = _aspect(stage, watch, salvo, watched)
        row = stage.cast.rows[watch.spotter]
        person, unit = stage.cast.people[row], stage.world.unit[row]
        about = name_hash(f"{watch.firer} {watch.salvo}")
        watcher = Watcher(person.height_of_eye_m, person.optics, float(unit["visibility_m"]), int(unit["light"]))
        if aspect is None or not _can_see(stage, watch, salvo, aspect, watcher, person.id32, about):
            _say(stage, watch, None)
            return
        whose = self._taken_for(stage, salvo, watch, aspect, person.id32, about)
        over_m, right_m = whose or (aspect.over_m, aspect.right_m)
        draws = normals(stage, int(PURPOSE_SPOT), person.id32, about, _ERRORS)
        half_length_m = 0.0
        if salvo.target in stage.cast.rows:
            half_length_m = 0.5 * float(stage.world.hull[stage.cast.rows[salvo.target]]["length_m"])
        called = estimate(
            over_m,
            right_m,
            aspect.bearing_rad - aspect.line_rad,
            aspect.range_m,
            person.height_of_eye_m,
            half_length_m,
            draws[:2],
        )
        looked = [called.over_m + called.scale * (over - aspect.over_m) for over in aspect.overs_m]
        straddle = whose is None and min(looked) < 0.0 < max(looked)
        _say(stage, watch, (called.over_m, called.right_m, straddle))

    def _taken_for(
        self, stage: Stage, salvo: Salvo, watch: Watch, aspect: Aspect, subject: int, about: int
    ) -> tuple[float, float] | None:
        """(over, right) of another ship's salvo taken for this one's, if it is."""
        shot = salvo.rounds[-1]
        for other in reversed(self.fallen):
            if other.firer == salvo.firer or other.fall_s < max(watch.since_s, stage.now_s - CONFUSED_S):
                continue
            over_m, right_m, _ = over_and_right(
                shot.gun_lat_rad, shot.gun_lon_rad, aspect.reference, other.lat_rad, other.lon_rad
            )
            if math.hypot(over_m, right_m) > CONFUSED_M:
                continue
            drawn = chance(stage, int(PURPOSE_SPOT), subject, about, _WHOSE)
            return (over_m, right_m) if drawn < CONFUSED_PROB else None
        return None


def _say(stage: Stage, watch: Watch, seen: tuple[float, float, bool] | None) -> None:
    over_m, right_m, straddle = seen or (0.0, 0.0, False)
    stage.sink.row(
        "spots",
        time_s=stage.now_s,
        spotter_id=watch.spotter,
        firer_id=watch.firer,
        salvo=watch.salvo,
        serial_id=watch.serial,
        seen=seen is not None,
        over_m=over_m if seen else None,
        right_m=right_m if seen else None,
        straddle=straddle,
    )
    told = SplashSeen(watch.firer, watch.salvo, seen is not None, over_m, right_m, straddle)
    stage.tell(stage.cast.rows[watch.spotter], told, watch.serial)


def _aspect(stage: Stage, watch: Watch, salvo: Salvo, watched: Sequence[Round]) -> Aspect | None:
    reference = reference_of(stage, salvo)
    if reference is None and watch.place is not None:
        reference = Place(*watch.place, 0.0, 0.0)
    if reference is None or not watched:
        return None
    fell = [over_and_right(s.gun_lat_rad, s.gun_lon_rad, reference, s.lat_rad, s.lon_rad) for s in watched]
    known = [(s.over_m, s.right_m) for s in watched if s.over_m is not None and s.right_m is not None]
    points = known if len(known) == len(watched) else [(over, right) for over, right, _ in fell]
    eye = place_of(stage, watch.spotter)
    range_m, bearing_rad = range_and_bearing(eye.lat_rad, eye.lon_rad, reference.lat_rad, reference.lon_rad)
    return Aspect(
        reference=reference,
        line_rad=fell[-1][2],
        range_m=range_m,
        bearing_rad=bearing_rad,
        over_m=sum(over for over, _ in points) / len(points),
        right_m=sum(right for _, right in points) / len(points),
        overs_m=tuple(over for over, _ in points),
    )


def _can_see(
    stage: Stage, watch: Watch, salvo: Salvo, aspect: Aspect, watcher: Watcher, subject: int, about: int
) -> bool:
    """One look at the splashes and, unless the spotter knows the place, one at the target."""
    mount = stage.cast.mounts[stage.cast.rows[salvo.firer], salvo.mount]
    ahead = offset(aspect.reference.lat_rad, aspect.reference.lon_rad, aspect.line_rad, aspect.over_m)
    eye = place_of(stage, watch.spotter)
    splash_m, _ = range_and_bearing(eye.lat_rad, eye.lon_rad, *ahead)
    seen = chance(stage, int(PURPOSE_SPOT), subject, about, _SPLASH_LOOK)
    if seen >= chance_to_see(watcher, splash(mount.calibre_m), splash_m):
        return False
    if watch.place is not None or salvo.target not in stage.cast.rows:
        return True
    row = stage.cast.rows[salvo.target]
    hull, unit = stage.world.hull[row], stage.world.unit[row]
    lights_cd = float(hull["lights_cd"]) if unit["lights"] else 0.0
    target = Seen(float(hull["size_m"]), float(hull["contrast"]), float(hull["mast_height_m"]), lights_cd)
    found = chance(stage, int(PURPOSE_SPOT), subject, about, _TARGET_LOOK)
    return found < chance_to_see(watcher, target, aspect.range_m)


def spotters_of(plain: dict[str, Any]) -> Spotters:
    """From what `dataclasses.asdict` and JSON made of it."""
    watches = [Watch(**{**w, "place": tuple(w["place"]) if w["place"] else None}) for w in plain["watches"]]
    return Spotters(watches, [Fallen(**fallen) for fallen in plain["fallen"]])
