"""A broken programme is mended with few changes, nothing past among them; a spreadsheet comes back as it was."""

import random
from datetime import UTC, timedelta, timezone
from pathlib import Path

import pytest

from fleetex.cli.planning import replan as run_replan
from fleetex.library import Library, load_library
from fleetex.plan.events import EventError, checked, parse_event
from fleetex.plan.judge import judge
from fleetex.plan.printed import Printed
from fleetex.plan.products import printed
from fleetex.plan.replan import Mended, replan
from fleetex.plan.soe_import import serials_of, serials_text, with_serials
from fleetex.plan.soe_reading import read_sheet
from fleetex.plan.soe_rows import csv_text
from fleetex.plan.soe_sheet import Sheet
from fleetex.plan.soe_times import Local
from fleetex.plan.soe_xlsx import xlsx_bytes
from fleetex.plan.timetable import Timetable
from fleetex.scenario import Exercise, ScenarioError, load, load_text

FILE = Path(__file__).resolve().parents[2] / "scenarios" / "lesson-programme.yaml"


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library()


@pytest.fixture(scope="module")
def exercise() -> Exercise:
    return load(FILE)


def mended(exercise: Exercise, library: Library, *texts: str) -> Mended:
    before = Timetable.of(exercise)
    events = tuple(parse_event(text, exercise, before) for text in texts)
    return replan(exercise, library, before, events, checked(events, exercise, before, None))


def test_a_ship_that_drops_out_is_replaced_where_she_is_needed_and_nothing_else_changes(
    exercise: Exercise, library: Library
) -> None:
    found = mended(exercise, library, "drop charlie from 200430ZJUL23")
    assert {change.serial for change in found.changes} == {"GUNEX-S-1", "PATROL-1"}, "those that she is in"
    assert found.timetable is not None
    before = {one.serial: one for one in Timetable.of(exercise).placed}
    for one in found.timetable.placed:
        assert one.start_utc == before[one.serial].start_utc
        assert "charlie" not in one.units or before[one.serial].start_utc.hour < 4


def test_fog_sends_a_shoot_to_its_reserve_slot(exercise: Exercise, library: Library) -> None:
    found = mended(exercise, library, "fog everywhere from 200600ZJUL23 until 201000ZJUL23")
    assert found.timetable is not None
    reserve = exercise.serials["GUNEX-S-1"].reserve
    assert reserve is not None
    assert found.timetable["GUNEX-S-1"].start_utc == reserve.start_utc
    (change,) = (one for one in found.changes if one.serial == "GUNEX-S-1")
    assert "its reserve slot" in change.text
    assert change.why.startswith("fog everywhere")


def test_a_shoot_whose_area_is_closed_is_left_out_and_the_lead_that_is_missing_is_told(
    exercise: Exercise, library: Library
) -> None:
    found = mended(exercise, library, "close SOUTH from 200400ZJUL23")
    assert found.timetable is not None
    assert "GUNEX-S-1" not in {one.serial for one in found.timetable.placed}
    (change,) = (one for one in found.changes if one.serial == "GUNEX-S-1")
    assert "are missing" in change.why


@pytest.mark.parametrize("seed", range(3))
def test_random_breakdowns_change_nothing_past_and_break_no_rule(
    seed: int, exercise: Exercise, library: Library
) -> None:
    chance = random.Random(seed)
    time = f"20{chance.randrange(2, 12):02d}{chance.choice((0, 30)):02d}ZJUL23"
    unit, area = chance.choice(("alpha", "bravo", "charlie")), chance.choice(("MIDDLE", "WEST", "NORTH"))
    event = chance.choice(
        (f"drop {unit} from {time}", f"close {area} from {time}", f"fog {area} from {time} until 211000ZJUL23")
    )
    found = mended(exercise, library, event)
    assert found.timetable is not None
    now_utc = parse_event(event, exercise, Timetable.of(exercise)).from_utc
    assert now_utc is not None
    after = {one.serial: one for one in found.timetable.placed}
    for old in Timetable.of(exercise).placed:
        if old.start_utc < now_utc:
            assert (after[old.serial].start_utc, after[old.serial].roles) == (old.start_utc, old.roles)
        elif old.serial in after:
            assert after[old.serial].start_utc >= now_utc
    assert {one.rule for one in judge(exercise, library, found.timetable)} == set()


