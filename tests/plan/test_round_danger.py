"""Who goes to her next serial while others fire goes round their danger area: in the plan, for the judge, in a run."""

import math
import re
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import shapely

from fleetex.library import Library, load_library
from fleetex.plan.danger_areas import danger_areas
from fleetex.plan.detours import detours
from fleetex.plan.facts import Facts
from fleetex.plan.first_fit import first_fit
from fleetex.plan.jobs import Job, jobs_of
from fleetex.plan.judge import judge
from fleetex.plan.plane import Point
from fleetex.plan.round_danger import BERTH_M, turns_round
from fleetex.plan.solve import placed_of, solve, table_of
from fleetex.plan.timetable import Status, Timetable
from fleetex.record.positions import positions
from fleetex.record.reader import Recording
from fleetex.scenario import Exercise, load_text
from tests.plan.made_programmes import serial
from tests.simulate.lessons import ran


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library()


def square(east_m: float, north_m: float, half_m: float) -> shapely.Polygon:
    return shapely.box(east_m - half_m, north_m - half_m, east_m + half_m, north_m + half_m)


def way_m(start: Point, turns: list[Point], end: Point) -> float:
    return sum(math.dist(one, other) for one, other in pairwise([start, *turns, end]))


def test_the_way_round_a_square_is_by_its_two_nearer_corners() -> None:
    """By hand: 20 km along y = 1 km past a square of 8 km about the middle, widened by the berth."""
    start, end, half = (-10_000.0, 1_000.0), (10_000.0, 1_000.0), 4_000.0 + BERTH_M
    turns = turns_round(start, end, [square(0.0, 0.0, 4_000.0)])
    assert turns == [pytest.approx((-half, half)), pytest.approx((half, half))]
    assert way_m(start, turns, end) == pytest.approx(2.0 * math.hypot(10_000.0 - half, half - 1_000.0) + 2.0 * half)


def test_a_clear_way_stays_and_who_is_inside_goes_straight() -> None:
    outlines = [square(0.0, 0.0, 4_000.0)]
    assert turns_round((-10_000.0, 9_000.0), (10_000.0, 9_000.0), outlines) == []
    assert turns_round((0.0, 0.0), (10_000.0, 0.0), outlines) == []


@pytest.mark.parametrize("shift_m", [-3_000.0, 0.0, 2_000.0])
def test_two_areas_one_behind_the_other_are_both_gone_round(shift_m: float) -> None:
    outlines = [square(0.0, 0.0, 4_000.0), square(14_000.0, shift_m, 4_000.0)]
    start, end = (-10_000.0, 500.0), (26_000.0, -500.0)
    turns = turns_round(start, end, outlines)
    line = shapely.LineString([start, *turns, end])
    assert all(line.intersection(one).length == 0.0 for one in outlines)
    assert line.length < 1.2 * math.dist(start, end)


TEXT = """
fleetex: 1
exercise:
  id: round-a-shoot
  names: [Round a shoot]
  window: {{start: 010000ZJUL23, end: 020000ZJUL23}}
  zone: "UTC+09:00"
  otc: alpha
environment:
  base: {{wind: {{speed: 8 kn, from: 220T}}, sea_state: 2, visibility: 9 nmi, depth: 2000 m}}
nations: {{AA: {{name: first}}}}
sides: {{blue: {{name: all}}}}
fuel_reserve: 20 %
areas:
  WEST: {{circle: {{centre: 38-40.0N 132-40.0E, radius: 2 nmi}}}}
  RANGE: {{circle: {{centre: 38-41.0N 133-05.0E, radius: 4 nmi}}}}
  EAST: {{circle: {{centre: 38-40.0N 133-45.0E, radius: 2 nmi}}}}
units:
  alpha: {{class: generic_ddg, nation: AA, side: blue, fuel: 95 %, start: {{at: 38-36.0N 133-05.0E, speed: 5 kn}}}}
  delta: {{class: generic_ffg, nation: AA, side: blue, fuel: 95 %, start: {{at: 38-37.0N 133-05.0E, speed: 5 kn}}}}
  bravo: {{class: generic_ffg, nation: AA, side: blue, fuel: 95 %, start: {{at: 38-40.0N 132-40.0E, speed: 5 kn}}}}
  tug: {{class: generic_tug, nation: AA, side: blue, start: {{at: 38-35.0N 133-05.0E, speed: 3 kn}}}}
  raft: {{class: generic_surface_target_towed, nation: AA, side: blue, start: {{deck: tug}}}}
serials:
{serials}
"""
FREE = ", limits: {visibility_min: 0 m, sea_state_max: 9, daylight: false}"
SHOOT = serial(
    "SHOOT",
    "GUNEX-S",
    "8 h",
    "within: {from: 010000ZJUL23, to: 011100ZJUL23}",
    "areas: [RANGE]",
    "firing: [alpha], target: [raft], tug: [tug], safety: [delta]",
    f", params: {{line_of_fire: 180T, range: 3 nmi}}{FREE}",
)


