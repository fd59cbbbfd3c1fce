"""The study as one HTML page: everything it shows is inside it, nothing is fetched, no script runs."""

from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from fleetex.report.pages import page_environment
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
    from fleetex.study.analyse.differences import Differences

Names = Mapping[str, Any]
_CLEAR_SHOWN = 15
_COUNTED_ELSEWHERE = "serials"
"""How many serials ended how is told by the table of serials."""


def page_of(answer: "Answer") -> str:
    """The page of a study as text."""
    return _rendered("study.html", _content(answer))


def page_of_differences(differences: "Differences") -> str:
    """The page of two exercises under the same chances."""
    return _rendered("differences.html", _difference_content(differences))


def _rendered(name: str, content: dict[str, Any]) -> str:
    folder = files("fleetex.study.analyse") / "templates"
    environment = page_environment(folder, (folder / "study.css").read_text(encoding="utf-8"))
    return environment.get_template(name).render(**content)


def _content(answer: "Answer") -> dict[str, Any]:
    serials = _serials(answer)
    runs = len(answer.outcomes)
    return {
        "identity": answer.identity,
        "runs": runs,
        "seeds": seeds_text([outcome.seed for outcome in answer.outcomes]),
        "not_run": seeds_text(answer.not_run),
        "headline": headline(serials, runs),
        "serials": serials,
        "exercise": _measures(answer.identity, _of_serial(answer, "")),
        "example": next((s["telling"] for s in serials if s["telling"]), answer.outcomes[0].seed),
        "measure_count": len(answer.measures),
        "over_words": "Over the runs",
        "constant_words": "the same in each run",
    }


def headline(serials: list[dict[str, Any]], runs: int) -> str:
    """How the programme fared, in one sentence."""
    if not serials:
        return f"{runs} runs of an exercise without serials."
    always = sum(1 for serial in serials if serial["always"])
    rest = [serial for serial in serials if not serial["always"]]
    words = f"{always} of {len(serials)} serials were completed in every run"
    if rest:
        worst = min(rest, key=lambda serial: serial["share"])
        return f"{words} of {runs}; {worst['id']} least often, in {worst['completed']}."
    every = f"Every serial was carried out in every one of {runs} runs" if runs > 1 else "Every serial was carried out"
    reasons = serials[0]["states"][0]["reasons"]
    if len(serials) > 1 or (len(reasons) == 1 and "\N{HORIZONTAL ELLIPSIS}" in reasons[0][0]):
        return f"{every}; with what result stands below."
    found = [f"{reason} ({count})" if len(reasons) > 1 else reason for reason, count in reasons]
    return f"{every}: {'; '.join(found)}." if found else f"{every}."


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
        "measures": _measures(answer.identity, _of_serial(answer, first.serial_id)),
    }


def _of_serial(answer: "Answer", serial_id: str) -> list[MeasureSummary]:
    return [m for m in answer.measures if m.serial_id == serial_id and (serial_id or m.name != _COUNTED_ELSEWHERE)]


def _measures(identity: Names, found: Sequence[MeasureSummary], *, differ: bool = False) -> dict[str, Any]:
    """Rows about the whole, and rows by ship, nation or salvo, those of one measure on one axis."""
    whole = [_row(identity, m, [m], differ) for m in found if not m.subject]
    parts: dict[str, list[MeasureSummary]] = {}
    for m in found:
        if m.subject:
            parts.setdefault(f"{m.name} {m.unit}", []).append(m)
    return {
        "whole": whole,
        "parts": [
            {"title": measure_title(group[0]), "rows": [_row(identity, m, group, differ) for m in group]}
            for group in parts.values()
        ],
        "part_count": sum(len(group) for group in parts.values()),
    }


def _row(identity: Names, m: MeasureSummary, group: Sequence[MeasureSummary], differ: bool) -> dict[str, Any]:
    """One measure as the page shows it; `group` shares its axis and its unit. Differences are shown about nought."""
    row = {
        "title": subject_text(identity, m.subject) if m.subject else measure_title(m),
        "n": m.n,
        "missing": m.missing,
        "runs": m.runs,
        "strip": "",
        "mean": DASH,
        "median": DASH,
        "low": "",
        "high": "",
        "seeds": (),
    }
    if m.spread is None:
        return row
    spreads = [other.spread for other in group if other.spread is not None]
    scale = Scale.of(m.unit, max(abs(spread.median) for spread in spreads))
    axis = axis_of(spreads, with_nought=differ)
    mean, median = mean_text(m.spread, scale), median_text(m.spread, scale)
    if axis.high <= axis.low:
        return row | {"mean": mean, "median": ""}
    return row | {
        "strip": strip(m.values, m.spread, axis, f"mean {mean}, median {median}", mark_nought=differ),
        "mean": mean,
        "median": median,
        "low": bound_text(axis.low, scale),
        "high": bound_text(axis.high, scale),
        "seeds": (m.seed_min, m.seed_median, m.seed_max) if m.spread.maximum > m.spread.minimum else (),
    }


def _difference_content(differences: "Differences") -> dict[str, Any]:
    ours, theirs = differences.ours.identity, differences.theirs.identity
    clear = [m for m in differences.clear if not m.subject]
    by_serial: dict[tuple[str, str], list[MeasureSummary]] = {}
    for m in differences.measures:
        if m.serial_id or m.name != _COUNTED_ELSEWHERE:
            by_serial.setdefault((m.serial_id, m.kind), []).append(m)
    told = _measures(ours, clear[:_CLEAR_SHOWN], differ=True)
    for row, m in zip(told["whole"], clear, strict=False):
        row["title"] = f"{m.serial_id}: {measure_title(m)}" if m.serial_id else measure_title(m)
    whole = [m for m in differences.measures if not m.subject]
    return {
        "ours": ours,
        "theirs": theirs,
        "ours_file": ours["file"],
        "theirs_file": theirs["file"] if theirs["file"] != ours["file"] else f"the other {theirs['file']}",
        "pairs": len(differences.seeds),
        "seeds": seeds_text(differences.seeds),
        "headline": f"{len(clear)} of {len(whole)} measures {'differs' if len(clear) == 1 else 'differ'} beyond chance"
        + (f"; {_CLEAR_SHOWN} of them here." if len(clear) > _CLEAR_SHOWN else "."),
        "clear": told,
        "serials": [
            {
                "number": number,
                "id": serial_id,
                "kind": kind,
                "clear": any(m.serial_id == serial_id for m in clear),
                "measures": _measures(ours, found, differ=True),
            }
            for number, ((serial_id, kind), found) in enumerate(
                ((key, found) for key, found in by_serial.items() if key[0]), start=1
            )
        ],
        "exercise": _measures(ours, by_serial.get(("", ""), []), differ=True),
        "measure_count": len(differences.measures),
        "over_words": "Over the pairs",
        "constant_words": "no difference in any pair",
    }
