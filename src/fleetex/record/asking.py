"""DuckDB, shut in: it reads the Parquet files of a recording, and answers queries on copies of its tables."""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from fleetex.record.errors import RecordingError
from fleetex.record.schema import BOOL, FLOAT, INT, LONG, SINGLE, TEXT, Column, Table

if TYPE_CHECKING:
    import duckdb

NUMPY_TYPES = {FLOAT: "f8", SINGLE: "f4", INT: "i4", LONG: "i8", BOOL: "?", TEXT: "O"}
_SQL_TYPES = {FLOAT: "DOUBLE", SINGLE: "FLOAT", INT: "INTEGER", LONG: "BIGINT", BOOL: "BOOLEAN", TEXT: "VARCHAR"}
_MISSING_SQL = {FLOAT: "'nan'::DOUBLE", SINGLE: "'nan'::FLOAT", INT: "0", LONG: "0", BOOL: "false", TEXT: "''"}


SORTING_MEMORY = "400MB"
"""What a sort may take before it goes to disk."""


def connection(*, files: bool, scratch: Path | None = None) -> "duckdb.DuckDBPyConnection":
    """A DuckDB connection in memory that loads no extension and sees no variables of this program.

    `files` False: no file or network either, and nothing of this can be changed by a query. `scratch`: a folder of its
    own in which its tables lie instead, however large they are.
    """
    import duckdb

    config: dict[str, str | bool | int | float | list[str]] = {
        "threads": "2",
        "preserve_insertion_order": "true",
        "enable_external_access": str(files).lower(),
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "allow_community_extensions": "false",
        "python_enable_replacements": "false",
        "temp_directory": str(scratch) if scratch else "",
    }
    if scratch is None:
        return duckdb.connect(":memory:", config=config)
    return duckdb.connect(str(scratch / "tables"), config=config | {"memory_limit": SORTING_MEMORY})


def parquet_query(path: Path, table: Table) -> str:
    """A SELECT of a table's columns out of a Parquet file, of the schema's types, what is null there missing."""
    select = ", ".join(
        f'coalesce(CAST("{c.name}" AS {_SQL_TYPES[c.dtype]}), {_MISSING_SQL[c.dtype]}) AS "{c.name}"'
        for c in table.columns
    )
    exact = "".join(f"[{letter}]" if letter in "*?[" else letter for letter in str(path))
    return f"SELECT {select} FROM read_parquet({_quoted(Path(exact))})"


def parquet_columns(bound: "duckdb.DuckDBPyConnection", path: Path, table: Table) -> dict[str, np.ndarray]:
    """A table's columns out of a Parquet file, text as object arrays of str, what is null there missing."""
    import duckdb

    try:
        columns = bound.execute(parquet_query(path, table)).fetchnumpy()
    except (duckdb.Error, ValueError) as error:
        raise RecordingError(f"the recording is damaged: {path}: {str(error).splitlines()[0]}") from None
    return {c.name: np.ascontiguousarray(np.asarray(columns[c.name], NUMPY_TYPES[c.dtype])) for c in table.columns}


def copy_into(bound: "duckdb.DuckDBPyConnection", name: str, columns: dict[str, np.ndarray]) -> None:
    """Make a table of columns of at least one name, shape (rows,)."""
    dtypes = {
        column: next(d for d, n in NUMPY_TYPES.items() if np.dtype(n) == v.dtype) for column, v in columns.items()
    }
    if not len(next(iter(columns.values()))):
        shape = ", ".join(f'"{column}" {_SQL_TYPES[dtype]}' for column, dtype in dtypes.items())
        bound.execute(f'CREATE TABLE "{name}" ({shape})').fetchall()
        return
    bound.register("told", columns)
    select = ", ".join(f'CAST("{column}" AS {_SQL_TYPES[dtype]}) AS "{column}"' for column, dtype in dtypes.items())
    bound.execute(f'CREATE TABLE "{name}" AS SELECT {select} FROM told').fetchall()
    bound.unregister("told")


def missing_sql(column: Column) -> str:
    """What stands in a column that a recording lacks."""
    return _MISSING_SQL[column.dtype]


def _quoted(path: Path) -> str:
    """A path as an SQL text."""
    return "'" + str(path).replace("'", "''") + "'"
