"""The world as tables: what never changes (`*_MODEL`), what does, and the rows that kernels hand out.

The dtype is the schema: SI units and radians, names end in their unit; row u is one unit in all unit tables, and
units stand in the order of their ids, so that ties in time are settled by name. Angles clockwise from true north.
Rows of units are in `unit_rows`, of sensors in `sensor_rows`, of beliefs and of water in `belief_rows`, `water_rows`.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from fleetex.engine.belief_rows import BELIEF, CALL_OUT, LIKENESS
from fleetex.engine.columns import dtype as _dtype
from fleetex.engine.columns import flags as _flags
from fleetex.engine.columns import floats as _floats
from fleetex.engine.columns import ints as _ints
from fleetex.engine.echo_rows import CURVE
from fleetex.engine.memory import least_of, record_of, row_at
from fleetex.engine.sensor_rows import (
    BEARING,
    HOLDING,
    LINE,
    PAIR,
    PLOT,
    SENSOR,
    SENSOR_MODEL,
    TRACK,
    WINDOW,
)
from fleetex.engine.unit_rows import UNIT, UNIT_MODEL
from fleetex.engine.water_rows import BAND, ENVIRONMENT, LOSS, SOUND

_l = np.int64

GATE = _dtype(
    [
        *_ints("a b circuit"),  # circuit >= 0: link reach; -1: closest approach
        *_ints("a_next b_next"),  # the unit's next gate (list from unit.gate_first), by `worlds.begin`
        *_floats("range_m chord_m cross_s least_m least_s since_s"),
        *_flags("inside fine"),
    ]
)

WATCH = _dtype([*_ints("unit area first count"), *_flags("inside active")])

JAM = _dtype([*_ints("unit on"), *_floats("erp_w bandwidth_hz low_hz high_hz")])
"""A noise jammer against search radars: power times gain, its band."""

ZONE = _dtype(_ints("env_first env_count edge_first edge_count"))

EDGE = _dtype(_floats("ax ay az bx by bz nx ny nz"))
"""An area's edge: both ends as unit vectors, and the unit normal of the plane through them and the earth's centre."""

SHORE = _dtype(_floats("a_lat_rad a_lon_rad b_lat_rad b_lon_rad"))
CELL = _dtype(_ints("first count"))
"""The chart: stretches of shore, cell by cell (see engine.shore)."""

WAYPOINT = _dtype(_floats("lat_rad lon_rad"))

SHIP = _dtype(
    [
        ("id32", _l),  # as a unit's
        *_ints("build knot_first knot_count leg berth beyond leg_first leg_told"),
        *_flags("identifies"),
        *_floats("check_s speed_mps_bound drift_mps_bound"),
    ]
)
"""One ship of the traffic. `build`: her row there; `leg`: the knot that she left last; `berth`: her unit row while
anybody could come to see her (-1: none); `beyond`: at how many checks in a row nobody could; `leg_first`, `leg_told`:
the first and the last leg recorded (-1: none); `check_s`: when this is looked into next."""

KNOT = _dtype(_floats("time_s lat_rad lon_rad x_m y_m z_m"))
"""Where a ship of the traffic is at a time; between two of them she goes straight (a geodesic) at a steady speed."""

REACH = _dtype(_floats("chord_m"))
"""One unit of the cast and one build of the traffic: no sensor of hers finds such a ship beyond this chord."""

SLOT = _dtype([*_floats("due_s"), *_ints("occupant")])
"""A tree in one table of 2 K rows: row K + k is slot k, and row p below K holds the earlier of rows 2 p and 2 p + 1.
Row 1 is the first of all; row 0 is not used."""

EVENT_OUT = _dtype([*_ints("kind unit other number"), *_floats("time_s value")])
LEG_OUT = _dtype(
    [
        *_ints("unit leg line"),
        *_floats("time_s end_s lat_rad lon_rad course_rad speed_mps accel_mps2 turn_radps height_m climb_mps"),
    ]
)
CONTACT_OUT = _dtype([*_ints("unit sensor target gained"), ("looks", _l), *_floats("time_s range_m bearing_rad")])
BUDGET_OUT = _dtype(
    [
        *_ints("unit sensor target held"),
        *_floats("time_s range_m source_db target_db loss_db noise_db excess_db threshold_db prob"),
    ]
)
TRACK_OUT = _dtype(
    [
        *_ints("unit target number change"),
        *_floats("time_s lat_rad lon_rad course_rad speed_mps p_ee p_nn p_en velocity_sd_mps"),
    ]
)

BEARING_OUT = _dtype([*_ints("unit target number change emission"), *_floats("time_s bearing_rad bearing_sd_rad")])

RADAR_KIND, SIGHT_KIND, PASSIVE, ACTIVE = 0, 1, 2, 3
ESM, MAGNETIC, INFRARED = 4, 5, 6
AIR, MISSILE = 2, 8
"""Codes of kinds of sensors (vocabulary.SENSOR_CODE), of the domain of what flies (vocabulary.DOMAIN_CODE), and of
missiles (vocabulary.KIND_CODE)."""
NOISE = 0
PING = 1
RADAR = 2
"""What is heard (vocabulary.EMISSION_CODE)."""

# Modes of motion (unit.mode): who decides the commanded course and speed.
MODE_STEER = 0
MODE_ROUTE = 1
MODE_STATION = 2
MODE_SHADOW = 3
MODE_DRIFT = 4
MODE_TOWED = 5
MODE_STOPPING = 6
MODE_ABOARD = 7

THEN_STOP = 0
THEN_HOLD = 1
THEN_LOOP = 2

NOBODY = -1
GEODESIC = 0
RHUMB = 1

# Kinds of event that the kernel hands out (event_out.kind).
OUT_TRACK_GAINED = 1
OUT_TRACK_LOST = 2
OUT_ORDER_DONE = 3
OUT_AREA = 4
OUT_FUEL_LOW = 5
OUT_LINK = 6
OUT_APPROACH = 7
OUT_FUEL_OUT = 8
OUT_LAND = 9
OUT_STRAYED = 10
OUT_DEPTH = 11
OUT_BEARING_GAINED = 12
OUT_BEARING_LOST = 13
OUT_SWAP = 14
OUT_TRACK_MOVED = 15
OUT_DIESELS = 16
OUT_BATTERY = 17
OUT_SHOAL = 18
OUT_ANOMALY = 19
OUT_CLASSIFIED = 20
OUT_AGROUND = 21

CHANGE_GAINED = 0
CHANGE_UPDATE = 1
CHANGE_LOST = 2
CHANGE_SWAPPED = 3

_TABLES: tuple[tuple[str, np.dtype[Any]], ...] = (
    ("hull", UNIT_MODEL),
    ("unit", UNIT),
    ("sensor", SENSOR_MODEL),
    ("switch", SENSOR),
    ("pair", PAIR),
    ("window", WINDOW),
    ("track", TRACK),
    ("holding", HOLDING),
    ("bearing", BEARING),
    ("line", LINE),
    ("plot", PLOT),
    ("belief", BELIEF),
    ("likeness", LIKENESS),
    ("curve", CURVE),
    ("gate", GATE),
    ("watch", WATCH),
    ("edge", EDGE),
    ("waypoint", WAYPOINT),
    ("env", ENVIRONMENT),
    ("zone", ZONE),
    ("sound", SOUND),
    ("band", BAND),
    ("loss", LOSS),
    ("shore", SHORE),
    ("cell", CELL),
    ("ship", SHIP),
    ("knot", KNOT),
    ("build", UNIT_MODEL),
    ("reach", REACH),
    ("slot", SLOT),
    ("jam", JAM),
    ("event_out", EVENT_OUT),
    ("leg_out", LEG_OUT),
    ("contact_out", CONTACT_OUT),
    ("budget_out", BUDGET_OUT),
    ("track_out", TRACK_OUT),
    ("bearing_out", BEARING_OUT),
    ("call_out", CALL_OUT),
)

BY_UNIT = ("pair", "window", "track", "holding", "bearing", "line", "belief")
"""Two-way tables: a row of each, a cell of each unit."""

PARTS = ("surroundings", "sensing", "fusion", "budgets", "motion", "steering", "crossings", "traffic")
"""What the kernel's time is told apart by, when it is (`clocking`)."""

