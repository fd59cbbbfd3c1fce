"""FLYEX: the helicopters. Launched, they fly out, land on each deck in turn, and go home.

A deck that does not take one now makes it go round; after a few rounds, or when fuel is short, it goes to the nearest
other deck; where that takes nobody, to a deck or a field outside the serial while there is fuel for it. They find a
deck by own track or her beacon, else by the place, course and speed she last told.
"""

import math
from dataclasses import dataclass, field

from fleetex.behaviours.coming_down import ComingDown, fuel_lasts_s, haven_now
from fleetex.behaviours.conduct import Part, in_role
from fleetex.behaviours.flyex_params import (
    AIRBORNE,
    DECKS,
    FOUL,
    LANDED,
    LAUNCH,
    PIM,
    RECALL,
    FlyexParams,
    itinerary,
    params_of,
)
from fleetex.behaviours.radio import Traffic
from fleetex.engine.events import (
    DeckWaits,
    Event,
    FuelLow,
    MessageHeard,
    OrderDone,
    OrderRefused,
    TimerRang,
)
from fleetex.engine.orders import FollowRoute, Log, Order, Position, SetTimer, TakeOff, UnitId
from fleetex.engine.view import View
from fleetex.units import MINUTE_S, NMI_M

ABOARD, RUN_UP, OUTWARD, INWARD, GOING_ROUND, VISITING = (
    "aboard",
    "for take-off",
    "outward",
    "coming down",
    "going round",
    "on a strange deck",
)
LOOK_TAG, READY_TAG, FOUL_TAG = "look at fuel", "turned round", "foul deck"
LOOK_S = 60.0
ROUND_M = 1.5 * NMI_M
ROUND_SHARE = 0.6
TURN_ROUND_SLACK_S = 5.0
"""Design values: how often fuel is looked at; how far, and at what share of the flight speed, one goes round."""


@dataclass
class Pim:
    """Where a deck said she was, and what she steered."""

    lat_rad: float
    lon_rad: float
    course_rad: float
    speed_mps: float
    at_s: float


