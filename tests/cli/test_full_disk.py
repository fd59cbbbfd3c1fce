"""A file that finds no room: named, with what to do; no half of it is left, and an older one is as it was."""

import errno
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from fleetex.cli.failures import FAULT, explained
from fleetex.whole_files import whole_file, write_whole

ROOM_BYTES = 1000
OLD = "an older file"


def typed_in_little_room(*args: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, to which the system lets no file grow beyond so many bytes."""
    return subprocess.run(
        [sys.executable, "-m", "fleetex", *map(str, args)],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM_BYTES, ROOM_BYTES)),
    )


@pytest.mark.parametrize(
    ("command", "name"),
    [
        (("export",), "states.pcap"),
        (("export",), "tracks.csv"),
        (("report",), "report.html"),
        (("new",), "starter.yaml"),
    ],
)
def test_a_command_without_room_names_its_file_and_leaves_no_half(
    recorded: Path, tmp_path: Path, command: tuple[str, ...], name: str
) -> None:
    file = tmp_path / name
    new = command == ("new",)
    if not new:
        file.write_text(OLD)
    args = (*command, file) if new else (*command, recorded / "run", "-o", file)
    ran = typed_in_little_room(*args, cwd=tmp_path)
    assert ran.returncode == FAULT, ran.stderr
    assert ran.stderr.strip().splitlines()[-1] == (
        f"fleetex: {file}: File too large; make room there, or give a place on another disk"
    )
    assert [path.name for path in tmp_path.iterdir()] == ([] if new else [name])
    assert new or file.read_text() == OLD


def test_a_full_disk_is_told_as_such() -> None:
    code, message = explained(OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "out/report.html"))
    assert code == FAULT
    assert message == (
        "fleetex: out/report.html: No space left on device; make room there, or give a place on another disk"
    )


def test_a_write_that_fails_midway_leaves_the_older_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "plan.csv"
    file.write_text(OLD)

    def full(self: Path, content: bytes) -> int:
        self.touch()
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match=f"No space left on device: '{file}'"):
        write_whole(file, "new")
    assert [path.name for path in tmp_path.iterdir()] == ["plan.csv"]
    assert file.read_text() == OLD


def test_what_goes_wrong_with_another_file_keeps_its_name(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="elsewhere"), whole_file(tmp_path / "plan.csv"):
        (tmp_path / "elsewhere").read_text()
    assert list(tmp_path.iterdir()) == []


def test_a_link_stays_one_and_a_device_is_written_to(tmp_path: Path) -> None:
    aim, link = tmp_path / "aim.txt", tmp_path / "link.txt"
    aim.write_text(OLD)
    link.symlink_to(aim)
    write_whole(link, "new\n")
    assert link.is_symlink()
    assert aim.read_bytes() == b"new\n"
    write_whole(Path(os.devnull), "new")
    assert Path(os.devnull).is_char_device()


def test_a_device_without_room_is_named() -> None:
    with pytest.raises(OSError, match="No space left on device: '/dev/full'"):
        write_whole(Path("/dev/full"), "new")
    assert Path("/dev/full").is_char_device()


def test_a_name_as_long_as_a_folder_takes_can_be_written(tmp_path: Path) -> None:
    file = tmp_path / f"{'n' * 250}.html"
    write_whole(file, "page")
    assert [one.name for one in tmp_path.iterdir()] == [file.name]
    assert file.read_text("utf-8") == "page"
