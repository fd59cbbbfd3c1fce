"""The commented starter that `fleetex new FILE` writes."""

import errno
import os
from importlib import resources
from pathlib import Path

from fleetex.whole_files import write_whole


def new_starter_text() -> str:
    """A small exercise with comments, which loads and runs as it stands."""
    return resources.files("fleetex.scenario").joinpath("starter.yaml").read_text(encoding="utf-8")


def write_starter(path: str | Path) -> None:
    """Write the starter to a new file. Raises FileExistsError rather than write over anything."""
    if os.path.lexists(path):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))
    write_whole(Path(path), new_starter_text())