@dataclass
class Crew(Part):
    """A helicopter."""

    phase: str = ABOARD
    home: UnitId = ""
    plan: list[UnitId] = field(default_factory=list)
    """Decks still to land on in this sortie."""
    bound: UnitId = ""
    """The deck that she makes for."""
    way: ComingDown = field(default_factory=lambda: ComingDown("", 0.0))
    pims: dict[UnitId, Pim] = field(default_factory=dict)
    rounds: int = 0
    """Times that the deck she makes for sent her round."""
    given_up: list[UnitId] = field(default_factory=list)
    """Decks that did not take her since she took off."""
    bingo: bool = False
    barred: str = ""
    """The weather in which the deck that she asked last takes nobody."""
    waits_since_s: float = -1.0
    waits_for: str = ""
    legs: int = 0
    on_sortie: bool = False
    called: bool = False
    """She was told to fly while she was not on deck at home."""
    flown: int = 0

    @property
    def params(self) -> FlyexParams:
        return params_of(self.briefing)

    @property
    def aloft(self) -> bool:
        return self.phase in (OUTWARD, INWARD, GOING_ROUND)

    def begin(self, view: View) -> list[Order]:
        aboard = view.own().aboard
        self.home = aboard or in_role(self.briefing, DECKS)[0]
        if aboard:
            return []
        self.plan = [self.home]
        return [SetTimer(LOOK_TAG, LOOK_S), *self._make_for(view, self.home)]

    def act(self, view: View, event: Event, traffic: Traffic) -> list[Order]:
        message = traffic.message
        if message is not None:
            return self._hear(view, message)
        match event:
            case TimerRang("look at fuel") if self.aloft:
                return [SetTimer(LOOK_TAG, LOOK_S), *self._look(view)]
            case FuelLow() if self.aloft and not self.bingo:
                return self._bingo(view)
            case TimerRang("turned round") if self.phase in (ABOARD, VISITING) and self.plan:
                return self._take_off(view)
            case TimerRang("foul deck") if self.phase == RUN_UP:
                return self._report_foul(view)
            case DeckWaits("TakeOff", reason):
                return self._wait(reason)
            case DeckWaits("LandOn", reason, _, barred) if self.phase == INWARD and reason:
                self.barred = reason if barred else ""
                return self._go_round(view, event, reason)
            case OrderDone("TakeOff"):
                return self._airborne(view)
            case OrderDone("FollowRoute") if self.phase in (OUTWARD, GOING_ROUND):
                return self._make_for(view, self.bound)
            case OrderRefused("LandOn", reason) if self.phase == INWARD:
                return self._sent_round(view, event, reason)
            case _:
                pass
        orders = self.way.on_event(view, event) if self.phase == INWARD else []
        self.bound = self.way.place if self.phase == INWARD else self.bound
        return orders + self._down(view) if self.phase == INWARD and self.way.down else orders

    def outcome(self, view: View) -> tuple[bool, str]:
        return False, "a helicopter does not conduct"

    # What is said.

    def _hear(self, view: View, message: MessageHeard) -> list[Order]:
        if message.kind == PIM:
            self.pims[message.sender] = Pim(**{key: float(message.body[key]) for key in Pim.__dataclass_fields__})
        elif message.kind == LAUNCH:
            self.called = True
            return self._begin_sortie(view) if self.phase == ABOARD and not self.plan else []
        elif message.kind == RECALL and self.plan:
            return self._go_home(view)
        return []

    def _go_home(self, view: View) -> list[Order]:
        self.plan = [self.home]
        return self._make_for(view, self.home) if self.aloft and self.bound != self.home and not self.bingo else []

    def _begin_sortie(self, view: View) -> list[Order]:
        self.called, self.on_sortie, self.plan = False, True, itinerary(self.briefing, self.home)
        return self._when_ready(view)

    # Off a deck.

    def _when_ready(self, view: View) -> list[Order]:
        """Take off as soon as she is turned round."""
        ready_s = view.own().ready_s
        return [SetTimer(READY_TAG, ready_s + TURN_ROUND_SLACK_S)] if ready_s > 0.0 else self._take_off(view)

    def _take_off(self, view: View) -> list[Order]:
        self.phase, self.waits_since_s, self.waits_for = RUN_UP, view.time_s, ""
        return [TakeOff(self.params.height), SetTimer(FOUL_TAG, self.params.foul_after)]

    def _wait(self, reason: str) -> list[Order]:
        self.waits_for = reason
        return []

    def _report_foul(self, view: View) -> list[Order]:
        """She has waited long enough to say so."""
        again: list[Order] = [SetTimer(FOUL_TAG, self.params.foul_after)]
        if not self.waits_for:
            return again
        minutes = (view.time_s - self.waits_since_s) / MINUTE_S
        figures = {"other": view.own().aboard, "seconds": view.time_s - self.waits_since_s, "reason": self.waits_for}
        text = f"Has waited {minutes:.0f} min for take-off: {self.waits_for}."
        said = Log("foul deck", text, figures)
        return [said, *self.report(view, FOUL, {"reason": self.waits_for}), *again]

    def _airborne(self, view: View) -> list[Order]:
        """Out on a way of her own, then back to the deck that is next."""
        self.phase, self.legs, self.rounds, self.given_up = OUTWARD, self.legs + 1, 0, []
        self.bingo, self.barred, self.bound = False, "", self.plan[0] if self.plan else self.home
        course_rad = math.tau * view.draw("way out", self.legs)
        place = view.offset(view.own().position, course_rad, self.params.out)
        told = self.report(view, AIRBORNE, {})
        route = FollowRoute((place,), self.params.flight_speed, then="hold")
        return [route, SetTimer(LOOK_TAG, LOOK_S), *told]

    # Onto a deck.

    def _make_for(self, view: View, deck: UnitId) -> list[Order]:
        self.phase, self.bound = INWARD, deck
        self.way = ComingDown(deck, self.params.flight_speed, self.params.height)
        self.way.last, self.way.last_s = self._told_place(view, deck), view.time_s
        return self.way.begin(view)

    def _told_place(self, view: View, deck: UnitId) -> Position | None:
        """Where a deck should be now by what she last told; None if she told nothing."""
        pim = self.pims.get(deck)
        if pim is None:
            return None
        run_m = pim.speed_mps * (view.time_s - pim.at_s)
        return view.offset(Position(pim.lat_rad, pim.lon_rad), pim.course_rad, run_m)

    def _go_round(self, view: View, event: Event, reason: str) -> list[Order]:
        """The deck does not take her now: round again, or elsewhere. Who is short of fuel hovers astern and waits."""
        self.rounds += 1
        figures = {"other": self.bound, "reason": reason, "rounds": self.rounds, "bingo": self.bingo}
        said = Log("go-around", f"Goes round: {reason}.", figures)
        if self.bingo:
            return [said, *self.way.on_event(view, event)]
        if self.rounds >= self.params.go_arounds:
            return [said, *self._divert(view, f"sent round {self.rounds} times: {reason}")]
        self.phase = GOING_ROUND
        own = view.own()
        place = view.offset(own.position, own.course_rad + 0.75 * math.tau, ROUND_M)
        return [said, FollowRoute((place,), ROUND_SHARE * self.params.flight_speed, then="hold")]

    def _sent_round(self, view: View, event: Event, reason: str) -> list[Order]:
        """The landing was refused: too far off, or no room. She tries again, but not for ever."""
        self.rounds += 1
        if self.rounds >= self.params.go_arounds:
            return self._divert(view, f"refused {self.rounds} times: {reason}")
        return self.way.on_event(view, event)

    def _divert(self, view: View, reason: str) -> list[Order]:
        """To the nearest deck that has not sent her away; if all have, to any of them anew."""
        self.barred = ""
        self.given_up.append(self.bound)
        decks = in_role(self.briefing, DECKS)
        if all(deck in self.given_up for deck in decks):
            self.given_up = [self.bound] if len(decks) > 1 else []
        deck = self._nearest([deck for deck in decks if deck not in self.given_up], view)
        self.rounds = 0
        figures = {"other": deck, "bound": self.bound, "reason": reason, "bingo": self.bingo}
        said = (
            []
            if deck == self.bound
            else [Log("diverted", f"Goes to {deck} instead of {self.bound}: {reason}.", figures)]
        )
        return [*said, *self._make_for(view, deck)]

    def _nearest(self, decks: list[UnitId], view: View) -> UnitId:
        """The nearest of these, by what is known of them; one of whom nothing is known is far."""
        return min(decks, key=lambda deck: (self._range_m(view, deck), deck))

    def _range_m(self, view: View, deck: UnitId) -> float:
        track = view.track_of(deck)
        held = view.track(track) if track is not None else None
        place = held.position if held else view.beacon(deck) or self._told_place(view, deck)
        return math.inf if place is None else view.range_and_bearing(view.own().position, place)[0]

    # Fuel.

    def _look(self, view: View) -> list[Order]:
        """Is there more than the nearest deck and the reserve take, and need she not go to a field now?"""
        field = haven_now(view, self.params.flight_speed, view.fields(), (self.bound,)) if self.barred else ""
        if field:
            figures = {"other": field, "bound": self.bound, "reason": self.barred, "bingo": True}
            said = Log("diverted", f"Goes to {field} instead of {self.bound}: {self.barred}.", figures)
            self.bingo, self.barred = True, ""
            return [said, *self._make_for(view, field)]
        if self.bingo:
            return []
        decks = list(in_role(self.briefing, DECKS))
        range_m = self._range_m(view, self._nearest(decks, view))
        far_s = range_m / self.params.flight_speed if range_m < math.inf else 0.0
        lasts_s = fuel_lasts_s(view, self.params.flight_speed)
        return self._bingo(view) if lasts_s <= far_s + self.params.reserve else []

    def _bingo(self, view: View) -> list[Order]:
        """Fuel for the nearest deck and the reserve, no more: there, whatever was planned."""
        self.bingo, self.rounds = True, 0
        open_decks = [deck for deck in in_role(self.briefing, DECKS) if deck not in self.given_up]
        deck = self._nearest(open_decks or list(in_role(self.briefing, DECKS)), view)
        figures = {"other": deck, "bound": self.bound, "fuel_kg": view.own().fuel_kg}
        said: list[Order] = [Log("bingo", f"Bingo: makes for {deck}.", figures)]
        if deck == self.bound and self.phase == INWARD:
            return said
        if deck != self.bound:
            why = {"other": deck, "bound": self.bound, "reason": "fuel", "bingo": True}
            said.append(Log("diverted", f"Goes to {deck} instead of {self.bound}: fuel.", why))
        return [*said, *self._make_for(view, deck)]

    # Down.

    def _down(self, view: View) -> list[Order]:
        own, meant = view.own(), self.plan[0] if self.plan else self.home
        deck = own.aboard
        if deck != meant:
            self.plan = [self.home]  # the rest of the round is given up
        self.plan = self.plan[1:] if self.plan and self.plan[0] == deck else self.plan
        over = not self.plan
        if over and self.on_sortie:
            self.flown, self.on_sortie = self.flown + 1, False
        reserve_kg = view.fuel_rate_kgps(self.params.flight_speed) * self.params.reserve
        figures = {
            "other": deck,
            "bound": meant,
            "home": over,
            "rounds": self.rounds,
            "fuel_kg": own.fuel_kg,
            "reserve_kg": reserve_kg,
        }
        said = Log("down", f"{view.unit} is down on {deck}.", figures)
        told = self.report(view, LANDED, {"deck": deck, "home": over, "flown": self.flown})
        self.phase, self.bound = (ABOARD if over else VISITING), ""
        if over:
            return [said, *told, *(self._begin_sortie(view) if self.called else [])]
        return [said, *told, *self._when_ready(view)]
