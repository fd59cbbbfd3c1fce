"""What is wrong in a library file, where, and what to write instead."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class LibraryProblem:
    """One mistake; line and column count from 1."""

    file: str
    line: int
    column: int
    where: str
    """The entry and field, e.g. `platforms.ddg_052d.length`; empty if the file as a whole."""
    text: str
    """What was found and what is allowed."""
    write: str = ""
    """What to write instead; empty if nothing better than `text` can be said."""

    def __str__(self) -> str:
        where = f"{self.where}: " if self.where else ""
        write = f"; write `{self.write}`" if self.write else ""
        return f"{self.file}:{self.line}:{self.column}: {where}{self.text}{write}"


class MissingError(Exception):
    """A class can't be completed. `keys` lead to the field inside the entry; `write` is what to write there."""

    def __init__(self, keys: tuple[str, ...], text: str, write: str = "") -> None:
        self.keys = keys
        self.write = write
        super().__init__(text)


class LibraryError(Exception):
    """A library can't be used; `problems` are all mistakes found, not the first alone."""

    def __init__(self, problems: Sequence[LibraryProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))
