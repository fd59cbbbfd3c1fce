"""Draft navigational warnings, in the form of the Joint IMO/IHO/WMO Manual on MSI (MSC.1/Circ.1310, chapters 5 to 7).

A message has a preamble (series and number, general area, locality), the warning (key subject, time, positions, what is
asked of ships) and a postscript (when it is cancelled), each element on a line of its own. Positions are DD-MM.mmN
DDD-MM.mmE, a polygon clockwise from its north-west corner. A wide berth is ADVISED where there is a hazard, REQUESTED
where it serves who asks. Under water it is never SUBMARINE OPERATIONS. Drafts of an exercise: nobody sends them. All
bear the series number XX/00; the number of the danger area, told as a draft's, says which is meant.
"""

import textwrap
from datetime import datetime

from fleetex.plan.danger_areas import NOT_SAFETY, DangerArea
from fleetex.plan.drafts import DRAFT, SERIES, capitals, msi_position, utc_moment, utc_span
from fleetex.plan.notices import CANCEL_AFTER, Act, Notice
from fleetex.scenario.exercise import Exercise

NO_NAVAREA = "NAVAREA NOT GIVEN"
"""Never figures that might be one: XX is the twentieth, in the Arctic."""
WIDTH = 69
"""Characters in a line, as telex printers have them."""


def drafted(exercise: Exercise, notice: Notice) -> str:
    """The draft of a notice: a warning, or the cancellation of one."""
    return (cancellation if notice.act is Act.CANCEL else warning)(exercise, notice.area, notice.was)


def warning(exercise: Exercise, area: DangerArea, was: DangerArea | None = None) -> str:
    """One draft, from its first line, that it is one, to its last. `was`: the warning that it cancels."""
    earlier = [] if was is None else _numbered(4, f"CANCEL {_named(exercise, was)}.")
    lines = [
        *_numbered(1, f"{subject(area)} {_times(area.windows)} IN AREA BOUNDED BY:"),
        *_positions(area),
        *_numbered(2, f"{_heights(area)}WIDE BERTH ADVISED."),
        *_numbered(3, f"EXERCISE TEXT: DRAFT {area.number}. {NOT_SAFETY.upper()}."),
        *earlier,
        *_numbered(5 if earlier else 4, f"CANCEL THIS MESSAGE {_over(area)}."),
    ]
    return _whole(exercise, area, lines)


def cancellation(exercise: Exercise, area: DangerArea, was: DangerArea | None = None) -> str:
    """The draft that takes a warning back, because what it warns of is not held."""
    key = subject(area).removeprefix("HAZARDOUS OPERATIONS, ")
    said = f"CANCEL {_named(exercise, area)}. {key} {_times(area.windows)} WILL NOT TAKE PLACE."
    lines = [
        *_numbered(1, said),
        *_numbered(2, f"EXERCISE TEXT: CANCELLATION OF DRAFT {area.number}. {NOT_SAFETY.upper()}."),
        *_numbered(3, f"CANCEL THIS MESSAGE {_over(area)}."),
    ]
    return _whole(exercise, area, lines)


def _whole(exercise: Exercise, area: DangerArea, lines: list[str]) -> str:
    head = [f"{_series(exercise)} {SERIES}", f"{_general_area(exercise)}.", f"{_locality(exercise, area)}."]
    return "\n".join([DRAFT, *head, *lines, DRAFT]) + "\n"


def _named(exercise: Exercise, area: DangerArea) -> str:
    return f"{_series(exercise)} {SERIES} (DRAFT {area.number})"


def _over(area: DangerArea) -> str:
    return utc_moment(area.windows[-1][1] + CANCEL_AFTER)


def subject(area: DangerArea) -> str:
    """The key subject, from what is fired."""
    words = " ".join(area.weapons)
    if "torpedo" in words:
        return "HAZARDOUS OPERATIONS, UNDERWATER OPERATIONS WITH PRACTICE TORPEDOES"
    if "charges" in words:
        return "HAZARDOUS OPERATIONS, FIRING OF ROCKET-THROWN PRACTICE CHARGES"
    if "missile" in words:
        return "HAZARDOUS OPERATIONS, MISSILE FIRING EXERCISES"
    if "gun" in words:
        return "HAZARDOUS OPERATIONS, GUNNERY EXERCISES"
    return "HAZARDOUS OPERATIONS, FIRING EXERCISES"


def _series(exercise: Exercise) -> str:
    navarea = exercise.promulgation.navarea if exercise.promulgation else None
    return f"NAVAREA {navarea}" if navarea else NO_NAVAREA


def _general_area(exercise: Exercise) -> str:
    said = exercise.promulgation.general_area if exercise.promulgation else None
    return capitals(said)[:WIDTH] if said else "GENERAL AREA NOT GIVEN"


def _locality(exercise: Exercise, area: DangerArea) -> str:
    placed = area.area_id
    name = (exercise.areas[placed].name or placed).partition(",")[0] if placed else area.serial  # without its use
    return capitals(name)[:WIDTH].strip() or capitals(area.serial)


def _times(windows: tuple[tuple[datetime, datetime], ...]) -> str:
    first, *reserve = [utc_span(*window) for window in windows]
    return first + "".join(f" (RESERVE {one})" for one in reserve)


def _heights(area: DangerArea) -> str:
    up = f"DANGER HEIGHT {area.ceiling_m:.0f} METRES. " if area.ceiling_m > 0.0 else ""
    down = f"DANGER DEPTH {area.floor_m:.0f} METRES. " if area.floor_m > 0.0 else ""
    return up + down


def _positions(area: DangerArea) -> list[str]:
    places = [msi_position(place) for place in area.ring]
    pairs = [", ".join(places[row : row + 2]) for row in range(0, len(places), 2)]
    return [f"   {pair}{'.' if row == len(pairs) - 1 else ','}" for row, pair in enumerate(pairs)]


def _numbered(number: int, text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=f"{number}. ", subsequent_indent="   ", break_on_hyphens=False)
