"""What the packaged library holds, and that each value says where it came from."""

import math

import pytest

from fleetex.library import Library, Platform, RadarClass, SightClass, Status
from fleetex.units import KN_MPS, NMI_M
from fleetex.vocabulary import Capability, Domain, SurfaceKind

TOOK_PART = ["ddg_052d", "ffg_054a", "aor_903a", "bpk_1155", "corvette_20380", "corvette_20385", "ars_generic"]
GENERIC = ["ddg", "asw_ship", "ffg", "corvette", "aor", "ssk", "tug", "fac", "surface_target"]


def test_every_class_of_the_reference_exercise_and_its_generic_is_there(library: Library) -> None:
    assert set(TOOK_PART) <= set(library.platforms)
    assert {f"generic_{name}" for name in GENERIC} <= set(library.platforms)


def test_every_mount_names_a_class_that_is_there(library: Library) -> None:
    for platform in library.platforms.values():
        assert {mount.class_id for mount in platform.sensors} <= set(library.sensors)
        assert {mount.class_id for mount in platform.guns} <= set(library.guns)
        assert {mount.class_id for mount in platform.rigs} <= set(library.rigs)


def test_no_ship_has_a_sensor_above_her_masthead(library: Library) -> None:
    ships = [one for one in library.platforms.values() if one.domain is Domain.SURFACE]
    assert len(ships) > 20
    above = {(one.id, mount.id) for one in ships for mount in one.sensors if mount.height_m > one.mast_height_m}
    assert above == set()


def test_every_value_has_a_source_or_says_that_it_is_a_planning_value(library: Library) -> None:
    for subject, rows in library.rows.items():
        assert rows, subject
        for row in rows:
            assert row.subject == subject
            match row.status:
                case Status.PUBLISHED:
                    assert row.source, row
                    assert row.confidence in {"high", "medium", "low"}, row
                case Status.DESIGN:
                    assert row.confidence == "design", row
                case Status.GENERIC:
                    assert "unknown for this class" in row.note, row
                case Status.UNKNOWN:
                    assert (row.value, row.confidence) == ("", ""), row


def test_no_field_is_written_down_twice(library: Library) -> None:
    for rows in library.rows.values():
        fields = [row.field for row in rows]
        assert len(fields) == len(set(fields))


def test_what_only_memory_gives_is_never_called_published(library: Library) -> None:
    recalled = [row for rows in library.rows.values() for row in rows if "no document found" in row.source]
    assert len(recalled) > 20
    assert {row.status for row in recalled} == {Status.DESIGN}


def test_the_length_of_the_054a_is_published_with_the_rival_figure_beside_it(library: Library) -> None:
    (row,) = [row for row in library.provenance("platform/ffg_054a") if row.field == "length"]
    assert (row.value, row.status, row.confidence) == ("134 m", Status.PUBLISHED, "high")
    assert "Jane's Fighting Ships" in row.source
    assert "also published: 140 m" in row.note


def test_what_is_unknown_of_a_class_shows_as_its_generics_default(library: Library) -> None:
    ship, generic = library.platforms["bpk_1155"], library.platforms["generic_asw_ship"]
    rows = {row.field: row for row in library.provenance("platform/bpk_1155")}
    assert ship.beam_m == generic.beam_m
    assert rows["beam"].status is Status.GENERIC
    assert "generic_asw_ship" in rows["beam"].note
    assert rows["length"].status is Status.PUBLISHED


def test_a_mounts_unknown_rounds_are_the_generics_while_its_gun_stays_published(library: Library) -> None:
    rows = {row.field: row for row in library.provenance("platform/ddg_052d")}
    assert rows["guns.main.class"].status is Status.PUBLISHED
    assert rows["guns.main.rounds"].status is Status.GENERIC
    assert library.platforms["ddg_052d"].guns[0].rounds == library.platforms["generic_ddg"].guns[0].rounds


