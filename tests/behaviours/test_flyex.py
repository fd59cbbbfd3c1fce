"""FLYEX on the small sea: launched in turn, landed on each other's decks, sent round, short of fuel, out of sight."""

import math
from collections.abc import Callable
from typing import Any

import pytest

from fleetex.behaviours import flyex
from fleetex.engine import events, orders
from fleetex.engine.view import OwnState, Surroundings
from fleetex.units import KN_MPS, NMI_M
from fleetex.vocabulary import Light, SerialState, SurfaceKind
from tests.behaviours.sea import CENTRE, Boat, Sea, Window, completed, offset, range_and_bearing, restored

ROLES = {"decks": ("north", "south"), "aircraft": ("swift", "heron")}
HOUR_S = 3600.0
TAKE_OFF_S, LAND_S, TURN_ROUND_S, REACH_M = 300.0, 180.0, 2400.0, 500.0
BURNT_KGPS = 0.13
TANK_KG = 1_600.0


class FlightWindow(Window):
    """A view of who may fly."""

    _sea: "FlightSea"

    def own(self) -> OwnState:
        boat, sea = self._sea.boats[self._unit], self._sea
        return OwnState(
            boat.position,
            0.0,
            boat.course_rad,
            boat.speed_mps,
            sea.fuel_kg(self._unit),
            TANK_KG,
            aboard=sea.aboard.get(self._unit, ""),
            ready_s=max(0.0, sea.ready_s.get(self._unit, 0.0) - sea.time_s),
        )

    def havens(self) -> list[str]:
        return ["north", "south", *self.fields()]

    def fields(self) -> list[str]:
        return ["field"] if "field" in self._sea.boats else []

    def beacon(self, place: str) -> orders.Position | None:
        return self._sea.boats[place].position if place in self._sea.beacons else None

    def fuel_rate_kgps(self, speed_mps: float) -> float:
        return BURNT_KGPS


class FlightSea(Sea):
    """Decks that take a while, make one movement at a time, and may be shut."""

    def __init__(self, boats: list[Boat]) -> None:
        super().__init__(boats)
        self.aboard = {"swift": "north", "heron": "south"}
        self.fuel_at = {"swift": (0.0, TANK_KG), "heron": (0.0, TANK_KG)}
        self.ready_s: dict[str, float] = {}
        self.beacons: set[str] = set()
        self.shut: dict[str, str] = {}
        """Deck -> why it takes nobody."""
        self.barred: set[str] = set()
        """Decks that take nobody, however short of fuel."""
        self.full: set[str] = set()
        self.landed: list[tuple[float, str, str]] = []

    def fuel_kg(self, unit: str) -> float:
        since_s, then_kg = self.fuel_at.get(unit, (0.0, 300_000.0))
        return (
            then_kg
            if self.aboard.get(unit) or unit not in self.fuel_at
            else then_kg - BURNT_KGPS * (self.time_s - since_s)
        )

    def tell(self, unit: str, event: events.Event) -> None:
        """As the small sea does it, with a window for fliers."""
        if isinstance(event, events.MessageHeard):
            self.heard.append((self.time_s, unit, event))
        doctrine = self.doctrines.get(unit)
        if doctrine is None:
            return
        if self.restore:
            doctrine = self.doctrines[unit] = restored(doctrine)
        for order in doctrine.on_event(FlightWindow(self, unit), event):
            self.ordered.append((self.time_s, unit, order))
            self._carry_out(unit, order)

    def _work(self, boat: Boat, order: orders.Order) -> None:
        unit = boat.unit
        match order:
            case orders.TakeOff():
                self._when_open(
                    boat, "TakeOff", self.aboard[unit], lambda: self.later(TAKE_OFF_S, unit, self._off(boat))
                )
            case orders.LandOn(place):
                deck = self.boats[place]
                if place in self.full:
                    self.tell(unit, events.OrderRefused("LandOn", f"the deck of {place} is full", place))
                elif range_and_bearing(boat.position, deck.position)[0] > REACH_M:
                    self.tell(unit, events.OrderRefused("LandOn", f"{place} is far off", place))
                else:
                    self._when_open(boat, "LandOn", place, lambda: self.later(LAND_S, unit, self._down(boat, place)))
            case _:
                super()._work(boat, order)

    def _when_open(self, boat: Boat, order: str, place: str, begin: Callable[[], None], told: str = "") -> None:
        """Begin as soon as the deck is open; who is steered elsewhere waits no more."""
        why, steered = self.shut.get(place, ""), boat.order
        if not why:
            begin()
            return

        def again() -> None:
            if boat.order == steered:
                self._when_open(boat, order, place, begin, why)

        self.later(30.0, boat.unit, again)
        if why != told:
            self.tell(boat.unit, events.DeckWaits(order, why, "sea" in why or "wind" in why, place in self.barred))

    def _off(self, boat: Boat) -> Callable[[], None]:
        def off() -> None:
            self.aboard.pop(boat.unit)
            boat.station, boat.order = None, boat.order + 1
            self.fuel_at[boat.unit] = (self.time_s, TANK_KG)
            self.tell(boat.unit, events.OrderDone("TakeOff"))

        return off

    def _down(self, boat: Boat, place: str) -> Callable[[], None]:
        def down() -> None:
            self.fuel_at[boat.unit] = (self.time_s, self.fuel_kg(boat.unit))
            self.aboard[boat.unit], self.ready_s[boat.unit] = place, self.time_s + TURN_ROUND_S
            boat.station, boat.order = (place, 0.0, 0.0, True), boat.order + 1
            self.landed.append((self.time_s, boat.unit, place))
            self.tell(boat.unit, events.OrderDone("LandOn"))

        return down

    def _keep_station(self, boat: Boat, order: orders.KeepStation) -> None:
        """A helicopter closes at its speed; ships as the small sea has it."""
        if boat.kind is not SurfaceKind.AIRCRAFT:
            super()._keep_station(boat, order)
            return
        boat.order, boat.waypoints, boat.station = boat.order + 1, [], None
        number, guide = boat.order, list(self.boats)[order.guide]
        range_m, boat.course_rad = range_and_bearing(boat.position, self.boats[guide].position)
        boat.speed_mps = order.speed_mps_max or 40.0

        def settle() -> None:
            if boat.order == number:
                boat.station = (guide, order.range_m, order.bearing_rad, order.relative)
                self._move(self.time_s)
                self.tell(boat.unit, events.OrderDone("KeepStation"))

        self.later(max(1.0, range_m / boat.speed_mps), boat.unit, settle)


