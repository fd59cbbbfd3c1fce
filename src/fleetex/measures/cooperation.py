"""How well the nations worked together: what each held, how fast it was shared, how stations were kept, how salvoes
fell together, whether messages got through, and who corrected whom.

`subject` is a nation (`CN`) or an ordered pair (`CN>RU`, from the first to the second).
"""

from collections import Counter
from itertools import permutations

import numpy as np

from fleetex.measures.commex import HEARD
from fleetex.measures.holding import neutrals, together, told, track_spans
from fleetex.measures.intervals import Spans, length_s, no_spans, shared, union
from fleetex.measures.mixups import mixups
from fleetex.measures.programme import serials
from fleetex.measures.reading import UnitCard, count, mean, percentile, recorded_s, unit_cards, where
from fleetex.measures.salvoes import salvoes, spot_reports, time_on_target
from fleetex.measures.stationing import all_station_spells, steady_and_turning_m
from fleetex.measures.values import Measure, count_words, metres_text, of_words, on_average, span_text, times_words
from fleetex.record.reader import Recording


def partner_nations(recording: Recording) -> dict[str, list[str]]:
    """Nation -> its own units in the exercise; traffic, targets and shore parties are left out."""
    nations: dict[str, list[str]] = {}
    for card in partners(recording):
        if card.nation:
            nations.setdefault(card.nation, []).append(card.unit_id)
    return dict(sorted(nations.items()))


def partners(recording: Recording) -> list[UnitCard]:
    """Who works together: the exercise's own units of the side that has most of them; if it is a draw, of the side of
    the first officer, in order of serials, who conducts one and is of the exercise's own; of all where there is none.

    An exercise submarine, hunted by nine ships, is nobody's partner.
    """
    own = [card for card in unit_cards(recording).values() if card.partner]
    sides = Counter(card.side for card in own).most_common(2)
    if len(sides) < 2:
        return own
    most = sides[0][0]
    if sides[0][1] == sides[1][1]:
        side_of = {card.unit_id: card.side for card in own}
        conducting = (str(serial["oce"]) for serial in serials(recording))
        most = next((side_of[unit] for unit in conducting if unit in side_of), "")
    return [card for card in own if card.side == most] or own


def measure_cooperation(recording: Recording) -> list[Measure]:
    nations = partner_nations(recording)
    found = _shared_picture(recording, nations)
    found += _mixups(recording, nations)
    found += _stations(recording, nations)
    found += _times_on_target(recording)
    found += _messages(recording, nations)
    return found + _corrections(recording, nations)


def _shared_picture(recording: Recording, nations: dict[str, list[str]]) -> list[Measure]:
    """Of the time in which anybody held a neutral: what each nation held itself, and with what it was told.

    An episode is a time through which somebody held the neutral; in each, from the first hold by one nation to the
    first share by that nation's units with the other's.
    """
    own = track_spans(recording)
    total, held, known = 0.0, dict.fromkeys(nations, 0.0), dict.fromkeys(nations, 0.0)
    delays: dict[tuple[str, str], list[float]] = {}
    for card in neutrals(recording):
        holds = {nation: together(own, units, card.unit_id) for nation, units in nations.items()}
        heard = {(a, b): told(recording, nations[a], nations[b], card.unit_id) for a, b in permutations(nations, 2)}
        episodes = _all([*holds.values()])
        total += length_s(episodes)
        for nation in nations:
            held[nation] += length_s(holds[nation])
            reached = [spans for (_, receiver), spans in heard.items() if receiver == nation]
            known[nation] += length_s(shared(_all([holds[nation], *reached]), episodes))
        for episode in episodes.tolist():
            _time_to_share(episode, holds, heard, delays)
    return _picture_shares(nations, total, held, known) + _sharing_times(nations, delays)


def _time_to_share(
    episode: list[float],
    holds: dict[str, Spans],
    heard: dict[tuple[str, str], Spans],
    delays: dict[tuple[str, str], list[float]],
) -> None:
    """Adds the delay of one episode to each pair (first holder, other nation); NaN if the other was never told."""
    begun = {}
    for nation, spans in holds.items():
        starts = spans[(spans[:, 0] >= episode[0]) & (spans[:, 0] < episode[1]), 0]
        if starts.size:
            begun[nation] = float(starts[0])
    first = min(begun, key=lambda nation: (begun[nation], nation))
    for other in holds:
        if other == first:
            continue
        spans = heard[first, other]
        during = spans[(spans[:, 1] > begun[first]) & (spans[:, 0] < episode[1]), 0]
        delay = max(float(during[0]) - begun[first], 0.0) if during.size else float("nan")
        delays.setdefault((first, other), []).append(delay)


def _all(spans: list[Spans]) -> Spans:
    return union(np.vstack([no_spans(), *spans]))


def _picture_shares(
    nations: dict[str, list[str]], total: float, held: dict[str, float], known: dict[str, float]
) -> list[Measure]:
    found, none = [], "No neutral that the file names was met."
    for nation in nations:
        share = 100.0 * held[nation] / total if total else float("nan")
        full = 100.0 * known[nation] / total if total else float("nan")
        own = f"By own sensors alone, {nation} held neutrals for {share:.0f} % of the time that anybody did."
        linked = f"By links too, {nation} knew of neutrals for {full:.0f} % of the time that anybody did."
        found.append(Measure("", "picture_own", nation, share, "%", own if total else none))
        found.append(Measure("", "picture_shared", nation, full, "%", linked if total else none))
    return found


