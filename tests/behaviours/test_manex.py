"""MANEX played by a guide and two followers."""

import math

import pytest
from pydantic import ValidationError

from fleetex.behaviours import manex
from fleetex.engine import events, orders
from fleetex.vocabulary import SerialState
from tests.behaviours.sea import CENTRE, Boat, Sea, completed, offset

PROGRAMME = [{"formation": "column", "speed": "12 kn"}, {"course": "090T"}, {"formation": "line abreast"}]


def formation(oce: str = "guide", **envelope: object) -> Sea:
    boats = [Boat("guide", CENTRE), Boat("one", offset(CENTRE, 1.0, 5000.0)), Boat("two", offset(CENTRE, 2.0, 6000.0))]
    sea = Sea(boats, luck=0.5)
    roles = {"guide": ("guide",), "followers": ("one", "two")}
    sea.brief(manex.KIND, manex.doctrine, roles, oce, **{"params": {"evolutions": PROGRAMME}, **envelope})
    return sea


def test_each_signal_is_made_understood_executed_and_reported() -> None:
    sea = formation()
    sea.run()
    assert completed(sea)
    assert [row["evolution"] for row in sea.logged("signal made")] == [1, 2, 3]
    assert len(sea.logged("signal understood")) == 6
    assert [row["reason"] for row in sea.logged("evolution ended")] == ["all in station"] * 3
    assert len(sea.logged("in station")) == 6
    assert "3 evolutions made" in sea.ended.reason


def test_nobody_manoeuvres_before_the_execute() -> None:
    sea = formation()
    sea.run()
    executed_s = next(time_s for time_s, _, log in sea.log if log.kind == "signal executed")
    moved = [time_s for time_s, _, order in sea.ordered if isinstance(order, orders.KeepStation)]
    assert min(moved) > executed_s


def test_the_signal_delay_is_the_circuit_both_ways_and_the_operator() -> None:
    sea = formation()
    sea.run()
    assert {round(row["seconds"]) for row in sea.logged("signal understood")} == {10}


def test_the_guide_steers_what_was_signalled() -> None:
    sea = formation()
    sea.run()
    steered = sea.given(orders.Steer, "guide")[1:]
    assert steered[0].speed_mps == pytest.approx(12.0 * 1852.0 / 3600.0)
    assert steered[1].course_rad == pytest.approx(math.pi / 2)


def test_a_follower_may_conduct_the_serial() -> None:
    sea = formation(oce="one")
    sea.run()
    assert completed(sea)
    assert sea.given(orders.Steer, "guide")


def test_a_signal_that_was_not_understood_is_made_again() -> None:
    sea = formation(params={"evolutions": PROGRAMME, "say_again": "60 %"})
    sea.run(600.0)
    assert any(message.kind == "say again" for _, unit, message in sea.heard if unit == "guide")
    assert not sea.logged("signal understood")


def test_a_ship_that_missed_the_signal_asks_and_then_acts() -> None:
    sea = formation()
    sea.cut |= {("TG1", "two"), ("TG2", "two")}
    sea.at(250.0, "guide", lambda: sea.cut.clear())
    sea.run()
    assert [row["other"] for row in sea.logged("signal not understood")] == ["two"]
    assert any(message.kind == "what signal" for _, _, message in sea.heard)
    assert 1 in {row["evolution"] for row in sea.logged("in station", "two")}


def test_a_follower_without_its_guide_asks_and_closes_and_takes_station_when_it_sees_her() -> None:
    sea = formation()
    sea.blind.add(("two", "guide"))

    def see() -> None:
        sea.blind.clear()
        sea.tell("two", events.TrackGained(0))

    sea.at(900.0, "two", see)
    sea.run()
    assert sea.logged("guide lost", "two")
    assert any(message.kind == "position" for _, unit, message in sea.heard if unit == "two")
    assert sea.given(orders.Steer, "two")
    assert sea.logged("guide regained", "two")
    assert completed(sea)


def test_an_evolution_that_nobody_finishes_runs_out_of_time() -> None:
    sea = formation()
    sea.blind |= {("one", "guide"), ("two", "guide")}
    sea.run()
    assert {row["reason"] for row in sea.logged("evolution ended")} == {"time out"}


def test_the_end_of_the_window_aborts_an_unfinished_programme() -> None:
    sea = formation(end_s=900.0)
    sea.run()
    assert sea.ended.state is SerialState.ABORTED
    assert "of 3 evolutions" in sea.ended.reason


def test_a_guide_that_leaves_the_area_is_turned_back_to_its_middle() -> None:
    sea = formation()
    sea.at(1500.0, "guide", lambda: sea.tell("guide", events.AreaLeft("ALFA")))
    sea.run()
    assert sea.logged("turn back")
    turned = [row for row in sea.logged("signal made") if row["text"].startswith("course")]
    assert len(turned) == 2
    assert completed(sea)


@pytest.mark.parametrize("bad", [{}, {"formation": "screen"}, {"speed": "12 kn", "stations": {"one": {}}}])
def test_an_evolution_that_says_nothing_or_half_is_refused(bad: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        manex.Evolution.model_validate(bad)


@pytest.mark.parametrize(
    ("bad", "write"),
    [({"formation": "screen"}, "stations: {"), ({"formation": "column", "stations": {"one": {}}}, "formation: screen")],
)
def test_a_screen_and_its_stations_ask_for_each_other(bad: dict[str, object], write: str) -> None:
    """What is told to be written is what is missing, and makes it whole."""
    stations = {"one": {"range": "2 nmi", "bearing": "30 deg"}}
    whole = bad | {"stations": stations} if "stations" in bad else bad
    with pytest.raises(ValidationError) as refused:
        manex.Evolution.model_validate(whole)
    context = refused.value.errors()[0]["ctx"]
    assert context["write"].startswith(write)
    assert manex.Evolution.model_validate({"formation": "screen", "stations": stations}).stations


def test_a_saved_and_restored_formation_plays_the_same() -> None:
    plain, saved = formation(), formation()
    saved.restore = True
    plain.run()
    saved.run()
    assert plain.log == saved.log
