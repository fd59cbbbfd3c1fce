"""What `fleetex study` does: many runs, then their answer. On standard error, how far it is and the time left."""

import shlex
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from fleetex.cli import answers
from fleetex.cli.failures import FAULT, STOPPED, answered, say

if TYPE_CHECKING:
    from fleetex.study.analyse import Answer, Differences
    from fleetex.study.analyse.summaries import MeasureSummary
    from fleetex.study.execute import Made

AGAINST_NAME = "against"
"""Where, in a study's folder, the study of the other exercise goes."""
LINE_EVERY_S = 30.0
"""Where standard error is no terminal, a line so often."""
REDRAW_S = 0.25
RATE_OVER_S = 60.0
"""The rate is that of the last minute."""
FAILURES_SHOWN = 3


@answered
def study(
    file: Path,
    seeds: str,
    folder: Path | None,
    *,
    against: Path | None,
    workers: int,
    own_library: Sequence[Path],
    as_json: bool,
) -> None:
    """Make the runs that are not there yet, and tell what all of them say; with `against`, what differs."""
    from fleetex.study.seeds import parse_seeds

    asked = parse_seeds(seeds)
    place = folder or Path(f"{file.stem}-study")
    if against is not None:
        from fleetex import scenario
        from fleetex.library import load_library

        scenario.load(against, load_library(own_library))  # before hours of runs, not after them
    made, answer, files = _made(file, place, asked, workers, own_library)
    plain = _as_plain(answer, made)
    text = "" if as_json else _summary(file, answer, made, files)
    failures = made.failures
    if against is not None:
        from fleetex.study.analyse import differences_of, write_differences

        made, theirs, _ = _made(against, place / AGAINST_NAME, asked, workers, own_library)
        failures |= made.failures
        differences = differences_of(answer, theirs)
        page = write_differences(differences)[0]
        plain = {**plain, "against": _as_plain(theirs, made), "differences": _difference_rows(differences)}
        text += "" if as_json else f"\n\n{_difference_text(file, against, differences, page)}"
    print(answers.as_json(plain) if as_json else text)
    if failures:
        say(f"{len(failures)} runs could not be made: {_failures_text(failures)}")
        raise SystemExit(FAULT)


def _made(
    file: Path, place: Path, asked: Sequence[int], workers: int, own_library: Sequence[Path]
) -> tuple["Made", "Answer", list[Path]]:
    """The runs of one exercise, what they say, and the files that say it."""
    from fleetex.study.analyse import answer_of, write_answer
    from fleetex.study.errors import StudyError
    from fleetex.study.execute import make_runs

    progress = StudyProgress(file.name)
    try:
        with progress:
            made = make_runs(file, place, asked, workers=workers, own_library=own_library, progress=progress.tell)
    except KeyboardInterrupt:
        say(f"stopped with {progress.done} of {len(asked)} runs of {file} done and kept.\nTo go on: {_same_again()}")
        raise SystemExit(STOPPED) from None
    if made.failures and made.done_before + made.made == 0:
        raise StudyError(f"no run could be made: {_failures_text(made.failures)}")
    answer = answer_of(place, asked)
    return made, answer, write_answer(answer)


def _same_again() -> str:
    return shlex.join(["fleetex", *sys.argv[1:]])


def _failures_text(failures: Mapping[int, str]) -> str:
    shown = [f"seed {seed}: {why}" for seed, why in list(failures.items())[:FAILURES_SHOWN]]
    more = len(failures) - len(shown)
    return "; ".join(shown) + (f"; and {more} more" if more else "")


def _as_plain(answer: "Answer", made: "Made") -> dict[str, Any]:
    from fleetex.study.analyse.tables import measure_columns, state_columns

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
        "states": _rows(state_columns(answer.states)),
        "measures": _rows(measure_columns(answer.measures)),
    }


def _rows(columns: dict[str, list[Any]]) -> list[dict[str, Any]]:
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _difference_rows(differences: "Differences") -> list[dict[str, Any]]:
    from fleetex.study.analyse.tables import measure_columns

    return _rows(measure_columns(differences.measures))


def _difference_text(file: Path, against: Path, differences: "Differences", page: Path) -> str:
    """The differences that are more than chance, of whole serials and the exercise."""
    clear = [m for m in differences.clear if not m.subject]
    pairs, count = len(differences.seeds), sum(1 for m in differences.measures if not m.subject)
    columns = ("serial", "measure", "difference, 95 %", "median (quartiles)", "n", "missing")
    csv, theirs = page.with_name("differences.csv"), page.parent / AGAINST_NAME
    return "\n".join(
        [
            f"{file} less {against}, {pairs} pairs of runs: {len(clear)} of {count} measures differ beyond chance",
            answers.table_rows(columns, _told(clear)),
            f"page       {page}",
            f"tables     {csv}, and as .parquet; the study of {against} itself: {theirs}",
        ]
    )


def _told(summaries: Sequence["MeasureSummary"]) -> list[tuple[str, str, str, str, int, int]]:
    """Rows of a table for people."""
    from fleetex.study.analyse.wording import Scale, mean_text, median_text

    rows = []
    for m in summaries:
        assert m.spread is not None
        scale = Scale.of(m.unit, m.spread.median)
        told = (m.serial_id, m.name, mean_text(m.spread, scale), median_text(m.spread, scale), m.n, m.missing)
        rows.append(told)
    return rows


def _summary(file: Path, answer: "Answer", made: "Made", files: Sequence[Path]) -> str:
    from fleetex.study.analyse.wording import share_text

    states = [
        (s.serial_id, s.state, s.count, share_text(s), "; ".join(f"{reason} ({n})" for reason, n in s.reasons[:1]))
        for s in answer.states
    ]
    measures = _told([m for m in answer.measures if not m.subject and m.spread is not None and m.serial_id])
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
