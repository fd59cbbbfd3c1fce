"""Published values, as they lie in a folder of CSV tables, one a topic: read row by row, each fault with its line.

Columns: case, quantity, expected, unit, tolerance, tol_kind (abs, rel, abs_s: seconds between time stamps, exact),
in_* (inputs; blank: not used), source, source_kind, cross_check. `definitions.csv` says what each quantity is.
"""

import csv
import io
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path

DEFINITIONS = "definitions.csv"
NEEDED = ("case", "quantity", "expected", "unit", "tolerance", "tol_kind", "source", "source_kind")
TOLERANCE_KINDS = ("abs", "rel", "abs_s", "exact")
SOURCE_KINDS = ("document", "repo-test", "table-in-repo", "ref-run", "measured", "independent", "memory", "closed-form")
_BYTES_MAX = 1 << 26


class TruthError(Exception):
    """A truth folder that cannot be read at all."""


@dataclass(frozen=True)
class Fault:
    """What is wrong with one line of a table; the other lines count."""

    file: str
    line: int
    found: str
    allowed: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: found {self.found}; {self.allowed}"


class MissingInputError(Exception):
    """A row that lacks an input which its quantity needs, or has a text where a number is due."""


@dataclass(frozen=True)
class TruthRow:
    """One published value."""

    table: str
    """The file's name without its ending."""
    line: int
    case: str
    quantity: str
    expected: str
    unit: str
    tolerance: float
    tolerance_kind: str
    inputs: Mapping[str, str]
    source: str
    source_kind: str

    @property
    def topic(self) -> str:
        return topic_of(self.table)

    def __getitem__(self, name: str) -> float:
        """An input as a number. MissingInputError if it is not given, or is none."""
        text = self.text(name)
        try:
            value = float(text)
        except ValueError:
            raise MissingInputError(f"in_{name} '{text}': a number is due") from None
        if not math.isfinite(value):
            raise MissingInputError(f"in_{name} '{text}': a finite number is due")
        return value

    def text(self, name: str) -> str:
        """An input as it stands there. MissingInputError if it is not given."""
        found = self.inputs.get(name)
        if found is None:
            raise MissingInputError(f"no in_{name}: {self.quantity} needs it")
        return found

    def has(self, name: str) -> bool:
        return name in self.inputs

    def instant(self, name: str) -> datetime:
        """An input that is a date or a time; UTC unless it says another zone."""
        text = self.text(name)
        try:
            found = datetime.fromisoformat(text)
        except ValueError:
            raise MissingInputError(f"in_{name} '{text}': a date or time is due, as 2023-07-20T08:00:00Z") from None
        return found if found.tzinfo else found.replace(tzinfo=UTC)

    def numbers(self, name: str) -> list[float]:
        """An input that is a list of numbers, with semicolons between them."""
        text = self.text(name)
        try:
            return [float(part) for part in text.split(";")]
        except ValueError:
            raise MissingInputError(f"in_{name} '{text}': numbers with ; between them are due") from None


@dataclass(frozen=True)
class TruthSet:
    """The rows of all tables of a folder, and the lines that could not be read."""

    rows: Sequence[TruthRow]
    faults: Sequence[Fault] = field(default_factory=tuple)

    @cached_property
    def _of_quantity(self) -> Mapping[tuple[str, str], Sequence[TruthRow]]:
        found: dict[tuple[str, str], list[TruthRow]] = {}
        for row in self.rows:
            found.setdefault((row.table, row.quantity), []).append(row)
        return found

    @property
    def quantities(self) -> Sequence[tuple[str, str]]:
        """(Table, quantity) in the order of the tables."""
        return list(self._of_quantity)

    def of(self, table: str, quantity: str) -> Sequence[TruthRow]:
        return self._of_quantity.get((table, quantity), ())


def read_truth(folder: Path | None) -> TruthSet:
    """Read a folder's tables; None: the shipped set. TruthError if there is none to read."""
    units = _units()
    rows: list[TruthRow] = []
    faults: list[Fault] = []
    for name, text in _tables(folder):
        for found in _read(name, text, units):
            (rows if isinstance(found, TruthRow) else faults).append(found)  # type: ignore[arg-type]
    return TruthSet(rows, faults)


def topic_of(name: str) -> str:
    """What a table is about, of its file's name: `06_radar.csv` and `radar.csv` are both `radar`."""
    stem = name.removesuffix(".csv")
    number, _, rest = stem.partition("_")
    return rest if number.isdigit() and rest else stem


