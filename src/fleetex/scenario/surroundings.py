"""Weather, water and areas: where things happen.

environment:
  sound: tables                                    # else one law for all water
  sound_speed: teos10                              # else Mackenzie's equation
  base: {wind: {speed: 10 kn, from: 220T}, sea_state: 3, visibility: 8 nmi, depth: 2500 m, bottom: mud, profile: ...}
  zones:
    coastal: {area: COAST, visibility: 4 nmi}      # what is not given is the base's
areas:
  ALFA: {name: Area ALFA, circle: {centre: 39-00.0N 133-30.0E, radius: 10 nmi}, use: gunnery}
"""

import math
from enum import StrEnum
from typing import Annotated, Any, TypeVar

from pydantic import Field, StrictBool, StrictInt, model_validator

from fleetex.physics.cast import depth_from_pressure_m
from fleetex.physics.moist_air import KELVIN, SEA_HPA, saturated_vapour_hpa, vapour_density_gpm3
from fleetex.physics.refraction import mean_gradient_per_km, refractivity, vapour_for_gradient_hpa
from fleetex.quantities import (
    Course,
    Length,
    Position,
    PositionText,
    Salinity,
    format_depth,
    quantity,
)
from fleetex.quantities.measure import (
    LENGTH,
    PRESSURE,
    RAIN,
    REFRACTIVITY_GRADIENT,
    SEA_PRESSURE,
    SPEED,
    TEMPERATURE,
    VAPOUR,
)
from fleetex.scenario.parts import Id, Line, Provenance, Row, Series, Step, is_none, misfit

SeaState = Annotated[StrictInt, Field(ge=0, le=9, description="WMO code 3700, 0 to 9")]
Radius = Annotated[float, quantity(LENGTH, above="0 m", most="2000 nmi")]
Height = Annotated[float, quantity(LENGTH, most="100 km")]
OceanDepth = Annotated[float, quantity(LENGTH, most="11100 m")]
CastPressure = Annotated[float, quantity(SEA_PRESSURE, most="11400 dbar")]


REFRACTION = ("gradient", "pressure", "temperature", "vapour_pressure")
LEAST_PER_KM, MOST_PER_KM = -150.0, 150.0
RainRate = Annotated[float, quantity(RAIN, most="250 mm/h")]
VapourDensity = Annotated[float, quantity(VAPOUR, most="100 g/m3")]
WindSpeed = Annotated[float, quantity(SPEED, most="200 kn")]
CurrentSpeed = Annotated[float, quantity(SPEED, most="20 kn")]


class Wind(Row):
    speed_mps: WindSpeed = Field(alias="speed", description="at 10 m")
    from_rad: Course = Field(alias="from", description="where it blows from")


class Current(Row):
    """Sets drifters alone: ships under way steer over the ground."""

    speed_mps: CurrentSpeed = Field(alias="speed", description="at the surface")
    to_rad: Course = Field(alias="to", description="where it sets to")


class WaterLayer(Row):
    """Water at one depth; between two depths it is read off a straight line."""

    depth_m: OceanDepth = Field(
        default_factory=lambda: math.nan, alias="depth", description="below the surface; it or `pressure` is due"
    )
    pressure_dbar: CastPressure | None = Field(
        default=None,
        alias="pressure",
        exclude_if=is_none,
        description="of the sea alone, as a CTD cast has it; with the environment's `cast_at` it tells the depth",
    )
    temperature_degc: Annotated[float, quantity(TEMPERATURE, least="-3 degC", most="45 degC")] = Field(
        alias="temperature", description="of the water"
    )
    salinity_psu: Salinity = Field(alias="salinity", description="practical salinity")

    @model_validator(mode="before")
    @classmethod
    def _one_of_both(cls, found: Any) -> Any:
        if isinstance(found, dict):
            given = [key for key in ("depth", "pressure") if found.get(key) is not None]
            about = ("depth", "pressure")
            allowed = "a layer of water lies at one depth, or at one pressure"
            if len(given) > 1:
                raise misfit("both depth and pressure", allowed, cut="pressure", about=about)
            if not given and {"temperature", "salinity"} <= found.keys():
                raise misfit("neither depth nor pressure", allowed, "depth: 10 m", key="depth", about=about)
        return found

    def cast_from(self, latitude_rad: float) -> "WaterLayer":
        """The same layer with the depth of its pressure."""
        if self.pressure_dbar is None:
            return self
        return self.model_copy(update={"depth_m": depth_from_pressure_m(self.pressure_dbar, latitude_rad)})


