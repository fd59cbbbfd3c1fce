"""The chance of one look, and the decibels behind it, for whatever kind of sensor it is."""

import math
from typing import Any

from fleetex.engine.clutter import air_left, clutter_left
from fleetex.engine.dive import cross_section_m2, shown_size_m, top_m
from fleetex.engine.echoes import echo_look_prob, echo_threshold_db
from fleetex.engine.hearing import luck_db, sound_terms
from fleetex.engine.intercept import intercept_terms
from fleetex.engine.jamming import jam_left
from fleetex.engine.magnetic import anomaly_terms
from fleetex.engine.mounting import eye_height_m
from fleetex.engine.senses import is_sonar
from fleetex.engine.tables import ESM, INFRARED, MAGNETIC, budget_out_at, hull_at, pair_at, sensor_at, unit_at
from fleetex.engine.two_ways import by_two_ways, most_by_two_ways
from fleetex.physics.compiled import inner
from fleetex.physics.infrared import thermal_look_prob, thermal_terms_db
from fleetex.physics.radar import radar_terms_db
from fleetex.physics.sight import sight_look_prob, sight_terms_db
from fleetex.physics.sonar_detection import excess_prob
from fleetex.units import HOUR_S

LEAST_LEFT = 1e-12
"""Of an echo that two ways cancel, for the decibels."""
BUDGET_DB = 1.0
BUDGET_SHARE = 0.1
BUDGET_AT_LEAST_S = HOUR_S
SAME_RANGE = 0.01
"""Design values: decibels are recorded anew when their excess has changed by one or, if that is more, by a tenth, and
each hour; at the same range to a hundredth and in the same conditions nobody works them out (spreading: 0.2 dB)."""


@inner
def look_prob(w: Any, s: int, v: int, range_m: float) -> float:
    """Chance that a look of the sensor finds the unit at this range. A radar's pair has its limits set."""
    return prob_between(w, s, v, range_m, range_m)


@inner
def prob_between(w: Any, s: int, v: int, range_m: float, sea_m: float) -> float:
    """Bounds of that chance while the range lies between the two: the least with the farther one as `range_m` and the
    nearer one as `sea_m`, the greatest the other way round (of a jammed radar that alone). Of a radar's signal to
    noise the target's part and the sea's both fall with range."""
    m = sensor_at(w, s)
    p = pair_at(w, s * w.unit_rows + v)
    if m.kind == 0:
        left = clutter_left(w, s, v, sea_m) * air_left(w, s, range_m)
        if range_m == sea_m:  # of bounds the greatest takes no account of jammers, and nobody asks for the least
            left *= jam_left(w, s, v) * by_two_ways(w, s, v, range_m)
        elif w.multipath == 1 and range_m > sea_m:
            return 0.0
        else:
            left *= most_by_two_ways(w)
        return echo_look_prob(w, s, v, range_m, p.snr_1m * left, p.horizon_m)
    if range_m > m.range_m_max:
        return 0.0
    if m.kind == INFRARED:
        return thermal_look_prob(range_m, *_warmth_of(w, s, v))
    return sight_look_prob(range_m, *_sight_of(w, s, v))


@inner
def _warmth_of(w: Any, s: int, v: int) -> tuple[float, float, float, float, float, float]:
    """What a look by a thermal imager rests on besides range, in the order in which `physics.infrared` asks for it."""
    m = sensor_at(w, s)
    seen_m = unit_at(w, m.unit).visibility_m
    return shown_size_m(w, v), eye_height_m(w, s), top_m(w, v), seen_m, m.netd_k, m.cutoff_cpr


@inner
def _sight_of(w: Any, s: int, v: int) -> tuple[float, float, float, float, float, int, float, float]:
    """What a look by eye rests on besides range, in the order in which `physics.sight` asks for it."""
    m = sensor_at(w, s)
    target = hull_at(w, v)
    watcher = unit_at(w, m.unit)
    lights_cd = target.lights_cd if unit_at(w, v).lights == 1 else 0.0
    return (
        shown_size_m(w, v),
        target.contrast,
        eye_height_m(w, s),
        top_m(w, v),
        watcher.visibility_m,
        watcher.light,
        lights_cd,
        m.optics,
    )


