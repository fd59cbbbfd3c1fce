"""The duel with practice weapons: what the recording says of them, and that it moves the right way with one change."""

import math
from functools import cache
from pathlib import Path

import pytest

from fleetex.library import Library, load_library
from fleetex.measures.casex_weapons import weapon_measures
from fleetex.measures.manex import unit_tones
from fleetex.measures.programme import serials
from fleetex.measures.registry import draw_serial
from fleetex.record.reader import Recording
from fleetex.record.writer import Writer
from fleetex.scenario.loading import load_text
from fleetex.scenario.problems import ScenarioError
from fleetex.simulate import Replications, run

DUEL = Path(__file__).parents[2] / "scenarios" / "duel-asw.yaml"
ARMED = "weapon: torpedo, weapon_depth: 75 m"
SHORT = (
    ("end: 200730ZJUL23", "end: 200145ZJUL23"),
    ("duration: 7 h", "duration: 65 min"),
    ("at: 39-52.0N 134-00.0E", "at: 39-56.0N 134-02.0E"),
    ("assembly: 8 nmi", "assembly: 4 nmi"),
)
"""An hour of it, from near by: an attack or two is made in every run."""
AT_235_M = (("speed: 4 kn, depth: 60 m", "speed: 4 kn, depth: 235 m"),)
CHANGES = {
    "she evades": (),
    "she stays on her track": ((ARMED, f"{ARMED}, evades: false"),),
    "she is faster": ((ARMED, f"{ARMED}, sprint_speed: 19 kn, evasion_speed: 12 kn"),),
    "she is deep": ((ARMED, f"{ARMED}, evades: false, submarine_depth: 235 m"), *AT_235_M),
    "rockets": (("weapon: torpedo", "weapon: rockets"), (" 75 m", " 60 m, evades: false")),
    "rockets, she is deep": (
        ("weapon: torpedo", "weapon: rockets"),
        (" 75 m", " 60 m, evades: false, submarine_depth: 235 m"),
        *AT_235_M,
    ),
}


def written(*changes: tuple[str, str]) -> str:
    text = DUEL.read_text(encoding="utf-8")
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


@cache
def salvoes(change: str, seeds: int) -> tuple[tuple[str, bool], ...]:
    """(Run and salvo, whether it was assessed a hit) of every launch in so many short duels."""
    library = load_library()
    many = Replications.of(load_text(written(*SHORT, *CHANGES[change]), DUEL.name, library), library)
    found: dict[str, bool] = {}
    for seed in range(1, seeds + 1):
        recording = many.run(seed)
        for row in recording.rows("launches"):
            key = f"{seed} {row['salvo']}"
            found[key] = found.get(key, False) or row["outcome"] == "assessed hit"
        assert all(row["rounds"] >= 0 for row in recording.rows("magazines"))
    return tuple(found.items())


def share(change: str, seeds: int) -> float:
    found = salvoes(change, seeds)
    assert len(found) > seeds
    return sum(hit for _, hit in found) / len(found)


LESS_OFTEN = (
    ("she evades", "she stays on her track", 0.1),
    ("she is faster", "she evades", 0.05),
    ("she is deep", "she stays on her track", 0.1),
    ("rockets, she is deep", "rockets", 0.1),
)
SEEDS = (10, 5, 5, 5)


@pytest.mark.parametrize(("pair", "seeds"), list(zip(LESS_OFTEN, SEEDS, strict=True)))
def test_who_evades_hurries_or_is_deep_is_hit_less_often(pair: tuple[str, str, float], seeds: int) -> None:
    harder, easier, spare = pair
    assert share(harder, seeds) < share(easier, seeds) - spare


@pytest.mark.slow
@pytest.mark.parametrize(("harder", "easier", "spare"), LESS_OFTEN)
def test_it_is_so_over_two_hundred_seeds(harder: str, easier: str, spare: float) -> None:
    assert share(harder, 200) < share(easier, 200) - spare


@pytest.fixture(scope="module")
def duel(tmp_path_factory: pytest.TempPathFactory) -> Recording:
    folder = tmp_path_factory.mktemp("armed")
    run(DUEL, folder / "run")
    return Recording.open(folder / "run")


def test_the_shipped_duel_launches_torpedoes_and_counts_them(duel: Recording) -> None:
    launches = duel.rows("launches")
    assert launches
    assert {(row["unit_id"], row["mount_id"], row["kind"]) for row in launches} == {("frigate", "tubes", "torpedo")}
    (tubes,) = [row for row in duel.rows("mounts") if row["mount_id"] == "tubes"]
    assert [row["rounds"] for row in duel.rows("magazines")] == [tubes["rounds"] - k - 1 for k in range(len(launches))]
    for row in launches:
        assert row["outcome"] in ("assessed hit", "miss")
        assert row["reason"]
        assert row["entry_s"] <= row["end_s"]
        assert 0.0 <= row["run_m"] <= 9_000.0
        if row["outcome"] == "assessed hit":
            assert row["acquired_id"] == row["closest_id"] == "submarine"
            assert row["closest_m"] <= 45.72 + 0.5
    assert len([row for row in duel.rows("events") if row["kind"] == "assessment"]) == len(launches)


