"""Aircraft of the library: published endurances on one curve, sonars that are lowered or dropped, hangars."""

from collections.abc import Callable
from pathlib import Path

import pytest

from fleetex.library import Library, LibraryError, SonarClass, load_library
from fleetex.units import HOUR_S, KM_M, KN_MPS, NMI_M
from fleetex.vocabulary import Capability, Domain

Write = Callable[..., Path]

HELICOPTERS = ("generic_helo", "ka27pl", "z9c", "z20f")
FIXED_WINGS = ("generic_mpa", "il38")


def problem(path: Path) -> str:
    with pytest.raises(LibraryError) as raised:
        load_library(path)
    (one,) = raised.value.problems
    return str(one).replace(f"{path}:", "")


def test_the_il38_lasts_fourteen_hours_at_400_kmh_and_flies_6500_km_at_610(library: Library) -> None:
    """Both are published; the tanks follow from the second, and the first from the curve."""
    fuel = library.platforms["il38"].fuel
    assert fuel is not None
    assert fuel.capacity_kg / fuel.rate_kgps(400.0 * KM_M / HOUR_S) / HOUR_S == pytest.approx(14.0, rel=0.01)
    assert fuel.range_m(329.0 * KN_MPS) == pytest.approx(6500.0 * KM_M, rel=0.001)


def test_a_ka27_hovers_no_longer_than_a_tenth_more_than_it_cruises(library: Library) -> None:
    fuel = library.platforms["ka27pl"].fuel
    assert fuel is not None
    cruise_s = fuel.capacity_kg / fuel.rate_kgps(119.0 * KN_MPS)
    assert cruise_s / HOUR_S == pytest.approx(900.0 / 220.0, rel=0.005)
    assert 1.0 < fuel.capacity_kg / fuel.rate_kgps(0.0) / cruise_s < 1.12
    assert fuel.capacity_kg_low / fuel.rate_kgps(119.0 * KN_MPS) / HOUR_S == pytest.approx(3.5, rel=0.005)


@pytest.mark.parametrize("class_id", HELICOPTERS)
def test_helicopters_hover_dip_and_land_on_decks(library: Library, class_id: str) -> None:
    one = library.platforms[class_id]
    assert one.domain is Domain.AIR
    assert {Capability.FLIES, Capability.HOVERS, Capability.DIPS, Capability.RADIO} <= one.capabilities
    assert Capability.SONAR not in one.capabilities, "no hull of hers listens"
    assert (one.speed_mps_min, one.noise, one.echo, one.depth_m_max) == (0.0, None, None, 0.0)
    assert one.climb_mps > 0.0
    assert one.fuel is not None
    assert 2.0 < one.fuel.capacity_kg / one.fuel.rate_kgps(one.cruise_mps) / HOUR_S < 4.5


@pytest.mark.parametrize("class_id", FIXED_WINGS)
def test_patrol_aircraft_stay_up_by_speed_and_carry_buoys(library: Library, class_id: str) -> None:
    one = library.platforms[class_id]
    assert Capability.FLIES in one.capabilities
    assert not {Capability.HOVERS, Capability.DIPS} & one.capabilities
    assert 100.0 * KN_MPS < one.speed_mps_min < one.cruise_mps
    assert sum(mount.count for mount in one.sensors) > 40
    assert one.fuel is not None
    assert one.fuel.range_m(one.cruise_mps) > 3000.0 * NMI_M


def test_a_turn_at_cruising_speed_asks_for_no_more_than_thirty_degrees_of_bank_of_a_helicopter(
    library: Library,
) -> None:
    """tan(bank) = v omega / g of a level turn."""
    for class_id in HELICOPTERS:
        one = library.platforms[class_id]
        assert one.cruise_mps * one.turn_radps_max / 9.80665 < 0.66, class_id


def test_only_what_is_lowered_has_a_winch_and_only_what_is_dropped_a_life(library: Library) -> None:
    sonars = {name: one for name, one in library.sensors.items() if isinstance(one, SonarClass)}
    assert [name for name, one in sonars.items() if one.winch_mps > 0.0] == ["dipping_sonar_mf"]
    assert [name for name, one in sonars.items() if one.life_s > 0.0] == ["sonobuoy_directional", "sonobuoy_active"]
    assert [name for name, one in sonars.items() if one.towed] == [
        "survey_line_array",
        "variable_depth_sonar",
        "towed_array",
    ]
    assert sonars["sonobuoy_directional"].depth_m == pytest.approx(1000.0 * 0.3048, abs=0.5)


