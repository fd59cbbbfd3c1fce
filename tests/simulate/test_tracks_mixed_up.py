"""The lesson of two coasters that meet and part: what two screens make of them, against truth."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from fleetex.record.reader import Recording
from tests.simulate.lessons import lesson, ran

TEXT = lesson("tracks")
COASTERS = ("coaster_north", "coaster_south")
SEEDS = (1, 2, 3, 4)


def changed(*pairs: tuple[str, str]) -> str:
    text = TEXT
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    return text


WIDE = changed(
    ("waypoints: [40-01.1N 133-57.0E, 40-01.1N 134-03.0E", "waypoints: [40-02.8N 133-57.0E, 40-02.8N 134-03.0E"),
    ("waypoints: [40-00.9N 133-57.0E, 40-00.9N 134-03.0E", "waypoints: [39-59.2N 133-57.0E, 39-59.2N 134-03.0E"),
)
ANSWERING = changed(("class: generic_bulk_carrier\n", "class: generic_bulk_carrier\n    ais: on\n"))
OF_THE_EXERCISE = ("track_swaps", "swapped_time", "duplicates", "duplicate_time")


def sailed(folder: Path, text: str, seed: int) -> Recording:
    result, recording = ran(folder / str(seed), text, seed=seed)
    assert [serial["state"] for serial in result.serials] == ["completed"]
    return recording


def measured(recording: Recording) -> dict[str, float]:
    rows = [row for row in recording.rows("measures") if not row["serial_id"] and row["subject"] == "XX"]
    return {row["name"]: row["value"] for row in rows}


@pytest.fixture(scope="module")
def close(tmp_path_factory: pytest.TempPathFactory) -> list[Recording]:
    return [sailed(tmp_path_factory.mktemp("close"), TEXT, seed) for seed in SEEDS]


def test_tracks_change_places_where_the_coasters_pass_close_and_not_where_they_pass_wide(
    close: list[Recording], tmp_path: Path
) -> None:
    wide = [sailed(tmp_path, WIDE, seed) for seed in SEEDS]
    mixed, apart = (sum(measured(one)["track_swaps"] for one in runs) for runs in (close, wide))
    assert mixed >= 4.0 > apart
    assert sum(measured(one)["swapped_time"] for one in close) > 20.0


def test_the_lesson_as_it_is_shipped_shows_what_it_is_for(close: list[Recording]) -> None:
    """At the first seed already: tracks that changed places, and a contact that stood on a screen twice."""
    found = measured(close[0])
    assert found["track_swaps"] >= 1.0
    assert found["duplicates"] >= 1.0
    assert close[0].rows("serials")[0]["reason"].startswith("2 of 2 units on the link")


def test_coasters_that_answer_are_never_mixed_up_nor_shown_twice(tmp_path: Path) -> None:
    for seed in SEEDS[:2]:
        found = measured(sailed(tmp_path, ANSWERING, seed))
        assert {name: found[name] for name in OF_THE_EXERCISE} == dict.fromkeys(OF_THE_EXERCISE, 0.0)


def test_the_recording_says_whose_number_went_where(close: list[Recording]) -> None:
    """A row of `swaps` and two of `tracks` tell the same."""
    for recording in close:
        tracks = recording.table("tracks")
        names = ("time_s", "unit_id", "target_id", "track")
        lines = zip(*(tracks[name][tracks["change"] == "swapped"].tolist() for name in names), strict=True)
        after = {(time_s, unit, target): number for time_s, unit, target, number in lines}
        swaps = recording.rows("swaps", from_id="")
        assert len(after) == 2 * len(swaps)
        for row in swaps:
            assert {row["target_id"], row["other_id"]} == set(COASTERS)
            for target, number in ((row["target_id"], row["track"]), (row["other_id"], row["other_track"])):
                assert after[row["time_s"], row["unit_id"], target] == number


def test_a_duplicate_begins_beside_a_track_of_her_own_and_ends(close: list[Recording]) -> None:
    rows = [row for recording in close for row in recording.rows("duplicates")]
    began = [row for row in rows if row["change"] == "began"]
    assert began
    for row in began:
        assert row["track"] > 5000 > row["beside"] > 0
        assert row["from_id"] not in ("", row["unit_id"])
        assert row["target_id"] in COASTERS
    assert {row["change"] for row in rows} <= {"began", "correlated", "ceased", "left alone"}


def test_a_slower_link_shows_a_turning_ship_twice_more_often(tmp_path: Path) -> None:
    """What is told is dead-reckoned over the delay: of a ship that turns meanwhile it stands beside the own track.

    The coasters pass wide, so that nothing else shows one of them twice; the third seed is one in which it happens.
    """
    slow = WIDE.replace("delay: 30 s, members", "delay: 4 min, members")
    assert slow != WIDE
    told = [measured(sailed(tmp_path / name, text, 3)) for name, text in (("quick", WIDE), ("slow", slow))]
    assert told[1]["duplicate_time"] > told[0]["duplicate_time"]


def test_neither_ship_knows_of_it(close: list[Recording]) -> None:
    """Nobody is told that tracks changed places: the log has no word of it."""
    for recording in close:
        log: dict[str, Any] = recording.table("events")
        assert not np.any([("swap" in text) or ("changed places" in text) for text in log["text"].tolist()])