WaterProfile = Annotated[
    tuple[WaterLayer, ...],
    Field(
        min_length=1,
        description="layers from the surface down; the first lies within 10 m of it, and above that water is alike",
    ),
]


class Bottom(StrEnum):
    """What sound meets at the bottom: soft mud swallows it, sand and rock send it back."""

    MUD = "mud"
    SAND = "sand"
    ROCK = "rock"


Shipping = Annotated[StrictInt, Field(ge=0, le=7)]
MODERATE_SHIPPING = 4
"""Distant shipping where a scenario says nothing of it (design value)."""


class Conditions(Provenance):
    """Weather and water everywhere that no zone says otherwise."""

    wind: Series[Wind] = Field(description="true wind")
    sea_state: Series[SeaState] = Field(description="WMO code 3700")
    visibility_m: Series[Length] = Field(alias="visibility", description="meteorological visibility")
    rain: Series[RainRate] | None = Field(
        default=None,
        exclude_if=is_none,
        description="takes of radars, and is heard under water; what it hides from the eye is `visibility`",
    )
    current: Series[Current] | None = Field(
        default=None,
        description="sets what drifts; ships under way steer over the ground and allow for it. None: still water",
    )
    depth_m: Series[OceanDepth] | None = Field(default=None, alias="depth", description="charted depth; none: unknown")
    profile: Series[WaterProfile] | None = Field(default=None, description="water by depth; none: unknown, and even")
    bottom: Bottom | None = Field(
        default=None, exclude_if=is_none, description="what sound meets there; mud unless given"
    )
    shipping: Shipping | None = Field(
        default=None,
        exclude_if=is_none,
        description="how much is heard of ships far off, 0 (none) to 7 (heaviest); 4 unless given",
    )


class Zone(Provenance):
    """Weather and water of one area; what is not given is the base's. Where zones overlap the smaller area's holds."""

    area_id: Id = Field(alias="area", description="key of `areas`")
    wind: Series[Wind] | None = Field(default=None, description="as in base")
    sea_state: Series[SeaState] | None = Field(default=None, description="as in base")
    visibility_m: Series[Length] | None = Field(default=None, alias="visibility", description="as in base")
    rain: Series[RainRate] | None = Field(default=None, exclude_if=is_none, description="as in base")
    current: Series[Current] | None = Field(default=None, description="as in base")
    depth_m: Series[OceanDepth] | None = Field(default=None, alias="depth", description="as in base")
    profile: Series[WaterProfile] | None = Field(default=None, description="as in base")
    bottom: Bottom | None = Field(default=None, exclude_if=is_none, description="as in base")
    shipping: Shipping | None = Field(default=None, exclude_if=is_none, description="as in base")


Where = TypeVar("Where", Conditions, Zone)


def _floored(number: float) -> str:
    """A number cut to three digits, never to more than it is: a limit that can be written."""
    if number <= 0.0:
        return "0"
    step = 10.0 ** (math.floor(math.log10(number)) - 2)
    return f"{math.floor(number / step) * step:.3g}"


