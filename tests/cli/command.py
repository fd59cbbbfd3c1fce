"""The command as a person meets it: a process, its exit code, what it prints and what it leaves on disk."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

Ran = subprocess.CompletedProcess[str]
Command = Callable[..., Ran]


def run_fleetex(*args: str | Path, cwd: Path, **environment: str) -> Ran:
    """`fleetex args...` in a folder, with these variables besides the environment's own."""
    return subprocess.run(
        [sys.executable, "-m", "fleetex", *map(str, args)],
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
