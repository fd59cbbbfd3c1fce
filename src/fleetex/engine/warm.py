"""Compile, or take from the cache, every kernel that Python calls in a run: before the clock of the run starts."""

from collections.abc import Callable
from typing import Any

from numba import boolean, float64, int64, types, typeof

from fleetex.engine import ask, kernel, worlds
from fleetex.physics import ballistics, geodesy, gunfire, horizon, philox, sight

ENTRIES: tuple[tuple[Any, str], ...] = (
    (worlds.put_unit, "wifffff"),
    (worlds.begin, "w"),
    (kernel.advance, "wf"),
    (ask.whereabouts, "wif"),
    (ask.range_and_bearing_between, "wiif"),
    (ask.held_track, "wiifb"),
    (ask.change_motion, "wif"),
    (ask.change_flow, "wiff"),
    (ask.fuel_now, "wif"),
    (ask.set_switch, "wiif"),
    (ask.set_lights, "wiif"),
    (ask.is_inside, "wiiif"),
    (ask.watch_from, "wif"),
    (ask.end_legs, "wf"),
    (geodesy.inverse, "ffff"),
    (geodesy.direct, "ffff"),
    (geodesy.rhumb, "ffff"),
    (philox.uniform, "iiiiii"),
    (philox.normals4, "iiiiii"),
    (ballistics.interpolate, "tf"),
    (gunfire.impact_errors, "f" * 14),
    (gunfire.hits_box, "f" * 7),
    (horizon.radar_horizon_m, "ff"),
    (sight.sight_look_prob, "ffffffiff"),
)
"""A kernel and its arguments: w head record, i integer, f number, b truth, t firing table."""


def warm(head: Any, tell: Callable[[int, int], None] | None = None) -> None:
    """Make all entries ready. `head` is any world's head record; `tell` gets (done, of) after each."""
    letters = {
        "w": typeof(head),
        "i": int64,
        "f": float64,
        "b": boolean,
        "t": types.Array(float64, 2, "C", readonly=False, aligned=True),
    }
    for done, (entry, arguments) in enumerate(ENTRIES):
        entry.compile(tuple(letters[letter] for letter in arguments))
        if tell is not None:
            tell(done + 1, len(ENTRIES))
