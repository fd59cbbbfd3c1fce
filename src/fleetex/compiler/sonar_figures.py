"""Gain and threshold of a sonar: as its class gives them, or worked out of its array and its detector.

array: {length: 40 m}, 300 Hz                                              ->  12 dB
detection: {processor: energy, pd: 0.5, pfa: 1e-4, bandwidth: 100 Hz, time: 10 s}  ->  -9.3 dB
"""

import math
from collections.abc import Iterator
from typing import Any

from fleetex.compiler.fitted import Fitted, fitted_sensors
from fleetex.library import Library
from fleetex.library.models import SonarClass
from fleetex.physics.sonar_design import (
    NOMINAL_MPS,
    energy_threshold_db,
    line_directivity_db,
    matched_threshold_db,
    piston_directivity_db,
)
from fleetex.scenario import Exercise
from fleetex.vocabulary import Processor, SensorKind

LINE, PISTON = "line array", "piston"


def directivity_db(kind: SonarClass) -> float:
    """Gain against noise from all sides."""
    if kind.array is None:
        return kind.directivity_db
    if kind.array.length_m > 0.0:
        return line_directivity_db(kind.array.length_m, kind.frequency_hz, NOMINAL_MPS)
    return piston_directivity_db(kind.array.diameter_m, kind.frequency_hz, NOMINAL_MPS)


def threshold_db(kind: SonarClass) -> float:
    """What a look asks for: of an echo its level over noise in 1 Hz, of a ship's noise both as spectrum levels."""
    detection = kind.detection
    if detection is None:
        return kind.threshold_db
    if detection.processor is Processor.MATCHED:
        return matched_threshold_db(detection.pd, detection.pfa, detection.time_s)
    threshold = energy_threshold_db(detection.pd, detection.pfa, detection.bandwidth_hz, detection.time_s)
    if kind.kind is SensorKind.PASSIVE_SONAR:
        threshold -= 10.0 * math.log10(detection.bandwidth_hz)  # the noise of a ship fills the band
    return threshold


def designed_sonars(exercise: Exercise, library: Library) -> list[int]:
    """Rows of sensors, units by their ids, that are sonars with a stated detector."""
    fitted = fitted_sensors(exercise, library)
    kinds = [library.sensors[mount.class_id] for name in sorted(exercise.units) for mount in fitted[name]]
    return [row for row, kind in enumerate(kinds) if isinstance(kind, SonarClass) and kind.detection is not None]


def figures_worked_out(library: Library, fitted: Fitted) -> Iterator[dict[str, Any]]:
    """A row of `formulas` for each figure of a manned sonar that follows from its design."""
    for name in sorted({mount.class_id for own in fitted.values() for mount in own}):
        kind = library.sensors[name]
        if not isinstance(kind, SonarClass):
            continue
        if kind.array is not None:
            formula = LINE if kind.array.length_m > 0.0 else PISTON
            yield {"subject": name, "quantity": "directivity", "formula": formula, "value": directivity_db(kind)}
        if kind.detection is not None:
            formula = f"{kind.detection.processor} detector"
            yield {"subject": name, "quantity": "threshold", "formula": formula, "value": threshold_db(kind)}
