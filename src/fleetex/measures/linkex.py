"""LINKEX: how complete, quick, unambiguous, continuous and true the shared picture was; the figure of who knew what.

The attributes are those by which a common picture is judged in public (completeness, ambiguity, continuity, accuracy,
timeliness: SIAP SE Task Force, Single Integrated Air Picture Attributes 2.0, TR 2003-029), each against truth.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise, permutations
from typing import Any

import numpy as np

from fleetex.measures.holding import passers_by, passers_by_words
from fleetex.measures.intervals import Spans, length_s, no_spans, union
from fleetex.measures.link_picture import LinkPicture, errors_m, link_picture, truths
from fleetex.measures.link_sketch import sketch_picture
from fleetex.measures.mixups import mixups
from fleetex.measures.reading import logged, mean, percentile, unit_cards
from fleetex.measures.values import Measure, count_words, metres_text, of_words, on_average, sentence, span_text
from fleetex.record.reader import Recording


def measure(recording: Recording, serial: dict[str, Any]) -> list[Measure]:
    picture = link_picture(recording, str(serial["serial_id"]))
    if picture is None:
        return []
    found = _contacts(recording, picture)
    found += _completeness(recording, picture)
    found += _times_to_screen(recording, picture)
    found += _continuity(picture)
    found += _designations(recording, picture)
    found += _screens(recording, picture)
    found += _accuracy(recording, picture)
    found += _silences(recording, picture)
    return found + _reports(recording, picture)


def draw(recording: Recording, serial: dict[str, Any]) -> str:
    """Lanes of each contact by unit against time: held, known by link, missing; silences and checks across them."""
    picture = link_picture(recording, str(serial["serial_id"]))
    return "" if picture is None else sketch_picture(recording, picture)


def parties(recording: Recording, picture: LinkPicture) -> dict[str, tuple[str, ...]]:
    """Who shares with whom: nations; of one nation alone, its units."""
    cards = unit_cards(recording)
    nations: dict[str, list[str]] = {}
    for unit_id in picture.units:
        nations.setdefault(cards[unit_id].nation, []).append(unit_id)
    if len(nations) < 2:
        return {unit_id: (unit_id,) for unit_id in picture.units}
    return {nation: tuple(units) for nation, units in sorted(nations.items())}


def _contacts(recording: Recording, picture: LinkPicture) -> list[Measure]:
    hours = picture.total_s() / 3600.0
    text = f"{count_words(len(picture.contacts), 'contact').capitalize()} held by somebody on the link, "
    text += f"{hours:.1f} contact hours."
    none = "Nobody on the link held a contact."
    if passers := passers_by(recording, picture.units, picture.window):
        besides = f"{sentence(passers_by_words(passers))}, not counted here, held besides."
        text, none = f"{text} {besides}", f"{none} {besides}"
    return [Measure(picture.serial_id, "contacts", "", float(len(picture.contacts)), "", text if hours else none)]


def _known(picture: LinkPicture, units: Sequence[str], contact_id: str) -> Spans:
    return union(np.vstack([no_spans(), *(picture.known[unit_id, contact_id] for unit_id in units)]))


def _held(picture: LinkPicture, units: Sequence[str], contact_id: str) -> Spans:
    return union(np.vstack([no_spans(), *(picture.own.get((unit, contact_id), no_spans()) for unit in units)]))


def _completeness(recording: Recording, picture: LinkPicture) -> list[Measure]:
    """Of the time in which somebody on the link held a contact: how long each unit and nation did, and knew of it."""
    total_s, cards = picture.total_s(), unit_cards(recording)
    who: dict[str, tuple[str, ...]] = {unit_id: (unit_id,) for unit_id in picture.units}
    who |= parties(recording, picture)
    found, shares = [], []
    for subject, units in who.items():
        own_s = sum(length_s(_held(picture, units, card.unit_id)) for card in picture.contacts)
        known_s = sum(length_s(_known(picture, units, card.unit_id)) for card in picture.contacts)
        own, known = (100.0 * part / total_s if total_s else float("nan") for part in (own_s, known_s))
        name = cards[subject].name if subject in cards else subject
        held = f"{name} held contacts by own sensors for {own:.0f} % of the time that somebody on the link did."
        knew = f"With the link {name} knew of contacts for {known:.0f} % of the time that somebody on it held them."
        none = "Nobody on the link held a contact."
        found.append(Measure(picture.serial_id, "held_own", subject, own, "%", held if total_s else none))
        found.append(Measure(picture.serial_id, "held", subject, known, "%", knew if total_s else none))
        shares += [known] if subject in picture.units else []
    value = mean(shares)
    text = f"A unit knew of a contact for {value:.0f} % of the time that somebody on the link held it, on average."
    none = "Nobody on the link held a contact."
    return [Measure(picture.serial_id, "completeness", "", value, "%", text if total_s else none), *found]


def _times_to_screen(recording: Recording, picture: LinkPicture) -> list[Measure]:
    """From a party's first detection of what the other does not know, until the other has it over the link."""
    sides = parties(recording, picture)
    delays = {(a, b): _delays_s(picture, sides[a], sides[b]) for a, b in permutations(sides, 2)}
    every = [delay for each in delays.values() for delay in each]
    reached = np.array([delay for delay in every if delay == delay], dtype=np.float64)
    serial_id = picture.serial_id
    value, worst = percentile(reached, 50.0), float(np.max(reached)) if reached.size else float("nan")
    told = f"{of_words(reached.size, len(every), 'first detection')} reached the partner over the link"
    none = "Nobody detected what the partner did not know already."
    text = f"{told}, half of them within {span_text(value)}." if reached.size else f"{told}."
    found = [
        Measure(serial_id, "time_to_screen", "", value, "s", text if every else none),
        Measure(
            serial_id, "time_to_screen_worst", "", worst, "s",
            f"The slowest took {span_text(worst)}." if reached.size else (f"{told}." if every else none),
        ),
        Measure(
            serial_id, "not_reached", "", float(len(every) - reached.size), "",
            f"{of_words(len(every) - reached.size, len(every), 'first detection')} never reached the partner."
            if every else none,
        ),
    ]  # fmt: skip
    for (a, b), each in delays.items():
        times = np.array([delay for delay in each if delay == delay], dtype=np.float64)
        if each and len(sides) <= 3:
            half = percentile(times, 50.0)
            text = f"{of_words(times.size, len(each), 'contact')} first detected by {a} reached {b}"
            text += f", half of them within {span_text(half)}." if times.size else "."
            found.append(Measure(serial_id, "time_to_screen", f"{a}>{b}", half, "s", text))
    return found


