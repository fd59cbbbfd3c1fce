"""A controller's air picture: strangers in the air, those that fly together as one group, from his own radar's tracks
and from what pickets tell. Who answers by IFF is no stranger.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

from fleetex.behaviours.zone_edges import is_inside
from fleetex.engine.orders import Position
from fleetex.engine.view import AreaShape, View

PARTED = 2.5
"""Who turns up within so many times what a group is wide of one that is known has parted from it (design value)."""
JOINED_S = 60.0
UNSURE_MPS = 50.0
"""A track whose velocity is not known better than this is too new to be a plot (design value)."""
FRESH_S = 90.0
FADED_S = 240.0
STEP_S = 60.0
"""Design values: a plot so old is none; a group of which nothing was seen for so long has faded; steps ahead."""


@dataclass
class Plot:
    """One stranger as it is held now."""

    position: Position
    course_rad: float
    speed_mps: float
    track: int = 0


@dataclass
class Group:
    """Strangers that fly together."""

    number: int
    lat_rad: float
    lon_rad: float
    course_rad: float
    speed_mps: float
    seen_s: float
    first_s: float
    count: int = 1
    entered_s: float = math.nan
    left_s: float = math.nan
    identified_s: float = math.nan
    gone: bool = False
    """It has left the zone, or faded: nobody is sent to it any more."""
    pairs: list[str] = field(default_factory=list)
    """Leaders of the pairs that are sent to it, the latest last."""
    joined: int = 0
    """The group with which it has flown on; 0: none."""
    parent: int = 0
    """The group that it has parted from; 0: none."""
    nobody: bool = False
    """It was written down that nobody is left to be sent."""

    def place(self, view: View, at_s: float) -> Position:
        """Where it should be at an instant."""
        run_m = self.speed_mps * (at_s - self.seen_s)
        return view.offset(Position(self.lat_rad, self.lon_rad), self.course_rad, run_m)

    def note(self, plot: Plot, count: int, at_s: float) -> None:
        self.lat_rad, self.lon_rad = plot.position.lat_rad, plot.position.lon_rad
        self.course_rad, self.speed_mps, self.count, self.seen_s = plot.course_rad, plot.speed_mps, count, at_s

    def seconds_to(self, view: View, shape: AreaShape, within_s: float) -> float | None:
        """In how long it would be inside an area, on its course; None if not within this time."""
        for step in range(int(within_s / STEP_S) + 1):
            if is_inside(shape, self.place(view, view.time_s + step * STEP_S)):
                return step * STEP_S
        return None


def own_plots(view: View, faster_mps: float) -> list[Plot]:
    """Strangers in the air that this unit holds, by its own sensors or over a link."""
    found = []
    for track in view.tracks():
        held = view.track(track)
        if held is None or held.identity is not None or held.speed_mps < faster_mps or held.age_s > FRESH_S:
            continue
        if held.velocity_sd_mps > UNSURE_MPS:
            continue
        found.append(Plot(held.position, held.course_rad, held.speed_mps, track))
    return found


def regroup(view: View, groups: list[Group], plots: Iterable[Plot], near_m: float) -> list[Group]:
    """Note each plot with the group that it is near to; what is near none is a new group. The new ones."""
    taken: dict[int, list[Plot]] = {}
    fresh: list[Group] = []
    for plot in plots:
        best: tuple[float, int] | None = None
        for place, group in enumerate([*groups, *fresh]):
            if view.time_s - group.seen_s > FADED_S:
                continue
            off_m = view.range_and_bearing(group.place(view, view.time_s), plot.position)[0]
            if off_m <= near_m and not group.joined and best is None:
                best = off_m, place
        if best is None:
            number = len(groups) + len(fresh) + 1
            parent = _parent(view, groups, plot.position, PARTED * near_m)
            fresh.append(_new_group(number, plot, view.time_s, parent))
            taken[len(groups) + len(fresh) - 1] = [plot]
        else:
            taken.setdefault(best[1], []).append(plot)
    every = [*groups, *fresh]
    for place, own_ones in taken.items():
        every[place].note(own_ones[0], len(own_ones), view.time_s)
    return fresh


def joined_to(view: View, groups: list[Group], group: Group, near_m: float) -> Group | None:
    """The older group with which one flies on, of which nothing is seen apart any more; None if it does not."""
    if view.time_s - group.seen_s < JOINED_S:
        return None
    here = group.place(view, view.time_s)
    for older in groups:
        if older.number >= group.number or older.gone or view.time_s - older.seen_s > FRESH_S:
            continue
        if view.range_and_bearing(older.place(view, view.time_s), here)[0] <= near_m:
            return older
    return None


def _new_group(number: int, plot: Plot, at_s: float, parent: Group | None) -> Group:
    """A group that begins with one plot; of a known one's part it is known who it is."""
    place = plot.position
    found = Group(number, place.lat_rad, place.lon_rad, plot.course_rad, plot.speed_mps, at_s, at_s)
    if parent is not None:
        found.parent, found.identified_s = parent.number, parent.identified_s
    return found


def _parent(view: View, groups: list[Group], place: Position, near_m: float) -> Group | None:
    """The nearest group that has been seen lately and is so near."""
    best: tuple[float, int] | None = None
    for row, group in enumerate(groups):
        if view.time_s - group.seen_s <= FADED_S:
            off_m = view.range_and_bearing(group.place(view, view.time_s), place)[0]
            if off_m <= near_m and (best is None or (off_m, row) < best):
                best = off_m, row
    return None if best is None else groups[best[1]]
