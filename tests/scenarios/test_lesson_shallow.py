"""The lesson on the shelf: ways between surface and bed, modes, and what another bed makes of both."""

import math
from pathlib import Path

import pytest

from fleetex.record.reader import Recording
from tests.simulate.lessons import lesson, ran


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Recording:
    return ran(tmp_path_factory.mktemp("shallow"), lesson("shallow"))[1]


def test_sound_is_handed_on_from_bed_to_surface(run: Recording) -> None:
    """Farther off it takes more bounces, and the line that would hang deeper than the water is reached as well."""
    ways = run.rows("sound_ways")
    assert {row["sensor_id"] for row in ways} >= {"array", "listen", "sonar"}
    assert all(row["bed"] + row["surface"] >= 1 for row in ways if row["time_s"] == 0.0)
    near = max(row["bed"] for row in ways if row["length_m"] < 4_000.0)
    far = min(row["bed"] for row in ways if row["length_m"] > 11_000.0)
    assert far > 1
    assert near <= 6
    assert all(row["surface"] <= row["bed"] + 1 for row in ways)  # some turn back before they reach the surface


def test_the_table_of_the_low_note_is_held_against_modes(run: Recording) -> None:
    tables = {row["freq_hz"]: row for row in run.rows("sound_tables")}
    low = tables.pop(300.0)
    assert low["modes"] == 13
    assert low["modes"] == math.floor(0.5 * (300.0 / low["cutoff_hz"] + 1.0))
    assert 1_480.0 < low["first_mps"] < 1_530.0
    assert 3.0 < low["modes_less_db"] < 20.0
    for row in tables.values():
        assert row["modes"] > low["modes"]
        assert math.isnan(row["modes_less_db"])


def test_mud_carries_no_mode_and_rock_more(run: Recording, tmp_path: Path) -> None:
    mud = ran(tmp_path / "mud", lesson("shallow").replace("bottom: sand", "bottom: mud"))[1]
    rock = ran(tmp_path / "rock", lesson("shallow").replace("bottom: sand", "bottom: rock"))[1]
    counts = [{row["freq_hz"]: row["modes"] for row in one.rows("sound_tables")}[300.0] for one in (mud, run, rock)]
    assert counts[0] == 0 < counts[1] < counts[2]
    (muddy,) = [row for row in mud.rows("sound_tables") if row["freq_hz"] == 300.0]
    assert math.isnan(muddy["first_mps"])
    assert math.isnan(muddy["modes_less_db"])
    assert math.isnan(muddy["cutoff_hz"])
    assert len({one.content_hash() for one in (mud, run, rock)}) == 3


def test_deeper_water_carries_more_modes(run: Recording, tmp_path: Path) -> None:
    deep = ran(tmp_path / "deep", lesson("shallow").replace("depth: 80 m\n", "depth: 120 m\n", 1))[1]
    modes = [{row["freq_hz"]: row["modes"] for row in one.rows("sound_tables")}[300.0] for one in (run, deep)]
    assert 1.4 * modes[0] < modes[1] < 1.6 * modes[0] + 1