def sailed(run: bool = True, roles: dict[str, tuple[str, ...]] = ROLES, hours: float = 4.0, **params: Any) -> FlightSea:
    aside = offset(CENTRE, math.pi / 2.0, 2.0 * NMI_M)
    boats = [
        Boat("north", CENTRE),
        Boat("south", aside),
        Boat("swift", CENTRE, kind=SurfaceKind.AIRCRAFT, station=("north", 0.0, 0.0, True)),
        Boat("heron", aside, kind=SurfaceKind.AIRCRAFT, station=("south", 0.0, 0.0, True)),
    ]
    sea = FlightSea(boats)
    sea.brief(flyex.KIND, flyex.doctrine, roles, "north", params=params, end_s=hours * HOUR_S)
    if run:
        sea.run((hours + 1.0) * HOUR_S)
    return sea


def decks_of(sea: FlightSea, unit: str) -> list[str]:
    return [deck for _, who, deck in sea.landed if who == unit]


def test_each_lands_on_the_others_deck_and_goes_home() -> None:
    sea = sailed()
    assert completed(sea), sea.ended
    assert sea.ended is not None
    assert sea.ended.reason == "all sorties flown, 4 landings"
    assert decks_of(sea, "swift") == ["south", "north"]
    assert decks_of(sea, "heron") == ["north", "south"]
    assert [row["home"] for row in sea.logged("down", "swift")] == [False, True]


def test_launches_are_as_far_apart_as_ordered_after_the_decks_have_settled() -> None:
    sea = sailed(gap="20 min", settle="15 min")
    times = [time_s for time_s, _, order in sea.ordered if isinstance(order, orders.TakeOff)]
    assert times[0] == pytest.approx(900.0, abs=30.0)
    assert times[1] == pytest.approx(2100.0, abs=30.0)


def test_the_decks_steam_into_the_wind_and_the_second_keeps_station() -> None:
    sea = sailed()
    (course,) = {round(row["course_deg"]) for row in sea.logged("flying course", "north")}
    assert course == 220
    assert sea.boats["south"].station is not None
    assert sailed(course="045T").logged("flying course")[0]["course_deg"] == pytest.approx(45.0)


def test_without_cross_decking_each_goes_home_as_often_as_it_has_sorties() -> None:
    sea = sailed(cross_deck=False, sorties=2)
    assert completed(sea)
    assert decks_of(sea, "swift") == ["north", "north"]
    assert decks_of(sea, "heron") == ["south", "south"]


