"""The after-action report: one self-contained HTML file from a recording alone."""

from pathlib import Path
from typing import TYPE_CHECKING

from fleetex.whole_files import write_whole

if TYPE_CHECKING:
    from fleetex.record.reader import Recording


def build_report(recording: "Recording", replay: str = "") -> str:
    """The page as text. `replay`: the address of the recording's replay, to which each serial's card then links."""
    from fleetex.report.page import build_report as build

    return build(recording, replay)


def write_report(recording_folder: Path, out: Path, replay: str = "") -> None:
    """Read the recording in a folder and write its report. RecordingError if it is none; OSError if `out` cannot be."""
    from fleetex.record.reader import Recording

    write_whole(out, build_report(Recording.open(recording_folder), replay))