def test_one_who_is_unserviceable_is_replaced_as_one_who_drops_out_is(exercise: Exercise, library: Library) -> None:
    for text in ("unserviceable charlie from 200900ZJUL23", "drop charlie from 200900ZJUL23"):
        found = mended(exercise, library, text)
        assert [change.text for change in found.changes] == [
            "PATROL-1: `otc`: alpha for charlie; conducted by alpha, not charlie"
        ]


def test_a_serial_goes_on_without_one_whom_it_does_not_need(exercise: Exercise, library: Library) -> None:
    found = mended(exercise, library, "unserviceable bravo from 200100ZJUL23 until 200300ZJUL23")
    assert [change.text for change in found.changes] == ["MANEX-1: `followers`: without bravo"]


def test_one_who_drops_out_later_stays_in_what_comes_before(exercise: Exercise, library: Library) -> None:
    found = mended(exercise, library, "close NORTH from 200300ZJUL23", "drop bravo from 202000ZJUL23")
    assert found.timetable is not None
    assert not found.changes
    assert "bravo" in found.timetable["GUNEX-S-1"].units


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("drop qiqihar from 210000ZJUL23", "FLYEX-1 is not held"),  # nobody is left to land on
        ("drop rizhao from 211200ZJUL23", "SAREX-1"),  # the tug is too slow to conduct it
    ],
)
def test_what_a_kind_refuses_of_those_left_is_an_answer_and_no_mistake_of_the_file(
    text: str, said: str, library: Library
) -> None:
    reference = load(FILE.with_name("northern-interaction-2023.yaml"))
    found = mended(reference, library, text)
    assert found.timetable is not None
    assert any(change.text.startswith(said) for change in found.changes)
    assert not judge(reference, library, found.timetable)


def test_whoever_conducts_after_a_breakdown_is_of_the_same_side(library: Library) -> None:
    """The battle of the reference exercise was conducted by a ship of its own side, not by the target."""
    reference = load(FILE.with_name("northern-interaction-2023.yaml"))
    found = mended(reference, library, "drop qiqihar from 210000ZJUL23")
    assert found.timetable is not None
    battle = found.timetable["SURFEX-1"]
    assert battle.oce in battle.roles["blue"]


def test_fog_without_an_area_is_everywhere(exercise: Exercise) -> None:
    before = Timetable.of(exercise)
    for text in ("fog until 201000ZJUL23", "fog everywhere until 201000ZJUL23"):
        assert str(parse_event(text, exercise, before)) == "fog everywhere until 201000ZJUL23"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("drop alpha from 190000ZJUL23", "in the past"),
        ("drop alfa from 200600ZJUL23", "write `alpha`"),
        ("overrun MANEX-1 until 200300ZJUL23", "ends later"),
        ("sink alpha", "an event is one of"),
        ("fog SOUTH", "says not until when"),
        ("drop charlie from 200600ZJUL23 until 200900ZJUL23", "does not come back"),
        ("drop charlie from 200600ZJUL23 from 200900ZJUL23", "says `from` twice"),
    ],
)
def test_an_event_that_cannot_be_is_told_with_what_to_write(text: str, said: str, exercise: Exercise) -> None:
    before = Timetable.of(exercise)
    with pytest.raises(EventError, match=said):
        checked((parse_event(text, exercise, before),), exercise, before, None)


def sheet_of(exercise: Exercise, library: Library) -> Printed:
    return printed(exercise, Timetable.of(exercise), library)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_exported_schedule_is_read_and_exported_unchanged(
    kind: str, exercise: Exercise, library: Library, tmp_path: Path
) -> None:
    first = sheet_of(exercise, library)
    path = tmp_path / f"soe.{kind}"
    path.write_bytes(csv_text(first).encode() if kind == "csv" else xlsx_bytes(first))
    text = with_serials(exercise.source_text, serials_of(read_sheet(path)))
    second = sheet_of(load_text(text, "again.yaml"), library)
    assert csv_text(second) == csv_text(first)
    assert xlsx_bytes(second) == xlsx_bytes(first)


def test_a_planners_own_column_names_are_understood(exercise: Exercise) -> None:
    rows = [
        ["Ser", "Type", "From", "To", "Where", "Lead", "Participants"],
        ["TALK", "commex", "200100ZJUL23", "200200ZJUL23", "", "alpha", "alpha, bravo"],
        ["DANCE", "MANEX", "200300ZJUL23", "200500ZJUL23", "MIDDLE", "bravo", "alpha bravo charlie"],
    ]
    serials = serials_of(Sheet("soe.csv", [list(row) for row in rows]))
    assert serials["DANCE"]["roles"] == {"guide": ["alpha"], "followers": ["bravo", "charlie"]}
    assert serials["TALK"]["roles"] == {"all": ["alpha", "bravo"]}
    assert serials_text(serials).startswith("serials:\n  TALK:\n    kind: COMMEX\n")
    assert set(load_text(with_serials(exercise.source_text, serials)).serials) == {"TALK", "DANCE"}


