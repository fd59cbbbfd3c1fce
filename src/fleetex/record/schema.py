"""The recording schema, version 1: every table and column that a run (or an importer of real logs) leaves.

Times are seconds from the exercise's start (`start_utc` in the header). Angles are degrees, clockwise from true north;
latitude north, longitude east positive, WGS84. A missing number is NaN (a missing whole number 0, a missing truth
false), a missing text is empty. A later version may add tables and columns and never renames them; readers ignore
what they do not know. A table without rows has no file.

A leg is a meaning. From `time_s` to `end_s` the unit moves from (lat, lon), tau seconds after `time_s`:
  straight (turn 0): along the geodesic or rhumb line that leaves on `course_deg`, the distance v tau + a tau^2 / 2;
  turning: on the geodesic that leaves on azimuth course + omega tau / 2, the length 2 (v / omega) sin(omega tau / 2),
  heading course + omega tau. Speed is over the ground at sea level; height is height_m + climb_mps tau.
"""

from dataclasses import dataclass

SCHEMA_VERSION = 1
READABLE_BY = 1
"""The oldest schema whose readers understand this one. A version that only adds leaves it where it is."""

FLOAT = "f8"
SINGLE = "f4"
INT = "i4"
LONG = "i8"
BOOL = "bool"
TEXT = "text"


@dataclass(frozen=True)
class Column:
    name: str
    dtype: str
    meaning: str


@dataclass(frozen=True)
class Table:
    name: str
    meaning: str
    key: tuple[str, ...]
    """Rows are hashed in the order of these columns, then of all others from left to right."""
    columns: tuple[Column, ...]


def _table(name: str, meaning: str, key: str, *columns: tuple[str, str, str]) -> Table:
    return Table(name, meaning, tuple(key.split()), tuple(Column(*c) for c in columns))


_TIME = ("time_s", FLOAT, "when")
_SERIAL = ("serial_id", TEXT, "the serial it belongs to; empty outside serials")

