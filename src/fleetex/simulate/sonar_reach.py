"""How far sonars reach against what dives, for who looks at the run: by the engine's own decibels, every quarter hour.

A row of `sonar_reach` is one sonar and one submarine near each other: the range at which the mean excess of a look is 0
(half chance, all luck aside) in the water, at the speeds and depths of the moment, by the side that she shows; where
she is heard again farther off (convergence zones), the first. It is no part of the play: nobody in the run reads it,
and nothing is drawn by lot. Of a sonar whose detector is stated a row of `sonar_merits` says besides what its design
promises: the figure of merit, and the range that spherical spreading and absorption leave it.
"""

import math
from collections.abc import Sequence

from numba import float64, int64

from fleetex.engine import ask
from fleetex.engine.hearing import _fixed, even_range_m, source_db
from fleetex.engine.stage import Ring, Stage
from fleetex.engine.tables import ACTIVE, MODE_ABOARD, head_of, hull_at, sensor_at
from fleetex.physics.ambient import NO_NOISE_DB
from fleetex.physics.compiled import kernel
from fleetex.physics.geodesy import inverse
from fleetex.physics.sonar import active_terms_db, passive_terms_db, target_strength_db
from fleetex.physics.sonar_design import range_of_merit_m
from fleetex.physics.sound_tables import Sea
from fleetex.simulate import sound_ways

RING = "sonar reach"
EVERY_S = 900.0
NEAR_M = 30_000.0
"""Submarines farther off are out of every sonar's reach but by freak."""
ROUGHLY_M = 300.0
"""Nearer than this to that distance it is taken on the geodesic: a chord's arc is a thousandth off at most."""
ASPECTS_DEG = (0, 15, 30, 45, 60, 75, 90)
"""End on to abeam: an echo is alike from bow and stern, and from either side."""


@kernel
def reach_m(at: int, s: int, v: int, aspect_rad: float) -> float:
    """Range at which the mean excess of a sonar's look at a unit is 0, up to its greatest; 0 if it hears nothing."""
    w = head_of(at)
    m = sensor_at(w, s)
    hull = hull_at(w, v)
    if m.kind == ACTIVE:
        strength_db = target_strength_db(aspect_rad, hull.echo_bow_db, hull.echo_quarter_db, hull.echo_beam_db)
    else:
        strength_db = source_db(w, v, m.freq_hz)
    return float(even_range_m(w, s, v, _fixed(w, s, v, strength_db)))


@kernel
def merit_db(at: int, s: int, v: int, aspect_rad: float) -> tuple[float, float]:
    """Loss one way that a sonar's look at a unit can bear, all luck and all reverberation aside, and absorption (dB/m):
    the excess where nothing is lost; of a ping half of it."""
    w = head_of(at)
    m = sensor_at(w, s)
    hull = hull_at(w, v)
    if m.kind == ACTIVE:
        strength_db = target_strength_db(aspect_rad, hull.echo_bow_db, hull.echo_quarter_db, hull.echo_beam_db)
        _, noise_db, absorption, _, _ = _fixed(w, s, v, strength_db)
        terms = active_terms_db(
            m.source_db, 0.0, 0.0, strength_db, noise_db, m.directivity_db, NO_NOISE_DB, m.threshold_db
        )
        return 0.5 * terms[5], absorption
    strength_db = source_db(w, v, m.freq_hz)
    _, noise_db, absorption, _, _ = _fixed(w, s, v, strength_db)
    return passive_terms_db(strength_db, 0.0, noise_db, m.directivity_db, m.threshold_db)[5], absorption


def start(stage: Stage, designed: Sequence[int], seas: Sequence[Sea]) -> None:
    """Ring if there is anything that dives and any sonar, and have the kernels ready. `designed`: rows of sonars whose
    detectors are stated; `seas`: see `on_ring`."""
    if stage.divers and len(stage.sonars):
        reach_m.compile((int64, int64, int64, float64))  # type: ignore[attr-defined]
        if designed:
            merit_db.compile((int64, int64, int64, float64))  # type: ignore[attr-defined]
        if seas:
            sound_ways.make_ready()
        stage.timers.ring_at(0.0, -1, RING, designed=list(designed))


def on_ring(stage: Stage, ring: Ring, seas: Sequence[Sea]) -> None:
    """Write a row for each sonar that works and each submarine near it, and where the waters have tables of loss
    (`seas`) the ways of the sound between them."""
    designed = ring.payload.get("designed", [])
    stage.timers.ring_at(ring.time_s + EVERY_S, -1, RING, designed=designed)
    switches, units = stage.world.switch[stage.sonars], stage.world.unit
    works = (switches["on"] == 1) & (switches["afloat"] == 0)
    works &= units["mode"][stage.sonar_owners] != MODE_ABOARD
    rows, owners = stage.sonars[works].tolist(), stage.sonar_owners[works].tolist()
    never = stage.world.pair["never"].reshape(-1, len(units))
    for target in sorted(stage.divers):
        near = {owner for owner in dict.fromkeys(owners) if owner != target and _is_near(stage, owner, target)}
        if not near:
            continue
        depth_m = -ask.whereabouts(stage.at, target, stage.now_s)[4]
        for s, owner in zip(rows, owners, strict=True):
            if owner in near and not never[s, target]:
                _write(stage, s, owner, target, depth_m)
                if seas:
                    sound_ways.write(stage, s, owner, target, seas)
                if s in designed:
                    _promise(stage, s, owner, target)


def _is_near(stage: Stage, owner: int, target: int) -> bool:
    """Whether a submarine is within reach of a sonar's ship by freak at most, on the geodesic."""
    roughly_m, _ = ask.range_and_bearing_between(stage.at, owner, target, stage.now_s)
    if abs(roughly_m - NEAR_M) > ROUGHLY_M:
        return bool(roughly_m <= NEAR_M)
    here, there = (ask.whereabouts(stage.at, row, stage.now_s)[:2] for row in (owner, target))
    return bool(inverse(*here, *there)[0] <= NEAR_M)


def _write(stage: Stage, s: int, owner: int, target: int, depth_m: float) -> None:
    active = stage.world.sensor["kind"][s] == ACTIVE
    reaches = [reach_m(stage.at, s, target, math.radians(aspect)) for aspect in ASPECTS_DEG[: 7 if active else 1]]
    by_aspect = zip(ASPECTS_DEG, reaches if active else reaches * len(ASPECTS_DEG), strict=True)
    stage.sink.row(
        "sonar_reach",
        **sound_ways.pair(stage, s, owner, target),
        depth_m=max(depth_m, 0.0),
        **{f"reach_{aspect:02d}_m": reach for aspect, reach in by_aspect},
    )


def _promise(stage: Stage, s: int, owner: int, target: int) -> None:
    """What the design promises against her beam, and what the water makes of it."""
    abeam_rad = 0.5 * math.pi
    merit, absorption = merit_db(stage.at, s, target, abeam_rad)
    stage.sink.row(
        "sonar_merits",
        **sound_ways.pair(stage, s, owner, target),
        merit_db=merit,
        promised_m=range_of_merit_m(merit, absorption),
        reach_m=reach_m(stage.at, s, target, abeam_rad),
    )
