"""The page `docs/recording.md`, written from the schema so that it cannot differ from it.

`python -m fleetex.record.describe > docs/recording.md`
"""

import sys

from fleetex.record import schema
from fleetex.record.content import IDENTITY
from fleetex.record.schema import READABLE_BY, SCHEMA_VERSION, TABLES, Table

_DTYPES = {
    schema.FLOAT: "number",
    schema.SINGLE: "number, single precision",
    schema.INT: "whole number",
    schema.LONG: "whole number, 64 bits",
    schema.BOOL: "truth",
    schema.TEXT: "text",
}

_HEAD = f"""# The recording, schema version {SCHEMA_VERSION}

<!-- Written by `python -m fleetex.record.describe` from src/fleetex/record/schema.py. Do not edit it here. -->

`fleetex run FILE -o DIR` leaves a folder that holds what happened and all that is needed to understand it: the resolved
scenario, the library values used with their sources, the environment, and the seed, hashes and versions. Any Parquet
reader opens it. A recording of a real exercise, made from AIS and a log, has the same form.

```sh
fleetex sql DIR "SELECT unit_id, count(*) AS legs FROM legs GROUP BY unit_id ORDER BY unit_id"
```

| file | what it is |
|---|---|
| `recording.json` | header (scenario, seed, versions), the tables with columns, rows and their files' CRC-32, footer |
| `TABLE.parquet` | one file a table, every column required, zstd; a table without rows has none |
| `journal.bin` | instead of these, while the run goes on and after it was cut off |

`crc32` beside a table in `recording.json` is that of its file, in eight hexadecimal digits; `crc32` at the top is that
of all the rest of `recording.json` in its fixed spelling (keys sorted, no blanks, UTF-8). What does not fit is refused
as damaged. A recording made elsewhere may leave them out.

## What holds for every table

- Times are seconds from the exercise's start (`start_utc` in the header). Angles are degrees, clockwise from true
  north in [0, 360); latitude is north and longitude east positive, WGS84. Other units stand at the end of a column's
  name: `_m`, `_mps`, `_kg`, `_kgps`, `_db`.
- A missing number is NaN, a missing whole number 0, a missing truth false, a missing text empty. In SQL ask
  `isnan(x)`, not `x IS NULL`.
- Rows are known by the columns of the table's key. The order of rows in a file means nothing.
- A later version may add tables and columns and never renames them. A reader ignores what it does not know. The header
  says `schema` (this is {SCHEMA_VERSION}) and `readable_by`, the oldest schema whose readers understand it
  (this is {READABLE_BY}).

## Where a unit is

Positions are not stored. They follow from the legs, exactly. From `time_s` to `end_s` the unit moves from
(`lat_deg`, `lon_deg`); tau seconds after `time_s`, with v = `speed_mps`, a = `accel_mps2`, omega = `turn_degps`:

- **straight** (omega = 0): along the geodesic or the rhumb line (`line`) that leaves on `course_deg`, the distance
  v tau + a tau^2 / 2. On a rhumb line the course stays, on a geodesic it changes as the line does.
- **turning**: on the geodesic that leaves on the azimuth course + omega tau / 2, the length
  2 (v / omega) sin(omega tau / 2) with omega in radians; the heading is course + omega tau.

Speed is over the ground at sea level. Height is `height_m` + `climb_mps` tau. `fleetex.record.positions` does this.

In SQL, `positions(unit, seconds)` is a table that does it: a row each so many seconds from the start, for the times at
which the unit is in play, with `unit_id`, `time_s`, `lat_deg`, `lon_deg`, `course_deg`, `speed_mps`, `height_m`; the
unit `'*'` is all of them. `range_m(lat, lon, lat, lon)` and `bearing_deg(lat, lon, lat, lon)` are the geodesic between
two places, so that this is when two ships were nearest:

```sh
fleetex sql DIR "SELECT * FROM positions('qiqihar', 60)" --csv
fleetex sql DIR "SELECT a.time_s, range_m(a.lat_deg, a.lon_deg, b.lat_deg, b.lon_deg) AS apart_m
  FROM positions('qiqihar', 60) a JOIN positions('tributs', 60) b USING (time_s) ORDER BY apart_m LIMIT 1"
```

In SQL, `exercise` is a table of one row that says what the header says: `id`, `name`, `aim`, `start_utc`, `end_utc`
(UTC), `zone`, `otc`, `until_s` (so far the recording goes), `complete`, `seed`, `replication`, `version`,
`scenario_file`, `scenario_hash`, `library_hash`. All other times are seconds from its `start_utc`: `time_s` in every
table but `messages`, which has `sent_s`, when a message was said, and `heard_s`, when it was heard:

```sh
fleetex sql DIR "SELECT start_utc + to_seconds(sent_s) AS said_utc, from_id, to_id, kind FROM messages, exercise"
```

## The content hash

`fleetex hash DIR` prints the SHA-256 of what the recording says. The same scenario, seed and version give the same
hash, whatever the machine's load, after a crash and resume too, and whether the recording is closed or still a journal.
It goes over, with every length and code before a text as 4 bytes, little-endian:

1. the 18 bytes `fleetex content 1` and a line feed;
2. the header's {", ".join(f"`{name}`" for name in IDENTITY)} as one JSON text (keys sorted, no blanks, null if
   absent), after its length;
3. for each table with rows, in the order below: its name after its length; the number of rows as 8 bytes; then for each
   column from left to right its name and its type (`f8`, `f4`, `i4`, `i8`, `bool`, `text`) after their lengths, and its
   values: numbers little-endian with one NaN and no negative zero, truths as a byte, texts as UTF-8 after their length.

Rows stand in the order of the table's key columns, then of the others from left to right: numbers by value, NaN last,
texts by code point. Wall time, host and path are in the footer under `wall`, or nowhere, and not in the hash.

## The journal

Sixteen bytes (`FLEETEX` and a line feed, format version u4, 0 u4), then frames: magic `FxFr`, kind u1, 0 u1, table u2,
count u4, payload length u8, CRC-32 u4 over the head before it and the payload; then the payload. Little-endian.

| kind | payload |
|---|---|
| 1 header | JSON: `schema`, `readable_by`, `tables`, `header` |
| 2 names | JSON: texts whose codes run on from `count`; the first codes are the header's `names` |
| 3 rows | the table's columns one after the other, `count` values each; truths u1, texts i4 codes, -1 the empty text |
| 4 reached | f8: all up to this exercise time has been recorded |
| 5 checkpoint | JSON index after its length u4, text, arrays: what a run continues from |
| 6 footer | JSON: the run came to its end |

A frame that is cut off or whose CRC-32 does not fit ends the journal there: what stands before it is the recording.
It is written at least once a wall second. Closing makes the Parquet files, then `recording.json`, then removes the
journal; while the journal is there it alone counts.
"""


def page() -> str:
    """The whole page as Markdown."""
    contents = ["## Tables", ""]
    contents += [f"- [`{table.name}`](#{table.name}): {table.meaning}" for table in TABLES.values()]
    return "\n".join([_HEAD, *contents, "", *(_section(table) for table in TABLES.values())])


def _section(table: Table) -> str:
    rows = [
        f"| `{column.name}` | {'key, ' if column.name in table.key else ''}{_DTYPES[column.dtype]} | {column.meaning} |"
        for column in table.columns
    ]
    return "\n".join(
        [
            f"### {table.name}",
            "",
            f"{table.meaning[0].upper()}{table.meaning[1:]}.",
            "",
            "| column | type | meaning |",
            "|---|---|---|",
            *rows,
            "",
        ]
    )


if __name__ == "__main__":
    sys.stdout.write(page())
