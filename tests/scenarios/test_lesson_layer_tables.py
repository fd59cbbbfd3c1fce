"""The lesson of the layer: tables of loss change what is heard, a recording carries them, and its decibels add up."""

import math
from pathlib import Path

import numpy as np
import pytest

from fleetex.compiler.kernels import kernels_needed
from fleetex.compiler.world import compile_world
from fleetex.engine.tables import HEAD
from fleetex.engine.warm import warm
from fleetex.library import Library
from fleetex.physics.seawater import absorption_db_per_m
from fleetex.record.reader import Recording
from fleetex.record.writer import Writer
from fleetex.report.why import why
from fleetex.report.why_words import why_text
from fleetex.scenario import load_text
from fleetex.simulate.run import RunResult, begin, header_of, measured
from tests.simulate.lessons import lesson, ran

LAYER_M = 60.0
NOTES = {"sonar": 7_500.0, "vds": 5_000.0}
HANGS = {"sonar": 5.0, "vds": 100.0}


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> tuple[RunResult, Recording]:
    return ran(tmp_path_factory.mktemp("layer"), lesson("layer-tables"))


@pytest.fixture(scope="module")
def run(result: tuple[RunResult, Recording]) -> Recording:
    return result[1]


def reach_nmi(recording: Recording, sensor: str, *, under: bool) -> float:
    """Mean range of half chance against her, beam on, while she is under the layer or in it."""
    rows = [row for row in recording.rows("sonar_reach") if row["sensor_id"] == sensor]
    chosen = [row["reach_90_m"] for row in rows if (row["depth_m"] > LAYER_M) == under]
    return float(np.mean(chosen)) / 1_852.0


def test_she_hides_from_the_hull_sonar_under_the_layer_and_less_from_the_towed_body(run: Recording) -> None:
    assert reach_nmi(run, "sonar", under=True) < 0.5 * reach_nmi(run, "sonar", under=False)
    assert reach_nmi(run, "vds", under=True) > 1.5 * reach_nmi(run, "sonar", under=True)


def test_she_goes_under_the_layer_when_she_is_pinged(run: Recording) -> None:
    depths = [row["depth_m"] for row in run.rows("sonar_reach") if row["sensor_id"] == "sonar"]
    assert depths[0] == 40.0
    assert max(depths) == pytest.approx(90.0, abs=1.0)


def test_another_water_is_another_recording(run: Recording, tmp_path: Path) -> None:
    """The law hears her farther under the layer; a hard bottom sends back what mud swallows."""
    law = ran(tmp_path / "law", lesson("layer-tables").replace("sound: tables", "sound: law"))[1]
    assert law.content_hash() != run.content_hash()
    assert law.rows("sound_tables") == law.rows("sound_losses") == []
    sand = ran(tmp_path / "sand", lesson("layer-tables").replace("bottom: mud", "bottom: sand"))[1]
    assert losses(sand, "sonar", 90.0, 12_000.0) < losses(run, "sonar", 90.0, 12_000.0) - 6.0
    windy = lesson("layer-tables").replace("speed: 4 m/s", "speed: 14 m/s")
    rough = ran(tmp_path / "rough", windy)[1]
    assert losses(rough, "sonar", 40.0, 15_000.0) > losses(run, "sonar", 40.0, 15_000.0) + 6.0


def losses(recording: Recording, sensor: str, depth_m: float, range_m: float) -> float:
    """Loss one way without absorption between a sonar and a depth, read off the recording's own tables."""
    table = recording.table("sound_losses")
    chosen = table["freq_hz"] == NOTES[sensor]
    middles = np.unique(np.concatenate([table["depth_m"][chosen], table["other_depth_m"][chosen]]))
    ranges = np.unique(table["range_m"][chosen])
    grid = np.zeros((len(middles), len(middles), len(ranges)))
    one = np.searchsorted(middles, table["depth_m"][chosen])
    other = np.searchsorted(middles, table["other_depth_m"][chosen])
    node = np.searchsorted(ranges, table["range_m"][chosen])
    grid[one, other, node] = grid[other, one, node] = table["loss_db"][chosen]
    of_depth = [[np.interp(math.log(range_m), np.log(ranges), pair) for pair in row] for row in grid]
    by_other = [np.interp(depth_m, middles, row) for row in of_depth]
    return float(np.interp(HANGS[sensor], middles, by_other))


def test_every_echos_loss_is_the_recorded_tables_and_absorption(run: Recording) -> None:
    """From the recording alone: twice the table's loss at the range and the depth of the time."""
    reach = run.rows("sonar_reach")
    compared = 0
    for row in run.rows("budgets"):
        sensor = row["sensor_id"]
        near = [r for r in reach if r["sensor_id"] == sensor and abs(r["time_s"] - row["time_s"]) < 1.0]
        if sensor not in NOTES or not near:
            continue
        depth_m = near[0]["depth_m"]
        slant_m = math.hypot(row["range_m"], depth_m - HANGS[sensor])
        absorption = absorption_db_per_m(NOTES[sensor], 18.0, 34.0, HANGS[sensor], 8.0) * slant_m
        expected = 2.0 * (losses(run, sensor, depth_m, row["range_m"]) + absorption)
        assert row["loss_db"] == pytest.approx(expected, abs=0.3)
        compared += 1
    assert compared >= 5


