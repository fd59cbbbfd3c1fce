"""Sonar equations, detection, bearings-only motion analysis, intercepts and sea clutter against published values."""

import math

import pytest
from published import Published, each

from fleetex.physics import sonar, sonar_detection
from fleetex.physics.ambient import NO_NOISE_DB
from fleetex.physics.bearing_only import cartesian_track, first_bearing, predict_polar, update_bearing
from fleetex.physics.clutter import sea_clutter_db
from fleetex.physics.horizon import radar_horizon_m
from fleetex.physics.intercept import free_space_loss_db
from fleetex.physics.magnetic import anomaly_t, moment_am2
from fleetex.physics.ship_noise import merchant_source_db, vessel_source_db
from fleetex.physics.tracker import predict_covariance
from fleetex.units import DEG_RAD, KN_MPS, LIGHT_MPS


@each("sonar_detection", "SE_passive", "FOM")
def test_the_passive_equation_adds_up(row: Published) -> None:
    terms = sonar.passive_terms_db(row["SL"], row["TL"], row["NL"], row["DI"], row["DT"])
    merit = sonar.figure_of_merit_db(row["SL"], row["NL"], row["DI"], row["DT"])
    assert row.met_by(terms[5] if row.quantity == "SE_passive" else merit)
    assert terms[5] == terms[0] + terms[1] - terms[2] - terms[3] - terms[4]


@each("sonar_detection", "SE_active")
def test_the_active_equation_sums_noise_and_reverberation(row: Published) -> None:
    reverberation = row["RL"] if "RL" in row.inputs else NO_NOISE_DB
    terms = sonar.active_terms_db(
        row["SL"], row["TL"], row["TL"], row["TS"], row["NL"], row["DI"], reverberation, row["DT"]
    )
    assert row.met_by(terms[5])


@each("sonar_detection", "figure_of_merit", "signal_excess", "received_SNR")
def test_a_worked_example_of_the_naval_academy(row: Published) -> None:
    directivity = 10.0 * math.log10(row["directivity_factor"])
    threshold = 0.0 if row.quantity == "received_SNR" else row["RD"]
    if row.quantity == "figure_of_merit":
        assert row.met_by(sonar.figure_of_merit_db(row["SL"], row["NL"], directivity, threshold))
    else:
        assert row.met_by(sonar.passive_terms_db(row["SL"], row["TL"], row["NL"], directivity, threshold)[5])


@each("sonar_detection", "DI_line")
def test_directivity_of_a_line(row: Published) -> None:
    assert row.met_by(sonar.line_directivity_db(row["length_m"], row["f_Hz"], row["c"]))


@each("sonar_detection", "DI_piston")
def test_directivity_of_a_disc(row: Published) -> None:
    assert row.met_by(sonar.piston_directivity_db(row["diameter_m"], row["f_Hz"], row["c"]))


@each("sonar_detection", "detection_index_d")
def test_detection_index_is_uricks(row: Published) -> None:
    assert row.met_by(sonar_detection.detection_index(row["pd"], row["pfa"]))


@each("sonar_detection", "DT_bandwidth1_time1s", "DT_energy")
def test_an_energy_detectors_threshold(row: Published) -> None:
    bandwidth_hz, time_s = (1.0, 1.0) if "time_s" not in row.inputs else (row["bandwidth_Hz"], row["time_s"])
    assert row.met_by(sonar_detection.energy_threshold_db(row["pd"], row["pfa"], bandwidth_hz, time_s))


@each("sonar_detection", "DT_matched")
def test_a_correlators_threshold(row: Published) -> None:
    assert row.met_by(sonar_detection.matched_threshold_db(row["pd"], row["pfa"], row["time_s"]))


@each("sonar_detection", "pd_given_SE")
def test_chance_of_detection_at_a_fluctuating_excess(row: Published) -> None:
    assert row.met_by(sonar_detection.excess_prob(row["SE_dB"], row["sigma_dB"]))


@each("sonar_detection", "marcum_Q")
def test_marcums_function(row: Published) -> None:
    assert row.met_by(sonar_detection.marcum_q(int(row["M"]), row["a"], row["b"]))


@each("sonar_detection", "pd_square_law")
def test_chance_of_detecting_a_steady_pulse(row: Published) -> None:
    assert row.met_by(sonar_detection.steady_pulse_prob(row["snr_dB"], row["pfa"]))


