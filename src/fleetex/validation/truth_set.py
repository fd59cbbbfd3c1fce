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
_RAISED = str.maketrans({"²": "2", "³": "3", "·": "", "µ": "u", "μ": "u"})
_SPELT = {
    **dict.fromkeys(("nm", "naut.mi", "nauticalmile", "nauticalmiles"), "nmi"),
    **dict.fromkeys(("kt", "kts", "knot", "knots"), "kn"),
    **dict.fromkeys(("°", "degree", "degrees"), "deg"),
    **dict.fromkeys(("°/s", "degree/s", "degrees/s", "deg/sec"), "deg/s"),
    **dict.fromkeys(("second", "seconds", "sec"), "s"),
    **dict.fromkeys(("minute", "minutes", "mins"), "min"),
    **dict.fromkeys(("hour", "hours", "hr", "hrs"), "h"),
    **dict.fromkeys(("metre", "metres", "meter", "meters"), "m"),
    **dict.fromkeys(("kilometre", "kilometres", "kilometer", "kilometers"), "km"),
    **dict.fromkeys(("mps", "m/sec", "ms-1"), "m/s"),
    **dict.fromkeys(("kelvin", "degk"), "K"),
    **dict.fromkeys(("pascal",), "Pa"),
    **dict.fromkeys(("kgm-3",), "kg/m3"),
    **dict.fromkeys(("decibel", "decibels", "dbre1m", "db(m2/m2)"), "dB"),
    **dict.fromkeys(("db/km", "dbkm-1"), "dB/km"),
    **dict.fromkeys(("dbre1upa2/hz", "dbre1upa^2/hz", "dbre1upa/sqrt(hz)", "dbre1upa/√hz"), "dBre1uPa2/Hz"),
    **dict.fromkeys(("n-units", "nunit", "nunits", "n"), "N-unit"),
    **dict.fromkeys(("candela",), "cd"),
    **dict.fromkeys(("ship",), "ships"),
    **dict.fromkeys(("timeunitofa,b", "timeunit"), "time"),
    **dict.fromkeys(("utcisotime", "utctime", "isoutc"), "UTC"),
    **dict.fromkeys(("", "-", "–", "none", "dimensionless", "ratio", "probability", "count"), "1"),
    **dict.fromkeys(("boolean", "flag"), "bool"),
    **dict.fromkeys(("string", "class"), "text"),
    **dict.fromkeys(("usgal/hr", "usgal/hour", "gal/h", "usgallon/h", "usgph"), "USgal/h"),
}
"""Other spellings of a unit, by its letters without blanks. No other unit: 3 km are not said to be 3 nmi."""


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
            return instant_of(text)
        except ValueError:
            raise MissingInputError(f"in_{name} '{text}': a date or time is due, as 2023-07-20T08:00:00Z") from None

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
    rows: list[TruthRow] = []
    faults: list[Fault] = []
    for name, text in _tables(folder):
        for found in _read(name, text) if isinstance(text, str) else (text,):
            (rows if isinstance(found, TruthRow) else faults).append(found)  # type: ignore[arg-type]
    return TruthSet(rows, faults)


def topic_of(name: str) -> str:
    """What a table is about, of its file's name: `06_radar.csv` and `radar.csv` are both `radar`."""
    stem = name.lower().removesuffix(".csv")
    number, _, rest = stem.partition("_")
    return rest if number.isdigit() and rest else stem


def instant_of(text: str) -> datetime:
    """A time stamp; UTC unless it says another zone. ValueError if it is none."""
    found = datetime.fromisoformat(text.strip())
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _tables(folder: Path | None) -> Iterator[tuple[str, str | Fault]]:
    """(Name, text) of each table; what is wrong with a file in place of its text."""
    if folder is None:
        yield from _shipped()
        return
    if not folder.is_dir():
        raise TruthError(f"{folder} is not a folder of CSV tables")
    files = [path for path in sorted(folder.iterdir()) if path.suffix.lower() == ".csv" and path.is_file()]
    texts = [(path.name, _text_of(path)) for path in files if path.name.lower() != DEFINITIONS]
    tables = [(name, text) for name, text in texts if isinstance(text, Fault) or not text.strip() or _is_table(text)]
    if not any(isinstance(text, Fault) or text.strip() for _, text in tables):
        raise TruthError(
            f"{folder} holds no table of published values: one CSV a topic, its columns {', '.join(NEEDED)}"
        )
    yield from tables


def _shipped() -> Iterator[tuple[str, str]]:
    shipped = files("fleetex.validation") / "truth"
    for file in sorted(shipped.iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".csv") and file.name != DEFINITIONS:
            yield file.name, file.read_text(encoding="utf-8")


def _is_table(text: str) -> bool:
    """Whether a file is meant to be a table of values; the tables that models read are not."""
    head = text.partition("\n")[0].lower()
    return any(column in head for column in ("quantity", "expected", "case"))


def _text_of(path: Path) -> str | Fault:
    try:
        if path.stat().st_size > _BYTES_MAX:
            return Fault(path.name, 1, f"more than {_BYTES_MAX >> 20} MB", "no table of published values is so large")
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        return Fault(path.name, 1, f"a file that cannot be read: {error.strerror}", "the other tables count")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        return Fault(path.name, line, "what is not UTF-8 text", "save it as UTF-8; the other tables count")


