"""Search without a submarine: the shipped scenario, and searches that lie between random and exhaustive."""

import json
import math
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random

import numpy as np
import pytest

from fleetex.library import Library
from fleetex.measures.aswex_sim import area_size_m2
from fleetex.physics.search import coverage_factor, exhaustive_search_prob, random_search_prob
from fleetex.record.positions import positions, ranges_and_bearings
from fleetex.record.reader import Recording
from fleetex.scenario.loading import load_text
from fleetex.scenario.problems import ScenarioError
from fleetex.simulate import Replications, run

FILE = Path(__file__).parents[2] / "scenarios" / "search-asw.yaml"
SCRIPT = "mode: scripted, track_spacing: 4 nmi, assembly: 15 nmi"
SILENT = f"{SCRIPT}, call_after: 20 h, phantom_speed: 1 kn"
"""Control says nothing: the hunters search strip by strip, and the submarine on paper creeps about."""


def written(*changes: tuple[str, str]) -> str:
    text = FILE.read_text(encoding="utf-8")
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def only_the_scripted_one(text: str) -> str:
    """Of the serials the last alone, as early as ships can be there."""
    head, serials = text.split("\nserials:\n")
    last = "  ASWEX-3:" + serials.split("  ASWEX-3:")[1]
    assert last.count("200930ZJUL23") == 1
    head = head.replace("end: 201400ZJUL23", "end: 200530ZJUL23")
    return f"{head}\nserials:\n{last.replace('200930ZJUL23', '200100ZJUL23')}"


@pytest.fixture(scope="module")
def searches(tmp_path_factory: pytest.TempPathFactory) -> Recording:
    folder = tmp_path_factory.mktemp("search")
    run(FILE, folder / "run")
    return Recording.open(folder / "run")


def told(recording: Recording, serial: str) -> dict[str, float]:
    rows = [row for row in recording.rows("measures") if row["serial_id"] == serial and not row["subject"]]
    return {row["name"]: row["value"] for row in rows}


def test_all_of_it_is_notional_and_the_file_says_what_to_try(library: Library) -> None:
    exercise = load_text(written(), FILE.name, library)
    assert all(unit.notional for unit in exercise.units.values())
    assert "Things to try" in exercise.source_text


def test_three_serials_are_completed_each_by_what_it_is_about(searches: Recording) -> None:
    rows = {row["serial_id"]: row for row in searches.rows("serials")}
    assert {row["state"] for row in rows.values()} == {"completed"}
    assert told(searches, "ASWEX-1")["detected"] == 1.0
    assert told(searches, "ASWEX-2")["false_targets"] == 2.0
    assert told(searches, "ASWEX-3")["calls_reached"] >= 80.0  # the first comes while they may be an hour off
    held = {(row["unit_id"], row["target_id"]) for row in searches.rows("tracks") if row["change"] == "gained"}
    assert {("alfa", "noise_maker"), ("bravo", "noise_maker"), ("alfa", "reflector_1")} <= held


def test_a_reflector_echoes_for_its_life_and_no_longer(searches: Recording) -> None:
    sonars = {(row["unit_id"], row["sensor_id"]) for row in searches.rows("sensors") if row["kind"] == "active sonar"}
    events = [row for row in searches.rows("events") if row["unit_id"] == "reflector_1"]
    (laid_s,) = [row["time_s"] for row in events if row["kind"] == "reflector laid"]
    (faded_s,) = [row["time_s"] for row in events if row["kind"] == "reflector faded"]
    assert faded_s - laid_s == pytest.approx(25.0 * 60.0)
    contacts = [
        row
        for row in searches.rows("contacts")
        if row["target_id"] == "reflector_1" and (row["unit_id"], row["sensor_id"]) in sonars
    ]
    gained = [row["time_s"] for row in contacts if row["change"] == "gained"]
    assert gained
    assert all(laid_s <= time_s <= faded_s for time_s in gained)
    assert max(row["time_s"] for row in contacts) <= faded_s + 600.0


def test_the_towed_target_follows_the_tower_at_its_depth(searches: Recording) -> None:
    serial = next(row for row in searches.rows("serials") if row["serial_id"] == "ASWEX-1")
    time_s = np.linspace(serial["start_s"] + 1_800.0, serial["end_s"] - 1.0, 50)
    fish, tug = (positions(searches, unit, time_s) for unit in ("noise_maker", "tug"))
    assert np.allclose(fish.height_m, -60.0, atol=0.5)
    apart_m, _ = ranges_and_bearings(fish.lat_deg, fish.lon_deg, tug.lat_deg, tug.lon_deg)
    assert apart_m.max() < 700.0


def test_practice_torpedoes_run_at_reflectors_too(searches: Recording) -> None:
    launches = searches.rows("launches")
    assert launches
    assert {row["serial_id"] for row in launches} == {"ASWEX-2"}


