"""Practice weapons against submarines: magazines, orders to launch, runs and salvoes under way, what is recorded.

A torpedo leaves a ship's tube and swims out along a line, or falls from an aircraft by parachute; charges fly. Whether
an order is carried out rests on what the launching unit knows (see `launching`); what comes of it, on where submarines
truly are. Each draw is keyed to mount, salvo and round. Nothing bursts: hits are assessed (decision 30).
"""

import math
from dataclasses import dataclass, field

from fleetex.engine.arms import RocketFigures, TorpedoFigures, WeaponMount
from fleetex.engine.cast import Cast
from fleetex.engine.charges import Charge, ChargeSalvo, lay_charges
from fleetex.engine.events import OrderRefused, TorpedoHeard, WeaponLaunched
from fleetex.engine.launching import Solution, refusal, solve
from fleetex.engine.orders import Launch, UnitId
from fleetex.engine.places import normals, offset, place_of, range_and_bearing
from fleetex.engine.stage import Ring, Stage
from fleetex.engine.torpedo_run import HIT, MISS, RING_S, Hull, TorpedoRun, advance
from fleetex.engine.view import TrackEstimate
from fleetex.engine.weapon_rows import write_charge, write_run
from fleetex.physics.philox import PURPOSE_WEAPON, name_hash
from fleetex.physics.pursuit import segment_distance_m
from fleetex.units import DEG_RAD, NMI_M

RINGS = ("torpedo", "charge")
LUCK_S = 20.0
"""Design value: how long a submarine's echo in a seeker is as it is, before its luck is drawn anew."""
_LEVEL, _LUCK, _BEARING = 1, 1_000, 100_000
HEARD_AGAIN_S = 60.0
HEARD_SPREAD_DB = 6.0
HEARD_SD_RAD = 3.0 * DEG_RAD
"""Design values: how often a submarine judges a torpedo's bearing anew, and how well; how its level wanders."""


