"""How radars find echoes that fade by a stated case: curves for the engine, made before a run.

A look at who states no case goes by the closed form of a slowly fading echo, with Albersheim's gain of integration.
Who states one (`swerling: 0`) is found as the exact law says; `radar_law` has all looks go by it, or by Shnidman's.
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from fleetex.compiler.fitted import fitted_sensors
from fleetex.compiler.refraction import radio_earth_m
from fleetex.engine.echo_rows import CURVE, CURVES, KNOTS, LEAST_DB, NO_CURVE_DB, STEP_DB
from fleetex.library import Library
from fleetex.library.models import MountedSensor, RadarClass
from fleetex.physics.horizon import ground_range_to_height_m
from fleetex.physics.radar import from_db, integration_gain_db
from fleetex.physics.swerling import required_snr_db, shnidman_snr_db
from fleetex.scenario.exercise import Exercise
from fleetex.scenario.surroundings import RadarLaw
from fleetex.units import DEG_RAD

if TYPE_CHECKING:
    from fleetex.compiler.world import Compiled

FLIES_M = 1_000.0
"""The height at which the table of lobes tells how far off they are."""
Needed = Callable[[float, float, int, int], float]
"""Signal to noise of a pulse, of the chance of a look, the false alarm's, pulses and case."""
LAWS: Mapping[RadarLaw, tuple[Needed, float, float]] = {
    RadarLaw.EXACT: (required_snr_db, 1e-8, 1.0 - 2e-5),
    RadarLaw.SHNIDMAN: (shnidman_snr_db, 0.1, 0.99),
}
"""A law, and the chances between which it is asked; beyond them its curve runs on straight."""
SLOW = 1
"""The case of an echo of which nothing is said."""
CHANCES = (0.1, 0.5, 0.9)


def curves_of(exercise: Exercise, library: Library, fitted: Mapping[str, Sequence[MountedSensor]]) -> np.ndarray:
    """The curves of all classes of radar that are manned, in the order of `radar_classes`; none where none is asked."""
    law, cases = exercise.environment.radar_law, _cases(exercise)
    if law is None and not cases:
        return np.zeros(0, CURVE)
    rows = []
    for name in radar_classes(library, fitted):
        radar = library.sensors[name]
        assert isinstance(radar, RadarClass)
        unsaid = [NO_CURVE_DB] * KNOTS if law is None else curve_db(radar, law, SLOW)
        rows.append(unsaid)
        used = law or RadarLaw.EXACT
        rows += [curve_db(radar, used, case) if case in cases else unsaid for case in range(CURVES - 1)]
    return np.array([(knot,) for row in rows for knot in row], CURVE)


def curve_rows(exercise: Exercise, library: Library, fitted: Mapping[str, Sequence[MountedSensor]]) -> dict[str, int]:
    """Class of radar -> its first row among the curves, from 1; empty where there are none."""
    if exercise.environment.radar_law is None and not _cases(exercise):
        return {}
    return {name: 1 + CURVES * KNOTS * place for place, name in enumerate(radar_classes(library, fitted))}


def radar_classes(library: Library, fitted: Mapping[str, Sequence[MountedSensor]]) -> list[str]:
    """Of all that are manned, sorted."""
    names = {mount.class_id for mounts in fitted.values() for mount in mounts}
    return sorted(name for name in names if isinstance(library.sensors[name], RadarClass))


def curve_db(radar: RadarClass, law: RadarLaw, case: int) -> list[float]:
    """What an echo of this case needs at each knot, in dB: of a look's pulses together, as the engine reckons it."""
    needed, least, most = LAWS[law]
    pulses = pulses_of(radar)
    pfa = radar.false_alarm_prob
    slow_db = LEAST_DB + STEP_DB * np.arange(KNOTS)
    chances = [math.exp(math.log(pfa) / (1.0 + from_db(db))) for db in slow_db.tolist()]
    asked = [k for k, chance in enumerate(chances) if max(least, 2.0 * pfa) <= chance <= most]
    gain_db = integration_gain_db(radar.pulses)
    known = np.array([needed(chances[k], pfa, pulses, case) + gain_db for k in asked])
    assert np.diff(known).min() > 0.0, (radar.id, case)
    found = np.interp(slow_db, slow_db[asked], known)
    for end, inner, step in ((asked[0], asked[1], -1), (asked[-1], asked[-2], 1)):
        slope = (found[end] - found[inner]) / (end - inner)
        for k in range(end + step, -1 if step < 0 else KNOTS, step):
            found[k] = found[end] + slope * (k - end)
    return [float(db) for db in found]


def radar_needs(compiled: "Compiled") -> Iterator[dict[str, Any]]:
    """What the table `radar_needs` says: of each class of radar that is manned, at CHANCES."""
    exercise, library = compiled.exercise, compiled.library
    law, cases = exercise.environment.radar_law, _cases(exercise)
    if law is None and not cases:
        return
    asked = sorted(cases | ({SLOW} if law is not None else set()))
    used = law or RadarLaw.EXACT
    for name in radar_classes(library, fitted_sensors(exercise, library)):
        radar = library.sensors[name]
        assert isinstance(radar, RadarClass)
        for case in asked:
            for chance in CHANCES:
                snr_db = LAWS[used][0](chance, radar.false_alarm_prob, pulses_of(radar), case)
                yield {"class_id": name, "swerling": case, "law": used.value, "prob": chance, "snr_db": snr_db}


def radar_lobes(compiled: "Compiled") -> Iterator[dict[str, Any]]:
    """What the table `radar_lobes` says: of each radar that is manned."""
    exercise, library = compiled.exercise, compiled.library
    if not exercise.environment.multipath:
        return
    earth_m = radio_earth_m(exercise.environment)
    for unit, mounts in fitted_sensors(exercise, library).items():
        for mount in mounts:
            radar = library.sensors[mount.class_id]
            if isinstance(radar, RadarClass) and mount.height_m > 0.0:
                half_rad = math.atan(0.5 * radar.wavelength_m / mount.height_m)
                lobe_rad = math.atan(0.5 * math.tan(half_rad))
                lobe_m, null_m = (
                    ground_range_to_height_m(FLIES_M, mount.height_m, angle, earth_m) for angle in (lobe_rad, half_rad)
                )
                yield {
                    "unit_id": unit,
                    "sensor_id": mount.id,
                    "height_m": mount.height_m,
                    "wavelength_m": radar.wavelength_m,
                    "lobe_deg": lobe_rad / DEG_RAD,
                    "null_deg": half_rad / DEG_RAD,
                    "lobe_m": lobe_m,
                    "null_m": null_m,
                }


def pulses_of(radar: RadarClass) -> int:
    """Of a look: a whole number."""
    return max(1, round(radar.pulses))


def _cases(exercise: Exercise) -> frozenset[int]:
    """The cases that units state."""
    return frozenset(unit.swerling for unit in exercise.units.values() if unit.swerling is not None)
