"""Folders for the while go with whoever has them; one whose process was killed goes when the next is made."""

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from fleetex.replay.scratch import PREFIX, Scratch, sweep

KEEPER = """
import sys, time
from fleetex.replay.scratch import Scratch
print(Scratch().path, flush=True)
time.sleep(60)
"""


@pytest.fixture
def scratches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_a_folder_goes_when_it_is_closed(scratches: Path) -> None:
    scratch = Scratch()
    (scratch.path / "rows").write_text("some")
    sweep()
    assert (scratch.path / "rows").exists(), "somebody has it"
    scratch.close()
    scratch.close()
    assert list(scratches.iterdir()) == []


def test_what_a_killed_process_left_goes_and_nothing_else(scratches: Path) -> None:
    environment = {**os.environ, "TMPDIR": str(scratches)}
    command = [sys.executable, "-c", KEEPER]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as keeper:
        assert keeper.stdout is not None
        left = Path(keeper.stdout.readline().strip())
        (left / "rows").write_text("some")
        others = [scratches / "somebody-elses", scratches / f"{PREFIX}just-made"]
        for other in others:
            other.mkdir()
        target = scratches / "target"
        target.mkdir()
        (target / "in-use").touch()
        link = scratches / f"{PREFIX}link"
        link.symlink_to(target)
        sweep()
        assert left.is_dir(), "its process lives"
        keeper.send_signal(signal.SIGKILL)
    made = Scratch()
    assert not left.exists()
    assert all(one.is_dir() for one in [*others, target, link])
    made.close()
