"""Fuel: the curve gives back the endurance that it came from, and figures that disagree stand side by side."""

import math

import pytest

from fleetex.library import Endurance, Library
from fleetex.library.fuel import fuel_curve
from fleetex.units import KN_MPS, NMI_M

PUBLISHED = [
    ("ddg_052d", 4500, 15),
    ("ffg_054a", 3800, 18),
    ("aor_903a", 10_000, 14),
    ("corvette_20380", 4000, 14),
    ("corvette_20385", 3500, 14),
    ("bpk_1155", 5000, 14),
]


@pytest.mark.parametrize(("class_id", "range_nmi", "speed_kn"), PUBLISHED)
def test_a_full_bunker_carries_the_published_range_at_its_speed(
    library: Library, class_id: str, range_nmi: float, speed_kn: float
) -> None:
    fuel = library.platforms[class_id].fuel
    assert fuel is not None
    assert fuel.range_m(speed_kn * KN_MPS) == pytest.approx(range_nmi * NMI_M, rel=1e-12)


@pytest.mark.parametrize(("class_id", "power_mw", "g_per_kwh"), [("ddg_052d", 56.0, 240.0), ("ffg_054a", 20.7, 210.0)])
def test_at_full_speed_the_installed_power_burns_at_its_specific_consumption(
    library: Library, class_id: str, power_mw: float, g_per_kwh: float
) -> None:
    platform = library.platforms[class_id]
    assert platform.fuel is not None
    propulsion_kgps = platform.fuel.rate_kgps(platform.speed_mps_max) - platform.fuel.hotel_kgps
    assert propulsion_kgps * 3600.0 == pytest.approx(power_mw * 1e3 * g_per_kwh / 1e3, rel=1e-9)


@pytest.mark.parametrize(
    ("class_id", "least_nmi", "greatest_nmi", "speed_kn"),
    [
        ("ffg_054a", 3800, 8500, 18),
        ("bpk_1155", 5000, 10_500, 14),
        ("corvette_20380", 3500, 4000, 14),
        ("corvette_20385", 3500, 4000, 14),
        ("ddg_052d", 4000, 4500, 15),
    ],
)
def test_publications_that_disagree_give_a_band_of_bunkers(
    library: Library, class_id: str, least_nmi: float, greatest_nmi: float, speed_kn: float
) -> None:
    fuel = library.platforms[class_id].fuel
    assert fuel is not None
    rate_kgps = fuel.rate_kgps(speed_kn * KN_MPS)
    hours = [nmi * NMI_M / (speed_kn * KN_MPS) for nmi in (least_nmi, greatest_nmi)]
    assert fuel.capacity_kg_low == pytest.approx(rate_kgps * hours[0])
    assert fuel.capacity_kg_high == pytest.approx(rate_kgps * hours[1])
    assert fuel.capacity_kg_low <= fuel.capacity_kg <= fuel.capacity_kg_high
    assert f"{least_nmi} nmi" in fuel.band_text
    assert f"{greatest_nmi} nmi" in fuel.band_text


def test_where_publications_agree_there_is_no_band(library: Library) -> None:
    fuel = library.platforms["aor_903a"].fuel
    assert fuel is not None
    assert math.isnan(fuel.capacity_kg_low)
    assert math.isnan(fuel.capacity_kg_high)
    assert fuel.band_text == ""


def test_kilometres_printed_for_nautical_miles_are_rejected_and_enter_no_band(library: Library) -> None:
    """One site prints the 052D's range as 4500 km: 2430 nmi, half of what the others give."""
    fuel = library.platforms["ddg_052d"].fuel
    assert fuel is not None
    rate_kgps = fuel.rate_kgps(15 * KN_MPS)
    assert fuel.capacity_kg_low > 1.5 * rate_kgps * 4_500_000.0 / (15 * KN_MPS)
    (row,) = [row for row in library.provenance("platform/ddg_052d") if row.field == "fuel.range"]
    assert "rejected: 4500 km at 15 kn: a unit error" in row.note
    assert "globalmilitary.net" in row.note


def test_a_misprinted_calibre_is_kept_with_the_reason_for_its_rejection(library: Library) -> None:
    rows = {row.field: row for row in library.provenance("platform/bpk_1155")}
    assert "533 mm" in rows["description.antisubmarine"].value
    assert "rejected: 8 torpedo tubes 553 mm: a misprint" in rows["description.antisubmarine"].note


def test_the_displacement_of_the_predecessor_is_not_taken_for_the_oilers(library: Library) -> None:
    rows = {row.field: row for row in library.provenance("platform/aor_903a")}
    assert rows["description.displacement"].value == "23369 t"
    assert "rejected: 20500 t: the figure of the Type 903" in rows["description.displacement"].note


def test_the_exponent_and_a_hotel_load_meet_a_published_pair_of_endurances() -> None:
    """Spruance class, 6,000 nmi at 20 kn and 3,300 nmi at 30 kn; with a share of 0.18 at 20 kn the exponent is 2.8.

    A cube law without hotel load would leave 2,667 nmi at 30 kn.
    """
    curve = fuel_curve(
        power_w=60e6,
        consumption_kgpj=0.24 / 3.6e6,
        speed_mps_max=30 * KN_MPS,
        exponent=2.8,
        hotel_share=0.18,
        taken=Endurance(6000 * NMI_M, 20 * KN_MPS),
    )
    assert curve.range_m(30 * KN_MPS) / NMI_M == pytest.approx(3300, rel=0.01)


def test_bunker_is_a_plausible_share_of_the_full_load(library: Library) -> None:
    """Warships carry 8 to 25 % of their displacement as fuel; a figure outside points at a unit error."""
    tonnes = {"ddg_052d": 7500, "ffg_054a": 3963, "bpk_1155": 7900, "corvette_20380": 2200, "corvette_20385": 2200}
    for class_id, full_t in tonnes.items():
        fuel = library.platforms[class_id].fuel
        assert fuel is not None
        assert 0.08 < fuel.capacity_kg / 1000.0 / full_t < 0.25, class_id
