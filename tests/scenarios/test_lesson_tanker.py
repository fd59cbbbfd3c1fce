"""A patrol whose escort is refuelled in the air: what the tanker gives, and what a late one takes."""

from functools import cache
from pathlib import Path

import pytest

from fleetex.library import load_library
from fleetex.record.reader import Recording
from fleetex.scenario.loading import load_text
from fleetex.scenario.problems import ScenarioError
from fleetex.simulate.replications import Replications

TEXT = (Path(__file__).parents[2] / "scenarios" / "lesson-tanker.yaml").read_text(encoding="utf-8")
AFTER = "      tanker_at:"
FOG = """    visibility: 15 nmi
  zones:
    TANKERFIELD:
      area: TANKERFIELD
      visibility: [{from: 061000ZJUN23, value: 300 m}, {from: 061330ZJUN23, value: 10 nmi}]
"""


@cache
def flown(text: str, seed: int = 1) -> Recording:
    library = load_library()
    return Replications.of(load_text(text, "tanker.yaml", library), library).run(seed)


def value(recording: Recording, name: str) -> float:
    return next(row["value"] for row in recording.rows("measures") if row["name"] == name and not row["subject"])


def logged(recording: Recording, kind: str) -> list[dict[str, object]]:
    return [row for row in recording.rows("events") if row["kind"] == kind]


@pytest.mark.parametrize("seed", [1, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(2, 21))])
def test_the_escort_fills_up_goes_all_the_way_and_comes_home(seed: int) -> None:
    lesson = flown(TEXT, seed)
    (serial,) = lesson.rows("serials")
    assert (serial["state"], serial["reason"]) == ("completed", "the route is flown")
    assert value(lesson, "refuelled") == 2.0
    assert value(lesson, "home_on_fuel") == 0.0
    assert value(lesson, "landed") == 4.0


def test_what_a_receiver_takes_is_what_the_tanker_gives_at_no_more_than_the_hoses_rate() -> None:
    """The pod's rate is 72 t/h: 20 kg a second; each receiver's fuel rises by that less what he burns meanwhile."""
    lesson = flown(TEXT)
    last = {row["receiver_id"]: row for row in lesson.rows("rigs") if row["change"] == "stopped"}
    given_kg = sum(row["passed_kg"] for row in last.values())
    assert value(lesson, "fuel_in_the_air") == pytest.approx(given_kg / 1000.0)
    cargo = [row["cargo_kg"] for row in lesson.rows("fuel") if row["unit_id"] == "tanker-1"]
    assert max(cargo) - min(cargo) == pytest.approx(given_kg, abs=1.0)
    for unit, row in last.items():
        begun = next(one for one in lesson.rows("rigs") if one["receiver_id"] == unit and one["change"] == "pumping")
        assert row["passed_kg"] == pytest.approx(20.0 * (row["time_s"] - begun["time_s"]), rel=1e-6)


def test_a_tanker_that_is_late_is_waited_for_and_the_serial_goes_on_and_says_so() -> None:
    late = flown(TEXT.replace(AFTER, f"      tanker_after: 4 h\n{AFTER}"))
    (serial,) = late.rows("serials")
    assert serial["state"] == "completed"
    assert serial["reason"] == "the route is flown; not refuelled: short-1, short-2"
    assert value(late, "not_refuelled") == value(late, "home_on_fuel") == 2.0
    assert {row["unit_id"] for row in logged(late, "landed")} == {"long-1", "short-1", "short-2", "tanker-1"}
    assert not logged(late, "ditched")


def test_fog_on_the_tankers_field_makes_it_late() -> None:
    foggy = flown(TEXT.replace("    visibility: 15 nmi\n", FOG))
    assert {row["unit_id"] for row in logged(foggy, "not refuelled")} == {"short-1", "short-2"}
    (serial,) = foggy.rows("serials")
    assert "not refuelled" in serial["reason"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ((", tanker: [tanker-1]", ""), "nobody plays `tanker`"),
        (("refuels: [short-1, short-2]", "refuels: [short-1, long-1]"), "a wing or an escort of this patrol"),
        (("refuels: [short-1, short-2]", "refuels: [short-1]"), "it carries"),
        (("class: generic_tanker", "class: generic_bomber"), "hose delivery"),
    ],
)
def test_what_cannot_be_refuelled_is_refused_with_its_line(change: tuple[str, str], said: str) -> None:
    assert TEXT.count(change[0]) == 1
    with pytest.raises(ScenarioError) as caught:
        load_text(TEXT.replace(*change), "tanker.yaml", load_library())
    assert said in str(caught.value)
    assert "tanker.yaml:" in str(caught.value)
