"""What a query can call besides the tables: where units are, and how far and in what direction from each other.

SELECT * FROM positions('qiqihar', 60)          -- a row each 60 s; '*' for every unit
SELECT range_m(a.lat_deg, a.lon_deg, b.lat_deg, b.lon_deg) FROM ...
SELECT start_utc, seed FROM exercise            -- what the header says, in one row
"""

import math
import weakref
from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from fleetex.record.errors import RecordingError

if TYPE_CHECKING:
    import duckdb

    from fleetex.record.reader import Recording

ROWS_MAX = 2_000_000
"""So many positions are computed for one call."""
EVERYBODY = "*"
_NUMBERS = ("time_s", "lat_deg", "lon_deg", "course_deg", "speed_mps", "height_m")
_MACRO = (
    "CREATE MACRO positions(unit, every_s) AS TABLE SELECT unnest(p.unit_id) AS unit_id, "
    + ", ".join(f"unnest(p.{name}) AS {name}" for name in _NUMBERS)
    + " FROM (SELECT __positions(unit, every_s) AS p)"
)

_HEADER = {
    "seed": "BIGINT",
    "replication": "BIGINT",
    "version": "VARCHAR",
    "scenario_file": "VARCHAR",
    "scenario_hash": "VARCHAR",
    "library_hash": "VARCHAR",
}
"""Keys of the header that `exercise` has as they are."""
Lists = dict[str, list[Any]]


