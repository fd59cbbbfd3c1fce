"""Missiles, decoys, jammers: orders carried out, rings, the end of the run. See the modules named for their parts.

Whether an order is carried out rests on what the unit knows; what comes of it, on where others truly are. Nothing
bursts and nobody is damaged: an umpire counts hits (`strike`).
"""

import math

from fleetex.engine import air_engagement, missile_flight, soft_kill
from fleetex.engine.arsenal import SurfaceMount
from fleetex.engine.events import MissilesLaunched, OrderRefused
from fleetex.engine.missile_rows import write_flight, write_shot
from fleetex.engine.missile_state import Flight, Missiles, key
from fleetex.engine.orders import LaunchMissiles
from fleetex.engine.places import place_of, range_and_bearing
from fleetex.engine.stage import Ring, Stage
from fleetex.engine.view import TrackEstimate
from fleetex.physics.pursuit import intercept_s
from fleetex.units import NMI_M
from fleetex.vocabulary import SurfaceKind

RINGS = ("missile leaves", "missile", "air missile", "point defence")


def launch(
    stage: Stage,
    missiles: Missiles,
    row: int,
    order: LaunchMissiles,
    serial: str,
    known: TrackEstimate | None,
    prey: int | None = None,
) -> None:
    """Launch a salvo at what is known of a track now, or at a place, or refuse. `prey`: the row behind the track."""
    aimed = "" if prey is None else stage.person(prey).unit
    firer = stage.cast.name(row)
    mount = stage.cast.arsenal.surface.get((row, order.mount))
    first = None if mount is None else _aim(stage, mount, order, known, 0.0)
    reason = _refusal(stage, missiles, firer, mount, order, known, serial, first)
    if reason or mount is None or first is None:
        stage.tell(row, OrderRefused("LaunchMissiles", reason, order.salvo), serial)
        return
    mark = key(firer, order.mount)
    rounds = min(max(order.rounds, 1), mount.salvo, missiles.magazines[mark])
    missiles.used.append(key(firer, order.salvo))
    missiles.ready_s[mark] = stage.now_s + rounds * mount.interval_s
    for number in range(rounds):
        flight = _flight(stage, mount, order, serial, known, aimed, number)
        if flight is not None:
            stage.timers.ring_at(flight.launched_s, row, "missile leaves", flight=_plain(flight))
    _, _, range_m, wait_s, _ = first
    text = f"{firer}: {rounds} {mount.name}s, the aim {range_m / NMI_M:.1f} nmi off"
    figures = {"salvo": order.salvo, "rounds": rounds, "range_m": range_m, "left": missiles.magazines[mark] - rounds}
    stage.log("missiles", row, text, serial=serial, other=order.target or "", values=figures)
    stage.tell(row, MissilesLaunched(order.salvo, rounds, wait_s), serial)


Aim = tuple[float, float, float, float, float]
"""Latitude, longitude, range from the launcher, time of flight, standard deviation of the track there."""


def _aim(
    stage: Stage, mount: SurfaceMount, order: LaunchMissiles, known: TrackEstimate | None, after_s: float
) -> Aim | None:
    """Where a missile that leaves so much later would meet the track; None if never."""
    own = place_of(stage, stage.cast.name(mount.unit))
    if known is None or order.track is None:
        if order.place is None:
            return None
        there = order.place.lat_rad, order.place.lon_rad
        range_m, _ = range_and_bearing(own.lat_rad, own.lon_rad, *there)
        return (*there, range_m, range_m / mount.speed_mps, 0.0)
    east, north = known.range_m * math.sin(known.bearing_rad), known.range_m * math.cos(known.bearing_rad)
    v_east, v_north = known.speed_mps * math.sin(known.course_rad), known.speed_mps * math.cos(known.course_rad)
    wait_s = intercept_s(east, north, v_east, v_north, mount.speed_mps, after_s)
    if wait_s is None:
        return None
    position = known.position
    there = missile_flight.aim_at(position.lat_rad, position.lon_rad, known.course_rad, known.speed_mps, wait_s)
    range_m, _ = range_and_bearing(own.lat_rad, own.lon_rad, *there)
    sd_m = math.hypot(known.position_sd_m, known.velocity_sd_mps * wait_s)
    return (*there, range_m, wait_s - after_s, sd_m)


def _refusal(
    stage: Stage,
    missiles: Missiles,
    firer: str,
    mount: SurfaceMount | None,
    order: LaunchMissiles,
    known: TrackEstimate | None,
    serial: str,
    aim: Aim | None,
) -> str:
    if mount is None:
        return f"there is no launcher {order.mount}"
    if missiles.is_out(firer, serial):
        return "out of action"
    if order.rounds < 1:
        return f"{order.rounds} rounds were ordered"
    if known is None and order.place is None:
        return "the track is not held"
    if key(firer, order.salvo) in missiles.used:
        return f"a salvo {order.salvo} has been launched already"
    if missiles.rounds_left(firer, order.mount) < 1:
        return "the magazine is empty"
    if missiles.ready_s.get(key(firer, order.mount), 0.0) > stage.now_s:
        return f"{order.mount} is still launching"
    if known is not None and known.kind in (SurfaceKind.AIRCRAFT, SurfaceKind.MISSILE):
        return "the track flies"
    if aim is None or aim[2] > mount.range_m_max:
        return "out of range"
    return f"the aim is {aim[2]:.0f} m off, too near" if aim[2] < mount.range_m_min else ""


