"""What a behaviour may know: its own state, its own and shared tracks, its orders and what it was told. Never truth.

All positions are radians, all else SI. Tracks are estimates; `None` where the unit does not know.
"""

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

from msgspec import Struct

from fleetex.engine.orders import BearingId, Position, TrackId, UnitId
from fleetex.vocabulary import Domain, Emission, Light, SurfaceKind, WeaponsState


class OwnState(Struct, frozen=True, gc=False):
    position: Position
    height_m: float
    course_rad: float
    speed_mps: float
    fuel_kg: float
    fuel_kg_max: float
    depth_m_max: float = 0.0
    """How deep this hull may go; 0: she does not dive."""
    aboard: str = ""
    """Of an aircraft: the ship on whose deck, or the airfield at which, she stands; empty in the air, and of others."""
    ready_s: float = 0.0
    """Until she is turned round and can take off again."""
    speed_mps_min: float = 0.0
    """Below it she does not fly; 0 of who can hover, and of all that is no aircraft."""
    charge_share: float = math.nan
    """Of the battery; NaN of who is driven by none."""
    snorts: bool = False
    """Her diesels run under water."""
    snort_m: float = 0.0
    """How deep she is when they do."""


class TrackEstimate(Struct, frozen=True, gc=False):
    """One track, dead-reckoned to now. East/north errors are one standard deviation."""

    position: Position
    course_rad: float
    speed_mps: float
    position_sd_m: float
    velocity_sd_mps: float
    range_m: float
    bearing_rad: float
    age_s: float
    """Since the last measurement behind it."""
    shared_by: UnitId | None
    """Who told us over a link; None if own sensors hold it."""
    identity: UnitId | None
    """Whom it is known to be (answers AIS or IFF, or recognised by sight); None if unknown."""
    kind: SurfaceKind | None
    """What it is: known of whom `identity` tells; else what it is taken for, by the looks of who holds it, which may be
    wrong; None if unknown."""
    unseen: bool = False
    """What finds hulls under water, a sonar or a magnetic anomaly detector, alone holds it."""


class BearingEstimate(Struct, frozen=True, gc=False):
    """What a passive sonar or an ESM hears: a line from where own ship was, and no range."""

    bearing_rad: float
    """As last measured."""
    bearing_sd_rad: float
    place: Position
    """Where own ship was then."""
    age_s: float
    """Since it was measured."""
    pinging: bool
    """It is somebody's active sonar that is heard, not the noise of a hull."""
    track: TrackId | None
    """The own track that it goes with, if another of own ship's sensors holds the same unit; None: a bearing alone."""
    emission: Emission = Emission.NOISE
    """What is heard: the noise of a hull, an active sonar, a radar."""
    kind: SurfaceKind | None = None
    """What it is taken for by its sound or its radar, which may be wrong; None if unknown."""


class MountState(Struct, frozen=True, gc=False):
    """A gun mount: what fire control knows of it."""

    mount: str
    calibre_m: float
    rounds: int
    rate_per_s: float
    range_m_max: float
    barrels: int
    air_range_m: float = 0.0
    """How far off it engages what flies; 0: it cannot, or there is nothing to fire at."""
    close_in: bool = False
    """Of a ship's own last defence: no gun of a surface shoot."""
    at_air: bool = False
    """It is at an air target now."""


class WeaponState(Struct, frozen=True, gc=False):
    """Tubes or a launcher against submarines: what is left, and how far it reaches."""

    mount: str
    kind: str
    """torpedo | rockets"""
    rounds: int
    salvo: int
    """Rounds at most at a time."""
    range_m_min: float
    range_m_max: float


class MissileState(Struct, frozen=True, gc=False):
    """A missile launcher: what is left in it, and what it can do."""

    mount: str
    kind: str
    """surface: against ships; air: against aircraft and missiles."""
    rounds: int
    salvo: int
    """Rounds at most at a time."""
    range_m_min: float
    range_m_max: float
    speed_mps: float
    """On the mean over a flight."""
    height_m_max: float
    """Of kind air: how high a target may fly."""
    channels_free: int
    """Of kind air: engagements that can begin now; 1 of the others."""
    seeker_on_m: float
    """Of kind surface: how far before the aim its seeker is on unless the order says otherwise."""
    guided: bool
    """Of kind air: whether a radar of hers is on, as its director needs; true of the others."""


