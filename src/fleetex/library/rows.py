"""The shape of a library file: what may be written in each entry. Every field may be left out; the generic fills it.

    platforms: {ddg_052d: {name: ..., generic: generic_ddg, length: 156 m, sensors: {nav: {class: ..., height: ...}}}}
    sensors: {...}   guns: {...}   rigs: {...}   sources: {KEY: {title: ..., publisher: ..., date: ..., url: ...}}
"""

from functools import partial
from typing import Annotated, Any, ClassVar, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, PlainValidator

from fleetex.library import stated
from fleetex.library.stated import LUMINOUS_INTENSITY, SPECIFIC_CONSUMPTION, Reader, Stated, quantity, read_stated
from fleetex.quantities import measure
from fleetex.vocabulary import Domain, SensorKind, SurfaceKind

ID_PATTERN = r"^[a-z][a-z0-9_]*$"
Id: TypeAlias = Annotated[str, Field(pattern=ID_PATTERN)]


def _as(reader: Reader) -> Any:
    return PlainValidator(partial(read_stated, reader))


Words: TypeAlias = Annotated[Stated | None, _as(stated.word)]
Flag: TypeAlias = Annotated[Stated | None, _as(stated.flag)]
Length: TypeAlias = Annotated[Stated | None, _as(quantity(measure.LENGTH))]
LengthOrNone: TypeAlias = Annotated[Stated | None, _as(quantity(measure.LENGTH, zero=True))]
Speed: TypeAlias = Annotated[Stated | None, _as(quantity(measure.SPEED))]
SpeedOrNone: TypeAlias = Annotated[Stated | None, _as(quantity(measure.SPEED, zero=True))]
Acceleration: TypeAlias = Annotated[Stated | None, _as(quantity(measure.ACCELERATION, zero=True))]
TurnRate: TypeAlias = Annotated[Stated | None, _as(quantity(measure.TURN_RATE, zero=True))]
Angle: TypeAlias = Annotated[Stated | None, _as(quantity(measure.ANGLE))]
AngleOrNone: TypeAlias = Annotated[Stated | None, _as(quantity(measure.ANGLE, zero=True))]
Duration: TypeAlias = Annotated[Stated | None, _as(quantity(measure.DURATION))]
Mass: TypeAlias = Annotated[Stated | None, _as(quantity(measure.MASS))]
MassOrNone: TypeAlias = Annotated[Stated | None, _as(quantity(measure.MASS, zero=True))]
Power: TypeAlias = Annotated[Stated | None, _as(quantity(measure.POWER))]
Frequency: TypeAlias = Annotated[Stated | None, _as(quantity(measure.FREQUENCY))]
Level: TypeAlias = Annotated[Stated | None, _as(quantity(measure.LEVEL, zero=True))]
Share: TypeAlias = Annotated[Stated | None, _as(quantity(measure.FRACTION, zero=True))]
CrossSection: TypeAlias = Annotated[Stated | None, _as(quantity(measure.CROSS_SECTION))]
Candela: TypeAlias = Annotated[Stated | None, _as(quantity(LUMINOUS_INTENSITY, zero=True))]
MassFlow: TypeAlias = Annotated[Stated | None, _as(quantity(measure.MASS_FLOW))]
FireRate: TypeAlias = Annotated[Stated | None, _as(quantity(measure.ROUND_RATE))]
Contrast: TypeAlias = Annotated[Stated | None, _as(stated.number(0.0, 1.0))]
Few: TypeAlias = Annotated[Stated | None, _as(stated.whole(1, 1000))]


class Row(BaseModel):
    model_config: ClassVar[ConfigDict] = ConfigDict(extra="forbid", frozen=True)


class SensorMountRow(Row):
    class_id: Words = Field(None, alias="class")
    height: LengthOrNone = None


class GunMountRow(Row):
    class_id: Words = Field(None, alias="class")
    rounds: Annotated[Stated | None, _as(stated.whole(0, 100_000))] = None


class RigMountRow(Row):
    class_id: Words = Field(None, alias="class")
    side: Annotated[Stated | None, _as(stated.side)] = None


class FuelRow(Row):
    range: Annotated[Stated | None, _as(stated.endurance)] = None
    power: Power = None
    consumption: Annotated[Stated | None, _as(quantity(SPECIFIC_CONSUMPTION))] = None
    exponent: Annotated[Stated | None, _as(stated.number(1.0, 5.0))] = None
    hotel_share: Share = None


