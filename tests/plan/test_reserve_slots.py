"""Reserve slots: apart from the first where the file says how far (K23), told where they are not, paid for half."""

from datetime import timedelta

import pytest

from fleetex.library import Library, load_library
from fleetex.plan.facts import Facts
from fleetex.plan.jobs import jobs_of
from fleetex.plan.pinning import placed_by
from fleetex.plan.price import prices
from fleetex.plan.printed import Printed
from fleetex.plan.products import printed
from fleetex.plan.solve import solve
from fleetex.plan.timetable import Timetable
from fleetex.scenario import Exercise, load_text
from tests.plan.made_programmes import serial
from tests.plan.one_range import one_range

SHOOT = serial(
    "SHOOT",
    "GUNEX-S",
    "2 h",
    "within: {from: 010000ZJUL23, to: 010800ZJUL23}",
    "area: RANGE",
    "firing: [alpha], target: [sledge], tug: [tug], safety: [bravo]",
    ", params: {line_of_fire: 090T, range: 3 nmi}",
)


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library()


def planned(library: Library, rule: str, hours: float = 48.0) -> tuple[Exercise, Timetable, Printed]:
    exercise = load_text(one_range(f"K23: {rule}", SHOOT, hours=hours), open_serials=True)
    facts, jobs = Facts(exercise, library), jobs_of(exercise, library)
    found = solve(facts, jobs).timetable
    assert found is not None
    settled = {job.name: job.settled(exercise, found[job.name]) for job in jobs}
    assert prices(facts, jobs, settled) == found.penalties
    return exercise, found, printed(exercise, found, library)


def gap(table: Timetable) -> timedelta:
    slot = table["SHOOT"].reserve
    assert slot is not None
    return slot[0] - table["SHOOT"].end_utc


def test_a_reserve_slot_lies_as_far_from_the_first_as_the_file_asks(library: Library) -> None:
    _, together, made = planned(library, "{}")
    assert gap(together) == timedelta()
    assert made.spare_notes == ("Live, and the other slot follows at once, in the same weather: SHOOT",)
    _, apart, made = planned(library, "{apart: 12 h}")
    assert gap(apart) >= timedelta(hours=12)
    assert (apart.objective, made.spare_notes) == (0, ())


def test_a_shoot_without_a_circuit_is_told_for_no_report_comes(library: Library) -> None:
    """In a run it is given up for want of them; with a circuit nothing is said."""
    _, _, made = planned(library, "{apart: 12 h}")
    assert made.notes == ("No circuit, and nothing is done until reports have come (`circuits`): SHOOT",)
    text = one_range("K23: {apart: 12 h}", SHOOT.replace("duration", "circuits: [TG], duration"), hours=48.0)
    circuits = "circuits: {TG: {kind: voice, band: HF, range: 200 nmi}}\nserials:"
    exercise = load_text(text.replace("serials:", circuits), open_serials=True)
    found = solve(Facts(exercise, library), jobs_of(exercise, library)).timetable
    assert found is not None
    assert printed(placed_by(exercise, found, library), found, library).notes == ()


def test_where_there_is_no_other_day_a_near_slot_is_kept_and_costs_half(library: Library) -> None:
    _, found, made = planned(library, "{apart: 12 h}", hours=9.0)
    assert timedelta() <= gap(found) < timedelta(hours=12)
    assert (found.penalties, found.status) == ({"K23": 5}, "optimal")
    said = "Live, and the other slot follows less than 12 h after the first, in the same weather: SHOOT"
    assert made.spare_notes == (said,)
