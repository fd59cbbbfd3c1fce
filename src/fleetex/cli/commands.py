"""What each command does. A part of fleetex is imported inside the command that needs it, so that help stays quick."""

import dataclasses
import gc
import sys
import textwrap
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from fleetex.cli import answers
from fleetex.cli.failures import STOPPED, InputError, answered, say
from fleetex.cli.progress import Interrupts, Progress, clock
from fleetex.units import DAY_S

REFUSED_SHOWN = 12

if TYPE_CHECKING:
    from fleetex.simulate import RunResult


@answered
def new(file: Path) -> None:
    """Write the starter; a file that exists stays as it is."""
    from fleetex import scenario

    try:
        scenario.write_starter(file)
    except FileExistsError:
        raise InputError(f"{file} exists already and was left as it is; give another name") from None
    print(f"{file} is ready: read it, change it, then\n  fleetex run {file} -o out")


@answered
def schema(own_library: Sequence[Path]) -> None:
    """Print the JSON Schema of a scenario."""
    from fleetex import scenario
    from fleetex.library import load_library

    print(answers.as_json(scenario.json_schema(load_library(own_library))))


@answered
def check(file: Path, own_library: Sequence[Path]) -> None:
    """Say that the file is sound and how much is in it, or every problem."""
    from fleetex import scenario
    from fleetex.library import load_library

    exercise = scenario.load(file, load_library(own_library), open_serials=True)
    days = exercise.exercise.window.duration_s / DAY_S
    open_count = len(exercise.unplaced)
    waiting = f", {open_count} of them to be placed by `fleetex plan`" if open_count else ""
    serials = len(exercise.serials) + open_count
    units = len(exercise.units)
    count = f"{units} unit{'s' * (units != 1)}, {serials} serial{'s' * (serials != 1)}{waiting}, {days:.2f} days"
    print(f"{file}: no problem found ({count})")


@answered
def announce(file: Path, own_library: Sequence[Path], timetable: Path | None, *, as_json: bool) -> None:
    """Print the opening announcement, a line for each thing said."""
    from fleetex import scenario
    from fleetex.library import load_library
    from fleetex.report.announcing import ClassWords, announcement

    library = load_library(own_library)
    classes = {name: ClassWords(platform.name, platform.kind.value) for name, platform in library.platforms.items()}
    if timetable is None:
        exercise = scenario.load(file, library, open_serials=True)
    else:
        from fleetex.plan.pinning import load_placed

        exercise = load_placed(file, timetable, library)
    lines = announcement(exercise.resolved_with_unplaced(), classes)
    print(
        answers.as_json([dataclasses.asdict(line) for line in lines])
        if as_json
        else "\n".join(textwrap.fill(line.text, 100) for line in lines)
    )


@answered
def run(
    file: Path,
    folder: Path,
    *,
    seed: int | None,
    resume: bool,
    overwrite: bool,
    own_library: Sequence[Path],
    timetable: Path | None,
    as_json: bool,
) -> None:
    """Simulate, record, and say how it went."""
    gc.disable()  # a start makes no cycles worth a search, and a run searches for none either
    try:
        with Interrupts() as stops, Progress(file.name) as progress:
            from fleetex import simulate

            result = simulate.run(
                file,
                folder,
                seed=seed,
                resume=resume,
                overwrite=overwrite,
                own_library=own_library,
                timetable=timetable,
                progress=stops.minding(progress.told),
            )
    except KeyboardInterrupt:
        say(_stopped(file, folder, own_library))
        raise SystemExit(STOPPED) from None
    if result.already_complete:
        say(f"{folder} is complete already: nothing was run. To run it anew: --overwrite")
    print(answers.as_json(dataclasses.asdict(result)) if as_json else _summary(result, folder))
    if "duckdb" not in sys.modules:  # it counts at the end what a search for cycles has left
        gc.freeze()  # or the interpreter's end searches all that a run has made: a third of a second


def _stopped(file: Path, folder: Path, own_library: Sequence[Path]) -> str:
    from fleetex.record.errors import RecordingError
    from fleetex.record.reader import Recording

    try:
        reached_s = Recording.open(folder).until_s
    except (RecordingError, OSError):
        return "stopped before anything was recorded"
    return (
        f"stopped at {clock(reached_s)}; the recording in {folder} is readable up to there.\n"
        f"To go on: fleetex run {file} -o {folder} --resume" + "".join(f" --library {own}" for own in own_library)
    )


