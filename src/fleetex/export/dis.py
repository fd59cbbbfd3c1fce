"""Motion states of a recording as distributed simulation sends them, in a capture file that its tools play.

IEEE 1278.1-2012: Motion State PDU, 144 bytes, on UDP port 3000; the file is a libpcap capture of raw IPv4 with the
times of the exercise. Its addresses are those kept for documentation (RFC 5737): nothing was sent anywhere.
Country and category are left at 0, other: kinds of entities are domains alone; the marking is the unit's
id, cut as `markings` has it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from fleetex.export.markings import LETTERS, markings
from fleetex.export.movers import Mover, movers
from fleetex.export.reckoned_states import Agreed, States, states
from fleetex.measures.reading import start_utc
from fleetex.physics.dead_reckoning import Motion
from fleetex.record.reader import Recording
from fleetex.units import HOUR_S

PDU_BYTES = 144
UDP_BYTES = 8 + PDU_BYTES
IP_BYTES = 20 + UDP_BYTES
PORT = 3000
RAW_IP = 101
"""libpcap's link type of packets that begin with their IP header."""
CAPTURE_HEAD = np.array(
    [(0xA1B2C3D4, 2, 4, 0, 0, 65535, RAW_IP)],
    np.dtype("<u4, <u2, <u2, <i4, <u4, <u4, <u4"),
)
DOMAINS = {"land": 1, "air": 2, "surface": 3, "subsurface": 4}
PLATFORM, MUNITION = 1, 2
FRIENDLY, OPPOSING, NEUTRAL = 1, 2, 3
OUT_OF_PLAY = 1 << 23
"""Bit 23 of a platform's appearance: deactivated."""
ASCII = 1
TICKS = (1 << 31) - 1
"""Of a time stamp, an hour."""

STATE = np.dtype(
    [
        *((name, kind) for name, kind in (("sec", "<u4"), ("usec", "<u4"), ("kept", "<u4"), ("length", "<u4"))),
        *(("ip_version", "u1"), ("ip_service", "u1"), ("ip_length", ">u2"), ("ip_id", ">u2"), ("ip_flags", ">u2")),
        *(("ip_ttl", "u1"), ("ip_protocol", "u1"), ("ip_sum", ">u2"), ("ip_from", "u1", 4), ("ip_to", "u1", 4)),
        *(("udp_from", ">u2"), ("udp_to", ">u2"), ("udp_length", ">u2"), ("udp_sum", ">u2")),
        *(("version", "u1"), ("exercise", "u1"), ("type", "u1"), ("family", "u1"), ("stamp", ">u4")),
        *(("pdu_length", ">u2"), ("status", "u1"), ("padding", "u1")),
        *(("site", ">u2"), ("application", ">u2"), ("entity", ">u2"), ("force", "u1"), ("parts", "u1")),
        *(("kind", "u1"), ("domain", "u1"), ("country", ">u2"), ("finer", "u1", 4), ("alternative", "u1", 8)),
        *(("velocity", ">f4", 3), ("place", ">f8", 3), ("angles", ">f4", 3), ("appearance", ">u4")),
        *(("algorithm", "u1"), ("other", "u1", 15), ("acceleration", ">f4", 3), ("rates", ">f4", 3)),
        *(("letters", "u1"), ("marking", f"S{LETTERS}"), ("capabilities", ">u4")),
    ]
)
Told = Callable[[int, int], None]


@dataclass(frozen=True)
class Written:
    """What was written, and how far off a receiver is at most who reckons it on as agreed."""

    entities: int
    states: int
    worst_m: float
    worst_rad: float