def _delays_s(picture: LinkPicture, givers: Sequence[str], takers: Sequence[str]) -> list[float]:
    """One for each time a contact came to the givers while the takers did not know of it; NaN if they never heard.

    One that the takers find themselves before they are told is left out.
    """
    found = []
    for card in picture.contacts:
        contact = card.unit_id
        known, own = _known(picture, takers, contact), _held(picture, takers, contact)
        for begin_s, end_s in _held(picture, givers, contact).tolist():
            if begin_s <= picture.window[0] or _inside(known, begin_s):
                continue
            told = [
                spell.begin_s
                for taker in takers
                for spell in picture.told.get((taker, contact), ())
                if begin_s <= spell.begin_s and spell.giver_id in givers
            ]
            heard_s = min([s for s in told if s <= end_s + picture.delay_s], default=float("inf"))
            found_s = min(own[own[:, 0] >= begin_s, 0].tolist(), default=float("inf"))
            if found_s < heard_s and found_s <= end_s:
                continue
            found.append(heard_s - begin_s if heard_s < float("inf") else float("nan"))
    return found


def _inside(spans: Spans, time_s: float) -> bool:
    return bool(np.any((spans[:, 0] <= time_s) & (spans[:, 1] > time_s)))


def _continuity(picture: LinkPicture) -> list[Measure]:
    """The longest unbroken spell of each contact on each unit's picture, of the time that somebody held it."""
    shares, breaks = [], 0
    for card in picture.contacts:
        total_s = length_s(picture.anybody[card.unit_id])
        for unit_id in picture.units:
            known = picture.known[unit_id, card.unit_id]
            if known.shape[0]:
                shares.append(100.0 * float(np.max(known[:, 1] - known[:, 0])) / total_s)
                breaks += known.shape[0] - 1
    value = mean(shares)
    text = f"The longest unbroken track of a contact on a unit's picture lasted {value:.0f} % of the time that "
    text += f"somebody held it, on average; {count_words(breaks, 'break')} in all."
    none = "Nobody on the link held a contact."
    return [Measure(picture.serial_id, "continuity", "", value, "%", text if shares else none)]


