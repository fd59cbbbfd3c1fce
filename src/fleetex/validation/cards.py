"""`fleetex validate --cards DIR`: a page for each model, and one that lists them."""

from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import fleetex
from fleetex.models import MODELS, Model
from fleetex.models.published import Shown
from fleetex.models.scenarios import scenarios_that_show
from fleetex.report.model_cards import card, tolerances
from fleetex.report.pages import page_environment
from fleetex.validation.callers import callers
from fleetex.validation.judging import APART, CaseJudged, Judged
from fleetex.whole_files import write_whole

_INPUTS_SHOWN = 90
_APART_WORDS = {"closed-form": "of closed form, which prove code and not physics,", "memory": "quoted from memory"}


def write_cards(judged: Judged, folder: Path, tables: str = "") -> list[Path]:
    """Write index.html and a page a model; `tables`: the folder of the tables that judged, empty: the shipped ones."""
    environment = page_environment(files("fleetex.report") / "templates")
    cases = cases_by_model(judged)
    cards = [_page_of(one, cases.get(one.name, [])) for one in MODELS]
    common = {"version": fleetex.__version__, "tables": tables}
    counts = {kind: judged.counted(kind)[1] for kind in APART}
    apart = [f"{counts[kind]} {what}" for kind, what in _APART_WORDS.items() if counts[kind]]
    folder.mkdir(parents=True, exist_ok=True)
    pages = {"index.html": environment.get_template("model_index.html").render(cards=cards, apart=apart, **common)}
    template = environment.get_template("model_page.html")
    for number, one in enumerate(cards):
        near = {"before": cards[number - 1] if number else None, "after": (*cards[number + 1 :], None)[0]}
        pages[page_name(one["model"])] = template.render(card=one, **near, **common)
    for name, text in pages.items():
        write_whole(folder / name, text)
    return [folder / name for name in pages]


def page_name(model: Model) -> str:
    return f"{model.key}.html"


def cases_by_model(judged: Judged) -> Mapping[str, list[CaseJudged]]:
    found: dict[str, list[CaseJudged]] = {}
    for one in judged.quantities:
        for case in one.cases:
            found.setdefault(case.model, []).append(case)
    return found


def shown_of(cases: Sequence[CaseJudged]) -> list[Shown]:
    """What of a model's cases its card shows, by quantity in the order of the tables."""
    by_quantity: dict[str, list[CaseJudged]] = {}
    for case in cases:
        by_quantity.setdefault(case.row.quantity, []).append(case)
    return [
        Shown(quantity, tuple(c.against_tolerance for c in own), tuple(c.row.source_kind for c in own))
        for quantity, own in by_quantity.items()
    ]


def _page_of(model: Model, cases: Sequence[CaseJudged]) -> dict[str, Any]:
    used = callers(model.functions)
    return card(model, shown_of(cases)) | {
        "page": page_name(model),
        "callers": used,
        "traces": [trace.value for trace in model.traces],
        "scenarios": scenarios_that_show(model),
        "cases": [_case_row(case) for case in cases],
        "short": sum(not case.met for case in cases),
    }


def _case_row(case: CaseJudged) -> dict[str, Any]:
    inputs = ", ".join(f"{name} {value}" for name, value in case.row.inputs.items())
    return {
        "case": case.row.case,
        "quantity": case.row.quantity,
        "inputs": inputs if len(inputs) <= _INPUTS_SHOWN else f"{inputs[:_INPUTS_SHOWN].rstrip()} …",
        "expected": _figure(case.row.expected),
        "found": case.trouble or _found(case),
        "unit": "" if case.row.unit in ("1", "text", "UTC") else case.row.unit,
        "error": tolerances(case.against_tolerance),
        "met": case.met,
        "source": case.row.source,
        "kind": case.row.source_kind,
    }


def _figure(text: str) -> str:
    """Seven digits of a number; a text as it stands."""
    try:
        return f"{float(text):.7g}"
    except ValueError:
        return text


def _found(case: CaseJudged) -> str:
    if case.value is None or isinstance(case.value, str):
        return case.value or "–"
    if case.row.tolerance_kind == "abs_s":
        from datetime import UTC, datetime

        return datetime.fromtimestamp(case.value, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return f"{case.value:.7g}"
