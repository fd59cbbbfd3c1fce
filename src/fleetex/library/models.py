"""What the compiler reads: frozen classes of platforms, sensors, guns and rigs in SI and radians, nothing unknown left.

library = load_library()
library.platforms["ddg_052d"].speed_mps_max     # 15.43
library.provenance("platform/ddg_052d")         # where each value came from, for the recording
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from fleetex.library.air_fire import AirFire
from fleetex.library.batteries import Battery
from fleetex.library.fuel import FuelCurve
from fleetex.library.weapons import MountedJammer, MountedMissiles, MountedWeapon
from fleetex.vocabulary import Capability, Domain, Processor, SensorKind, SurfaceKind


class Status(StrEnum):
    """How a value came to stand where it stands."""

    PUBLISHED = "published"
    DESIGN = "design"
    GENERIC = "generic default"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class ProvenanceRow:
    """One row of the recording's `library` table."""

    subject: str
    """E.g. `platform/ddg_052d`, `gun/ak100`."""
    field: str
    """As written in the file, e.g. `speed_max`, `fuel.range`, `guns.main.rounds`."""
    value: str
    """As written; empty if unknown."""
    status: Status
    source: str
    """Citation; empty if none."""
    confidence: str
    """high, medium, low, design; empty if unknown."""
    note: str
    """Remarks, figures that disagree, figures rejected and why."""


@dataclass(frozen=True)
class Source:
    """Something that was read."""

    source_id: str
    title: str
    publisher: str
    date: str
    url: str

    @property
    def citation(self) -> str:
        return ", ".join(part for part in (self.title, self.publisher, self.date, self.url) if part)


@dataclass(frozen=True)
class MountedSensor:
    id: str
    class_id: str
    height_m: float
    """Antenna or eye above the waterline (above the sea for a unit on land, above an aircraft's own height)."""
    count: int = 1
    """So many are carried; more than one of buoys alone."""


@dataclass(frozen=True)
class MountedGun:
    id: str
    class_id: str
    rounds: int
    """In the magazine when it is full."""


@dataclass(frozen=True)
class MountedRig:
    id: str
    class_id: str
    side: str
    """port or starboard"""


@dataclass(frozen=True)
class HullNoise:
    """What a hull sounds like: a ship by her class's speed, a submarine by her own levels."""

    class_mps: float
    """Of `physics.ship_noise.vessel_source_db`; 0 of a submarine."""
    hump: float
    """Damping of a cargo ship's low hump; 0 of others."""
    quiet_db: float
    """At 1 kHz and 1 m, of a submarine's machinery; the next three are hers too, and 0 of a ship."""
    quiet_mps: float
    inception_mps: float
    """Where her screw begins to cavitate, reduced to the surface."""
    cavitation_db: float


@dataclass(frozen=True)
class HullEcho:
    """Target strength of a hull under water by aspect, dB."""

    bow_db: float
    quarter_db: float
    beam_db: float


@dataclass(frozen=True)
class Steering:
    """Nomoto's figures of a ship, as published: nothing sails by them, they are checked against IMO's standards."""

    gain_per_s: float
    """K: the rate of turn that rudder comes to, over its angle."""
    first_s: float
    """T1; below 0 of a ship that does not go straight when she is left alone."""
    second_s: float
    third_s: float


@dataclass(frozen=True)
class Platform:
    """A class of ship, target or shore unit."""

    id: str
    name: str
    type_code: str
    domain: Domain
    kind: SurfaceKind
    length_m: float
    beam_m: float
    draught_m: float
    mast_height_m: float
    """Top of what a radar or an eye can find of it, above the waterline."""
    speed_mps_max: float
    """A hard limit through the water: of the engines, or for a towed thing of the tow."""
    cruise_mps: float
    speed_mps_min: float
    """Below it a fixed wing does not stay up; 0 of who hovers and of all that does not fly."""
    accel_mps2: float
    decel_mps2: float
    turn_diameter_m: float
    """Tactical diameter; 0 if it does not steer itself."""
    turn_radps_max: float
    radar_cross_section_m2: float
    """Mean over aspects, X band."""
    contrast: float
    """Inherent contrast against the horizon sky by day, as a magnitude: 1 is black."""
    lights_cd: float
    """Brightest navigation light; 0 if it carries none."""
    leeway: float
    """Drift through the water as a share of the wind's speed."""
    noise: HullNoise | None
    """None if it is silent."""
    echo: HullEcho | None
    """None of what does not dive."""
    moment_am2: float
    """Magnetic moment of a steel hull that dives; 0 of all else, and of what is not of steel."""
    depth_m_max: float
    """How deep it may go; 0 if it does not dive."""
    dive_mps: float
    """Rate of change of depth under way; 0 if it does not dive."""
    climb_mps: float
    """Rate of change of height; 0 if it does not fly."""
    ceiling_m: float
    """How high it may go; 0 if it does not fly."""
    fuel: FuelCurve | None
    """None if it burns none."""
    cargo_fuel_kg: float
    """Fuel carried for others when full."""
    sensors: tuple[MountedSensor, ...]
    guns: tuple[MountedGun, ...]
    rigs: tuple[MountedRig, ...]
    torpedoes: tuple[MountedWeapon, ...]
    rockets: tuple[MountedWeapon, ...]
    receives_hose: bool
    decks: int
    """Spots from which helicopters fly: so many stand on them."""
    hangar: int
    """Aircraft that find room besides those on the spots."""
    tows: bool
    capabilities: frozenset[Capability]
    description: Mapping[str, str]
    """For the order of battle alone: nothing computes with it."""
    steering: Steering | None = None
    """None of whom nobody has published it."""
    battery: Battery | None = None
    """None of who is driven by none: everybody but conventional submarines."""
    surface_missiles: tuple[MountedWeapon, ...] = ()
    air_missiles: tuple[MountedMissiles, ...] = ()
    decoys: tuple[MountedWeapon, ...] = ()
    """`rounds` are salvoes."""
    jammers: tuple[MountedJammer, ...] = ()
    staying_power: float = 0.0
    """Hits that put her out of action, in warheads as Hughes counts them; 0: nothing is said, her length decides."""
    brought_down_by: int = 0
    """Assessed hits that bring an air target down; 0: it flies on."""


