"""Rows of how radars find echoes that fade otherwise than slowly; the table is in `tables`.

A curve says, for signals to noise that give a slowly fading target (Swerling 1, one pulse) some chance, what a target
of the curve's case needs for the same chance: STEP_DB apart, from LEAST_DB up. Between them it runs straight.
"""

from fleetex.engine.columns import dtype, floats

CURVE = dtype(floats("snr_db"))
"""One class of radar after another; of each a curve for a target of which nothing is said, then for cases 0 to 4."""
LEAST_DB = -6.0
STEP_DB = 2.0
KNOTS = 29
"""Up to 50 dB: a chance of a look of 0.9999."""
CURVES = 6
NO_CURVE_DB = 1e9
"""Stands where a look goes by the closed form (`physics.radar.radar_look_prob`)."""
