"""Cross-checks of waterspace: bands that nobody could keep, or that two could not keep in the same water."""

import math
from collections.abc import Iterator
from datetime import datetime
from itertools import combinations

from fleetex.library.models import Platform, SonarClass
from fleetex.quantities import Position, format_depth, format_dtg, format_duration, middle_of
from fleetex.scenario.checks import SURFACES, Review, check_in_window
from fleetex.scenario.problems import Path
from fleetex.scenario.surroundings import Area
from fleetex.scenario.waterspace import DepthBand, Waterspace
from fleetex.scenario.within import inside, water_at_m
from fleetex.vocabulary import KEEL_ROOM_M, Domain

Placed = tuple[Path, Waterspace, DepthBand]


def check_waterspace(look: Review) -> None:
    sound: list[Placed] = []
    for key, space in look.exercise.waterspace.items():
        path: Path = ("waterspace", key)
        if space.serial_id is not None:
            there = look.refer((*path, "serial"), "serials", space.serial_id)
            known = there and space.serial_id in look.exercise.serials
        else:
            known = _check_area(look, path, space)
        _check_rules(look, path, space)
        if known:
            _check_notice(look, path, space)
        for place, band in enumerate(space.bands):
            at: Path = (*path, "bands", place)
            named = [look.refer((*at, "units", k), "units", unit) for k, unit in enumerate(band.units)]
            if not known or not all(named):
                continue
            for k, unit in enumerate(band.units):
                platform = look.platform(unit)
                if platform is not None:
                    _check_unit(look, (*at, "units", k), unit, platform, band)
            _check_bottom(look, at, space, band)
            sound.append((at, space, band))
    for one, other in combinations(sound, 2):
        _check_two(look, one, other)


def _check_rules(look: Review, path: Path, space: Waterspace) -> None:
    """What holds above the safety depth can hold, and can be got away from."""
    path = (*path, "safety_depth")
    if space.safety_depth_m <= 0.0 and (space.clear_of_ships_m is not None or space.notice_s is not None):
        allowed = "more than 0 m: `clear_of_ships` and `notice` hold above it"
        look.say(path, format_depth(space.safety_depth_m), allowed, "50 m")
    hulls = [look.platform(unit) for unit in look.exercise.units if _dives(look, unit)]
    deepest_m = max((hull.depth_m_max for hull in hulls if hull is not None), default=math.inf)
    if space.safety_depth_m > deepest_m:
        deepest = format_depth(deepest_m)
        allowed = f"no submarine of the exercise goes deeper than {deepest}"
        look.say(path, format_depth(space.safety_depth_m), allowed, deepest)


def _check_notice(look: Review, path: Path, space: Waterspace) -> None:
    """Notice is given, and runs out, while the water is hers."""
    if space.notice_s is None or not look.sound("serials") or not look.sound("exercise", "window"):
        return
    since_utc, until_utc = _window(look, space)
    while_s = (until_utc - since_utc).total_seconds()
    if 0.0 < while_s <= space.notice_s:
        allowed = f"the water is allotted for {format_duration(while_s)}, and notice runs out within that"
        look.say((*path, "notice"), format_duration(space.notice_s), allowed, format_duration(min(while_s / 10, 300.0)))


def _check_area(look: Review, path: Path, space: Waterspace) -> bool:
    """Water has a surface, and is allotted for a while of the exercise."""
    area = look.exercise.areas.get(space.area_id or "")
    if not look.refer((*path, "area"), "areas", space.area_id or ""):
        return False
    if area is not None and area.kind not in SURFACES:
        look.say((*path, "area"), space.area_id, f"water is a polygon, circle or corridor, not a {area.kind}")
    told = len(look.problems)
    for key, time_utc in (("start", space.start_utc), ("end", space.end_utc)):
        if time_utc is not None:
            check_in_window(look, (*path, key), time_utc)
    since_utc, until_utc = _window(look, space)
    if len(look.problems) == told and since_utc >= until_utc and look.sound("exercise", "window"):
        key, given_utc = ("end", until_utc) if space.end_utc is not None else ("start", since_utc)
        allowed = (
            f"it is allotted from {format_dtg(since_utc)} until {format_dtg(until_utc)}: the end is after the start"
        )
        look.say((*path, key), format_dtg(given_utc), allowed)
    return True


def _check_unit(look: Review, path: Path, unit_id: str, platform: Platform, band: DepthBand) -> None:
    """Who is bound has a depth, and can be as deep as is asked."""
    if platform.domain is Domain.SUBSURFACE:
        if band.not_above_m is not None and band.not_above_m > platform.depth_m_max:
            allowed = f"`{platform.id}` goes no deeper than {format_depth(platform.depth_m_max)}"
            look.say((*path[:-2], "not_above"), format_depth(band.not_above_m), allowed)
        return
    sonars = [look.library.sensors.get(mount.class_id) for mount in platform.sensors]
    if not any(isinstance(one, SonarClass) and (one.towed or one.winch_mps > 0.0) for one in sonars):
        allowed = f"class `{platform.id}` neither dives nor tows or dips a sonar: no depth binds it, leave it out"
        look.say(path, unit_id, allowed)
    elif band.not_above_m is not None:
        allowed = "a submarine alone has a least depth: ships and helicopters can haul in"
        look.say((*path[:-2], "not_above"), format_depth(band.not_above_m), allowed)


