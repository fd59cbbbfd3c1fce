"""Entity states, read back by the standard's own offsets, and reckoned on as a receiver would."""

import itertools
import math
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pyproj import Transformer

from fleetex.export import reckoned_states
from fleetex.export.dis import write_dis
from fleetex.export.reckoned_states import Agreed, TooManyError
from fleetex.measures.reading import recorded_s, start_utc
from fleetex.record.positions import offset, positions
from fleetex.record.reader import Recording

THRESHOLD_M = 1.0
TERMS = Agreed(4, THRESHOLD_M, heartbeat_s=60.0)


def packets(file: Path) -> list[dict[str, Any]]:
    """IEEE 1278.1-2012, table of the Entity State PDU; libpcap, IPv4 and UDP before it."""
    raw = file.read_bytes()
    assert struct.unpack_from("<IHHiIII", raw) == (0xA1B2C3D4, 2, 4, 0, 0, 65535, 101)
    found, place = [], 24
    while place < len(raw):
        sec, usec, kept, length = struct.unpack_from("<IIII", raw, place)
        packet = raw[place + 16 : place + 16 + kept]
        place += 16 + kept
        assert kept == length == len(packet) == 172
        assert (sum(struct.unpack(">10H", packet[:20])) - 1) % 0xFFFF == 0xFFFE
        assert struct.unpack(">HHHH", packet[20:28]) == (3000, 3000, 152, 0)
        pdu = packet[28:]
        assert struct.unpack_from(">BBBB", pdu) == (7, 1, 1, 1)
        assert struct.unpack_from(">H", pdu, 8) == (144,)
        found.append(
            {
                "time": sec + usec / 1e6,
                "stamp": struct.unpack_from(">I", pdu, 4)[0],
                "entity": struct.unpack_from(">H", pdu, 16)[0],
                "force": pdu[18],
                "kind": (pdu[20], pdu[21]),
                "velocity": np.array(struct.unpack_from(">3f", pdu, 36)),
                "place": np.array(struct.unpack_from(">3d", pdu, 48)),
                "angles": struct.unpack_from(">3f", pdu, 72),
                "appearance": struct.unpack_from(">I", pdu, 84)[0],
                "algorithm": pdu[88],
                "acceleration": np.array(struct.unpack_from(">3f", pdu, 104)),
                "rates": struct.unpack_from(">3f", pdu, 116),
                "marking": pdu[129:140].rstrip(b"\0").decode("ascii"),
            }
        )
    return found