def test_the_measures_tell_launches_hits_and_what_is_left(duel: Recording) -> None:
    told = {(row["name"], row["subject"]): row for row in duel.rows("measures") if row["serial_id"] == "CASEX-1"}
    launches = duel.rows("launches")
    hits = sum(row["outcome"] == "assessed hit" for row in launches)
    assert told["launches", ""]["value"] == len(launches)
    assert told["assessed_hits", ""]["value"] == pytest.approx(100.0 * hits / len(launches))
    assert told["rounds_left", "frigate"]["value"] == 6 - len(launches)
    near = [row["closest_m"] for row in launches if row["outcome"] != "assessed hit"]
    assert told["closest_pass", ""]["value"] == pytest.approx(sum(near) / len(near) if near else math.nan, nan_ok=True)
    assert "was within 914 m of where she was believed to be" in told["attacks_valid", ""]["text"]
    assert "practice weapon" in told["attacks", ""]["text"] or "attacks" in told["attacks", ""]["text"]


def test_weapons_that_nobody_launched_are_nought_and_not_missing(library: Library) -> None:
    """So that a study counts every run."""
    for change, none in (("weapon: torpedo", False), ("weapon: none", True)):
        text = written(*SHORT, ("weapon: torpedo", f"attacks: 0, {change}"))
        recording = Replications.of(load_text(text, DUEL.name, library), library).run(1)
        told = {(row["name"], row["subject"]): row["value"] for row in recording.rows("measures")}
        assert ("launches", "") not in told if none else told["launches", ""] == 0.0
        assert told.get(("rounds_left", "frigate")) == (None if none else 6.0)
        assert none or (math.isnan(told["assessed_hits", ""]) and math.isnan(told["closest_pass", ""]))


def test_a_miss_counts_in_how_near_they_came_and_a_hit_as_it_is_set_does_not(tmp_path: Path) -> None:
    writer = Writer.create(tmp_path / "made", {"start_utc": "2023-07-20T00:00:00Z"}, sync=False)
    shots = (("1", "assessed hit", 15.0), ("2", "miss", 600.0), ("3", "miss", 200.0))
    for salvo, outcome, closest_m in shots:
        run_over = {"kind": "torpedo", "outcome": outcome, "closest_m": closest_m, "reason": "ran out"}
        writer.row("launches", time_s=60.0, unit_id="ship", salvo=salvo, round=1, serial_id="C", **run_over)
    writer.close({})
    serial = {"serial_id": "C", "params": '{"weapon": "torpedo"}'}
    found = weapon_measures(Recording.open(tmp_path / "made"), serial, (0.0, 3600.0), [])
    told = {measure.name: measure for measure in found}
    assert (told["launches"].value, told["closest_pass"].value) == (3.0, 400.0)
    assert told["assessed_hits"].value == pytest.approx(100.0 / 3.0)


def test_the_figure_tells_hunters_bearings_and_the_submarine_in_her_own_colour(duel: Recording) -> None:
    (serial,) = serials(duel)
    figure = draw_serial(duel, serial)
    boat = unit_tones(duel)["submarine"]
    assert "heard her on a bearing" in figure
    assert "a bearing for" in figure
    assert f's-{boat}"' in figure
    assert 's-neutral"' not in figure


def test_the_weapon_changes_the_recording_and_without_one_nothing_leaves(library: Library) -> None:
    hashes = {}
    for weapon in ("torpedo", "rockets", "none"):
        text = written(*SHORT, ("weapon: torpedo", f"weapon: {weapon}"))
        recording = Replications.of(load_text(text, DUEL.name, library), library).run(1)
        hashes[weapon] = recording.content_hash()
        attacks = [row for row in recording.rows("events") if row["kind"] == "attack"]
        assert attacks
        assert bool(recording.rows("launches")) is (weapon != "none")
        assert any("Simulated" in row["text"] for row in attacks) is (weapon == "none")
    assert len(set(hashes.values())) == 3


def test_a_weapon_that_no_hunter_carries_is_refused_at_check(library: Library) -> None:
    with pytest.raises(ScenarioError) as refused:
        load_text(written(("class: generic_ffg", "class: generic_fac")), DUEL.name, library)
    assert "no hunter carries torpedoes" in str(refused.value)
