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

from fleetex.record.columns import (
    BOOL,
    FLOAT,
    INT,
    LONG,
    SERIAL,
    SINGLE,
    TEXT,
    TIME,
    Column,
    Table,
    table,
)
from fleetex.record.missile_tables import MISSILES
from fleetex.record.still_tables import STILL
from fleetex.record.traffic_tables import TRAFFIC
from fleetex.record.weapon_tables import WEAPONS

SCHEMA_VERSION = 1
READABLE_BY = 1
"""The oldest schema whose readers understand this one. A version that only adds leaves it where it is."""

__all__ = ["BOOL", "FLOAT", "INT", "LONG", "SINGLE", "TEXT", "Column", "Table"]


_SOURCE = (
    "radar: power, gains and wavelength at 1 m, dB(W m2); sight: log10 contrast x 10; sonar: level at 1 m; ESM: dBW"
)
_TARGET = (
    "radar: cross-section dBsm; sight: angular size in dB re threshold size; active sonar: target strength; ESM: gain"
)
_NOISE = (
    "receiver noise, losses and clutter dBW; sight: 10 log10 threshold contrast in this light; "
    "sonar: behind the array; ESM: dBW"
)

_MOVING = (
    table(
        "legs",
        "motion; see the head of this schema",
        "unit_id time_s leg",
        ("unit_id", TEXT, "unit"),
        ("leg", INT, "number in the unit"),
        TIME,
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
    *TRAFFIC,
    table(
        "contacts",
        "what one sensor gained or lost",
        "time_s unit_id sensor_id target_id",
        TIME,
        ("unit_id", TEXT, "who"),
        ("sensor_id", TEXT, "by which sensor"),
        ("target_id", TEXT, "whom (truth: for analysis, unknown to the unit)"),
        ("change", TEXT, "gained or lost"),
        ("range_m", FLOAT, "true range"),
        ("bearing_deg", FLOAT, "true bearing"),
        ("looks", LONG, "looks of this pair so far"),
    ),
    table(
        "budgets",
        "why held or not: at each change of hold; within range as the excess changes (1 dB or a tenth), and hourly",
        "time_s unit_id sensor_id target_id",
        TIME,
        ("unit_id", TEXT, "who"),
        ("sensor_id", TEXT, "by which sensor"),
        ("target_id", TEXT, "whom"),
        ("held", BOOL, "held after this look"),
        ("range_m", SINGLE, "true range"),
        (
            "source_db",
            SINGLE,
            _SOURCE,
        ),
        (
            "target_db",
            SINGLE,
            _TARGET,
        ),
        (
            "loss_db",
            SINGLE,
            "radar: two-way spreading and horizon; sight: extinction; sonar: way out and back, or one; ESM: free space",
        ),
        (
            "noise_db",
            SINGLE,
            _NOISE,
        ),
        ("excess_db", SINGLE, "source + target - loss - noise - threshold"),
        ("threshold_db", SINGLE, "for half chance of a look; a sonar's is less its luck at the time"),
        ("prob", SINGLE, "chance that one look detects; a sonar's over all luck"),
    ),
    table(
        "sonar_reach",
        "how far a working sonar reaches against a submarine near it, every quarter hour: half chance, all luck aside",
        "time_s unit_id sensor_id target_id",
        TIME,
        ("unit_id", TEXT, "whose sonar"),
        ("sensor_id", TEXT, "which"),
        ("target_id", TEXT, "against whom"),
        ("depth_m", FLOAT, "how deep she is"),
        *(
            (f"reach_{aspect:02d}_m", SINGLE, f"range against her {aspect} degrees off her own line{more}")
            for aspect, more in ((0, " (end on)"), (15, ""), (30, ""), (45, ""), (60, ""), (75, ""), (90, " (abeam)"))
        ),
    ),
    table(
        "sonar_merits",
        "what the design of a sonar promises against a submarine near it, every quarter hour; none of sonars whose "
        "threshold is given",
        "time_s unit_id sensor_id target_id",
        TIME,
        ("unit_id", TEXT, "whose sonar"),
        ("sensor_id", TEXT, "which"),
        ("target_id", TEXT, "against whom, abeam"),
        ("merit_db", SINGLE, "figure of merit: the loss one way that it bears, without reverberation"),
        ("promised_m", SINGLE, "range at which spherical spreading and absorption have used it up"),
        ("reach_m", SINGLE, "range that the water leaves it, as in `sonar_reach`"),
    ),
    table(
        "tracks",
        "estimates; a row when gained, lost, or the last row's dead reckoning is out by more than its threshold",
        "time_s unit_id target_id",
        TIME,
        ("unit_id", TEXT, "holder"),
        ("track", INT, "the holder's track number"),
        ("target_id", TEXT, "whom it is (truth)"),
        ("change", TEXT, "gained, update, lost; swapped: from now on this number goes with this unit's plots"),
        ("lat_deg", FLOAT, "estimate"),
        ("lon_deg", FLOAT, "estimate"),
        ("course_deg", SINGLE, "estimate"),
        ("speed_mps", SINGLE, "estimate"),
        ("east_var_m2", SINGLE, "covariance of position"),
        ("north_var_m2", SINGLE, "covariance of position"),
        ("east_north_cov_m2", SINGLE, "covariance of position"),
        ("velocity_sd_mps", SINGLE, "root mean square of the two components' sd"),
    ),
    table(
        "bearings",
        "what passive sonars and ESM hear: a row when gained, lost, or two standard deviations off the last row",
        "time_s unit_id target_id",
        TIME,
        ("unit_id", TEXT, "who listens"),
        ("bearing", INT, "the listener's number of the bearing"),
        ("target_id", TEXT, "whom it is (truth)"),
        ("change", TEXT, "gained, update, lost"),
        ("bearing_deg", FLOAT, "as measured"),
        ("sd_deg", SINGLE, "standard deviation of the measurement"),
        ("pinging", BOOL, "it is an active sonar that is heard, not a hull's noise"),
        ("emission", TEXT, "what is heard: noise, ping or radar"),
    ),
    table(
        "classifications",
        "what a unit's own sensors take another for: at the first call, and when it changes; AIS and IFF tell besides",
        "time_s unit_id target_id",
        TIME,
        ("unit_id", TEXT, "who holds it"),
        ("track", INT, "the holder's track number; 0: it holds a bearing alone"),
        ("bearing", INT, "the holder's number of the bearing; 0: it hears nothing of it"),
        ("target_id", TEXT, "whom it is (truth)"),
        ("kind", TEXT, "taken for; empty: not sure"),
        ("prob", SINGLE, "of the likeliest kind"),
        ("calls", INT, "looks that called it something so far"),
    ),
    table(
        "shares",
        "a track first reached another unit over a link, or ceased to",
        "time_s circuit_id from_id to_id target_id",
        TIME,
        ("circuit_id", TEXT, "the link"),
        ("from_id", TEXT, "who held it"),
        ("to_id", TEXT, "who was told"),
        ("target_id", TEXT, "whom (truth)"),
        ("change", TEXT, "shared or ceased"),
    ),
    table(
        "swaps",
        "two tracks on one screen went with each other's units from then on; nobody there knew it",
        "time_s unit_id track other_track",
        TIME,
        ("unit_id", TEXT, "whose screen"),
        ("track", INT, "number of the track that has since gone with `target_id`"),
        ("other_track", INT, "number of the one that has since gone with `other_id`"),
        ("target_id", TEXT, "whom (truth)"),
        ("other_id", TEXT, "whom (truth)"),
        ("from_id", TEXT, "empty: tracks of own sensors; else who shares both, and mixed them up"),
    ),
    table(
        "duplicates",
        "a unit held by own sensors stood on the same screen a second time, as shared over a link, or ceased to",
        "time_s unit_id track",
        TIME,
        ("unit_id", TEXT, "whose screen"),
        ("track", INT, "number of the second track"),
        ("beside", INT, "number of the first, by own sensors"),
        ("target_id", TEXT, "whom (truth)"),
        ("from_id", TEXT, "who shared it, when it began"),
        ("change", TEXT, "began; correlated: found to be one; ceased: not shared any more; left alone: own track lost"),
    ),
    table(
        "links",
        "two members of a circuit came into or out of reach of each other",
        "time_s circuit_id unit_a unit_b",
        TIME,
        ("circuit_id", TEXT, "circuit"),
        ("unit_a", TEXT, "the first by name"),
        ("unit_b", TEXT, "the second"),
        ("up", BOOL, "in reach"),
    ),
    table(
        "circuit_states",
        "a unit's set failed or was repaired",
        "time_s circuit_id unit_id",
        TIME,
        ("circuit_id", TEXT, "circuit"),
        ("unit_id", TEXT, "whose set"),
        ("up", BOOL, "works"),
    ),
    table(
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
        SERIAL,
    ),
    table(
        "events",
        "the log in plain words",
        "number",
        ("number", LONG, "running number"),
        TIME,
        ("kind", TEXT, "short word"),
        ("unit_id", TEXT, "whose"),
        SERIAL,
        ("other_id", TEXT, "the other unit, if any"),
        ("text", TEXT, "one sentence"),
        ("data", TEXT, "JSON of figures"),
    ),
    table(
        "orders",
        "every order given to the engine",
        "unit_id number",
        ("number", LONG, "running number of the unit's orders"),
        TIME,
        ("unit_id", TEXT, "who ordered"),
        SERIAL,
        ("kind", TEXT, "e.g. KeepStation"),
        ("body", TEXT, "JSON, SI and radians"),
    ),
    table(
        "phases",
        "a doctrine's phase began",
        "time_s serial_id unit_id phase",
        TIME,
        SERIAL,
        ("unit_id", TEXT, "unit"),
        ("phase", TEXT, "phase"),
    ),
    table(
        "stations",
        "ordered stations; a row holds until the unit's next",
        "time_s unit_id",
        TIME,
        ("unit_id", TEXT, "who keeps it"),
        ("guide_id", TEXT, "on whom; empty: no station now"),
        SERIAL,
        ("range_m", FLOAT, "from the guide"),
        ("bearing_deg", FLOAT, "from the guide"),
        ("relative", BOOL, "from the guide's course; else from true north"),
    ),
    table(
        "shots",
        "every round",
        "time_s unit_id mount_id round",
        ("time_s", FLOAT, "fired"),
        ("unit_id", TEXT, "firer"),
        ("mount_id", TEXT, "mount"),
        ("round", INT, "number in the salvo"),
        ("salvo", TEXT, "salvo"),
        SERIAL,
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
    *WEAPONS,
    *MISSILES,
    table(
        "spots",
        "what spotters reported",
        "time_s spotter_id firer_id salvo",
        TIME,
        ("spotter_id", TEXT, "who watched"),
        ("firer_id", TEXT, "who fired"),
        ("salvo", TEXT, "salvo"),
        SERIAL,
        ("seen", BOOL, "its splashes came in sight; whether they were told from another's, the log's `fall` says"),
        ("over_m", FLOAT, "reported"),
        ("right_m", FLOAT, "reported"),
        ("straddle", BOOL, "reported"),
    ),
    table(
        "rigs",
        "replenishment, at each change of the rig and each minute of pumping",
        "time_s giver_id receiver_id rig",
        TIME,
        ("giver_id", TEXT, "delivering ship"),
        ("receiver_id", TEXT, "receiving ship"),
        ("rig", TEXT, "rig"),
        ("change", TEXT, "passing, connected, pumping, flow, stopped, clear, failed"),
        ("flow_kgps", FLOAT, "flow now"),
        ("passed_kg", FLOAT, "passed so far"),
        ("gap_m", FLOAT, "true distance between the ships' sides"),
        ("reason", TEXT, "why"),
        SERIAL,
    ),
    table(
        "fuel",
        "fuel on board, hourly and at each change of flow",
        "time_s unit_id",
        TIME,
        ("unit_id", TEXT, "unit"),
        ("fuel_kg", FLOAT, "own bunker"),
        ("cargo_kg", FLOAT, "fuel carried for others"),
        ("rate_kgps", FLOAT, "burnt now"),
        ("flow_kgps", FLOAT, "received (negative: given) now"),
    ),
    table(
        "battery",
        "charge of conventional submarines, hourly and whenever diesels start or stop or a mark is passed",
        "time_s unit_id",
        TIME,
        ("unit_id", TEXT, "submarine"),
        ("charge_j", FLOAT, "what can be taken out"),
        ("charge_share", FLOAT, "of what the battery holds"),
        ("drawn_w", FLOAT, "hotel load and motors now"),
        ("charging_w", FLOAT, "change of the charge now; negative: it falls"),
        ("diesels", BOOL, "they run"),
        ("under_water", BOOL, "she is; with diesels: she snorts"),
    ),
    table(
        "magazines",
        "rounds left after each salvo",
        "time_s unit_id mount_id",
        TIME,
        ("unit_id", TEXT, "unit"),
        ("mount_id", TEXT, "mount"),
        ("rounds", INT, "left"),
    ),
    table(
        "warnings",
        "a model was asked outside its validity range; once a model and unit",
        "time_s model unit_id",
        TIME,
        ("model", TEXT, "model"),
        ("unit_id", TEXT, "unit, if one"),
        ("text", TEXT, "what was asked and what holds"),
    ),
)

_CLOSING = (
    table(
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

TABLES: dict[str, Table] = {one.name: one for one in STILL + _MOVING + _CLOSING}
"""In this fixed order the tables are hashed."""

TIMED: dict[str, str] = {
    one.name: next(column.name for column in one.columns if column.name in ("time_s", "sent_s")) for one in _MOVING
}
"""The column that says when, of each table that grows as the exercise goes on: it tells how far a recording got."""
