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


def test_a_late_answer_is_told_as_late_and_not_as_a_circuit_down() -> None:
    sea = net(params={"rounds": 1, "calls": 1, "answer_within": "8 s", "operator_delay": "8 s"})
    sea.luck = 0.5
    sea.run()
    assert completed(sea)
    late = [c for c in sea.logged("circuit check") if c["result"] == "late"]
    assert {(c["from"], c["to"]) for c in late} >= {("alfa", "bravo"), ("alfa", "charlie")}
    assert all(c["seconds"] > 8.0 for c in late)
    assert sea.ended.reason.endswith("late")
    assert "no circuit is left down" in sea.ended.reason
    assert sea.logged("circuit restored") == []


def test_a_round_that_the_window_cuts_off_is_not_counted() -> None:
    sea = net(params={"rounds": 2, "round_every": "20 min"}, end_s=1215.0)
    sea.run()
    assert completed(sea)
    assert sea.ended.reason.startswith("net gone through once of 2, round 2 is not finished; ")
    assert [row["round"] for row in sea.logged("round finished")] == [1]


def test_a_net_whose_first_round_is_cut_off_is_not_completed() -> None:
    sea = net(params={"rounds": 1}, end_s=20.0)
    sea.run()
    assert sea.ended.state is SerialState.ABORTED
    assert "round 1 is not finished" in sea.ended.reason


def test_each_round_is_told_with_its_own_figures() -> None:
    sea = net(params={"rounds": 2})
    sea.cut.add(("TG1", "bravo"))
    sea.run()
    told = [log.text for _, unit, log in sea.log if log.kind == "task done" and unit == "alfa"]
    assert told == [f"alfa has tried its circuits in round {number}: 3 up, 1 down." for number in (1, 2)]