class Air(Row):
    """Air whose gases take of radars. Where it is not given they take nothing."""

    temperature_degc: Annotated[float, quantity(TEMPERATURE, least="-60 degC", most="60 degC")] = Field(
        alias="temperature", description="at the surface"
    )
    vapour_gpm3: VapourDensity = Field(alias="vapour", description="water in a cubic metre; 7.5 g/m3 is usual")

    @model_validator(mode="after")
    def _not_beyond_saturation(self) -> "Air":
        held_hpa = saturated_vapour_hpa(self.temperature_degc, SEA_HPA)
        most = vapour_density_gpm3(held_hpa, self.temperature_degc + KELVIN)
        if self.vapour_gpm3 > most:
            allowed = f"air of {self.temperature_degc:g} degC holds {_floored(most)} g/m3 of water vapour at most"
            write = f"vapour: {_floored(most)} g/m3"
            said = f"{self.vapour_gpm3:g} g/m3"
            raise misfit(said, allowed, write, key="vapour", about=("temperature", "vapour"))
        return self


class Refraction(Row):
    """How air bends radio waves, everywhere. Where it is not given the earth is 4/3 of its size to them."""

    gradient_per_km: Annotated[float, quantity(REFRACTIVITY_GRADIENT)] | None = Field(
        default=None,
        alias="gradient",
        exclude_if=is_none,
        description="of refractivity near the sea, upwards: -39 N/km is usual, -79 N/km and less super-refraction",
    )
    pressure_hpa: Annotated[float, quantity(PRESSURE, least="850 hPa", most="1100 hPa")] | None = Field(
        default=None, alias="pressure", exclude_if=is_none, description="of all air, at the sea"
    )
    temperature_degc: Annotated[float, quantity(TEMPERATURE, least="-60 degC", most="60 degC")] | None = Field(
        default=None, alias="temperature", exclude_if=is_none, description="at the sea"
    )
    vapour_hpa: Annotated[float, quantity(PRESSURE, most="100 hPa")] | None = Field(
        default=None, alias="vapour_pressure", exclude_if=is_none, description="of water in it, at the sea"
    )

    @model_validator(mode="before")
    @classmethod
    def _one_way(cls, found: Any) -> Any:
        if not isinstance(found, dict):
            return found
        given = [key for key in REFRACTION if found.get(key) is not None]
        if given == ["gradient"] or given == list(REFRACTION[1:]):
            return found
        allowed = "either the gradient, or pressure, temperature and vapour_pressure of the air at the sea"
        cut = given[-1] if given else "gradient"
        raise misfit(" and ".join(given) or "nothing", allowed, "gradient: -80 N/km", cut=cut, about=REFRACTION)

    @model_validator(mode="after")
    def _no_duct(self) -> "Refraction":
        if self.gradient_per_km is None:
            self._refuse_impossible_air()
            return self
        said = f"{self.per_km:.4g} N/km"
        if self.per_km < LEAST_PER_KM:
            allowed = "down to -150 N/km: below -157 N/km rays are caught in a duct, of which there is no model"
            raise misfit(said, allowed, "gradient: -150 N/km", key="gradient")
        if self.per_km > MOST_PER_KM:
            raise misfit(said, "up to 150 N/km; 40 N/km is strong sub-refraction", "gradient: 40 N/km", key="gradient")
        return self

    def _refuse_impossible_air(self) -> None:
        """Air holds no more vapour than its temperature lets it, and over air as wet as can be lies a duct."""
        assert self.pressure_hpa is not None
        assert self.temperature_degc is not None
        assert self.vapour_hpa is not None
        said, key = f"{self.vapour_hpa:g} hPa", "vapour_pressure"
        most = saturated_vapour_hpa(self.temperature_degc, self.pressure_hpa)
        if self.vapour_hpa > most:
            allowed = f"air of {self.temperature_degc:g} degC holds water vapour of {_floored(most)} hPa at most"
            raise misfit(said, allowed, f"vapour_pressure: {_floored(most)} hPa", key=key, about=REFRACTION)
        if self.per_km < LEAST_PER_KM:
            most = vapour_for_gradient_hpa(LEAST_PER_KM, self.pressure_hpa, self.temperature_degc + KELVIN)
            allowed = (
                f"at most {_floored(most)} hPa in air of {self.pressure_hpa:g} hPa and {self.temperature_degc:g} degC: "
                "over wetter air rays are caught in a duct, of which there is no model"
            )
            raise misfit(said, allowed, f"vapour_pressure: {_floored(most)} hPa", key=key, about=REFRACTION)

    @property
    def per_km(self) -> float:
        """The gradient as given, or the mean one over such air at the sea."""
        if self.gradient_per_km is not None:
            return self.gradient_per_km
        return mean_gradient_per_km(self.surface)

    @property
    def surface(self) -> float:
        """Refractivity of the air at the sea, where that is given."""
        assert self.pressure_hpa is not None
        assert self.temperature_degc is not None
        assert self.vapour_hpa is not None
        return refractivity(self.pressure_hpa, self.temperature_degc + KELVIN, self.vapour_hpa)


