"""What `fleetex why` does: the answer in words or as JSON, and the picture."""

from pathlib import Path
from typing import TYPE_CHECKING

from fleetex.cli import answers
from fleetex.cli.failures import InputError, answered
from fleetex.whole_files import write_whole

if TYPE_CHECKING:
    from fleetex.record.reader import Recording


@answered
def why(folder: Path, unit: str, target: str, at: str | None, file: Path | None, *, as_json: bool) -> None:
    """Say why a unit held a target or did not; with `file`, draw its decibels over time and range."""
    from fleetex.cli.times import seconds_of
    from fleetex.record.reader import Recording
    from fleetex.report.why import WhyError
    from fleetex.report.why import why as asked
    from fleetex.report.why_words import why_plain, why_text

    recording = Recording.open(folder)
    try:
        found = asked(recording, unit, target, None if at is None else seconds_of(recording, at, "--at"))
    except WhyError as error:
        raise InputError(str(error)) from None
    if file is not None:
        _draw(recording, found.unit_id, found.target_id, found.time_s, file)
    print(answers.as_json(why_plain(recording, found)) if as_json else why_text(recording, found))


def _draw(recording: "Recording", unit: str, target: str, time_s: float, file: Path) -> None:
    from fleetex.report.why_figure import why_figure

    if file.is_dir():
        raise InputError(f"{file} is a folder; give the name of the SVG file, e.g. {file / 'why.svg'}")
    write_whole(file, why_figure(recording, unit, target, time_s))
