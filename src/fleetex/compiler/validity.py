"""Which models a run asks outside the range in which they hold: told in the recording, once a model.

Found before the run, of what does not change in it: the weather, the profile, the sensors that are manned. The ranges
are those that the models' own docstrings state, in numbers in `fleetex.models`.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fleetex.compiler.fitted import fitted_sensors, listens
from fleetex.compiler.handling import handled_beyond_standards
from fleetex.compiler.weather import profiles_of
from fleetex.library.models import RadarClass, SonarClass
from fleetex.models import register
from fleetex.models.register import limit
from fleetex.scenario.surroundings import AbsorptionFormula, RadarLaw, SpeedFormula
from fleetex.units import KN_MPS, LIGHT_MPS
from fleetex.vocabulary import SensorKind

if TYPE_CHECKING:
    from fleetex.compiler.world import Compiled

LAW = "sound loss"
"""Asked where a scenario has no tables of loss."""
SEA_SOUND = ("ambient noise", "surface loss", LAW)
"""Models that every sonar asks at its frequency, as it does that of absorption."""
ABSORPTION = {
    None: "absorption",
    AbsorptionFormula.FRANCOIS_GARRISON: "absorption",
    AbsorptionFormula.AINSLIE_MCCOLM: "absorption by Ainslie and McColm",
    AbsorptionFormula.THORP: "absorption by Thorp",
}
SPEED = {
    None: "sound speed",
    SpeedFormula.MACKENZIE: "sound speed",
    SpeedFormula.CHEN_MILLERO: "sound speed by Chen and Millero",
    SpeedFormula.TEOS10: "sound speed by TEOS-10",
}
"""By the scenario's choice."""


@dataclass(frozen=True)
class Asked:
    """One input with which a model is asked."""

    model: str
    asked: str
    value: float
    time_s: float
    by: str
    """Who or what asks it so: sensors of a class, a zone."""


def beyond_range(compiled: "Compiled") -> Iterator[dict[str, Any]]:
    """A row of `warnings` for each model that is asked beyond its range, and one for ships that handle worse than IMO
    allows."""
    beyond: dict[str, list[Asked]] = {}
    for one in _asked(compiled):
        if math.isfinite(one.value) and not limit(one.model, one.asked).holds(one.value):
            beyond.setdefault(one.model, []).append(one)
    for model in sorted(beyond):
        found = beyond[model]
        yield {
            "time_s": min(one.time_s for one in found),
            "model": model,
            "unit_id": "",
            "text": "; ".join(_told(model, asked, found) for asked in dict.fromkeys(one.asked for one in found)),
        }
    yield from handled_beyond_standards(compiled)


def _told(model: str, asked: str, found: Sequence[Asked]) -> str:
    """What was asked, by whom, and what holds; figures that are asked alike are told once."""
    held = limit(model, asked)
    values = sorted({one.value for one in found if one.asked == asked})
    by = ", ".join(dict.fromkeys(one.by for one in found if one.asked == asked))
    unit = f" {held.unit}" if held.unit else ""
    shown = _figure(values[0]) if len(values) == 1 else f"{_figure(values[0])} to {_figure(values[-1])}"
    return f"{asked} {shown}{unit} ({by}), holds for {_figure(held.low)} to {_figure(held.high)}{unit}"


def _figure(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1e4 else f"{value:g}"


def _asked(compiled: "Compiled") -> Iterator[Asked]:
    exercise = compiled.exercise
    for moment, what in ((exercise.start_utc, "the start"), (exercise.end_utc, "the end")):
        yield Asked("sun", "year", float(moment.year), 0.0, what)
    yield from _of_sensors(compiled)
    yield from _of_weather(compiled)
    if listens(exercise, compiled.library):
        yield from _of_profiles(compiled)


def _classes(compiled: "Compiled") -> dict[str, SonarClass | RadarClass]:
    """Radars and sonars that are manned, by class."""
    library = compiled.library
    manned = {s.class_id for own in fitted_sensors(compiled.exercise, library).values() for s in own}
    found = {name: library.sensors[name] for name in sorted(manned)}
    return {name: one for name, one in found.items() if isinstance(one, SonarClass | RadarClass)}


def _of_sensors(compiled: "Compiled") -> Iterator[Asked]:
    for name, one in _classes(compiled).items():
        if isinstance(one, RadarClass):
            yield Asked("radar detection", "pulses of a look", one.pulses, 0.0, name)
            if compiled.exercise.environment.radar_law is RadarLaw.SHNIDMAN:
                yield Asked("echoes that fade", "pulses by Shnidman's formula", one.pulses, 0.0, name)
            if compiled.exercise.environment.air is not None or compiled.weather.env["rain_mmph"].any():
                yield Asked("rain and gases", "frequency", LIGHT_MPS / one.wavelength_m, 0.0, name)
            yield Asked("sea clutter", "frequency", LIGHT_MPS / one.wavelength_m, 0.0, name)
            continue
        for asked in (ABSORPTION[compiled.exercise.environment.absorption], *SEA_SOUND):
            if asked == LAW and compiled.exercise.environment.has_tables:
                continue
            yield Asked(asked, "frequency", one.frequency_hz, 0.0, name)
        active = one.kind is SensorKind.ACTIVE_SONAR
        yield Asked("reverberation" if active else "noise of ships", "frequency", one.frequency_hz, 0.0, name)


def _of_weather(compiled: "Compiled") -> Iterator[Asked]:
    kinds = {one.kind for one in _classes(compiled).values()}
    weather = compiled.weather
    for name, zone in zip(weather.names, weather.zone, strict=True):
        for e in weather.env[zone["env_first"] : zone["env_first"] + zone["env_count"]]:
            time_s, where = float(e["time_s"]), f"zone {name}"
            if SensorKind.RADAR in kinds:
                yield Asked("sea clutter", "sea state", float(e["sea_state"]), time_s, where)
            if kinds & {SensorKind.ACTIVE_SONAR, SensorKind.PASSIVE_SONAR}:
                yield Asked("ambient noise", "sea state", float(e["sea_state"]), time_s, where)
            if SensorKind.ACTIVE_SONAR in kinds:
                wind_mps = math.hypot(e["wind_east_mps"], e["wind_north_mps"])
                yield Asked("reverberation", "wind", round(wind_mps / KN_MPS, 1), time_s, where)


def _of_profiles(compiled: "Compiled") -> Iterator[Asked]:
    environment = compiled.exercise.environment
    for name in compiled.weather.names:
        for since_s, layers in profiles_of(compiled.exercise, name):
            for layer in layers:
                figures = {
                    "temperature": layer.temperature_degc,
                    "salinity": layer.salinity_psu,
                    "depth": layer.depth_m,
                }
                for asks in (SPEED[environment.sound_speed], ABSORPTION[environment.absorption]):
                    for held in register.model(asks).limits:
                        if held.asked in figures:
                            yield Asked(asks, held.asked, figures[held.asked], since_s, f"profile of {name}")
