"""A small made-up exercise written through the real Writer: two nations, seven serials, one merchant, known figures.

Everything is laid out so that a test can say beforehand what a measure must be. Ships move on straight legs; places
come from `offset`, so the truth is the geodesic. Times are seconds from 2023-07-20 00:00 UTC.
"""

import json
import math
from pathlib import Path
from typing import Any

import numpy as np

from fleetex.record.positions import offset, ranges_and_bearings
from fleetex.record.writer import Writer

HOUR = 3600.0
END_S = 30 * HOUR
SPEED_MPS = 6.0
COURSE_DEG = 45.0
START = (39.0, 133.5)
SHIPS = {
    # id: (name, hull, nation, type, class, length, beam, ahead of the guide m, right m)
    "qiqihar": ("Qiqihar", "121", "CN", "DDG", "guided-missile destroyer (052D)", 157.0, 17.0, 0.0, 0.0),
    "guiyang": ("Guiyang", "119", "CN", "DDG", "guided-missile destroyer (052D)", 157.0, 17.0, 0.0, 1852.0),
    "taihu": ("Taihu", "889", "CN", "AOR", "replenishment oiler (903A)", 178.5, 24.8, -1852.0, 0.0),
    "tributs": ("Admiral Tributs", "564", "RU", "DDG", "anti-submarine ship (1155)", 163.0, 19.3, 0.0, -1852.0),
    "gremyashchiy": ("Gremyashchiy", "337", "RU", "FFL", "corvette (20385)", 104.0, 13.0, -1852.0, 1852.0),
}
ALONGSIDE = (8 * HOUR, 11 * HOUR)
STATION_OFF_M = {"guiyang": 100.0, "taihu": 50.0, "tributs": 150.0, "gremyashchiy": 40.0}
"""How far ahead of its station each follower is during MANEX and PATROL."""


def write(folder: Path, *, finish: bool = True, names: list[str] | None = None, unit_name: str | None = None) -> Path:
    """Write the exercise; `finish` False leaves it as a run that was cut off. Returns the folder."""
    header: dict[str, Any] = {
        "version": "0.1.0",
        "seed": 7,
        "replication": 0,
        "scenario_hash": "ab" * 32,
        "start_utc": "2023-07-20T00:00:00+00:00",
        "end_utc": "2023-07-21T12:00:00+00:00",
        "names": [],
        "exercise": {
            "names": names or ["Northern/Interaction-2023", "Север/Взаимодействие-2023", "北部·联合-2023"],
            "aim": "Security of strategic sea lanes",
            "zone": "UTC+08:00",
            "otc": "qiqihar",
            "nations": {"CN": "China", "RU": "Russia"},
        },
    }
    writer = Writer.create(folder, header, sync=False)
    for part in (_units, _references, _programme, _legs, _commex, _stations, _ras, _gunnery, _contacts, _fuel):
        part(writer, unit_name) if part is _units else part(writer)
    writer.reached(END_S)
    if finish:
        writer.close({"wall": {"wall_s": 0.2}})
    else:
        writer.leave()
    return folder


def _units(writer: Writer, unit_name: str | None) -> None:
    for unit_id, (name, hull, nation, code, words, length, beam, _, _) in SHIPS.items():
        oiler = code == "AOR"
        writer.row(
            "units", unit_id=unit_id, name=unit_name if unit_name and unit_id == "guiyang" else name, hull=hull,
            nation=nation, side="blue", neutral=False, class_id=f"class_{unit_id}", class_name=words, type_code=code,
            domain="surface", kind="auxiliary" if oiler else "warship", length_m=length, beam_m=beam,
            speed_mps_max=15.0, fuel_kg_max=1.0e6,
            fuel_band="3,800 nmi against 8,500 nmi" if nation == "RU" else "",
            fuel_kg_low=0.8e6 if nation == "RU" else math.nan, fuel_kg_high=1.5e6 if nation == "RU" else math.nan,
            source="US", confidence="high", notional=False, notional_start=True,
        )  # fmt: skip
    common = {"speed_mps_max": 12.0, "fuel_kg_max": 0.0, "confidence": "design", "notional": True}
    common["notional_start"] = True
    writer.row("units", unit_id="target", name="Target", side="blue", nation="XX", neutral=False, domain="surface",
               class_name="towed target", type_code="TGT", kind="target", length_m=30.0, beam_m=6.0,
               **common)  # fmt: skip
    writer.row("units", unit_id="butt", name="Shore target", side="blue", nation="XX", neutral=False, domain="land",
               class_name="shore impact area", kind="shore", length_m=20.0, beam_m=20.0, **common)  # fmt: skip
    writer.row("units", unit_id="mv_a", name="MV Asahi", side="traffic", nation="", neutral=True, domain="surface",
               class_name="container ship", kind="merchant", length_m=200.0, beam_m=30.0, **common)  # fmt: skip
    for unit_id, rounds in (("qiqihar", 400), ("guiyang", 400), ("tributs", 300), ("gremyashchiy", 332)):
        writer.row("mounts", unit_id=unit_id, mount_id="main", class_id="gun", calibre_m=0.1, barrels=1, rounds=rounds,
                   range_m_max=21000.0, ordinate_m_max=6000.0)  # fmt: skip


