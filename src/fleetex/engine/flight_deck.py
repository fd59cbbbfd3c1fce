"""Flight decks and runways: one movement at a time, aircraft queue, wait for sea and wind, and are turned round.

Plain state, units and places by name. A place is a ship with a deck, or an airfield (an area of the scenario). Times
and limits are design values; landings go before take-offs, then who asked first.
"""

import math
from dataclasses import dataclass, field
from typing import NamedTuple

from fleetex.engine import ask, flying
from fleetex.engine.events import DeckWaits, OrderDone, OrderRefused
from fleetex.engine.orders import LandOn, TakeOff, UnitId
from fleetex.engine.radio import reach_m
from fleetex.engine.stage import Ring, Stage
from fleetex.physics.geodesy import chord_from_arc, inverse
from fleetex.units import KN_MPS, MINUTE_S, NMI_M
from fleetex.vocabulary import SurfaceKind

RINGS = ("deck", "movement over", "turned round")

TAKE_OFF_S = 5.0 * MINUTE_S
LAND_S = 3.0 * MINUTE_S
PREPARED_S = 1.0 * MINUTE_S
TURN_ROUND_S = 40.0 * MINUTE_S
"""How long a movement takes a deck, and an aircraft on it until she can take off again; who is
prepared leaves a runway in a minute."""
LOOK_AGAIN_S = 5.0 * MINUTE_S
"""Between looks at a sea or a wind that is too much."""
SHORT_S = 20.0 * MINUTE_S
"""Who has fuel for less than this comes down in worse weather than others may (design value)."""
DECK_REACH_M = 500.0
FIELD_REACH_M = 5.0 * NMI_M
"""Design values: a helicopter comes down on a deck from so near, a fixed wing from the circuit about her field."""
CHUTE_REACH_M = 4_000.0
"""Design value: a target drone comes down by parachute so near a ship, whose boat brings it back on board."""
OVERTAKING_MPS = 15.0
"""No helicopter comes down on a deck that it passes faster than this."""


class Limits(NamedTuple):
    """Of the weather in which a deck works. The wind is that over the deck, less the ship's own way."""

    sea_state_max: int
    wind_mps_max: float
    visibility_m_min: float


FIELD_VISIBILITY_M = 550.0
"""Least visibility at a runway: the visual range of a precision approach of category I (ICAO Annex 6, part I)."""
LIMITS = Limits(5, 45.0 * KN_MPS, 900.0)
LAST_LIMITS = Limits(7, 60.0 * KN_MPS, 200.0)
"""Design values: for everybody, and for who is short of fuel."""


@dataclass
class Movement:
    """A take-off or a landing that was ordered."""

    unit: UnitId
    order: str
    asked_s: float
    serial: str
    height_m: float = 0.0
    told: str = ""
    """The reason for which she was last told to wait."""
    prepared: bool = False


