"""Guns at what flies: a director follows the target, the mount leads it and fires bursts, each round passes or hits.

While a mount is at it, it is stepped each half second: what was fired earlier meets its target where that truly is, the
director looks, and the rounds of the next half second leave together by the solution of that instant. Nothing is told
of a hit but what anybody sees: that a target falls. Draws are keyed to mount, salvo and number of look or round.
"""

import math
from dataclasses import asdict, dataclass, field
from typing import Any, Protocol

import numpy as np

from fleetex.engine.air_places import bearing_of, in_space, sight_axes, sighted
from fleetex.engine.air_shoot import Burst, Flock, Shoot, degrees_of, log_shoot, shoot_of, truth_at, write_burst
from fleetex.engine.arms import AirGun
from fleetex.engine.cast import GunMount
from fleetex.engine.events import FireCeased, FireOpened, OrderRefused
from fleetex.engine.fire_control import ignorance
from fleetex.engine.orders import TakeUnderFire, UnitId
from fleetex.engine.places import normals
from fleetex.engine.stage import Ring, Stage
from fleetex.physics.air_gunfire import (
    CONTACT,
    closest_pass,
    cookie_cutter_prob,
    diffuse_prob,
    presented_area_m2,
    rounds_past,
)
from fleetex.physics.air_lead import lead
from fleetex.physics.geodesy import east_north_up, geodetic
from fleetex.physics.horizon import radar_horizon_m, sight_horizon_m
from fleetex.physics.philox import PURPOSE_AIR_ROUND, PURPOSE_DIRECTOR, PURPOSE_OCCASION, name_hash

RINGS = ("air fire",)
STEP_S = 0.5
"""Between looks of a director, and what leaves within it leaves together."""
LOOKS_KEPT = 8
LOOKS_MIN = 4
UNSEEN_S = 3.0
PATIENCE_S = 240.0
FILLED = 0.25
"""Design values: a solution rests on the last four seconds of looks, and on two at least; a director that sees nothing
for three seconds has lost its target; a mount that has not fired for so long is told to cease; an airframe fills a
quarter of its box's shadow."""
SEEN_TO_FALL = "the target is seen to fall"
_SHOOT, _BURST = 2, 3


class Picture(Protocol):
    """What of the run fire at air targets needs beside the stage."""

    def designation(self, row: int, serial: str, track: int) -> tuple[float, float, int] | None:
        """(range_m, bearing_rad, row of who is truly there) of a track that a unit holds; None if it does not."""
        ...

    def struck(self, row: int, hits: int, by: UnitId, mount: str, serial: str) -> bool:
        """So many assessed hits on a unit; returns whether it falls."""
        ...

    def plot_closely(self, row: int, track: int) -> None:
        """A unit plots a track at every look for a while."""
        ...