def _references(writer: Writer) -> None:
    writer.row("sources", source_id="US", title="Chinese, Russian Warships Meet Near Japan", publisher="USNI News",
               date="2023-07-19", url="news.usni.org/2023/07/19/chinese-russian-warships")  # fmt: skip
    writer.row("sources", source_id="BAD", title="<script>alert(1)</script>", publisher="P", url="javascript:alert(1)")
    for fact_id, relation in (("F04", "conflict"), ("F03", "agree")):
        said = [{"text": "These exercises are the sixth since 2019", "source": "AFP"}]
        said += [{"text": "The air patrol was the sixth", "source": "MT"}] if relation == "conflict" else []
        writer.row("facts", fact_id=fact_id, topic="sixth since 2019", versions=json.dumps(said), relation=relation,
                   resolution="The air patrol was the sixth.", confidence="high", used="")  # fmt: skip
    for field, status in (("speed_max", "published"), ("draught", "generic default"), ("fuel_exponent", "design")):
        writer.row("library", subject="platform/ddg_052d", field=field, value="30 kn", status=status, source="mo",
                   confidence="high" if status == "published" else "design", note="")  # fmt: skip
    for i, (lat, lon) in enumerate(((39.0, 133.2), (39.9, 133.2), (39.9, 134.8), (39.0, 134.8))):
        writer.row("areas", area_id="ALFA", name="Area ALFA", kind="polygon", point=i, lat_deg=lat, lon_deg=lon,
                   radius_m=0.0, use="gunnery", notional=True)  # fmt: skip
    writer.row("areas", area_id="BRAVO", name="BRAVO", kind="circle", point=0, lat_deg=39.3, lon_deg=133.9,
               radius_m=15000.0, use="patrol", notional=True)  # fmt: skip
    for zone_time, sea in ((0.0, 3), (20 * HOUR, 5)):
        writer.row("environment", zone="base", time_s=zone_time, wind_mps=6.0, wind_from_deg=220.0, sea_state=sea,
                   wave_height_m=1.0, visibility_m=15000.0, current_mps=0.3, current_to_deg=45.0, depth_m=2500.0,
                   notional=True)  # fmt: skip
    for circuit_id, name in (("TG1", "Task group tactical"), ("TG2", "Task group alternate")):
        for unit_id in SHIPS:
            writer.row("circuits", circuit_id=circuit_id, name=name, kind="voice", band="VHF", unit_id=unit_id,
                       range_m=55000.0, delay_s=1.0)  # fmt: skip
    writer.row("warnings", time_s=100.0, model="sight", unit_id="taihu", text="asked at 0.2 nmi; holds above 0.5 nmi")


SERIALS = (
    # id, kind, title, from h, to h, state, reason, live, roles
    ("COMMEX-1", "COMMEX", "Circuits", 1, 2, "completed", "all checks done", False, {"all": list(SHIPS)}),
    ("MANEX-1", "MANEX", "Formation", 3, 5, "completed", "evolutions done", False,
     {"guide": ["qiqihar"], "follower": ["guiyang", "taihu", "tributs", "gremyashchiy"]}),
    ("RAS-1", "RAS-L", "Fuel from Taihu", 8, 11, "completed", "amount passed", False,
     {"delivering": ["taihu"], "receiving": ["tributs"]}),
    ("GUNEX-1", "GUNEX-S", "Joint gunnery, towed target", 14, 16, "completed", "rounds expended", True,
     {"firing": ["guiyang", "tributs"], "spotter": ["qiqihar"], "target": ["target"]}),
    ("NGFS-1", "NGFS", "Shore bombardment", 17, 18, "completed", "fire for effect ended", True,
     {"firing": ["gremyashchiy"], "spotter": ["qiqihar"]}),
    ("PATROL-1", "PATROL", "Joint patrol", 19, 26, "running", "", False,
     {"otc": ["qiqihar"], "unit": ["guiyang", "taihu", "tributs", "gremyashchiy"]}),
    ("RAS-2", "RAS-L", "Fuel, sea state too high", 22, 24, "aborted", "sea state 5 above 4", False,
     {"delivering": ["taihu"], "receiving": ["gremyashchiy"]}),
)  # fmt: skip


