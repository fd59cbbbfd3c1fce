"""The reference programme is a plan: windows, a timetable that the planner finds again, and a run that holds it."""

import math
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from shapely import LineString, Point, Polygon
from shapely.ops import nearest_points

from fleetex.library import Library
from fleetex.plan.danger_areas import danger_areas
from fleetex.plan.facts import Facts
from fleetex.plan.jobs import jobs_of
from fleetex.plan.judge import inside_windows, judge
from fleetex.plan.pinning import load_placed, pins_of, placed_by
from fleetex.plan.solve import Solved, solve
from fleetex.plan.timetable import Status, Timetable
from fleetex.quantities import Position
from fleetex.record.positions import positions
from fleetex.record.reader import Recording
from fleetex.scenario import load, load_text
from fleetex.scenario.exercise import Exercise
from fleetex.scenario.placing import pinned_text
from fleetex.scenario.programme import OpenSerial
from fleetex.scenario.surroundings import Area
from fleetex.simulate import run
from fleetex.simulate.loop import Loop
from fleetex.units import NMI_M
from fleetex.vocabulary import Capability, Domain
from tests.scenarios.chart import distance_m, outline
from tests.shipped import recorded
from tests.simulate.lessons import run_module

SCENARIO = Path(__file__).parents[2] / "scenarios" / "northern-interaction-2023.yaml"
REPORTED_DAYS = {
    "ESCORTEX-1": 20,
    "COMMEX-2": 21,
    "MANEX-2": 21,
    "GUNEX-A-1": 21,
    "SURFEX-1": 21,
    "GUNEX-S-1": 21,
    "GUNEX-S-2": 21,
    "GUNEX-S-3": 22,
    "GUNEX-S-4": 23,
    "PATROL-5": 23,
    "PATROL-6": 23,
}
"""July 2023: PLA Daily of the 21st, TASS bulletins 1649825 and 1650699, Al Mayadeen and China Military of the 23rd."""
ALLOWED_LATE_S = 60.0


@pytest.fixture(scope="module")
def wanted() -> Exercise:
    """The file without its timetable."""
    return load_text(pinned_text(SCENARIO.read_text("utf-8"), {}), open_serials=True)


@pytest.fixture(scope="module")
def planned(wanted: Exercise, library: Library) -> Solved:
    return solve(Facts(wanted, library), jobs_of(wanted, library))


@pytest.fixture(scope="module", params=[1, 2, 3, 6])
def sailed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Recording:
    return Recording.open(recorded(tmp_path_factory, SCENARIO.stem, request.param))


def test_no_serial_has_a_time_and_each_that_a_report_dates_is_kept_to_that_day(wanted: Exercise) -> None:
    assert wanted.serials == {}
    assert all(isinstance(serial, OpenSerial) for serial in wanted.programme.values())
    days = {name: wanted.programme[name].within.day for name in REPORTED_DAYS}
    assert days == {name: date(2023, 7, day).isoformat() for name, day in REPORTED_DAYS.items()}


def test_the_planner_chooses_between_areas_and_among_ships(wanted: Exercise) -> None:
    choices = [name for name, serial in wanted.programme.items() if len(serial.area_ids) > 1]
    assert choices == ["RAS-L-1", "RAS-L-2"]
    chosen = {
        (name, role)
        for name, serial in wanted.programme.items()
        for role, wish in serial.roles.items()
        if not isinstance(wish, tuple)
    }
    assert len(chosen) >= 5


def test_the_plan_is_proven_the_best_and_is_the_pinned_one(planned: Solved, wanted: Exercise, library: Library) -> None:
    found = planned.timetable
    assert found is not None
    assert found.status is Status.OPTIMAL
    assert found.objective == found.bound
    assert not planned.by_the_clock
    pinned = load(SCENARIO)
    assert pins_of(wanted, Timetable.of(pinned)) == pins_of(wanted, found)
    assert placed_by(wanted, found, library).serials == pinned.serials


def test_a_run_of_the_plan_is_the_run_of_the_pinned_file(planned: Solved, tmp_path: Path) -> None:
    """The text that a recording carries is the same, so is its hash."""
    assert planned.timetable is not None
    planned.timetable.save(tmp_path / "timetable.yaml")
    assert load_placed(SCENARIO, tmp_path / "timetable.yaml").source_text == load(SCENARIO).source_text


def test_the_plan_breaks_no_rule_and_no_rule_is_switched_off_or_eased(
    planned: Solved, wanted: Exercise, library: Library
) -> None:
    assert planned.timetable is not None
    assert judge(wanted, library, planned.timetable) == ()
    assert inside_windows(wanted, planned.timetable) == ()
    assert wanted.plan is not None
    assert wanted.plan.rules == type(wanted.plan.rules)()


def test_who_replenishes_lies_clear_of_who_fires_at_the_same_hours(
    planned: Solved, wanted: Exercise, library: Library
) -> None:
    """The danger area of the joint shoot of the 22nd and both replenishments: at once, and apart."""
    table = planned.timetable
    assert table is not None
    shoot = table["GUNEX-S-3"]
    (area,) = danger_areas(wanted, [shoot], library)
    ring = Polygon([(point.lon_deg, point.lat_deg) for point in area.ring])
    for name in ("RAS-L-1", "RAS-L-2"):
        one = table[name]
        assert one.start_utc < shoot.end_utc
        assert shoot.start_utc < one.end_utc
        assert not ring.intersects(Polygon(outline(wanted.areas[one.area_id or ""])))


