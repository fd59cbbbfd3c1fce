"""Close-in guns as one more layer of a ship's defence: in the surface action, manned and not."""

from functools import cache
from pathlib import Path

from fleetex.library import load_library
from fleetex.record.reader import Recording
from fleetex.scenario import load_text
from fleetex.simulate.replications import Replications

DUEL = (Path(__file__).parents[2] / "scenarios" / "duel-surface.yaml").read_text(encoding="utf-8")
FIELD = '  FIELD: {name: "Field", circle: {centre: 41-30.0N 134-00.0E, radius: 2 nmi}, use: airfield, notional: true}\n'
PARKED = """  drone:
    class: generic_target_drone
    nation: AA
    side: blue
    notional: true
    start: {airfield: FIELD, notional: true}

circuits:
"""
SEED = 1


@cache
def fought(manned: bool) -> Recording:
    """The duel; with a target drone that stays ashore, for which close-in guns are manned, or without."""
    text = DUEL
    if manned:
        text = text.replace("\nnations:\n", f"{FIELD}\nnations:\n").replace("circuits:\n", PARKED, 1)
    library = load_library()
    return Replications.of(load_text(text, "duel.yaml", library=library), library).run(SEED)


def test_close_in_guns_fire_at_missiles_that_come_in_and_at_nothing_else() -> None:
    recording = fought(manned=True)
    bursts = recording.rows("bursts")
    assert bursts
    missiles = {row["missile_id"] for row in recording.rows("missile_flights")}
    assert {row["target_id"] for row in bursts} <= missiles
    assert all(row["mount_id"].startswith("ciws") for row in bursts)


def test_what_they_stop_is_shot_down_with_a_close_in_gun_and_no_more_than_they_hit() -> None:
    recording = fought(manned=True)
    by_gun = [row for row in recording.rows("missile_flights") if "close-in gun" in row["reason"]]
    hit = {row["target_id"] for row in recording.rows("bursts") if row["hits"] > 0}
    assert {row["missile_id"] for row in by_gun} == hit


def test_unmanned_they_leave_no_trace() -> None:
    recording = fought(manned=False)
    assert recording.rows("bursts") == []
    assert not any(row["mount_id"].startswith("ciws") for row in recording.rows("mounts"))
