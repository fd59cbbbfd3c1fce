"""Motion orders, tows and switches: checked against the hull, written into its row, and steered by the kernel.

An order beyond the hull is carried out as far as the hull goes (speed), or refused (no route, no such track).
"""

import math
from dataclasses import dataclass, field

import numpy as np

from fleetex.engine import ask
from fleetex.engine import tables as tb
from fleetex.engine.events import OrderDone, OrderRefused
from fleetex.engine.flight_deck import widen_gates
from fleetex.engine.orders import (
    CastOff,
    Drift,
    FollowRoute,
    KeepStation,
    Position,
    SetDepth,
    SetEmission,
    SetHeight,
    SetLights,
    Shadow,
    Steer,
    Tow,
    WatchArea,
)
from fleetex.engine.radio import Radio
from fleetex.engine.routing import NoRoute, route_round_land, sea_leg_is_clear
from fleetex.engine.stage import Stage
from fleetex.physics.geodesy import inverse, rhumb
from fleetex.vocabulary import KEEL_ROOM_M, LINE_CODE, LineKind, SurfaceKind

_LINES = {code: line for line, code in LINE_CODE.items()}
_THEN = {"stop": tb.THEN_STOP, "hold": tb.THEN_HOLD, "loop": tb.THEN_LOOP}
SHADOW_STEER_S = 60.0
UNHURRIED_MPS = 3.0
"""Slower than this (6 kn) no ship goes to be in time: she arrives early and waits."""
FRIENDS_CPA_M = 457.2
"""500 yd: what ships of one side keep of each other unless an order says otherwise."""
CLOSE_STATION_M = 800.0
"""Design value: a ship that keeps a station nearer than this, and her guide, man their gauges. So does a ship without
radar."""
LEAST_HEIGHT_M = 15.0
"""No aircraft flies lower than this over the water (design value)."""
ROUND_M = 0.5
"""A depth ordered is rounded to metres: so much over a limit is not refused."""
TOW_REACH_LINES = 3.0
"""A tow is passed to a unit no further off than this many line lengths, and at least 2 km."""
BOAT_REACH_M = 1_000.0
BOAT_WAY_MPS = 2.0
"""Design values: a ship's boat takes aboard what floats within this of her, and is lowered at no more way than this."""


