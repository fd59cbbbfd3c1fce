"""Measures of a LINKEX against small recordings whose answers are known beforehand."""

import json
import math
from pathlib import Path
from typing import Any

import pytest

from fleetex.measures import linkex
from fleetex.measures.link_picture import link_picture
from fleetex.measures.values import Measure
from fleetex.record.positions import offset
from fleetex.record.reader import Recording
from fleetex.record.writer import Writer

END_S = 4000.0
NATIONS = {"alfa": "AA", "bravo": "AA", "carol": "BB"}
DELAY_S = 40.0
TRUTH = {"trader": (40.0, 134.0), "boat": (40.2, 134.0)}
SPEED_MPS = 5.0


class Book:
    """A recording in the making: three ships on one link, two contacts that go north at 5 m/s."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.number = 0
        self.writer = Writer.create(folder, {"start_utc": "2023-07-20T00:00:00Z"}, sync=False)
        for unit_id, nation in NATIONS.items():
            self.writer.row("units", unit_id=unit_id, name=unit_id.capitalize(), nation=nation, kind="warship")
            self.writer.row("circuits", circuit_id="DATA", kind="link", unit_id=unit_id, delay_s=DELAY_S)
            self.writer.row("participants", serial_id="L", unit_id=unit_id, role="all", place=1)
        for unit_id in TRUTH:
            self.writer.row("units", unit_id=unit_id, name=unit_id.capitalize(), neutral=True, kind="merchant")
        self.writer.row("units", unit_id="target", name="Target", kind="target")
        self.writer.row(
            "serials", serial_id="L", number=1, kind="LINKEX", oce="alfa", state="completed", start_s=0.0, end_s=END_S,
            params='{"link":"DATA"}',
        )  # fmt: skip
        for unit_id, (lat, lon) in TRUTH.items():
            self.writer.row(
                "legs", unit_id=unit_id, leg=1, time_s=0.0, end_s=END_S, lat_deg=lat, lon_deg=lon, course_deg=0.0,
                speed_mps=SPEED_MPS, accel_mps2=0.0, turn_degps=0.0, height_m=0.0, climb_mps=0.0, line="geodesic",
            )  # fmt: skip

    def held(
        self, unit_id: str, target: str, number: int, begin_s: float, end_s: float | None, off_m: float = 0.0
    ) -> None:
        """A track whose estimate lies so far east of the truth."""
        for change, time_s in (("gained", begin_s), ("lost", end_s)):
            if time_s is None:
                continue
            lat, lon = TRUTH.get(target, (40.0, 134.0))
            lat_now, lon_now = (float(v) for v in offset(lat, lon, 0.0, SPEED_MPS * time_s))
            lat_off, lon_off = (float(v) for v in offset(lat_now, lon_now, 90.0, off_m))
            self.writer.row(
                "tracks", time_s=time_s, unit_id=unit_id, track=number, target_id=target, change=change,
                lat_deg=lat_off, lon_deg=lon_off, course_deg=0.0, speed_mps=SPEED_MPS,
            )  # fmt: skip

    def share(self, change: str, time_s: float, giver: str, taker: str, target: str) -> None:
        self.writer.row(
            "shares", time_s=time_s, circuit_id="DATA", from_id=giver, to_id=taker, target_id=target, change=change
        )

    def log(self, kind: str, time_s: float, **values: Any) -> None:
        self.number += 1
        self.writer.row(
            "events", number=self.number, time_s=time_s, kind=kind, unit_id="alfa", serial_id="L", text=kind,
            data=json.dumps(values),
        )  # fmt: skip

    def phase(self, unit_id: str, time_s: float, phase: str) -> None:
        self.writer.row("phases", time_s=time_s, serial_id="L", unit_id=unit_id, phase=phase)

    def closed(self) -> Recording:
        self.writer.reached(END_S)
        self.writer.close({})
        return Recording.open(self.folder)


def measured(recording: Recording) -> dict[str, Measure]:
    found = linkex.measure(recording, recording.rows("serials")[0])
    names = [f"{m.name} {m.subject}".strip() for m in found]
    assert len(set(names)) == len(names)
    return dict(zip(names, found, strict=True))


def shared_book(folder: Path) -> Book:
    """Alfa holds the trader from 1000 to 3000 s; carol is told after 40 s; bravo never is."""
    book = Book(folder)
    book.held("alfa", "trader", 3, 1000.0, 3000.0)
    book.share("shared", 1040.0, "alfa", "carol", "trader")
    book.share("ceased", 3000.0, "alfa", "carol", "trader")
    return book


def test_each_unit_and_nation_holds_what_it_held_and_what_it_was_told(tmp_path: Path) -> None:
    found = measured(shared_book(tmp_path).closed())
    assert found["contacts"].value == 1.0
    assert {name: found[f"held_own {name}"].value for name in ("alfa", "bravo", "carol", "AA", "BB")} == {
        "alfa": 100.0, "bravo": 0.0, "carol": 0.0, "AA": 100.0, "BB": 0.0,
    }  # fmt: skip
    assert found["held carol"].value == pytest.approx(98.0)
    assert found["held BB"].value == pytest.approx(98.0)
    assert found["held bravo"].value == 0.0
    assert found["completeness"].value == pytest.approx((100.0 + 0.0 + 98.0) / 3.0)


def test_the_time_to_the_partners_screen_is_from_the_first_detection(tmp_path: Path) -> None:
    book = shared_book(tmp_path)
    book.held("carol", "boat", 9, 500.0, 3500.0)
    book.share("shared", 620.0, "carol", "bravo", "boat")
    found = measured(book.closed())
    assert found["time_to_screen AA>BB"].value == 40.0
    assert found["time_to_screen BB>AA"].value == 120.0
    assert found["time_to_screen"].value == 80.0
    assert found["time_to_screen_worst"].value == 120.0
    assert found["not_reached"].value == 0.0


def test_a_contact_that_the_partner_never_hears_of_counts_as_not_reached(tmp_path: Path) -> None:
    book = Book(tmp_path)
    book.held("alfa", "trader", 3, 1000.0, 3000.0)
    found = measured(book.closed())
    assert found["not_reached"].value == 1.0
    assert math.isnan(found["time_to_screen"].value)
    assert found["time_to_screen"].text == "0 of 1 first detection reached the partner over the link."


def test_a_contact_that_the_partner_finds_before_it_is_told_is_no_matter_of_the_link(tmp_path: Path) -> None:
    book = Book(tmp_path)
    book.held("alfa", "trader", 3, 1000.0, 3000.0)
    book.held("carol", "trader", 4, 1020.0, 3000.0)
    found = measured(book.closed())
    assert found["not_reached"].value == 0.0
    assert found["time_to_screen"].text == "Nobody detected what the partner did not know already."


def test_a_told_track_ends_when_the_unit_holds_the_contact_herself(tmp_path: Path) -> None:
    book = shared_book(tmp_path)
    book.held("carol", "trader", 8, 2000.0, 2500.0)
    recording = book.closed()
    picture = link_picture(recording, "L")
    assert picture is not None
    assert [(t.begin_s, t.end_s) for t in picture.told["carol", "trader"]] == [(1040.0, 2000.0)]
    assert measured(recording)["held carol"].value == pytest.approx(100.0 * (960.0 + 500.0) / 2000.0)


def test_a_share_that_ceases_without_a_giver_ends_all_the_same(tmp_path: Path) -> None:
    book = Book(tmp_path)
    book.held("alfa", "trader", 3, 1000.0, 3000.0)
    book.share("shared", 1100.0, "alfa", "carol", "trader")
    book.share("ceased", 2100.0, "", "carol", "trader")
    assert measured(book.closed())["held carol"].value == pytest.approx(50.0)


def test_tracks_by_link_are_as_far_from_the_truth_as_those_of_who_gave_them(tmp_path: Path) -> None:
    book = Book(tmp_path)
    book.held("alfa", "trader", 3, 1000.0, 3000.0, off_m=300.0)
    book.held("bravo", "boat", 4, 1000.0, 3000.0, off_m=100.0)
    book.share("shared", 1040.0, "alfa", "carol", "trader")
    found = measured(book.closed())
    assert found["position_error"].value == pytest.approx(300.0, abs=1.0)
    assert found["position_error_own"].value == pytest.approx(200.0, abs=1.0)


def test_a_track_that_breaks_is_less_continuous(tmp_path: Path) -> None:
    book = Book(tmp_path)
    book.held("alfa", "trader", 3, 1000.0, 3000.0)
    book.share("shared", 1000.0, "alfa", "carol", "trader")
    book.share("ceased", 1500.0, "alfa", "carol", "trader")
    book.share("shared", 2000.0, "alfa", "carol", "trader")
    found = measured(book.closed())
    assert found["continuity"].value == pytest.approx((100.0 + 50.0) / 2.0)
    assert "one break in all" in found["continuity"].text


def plotted(folder: Path) -> Book:
    """Alfa's 3 is the trader and 4 the boat; carol's 8 is the trader, and from 2000 s on the boat."""
    book = Book(folder)
    book.held("alfa", "trader", 3, 100.0, None)
    book.held("alfa", "boat", 4, 100.0, None)
    book.held("carol", "trader", 8, 100.0, 1900.0)
    book.held("carol", "boat", 9, 2000.0, None)
    return book


def test_a_contact_under_two_net_numbers_is_a_dual_track_against_truth(tmp_path: Path) -> None:
    book = plotted(tmp_path)
    book.log("net plot", 500.0, check=1, plot=[[7001, "alfa", 3], [7002, "alfa", 4], [7003, "carol", 8]])
    book.log("dual designation", 500.0, check=1, keep=7001, drop=7003)
    book.log("net plot", 1500.0, check=2, plot=[[7001, "alfa", 3], [7002, "alfa", 4], [7001, "carol", 8]])
    book.log("dual designation", 1500.0, check=2, keep=7001, drop=7002)
    found = measured(book.closed())
    assert found["dual_tracks"].value == 1.0
    assert found["mixed_tracks"].value == 0.0
    assert found["swaps"].value == 0.0
    assert found["duals_called"].value == 2.0
    assert found["duals_called"].text.startswith("1 of 2 dual designations that net control called out were one")


def test_a_net_number_of_two_contacts_is_mixed_and_one_that_changes_hands_a_swap(tmp_path: Path) -> None:
    book = plotted(tmp_path)
    book.log("net plot", 500.0, check=1, plot=[[7001, "alfa", 3], [7002, "carol", 8]])
    book.log("net plot", 2500.0, check=2, plot=[[7001, "alfa", 3], [7001, "carol", 9], [7002, "carol", 9]])
    found = measured(book.closed())
    assert found["mixed_tracks"].value == 1.0
    assert found["swaps"].value == 1.0


def test_the_silence_of_a_unit_costs_the_others_tracks_and_they_come_back(tmp_path: Path) -> None:
    book = Book(tmp_path)
    book.held("carol", "boat", 5, 100.0, 1200.0)
    book.held("carol", "boat", 6, 1830.0, None)
    book.phase("carol", 1.0, "on link")
    book.phase("carol", 1200.0, "silent on link")
    book.phase("carol", 1800.0, "on link")
    for taker in ("alfa", "bravo"):
        book.share("shared", 140.0, "carol", taker, "boat")
        book.share("ceased", 1200.0, "carol", taker, "boat")
        book.share("shared", 1870.0, "carol", taker, "boat")
    found = measured(book.closed())
    assert found["lost_in_silence carol"].value == 2.0
    assert found["time_to_regain carol"].value == 70.0
    assert found["time_to_regain"].value == 70.0


def test_targets_posts_and_the_net_itself_are_no_contacts(tmp_path: Path) -> None:
    book = Book(tmp_path)
    book.held("alfa", "bravo", 1, 10.0, None)
    book.held("alfa", "target", 2, 10.0, None)
    recording = book.closed()
    found = measured(recording)
    assert found["contacts"].value == 0.0
    assert found["completeness"].text == "Nobody on the link held a contact."
    drawn = linkex.draw(recording, recording.rows("serials")[0])
    assert "Nobody on the link held a contact." in drawn


def test_reports_asked_for_and_not_heard_are_counted(tmp_path: Path) -> None:
    book = shared_book(tmp_path)
    for unit_id in ("alfa", "bravo"):
        book.log("track count", 500.0, check=1, other=unit_id, own=1, by_link=0, set=True)
    book.log("no count", 500.0, check=1, other="carol")
    book.log("missing track", 500.0, check=1, net=7001, other="bravo", reporter="alfa")
    found = measured(book.closed())
    assert found["reports_heard"].value == pytest.approx(200.0 / 3.0)
    assert found["missing_called"].value == 1.0


def test_the_figure_has_a_lane_for_each_unit_under_each_contact(tmp_path: Path) -> None:
    book = shared_book(tmp_path)
    book.held("carol", "boat", 9, 500.0, 3500.0)
    book.log("net plot", 1500.0, check=1, plot=[[7001, "alfa", 3], [7003, "carol", 9]])
    recording = book.closed()
    drawn = linkex.draw(recording, recording.rows("serials")[0])
    assert drawn.count(">Alfa<") == 2
    assert drawn.count(">Carol<") == 2
    assert ">Trader<" in drawn
    assert ">check 1<" in drawn


@pytest.mark.parametrize("plot", ["x", [["a", 1]], [[1, "alfa", "b"]], [[7001, "nobody", 99]], 7])
def test_a_strangers_log_with_something_else_for_a_plot_is_measured_all_the_same(tmp_path: Path, plot: Any) -> None:
    book = shared_book(tmp_path)
    book.log("net plot", 500.0, check=1, plot=plot)
    recording = book.closed()
    assert measured(recording)["dual_tracks"].value == 0.0
    assert linkex.draw(recording, recording.rows("serials")[0]).startswith("<svg")


def test_a_serial_that_never_began_has_no_measures(tmp_path: Path) -> None:
    writer = Writer.create(tmp_path, {"start_utc": "2023-07-20T00:00:00Z"}, sync=False)
    writer.row("serials", serial_id="L", number=1, kind="LINKEX", state="cancelled", start_s=math.nan, end_s=math.nan)
    writer.close({})
    recording = Recording.open(tmp_path)
    assert linkex.measure(recording, recording.rows("serials")[0]) == []
    assert linkex.draw(recording, recording.rows("serials")[0]) == ""
