"""`--library`: a file or a folder of one's own, or the name under which an installed package offers one."""

from pathlib import Path

import typer

from fleetex.offered import OfferError, offers, taken

GROUP = "fleetex.library"


def own_libraries(given: list[Path] | None) -> list[Path]:
    """The same with the folders of packages in place of their names; a file or folder that is there goes before."""
    return [path if path.exists() else _offered(str(path)) or path for path in given or []]


def _offered(name: str) -> Path | None:
    try:
        if name not in offers(GROUP):
            return None
        found = taken(GROUP, name)
    except OfferError as failure:
        raise typer.BadParameter(str(failure)) from None
    if not isinstance(found, Path):
        raise typer.BadParameter(f"{name} is offered ({GROUP}) as a {type(found).__name__}; a pathlib.Path is needed")
    return found
