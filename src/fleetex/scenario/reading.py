"""A scenario file from disk: size, encoding and strange characters first, then its tree; and who says so of its values.

The long form of a value, `{value: 12 kn, source: TB, notional: true}`, becomes the value; what it said goes beside.
"""

from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any

from fleetex.scenario.problems import Path, Problem, ScenarioError
from fleetex.scenario.tree import STRANGE, Node, TreeReader, UnreadableError, strange_words

BYTES_MAX = 10_000_000
_SECTIONS = ("sources", "areas", "nations", "sides", "units", "circuits", "serials", "waterspace", "facts")
_NAMED_BY_HAND: frozenset[Path] = frozenset({("environment", "zones"), *((section,) for section in _SECTIONS)})
"""Mappings whose keys are names: one may be called `value`."""


@dataclass
class Document:
    """A file as it was read: its text, its tree, what was wrong that did not stop the reading."""

    file: str
    text: str
    root: Node
    problems: list[Problem]
    said: dict[Path, tuple[Node, Any]] = field(default_factory=dict)
    """For each value in the long form: the mapping, and its keys other than `value`."""

    def place(self, path: Path) -> tuple[int, int, Path]:
        """Line and column of the key (or list item) a path leads to, and the path as the file has it.

        Words that the file does not have (they stand in the models alone) are skipped; where the path ends beyond
        what is written, the place is that of what is there.
        """
        node, kept = self.root, list[str | int]()
        line, column = self.root.line, self.root.column
        for word in path:
            inner = node.step(word)
            if inner is None:
                continue
            line, column = node.keys.get(str(word), (inner.line, inner.column))
            kept.append(word)
            node = inner
        return line, column, tuple(kept)

    def node(self, path: Path) -> Node | None:
        """The node at exactly this path, or None."""
        node: Node | None = self.root
        for word in path:
            node = None if node is None else node.step(word)
        return node


def read_file(path: FilePath) -> tuple[str, str]:
    """The file's name as given, and its text. Raises ScenarioError."""
    name = str(path)
    try:
        if path.is_dir():
            raise _whole(name, "a directory", "an exercise file is due")
        if path.exists() and not path.is_file():
            raise _whole(name, "a pipe, a device or a socket", "an exercise is an ordinary file: save it as one")
        with path.open("rb") as stream:
            raw = stream.read(BYTES_MAX + 1)
    except FileNotFoundError:
        raise _whole(name, "", "there is no such file; `fleetex new FILE` writes a starter") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise _whole(name, "", f"the file can't be read: {reason}") from None
    return name, decode(raw, name)


def decode(raw: bytes, name: str) -> str:
    """Bytes as UTF-8 text of a size and letters that a scenario has. Raises ScenarioError."""
    if len(raw) > BYTES_MAX:
        raise _whole(name, f"more than {BYTES_MAX // 1_000_000} MB", f"a scenario has at most {BYTES_MAX} bytes")
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _whole(name, "UTF-16", "the file is UTF-8 text: save it as UTF-8")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        column = error.start - (raw.rfind(b"\n", 0, error.start) + 1) + 1
        shown = f"byte 0x{raw[error.start]:02x}"
        problem = Problem(name, line, column, shown, "the file is UTF-8 text: save it as UTF-8")
        raise ScenarioError([problem]) from None
    if strange := STRANGE.search(text):
        line = text.count("\n", 0, strange.start()) + 1
        column = strange.start() - text.rfind("\n", 0, strange.start())
        problem = Problem(name, line, column, f"U+{ord(strange[0]):04X}", strange_words(strange[0]))
        raise ScenarioError([problem])
    return text


def read_text(text: str, file: str) -> Document:
    """The tree of a text, long forms taken apart. Raises ScenarioError when it can't be read to its end."""
    reader = TreeReader(file)
    try:
        root = reader.read(text)
    except UnreadableError as error:
        raise ScenarioError([*reader.problems, error.problem]) from None
    document = Document(file, text, root, reader.problems)
    if not isinstance(root.value, dict):
        problem = Problem(file, root.line, root.column, "no mapping", "an exercise file begins with `fleetex: 1`")
        raise ScenarioError([*reader.problems, problem])
    document.root = _unwrapped(root, (), document)
    return document


def _whole(name: str, found: str, allowed: str) -> ScenarioError:
    return ScenarioError([Problem(name, 1, 1, found, allowed)])


def _unwrapped(node: Node, path: Path, document: Document) -> Node:
    """The tree with each long form replaced by its value; aliased parts are copied, so that each has its own path."""
    if isinstance(node.value, list):
        items = [_unwrapped(item, (*path, place), document) for place, item in enumerate(node.value)]
        return Node(node.line, node.column, items)
    if not isinstance(node.value, dict):
        return node
    if "value" in node.value and "from" not in node.value and path not in _NAMED_BY_HAND:
        said = {key: inner.plain() for key, inner in node.value.items() if key != "value"}
        document.said[path] = (node, said)
        inner = _unwrapped(node.value["value"], path, document)
        return Node(inner.line, inner.column, inner.value, inner.keys)
    values = {key: _unwrapped(inner, (*path, key), document) for key, inner in node.value.items()}
    return Node(node.line, node.column, values, node.keys)
