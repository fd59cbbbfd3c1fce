"""Every figure of the library that a lesson's units carry counts: change one, and the recording is another."""

import dataclasses
import hashlib
from typing import Any

import numpy as np
import pytest

from fleetex.library import Library, load_library
from fleetex.record.reader import Recording
from fleetex.scenario.loading import load_text
from fleetex.simulate.replications import Replications
from tests.simulate.lessons import SCENARIOS, lesson

DUEL = SCENARIOS / "duel-asw.yaml"

# what to change, in whom, in which lesson: gunnery has generic_corvette (fires), generic_tug, generic_ffg (spots)
GUN = ["elevation_sd_rad", "bearing_sd_rad", "muzzle_sd_mps", "muzzle_bias_sd_mps", "wind_error_sd_mps", "lay_sd_rad"]
GUN += ["rate_per_s", "muzzle_mps", "form_factor", "shell_kg", "calibre_m"]
RADAR = ["power_w", "gain_db", "wavelength_m", "bandwidth_hz", "noise_figure_db", "losses_db", "pulses"]
RADAR += ["false_alarm_prob", "period_s", "range_sd_m", "bearing_sd_rad", "report_s", "confirm_hits"]
REACH = ["range_m_max", "drop_looks"]
"""The lesson of gunnery lies well inside every reach: strangers come and go in that of tracks."""
SIGHT = ["magnification", "period_s", "range_sd_fraction", "bearing_sd_rad"]
PLATFORM = ["speed_mps_max", "accel_mps2", "decel_mps2", "turn_diameter_m", "turn_radps_max", "mast_height_m"]
PLATFORM += ["radar_cross_section_m2", "length_m", "contrast", "cruise_mps"]
RIG = ["rate_kgps", "connect_s", "clear_s"]
SONAR = ["frequency_hz", "depth_m", "directivity_db", "threshold_db", "own_noise_db", "own_noise_mps", "sigma_db"]
SONAR += ["fade_s", "period_s", "bearing_sd_rad", "confirm_hits", "drop_looks"]
ESM = ["sensitivity_dbw", "period_s", "bearing_sd_rad", "report_s", "confirm_hits"]
PINGS = ["source_db", "pulse_s", "beam_rad", "range_sd_m"]


MOVING = ("legs", "contacts", "budgets", "tracks", "bearings", "shots", "spots", "rigs", "fuel", "messages", "phases")
"""What happened, as against what was fitted: the fittings' own rows change with any figure."""


LESSONS = ("gunnery", "ras", "watch", "tracks", "duel", "listening")
LISTENING = "assembly: 8 nmi, sonar: passive first, submarine_speed: 14 kn"
"""The duel of frigate and submarine, and the same with a frigate that listens first and a submarine that hurries."""


def text_of(name: str) -> str:
    """A lesson, or the duel in either way."""
    if name in ("duel", "listening"):
        text = DUEL.read_text(encoding="utf-8")
        return text if name == "duel" else text.replace("assembly: 8 nmi", LISTENING)
    return lesson(name)


def what_happened(recording: Recording) -> str:
    """A digest of everything that moved, was seen, fired, pumped or said."""
    digest = hashlib.sha256()
    for table in MOVING:
        for column in recording.table(table).values():
            plain = "\n".join(column).encode() if column.dtype == object else np.ascontiguousarray(column).tobytes()
            digest.update(plain)
    return digest.hexdigest()


def happens(name: str, library: Library) -> str:
    """A digest of what happens in a lesson with this library, of a run in memory."""
    exercise = load_text(text_of(name), f"{name}.yaml", library)
    return what_happened(Replications.of(exercise, library).run(1))


@pytest.fixture(scope="module")
def hashes() -> dict[str, str]:
    """What happens in the lessons as they are shipped."""
    return {name: happens(name, load_library()) for name in LESSONS}


def changed(value: Any) -> Any:
    """Another value, not far off."""
    if isinstance(value, int):
        return value + 1
    return value * 0.8


def with_change(kind: str, name: str, field: str) -> Library:
    """The library with one figure changed in one row (or in all rows of the kind: name `*`)."""
    library = load_library()
    rows = dict(getattr(library, kind))
    for key, row in rows.items():
        if name in ("*", key) and hasattr(row, field):
            rows[key] = dataclasses.replace(row, **{field: changed(getattr(row, field))})
    return dataclasses.replace(library, **{kind: rows})


CASES = [("gunnery", "guns", "*", field) for field in GUN]
CASES += [("gunnery", "sensors", "*", field) for field in dict.fromkeys(RADAR + SIGHT)]
CASES += [("gunnery", "platforms", "*", field) for field in PLATFORM]
CASES += [("ras", "rigs", "*", field) for field in RIG]
CASES += [("watch", "sensors", "esm_wideband", field) for field in ESM]
CASES += [("watch", "sensors", "nav_radar_x", field) for field in ("beam_rad", "pulse_s")]
CASES += [("tracks", "sensors", "*", field) for field in REACH]
CASES += [("duel", "sensors", "hull_sonar_mf", field) for field in SONAR + PINGS]
CASES += [("listening", "sensors", "towed_array", field) for field in SONAR]
CASES += [
    ("listening", "sensors", "submarine_bow_array", field) for field in SONAR if field not in ("depth_m", "drop_looks")
]


@pytest.mark.parametrize(("name", "kind", "row", "field"), CASES)
def test_a_figure_of_the_library_changes_the_recording(
    hashes: dict[str, str], name: str, kind: str, row: str, field: str
) -> None:
    assert happens(name, with_change(kind, row, field)) != hashes[name]


NOISE = ("class_mps", "quiet_db", "quiet_mps")
ECHO = ("bow_db", "quarter_db", "beam_db")


@pytest.mark.parametrize(("part", "field"), [("noise", f) for f in NOISE] + [("echo", f) for f in ECHO])
def test_what_a_hull_sounds_like_changes_the_recording(hashes: dict[str, str], part: str, field: str) -> None:
    library = load_library()
    rows = dict(library.platforms)
    for key, row in rows.items():
        if (figures := getattr(row, part)) is not None:
            other = dataclasses.replace(figures, **{field: changed(getattr(figures, field))})
            rows[key] = dataclasses.replace(row, **{part: other})
    changed_library = dataclasses.replace(library, platforms=rows)
    name = "duel" if part == "echo" else "listening"
    assert happens(name, changed_library) != hashes[name]


def test_a_hulls_fuel_curve_changes_the_recording(hashes: dict[str, str]) -> None:
    library = load_library()
    rows = {
        key: row
        if row.fuel is None
        else dataclasses.replace(row, fuel=dataclasses.replace(row.fuel, a=row.fuel.a * 1.1))
        for key, row in library.platforms.items()
    }
    assert happens("ras", dataclasses.replace(library, platforms=rows)) != hashes["ras"]
