"""Compile, or take from the cache, every kernel that Python calls in a run: before the clock of the run starts."""

from collections.abc import Callable
from typing import Any

from numba import boolean, float64, int64, typeof, types

from fleetex.engine import air_places, ask, flying, missile_places, voyages, worlds
from fleetex.physics import (
    air_gunfire,
    air_lead,
    ballistics,
    fuel,
    geodesy,
    gunfire,
    horizon,
    philox,
    rectangles,
    sight,
    sonar,
)

ENTRIES: tuple[tuple[Any, str], ...] = (
    (worlds.put_unit, "wifffff"),
    (worlds.begin, "w"),
    (ask.advance, "af"),
    (ask.whereabouts, "aif"),
    (ask.surroundings, "ai"),
    (ask.range_and_bearing_between, "aiif"),
    (ask.estimate, "aiiiff"),
    (ask.own_track, "aiiif"),
    (ask.near, "aiiffffr"),
    (ask.suspects, "aiv"),
    (ask.bearing_of, "aii"),
    (ask.apart, "aiiiff"),
    (ask.numbered, "aii"),
    (ask.change_motion, "aif"),
    (ask.change_depth, "aiff"),
    (ask.change_snort, "aiif"),
    (ask.replan, "aif"),
    (ask.power_now, "aif"),
    (ask.least_water_m, "ai"),
    (ask.take_in_tow, "aif"),
    (ask.take_aboard, "aiif"),
    (ask.engage_track, "aiiff"),
    (ask.change_flow, "aiff"),
    (ask.fuel_now, "aif"),
    (ask.set_switch, "aiif"),
    (ask.set_lights, "aiif"),
    (ask.hang_sonar, "aiff"),
    (ask.is_inside, "aiiif"),
    (ask.watch_from, "aif"),
    (ask.end_legs, "af"),
    (voyages.lane_voyage, "rfffir"),
    (voyages.fix_voyage, "rr"),
    (voyages.survey, "rr"),
    (voyages.wander_voyage, "iiiirfffr"),
    (geodesy.inverse, "ffff"),
    (geodesy.direct, "ffff"),
    (geodesy.rhumb, "ffff"),
    (philox.uniform, "iiiiii"),
    (philox.normals4, "iiiiii"),
    (ballistics.interpolate, "tf"),
    (gunfire.impact_errors, "f" * 14),
    (gunfire.hits_box, "f" * 7),
    (horizon.radar_horizon_m, "fff"),
    (rectangles.clear_water_m, "f" * 8),
    (sonar.target_strength_db, "ffff"),
    (sight.sight_look_prob, "ffffffiff"),
)
FLIGHT: tuple[tuple[Any, str], ...] = (
    (flying.take_off, "aiff"),
    (flying.land, "aiif"),
    (flying.ditch, "aif"),
    (flying.lay_buoy, "aiff"),
    (flying.drift_buoy, "aif"),
    (flying.buoy_place, "aif"),
    (flying.solve_gates, "aif"),
    (fuel.fuel_rate_kgps, "ffff"),
)
"""Asked for where something flies, and not elsewhere."""
MISSILES: tuple[tuple[Any, str], ...] = (
    (missile_places.begin_flight, "aiifff"),
    (missile_places.fly, "aifff"),
    (missile_places.end_flight, "aif"),
    (missile_places.light_seeker, "aif"),
    (missile_places.in_basket, "aifffr"),
)
"""Asked for where a serial uses missiles, and not elsewhere."""
AIR_GUNS: tuple[tuple[Any, str], ...] = (
    (air_places.in_space, "aif"),
    (air_places.bearing_of, "vv"),
    (air_places.sight_axes, "vv"),
    (air_places.sighted, "vvfff"),
    (geodesy.east_north_up, "fff"),
    (air_lead.lead, "rvcfff"),
    (air_gunfire.presented_area_m2, "f" * 6),
    (air_gunfire.rounds_past, "iivvvvvfffifffiiiii"),
    (air_gunfire.closest_pass, "vv"),
    (air_gunfire.cookie_cutter_prob, "fff"),
    (air_gunfire.diffuse_prob, "fff"),
)
"""Asked for where guns are manned against what flies, and not elsewhere."""
"""Of all: a kernel and its arguments: w head record, a its address, i integer, f number, b truth, t firing table, r
rows, v a vector, c a cube."""


def warm(
    head: Any,
    tell: Callable[[int, int], None] | None = None,
    *,
    flies: bool = False,
    arms: bool = False,
    fires_up: bool = False,
) -> None:
    """Make all entries ready. `head` is any world's head record; `tell` gets (done, of) after each; `flies`: those
    too that aircraft alone ask for; `arms`: those of missiles; `fires_up`: those of guns at what flies."""
    entries = ENTRIES + (FLIGHT if flies else ()) + (MISSILES if arms else ()) + (AIR_GUNS if fires_up else ())
    letters = {
        "w": typeof(head),  # type: ignore[no-untyped-call]
        "a": int64,
        "i": int64,
        "f": float64,
        "b": boolean,
        "r": types.Array(float64, 2, "C"),
        "v": types.Array(float64, 1, "C"),
        "c": types.Array(float64, 3, "C"),
        "t": types.Array(float64, 2, "C", readonly=False, aligned=True),
    }
    for done, (entry, arguments) in enumerate(entries):
        entry.compile(tuple(letters[letter] for letter in arguments))
        if tell is not None:
            tell(done + 1, len(entries))
