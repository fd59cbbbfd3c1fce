"""The track filter against a plain one of matrices, and its own word about its errors against the errors it makes."""

import math

import numpy as np
import pytest

from fleetex.physics import tracker
from fleetex.physics.tracker import MANOEUVRE_NIS, SURFACE_PSD_M2PS3, predict_covariance, update

Ten = tuple[float, ...]


def unfold(p: Ten) -> np.ndarray:
    """The ten upper elements (ee, en, ea, eb, nn, na, nb, aa, ab, bb) as a matrix of (east, north, v_east, v_north)."""
    matrix = np.zeros((4, 4))
    matrix[np.triu_indices(4)] = p
    return np.asarray(matrix + np.triu(matrix, 1).T)


def fold(matrix: np.ndarray) -> Ten:
    return tuple(float(value) for value in matrix[np.triu_indices(4)])


def measured_covariance(range_m: float, range_sd_m: float, bearing_sd_rad: float, bearing_rad: float) -> Ten:
    sine, cosine = math.sin(bearing_rad), math.cos(bearing_rad)
    return tuple(float(c) for c in tracker.measured_covariance(range_m, range_sd_m, bearing_sd_rad, sine, cosine))


def motion(dt: float) -> np.ndarray:
    step = np.eye(4)
    step[0, 2] = step[1, 3] = dt
    return step


def growth(dt: float, q: float) -> np.ndarray:
    """Bar-Shalom, Li, Kirubarajan (2001), eq. 6.2.2-4, for both axes."""
    one = q * np.array([[dt**3 / 3.0, dt**2 / 2.0], [dt**2 / 2.0, dt]])
    noise = np.zeros((4, 4))
    noise[np.ix_([0, 2], [0, 2])] = noise[np.ix_([1, 3], [1, 3])] = one
    return noise


def plain_update(
    state: np.ndarray, p: np.ndarray, seen: np.ndarray, r: np.ndarray
) -> tuple[np.ndarray, np.ndarray, float]:
    """The textbook's update, in Joseph's form."""
    h = np.eye(2, 4)
    innovation, s = seen - h @ state, h @ p @ h.T + r
    gain = p @ h.T @ np.linalg.inv(s)
    left = np.eye(4) - gain @ h
    return (
        state + gain @ innovation,
        left @ p @ left.T + gain @ r @ gain.T,
        float(innovation @ np.linalg.solve(s, innovation)),
    )


def covariance(rng: np.random.Generator) -> np.ndarray:
    """Some covariance of hundreds of metres and metres a second."""
    root = rng.normal(size=(4, 4)) * np.array([300.0, 300.0, 3.0, 3.0])[:, None]
    return np.asarray(root @ root.T + np.diag([1.0, 1.0, 1e-3, 1e-3]))


def chi2_between(degrees: int, z: float = 3.29) -> tuple[float, float]:
    """Bounds of a chi-squared variable that chance passes once in a thousand on either side (Wilson, Hilferty 1931)."""
    part = 2.0 / (9.0 * degrees)
    return tuple(degrees * (1.0 - part + side * z * math.sqrt(part)) ** 3 for side in (-1.0, 1.0))  # type: ignore[return-value]


def test_prediction_is_that_of_matrices() -> None:
    rng = np.random.default_rng(1)
    for _ in range(200):
        p, dt, q = covariance(rng), float(rng.uniform(0.0, 600.0)), float(rng.uniform(0.0, 1.0))
        wanted = motion(dt) @ p @ motion(dt).T + growth(dt, q)
        assert np.allclose(unfold(predict_covariance(fold(p), dt, q)), wanted, rtol=1e-12, atol=1e-9)


def test_update_is_that_of_matrices() -> None:
    rng = np.random.default_rng(2)
    for _ in range(200):
        p, state = covariance(rng), rng.normal(size=4) * 100.0
        seen = rng.normal(size=2) * 500.0
        r = np.array(measured_covariance(*rng.uniform([500, 5, 0.001, 0], [40e3, 500, 0.05, 7]).tolist()))[[0, 1, 1, 2]]
        state_after, p_after, nis = update(tuple(state), fold(p), *seen.tolist(), *r[[0, 1, 3]].tolist())
        wanted_state, wanted_p, wanted_nis = plain_update(state, p, seen, r.reshape(2, 2))
        scale = np.sqrt(np.outer(np.diag(p), np.diag(p)))
        assert np.allclose(state_after, wanted_state, rtol=1e-9, atol=1e-6)
        assert np.max(np.abs(unfold(p_after) - wanted_p) / scale) < 1e-9
        assert nis == pytest.approx(wanted_nis, rel=1e-8)


def test_the_misfit_of_a_plot_is_that_of_matrices() -> None:
    """d2 and minus twice the logarithm of the normal density, but for its constant."""
    rng = np.random.default_rng(7)
    for _ in range(200):
        p, dt, q, off = (
            covariance(rng),
            float(rng.uniform(0.0, 600.0)),
            float(rng.uniform(0.0, 1.0)),
            rng.normal(size=2),
        )
        r = np.array(measured_covariance(*rng.uniform([500, 5, 0.001, 0], [40e3, 500, 0.05, 7]).tolist()))[[0, 1, 1, 2]]
        s = (motion(dt) @ p @ motion(dt).T + growth(dt, q))[:2, :2] + r.reshape(2, 2)
        off = off * 500.0
        d2, distance = tracker.misfit(fold(p), dt, q, *off.tolist(), *r[[0, 1, 3]].tolist())
        assert d2 == pytest.approx(float(off @ np.linalg.solve(s, off)), rel=1e-7)
        density = -0.5 * d2 - 0.5 * float(np.linalg.slogdet(2.0 * math.pi * s)[1])
        assert distance == pytest.approx(-2.0 * density - 2.0 * math.log(2.0 * math.pi), rel=1e-9)


