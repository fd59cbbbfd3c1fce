"""Stories and properties of sound in the sea: what falls with range, what the layer does, what the wind adds."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fleetex.physics.ambient import (
    ambient_noise_db,
    power_sum_db,
    rain_noise_db,
    sea_state_between,
    shipping_noise_db,
    wind_noise_db,
)
from fleetex.physics.propagation import (
    NO_RANGE_M,
    SHADOW_DB_MAX,
    near_surface_loss_db,
    sound_loss_db,
    sound_range_m,
    spherical_loss_db,
)
from fleetex.physics.sea import SEA_STATE_WAVE_M
from fleetex.physics.seawater import (
    absorption_db_per_m,
)
from fleetex.physics.shallow_water import (
    bottom_np_per_rad,
    bottom_reflection_db,
    column_loss_db,
    critical_rad,
    loss_factor,
)
from fleetex.physics.surface_duct import crossing_reach_m, direct_reach_m, duct_leak_db_per_m, shadow_db_per_m

FREQ = st.floats(50.0, 5e4)
DEPTH = st.floats(2.0, 400.0)
LAYER = st.floats(0.0, 150.0)
WIND = st.floats(0.0, 20.0)
WATER = st.floats(400.0, 5000.0) | st.just(math.inf)
SEA = st.tuples(FREQ, DEPTH, DEPTH, LAYER, WATER, st.floats(0.0, 2e-3), WIND, st.floats(1450.0, 1540.0))
BOTTOM = st.tuples(st.just(0.0) | st.floats(0.03, 0.6), st.floats(0.05, 1.0), st.floats(0.05, 30.0))

ABSORPTION = absorption_db_per_m(5000.0, 13.0, 35.0, 50.0, 8.0)
MUD = (0.1, critical_rad(0.99), 5.0)


def loss_at_5_khz(range_m: float, source_m: float, target_m: float, layer_m: float, wind_mps: float) -> float:
    return sound_loss_db(range_m, 5000.0, source_m, target_m, layer_m, 3000.0, ABSORPTION, wind_mps, 1500.0, *MUD)


@given(SEA, BOTTOM, st.floats(1.0, 2e5), st.floats(1.0, 3.0))
def test_sound_never_gets_louder_with_range(
    sea: tuple[float, ...], bottom: tuple[float, ...], range_m: float, factor: float
) -> None:
    below, angle, loss = bottom[0], bottom[1], bottom[2]
    near = sound_loss_db(range_m, *sea, below, angle, loss)
    far = sound_loss_db(range_m * factor, *sea, below, angle, loss)
    assert far >= near - 1e-9
    assert math.isfinite(near)


@given(SEA, BOTTOM, st.floats(1.0, 2e5))
def test_who_calls_and_who_listens_may_change_places(
    sea: tuple[float, ...], bottom: tuple[float, ...], range_m: float
) -> None:
    freq, source_m, target_m, *rest = sea
    there = sound_loss_db(range_m, freq, source_m, target_m, *rest, *bottom)
    back = sound_loss_db(range_m, freq, target_m, source_m, *rest, *bottom)
    assert there == pytest.approx(back, abs=1e-9)


@given(SEA, BOTTOM, st.floats(40.0, 120.0))
def test_range_for_a_loss_parts_lesser_losses_from_greater(
    sea: tuple[float, ...], bottom: tuple[float, ...], loss_db: float
) -> None:
    range_m = sound_range_m(loss_db, *sea, *bottom)
    assert 0.0 <= range_m <= NO_RANGE_M
    if range_m > 1.0:
        assert sound_loss_db(range_m, *sea, *bottom) <= loss_db
    if 1.0 <= range_m < NO_RANGE_M:
        assert sound_loss_db(range_m * (1.0 + 1e-8), *sea, *bottom) > loss_db


@given(SEA, BOTTOM, st.floats(100.0, 5e4))
def test_no_way_beats_free_spreading_below_the_layer_but_by_the_bottom(
    sea: tuple[float, ...], bottom: tuple[float, ...], range_m: float
) -> None:
    freq, _, _, layer_m, _, absorption, wind, speed = sea
    depths = (layer_m + 10.0, layer_m + 60.0)
    loss = sound_loss_db(range_m, freq, *depths, layer_m, math.inf, absorption, wind, speed, *bottom)
    assert loss >= spherical_loss_db(range_m, absorption) - 1e-9


def test_a_submarine_goes_quiet_when_it_slips_under_the_layer() -> None:
    above = loss_at_5_khz(8000.0, 5.0, 20.0, 50.0, 8.0)
    below = loss_at_5_khz(8000.0, 5.0, 100.0, 50.0, 8.0)
    assert 5.0 < below - above < 20.0
    dipped = loss_at_5_khz(8000.0, 100.0, 100.0, 50.0, 8.0)
    assert below - dipped > 3.0, (below, dipped)


def test_close_in_the_layer_hides_nothing() -> None:
    reach_m = crossing_reach_m(5.0, 100.0, 50.0, 1500.0, 0.1)
    assert 3000.0 < reach_m < 6000.0
    assert loss_at_5_khz(0.9 * reach_m, 5.0, 100.0, 50.0, 8.0) == pytest.approx(
        spherical_loss_db(math.hypot(0.9 * reach_m, 95.0), ABSORPTION)
    )


@given(st.floats(1e3, 5e4), st.floats(30.0, 100.0), st.floats(1.1, 2.0))
def test_a_deeper_layer_holds_sound_better_beyond_the_direct_rays(
    range_m: float, layer_m: float, factor: float
) -> None:
    deep_m = layer_m * factor
    if range_m > direct_reach_m(5.0, 10.0, deep_m, 1500.0):
        assert loss_at_5_khz(range_m, 5.0, 10.0, deep_m, 8.0) <= loss_at_5_khz(range_m, 5.0, 10.0, layer_m, 8.0) + 4.0
    assert duct_leak_db_per_m(5000.0, deep_m, 8.0, 1500.0) <= duct_leak_db_per_m(5000.0, layer_m, 8.0, 1500.0)


def test_a_rough_sea_empties_the_duct() -> None:
    losses = [loss_at_5_khz(20e3, 5.0, 20.0, 50.0, wind) for wind in (0.0, 4.0, 8.0, 12.0, 16.0)]
    assert losses == sorted(losses)
    assert losses[-1] - losses[0] > 10.0


def test_a_rough_sea_shortens_ranges_in_shallow_water_too() -> None:
    calm, rough = (
        sound_range_m(95.0, 7000.0, 6.0, 60.0, 0.0, 150.0, ABSORPTION, wind, 1490.0, 0.1, 0.43, 1.3)
        for wind in (2.0, 15.0)
    )
    assert rough < 0.6 * calm


def test_a_note_too_low_for_the_layer_does_not_know_it() -> None:
    assert near_surface_loss_db(2e4, 200.0, 20.0, 35.0, 40.0, 8.0, 1500.0, 0.1) == near_surface_loss_db(
        2e4, 200.0, 20.0, 35.0, 0.0, 8.0, 1500.0, 0.0
    )


def test_warm_water_over_cold_bends_sound_away() -> None:
    """Without a layer a hull sonar's reach is a few kilometres; even water has no such end."""
    shadow, even = (near_surface_loss_db(8000.0, 5000.0, 6.0, 100.0, 0.0, 8.0, 1500.0, g) for g in (0.1, 0.0))
    assert shadow - even == SHADOW_DB_MAX
    near = (near_surface_loss_db(1500.0, 5000.0, 6.0, 100.0, 0.0, 8.0, 1500.0, g) for g in (0.1, 0.0))
    assert len(set(near)) == 1