class DecoyState(Struct, frozen=True, gc=False):
    """A decoy launcher."""

    mount: str
    salvoes: int
    """Left."""


class Surroundings(Struct, frozen=True, gc=False):
    """Weather as the unit meets it."""

    wind_speed_mps: float
    wind_from_rad: float
    sea_state: int
    wave_height_m: float
    visibility_m: float
    light: Light
    water_m: float = math.inf
    """Charted depth; infinite where it is unknown."""
    deepest_m: float = math.inf
    """Of what dives: how deep it may go, by its class and by the charted bottom here and on its way in ten minutes."""
    not_above_m: float = 0.0
    """Least depth that the waterspace allows here and now."""
    not_below_m: float = math.inf
    """Greatest depth that it allows."""
    clear_of_ships_m: float = 0.0
    """What a submarine less deep than `safety_depth_m` keeps of ships; 0: no such rule."""
    safety_depth_m: float = 0.0
    notice_s: float = 0.0
    """How long before she comes above that depth a submarine signals; 0: she does not."""
    layer_m: float = 0.0
    """Lower edge of the mixed layer, by the last lowering of a thermometer; 0: there is none."""


class BuoyState(Struct, frozen=True, gc=False):
    """One of own sonobuoys in the water."""

    sensor: str
    """As contacts name it."""
    place: Position
    laid_s: float
    works: bool
    """Its radio is above the aircraft's horizon now."""


class BuoysCarried(Struct, frozen=True, gc=False):
    """Sonobuoys of one kind."""

    left: int
    pings: bool
    depth_m_max: float


class RigState(Struct, frozen=True, gc=False):
    rig: str
    rate_kgps: float
    gap_m: tuple[float, float]
    """The band of distances abeam in which the hose holds."""
    sea_state_max: int
    connect_s: float
    side: str = "starboard"


@dataclass(frozen=True)
class AreaShape:
    """A named area of the scenario as everybody was briefed on it."""

    kind: str
    """polygon | circle | corridor | line"""
    points: tuple[Position, ...]
    radius_m: float
    """Of a circle; half width of a corridor; 0 otherwise."""
    centre: Position


@dataclass(frozen=True)
class Briefing:
    """The serial as everybody in it was briefed: the envelope. Public to its participants."""

    serial: str
    kind: str
    unit: UnitId
    role: str
    roles: dict[str, tuple[UnitId, ...]]
    """Role -> unit ids, in the order of the file."""
    oce: UnitId
    area: AreaShape | None
    area_id: str | None
    start_s: float
    end_s: float
    circuits: tuple[str, ...]
    """Circuits this serial uses, primary first."""
    params: Any
    """The kind's own params model, SI."""
    nations: dict[UnitId, str]
    domains: dict[UnitId, Domain]
    beam_m: dict[UnitId, float]
    """Breadth of each participant's hull, as registers print it: a ship alongside lays her gap by it."""
    sea_state_max: int
    """WMO code 3700. Above it the OCE ends the serial."""
    visibility_m_min: float
    """Below it the OCE ends the serial."""
    daylight_only: bool
    """The OCE ends the serial when the sun is down (surroundings().light is not day)."""
    danger: AreaShape | None = None
    """The serial's danger area as planned and promulgated; None if nothing about it is dangerous."""

    @cached_property
    def everybody(self) -> tuple[UnitId, ...]:
        """All participants once, in the order of the file, the OCE included."""
        named = [unit for units in self.roles.values() for unit in units]
        return tuple(dict.fromkeys([*named, self.oce]))


