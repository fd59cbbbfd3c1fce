"""The surface action over seeds: the same draws with one thing changed, and the answer moves the right way."""

from functools import cache
from pathlib import Path
from statistics import fmean

import pytest

from fleetex.library import load_library
from fleetex.scenario.loading import load_text
from fleetex.simulate import Replications

DUEL = Path(__file__).parents[2] / "scenarios" / "duel-surface.yaml"
FEW, MANY = range(1, 4), range(1, 17)
over_seeds = pytest.mark.parametrize("seeds", [FEW, pytest.param(MANY, marks=pytest.mark.slow)], ids=["few", "many"])
OFF = "orange_radar: silent"
CHANGES = {
    "as shipped": "orange_radar: silent",
    "orange radiates": "orange_radar: on",
    "blue is silent too": "orange_radar: silent\n      blue_radar: silent",
    "one missile a salvo": "orange_radar: silent\n      salvo: 1",
}


@cache
def answers(change: str, seeds: range) -> tuple[dict[tuple[str, str], float], ...]:
    """(Measure, subject) -> value, run by run."""
    text, library = DUEL.read_text(encoding="utf-8"), load_library()
    assert text.count(OFF) == 1
    many = Replications.of(load_text(text.replace(OFF, CHANGES[change]), DUEL.name, library), library)
    rows = (many.run(seed).rows("measures", serial_id="SURFEX-1") for seed in seeds)
    return tuple({(row["name"], row["subject"]): row["value"] for row in run} for run in rows)


def mean_of(change: str, name: str, side: str, seeds: range) -> float:
    return fmean(answer[name, side] for answer in answers(change, seeds))


@over_seeds
def test_who_switches_her_radar_on_fires_sooner_and_loses_less(seeds: range) -> None:
    """Orange, who goes by ears and eyes as shipped, has a plot of her own then, and sees what comes."""
    assert mean_of("orange radiates", "hits", "blue", seeds) < mean_of("as shipped", "hits", "blue", seeds)
    lost = (mean_of(change, "out_of_action", "orange", seeds) for change in ("orange radiates", "as shipped"))
    assert next(lost) < next(lost)
    sooner = [
        (on["first_shot", "orange"], silent.get(("first_shot", "orange"), float("inf")))
        for on, silent in zip(answers("orange radiates", seeds), answers("as shipped", seeds), strict=True)
    ]
    assert fmean(on < silent for on, silent in sooner) > 0.5


@over_seeds
def test_who_switches_her_radar_off_classifies_later_and_is_hit_more(seeds: range) -> None:
    off, on = "blue is silent too", "as shipped"
    assert mean_of(off, "time_to_classify", "blue", seeds) > mean_of(on, "time_to_classify", "blue", seeds)
    assert mean_of(off, "hits", "orange", seeds) > mean_of(on, "hits", "orange", seeds)


@over_seeds
def test_fewer_missiles_in_a_salvo_saturate_nobody(seeds: range) -> None:
    few, many = (mean_of(change, "hits", "", seeds) for change in ("one missile a salvo", "as shipped"))
    assert few < 0.5 * many
