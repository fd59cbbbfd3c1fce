"""Units and their sensors to tables: library classes and the scenario's words become rows in SI."""

import math
from collections.abc import Sequence

import numpy as np

from fleetex.compiler.echoes import curve_rows
from fleetex.compiler.fitted import Fitted, armed_units, is_listening_buoy
from fleetex.compiler.sonar_figures import directivity_db, threshold_db
from fleetex.engine import belief_rows
from fleetex.engine import tables as tb
from fleetex.library import Library, Platform
from fleetex.library.batteries import Battery
from fleetex.library.models import InfraredClass, InterceptClass, MagneticClass, RadarClass, SensorClass, SonarClass
from fleetex.physics.air_loss import gas_np_per_m, rain_law
from fleetex.physics.geodesy import ecef, geodetic
from fleetex.physics.philox import name_hash
from fleetex.physics.radar import radar_snr_1m
from fleetex.scenario import Exercise
from fleetex.scenario.forces import Unit
from fleetex.scenario.surroundings import Air
from fleetex.units import LIGHT_MPS
from fleetex.vocabulary import DOMAIN_CODE, KIND_CODE, SENSOR_CODE, Capability, Domain, SensorKind, SurfaceKind

BROADSIDE_SHARE = 0.5
"""Share of the box of length by mast height that a hull and her upper works fill, seen abeam (design value)."""


def fill_hulls(world: tb.World, exercise: Exercise, library: Library, names: Sequence[str], fitted: Fitted) -> None:
    """Write the constant rows of all units."""
    nations = sorted(exercise.nations)
    sides = sorted(exercise.sides)
    observer = 0
    first = 0
    for row, name in enumerate(names):
        unit = exercise.units[name]
        platform = library.platforms[unit.class_id]
        hull = world.hull[row]
        count = len(fitted[name])
        hull["id32"] = name_hash(name)
        watches = count > 0 and platform.kind is not SurfaceKind.MISSILE
        hull["observer"] = observer if watches else -1
        observer += 1 if watches else 0
        hull["sensor_first"] = first
        hull["sensor_count"] = count
        first += count
        hull["side"] = sides.index(unit.side)
        hull["nation"] = nations.index(unit.nation)
        hull["domain"] = DOMAIN_CODE[platform.domain]
        hull["neutral"] = exercise.sides[unit.side].neutral
        hull["identifies"] = unit.ais
        _body(hull, platform)
        _powers(hull, platform, exercise.fuel_reserve)
        _sounds(hull, platform)
        hull["swerling"] = 0 if unit.swerling is None else 1 + unit.swerling
    bound = _drift_bound_mps(world)
    for row, name in enumerate(names):
        platform = library.platforms[exercise.units[name].class_id]
        afloat = platform.domain is Domain.SURFACE
        drift = bound(platform.leeway) if afloat else 0.0
        world.hull[row]["speed_mps_bound"] = max(platform.speed_mps_max, drift)
        world.hull[row]["drift_mps_bound"] = drift


def fill_build(hull: np.void, platform: Platform) -> None:
    """Write what a ship of the traffic is: her class, on nobody's side, seeing nobody, with no bunker."""
    hull["observer"] = hull["side"] = hull["nation"] = -1
    hull["domain"] = DOMAIN_CODE[platform.domain]
    hull["neutral"] = True
    _body(hull, platform)
    _powers(hull, platform, 0.0)
    _sounds(hull, platform)
    hull["fuel_kg_max"] = hull["fuel_kg_reserve"] = 0.0
    hull["accel_mps2"] = 0.0  # her speed changes from leg to leg; drift_mps_bound allows for it


def _body(hull: np.void, platform: Platform) -> None:
    hull["kind"] = KIND_CODE[platform.kind]
    hull["length_m"] = platform.length_m
    hull["beam_m"] = platform.beam_m
    hull["mast_height_m"] = platform.mast_height_m
    hull["radar_cross_section_m2"] = platform.radar_cross_section_m2
    hull["contrast"] = platform.contrast
    hull["size_m"] = math.sqrt(BROADSIDE_SHARE * platform.length_m * max(platform.mast_height_m, 1.0))
    hull["lights_cd"] = platform.lights_cd
    hull["leeway"] = platform.leeway


