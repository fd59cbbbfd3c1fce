"""Mistakes about what is under water: one message each, at its place, with what to write."""

from pathlib import Path

import pytest

from fleetex.library import LibraryError, load_library
from fleetex.scenario import Problem, ScenarioError, load_text

TEXT = (Path(__file__).parents[2] / "scenarios" / "duel-asw.yaml").read_text(encoding="utf-8")


def problems(old: str, new: str) -> tuple[Problem, ...]:
    assert TEXT.count(old) == 1, old
    try:
        load_text(TEXT.replace(old, new), "duel.yaml")
    except ScenarioError as error:
        return error.problems
    return ()


@pytest.mark.parametrize(
    ("old", "new", "where", "allowed", "write"),
    [
        ("depth: 60 m", "depth: 400 m", "units.submarine.start.depth", "generic_ssk goes no deeper than", "240 m"),
        (
            "depth: 1200 m",
            "depth: 50 m",
            "units.submarine.start.depth",
            "where she starts is 50 m deep",
            "30 m",
        ),
        ("{radar: off}", "{radar: off, sonar: on}", "units.submarine.emission.sonar", "has no active sonar", "off"),
        ("ais: on", "ais: on\n    battery: 50 %", "units.frigate.battery", "driven by no battery", ""),
        ("first_leg: 090T", "first_leg: 090T, snort_at: 50 %", "serials.CASEX-1.params.snort_at", "40 %", "40 %"),
        ("first_leg: 090T", "first_leg: 090T, snort_until: 30 %", "serials.CASEX-1.params.snort_until", "more", "80 %"),
        ("first_leg: 090T", "first_leg: 090T, snort_below: 90 %", "serials.CASEX-1.params.snort_until", "more", ""),
        ("course: 000T, speed: 8 kn", "course: 000T, depth: 5 m", "units.frigate.start.depth", "submarines alone", ""),
        ("depth: 1200 m", "depth: 1200 m\n    bottom: gravel", "environment.base.bottom", "mud, sand", ""),
    ],
)
def test_a_mistake_under_water_is_told_at_its_place(old: str, new: str, where: str, allowed: str, write: str) -> None:
    found = problems(old, new)
    assert [p.where for p in found] == [where]
    assert allowed in found[0].allowed
    assert found[0].write == write


def test_a_submarine_is_not_asked_to_be_deeper_than_the_water_of_the_area() -> None:
    shallow = TEXT.replace("depth: 1200 m", "depth: 150 m").replace("first_leg: 090T", "submarine_depth: 140 m")
    with pytest.raises(ScenarioError) as error:
        load_text(shallow, "duel.yaml")
    (found,) = error.value.problems
    assert found.where == "serials.CASEX-1.params.submarine_depth"
    assert found.write == "130 m"


BOX_BAND = "{serial: CASEX-1, bands: [{units: [submarine], not_above: 60 m}]}"
CORNER = "{name: Corner, circle: {centre: 40-00.0N 134-00.0E, radius: 5 nmi}, use: training, notional: true}"


@pytest.mark.parametrize(
    ("rules", "where", "allowed", "write"),
    [
        ("A: {serial: CASEX-1, clear_of_ships: 1 nmi, safety_depth: 0 m}", "A.safety_depth", "more than 0 m", "50 m"),
        ("A: {serial: CASEX-1, safety_depth: 900 m}", "A.safety_depth", "goes deeper than 240 m", "240 m"),
        (
            f"A: {BOX_BAND}\n  B: {{area: CORNER, bands: [{{units: [submarine], not_below: 40 m}}]}}",
            "B.bands.0",
            "no depth suits both",
            "",
        ),
        ("A: {serial: CASEX-1, notice: 9 h}", "A.notice", "allotted for 7 h", "5 min"),
    ],
)
def test_water_that_nobody_could_keep_to_is_refused(rules: str, where: str, allowed: str, write: str) -> None:
    (found,) = problems("\nnations:\n", f"  CORNER: {CORNER}\n\nwaterspace:\n  {rules}\n\nnations:\n")
    assert found.where == f"waterspace.{where}"
    assert allowed in found.allowed
    assert found.write == write


FLIER = """
  flier:
    class: {class_id}
    nation: XX
    side: blue
    start: {{at: 39-52.0N 134-00.0E, course: 000T, speed: 200 kn, height: 300 m}}
"""


def test_an_aircraft_that_dips_no_sonar_is_bound_by_no_band() -> None:
    flier = "\nunits:\n" + FLIER[1:].format(class_id="generic_mpa")
    rules = "\nwaterspace:\n  A: {serial: CASEX-1, bands: [{units: [flier], not_below: 60 m}]}\n"
    (found,) = problems("\nunits:\n", f"{rules}{flier}")
    assert found.where == "waterspace.A.bands.0.units.0"
    assert "class `generic_mpa` neither dives nor tows or dips a sonar" in found.allowed
    dips = flier.replace("generic_mpa", "generic_helo").replace("200 kn", "100 kn")
    assert problems("\nunits:\n", f"{rules}{dips}") == ()


def test_a_sonar_in_the_hull_is_not_hauled_in(tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text("platforms:\n  generic_ffg:\n    sensors:\n      array: {class: hull_sonar_lf, height: 0 m}\n")
    rules = "\nwaterspace:\n  A: {serial: CASEX-1, bands: [{units: [frigate], not_below: 5 m}]}\n\nunits:\n"
    with pytest.raises(ScenarioError) as error:
        load_text(TEXT.replace("\nunits:\n", rules), "duel.yaml", load_library([own]))
    (found,) = error.value.problems
    assert "neither dives nor tows or dips a sonar" in found.allowed


def test_depths_are_told_in_metres_however_deep() -> None:
    (found,) = problems("depth: 60 m", "depth: 3000 m")
    assert found.found == "3000 m"
    band = "\nwaterspace:\n  A: {serial: CASEX-1, bands: [{units: [submarine], not_above: 3000 m}]}\n\nnations:\n"
    assert {one.found for one in problems("\nnations:\n", band)} == {"3000 m"}


def test_a_default_that_does_not_suit_is_told_as_one() -> None:
    (found,) = problems("first_leg: 090T", "first_leg: 090T, snort_below: 90 %")
    assert found.where == "serials.CASEX-1.params.snort_until"
    assert found.found == "80 %"
    assert found.allowed.endswith("(it is `snort_until` unless given)")


def test_bands_of_two_waters_that_one_depth_suits_are_no_mistake() -> None:
    rules = f"A: {BOX_BAND}\n  B: {{area: CORNER, bands: [{{units: [submarine], not_above: 90 m}}]}}"
    assert problems("\nnations:\n", f"  CORNER: {CORNER}\n\nwaterspace:\n  {rules}\n\nnations:\n") == ()


def test_a_sonar_on_a_class_of_the_air_is_refused_with_its_line(tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(
        "platforms:\n  flier:\n    generic: generic_ffg\n    name: flier\n    domain: air\n", encoding="utf-8"
    )
    with pytest.raises(LibraryError, match=r"a sonar hangs in water: a unit of the domain air has none"):
        load_library([own])
