"""A library file from disk: bytes to plain mappings, with places for the errors, and quickly the second time.

Parsing YAML in Python takes 20 ms for each 10 kB, so what was parsed is kept as JSON in the user's cache folder, named
by a hash of the file's bytes: a changed file is another name. The cache is read as text alone; nothing in it runs.
"""

import hashlib
import json
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from fleetex.library.problems import LibraryError, LibraryProblem
from fleetex.library.rows import Row, read_file

BYTES_MAX = 1_000_000
_CACHE_VERSION = 1
_DEPTH_MAX = 20


def read_library_file(path: Path, shown_as: str | None = None) -> Row:
    """One file as read. Raises LibraryError with every mistake in it."""
    name = shown_as or str(path)
    row, faults = read_file(_tree(_bytes(path, name), name))
    if not faults:
        return row
    found = []
    for fault, (line, column, _) in zip(faults, place(path, [fault.keys for fault in faults]), strict=True):
        where = ".".join(map(str, fault.keys))
        found.append(LibraryProblem(name, line, column, where, fault.text, fault.write))
    raise LibraryError(sorted(found, key=lambda problem: (problem.line, problem.column)))


def place(path: Path, ways: Sequence[Sequence[str | int]]) -> list[tuple[int, int, bool]]:
    """For each way of keys: line and column, from 1, and whether all of it is there.

    Where the way breaks off, the place is that of the last key found.
    """
    from ruamel.yaml import YAML

    tree = YAML().load(path.read_text(encoding="utf-8-sig"))
    return [_place(tree, keys) for keys in ways]


def _place(tree: Any, keys: Sequence[str | int]) -> tuple[int, int, bool]:
    node: Any = tree
    line, column = 0, 0
    for key in keys:
        try:
            marks = node.lc
            line, column = marks.key(key) if isinstance(node, dict) else marks.item(key)
            node = node[key]
        except (KeyError, IndexError, TypeError, AttributeError):
            return line + 1, column + 1, False
    return line + 1, column + 1, True


def _bytes(path: Path, name: str) -> bytes:
    try:
        if path.stat().st_size > BYTES_MAX:
            raise LibraryError([LibraryProblem(name, 1, 1, "", f"a library file has at most {BYTES_MAX} bytes")])
        return path.read_bytes()
    except OSError as error:
        text = f"can't be read: {error.strerror or error}"
        raise LibraryError([LibraryProblem(name, 1, 1, "", text)]) from None


def _tree(raw: bytes, name: str) -> Any:
    try:
        kept = _cache_folder() / f"{hashlib.sha256(raw).hexdigest()}.json"
    except RuntimeError:  # no home folder can be found
        return _parsed(raw, name)
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
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise LibraryError([LibraryProblem(name, line, 1, "", "the file is not UTF-8 text")]) from None
    try:
        _refuse_bombs(text, name)
        tree = YAML(typ="safe", pure=True).load(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        words = " ".join(str(error.problem or error.context).split())
        raise LibraryError(
            [LibraryProblem(name, line, column, "", f"this is not YAML as it is due: {words}")]
        ) from None
    except (YAMLError, ValueError) as error:
        words = " ".join(str(error).split())
        raise LibraryError([LibraryProblem(name, 1, 1, "", f"this is not YAML as it is due: {words}")]) from None
    return {} if tree is None else tree


def _refuse_bombs(text: str, name: str) -> None:
    """A few aliases can unfold into gigabytes, deep nesting takes minutes, and a library has no use for either."""
    from ruamel.yaml import YAML
    from ruamel.yaml.events import AliasEvent, CollectionEndEvent, CollectionStartEvent, NodeEvent

    depth = 0
    for event in YAML(typ="safe", pure=True).parse(text):
        depth += isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)
        if isinstance(event, AliasEvent) or (isinstance(event, NodeEvent) and event.anchor is not None):
            words = "anchors (&) and aliases (*) are not read"
        elif depth > _DEPTH_MAX:
            words = "the file is nested too deeply"
        else:
            continue
        mark = event.start_mark
        raise LibraryError([LibraryProblem(name, mark.line + 1, mark.column + 1, "", words)])


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