def test_the_unknown_stays_unknown_in_a_description(library: Library) -> None:
    assert library.platforms["ars_generic"].description["displacement"] == "unknown"
    rows = {row.field: row.status for row in library.provenance("platform/ars_generic")}
    assert rows["description.displacement"] is Status.UNKNOWN


def test_a_generic_class_holds_planning_values_and_public_rules_alone(library: Library) -> None:
    for name in GENERIC:
        for row in library.provenance(f"platform/generic_{name}"):
            assert row.status is Status.DESIGN or (row.field, row.status) == ("lights", Status.PUBLISHED), row


@pytest.mark.parametrize(
    ("class_id", "speed_kn"), [("ddg_052d", 30), ("ffg_054a", 27), ("aor_903a", 19), ("corvette_20380", 27)]
)
def test_speeds_are_the_published_ones(library: Library, class_id: str, speed_kn: float) -> None:
    assert library.platforms[class_id].speed_mps_max == pytest.approx(speed_kn * KN_MPS)


def test_capabilities_follow_from_what_is_mounted(library: Library) -> None:
    oiler, frigate = library.platforms["aor_903a"], library.platforms["ffg_054a"]
    assert {Capability.HOSE_DELIVERY, Capability.DECK, Capability.MOVES} <= oiler.capabilities
    assert Capability.GUN not in oiler.capabilities
    assert Capability.HOSE_RECEPTION not in oiler.capabilities
    assert {Capability.GUN, Capability.HOSE_RECEPTION, Capability.RADAR, Capability.SIGHT} <= frigate.capabilities
    assert Capability.TOW in library.platforms["ars_generic"].capabilities
    assert library.platforms["generic_surface_target_towed"].capabilities == {Capability.TARGET}
    assert library.platforms["shore_spotter_party"].capabilities == {Capability.RADIO, Capability.SIGHT}


def test_the_oiler_has_two_liquid_stations_a_side(library: Library) -> None:
    sides = [rig.side for rig in library.platforms["aor_903a"].rigs]
    assert (sides.count("port"), sides.count("starboard")) == (2, 2)
    assert library.platforms["aor_903a"].cargo_fuel_kg == 10_500_000.0


def test_shore_units_do_not_move_and_stand_on_land(library: Library) -> None:
    for name in ("shore_impact_target", "shore_spotter_party"):
        unit = library.platforms[name]
        assert (unit.domain, unit.speed_mps_max, unit.fuel) == (Domain.LAND, 0.0, None)


def test_a_warship_stops_and_turns_within_imos_standard(library: Library) -> None:
    """MSC.137(76): tactical diameter at most 5 lengths, track of a full astern stop at most 15."""
    for platform in library.platforms.values():
        if Capability.MOVES not in platform.capabilities or platform.length_m < 100.0:
            continue
        stop_m = platform.speed_mps_max**2 / (2.0 * platform.decel_mps2)
        assert stop_m <= 15.0 * platform.length_m, platform.id
        assert platform.turn_diameter_m <= 5.0 * platform.length_m, platform.id


@pytest.mark.parametrize(
    ("class_id", "kilotons", "shaped"),
    [("ddg_052d", 7.5, True), ("ffg_054a", 3.963, True), ("corvette_20380", 2.2, True), ("generic_tug", 1.6, False)],
)
def test_radar_cross_sections_are_skolniks_a_third_of_it_for_a_shaped_hull(
    library: Library, class_id: str, kilotons: float, shaped: bool
) -> None:
    """52 f^(1/2) D^(3/2), f in MHz, D in kilotons; the written values are rounded to two or three figures."""
    formula_m2 = 52.0 * math.sqrt(9400.0) * kilotons**1.5 / (3.0 if shaped else 1.0)
    assert library.platforms[class_id].radar_cross_section_m2 == pytest.approx(formula_m2, rel=0.03)


