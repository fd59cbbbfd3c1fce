"""The duel of a frigate and a submarine: no seed breaks it, and the answer moves the right way with one change."""

import math
from functools import cache
from pathlib import Path
from statistics import fmean, median

import pytest

from fleetex.library import load_library
from fleetex.scenario.loading import load_text
from fleetex.simulate import Replications

DUEL = Path(__file__).parents[2] / "scenarios" / "duel-asw.yaml"
FEW, MANY = range(1, 6), range(1, 13)
over_seeds = pytest.mark.parametrize("seeds", [FEW, pytest.param(MANY, marks=pytest.mark.slow)], ids=["few", "many"])
PARAMS = "first_leg: 090T"
CHANGES = {
    "as shipped": (),
    "she stays on her track": ((PARAMS, f"{PARAMS}, evades: false"),),
    "a rough sea": (("sea_state: 3", "sea_state: 5"), ("speed: 6 m/s", "speed: 12 m/s")),
    "they listen first": ((PARAMS, f"{PARAMS}, sonar: passive first"),),
    "they listen first and she hurries": ((PARAMS, f"{PARAMS}, sonar: passive first, submarine_speed: 14 kn"),),
    "a layer of 20 m": ((PARAMS, f"{PARAMS}, evades: false"), ("{depth: 40 m, temp", "{depth: 20 m, temp")),
    "a layer of 55 m": ((PARAMS, f"{PARAMS}, evades: false"), ("{depth: 40 m, temp", "{depth: 55 m, temp")),
    "over the layer": ((PARAMS, f"{PARAMS}, submarine_depth: 20 m, evades: false"),),
}


@cache
def answers(change: str, seeds: range) -> tuple[dict[str, float], ...]:
    """The serial's measures, run by run."""
    text = DUEL.read_text(encoding="utf-8")
    for old, new in CHANGES[change]:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    library = load_library()
    many = Replications.of(load_text(text, DUEL.name, library), library)
    found = []
    for seed in seeds:
        rows = many.run(seed).table("measures")
        columns = (rows["serial_id"].tolist(), rows["subject"].tolist(), rows["name"].tolist(), rows["value"].tolist())
        found.append({name: value for serial, who, name, value in zip(*columns, strict=True) if serial and not who})
    return tuple(found)


def middle_of(change: str, name: str, seeds: range) -> float:
    """The median of the runs; what never came counts as coming last."""
    return median(math.inf if math.isnan(answer[name]) else answer[name] for answer in answers(change, seeds))


def mean_of(change: str, name: str, seeds: range) -> float:
    return fmean(answer[name] for answer in answers(change, seeds))


@over_seeds
@pytest.mark.parametrize("change", CHANGES)
def test_every_run_is_measured_within_its_bounds(change: str, seeds: range) -> None:
    for answer in answers(change, seeds):
        assert 0.0 <= answer["hold_time"] <= 100.0
        assert 0.0 <= answer["attacks"] <= 3.0
        assert not answer["first_detection"] < 0.0
        assert answer["track_searched"] > 20.0
        if answer["attacks"]:
            assert answer["hold_time"] > 0.0
            assert answer["attack_error"] < 2_000.0


@over_seeds
def test_she_is_harder_to_hold_when_she_evades(seeds: range) -> None:
    assert mean_of("as shipped", "hold_time", seeds) < mean_of("she stays on her track", "hold_time", seeds) - 2.0


@over_seeds
def test_a_rough_sea_drowns_the_echo(seeds: range) -> None:
    assert mean_of("a rough sea", "hold_time", seeds) < mean_of("as shipped", "hold_time", seeds) - 15.0
    assert middle_of("a rough sea", "first_detection", seeds) > middle_of("as shipped", "first_detection", seeds)


@over_seeds
def test_who_listens_first_hears_a_hurrying_submarine_sooner(seeds: range) -> None:
    hurried, crept = "they listen first and she hurries", "they listen first"
    assert middle_of(hurried, "first_detection", seeds) < middle_of(crept, "first_detection", seeds) / 2.0
    assert mean_of(hurried, "hold_time", seeds) > mean_of(crept, "hold_time", seeds) + 20.0


@over_seeds
def test_the_layer_hides_her(seeds: range) -> None:
    over, under = "over the layer", "she stays on her track"
    assert mean_of(over, "first_detection", seeds) < mean_of(under, "first_detection", seeds)


@over_seeds
def test_a_deeper_layer_over_her_lets_the_ship_find_her_sooner(seeds: range) -> None:
    """She stays at 60 m, under it: the deeper it is, the farther direct rays of the hull sonar reach below it."""
    thin, deep = (mean_of(f"a layer of {depth} m", "first_detection", seeds) for depth in (20, 55))
    assert deep < thin


@over_seeds
def test_who_is_not_pinged_from_the_start_is_alerted_later(seeds: range) -> None:
    assert middle_of("they listen first", "alerted", seeds) > middle_of("as shipped", "alerted", seeds) + 300.0
