"""What `fleetex validate` does: the models against published values, as a table or as JSON."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fleetex.cli import answers
from fleetex.cli.failures import BAD_INPUT, FAULT, InputError, answered, say
from fleetex.cli.progress import Progress

if TYPE_CHECKING:
    from fleetex.validation import Judged, QuantityJudged

COLUMNS = ("table", "quantity", "cases", "met", "worst", "status", "sources")


@answered
def validate(folder: Path | None, model: str | None, cards: Path | None, *, as_json: bool) -> None:
    """Judge the models by a truth folder, None: the shipped one; write their cards where asked to. Exits with 1 if one
    is short, 2 on a wrong line."""
    if cards is not None and model is not None:
        raise InputError("--cards writes the cards of all models: leave out --model")
    judged = _judged(folder, model)
    if cards is not None:
        _write_cards(judged, cards, folder)
    for fault in judged.faults:
        say(str(fault))
    print(answers.as_json(_as_plain(judged)) if as_json else _as_text(judged))
    if judged.faults:
        raise SystemExit(BAD_INPUT)
    if judged.short:
        raise SystemExit(FAULT)


def _judged(folder: Path | None, model: str | None) -> "Judged":
    from fleetex.validation import TruthError, judge, read_truth
    from fleetex.validation.models import model_names

    with Progress("validate") as progress:
        try:
            truth = read_truth(folder)
        except TruthError as error:
            raise InputError(str(error)) from None
        progress.told(0.0, len(truth.rows), 0.0, [], "compiling")
        if model is not None and model not in model_names():
            raise InputError(f"no model '{model}'; they are: {', '.join(model_names())}")
        return judge(truth, model, lambda done: progress.told(done, len(truth.rows), 0.0, [], "validating"))


def _write_cards(judged: "Judged", cards: Path, folder: Path | None) -> None:
    from fleetex.validation.cards import write_cards

    try:
        written = write_cards(judged, cards, "" if folder is None else folder.name)
    except OSError as error:
        raise InputError(f"the cards cannot be written to {cards}: {error.strerror}") from None
    say(f"{len(written)} pages in {cards}: open {written[0]}")


def _as_plain(judged: "Judged") -> dict[str, Any]:
    from fleetex.validation.unmodelled import WHY_NOT

    met, count = judged.counted()
    return {
        "quantities": [
            {
                "quantity": one.quantity,
                "topic": one.topic,
                "cases": len(one.cases) or len(one.rows),
                "met": one.met,
                "worst": None if one.worst is None else one.worst.against_tolerance,
                "status": one.status.value,
                "source_kinds": dict(one.source_kinds),
                "models": list(one.models),
                "cases_not_modelled": len(one.rows) - len(one.cases),
            }
            | ({} if one.cases else {"why": WHY_NOT.get(one.quantity, "")})
            for one in judged.quantities
        ],
        "published": {"met": met, "cases": count},
        **{kind: dict(zip(("met", "cases"), judged.counted(kind), strict=True)) for kind in ("closed-form", "memory")},
        "faults": [str(fault) for fault in judged.faults],
    }


def _as_text(judged: "Judged") -> str:
    modelled = [one for one in judged.quantities if one.cases]
    missing = [one for one in judged.quantities if not one.cases]
    text = answers.table_rows(COLUMNS, [_cells(one) for one in modelled]).rpartition("\n")[0]
    if missing:
        text += "\n\nnot modelled:" + _listed(missing)
    short = [one for one in modelled if one.status.value == "short"]
    for one in short:
        worst = one.worst
        assert worst is not None
        found = worst.trouble or f"{_shown(worst.value)} where {worst.row.expected} {worst.row.unit} is published"
        text += f"\nshort: {one.quantity}, {worst.row.case}: {found}"
    met, count = judged.counted()
    text += f"\n\n{met} of {count} published values are met"
    apart = []
    for kind, what in (("closed-form", "of closed form, which prove the code"), ("memory", "quoted from memory")):
        met, count = judged.counted(kind)
        if count:
            apart.append(f"{met} of {count} {what}")
    if apart:
        text += f"; counted apart: {' and '.join(apart)}"
    return text + f". Quantities modelled: {len(modelled)}, not modelled: {len(missing)}."


def _shown(value: float | str | None) -> str:
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def _cells(one: "QuantityJudged") -> Sequence[Any]:
    worst = "" if one.worst is None else f"{one.worst.against_tolerance:.2g}"
    kinds = ", ".join(f"{count} {kind}" for kind, count in one.source_kinds.items())
    return one.topic, one.quantity, len(one.cases), one.met, worst, one.status.value, kinds


def _listed(missing: Sequence["QuantityJudged"]) -> str:
    """Tables, each with what of it no model answers for, and why where that is known."""
    from fleetex.validation.unmodelled import WHY_NOT

    tables: dict[tuple[str, str], list[str]] = {}
    for one in missing:
        tables.setdefault((one.topic, WHY_NOT.get(one.quantity, "")), []).append(one.quantity)
    return "".join(
        f"\n  {table}: {', '.join(names)}" + (f"\n    {why}" if why else "") for (table, why), names in tables.items()
    )
