"""The heap of what is due, against Python's own: the same slots at the same times, whatever is set and set again."""

import heapq
import math

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from fleetex.engine import tables as tb
from fleetex.engine import worlds
from fleetex.engine.heap import schedule
from fleetex.engine.slots import slot_count
from fleetex.engine.tables import slot_at
from fleetex.physics.compiled import kernel

POP = -1


@kernel
def play(w, slot, time_s, popped, popped_s):  # type: ignore[no-untyped-def]
    """Set slot[k] due at time_s[k]; where slot[k] is POP, take out what is due first and never again."""
    for k in range(len(slot)):
        if slot[k] >= 0:
            schedule(w, slot[k], time_s[k])
        else:
            first = slot_at(w, 1).occupant
            popped[k] = first
            popped_s[k] = slot_at(w, 1).due_s
            schedule(w, first, math.inf)


def _world(units: int) -> tb.World:
    env, zone = np.zeros(1, tb.ENVIRONMENT), np.zeros(1, tb.ZONE)
    return worlds.allocate(units, 0, 0, 0, 0, np.zeros(0, tb.EDGE), env, zone)


def played(count: int, slot: np.ndarray, time_s: np.ndarray) -> tuple[list[tuple[float, int]], tb.World]:
    """What the kernel's heap gives back."""
    world = _world((count - 1) // 4)
    assert len(world.slot) == 2 * count
    popped, popped_s = np.zeros(len(slot), np.int64), np.zeros(len(slot))
    play(world.head[0], slot, time_s, popped, popped_s)
    return list(zip(popped_s[slot == POP].tolist(), popped[slot == POP].tolist(), strict=True)), world


def reference(count: int, slot: np.ndarray, time_s: np.ndarray) -> list[tuple[float, int]]:
    """The same with heapq: what was set again is left in the heap and passed over."""
    due = dict.fromkeys(range(count), math.inf)
    heap = [(math.inf, k) for k in range(count)]
    taken = []
    for number, when in zip(slot.tolist(), time_s.tolist(), strict=True):
        if number >= 0:
            due[number] = when
            heapq.heappush(heap, (when, number))
            continue
        while heap[0] != (due[heap[0][1]], heap[0][1]):
            heapq.heappop(heap)
        first_s, first = heap[0]
        taken.append((first_s, first))
        due[first] = math.inf
        heapq.heappush(heap, (math.inf, first))
    return taken


def assert_sound(world: tb.World) -> None:
    """Each slot stands in its row, and each row before the slots' is the first of the two below it."""
    count = len(world.slot) // 2
    rows = list(zip(world.slot["due_s"].tolist(), world.slot["occupant"].tolist(), strict=True))
    assert [slot for _, slot in rows[count:]] == list(range(count))
    assert all(rows[at] == min(rows[2 * at], rows[2 * at + 1]) for at in range(1, count))


def test_the_heap_gives_back_what_pythons_own_gives() -> None:
    for seed in range(60):
        rng = np.random.default_rng(seed)
        count = slot_count(int(rng.integers(1, 40)), 0, 0, 0)
        steps = 800
        slot = np.where(rng.random(steps) < 0.4, POP, rng.integers(0, count, steps))
        time_s = np.where(rng.random(steps) < 0.1, math.inf, rng.integers(0, 30, steps).astype(float))  # many ties
        taken, world = played(count, slot, time_s)
        assert taken == reference(count, slot, time_s)
        assert_sound(world)


@settings(max_examples=200)
@given(st.lists(st.tuples(st.integers(POP, 12), st.sampled_from([0.0, 1.0, 2.0, 2.5, math.inf])), max_size=60))
def test_whatever_is_set_cancelled_and_set_again_comes_out_by_time_then_by_slot(steps: list[tuple[int, float]]) -> None:
    slot = np.array([step[0] for step in steps], dtype=np.int64)
    time_s = np.array([step[1] for step in steps], dtype=float)
    taken, world = played(13, slot, time_s)
    assert taken == reference(13, slot, time_s)
    assert_sound(world)


def test_emptying_the_heap_sorts_it() -> None:
    rng = np.random.default_rng(5)
    count = slot_count(50, 0, 0, 0)
    slot = np.concatenate([rng.permutation(count), np.full(count, POP)])
    time_s = np.concatenate([rng.integers(0, 20, count).astype(float), np.zeros(count)])
    taken, _ = played(count, slot, time_s)
    assert taken == sorted(taken)
    assert len({number for _, number in taken}) == count
