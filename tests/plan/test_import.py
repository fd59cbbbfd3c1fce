"""A planner's own spreadsheet goes into a scenario: nobody is dropped, and every mistake is told where it stands."""

import subprocess
import sys
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import Workbook

from fleetex.library import Library, load_library
from fleetex.plan.soe_casting import roles_of
from fleetex.plan.soe_checked import programme_into
from fleetex.plan.soe_import import serials_of
from fleetex.plan.soe_reading import read_sheet
from fleetex.plan.soe_roles import Known, dealt_by_ability
from fleetex.plan.soe_sheet import Sheet, find_columns
from fleetex.plan.soe_times import Local, lasting
from fleetex.quantities import format_dtg
from fleetex.scenario import Exercise, ScenarioError, load_text
from fleetex.scenario.kinds import kinds
from tests.plan import one_day

SCENARIO = (
    one_day.HEAD
    + """sides: {blue: {name: joint group}, orange: {name: the others}}
units:
  alpha: {class: generic_ddg, name: Great Alpha, nation: AA, side: blue, start: {at: 39-00.0N 133-20.0E}}
  bravo: {class: generic_ffg, nation: BB, side: blue, start: {at: 38-58.0N 133-18.0E}}
  charlie: {class: generic_ffg, nation: AA, side: orange, start: {at: 38-56.0N 133-18.0E}}
  oiler: {class: generic_aor, nation: BB, side: blue, start: {at: 38-54.0N 133-18.0E}}
  tug: {class: generic_tug, nation: BB, side: blue, start: {at: 38-59.0N 134-10.0E}}
  boat: {class: generic_ssk, nation: BB, side: blue, start: {at: 38-50.0N 134-10.0E}}
  helo: {class: generic_helo, nation: BB, side: blue, start: {deck: bravo}}
  target: {class: generic_surface_target_towed, nation: BB, side: blue, start: {deck: tug}}
  raft: {class: generic_liferaft, nation: BB, side: blue, start: {deck: oiler}}
circuits:
  TG1: {kind: voice, band: VHF, range: 30 nmi}
  TG2: {kind: voice, band: UHF, range: 25 nmi}
serials: {}
"""
)
HEAD = ["Ser No", "Type", "From", "To", "Duration", "Where", "Lead", "Participants", "Comms", "Live"]


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library()


