"""Who on a data link knew of which contact when: by own sensors, by the link, or not at all though another held it.

A contact is anybody who takes no part in the serial and whom a participant's own sensors held in its window, but no
target and no post ashore. The time that counts is that in which at least one participant held it.
"""

from bisect import bisect_right
from dataclasses import dataclass

import numpy as np

from fleetex.measures.geometry import east_north_m
from fleetex.measures.holding import Pair, track_spans
from fleetex.measures.intervals import Spans, clipped, length_s, no_spans, shared, union
from fleetex.measures.kept import kept
from fleetex.measures.reading import (
    Floats,
    UnitCard,
    figures_of,
    logged,
    participants,
    recorded_s,
    serial_window,
    unit_cards,
    where,
)  # fmt: skip
from fleetex.record.positions import offset, positions_of
from fleetex.record.reader import Recording

SAMPLE_S = 60.0
SILENT = "silent on link"
KIND = "LINKEX"


@dataclass(frozen=True)
class Told:
    """One spell in which a unit knew of a contact from another over a link."""

    begin_s: float
    end_s: float
    giver_id: str


@dataclass(frozen=True)
class Check:
    """One check of net control: (net number, holder, the holder's own number) of every report on the plot."""

    time_s: float
    number: int
    rows: tuple[tuple[int, str, int], ...]


@dataclass(frozen=True)
class LinkPicture:
    """All that is measured and drawn of one LINKEX. Spans lie within the serial's window."""

    serial_id: str
    link: str
    delay_s: float
    window: tuple[float, float]
    units: tuple[str, ...]
    contacts: tuple[UnitCard, ...]
    own: dict[Pair, Spans]
    """(unit, contact) -> held by own sensors."""
    told: dict[Pair, tuple[Told, ...]]
    """(unit, contact) -> known from another over a link, while not held herself."""
    anybody: dict[str, Spans]
    """Contact -> held by somebody of the serial."""
    linked: dict[Pair, Spans]
    """(unit, contact) -> known from the link alone, while somebody held it. Every pair has an entry."""
    known: dict[Pair, Spans]
    """(unit, contact) -> known at all, while somebody held it. Every pair has an entry."""
    silences: dict[str, tuple[tuple[float, float], ...]]
    checks: tuple[Check, ...]

    def total_s(self) -> float:
        return sum(length_s(spans) for spans in self.anybody.values())


@kept
def link_picture(recording: Recording, serial_id: str) -> LinkPicture | None:
    """The picture of a serial; None if it never began. Kept for the last recording."""
    serial = next(row for row in recording.rows("serials") if row["serial_id"] == serial_id)
    window = serial_window(recording, serial)
    if window is None:
        return None
    link = str(figures_of(str(serial["params"])).get("link") or "")
    units = tuple(dict.fromkeys(unit for row in participants(recording, serial_id).values() for unit in row))
    own = _own(recording, units, window)
    cards = unit_cards(recording)
    contacts = tuple(cards[contact] for contact in sorted({contact for _, contact in own}, key=lambda c: cards[c].name))
    anybody = {
        card.unit_id: union(np.vstack([own.get((unit, card.unit_id), no_spans()) for unit in units]))
        for card in contacts
    }
    told = _told(recording, frozenset(units), frozenset(anybody), window)
    pairs = [(unit, contact) for unit in units for contact in anybody]
    linked = {pair: _linked(told.get(pair, ()), anybody[pair[1]]) for pair in pairs}
    known = {pair: union(np.vstack([own[pair], linked[pair]])) if pair in own else linked[pair] for pair in pairs}
    return LinkPicture(
        serial_id, link, _delay_s(recording, link), window, units, contacts, own, told, anybody, linked, known,
        _silences(recording, serial_id, units, window), _checks(recording, serial_id),
    )  # fmt: skip


def _linked(spells: tuple[Told, ...], anybody: Spans) -> Spans:
    """When a unit knew of a contact from others, and somebody held it."""
    if not spells:
        return no_spans()
    return shared(union(np.array([[spell.begin_s, spell.end_s] for spell in spells], dtype=np.float64)), anybody)


def _own(recording: Recording, units: tuple[str, ...], window: tuple[float, float]) -> dict[Pair, Spans]:
    """What the participants' own sensors held of others than themselves; the traffic is on no link (decision 27)."""
    cards, found = unit_cards(recording), {}
    passers_by = frozenset(recording.table("traffic")["ship_id"].tolist())
    for (holder, target), spans in track_spans(recording).items():
        if holder not in units or target in units or target in passers_by or cards[target].kind in ("target", "shore"):
            continue
        inside = clipped(union(spans), *window)
        if inside.shape[0]:
            found[holder, target] = inside
    return found


