"""Where measures and figures of serial kinds are found: the entry points `fleetex.measures` and `fleetex.figures`.

A kind without measures or a figure has none; its serials still count in the measures of the exercise.
"""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from fleetex.measures.exercise import measure_exercise
from fleetex.measures.programme import serials
from fleetex.measures.values import Measure
from fleetex.offered import OWN, OfferError, offers, package_of, taken
from fleetex.record.errors import RecordingError
from fleetex.record.reader import Recording

MEASURES, FIGURES = "fleetex.measures", "fleetex.figures"
T = TypeVar("T")

Measurer = Callable[[Recording, dict[str, Any]], list[Measure]]
Drawer = Callable[[Recording, dict[str, Any]], str]


@cache
def measurers() -> Mapping[str, Measurer]:
    """Serial kind -> what measures it, in order of kinds. Looked up once a process."""
    return {code: taken(MEASURES, code) for code in offers(MEASURES)}


@cache
def drawers() -> Mapping[str, Drawer]:
    """Serial kind -> what draws it, in order of kinds. Looked up once a process."""
    return {code: taken(FIGURES, code) for code in offers(FIGURES)}


def measure_serial(recording: Recording, serial: dict[str, Any]) -> list[Measure]:
    """All measures of one serial; none if its kind has no measures."""
    found = measurers().get(str(serial["kind"]))
    return _told(MEASURES, found, recording, serial) if found else []


def draw_serial(recording: Recording, serial: dict[str, Any]) -> str:
    """The serial's figure as SVG; empty if its kind has none or nothing was recorded to draw."""
    found = drawers().get(str(serial["kind"]))
    return _told(FIGURES, found, recording, serial) if found else ""


def _told(
    group: str, what: Callable[[Recording, dict[str, Any]], T], recording: Recording, serial: dict[str, Any]
) -> T:
    """What a kind's own function says of a serial; a failure of another package's is laid at its door."""
    try:
        return what(recording, serial)
    except Exception as failure:
        point = offers(group)[str(serial["kind"])]
        if package_of(point) == OWN or isinstance(failure, RecordingError):
            raise
        why = " ".join(f"{type(failure).__name__}: {failure}".split())
        whose = f"which the package {package_of(point)} offers ({group})"
        raise OfferError(f"{serial['serial_id']}: {point.value}, {whose}, failed: {why}") from failure


def compute_all(recording: Recording) -> dict[str, NDArray[Any]]:
    """Columns of the table `measures`: every serial's, then those of the exercise (serial_id empty)."""
    found = [m for serial in serials(recording) for m in measure_serial(recording, serial)]
    found += measure_exercise(recording)
    columns: dict[str, NDArray[Any]] = {
        name: np.array([getattr(m, name) for m in found], dtype=object)
        for name in ("serial_id", "name", "subject", "unit", "text")
    }
    columns["value"] = np.array([m.value for m in found], dtype=np.float64)
    return columns
