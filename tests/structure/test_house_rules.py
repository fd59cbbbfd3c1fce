"""The house's rules that no single file shows: sizes, names, and nothing of the machine it was written on."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "fleetex"
LINES_MAX = 500
FUNCTION_LINES_MAX = 60
NAMELESS = {"entity", "agent", "object", "manager", "helper", "util", "misc", "data", "info", "handle", "process"}
FIELD_TERMS = {"json_object", "data_layout", "data_type", "serialize_using_object_code"}
"""Terms of a standard or a library that carry such a word: RFC 8259, LLVM, openpyxl, Numba."""
NOT_OURS = {".git", ".venv", "out", "dist", "build", "node_modules", "__pycache__", ".hypothesis"}
SOURCES = sorted(SOURCE.rglob("*.py"))


def ours() -> Iterator[Path]:
    """Every text file of the project, without what tools and runs leave."""
    for path in sorted(ROOT.rglob("*")):
        parts = path.relative_to(ROOT).parts
        if path.is_file() and not any(part in NOT_OURS or part.endswith(("_cache", ".egg-info")) for part in parts):
            yield path


def words(name: str) -> set[str]:
    """The words of a snake_case or CamelCase name, in the singular."""
    parts = re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)
    return {part.lower().removesuffix("s") if part.lower() != "process" else "process" for part in parts}


def names_given(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Every name that a file gives to something, with its line."""
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                yield node.name, node.lineno
            case ast.arg():
                yield node.arg, node.lineno
            case ast.Name(ctx=ast.Store()):
                yield node.id, node.lineno
            case ast.Attribute(ctx=ast.Store()):
                yield node.attr, node.lineno


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_a_source_file_is_short_and_its_functions_are_shorter(path: Path) -> None:
    text = path.read_text("utf-8")
    long = [
        f"{node.name} ({node.end_lineno - node.lineno + 1} lines)"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno >= FUNCTION_LINES_MAX
    ]
    assert len(text.splitlines()) <= LINES_MAX
    assert long == []


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_names_say_what_a_thing_is(path: Path) -> None:
    given = names_given(ast.parse(path.read_text("utf-8")))
    nameless = [f"{name} (line {line})" for name, line in given if name not in FIELD_TERMS and words(name) & NAMELESS]
    assert words(path.stem) & NAMELESS == set()
    assert nameless == []


def test_no_file_carries_a_path_of_the_machine_it_was_written_on_or_a_registrys_host() -> None:
    folders = "|".join(a + b for a, b in (("wo", "rk"), ("ro", "ot"), ("ho", "me/\\w+/"), ("tm", "p/w")))
    hosts = "|".join(a + b + r"\.(org|com)" for a, b in (("pyp", "i"), ("python", "hosted"), ("npm", "js")))
    machine = re.compile(rf"(?<![\w.])/({folders})(/|\b)|{hosts}")
    found = {}
    for path in ours():
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError:
            continue
        if hit := machine.search(text):
            found[str(path.relative_to(ROOT))] = hit.group()
    assert found == {}


def test_every_package_of_the_house_has_a_floor() -> None:
    packages = {path.parent.name for path in SOURCE.glob("*/__init__.py")}
    floors = re.search(r"layers = \[(.*?)\]", (ROOT / "pyproject.toml").read_text("utf-8"), re.S)
    assert floors is not None
    assert packages <= set(re.findall(r"[a-z]+", floors.group(1)))


def test_imports_go_only_down_the_floors() -> None:
    command = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    checked = subprocess.run(
        [sys.executable, "-c", command, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout
    assert "0 broken" in checked.stdout
