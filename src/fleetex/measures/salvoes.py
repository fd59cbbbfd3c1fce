"""Salvoes as they fell: the rows of `shots` gathered by firer and salvo, with what was logged and reported of each.

Over is beyond the target along the line of fire, right is to the right of it, metres. The mean point of impact (MPI)
is their mean; a straddle has rounds on both sides of the target along the line of fire, or a hit.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from fleetex.measures.kept import kept
from fleetex.measures.reading import Floats, LogRow, logged, of_serial, sorted_by, where
from fleetex.record.reader import Recording

EFFECT_MODES = ("time on target", "effect")


@dataclass(frozen=True)
class Salvo:
    """One salvo of one firer. `mode` and `ordered_s` come from the firer's log, `seen_*` from the spotter."""

    firer_id: str
    target_id: str
    salvo: str
    number: int
    fired_s: float
    falls_s: Floats
    over_m: Floats
    right_m: Floats
    hits: NDArray[np.bool_]
    mode: str
    ordered_s: float
    seen: bool | None
    seen_over_m: float
    seen_right_m: float
    range_m: float = float("nan")
    bearing_deg: float = float("nan")
    range_ordered_m: float = float("nan")
    bearing_ordered_deg: float = float("nan")
    """As the firer logged them: from where the salvo was fired, and from where it was to be."""

    @property
    def rounds(self) -> int:
        return int(self.over_m.size)

    @cached_property
    def mpi_m(self) -> tuple[float, float]:
        """(over, right); NaN without a target."""
        return float(np.add.reduce(self.over_m)) / self.rounds, float(np.add.reduce(self.right_m)) / self.rounds

    @cached_property
    def error_m(self) -> float:
        """Distance of the mean point of impact from the target."""
        return float(np.hypot(*self.mpi_m))

    @cached_property
    def straddle(self) -> bool:
        return bool(np.any(self.hits) or (np.min(self.over_m) < 0.0 < np.max(self.over_m)))

    @property
    def for_effect(self) -> bool:
        return self.mode in EFFECT_MODES


class SpotReport(NamedTuple):
    """What a spotter made of one salvo."""

    spotter_id: str
    firer_id: str
    salvo: str
    seen: bool
    """Made out and known for this salvo's: splashes that it could not tell from another's are not."""
    over_m: float
    right_m: float
    logged: bool
    """It logged the fall: it was the spotter, no firer who looked at her own rounds."""


@kept
def spot_reports(recording: Recording, serial_id: str) -> tuple[SpotReport, ...]:
    """Rows of `spots` of a serial, which say whose splashes came in sight, with what the log says they were taken for.

    Kept for the last recording.
    """
    spots = of_serial(recording, "spots", serial_id)
    told = {
        (row.unit_id, row.other_id or row.word("other"), row.word("salvo")): row.values.get("seen") is not False
        for row in logged(recording, serial_id, "fall")
    }
    names = ("spotter_id", "firer_id", "salvo", "seen", "over_m", "right_m")
    found = []
    for spotter, firer, salvo, seen, over, right in zip(*(spots[name].tolist() for name in names), strict=True):
        apart = told.get((spotter, firer, salvo))
        mine = bool(seen) and apart is not False
        over, right = (over, right) if mine else (float("nan"), float("nan"))
        found.append(SpotReport(spotter, firer, salvo, mine, over, right, apart is not None))
    return tuple(found)


@kept
def salvoes(recording: Recording, serial_id: str) -> tuple[Salvo, ...]:
    """All salvoes of a serial in the order they were fired. Kept for the last recording."""
    shots = sorted_by(of_serial(recording, "shots", serial_id), "time_s", "unit_id", "mount_id", "round")
    logs = {(row.unit_id, row.word("salvo")): row for row in logged(recording, serial_id, "shot")}
    reports: dict[tuple[str, str], SpotReport] = {}
    for report in sorted(spot_reports(recording, serial_id), key=lambda report: (report.logged, report.seen)):
        reports[report.firer_id, report.salvo] = report
    firers, labels = shots["unit_id"].tolist(), shots["salvo"].tolist()
    keys = list(dict.fromkeys(zip(firers, labels, strict=True)))
    numbers: dict[str, int] = {}
    found = []
    for firer, label in keys:
        numbers[firer] = numbers.get(firer, 0) + 1
        own = where(shots, (shots["unit_id"] == firer) & (shots["salvo"] == label))
        found.append(_salvo(own, numbers[firer], logs.get((firer, label)), reports.get((firer, label))))
    return tuple(found)


def _salvo(own: dict[str, Any], number: int, log: LogRow | None, report: SpotReport | None) -> Salvo:
    return Salvo(
        firer_id=str(own["unit_id"][0]),
        target_id=str(own["target_id"][0]),
        salvo=str(own["salvo"][0]),
        number=number,
        fired_s=float(own["time_s"][0]),
        falls_s=own["fall_s"],
        over_m=own["over_m"],
        right_m=own["right_m"],
        hits=own["hit"].astype(np.bool_),
        mode=log.word("mode") if log else "",
        ordered_s=log.number("on_target_s_at") if log else float("nan"),
        seen=None if report is None else report.seen,
        seen_over_m=float("nan") if report is None else report.over_m,
        seen_right_m=float("nan") if report is None else report.right_m,
        range_m=log.number("range_m") if log else float("nan"),
        bearing_deg=log.number("bearing_deg") if log else float("nan"),
        range_ordered_m=log.number("range_ordered_m") if log else float("nan"),
        bearing_ordered_deg=log.number("bearing_ordered_deg") if log else float("nan"),
    )


def pooled_ellipse(found: Sequence[Salvo]) -> NDArray[np.float64] | None:
    """Covariance (2, 2) of rounds about their own salvo's MPI, all salvoes together; None below three degrees."""
    residuals = [np.column_stack((s.over_m - s.mpi_m[0], s.right_m - s.mpi_m[1])) for s in found if s.rounds > 1]
    free = sum(r.shape[0] - 1 for r in residuals)
    if free < 3:
        return None
    stacked = np.vstack(residuals)
    covariance = np.asarray(stacked.T @ stacked / free, dtype=np.float64)
    return covariance if np.all(np.isfinite(covariance)) else None


def time_on_target(found: Sequence[Salvo]) -> list[tuple[float, float, int]]:
    """For each ordered instant with two firers or more: spread of their mean falls, mean lateness (s), firers."""
    ordered = sorted({s.ordered_s for s in found if np.isfinite(s.ordered_s)})
    results = []
    for instant in ordered:
        together = [s for s in found if s.ordered_s == instant]
        if len({s.firer_id for s in together}) < 2:
            continue
        falls = np.array([float(np.mean(s.falls_s)) for s in together])
        results.append((float(np.ptp(falls)), float(np.mean(falls) - instant), len({s.firer_id for s in together})))
    return results
