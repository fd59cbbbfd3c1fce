"""What both gunnery kinds share: what a person sets, the words on the fire-control net, and the look down the range.

Frame: a line of fire is a true bearing from the gun; `over` is beyond the target along it and `right` to its right,
metres. Corrections are what the firer adds. Range safety here is the rule of the serial, a training aid and no
range-safety product: anything sensed inside the arc out to the gun's maximum range stops fire.
"""

from msgspec import Struct
from pydantic import Field

from fleetex.behaviours.formation import angle_between_rad
from fleetex.behaviours.params import DrillParams, Notice, Pause, Spell, setting
from fleetex.engine.orders import Position, TrackId, UnitId
from fleetex.engine.view import MountState, TrackEstimate, View
from fleetex.quantities import Angle, Course, Duration, Length, Share, Speed
from fleetex.vocabulary import SurfaceKind

READY, NOT_READY = "ready", "not ready"
COMMENCE, SHOT, CORRECTION = "commence fire", "shot", "correction"
REPORT_FALL, COMPLETE = "report fall", "firing complete"
CHECK_FIRE, RANGE_CLEAR, HOLDING = "check fire", "range clear", "holding fire"
ADJUST, TOGETHER, ON_TIME, EFFECT = "adjust", "together", "time on target", "effect"
SAME_SHIP_M = 300.0
"""Design value: a track without a name so near a cleared ship's own (and within three of its errors) is that ship."""


class GunneryParams(DrillParams):
    """What a person may set about any gunnery serial. Defaults are design values."""

    range: Length = setting("4.5 nmi", "from the firing ships to the target")
    line_of_fire: Course | None = setting(None, "true bearing on which to fire; if not given, the kind chooses")
    spacing: Length = setting("1000 yd", "between firing ships")
    interval: Pause = setting("60 s", "from one ordered fall to the next, where fire is ordered by time")
    adjusted_within: Length = setting("50 m", "a mean point so near the target needs no more adjusting")
    spotter_delay: Duration = setting("5 s", "mean time from splash to the spotter's report")
    damping: Share = setting("80 %", "share of an observed error that later direct spots correct")
    range_within: Length = setting("1000 yd", "of the range ordered a ship is before she is ready to fire")
    line_within: Angle = setting("25 deg", "of the line of fire ordered for her a ship is before she is ready to fire")
    arc: Angle = setting("10 deg", "to each side of the line of fire, kept clear out to the gun's maximum range")
    clear_for: Pause = setting("2 min", "the range must have been clear for so long before fire is resumed")
    danger_range: Length = setting("25 nmi", "how far from herself a safety ship or a range guard watches")
    tell_apart: Duration = setting("5 s", "falls nearer in time than this may be taken for one another")
    confused: Share = setting("50 %", "chance that a spotter can't tell such falls apart")
    timing_error: Duration = setting("1 s", "standard deviation of a firing ordered by time")
    lead_time: Notice = setting("3 min", "from the order to the first ordered fall")
    setup: Spell = setting("75 min", "from COMEX to fire, at most; a firing ship not ready then is left out")
    speed: Speed = setting("8 kn", "of firing ships on a firing line of their own (target adrift, or ashore)")
    rounds: int = Field(default=4, ge=1, le=60, description="rounds in a salvo")
    salvoes: int = Field(default=6, ge=1, le=100, description="salvoes of each ship, those for adjusting included")


class Aim(Struct, frozen=True, gc=False):
    """What is fired at, as this unit knows it: a track, or a place."""

    position: Position
    target: UnitId
    track: TrackId | None = None
    place: Position | None = None


class Fouled(Struct, frozen=True, gc=False):
    """A track inside the danger area, or inside the arc where a serial has none."""

    track: TrackId
    range_m: float
    bearing_rad: float
    off_rad: float
    kind: str
    identity: UnitId | None
    position: Position
    """As this unit holds it."""
    where: str = "in the arc"


def main_gun(view: View) -> MountState | None:
    """The mount of the greatest calibre that has rounds left, the first of equals; no close-in gun."""
    loaded = [mount for mount in view.mounts() if mount.rounds > 0 and not mount.close_in]
    return max(loaded, key=lambda mount: mount.calibre_m, default=None)


def rounds_left(view: View) -> int:
    """Rounds in all magazines of this unit's mounts but close-in guns, those ordered and not yet fired left out."""
    return sum(mount.rounds for mount in view.mounts() if not mount.close_in)


def fouled_by(
    view: View, gun: Position, aim: Aim, reach_m: float, arc_rad: float, cleared: tuple[UnitId, ...]
) -> Fouled | None:
    """The nearest track inside the arc from a gun's place through the aim, that is no target and nobody cleared.

    Uses this unit's own and shared tracks: who is not sensed can't be seen to foul the range. A target is known by
    name: what is only taken for one may be a boat.
    """
    _, line_rad = view.range_and_bearing(gun, aim.position)
    ours = {*cleared, aim.target, view.unit}
    found: list[Fouled] = []
    for track, estimate in view.near(gun, reach_m, ours):
        if track == aim.track or (estimate.kind is SurfaceKind.TARGET and estimate.identity is not None):
            continue
        range_m, bearing_rad = view.range_and_bearing(gun, estimate.position)
        off_rad = angle_between_rad(bearing_rad, line_rad)
        if range_m > reach_m or off_rad > arc_rad:
            continue
        if estimate.identity is None and is_known(view, aim, cleared, estimate):
            continue
        kind = estimate.kind.value if estimate.kind else "unknown"
        found.append(Fouled(track, range_m, bearing_rad, off_rad, kind, estimate.identity, estimate.position))
    return min(found, key=lambda foul: (foul.range_m, foul.track), default=None)


def is_known(view: View, aim: Aim, cleared: tuple[UnitId, ...], estimate: TrackEstimate) -> bool:
    """Whether a nameless track lies where the aim, this unit or one of the cleared is known to be."""
    near_m = SAME_SHIP_M + 3.0 * estimate.position_sd_m
    friends = [view.track(track) for track in (view.track_of(unit) for unit in cleared) if track is not None]
    known = [aim.position, view.own().position, *(friend.position for friend in friends if friend)]
    return any(view.range_and_bearing(estimate.position, place)[0] <= near_m for place in known)


def salvo_name(serial: str, number: int) -> str:
    return f"{serial}-{number}"


def salvo_number(salvo: str) -> int:
    """The number at the end of a salvo's name; 0 if it has none."""
    tail = salvo.rpartition("-")[2]
    return int(tail) if tail.isdigit() else 0