@pytest.mark.parametrize(
    ("class_id", "room"),
    [("ddg_052d", 1), ("ffg_054a", 1), ("aor_903a", 1), ("bpk_1155", 2), ("corvette_20380", 1), ("corvette_20385", 1)],
)
def test_ships_have_the_hangars_that_are_published(library: Library, class_id: str, room: int) -> None:
    ship = library.platforms[class_id]
    assert (ship.decks, ship.hangar) == (1, room)
    (row,) = [row for row in library.provenance(f"platform/{class_id}") if row.field == "hangar"]
    assert row.source


MISTAKES = [
    (
        "sensors: {sonar: {class: hull_sonar_mf, height: 0 m}}",
        "platforms.mine.sensors.sonar.class: a sonar hangs in water: a unit of the domain air has none but one with",
    ),
    (
        "sensors: {search: {class: helicopter_radar, height: 0 m, count: 2}}",
        "platforms.mine.sensors.search.count: buoys alone are carried by number; `helicopter_radar` is none; write `1`",
    ),
    ("speed_min: 125 kn", "platforms.mine.speed_min: `speed_min` is greater than `cruise`"),
    ("decks: 1", "platforms.mine.decks: aircraft land on ships and ashore"),
    ("hangar: 1", "platforms.mine.hangar: aircraft get into a hangar over a deck, and `decks` is 0"),
]


@pytest.mark.parametrize(("line", "says"), MISTAKES)
def test_what_no_aircraft_has_is_refused_at_its_line(written: Write, line: str, says: str) -> None:
    path = written(f"platforms:\n  mine:\n    generic: generic_helo\n    name: mine\n    {line}\n")
    said = problem(path)
    assert said.startswith("5:"), said
    assert says in said


def test_a_ship_lowers_no_dipping_sonar(written: Write) -> None:
    path = written(
        """
        platforms:
          mine:
            generic: generic_ffg
            name: mine
            sensors:
              dip: {class: dipping_sonar_mf, height: 0 m}
    """
    )
    assert "7:13: platforms.mine.sensors.dip.class: `dipping_sonar_mf` is lowered or dropped" in problem(path)


def test_a_ship_has_no_least_speed(written: Write) -> None:
    path = written("platforms:\n  mine:\n    generic: generic_ffg\n    name: mine\n    speed_min: 3 kn\n")
    assert problem(path) == (
        "5:5: platforms.mine.speed_min: aircraft alone have a `speed_min`, not a unit of the domain surface"
    )


@pytest.mark.parametrize("key", ["life: 8 h", "winch: 3 m/s"])
def test_a_buoy_without_the_depth_it_hangs_at_is_refused(written: Write, key: str) -> None:
    fields = "name: mine, kind: passive sonar, frequency: 300 Hz, directivity: 4 dB, threshold: -12 dB"
    fields += ", own_noise: 35 dB, own_noise_speed: 10 kn, fluctuation: 7 dB, fade: 15 min, period: 60 s"
    fields += ", range_max: 20 nmi, bearing_sd: 6 deg, confirm_hits: 2, confirm_looks: 3, drop_looks: 4, report: 60 s"
    said = problem(written(f"sensors:\n  mine: {{{fields},\n    {key}, depth: 0 m}}\n"))
    assert said.startswith("3:")
    assert "sensors.mine.depth: " in said
    assert said.endswith("below the surface: `depth` is the greatest it goes to; write `100 m`")
    assert "`depth` is due" in problem(written(f"sensors:\n  mine: {{{fields},\n    {key}}}\n"))


def test_a_sonar_is_lowered_or_dropped_not_both(written: Write) -> None:
    path = written("sensors:\n  dipping_sonar_mf:\n    life: 2 h\n")
    assert (
        problem(path)
        == "3:5: sensors.dipping_sonar_mf.life: a sonar is lowered (`winch`) or dropped (`life`), not both"
    )
