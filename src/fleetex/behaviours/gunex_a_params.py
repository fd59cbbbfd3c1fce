"""GUNEX-A: what a person sets, the words on the net, and the lines along which a target flies past a firing ship.

A run is laid by the place, course and speed that the firing ship told: straight, through a point `offset` to her right
(of the run's course; crossing) or nearly over her (incoming), from a gate `run_in` before it to `run_out` beyond.
"""

import math
from typing import Literal

from msgspec import Struct
from pydantic import Field

from fleetex.behaviours.conduct import in_role, only
from fleetex.behaviours.params import DrillParams, Pause, Spell, setting
from fleetex.engine.orders import Position, UnitId
from fleetex.engine.view import Briefing, MountState, View
from fleetex.quantities import Angle, Course, Length, Speed
from fleetex.units import NMI_M

FIRING, TARGET, TUG, SAFETY, GUARD = "firing", "target", "tug", "safety", "guard"
RUN, AT_GATE, GO, WAIT, RUN_OVER, HOMEWARD = "your run", "at the gate", "run", "wait", "run over", "going home"
DONE, RELEASE = "runs done", "go home"
INCOMING, CROSSING = "incoming", "crossing"
BY_ITSELF = "by itself"
FALLEN = "the target is seen to fall"
"""What the engine says of it (`engine.events.FireCeased`)."""
NEAR_M = 3.0 * NMI_M
"""Design value: a ship is on her ground within so much of it, and fires from there."""
CLOSE_IN, MAIN, EVERY = "close-in", "main", "all"


class GunexAParams(DrillParams):
    """What a person may set about a GUNEX-A. Defaults are design values."""

    run: Literal["crossing", "incoming", "alternating"] = Field(
        default="crossing", description="past the firing ship, nearly over her, or one after the other"
    )
    runs: int = Field(default=4, ge=1, le=40, description="live runs for each firing ship")
    guns: Literal["close-in", "main", "all"] = Field(default="close-in", description="which mounts fire")
    fire: Literal["ordered", "by itself"] = Field(
        default="ordered",
        description="mounts fire by order, or close-in guns by themselves at a target declared hostile, weapons tight",
    )
    rounds: int = Field(default=200, ge=1, le=5000, description="of each mount in a run, at most")
    run_course: Course = setting("180T", "that the target flies")
    height: Length = setting("150 m", "of the target on its runs")
    target_speed: Speed = setting("200 kn", "of the target on its runs")
    offset: Length = setting("1000 m", "at which a crossing run passes the firing ship")
    incoming_offset: Length = setting("300 m", "at which an incoming run passes her: nothing falls on her deck")
    run_in: Length = setting("6 nmi", "from the gate to where the target passes her")
    run_out: Length = setting("2 nmi", "from there to the end of the run")
    open_range: Length = setting("2 km", "the farthest at which a target is met")
    cease_range: Length = setting("500 m", "the nearest")
    tow_line: Length = setting("3 km", "cable between tug and sleeve")
    tug_off: Angle = setting("20 deg", "the tug must be so far off the line of fire, or nobody fires")
    arc: Angle = setting("15 deg", "to each side of the line of fire, kept clear out to the gun's maximum range")
    sector: Angle = setting("60 deg", "to each side of the mean line of fire, clear before a run begins")
    safe_angle: Angle = setting("10 deg", "no ship of the serial may stand nearer a line of fire than this")
    danger_range: Length = setting("6 nmi", "how far out the safety ship watches the sector")
    clear_for: Pause = setting("1 min", "the range must have been clear for so long before fire is resumed")
    setup: Spell = setting("60 min", "from COMEX to the first run, at most")
    patience: Spell = setting("15 min", "for a run that is called and does not come")
    reserve: Spell = setting("15 min", "of flight left at home, when the target turns for it")
    speed: Speed = setting("8 kn", "of the ships")
    spacing: Length = setting("1 nmi", "between firing ships, across the line of fire")
    guard_range: Length = setting("2 nmi", "safety ship and guards from the firing ships, away from the line of fire")


class Line(Struct, frozen=True, gc=False):
    """One run: from the gate past the ship to its end."""

    gate: Position
    end: Position
    passing: Position


def params_of(briefing: Briefing) -> GunexAParams:
    assert isinstance(briefing.params, GunexAParams)
    return briefing.params


def flyer(briefing: Briefing) -> UnitId:
    """Who flies the runs: the tug if there is one, else the target."""
    found = only(briefing, TUG) or only(briefing, TARGET)
    assert found is not None
    return found


def target(briefing: Briefing) -> UnitId:
    found = only(briefing, TARGET)
    assert found is not None
    return found


def kind_of_run(params: GunexAParams, number: int) -> str:
    """Crossing or incoming; alternating begins with a crossing run."""
    if params.run == "alternating":
        return CROSSING if number % 2 == 1 else INCOMING
    return params.run


def fire_rad(params: GunexAParams, kind: str) -> float:
    """The mean line of fire: abeam to the right of a crossing run, down the run of an incoming one."""
    return (params.run_course + (math.pi / 2 if kind == CROSSING else math.pi)) % math.tau


def line_of_run(view: View, briefing: Briefing, ship: Position, kind: str) -> Line:
    """The line past a ship at this place."""
    params, course = params_of(briefing), params_of(briefing).run_course
    off_m = params.offset if kind == CROSSING else params.incoming_offset
    passing = view.offset(ship, (course + math.pi / 2) % math.tau, off_m)
    gate = view.offset(passing, (course + math.pi) % math.tau, params.run_in)
    return Line(gate, view.offset(passing, course, params.run_out + _tow_m(briefing)), passing)


def _tow_m(briefing: Briefing) -> float:
    """How far the target is astern of who flies the run."""
    return params_of(briefing).tow_line if only(briefing, TUG) else 0.0


def place_of(view: View, briefing: Briefing) -> Position:
    """The middle of this ship's ground: firing ships abreast of the line of fire, who watches behind them."""
    params, area = params_of(briefing), briefing.area
    centre = area.centre if area else view.own().position
    mates = in_role(briefing, briefing.role)
    row = mates.index(briefing.unit) - (len(mates) - 1) / 2.0 if briefing.unit in mates else 0.0
    away = (fire_rad(params, kind_of_run(params, 1)) + math.pi) % math.tau
    aside = (away + (math.pi / 2 if row >= 0.0 else -math.pi / 2)) % math.tau
    place = view.offset(centre, aside, abs(row) * params.spacing) if row else centre
    if briefing.role == FIRING:
        return place
    behind_m = params.guard_range * (1.0 if briefing.role == SAFETY else 1.5)
    return view.offset(place, away, behind_m)


def mounts_to_fire(view: View, params: GunexAParams) -> list[MountState]:
    """Mounts ordered to take part that can engage what flies and have rounds."""
    able = [mount for mount in view.mounts() if mount.air_range_m > 0.0 and mount.rounds > 0]
    if params.guns == EVERY:
        return able
    return [mount for mount in able if mount.close_in is (params.guns == CLOSE_IN)]


def reach_m(view: View, params: GunexAParams) -> float:
    """Out to where the range must be clear: the farthest that any of the guns carries."""
    return max((mount.range_m_max for mount in mounts_to_fire(view, params)), default=params.danger_range)
