"""Why a path was down when it was last checked, from what became of the calls."""

from pathlib import Path

import pytest

from fleetex.measures import commex
from fleetex.record.positions import offset
from fleetex.record.reader import Recording
from fleetex.record.writer import Writer
from fleetex.units import NMI_M


def told(folder: Path, apart_nmi: float, *messages: tuple[float, str, str, str], checks: tuple[float, ...]) -> str:
    """Alfa checks Bravo on TG1, which reaches 25 nmi, at these times; messages are (sent, from, kind, outcome)."""
    writer = Writer.create(folder, {"start_utc": "2023-07-20T00:00:00Z"}, sync=False)
    lat, lon = (float(value) for value in offset(20.0, 130.0, 90.0, apart_nmi * NMI_M))
    for unit, name, place in (("alfa", "Alfa", (20.0, 130.0)), ("bravo", "Bravo", (lat, lon))):
        writer.row("units", unit_id=unit, name=name)
        writer.row("legs", unit_id=unit, leg=1, time_s=0.0, end_s=3600.0, lat_deg=place[0], lon_deg=place[1],
                   course_deg=0.0, speed_mps=0.0, accel_mps2=0.0, turn_degps=0.0)  # fmt: skip
        writer.row("circuits", circuit_id="TG1", name="TG1", kind="voice", unit_id=unit, range_m=25.0 * NMI_M)
    writer.row("serials", serial_id="C", number=1, kind="COMMEX", state="completed", start_s=0.0, end_s=3600.0)
    for number, (sent_s, sender, kind, outcome) in enumerate(messages):
        other = "bravo" if sender == "alfa" else "alfa"
        writer.row("messages", sent_s=sent_s, number=number, circuit_id="TG1", from_id=sender, to_id=other, kind=kind,
                   outcome=outcome, serial_id="C")  # fmt: skip
    values = '{"from": "alfa", "to": "bravo", "circuit": "TG1", "result": "down", "seconds": null, "round": 1}'
    for number, time_s in enumerate(checks):
        writer.row("events", number=number, time_s=time_s, kind="circuit check", unit_id="alfa", other_id="bravo",
                   serial_id="C", data=values)  # fmt: skip
    writer.close({})
    recording = Recording.open(folder)
    found = commex.measure(recording, recording.rows("serials")[0])
    return next(m.text for m in found if m.name == "circuits_up" and not m.subject).partition(" Down: ")[2]


@pytest.mark.parametrize(
    ("apart_nmi", "reason"),
    [
        (50.0, "out of reach: 50.0 nmi, TG1 reaches 25.0 nmi"),
        (22.0, "out of reach: 22.0 nmi, beyond the line of sight"),
    ],
)
def test_a_ship_too_far_off_is_told_with_the_distance_and_the_reach(
    tmp_path: Path, apart_nmi: float, reason: str
) -> None:
    call = (60.0, "alfa", "radio check", "out of reach")
    assert told(tmp_path, apart_nmi, call, checks=(80.0,)) == f"Alfa to Bravo on TG1 ({reason})."


@pytest.mark.parametrize(
    ("messages", "reason"),
    [
        ([(60.0, "alfa", "radio check", "receiver's set failed")], "receiver's set failed"),
        ([(60.0, "alfa", "radio check", "heard")], "heard, no answer in time"),
        (
            [(60.0, "alfa", "radio check", "heard"), (65.0, "bravo", "answer", "sender's set failed")],
            "heard, the answer was not: sender's set failed",
        ),
        ([], "not called, the own set had failed"),
    ],
)
def test_what_became_of_the_last_call_is_the_reason(
    tmp_path: Path, messages: list[tuple[float, str, str, str]], reason: str
) -> None:
    assert told(tmp_path, 5.0, *messages, checks=(80.0,)) == f"Alfa to Bravo on TG1 ({reason})."


def test_a_call_of_an_earlier_check_is_no_reason_for_a_later_one(tmp_path: Path) -> None:
    call = (60.0, "alfa", "radio check", "out of reach")
    assert (
        told(tmp_path, 50.0, call, checks=(80.0, 900.0)) == "Alfa to Bravo on TG1 (not called, the own set had failed)."
    )
