"""The state of missiles, engagements, decoys and jammers: plain values by names, which a checkpoint can hold."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from fleetex.engine.arsenal import AirMount, DecoyMount, SurfaceMount
from fleetex.engine.cast import Cast
from fleetex.engine.orders import UnitId
from fleetex.vocabulary import WeaponsState

CRUISE, SEARCH, HOMING = "cruise", "search", "homing"
CLOUD = "cloud "
"""Before the name of a cloud that a missile holds, to tell it from a ship."""


@dataclass
class Flight:
    """One missile against ships in the air. Radians, metres, seconds; `held`: whom it homes on."""

    body: str
    firer: UnitId
    mount: str
    salvo: str
    number: int
    serial: str
    target: UnitId
    aimed: str
    """Who is behind the track that was aimed at, for the record alone."""
    ordered_s: float
    launched_s: float
    aim_lat_rad: float
    aim_lon_rad: float
    aim_range_m: float
    aim_sd_m: float
    seeker_on_m: float
    phase: str = CRUISE
    seeker_s: float | None = None
    acquired: str = ""
    acquired_s: float | None = None
    held: str = ""
    decoyed: str = ""
    looks: int = 0
    judged: list[str] = field(default_factory=list)
    """Clouds by which it has been tempted, and those that it has flown through."""
    wake: int = 0
    """Number of the ring that counts."""


@dataclass
class Shot:
    """One air-defence missile of an engagement."""

    number: int
    launched_s: float
    range_m: float
    meet_s: float
    tries: int = 0
    over: bool = False


@dataclass
class Engagement:
    """One order to engage what flies, from the order until fire control has seen what came of it."""

    firer: UnitId
    mount: str
    salvo: str
    serial: str
    track: int
    prey: str
    """Who is behind the track, for the engine alone."""
    target: UnitId
    ordered_s: float
    left: int
    no_escape: bool = False
    """It is launched at only where it could not turn away and outrun a missile."""
    shots: list[Shot] = field(default_factory=list)

    @property
    def flying(self) -> bool:
        return any(not shot.over for shot in self.shots)


@dataclass
class Cloud:
    """A cloud of chaff: where it burst, when, and how it drifts."""

    name: str
    unit: UnitId
    born_s: float
    lat_rad: float
    lon_rad: float
    east_mps: float
    north_mps: float
    full_m2: float
    bloom_s: float
    life_s: float


class Threat(NamedTuple):
    """What comes for a unit as far as her own sensors say: for her point defence."""

    row: int
    """Of the tables: for the engine alone."""
    track: int
    range_m: float
    closing_mps: float
    wait_s: float


CloseIn = Callable[[Any, int, list[Threat], str], None]


def no_close_in(stage: Any, row: int, threats: list[Threat], serial: str) -> None:
    """Without close-in weapons nothing is done."""


@dataclass
class Missiles:
    """All of it. Keys are names: "unit mount", "firer salvo", "serial unit"."""

    magazines: dict[str, int] = field(default_factory=dict)
    ready_s: dict[str, float] = field(default_factory=dict)
    next_body: dict[str, int] = field(default_factory=dict)
    flights: dict[str, Flight] = field(default_factory=dict)
    """By the missile's own id."""
    engagements: dict[str, Engagement] = field(default_factory=dict)
    used: list[str] = field(default_factory=list)
    """Every "firer salvo" so far: a number is given once."""
    clouds: list[Cloud] = field(default_factory=list)
    jamming: list[str] = field(default_factory=list)
    """"unit mount" of jammers that are on."""
    states: dict[str, WeaponsState] = field(default_factory=dict)
    defended: dict[str, str] = field(default_factory=dict)
    """Unit -> the serial in which her weapon state was ordered last."""
    checked_s: dict[str, float] = field(default_factory=dict)
    """When a unit last checked fire, and when her part in a serial ended ("serial unit")."""
    watching: list[str] = field(default_factory=list)
    """Units whose point defence is awake."""
    decoyed_s: dict[str, float] = field(default_factory=dict)
    hits: dict[str, float] = field(default_factory=dict)
    """"serial unit" -> worth of the hits so far."""
    hit_counts: dict[str, int] = field(default_factory=dict)
    out: list[str] = field(default_factory=list)
    """"serial unit" of who is out of action."""
    close_in: CloseIn = no_close_in
    """What close-in weapons do about what comes, a second at a time; set when the run is made."""

    @classmethod
    def loaded(cls, cast: Cast) -> "Missiles":
        """As at the start: every magazine full."""
        arsenal = cast.arsenal
        every: list[SurfaceMount | AirMount | DecoyMount]
        every = [*arsenal.surface.values(), *arsenal.air.values(), *arsenal.decoys.values()]
        return cls({key(cast.name(mount.unit), mount.mount): mount.rounds for mount in every})

    def rounds_left(self, unit: UnitId, mount: str) -> int:
        return self.magazines.get(key(unit, mount), 0)

    def channels_used(self, unit: UnitId, mount: str) -> int:
        return sum(1 for one in self.engagements.values() if (one.firer, one.mount) == (unit, mount))

    def is_out(self, unit: UnitId, serial: str) -> bool:
        """Whether a unit is out of action in a serial: whoever fires is asked this first."""
        return bool(self.out) and key(serial, unit) in self.out

    def state_of(self, unit: UnitId) -> WeaponsState:
        return self.states.get(unit, WeaponsState.HOLD)


def key(unit: str, name: str) -> str:
    return f"{unit} {name}"