class DescriptionRow(Row):
    """For the order of battle alone; nothing computes with these."""

    real_class: Words = None
    displacement: Mass = None
    crew: Words = None
    stores_endurance: Words = None
    radar: Words = None
    sonar: Words = None
    guns: Words = None
    missiles: Words = None
    antisubmarine: Words = None
    helicopters: Words = None


class PlatformRow(Row):
    generic: Id | None = None
    name: Words = None
    type: Words = None
    domain: Annotated[Stated | None, _as(stated.one_of(Domain))] = None
    kind: Annotated[Stated | None, _as(stated.one_of(SurfaceKind))] = None
    length: Length = None
    beam: Length = None
    draught: LengthOrNone = None
    mast_height: Length = None
    speed_max: SpeedOrNone = None
    cruise: SpeedOrNone = None
    acceleration: Acceleration = None
    deceleration: Acceleration = None
    turn_diameter: LengthOrNone = None
    turn_rate_max: TurnRate = None
    radar_cross_section: CrossSection = None
    contrast: Contrast = None
    lights: Candela = None
    leeway: Share = None
    fuel: FuelRow | None = None
    cargo_fuel: MassOrNone = None
    sensors: dict[Id, SensorMountRow] | None = None
    guns: dict[Id, GunMountRow] | None = None
    rigs: dict[Id, RigMountRow] | None = None
    receives_hose: Flag = None
    decks: Annotated[Stated | None, _as(stated.whole(0, 20))] = None
    tows: Flag = None
    radio: Flag = None
    propelled: Flag = None
    target: Flag = None
    description: DescriptionRow | None = None


class SensorRow(Row):
    """A radar or eyes; `kind` decides which of the fields are due."""

    name: Words = None
    kind: Annotated[Stated | None, _as(stated.one_of(SensorKind))] = None
    power: Power = None
    gain: Level = None
    frequency: Frequency = None
    bandwidth: Frequency = None
    noise_figure: Level = None
    losses: Level = None
    pulses: Annotated[Stated | None, _as(stated.number(1.0, 1e6))] = None
    false_alarm_prob: Annotated[Stated | None, _as(stated.number(1e-20, 1e-2))] = None
    magnification: Annotated[Stated | None, _as(stated.number(1.0, 100.0))] = None
    period: Duration = None
    range_max: Length = None
    range_sd: LengthOrNone = None
    range_sd_share: Share = None
    bearing_sd: AngleOrNone = None
    confirm_hits: Few = None
    confirm_looks: Few = None
    drop_looks: Few = None
    report: Duration = None


class GunRow(Row):
    name: Words = None
    calibre: Length = None
    shell: Mass = None
    muzzle_velocity: Speed = None
    form_factor: Annotated[Stated | None, _as(stated.number(0.1, 10.0))] = None
    range_max: Length = None
    elevation_max: Angle = None
    barrels: Annotated[Stated | None, _as(stated.whole(1, 12))] = None
    rate: FireRate = None
    elevation_sd: AngleOrNone = None
    bearing_sd: AngleOrNone = None
    muzzle_sd: SpeedOrNone = None
    muzzle_bias_sd: SpeedOrNone = None
    wind_error_sd: SpeedOrNone = None
    lay_sd: AngleOrNone = None


class RigRow(Row):
    name: Words = None
    rate: MassFlow = None
    gap_min: Length = None
    gap_max: Length = None
    connect: Duration = None
    clear: Duration = None
    emergency_clear: Duration = None
    sea_state_max: Annotated[Stated | None, _as(stated.whole(0, 9))] = None


class SourceRow(Row):
    title: str = Field(min_length=1)
    publisher: str = ""
    date: str = ""
    url: str = ""


class LibraryFile(Row):
    """One library file; each section may be left out."""

    platforms: dict[Id, PlatformRow] = Field(default_factory=dict)
    sensors: dict[Id, SensorRow] = Field(default_factory=dict)
    guns: dict[Id, GunRow] = Field(default_factory=dict)
    rigs: dict[Id, RigRow] = Field(default_factory=dict)
    sources: dict[str, SourceRow] = Field(default_factory=dict)
