"""Who fouls a range is who is sensed inside the serial's danger area; nobody fires whose shells could leave it."""

import math

import pytest

from fleetex.behaviours.gunnery import Aim
from fleetex.behaviours.range_watch import IN_DANGER, OUTSIDE, in_danger, leaves_danger, seen_in_range
from fleetex.engine.orders import Position
from fleetex.engine.view import AreaShape
from tests.behaviours.sea import CENTRE, Boat, Sea, Window, offset

TARGET = offset(CENTRE, 0.0, 8_000.0)
AIM = Aim(TARGET, "target", track=1)


def box(south_m: float, north_m: float, half_m: float) -> AreaShape:
    """A box about the meridian of the gun, north of it."""
    middle = offset(CENTRE, 0.0, (south_m + north_m) / 2.0)
    points = tuple(
        offset(offset(CENTRE, 0.0, along_m), side, half_m)
        for along_m, side in (
            (north_m, 1.5 * math.pi),
            (north_m, 0.5 * math.pi),
            (south_m, 0.5 * math.pi),
            (south_m, 1.5 * math.pi),
        )
    )
    return AreaShape("polygon", points, math.hypot((north_m - south_m) / 2.0, half_m), middle)


DANGER = box(-2_000.0, 25_000.0, 5_000.0)


def window(*others: Boat) -> Window:
    return Window(Sea([Boat("gun", CENTRE), Boat("target", TARGET, identity=False), *others]), "gun")


@pytest.mark.parametrize(
    ("east_m", "north_m", "fouls"),
    [(4_900.0, 1_000.0, True), (-4_900.0, 24_000.0, True), (5_100.0, 9_000.0, False), (0.0, 25_200.0, False)],
)
def test_what_lies_inside_fouls_the_range_wherever_the_gun_points(east_m: float, north_m: float, fouls: bool) -> None:
    stranger = Boat("stranger", offset(offset(CENTRE, 0.0, north_m), math.pi / 2.0, east_m))
    found = in_danger(window(stranger), DANGER, AIM, ("gun",))
    assert (found is not None) is fouls
    if found:
        assert (found.identity, found.where) == ("stranger", IN_DANGER)
        assert found.range_m == pytest.approx(math.hypot(east_m, north_m), rel=0.01)


def test_who_is_cleared_does_not_foul_it_and_the_nearest_is_told() -> None:
    near, far = Boat("near", offset(CENTRE, 0.1, 9_000.0)), Boat("far", offset(CENTRE, 0.1, 15_000.0))
    view = window(near, far)
    assert in_danger(view, DANGER, AIM, ("gun", "near", "far")) is None
    found = in_danger(view, DANGER, AIM, ("gun",))
    assert found is not None
    assert found.identity == "near"
    assert in_danger(view, DANGER, AIM, ("gun", "near"), 10_000.0) is None


def test_without_a_danger_area_the_arc_is_watched() -> None:
    view = window(Boat("stranger", offset(CENTRE, 0.1, 9_000.0)))
    assert seen_in_range(view, None, AIM, 21_000.0, math.radians(10.0), ("gun",)) is not None
    assert seen_in_range(view, None, AIM, 21_000.0, math.radians(3.0), ("gun",)) is None
    assert seen_in_range(view, DANGER, AIM, 21_000.0, math.radians(3.0), ("gun",)) is not None


@pytest.mark.parametrize(
    ("line_rad", "reach_m", "leaves"), [(0.0, 21_000.0, False), (0.3, 21_000.0, True), (0.0, 26_000.0, True)]
)
def test_a_gun_whose_farthest_shell_could_leave_the_area_is_not_fired(
    line_rad: float, reach_m: float, leaves: bool
) -> None:
    aim: Position = offset(CENTRE, line_rad, 8_000.0)
    assert leaves_danger(window(), DANGER, aim, reach_m) == (OUTSIDE if leaves else "")
    assert leaves_danger(window(), None, aim, reach_m) == ""