def _designations(recording: Recording, picture: LinkPicture) -> list[Measure]:
    """Numbers of the net plot against truth: contacts with two, numbers of two contacts, numbers that changed hands."""
    serial_id, plots = picture.serial_id, [truths(recording, check) for check in picture.checks]
    behind = [[named[0] for named in plot.values()] for plot in plots]
    duals = [sum(first.count(name) > 1 for name in set(first)) for first in behind]
    mixed = [sum(len(named) > 1 for named in plot.values()) for plot in plots]
    swaps = sum(
        earlier[net][0] not in later[net] for earlier, later in pairwise(plots) for net in earlier.keys() & later.keys()
    )
    called = logged(recording, serial_id, "dual designation")
    right = sum(_is_right(row.values, picture, plots) for row in called)
    checks = len(plots)
    at = f"at {count_words(checks, 'check')}" if checks > 1 else "at the one check"
    none = "No check was made."
    told = f"{count_words(sum(duals), 'time').capitalize()} a contact had two numbers on the net plot, {at}."
    told = told if sum(duals) else f"No contact had two numbers on the net plot {at}."
    both = f"{count_words(sum(mixed), 'time').capitalize()} a number of the net plot stood for two contacts, {at}."
    both = both if sum(mixed) else f"No number of the net plot stood for two contacts {at}."
    hands = (
        f"{count_words(swaps, 'number').capitalize()} of the net plot passed to another contact from a check to the "
    )
    hands = f"{hands}next." if swaps else "No number of the net plot passed to another contact."
    out = f"{of_words(right, len(called), 'dual designation')} that net control called out "
    out += f"{'was' if len(called) == 1 else 'were'} one in truth." if called else "."
    return [
        Measure(serial_id, "dual_tracks", "", float(sum(duals)), "", told if checks else none),
        Measure(serial_id, "mixed_tracks", "", float(sum(mixed)), "", both if checks else none),
        Measure(serial_id, "swaps", "", float(swaps), "", hands if checks else none),
        Measure(
            serial_id, "duals_called", "", float(len(called)), "",
            out if called else ("Net control called out no dual designation." if checks else none),
        ),
    ]  # fmt: skip


def _screens(recording: Recording, picture: LinkPicture) -> list[Measure]:
    """What stood wrong on the units' screens: contacts there twice, tracks that changed places."""
    seen = mixups(recording, picture.units, picture.units, picture.window)
    twice = (
        f"{count_words(seen.duplicates, 'time').capitalize()} a contact stood on a screen twice, by own sensors and by "
    )
    twice += (
        f"the link, for {seen.doubled_share():.1f} % of the time that it was held." if seen.duplicates else "the link."
    )
    swaps = f"{count_words(seen.swaps, 'pair').capitalize()} of tracks changed places on a screen."
    none, held = "Nobody on the link held a contact.", seen.held_s > 0.0
    return [
        Measure(picture.serial_id, "duplicates", "", float(seen.duplicates), "", twice if held else none),
        Measure(picture.serial_id, "duplicate_time", "", seen.doubled_share(), "%", twice if held else none),
        Measure(picture.serial_id, "track_swaps", "", float(seen.swaps), "", swaps if held else none),
    ]


def _is_right(said: Mapping[str, Any], picture: LinkPicture, plots: Sequence[dict[int, list[str]]]) -> bool:
    """Whether a dual designation that was called out was one contact in truth."""
    for check, plot in zip(picture.checks, plots, strict=True):
        if check.number == said.get("check"):
            keep, drop = plot.get(said.get("keep", 0)), plot.get(said.get("drop", 0))
            return bool(keep and drop and keep[0] == drop[0])
    return False


