"""Missiles of a serial as the recording has them, and what every kind that fires them measures and draws of them."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from fleetex.measures.kept import kept
from fleetex.measures.manex import unit_tones
from fleetex.measures.panel import Panel, legend, nice_high
from fleetex.measures.reading import dicts, of_serial, start_utc, unit_cards
from fleetex.measures.sketch import Sketch
from fleetex.measures.track_chart import TrackChart, polygon_of_circle
from fleetex.measures.values import Measure, count_words, names_text, of_words
from fleetex.record.positions import positions, ranges_and_bearings
from fleetex.record.reader import Recording
from fleetex.units import NMI_M

HIT, SHOT_DOWN = "assessed hit", "shot down"
AIR_HIT = "hit"
"""What `air_engagements` reads where one hit."""
SHIP_FATES = {
    HIT: "assessed a hit",
    SHOT_DOWN: "shot down on the way",
    "decoyed": "drawn off by decoys",
    "miss": "flew past the ship held",
    "found nobody": "found no ship",
    "failed": "failed after launch",
    "in flight": "still on the way",
}
"""What `missile_flights` reads of a missile -> what is said of it, one or many, wherever it is told."""
AIR_FATES = {
    AIR_HIT: "assessed a hit",
    "miss": "missed",
    "failed": "failed after launch",
    "lost": "flew on unguided",
    "out of reach": "fell short",
    "target gone": "found the target gone",
    "in flight": "still on the way",
}
"""The same of `air_engagements`."""
_TONES = {HIT: "danger", SHOT_DOWN: "accent", "decoyed": "amber"}
"""What becomes of a missile -> its tone in a figure; all else is grey."""


class Flight(NamedTuple):
    """A row of `missile_flights`."""

    time_s: float
    missile_id: str
    unit_id: str
    salvo: str
    target_id: str
    aimed_id: str
    range_m: float
    seeker_s: float
    acquired_id: str
    acquired_s: float
    decoyed_by: str
    end_s: float
    by_id: str
    miss_m: float
    outcome: str
    reason: str


@kept
def flights_of(recording: Recording, serial_id: str) -> tuple[Flight, ...]:
    """All missiles against ships of a serial, by time of launch."""
    rows = dicts(of_serial(recording, "missile_flights", serial_id))
    found = [Flight(**{name: row[name] for name in Flight._fields}) for row in rows]
    return tuple(sorted(found))


def name_of(recording: Recording, unit_id: str) -> str:
    """A unit as people say it; a ship of the traffic by its number."""
    return unit_cards(recording)[unit_id].name


def outcome_measures(recording: Recording, serial_id: str, flights: Sequence[Flight]) -> list[Measure]:
    """How many missiles were launched, by whom at whom, and what became of them."""
    launched = len(flights)
    text = f"{count_words(launched, 'missile').capitalize()} launched at ships."
    counts = {outcome: sum(f.outcome == outcome for f in flights) for outcome in SHIP_FATES}
    number = {outcome: float(count) for outcome, count in counts.items()}
    said = {
        outcome: f"{of_words(counts[outcome], launched, 'missile')} {words}." for outcome, words in SHIP_FATES.items()
    }
    astray = sum(hits_a_stranger(recording, flight.by_id, flight.outcome) for flight in flights)
    if astray:
        said[HIT] = f"{said[HIT][:-1]}, {astray_words(astray)}."
    found = {
        HIT: Measure(serial_id, "hits", "", number[HIT], "", said[HIT]),
        "miss": Measure(serial_id, "misses", "", number["miss"], "", said["miss"]),
        "decoyed": Measure(serial_id, "decoyed", "", number["decoyed"], "", said["decoyed"]),
        SHOT_DOWN: Measure(serial_id, "shot_down", "", number[SHOT_DOWN], "", said[SHOT_DOWN]),
        "found nobody": Measure(serial_id, "found_nobody", "", number["found nobody"], "", said["found nobody"]),
        "failed": Measure(serial_id, "failed", "", number["failed"], "", said["failed"]),
    }
    told = [one for outcome, one in found.items() if launched and (counts[outcome] or outcome in (HIT, "miss"))]
    by_unit = [
        Measure(serial_id, "missiles", unit, fired, "", said)
        for unit, fired, said in spent_words(recording, "missile_flights", serial_id, "missile")
    ]
    return [Measure(serial_id, "missiles", "", float(launched), "", text), *by_unit, *told]


def hits_a_stranger(recording: Recording, by_id: str, outcome: str) -> bool:
    """Whether a missile is assessed a hit on a ship that takes no part in the exercise."""
    return outcome == HIT and unit_cards(recording)[by_id].neutral


def astray_words(number: int) -> str:
    """What is added to a count of hits, some of which were on others."""
    return f"{count_words(number, 'of them', 'of them')} on a ship that took no part"


class Spent(NamedTuple):
    """What a unit fired from a launcher in a serial."""

    unit: str
    mount: str
    fired: int
    at: str
    """At whom, in words."""
    hits: int
    astray: int
    """Of the hits, those on ships that take no part."""
    left: int

    def text(self, recording: Recording, what: str) -> str:
        left = count_words(self.left, "left", "left") if self.left else "none left"
        name = unit_cards(recording)[self.unit].name
        hits = count_words(self.hits, "hit") + (f", {astray_words(self.astray)}" if self.astray else "")
        return f"{name} fired {count_words(self.fired, what)} at {self.at}, {hits}; {left}."


@kept
def spent(recording: Recording, table: str, serial_id: str) -> tuple[Spent, ...]:
    """Who fired missiles of a table (`missile_flights`, `air_engagements`) in a serial, launcher by launcher."""
    by_mount: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in dicts(of_serial(recording, table, serial_id)):
        by_mount.setdefault((row["unit_id"], row["mount_id"]), []).append(row)
    cards = unit_cards(recording)
    found = []
    for (unit, mount), rows in sorted(by_mount.items(), key=lambda one: (cards[one[0][0]].label, one[0][1])):
        hits = sum(row["outcome"] in (HIT, "hit") for row in rows)
        targets = dict.fromkeys(row["aimed_id" if table == "missile_flights" else "target_id"] for row in rows)
        astray = 0
        if table == "missile_flights":
            astray = sum(hits_a_stranger(recording, row["by_id"], row["outcome"]) for row in rows)
        left = _left(recording, table, unit, mount, max(row["time_s"] for row in rows))
        found.append(Spent(unit, mount, len(rows), _at_whom(recording, list(targets)), hits, astray, left))
    return tuple(found)


def spent_words(recording: Recording, table: str, serial_id: str, what: str) -> list[tuple[str, float, str]]:
    """(Unit, how many, at whom and with what left) of each that fired."""
    by_unit: dict[str, list[Spent]] = {}
    for one in spent(recording, table, serial_id):
        by_unit.setdefault(one.unit, []).append(one)
    return [
        (unit, float(sum(one.fired for one in rows)), " ".join(one.text(recording, what) for one in rows))
        for unit, rows in by_unit.items()
    ]


def ship_fates_words(outcomes: Sequence[str], astray: int = 0) -> str:
    """`two assessed hits, six shot down on the way`: what became of missiles at ships, hits first."""
    hits = count_words(outcomes.count(HIT), "assessed hit") + (f" ({astray_words(astray)})" if astray else "")
    return ", ".join([hits, *_others_words(SHIP_FATES, outcomes, HIT)])


def air_fates_words(outcomes: Sequence[str]) -> str:
    """`no hits, two missed, six fell short`: what became of missiles at what flies, hits first."""
    return ", ".join([count_words(outcomes.count(AIR_HIT), "hit"), *_others_words(AIR_FATES, outcomes, AIR_HIT)])


def _others_words(fates: Mapping[str, str], outcomes: Sequence[str], hit: str) -> list[str]:
    numbers = ((outcomes.count(outcome), said) for outcome, said in fates.items() if outcome != hit)
    return [count_words(number, said, said) for number, said in numbers if number]


def _left(recording: Recording, table: str, unit: str, mount: str, last_s: float) -> int:
    """Rounds in a launcher after its launch at a time."""
    fired, mounts = recording.table(table), recording.table("mounts")
    before = (fired["unit_id"] == unit) & (fired["mount_id"] == mount) & (fired["time_s"] <= last_s)
    loaded = mounts["rounds"][(mounts["unit_id"] == unit) & (mounts["mount_id"] == mount)]
    return int(np.sum(loaded)) - int(np.sum(before))


def _at_whom(recording: Recording, targets: Sequence[str]) -> str:
    """Ships and aircraft by name, missiles by their number; nobody for those behind no track."""
    cards = unit_cards(recording)
    missiles = [target for target in targets if cards[target].kind == "missile"]
    named = [cards[target].name for target in targets if target and target not in missiles]
    said = [*named, *([count_words(len(missiles), "missile")] if missiles else [])]
    return names_text(said) if said else "nobody"


def draw_flights(
    recording: Recording, serial_id: str, window: tuple[float, float], units: Sequence[str], title: str
) -> str:
    """Left: tracks of ships, each missile's way, rings of who defended herself. Right: how far each missile was from
    the ship that it was meant for, or hit, by time."""
    flights = flights_of(recording, serial_id)
    alt = f"Tracks of {count_words(len(units), 'ship')} and ways of {count_words(len(flights), 'missile')}"
    sketch = Sketch(1060, 470, f"{serial_id}: {title}", alt)
    chart = TrackChart(sketch, 24, 14, 430, 430)
    tones = unit_tones(recording)
    shown = list(units)
    begin_s = window[0]
    chart.fit(recording, shown, *window)
    chart.frame(f"{serial_id}-missiles")
    chart.land()
    for unit_id in shown:
        chart.track(recording, unit_id, begin_s, window[1], tones.get(unit_id, "neutral"), 1.4)
    for lat_deg, lon_deg, range_m in _rings(recording, serial_id):
        sketch.path(chart.outline(*polygon_of_circle(lat_deg, lon_deg, range_m)), "accent", 0.8, "3 3", 0.7)
    for flight in flights:
        chart.track(recording, flight.missile_id, flight.time_s, flight.end_s, _tone(flight), 0.9, opacity=0.8)
    chart.close()
    chart.names(recording, shown, window[1], tones)
    _draw_ranges(recording, sketch, flights)
    return sketch.svg()


def _rings(recording: Recording, serial_id: str) -> list[tuple[float, float, float]]:
    """Reach of each launcher that engaged what flies: about where its ship was when it first did."""
    mounts = dicts(recording.table("mounts"))
    reach = {(row["unit_id"], row["mount_id"]): float(row["range_m_max"]) for row in mounts}
    first: dict[tuple[str, str], float] = {}
    for row in dicts(of_serial(recording, "air_engagements", serial_id)):
        first.setdefault((row["unit_id"], row["mount_id"]), float(row["time_s"]))
    found = []
    for (unit_id, mount_id), time_s in first.items():
        at = positions(recording, unit_id, [time_s])
        range_m = reach.get((unit_id, mount_id), float("nan"))
        if np.isfinite(range_m) and np.isfinite(at.lat_deg[0]):
            found.append((float(at.lat_deg[0]), float(at.lon_deg[0]), range_m))
    return found


def _tone(flight: Flight) -> str:
    return _TONES.get(flight.outcome, "ink3")


def _draw_ranges(recording: Recording, sketch: Sketch, flights: Sequence[Flight]) -> None:
    """Each missile's distance from the ship that it was meant for, or hit; what became of it at its end."""
    flown = [flight for flight in flights if flight.end_s > flight.time_s]
    if not flown:
        sketch.text(560, 60, "No missile flew.", 12, "ink2")
        return
    begin_s, end_s = min(f.time_s for f in flown), max(f.end_s for f in flown)
    curves: list[tuple[Flight, Any, Any]] = []
    for flight in flown:
        time_s = np.linspace(flight.time_s, flight.end_s, 40)
        own = positions(recording, flight.missile_id, time_s)
        about = flight.by_id if flight.outcome in (HIT, "miss") else flight.target_id or flight.aimed_id
        there = positions(recording, about, time_s)
        range_m, _ = ranges_and_bearings(own.lat_deg, own.lon_deg, there.lat_deg, there.lon_deg)
        if np.isfinite(range_m).any():
            curves.append((flight, time_s, range_m / NMI_M))
    far = max((float(np.nanmax(range_nmi)) for _, _, range_nmi in curves), default=1.0)
    panel = Panel(sketch, 560, 46, 402, 330, begin_s, max(end_s, begin_s + 10.0), 0.0, nice_high(far))
    panel.y_axis("missile to ship, nmi", 5)
    for flight, time_s, range_nmi in curves:
        panel.curve(time_s, range_nmi, _tone(flight), 1.1, opacity=0.8)
        last = np.flatnonzero(np.isfinite(range_nmi))[-1]
        x, y = float(panel.x(time_s[last])), float(panel.y(range_nmi[last]))
        if flight.outcome == HIT:
            sketch.circle(x, y, 3.2, "danger")
        else:
            sketch.cross(x, y, 3.2, _tone(flight))
    panel.frame()
    panel.time_axis(start_utc(recording), 6)
    marks = [("dot", "danger", "hit"), ("cross", "accent", "shot down"), ("cross", "amber", "decoyed")]
    legend(sketch, 560, 440, [*marks, ("cross", "ink3", "other"), ("dash", "accent", "reach of air defence")])