class RadarLaw(StrEnum):
    """By what law all radars find all units, whatever is said of their echoes."""

    EXACT = "exact"
    SHNIDMAN = "shnidman"


class SoundLoss(StrEnum):
    """How loss of sound is found: by one law, or by tables made before a run from profile, depth and bottom."""

    LAW = "law"
    TABLES = "tables"


class SpeedFormula(StrEnum):
    """By which equation sound speed follows from temperature, salinity and depth."""

    MACKENZIE = "mackenzie"
    CHEN_MILLERO = "chen_millero"
    TEOS10 = "teos10"


class AbsorptionFormula(StrEnum):
    """By which formula the water itself takes of sound."""

    FRANCOIS_GARRISON = "francois_garrison"
    AINSLIE_MCCOLM = "ainslie_mccolm"
    THORP = "thorp"


class Environment(Row):
    base: Conditions = Field(description="everywhere that no zone says otherwise")
    zones: dict[Id, Zone] = Field(default_factory=dict, description="areas with weather or water of their own, by name")
    air: Air | None = Field(default=None, exclude_if=is_none, description="gases that take of radars, everywhere")
    refraction: Refraction | None = Field(
        default=None, exclude_if=is_none, description="how air bends radio waves, everywhere; 4/3 earth unless given"
    )
    radar_law: RadarLaw | None = Field(
        default=None,
        exclude_if=is_none,
        description="how radars find echoes; unless given: exactly those of units that state `swerling`, others by the "
        "closed form of a slowly fading echo with Albersheim's gain of integration",
    )
    multipath: StrictBool | None = Field(
        default=None,
        exclude_if=is_none,
        description="whether the sea reflects: radars' echoes go by two ways, add up or cancel; not unless given",
    )
    sound: SoundLoss | None = Field(
        default=None,
        exclude_if=is_none,
        description="how its loss is found; `tables` ask for depth, profile and bottom of all water; law unless given",
    )
    sound_speed: SpeedFormula | None = Field(
        default=None,
        exclude_if=is_none,
        description="by which equation; mackenzie unless given; the others take pressure, and ask for `cast_at`",
    )
    absorption: AbsorptionFormula | None = Field(
        default=None, exclude_if=is_none, description="by which formula; francois_garrison unless given"
    )
    cast_at: PositionText | None = Field(
        default=None,
        exclude_if=is_none,
        description="where profiles were taken: how heavy the sea is there tells depth from pressure",
    )

    @model_validator(mode="after")
    def _with_depths(self) -> "Environment":
        """Profiles that are given by pressure get their depths."""
        if self.cast_at is None:
            return self
        latitude_rad = self.cast_at.lat_rad
        zones = {name: _cast(zone, latitude_rad) for name, zone in self.zones.items()}
        return self.model_copy(update={"base": _cast(self.base, latitude_rad), "zones": zones})

    @property
    def has_tables(self) -> bool:
        """Whether tables of loss are made of its waters."""
        return self.sound is SoundLoss.TABLES


def _cast(part: Where, latitude_rad: float) -> Where:
    """A base or a zone whose profiles have depths."""
    if part.profile is None or all(layer.pressure_dbar is None for step in part.profile.steps for layer in step.value):
        return part
    steps = tuple(
        Step[WaterProfile].model_construct(
            since_utc=step.since_utc, value=tuple(layer.cast_from(latitude_rad) for layer in step.value)
        )
        for step in part.profile.steps
    )
    return part.model_copy(update={"profile": part.profile.model_copy(update={"steps": steps})})


