"""The run of an exercise torpedo: out to where the submarine should be, search, seeker, chase, assessment. Plain state.

East, north and depth in metres in the plane that touches the earth where it entered the water (within 10 nmi of there a
geodesic's length and bearing give places to a metre). It is worked out at rings, five seconds apart: over the interval
just past, in half seconds, with the submarines' true places between its ends on a straight line.
"""

import math
from dataclasses import dataclass, field

from fleetex.engine.arms import TorpedoFigures
from fleetex.physics.pursuit import off_axis_rad, seeker_range_m, segment_distance_m, turned_rad
from fleetex.physics.sonar import target_strength_db
from fleetex.units import DEG_RAD

RING_S = 5.0
STEP_S = 0.5
LAYER_DB = 8.0
"""Design value: what a seeker's echo loses, both ways, through the edge of the mixed layer."""
SNAKE_RAD = 35.0 * DEG_RAD
HELD_RAD = 25.0 * DEG_RAD
HELD_SHARE = 1.1
"""Design values: how far a snake's legs turn off its line; what a seeker that holds sees beyond its cone and range."""

RUNNING_OUT, SEARCHING, HOMING = "running out", "searching", "homing"
HIT, MISS = "assessed hit", "miss"


@dataclass
class Hull:
    """A submarine as the run meets it now."""

    unit: str
    east_m: float
    north_m: float
    depth_m: float
    course_rad: float
    length_m: float
    echo_db: tuple[float, float, float]
    """Bow, quarter, beam."""
    luck_db: float
    """Of the echo, for this run and this submarine, now."""

    def between(self, before: "tuple[float, float, float] | list[float]", share: float) -> "Hull":
        """On the way from where she was to where she is."""
        east, north, depth = (
            a + share * (b - a) for a, b in zip(before, (self.east_m, self.north_m, self.depth_m), strict=True)
        )
        return Hull(self.unit, east, north, depth, self.course_rad, self.length_m, self.echo_db, self.luck_db)


@dataclass
class TorpedoRun:
    """One torpedo under way. `leg_m`: its run to the point of aim; `seeker_on_m`: from where its seeker is on."""

    firer: str
    mount: str
    salvo: str
    number: int
    serial: str
    target: str
    launched_s: float
    range_m: float
    aim_lat_rad: float
    aim_lon_rad: float
    depth_set_m: float
    entry_s: float
    entry_lat_rad: float
    entry_lon_rad: float
    entry_error_m: float
    layer_m: float
    leg_m: float
    seeker_on_m: float
    line_rad: float
    heading_rad: float
    moved_s: float
    phase: str = RUNNING_OUT
    east_m: float = 0.0
    north_m: float = 0.0
    depth_m: float = 0.0
    gone_m: float = 0.0
    turns: float = 1.0
    """Which way it circles: 1 to the right, -1 to the left."""
    circling: bool = False
    held: str = ""
    before_m: float | None = None
    """Distance to the submarine it holds, half a second ago."""
    acquired: str = ""
    acquired_s: float | None = None
    closest: str = ""
    closest_m: float | None = None
    closest_s: float | None = None
    near: dict[str, list[float]] = field(default_factory=dict)
    """Where each submarine was at the last ring: east, north, depth."""
    told_s: dict[str, float] = field(default_factory=dict)
    """When each submarine was last told that she hears it."""
    outcome: str = ""
    reason: str = ""

    @property
    def over(self) -> bool:
        return bool(self.outcome)


def advance(run: TorpedoRun, figures: TorpedoFigures, hulls: list[Hull], now_s: float) -> None:
    """Work the run out up to now; `outcome` and `reason` are set when it is over."""
    span_s = now_s - run.moved_s
    steps = max(1, round(span_s / STEP_S)) if span_s > 0.0 else 0
    for step in range(1, steps + 1):
        share = step / steps
        there = [
            hull.between(run.near.get(hull.unit, [hull.east_m, hull.north_m, hull.depth_m]), share) for hull in hulls
        ]
        _move(run, figures, there, span_s / steps)
        _look(run, figures, there, run.moved_s + share * span_s)
        _weigh(run, figures, there, run.moved_s + share * span_s)
        if run.over:
            now_s = run.moved_s + share * span_s
            break
    run.moved_s = now_s
    run.near = {hull.unit: [hull.east_m, hull.north_m, hull.depth_m] for hull in hulls}


def _move(run: TorpedoRun, figures: TorpedoFigures, hulls: list[Hull], step_s: float) -> None:
    """Turn, dive and go on for half a second."""
    most_rad = figures.turn_radps * step_s
    held = next((hull for hull in hulls if hull.unit == run.held), None)
    depth_m = run.depth_set_m
    if held is not None:
        wanted_rad = math.atan2(held.east_m - run.east_m, held.north_m - run.north_m)
        run.heading_rad = turned_rad(run.heading_rad, wanted_rad, most_rad)
        depth_m = _passing_depth_m(figures, held.depth_m)
    elif run.circling:
        rate_radps = min(figures.turn_radps, figures.speed_mps / figures.search_radius_m)
        run.heading_rad = (run.heading_rad + run.turns * rate_radps * step_s) % math.tau
    elif figures.snakes and run.phase == SEARCHING:
        legs = int((run.gone_m - run.seeker_on_m) / (figures.search_radius_m / math.sin(SNAKE_RAD)))
        wanted_rad = run.line_rad + (SNAKE_RAD if legs % 2 == 0 else -SNAKE_RAD)
        run.heading_rad = turned_rad(run.heading_rad, wanted_rad, most_rad)
    run.east_m += figures.speed_mps * step_s * math.sin(run.heading_rad)
    run.north_m += figures.speed_mps * step_s * math.cos(run.heading_rad)
    run.gone_m += figures.speed_mps * step_s
    off_m = min(max(depth_m, figures.ceiling_m), figures.floor_m) - run.depth_m
    run.depth_m += min(max(off_m, -figures.dive_mps * step_s), figures.dive_mps * step_s)


