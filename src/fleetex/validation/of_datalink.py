"""How far radio reaches, how often AIS tells, and how distributed simulation reckons on."""

from functools import partial
from typing import Any

import numpy as np

from fleetex.physics.ais import AisClass, reporting_interval_s
from fleetex.physics.dead_reckoning import Motion, reckoned, time_to_update_s
from fleetex.physics.horizon import RADIO_EARTH_M, radar_horizon_m
from fleetex.physics.intercept import free_space_loss_db
from fleetex.units import DEG_RAD, LIGHT_MPS, NMI_M
from fleetex.validation.models import Rows, covers
from fleetex.validation.truth_set import MissingInputError, TruthRow


@covers("datalink", "los_range", "los_range_nmi", by="radar horizon", of=(radar_horizon_m,))
def _line_of_sight(row: TruthRow, rows: Rows) -> float:
    reach_m = radar_horizon_m(row["h1_m"], row["h2_m"], RADIO_EARTH_M)
    return reach_m / (NMI_M if row.quantity == "los_range_nmi" else 1000.0)


@covers("datalink", "FSPL", by="free-space loss", of=(free_space_loss_db,))
def _free_space_db(row: TruthRow, rows: Rows) -> float:
    return free_space_loss_db(row["d_km"] * 1000.0, LIGHT_MPS / (row["f_MHz"] * 1e6))


@covers("datalink", "reporting_interval", by="AIS reporting interval", of=(reporting_interval_s,))
def _reported_s(row: TruthRow, rows: Rows) -> float:
    """A row without flags is of a ship under way on a steady course; class B heeds neither."""
    said = row.text("ais_class").upper().removeprefix("CLASS").replace("_", "-").replace(" ", "-").strip("-")
    carried = {"BSO": "B-SO", "BCS": "B-CS"}.get(said, said)
    if carried not in list(AisClass):
        raise MissingInputError(f"in_ais_class '{row.text('ais_class')}': one of {', '.join(AisClass)} is due")
    moored, turning = (row.has(name) and row[name] == 1.0 for name in ("at_anchor_or_moored", "changing_course"))
    return reporting_interval_s(carried, row["speed_kn"], moored, turning)


RECKONED = {"dr_x": ("place", 0), "dr_y": ("place", 1), "dr_z": ("place", 2)}
RECKONED |= {"dr_psi": ("angles", 0), "dr_theta": ("angles", 1), "dr_phi": ("angles", 2)}
RECKONED |= {"dr_vx": ("velocity", 0), "dr_vy": ("velocity", 1), "dr_vz": ("velocity", 2)}


@covers("datalink", *RECKONED, by="dead reckoning", of=(reckoned,))
def _reckoned_on(row: TruthRow, rows: Rows) -> float:
    """One entity; angles in degrees."""
    vector = partial(_vector, row)
    angles, rates = vector("psi_deg", "theta_deg", "phi_deg"), vector("wx_deg", "wy_deg", "wz_deg")
    told = (vector("x", "y", "z"), vector("vx", "vy", "vz"), vector("ax", "ay", "az"), angles * DEG_RAD)
    name, axis = RECKONED[row.quantity]
    then = getattr(reckoned(round(row["drm"]), Motion(*told, rates * DEG_RAD), row["dt_s"]), name)[0, axis]
    return float(then / DEG_RAD if name == "angles" else then)


def _vector(row: TruthRow, *names: str) -> Any:
    return np.array([[row[name] for name in names]])


@covers("datalink", "time_to_update", by="dead reckoning", of=(time_to_update_s,))
def _due_again_s(row: TruthRow, rows: Rows) -> float:
    return float(time_to_update_s(row["accel_mps2"], row["threshold_m"], row["heartbeat_s"]))
