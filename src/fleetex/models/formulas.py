"""What a model's function says of itself, read off its source: nothing is written a second time, nothing is compiled.

described("horizon.radar_horizon_m").inputs      (Input("height a", "m"), Input("height b", "m"))
"""

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

UNITS = {
    "m": "m",
    "m2": "m²",
    "mps": "m/s",
    "s": "s",
    "hz": "Hz",
    "rad": "rad",
    "radps": "rad/s",
    "db": "dB",
    "deg": "deg",
    "c": "°C",
    "degc": "°C",
    "psu": "psu",
    "ph": "pH",
    "k": "K",
    "kg": "kg",
    "kgps": "kg/s",
    "w": "W",
    "dbw": "dBW",
    "j": "J",
    "t": "T",
    "am2": "A m²",
    "prob": "probability",
    "cd": "cd",
    "mps2": "m/s²",
    "cpr": "cycles/rad",
    "pa": "Pa",
    "hpa": "hPa",
    "gpm3": "g/m³",
    "mmph": "mm/h",
    "ghz": "GHz",
    "dbar": "dbar",
    "gkg": "g/kg",
    "kn": "kn",
}
"""The last word of an input's name -> its unit."""
_PER = {"per_s": "1/s", "db_per_m": "dB/m", "np_per_rad": "Np/rad", "per_m": "1/m", "m2pkg": "m²/kg", "w_m2": "W m²"}
"""The last words of names whose unit takes more than one: looked for first."""
_SOURCE = re.compile(r"\bSources?(?: of [\w ]+| unless said)?:\s")


@dataclass(frozen=True)
class Input:
    words: str
    unit: str
    """Empty: a plain number or a code."""


@dataclass(frozen=True)
class Described:
    """One function."""

    name: str
    inputs: tuple[Input, ...]
    answer: str
    """The first sentence."""
    formula: tuple[str, ...]
    """Paragraphs: the formula and how far it holds."""
    source: str
    """Empty: none is named at the function."""
    head: str
    """What the module says at its head, of the formula or the source that all of it has in common."""


def input_of(name: str) -> Input:
    """`depth_a_m` -> depth a, in metres."""
    for ending, unit in _PER.items():
        if name.endswith(ending):
            words = name.removesuffix(ending).strip("_") or {"np_per_rad": "loss per reflection"}.get(ending, "rate")
            return Input(words.replace("_", " "), unit)
    words, _, last = name.rpartition("_")
    if words and last in UNITS:
        return Input(words.replace("_", " "), UNITS[last])
    return Input(name.replace("_", " ").strip(), "")


def described(name: str) -> Described:
    """What stands at MODULE.FUNCTION."""
    found = _of_module(name.partition(".")[0])
    return found[name]


@cache
def _of_module(module: str) -> Mapping[str, Described]:
    text = (files("fleetex") / "physics" / f"{module}.py").read_text(encoding="utf-8")
    tree = ast.parse(text)
    head = _joined(ast.get_docstring(tree) or "")
    return {one.name: one for one in _functions(module, tree, head)}


def _functions(module: str, tree: ast.Module, head: str) -> Iterator[Described]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            first, *rest = [_joined(part) for part in (ast.get_docstring(node) or "").split("\n\n")]
            body = " \n".join(rest)
            place = _SOURCE.search(body)
            formula, source = (body[: place.start()], body[place.end() :]) if place else (body, "")
            yield Described(
                f"{module}.{node.name}",
                tuple(input_of(argument.arg) for argument in node.args.args),
                first,
                tuple(part.strip() for part in formula.split("\n") if part.strip()),
                source.replace("\n", " ").strip(),
                head,
            )


def _joined(text: str) -> str:
    return " ".join(text.split())