@dataclass
class Weapons:
    """All tubes and launchers. Keys are names: "unit mount", "firer salvo number" and "firer salvo"."""

    magazines: dict[str, int] = field(default_factory=dict)
    ready_s: dict[str, float] = field(default_factory=dict)
    runs: dict[str, TorpedoRun] = field(default_factory=dict)
    salvoes: dict[str, ChargeSalvo] = field(default_factory=dict)
    launched: list[str] = field(default_factory=list)
    """Every "firer salvo" so far: a number is given once."""

    @classmethod
    def loaded(cls, cast: Cast) -> "Weapons":
        """As at the start: every magazine full."""
        return cls({_key(cast.name(m.unit), m.mount): m.rounds for m in cast.launchers.values()})

    def rounds_left(self, unit: UnitId, mount: str) -> int:
        return self.magazines.get(_key(unit, mount), 0)

    # Orders.

    def launch(
        self,
        stage: Stage,
        row: int,
        order: Launch,
        serial: str,
        known: TrackEstimate | None,
        ships: list[TrackEstimate],
    ) -> None:
        """Launch at what is known of a track now, or at a place, or refuse. `ships`: what else the unit knows of."""
        firer = stage.cast.name(row)
        mount = stage.cast.launchers.get((row, order.mount))
        solution = solve(stage, row, mount, order, known) if mount is not None else None
        reason = self._not_ready(stage, firer, mount, order) or refusal(mount, order, known, solution, ships)
        if reason or mount is None or solution is None:
            stage.tell(row, OrderRefused("Launch", reason, order.salvo), serial)
            return
        key = _key(firer, order.mount)
        if isinstance(mount.figures, TorpedoFigures):
            rounds = 1
            self._swim(stage, row, mount, mount.figures, order, serial, solution)
            self.ready_s[key] = stage.now_s + mount.figures.reload_s
        else:
            rounds = min(max(order.rounds, 1), mount.figures.salvo, self.magazines[key])
            self._throw(stage, row, mount, mount.figures, order, serial, solution, rounds)
            self.ready_s[key] = stage.now_s + rounds * mount.figures.interval_s + mount.figures.reload_s
        self.magazines[key] -= rounds
        self.launched.append(_key(firer, order.salvo))
        stage.sink.row("magazines", time_s=stage.now_s, unit_id=firer, mount_id=order.mount, rounds=self.magazines[key])
        article = "an" if mount.name[:1].lower() in tuple("aeio") else "a"
        counted = f"{article} {mount.name}" if rounds == 1 else f"{rounds} {mount.name}"
        text = f"{firer}: {counted} from {order.mount}, the aim {solution.range_m / NMI_M:.1f} nmi off"
        figures = {"salvo": order.salvo, "rounds": rounds, "range_m": solution.range_m, "depth_m": solution.depth_m}
        stage.log("launch", row, text, serial=serial, other=order.target or "", values=figures)
        stage.tell(row, WeaponLaunched(order.salvo, order.mount, rounds, solution.range_m, solution.wait_s), serial)

    def _not_ready(self, stage: Stage, firer: UnitId, mount: WeaponMount | None, order: Launch) -> str:
        key = _key(firer, order.mount)
        if mount is None:
            return f"there is no mount {order.mount}"
        if order.rounds < 1:
            return f"{order.rounds} rounds were ordered"
        if _key(firer, order.salvo) in self.launched:
            return f"a salvo {order.salvo} has been launched already"
        if self.magazines[key] < 1:
            return "the magazine is empty"
        if self.ready_s.get(key, 0.0) > stage.now_s:
            return f"{order.mount} is being reloaded"
        return ""

    def _swim(
        self,
        stage: Stage,
        row: int,
        mount: WeaponMount,
        figures: TorpedoFigures,
        order: Launch,
        serial: str,
        solution: Solution,
    ) -> None:
        """A torpedo on its way: out of the tube, or down from an aircraft, with the errors of line and place."""
        own = place_of(stage, stage.cast.name(row))
        off_line, off_east, off_north, _ = normals(stage, PURPOSE_WEAPON, mount.id32, name_hash(order.salvo), 1)
        line_rad = solution.line_rad + off_line * figures.line_sd_rad
        lat, lon = offset(own.lat_rad, own.lon_rad, line_rad, solution.range_m)
        east, north = off_east * figures.place_sd_m, off_north * figures.place_sd_m
        lat, lon = offset(lat, lon, math.atan2(east, north), math.hypot(east, north))
        error_m, _ = range_and_bearing(solution.lat_rad, solution.lon_rad, lat, lon)
        if solution.dropped:
            entry_lat, entry_lon, leg_m, heading_rad = lat, lon, 0.0, own.course_rad
        else:
            entry_lat, entry_lon = own.lat_rad, own.lon_rad
            leg_m, heading_rad = range_and_bearing(entry_lat, entry_lon, lat, lon)
        entry_s = stage.now_s + (solution.wait_s if solution.dropped else 0.0)
        run = TorpedoRun(
            firer=stage.cast.name(row),
            mount=order.mount,
            salvo=order.salvo,
            number=1,
            serial=serial,
            target=order.target or "",
            launched_s=stage.now_s,
            range_m=solution.range_m,
            aim_lat_rad=solution.lat_rad,
            aim_lon_rad=solution.lon_rad,
            depth_set_m=solution.depth_m,
            entry_s=entry_s,
            entry_lat_rad=entry_lat,
            entry_lon_rad=entry_lon,
            entry_error_m=error_m,
            layer_m=solution.layer_m,
            leg_m=leg_m,
            seeker_on_m=max(0.0, leg_m - figures.seeker_range_m),
            line_rad=heading_rad,
            heading_rad=heading_rad,
            moved_s=entry_s,
        )
        self.runs[_key(run.firer, run.salvo)] = run
        stage.timers.ring_at(entry_s, row, "torpedo", key=_key(run.firer, run.salvo))

    def _throw(
        self,
        stage: Stage,
        row: int,
        mount: WeaponMount,
        figures: RocketFigures,
        order: Launch,
        serial: str,
        solution: Solution,
        rounds: int,
    ) -> None:
        """Charges in the air."""
        firer = stage.cast.name(row)
        aim = solution.lat_rad, solution.lon_rad
        names = (firer, order.mount, order.salvo, serial, order.target or "")
        salvo = ChargeSalvo(*names, solution.range_m, *aim, solution.depth_m)
        lay_charges(stage, mount, figures, salvo, rounds, solution.line_rad)
        self.salvoes[_key(firer, order.salvo)] = salvo
        for charge in salvo.charges:
            stage.timers.ring_at(charge.fuse_s, row, "charge", key=_key(firer, order.salvo), number=charge.number)

    # What rings.

    def on_ring(self, stage: Stage, ring: Ring) -> None:
        """Carry out a ring of one of RINGS."""
        if ring.kind == "torpedo":
            self._go_on(stage, ring.row, ring.payload["key"])
        else:
            salvo = self.salvoes[ring.payload["key"]]
            charge = next(one for one in salvo.charges if one.number == ring.payload["number"])
            self._fuse(stage, ring.row, salvo, charge)

    def _go_on(self, stage: Stage, row: int, key: str) -> None:
        run = self.runs[key]
        mount = stage.cast.launchers[row, run.mount]
        figures = mount.figures
        assert isinstance(figures, TorpedoFigures)
        hulls = _hulls(stage, mount, figures, run)
        advance(run, figures, hulls, stage.now_s)
        if run.over:
            self._end(stage, row, key)
            return
        self._sound(stage, mount, figures, run, hulls)
        stage.timers.ring_at(stage.now_s + RING_S, row, "torpedo", key=key)

    def _sound(
        self, stage: Stage, mount: WeaponMount, figures: TorpedoFigures, run: TorpedoRun, hulls: list[Hull]
    ) -> None:
        """Who is near enough hears it: first its entry or its screw, then once a minute where it is."""
        for hull in hulls:
            subject = name_hash(f"{run.salvo}/{hull.unit}")
            occasion = round(stage.now_s - run.launched_s)
            level, _, _, _ = normals(stage, PURPOSE_WEAPON, mount.id32, subject, _LEVEL)
            off_m = math.hypot(hull.east_m - run.east_m, hull.north_m - run.north_m, hull.depth_m - run.depth_m)
            told_s = run.told_s.get(hull.unit)
            if off_m > figures.heard_m * 10.0 ** (level * HEARD_SPREAD_DB / 20.0):
                continue
            if told_s is not None and stage.now_s - told_s < HEARD_AGAIN_S:
                continue
            run.told_s[hull.unit] = stage.now_s
            error, _, _, _ = normals(stage, PURPOSE_WEAPON, mount.id32, subject, _BEARING + occasion)
            line_rad = math.atan2(run.east_m - hull.east_m, run.north_m - hull.north_m) + error * HEARD_SD_RAD
            stage.tell(stage.cast.rows[hull.unit], TorpedoHeard(line_rad % math.tau))

    def _fuse(self, stage: Stage, row: int, salvo: ChargeSalvo, charge: Charge) -> None:
        """A charge is at its depth: how near is the nearest hull?"""
        mount = stage.cast.launchers[row, salvo.mount]
        assert isinstance(mount.figures, RocketFigures)
        closest, closest_m = "", math.nan
        for unit in _submerged(stage):
            own, hull = place_of(stage, unit), stage.world.hull[stage.cast.rows[unit]]
            range_m, bearing_rad = range_and_bearing(own.lat_rad, own.lon_rad, charge.lat_rad, charge.lon_rad)
            east, north = range_m * math.sin(bearing_rad), range_m * math.cos(bearing_rad)
            half_m = 0.5 * float(hull["length_m"])
            off_m = segment_distance_m(east, north, salvo.depth_m, own.course_rad, half_m, -own.height_m)
            if not closest or off_m < closest_m:
                closest, closest_m = unit, off_m
        hit = bool(closest) and closest_m <= mount.figures.assess_m
        salvo.hits += hit
        if closest and (salvo.closest_m is None or closest_m < salvo.closest_m):
            salvo.closest_m = closest_m
        write_charge(stage, mount, salvo, charge, closest, closest_m, HIT if hit else MISS)
        salvo.charges = [one for one in salvo.charges if one is not charge]
        if not salvo.charges:
            self._end_salvo(stage, row, salvo)

    def _end_salvo(self, stage: Stage, row: int, salvo: ChargeSalvo) -> None:
        outcome = HIT if salvo.hits else MISS
        near = "" if salvo.closest_m is None else f", the nearest {salvo.closest_m:.0f} m off"
        figures = {"salvo": salvo.salvo, "outcome": outcome, "hits": salvo.hits, "closest_m": salvo.closest_m}
        text = f"{salvo.firer}: charges {salvo.salvo} assessed {outcome.removeprefix('assessed ')}{near}"
        stage.log("assessment", row, text, serial=salvo.serial, other=salvo.target, values=figures)
        del self.salvoes[_key(salvo.firer, salvo.salvo)]

    def _end(self, stage: Stage, row: int, key: str) -> None:
        run = self.runs.pop(key)
        write_run(stage, stage.cast.launchers[row, run.mount], run)
        figures = {
            "salvo": run.salvo,
            "outcome": run.outcome,
            "reason": run.reason,
            "closest_m": run.closest_m,
            "acquired_s": run.acquired_s,
        }
        text = f"{run.firer}: torpedo {run.salvo} assessed {run.outcome.removeprefix('assessed ')}: {run.reason}"
        stage.log("assessment", row, text, serial=run.serial, other=run.target, values=figures)

    def close(self, stage: Stage) -> None:
        """The exercise is over: what still runs is written down as far as it got."""
        for key in sorted(self.runs):
            run = self.runs[key]
            run.outcome, run.reason = MISS, "the exercise ended before its run"
            self._end(stage, stage.cast.rows[run.firer], key)
        for key in sorted(self.salvoes):
            salvo = self.salvoes[key]
            mount = stage.cast.launchers[stage.cast.rows[salvo.firer], salvo.mount]
            for charge in salvo.charges:
                write_charge(stage, mount, salvo, charge, "", math.nan, MISS)


