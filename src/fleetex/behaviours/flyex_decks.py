"""FLYEX: the decks. The OCE steers the flying course and says who flies when; the others keep station on her.

Each deck tells the helicopters now and then where she is, her course and her speed, so that they find her without
seeing her.
"""

import math
from dataclasses import dataclass, field

from fleetex.behaviours.conduct import Part, counted, in_role, outside_limits
from fleetex.behaviours.flyex_params import (
    AIRBORNE,
    AIRCRAFT,
    DECKS,
    FOUL,
    LANDED,
    LAUNCH,
    PIM,
    RECALL,
    FlyexParams,
    itinerary,
    params_of,
    sortie_s,
)
from fleetex.behaviours.formation import StationOf, angle_between_rad, stations
from fleetex.behaviours.radio import Traffic
from fleetex.behaviours.station import StationKeeper, in_station
from fleetex.engine.events import AreaLeft, Event, TimerRang
from fleetex.engine.orders import Log, Order, SetTimer, Steer, UnitId, WatchArea
from fleetex.engine.view import View
from fleetex.units import DEG_RAD, KN_MPS
from fleetex.vocabulary import SerialState

FLYING_COURSE, TURNING_BACK, TO_STATION, STATIONED = "flying course", "turning back", "to station", "in station"
PIM_TAG, LAUNCH_TAG, RECALL_TAG, COURSE_TAG = "pim", "launch next", "recall", "flying course"
READY, FLYING, OUT = "ready", "flying", "left out"
COURSE_EVERY_S = 1800.0
WIND_SHIFT_RAD = 20.0 * DEG_RAD
BACK_SHARE = 0.8
"""Design values: the flying course follows the wind each half hour if it has shifted by more than this; who has left
the area goes so much of the way to its middle before she turns to the flying course again."""


@dataclass
class Deck(Part):
    """A ship with a deck: keeps station on the OCE, and tells where she is."""

    phase: str = TO_STATION
    keeper: StationKeeper = field(default_factory=StationKeeper)

    @property
    def params(self) -> FlyexParams:
        return params_of(self.briefing)

    def begin(self, view: View) -> list[Order]:
        self.keeper.within_m = self.params.within
        others = tuple(unit for unit in in_role(self.briefing, DECKS) if unit != self.briefing.oce)
        placed = stations(self.params.formation, self.params.spacing, others)
        station = placed.get(self.briefing.unit, StationOf(self.params.spacing, math.pi))
        return self.keeper.take(view, self.radio, self.briefing.oce, station) + self.tell_pim(view)

    def act(self, view: View, event: Event, traffic: Traffic) -> list[Order]:
        news = self.keeper.on_event(view, event, traffic, self.radio)
        if news.settled:
            self.phase = STATIONED
            return [*news.orders, in_station(self.keeper, view)]
        self.phase = TO_STATION if news.lost or news.regained else self.phase
        return news.orders + (self.tell_pim(view) if event == TimerRang(PIM_TAG) else [])

    def outcome(self, view: View) -> tuple[bool, str]:
        return False, "a deck that does not conduct knows of no outcome"

    def tell_pim(self, view: View) -> list[Order]:
        """Where she is and what she steers, for who cannot see her."""
        own = view.own()
        body = {
            "lat_rad": own.position.lat_rad,
            "lon_rad": own.position.lon_rad,
            "course_rad": own.course_rad,
            "speed_mps": own.speed_mps,
            "at_s": view.time_s,
        }
        return [*self.radio.tell(in_role(self.briefing, AIRCRAFT), PIM, body), SetTimer(PIM_TAG, self.params.pim_every)]


@dataclass
class Flight:
    """A helicopter as the OCE knows it."""

    state: str = READY
    launched: int = 0
    done: int = 0
    landings: int = 0
    foul: str = ""
    """Why the deck on which it stands does not let it go."""


