"""What is to be promulgated from a timetable: of a first plan everything, of a mended one what is new and what is
cancelled, and what stands from before.

A warning is out if the plan was made (`plan.as_of`) before it was mended; it cancels itself an hour after its last
window.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from fleetex.plan.announced import marks
from fleetex.plan.danger_areas import DangerArea, number_of, rules_of
from fleetex.plan.printed import Printed
from fleetex.plan.revisions import Revision
from fleetex.quantities import format_dtg, format_duration

CANCEL_AFTER = timedelta(hours=1)
"""After the end of the last window a warning cancels itself."""


class Act(StrEnum):
    """What is to be done with a draft."""

    NEW = "new"
    REPLACE = "replace"
    """A new one that cancels an earlier one."""
    CANCEL = "cancel"
    STANDS = "stands"
    """It is out and stays in force: nothing is to be sent."""


@dataclass(frozen=True)
class Notice:
    """One navigational warning."""

    act: Act
    area: DangerArea
    """Of a cancellation what is cancelled."""
    was: DangerArea | None = None
    """Of a replacement what it replaces."""


@dataclass(frozen=True)
class AirNotice:
    """One NOTAM: an area in one window."""

    act: Act
    area: DangerArea
    window: tuple[datetime, datetime]
    mark: str
    was: str = ""
    """The mark of the one that it replaces."""


def notices(printed: Printed) -> tuple[Notice, ...]:
    """What is to be sent, by number, then what stands; none of a warning that is over."""
    revision = printed.timetable.revision
    if revision is None:
        return tuple(Notice(Act.NEW, area) for area in printed.dangers)
    found = [_notice(printed, revision, area) for area in printed.dangers]
    kept = {area.serial for area in printed.dangers}
    lapsed = [old for old in printed.former_dangers.values() if old.serial not in kept]
    found += [Notice(Act.CANCEL, old) for old in lapsed if is_out(printed, revision, old)]
    live = [one for one in found if one.area.windows[-1][1] + CANCEL_AFTER > revision.at_utc]
    return tuple(sorted(live, key=lambda one: (one.act is Act.STANDS, number_of(one.area.number))))


def _notice(printed: Printed, revision: Revision, area: DangerArea) -> Notice:
    old = printed.former_dangers.get(area.serial)
    if old is None or old.number == area.number:
        return Notice(Act.STANDS if _was_planned(printed, revision) else Act.NEW, area)
    return Notice(Act.REPLACE, area, old) if is_out(printed, revision, old) else Notice(Act.NEW, area)


def _was_planned(printed: Printed, revision: Revision) -> bool:
    as_of_utc = printed.timetable.plan_as_of_utc
    return as_of_utc is None or as_of_utc <= revision.at_utc


def is_out(printed: Printed, revision: Revision, old: DangerArea) -> bool:
    """Whether a warning was sent before the mending, and is still in force then."""
    return _was_planned(printed, revision) and old.windows[-1][1] + CANCEL_AFTER > revision.at_utc


def air_notices(printed: Printed) -> tuple[AirNotice, ...]:
    """The same of NOTAMs: each window of an area that reaches above the sea."""
    revision = printed.timetable.revision
    if revision is None:
        return tuple(
            AirNotice(Act.NEW, area, window, mark)
            for area in printed.dangers
            for window, mark in zip(area.windows, marks(area), strict=False)
        )
    found = [one for area in printed.dangers for one in _of_area(printed, revision, area)]
    kept = {area.serial for area in printed.dangers}
    for old in printed.former_dangers.values():
        if old.serial not in kept:
            found += [AirNotice(Act.CANCEL, old, window, mark) for window, mark in _lapsed(printed, revision, old, ())]
    live = [one for one in found if one.window[1] > revision.at_utc]
    order = {one.mark: row for row, one in enumerate(sorted(live, key=lambda one: (one.window, one.mark)))}
    return tuple(sorted(live, key=lambda one: (one.act is Act.STANDS, order[one.mark])))


def _of_area(printed: Printed, revision: Revision, area: DangerArea) -> Iterator[AirNotice]:
    """Windows whose NOTAM is out already stand; of the others as many replace those that lapse."""
    given = revision.serials[area.serial].notams
    old = printed.former_dangers.get(area.serial)
    former = revision.changed.get(area.serial)
    before = former.given.notams if former is not None else given
    now = list(zip(area.windows, given, strict=False))
    fresh = [one for one in now if one[1] not in before]
    stands = Act.STANDS if _was_planned(printed, revision) else Act.NEW
    yield from (AirNotice(stands, area, window, mark) for window, mark in now if mark in before)
    lapsed = _lapsed(printed, revision, old, given) if old is not None else []
    for place, (window, mark) in enumerate(fresh):
        was = lapsed[place][1] if place < len(lapsed) else ""
        yield AirNotice(Act.REPLACE if was else Act.NEW, area, window, mark, was)
    if old is not None:
        yield from (AirNotice(Act.CANCEL, old, window, mark) for window, mark in lapsed[len(fresh) :])


def _lapsed(
    printed: Printed, revision: Revision, old: DangerArea, kept: Sequence[str]
) -> list[tuple[tuple[datetime, datetime], str]]:
    """Windows, with their marks, whose NOTAMs are out, not over, and not kept."""
    given = revision.changed[old.serial].given.notams
    every = zip(old.windows, given, strict=False)
    out = _was_planned(printed, revision)
    return [(window, mark) for window, mark in every if out and mark not in kept and window[1] > revision.at_utc]


def sending(printed: Printed) -> list[str]:
    """What a mending leaves to do with warnings, a sentence each; nothing of a first plan."""
    revision = printed.timetable.revision
    if revision is None:
        return []
    said = []
    for one in notices(printed):
        number, serial = one.area.number, one.area.serial
        if one.act is Act.REPLACE and one.was is not None:
            said.append(f"{number} {serial}: send, it cancels {one.was.number}{_beyond(printed, revision, one)}")
        elif one.act is Act.NEW:
            said.append(f"{number} {serial}: send, nothing of it is out yet")
        elif one.act is Act.CANCEL:
            said.append(f"{number} {serial}: send its cancellation")
    standing = [one.area.number for one in notices(printed) if one.act is Act.STANDS]
    air: dict[str, list[str]] = {}
    for notam in air_notices(printed):
        if notam.act is not Act.STANDS:
            air.setdefault(notam.act, []).append(f"{notam.mark} for {notam.was}" if notam.was else notam.mark)
    words = {"new": "NOTAMN", "replace": "NOTAMR", "cancel": "NOTAMC"}
    said += [f"{words[act]}: {', '.join(marks_)}" for act, marks_ in sorted(air.items())]
    left = [one.mark for one in air_notices(printed) if one.act is Act.STANDS and one.area.number not in standing]
    said += [f"NOTAM {', '.join(left)}: out already, and left in force"] if left else []
    return [*said, *([f"{', '.join(standing)}: out already, and unchanged"] if standing else [])]


def _beyond(printed: Printed, revision: Revision, one: Notice) -> str:
    """Of a replacement that reaches beyond what is out: what lead is missing."""
    assert one.was is not None
    plane = one.area.plane
    wider = not one.was.polygon(plane).buffer(20.0).covers(one.area.polygon(plane))
    wider |= one.area.ceiling_m > one.was.ceiling_m or one.area.floor_m > one.was.floor_m
    rules = rules_of(printed.exercise)
    if not wider or not rules.applies("K05"):
        return ""
    lead = timedelta(seconds=max(rules.K05.warning_s, rules.K05.notam_s))
    short = revision.at_utc + lead - one.area.start_utc
    if short <= timedelta():
        return ""
    missing = format_duration(short.total_seconds())
    return (
        f"; it reaches beyond {one.was.number}, and {missing} of the lead of {format_duration(lead.total_seconds())} "
        f"before {format_dtg(one.area.start_utc)} are missing"
    )
