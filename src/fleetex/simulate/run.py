"""Load, compile, run, record, measure: one exercise from its file to a closed recording."""

import gc
import signal
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from types import FrameType
from typing import Any

import numpy as np

import fleetex
from fleetex.compiler.fitted import fitted_sensors
from fleetex.compiler.kernels import kernels_needed
from fleetex.compiler.missiles import with_missiles
from fleetex.compiler.rows import coast_columns, loss_columns, serial_row, still_rows, traffic_row, used_classes
from fleetex.compiler.world import Compiled, compile_world
from fleetex.engine import worlds
from fleetex.engine.tables import HEAD
from fleetex.engine.warm import warm
from fleetex.library import Library, load_library
from fleetex.measures.refusals import LEFT_OUT, refusals
from fleetex.measures.registry import compute_all, measurers
from fleetex.offered import versions_behind
from fleetex.plan.pinning import load_placed
from fleetex.record import parquet
from fleetex.record.errors import RecordingError
from fleetex.record.reader import Recording
from fleetex.record.writer import Writer, finish_close, holds_recording
from fleetex.scenario import Exercise, load
from fleetex.scenario.kinds import GROUP as KINDS
from fleetex.simulate import checkpoints
from fleetex.simulate.drain import Drain, names_of
from fleetex.simulate.loop import Loop
from fleetex.units import HOUR_S

Progress = Callable[[float, float, float, list[str], str], None]
DEFAULT_SEED = 1
TELL_EVERY_S = 0.1
DRAIN_EVERY_S = 0.4
CHECKPOINT_EVERY_S = 24.0 * HOUR_S
"""Of simulated time; besides, the writer asks for one when much was written."""
SOUND = "tables of sound"
"""The stage in which runs of sound models are counted."""
STEPS_BETWEEN_LOOKS = 64
"""Steps of the loop between two looks at the wall clock."""


@dataclass(frozen=True)
class RunResult:
    """What a run leaves behind, besides the recording."""

    recording: str
    hash: str
    scenario_hash: str
    seed: int
    version: str
    simulated_s: float
    load_s: float
    compile_s: float
    wall_s: float
    """From the first event to the closed recording."""
    real_time_factor: float
    serials: list[dict[str, Any]]
    refusals: list[dict[str, Any]] = field(default_factory=list)
    """Orders refused and ships left out: time_s, kind, unit, serial (empty on passage), order, reason."""
    already_complete: bool = False
    """The recording was complete before: nothing was run, and the times are those of the run that made it."""
    sound: dict[str, float] = field(default_factory=dict)
    """Tables of loss, where the scenario has any: how many grids, runs made now, runs kept on disk, wall seconds."""
    counts: dict[str, int] = field(default_factory=dict)
    """What was done: happenings (of which so many lay before the checkpoint of a resumed run), looks, updates ..."""


def run(
    file: Path,
    folder: Path,
    *,
    seed: int | None = None,
    resume: bool = False,
    overwrite: bool = False,
    progress: Progress | None = None,
    replication: int = 0,
    own_library: Sequence[Path] = (),
    timetable: Path | None = None,
    tell_every_s: float = TELL_EVERY_S,
) -> RunResult:
    """Run a scenario into a recording. `own_library`: files, or folders of files, over the packaged library.
    `timetable`: a saved one, in place of the scenario's own.
    `progress` is told so often, in wall seconds; 0: after each step, so that it may hold a run back.

    Raises ScenarioError, LibraryError, RecordingError (RecordingExists for a folder that holds a recording already);
    KeyboardInterrupt after a clean stop, the recording left readable and resumable.
    """
    tell = progress or (lambda *_: None)
    began = time.perf_counter()
    tell(0.0, 1.0, 0.0, [], "reading the scenario")
    library = load_library(own_library) if own_library else load_library()
    exercise = load(file, library) if timetable is None else load_placed(file, timetable, library)
    loaded = time.perf_counter()
    writer, saved, seed = _open(folder, exercise, library, seed, replication, resume=resume, overwrite=overwrite)
    if writer is None:
        return _of_complete(folder, exercise, seed, loaded - began)
    with writer:
        stage = "compiling the kernels, once on this machine" if kernels_are_cold() else "compiling"
        tell(0.0, 1.0, 0.0, [], stage)
        told = lambda done, count: tell(float(done), float(count), 0.0, [], stage)  # noqa: E731
        warm(np.zeros(1, HEAD)[0], told, **kernels_needed(exercise, library))
        heard = lambda done, count: tell(float(done), float(count), 0.0, [], f"{SOUND}: run {done} of {count}")  # noqa: E731
        compiled = compile_world(exercise, library, seed, replication, heard)
        loop = begin(compiled, writer, saved)
        measurers()
        parquet.make_ready()
        ready = time.perf_counter()
        restored = int(loop.stage.head["happenings"])
        with NoCollecting():
            _go(loop, writer, tell, tell_every_s)
            with _Interrupts():  # what is left takes a moment, and the recording is whole after it
                recording = _close(loop, writer, ready)
    wall = time.perf_counter() - ready
    counts = {**_counts(loop), "happenings_restored": restored}
    result = _result(recording, exercise, seed, loaded - began, ready - loaded, wall, counts)
    return replace(result, sound=_sound_cost(compiled))