@each("clutter", "sigma0_dB", "sigma0_linear")
def test_the_sea_sends_back_what_the_nrl_model_says(row: Published) -> None:
    vertical = row.inputs["pol"] == "V"
    level = sea_clutter_db(row["f_GHz"] * 1e9, row["sea_state"], row["grazing_deg"] * DEG_RAD, vertical)
    assert row.met_by(level if row.quantity == "sigma0_dB" else 10.0 ** (level / 10.0))


@each("intercept", "FSPL")
def test_free_space_loss_is_that_of_the_itu(row: Published) -> None:
    assert row.met_by(free_space_loss_db(row["d_km"] * 1000.0, LIGHT_MPS / (row["f_MHz"] * 1e6)))


@each("intercept", "los_range")
def test_radios_see_as_far_as_the_rule_of_thumb(row: Published) -> None:
    assert radar_horizon_m(row["h1_m"], row["h2_m"]) / 1000.0 == pytest.approx(float(row.expected), rel=2e-3)


Leg = tuple[float, float, float]


def legs_of(row: Published) -> list[Leg]:
    """(v_east, v_north, duration_s) of own ship's legs."""
    legs = []
    for text in row.inputs["own_legs"].split("|"):
        course_deg, speed_mps, duration_s = map(float, text.split(","))
        course = course_deg * DEG_RAD
        legs.append((speed_mps * math.sin(course), speed_mps * math.cos(course), duration_s))
    return legs


def own_at(legs: list[Leg], time_s: float) -> tuple[float, float, float, float]:
    """Place and velocity of own ship; at a turn, the new velocity."""
    east = north = 0.0
    for v_east, v_north, duration_s in legs:
        spent = min(time_s, duration_s)
        east += v_east * spent
        north += v_north * spent
        time_s -= spent
        if time_s <= 0.0 and spent < duration_s:
            break
    return east, north, v_east, v_north


CRB = ("crb_sigma_x0", "crb_sigma_y0", "crb_sigma_vx", "crb_sigma_vy", "crb_sigma_range")


@each("bearing_only", *CRB)
def test_the_bearings_only_filter_reaches_the_bound_of_cramer_and_rao(row: Published) -> None:
    """Fed with true bearings and next to no prior, its covariance, taken back to the start, is the bound itself."""
    east, north, v_east, v_north = map(float, row.inputs["tgt_state"].split(";"))
    legs, dt, sd = legs_of(row), row["dt_s"], row["sigma_deg"] * DEG_RAD
    own = own_at(legs, 0.0)
    bearing = math.atan2(east, north)
    range_m = math.hypot(east, north)
    state, p = first_bearing(bearing, sd, range_m, 300.0, 1e4, own[2], own[3])
    closing = ((v_east - own[2]) * east + (v_north - own[3]) * north) / range_m**2
    turning = ((v_east - own[2]) * north - (v_north - own[3]) * east) / range_m**2
    state = (turning, closing, state[2], state[3])
    count = int(row["n_meas"])
    for i in range(1, count):
        new = own_at(legs, i * dt)
        shift = (new[0] - own[0] - own[2] * dt, new[1] - own[1] - own[3] * dt)
        state, p = predict_polar(state, p, dt, *shift, new[2] - own[2], new[3] - own[3], 0.0)
        own = new
        true = math.atan2(east + v_east * i * dt - own[0], north + v_north * i * dt - own[1])
        state, p, nis = update_bearing(state, p, true, sd)
        assert nis < 1e-12
    track, covariance = cartesian_track(state, p, *own)
    last_s = (count - 1) * dt
    assert track == pytest.approx((east + v_east * last_s, north + v_north * last_s, v_east, v_north), rel=1e-6)
    ee, en, _, _, nn, _, _, aa, _, bb = predict_covariance(covariance, -last_s, 0.0)
    along = (ee * east**2 + 2.0 * en * east * north + nn * north**2) / range_m**2
    found = dict(zip(CRB, map(math.sqrt, (ee, nn, aa, bb, along)), strict=True))[row.quantity]
    assert row.met_by(found), found


