"""Soft kill: clouds of chaff, jammers, and the point defence that uses them by itself.

A cloud bursts a throw from the ship, drifts with the wind, blooms and thins. Before a seeker is on it is one more echo
in the basket (distraction); later it may draw a missile off the ship it holds (seduction). A jammer covers the ship's
own echo until the seeker is within its burn-through range.
"""

import math

import numpy as np

from fleetex.engine import ask
from fleetex.engine.arsenal import DecoyMount, Seeker
from fleetex.engine.events import DecoysAway, OrderRefused
from fleetex.engine.missile_rows import write_cloud
from fleetex.engine.missile_state import Cloud, Missiles, Threat, key
from fleetex.engine.orders import Jam, LaunchDecoys, SetWeaponState
from fleetex.engine.places import chance, offset, place_of
from fleetex.engine.stage import Stage
from fleetex.physics.engagement import burn_through_m, cloud_cross_section_m2
from fleetex.physics.geodesy import ecef
from fleetex.physics.philox import PURPOSE_MISSILE, name_hash
from fleetex.units import EARTH_RADIUS_M
from fleetex.vocabulary import KIND_CODE, SurfaceKind, WeaponsState

GONE_LIVES = 3.0
"""A cloud is forgotten after so many of its lives."""
AWAKE_S = 1.0
DOZE_S = 5.0
"""Design values: point defence looks at what flies each second while something comes for her, or a radar is heard that
may be a seeker, else each five."""
THREAT_MPS = 150.0
THREAT_M = 30_000.0
PASSES_M = 2_000.0
"""Design values: what comes for a unit is as fast as this, so near, and would pass her as near as this."""
DECOY_S = 60.0
AGAIN_S = 45.0
"""Design values: decoys are fired at what is a minute off, and again after three quarters of one."""
MISSILE_CODE = KIND_CODE[SurfaceKind.MISSILE]
UNKNOWN = 0


def cloud_place(stage: Stage, cloud: Cloud) -> tuple[float, float]:
    """Where a cloud is now: it drifts a few kilometres, on a flat sea."""
    age_s = max(0.0, stage.now_s - cloud.born_s)
    lat = cloud.lat_rad + cloud.north_mps * age_s / EARTH_RADIUS_M
    return lat, cloud.lon_rad + cloud.east_mps * age_s / (EARTH_RADIUS_M * math.cos(lat))


def cloud_m2(stage: Stage, cloud: Cloud) -> float:
    """Its radar cross-section now."""
    return cloud_cross_section_m2(cloud.full_m2, cloud.bloom_s, cloud.life_s, stage.now_s - cloud.born_s)


def jammed_range_m(stage: Stage, missiles: Missiles, row: int, seeker: Seeker, echo_m2: float) -> float:
    """How near a seeker must come to a ship that jams it; infinite if she does not."""
    if not missiles.jamming or row >= stage.cast_count:
        return math.inf
    name, least = stage.cast.name(row), math.inf
    for (unit, mount_id), jammer in stage.cast.arsenal.jammers.items():
        low, high = jammer.band_hz
        if unit != row or key(name, mount_id) not in missiles.jamming or not low <= seeker.frequency_hz <= high:
            continue
        through_m = burn_through_m(
            seeker.power_w,
            seeker.gain_db,
            seeker.bandwidth_hz,
            echo_m2,
            jammer.power_w,
            jammer.gain_db,
            jammer.bandwidth_hz,
            1.0,
        )
        least = min(least, through_m)
    return least


def jam(stage: Stage, missiles: Missiles, row: int, order: Jam, serial: str) -> None:
    name = stage.cast.name(row)
    if (row, order.mount) not in stage.cast.arsenal.jammers:
        stage.tell(row, OrderRefused("Jam", f"there is no jammer {order.mount}", order.mount), serial)
        return
    mark = key(name, order.mount)
    if order.on is (mark in missiles.jamming):
        return
    if order.on:
        missiles.jamming.append(mark)
    else:
        missiles.jamming.remove(mark)
    number = list(stage.cast.arsenal.jammers).index((row, order.mount))
    ask.set_jammer(stage.at, number, int(order.on), stage.now_s)
    stage.log("jamming", row, f"{name} {'jams' if order.on else 'ceases to jam'}", serial=serial)


