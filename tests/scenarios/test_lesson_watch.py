"""The lesson of keeping watch: who radiates is heard beyond sight, who is silent is seen; a rough sea hides a boat."""

from pathlib import Path

import pytest

from fleetex.record.reader import Recording
from fleetex.report import build_report
from fleetex.simulate import run
from fleetex.units import NMI_M
from tests.simulate.lessons import lesson, ran

FILE = Path(__file__).parents[2] / "scenarios" / "lesson-watch.yaml"


@pytest.fixture(scope="module")
def watch(tmp_path_factory: pytest.TempPathFactory) -> Recording:
    folder = tmp_path_factory.mktemp("watch")
    run(FILE, folder / "run")
    return Recording.open(folder / "run")


def heard(recording: Recording) -> list[str]:
    return [r["target_id"] for r in recording.rows("bearings") if r["unit_id"] == "frigate" and r["change"] == "gained"]


def test_the_loud_craft_is_heard_long_before_anybody_sees_her_and_the_quiet_one_never(watch: Recording) -> None:
    assert heard(watch) == ["loud"]
    gained = [r for r in watch.rows("contacts") if r["unit_id"] == "frigate" and r["change"] == "gained"]
    first = {name: next(r for r in gained if r["target_id"] == name) for name in ("loud", "quiet")}
    assert (first["loud"]["sensor_id"], first["quiet"]["sensor_id"]) == ("esm", "lookout")
    assert first["loud"]["range_m"] > 15.0 * NMI_M > 11.0 * NMI_M > first["quiet"]["range_m"]
    assert {r["emission"] for r in watch.rows("bearings")} == {"radar"}
    assert not any(r["pinging"] for r in watch.rows("bearings"))


def test_the_patrol_writes_the_bearing_down(watch: Recording) -> None:
    said = [r for r in watch.rows("events") if r["kind"] == "radar heard"]
    assert [r["unit_id"] for r in said] == ["frigate"]
    assert "loud" not in said[0]["text"] + said[0]["data"]


def test_the_patrol_counts_the_strangers_that_it_is_there_to_watch(watch: Recording) -> None:
    """None of them is a neutral: they are of another side."""
    rows = {r["serial_id"]: r for r in watch.rows("measures") if r["name"] == "contacts_held"}
    assert {name: r["value"] for name, r in rows.items()} == {"PATROL-1": 3.0, "PATROL-2": 3.0}
    assert rows["PATROL-1"]["text"].startswith("Three strangers held")


def test_the_report_tells_of_the_radar_that_was_heard(watch: Recording) -> None:
    page = build_report(watch)
    assert "Frigate hears a radar on" in page
    assert "No neutral" not in page.split('id="serial-1"')[1].split("</article>")[0]


def test_a_radar_switched_on_or_off_in_the_file_is_heard_or_not(tmp_path: Path) -> None:
    _, both = ran(tmp_path / "both", lesson("watch").replace("    emission: {radar: off}\n", ""))
    assert sorted(heard(both)) == ["loud", "quiet"]
    text = lesson("watch").replace('name: "Loud craft"\n', 'name: "Loud craft"\n    emission: {radar: off}\n')
    _, none = ran(tmp_path / "none", text)
    assert heard(none) == []


def test_the_frigate_is_heard_when_her_silence_ends(watch: Recording) -> None:
    rows = watch.rows("bearings")
    others = [r["time_s"] for r in rows if r["unit_id"] in ("loud", "quiet") and r["change"] == "gained"]
    finex_s = watch.rows("serials")[0]["end_s"]
    assert len(others) == 2
    assert finex_s < min(others) <= max(others) < finex_s + 60.0


ROUGH_S = 5.0 * 3600.0


def radar_changes(recording: Recording) -> list[tuple[str, float]]:
    """How the frigate's radars gained and lost the boat, and when."""
    rows = [r for r in recording.rows("contacts") if (r["unit_id"], r["target_id"]) == ("frigate", "boat")]
    return [(r["change"], r["time_s"]) for r in rows if r["sensor_id"] in ("nav", "search")]


def test_the_boat_is_held_by_radar_until_the_sea_gets_up(watch: Recording, tmp_path: Path) -> None:
    changes = radar_changes(watch)
    assert [change for change, time_s in changes if time_s < ROUGH_S] == ["gained", "gained"]
    assert sum(change == "lost" for change, time_s in changes if time_s > ROUGH_S) > 10
    text = lesson("watch").replace(
        "sea_state: [{from: 200000ZJUL23, value: 1}, {from: 200500ZJUL23, value: 6}]", "sea_state: 1"
    )
    _, calm = ran(tmp_path, text)
    assert [change for change, time_s in radar_changes(calm)] == ["gained", "gained"]


def test_strangers_are_told_apart_after_some_looks(watch: Recording, tmp_path: Path) -> None:
    """By her radar's frequency the loud craft is taken for a warship after many calls, before anybody sees her."""
    calls = [r for r in watch.rows("classifications") if r["unit_id"] == "frigate" and r["kind"]]
    first = {name: next(r for r in calls if r["target_id"] == name) for name in ("loud", "quiet", "boat")}
    assert {name: r["kind"] for name, r in first.items()} == {"loud": "warship", "quiet": "warship", "boat": "merchant"}
    assert first["loud"]["calls"] > 5
    assert (first["loud"]["track"], first["loud"]["bearing"] > 0) == (0, True)
    assert min(r["prob"] for r in first.values()) >= 0.9
    measures = {r["name"]: r["value"] for r in watch.rows("measures") if not r["subject"] and not r["serial_id"]}
    assert measures["classified_right"] >= 3.0
    assert measures["time_to_classify"] > 0.0
    named = lesson("watch").replace("    side: orange\n", "    side: orange\n    ais: on\n")
    _, known = ran(tmp_path, named)
    assert not known.rows("classifications")
