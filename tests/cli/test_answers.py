"""What the command prints of rows and values, byte for byte."""

import json
import math

import numpy as np

from fleetex.cli.answers import as_json, csv_rows, json_rows, plain, table_rows

COLUMNS = ("serial_id", "rounds", "mean_m")
ROWS = [("GUNEX-1", 24, 81.25), ("NGFS, 2", 6, math.nan), ("COMMEX-1", 0, None)]


def test_a_table_lines_its_columns_up_and_counts_its_rows() -> None:
    assert table_rows(("unit_id", "rounds"), [("tributs", 24), ("rizhao", 6)]).split("\n") == [
        "unit_id  rounds",
        "-------  ------",
        "tributs      24",
        "rizhao        6",
        "(2 rows)",
    ]


def test_a_table_without_rows_shows_its_columns() -> None:
    assert table_rows(("unit_id", "rounds"), []).split("\n") == ["unit_id  rounds", "-------  ------", "(0 rows)"]


def test_a_long_cell_is_shown_whole() -> None:
    reason = "sea state 6 is above the rig's limit of 5 " * 10
    assert reason.strip() in table_rows(("reason",), [(reason,)])


def test_csv_quotes_commas_and_leaves_the_unknown_empty() -> None:
    assert csv_rows(COLUMNS, ROWS).split("\n") == [
        "serial_id,rounds,mean_m",
        "GUNEX-1,24,81.25",
        '"NGFS, 2",6,',
        "COMMEX-1,0,",
    ]


def test_json_has_no_nan_because_no_other_program_reads_it() -> None:
    assert json.loads(json_rows(COLUMNS, ROWS))[1] == {"serial_id": "NGFS, 2", "rounds": 6, "mean_m": None}


def test_numbers_of_numpy_become_plain_numbers() -> None:
    assert plain({"a": np.float64(1.5), "b": np.int32(3), "c": np.array([1.0, np.inf]), "d": np.bool_(True)}) == {
        "a": 1.5,
        "b": 3,
        "c": [1.0, None],
        "d": True,
    }


def test_text_of_any_alphabet_stays_as_it_is() -> None:
    assert "Северное" in as_json({"name": "Северное"})