def _flight(
    stage: Stage,
    mount: SurfaceMount,
    order: LaunchMissiles,
    serial: str,
    known: TrackEstimate | None,
    aimed: str,
    number: int,
) -> Flight | None:
    """One missile of a salvo, with its own point of aim; which of the launcher's it is, is known when it leaves."""
    aim = _aim(stage, mount, order, known, number * mount.interval_s)
    if aim is None:
        return None
    seeker_on_m = mount.seeker_on_m if order.seeker_on_m is None else order.seeker_on_m
    return Flight(
        body="",
        firer=stage.cast.name(mount.unit),
        mount=mount.mount,
        salvo=order.salvo,
        number=number + 1,
        serial=serial,
        target=order.target or "",
        aimed=aimed,
        ordered_s=stage.now_s,
        launched_s=stage.now_s + number * mount.interval_s,
        aim_lat_rad=aim[0],
        aim_lon_rad=aim[1],
        aim_range_m=aim[2],
        aim_sd_m=aim[4],
        seeker_on_m=seeker_on_m,
    )


_PLANNED = (
    *("body", "firer", "mount", "salvo", "number", "serial", "target", "aimed", "ordered_s", "launched_s"),
    *("aim_lat_rad", "aim_lon_rad", "aim_range_m", "aim_sd_m", "seeker_on_m"),
)


def _plain(flight: Flight) -> dict[str, object]:
    return {name: getattr(flight, name) for name in _PLANNED}


def on_ring(stage: Stage, missiles: Missiles, ring: Ring) -> None:
    """Carry out a ring of one of RINGS."""
    if ring.kind == "missile leaves":
        _leave(stage, missiles, Flight(**ring.payload["flight"]))
    elif ring.kind == "missile":
        flight = missiles.flights.get(ring.payload["body"])
        if flight is not None and flight.wake == ring.number:
            missile_flight.on_wake(stage, missiles, flight)
    elif ring.kind == "air missile":
        one = missiles.engagements.get(ring.payload["key"])
        if one is not None:
            what, number = ring.payload.get("what", ""), ring.payload.get("number", 0)
            air_engagement.on_ring(stage, missiles, one, what, number)
    else:
        soft_kill.on_watch(stage, missiles, ring.row)


def _leave(stage: Stage, missiles: Missiles, flight: Flight) -> None:
    """A missile of a salvo leaves, unless fire has been checked since, or its ship is out of action."""
    mark = key(flight.firer, flight.mount)
    marks = flight.firer, key(flight.serial, flight.firer)
    checked = any(missiles.checked_s.get(mark, -math.inf) >= flight.ordered_s for mark in marks)
    if (checked and flight.number > 1) or missiles.is_out(flight.firer, flight.serial):
        return
    mount = stage.cast.arsenal.surface[stage.cast.rows[flight.firer], flight.mount]
    at = missiles.next_body.get(mark, 0)
    missiles.next_body[mark] = at + 1
    flight.body = stage.cast.name(mount.bodies[at])
    missiles.magazines[mark] -= 1
    left = missiles.magazines[mark]
    stage.sink.row("magazines", time_s=stage.now_s, unit_id=flight.firer, mount_id=flight.mount, rounds=left)
    missile_flight.leave(stage, missiles, mount, flight)


def check_fire(stage: Stage, missiles: Missiles, row: int) -> None:
    """No missile leaves after this instant; what is in the air flies on."""
    firer = stage.cast.name(row)
    missiles.checked_s[firer] = stage.now_s
    for mark in sorted(mark for mark, one in missiles.engagements.items() if one.firer == firer):
        air_engagement.cease(stage, missiles, missiles.engagements[mark])


def serial_over(stage: Stage, missiles: Missiles, row: int, serial: str) -> None:
    """A unit's part in a serial is over: no missile leaves for its sake; what is in the air flies on."""
    if not missiles.magazines:
        return
    firer = stage.cast.name(row)
    missiles.checked_s[key(serial, firer)] = stage.now_s
    ours = (mark for mark, one in missiles.engagements.items() if (one.firer, one.serial) == (firer, serial))
    for mark in sorted(ours):
        air_engagement.cease(stage, missiles, missiles.engagements[mark])


def on_gained(stage: Stage, missiles: Missiles, row: int, other: int) -> None:
    """A unit has gained something: if it flies, and she may defend herself, her point defence looks at it."""
    if missiles.states and other in stage.airborne:
        soft_kill.wake(stage, missiles, row)


def close(stage: Stage, missiles: Missiles) -> None:
    """The run is over: what is in the air is written down as far as it got."""
    for body in sorted(missiles.flights):
        write_flight(stage, missiles.flights[body], "in flight", "the exercise ended before its flight", "", None)
    for mark in sorted(missiles.engagements):
        one = missiles.engagements[mark]
        left = missiles.rounds_left(one.firer, one.mount)
        for shot in one.shots:
            if not shot.over:
                write_shot(stage, one, shot, None, None, "in flight", left)
