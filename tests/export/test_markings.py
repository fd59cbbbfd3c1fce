"""Eleven letters tell every entity from every other, and the same names have the same ones."""

from hypothesis import given
from hypothesis import strategies as st

from fleetex.export.markings import LETTERS, markings


def test_weapons_of_one_ship_are_told_apart() -> None:
    names = ("exercise_warship", "exercise_warship/ssm-01", "exercise_warship/ssm-02", "qiqihar", "admiral_tributs")
    assert markings(names) == {
        "exercise_warship": "exerc.rship",
        "exercise_warship/ssm-01": "exerc.sm-01",
        "exercise_warship/ssm-02": "exerc.sm-02",
        "qiqihar": "qiqihar",
        "admiral_tributs": "admiral_tri",
    }


def test_a_short_name_keeps_itself_though_a_long_one_begins_with_it() -> None:
    found = markings(("exercise_wa", "exercise_warship", "exercise_way_on_exercise_warship"))
    assert found["exercise_wa"] == "exercise_wa"
    assert found["exercise_warship"] == "exerc.rship"
    assert found["exercise_way_on_exercise_warship"] == "exercise_.2"


names = st.text(st.sampled_from("ab/-1é"), min_size=1, max_size=24)


@given(st.sets(names, max_size=60), st.randoms())
def test_no_two_are_alike_whatever_the_names_and_their_order(every: set[str], chance: object) -> None:
    found = markings(every)
    assert len({*found.values()}) == len(every)
    assert all(0 < len(marking) <= LETTERS and marking.isascii() for marking in found.values())
    assert markings(sorted(every, reverse=True)) == found