def _programme(writer: Writer) -> None:
    for number, (serial_id, kind, title, begin, end, state, reason, live, roles) in enumerate(SERIALS, 1):
        over = state in ("completed", "aborted")
        ended = (begin + 0.1) * HOUR if state == "aborted" else end * HOUR
        writer.row("serials", serial_id=serial_id, number=number, kind=kind, title=title, area_id="ALFA", oce="qiqihar",
                   planned_start_s=begin * HOUR, planned_end_s=end * HOUR, start_s=begin * HOUR,
                   end_s=ended if over else math.nan, state=state, reason=reason, live=live, params="{}",
                   source="TB", confidence="high", notional=True)  # fmt: skip
        for role, units in roles.items():
            for unit_id in units:
                writer.row("participants", serial_id=serial_id, unit_id=unit_id, role=role)
    _log(writer, 40, 0.5 * HOUR, "passage", "qiqihar", "", "Qiqihar begins the passage.", {})


def _log(
    writer: Writer, number: int, time_s: float, kind: str, unit: str, serial: str, text: str, values: dict[str, Any],
    other: str = "",
) -> None:  # fmt: skip
    writer.row("events", number=number, time_s=time_s, kind=kind, unit_id=unit, serial_id=serial, other_id=other,
               text=text, data=json.dumps(values))  # fmt: skip


def place(ahead_m: float, right_m: float, time_s: float) -> tuple[float, float]:
    """Where a ship at this offset from the guide is: ahead and right of the guide's own course there and then."""
    lat, lon = offset(*START, COURSE_DEG, SPEED_MPS * time_s)
    course = float(ranges_and_bearings(lat, lon, *START)[1]) + 180.0 if time_s > 0.0 else COURSE_DEG
    bearing = course + math.degrees(math.atan2(right_m, ahead_m))
    lat, lon = offset(lat, lon, bearing, math.hypot(right_m, ahead_m))
    return float(lat), float(lon)


def _legs(writer: Writer) -> None:
    for unit_id, row in SHIPS.items():
        _follow(writer, unit_id, row[7] + STATION_OFF_M.get(unit_id, 0.0), row[8])
    _still(writer, "target", place(6000.0, 12000.0, 15 * HOUR))
    _still(writer, "butt", (39.9, 134.7))
    lat, lon = offset(*place(0.0, 0.0, 22 * HOUR), 315.0, 20000.0)
    writer.row("legs", unit_id="mv_a", leg=0, time_s=0.0, end_s=END_S, lat_deg=float(lat), lon_deg=float(lon),
               course_deg=180.0, speed_mps=1.0, accel_mps2=0.0, turn_degps=0.0, height_m=0.0, climb_mps=0.0,
               line="geodesic")  # fmt: skip


def _follow(writer: Writer, unit_id: str, ahead_m: float, right_m: float) -> None:
    """One leg an hour, so that the geodesics of all ships stay parallel to a metre; Tributs goes alongside Taihu."""
    for hour in range(int(END_S / HOUR)):
        ahead, right = ahead_m, right_m
        if unit_id == "tributs" and ALONGSIDE[0] <= hour * HOUR < ALONGSIDE[1]:
            taihu = SHIPS["taihu"]
            ahead, right = taihu[7] + STATION_OFF_M["taihu"], taihu[8] + 0.5 * (24.8 + 19.3) + 45.0
        here, there = place(ahead, right, hour * HOUR), place(ahead, right, (hour + 1) * HOUR)
        course = float(ranges_and_bearings(*here, *there)[1])
        writer.row("legs", unit_id=unit_id, leg=hour, time_s=hour * HOUR, end_s=(hour + 1) * HOUR, lat_deg=here[0],
                   lon_deg=here[1], course_deg=course, speed_mps=SPEED_MPS, accel_mps2=0.0, turn_degps=0.0,
                   height_m=0.0, climb_mps=0.0, line="geodesic")  # fmt: skip