def _sound_cost(compiled: Compiled) -> dict[str, float]:
    made = compiled.sound
    if not made.grids:
        return {}
    return {"grids": len(made.grids), "runs": made.runs, "kept": made.kept, "seconds": round(made.seconds, 3)}


def kernels_are_cold() -> bool:
    from fleetex.physics.compiled import KERNEL_CACHE

    return not any(KERNEL_CACHE.rglob("*.nbc"))


def _open(
    folder: Path,
    exercise: Exercise,
    library: Library,
    seed: int | None,
    replication: int,
    *,
    resume: bool,
    overwrite: bool,
) -> tuple[Writer | None, Any, int]:
    """The writer, the checkpoint to go on from, and the seed. No writer: the recording is closed now, or was.

    A run that was killed before it made its recording is resumed by beginning it.
    """
    if not resume or not holds_recording(folder):
        chosen = DEFAULT_SEED if seed is None else seed
        header = header_of(exercise, library, chosen, replication)
        return Writer.create(folder, header, overwrite=overwrite), None, chosen
    finish_close(folder)
    recording = Recording.open(folder)
    header = dict(recording.header)
    chosen = int(header["seed"]) if seed is None else seed
    wanted = {
        "scenario": ("scenario_hash", exercise.scenario_hash),
        "seed": ("seed", chosen),
        "version": ("version", fleetex.__version__),
        "replication": ("replication", replication),
        "library": ("library_hash", _library_hash(exercise, library)),
    }
    for what, (key, value) in wanted.items():
        if header.get(key) != value:
            raise RecordingError(
                f"{folder} cannot be resumed: it was made with another {what} ({header.get(key)}, now {value}); "
                f"use the same, or --overwrite to begin again"
            )
    if recording.complete:
        return None, None, chosen
    writer, saved = Writer.resume(folder)
    return writer, saved, chosen


def header_of(exercise: Exercise, library: Library, seed: int, replication: int) -> dict[str, Any]:
    grown, with_bodies = with_missiles(exercise, library)
    names = tuple(sorted(grown.units))
    fitted = fitted_sensors(grown, with_bodies)
    sensors = tuple(s.id for n in names for s in fitted[n])
    return {
        "version": fleetex.__version__,
        "seed": seed,
        "scenario_hash": exercise.scenario_hash,
        "replication": replication,
        "library_hash": _library_hash(exercise, library),
        **({"own_library": [asdict(file) for file in library.own_files]} if library.own_files else {}),
        "start_utc": exercise.start_utc.isoformat(),
        "end_utc": exercise.end_utc.isoformat(),
        "names": names_of(names, sensors),
        "scenario": exercise.resolved(),
        "scenario_text": exercise.source_text,
        "scenario_file": Path(exercise.file).name,
        "versions": _versions() | versions_behind(KINDS, {serial.kind for serial in exercise.serials.values()}),
    }


def _library_hash(exercise: Exercise, library: Library) -> str:
    """Of the classes that take part: a run can't go on with another gun or hull than it began with."""
    return library.content_hash(used_classes(exercise))


def _versions() -> dict[str, str]:
    import platform
    from importlib.metadata import version

    packages = ("numpy", "numba", "pydantic", "pyproj", "shapely", "duckdb")
    return {"python": platform.python_version(), **{p: version(p) for p in packages}}


def begin(compiled: Compiled, writer: Writer, saved: Any) -> Loop:
    """A loop at the exercise's start, or where a checkpoint was taken."""
    names = writer.header["names"]
    codes = np.array([names.index(s) for s in compiled.cast.sensors], dtype=np.int64)
    drain = Drain(writer, codes, len(compiled.unit_names), lambda number: traffic_row(compiled, number))
    loop = Loop.of(compiled, writer, drain)
    if saved is not None:
        checkpoints.restore(loop, saved.text, saved.arrays)
        return loop
    for table, row in still_rows(compiled):
        writer.row(table, **row)
    writer.rows("coast", coast_columns(compiled))
    if losses := loss_columns(compiled):
        writer.rows("sound_losses", losses)
    writer.flush()
    worlds.begin(compiled.world.head[0])
    loop.start()
    return loop


