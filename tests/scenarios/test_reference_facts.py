"""What the reference exercise says was reported, by whom, and what it owns up to having made up."""

import pytest

from fleetex.scenario.exercise import Exercise
from fleetex.vocabulary import Confidence

NAMED_SHIPS = {
    "121": ("Qiqihar", "CN"),
    "119": ("Guiyang", "CN"),
    "542": ("Zaozhuang", "CN"),
    "598": ("Rizhao", "CN"),
    "889": ("Taihu", "CN"),
    "548": ("Admiral Panteleyev", "RU"),
    "564": ("Admiral Tributs", "RU"),
    "337": ("Gremyashchiy", "RU"),
    "339": ("Hero of the Russian Federation Aldar Tsydenzhapov", "RU"),
}
"""USNI News, 19 July 2023."""
CHOICE = "DSN"


def test_all_twenty_five_reported_facts_and_fourteen_conflicts_are_kept(reference: Exercise) -> None:
    due = {f"F{number:02d}" for number in range(1, 26)} | {f"X{number}" for number in range(1, 15)}
    assert set(reference.facts) == due


def test_every_fact_tells_its_versions_apart_and_says_what_was_made_of_them(reference: Exercise) -> None:
    for name, fact in reference.facts.items():
        assert len(fact.versions) >= 2, name
        assert all((fact.relation, fact.resolution, fact.confidence, fact.used)), name
        assert all(version.source for version in fact.versions), name


def test_no_fact_rests_on_a_choice_of_ours(reference: Exercise) -> None:
    cited = {key for fact in reference.facts.values() for version in fact.versions for key in version.source}
    assert CHOICE not in cited


@pytest.mark.parametrize("number", range(1, 26))
def test_the_two_wire_reports_stand_side_by_side_in_each_reported_fact(reference: Exercise, number: int) -> None:
    cited = [key for version in reference.facts[f"F{number:02d}"].versions for key in version.source]
    assert {"AFP", "MT"} <= set(cited)


def test_facts_that_conflict_give_at_least_two_different_texts(reference: Exercise) -> None:
    conflicts = [fact for fact in reference.facts.values() if fact.relation == "conflict"]
    assert len(conflicts) >= 20
    assert all(len({version.text for version in fact.versions}) >= 2 for fact in conflicts)


def test_every_source_listed_is_cited_somewhere(reference: Exercise) -> None:
    text = reference.source_text
    body = text[: text.index("\nsources:")] + text[text.index("\nenvironment:") :]
    unused = [key for key in reference.sources if f"{key}," not in body and f"{key}}}" not in body
              and f"{key}]" not in body and f"source: {key}\n" not in body]  # fmt: skip
    assert unused == []


def test_the_nine_named_ships_sail_under_their_hull_numbers(reference: Exercise) -> None:
    found = {unit.hull: (unit.name, unit.nation) for unit in reference.units.values() if unit.hull}
    assert found == NAMED_SHIPS
    for unit in reference.units.values():
        if unit.hull:
            assert unit.source == ("US",)
            assert unit.confidence is Confidence.HIGH
            assert not unit.notional


def test_the_garbled_name_of_the_wire_report_leads_to_qiqihar(reference: Exercise) -> None:
    assert [key for key, unit in reference.units.items() if "Chizhohar" in unit.aliases] == ["qiqihar"]


def test_every_unit_without_a_hull_number_is_marked_notional(reference: Exercise) -> None:
    assert all(unit.notional for unit in reference.units.values() if unit.hull is None)


def test_every_position_and_area_is_marked_notional(reference: Exercise) -> None:
    assert all(unit.start.notional for unit in reference.units.values())
    assert all(area.notional for area in reference.areas.values())


def test_every_serial_says_who_reported_it_how_surely_and_that_its_place_and_hour_are_notional(
    reference: Exercise,
) -> None:
    for name, serial in reference.serials.items():
        assert all((serial.source, serial.confidence, serial.notional, serial.note)), name
        assert "eported" in (serial.note or ""), name


def test_fire_at_a_shore_target_is_marked_as_resting_on_one_report(reference: Exercise) -> None:
    shoots = [serial for serial in reference.serials.values() if serial.kind == "NGFS"]
    assert shoots
    for shoot in shoots:
        assert shoot.source == ("MT",)
        assert shoot.confidence is Confidence.LOW


def test_weather_is_a_series_and_all_of_it_says_where_it_comes_from(reference: Exercise) -> None:
    base = reference.environment.base
    assert len(base.wind.steps) >= 5
    assert {step.value for step in base.sea_state.steps} == {2, 3}
    assert all(2.0 <= step.value.speed_mps <= 7.0 for step in base.wind.steps)
    for place in range(len(base.wind.steps)):
        assert reference.provenance_of(f"environment.base.wind.{place}.value.speed").source == ("WIND",)
    assert len(reference.environment.zones) >= 3
    assert all(zone.profile for zone in reference.environment.zones.values())