def _still(writer: Writer, unit_id: str, at: tuple[float, float]) -> None:
    writer.row("legs", unit_id=unit_id, leg=0, time_s=0.0, end_s=END_S, lat_deg=at[0], lon_deg=at[1], course_deg=90.0,
               speed_mps=0.0, accel_mps2=0.0, turn_degps=0.0, height_m=0.0, climb_mps=0.0, line="geodesic")  # fmt: skip


def _commex(writer: Writer) -> None:
    """Tributs' set on TG1 fails for ten of the sixty minutes; its path is found down once and restored after 300 s."""
    begin, number = 1 * HOUR, 100
    writer.row("circuit_states", time_s=begin + 600.0, circuit_id="TG1", unit_id="tributs", up=False)
    writer.row("circuit_states", time_s=begin + 1200.0, circuit_id="TG1", unit_id="tributs", up=True)
    others = [unit for unit in SHIPS if unit != "qiqihar"]
    for circuit in ("TG1", "TG2"):
        for a in SHIPS:
            for b in SHIPS:
                if a < b:
                    writer.row("links", time_s=0.0, circuit_id=circuit, unit_a=a, unit_b=b, up=True)
        for i, other in enumerate(others):
            time_s = begin + 120.0 * (i + 1) + (1500.0 if circuit == "TG2" else 300.0)
            down = circuit == "TG1" and other == "tributs"
            values = {"from": "qiqihar", "to": other, "circuit": circuit, "result": "down" if down else "up",
                      "seconds": None if down else 12.0, "calls": 3 if down else 1, "round": 1}  # fmt: skip
            _log(writer, number, time_s, "circuit check", "qiqihar", "COMMEX-1", f"Qiqihar checks {circuit}.", values)
            writer.row("messages", sent_s=time_s, heard_s=math.nan if down else time_s + 1.0, number=number,
                       circuit_id=circuit, from_id="qiqihar", to_id=other, kind="radio check", body="{}",
                       outcome="receiver's set failed" if down else "heard", serial_id="COMMEX-1")  # fmt: skip
            number += 1
    again = {"from": "qiqihar", "to": "tributs", "circuit": "TG1", "result": "up", "seconds": 12.0, "calls": 1,
             "round": 2, "retry": True}  # fmt: skip
    _log(writer, number, begin + 1500.0, "circuit check", "qiqihar", "COMMEX-1", "Qiqihar checks TG1 again.", again)
    restored = {"from": "qiqihar", "to": "tributs", "circuit": "TG1", "seconds": 300.0}
    _log(writer, number + 1, begin + 1500.0, "circuit restored", "qiqihar", "COMMEX-1", "TG1 is up again.", restored)


def _stations(writer: Writer) -> None:
    number = 200
    for serial, begin, end in (("MANEX-1", 3 * HOUR, 5 * HOUR), ("PATROL-1", 19 * HOUR, 26 * HOUR)):
        for unit_id, row in SHIPS.items():
            if unit_id == "qiqihar":
                continue
            bearing = math.degrees(math.atan2(row[8], row[7])) % 360.0
            writer.row("stations", time_s=begin + 60.0, unit_id=unit_id, guide_id="qiqihar", serial_id=serial,
                       range_m=math.hypot(row[7], row[8]), bearing_deg=bearing, relative=True)  # fmt: skip
            writer.row("stations", time_s=end, unit_id=unit_id, guide_id="", serial_id=serial, range_m=math.nan,
                       bearing_deg=math.nan, relative=False)  # fmt: skip
            _log(writer, number, begin + 40.0, "signal understood", "qiqihar", serial, "understood",
                 {"evolution": 1, "other": unit_id, "seconds": 20.0, "calls": 1}, unit_id)  # fmt: skip
            number += 1
    values = {"evolution": 1, "text": "Form line abreast", "to": ["guiyang"]}
    _log(writer, number, 3 * HOUR + 10, "signal made", "qiqihar", "MANEX-1", "Form line abreast.", values)
    values = {"evolution": 1, "text": "Form line abreast", "seconds": 50.0, "formation": "line abreast"}
    _log(writer, number + 1, 3 * HOUR + 60, "signal executed", "qiqihar", "MANEX-1", "Executed.", values)


