"""CASEX: what the aircraft did: sorties, dips, buoys laid, runs with the magnetic anomaly detector; and where, for the
chart of the hunt."""

import numpy as np

from fleetex.measures.reading import LogRow, logged, participants, unit_cards
from fleetex.measures.sketch import Sketch
from fleetex.measures.track_chart import TrackChart
from fleetex.measures.values import Measure, count_words
from fleetex.record.positions import positions
from fleetex.record.reader import Recording

ANOMALY = "anomaly"
ROLES = ("helicopters", "patrol_aircraft")


def aircraft_of(recording: Recording, serial_id: str) -> list[str]:
    """The aircraft that hunted."""
    roles = participants(recording, serial_id)
    return [unit for role in ROLES for unit in roles.get(role, [])]


def air_measures(recording: Recording, serial_id: str) -> list[Measure]:
    """Each aircraft's sorties, dips and buoys; none where no aircraft hunted."""
    cards, found = unit_cards(recording), []
    for unit_id in aircraft_of(recording, serial_id):
        name = cards[unit_id].name
        sorties = _of(recording, serial_id, "take-off", unit_id)
        dips, buoys = _of(recording, serial_id, "dips", unit_id), _of(recording, serial_id, "buoy laid", unit_id)
        text = f"{name} flew {count_words(len(sorties), 'sortie')}." if sorties else f"{name} did not take off."
        found.append(Measure(serial_id, "sorties", unit_id, float(len(sorties)), "", text))
        if dips:
            words = f"{name} dipped her sonar {count_words(len(dips), 'time')}."
            found.append(Measure(serial_id, "dips", unit_id, float(len(dips)), "", words))
        if buoys:
            words = f"{name} laid {count_words(len(buoys), 'sonobuoy')}."
            found.append(Measure(serial_id, "buoys_laid", unit_id, float(len(buoys)), "", words))
        found += _magnetic(recording, serial_id, unit_id, name)
    return found


def _magnetic(recording: Recording, serial_id: str, unit_id: str, name: str) -> list[Measure]:
    """Runs over a contact with the magnetic anomaly detector, and marks made, on runs or by chance."""
    runs, marks = _of(recording, serial_id, "mad run", unit_id), _of(recording, serial_id, ANOMALY, unit_id)
    if not runs and not marks:
        return []
    marked = count_words(len(marks), "time")
    text = f"{name} flew {count_words(len(runs), 'run')} with her magnetic anomaly detector; it marked {marked}."
    return [
        Measure(serial_id, "mad_runs", unit_id, float(len(runs)), "", text),
        Measure(serial_id, "mad_marks", unit_id, float(len(marks)), "", text),
    ]


def fix_measures(recording: Recording, serial_id: str, hunters: list[str]) -> list[Measure]:
    """Of each hunter, ship or aircraft, that crossed bearings: how many fixes they made."""
    cards, found = unit_cards(recording), []
    for unit_id in hunters:
        fixes = _of(recording, serial_id, "cross-fix", unit_id)
        if fixes:
            name = cards[unit_id].name if unit_id in cards else unit_id
            text = f"{name} made {count_words(len(fixes), 'fix', 'fixes')} by crossing bearings."
            found.append(Measure(serial_id, "cross_fixes", unit_id, float(len(fixes)), "", text))
    return found


def _of(recording: Recording, serial_id: str, kind: str, unit_id: str) -> list[LogRow]:
    return [row for row in logged(recording, serial_id, kind) if row.unit_id == unit_id]


def draw_dips_and_buoys(recording: Recording, serial_id: str, sketch: Sketch, chart: TrackChart) -> bool:
    """A ring at each dip, a dot at each buoy where it was laid, a wider ring at each mark. Whether there was any."""
    dips = logged(recording, serial_id, "dips")
    for row in dips:
        place = positions(recording, row.unit_id, np.array([row.time_s]))
        x, y = chart.pixels(place.lat_deg, place.lon_deg)
        sketch.circle(float(x[0]), float(y[0]), 4.0, tone="ink2", width=1.2, tip=f"dip of {row.unit_id}")
    buoys = logged(recording, serial_id, "buoy laid")
    for row in buoys:
        x, y = chart.pixels(np.array([row.number("lat_deg")]), np.array([row.number("lon_deg")]))
        sketch.circle(float(x[0]), float(y[0]), 2.4, fill="ink2", tip=f"buoy {row.word('sensor')}")
    marks = logged(recording, serial_id, ANOMALY)
    for row in marks:
        x, y = chart.pixels(np.array([row.number("lat_deg")]), np.array([row.number("lon_deg")]))
        sketch.circle(float(x[0]), float(y[0]), 7.0, tone="done", width=1.4, tip=f"anomaly marked by {row.unit_id}")
    return bool(dips or buoys or marks)
