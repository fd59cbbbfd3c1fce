"""What a person may get wrong: one clear message a problem, exit code 2, no traceback, nothing written over."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.command import Command, Ran

SOUND = """\
fleetex: 1
exercise:
  id: passage
  names: [Passage]
  aim: Two ships in company.
  window: {start: 200000ZJUL23, end: 200200ZJUL23}
  zone: "UTC+08:00"
  otc: alpha
environment:
  base: {wind: {speed: 10 kn, from: 220T}, sea_state: 2, visibility: 8 nmi, depth: 2500 m}
nations: {AA: {name: notional nation}}
sides: {blue: {name: blue side, nations: [AA]}}
units:
  alpha:
    class: ddg_052d
    name: Alpha
    nation: AA
    side: blue
    start: {at: 39-00.0N 133-30.0E, course: 045T, speed: 12 kn}
  bravo:
    class: ffg_054a
    name: Bravo
    nation: AA
    side: blue
    start: {at: 39-02.0N 133-30.0E, course: 045T, speed: 12 kn}
"""
SPEED = "course: 045T, speed: 12 kn}\n  bravo"


def replaced(old: str, new: str) -> Callable[[], bytes]:
    """The sound scenario with one thing changed."""

    def text() -> bytes:
        assert SOUND.count(old) == 1, old
        return SOUND.replace(old, new).encode()

    return text


def alias_bomb() -> bytes:
    layers = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    layers += [f"{new}: &{new} [{', '.join(['*' + old] * 9)}]" for old, new in zip("abcdefgh", "bcdefghi", strict=True)]
    return ("\n".join(layers) + "\n" + SOUND).encode()


BAD: dict[str, tuple[Callable[[], bytes], str]] = {
    "an empty file": (lambda: b"", r"fleetex new"),
    "a file of a hundred megabytes": (lambda: b"# sea\n" * 17_000_000, r"MB"),
    "a file that is not UTF-8": (lambda: SOUND.replace("Passage", "Überfahrt").encode("latin-1"), r"UTF-8"),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", r"UTF-8"),
    "a control character": (lambda: SOUND.replace("Alpha", "Al\x07pha").encode(), r"control"),
    "no YAML": (lambda: b"fleetex: 1\nexercise: [", r"3:|2:"),
    "a list at the top": (lambda: b"- fleetex: 1\n", r"fleetex: 1"),
    "an alias bomb": (alias_bomb, r"alias"),
    "an alias to itself": (lambda: ("round: &round {again: *round}\n" + SOUND).encode(), r"alias|itself|cycle"),
    "a tag that would build something": (replaced("name: Alpha", "name: !!python/name:os.system Alpha"), r"tag"),
    "ten thousand brackets": (lambda: b"fleetex: " + b"[" * 10_000, r"deep|nest"),
    "a key given twice": (replaced("    name: Alpha\n", "    name: Alpha\n    name: Beta\n"), r"twice|duplicate"),
    "an unknown key": (replaced("  otc: alpha\n", "  otc: alpha\n  wether: fine\n"), r"wether"),
    "an unknown class": (replaced("ddg_052d", "ddg_052"), r"ddg_052d"),
    "an unknown nation": (
        replaced(
            "class: ddg_052d\n    name: Alpha\n    nation: AA", "class: ddg_052d\n    name: Alpha\n    nation: AB"
        ),
        r"AB",
    ),
    "an unknown officer in command": (replaced("otc: alpha", "otc: alfa"), r"alpha"),
    "an unknown schema version": (replaced("fleetex: 1\n", "fleetex: 99\n"), r"99"),
    "a speed that is not a number": (replaced(SPEED, "course: 045T, speed: .nan}\n  bravo"), r"speed"),
    "a speed that is infinite": (replaced(SPEED, "course: 045T, speed: .inf}\n  bravo"), r"speed"),
    "a speed without a unit": (replaced(SPEED, "course: 045T, speed: 12}\n  bravo"), r"12 kn"),
    "a negative speed": (replaced(SPEED, "course: 045T, speed: -12 kn}\n  bravo"), r"negative"),
    "a speed that the hull cannot reach": (replaced(SPEED, "course: 045T, speed: 80 kn}\n  bravo"), r"speed"),
    "a course beyond the compass": (replaced(SPEED, "course: 361T, speed: 12 kn}\n  bravo"), r"361T"),
    "a latitude beyond the pole": (replaced("39-02.0N 133-30.0E", "93-02.0N 133-30.0E"), r"93-02.0N"),
    "a longitude beyond the date line": (replaced("39-02.0N 133-30.0E", "39-02.0N 193-30.0E"), r"193-30.0E"),
    "sixty minutes of latitude": (replaced("39-02.0N 133-30.0E", "39-60.0N 133-30.0E"), r"39-60.0N"),
    "an instant that no calendar has": (replaced("200200ZJUL23", "320200ZJUL23"), r"320200ZJUL23"),
    "an exercise that ends before it begins": (replaced("200200ZJUL23", "190200ZJUL23"), r"end|before|after"),
    "a sea state beyond the scale": (replaced("sea_state: 2", "sea_state: 12"), r"sea_state"),
}


def assert_refused(ran: Ran, says: str) -> None:
    assert ran.returncode == 2, ran.stderr
    assert "Traceback" not in ran.stderr
    assert re.search(says, ran.stderr), ran.stderr
    assert ran.stdout == ""


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_sound_scenario_of_this_page_is_sound(here: Command, tmp_path: Path) -> None:
    (tmp_path / "exercise.yaml").write_text(SOUND)
    ran = here("check", "exercise.yaml")
    assert (ran.returncode, ran.stderr) == (0, "")


@pytest.mark.parametrize("what", BAD)
def test_a_bad_scenario_is_refused_with_its_place_and_nothing_is_written(
    here: Command, tmp_path: Path, what: str
) -> None:
    text, says = BAD[what]
    (tmp_path / "exercise.yaml").write_bytes(text())
    ran = here("check", "exercise.yaml")
    assert_refused(ran, says)
    assert re.match(r"exercise\.yaml:\d+:\d+: ", ran.stderr)
    assert len(ran.stderr.splitlines()) == 1, ran.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["exercise.yaml"]


def test_a_run_says_what_a_check_says_and_makes_no_folder(fleetex: Command, here: Command, tmp_path: Path) -> None:
    """As a process and in this one."""
    for what in ("an alias bomb", "an unknown class"):
        (tmp_path / "exercise.yaml").write_bytes(BAD[what][0]())
        ran = fleetex("run", "exercise.yaml", "-o", "run")
        assert_refused(ran, BAD[what][1])
        for command in (("check", "exercise.yaml"), ("run", "exercise.yaml", "-o", "run")):
            told = here(*command)
            assert (told.returncode, told.stdout, told.stderr) == (ran.returncode, ran.stdout, ran.stderr)
        assert [path.name for path in tmp_path.iterdir()] == ["exercise.yaml"]


def test_all_mistakes_are_named_in_one_go(here: Command, tmp_path: Path) -> None:
    text = SOUND.replace("sea_state: 2", "sea_state: 12").replace("ddg_052d", "ddg_052").replace("39-02.0N", "93-02.0N")
    (tmp_path / "exercise.yaml").write_text(text)
    ran = here("check", "exercise.yaml")
    assert_refused(ran, "sea_state")
    assert len(ran.stderr.splitlines()) == 3, "a sea state, a class and a position"


def test_a_file_that_is_not_there_and_a_folder_are_refused(here: Command, tmp_path: Path) -> None:
    (tmp_path / "folder.yaml").mkdir()
    assert_refused(here("check", "nowhere.yaml"), "no such file")
    assert_refused(here("run", "folder.yaml", "-o", "run"), "directory")


def test_a_file_that_cannot_be_read_is_refused(here: Command, tmp_path: Path) -> None:
    (tmp_path / "exercise.yaml").symlink_to("exercise.yaml")
    assert_refused(here("check", "exercise.yaml"), "can't be read")


def test_a_starter_is_not_written_over_a_file(here: Command, tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("my work")
    assert_refused(here("new", "mine.yaml"), "exists already")
    assert (tmp_path / "mine.yaml").read_text() == "my work"


def test_an_existing_recording_is_not_written_over_unless_asked(here: Command, recorded: Path, tmp_path: Path) -> None:
    before = tree(recorded / "run")
    assert_refused(here("run", recorded / "starter.yaml", "-o", recorded / "run"), "--overwrite")
    assert tree(recorded / "run") == before


def test_a_bad_scenario_with_overwrite_leaves_the_old_recording(here: Command, recorded: Path, tmp_path: Path) -> None:
    before = tree(recorded / "run")
    (tmp_path / "exercise.yaml").write_text(SOUND.replace("ddg_052d", "ddg_052"))
    assert_refused(here("run", "exercise.yaml", "-o", recorded / "run", "--overwrite"), "ddg_052d")
    assert tree(recorded / "run") == before


def test_another_scenario_or_seed_cannot_resume_a_recording(here: Command, recorded: Path, tmp_path: Path) -> None:
    before = tree(recorded / "run")
    (tmp_path / "exercise.yaml").write_text(SOUND)
    assert_refused(here("run", "exercise.yaml", "-o", recorded / "run", "--resume"), "scenario")
    assert_refused(here("run", recorded / "starter.yaml", "-o", recorded / "run", "--resume", "--seed", "7"), "seed")
    assert tree(recorded / "run") == before


def test_a_folder_that_cannot_be_made_is_refused(here: Command, tmp_path: Path) -> None:
    (tmp_path / "exercise.yaml").write_text(SOUND)
    (tmp_path / "file").write_text("not a folder")
    (tmp_path / "round").symlink_to("round")
    assert_refused(here("run", "exercise.yaml", "-o", "file/run"), "file")
    assert_refused(here("run", "exercise.yaml", "-o", "file"), "file")
    assert_refused(here("run", "exercise.yaml", "-o", "round/run"), "round")
    assert (tmp_path / "file").read_text() == "not a folder"


def test_what_is_no_recording_is_refused(here: Command, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "strange").mkdir()
    (tmp_path / "strange" / "recording.json").write_text("[]")
    for args in (("hash",), ("report", "-o", "report.html"), ("sql",)):
        for folder in ("nowhere", "empty", "strange"):
            query = ["SELECT 1"] if args[0] == "sql" else []
            assert_refused(here(args[0], folder, *query, *args[1:]), folder)
    assert not (tmp_path / "report.html").exists()


def test_a_report_for_a_folder_that_is_not_there_says_so(here: Command, recorded: Path) -> None:
    assert_refused(here("report", recorded / "run", "-o", "nowhere/report.html"), "nowhere")


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("rum", "x.yaml"), "run"),
        (("raport", "x"), "report"),
        (("exercise.yaml",), "fleetex run exercise.yaml"),
        (("run", "x.yaml"), "write: fleetex run x.yaml -o x"),
        (("run", "x.yaml", "-o", "run", "--sed", "3"), "--seed"),
        (("run", "x.yaml", "-o", "run", "--seed", "many"), "--seed"),
        (("run", "x.yaml", "-o", "run", "--seed", "-1"), "--seed"),
        (("run", "x.yaml", "-o", "run", "--resume", "--overwrite"), "--resume"),
        (("sql", "run", "SELECT 1", "--csv", "--json"), "--csv"),
        (("report", "run"), "write: fleetex report run -o run.html"),
        ((), "Usage"),
    ],
)
def test_a_wrong_command_or_option_is_answered_with_the_right_one(
    here: Command, args: tuple[str, ...], says: str
) -> None:
    ran = here(*args)
    assert ran.returncode == 2
    assert says in ran.stdout + ran.stderr
    assert "Traceback" not in ran.stderr


def test_a_query_that_fails_or_reaches_out_is_refused(here: Command, recorded: Path) -> None:
    folder = recorded / "run"
    assert_refused(here("sql", folder, "SELECT nothing FROM units"), "nothing")
    assert_refused(here("sql", folder, "DROP TABLE units"), "SELECT")
    assert_refused(here("sql", folder, "SELECT * FROM read_text('/etc/hostname')"), "failed")
