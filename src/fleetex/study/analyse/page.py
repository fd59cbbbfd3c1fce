"""The study as one HTML page: everything it shows is inside it, nothing is fetched, no script runs."""

from importlib.resources import files
from typing import TYPE_CHECKING, Any

from fleetex.report.page import page_css
from fleetex.study.analyse.strips import axis_of, state_bar, strip
from fleetex.study.analyse.summaries import MeasureSummary, StateSummary
from fleetex.study.analyse.wording import (
    DASH,
    Scale,
    bound_text,
    mean_text,
    measure_title,
    median_text,
    named,
    share_text,
    subject_text,
)
from fleetex.study.seeds import seeds_text
from fleetex.vocabulary import SerialState

if TYPE_CHECKING:
    from fleetex.study.analyse.answer import Answer

_COUNTED_ELSEWHERE = "serials"
"""How many serials ended how is told by the table of serials."""


def page_of(answer: "Answer") -> str:
    """The whole page as text."""
    from jinja2 import Environment, StrictUndefined, select_autoescape
    from markupsafe import Markup

    folder = files("fleetex.study.analyse") / "templates"
    environment = Environment(
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    own = (folder / "study.css").read_text(encoding="utf-8")
    environment.globals |= {"css": Markup(page_css() + own), "svg": Markup}
    return environment.from_string((folder / "study.html").read_text(encoding="utf-8")).render(**_content(answer))


def _content(answer: "Answer") -> dict[str, Any]:
    serials = _serials(answer)
    runs = len(answer.outcomes)
    return {
        "identity": answer.identity,
        "runs": runs,
        "seeds": seeds_text([outcome.seed for outcome in answer.outcomes]),
        "not_run": seeds_text(answer.not_run),
        "headline": _headline(serials, runs),
        "serials": serials,
        "exercise": _measures(answer, ""),
        "example": next((s["telling"] for s in serials if s["telling"]), answer.outcomes[0].seed),
        "measure_count": len(answer.measures),
    }


def _headline(serials: list[dict[str, Any]], runs: int) -> str:
    """How the programme fared, in one sentence."""
    if not serials:
        return f"{runs} runs of an exercise without serials."
    always = sum(1 for serial in serials if serial["always"])
    rest = [serial for serial in serials if not serial["always"]]
    words = f"{always} of {len(serials)} serials were completed in every run"
    if not rest:
        return f"Every serial was completed in every one of {runs} runs." if runs > 1 else "Every serial was completed."
    worst = min(rest, key=lambda serial: serial["share"])
    return f"{words} of {runs}; {worst['id']} least often, in {worst['completed']}."


def _serials(answer: "Answer") -> list[dict[str, Any]]:
    """A row, and a card, for each serial of the programme."""
    own: dict[str, list[StateSummary]] = {}
    for summary in answer.states:
        own.setdefault(summary.serial_id, []).append(summary)
    return [_serial(answer, number, states) for number, states in enumerate(own.values(), start=1)]


def _serial(answer: "Answer", number: int, states: list[StateSummary]) -> dict[str, Any]:
    first = states[0]
    completed = next((s for s in states if s.state == SerialState.COMPLETED), None)
    return {
        "number": number,
        "id": first.serial_id,
        "kind": first.kind,
        "bar": state_bar([(s.state, s.count) for s in states]),
        "always": completed is not None and completed.count == completed.runs,
        "share": completed.share if completed else 0.0,
        "completed": share_text(completed) if completed else "no run",
        "telling": next((s.seeds[0] for s in states if s is not completed), None),
        "states": [
            {
                "state": s.state,
                "count": s.count,
                "share": share_text(s),
                "reasons": [(named(answer.identity, reason), count) for reason, count in s.reasons],
                "seeds": ", ".join(map(str, s.seeds)) + (" \N{HORIZONTAL ELLIPSIS}" if s.count > len(s.seeds) else ""),
            }
            for s in states
        ],
        "measures": _measures(answer, first.serial_id),
    }


def _measures(answer: "Answer", serial_id: str) -> dict[str, Any]:
    """Rows about the whole, and rows by ship, nation or salvo, those of one measure on one axis."""
    found = [m for m in answer.measures if m.serial_id == serial_id and (serial_id or m.name != _COUNTED_ELSEWHERE)]
    whole = [_row(answer, m, [m]) for m in found if not m.subject]
    parts: dict[str, list[MeasureSummary]] = {}
    for m in found:
        if m.subject:
            parts.setdefault(f"{m.name} {m.unit}", []).append(m)
    return {
        "whole": whole,
        "parts": [
            {"title": measure_title(group[0]), "rows": [_row(answer, m, group) for m in group]}
            for group in parts.values()
        ],
        "part_count": sum(len(group) for group in parts.values()),
    }


def _row(answer: "Answer", m: MeasureSummary, group: list[MeasureSummary]) -> dict[str, Any]:
    """One measure as the page shows it; `group` shares its axis and its unit."""
    row = {
        "title": subject_text(answer.identity, m.subject) if m.subject else measure_title(m),
        "n": m.n,
        "missing": m.missing,
        "runs": m.runs,
        "strip": "",
    }
    if m.spread is None:
        return row | {"mean": DASH, "median": DASH, "low": "", "high": "", "seeds": ()}
    spreads = [other.spread for other in group if other.spread is not None]
    scale = Scale.of(m.unit, max(spread.median for spread in spreads))
    axis = axis_of(spreads)
    mean, median = mean_text(m.spread, scale), median_text(m.spread, scale)
    if axis.high <= axis.low:
        return row | {"mean": mean_text(m.spread, scale), "median": "", "low": "", "high": "", "seeds": ()}
    return row | {
        "strip": strip(m.values, m.spread, axis, f"mean {mean}, median {median}"),
        "mean": mean,
        "median": median,
        "low": bound_text(axis.low, scale),
        "high": bound_text(axis.high, scale),
        "seeds": (m.seed_min, m.seed_median, m.seed_max) if m.spread.maximum > m.spread.minimum else (),
    }
