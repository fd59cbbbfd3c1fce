"""`python -m benchmarks.replay [RECORDING]`: the page of the replay in chromium, as one JSON object.

Without a recording the reference exercise is run first. Chromium renders in software, from a file and offline, in a
fresh profile each time. `script_ms` is all the script of a frame, what the page does in its animation frame. A task is
what keeps the page from answering; `wall` is how long it kept it, `cpu` how long it computed: where they differ much,
others had the processor meanwhile. The target is none over 100 ms while a recording of a million rows plays.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.__main__ import REFERENCE, machine, spread
from fleetex.record.reader import Recording
from fleetex.record.schema import TABLES
from fleetex.record.writer import Writer
from fleetex.replay import write_replay

UNITS = (20, 200, 2_000)
ROWS = 1_000_000
PLAY_S = 6.0
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking")
CATEGORIES = ["toplevel", "disabled-by-default-devtools.timeline", "blink.user_timing"]
LEGS_MAX = 400_000
MOVING = ("units", "legs", "fuel", "magazines")
"""What a copied unit needs to be drawn, selected and steamed about."""
TARGETS = {
    "size_mb": 3.0,
    "first_picture_ms": 1000.0,
    "frames_a_second": 60.0,
    "seek_ms": 100.0,
    "longest_task_ms": 100.0,
}
WATCH = """(() => {
    window.watched = { script: [] };
    const ask = window.requestAnimationFrame.bind(window);
    window.requestAnimationFrame = (frame) => ask((now) => {
        const begun = performance.now();
        frame(now);
        watched.script.push(performance.now() - begun);
    });
})()"""
PLAY = """async (seconds) => {
    document.activeElement.blur();
    fleetex.seek(0);
    const press = () => document.body.dispatchEvent(new KeyboardEvent("keydown", { key: " ", bubbles: true }));
    await new Promise((done) => setTimeout(done, 500));
    watched.script.length = 0;
    const begun = performance.now();
    press();
    await new Promise((done) => setTimeout(done, seconds * 1000));
    const lasted = performance.now() - begun, script = [...watched.script];
    if (fleetex.state().playing) press();
    return { frames_a_second: (1000 * script.length) / lasted, script };
}"""
SEEK = """() => Array.from({ length: 60 }, (_, i) => fleetex.seek((i * 104729) % fleetex.state().end))"""
LOADED = """async () => {
    const took = [], end = fleetex.state().end;
    for (const share of [0.95, 0.5, 0.75, 0.25, 0.6]) {
        const begun = performance.now();
        fleetex.seek(share * end);
        while (fleetex.state().loading) await new Promise((done) => setTimeout(done, 5));
        took.push(performance.now() - begun);
    }
    return took;
}"""
OPENED = """() => ({ first: performance.getEntriesByName("first-picture")[0].startTime,
                     ready: performance.getEntriesByName("ready")[0].startTime })"""


def repeated(recording: Recording, folder: Path, copies: int, *, moving: bool = False) -> Path:
    """A recording with every unit `copies` times: their rows again, under other ids, each copy a little beside.

    Tables that name no unit stay as they are; `moving`: so do those that a unit needs not to be drawn.
    """
    units = {str(unit) for unit in recording.table("units")["unit_id"]}
    tables = MOVING if moving else tuple(TABLES)
    with Writer.create(folder, dict(recording.header)) as writer:
        for name in TABLES:
            columns = dict(recording.table(name))
            if name == "legs" and moving:
                columns = _thinned(columns, -(-len(columns["time_s"]) * copies // LEGS_MAX))
            writer.rows(name, columns)
            named = [c for c, values in columns.items() if values.dtype == object and units & set(values[:2000])]
            for copy in range(1, copies if named and name in tables else 1):
                writer.rows(name, _moved(columns, named, units, copy))
        writer.close(dict(recording.footer or {}))
    return folder


def _thinned(legs: dict[str, np.ndarray], step: int) -> dict[str, np.ndarray]:
    """One leg in `step` of each unit, run on to the next that stays: as many units as ever, in a file one can mail."""
    order = np.lexsort((legs["time_s"], legs["unit_id"].astype(str)))[::step]
    kept = {column: values[order] for column, values in legs.items()}
    same = kept["unit_id"][1:] == kept["unit_id"][:-1]
    kept["end_s"] = np.append(np.where(same, kept["time_s"][1:], kept["end_s"][:-1]), kept["end_s"][-1])
    return kept


def _moved(columns: dict[str, np.ndarray], named: list[str], units: set[str], copy: int) -> dict[str, np.ndarray]:
    moved = dict(columns)
    for column in named:
        moved[column] = np.array([f"{one}_{copy}" if one in units else one for one in columns[column]], dtype=object)
    for column, step in (("lat_deg", 0.37), ("lon_deg", 0.53)):
        if column in columns:
            moved[column] = columns[column] + 3.0 * np.sin(step * copy)
    return moved


@contextmanager
def page_of(browser: Any, address: str, fragment: str) -> Iterator[Any]:
    profile = browser.new_context(viewport={"width": 1280, "height": 720}, offline=address.startswith("file:"))
    try:
        page = profile.new_page()
        page.add_init_script(WATCH)
        page.goto(f"{address}#{fragment}")
        page.wait_for_selector("html[data-ready=true]", state="attached", timeout=120_000)
        yield page
    finally:
        profile.close()


def played(browser: Any, page: Any) -> dict[str, Any]:
    """Frames, script and the longest tasks while it plays."""
    browser.start_tracing(page=page, categories=CATEGORIES)
    told = page.evaluate(PLAY, PLAY_S)
    script = sorted(told["script"])
    return {
        "frames_a_second": round(told["frames_a_second"], 1),
        "script_ms": {
            "median": round(script[len(script) // 2], 2),
            "of_95_percent": round(script[int(0.95 * len(script))], 2),
            "most": round(script[-1], 1),
        },
        "longest_task_ms": longest_task_ms(json.loads(browser.stop_tracing())["traceEvents"]),
    }


def longest_task_ms(events: list[dict[str, Any]]) -> dict[str, float]:
    """Of the page's own thread, by a trace of chromium: its longest task by the clock, and by what it computed.

    Where the trace has a page opened, the process that opened it counts alone: chromium has other pages of its own.
    """
    named = [one for one in events if one.get("name") == "thread_name"]
    opened = {one["pid"] for one in events if one.get("name") == "first-picture"}
    own = {(one["pid"], one["tid"]) for one in named if one["args"]["name"] == "CrRendererMain"}
    own = {(pid, thread) for pid, thread in own if not opened or pid in opened}
    tasks = [one for one in events if one.get("name") == "RunTask" and (one["pid"], one["tid"]) in own]
    return {
        "wall": round(max((one.get("dur", 0) for one in tasks), default=0) / 1e3, 1),
        "cpu": round(max((one.get("tdur", 0) for one in tasks), default=0) / 1e3, 1),
    }


def of_file(browser: Any, file: Path, unit: str, repeats: int, speeds: tuple[int, ...]) -> dict[str, Any]:
    """A self-contained file opened again and again, sought in, played."""
    size = {"size_mb": round(file.stat().st_size / 1e6, 2)}
    return size | measured(browser, file.resolve().as_uri(), unit, repeats, speeds)


def streamed(browser: Any, folder: Path, unit: str, speeds: tuple[int, ...]) -> dict[str, Any]:
    """A recording played from the server by windows; `loaded_ms`: sought where nothing is there yet, until it is."""
    command = [sys.executable, "-m", "fleetex", "serve", str(folder.parent), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        address = f"{server.stdout.readline().split(' at ')[1].split()[0]}play/{folder.name}"
        try:
            found = measured(browser, address, unit, 2, speeds)
            with page_of(browser, address, "night=0") as page:
                found["loaded_ms"] = spread(page.evaluate(LOADED))
        finally:
            server.terminate()
    return found


def measured(browser: Any, address: str, unit: str, repeats: int, speeds: tuple[int, ...]) -> dict[str, Any]:
    """A page opened again and again, sought in, played."""
    opened, tasks = [], []
    for _ in range(repeats):
        browser.start_tracing(categories=CATEGORIES)
        with page_of(browser, address, "night=0") as page:
            opened.append(page.evaluate(OPENED))
        tasks.append(longest_task_ms(json.loads(browser.stop_tracing())["traceEvents"]))
    found: dict[str, Any] = {
        "first_picture_ms": spread([one["first"] for one in opened]),
        "ready_ms": spread([one["ready"] for one in opened]),
        "longest_task_while_opening_ms": {kind: spread([one[kind] for one in tasks]) for kind in ("wall", "cpu")},
    }
    for speed in speeds:
        with page_of(browser, address, f"unit={unit}&x={speed}&night=0") as page:
            found[f"played_at_{speed}"] = played(browser, page)
            found["seek_ms"] = spread(page.evaluate(SEEK))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.replay", description=__doc__)
    parser.add_argument("recording", nargs="?", type=Path)
    parser.add_argument("--repeats", type=int, default=5)
    wanted = parser.parse_args()
    path = next((at for name in ("chromium", "chromium-browser") if (at := shutil.which(name))), None)
    if path is None:
        raise SystemExit("chromium is not installed (apt install chromium)")
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as started:
        folder = wanted.recording or Path(scratch) / "reference"
        if wanted.recording is None:
            command = [sys.executable, "-m", "fleetex", "run", str(REFERENCE), "-o", str(folder)]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        chromium = started.chromium.launch(executable_path=path, headless=True, args=list(FLAGS))
        found = all_measured(chromium, folder, Path(scratch), wanted.repeats)
        chromium.close()
    print(json.dumps({"machine": machine(), "targets": TARGETS, **found}, indent=2))


def all_measured(browser: Any, folder: Path, scratch: Path, repeats: int) -> dict[str, Any]:
    """The recording itself, with 20, 200 and 2,000 units, and with a million rows."""
    recording, file = Recording.open(folder), scratch / "page.html"
    units = recording.table("units")["unit_id"]
    unit, rows = str(units[0]), rows_of(recording)
    found: dict[str, Any] = {"rows": rows, "units": len(units)}
    write_replay(folder, file)
    found["reference"] = of_file(browser, file, unit, repeats, (600, 10_000))
    for count in UNITS:
        copied = repeated(recording, scratch / f"units-{count}", max(1, round(count / len(units))), moving=True)
        file.unlink()
        write_replay(copied, file)
        found[f"units_{count}"] = of_file(browser, file, unit, 1, (10_000,))
    copied = repeated(recording, scratch / "rows", -(-ROWS // rows) + 1)
    file.unlink()
    write_replay(copied, file)
    found["million_rows"] = {"rows": rows_of(Recording.open(copied))}
    found["million_rows"] |= of_file(browser, file, unit, 1, (60, 600, 10_000))
    found["million_rows"]["streamed"] = streamed(browser, copied, unit, (60, 600, 10_000))
    return found


def rows_of(recording: Recording) -> int:
    return sum(len(next(iter(recording.table(name).values()))) for name in TABLES)


if __name__ == "__main__":
    main()
