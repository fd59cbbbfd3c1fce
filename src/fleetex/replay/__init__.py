"""The replay: one self-contained HTML file that plays a recording on a chart, made from the recording alone."""

from pathlib import Path
from typing import TYPE_CHECKING

from fleetex.whole_files import write_whole

if TYPE_CHECKING:
    from fleetex.record.reader import Recording


def build_replay(recording: "Recording") -> str:
    """The page as text, the recording inside it. PageError if the page was not built into this installation."""
    from fleetex.replay.page import build_replay as build

    return build(recording)


def write_replay(recording_folder: Path, out: Path) -> None:
    """Read the recording in a folder and write its page. RecordingError if it is none; OSError if `out` cannot be."""
    from fleetex.record.reader import Recording

    write_whole(out, build_replay(Recording.open(recording_folder)))
