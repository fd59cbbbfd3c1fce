"""What kind of sensor a row is, by its code: which hear sound, which hold a bearing alone, and which find hulls under
water alone."""

from fleetex.engine.tables import ACTIVE, ESM, MAGNETIC, PASSIVE
from fleetex.physics.compiled import inner

BELOW = (ACTIVE, PASSIVE, MAGNETIC)
"""Kinds of sensors that find hulls under water alone."""


@inner
def is_sonar(kind: int) -> bool:
    """Whether a sensor of this kind lives by sound."""
    return bool(kind in (PASSIVE, ACTIVE))


@inner
def is_listener(kind: int) -> bool:
    """Whether a sensor of this kind holds a bearing and no range: a passive sonar, an ESM."""
    return bool(kind in (PASSIVE, ESM))


@inner
def finds_hulls_below(kind: int) -> bool:
    """Whether a sensor of this kind finds hulls under water alone: a sonar, a magnetic anomaly detector."""
    return bool(kind in BELOW)
