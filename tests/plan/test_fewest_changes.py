"""A mending changes as few serials as can be: every timetable with fewer changes was tried, and each breaks a rule."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import combinations, product

import pytest

from fleetex.library import Library, load_library
from fleetex.plan.events import Event, checked, parse_event
from fleetex.plan.facts import Facts
from fleetex.plan.jobs import jobs_of
from fleetex.plan.judge import inside_windows, judge
from fleetex.plan.replan import replan
from fleetex.plan.solve import solve
from fleetex.plan.timetable import Placed, Timetable, in_order
from fleetex.scenario import Exercise, load_text
from tests.plan.made_programmes import serial, time

HOURS, AREAS, SHIPS, STEP = 14, ("A0", "A1"), ("alpha", "bravo", "charlie"), timedelta(minutes=30)
LIMITS = ", limits: {visibility_min: 0 m, sea_state_max: 9, daylight: false}"


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library()


def small(seed: int) -> tuple[str, str]:
    """A crowded programme of four serials, and what happens in it."""
    chance = random.Random(seed)
    lines = []
    for number in range(4):
        ships = chance.sample(SHIPS, 2)
        since = chance.choice((1, 2, 3))
        within = f"within: {{from: {time(since)}, to: {time(since + chance.choice((6, 8, 10)))}}}"
        where = f"areas: [{', '.join(chance.sample(AREAS, chance.choice((1, 2))))}]"
        lasting = f"{chance.choice((60, 90, 120))} min"
        lines.append(
            serial(f"S{number}", "PATROL", lasting, within, where, f"otc: [{ships[0]}], units: [{ships[1]}]", LIMITS)
        )
    rows = [
        f"  {name}: {{class: generic_ffg, nation: AA, side: blue, start: {{at: 38-4{at}.0N 132-40.0E, speed: 5 kn}}}}"
        for at, name in enumerate(SHIPS)
    ]
    text = f"""fleetex: 1
exercise:
  id: small
  names: [Small]
  window: {{start: {time(0)}, end: {time(HOURS)}}}
  zone: "UTC+09:00"
  otc: alpha
environment:
  base: {{wind: {{speed: 8 kn, from: 220T}}, sea_state: 2, visibility: 9 nmi, depth: 2000 m}}
nations: {{AA: {{name: first}}}}
sides: {{blue: {{name: all}}}}
areas:
  A0: {{circle: {{centre: 38-40.0N 132-40.0E, radius: 4 nmi}}}}
  A1: {{circle: {{centre: 38-50.0N 132-40.0E, radius: 4 nmi}}}}
units:
{chr(10).join(rows)}
plan: {{step: 30 min}}
serials:
{chr(10).join(lines)}
"""
    return text, chance.choice(("overrun", "close"))


def happening(kind: str, table: Timetable, chance: random.Random) -> str:
    one = table.placed[0]
    if kind == "overrun":
        until = one.end_utc + timedelta(minutes=chance.choice((60, 90, 150)))
        return f"overrun {one.serial} until {until:%d%H%MZJUL23}"
    late = table.placed[1].start_utc + timedelta(minutes=chance.choice((60, 120)))
    return f"close {table.placed[1].area_id} from {one.end_utc:%d%H%MZJUL23} until {late:%d%H%MZJUL23}"


def holds(exercise: Exercise, library: Library, table: Timetable, event: Event, now_utc: datetime) -> bool:
    """Whether a timetable breaks no rule, and lives with what happened."""
    until = event.until_utc or exercise.end_utc
    for one in table.placed:
        if one.start_utc < now_utc or not (one.start_utc < until and one.end_utc > (event.from_utc or now_utc)):
            continue
        if event.kind == "close" and event.subject == one.area_id:
            return False
    return not judge(exercise, library, table) and not list(inside_windows(exercise, table))


def with_changes(
    exercise: Exercise, table: Timetable, now_utc: datetime, count: int, *, whole: bool
) -> Iterator[Timetable]:
    """Every timetable on the grid in which so many serials that have not begun have another time or area."""
    wanted = {job.name: job for job in jobs_of(exercise, load_library())}
    waiting = [one for one in table.placed if one.start_utc >= now_utc]
    starts = [exercise.start_utc + STEP * number for number in range(HOURS * 2) if whole or number % 2 == 0]

    def places(one: Placed) -> Iterator[Placed]:
        for start_utc, area in product(starts, wanted[one.serial].area_ids):
            end_utc = start_utc + (one.end_utc - one.start_utc)
            if start_utc >= now_utc and (start_utc, area) != (one.start_utc, one.area_id):
                yield replace(one, start_utc=start_utc, end_utc=end_utc, area_id=area)

    for some in combinations(waiting, count):
        for changed in product(*(places(one) for one in some)):
            new = {one.serial: one for one in changed}
            yield replace(table, placed=in_order([new.get(one.serial, one) for one in table.placed]))


def price(before: Timetable, after: Timetable) -> tuple[int, float]:
    """How many serials have another time or area, and by how much: in minutes, another area for three hours."""
    old = {one.serial: one for one in before.placed}
    moved = [(old[one.serial], one) for one in after.placed]
    shifts_min = [abs((new.start_utc - was.start_utc).total_seconds()) / 60.0 for was, new in moved]
    areas = [was.area_id != new.area_id for was, new in moved]
    return sum(a or s > 0.0 for a, s in zip(areas, shifts_min, strict=True)), sum(shifts_min) + 180.0 * sum(areas)


def tried(seed: int, library: Library) -> tuple[int, list[str]]:
    """How many serials a mending changed, and what would have done with less."""
    text, kind = small(seed)
    exercise = load_text(text, open_serials=True)
    before = solve(Facts(exercise, library), jobs_of(exercise, library)).timetable
    if before is None:
        return 0, []
    event = parse_event(happening(kind, before, random.Random(seed)), exercise, before)
    now_utc = checked((event,), exercise, before, None)
    found = replan(exercise, library, before, (event,), now_utc).timetable
    if found is None:
        return 0, []
    stands = {one.serial: one for one in found.placed if one.start_utc < now_utc}
    base = replace(before, placed=in_order([stands.get(one.serial, one) for one in before.placed]))
    count, far = price(base, found)
    lost = {one.serial for one in before.placed} - {one.serial for one in found.placed}
    better = []
    if not holds(exercise, library, found, event, now_utc):
        better.append(f"{event}: what was found breaks a rule")
    most = 1 if lost or count < 2 else count - 1
    for fewer in range(most + 1):
        for other in with_changes(exercise, base, now_utc, fewer, whole=fewer < 2):
            if not lost and price(base, other) >= (count, far):
                continue
            if holds(exercise, library, other, event, now_utc):
                better.append(f"{event}: {price(base, other)} does, not {(count, far)}")
    return count + len(lost), better


@pytest.mark.parametrize("seed", range(6))
def test_nothing_less_would_have_mended_it(seed: int, library: Library) -> None:
    assert tried(seed, library)[1] == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6, 60))
def test_nothing_less_would_have_mended_any_of_many(seed: int, library: Library) -> None:
    assert tried(seed, library)[1] == []
