"""What a behaviour, a person's seat or a learner may ask of its own unit. Frozen values; SI and radians.

Behaviours return a list of these. The loop journals each, checks it against the unit's limits, and hands it to the
kernel, which steers closed-loop orders itself on the unit's own estimates.
"""

import math
from typing import Any

from msgspec import Struct, field

from fleetex.vocabulary import LineKind, SerialState, WeaponsState

UnitId = str
TrackId = int
BearingId = int


class Position(Struct, frozen=True, gc=False):
    """A place on WGS84: latitude north and longitude east in radians."""

    lat_rad: float
    lon_rad: float


class Steer(Struct, frozen=True, gc=False):
    """Come to a course and a speed and hold them (a geodesic from where the turn ends)."""

    course_rad: float
    speed_mps: float


class FollowRoute(Struct, frozen=True, gc=False):
    """Sail the waypoints in turn, round land, at one speed; then loop, or stop, or hold the last course.

    `arrive_s`: when given, the speed is set once so as to reach the last waypoint then (never above speed_mps).
    ORDER_DONE rings at the last waypoint (`then` other than "loop").
    """

    waypoints: tuple[Position, ...]
    speed_mps: float
    line: LineKind = LineKind.GEODESIC
    then: str = "stop"  # "stop" | "hold" | "loop"
    arrive_s: float | None = None


class KeepStation(Struct, frozen=True, gc=False):
    """Keep a station on a guide, steered on this unit's own track of it.

    The station lies `range_m` from the guide at `bearing_rad`, clockwise from the guide's course if `relative`, else
    from true north. `min_cpa_m` is the closest approach this unit keeps to everybody meanwhile (500 yd in formation);
    it is not kept to the guide itself. `within_m`/`settle`: ORDER_DONE rings once when the estimated station error
    has first stayed below `within_m` for two steering periods. When the guide's track is lost the unit holds course
    and speed and the doctrine hears TRACK_LOST. `guide_course_rad`: what the guide has said that she will steer; with
    `together` this unit, and who keeps station on her with the same order, steers that too before she is seen to.
    """

    guide: TrackId
    range_m: float
    bearing_rad: float
    relative: bool = True
    speed_mps_max: float | None = None
    within_m: float = 100.0
    steer_every_s: float = 60.0
    min_cpa_m: float = 457.2
    guide_course_rad: float | None = None
    together: bool = False
    """What the guide is known to be about to steer: reckoned with until it is seen to steer it."""


class Shadow(Struct, frozen=True, gc=False):
    """Close a track to `range_m` and stay at that range of it, on whichever bearing the unit stands."""

    track: TrackId
    range_m: float
    speed_mps_max: float | None = None


class SetDepth(Struct, frozen=True, gc=False):
    """Go to a depth below the surface (0: surfaced) at the hull's own rate, whatever course and speed she steers.

    ORDER_DONE rings at the depth. Refused to a unit that does not dive, deeper than her class allows, and where less
    than 20 m would be left over a charted bottom here or on her way in ten minutes (View.surroundings).
    """

    depth_m: float


class Snort(Struct, frozen=True, gc=False):
    """Come up to snort depth and run diesels there, which charge the battery (off: stop them, and stay at that depth).

    She goes no faster than her masts allow, is louder, and shows a mast. ORDER_DONE rings when they run. An order to go
    deeper stops them. Refused to who has no battery, and without fuel.
    """

    on: bool


class Smoke(Struct, frozen=True, gc=False):
    """A submarine signals by smoke that she comes up: ships that can see it, within 5 nmi, are told (SMOKE_SEEN)."""


class TakeOff(Struct, frozen=True, gc=False):
    """Leave the deck or the runway, and climb to a height; from there on she is steered like a ship.

    She queues for the deck, which makes one movement at a time, and waits until she is turned round and the sea and
    the wind allow it (DECK_WAITS). ORDER_DONE rings when she is in the air. `prepared`: her engines run and she is
    checked, as on alert or in a stream, so that a runway makes the movement in a minute; a deck takes its time.
    """

    height_m: float
    prepared: bool = False


class SetHeight(Struct, frozen=True, gc=False):
    """Climb or come down to a height above the sea, whatever course and speed she steers; ORDER_DONE rings there."""

    height_m: float


class LandOn(Struct, frozen=True, gc=False):
    """Come down on a deck (a ship's id) or at an airfield (an area's id) near by.

    A helicopter is within 500 m of the deck, a fixed wing within 5 nmi of the field. She queues as for TakeOff;
    ORDER_DONE rings when she is down, and her turn-round begins: fuel, arms, buoys.
    """

    place: str


class LowerSonar(Struct, frozen=True, gc=False):
    """Lower a dipping sonar from the hover, low over the water; ORDER_DONE rings when it hangs there, and it works.

    While it is in the water no order moves the helicopter.
    """

    sensor: str
    depth_m: float


