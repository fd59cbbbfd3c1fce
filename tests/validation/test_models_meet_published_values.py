"""The shipped truth set: what the models meet, what they fall short of, and that a run calls the same functions."""

import ast
from pathlib import Path

import pytest

import fleetex
from fleetex.validation import Judged, judge, read_truth
from fleetex.validation.judging import Status
from fleetex.validation.models import covered
from fleetex.validation.unmodelled import WHY_NOT

SOURCES = Path(fleetex.__file__).parent


@pytest.fixture(scope="module")
def judged() -> Judged:
    return judge(read_truth(None))


def test_every_line_of_the_shipped_tables_can_be_read(judged: Judged) -> None:
    assert not judged.faults
    assert sum(len(one.rows) for one in judged.quantities) == 961


def test_the_models_meet_all_published_values(judged: Judged) -> None:
    assert [one.quantity for one in judged.quantities if one.status is Status.SHORT] == []


def test_values_that_prove_only_the_code_are_counted_apart(judged: Judged) -> None:
    met, count = judged.counted()
    assert (met, count) == (707, 707)
    assert judged.counted("memory") == (22, 22)
    assert judged.counted("closed-form") == (232, 232)
    assert sum(len(one.cases) for one in judged.quantities) == 707 + 22 + 232 == 961


def test_no_model_raises(judged: Judged) -> None:
    assert [case.trouble for one in judged.quantities for case in one.cases if case.trouble] == []


def _names(tree: ast.AST) -> set[str]:
    return {n.id for n in ast.walk(tree) if isinstance(n, ast.Name)} | {
        n.attr for n in ast.walk(tree) if isinstance(n, ast.Attribute)
    }


def test_a_run_calls_the_very_functions_that_are_judged() -> None:
    """Reached by name from whatever is neither physics nor validation; what only warms the kernels up counts not."""
    uses: dict[str, set[str]] = {}
    reached: set[str] = set()
    for path in SOURCES.rglob("*.py"):
        part = path.relative_to(SOURCES).parts
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if part[0] == "physics":
            for node in tree.body:
                if isinstance(node, ast.FunctionDef):
                    uses[node.name] = _names(node)
                elif isinstance(node, ast.Assign):
                    uses |= {target.id: _names(node.value) for target in node.targets if isinstance(target, ast.Name)}
        elif part[0] != "validation" and part != ("engine", "warm.py"):
            reached |= _names(tree)
    fresh = reached & uses.keys()
    while fresh:
        reached |= fresh
        fresh = {name for user in fresh for name in uses[user] & uses.keys()} - reached
    judged_functions = {f.__name__ for ones in covered().values() for one in ones for f in one.functions}
    assert judged_functions <= reached, sorted(judged_functions - reached)


def test_every_quantity_without_a_model_has_its_reason_and_no_other_has(judged: Judged) -> None:
    missing = {one.quantity for one in judged.quantities if one.status is Status.NOT_MODELLED}
    assert missing == set(WHY_NOT)
    assert sum(len(one.rows) for one in judged.quantities if one.quantity in missing) == 0
