"""The commands about the programme: plan it, judge it, mend it, read it from a spreadsheet."""

from collections.abc import Sequence
from pathlib import Path

from fleetex.cli import answers
from fleetex.cli.failures import answered


@answered
def plan(file: Path, folder: Path | None, own_library: Sequence[Path], *, as_json: bool) -> None:
    """Place the serials that have a window; write what is drafted from the timetable."""
    from fleetex import scenario
    from fleetex.library import load_library
    from fleetex.plan.products import write_products
    from fleetex.plan.timetable import Timetable

    exercise = scenario.load(file, load_library(own_library))
    timetable = Timetable.of(exercise)
    written = [] if folder is None else write_products(exercise, timetable, folder)
    if as_json:
        print(answers.as_json(timetable.plain()))
        return
    rows = [
        [one.start_utc.strftime("%d %H%MZ"), one.end_utc.strftime("%H%MZ"), one.serial, one.area_id or "", one.oce]
        for one in timetable.placed
    ]
    print(answers.table_rows(["start", "end", "serial", "area", "oce"], rows))
    if written:
        print(f"{folder}: {', '.join(path.name for path in written)}")
