"""Curves of several hunters are told apart where their nation's colour is the same."""

from fleetex.measures.panel import end_labels
from fleetex.measures.range_curves import curve_dashes
from fleetex.measures.sketch import Sketch


def test_two_hunters_of_one_nation_are_drawn_in_two_strokes() -> None:
    tones = {"alfa": "cn", "bravo": "cn", "charlie": "ru"}
    dashes = curve_dashes(["alfa", "bravo", "charlie"], tones)
    assert dashes["alfa"] == dashes["charlie"] == ""
    assert dashes["bravo"] not in ("", dashes["alfa"])


def test_names_at_the_ends_of_curves_stand_apart_and_say_where() -> None:
    places = end_labels(Sketch(100, 100, "", ""), 10.0, [(50.0, "b", "cn"), (49.0, "a", "ru")], 0.0, 60.0)
    assert places[0] - places[1] >= 13.0
    assert all(0.0 <= place <= 60.0 for place in places)
