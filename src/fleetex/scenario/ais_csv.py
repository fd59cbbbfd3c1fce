"""AIS tracks from a CSV file: `ship,time,lat,lon` and, if the classes differ, `class`; other columns are ignored.

ship,time,lat,lon,class
A1,2023-07-20T00:00:00Z,41.2500,132.9000,generic_bulk_carrier

`ship` is any key that tells ships apart; it is not recorded. Times are ISO 8601 with their offset, places decimal
degrees, WGS84. Rows of one ship follow each other in time; ships may be mixed.
"""

import csv
import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path as FilePath
from typing import NoReturn

from fleetex.quantities import QuantityError, parse_time
from fleetex.scenario.problems import Problem
from fleetex.units import EARTH_RADIUS_M

BYTES_MAX = 100_000_000
PROBLEMS_MAX = 24
SPEED_MPS_MAX = 30.9
"""60 kn: a ship that is said to go faster is one whose position is wrong, or two ships."""
REQUIRED = ("ship", "time", "lat", "lon")


@dataclass(frozen=True)
class Voyage:
    """One ship's fixes in time order: (instant, latitude, longitude), degrees. `class_id` empty: the stream's."""

    ship: str
    class_id: str
    class_line: int
    fixes: tuple[tuple[datetime, float, float], ...]


@dataclass(frozen=True)
class AisFile:
    """What a file says. `sha256` is that of its bytes."""

    voyages: tuple[Voyage, ...]
    sha256: str


