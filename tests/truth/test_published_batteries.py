"""A submarine's motors against published pairs of power and speed, and her battery against published endurance.

Source: Wikipedia, "Type XXI submarine": main motors 3.7 MW for 17.2 kn under water, creep motors 166 kW for 6.1 kn;
340 nmi at 5 kn under water; two or three days at about 5 kn before a charge of less than five hours on the snorkel.
"""

import pytest

from fleetex.library import Endurance
from fleetex.library.fuel import fuel_curve
from fleetex.physics.battery import charging_w, drawn_w
from fleetex.units import HOUR_S, KN_MPS, NMI_M

MAIN_W, MAIN_MPS = 3.7e6, 17.2 * KN_MPS
CREEP_W, CREEP_MPS = 166e3, 6.1 * KN_MPS
DIESEL_W = 2.9e6


def test_the_cube_law_leads_from_the_main_motors_to_the_creep_motors() -> None:
    coefficient = MAIN_W / MAIN_MPS**3
    assert drawn_w(CREEP_MPS, 0.0, coefficient, 3.0) == pytest.approx(CREEP_W, rel=0.01)


def test_a_battery_from_the_published_endurance_is_charged_in_less_than_five_hours() -> None:
    """With a hotel load of a third of what she draws at 5 kn; at any share up to a half it holds."""
    for share in (0.2, 0.33, 0.5):
        endurance = Endurance(340.0 * NMI_M, 5.0 * KN_MPS)
        curve = fuel_curve(
            power_w=MAIN_W,
            consumption_kgpj=1.0,
            speed_mps_max=MAIN_MPS,
            exponent=3.0,
            hotel_share=share,
            taken=endurance,
        )
        load_w = drawn_w(5.0 * KN_MPS, curve.hotel_kgps, curve.a, 3.0)
        assert 2.0 * 24.0 < curve.capacity_kg / load_w / HOUR_S < 3.0 * 24.0
        assert curve.capacity_kg / charging_w(DIESEL_W, load_w) / HOUR_S < 5.5