@dataclass
class FlightDecks:
    """Who waits for which deck, whose movement is under way, and who is turned round when."""

    waiting: dict[str, list[Movement]] = field(default_factory=dict)
    under_way: dict[str, Movement] = field(default_factory=dict)
    stands: dict[UnitId, str] = field(default_factory=dict)
    """Aircraft -> the ship on whose deck, or the airfield at which, it stands."""
    ready_s: dict[UnitId, float] = field(default_factory=dict)
    resting: dict[UnitId, list[int]] = field(default_factory=dict)
    """Sensors that were on when the aircraft came to rest."""
    ditched: list[UnitId] = field(default_factory=list)
    """Aircraft that lie on the water."""

    def start(self, stage: Stage) -> None:
        """Every aircraft that begins on deck or at a field rests there, ready."""
        for row, place in stage.cast.stands.items():
            self.stands[stage.cast.name(row)] = place
            self._rest(stage, row)

    # ---- orders

    def take_off(self, stage: Stage, row: int, order: TakeOff, serial: str) -> None:
        name = stage.cast.name(row)
        place = self.stands.get(name)
        if place is None:
            why = "she is in the air" if stage.world.hull[row]["ceiling_m"] > 0.0 else "she does not fly"
            stage.tell(row, OrderRefused("TakeOff", why), serial)
        elif self._asked(name) is None:
            height_m = min(max(order.height_m, 0.0), float(stage.world.hull[row]["ceiling_m"]))
            self._queue(stage, place, Movement(name, "TakeOff", stage.now_s, serial, height_m, prepared=order.prepared))

    def land_on(self, stage: Stage, row: int, order: LandOn, serial: str) -> None:
        name = stage.cast.name(row)
        why = self._why_not(stage, row, order.place)
        if why:
            stage.tell(row, OrderRefused("LandOn", why, order.place), serial)
        elif out := self._out_of_reach(stage, row, order.place):
            self._wave_off(stage, row, order.place, out, serial)
        elif self._asked(name) is None:
            self._queue(stage, order.place, Movement(name, "LandOn", stage.now_s, serial))

    def _asked(self, name: UnitId) -> Movement | None:
        """The movement that an aircraft waits for, or makes."""
        every = [*self.under_way.values(), *(m for queue in self.waiting.values() for m in queue)]
        return next((movement for movement in every if movement.unit == name), None)

    def call_off(self, stage: Stage, row: int, *, but_near: bool = False) -> None:
        """An aircraft that was steered elsewhere waits for no deck any more. `but_near`: unless she is in reach of it,
        and so may be steered to stay there."""
        name = stage.cast.name(row)
        for place, queue in self.waiting.items():
            if but_near and any(m.unit == name for m in queue) and not self._too_far(stage, row, place):
                continue
            queue[:] = [movement for movement in queue if movement.unit != name]

    def _why_not(self, stage: Stage, row: int, place: str) -> str:
        """Why an aircraft cannot ask to come down there; nothing if she can."""
        if stage.cast.name(row) in self.stands:
            return "she is down"
        if stage.world.hull[row]["ceiling_m"] <= 0.0:
            return "she does not fly"
        deck = stage.cast.rows.get(place)
        hovers = bool(stage.world.hull[row]["speed_mps_min"] == 0.0)
        if deck is None:
            return "" if place in stage.cast.areas else f"no deck or airfield {place}"
        plan = stage.cast.decks.get(deck)
        if plan is None or not (hovers or _has_a_chute(stage, row)):
            return f"{place} has no deck" if plan is None else "a fixed wing needs a runway"
        coming = [*self.waiting.get(place, ()), *(m for at, m in self.under_way.items() if at == place)]
        bound = sum(1 for movement in coming if movement.order == "LandOn")
        if sum(1 for other in self.stands.values() if other == place) + bound >= plan.room:
            return f"the deck of {place} is full"
        return ""

    def _out_of_reach(self, stage: Stage, row: int, place: str) -> str:
        """Why an aircraft cannot come down on a deck or a field from where she is; nothing if she can."""
        deck = stage.cast.rows.get(place)
        return self._too_far(stage, row, place) if deck is None else _off_the_deck(stage, row, deck)

    @staticmethod
    def _wave_off(stage: Stage, row: int, place: str, why: str, serial: str) -> None:
        """She is sent round: it is written down as that, and not as an order that could not be carried out."""
        text = f"{stage.cast.name(row)} goes round again: {why}"
        stage.log("wave-off", row, text, serial=serial, other=place, values={"reason": why})
        stage.tell(row, OrderRefused("LandOn", why, place, waved_off=True), serial)

    @staticmethod
    def _too_far(stage: Stage, row: int, place: str) -> str:
        """Whether a deck or a field is too far off to come down on it, and how far; nothing if it is not."""
        deck = stage.cast.rows.get(place)
        if deck is not None:
            range_m, _ = ask.range_and_bearing_between(stage.at, row, deck, stage.now_s)
            return f"{place} is {range_m:.0f} m off" if range_m > DECK_REACH_M else ""
        field_plan = stage.cast.areas.get(place)
        if field_plan is None:
            return f"no deck or airfield {place}"
        lat, lon, _, _, _ = ask.whereabouts(stage.at, row, stage.now_s)
        centre = field_plan.shape.centre
        range_m, _ = inverse(lat, lon, centre.lat_rad, centre.lon_rad)
        return f"{place} is {range_m:.0f} m off" if range_m > FIELD_REACH_M else ""

    # ---- the queue

    def _queue(self, stage: Stage, place: str, movement: Movement) -> None:
        self.waiting.setdefault(place, []).append(movement)
        self._serve(stage, place)

    def _serve(self, stage: Stage, place: str) -> None:
        """Begin the movement whose turn it is, if the deck is clear and the weather allows it; else all are told."""
        queue = self.waiting.get(place, [])
        queue.sort(key=lambda m: (m.order != "LandOn", m.asked_s, m.unit))
        if place in self.under_way:
            busy = self.under_way[place]
            doing = "comes down" if busy.order == "LandOn" else "takes off"
            for movement in queue:
                self._wait(stage, movement, place, f"the deck is foul: {busy.unit} {doing}")
            return
        weather = self._weather_of(stage, place, queue, LIMITS)
        coming_s = math.inf
        for movement in list(queue):
            ready = self.ready_s.get(movement.unit, 0.0) if movement.order == "TakeOff" else 0.0
            if ready > stage.now_s:
                coming_s = min(coming_s, ready)
                self._wait(stage, movement, place, "she is not turned round yet")
            elif weather and not self._takes_who_is_short(stage, place, movement, weather):
                coming_s = min(coming_s, stage.now_s + LOOK_AGAIN_S)
                self._wait(stage, movement, place, weather, lasting=True, barred=_is_barred(stage, place))
            else:
                queue.remove(movement)
                self._begin(stage, place, movement)
                self._serve(stage, place)
                return
        if coming_s < math.inf:
            stage.timers.ring_at(coming_s, -1, "deck", place=place)

    @staticmethod
    def _weather_of(stage: Stage, place: str, queue: list[Movement], limits: Limits) -> str:
        """What of the weather closes a deck or a runway now, if anything. A runway's is what who asks first sees."""
        deck = stage.cast.rows.get(place)
        if deck is not None:
            return _too_much(stage, deck, limits)
        if not queue:
            return ""
        visibility_m = ask.surroundings(stage.at, stage.cast.rows[queue[0].unit])[4]
        return f"visibility of {visibility_m:.0f} m closes the runway" if visibility_m < FIELD_VISIBILITY_M else ""

    @staticmethod
    def _takes_who_is_short(stage: Stage, place: str, movement: Movement, weather: str) -> bool:
        """Whether she comes down though the weather forbids it: short of fuel, and it is not quite impossible."""
        row = stage.cast.rows[movement.unit]
        rate_kgps = float(stage.world.unit[row]["rate_kgps"])
        if movement.order != "LandOn" or rate_kgps <= 0.0 or _fuel_kg(stage, row) / rate_kgps > SHORT_S:
            return False
        deck = stage.cast.rows.get(place)
        if deck is None or _too_much(stage, deck, LAST_LIMITS):
            return deck is None
        text = f"{movement.unit} is short of fuel and comes down on {place} all the same: {weather}"
        stage.log("comes down short", row, text, serial=movement.serial, other=place, values={"reason": weather})
        return True

    def _wait(
        self, stage: Stage, movement: Movement, place: str, reason: str, *, lasting: bool = False, barred: bool = False
    ) -> None:
        if movement.told == reason:
            return
        movement.told = reason
        row = stage.cast.rows[movement.unit]
        stage.tell(row, DeckWaits(movement.order, reason, lasting, barred), movement.serial)
        text = f"{movement.unit} waits for {place}: {reason}"
        stage.log("deck waits", row, text, serial=movement.serial, other=place, values={"reason": reason})

    def _begin(self, stage: Stage, place: str, movement: Movement) -> None:
        self.under_way[place] = movement
        if movement.told:
            stage.tell(stage.cast.rows[movement.unit], DeckWaits(movement.order, ""), movement.serial)
        off_s = PREPARED_S if movement.prepared and place in stage.cast.areas else TAKE_OFF_S
        due_s = stage.now_s + (LAND_S if movement.order == "LandOn" else off_s)
        stage.timers.ring_at(due_s, stage.cast.rows[movement.unit], "movement over", place=place)

    # ---- what rings

    def on_ring(self, stage: Stage, ring: Ring) -> None:
        """Carry out a ring of one of RINGS."""
        if ring.kind == "turned round":
            self._turned_round(stage, ring.row)
        elif ring.kind == "deck":
            self._serve(stage, ring.payload["place"])
        else:
            place = ring.payload["place"]
            movement = self.under_way.pop(place)
            if movement.unit in self.ditched:
                pass
            elif movement.order == "TakeOff":
                self._off(stage, ring.row, place, movement)
            else:
                self._down(stage, ring.row, place, movement)
            self._serve(stage, place)

    def _off(self, stage: Stage, row: int, place: str, movement: Movement) -> None:
        del self.stands[movement.unit]
        flying.take_off(stage.at, row, movement.height_m, stage.now_s)
        for sensor in self.resting.pop(movement.unit, []):
            ask.set_switch(stage.at, sensor, 1, stage.now_s)
        widen_gates(stage, row, movement.height_m)
        took_s = PREPARED_S if movement.prepared and place in stage.cast.areas else TAKE_OFF_S
        waited_s = stage.now_s - movement.asked_s - took_s
        values = {"waited_s": round(waited_s, 1), "fuel_kg": round(_fuel_kg(stage, row), 1)}
        text = f"{movement.unit} takes off from {place}"
        stage.log("take-off", row, text, serial=movement.serial, other=place, values=values)
        stage.tell(row, OrderDone("TakeOff"), movement.serial)

    def _down(self, stage: Stage, row: int, place: str, movement: Movement) -> None:
        deck = stage.cast.rows.get(place, -1)
        if why := self._out_of_reach(stage, row, place):
            self._wave_off(stage, row, place, why, movement.serial)
            return
        self.stands[movement.unit] = place
        self._rest(stage, row)
        flying.land(stage.at, row, deck, stage.now_s)
        flying.solve_gates(stage.at, row, stage.now_s)
        hull = stage.world.hull[row]
        fuel_kg = _fuel_kg(stage, row)
        self.ready_s[movement.unit] = stage.now_s + TURN_ROUND_S
        ask.change_flow(stage.at, row, (float(hull["fuel_kg_max"]) - fuel_kg) / TURN_ROUND_S, stage.now_s)
        _write_fuel(stage, row)
        stage.timers.ring_at(stage.now_s + TURN_ROUND_S, row, "turned round")
        waited_s = stage.now_s - movement.asked_s - LAND_S
        values = {"waited_s": round(waited_s, 1), "fuel_kg": round(fuel_kg, 1)}
        text = f"{movement.unit} lands on {place}" if deck >= 0 else f"{movement.unit} lands at {place}"
        stage.log("landed", row, text, serial=movement.serial, other=place, values=values)
        stage.tell(row, OrderDone("LandOn"), movement.serial)

    def ditch(self, stage: Stage, row: int) -> None:
        """An aircraft lies on the water, and nobody flies her any more."""
        self.ditched.append(stage.cast.name(row))
        self.call_off(stage, row)
        self._rest(stage, row)
        flying.ditch(stage.at, row, stage.now_s)

    def lose(self, stage: Stage, row: int) -> None:
        """A target has been brought down, or a sleeve let go: it sinks."""
        self.ditched.append(stage.cast.name(row))
        self.call_off(stage, row)
        self._rest(stage, row)
        flying.land(stage.at, row, -1, stage.now_s)

    def _turned_round(self, stage: Stage, row: int) -> None:
        ask.change_flow(stage.at, row, 0.0, stage.now_s)
        _write_fuel(stage, row)

    def _rest(self, stage: Stage, row: int) -> None:
        """Switch off what is on: on deck nobody looks out."""
        hull = stage.world.hull[row]
        first, count = int(hull["sensor_first"]), int(hull["sensor_count"])
        own = [s for s in range(first, first + count) if stage.world.switch[s]["on"]]
        self.resting[stage.cast.name(row)] = [s for s in own if not stage.world.switch[s]["afloat"]]
        for sensor in own:
            ask.set_switch(stage.at, sensor, 0, stage.now_s)


