"""The command as a person meets it: its exit code, what it prints and what it leaves on disk; as a process, or here."""

import contextlib
import io
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch

from fleetex.cli.main import main

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


def typed(*args: str | Path, cwd: Path) -> Ran:
    """The same in this process: the command's answer without the seconds in which an interpreter and Numba start."""
    words = ["fleetex", *map(str, args)]
    out, err, code = io.StringIO(), io.StringIO(), 0
    with (
        contextlib.chdir(cwd),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        patch.object(sys, "argv", words),
    ):
        try:
            main()
        except SystemExit as left:
            code = int(left.code or 0)
    return Ran(words, code, out.getvalue(), err.getvalue())
