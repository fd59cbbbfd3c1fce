"""Kernel rows into the recording: whole columns at a time, radians to degrees, rows to names by code."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from fleetex.engine.stage import Stage


class Columns(Protocol):
    """The part of record.writer.Writer that is needed here."""

    def rows(self, table: str, columns: Mapping[str, Any]) -> None: ...
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

    def all(self, stage: Stage) -> None:
        """Empty every out table but the events'."""
        for name, write in (
            ("leg", self._legs),
            ("contact", self._contacts),
            ("budget", self._budgets),
            ("track", self._tracks),
            ("bearing", self._bearings),
        ):
            count = int(stage.head[f"{name}_out_filled"])
            if count:
                write(getattr(stage.world, f"{name}_out")[:count])
                stage.head[f"{name}_out_filled"] = 0

    def _words(self, numbers: np.ndarray, *words: str) -> np.ndarray:
        codes: np.ndarray = np.array([self.writer.code(word) for word in words])
        return codes.take(numbers)

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
                "target_id": r["target"],
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
            "target_id": r["target"],
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
                "target_id": r["target"],
                "change": self._words(r["change"], "gained", "update", "lost"),
                "bearing_deg": np.degrees(r["bearing_rad"]),
                "sd_deg": np.degrees(r["bearing_sd_rad"]),
                "pinging": r["pinging"] != 0,
            },
        )

    def _tracks(self, r: np.ndarray) -> None:
        self.writer.rows(
            "tracks",
            {
                "time_s": r["time_s"],
                "unit_id": r["unit"],
                "track": r["number"],
                "target_id": r["target"],
                "change": self._words(r["change"], "gained", "update", "lost"),
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
