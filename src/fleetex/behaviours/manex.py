"""MANEX, the manoeuvring exercise: formations, courses and speeds changed by signal.

The OCE makes a signal, each ship says that she has understood, the OCE says EXECUTE and all act on it: the guide
steers, the others take the stations ordered on their own track of her. A signal not understood is made again. When
all report in station, or time is out, comes the next. Delayed executive method as in open signal books; own words.
To a new course ships wheel round the guide, turn together, or turn in succession where she did.
"""

import math
from dataclasses import dataclass, field
from typing import Any, ClassVar

from fleetex.behaviours.conduct import Part, counted, in_role, only, others, participants
from fleetex.behaviours.doctrine import Doctrine
from fleetex.behaviours.formation import SCREEN, StationOf, stations
from fleetex.behaviours.manex_params import (
    FIRST_SIGNAL_S,
    STAND_BY_S,
    SUCCESSION,
    TOGETHER,
    Evolution,
    ManexParams,
    doubts,
)
from fleetex.behaviours.radio import Traffic
from fleetex.behaviours.station import StationKeeper, in_station
from fleetex.engine.events import AreaLeft, Event, OrderDone, OrderRefused, TimerRang
from fleetex.engine.orders import FollowRoute, Log, Order, SetTimer, Steer, UnitId, WatchArea
from fleetex.engine.view import Briefing, View
from fleetex.quantities import format_course, format_length, format_speed
from fleetex.scenario.kinds import KindSpec, RoleSpec
from fleetex.units import DEG_RAD, NMI_M
from fleetex.vocabulary import Capability, SerialState

SIGNAL, EXECUTE, IN_STATION = "signal", "execute", "in station"
WHAT_SIGNAL, LEFT_AREA = "what signal", "left the area"
NEXT_TAG, EXECUTE_TAG, TIME_OUT_TAG, ACT_TAG = "next signal", "say execute", "time out", "act on signal"
WAITING, SIGNALLING, MANOEUVRING = "waiting", "signalling", "manoeuvring"
TAKING, STATIONED, GUIDE_LOST, IN_WAKE = "taking station", "in station", "guide lost", "in the guide's wake"
CONN_S = 10.0
"""Design value: mean time from EXECUTE to the conning order."""
GUIDE_TURNS_S = 90.0
"""Design value: on an alteration of the guide alone followers judge their station anew after this."""

KIND = KindSpec(
    code="MANEX",
    name="manoeuvring exercise",
    text="Change formation, course and speed by signal, and keep station.",
    roles={
        "guide": RoleSpec("the ship on which the others keep station", 1, 1, frozenset({Capability.MOVES})),
        "followers": RoleSpec(
            "ships that keep station", 1, None, frozenset({Capability.MOVES, Capability.RADIO, Capability.RADAR})
        ),
    },
    led_by="guide",
    params=ManexParams,
    needs_area=True,
    sea_state_max=5,
    visibility_m_min=2.0 * NMI_M,
    doubts=doubts,
    source="serial definition in own words; limits are design values",
)


@dataclass
class Ordered:
    """An evolution as it was signalled."""

    number: int
    text: str
    body: dict[str, Any]
    made_s: float
    planned: bool
    """Of the programme; False for one that turns the formation back into its area."""
    executed_s: float | None = None
    in_station: list[UnitId] = field(default_factory=list)


@dataclass
class SignalBook:
    """What the OCE keeps: the programme, and the evolution in hand."""

    next_row: int = 0
    number: int = 0
    now: Ordered | None = None
    done: int = 0
    in_station: int = 0
    asked: int = 0
    """Stations ordered so far: followers times evolutions executed, turns back included."""
    last_executed_s: float | None = None
    turn_back_rad: float | None = None


