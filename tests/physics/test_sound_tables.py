"""Tables of loss: rays against free spreading, the law of a duct and the parabolic equation; layers, bottoms, zones."""

import itertools

import numpy as np
import pytest

from fleetex.physics.sound_tables import (
    Sea,
    band_edges_m,
    both_ways_db,
    middles_m,
    node_ranges_m,
    one_way_db,
    rays_from,
    waves_from,
)
from fleetex.physics.sound_waves import Column, range_mean
from fleetex.physics.surface_duct import duct_leak_db_per_m, ducted_loss_db

MUD, SAND = (0.99, 1.4, 0.1), (1.1, 1.9, 0.8)
LAYER_M = 60.0


def sea(bed: tuple[float, float, float], wind_mps: float = 4.0, layer_m: float = LAYER_M) -> Sea:
    """A mixed layer over a sharp fall, 2,000 m deep: 1,500 m/s at the surface, least sound speed at 400 m."""
    depths = (0.0, layer_m, layer_m + 60.0, 400.0, 1_000.0, 2_000.0)
    speeds = (1500.0, 1500.0 + 0.0163 * layer_m, 1485.0, 1465.0, 1472.0, 1488.0)
    column = Column(depths, speeds, bed[0] * speeds[-1], bed[1], bed[2])
    return Sea(column, depths[-1], wind_mps, layer_m, 0.27)


def loss_db(water: Sea, freq_hz: float, source_m: float, target_m: float, range_m: float) -> float:
    edges = band_edges_m(300.0, water.layer_m, water.depth_m)
    nodes = node_ranges_m(30_000.0)
    middles = np.array(middles_m(edges))
    one, other = (int(np.argmin(np.abs(middles - depth_m))) for depth_m in (source_m, target_m))
    there = rays_from(water, middles[one], edges, [freq_hz], nodes)[0, other]
    back = rays_from(water, middles[other], edges, [freq_hz], nodes)[0, one]
    return float(np.interp(range_m, nodes, one_way_db(0.5 * (there + back))))


def test_rays_in_even_water_spread_as_free_sound_does() -> None:
    column = Column((0.0, 4_000.0, 8_000.0), (1500.0, 1500.0, 1500.0), 1500.0, 1.0, 0.0)
    nodes = node_ranges_m(3_000.0)
    edges = (3_900.0, 3_950.0, 4_000.0, 4_050.0)
    power = rays_from(Sea(column, 8_000.0, 0.0, 0.0, 0.0), 3_975.0, edges, [5_000.0], nodes)[0, 1]
    near = (nodes > 300.0) & (nodes < 1_500.0)  # before the surface's echo counts
    assert np.abs(one_way_db(power) - 20.0 * np.log10(nodes))[near].max() < 0.3


@pytest.mark.parametrize(("bed", "wind_mps"), [(MUD, 4.0), (SAND, 8.0)])
def test_rays_and_waves_agree_where_both_hold(bed: tuple[float, float, float], wind_mps: float) -> None:
    """300 Hz over 50 km, under the layer: the first bounces (steep for waves) and what nobody hears left out; at the
    edges of zones the two are tens of decibels apart over a kilometre or two."""
    water = sea(bed, wind_mps)
    edges, nodes = band_edges_m(300.0, LAYER_M, water.depth_m), node_ranges_m(50_000.0)
    source_m = middles_m(edges)[6]
    rays = one_way_db(rays_from(water, source_m, edges, [300.0], nodes)[0, 5:])
    waves = one_way_db(waves_from(water, source_m, edges, 300.0, nodes)[5:])
    compared = (nodes > 5.0 * water.depth_m) & (np.minimum(rays, waves) < 110.0)
    apart = np.abs(rays - waves)[compared]
    assert apart.size > 100
    assert np.median(apart) < 1.0
    assert np.quantile(apart, 0.9) < 5.0


def test_in_the_duct_rays_keep_the_published_law() -> None:
    """Urick's transition range in a calm, averaged over the layer and over one skip of range or more."""
    water, freq_hz = sea(MUD, 0.0), 5_000.0
    edges, nodes = band_edges_m(300.0, LAYER_M, water.depth_m), node_ranges_m(30_000.0)
    inside = [band for band, middle in enumerate(middles_m(edges)) if middle < LAYER_M]
    power = np.array([rays_from(water, middles_m(edges)[b], edges, [freq_hz], nodes)[0, inside] for b in inside])
    for low_m, high_m in itertools.pairwise((6_000.0, 12_000.0, 24_000.0)):
        chosen = (nodes >= low_m) & (nodes < high_m)
        mean = one_way_db(power[..., chosen].mean())
        leak = duct_leak_db_per_m(freq_hz, LAYER_M, 0.0, 1_500.0)
        law = np.array([ducted_loss_db(r, 0.5 * LAYER_M, LAYER_M, 1_500.0, leak) for r in nodes[chosen]])
        assert abs(mean - one_way_db(np.mean(10.0 ** (-0.1 * law)))) < 2.0