def _sharing_times(nations: dict[str, list[str]], delays: dict[tuple[str, str], list[float]]) -> list[Measure]:
    found = []
    for pair in permutations(nations, 2):
        times = delays.get(pair, [])
        reached = sum(seconds == seconds for seconds in times)
        if not times:
            continue
        value = mean(times)
        text = f"{of_words(reached, len(times), 'contact')} first held by {pair[0]} reached {pair[1]} over a link"
        text += f", after {span_text(value)}{on_average(reached)}." if reached else "."
        found.append(Measure("", "time_to_share", f"{pair[0]}>{pair[1]}", value, "s", text))
    return found


def _mixups(recording: Recording, nations: dict[str, list[str]]) -> list[Measure]:
    """What stood wrong on the screens of each nation's ships, where there were two strangers to be mixed up, or a link
    to be told of them by."""
    friends = {card.unit_id for card in partners(recording)}
    circuits = recording.table("circuits")
    linked = set(circuits["unit_id"][circuits["kind"] == "link"].tolist())
    found = []
    for nation, units in nations.items():
        seen = mixups(recording, units, friends, (0.0, recorded_s(recording)))
        if seen.contacts > 1:
            share = seen.swapped_share()
            text = f"On screens of {nation} {count_words(seen.swaps, 'pair')} of tracks of strangers changed places"
            text += f"; a track went with another than it began with for {share:.1f} % of the time." if share else "."
            found.append(Measure("", "track_swaps", nation, float(seen.swaps), "", text))
            found.append(Measure("", "swapped_time", nation, share, "%", text))
        if seen.contacts and linked & set(units):
            share = seen.doubled_share()
            text = f"Screens of {nation} showed no stranger a second time, by a link beside its own track."
            if seen.duplicates:
                text = f"Screens of {nation} showed a stranger a second time, by a link beside its own track, "
                text += f"{times_words(seen.duplicates)}, for {share:.1f} % of the time that strangers were held."
            found.append(Measure("", "duplicates", nation, float(seen.duplicates), "", text))
            found.append(Measure("", "duplicate_time", nation, share, "%", text))
    return found


def _stations(recording: Recording, nations: dict[str, list[str]]) -> list[Measure]:
    cards = unit_cards(recording)
    spells = all_station_spells(recording)
    found = []
    for nation in nations:
        for other in nations:
            own = [
                s for s in spells
                if cards[s.unit_id].nation == nation and s.guide_id in cards and cards[s.guide_id].nation == other
            ]  # fmt: skip
            errors, turning = steady_and_turning_m(own)
            if not errors.size:
                continue
            on = "a guide of their own" if other == nation else f"a guide of {other}"
            text = (
                f"Ships of {nation}, following {on}, were {metres_text(mean(errors))} from their stations on average "
            )
            text += (
                f"while it held its course, and within {metres_text(percentile(errors, 95.0))} for 95 % of the time, "
            )
            text += "once they had taken them"
            text += f"; {metres_text(mean(turning))} on average in its turns." if turning.size else "."
            found.append(Measure("", "station_error", f"{nation}>{other}", mean(errors), "m", text))
    return found


def _times_on_target(recording: Recording) -> list[Measure]:
    cards, spreads = unit_cards(recording), []
    for serial_id in dict.fromkeys(recording.table("shots")["serial_id"].tolist()):
        found = salvoes(recording, serial_id)
        if len({cards[s.firer_id].nation for s in found}) > 1:
            spreads += [spread for spread, _, _ in time_on_target(found)]
    if not spreads:
        return []
    text = f"{count_words(len(spreads), 'joint salvo', 'joint salvoes').capitalize()} of ships of different nations "
    text += f"fell within {mean(spreads):.1f} s"
    text += f" on average, {max(spreads):.1f} s at worst." if len(spreads) > 1 else "."
    return [Measure("", "time_on_target_spread", "", mean(spreads), "s", text)]


def _messages(recording: Recording, nations: dict[str, list[str]]) -> list[Measure]:
    home = {unit_id: nation for nation, units in nations.items() for unit_id in units}
    rows = recording.table("messages")
    senders = np.array([home.get(unit, "") for unit in rows["from_id"].tolist()], dtype=object)
    receivers = np.array([home.get(unit, "") for unit in rows["to_id"].tolist()], dtype=object)
    found = []
    for pair in [(nation, nation) for nation in nations] + list(permutations(nations, 2)):
        own = where(rows, (senders == pair[0]) & (receivers == pair[1]))
        total = count(own)
        if not total:
            continue
        heard = own["outcome"] == HEARD
        share = 100.0 * float(np.sum(heard)) / total
        between = f"within {pair[0]}" if pair[0] == pair[1] else f"from {pair[0]} to {pair[1]}"
        text = f"{of_words(int(np.sum(heard)), total, 'message')} {between} heard."
        found.append(Measure("", "messages_heard", f"{pair[0]}>{pair[1]}", share, "%", text))
    return found


def _corrections(recording: Recording, nations: dict[str, list[str]]) -> list[Measure]:
    """Falls of shot reported across nations: the spotter's nation first, the firer's second."""
    home = {unit_id: nation for nation, units in nations.items() for unit_id in units}
    seen: dict[tuple[str, str], list[bool]] = {}
    for serial_id in dict.fromkeys(recording.table("spots")["serial_id"].tolist()):
        for report in spot_reports(recording, serial_id):
            pair = home.get(report.spotter_id, ""), home.get(report.firer_id, "")
            if all(pair) and pair[0] != pair[1]:
                seen.setdefault(pair, []).append(report.seen)
    found = []
    for pair, made_out in sorted(seen.items()):
        share = 100.0 * sum(made_out) / len(made_out)
        words = of_words(sum(made_out), len(made_out), "salvo", "salvoes")
        text = f"{pair[0]} spotted for ships of {pair[1]} and made out {words}."
        found.append(Measure("", "spotted_across", f"{pair[0]}>{pair[1]}", share, "%", text))
    return found
