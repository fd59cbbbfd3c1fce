"""The traffic in the file, and the CSV files beside it: what is wrong is told with its place."""

import math
from pathlib import Path

import pytest

from fleetex.scenario import Exercise, ScenarioError, load
from fleetex.scenario.describe import example
from fleetex.scenario.loading import load_text

TRACKS = "  tracks:\n    JULY: {file: ais/july.csv, class: generic_bulk_carrier}\n"
HEAD = "ship,time,lat,lon,class\n"
GOOD = """\
A,2023-07-19T23:00:00Z,38.50,132.50,
B,2023-07-20T00:30:00Z,38.20,133.00,generic_fishing_vessel
A,2023-07-20T02:00:00+00:00,38.90,133.10,
B,2023-07-20T04:00:00Z,38.25,133.05,
"""


def with_file(folder: Path, rows: str, tracks: str = TRACKS) -> Path:
    """The page's example with tracks from a file of these rows."""
    text = example().replace("  fishing:\n    SQUID", tracks + "  fishing:\n    SQUID")
    assert tracks in text
    (folder / "ais").mkdir(exist_ok=True)
    (folder / "ais" / "july.csv").write_text(rows, encoding="utf-8")
    file = folder / "mine.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def told(folder: Path, rows: str, tracks: str = TRACKS) -> list[str]:
    with pytest.raises(ScenarioError) as error:
        load(with_file(folder, rows, tracks))
    return [str(problem).removeprefix(f"{folder}/") for problem in error.value.problems]


def changed(right: str, wrong: str) -> str:
    """What is said of the page's example when one thing in it is wrong."""
    assert right in example(), right
    with pytest.raises(ScenarioError) as error:
        load_text(example().replace(right, wrong, 1), file="mine.yaml")
    return str(error.value)


def test_lanes_grounds_and_bands_are_read_in_si() -> None:
    traffic = load_text(example()).traffic
    assert traffic is not None
    assert list(traffic.streams) == ["COASTAL", "EASTBOUND", "SQUID"]
    lane = traffic.lanes["COASTAL"]
    assert lane.width_m == pytest.approx(3704.0)
    assert lane.speed_mps == pytest.approx((4.1156, 5.1444), abs=1e-3)
    assert traffic.lanes["EASTBOUND"].class_ids == ("generic_bulk_carrier", "generic_container_ship")
    assert traffic.lanes["EASTBOUND"].ais
    assert not traffic.fishing["SQUID"].ais


def test_a_scenario_without_traffic_says_nothing_of_it_in_its_hash() -> None:
    text = example()
    start = text.index("traffic:\n  lanes:")
    without = load_text(text[:start] + text[text.index("facts:\n") :])
    assert without.traffic is None
    assert "traffic" not in without.resolved()
    assert without.scenario_hash != load_text(text).scenario_hash


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("corridor: LANE, per_day", "corridor: LANES, per_day", "traffic.lanes.EASTBOUND.corridor: found `LANES`"),
        ("corridor: LANE, per_day", "corridor: RANGE, per_day", "a lane runs along a corridor, not a polygon"),
        ("corridor: LANE, per_day", "per_day", "a lane has a line or a corridor"),
        ("[37-30.0N 133-00.0E, 37-40.0N 135-00.0E]", "[37-30.0N 133-00.0E, 36-00.0N 138-00.0E]", "runs over land"),
        ("per_day: 2\n", "per_day: 0\n", "traffic.lanes.COASTAL.per_day: found `0`"),
        ("speed: [8 kn, 10 kn]", "speed: [8 kn, 30 kn]", "class `generic_bulk_carrier` makes at most 15 kn"),
        ("speed: [8 kn, 10 kn]", "speed: [10 kn, 8 kn]", "a speed band is the least and the greatest"),
        ("boats: 5, class: generic_fishing_vessel", "boats: 5, class: generic_ssk", "the traffic is of ships"),
        ("boats: 5, class: generic_fishing_vessel", "boats: 5, class: generic_fish", "no class of the library"),
        ("{area: HAZE, boats", "{area: TRACK, boats", "boats fish in a polygon, circle or corridor, not a line"),
        ("boats: 5,", "boats: 60000,", "boats"),
        ("    SQUID: {area", "    COASTAL: {area", "names of their own"),
        ("per_day: 6,", "per_day: 6, sourc: X,", "sourc"),
    ],
)
def test_a_mistake_in_the_traffic_is_told_with_what_is_allowed(right: str, wrong: str, said: str) -> None:
    text = changed(right, wrong)
    assert said in text
    line = next(n for n, row in enumerate(example().replace(right, wrong, 1).splitlines(), 1) if wrong.strip() in row)
    assert f"mine.yaml:{line}:" in text


