"""Every draft that any shipped scenario yields, by the strict grammars of the manuals, and across the date line."""

import math
import re
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from geographiclib.geodesic import Geodesic

from fleetex.library import Library, load_library
from fleetex.plan.danger_areas import DangerArea, danger_areas
from fleetex.plan.msi import warning
from fleetex.plan.notam import notams
from fleetex.plan.timetable import Timetable
from fleetex.quantities import position_of_degrees
from fleetex.scenario import Exercise, load
from tests.plan.test_drafts import DMS, MSI, NOTAM, PLACE, degrees, unfolded

SCENARIOS = sorted((Path(__file__).parents[2] / "scenarios").glob("*.yaml"))
SELECTION = {"QWMLW": ("IV", "BO", "W")}
"""Traffic, purpose and scope that go with the code (NOTAM selection criteria, ICAO Doc 8126)."""
KEYS = {
    "gun": "GUNNERY EXERCISES",
    "missile": "MISSILE FIRING EXERCISES",
    "torpedo": "UNDERWATER OPERATIONS WITH PRACTICE TORPEDOES",
}


def farthest_m(lat: float, lon: float, area: DangerArea) -> float:
    return max(float(Geodesic.WGS84.Inverse(lat, lon, one.lat_deg, one.lon_deg)["s12"]) for one in area.ring)


def sound(exercise: Exercise, area: DangerArea) -> None:
    """Its warning and its NOTAMs, each read back."""
    draft = warning(exercise, area)
    found = MSI.fullmatch(unfolded(draft))
    assert found, draft
    assert found["key"] in {f"HAZARDOUS OPERATIONS, {key}" for word, key in KEYS.items() if word in str(area.weapons)}
    assert all(len(line) <= 69 for line in draft.splitlines())
    corners = [degrees(words) for words in re.findall(PLACE, draft)]
    assert len(corners) == len(area.ring) <= 8
    every = notams(exercise, area)
    assert len(every) == (len(area.windows) if area.ceiling_m > 0.0 else 0)
    for notam, (first, last) in zip(every, area.windows, strict=False):
        read = NOTAM.fullmatch(notam)
        assert read, notam
        _, code, traffic, purpose, scope, *_ = notam.splitlines()[2].removeprefix("Q) ").split("/")
        assert SELECTION[code] == (traffic, purpose, scope)
        begins, ends = (datetime.strptime(read[name], "%y%m%d%H%M") for name in ("from", "to"))
        assert (begins, ends) == (first.replace(tzinfo=None), last.replace(tzinfo=None))
        assert timedelta() < ends - begins <= timedelta(days=1)  # longer, and item D would say when
        assert (read["lower"], read["low"]) == ("000", "SFC")
        assert read["high"] == ("UNL" if read["upper"] == "999" else f"{100 * int(read['upper'])}FT AMSL")
        lat, lon = (int(read[name][:-3]) + int(read[name][-3:-1]) / 60.0 for name in ("lat", "lon"))
        lat, lon = (-lat if read["lat"][-1] == "S" else lat), (-lon if read["lon"][-1] == "W" else lon)
        assert int(read["radius"]) == math.ceil(farthest_m(lat, lon, area) / 1852.0)
        assert len(re.findall(DMS, read["text"].replace("\n", " "))) == len(area.ring) + 1


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library()


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_each_draft_of_each_shipped_scenario_is_read_back(path: Path, library: Library) -> None:
    exercise = load(path, library)
    placed = Timetable.of(exercise).placed
    areas = danger_areas(exercise, placed, library)
    live = {one.serial for one in placed if one.live}
    assert {area.serial for area in areas} >= live  # and hunts with practice weapons
    for area in areas:
        sound(exercise, area)


def test_across_the_date_line_and_the_equator_drafts_hold_their_area(library: Library) -> None:
    exercise = load(next(path for path in SCENARIOS if path.stem == "lesson-gunnery"), library)
    (area,) = danger_areas(exercise, Timetable.of(exercise).placed, library)
    lat, lon = (
        sum(values) / len(area.ring) for values in zip(*((p.lat_deg, p.lon_deg) for p in area.ring), strict=True)
    )
    for moved in (180.0 - lon, -180.0 - lon, -lon):
        ring = tuple(
            position_of_degrees(round((p.lat_deg - lat) * 6000) / 6000, math.remainder(p.lon_deg + moved, 360.0))
            for p in area.ring
        )
        sides = {words[-1] for words in re.findall(PLACE, warning(exercise, replace(area, ring=ring)))}
        assert sides == {"E", "W"}
        sound(exercise, replace(area, ring=ring))
