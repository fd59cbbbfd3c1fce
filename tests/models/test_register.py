"""The register of models: it says nothing that the functions do not, and covers all that is judged."""

import json
import re
from importlib.resources import files
from pathlib import Path

import pytest

from fleetex.models import MODELS, Model, described
from fleetex.models.published import published
from fleetex.models.register import limit, model
from fleetex.models.scenarios import reached, scenarios_that_show
from fleetex.validation.callers import callers
from fleetex.validation.models import covered

ROOT = Path(__file__).parents[2]
NOT_SHOWN = {"dead reckoning", "AIS reporting interval"}
"""What `fleetex export` tells of any recording by: nothing in one shows it (tests/export does)."""


@pytest.mark.parametrize("one", MODELS, ids=lambda one: one.name)
def test_each_function_is_there_with_its_formula_and_what_it_takes(one: Model) -> None:
    for name in one.functions:
        found = described(name)
        assert len(found.answer) > 20, name
        assert found.inputs, name


@pytest.mark.parametrize("one", MODELS, ids=lambda one: one.name)
def test_each_model_names_a_source(one: Model) -> None:
    said = " ".join(d.answer + d.source + d.head + " ".join(d.formula) for d in map(described, one.functions))
    assert re.search(r"\b(19|20)\d\d\b|\bch\. \d|ICAO|WMO|ITU|IAMSAR|design value|Airy|Rayleigh|Bowditch", said), said


@pytest.mark.parametrize("one", MODELS, ids=lambda one: one.name)
def test_each_model_is_called_outside_the_formulas_and_reached_by_a_shipped_scenario(one: Model) -> None:
    for name in one.functions:
        assert callers((name,)), name
    assert bool(scenarios_that_show(one)) == (one.name not in NOT_SHOWN)


@pytest.mark.parametrize(
    ("name", "asked", "words"),
    [(one.name, held.asked, one.functions) for one in MODELS for held in one.limits],
)
def test_the_numbers_of_a_range_stand_in_a_docstring(name: str, asked: str, words: tuple[str, ...]) -> None:
    held = limit(name, asked)
    said = " ".join(" ".join((d.answer, *d.formula, d.head)) for d in map(described, words)).replace(",", "")
    figures = {float(figure) for figure in re.findall(r"-?\d+(?:\.\d+)?", said)}
    scales = (1.0, 1e3, 1e6, 1e9)
    for bound in (held.low, held.high):
        wanted = {bound / scale for scale in scales}
        assert bound == 0.0 or any(abs(w - f) <= 1e-9 * abs(f) for w in wanted for f in figures), (bound, said)


def test_what_is_judged_is_what_the_register_says_is_called() -> None:
    for ones in covered().values():
        for one in ones:
            for function in one.functions:
                place = f"{function.__module__.rpartition('.')[2]}.{function.__name__}"
                assert place in model(one.model).functions, (one.model, place)


def test_names_and_addresses_are_unlike() -> None:
    assert len({one.name for one in MODELS}) == len({one.key for one in MODELS}) == len(MODELS)


def test_callers_are_followed_through_imports_and_other_formulas() -> None:
    assert callers(("seawater.absorption_db_per_m",)) == {"engine/hearing.py": ["absorption_at", "loss_db"]}
    assert callers(("tracker.update",)) == {"engine/tracking.py": ["fuse"]}
    assert "engine/hearing.py" in callers(("surface_duct.duct_cutoff_hz",))


def test_only_shipped_scenarios_are_listed() -> None:
    """All of them, as soon as somebody has run `fleetex.validation.shown` over a new one's recording."""
    shipped = {path.stem for path in (ROOT / "scenarios").glob("*.yaml")}
    assert set(reached()) <= shipped
    assert len(reached()) > 0.8 * len(shipped)


def test_what_was_published_is_of_models_that_there_are() -> None:
    assert set(published()) <= {one.name for one in MODELS}
    text = (files("fleetex") / "models" / "published.json").read_text(encoding="utf-8")
    assert json.loads(text).keys() == published().keys()
