"""What a ship's missiles do in an air defence serial: engage what may be engaged, the soonest first, while channels and
rounds are there. Who is a raid is decided by one man; a ship under `tight` waits for his word.
"""

import math
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from fleetex.behaviours.adex_params import AIR_MPS, AirDefenceParams, air_params_of
from fleetex.behaviours.air_defence import comes_in_s, reaches
from fleetex.behaviours.conduct import counted
from fleetex.engine.events import EngagementOver, Event, MissilesLaunched, OrderRefused, TimerRang, TrackGained
from fleetex.engine.orders import EngageAir, Log, Order, Position, SetTimer, TrackId
from fleetex.engine.view import Briefing, MissileState, TrackEstimate, View
from fleetex.units import NMI_M
from fleetex.vocabulary import SurfaceKind

AIR_TAG = "air picture"
TICK_S = 5.0
OF_A_RAID_M = 8.0 * NMI_M
RAID_KNOWN_S = 120.0
"""Design values: how often a ship looks for what to engage while somebody flies near; how near to where a raid should
be a track is of it, and for how long the controller's word holds."""


class Fire(NamedTuple):
    """How a track is engaged."""

    serial: str
    rounds: int
    no_escape: bool


@dataclass
class ShipDefence:
    """Keeps the raids that were called, and what the ship engages."""

    raids: dict[int, list[float]] = field(default_factory=dict)
    """Number -> latitude, longitude, course, speed, when, of each raid that the controller has called."""
    engaged: dict[str, TrackId] = field(default_factory=dict)
    tries: dict[TrackId, int] = field(default_factory=dict)
    number: int = 0
    awake: bool = False

    def note_raid(self, body: dict[str, Any]) -> None:
        row = [float(body[key]) for key in ("lat_rad", "lon_rad", "course_rad", "speed_mps", "at_s")]
        self.raids[int(body["group"])] = row

    def wake(self, params: AirDefenceParams) -> list[Order]:
        if self.awake or params.weapons == "hold":
            return []
        self.awake = True
        return [SetTimer(AIR_TAG, TICK_S)]

    def on_event(self, view: View, event: Event, briefing: Briefing) -> list[Order]:
        match event:
            case TrackGained(_):
                return self.wake(air_params_of(briefing))
            case TimerRang("air picture"):
                return self._look(view, briefing)
            case EngagementOver(salvo, track, outcome, rounds):
                self.engaged.pop(salvo, None)
                if rounds == 0:
                    self.tries[track] = max(0, self.tries.get(track, 0) - 1)
                figures = {"track": track, "outcome": outcome, "rounds": rounds}
                return [Log("engagement over", f"Engagement over: {outcome}, {rounds} spent.", figures)]
            case MissilesLaunched(salvo, rounds, flight_s):
                figures = {"salvo": salvo, "rounds": rounds, "seconds": flight_s}
                return [Log("missiles away", f"{counted(rounds, 'missile')} away, {flight_s:.0f} s.", figures)]
            case OrderRefused("EngageAir", _, tag):
                self.engaged.pop(tag, None)
                return []
            case _:
                return []

    def _look(self, view: View, briefing: Briefing) -> list[Order]:
        params = air_params_of(briefing)
        found = [(track, view.track(track)) for track in view.tracks()]
        strangers = [(track, one) for track, one in found if one is not None and self._flies_at_us(one)]
        self.awake = bool(strangers)
        again: list[Order] = [SetTimer(AIR_TAG, TICK_S)] if self.awake else []
        if view.out_of_action():
            return again
        coming = sorted(
            (comes_in_s(one) or 0.0, track)
            for track, one in strangers
            if self._may_engage(view, one, params)
            and track not in self.engaged.values()
            and self.tries.get(track, 0) < params.tries
        )
        return [*self._engage(view, [track for _, track in coming], len(strangers), briefing), *again]

    def _flies_at_us(self, one: TrackEstimate) -> bool:
        """A stranger in the air, held by her own sensors."""
        nameless = one.identity is None and one.shared_by is None
        return nameless and (one.speed_mps > AIR_MPS or one.kind is SurfaceKind.MISSILE)

    def _may_engage(self, view: View, one: TrackEstimate, params: AirDefenceParams) -> bool:
        """By the state of her weapons: closing at all, or one of a raid that was called."""
        if one.kind is SurfaceKind.MISSILE:
            return True
        if math.cos(one.course_rad - one.bearing_rad) > 0.0:
            return False
        if params.weapons == "free":
            return True
        return any(self._is_of(view, one, raid) for raid in self.raids.values())

    def _is_of(self, view: View, one: TrackEstimate, raid: list[float]) -> bool:
        lat, lon, course, speed, at_s = raid
        if view.time_s - at_s > RAID_KNOWN_S:
            return False
        place = view.offset(Position(lat, lon), course, speed * (view.time_s - at_s))
        return view.range_and_bearing(place, one.position)[0] <= OF_A_RAID_M

    def _engage(self, view: View, tracks: list[TrackId], strangers: int, briefing: Briefing) -> list[Order]:
        mounts = [one for one in view.missiles() if one.kind == "air" and one.rounds > 0]
        free = {one.mount: one.channels_free for one in mounts if one.guided}
        orders: list[Order] = []
        for track in tracks:
            held = view.track(track)
            for mount in mounts:
                rounds = min(air_params_of(briefing).rounds, mount.salvo)
                few = mount.rounds - rounds < rounds * strangers
                if held is None or free.get(mount.mount, 0) < 1:
                    continue
                sure = self._must_be_sure(briefing, track, held, few)
                if reaches(mount, held, sure):
                    free[mount.mount] -= 1
                    orders += self._fire(view, mount, track, held, Fire(briefing.serial, rounds, sure))
                    break
        return orders

    def _must_be_sure(self, briefing: Briefing, track: TrackId, held: TrackEstimate, few: bool) -> bool:
        """Whether she waits until a track could not outrun her missile: an aircraft may turn away, a missile does not.

        `few`: fewer rounds would be left than a salvo for each stranger who comes.
        """
        rule = air_params_of(briefing).long_shots
        if held.kind is SurfaceKind.MISSILE or rule == "always":
            return False
        return rule == "never" or few or self.tries.get(track, 0) > 0

    def _fire(self, view: View, mount: MissileState, track: TrackId, held: TrackEstimate, fire: Fire) -> list[Order]:
        self.number += 1
        salvo = f"{fire.serial}/{view.unit}/{self.number}"
        self.engaged[salvo], self.tries[track] = track, self.tries.get(track, 0) + 1
        figures = {"track": track, "range_m": held.range_m, "mount": mount.mount, "left": mount.rounds}
        text = f"Engages track {track} at {held.range_m / NMI_M:.0f} nmi with {mount.mount}."
        order = EngageAir(mount.mount, salvo, track, fire.rounds, no_escape=fire.no_escape)
        return [Log("ship engages", text, figures), order]
