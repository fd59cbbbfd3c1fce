"""What stands on a deck: it goes where its host goes, nobody plots it apart from her, and it is found once afloat."""

import numpy as np

from fleetex.engine import ask
from fleetex.engine import tables as tb
from tests.engine.seas import KN_MPS, Sea, Ship

RAFT = Ship("raft", sensors=(), unit={"mode": tb.MODE_ABOARD})


def carried() -> Sea:
    """A tug that carries a raft, and a frigate that watches from 3 km."""
    sea = Sea([RAFT, Ship("tug", speed_kn=10.0, course_deg=30.0), Ship("frigate", east_m=3_000.0, course_deg=30.0)])
    sea.unit("raft")["tow"] = sea.rows["tug"]
    sea.hull("raft")["speed_mps_bound"] = sea.hull("tug")["speed_mps_bound"]
    return sea.begin()


def place(sea: Sea, name: str) -> tuple[float, ...]:
    return ask.whereabouts(sea.at, sea.rows[name], sea.now_s)


def streamed(sea: Sea, line_m: float) -> None:
    """The tug puts the raft over her stern, as `Shiphandling.tow` does."""
    raft = sea.unit("raft")
    sea.unit("tug")["carries"] -= 1
    raft["mode"], raft["tow_line_m"], raft["cmd_speed_mps"] = tb.MODE_TOWED, line_m, 0.0
    ask.take_in_tow(sea.at, sea.rows["raft"], sea.now_s)


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
    streamed(sea, 800.0)
    sea.run(7_200.0)
    contacts = np.concatenate(sea.got["contact"])
    gained = contacts[(contacts["target"] == sea.rows["raft"]) & (contacts["gained"] == 1)]
    assert {int(unit) for unit in gained["unit"]} == {sea.rows["tug"], sea.rows["frigate"]}
    assert (gained["time_s"] > 3_600.0).all()
    range_m, _ = ask.range_and_bearing_between(sea.at, sea.rows["tug"], sea.rows["raft"], sea.now_s)
    assert abs(range_m - 800.0) < 20.0
    assert abs(place(sea, "raft")[3] - 10.0 * KN_MPS) < 0.2
