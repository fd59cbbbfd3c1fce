"""Forces that wear each other down: Hughes' salvo equations, their chances, and Lanchester's square law."""

import math
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


def salvo_losses(well_aimed: float, stopped: float, hits_to_put_out: float) -> float:
    """Ships put out of action by one salvo, (well aimed - stopped) / hits; neither capped nor floored.

    Well aimed and stopped are of the whole force: missiles a ship, times ships, times scouting or alertness. Hughes,
    A Salvo Model of Warships in Missile Combat, Naval Research Logistics 42 (1995) 267-289.
    """
    return (well_aimed - stopped) / hits_to_put_out


def capped_losses(losses: float, ships: float) -> float:
    """The same, no less than none and no more than all."""
    return min(ships, max(0.0, losses))


def survivors(ships: float, losses: float) -> float:
    """What is left of a force after them."""
    return ships - capped_losses(losses, ships)


def exchange_ratio(losses_a: float, ships_a: float, losses_b: float, ships_b: float) -> float:
    """Hughes' fractional exchange ratio: the share that B loses over the share that A loses, of uncapped losses.

    Infinite where A loses none.
    """
    lost_a = losses_a / ships_a
    return losses_b / ships_b / lost_a if lost_a > 0.0 else math.inf


class SalvoChances(NamedTuple):
    """What comes of a salvo, over chance: ships put out, mean and variance; P that none is, P that all are."""

    mean: float
    variance: float
    none_prob: float
    all_prob: float


def salvo_chances(
    fired: int, accurate_prob: float, tries: int, stop_prob: float, hits_to_put_out: float, ships: float
) -> SalvoChances:
    """A salvo by chance: each missile is well aimed or not, each try to stop one succeeds or not, both binomial and
    independent; what leaks puts out 1 / hits of a ship, up to all.

    Exact, by the whole table of both counts; for some thousand missiles. Armstrong, A Stochastic Salvo Model for Naval
    Surface Combat, Operations Research 53 (2005) 830-841, with fixed damage a leaker.
    """
    aimed, stopped = _binomial(fired, accurate_prob), _binomial(tries, stop_prob)
    leakers = np.maximum(0, np.arange(fired + 1)[:, None] - np.arange(tries + 1)[None, :])
    probs = aimed[:, None] * stopped[None, :]
    losses = np.minimum(ships, leakers / hits_to_put_out)
    mean = float((probs * losses).sum())
    variance = float((probs * (losses - mean) ** 2).sum())
    every = leakers >= ships * hits_to_put_out
    return SalvoChances(mean, variance, float(probs[leakers == 0].sum()), float(probs[every].sum()))


def _binomial(count: int, prob: float) -> NDArray[np.float64]:
    """Probabilities of 0, 1 ... count successes."""
    ways = [math.comb(count, k) * prob**k * (1.0 - prob) ** (count - k) for k in range(count + 1)]
    return np.array(ways)


def fighting_strength(parts: Iterable[float]) -> float:
    """Lanchester's square law: a force's strength is the square of its number; parts that fight apart add theirs.

    Lanchester, Aircraft in Warfare, 1916, ch. 5 and 6.
    """
    return sum(part * part for part in parts)


def square_law_survivors(winners: float, losers: float, loss_rate: float, kill_rate: float) -> float:
    """Of the winning side, when the other is annihilated: sqrt(x^2 - (a / b) y^2), dx/dt = -a y, dy/dt = -b x.

    `loss_rate` is a, at which each loser puts winners out; `kill_rate` is b. The winner has b x^2 > a y^2.
    """
    return math.sqrt(winners**2 - loss_rate / kill_rate * losers**2)


def square_law_time(winners: float, losers: float, loss_rate: float, kill_rate: float) -> float:
    """How long that takes, in the rates' own unit of time: artanh(sqrt(a / b) y / x) / sqrt(a b)."""
    return math.atanh(math.sqrt(loss_rate / kill_rate) * losers / winners) / math.sqrt(loss_rate * kill_rate)
