"""`fleetex announce`: what a press officer would read out before an exercise, from its file alone."""

import json
from pathlib import Path

import pytest

from fleetex.library import load_library
from fleetex.report.announcing import ClassWords, announcement
from tests.cli.command import typed

SCENARIOS = Path(__file__).parents[2] / "scenarios"


def test_the_reference_exercise_is_announced_with_window_place_forces_aim_and_kinds(tmp_path: Path) -> None:
    said = typed("announce", SCENARIOS / "northern-interaction-2023.yaml", "--json", cwd=tmp_path)
    assert said.returncode == 0
    lines = json.loads(said.stdout)
    by_topic: dict[str, list[str]] = {}
    for line in lines:
        by_topic.setdefault(line["topic"], []).append(line["text"])
    assert by_topic["window"][0].startswith("It opens on 20 July 2023 at 08:00 local time (00:00 UTC)")
    assert "central part of the Sea of Japan" in by_topic["place"][0]
    assert [text.partition(":")[0] for text in by_topic["forces"][:2]] == ["China", "The exercise side, of no state"]
    assert "five ships" in by_topic["forces"][0]
    assert by_topic["aim"][0].startswith("Aim: Strengthen naval cooperation")
    kinds = {line["key"]: line["text"] for line in lines if line["topic"] == "kind"}
    assert kinds["GUNEX-S"] == "Surface gunnery (GUNEX-S): four serials, from 21 to 23 July, live."
    assert by_topic["safety"] == ["A training aid, not a range-safety product."]


def test_as_text_every_line_of_it_is_told(tmp_path: Path) -> None:
    said = typed("announce", SCENARIOS / "duel-asw.yaml", cwd=tmp_path)
    assert said.returncode == 0
    assert said.stdout.startswith("Exercise Duel: a frigate and a submarine. It is made up")
    assert "(CASEX): one serial, on 20 July." in said.stdout


def test_a_programme_without_times_is_announced_with_its_areas_and_then_with_the_days_that_a_plan_found(
    tmp_path: Path,
) -> None:
    whole = (SCENARIOS / "lesson-programme.yaml").read_text(encoding="utf-8")
    file = tmp_path / "open.yaml"
    file.write_text(whole.partition("timetable:\n")[0], encoding="utf-8")
    said = typed("announce", file, "--json", cwd=tmp_path)
    assert said.returncode == 0, said.stderr
    texts = {line["key"] or line["topic"]: line["text"] for line in json.loads(said.stdout)}
    assert texts["COMMEX"].endswith("one serial, on 20 July.")
    assert texts["GUNEX-S"].endswith("one serial, days not set yet.")
    assert "between 38-15N and 39-50N" in texts["place"]  # of all areas that may be chosen
    refused = typed("run", file, "-o", "out", cwd=tmp_path)
    assert refused.returncode == 2
    assert refused.stderr.count("\n") == 1, "one message, however many serials wait for a time"
    assert "MANEX-1: it and GUNEX-S-1, RAS-L-1, PATROL-1 have windows and no times yet" in refused.stderr
    assert typed("plan", file, "-o", "plan", cwd=tmp_path).returncode == 0
    said = typed("announce", file, "--timetable", "plan/timetable.yaml", "--json", cwd=tmp_path)
    assert said.returncode == 0, said.stderr
    assert "days not set yet" not in said.stdout
    assert "(GUNEX-S): one serial, on 20 July." in said.stdout


@pytest.mark.parametrize(
    ("corners", "told"),
    [
        (["10-00.0N 179-00.0E", "11-00.0N 179-00.0W"], "between 10-00N and 11-00N, 179-00E and 179-00W"),
        (["10-00.0N 020-00.0E", "10-00.0N 020-00.0E"], "about 10-00N 020-00E"),
    ],
)
def test_an_area_across_180_is_told_from_west_to_east_and_a_point_as_one(corners: list[str], told: str) -> None:
    scenario = {
        "exercise": {"window": {"start_utc": "2023-07-20T00:00:00Z", "end_utc": "2023-07-21T00:00:00Z"}},
        "areas": {"A": {"line": corners}},
        "serials": {"S": {"kind": "PATROL", "area_id": "A", "start_utc": "2023-07-20T01:00:00Z"}},
    }
    said = {line.topic: line.text for line in announcement(scenario, {})}
    assert told in said["place"]


def test_a_scenario_that_lacks_almost_everything_is_still_announced() -> None:
    classes = {
        name: ClassWords(platform.name, platform.kind.value) for name, platform in load_library().platforms.items()
    }
    assert announcement({}, classes) == []
    bare = {"exercise": {"id": "x", "window": {"start_utc": "2023-07-20T00:00:00Z"}}}
    assert [line.text for line in announcement(bare, classes)] == ["Exercise x."]


def test_what_there_is_one_of_is_checked_as_one(tmp_path: Path) -> None:
    assert "7 units, 1 serial, " in typed("check", SCENARIOS / "duel-surface.yaml", cwd=tmp_path).stdout
