"""Kernel rows into the recording: whole columns at a time, radians to degrees, rows to names by code."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np

from fleetex.engine.stage import Stage
from fleetex.engine.tables import PING
from fleetex.vocabulary import Emission, SurfaceKind


class Columns(Protocol):
    """The part of record.writer.Writer that is needed here."""

    def rows(self, table: str, columns: Mapping[str, Any]) -> None: ...
    def row(self, table: str, /, **values: Any) -> None: ...
    def code(self, text: str) -> int: ...


def names_of(unit_names: tuple[str, ...], sensor_names: tuple[str, ...]) -> list[str]:
    """The header's `names`: units in row order, then the sensors' mounting names, each once."""
    return [*unit_names, *(n for n in dict.fromkeys(sensor_names) if n not in unit_names)]


@dataclass
class Drain:
    """Where the kernel's out tables go."""

    writer: Columns
    sensor_codes: np.ndarray
    """Sensor row -> code of its mounting name."""
    cast_count: int
    """Units of the scenario: who has a higher number is of the traffic."""
    passer_by: Callable[[int], dict[str, Any]]
    """A ship of the traffic as a row of the recording's table `traffic`, by her number."""
    codes: dict[int, int] = field(default_factory=dict)
    """Number of a ship of the traffic -> code of her name."""

    def all(self, stage: Stage) -> None:
        """Empty every out table but the events'."""
        for name, write in (
            ("leg", self._legs),
            ("contact", self._contacts),
            ("budget", self._budgets),
            ("track", self._tracks),
            ("bearing", self._bearings),
            ("call", self._calls),
        ):
            count = int(stage.head[f"{name}_out_filled"])
            if count:
                rows = getattr(stage.world, f"{name}_out")[:count]
                if name == "leg":
                    rows = self._without_traffic(stage, rows)
                write(rows)
                stage.head[f"{name}_out_filled"] = 0

    def _words(self, numbers: np.ndarray, *words: str) -> np.ndarray:
        codes: np.ndarray = np.array([self.writer.code(word) for word in words])
        return codes.take(numbers)

    def _names(self, numbers: np.ndarray) -> np.ndarray:
        """Codes of those with these numbers: of a unit it is the number, of the traffic that of the ship's name."""
        beyond = numbers >= self.cast_count
        if not beyond.any():
            return numbers
        ships, places = np.unique(numbers[beyond], return_inverse=True)
        codes = numbers.copy()
        codes[beyond] = np.array([self._code(ship) for ship in ships.tolist()])[places]
        return codes

    def _code(self, number: int) -> int:
        code = self.codes.get(number)
        if code is None:
            code = self.codes[number] = self.writer.code(self.passer_by(number - self.cast_count)["ship_id"])
        return code

    def _without_traffic(self, stage: Stage, r: np.ndarray) -> np.ndarray:
        """Write the traffic's legs, and who she is with a ship's first; the others' are left."""
        beyond = r["unit"] >= self.cast_count
        if not beyond.any():
            return r
        legs = r[beyond]
        first = stage.world.ship["leg_first"]
        ships = legs["unit"] - self.cast_count
        for number, leg, time_s in zip(ships.tolist(), legs["leg"].tolist(), legs["time_s"].tolist(), strict=True):
            if first[number] == leg:
                self.writer.row("traffic", time_s=time_s, **self.passer_by(number))
        self.writer.rows(
            "traffic_legs",
            {
                "ship_id": self._names(legs["unit"]),
                "leg": legs["leg"],
                "time_s": legs["time_s"],
                "end_s": legs["end_s"],
                "lat_deg": np.degrees(legs["lat_rad"]),
                "lon_deg": np.degrees(legs["lon_rad"]),
                "course_deg": np.degrees(legs["course_rad"]),
                "speed_mps": legs["speed_mps"],
            },
        )
        return r[~beyond]

    def _legs(self, r: np.ndarray) -> None:
        self.writer.rows(
            "legs",
            {
                "unit_id": r["unit"],
                "leg": r["leg"],
                "time_s": r["time_s"],
                "end_s": r["end_s"],
                "lat_deg": np.degrees(r["lat_rad"]),
                "lon_deg": np.degrees(r["lon_rad"]),
                "course_deg": np.degrees(r["course_rad"]),
                "speed_mps": r["speed_mps"],
                "accel_mps2": r["accel_mps2"],
                "turn_degps": np.degrees(r["turn_radps"]),
                "height_m": r["height_m"],
                "climb_mps": r["climb_mps"],
                "line": self._words(r["line"], "geodesic", "rhumb"),
            },
        )

    def _contacts(self, r: np.ndarray) -> None:
        self.writer.rows(
            "contacts",
            {
                "time_s": r["time_s"],
                "unit_id": r["unit"],
                "sensor_id": self.sensor_codes[r["sensor"]],
                "target_id": self._names(r["target"]),
                "change": self._words(r["gained"], "lost", "gained"),
                "range_m": r["range_m"],
                "bearing_deg": np.degrees(r["bearing_rad"]),
                "looks": r["looks"],
            },
        )

    def _budgets(self, r: np.ndarray) -> None:
        columns: dict[str, Any] = {
            "time_s": r["time_s"],
            "unit_id": r["unit"],
            "sensor_id": self.sensor_codes[r["sensor"]],
            "target_id": self._names(r["target"]),
            "held": r["held"] != 0,
        }
        for name in ("range_m", "source_db", "target_db", "loss_db", "noise_db", "excess_db", "threshold_db", "prob"):
            columns[name] = r[name]
        self.writer.rows("budgets", columns)

    def _bearings(self, r: np.ndarray) -> None:
        self.writer.rows(
            "bearings",
            {
                "time_s": r["time_s"],
                "unit_id": r["unit"],
                "bearing": r["number"],
                "target_id": self._names(r["target"]),
                "change": self._words(r["change"], "gained", "update", "lost"),
                "bearing_deg": np.degrees(r["bearing_rad"]),
                "sd_deg": np.degrees(r["bearing_sd_rad"]),
                "pinging": r["emission"] == PING,
                "emission": self._words(r["emission"], *Emission),
            },
        )

    def _calls(self, r: np.ndarray) -> None:
        self.writer.rows(
            "classifications",
            {
                "time_s": r["time_s"],
                "unit_id": r["unit"],
                "track": r["track"],
                "bearing": r["bearing"],
                "target_id": self._names(r["target"]),
                "kind": self._words(r["kind"], "", *SurfaceKind),
                "prob": r["prob"],
                "calls": r["calls"],
            },
        )

    def _tracks(self, r: np.ndarray) -> None:
        self.writer.rows(
            "tracks",
            {
                "time_s": r["time_s"],
                "unit_id": r["unit"],
                "track": r["number"],
                "target_id": self._names(r["target"]),
                "change": self._words(r["change"], "gained", "update", "lost", "swapped"),
                "lat_deg": np.degrees(r["lat_rad"]),
                "lon_deg": np.degrees(r["lon_rad"]),
                "course_deg": np.degrees(r["course_rad"]),
                "speed_mps": r["speed_mps"],
                "east_var_m2": r["p_ee"],
                "north_var_m2": r["p_nn"],
                "east_north_cov_m2": r["p_en"],
                "velocity_sd_mps": r["velocity_sd_mps"],
            },
        )