@dataclass
class Ship(Part):
    """A ship of the formation, guide or follower; the one that is OCE makes the signals."""

    own_account_of_silence: ClassVar[frozenset[str]] = frozenset({SIGNAL, EXECUTE})

    phase: str = WAITING
    book: SignalBook = field(default_factory=SignalBook)
    signals: dict[int, dict[str, Any]] = field(default_factory=dict)
    """Signals understood and not yet executed, by number."""
    acting_on: int = 0
    heard_execute_s: float = 0.0
    keeper: StationKeeper = field(default_factory=StationKeeper)
    turned: bool = False
    """Since a turn together her station lies on a true bearing; the next wheel lays it by the guide's course again."""

    @property
    def params(self) -> ManexParams:
        found = self.briefing.params
        assert isinstance(found, ManexParams)
        return found

    @property
    def guides(self) -> bool:
        return self.briefing.unit == only(self.briefing, "guide")

    def begin(self, view: View) -> list[Order]:
        orders: list[Order] = []
        if self.conducts:
            orders.append(SetTimer(NEXT_TAG, FIRST_SIGNAL_S))
        if self.guides:
            own = view.own()
            orders.append(Steer(own.course_rad, max(own.speed_mps, 10.0 * NMI_M / 3600.0)))
            if self.briefing.area_id:
                orders.append(WatchArea(self.briefing.area_id))
        return orders

    def act(self, view: View, event: Event, traffic: Traffic) -> list[Order]:
        orders = self._act_as_oce(view, event, traffic) if self.conducts else []
        news = self.keeper.on_event(view, event, traffic, self.radio)
        orders += news.orders
        if news.lost:
            self.phase = GUIDE_LOST
        elif news.regained:
            self.phase = TAKING
        elif news.settled:
            orders += self._settled(view)
        match event:
            case TimerRang("act on signal"):
                orders += self._carry_out(view)
            case OrderDone("FollowRoute") | OrderRefused("FollowRoute") if self.phase == IN_WAKE:
                orders += self._at_the_turn(view)
            case AreaLeft(area) if self.guides and area == self.briefing.area_id:
                orders += self._out_of_area(view)
            case _:
                pass
        message = traffic.message
        if message and message.kind == SIGNAL:
            number = int(message.body["evolution"])
            self.signals[number] = dict(message.body)
            if message.body.get("executed"):
                orders += self._execute(view, number)
        elif message and message.kind == EXECUTE:
            orders += self._execute(view, int(message.body["evolution"]), float(message.body["said_s"]))
        return orders

    def outcome(self, view: View) -> tuple[bool, str]:
        planned, now = len(self.params.evolutions), self.book.now
        if now and now.planned and now.executed_s is not None and self.book.done + 1 == planned:
            return True, f"{planned} evolutions made, the last not finished when the window was over"
        return False, f"window over after {self.book.done} of {planned} evolutions"

    def _tally(self) -> str:
        turns = self.book.number - self.book.done
        back = f" and {counted(turns, 'turn')} back into the area" if turns else ""
        made = f"{counted(self.book.done, 'evolution')}{back}"
        return f"{made} made; stations reported {self.book.in_station} times of {self.book.asked}"

    def _followers(self) -> tuple[UnitId, ...]:
        guide = only(self.briefing, "guide")
        return tuple(unit for unit in participants(self.briefing) if unit != guide)

    # The OCE.

    def _act_as_oce(self, view: View, event: Event, traffic: Traffic) -> list[Order]:
        match event:
            case TimerRang("next signal") if self.book.now is None:
                return self._signal(view)
            case TimerRang("say execute"):
                return self._say_execute(view)
            case TimerRang("time out"):
                return self._evolution_over(view, "time out")
            case _:
                pass
        now, message = self.book.now, traffic.message
        if traffic.answered and now and traffic.answered.call.kind == SIGNAL:
            return self._understood(traffic.answered.by, traffic.answered.seconds, traffic.answered.call.times, now)
        if traffic.gave_up and now and traffic.gave_up.kind == SIGNAL:
            missed: list[Order] = [
                Log("signal not understood", f"{unit} does not answer.", {"evolution": now.number, "other": unit})
                for unit in traffic.gave_up.to
            ]
            return missed + self._stand_by(now)
        if message and now and message.kind == IN_STATION and message.body.get("evolution") == now.number:
            return self._reported(view, message.sender)
        if message and message.kind == WHAT_SIGNAL and now:
            body = {**now.body, "executed": now.executed_s is not None}
            return self.radio.call(view, (message.sender,), SIGNAL, body)
        if message and message.kind == LEFT_AREA:
            return self._turn_back(view, float(message.body["course_rad"]))
        return []

    def _signal(self, view: View) -> list[Order]:
        """Make the next signal, or end the serial after the last."""
        book = self.book
        planned = book.turn_back_rad is None
        if book.turn_back_rad is not None:
            evolution = Evolution.model_construct(course=book.turn_back_rad)
            book.turn_back_rad = None
        elif book.next_row < len(self.params.evolutions):
            evolution = self.params.evolutions[book.next_row]
            book.next_row += 1
        else:
            return self.end(SerialState.COMPLETED, self._tally())
        book.number += 1
        body, text = self._body(evolution, book.number)
        book.now = Ordered(book.number, text, body, view.time_s, planned)
        self.signals[book.number] = body
        self.phase = SIGNALLING
        to = others(self.briefing)
        figures = {"evolution": book.number, "text": text, "to": list(to)}
        said = Log("signal made", f"Signal {book.number}: {text}.", figures)
        return [said, *self.radio.call(view, to, SIGNAL, body)]

    def _body(self, evolution: Evolution, number: int) -> tuple[dict[str, Any], str]:
        """The signal's body, and the same in words."""
        spacing_m = evolution.spacing or self.params.spacing
        placed: dict[UnitId, StationOf] = {}
        words = []
        if evolution.formation == SCREEN:
            asked = evolution.stations.items()
            placed = {unit: StationOf(s.range, s.bearing, s.relative) for unit, s in asked}
            words.append("form screen")
        elif evolution.formation:
            placed = stations(evolution.formation, spacing_m, self._followers())
            words.append(f"form {evolution.formation}, {format_length(spacing_m, 3)} apart")
        if evolution.course is not None:
            turn = f"turn {evolution.turn}, " if evolution.turn in (TOGETHER, SUCCESSION) else ""
            words.append(f"{turn}course {format_course(evolution.course, 0)}")
        if evolution.speed is not None:
            words.append(f"speed {format_speed(evolution.speed, 3)}")
        text = ", ".join(words)
        listed = {unit: [s.range_m, s.bearing_rad, s.relative] for unit, s in placed.items()}
        body = {
            "evolution": number,
            "text": text,
            "formation": evolution.formation,
            "spacing_m": spacing_m,
            "course_rad": evolution.course,
            "speed_mps": evolution.speed,
            "stations": listed,
        }
        if evolution.turn in (TOGETHER, SUCCESSION):
            body["turn"] = evolution.turn
        return body, text

    def _understood(self, by: UnitId, seconds: float, calls: int, now: Ordered) -> list[Order]:
        figures = {"evolution": now.number, "other": by, "seconds": seconds, "calls": calls}
        heard = Log("signal understood", f"{by} has understood signal {now.number}.", figures)
        all_in = not any(call.kind == SIGNAL for call in self.radio.calls.values())
        return [heard, *(self._stand_by(now) if all_in else [])]

    def _stand_by(self, now: Ordered) -> list[Order]:
        return [SetTimer(EXECUTE_TAG, STAND_BY_S)] if now.executed_s is None else []

    def _say_execute(self, view: View) -> list[Order]:
        now = self.book.now
        if now is None or now.executed_s is not None:
            return []
        now.executed_s = self.book.last_executed_s = view.time_s
        course_rad = now.body["course_rad"]
        figures = {
            "evolution": now.number,
            "text": now.text,
            "seconds": view.time_s - now.made_s,
            "formation": now.body["formation"],
            "course_deg": None if course_rad is None else course_rad / DEG_RAD,
            "speed_mps": now.body["speed_mps"],
        }
        said = Log("signal executed", f"Execute: {now.text}.", figures)
        body = {"evolution": now.number, "said_s": view.time_s}
        orders: list[Order] = [said, *self.radio.call(view, others(self.briefing), EXECUTE, body)]
        return [*orders, SetTimer(TIME_OUT_TAG, self.params.time_out), *self._execute(view, now.number)]

    def _reported(self, view: View, unit: UnitId) -> list[Order]:
        now = self.book.now
        if now is None or now.executed_s is None or unit in now.in_station:
            return []
        now.in_station.append(unit)
        left = set(self._followers()) - set(now.in_station)
        return [] if left else self._evolution_over(view, "all in station")

    def _evolution_over(self, view: View, reason: str) -> list[Order]:
        now = self.book.now
        if now is None or now.executed_s is None:
            return []
        self.book.now = None
        self.book.done += now.planned
        self.book.in_station += len(now.in_station)
        seconds = view.time_s - now.executed_s
        followers = len(self._followers())
        self.book.asked += followers
        figures = {
            "evolution": now.number,
            "in_station": len(now.in_station),
            "followers": followers,
            "seconds": seconds,
            "reason": reason,
        }
        text = f"Evolution {now.number} is over, {len(now.in_station)} of {followers} in station: {reason}."
        wait_s = max(STAND_BY_S, self.params.interval - seconds)
        return [Log("evolution ended", text, figures), SetTimer(NEXT_TAG, wait_s)]

    def _out_of_area(self, view: View) -> list[Order]:
        """The guide has left the area: the way back is to its middle."""
        area = self.briefing.area
        if area is None:
            return []
        _, bearing_rad = view.range_and_bearing(view.own().position, area.centre)
        if self.conducts:
            return self._turn_back(view, bearing_rad)
        return self.report(view, LEFT_AREA, {"course_rad": bearing_rad})

    def _turn_back(self, view: View, course_rad: float) -> list[Order]:
        self.book.turn_back_rad = course_rad
        area = self.briefing.area_id or ""
        text = "The guide has left the area: next a course to its middle."
        figures = {"evolution": self.book.number + 1, "area": area}
        over = self._evolution_over(view, "guide left the area")
        return [Log("turn back", text, figures), *over, SetTimer(NEXT_TAG, STAND_BY_S)]

    # Every ship.

    def _execute(self, view: View, number: int, said_s: float | None = None) -> list[Order]:
        """EXECUTE heard: act on the signal understood; ask for one that was not."""
        if number <= self.acting_on:
            return []
        if number not in self.signals:
            return self.report(view, WHAT_SIGNAL, {"evolution": number})
        self.acting_on, self.heard_execute_s = number, view.time_s
        self.phase = MANOEUVRING
        delay_s = CONN_S * (0.5 + view.draw("conning order", number))
        orders: list[Order] = [SetTimer(ACT_TAG, delay_s)]
        if not self.conducts:
            text = f"{self.briefing.unit} hears the execute of signal {number}."
            seconds = None if said_s is None else view.time_s - said_s
            orders.append(Log("execute heard", text, {"evolution": number, "seconds": seconds}))
        return orders

    def _carry_out(self, view: View) -> list[Order]:
        body = self.signals.get(self.acting_on)
        if body is None:
            return []
        self.signals = {number: kept for number, kept in self.signals.items() if number >= self.acting_on}
        if self.guides:
            own = view.own()
            course_rad = own.course_rad if body["course_rad"] is None else body["course_rad"]
            speed_mps = own.speed_mps if body["speed_mps"] is None else body["speed_mps"]
            return [Steer(float(course_rad), float(speed_mps))]
        guide = only(self.briefing, "guide")
        listed = body["stations"].get(self.briefing.unit)
        if guide is None:
            return []
        self.phase = TAKING
        self.keeper.within_m = self.params.within
        before_rad = self.keeper.guide_course_rad
        if body["course_rad"] is not None:
            self.keeper.guide_course_rad = float(body["course_rad"])
        if listed:
            self.turned, self.keeper.together = bool(body.get("turned")), False
            station = StationOf(float(listed[0]), float(listed[1]), bool(listed[2]))
            return self.keeper.take(view, self.radio, guide, station)
        return self._alter(view, body, before_rad) if self.keeper.keeping else []

    def _alter(self, view: View, body: dict[str, Any], before_rad: float | None) -> list[Order]:
        """No new station: the guide alters course or speed, and this ship with her, as the signal has it."""
        plotted = view.track(self.keeper.track) if self.keeper.track is not None else None
        if body["course_rad"] is None or plotted is None:
            return self._same_station(body, self.keeper.station, turned=self.turned)
        station = self.keeper.station
        guide_rad = plotted.course_rad if before_rad is None else before_rad
        speed_mps = plotted.speed_mps if body["speed_mps"] is None else float(body["speed_mps"])
        if body.get("turn") == SUCCESSION:
            self.phase = IN_WAKE
            return [FollowRoute((plotted.position,), speed_mps, then="hold")]
        if body.get("turn") == TOGETHER:
            if station.relative:
                station = StationOf(station.range_m, (guide_rad + station.bearing_rad) % math.tau, relative=False)
                self.turned = True
            self.keeper.together = True
            return self.keeper.take(view, self.radio, only(self.briefing, "guide") or "", station)
        if self.turned:
            station = StationOf(station.range_m, (station.bearing_rad - guide_rad) % math.tau)
        return self._same_station(body, station, turned=False)

    def _at_the_turn(self, view: View) -> list[Order]:
        """Where the guide turned: she turns there too."""
        self.phase = TAKING
        body = self.signals[self.acting_on]
        turn = Steer(float(body["course_rad"]), view.own().speed_mps)
        return [turn, *self._same_station(body, self.keeper.station, turned=False)]

    def _same_station(self, body: dict[str, Any], station: StationOf, *, turned: bool) -> list[Order]:
        """Take the station that she has, or what has become of it, once the guide has turned."""
        listed = {self.briefing.unit: [station.range_m, station.bearing_rad, station.relative]}
        self.signals[self.acting_on] = {**body, "stations": listed, "turned": turned}
        return [SetTimer(ACT_TAG, GUIDE_TURNS_S)]

    def _settled(self, view: View) -> list[Order]:
        self.phase = STATIONED
        seconds = view.time_s - self.heard_execute_s
        orders: list[Order] = [in_station(self.keeper, view, evolution=self.acting_on, seconds=seconds)]
        if self.conducts:
            return orders + self._reported(view, self.briefing.unit)
        return orders + self.report(view, IN_STATION, {"evolution": self.acting_on})


def doctrine(briefing: Briefing) -> Doctrine:
    """Guide and followers are one class: who guides is in the briefing."""
    assert isinstance(briefing.params, ManexParams)
    assert in_role(briefing, "guide")
    return Ship(briefing, radio=briefing.params.radio(briefing))
