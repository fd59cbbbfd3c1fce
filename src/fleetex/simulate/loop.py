"""One run's loop: let the kernel go on until somebody must be told, tell them, and carry out what they order.

Everything that can change in a run is in the world's tables or in the plain state of the parts held here, so that a
checkpoint between two happenings holds all of it.
"""

import math
from collections import deque
from dataclasses import dataclass, field

import numpy as np

from fleetex.compiler.sonar_figures import designed_sonars
from fleetex.compiler.world import Compiled
from fleetex.engine import ask, correlation, missiles, orders, snorting
from fleetex.engine import events as ev
from fleetex.engine import tables as tb
from fleetex.engine.buoys import RINGS as BUOY_RINGS
from fleetex.engine.buoys import Buoys
from fleetex.engine.close_in import CloseIn
from fleetex.engine.dipping import RINGS as DIP_RINGS
from fleetex.engine.dipping import Dipping
from fleetex.engine.fire_control import KnownTarget
from fleetex.engine.flight_deck import RINGS as DECK_RINGS
from fleetex.engine.flight_deck import FlightDecks
from fleetex.engine.gunnery import RINGS as GUN_RINGS
from fleetex.engine.gunnery import Gunnery
from fleetex.engine.kernel import DONE
from fleetex.engine.missile_state import Missiles
from fleetex.engine.missiles import RINGS as MISSILE_RINGS
from fleetex.engine.radio import RINGS as RADIO_RINGS
from fleetex.engine.radio import Radio
from fleetex.engine.replenishment import RINGS as RIG_RINGS
from fleetex.engine.replenishment import Replenishment
from fleetex.engine.shiphandling import Shiphandling
from fleetex.engine.stage import Ring, Sink, Stage, as_json
from fleetex.engine.unit_view import UnitView
from fleetex.engine.waterspace import RINGS as WATER_RINGS
from fleetex.engine.waterspace import Waterspace
from fleetex.engine.weapons import RINGS as WEAPON_RINGS
from fleetex.engine.weapons import Weapons
from fleetex.simulate import air_picture, conduct, sonar_reach
from fleetex.simulate.conduct import Conduct, Released
from fleetex.simulate.drain import Drain
from fleetex.simulate.hands import GOES_ELSEWHERE, HANDS, MOVES, NOT_JOURNALLED
from fleetex.units import HOUR_S
from fleetex.vocabulary import KIND_OF, LineKind

COUNTED = {
    "orders": "orders_given",
    "behaviour_calls": "behaviour_calls",
    "kernel_events": "kernel_events",
    "rings": "rings",
}
"""What a run counts on this side: its name in the recording, and the field of the loop."""
ENGAGED_S = 300.0
"""A target is plotted at every look until so long after the last order to fire at it (design value)."""


