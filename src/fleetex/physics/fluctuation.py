"""The lambda-sigma jump process: how signal excess wanders, as a pure function of time and of keyed draws.

Jumps come at random, `rate_per_s` on average; at each the deviation is drawn anew from N(0, sigma). Time is cut into
cells of one mean interval; a cell's number of jumps is Poisson(1), their times uniform in it, each with its own draw.
So the path at any time is found without a step from the start, and is the same whatever times are asked.
"""

import math

from fleetex.physics.compiled import kernel
from fleetex.physics.philox import PURPOSE_FLUCTUATION, block, normal_pair, unit_interval

JUMPS_MAX = 15
"""No cell has more: with Poisson(1), once in 5e13."""

_BEFORE = 1 << 20
"""Cells before time 0, so that a path has no beginning that anyone sees."""

_CELLS = 1 << 28

_AFTER = 1.0 + 1e-15
"""So that a path asked at the time until which it held has jumped, however the time is rounded."""


@kernel
def jumps_in_cell(seed: int, replication: int, subject: int, target: int, cell: int) -> int:
    """How many jumps lie in a cell: Poisson(1) by inversion of the cell's own draw."""
    w0, _, _, _ = block(seed, replication, PURPOSE_FLUCTUATION, subject, target, (cell + _BEFORE) * 16)
    left = unit_interval(w0) - math.exp(-1.0)
    term = math.exp(-1.0)
    count = 0
    while left > 0.0 and count < JUMPS_MAX:
        count += 1
        term /= count
        left -= term
    return count


@kernel
def jump(seed: int, replication: int, subject: int, target: int, cell: int, number: int) -> tuple[float, float]:
    """Jump `number` (from 1) of a cell: (part of the cell gone by then, its standard normal draw)."""
    occasion = (cell + _BEFORE) * 16 + number
    w0, w1, w2, _ = block(seed, replication, PURPOSE_FLUCTUATION, subject, target, occasion)
    normal, _ = normal_pair(w1, w2)
    return unit_interval(w0), normal


@kernel
def excess_deviation_db(
    time_s: float, rate_per_s: float, sigma_db: float, seed: int, replication: int, subject: int, target: int
) -> tuple[float, float]:
    """(deviation of the signal excess from its mean in dB, time in s until which it holds), for one sonar and target.

    The deviation is N(0, sigma) at any time, and correlated as exp(-rate times the time between). time_s from 0 to
    2.6e8 mean intervals. A rate of 0: one draw for good. Every sonar and target has its own path; give one `target`
    hash to several sonars where their paths should move together.
    Source: McCabe & Belkin, A Comparison of Detection Models Used in ASW Operations Analysis, Daniel H. Wagner
    Associates, 1973; Wagner, Mylander & Sanders, Naval Operations Analysis, 3rd ed., 1999, ch. 11.
    """
    if rate_per_s <= 0.0:
        _, normal = jump(seed, replication, subject, target, 0, 1)
        return sigma_db * normal, math.inf
    place = time_s * rate_per_s
    cell = math.floor(place)
    assert -_BEFORE <= cell < _CELLS - _BEFORE
    last = -1.0
    normal = 0.0
    until = math.inf
    for number in range(1, jumps_in_cell(seed, replication, subject, target, cell) + 1):
        part, draw = jump(seed, replication, subject, target, cell, number)
        if part <= place - cell:
            if part > last:
                last = part
                normal = draw
        else:
            until = min(until, cell + part)
    back = cell
    while last < 0.0:
        back -= 1
        for number in range(1, jumps_in_cell(seed, replication, subject, target, back) + 1):
            part, draw = jump(seed, replication, subject, target, back, number)
            if part > last:
                last = part
                normal = draw
    ahead = cell
    while until == math.inf:
        ahead += 1
        for number in range(1, jumps_in_cell(seed, replication, subject, target, ahead) + 1):
            part, _ = jump(seed, replication, subject, target, ahead, number)
            until = min(until, ahead + part)
    return sigma_db * normal, until / rate_per_s * _AFTER
