"""The report as one HTML page: everything it shows is inside it, nothing is fetched, no script runs."""

import re
from importlib.resources import files
from typing import Any

from fleetex.measures.programme import serials
from fleetex.measures.reading import count, dicts, forces, recorded_s, unit_cards
from fleetex.measures.registry import compute_all, draw_serial
from fleetex.measures.values import Measure, length_text, span_text
from fleetex.models import MODELS
from fleetex.models.published import published
from fleetex.record.reader import Recording
from fleetex.report import sections
from fleetex.report.abbreviations import initials_of_areas, used_abbreviations
from fleetex.report.answering import answers
from fleetex.report.approaches import approach_rows, incidents
from fleetex.report.chart import NOT_SAFETY, draw_chart
from fleetex.report.head import ExerciseHead, exercise_head
from fleetex.report.kind_words import kind_name
from fleetex.report.model_cards import card as model_card
from fleetex.report.models_used import models_used
from fleetex.report.moments import window_local_text, window_text
from fleetex.report.pages import page_environment
from fleetex.report.plain_words import about_nations, label
from fleetex.report.statement import statement
from fleetex.report.timeline import draw_timeline
from fleetex.report.told_apart import TOLD_APART, told_apart
from fleetex.report.track_errors import track_errors
from fleetex.report.weather import weather_rows


def build_report(recording: Recording, replay: str = "") -> str:
    """The whole page as text. Works on a recording that was cut off, as far as that got."""
    environment = page_environment(files("fleetex.report") / "templates")
    environment.filters |= {
        "figure": sections.figure,
        "measured": sections.measure_value,
        "humanised": sections.humanised,
        "span": span_text,
        "distance": length_text,
        "label": label,
    }
    template = environment.get_template("report.html")
    content = _content(recording) | {"replay": replay}
    body = template.render(**content, abbreviations=[])
    seen = re.sub(r"<style>.*?</style>|<[^>]*>", " ", body, flags=re.DOTALL)
    return template.render(**content, abbreviations=used_abbreviations(seen, _own_abbreviations(recording)))


def _own_abbreviations(recording: Recording) -> dict[str, str]:
    """What the exercise's own abbreviations stand for: areas by their initials, kinds of serial of other packages."""
    rows = recording.table("areas")
    areas = dict(zip(rows["area_id"].tolist(), rows["name"].tolist(), strict=True))
    named = {kind: kind_name(kind) for kind in {str(serial["kind"]) for serial in serials(recording)}}
    return initials_of_areas(areas) | {kind: name for kind, name in named.items() if name}


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
        "answers": answers(recording, head, measures),
        "incidents": incidents(recording, clock),
        "not_safety": NOT_SAFETY,
        "forces": sections.order_of_battle(recording, head),
        "chart": draw_chart(recording, clock),
        "guns_fired": count(recording.table("shots")) > 0,
        "dangers_told": count(recording.table("danger_areas")) > 0,
        "timeline": draw_timeline(recording, clock, head.end_s),
        "cards": cards,
        "refused": sections.refusal_rows(recording),
        "approaches": approach_rows(recording),
        "told_apart": told_apart(recording, head),
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
        "weather": weather_rows(recording),
        "library": sections.library_groups(recording),
        "notional": _notional(recording, programme, head),
        "warnings": recording.rows("warnings"),
        "models": _models(recording),
        "track_errors": track_errors(recording),
        "model_keys": {one.name: one.key for one in MODELS},
        "unit_names": {card.unit_id: card.label for card in unit_cards(recording).values()},
        "header": recording.header,
        "versions": _versions(recording),
        "content_hash": recording.content_hash(),
    }


def _models(recording: Recording) -> list[dict[str, Any]]:
    """The cards of the models that the recording shows to have been used, and what shows it."""
    values = published()
    return [
        model_card(one, values.get(one.name, ())) | {"seen": shown, "beyond": _asked_beyond(recording, one.name)}
        for one, shown in models_used(recording)
    ]


def _asked_beyond(recording: Recording, name: str) -> bool:
    return name in recording.table("warnings")["model"].tolist()


def _about_nations(measure: Measure, nations: dict[str, str], recording: Recording) -> bool:
    """Measures of the exercise whose subject is a nation, a pair of nations, or the joint fire."""
    codes = set(nations) | {card.nation for card in unit_cards(recording).values()} - {""}
    return measure.name == "time_on_target_spread" or (
        measure.name not in TOLD_APART
        and bool(measure.subject)
        and all(part in codes for part in measure.subject.split(">"))
    )


def _notional(recording: Recording, programme: list[dict[str, Any]], head: ExerciseHead) -> dict[str, list[str]]:
    """What no report gives: the exercise itself, units, their starting places, areas, weather, serials."""
    units, areas = dicts(forces(recording)), recording.rows("areas", notional=True)
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
