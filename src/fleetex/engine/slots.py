"""Where in the heap each happening lies. One home for the layout that `heap` describes."""

from typing import Any

from fleetex.physics.compiled import inner


@inner
def slot_surroundings(w: Any, u: int) -> Any:
    return u


@inner
def slot_look(w: Any, s: int) -> Any:
    return w.unit_rows + s


@inner
def slot_budget(w: Any) -> Any:
    return w.unit_rows + w.sensor_rows


@inner
def slot_leg(w: Any, u: int) -> Any:
    return w.unit_rows + w.sensor_rows + 1 + u


@inner
def slot_steer(w: Any, u: int) -> Any:
    return 2 * w.unit_rows + w.sensor_rows + 1 + u


@inner
def slot_gate(w: Any, g: int) -> Any:
    return 3 * w.unit_rows + w.sensor_rows + 1 + g


@inner
def slot_watch(w: Any, k: int) -> Any:
    return 3 * w.unit_rows + w.sensor_rows + 1 + w.gate_rows + k


@inner
def slot_fuel(w: Any, u: int) -> Any:
    return 3 * w.unit_rows + w.sensor_rows + 1 + w.gate_rows + w.watch_rows + u


@inner
def slot_traffic(w: Any) -> Any:
    return 4 * w.unit_rows + w.sensor_rows + 1 + w.gate_rows + w.watch_rows


def slot_count(unit_count: int, sensor_count: int, gate_count: int, watch_count: int, ship_count: int = 0) -> int:
    """Slots that a world of this size needs."""
    return 4 * unit_count + sensor_count + 1 + gate_count + watch_count + (1 if ship_count else 0)