def _summary(result: "RunResult", folder: Path) -> str:
    columns = ("serial", "kind", "state", "reason")
    rows = [(serial["id"], serial["kind"], serial["state"], serial["reason"]) for serial in result.serials]
    rate = result.real_time_factor
    return "\n".join(
        [
            answers.table_rows(columns, rows),
            *_refused(result),
            f"{result.simulated_s / DAY_S:.2f} days in {result.wall_s:.2f} s, {rate:,.0f} x real time",
            *_sound(result),
            f"recording  {result.recording}",
            f"hash       {result.hash}",
            f"seed       {result.seed}, fleetex {result.version}",
            f"To read it: fleetex report {folder} -o report.html",
            f"To see it:  fleetex replay {folder} -o replay.html",
        ]
    )


def _sound(result: "RunResult") -> list[str]:
    """What the tables of sound cost, where the scenario asks for them."""
    if not result.sound:
        return []
    grids, runs, kept, seconds = (result.sound[name] for name in ("grids", "runs", "kept", "seconds"))
    made = f"{runs:.0f} runs of sound models in {seconds:.1f} s" if runs else f"from disk in {seconds:.2f} s"
    return [f"sound      {grids:.0f} tables of loss: {made}" + (f", {kept:.0f} from disk" if runs and kept else "")]


def _refused(result: "RunResult") -> list[str]:
    """One line a unit, serial and reason: what could not be done, and how often."""
    told: dict[str, int] = {}
    for row in result.refusals:
        where = f"{row['unit']} ({row['serial'] or 'on passage'})"
        what = f"{row['kind']}: {row['order']}, " if row["order"] else f"{row['kind']}: "
        line = f"{where}: {what}{row['reason']}"
        told[line] = told.get(line, 0) + 1
    lines = [f"  {line}" + (f" ({times} times)" if times > 1 else "") for line, times in told.items()]
    more = [f"  and {len(lines) - REFUSED_SHOWN} more: in the recording's log"] if len(lines) > REFUSED_SHOWN else []
    return ["What could not be done:", *lines[:REFUSED_SHOWN], *more] if lines else []


@answered
def content_hash(folder: Path) -> None:
    """Print the recording's content hash."""
    from fleetex.record.reader import Recording

    recording = Recording.open(folder)
    if not recording.complete:
        say(f"{folder} is incomplete, it ends at {clock(recording.until_s)}: its hash is of what is there")
    print(recording.content_hash())


@answered
def sql(folder: Path, query: str, *, shape: str) -> None:
    """Print what the recording answers to a query, as `table`, `csv` or `json`."""
    from fleetex.record.reader import Recording

    columns, rows = Recording.open(folder).sql(query)
    text = {"table": answers.table_rows, "csv": answers.csv_rows, "json": answers.json_rows}[shape]
    print(text(columns, rows))


@answered
def report(folder: Path, file: Path, replay_file: str) -> None:
    """Write the report, with links to the replay beside it if there is one."""
    from fleetex.report import write_report

    address = quote(replay_file)  # a file's name: nothing in it is a scheme, a host or a fragment
    _write_page(folder, file, partial(write_report, replay=address), "report.html")
    print(f"{file} is written")


@answered
def replay(folder: Path, file: Path) -> None:
    """Write the replay and say how big it is."""
    from fleetex.replay import write_replay

    _write_page(folder, file, write_replay, "replay.html")
    print(f"{file} is written ({file.stat().st_size / 1e6:.1f} MB): open it in a browser")


@answered
def serve(folder: Path, host: str, port: int, *, open_browser: bool) -> None:
    """Serve a folder until Ctrl-C."""
    from fleetex.serve import AddressError
    from fleetex.serve import serve as listen

    if not folder.is_dir():
        raise InputError(f"{folder} is no folder; give the folder that scenarios and recordings lie in")
    try:
        listen(folder, host, port, open_browser=open_browser)
    except AddressError as failure:
        raise InputError(str(failure)) from None


def _write_page(folder: Path, file: Path, write: Callable[[Path, Path], None], example: str) -> None:
    """Write a page to what can be one; a failure leaves an older one whole."""
    if file.is_dir():
        raise InputError(f"{file} is a folder; give the name of the HTML file, e.g. {file / example}")
    if file.exists() and not file.is_file():
        raise InputError(f"{file} is no ordinary file and was left as it is; give the name of the HTML file to write")
    write(folder, file)