def widen_gates(stage: Stage, row: int, height_m: float) -> None:
    """An aircraft's links reach as far as she sees from this height."""
    gates = stage.world.gate
    plans = {plan.number: plan for plan in stage.cast.circuits.values()}
    mine = ((gates["circuit"] >= 0) & ((gates["a"] == row) | (gates["b"] == row))).nonzero()[0]
    for number in mine.tolist():
        gate = gates[number]
        above = {row: height_m}
        gate["range_m"] = reach_m(stage, plans[int(gate["circuit"])], int(gate["a"]), int(gate["b"]), above)
        gate["chord_m"] = chord_from_arc(float(gate["range_m"]))
    flying.solve_gates(stage.at, row, stage.now_s)


def _off_the_deck(stage: Stage, row: int, deck: int) -> str:
    """Why a helicopter cannot come down on a deck from where she is; nothing if she can."""
    range_m, _ = ask.range_and_bearing_between(stage.at, row, deck, stage.now_s)
    if range_m > (CHUTE_REACH_M if _has_a_chute(stage, row) else DECK_REACH_M):
        return f"{stage.cast.name(deck)} is {range_m:.0f} m off"
    if _has_a_chute(stage, row):
        return ""
    _, _, course, speed, _ = ask.whereabouts(stage.at, row, stage.now_s)
    _, _, deck_course, deck_speed, _ = ask.whereabouts(stage.at, deck, stage.now_s)
    east = speed * math.sin(course) - deck_speed * math.sin(deck_course)
    north = speed * math.cos(course) - deck_speed * math.cos(deck_course)
    passing_mps = math.hypot(east, north)
    return f"she passes the deck at {passing_mps / KN_MPS:.0f} kn" if passing_mps > OVERTAKING_MPS else ""


