"""FLYEX: launches and recoveries, landings on another nation's deck, what decks made helicopters wait, fuel left; the
figure of who stood on whose deck when.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from fleetex.measures.manex import unit_tones
from fleetex.measures.nations import PAIR, nation_name
from fleetex.measures.panel import Panel, legend
from fleetex.measures.reading import LogRow, logged, mean, participants, serial_window, start_utc, unit_cards
from fleetex.measures.sketch import Sketch
from fleetex.measures.values import Measure, count_words, mass_text, names_text, on_average, span_text, times_words
from fleetex.record.reader import Recording
from fleetex.units import HOUR_S, MINUTE_S

_NAN = float("nan")
TAKE_OFF, DOWN = "take-off", "landed"
SENT_ROUND = ("go-around", "wave-off")
LANDING_S = 3.0 * MINUTE_S
"""What a landing takes when nobody waits."""
ROW_PX, TOP_PX, BOTTOM_PX = 30.0, 44.0, 46.0


@dataclass(frozen=True)
class Stand:
    """A helicopter on a deck, from landing (or COMEX) to take-off (or the end)."""

    unit: str
    deck: str
    begin_s: float
    end_s: float
    landed: bool
    """False: it stood there at COMEX."""
    left: bool
    """False: it stands there at the end."""


@dataclass(frozen=True)
class Flown:
    """A helicopter in the air."""

    unit: str
    begin_s: float
    end_s: float


def movements(recording: Recording, serial_id: str, unit: str) -> list[LogRow]:
    """Its take-offs and landings in the serial, in order."""
    return [row for row in logged(recording, serial_id, TAKE_OFF, DOWN) if row.unit_id == unit]


def stands_and_flights(
    recording: Recording, serial_id: str, unit: str, window: tuple[float, float]
) -> tuple[list[Stand], list[Flown]]:
    """Where it stood and when it flew, from COMEX to the end; nothing of who never moved."""
    rows = movements(recording, serial_id, unit)
    stands: list[Stand] = []
    flights: list[Flown] = []
    if rows and rows[0].kind == TAKE_OFF:
        stands.append(Stand(unit, rows[0].other_id, window[0], rows[0].time_s, False, True))
    elif rows:
        flights.append(Flown(unit, window[0], rows[0].time_s))
    for row, after in pairwise([*rows, None]):
        if row is None:
            continue
        end_s = after.time_s if after else window[1]
        if row.kind == TAKE_OFF:
            flights.append(Flown(unit, row.time_s, end_s))
        else:
            stands.append(Stand(unit, row.other_id, row.time_s, end_s, True, after is not None))
    return stands, flights


def waits_s(recording: Recording, serial_id: str) -> list[float]:
    """How long each movement waited for its deck: from the order, or the first time she was sent round, on."""
    sent_s: dict[str, float] = {}
    found = []
    for row in logged(recording, serial_id, TAKE_OFF, DOWN, *SENT_ROUND):
        if row.kind in SENT_ROUND:
            sent_s.setdefault(row.unit_id, row.time_s)
            continue
        waited_s = row.number("waited_s")
        since_s = sent_s.pop(row.unit_id, None)
        if row.kind == DOWN and since_s is not None:
            waited_s = max(row.time_s - since_s - LANDING_S, waited_s)
        if waited_s == waited_s:
            found.append(waited_s)
    return found


def measure(recording: Recording, serial: dict[str, Any]) -> list[Measure]:
    window = serial_window(recording, serial)
    if window is None:
        return []
    serial_id = str(serial["serial_id"])
    units = participants(recording, serial_id).get("aircraft", [])
    both = [stands_and_flights(recording, serial_id, unit, window) for unit in units]
    stands, flights = [s for found, _ in both for s in found], [f for _, found in both for f in found]
    return [
        *_counts(recording, serial_id, stands),
        *_pairs(recording, serial_id, stands),
        *_decks(recording, serial_id, stands),
        *_trouble(recording, serial_id),
        *_in_the_air(recording, serial_id, units, flights),
        _fuel(recording, serial_id),
    ]


def _counts(recording: Recording, serial_id: str, stands: list[Stand]) -> list[Measure]:
    off, down = logged(recording, serial_id, TAKE_OFF), logged(recording, serial_id, DOWN)
    cards = unit_cards(recording)
    crossed = [s for s in stands if s.landed and cards[s.unit].nation != cards[s.deck].nation]
    guests = f"{count_words(len(crossed), 'landing').capitalize()} on another nation's deck."
    launched = f"{count_words(len(off), 'launch', 'launches').capitalize()}."
    recovered = f"{count_words(len(down), 'recovery', 'recoveries').capitalize()}."
    return [
        Measure(serial_id, "launches", "", float(len(off)), "", launched),
        Measure(serial_id, "recoveries", "", float(len(down)), "", recovered),
        Measure(serial_id, "cross_deck_landings", "", float(len(crossed)), "", guests),
    ]


def _pairs(recording: Recording, serial_id: str, stands: list[Stand]) -> list[Measure]:
    """Landings by the nation of the helicopter and the nation of the deck."""
    cards = unit_cards(recording)
    found: dict[tuple[str, str], int] = {}
    for stand in stands:
        if stand.landed:
            pair = cards[stand.unit].nation, cards[stand.deck].nation
            found[pair] = found.get(pair, 0) + 1
    return [
        Measure(
            serial_id,
            "landings_by_nations",
            f"{mine}{PAIR}{theirs}",
            float(count),
            "",
            _landed(recording, count, mine, theirs),
        )
        for (mine, theirs), count in sorted(found.items())
    ]


def _landed(recording: Recording, count: int, mine: str, theirs: str) -> str:
    helicopters, decks = nation_name(recording, mine), nation_name(recording, theirs)
    return f"{count_words(count, 'landing').capitalize()} of helicopters of {helicopters} on decks of {decks}."


def _decks(recording: Recording, serial_id: str, stands: list[Stand]) -> list[Measure]:
    """How long decks made helicopters wait, and from a landing to the next take-off of the same."""
    waited = waits_s(recording, serial_id)
    worst = max(waited, default=_NAN)
    text = "No movement was made."
    if waited:
        text = f"A movement waited {span_text(mean(waited))}{on_average(len(waited))}, {span_text(worst)} at most."
    cycles = [s.end_s - s.begin_s for s in stands if s.landed and s.left]
    cycle = mean(cycles)
    said = f"{span_text(cycle)} from a landing to the next take-off{on_average(len(cycles))}."
    return [
        Measure(serial_id, "deck_wait", "", mean(waited) / MINUTE_S, "min", text),
        Measure(serial_id, "deck_wait_max", "", worst / MINUTE_S, "min", text),
        Measure(
            serial_id, "deck_cycle", "", cycle / MINUTE_S, "min", said if cycles else "Nobody landed and flew again."
        ),
    ]


def _trouble(recording: Recording, serial_id: str) -> list[Measure]:
    """Sent round, sent elsewhere, lost."""
    cards = unit_cards(recording)
    rounds = logged(recording, serial_id, *SENT_ROUND)
    told = [row.word("reason") for row in rounds if row.word("reason")]
    reasons = [" ".join(cards[word].name if word in cards else word for word in one.split(" ")) for one in told]
    reasons = list(dict.fromkeys(reasons))
    why = f": {names_text(reasons)}" if reasons else ""
    away = logged(recording, serial_id, "diverted")
    ways = [f"{cards[row.unit_id].label} to {cards[row.other_id].label} ({row.word('reason')})" for row in away]
    lost = logged(recording, serial_id, "ditched")
    wet = f"Ditched: {names_text([cards[row.unit_id].label for row in lost])}." if lost else "Nobody ditched."
    sent = f"Sent round {times_words(len(rounds))}{why}." if rounds else "Nobody was sent round."
    other = f"{'; '.join(ways)}." if ways else "Nobody went to another deck than was meant."
    return [
        Measure(serial_id, "go_arounds", "", float(len(rounds)), "", sent),
        Measure(serial_id, "diversions", "", float(len(away)), "", other),
        Measure(serial_id, "ditched", "", float(len(lost)), "", wet),
    ]


def _in_the_air(recording: Recording, serial_id: str, units: list[str], flights: list[Flown]) -> list[Measure]:
    cards = unit_cards(recording)
    by_unit = {unit: sum(f.end_s - f.begin_s for f in flights if f.unit == unit) for unit in units}
    total = sum(by_unit.values())
    each = [
        Measure(serial_id, "time_in_air", unit, spent / HOUR_S, "h", f"{cards[unit].label} flew {span_text(spent)}.")
        for unit, spent in by_unit.items()
    ]
    return [Measure(serial_id, "time_in_air", "", total / HOUR_S, "h", f"{span_text(total)} flown in all."), *each]


def _fuel(recording: Recording, serial_id: str) -> Measure:
    """The landing with the least fuel beyond the reserve that was ordered."""
    cards = unit_cards(recording)
    down = [row for row in logged(recording, serial_id, "down") if row.number("fuel_kg") == row.number("fuel_kg")]
    if not down:
        return Measure(serial_id, "least_fuel_over_reserve", "", _NAN, "kg", "Nobody landed.")
    least = min(down, key=lambda row: row.number("fuel_kg") - row.number("reserve_kg"))
    over_kg = least.number("fuel_kg") - least.number("reserve_kg")
    who, deck = cards[least.unit_id].label, cards[least.other_id].label
    text = f"{who} landed on {deck} with {mass_text(least.number('fuel_kg'))}, the least of all landings: "
    text += f"{mass_text(abs(over_kg))} {'more' if over_kg >= 0.0 else 'less'} than the reserve."
    return Measure(serial_id, "least_fuel_over_reserve", "", over_kg, "kg", text)


def draw(recording: Recording, serial: dict[str, Any]) -> str:
    """Rows are helicopters, then decks; time runs right. A bar: on a deck, in the tone of the deck's nation; a line:
    in the air. On a deck's row each take-off points up, each landing down."""
    window = serial_window(recording, serial)
    if window is None:
        return ""
    serial_id = str(serial["serial_id"])
    parts = participants(recording, serial_id)
    units, decks = parts.get("aircraft", []), parts.get("decks", [])
    height = TOP_PX + (len(units) + len(decks)) * ROW_PX + 22.0 + BOTTOM_PX
    alt = f"Timeline of {len(units)} helicopters on {len(decks)} decks and in the air"
    sketch = Sketch(1060, height, f"{serial_id}: who stood on whose deck", alt)
    panel = Panel(sketch, 190, TOP_PX, 820, height - TOP_PX - BOTTOM_PX, *window, 0.0, 1.0)
    tones, cards = unit_tones(recording), unit_cards(recording)
    nations = list(dict.fromkeys(cards[deck].nation for deck in decks))
    whose = {one: next(deck for deck in decks if cards[deck].nation == one) for one in nations}
    bars = [("bar", tones[deck], f"on a deck of {nation_name(recording, one)}") for one, deck in whose.items()]
    legend(
        sketch,
        190,
        16,
        [*bars, ("line", "ink2", "in the air"), ("tick", "ink", "movement"), ("cross", "danger", "sent round")],
    )
    y = panel.top
    for unit in units:
        _draw_helicopter(recording, panel, serial_id, unit, window, y, tones)
        y += ROW_PX
    y += 22.0
    sketch.text(panel.left, y - 6, "Movements on each deck: up, take-off; down, landing", 11, "ink", bold=True)
    for deck in decks:
        _draw_deck(recording, panel, serial_id, deck, y, tones)
        y += ROW_PX
    panel.frame()
    panel.time_axis(start_utc(recording))
    return sketch.svg()


