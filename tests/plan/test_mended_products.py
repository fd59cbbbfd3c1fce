"""Products after a mending: numbers given once stay given, warnings that are out are cancelled, changes are marked.

Drafts are read by strict grammars of their own, from the public form of the manuals: a warning that replaces another
ends in CANCEL and its series and number (MSC.1/Circ.1310, part 3); a NOTAMR or NOTAMC names the NOTAM it replaces or
cancels, and a NOTAMC has no end and no limits (ICAO Annex 15, App. 6; Doc 8126). Calendars are read by vobject, sheets
by calamine.
"""

import csv
import io
import json
import re
import subprocess
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import vobject
from python_calamine import CalamineWorkbook

from fleetex.library import Library, load_library
from fleetex.plan.events import checked, parse_event
from fleetex.plan.notices import sending
from fleetex.plan.pinning import load_placed, pins_of, placed_by
from fleetex.plan.products import printed, write_products
from fleetex.plan.replan import Mended, replan
from fleetex.plan.soe_import import serials_of
from fleetex.plan.soe_reading import read_sheet
from fleetex.plan.timetable import Timetable, load_timetable
from fleetex.scenario import Exercise, ScenarioError, load
from tests.plan.test_drafts import DAY, DRAFT, MONTH, PLACE, SPAN, TIME, unfolded
from tests.plan.test_products import read_page, reader

FILE = Path(__file__).resolve().parents[2] / "scenarios" / "northern-interaction-2023.yaml"
FOG, CLOSED = "fog GOLF from 220300ZJUL23 until 220630ZJUL23", "close HOTEL from 221200ZJUL23"
HEAD = rf"{DRAFT}\nNAVAREA NOT GIVEN XX/00\nSEA OF JAPAN\.\n(?P<where>[A-Z ]+)\.\n"
NAMED = r"NAVAREA NOT GIVEN XX/00 \(DRAFT (?P<was>D\d+)\)"
REPLACING = re.compile(
    HEAD
    + rf"1\. HAZARDOUS OPERATIONS, GUNNERY EXERCISES (?P<span>{SPAN})(?: \(RESERVE {SPAN}\))? IN AREA BOUNDED BY:\n"
    rf"(?:   {PLACE}(?:, {PLACE})?[,.]\n)+"
    r"2\. DANGER HEIGHT \d+ METRES\. WIDE BERTH ADVISED\.\n"
    r"3\. EXERCISE TEXT: DRAFT (?P<draft>D\d+)\. TRAINING AID, NOT A RANGE-SAFETY PRODUCT\.\n"
    rf"(?:4\. CANCEL {NAMED}\.\n)?"
    rf"[45]\. CANCEL THIS MESSAGE {DAY} {MONTH}\.\n{DRAFT}\n?"
)
CANCELLING = re.compile(
    HEAD + rf"1\. CANCEL {NAMED}\. GUNNERY EXERCISES (?P<span>{SPAN})(?: \(RESERVE {SPAN}\))? WILL NOT TAKE PLACE\.\n"
    r"2\. EXERCISE TEXT: CANCELLATION OF DRAFT D\d+\. TRAINING AID, NOT A RANGE-SAFETY PRODUCT\.\n"
    rf"3\. CANCEL THIS MESSAGE {DAY} {MONTH}\.\n{DRAFT}\n?"
)
Q = (
    r"Q\) XXXX/Q(?P<code>WMLW|WMCN)/IV/BO/W/000/(?P<upper>\d{3})/[0-8]\d[0-5]\d[NS][01]\d\d[0-5]\d[EW]\d{3}\n"
    rf"A\) XXXX B\) (?P<from>{TIME})"
)
NOTAMN_OR_R = re.compile(
    rf"{DRAFT}\n\(XX/00 (?P<kind>NOTAMN|NOTAMR XX/00)\n{Q} C\) (?P<to>{TIME})\n"
    r"E\) (?P<text>[A-Z0-9 ,.:'()/\n-]+)\nF\) SFC G\) \d+FT AMSL\)\n" + f"{DRAFT}\n?"
)
NOTAMC = re.compile(rf"{DRAFT}\n\(XX/00 NOTAMC XX/00\n{Q}\nE\) (?P<text>[A-Z0-9 ,.:'/\n-]+)\)\n{DRAFT}\n?")


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library()


@pytest.fixture(scope="module")
def reference() -> Exercise:
    return load(FILE)


def after(exercise: Exercise, library: Library, before: Timetable, *texts: str, now: datetime | None = None) -> Mended:
    events = tuple(parse_event(text, exercise, before) for text in texts)
    return replan(exercise, library, before, events, checked(events, exercise, before, now))