def test_too_many_ships_are_refused_before_anything_is_made() -> None:
    text = changed("boats: 5,", "boats: 50000,")
    assert "the traffic has at most 50,000 ships" in text


def test_tracks_from_a_file_are_read_by_ship_in_order_of_time(tmp_path: Path) -> None:
    exercise: Exercise = load(with_file(tmp_path, HEAD + GOOD))
    first, second = exercise.ais["JULY"].voyages
    assert (first.ship, first.class_id, len(first.fixes)) == ("A", "", 2)
    assert (second.ship, second.class_id) == ("B", "generic_fishing_vessel")
    assert exercise.seconds(first.fixes[0][0]) == -3600.0
    assert math.isclose(second.fixes[1][2], 133.05)


def test_other_fixes_make_another_scenario(tmp_path: Path) -> None:
    one = load(with_file(tmp_path, HEAD + GOOD)).scenario_hash
    assert load(with_file(tmp_path, HEAD + GOOD)).scenario_hash == one
    assert load(with_file(tmp_path, HEAD + GOOD.replace("38.90", "38.91"))).scenario_hash != one


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        (HEAD, "ship,time,latitude,lon\n", "july.csv:1:1: found `no column lat`"),
        (
            "A,2023-07-20T02:00:00+00:00",
            "A,2023-07-20T02:00:00",
            "july.csv:4:2: row 4: found `2023-07-20T02:00:00`; a time is",
        ),
        ("38.90", "38°54", "july.csv:4:3: row 4: found `38°54`; a latitude is decimal degrees"),
        ("133.10", "193.10", "july.csv:4:4: row 4: found `193.10`; a longitude is decimal degrees, -180 to 180"),
        ("38.90,133.10,", "38.90", "july.csv:4:1: row 4: found `3 fields`"),
        (
            "A,2023-07-20T02:00",
            "A,2023-07-19T02:00",
            "july.csv:4:2: row 4: found `2023-07-19T02:00:00+00:00`; fixes of one ship",
        ),
        ("38.90", "68.90", "july.csv:4:3: row 4: found `68.9, 133.1`; A would have gone 6"),
        (
            "A,2023-07-19T23:00:00Z,38.50,132.50,\n",
            "",
            "july.csv:3:1: row 3: found `one fix of A`; a ship has at least two",
        ),
        (
            "generic_fishing_vessel",
            "generic_fishing_vesel",
            "july.csv:3:1: row 3: found `generic_fishing_vesel`; no class",
        ),
        (
            ",\nB,2023-07-20T04",
            ",\n,2023-07-20T04",
            "july.csv:5:1: row 5: found `nothing`; each row says of which ship",
        ),
        (GOOD, "", "july.csv:1:1: row 1: found `no row`"),
    ],
)
def test_a_bad_row_is_refused_with_the_file_and_the_line(tmp_path: Path, right: str, wrong: str, said: str) -> None:
    whole = HEAD + GOOD
    assert right in whole
    assert any(line.startswith(f"ais/{said}") for line in told(tmp_path, whole.replace(right, wrong, 1)))


@pytest.mark.parametrize("name", ["../july.csv", "/etc/passwd", "C:/july.csv", "ais/../../july.csv"])
def test_a_file_outside_the_scenarios_folder_is_not_opened(tmp_path: Path, name: str) -> None:
    tracks = TRACKS.replace("ais/july.csv", f"'{name}'")
    (line,) = told(tmp_path, HEAD + GOOD, tracks)
    assert "the file lies in the scenario's folder or below it" in line


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    (line,) = told(tmp_path, HEAD + GOOD, TRACKS.replace("july", "august"))
    assert "august.csv:1:1: there is no such file" in line


def test_no_more_than_two_dozen_mistakes_of_a_file_are_told(tmp_path: Path) -> None:
    rows = "".join(f"A,2023-07-20T{k % 24:02d}:00:00Z,north,133.0,\n" for k in range(100))
    assert len(told(tmp_path, HEAD + rows)) == 24
