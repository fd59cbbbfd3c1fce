"""What a unit knows of her own launchers, for `unit_view`."""

from fleetex.engine.missile_state import Missiles
from fleetex.engine.stage import Stage
from fleetex.engine.view import DecoyState, MissileState


def missiles_of(stage: Stage, missiles: Missiles, row: int) -> list[MissileState]:
    """Launchers against ships, then those against what flies."""
    name, arsenal = stage.cast.name(row), stage.cast.arsenal
    found = []
    for (unit, mount_id), one in arsenal.surface.items():
        if unit == row:
            left = missiles.rounds_left(name, mount_id)
            reach = one.range_m_min, one.range_m_max, one.speed_mps, 0.0
            found.append(MissileState(mount_id, "surface", left, one.salvo, *reach, 1, one.seeker_on_m, True))
    for (unit, mount_id), other in arsenal.air.items():
        if unit == row:
            left = missiles.rounds_left(name, mount_id)
            free = max(0, other.channels - missiles.channels_used(name, mount_id))
            reach = other.range_m_min, other.range_m_max, other.speed_mps, other.height_m_max
            guided = stage.has_radar_on(row)
            found.append(MissileState(mount_id, "air", left, other.salvo, *reach, free, 0.0, guided))
    return found


def decoys_of(stage: Stage, missiles: Missiles, row: int) -> list[DecoyState]:
    """Decoy launchers and their salvoes."""
    name = stage.cast.name(row)
    mounts = (mount for unit, mount in stage.cast.arsenal.decoys if unit == row)
    return [DecoyState(mount, missiles.rounds_left(name, mount)) for mount in mounts]
