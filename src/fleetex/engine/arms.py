"""Weapons as mounted, against submarines and against what flies: what the engine takes of the library. SI, radians."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class AirGun:
    """What a gun fires at air targets with (see `fleetex.library.air_fire.AirFire`)."""

    table: np.ndarray
    """Of `physics.air_ballistics`, up to so high and so late:"""
    elevation_rad_max: float
    time_s_max: float
    muzzle_mps: float
    close_in: bool
    fuze: int
    trigger_m: float
    lethal_m: float
    range_m_max: float
    range_m_min: float
    burst: int
    pause_s: float
    heat: int
    cooling_s: float
    reaction_s: float
    by_radar: bool
    basket_rad: float
    look_angle_sd_rad: float
    look_range_sd_m: float


@dataclass(frozen=True)
class TorpedoFigures:
    """An exercise torpedo (see `fleetex.library.weapons.TorpedoClass`)."""

    speed_mps: float
    run_m: float
    ceiling_m: float
    floor_m: float
    snakes: bool
    """Searches to and fro on its line before it circles."""
    search_radius_m: float
    seeker_range_m: float
    seeker_half_angle_rad: float
    seeker_spread_db: float
    turn_radps: float
    dive_mps: float
    line_sd_rad: float
    place_sd_m: float
    heard_m: float
    keep_off_m: float
    assess_m: float
    reload_s: float


@dataclass(frozen=True)
class RocketFigures:
    """A launcher of drill charges (see `fleetex.library.weapons.RocketClass`)."""

    range_m_min: float
    range_m_max: float
    salvo: int
    interval_s: float
    pattern_radius_m: float
    flight_mps: float
    sink_mps: float
    fuse_m_max: float
    line_sd_rad: float
    range_sd_share: float
    round_sd_m: float
    assess_m: float
    reload_s: float


@dataclass(frozen=True)
class WeaponMount:
    """One set of tubes or one launcher as fitted. `figures` say which of the two it is."""

    unit: int
    mount: str
    id32: int
    weapon: str
    """Class in the library."""
    name: str
    rounds: int
    figures: TorpedoFigures | RocketFigures