def set_state(stage: Stage, missiles: Missiles, row: int, order: SetWeaponState, serial: str) -> None:
    """Say what a unit's point defence may do; what is in sight already wakes it."""
    name = stage.cast.name(row)
    if missiles.state_of(name) is order.state:
        return
    missiles.states[name] = order.state
    missiles.defended[name] = serial
    stage.log("weapon state", row, f"{name}: weapons {order.state.value}", serial=serial, values={"serial": serial})
    wake(stage, missiles, row)


def launch_decoys(stage: Stage, missiles: Missiles, row: int, order: LaunchDecoys, serial: str) -> None:
    mount = stage.cast.arsenal.decoys.get((row, order.mount))
    reason = f"there is no decoy launcher {order.mount}" if mount is None else _not_ready(stage, missiles, row, mount)
    if mount is None or reason:
        stage.tell(row, OrderRefused("LaunchDecoys", reason, order.salvo), serial)
        return
    _fire(stage, missiles, row, mount, order.salvo, serial)


def _not_ready(stage: Stage, missiles: Missiles, row: int, mount: DecoyMount) -> str:
    mark = key(stage.cast.name(row), mount.mount)
    if missiles.magazines[mark] < 1:
        return "the magazine is empty"
    return f"{mount.mount} is being reloaded" if missiles.ready_s.get(mark, 0.0) > stage.now_s else ""


def _fire(stage: Stage, missiles: Missiles, row: int, mount: DecoyMount, salvo: str, serial: str) -> None:
    """A salvo of clouds round the ship: evenly, from a bearing that is drawn."""
    name = stage.cast.name(row)
    mark = key(name, mount.mount)
    missiles.magazines[mark] -= 1
    left = missiles.magazines[mark]
    missiles.ready_s[mark] = stage.now_s + mount.interval_s
    missiles.decoyed_s[name] = stage.now_s
    missiles.clouds = [
        one for one in missiles.clouds if stage.now_s - one.born_s < one.bloom_s + GONE_LIVES * one.life_s
    ]
    own = place_of(stage, name)
    east_mps, north_mps, *_ = ask.surroundings(stage.at, row)
    first = math.tau * chance(stage, PURPOSE_MISSILE, mount.id32, name_hash(salvo), left)
    for number in range(mount.clouds):
        bearing = first + math.tau * number / mount.clouds
        lat, lon = offset(own.lat_rad, own.lon_rad, bearing, mount.throw_m)
        drift = float(east_mps), float(north_mps)
        figures = mount.cross_section_m2, mount.bloom_s, mount.life_s
        cloud = Cloud(f"{name}/{salvo}/cloud-{number + 1}", name, stage.now_s, lat, lon, *drift, *figures)
        missiles.clouds.append(cloud)
        write_cloud(stage, cloud, mount.mount, salvo, serial, left)
    stage.log("decoys", row, f"{name} fires {mount.name}: {left} salvoes left", serial=serial, values={"left": left})
    stage.sink.row("magazines", time_s=stage.now_s, unit_id=name, mount_id=mount.mount, rounds=left)
    stage.tell(row, DecoysAway(mount.mount, salvo, left), serial)


# Point defence.


def wake(stage: Stage, missiles: Missiles, row: int) -> None:
    """A unit's point defence begins to look out, if it may do anything and does not look out already."""
    name = stage.cast.name(row)
    if missiles.state_of(name) is WeaponsState.HOLD or name in missiles.watching:
        return
    missiles.watching.append(name)
    stage.timers.ring_at(stage.now_s, row, "point defence")