def test_the_bpk_s_cross_section_is_capped(library: Library) -> None:
    assert 52.0 * math.sqrt(9400.0) * 7.9**1.5 > 100_000.0
    assert library.platforms["bpk_1155"].radar_cross_section_m2 == 100_000.0


@pytest.mark.parametrize(("length_m", "range_nmi", "written_cd"), [(50.0, 6.0, 94.0), (20.0, 5.0, 52.0)])
def test_lights_are_those_of_colreg_annex_i(
    library: Library, length_m: float, range_nmi: float, written_cd: float
) -> None:
    """I = 3.43e6 T D^2 K^-D with T = 2e-7 lx, K = 0.8, D in nautical miles."""
    assert 3.43e6 * 2e-7 * range_nmi**2 * 0.8**-range_nmi == pytest.approx(written_cd, rel=0.01)
    lit = [p for p in library.platforms.values() if Capability.MOVES in p.capabilities and p.length_m >= length_m]
    assert lit
    assert all(platform.lights_cd >= written_cd for platform in lit)


def test_the_navigation_radar_hears_as_many_echoes_as_its_beam_and_turning_give(library: Library) -> None:
    """0.8 deg of beam at 20 rpm and 4000 pulses a second; one false alarm in 4 h in 15 MHz."""
    radar = library.sensors["nav_radar_x"]
    assert isinstance(radar, RadarClass)
    assert math.floor(0.8 / (360.0 / 3.0) * 4000.0) == radar.pulses
    assert 1.0 / (4.0 * 3600.0 * radar.bandwidth_hz) == pytest.approx(radar.false_alarm_prob, rel=0.01)
    assert radar.period_s == pytest.approx(60.0 / 20.0)
    assert radar.range_m_max <= 299_792_458.0 / 2.0 / 4000.0
    assert radar.wavelength_m == pytest.approx(0.0319, abs=1e-4)


def test_the_distance_line_reaches_four_hundred_metres_to_a_metre(library: Library) -> None:
    gauge = library.sensors["distance_line"]
    assert isinstance(gauge, SightClass)
    assert (gauge.range_m_max, gauge.range_sd_m, gauge.period_s, gauge.report_s) == (400.0, 1.0, 10.0, 10.0)
    for class_id in TOOK_PART:
        assert any(mount.class_id == "distance_line" for mount in library.platforms[class_id].sensors)


def test_a_hose_holds_within_the_span_that_its_wire_has(library: Library) -> None:
    rig = library.rigs["probe_abeam_single"]
    assert rig.gap_m == (27.0, 55.0)
    assert rig.gap_m[1] == pytest.approx(180 * 0.3048, abs=0.2)
    assert rig.emergency_clear_s < rig.clear_s < rig.connect_s


def test_classes_cite_what_the_recording_must_list_as_read(library: Library) -> None:
    assert {"WP_052D", "GLOBALMILITARY", "COLREG_I"} <= library.cited["platform/ddg_052d"]
    for keys in library.cited.values():
        assert keys <= set(library.sources)
    cited = frozenset().union(*library.cited.values())
    assert set(library.sources) - cited == set(), "a source that nothing cites"


def test_a_platform_tells_whose_rows_a_recording_needs(library: Library) -> None:
    subjects = library.used_by("ffg_054a")
    assert subjects[0] == "platform/ffg_054a"
    assert {"sensor/nav_radar_x", "gun/pj26"} <= set(subjects)
    assert all(library.provenance(subject) for subject in subjects)


def test_kinds_and_ranges_are_sane(library: Library) -> None:
    def reach_nmi(platform: Platform) -> float:
        return platform.fuel.range_m(platform.cruise_mps) / NMI_M if platform.fuel else 0.0

    warships = [p for p in library.platforms.values() if p.kind is SurfaceKind.WARSHIP]
    assert len(warships) >= 10
    assert all(1000.0 < reach_nmi(ship) < 12_000.0 for ship in warships)
