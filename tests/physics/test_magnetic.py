"""Stories and properties of the magnetic anomaly."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fleetex.physics import magnetic


@given(st.floats(1e4, 1e8), st.floats(1e-12, 1e-8))
def test_at_the_slant_range_the_anomaly_is_the_threshold(moment: float, threshold_t: float) -> None:
    slant_m = magnetic.mad_range_m(moment, threshold_t)
    assert magnetic.anomaly_t(moment, slant_m) == pytest.approx(threshold_t)
    assert magnetic.moment_am2(threshold_t, slant_m) == pytest.approx(moment)
    assert magnetic.anomaly_terms_db(moment, threshold_t, slant_m)[5] == pytest.approx(0.0, abs=1e-9)
