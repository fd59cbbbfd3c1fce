"""Draft warnings by strict grammars of their own, written from the public form of the manuals, no code of ours.

MSC.1/Circ.1310: elements on lines of their own in order, positions DD-MM.mmN DDD-MM.mmE, clockwise from the north-west.
ICAO Annex 15, App. 3 and Doc 8126: the Q-line's eight fields, ten-figure times, limits in hundreds of feet.
"""

import math
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from geographiclib.geodesic import Geodesic

from fleetex.plan.danger_areas import DangerArea, danger_areas
from fleetex.plan.msi import warning
from fleetex.plan.notam import notams
from fleetex.plan.timetable import Timetable
from fleetex.quantities import position_of_degrees
from fleetex.scenario import Exercise, load, load_text

SCENARIOS = Path(__file__).parents[2] / "scenarios"
DRAFT = "EXERCISE DRAFT - NOT FOR PROMULGATION"
PLACE = r"[0-8]\d-[0-5]\d\.\d\d[NS] [01]\d\d-[0-5]\d\.\d\d[EW]"
DAY = r"(?:0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-3])[0-5]\d UTC"
MONTH = r"(?:JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC) \d\d"
SPAN = rf"{DAY}(?: {MONTH})? TO {DAY} {MONTH}"
MSI = re.compile(
    rf"{DRAFT}\n"
    rf"NAVAREA (?:[IVX]+|NOT GIVEN) XX/00\n"
    rf"[A-Z0-9 ,.'()/+-]+\.\n"
    rf"[A-Z0-9 ,.'()/+-]+\.\n"
    rf"1\. (?P<key>[A-Z, -]+) (?P<span>{SPAN})(?: \(RESERVE {SPAN}\))? IN AREA BOUNDED BY:\n"
    rf"(?P<ring>(?:   {PLACE}(?:, {PLACE})?[,.]\n)+)"
    rf"2\. (?:DANGER HEIGHT \d+ METRES\. )?(?:DANGER DEPTH \d+ METRES\. )?WIDE BERTH (?:ADVISED|REQUESTED)\.\n"
    rf"3\. EXERCISE TEXT: DRAFT (?P<draft>D\d+)\. TRAINING AID, NOT A RANGE-SAFETY PRODUCT\.\n"
    rf"4\. CANCEL THIS MESSAGE {DAY} {MONTH}\.\n"
    rf"{DRAFT}\n"
)
DMS = r"[0-8]\d[0-5]\d[0-5]\d[NS] [01]\d\d[0-5]\d[0-5]\d[EW]"
TIME = r"\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-3])[0-5]\d"
NOTAM = re.compile(
    rf"{DRAFT}\n"
    rf"\(XX/00 NOTAMN\n"
    rf"Q\) (?P<fir>[A-Z]{{4}})/(?P<code>Q[A-Z]{{4}})/(?:I|V|IV)/(?:N|B|O|M|NB|BO|NBO)/(?:A|E|W|AE|AW)/"
    rf"(?P<lower>\d{{3}})/(?P<upper>\d{{3}})/(?P<lat>\d{{4}}[NS])(?P<lon>\d{{5}}[EW])(?P<radius>\d{{3}})\n"
    rf"A\) (?P<place>[A-Z]{{4}}) B\) (?P<from>{TIME}) C\) (?P<to>{TIME})\n"
    rf"E\) (?P<text>[A-Z0-9 ,.:'()/\n-]+)\n"
    rf"F\) (?P<low>SFC|\d+FT AMSL|FL\d{{3}}) G\) (?P<high>UNL|\d+FT AMSL|FL\d{{3}})\)\n"
    rf"{DRAFT}\n"
)
TOLD = "\npromulgation: {navarea: XI, general_area: Sea of Japan, fir: RJJJ}\n"


@pytest.fixture(scope="module")
def exercise() -> Exercise:
    return load_text((SCENARIOS / "lesson-gunnery.yaml").read_text("utf-8") + TOLD, "lesson.yaml")


@pytest.fixture(scope="module")
def area(exercise: Exercise) -> DangerArea:
    (found,) = danger_areas(exercise, Timetable.of(exercise).placed)
    return found


def unfolded(draft: str) -> str:
    """Wrapped lines joined again; rows of positions stay."""
    return re.sub(rf"\n(?:   )(?!{PLACE})", " ", draft)


def degrees(words: str) -> tuple[float, float]:
    lat, lon = words.split()
    return tuple(
        (-1.0 if one[-1] in "SW" else 1.0) * (float(one[:-1].split("-")[0]) + float(one[:-1].split("-")[1]) / 60.0)
        for one in (lat, lon)
    )  # type: ignore[return-value]


def test_a_warning_has_the_form_of_the_joint_manual(exercise: Exercise, area: DangerArea) -> None:
    draft = warning(exercise, area)
    found = MSI.fullmatch(unfolded(draft))
    assert found, draft
    assert found["key"] == "HAZARDOUS OPERATIONS, GUNNERY EXERCISES"
    assert found["span"] == "200030 UTC TO 200300 UTC JUL 23"
    assert "SUBMARINE OPERATIONS" not in draft
    assert all(len(line) <= 69 for line in draft.splitlines())


