"""A library of one's own: an exercise names its classes, the recording carries it, and is resumed with no other."""

from pathlib import Path

import pytest

from fleetex.record.errors import RecordingError
from fleetex.record.reader import Recording
from fleetex.report import write_report
from fleetex.simulate import run
from tests.cli.command import run_fleetex
from tests.simulate.lessons import lesson

OURS = """\
platforms:
  our_corvette:
    generic: generic_corvette
    name: our corvette
    speed_max: {value: 24 kn, source: YARD, confidence: medium}
sources:
  YARD: {title: "The yard's leaflet", publisher: The yard, date: "1999"}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An exercise with a class of ours, and the library that has it."""
    text = lesson("gunnery").replace("class: generic_corvette", "class: our_corvette")
    text = text.replace("end: 200400ZJUL23", "end: 200010ZJUL23")
    text = text[: text.index("\nserials:")] + "\n"
    (tmp_path / "exercise.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "ours").mkdir()
    (tmp_path / "ours" / "ships.yaml").write_text(OURS, encoding="utf-8")
    return tmp_path


def test_a_class_of_ones_own_is_known_with_the_option_alone(folder: Path) -> None:
    without = run_fleetex("check", "exercise.yaml", cwd=folder)
    assert without.returncode == 2
    assert "your own come with `--library FOLDER`" in without.stderr
    assert run_fleetex("check", "exercise.yaml", "--library", "ours", cwd=folder).returncode == 0
    assert '"our_corvette"' in run_fleetex("schema", "--library", "ours/ships.yaml", cwd=folder).stdout


def test_a_library_that_is_not_there_is_one_message(folder: Path) -> None:
    for command in (("check", "exercise.yaml"), ("run", "exercise.yaml", "-o", "out"), ("schema",)):
        ran = run_fleetex(*command, "--library", "theirs", cwd=folder)
        assert (ran.returncode, ran.stderr.count("\n")) == (2, 1)
        assert "theirs:1:1: can't be read" in ran.stderr
    assert not (folder / "out").exists()


def test_the_recording_carries_the_library_and_the_report_needs_none(folder: Path) -> None:
    result = run(folder / "exercise.yaml", folder / "run", own_library=[folder / "ours"])
    recording = Recording.open(Path(result.recording))
    (own,) = recording.header["own_library"]
    assert (own["file"], own["text"]) == ("ships.yaml", OURS)
    rows = recording.sql(
        "SELECT value, status FROM library WHERE subject = 'platform/our_corvette' AND field = 'speed_max'"
    )
    assert rows[1] == [("24 kn", "published")]
    (folder / "ours" / "ships.yaml").unlink()
    write_report(folder / "run", folder / "report.html")
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert "our corvette" in page
    assert "--library LIBRARY" in page


def test_a_resume_with_another_library_is_refused(folder: Path) -> None:
    whole = run(folder / "exercise.yaml", folder / "run", own_library=[folder / "ours"])
    again = run(folder / "exercise.yaml", folder / "run", own_library=[folder / "ours"], resume=True)
    assert again.already_complete
    assert again.hash == whole.hash
    (folder / "ours" / "ships.yaml").write_text(OURS.replace("24 kn", "23 kn"), encoding="utf-8")
    with pytest.raises(RecordingError, match="another library"):
        run(folder / "exercise.yaml", folder / "run", own_library=[folder / "ours"], resume=True)