HEAD = _dtype(
    [
        *[(f"{name}_address", _l) for name, _ in _TABLES],
        *[(f"{name}_rows", _l) for name, _ in _TABLES],
        *[(f"{name}_filled", _l) for name, _ in _TABLES if name.endswith("_out")],
        ("seed", _l),
        ("replication", _l),
        *_floats("now_s end_s start_unix_s chart_south_deg chart_west_deg radio_earth_m"),
        ("chart_columns", _l),
        ("slot_now", _l),
        ("cast_rows", _l),
        ("rows_used", _l),
        ("tones", _l),
        *_ints("every_look multipath sonars plots_waiting jams_on happenings looks_made looks_skipped updates"),
        *_ints("swaps steers legs pieces crossings budgets contacts"),
        *_ints("clocked " + " ".join(f"cycles_{part}" for part in PARTS)),
    ]
)
"""What a kernel is given: where the tables are, how full the out tables, the clock, the seed, and tallies.
`slot_now`: whatever stands in the heap's slots up to this one has happened at `now_s`.
`cast_rows`: the scenario's units, whose unit rows come first; the others are berths of the traffic, and those from
`rows_used` on have never been taken. `tones`: how many notes have tables of loss. `radio_earth_m`: the earth's radius
for rays of radio. `every_look` 1: the oracle kernel, no look is skipped. `multipath` 1: echoes go by
two ways. `sonars`: how many. `plots_waiting`: rows of
`plot` that this sweep has filled. `jams_on`: jammers that are on. `clocked` 1: processor cycles are counted by part."""