def _told(
    recording: Recording, units: frozenset[str], contacts: frozenset[str], window: tuple[float, float]
) -> dict[Pair, tuple[Told, ...]]:
    """A spell begins with `shared`, whoever gave it, and ends with `ceased`, or when the unit holds it herself.

    What an own sensor gains ends a spell without a row of `shares`.
    """
    rows, own = recording.table("shares"), track_spans(recording)
    names = ("time_s", "to_id", "target_id", "from_id", "change")
    open_since: dict[Pair, tuple[float, str]] = {}
    spells: dict[Pair, list[tuple[float, float, str]]] = {}
    lines = sorted(zip(*(rows[name].tolist() for name in names), strict=True))
    for time_s, taker, target, giver, change in lines:
        pair = (taker, target)
        if taker not in units or target not in contacts:
            continue
        if pair in open_since:
            since_s, first = open_since.pop(pair)
            spells.setdefault(pair, []).append((since_s, time_s, first))
        if change == "shared":
            open_since[pair] = (time_s, giver)
    for pair, (since_s, first) in open_since.items():
        spells.setdefault(pair, []).append((since_s, recorded_s(recording), first))
    found: dict[Pair, tuple[Told, ...]] = {}
    for pair, each in spells.items():
        gained = own.get(pair, no_spans())[:, 0]
        cut = [(b, min([e, *gained[(gained > b) & (gained < e)].tolist()]), giver) for b, e, giver in each]
        inside = [Told(max(b, window[0]), min(e, window[1]), giver) for b, e, giver in cut]
        found[pair] = tuple(spell for spell in inside if spell.end_s > spell.begin_s)
    return found


def _delay_s(recording: Recording, link: str) -> float:
    rows = recording.table("circuits")
    delays = rows["delay_s"][rows["circuit_id"] == link]
    return float(delays[0]) if delays.size else 0.0


def _silences(
    recording: Recording, serial_id: str, units: tuple[str, ...], window: tuple[float, float]
) -> dict[str, tuple[tuple[float, float], ...]]:
    """When each unit was silent by order: from one phase of her doctrine to its next."""
    rows = recording.table("phases")
    names = ("unit_id", "time_s", "phase")
    lines = sorted(zip(*(where(rows, rows["serial_id"] == serial_id)[name].tolist() for name in names), strict=True))
    found: dict[str, list[tuple[float, float]]] = {}
    for place, (unit_id, time_s, phase) in enumerate(lines):
        if phase == SILENT and unit_id in units:
            after = lines[place + 1] if place + 1 < len(lines) else None
            end_s = after[1] if after is not None and after[0] == unit_id else window[1]
            found.setdefault(unit_id, []).append((time_s, end_s))
    return {unit_id: tuple(spans) for unit_id, spans in found.items()}


def _checks(recording: Recording, serial_id: str) -> tuple[Check, ...]:
    found = []
    for row in logged(recording, serial_id, "net plot"):
        plot = row.values.get("plot")
        rows = tuple(_report(one) for one in plot) if isinstance(plot, list) else ()
        number = row.number("check")
        found.append(Check(row.time_s, int(number) if number == number else 0, tuple(r for r in rows if r is not None)))
    return tuple(found)


def _report(one: object) -> tuple[int, str, int] | None:
    """A row of a plot; None if a stranger's recording has something else there."""
    if isinstance(one, list) and len(one) == 3:
        net, unit, number = one
        if isinstance(net, int) and isinstance(unit, str) and isinstance(number, int):
            return net, unit, number
    return None


@kept
def truth_of_numbers(recording: Recording) -> dict[tuple[str, int], tuple[list[float], list[str]]]:
    """(unit, its track number) -> from when on it was of whom, in order of time. Kept for the last recording.

    Of units that took part in a LINKEX alone.
    """
    rows, units = recording.table("tracks"), _link_units(recording)
    gained = (rows["change"] == "gained") | (rows["change"] == "swapped")
    names = ("time_s", "unit_id", "track", "target_id")
    every = zip(*(rows[name][gained].tolist() for name in names), strict=True)
    lines = sorted(line for line in every if line[1] in units)
    found: dict[tuple[str, int], tuple[list[float], list[str]]] = {}
    for time_s, unit_id, number, target_id in lines:
        times, targets = found.setdefault((unit_id, int(number)), ([], []))
        times.append(time_s)
        targets.append(target_id)
    return found


def _link_units(recording: Recording) -> set[str]:
    """Everybody in a LINKEX of a recording."""
    serials = [row["serial_id"] for row in recording.rows("serials") if row["kind"] == KIND]
    return {unit for serial in serials for units in participants(recording, serial).values() for unit in units}