def _powers(hull: np.void, platform: Platform, reserve: float) -> None:
    hull["speed_mps_max"] = platform.speed_mps_max
    hull["speed_mps_min"] = platform.speed_mps_min
    hull["ceiling_m"] = platform.ceiling_m
    hull["accel_mps2"] = platform.accel_mps2
    hull["decel_mps2"] = platform.decel_mps2
    hull["turn_diameter_m"] = max(platform.turn_diameter_m, 1.0)
    hull["turn_radps_max"] = platform.turn_radps_max
    hull["depth_m_max"] = platform.depth_m_max
    hull["dive_mps"] = max(platform.dive_mps, platform.climb_mps)
    if platform.fuel is not None:
        hull["hotel_kgps"] = platform.fuel.hotel_kgps
        hull["fuel_a"] = platform.fuel.a
        hull["fuel_n"] = platform.fuel.n
        hull["fuel_kg_max"] = platform.fuel.capacity_kg
        hull["fuel_kg_reserve"] = reserve * platform.fuel.capacity_kg
    if platform.battery is not None:
        _electric(hull, platform.battery)


def _electric(hull: np.void, battery: Battery) -> None:
    hull["battery_j_max"] = battery.capacity_j
    hull["battery_j_low"] = battery.low_share * battery.capacity_j
    hull["battery_hotel_w"] = battery.hotel_w
    hull["battery_a"] = battery.a
    hull["battery_n"] = battery.n
    hull["diesel_w"] = battery.diesel_w
    hull["diesel_kgpj"] = battery.diesel_kgpj
    hull["snort_m"] = battery.snort_m
    hull["snort_mps_max"] = battery.snort_mps_max
    hull["snort_db"] = battery.noise_db
    hull["mast_m"] = battery.mast_height_m
    hull["mast_size_m"] = math.sqrt(battery.mast_height_m * battery.mast_width_m)
    hull["mast_m2"] = battery.mast_cross_section_m2


def _sounds(hull: np.void, platform: Platform) -> None:
    if platform.noise is not None:
        hull["noise_class_mps"], hull["noise_hump"] = platform.noise.class_mps, platform.noise.hump
        hull["quiet_db"], hull["quiet_mps"] = platform.noise.quiet_db, platform.noise.quiet_mps
        hull["inception_mps"], hull["cavitation_db"] = platform.noise.inception_mps, platform.noise.cavitation_db
    hull["moment_am2"] = platform.moment_am2
    if platform.echo is not None:
        for name in ("bow_db", "quarter_db", "beam_db"):
            hull[f"echo_{name}"] = getattr(platform.echo, name)


def _drift_bound_mps(world: tb.World):  # type: ignore[no-untyped-def]
    """Greatest drift over all weathers of the scenario, as a function of leeway."""

    def bound(leeway: float) -> float:
        env = world.env
        east = env["current_east_mps"] + leeway * env["wind_east_mps"]
        north = env["current_north_mps"] + leeway * env["wind_north_mps"]
        return float(np.hypot(east, north).max()) * 1.001 + 0.01

    return bound


def fill_sensors(
    world: tb.World, exercise: Exercise, library: Library, names: Sequence[str], fitted: Fitted
) -> tuple[str, ...]:
    """Write the rows of all sensors; returns their mounting names in row order."""
    mounted: list[str] = []
    buoys = 0
    armed = armed_units(exercise)
    curves = curve_rows(exercise, library, fitted)
    confusions = {confusion: number for number, confusion in enumerate(sorted(library.confusions), 1)}
    for row, name in enumerate(names):
        unit = exercise.units[name]
        for mount in fitted[name]:
            kind = library.sensors[mount.class_id]
            works = _is_on(kind, unit)
            sensor = world.sensor[len(mounted)]
            sensor["id32"] = name_hash(f"{name}/{mount.id}")
            sensor["unit"] = row
            sensor["kind"] = SENSOR_CODE[kind.kind]
            sensor["height_m"] = mount.height_m
            sensor["confusion"] = confusions.get(kind.confusion, 0)
            sensor["confusion_air"] = confusions.get(kind.confusion_air, 0) if name in armed else 0
            _common(sensor, kind)
            if isinstance(kind, RadarClass):
                _radar(sensor, kind, exercise.environment.air)
                sensor["curve"] = curves.get(mount.class_id, 0)
            elif isinstance(kind, SonarClass):
                _sonar(sensor, kind)
                if is_listening_buoy(kind):
                    buoys += 1
                    sensor["line"] = buoys
            elif isinstance(kind, InterceptClass):
                _intercept(sensor, kind)
            elif isinstance(kind, MagneticClass):
                sensor["optics"], sensor["anomaly_t"] = 1.0, kind.anomaly_t
            elif isinstance(kind, InfraredClass):
                sensor["range_sd_fraction"], sensor["optics"] = kind.range_sd_fraction, 1.0
                sensor["netd_k"], sensor["cutoff_cpr"] = kind.netd_k, 0.5 / kind.pixel_rad
            else:
                sensor["range_sd_fraction"] = kind.range_sd_fraction
                sensor["optics"] = kind.magnification
            world.switch[len(mounted)]["on"] = works
            mounted.append(mount.id)
    return tuple(mounted)