@dataclass(frozen=True)
class RadarClass:
    """A surface search radar as the radar equation takes it."""

    id: str
    name: str
    power_w: float
    """Peak, at the transmitter."""
    gain_db: float
    """Antenna, one way, dBi; the same antenna sends and receives."""
    wavelength_m: float
    bandwidth_hz: float
    """Of the receiver: noise is k T0 B F."""
    noise_figure_db: float
    losses_db: float
    """All of them, two ways, propagation apart."""
    pulses: float
    """Echoes integrated in one scan (without phase)."""
    false_alarm_prob: float
    """A resolution cell, a scan."""
    beam_rad: float
    """Width of the beam in azimuth, two ways: the sea beside a target that sends back with it."""
    pulse_s: float
    """Resolved length: of the pulse, or 1 / bandwidth."""
    vertical: bool
    """Polarisation."""
    period_s: float
    """Of one scan."""
    range_m_max: float
    """Instrumented."""
    range_sd_m: float
    bearing_sd_rad: float
    confirm_hits: int
    """So many detections ..."""
    confirm_looks: int
    """... in so many looks make a contact."""
    drop_looks: int
    """So many misses in a row lose it."""
    report_s: float
    """How often the tracker takes a measurement."""
    kind: SensorKind = SensorKind.RADAR
    confusion: str = ""
    """Id of the table of what its reports call a contact; empty: it tells nothing of kinds."""
    confusion_air: str = ""
    """The same of what flies, where serials use weapons against that."""
    air_watch: bool = False
    """Manned only where a serial uses missiles or guns against what flies."""


@dataclass(frozen=True)
class SightClass:
    """Eyes, with glasses or a gauge."""

    id: str
    name: str
    magnification: float
    """Divides the smallest angle that can be made out; 1 is the naked eye."""
    period_s: float
    range_m_max: float
    range_sd_m: float
    """Least error of an estimated range."""
    range_sd_fraction: float
    """Error of an estimated range as a share of it; the greater of the two holds."""
    bearing_sd_rad: float
    confirm_hits: int
    confirm_looks: int
    drop_looks: int
    report_s: float
    kind: SensorKind = SensorKind.SIGHT
    """Or a gauge: manned by a ship that keeps a close station, by her guide, and in radar silence."""
    confusion: str = ""
    """Id of the table of what its reports call a contact; empty: it tells nothing of kinds."""
    confusion_air: str = ""
    """The same of what flies, where serials use weapons against that."""


@dataclass(frozen=True)
class SonarArray:
    """A line of hydrophones, or a round face: one of both figures is 0."""

    length_m: float
    diameter_m: float


@dataclass(frozen=True)
class Detection:
    """The detector behind a sonar: its chances of finding and of calling falsely, and what it listens to."""

    pd: float
    pfa: float
    bandwidth_hz: float
    """0 of a matched filter, to which it makes no difference."""
    time_s: float
    processor: Processor


