"""Missiles against what flies: reaction, the wait until it can be met, launches, meetings, and what is seen of them.

An engagement takes a channel from the order to its end. It rests on own track; whether a missile hits, on where the
target truly is: whether the director sees it (its horizon), whether the missile reaches it, and by how much it misses
(`physics.engagement`): a miss within the lethal radius is a hit. Each draw is keyed to launcher, engagement and round.
"""

import math
from typing import NamedTuple

from fleetex.engine import ask
from fleetex.engine.arsenal import AirMount
from fleetex.engine.events import EngagementOver, MissilesLaunched, OrderRefused
from fleetex.engine.missile_rows import write_shot
from fleetex.engine.missile_state import Engagement, Missiles, Shot, key
from fleetex.engine.orders import EngageAir
from fleetex.engine.places import Place, chance, normals, place_of, range_and_bearing
from fleetex.engine.stage import Stage
from fleetex.engine.strike import is_flying, struck_in_air
from fleetex.physics.engagement import engagement_zone_m, miss_sd_m
from fleetex.physics.horizon import radar_horizon_m
from fleetex.physics.philox import PURPOSE_MISSILE, name_hash
from fleetex.physics.pursuit import intercept_s
from fleetex.vocabulary import Domain, MissileGuidance

WAIT_S_LEAST, WAIT_S_MOST = 0.5, 20.0
"""Design values: between two tries to launch while the target is not within reach yet."""
SHORT_M = 300.0
"""Design value: a missile that is further from its target when they were to meet flies on."""
TRIES = 4
SPREADS = 2.0
"""Design value: a meeting is within reach if it still is with so many standard deviations of the track against it."""


class Meeting(NamedTuple):
    """Where and when a missile that leaves now would meet the target, by own track."""

    range_m: float
    wait_s: float
    closing_mps: float
    now_m: float
    speed_mps: float
    unsure_m: float
    """Standard deviation of where it will then be."""

    def beyond_m(self, mount: AirMount, no_escape: bool) -> float:
        """How far it is out of reach: where it is going, and if `no_escape` were it to turn away at once."""
        spare_m = SPREADS * self.unsure_m
        beyond_m = self.range_m + spare_m - mount.range_m_max
        if not no_escape:
            return beyond_m
        sure_m = engagement_zone_m(mount.range_m_max, self.speed_mps, mount.speed_mps, math.pi)
        return max(beyond_m, self.now_m + spare_m - sure_m)


def engage(stage: Stage, missiles: Missiles, row: int, order: EngageAir, serial: str, prey: int | None) -> None:
    """Begin an engagement, or refuse it. `prey`: the row behind the track."""
    name = stage.cast.name(row)
    mount = stage.cast.arsenal.air.get((row, order.mount))
    reason = _refusal(stage, missiles, row, mount, order, serial, prey)
    if reason or mount is None or prey is None:
        stage.tell(row, OrderRefused("EngageAir", reason, order.salvo), serial)
        return
    missiles.used.append(key(name, order.salvo))
    rounds = min(max(order.rounds, 1), mount.salvo)
    prey_id = stage.person(prey).unit
    one = Engagement(
        firer=name,
        mount=order.mount,
        salvo=order.salvo,
        serial=serial,
        track=order.track,
        prey=prey_id,
        target=order.target or "",
        ordered_s=stage.now_s,
        left=rounds,
        no_escape=order.no_escape,
    )
    missiles.engagements[key(name, order.salvo)] = one
    ask.engage_track(stage.at, row, prey, stage.now_s + 300.0, stage.now_s)
    stage.timers.ring_at(stage.now_s + mount.reaction_s, row, "air missile", key=key(name, order.salvo))


def _refusal(
    stage: Stage,
    missiles: Missiles,
    row: int,
    mount: AirMount | None,
    order: EngageAir,
    serial: str,
    prey: int | None,
) -> str:
    name, observer = stage.cast.name(row), stage.cast.observers[row]
    if mount is None:
        return f"there is no launcher {order.mount}"
    if missiles.is_out(name, serial):
        return "out of action"
    if prey is None or observer < 0 or not stage.held_by[observer, prey]:
        return "the track is not held by own sensors"
    if stage.person(prey).domain is not Domain.AIR:
        return "the track does not fly"
    if not stage.has_radar_on(row):
        return "her fire-control radar is off"
    if missiles.rounds_left(name, order.mount) < 1:
        return "the magazine is empty"
    if missiles.channels_used(name, order.mount) >= mount.channels:
        return "no channel is free"
    if key(name, order.salvo) in missiles.used:
        return f"a salvo {order.salvo} has been launched already"
    meeting = meeting_of(stage, row, mount, prey)
    if meeting is None or (meeting.beyond_m(mount, order.no_escape) > 0.0 and meeting.closing_mps <= 0.0):
        return "out of reach"
    return ""


