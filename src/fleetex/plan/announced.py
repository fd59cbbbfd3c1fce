"""What was announced of danger areas before a mending, and what must be announced after it.

A warning that says the same stays, with its number; one that says anything else is a new one, with the next number that
was never given. A NOTAM is of one window: one whose window and area stay is left in force, whatever the others do.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from fleetex.library import Library
from fleetex.plan.danger_areas import DangerArea, danger_areas, number_of
from fleetex.plan.differences import Change, difference
from fleetex.plan.revisions import Former, Given, Revision
from fleetex.plan.timetable import Timetable
from fleetex.scenario import Exercise


def first_given(exercise: Exercise, timetable: Timetable, dangers: Sequence[DangerArea]) -> dict[str, Given]:
    """What a timetable's serials have been given: as its mending says, else numbers in order of start."""
    if timetable.revision is not None:
        return dict(timetable.revision.serials)
    of_serial = {one.serial: one for one in dangers}
    ordered = sorted(timetable.placed, key=lambda one: (one.start_utc, one.serial))
    found = {}
    for number, one in enumerate(ordered, 1):
        area = of_serial.get(one.serial)
        found[one.serial] = Given(number) if area is None else Given(number, 0, area.number, marks(area))
    return found


def marks(area: DangerArea) -> tuple[str, ...]:
    """Of its draft NOTAMs, one for each window; none of an area with nothing above the sea."""
    if area.ceiling_m <= 0.0:
        return ()
    return tuple(f"{area.number}-{place}" for place in range(1, len(area.windows) + 1))


def revised(
    exercise: Exercise,
    library: Library,
    before: Timetable,
    after: Timetable,
    changes: Sequence[Change],
    events: Sequence[str],
    in_progress: Sequence[str],
    now_utc: datetime,
) -> Timetable:
    """A mended timetable with what was given before, and what is given now."""
    old_dangers = danger_areas(exercise, before.placed, library)
    given = first_given(exercise, before, old_dangers)
    old_areas = {one.serial: replace(one, number=given[one.serial].danger_area or one.number) for one in old_dangers}
    was = before.revision
    pinned = [pin.danger_area for pin in exercise.timetable.values() if pin.danger_area is not None]
    numbers = [number_of(one) for one in (*pinned, *(area.number for area in old_areas.values()))]
    told = max([was.danger_areas if was else 0, *numbers])
    now = {one.serial: one for one in danger_areas(exercise, after.placed, library)}
    old, whys = {one.serial: one for one in before.placed}, {one.serial: one.why for one in changes}
    held: dict[str, Given] = {}
    for one in sorted(after.placed, key=lambda placed: (placed.start_utc, placed.serial)):
        had, area = given[one.serial], now.get(one.serial)
        differs = bool(difference(old[one.serial], one))
        fresh = replace(had, sequence=had.sequence + differs)
        if area is None:
            fresh = replace(fresh, danger_area=None, notams=())
        elif not says_the_same(old_areas.get(one.serial), area):
            told += 1
            area = replace(area, number=f"D{told}")
            fresh = replace(fresh, danger_area=area.number, notams=_marks(old_areas.get(one.serial), had, area))
        held[one.serial] = fresh
    number = 1 + (was.number if was else 0)
    changed = [
        Former(placed, given[placed.serial], number, whys.get(placed.serial, ""))
        for placed in before.placed
        if placed.serial not in held or difference(placed, after[placed.serial])
    ]
    now_changed = {one.placed.serial for one in changed}
    earlier = [one for one in was.former if _is_kept(one, after)] if was else []
    earlier = [one for one in earlier if one.placed.serial not in now_changed]
    revision = Revision(number, now_utc, tuple(events), told, held, (*earlier, *changed), tuple(in_progress))
    return replace(after, revision=revision)


def _is_kept(former: Former, after: Timetable) -> bool:
    """Whether a calendar that has an earlier place must still be told that it is gone: a serial, or its reserve."""
    now = next((one for one in after.placed if one.serial == former.placed.serial), None)
    return now is None or (former.placed.reserve is not None and now.reserve is None)


def says_the_same(old: DangerArea | None, new: DangerArea) -> bool:
    """Whether a warning of one is a warning of the other."""
    return old is not None and _said(old) == _said(new)


def _said(area: DangerArea) -> tuple[object, ...]:
    return area.windows, area.ring, area.ceiling_m, area.floor_m, area.weapons


def _marks(old: DangerArea | None, had: Given, new: DangerArea) -> tuple[str, ...]:
    """Of a new area's NOTAMs: a window whose NOTAM says the same keeps its mark."""
    kept: Mapping[tuple[datetime, datetime], str] = {}
    if old is not None and (old.ring, old.ceiling_m, old.weapons) == (new.ring, new.ceiling_m, new.weapons):
        kept = dict(zip(old.windows, had.notams, strict=False))
    return tuple(kept.get(window, mark) for window, mark in zip(new.windows, marks(new), strict=False))


def former_dangers(exercise: Exercise, timetable: Timetable, library: Library) -> dict[str, DangerArea]:
    """By serial that the last mending changed: its danger area before, with the number that it had."""
    changed = timetable.revision.changed if timetable.revision is not None else {}
    found = danger_areas(exercise, [one.placed for one in changed.values()], library)
    numbers = {name: one.given.danger_area for name, one in changed.items()}
    return {one.serial: replace(one, number=numbers[one.serial] or one.number) for one in found}
