"""ESCORTEX: the exercise submarine that waits for the convoy.

She hears ships as bearings and closes them in legs to either side of the bearing, so that her own turns give ranges
(bearings-only motion analysis); near enough to one that is no warship, or to any, she makes a simulated attack, goes
deep and away, and tries again. Pings lead her like noise, for they carry farther than their echoes; from a torpedo that
she hears she runs. She never knows more than she hears.
"""

import math
from dataclasses import dataclass, field

from fleetex.behaviours.casex_submarine import LISTEN_S, LISTEN_TAG, ON_TRACK, Submarine
from fleetex.behaviours.escortex_params import EscortexParams, escort_params_of
from fleetex.behaviours.ground import racetrack
from fleetex.behaviours.radio import Traffic
from fleetex.engine.events import Event, TimerRang
from fleetex.engine.orders import BearingId, FollowRoute, Log, Order, Position, SetTimer, Snort, Steer, TrackId
from fleetex.engine.view import TrackEstimate, View
from fleetex.units import DEG_RAD, NMI_M
from fleetex.vocabulary import Emission, SurfaceKind

LEG_TAG, OFF_TAG = "next leg", "attack over"
LEG_S = 360.0
WEAVE_RAD = 30.0 * DEG_RAD
BESIDE_RAD = 100.0 * DEG_RAD
CLEARING = "clearing the datum"
"""Design values: how long a leg of her approach lasts, and how far to the side of the bearing it leads; she counts the
bearings so near to the one that she closes as the same group of ships."""


@dataclass
class Ambusher(Submarine):
    """She attacks and evades."""

    attacks: int = 0
    attacked: list[TrackId] = field(default_factory=list)
    weave: float = 1.0
    chosen: BearingId | None = None

    @property
    def escorting(self) -> EscortexParams:
        return escort_params_of(self.briefing)

    def act(self, view: View, event: Event, traffic: Traffic) -> list[Order]:
        match event:
            case TimerRang("next leg") if self.phase == ON_TRACK:
                return self._about(view)
            case TimerRang("listen") if self.phase == ON_TRACK and not self.snorting:
                orders = self._attack(view)
                return [*orders, SetTimer(LISTEN_TAG, LISTEN_S)] if orders else super().act(view, event, traffic)
            case TimerRang("attack over") if self.phase == CLEARING:
                return self._on_track(view)
            case _:
                return super().act(view, event, traffic)

    def outcome(self, view: View) -> tuple[bool, str]:
        return True, f"{self.attacks} simulated attacks"

    def _about(self, view: View) -> list[Order]:
        """Towards what she hears, in legs; nothing heard: about the place where she waits."""
        bearing_rad = self._of_ships(view)
        again = SetTimer(LEG_TAG, LEG_S)
        if bearing_rad is None or self.snorting or self.attacks >= self.escorting.submarine_attacks:
            return [*self._wait(view), again]
        self.weave = -self.weave
        course_rad = (bearing_rad + self.weave * WEAVE_RAD) % math.tau
        return [self._to_depth(view), Steer(course_rad, self.escorting.approach_speed), again]

    def _listen(self, view: View) -> list[Order]:
        """Pings carry farther than their echoes: on her approach they lead her, and she presses on."""
        return []

    def _wait(self, view: View) -> list[Order]:
        """To and fro about the place where she waits; near the surface if her battery asks for it."""
        at = self.escorting.submarine_at
        middle = view.own().position if at is None else Position(at.lat_rad, at.lon_rad)
        depth: Order = Snort(on=True) if self.snorting else self._to_depth(view)
        way = racetrack(view, middle, 0.0)
        return [depth, FollowRoute(way, self.escorting.submarine_speed, then="loop")]

    def _of_ships(self, view: View) -> float | None:
        """The bearing of the ships that she hears: the middle of those about the one heard longest."""
        heard = [(number, line) for number in view.bearings() if (line := view.bearing(number)) is not None]
        sound = [(number, line.bearing_rad) for number, line in heard if line.emission is not Emission.RADAR]
        if not sound:
            return None
        first = dict(sound).get(self.chosen) if self.chosen is not None else None
        if first is None:
            self.chosen, first = sound[0]
        near = [bearing for _, bearing in sound if abs(math.remainder(bearing - first, math.tau)) <= BESIDE_RAD]
        return math.atan2(sum(map(math.sin, near)), sum(map(math.cos, near))) % math.tau

    def _attack(self, view: View) -> list[Order]:
        """A simulated attack on a ship that she has the range of, if one is near enough: no warship if she can."""
        params = self.escorting
        if self.attacks >= params.submarine_attacks:
            return []
        known = [(track, estimate) for track in view.tracks() if (estimate := view.track(track)) is not None]
        near = [
            (estimate.kind is SurfaceKind.WARSHIP, estimate.range_m, track, estimate)
            for track, estimate in known
            if estimate.range_m <= params.firing_range
            and estimate.position_sd_m <= params.attack_error
            and track not in self.attacked
            and estimate.kind is not SurfaceKind.SUBMARINE
        ]
        if not near:
            return []
        _, _, track, estimate = min(near, key=lambda one: one[:3])
        self.attacks, self.attacked, self.phase = self.attacks + 1, [*self.attacked, track][-64:], CLEARING
        away_rad = (estimate.bearing_rad + math.pi) % math.tau
        deep = self._to_depth(view, self._hidden_m(view))
        off = SetTimer(OFF_TAG, params.evade_for)
        return [self._said(estimate), deep, Steer(away_rad, params.evasion_speed), off]

    def _said(self, estimate: TrackEstimate) -> Log:
        kind = estimate.kind.value if estimate.kind else "nothing yet"
        where = f"{estimate.bearing_rad / DEG_RAD:03.0f}, {estimate.range_m / NMI_M:.1f} nmi"
        figures = {
            "number": self.attacks,
            "lat_deg": estimate.position.lat_rad / DEG_RAD,
            "lon_deg": estimate.position.lon_rad / DEG_RAD,
            "range_m": estimate.range_m,
            "error_m": estimate.position_sd_m,
        }
        text = f"Simulated attack {self.attacks} at {where}, taken for: {kind}."
        return Log("submarine attack", text, figures)