def threats_to(stage: Stage, missiles: Missiles, row: int) -> tuple[list[Threat], bool]:
    """What comes for a unit by her own tracks, the nearest in time first; and whether she holds anything that flies.

    Her own side's are known. Of weapons tight only what is taken for a missile counts. Tracks are dead-reckoned all at
    once, on the planes in which they live.
    """
    observer = stage.cast.observers[row]
    if observer < 0:
        return [], False
    aloft = stage.strangers_aloft(row)
    held = aloft[stage.sensors_of[observer, aloft] > 0]
    if not len(held):
        return [], False
    range_m, closing, speed, passes_m = _motion_to(stage, row, stage.world.track[observer, held])
    comes = (speed >= THREAT_MPS) & (range_m <= THREAT_M) & (closing > 0.0) & (passes_m <= PASSES_M)
    if missiles.state_of(stage.cast.name(row)) is WeaponsState.TIGHT:
        comes &= stage.taken_of[observer, held] == MISSILE_CODE
    columns = held[comes], stage.number_of[observer, held[comes]], range_m[comes], closing[comes]
    rows = zip(*(column.tolist() for column in columns), strict=True)
    found = [Threat(other, number, off_m, fast, off_m / fast) for other, number, off_m, fast in rows]
    return sorted(found, key=lambda one: one.wait_s), True


Floats = np.ndarray


def _motion_to(stage: Stage, row: int, tracks: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """Of each track: range from own ship, how fast it closes, its speed, and how near it would pass (m, m/s)."""
    lat, lon, *_ = ask.whereabouts(stage.at, row, stage.now_s)
    since_s = stage.now_s - tracks["time_s"]
    east = tracks["east_m"] + tracks["v_east_mps"] * since_s
    north = tracks["north_m"] + tracks["v_north_mps"] * since_s
    away, fast = [], []
    for axis, own_m in zip("xyz", ecef(lat, lon), strict=True):
        along_east, along_north = tracks[f"east_{axis}"], tracks[f"north_{axis}"]
        away.append(tracks[f"{axis}_m"] + east * along_east + north * along_north - own_m)
        fast.append(tracks["v_east_mps"] * along_east + tracks["v_north_mps"] * along_north)
    range_m = np.maximum(np.sqrt(sum(part * part for part in away)), 1.0)
    speed = np.sqrt(sum(part * part for part in fast))
    closing = -sum(one * other for one, other in zip(away, fast, strict=True)) / range_m
    share = np.clip(closing / np.maximum(speed, 1e-6), -1.0, 1.0)
    return range_m, closing, speed, range_m * np.sqrt(1.0 - share * share)


def hears_seeker(stage: Stage, row: int) -> tuple[bool, bool, bool]:
    """Whether her ESM holds what it takes for a missile's seeker; what may be one, for nothing is known of it yet; and
    anything that flies."""
    observer, table = stage.cast.observers[row], stage.world.bearing
    if observer < 0 or not len(table):
        return False, False, False
    aloft = stage.strangers_aloft(row)
    heard = aloft[table["sensors"][observer, aloft] > 0]
    taken = stage.taken_of[observer, heard]
    seeker = bool((taken == MISSILE_CODE).any())
    return seeker, seeker or bool((taken == UNKNOWN).any()), bool(len(heard))


def on_watch(stage: Stage, missiles: Missiles, row: int) -> None:
    """Point defence looks at what comes: decoys, then close-in weapons; and when it looks again."""
    name = stage.cast.name(row)
    serial = missiles.defended.get(name, "")
    if missiles.state_of(name) is WeaponsState.HOLD or missiles.is_out(name, serial):
        missiles.watching.remove(name)
        return
    threats, some = threats_to(stage, missiles, row)
    heard, may_be, some_radar = hears_seeker(stage, row)
    if heard or (threats and threats[0].wait_s <= DECOY_S):
        _decoy(stage, missiles, row, serial)
    if threats:
        missiles.close_in(stage, row, threats, serial)
    if not some and not some_radar:
        missiles.watching.remove(name)
        return
    stage.timers.ring_at(stage.now_s + (AWAKE_S if threats or may_be else DOZE_S), row, "point defence")


def _decoy(stage: Stage, missiles: Missiles, row: int, serial: str) -> None:
    """A salvo from the first launcher that is ready, if none has been fired within the last while."""
    name = stage.cast.name(row)
    if stage.now_s - missiles.decoyed_s.get(name, -math.inf) < AGAIN_S:
        return
    for (unit, _), mount in stage.cast.arsenal.decoys.items():
        if unit == row and not _not_ready(stage, missiles, row, mount):
            number = stage.next_number(f"decoys of {name}")
            _fire(stage, missiles, row, mount, f"auto {number}", serial)
            return
