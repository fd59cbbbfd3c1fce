"""docs/reference-exercise.md says what the file says."""

import re
from datetime import timedelta
from pathlib import Path

from fleetex.scenario.exercise import Exercise

PAGE = Path(__file__).parents[2] / "docs" / "reference-exercise.md"
ROW = re.compile(
    r"^\| ([A-Z-]+-\d) \| (\d\d) (\d\d):(\d\d) to (?:(\d\d) )?(\d\d):(\d\d) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE
)


def test_the_page_lists_every_serial_with_its_title_and_local_hours(reference: Exercise) -> None:
    rows = {match[1]: match for match in ROW.finditer(PAGE.read_text(encoding="utf-8"))}
    assert set(rows) == set(reference.serials)
    for name, serial in reference.serials.items():
        start, end = (time + timedelta(hours=8) for time in (serial.start_utc, serial.end_utc))
        row = rows[name]
        assert (int(row[2]), int(row[3]), int(row[4])) == (start.day, start.hour, start.minute), name
        assert (int(row[5] or row[2]), int(row[6]), int(row[7])) == (end.day, end.hour, end.minute), name
        assert row[8] == serial.title


def test_the_page_calls_reported_what_the_file_gives_a_report_for(reference: Exercise) -> None:
    rows = {match[1]: match[9] for match in ROW.finditer(PAGE.read_text(encoding="utf-8"))}
    for name, serial in reference.serials.items():
        assert ("nobody" in rows[name]) == ("DSN" in serial.source), name


def test_the_nations_conduct_about_as_many_serials_each(reference: Exercise) -> None:
    led = [reference.units[serial.oce].nation for serial in reference.serials.values()]
    assert abs(led.count("CN") - led.count("RU")) <= 1
