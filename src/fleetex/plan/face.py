"""Words in letters that a face has: names in Chinese or Japanese give way to another name of the file, or to the id."""

import re
from collections.abc import Container
from dataclasses import replace

from fleetex.plan.printed import Printed
from fleetex.scenario.kinds import kinds

LEFT_OUT = "[…]"
"""In place of letters that the face lacks, where there is no other name."""


def has(letters: Container[int], words: str | None) -> bool:
    return all(ord(char) in letters for char in words or "" if char.isprintable())


def in_face(printed: Printed, letters: Container[int]) -> Printed:
    """The same programme, with names that the face can set: the exercise's first such name, else its id; units and
    areas by their ids, serials by their kinds, where their own names cannot be set."""
    exercise, table = printed.exercise, printed.timetable
    head = exercise.exercise
    names = tuple(name for name in head.names if has(letters, name)) or (head.id,)
    units = {
        key: one if has(letters, one.name) else one.model_copy(update={"name": None})
        for key, one in exercise.units.items()
    }
    areas = {
        key: one if has(letters, one.name) else one.model_copy(update={"name": None})
        for key, one in exercise.areas.items()
    }
    told = {"exercise": head.model_copy(update={"names": names}), "units": units, "areas": areas}
    placed = tuple(
        one if has(letters, one.title) else replace(one, title=kinds()[one.kind].name) for one in table.placed
    )
    return replace(printed, exercise=exercise.model_copy(update=told), timetable=replace(table, placed=placed))


def settable(words: str, letters: Container[int]) -> str:
    """Without control characters; letters that the face lacks left out, and seen to be."""
    told = "".join(char if char.isprintable() else " " for char in words)
    if has(letters, told):
        return told
    marked = "".join(char if ord(char) in letters else "\0" for char in told)
    return re.sub("\0+", LEFT_OUT, marked)
