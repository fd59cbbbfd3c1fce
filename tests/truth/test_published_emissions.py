"""Intercepts of radars and sea clutter against published values."""

from published import Published, each

from fleetex.physics.clutter import sea_clutter_db
from fleetex.physics.intercept import free_space_loss_db
from fleetex.units import DEG_RAD, LIGHT_MPS


@each("datalink", "FSPL")
def test_free_space_loss_is_that_of_the_itu(row: Published) -> None:
    assert row.met_by(free_space_loss_db(row["d_km"] * 1000.0, LIGHT_MPS / (row["f_MHz"] * 1e6)))


@each("radar", "sigma0_dB", "sigma0_linear")
def test_the_sea_sends_back_what_the_nrl_model_says(row: Published) -> None:
    vertical = row.inputs["pol"] == "V"
    level = sea_clutter_db(row["f_GHz"] * 1e9, row["sea_state"], row["grazing_deg"] * DEG_RAD, vertical)
    assert row.met_by(level if row.quantity == "sigma0_dB" else 10.0 ** (level / 10.0))
