"""Who and what is at sea, by name: the constant parts that the Python side of the engine needs beside the tables.

Rows of units stand in the order of their ids. Made by the compiler; never changed during a run.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from fleetex.engine.arms import AirGun, WeaponMount
from fleetex.engine.arsenal import Arsenal
from fleetex.engine.orders import UnitId
from fleetex.engine.view import AreaShape
from fleetex.vocabulary import Domain, SurfaceKind


@dataclass(frozen=True)
class GunMount:
    """One gun mount as fitted. `table`: firing table, columns as in physics.ballistics."""

    unit: int
    mount: str
    id32: int
    calibre_m: float
    barrels: int
    rate_per_s: float
    rounds: int
    range_m_max: float
    table: np.ndarray
    elevation_sd_rad: float
    bearing_sd_rad: float
    muzzle_sd_mps: float
    muzzle_bias_sd_mps: float
    wind_error_sd_mps: float
    lay_sd_rad: float
    air: AirGun | None = None
    """None of a gun that cannot engage what flies, and where there is nothing in the air to fire at."""


@dataclass(frozen=True)
class FuelRig:
    """One abeam fuelling station as fitted."""

    unit: int
    rig: str
    side: str
    """port or starboard"""
    rate_kgps: float
    gap_m: tuple[float, float]
    connect_s: float
    clear_s: float
    emergency_clear_s: float
    sea_state_max: int


@dataclass(frozen=True)
class DeckPlan:
    """A flight deck: how many aircraft find room on it and in its hangar."""

    room: int


@dataclass(frozen=True)
class DipPlan:
    """A dipping sonar as fitted: its row, its winch, how deep it goes."""

    sensor: int
    winch_mps: float
    depth_m: float


@dataclass(frozen=True)
class BuoyPlan:
    """The sonobuoys of one mount: their rows in the order of their laying, how deep they hang, how long they last."""

    sensors: tuple[int, ...]
    depth_m: float
    life_s: float


@dataclass(frozen=True)
class CircuitPlan:
    """A voice circuit or data link. `members` and `relay` are unit rows; line of sight limits VHF and above."""

    number: int
    circuit: str
    id32: int
    is_link: bool
    line_of_sight: bool
    members: tuple[int, ...]
    relay: tuple[int, ...]
    range_m: float
    delay_s: float
    mean_time_between_s: float | None
    mean_time_to_repair_s: float | None


@dataclass(frozen=True)
class AreaPlan:
    """A named area: its shape as briefed, and its ring of edges in the tables (count 0: a line has none)."""

    area: str
    shape: AreaShape
    edge_first: int
    edge_count: int


@dataclass(frozen=True)
class WaterPlan:
    """One allotment of water. `bands`: unit row -> least and greatest depth."""

    name: str
    serial: str
    area: str
    begin_s: float
    end_s: float
    bands: Mapping[int, tuple[float, float]]
    safety_depth_m: float
    clear_m: float
    notice_s: float

    @property
    def has_rules(self) -> bool:
        """Whether it binds every submarine in it, not only those in its bands."""
        return self.clear_m > 0.0 or self.notice_s > 0.0


@dataclass(frozen=True)
class Person:
    """What is known of one unit by name."""

    unit: UnitId
    id32: int
    nation: str
    side: str
    neutral: bool
    domain: Domain
    kind: SurfaceKind
    identifies: bool
    mast_height_m: float
    """Of the highest aerial above the sea."""
    height_of_eye_m: float
    """Of the best lookout; 0 without one."""
    optics: float
    """Magnification of the best lookout's glasses."""
    class_id: str = ""
    """Of the library; of the traffic alone."""


@dataclass(frozen=True)
class Cast:
    """All of it. Sequences of units are in row order."""

    people: tuple[Person, ...]
    rows: Mapping[UnitId, int]
    sensors: tuple[str, ...]
    """Names of the sensor rows, e.g. `nav`, unique within a unit."""
    gauges: Mapping[int, tuple[int, ...]]
    """Unit row -> sensor rows of what is manned in close station or radar silence alone."""
    mounts: Mapping[tuple[int, str], GunMount]
    rigs: Mapping[tuple[int, str], FuelRig]
    circuits: Mapping[str, CircuitPlan]
    areas: Mapping[str, AreaPlan]
    observers: tuple[int, ...]
    """Unit row -> its row in the track table; -1 without sensors."""
    land: Any
    """Land round the exercise, a shapely geometry in degrees (prepared), or None far from any."""
    decks: Mapping[int, DeckPlan] = field(default_factory=dict)
    """Unit row -> its flight deck."""
    stands: Mapping[int, str] = field(default_factory=dict)
    """Rows of aircraft that begin on a deck or at an airfield -> the ship's or the area's id."""
    homes: Mapping[int, str] = field(default_factory=dict)
    """Rows of aircraft -> where they belong: a ship's or an area's id."""
    dips: Mapping[tuple[int, str], DipPlan] = field(default_factory=dict)
    buoys: Mapping[tuple[int, str], BuoyPlan] = field(default_factory=dict)
    """By unit row and mount."""
    towed: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    """Unit row -> sensor rows of the sonars that she tows."""
    passers_by: tuple[Person, ...] = ()
    """The traffic, in the order of its ships' table."""
    launchers: Mapping[tuple[int, str], WeaponMount] = field(default_factory=dict)
    """Practice weapons against submarines, where something dives."""
    brought_down_by: Mapping[int, int] = field(default_factory=dict)
    """Rows of air targets that fall -> after how many assessed hits."""
    waterspace: tuple[WaterPlan, ...] = ()
    """Who may be how deep, where and when."""
    arsenal: Arsenal = field(default_factory=Arsenal)
    """Missiles, decoys and jammers, where serials use them."""
    air_watches: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    """Unit row -> sensor rows of the radars that are manned in such serials alone."""

    @cached_property
    def links_of(self) -> tuple[tuple[CircuitPlan, ...], ...]:
        """The data links that each unit is on, in the file's order."""
        links = [circuit for circuit in self.circuits.values() if circuit.is_link]
        return tuple(tuple(c for c in links if row in c.members) for row in range(len(self.people)))

    @cached_property
    def givers_of(self) -> tuple[tuple[tuple[CircuitPlan, tuple[tuple[int, int], ...]], ...], ...]:
        """Of each unit the data links that she is on, and who else on them has sensors: unit row, observer row."""
        return tuple(
            tuple(
                (link, tuple((m, self.observers[m]) for m in link.members if m != row and self.observers[m] >= 0))
                for link in self.links_of[row]
            )
            for row in range(len(self.people))
        )

    @cached_property
    def hung(self) -> frozenset[int]:
        """Rows of the sonars that aircraft lower or drop."""
        dipped = {plan.sensor for plan in self.dips.values()}
        return frozenset(dipped.union(*(plan.sensors for plan in self.buoys.values())))

    @cached_property
    def mounts_of(self) -> tuple[tuple[GunMount, ...], ...]:
        """The gun mounts of each unit, in the file's order."""
        every = self.mounts.values()
        return tuple(tuple(m for m in every if m.unit == row) for row in range(len(self.people)))

    def name(self, row: int) -> UnitId:
        return self.people[row].unit
