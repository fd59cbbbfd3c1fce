"""What a unit is told. Frozen values; a behaviour's `on_event` gets one of these at a time, in time order.

Everything here is something the unit itself sensed, was told, or did: never the truth about others.
"""

from typing import Any

from msgspec import Struct, field

from fleetex.engine.orders import BearingId, TrackId, UnitId
from fleetex.vocabulary import SurfaceKind


class TrackGained(Struct, frozen=True, gc=False):
    track: TrackId


class TrackLost(Struct, frozen=True, gc=False):
    track: TrackId


class BearingGained(Struct, frozen=True, gc=False):
    """A passive sonar or an ESM hears something: a bearing, no range (see View.bearing)."""

    bearing: BearingId


class BearingLost(Struct, frozen=True, gc=False):
    bearing: BearingId


class AnomalyMarked(Struct, frozen=True, gc=False):
    """Own magnetic anomaly detector has found something of iron under the aircraft: the track says where."""

    track: TrackId


class Classified(Struct, frozen=True, gc=False):
    """What a track of own sensors is taken for has changed: a kind, or None if unsure again. It may be wrong."""

    track: TrackId
    kind: SurfaceKind | None


class OrderDone(Struct, frozen=True, gc=False):
    """The order was finished: the last waypoint reached, the station settled, the depth reached."""

    order: str


class OrderRefused(Struct, frozen=True, gc=False):
    """An order could not be carried out (no such mount, magazine empty, no route round the land ...), and why."""

    order: str
    reason: str
    tag: str = ""
    waved_off: bool = False
    """Of a landing: she is sent round to come in once more, as happens on any deck; nothing is amiss."""


class TimerRang(Struct, frozen=True, gc=False):
    tag: str


class AreaEntered(Struct, frozen=True, gc=False):
    area: str


class AreaLeft(Struct, frozen=True, gc=False):
    area: str


class MessageHeard(Struct, frozen=True, gc=False):
    sender: UnitId
    circuit: str
    kind: str
    body: dict[str, Any] = field(default_factory=dict)


class CircuitFailed(Struct, frozen=True, gc=False):
    """This unit's own set on a circuit failed (it knows its own set only)."""

    circuit: str


class CircuitRestored(Struct, frozen=True, gc=False):
    circuit: str


class SalvoFired(Struct, frozen=True, gc=False):
    """Own salvo has left the muzzle: rounds fired (fewer than ordered if the magazine ran out), time of flight."""

    salvo: str
    rounds: int
    flight_s: float
    range_m: float


class FireOpened(Struct, frozen=True, gc=False):
    """Own mount fires its first round at an air target, to meet it at this slant range."""

    salvo: str
    mount: str
    range_m: float


class FireCeased(Struct, frozen=True, gc=False):
    """Own mount has ceased fire at an air target and its last round has passed: rounds fired, and why it ceased."""

    salvo: str
    mount: str
    rounds: int
    reason: str


class WeaponLaunched(Struct, frozen=True, gc=False):
    """An own practice weapon is on its way: so many rounds, at a point of aim so far off, there after so long."""

    salvo: str
    mount: str
    rounds: int
    range_m: float
    wait_s: float


class MissilesLaunched(Struct, frozen=True, gc=False):
    """Own missiles have left (of EngageAir: the first of the engagement): how many, and their time of flight."""

    salvo: str
    rounds: int
    flight_s: float


class EngagementOver(Struct, frozen=True, gc=False):
    """An own engagement with EngageAir is over and its channel free, with so many rounds spent. What came of it is what
    own sensors tell: `gone` (the track is lost since), `held` (still there), `out of reach`, `lost` (before a round
    left, or while the missile needed the director), `ceased` (check fire, or out of action)."""

    salvo: str
    track: TrackId
    outcome: str
    rounds: int


class DecoysAway(Struct, frozen=True, gc=False):
    """A salvo of own decoys is in the air, by order or by point defence: what is left in the mount."""

    mount: str
    salvo: str
    left: int


class AssessedHit(Struct, frozen=True, gc=False):
    """The umpire tells the unit struck: so many hits so far in this serial, of so many that put her out of action."""

    hits: int
    staying_power: float


