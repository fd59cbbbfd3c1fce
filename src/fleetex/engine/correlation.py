"""Tracks of one unit from two sources on one screen: whether they agree, and what becomes of numbers that swap.

Who holds a unit itself and is told of it over a link looks whether the two tracks lie in one gate. If not, both stand
on the screen, a duplicate, until a check a minute finds them together. Who says who it is (AIS, IFF) is correlated by
that. State is the radio's: `beside`, a target's row -> the number of the shared track beside the own one.
"""

from typing import TYPE_CHECKING

from fleetex.engine import ask
from fleetex.engine.events import TrackGained, TrackLost
from fleetex.engine.orders import TrackId
from fleetex.engine.stage import Stage

if TYPE_CHECKING:
    from fleetex.engine.radio import Radio

CORRELATED_D2 = 9.21
"""Two tracks are one where the square of their distance over its covariance is less: 99 % of chi-squared, two degrees
of freedom. Singer, Kanyuck, "Computer control of multiple site track correlation", Automatica 7 (1971)."""
RECHECK_S = 60.0
"""Between two checks of a duplicate (design value)."""


def compare(radio: "Radio", stage: Stage, taker: int, target: int, number: TrackId | None = None) -> None:
    """Let a unit that holds a target see whether what it is told of it agrees. `number`: the one it has been under."""
    if stage.answers(taker, target):
        return
    beside = radio.beside.setdefault(taker, {})
    sharers = radio.sharers(stage, taker, target)
    if target in beside:
        if not sharers:
            _end(radio, stage, taker, target, "ceased")
        elif _agrees(stage, taker, target, sharers):
            _end(radio, stage, taker, target, "correlated")
    elif sharers and not _agrees(stage, taker, target, sharers):
        beside[target] = radio.new_number(taker, target) if number is None else number
        _row(stage, taker, target, beside[target], sharers[0][0], "began")
        if number is None:
            stage.tell(taker, TrackGained(beside[target]))
        _recheck_later(stage, taker, target, beside[target])


def on_recheck(radio: "Radio", stage: Stage, taker: int, target: int, number: TrackId) -> None:
    """A minute has passed: a duplicate is looked at again."""
    if radio.beside.get(taker, {}).get(target) != number:
        return
    compare(radio, stage, taker, target)
    if target in radio.beside[taker]:
        _recheck_later(stage, taker, target, number)


def on_moved(radio: "Radio", stage: Stage, row: int, target: int) -> None:
    """A unit's own track of a target turned out elsewhere than reckoned: it may agree with others' no more."""
    for circuit in stage.cast.links_of[row]:
        due = stage.now_s + circuit.delay_s
        stage.timers.ring_at(due, row, "moved", circuit=circuit.circuit, target=target)
    if stage.cast.links_of[row] and radio.holds(stage, row, target):
        compare(radio, stage, row, target)


def on_moved_far(radio: "Radio", stage: Stage, circuit: str, giver: int, target: int) -> None:
    """What moved has reached the link's other members."""
    if not radio.holds(stage, giver, target):
        return
    plan = stage.cast.circuits[circuit]
    for taker in plan.members:
        if taker in (giver, target) or not radio.linked(stage, plan, giver, taker):
            continue
        if radio.holds(stage, taker, target):
            compare(radio, stage, taker, target)


def left_alone(radio: "Radio", stage: Stage, taker: int, target: int) -> TrackId | None:
    """A unit's own track of a target is lost: the shared one beside it stands alone. Its number; None if none was."""
    if target not in radio.beside.get(taker, {}):
        return None
    number = radio.beside[taker].pop(target)
    _row(stage, taker, target, number, None, "left alone")
    return number


def on_swap(radio: "Radio", stage: Stage, row: int, a: int, b: int) -> None:
    """Two tracks of a unit go with each other's plots from now on: so do their numbers with whom she alone tells of
    both."""
    _write_swap(stage, row, a, b, _own_number(stage, row, a), _own_number(stage, row, b), "")
    if max(a, b) >= stage.cast_count:
        return  # of the traffic each ship keeps her own plot
    mates = sorted({mate for circuit in stage.cast.links_of[row] for mate in circuit.members if mate != row})
    for mate in mates:
        known = radio.known.get(mate, {})
        if a in known and b in known and all(_tells_alone(radio, stage, row, mate, target) for target in (a, b)):
            known[a], known[b] = known[b], known[a]
            numbers = radio.shared_numbers[mate]
            numbers[known[a]], numbers[known[b]] = a, b
            _write_swap(stage, mate, a, b, known[a], known[b], stage.cast.name(row))


def _own_number(stage: Stage, row: int, target: int) -> TrackId:
    return int(stage.number_of[stage.cast.observers[row], target])


def _tells_alone(radio: "Radio", stage: Stage, giver: int, taker: int, target: int) -> bool:
    return [sharer for sharer, _ in radio.sharers(stage, taker, target)] == [giver]


def _write_swap(stage: Stage, row: int, a: int, b: int, of_a: TrackId, of_b: TrackId, giver: str) -> None:
    """Record on whose screen which two numbers have changed places."""
    stage.sink.row(
        "swaps",
        time_s=stage.now_s,
        unit_id=stage.cast.name(row),
        track=of_a,
        other_track=of_b,
        target_id=stage.person(a).unit,
        other_id=stage.person(b).unit,
        from_id=giver,
    )


def _agrees(stage: Stage, taker: int, target: int, sharers: list[tuple[int, float]]) -> bool:
    """Whether a unit's own track of a target lies in one gate with each that is shared."""
    own = stage.cast.observers[taker]
    return all(
        ask.apart(stage.at, own, stage.cast.observers[giver], target, stage.now_s, stage.now_s - delay_s)
        < CORRELATED_D2
        for giver, delay_s in sharers
    )


def _end(radio: "Radio", stage: Stage, taker: int, target: int, change: str) -> None:
    number = radio.beside[taker].pop(target)
    _row(stage, taker, target, number, None, change)
    stage.tell(taker, TrackLost(number))


def _recheck_later(stage: Stage, taker: int, target: int, number: TrackId) -> None:
    stage.timers.ring_at(stage.now_s + RECHECK_S, taker, "correlate", target=target, number=number)


def _row(stage: Stage, taker: int, target: int, number: TrackId, giver: int | None, change: str) -> None:
    stage.sink.row(
        "duplicates",
        time_s=stage.now_s,
        unit_id=stage.cast.name(taker),
        track=number,
        beside=_own_number(stage, taker, target),
        target_id=stage.cast.name(target),
        from_id="" if giver is None else stage.cast.name(giver),
        change=change,
    )