@dataclass
class Conductor(Deck):
    """The OCE: the guide, and who says who flies when."""

    phase: str = FLYING_COURSE
    flights: dict[UnitId, Flight] = field(default_factory=dict)
    course_rad: float = 0.0

    def begin(self, view: View) -> list[Order]:
        self.flights = {unit: Flight() for unit in in_role(self.briefing, AIRCRAFT)}
        watch: list[Order] = [WatchArea(self.briefing.area_id)] if self.briefing.area_id else []
        recall_s = max(self.briefing.end_s - self.params.recall_before - view.time_s, 0.0)
        timers: list[Order] = [SetTimer(LAUNCH_TAG, self.params.settle), SetTimer(RECALL_TAG, recall_s)]
        return [*watch, *self._steer(view), *timers, *self.tell_pim(view)]

    def act(self, view: View, event: Event, traffic: Traffic) -> list[Order]:
        orders: list[Order] = []
        match event:
            case TimerRang("pim"):
                orders = self.tell_pim(view)
            case TimerRang("flying course"):
                orders = self._steer(view)
            case TimerRang("launch next"):
                orders = self._launch(view)
            case TimerRang("recall"):
                orders = self._recall(view)
            case AreaLeft(area) if area == self.briefing.area_id:
                orders = self._turn_back(view)
            case _:
                pass
        if traffic.gave_up and traffic.gave_up.kind == LAUNCH:
            orders += self._left_out(traffic.gave_up.to)
        message = traffic.message
        flight = self.flights.get(message.sender) if message else None
        if message and flight is not None:
            self._note(flight, message.kind, message.body)
            orders += self._end_if_over()
        return orders

    def outcome(self, view: View) -> tuple[bool, str]:
        """At FINEX: what was flown, and why not more."""
        due = len(self.flights) * self.params.sorties
        flown, landings = sum(f.done for f in self.flights.values()), sum(f.landings for f in self.flights.values())
        if flown >= due and all(f.state == READY for f in self.flights.values()):
            return True, self._words(landings)
        foul = next((f"; {unit} waits: {f.foul}" for unit, f in self.flights.items() if f.foul), "")
        return False, f"window over: {flown} of {due} sorties flown, {counted(landings, 'landing')}{foul}"

    # The flying course.

    def _steer(self, view: View) -> list[Order]:
        """Come to the flying course; into the wind, unless one was ordered."""
        wind = view.surroundings().wind_from_rad
        wanted = wind if self.params.course is None else self.params.course
        again = SetTimer(COURSE_TAG, COURSE_EVERY_S)
        kept = self.phase == FLYING_COURSE and angle_between_rad(wanted, view.own().course_rad) < WIND_SHIFT_RAD
        if kept and abs(view.own().speed_mps - self.params.speed) < 1.0:
            return [again]
        self.phase, self.course_rad = FLYING_COURSE, wanted
        text = f"Flying course {wanted / DEG_RAD:03.0f}, {self.params.speed / KN_MPS:.0f} kn."
        told = Log("flying course", text, {"course_deg": wanted / DEG_RAD, "speed_mps": self.params.speed})
        return [told, Steer(wanted, self.params.speed), again]

    def _turn_back(self, view: View) -> list[Order]:
        """The area ends here: go back to its other half, then to the flying course again."""
        area = self.briefing.area
        if area is None:
            return []
        self.phase = TURNING_BACK
        range_m, course_rad = view.range_and_bearing(view.own().position, area.centre)
        back = SetTimer(COURSE_TAG, max(BACK_SHARE * range_m / self.params.speed, 60.0))
        return [Steer(course_rad, self.params.speed), back, Log("turns back", "The area ends here: turns back.", {})]

    # Who flies when.

    def _launch(self, view: View) -> list[Order]:
        """Launch the next, and look again after the gap; nobody while the weather is outside the limits."""
        again: list[Order] = [SetTimer(LAUNCH_TAG, self.params.gap)]
        left_s = self.briefing.end_s - view.time_s
        landings = len(itinerary(self.briefing, self.briefing.oce))
        if left_s < sortie_s(self.params, landings) or outside_limits(self.briefing, view) is not None:
            return again
        free = [
            (flight.launched, place, unit)
            for place, (unit, flight) in enumerate(self.flights.items())
            if flight.state == READY and flight.launched < self.params.sorties
        ]
        if not free:
            return again
        _, _, unit = min(free)
        flight = self.flights[unit]
        flight.state, flight.launched = FLYING, flight.launched + 1
        body = {"sortie": flight.launched}
        said = Log("launch ordered", f"{unit} is to fly sortie {flight.launched}.", {"other": unit, **body})
        return [said, *self.radio.call(view, (unit,), LAUNCH, body), *again]

    def _recall(self, view: View) -> list[Order]:
        """FINEX comes near: all go home."""
        away = tuple(unit for unit, flight in self.flights.items() if flight.state == FLYING)
        return self.radio.call(view, away, RECALL, {})

    def _note(self, flight: Flight, kind: str, body: dict[str, object]) -> None:
        if kind == AIRBORNE:
            flight.foul = ""
        elif kind == FOUL:
            flight.foul = str(body.get("reason", ""))
        elif kind == LANDED:
            flight.landings, flight.done = flight.landings + 1, int(str(body.get("flown", 0)))
            if body.get("home") and flight.done >= flight.launched:
                flight.state = READY

    def _left_out(self, units: tuple[UnitId, ...]) -> list[Order]:
        """Who does not answer the order to launch flies no more."""
        orders: list[Order] = []
        for unit in units:
            if unit in self.flights:
                self.flights[unit].state = OUT
                orders.append(Log("left out", f"{unit} does not answer, and flies no more.", {"other": unit}))
        return orders + self._end_if_over()

    def _end_if_over(self) -> list[Order]:
        """All have flown; or nobody can."""
        flights = [flight for flight in self.flights.values() if flight.state != OUT]
        if not flights:
            return self.end(SerialState.ABORTED, "no helicopter answers")
        if all(flight.state == READY and flight.done >= self.params.sorties for flight in flights):
            landings = sum(flight.landings for flight in flights)
            return self.end(SerialState.COMPLETED, self._words(landings))
        waiting = [flight for flight in flights if flight.done < self.params.sorties]
        if waiting and all(flight.foul for flight in waiting):
            return self.end(SerialState.ABORTED, f"foul deck: {waiting[0].foul}")
        return []

    def _words(self, landings: int) -> str:
        return f"all sorties flown, {counted(landings, 'landing')}"