def _go(loop: Loop, writer: Writer, tell: Progress, tell_every_s: float) -> None:
    """Step to the end; flush, save and tell now and then; stop cleanly when interrupted."""
    stage = loop.stage
    end_s = float(stage.head["end_s"])
    began, begun_at_s = time.perf_counter(), stage.now_s
    saved_s = stage.now_s
    told = drained = 0.0
    steps = STEPS_BETWEEN_LOOKS if tell_every_s else 1
    with _Interrupts() as interrupts:
        while True:
            for _ in range(steps):
                if not loop.step():
                    break
            else:
                now = time.perf_counter()
                writer.reached(stage.now_s)
                if interrupts.wanted:
                    loop.drain.all(stage)
                    writer.leave()
                    raise KeyboardInterrupt
                if stage.now_s - saved_s >= CHECKPOINT_EVERY_S or writer.checkpoint_due():
                    writer.checkpoint(*checkpoints.take(loop))
                    saved_s = stage.now_s
                elif now - drained >= DRAIN_EVERY_S:
                    drained = now
                    loop.drain.all(stage)
                    writer.flush_if_due()
                if now - told >= tell_every_s:
                    told = now
                    rate = (stage.now_s - begun_at_s) / max(now - began, 1e-6)
                    tell(stage.now_s, end_s, rate, loop.conduct.running(), "running")
                continue
            break


class NoCollecting:
    """No search for reference cycles while this is entered: a run makes few, and the search takes a tenth of it."""

    def __enter__(self) -> None:
        self._was_on = gc.isenabled()
        gc.disable()

    def __exit__(self, *_: object) -> None:
        if self._was_on:
            gc.enable()


class _Interrupts:
    """Ctrl-C sets a flag while this is entered, so that a run stops between two happenings."""

    def __init__(self) -> None:
        self.wanted = False
        self._before: Any = None

    def __enter__(self) -> "_Interrupts":
        if threading.current_thread() is threading.main_thread():
            self._before = signal.signal(signal.SIGINT, self._note)
        return self

    def _note(self, number: int, frame: FrameType | None) -> None:
        self.wanted = True

    def __exit__(self, *_: object) -> None:
        if self._before is not None:
            signal.signal(signal.SIGINT, self._before)


def _close(loop: Loop, writer: Writer, ready: float) -> Recording:
    """Last rows, measures, and Parquet; what was recorded, still in memory."""
    recording = measured(loop, writer)
    writer.close({"counts": _counts(loop), "wall": {"run_s": round(time.perf_counter() - ready, 3)}})
    return recording


def measured(loop: Loop, writer: Writer) -> Recording:
    """End a run: last rows, how the serials went, the measures; what was recorded, in memory."""
    loop.finish()
    for number, plan in enumerate(loop.compiled.programme):
        went = loop.conduct.runs[plan.serial]
        writer.row(
            "serials",
            **serial_row(loop.compiled, number),
            start_s=went.start_s,
            end_s=went.end_s,
            state=went.state.value,
            reason=went.reason,
        )
    writer.reached(loop.stage.now_s)
    recording = writer.recording()
    writer.rows("measures", compute_all(recording))
    return recording


def _counts(loop: Loop) -> dict[str, int]:
    head = loop.stage.head
    names = (
        "happenings",
        "looks_made",
        "looks_skipped",
        "updates",
        "steers",
        "legs",
        "pieces",
        "crossings",
        "contacts",
    )
    return {**{n: int(head[n]) for n in names}, **loop.counts}


def _of_complete(folder: Path, exercise: Exercise, seed: int, load_s: float) -> RunResult:
    """What the run left that made a recording, told again."""
    recording = Recording.open(folder)
    footer = recording.footer or {}
    wall_s = float(footer.get("wall", {}).get("run_s", 0.0))
    return replace(
        _result(recording, exercise, seed, load_s, 0.0, wall_s, footer.get("counts", {})), already_complete=True
    )


def _result(
    recording: Recording,
    exercise: Exercise,
    seed: int,
    load_s: float,
    compile_s: float,
    wall_s: float,
    counts: dict[str, int],
) -> RunResult:
    measures: dict[str, dict[str, float | None]] = {}
    table = recording.table("measures")
    for serial, name, subject, value in zip(
        table["serial_id"], table["name"], table["subject"], table["value"], strict=True
    ):
        key = f"{name} [{subject}]" if subject else name
        measures.setdefault(serial, {})[key] = None if np.isnan(value) else float(value)
    refused = refusals(recording)
    serials = [
        {
            "id": row["serial_id"],
            "kind": row["kind"],
            "state": row["state"],
            "reason": row["reason"],
            "refusals": sum(r.serial == row["serial_id"] and r.kind != LEFT_OUT for r in refused),
            "left_out": [r.unit for r in refused if r.serial == row["serial_id"] and r.kind == LEFT_OUT],
            "measures": measures.get(row["serial_id"], {}),
        }
        for row in sorted(recording.rows("serials"), key=lambda r: r["number"])
    ]
    simulated = float(exercise.exercise.window.duration_s)
    return RunResult(
        recording=str(recording.folder),
        hash=recording.content_hash(),
        scenario_hash=exercise.scenario_hash,
        seed=seed,
        version=fleetex.__version__,
        simulated_s=simulated,
        load_s=round(load_s, 4),
        compile_s=round(compile_s, 4),
        wall_s=round(wall_s, 4),
        real_time_factor=round(simulated / wall_s, 1) if wall_s > 0 else 0.0,
        serials=serials,
        refusals=[asdict(r) for r in refused],
        counts=counts,
    )