class BadCsvError(Exception):
    """A file that cannot be used: what is wrong in it, with lines."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__(problems)


def beside(scenario: str, file: str) -> FilePath | None:
    """Where a file named in a scenario lies: in its folder or below; None if the name leads out of there."""
    path = FilePath(file)
    if path.is_absolute() or ".." in path.parts or "\\" in file or ":" in file:
        return None
    return FilePath(scenario).parent / path


def read_ais(path: FilePath) -> AisFile:
    """All voyages, by key. Raises BadCsvError."""
    name = str(path)
    try:
        if not path.is_file():
            _refuse(name, 1, 1, "", "there is no such file")
        with path.open("rb") as stream:
            raw = stream.read(BYTES_MAX + 1)
        if len(raw) > BYTES_MAX:
            _refuse(name, 1, 1, f"more than {BYTES_MAX // 1_000_000} MB", "make it smaller: thin the fixes out")
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        _refuse(name, 1, 1, "bytes that are not UTF-8", "the file is UTF-8 text: save it as UTF-8")
    except OSError as error:
        _refuse(name, 1, 1, "", f"the file can't be read: {error.strerror}")
    reading = _Reading(name)
    reading.rows(text)
    if reading.problems:
        raise BadCsvError(reading.problems)
    return AisFile(tuple(reading.voyages()), sha256(raw).hexdigest())


def _refuse(file: str, line: int, column: int, found: str, allowed: str, write: str = "") -> NoReturn:
    raise BadCsvError([Problem(file, line, column, found, allowed, write)])


class _Reading:
    """One file on its way to voyages. Columns are counted in fields, as a spreadsheet does."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self._fixes: dict[str, list[tuple[datetime, float, float]]] = {}
        self._classes: dict[str, tuple[str, int]] = {}
        self._lines: dict[str, int] = {}

    def rows(self, text: str) -> None:
        """Read every row, and note what is wrong; after two dozen mistakes no more."""
        reader = csv.reader(text.splitlines())
        try:
            places = self._header(next(reader, []))
            for cells in reader:
                if cells and len(self.problems) < PROBLEMS_MAX:
                    self._row(cells, reader.line_num, places)
        except csv.Error as error:
            self._say(reader.line_num, 1, str(error), "the file is comma-separated text")
        for ship, line in self._lines.items():
            if len(self._fixes[ship]) < 2 and len(self.problems) < PROBLEMS_MAX:
                self._say(line, 1, f"one fix of {ship}", "a ship has at least two fixes")
        if not self._lines and not self.problems:
            self._say(1, 1, "no row", "the file has at least two fixes of one ship")

    def voyages(self) -> Iterator[Voyage]:
        for ship in sorted(self._fixes):
            class_id, line = self._classes.get(ship, ("", 0))
            yield Voyage(ship, class_id, line, tuple(self._fixes[ship]))

    def _say(self, line: int, column: int, found: str, allowed: str, write: str = "") -> None:
        self.problems.append(Problem(self.file, line, column, found, allowed, write, f"row {line}"))

    def _header(self, cells: list[str]) -> dict[str, int]:
        names = [cell.strip().lower() for cell in cells]
        missing = [name for name in REQUIRED if name not in names]
        if missing:
            wanted = "the first line names the columns: ship, time, lat, lon and, if need be, class"
            _refuse(self.file, 1, 1, f"no column {missing[0]}", wanted, "ship,time,lat,lon")
        return {name: names.index(name) for name in (*REQUIRED, "class") if name in names}

    def _row(self, cells: list[str], line: int, places: dict[str, int]) -> None:
        if len(cells) <= max(places.values()):
            self._say(line, 1, f"{len(cells)} fields", f"each row has at least {max(places.values()) + 1}")
            return
        ship = cells[places["ship"]].strip()
        if not ship:
            self._say(line, places["ship"] + 1, "nothing", "each row says of which ship it is")
            return
        moment = self._moment(cells[places["time"]].strip(), line, places["time"] + 1)
        lat = self._degrees(cells[places["lat"]], line, places["lat"] + 1, 85.0, "latitude")
        lon = self._degrees(cells[places["lon"]], line, places["lon"] + 1, 180.0, "longitude")
        if moment is None or lat is None or lon is None:
            return
        self._class_of(ship, cells, line, places)
        fixes = self._fixes.setdefault(ship, [])
        self._lines.setdefault(ship, line)
        if fixes and not self._follows(ship, fixes[-1], (moment, lat, lon), line, places):
            return
        fixes.append((moment, lat, lon))

    def _class_of(self, ship: str, cells: list[str], line: int, places: dict[str, int]) -> None:
        said = cells[places["class"]].strip() if "class" in places else ""
        if said and self._classes.setdefault(ship, (said, line))[0] != said:
            self._say(line, places["class"] + 1, said, f"{ship} was a {self._classes[ship][0]} before")

    def _follows(
        self,
        ship: str,
        before: tuple[datetime, float, float],
        fix: tuple[datetime, float, float],
        line: int,
        places: dict[str, int],
    ) -> bool:
        """Whether a fix comes after the one before it, and where a ship could be by then."""
        seconds = (fix[0] - before[0]).total_seconds()
        if seconds <= 0.0:
            allowed = f"fixes of one ship follow each other in time; the last of {ship} was at {before[0].isoformat()}"
            self._say(line, places["time"] + 1, fix[0].isoformat(), allowed)
            return False
        mps = _apart_m(before, fix) / seconds
        if mps > SPEED_MPS_MAX:
            allowed = f"{ship} would have gone {mps / 0.514444:,.0f} kn from her last fix; a ship goes 60 kn at most"
            self._say(line, places["lat"] + 1, f"{fix[1]:g}, {fix[2]:g}", allowed)
            return False
        return True

    def _moment(self, text: str, line: int, column: int) -> datetime | None:
        try:
            return parse_time(text)
        except QuantityError:
            self._say(line, column, text, "a time is ISO 8601 with its offset", "2023-07-20T00:00:00Z")
            return None

    def _degrees(self, text: str, line: int, column: int, most: float, what: str) -> float | None:
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not abs(value) <= most:
            self._say(line, column, text, f"a {what} is decimal degrees, -{most:g} to {most:g}")
            return None
        return value


def _apart_m(a: tuple[datetime, float, float], b: tuple[datetime, float, float]) -> float:
    """On the mean sphere, by the haversine."""
    lat_a, lat_b = math.radians(a[1]), math.radians(b[1])
    half = math.sin((lat_b - lat_a) / 2.0) ** 2
    half += math.cos(lat_a) * math.cos(lat_b) * math.sin(math.radians(b[2] - a[2]) / 2.0) ** 2
    return 2.0 * EARTH_RADIUS_M * math.asin(math.sqrt(min(1.0, half)))