def _ras(writer: Writer) -> None:
    """Connected after 30 min, flow from 40 min for two hours at 25 kg/s: 180 t."""
    begin, passed = 8 * HOUR, 0.0
    common = {"giver_id": "taihu", "receiver_id": "tributs", "rig": "starboard_1", "gap_m": 45.0, "serial_id": "RAS-1"}
    writer.row("rigs", time_s=begin + 1500.0, change="passing", flow_kgps=0.0, passed_kg=0.0, **common)
    writer.row("rigs", time_s=begin + 1800.0, change="connected", flow_kgps=0.0, passed_kg=0.0, **common)
    for minute in range(40, 160):
        writer.row("rigs", time_s=begin + 60.0 * minute, change="pumping" if minute == 40 else "flow", flow_kgps=25.0,
                   passed_kg=passed, **common)  # fmt: skip
        passed += 1500.0
    writer.row("rigs", time_s=begin + 9600.0, change="stopped", flow_kgps=0.0, passed_kg=passed, **common)
    writer.row("rigs", time_s=begin + 9900.0, change="clear", flow_kgps=0.0, passed_kg=passed, **common)
    _log(writer, 300, begin + 1400.0, "alongside", "tributs", "RAS-1", "Admiral Tributs is alongside Taihu.",
         {"other": "taihu", "seconds": 1400.0, "attempt": 1, "gap_m": 45.0}, "taihu")  # fmt: skip
    _log(writer, 301, 22 * HOUR + 300.0, "weather", "qiqihar", "RAS-2", "The sea is too high to fuel.",
         {"sea_state": 5, "reason": "sea state 5 above 4"})  # fmt: skip


FALLS = {
    # firer: mean over and right of each salvo of six, metres; two salvoes on target together at the end
    "guiyang": ((-300.0, 40.0), (-100.0, 20.0), (20.0, 5.0), (6.0, -3.0)),
    "tributs": ((260.0, -30.0), (90.0, -10.0), (-25.0, 0.0), (-4.0, 6.0)),
}
SPREAD_S = 4.0


def _gunnery(writer: Writer) -> None:
    begin, number = 14 * HOUR, 400
    _log(writer, 398, begin + 600.0, "commence fire", "qiqihar", "GUNEX-1", "Commence fire.", {"step": 1})
    target = place(6000.0, 12000.0, 15 * HOUR)
    for f, (firer, salvoes) in enumerate(FALLS.items()):
        for n, (over, right) in enumerate(salvoes, 1):
            together = n == 4
            time_s = begin + (4800.0 if together else 660.0 + 300.0 * n + 150.0 * f)
            fall_s = time_s + 30.0 + (SPREAD_S * f if together else 0.0)
            mode, ordered = ("time on target", fall_s - SPREAD_S * f) if together else ("adjust", None)
            number = _salvo(
                writer, number, "GUNEX-1", firer, n, time_s, fall_s, target, "target", (over, right), mode, ordered
            )  # fmt: skip
    _log(writer, 396, begin + 2000.0, "range fouled", "tributs", "GUNEX-1", "MV Asahi is inside the arc.",
         {"track": 3, "range_m": 14000.0, "bearing_deg": 100.0, "other": "mv_a", "off_deg": 4.0}, "mv_a")  # fmt: skip
    _log(writer, 397, begin + 2400.0, "range clear", "tributs", "GUNEX-1", "The range is clear.", {"seconds": 400.0})
    _log(writer, 394, begin + 2100.0, "range fouled", "guiyang", "GUNEX-1", "MV Asahi is inside the arc.",
         {"track": 4, "range_m": 13000.0, "bearing_deg": 98.0, "other": "mv_a", "off_deg": 3.0}, "mv_a")  # fmt: skip
    _log(writer, 395, begin + 2500.0, "range clear", "guiyang", "GUNEX-1", "The range is clear.", {"seconds": 400.0})
    _log(writer, 393, begin + 700.0, "hold fire", "tributs", "GUNEX-1", "tributs holds fire: taihu is in the way.",
         {"reason": "taihu is in the line of fire"})  # fmt: skip
    _log(writer, 399, 17 * HOUR + 100.0, "commence fire", "qiqihar", "NGFS-1", "Commence fire.", {"step": 1})
    for n, fall in enumerate(((-250.0, 60.0), (120.0, 10.0), (-30.0, 5.0), (10.0, 0.0), (-8.0, 4.0)), 1):
        mode = "adjust" if n < 4 else "effect"
        fired_s = 17 * HOUR + 200.0 * n
        at = (39.9, 134.7)
        number = _salvo(
            writer, number, "NGFS-1", "gremyashchiy", n, fired_s, fired_s + 25.0, at, "butt", fall, mode, None
        )  # fmt: skip


