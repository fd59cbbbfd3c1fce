"""Rows of weather and water, and of the tables of loss that a water may have; the tables are in `tables`."""

from typing import NamedTuple

import numpy as np

from fleetex.engine.columns import dtype, floats, ints

ENVIRONMENT = dtype(
    [
        *floats("time_s wind_east_mps wind_north_mps current_east_mps current_north_mps"),
        *floats("wave_height_m visibility_m depth_m"),
        *floats("layer_m below_per_s sound_mps water_degc salinity_psu critical_rad bottom_np_per_rad rain_mmph"),
        *floats("shipping"),
        *ints("sea_state sound absorption"),
    ]
)
"""`depth_m` NaN: unknown. `layer_m`: lower edge of the mixed layer (0: none); `below_per_s`: fall of sound speed
with depth under it (0: even water); then the critical angle of the bottom, and its loss of power per radian
under that; rain; distant shipping, 0 to 7. `sound`: which of the waters with tables of loss it is, from 1; 0: it has
none. `absorption`: the formula of it, FRANCOIS_GARRISON or another."""

FRANCOIS_GARRISON, AINSLIE_MCCOLM, THORP = range(3)
"""Formulas of absorption, by number."""

SOUND = dtype([*ints("band_first bands loss_first nodes"), *floats("range_m_first ratio_ln")])
"""One water and one note (a sensor's `tone`): row (sound - 1) * tones + tone. Its bands begin at `band_first`; its
losses at `loss_first`: source band by source band, receiver band by receiver band, node by node. Node k is at the
range range_m_first exp(k ratio_ln)."""

BAND = dtype(floats("depth_m"))
"""The middle of a band of depth, from the surface down."""

LOSS = dtype(floats("loss_db"))
"""Loss one way, without absorption, at a node of range."""


class Losses(NamedTuple):
    """The tables of loss of a scenario, or none."""

    sound: np.ndarray
    band: np.ndarray
    loss: np.ndarray
    tones: int

    @property
    def tables(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        return self.sound, self.band, self.loss


NO_LOSSES = Losses(np.zeros(0, SOUND), np.zeros(0, BAND), np.zeros(0, LOSS), 0)
