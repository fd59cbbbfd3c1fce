"""`python -m benchmarks [SCENARIO] [--repeats N]`: one JSON object on standard output.

All times are wall seconds on this machine, now; only the ratios mean anything elsewhere. `wall_s` is the run's own,
from the first event to the closed recording; `command_s` is the whole command, as a person waits for it.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.baselines import INTERPRETED_STEP_S, interpreted_s, stepped_s, tracks_from
from benchmarks.crowds import COUNTS, MUST_REAL_TIME_FACTOR, crowded
from benchmarks.raid import ATTACKERS, DEFENDERS, raid
from benchmarks.raid import MUST_REAL_TIME_FACTOR as RAID_FACTOR

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = ROOT / "scenarios" / "northern-interaction-2023.yaml"
LEGS = "SELECT unit_id, time_s, end_s, lat_deg, lon_deg, course_deg, speed_mps FROM legs ORDER BY unit_id, time_s, leg"


def timed(*args: str | Path, **environment: str) -> tuple[float, float, str]:
    """Run `fleetex args...`: wall seconds, peak memory (MB, Linux's ru_maxrss), standard output."""
    start_s = time.perf_counter()
    with tempfile.TemporaryFile("w+") as output:
        command = [sys.executable, "-m", "fleetex", *map(str, args)]
        child = subprocess.Popen(command, stdout=output, env={**os.environ, **environment})
        _, status, usage = os.wait4(child.pid, 0)
        command_s = time.perf_counter() - start_s
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode != 0:
            raise SystemExit(f"fleetex {' '.join(map(str, args))} left with {child.returncode}")
        output.seek(0)
        return command_s, usage.ru_maxrss / 1024.0, output.read()


def spread(values: list[float]) -> dict[str, float]:
    """Median and extremes, to a tenth of a millisecond."""
    return {
        "median": round(statistics.median(values), 4),
        "least": round(min(values), 4),
        "most": round(max(values), 4),
    }


def size_mb(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def measured(scenario: Path, repeats: int, scratch: Path) -> dict[str, Any]:
    """Everything, in the order in which it is run."""
    folder = scratch / "recording"
    helps = [timed("--help")[0] for _ in range(max(repeats, 5))]
    cold_s, _, cold_text = timed(
        "run", scenario, "-o", folder, "--overwrite", "--json", NUMBA_CACHE_DIR=str(scratch / "kernels")
    )
    cold = json.loads(cold_text)
    timed("run", scenario, "-o", folder, "--overwrite", "--json")
    runs, commands, peaks, stepped, interpreted = [], [], [], [], []
    for _ in range(repeats):
        command_s, peak_mb, text = timed("run", scenario, "-o", folder, "--overwrite", "--json")
        runs.append(json.loads(text))
        commands.append(command_s)
        peaks.append(peak_mb)
        tracks = tracks_from(json.loads(timed("sql", folder, LEGS, "--json")[2]))
        stepped.append(stepped_s(tracks, runs[-1]["simulated_s"]))
        interpreted.append(interpreted_s(tracks, runs[-1]["simulated_s"]))
    if len({run["hash"] for run in [cold, *runs]}) != 1:
        raise SystemExit("the runs differ: their recordings have unequal hashes")
    walls = [run["wall_s"] for run in runs]
    wall_s = statistics.median(walls)
    return {
        "reference": {
            "scenario": scenario.name,
            "hash": runs[0]["hash"],
            "units": len(tracks),
            "legs": sum(map(len, tracks.values())),
            "simulated_s": runs[0]["simulated_s"],
            "repeats": repeats,
            "wall_s": spread(walls),
            "load_s": spread([run["load_s"] for run in runs]),
            "compile_s": spread([run["compile_s"] for run in runs]),
            "real_time_factor": round(runs[0]["simulated_s"] / wall_s),
            "command_s": spread(commands),
            "command_to_first_simulated_second_s": spread(
                [command_s - wall for command_s, wall in zip(commands, walls, strict=True)]
            ),
            "first_run_on_a_fresh_machine_s": round(cold_s, 2),
            "first_run_compile_s": round(cold["compile_s"], 2),
            "recording_mb": round(size_mb(folder), 3),
            "peak_memory_mb": spread(peaks),
            "counts": runs[0]["counts"],
        },
        "help_s": spread(helps),
        "baselines": {
            "numba_1_s_steps_all_pairs_s": spread(stepped),
            "python_same_legs_60_s_steps_s": spread(interpreted),
            "python_same_legs_1_s_steps_s_extrapolated": round(statistics.median(interpreted) * INTERPRETED_STEP_S, 1),
        },
        "ratios": {
            "wall_over_numba_1_s_steps": round(wall_s / statistics.median(stepped), 3),
            "wall_over_python_60_s_steps": round(wall_s / statistics.median(interpreted), 3),
        },
        "notes": [
            "the baselines move and compare ranges; they sense, decide, fire, pump and record nothing",
            "the Python baseline is measured at 60 s steps; its 1 s figure is that times 60, not measured",
            "command_to_first_simulated_second_s is the whole command less wall_s, so the interpreter's exit is in it",
        ],
    }


def measured_crowds(scenario: Path, scratch: Path) -> list[dict[str, Any]]:
    """One run each without traffic and among more and more of it."""
    found = []
    text = scenario.read_text(encoding="utf-8")
    for count in (0, *COUNTS):
        file = scratch / f"crowd-{count}.yaml"
        file.write_text(crowded(text, count), encoding="utf-8")
        _, peak_mb, output = timed("run", file, "-o", scratch / "crowd", "--overwrite", "--json")
        run = json.loads(output)
        found.append(
            {
                "ships": count,
                "wall_s": run["wall_s"],
                "real_time_factor": run["real_time_factor"],
                "real_time_factor_must": MUST_REAL_TIME_FACTOR,
                "compile_s": run["compile_s"],
                "contacts": run["counts"]["contacts"],
                "looks_made": run["counts"]["looks_made"],
                "shares": shares_of(file),
                "peak_memory_mb": round(peak_mb),
                "recording_mb": round(size_mb(scratch / "crowd"), 1),
            }
        )
    return found


def measured_raid(scratch: Path, repeats: int) -> dict[str, Any]:
    """A hundred missiles at eight ships, from the opening of the window to its end."""
    file, folder = scratch / "raid.yaml", scratch / "raid"
    file.write_text(raid(), encoding="utf-8")
    runs = [json.loads(timed("run", file, "-o", folder, "--overwrite", "--json")[2]) for _ in range(repeats + 1)][1:]
    walls = [run["wall_s"] for run in runs]
    return {
        "attackers": ATTACKERS,
        "defenders": DEFENDERS,
        "missiles": json.loads(timed("sql", folder, "SELECT count(*) AS n FROM missile_flights", "--json")[2])[0]["n"],
        "simulated_s": runs[0]["simulated_s"],
        "wall_s": spread(walls),
        "real_time_factor": round(runs[0]["simulated_s"] / statistics.median(walls)),
        "real_time_factor_must": RAID_FACTOR,
        "counts": runs[0]["counts"],
    }


def shares_of(scenario: Path) -> dict[str, float]:
    """What share of a run each part has: see `shares`. A process of its own, so that its memory is given back."""
    output = subprocess.run(
        [sys.executable, "-m", "benchmarks.shares", str(scenario)], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout
    found: dict[str, float] = json.loads(output)["shares"]
    return found


def machine() -> dict[str, Any]:
    return {
        "cores": os.cpu_count(),
        "processor": platform.processor() or platform.machine(),
        "system": platform.system(),
        "python": platform.python_version(),
        **{name: version(name) for name in ("fleetex", "numpy", "numba")},
    }


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("scenario", nargs="?", type=Path, default=REFERENCE)
    parser.add_argument("--repeats", type=int, default=5)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        found = measured(wanted.scenario, wanted.repeats, Path(scratch))
        found["traffic"] = measured_crowds(wanted.scenario, Path(scratch))
        found["raid"] = measured_raid(Path(scratch), wanted.repeats)
    print(json.dumps({"machine": machine(), **found}, indent=2))


if __name__ == "__main__":
    main()