def read_only_answer(bound: "duckdb.DuckDBPyConnection", query: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Column names and rows of one SELECT (WITH, FROM, VALUES, DESCRIBE, SUMMARIZE, SHOW are SELECTs too).

    The statement's kind is DuckDB's own word; a DELETE inside a SELECT is stopped by a transaction that only reads.
    """
    import duckdb

    due = "one SELECT is due (or WITH ... SELECT, DESCRIBE, SUMMARIZE, SHOW): a recording is asked, never changed"
    try:
        statements = duckdb.extract_statements(query)
        if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
            raise RecordingError(due)
        bound.execute("BEGIN TRANSACTION READ ONLY")
        try:
            answer = bound.execute(query)
            return [column[0] for column in answer.description or ()], answer.fetchall()
        finally:
            bound.execute("ROLLBACK")
    except duckdb.Error as error:
        words = str(error)
        if "read-only mode" in words:
            raise RecordingError(due) from None
        raise RecordingError(f"the query failed: {words.rpartition('UDF: RecordingError: ')[2]}") from None


def add_functions(bound: "duckdb.DuckDBPyConnection", recording: "Recording") -> None:
    """Teach a connection `positions`, `range_m` and `bearing_deg`. It is closed with the recording, or at exit."""
    import duckdb

    shape = {"unit_id": duckdb.list_type("VARCHAR"), **{name: duckdb.list_type("DOUBLE") for name in _NUMBERS}}
    asked: list[Any] = ["VARCHAR", "DOUBLE"]
    bound.create_function("__positions", _positions_of(recording), asked, duckdb.struct_type(shape))
    ends: list[Any] = ["DOUBLE"] * 4
    bound.create_function("range_m", _range_m, ends, "DOUBLE")
    bound.create_function("bearing_deg", _bearing_deg, ends, "DOUBLE")
    bound.execute(_MACRO)
    if "exercise" not in recording.names():
        _add_exercise(bound, recording)
    weakref.finalize(recording, bound.close)


def _add_exercise(bound: "duckdb.DuckDBPyConnection", recording: "Recording") -> None:
    """The table `exercise`, one row of what the header says; null where a recording does not say it."""
    header = recording.header
    scenario = header.get("scenario")
    told = scenario.get("exercise") if isinstance(scenario, dict) else None
    told = told if isinstance(told, dict) else {}
    names = told.get("names")
    row: dict[str, tuple[str, Any]] = {
        "id": ("VARCHAR", told.get("id")),
        "name": ("VARCHAR", names[0] if isinstance(names, list) and names else None),
        "aim": ("VARCHAR", told.get("aim")),
        "start_utc": ("TIMESTAMP", _naive_utc(header.get("start_utc"))),
        "end_utc": ("TIMESTAMP", _naive_utc(header.get("end_utc"))),
        "zone": ("VARCHAR", told.get("zone")),
        "otc": ("VARCHAR", told.get("otc")),
        "until_s": ("DOUBLE", recording.until_s),
        "complete": ("BOOLEAN", recording.complete),
        **{key: (kind, _of_kind(kind, header.get(key))) for key, kind in _HEADER.items()},
    }
    columns = ", ".join(f"{name} {kind}" for name, (kind, _) in row.items())
    bound.execute(f"CREATE TABLE exercise ({columns})")
    values = [_text_of(value) if kind == "VARCHAR" else value for kind, value in row.values()]
    bound.execute(f"INSERT INTO exercise VALUES ({', '.join('?' * len(values))})", values)


def _naive_utc(found: object) -> datetime | None:
    try:
        time = datetime.fromisoformat(str(found))
    except ValueError:
        return None
    return time if time.tzinfo is None else time.astimezone(UTC).replace(tzinfo=None)


def _of_kind(kind: str, found: object) -> object:
    """A header's value if it is what is due: a header may be a stranger's."""
    return found if kind == "VARCHAR" or (isinstance(found, int) and abs(found) < 2**63) else None


def _text_of(found: object) -> str | None:
    return None if found is None else str(found)


def _positions_of(recording: "Recording") -> Callable[[str, float], Lists]:
    """The function behind `positions`; it does not keep the recording."""
    told = weakref.ref(recording)

    @lru_cache(maxsize=32)
    def lists(unit: str, every_s: float) -> Lists:
        recording = told()
        assert recording is not None
        return _lists(recording, unit, every_s)

    return lists


def _lists(recording: "Recording", unit: str, every_s: float) -> Lists:
    from fleetex.record.positions import positions

    units = sorted(recording.table("units")["unit_id"])
    chosen = units if unit == EVERYBODY else [unit]
    if not set(chosen) <= set(units):
        raise RecordingError(f"positions: there is no unit {unit}; there are {', '.join(units)}, and '*' for all")
    if not (every_s > 0.0 and math.isfinite(every_s)):
        raise RecordingError("positions: seconds from one row to the next are due, e.g. positions('*', 60)")
    until_s = recording.until_s
    if until_s / every_s * len(chosen) > ROWS_MAX:
        raise RecordingError(f"positions: that would be more than {ROWS_MAX:,} rows; ask for fewer, farther apart")
    times_s = np.arange(0.0, until_s + 0.5 * every_s, every_s) if math.isfinite(until_s) else np.empty(0)
    lists: Lists = {"unit_id": [], **{name: [] for name in _NUMBERS}}
    for name in chosen:
        where = positions(recording, name, times_s[times_s <= until_s])
        known = ~np.isnan(where.lat_deg)
        columns = (
            times_s[: len(known)],
            where.lat_deg,
            where.lon_deg,
            where.course_deg,
            where.speed_mps,
            where.height_m,
        )
        lists["unit_id"] += [name] * int(known.sum())
        for key, values in zip(_NUMBERS, columns, strict=True):
            lists[key] += values[known].tolist()
    return lists


def _range_m(lat1_deg: float, lon1_deg: float, lat2_deg: float, lon2_deg: float) -> float:
    from fleetex.record.positions import ranges_and_bearings

    return float(ranges_and_bearings(lat1_deg, lon1_deg, lat2_deg, lon2_deg)[0])


def _bearing_deg(lat1_deg: float, lon1_deg: float, lat2_deg: float, lon2_deg: float) -> float:
    from fleetex.record.positions import ranges_and_bearings

    return float(ranges_and_bearings(lat1_deg, lon1_deg, lat2_deg, lon2_deg)[1])
