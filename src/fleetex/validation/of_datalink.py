"""How far radio reaches."""

from fleetex.physics.horizon import radar_horizon_m
from fleetex.physics.intercept import free_space_loss_db
from fleetex.units import LIGHT_MPS, NMI_M
from fleetex.validation.models import Rows, covers
from fleetex.validation.truth_set import TruthRow


@covers("datalink", "los_range", "los_range_nmi", by="radar horizon", of=(radar_horizon_m,))
def _line_of_sight(row: TruthRow, rows: Rows) -> float:
    reach_m = radar_horizon_m(row["h1_m"], row["h2_m"])
    return reach_m / (NMI_M if row.quantity == "los_range_nmi" else 1000.0)


@covers("datalink", "FSPL", by="free-space loss", of=(free_space_loss_db,))
def _free_space_db(row: TruthRow, rows: Rows) -> float:
    return free_space_loss_db(row["d_km"] * 1000.0, LIGHT_MPS / (row["f_MHz"] * 1e6))
