"""Unions of spans against brute force; small distances against the geodesic; numbers as a person writes them."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fleetex.measures.geometry import along_across_m, east_north_m
from fleetex.measures.intervals import clipped, length_s, on_spans, shared, union
from fleetex.measures.values import count_words, length_text, mass_text, names_text, of_words, span_text, times_words
from fleetex.record.positions import offset

_SPANS = st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), max_size=20)


@given(_SPANS)
def test_a_union_holds_exactly_the_seconds_that_any_span_holds(spans: list[tuple[int, int]]) -> None:
    array = np.array(spans, dtype=np.float64).reshape(-1, 2)
    joined = union(array)
    seconds = {t for a, b in spans for t in range(a, b)}
    assert length_s(joined) == len(seconds)
    assert np.all(joined[1:, 0] > joined[:-1, 1])


@given(_SPANS, st.integers(0, 50), st.integers(0, 50))
def test_clipping_keeps_what_lies_inside(spans: list[tuple[int, int]], a: int, b: int) -> None:
    begin, end = min(a, b), max(a, b)
    joined = union(np.array(spans, dtype=np.float64).reshape(-1, 2))
    seconds = {t for x, y in spans for t in range(x, y)} & set(range(begin, end))
    assert length_s(clipped(joined, begin, end)) == len(seconds)


@given(_SPANS, _SPANS)
def test_what_two_sets_share_is_what_lies_in_both(first: list[tuple[int, int]], other: list[tuple[int, int]]) -> None:
    one, two = (union(np.array(spans, dtype=np.float64).reshape(-1, 2)) for spans in (first, other))
    seconds = {t for a, b in first for t in range(a, b)} & {t for a, b in other for t in range(a, b)}
    assert length_s(shared(one, two)) == len(seconds)


def test_a_switch_is_on_from_its_change_to_the_next() -> None:
    spans = on_spans(np.array([10.0, 20.0, 30.0]), np.array([False, True, False]), 0.0, 40.0, True)
    assert spans.tolist() == [[0.0, 10.0], [20.0, 30.0]]


@pytest.mark.parametrize("lat", [0.0, 39.0, -60.0, 75.0])
@pytest.mark.parametrize("bearing", [0.0, 45.0, 130.0, 275.0])
def test_an_offset_within_twenty_miles_is_within_half_a_metre_of_the_geodesic(lat: float, bearing: float) -> None:
    for range_m in (500.0, 5_000.0):
        lat2, lon2 = offset(lat, 179.99, bearing, range_m)
        east, north = east_north_m(np.array(lat), np.array(179.99), lat2, lon2)
        assert math.hypot(float(east), float(north)) == pytest.approx(range_m, abs=0.5)


def test_an_offset_dead_ahead_has_no_part_to_the_right() -> None:
    ahead, right = along_across_m(np.array(3.0), np.array(4.0), np.array(math.degrees(math.atan2(3.0, 4.0))))
    assert float(ahead) == pytest.approx(5.0)
    assert float(right) == pytest.approx(0.0, abs=1e-12)


@pytest.mark.parametrize(
    ("said", "due"),
    [
        (span_text(14.4), "14 s"),
        (span_text(200.0), "3 min 20 s"),
        (span_text(3599.7), "1 h"),
        (span_text(7500.0), "2 h 05 min"),
        (span_text(math.nan), "not known"),
        (length_text(463.0), "463 m"),
        (length_text(3704.0), "2.0 nmi"),
        (mass_text(450.0), "450 kg"),
        (mass_text(180_000.0), "180 t"),
        (count_words(0, "round"), "no rounds"),
        (count_words(1, "salvo", "salvoes"), "one salvo"),
        (count_words(12, "round"), "twelve rounds"),
        (count_words(40, "round"), "40 rounds"),
        (of_words(1, 1, "path"), "1 of 1 path"),
        (times_words(2), "twice"),
        (names_text(["A", "B", "C"]), "A, B and C"),
    ],
)
def test_numbers_are_written_as_a_person_writes_them(said: str, due: str) -> None:
    assert said == due