def patrol(name: str, within: str, area: str, more: str = "") -> str:
    return serial(name, "PATROL", "1 h", f"within: {within}", f"areas: [{area}]", "otc: [bravo]", more + FREE)


def exercise_of(*lines: str) -> Exercise:
    return load_text(TEXT.format(serials="\n".join(lines)), open_serials=True)


FIRST, THEN = patrol("FIRST", "{from: 010100ZJUL23, to: 010200ZJUL23}", "WEST"), patrol("THEN", "{}", "EAST")


def test_a_ship_that_crosses_a_range_is_given_the_time_to_go_round_it(library: Library) -> None:
    """Nothing but the shoot stands between two patrols: without it the second begins sooner."""
    starts = {}
    for rule in ("{}", "{K04: {apply: off}}"):
        text = TEXT.format(serials="\n".join([SHOOT, FIRST, THEN])).replace(
            "serials:", f"plan: {{rules: {rule}}}\nserials:"
        )
        exercise = load_text(text.replace("THEN: {", "THEN: {after: [FIRST], "), open_serials=True)
        facts, jobs = Facts(exercise, library), jobs_of(exercise, library)
        table = solve(facts, jobs).timetable
        assert table is not None
        assert judge(exercise, library, table) == ()
        starts[rule] = table["THEN"].start_utc
        if rule == "{}":
            settled = {job.name: job.settled(exercise, table[job.name]) for job in jobs}
            assert list(detours(facts, settled)) == []
            assert [one.live for one in facts.detours] == [(("SHOOT", "RANGE"),)]
            soon = replace(table["THEN"], start_utc=table["THEN"].start_utc - timedelta(minutes=10))
            placed = tuple(soon if one.serial == "THEN" else one for one in table.placed)
            (breach,) = judge(exercise, library, replace(table, placed=placed))
            assert breach.rule == "K02"
            assert "round the danger area of SHOOT" in breach.text
    assert starts["{}"] - starts["{K04: {apply: off}}"] >= timedelta(minutes=10)


def test_a_ship_that_lies_in_a_range_has_the_time_to_leave_it_before_it_is_live(library: Library) -> None:
    """The shoot follows a patrol in its water as soon as may be: when she can be out, not after the watch alone."""
    shoot = SHOOT.replace("SHOOT: {", "SHOOT: {after: [BEFORE], ").replace("011100ZJUL23", "011800ZJUL23")
    before = patrol("BEFORE", "{from: 010100ZJUL23, to: 010500ZJUL23}", "RANGE")
    text = TEXT.format(serials="\n".join([before, shoot])).replace(
        "bravo: {class: generic_ffg", "bravo: {class: generic_tug"
    )
    exercise = load_text(text, open_serials=True)
    table = solve(Facts(exercise, library), jobs_of(exercise, library)).timetable
    assert table is not None
    done, live = table["BEFORE"], table["SHOOT"]
    (danger,) = danger_areas(exercise, [live], library)
    edge = shapely.Polygon(danger.plane.points(danger.ring)).exterior
    (middle,) = danger.plane.points([exercise.areas["RANGE"].points[0]])
    cruise_mps = library.platforms[exercise.units["bravo"].class_id].cruise_mps
    way_min = edge.distance(shapely.Point(middle)) / cruise_mps / 60.0
    gap_min = (live.start_utc - done.end_utc).total_seconds() / 60.0
    assert 15.0 < way_min <= gap_min < way_min + 10.0
    soon = replace(live, start_utc=done.end_utc + timedelta(minutes=15))
    placed = tuple(soon if one.serial == "SHOOT" else one for one in table.placed)
    (breach,) = judge(exercise, library, replace(table, placed=placed))
    assert breach.rule == "K17"
    assert "bravo is" in breach.text
    assert "inside the danger area of SHOOT when BEFORE ends, and has 0 h 15 min to leave it" in breach.text


