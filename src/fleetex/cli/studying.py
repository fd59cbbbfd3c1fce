"""What `fleetex study` does: many runs, then their answer. On standard error, how far it is and the time left."""

import shlex
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from fleetex.cli import answers
from fleetex.cli.failures import FAULT, STOPPED, answered, say

if TYPE_CHECKING:
    from fleetex.study.analyse import Answer
    from fleetex.study.execute import Made

LINE_EVERY_S = 30.0
"""Where standard error is no terminal, a line so often."""
REDRAW_S = 0.25
RATE_OVER_S = 60.0
"""The rate is that of the last minute."""
FAILURES_SHOWN = 3


@answered
def study(
    file: Path, seeds: str, folder: Path | None, *, workers: int, own_library: Sequence[Path], as_json: bool
) -> None:
    """Make the runs that are not there yet, and tell what all of them say."""
    from fleetex.study.analyse import answer_of, write_answer
    from fleetex.study.errors import StudyError
    from fleetex.study.execute import make_runs
    from fleetex.study.seeds import parse_seeds

    asked = parse_seeds(seeds)
    place = folder or Path(f"{file.stem}-study")
    progress = StudyProgress(file.name)
    try:
        with progress:
            made = make_runs(file, place, asked, workers=workers, own_library=own_library, progress=progress.tell)
    except KeyboardInterrupt:
        say(f"stopped with {progress.done} of {len(asked)} runs done and kept.\nTo go on: {_same_again()}")
        raise SystemExit(STOPPED) from None
    if made.failures and made.done_before + made.made == 0:
        raise StudyError(f"no run could be made: {_failures_text(made)}")
    answer = answer_of(place, asked)
    files = write_answer(answer)
    if as_json:
        print(answers.as_json(_as_plain(answer, made)))
    else:
        print(_summary(file, answer, made, files))
    if made.failures:
        say(f"{len(made.failures)} of {made.asked} runs could not be made: {_failures_text(made)}")
        raise SystemExit(FAULT)


def _same_again() -> str:
    return shlex.join(["fleetex", *sys.argv[1:]])


def _failures_text(made: "Made") -> str:
    shown = [f"seed {seed}: {why}" for seed, why in list(made.failures.items())[:FAILURES_SHOWN]]
    more = len(made.failures) - len(shown)
    return "; ".join(shown) + (f"; and {more} more" if more else "")


def _as_plain(answer: "Answer", made: "Made") -> dict[str, Any]:
    from fleetex.study.analyse.tables import measure_columns, state_columns

    def rows(columns: dict[str, list[Any]]) -> list[dict[str, Any]]:
        return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]

    return {
        "study": str(answer.folder),
        **{name: answer.identity[name] for name in ("scenario_hash", "library_hash", "version")},
        "runs": len(answer.outcomes),
        "asked": made.asked,
        "done_before": made.done_before,
        "made": made.made,
        "failures": [{"seed": seed, "reason": why} for seed, why in made.failures.items()],
        "wall_s": round(made.wall_s, 3),
        "runs_per_s": round(made.made / made.wall_s, 3) if made.made else None,
        "states": rows(state_columns(answer.states)),
        "measures": rows(measure_columns(answer.measures)),
    }


def _summary(file: Path, answer: "Answer", made: "Made", files: Sequence[Path]) -> str:
    from fleetex.study.analyse.wording import Scale, mean_text, median_text, share_text

    states = [
        (s.serial_id, s.state, s.count, share_text(s), "; ".join(f"{reason} ({n})" for reason, n in s.reasons[:1]))
        for s in answer.states
    ]
    whole = [m for m in answer.measures if not m.subject and m.spread is not None and m.serial_id]
    measures = []
    for m in whole:
        assert m.spread is not None
        scale = Scale.of(m.unit, m.spread.median)
        row = (m.serial_id, m.name, mean_text(m.spread, scale), median_text(m.spread, scale), m.n, m.missing)
        measures.append(row)
    runs, each = len(answer.outcomes), "" if not made.made else f", {made.wall_s / made.made:.2f} s a run"
    return "\n".join(
        [
            answers.table_rows(("serial", "state", "runs", "share, 95 %", "commonest reason"), states),
            "",
            answers.table_rows(("serial", "measure", "mean, 95 %", "median (quartiles)", "n", "missing"), measures),
            f"{runs} runs; {made.made} made now in {made.wall_s:.1f} s{each}; {made.done_before} were there",
            f"page       {files[0]}",
            f"tables     {files[0].with_name('measures.csv')}, states.csv, and as .parquet; every run: runs.parquet",
            f"One run again, with its recording: fleetex run {file} --seed {answer.outcomes[0].seed} -o run",
        ]
    )


class StudyProgress:
    """A context within which `tell` draws a bar with rate and time left, or says a line now and then."""

    def __init__(self, title: str, shown: bool | None = None) -> None:
        self.done = 0
        self._title = title
        self._shown = sys.stderr.isatty() if shown is None else shown
        self._drawn_s = -LINE_EVERY_S
        self._said_compiling = False
        self._marks: list[tuple[float, int]] = []
        """(wall seconds, runs done) of the last minute, from the first run's beginning on."""
        self._bar: Any = None

    def __enter__(self) -> "StudyProgress":
        self._drawn_s = time.monotonic() - (REDRAW_S if self._shown else 0.0)
        if self._shown:
            from rich.console import Console
            from rich.progress import BarColumn, Progress, TextColumn

            columns = (TextColumn("{task.description}"), BarColumn(bar_width=30), TextColumn("{task.fields[words]}"))
            console = Console(stderr=True, highlight=False)
            self._bar = Progress(*columns, console=console, transient=True, auto_refresh=False)
            self._task = self._bar.add_task(self._title, total=None, words="")
            self._bar.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._bar is not None:
            self._bar.stop()

    def tell(self, done: int, before: int, asked: int, stage: str) -> None:
        """Runs done (of which so many before), runs asked for, and the stage."""
        now_s = time.monotonic()
        self.done = done
        if stage == "compiling" and not self._said_compiling and not self._shown:
            self._said_compiling = True
            say("compiling the kernels, once on this machine: a minute or two")
        if stage == "running" and (not self._marks or done != self._marks[-1][1]):
            self._marks.append((now_s, done))
            while now_s - self._marks[0][0] > RATE_OVER_S and len(self._marks) > 2:
                del self._marks[0]
        if now_s - self._drawn_s < (REDRAW_S if self._shown else LINE_EVERY_S):
            return
        self._drawn_s = now_s
        words = progress_words(self._marks, done, asked, stage)
        if self._bar is None:
            say(words)
        else:
            self._bar.update(self._task, completed=done, total=asked, words=words)
            self._bar.refresh()


def progress_words(marks: Sequence[tuple[float, int]], done: int, asked: int, stage: str) -> str:
    """E.g. "57 of 200 runs, 68 a minute, 2 min 06 s left"."""
    if stage == "compiling":
        return "compiling the kernels, once on this machine"
    from fleetex.measures.values import span_text

    words = f"{done} of {asked} runs"
    if len(marks) > 1 and marks[-1][0] > marks[0][0]:
        rate = (marks[-1][1] - marks[0][1]) / (marks[-1][0] - marks[0][0])
        words += f", {60.0 * rate:.0f} a minute, {span_text((asked - done) / rate)} left"
    return words if stage == "running" else f"{words}, {stage}"
