"""The lesson of a submarine: what her battery costs her, and what it changes in the recording."""

from pathlib import Path

import pytest

from fleetex.library import Library
from fleetex.record.reader import Recording
from fleetex.scenario import ScenarioError, load_text
from tests.simulate.lessons import lesson, ran


def logged(recording: Recording, kind: str) -> list[float]:
    return [row["time_s"] for row in recording.rows("events") if row["kind"] == kind and row["unit_id"] == "submarine"]


def measured(recording: Recording, name: str) -> float:
    return next(row["value"] for row in recording.rows("measures") if row["name"] == name and not row["subject"])


@pytest.fixture(scope="module")
def low(tmp_path_factory: pytest.TempPathFactory) -> Recording:
    return ran(tmp_path_factory.mktemp("low"), lesson("submarine"))[1]


def test_she_comes_up_at_two_fifths_snorts_and_is_found_by_it(low: Recording) -> None:
    up, runs = logged(low, "comes up to snort")[0], logged(low, "diesels run")[0]
    assert up < runs < up + 300.0
    rows = [row for row in low.rows("battery") if row["unit_id"] == "submarine"]
    assert [row for row in rows if row["time_s"] <= up][-1]["charge_share"] > 0.4
    first = next(row for row in rows if row["time_s"] >= runs)
    assert first["diesels"]
    assert first["under_water"]
    assert first["charging_w"] > 1e6
    gains = [row for row in low.rows("contacts") if row["unit_id"] == "frigate" and row["change"] == "gained"]
    assert runs < min(row["time_s"] for row in gains if row["time_s"] > 3_600.0) < runs + 300.0
    assert 0.0 < measured(low, "indiscretion") < 50.0


def test_with_a_full_battery_she_stays_down_and_another_recording_is_left(low: Recording, tmp_path: Path) -> None:
    full = ran(tmp_path, lesson("submarine").replace("    battery: 42 %\n", ""))[1]
    assert not logged(full, "diesels run")
    assert measured(full, "indiscretion") == 0.0
    assert measured(full, "charge_left") > measured(low, "charge_left") + 30.0
    assert full.content_hash() != low.content_hash()
    drained = [row["charge_share"] for row in full.rows("battery")]
    assert drained == sorted(drained, reverse=True)


def test_she_comes_up_before_the_bank_and_goes_down_behind_it(low: Recording, tmp_path: Path) -> None:
    shoal = logged(low, "shoal ahead")
    assert len(shoal) >= 1
    depths = [(leg["time_s"], -leg["height_m"]) for leg in low.rows("legs") if leg["unit_id"] == "submarine"]
    over = [depth for time_s, depth in depths if shoal[0] + 60.0 < time_s < logged(low, "comes up to snort")[0]]
    assert min(over) <= 45.0
    assert over[-1] == 60.0
    text = lesson("submarine")
    bank = next(line for line in text.splitlines() if "bank: {area: BANK" in line)
    deep = ran(tmp_path, text.replace(f"  zones:\n{bank}\n", ""))[1]
    assert not logged(deep, "shoal ahead")
    assert deep.content_hash() != low.content_hash()


def test_a_start_deeper_than_the_water_at_her_place_is_refused(library: Library) -> None:
    text = lesson("submarine").replace("start: {at: 40-00.0N 134-02.0E", "start: {at: 40-00.0N 134-04.0E")
    with pytest.raises(ScenarioError) as refused:
        load_text(text, "lesson.yaml", library)
    assert [problem.where for problem in refused.value.problems] == ["units.submarine.start.depth"]
    assert "65 m deep" in refused.value.problems[0].allowed
    assert refused.value.problems[0].write == "45 m"
