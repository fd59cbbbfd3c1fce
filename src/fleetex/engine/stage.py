"""The Python side of a run: the world's tables, what was told to whom, and what rings when.

Rare things (a salvo, a message, a hose) are carried out here in Python, each kind in its own module, on plain state
that a checkpoint can hold. Everything that happens at one instant is ordered by unit row (names), then by number.
"""

import heapq
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple, Protocol, cast

import numpy as np
from msgspec import Struct, json

from fleetex.engine.cast import Cast, Person
from fleetex.engine.events import Event
from fleetex.engine.senses import BELOW
from fleetex.engine.tables import ACTIVE, AIR, NOBODY, PASSIVE, RADAR_KIND, World

Payload = dict[str, Any]


class Sink(Protocol):
    """Where rows of the recording go (see record.schema for tables and columns)."""

    def row(self, table: str, /, **values: Any) -> None: ...


def _number(value: Any) -> Any:
    """What JSON says of a number of NumPy's."""
    if isinstance(value, np.generic | np.ndarray):
        return value.tolist()
    raise TypeError(f"{value!r} has no form in JSON")


def as_json(value: Any) -> str:
    """Plain values, orders' parts and enums as JSON on one line, without a space."""
    return json.encode(value, enc_hook=_number).decode()


class Ring(NamedTuple):
    """Something due: at `time_s`, for a unit row (-1: nobody's), with a payload of plain JSON values."""

    time_s: float
    row: int
    number: int
    kind: str
    payload: Payload


_ring = Ring._make
"""Makes a ring of its fields in half the time."""


@dataclass
class Timers:
    """A heap of rings. `kind` says who is to carry it out."""

    heap: list[Ring] = field(default_factory=list)
    count: int = 0

    def ring_at(self, time_s: float, row: int, kind: str, /, **payload: Any) -> int:
        """Let `kind` ring for a unit then; returns the ring's number."""
        self.count = number = self.count + 1
        heapq.heappush(self.heap, _ring((time_s, row, number, kind, payload)))
        return number

    def next_s(self) -> float:
        """When the next ring is due; infinite if none is."""
        return self.heap[0].time_s if self.heap else np.inf

    def pop(self) -> Ring:
        return heapq.heappop(self.heap)


class Told(Struct, frozen=True, gc=False):
    """An event on its way to a unit's doctrine in one serial (empty: all it plays in)."""

    row: int
    event: Event
    serial: str = ""