def _tables(folder: Path | None) -> Iterator[tuple[str, str]]:
    if folder is None:
        shipped = files("fleetex.validation") / "truth"
        for file in sorted(shipped.iterdir(), key=lambda entry: entry.name):
            if file.name.endswith(".csv") and file.name != DEFINITIONS:
                yield file.name, file.read_text(encoding="utf-8")
        return
    if not folder.is_dir():
        raise TruthError(f"{folder} is not a folder of CSV tables")
    paths = [path for path in sorted(folder.glob("*.csv")) if _is_table(path)]
    if not paths:
        raise TruthError(
            f"{folder} holds no table of published values: one CSV a topic, its columns {', '.join(NEEDED)}"
        )
    for path in paths:
        yield path.name, _text_of(path)


def _is_table(path: Path) -> bool:
    """Whether a file is meant to be a table of values; definitions and the tables that models read are not."""
    if path.name.lower() == DEFINITIONS:
        return False
    head = _text_of(path).partition("\n")[0]
    return any(column in head.lower() for column in ("quantity", "expected", "case"))


def _text_of(path: Path) -> str:
    try:
        if path.stat().st_size > _BYTES_MAX:
            raise TruthError(f"{path} is larger than {_BYTES_MAX >> 20} MB: no table of published values is")
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise TruthError(f"{path} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise TruthError(f"{path} is not UTF-8 text: save it as UTF-8") from None


@cache
def _units() -> Mapping[tuple[str, str], frozenset[str]]:
    """(Topic, quantity) -> the units in which the shipped tables state it."""
    found: dict[tuple[str, str], set[str]] = {}
    for name, text in _tables(None):
        for fields in csv.DictReader(io.StringIO(text, newline="")):
            found.setdefault((topic_of(name), fields["quantity"]), set()).add(fields["unit"])
    return {quantity: frozenset(units) for quantity, units in found.items()}


def _read(name: str, text: str, units: Mapping[tuple[str, str], frozenset[str]]) -> Iterator[TruthRow | Fault]:
    """The rows of one table; a Fault in place of each that cannot be used."""
    reader = csv.DictReader(io.StringIO(text, newline=""))
    columns = reader.fieldnames or []
    missing = [column for column in NEEDED if column not in columns]
    if missing:
        yield Fault(name, 1, f"no column {', '.join(missing)}", f"a table has {', '.join(NEEDED)} and inputs in_*")
        return
    try:
        for fields in reader:
            yield _row(name, reader.line_num, fields, units)
    except csv.Error as error:
        yield Fault(name, reader.line_num, f"what is no CSV ({error})", "the lines before it count")


def _row(
    name: str, line: int, fields: dict[str, str], units: Mapping[tuple[str, str], frozenset[str]]
) -> TruthRow | Fault:
    if None in fields or None in fields.values():
        return Fault(name, line, "another number of cells than columns", "quote a text that holds a comma")
    quantity, unit, kind = fields["quantity"], fields["unit"], fields["tol_kind"]
    if not quantity:
        return Fault(name, line, "no quantity", "name what the value is of")
    known = units.get((topic_of(name), quantity))
    if known is not None and unit not in known:
        return Fault(name, line, f"unit '{unit}' of {quantity}", f"its unit is {' or '.join(sorted(known))}")
    if kind not in TOLERANCE_KINDS:
        return Fault(name, line, f"tol_kind '{kind}'", f"it is one of {', '.join(TOLERANCE_KINDS)}")
    if fields["source_kind"] not in SOURCE_KINDS:
        return Fault(name, line, f"source_kind '{fields['source_kind']}'", f"it is one of {', '.join(SOURCE_KINDS)}")
    tolerance = _number(fields["tolerance"] or "0")
    if tolerance is None or tolerance < 0.0:
        return Fault(name, line, f"tolerance '{fields['tolerance']}'", "a number, 0 or more, is due")
    wrong = _wrong_value(fields["expected"], kind, unit)
    if wrong:
        return Fault(name, line, f"expected '{fields['expected']}'", wrong)
    inputs = {
        column[3:]: value.strip() for column, value in fields.items() if column.startswith("in_") and value.strip()
    }
    return TruthRow(
        name.removesuffix(".csv"),
        line,
        fields["case"],
        quantity,
        fields["expected"].strip(),
        unit,
        tolerance,
        kind,
        inputs,
        fields["source"],
        fields["source_kind"],
    )


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _wrong_value(text: str, kind: str, unit: str) -> str:
    """What is due in place of an expected value; nothing if it will do."""
    if kind == "abs_s":
        try:
            datetime.fromisoformat(text)
        except ValueError:
            return "a time stamp is due, as 2023-07-20T08:00:00Z"
        return ""
    if kind == "exact" or unit == "text":
        return "" if text.strip() else "a text is due"
    return "" if _number(text) is not None else "a number is due"
