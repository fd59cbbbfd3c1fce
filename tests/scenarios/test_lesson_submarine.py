"""The lesson of a submarine: what her battery costs her, and what it changes in the recording."""

from pathlib import Path

import numpy as np
import pytest

from fleetex.library import Library
from fleetex.record.reader import Recording
from fleetex.scenario import ScenarioError, load_text
from fleetex.simulate import Replications
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
    assert [row for row in rows if row["time_s"] <= 3_600.0][-1]["charge_share"] > 0.4
    first = next(row for row in rows if row["time_s"] >= runs)
    assert first["diesels"]
    assert first["under_water"]
    assert first["charging_w"] > 1e6
    gains = [row for row in low.rows("contacts") if row["unit_id"] == "frigate" and row["change"] == "gained"]
    assert runs < min(row["time_s"] for row in gains if row["time_s"] > 3_600.0) < runs + 100.0
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


def breaches(recording: Recording) -> list[str]:
    return [row["text"] for row in recording.rows("events") if row["kind"] == "waterspace breach"]


def test_everybody_keeps_to_the_waterspace_and_it_changes_the_run(low: Recording, tmp_path: Path) -> None:
    assert breaches(low) == []
    assert measured(low, "waterspace_breaches") == 0.0
    up = logged(low, "comes up to snort")[0]
    assert up >= 2.0 * 3_600.0
    assert logged(low, "signals")[0] == pytest.approx(up - 300.0)
    assert logged(low, "smoke")[0] == logged(low, "signals")[0]
    hung = [row for row in low.rows("events") if row["kind"] == "sonar depth"]
    assert [row["text"] for row in hung] == ["frigate hauls in her array to 15 m", "frigate veers her array to 80 m"]
    text = lesson("submarine")
    free = ran(tmp_path, text[: text.index("\nwaterspace:")])[1]
    assert logged(free, "comes up to snort")[0] < 2.0 * 3_600.0
    assert not logged(free, "signals")
    assert not [row for row in free.rows("measures") if row["name"] == "waterspace_breaches"]
    assert free.content_hash() != low.content_hash()


def test_a_band_over_her_keel_hauls_in_what_she_tows_and_not_the_sonar_in_her_hull(tmp_path: Path) -> None:
    text = lesson("submarine").replace("{units: [frigate], not_below: 15 m}", "{units: [frigate], not_below: 4 m}")
    hung = [row["text"] for row in ran(tmp_path, text)[1].rows("events") if row["kind"] == "sonar depth"]
    assert hung == ["frigate hauls in her array to 4 m", "frigate veers her array to 80 m"]


def test_what_breaks_the_waterspace_is_told_and_counted(tmp_path: Path) -> None:
    """A ship that she could not know of is too near; and the bottom rises: it counts for more than her band."""
    near = ran(tmp_path / "near", lesson("submarine").replace("clear_of_ships: 3000 yd", "clear_of_ships: 40 nmi"))[1]
    assert any("near the surface" in text for text in breaches(near))
    assert measured(near, "waterspace_breaches") >= 1.0
    assert measured(near, "longest_breach") >= 60.0
    steps = "[{from: 200000ZJUL23, value: 65 m}, {from: 200020ZJUL23, value: 50 m}]"
    shoal = ran(tmp_path / "shoal", lesson("submarine").replace("depth: 65 m}", f"depth: {steps}}}"))[1]
    assert "above her band from 45 m down" in breaches(shoal)[0]


@pytest.mark.parametrize("seeds", [range(1, 4), pytest.param(range(1, 201), marks=pytest.mark.slow)], ids=["3", "200"])
def test_no_seed_breaks_what_must_hold(seeds: range, library: Library) -> None:
    """Charge is between empty and full and rises by diesels alone; she keeps off the bank; she gives notice."""
    many = Replications.of(load_text(lesson("submarine"), "lesson.yaml", library), library)
    for seed in seeds:
        run = many.run(seed)
        rows = run.table("battery")
        share = rows["charge_share"]
        assert np.all((share >= 0.0) & (share <= 1.0)), seed
        rises = np.flatnonzero(np.diff(share) > 1e-9)
        assert np.all(rows["diesels"][rises]), seed
        legs = run.table("legs")
        lat, lon = legs["lat_deg"], legs["lon_deg"]
        over = (lat > 39.983) & (lat < 40.05) & (lon > 134.05) & (lon < 134.0917) & (legs["unit_id"] == "submarine")
        assert np.all(legs["height_m"][over] >= -45.5), seed
        told = run.table("events")
        runs = told["time_s"][told["kind"] == "diesels run"]
        assert np.all(runs > 2.0 * 3_600.0), seed
        smoke = told["time_s"][told["kind"] == "smoke"]
        assert all(np.any(smoke < time_s - 299.0) for time_s in runs), seed


