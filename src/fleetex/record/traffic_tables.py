"""The recording's tables of the traffic: who came within reach, and how she went while she was."""

from fleetex.record.columns import BOOL, FLOAT, INT, TEXT, table

TRAFFIC = (
    table(
        "traffic",
        "ships of the background that came within anybody's reach, one row a ship; they are no units",
        "ship_id time_s",
        ("ship_id", TEXT, "STREAM/number; contacts, tracks and budgets name her as their target"),
        ("stream", TEXT, "lane, fishing ground or file of tracks in the scenario's `traffic`"),
        ("time_s", FLOAT, "when the first leg begins of which there is a row"),
        ("class_id", TEXT, "library class"),
        ("class_name", TEXT, "class in words"),
        ("type_code", TEXT, "type letters"),
        ("kind", TEXT, "as of units"),
        ("ais", BOOL, "says on AIS who she is"),
        ("length_m", FLOAT, "length over all"),
        ("beam_m", FLOAT, "beam"),
        ("source", TEXT, "who reported the stream"),
        ("confidence", TEXT, "high, medium, low, design"),
        ("notional", BOOL, "the stream was not reported"),
    ),
    table(
        "traffic_legs",
        "their true movements while they were within anybody's reach: whole legs, straight, geodesic, steady; the "
        "other legs follow from scenario and seed. A leg may begin before the exercise or end after it",
        "ship_id time_s leg",
        ("ship_id", TEXT, "ship of `traffic`"),
        ("leg", INT, "number of the leg; those between were out of reach"),
        ("time_s", FLOAT, "begins"),
        ("end_s", FLOAT, "ends"),
        ("lat_deg", FLOAT, "latitude at the beginning"),
        ("lon_deg", FLOAT, "longitude at the beginning"),
        ("course_deg", FLOAT, "course at the beginning"),
        ("speed_mps", FLOAT, "speed"),
    ),
)