def meeting_of(stage: Stage, row: int, mount: AirMount, prey: int) -> Meeting | None:
    """By own track, dead-reckoned; None if a missile would never catch it."""
    observer = stage.cast.observers[row]
    figures = ask.estimate(stage.at, row, observer, prey, stage.now_s, stage.now_s)
    _, _, course, speed, place_sd, speed_sd, _, range_m, bearing = figures
    east, north = range_m * math.sin(bearing), range_m * math.cos(bearing)
    v_east, v_north = speed * math.sin(course), speed * math.cos(course)
    wait_s = intercept_s(east, north, v_east, v_north, mount.speed_mps, 0.0)
    if wait_s is None:
        return None
    closing_mps = -speed * math.cos(course - bearing)
    unsure_m = math.hypot(place_sd, speed_sd * wait_s)
    return Meeting(mount.speed_mps * wait_s, wait_s, closing_mps, range_m, speed, unsure_m)


def on_ring(stage: Stage, missiles: Missiles, one: Engagement, what: str, number: int) -> None:
    """What is due of an engagement: a try to launch (`""`), a meeting (`meet`), what is seen afterwards (`see`)."""
    if what == "meet":
        _meet(stage, missiles, one, one.shots[number - 1])
    elif what == "see":
        if one.left == 0 and not one.flying:
            _over(stage, missiles, one, "held" if _holds(stage, one) else "gone")
    else:
        _try(stage, missiles, one)


def _rows(stage: Stage, one: Engagement) -> tuple[int, int]:
    """Unit rows of firer and target."""
    return stage.cast.rows[one.firer], stage.cast.rows[one.prey]


def _holds(stage: Stage, one: Engagement) -> bool:
    """Whether the firer's own sensors still hold the track."""
    row, prey = _rows(stage, one)
    return bool(stage.held_by[stage.cast.observers[row], prey])


def _mount(stage: Stage, one: Engagement) -> AirMount:
    return stage.cast.arsenal.air[stage.cast.rows[one.firer], one.mount]


def _try(stage: Stage, missiles: Missiles, one: Engagement) -> None:
    """Launch a round if the target can be met within reach and the director sees it; else wait, or give up."""
    row, prey = _rows(stage, one)
    mount, mark = _mount(stage, one), key(one.firer, one.mount)
    if one.left == 0:
        return
    if missiles.is_out(one.firer, one.serial):
        cease(stage, missiles, one)
        return
    if not _holds(stage, one):
        _no_more(stage, missiles, one, "lost")
        return
    meeting = meeting_of(stage, row, mount, prey)
    there = place_of(stage, one.prey)
    too_high = there.height_m > mount.height_m_max
    if meeting is None or meeting.range_m < mount.range_m_min or too_high or missiles.magazines[mark] < 1:
        _no_more(stage, missiles, one, "out of reach")
        return
    beyond_m = meeting.beyond_m(mount, one.no_escape)
    if beyond_m > 0.0 and meeting.closing_mps <= 0.0:
        _no_more(stage, missiles, one, "out of reach")
        return
    if beyond_m > 0.0 or there.height_m < mount.height_m_min or not _sees(stage, mount, there, meeting.now_m):
        wait_s = max(beyond_m, 0.0) / max(meeting.closing_mps, 1.0) * 0.8
        _ring(stage, one, min(max(wait_s, WAIT_S_LEAST), WAIT_S_MOST), "")
        return
    _launch(stage, missiles, mount, one, meeting)


def _sees(stage: Stage, mount: AirMount, there: Place, range_m: float) -> bool:
    """Whether the director has the target above its horizon, with its radar on; its height is measured."""
    if not stage.has_radar_on(mount.unit):
        return False
    director_m = mount.director_m + max(0.0, stage.heights_m[mount.unit])
    return range_m <= radar_horizon_m(director_m, there.height_m, stage.radio_earth_m)


def _ring(stage: Stage, one: Engagement, after_s: float, what: str, number: int = 0) -> None:
    row = stage.cast.rows[one.firer]
    mark = key(one.firer, one.salvo)
    stage.timers.ring_at(stage.now_s + after_s, row, "air missile", key=mark, what=what, number=number)