@dataclass
class Loop:
    """A run in progress."""

    compiled: Compiled
    stage: Stage
    drain: Drain
    radio: Radio
    gunnery: Gunnery
    arms: Weapons
    rigs: Replenishment
    ships: Shiphandling
    conduct: Conduct
    decks: FlightDecks = field(default_factory=FlightDecks)
    dips: Dipping = field(default_factory=Dipping)
    buoys: Buoys = field(default_factory=Buoys)
    water: Waterspace = field(default_factory=Waterspace)
    missiles: Missiles = field(default_factory=Missiles)
    close_in: CloseIn = field(default_factory=CloseIn)
    timers_by_tag: dict[str, int] = field(default_factory=dict)
    """serial/row/tag -> number of the ring that counts"""
    orders_given: int = 0
    behaviour_calls: int = 0
    kernel_events: int = 0
    rings: int = 0
    """How many there were so far."""
    pending: deque[tuple[int, str, ev.Event | Released]] = field(default_factory=deque)
    delivering: bool = False

    @classmethod
    def of(cls, compiled: Compiled, sink: Sink, drain: Drain) -> "Loop":
        radio = Radio()
        conducted = Conduct.of(compiled)
        conducted.circuits_down = radio.down
        run = cls(
            compiled,
            Stage(compiled.world, compiled.cast, sink),
            drain,
            radio,
            Gunnery.loaded(compiled.cast),
            Weapons.loaded(compiled.cast),
            Replenishment(),
            Shiphandling(),
            conducted,
            missiles=Missiles.loaded(compiled.cast),
        )
        air_picture.defend(run)
        conducted.man_air_watch = lambda row, on: air_picture.man_air_watch(run, row, on=on)
        return run

    # ---- the course of events

    @property
    def counts(self) -> dict[str, int]:
        return {name: getattr(self, of) for name, of in COUNTED.items()}

    def start(self) -> None:
        """The exercise begins: sets may fail, traffic sails, the programme rings."""
        self.radio.start(self.stage)
        self.decks.start(self.stage)
        self.water.start(self.stage)
        self.stage.timers.ring_at(0.0, -1, "hour")
        designed = designed_sonars(self.compiled.exercise, self.compiled.library)
        sonar_reach.start(self.stage, designed, self.compiled.weather.seas)
        for row, name in enumerate(self.compiled.unit_names):
            route = self.compiled.exercise.units[name].route
            if route is not None:
                places = tuple(orders.Position(p.lat_rad, p.lon_rad) for p in route.waypoints)
                arrive_s = None if route.arrive_utc is None else self.compiled.exercise.seconds(route.arrive_utc)
                order = orders.FollowRoute(places, route.speed_mps, LineKind(route.line), route.then.value, arrive_s)
                self.carry_out(row, "", order)
        self.conduct.start(self.stage, self.deliver)
        self._post()

    def step(self) -> bool:
        """Go on until something is told or rings. False when the exercise's window is over."""
        stage = self.stage
        timers, end_s = stage.timers, stage.end_s
        next_s = timers.next_s()
        code = ask.advance(stage.at, next_s if next_s < end_s else end_s)
        stage.now_s = stage.clock[0]
        if stage.events_waiting[0]:
            self._tell_kernel_events()
        elif code != DONE:
            self.drain.all(stage)
        elif next_s > end_s:
            return False
        else:
            self.rings += 1
            self._ring(timers.pop())
        if stage.mail:
            self._post()
        return True

    def finish(self) -> None:
        """The window is over: whatever is under way is written down as far as it got."""
        stage = self.stage
        for plan in self.compiled.programme:
            if self.conduct.runs[plan.serial].state == "running":
                self.conduct.on_ring(
                    stage, Ring(stage.now_s, -1, 0, "serial finex", {"serial": plan.serial}), self.deliver
                )
        self._post()
        self.gunnery.close(stage)
        self.arms.close(stage)
        missiles.close(stage, self.missiles)
        self.rigs.close(stage)
        self.water.close(stage)
        self._fuel_rows()
        ask.end_legs(stage.at, stage.now_s)
        self.drain.all(stage)

    # ---- telling

    def deliver(self, row: int, serial: str, event: ev.Event | Released) -> None:
        """Hand an event to a unit's part in one serial; what it orders is carried out at once, in order.

        What comes of that in turn waits until this is done, first come first served.
        """
        if self.delivering:
            self.pending.append((row, serial, event))
            return
        self.delivering = True
        try:
            self._hand_over(row, serial, event)
            while self.pending:
                self._hand_over(*self.pending.popleft())
        finally:
            self.delivering = False

    def _hand_over(self, row: int, serial: str, event: ev.Event | Released) -> None:
        if isinstance(event, Released):
            if row in self.stage.flyers:
                self.decks.call_off(self.stage, row)
            missiles.serial_over(self.stage, self.missiles, row, serial)
            self.conduct.release(self.stage, row, serial, self.deliver)
            return
        part = self.conduct.parts.get((serial, row))
        if part is None or self._is_lost(row):
            return
        self.behaviour_calls += 1
        before = part.phase
        view = self.view_of(row, serial)
        wanted = part.on_event(view, event)
        if part.phase != before and (serial, row) in self.conduct.parts:
            self.conduct.note_phase(self.stage, serial, row, before)
        for order in wanted:
            if type(order) is orders.SetTimer:  # half of all orders
                self.orders_given += 1
                self.set_timer(row, serial, order)
            else:
                self.carry_out(row, serial, order)

    def _is_lost(self, row: int) -> bool:
        """Whether this is an aircraft that lies on the water: nobody flies her any more."""
        return bool(self.decks.ditched) and self.stage.cast.name(row) in self.decks.ditched

    def _post(self) -> None:
        """Deliver the mail that has gathered."""
        mail = self.stage.mail
        while mail:
            told = mail.pop(0)
            serials = [told.serial] if told.serial else self.conduct.listeners(told.row)
            if told.row in self.stage.flyers and serials != [] and (serials[0], told.row) not in self.conduct.parts:
                serials = self.conduct.listeners(told.row)  # a take-off that outlasts its serial is her own affair
            for serial in serials:
                self.deliver(told.row, serial, told.event)

    def _tell_kernel_events(self) -> None:
        stage = self.stage
        rows = stage.world.event_out[: stage.events_waiting[0]].tolist()
        stage.events_waiting[0] = 0
        self.kernel_events += len(rows)
        for kind, unit, other, number, time_s, value in rows:
            self._tell_one(kind, unit, other, number, value, time_s)
            if self.missiles.states and kind in (tb.OUT_TRACK_GAINED, tb.OUT_BEARING_GAINED):
                missiles.on_gained(stage, self.missiles, unit, other)

    def _tell_one(self, kind: int, unit: int, other: int, number: int, value: float, at_s: float) -> None:
        stage = self.stage
        name = stage.cast.name(unit)
        if kind == tb.OUT_TRACK_GAINED:
            self.radio.on_gained(stage, unit, other)
            stage.tell(unit, ev.TrackGained(number))
        elif kind == tb.OUT_TRACK_LOST:
            stage.tell(unit, ev.TrackLost(number))
            self.radio.on_lost(stage, unit, other)
        elif kind == tb.OUT_SWAP:
            correlation.on_swap(self.radio, stage, unit, other, number)
        elif kind == tb.OUT_TRACK_MOVED:
            correlation.on_moved(self.radio, stage, unit, other)
        elif kind == tb.OUT_BEARING_GAINED:
            stage.tell(unit, ev.BearingGained(number))
        elif kind == tb.OUT_BEARING_LOST:
            stage.tell(unit, ev.BearingLost(number))
        elif kind == tb.OUT_ANOMALY:
            stage.tell(unit, ev.AnomalyMarked(number))
        elif kind == tb.OUT_CLASSIFIED:
            stage.tell(unit, ev.Classified(number, KIND_OF.get(int(value))))
        elif kind == tb.OUT_ORDER_DONE:
            stage.tell(unit, ev.OrderDone("KeepStation" if other >= 0 else "FollowRoute"))
        elif kind == tb.OUT_DEPTH:
            self._tell_depth(unit, name, value)
        elif kind == tb.OUT_DIESELS:
            snorting.tell_diesels(stage, unit, number == 1, value)
        elif kind == tb.OUT_BATTERY:
            snorting.tell_battery(stage, unit, number, value)
        elif kind == tb.OUT_SHOAL:
            stage.tell(unit, ev.ShoalAhead(value))
            stage.log("shoal ahead", unit, f"{name} comes up to {value:.0f} m before shoaling water")
        elif kind == tb.OUT_AREA:
            area = list(stage.cast.areas)[number]
            stage.tell(unit, ev.AreaEntered(area) if value > 0.5 else ev.AreaLeft(area))
            verb = "enters" if value > 0.5 else "leaves"
            stage.log("area", unit, f"{name} {verb} {area}", values={"area": area, "inside": value > 0.5})
        elif kind == tb.OUT_FUEL_LOW:
            stage.tell(unit, ev.FuelLow(value))
            left = f"{value:.0f} kg" if unit in stage.flyers else f"{value / 1000.0:.0f} t"
            stage.log("fuel low", unit, f"{name} is down to her fuel reserve, {left}")
        elif kind == tb.OUT_FUEL_OUT:
            self._tell_fuel_out(unit, name)
        elif kind == tb.OUT_LAND:
            stage.tell(unit, ev.LandAhead(value))
            text = f"{name} turns off the land that lies ahead on {math.degrees(value):03.0f}"
            stage.log("land ahead", unit, text, values={"course_deg": round(math.degrees(value), 1)})
        elif kind == tb.OUT_AGROUND:
            self.conduct.on_aground(stage, unit, self.deliver)
        elif kind == tb.OUT_STRAYED:
            self.ships.resume_route(stage, unit)
        elif kind == tb.OUT_LINK:
            self.radio.on_reach(stage, number, unit, other, value > 0.5)
        elif kind == tb.OUT_APPROACH:
            them = stage.cast.name(other)
            range_m = round(value, 1)
            figures = {"range_m": range_m, "at_s": round(at_s, 1)}
            text = f"{name} and {them} pass at {range_m:.0f} m"
            stage.log("closest approach", unit, text, other=them, values=figures)

    # ---- what rings

    def _ring(self, ring: Ring) -> None:
        stage = self.stage
        if ring.kind == "doctrine":
            key = ring.payload["key"]
            if self.timers_by_tag.get(key) == ring.number:
                del self.timers_by_tag[key]
                self.deliver(ring.row, ring.payload["serial"], ev.TimerRang(ring.payload["tag"]))
        elif ring.kind in RADIO_RINGS:
            self.radio.on_ring(stage, ring)
        elif ring.kind in GUN_RINGS:
            self.gunnery.on_ring(stage, ring)
        elif ring.kind in air_picture.RINGS:
            air_picture.on_ring(self, ring)
        elif ring.kind in WEAPON_RINGS:
            self.arms.on_ring(stage, ring)
        elif ring.kind in MISSILE_RINGS:
            missiles.on_ring(stage, self.missiles, ring)
        elif ring.kind in RIG_RINGS:
            self.rigs.on_ring(stage, ring)
        elif ring.kind in DECK_RINGS:
            self.decks.on_ring(stage, ring)
        elif ring.kind in DIP_RINGS:
            if not self._is_lost(ring.row):
                self.dips.on_ring(stage, ring)
        elif ring.kind in BUOY_RINGS:
            self.buoys.on_ring(stage, ring)
        elif ring.kind in WATER_RINGS:
            self.water.on_ring(stage, ring)
        elif ring.kind == sonar_reach.RING:
            sonar_reach.on_ring(stage, ring, self.compiled.weather.seas)
        elif ring.kind in conduct.RINGS:
            self.conduct.on_ring(stage, ring, self.deliver)
        else:
            assert ring.kind == "hour", ring.kind
            self._fuel_rows()
            stage.timers.ring_at(stage.now_s + HOUR_S, -1, "hour")

    def _fuel_rows(self) -> None:
        """Fuel on board of everybody who burns any."""
        stage = self.stage
        self.rigs.settle(stage)
        burning = np.flatnonzero(stage.world.hull["fuel_kg_max"] > 0.0)
        unit = stage.world.unit[burning]
        columns = {
            "time_s": stage.now_s,
            "unit_id": burning,
            "fuel_kg": [ask.fuel_now(stage.at, row, stage.now_s) for row in burning.tolist()],
            **{name: unit[name] for name in ("cargo_kg", "rate_kgps", "flow_kgps")},
        }
        self.drain.writer.rows("fuel", columns)
        snorting.power_rows(stage)

    # ---- orders

    def carry_out(self, row: int, serial: str, order: orders.Order) -> None:
        """Journal an order and let the part of the engine that it concerns carry it out."""
        stage = self.stage
        what = type(order)
        kind = what.__name__
        self.orders_given += 1
        if what not in NOT_JOURNALLED:
            name = stage.cast.name(row)
            stage.sink.row(
                "orders",
                number=stage.next_number(f"orders of {name}"),
                time_s=stage.now_s,
                unit_id=name,
                serial_id=serial,
                kind=kind,
                body=as_json(order),
            )
        if what in MOVES and stage.world.unit[row]["mode"] == tb.MODE_ABOARD:
            tow = int(stage.world.unit[row]["tow"])
            host = stage.cast.name(tow) if tow >= 0 else self.decks.stands[stage.cast.name(row)]
            stage.tell(row, ev.OrderRefused(kind, f"carried aboard {host}" if tow >= 0 else f"at {host}"), serial)
            return
        if what in MOVES and self.dips.wet and stage.cast.name(row) in self.dips.wet:
            stage.tell(row, ev.OrderRefused(kind, "her sonar is in the water"), serial)
            return
        if what in GOES_ELSEWHERE and row in stage.flyers:
            self.decks.call_off(stage, row, but_near=what is orders.Steer)
        HANDS[what](self, row, serial, order)

    def view_of(self, row: int, serial: str) -> UnitView:
        """What a unit may know now."""
        return UnitView(
            self.stage, self.radio, self.gunnery, row, serial, self.arms, self.decks, self.buoys, self.missiles
        )

    def _tell_depth(self, unit: int, name: str, depth_m: float) -> None:
        """A hull is at the depth ordered, or an aircraft at the height."""
        stage = self.stage
        if unit in stage.flyers:
            stage.tell(unit, ev.OrderDone("SetHeight"))
            return
        stage.tell(unit, ev.OrderDone("SetDepth"))
        stage.log("depth", unit, f"{name} is at {depth_m:.0f} m", values={"depth_m": round(depth_m, 1)})

    def _tell_fuel_out(self, unit: int, name: str) -> None:
        """The last fuel is burnt: a ship stops, an aircraft comes down on the water."""
        stage = self.stage
        if unit not in stage.flyers:
            does = "lives on her battery" if unit in stage.batteries else "stops"
            stage.log("fuel out", unit, f"{name} has burnt her last fuel and {does}")
            ask.change_motion(stage.at, unit, stage.now_s)
            return
        stage.log("ditched", unit, f"{name} has burnt her last fuel and ditches")
        self.decks.ditch(stage, unit)

    def known_target(self, row: int, serial: str, track: int | None) -> KnownTarget | None:
        """The firer's own estimate of its target."""
        if track is None:
            return None
        found = self.view_of(row, serial).track(track)
        if found is None:
            return None
        return KnownTarget(found.position.lat_rad, found.position.lon_rad, found.course_rad, found.speed_mps)

    def fire(self, row: int, serial: str, order: orders.Fire) -> None:
        """Fire, and let the ship plot what she fires at at every look for the next few minutes."""
        stage = self.stage
        target = None if order.track is None else self.radio.target_of(stage, row, order.track)
        if target is not None and stage.cast.observers[row] >= 0:
            ask.engage_track(stage.at, row, target, stage.now_s + ENGAGED_S, stage.now_s)
        self.gunnery.fire(stage, row, order, serial, self.known_target(row, serial, order.track))

    def launch(self, row: int, serial: str, order: orders.Launch) -> None:
        """Launch a practice weapon by the unit's own picture: her estimate of the target, and ships she knows of."""
        view = self.view_of(row, serial)
        known = None if order.track is None else view.track(order.track)
        held = ((track, view.track(track)) for track in view.tracks() if track != order.track)
        ships = [told for _, told in held if told is not None]
        self.arms.launch(self.stage, row, order, serial, known, ships)

    def launch_missiles(self, row: int, serial: str, order: orders.LaunchMissiles) -> None:
        """Launch missiles by the unit's own picture."""
        known = None if order.track is None else self.view_of(row, serial).track(order.track)
        prey = None if order.track is None else self.radio.target_of(self.stage, row, order.track)
        missiles.launch(self.stage, self.missiles, row, order, serial, known, prey)

    def check_fire(self, row: int, order: orders.CheckFire) -> None:
        """No gun and no launcher fires any more."""
        self.gunnery.check_fire(self.stage, row, order)
        missiles.check_fire(self.stage, self.missiles, row)

    def set_timer(self, row: int, serial: str, order: orders.SetTimer) -> None:
        key = f"{serial}/{row}/{order.tag}"
        due_s = self.stage.now_s + max(0.0, order.after_s)
        self.timers_by_tag[key] = self.stage.timers.ring_at(
            due_s, row, "doctrine", key=key, serial=serial, tag=order.tag
        )

    def cancel_timer(self, row: int, serial: str, order: orders.CancelTimer) -> None:
        self.timers_by_tag.pop(f"{serial}/{row}/{order.tag}", None)

    def write_log(self, row: int, serial: str, order: orders.Log) -> None:
        other = str(order.values.get("other") or "")
        self.stage.log(order.kind, row, order.text, serial=serial, other=other, values=order.values)

    def end_serial(self, row: int, serial: str, order: orders.EndSerial) -> None:
        refusal = self.conduct.end_by_order(self.stage, row, serial, order, self.deliver)
        if refusal:
            self.stage.tell(row, ev.OrderRefused("EndSerial", refusal), serial)