def _check_bottom(look: Review, path: Path, space: Waterspace, band: DepthBand) -> None:
    """The least depth leaves room over the bottom, at the corners of the water and in its middle."""
    if band.not_above_m is None or not look.sound("environment") or not look.sound("areas"):
        return
    area = _area(look, space)
    if area is None:
        return
    water_m = min(water_at_m(look.exercise, place) for place in _probes(look, area))
    room_m = water_m - KEEL_ROOM_M
    if band.not_above_m > room_m:
        allowed = f"the water there is {format_depth(water_m)} deep in places: above {format_depth(max(room_m, 0.0))}"
        allowed += f" {format_depth(KEEL_ROOM_M)} are left over the bottom"
        look.say((*path, "not_above"), format_depth(band.not_above_m), allowed)


def _probes(look: Review, area: Area) -> Iterator[Position]:
    """Places of an area at which the depth is asked: its corners and middle, and those of zones inside it."""
    yield from area.points
    yield middle_of(area.points)
    for zone in look.exercise.environment.zones.values():
        other = look.exercise.areas.get(zone.area_id)
        for place in (middle_of(other.points), *other.points) if other is not None else ():
            if inside(area, place):
                yield place


def _area(look: Review, space: Waterspace) -> Area | None:
    key = space.area_id
    if space.serial_id is not None and space.serial_id in look.exercise.serials:
        key = look.exercise.serials[space.serial_id].area_id
    return look.exercise.areas.get(key or "")


def _window(look: Review, space: Waterspace) -> tuple[datetime, datetime]:
    if space.serial_id is not None:
        serial = look.exercise.serials[space.serial_id]
        return serial.start_utc, serial.end_utc
    return space.start_utc or look.exercise.start_utc, space.end_utc or look.exercise.end_utc


def _check_two(look: Review, one: Placed, other: Placed) -> None:
    """Two bands of the same water and time are apart, where a submarine is in one of them."""
    (_, first, a), (path, second, b) = one, other
    if not look.sound("serials") or not look.sound("areas"):
        return
    (begin, end), (since, until) = _window(look, first), _window(look, second)
    if begin >= until or since >= end:
        return
    if _area(look, first) is not _area(look, second):
        _check_bound_twice(look, one, other)
        return
    both = [unit for unit in a.units if unit in b.units]
    if both:
        allowed = f"`{both[0]}` is in another band of the same water and time"
        look.say((*path, "units", b.units.index(both[0])), both[0], allowed)
        return
    if not any(_dives(look, unit) for unit in (*a.units, *b.units)):
        return
    apart_m = max(first.depth_separation_m, second.depth_separation_m)
    a_top, a_low, b_top, b_low = *_depths(a), *_depths(b)
    if max(b_top - a_low, a_top - b_low) >= apart_m:
        return
    allowed = (
        f"bands of the same water lie {format_depth(apart_m)} apart: {_names(a)} {_said(a)}, {_names(b)} {_said(b)}"
    )
    if b.not_above_m is not None and math.isfinite(a_low):
        look.say((*path, "not_above"), format_depth(b.not_above_m), allowed, format_depth(a_low + apart_m))
    elif b.not_below_m is not None and a_top > apart_m:
        look.say((*path, "not_below"), format_depth(b.not_below_m), allowed, format_depth(a_top - apart_m))
    else:
        look.say(path, _said(b), allowed)


def _check_bound_twice(look: Review, one: Placed, other: Placed) -> None:
    """Where two waters overlap, a submarine that is bound in both finds a depth that suits both."""
    (_, first, a), (path, second, b) = one, other
    here, there = _area(look, first), _area(look, second)
    if here is None or there is None:
        return
    overlap = any(inside(there, place) for place in _probes(look, here))
    if not overlap and not any(inside(here, place) for place in _probes(look, there)):
        return
    a_top, a_low, b_top, b_low = *_depths(a), *_depths(b)
    for unit in b.units:
        if unit in a.units and _dives(look, unit) and max(a_top, b_top) > min(a_low, b_low):
            allowed = f"in water that overlaps with this at that time `{unit}` keeps {_said(a)}: no depth suits both"
            look.say(path, _said(b), allowed)


def _dives(look: Review, unit: str) -> bool:
    platform = look.platform(unit)
    return platform is not None and platform.domain is Domain.SUBSURFACE


def _depths(band: DepthBand) -> tuple[float, float]:
    """Least and greatest depth."""
    return band.not_above_m or 0.0, math.inf if band.not_below_m is None else band.not_below_m


def _names(band: DepthBand) -> str:
    return " and ".join(f"`{unit}`" for unit in band.units)


def _said(band: DepthBand) -> str:
    least_m, greatest_m = _depths(band)
    if math.isinf(greatest_m):
        return f"from {format_depth(least_m)} down"
    return f"{format_depth(least_m) if least_m else '0 m'} to {format_depth(greatest_m)}"
