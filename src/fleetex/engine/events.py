"""What a unit is told. Frozen values; a behaviour's `on_event` gets one of these at a time, in time order.

Everything here is something the unit itself sensed, was told, or did: never the truth about others.
"""

from dataclasses import dataclass, field
from typing import Any

from fleetex.engine.orders import TrackId, UnitId


@dataclass(frozen=True)
class TrackGained:
    track: TrackId


@dataclass(frozen=True)
class TrackLost:
    track: TrackId


@dataclass(frozen=True)
class OrderDone:
    """The motion order was finished: the last waypoint reached, the station settled."""

    order: str


@dataclass(frozen=True)
class OrderRefused:
    """An order could not be carried out (no such mount, magazine empty, no route round the land ...), and why."""

    order: str
    reason: str
    tag: str = ""


@dataclass(frozen=True)
class TimerRang:
    tag: str


@dataclass(frozen=True)
class AreaEntered:
    area: str


@dataclass(frozen=True)
class AreaLeft:
    area: str


@dataclass(frozen=True)
class MessageHeard:
    sender: UnitId
    circuit: str
    kind: str
    body: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class CircuitFailed:
    """This unit's own set on a circuit failed (it knows its own set only)."""

    circuit: str


@dataclass(frozen=True)
class CircuitRestored:
    circuit: str


@dataclass(frozen=True)
class SalvoFired:
    """Own salvo has left the muzzle: rounds fired (fewer than ordered if the magazine ran out), time of flight."""

    salvo: str
    rounds: int
    flight_s: float
    range_m: float


@dataclass(frozen=True)
class SplashSeen:
    """A spotter's estimate of a salvo's mean point against the target: over and right of it along the firer's line.

    `straddle`: splashes were seen on both sides. `seen` False: the salvo fell and nothing could be made out.
    """

    firer: UnitId
    salvo: str
    seen: bool
    over_m: float
    right_m: float
    straddle: bool


@dataclass(frozen=True)
class RigConnected:
    rig: str
    receiver: UnitId


@dataclass(frozen=True)
class RigFailed:
    """The hose could not be passed or had to be let go: out of station, sea state."""

    rig: str
    receiver: UnitId
    reason: str


@dataclass(frozen=True)
class PumpDone:
    rig: str
    receiver: UnitId
    passed_kg: float
    reason: str


@dataclass(frozen=True)
class Disconnected:
    rig: str
    receiver: UnitId


@dataclass(frozen=True)
class FuelLow:
    """Own fuel fell below the reserve that the scenario sets."""

    fuel_kg: float


@dataclass(frozen=True)
class Started:
    """COMEX: the serial begins. The first event a doctrine gets."""


@dataclass(frozen=True)
class Finex:
    """The serial's window is over. The OCE must end it now (it is ended as `aborted: window over` otherwise)."""


@dataclass(frozen=True)
class SerialEnded:
    """The OCE has ended the serial; the last event a doctrine gets. Orders returned now are still carried out."""


Event = (
    TrackGained
    | TrackLost
    | OrderDone
    | OrderRefused
    | TimerRang
    | AreaEntered
    | AreaLeft
    | MessageHeard
    | CircuitFailed
    | CircuitRestored
    | SalvoFired
    | SplashSeen
    | RigConnected
    | RigFailed
    | PumpDone
    | Disconnected
    | FuelLow
    | Started
    | Finex
    | SerialEnded
)
