"""Whether tracks were as far off as they said: errors against truth in units of their own covariance, by holder."""

from typing import Any

import numpy as np

from fleetex.measures.geometry import east_north_m
from fleetex.measures.reading import unit_cards
from fleetex.physics.consistency import nees_bounds
from fleetex.record.positions import positions_of
from fleetex.record.reader import Recording

CONFIDENCE = 0.95
PLACE = 2.0
"""Dimensions of a position."""
LEAST_ROWS = 20
"""Fewer estimates of a holder tell nothing."""
_TOLD = ("gained", "update")


def track_errors(recording: Recording) -> list[dict[str, Any]]:
    """Of each unit that held tracks: how many estimates, their mean NEES, its bounds, and what that says."""
    rows = recording.table("tracks")
    chosen = np.isin(rows["change"], _TOLD) & (rows["east_var_m2"] > 0.0) & (rows["north_var_m2"] > 0.0)
    tracks = {name: column[chosen] for name, column in rows.items()}
    order = np.argsort(tracks["target_id"], kind="stable")
    tracks = {name: column[order] for name, column in tracks.items()}
    squared = _squared_errors(recording, tracks)
    cards = unit_cards(recording)
    found = []
    for unit_id in dict.fromkeys(sorted(tracks["unit_id"].tolist())):
        own = squared[(tracks["unit_id"] == unit_id) & np.isfinite(squared)]
        if own.size < LEAST_ROWS or unit_id not in cards:
            continue
        mean, (low, high) = float(np.mean(own)), nees_bounds(PLACE, own.size, CONFIDENCE)
        says = (
            "nearer than they said" if mean < low else "further off than they said" if mean > high else "as they said"
        )
        found.append(
            {"name": cards[unit_id].label, "estimates": own.size, "mean": mean, "low": low, "high": high, "says": says}
        )
    return found


def _squared_errors(recording: Recording, tracks: dict[str, Any]) -> Any:
    """NEES of each row: e' P^-1 e of its place against truth; nan where the target was nowhere. Sorted by target."""
    targets, firsts = np.unique(tracks["target_id"], return_index=True)
    blocks = np.split(tracks["time_s"], firsts[1:]) if targets.size else []
    if not blocks:
        return np.empty(0)
    true = positions_of(recording, targets.tolist(), blocks)
    east, north = east_north_m(true.lat_deg, true.lon_deg, tracks["lat_deg"], tracks["lon_deg"])
    a, b, c = (tracks[name].astype(np.float64) for name in ("east_var_m2", "north_var_m2", "east_north_cov_m2"))
    size = a * b - c * c
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(size > 0.0, (b * east**2 - 2.0 * c * east * north + a * north**2) / size, np.nan)
