"""Missiles, decoys and jammers as mounted: the figures that the engine takes from the library. SI, radians."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from fleetex.vocabulary import MissileGuidance


@dataclass(frozen=True)
class Seeker:
    """The radar in a missile's nose, as the radar equation takes it."""

    snr_1m: float
    """Signal to noise of 1 m2 at 1 m, a look's pulses integrated."""
    snr_least: float
    """What it takes for half a chance of a look."""
    power_w: float
    gain_db: float
    frequency_hz: float
    bandwidth_hz: float
    range_m_max: float
    period_s: float


@dataclass(frozen=True)
class SurfaceMount:
    """A launcher of missiles against ships (see `fleetex.library.missiles.SurfaceMissileClass`)."""

    unit: int
    mount: str
    id32: int
    weapon: str
    name: str
    rounds: int
    bodies: tuple[int, ...]
    """Unit rows of its missiles, in the order in which they are launched."""
    seeker: Seeker
    speed_mps: float
    range_m_min: float
    range_m_max: float
    cruise_height_m: float
    attack_height_m: float
    turn_radps: float
    salvo: int
    interval_s: float
    reliability: float
    line_sd_rad: float
    seeker_on_m: float
    seeker_half_angle_rad: float
    tells_merchants: float
    tells_decoys: float
    homes_on_jam: bool
    miss_sd_m: float
    hit_worth: float


@dataclass(frozen=True)
class AirMount:
    """A launcher of missiles against what flies (see `fleetex.library.missiles.AirMissileClass`)."""

    unit: int
    mount: str
    id32: int
    weapon: str
    name: str
    rounds: int
    channels: int
    director_m: float
    """Height of its director above the sea; in an aircraft above her own."""
    guidance: MissileGuidance
    speed_mps: float
    range_m_min: float
    range_m_max: float
    height_m_min: float
    height_m_max: float
    salvo: int
    interval_s: float
    reaction_s: float
    assess_s: float
    reliability: float
    seeker_range_m: float
    miss_sd_m: float
    miss_angle_sd_rad: float
    low_height_m: float
    lethal_radius_m: float


@dataclass(frozen=True)
class DecoyMount:
    """A launcher of decoys; `rounds` are salvoes."""

    unit: int
    mount: str
    id32: int
    weapon: str
    name: str
    rounds: int
    cross_section_m2: float
    bloom_s: float
    life_s: float
    throw_m: float
    clouds: int
    interval_s: float


@dataclass(frozen=True)
class JammerMount:
    unit: int
    mount: str
    weapon: str
    power_w: float
    gain_db: float
    bandwidth_hz: float
    band_hz: tuple[float, float]


@dataclass(frozen=True)
class Arsenal:
    """All of it, by unit row and mount, where serials use it; empty elsewhere."""

    surface: Mapping[tuple[int, str], SurfaceMount] = field(default_factory=dict)
    air: Mapping[tuple[int, str], AirMount] = field(default_factory=dict)
    decoys: Mapping[tuple[int, str], DecoyMount] = field(default_factory=dict)
    jammers: Mapping[tuple[int, str], JammerMount] = field(default_factory=dict)
    staying_power: Mapping[int, float] = field(default_factory=dict)
    """Unit row -> hits that put her out of action, in warheads of worth 1."""
    bodies: Mapping[int, tuple[int, str]] = field(default_factory=dict)
    """Row of a missile -> its launcher's unit row and mount."""

    @cached_property
    def launchers_of(self) -> Mapping[int, tuple[tuple[SurfaceMount, ...], tuple[AirMount, ...]]]:
        """Unit row -> its launchers against ships and against what flies, in the file's order."""
        rows = dict.fromkeys(row for row, _ in (*self.surface, *self.air))
        against_ships = {row: tuple(m for m in self.surface.values() if m.unit == row) for row in rows}
        return {row: (against_ships[row], tuple(m for m in self.air.values() if m.unit == row)) for row in rows}

    def __bool__(self) -> bool:
        return bool(self.surface or self.air or self.decoys or self.jammers)
