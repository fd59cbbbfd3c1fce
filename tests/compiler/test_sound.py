"""Tables of loss as a scenario asks for them: which notes and depths, what the disk keeps, what is refused."""

import threading
from pathlib import Path

import numpy as np
import pytest

from fleetex.compiler import sound, sound_cache
from fleetex.compiler.fitted import fitted_sensors
from fleetex.compiler.sound import RAYS, WAVES, Tone, compile_losses, deepest_m, tones_of
from fleetex.compiler.weather import compile_weather
from fleetex.library import Library, load_library
from fleetex.physics.sound_tables import Sea, middles_m
from fleetex.physics.sound_waves import Column
from fleetex.scenario import ScenarioError, load_text

LESSON = (Path(__file__).parents[2] / "scenarios" / "lesson-layer-tables.yaml").read_text(encoding="utf-8")
SEA = Sea(Column((0.0, 40.0, 90.0, 150.0), (1500.0, 1500.7, 1488.0, 1487.0), 1635.0, 1.9, 0.8), 150.0, 5.0, 40.0, 0.25)
TONES = (Tone(400.0, 6_000.0, ((80.0, 80.0),)), Tone(5_000.0, 9_000.0, ((0.0, 120.0),)))


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library()


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(sound_cache, "folder", lambda: tmp_path / "sound")
    return tmp_path / "sound"


def losses_of(made: sound.Made) -> list[bytes]:
    return [grid.loss_db.tobytes() for grid in made.grids]


def test_the_notes_are_the_sonars_and_a_ping_is_listened_for_as_far_as_anybody_hears(library: Library) -> None:
    exercise = load_text(LESSON, library=library)
    tones = tones_of(exercise, library, fitted_sensors(exercise, library))
    assert [tone.freq_hz for tone in tones] == [300.0, 2_000.0, 3_000.0, 5_000.0, 7_500.0]
    by_note = {tone.freq_hz: tone for tone in tones}
    assert by_note[300.0].depths_m == ((80.0, 80.0),)
    assert by_note[2_000.0].depths_m == ((0.0, library.platforms["generic_ssk"].depth_m_max),)
    assert by_note[7_500.0].range_m == by_note[2_000.0].range_m
    assert deepest_m(exercise, library, tones) >= 200.0


def test_low_notes_are_run_by_waves_for_who_listens_and_high_ones_by_rays() -> None:
    made = compile_losses([SEA], TONES, 120.0)
    low, high = made.grids
    assert (low.method, high.method) == (WAVES, RAYS)
    assert np.isnan(high.apart_db)
    assert 0.0 < low.apart_db < 6.0
    bands = len(middles_m(low.edges_m))
    assert made.runs == 2 * bands + 2  # two bands about 80 m are run from by waves
    assert made.losses.tones == 2
    assert len(made.losses.loss) == sum(grid.loss_db.size for grid in made.grids)


def test_what_was_made_is_kept_and_is_the_same_to_the_bit_from_disk() -> None:
    told: list[tuple[int, int]] = []
    first = compile_losses([SEA], TONES, 120.0, lambda done, count: told.append((done, count)))
    again = compile_losses([SEA], TONES, 120.0)
    assert (again.runs, again.kept) == (0, first.runs)
    assert losses_of(again) == losses_of(first)
    assert told[0][0] == 0
    assert told[-1][0] == told[-1][1] > 1
    alone = compile_losses([SEA], TONES[1:], 120.0)
    assert alone.runs == 0
    assert losses_of(alone) == losses_of(first)[1:]