def _launch(stage: Stage, missiles: Missiles, mount: AirMount, one: Engagement, meeting: Meeting) -> None:
    mark = key(one.firer, one.mount)
    busy_s = missiles.ready_s.get(mark, 0.0) - stage.now_s
    if busy_s > 0.0:
        _ring(stage, one, busy_s, "")
        return
    missiles.magazines[mark] -= 1
    missiles.ready_s[mark] = stage.now_s + mount.interval_s
    one.left -= 1
    shot = Shot(len(one.shots) + 1, stage.now_s, meeting.range_m, stage.now_s + meeting.wait_s)
    one.shots.append(shot)
    left = missiles.magazines[mark]
    stage.sink.row("magazines", time_s=stage.now_s, unit_id=one.firer, mount_id=one.mount, rounds=left)
    if shot.number == 1:
        stage.tell(stage.cast.rows[one.firer], MissilesLaunched(one.salvo, 1 + one.left, meeting.wait_s), one.serial)
    _ring(stage, one, meeting.wait_s, "meet", shot.number)
    if one.left > 0:
        _ring(stage, one, mount.interval_s, "")


def _meet(stage: Stage, missiles: Missiles, one: Engagement, shot: Shot) -> None:
    """A missile is where it was to meet its target: it flies on, hits, misses, or has nothing to meet."""
    prey = stage.cast.rows[one.prey]
    mount = _mount(stage, one)
    if not is_flying(stage, missiles, prey):
        _met(stage, missiles, one, shot, None, None, "target gone")
        return
    own, there = place_of(stage, one.firer), place_of(stage, one.prey)
    range_m, _ = range_and_bearing(own.lat_rad, own.lon_rad, there.lat_rad, there.lon_rad)
    short_m = range_m - mount.speed_mps * (stage.now_s - shot.launched_s)
    if short_m > SHORT_M and shot.tries < TRIES:
        shot.tries += 1
        _ring(stage, one, short_m / mount.speed_mps, "meet", shot.number)
        return
    if range_m > mount.range_m_max or short_m > SHORT_M:
        _met(stage, missiles, one, shot, there, None, "out of reach")
        return
    needs_ship = mount.guidance is not MissileGuidance.ACTIVE
    if needs_ship and not (_sees(stage, mount, there, range_m) and _holds(stage, one)):
        _met(stage, missiles, one, shot, there, None, "lost")
        return
    about = name_hash(f"{one.salvo}/{shot.number}")
    if chance(stage, PURPOSE_MISSILE, mount.id32, about, 0) >= mount.reliability:
        _met(stage, missiles, one, shot, there, None, "failed")
        return
    sd_m = miss_sd_m(mount.miss_sd_m, mount.miss_angle_sd_rad, range_m, there.height_m, mount.low_height_m)
    across, up, _, _ = normals(stage, PURPOSE_MISSILE, mount.id32, about, 1)
    miss_m = sd_m * math.hypot(across, up)
    hit = miss_m <= mount.lethal_radius_m
    if hit:
        article = "an" if mount.name[:1] in "aeiou" else "a"
        struck_in_air(stage, missiles, prey, one.firer, one.serial, f"{article} {mount.name}")
    _met(stage, missiles, one, shot, there, miss_m, "hit" if hit else "miss")


def _met(
    stage: Stage,
    missiles: Missiles,
    one: Engagement,
    shot: Shot,
    there: Place | None,
    miss_m: float | None,
    outcome: str,
) -> None:
    """A round is done with; after the last fire control looks what it sees."""
    shot.over = True
    left = missiles.magazines[key(one.firer, one.mount)]
    write_shot(stage, one, shot, there, miss_m, outcome, left)
    if one.left == 0 and not one.flying:
        _ring(stage, one, _mount(stage, one).assess_s, "see")


def _no_more(stage: Stage, missiles: Missiles, one: Engagement, outcome: str) -> None:
    """No further round leaves; if none is in the air either, the engagement is over."""
    one.left = 0
    if not one.shots:
        _over(stage, missiles, one, outcome)
    elif not one.flying:
        _ring(stage, one, _mount(stage, one).assess_s, "see")


def cease(stage: Stage, missiles: Missiles, one: Engagement) -> None:
    """Check fire, or out of action: what is in the air flies on."""
    _no_more(stage, missiles, one, "ceased")


def _over(stage: Stage, missiles: Missiles, one: Engagement, outcome: str) -> None:
    del missiles.engagements[key(one.firer, one.salvo)]
    event = EngagementOver(one.salvo, one.track, outcome, len(one.shots))
    stage.tell(stage.cast.rows[one.firer], event, one.serial)