def test_an_array_hangs_by_all_bands_that_are_open_and_at_its_own_depth_after_the_last(tmp_path: Path) -> None:
    """One band opens within another's time and outlasts it: the array stays in both."""
    spaces = """waterspace:
  A: {area: BOX, start: 200100ZJUL23, end: 200200ZJUL23, bands: [{units: [frigate], not_below: 15 m}]}
  B: {area: BANK, start: 200130ZJUL23, end: 200300ZJUL23, bands: [{units: [frigate], not_below: 10 m}]}
"""
    text = lesson("submarine")
    run = ran(tmp_path, text[: text.index("waterspace:\n  BOX-WATER")] + spaces)[1]
    hung = [(row["time_s"], row["text"]) for row in run.rows("events") if row["kind"] == "sonar depth"]
    assert [(round(time_s / 60.0), text.rsplit(" to ", 1)[1]) for time_s, text in hung] == [
        (60, "15 m"),
        (90, "10 m"),
        (180, "80 m"),
    ]


def test_a_submarine_without_fuel_does_not_stop(tmp_path: Path) -> None:
    run = ran(tmp_path, lesson("submarine").replace("battery: 42 %", "battery: 20 %\n    fuel: 0 %"))[1]
    text = next(row["text"] for row in run.rows("events") if row["kind"] == "fuel out")
    assert text == "submarine has burnt her last fuel and lives on her battery"


TRACK = "  TRACK: {line: [40-00.0N 134-00.0E, 40-05.0N 134-00.0E]}\n"
MISTAKES = (
    ("not_below: 15 m", "not_below: 30 m", "bands.0.not_above", "lie 30 m apart", "60 m"),
    ("not_above: 45 m", "not_above: 60 m", "bands.0.not_above", "65 m deep in places", ""),
    ("not_above: 45 m", "not_above: 300 m", "bands.0.not_above", "goes no deeper than 240 m", ""),
    (
        "{units: [frigate], not_below: 15 m}",
        "{units: [frigat], not_below: 15 m}",
        "bands.0.units.0",
        "no key",
        "frigate",
    ),
    ("{units: [frigate], not_below: 15 m}", "{units: [frigate]}", "bands.0.units", "a band has", "not_below: 30 m"),
    ("    serial: CASEX-1\n", "    serial: CASEX-1\n    area: BOX\n", "BOX-WATER", "of a serial or of an area", ""),
    ("end: 200200ZJUL23", "end: 200020ZJUL23", "FIRST-HOUR.end", "the end is after the start", ""),
    ("end: 200200ZJUL23", "end: 250200ZJUL23", "FIRST-HOUR.end", "the exercise's window is", "200730ZJUL23"),
    (
        "    area: BOX\n    start: 200030ZJUL23\n",
        "    area: TRACK\n    start: 200030ZJUL23\n",
        "area",
        "not a line",
        "",
    ),
    ("units: [submarine], not_above: 45 m", "units: [submarine, frigate], not_above: 45 m", "", "", ""),
)


@pytest.mark.parametrize(("old", "new", "where", "allowed", "write"), MISTAKES)
def test_a_band_that_nobody_could_keep_is_refused(
    old: str, new: str, where: str, allowed: str, write: str, library: Library
) -> None:
    text = lesson("submarine").replace("areas:\n", f"areas:\n{TRACK}")
    assert text.count(old) == 1
    with pytest.raises(ScenarioError) as refused:
        load_text(text.replace(old, new), "lesson.yaml", library)
    first = refused.value.problems[0]
    assert first.where.startswith("waterspace.")
    assert first.where.endswith(where)
    assert allowed in first.allowed
    assert not write or first.write == write
