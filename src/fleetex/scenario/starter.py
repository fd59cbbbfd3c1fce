"""The commented starter that `fleetex new FILE` writes."""

from importlib import resources
from pathlib import Path


def new_starter_text() -> str:
    """A small exercise with comments, which loads and runs as it stands."""
    return resources.files("fleetex.scenario").joinpath("starter.yaml").read_text(encoding="utf-8")


def write_starter(path: str | Path) -> None:
    """Write the starter to a new file. Raises FileExistsError rather than write over anything."""
    with Path(path).open("x", encoding="utf-8", newline="\n") as stream:
        stream.write(new_starter_text())
