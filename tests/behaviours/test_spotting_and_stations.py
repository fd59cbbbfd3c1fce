"""Figures of doctrine: stations in a formation, vectors, corrections, what lies in an arc, limits, the contract."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fleetex.behaviours import casex, commex, gunex_s, manex, ngfs, patrol, ras_l
from fleetex.behaviours.formation import COLUMN, DIAMOND, LINE_ABREAST, angle_between_rad, stations, sum_of
from fleetex.behaviours.gunnery import Aim, fouled_by, salvo_name, salvo_number
from fleetex.scenario.kinds import KindSpec
from fleetex.units import NMI_M
from tests.behaviours.sea import CALM, CENTRE, Boat, Sea, Window, offset, restored

KINDS = [module.KIND for module in (casex, commex, manex, ras_l, gunex_s, ngfs, patrol)]


def test_a_column_is_astern_one_behind_the_other() -> None:
    placed = stations(COLUMN, 900.0, ("a", "b"))
    assert [(s.range_m, s.bearing_rad) for s in placed.values()] == [(900.0, math.pi), (1800.0, math.pi)]


def test_line_abreast_goes_out_to_both_hands() -> None:
    placed = stations(LINE_ABREAST, 900.0, ("a", "b", "c"))
    assert [round(math.degrees(s.bearing_rad)) for s in placed.values()] == [90, 270, 90]
    assert placed["c"].range_m == 1800.0


def test_in_a_diamond_the_fourth_ship_is_as_far_from_the_wings_as_the_guide() -> None:
    placed = stations(DIAMOND, 1000.0, ("port", "starboard", "last"))
    wing, last = placed["port"], placed["last"]
    apart_m, _ = sum_of((last.range_m, last.bearing_rad), (wing.range_m, wing.bearing_rad + math.pi))
    assert apart_m == pytest.approx(1000.0)


@given(st.sampled_from(["column", "line abreast", "echelon", "diamond"]), st.integers(2, 12))
def test_no_two_ships_of_a_formation_have_one_station(shape: str, ships: int) -> None:
    placed = list(stations(shape, 1000.0, tuple(str(n) for n in range(ships))).values())
    for row, one in enumerate(placed):
        for two in placed[:row]:
            apart_m, _ = sum_of((one.range_m, one.bearing_rad), (two.range_m, two.bearing_rad + math.pi))
            assert apart_m > 900.0


@given(st.floats(0.0, 6.28), st.floats(0.0, 6.28))
def test_the_angle_between_two_bearings_is_the_smaller_one(a: float, b: float) -> None:
    assert 0.0 <= angle_between_rad(a, b) <= math.pi
    assert math.cos(angle_between_rad(a, b)) == pytest.approx(math.cos(a - b), abs=1e-9)


def test_a_salvo_is_numbered_at_the_end_of_its_name() -> None:
    assert salvo_number(salvo_name("GUNEX-2", 17)) == 17
    assert salvo_number("none") == 0


@pytest.mark.parametrize(
    ("off_deg", "range_m", "fouls"),
    [(0.0, 9000.0, True), (9.9, 19_000.0, True), (-9.9, 3000.0, True), (10.1, 9000.0, False), (0.0, 21_500.0, False)],
)
def test_the_arc_is_ten_degrees_to_each_side_out_to_the_guns_reach(off_deg: float, range_m: float, fouls: bool) -> None:
    target = offset(CENTRE, 1.0, 8000.0)
    stranger = offset(CENTRE, 1.0 + math.radians(off_deg), range_m)
    sea = Sea([Boat("gun", CENTRE), Boat("target", target, identity=False), Boat("stranger", stranger)])
    aim = Aim(target, "target", track=1)
    found = fouled_by(Window(sea, "gun"), CENTRE, aim, 21_000.0, math.radians(10.0), ("gun",))
    assert (found is not None) is fouls


def test_a_cleared_ship_and_her_nameless_double_do_not_foul_the_range() -> None:
    target, mate = offset(CENTRE, 1.0, 8000.0), offset(CENTRE, 1.05, 12_000.0)
    double = Boat("double", offset(mate, 0.5, 150.0), identity=False)
    sea = Sea([Boat("gun", CENTRE), Boat("target", target, identity=False), Boat("mate", mate), double])
    aim = Aim(target, "target", track=1)
    view = Window(sea, "gun")
    assert fouled_by(view, CENTRE, aim, 21_000.0, 0.2, ("gun", "mate")) is None
    assert fouled_by(view, CENTRE, aim, 21_000.0, 0.2, ("gun",)) is not None


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_a_kind_describes_itself(kind: KindSpec) -> None:
    schema = kind.params.model_json_schema()
    assert schema["additionalProperties"] is False
    assert kind.params.model_config["frozen"]
    for name, field in kind.params.model_fields.items():
        assert field.description or name in ("formation", "fire"), f"{kind.code}.{name} is not described"
    assert all(role.units_min <= (role.units_max or role.units_min) for role in kind.roles.values())
    json.dumps(schema)


@pytest.mark.parametrize("kind", [commex, manex, ras_l, gunex_s, patrol], ids=lambda module: module.KIND.code)
def test_a_person_need_set_nothing(kind: object) -> None:
    unset = kind.KIND.params.model_validate({})
    assert unset.model_fields_set == set()
    assert unset == kind.KIND.params()


def test_a_misspelt_param_is_refused() -> None:
    with pytest.raises(ValueError, match="Extra inputs"):
        gunex_s.KIND.params.model_validate({"salvos": 3})


def test_every_field_of_every_doctrine_is_plain_typed_data() -> None:
    roles = {"firing": ("a",), "target": ("t",), "tug": ("g",), "spotter": ("s",), "safety": ("r",), "guard": ("w",)}
    sea = Sea([Boat(unit, CENTRE) for unit in "atgsrw"])
    sea.brief(gunex_s.KIND, gunex_s.doctrine, roles, "a")
    for doctrine in sea.doctrines.values():
        assert restored(doctrine) == doctrine


def test_calm_is_inside_every_limit() -> None:
    assert all(kind.sea_state_max >= CALM.sea_state for kind in KINDS)
    assert all(kind.visibility_m_min <= 5.0 * NMI_M for kind in KINDS)
