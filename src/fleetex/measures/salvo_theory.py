"""What theory says of a surface action: Hughes' salvo equations, their chances, and Lanchester's square law.

It takes from the recording how many missiles were fired, well aimed (assessed a hit, or shot down) and shot down, and
how many hits put a ship out; and says what one salvo of all of them does, whoever they were spread over. Beside what
came of the action it tells concentration and luck from numbers.
"""

import math
from dataclasses import dataclass
from typing import Any

from fleetex.measures.missile_rows import HIT, Flight
from fleetex.measures.values import Measure
from fleetex.physics.attrition import (
    capped_losses,
    exchange_ratio,
    fighting_strength,
    salvo_chances,
    salvo_losses,
    square_law_survivors,
    square_law_time,
    survivors,
)
from fleetex.units import HOUR_S

SHOT_DOWN = "shot down"


@dataclass(frozen=True)
class Stricken:
    """One side as the other's target."""

    side: str
    ships: int
    fired: int
    """Missiles of the other side."""
    aimed: int
    stopped: int
    out: int
    """Ships assessed out of action."""
    hits_to_put_out: float
    """NaN: nobody was hit."""

    @property
    def losses(self) -> float:
        """By Hughes' equation, uncapped; 0 where nothing leaked."""
        if self.aimed == self.stopped:
            return 0.0
        return salvo_losses(self.aimed, self.stopped, self.hits_to_put_out)


def stricken(side: str, ships: list[str], at_them: list[Flight], hits: list[dict[str, Any]]) -> Stricken:
    """`at_them`: the other side's missiles; `hits`: rows of `assessed_hits` of the serial."""
    leaked = sum(flight.outcome == HIT and flight.by_id in ships for flight in at_them)
    stopped = sum(flight.outcome == SHOT_DOWN for flight in at_them)
    mine = [row for row in hits if row["unit_id"] in ships]
    needed = [row["staying_power"] * row["hits"] / row["worth"] for row in mine if row["worth"] > 0.0]
    out = {row["unit_id"] for row in mine if row["out_of_action"]}
    mean_hits = sum(needed) / len(needed) if needed else math.nan
    return Stricken(side, len(ships), len(at_them), leaked + stopped, stopped, len(out), mean_hits)


def theory(serial_id: str, blue: Stricken, orange: Stricken, fought_s: float) -> list[Measure]:
    """Measures of both sides; none of a side that nobody fired at."""
    measures = [found for one in (blue, orange) if one.fired and one.ships for found in _of(serial_id, one)]
    if blue.losses > 0.0 and orange.losses > 0.0:
        ratio = exchange_ratio(blue.losses, blue.ships, orange.losses, orange.ships)
        text = f"By Hughes' equations orange lost {ratio:.1f} times the share of her force that blue lost of hers."
        measures.append(Measure(serial_id, "exchange_ratio", "", ratio, "", text))
    return [*measures, *_square_law(serial_id, blue, orange, fought_s)]


def _of(serial_id: str, one: Stricken) -> list[Measure]:
    out = capped_losses(one.losses, one.ships)
    text = f"One salvo of what was fired at {one.side} has {out:.1f} of {one.ships} ships out by Hughes' equation"
    text += f" and leaves {survivors(one.ships, one.losses):.1f}; {one.out} came of it."
    measures = [Measure(serial_id, "salvo_losses", one.side, out, "", text)]
    if math.isnan(one.hits_to_put_out) or not one.aimed:
        return measures
    accurate, stops = one.aimed / one.fired, one.stopped / one.aimed
    chances = salvo_chances(one.fired, accurate, one.aimed, stops, one.hits_to_put_out, one.ships)
    sd = math.sqrt(chances.variance)
    said = f"By chance such a salvo has {chances.mean:.1f} ships of {one.side} out, give or take {sd:.1f}; "
    said += f"none in {100.0 * chances.none_prob:.0f} % of them, all in {100.0 * chances.all_prob:.0f} %."
    return [
        *measures,
        Measure(serial_id, "salvo_losses_mean", one.side, chances.mean, "", said),
        Measure(serial_id, "salvo_losses_sd", one.side, sd, "", said),
    ]


def _square_law(serial_id: str, blue: Stricken, orange: Stricken, fought_s: float) -> list[Measure]:
    """How it would have gone on at the rate of the action; only where both lost ships."""
    if not (blue.out and orange.out and fought_s > 0.0):
        return []
    hours = fought_s / HOUR_S
    rate = {one.side: one.out / (other.ships * hours) for one, other in ((blue, orange), (orange, blue))}
    strength = {
        one.side: rate[other.side] * fighting_strength([one.ships]) for one, other in ((blue, orange), (orange, blue))
    }
    if strength[blue.side] == strength[orange.side]:
        return []
    winner, loser = (blue, orange) if strength[blue.side] > strength[orange.side] else (orange, blue)
    rates = rate[winner.side], rate[loser.side]
    left = square_law_survivors(winner.ships, loser.ships, *rates)
    after_h = square_law_time(winner.ships, loser.ships, *rates)
    text = f"At this rate {winner.side} would have {left:.1f} ships when the last of {loser.side} is out, after "
    text += f"{after_h:.1f} h, by Lanchester's square law."
    return [Measure(serial_id, "square_law_survivors", winner.side, left, "", text)]
