"""The README's exercise is typed in by a stranger: it is sound, runs, and does what it says."""

import json
import re
from pathlib import Path

import pytest

from fleetex.library import load_library
from fleetex.scenario.kinds import kinds
from tests.cli.command import Command

README = (Path(__file__).resolve().parents[2] / "README.md").read_text("utf-8")


@pytest.fixture
def exercise(tmp_path: Path) -> Path:
    """The README's YAML block as a file."""
    block = re.search(r"```yaml\n(.*?)```", README, re.S)
    assert block is not None
    path = tmp_path / "mine.yaml"
    path.write_text(block.group(1), "utf-8")
    return path


def test_the_exercise_in_the_readme_is_sound(here: Command, exercise: Path) -> None:
    ran = here("check", exercise)
    assert (ran.returncode, ran.stderr) == (0, "")


def test_the_exercise_in_the_readme_runs_and_its_serials_are_completed(here: Command, exercise: Path) -> None:
    ran = here("run", exercise, "-o", "mine", "--json")
    assert ran.returncode == 0, ran.stderr
    states = {serial["id"]: serial["state"] for serial in json.loads(ran.stdout)["serials"]}
    assert states == {"COMMEX-1": "completed", "MANEX-1": "completed"}


def test_every_serial_kind_and_its_roles_are_in_the_readme() -> None:
    for code, kind in kinds().items():
        row = re.search(rf"^\| `{re.escape(code)}` \|.*$", README, re.M)
        assert row is not None, code
        for role in kind.roles:
            assert f"`{role}`" in row.group(), f"{code}: {role}"


def test_every_library_class_is_in_the_readme() -> None:
    for class_id in load_library().platforms:
        assert f"`{class_id}`" in README, class_id


def test_the_queries_in_the_readme_can_be_asked(here: Command, recorded: Path) -> None:
    queries = re.findall(r'^fleetex sql out/recording "([^"]+)"', README, re.M)
    assert len(queries) == 3
    for query in queries:
        ran = here("sql", recorded / "run", query)
        assert ran.returncode == 0, ran.stderr