class World(NamedTuple):
    """Everything the kernel reads and writes. Shapes: N units (the cast, then berths of the traffic), S sensors,
    O observers, G gates, K slots."""

    head: np.ndarray  # (1,) HEAD
    hull: np.ndarray  # (N,) UNIT_MODEL
    unit: np.ndarray  # (N,) UNIT
    sensor: np.ndarray  # (S,) SENSOR_MODEL
    switch: np.ndarray  # (S,) SENSOR
    pair: np.ndarray  # (S, N) PAIR
    window: np.ndarray  # (S, N) WINDOW
    track: np.ndarray  # (O, N) TRACK
    holding: np.ndarray  # (O, N) HOLDING
    bearing: np.ndarray  # (O, N) BEARING; (0, N) where there is neither passive sonar nor ESM
    line: np.ndarray  # (B, N) LINE: a row of each listening buoy
    plot: np.ndarray  # (N,) PLOT
    belief: np.ndarray  # (O, N) BELIEF
    likeness: np.ndarray  # (C CONFUSION_ROWS,) LIKENESS
    curve: np.ndarray  # (R CURVE_ROWS,) CURVE
    gate: np.ndarray  # (G,) GATE
    watch: np.ndarray  # (W,) WATCH
    edge: np.ndarray  # (E,) EDGE: rings of areas and zones
    waypoint: np.ndarray  # (P,) WAYPOINT: units hold slices of it
    env: np.ndarray  # (V,) ENVIRONMENT, by zone and time
    zone: np.ndarray  # (Z,) ZONE; zone 0 is everywhere else
    sound: np.ndarray  # (waters tones,) SOUND; none without tables of loss
    band: np.ndarray  # BAND
    loss: np.ndarray  # LOSS
    shore: np.ndarray  # (H,) SHORE, in the order of the cells
    cell: np.ndarray  # (C,) CELL, rows of chart_columns from the south-west
    ship: np.ndarray  # (T,) SHIP
    knot: np.ndarray  # (J,) KNOT: ships hold slices of it
    build: np.ndarray  # (B,) UNIT_MODEL: what ships of one class are; copied into hull with a berth
    reach: np.ndarray  # (cast, B) REACH
    slot: np.ndarray  # (2 K,) SLOT
    jam: np.ndarray  # (I,) JAM, in the order of the arsenal's jammers
    event_out: np.ndarray
    leg_out: np.ndarray
    contact_out: np.ndarray
    budget_out: np.ndarray
    track_out: np.ndarray
    bearing_out: np.ndarray
    call_out: np.ndarray


