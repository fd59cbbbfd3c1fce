"""Traffic in whole runs: seen, recorded, in the way of guns, the same after a kill, and nobody else's fortune."""

from pathlib import Path

import numpy as np
import pytest

from fleetex.library import load_library
from fleetex.record.reader import Recording
from fleetex.scenario import load
from fleetex.simulate import run
from fleetex.simulate.loop import Loop
from fleetex.simulate.replications import Replications
from tests.simulate import lessons
from tests.simulate.lessons import lesson, ran, rows_of, run_module

ENDS = "[40-20.0N 133-30.0E, 39-40.0N 134-30.0E]"
LANE = f"    THROUGH: {{line: {ENDS}, width: 8 nmi, per_day: 40, class: CARRIER, speed: BAND}}\n"
FAR = "    AFAR: {line: [25-00.0N 150-00.0E, 27-00.0N 152-00.0E], per_day: 20, class: CARRIER, speed: BAND}\n"
BOATS = "    BOATS: {area: RANGE, boats: 12, class: generic_fishing_vessel, speed: [1 kn, 4 kn], ais: on}\n"
ELSEWHERE = "    ELSEWHERE: {area: REMOTE, boats: 9, class: generic_fishing_vessel, speed: [1 kn, 4 kn]}\n"
CONSORT = """\
  consort: {class: generic_ffg, nation: XX, side: blue, start: {at: 39-50.0N 134-06.0E, course: 000T, speed: 8 kn}}
"""
"""A ship that no sonar of her own side listens for."""
REMOTE = "areas:\n  REMOTE: {circle: {centre: 20-00.0N 150-00.0E, radius: 20 nmi}}\n"


def with_traffic(lanes: str = "", fishing: str = "") -> str:
    """The gunnery lesson among these ships."""
    text = lesson("gunnery").replace("areas:\n", REMOTE, 1) + "\ntraffic:\n"
    text += "  lanes:\n" + lanes if lanes else ""
    text += "  fishing:\n" + fishing if fishing else ""
    return text.replace("CARRIER", "generic_bulk_carrier").replace("BAND", "[9 kn, 14 kn]")


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory):  # type: ignore[no-untyped-def]
    return ran(tmp_path_factory.mktemp("busy"), with_traffic(LANE, BOATS))


def test_each_ship_that_is_held_is_in_the_recording_with_the_legs_that_she_was_seen_on(busy) -> None:  # type: ignore[no-untyped-def]
    _, recording = busy
    ships = set(recording.table("traffic")["ship_id"].tolist())
    held = {t for t in recording.table("tracks")["target_id"].tolist() if "/" in t}
    assert len(held) > 8
    assert held <= ships
    assert held <= set(recording.table("contacts")["target_id"].tolist())
    legs = recording.table("traffic_legs")
    assert set(legs["ship_id"].tolist()) == ships
    assert np.all(legs["end_s"] > legs["time_s"])
    assert not ships & set(recording.table("units")["unit_id"].tolist())
    for row in recording.rows("tracks"):
        if row["target_id"] in held:
            mine = legs["ship_id"] == row["target_id"]
            assert np.any((legs["time_s"][mine] <= row["time_s"]) & (row["time_s"] <= legs["end_s"][mine] + 600.0))


def test_a_ship_of_the_traffic_in_the_arc_stops_fire(busy, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    _, alone = ran(tmp_path, lesson("gunnery"))
    fouled = [row for row in busy[1].rows("events") if row["kind"] == "range fouled"]
    assert not [row for row in alone.rows("events") if row["kind"] == "range fouled"]
    assert any(row["other_id"].startswith(("THROUGH/", "BOATS/")) for row in fouled), fouled


def test_streams_in_another_order_and_one_more_far_off_change_nothing(busy, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    result, recording = busy
    more, after = ran(tmp_path / "more", with_traffic(FAR + LANE, ELSEWHERE + BOATS))
    again, _ = ran(tmp_path / "again", with_traffic(LANE + FAR, BOATS + ELSEWHERE))
    assert again.hash == more.hash
    assert more.hash != result.hash
    for table in ("legs", "contacts", "orders", "messages", "shots", "phases", "traffic", "traffic_legs"):
        assert rows_of(after, table) == rows_of(recording, table), table


def test_traffic_that_nobody_meets_changes_no_row_of_a_hunt_by_sound(tmp_path: Path) -> None:
    """Sonars skip pairs that can hear nothing; berths make the tables of pairs wider than the cast."""
    text = (lessons.SCENARIOS / "duel-asw.yaml").read_text(encoding="utf-8")
    text = text.replace("\ncircuits:\n", f"{CONSORT}\ncircuits:\n", 1)
    far = FAR.replace("CARRIER", "generic_bulk_carrier").replace("BAND", "[9 kn, 14 kn]")
    alone = ran(tmp_path / "alone", text)[1]
    among = ran(tmp_path / "among", f"{text}\ntraffic:\n  lanes:\n{far}")[1]
    for table in ("legs", "contacts", "budgets", "bearings", "tracks", "orders", "phases"):
        assert rows_of(among, table) == rows_of(alone, table), table


def test_a_run_that_is_killed_among_traffic_ends_in_the_same_hash(
    busy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # type: ignore[no-untyped-def]
    whole, _ = busy
    file = tmp_path / "scenario.yaml"
    file.write_text(with_traffic(LANE, BOATS), encoding="utf-8")
    monkeypatch.setattr(run_module, "CHECKPOINT_EVERY_S", 1_800.0)
    left = [int(0.6 * sum(whole.counts[kind] for kind in ("rings", "kernel_events")))]
    step = Loop.step

    def cut(self: Loop) -> bool:
        left[0] -= 1
        if left[0] == 0:
            raise KeyboardInterrupt
        return step(self)

    monkeypatch.setattr(Loop, "step", cut)
    with pytest.raises(KeyboardInterrupt):
        run(file, tmp_path / "run")
    assert not Recording.open(tmp_path / "run").complete
    monkeypatch.undo()
    resumed = run(file, tmp_path / "run", resume=True)
    assert resumed.counts["happenings_restored"] > 0
    assert resumed.hash == whole.hash


def test_a_replication_draws_its_own_voyages_and_is_the_run_of_that_seed(tmp_path: Path) -> None:
    text = with_traffic(LANE)
    result, recording = ran(tmp_path, text, seed=9)
    many = Replications.of(load(tmp_path / "scenario.yaml"), load_library())
    assert many.run(9).content_hash() == result.hash
    other = many.run(10)
    assert other.table("traffic_legs")["speed_mps"].tolist() != recording.table("traffic_legs")["speed_mps"].tolist()


def test_logged_ships_sail_through_their_fixes(tmp_path: Path) -> None:
    rows = "ship,time,lat,lon\nX,2023-07-20T00:00:00Z,40.0,133.9\nX,2023-07-20T02:00:00Z,40.1,134.3\n"
    (tmp_path / "logged.csv").write_text(rows, encoding="utf-8")
    text = lesson("gunnery") + "\ntraffic: {tracks: {LOG: {file: logged.csv, class: generic_bulk_carrier}}}\n"
    _, recording = ran(tmp_path, text)
    (leg,) = recording.rows("traffic_legs")
    assert (leg["ship_id"], leg["time_s"], leg["end_s"]) == ("LOG/1", 0.0, 7_200.0)
    assert leg["lat_deg"] == pytest.approx(40.0, abs=1e-9)
    lost = [row for row in recording.rows("contacts") if row["target_id"] == "LOG/1" and row["change"] == "lost"]
    assert lost
    assert max(row["time_s"] for row in lost) < 7_200.0 + 1_200.0
