"""COMMEX played by three ships: every pair on every circuit, the alternate, and what is restored."""

import pytest

from fleetex.behaviours import commex
from fleetex.vocabulary import SerialState
from tests.behaviours.sea import CENTRE, Boat, Sea, completed

SHIPS = ("alfa", "bravo", "charlie")


def net(**envelope: object) -> Sea:
    sea = Sea([Boat(unit, CENTRE) for unit in SHIPS])
    sea.brief(commex.KIND, commex.doctrine, {"all": SHIPS}, "alfa", **envelope)
    return sea


def paths(sea: Sea, result: str) -> set[tuple[str, str, str]]:
    return {(c["from"], c["to"], c["circuit"]) for c in sea.logged("circuit check") if c["result"] == result}


def test_every_pair_is_tried_on_every_circuit_and_the_serial_completes() -> None:
    sea = net(params={"rounds": 1})
    sea.run()
    assert completed(sea)
    pairs = {frozenset((a, b)) for a, b, _ in paths(sea, "up")}
    assert pairs == {frozenset(p) for p in (("alfa", "bravo"), ("alfa", "charlie"), ("bravo", "charlie"))}
    assert len(paths(sea, "up")) == 6
    assert sea.ended_s < 1800.0


def test_control_alone_calls_when_only_control_is_asked_for() -> None:
    sea = net(params={"rounds": 1, "pairs": "control"})
    sea.run()
    assert {path[0] for path in paths(sea, "up")} == {"alfa"}


def test_a_dead_set_is_called_three_times_then_the_alternate_is_tried() -> None:
    sea = net(params={"rounds": 1})
    sea.cut.add(("TG1", "bravo"))
    sea.run()
    down = [c for c in sea.logged("circuit check", "alfa") if c["result"] == "down" and not c["retry"]]
    assert [(c["to"], c["circuit"], c["calls"]) for c in down] == [("bravo", "TG1", 3)]
    assert sea.logged("alternate", "alfa")[0]["alternate"] == "TG2"
    assert sea.logged("alternate", "alfa")[0]["result"] == "up"
    assert completed(sea)
    assert "still down" in sea.ended.reason


def test_a_circuit_that_comes_back_is_found_restored() -> None:
    sea = net(params={"rounds": 1})
    sea.cut.add(("TG1", "bravo"))
    sea.at(2400.0, "alfa", lambda: sea.cut.clear())
    sea.run()
    restored = sea.logged("circuit restored", "alfa")
    assert [row["circuit"] for row in restored] == ["TG1"]
    assert 2000.0 < restored[0]["seconds"] < 3000.0
    assert completed(sea)
    assert sea.ended_s < 3.0 * 3600.0


def test_a_station_that_never_answers_does_not_keep_the_net() -> None:
    sea = net(params={"rounds": 1})
    sea.cut |= {("TG1", "bravo"), ("TG2", "bravo")}
    sea.run()
    assert ("alfa", "charlie", "TG2") in paths(sea, "up")
    assert ("charlie" in {row["from"] for row in sea.logged("circuit check")}) is False
    assert sea.logged("task done", "charlie")
    assert completed(sea)


def test_two_rounds_are_a_round_interval_apart() -> None:
    sea = net(params={"rounds": 2, "round_every": "40 min"})
    sea.run()
    rounds = {c["round"] for c in sea.logged("circuit check", "alfa")}
    assert rounds == {1, 2}
    assert sea.ended_s > 2400.0


@pytest.mark.parametrize("circuits", [(), ("TG1",)])
def test_no_alternate_and_even_no_circuit_end_in_words(circuits: tuple[str, ...]) -> None:
    sea = net(circuits=circuits)
    sea.run()
    assert sea.ended is not None
    assert sea.ended.state is (SerialState.COMPLETED if circuits else SerialState.ABORTED)


def test_a_saved_and_restored_net_plays_the_same() -> None:
    plain, saved = net(params={"rounds": 1}), net(params={"rounds": 1})
    saved.restore = True
    plain.run()
    saved.run()
    assert plain.log == saved.log
