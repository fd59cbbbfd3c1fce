"""ESCORTEX in its lesson: a screen that keeps station and spares ships, a submarine that knows by ear."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from fleetex.library import Library
from fleetex.measures.escortex import draw
from fleetex.measures.intervals import clipped
from fleetex.record.positions import positions, ranges_and_bearings
from fleetex.record.reader import Recording
from fleetex.scenario.loading import load_text
from fleetex.scenario.problems import ScenarioError
from fleetex.simulate import Replications, run
from fleetex.units import NMI_M

FILE = Path(__file__).parents[2] / "scenarios" / "lesson-escort.yaml"
SCREEN = ("east", "north", "south")


def written(*changes: tuple[str, str]) -> str:
    text = FILE.read_text(encoding="utf-8")
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


@pytest.fixture(scope="module")
def lesson(tmp_path_factory: pytest.TempPathFactory) -> Recording:
    folder = tmp_path_factory.mktemp("escort") / "run"
    run(FILE, folder)
    return Recording.open(folder)


def told(recording: Recording) -> dict[str, float]:
    rows = recording.rows("measures")
    return {row["name"]: row["value"] for row in rows if row["serial_id"] == "ESCORTEX-1" and not row["subject"]}


def phases_away(recording: Recording, unit: str) -> list[tuple[float, float]]:
    """When a ship was away from the screen: from the phases that she went through."""
    rows = recording.table("phases")
    own = rows["unit_id"] == unit
    steps = sorted(zip(rows["time_s"][own].tolist(), rows["phase"][own].tolist(), strict=True))
    ends = [time_s for time_s, _ in steps[1:]] + [float(recording.until_s)]
    gone = ("closing a contact", "holding", "searching a datum")
    return [(at, end) for (at, phase), end in zip(steps, ends, strict=True) if phase in gone]


def test_the_convoy_arrives_and_its_screen_stands_most_of_the_time(lesson: Recording) -> None:
    measures = told(lesson)
    assert lesson.rows("serials")[0]["state"] == "completed"
    assert measures["track_covered"] == pytest.approx(83.0, abs=1.0), "the route is 82.7 nmi long"
    assert 50.0 < measures["screen_coverage"] < 100.0


def test_a_ship_that_comes_up_late_falls_in_astern_and_passes_nobody(lesson: Recording) -> None:
    """The last of the column has a station behind the others: she has no need to go past them."""
    times = np.arange(3600.0, lesson.until_s, 30.0)
    column = [positions(lesson, unit, times) for unit in ("oiler", "bulker", "boxer")]
    for k, ahead in enumerate(column):
        for astern in column[k + 1 :]:
            off_m, _ = ranges_and_bearings(ahead.lat_deg, ahead.lon_deg, astern.lat_deg, astern.lon_deg)
            assert off_m.min() > 500.0


def test_no_more_ships_leave_the_screen_than_the_serial_spares_and_all_come_back(lesson: Recording) -> None:
    spells = [(at, end, unit) for unit in SCREEN for at, end in phases_away(lesson, unit)]
    assert spells, "somebody left the screen"
    for at, _, _ in spells:
        assert len({unit for begin, end, unit in spells if begin <= at < end}) <= 2
    last = max(end for _, end, _ in spells)
    assert last < lesson.rows("serials")[0]["end_s"] - 3600.0
    assert sum(row["kind"] == "rejoined" for row in lesson.rows("events")) >= 1


def test_what_the_submarine_attacks_she_had_heard_first_and_ranged_by_her_own_turns(lesson: Recording) -> None:
    attacks = [row for row in lesson.rows("events") if row["kind"] == "submarine attack"]
    assert attacks
    heard = lesson.table("bearings")
    own = (heard["unit_id"] == "submarine") & (heard["change"] == "gained")
    assert float(heard["time_s"][own].min()) < attacks[0]["time_s"] - 1800.0
    radars = lesson.table("contacts")
    assert not np.any((radars["unit_id"] == "submarine") & np.isin(radars["sensor_id"], ["radar", "eyes"]))
    at = positions(lesson, "submarine", np.array([attacks[0]["time_s"]]))
    ranges = [
        ranges_and_bearings(at.lat_deg, at.lon_deg, ship.lat_deg, ship.lon_deg)[0][0]
        for unit in (*SCREEN, "oiler", "bulker", "boxer")
        if (ship := positions(lesson, unit, np.array([attacks[0]["time_s"]])))
    ]
    assert min(ranges) <= 4.0 * NMI_M + 914.4, "within her range, but for the error that she allows"


def test_the_screen_attacks_by_its_own_sonars_alone(lesson: Recording) -> None:
    from fleetex.measures.holding import track_spans

    spans = track_spans(lesson)
    rows = [row for row in lesson.rows("events") if row["kind"] == "attack"]
    assert rows
    for row in rows:
        held = spans[row["unit_id"], "submarine"]
        assert len(clipped(held, row["time_s"] - 120.0, row["time_s"] + 1.0)), row


def refused() -> Iterator[tuple[tuple[str, str], str]]:
    yield ("    oce: north\n", "    oce: boxer\n"), "conducts an ESCORTEX"
    yield ("nation: EX\n    side: orange", "nation: EX\n    side: blue"), "another side than the screen"
    yield ("duration: 7 h 30 min", "duration: 5 h"), "take 6 h"
    yield ("      submarine_at: 39-55.0N 134-30.0E\n", ""), "where she waits"
    yield ("convoy_speed: 12 kn", "convoy_speed: 29 kn"), "makes at most 15 kn"
    yield ("      convoy_speed: 12 kn\n", "      convoy_speed: 12 kn\n      submarine_depth: 900 m\n"), "goes no deeper"


@pytest.mark.parametrize(("change", "said"), list(refused()), ids=[said for _, said in refused()])
def test_what_makes_no_sense_is_refused_with_its_line(change: tuple[str, str], said: str, library: Library) -> None:
    with pytest.raises(ScenarioError) as caught:
        load_text(written(change), FILE.name, library)
    assert said in str(caught.value)
    assert f"{FILE.name}:" in str(caught.value)


def mean_of(name: str, seeds: range, library: Library, *changes: tuple[str, str]) -> float:
    ready = Replications.of(load_text(written(*changes), FILE.name, library), library)
    values = [told(ready.run(seed))[name] for seed in seeds]
    return float(np.nanmean(values))


@pytest.mark.slow
def test_over_many_runs_nobody_crashes_and_more_screen_keeps_her_farther_off(library: Library) -> None:
    """200 runs alone, 40 of each change: one frigate of three holds her less; over the layer she is found sooner."""
    ready = Replications.of(load_text(written(), FILE.name, library), library)
    whole = [ready.run(seed) for seed in range(1, 201)]
    assert {recording.rows("serials")[0]["state"] for recording in whole} == {"completed"}
    alone = ("screen: [east, north, south]", "screen: [north]")
    seeds = range(1, 41)
    assert mean_of("hold_time", seeds, library, alone) < mean_of("hold_time", seeds, library)
    shallow = ("      convoy_speed: 12 kn\n", "      convoy_speed: 12 kn\n      submarine_depth: 35 m\n")
    assert mean_of("detection_range", seeds, library, shallow) > mean_of("detection_range", seeds, library)


def test_a_screen_that_launches_practice_torpedoes_tells_what_they_did(tmp_path: Path) -> None:
    file = tmp_path / "armed.yaml"
    file.write_text(written(("      convoy_speed: 12 kn\n", "      convoy_speed: 12 kn\n      weapon: torpedo\n")))
    run(file, tmp_path / "run")
    recording = Recording.open(tmp_path / "run")
    launches = recording.rows("launches")
    measures = told(recording)
    assert measures["launches"] == len(launches) > 0
    hits = sum(row["outcome"] == "assessed hit" for row in launches)
    assert measures["assessed_hits"] == pytest.approx(100.0 * hits / len(launches))
    assert draw(recording, recording.rows("serials")[0]).count("3 2") >= len(launches)


def test_a_screen_without_weapons_says_nothing_of_any(lesson: Recording) -> None:
    assert "launches" not in told(lesson)