def test_a_note_has_one_table_whatever_is_made_beside_it(own_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    together = compile_losses([SEA], TONES, 120.0)
    for file in own_cache.iterdir():
        file.unlink()
    monkeypatch.setattr(sound, "WORKERS", 1)
    alone = compile_losses([SEA], TONES[1:], 120.0)
    assert alone.runs > 0
    assert losses_of(alone) == losses_of(together)[1:]


def test_another_wind_makes_rays_anew_and_waves_not() -> None:
    first = compile_losses([SEA], TONES, 120.0)
    windy = compile_losses([SEA._replace(wind_mps=12.0)], TONES, 120.0)
    assert windy.kept == 2
    assert windy.runs == first.runs - 2
    assert losses_of(windy)[1] != losses_of(first)[1]


@pytest.mark.parametrize("damage", [b"", b"nonsense", None])
def test_a_damaged_file_is_made_anew(own_cache: Path, damage: bytes | None) -> None:
    first = compile_losses([SEA], TONES[1:], 120.0)
    for file in own_cache.iterdir():
        held = bytearray(file.read_bytes())
        held[-1] ^= 1
        file.write_bytes(bytes(held) if damage is None else damage)
    again = compile_losses([SEA], TONES[1:], 120.0)
    assert again.runs == first.runs
    assert losses_of(again) == losses_of(first)
    assert compile_losses([SEA], TONES[1:], 120.0).runs == 0


def test_a_folder_that_cannot_be_written_costs_time_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    for place in (tmp_path / "file" / "sound", None):
        monkeypatch.setattr(sound_cache, "folder", lambda place=place: place)
        assert compile_losses([SEA], TONES[1:], 120.0).runs == compile_losses([SEA], TONES[1:], 120.0).runs > 0


def test_two_at_once_leave_whole_files(own_cache: Path) -> None:
    found: list[list[bytes]] = []
    threads = [
        threading.Thread(target=lambda: found.append(losses_of(compile_losses([SEA], TONES[1:], 120.0))))
        for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found[0] == found[1]
    assert not [file for file in own_cache.iterdir() if file.name.startswith("new-")]
    assert compile_losses([SEA], TONES[1:], 120.0).runs == 0


def test_waters_are_counted_once_however_often_they_come(library: Library) -> None:
    wind = "    wind: {speed: 4 m/s, from: 200T}\n"
    steps = "".join(
        f"      - {{from: 20{hour}00ZJUL23, value: {{speed: {speed} m/s, from: {course}}}}}\n"
        for hour, speed, course in (("00", 4, "200T"), ("02", 9, "200T"), ("04", 4, "250T"))
    )
    assert wind in LESSON
    weather = compile_weather(load_text(LESSON.replace(wind, "    wind:\n" + steps), library=library))
    assert weather.env["sound"].tolist() == [1, 2, 1]
    assert [sea.wind_mps for sea in weather.seas] == [4.0, 9.0]
    assert compile_weather(load_text(LESSON.replace("sound: tables", "sound: law"), library=library)).seas == ()


@pytest.mark.parametrize(
    ("written", "instead", "found", "write"),
    [
        ("    bottom: mud\n", "", "no bottom", "bottom: sand"),
        ("    depth: 2500 m\n", "", "no depth", "depth: 1200 m"),
        ("depth: 2500 m\n    bottom", "depth: 20 m\n    bottom", "20 m", "30 m"),
        ("  sound: tables", "  sound: table", "table", "tables"),
        ("salinity: 34.0 psu", "salinity: -34.0 psu", "-34.0 psu", "34"),
        ("depth: 300 m", "depth: 100 m", "100 m", ""),
    ],
)
def test_water_that_tables_cannot_be_made_of_is_refused(
    library: Library, written: str, instead: str, found: str, write: str
) -> None:
    assert written in LESSON
    with pytest.raises(ScenarioError) as refused:
        load_text(LESSON.replace(written, instead, 1), library=library)
    said = next(problem for problem in refused.value.problems if problem.found == found)
    assert said.where.startswith("environment")
    assert said.line > 1
    assert write in said.write


def test_without_a_profile_none_are_made(library: Library) -> None:
    head, tail = LESSON.split("    profile:", 1)
    rest = tail.split("\n\n", 1)[1]
    with pytest.raises(ScenarioError, match="`profile` of the base is due"):
        load_text(f"{head}\n{rest}", library=library)
