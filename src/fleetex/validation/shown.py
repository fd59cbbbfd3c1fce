"""Writes what readers of a recording show of the models: how they met the published values, and where they are reached.

python -m fleetex.validation.shown                 published.json, of the shipped tables
python -m fleetex.validation.shown DIR...          scenarios.json too, of recordings of the shipped scenarios
"""

import json
import math
import sys
from importlib.resources import files
from pathlib import Path
from typing import Any

from fleetex.record.reader import Recording
from fleetex.report.models_used import traces
from fleetex.validation.cards import cases_by_model, shown_of
from fleetex.validation.judging import Judged, judge
from fleetex.validation.truth_set import read_truth

Published = dict[str, dict[str, list[tuple[float, str]]]]


def published_of(judged: Judged) -> Published:
    """Model -> quantity -> (error in tolerances, kind of source) of each value."""
    return {
        name: {
            one.quantity: [(_rounded(error), kind) for error, kind in zip(one.errors, one.kinds, strict=True)]
            for one in shown_of(cases)
        }
        for name, cases in sorted(cases_by_model(judged).items())
    }


def _rounded(error: float) -> float:
    """Three digits; what is far within the tolerance is 0, so that a machine's last bit changes no file."""
    return 0.0 if error < 1e-3 else float(f"{error:.3g}") if math.isfinite(error) else error


def reached_in(recording: Recording) -> list[str]:
    """The traces of models in one recording, by name."""
    return sorted(trace.name for trace in traces(recording))


def _write(name: str, content: dict[str, Any]) -> None:
    """JSON with a line for what lies two steps down, so that a change shows as a line."""
    path = Path(str(files("fleetex") / "models" / name))
    parts = []
    for key, value in sorted(content.items()):
        inner = [f"  {json.dumps(k)}: {json.dumps(v)}" for k, v in value.items()] if isinstance(value, dict) else []
        lines = "{\n" + ",\n".join(inner) + "\n }" if inner else json.dumps(value)
        parts.append(f" {json.dumps(key)}: {lines}")
    path.write_text("{\n" + ",\n".join(parts) + "\n}\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    _write("published.json", published_of(judge(read_truth(None))))
    if sys.argv[1:]:
        recordings = [Recording.open(Path(folder)) for folder in sys.argv[1:]]
        named = {Path(one.header["scenario_file"]).stem: reached_in(one) for one in recordings}
        _write("scenarios.json", named)
