"""The plain reader of YAML says what ruamel says, or leaves the text to it."""

import random
import re
from itertools import takewhile
from pathlib import Path

import pytest

from fleetex.scenario.yaml_events import DOCUMENT, YamlEvent, plain_events, ruamel_events
from tests.scenario.sound import TEXT

ROOT = Path(__file__).parents[2]
FILES = [*sorted(ROOT.glob("scenarios/*.yaml")), ROOT / "src/fleetex/scenario/starter.yaml"]
ODDS = """\
a:
- b: c
  d: [e, f]   # a comment
- g
h:
  - - 1
    - 2
  - {k: v, 'l': "m # n",   # inside
     o: 12:30}
z: >-
  some text
  more

y: |
  a
  # b
x: 1 # c
"""
BITS = (
    *(" ", "  ", "\n", "\n  ", ":", ": ", "- ", "-", "#", " #", "{", "}", "[", "]", ",", '"', "'", "x", "1", "?", "? "),
    *("|", ">", "&a ", "*a", "!", "%", "@", "`", ".", "...", "---", "é", "\n- ", " - ", "::", ":x", "\\", "~", "\n\n"),
    *("\n   x: y", "> ", "|-\n  z", '"a" : b', "a : b", "<<", "=", "\t", "\r\n", "\u2028", "{}", "[]", "''", ">\n"),
)


def of_ruamel(text: str) -> list[YamlEvent] | None:
    try:
        return [event for event in ruamel_events(text) if event.kind != DOCUMENT]
    except Exception:
        return None


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.name))
def test_a_file_of_ours_is_read_plainly_and_the_same(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    plain = plain_events(text)
    assert plain is not None
    assert plain == of_ruamel(text)


def test_what_people_seldom_write_is_read_the_same() -> None:
    assert plain_events(ODDS) == of_ruamel(ODDS) is not None


@pytest.mark.parametrize(
    "text",
    [
        *("a:\n", "a: &b c\nd: *b\n", "a: !!str 1\n", "a:\tb\n", "a: b\r\n", "a: b: c\n", "a: [b\n", "? a\n: b\n"),
        *(
            "a: b\n  c\n",
            "a: {b: c\n}\n",
            'a: "b\\n"\n',
            "a: 'it''s'\n",
            "a: >\n  b\n\n  c\n",
            "---\na: b\n",
            "",
            "# a\n",
        ),
        *(
            "a: {b}\n",
            "a: [b, ]\n",
            "a: {b: }\n",
            "a: @b\n",
            "a: b\n c: d\n",
            "- a\nb: c\n",
            "é: a\n",
            "a: -\n",
            "a:\n-5 d\n",
        ),
        *("a" * 1100 + ": b\n", "[" * 70 + "]" * 70, "a: b\n" * 400_001),
    ],
)
def test_what_is_unusual_is_left_to_ruamel(text: str) -> None:
    assert plain_events(text) is None


def part_of(text: str, chance: random.Random) -> str:
    """Some lines of a text, moved out to the margin."""
    lines = text.splitlines(keepends=True)
    first = chance.randrange(max(1, len(lines) - 20))
    some = "".join(lines[first : first + chance.randint(2, 40)])
    margin = sum(1 for _ in takewhile(str.isspace, some))
    return re.sub(rf"^ {{{margin}}}", "", some, flags=re.MULTILINE) if chance.random() < 0.7 else some


def spoilt(text: str, chance: random.Random) -> str:
    at = chance.randrange(len(text) + 1)
    match chance.randrange(5):
        case 0 | 1 | 2:
            return text[:at] + chance.choice(BITS) + text[at:]
        case 3:
            return text[:at] + text[at + chance.randint(1, 4) :]
        case _:
            other = chance.randrange(len(text) + 1)
            return text[:at] + text[other : other + chance.randint(1, 30)] + text[at:]


def test_texts_spoilt_by_chance_are_read_the_same_or_left_to_ruamel() -> None:
    chance = random.Random(1)
    texts = [ODDS, TEXT, *(file.read_text(encoding="utf-8") for file in FILES)]
    plainly = 0
    for _ in range(1500):
        text = part_of(chance.choice(texts), chance)
        for _ in range(chance.choice((0, 1, 1, 2, 3))):
            text = spoilt(text, chance)
        plain = plain_events(text)
        if plain is not None:
            plainly += 1
            assert plain == of_ruamel(text), text
    assert plainly > 150
