"""What differs between a serial's place before a mending and after it, in the words of planners."""

from dataclasses import dataclass
from datetime import timedelta

from fleetex.plan.timetable import Placed
from fleetex.quantities import format_dtg, format_duration


@dataclass(frozen=True)
class Change:
    """What became of one serial."""

    serial: str
    text: str
    """As planners read it: what moved, by how much, why."""
    why: str
    instead: str = ""
    """Who else could come in; empty where nobody could, or nobody was lost."""


def difference(old: Placed, new: Placed | None) -> str:
    """All that differs, parts with `; ` between; empty where nothing does."""
    if new is None:
        return "is not held"
    words = [*moved(old, new), *replaced(old, new)]
    if old.reserve is not None and new.reserve is None and new.start_utc == old.start_utc:
        words.append("its reserve slot is lost")
    return "; ".join(words)


def moved(old: Placed, new: Placed) -> list[str]:
    """Time and area."""
    words = []
    if new.start_utc != old.start_utc:
        by = new.start_utc - old.start_utc
        sign, size = ("+", by) if by > timedelta() else ("-", -by)
        is_reserve = old.reserve is not None and old.reserve[0] <= new.start_utc < old.reserve[1]
        slot = " (its reserve slot)" if is_reserve else ""
        shift = f"{sign}{format_duration(size.total_seconds())}"
        words.append(f"{format_dtg(old.start_utc)} -> {format_dtg(new.start_utc)}, {shift}{slot}")
    elif new.end_utc != old.end_utc:
        later = format_duration((new.end_utc - old.end_utc).total_seconds())
        words.append(f"ends {format_dtg(old.end_utc)} -> {format_dtg(new.end_utc)}, +{later}")
    if new.area_id != old.area_id:
        words.append(f"{old.area_id} -> {new.area_id}")
    return words


def replaced(old: Placed, new: Placed) -> list[str]:
    """Who plays what, and who conducts it."""
    words = []
    for role, units in old.roles.items():
        left = [unit for unit in units if unit not in new.roles.get(role, ())]
        came = [unit for unit in new.roles.get(role, ()) if unit not in units]
        if left:
            instead = f"{', '.join(came)} for {', '.join(left)}" if came else f"without {', '.join(left)}"
            words.append(f"`{role}`: {instead}")
    for role, units in new.roles.items():
        came = [unit for unit in units if unit not in old.roles.get(role, ())]
        if came and set(old.roles.get(role, ())) <= set(units):
            words.append(f"`{role}`: {', '.join(came)} {'comes' if len(came) == 1 else 'come'} in")
    if new.oce != old.oce:
        words.append(f"conducted by {new.oce}, not {old.oce}")
    return words
