"""Search patterns as they lie on the sea: spacing, length, and how much of the box they cover."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fleetex.physics import search_patterns as patterns
from fleetex.physics.search_patterns import Way
from fleetex.units import NMI_M

SPACING_M = 2.0 * NMI_M


def legs(way: Way) -> list[tuple[float, float]]:
    """Course (degrees) and length (m) of every leg."""
    return [
        (math.degrees(math.atan2(b[0] - a[0], b[1] - a[1])) % 360.0, math.dist(a, b))
        for a, b in itertools.pairwise(way)
    ]


def covered(way: Way, sweep_m: float, length_m: float, width_m: float, along_rad: float = 0.0) -> float:
    east, north = np.array(way).T
    return patterns.covered_share(east, north, sweep_m, length_m, width_m, along_rad)


def test_an_expanding_square_goes_out_by_one_spacing_every_second_leg_turning_to_starboard() -> None:
    way = patterns.expanding_square(SPACING_M, math.radians(30.0), 3.0 * SPACING_M)
    found = legs(way)
    assert way[0] == (0.0, 0.0)
    assert [course for course, _ in found[:5]] == pytest.approx([30.0, 120.0, 210.0, 300.0, 30.0])
    assert [length / SPACING_M for _, length in found[:6]] == pytest.approx([1, 1, 2, 2, 3, 3])


def test_an_expanding_square_at_the_sweep_widths_spacing_covers_its_square() -> None:
    way = patterns.expanding_square(SPACING_M, 0.0, 3.5 * SPACING_M)
    assert covered(way, SPACING_M, 7.0 * SPACING_M, 7.0 * SPACING_M) > 0.98


def test_a_sector_search_is_nine_equal_legs_that_come_back_to_the_datum_three_times() -> None:
    way = patterns.sector_search(SPACING_M, math.radians(90.0))
    found = legs(way)
    assert [length for _, length in found] == pytest.approx([SPACING_M] * 9)
    assert sum(math.hypot(*point) < 1e-6 for point in way) == 4
    turns = [(b - a) % 360.0 for (a, _), (b, _) in itertools.pairwise(found)]
    assert turns == pytest.approx([120.0, 120.0, 0.0, 120.0, 120.0, 0.0, 120.0, 120.0])


def test_the_legs_of_a_sector_search_leave_the_datum_in_six_directions() -> None:
    way = patterns.sector_search(SPACING_M, 0.0)
    rim = {round(math.degrees(math.atan2(*point))) % 360 for point in way if math.hypot(*point) > 1.0}
    assert rim == {0, 60, 120, 180, 240, 300}


def test_parallel_tracks_lie_one_spacing_apart_and_half_a_spacing_inside_the_box() -> None:
    way = patterns.parallel_track(10.0 * NMI_M, 6.0 * NMI_M, SPACING_M, 0.0)
    assert sorted({round(east / NMI_M, 6) for east, _ in way}) == [-2.0, 0.0, 2.0]
    assert max(north for _, north in way) == pytest.approx(4.0 * NMI_M)
    assert legs(way)[0] == pytest.approx((0.0, 8.0 * NMI_M))


def test_a_creeping_line_goes_across_the_box_and_creeps_along_it() -> None:
    way = patterns.creeping_line(10.0 * NMI_M, 6.0 * NMI_M, SPACING_M, 0.0)
    assert len(way) == 10
    assert way[0][1] == pytest.approx(-4.0 * NMI_M)
    assert way[-1][1] == pytest.approx(4.0 * NMI_M)
    assert legs(way)[0][1] == pytest.approx(4.0 * NMI_M)


@given(
    length_nmi=st.floats(4.0, 20.0),
    width_nmi=st.floats(1.0, 20.0),
    spacing_nmi=st.floats(0.5, 4.0),
    along_rad=st.floats(0.0, 6.28),
)
def test_parallel_tracks_a_sweep_width_apart_cover_their_box_but_for_its_corners(
    length_nmi: float, width_nmi: float, spacing_nmi: float, along_rad: float
) -> None:
    """Each leg ends half a spacing short of the box: what its round end leaves out lies in the corners."""
    box = (length_nmi * NMI_M, width_nmi * NMI_M)
    way = patterns.parallel_track(*box, spacing_nmi * NMI_M, along_rad)
    left_out = 0.1 + 0.13 * min(1.0, spacing_nmi / length_nmi)
    assert covered(way, 1.001 * spacing_nmi * NMI_M, *box, along_rad) > 1.0 - left_out
    apart_m = [
        abs((b[0] - a[0]) * math.cos(along_rad) - (b[1] - a[1]) * math.sin(along_rad))
        for a, b in zip(way[1::2], way[2::2], strict=False)
    ]
    assert all(step_m <= spacing_nmi * NMI_M * (1.0 + 1e-9) for step_m in apart_m)


def test_wider_tracks_than_the_sweep_leave_lanes_between_them() -> None:
    box = (20.0 * NMI_M, 12.0 * NMI_M)
    shares = [covered(patterns.parallel_track(*box, s * NMI_M, 0.0), 2.0 * NMI_M, *box) for s in (2.0, 3.0, 4.0)]
    assert shares == sorted(shares, reverse=True)
    assert shares[-1] == pytest.approx(0.5, abs=0.07)


def test_strips_share_a_box_alike_and_a_barrier_is_a_line_through_the_middle() -> None:
    assert patterns.strips(9.0, math.pi / 2.0, 3) == (
        pytest.approx((-3.0, 0.0)),
        pytest.approx((0.0, 0.0)),
        pytest.approx((3.0, 0.0)),
    )
    ends = patterns.barrier(10.0, 0.0)
    assert patterns.way_length_m(ends) == pytest.approx(10.0)
    assert ends[0] == pytest.approx((0.0, -5.0))