@cache
def _units() -> Mapping[str, Mapping[str, frozenset[str]]]:
    """Quantity -> topic -> the units in which the shipped tables state it."""
    found: dict[str, dict[str, set[str]]] = {}
    for name, text in _shipped():
        for fields in csv.DictReader(io.StringIO(text, newline="")):
            found.setdefault(fields["quantity"], {}).setdefault(topic_of(name), set()).add(fields["unit"])
    return {
        quantity: {topic: frozenset(units) for topic, units in topics.items()} for quantity, topics in found.items()
    }


def _units_of(topic: str, quantity: str) -> frozenset[str]:
    """The units of a quantity: of its topic, or, in a table of another name, of any. Empty: it is not known."""
    topics = _units().get(quantity, {})
    return topics.get(topic) or frozenset().union(*topics.values())


def unit_named(text: str, known: frozenset[str]) -> str | None:
    """Which of the units a text is another spelling of; None if of none."""
    plain = _plain_unit(text)
    return next((unit for unit in sorted(known) if _plain_unit(unit) == plain), None)


def _plain_unit(text: str) -> str:
    """A unit without blanks, dots and raised figures, in one spelling."""
    bare = text.strip().translate(_RAISED).replace(" ", "").replace("^", "").replace("**", "")
    return _SPELT.get(bare) or _SPELT.get(bare.lower()) or bare


def _read(name: str, text: str) -> Iterator[TruthRow | Fault]:
    """The rows of one table; a Fault in place of each that cannot be used."""
    if not text.strip():
        yield Fault(name, 1, "an empty file", f"a table has {', '.join(NEEDED)} and inputs in_*")
        return
    reader = csv.DictReader(io.StringIO(text, newline=""))
    try:
        columns = [_column(column) for column in reader.fieldnames or []]
        missing = [column for column in NEEDED if column not in columns]
        if missing:
            yield Fault(name, 1, f"no column {', '.join(missing)}", f"a table has {', '.join(NEEDED)} and inputs in_*")
            return
        twice = sorted({column for column in columns if column and columns.count(column) > 1})
        if twice:
            yield Fault(name, 1, f"column {', '.join(twice)} twice", "each column stands once")
            return
        reader.fieldnames = columns
        for fields in reader:
            if any(value and value.strip() for value in fields.values() if isinstance(value, str)):
                yield _row(name, reader.line_num, fields)
    except csv.Error as error:
        yield Fault(name, reader.line_num, f"what is no CSV ({error})", "the lines before it count")


def _column(head: str) -> str:
    """A column's name without blanks around it; what all tables have is known in capitals too."""
    bare = head.strip()
    return bare.lower() if bare.lower() in NEEDED else bare


def _row(name: str, line: int, fields: dict[str, str]) -> TruthRow | Fault:
    if None in fields or None in fields.values():
        return Fault(name, line, "another number of cells than columns", "quote a text that holds a comma")
    fields = {column: value.strip() for column, value in fields.items()}
    quantity, unit, kind = fields["quantity"], fields["unit"], fields["tol_kind"].lower()
    if not quantity:
        return Fault(name, line, "no quantity", "name what the value is of")
    known = _units_of(topic_of(name), quantity)
    named = unit_named(unit, known) if known else unit
    if named is None:
        return Fault(name, line, f"unit '{unit}' of {quantity}", f"its unit is {' or '.join(sorted(known))}")
    if kind not in TOLERANCE_KINDS:
        return Fault(name, line, f"tol_kind '{fields['tol_kind']}'", f"it is one of {', '.join(TOLERANCE_KINDS)}")
    source_kind = fields["source_kind"].lower()
    if source_kind not in SOURCE_KINDS:
        return Fault(name, line, f"source_kind '{fields['source_kind']}'", f"it is one of {', '.join(SOURCE_KINDS)}")
    tolerance = _number(fields["tolerance"] or "0")
    if tolerance is None or tolerance < 0.0:
        return Fault(name, line, f"tolerance '{fields['tolerance']}'", "a number, 0 or more, is due")
    wrong = _wrong_value(fields["expected"], kind, named, bool(known))
    if wrong:
        return Fault(name, line, f"expected '{fields['expected']}'", wrong)
    inputs = {column[3:]: value for column, value in fields.items() if column.startswith("in_") and value}
    return TruthRow(
        name[:-4] if name.lower().endswith(".csv") else name,
        line,
        fields["case"],
        quantity,
        fields["expected"],
        named,
        tolerance,
        kind,
        inputs,
        fields["source"],
        source_kind,
    )


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _wrong_value(text: str, kind: str, unit: str, known: bool) -> str:
    """What is due in place of an expected value; nothing if it will do."""
    if kind == "abs_s":
        try:
            instant_of(text)
        except ValueError:
            return "a time stamp is due, as 2023-07-20T08:00:00Z"
        return ""
    if unit == "text" or (kind == "exact" and not known):
        return "" if text else "a text is due"
    return "" if _number(text) is not None else "a number is due"
