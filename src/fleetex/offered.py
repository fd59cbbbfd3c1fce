"""What installed packages offer by entry point: serial kinds, doctrine, measures, figures, folders of library files.

fleetex's own are found in the same way. A name is offered by one package alone: which of two would be taken would hang
on the order of folders on a machine.
"""

from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Any

OWN = "fleetex"


class OfferError(Exception):
    """An installed package offers what cannot be used; the message names the package and says what to do."""


@cache
def offers(group: str) -> dict[str, EntryPoint]:
    """Name -> who offers it, in order of names. Looked up once a process."""
    found: dict[str, EntryPoint] = {}
    for point in sorted(entry_points(group=group), key=lambda point: (point.name, package_of(point))):
        other = found.setdefault(point.name, point)
        if package_of(other) != package_of(point):
            two = f"{package_of(other)} and {package_of(point)}"
            raise OfferError(
                f"two installed packages offer {point.name} (entry points {group}): {two}; remove one of them, "
                "or give what one offers another name"
            )
    return found


def taken(group: str, name: str) -> Any:
    """What is offered under a name, loaded; None if nobody offers it."""
    point = offers(group).get(name)
    if point is None:
        return None
    try:
        return point.load()
    except Exception as failure:
        why = " ".join(f"{type(failure).__name__}: {failure}".split())
        raise OfferError(
            f"the package {package_of(point)} offers {name} (entry points {group}) as {point.value!r}, which cannot be "
            f"loaded: {why}; mend it, or remove the package"
        ) from failure


def package_of(point: EntryPoint) -> str:
    """The name of the package that offers something."""
    return point.dist.name if point.dist is not None else "?"


def versions_behind(group: str, names: set[str]) -> dict[str, str]:
    """Package -> version, of those but fleetex itself that offer any of these names."""
    points = [point for name, point in offers(group).items() if name in names]
    return {p.dist.name: p.dist.version for p in points if p.dist is not None and p.dist.name != OWN}
