"""Where in the heap each happening lies. One home for the layout that `heap` describes."""

from fleetex.physics.compiled import inner


@inner
def slot_surroundings(w, u):  # type: ignore[no-untyped-def]
    return u


@inner
def slot_look(w, s):  # type: ignore[no-untyped-def]
    return w.unit_rows + s


@inner
def slot_budget(w):  # type: ignore[no-untyped-def]
    return w.unit_rows + w.sensor_rows


@inner
def slot_leg(w, u):  # type: ignore[no-untyped-def]
    return w.unit_rows + w.sensor_rows + 1 + u


@inner
def slot_steer(w, u):  # type: ignore[no-untyped-def]
    return 2 * w.unit_rows + w.sensor_rows + 1 + u


@inner
def slot_gate(w, g):  # type: ignore[no-untyped-def]
    return 3 * w.unit_rows + w.sensor_rows + 1 + g


@inner
def slot_watch(w, k):  # type: ignore[no-untyped-def]
    return 3 * w.unit_rows + w.sensor_rows + 1 + w.gate_rows + k


@inner
def slot_fuel(w, u):  # type: ignore[no-untyped-def]
    return 3 * w.unit_rows + w.sensor_rows + 1 + w.gate_rows + w.watch_rows + u


def slot_count(unit_count: int, sensor_count: int, gate_count: int, watch_count: int) -> int:
    """Slots that a world of this size needs."""
    return 4 * unit_count + sensor_count + 1 + gate_count + watch_count
