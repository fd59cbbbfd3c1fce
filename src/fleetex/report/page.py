"""The report as one HTML page: everything it shows is inside it, nothing is fetched, no script runs."""

import base64
import re
from importlib.resources import files
from typing import Any

from fleetex.measures.palette import theme_css
from fleetex.measures.programme import serials
from fleetex.measures.reading import recorded_s, unit_cards
from fleetex.measures.registry import compute_all, draw_serial
from fleetex.measures.values import Measure, length_text, span_text
from fleetex.record.reader import Recording
from fleetex.report import sections
from fleetex.report.abbreviations import used_abbreviations
from fleetex.report.approaches import approach_rows, incidents
from fleetex.report.chart import NOT_SAFETY, draw_chart
from fleetex.report.head import ExerciseHead, exercise_head
from fleetex.report.moments import window_local_text, window_text
from fleetex.report.plain_words import about_nations, label
from fleetex.report.statement import statement
from fleetex.report.timeline import draw_timeline

_FONTS = (
    ("IBM Plex Sans", 400, "normal", "ibm-plex-sans-latin-400-normal"),
    ("IBM Plex Sans", 600, "normal", "ibm-plex-sans-latin-600-normal"),
    ("IBM Plex Sans Condensed", 400, "normal", "ibm-plex-sans-condensed-latin-400-normal"),
    ("IBM Plex Sans Condensed", 600, "normal", "ibm-plex-sans-condensed-latin-600-normal"),
    ("IBM Plex Serif", 400, "italic", "ibm-plex-serif-latin-400-italic"),
)


def build_report(recording: Recording) -> str:
    """The whole page as text. Works on a recording that was cut off, as far as that got."""
    from jinja2 import Environment, StrictUndefined, select_autoescape
    from markupsafe import Markup

    folder = files("fleetex.report") / "templates"
    environment = Environment(
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "figure": sections.figure,
        "measured": sections.measure_value,
        "humanised": sections.humanised,
        "span": span_text,
        "distance": length_text,
        "label": label,
    }
    environment.globals |= {"css": Markup(page_css()), "svg": Markup}
    template = environment.from_string((folder / "report.html").read_text(encoding="utf-8"))
    content = _content(recording)
    body = template.render(**content, abbreviations=[])
    seen = re.sub(r"<style>.*?</style>|<[^>]*>", " ", body, flags=re.DOTALL)
    return template.render(**content, abbreviations=used_abbreviations(seen))


def recorded_measures(recording: Recording) -> list[Measure]:
    """The recording's own table; computed now if the run was cut off before it was written."""
    rows = recording.table("measures")
    if not rows["name"].size:
        rows = compute_all(recording)
    names = ("serial_id", "name", "subject", "value", "unit", "text")
    return [Measure(*values) for values in zip(*(rows[n].tolist() for n in names), strict=True)]


def _content(recording: Recording) -> dict[str, Any]:
    head, measures = exercise_head(recording), recorded_measures(recording)
    clock, reached = head.clock, recorded_s(recording)
    programme = serials(recording)
    cards = [
        sections.serial_card(recording, serial, measures) | {"figure": draw_serial(recording, serial)}
        for serial in programme
    ]
    return {
        "head": head,
        "clock": clock,
        "window": window_text(clock, 0.0, head.end_s),
        "window_local": window_local_text(clock, 0.0, head.end_s),
        "complete": recording.complete,
        "reached_s": reached,
        "told": statement(recording, head, measures),
        "incidents": incidents(recording, clock),
        "not_safety": NOT_SAFETY,
        "forces": sections.order_of_battle(recording, head),
        "chart": draw_chart(recording, clock),
        "timeline": draw_timeline(recording, clock, head.end_s),
        "cards": cards,
        "refused": sections.refusal_rows(recording),
        "approaches": approach_rows(recording),
        "fuel": sections.fuel_rows(recording),
        "ammunition": sections.ammunition_rows(recording),
        "cooperation": sections.in_order(
            [
                about_nations(m, head)
                for m in measures
                if not m.serial_id and _about_nations(m, head.nations, recording)
            ],
            sections.TOGETHER,
        ),
        "source_titles": {row["source_id"]: row["title"] for row in recording.rows("sources")},
        "facts": sections.fact_rows(recording),
        "sources": sections.source_rows(recording),
        "weather": sections.weather_rows(recording),
        "library": sections.library_groups(recording),
        "notional": _notional(recording, programme, head),
        "warnings": recording.rows("warnings"),
        "unit_names": {card.unit_id: card.label for card in unit_cards(recording).values()},
        "header": recording.header,
        "versions": _versions(recording),
        "content_hash": recording.content_hash(),
    }


def _about_nations(measure: Measure, nations: dict[str, str], recording: Recording) -> bool:
    """Measures of the exercise whose subject is a nation, a pair of nations, or the joint fire."""
    codes = set(nations) | {card.nation for card in unit_cards(recording).values()} - {""}
    return measure.name == "time_on_target_spread" or (
        bool(measure.subject) and all(part in codes for part in measure.subject.split(">"))
    )


def _notional(recording: Recording, programme: list[dict[str, Any]], head: ExerciseHead) -> dict[str, list[str]]:
    """What no report gives: the exercise itself, units, their starting places, areas, weather, serials."""
    units, areas = recording.rows("units"), recording.rows("areas", notional=True)
    found = {
        "The exercise as a whole": [head.name] if head.notional else [],
        "Units whose presence no report gives": [u["name"] for u in units if u["notional"]],
        "Starting positions": [u["name"] for u in units if u["notional_start"]],
        "Areas": list(dict.fromkeys(row["name"] or row["area_id"] for row in areas)),
        "Time, place or participants of serials": [f"{s['number']} {s['kind']}" for s in programme if s["notional"]],
        "Weather and water": sorted({row["zone"] for row in recording.rows("environment", notional=True)}),
    }
    return {title: names for title, names in found.items() if names}


def _versions(recording: Recording) -> list[tuple[str, str]]:
    told = recording.header.get("versions") or (recording.footer or {}).get("versions") or {}
    return [(str(name), str(version)) for name, version in sorted(told.items())] if isinstance(told, dict) else []


def page_css() -> str:
    """Fonts, the day's colours, the night's where the reader's system is dark, then the page's own rules."""
    own = (files("fleetex.report") / "templates" / "report.css").read_text(encoding="utf-8")
    fonts = "".join(_font_face(*font) for font in _FONTS)
    night = f"@media screen and (prefers-color-scheme:dark){{{theme_css(night=True)}}}"
    return f"{fonts}\n{theme_css(night=False)}\n{night}\n{own}"


def _font_face(family: str, weight: int, style: str, file: str) -> str:
    content = base64.b64encode((files("fleetex.report") / "fonts" / f"{file}.woff2").read_bytes()).decode("ascii")
    return (
        f"@font-face{{font-family:'{family}';font-weight:{weight};font-style:{style};font-display:block;"
        f"src:url(data:font/woff2;base64,{content}) format('woff2')}}\n"
    )