def _key(unit: UnitId, name: str) -> str:
    return f"{unit} {name}"


def _submerged(stage: Stage) -> list[str]:
    """Who of the cast is under water now."""
    rows = [row for row in stage.divers if row < stage.cast_count and stage.is_submerged(row)]
    return [stage.cast.name(row) for row in rows]


def _hulls(stage: Stage, mount: WeaponMount, figures: TorpedoFigures, run: TorpedoRun) -> list[Hull]:
    """The submarines in the plane of a run."""
    found = []
    for unit in _submerged(stage):
        there, hull = place_of(stage, unit), stage.world.hull[stage.cast.rows[unit]]
        off_m, bearing_rad = range_and_bearing(run.entry_lat_rad, run.entry_lon_rad, there.lat_rad, there.lon_rad)
        cell = int((stage.now_s - run.launched_s) / LUCK_S)
        luck, _, _, _ = normals(stage, PURPOSE_WEAPON, mount.id32, name_hash(f"{run.salvo}/{unit}"), _LUCK + cell)
        found.append(
            Hull(
                unit,
                off_m * math.sin(bearing_rad),
                off_m * math.cos(bearing_rad),
                -there.height_m,
                there.course_rad,
                float(hull["length_m"]),
                (float(hull["echo_bow_db"]), float(hull["echo_quarter_db"]), float(hull["echo_beam_db"])),
                luck * figures.seeker_spread_db,
            )
        )
    return found


__all__ = ["RINGS", "Weapons"]
