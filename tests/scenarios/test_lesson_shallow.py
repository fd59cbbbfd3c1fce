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
    (muddy,) = [row for row in mud.rows("sound_tables", time_s=0.0) if row["freq_hz"] == 300.0]
    assert math.isnan(muddy["first_mps"])
    assert math.isnan(muddy["modes_less_db"])
    assert math.isnan(muddy["cutoff_hz"])
    assert len({one.content_hash() for one in (mud, run, rock)}) == 3


def test_deeper_water_carries_more_modes(run: Recording, tmp_path: Path) -> None:
    deep = ran(tmp_path / "deep", lesson("shallow").replace("depth: 80 m\n", "depth: 120 m\n", 1))[1]
    modes = [{row["freq_hz"]: row["modes"] for row in one.rows("sound_tables")}[300.0] for one in (run, deep)]
    assert 1.4 * modes[0] < modes[1] < 1.6 * modes[0] + 1


RAIN = "    rain: [{from: 200000ZJUL23, value: 0 mm/h}, {from: 200200ZJUL23, value: 15 mm/h}]\n"


def _reach_m(folder: Path, text: str) -> dict[str, float]:
    """How far each sonar reaches as the exercise begins: the same places, whatever comes after."""
    one = ran(folder, text)[1]
    return {row["sensor_id"]: row["reach_45_m"] for row in one.rows("sonar_reach", time_s=0.0)}


def test_ships_far_off_deafen_what_listens_low_and_rain_what_listens_high(run: Recording, tmp_path: Path) -> None:
    """The array's note is 300 Hz, those of the hull and of the towed body 2 kHz and more."""
    text = lesson("shallow")
    assert text.count("    shipping: 6\n") == text.count(RAIN) == 1
    busy = {row["sensor_id"]: row["reach_45_m"] for row in run.rows("sonar_reach", time_s=0.0)}
    quiet = _reach_m(tmp_path / "quiet", text.replace("shipping: 6", "shipping: 1"))
    wet = _reach_m(tmp_path / "wet", text.replace(RAIN, "    rain: 40 mm/h\n"))
    assert quiet["array"] > 1.2 * busy["array"]
    assert quiet["listen"] == pytest.approx(busy["listen"], rel=0.2)
    assert wet["listen"] < 0.8 * busy["listen"]
    assert wet["array"] <= busy["array"]
    assert all(wet[sensor] <= busy[sensor] <= quiet[sensor] for sensor in busy)


def test_the_recording_says_what_is_heard_besides_the_wind(run: Recording, tmp_path: Path) -> None:
    rows = [(row["time_s"], row["shipping"], row["rain_mmph"]) for row in run.rows("sea_noise", zone="base")]
    assert rows == [(0.0, 6, 0.0), (7_200.0, 6, 15.0)]
    text = lesson("shallow").replace(RAIN, "").replace("    shipping: 6\n", "")
    plain, said = (ran(tmp_path / name, body)[1] for name, body in (
        ("plain", text), ("four", text.replace("bottom: sand\n", "bottom: sand\n    shipping: 4\n"))))  # fmt: skip
    assert plain.rows("sea_noise") == []
    assert plain.rows("sonar_reach") == said.rows("sonar_reach")  # moderate is what is taken where nothing is said


def test_so_much_shipping_as_the_table_has_not_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Exception, match=r"shipping.*7|7.*shipping"):
        ran(tmp_path, lesson("shallow").replace("shipping: 6", "shipping: 9"))