def test_a_navarea_that_is_not_given_reads_as_none_of_the_twenty_one(area: DangerArea) -> None:
    """XX is a NAVAREA, the twentieth, in the Arctic (S-53, appendix 1): no draft may be headed for it unasked."""
    bare = load_text((SCENARIOS / "lesson-gunnery.yaml").read_text("utf-8"), "lesson.yaml")
    draft = warning(bare, area)
    assert MSI.fullmatch(unfolded(draft)), draft
    assert draft.splitlines()[1] == "NAVAREA NOT GIVEN XX/00"


def test_its_corners_are_the_areas_clockwise_from_the_north_west(exercise: Exercise, area: DangerArea) -> None:
    corners = [degrees(words) for words in re.findall(PLACE, warning(exercise, area))]
    for (lat, lon), place in zip(corners, area.ring, strict=True):
        assert lat == pytest.approx(place.lat_deg, abs=1e-6)
        assert lon == pytest.approx(place.lon_deg, abs=1e-6)
    turns = sum(a[1] * b[0] - b[1] * a[0] for a, b in zip(corners, [*corners[1:], corners[0]], strict=True))
    assert turns < 0.0
    assert corners[0][1] < sum(lon for _, lon in corners) / len(corners) < corners[2][1]


def test_across_the_year_and_in_the_south_west_the_forms_hold(exercise: Exercise, area: DangerArea) -> None:
    ring = tuple(position_of_degrees(-place.lat_deg / 10.0, -place.lon_deg / 20.0) for place in area.ring)
    start = area.start_utc.replace(month=12, day=31, hour=23)
    there = replace(area, ring=ring, start_utc=start, end_utc=start + timedelta(hours=2))
    draft = warning(exercise, there)
    assert MSI.fullmatch(unfolded(draft)), draft
    assert "312330 UTC DEC 23 TO 010130 UTC JAN 24" in unfolded(draft)
    assert "CANCEL THIS MESSAGE 010230 UTC JAN 24" in draft
    assert re.search(r"0\d-[0-5]\d\.\d\dS 00\d-[0-5]\d\.\d\dW", draft)
    (notam,) = notams(exercise, there)
    assert NOTAM.fullmatch(notam), notam


def test_what_is_fired_under_water_is_no_submarine_operation(exercise: Exercise, area: DangerArea) -> None:
    below = replace(area, weapons=("exercise torpedo, 533 mm",), ceiling_m=0.0, floor_m=210.0)
    draft = warning(exercise, below)
    assert MSI.fullmatch(unfolded(draft)), draft
    assert "UNDERWATER OPERATIONS" in draft
    assert "SUBMARINE" not in draft
    assert notams(exercise, below) == []


def test_a_notam_has_a_q_line_that_holds_the_area(exercise: Exercise, area: DangerArea) -> None:
    (draft,) = notams(exercise, area)
    found = NOTAM.fullmatch(draft)
    assert found, draft
    assert (found["fir"], found["place"], found["code"]) == ("RJJJ", "RJJJ", "QWMLW")
    assert (found["from"], found["to"]) == ("2307200030", "2307200300")
    assert (found["lower"], found["low"]) == ("000", "SFC")
    feet = int(found["high"].removesuffix("FT AMSL"))
    assert feet == 100 * int(found["upper"]) >= area.ceiling_m / 0.3048 > feet - 100
    lat = int(found["lat"][:2]) + int(found["lat"][2:4]) / 60.0
    lon = int(found["lon"][:3]) + int(found["lon"][3:5]) / 60.0
    farthest_m = max(Geodesic.WGS84.Inverse(lat, lon, one.lat_deg, one.lon_deg)["s12"] for one in area.ring)
    assert int(found["radius"]) == math.ceil(farthest_m / 1852.0)
    corners = re.findall(DMS, found["text"].replace("\n", " "))
    assert len(corners) == len(area.ring) + 1
    assert corners[0] == corners[-1]


def test_where_the_file_names_no_region_the_draft_says_so(area: DangerArea) -> None:
    plain = load(SCENARIOS / "lesson-gunnery.yaml")
    (draft,) = notams(plain, area)
    found = NOTAM.fullmatch(draft)
    assert found
    assert found["fir"] == "XXXX"
    assert "XXXX STANDS FOR IT" in found["text"].replace("\n", " ")


def test_a_reserve_slot_is_warned_of_too(exercise: Exercise, area: DangerArea) -> None:
    later = (area.start_utc + timedelta(days=1), area.end_utc + timedelta(days=1))
    held = replace(area, reserve=later)
    draft = warning(exercise, held)
    assert MSI.fullmatch(unfolded(draft)), draft
    assert "(RESERVE 210030 UTC TO 210300 UTC JUL 23)" in unfolded(draft)
    assert "CANCEL THIS MESSAGE 210400 UTC JUL 23" in draft
    assert len(notams(exercise, held)) == 2


def test_a_ceiling_beyond_the_airspace_is_unlimited(exercise: Exercise, area: DangerArea) -> None:
    (draft,) = notams(exercise, replace(area, ceiling_m=25_000.0))
    found = NOTAM.fullmatch(draft)
    assert found
    assert (found["upper"], found["high"]) == ("999", "UNL")