@pytest.mark.parametrize(
    ("otc", "shooters"),
    [
        ("{number: 1, among: [bravo]}", "firing: [alpha], target: [raft], tug: [tug], safety: [delta]"),
        ("[bravo]", "firing: [alpha], target: [raft], tug: [tug], safety: {number: 1, among: [delta, bravo]}"),
        ("{number: 1, among: [bravo, delta]}", "firing: [alpha], target: [raft], tug: [tug], safety: [delta]"),
    ],
    ids=["she alone may be chosen", "she may be in the shoot", "who is in the shoot need not leave"],
)
def test_so_has_one_who_may_be_chosen(otc: str, shooters: str, library: Library) -> None:
    """A slow ship is out of the range in time whoever names her, or somebody else is chosen; who stays in it for the
    shoot itself waits for nobody."""
    shoot = SHOOT.replace("SHOOT: {", "SHOOT: {after: [BEFORE], ").replace("011100ZJUL23", "011800ZJUL23")
    shoot = shoot.replace("firing: [alpha], target: [raft], tug: [tug], safety: [delta]", shooters)
    before = patrol("BEFORE", "{from: 010100ZJUL23, to: 010500ZJUL23}", "RANGE").replace("[bravo]", otc)
    text = TEXT.format(serials="\n".join([before, shoot]))
    exercise = load_text(text.replace("bravo: {class: generic_ffg", "bravo: {class: generic_tug"), open_serials=True)
    facts, jobs = Facts(exercise, library), jobs_of(exercise, library)
    for table in (solve(facts, jobs).timetable, _fitted(facts, jobs)):
        assert table is not None
        assert judge(exercise, library, table) == ()
        gap_min = (table["SHOOT"].start_utc - table["BEFORE"].end_utc).total_seconds() / 60.0
        stays = set(table["BEFORE"].units) <= set(table["SHOOT"].units)
        assert gap_min >= (15.0 if stays else 25.0)
    found = solve(facts, jobs).timetable
    assert found is not None
    assert (found["BEFORE"].oce == "delta") == ("delta" in otc)  # who stays, and is there sooner


def _fitted(facts: Facts, jobs: tuple[Job, ...]) -> Timetable:
    """Of the first fit alone."""
    fitted = first_fit(facts, jobs)
    assert not fitted.left
    return table_of(facts, [placed_of(facts, job) for job in fitted.settled.values()], Status.FEASIBLE, 0, {})


def test_a_patrol_is_not_led_through_a_live_danger_area(library: Library) -> None:
    route = ", params: {route: [38-35.0N 133-05.0E, 38-30.0N 133-05.0E]}"
    exercise = exercise_of(SHOOT, patrol("THROUGH", "{}", "WEST", route))
    found = solve(Facts(exercise, library), jobs_of(exercise, library)).timetable
    assert found is not None
    assert judge(exercise, library, found) == ()
    one, other = found["SHOOT"], found["THROUGH"]
    assert one.end_utc <= other.start_utc or other.end_utc <= one.start_utc
    together = replace(other, start_utc=one.start_utc, end_utc=one.start_utc + timedelta(hours=1))
    placed = tuple(together if placed.serial == "THROUGH" else placed for placed in found.placed)
    texts = [
        str(breach)
        for breach in judge(exercise, library, Timetable.of(exercise) if not placed else replace(found, placed=placed))
    ]
    assert any("the route of THROUGH leads through the danger area of SHOOT" in text for text in texts)


