"""What missiles leave in the recording: a row for each against ships, for each against what flies, and for decoys."""

import math

from fleetex.engine.missile_state import CLOUD, Cloud, Engagement, Flight, Shot
from fleetex.engine.places import Place
from fleetex.engine.stage import Stage
from fleetex.units import DEG_RAD


def write_flight(stage: Stage, flight: Flight, outcome: str, reason: str, by: str, miss_m: float | None) -> None:
    """A missile against ships, once its flight is over. `by`: who stopped it, or whom it has hit."""
    mount = stage.cast.arsenal.surface[stage.cast.rows[flight.firer], flight.mount]
    stage.sink.row(
        "missile_flights",
        time_s=flight.launched_s,
        missile_id=flight.body,
        unit_id=flight.firer,
        mount_id=flight.mount,
        salvo=flight.salvo,
        round=flight.number,
        class_id=mount.weapon,
        serial_id=flight.serial,
        target_id=flight.target,
        aimed_id=flight.aimed,
        range_m=flight.aim_range_m,
        aim_lat_deg=flight.aim_lat_rad / DEG_RAD,
        aim_lon_deg=flight.aim_lon_rad / DEG_RAD,
        aim_sd_m=flight.aim_sd_m,
        seeker_s=math.nan if flight.seeker_s is None else flight.seeker_s,
        acquired_id=flight.acquired.removeprefix(CLOUD),
        acquired_s=math.nan if flight.acquired_s is None else flight.acquired_s,
        decoyed_by=flight.decoyed,
        end_s=stage.now_s,
        by_id=by,
        miss_m=math.nan if miss_m is None else miss_m,
        outcome=outcome,
        reason=reason,
    )


def write_shot(
    stage: Stage, engagement: Engagement, shot: Shot, there: Place | None, miss_m: float | None, outcome: str, left: int
) -> None:
    """An air-defence missile, once it has met its target or come to nothing."""
    mount = stage.cast.arsenal.air[stage.cast.rows[engagement.firer], engagement.mount]
    stage.sink.row(
        "air_engagements",
        time_s=shot.launched_s,
        unit_id=engagement.firer,
        mount_id=engagement.mount,
        salvo=engagement.salvo,
        round=shot.number,
        class_id=mount.weapon,
        serial_id=engagement.serial,
        target_id=engagement.prey,
        ordered_s=engagement.ordered_s,
        range_m=shot.range_m,
        height_m=math.nan if there is None else there.height_m,
        end_s=stage.now_s,
        miss_m=math.nan if miss_m is None else miss_m,
        left=left,
        outcome=outcome,
    )


def write_cloud(stage: Stage, cloud: Cloud, mount: str, salvo: str, serial: str, left: int) -> None:
    """A cloud of chaff, when it is fired."""
    stage.sink.row(
        "decoy_launches",
        time_s=cloud.born_s,
        decoy_id=cloud.name,
        unit_id=cloud.unit,
        mount_id=mount,
        salvo=salvo,
        serial_id=serial,
        lat_deg=cloud.lat_rad / DEG_RAD,
        lon_deg=cloud.lon_rad / DEG_RAD,
        east_mps=cloud.east_mps,
        north_mps=cloud.north_mps,
        cross_section_m2=cloud.full_m2,
        left=left,
    )