@pytest.mark.parametrize(
    "typed", ["2023-07-20 10:30", "20 Jul 1030", "20 July 2023 10:30", "20-Jul-23 1030", "20 JUL, 10:30"]
)
def test_a_time_without_a_zone_is_the_scenarios_own(typed: str) -> None:
    """01:30 UTC, nine hours before it."""
    local = Local(timezone(timedelta(hours=9)), 2023)
    rows = [["Ser", "Type", "From", "Duration", "Lead", "Participants"], ["T", "commex", typed, "1 h", "a", "a, b"]]
    assert serials_of(Sheet("soe.csv", rows), local)["T"]["start"] == "200130ZJUL23"
    with pytest.raises(ScenarioError, match="--into SCENARIO"):
        serials_of(Sheet("soe.csv", rows))


@pytest.mark.parametrize("typed", ["31 Feb 1030", "20 Jux 1030", "20 Jul 2530", "soon"])
def test_what_is_no_time_stays_a_mistake(typed: str) -> None:
    rows = [["Ser", "Type", "From", "Duration", "Lead", "Participants"], ["T", "commex", typed, "1 h", "a", "a, b"]]
    with pytest.raises(ScenarioError, match=r"^soe\.csv:"):
        serials_of(Sheet("soe.csv", rows), Local(UTC, 2023))


def test_mistakes_in_a_sheet_are_told_by_row_and_column() -> None:
    rows = [["serial", "kind", "start", "end"], ["A 1", "MANEXX", "nonsense", ""]]
    with pytest.raises(ScenarioError) as found:
        serials_of(Sheet("soe.csv", [list(row) for row in rows]))
    assert [(one.line, one.column) for one in found.value.problems] == [(2, 1), (2, 2)]
    assert found.value.problems[1].write == "MANEX"


@pytest.mark.parametrize(
    ("text", "serial", "said"),
    [
        (
            "drop qiqihar from 221500ZJUL23",
            "PATROL-5",
            "`otc`: rizhao for qiqihar; `units`: without rizhao; conducted by rizhao, not qiqihar",
        ),
        (
            "drop panteleyev from 221500ZJUL23",
            "PATROL-6",
            "`otc`: tributs for panteleyev; `units`: without tributs; conducted by tributs, not panteleyev",
        ),
    ],
)
def test_the_next_warship_leads_where_the_first_drops_out_and_no_tug_comes_in_for_it(
    text: str, serial: str, said: str, library: Library
) -> None:
    reference = load(FILE.with_name("northern-interaction-2023.yaml"))
    (change,) = (one for one in mended(reference, library, text).changes if one.serial == serial)
    assert change.text == f"{serial}: {said}"


def test_what_waits_for_a_serial_that_is_lost_says_so(library: Library) -> None:
    reference = load(FILE.with_name("northern-interaction-2023.yaml"))
    found = mended(reference, library, "close CHARLIE from 210400ZJUL23", "close DELTA from 210400ZJUL23")
    whys = {change.serial: change.why for change in found.changes}
    assert whys["NGFS-1"].startswith("GUNEX-S-3, which comes before it, is not held")


def test_what_has_begun_and_cannot_be_leaves_no_programme_and_says_between_whom(
    exercise: Exercise, library: Library, capsys: pytest.CaptureFixture[str]
) -> None:
    before = Timetable.of(exercise)
    now_utc = before["GUNEX-S-1"].start_utc + timedelta(minutes=10)
    events = (parse_event("overrun MANEX-1 until 200700ZJUL23", exercise, before),)
    found = replan(exercise, library, before, events, now_utc)
    assert found.timetable is None
    assert any(
        one.startswith("K01: ") and "is in MANEX-1 until 200700ZJUL23, and GUNEX-S-1 begins 200640ZJUL23" in one
        for one in found.reasons
    )
    with pytest.raises(SystemExit) as left:
        run_replan(FILE, ["overrun MANEX-1 until 200700ZJUL23"], None, None, "200650ZJUL23", (), as_json=False)
    assert left.value.code == 3
    told = capsys.readouterr().out
    assert "No programme holds" in told
    assert all(f"  {one}\n" in told for one in found.reasons)