def test_low_notes_reach_further_into_a_shadow() -> None:
    """Pekeris: as the cube root of frequency."""
    assert shadow_db_per_m(8000.0, 1500.0, 0.1) == pytest.approx(2.0 * shadow_db_per_m(1000.0, 1500.0, 0.1))
    assert shadow_db_per_m(300.0, 1500.0, 0.1) == pytest.approx(0.0247, rel=0.01)


@given(st.floats(5e3, 1e5), WIND)
def test_a_shadow_is_no_darker_than_forty_decibels(range_m: float, wind_mps: float) -> None:
    free = 20.0 * math.log10(range_m)
    near = near_surface_loss_db(range_m, 5000.0, 5.0, 200.0, 50.0, wind_mps, 1500.0, 0.3)
    assert free - 1e-9 <= near <= free + SHADOW_DB_MAX


@given(st.floats(1e3, 1e5), st.floats(30.0, 500.0), st.floats(0.1, 0.8), st.floats(0.0, 20.0))
def test_a_lossy_bottom_is_never_better_than_a_hard_one(
    range_m: float, depth_m: float, angle: float, nepers: float
) -> None:
    assert column_loss_db(range_m, depth_m, angle, nepers) >= column_loss_db(range_m, depth_m, angle, 0.0) - 1e-9