def _has_a_chute(stage: Stage, row: int) -> bool:
    """Whether this is a target drone: it leaves a deck from a rail, and comes back by parachute and boat."""
    return stage.cast.people[row].kind is SurfaceKind.TARGET


def _is_barred(stage: Stage, place: str) -> bool:
    """Whether the weather lets nobody come down on a deck, however short of fuel."""
    deck = stage.cast.rows.get(place)
    return deck is not None and bool(_too_much(stage, deck, LAST_LIMITS))


def _too_much(stage: Stage, deck: int, limits: Limits) -> str:
    """What of the weather forbids flying from a deck now; nothing if it allows it."""
    east, north, sea_state, _, visibility_m, _, _, _ = ask.surroundings(stage.at, deck)
    if sea_state > limits.sea_state_max:
        return f"sea state {sea_state} is too much for the deck"
    if visibility_m < limits.visibility_m_min:
        return f"visibility of {visibility_m:.0f} m is too little"
    _, _, course, speed, _ = ask.whereabouts(stage.at, deck, stage.now_s)
    over_mps = math.hypot(east - speed * math.sin(course), north - speed * math.cos(course))
    if over_mps > limits.wind_mps_max:
        return f"{over_mps / KN_MPS:.0f} kn of wind over the deck are too much"
    return ""


def _write_fuel(stage: Stage, row: int) -> None:
    """A row of the table `fuel`: the flow has changed."""
    unit = stage.world.unit[row]
    stage.sink.row(
        "fuel",
        time_s=stage.now_s,
        unit_id=stage.cast.name(row),
        fuel_kg=_fuel_kg(stage, row),
        cargo_kg=float(unit["cargo_kg"]),
        rate_kgps=float(unit["rate_kgps"]),
        flow_kgps=float(unit["flow_kgps"]),
    )


def _fuel_kg(stage: Stage, row: int) -> float:
    return float(ask.fuel_now(stage.at, row, stage.now_s))