def _passing_depth_m(figures: TorpedoFigures, depth_m: float) -> float:
    """Under her by what it keeps off, where it may go so deep; else over her."""
    below_m = depth_m + figures.keep_off_m
    return below_m if below_m <= figures.floor_m else depth_m - figures.keep_off_m


def _look(run: TorpedoRun, figures: TorpedoFigures, hulls: list[Hull], time_s: float) -> None:
    """Seeker: on from its place on the line, find who is in the cone and near enough, hold her, or lose her."""
    if run.phase == RUNNING_OUT and run.gone_m >= run.seeker_on_m:
        run.phase = SEARCHING
    past_m = 2.0 * figures.search_radius_m if figures.snakes else 0.0
    if run.phase == SEARCHING and run.gone_m >= run.leg_m + past_m:
        run.circling = True
    if run.phase == RUNNING_OUT:
        return
    seen = [hull for hull in hulls if _sees(run, figures, hull, holds=hull.unit == run.held)]
    if run.held and not any(hull.unit == run.held for hull in seen):
        lost = next((hull for hull in hulls if hull.unit == run.held), None)
        run.held, run.before_m, run.phase, run.circling = "", None, SEARCHING, True
        if lost is not None:
            off_rad = math.atan2(lost.east_m - run.east_m, lost.north_m - run.north_m) - run.heading_rad
            run.turns = 1.0 if math.sin(off_rad) >= 0.0 else -1.0
    if not run.held and seen:
        first = min(seen, key=lambda hull: (_slant_m(run, hull), hull.unit))
        run.held, run.phase = first.unit, HOMING
        if run.acquired_s is None:
            run.acquired, run.acquired_s = first.unit, time_s


def _slant_m(run: TorpedoRun, hull: Hull) -> float:
    return math.hypot(hull.east_m - run.east_m, hull.north_m - run.north_m, hull.depth_m - run.depth_m)


def _sees(run: TorpedoRun, figures: TorpedoFigures, hull: Hull, *, holds: bool) -> bool:
    """Whether a hull is in the cone and near enough, by her aspect and by the layer between."""
    east_m, north_m = hull.east_m - run.east_m, hull.north_m - run.north_m
    cone_rad = figures.seeker_half_angle_rad + (HELD_RAD if holds else 0.0)
    slant_m = _slant_m(run, hull)
    if slant_m <= figures.assess_m:
        return holds or off_axis_rad(east_m, north_m, hull.depth_m - run.depth_m, run.heading_rad) <= cone_rad
    if off_axis_rad(east_m, north_m, hull.depth_m - run.depth_m, run.heading_rad) > cone_rad:
        return False
    aspect_rad = math.atan2(-east_m, -north_m) - hull.course_rad
    echo_db = float(target_strength_db(aspect_rad, *hull.echo_db))
    crossed = run.layer_m > 0.0 and (run.depth_m < run.layer_m) != (hull.depth_m < run.layer_m)
    reach_m = seeker_range_m(figures.seeker_range_m, echo_db, hull.luck_db, LAYER_DB if crossed else 0.0)
    return slant_m <= reach_m * (HELD_SHARE if holds else 1.0)


def _weigh(run: TorpedoRun, figures: TorpedoFigures, hulls: list[Hull], time_s: float) -> None:
    """How near it passes; a hit is assessed when it draws away from whom it holds and was near enough to her."""
    for hull in hulls:
        off_m = segment_distance_m(
            run.east_m - hull.east_m,
            run.north_m - hull.north_m,
            run.depth_m,
            hull.course_rad,
            0.5 * hull.length_m,
            hull.depth_m,
        )
        if run.closest_m is None or off_m < run.closest_m:
            run.closest, run.closest_m, run.closest_s = hull.unit, off_m, time_s
        if hull.unit == run.held:
            if run.before_m is not None and off_m > run.before_m and run.before_m <= figures.assess_m:
                run.outcome = HIT
                run.reason = f"passed {hull.unit} at {run.before_m:.0f} m while it held her"
                return
            run.before_m = off_m
    if run.gone_m >= figures.run_m:
        run.outcome, run.reason = MISS, _why_missed(run, figures, hulls)


def _why_missed(run: TorpedoRun, figures: TorpedoFigures, hulls: list[Hull]) -> str:
    """Why a run that is over found or reached nobody."""
    if run.phase == HOMING:
        held = next((hull for hull in hulls if hull.unit == run.held), None)
        if held is not None and held.depth_m > figures.floor_m + figures.assess_m:
            return f"{run.held} was deeper than it may go"
        if held is not None and held.depth_m < figures.ceiling_m - figures.assess_m:
            return f"{run.held} was shallower than it may go"
        return f"ran out in the chase of {run.held}"
    if run.acquired:
        return f"lost {run.acquired} and found her no more"
    return "nothing that it homes on came into its cone within reach"
