"""All of a run's state as typed data: the tables' bytes, and the Python side as plain JSON. Never pickle."""

import numpy as np

from fleetex.engine import tables as tb
from fleetex.engine.close_in import CloseIn
from fleetex.engine.gunnery import Gunnery
from fleetex.engine.replenishment import Replenishment
from fleetex.engine.stage import Ring
from fleetex.simulate.loop import COUNTED, Loop
from fleetex.simulate.plain import fill_from_plain, state_of, text_of, to_plain

SAVED_TABLES = (
    "head",
    "unit",
    "hull",
    "sensor",
    "switch",
    "pair",
    "window",
    "track",
    "holding",
    "bearing",
    "line",
    "belief",
    "gate",
    "watch",
    "waypoint",
    "slot",
    "jam",
    "ship",
    "reach",
)
"""Tables that change in a run, the head first. The out tables are empty when a checkpoint is taken; of berths that
were never taken nothing is kept."""


_LEFT_OUT = frozenset({"close_in"})


def take(run: Loop) -> tuple[str, dict[str, np.ndarray]]:
    """The run as text and arrays. Nothing may be waiting to be told."""
    assert not run.stage.mail
    assert not run.pending
    run.drain.all(run.stage)
    timers = run.stage.timers
    text = text_of(
        {
            "rings": [[r.time_s, r.row, r.number, r.kind, r.payload] for r in timers.heap],
            "ring_count": timers.count,
            "numbers": run.stage.numbers,
            "radio": to_plain(run.radio),
            "gunnery": run.gunnery.as_plain(),
            "close_in": run.close_in.as_plain(),
            "arms": to_plain(run.arms),
            "rigs": run.rigs.as_plain(),
            "ships": to_plain(run.ships),
            "decks": to_plain(run.decks),
            "dips": to_plain(run.dips),
            "buoys": to_plain(run.buoys),
            "water": to_plain(run.water),
            "missiles": to_plain(run.missiles, _LEFT_OUT),
            "conduct": run.conduct.as_plain(),
            "timers_by_tag": run.timers_by_tag,
            "counts": run.counts,
        }
    )
    return text, {name: _bytes(_used(run.stage.world, name)) for name in SAVED_TABLES}


def _bytes(table: np.ndarray) -> np.ndarray:
    return np.frombuffer(table.tobytes(), np.uint8)


def _used(world: tb.World, name: str) -> np.ndarray:
    """The part of a table that holds anything."""
    table: np.ndarray = getattr(world, name)
    used = int(world.head[0]["rows_used"])
    if name in tb.BY_UNIT:
        return table[:, :used]
    return table[:used] if name in ("unit", "hull") else table


def restore(run: Loop, text: str, arrays: dict[str, np.ndarray]) -> None:
    """Put a freshly compiled run where the checkpoint was taken."""
    world = run.stage.world
    replaced: dict[str, np.ndarray] = {}
    for name in SAVED_TABLES:
        table = _used(world, name)
        saved = np.frombuffer(arrays[name].tobytes(), table.dtype)
        if name == "waypoint" and len(saved) != len(table):
            replaced[name] = saved.copy()
        else:
            table[...] = saved.reshape(table.shape)
    run.stage.world = tb.bind(world._replace(**replaced))
    run.stage.now_s = float(run.stage.head["now_s"])
    plain = state_of(text)
    run.stage.timers.heap = [Ring(*fields) for fields in plain["rings"]]
    run.stage.timers.count = plain["ring_count"]
    run.stage.numbers = plain["numbers"]
    fill_from_plain(run.radio, plain["radio"])
    run.gunnery = Gunnery.from_plain(plain["gunnery"])
    run.close_in = CloseIn.from_plain(plain["close_in"])
    fill_from_plain(run.arms, plain["arms"])
    run.rigs = Replenishment.from_plain(plain["rigs"])
    fill_from_plain(run.ships, plain["ships"])
    fill_from_plain(run.decks, plain["decks"])
    fill_from_plain(run.dips, plain["dips"])
    fill_from_plain(run.buoys, plain["buoys"])
    fill_from_plain(run.water, plain["water"])
    fill_from_plain(run.missiles, plain["missiles"], _LEFT_OUT)
    run.conduct.restore(plain["conduct"])
    run.timers_by_tag = plain["timers_by_tag"]
    for name, count in plain["counts"].items():
        setattr(run, COUNTED[name], count)
