"""Where measures and figures of serial kinds are found: the entry points `fleetex.measures` and `fleetex.figures`.

A kind without measures or a figure has none; its serials still count in the measures of the exercise.
"""

from collections.abc import Callable, Mapping
from functools import cache
from importlib.metadata import entry_points
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fleetex.measures.exercise import measure_exercise
from fleetex.measures.programme import serials
from fleetex.measures.values import Measure
from fleetex.record.reader import Recording

Measurer = Callable[[Recording, dict[str, Any]], list[Measure]]
Drawer = Callable[[Recording, dict[str, Any]], str]


@cache
def measurers() -> Mapping[str, Measurer]:
    """Serial kind -> what measures it, in order of kinds. Looked up once a process."""
    return {point.name: point.load() for point in sorted(entry_points(group="fleetex.measures"))}


@cache
def drawers() -> Mapping[str, Drawer]:
    """Serial kind -> what draws it, in order of kinds. Looked up once a process."""
    return {point.name: point.load() for point in sorted(entry_points(group="fleetex.figures"))}


def measure_serial(recording: Recording, serial: dict[str, Any]) -> list[Measure]:
    """All measures of one serial; none if its kind has no measures."""
    found = measurers().get(str(serial["kind"]))
    return found(recording, serial) if found else []


def draw_serial(recording: Recording, serial: dict[str, Any]) -> str:
    """The serial's figure as SVG; empty if its kind has none or nothing was recorded to draw."""
    found = drawers().get(str(serial["kind"]))
    return found(recording, serial) if found else ""


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