def test_predicting_twice_is_predicting_once() -> None:
    rng = np.random.default_rng(3)
    p = fold(covariance(rng))
    twice = predict_covariance(predict_covariance(p, 20.0, 0.3), 40.0, 0.3)
    assert np.allclose(twice, predict_covariance(p, 60.0, 0.3), rtol=1e-12)


@pytest.mark.parametrize(("range_m", "range_sd_m", "bearing_sd_rad"), [(5e3, 30.0, 0.01), (30e3, 50.0, 0.005)])
def test_the_covariance_of_a_range_and_a_bearing_is_that_of_the_places_they_give(
    range_m: float, range_sd_m: float, bearing_sd_rad: float
) -> None:
    rng = np.random.default_rng(4)
    count = 200_000
    for bearing in (0.0, 0.7, 2.0, 4.4):
        seen_m = range_m + range_sd_m * rng.standard_normal(count)
        seen_rad = bearing + bearing_sd_rad * rng.standard_normal(count)
        found = np.cov(np.stack([seen_m * np.sin(seen_rad), seen_m * np.cos(seen_rad)]))
        ee, en, nn = measured_covariance(range_m, range_sd_m, bearing_sd_rad, bearing)
        wanted = np.array([[ee, en], [en, nn]])
        root = np.linalg.cholesky(np.linalg.inv(wanted))
        assert np.allclose(root.T @ found @ root, np.eye(2), atol=0.02)


def tracked(seed: int, runs: int, reports: int, every_s: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Ships that move as the filter believes, followed by it: NEES and NIS of each report, and the covariances."""
    rng = np.random.default_rng(seed)
    q = SURFACE_PSD_M2PS3
    noise = np.linalg.cholesky(growth(every_s, q))
    nees, nis, kept = np.zeros((runs, reports)), np.zeros((runs, reports)), np.zeros((runs, reports, 4, 4))
    for run in range(runs):
        p = np.diag([80.0**2, 80.0**2, 8.0**2, 8.0**2])
        truth = rng.standard_normal(4) * np.sqrt(np.diag(p)) + np.array([8e3, 6e3, 0.0, 0.0])
        state, ten = (8e3, 6e3, 0.0, 0.0), fold(p)
        for k in range(reports):
            truth = motion(every_s) @ truth + noise @ rng.standard_normal(4)
            state = tuple((motion(every_s) @ np.array(state)).tolist())
            ten = predict_covariance(ten, every_s, q)
            bearing, range_m = math.atan2(truth[0], truth[1]), math.hypot(truth[0], truth[1])
            ee, en, nn = measured_covariance(range_m, 40.0, 0.01, bearing)
            seen = truth[:2] + np.linalg.cholesky(np.array([[ee, en], [en, nn]])) @ rng.standard_normal(2)
            state, ten, nis[run, k] = update(state, ten, float(seen[0]), float(seen[1]), ee, en, nn)
            error = truth - np.array(state)
            kept[run, k] = unfold(ten)
            nees[run, k] = error @ np.linalg.solve(kept[run, k], error)
    return nees, nis, kept


def test_the_filter_is_as_wrong_as_it_says() -> None:
    """NEES of four and NIS of two degrees of freedom, over runs, early and late (Bar-Shalom et al., section 5.4)."""
    runs, reports = 150, 40
    nees, nis, kept = tracked(5, runs, reports, 60.0)
    for k in (0, 3, reports - 1):
        least, most = chi2_between(4 * runs)
        assert least < float(np.sum(nees[:, k])) < most
    least, most = chi2_between(2 * runs * reports)
    assert least < float(np.sum(nis)) < most
    passed = np.count_nonzero(nis > MANOEUVRE_NIS)  # one in a hundred, of a steady ship
    expected = 0.01 * nis.size
    assert abs(passed - expected) < 4.0 * math.sqrt(expected)
    assert np.min(np.linalg.eigvalsh(kept)) > 0.0


def test_a_covariance_stays_positive_through_thousands_of_reports_good_and_bad() -> None:
    rng = np.random.default_rng(6)
    p: Ten = fold(np.diag([80.0**2, 80.0**2, 8.0**2, 8.0**2]))
    state = (0.0, 0.0, 0.0, 0.0)
    for _ in range(5_000):
        p = predict_covariance(p, float(rng.choice([0.0, 1e-3, 15.0, 60.0, 3_600.0])), SURFACE_PSD_M2PS3)
        range_m, sd_m = float(10.0 ** rng.uniform(1.0, 4.7)), float(rng.choice([1.0, 30.0, 2_000.0]))
        ee, en, nn = measured_covariance(range_m, sd_m, 0.01, float(rng.uniform(0.0, math.tau)))
        state, p, _ = update(state, p, 0.0, 0.0, ee, en, nn)
        deviations = np.sqrt(np.diag(unfold(p)))
        correlation = unfold(p) / np.outer(deviations, deviations)
        assert np.min(np.linalg.eigvalsh(correlation)) > 0.0
        assert np.min(deviations) > 0.0
