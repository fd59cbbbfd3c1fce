"""The page on serial kinds names every measure that is taken, with its unit."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "serials.md").read_text("utf-8").split("\n## Measures\n")[1].split("\n## ")[0]
MODULES = {
    "a COMMEX": ("commex",),
    "a LINKEX": ("linkex",),
    "a MANEX": ("manex",),
    "a RAS-L": ("ras_l",),
    "a GUNEX-S or NGFS": ("gunnery",),
    "a GUNEX-A": ("gunex_a",),
    "a PATROL": ("patrol",),
    "a SAREX": ("sarex",),
    "a FLYEX": ("flyex",),
    "an ADEX": ("adex", "missile_rows"),
    "a MISSILEX": ("missilex", "missilex_air", "missile_rows"),
    "a SURFEX": ("surfex", "salvo_theory", "missile_rows"),
    "an ESCORTEX": ("escortex", "casex_weapons"),
    "an AIRPATROL": ("airpatrol",),
    "an INTERCEPT": ("intercept",),
    "a CASEX": ("casex", "casex_air", "casex_battery", "casex_weapons", "waterspace"),
    "an ASWEX-SIM": ("aswex_sim", "casex_weapons"),
    "the exercise": ("exercise", "cooperation", "classifying"),
}


def measures_taken(module: str) -> set[tuple[str, str]]:
    """Name and unit of every measure that a module makes."""
    tree = ast.parse((ROOT / "src" / "fleetex" / "measures" / f"{module}.py").read_text("utf-8"))
    taken = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Measure":
            name, unit = node.args[1], node.args[4]
            assert isinstance(name, ast.Constant)
            assert isinstance(unit, ast.Constant)
            taken.add((str(name.value), str(unit.value)))
    return taken


def measures_listed(title: str) -> set[tuple[str, str]]:
    """Name and unit of every measure in one table of the page."""
    text = PAGE.split(f"\n### Measures of {title}\n")[1].split("\n### ")[0]
    return set(re.findall(r"^\| `(\w+)` \| *(\S*?) *\| ", text, re.M))


@pytest.mark.parametrize("title", MODULES)
def test_the_page_lists_the_measures_that_are_taken_with_their_units(title: str) -> None:
    taken = set().union(*(measures_taken(module) for module in MODULES[title]))
    assert len(taken) >= 5
    assert measures_listed(title) == taken


def test_every_module_that_measures_has_its_table() -> None:
    measuring = {
        path.stem
        for path in (ROOT / "src" / "fleetex" / "measures").glob("*.py")
        if path.stem != "values" and measures_taken(path.stem)
    }
    assert measuring == {module for modules in MODULES.values() for module in modules}