@inner
def emit_budget(w: Any, s: int, v: int, t: float, range_m: float) -> None:
    """Record the decibels behind a look at this range."""
    _work_out(w, s, v, t, range_m)
    _record(w, s, v)


@inner
def emit_budget_if_due(w: Any, s: int, v: int, t: float, range_m: float, changed: bool) -> None:
    """Record them if they tell more than the pair's last row. `changed`: conditions are not those of that row."""
    p = pair_at(w, s * w.unit_rows + v)
    aged = t - p.budget_s >= BUDGET_AT_LEAST_S
    if not (aged or changed) and abs(range_m - p.budget_range_m) < SAME_RANGE * p.budget_range_m:
        return
    excess_db = _work_out(w, s, v, t, range_m)
    same_db = max(BUDGET_DB, BUDGET_SHARE * abs(p.budget_db))
    if aged or p.budget_range_m == 0.0 or not abs(excess_db - p.budget_db) < same_db:
        _record(w, s, v)


@inner
def _record(w: Any, s: int, v: int) -> None:
    """Keep the row that was worked out."""
    p = pair_at(w, s * w.unit_rows + v)
    row = budget_out_at(w, w.budget_out_filled)
    p.budget_s = row.time_s
    p.budget_range_m = row.range_m
    p.budget_db = row.excess_db
    w.budget_out_filled += 1
    w.budgets += 1


@inner
def _work_out(w: Any, s: int, v: int, t: float, range_m: float) -> Any:
    """Write the decibels into the next free row; the excess."""
    m = sensor_at(w, s)
    target = hull_at(w, v)
    p = pair_at(w, s * w.unit_rows + v)
    row = budget_out_at(w, w.budget_out_filled)
    row.unit = m.unit
    row.sensor = s
    row.target = target.named
    row.held = p.held
    row.time_s = t
    row.range_m = range_m
    if is_sonar(m.kind):
        return _work_sound_out(w, s, v, t, range_m)
    if m.kind == ESM:
        terms = intercept_terms(w, s, v, range_m)
        row.source_db, row.target_db, row.loss_db, row.noise_db, row.threshold_db, row.excess_db = terms
        row.prob = 1.0 if row.excess_db >= 0.0 else 0.0
        return row.excess_db
    if m.kind == MAGNETIC:
        terms = anomaly_terms(w, s, v, t, range_m)
        row.source_db, row.target_db, row.loss_db, row.noise_db, row.threshold_db, row.excess_db = terms
        row.prob = 1.0 if row.excess_db > 0.0 else 0.0
        return row.excess_db
    row.prob = look_prob(w, s, v, range_m)
    if m.kind == 0:
        terms = radar_terms_db(
            range_m,
            max(cross_section_m2(w, v) if target.domain != 3 else 0.0, 1e-9),
            p.horizon_m,
            m.source_db,
            m.noise_db - 10.0 * math.log10(clutter_left(w, s, v, range_m) * jam_left(w, s, v)),
            echo_threshold_db(w, s, v),
        )
        if m.air_np_per_m > 0.0 or w.multipath == 1:
            air_db = -10.0 * math.log10(air_left(w, s, range_m) * max(by_two_ways(w, s, v, range_m), LEAST_LEFT))
            terms = (terms[0], terms[1], terms[2] + air_db, terms[3], terms[4], terms[5] - air_db)
    elif m.kind == INFRARED:
        terms = thermal_terms_db(range_m, *_warmth_of(w, s, v))
    else:
        terms = sight_terms_db(range_m, *_sight_of(w, s, v))
    row.source_db, row.target_db, row.loss_db, row.noise_db, row.threshold_db, row.excess_db = terms
    return row.excess_db


@inner
def _work_sound_out(w: Any, s: int, v: int, t: float, range_m: float) -> Any:
    """The same for a sonar: the luck of the time is taken off its threshold, the chance is that over all luck."""
    row = budget_out_at(w, w.budget_out_filled)
    terms, _ = sound_terms(w, s, v, t, range_m)
    luck, _ = luck_db(w, s, v, t)
    row.source_db, row.target_db, row.loss_db, row.noise_db, row.threshold_db, row.excess_db = terms
    row.prob = excess_prob(row.excess_db, sensor_at(w, s).sigma_db)
    row.threshold_db -= luck
    row.excess_db += luck
    return row.excess_db
