"""Waterspace: how often and how long units were outside their bands, or a submarine too near to a ship.

Of a serial whose water the scenario allots, or in whose window and area it allots any; none of others.
"""

from typing import Any

from fleetex.measures.reading import LogRow, logged, serial_window, unit_cards
from fleetex.measures.values import Measure, count_words, span_text
from fleetex.record.reader import Recording


def water_measures(recording: Recording, serial: dict[str, Any]) -> list[Measure]:
    """Breaches, and how long the longest lasted."""
    serial_id, window = str(serial["serial_id"]), serial_window(recording, serial)
    allotted = _allotted(recording, serial)
    if not allotted or window is None:
        return []
    begun = _rows(recording, serial_id, "waterspace breach", allotted, window)
    ended = _rows(recording, serial_id, "waterspace kept", allotted, window)
    if not begun:
        text = "Everybody kept to the waterspace."
        return [Measure(serial_id, "waterspace_breaches", "", 0.0, "", text)]
    cards = unit_cards(recording)
    names = dict.fromkeys(cards[row.unit_id].name if row.unit_id in cards else row.unit_id for row in begun)
    longest_s = max((row.number("seconds") for row in ended), default=0.0)
    text = f"{count_words(len(begun), 'breach', 'breaches').capitalize()} of the waterspace, by {' and '.join(names)};"
    text += f" the longest lasted {span_text(longest_s)}."
    return [
        Measure(serial_id, "waterspace_breaches", "", float(len(begun)), "", text),
        Measure(serial_id, "longest_breach", "", longest_s, "s", text),
    ]


def _allotted(recording: Recording, serial: dict[str, Any]) -> set[str]:
    """Names of the waterspace that is the serial's own, or its area's."""
    spaces = recording.header.get("scenario", {}).get("waterspace", {})
    own, area = serial["serial_id"], serial.get("area_id") or ""
    return {
        name for name, one in spaces.items() if one.get("serial_id") == own or (area and one.get("area_id") == area)
    }


def _rows(
    recording: Recording, serial_id: str, kind: str, allotted: set[str], window: tuple[float, float]
) -> list[LogRow]:
    """Lines of the log about that waterspace, in the serial's window."""
    found = [*logged(recording, serial_id, kind), *logged(recording, "", kind)]
    return [
        row for row in found if row.values.get("waterspace") in allotted and window[0] <= row.time_s <= window[1] + 60.0
    ]