def _salvo(
    writer: Writer, number: int, serial: str, firer: str, n: int, time_s: float, fall_s: float,
    target: tuple[float, float], target_id: str, fall: tuple[float, float], mode: str, ordered: float | None,
) -> int:  # fmt: skip
    """Six rounds round the mean: along -20 to 20 m, across -2 to 2 m; those within 3 m along of the target hit."""
    label = f"{serial}-{n}"
    along, across = np.array([-20.0, -12.0, -4.0, 4.0, 12.0, 20.0]), np.array([2.0, -2.0, 1.0, -1.0, 2.0, -2.0])
    for i in range(6):
        over, right = fall[0] + along[i], fall[1] + across[i]
        lat, lon = offset(*target, 120.0, over)
        writer.row("shots", time_s=time_s + 2.0 * i, unit_id=firer, mount_id="main", round=i, salvo=label,
                   serial_id=serial, target_id=target_id, range_m=12000.0, flight_s=fall_s - time_s, fall_s=fall_s,
                   angle_of_fall_deg=20.0, striking_mps=300.0, lat_deg=float(lat), lon_deg=float(lon), over_m=over,
                   right_m=right, spot_range_m=0.0, spot_right_m=0.0,
                   hit=bool(abs(over) < 3.0 and abs(right) < 15.0))  # fmt: skip
    writer.row("spots", time_s=fall_s + 5.0, spotter_id="qiqihar", firer_id=firer, salvo=label, serial_id=serial,
               seen=True, over_m=fall[0] + 15.0, right_m=fall[1], straddle=abs(fall[0]) < 20.0)  # fmt: skip
    writer.row("magazines", time_s=time_s, unit_id=firer, mount_id="main", rounds=300 - 6 * n)
    _log(writer, number, time_s, "shot", firer, serial, f"Salvo {n}.",
         {"salvo": label, "rounds": 6, "mode": mode, "on_target_s_at": ordered}, target_id)  # fmt: skip
    _log(writer, number + 1, fall_s + 5.0, "fall", "qiqihar", serial, f"Salvo {n} seen.",
         {"salvo": label, "seen": True, "over_m": fall[0] + 15.0, "right_m": fall[1]}, firer)  # fmt: skip
    if mode == "adjust" and n < 4:
        _log(writer, number + 2, fall_s + 8.0, "correction", "qiqihar", serial, f"Add {-fall[0]:.0f}.",
             {"salvo": label, "add_m": -fall[0], "right_m": -fall[1]}, firer)  # fmt: skip
    return number + 3


def _contacts(writer: Writer) -> None:
    """Qiqihar (CN) holds the merchant from 20 to 24 h; it reaches RU ships after 60 s; Tributs holds it from 21 h."""
    for unit_id, begin, end in (("qiqihar", 20 * HOUR, 24 * HOUR), ("tributs", 21 * HOUR, 23 * HOUR)):
        for change, time_s in (("gained", begin), ("lost", end)):
            writer.row("tracks", time_s=time_s, unit_id=unit_id, track=3, target_id="mv_a", change=change, lat_deg=39.8,
                       lon_deg=134.2, course_deg=180.0, speed_mps=1.0)  # fmt: skip
            writer.row("contacts", time_s=time_s, unit_id=unit_id, sensor_id="nav", target_id="mv_a", change=change,
                       range_m=20000.0, bearing_deg=315.0, looks=10)  # fmt: skip
    for to in ("guiyang", "tributs", "gremyashchiy"):
        delay = 5.0 if to == "guiyang" else 60.0
        for change, time_s in (("shared", 20 * HOUR + delay), ("ceased", 24 * HOUR)):
            writer.row("shares", time_s=time_s, circuit_id="LINK", from_id="qiqihar", to_id=to, target_id="mv_a",
                       change=change)  # fmt: skip


def _fuel(writer: Writer) -> None:
    """Everybody burns 0.5 kg/s; Tributs takes 180 t from Taihu's cargo between 8 h 40 and 10 h 40."""
    for unit_id in SHIPS:
        for hour in range(int(END_S / HOUR) + 1):
            time_s = hour * HOUR
            share = float(np.clip((time_s - 8 * HOUR - 2400.0) / 7200.0, 0.0, 1.0))
            taken = 180_000.0 * share if unit_id == "tributs" else 0.0
            given = 180_000.0 * share if unit_id == "taihu" else 0.0
            writer.row("fuel", time_s=time_s, unit_id=unit_id, fuel_kg=700_000.0 - 0.5 * time_s + taken,
                       cargo_kg=(9.0e6 if unit_id == "taihu" else 0.0) - given, rate_kgps=0.5,
                       flow_kgps=0.0)  # fmt: skip
