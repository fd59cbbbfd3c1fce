"""SAREX on the small sea: reported late and wrongly, searched for by parts, sighted, closed, recovered; or not."""

import math
from typing import Any

import pytest

from fleetex.behaviours import sarex
from fleetex.behaviours.sar_plan import sweep_width_m
from fleetex.engine import events, orders
from fleetex.engine.view import Surroundings
from fleetex.units import KN_MPS, NMI_M
from fleetex.vocabulary import Light, SerialState, SurfaceKind
from tests.behaviours.sea import CENTRE, Boat, Sea, offset, range_and_bearing

ROLES = {"osc": ("lead",), "search": ("wing",), "layer": ("store",), "datum": ("raft",)}
HOUR_S = 3600.0
SEEN_M = 2.5 * NMI_M


class RescueSea(Sea):
    """A raft that drifts downwind and is seen within SEEN_M; boats that take it aboard from 1,000 m."""

    drift_mps = 0.2
    hidden = False
    sightless = ""
    """A ship whose lookouts never see it."""

    def _move(self, time_s: float) -> None:
        super()._move(time_s)
        raft = self.boats["raft"]
        for unit in self.boats:
            near = range_and_bearing(self.boats[unit].position, raft.position)[0] < SEEN_M
            pair = {(unit, "raft")}
            self.blind = (
                self.blind - pair if near and not (self.hidden or unit == self.sightless) else self.blind | pair
            )

    def _keep_station(self, boat: Boat, order: orders.KeepStation) -> None:
        """A ship goes to a raft at her speed and lies to there."""
        boat.order += 1
        number, guide = boat.order, self.boats[list(self.boats)[order.guide]]
        boat.waypoints, boat.station = [], None
        range_m, boat.course_rad = range_and_bearing(boat.position, guide.position)
        boat.speed_mps = order.speed_mps_max or 5.0

        def arrive() -> None:
            if boat.order == number:
                boat.speed_mps = 0.0
                self.tell(boat.unit, events.OrderDone("KeepStation"))

        self.later(max(1.0, (range_m - order.range_m) / boat.speed_mps), boat.unit, arrive)

    def _work(self, boat: Boat, order: orders.Order) -> None:
        match order:
            case orders.Drift():
                boat.course_rad, boat.speed_mps = math.radians(40.0), self.drift_mps
            case orders.TakeAboard(track):
                found = self.boats[list(self.boats)[track]]
                near = range_and_bearing(boat.position, found.position)[0] < 1_000.0
                if near and found.unit == "raft":
                    self.tell(boat.unit, events.OrderDone("TakeAboard"))
                else:
                    reason = "it is no castaway" if near else "out of the boat's reach"
                    self.tell(boat.unit, events.OrderRefused("TakeAboard", reason))
            case _:
                super()._work(boat, order)


def sailed(run: bool = True, sea_type: type[RescueSea] = RescueSea, **params: Any) -> RescueSea:
    south = offset(CENTRE, math.pi, 8.0 * NMI_M)
    boats = [
        Boat("lead", south),
        Boat("wing", offset(south, math.pi / 2.0, NMI_M)),
        Boat("store", CENTRE),
        Boat("raft", CENTRE, kind=SurfaceKind.TARGET, identity=False, speed_mps=0.0),
    ]
    sea = sea_type(boats)
    params = {"position_error": "0.5 nmi", "track_spacing": "2 nmi", "time_error": "0 s", **params}
    sea.brief(sarex.KIND, sarex.doctrine, ROLES, "lead", params=params, end_s=6.0 * HOUR_S)
    if run:
        sea.run(7.0 * HOUR_S)
    return sea


def test_the_raft_is_reported_searched_for_sighted_closed_and_taken_aboard() -> None:
    sea = sailed()
    assert sea.ended is not None
    assert sea.ended.state is SerialState.COMPLETED
    assert "has the raft aboard" in sea.ended.reason
    kinds = [log.kind for _, _, log in sea.log]
    story = [
        "adrift",
        "distress",
        "distress heard",
        "search laid",
        "sighted",
        "closing ordered",
        "closing",
    ]
    story += ["alongside", "recovered"]
    assert [kind for kind in dict.fromkeys(kinds) if kind in story] == story