def test_the_layer_hides_what_lies_under_it_and_wind_takes_from_the_duct() -> None:
    calm, rough = sea(MUD, 4.0), sea(MUD, 12.0)
    assert loss_db(calm, 5_000.0, 5.0, 120.0, 6_000.0) > loss_db(calm, 5_000.0, 5.0, 25.0, 6_000.0) + 10.0
    assert loss_db(rough, 5_000.0, 5.0, 25.0, 20_000.0) > loss_db(calm, 5_000.0, 5.0, 25.0, 20_000.0) + 5.0


def test_a_hard_bottom_sends_back_what_mud_swallows() -> None:
    assert (
        loss_db(sea(SAND), 5_000.0, 120.0, 120.0, 15_000.0) < loss_db(sea(MUD), 5_000.0, 120.0, 120.0, 15_000.0) - 10.0
    )


def test_deep_water_has_a_convergence_zone_and_both_models_put_it_in_one_place() -> None:
    """5,000 m, sound channel at 1,000 m; sound from 45 m rises again to 120 m some 60 km off, not before."""
    depths = (0.0, 50.0, 100.0, 300.0, 600.0, 1_000.0, 2_000.0, 4_000.0, 5_000.0)
    speeds = (1521.1, 1521.9, 1505.0, 1491.0, 1485.0, 1483.0, 1493.0, 1524.0, 1541.0)
    water = Sea(Column(depths, speeds, 0.99 * speeds[-1], 1.4, 0.1), 5_000.0, 4.0, 50.0, 0.3)
    edges, nodes = band_edges_m(200.0, 50.0, 5_000.0), node_ranges_m(74_000.0)
    source_m, band = middles_m(edges)[5], 6
    rays = one_way_db(rays_from(water, source_m, edges, [100.0], nodes)[0, band])
    waves = one_way_db(waves_from(water, source_m, edges, 100.0, nodes)[band])
    far = nodes > 30_000.0
    peaks = [float(nodes[far][np.argmin(loss[far])]) for loss in (rays, waves)]
    assert 45_000.0 < peaks[0] < 72_000.0
    assert abs(peaks[0] - peaks[1]) < 4_000.0
    before = (nodes > 25_000.0) & (nodes < 40_000.0)
    for loss in (rays, waves):
        assert loss[before].max() > loss[far].min() + 15.0
    assert abs(rays[far].min() - waves[far].min()) < 5.0


def test_a_table_is_the_same_both_ways() -> None:
    water = sea(SAND)
    edges, nodes = band_edges_m(150.0, LAYER_M, water.depth_m), node_ranges_m(20_000.0)
    power = np.array([rays_from(water, middle, edges, [3_000.0], nodes)[0] for middle in middles_m(edges)])
    raw = 10.0 * np.log10(power / np.swapaxes(power, 0, 1))[..., nodes > 1_000.0]
    assert np.sqrt(np.mean(raw * raw)) < 2.0  # reciprocity, which rays and their fillings do not know of
    loss = both_ways_db(power)
    assert (loss == np.swapaxes(loss, 0, 1)).all()


def test_bands_end_at_the_layer_and_at_the_bottom() -> None:
    assert 47.0 in band_edges_m(300.0, 47.0, 2_000.0)
    assert band_edges_m(300.0, 0.0, 45.0) == (0.0, 10.0, 20.0, 35.0, 45.0)
    assert band_edges_m(5.0, 0.0, 2_000.0) == (0.0, 10.0, 20.0)
    for depth_m, layer_m in itertools.product((30.0, 61.0, 350.0, 4_000.0), (0.0, 12.0, 40.0, 900.0)):
        edges = band_edges_m(300.0, layer_m, depth_m)
        assert len(edges) > 2
        assert edges[-1] <= depth_m
        assert all(low < high for low, high in itertools.pairwise(edges))


def test_a_mean_over_range_is_that_of_the_power() -> None:
    at = np.linspace(10.0, 2_000.0, 200)
    flat = range_mean(at, np.ones(200), np.array([100.0, 1_000.0]), 0.1, np.inf)
    assert flat == pytest.approx([1.0, 1.0])
    straight = range_mean(at, at, np.array([500.0, 1_000.0]), 0.1, np.inf)
    assert straight == pytest.approx([500.0, 1_000.0], rel=1e-3)
