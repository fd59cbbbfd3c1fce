"""Where a model is used: which functions of the engine, the compiler and the readers call it, read off the sources.

Names are followed through imports, so that a function of the same name elsewhere is none of a model's. What is called
by other formulas alone is followed through those to the first callers outside.
"""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

FORMULAS = "physics"
LEFT_OUT = ("validation", "models", "engine/warm.py")
"""What judges models, registers them, or only compiles them ahead."""
_HERE = "fleetex.physics"


@dataclass
class Uses:
    """(File, function) -> the formulas MODULE.FUNCTION that it names."""

    formulas: dict[str, set[str]] = field(default_factory=dict)
    """Of formulas themselves."""
    others: dict[tuple[str, str], set[str]] = field(default_factory=dict)


def callers(functions: tuple[str, ...]) -> Mapping[str, list[str]]:
    """File -> its functions that call one of these formulas; the nearest outside the formulas."""
    uses = _uses()
    found: dict[str, set[str]] = {}
    for function in functions:
        for file, caller in _outside({function}, uses):
            found.setdefault(file, set()).add(caller)
    return {file: sorted(found[file]) for file in sorted(found)}


def _outside(wanted: set[str], uses: Uses) -> set[tuple[str, str]]:
    """The callers outside; where there is none, those of the formulas that call it."""
    seen = set(wanted)
    while wanted:
        outside = {place for place, names in uses.others.items() if names & wanted}
        if outside:
            return outside
        wanted = {name for name, names in uses.formulas.items() if names & wanted} - seen
        seen |= wanted
    return set()


@cache
def _uses() -> Uses:
    uses = Uses()
    for path, source in _sources(files("fleetex"), ""):
        if path.startswith(LEFT_OUT):
            continue
        tree = ast.parse(source.read_text(encoding="utf-8"))
        named = _imported(tree)
        if path.startswith(f"{FORMULAS}/"):
            module = path.removeprefix(f"{FORMULAS}/").removesuffix(".py")
            own = {name: f"{module}.{name}" for name, _ in _parts(tree)}
            for name, node in _parts(tree):
                uses.formulas[f"{module}.{name}"] = _names(node, named | own) - {f"{module}.{name}"}
        elif named:
            for name, node in _parts(tree):
                uses.others[path, name] = _names(node, named)
    return uses


def _sources(folder: Traversable, above: str) -> Iterator[tuple[str, Traversable]]:
    for entry in sorted(folder.iterdir(), key=lambda one: one.name):
        path = f"{above}{entry.name}"
        if entry.is_dir():
            yield from _sources(entry, f"{path}/")
        elif entry.name.endswith(".py"):
            yield path, entry


def _imported(tree: ast.Module) -> dict[str, str]:
    """A file's own name -> the formula, or the module of formulas, that it stands for."""
    found: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == _HERE:
            found |= {alias.asname or alias.name: alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith(f"{_HERE}."):
            module = (node.module or "").removeprefix(f"{_HERE}.")
            found |= {alias.asname or alias.name: f"{module}.{alias.name}" for alias in node.names}
    return found


def _parts(tree: ast.Module) -> Iterator[tuple[str, ast.AST]]:
    """Functions, those of classes too, and what is given a name at a file's head."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield node.name, node
        elif isinstance(node, ast.ClassDef):
            yield from ((f"{node.name}.{n.name}", n) for n in node.body if isinstance(n, ast.FunctionDef))
        elif isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from ((target.id, node.value) for target in targets if isinstance(target, ast.Name))


def _names(node: ast.AST, named: Mapping[str, str]) -> set[str]:
    """The formulas that a part names: directly, or through their module."""
    found = set()
    for one in ast.walk(node):
        if isinstance(one, ast.Name) and one.id in named:
            found.add(named[one.id])
        elif isinstance(one, ast.Attribute) and isinstance(one.value, ast.Name) and one.value.id in named:
            found.add(f"{named[one.value.id]}.{one.attr}")
    return found
