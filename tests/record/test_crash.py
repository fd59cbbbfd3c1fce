"""Whatever instant a run is killed at, its recording opens, says how far it got, and can be gone on with."""

import contextlib
import errno
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from fleetex.record import closing, journal
from fleetex.record.errors import RecordingError
from fleetex.record.frames import frames
from fleetex.record.reader import Recording
from fleetex.record.schema import TABLES
from fleetex.record.writer import Writer, finish_close
from tests.record.record_samples import FOOTER, HEADER, TEXTS, batches, columns_of, same, write_all


class Killed(BaseException):
    """Stands for kill -9: nothing handles it."""


def write_in_two_halves(folder: Path) -> None:
    writer = Writer.create(folder, HEADER, sync=False)
    told = list(batches())
    for table, columns in told[: len(told) // 2]:
        writer.rows(table, columns)
    writer.checkpoint("half way", {"next": np.array([len(told) // 2])})
    for table, columns in told[len(told) // 2 :]:
        writer.rows(table, columns)
    writer.reached(86400.0)
    writer.leave()


def go_on(folder: Path) -> str:
    """Resume whatever is in the folder as a run does, close it, and give its hash."""
    if not finish_close(folder, sync=False):
        writer, checkpoint = Writer.resume(folder, sync=False)
        told = list(batches())
        for table, columns in told[int(checkpoint.arrays["next"][0]) if checkpoint else 0 :]:
            writer.rows(table, columns)
        writer.reached(86400.0)
        writer.close(FOOTER)
    recording = Recording.open(folder)
    assert recording.complete
    assert not list(folder.glob("*.part"))
    assert not (folder / "journal.bin").exists()
    return recording.content_hash()


@pytest.fixture(scope="module")
def whole_hash(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("whole")
    write_all(folder)
    return Recording.open(folder).content_hash()


def test_a_journal_torn_at_any_byte_of_its_last_frame_is_cut_before_it(tmp_path: Path) -> None:
    writer = Writer.create(tmp_path, HEADER, sync=False)
    writer.row("fuel", time_s=60.0, unit_id="qiqihar", fuel_kg=5.0)
    writer.flush()
    writer.row("fuel", time_s=120.0, unit_id="tributs", fuel_kg=4.0)
    writer.leave()
    path = tmp_path / "journal.bin"
    content = path.read_bytes()
    last = list(frames(memoryview(content)))[-1]
    assert last.end == len(content)
    for cut in range(last.start, last.end):
        path.write_bytes(content[:cut])
        recording = Recording.open(tmp_path)
        assert recording.until_s == 60.0
        assert recording.torn_bytes == cut - last.start
        assert recording.table("fuel")["unit_id"].tolist() == ["qiqihar"]
        assert not recording.complete


def test_a_flipped_bit_anywhere_in_the_last_frame_is_noticed(tmp_path: Path) -> None:
    writer = Writer.create(tmp_path, HEADER, sync=False)
    writer.row("fuel", time_s=60.0)
    writer.flush()
    writer.row("fuel", time_s=120.0)
    writer.leave()
    path = tmp_path / "journal.bin"
    content = path.read_bytes()
    last = list(frames(memoryview(content)))[-1]
    for at in range(last.start, last.end):
        torn = bytearray(content)
        torn[at] ^= 0x10
        path.write_bytes(torn)
        assert Recording.open(tmp_path).table("fuel")["time_s"].tolist() == [60.0], f"byte {at - last.start}"


def test_resuming_at_any_frame_boundary_ends_in_the_same_hash(tmp_path: Path, whole_hash: str) -> None:
    write_in_two_halves(tmp_path / "run")
    content = (tmp_path / "run" / "journal.bin").read_bytes()
    ends = [frame.end for frame in frames(memoryview(content))]
    for number, end in enumerate([ends[0], *ends[1::25], ends[-2], ends[-1]]):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / "journal.bin").write_bytes(content[: end + 5])
        assert go_on(folder) == whole_hash


def test_a_run_goes_on_from_its_last_whole_checkpoint(tmp_path: Path) -> None:
    writer = Writer.create(tmp_path, HEADER, sync=False)
    state = {
        "flags": np.array([True, False]),
        "ids": np.array(["qiqihar", "北"]),
        "matrix": np.arange(6, dtype=">f4").reshape(2, 3)[:, ::2],
        "none": np.empty((0, 3)),
        "scalar": np.array(7, np.uint64),
    }
    for number in range(3):
        writer.row("events", number=number, text=TEXTS[number + 3])
        writer.checkpoint(f"checkpoint {number} Север", state if number == 1 else {})
    writer.leave()
    path = tmp_path / "journal.bin"
    path.write_bytes(path.read_bytes()[:-3])
    writer, checkpoint = Writer.resume(tmp_path, sync=False)
    assert checkpoint is not None
    assert checkpoint.text == "checkpoint 1 Север"
    assert list(checkpoint.arrays) == list(state)
    for name, array in state.items():
        np.testing.assert_array_equal(checkpoint.arrays[name], array)
        assert checkpoint.arrays[name].shape == array.shape
        checkpoint.arrays[name].flat[:1] = checkpoint.arrays[name].flat[:1]  # they are the run's own to change
    assert writer.header["seed"] == 7
    writer.row("events", number=2, text=TEXTS[5])
    writer.close({})
    events = Recording.open(tmp_path).table("events")
    assert events["number"].tolist() == [0, 1, 2]
    assert events["text"].tolist() == TEXTS[3:6]


def test_a_checkpoint_of_objects_is_refused(tmp_path: Path) -> None:
    with (
        Writer.create(tmp_path, HEADER, sync=False) as writer,
        pytest.raises(AssertionError, match="dtype object"),
    ):
        writer.checkpoint("", {"things": np.array([object()])})


def test_only_an_unfinished_recording_can_be_resumed(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match="no recording to resume"):
        Writer.resume(tmp_path)
    write_all(tmp_path)
    assert not finish_close(tmp_path)
    with pytest.raises(RecordingError, match="closed and complete"):
        Writer.resume(tmp_path)


def test_an_error_in_the_run_leaves_a_recording_to_resume(tmp_path: Path) -> None:
    def run() -> None:
        with Writer.create(tmp_path, HEADER, sync=False) as writer:
            writer.row("fuel", time_s=60.0)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run()
    assert Recording.open(tmp_path).until_s == 60.0
    Writer.resume(tmp_path)[0].leave()


def kill_at(monkeypatch: pytest.MonkeyPatch, step: int) -> list[str]:
    """Let the n-th call that changes the folder while closing be the last thing that happens."""
    calls: list[str] = []

    def counted(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*values: Any, **options: Any) -> Any:
            if len(calls) == step:
                raise Killed
            calls.append(name)
            return real(*values, **options)

        return call

    for name in ("write_table", "_sync_file", "sync_folder", "_remove", "_replace_with"):
        monkeypatch.setattr(closing, name, counted(name, getattr(closing, name)))
    monkeypatch.setattr(os, "replace", counted("replace", os.replace))
    monkeypatch.setattr(Path, "unlink", counted("unlink", Path.unlink))
    return calls


def test_a_kill_at_any_step_of_closing_leaves_a_whole_recording(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write(folder: Path) -> Writer:
        writer = Writer.create(folder, HEADER, sync=False)
        for table in ("fuel", "events"):
            writer.rows(table, columns_of(table, 5, 1))
        return writer

    write(tmp_path / "whole").close(FOOTER)
    due = Recording.open(tmp_path / "whole").content_hash()
    for step in range(len(TABLES) + 40):
        folder = tmp_path / str(step)
        writer = write(folder)
        with monkeypatch.context() as patch:
            calls = kill_at(patch, step)
            try:
                writer.close(FOOTER)
            except Killed:
                writer.leave()
        recording = Recording.open(folder)
        assert recording.complete
        assert recording.content_hash() == due
        if len(calls) < step:
            break
        left_open = (folder / "journal.bin").exists()
        assert finish_close(folder, sync=False) is left_open
        assert not (folder / "journal.bin").exists()
        assert not list(folder.glob("*.part"))
        assert Recording.open(folder).content_hash() == due
    else:
        pytest.fail("closing has more steps than this test kills it at")
    assert {"write_table", "replace", "_replace_with", "unlink"} <= set(calls)


def test_a_kill_while_overwriting_leaves_the_old_or_the_new_recording(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_all(tmp_path / "old")
    seeds = []
    for step in range(4):
        folder = tmp_path / str(step)
        shutil.copytree(tmp_path / "old", folder)
        left = [step]

        def counted(real: Callable[..., Any], left: list[int] = left) -> Callable[..., Any]:
            def call(*values: Any, **options: Any) -> Any:
                if not left[0]:
                    raise Killed
                left[0] -= 1
                return real(*values, **options)

            return call

        with monkeypatch.context() as patch:
            patch.setattr(journal, "_write_all", counted(journal._write_all))
            patch.setattr(os, "replace", counted(os.replace))
            patch.setattr(closing, "_remove", counted(closing._remove))
            with contextlib.suppress(Killed):
                Writer.create(folder, {**HEADER, "seed": 8}, overwrite=True, sync=False).leave()
        recording = Recording.open(folder)
        seeds.append((recording.header["seed"], recording.complete))
    assert seeds == [(7, True), (7, True), (8, False), (8, False)]


def test_a_full_disk_is_a_clear_error_and_what_was_recorded_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer = Writer.create(tmp_path, HEADER, sync=False)
    writer.row("fuel", time_s=60.0, unit_id="qiqihar")
    writer.flush()
    writer.row("fuel", time_s=120.0, unit_id="tributs")

    def full(file: int, content: bytes) -> None:
        os.write(file, content[:10])
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(journal, "_write_all", full)
        with pytest.raises(RecordingError, match="No space left on device"):
            writer.flush()
    recording = Recording.open(tmp_path)
    assert (recording.until_s, recording.torn_bytes) == (60.0, 0)
    writer.close({})  # room again: nothing was lost
    assert Recording.open(tmp_path).table("fuel")["time_s"].tolist() == [60.0, 120.0]


def test_a_disk_that_fills_up_while_closing_leaves_the_journal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, whole_hash: str
) -> None:
    writer = Writer.create(tmp_path, HEADER, sync=False)
    for table, columns in batches():
        writer.rows(table, columns)

    def full(path: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(closing, "_sync_file", full)
        writer._sync = True
        with pytest.raises(RecordingError, match=r"No space left on device.*Nothing is lost"):
            writer.close(FOOTER)
    writer.leave()
    assert [path.name for path in tmp_path.iterdir()] == ["journal.bin"]
    assert Recording.open(tmp_path).content_hash() == whole_hash
    assert finish_close(tmp_path)
    assert Recording.open(tmp_path).content_hash() == whole_hash


@pytest.mark.skipif(os.name != "posix", reason="limits the size of files by POSIX means")
def test_a_file_that_may_grow_no_further_is_a_clear_error(tmp_path: Path) -> None:
    """A real refusal by the system, of the journal first and of its Parquet then."""
    program = """
import resource, signal, sys
from pathlib import Path
import numpy as np
from fleetex.record.errors import RecordingError
from fleetex.record.writer import Writer
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
folder, limit = Path(sys.argv[1]), int(sys.argv[2])
writer = Writer.create(folder, {"names": []}, sync=False)
writer.rows("fuel", {"time_s": np.arange(5000.0), "fuel_kg": np.random.default_rng(1).random(5000)})
writer.flush()
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
try:
    if limit > 400_000:
        writer.rows("fuel", {"time_s": np.full(50_000, 9999.0)})
        writer.flush()
    else:
        writer.close({})
except RecordingError as error:
    print(error)
    sys.exit(7)
"""
    for limit in (30_000, 500_000):
        folder = tmp_path / str(limit)
        command = [sys.executable, "-c", program, str(folder), str(limit)]
        ended = subprocess.run(command, capture_output=True, text=True, env={"PYTHONPATH": ":".join(sys.path)})
        assert ended.returncode == 7, ended.stderr
        assert "File too large" in ended.stdout
        assert ended.stderr == ""
        assert Recording.open(folder).until_s == 4999.0
        assert [path.name for path in folder.iterdir()] == ["journal.bin"]


def test_a_folder_that_cannot_be_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a log of somebody's")
    for folder in (tmp_path / "file", tmp_path / "file" / "under", Path("/proc/nowhere")):
        with pytest.raises(RecordingError, match="cannot be"):
            Writer.create(folder, HEADER)
    assert (tmp_path / "file").read_text() == "a log of somebody's"


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="kills by POSIX means")
def test_a_process_killed_at_random_instants_ends_in_the_same_hash(tmp_path: Path, whole_hash: str) -> None:
    """kill -9 of a real process that writes slowly, flushes, checkpoints and closes; then it goes on."""
    program = """
import sys, time
from pathlib import Path
import numpy as np

from tests.record.record_samples import FOOTER, HEADER, batches
from fleetex.record.writer import Writer
writer = Writer.create(Path(sys.argv[2]), HEADER, sync=False)
print("begun", flush=True)
for number, (table, columns) in enumerate(batches()):
    writer.rows(table, columns)
    writer.flush()
    if number % 9 == 5:
        writer.checkpoint("", {"next": np.array([number + 1])})
    time.sleep(0.002)
writer.reached(86400.0)
writer.close(FOOTER)
"""
    rng = np.random.default_rng(11)
    for number in range(5):
        folder = tmp_path / str(number)
        command = [sys.executable, "-c", program, str(Path(__file__).parent), str(folder)]
        run = subprocess.Popen(command, stdout=subprocess.PIPE, env={"PYTHONPATH": ":".join(sys.path)})
        assert run.stdout is not None
        assert run.stdout.readline() == b"begun\n"
        time.sleep(float(rng.random()) * 0.4)
        run.kill()
        run.wait()
        run.stdout.close()
        recording = Recording.open(folder)
        if recording.complete and not (folder / "journal.bin").exists():
            assert recording.content_hash() == whole_hash
        else:
            assert go_on(folder) == whole_hash


def test_reading_back_a_torn_journal_keeps_every_whole_frame(tmp_path: Path) -> None:
    write_all(tmp_path, close=False)
    path = tmp_path / "journal.bin"
    whole = Recording.open(tmp_path)
    content = path.read_bytes()
    path.write_bytes(content + content[100:150])
    torn = Recording.open(tmp_path)
    assert torn.torn_bytes == 50
    assert all(same(whole.table(name), torn.table(name)) for name in TABLES)