@dataclass
class AirFire:
    """All mounts that are at an air target, by "unit mount". Rounds are Gunnery's."""

    shoots: dict[str, Shoot] = field(default_factory=dict)
    heat_left: dict[str, int] = field(default_factory=dict)
    cool_s: dict[str, float] = field(default_factory=dict)
    """When a mount's barrels are cool again."""
    hits_on: dict[UnitId, int] = field(default_factory=dict)
    """Assessed hits by unit."""

    def rounds_ordered(self, unit: UnitId, mount: str) -> int:
        shoot = self.shoots.get(f"{unit} {mount}")
        return shoot.to_leave if shoot is not None else 0

    def is_busy(self, unit: UnitId, mount: str) -> bool:
        return f"{unit} {mount}" in self.shoots

    # Orders.

    def take(
        self, stage: Stage, row: int, order: TakeUnderFire, serial: str, picture: Picture, left: int, by_itself: bool
    ) -> bool:
        """Begin, or refuse: whether it was begun. `left`: rounds that may be ordered."""
        firer = stage.cast.name(row)
        mount = stage.cast.mounts.get((row, order.mount))
        where = picture.designation(row, serial, order.track)
        why = self._refusal(stage, firer, mount, order, left, where is None)
        if why or mount is None or mount.air is None or where is None:
            if not by_itself:
                stage.tell(row, OrderRefused("TakeUnderFire", why, order.salvo), serial)
            return False
        self.shoots[f"{firer} {order.mount}"] = Shoot(
            firer=firer,
            mount=order.mount,
            salvo=order.salvo,
            serial=serial,
            track=order.track,
            target=stage.cast.name(where[2]),
            meant=order.target or "",
            to_leave=min(order.rounds, left),
            open_m=min(order.open_m, mount.air.range_m_max),
            cease_m=max(order.cease_m, mount.air.range_m_min),
            ordered_s=stage.now_s,
            laid_s=stage.now_s + mount.air.reaction_s,
            by_itself=by_itself,
        )
        stage.timers.ring_at(stage.now_s + mount.air.reaction_s, row, "air fire", mount=order.mount)
        return True

    def _refusal(
        self, stage: Stage, firer: UnitId, mount: GunMount | None, order: TakeUnderFire, left: int, unknown: bool
    ) -> str:
        if mount is None:
            return f"there is no mount {order.mount}"
        if mount.air is None:
            return f"mount {order.mount} cannot engage what flies"
        if self.is_busy(firer, order.mount):
            return f"mount {order.mount} is at a target already"
        if unknown:
            return "the track is not held"
        if order.rounds < 1:
            return f"{order.rounds} rounds were ordered"
        if left < 1:
            return "the magazine is empty"
        if mount.air.by_radar and not stage.has_radar_on(mount.unit):
            return "her fire-control radar is off"
        return ""

    def check_fire(self, firer: UnitId, reason: str) -> None:
        """Not a round leaves from now on."""
        for key in sorted(key for key, shoot in self.shoots.items() if shoot.firer == firer and not shoot.ceased):
            self._cease(self.shoots[key], reason or "check fire")

    def mounts_at(self, firer: UnitId) -> dict[int, int]:
        """Track -> how many mounts of a ship are at it."""
        found: dict[int, int] = {}
        for shoot in self.shoots.values():
            if shoot.firer == firer:
                found[shoot.track] = found.get(shoot.track, 0) + 1
        return found

    # Steps.

    def on_ring(self, stage: Stage, ring: Ring, picture: Picture, magazines: dict[str, int]) -> None:
        """Carry out a ring of one of RINGS."""
        key = f"{stage.cast.name(ring.row)} {ring.payload['mount']}"
        shoot = self.shoots.get(key)
        if shoot is None:
            return
        mount = stage.cast.mounts[ring.row, shoot.mount]
        gun = mount.air
        assert gun is not None
        self._see(stage, shoot, stage.cast.rows[shoot.target])
        for flock in [one for one in shoot.flocks if one.meets_s <= stage.now_s]:
            if flock in shoot.flocks:  # else an earlier one brought the target down
                shoot.flocks.remove(flock)
                self._meet(stage, mount, gun, shoot, flock, picture)
        if not shoot.ceased:
            self._look_and_fire(stage, mount, gun, shoot, picture, magazines)
        if shoot.over:
            self._end(stage, shoot, magazines[key])
        else:
            stage.timers.ring_at(stage.now_s + STEP_S, ring.row, "air fire", mount=shoot.mount)

    def _see(self, stage: Stage, shoot: Shoot, target: int) -> None:
        """Where the target truly is: kept as long as a shell flies."""
        there = in_space(stage.at, target, stage.now_s).tolist()
        shoot.truth.append([stage.now_s, *there])
        oldest_s = min((flock.meets_s for flock in shoot.flocks), default=stage.now_s) - STEP_S
        while len(shoot.truth) > 2 and shoot.truth[1][0] < oldest_s:
            del shoot.truth[0]

    def _look_and_fire(
        self, stage: Stage, mount: GunMount, gun: AirGun, shoot: Shoot, picture: Picture, magazines: dict[str, int]
    ) -> None:
        own = in_space(stage.at, mount.unit, stage.now_s)
        why = self._look(stage, mount, gun, shoot, picture, own)
        if not why and stage.now_s - shoot.ordered_s > PATIENCE_S and shoot.fired == 0:
            why = "it did not come into reach"
        if why:
            self._cease(shoot, why)
            return
        if len(shoot.looks) < LOOKS_MIN or stage.now_s < shoot.rests_until_s or shoot.unseen_s > 0.0:
            return
        if stage.now_s < self.cool_s.get(f"{shoot.firer} {shoot.mount}", 0.0):
            return
        laid = lead(np.array(shoot.looks), own[:3], gun.table, gun.elevation_rad_max, gun.time_s_max, stage.now_s)
        if math.isnan(laid[0]) or laid[7] > shoot.open_m or laid[7] < shoot.cease_m:
            if shoot.fired > 0 or shoot.last_m < shoot.cease_m:
                self._end_burst(stage, gun, shoot)
            return
        self._leave(stage, mount, gun, shoot, own, laid, magazines)

    def _look(self, stage: Stage, mount: GunMount, gun: AirGun, shoot: Shoot, picture: Picture, own: np.ndarray) -> str:
        """One look of the director; returns why the target is given up, or nothing."""
        where = picture.designation(mount.unit, shoot.serial, shoot.track)
        if where is None or stage.cast.name(where[2]) != shoot.target:
            return "the track is lost"
        there = np.array(shoot.truth[-1][1:4])
        bearing, slant_m = bearing_of(own[:3], there)
        receding = slant_m > shoot.last_m
        off_rad = abs(math.remainder(bearing - where[1], math.tau))
        seen = self._sees(stage, mount, gun, shoot.truth[-1][7], slant_m)
        if not shoot.looks and off_rad > gun.basket_rad:
            seen = False
        shoot.last_m = slant_m
        if not seen:
            shoot.unseen_s += STEP_S
            if shoot.unseen_s > UNSEEN_S and shoot.looks:
                shoot.looks.clear()
            return ""
        if not shoot.looks:
            shoot.locked_s = stage.now_s
        shoot.unseen_s = 0.0
        shoot.looks.append([stage.now_s, *self._measured(stage, mount, gun, shoot, own, there, slant_m)])
        del shoot.looks[:-LOOKS_KEPT]
        shoot.least_m = min(shoot.least_m, slant_m)
        return "the target is past" if receding and slant_m > shoot.open_m >= shoot.least_m else ""

    @staticmethod
    def _sees(stage: Stage, mount: GunMount, gun: AirGun, height_m: float, slant_m: float) -> bool:
        """Whether the director has its target in sight: above the horizon, with its radar on, or in the visibility."""
        aerial_m = float(stage.world.hull[mount.unit]["mast_height_m"])
        if gun.by_radar:
            in_sight = slant_m <= radar_horizon_m(aerial_m, height_m, stage.radio_earth_m)
            return in_sight and stage.has_radar_on(mount.unit)
        in_the_clear = slant_m <= float(stage.world.unit[mount.unit]["visibility_m"])
        return in_the_clear and slant_m <= sight_horizon_m(aerial_m, height_m)

    @staticmethod
    def _measured(
        stage: Stage, mount: GunMount, gun: AirGun, shoot: Shoot, own: np.ndarray, there: np.ndarray, slant_m: float
    ) -> tuple[float, float, float]:
        """A look's place of the target: an angle each way and a range, each with its error."""
        shoot.look_count += 1
        a, b, c, _ = normals(stage, PURPOSE_DIRECTOR, mount.id32, name_hash(shoot.salvo), shoot.look_count)
        off = slant_m * gun.look_angle_sd_rad
        x, y, z = sighted(own[:3], there, off * a, off * b, gun.look_range_sd_m * c)
        return x, y, z

    def _leave(
        self,
        stage: Stage,
        mount: GunMount,
        gun: AirGun,
        shoot: Shoot,
        own: np.ndarray,
        laid: np.ndarray,
        magazines: dict[str, int],
    ) -> None:
        """The rounds of the coming half second."""
        key = f"{shoot.firer} {shoot.mount}"
        if shoot.burst_left == 0:
            shoot.bursts_begun += 1
            shoot.burst_left, shoot.carried = gun.burst, 1.0
            shoot.bursts.append(Burst(shoot.bursts_begun, stage.now_s, slant_m=float(laid[7]), flight_s=float(laid[0])))
        burst = shoot.bursts[-1]
        heat = self.heat_left.get(key, gun.heat)
        due = mount.rate_per_s * mount.barrels * STEP_S + shoot.carried
        rounds = min(int(due), shoot.burst_left, shoot.to_leave, magazines[key], heat)
        shoot.carried = due - int(due)
        if math.isnan(shoot.opened_s):
            shoot.opened_s = stage.now_s
            stage.tell(mount.unit, FireOpened(shoot.salvo, shoot.mount, float(laid[7])), shoot.serial)
        if rounds > 0:
            aim, along_m = self._aim(stage, mount, gun, shoot, own, laid)
            flight_s = float(laid[0])
            shoot.flocks.append(
                Flock(
                    burst.number,
                    stage.now_s,
                    stage.now_s + flight_s,
                    rounds,
                    shoot.fired + 1,
                    aim.tolist(),
                    laid[4:7].tolist(),
                    own[:3].tolist(),
                    along_m,
                )
            )
            burst.rounds += rounds
            shoot.fired += rounds
            shoot.to_leave -= rounds
            shoot.burst_left -= rounds
            magazines[key] -= rounds
            self.heat_left[key] = heat - rounds
        if self.heat_left.get(key, gun.heat) == 0:
            self.heat_left[key] = gun.heat
            self.cool_s[key] = stage.now_s + gun.cooling_s
            self._end_burst(stage, gun, shoot)
        if shoot.to_leave == 0 or magazines[key] == 0:
            self._cease(shoot, "the rounds ordered are fired" if magazines[key] else "the magazine is empty")
        elif shoot.burst_left == 0:
            self._end_burst(stage, gun, shoot)

    @staticmethod
    def _aim(
        stage: Stage, mount: GunMount, gun: AirGun, shoot: Shoot, own: np.ndarray, laid: np.ndarray
    ) -> tuple[np.ndarray, float]:
        """Where the rounds will be on the mean, with what fire control does not know; and the slant range.

        Laying once a burst, muzzle velocity and wind once a serial. Wind carries a shell as far as it lags behind one
        in a vacuum (McCoy, Modern Exterior Ballistics, ch. 7, lag rule).
        """
        unit = stage.world.unit[mount.unit]
        wind_mps = math.hypot(float(unit["wind_east_mps"]), float(unit["wind_north_mps"]))
        of_the_shoot = normals(stage, PURPOSE_OCCASION, mount.id32, name_hash(shoot.serial), _SHOOT)
        of_the_burst = normals(
            stage, PURPOSE_OCCASION, mount.id32, name_hash(f"{shoot.salvo}/{shoot.bursts_begun}"), _BURST
        )
        unknown = ignorance(mount, wind_mps, of_the_shoot, of_the_burst)
        slant_m, flight_s = float(laid[7]), float(laid[0])
        up, right, along = sight_axes(own[:3], laid[1:4])
        ex, ey, ez, nx, ny, nz, _, _, _ = east_north_up(own[0], own[1], own[2])
        blown_s = max(0.0, flight_s - slant_m / gun.muzzle_mps)
        wind = np.array([ex, ey, ez]) * unknown.wind.east_mps + np.array([nx, ny, nz]) * unknown.wind.north_mps
        mean = laid[1:4] + wind * blown_s
        mean = mean + up * (slant_m * unknown.lay_elevation_rad) + right * (slant_m * unknown.lay_bearing_rad)
        return mean + along * (slant_m * unknown.muzzle_bias_mps / gun.muzzle_mps), slant_m

    def _meet(self, stage: Stage, mount: GunMount, gun: AirGun, shoot: Shoot, flock: Flock, picture: Picture) -> None:
        """Rounds come to where they were aimed: each passes the target, or hits it."""
        target = stage.cast.rows[shoot.target]
        hull = stage.world.hull[target]
        place, velocity, height_m = truth_at(shoot, flock.meets_s)
        there, flies, shell = np.array(place), np.array(velocity), np.array(flock.shell)
        passing, apart = shell - flies, np.array(flock.aim) - there
        heading, upright = _body_axes(there, flies)
        way = passing / np.linalg.norm(passing)
        sizes = (float(hull["length_m"]), float(hull["beam_m"]), float(hull["mast_height_m"]))
        area_m2 = float(presented_area_m2(*sizes, FILLED, float(way @ heading), float(way @ upright)))
        up, right, along = sight_axes(np.array(flock.gun), np.array(flock.aim))
        spread = (flock.slant_m * mount.elevation_sd_rad, flock.slant_m * mount.bearing_sd_rad)
        late_m = flock.slant_m * mount.muzzle_sd_mps / gun.muzzle_mps
        salvo = name_hash(shoot.salvo)
        hits, near, nearest_m, total_m = rounds_past(
            flock.rounds,
            flock.first,
            apart,
            passing,
            up,
            right,
            along,
            spread[0],
            spread[1],
            late_m,
            gun.fuze,
            area_m2,
            gun.trigger_m,
            gun.lethal_m,
            stage.seed,
            stage.replication,
            PURPOSE_AIR_ROUND,
            mount.id32,
            salvo,
        )
        burst = next(one for one in shoot.bursts if one.number == flock.burst)
        bias_m = float(np.linalg.norm(closest_pass(apart, passing)))
        if not burst.at:
            lat, lon = geodetic(*(there - upright * height_m).tolist())
            burst.at, burst.height_m = degrees_of(lat, lon), height_m
            burst.bearing_deg = math.degrees(bearing_of(np.array(flock.gun), there)[0]) % 360.0
        burst.passed += flock.rounds
        burst.hits += int(hits)
        burst.near += int(near)
        burst.nearest_m = min(burst.nearest_m, float(nearest_m))
        burst.total_m += float(total_m)
        burst.bias_m += bias_m * flock.rounds
        burst.expected += flock.rounds * _hit_prob(gun, math.sqrt(spread[0] * spread[1]), bias_m, area_m2)
        shoot.hits += int(hits)
        if hits and picture.struck(target, int(hits), shoot.firer, shoot.mount, shoot.serial):
            self._fallen(shoot.target)

    def _fallen(self, target: UnitId) -> None:
        """Whoever fires at it sees it fall; what is still on its way passes nothing."""
        for shoot in self.shoots.values():
            if shoot.target == target:
                self._cease(shoot, SEEN_TO_FALL)
                shoot.ceased = SEEN_TO_FALL
                shoot.flocks.clear()

    def _end_burst(self, stage: Stage, gun: AirGun, shoot: Shoot) -> None:
        if shoot.bursts and not shoot.bursts[-1].full:
            shoot.bursts[-1].full = True
            shoot.burst_left, shoot.rests_until_s = 0, stage.now_s + gun.pause_s + STEP_S

    def _cease(self, shoot: Shoot, reason: str) -> None:
        if shoot.bursts:
            shoot.bursts[-1].full = True
        shoot.to_leave, shoot.ceased = 0, shoot.ceased or reason

    def _end(self, stage: Stage, shoot: Shoot, left: int) -> None:
        """Fire has ceased and the last round has passed."""
        row = stage.cast.rows[shoot.firer]
        for burst in shoot.bursts:
            write_burst(stage, shoot, burst)
        if shoot.fired:
            stage.sink.row("magazines", time_s=stage.now_s, unit_id=shoot.firer, mount_id=shoot.mount, rounds=left)
        log_shoot(stage, shoot, left)
        del self.shoots[f"{shoot.firer} {shoot.mount}"]
        stage.tell(row, FireCeased(shoot.salvo, shoot.mount, shoot.fired, shoot.ceased), shoot.serial)

    def close(self, stage: Stage, magazines: dict[str, int]) -> None:
        """The run is over: what is still in the air is written down as far as it got."""
        for key in sorted(self.shoots):
            shoot = self.shoots[key]
            shoot.ceased = shoot.ceased or "the run is over"
            self._end(stage, shoot, magazines[key])

    # Checkpoints.

    def as_plain(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> "AirFire":
        shoots = {key: shoot_of(one) for key, one in plain["shoots"].items()}
        return cls(shoots, dict(plain["heat_left"]), dict(plain["cool_s"]), dict(plain["hits_on"]))


def _body_axes(there: np.ndarray, flies: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A flier's length and its upright: it heads where it flies, wings level."""
    upright = np.array(east_north_up(there[0], there[1], there[2])[6:9])
    level = flies - upright * float(flies @ upright)
    speed = float(np.linalg.norm(level))
    return (level / speed if speed > 0.1 else np.zeros(3)), upright


def _hit_prob(gun: AirGun, sd_m: float, bias_m: float, area_m2: float) -> float:
    """One round's probability to be assessed a hit, by the closed form for its fuze."""
    if sd_m <= 0.0:
        return float(bias_m * bias_m * math.pi <= area_m2)
    body_m = math.sqrt(area_m2 / math.pi)
    contact = float(cookie_cutter_prob(sd_m, min(bias_m, 30.0 * sd_m), body_m))
    if gun.fuze == CONTACT:
        return contact
    return max(contact, float(diffuse_prob(sd_m, bias_m, gun.lethal_m)))
