"""Whatever breaks, and whenever: what has begun stays, what follows holds, guns fire where it was announced."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

import pytest

from fleetex.library import Library, load_library
from fleetex.plan.casts import with_casts_that_hold
from fleetex.plan.events import Event, checked, parse_event
from fleetex.plan.facts import Facts
from fleetex.plan.jobs import jobs_of
from fleetex.plan.judge import judge
from fleetex.plan.pinning import placed_by
from fleetex.plan.replan import Mended, replan
from fleetex.plan.solve import solve
from fleetex.plan.timetable import Placed, Timetable
from fleetex.quantities import format_dtg
from fleetex.scenario import Exercise, load_text
from tests.plan.made_programmes import HOURS, SHIPS, programme

PROGRAMMES = (0, 6, 10, 13, 28)
"""Seeds of programmes that can be held."""


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library()


@pytest.fixture(scope="module")
def planned(library: Library) -> dict[int, tuple[Exercise, Timetable]]:
    found = {}
    for seed in PROGRAMMES:
        exercise = load_text(programme(seed), open_serials=True)
        facts, jobs = Facts(exercise, library), jobs_of(exercise, library)
        table = with_casts_that_hold(exercise, library, jobs, partial(solve, facts)).timetable
        assert table is not None
        found[seed] = placed_by(exercise, table, library), table
    return found


def breakdown(chance: random.Random, exercise: Exercise, table: Timetable) -> str:
    """One of the five, at some hour of the first two days."""
    now = exercise.start_utc + timedelta(hours=chance.randrange(4, HOURS - 15))
    since, until = format_dtg(now), format_dtg(now + timedelta(hours=chance.randrange(3, 12)))
    area = chance.choice([name for name in exercise.areas if name != "everywhere"])
    kind = chance.choice(("drop", "overrun", "fog", "close", "unserviceable"))
    if kind == "drop":
        return f"drop {chance.choice([*SHIPS, 'tug'])} from {since}"
    if kind == "overrun":
        one = chance.choice(table.placed[:-1])
        return f"overrun {one.serial} until {format_dtg(one.end_utc + timedelta(minutes=chance.choice((20, 60, 150))))}"
    if kind == "fog":
        return f"fog {chance.choice((area, 'everywhere'))} from {since} until {until}"
    if kind == "close":
        return f"close {area} from {since} until {until}"
    return f"unserviceable {chance.choice(('helo_alpha', 'helo_bravo'))} from {since} until {until}"


def mended_by_chance(
    seed: int, planned: dict[int, tuple[Exercise, Timetable]], library: Library
) -> tuple[Exercise, Timetable, Event, datetime, Mended]:
    chance = random.Random(1000 + seed)
    exercise, before = planned[PROGRAMMES[seed % len(PROGRAMMES)]]
    event = parse_event(breakdown(chance, exercise, before), exercise, before)
    now_utc = checked((event,), exercise, before, None)
    return exercise, before, event, now_utc, replan(exercise, library, before, (event,), now_utc)


def touched(event: Event, one: Placed, exercise: Exercise) -> Iterator[str]:
    """What an event forbids and a serial does all the same."""
    since = event.from_utc or exercise.start_utc
    until = event.until_utc or exercise.end_utc + timedelta(days=1)
    if not (one.start_utc < until and since < one.end_utc):
        return
    gone = {event.subject, *(name for name, unit in exercise.units.items() if unit.start.deck == event.subject)}
    if event.kind in ("drop", "unserviceable") and gone & set(one.units):
        yield f"{one.serial} has {gone & set(one.units)}"
    if event.kind == "close" and one.area_id == event.subject:
        yield f"{one.serial} is in {one.area_id}"
    if event.kind == "fog" and one.live and event.subject in (one.area_id, "everywhere"):
        yield f"{one.serial} fires in fog"


def faults(seed: int, planned: dict[int, tuple[Exercise, Timetable]], library: Library) -> list[str]:
    """What a programme mended by chance does that it must not."""
    exercise, before, event, now_utc, found = mended_by_chance(seed, planned, library)
    if found.timetable is None:
        return [f"{event}: nothing was found"]
    after = {one.serial: one for one in found.timetable.placed}
    told = {change.serial: change for change in found.changes}
    wrong: list[str] = []
    for old in before.placed:
        new = after.get(old.serial)
        if old.start_utc < now_utc:
            wrong += disturbed(event, old, new)
        elif new is None:
            why = told[old.serial].why if old.serial in told else "nothing"
            if old.serial not in told or (old.live and "Its warnings are out for" not in why):
                wrong.append(f"{old.serial} is not held, and what is said of it: {why}")
        else:
            wrong += touched(event, new, exercise)
            wrong += misplaced(old, new, now_utc, is_told=old.serial in told)
    begun = {one.serial for one in before.placed if one.start_utc < now_utc}
    for one in judge(exercise, library, found.timetable):  # one that runs on may outlast a helicopter, or the wash-up
        if one.rule != "K25" and not (one.serial in begun and event.kind == "overrun"):
            wrong.append(str(one))
    return [f"{event}: {one}" for one in wrong]


def disturbed(event: Event, old: Placed, new: Placed | None) -> Iterator[str]:
    """What became of a serial that has begun."""
    if new is None:
        yield f"{old.serial} has begun and is gone"
        return
    end_utc = event.until_utc if event.kind == "overrun" and event.subject == old.serial else old.end_utc
    if (new.start_utc, new.end_utc, new.area_id) != (old.start_utc, end_utc, old.area_id):
        yield f"{old.serial} has begun and is moved"
    if (new.roles, new.oce) != (old.roles, old.oce):
        yield f"{old.serial} has begun and others are in it"


def misplaced(old: Placed, new: Placed, now_utc: datetime, *, is_told: bool) -> Iterator[str]:
    """What is wrong with the new place of a serial that had not begun."""
    if new.start_utc < now_utc:
        yield f"{new.serial} is put into the past"
    is_same = (new.start_utc, new.area_id, new.roles, new.oce) == (old.start_utc, old.area_id, old.roles, old.oce)
    if not (is_same or is_told):
        yield f"{new.serial} changes and nothing is said of it"
    if new.live:
        slots = [(old.start_utc, old.end_utc), *([old.reserve] if old.reserve else [])]
        if old.reserve is not None and old.reserve[0] == old.end_utc:  # both are announced, with no gap between
            slots = [(old.start_utc, old.reserve[1])]
        if new.area_id != old.area_id:
            yield f"{new.serial} fires in {new.area_id}, and its warnings are out for {old.area_id}"
        if not any(first <= new.start_utc and new.end_utc <= last for first, last in slots):
            yield f"{new.serial} fires outside the slots that its warnings are out for"


@pytest.mark.parametrize("seed", range(10))
def test_ten_random_breakdowns_leave_what_is_past_and_a_programme_that_holds(
    seed: int, planned: dict[int, tuple[Exercise, Timetable]], library: Library
) -> None:
    assert faults(seed, planned, library) == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10, 80))
def test_many_random_breakdowns_leave_a_programme_that_holds(
    seed: int, planned: dict[int, tuple[Exercise, Timetable]], library: Library
) -> None:
    assert faults(seed, planned, library) == []