def test_a_submarines_anomaly_falls_with_the_cube_of_range() -> None:
    """A hull of 100 m by 10 m: 13.33 nT at 500 m, 1.65 nT at 1 km, 0.01 nT at 5 km (quoted in Wikipedia, "Magnetic
    anomaly detector")."""
    moment = moment_am2(13.33e-9, 500.0)
    assert anomaly_t(moment, 1000.0) == pytest.approx(1.65e-9, rel=0.012)
    assert anomaly_t(moment, 5000.0) == pytest.approx(0.01e-9, abs=0.005e-9)


@pytest.mark.parametrize(("freq_hz", "level_db"), [(30.0, 177.0), (100.0, 158.4), (400.0, 140.0), (1000.0, 131.3)])
def test_a_merchants_mean_spectrum_is_wales_and_heitmeyers(freq_hz: float, level_db: float) -> None:
    """Levels of the paper's formula worked by hand to 0.1 dB: 230 - 35.94 log f + 9.17 log (1 + (f / 340)^2)."""
    assert merchant_source_db(freq_hz) == pytest.approx(level_db, abs=0.15)


@pytest.mark.parametrize("freq_hz", [50.0, 100.0])
def test_two_models_fitted_to_different_ships_agree_where_propellers_sound(freq_hz: float) -> None:
    """JOMOPANS-ECHO (2021) and Wales & Heitmeyer (2002) for a container ship at its usual speed."""
    ship = vessel_source_db(freq_hz, 18.0 * KN_MPS, 230.0, 18.0 * KN_MPS, 0.8, 3.0)
    assert ship == pytest.approx(merchant_source_db(freq_hz), abs=1.0)


def broadband_db(speed_kn: float, length_m: float, class_kn: float, cargo_damping: float) -> float:
    """20 to 1,000 Hz."""
    levels = [
        vessel_source_db(hz + 0.5, speed_kn * KN_MPS, length_m, class_kn * KN_MPS, cargo_damping, 3.0)
        for hz in range(20, 1000)
    ]
    return 10.0 * math.log10(sum(10.0 ** (level / 10.0) for level in levels))


def test_a_container_ship_outsounds_a_tanker_as_much_as_was_measured() -> None:
    """McKenna, Ross, Wiggins & Hildebrand, J. Acoust. Soc. Am. 131, 2012, p. 92: 188 dB (54 kGT, 21.7 kn) and 177 dB
    (26 kGT chemical tanker), radiated under the surface's image; a monopole's level lies 5 to 8 dB higher."""
    container, tanker = broadband_db(21.7, 294.0, 18.0, 0.8), broadband_db(13.5, 180.0, 12.4, 1.0)
    assert container - tanker == pytest.approx(188.0 - 177.0, abs=1.0)
    assert 5.0 <= container - 188.0 <= 8.0


@each("bearing_only", "fim_rank")
def test_on_one_leg_three_of_four_parts_become_known_and_the_range_does_not(row: Published) -> None:
    """Nardone & Aidala: rank 3. Known is what its first bearing's spread, carried along unmeasured, exceeds tenfold."""
    east, north, v_east, v_north = map(float, row.inputs["tgt_state"].split(";"))
    own_east, own_north = map(float, row.inputs["own_velocity"].split(";"))
    dt, sd = row["dt_s"], 0.1 * DEG_RAD
    range_m = math.hypot(east, north)
    first, p = first_bearing(math.atan2(east, north), sd, range_m, 0.5, 1e3, own_east, own_north)
    v_east, v_north = v_east - own_east, v_north - own_north
    state = ((v_east * north - v_north * east) / range_m**2, (v_east * east + v_north * north) / range_m**2, *first[2:])
    unmeasured, q = state, p
    for i in range(1, int(row["n_meas"])):
        state, p = predict_polar(state, p, dt, 0.0, 0.0, 0.0, 0.0, 0.0)
        unmeasured, q = predict_polar(unmeasured, q, dt, 0.0, 0.0, 0.0, 0.0, 0.0)
        state, p, _ = update_bearing(state, p, math.atan2(east + v_east * i * dt, north + v_north * i * dt), sd)
    known = [math.sqrt(p[part]) < 0.1 * math.sqrt(q[part]) for part in (0, 4, 7)]
    ranged = math.sqrt(p[9]) < 0.1 * state[3]
    assert row.met_by(sum(known) + ranged)
