"""Intercepts of radars against published values."""

from published import Published, each

from fleetex.physics.intercept import free_space_loss_db
from fleetex.units import LIGHT_MPS


@each("intercept", "FSPL")
def test_free_space_loss_is_that_of_the_itu(row: Published) -> None:
    assert row.met_by(free_space_loss_db(row["d_km"] * 1000.0, LIGHT_MPS / (row["f_MHz"] * 1e6)))
