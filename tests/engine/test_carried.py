"""What stands on a deck: it goes where its host goes, nobody plots it apart from her, and it is found once afloat."""

from dataclasses import replace

import numpy as np

from fleetex.engine import ask
from fleetex.engine import tables as tb
from fleetex.engine.cast import Cast, Person
from fleetex.engine.events import OrderDone, OrderRefused
from fleetex.engine.orders import Drift, Tow
from fleetex.engine.shiphandling import Shiphandling
from fleetex.engine.stage import Stage
from fleetex.physics.philox import name_hash
from fleetex.vocabulary import Domain, SurfaceKind
from tests.engine.seas import KN_MPS, Sea, Ship
from tests.engine.theatre import Rows

RAFT = Ship("raft", sensors=(), unit={"mode": tb.MODE_ABOARD})


def carried() -> Sea:
    """A tug that carries a raft, and a frigate that watches from 3 km."""
    sea = Sea([RAFT, Ship("tug", speed_kn=10.0, course_deg=30.0), Ship("frigate", east_m=3_000.0, course_deg=30.0)])
    sea.unit("raft")["tow"] = sea.rows["tug"]
    sea.hull("raft")["speed_mps_bound"] = sea.hull("tug")["speed_mps_bound"]
    return sea.begin()


def place(sea: Sea, name: str) -> tuple[float, ...]:
    return ask.whereabouts(sea.at, sea.rows[name], sea.now_s)


def orders_to(sea: Sea) -> tuple[Stage, Shiphandling]:
    """What carries out orders on this sea, and the stage it works on."""
    ship = ("x", "x", False, Domain.SURFACE, SurfaceKind.WARSHIP, True, 30.0, 15.0, 7.0)
    people = tuple(Person(s.name, name_hash(s.name), *ship) for s in sea.ships)
    observers = tuple(int(row) for row in sea.world.hull["observer"])
    cast = Cast(people, sea.rows, (), {}, {}, {}, {}, {}, observers, None)
    return Stage(sea.world, cast, Rows()), Shiphandling()


def tow(sea: Sea, tug: str, towed: str, line_m: float) -> list[str]:
    """Order a tow; the reasons for which it is refused."""
    stage, ships = orders_to(sea)
    ships.tow(stage, sea.rows[tug], Tow(towed, line_m), "")
    return [told.event.reason for told in stage.mail if isinstance(told.event, OrderRefused)]


def test_a_raft_on_deck_lies_where_her_host_lies_through_turns_and_speeds() -> None:
    sea = carried()
    for course_deg, speed_kn in ((30.0, 10.0), (160.0, 13.0), (160.0, 4.0), (300.0, 12.0)):
        sea.steer("tug", course_deg, speed_kn)
        sea.run(sea.now_s + 47.0)
        assert place(sea, "raft") == place(sea, "tug")
        sea.run(sea.now_s + 900.0)
        assert place(sea, "raft") == place(sea, "tug")


def test_who_is_carried_leaves_the_legs_of_her_host_in_the_recording() -> None:
    sea = carried()
    sea.steer("tug", 120.0, 12.0)
    sea.run(600.0)
    ask.end_legs(sea.at, sea.now_s)
    sea.gather()
    legs = np.concatenate(sea.got["leg"])
    fields = ["time_s", "end_s", "lat_rad", "lon_rad", "course_rad", "speed_mps", "accel_mps2", "turn_radps"]
    hers = legs[legs["unit"] == sea.rows["tug"]][fields]
    its = legs[legs["unit"] == sea.rows["raft"]][fields]
    assert len(hers) > 2
    assert its.tolist() == hers.tolist()


def test_nobody_plots_what_stands_on_a_deck() -> None:
    sea = carried()
    sea.run(3_600.0)
    contacts = np.concatenate(sea.got["contact"])
    budgets = np.concatenate(sea.got["budget"])
    assert sea.rows["tug"] in contacts["target"]
    assert sea.rows["raft"] not in contacts["target"]
    assert sea.rows["raft"] not in budgets["target"]


def test_a_raft_that_is_streamed_is_found_and_falls_astern_to_the_length_of_her_line() -> None:
    sea = carried()
    sea.run(3_600.0)
    assert tow(sea, "tug", "raft", 800.0) == []
    assert sea.unit("tug")["carries"] == 0
    sea.run(7_200.0)
    contacts = np.concatenate(sea.got["contact"])
    gained = contacts[(contacts["target"] == sea.rows["raft"]) & (contacts["gained"] == 1)]
    assert {int(unit) for unit in gained["unit"]} == {sea.rows["tug"], sea.rows["frigate"]}
    assert (gained["time_s"] > 3_600.0).all()
    range_m, _ = ask.range_and_bearing_between(sea.at, sea.rows["tug"], sea.rows["raft"], sea.now_s)
    assert abs(range_m - 800.0) < 20.0
    assert abs(place(sea, "raft")[3] - 10.0 * KN_MPS) < 0.2


def test_nobody_tows_from_another_ships_deck() -> None:
    sea = carried().run(60.0)
    assert tow(sea, "frigate", "raft", 1_800.0) == ["raft stands on the deck of tug"]
    assert (sea.unit("raft")["mode"], sea.unit("raft")["tow"]) == (tb.MODE_ABOARD, sea.rows["tug"])