def test_in_a_run_she_goes_round_it_and_is_in_time(tmp_path: Path) -> None:
    """The straight way from one patrol to the next leads through the range, and she keeps out of it."""
    times = ("010130ZJUL23, end: 010600ZJUL23", "010100ZJUL23, end: 010200ZJUL23", "010530ZJUL23, end: 010600ZJUL23")
    lines = []
    for line, time, oce in zip((SHOOT, FIRST, THEN), times, ("alpha", "bravo", "bravo"), strict=True):
        text = re.sub(r"duration: \d h, within: \{[^}]*\}", f"start: {time}, oce: {oce}", line)
        lines.append(text.replace("areas: [", "area: ").replace("], roles", ", roles"))
    _, recording = ran(
        tmp_path, TEXT.format(serials="\n".join(lines)).replace("end: 020000ZJUL23", "end: 010600ZJUL23")
    )
    corners = recording.table("danger_areas")
    ring = shapely.Polygon(np.column_stack([corners["lon_deg"], corners["lat_deg"]]))
    there = positions(recording, "bravo", np.arange(2.0, 5.5, 1.0 / 60.0) * 3600.0)
    ends = [(there.lon_deg[row], there.lat_deg[row]) for row in (0, -1)]
    assert shapely.LineString(ends).intersection(ring).length > 0.1
    assert not shapely.contains_xy(ring, there.lon_deg, there.lat_deg).any()
    arrived = [row for row in recording.rows("events", unit_id="bravo", kind="arrived") if row["time_s"] < 5.5 * 3600.0]
    assert len(arrived) == 2


def ring_of(recording: Recording) -> shapely.Polygon:
    corners = recording.table("danger_areas")
    return shapely.Polygon(np.column_stack([corners["lon_deg"], corners["lat_deg"]]))


def fired_upon(tmp_path: Path, *lines: str) -> Recording:
    """A shoot from 0300 to 0600 in the range, and whatever else there is."""
    cast = "firing: [alpha], target: [raft], tug: [tug], safety: [delta]"
    params = "params: {line_of_fire: 180T, range: 3 nmi}"
    head = "  SHOOT: {kind: GUNEX-S, start: 010300ZJUL23, end: 010600ZJUL23, area: RANGE, oce: alpha"
    text = f"{head}, roles: {{{cast}}}, {params}{FREE}}}"
    serials = "\n".join([text, *lines])
    return ran(tmp_path, TEXT.format(serials=serials).replace("end: 020000ZJUL23", "end: 010900ZJUL23"))[1]


def patrol_at(name: str, start: str, end: str, area: str) -> str:
    times = f"start: {start}ZJUL23, end: {end}ZJUL23"
    return f"  {name}: {{kind: PATROL, {times}, area: {area}, oce: bravo, roles: {{otc: [bravo]}}{FREE}}}"


def test_whoever_is_due_in_a_live_range_waits_outside_until_it_is_over(tmp_path: Path) -> None:
    recording = fired_upon(tmp_path, patrol_at("AFTER", "010800", "010830", "RANGE"))
    ring = ring_of(recording)
    live = positions(recording, "bravo", np.arange(3.0, 6.0, 1.0 / 60.0) * 3600.0)
    assert not shapely.contains_xy(ring, live.lon_deg, live.lat_deg).any()
    at_comex = positions(recording, "bravo", np.array([8.0 * 3600.0]))
    assert shapely.contains_xy(ring, at_comex.lon_deg, at_comex.lat_deg).all()


def test_whoever_has_done_with_the_water_leaves_before_others_fire_there(tmp_path: Path) -> None:
    """With nowhere else to go she would lie where her patrol ended, in the middle of the range."""
    recording = fired_upon(tmp_path, patrol_at("BEFORE", "010130", "010215", "RANGE"))
    ring = ring_of(recording)
    done = positions(recording, "bravo", np.array([2.2 * 3600.0]))
    assert shapely.contains_xy(ring, done.lon_deg, done.lat_deg).all()
    live = positions(recording, "bravo", np.arange(3.0, 6.0, 1.0 / 60.0) * 3600.0)
    assert not shapely.contains_xy(ring, live.lon_deg, live.lat_deg).any()
    assert not recording.rows("events", kind="range fouled")
