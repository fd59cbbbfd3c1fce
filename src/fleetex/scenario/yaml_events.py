"""YAML text to events: what begins, stands and ends where, by ruamel or, ten times as fast, by the plain reader here.

The plain reader knows the YAML that people write in an exercise: mappings and lists by indentation or in braces,
comments, words, quoted text on one line. Whatever else a text holds (tabs, anchors, tags, block text, escapes, keys
without a value, a mistake) it leaves to ruamel, from the beginning: so its readings are ruamel's, and so is every
message about syntax. The tests hold the two against each other.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

SCALAR, MAPPING, SEQUENCE, END, ALIAS, DOCUMENT = "scalar", "mapping", "sequence", "end", "alias", "document"


class YamlEvent(NamedTuple):
    """A scalar, the beginning or the end of a collection, an alias, the beginning of a document; places from 1."""

    kind: str
    line: int
    column: int
    value: str = ""
    plain: bool = False
    """Of a scalar: not quoted, so that it may be a number or a word such as `true`."""
    anchor: str | None = None
    tag: str | None = None


LENGTH_MAX = 2_000_000
"""Longer texts are read as they come, event by event."""
KEY_MAX = 1_000
LEVELS_MAX = 64
_END = YamlEvent(END, 0, 0)


class _UnusualError(Exception):
    """The text holds what the plain reader leaves to ruamel."""


def events_of(text: str) -> Iterator[YamlEvent]:
    """The events of a text in turn. Raises ruamel's errors."""
    plain = plain_events(text)
    return iter(plain) if plain is not None else ruamel_events(text)


def ruamel_events(text: str) -> Iterator[YamlEvent]:
    """The events as ruamel reads them."""
    from ruamel.yaml import YAML
    from ruamel.yaml import events as made

    kinds = {made.MappingStartEvent: MAPPING, made.SequenceStartEvent: SEQUENCE, made.AliasEvent: ALIAS}
    kinds |= {made.MappingEndEvent: END, made.SequenceEndEvent: END, made.DocumentStartEvent: DOCUMENT}
    for event in YAML(typ="safe", pure=True).parse(text):
        line, column = event.start_mark.line + 1, event.start_mark.column + 1
        tag = getattr(event, "tag", None)
        said = None if tag is None else str(tag)
        if isinstance(event, made.ScalarEvent):
            plain = bool(event.implicit[0]) and event.style is None
            yield YamlEvent(SCALAR, line, column, event.value, plain, event.anchor, said)
        elif kinds.get(type(event)) == END:
            yield _END
        elif type(event) in kinds:
            yield YamlEvent(kinds[type(event)], line, column, anchor=getattr(event, "anchor", None), tag=said)


def plain_events(text: str) -> list[YamlEvent] | None:
    """The events as the plain reader has them; None for a text that it leaves to ruamel."""
    if len(text) > LENGTH_MAX or _STRANGE.search(text):
        return None
    reader = _Plain(text)
    try:
        reader.read()
    except _UnusualError:
        return None
    return reader.events


_STRANGE = re.compile("[\t\r\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\xa0\u2028\u2029\ufeff\ud800-\udfff]")
_LINE = re.compile(r"( *)(?:#[^\n]*)?(\n|\Z)?")
_KEY = re.compile(r"([A-Za-z0-9_][A-Za-z0-9_./+-]*(?: [A-Za-z0-9_./+-]+)*):(?=[ \n])")
_ITEM = re.compile(r"-( +)(?=[^ \n#])")
_REST = re.compile(r" *(?: #[^\n]*)?(?:\n|\Z)")
"""What may follow a value on its line."""
_QUOTED = re.compile(r"\"([^\"\\\n]*)\"|'([^'\n]*)'(?!')")
_WORDS = re.compile(r"(?:[A-Za-z0-9_+.~(/<]|-(?=[0-9.]))(?:[^\s#:]|#|:(?=[^\s])| +(?=[^\s#]))*")
"""A plain scalar in block context: to the end of the line or to ` #`; a `:` before a blank is looked for besides."""
_FLOW_WORDS = re.compile(r"(?:[A-Za-z0-9_+.~(/<]|-(?=[0-9.]))(?:[^\s:,\[\]{}]|:(?=[^\s,\[\]{}])| +(?=[^\s#:,\[\]{}]))*")
_FLOW_GAP = re.compile(r"(?:[ \n]|(?<=[ \n])#[^\n]*)*")
_BLOCK = re.compile(r"([>|])(-?)\n")
_BLOCK_LINE = re.compile(r"( *)([^ \n][^\n]*)\n")
_OPEN, _CLOSE = {"{": MAPPING, "[": SEQUENCE}, {"}": MAPPING, "]": SEQUENCE}


