"""Many mistakes of one kind are told in a time that grows with their number, and the page stays readable."""

import time

import pytest

from fleetex.scenario import Problem, ScenarioError, load_text

HEAD = """\
fleetex: 1
exercise: {id: many, names: [Many], window: {start: 200000ZJUL23, end: 280000ZJUL23}, zone: "UTC+08:00", otc: alpha}
environment: {base: {wind: {speed: 10 kn, from: 220T}, sea_state: 3, visibility: 8 nmi}}
nations: {AA: {name: one}}
sides: {blue: {nations: [AA]}}
units:
  alpha: {class: ffg_054a, nation: AA, side: blue, start: {at: 39-00.0N 133-30.0E}}
  bravo: {class: ffg_054a, nation: AA, side: blue, start: {at: 39-02.0N 133-30.0E}}
circuits: {TAC: {kind: voice, band: HF, range: 300 nmi}}
serials:
"""
SERIAL = "start: {start}, duration: 50 min, oce: alpha, roles: {{all: [alpha, bravo]}}, circuits: [TAC]"
START = "2023-07-{day:02d}T{hour:02d}:00Z"


def programme(count: int, kind: str = "COMMEX", **changed: str) -> str:
    """An exercise of serials, one an hour and then again from the beginning; each with the same changes."""
    lines = []
    for number in range(count):
        hour = number % 160
        line = SERIAL.format(start=START.format(day=20 + hour // 24, hour=hour % 24))
        for old, new in changed.items():
            assert old in line
            line = line.replace(old, new.format(number=number))
        lines.append(f"  S{number}: {{kind: {kind}, {line}}}\n")
    return HEAD + "".join(lines)


def refused(text: str) -> ScenarioError:
    with pytest.raises(ScenarioError) as caught:
        load_text(text, "many.yaml")
    return caught.value


def spent_s(text: str) -> float:
    began = time.process_time()
    refused(text)
    return time.process_time() - began


@pytest.mark.parametrize(
    ("kind", "changed"),
    [
        ("COMEX", {"duration: 50 min": "duration: 50, extra: 3"}),
        ("COMMEX", {"TAC": "TAX{number}", "[alpha": "[alpah{number}"}),
        ("COMMEX", {}),
    ],
    ids=["wrong values", "wrong names", "serials at one time"],
)
def test_four_times_the_mistakes_take_about_four_times_as_long(kind: str, changed: dict[str, str]) -> None:
    refused(programme(40, "COMEX"))
    few, many = (min(spent_s(programme(count, kind, **changed)) for _ in range(2)) for count in (200, 800))
    assert many < 8.0 * few, f"{few:.2f} s, then {many:.2f} s"


def test_of_many_mistakes_of_one_kind_two_dozen_are_told_and_the_rest_counted() -> None:
    error = refused(programme(100, **{"duration: 50 min": "duration: 50"}))
    lines = str(error).splitlines()
    assert len(error.problems) == 100
    assert len(lines) == 25
    assert lines[0].startswith("many.yaml:11:")
    assert lines[-1] == "many.yaml:35:49: and 76 more like serials.S0.duration in line 11: lines 35 to 110"


def test_a_mistake_of_another_kind_is_told_however_many_others_there_are() -> None:
    text = programme(100, **{"duration: 50 min": "duration: 50"})
    text = text.replace("S99: {kind: COMMEX,", "S99: {kind: COMEX,").replace("oce: alpha", "oce: alpah", 1)
    text = text.replace("otc: alpha", "otc: alhpa")
    lines = str(refused(text)).splitlines()
    assert len(lines) == 28
    assert sum("exercise.otc: found `alhpa`" in line for line in lines) == 1
    assert sum("serials.S0.oce: found `alpah`" in line for line in lines) == 1
    assert sum("serials.S99.kind: found `COMEX`" in line for line in lines) == 1


def test_a_unit_in_many_serials_at_once_is_told_once_for_each() -> None:
    """The one named is the first to have begun of those that are still under way."""
    error = refused(programme(1).replace("50 min", "3 h") + programme(4).removeprefix(HEAD).replace("S0:", "T0:"))
    said = [problem for problem in error.problems if problem.where.endswith("all.0")]
    assert [name(problem) for problem in said] == ["T0", "S1", "S2"]
    assert all("it is in `S0` until 200300ZJUL23" in problem.allowed for problem in said)


def name(problem: Problem) -> str:
    return problem.where.split(".")[1]
