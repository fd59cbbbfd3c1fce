"""Practice torpedoes at a towed target: launched on a sure contact with ships clear, assessed by how near."""

from functools import cache
from pathlib import Path

import numpy as np
import pytest

from fleetex.library import load_library
from fleetex.measures.aswex_sim import draw
from fleetex.record.reader import Recording
from fleetex.scenario.loading import load_text
from fleetex.scenario.problems import ScenarioError
from fleetex.simulate.replications import Replications

TEXT = (Path(__file__).parents[2] / "scenarios" / "lesson-torpedo.yaml").read_text(encoding="utf-8")
LAST = "      attacks: 4\n"
TUG_IN_THE_WAY = TEXT.replace(LAST, f"{LAST}      clear_of_ships: 1900 m\n")
NEARER = TEXT.replace("assembly: 15 nmi", "assembly: 8 nmi")
UNARMED = TEXT.replace("weapon: torpedo", "weapon: none")


@cache
def fired(text: str, seed: int = 1) -> Recording:
    library = load_library()
    return Replications.of(load_text(text, "torpedo.yaml", library), library).run(seed)


def told(recording: Recording) -> dict[str, float]:
    return {row["name"]: row["value"] for row in recording.rows("measures") if row["serial_id"] == "TORPEX-1"}


def mean_of(text: str, name: str, seeds: range) -> float:
    return float(np.mean([told(fired(text, seed))[name] for seed in seeds]))


def test_each_torpedo_leaves_on_a_contact_and_its_run_is_assessed_by_how_near_it_passed() -> None:
    run = fired(TEXT)
    launches = run.rows("launches")
    assert len(launches) == 4
    held = [row for row in run.rows("contacts") if (row["unit_id"], row["target_id"]) == ("frigate", "target")]
    gained = [row["time_s"] for row in held if row["change"] == "gained"]
    for row in launches:
        assert (row["unit_id"], row["target_id"]) == ("frigate", "target")
        assert min(gained) < row["time_s"]
        hit = row["outcome"] == "assessed hit"
        assert not hit or (row["acquired_id"] == row["closest_id"] == "target" and row["closest_m"] < 50.0)
    hits = sum(row["outcome"] == "assessed hit" for row in launches)
    measures = told(run)
    assert measures["launches"] == measures["attacks"] == 4.0
    assert measures["assessed_hits"] == 100.0 * hits / 4
    (tubes,) = [row for row in run.rows("mounts") if row["mount_id"] == "tubes"]
    assert measures["rounds_left"] == tubes["rounds"] - 4


def test_the_figure_draws_what_they_ran_and_words_tell_it() -> None:
    run = fired(TEXT)
    (serial,) = run.rows("serials")
    dashed, none = draw(run, serial).count("3 2"), draw(fired(UNARMED), fired(UNARMED).rows("serials")[0]).count("3 2")
    assert dashed == none + 4
    said = {row["name"]: row["text"] for row in run.rows("measures") if row["serial_id"] == "TORPEX-1"}
    assert said["launches"] == "Four torpedoes launched."
    hits = sum(row["outcome"] == "assessed hit" for row in run.rows("launches"))
    assert said["assessed_hits"].startswith(f"{hits} of 4 launches assessed a hit.")


def test_a_search_that_wants_no_weapon_says_nothing_of_any() -> None:
    assert fired(UNARMED).rows("launches") == []
    assert not {"launches", "assessed_hits", "closest_pass", "rounds_left"} & told(fired(UNARMED)).keys()


def test_a_tug_nearer_to_the_target_than_ships_are_to_be_clear_is_told_before_anything_runs() -> None:
    with pytest.raises(ScenarioError, match="no weapon would be launched"):
        load_text(TEXT.replace("tow_line: 2000 m", "tow_line: 600 m"), "torpedo.yaml", load_library())


@pytest.mark.parametrize(
    "seeds", [range(1, 9), pytest.param(range(1, 41), marks=pytest.mark.slow)], ids=["few", "many"]
)
def test_a_tug_in_the_way_stops_launches(seeds: range) -> None:
    assert mean_of(TUG_IN_THE_WAY, "launches", seeds) < mean_of(TEXT, "launches", seeds)


@pytest.mark.parametrize("seed", [2, 37, 127])
def test_a_contact_that_was_called_wrongly_at_first_is_attacked_as_briefed(seed: int) -> None:
    """In these runs wrong calls made it doubtful for long; right ones make it a submarine, as what is there for one is
    called: it was taken for neither, however long she held it."""
    run = fired(TEXT, seed)
    launched = [row["time_s"] for row in run.rows("launches")]
    assert len(launched) == 4
    taken = [row for row in run.rows("classifications") if (row["unit_id"], row["target_id"]) == ("frigate", "target")]
    last = max((row for row in taken if row["time_s"] < launched[0]), key=lambda row: row["time_s"])
    assert last["kind"] == "submarine"


def test_who_saw_the_target_go_down_attacks_it_all_the_same() -> None:
    runs = [fired(NEARER, seed) for seed in range(1, 9)]
    assert all(run.rows("launches") for run in runs)
    taken = {row["kind"] for run in runs for row in run.rows("classifications") if row["unit_id"] == "frigate"}
    assert "target" in taken