def truth_of(recording: Recording, unit_id: str, number: int, time_s: float) -> str:
    """Whom a unit's track number was of at a time; empty if nobody knows."""
    times, targets = truth_of_numbers(recording).get((unit_id, number), ([], []))
    place = bisect_right(times, time_s) - 1
    return targets[place] if place >= 0 else ""


def truths(recording: Recording, check: Check) -> dict[int, list[str]]:
    """Net number -> true contacts behind its reports, the one of most reports first."""
    found: dict[int, list[str]] = {}
    for net, unit_id, number in check.rows:
        found.setdefault(net, []).append(truth_of(recording, unit_id, number, check.time_s))
    return {
        net: sorted(set(named), key=lambda name: (-named.count(name), name))
        for net, each in found.items()
        if (named := [name for name in each if name])
    }


def errors_m(recording: Recording, picture: LinkPicture) -> tuple[Floats, Floats]:
    """How far tracks were from the truth, a sample a minute: those by link (as recorded of who gave them, one link
    delay ago, dead-reckoned to the minute), and those by own sensors."""
    by_link, own = [], []
    for (_, contact), spells in picture.told.items():
        for spell in spells:
            times_s = _minutes(spell.begin_s, spell.end_s)
            by_link.append((spell.giver_id, contact, times_s, times_s - picture.delay_s))
    for (unit_id, contact), spans in picture.own.items():
        for begin_s, end_s in spans.tolist():
            times_s = _minutes(begin_s, end_s)
            own.append((unit_id, contact, times_s, times_s))
    rows = _estimates(recording, picture)
    return _errors_m(recording, rows, by_link), _errors_m(recording, rows, own)


def _minutes(begin_s: float, end_s: float) -> Floats:
    return np.arange(np.ceil(begin_s / SAMPLE_S), np.ceil(end_s / SAMPLE_S), dtype=np.float64) * SAMPLE_S


def _errors_m(recording: Recording, rows: dict[Pair, Floats], asked: list[tuple[str, str, Floats, Floats]]) -> Floats:
    asked = [one for one in asked if one[2].size]
    if not asked:
        return np.empty(0)
    held = [rows.get((holder, contact)) for holder, contact, _, _ in asked]
    lat, lon = [], []
    for (_, _, times_s, known_s), estimates in zip(asked, held, strict=True):
        found = _dead_reckoned(estimates, times_s, known_s)
        lat.append(found[0])
        lon.append(found[1])
    truth = positions_of(recording, [contact for _, contact, _, _ in asked], [times_s for _, _, times_s, _ in asked])
    east, north = east_north_m(truth.lat_deg, truth.lon_deg, np.concatenate(lat), np.concatenate(lon))
    found_m = np.hypot(east, north)
    return np.asarray(found_m[np.isfinite(found_m)])


def _estimates(recording: Recording, picture: LinkPicture) -> dict[Pair, Floats]:
    """(holder, contact) -> time, latitude, longitude, course, speed of the rows of its track; NaN where it was lost."""
    rows = recording.table("tracks")
    of_units = np.zeros(rows["time_s"].shape, dtype=np.bool_)
    for unit_id in picture.units:
        of_units |= rows["unit_id"] == unit_id
    wanted = of_units & (rows["time_s"] <= picture.window[1])
    names = ("unit_id", "target_id", "time_s", "lat_deg", "lon_deg", "course_deg", "speed_mps", "change")
    columns = [rows[name][wanted].tolist() for name in names]
    found: dict[Pair, list[tuple[float, ...]]] = {}
    for unit_id, target_id, time_s, *figures, change in zip(*columns, strict=True):
        if target_id in picture.anybody:
            place = figures if change != "lost" else [np.nan] * 4
            found.setdefault((unit_id, target_id), []).append((time_s, *place))
    return {pair: np.array(sorted(each, key=lambda row: row[0]), dtype=np.float64) for pair, each in found.items()}


def _dead_reckoned(rows: Floats | None, times_s: Floats, known_s: Floats) -> tuple[Floats, Floats]:
    """Places at some times from the last rows known by then; NaN where there was none."""
    nowhere = np.full(times_s.shape, np.nan)
    if rows is None:
        return nowhere, nowhere
    place = np.searchsorted(rows[:, 0], known_s, side="right") - 1
    row = rows[np.maximum(place, 0)]
    lat, lon = offset(row[:, 1], row[:, 2], row[:, 3], row[:, 4] * (times_s - row[:, 0]))
    return np.where(place >= 0, lat, np.nan), np.where(place >= 0, lon, np.nan)
