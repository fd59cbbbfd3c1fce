"""The net plot of a LINKEX: what several units report, correlated to net tracks by position alone.

Two reports within the correlation distance of each other are taken for one contact (gated nearest neighbour, nearest
pair first: Blackman and Popoli, Design and Analysis of Modern Tracking Systems (1999), section 6.4); nobody's name is
asked. What lies apart gets a number of its own, so errors beyond the distance make dual designations, and contacts
nearer than it to each other are mixed up. Radians and metres.
"""

from dataclasses import dataclass, field

from fleetex.engine.orders import Position, TrackId, UnitId
from fleetex.engine.view import View

FIRST_NUMBER = 7001
"""Net tracks are numbered from here."""
STRAYED = 2.0
"""Design value: a report so many correlation distances from the others of its net track is none of it any more."""
BETTER = 0.8
"""Design value: reporting responsibility changes to a unit whose error is less than this share of the reporter's."""


@dataclass
class Plot:
    """One unit's report of one track that its own sensors hold."""

    unit: UnitId
    number: TrackId
    """The unit's own track number."""
    position: Position
    course_rad: float
    speed_mps: float
    sd_m: float
    time_s: float

    def place_now(self, view: View) -> Position:
        """Dead-reckoned to now."""
        return view.offset(self.position, self.course_rad, self.speed_mps * (view.time_s - self.time_s))


@dataclass
class NetTrack:
    """What the net takes for one contact: a number, who holds it, and who reports it (R2)."""

    number: int
    reporter: UnitId = ""
    plots: dict[UnitId, Plot] = field(default_factory=dict)

    def best(self) -> Plot:
        """The holders' report with the least error; of equals the first by name."""
        return min(self.plots.values(), key=lambda plot: (plot.sd_m, plot.unit))

    def place_now(self, view: View) -> Position:
        return self.best().place_now(view)


@dataclass
class Dual:
    """Two net tracks that are taken for one contact: the younger number is dropped."""

    keep: int
    drop: int
    apart_m: float
    holders: list[UnitId]
    """Of the number that is dropped."""


@dataclass
class NetPlot:
    """Net control's plot. Saved with the doctrine that holds it."""

    tracks: list[NetTrack] = field(default_factory=list)
    given: int = 0
    """Numbers given so far."""

    def take_in(self, view: View, unit: UnitId, plots: list[Plot], within_m: float) -> None:
        """One unit's whole report, in place of its last; an empty one takes its tracks out."""
        before = {track.plots.pop(unit).number: track for track in self.tracks if unit in track.plots}
        new = [plot for plot in plots if not self._goes_on(view, plot, before.get(plot.number), within_m)]
        pairs = sorted(
            (apart_m, plot.number, track.number)
            for plot in new
            for track in self.tracks
            if track.plots and unit not in track.plots
            if (apart_m := _apart_m(view, plot, track)) <= within_m
        )
        by_number = {plot.number: plot for plot in new}
        for _, number, net in pairs:
            track = self.of(net)
            if number in by_number and unit not in track.plots:
                track.plots[unit] = by_number.pop(number)
        for plot in by_number.values():
            self.given += 1
            self.tracks.append(NetTrack(FIRST_NUMBER + self.given - 1, unit, {unit: plot}))

    @staticmethod
    def _goes_on(view: View, plot: Plot, track: NetTrack | None, within_m: float) -> bool:
        """Put a report to the net track that its number was of, unless it has strayed from the others there."""
        if track is None or (track.plots and _apart_m(view, plot, track) > STRAYED * within_m):
            return False
        track.plots[plot.unit] = plot
        return True

    def of(self, number: int) -> NetTrack:
        return next(track for track in self.tracks if track.number == number)

    def drop_empty(self) -> None:
        """Tracks that nobody holds any more are off the plot."""
        self.tracks = [track for track in self.tracks if track.plots]

    def duals(self, view: View, within_m: float) -> list[Dual]:
        """Pairs of net tracks within the distance that no unit holds apart, and merges them: nearest first."""
        pairs = sorted(
            (view.range_and_bearing(a.place_now(view), b.place_now(view))[0], a.number, b.number)
            for i, a in enumerate(self.tracks)
            for b in self.tracks[i + 1 :]
        )
        found: list[Dual] = []
        gone: set[int] = set()
        for apart_m, keep, drop in pairs:
            if apart_m > within_m or gone & {keep, drop} or self.of(keep).plots.keys() & self.of(drop).plots.keys():
                continue
            gone.add(drop)
            found.append(Dual(keep, drop, apart_m, sorted(self.of(drop).plots)))
            self.of(keep).plots.update(self.of(drop).plots)
        self.tracks = [track for track in self.tracks if track.number not in gone]
        return found

    def choose_reporters(self) -> list[NetTrack]:
        """Give each track to the holder of the best quality (R2); those that have changed hands."""
        changed = []
        for track in self.tracks:
            now, best = track.plots.get(track.reporter), track.best()
            if now is None or best.sd_m < BETTER * now.sd_m:
                if track.reporter != best.unit:
                    changed.append(track)
                track.reporter = best.unit
        return changed

    def missing(self, view: View, unit: UnitId, picture: list[Position], within_m: float) -> list[NetTrack]:
        """Net tracks with nothing near them on a unit's whole picture, own and by link."""
        return [
            track
            for track in self.tracks
            if unit not in track.plots
            and not any(view.range_and_bearing(track.place_now(view), at)[0] <= within_m for at in picture)
        ]

    def rows(self) -> list[list[object]]:
        """[net number, holder, the holder's own number] of every report, for the log."""
        return [[track.number, unit, track.plots[unit].number] for track in self.tracks for unit in sorted(track.plots)]


def _apart_m(view: View, plot: Plot, track: NetTrack) -> float:
    return view.range_and_bearing(plot.place_now(view), track.place_now(view))[0]
