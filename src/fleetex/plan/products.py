"""All that is written from one timetable into a folder. The same bytes for the same input: no wall clock in any file.

write_products(exercise, timetable, Path("plan"))
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from fleetex.library import Library, load_library
from fleetex.plan import msi, notam
from fleetex.plan.announced import former_dangers
from fleetex.plan.calendar_file import calendar_bytes
from fleetex.plan.cards import card_page, struck_page
from fleetex.plan.danger_areas import NOT_SAFETY, danger_areas
from fleetex.plan.danger_checks import danger_findings, fouled_probs, told
from fleetex.plan.drafts import DRAFT
from fleetex.plan.map_files import geojson_text, kml_text
from fleetex.plan.notices import air_notices, notices
from fleetex.plan.printed import Printed
from fleetex.plan.sheets import heights, schedule_page, water_page
from fleetex.plan.soe_pdf import pdf_bytes
from fleetex.plan.soe_rows import csv_text
from fleetex.plan.soe_xlsx import xlsx_bytes
from fleetex.plan.timetable import Timetable
from fleetex.scenario.exercise import Exercise
from fleetex.whole_files import write_whole

TIMETABLE_FILE = "timetable.yaml"
CARDS_FOLDER = "cards"


def printed(exercise: Exercise, timetable: Timetable, library: Library | None = None) -> Printed:
    """What the products are made from: danger areas, what they meet, how likely a range is fouled.

    `exercise` is placed: its serials are those of the timetable.
    """
    books = library or load_library()
    dangers = danger_areas(exercise, timetable.placed, books)
    findings = danger_findings(exercise, timetable.placed, dangers, books)
    units = {unit: books.platforms[one.class_id].domain for unit, one in exercise.units.items()}
    sent = {one.serial: tuple(o.ship for o in findings if o.ship and o.serial == one.serial) for one in findings}
    sentences = tuple(told(one) for one in findings)
    former = former_dangers(exercise, timetable, books)
    return Printed(exercise, timetable, dangers, sentences, fouled_probs(exercise, dangers), units, sent, former)


def write_products(
    exercise: Exercise, timetable: Timetable, folder: Path, library: Library | None = None
) -> Sequence[Path]:
    """Write all that is drafted from a timetable; the files, in the order of their names.

    `exercise` is placed: its serials are those of the timetable. OSError where the folder can't be written.
    """
    return write_printed(printed(exercise, timetable, library), folder)


def write_printed(made: Printed, folder: Path) -> Sequence[Path]:
    """As `write_products`, of what is made already."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, content in products(made):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, content)
        written.append(path)
    return sorted(written)


def products(made: Printed) -> Iterator[tuple[str, bytes]]:
    """Each file's name, with `/` where it lies in a folder of its own, and what is in it."""
    yield TIMETABLE_FILE, made.timetable.text().encode()
    yield "schedule.csv", csv_text(made).encode()
    yield "schedule.xlsx", xlsx_bytes(made)
    yield "schedule.ics", calendar_bytes(made)
    yield "schedule.html", schedule_page(made).encode()
    yield "schedule.pdf", pdf_bytes(made)
    yield "waterspace-airspace.html", water_page(made).encode()
    yield "areas.geojson", geojson_text(made).encode()
    yield "areas.kml", kml_text(made).encode()
    revision = made.timetable.revision
    at_utc = revision.at_utc if revision is not None else None
    yield "navigational-warnings.txt", _drafts([msi.drafted(made.exercise, one) for one in notices(made)]).encode()
    told_air = [notam.drafted(made.exercise, one, at_utc) for one in air_notices(made)]
    yield "notams.txt", _drafts(told_air).encode()
    for one in made.placed:
        number = made.numbers[one.serial]
        yield f"{CARDS_FOLDER}/{number:02d}-{_file_name(one.serial)}.html", card_page(made, one).encode()
    for serial, altered in made.altered.items():
        if altered.is_struck:
            yield f"{CARDS_FOLDER}/{altered.number:02d}-{_file_name(serial)}.html", struck_page(made, altered).encode()


def danger_lines(made: Printed) -> list[str]:
    """What a console says of danger areas: each with its window and chance of being fouled, then what they meet."""
    lines = [
        f"{one.number} {one.serial}: {made.span(one.start_utc, one.end_utc)}, {heights(one)}; chance that background "
        f"traffic fouls the range {made.chance(one.serial)}"
        for one in made.dangers
    ]
    return [*lines, *made.findings, *([f"Danger areas: {NOT_SAFETY}."] if lines else [])]


def _drafts(texts: Sequence[str]) -> str:
    """Drafts one after the other; a file without any says so, between the same lines."""
    return "\n".join(texts) if texts else f"{DRAFT}\nNO DANGER AREA, NOTHING TO WARN OF.\n{DRAFT}\n"


def _file_name(serial: str) -> str:
    """An id has letters, digits, `_`, `.` and `-` alone; so has the file."""
    return re.sub(r"[^A-Za-z0-9_.-]", "-", serial)