class OutOfAction(Struct, frozen=True, gc=False):
    """The umpire tells a unit that she is out of action: in this serial she fires nothing more. She sails on unhurt."""

    hits: int


class TorpedoHeard(Struct, frozen=True, gc=False):
    """A submarine hears a torpedo, by its entry or its screw: a bearing, told anew each minute while she hears it."""

    bearing_rad: float


class SplashSeen(Struct, frozen=True, gc=False):
    """A spotter's estimate of a salvo's mean point against the target: over and right of it along the firer's line.

    `straddle`: splashes were seen on both sides. `seen` False: the salvo fell and nothing could be made out.
    """

    firer: UnitId
    salvo: str
    seen: bool
    over_m: float
    right_m: float
    straddle: bool


class RigConnected(Struct, frozen=True, gc=False):
    rig: str
    receiver: UnitId


class RigFailed(Struct, frozen=True, gc=False):
    """The hose could not be passed or had to be let go: out of station, sea state."""

    rig: str
    receiver: UnitId
    reason: str


class PumpDone(Struct, frozen=True, gc=False):
    rig: str
    receiver: UnitId
    passed_kg: float
    reason: str


class Disconnected(Struct, frozen=True, gc=False):
    rig: str
    receiver: UnitId


class FuelLow(Struct, frozen=True, gc=False):
    """Own fuel fell below the reserve that the scenario sets."""

    fuel_kg: float


class BatteryLow(Struct, frozen=True, gc=False):
    """Own battery is down to the charge that her class counts as low."""

    charge_share: float


class BatteryEmpty(Struct, frozen=True, gc=False):
    """Own battery is empty: no screw turns before diesels run."""


class BatteryFull(Struct, frozen=True, gc=False):
    """Own battery is full: diesels charge it no more."""


class LandAhead(Struct, frozen=True, gc=False):
    """The course ordered leads ashore: the ship turns off by herself. Told at most each half hour."""

    course_rad: float


class ShoalAhead(Struct, frozen=True, gc=False):
    """Her way leads over water too shallow for her depth: she comes up to this depth by herself."""

    depth_m: float


class WaterspaceChanged(Struct, frozen=True, gc=False):
    """A band opens or closes: what binds own depth now is in View.surroundings."""


class SmokeSeen(Struct, frozen=True, gc=False):
    """A submarine's smoke signal stands there: she comes up."""

    bearing_rad: float
    range_m: float


class DeckWaits(Struct, frozen=True, gc=False):
    """A take-off or a landing that was ordered cannot begin now, and why; it will as soon as it can. Without a reason:
    who waited waits no longer, her movement begins."""

    order: str
    reason: str
    lasting: bool = False
    """It is the weather: nobody knows for how long."""
    barred: bool = False
    """Nobody comes down in it, however short of fuel."""


class TargetAground(Struct, frozen=True, gc=False):
    """Range control tells who conducts the serial: its target, the last of them, has come ashore and lies aground."""

    target: UnitId


class Started(Struct, frozen=True, gc=False):
    """COMEX: the serial begins. The first event a doctrine gets."""


class Finex(Struct, frozen=True, gc=False):
    """The serial's window is over. The OCE must end it now (it is ended as `aborted: window over` otherwise)."""


class SerialEnded(Struct, frozen=True, gc=False):
    """The OCE has ended the serial; the last event a doctrine gets. Orders returned now are still carried out."""


Event = (
    TrackGained
    | TrackLost
    | BearingGained
    | BearingLost
    | AnomalyMarked
    | Classified
    | OrderDone
    | OrderRefused
    | TimerRang
    | AreaEntered
    | AreaLeft
    | MessageHeard
    | CircuitFailed
    | CircuitRestored
    | SalvoFired
    | FireOpened
    | FireCeased
    | WeaponLaunched
    | MissilesLaunched
    | EngagementOver
    | DecoysAway
    | AssessedHit
    | OutOfAction
    | TorpedoHeard
    | SplashSeen
    | RigConnected
    | RigFailed
    | PumpDone
    | Disconnected
    | FuelLow
    | BatteryLow
    | BatteryEmpty
    | BatteryFull
    | LandAhead
    | ShoalAhead
    | SmokeSeen
    | WaterspaceChanged
    | DeckWaits
    | TargetAground
    | Started
    | Finex
    | SerialEnded
)
