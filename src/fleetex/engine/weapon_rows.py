"""What practice weapons leave in the recording: a row of `launches` for each torpedo and each charge."""

import math

from fleetex.engine.arms import WeaponMount
from fleetex.engine.charges import Charge, ChargeSalvo
from fleetex.engine.places import offset
from fleetex.engine.stage import Stage
from fleetex.engine.torpedo_run import TorpedoRun
from fleetex.units import DEG_RAD


def write_run(stage: Stage, mount: WeaponMount, run: TorpedoRun) -> None:
    """A torpedo, once its run is over."""
    lat, lon = offset(
        run.entry_lat_rad, run.entry_lon_rad, math.atan2(run.east_m, run.north_m), math.hypot(run.east_m, run.north_m)
    )
    stage.sink.row(
        "launches",
        time_s=run.launched_s,
        unit_id=run.firer,
        mount_id=run.mount,
        salvo=run.salvo,
        round=run.number,
        class_id=mount.weapon,
        kind="torpedo",
        serial_id=run.serial,
        target_id=run.target,
        range_m=run.range_m,
        aim_lat_deg=run.aim_lat_rad / DEG_RAD,
        aim_lon_deg=run.aim_lon_rad / DEG_RAD,
        depth_m=run.depth_set_m,
        entry_s=run.entry_s,
        entry_lat_deg=run.entry_lat_rad / DEG_RAD,
        entry_lon_deg=run.entry_lon_rad / DEG_RAD,
        entry_error_m=run.entry_error_m,
        acquired_id=run.acquired,
        acquired_s=run.acquired_s,
        closest_id=run.closest,
        closest_m=run.closest_m,
        closest_s=run.closest_s,
        end_s=run.moved_s,
        end_lat_deg=lat / DEG_RAD,
        end_lon_deg=lon / DEG_RAD,
        run_m=run.gone_m,
        outcome=run.outcome,
        reason=run.reason,
    )


def write_charge(
    stage: Stage, mount: WeaponMount, salvo: ChargeSalvo, charge: Charge, closest: str, closest_m: float, outcome: str
) -> None:
    """A charge, at its fuse's time."""
    reason = f"{closest_m:.0f} m off {closest} at the fuse's time" if closest else "no submarine was under water"
    stage.sink.row(
        "launches",
        time_s=charge.launched_s,
        unit_id=salvo.firer,
        mount_id=salvo.mount,
        salvo=salvo.salvo,
        round=charge.number,
        class_id=mount.weapon,
        kind="charge",
        serial_id=salvo.serial,
        target_id=salvo.target,
        range_m=salvo.range_m,
        aim_lat_deg=salvo.aim_lat_rad / DEG_RAD,
        aim_lon_deg=salvo.aim_lon_rad / DEG_RAD,
        depth_m=salvo.depth_m,
        entry_s=charge.entry_s,
        entry_lat_deg=charge.lat_rad / DEG_RAD,
        entry_lon_deg=charge.lon_rad / DEG_RAD,
        entry_error_m=charge.entry_error_m,
        closest_id=closest,
        closest_m=closest_m,
        closest_s=charge.fuse_s,
        end_s=charge.fuse_s,
        end_lat_deg=charge.lat_rad / DEG_RAD,
        end_lon_deg=charge.lon_rad / DEG_RAD,
        outcome=outcome,
        reason=reason,
    )