@pytest.fixture(scope="module")
def scenario(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("import") / "own.yaml"
    path.write_text(SCENARIO, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def known(library: Library) -> Known:
    return Known.of(load_text(SCENARIO, "own.yaml", library), library, {})


def into(scenario: Path, library: Library, *rows: list[Any]) -> tuple[Exercise, list[str]]:
    sheet = Sheet("soe.csv", [HEAD, *rows])
    text = programme_into(scenario, sheet, "new.yaml", library)
    return load_text(text, "new.yaml", library, open_serials=True), sheet.notes


def mistakes(scenario: Path, library: Library, *rows: list[Any]) -> dict[tuple[int, int], str]:
    with pytest.raises(ScenarioError) as refused:
        into(scenario, library, *rows)
    return {(one.line, one.column): str(one) for one in refused.value.problems}


@pytest.mark.parametrize(
    ("kind", "names", "roles"),
    [
        ("GUNEX-S", "charlie target tug", {"firing": ["charlie"], "target": ["target"], "tug": ["tug"]}),
        ("GUNEX-S", "target tug alpha bravo",
         {"firing": ["alpha"], "target": ["target"], "tug": ["tug"], "safety": ["bravo"]}),  # what K19 asks for
        ("MANEX", "bravo alpha charlie", {"guide": ["bravo"], "followers": ["alpha", "charlie"]}),
        ("PATROL", "alpha bravo", {"otc": ["alpha"], "units": ["bravo"]}),
        ("RAS-L", "alpha oiler bravo", {"delivering": ["oiler"], "receiving": ["alpha", "bravo"]}),
        ("CASEX", "boat alpha helo bravo",
         {"hunters": ["alpha", "bravo"], "helicopters": ["helo"], "submarine": ["boat"]}),
        ("FLYEX", "helo bravo", {"decks": ["bravo"], "aircraft": ["helo"]}),
        ("SURFEX", "alpha bravo charlie", {"blue": ["alpha", "bravo"], "orange": ["charlie"]}),  # two sides
    ],
)  # fmt: skip
def test_participants_play_what_they_can(kind: str, names: str, roles: dict[str, list[str]], known: Known) -> None:
    dealt = dealt_by_ability(kinds()[kind], names.split(), known)
    assert dealt.roles == roles
    assert not dealt.over
    assert not dealt.short


def test_whoever_plays_what_is_told_by_row_and_column(scenario: Path, library: Library) -> None:
    exercise, notes = into(
        scenario,
        library,
        ["G1", "gunex-s", "20 Jul 0900", "20 Jul 1000", "", "bravo", "CHARLIE", "charlie, target & tug", "tg1", "yes"],
        ["P1", "PATROL", "20 Jul 1200", "20 Jul 1400", "", "area alfa", "great alpha", "Great Alpha, Bravo", "", ""],
    )
    assert exercise.serials["G1"].oce == "charlie"
    assert (exercise.serials["P1"].area_id, exercise.serials["P1"].roles["units"]) == ("ALFA", ("bravo",))
    assert notes[0] == "soe.csv:2:8: G1: by what each can do, firing: charlie; target: target; tug: tug"
    assert notes[1].startswith("soe.csv:3:8: P1: by what each can do, otc: alpha; units: bravo")


def test_whoever_is_over_or_unknown_or_missing_is_told_with_what_to_write(scenario: Path, library: Library) -> None:
    found = mistakes(
        scenario,
        library,
        ["R1", "RAS-L", "20 Jul 0900", "20 Jul 1000", "", "ALFA", "oiler", "oiler target bravo", "", ""],
        ["R2", "RAS-L", "20 Jul 1100", "20 Jul 1200", "", "ALFA", "alpha", "alpha bravo", "", ""],
        ["M1", "MANEX", "20 Jul 1300", "20 Jul 1400", "", "ALFA", "alpha", "alpha brvo", "", ""],
        ["M2", "MANEX", "20 Jul 1500", "20 Jul 1600", "", "ALFA", "alpha", "", "", ""],
    )
    assert set(found) == {(2, 8), (3, 8), (4, 8), (5, 8), (5, 7)}
    assert "found `target`; no role of this RAS-L is left" in found[2, 8]
    assert "these units can: oiler" in found[3, 8]
    assert found[4, 8].endswith("write `bravo`")
    assert "nobody takes part" in found[5, 8]


def test_every_mistake_of_a_sheet_is_told_at_once_in_its_own_words(scenario: Path, library: Library) -> None:
    found = mistakes(
        scenario,
        library,
        ["S1", "MANEX", "20 Jul 1400", "20 Jul 1300", "", "ALFA", "alpha", "alpha bravo", "TG1", ""],
        ["S2", "MANEX", "20 Jul 1500", "", "3 hours", "ALPHA", "alpha", "alpha bravo", "TG1", ""],
        ["S3", "MANEX", "", "", "2", "ALFA", "", "alpha bravo", "TG1 TG9", ""],
        ["S4", "MANEX", "20 Jul 1700", "20 Jul 1800", "", "ALFA", "", "alpha bravo", "TG1", "perhaps"],
        ["S5", "MANEX", "20 Jul 1900", "", "", "ALFA", "tug", "alpha bravo", "TG1", ""],
    )
    assert set(found) == {(2, 4), (3, 5), (3, 6), (4, 5), (4, 9), (5, 7), (5, 10), (6, 4), (6, 7)}
    assert "found `20 Jul 1300`; a serial ends after it starts" in found[2, 4]
    assert "write 210500ZJUL23" in found[2, 4]  # the day after
    assert found[3, 5].endswith("write `3 h`")
    assert found[3, 6].endswith("write `ALFA`")
    assert found[4, 5].endswith("write `2 h`")
    assert "no key of `circuits`; there are: TG1, TG2" in found[4, 9]
    assert found[5, 7].endswith("write `alpha`")
    assert "found `tug`; the officer conducting the serial is on a participant" in found[6, 7]


def test_a_sheet_without_a_column_for_who_conducts_is_told_once(scenario: Path, library: Library) -> None:
    head = ["Ser", "Type", "From", "To", "Participants"]
    rows = [[f"C{n}", "COMMEX", f"20 Jul {n:02d}00", f"20 Jul {n:02d}30", "alpha bravo"] for n in (9, 10)]
    with pytest.raises(ScenarioError, match=r"a column `oce`, or one of: .*lead.*: C9, C10") as refused:
        programme_into(scenario, Sheet("soe.csv", [head, *rows]), "new.yaml", library)
    assert len(refused.value.problems) == 1


def test_a_mistyped_column_is_told_and_one_that_no_serial_has_is_remarked_on() -> None:
    rows = [["Ser", "Typ", "From", "Participants", "Weather limit"], ["A", "COMMEX", "200100ZJUL23", "a b", "SS4"]]
    sheet = Sheet("soe.csv", rows)
    with pytest.raises(ScenarioError) as refused:
        serials_of(sheet)
    assert next((one.line, one.column, one.write) for one in refused.value.problems) == (1, 2, "type")
    assert sheet.notes[0].startswith("soe.csv:1:5: the column `Weather limit` is not read")


def test_a_spreadsheet_that_is_damaged_inside_is_told_as_one_that_cannot_be_read(tmp_path: Path) -> None:
    sound, cut = tmp_path / "sound.xlsx", tmp_path / "cut.xlsx"
    book = Workbook()
    book.active.append(HEAD)
    book.save(sound)
    assert read_sheet(sound).rows == [HEAD]
    for part in ("xl/worksheets/sheet1.xml", "xl/workbook.xml"):
        with ZipFile(sound) as whole, ZipFile(cut, "w") as spoilt:
            for name in whole.namelist():
                spoilt.writestr(name, whole.read(name)[: 150 if name == part else None])
        with pytest.raises(ScenarioError, match=r"cut\.xlsx:1:1: .*no spreadsheet that can be read"):
            read_sheet(cut)
    chart = tmp_path / "chart.xlsx"
    book = Workbook()
    book.remove(book.active)
    book.create_chartsheet("chart alone")
    book.save(chart)
    with pytest.raises(ScenarioError, match="its table on the first sheet"):
        read_sheet(chart)


def test_a_cell_beyond_all_bounds_is_told(tmp_path: Path) -> None:
    sheet = tmp_path / "soe.csv"
    sheet.write_text(f"Ser,Type,From\nA,COMMEX,{'x' * 200_000}\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match="no table that can be read"):
        read_sheet(sheet)


def test_what_breaks_a_rule_of_time_is_remarked_on_and_written(scenario: Path, library: Library) -> None:
    exercise, notes = into_with_clash(scenario, library)
    assert set(exercise.programme) == {"M1", "P1"}
    assert any("soe.csv:3:8: P1: roles: found `alpha`; it is in `M1` until" in note for note in notes)


def into_with_clash(scenario: Path, library: Library) -> tuple[Exercise, list[str]]:
    sheet = Sheet(
        "soe.csv",
        [
            HEAD,
            ["M1", "MANEX", "20 Jul 0900", "20 Jul 1100", "", "ALFA", "alpha", "alpha bravo", "", ""],
            ["P1", "PATROL", "20 Jul 1000", "20 Jul 1200", "", "BRAVO", "alpha", "alpha", "", ""],
        ],
    )
    text = programme_into(scenario, sheet, "new.yaml", library)
    return load_text(text, "new.yaml", library, rules_apart=True), sheet.notes


def test_a_row_without_times_keeps_the_window_that_the_scenario_has(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    window = "{from: 200200ZJUL23, to: 200800ZJUL23}"
    own = f"serials:\n  M1: {{kind: MANEX, within: {window}, duration: 2 h, areas: [ALFA, BRAVO], roles: {{}}}}\n"
    path.write_text(
        SCENARIO.replace("serials: {}\n", own.replace("roles: {}", "roles: {guide: [alpha], followers: [bravo]}")),
        encoding="utf-8",
    )
    exercise, _ = into(path, library, ["M1", "MANEX", "", "", "", "ALFA", "", "", "", ""])
    serial = exercise.programme["M1"]
    assert "200200ZJUL23" in exercise.source_text
    assert serial.duration_s == 7200.0
    assert serial.roles == {"guide": ("alpha",), "followers": ("bravo",)}


def test_what_the_sheet_does_not_say_stays_as_the_scenario_wrote_it(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    own = (
        "serials:\n  C1: {kind: COMMEX, start: 200100ZJUL23, duration: 60 min, oce: alpha, "
        "roles: {all: [alpha, bravo]}, limits: {sea_state_max: 4, visibility_min: 1.5 nmi}, "
        "params: {rounds: 1, say_again: 2 %, pairs: control}}\n"
    )
    path.write_text(SCENARIO.replace("serials: {}\n", own), encoding="utf-8")
    row = ["C1", "COMMEX", "20 Jul 0900", "20 Jul 1000", "", "", "alpha", "alpha, bravo", "", ""]
    text = programme_into(path, Sheet("soe.csv", [HEAD, row]), "new.yaml", library)
    assert 'params: {rounds: 1, say_again: "2 %", pairs: control}' in text
    assert "limits: {sea_state_max: 4, visibility_min: 1.5 nmi}" in text


def test_without_a_scenario_nobody_is_put_where_only_ability_could_say() -> None:
    rows = [["Ser", "Type", "From", "Duration", "Lead", "Participants"]]
    with pytest.raises(ScenarioError, match=r"^soe\.csv:2:6: .*give `--into SCENARIO`, or say it"):
        serials_of(Sheet("soe.csv", [*rows, ["G", "GUNEX-S", "200100ZJUL23", "1 h", "a", "a raft tug"]]))
    sheet = Sheet("soe.csv", [*rows, ["P", "PATROL", "200100ZJUL23", "1 h", "a", "a b c"]])
    assert serials_of(sheet)["P"]["roles"] == {"otc": ["a"], "units": ["b", "c"]}
    assert "in the order of the cell, otc: a; units: b c" in sheet.notes[0]


@pytest.mark.parametrize(
    ("typed", "read"),
    [("1:30", "1 h 30 min"), (time(2, 0), "2 h"), (timedelta(minutes=45), "45 min"), ("90 min", "90 min")],
)
def test_hours_of_a_spreadsheet_are_a_duration(typed: object, read: str) -> None:
    assert lasting(typed) == read


def test_who_waits_for_a_time_is_checked_as_all_are(library: Library) -> None:
    """A window, and a circuit, a part and a conductor that cannot be: `check` says so, and no planner falls over it."""
    wrong = """
  G1:
    kind: GUNEX-S
    within: {}
    duration: 2 h
    area: BRAVO
    oce: oiler
    circuits: [TG9]
    roles: {firing: [bravo, target], target: [tug]}
"""
    with pytest.raises(ScenarioError) as refused:
        load_text(SCENARIO.replace("serials: {}\n", f"serials:{wrong}"), "own.yaml", library, open_serials=True)
    assert {one.where.removeprefix("serials.G1.") for one in refused.value.problems} == {
        "oce", "circuits.0", "roles.firing.1", "roles.target.0"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("roles", "where", "says"),
    [
        ("{guide: [alpha], followers: []}", "followers", "at least 1 unit: ships that keep station"),
        ("{guide: [alpha], followers: [bravo, bravo]}", "followers.1", "it plays `followers` already"),
        ("{guide: [alpha], followers: [bravo, alpha]}", "followers.1", "it plays `guide` already"),
        ("{guide: [alpha, bravo], followers: [charlie]}", "guide", "1 unit: "),
    ],
)
def test_who_waits_for_a_time_has_a_part_each_and_enough_to_play_it(
    roles: str, where: str, says: str, library: Library
) -> None:
    wrong = f"serials:\n  M1: {{kind: MANEX, within: {{}}, duration: 2 h, area: ALFA, roles: {roles}}}\n"
    with pytest.raises(ScenarioError) as refused:
        load_text(SCENARIO.replace("serials: {}\n", wrong), "own.yaml", library, open_serials=True)
    (problem,) = refused.value.problems
    assert problem.where == f"serials.M1.roles.{where}"
    assert says in problem.allowed


def test_the_command_writes_and_tells_on_standard_error(scenario: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "soe.csv"
    sheet.write_text("Ser,Type,From,To,Lead,Where,Participants\nC1,COMMEX,20 Jul 0900,20 Jul 1000,alpha,,alpha bravo\n"
                     "P1,PATROL,20 Jul 1200,20 Jul 1300,alpha,ALFA,alpha bravo\n")  # fmt: skip
    new = tmp_path / "new.yaml"
    words = [sys.executable, "-m", "fleetex", "import", str(sheet), "--into", str(scenario), "-o", str(new)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, f"{new} is written\n")
    assert f"{sheet}:3:7: P1: by what each can do, otc: alpha; units: bravo" in done.stderr
    assert "a column `roles`" in done.stderr


RANGES = Path(__file__).parents[2] / "scenarios" / "lesson-missilex-air.yaml"
FIRING = ["M2", "missilex", "200015ZJUL23", "200300ZJUL23", "", "RANGE", "frigate"]


@pytest.mark.parametrize(
    ("serial", "participants"),
    [
        ("M2", "drone, frigate, corvette"),
        ("MISSILEX-1", "drone, frigate, corvette"),  # its own params say so
    ],
)
def test_a_firing_with_a_drone_is_one_at_what_flies(serial: str, participants: str, library: Library) -> None:
    """A new serial has no params yet: who plays the target says what they must be."""
    exercise, _ = into(RANGES, library, [serial, *FIRING[1:], participants, "RANGE_NET", "yes"])
    held = exercise.serials[serial]
    assert held.params.at == "air"  # type: ignore[attr-defined]
    assert held.roles == {"firer": ("frigate", "corvette"), "target": ("drone",)}


def test_a_firing_with_a_raft_stays_one_at_what_lies_on_the_sea(library: Library) -> None:
    surface = RANGES.with_name("lesson-missilex.yaml")
    roles = load_text(surface.read_text(), "own.yaml", library).serials["MISSILEX-1"].roles
    known = Known.of(load_text(surface.read_text(), "own.yaml", library), library, {})
    sheet = Sheet("soe.csv", [HEAD, [*FIRING, ", ".join(unit for units in roles.values() for unit in units), "", ""]])
    find_columns(sheet)
    dealt, params = roles_of(sheet, 1, "MISSILEX", "M2", known, {})
    assert params == {}
    assert dealt is not None
    assert dealt["target"] == list(roles["target"])


@pytest.mark.parametrize("order", ["alpha bravo raft oiler", "oiler raft bravo alpha"])
def test_who_lays_a_raft_is_the_ship_on_whose_deck_it_stands(order: str, known: Known) -> None:
    dealt = dealt_by_ability(kinds()["SAREX"], order.split(), known)
    assert dealt.roles["layer"] == ["oiler"]
    assert dealt.roles["datum"] == ["raft"]
    assert {*dealt.roles["osc"], *dealt.roles["search"]} == {"alpha", "bravo"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("20 Jul 2500", "hours go from 00 to 23"),
        ("20 Jul 0960", "minutes from 00 to 59"),
        ("31 Jun 0900", "no such day"),
    ],
)
def test_an_hour_that_no_clock_shows_is_told_as_that(text: str, told: str, scenario: Path, library: Library) -> None:
    with pytest.raises(ScenarioError) as failure:
        into(scenario, library, ["C1", "COMMEX", text, "", "60 min", "", "alpha", "alpha bravo", "TG1", ""])
    problem = next(one for one in failure.value.problems if one.found == text)
    assert told in problem.allowed
    assert not problem.write


def test_a_title_days_as_headings_and_hours_beside_a_date_are_read(scenario: Path, library: Library) -> None:
    """As planners lay a schedule out: a title, a heading over each day, a date once for its rows, hours as numbers."""
    table = [
        ["Exercise Own Steps: schedule of events"],
        [],
        ["Ser No", "Type", "Date", "From", "To", "Where", "Lead", "Participants", "Comms"],
        ["Day 1"],
        ["C1", "COMMEX", "Thu 20 Jul", 930, "10:15", "", "alpha", "alpha bravo", "TG1"],
        ["M1", "MANEX", "", "1100", time(12, 30), "ALFA", "alpha", "alpha bravo", "TG1"],
        ["P1", "PATROL", datetime(2023, 7, 20), "2330", "0130", "ALFA", "bravo", "bravo", "TG1"],
    ]
    sheet = Sheet("soe.csv", table)
    exercise = load_text(programme_into(scenario, sheet, "new.yaml", library), "new.yaml", library, open_serials=True)
    times = {name: (format_dtg(one.start_utc), format_dtg(one.end_utc)) for name, one in exercise.serials.items()}
    assert times == {
        "C1": ("200130ZJUL23", "200215ZJUL23"),  # the scenario's zone is UTC+08:00
        "M1": ("200300ZJUL23", "200430ZJUL23"),
        "P1": ("201530ZJUL23", "201730ZJUL23"),
    }
    told = "\n".join(sheet.notes)
    assert "soe.csv:1:1: `Exercise Own Steps: schedule of events` stands above the row that names the columns" in told
    assert "soe.csv:4:1: `Day 1` stands alone in its row, and is read as a heading" in told
    assert "soe.csv:6:3: M1: it is held on the day that row 5 gives, 20 Jul 2023" in told
    assert "soe.csv:7:5: P1: it ends the day after it begins" in told


@pytest.mark.parametrize(
    ("date", "start", "place", "said"),
    [
        ("", "0930", (2, 3), "no day, and the row has an hour alone"),
        ("20/20/2023", "0930", (2, 3), "no day, and the row has an hour alone"),
        ("7/8/2023", "0930", (2, 3), "this may be 7 Aug 2023 or 8 Jul 2023; write `7 Aug 2023`"),
        ("20 Jul", "2530", (2, 4), "no clock shows this"),
    ],
)
def test_an_hour_without_its_day_is_told(
    date: str, start: str, place: tuple[int, int], said: str, scenario: Path, library: Library
) -> None:
    head = ["Ser No", "Type", "Date", "From", "Duration", "Where", "Lead", "Participants", "Comms"]
    row = ["C1", "COMMEX", date, start, "1 h", "", "alpha", "alpha bravo", "TG1"]
    with pytest.raises(ScenarioError) as refused:
        programme_into(scenario, Sheet("soe.csv", [head, row]), "new.yaml", library)
    (told,) = [one for one in refused.value.problems if (one.line, one.column) == place]
    assert said in str(told)


def test_hours_alone_want_a_column_for_the_day(scenario: Path, library: Library) -> None:
    told = mistakes(scenario, library, ["C1", "COMMEX", "0930", "", "60 min", "", "alpha", "alpha bravo", "TG1", ""])
    assert "of an hour alone a column `date` says the day" in told[2, 3]


def test_without_a_scenario_an_hour_says_its_zone_and_a_day_its_year() -> None:
    head = ["serial", "kind", "date", "start", "duration"]
    with pytest.raises(ScenarioError) as refused:
        serials_of(Sheet("soe.csv", [head, ["A", "PATROL", "20 Jul 2023", "0930", "1 h"]]))
    assert "an hour of no zone: write 0930Z" in str(refused.value)
    with pytest.raises(ScenarioError) as refused:
        serials_of(Sheet("soe.csv", [head, ["A", "PATROL", "20 Jul", "0930Z", "1 h"]]))
    assert "no day, and the row has an hour alone" in str(refused.value)


def test_a_title_may_stand_over_a_table_parted_by_semicolons(tmp_path: Path) -> None:
    path = tmp_path / "soe.csv"
    path.write_text("Own Steps, July\n\nserial;kind;start;duration\nA;PATROL;;1 h\n", "utf-8")
    sheet = read_sheet(path)
    assert sheet.rows[2] == ["serial", "kind", "start", "duration"]


def test_where_events_are_named_and_typed_the_types_are_the_kinds() -> None:
    """A column `Event` beside `Type` is the title; a type is known with its signs or without."""
    rows = [
        ["Ser", "Event", "Type", "From", "To", "Participants", "OCE"],
        ["F-1", "First fill", "RAS(L)", "200100ZJUL23", "200300ZJUL23", "oiler, bravo", "oiler"],
        ["S-1", "Big shoot", "gunex s", "200400ZJUL23", "200600ZJUL23", "alpha, target", "alpha"],
    ]
    sheet = Sheet("soe.csv", rows)
    found = serials_of(sheet, None)
    assert [one["kind"] for one in found.values()] == ["RAS-L", "GUNEX-S"]
    assert [one["title"] for one in found.values()] == ["First fill", "Big shoot"]
    assert "soe.csv:1:2: another column tells the kinds: `Event` is read as the title" in sheet.notes
    untold = Sheet("soe.csv", [rows[0], ["F-1", "First fill", "fuel", *rows[1][3:]]])
    with pytest.raises(ScenarioError) as refused:
        serials_of(untold, None)
    assert "a second column of `kind`" in str(refused.value)


def test_a_day_in_figures_is_read_where_one_reading_alone_is_meant() -> None:
    """With dots the day is first; with strokes the exercise's own days tell, or that no month has such a number."""
    window = (date(2024, 5, 8), date(2024, 5, 9))
    local = Local(UTC, 2024, window)
    for text in ("08/05/2024", "05/08/2024", "8.5.2024", "8.5.24", "08/05/24"):
        assert local.day(text) == window[0], text
    assert local.day("13/05/2024") == local.day("05/13/2024") == date(2024, 5, 13)
    assert local.day("7/6/2024") is None
    assert local.day("31.2.2024") is None
    assert Local(UTC, 2024).day("08/05/2024") is None
    rows = [["Ser", "Type", "Date", "From", "To", "Participants", "OCE"]]
    rows += [["C", "COMMEX", "8/5/2024", "0900", "1000", "a, b", "a"]]
    with pytest.raises(ScenarioError) as refused:
        serials_of(Sheet("soe.csv", rows), Local(UTC, 2024))
    assert "soe.csv:2:3: found `8/5/2024`; this may be 8 May 2024 or 5 Aug 2024; write `8 May 2024`" in str(
        refused.value
    )
