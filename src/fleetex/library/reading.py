"""A library file from disk: bytes to plain mappings, with places for the errors, and quickly the second time.

Parsing YAML in Python takes 20 ms for each 10 kB, so what was parsed is kept as JSON in the user's cache folder, named
by a hash of the file's bytes: a changed file is another name. The cache is read as text alone; nothing in it runs.
"""

import difflib
import hashlib
import json
import os
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent, NodeEvent

from fleetex.library.problems import LibraryError, LibraryProblem
from fleetex.library.rows import LibraryFile
from fleetex.library.stated import StatementError
from fleetex.quantities.errors import shown

BYTES_MAX = 1_000_000
_CACHE_VERSION = 1


def read_library_file(path: Path, shown_as: str | None = None) -> LibraryFile:
    """One file, validated. Raises LibraryError with every mistake in it."""
    name = shown_as or str(path)
    tree = _tree(_bytes(path, name), name)
    try:
        return LibraryFile.model_validate(tree)
    except ValidationError as error:
        raise LibraryError(_problems(error, path, name)) from None


def place(path: Path, keys: Iterable[str | int]) -> tuple[int, int]:
    """Line and column, from 1, of the entry at these keys; of the nearest one above it if there is none."""
    node: Any = YAML().load(path.read_text(encoding="utf-8-sig"))
    line, column = 0, 0
    for key in keys:
        lines = getattr(node, "lc", None)
        try:
            line, column = lines.key(key) if isinstance(node, dict) else lines.item(key)  # type: ignore[union-attr]
            node = node[key]
        except (KeyError, IndexError, TypeError, AttributeError):
            break
    return line + 1, column + 1


def _bytes(path: Path, name: str) -> bytes:
    try:
        if path.stat().st_size > BYTES_MAX:
            raise LibraryError([LibraryProblem(name, 1, 1, "", f"a library file has at most {BYTES_MAX} bytes")])
        return path.read_bytes()
    except OSError as error:
        text = f"can't be read: {error.strerror or error}"
        raise LibraryError([LibraryProblem(name, 1, 1, "", text)]) from None


def _tree(raw: bytes, name: str) -> Any:
    kept = _cache_folder() / f"{hashlib.sha256(raw).hexdigest()}.json"
    try:
        return json.loads(kept.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        tree = _parsed(raw, name)
    try:
        text = json.dumps(tree, allow_nan=False)
    except (TypeError, ValueError):  # a date, NaN: what is due is text, and validation will say so
        return tree
    _keep(kept, text)
    return json.loads(text)


def _parsed(raw: bytes, name: str) -> Any:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise LibraryError([LibraryProblem(name, line, 1, "", "the file is not UTF-8 text")]) from None
    try:
        _refuse_aliases(text, name)
        tree = YAML(typ="safe", pure=True).load(text)
    except RecursionError:
        raise LibraryError([LibraryProblem(name, 1, 1, "", "the file is nested too deeply")]) from None
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        words = " ".join(str(error.problem or error.context).split())
        raise LibraryError([LibraryProblem(name, line, column, "", f"this is not YAML as it is due: {words}")]) from None
    except (YAMLError, ValueError) as error:
        words = " ".join(str(error).split())
        raise LibraryError([LibraryProblem(name, 1, 1, "", f"this is not YAML as it is due: {words}")]) from None
    return {} if tree is None else tree


def _refuse_aliases(text: str, name: str) -> None:
    """A few aliases can unfold into gigabytes, and a library has no use for them."""
    for event in YAML(typ="safe", pure=True).parse(text):
        if isinstance(event, AliasEvent) or (isinstance(event, NodeEvent) and event.anchor is not None):
            mark = event.start_mark
            raise LibraryError(
                [LibraryProblem(name, mark.line + 1, mark.column + 1, "", "anchors (&) and aliases (*) are not read")]
            )


def _cache_folder() -> Path:
    """Where this user's caches live by the platform's custom."""
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "fleetex" / f"library-{_CACHE_VERSION}"


def _keep(kept: Path, text: str) -> None:
    """Write the cache whole or not at all; a folder that can't be written costs time, nothing else."""
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=kept.parent, delete=False, encoding="utf-8") as file:
            file.write(text)
        os.replace(file.name, kept)
    except OSError:
        return


def _problems(error: ValidationError, path: Path, name: str) -> list[LibraryProblem]:
    problems = []
    for found in error.errors():
        keys: tuple[str | int, ...] = tuple(key for key in found["loc"] if key != "[key]")
        cause = found.get("ctx", {}).get("error")
        text, write = _plain(found)
        if isinstance(cause, StatementError):
            keys += cause.path
            text, write = f"found `{cause.error.found}`; {cause.error.allowed}", cause.error.write
        line, column = place(path, keys)
        problems.append(LibraryProblem(name, line, column, ".".join(map(str, keys)), text, write))
    return sorted(problems, key=lambda problem: (problem.line, problem.column))


def _plain(found: Any) -> tuple[str, str]:
    """What pydantic's own findings mean to the writer of a library."""
    match found["type"]:
        case "extra_forbidden":
            fields = _fields_beside(found["loc"])
            near = difflib.get_close_matches(str(found["loc"][-1]), fields, 1)
            allowed = f"; allowed here: {', '.join(fields)}" if fields else ""
            return f"found `{found['loc'][-1]}`, which is not a field{allowed}", near[0] if near else ""
        case "string_pattern_mismatch":
            return f"found `{shown(found['input'])}`; an id has small letters, digits and _", ""
        case "model_type" | "dict_type" | "model_attributes_type":
            return f"found `{shown(found['input'])}`; a mapping of fields is due", ""
        case "string_type":
            return f"found `{shown(found['input'])}`; text is due: put it in quotation marks", ""
        case _:
            return f"found `{shown(found['input'])}`; {found['msg']}", ""


def _fields_beside(keys: tuple[str | int, ...]) -> list[str]:
    """The fields that may stand where an unknown key stands."""
    model: Any = LibraryFile
    for key in keys[:-1]:
        fields = getattr(model, "model_fields", None)
        if fields is None:
            return []
        if key in fields:
            model = _row_of(fields[key].annotation)
    fields = getattr(model, "model_fields", {})
    return [field.alias or key for key, field in fields.items()]


def _row_of(annotation: Any) -> Any:
    """The Row class inside `dict[Id, Row] | None`."""
    if hasattr(annotation, "model_fields"):
        return annotation
    inner = [found for part in getattr(annotation, "__args__", ()) if (found := _row_of(part)) is not None]
    return inner[-1] if inner else None