def write_dis(
    recording: Recording, file: Path, span_s: tuple[float, float], agreed: Agreed, told: Told = lambda *_: None
) -> Written:
    """Write all states of a span of exercise time, in time order."""
    begun_s = start_utc(recording).timestamp()
    forces = _forces(recording)
    everybody = list(movers(recording))
    marked = markings(one.name for one in everybody)
    parts, found = [], []
    for number, mover in enumerate(everybody, 1):
        told(number, len(everybody))
        one = states(recording, mover, agreed, span_s)
        if one is not None:
            found.append(one)
            parts.append(_packets(mover, number, marked[mover.name], one, agreed, begun_s, forces))
    packets = np.concatenate([np.zeros(0, STATE), *parts], dtype=STATE)  # which else takes native byte order
    order = np.lexsort((packets["entity"], packets["usec"], packets["sec"]))
    with file.open("wb") as stream:
        stream.write(CAPTURE_HEAD.tobytes())
        stream.write(packets[order].tobytes())
    worst = [max((getattr(one, name) for one in found), default=0.0) for name in ("worst_m", "worst_rad")]
    return Written(len(found), len(packets), *worst)


def _forces(recording: Recording) -> dict[str, int]:
    """Side -> force: friendly is the side of the officer in tactical command, and opposing every other but neutrals."""
    units = [row for row in recording.rows("units") if not row["neutral"]]
    exercise = recording.header.get("scenario", {}).get("exercise", {})
    own = {row["side"] for row in units if row["unit_id"] == exercise.get("otc")}
    return {row["side"]: FRIENDLY if row["side"] in own else OPPOSING for row in units} if own else {}


def _packets(
    mover: Mover, number: int, marking: str, one: States, agreed: Agreed, begun_s: float, forces: dict[str, int]
) -> np.ndarray:
    rows = np.zeros(len(one.time_s), STATE)
    micros = np.round((begun_s + one.time_s) * 1e6).astype(np.int64)
    rows["sec"], rows["usec"] = micros // 1_000_000, micros % 1_000_000
    rows["kept"] = rows["length"] = IP_BYTES
    _carried(rows)
    rows["version"], rows["exercise"], rows["type"], rows["family"] = 7, 1, 1, 1
    # past the hour in units of an hour over 2^31 - 1, the last bit set: by the clock of the exercise
    past = np.floor((micros / 1e6 % HOUR_S) / HOUR_S * TICKS).astype(np.uint32)
    rows["stamp"] = (past << 1) | 1
    rows["pdu_length"] = PDU_BYTES
    rows["site"], rows["application"], rows["entity"] = 1, 1, number
    _told_of(rows, mover, forces)
    rows["letters"], rows["marking"] = ASCII, marking.encode("ascii")
    rows["appearance"] = np.where(one.ends, OUT_OF_PLAY, 0)
    rows["algorithm"] = agreed.algorithm
    motion: Motion = one.motion
    for name in ("velocity", "place", "angles", "acceleration", "rates"):
        rows[name] = getattr(motion, name)
    return rows


def _carried(rows: np.ndarray) -> None:
    """Headers of IPv4 and UDP, which the sums hold for: all packets are alike in them."""
    rows["ip_version"], rows["ip_length"], rows["ip_ttl"], rows["ip_protocol"] = 0x45, IP_BYTES, 1, 17
    rows["ip_from"], rows["ip_to"] = (192, 0, 2, 1), (192, 0, 2, 255)
    words = 0x4500 + IP_BYTES + 0x0111 + 2 * 0xC000 + 2 * 0x0200 + 1 + 255
    rows["ip_sum"] = 0xFFFF - (words % 0xFFFF)
    rows["udp_from"] = rows["udp_to"] = PORT
    rows["udp_length"] = UDP_BYTES


def _told_of(rows: np.ndarray, mover: Mover, forces: dict[str, int]) -> None:
    said = mover.said
    neutral = not mover.is_unit or said["neutral"]
    rows["force"] = NEUTRAL if neutral else forces.get(said["side"], 0)
    rows["kind"] = MUNITION if said["kind"] == "missile" else PLATFORM
    rows["domain"] = DOMAINS.get(said.get("domain", "surface"), 0)
