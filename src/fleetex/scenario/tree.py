"""YAML text to a tree that knows line and column of every key and value, built from parser events, without recursion.

Nothing in a file is executed or unfolded without bound: tags are refused, aliases are counted, cycles have no way in.
Words are read as YAML 1.2 has them (`NO` and `12:30` are text), and a number with a leading zero stays text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from fleetex.scenario.problems import Path, Problem, dotted
from fleetex.scenario.yaml_events import YamlEvent, events_of

_TURNING = "\u202a-\u202e\u2066-\u2069"
_UNSEEN = "\u200b\u2060\ufeff"
STRANGE = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff\ud800-\udfff{_TURNING}{_UNSEEN}]")
"""Letters that no text has: control characters but for tab and line ends, half surrogates, what is no letter, what
makes text read other than it is."""
DEPTH_MAX = 40
NODES_MAX = 1_000_000
ALIASED_NODES_MAX = 20_000
_TOO_DEEP = f"nested too deeply: at most {DEPTH_MAX} levels stand in each other"
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})")
_REAL = re.compile(r"[-+]?(?:\.[0-9]+|(?:0|[1-9][0-9]*)(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]{1,3})?")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_WORDS: dict[str, bool | None] = {
    "": None,
    "~": None,
    "null": None,
    "Null": None,
    "NULL": None,
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
}


@dataclass
class Node:
    """A value in the file: a scalar, a list of nodes, or a mapping of nodes; line and column from 1."""

    line: int
    column: int
    value: Any
    keys: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Of a mapping: where each key stands."""
    size: int = 1
    """Nodes in it, itself included, aliases unfolded."""
    closed: bool = True

    def plain(self) -> Any:
        """The value without places. Depth is bounded by DEPTH_MAX, aliases unfolded included."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value

    def step(self, word: str | int) -> "Node | None":
        """The node under a key or at a place in a list, or None."""
        if isinstance(self.value, dict):
            return self.value.get(str(word))
        if isinstance(self.value, list) and isinstance(word, int) and 0 <= word < len(self.value):
            item: Node = self.value[word]
            return item
        return None


class UnreadableError(Exception):
    """The text can't be read to its end: the one problem that stopped it."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(str(problem))


@dataclass
class _Open:
    """A collection being read."""

    node: Node
    anchor: str | None
    key: tuple[str, int, int] | None = None
    depth: int = 1