@dataclass
class Shiphandling:
    """State: where each unit's waypoints lie in the pool, and whose station is on record."""

    blocks: dict[int, tuple[int, int]] = field(default_factory=dict)
    """row -> first waypoint, room"""
    pool_filled: int = 0
    on_station: list[int] = field(default_factory=list)
    on_air_watch: list[int] = field(default_factory=list)
    """Rows of those who man their air-search radars, once for each serial that asks for it."""

    def steer(self, stage: Stage, row: int, order: Steer, serial: str) -> None:
        unit = self._free(stage, row, tb.MODE_STEER, serial)
        speed = min(order.speed_mps, float(stage.world.hull[row]["speed_mps_max"]))
        unit["cmd_course_rad"] = unit["wanted_course_rad"] = order.course_rad % math.tau
        unit["cmd_speed_mps"] = unit["wanted_speed_mps"] = speed
        ask.change_motion(stage.at, row, stage.now_s)

    def set_depth(self, stage: Stage, row: int, order: SetDepth, serial: str) -> None:
        """Dive or surface: no deeper than the hull may go, nor than leaves room over a charted bottom on her way."""
        hull = stage.world.hull[row]
        name, class_m, why = stage.cast.name(row), float(hull["depth_m_max"]), ""
        if class_m <= 0.0:
            why = f"{name} does not dive"
        elif order.depth_m > class_m + ROUND_M:
            why = f"{name} goes no deeper than {class_m:.0f} m, not to {order.depth_m:.0f} m"
        elif order.depth_m > (room_m := deepest_m(stage, row)) + ROUND_M:
            why = f"{order.depth_m:.0f} m is too deep: {room_m:.0f} m leaves room over the bottom on her way"
        if why:
            stage.tell(row, OrderRefused("SetDepth", why), serial)
            return
        ask.change_depth(stage.at, row, -max(order.depth_m, 0.0), stage.now_s)

    def set_height(self, stage: Stage, row: int, order: SetHeight, serial: str) -> None:
        """Climb or come down, no higher than the aircraft's ceiling."""
        ceiling_m = float(stage.world.hull[row]["ceiling_m"])
        if ceiling_m <= 0.0:
            stage.tell(row, OrderRefused("SetHeight", f"{stage.cast.name(row)} does not fly"), serial)
            return
        height_m = min(max(order.height_m, LEAST_HEIGHT_M), ceiling_m)
        widen_gates(stage, row, height_m)
        ask.change_depth(stage.at, row, height_m, stage.now_s)

    def drift(self, stage: Stage, row: int, order: Drift, serial: str) -> None:
        """Stop engines and drift. Who stands on a deck is put over the side."""
        aboard = _goes_afloat(stage, row)
        unit = self._free(stage, row, tb.MODE_DRIFT, serial)
        unit["cmd_speed_mps"] = 0.0
        if aboard:
            unit["tow"] = -1
            ask.take_in_tow(stage.at, row, stage.now_s)
        else:
            ask.change_motion(stage.at, row, stage.now_s)

    def follow_route(self, stage: Stage, row: int, order: FollowRoute, serial: str) -> None:
        """Lay the route round land and sail it."""
        lat, lon, _, _, _ = ask.whereabouts(stage.at, row, stage.now_s)
        start = Position(lat, lon)
        land = None if stage.world.hull[row]["ceiling_m"] > 0.0 else stage.cast.land
        try:
            loops = order.then == "loop"
            points = route_round_land(land, start, order.waypoints, order.line, closed=loops)
        except NoRoute as reason:
            stage.tell(row, OrderRefused("FollowRoute", str(reason)), serial)
            return
        limit = float(stage.world.hull[row]["speed_mps_max"])
        speed = min(order.speed_mps, limit)
        if order.arrive_s is not None:
            left = max(1.0, order.arrive_s - stage.now_s)
            speed = min(speed, max(UNHURRIED_MPS, route_length_m(start, points, order.line) / left))
        first = self._lay(stage, row, points)
        unit = self._free(stage, row, tb.MODE_ROUTE, serial)
        unit["route_first"] = first
        unit["route_count"] = len(points)
        unit["route_next"] = 0
        unit["then"] = _THEN[order.then]
        unit["route_line"] = LINE_CODE[order.line]
        unit["route_speed_mps"] = speed
        unit["cmd_speed_mps"] = speed
        ask.change_motion(stage.at, row, stage.now_s)

    def resume_route(self, stage: Stage, row: int) -> None:
        """She strayed from her route to keep clear of others: what is left goes round land from where she is."""
        unit = stage.world.unit[row]
        if unit["mode"] != tb.MODE_ROUTE:
            return
        first, count, coming = int(unit["route_first"]), int(unit["route_count"]), int(unit["route_next"])
        points = [Position(*map(float, point)) for point in stage.world.waypoint[first : first + count]]
        lat, lon, _, _, _ = ask.whereabouts(stage.at, row, stage.now_s)
        here, line = Position(lat, lon), _LINES[int(unit["route_line"])]
        if coming >= count or sea_leg_is_clear(stage.cast.land, here, points[coming], line):
            return
        loops = int(unit["then"]) == tb.THEN_LOOP
        left = (*points[coming:], *points[:coming]) if loops else tuple(points[coming:])
        try:
            laid = route_round_land(stage.cast.land, here, left, line, closed=loops)
        except NoRoute:
            return  # she is where no clearance can be kept, and turns off land as it comes near
        unit["route_first"] = self._lay(stage, row, laid)
        unit["route_count"], unit["route_next"] = len(laid), 0
        ask.change_motion(stage.at, row, stage.now_s)

    def _lay(self, stage: Stage, row: int, points: tuple[Position, ...]) -> int:
        """Write waypoints into the pool: in the unit's own block if they fit, else in a new one at its end."""
        first, room = self.blocks.get(row, (0, 0))
        if room < len(points):
            first, room = self.pool_filled, max(8, len(points))
            self.pool_filled += room
            self.blocks[row] = (first, room)
        pool = stage.world.waypoint
        if self.pool_filled > len(pool):
            pool = np.zeros(2 * self.pool_filled, tb.WAYPOINT)
            pool[: len(stage.world.waypoint)] = stage.world.waypoint
            stage.world = tb.bind(stage.world._replace(waypoint=pool))
        for k, point in enumerate(points):
            pool[first + k] = (point.lat_rad, point.lon_rad)
        return first

    def keep_station(self, stage: Stage, row: int, order: KeepStation, guide: int | None, serial: str) -> None:
        """`guide`: row of the unit behind the order's track, or None if the unit does not hold it."""
        if guide is None:
            stage.tell(row, OrderRefused("KeepStation", "no track of the guide"), serial)
            return
        unit = self._free(stage, row, tb.MODE_STATION, serial)
        unit["guide"] = guide
        unit["station_range_m"] = order.range_m
        unit["station_bearing_rad"] = order.bearing_rad
        unit["relative"] = order.relative
        unit["within_m"] = order.within_m
        unit["steer_every_s"] = order.steer_every_s
        unit["cpa_m_min"] = order.min_cpa_m
        unit["station_speed_mps_max"] = _limit(stage, row, order.speed_mps_max)
        unit["told_course_rad"] = math.nan if order.guide_course_rad is None else order.guide_course_rad
        unit["together"] = order.together
        stage.sink.row(
            "stations",
            time_s=stage.now_s,
            unit_id=stage.cast.name(row),
            guide_id=stage.person(guide).unit,
            serial_id=serial,
            range_m=order.range_m,
            bearing_deg=math.degrees(order.bearing_rad) % 360.0,
            relative=order.relative,
        )
        self.on_station.append(row)
        ask.change_motion(stage.at, row, stage.now_s)
        if order.range_m <= CLOSE_STATION_M:
            _man_gauges(stage, row)
            _man_gauges(stage, guide)

    def shadow(self, stage: Stage, row: int, order: Shadow, target: int | None, serial: str) -> None:
        if target is None:
            stage.tell(row, OrderRefused("Shadow", "no such track"), serial)
            return
        unit = self._free(stage, row, tb.MODE_SHADOW, serial)
        unit["guide"] = target
        unit["station_range_m"] = order.range_m
        unit["steer_every_s"] = SHADOW_STEER_S
        unit["station_speed_mps_max"] = _limit(stage, row, order.speed_mps_max)
        ask.change_motion(stage.at, row, stage.now_s)

    def _free(self, stage: Stage, row: int, mode: int, serial: str) -> np.void:
        """End whatever the unit was doing, and set its new mode. Returns its row to write in."""
        unit: np.void = stage.world.unit[row]
        guide = int(unit["guide"])
        unit["mode"] = mode
        unit["guide"] = -1
        if guide >= 0 and unit["station_range_m"] <= CLOSE_STATION_M:
            _man_gauges(stage, row)
            _man_gauges(stage, guide)
        unit["settled"] = unit["aground"] = 0
        unit["done"] = 0
        unit["avoiding"] = 0
        unit["axis_rad"] = unit["told_course_rad"] = math.nan
        unit["wanted_course_rad"] = unit["cmd_course_rad"]
        unit["wanted_speed_mps"] = unit["cmd_speed_mps"]
        unit["cpa_m_min"] = FRIENDS_CPA_M
        if row in self.on_station:
            self.on_station.remove(row)
            if mode != tb.MODE_STATION:
                stage.sink.row(
                    "stations", time_s=stage.now_s, unit_id=stage.cast.name(row), guide_id="", serial_id=serial
                )
        return unit

    def tow(self, stage: Stage, row: int, order: Tow, serial: str) -> None:
        """Pass a line to a unit near by; from then on it follows."""
        towed = stage.cast.rows.get(order.towed)
        if towed is None or towed == row:
            stage.tell(row, OrderRefused("Tow", f"nothing called {order.towed} to tow"), serial)
            return
        range_m, _ = ask.range_and_bearing_between(stage.at, row, towed, stage.now_s)
        reach = max(2_000.0, TOW_REACH_LINES * order.line_m)
        if range_m > reach:
            stage.tell(row, OrderRefused("Tow", f"{order.towed} is {range_m:.0f} m off, out of reach"), serial)
            return
        units = stage.world.unit
        unit = units[towed]
        if unit["mode"] == tb.MODE_ABOARD and unit["tow"] != row:
            host = stage.cast.name(int(unit["tow"]))
            stage.tell(row, OrderRefused("Tow", f"{order.towed} stands on the deck of {host}"), serial)
            return
        for other in np.flatnonzero((units["mode"] == tb.MODE_TOWED) & (units["tow"] == row)).tolist():
            if other != towed:  # one line, one tow
                self.cast_off(stage, row, CastOff(stage.cast.name(other)), serial)
        _goes_afloat(stage, towed)
        unit["mode"] = tb.MODE_TOWED
        unit["aground"] = 0
        unit["tow"] = row
        unit["tow_line_m"] = order.line_m
        unit["cmd_speed_mps"] = 0.0
        if towed in stage.flyers:
            unit["cmd_height_m"] = units[row]["cmd_height_m"]  # a sleeve flies as high as its tug
        ask.take_in_tow(stage.at, towed, stage.now_s)
        stage.log("tow", row, f"{stage.cast.name(row)} tows {order.towed} on {order.line_m:.0f} m", other=order.towed)

    def cast_off(self, stage: Stage, row: int, order: CastOff, serial: str) -> None:
        towed = stage.cast.rows.get(order.towed)
        if towed is None or stage.world.unit[towed]["tow"] != row:
            stage.tell(row, OrderRefused("CastOff", f"{order.towed} is not in tow"), serial)
            return
        unit = stage.world.unit[towed]
        _goes_afloat(stage, towed)
        unit["tow"] = -1
        unit["mode"] = tb.MODE_DRIFT
        ask.take_in_tow(stage.at, towed, stage.now_s)
        stage.log("cast off", row, f"{stage.cast.name(row)} casts {order.towed} off", other=order.towed)

    def take_aboard(self, stage: Stage, row: int, found: int | None, serial: str) -> None:
        """Lift what floats near by onto the deck."""
        why = "no such track" if found is None else _not_to_be_lifted(stage, row, found)
        if why or found is None:
            stage.tell(row, OrderRefused("TakeAboard", why), serial)
            return
        bounds = stage.world.hull["speed_mps_bound"]
        bounds[found] = max(bounds[found], bounds[row])  # it is carried as fast as its host goes
        ask.take_aboard(stage.at, found, row, stage.now_s)
        name = stage.cast.name(found)
        stage.log("taken aboard", row, f"{stage.cast.name(row)} has {name} aboard", other=name, serial=serial)
        stage.tell(row, OrderDone("TakeAboard"), serial)

    def watch_area(self, stage: Stage, row: int, order: WatchArea, serial: str) -> None:
        """Begin to watch an area's edge with a free watch of the tables."""
        area = stage.cast.areas.get(order.area)
        names = list(stage.cast.areas)
        if area is None or area.edge_count == 0:
            stage.tell(row, OrderRefused("WatchArea", f"no area {order.area} with an inside"), serial)
            return
        number = names.index(order.area)
        watches = stage.world.watch
        mine = np.flatnonzero((watches["unit"] == row) & (watches["area"] == number) & (watches["active"] == 1))
        free = np.flatnonzero(watches["active"] == 0)
        if len(mine) or not len(free):
            if not len(mine):
                stage.tell(row, OrderRefused("WatchArea", "too many areas watched"), serial)
            return
        watch = watches[int(free[0])]
        watch["unit"] = row
        watch["area"] = number
        watch["first"] = area.edge_first
        watch["count"] = area.edge_count
        watch["inside"] = ask.is_inside(stage.at, row, area.edge_first, area.edge_count, stage.now_s)
        watch["active"] = 1
        ask.watch_from(stage.at, int(free[0]), stage.now_s)

    def set_emission(self, stage: Stage, row: int, order: SetEmission, radio: Radio, serial: str) -> None:
        """Switch radars; with all of them goes the unit's data link. Active sonars ping by name alone, and fall silent
        with all."""
        hull = stage.world.hull[row]
        unmanned = () if row in self.on_air_watch else stage.cast.air_watches.get(row, ())
        switched = False
        for s in range(int(hull["sensor_first"]), int(hull["sensor_first"] + hull["sensor_count"])):
            kind, named = int(stage.world.sensor[s]["kind"]), order.sensor == stage.cast.sensors[s]
            everything = order.sensor is None and (kind == 0 or (kind == tb.ACTIVE and not order.on))
            everything &= not (order.on and s in unmanned)
            if kind in (0, tb.ACTIVE) and (named or everything) and s not in stage.cast.hung:
                ask.set_switch(stage.at, s, int(order.on), stage.now_s)
                switched = True
        _man_gauges(stage, row)
        if order.sensor is None:
            stage.world.unit[row]["radiates"] = order.on
            radio.on_emission(stage, row, order.on)
        elif not switched:
            stage.tell(row, OrderRefused("SetEmission", f"no radar or active sonar {order.sensor}"), serial)

    def man_air_watch(self, stage: Stage, row: int, *, on: bool) -> None:
        """Man a unit's air-search radars for a serial, or secure them after it; silent, she leaves them off."""
        if on:
            self.on_air_watch.append(row)
        elif row in self.on_air_watch:
            self.on_air_watch.remove(row)
        works = row in self.on_air_watch and bool(stage.world.unit[row]["radiates"])
        for s in stage.cast.air_watches.get(row, ()):
            ask.set_switch(stage.at, s, int(works), stage.now_s)

    def set_lights(self, stage: Stage, row: int, order: SetLights) -> None:
        ask.set_lights(stage.at, row, int(order.on), stage.now_s)