class RaiseSonar(Struct, frozen=True, gc=False):
    """Hoist the dipping sonar in; ORDER_DONE rings when it is."""

    sensor: str


class LayBuoy(Struct, frozen=True, gc=False):
    """Drop a sonobuoy of a kind carried (the mount's name) here; it works after a minute, with its sensor at a depth.

    ORDER_DONE rings then. It is heard while its aircraft is above its horizon, until its batteries are spent.
    """

    sensor: str
    depth_m: float


class Drift(Struct, frozen=True, gc=False):
    """Stop engines: wind and current carry the unit."""


class SwitchTarget(Struct, frozen=True, gc=False):
    """Switch a practice target under water on or off: off, it gives no echo and makes no noise. Refused to others."""

    on: bool


class Tow(Struct, frozen=True, gc=False):
    """Stream a towed unit astern on a line of this length; it follows the rope, not its eyes."""

    towed: UnitId
    line_m: float


class CastOff(Struct, frozen=True, gc=False):
    """Let a tow go: the towed unit drifts."""

    towed: UnitId


class TakeAboard(Struct, frozen=True, gc=False):
    """Take aboard what floats there without engines, by the ship's boat: it stands on this unit's deck from then on.

    ORDER_DONE rings. Refused beyond the boat's reach, with too much way on, and of anything that is in tow or has
    engines: so a ship learns alongside what she has found.
    """

    track: TrackId


class SetTimer(Struct, frozen=True, gc=False):
    """Ring TIMER with this tag after so many seconds. A second timer of the same tag replaces the first."""

    tag: str
    after_s: float


class CancelTimer(Struct, frozen=True, gc=False):
    tag: str


class WatchArea(Struct, frozen=True, gc=False):
    """Ring AREA_ENTERED / AREA_LEFT when this unit's own position crosses the edge of a named area of the scenario."""

    area: str


class Send(Struct, frozen=True, gc=False):
    """Say something on a circuit to named units. Heard after the circuit's delay by those in range, or not at all.

    The sender is not told whether it was heard: an answer must come back.
    """

    circuit: str
    to: tuple[UnitId, ...]
    kind: str
    body: dict[str, Any] = field(default_factory=dict)


class Fire(Struct, frozen=True, gc=False):
    """Fire one salvo from a mount at a track, or at a place on land or sea.

    Fire control solves for the estimate of the track at time of flight (a place does not move), then adds the spot:
    metres added along the line of fire (over is positive) and to the right. Every round is dispersed by the gun's
    own figures. `salvo` is the doctrine's own number for it and comes back with SPLASH and in the recording.
    """

    mount: str
    rounds: int
    salvo: str
    track: TrackId | None = None
    place: Position | None = None
    spot_range_m: float = 0.0
    spot_right_m: float = 0.0
    height_m: float = 0.0
    target: UnitId | None = None
    """Whom or what the serial means to hit, for the score alone (never used to aim)."""


class TakeUnderFire(Struct, frozen=True, gc=False):
    """Take an air track under fire from a mount: its director follows it, leads it, and fires in bursts.

    Fire is opened when the shells meet it within `open_m`, and the gun's own reach, and ceases when they would within
    `cease_m`, when the rounds ordered are fired, when it is past, or its track is lost. FIRE_OPENED rings at the first
    round, FIRE_CEASED when the last has passed. Refused without a track, to a mount that cannot engage what flies or is
    at a target, from an empty magazine, and while the radar that its director needs is off.
    """

    mount: str
    track: TrackId
    salvo: str
    rounds: int
    open_m: float = math.inf
    cease_m: float = 0.0
    target: UnitId | None = None
    """Whom or what the serial means to hit, for the score alone (never used to aim)."""


class DeclareHostile(Struct, frozen=True, gc=False):
    """Declare a track hostile, to this ship: while weapons are tight or free her close-in guns take it by themselves,
    friend or not. "hold" ends it.
    """

    track: TrackId


class PlotClosely(Struct, frozen=True, gc=False):
    """Plot a track at each look of who holds it, for five minutes: what is fired at, and who must be clear of it."""

    track: TrackId


class Launch(Struct, frozen=True, gc=False):
    """Launch a practice weapon against a submarine from a mount at a track, or at a place in the sea.

    A torpedo is set to search, a charge's fuse to act, at `depth_m`. The unit aims where her estimate of the track will
    be when the weapon is there. Refused out of range, from an empty magazine, while it is reloaded, without a solution,
    in water too shallow, and while a ship that she knows of, or she herself, is within `clear_m` of the point of aim
    (0: the scenario allows it). `rounds`: charges of the salvo; a torpedo goes alone. `target`: for the score alone.
    WEAPON_LAUNCHED is told; what came of it nobody at sea knows.
    """

    mount: str
    salvo: str
    track: TrackId | None = None
    place: Position | None = None
    rounds: int = 1
    depth_m: float = 60.0
    clear_m: float = 914.4
    target: UnitId | None = None