class TreeReader:
    """Reads one document. `problems` gathers what does not stop the reading: duplicate keys, tags, NaN."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self._open: list[_Open] = []
        self._anchors: dict[str, Node] = {}
        self._depths: dict[int, int] = {}
        self._root: Node | None = None
        self._node_count = 0
        self._aliased_count = 0

    def read(self, text: str) -> Node:
        """The tree of a text. Raises UnreadableError."""
        try:
            for event in events_of(text):
                self._take(event)
        except (UnreadableError, KeyboardInterrupt, MemoryError):
            raise
        except Exception as error:  # the parser of a stranger's bytes: whatever it trips over is the file's fault
            mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
            if mark:
                line, column = mark.line + 1, mark.column + 1
                raise self._stop(line, column, _shown_line(text, line), _syntax(error)) from None
            words = " ".join(str(error).split())[:200]
            raise self._stop(1, 1, "", f"this is not YAML: {words or type(error).__name__}") from None
        if self._root is None or self._root.value is None:
            raise self._stop(
                1, 1, "nothing", "an exercise file begins with `fleetex: 1`; `fleetex new FILE` writes a starter"
            )
        return self._root

    def _stop(self, line: int, column: int, found: str, allowed: str, write: str = "") -> UnreadableError:
        path = self._path()
        named = path[: next((place for place, word in enumerate(path) if isinstance(word, int)), len(path))]
        return UnreadableError(Problem(self.file, line, column, found, allowed, write, dotted(named)))

    def _note(self, event: YamlEvent, found: str, allowed: str, write: str = "") -> None:
        line, column = event.line, event.column
        self.problems.append(Problem(self.file, line, column, found, allowed, write, dotted(self._path())))

    def _path(self) -> Path:
        words: list[str | int] = []
        for part in self._open:
            if isinstance(part.node.value, list):
                words.append(len(part.node.value))
            elif part.key is not None:
                words.append(part.key[0])
        return tuple(words)

    def _take(self, event: YamlEvent) -> None:
        match event.kind:
            case "scalar":
                self._scalar(event)
            case "mapping":
                self._begin(event, {})
            case "sequence":
                self._begin(event, [])
            case "end":
                self._end()
            case "alias":
                self._alias(event)
            case _ if self._root is not None:
                raise self._stop(
                    event.line, event.column, "---", "one file holds one exercise: a second document begins here"
                )

    def _begin(self, event: YamlEvent, value: Any) -> None:
        line, column = event.line, event.column
        if self._wants_key():
            raise self._stop(line, column, "a list or mapping as a key", "a key is a word")
        if len(self._open) >= DEPTH_MAX:
            raise self._stop(line, column, f"{DEPTH_MAX + 1} levels", _TOO_DEEP)
        self._refuse_tag(event)
        node = Node(line, column, value, closed=False)
        if event.anchor is not None:
            self._anchors[event.anchor] = node
        self._open.append(_Open(node, event.anchor))

    def _end(self) -> None:
        done = self._open.pop()
        done.node.closed = True
        self._depths[id(done.node)] = done.depth
        if isinstance(done.node.value, dict):
            self._merge(done.node)
        self._put(done.node, done.depth)

    def _alias(self, event: YamlEvent) -> None:
        line, column = event.line, event.column
        target = self._anchors.get(event.anchor or "")
        if target is None:
            raise self._stop(line, column, f"*{event.anchor}", f"no anchor &{event.anchor} stands before")
        if not target.closed:
            raise self._stop(line, column, f"*{event.anchor}", "an alias inside its own anchor never ends")
        if self._wants_key():
            raise self._stop(line, column, f"*{event.anchor}", "a key is a word, not an alias")
        self._aliased_count += target.size
        if self._aliased_count > ALIASED_NODES_MAX:
            allowed = f"aliases unfold to at most {ALIASED_NODES_MAX} values in all"
            raise self._stop(line, column, f"*{event.anchor}", allowed)
        copy = Node(line, column, target.value, target.keys, target.size)
        self._put(copy, self._depths.get(id(target), 0))

    def _scalar(self, event: YamlEvent) -> None:
        line, column = event.line, event.column
        if strange := STRANGE.search(event.value):
            found = f"U+{ord(strange[0]):04X}"
            raise self._stop(line, column, found, f"{strange_words(strange[0])}, escaped or not")
        if self._wants_key():
            self._key(event)
            return
        self._refuse_tag(event)
        node = Node(line, column, self._word(event) if event.plain else event.value)
        if event.anchor is not None:
            self._anchors[event.anchor] = node
        self._put(node, 0)

    def _word(self, event: YamlEvent) -> Any:
        """What a plain scalar means."""
        text: str = event.value
        if text in _WORDS:
            return _WORDS[text]
        if _INTEGER.fullmatch(text):
            return int(text)
        if _NOT_FINITE.fullmatch(text):
            self._note(event, text, "a finite number is due")
            return text
        if _REAL.fullmatch(text):
            number = float(text)
            if number in (float("inf"), float("-inf")):
                self._note(event, text, "a finite number is due")
                return text
            return number
        return text

    def _key(self, event: YamlEvent) -> None:
        line, column = event.line, event.column
        top = self._open[-1]
        if event.value == "":
            raise self._stop(line, column, "an empty key", "a key is a word")
        if event.value in top.node.keys:
            first = top.node.keys[event.value][0]
            top.key = (event.value, line, column)
            self._note(event, event.value, f"a key given twice: it stands in line {first} already")
        top.key = (event.value, line, column)

    def _put(self, node: Node, depth: int) -> None:
        """Place a finished node in what is open around it."""
        self._node_count += 1
        if self._node_count > NODES_MAX:
            raise self._stop(node.line, node.column, "", f"a file has at most {NODES_MAX} values")
        if not self._open:
            self._root = node
            return
        top = self._open[-1]
        if len(self._open) + depth > DEPTH_MAX:
            raise self._stop(node.line, node.column, "more levels", _TOO_DEEP)
        top.depth = max(top.depth, depth + 1)
        top.node.size += node.size
        if isinstance(top.node.value, list):
            top.node.value.append(node)
        elif top.key is not None:
            key, line, column = top.key
            if key not in top.node.keys or top.node.value[key].value is None:
                top.node.value[key] = node
                top.node.keys[key] = (line, column)
            top.key = None

    def _wants_key(self) -> bool:
        return bool(self._open) and isinstance(self._open[-1].node.value, dict) and self._open[-1].key is None

    def _merge(self, node: Node) -> None:
        """YAML's `<<: *other`: keys of the other mapping that are not written here."""
        merged = node.value.pop("<<", None)
        if merged is None:
            return
        line, column = node.keys.pop("<<")
        others = merged.value if isinstance(merged.value, list) else [merged]
        for other in others:
            if not isinstance(other.value, dict):
                self.problems.append(Problem(self.file, line, column, "<<", "`<<` takes an alias of a mapping"))
                continue
            for key, value in other.value.items():
                if key not in node.value:
                    node.value[key] = value
                    node.keys[key] = (line, column)

    def _refuse_tag(self, event: YamlEvent) -> None:
        if event.tag is not None and event.tag not in ("!", "tag:yaml.org,2002:str"):
            written = event.tag.replace("tag:yaml.org,2002:", "!!")
            self._note(event, written, "tags are not read; write the value without")


def strange_words(letter: str) -> str:
    """Why a strange letter is refused."""
    if re.match(f"[{_TURNING}]", letter):
        return "letters that turn the direction of text round, so that it reads other than it is, have no place in text"
    if re.match(f"[{_UNSEEN}]", letter):
        return "letters that nobody sees have no place in text"
    return "control characters have no place in text"


def _shown_line(text: str, line: int) -> str:
    lines = text.splitlines()
    shown = lines[line - 1].strip() if 0 < line <= len(lines) else ""
    return shown if len(shown) <= 60 else shown[:57] + "..."


def _syntax(error: Any) -> str:
    """What the parser says, in one line; the usual cause besides."""
    words = " ".join(part for part in (error.context, error.problem) if part)
    words = " ".join(words.split())
    causes: Iterator[tuple[str, str]] = iter(
        (
            ("mapping values are not allowed", "a colon inside text wants quotation marks about the text"),
            ("found character '\\t'", "indent with spaces, not tabs"),
            ("could not find expected ':'", "a key is followed by a colon and a space"),
            ("expected ',' or", "close the bracket, or put a comma between"),
            ("expected <block end>", "keys of one mapping begin in one column"),
        )
    )
    cause = next((advice for sign, advice in causes if sign in words), "")
    return f"this is not YAML: {words}" + (f" ({cause})" if cause else "")