def test_one_deck_alone_conducts_her_own_helicopter() -> None:
    sea = sailed(roles={"decks": ("north",), "aircraft": ("swift",)}, cross_deck=False)
    assert completed(sea)
    assert decks_of(sea, "swift") == ["north"]


def test_a_checkpoint_at_any_event_changes_nothing() -> None:
    one, other = sailed(run=False), sailed(run=False)
    other.restore = True
    one.run(5.0 * HOUR_S)
    other.run(5.0 * HOUR_S)
    assert other.landed == one.landed
    assert [log for _, _, log in other.log] == [log for _, _, log in one.log]


def test_who_finds_a_foul_deck_goes_round_and_asks_anew() -> None:
    sea = sailed(run=False, go_arounds=9)
    sea.shut["south"] = "the deck is foul: heron takes off"
    sea.at(1500.0, "south", lambda: sea.shut.clear())
    sea.run(5.0 * HOUR_S)
    rounds = sea.logged("go-around", "swift")
    assert rounds
    assert rounds[0]["reason"] == "the deck is foul: heron takes off"
    assert decks_of(sea, "swift") == ["south", "north"]


def test_a_deck_that_stays_foul_sends_it_to_another() -> None:
    sea = sailed(run=False, go_arounds=2)
    sea.at(1000.0, "south", lambda: sea.shut.update(south="sea state 6 is too much for the deck"))
    sea.run(5.0 * HOUR_S)
    (diverted,) = sea.logged("diverted", "swift")
    assert (diverted["other"], diverted["bound"], diverted["bingo"]) == ("north", "south", False)
    assert len(sea.logged("go-around", "swift")) == 2
    assert decks_of(sea, "swift") == ["north"]


@pytest.mark.parametrize("away_nmi", [30.0, 90.0])
def test_decks_that_weather_bars_to_all_send_it_to_a_field_in_time(away_nmi: float) -> None:
    sea = sailed(run=False, hours=8.0)
    sea.boats["field"] = Boat("field", offset(CENTRE, 0.0, away_nmi * NMI_M), speed_mps=0.0)
    sea.beacons |= {"field", "north", "south"}
    weather = "66 kn of wind over the deck are too much"

    def close() -> None:
        sea.shut.update(north=weather, south=weather)
        sea.barred |= {"north", "south"}

    sea.at(1000.0, "south", close)
    sea.run(8.0 * HOUR_S)
    assert decks_of(sea, "swift")[:1] == ["field"]
    last = sea.logged("diverted", "swift")[-1]
    assert (last["other"], last["reason"], last["bingo"]) == ("field", weather, True)
    assert sea.logged("down", "swift")[0]["fuel_kg"] > 0.0


def test_who_is_down_to_the_fuel_for_a_deck_that_then_takes_nobody_is_not_left_over_it() -> None:
    """The only deck of the serial is closed: she waits no longer than the fuel takes her to one outside it."""
    sea = sailed(run=False, roles={"decks": ("north",), "aircraft": ("swift",)}, hours=8.0, cross_deck=False)
    sea.boats["south"].station = ("north", 5.0 * NMI_M, math.pi / 2.0, True)
    sea.at(1000.0, "north", lambda: sea.shut.update(north="sea state 6 is too much for the deck"))
    sea.run(8.0 * HOUR_S)
    assert decks_of(sea, "swift")[:1] == ["south"]
    assert sea.logged("diverted", "swift")[-1]["reason"] == "sea state 6 is too much for the deck"


def test_a_full_deck_sends_it_to_another_too() -> None:
    sea = sailed(run=False)
    sea.full.add("south")
    sea.run(5.0 * HOUR_S)
    (diverted,) = sea.logged("diverted", "swift")
    assert diverted["reason"] == "refused 3 times: the deck of south is full"
    assert decks_of(sea, "swift") == ["north"]


def test_at_bingo_it_makes_for_the_nearest_deck_whatever_was_planned() -> None:
    """The deck meant is two miles farther than its own."""
    sea = sailed(run=False, out="10 nmi", reserve="197 min")
    sea.run(5.0 * HOUR_S)
    bingo = sea.logged("bingo", "swift")[0]
    assert bingo["fuel_kg"] <= BURNT_KGPS * (197.0 * 60.0 + 10.0 * NMI_M / (100.0 * KN_MPS)) + 10.0
    assert sea.logged("down", "swift")[0]["fuel_kg"] > BURNT_KGPS * 180.0 * 60.0