def _draw_helicopter(
    recording: Recording,
    panel: Panel,
    serial_id: str,
    unit: str,
    window: tuple[float, float],
    y: float,
    tones: dict[str, str],
) -> None:
    cards, sketch = unit_cards(recording), panel.sketch
    sketch.text(panel.left - 8, y + 16, cards[unit].short_label(24), 11, tones[unit], "end")
    stands, flights = stands_and_flights(recording, serial_id, unit, window)
    middle = y + ROW_PX / 2.0 - 3.0
    for flight in flights:
        sketch.line(float(panel.x(flight.begin_s)), middle, float(panel.x(flight.end_s)), middle, "ink2", 1.6)
    for stand in stands:
        left, right = float(panel.x(stand.begin_s)), float(panel.x(stand.end_s))
        sketch.rect(left, y + 4, max(right - left, 1.0), ROW_PX - 14, tones[stand.deck])
        name = cards[stand.deck].hull or cards[stand.deck].short_name(14)
        if right - left > 7.0 * len(name):
            sketch.text((left + right) / 2.0, y + 16, name, 10.5, "panel", "middle")
    for row in logged(recording, serial_id, *SENT_ROUND):
        if row.unit_id == unit:
            sketch.cross(float(panel.x(row.time_s)), middle, 4.0, "danger", 1.6)


def _draw_deck(recording: Recording, panel: Panel, serial_id: str, deck: str, y: float, tones: dict[str, str]) -> None:
    """Ticks of movements about the deck's line."""
    cards, sketch, middle = unit_cards(recording), panel.sketch, y + ROW_PX / 2.0
    sketch.text(panel.left - 8, middle + 4, cards[deck].short_label(24), 11, tones[deck], "end")
    sketch.line(panel.left, middle, panel.left + panel.width, middle, "line", 0.8)
    for row in logged(recording, serial_id, TAKE_OFF, DOWN):
        if row.other_id == deck:
            x = float(panel.x(row.time_s))
            sketch.line(x, middle, x, middle + (-10.0 if row.kind == TAKE_OFF else 10.0), tones[row.unit_id], 2.2)