def test_a_tug_casts_off_what_it_tows_before_it_takes_another_in_tow() -> None:
    sea = carried().run(60.0)
    assert tow(sea, "tug", "raft", 400.0) == []
    assert tow(sea, "tug", "frigate", 1_200.0) == []  # broken down, say, and 3 km off
    assert (sea.unit("raft")["mode"], sea.unit("raft")["tow"]) == (tb.MODE_DRIFT, -1)
    assert (sea.unit("frigate")["mode"], sea.unit("frigate")["tow"]) == (tb.MODE_TOWED, sea.rows["tug"])


def test_a_raft_set_adrift_goes_over_the_side_and_lies_where_she_was_put() -> None:
    sea = carried().run(60.0)
    stage, ships = orders_to(sea)
    ships.drift(stage, sea.rows["raft"], Drift(), "")
    sea.run(1_860.0)
    assert (sea.unit("raft")["mode"], sea.unit("raft")["tow"], sea.unit("tug")["carries"]) == (tb.MODE_DRIFT, -1, 0)
    range_m, _ = ask.range_and_bearing_between(sea.at, sea.rows["tug"], sea.rows["raft"], sea.now_s)
    assert range_m > 0.9 * 10.0 * KN_MPS * 1_800.0


def adrift(boat_m: float, raft_kind: SurfaceKind = SurfaceKind.TARGET) -> tuple[Sea, Stage, Shiphandling]:
    """A raft adrift, and a frigate that lies so far from it with a track of it."""
    raft = Ship("raft", sensors=(), unit={"mode": tb.MODE_DRIFT})
    sea = Sea([raft, Ship("frigate", east_m=boat_m), Ship("tug", east_m=3_000.0, course_deg=30.0)]).begin()
    sea.steer("frigate", 0.0, 0.0)
    sea.run(600.0)
    stage, ships = orders_to(sea)
    people = [replace(person, kind=raft_kind) if person.unit == "raft" else person for person in stage.cast.people]
    stage.cast = replace(stage.cast, people=tuple(people))
    return sea, stage, ships


def refusals_of(stage: Stage) -> list[str]:
    return [told.event.reason for told in stage.mail if isinstance(told.event, OrderRefused)]


def test_a_boat_takes_aboard_what_lies_adrift_near_by_and_everybody_loses_it() -> None:
    sea, stage, ships = adrift(300.0)
    ships.take_aboard(stage, sea.rows["frigate"], sea.rows["raft"], "")
    assert refusals_of(stage) == []
    assert [told.event.order for told in stage.mail if isinstance(told.event, OrderDone)] == ["TakeAboard"]
    assert (sea.unit("raft")["mode"], sea.unit("raft")["tow"]) == (tb.MODE_ABOARD, sea.rows["frigate"])
    for course_deg, speed_kn in ((80.0, 12.0), (200.0, 18.0)):
        sea.steer("frigate", course_deg, speed_kn)
        sea.run(sea.now_s + 900.0)
        assert place(sea, "raft") == place(sea, "frigate")
    contacts = np.concatenate(sea.got["contact"])
    raft = contacts[contacts["target"] == sea.rows["raft"]]
    held = sum(1 if gained else -1 for gained in raft["gained"])
    assert held == 0
    assert (raft["gained"] == 1).any()


def test_what_was_taken_aboard_may_go_over_the_side_again() -> None:
    sea, stage, ships = adrift(300.0)
    ships.take_aboard(stage, sea.rows["frigate"], sea.rows["raft"], "")
    sea.steer("frigate", 90.0, 12.0)
    sea.run(sea.now_s + 600.0)
    ships.drift(stage_at(stage, sea), sea.rows["raft"], Drift(), "")
    sea.run(sea.now_s + 1_800.0)
    assert (sea.unit("raft")["mode"], sea.unit("frigate")["carries"]) == (tb.MODE_DRIFT, 0)
    range_m, _ = ask.range_and_bearing_between(sea.at, sea.rows["frigate"], sea.rows["raft"], sea.now_s)
    assert range_m > 9_000.0


def stage_at(stage: Stage, sea: Sea) -> Stage:
    """The stage with the sea's own clock."""
    stage.now_s = sea.now_s
    return stage


def test_a_boat_is_refused_what_is_far_off_what_is_no_castaway_and_too_much_way() -> None:
    sea, stage, ships = adrift(1_300.0)
    ships.take_aboard(stage, sea.rows["frigate"], sea.rows["raft"], "")
    assert "out of the boat's reach" in refusals_of(stage)[-1]
    sea, stage, ships = adrift(300.0, SurfaceKind.MERCHANT)
    ships.take_aboard(stage, sea.rows["frigate"], sea.rows["raft"], "")
    assert refusals_of(stage)[-1] == "it is no castaway"
    ships.take_aboard(stage, sea.rows["frigate"], None, "")
    assert refusals_of(stage)[-1] == "no such track"
    sea, stage, ships = adrift(300.0)
    sea.steer("frigate", 0.0, 12.0)
    sea.run(sea.now_s + 70.0)
    ships.take_aboard(stage_at(stage, sea), sea.rows["frigate"], sea.rows["raft"], "")
    assert refusals_of(stage)[-1] == "too much way on for the boat"
