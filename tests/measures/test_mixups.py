"""Swaps and duplicates against recordings whose answers are known beforehand."""

from pathlib import Path

import pytest

from fleetex.measures.cooperation import measure_cooperation
from fleetex.measures.link_picture import link_picture, truth_of
from fleetex.measures.mixups import mixups
from tests.measures.test_linkex import END_S, Book, measured

EVERYBODY = (0.0, END_S)


def swap(book: Book, unit_id: str, time_s: float, of_trader: int, of_boat: int) -> None:
    """From now on these numbers go with the trader and with the boat."""
    for target, number in (("trader", of_trader), ("boat", of_boat)):
        book.writer.row(
            "tracks", time_s=time_s, unit_id=unit_id, track=number, target_id=target, change="swapped",
            lat_deg=40.0, lon_deg=134.0, course_deg=0.0, speed_mps=5.0,
        )  # fmt: skip
    book.writer.row(
        "swaps", time_s=time_s, unit_id=unit_id, track=of_trader, other_track=of_boat, target_id="trader",
        other_id="boat", from_id="",
    )  # fmt: skip


def duplicate(book: Book, unit_id: str, begin_s: float, end_s: float | None) -> None:
    """The trader stands on a screen a second time."""
    row = {"unit_id": unit_id, "track": 5001, "beside": 1, "target_id": "trader"}
    book.writer.row("duplicates", time_s=begin_s, from_id="carol", change="began", **row)
    if end_s is not None:
        book.writer.row("duplicates", time_s=end_s, from_id="", change="correlated", **row)


def two_held(folder: Path) -> Book:
    """Alfa holds the trader as 1 and the boat as 2 from 1000 s on; the trader to 3000 s, the boat to the end."""
    book = Book(folder)
    book.held("alfa", "trader", 1, 1000.0, None)
    book.held("alfa", "boat", 2, 1000.0, None)
    return book


def test_a_swap_is_wrong_until_the_numbers_change_back(tmp_path: Path) -> None:
    book = two_held(tmp_path)
    swap(book, "alfa", 1500.0, of_trader=2, of_boat=1)
    swap(book, "alfa", 1800.0, of_trader=1, of_boat=2)
    recording = book.closed()
    seen = mixups(recording, ("alfa",), ("alfa", "bravo", "carol"), EVERYBODY)
    assert (seen.swaps, seen.swapped_s, seen.held_s) == (2, 600.0, 6000.0)
    assert seen.swapped_share() == pytest.approx(10.0)
    assert [truth_of(recording, "alfa", 1, t) for t in (1200.0, 1600.0, 1900.0)] == ["trader", "boat", "trader"]


def test_a_swap_that_is_never_undone_is_wrong_to_the_end(tmp_path: Path) -> None:
    book = two_held(tmp_path)
    swap(book, "alfa", 3000.0, of_trader=2, of_boat=1)
    seen = mixups(book.closed(), ("alfa",), ("alfa", "bravo", "carol"), EVERYBODY)
    assert (seen.swaps, seen.swapped_s) == (1, 2000.0)


def test_a_track_that_is_lost_under_its_new_number_is_wrong_no_longer(tmp_path: Path) -> None:
    book = two_held(tmp_path)
    swap(book, "alfa", 2000.0, of_trader=2, of_boat=1)
    book.writer.row(
        "tracks", time_s=2500.0, unit_id="alfa", track=2, target_id="trader", change="lost",
        lat_deg=40.0, lon_deg=134.0, course_deg=0.0, speed_mps=5.0,
    )  # fmt: skip
    seen = mixups(book.closed(), ("alfa",), ("alfa", "bravo", "carol"), EVERYBODY)
    assert (seen.swapped_s, seen.held_s) == (500.0 + 2000.0, 1500.0 + 3000.0)


def test_a_window_counts_what_lies_in_it(tmp_path: Path) -> None:
    book = two_held(tmp_path)
    swap(book, "alfa", 1500.0, of_trader=2, of_boat=1)
    duplicate(book, "alfa", 2000.0, 2300.0)
    recording = book.closed()
    seen = mixups(recording, ("alfa",), ("alfa", "bravo", "carol"), (2100.0, 3100.0))
    assert (seen.swaps, seen.swapped_s, seen.duplicates, seen.doubled_s, seen.held_s) == (0, 2000.0, 1, 200.0, 2000.0)
    assert mixups(recording, ("bravo",), (), EVERYBODY).held_s == 0.0


def test_the_card_of_a_linkex_counts_what_stood_twice(tmp_path: Path) -> None:
    book = two_held(tmp_path)
    duplicate(book, "alfa", 2000.0, 2300.0)
    duplicate(book, "alfa", 3500.0, None)
    recording = book.closed()
    assert link_picture(recording, "L") is not None
    found = measured(recording)
    assert found["duplicates"].value == 2.0
    assert found["duplicate_time"].value == pytest.approx(100.0 * (300.0 + 500.0) / 6000.0)
    assert found["track_swaps"].value == 0.0
    assert found["track_swaps"].text == "No pairs of tracks changed places on a screen."


def test_nations_are_told_of_swaps_where_there_were_two_to_be_mixed_up(tmp_path: Path) -> None:
    book = two_held(tmp_path)
    book.held("carol", "trader", 1, 1000.0, None)
    swap(book, "alfa", 3000.0, of_trader=2, of_boat=1)
    found = {(m.name, m.subject): m for m in measure_cooperation(book.closed())}
    assert found["track_swaps", "AA"].value == 1.0
    assert found["swapped_time", "AA"].value == pytest.approx(100.0 * 2000.0 / 6000.0)
    assert ("track_swaps", "BB") not in found
    assert found["duplicates", "BB"].value == 0.0
    assert found["duplicates", "BB"].text.startswith("Screens of BB showed no stranger a second time")
