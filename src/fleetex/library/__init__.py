"""Platforms, sensors, guns and rigs from public sources: YAML with a source for each value, read into SI.

library = load_library()
library.platforms["ddg_052d"].speed_mps_max    # 15.43
library.provenance("platform/ddg_052d")        # rows for the recording's `library` table
"""

from fleetex.library.fuel import Endurance, FuelCurve
from fleetex.library.loading import Library, load_library
from fleetex.library.models import (
    GunClass,
    MountedGun,
    MountedRig,
    MountedSensor,
    Platform,
    ProvenanceRow,
    RadarClass,
    RigClass,
    SensorClass,
    SightClass,
    SonarClass,
    Source,
    Status,
)
from fleetex.library.problems import LibraryError, LibraryProblem

__all__ = [
    "Endurance",
    "FuelCurve",
    "GunClass",
    "Library",
    "LibraryError",
    "LibraryProblem",
    "MountedGun",
    "MountedRig",
    "MountedSensor",
    "Platform",
    "ProvenanceRow",
    "RadarClass",
    "RigClass",
    "SensorClass",
    "SightClass",
    "SonarClass",
    "Source",
    "Status",
    "load_library",
]
