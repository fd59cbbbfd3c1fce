"""What a unit knows of her own launchers, for `unit_view`."""

from fleetex.engine.missile_state import Missiles
from fleetex.engine.stage import Stage
from fleetex.engine.view import DecoyState, MissileState


def missiles_of(stage: Stage, missiles: Missiles, row: int) -> list[MissileState]:
    """Launchers against ships, then those against what flies."""
    against_ships, against_air = stage.cast.arsenal.launchers_of.get(row, ((), ()))
    if not against_ships and not against_air:
        return []
    name = stage.cast.name(row)
    found = []
    for one in against_ships:
        left = missiles.rounds_left(name, one.mount)
        reach = one.range_m_min, one.range_m_max, one.speed_mps, 0.0
        found.append(MissileState(one.mount, "surface", left, one.salvo, *reach, 1, one.seeker_on_m, True))
    for other in against_air:
        left = missiles.rounds_left(name, other.mount)
        free = max(0, other.channels - missiles.channels_used(name, other.mount))
        reach = other.range_m_min, other.range_m_max, other.speed_mps, other.height_m_max
        guided = stage.has_radar_on(row)
        found.append(MissileState(other.mount, "air", left, other.salvo, *reach, free, 0.0, guided))
    return found


def decoys_of(stage: Stage, missiles: Missiles, row: int) -> list[DecoyState]:
    """Decoy launchers and their salvoes."""
    name = stage.cast.name(row)
    mounts = (mount for unit, mount in stage.cast.arsenal.decoys if unit == row)
    return [DecoyState(mount, missiles.rounds_left(name, mount)) for mount in mounts]
