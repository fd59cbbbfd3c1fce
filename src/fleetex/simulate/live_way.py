"""A passage that keeps out of live danger areas: round those on the way, outside those that hold its end until they are
over, and out of those that hold its beginning before they are live. Times in seconds from the exercise's start.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fleetex.engine.orders import Position
from fleetex.engine.routing import NoRoute, route_round_land
from fleetex.engine.shiphandling import UNHURRIED_MPS
from fleetex.plan.round_danger import holds, metres_inside, places_round, waiting_place
from fleetex.vocabulary import LineKind


@dataclass(frozen=True)
class Live:
    """A danger area, and when it is live."""

    ring: tuple[Position, ...]
    start_s: float
    end_s: float


@dataclass(frozen=True)
class LiveWay:
    """What a passage heeds of danger areas."""

    turns: tuple[Position, ...] = ()
    wait_at: Position | None = None
    wait_turns: tuple[Position, ...] = ()
    wait_until_s: float = math.inf
    hurried: bool = False


@dataclass(frozen=True)
class Leg:
    """From where she lies to her next serial, or nowhere, and when she is due."""

    here: Position
    rendezvous: Position | None
    now_s: float
    arrive_s: float
    start_s: float
    """Of that serial; infinite of nowhere."""


def way_round_live(land: Any, leg: Leg, live: Sequence[Live]) -> LiveWay:
    """How a ship keeps out of what is live on her way, at its end, or where she lies."""
    if leg.rendezvous is None:
        return _out_of(leg.here, live)
    try:
        way = (leg.here, *route_round_land(land, leg.here, (leg.rendezvous,), LineKind.GEODESIC))
    except NoRoute:
        return LiveWay()  # the order to go there is refused, and that is told
    turns = places_round(way, [one.ring for one in live])
    path = (leg.here, *turns, leg.rendezvous) if turns else way
    at_end = [one for one in live if one.end_s <= leg.start_s and holds(one.ring, leg.rendezvous)]
    waiting = waiting_place(path, [one.ring for one in at_end]) if at_end else None
    if waiting is not None:
        return LiveWay((), waiting[1], waiting[0], max(one.end_s for one in at_end))
    return LiveWay(turns, hurried=any(_lingers(path, leg, one) for one in live))


def _out_of(here: Position, live: Sequence[Live]) -> LiveWay:
    """Whoever has nowhere to go leaves what will be live about her."""
    waiting = waiting_place((here, here), [one.ring for one in live])
    return LiveWay() if waiting is None else LiveWay((), waiting[1], waiting[0])


def _lingers(path: Sequence[Position], leg: Leg, one: Live) -> bool:
    """Whether at the speed that brings her there in time she would still be inside when it is live."""
    inside_m, length_m = metres_inside(path, one.ring)
    speed_mps = max(UNHURRIED_MPS, length_m / max(1.0, leg.arrive_s - leg.now_s))
    return inside_m > 0.0 and leg.now_s + inside_m / speed_mps > one.start_s
