"""What is wrong in a scenario, where, and what to write instead.

northern.yaml:12:9: units.qiqihar.start.speed: found `18`; a speed with a unit is due (kn, m/s, km/h); write `18 kn`
"""

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Path = tuple[str | int, ...]
"""Keys and places in lists from the top of the file."""

ALIKE_MAX = 24
"""So many problems of one kind are told; of the others, how many there are and where."""
_OF_ONE = re.compile(r"`[^`]*`|[-+]?[0-9][0-9A-Z.,:-]*")
ECHOED = 160
"""So many characters of what was found are echoed."""


@dataclass(frozen=True)
class Problem:
    """One mistake; line and column count from 1."""

    file: str
    line: int
    column: int
    found: str
    allowed: str
    write: str = ""
    """What to write instead; empty if nothing better than `allowed` can be said."""
    where: str = ""
    """Dotted path of the value, e.g. `units.qiqihar.start.speed`; empty if the file as a whole."""

    def __str__(self) -> str:
        where = f"{echo(self.where)}: " if self.where else ""
        found = f"found `{echo(self.found)}`; " if self.found else ""
        write = f"; write `{self.write}`" if self.write else ""
        return f"{self.file}:{self.line}:{self.column}: {where}{found}{self.allowed}{write}"


def echo(found: str) -> str:
    """What was found, on one line and not longer than a line holds."""
    line = " ".join(found.split())
    return line if len(line) <= ECHOED else f"{line[: ECHOED - 4]} ..."


class ScenarioError(Exception):
    """A scenario can't be used; `problems` are all mistakes found, in the order of the file."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: (problem.line, problem.column, problem.where)))
        super().__init__(self.problems)

    def __str__(self) -> str:
        """A line each; of more than two dozen of one kind the first, and how many more there are."""
        return "\n".join(_told(self.problems))


def _told(problems: Sequence[Problem]) -> Iterable[str]:
    alike: dict[tuple[str, str], list[Problem]] = {}
    for problem in problems:
        of_kind = alike.setdefault(_kind(problem), [])
        of_kind.append(problem)
        if len(of_kind) <= ALIKE_MAX:
            yield str(problem)
    for of_kind in alike.values():
        if rest := of_kind[ALIKE_MAX:]:
            places = f"lines {rest[0].line} to {rest[-1].line}"
            like = f"like {of_kind[0].where} in line {of_kind[0].line}"
            yield f"{rest[0].file}:{rest[0].line}:{rest[0].column}: and {len(rest):,} more {like}: {places}"


def _kind(problem: Problem) -> tuple[str, str]:
    """What problems of one kind share: the key, and what is allowed but for names, numbers and times in it."""
    section, _, rest = problem.where.partition(".")
    key = next((word for word in reversed(rest.split(".")) if word and not word.isdigit()), "")
    return f"{section}.{key}", _OF_ONE.sub("", problem.allowed)


def one_for_each_place(problems: Sequence[Problem]) -> list[Problem]:
    """Of several findings about one value found the first that says what to write, else the first."""
    kept: dict[tuple[str, str], Problem] = {}
    for problem in problems:
        key = (problem.where.removesuffix(".value"), problem.found)
        if key not in kept or (problem.write and not kept[key].write):
            kept[key] = problem
    return list(kept.values())


def dotted(path: Path) -> str:
    return ".".join(str(word) for word in path)


def nearest(word: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """The known name that a mistyped one most likely meant; empty if none is so near (1: the same)."""
    names = {name.lower(): name for name in known}
    near = difflib.get_close_matches(word.lower(), list(names), 5, cutoff)
    if not near:
        return ""
    return names[max(near, key=lambda name: _likeness(word.lower(), name))]


def _likeness(word: str, name: str) -> float:
    """People seldom mistype the first letter."""
    return difflib.SequenceMatcher(None, word, name).ratio() + 0.1 * (word[:1] == name[:1])


def listed(known: Iterable[str], most: int = 12) -> str:
    """Names for an error: a dozen at most."""
    names = list(known)
    if not names:
        return "none is defined"
    rest = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + rest


def as_id(text: str) -> str:
    """A name near to a text that is none; empty if nothing of it can stay."""
    kept = "".join(letter if letter.isascii() and (letter.isalnum() or letter in "_.-") else "-" for letter in text)
    return kept.strip("-._")[:64]