def test_the_recording_says_which_model_made_each_table(run: Recording) -> None:
    rows = {row["freq_hz"]: row for row in run.rows("sound_tables")}
    assert {note: row["method"] for note, row in rows.items()} == {
        300.0: "parabolic equation", 2_000.0: "rays", 3_000.0: "rays", 5_000.0: "rays", 7_500.0: "rays"
    }  # fmt: skip
    assert 0.0 < rows[300.0]["apart_db"] < 6.0
    assert all(row["layer_m"] == LAYER_M and row["depth_m"] == 2_500.0 for row in rows.values())


def test_the_ways_of_sound_are_told_where_there_are_tables(run: Recording, tmp_path: Path) -> None:
    """While she is in the layer the hull sonar is reached straight or by the surface; the towed line, in the
    shadow under it, only by way of the bed."""
    begun = run.rows("sound_ways", time_s=0.0)
    hull = [row for row in begun if row["sensor_id"] == "listen"]
    below = [row for row in begun if row["sensor_id"] == "array"]
    assert min(row["bed"] for row in hull) == 0
    assert min(row["bed"] for row in below) == 1
    for row in run.rows("sound_ways"):
        assert row["length_m"] / 1_530.0 < row["travel_s"] < row["length_m"] / 1_440.0
        assert abs(row["arrival_deg"]) < 90.0
    law = ran(tmp_path / "law", lesson("layer-tables").replace("sound: tables", "sound: law"))[1]
    assert law.rows("sound_ways") == []


def test_the_ways_are_in_order_and_none_is_too_weak_to_be_heard(run: Recording) -> None:
    found: dict[tuple[object, ...], list[dict[str, float]]] = {}
    for row in run.rows("sound_ways"):
        found.setdefault((row["time_s"], row["sensor_id"], row["target_id"]), []).append(row)
    assert len(found) > 40
    for rows in found.values():
        rows.sort(key=lambda row: row["number"])
        assert [row["number"] for row in rows] == list(range(1, len(rows) + 1))
        assert [row["travel_s"] for row in rows] == sorted(row["travel_s"] for row in rows)
        losses = [row["loss_db"] for row in rows]
        assert max(losses) <= min(losses) + 20.01
        assert len(rows) <= 12


def test_why_tells_by_which_ways_she_was_heard(run: Recording) -> None:
    found = why(run, "destroyer", "submarine", 3_600.0)
    (sensor,) = [one for one in found.sensors if one.sensor_id == "array"]
    recorded = run.rows("sound_ways", time_s=3_600.0, sensor_id="array", target_id="submarine")
    assert [way.travel_s for way in sensor.ways] == sorted(row["travel_s"] for row in recorded)
    text = why_text(run, found)
    assert "sound came from it by these ways, as worked out at 20 Jul 01:00:00Z:" in text
    assert text.count(" s, straight; ") + text.count(" s, off the ") == sum(len(one.ways) for one in found.sensors)
    assert text.count("a single steady note is ") == sum(bool(one.ways) for one in found.sensors)
    assert "nan" not in text
    assert why(run, "destroyer", "submarine", 3_599.0).sensors[0].ways != sensor.ways


def test_runs_and_their_cost_are_told(result: tuple[RunResult, Recording]) -> None:
    sound = result[0].sound
    assert sound["grids"] == 5
    assert sound["runs"] + sound["kept"] > 40
    assert sound["seconds"] > 0.0


def test_why_adds_up(run: Recording) -> None:
    found = why(run, "destroyer", "submarine", None)
    for sensor in found.sensors:
        if sensor.known_s is not None:
            source, target, loss, noise, threshold = sensor.terms_db
            assert source + target - loss - noise - threshold == pytest.approx(sensor.excess_db, abs=0.05)


@pytest.mark.parametrize("change", [("bottom: mud", "bottom: mud"), ("bottom: mud", "bottom: sand")])
def test_making_every_look_changes_no_row(library: Library, change: tuple[str, str]) -> None:
    """Where loss falls again with range no look may be taken for certain that is not."""
    exercise = load_text(lesson("layer-tables").replace(*change), library=library)
    warm(np.zeros(1, HEAD)[0], None, **kernels_needed(exercise, library))
    for seed in (1, 2):
        hashes, looks = [], []
        for every_look in (False, True):
            compiled = compile_world(exercise, library, seed)
            compiled.world.head[0]["every_look"] = every_look
            loop = begin(compiled, Writer.in_memory(header_of(exercise, library, seed, 0)), None)
            while loop.step():
                pass
            hashes.append(measured(loop, loop.drain.writer).content_hash())
            looks.append(int(compiled.world.head[0]["looks_made"]))
        assert hashes[0] == hashes[1]
        assert looks[0] < looks[1]
