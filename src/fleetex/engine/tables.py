"""The world as tables: what never changes (`*_MODEL`), what does, and the rows that kernels hand out.

The dtype is the schema: SI units and radians, names end in their unit; row u is one unit in all unit tables, and
units stand in the order of their ids, so that ties in time are settled by name. Angles clockwise from true north.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from fleetex.engine.belief_rows import BELIEF, CALL_OUT, LIKENESS
from fleetex.engine.columns import dtype as _dtype
from fleetex.engine.columns import flags as _flags
from fleetex.engine.columns import floats as _floats
from fleetex.engine.columns import ints as _ints
from fleetex.engine.memory import least_of, record_of, row_at
from fleetex.engine.water_rows import BAND, ENVIRONMENT, LOSS, SOUND

_l = np.int64

UNIT_MODEL = _dtype(
    [
        ("id32", _l),  # hash of the unit's id: the subject of its draws
        *_ints("observer side nation sensor_first sensor_count"),  # observer: row in tracks, -1 without sensors
        # named: number in the recording, its row; of traffic that of the ship, after those; -1: free. kind: KIND_CODE
        *_ints("named kind"),
        *_flags("domain neutral identifies"),  # identifies: answers AIS or IFF
        *_floats("length_m beam_m mast_height_m radar_cross_section_m2 contrast size_m lights_cd leeway"),
        *_floats("speed_mps_max speed_mps_min accel_mps2 decel_mps2 turn_diameter_m turn_radps_max"),
        *_floats("speed_mps_bound drift_mps_bound"),
        *_floats("hotel_kgps fuel_a fuel_n fuel_kg_max fuel_kg_reserve"),
        *_floats("noise_class_mps noise_hump quiet_db quiet_mps inception_mps cavitation_db"),
        *_floats("echo_bow_db echo_quarter_db echo_beam_db moment_am2"),
        *_floats("depth_m_max dive_mps ceiling_m"),  # dive_mps: rate of change of depth, of an aircraft of height
        *_floats("battery_j_max battery_j_low battery_hotel_w battery_a battery_n diesel_w diesel_kgpj"),
        *_floats("snort_m snort_mps_max snort_db mast_m mast_size_m mast_m2"),
    ]
)
"""`speed_mps_min`: below it a fixed wing does not fly (0 of all others).
`speed_mps_bound` is the hull's hard limit over the ground, drift and tow included; a hull that is not towed gathers
way no faster than `accel_mps2`, but may fall off at `drift_mps_bound` at once. Speed windows rest on both.
Who has no battery has `battery_j_max` 0; the others burn fuel by `diesel_kgpj` and not by their fuel's curve. `mast_*`:
what of a submarine that snorts stands out of the water: its top, its size to an eye, its radar cross section.
`moment_am2`: magnetic moment of a steel hull that dives, 0 of all else.
A ship that makes noise has a `noise_class_mps` (`physics.ship_noise.vessel_source_db`), a submarine her `quiet_mps`."""

PIECE = "x0 x1 x2 x3 x4 x5 y0 y1 y2 y3 y4 y5 z0 z1 z2 z3 z4 z5"
"""Coefficients of a piece: x(u) = x0 + x1 u + ... + x5 u^5, and so on."""

UNIT = _dtype(
    [
        *_floats(PIECE),
        *_floats("piece_s piece_rate_ps piece_end_s accel_bound_mps2"),  # piece_rate_ps: 1 / the piece's duration
        *_floats("leg_s leg_end_s leg_lat_rad leg_lon_rad leg_x_m leg_y_m leg_z_m"),
        *_floats("course_rad speed_mps accel_mps2 turn_radps height_m climb_mps cmd_height_m"),
        *_ints("leg line to_waypoint gate_first carries"),  # carries: how many units are aboard
        *_ints("mode then route_first route_count route_next route_line settled guide tow tracks_numbered"),
        *_floats("wanted_course_rad wanted_speed_mps cmd_course_rad cmd_speed_mps"),
        *_floats("route_speed_mps station_range_m station_bearing_rad"),
        *_floats("station_speed_mps_max within_m steer_every_s cpa_m_min tow_line_m axis_rad axis_s told_course_rad"),
        *_floats("offshore_s land_told_s"),  # no land can matter before; when she last said that she turns off it
        *_flags("relative done avoiding crowded lights radiates listens light"),
        # told_course_rad: what the guide said that it would steer, NaN once it does; crowded: somebody is near
        ("helm", _l),  # number of helm orders, the occasion of their disturbance
        *_ints("zone water sea_state"),
        *_floats("wind_east_mps wind_north_mps current_east_mps current_north_mps wave_height_m visibility_m depth_m"),
        *_floats("fuel_kg fuel_s rate_kgps flow_kgps cargo_kg"),
        *_floats("charge_j charge_s drawn_w charging_w"),  # charging_w: how fast the charge changes
        *_flags("fuel_low fuel_out snort diesels battery_low battery_out"),
        # snort: she is ordered to snort; diesels: they run, snorting or surfaced
        *_floats("least_water_m"),  # of what dives: least charted depth on her way within ten minutes; inf: unknown
        *_floats("noise_mps ping_db ping_hz"),  # the speed it sounds like; its loudest active sonar that is on
        *_ints("bearings_numbered pinger"),  # pinger: row of that sonar
    ]
)

SENSOR_MODEL = _dtype(
    [
        ("id32", _l),  # hash of "unit/sensor"
        *_ints("unit kind confirm_hits confirm_looks drop_looks"),
        *_floats("period_s phase_s height_m range_m_max snr_1m false_alarm_prob optics"),
        *_floats("range_sd_m range_sd_fraction bearing_sd_rad report_s hold_prob"),
        *_ints("report_looks near_report_looks"),
        *_floats("power_w gain_db wavelength_m bandwidth_hz noise_figure_db losses_db pulses"),
        *_floats("source_db noise_db threshold_db"),
        *_floats("freq_hz deep_m directivity_db own_noise_db own_noise_mps sigma_db fade_per_s pulse_s beam_rad"),
        *_floats("band_hz_min band_hz_max"),
        *_floats("sea_state clutter_m2_most rain_k rain_alpha gas_np_per_m air_np_per_m anomaly_t netd_k cutoff_cpr"),
        *_ints("line tone"),
        *_flags("vertical"),
        *_ints("confusion confusion_air"),  # which of the confusions it has, from 1; 0: it tells nothing of kinds
    ]
)
"""`kind`: 0 radar, 1 sight, 2 passive and 3 active sonar, 4 ESM, 5 magnetic, 6 infrared (vocabulary.SENSOR_CODE); the
row of `freq_hz` is a sonar's, but for `pulse_s` and `beam_rad`, which a radar has too; the next is an ESM's, whose
`noise_db` is its sensitivity; then a radar's: the sea it is in, the most that this sends back at any range, its
polarisation, and what air takes: of rain k R^alpha dB/km one way, of gases and of both now Np/m out and back;
`anomaly_t` is a magnetic anomaly detector's, the next two an imager's; `line` the number of a listening buoy's row of
`line`, from 1; `tone` the number of a sonar's frequency among those of the exercise.
`phase_s`, `hold_prob`, the looks from report to report and a radar's last three figures follow from the rest;
`worlds.begin` writes them."""

SENSOR = _dtype([*_flags("on afloat"), *_ints("off_look missed"), *_floats("deep_m x_m y_m z_m")])
"""`off_look`: the first look not made since it was last switched off; `missed`: looks not made
in earlier such times. `deep_m`: how deep a sonar hangs. `afloat` 1: a buoy laid at (x, y, z), no longer aboard."""

PAIR = _dtype(
    [
        *_ints("last_look report_look block history misses"),
        *_floats("chord_m_zero chord_m_hold horizon_m snr_1m budget_s budget_range_m budget_db"),
        *_floats("luck_db luck_until_s"),
        ("word0", np.uint32),
        ("word1", np.uint32),
        ("word2", np.uint32),
        ("word3", np.uint32),
        *_flags("held stale never"),
    ]
)
"""One sensor and one unit. `history`: hits (bits) up to `last_look`.
`chord_m_zero`: beyond it a look finds nothing; `chord_m_hold`: within it a held contact cannot be lost (chance below
1e-12 over the looks that would lose it). `stale` 1: to be worked out anew; 2: only an outer bound is known.
`luck_db`: how far a sonar's excess is off its mean, until `luck_until_s`; its chords hold as long.
`never` 1: this sonar does not listen for this unit at all.
`budget_*`: when, at what range and with what excess its decibels were last recorded (range 0: never)."""

WINDOW = _dtype(_ints("next_look"))
"""One sensor and one unit: the next look that is not certain. Apart from the pair, because each look of a sensor reads
all of them."""

_COVARIANCE = "p_ee p_en p_ea p_eb p_nn p_na p_nb p_aa p_ab p_bb"
TRACK = _dtype(
    [
        *_ints("keeper was"),
        *_floats("time_s gained_s plot_sd_m engaged_s alone_s x_m y_m z_m"),
        *_floats("east_x east_y east_z north_x north_y north_z"),
        *_floats("east_m north_m v_east_mps v_north_mps"),
        *_floats(_COVARIANCE),
        *_floats("before_s before_east_m before_north_m before_v_east_mps before_v_north_mps"),
        *_floats("row_s row_east_m row_north_m row_v_east_mps row_v_north_mps"),
    ]
)
"""One observer's estimate of one unit, in the plane tangent at (x, y, z); of the sensors that hold it the `keeper` (its
row, -1: none) reports it.
Until `engaged_s` it is fired at, and plotted at each look; until `alone_s` no other track is near enough to be mixed up
with it. `was`: the number that stood here before this sweep's exchanges (0: none has been).
`before_*` is the estimate before the last update, `row_*` the one last recorded."""

HOLDING = _dtype(_ints("sensors number"))
"""One observer and one unit: how many of its own sensors hold a track of it (0: none), and that track's number. Apart
from the track, because who keeps clear or looks for a number reads all of them."""

BEARING = _dtype(
    [
        *_ints("sensors number keeper fixes"),
        *_floats("time_s bearing_rad bearing_sd_rad x_m y_m z_m row_s row_rad"),
        *_floats("rate_radps closing_ps line_rad inverse_pm"),
        *_floats("p00 p01 p02 p03 p11 p12 p13 p22 p23 p33"),
        *_floats("fix_s own_east_mps own_north_mps"),
        *_flags("emission placed"),
    ]
)
"""What one observer's passive sonars and ESM hear of one unit: a bearing from (x, y, z), where it was measured.
`sensors` of them hold it, the `keeper` (its row, -1: none) reports it. `row_*`: as last recorded.
`emission`: what is heard (vocabulary.EMISSION_CODE).
The rest is the filter of `physics.bearing_only` after so many `fixes`, and own velocity at the last; `placed` 1: its
range is known well enough to stand in the table of tracks."""

LINE = _dtype([*_floats("time_s bearing_rad x_m y_m z_m"), *_flags("emission")])
"""One sonobuoy that listens and one unit: the bearing that it measured last, from where it lay then."""

PLOT = _dtype([*_ints("unit called"), *_floats("x_m y_m z_m ree rnn ren")])
"""What a sweep measured of a unit that may be taken for another: a place (ECEF) and its covariance (east, north),
and what it was called. The table is empty between two looks."""

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

PASSIVE = 2
ACTIVE = 3
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
        *_floats("now_s end_s start_unix_s chart_south_deg chart_west_deg"),
        ("chart_columns", _l),
        ("slot_now", _l),
        ("cast_rows", _l),
        ("rows_used", _l),
        ("tones", _l),
        *_ints("every_look sonars plots_waiting jams_on happenings looks_made looks_skipped updates"),
        *_ints("swaps steers legs pieces crossings budgets contacts"),
        *_ints("clocked " + " ".join(f"cycles_{part}" for part in PARTS)),
    ]
)
"""What a kernel is given: where the tables are, how full the out tables, the clock, the seed, and tallies.
`slot_now`: whatever stands in the heap's slots up to this one has happened at `now_s`.
`cast_rows`: the scenario's units, whose unit rows come first; the others are berths of the traffic, and those from
`rows_used` on have never been taken. `tones`: how many notes there are tables of loss for.
`every_look` 1: the oracle kernel, no look is skipped. `sonars`: how many there are. `plots_waiting`: rows of `plot`
that this sweep has filled. `jams_on`: jammers that are on. `clocked` 1: processor cycles are counted by part."""


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
