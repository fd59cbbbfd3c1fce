"""The short ways to a mean and a percentile give what NumPy gives."""

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from fleetex.measures.reading import mean, percentile

ANY = st.floats(-1e9, 1e9) | st.just(math.nan) | st.just(math.inf)


@given(arrays(np.float64, st.integers(0, 40), elements=ANY), st.sampled_from([0.0, 5.0, 50.0, 95.0, 99.9, 100.0]))
def test_they_are_numpys_own_to_the_bit_over_the_finite_values(values: np.ndarray, share: float) -> None:
    kept = values[np.isfinite(values)]
    if kept.size:
        assert mean(values) == np.mean(kept)
        assert percentile(values, share) == np.percentile(kept, share)
    else:
        assert math.isnan(mean(values))
        assert math.isnan(percentile(values, share))
