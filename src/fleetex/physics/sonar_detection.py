"""The chance that a detector detects at a signal excess that fluctuates.

Levels in dB. A probability of detection of one half belongs to a signal excess of 0.
"""

import math

from fleetex.physics.compiled import kernel

_SQRT2 = math.sqrt(2.0)


@kernel
def excess_prob(signal_excess_db: float, sigma_db: float) -> float:
    """Chance of detection at a mean signal excess that fluctuates normally: Phi(SE / sigma). sigma over 0.

    Source: Urick, ch. 12; Washburn, Search and Detection, 4th ed., 2002.
    """
    return 0.5 * math.erfc(-signal_excess_db / (sigma_db * _SQRT2))