@pytest.fixture(scope="module")
def first(reference: Exercise, library: Library) -> Timetable:
    """A shoot moves into its reserve slot, another is struck out, and a patrol with it."""
    table = after(reference, library, Timetable.of(reference), FOG, CLOSED).timetable
    assert table is not None
    return table


@pytest.fixture(scope="module")
def folder(reference: Exercise, library: Library, first: Timetable, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("mended")
    write_products(placed_by(reference, first, library), first, made, library)
    return made


def blocks(path: Path) -> list[str]:
    return [f"{one.strip()}\n" for one in path.read_text("utf-8").split("\n\n")]


def test_a_number_once_given_is_never_given_to_another_warning(first: Timetable) -> None:
    given = first.announced
    assert given == {
        "GUNEX-A-1": "D1",
        "GUNEX-S-1": "D2",
        "GUNEX-S-2": "D3",
        "GUNEX-S-3": "D4",
        "GUNEX-S-4": "D6",  # struck out: nobody else gets it
        "NGFS-1": "D7",  # at another time: it was D5
    }


def test_the_next_mending_goes_on_counting(
    reference: Exercise, library: Library, first: Timetable, folder: Path
) -> None:
    exercise = load_placed(FILE, folder / "timetable.yaml", library)
    before = replace(Timetable.of(exercise), revision=load_timetable(folder / "timetable.yaml").revision)
    second = after(exercise, library, before, "drop gremyashchiy from 220345ZJUL23").timetable
    assert second is not None
    assert second.revision is not None
    assert second.revision.number == 2
    assert second.announced["GUNEX-S-4"] == "D6"
    was, now = first.announced["NGFS-1"], second.announced["NGFS-1"]
    assert (was, now) == ("D7", "D8")  # one ship fires, not two: another danger area


def test_pinned_in_a_file_without_its_history_numbers_go_on_too(
    reference: Exercise, library: Library, first: Timetable
) -> None:
    placed = placed_by(reference, first, library)
    assert pins_of(reference, first)["GUNEX-S-4"].danger_area == "D6"
    again = after(placed, library, Timetable.of(placed), "drop gremyashchiy from 220345ZJUL23").timetable
    assert again is not None
    assert again.announced["NGFS-1"] == "D8"


def test_a_run_has_the_numbers_of_the_plan(reference: Exercise, library: Library, first: Timetable) -> None:
    from fleetex.compiler.programme import compile_programme

    plans = compile_programme(placed_by(reference, first, library), library)
    numbers = {one.serial: one.danger.number for one in plans if one.danger is not None}
    assert numbers == {name: number for name, number in first.announced.items() if name != "GUNEX-S-4"}


def test_a_timetable_with_its_history_comes_back_from_its_file(first: Timetable, folder: Path) -> None:
    assert load_timetable(folder / "timetable.yaml") == first


def test_warnings_that_are_out_are_cancelled_in_the_manuals_form(folder: Path) -> None:
    """Those of the days before are over and cancelled themselves; D5 is replaced, D6 taken back."""
    cancelled, replacing = (unfolded(block) for block in blocks(folder / "navigational-warnings.txt"))
    taken_back = CANCELLING.fullmatch(cancelled)
    assert taken_back, cancelled
    assert (taken_back["was"], taken_back["where"]) == ("D6", "AREA HOTEL")
    assert taken_back["span"] == "222200 UTC TO 230000 UTC JUL 23"
    instead = REPLACING.fullmatch(replacing)
    assert instead, replacing
    assert (instead["draft"], instead["was"]) == ("D7", "D5")
    assert instead["span"] == "220630 UTC TO 220915 UTC JUL 23"


def test_notams_that_are_out_are_replaced_or_cancelled_by_name(folder: Path) -> None:
    drafts = blocks(folder / "notams.txt")
    instead = [found for one in drafts if (found := NOTAMN_OR_R.fullmatch(one))]
    taken_back = [found for one in drafts if (found := NOTAMC.fullmatch(one))]
    assert len(instead) + len(taken_back) == len(drafts) == 3
    (one,) = instead
    assert one["kind"] == "NOTAMR XX/00"
    assert "DRAFT D7-1 REPLACES D5-1." in one["text"].replace("\n", " ")
    assert (one["from"], one["to"], one["code"]) == ("2307220630", "2307220915", "WMLW")
    texts = [found["text"].replace("\n", " ") for found in taken_back]
    assert [found["code"] for found in taken_back] == ["WMCN", "WMCN"]
    assert {found["from"] for found in taken_back} == {"2307220300"}  # at once: when it was mended
    assert "GUN FIRING 2307220645 TO 2307220930 CANCELLED" in texts[0]
    assert "DRAFT D5-2." in texts[0]
    assert "DRAFT D6-1." in texts[1]


def test_a_shoot_that_moves_into_its_reserve_slot_keeps_that_slots_notam(library: Library) -> None:
    lesson = load(FILE.with_name("lesson-programme.yaml"))
    table = after(
        lesson, library, Timetable.of(lesson), "fog everywhere from 200600ZJUL23 until 201000ZJUL23"
    ).timetable
    assert table is not None
    assert table.revision is not None
    given = table.revision.serials["GUNEX-S-1"]
    assert given.danger_area == "D2"
    assert given.notams == ("D1-2",)
    placed = placed_by(lesson, table, library)
    assert sending(printed(placed, table, library)) == [
        "D2 GUNEX-S-1: send, it cancels D1",
        "NOTAMC: D1-1",
        "NOTAM D1-2: out already, and left in force",
    ]


def test_before_the_plan_is_out_nothing_is_cancelled(
    reference: Exercise, library: Library, tmp_path: Path, first: Timetable
) -> None:
    late = replace(first, plan_as_of_utc=datetime(2023, 7, 22, 4, tzinfo=UTC))
    write_products(placed_by(reference, first, library), late, tmp_path, library)
    said = (tmp_path / "navigational-warnings.txt").read_text("utf-8")
    assert "CANCEL NAVAREA" not in said
    assert "NOTAMC" not in (tmp_path / "notams.txt").read_text("utf-8")
    assert "DRAFT D7." in said


def test_warnings_that_stand_are_drafted_as_they_were(
    reference: Exercise, library: Library, tmp_path: Path, first: Timetable, folder: Path
) -> None:
    exercise = load_placed(FILE, folder / "timetable.yaml", library)
    before = replace(Timetable.of(exercise), revision=first.revision)
    second = after(exercise, library, before, "drop tributs from 220330ZJUL23").timetable
    assert second is not None
    write_products(placed_by(exercise, second, library), second, tmp_path, library)
    (standing,) = blocks(tmp_path / "navigational-warnings.txt")
    assert "DRAFT D7." in standing
    assert "CANCEL NAVAREA" not in standing
    events = calendar(tmp_path)
    assert events["GUNEX-S-4"].status.value == "CANCELLED"
    assert events["GUNEX-S-4"].sequence.value == "1"
    assert events["CASEX-1"].sequence.value == "1"
    assert events["NGFS-1-reserve"].status.value == "CANCELLED"  # since the mending before
    rows = list(csv.DictReader(io.StringIO((tmp_path / "schedule.csv").read_bytes().decode(), newline="")))
    assert {row["serial"] for row in rows if row["change"] == "changed"} == {"SAREX-1", "CASEX-1", "PATROL-6"}


def calendar(folder: Path) -> dict[str, vobject.base.Component]:
    found = vobject.readOne((folder / "schedule.ics").read_text("utf-8"))
    return {event.uid.value.partition("@")[0]: event for event in found.vevent_list}


def test_the_calendar_counts_changes_and_takes_back_what_is_struck_out(first: Timetable, folder: Path) -> None:
    events = calendar(folder)
    assert first.revision is not None
    for name, event in events.items():
        serial = name.removesuffix("-reserve")
        changed = serial in first.revision.changed
        assert ("sequence" in event.contents) == changed
        assert event.dtstamp.value == first.revision.at_utc
    assert events["NGFS-1"].status.value == "TENTATIVE"
    assert events["NGFS-1"].dtstart.value == first["NGFS-1"].start_utc
    struck = {name for name, event in events.items() if event.status.value == "CANCELLED"}
    assert struck == {"GUNEX-S-4", "PATROL-5", "NGFS-1-reserve"}
    assert events["PATROL-5"].summary.value.startswith("CANCELLED: 23 PATROL-5")


def test_the_schedule_marks_what_changed_by_how_much_and_why(folder: Path) -> None:
    rows = list(csv.DictReader(io.StringIO((folder / "schedule.csv").read_bytes().decode(), newline="")))
    marked = {row["serial"]: row for row in rows if row["change"]}
    assert {name: row["change"] for name, row in marked.items()} == {
        "NGFS-1": "changed",
        "GUNEX-S-4": "cancelled",
        "PATROL-5": "cancelled",
    }
    assert marked["NGFS-1"]["what changed"] == "220400ZJUL23 -> 220630ZJUL23, +2 h 30 min"
    assert marked["NGFS-1"]["why"].startswith("fog in GOLF")
    assert [int(row["number"]) for row in rows if row["serial"] in ("NGFS-1", "SAREX-1", "PATROL-6")] == [19, 18, 24]
    book = CalamineWorkbook.from_path(str(folder / "schedule.xlsx"))
    heads, *cells = book.get_sheet_by_name("Schedule of events").to_python()
    assert [dict(zip(heads, line, strict=True)) for line in cells] == rows
    words = json.dumps(book.get_sheet_by_name("Changes").to_python())
    for said in ("NGFS-1", "PATROL-5", "it cancels D5", "NOTAMC: D5-2, D6-1", DRAFT):
        assert said in words


def test_pages_and_cards_say_what_changed(folder: Path) -> None:
    page = " ".join(word for word in read_page(folder / "schedule.html").words if word)
    for said in ("Change 1 of 220300ZJUL23", "+2 h 30 min", "CANCELLED", "CHANGED", "D6 GUNEX-S-4: send its cancell"):
        assert said in page
    assert "CANCELLED" in (folder / "cards" / "22-GUNEX-S-4.html").read_text("utf-8")
    assert "<h2>Change 1</h2>" in (folder / "cards" / "18-NGFS-1.html").read_text("utf-8")
    told = subprocess.run(
        [reader("pdftotext"), "-layout", str(folder / "schedule.pdf"), "-"], capture_output=True, text=True
    ).stdout
    assert "Change 1 of 220300ZJUL23" in told.split("\f")[0]
    assert "change 1 of 220300ZJUL23" in told.split("\f")[1]


def test_products_tell_what_an_event_means_for_serials_in_progress(
    reference: Exercise, library: Library, tmp_path: Path
) -> None:
    found = after(reference, library, Timetable.of(reference), "drop tsydenzhapov from 210900ZJUL23")
    assert found.timetable is not None
    write_products(placed_by(reference, found.timetable, library), found.timetable, tmp_path, library)
    (hit,) = found.in_progress
    assert "GUNEX-S-2 is in progress" in hit.text
    assert load_timetable(tmp_path / "timetable.yaml") == found.timetable
    page = " ".join(read_page(tmp_path / "schedule.html").words)
    book = CalamineWorkbook.from_path(str(tmp_path / "schedule.xlsx")).get_sheet_by_name("Changes").to_python()
    told = subprocess.run(
        [reader("pdftotext"), "-layout", str(tmp_path / "schedule.pdf"), "-"], capture_output=True, text=True
    ).stdout
    for said in (page, json.dumps(book), " ".join(told.split())):
        assert "GUNEX-S-2 is in progress" in said
        assert "stop it by hand" in said

    rows = csv.DictReader(io.StringIO((tmp_path / "schedule.csv").read_bytes().decode(), newline=""))
    changed = {row["serial"]: row["what changed"] for row in rows if row["change"] == "changed"}
    assert changed["RAS-L-2"] == "receiving: Zaozhuang for Hero of the Russian Federation Aldar Tsydenzhapov"


def test_a_history_that_was_edited_is_refused_by_line(folder: Path, tmp_path: Path) -> None:
    text = (folder / "timetable.yaml").read_text("utf-8")
    cut = tmp_path / "timetable.yaml"
    cut.write_text(text.replace("    SAREX-1: {number: 19, sequence: 0}\n", ""), "utf-8")
    with pytest.raises(ScenarioError) as found:
        load_timetable(cut)
    (problem,) = found.value.problems
    assert problem.found == "SAREX-1"
    assert text.splitlines()[problem.line - 1] == "revision:"


def test_a_rule_that_a_serial_in_progress_comes_to_break_is_told(library: Library) -> None:
    lesson = load(FILE.with_name("lesson-programme.yaml"))
    before = Timetable.of(lesson)
    assert before["GUNEX-S-1"].end_utc.hour == 8
    late = after(lesson, library, before, "overrun GUNEX-S-1 until 201230ZJUL23")
    assert {one.rule for one in late.breaches} == {"K06"}  # it goes on after sunset
    assert after(lesson, library, before, "overrun GUNEX-S-1 until 200900ZJUL23").breaches == ()


def test_a_mended_sheet_is_imported_without_what_was_struck_out(folder: Path, first: Timetable) -> None:
    for name in ("schedule.csv", "schedule.xlsx"):
        assert set(serials_of(read_sheet(folder / name))) == {one.serial for one in first.placed}


def test_a_shoot_that_overruns_is_announced_from_now_on(reference: Exercise, library: Library, tmp_path: Path) -> None:
    table = after(reference, library, Timetable.of(reference), "overrun GUNEX-S-1 until 210815ZJUL23").timetable
    assert table is not None
    write_products(placed_by(reference, table, library), table, tmp_path, library)
    first_draft = NOTAMN_OR_R.fullmatch(blocks(tmp_path / "notams.txt")[0])
    assert first_draft
    assert first_draft["to"] == "2307210815"
    assert first_draft["from"] >= "2307210545"
    assert timedelta(0) < table["GUNEX-S-1"].end_utc - Timetable.of(reference)["GUNEX-S-1"].end_utc
