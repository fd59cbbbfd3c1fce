"""What kind of sensor a row is, by its code: which hear sound, and which hold a bearing alone."""

from fleetex.engine.tables import ACTIVE, ESM, PASSIVE
from fleetex.physics.compiled import inner


@inner
def is_sonar(kind: int) -> bool:
    """Whether a sensor of this kind lives by sound."""
    return bool(kind in (PASSIVE, ACTIVE))


@inner
def is_listener(kind: int) -> bool:
    """Whether a sensor of this kind holds a bearing and no range: a passive sonar, an ESM."""
    return bool(kind in (PASSIVE, ESM))