def test_theory_counts_the_search_and_not_what_came_after_it(searches: Recording) -> None:
    """A sweep of 4 nmi, over the way made while there was something to find that nobody had found yet."""
    area_m2 = area_size_m2(searches, "BOX")
    for serial in ("ASWEX-1", "ASWEX-2", "ASWEX-3"):
        found = told(searches, serial)
        assert found["coverage"] == pytest.approx(4.0 * 1_852.0 * found["track_searched"] * 1_852.0 / area_m2)
        assert found["random_search"] == pytest.approx(100.0 * random_search_prob(found["coverage"]))
    texts = {(row["serial_id"], row["name"]): row["text"] for row in searches.rows("measures") if not row["subject"]}
    assert "0 nmi" not in texts["ASWEX-1", "track_searched"]
    (laid_s,) = [
        row["time_s"]
        for row in searches.rows("events")
        if (row["kind"], row["unit_id"]) == ("reflector laid", "reflector_1")
    ]
    comex_s = next(row["start_s"] for row in searches.rows("serials") if row["serial_id"] == "ASWEX-2")
    least_s = told(searches, "ASWEX-2")["first_detection"] - (laid_s - comex_s)
    assert told(searches, "ASWEX-2")["track_searched"] <= 2.0 * 30.0 * least_s / 3_600.0  # at 30 kn


def test_each_attack_on_a_target_is_counted_whatever_stands_for_the_submarine(searches: Recording) -> None:
    for serial in ("ASWEX-1", "ASWEX-2"):
        rows = [r for r in searches.rows("events") if (r["serial_id"], r["kind"]) == (serial, "attack")]
        assert told(searches, serial)["attacks"] == len(rows) > 0
    assert "attacks" not in told(searches, "ASWEX-3")


def test_another_process_makes_the_same_recording(searches: Recording, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "fleetex", "run", str(FILE), "-o", str(tmp_path / "run"), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout)["hash"] == searches.content_hash()


def test_what_is_taken_for_no_submarine_is_let_go(searches: Recording) -> None:
    dismissed = [row for row in searches.rows("events") if row["kind"] == "contact dismissed"]
    assert dismissed
    calls = {(row["unit_id"], row["time_s"], row["kind"]) for row in searches.rows("classifications")}
    for row in dismissed:
        taken_for = next(kind for unit, time_s, kind in calls if (unit, time_s) == (row["unit_id"], row["time_s"]))
        assert taken_for not in ("", "submarine")
        assert taken_for in row["text"]


def bounds(recording: Recording, coverage: float) -> tuple[float, float]:
    assert told(recording, "ASWEX-3")["coverage"] == pytest.approx(coverage)
    return random_search_prob(coverage), exhaustive_search_prob(coverage)


def test_what_a_search_finds_lies_between_random_and_exhaustive(library: Library) -> None:
    """Of one search's tracks, against 4,000 places drawn evenly over the area: what lies within the sweep is found."""
    text = only_the_scripted_one(written((SCRIPT, SILENT)))
    recording = Replications.of(load_text(text, FILE.name, library), library).run(1)
    coverage = told(recording, "ASWEX-3")["coverage"]
    low, high = bounds(recording, coverage)
    assert 0.3 < coverage < 1.0
    (serial,) = recording.rows("serials")
    first_s = told(recording, "ASWEX-3")["first_detection"]
    end_s = serial["start_s"] + first_s if math.isfinite(first_s) else serial["end_s"]
    time_s = np.arange(serial["start_s"], end_s, 60.0)
    tracks = [positions(recording, unit, time_s) for unit in ("alfa", "bravo")]
    rng = Random(1)
    found = 0
    for _ in range(4_000):
        lat, lon = np.full(time_s.shape, rng.uniform(39.8, 40.2)), np.full(time_s.shape, rng.uniform(133.75, 134.25))
        near_m = min(float(ranges_and_bearings(t.lat_deg, t.lon_deg, lat, lon)[0].min()) for t in tracks)
        found += near_m <= 2.0 * 1_852.0
    assert low < found / 4_000 < high


def variants() -> Iterator[tuple[str, tuple[tuple[str, str], ...], str]]:
    yield (
        "no control",
        (("roles: {hunters: [alfa, bravo], control: [tug]}", "roles: {hunters: [alfa, bravo]}"),),
        "control",
    )
    yield (
        "not on her deck",
        (
            (
                "start: {deck: tug, notional: true}}\n  reflector_1",
                "start: {deck: alfa, notional: true}}\n  reflector_1",
            ),
        ),
        "deck",
    )
    yield "too deep", (("mode: towed,", "mode: towed, target_depth: 200 m,"),), "no deeper than 150 m"
    yield "on a short line", (("mode: towed,", "mode: towed, tow_line: 50 m,"),), "a line of 50 m takes it no deeper"
    yield "in the way", (("mode: towed,", "mode: towed, weapon: torpedo,"),), "no weapon would be launched"
    yield "elsewhere", ((SCRIPT, f"{SCRIPT}, phantom_at: 41-00.0N 134-00.0E"),), "inside the serial's area"


@pytest.mark.parametrize(("changes", "words"), [pytest.param(c, w, id=name) for name, c, w in variants()])
def test_what_cannot_be_is_refused_at_check(library: Library, changes: tuple[tuple[str, str], ...], words: str) -> None:
    with pytest.raises(ScenarioError) as refused:
        load_text(written(*changes), FILE.name, library)
    assert words in str(refused.value)


def test_a_square_mile_is_a_square_mile(searches: Recording) -> None:
    """24 minutes of latitude by 30 of longitude at 40 degrees north, on the mean sphere."""
    radius_m = 6_371_008.8
    high_m, wide_m = radius_m * math.radians(0.4), radius_m * math.radians(0.5) * math.cos(math.radians(40.0))
    assert area_size_m2(searches, "BOX") == pytest.approx(high_m * wide_m, rel=2e-3)
    assert area_size_m2(searches, "NOWHERE") == 0.0
    assert coverage_factor(2.0, 3.0, 4.0, 24.0) == 1.0