def test_short_of_fuel_it_hovers_at_a_foul_deck_and_goes_round_no_more() -> None:
    sea = sailed(run=False, out="10 nmi", reserve="197 min", cross_deck=False)
    sea.at(1000.0, "north", lambda: sea.shut.update(north="foul", south="foul"))
    sea.run(2.0 * HOUR_S)
    rounds = sea.logged("go-around", "swift")
    assert rounds
    assert all(row["bingo"] for row in rounds)
    routes = sea.given(orders.FollowRoute, "swift")
    assert len(routes) == 1, "the way out, and no round"


def test_out_of_sight_it_makes_for_where_the_deck_said_she_would_be() -> None:
    sea = sailed(run=False)
    sea.blind = {("swift", "south"), ("heron", "north")}
    sea.run(5.0 * HOUR_S)
    steered = sea.given(orders.Steer, "swift")
    assert steered, "by the place told, for nothing is seen"
    assert {event.kind for _, unit, event in sea.heard if unit == "swift"} >= {"pim", "launch"}


def test_a_beacon_is_enough_to_find_a_deck_by() -> None:
    sea = sailed(run=False)
    sea.blind = {("swift", "south")}
    sea.beacons = {"south"}
    sea.at(1400.0, "swift", lambda: sea.blind.clear())
    sea.run(5.0 * HOUR_S)
    assert decks_of(sea, "swift") == ["south", "north"]


def test_decks_that_let_nobody_go_end_it_with_their_reason() -> None:
    sea = sailed(run=False)
    sea.shut = {
        "north": "61 kn of wind over the deck are too much",
        "south": "61 kn of wind over the deck are too much",
    }
    sea.run(5.0 * HOUR_S)
    assert sea.ended is not None
    assert sea.ended.state is SerialState.ABORTED
    assert sea.ended.reason == "foul deck: 61 kn of wind over the deck are too much"
    assert sea.ended_s < 1.5 * HOUR_S


def test_fog_ends_it_with_its_reason() -> None:
    sea = sailed(run=False)
    fog = Surroundings(3.0, 0.0, 2, 0.5, 500.0, Light.DAY)
    sea.at(3000.0, "north", lambda: setattr(sea, "weather", fog))
    sea.run(5.0 * HOUR_S)
    assert sea.ended is not None
    assert (sea.ended.state, sea.ended.reason) == (
        SerialState.ABORTED,
        "visibility of 0.3 nmi is below the limit of 3.0 nmi",
    )


def test_who_does_not_answer_is_left_out_and_the_others_fly() -> None:
    sea = sailed(run=False)
    sea.cut = {("TG1", "heron"), ("TG2", "heron")}
    sea.run(5.0 * HOUR_S)
    assert [row["other"] for row in sea.logged("left out")] == ["heron"]
    assert completed(sea)
    assert decks_of(sea, "swift") == ["south", "north"]
    assert decks_of(sea, "heron") == []


def test_when_nobody_answers_it_is_aborted() -> None:
    sea = sailed(run=False)
    sea.cut = {(circuit, unit) for circuit in ("TG1", "TG2") for unit in ("heron", "swift")}
    sea.run(5.0 * HOUR_S)
    assert sea.ended is not None
    assert (sea.ended.state, sea.ended.reason) == (SerialState.ABORTED, "no helicopter answers")


def test_the_window_that_ends_too_soon_leaves_sorties_unflown_and_says_so() -> None:
    sea = sailed(sorties=3, cross_deck=False, hours=2.0)
    assert sea.ended is not None
    assert sea.ended.state is SerialState.ABORTED
    assert "of 6 sorties flown" in sea.ended.reason
    assert sea.ended_s == 2.0 * HOUR_S


def test_before_finex_all_are_called_home() -> None:
    """Nobody lands on a third deck when the way home is due."""
    sea = sailed(run=False, recall_before="100 min", hours=3.0)
    sea.run(5.0 * HOUR_S)
    recalled = [time_s for time_s, _, event in sea.heard if event.kind == "recall"]
    assert recalled
    assert min(recalled) == pytest.approx(80.0 * 60.0, abs=30.0)
    assert decks_of(sea, "swift")[-1] == "north"


def test_who_is_in_the_air_when_it_begins_comes_down_first() -> None:
    sea = sailed(run=False)
    sea.aboard.pop("swift")
    sea.boats["swift"].station = None
    sea.run(5.0 * HOUR_S)
    assert decks_of(sea, "swift")[0] == "north"