class LaunchMissiles(Struct, frozen=True, gc=False):
    """Launch a salvo of missiles against a ship from a mount at a track, or at a place on the sea.

    The unit aims where her estimate of the track will be when the missiles are there. They fly there at their cruising
    height; the seeker is on from `seeker_on_m` before the aim (None: what the missile's class has), and takes whom it
    finds, which need not be whom she meant. Refused out of range, from an empty magazine, while the launcher is busy,
    without a track or a place, and when she is out of action. MISSILES_LAUNCHED is told; what came of it she sees, if
    at all, by her own sensors. `target`: for the score alone.
    """

    mount: str
    salvo: str
    rounds: int = 1
    track: TrackId | None = None
    place: Position | None = None
    seeker_on_m: float | None = None
    target: UnitId | None = None


class EngageAir(Struct, frozen=True, gc=False):
    """Engage an aircraft or a missile in flight with so many missiles, on a track that own sensors hold.

    It takes a fire-control channel (View.missiles says how many are free) from now until ENGAGEMENT_OVER, which says
    how it ended as far as she can see: one order, one engagement, shoot-look-shoot is the doctrine's. She reacts, waits
    until the target can be met within the missile's reach by her track (with `no_escape`: even if it turned away at
    once), launches `rounds` at the launcher's interval, and keeps the director on the target. Refused without a track
    of her own, a free channel, or a round, for what no missile can reach any more, and when she is out of action.
    `target`: for the score alone.
    """

    mount: str
    salvo: str
    track: TrackId
    rounds: int = 1
    target: UnitId | None = None
    no_escape: bool = False


class SetWeaponState(Struct, frozen=True, gc=False):
    """What the unit's point defence (decoys, close-in weapons) may do by itself from now on; hold until ordered."""

    state: WeaponsState


class LaunchDecoys(Struct, frozen=True, gc=False):
    """Fire one salvo of chaff or decoys from a mount: DECOYS_AWAY. Refused from an empty mount or while it reloads."""

    mount: str
    salvo: str


class Jam(Struct, frozen=True, gc=False):
    """Switch a jammer on or off: seekers that find nothing through it must come within their burn-through range."""

    on: bool
    mount: str


class CheckFire(Struct, frozen=True, gc=False):
    """No round and no missile leaves any mount after this instant; what is in the air flies on."""

    reason: str


class Spot(Struct, frozen=True, gc=False):
    """Watch for the splashes of a firing ship's salvo: SPLASH_SEEN comes with the spotter's error, if it can see."""

    firer: UnitId
    salvo: str
    target: TrackId | None = None
    place: Position | None = None


class ConnectRig(Struct, frozen=True, gc=False):
    """Pass the hose to a ship alongside. RIG_CONNECTED rings after the rig's connection time if she stayed there."""

    rig: str
    receiver: UnitId


class Pump(Struct, frozen=True, gc=False):
    """Pump fuel through a connected rig at the rig's rate until so much is passed, tanks are full, or StopPump."""

    rig: str
    receiver: UnitId
    amount_kg: float


class StopPump(Struct, frozen=True, gc=False):
    rig: str
    receiver: UnitId


class Disconnect(Struct, frozen=True, gc=False):
    """Clear the hose; DISCONNECTED rings after the rig's release time (short in an emergency breakaway)."""

    rig: str
    receiver: UnitId
    emergency: bool = False


class SetEmission(Struct, frozen=True, gc=False):
    """Switch one sensor that radiates on or off: a radar or an active sonar, by its name in the library's class.

    `sensor` None: every radar and the data link; off, every active sonar besides (a ping is ordered by name alone).
    """

    on: bool
    sensor: str | None = None


class SetLights(Struct, frozen=True, gc=False):
    """Burn or darken navigation lights."""

    on: bool


class Log(Struct, frozen=True, gc=False):
    """Write a line to the recording: what happened, in plain words, with figures. `kind` is a short word for search."""

    kind: str
    text: str
    values: dict[str, Any] = field(default_factory=dict)


class EndSerial(Struct, frozen=True, gc=False):
    """The officer conducting the serial (OCE) ends it. Others' EndSerial is refused."""

    state: SerialState
    reason: str


Order = (
    Steer
    | FollowRoute
    | KeepStation
    | Shadow
    | SetDepth
    | Snort
    | Smoke
    | TakeOff
    | SetHeight
    | LandOn
    | LowerSonar
    | RaiseSonar
    | LayBuoy
    | Drift
    | SwitchTarget
    | Tow
    | CastOff
    | TakeAboard
    | SetTimer
    | CancelTimer
    | WatchArea
    | Send
    | Fire
    | TakeUnderFire
    | PlotClosely
    | DeclareHostile
    | CheckFire
    | Launch
    | LaunchMissiles
    | EngageAir
    | SetWeaponState
    | LaunchDecoys
    | Jam
    | Spot
    | ConnectRig
    | Pump
    | StopPump
    | Disconnect
    | SetEmission
    | SetLights
    | Log
    | EndSerial
)