_STILL = (
    _table(
        "units",
        "order of battle, one row a unit",
        "unit_id",
        ("unit_id", TEXT, "the scenario's id"),
        ("name", TEXT, "ship's name"),
        ("hull", TEXT, "hull number"),
        ("nation", TEXT, "nation code"),
        ("side", TEXT, "side"),
        ("neutral", BOOL, "neither side: traffic"),
        ("class_id", TEXT, "library class"),
        ("class_name", TEXT, "class in words"),
        ("type_code", TEXT, "type letters, e.g. DDG"),
        ("domain", TEXT, "surface, subsurface, air, land"),
        ("kind", TEXT, "warship, auxiliary, merchant, target, aircraft, shore"),
        ("length_m", FLOAT, "length over all"),
        ("beam_m", FLOAT, "beam"),
        ("speed_mps_max", FLOAT, "greatest speed"),
        ("fuel_kg_max", FLOAT, "bunker"),
        ("fuel_band", TEXT, "published endurance figures that disagree, in words; empty if they agree"),
        ("fuel_kg_low", FLOAT, "bunker that the least published endurance implies; NaN if one figure"),
        ("fuel_kg_high", FLOAT, "bunker that the greatest published endurance implies; NaN if one figure"),
        ("source", TEXT, "who reported that it took part"),
        ("confidence", TEXT, "high, medium, low, design"),
        ("notional", BOOL, "its presence was not reported"),
        ("notional_start", BOOL, "its starting position was not reported"),
    ),
    _table(
        "library",
        "every library value used, with where it came from",
        "subject field",
        ("subject", TEXT, "e.g. platform/ddg_052d"),
        ("field", TEXT, "e.g. speed_max"),
        ("value", TEXT, "as written"),
        ("status", TEXT, "published, design, generic default, unknown"),
        ("source", TEXT, "citation"),
        ("confidence", TEXT, "high, medium, low, design"),
        ("note", TEXT, "conflicts and remarks"),
    ),
    _table(
        "sensors",
        "sensors as mounted",
        "unit_id sensor_id",
        ("unit_id", TEXT, "unit"),
        ("sensor_id", TEXT, "mounting, unique in the unit"),
        ("class_id", TEXT, "library row"),
        ("kind", TEXT, "radar or sight"),
        ("period_s", FLOAT, "between looks"),
        ("height_m", FLOAT, "antenna or eye above the sea"),
        ("range_m_max", FLOAT, "instrumented range"),
    ),
    _table(
        "mounts",
        "gun mounts as fitted",
        "unit_id mount_id",
        ("unit_id", TEXT, "unit"),
        ("mount_id", TEXT, "mount, unique in the unit"),
        ("class_id", TEXT, "library row"),
        ("calibre_m", FLOAT, "calibre"),
        ("barrels", INT, "barrels"),
        ("rounds", INT, "rounds at the start"),
        ("range_m_max", FLOAT, "greatest range of its trajectory"),
        ("ordinate_m_max", FLOAT, "greatest height of its trajectory at greatest range"),
    ),
    _table(
        "environment",
        "weather and water by zone; a row holds until the zone's next",
        "zone time_s",
        ("zone", TEXT, "zone id; `base` is everywhere else"),
        _TIME,
        ("wind_mps", FLOAT, "wind speed at 10 m"),
        ("wind_from_deg", FLOAT, "direction it blows from"),
        ("sea_state", INT, "WMO code 3700"),
        ("wave_height_m", FLOAT, "significant wave height"),
        ("visibility_m", FLOAT, "meteorological visibility"),
        ("current_mps", FLOAT, "surface current"),
        ("current_to_deg", FLOAT, "direction it sets to"),
        ("depth_m", FLOAT, "charted depth; NaN unknown"),
        ("notional", BOOL, "not reported"),
    ),
    _table(
        "profiles",
        "water by depth and zone",
        "zone time_s depth_m",
        ("zone", TEXT, "zone id"),
        _TIME,
        ("depth_m", FLOAT, "depth"),
        ("temperature_degc", FLOAT, "temperature"),
        ("salinity_psu", FLOAT, "practical salinity"),
    ),
    _table(
        "areas",
        "areas, a row a point",
        "area_id point",
        ("area_id", TEXT, "area"),
        ("name", TEXT, "its name"),
        ("kind", TEXT, "polygon, circle, corridor, line"),
        ("point", INT, "number of the point"),
        ("lat_deg", FLOAT, "latitude"),
        ("lon_deg", FLOAT, "longitude"),
        ("radius_m", FLOAT, "of a circle; half width of a corridor; else 0"),
        ("use", TEXT, "what it is for"),
        ("notional", BOOL, "its place was not reported"),
    ),
    _table(
        "coast",
        "outlines of the land round the exercise (Natural Earth 1:10m), a row a point",
        "ring point",
        ("ring", INT, "number of the outline; a lake's outline is one too"),
        ("point", INT, "number of the point; the last is the first again"),
        ("lat_deg", SINGLE, "latitude"),
        ("lon_deg", SINGLE, "longitude; runs on across 180"),
    ),
    _table(
        "circuits",
        "voice circuits and data links",
        "circuit_id unit_id",
        ("circuit_id", TEXT, "circuit"),
        ("name", TEXT, "name"),
        ("kind", TEXT, "voice or link"),
        ("band", TEXT, "HF, VHF, UHF, SHF"),
        ("unit_id", TEXT, "a member"),
        ("range_m", FLOAT, "limit; line of sight limits VHF and above besides"),
        ("delay_s", FLOAT, "from said to heard"),
    ),
    _table(
        "sources",
        "what was read",
        "source_id",
        ("source_id", TEXT, "short key"),
        ("title", TEXT, "title"),
        ("publisher", TEXT, "who published it"),
        ("date", TEXT, "of publication"),
        ("url", TEXT, "address, may be empty"),
    ),
    _table(
        "facts",
        "what reports say, side by side",
        "fact_id",
        ("fact_id", TEXT, "fact"),
        ("topic", TEXT, "about what"),
        ("versions", TEXT, "JSON list of {text, source}"),
        ("relation", TEXT, "agree, conflict, single source ..."),
        ("resolution", TEXT, "what this scenario takes, and why"),
        ("confidence", TEXT, "high, medium, low"),
        ("used", TEXT, "where the scenario uses it"),
    ),
    _table(
        "serials",
        "the programme and how it went",
        "serial_id",
        ("serial_id", TEXT, "serial"),
        ("number", INT, "order in the programme"),
        ("kind", TEXT, "kind, e.g. GUNEX-S"),
        ("title", TEXT, "title"),
        ("area_id", TEXT, "area"),
        ("oce", TEXT, "unit that conducts it"),
        ("planned_start_s", FLOAT, "planned start"),
        ("planned_end_s", FLOAT, "planned end"),
        ("start_s", FLOAT, "began; NaN if it did not"),
        ("end_s", FLOAT, "ended; NaN if it did not"),
        ("state", TEXT, "planned, running, completed, aborted, cancelled"),
        ("reason", TEXT, "why it ended so"),
        ("live", BOOL, "live ammunition"),
        ("params", TEXT, "JSON, SI"),
        ("source", TEXT, "who reported such a serial"),
        ("confidence", TEXT, "of that report"),
        ("notional", BOOL, "time, place or participants were not reported"),
    ),
    _table(
        "participants",
        "who plays which part",
        "serial_id role unit_id",
        ("serial_id", TEXT, "serial"),
        ("unit_id", TEXT, "unit"),
        ("role", TEXT, "role"),
    ),
)

