"""Which tables of a recording the page gets, in which order of rows, and how finely each number is told.

A position is right to 6 cm, a time to half a millisecond, what sensors estimated to less than it was uncertain by.
"""

from dataclasses import dataclass

LEG_LAT_LON_DEG = 1e-6
TIME_S = 1e-3


@dataclass(frozen=True)
class Packing:
    """One table's."""

    order: tuple[str, ...] = ()
    """Columns by which its rows lie; those of a run are one unit's, one pair's, one track's. Empty: as recorded."""
    without: frozenset[str] = frozenset()
    """Columns that the page has no use for."""
    quanta: tuple[tuple[str, float], ...] = ()
    """Instead of the column's usual quantum; 0: as recorded."""


def _packing(order: str = "", without: str = "", **quanta: float) -> Packing:
    return Packing(tuple(order.split()), frozenset(without.split()), tuple(quanta.items()))


PACKED = {
    "units": _packing(without="fuel_band"),
    "sensors": _packing(),
    "mounts": _packing(),
    "environment": _packing("zone time_s"),
    "air": _packing("zone time_s"),
    "profiles": _packing("zone time_s depth_m"),
    "coast": _packing("ring point", "point", lat_deg=1e-4, lon_deg=1e-4),
    "danger_areas": _packing("serial_id point", "because"),
    "circuits": _packing(),
    "serials": _packing("number", "params"),
    "participants": _packing(),
    "legs": _packing("unit_id time_s leg", "leg", lat_deg=LEG_LAT_LON_DEG, lon_deg=LEG_LAT_LON_DEG, course_deg=1e-5),
    "traffic": _packing(),
    "traffic_legs": _packing("ship_id time_s", "leg"),
    "contacts": _packing("unit_id sensor_id target_id time_s", "looks", time_s=0.1, range_m=1.0, bearing_deg=0.01),
    "budgets": _packing("unit_id sensor_id target_id time_s", time_s=0.1, range_m=10.0, prob=0.005),
    "sonar_reach": _packing(
        "unit_id sensor_id target_id time_s", "", **{f"reach_{aspect:02d}_m": 10.0 for aspect in range(0, 91, 15)}
    ),
    "tracks": _packing(
        "unit_id track time_s",
        "velocity_sd_mps",
        time_s=0.1,
        lat_deg=1e-5,
        lon_deg=1e-5,
        course_deg=0.1,
        speed_mps=0.02,
    ),
    "bearings": _packing("unit_id bearing time_s", time_s=0.1, bearing_deg=0.01, sd_deg=0.01),
    "classifications": _packing("unit_id target_id time_s", prob=0.001),
    "shares": _packing("to_id target_id from_id time_s", time_s=0.1),
    "swaps": _packing("unit_id time_s"),
    "duplicates": _packing("unit_id time_s"),
    "links": _packing("circuit_id unit_a unit_b time_s"),
    "circuit_states": _packing("circuit_id unit_id time_s"),
    "messages": _packing("sent_s number", "body number", sent_s=0.1, heard_s=0.1),
    "events": _packing("time_s number", "data number"),
    "phases": _packing("unit_id serial_id time_s"),
    "stations": _packing("unit_id time_s"),
    "shots": _packing("time_s unit_id mount_id round"),
    "launches": _packing("time_s unit_id"),
    "bursts": _packing("time_s unit_id mount_id"),
    "missile_flights": _packing("time_s missile_id", "reason"),
    "air_engagements": _packing("time_s unit_id mount_id"),
    "decoy_launches": _packing("time_s decoy_id", "cross_section_m2"),
    "assessed_hits": _packing("time_s unit_id"),
    "spots": _packing("time_s firer_id"),
    "rigs": _packing("giver_id receiver_id rig time_s"),
    "fuel": _packing("unit_id time_s", fuel_kg=1.0, cargo_kg=1.0, rate_kgps=1e-4, flow_kgps=1e-3),
    "battery": _packing("unit_id time_s", charge_j=0.0),
    "magazines": _packing("unit_id mount_id time_s"),
    "warnings": _packing(),
    "measures": _packing("serial_id name subject"),
}
"""Table -> how it is packed. What is not here is not in the page: library rows, sources, orders."""
FIRST = ("units", "coast", "environment", "serials", "participants", "legs", "traffic", "traffic_legs")
"""What the page's first picture needs, and a unit or serial that is selected in it."""
BESIDE = {"places": _packing(), "measures_so_far": _packing("serial_id name time_s", time_s=0.1)}
"""Tables that no recording has: what a page that has windows of time alone must know of all of it, and what a serial's
measures were while it ran."""


def packing_of(table: str) -> Packing:
    """How a table is packed. KeyError if it is not."""
    return PACKED[table] if table in PACKED else BESIDE[table]


_QUANTA = {
    "time_s": TIME_S,
    "end_s": TIME_S,
    "lat_deg": LEG_LAT_LON_DEG,
    "lon_deg": LEG_LAT_LON_DEG,
    "course_deg": 1e-4,
    "bearing_deg": 1e-3,
    "speed_mps": 1e-6,
    "accel_mps2": 1e-8,
    "turn_degps": 1e-7,
    "height_m": 0.01,
    "range_m": 0.1,
    "source_db": 0.1,
    "target_db": 0.1,
    "loss_db": 0.1,
    "noise_db": 0.1,
    "excess_db": 0.1,
    "threshold_db": 0.1,
}
_MANTISSA_BITS = {"east_var_m2": 7, "north_var_m2": 7, "east_north_cov_m2": 7}
"""Single-precision columns whose size matters and whose last digits do not."""


def quantum_of(table: str, column: str) -> float:
    """How finely a column's numbers are told; 0 where they are as recorded."""
    for name, quantum in packing_of(table).quanta:
        if name == column:
            return quantum
    return _QUANTA.get(column, 0.0)


def mantissa_bits(column: str) -> int:
    """How many bits of a single-precision column's mantissa are kept; 0: all."""
    return _MANTISSA_BITS.get(column, 0)