def test_no_serial_begins_late_for_a_reason_that_the_planner_could_know(sailed: Recording) -> None:
    """Late only for the fortune of its seed, which the log tells: a range fouled, weather outside the limits."""
    fortunes = {(row["serial_id"], row["kind"]) for row in sailed.rows("events")}
    for row in sailed.rows("serials"):
        late_s = row["start_s"] - row["planned_start_s"]
        told = {(row["serial_id"], kind) for kind in ("range fouled", "weather")} & fortunes
        assert late_s <= ALLOWED_LATE_S or told, (row["serial_id"], late_s)


def test_at_each_comex_every_ship_is_where_the_programme_has_her(
    sailed: Recording, reference: Exercise, library: Library
) -> None:
    """In the area; of an escort, whose area is its route, no farther from it than the screen and a little room."""
    for row in sailed.rows("serials"):
        serial = reference.serials[row["serial_id"]]
        allowed_m = serial.params.screen_range + 2.0 * NMI_M if serial.kind == "ESCORTEX" else 0.3 * NMI_M
        area = reference.areas[serial.area_id or ""]
        for unit in serial.participants:
            platform = library.platforms[reference.units[unit].class_id]
            if platform.domain is not Domain.SURFACE or not platform.capabilities >= {
                Capability.MOVES,
                Capability.RADIO,
            }:
                continue
            found = positions(sailed, unit, np.array([row["start_s"]]))
            place = Position(math.radians(float(found.lat_deg[0])), math.radians(float(found.lon_deg[0])))
            assert _off_m(place, area) <= allowed_m, (row["serial_id"], unit)


def _off_m(place: Position, area: Area) -> float:
    """How far outside an area a place is: of a corridor outside its width, of anything else outside its outline."""
    rim = [Point(lon, lat) for lon, lat in outline(area)]
    shape = LineString(rim) if area.corridor is not None else Polygon(rim)
    here = Point(place.lon_deg, place.lat_deg)
    nearest = shape.interpolate(shape.project(here)) if area.corridor is not None else nearest_points(shape, here)[0]
    wide_m = area.radius_m if area.corridor is not None else 0.0
    return distance_m(place, Position(math.radians(nearest.y), math.radians(nearest.x))) - wide_m


def test_the_raid_is_called_met_by_fighters_of_both_nations_and_fired_at_by_ships(
    sailed: Recording, reference: Exercise
) -> None:
    serial = reference.serials["ADEX-1"]
    raiders = [reference.units[unit] for unit in serial.roles["raiders"]]
    assert {(unit.nation, unit.side, unit.note) for unit in raiders} == {("EX", "exercise", "not reported")}
    log = [row for row in sailed.rows("events") if row["serial_id"] == "ADEX-1"]
    first = {kind: min(row["time_s"] for row in log if row["kind"] == kind) for kind in ("raid called", "ship engages")}
    assert first["raid called"] < first["ship engages"]
    assert {row["unit_id"] for row in log if row["kind"] == "fighter engages"} == set(serial.roles["cap"])
    assert {row["target_id"] for row in sailed.rows("air_engagements") if row["serial_id"] == "ADEX-1"} <= set(
        serial.roles["raiders"]
    )


def test_all_four_aircraft_of_the_raid_are_back_at_their_field(sailed: Recording, reference: Exercise) -> None:
    serial = reference.serials["ADEX-1"]
    flown = {*serial.roles["cap"], *serial.roles["raiders"]}
    landed = {row["unit_id"]: row["time_s"] for row in sailed.rows("events") if row["kind"] == "landed"}
    assert flown <= set(landed)
    (held,) = [row for row in sailed.rows("serials") if row["serial_id"] == "ADEX-1"]
    assert all(landed[unit] - held["end_s"] < 3600.0 for unit in flown)


class PowerCutError(Exception):
    """Stands for whatever ends a program without its leave."""


def test_a_run_cut_off_in_the_raid_resumes_to_the_same_recording(
    sailed: Recording, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The checkpoint is taken with fighters and raiders in the air and a missile on its way."""
    away_s = min(row["time_s"] for row in sailed.rows("air_engagements") if row["serial_id"] == "ADEX-1") + 10.0
    step, seed = Loop.step, int(sailed.header["seed"])

    def cut(self: Loop) -> bool:
        if self.stage.now_s > away_s + 600.0:
            raise PowerCutError
        return step(self)

    monkeypatch.setattr(run_module, "CHECKPOINT_EVERY_S", away_s)
    monkeypatch.setattr(Loop, "step", cut)
    with pytest.raises(PowerCutError):
        run(SCENARIO, tmp_path / "run", seed=seed)
    monkeypatch.undo()
    resumed = run(SCENARIO, tmp_path / "run", seed=seed, resume=True)
    assert 0 < resumed.counts["happenings_restored"] < resumed.counts["happenings"]
    assert resumed.hash == sailed.content_hash()