def _goes_afloat(stage: Stage, row: int) -> bool:
    """Whether a unit stood on a deck; its host carries it no longer."""
    unit = stage.world.unit[row]
    aboard = bool(unit["mode"] == tb.MODE_ABOARD)
    if aboard:
        stage.world.unit[int(unit["tow"])]["carries"] -= 1
    return aboard


def _not_to_be_lifted(stage: Stage, row: int, found: int) -> str:
    """Why a ship's boat cannot take something aboard; nothing if it can."""
    range_m, _ = ask.range_and_bearing_between(stage.at, row, found, stage.now_s)
    if range_m > BOAT_REACH_M:
        return f"{range_m:.0f} m off, out of the boat's reach"
    if ask.whereabouts(stage.at, row, stage.now_s)[3] > BOAT_WAY_MPS:
        return "too much way on for the boat"
    if stage.cast.people[found].kind is not SurfaceKind.TARGET:
        return "it is no castaway"
    return "" if stage.world.unit[found]["mode"] == tb.MODE_DRIFT else "it does not lie adrift"


def _man_gauges(stage: Stage, row: int) -> None:
    """Man or secure a ship's gauges: in use while she keeps a close station, while a ship keeps one on her, and while
    none of her radars is on."""
    units, hull = stage.world.unit, stage.world.hull[row]
    near = (units["mode"] == tb.MODE_STATION) & (units["station_range_m"] <= CLOSE_STATION_M)
    own = slice(int(hull["sensor_first"]), int(hull["sensor_first"] + hull["sensor_count"]))
    blind = not (stage.world.switch["on"][own] & (stage.world.sensor["kind"][own] == 0)).any()
    wanted = bool(blind or (near & (units["guide"] == row)).any() or (near[row] and units["guide"][row] >= 0))
    for sensor in stage.cast.gauges.get(row, ()):
        ask.set_switch(stage.at, sensor, int(wanted), stage.now_s)


def _limit(stage: Stage, row: int, ordered_mps: float | None) -> float:
    limit = float(stage.world.hull[row]["speed_mps_max"])
    return limit if ordered_mps is None else min(limit, ordered_mps)


def deepest_m(stage: Stage, row: int) -> float:
    """How deep what dives may go: by its class, and by the charted bottom here and on its way in ten minutes."""
    room_m = max(0.0, ask.least_water_m(stage.at, row) - KEEL_ROOM_M)
    return min(float(stage.world.hull[row]["depth_m_max"]), room_m)


def route_length_m(start: Position, points: tuple[Position, ...], line: LineKind) -> float:
    """Length of a route from a start through its points."""
    total = 0.0
    here = start
    measure = rhumb if line is LineKind.RHUMB else inverse
    for point in points:
        total += measure(here.lat_rad, here.lon_rad, point.lat_rad, point.lon_rad)[0]
        here = point
    return total
