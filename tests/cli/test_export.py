"""`fleetex export`: two forms by the file's ending; plain answers to what cannot be."""

from pathlib import Path

import pytest

from fleetex.export.reckoned_states import Agreed
from tests.cli.command import typed


def test_entity_states_are_written_and_judged(recorded: Path, tmp_path: Path) -> None:
    ran = typed("export", recorded / "run", "-o", "run.pcap", "--dead-reckoning", "2", cwd=tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert "entity states of" in ran.stdout
    assert "by algorithm 2" in ran.stdout
    assert (tmp_path / "run.pcap").read_bytes()[:4] == b"\xd4\xc3\xb2\xa1"


def test_reports_of_ais_are_written(recorded: Path, tmp_path: Path) -> None:
    ran = typed("export", recorded / "run", "-o", "run.csv", "--every", "600", cwd=tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert "reports of 5 ships" in ran.stdout
    assert (tmp_path / "run.csv").read_text("utf-8").startswith("ship,time,lat,lon,class,")


def test_nobody_on_ais_is_said_and_no_file_is_left(
    recorded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fleetex.export.ais.movers", lambda recording: iter(()))
    ran = typed("export", recorded / "run", "-o", "run.csv", cwd=tmp_path)
    assert (ran.returncode, "ais: on" in ran.stderr) == (2, True), ran.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ((), "-o / --output is missing"),
        (("-o", "run.kml"), "states.pcap"),
        (("-o", "run.pcap", "--from", "noon"), "write `201430ZJUL23`"),
        (("-o", "run.pcap", "--until", "201430ZJUL33"), "lies outside the recording"),
        (("-o", "run.pcap", "--threshold", "0"), "more than 0 is due"),
        (("-o", "run.pcap", "--heartbeat", "nan"), "more than 0 is due"),
        (("-o", "run.pcap", "--dead-reckoning", "10"), "--dead-reckoning"),
        (("-o", "run.csv", "--every", "-1"), "--every"),
        (("-o", "run.csv", "--every", "inf"), "at most 86400"),
        (("-o", "run.pcap", "--threshold", "1e300"), "at most 100000"),
        (("-o", "gone/run.pcap"), "there is no folder"),
        (("-o", "run.csv", "--heartbeat", "5"), "--heartbeat says nothing of run.csv: it is for entity states (.pcap)"),
        (("-o", "run.csv", "--dead-reckoning", "4"), "leave it out, or write -o run.pcap"),
        (("-o", "run.csv", "--threshold", "1"), "--threshold says nothing of run.csv"),
        (("-o", "run.pcap", "--every", "0"), "--every says nothing of run.pcap: it is for reports of AIS (.csv)"),
    ],
)
def test_what_cannot_be_is_answered_with_what_to_write(
    recorded: Path, tmp_path: Path, args: tuple[str, ...], said: str
) -> None:
    ran = typed("export", recorded / "run", *args, cwd=tmp_path)
    assert (ran.returncode, said in ran.stderr) == (2, True), ran.stderr
    assert "Traceback" not in ran.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_folder_without_a_recording_is_said(tmp_path: Path) -> None:
    ran = typed("export", tmp_path, "-o", tmp_path / "run.pcap", cwd=tmp_path)
    assert (ran.returncode, "no recording" in ran.stderr) == (2, True), ran.stderr


def test_an_older_file_stays_where_the_new_one_fails(
    recorded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fleetex.export.ais.movers", lambda recording: iter(()))
    (tmp_path / "run.csv").write_text("older", encoding="utf-8")
    assert typed("export", recorded / "run", "-o", "run.csv", cwd=tmp_path).returncode == 2
    assert (tmp_path / "run.csv").read_text(encoding="utf-8") == "older"


def test_a_recording_takes_no_other_files(recorded: Path, tmp_path: Path) -> None:
    ran = typed("export", recorded / "run", "-o", recorded / "run" / "tracks.csv", cwd=tmp_path)
    assert (ran.returncode, "lies in the recording" in ran.stderr) == (2, True), ran.stderr
    assert not (recorded / "run" / "tracks.csv").exists()


def test_the_help_names_what_holds_unless_told_otherwise(tmp_path: Path) -> None:
    """The numbers are of one home."""
    usual = Agreed()
    told = " ".join(typed("export", "--help", cwd=tmp_path).stdout.split())
    assert f"receivers reckon on; {usual.algorithm}." in told
    assert f"may be off; {usual.threshold_m:g}." in told
    assert f"state to state at most; {usual.heartbeat_s:g}, and 5 by the standard." in told


def test_without_options_states_are_told_as_agreed(recorded: Path, tmp_path: Path) -> None:
    bare = typed("export", recorded / "run", "-o", "bare.pcap", cwd=tmp_path)
    usual = Agreed()
    options = ("--dead-reckoning", str(usual.algorithm), "--threshold", f"{usual.threshold_m:g}")
    said = typed("export", recorded / "run", "-o", "said.pcap", *options, "--heartbeat", "60", cwd=tmp_path)
    assert (bare.returncode, said.returncode) == (0, 0), bare.stderr + said.stderr
    assert (tmp_path / "bare.pcap").read_bytes() == (tmp_path / "said.pcap").read_bytes()
