"""Products of the programme, read back by readers that are not ours."""

import csv
import io
import itertools
import json
import os
import shutil
import subprocess
from dataclasses import replace
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest
import vobject
from python_calamine import CalamineWorkbook

from fleetex.plan.gantt import charts, height_px, unit_lanes
from fleetex.plan.map_files import geojson_text, kml_text
from fleetex.plan.printed import NO_RESERVE, Printed
from fleetex.plan.products import printed, write_products
from fleetex.plan.timetable import Timetable
from fleetex.quantities import position_of_degrees
from fleetex.scenario import Exercise, load, load_text

SCENARIOS = Path(__file__).parents[2] / "scenarios"
DRAFT = "EXERCISE DRAFT - NOT FOR PROMULGATION"
NOT_SAFETY = "training aid, not a range-safety product"
ROUGH = '<script>alert("x")</script> & ' + "=SUM(A1) " + "long " * 100
NEEDED = os.environ.get("FLEETEX_READERS") == "needed"


@pytest.fixture(scope="module")
def reference() -> Exercise:
    return load(SCENARIOS / "northern-interaction-2023.yaml")


@pytest.fixture(scope="module")
def folder(reference: Exercise, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("plan")
    write_products(reference, Timetable.of(reference), made)
    return made


@pytest.fixture(scope="module")
def rough(tmp_path_factory: pytest.TempPathFactory) -> tuple[Exercise, Path]:
    """Names with markup, formulas and 500 letters."""
    text = (SCENARIOS / "lesson-gunnery.yaml").read_text("utf-8")
    words = json.dumps(ROUGH)
    for found in ('"Lesson: surface gunnery"', '"Lesson range"', '"Corvette (fires)"', '"Main gun at a towed target"'):
        assert found in text
        text = text.replace(found, words)
    exercise = load_text(text, "lesson.yaml")
    made = tmp_path_factory.mktemp("rough")
    write_products(exercise, Timetable.of(exercise), made)
    return exercise, made


def reader(name: str) -> str:
    path = shutil.which(name)
    if path is None and not NEEDED:
        pytest.skip(f"{name} is not installed")
    assert path, f"{name} is needed and not installed"
    return path


def test_the_same_programme_gives_the_same_bytes(reference: Exercise, folder: Path, tmp_path: Path) -> None:
    again = write_products(reference, Timetable.of(reference), tmp_path)
    assert len(again) == 12 - 1 + len(reference.serials)
    for path in again:
        assert path.read_bytes() == (folder / path.relative_to(tmp_path)).read_bytes(), path.name


def test_the_schedule_reads_as_csv_and_as_a_spreadsheet(reference: Exercise, folder: Path) -> None:
    rows = list(csv.DictReader(io.StringIO((folder / "schedule.csv").read_bytes().decode(), newline="")))
    assert [row["serial"] for row in rows] == [one.serial for one in Timetable.of(reference).placed]
    book = CalamineWorkbook.from_path(str(folder / "schedule.xlsx"))
    assert book.sheet_names == ["Schedule of events", "Danger areas"]
    heads, *cells = book.get_sheet_by_name("Schedule of events").to_python()
    assert [dict(zip(heads, line, strict=True)) for line in cells] == rows
    assert DRAFT in str(book.get_sheet_by_name("Danger areas").to_python()[-1])


def test_the_calendar_reads_as_icalendar(reference: Exercise, folder: Path) -> None:
    assert reference.plan is not None
    calendar = vobject.readOne((folder / "schedule.ics").read_text("utf-8"))
    assert calendar.contents["x-wr-calname"][0].value.startswith(DRAFT)
    assert "method" not in calendar.contents, "a message to others would need an organiser with an address (RFC 5546)"
    events = {event.uid.value.partition("@")[0]: event for event in calendar.vevent_list}
    for one in Timetable.of(reference).placed:
        event = events[one.serial]
        assert isinstance(event.dtstart.value, datetime)
        assert (event.dtstart.value, event.dtend.value) == (one.start_utc, one.end_utc)
        assert event.dtstamp.value == reference.plan.as_of_utc
    lengths = [len(line) for line in (folder / "schedule.ics").read_bytes().split(b"\r\n")]
    assert max(lengths) <= 75


@pytest.mark.parametrize("name", ["areas.geojson", "areas.kml"])
def test_a_geographic_reader_finds_every_area(reference: Exercise, folder: Path, name: str) -> None:
    told = subprocess.run([reader("ogrinfo"), "-al", "-so", str(folder / name)], capture_output=True, text=True)
    assert told.returncode == 0
    assert DRAFT in told.stdout
    counted = sum(int(line.split(":")[1]) for line in told.stdout.splitlines() if line.startswith("Feature Count"))
    assert counted == len(reference.areas) + 6


def test_geojson_rings_are_closed_and_counter_clockwise(folder: Path) -> None:
    whole = json.loads((folder / "areas.geojson").read_text("utf-8"))
    assert whole["name"].startswith(DRAFT)
    assert whole["note"] == NOT_SAFETY
    for feature in whole["features"]:
        if feature["geometry"]["type"] == "Polygon":
            (ring,) = feature["geometry"]["coordinates"]
            assert ring[0] == ring[-1]
            assert sum(a[0] * b[1] - b[0] * a[1] for a, b in itertools.pairwise(ring)) > 0.0


def test_the_printed_schedule_reads_as_text(reference: Exercise, folder: Path) -> None:
    told = subprocess.run(
        [reader("pdftotext"), "-layout", str(folder / "schedule.pdf"), "-"], capture_output=True, text=True
    )
    assert told.returncode == 0
    pages = told.stdout.split("\f")[:-1]
    assert all(page.count(DRAFT) == 2 for page in pages)
    assert NOT_SAFETY.capitalize() in told.stdout
    for serial in reference.serials:
        assert serial in told.stdout


class Texts(HTMLParser):
    """Titles, tags and words of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.words.append(data.strip())


def read_page(path: Path) -> Texts:
    found = Texts()
    found.feed(path.read_text("utf-8"))
    return found


def test_every_page_says_first_and_last_that_it_is_a_draft(folder: Path) -> None:
    pages = [*folder.glob("*.html"), *folder.glob("cards/*.html")]
    assert len(pages) == 2 + 24
    for path in pages:
        found = read_page(path)
        body = [word for word in found.words if word]
        assert body[0].startswith(DRAFT)
        assert body[-1] == DRAFT
        assert "script" not in found.tags
        if "Danger area" in path.read_text("utf-8"):
            assert any(NOT_SAFETY in word.lower() for word in body)


def test_a_card_tells_who_where_when_and_how(folder: Path) -> None:
    text = " ".join(read_page(folder / "cards" / "11-GUNEX-S-1.html").words)
    for said in (
        "210545ZJUL23",
        "Admiral Panteleyev",
        "Area CHARLIE, gunnery",
        "sea state 4",
        "Danger area D2",
        "4.5 nmi",
        "201600ZJUL23 to 211600ZJUL23: it may be moved inside this",
    ):
        assert said in text


def test_a_chance_nobody_can_reckon_is_not_nil(reference: Exercise) -> None:
    told = {"GUNEX-S-1": (0.0, 0.004), "NGFS-1": (0.031,)}
    there = Printed(reference, Timetable.of(reference), (), (), told, {})
    assert there.chance("GUNEX-S-1") == "0 %, reserve under 1 %"
    assert there.chance("NGFS-1") == "3 %"
    quiet = reference.model_copy(update={"traffic": None})
    assert replace(there, exercise=quiet).chance("NGFS-1") == "not reckoned, no traffic given"


def test_lanes_are_ships_by_nation_then_aircraft_then_targets(reference: Exercise) -> None:
    made = printed(reference, Timetable.of(reference))
    names = [lane.name for lane in unit_lanes(made)]
    ships = ["Guiyang", "Qiqihar", "Zaozhuang", "Rizhao", "Taihu", "Gremyashchiy"]
    assert names[:6] == ships
    assert names.index("Rescue tug (assumed)") < names.index("J-16 fighter (assumed)") < names.index("Towed target")
    assert set(names[-3:]) == {"Spotter party ashore", "Target drone (mock air target)", "Towed target"}


def test_live_serials_without_a_reserve_slot_are_named_on_page_and_paper(reference: Exercise, folder: Path) -> None:
    made = printed(reference, Timetable.of(reference))
    lacking = [one.serial for one in Timetable.of(reference).placed if one.live and one.reserve is None]
    assert list(made.without_reserve) == lacking == ["GUNEX-S-1", "GUNEX-S-2", "GUNEX-S-3", "GUNEX-S-4"]
    assert f"{NO_RESERVE}: {', '.join(lacking)}." in " ".join(read_page(folder / "schedule.html").words)


def test_a_chart_ends_below_its_key(reference: Exercise, folder: Path) -> None:
    """A sheet with two lanes is no taller than they are."""
    charts_made = list(charts(printed(reference, Timetable.of(reference))))
    few = min(charts_made, key=lambda chart: len(chart.lanes))
    assert len(few.lanes) == 2
    assert height_px(few) < 0.35 * max(height_px(chart) for chart in charts_made)


def test_rough_names_stay_text(rough: tuple[Exercise, Path]) -> None:
    exercise, folder = rough
    for path in [*folder.glob("*.html"), *folder.glob("cards/*.html")]:
        found = read_page(path)
        assert "script" not in found.tags
        assert any('<script>alert("x")</script>' in word for word in found.words)
    rows = list(csv.DictReader(io.StringIO((folder / "schedule.csv").read_bytes().decode(), newline="")))
    assert rows[0]["title"] == ROUGH
    heads, first = CalamineWorkbook.from_path(str(folder / "schedule.xlsx")).get_sheet_by_index(0).to_python()[:2]
    assert first[heads.index("title")] == ROUGH
    calendar = vobject.readOne((folder / "schedule.ics").read_text("utf-8"))
    assert ROUGH.strip() in calendar.vevent_list[0].summary.value
    assert exercise.areas["RANGE"].name == ROUGH


def test_rough_names_stay_text_on_maps(rough: tuple[Exercise, Path]) -> None:
    _, folder = rough
    for name in ("areas.kml", "areas.geojson"):
        told = subprocess.run([reader("ogrinfo"), "-al", str(folder / name)], capture_output=True, text=True)
        assert told.returncode == 0
        assert '<script>alert("x")</script> & =SUM(A1)' in told.stdout


def test_an_area_across_the_180th_meridian_is_cut_there(tmp_path: Path) -> None:
    lesson = load(SCENARIOS / "lesson-gunnery.yaml")
    made = printed(lesson, Timetable.of(lesson))
    (area,) = made.dangers
    ring = tuple(position_of_degrees(place.lat_deg, place.lon_deg + 45.95) for place in area.ring)
    there = replace(made, dangers=(replace(area, ring=ring),))
    whole = json.loads(geojson_text(there))
    shape = next(one["geometry"] for one in whole["features"] if one["properties"]["what"] == "danger area")
    assert shape["type"] == "MultiPolygon"
    assert all(abs(lon) <= 180.0 for (part,) in shape["coordinates"] for lon, _ in part)
    (tmp_path / "areas.geojson").write_text(geojson_text(there), "utf-8")
    told = subprocess.run(
        [reader("ogrinfo"), "-al", "-so", str(tmp_path / "areas.geojson")], capture_output=True, text=True
    )
    assert "Extent: (-180.000000" in told.stdout
    assert kml_text(there).count("<Polygon>") == 2
