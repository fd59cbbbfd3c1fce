"""A timetable that somebody edited is judged as it stands, or told where it cannot stand: in its own file."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from fleetex.cli.main import app
from fleetex.plan.timetable import Timetable
from fleetex.scenario import load

SCENARIO = Path(__file__).resolve().parents[2] / "scenarios" / "lesson-programme.yaml"


@pytest.fixture(scope="module")
def text() -> str:
    return Timetable.of(load(SCENARIO)).text()


def without(text: str, serial: str) -> str:
    return re.sub(rf"^  {serial}:\n(?:    .*\n)+", "", text, count=1, flags=re.MULTILINE)


def told(tmp_path: Path, text: str) -> tuple[int, str]:
    file = tmp_path / "timetable.yaml"
    file.write_text(text, encoding="utf-8")
    ran = CliRunner().invoke(app, ["plan", str(SCENARIO), "--check", "--timetable", str(file)])
    assert "fault in fleetex" not in ran.output
    return ran.exit_code, ran.output


def edited(text: str, serial: str, old: str, new: str) -> str:
    begin = text.index(f"\n  {serial}:\n")
    place = re.compile(old).search(text, begin)
    assert place is not None
    return text[: place.start()] + new + text[place.end() :]


def test_one_that_nobody_touched_is_judged(tmp_path: Path, text: str) -> None:
    assert told(tmp_path, text)[0] == 0


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (r"end: \S+", "end: 010000ZJAN23", "it ends after it starts"),
        (r"oce: \S+", "oce: nobody", "found `nobody`"),
        (r"area: \S+", "area: NOWHERE", "found `NOWHERE`"),
    ],
)
def test_a_place_that_cannot_be_is_told_at_its_line_of_the_timetable(
    tmp_path: Path, text: str, old: str, new: str, said: str
) -> None:
    changed = edited(text, "GUNEX-S-1", old, new)
    code, output = told(tmp_path, changed)
    line = changed[: changed.index(new)].count("\n") + 1
    assert code == 2
    flat = output.replace("\n", "")
    assert f"timetable.yaml:{line}:" in flat
    assert said in flat


def test_a_serial_that_the_exercise_does_not_have_is_told_with_the_nearest(tmp_path: Path, text: str) -> None:
    code, output = told(tmp_path, text.replace("\n  GUNEX-S-1:\n", "\n  GUNEX-S-9:\n"))
    assert code == 2
    assert "found `GUNEX-S-9`" in output.replace("\n", "")
    assert "GUNEX-S-1" in output


def test_a_serial_that_is_to_be_held_and_has_no_place_is_told(tmp_path: Path, text: str) -> None:
    code, output = told(tmp_path, without(text, "GUNEX-S-1"))
    assert code == 2
    assert "GUNEX-S-1 is to be held and has no place here" in output.replace("\n", " ")


SHORT = """fleetex: 1
exercise:
  {id: short, names: ["Short"], window: {start: 100000ZSEP23, end: 130000ZSEP23}, zone: "UTC+09:00", otc: s0}
environment: {base: {wind: {speed: 5 m/s, from: 200T}, sea_state: 2, visibility: 10 nmi}}
nations: {AA: {name: nation AA}}
sides: {blue: {name: b, nations: [AA]}}
fuel_reserve: 40 %
units:
  s0: {class: generic_ddg, nation: AA, side: blue, start: {at: 37-32.5N 132-47.5E, course: 000T, speed: 5 kn}}
  s1: {class: generic_ddg, nation: AA, side: blue, start: {at: 37-38.2N 132-24.2E, course: 000T, speed: 5 kn}}
  s2:
    {class: generic_asw_ship, nation: AA, side: blue, fuel: 42 %, start: {at: 37-34N 132-39E, course: 0T, speed: 5 kn}}
serials:
  COMMEX-1: {kind: COMMEX, within: {}, duration: 120 min, roles: {all: [s0, s1]}}
  COMMEX-2: {kind: COMMEX, within: {}, duration: 120 min, roles: {all: [s0, s1, s2]}, optional: true}
"""


@pytest.mark.parametrize(("optional", "code"), [(", optional: true", 0), ("", 3)])
def test_what_fuel_alone_forbids_is_left_out_where_it_may_be(tmp_path: Path, optional: str, code: int) -> None:
    file = tmp_path / "short.yaml"
    file.write_text(SHORT.replace(", optional: true", optional), encoding="utf-8")
    ran = CliRunner().invoke(app, ["plan", str(file), "-o", str(tmp_path / "plan")])
    assert ran.exit_code == code, ran.output
    if code:
        assert "COMMEX-2" in ran.output
        assert "s2" in ran.output
    else:
        assert "COMMEX-2:" not in (tmp_path / "plan" / "timetable.yaml").read_text(encoding="utf-8").replace(" ", "")
