"""Spreadsheets of every make, sound or not: read, or told by line and column what to do; never a fault of ours."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from typer.testing import CliRunner

from fleetex.cli.main import app
from fleetex.plan.soe_reading import COLUMNS_MAX, LETTERS_MAX, ROWS_MAX, read_sheet
from fleetex.scenario import ScenarioError

HEAD = ["serial", "kind", "start", "end", "area", "oce", "roles"]
ROW = ["M-1", "MANEX", "200200ZJUL23", "200400ZJUL23", "MIDDLE", "alpha", "guide: alpha; followers: bravo"]


def text(separator: str = ",") -> str:
    rows = [[f'"{cell}"' if ";" in cell else cell for cell in row] for row in (HEAD, ROW)]
    return "\n".join(separator.join(row) for row in rows) + "\n"


def book(change: Callable[[Any], None] = lambda sheet: None) -> bytes:
    made, out = Workbook(), io.BytesIO()
    made.active.append(HEAD)
    made.active.append(ROW)
    change(made.active)
    made.save(out)
    return out.getvalue()


def imported(path: Path, content: bytes) -> tuple[int, str]:
    path.write_bytes(content)
    found = CliRunner().invoke(app, ["import", str(path)])
    return found.exit_code, found.output


@pytest.mark.parametrize(
    "content",
    [
        text(";").encode(),
        text("\t").encode(),
        text().encode("utf-8-sig"),
        text(";").encode("utf-16"),
        text().replace("\n", "\r").encode(),
        b"\n\n".join([text().encode(), b""]),
    ],
    ids=["semicolons", "tabs", "mark", "utf-16", "returns", "blank rows"],
)
def test_a_table_of_any_country_is_the_same_programme(content: bytes, tmp_path: Path) -> None:
    plain = imported(tmp_path / "plain.csv", text().encode())
    assert plain[0] == 0
    assert "guide: [alpha]" in plain[1]
    assert imported(tmp_path / "other.csv", content) == plain


def test_a_spreadsheet_with_macros_is_read(tmp_path: Path) -> None:
    assert imported(tmp_path / "a.xlsm", book()) == imported(tmp_path / "a.csv", text().encode())


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("latin.csv", text().replace("M-1", "M\u00f6-1").encode("latin-1"), ":2:2: found `byte F6`"),
        (
            "quote.csv",
            (text() + '"' + "x" * (LETTERS_MAX + 1)).encode(),
            ":3:1: no table that can be read: a cell has at most",
        ),
        ("quote.csv", (text() + '"' + "x" * 200_000).encode(), ":3:1: no table that can be read: a cell has at most"),
        ("long.csv", (text() + "\n" * ROWS_MAX + "M-2,MANEX").encode(), f"at most {ROWS_MAX} rows"),
        ("locked.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "without a password"),
        ("half.xlsx", book()[:2000], "save it anew as .xlsx"),
        ("empty.xlsx", b"", "save it anew as .xlsx"),
        ("year.csv", text().replace("end,", "duration,").replace("200400ZJUL23", "99999999 h").encode(), "366 days"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place(name: str, content: bytes, said: str, tmp_path: Path) -> None:
    code, output = imported(tmp_path / name, content)
    assert code == 2
    assert said in output
    assert f"{name}:" in output


def test_a_formula_without_its_value_is_told(tmp_path: Path) -> None:
    code, output = imported(tmp_path / "a.xlsx", book(lambda sheet: sheet.__setitem__("C2", "=A1+1")))
    assert code == 2
    assert ":2:3: found `=A1+1`; a formula without its value" in output


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "[Content_Types].xml"])
def test_a_mangled_part_is_told(part: str, tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book())) as found, zipfile.ZipFile(out, "w") as made:
        for name in found.namelist():
            made.writestr(name, found.read(name)[:-20] if name == part else found.read(name))
    code, output = imported(tmp_path / "a.xlsx", out.getvalue())
    assert code == 2
    assert "no spreadsheet that can be read" in output


def test_what_unpacks_to_too_much_is_refused_unread(tmp_path: Path) -> None:
    out, path = io.BytesIO(book()), tmp_path / "a.xlsx"
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as made, made.open("xl/media/image1.bmp", "w") as part:
        for _ in range(101):
            part.write(bytes(1_000_000))
    path.write_bytes(out.getvalue())
    with pytest.raises(ScenarioError, match="unpacked it has more than 100 MB"):
        read_sheet(path)


def test_a_stray_cell_at_the_far_corner_is_remarked_on(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(book(lambda sheet: sheet.__setitem__("XFD1048576", "x")))
    found = read_sheet(path)
    assert found.rows == [HEAD, ROW]
    assert f"rows after {ROWS_MAX} and columns after {COLUMNS_MAX} are not read" in found.notes[0]
