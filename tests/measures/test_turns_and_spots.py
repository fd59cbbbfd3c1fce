"""What is off in turns of the guide is told apart, and what a spotter could not tell apart counts as not made out."""

import json
import math
from pathlib import Path

import pytest

from fleetex.measures.manex import station_measures
from fleetex.measures.registry import compute_all
from fleetex.measures.salvoes import salvoes, spot_reports
from fleetex.measures.stationing import station_spells
from fleetex.measures.values import Measure, metres_text
from fleetex.record.positions import offset
from fleetex.record.reader import Recording
from fleetex.record.writer import Writer

TURN_S, THERE_AGAIN_S, END_S = 3600.0, 5400.0, 7200.0
SPEED_MPS, ASIDE_M = 5.0, 2000.0


def begun(folder: Path) -> Writer:
    header = {"version": "0.1.0", "seed": 1, "start_utc": "2023-07-20T00:00:00+00:00", "names": []}
    writer = Writer.create(folder, header, sync=False)
    for unit_id, nation in (("lead", "CN"), ("wing", "RU")):
        writer.row("units", unit_id=unit_id, name=unit_id.title(), nation=nation, side="blue", kind="warship",
                   domain="surface", neutral=False, length_m=150.0, beam_m=17.0)  # fmt: skip
    return writer


def under_way(writer: Writer, unit_id: str, number: int, span: tuple[float, float], east_m: float) -> None:
    """North to the turn, then south: a leg of a ship so far to the east of the guide's line."""
    begin, end = span
    north_m = SPEED_MPS * (min(begin, TURN_S) - max(begin - TURN_S, 0.0))
    lat, lon = offset(40.0, 133.0, 0.0, north_m)
    lat, lon = offset(float(lat), float(lon), 90.0, east_m)
    writer.row("legs", unit_id=unit_id, leg=number, time_s=begin, end_s=end, lat_deg=float(lat), lon_deg=float(lon),
               course_deg=0.0 if begin < TURN_S else 180.0, speed_mps=SPEED_MPS, accel_mps2=0.0, turn_degps=0.0,
               height_m=0.0, climb_mps=0.0, line="geodesic")  # fmt: skip


@pytest.fixture(scope="module")
def reversal(tmp_path_factory: pytest.TempPathFactory) -> Recording:
    """A guide that reverses her course; the ship to starboard of her takes half an hour to the other side."""
    folder = tmp_path_factory.mktemp("reversal")
    writer = begun(folder)
    under_way(writer, "lead", 0, (0.0, TURN_S), 0.0)
    under_way(writer, "lead", 1, (TURN_S, END_S), 0.0)
    under_way(writer, "wing", 0, (0.0, TURN_S), ASIDE_M + 30.0)
    under_way(writer, "wing", 1, (TURN_S, THERE_AGAIN_S), ASIDE_M)
    under_way(writer, "wing", 2, (THERE_AGAIN_S, END_S), -ASIDE_M - 30.0)
    writer.row("stations", time_s=0.0, unit_id="wing", guide_id="lead", serial_id="PATROL-1", relative=True,
               range_m=ASIDE_M, bearing_deg=90.0)  # fmt: skip
    writer.row("phases", time_s=0.0, unit_id="wing", serial_id="PATROL-1", phase="in station")
    writer.reached(END_S)
    writer.close({})
    return Recording.open(folder)


def test_a_reversal_of_the_guide_does_not_hide_in_the_mean_of_the_steady_course(reversal: Recording) -> None:
    (spell,) = station_spells(reversal, "PATROL-1")
    assert spell.time_s[spell.turning].tolist() == [TURN_S + 180.0 * n for n in range(10)]
    found = {(m.name, m.subject): m for m in station_measures(reversal, "PATROL-1", [spell])}
    assert found["station_error", ""].value == pytest.approx(30.0, abs=2.0)
    assert found["station_error_p95", ""].value == pytest.approx(30.0, abs=4.0)
    assert found["station_error_turning", ""].value == pytest.approx(2.0 * ASIDE_M, abs=5.0)
    assert found["station_error_turning", "wing"].value == pytest.approx(2.0 * ASIDE_M, abs=5.0)
    assert "24 % of the time" in found["station_error_turning", ""].text


def test_of_nations_too_the_steady_course_is_told_first_and_the_turns_apart(reversal: Recording) -> None:
    columns = compute_all(reversal)
    rows = [Measure(*values) for values in zip(*(columns[n] for n in Measure.__dataclass_fields__), strict=True)]
    (between,) = [m for m in rows if m.name == "station_error" and m.subject == "RU>CN"]
    assert between.value == pytest.approx(30.0, abs=2.0)
    assert f"; {metres_text(2.0 * ASIDE_M)[:2]}" in between.text
    assert between.text.endswith("on average in its turns.")


def test_errors_are_told_in_metres_however_great_they_are() -> None:
    assert metres_text(99.6) == "100 m"
    assert metres_text(12_345.0) == "12\N{NO-BREAK SPACE}345 m"
    assert metres_text(math.nan) == "not known"


@pytest.fixture(scope="module")
def joint(tmp_path_factory: pytest.TempPathFactory) -> Recording:
    """Two salvoes of Wing, spotted by Lead: both in sight, the second not told from another's; Wing saw both."""
    folder = tmp_path_factory.mktemp("joint")
    writer = begun(folder)
    common = {"serial_id": "GUNEX-1", "target_id": "target", "mount_id": "main"}
    for number, why in ((1, ""), (2, "not told apart")):
        salvo = f"GUNEX-1-{number}"
        writer.row("shots", time_s=60.0 * number, fall_s=60.0 * number + 20.0, unit_id="wing", salvo=salvo,
                   round=number, over_m=10.0, right_m=5.0, hit=False, **common)  # fmt: skip
        for spotter in ("lead", "wing"):
            writer.row("spots", time_s=60.0 * number + 20.0, spotter_id=spotter, firer_id="wing", salvo=salvo,
                       serial_id="GUNEX-1", seen=True, over_m={"lead": 12.0, "wing": 99.0}[spotter],
                       right_m=6.0)  # fmt: skip
        writer.row("events", time_s=60.0 * number + 20.0, kind="fall", unit_id="lead", other_id="wing",
                   serial_id="GUNEX-1", data=json.dumps({"salvo": salvo, "seen": not why, "why": why}))  # fmt: skip
    writer.reached(200.0)
    writer.close({})
    return Recording.open(folder)


def test_what_a_spotter_could_not_tell_apart_is_not_made_out_though_it_was_in_sight(joint: Recording) -> None:
    assert [row["seen"] for row in joint.rows("spots")] == [True] * 4
    made_out = {(r.spotter_id, r.salvo): r.seen for r in spot_reports(joint, "GUNEX-1")}
    assert made_out["lead", "GUNEX-1-1"]
    assert not made_out["lead", "GUNEX-1-2"]
    columns = compute_all(joint)
    across = dict(zip(columns["name"].tolist(), columns["text"].tolist(), strict=True))["spotted_across"]
    assert across == "CN spotted for ships of RU and made out 1 of 2 salvoes."


def test_a_salvo_is_where_its_spotter_reported_it_not_where_the_firer_saw_it(joint: Recording) -> None:
    first, second = salvoes(joint, "GUNEX-1")
    assert (first.seen, first.seen_over_m) == (True, 12.0)
    assert second.seen is False
    assert math.isnan(second.seen_over_m)