@dataclass(frozen=True)
class SonarClass:
    """A sonar as the sonar equations take it. Levels in dB re 1 uPa; noise as spectrum levels."""

    id: str
    name: str
    kind: SensorKind
    frequency_hz: float
    depth_m: float
    """Below the surface; in a submarine below her own depth; of a dipping sonar and a buoy the greatest."""
    source_db: float
    """Of a ping, at 1 m; 0 of a passive sonar."""
    pulse_s: float
    """Resolved length of a ping (1 / bandwidth of a modulated one); 0 of a passive sonar."""
    beam_rad: float
    """Equivalent two-way width of the beam; 0 of a passive sonar."""
    directivity_db: float
    """NaN where it follows from the array."""
    threshold_db: float
    """Signal over noise, as spectrum levels, at which half the looks detect; NaN where it follows from the detector."""
    own_noise_db: float
    """Own ship's noise at the array at 1 kHz and no speed."""
    own_noise_mps: float
    """The speed at which flow is as loud as that."""
    sigma_db: float
    """Spread of the signal excess about its mean."""
    fade_s: float
    """Mean time between its jumps."""
    period_s: float
    range_m_max: float
    range_sd_m: float
    bearing_sd_rad: float
    confirm_hits: int
    confirm_looks: int
    drop_looks: int
    report_s: float
    confusion: str = ""
    """Id of the table of what its reports call a contact; empty: it tells nothing of kinds."""
    confusion_air: str = ""
    """The same of what flies, where serials use weapons against that."""
    winch_mps: float = 0.0
    """How fast a dipping sonar is lowered; 0 of others."""
    life_s: float = 0.0
    """How long a buoy works from when it is laid; 0 of what is no buoy."""
    towed: bool = False
    """Whether it hangs from a ship on a cable: an array, or a variable-depth sonar."""
    array: SonarArray | None = None
    detection: Detection | None = None


@dataclass(frozen=True)
class InterceptClass:
    """An intercept receiver (ESM): what it hears of radars that are on is a bearing."""

    id: str
    name: str
    kind: SensorKind
    band_hz: tuple[float, float]
    """The lowest and the highest frequency that it hears."""
    gain_db: float
    sensitivity_dbw: float
    """The least level of a pulse at the antenna's foot that is noticed, dB re 1 W."""
    period_s: float
    range_m_max: float
    bearing_sd_rad: float
    confirm_hits: int
    confirm_looks: int
    drop_looks: int
    report_s: float
    confusion: str = ""
    """Id of the table of what its reports call a contact; empty: it tells nothing of kinds."""
    confusion_air: str = ""
    """The same of what flies, where serials use weapons against that."""
    range_sd_m: float = 0.0
    """It measures no range."""


@dataclass(frozen=True)
class MagneticClass:
    """A magnetic anomaly detector of an aircraft: it finds steel hulls under water by slant range."""

    id: str
    name: str
    kind: SensorKind
    anomaly_t: float
    """The least anomaly that is noticed (tesla)."""
    period_s: float
    range_m_max: float
    range_sd_m: float
    """Error of the mark on the water, each way."""
    confirm_hits: int
    confirm_looks: int
    drop_looks: int
    report_s: float
    bearing_sd_rad: float = 0.0
    """It measures no bearing."""
    confusion: str = ""
    confusion_air: str = ""


@dataclass(frozen=True)
class InfraredClass:
    """A thermal imager, 8 to 12 um."""

    id: str
    name: str
    kind: SensorKind
    netd_k: float
    """Noise-equivalent difference of temperature."""
    pixel_rad: float
    """What one detector subtends."""
    period_s: float
    range_m_max: float
    range_sd_m: float
    range_sd_fraction: float
    bearing_sd_rad: float
    confirm_hits: int
    confirm_looks: int
    drop_looks: int
    report_s: float
    confusion: str = ""
    confusion_air: str = ""


SensorClass = RadarClass | SightClass | SonarClass | InterceptClass | MagneticClass | InfraredClass


@dataclass(frozen=True)
class ConfusionTable:
    """What a sensor's report calls a contact, by what it truly is."""

    id: str
    name: str
    threshold: float
    """The probability from which a ship goes by the likeliest kind."""
    prior: Mapping[SurfaceKind, float]
    rows: Mapping[SurfaceKind, Mapping[SurfaceKind, float]]
    """True kind -> called kind -> share. A kind without a row is never called anything."""


@dataclass(frozen=True)
class GunClass:
    """A gun as exterior ballistics and the score of a shoot take it. Standard deviations are of one normal error."""

    id: str
    name: str
    calibre_m: float
    shell_kg: float
    muzzle_mps: float
    form_factor: float
    """Relative to the G7 projectile: fitted so that the greatest range is the published one."""
    range_m_max: float
    """The published greatest range that the form factor was fitted to."""
    elevation_rad_max: float
    barrels: int
    rate_per_s: float
    """Rounds a second from each barrel."""
    elevation_sd_rad: float
    """Round to round, in elevation."""
    bearing_sd_rad: float
    """Round to round, in line."""
    muzzle_sd_mps: float
    """Muzzle velocity, round to round."""
    muzzle_bias_sd_mps: float
    """Muzzle velocity, once a shoot: wear and powder temperature not allowed for."""
    wind_error_sd_mps: float
    """Once a shoot, each component of the ballistic wind that fire control does not know."""
    lay_sd_rad: float
    """Once a salvo, in elevation and in line: the mount and the ship under it."""
    air: AirFire | None = None
    """None of a gun that cannot engage what flies."""


@dataclass(frozen=True)
class RigClass:
    """A rig that passes fuel between ships alongside."""

    id: str
    name: str
    rate_kgps: float
    gap_m: tuple[float, float]
    """Least and greatest distance between the ships' sides at which the hose holds."""
    connect_s: float
    """From the shot line to the first flow."""
    clear_s: float
    emergency_clear_s: float
    sea_state_max: int