class _Plain:
    """Reads a text from its beginning to its end, or raises _UnusualError."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.line = 1
        self.line_start = 0
        self.events: list[YamlEvent] = []
        self.open: list[tuple[int, str]] = []
        """Collections being read by indentation: their column from 0, and kind."""
        self.wants: int | None = -1
        """A value is due: deeper than this column; None if none is."""

    def read(self) -> None:
        end = len(self.text)
        while True:
            gap = _LINE.match(self.text, self.at)
            assert gap is not None
            if gap[2] is None:
                self._content(len(gap[1]))
            elif gap.end() >= end and gap[2] == "":
                break
            else:
                self._next_line(gap.end())
                if gap.end() >= end:
                    break
        if self.wants is not None or not self.open:
            raise _UnusualError
        self._close_to(-1)

    def _next_line(self, at: int) -> None:
        self.at = self.line_start = at
        self.line += 1

    def _say(self, kind: str, at: int, value: str = "", plain: bool = False) -> None:
        self.events.append(YamlEvent(kind, self.line, at - self.line_start + 1, value, plain))

    def _close_to(self, column: int) -> None:
        """End what lies deeper than a column."""
        while self.open and self.open[-1][0] > column:
            self.open.pop()
            self.events.append(_END)

    def _content(self, column: int) -> None:
        """The line from its first letter on: items and keys that begin here, and a value if one stands here."""
        self.at += column
        if self.wants is None:
            self._close_to(column)
            if not self.open or self.open[-1][0] != column:
                raise _UnusualError
        elif column <= self.wants and not (
            column == self.wants
            and self.open
            and self.open[-1] == (column, MAPPING)
            and _ITEM.match(self.text, self.at)
        ):
            raise _UnusualError
        while True:
            if item := _ITEM.match(self.text, self.at):
                self._begin(column, SEQUENCE)
                self.at = item.end()
                self.wants, column = column, self.at - self.line_start
                continue
            key = _KEY.match(self.text, self.at)
            if key is None:
                break
            if len(key[1]) > KEY_MAX:
                raise _UnusualError
            self._begin(column, MAPPING)
            self._say(SCALAR, self.at, key[1], True)
            self.at, self.wants = key.end(), column
            if rest := _REST.match(self.text, self.at):
                self._next_line(rest.end())
                return
            self._skip_blanks()
            break
        if self.wants is None:
            raise _UnusualError
        self._value()

    def _skip_blanks(self) -> None:
        while self.text.startswith(" ", self.at):
            self.at += 1

    def _begin(self, column: int, kind: str) -> None:
        """A key or an item: of the collection open at this column, or of a new one, if a value is due."""
        if self.wants is not None:
            self.open.append((column, kind))
            self._say(kind, self.at)
            self.wants = None
        elif self.open[-1] != (column, kind):
            same = self.open[-1] == (column, SEQUENCE) and len(self.open) > 1 and self.open[-2] == (column, MAPPING)
            if kind != MAPPING or not same:
                raise _UnusualError
            self.open.pop()
            self.events.append(_END)

    def _value(self) -> None:
        """A value that stands on this line, or begins there in braces."""
        letter = self.text[self.at : self.at + 1]
        if block := _BLOCK.match(self.text, self.at):
            self._block(block)
            return
        if letter in _OPEN:
            self._flow()
        elif quoted := _QUOTED.match(self.text, self.at):
            self._say(SCALAR, self.at, quoted[1] if quoted[2] is None else quoted[2])
            self.at = quoted.end()
        elif words := _WORDS.match(self.text, self.at):
            self._say(SCALAR, self.at, words[0], True)
            self.at = words.end()
        else:
            raise _UnusualError
        self.wants = None
        rest = _REST.match(self.text, self.at)
        if rest is None:
            raise _UnusualError
        self._next_line(rest.end())

    def _block(self, head: re.Match[str]) -> None:
        """Text that stands below, folded (`>`) or line by line (`|`): lines of one indentation, none of them empty."""
        begun, self.wants, floor = (self.line, self.at - self.line_start + 1), None, self.wants
        self._next_line(head.end())
        lines: list[str] = []
        column = 0
        while line := _BLOCK_LINE.match(self.text, self.at):
            deep = len(line[1])
            if not lines:
                column = deep
            if deep < column or floor is None or column <= floor:
                break
            if deep > column or line[2].endswith(" "):
                raise _UnusualError
            lines.append(line[2])
            self._next_line(line.end())
        if not lines:
            raise _UnusualError
        after = re.compile(rf"(?: *\n)+ {{{column}}}")
        if after.match(self.text, self.at):
            raise _UnusualError
        value = (" " if head[1] == ">" else "\n").join(lines) + ("" if head[2] else "\n")
        self.events.append(YamlEvent(SCALAR, *begun, value))

    def _flow(self) -> None:
        """A collection in braces or brackets, over as many lines as it takes."""
        floor = self.wants if self.wants is not None else -1
        open_: list[str] = []
        due = "value"
        while True:
            letter = self.text[self.at : self.at + 1]
            if letter in _OPEN and due == "value":
                self._say(_OPEN[letter], self.at)
                open_.append(_OPEN[letter])
                if len(open_) > LEVELS_MAX:
                    raise _UnusualError
                self.at += 1
                due = "key" if letter == "{" else "value"
                self._gap(floor)
                if self.text[self.at : self.at + 1] in _CLOSE:
                    due = "next"
                continue
            if letter in _CLOSE and due == "next":
                if open_.pop() != _CLOSE[letter]:
                    raise _UnusualError
                self.events.append(_END)
                self.at += 1
                if not open_:
                    return
            elif letter == "," and due == "next":
                self.at += 1
                due = "key" if open_[-1] == MAPPING else "value"
            else:
                due = self._flow_scalar(due)
            self._gap(floor)

    def _flow_scalar(self, due: str) -> str:
        """A key or a value; what is due after it."""
        if due == "next":
            raise _UnusualError
        if quoted := _QUOTED.match(self.text, self.at):
            value, plain, end = quoted[1] if quoted[2] is None else quoted[2], False, quoted.end()
        elif words := _FLOW_WORDS.match(self.text, self.at):
            value, plain, end = words[0], True, words.end()
        else:
            raise _UnusualError
        self._say(SCALAR, self.at, value, plain)
        self.at = end
        follows = self.text[end : end + 2]
        if due == "key":
            if follows not in (": ", ":\n") or len(value) > KEY_MAX:
                raise _UnusualError
            self.at += 1
            return "value"
        if follows[:1] not in (",", "]", "}", " ", "\n") or _GOES_ON.match(self.text, end):
            raise _UnusualError
        return "next"

    def _gap(self, floor: int) -> None:
        """Blanks, comments and line ends in a collection in braces; its lines stand deeper than its key does."""
        gap = _FLOW_GAP.match(self.text, self.at)
        assert gap is not None
        self.at = gap.end()
        if lines := gap[0].count("\n"):
            self.line += lines
            self.line_start = self.text.rindex("\n", 0, self.at) + 1
            if self.at - self.line_start <= floor:
                raise _UnusualError


_GOES_ON = re.compile(r"[ \n]*(?:#[^\n]*\n[ \n]*)*(?![,\]}])[^ \n]")
"""After a value something that is neither a comma nor an end: text over two lines, or a mistake."""