WORD = _dtype(_ints("word"))


def _offset(name: str) -> int:
    fields = HEAD.fields
    assert fields is not None
    return int(fields[name][1])


def _words(name: str) -> Callable[[Any, int], Any]:
    """A table as 8-byte words, to copy or clear whole rows of it."""
    return row_at(WORD, _offset(f"{name}_address"), ())


def _rows(name: str) -> Callable[[Any, int], Any]:
    sizes = (f"{name}_rows", "unit_rows") if name in BY_UNIT else (f"{name}_rows",)
    return row_at(dict(_TABLES)[name], _offset(f"{name}_address"), tuple(_offset(size) for size in sizes))


head_of = record_of(HEAD)
hull_at = _rows("hull")
unit_at = _rows("unit")
sensor_at = _rows("sensor")
switch_at = _rows("switch")
pair_at = _rows("pair")
window_at = _rows("window")
track_at = _rows("track")
holding_at = _rows("holding")
bearing_at = _rows("bearing")
line_at = _rows("line")
plot_at = _rows("plot")
belief_at = _rows("belief")
likeness_at = _rows("likeness")
curve_at = _rows("curve")
gate_at = _rows("gate")
watch_at = _rows("watch")
edge_at = _rows("edge")
waypoint_at = _rows("waypoint")
env_at = _rows("env")
zone_at = _rows("zone")
sound_at = _rows("sound")
band_at = _rows("band")
loss_at = _rows("loss")
shore_at = _rows("shore")
cell_at = _rows("cell")
ship_at = _rows("ship")
knot_at = _rows("knot")
build_at = _rows("build")
slot_at = _rows("slot")
jam_at = _rows("jam")
event_out_at = _rows("event_out")
leg_out_at = _rows("leg_out")
contact_out_at = _rows("contact_out")
budget_out_at = _rows("budget_out")
track_out_at = _rows("track_out")
bearing_out_at = _rows("bearing_out")
call_out_at = _rows("call_out")
reach_at = row_at(REACH, _offset("reach_address"), (_offset("cast_rows"), _offset("build_rows")))
hull_word_at = _words("hull")
unit_word_at = _words("unit")
build_word_at = _words("build")
pair_word_at = _words("pair")
track_word_at = _words("track")
belief_word_at = _words("belief")
least_window = least_of(_offset("window_address"))
"""(w, first cell, count): the soonest look of a sensor's windows."""
HULL_WORDS = UNIT_MODEL.itemsize // 8
UNIT_WORDS = UNIT.itemsize // 8
PAIR_WORDS = PAIR.itemsize // 8
TRACK_WORDS = TRACK.itemsize // 8
BELIEF_WORDS = BELIEF.itemsize // 8
"""Accessors for kernels: unit_at(w, u) is unit u's record. Cells of two-way tables: row * unit_rows + unit."""


def bind(world: World) -> World:
    """Write the tables' addresses and sizes into the head. Called whenever a table was made or replaced."""
    head = world.head[0]
    for name, dtype in _TABLES:
        table = getattr(world, name)
        assert table.dtype == dtype, name
        assert table.flags.c_contiguous, name
        head[f"{name}_address"] = table.ctypes.data
        head[f"{name}_rows"] = table.shape[0]
    return world
