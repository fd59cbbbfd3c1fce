"""The recording's table of practice weapons against submarines: each torpedo and each charge, and what came of it."""

from fleetex.record.columns import FLOAT, INT, SERIAL, TEXT, table

WEAPONS = (
    table(
        "launches",
        "practice weapons against submarines, a row a torpedo or charge, once its run is over; nothing bursts",
        "time_s unit_id mount_id salvo round",
        ("time_s", FLOAT, "launched"),
        ("unit_id", TEXT, "who"),
        ("mount_id", TEXT, "from which tubes or launcher"),
        ("salvo", TEXT, "salvo"),
        ("round", INT, "number in the salvo"),
        ("class_id", TEXT, "library row"),
        ("kind", TEXT, "torpedo or charge"),
        SERIAL,
        ("target_id", TEXT, "meant for"),
        ("range_m", FLOAT, "from the launcher to the point of aim"),
        ("aim_lat_deg", FLOAT, "point of aim"),
        ("aim_lon_deg", FLOAT, "point of aim"),
        ("depth_m", FLOAT, "set: a torpedo's search, a charge's fuse"),
        ("entry_s", FLOAT, "into the water"),
        ("entry_lat_deg", FLOAT, "where"),
        ("entry_lon_deg", FLOAT, "where"),
        ("entry_error_m", FLOAT, "off the point of aim: where it fell, or where a swimming torpedo's line led"),
        ("acquired_id", TEXT, "whom a torpedo's seeker found first (truth)"),
        ("acquired_s", FLOAT, "when; NaN if it found nobody"),
        ("closest_id", TEXT, "the submarine that it came nearest to (truth)"),
        ("closest_m", FLOAT, "slant distance to her hull then; of a charge at the fuse's time"),
        ("closest_s", FLOAT, "when"),
        ("end_s", FLOAT, "its run is over"),
        ("end_lat_deg", FLOAT, "where"),
        ("end_lon_deg", FLOAT, "where"),
        ("run_m", FLOAT, "through the water; NaN of a charge"),
        ("outcome", TEXT, "assessed hit or miss"),
        ("reason", TEXT, "why"),
    ),
)
