"""Gun mounts as fitted, with their tables; close-in guns, and fire at what flies, where there is such a target."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from fleetex.compiler.armament import launchers
from fleetex.compiler.fitted import is_fired_at_in_the_air
from fleetex.engine.arms import AirGun
from fleetex.engine.cast import GunMount
from fleetex.library import Library
from fleetex.library.air_fire import Director, Fuze
from fleetex.library.models import GunClass
from fleetex.physics.air_ballistics import air_table
from fleetex.physics.air_gunfire import CONTACT, PROXIMITY
from fleetex.physics.ballistics import FLIGHT_S, RANGE_M, drag_per_kg, firing_table, interpolate
from fleetex.physics.philox import name_hash
from fleetex.scenario import Exercise

SLOWER_UPHILL = 1.3
"""Design value: the table goes on for so much longer than a level shot to the greatest range takes."""


def armed(exercise: Exercise, library: Library, names: Sequence[str]) -> dict[str, Any]:
    """What the cast has of weapons: guns, practice weapons, and what practice targets stand."""
    return {
        "mounts": gun_mounts(exercise, library, names),
        "launchers": launchers(exercise, library, names),
        "brought_down_by": brought_down_by(exercise, library, names),
    }


def gun_mounts(exercise: Exercise, library: Library, names: Sequence[str]) -> dict[tuple[int, str], GunMount]:
    """By unit row and mounting name."""
    mounts: dict[tuple[int, str], GunMount] = {}
    tables: dict[str, np.ndarray] = {}
    air: dict[str, AirGun | None] = {}
    at_air = is_fired_at_in_the_air(exercise, library)
    for row, name in enumerate(names):
        for fitted in library.platforms[exercise.units[name].class_id].guns:
            gun = library.guns[fitted.class_id]
            if not at_air and gun.air is not None and gun.air.close_in:
                continue
            if fitted.class_id not in tables:
                tables[fitted.class_id] = firing_table(
                    gun.muzzle_mps, gun.shell_kg, gun.calibre_m, gun.form_factor, gun.elevation_rad_max
                )
                air[fitted.class_id] = _air_gun(gun, tables[fitted.class_id]) if at_air else None
            table = tables[fitted.class_id]
            mounts[row, fitted.id] = GunMount(
                unit=row,
                mount=fitted.id,
                id32=name_hash(f"{name}/{fitted.id}"),
                calibre_m=gun.calibre_m,
                barrels=gun.barrels,
                rate_per_s=gun.rate_per_s,
                rounds=fitted.rounds,
                range_m_max=float(table[-1, RANGE_M]),
                table=table,
                elevation_sd_rad=gun.elevation_sd_rad,
                bearing_sd_rad=gun.bearing_sd_rad,
                muzzle_sd_mps=gun.muzzle_sd_mps,
                muzzle_bias_sd_mps=gun.muzzle_bias_sd_mps,
                wind_error_sd_mps=gun.wind_error_sd_mps,
                lay_sd_rad=gun.lay_sd_rad,
                air=air[fitted.class_id],
            )
    return mounts


def _air_gun(gun: GunClass, table: np.ndarray) -> AirGun | None:
    figures = gun.air
    if figures is None:
        return None
    level_m = min(figures.range_m_max, float(table[-1, RANGE_M]))
    time_s_max = math.ceil(SLOWER_UPHILL * float(interpolate(table, level_m)[FLIGHT_S - 1]))
    drag = drag_per_kg(gun.shell_kg, gun.calibre_m, gun.form_factor)
    return AirGun(
        table=air_table(gun.muzzle_mps, drag, gun.elevation_rad_max, float(time_s_max)),
        elevation_rad_max=gun.elevation_rad_max,
        time_s_max=float(time_s_max),
        muzzle_mps=gun.muzzle_mps,
        close_in=figures.close_in,
        fuze=PROXIMITY if figures.fuze is Fuze.PROXIMITY else CONTACT,
        trigger_m=figures.trigger_m,
        lethal_m=figures.lethal_m,
        range_m_max=figures.range_m_max,
        range_m_min=figures.range_m_min,
        burst=figures.burst,
        pause_s=figures.pause_s,
        heat=figures.heat,
        cooling_s=figures.cooling_s,
        reaction_s=figures.reaction_s,
        by_radar=figures.director is Director.RADAR,
        basket_rad=figures.basket_rad,
        look_angle_sd_rad=figures.look_angle_sd_rad,
        look_range_sd_m=figures.look_range_sd_m,
    )


def brought_down_by(exercise: Exercise, library: Library, names: Sequence[str]) -> dict[int, int]:
    """Rows of air targets that fall -> after how many assessed hits."""
    needed = {row: library.platforms[exercise.units[name].class_id].brought_down_by for row, name in enumerate(names)}
    return {row: hits for row, hits in needed.items() if hits > 0}
