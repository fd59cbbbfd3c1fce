"""What charts of the air serials share: zones of air, tracks of aircraft with the time at them, bars of time."""

from datetime import timedelta

import numpy as np

from fleetex.measures.airspace import Zone
from fleetex.measures.panel import Panel
from fleetex.measures.reading import start_utc
from fleetex.measures.track_chart import TrackChart
from fleetex.record.positions import positions
from fleetex.record.reader import Recording
from fleetex.units import HOUR_S
from fleetex.vocabulary import AreaUse

MARKS_MAX = 8
"""Times at a track, at most."""


def draw_zones(chart: TrackChart, zones: tuple[Zone, ...]) -> None:
    """Outlines: identification zones dashed, national airspace whole and tinted."""
    for zone in zones:
        outline = chart.outline(zone.lat_deg, zone.lon_deg)
        if zone.use == AreaUse.NATIONAL_AIRSPACE:
            chart.sketch.area(outline, "danger", 0.12, "danger", 1.1)
        else:
            chart.sketch.path(outline, "areas", 1.3, "6 4")


def name_zones(chart: TrackChart, zones: tuple[Zone, ...]) -> None:
    """Each zone's name at its northernmost corner that is on the chart."""
    for zone in zones:
        x, y = chart.pixels(zone.lat_deg, zone.lon_deg)
        seen = [k for k in range(x.size) if chart.inside(float(x[k]), float(y[k]))]
        if seen:
            at = min(seen, key=lambda k: (float(y[k]), k))
            tone = "danger" if zone.use == AreaUse.NATIONAL_AIRSPACE else "areas"
            chart.label(float(x[at]), float(y[at]), zone.name, tone, 10.5, bold=False)


def times_on_track(recording: Recording, chart: TrackChart, unit_id: str, begin_s: float, end_s: float) -> None:
    """Dots at whole hours (or halves of them on a short flight) of a track, with the time."""
    step = HOUR_S if end_s - begin_s > 3.0 * HOUR_S else HOUR_S / 2.0
    begun = start_utc(recording)
    shift = (begun.hour * 60 + begun.minute) * 60.0 + begun.second
    first = np.ceil((begin_s + shift) / step) * step - shift
    for time_s in np.arange(first, end_s, step).tolist()[:MARKS_MAX]:
        at = positions(recording, unit_id, np.array([time_s]))
        x, y = (float(value[0]) for value in chart.pixels(at.lat_deg, at.lon_deg))
        if np.isfinite(x) and chart.inside(x, y):
            chart.sketch.circle(x, y, 2.6, "panel", "ink", 1.2)
            moment = begun + timedelta(seconds=round(time_s))
            chart.label(x, y, moment.strftime("%H:%MZ"), "ink2", 10.0, bold=False)


def bar(panel: Panel, y: float, begin_s: float, end_s: float, tone: str, tall: float = 12.0, tip: str = "") -> None:
    """A spell as a bar on a row of a time panel."""
    left, right = (float(panel.x(min(max(value, panel.x_low), panel.x_high))) for value in (begin_s, end_s))
    if right > left:
        panel.sketch.rect(left, y, max(right - left, 1.0), tall, tone, tip=tip)
