"""The duel of a frigate and an exercise submarine: what is heard, by whom, and what that makes known."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from fleetex.library import Library
from fleetex.measures.cooperation import partners
from fleetex.record.reader import Recording
from fleetex.scenario.loading import load
from fleetex.simulate import run
from fleetex.simulate.loop import Loop
from fleetex.vocabulary import Domain
from tests.simulate.lessons import run_module

FILE = Path(__file__).parents[2] / "scenarios" / "duel-asw.yaml"


@pytest.fixture(scope="module")
def duel(tmp_path_factory: pytest.TempPathFactory) -> Recording:
    folder = tmp_path_factory.mktemp("duel")
    run(FILE, folder / "run")
    return Recording.open(folder / "run")


@pytest.fixture(scope="module")
def unarmed(tmp_path_factory: pytest.TempPathFactory) -> Recording:
    """The same without torpedoes, from which she would run so fast that she hears little."""
    folder = tmp_path_factory.mktemp("unarmed")
    text = FILE.read_text(encoding="utf-8")
    assert text.count("weapon: torpedo") == 1
    file = folder / FILE.name
    file.write_text(text.replace("weapon: torpedo", "weapon: none"), encoding="utf-8")
    run(file, folder / "run")
    return Recording.open(folder / "run")


def test_who_hunts_is_who_works_together_and_not_the_hunted(duel: Recording) -> None:
    """One unit a side is a draw: the side of who conducts the serial is meant."""
    assert [card.unit_id for card in partners(duel)] == ["frigate"]


def test_the_submarine_is_of_no_state_and_all_is_notional(library: Library) -> None:
    exercise = load(FILE, library)
    assert all(unit.notional and unit.start.notional for unit in exercise.units.values())
    boats = [u for u in exercise.units.values() if library.platforms[u.class_id].domain is Domain.SUBSURFACE]
    assert [exercise.nations[boat.nation].name for boat in boats] == ["the exercise side (no state)"]
    assert "Things to try" in exercise.source_text


def test_each_sonar_gains_and_loses_and_no_radar_or_eye_finds_what_is_under_water(duel: Recording) -> None:
    contacts = duel.rows("contacts")
    found = {(row["unit_id"], row["sensor_id"], row["change"]) for row in contacts}
    assert {("frigate", s, c) for s in ("sonar", "array", "listen") for c in ("gained", "lost")} <= found
    assert ("submarine", "listen", "gained") in found
    assert {row["sensor_id"] for row in contacts} == {"sonar", "array", "listen"}


def test_the_ping_gives_the_frigate_away_within_minutes(duel: Recording) -> None:
    comex_s = duel.rows("serials")[0]["start_s"]
    first = min(row["time_s"] for row in duel.rows("bearings") if row["unit_id"] == "submarine" and row["pinging"])
    assert comex_s < first < comex_s + 180.0


def test_echoes_become_tracks_at_once_and_what_is_only_heard_after_own_turns(unarmed: Recording) -> None:
    """The submarine's bearings of the frigate are worth a place after her first turns, at a ship's speed."""
    gained = [row for row in unarmed.rows("tracks") if row["change"] == "gained"]
    assert {row["unit_id"] for row in gained} == {"frigate", "submarine"}
    heard = min(row["time_s"] for row in unarmed.rows("bearings") if row["unit_id"] == "submarine")
    placed = [row for row in gained if row["unit_id"] == "submarine"]
    assert min(row["time_s"] for row in placed) > heard + 1_800.0
    assert {row["unit_id"] for row in unarmed.rows("bearings")} == {"frigate", "submarine"}


def test_a_budget_adds_up_and_a_held_contact_is_one_over_nothing(duel: Recording) -> None:
    rows = [row for row in duel.rows("budgets") if row["sensor_id"] in ("sonar", "array", "listen")]
    assert len(rows) > 50
    for row in rows:
        left = row["source_db"] + row["target_db"] - row["loss_db"] - row["noise_db"] - row["threshold_db"]
        assert row["excess_db"] == pytest.approx(left, abs=1e-3)
    gained = {(r["time_s"], r["unit_id"], r["sensor_id"]) for r in duel.rows("contacts") if r["change"] == "gained"}
    assert all(r["excess_db"] > 0.0 for r in rows if (r["time_s"], r["unit_id"], r["sensor_id"]) in gained)


def test_another_process_makes_the_same_recording(duel: Recording, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "fleetex", "run", str(FILE), "-o", str(tmp_path / "run"), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout)["hash"] == duel.content_hash()


def test_a_killed_duel_resumed_is_the_same_duel(
    tmp_path: Path, duel: Recording, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Luck, bearings and depth are in the checkpoint."""
    monkeypatch.setattr(run_module, "CHECKPOINT_EVERY_S", 1_800.0)
    monkeypatch.setattr(run_module, "STEPS_BETWEEN_LOOKS", 1)
    step, left = Loop.step, [150]

    def cut(self: Loop) -> bool:
        left[0] -= 1
        if left[0] == 0:
            raise InterruptedError
        return step(self)

    monkeypatch.setattr(Loop, "step", cut)
    with pytest.raises(InterruptedError):
        run(FILE, tmp_path / "run")
    monkeypatch.undo()
    resumed = run(FILE, tmp_path / "run", resume=True)
    assert resumed.counts["happenings_restored"] > 0
    assert resumed.hash == duel.content_hash()