def test_nobody_searches_before_the_report_is_heard() -> None:
    sea = sailed(reported_after="30 min")
    laid_s = next(time_s for time_s, _, log in sea.log if log.kind == "search laid")
    assert laid_s >= 1800.0
    moved = [time_s for time_s, unit, order in sea.ordered if isinstance(order, orders.FollowRoute) and unit != "store"]
    assert min(moved) >= laid_s


def test_the_co_ordinator_reckons_with_what_he_was_told_and_not_with_where_it_is() -> None:
    """He steers for the position reported, carried on by his own wind; the raft's true drift is another."""
    sea = sailed(position_error="0 m", leeway="4 %")
    (told,) = sea.logged("distress heard")
    assert told["drift_mps"] == pytest.approx(0.04 * 5.0)
    assert told["set_deg"] == pytest.approx(40.0)
    (reported,) = sea.logged("distress")
    assert reported["off_m"] == 0.0


def test_each_ship_has_a_strip_of_her_own() -> None:
    sea = sailed(run=False, search_radius="4 nmi")
    sea.hidden = True
    sea.run(7.0 * HOUR_S)
    begun = [unit for _, unit, log in sea.log if log.kind == "on search"]
    assert set(begun[:2]) == {"lead", "wing"}
    body = next(message.body for _, unit, message in sea.heard if unit == "wing" and message.kind == "search")
    assert body["width_m"] == pytest.approx(body["length_m"] / 2.0)
    assert body["pattern"] == "parallel track"


@pytest.mark.parametrize("pattern", ["creeping line", "expanding square", "sector"])
def test_every_pattern_finds_a_raft_near_the_datum(pattern: str) -> None:
    sea = sailed(pattern=pattern)
    assert sea.ended is not None
    assert sea.ended.state is SerialState.COMPLETED


def test_a_report_that_is_lost_is_made_again() -> None:
    sea = sailed(run=False, calls=1)
    sea.cut |= {("TG1", "lead"), ("TG2", "lead")}
    sea.at(1.2 * HOUR_S, "lead", sea.cut.clear)
    sea.run(7.0 * HOUR_S)
    assert len(sea.logged("distress")) > 1
    assert sea.logged("no answer", "store")
    assert sea.ended is not None
    assert sea.ended.state is SerialState.COMPLETED


def test_a_search_ship_that_cannot_be_reached_leaves_her_part_to_the_co_ordinator() -> None:
    sea = sailed(run=False, calls=1, search_radius="4 nmi")
    sea.cut |= {("TG1", "wing"), ("TG2", "wing")}
    sea.hidden = True
    sea.run(7.0 * HOUR_S)
    assert not sea.logged("on search", "wing")
    assert len([one for one in sea.logged("on search", "lead") if one["search"] == 1]) == 2


def test_a_ship_that_cannot_reach_the_co_ordinator_closes_and_recovers_by_herself() -> None:
    """His sets fail once the search is on: she sees it, nobody answers, and she does what is to be done."""
    sea = sailed(run=False, calls=1, search_radius="3 nmi")

    def fail() -> None:
        sea.cut |= {("TG1", "lead"), ("TG2", "lead")}

    def hide() -> None:
        sea.boats["lead"].position = offset(CENTRE, math.pi, 40.0 * NMI_M)

    sea.at(1.0 * HOUR_S, "lead", fail)
    sea.at(1.0 * HOUR_S, "lead", hide)
    sea.run(7.0 * HOUR_S)
    assert sea.logged("recovered", "wing")
    assert (
        len([1 for _, unit, order in sea.ordered if unit == "wing" and getattr(order, "kind", "") == "recovered"]) > 1
    )


