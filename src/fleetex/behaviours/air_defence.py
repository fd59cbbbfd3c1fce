"""A ship's own air defence in a serial: what comes, what of it is engaged with what, and again if it is still there.

It rests on own tracks alone: what is fast, comes near enough and is not taken for an aircraft is engaged, the soonest
first, as long as channels and rounds are there. One order a track; when its engagement is over and the track is still
held, it is a target again (shoot, look, shoot).
"""

import math
from dataclasses import dataclass, field

from fleetex.engine.events import Classified, EngagementOver, Event, OrderRefused, TimerRang, TrackGained, TrackLost
from fleetex.engine.orders import EngageAir, Order, SetTimer, SetWeaponState, TrackId
from fleetex.engine.view import MissileState, TrackEstimate, View
from fleetex.physics.engagement import engagement_zone_m
from fleetex.units import NMI_M
from fleetex.vocabulary import SurfaceKind, WeaponsState

AIR_TAG = "air picture"
TICK_S = 2.0
JUDGED_S = 20.0
FAST_MPS = 150.0
DEFENDED_M = 5.0 * NMI_M
"""Design values: how often the air picture is looked at while something may be in it; how long a new track is watched
until it is known to be slow, or to go elsewhere; what is as fast as a missile; what passes so near is engaged, for a
consort's sake too."""


@dataclass
class AirDefence:
    """Keeps what it watches and what it engages."""

    rounds: int = 2
    watched: dict[TrackId, float] = field(default_factory=dict)
    """Track -> since when."""
    engaged: dict[str, TrackId] = field(default_factory=dict)
    aloft: dict[TrackId, bool] = field(default_factory=dict)
    """Tracks that are known to fly: no ship is looked for among them."""
    number: int = 0
    awake: bool = False

    def begin(self, state: WeaponsState) -> list[Order]:
        """What point defence may do by itself."""
        return [SetWeaponState(state)]

    def on_event(self, view: View, event: Event, serial: str) -> list[Order]:
        """Orders for what an event tells of the air picture."""
        match event:
            case TrackGained(track) | Classified(track, SurfaceKind.MISSILE):
                return self._watch(view, track)
            case TrackLost(track):
                self.aloft.pop(track, None)
                return []
            case TimerRang("air picture"):
                return self._look(view, serial)
            case EngagementOver(salvo):
                self.engaged.pop(salvo, None)
                return self._look(view, serial) if self.awake else []
            case OrderRefused("EngageAir", _, tag):
                self.engaged.pop(tag, None)
                return []
            case _:
                return []

    def _watch(self, view: View, track: TrackId) -> list[Order]:
        found = view.track(track)
        if found is None or found.shared_by is not None:
            return []
        if found.identity is not None:
            self.note(track, found)
            return []
        self.watched.setdefault(track, view.time_s)
        if self.awake:
            return []
        self.awake = True
        return [SetTimer(AIR_TAG, TICK_S)]

    def note(self, track: TrackId, found: TrackEstimate) -> bool:
        """Whether a track is known to fly, by its kind or its speed."""
        flies = found.kind in (SurfaceKind.MISSILE, SurfaceKind.AIRCRAFT) or found.speed_mps >= FAST_MPS
        if flies:
            self.aloft[track] = True
        return flies

    def _look(self, view: View, serial: str) -> list[Order]:
        """Engage what comes, the soonest first."""
        mounts = [one for one in view.missiles() if one.kind == "air" and one.rounds > 0]
        if not mounts or view.out_of_action():
            self.watched.clear()
            self.awake = False
            return []
        if not any(one.channels_free for one in mounts):
            return [SetTimer(AIR_TAG, TICK_S)]  # an engagement that ends looks again
        orders = self._engage(view, mounts, self._to_engage(view), serial)
        self.awake = bool(self.watched)
        return [*orders, SetTimer(AIR_TAG, TICK_S)] if self.awake else orders

    def coming(self, view: View) -> list[tuple[float, TrackId, TrackEstimate]]:
        """What she holds for a missile that comes, engaged or not, and in how many seconds it is here."""
        found = ((track, view.track(track)) for track in {*self.watched, *self.engaged.values()})
        held = [(track, one) for track, one in found if one is not None and one.shared_by is None]
        times = ((missile_in_s(one), track, one) for track, one in held)
        return sorted(((s, track, one) for s, track, one in times if s is not None), key=lambda one: one[:2])

    def _to_engage(self, view: View) -> list[tuple[float, TrackId, TrackEstimate]]:
        """What comes and is not engaged, the soonest first; what is slow, goes elsewhere or is lost is left out."""
        coming: list[tuple[float, TrackId, TrackEstimate]] = []
        engaged = set(self.engaged.values())
        for track, since_s in list(self.watched.items()):
            if track in engaged:
                continue
            found = view.track(track)
            if found is None or found.shared_by is not None:
                del self.watched[track]
                continue
            wait_s = missile_in_s(found)
            if is_fast(found):
                self.note(track, found)
            if wait_s is not None:
                coming.append((wait_s, track, found))
            elif view.time_s - since_s > JUDGED_S:
                del self.watched[track]
        return sorted(coming, key=lambda one: one[:2])

    def _engage(
        self,
        view: View,
        mounts: list[MissileState],
        coming: list[tuple[float, TrackId, TrackEstimate]],
        serial: str,
    ) -> list[Order]:
        free = {one.mount: one.channels_free for one in mounts if one.guided}
        orders: list[Order] = []
        for _, track, found in coming:
            mount = next((one for one in mounts if free.get(one.mount, 0) > 0 and reaches(one, found)), None)
            if mount is None:
                continue
            free[mount.mount] -= 1
            self.number += 1
            salvo = f"{serial}/{view.unit}/air-{self.number}"
            self.engaged[salvo] = track
            orders.append(EngageAir(mount.mount, salvo, track, min(self.rounds, mount.salvo)))
        return orders


def is_fast(found: TrackEstimate) -> bool:
    """Whether a track is as fast as a missile, or taken for one."""
    return found.speed_mps >= FAST_MPS or found.kind is SurfaceKind.MISSILE


def missile_in_s(found: TrackEstimate) -> float | None:
    """When what may be a missile is here; None of what is slow, an aircraft, or goes elsewhere."""
    return comes_in_s(found) if is_fast(found) and found.kind is not SurfaceKind.AIRCRAFT else None


def comes_in_s(found: TrackEstimate) -> float | None:
    """When a track is nearest to own ship; None if it opens, or passes too far off to matter."""
    toward = -math.cos(found.course_rad - found.bearing_rad)
    passes_m = found.range_m * math.sqrt(max(0.0, 1.0 - toward * toward))
    if toward <= 0.0 or passes_m > DEFENDED_M or found.speed_mps <= 0.0:
        return None
    return found.range_m * toward / found.speed_mps


def reaches(mount: MissileState, found: TrackEstimate, no_escape: bool = False) -> bool:
    """Whether a launcher's missile may meet a track within its reach, soon: a third more than that away by now.

    With `no_escape`, even if it turned away.
    """
    way = math.pi if no_escape else 0.0
    near_m = engagement_zone_m(mount.range_m_min, found.speed_mps, mount.speed_mps, 0.0)
    far_m = engagement_zone_m(mount.range_m_max, found.speed_mps, mount.speed_mps, way)
    return near_m <= found.range_m <= 1.3 * far_m