def _accuracy(recording: Recording, picture: LinkPicture) -> list[Measure]:
    by_link, own = errors_m(recording, picture)
    told = f"Tracks by link were {metres_text(mean(by_link))} from the truth on average, "
    told += f"within {metres_text(percentile(by_link, 95.0))} for 95 % of the time."
    held = f"Tracks by own sensors were {metres_text(mean(own))} from the truth on average, "
    held += f"within {metres_text(percentile(own, 95.0))} for 95 % of the time."
    return [
        Measure(
            picture.serial_id, "position_error", "", mean(by_link), "m",
            told if by_link.size else "No unit knew of a contact by the link alone.",
        ),
        Measure(
            picture.serial_id, "position_error_own", "", mean(own), "m",
            held if own.size else "Nobody on the link held a contact.",
        ),
    ]  # fmt: skip


def _silences(recording: Recording, picture: LinkPicture) -> list[Measure]:
    """What each silence took from the others, and how long it took until her tracks were on the link again."""
    cards, serial_id = unit_cards(recording), picture.serial_id
    found: list[Measure] = []
    regained: list[float] = []
    for unit_id, spans in picture.silences.items():
        name = cards[unit_id].name
        lost = sum(_lost(picture, unit_id, begin_s, end_s) for begin_s, end_s in spans)
        held, times = _regained_s(picture, unit_id, spans)
        regained += times
        text = f"While {name} was silent the others lost {count_words(lost, 'track')}."
        found.append(Measure(serial_id, "lost_in_silence", unit_id, float(lost), "", text))
        text = f"{of_words(len(times), held, 'contact')} of {name} came back on the link after her silence"
        text += f", within {span_text(mean(times))}{on_average(len(times))}." if times else "."
        none = f"{name} held no contact when she fell silent."
        found.append(Measure(serial_id, "time_to_regain", unit_id, mean(times), "s", text if held else none))
    value = mean(regained)
    text = f"A contact was back on the link {span_text(value)} after a silence{on_average(len(regained))}, "
    text += f"{span_text(max(regained))} at worst." if regained else ""
    none = "Nobody was silent." if not picture.silences else "No contact was regained after a silence."
    return [Measure(serial_id, "time_to_regain", "", value, "s", text if regained else none), *found]


def _lost(picture: LinkPicture, unit_id: str, begin_s: float, end_s: float) -> int:
    """Tracks by link of the other units that ended in a silence, and were not theirs by own sensors then."""
    return sum(
        begin_s <= spell.end_s < end_s and not _inside(picture.own.get(pair, no_spans()), spell.end_s)
        for pair, spells in picture.told.items()
        for spell in spells
        if pair[0] != unit_id
    )


def _regained_s(picture: LinkPicture, unit_id: str, spans: Sequence[tuple[float, float]]) -> tuple[int, list[float]]:
    """Contacts held when a unit fell silent; and of those held again, the time from her first word until they are on
    the others' screens: her own sensors' and the link's delay."""
    held, times = 0, []
    for card in picture.contacts:
        own = picture.own.get((unit_id, card.unit_id), no_spans())
        for begin_s, end_s in spans:
            if end_s >= picture.window[1] or not np.any((own[:, 0] < begin_s) & (own[:, 1] >= begin_s)):
                continue  # her radars lose what they held in the instant in which she falls silent
            held += 1
            after = own[own[:, 1] > end_s, 0]
            if after.size:
                times.append(max(float(after[0]) - end_s, 0.0) + picture.delay_s)
    return held, times


def _reports(recording: Recording, picture: LinkPicture) -> list[Measure]:
    """How many of the reports that net control asked for it had."""
    serial_id = picture.serial_id
    counts = logged(recording, serial_id, "track count")
    missed = logged(recording, serial_id, "no count")
    asked = len(counts) + len(missed)
    share = 100.0 * len(counts) / asked if asked else float("nan")
    text = f"Net control had {of_words(len(counts), asked, 'track report')} that it asked for, its own included."
    missing = logged(recording, serial_id, "missing track")
    lack = f"{count_words(len(missing), 'track').capitalize()} on the net plot found missing on a unit's picture."
    return [
        Measure(serial_id, "reports_heard", "", share, "%", text if asked else "No check was made."),
        Measure(serial_id, "missing_called", "", float(len(missing)), "", lack if asked else "No check was made."),
    ]
