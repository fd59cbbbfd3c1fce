"""Writes docs/recording.md from the recording schema, so that the page cannot part from the code: `make docs`."""

from pathlib import Path

from fleetex.record.schema import SCHEMA_VERSION, TABLES, Table

PAGE = Path(__file__).with_name("recording.md")
HEAD = f"""# The recording, schema version {SCHEMA_VERSION}

`fleetex run FILE -o DIR` leaves a folder of Parquet tables that any Parquet reader opens. It holds what happened and all
that is needed to understand it: the resolved scenario, the library values used with their sources, the environment, and
the seed, hashes and versions.

```sh
fleetex sql DIR "SELECT unit_id, count(*) AS legs FROM legs GROUP BY unit_id ORDER BY unit_id"
```

- Times are seconds from the exercise's start. Angles are degrees clockwise from true north; latitude north and longitude
  east are positive, WGS84. A missing number is NaN (a missing whole number 0, a missing truth false), a missing text is
  empty. A table without rows has no file.
- The hash (`fleetex hash DIR`) is SHA-256 over the tables in the order of this page, rows in the order of their key,
  little-endian; no wall time, host or path is in it.
- While a run goes on, rows go to a journal of checksummed frames; closing it makes the Parquet tables. A run that was
  killed opens and says how far it got, and `fleetex run --resume` goes on from its last checkpoint.
- A later version may add tables and columns and never renames them; readers ignore what they do not know.

A leg is a meaning, from which a position at any instant follows. From `time_s` to `end_s` the unit moves from
(`lat_deg`, `lon_deg`); τ seconds after `time_s`, with v, a, ω the columns `speed_mps`, `accel_mps2`, `turn_degps`:

- straight (ω = 0): it has run v τ + a τ² / 2 along the geodesic or rhumb line that left on `course_deg`;
- turning: it lies on the geodesic that leaves on azimuth `course_deg` + ω τ / 2, at the distance
  2 (v / ω) sin(ω τ / 2), and heads `course_deg` + ω τ.

Speed is over the ground at sea level. Height is `height_m` + `climb_mps` τ.
"""
TYPES = {"f8": "float64", "f4": "float32", "i4": "int32", "i8": "int64", "bool": "bool", "text": "text"}


def page() -> str:
    """The page as Markdown."""
    return "\n".join([HEAD, *map(_section, TABLES.values())])


def _section(table: Table) -> str:
    rows = [f"| `{column.name}` | {TYPES[column.dtype]} | {column.meaning} |" for column in table.columns]
    key = ", ".join(f"`{name}`" for name in table.key)
    meaning = table.meaning[0].upper() + table.meaning[1:]
    head = [f"## {table.name}", "", f"{meaning}. Key: {key}.", "", "| column | type | meaning |", "| --- | --- | --- |"]
    return "\n".join([*head, *rows, ""])


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
