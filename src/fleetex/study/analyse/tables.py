"""The tables of a study as columns, and as files: CSV for people and spreadsheets, Parquet for programs.

measures   a row a measure: n, missing, mean with its 95 % interval, quartiles, and the seeds of telling runs
states     a row a serial and state that occurred: how often, and why
runs       every measure of every run             serials   how each serial of every run went     (Parquet alone)
"""

import csv
import io
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from fleetex.study.analyse.summaries import MeasureSummary, StateSummary
from fleetex.study.folder import replace_file
from fleetex.study.outcome import Outcome

Columns = dict[str, list[Any]]
_FOR_PROGRAMS_ALONE = ("runs", "serials")
_SPREAD = (
    ("mean", "mean"),
    ("sd", "sd"),
    ("low95", "low"),
    ("high95", "high"),
    ("interval", "interval"),
    ("min", "minimum"),
    ("q1", "lower_quartile"),
    ("median", "median"),
    ("q3", "upper_quartile"),
    ("max", "maximum"),
)
_TEXTS = frozenset(
    {"serial_id", "kind", "measure", "subject", "unit", "interval", "state", "reason", "reasons", "seeds"}
)
_WHOLE = frozenset({"runs", "n", "missing", "count", "seed", "seed_min", "seed_median", "seed_max"})


def measure_columns(summaries: Sequence[MeasureSummary]) -> Columns:
    """Columns of the table `measures`; what can't be had is None."""
    columns: Columns = {
        "serial_id": [s.serial_id for s in summaries],
        "kind": [s.kind for s in summaries],
        "measure": [s.name for s in summaries],
        "subject": [s.subject for s in summaries],
        "unit": [s.unit for s in summaries],
        "runs": [s.runs for s in summaries],
        "n": [s.n for s in summaries],
        "missing": [s.missing for s in summaries],
    }
    for name, attribute in _SPREAD:
        columns[name] = [_known(getattr(s.spread, attribute)) if s.spread else None for s in summaries]
    columns["interval"] = [text or "" for text in columns["interval"]]
    for name in ("seed_min", "seed_median", "seed_max"):
        columns[name] = [getattr(s, name) if s.values else None for s in summaries]
    return columns


def state_columns(summaries: Sequence[StateSummary]) -> Columns:
    """Columns of the table `states`."""
    return {
        "serial_id": [s.serial_id for s in summaries],
        "kind": [s.kind for s in summaries],
        "state": [s.state for s in summaries],
        "count": [s.count for s in summaries],
        "runs": [s.runs for s in summaries],
        "share": [s.share for s in summaries],
        "low95": [s.low for s in summaries],
        "high95": [s.high for s in summaries],
        "reasons": ["; ".join(f"{reason} ({count})" for reason, count in s.reasons) for s in summaries],
        "seeds": [" ".join(map(str, s.seeds)) for s in summaries],
    }


def run_columns(outcomes: Sequence[Outcome]) -> Columns:
    """Columns of the table `runs`."""
    rows = [(o.seed, m) for o in outcomes for m in o.measures]
    return {
        "seed": [seed for seed, _ in rows],
        "serial_id": [m.serial_id for _, m in rows],
        "measure": [m.name for _, m in rows],
        "subject": [m.subject for _, m in rows],
        "unit": [m.unit for _, m in rows],
        "value": [m.value for _, m in rows],
    }


def serial_columns(outcomes: Sequence[Outcome]) -> Columns:
    """Columns of the table `serials`."""
    rows = [(o.seed, s) for o in outcomes for s in o.serials]
    return {
        "seed": [seed for seed, _ in rows],
        **{
            name: [getattr(s, name) for _, s in rows]
            for name in ("serial_id", "kind", "state", "reason", "start_s", "end_s")
        },
    }


def write_tables(folder: Path, tables: Mapping[str, Columns]) -> list[Path]:
    """Write each table; the files. OSError if one can't be."""
    written = []
    for name, columns in tables.items():
        if name not in _FOR_PROGRAMS_ALONE:
            written.append(folder / f"{name}.csv")
            replace_file(written[-1], _csv(columns))
        written.append(folder / f"{name}.parquet")
        replace_file(written[-1], _parquet(columns))
    return written


def _known(value: Any) -> Any:
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _csv(columns: Columns) -> bytes:
    """RFC 4180, but lines end in \\n; unknown is empty; numbers as exact as they are."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(
        zip(*(["" if cell is None else cell for cell in cells] for cells in columns.values()), strict=True)
    )
    return text.getvalue().encode()


def _parquet(columns: Columns) -> bytes:
    import pyarrow
    from pyarrow import parquet

    arrays = {name: pyarrow.array(cells, _arrow_type(name)) for name, cells in columns.items()}
    content = pyarrow.BufferOutputStream()
    parquet.write_table(pyarrow.table(arrays), content, compression="zstd", store_schema=False)
    return bytes(content.getvalue())


def _arrow_type(column: str) -> Any:
    import pyarrow

    if column in _TEXTS:
        return pyarrow.string()
    return pyarrow.int64() if column in _WHOLE else pyarrow.float64()