class AreaKind(StrEnum):
    POLYGON = "polygon"
    CIRCLE = "circle"
    CORRIDOR = "corridor"
    LINE = "line"
    POINT = "point"


class Circle(Row):
    centre: PositionText = Field(description="its middle")
    radius_m: Radius = Field(alias="radius", description="along the ground")


class Corridor(Row):
    line: tuple[PositionText, ...] = Field(min_length=2, description="centre line")
    width_m: Radius = Field(alias="width", description="from side to side")


class Area(Provenance):
    """A named place: exactly one of polygon, circle, corridor, line, point."""

    name: Line | None = Field(default=None, description="as people say it; its id unless given")
    polygon: tuple[PositionText, ...] | None = Field(default=None, description="corners in turn, at least three")
    circle: Circle | None = Field(default=None, description="centre and radius")
    corridor: Corridor | None = Field(default=None, description="a band on both sides of a line")
    line: tuple[PositionText, ...] | None = Field(default=None, description="points in turn, at least two")
    point: PositionText | None = Field(default=None, description="one place")
    use: Line | None = Field(
        default=None,
        description="what it is for: gunnery, anchorage, airfield, adiz (air defence identification zone), "
        "national_airspace ...",
    )
    floor_m: Height | None = Field(
        default=None, alias="floor", exclude_if=is_none, description="of airspace: its lower edge; the surface if none"
    )
    ceiling_m: Height | None = Field(
        default=None, alias="ceiling", exclude_if=is_none, description="of airspace: its upper edge; endless if none"
    )

    @model_validator(mode="before")
    @classmethod
    def _one_shape(cls, found: Any) -> Any:
        if isinstance(found, dict):
            shapes = [kind for kind in AreaKind if found.get(kind) is not None]
            if len(shapes) != 1:
                said = f"both {' and '.join(shapes)}" if shapes else "no shape"
                cut = shapes[-1] if shapes else "circle"
                raise misfit(said, f"an area has one of {', '.join(AreaKind)}", cut=cut, about=tuple(AreaKind))
            least = {AreaKind.POLYGON: 3, AreaKind.LINE: 2}.get(shapes[0], 0)
            points = found[shapes[0]]
            if isinstance(points, list) and len(points) < least:
                allowed = f"a {shapes[0]} has at least {least} points"
                raise misfit(f"{len(points)} points", allowed, cut=shapes[0], about=(shapes[0],))
        return found

    @model_validator(mode="after")
    def _not_upside_down(self) -> "Area":
        if self.ceiling_m is not None and self.ceiling_m <= (self.floor_m or 0.0):
            allowed = "airspace has its ceiling above its floor"
            raise misfit(format_depth(self.ceiling_m), allowed, key="ceiling", about=("floor", "ceiling"))
        return self

    def is_at_height(self, height_m: float) -> bool:
        """Whether a height lies between its floor and its ceiling."""
        return (self.floor_m or 0.0) <= height_m <= (math.inf if self.ceiling_m is None else self.ceiling_m)

    @property
    def kind(self) -> AreaKind:
        return next(kind for kind in AreaKind if getattr(self, kind) is not None)

    @property
    def points(self) -> tuple[Position, ...]:
        """Corners of the polygon, points of the line, centre line of the corridor, centre of the circle, the point."""
        if self.circle is not None:
            return (self.circle.centre,)
        if self.corridor is not None:
            return self.corridor.line
        if self.point is not None:
            return (self.point,)
        return self.polygon or self.line or ()

    @property
    def radius_m(self) -> float:
        """Radius of a circle, half the width of a corridor, else 0."""
        if self.circle is not None:
            return self.circle.radius_m
        return self.corridor.width_m / 2.0 if self.corridor is not None else 0.0
