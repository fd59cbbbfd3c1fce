"""Waterspace of the scenario to plans by unit row."""

import math
from collections.abc import Mapping

from fleetex.engine.cast import WaterPlan
from fleetex.scenario import Exercise


def water_plans(exercise: Exercise, rows: Mapping[str, int]) -> tuple[WaterPlan, ...]:
    """In the order of their names."""
    plans = []
    for name, space in sorted(exercise.waterspace.items()):
        begin_s, end_s, area = 0.0, exercise.exercise.window.duration_s, space.area_id or ""
        if space.serial_id is not None:
            serial = exercise.serials[space.serial_id]
            begin_s, end_s = exercise.seconds(serial.start_utc), exercise.seconds(serial.end_utc)
            area = serial.area_id or ""
        begin_s = begin_s if space.start_utc is None else max(begin_s, exercise.seconds(space.start_utc))
        end_s = end_s if space.end_utc is None else min(end_s, exercise.seconds(space.end_utc))
        bands = {
            rows[unit]: (band.not_above_m or 0.0, math.inf if band.not_below_m is None else band.not_below_m)
            for band in space.bands
            for unit in band.units
        }
        plans.append(
            WaterPlan(
                name=name,
                serial=space.serial_id or "",
                area=area,
                begin_s=begin_s,
                end_s=end_s,
                bands=bands,
                safety_depth_m=space.safety_depth_m,
                clear_m=space.clear_of_ships_m or 0.0,
                notice_s=space.notice_s or 0.0,
            )
        )
    return tuple(plans)
