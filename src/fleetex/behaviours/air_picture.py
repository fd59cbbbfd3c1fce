"""A controller's air picture: strangers in the air, those that fly together as one group, from his own radar's tracks
and from what pickets tell. Who answers by IFF is no stranger.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from fleetex.behaviours.zone_edges import is_inside
from fleetex.engine.orders import Log, Position
from fleetex.engine.view import AreaShape, View
from fleetex.units import DEG_RAD, KN_MPS, NMI_M

PARTED = 2.5
"""Who turns up within so many times what a group is wide of one that is known has parted from it (design value)."""
STRETCH = 1.5
ALIKE_RAD = 45.0 * DEG_RAD
JOINED_S = 60.0
"""Design values: a group falls in two when its parts are so many times what it is wide apart; two that fly so much
alike and so near for so long are one."""
UNSURE_MPS = 50.0
"""A track whose velocity is not known better than this is too new to be a plot (design value)."""
FRESH_S = 90.0
FADED_S = 240.0
STEP_S = 60.0
"""Design values: a plot so old is none; a group of which nothing was seen for so long has faded; steps ahead."""


@dataclass
class Plot:
    """One stranger as it is held now, or was when somebody told of it."""

    position: Position
    course_rad: float
    speed_mps: float
    at_s: float
    by: str = ""
    """Who told of it; nothing: held by this unit."""

    def place(self, view: View, at_s: float) -> Position:
        """Where it should be at an instant."""
        return view.offset(self.position, self.course_rad, self.speed_mps * (at_s - self.at_s))

    def row(self) -> list[float]:
        """As it is told on the radio."""
        return [self.position.lat_rad, self.position.lon_rad, self.course_rad, self.speed_mps]


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
    members: list[Plot] = field(default_factory=list)
    """Those of it that were seen last; the first stands for it."""
    beside: int = 0
    beside_s: float = math.nan
    """The older group that it flies beside, and since when."""

    def place(self, view: View, at_s: float) -> Position:
        """Where it should be at an instant."""
        run_m = self.speed_mps * (at_s - self.seen_s)
        return view.offset(Position(self.lat_rad, self.lon_rad), self.course_rad, run_m)

    def note(self, plots: list[Plot], at_s: float) -> None:
        """What is seen of it now. An aircraft that two radars hold counts once: the most that one of them holds."""
        first = plots[0]
        self.lat_rad, self.lon_rad = first.position.lat_rad, first.position.lon_rad
        self.course_rad, self.speed_mps, self.seen_s, self.members = first.course_rad, first.speed_mps, at_s, plots
        tellers = [plot.by for plot in plots]
        self.count = max(tellers.count(teller) for teller in tellers)

    def off_m(self, view: View, place: Position) -> float:
        """How far the nearest of it should be from a place by now."""
        return min(view.range_and_bearing(one.place(view, view.time_s), place)[0] for one in self.members)

    def dope(self) -> dict[str, Any]:
        """Where it is and how it flies, as it is told on the radio."""
        return {
            "group": self.number,
            "lat_rad": self.lat_rad,
            "lon_rad": self.lon_rad,
            "course_rad": self.course_rad,
            "speed_mps": self.speed_mps,
            "at_s": self.seen_s,
        }

    def line(self, view: View, kind: str, text: str, **more: Any) -> Log:
        """A line of the log about it, with where it is from here."""
        range_m, bearing = view.range_and_bearing(view.own().position, Position(self.lat_rad, self.lon_rad))
        where = f"{bearing / DEG_RAD % 360.0:03.0f}, {range_m / NMI_M:.0f} nmi, {self.speed_mps / KN_MPS:.0f} kn"
        figures = {"group": self.number, "count": self.count, "range_m": range_m, "bearing_deg": bearing / DEG_RAD}
        return Log(kind, f"{text}: {where}, {self.count} held.", {**figures, **more})

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
        found.append(Plot(held.position, held.course_rad, held.speed_mps, view.time_s))
    return found


def told_plots(view: View, told: list[Plot], rows: Iterable[list[float]], sender: str) -> list[Plot]:
    """What was told, with what one teller tells now in place of what he told before."""
    fresh = [Plot(Position(row[0], row[1]), row[2], row[3], view.time_s, sender) for row in rows]
    return [plot for plot in told if plot.by != sender] + fresh


def still_good(view: View, told: list[Plot], for_s: float) -> list[Plot]:
    """Of what was told what is no older than this, each where it should be by now."""
    good = [plot for plot in told if view.time_s - plot.at_s <= for_s]
    return [Plot(plot.place(view, view.time_s), plot.course_rad, plot.speed_mps, view.time_s, plot.by) for plot in good]


def regroup(view: View, groups: list[Group], plots: Iterable[Plot], near_m: float) -> list[Group]:
    """Note each plot with the group that it is nearest to; what is near none is a new group, and so is a part of one
    that has drawn away from the rest. The new ones."""
    taken: dict[int, list[Plot]] = {}
    fresh: list[Group] = []
    for plot in plots:
        best: tuple[float, int] | None = None
        for place, group in enumerate([*groups, *fresh]):
            if group.joined or view.time_s - group.seen_s > FADED_S:
                continue
            off_m = group.off_m(view, plot.position)
            if off_m <= near_m and (best is None or off_m < best[0]):
                best = off_m, place
        if best is None:
            parent = _parent(view, groups, plot.position, PARTED * near_m)
            fresh.append(_new_group(len(groups) + len(fresh) + 1, plot, view.time_s, parent))
            taken[len(groups) + len(fresh) - 1] = [plot]
        else:
            taken.setdefault(best[1], []).append(plot)
    every = [*groups, *fresh]
    for place, own_ones in taken.items():
        first, *others = clusters(view, own_ones, STRETCH * near_m)
        every[place].note(first, view.time_s)
        for part in others:
            away = _new_group(len(groups) + len(fresh) + 1, part[0], view.time_s, every[place])
            away.note(part, view.time_s)
            fresh.append(away)
    return fresh


def clusters(view: View, plots: list[Plot], apart_m: float) -> list[list[Plot]]:
    """Plots in clusters whose nearest parts are further apart than this (single linkage), the greatest first."""
    found: list[list[Plot]] = []
    for plot in plots:
        near = [
            one
            for one in found
            if any(view.range_and_bearing(other.position, plot.position)[0] <= apart_m for other in one)
        ]
        found = [one for one in found if not any(one is other for other in near)]
        found.append([*(other for one in near for other in one), plot])
    return sorted(found, key=len, reverse=True)


def joined_to(view: View, groups: list[Group], group: Group, near_m: float) -> Group | None:
    """The older group with which one flies on: beside it for a while, or nothing is seen of it apart any more."""
    here = group.place(view, view.time_s)
    unseen = view.time_s - group.seen_s >= JOINED_S
    beside = 0
    for older in groups:
        if older.number >= group.number or older.gone or view.time_s - older.seen_s > FRESH_S:
            continue
        if older.off_m(view, here) > near_m:
            continue
        if unseen:
            return older
        if abs(math.remainder(older.course_rad - group.course_rad, math.tau)) <= ALIKE_RAD:
            beside = older.number
            break
    if beside != group.beside or not beside:
        group.beside, group.beside_s = beside, view.time_s
        return None
    return groups[beside - 1] if view.time_s - group.beside_s >= JOINED_S else None


def _new_group(number: int, plot: Plot, at_s: float, parent: Group | None) -> Group:
    """A group that begins with one plot; of a known one's part it is known who it is."""
    place = plot.position
    found = Group(number, place.lat_rad, place.lon_rad, plot.course_rad, plot.speed_mps, at_s, at_s, members=[plot])
    if parent is not None:
        found.parent, found.identified_s = parent.number, parent.identified_s
    return found


def _parent(view: View, groups: list[Group], place: Position, near_m: float) -> Group | None:
    """The nearest group that has been seen lately and is so near."""
    best: tuple[float, int] | None = None
    for row, group in enumerate(groups):
        if view.time_s - group.seen_s <= FADED_S:
            off_m = group.off_m(view, place)
            if off_m <= near_m and (best is None or (off_m, row) < best):
                best = off_m, row
    return None if best is None else groups[best[1]]