@dataclass
class Stage:
    """What the modules of the Python side share. `mail` is emptied by the loop after each thing that happens."""

    world: World
    cast: Cast
    sink: Sink
    timers: Timers = field(default_factory=Timers)
    mail: list[Told] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)
    """Running numbers by what they count (events, orders, messages ...)."""

    now_s: float = 0.0
    """The instant that the world stands at; the loop keeps it."""

    def __post_init__(self) -> None:
        self.head: Any = self.world.head[0]
        self.at: int = self.world.head.ctypes.data
        """Address of the head record, as `ask` takes it."""
        self.sensors_of: Any = self.world.holding["sensors"]
        self.number_of: Any = self.world.holding["number"]
        self.taken_of: Any = self.world.belief["taken"]
        """(O, N): how many of an observer's own sensors hold a unit, the number of the track, what it is taken for."""
        seen = len(self.sensors_of) > 0
        self.held_by: Any = memoryview(cast(Any, self.world.holding)["sensors"]) if seen else ()
        self.taken_by: Any = memoryview(cast(Any, self.world.belief)["taken"]) if seen else ()
        """`sensors_of` and `taken_of` for single figures."""
        self.keeper_by: Any = memoryview(cast(Any, self.world.track)["keeper"]) if seen else ()
        """(O, N): the sensor whose plots are the track's."""
        head, unit = cast(Any, self.world.head), cast(Any, self.world.unit)
        self.clock = memoryview(head["now_s"])
        self.events_waiting = memoryview(head["event_out_filled"])
        self.radiates = memoryview(unit["radiates"])
        self.switched_on: Any = memoryview(cast(Any, self.world.switch)["on"]) if len(self.world.switch) else ()
        self.radars: dict[int, tuple[int, ...]] = {}
        """Unit row -> rows of its radars, once `radars_of` has been asked."""
        self.heights_m = memoryview(unit["height_m"])
        self.diesels = memoryview(unit["diesels"])
        self.batteries = frozenset(np.flatnonzero(cast(Any, self.world.hull)["battery_j_max"] > 0.0).tolist())
        """Rows of submarines driven by one."""
        self.fuel_kg_max = memoryview(cast(Any, self.world.hull)["fuel_kg_max"])
        self.snort_m = memoryview(cast(Any, self.world.hull)["snort_m"])
        self.speed_mps_min = memoryview(cast(Any, self.world.hull)["speed_mps_min"])
        self.rows_used = memoryview(head["rows_used"])
        self.named = memoryview(cast(Any, self.world.hull)["named"])
        """Single figures of the tables: a view is read ten times as fast as a record's field."""
        self.cast_count = len(self.cast.people)
        self.end_s = float(self.head["end_s"])
        self.radio_earth_m = float(self.head["radio_earth_m"])
        hull = self.world.hull
        self.divers = {int(r): float(hull[r]["mast_height_m"]) for r in np.flatnonzero(hull["depth_m_max"] > 0.0)}
        """Rows of what dives, and how high each stands out of the water when surfaced."""
        self.hears_below = (*np.isin(self.world.sensor["kind"], BELOW).tolist(), False)
        """Of each sensor whether it finds hulls under water alone; the last, which -1 finds, stands for no sensor."""
        self.flyers = frozenset(np.flatnonzero(hull["ceiling_m"] > 0.0).tolist())
        """Rows of aircraft."""
        aloft = np.flatnonzero((hull["domain"] == AIR)[: len(self.cast.people)])
        self.airborne_rows = aloft
        self.airborne: frozenset[int] = frozenset(aloft.tolist())
        """Rows of the cast that fly, aircraft and missiles."""
        self.strange_aloft: dict[int, np.ndarray] = {}
        """Unit row -> those of them that do not tell it who they are, once `strangers_aloft` has been asked."""
        self.known_by_name: dict[int, frozenset[int]] = {}
        """What `named_to` has been asked."""
        self.basket = np.empty((len(self.world.unit), 6))
        """Where `missile_places.in_basket` writes."""
        self.rows = np.empty((len(self.world.unit), 11))
        """Where `ask.near` writes."""
        self.found = np.empty(len(self.world.unit))
        """Where `ask.suspects` and `ask.bearings_held` write."""
        self.seed = int(self.head["seed"])
        self.replication = int(self.head["replication"])
        self.now_s = float(self.head["now_s"])

    @cached_property
    def sonars(self) -> np.ndarray:
        """Rows of the sonars in the table of sensors."""
        return np.flatnonzero(np.isin(self.world.sensor["kind"], (ACTIVE, PASSIVE)))

    @cached_property
    def sonar_owners(self) -> np.ndarray:
        """Rows of the units that have them, one for each."""
        return cast(Any, self.world.sensor["unit"])[self.sonars]  # type: ignore[no-any-return]

    def numbers_found(self, count: int) -> list[int]:
        """The first so many in `found`, track numbers or bearing numbers, in their order."""
        return sorted(map(int, self.found[:count].tolist()))

    def is_submerged(self, row: int) -> bool:
        """Whether nothing of a unit shows above the water."""
        return row in self.divers and self.heights_m[row] < -self.divers[row]

    def has_radar_on(self, row: int) -> bool:
        """Whether any radar of a unit is on: in radar silence her fire-control radar is silent too."""
        return any(self.switched_on[sensor] for sensor in self.radars_of(row))

    def person(self, row: int) -> Person:
        """Who is in a unit row: of the cast, or whoever of the traffic has the berth now."""
        if row < self.cast_count:
            return self.cast.people[row]
        return self.cast.passers_by[self.named[row] - self.cast_count]

    def radars_of(self, row: int) -> tuple[int, ...]:
        """Rows of a unit's radars in the table of sensors."""
        found = self.radars.get(row)
        if found is None:
            hull, sensor = self.world.hull[row], self.world.sensor
            first = int(hull["sensor_first"])
            own = range(first, first + int(hull["sensor_count"]))
            found = self.radars[row] = tuple(s for s in own if sensor[s]["kind"] == RADAR_KIND)
        return found

    def strangers_aloft(self, row: int) -> np.ndarray:
        """Rows of the cast that fly and tell a unit by no IFF and no AIS who they are."""
        found = self.strange_aloft.get(row)
        if found is None:
            hull, aloft = cast(Any, self.world.hull), self.airborne_rows
            strange = (hull["side"][aloft] != hull["side"][row]) & (hull["identifies"][aloft] == 0)
            found = self.strange_aloft[row] = aloft[strange]
        return found

    def row_of(self, name: str) -> int:
        """The row of a unit, or of a ship of the traffic that has a berth now; -1 if there is none."""
        row = self.cast.rows.get(name)
        if row is not None:
            return row
        berths = range(self.cast_count, self.rows_used[0])
        taken = (berth for berth in berths if self.named[berth] != NOBODY)
        return next((berth for berth in taken if self.person(berth).unit == name), -1)

    def answers(self, row: int, target: int) -> bool:
        """Whether a target says to a unit who it is: AIS to everybody, IFF to its own side, under water to nobody."""
        other = self.cast.people[target] if target < self.cast_count else self.person(target)
        return (other.identifies or other.side == self.cast.people[row].side) and not self.is_submerged(target)

    def named_to(self, row: int) -> frozenset[int]:
        """Rows of the cast that tell a unit who they are, always: what never dives, by AIS or by IFF."""
        found = self.known_by_name.get(row)
        if found is None:
            count = self.cast_count
            plain = [r for r in range(count) if r not in self.divers and self.answers(row, r)]
            found = self.known_by_name[row] = frozenset(plain)
        return found

    def next_number(self, what: str) -> int:
        """1, 2, 3 ... for each thing counted."""
        number = self.numbers.get(what, 0) + 1
        self.numbers[what] = number
        return number

    def tell(self, row: int, event: Event, serial: str = "") -> None:
        self.mail.append(Told(row, event, serial))

    def log(
        self,
        kind: str,
        row: int,
        text: str,
        *,
        serial: str = "",
        other: str = "",
        values: Mapping[str, Any] | None = None,
    ) -> None:
        """Write a line of the log."""
        self.sink.row(
            "events",
            number=self.next_number("events"),
            time_s=self.now_s,
            kind=kind,
            unit_id=self.cast.name(row) if row >= 0 else "",
            serial_id=serial,
            other_id=other,
            text=text,
            data=as_json(values) if values else "",
        )
