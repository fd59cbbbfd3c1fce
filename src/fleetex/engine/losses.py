"""Loss of sound read off tables that were made before the run, between nodes of range and bands of depth."""

import math
from typing import Any

from fleetex.engine.tables import band_at, loss_at, sound_at
from fleetex.physics.compiled import inner


@inner
def tabled_loss_db(w: Any, grid: int, range_m: float, depth_a_m: float, depth_b_m: float) -> Any:
    """Loss one way without absorption between two depths: straight lines between bands and over the logarithm of range.

    Nearer than the first node: free spreading, no more than at the node. Shallower than the first band or deeper than
    the last: theirs.
    """
    g = sound_at(w, grid)
    a, part_a = _band_of(w, g, depth_a_m)
    b, part_b = _band_of(w, g, depth_b_m)
    place = math.log(max(range_m, g.range_m_first) / g.range_m_first) / g.ratio_ln
    node = min(int(place), g.nodes - 2)
    along = min(place - node, 1.0)
    above = (1.0 - part_b) * _between(w, g, a, b, node, along) + part_b * _between(w, g, a, b + 1, node, along)
    a += 1
    below = (1.0 - part_b) * _between(w, g, a, b, node, along) + part_b * _between(w, g, a, b + 1, node, along)
    loss = (1.0 - part_a) * above + part_a * below
    if range_m < g.range_m_first:
        return min(loss, 20.0 * math.log10(max(math.hypot(range_m, depth_a_m - depth_b_m), 1.0)))
    return loss


@inner
def node_range_m(w: Any, grid: int, node: int) -> Any:
    """The range of a node, from 0: between two nodes that follow each other a loss lies between theirs."""
    g = sound_at(w, grid)
    return g.range_m_first * math.exp(node * g.ratio_ln)


@inner
def is_in_bands(w: Any, grid: int, depth_m: float) -> bool:
    """Whether a depth is that of the lowest band's lower edge, as the bottom of shallow water is, or less."""
    g = sound_at(w, grid)
    last_m = band_at(w, g.band_first + g.bands - 1).depth_m
    return bool(depth_m <= last_m + (last_m - band_at(w, g.band_first + g.bands - 2).depth_m))


@inner
def _band_of(w: Any, g: Any, depth_m: float) -> tuple[int, float]:
    """The upper of two bands that a depth lies between, and the part of the way to the lower."""
    band = 0
    while band < g.bands - 2 and depth_m > band_at(w, g.band_first + band + 1).depth_m:
        band += 1
    above_m = band_at(w, g.band_first + band).depth_m
    below_m = band_at(w, g.band_first + band + 1).depth_m
    return band, min(max((depth_m - above_m) / (below_m - above_m), 0.0), 1.0)


@inner
def _between(w: Any, g: Any, a: int, b: int, node: int, along: float) -> Any:
    """One pair of bands between a node and the next."""
    first = g.loss_first + (a * g.bands + b) * g.nodes + node
    here = loss_at(w, first).loss_db
    return here + along * (loss_at(w, first + 1).loss_db - here)
