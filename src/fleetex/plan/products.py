"""What is written from one timetable into a folder."""

from collections.abc import Sequence
from pathlib import Path

from fleetex.plan.timetable import Timetable
from fleetex.scenario import Exercise

TIMETABLE_FILE = "timetable.yaml"


def write_products(exercise: Exercise, timetable: Timetable, folder: Path) -> Sequence[Path]:
    """Write all that is drafted from a timetable; the files, in the order of their names.

    `exercise` is placed: its serials are those of the timetable.
    """
    folder.mkdir(parents=True, exist_ok=True)
    timetable.save(folder / TIMETABLE_FILE)
    return [folder / TIMETABLE_FILE]