@pytest.fixture(scope="module")
def sent(recording: Recording, tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    file = tmp_path_factory.mktemp("dis") / "states.pcap"
    written = write_dis(recording, file, (0.0, recorded_s(recording)), TERMS)
    found = packets(file)
    assert len(found) == written.states
    assert len({one["entity"] for one in found}) == written.entities
    assert written.worst_m <= THRESHOLD_M
    return found


def test_states_stand_in_time_order_with_stamps_of_the_hour(sent: list[dict[str, Any]]) -> None:
    times = [one["time"] for one in sent]
    assert times == sorted(times)
    for one in sent[:: max(1, len(sent) // 50)]:
        assert one["stamp"] & 1
        assert (one["stamp"] >> 1) / (2**31 - 1) * 3600.0 == pytest.approx(one["time"] % 3600.0, abs=1e-3)


def test_a_receiver_is_never_further_off_than_agreed(recording: Recording, sent: list[dict[str, Any]]) -> None:
    """At times between: the last state reckoned on by hand, P + V t + A t^2 / 2, against the recorded position."""
    begun_s = start_utc(recording).timestamp()
    ecef = Transformer.from_crs("EPSG:4979", "EPSG:4978")
    numbers = {one["entity"]: one["marking"] for one in sent}
    compared = 0
    for unit in recording.rows("units"):
        hers = [one for one in sent if numbers[one["entity"]] == unit["unit_id"][:11]]
        for before, after in itertools.pairwise(hers):
            if before["appearance"] or len({one["entity"] for one in (before, after)}) > 1:
                continue
            t = 0.97 * (after["time"] - before["time"])
            where = positions(recording, unit["unit_id"], [before["time"] + t - begun_s])
            true = np.array(ecef.transform(where.lat_deg[0], where.lon_deg[0], where.height_m[0]))
            then = before["place"] + before["velocity"] * t + before["acceleration"] * (0.5 * t * t)
            assert np.linalg.norm(then - true) <= THRESHOLD_M, (unit["unit_id"], before["time"] - begun_s)
            compared += 1
    assert compared > 500


def test_each_state_keeps_to_the_heartbeat(sent: list[dict[str, Any]]) -> None:
    for entity in {one["entity"] for one in sent}:
        hers = [one for one in sent if one["entity"] == entity]
        gaps = [b["time"] - a["time"] for a, b in itertools.pairwise(hers) if not a["appearance"]]
        assert max(gaps, default=0.0) <= 60.0 + 1e-6


def test_the_last_state_takes_it_out_of_play(sent: list[dict[str, Any]]) -> None:
    last = {one["entity"]: one for one in sent}
    assert all(one["appearance"] == 1 << 23 for one in last.values())


def test_domains_and_forces_are_those_of_the_units(recording: Recording, sent: list[dict[str, Any]]) -> None:
    told = {one["marking"]: one for one in sent}
    for unit in recording.rows("units"):
        one = told.get(unit["unit_id"][:11])
        if one is not None:
            assert one["kind"] == (1, {"land": 1, "air": 2, "surface": 3, "subsurface": 4}[unit["domain"]])
            assert (one["force"] == 3) == unit["neutral"]


def test_friendly_is_the_side_of_the_officer_in_tactical_command(
    recording: Recording, sent: list[dict[str, Any]]
) -> None:
    """By name the exercise side may come first: it is opposing all the same."""
    otc = recording.header["scenario"]["exercise"]["otc"]
    sides = {row["unit_id"][:11]: row["side"] for row in recording.rows("units") if not row["neutral"]}
    forces = {(sides[one["marking"]] == sides[otc[:11]], one["force"]) for one in sent if one["marking"] in sides}
    assert forces == {(True, 1), (False, 2)}


def test_the_bow_is_on_her_course(recording: Recording, sent: list[dict[str, Any]]) -> None:
    """The first row of R, told by psi and theta, against the way to a place 100 m ahead."""
    begun_s = start_utc(recording).timestamp()
    ecef = Transformer.from_crs("EPSG:4979", "EPSG:4978")
    for one in sent[:: max(1, len(sent) // 40)]:
        names = [row["unit_id"] for row in recording.rows("units") if row["unit_id"][:11] == one["marking"]]
        if len(names) != 1 or one["appearance"]:
            continue
        where = positions(recording, names[0], [one["time"] - begun_s + 1e-6])
        lat, lon = offset(where.lat_deg, where.lon_deg, where.course_deg, 100.0)
        here = np.array(ecef.transform(where.lat_deg[0], where.lon_deg[0], 0.0))
        ahead = np.array(ecef.transform(lat[0], lon[0], 0.0)) - here
        psi, theta, _ = one["angles"]
        bow = (math.cos(theta) * math.cos(psi), math.cos(theta) * math.sin(psi), -math.sin(theta))
        assert np.dot(bow, ahead / np.linalg.norm(ahead)) > math.cos(math.radians(0.05))


def test_a_coarser_agreement_needs_fewer_states(recording: Recording, tmp_path: Path) -> None:
    span = (0.0, recorded_s(recording))
    counts = [
        write_dis(recording, tmp_path / "s.pcap", span, Agreed(algorithm, metres, heartbeat_s=60.0)).states
        for algorithm, metres in ((2, 1.0), (2, 20.0), (4, 1.0))
    ]
    assert counts[1] < counts[0]
    assert counts[2] < counts[0]


def test_more_states_than_a_file_should_hold_are_refused(
    recording: Recording, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reckoned_states, "STATES_MAX", 100)
    with pytest.raises(TooManyError, match="--from"):
        write_dis(recording, tmp_path / "s.pcap", (0.0, recorded_s(recording)), Agreed(1, 10.0))


def test_merchants_of_the_background_are_told_of(recording: Recording, sent: list[dict[str, Any]]) -> None:
    merchants = [one for one in sent if one["marking"].startswith("THROU.")]
    assert {one["entity"] for one in merchants}
    assert {one["force"] for one in merchants} == {3}
