"""The lesson on lobes over the sea: high echoes come and go, low ones fade early, a rough sea has none of it."""

import math
from pathlib import Path
from typing import Any

import pytest

from fleetex.models.scenarios import reached
from fleetex.physics.horizon import RADIO_EARTH_M
from fleetex.physics.two_ray import MOST, heights_over_tangent_m, path_over_flat_m, two_way_factor
from fleetex.record.reader import Recording
from fleetex.report.models_used import traces
from tests.cli.command import typed
from tests.simulate.lessons import lesson, ran, rows_of, run_module

TEXT = lesson("lobes")
ASKED = "  multipath: true\n"
AERIAL_M, TOP_M, WAVE_M = 22.0, 510.0, 0.0535343675
"""Of the search radar; of the visitor, at 500 m and 10 m high."""


@pytest.fixture(scope="module")
def lobes(tmp_path_factory: pytest.TempPathFactory) -> Recording:
    return ran(tmp_path_factory.mktemp("lobes"), TEXT)[1]


@pytest.fixture(scope="module")
def free(tmp_path_factory: pytest.TempPathFactory) -> Recording:
    return ran(tmp_path_factory.mktemp("free"), TEXT.replace(ASKED, ""))[1]


def changes(recording: Recording, target: str) -> list[tuple[str, float]]:
    """What the search radar gained and lost, and how far off."""
    rows = recording.rows("contacts", unit_id="frigate", sensor_id="search", target_id=target)
    return [(str(row["change"]), float(row["range_m"])) for row in rows]


def test_the_lowest_lobe_of_each_radar_is_recorded(lobes: Recording, free: Recording) -> None:
    found = {row["sensor_id"]: row for row in lobes.rows("radar_lobes", unit_id="frigate")}
    assert found["search"]["lobe_deg"] == pytest.approx(math.degrees(WAVE_M / (4.0 * AERIAL_M)), rel=1e-4)
    assert found["search"]["null_deg"] == pytest.approx(math.degrees(WAVE_M / (2.0 * AERIAL_M)), rel=1e-4)
    assert found["nav"]["lobe_deg"] < found["search"]["lobe_deg"]
    for row in found.values():
        for name in ("lobe", "null"):
            # on the round earth of 4/3 the straight ray has risen by r tan(e) + r^2 / 2R where it meets the height
            away_m, up = row[f"{name}_m"], math.tan(math.radians(row[f"{name}_deg"]))
            risen_m = row["height_m"] + away_m * up + away_m**2 / (2.0 * 4.0 / 3.0 * 6_371_000.0)
            assert risen_m == pytest.approx(1_000.0, rel=5e-3)
        assert row["null_m"] < row["lobe_m"]
    assert not free.rows("radar_lobes")


def test_the_visitor_comes_and_goes_through_the_lobes(lobes: Recording, free: Recording) -> None:
    seen, plain = changes(lobes, "visitor"), changes(free, "visitor")
    assert [change for change, _ in plain] == ["gained", "lost"]  # in free space she is held until the horizon
    assert len(seen) > 4
    assert seen[0][1] > 1.1 * plain[0][1]  # in a lobe farther out than in free space
    assert any(range_m < 0.9 * plain[-1][1] for change, range_m in seen[1:] if change == "lost")


def test_what_a_look_loses_is_the_two_ways_of_the_textbooks(lobes: Recording) -> None:
    """Of the calmest sea of state 1, 0.1 m of waves at most, so much is reflected that the rest tells nothing."""
    rows = lobes.rows("budgets", unit_id="frigate", sensor_id="search", target_id="visitor")
    lost = []
    for row in rows:
        over = heights_over_tangent_m(row["range_m"], AERIAL_M, TOP_M, RADIO_EARTH_M)
        smooth = two_way_factor(path_over_flat_m(row["range_m"], *over), WAVE_M, 1.0)
        gained_db = 40.0 * math.log10(row["range_m"]) - row["loss_db"]
        if gained_db > -100.0:  # within the horizon
            assert gained_db <= 10.0 * math.log10(MOST)
            assert smooth < 1.0 or gained_db == pytest.approx(10.0 * math.log10(smooth), abs=0.5)
            lost.append(gained_db)
    assert max(lost) > 6.0
    assert min(lost) < -6.0


def test_the_boat_is_found_much_nearer(lobes: Recording, free: Recording) -> None:
    near, far = changes(lobes, "boat")[0], changes(free, "boat")[0]
    assert near[0] == far[0] == "gained"
    assert 0.2 * far[1] < near[1] < 0.7 * far[1]


def test_a_rough_sea_has_no_lobes(tmp_path: Path) -> None:
    """Of waves of centimetres it reflects next to nothing: she is found as far off, and held, as without it."""
    rough = TEXT.replace("sea_state: 1", "sea_state: 5")
    found = []
    for name, text in (("with", rough), ("without", rough.replace(ASKED, ""))):
        rows = ran(tmp_path / name, text)[1].rows("contacts", unit_id="frigate", sensor_id="nav", target_id="visitor")
        found.append([(row["change"], row["range_m"]) for row in rows])
    assert [change for change, _ in found[0]] == [change for change, _ in found[1]] == ["gained", "lost"]
    assert found[0][0][1] == pytest.approx(found[1][0][1], rel=0.05)


def test_making_every_look_changes_no_contact(
    lobes: Recording, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No look is taken for certain that the lobes could have decided."""
    compiled = run_module.compile_world

    def by_every_look(*args: Any, **options: Any) -> Any:
        found = compiled(*args, **options)
        found.world.head[0]["every_look"] = 1
        return found

    monkeypatch.setattr(run_module, "compile_world", by_every_look)
    _, oracle = ran(tmp_path, TEXT)
    for table in ("contacts", "tracks"):
        assert rows_of(oracle, table) == rows_of(lobes, table)


def test_the_register_says_what_the_lesson_shows(lobes: Recording) -> None:
    assert frozenset(traces(lobes)) == reached()["lesson-lobes"]


def test_neither_yes_nor_no_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "wrong.yaml"
    path.write_text(TEXT.replace("multipath: true", "multipath: two-ray"), encoding="utf-8")
    answer = typed("check", path, cwd=tmp_path)
    assert answer.returncode == 2
    assert "environment.multipath: found `two-ray`" in answer.stdout + answer.stderr