def test_the_column_spreads_as_a_cylinder_and_strips_to_fifteen_log_r() -> None:
    hard = column_loss_db(1e5, 100.0, 0.35, 0.0) - column_loss_db(1e4, 100.0, 0.35, 0.0)
    stripped = column_loss_db(1e6, 100.0, 0.35, 2.0) - column_loss_db(1e5, 100.0, 0.35, 2.0)
    assert hard == pytest.approx(10.0)
    assert stripped == pytest.approx(15.0, abs=1e-3)


@given(st.floats(1.02, 1.5), st.floats(1.1, 2.5), st.floats(0.1, 1.0), st.floats(0.01, 0.1))
def test_the_slope_of_bottom_loss_is_that_of_rayleighs_coefficient(
    speed_ratio: float, density_ratio: float, attenuation: float, part: float
) -> None:
    grazing = part * critical_rad(speed_ratio)
    exact = -bottom_reflection_db(grazing, density_ratio, speed_ratio, loss_factor(attenuation)) * math.log(10.0) / 10.0
    slope = bottom_np_per_rad(density_ratio, speed_ratio, attenuation)
    if slope * critical_rad(speed_ratio) < 0.5:
        assert slope * grazing == pytest.approx(exact, rel=0.1)


@given(st.floats(100.0, 1e5), st.floats(1.0, 1.5))
def test_high_notes_are_absorbed_more(freq_hz: float, factor: float) -> None:
    assert absorption_db_per_m(freq_hz * factor, 10.0, 35.0, 0.0, 8.0) >= absorption_db_per_m(
        freq_hz, 10.0, 35.0, 0.0, 8.0
    )


@given(st.floats(10.0, 1e5), st.floats(0.0, 9.0), st.floats(0.0, 7.0), st.floats(0.0, 2.0))
def test_noise_rises_with_the_sea_and_with_shipping(freq_hz: float, state: float, ships: float, more: float) -> None:
    noise = ambient_noise_db(freq_hz, state, ships)
    assert ambient_noise_db(freq_hz, min(state + more, 9.0), ships) >= noise - 1e-9
    assert ambient_noise_db(freq_hz, state, min(ships + more, 7.0)) >= noise - 1e-9
    assert noise >= max(wind_noise_db(freq_hz, state), shipping_noise_db(freq_hz, ships))


@given(st.floats(-100.0, 200.0), st.floats(-100.0, 200.0))
def test_two_sounds_are_up_to_three_decibels_louder_than_one(a: float, b: float) -> None:
    assert max(a, b) <= power_sum_db(a, b) <= max(a, b) + 10.0 * math.log10(2.0) + 1e-9


def test_the_sea_state_of_a_codes_own_height_is_the_code() -> None:
    assert [sea_state_between(height) for height in SEA_STATE_WAVE_M] == pytest.approx(list(range(10)))
    assert sea_state_between(30.0) == 9.0


def test_rain_is_as_loud_at_5_khz_as_gauges_under_the_sea_hear_it() -> None:
    """Ma and Nystuen's law of 2005, by which such gauges read 1, 10 and 100 mm/h; white between 1 and 15 kHz."""
    for rain_mmph, level_db in ((1.0, 42.4), (10.0, 57.8), (100.0, 73.2)):
        for freq_hz in (1_000.0, 5_000.0, 15_000.0):
            assert rain_noise_db(freq_hz, rain_mmph) == pytest.approx(level_db)
    assert rain_noise_db(500.0, 10.0) == pytest.approx(57.8 - 6.02, abs=0.01)
    assert rain_noise_db(30_000.0, 10.0) == pytest.approx(57.8 - 6.02, abs=0.01)
    assert power_sum_db(60.0, rain_noise_db(5_000.0, 0.0)) == 60.0