def test_what_is_not_found_ends_with_the_probability_reached_and_wider_searches_before() -> None:
    sea = sailed(run=False)
    sea.hidden = True
    sea.run(7.0 * HOUR_S)
    assert sea.ended is not None
    assert sea.ended.state is SerialState.ABORTED
    assert "not found, probability of detection reached" in sea.ended.reason
    laid = sea.logged("search laid")
    assert len(laid) >= 2
    assert [one["radius_m"] for one in laid] == sorted(one["radius_m"] for one in laid)
    assert (laid[1]["along_deg"] - laid[0]["along_deg"]) % 360.0 == pytest.approx(90.0, abs=1.0)


def test_a_boat_that_lies_nameless_near_the_datum_is_looked_at_once_and_struck_out() -> None:
    sea = sailed(run=False, search_radius="3 nmi")
    sea.hidden = True
    sea.boats["smack"] = Boat("smack", offset(CENTRE, 0.5, 1.0 * NMI_M), identity=False, speed_mps=0.0)
    sea.run(7.0 * HOUR_S)
    struck = sea.logged("not the raft")
    assert len(struck) == 1
    assert struck[0]["reason"] == "it is no castaway"
    assert sea.ended is not None
    assert sea.ended.state is SerialState.ABORTED


def test_no_boat_is_lowered_in_a_sea_above_its_limit() -> None:
    sea = sailed(run=False)
    sea.weather = Surroundings(9.0, math.radians(220.0), 5, 2.8, 18_000.0, Light.DAY)

    def calm() -> None:
        sea.weather = Surroundings(5.0, math.radians(220.0), 3, 1.0, 18_000.0, Light.DAY)

    sea.at(4.5 * HOUR_S, "lead", calm)
    sea.run(7.0 * HOUR_S)
    assert sea.logged("recovery waits")
    taken = [time_s for time_s, _, order in sea.ordered if isinstance(order, orders.TakeAboard)]
    assert taken
    assert min(taken) >= 4.5 * HOUR_S


def test_a_search_in_the_dark_is_called_off() -> None:
    sea = sailed(run=False, search_radius="4 nmi")
    sea.hidden = True

    def night() -> None:
        sea.weather = Surroundings(5.0, math.radians(220.0), 2, 0.5, 20_000.0, Light.NIGHT)

    sea.at(2.0 * HOUR_S, "lead", night)
    sea.run(7.0 * HOUR_S)
    assert sea.ended is not None
    assert "daylight" in sea.ended.reason


def test_a_saved_and_restored_search_plays_the_same() -> None:
    plain, restored = sailed(), sailed(run=False)
    restored.restore = True
    restored.run(7.0 * HOUR_S)
    assert [(time_s, unit, log.kind) for time_s, unit, log in plain.log] == [
        (time_s, unit, log.kind) for time_s, unit, log in restored.log
    ]


@pytest.mark.parametrize(
    ("visibility_nmi", "wind_kn", "wave_m", "sweep_nmi"),
    [
        (3, 5, 0.5, 2.5),
        (10, 5, 0.5, 5.0),
        (10, 18, 0.5, 4.5),
        (10, 5, 1.6, 3.0),
        (1.5, 5, 0.5, 1.25),
        (40, 5, 0.5, 6.9),
    ],
)
def test_sweep_width_follows_the_tables_by_visibility_and_weather(
    visibility_nmi: float, wind_kn: float, wave_m: float, sweep_nmi: float
) -> None:
    around = Surroundings(wind_kn * KN_MPS, 0.0, 3, wave_m, visibility_nmi * NMI_M, Light.DAY)
    assert sweep_width_m(around) / NMI_M == pytest.approx(sweep_nmi)


def test_who_found_nothing_at_a_contact_is_not_sent_to_it_again() -> None:
    """The co-ordinator lies nearer, goes and sees nothing; then the ship that sees it goes."""
    sea = sailed(run=False)
    sea.sightless = "lead"
    sea.run(7.0 * HOUR_S)
    assert [told["other"] for told in sea.logged("closing ordered")] == ["lead", "wing"]
    assert sea.ended is not None
    assert sea.ended.state is SerialState.COMPLETED