_MOVING = (
    _table(
        "legs",
        "motion; see the head of this schema",
        "unit_id time_s leg",
        ("unit_id", TEXT, "unit"),
        ("leg", INT, "number in the unit"),
        _TIME,
        ("end_s", FLOAT, "end of the leg (the next leg's start, or the run's end)"),
        ("lat_deg", FLOAT, "latitude at the start"),
        ("lon_deg", FLOAT, "longitude at the start"),
        ("course_deg", FLOAT, "course at the start"),
        ("speed_mps", FLOAT, "speed at the start"),
        ("accel_mps2", FLOAT, "change of speed (straight legs)"),
        ("turn_degps", FLOAT, "rate of turn, clockwise; 0 straight"),
        ("height_m", FLOAT, "height up (depth is negative)"),
        ("climb_mps", FLOAT, "rate of climb"),
        ("line", TEXT, "geodesic or rhumb"),
    ),
    _table(
        "contacts",
        "what one sensor gained or lost",
        "time_s unit_id sensor_id target_id",
        _TIME,
        ("unit_id", TEXT, "who"),
        ("sensor_id", TEXT, "by which sensor"),
        ("target_id", TEXT, "whom (truth: for analysis, unknown to the unit)"),
        ("change", TEXT, "gained or lost"),
        ("range_m", FLOAT, "true range"),
        ("bearing_deg", FLOAT, "true bearing"),
        ("looks", LONG, "looks of this pair so far"),
    ),
    _table(
        "budgets",
        "why held or not: at each change of hold, and each ten minutes inside instrumented range",
        "time_s unit_id sensor_id target_id",
        _TIME,
        ("unit_id", TEXT, "who"),
        ("sensor_id", TEXT, "by which sensor"),
        ("target_id", TEXT, "whom"),
        ("held", BOOL, "held after this look"),
        ("range_m", SINGLE, "true range"),
        ("source_db", SINGLE, "radar: power, gains and wavelength at 1 m, dB(W m2); sight: log10 contrast x 10"),
        ("target_db", SINGLE, "radar: cross-section dBsm; sight: angular size in dB re threshold size"),
        ("loss_db", SINGLE, "two-way spreading and horizon; sight: extinction"),
        ("noise_db", SINGLE, "receiver noise and losses dBW; sight: 10 log10 threshold contrast in this light"),
        ("excess_db", SINGLE, "source + target - loss - noise - threshold"),
        ("threshold_db", SINGLE, "for half chance of a look"),
        ("prob", SINGLE, "chance that one look detects"),
    ),
    _table(
        "tracks",
        "estimates; a row when gained, lost, or the last row's dead reckoning is out by more than its threshold",
        "time_s unit_id target_id",
        _TIME,
        ("unit_id", TEXT, "holder"),
        ("track", INT, "the holder's track number"),
        ("target_id", TEXT, "whom it is (truth)"),
        ("change", TEXT, "gained, update, lost"),
        ("lat_deg", FLOAT, "estimate"),
        ("lon_deg", FLOAT, "estimate"),
        ("course_deg", SINGLE, "estimate"),
        ("speed_mps", SINGLE, "estimate"),
        ("east_var_m2", SINGLE, "covariance of position"),
        ("north_var_m2", SINGLE, "covariance of position"),
        ("east_north_cov_m2", SINGLE, "covariance of position"),
        ("velocity_sd_mps", SINGLE, "root mean square of the two components' sd"),
    ),
    _table(
        "shares",
        "a track first reached another unit over a link, or ceased to",
        "time_s circuit_id from_id to_id target_id",
        _TIME,
        ("circuit_id", TEXT, "the link"),
        ("from_id", TEXT, "who held it"),
        ("to_id", TEXT, "who was told"),
        ("target_id", TEXT, "whom (truth)"),
        ("change", TEXT, "shared or ceased"),
    ),
    _table(
        "links",
        "two members of a circuit came into or out of reach of each other",
        "time_s circuit_id unit_a unit_b",
        _TIME,
        ("circuit_id", TEXT, "circuit"),
        ("unit_a", TEXT, "the first by name"),
        ("unit_b", TEXT, "the second"),
        ("up", BOOL, "in reach"),
    ),
    _table(
        "circuit_states",
        "a unit's set failed or was repaired",
        "time_s circuit_id unit_id",
        _TIME,
        ("circuit_id", TEXT, "circuit"),
        ("unit_id", TEXT, "whose set"),
        ("up", BOOL, "works"),
    ),
    _table(
        "messages",
        "what was said on circuits",
        "sent_s number to_id",
        ("sent_s", FLOAT, "said"),
        ("heard_s", FLOAT, "heard; NaN if it was not"),
        ("number", LONG, "running number of the message"),
        ("circuit_id", TEXT, "circuit"),
        ("from_id", TEXT, "who said it"),
        ("to_id", TEXT, "to whom"),
        ("kind", TEXT, "what kind of message"),
        ("body", TEXT, "JSON"),
        ("outcome", TEXT, "heard, out of reach, sender's set failed, receiver's set failed, not a member, silent"),
        _SERIAL,
    ),
    _table(
        "events",
        "the log in plain words",
        "number",
        ("number", LONG, "running number"),
        _TIME,
        ("kind", TEXT, "short word"),
        ("unit_id", TEXT, "whose"),
        _SERIAL,
        ("other_id", TEXT, "the other unit, if any"),
        ("text", TEXT, "one sentence"),
        ("data", TEXT, "JSON of figures"),
    ),
    _table(
        "orders",
        "every order given to the engine",
        "number",
        ("number", LONG, "running number"),
        _TIME,
        ("unit_id", TEXT, "who ordered"),
        _SERIAL,
        ("kind", TEXT, "e.g. KeepStation"),
        ("body", TEXT, "JSON, SI and radians"),
    ),
    _table(
        "phases",
        "a doctrine's phase began",
        "time_s serial_id unit_id phase",
        _TIME,
        _SERIAL,
        ("unit_id", TEXT, "unit"),
        ("phase", TEXT, "phase"),
    ),
    _table(
        "stations",
        "ordered stations; a row holds until the unit's next",
        "time_s unit_id",
        _TIME,
        ("unit_id", TEXT, "who keeps it"),
        ("guide_id", TEXT, "on whom; empty: no station now"),
        _SERIAL,
        ("range_m", FLOAT, "from the guide"),
        ("bearing_deg", FLOAT, "from the guide"),
        ("relative", BOOL, "from the guide's course; else from true north"),
    ),
    _table(
        "shots",
        "every round",
        "time_s unit_id mount_id round",
        ("time_s", FLOAT, "fired"),
        ("unit_id", TEXT, "firer"),
        ("mount_id", TEXT, "mount"),
        ("round", INT, "number in the salvo"),
        ("salvo", TEXT, "salvo"),
        _SERIAL,
        ("target_id", TEXT, "meant for"),
        ("range_m", FLOAT, "range the gun was laid for"),
        ("flight_s", FLOAT, "time of flight"),
        ("fall_s", FLOAT, "time of impact"),
        ("angle_of_fall_deg", FLOAT, "below the horizontal"),
        ("striking_mps", FLOAT, "striking velocity"),
        ("lat_deg", FLOAT, "impact"),
        ("lon_deg", FLOAT, "impact"),
        ("over_m", FLOAT, "beyond the target along the line of fire (truth); NaN without a target"),
        ("right_m", FLOAT, "right of the target (truth)"),
        ("spot_range_m", FLOAT, "correction in force, range"),
        ("spot_right_m", FLOAT, "correction in force, line"),
        ("hit", BOOL, "through the target's body"),
    ),
    _table(
        "spots",
        "what spotters reported",
        "time_s spotter_id firer_id salvo",
        _TIME,
        ("spotter_id", TEXT, "who watched"),
        ("firer_id", TEXT, "who fired"),
        ("salvo", TEXT, "salvo"),
        _SERIAL,
        ("seen", BOOL, "made out"),
        ("over_m", FLOAT, "reported"),
        ("right_m", FLOAT, "reported"),
        ("straddle", BOOL, "reported"),
    ),
    _table(
        "rigs",
        "replenishment, at each change of the rig and each minute of pumping",
        "time_s giver_id receiver_id rig",
        _TIME,
        ("giver_id", TEXT, "delivering ship"),
        ("receiver_id", TEXT, "receiving ship"),
        ("rig", TEXT, "rig"),
        ("change", TEXT, "passing, connected, pumping, flow, stopped, clear, failed"),
        ("flow_kgps", FLOAT, "flow now"),
        ("passed_kg", FLOAT, "passed so far"),
        ("gap_m", FLOAT, "true distance between the ships' sides"),
        ("reason", TEXT, "why"),
        _SERIAL,
    ),
    _table(
        "fuel",
        "fuel on board, hourly and at each change of flow",
        "time_s unit_id",
        _TIME,
        ("unit_id", TEXT, "unit"),
        ("fuel_kg", FLOAT, "own bunker"),
        ("cargo_kg", FLOAT, "fuel carried for others"),
        ("rate_kgps", FLOAT, "burnt now"),
        ("flow_kgps", FLOAT, "received (negative: given) now"),
    ),
    _table(
        "magazines",
        "rounds left after each salvo",
        "time_s unit_id mount_id",
        _TIME,
        ("unit_id", TEXT, "unit"),
        ("mount_id", TEXT, "mount"),
        ("rounds", INT, "left"),
    ),
    _table(
        "warnings",
        "a model was asked outside its validity range; once a model and unit",
        "time_s model unit_id",
        _TIME,
        ("model", TEXT, "model"),
        ("unit_id", TEXT, "unit, if one"),
        ("text", TEXT, "what was asked and what holds"),
    ),
)

_CLOSING = (
    _table(
        "measures",
        "figures of each serial and of the exercise, computed from the tables above",
        "serial_id name subject",
        ("serial_id", TEXT, "serial; empty for the exercise"),
        ("name", TEXT, "measure"),
        ("subject", TEXT, "unit, nation or pair it is about; empty for all"),
        ("value", FLOAT, "value; NaN if it could not be had"),
        ("unit", TEXT, "unit of the value"),
        ("text", TEXT, "in plain words"),
    ),
)

TABLES: dict[str, Table] = {table.name: table for table in _STILL + _MOVING + _CLOSING}
"""In this fixed order the tables are hashed."""

TIMED: dict[str, str] = {
    table.name: next(column.name for column in table.columns if column.name in ("time_s", "sent_s"))
    for table in _MOVING
}
"""The column that says when, of each table that grows as the exercise goes on: it tells how far a recording got."""