def likeness_of(library: Library) -> np.ndarray:
    """The library's confusions in the order of their ids, as the engine's table has them."""
    found: list[float] = []
    for _, table in sorted(library.confusions.items()):
        found += [table.threshold, *(table.prior[kind] for kind in SurfaceKind)]
        nothing = dict.fromkeys(SurfaceKind, 0.0)
        found += [table.rows.get(true, nothing)[called] for true in SurfaceKind for called in SurfaceKind]
    return np.array([(share,) for share in found], belief_rows.LIKENESS)


def _is_on(sensor: SensorClass, unit: Unit) -> bool:
    """Whether a sensor works from the start; of gauges and air-search radars see Shiphandling, of what hangs from an
    aircraft Dipping and Buoys."""
    if isinstance(sensor, RadarClass) and sensor.air_watch:
        return False
    if isinstance(sensor, SonarClass) and (sensor.winch_mps > 0.0 or sensor.life_s > 0.0):
        return False
    if sensor.kind is SensorKind.RADAR:
        return unit.emission.radar
    if sensor.kind is SensorKind.ACTIVE_SONAR:
        return unit.emission.sonar
    return sensor.kind is not SensorKind.GAUGE or not unit.emission.radar


def _common(sensor: np.void, kind: SensorClass) -> None:
    for field in (
        "period_s",
        "range_m_max",
        "range_sd_m",
        "bearing_sd_rad",
        "confirm_hits",
        "confirm_looks",
        "drop_looks",
        "report_s",
    ):
        sensor[field] = getattr(kind, field)


def _radar(sensor: np.void, kind: RadarClass, air: Air | None) -> None:
    for field in (
        "power_w",
        "gain_db",
        "wavelength_m",
        "bandwidth_hz",
        "noise_figure_db",
        "losses_db",
        "pulses",
        "false_alarm_prob",
        "beam_rad",
        "pulse_s",
        "vertical",
    ):
        sensor[field] = getattr(kind, field)
    sensor["optics"] = 1.0
    sensor["snr_1m"] = radar_snr_1m(
        kind.power_w,
        kind.gain_db,
        kind.wavelength_m,
        kind.bandwidth_hz,
        kind.noise_figure_db,
        kind.losses_db,
        kind.pulses,
    )
    freq_hz = LIGHT_MPS / kind.wavelength_m
    sensor["rain_k"], sensor["rain_alpha"] = rain_law(freq_hz, 0.5 * math.pi if kind.vertical else 0.0, 0.0)
    sensor["gas_np_per_m"] = 0.0 if air is None else gas_np_per_m(freq_hz, air.temperature_degc, air.vapour_gpm3)


def _sonar(sensor: np.void, kind: SonarClass) -> None:
    sensor["freq_hz"] = kind.frequency_hz
    sensor["deep_m"] = kind.depth_m
    sensor["fade_per_s"] = 1.0 / kind.fade_s
    sensor["optics"] = 1.0
    for field in (
        "source_db",
        "pulse_s",
        "beam_rad",
        "own_noise_db",
        "own_noise_mps",
        "sigma_db",
    ):
        sensor[field] = getattr(kind, field)
    sensor["directivity_db"], sensor["threshold_db"] = directivity_db(kind), threshold_db(kind)


def _intercept(sensor: np.void, kind: InterceptClass) -> None:
    sensor["optics"] = 1.0
    sensor["gain_db"] = kind.gain_db
    sensor["noise_db"] = kind.sensitivity_dbw
    sensor["band_hz_min"], sensor["band_hz_max"] = kind.band_hz


def start_place(exercise: Exercise, unit: Unit) -> tuple[float, float]:
    """Latitude and longitude (rad) where a unit starts: at sea, on a deck, at an airfield, off a port."""
    start = unit.start
    if start.deck is not None:
        return start_place(exercise, exercise.units[start.deck])
    if start.airfield is not None:
        points = exercise.areas[start.airfield].points
        x, y, z = np.mean([ecef(p.lat_rad, p.lon_rad) for p in points], axis=0)
        lat, lon = geodetic(x, y, z)
        return lat, lon
    assert start.place is not None
    return start.place.lat_rad, start.place.lon_rad


def moves_by_itself(platform: Platform) -> bool:
    """Whether a unit has engines: others drift, or are towed."""
    return Capability.MOVES in platform.capabilities