class View(Protocol):
    """One unit's window on the world at one instant."""

    @property
    def unit(self) -> UnitId: ...
    @property
    def time_s(self) -> float: ...
    def own(self) -> OwnState: ...
    def tracks(self) -> Sequence[TrackId]:
        """Numbers of all tracks this unit holds now, own and shared, in order of gain."""
        ...

    def suspects(self) -> Sequence[TrackId]:
        """Of those, the ones among which a submarine may be: taken for one, or found by what hears under water.

        The rest are surely none by their estimates; of these, who must know asks for the estimate.
        """
        ...

    def near(
        self, place: Position, within_m: float, but: Collection[UnitId] = ()
    ) -> Sequence[tuple[TrackId, TrackEstimate]]:
        """Of the tracks held now, own and shared, those within a distance of a place; in order of number.

        `but`: those known to be one of these are left out. One in a thousand beyond the distance may be among them:
        who must know measures.
        """
        ...

    def track(self, track: TrackId) -> TrackEstimate | None:
        """The estimate now, or None if it is no longer held."""
        ...

    def kind_prob(self, track: TrackId, kinds: Collection[SurfaceKind]) -> float:
        """How likely own looks make it that an own track is of one of these kinds; 0 of any other track."""
        ...

    def track_of(self, unit: UnitId) -> TrackId | None:
        """The track known to be this unit, or None."""
        ...

    def bearings(self) -> Sequence[BearingId]:
        """Numbers of all bearings that own passive sonars and ESM hold now, in order of gain."""
        ...

    def bearing(self, bearing: BearingId) -> BearingEstimate | None:
        """The line as last measured, or None if it is no longer held."""
        ...

    def home(self) -> str:
        """The ship or the airfield where this aircraft belongs; empty if nowhere."""
        ...

    def havens(self) -> Sequence[str]:
        """Where this aircraft may come down, as she was briefed: own side's decks (of who hovers), and the airfields
        to which own side's aircraft belong."""
        ...

    def fields(self) -> Sequence[str]:
        """Of those, the airfields."""
        ...

    def beacon(self, place: UnitId) -> Position | None:
        """Where the beacon of an own side's ship puts her, within its horizon while she radiates; of an airfield its
        place on the chart. None if nothing is heard."""
        ...

    def fuel_rate_kgps(self, speed_mps: float) -> float:
        """What own engines burn at a speed."""
        ...

    def buoys(self) -> Sequence[BuoyState]:
        """Own sonobuoys in the water, in the order of their laying."""
        ...

    def buoys_left(self) -> dict[str, BuoysCarried]:
        """Sonobuoys still carried, by the mount's name."""
        ...

    def dipping_sonars(self) -> Sequence[str]:
        """Names of own dipping sonars, as `LowerSonar` takes them."""
        ...

    def anomaly_detectors(self) -> Sequence[str]:
        """Names of own magnetic anomaly detectors."""
        ...

    def lines(self, bearing: BearingId) -> Sequence[BearingEstimate]:
        """The same contact as each of own sonobuoys hears it now: a line from each, as last measured."""
        ...

    def active_sonars(self) -> Sequence[str]:
        """Names of own active sonars that are no buoys and not dipped, as `SetEmission` takes them."""
        ...

    def mounts(self) -> Sequence[MountState]: ...
    def rigs(self) -> Sequence[RigState]: ...
    def weapons(self) -> Sequence[WeaponState]:
        """Own practice weapons against submarines, in the order of the library's class, torpedoes first."""
        ...

    def missiles(self) -> Sequence[MissileState]:
        """Own missile launchers in the order of the library's class; none where no serial uses missiles."""
        ...

    def decoys(self) -> Sequence[DecoyState]:
        """Own decoy launchers, in that order."""
        ...

    def jammers(self) -> Sequence[str]:
        """Names of own jammers, as `Jam` takes them."""
        ...

    def weapon_state(self) -> WeaponsState:
        """What own point defence may do by itself."""
        ...

    def out_of_action(self) -> bool:
        """Whether the umpire has told this unit, in this serial, that she is out of action."""
        ...

    def surroundings(self) -> Surroundings: ...
    def flight_time_s(self, mount: str, range_m: float) -> float | None:
        """From the mount's firing table; None beyond its range."""
        ...

    def range_and_bearing(self, a: Position, b: Position) -> tuple[float, float]:
        """Geodesic distance (m) and initial bearing (rad) from a to b: the chart table's parallel ruler."""
        ...

    def offset(self, a: Position, bearing_rad: float, range_m: float) -> Position:
        """The place at a bearing and distance from a."""
        ...

    def draw(self, purpose: str, occasion: int) -> float:
        """A uniform number in [0, 1) for human variability (reaction times, reading errors), keyed to this unit,
        this serial, the purpose and the occasion; the same whatever else happens in the run."""
        ...
