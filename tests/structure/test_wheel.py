"""The wheel is all that a user gets: scenarios, library, types and licence are in it."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def contents(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Files of a freshly built wheel by name."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    as_it_is = {**os.environ, "FLEETEX_NO_PAGE": "1"}  # packs the page that is there, or none: no Node, no network
    built = subprocess.run(command, capture_output=True, text=True, check=False, env=as_it_is)
    assert built.returncode == 0, built.stdout + built.stderr
    (wheel,) = folder.glob("fleetex-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_every_file_of_the_package_is_in_the_wheel(contents: dict[str, bytes]) -> None:
    package = ROOT / "src" / "fleetex"
    ours = {
        f"fleetex/{path.relative_to(package).as_posix()}"
        for path in package.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert ours <= set(contents)
    assert "fleetex/py.typed" in ours


def test_every_scenario_is_in_the_wheel(contents: dict[str, bytes]) -> None:
    scenarios = {f"fleetex/scenarios/{path.name}" for path in (ROOT / "scenarios").glob("*.yaml")}
    assert "fleetex/scenarios/northern-interaction-2023.yaml" in scenarios
    assert scenarios <= set(contents)


def test_the_licence_and_the_command_are_in_the_wheel(contents: dict[str, bytes]) -> None:
    names = {name.split("/", 1)[1]: text for name, text in contents.items() if ".dist-info/" in name}
    assert b"Apache License" in names["licenses/LICENSE"]
    assert b"fleetex = fleetex.cli.main:main" in names["entry_points.txt"]
    assert b"License-Expression: Apache-2.0" in names["METADATA"]


def test_nothing_but_the_package_is_in_the_wheel(contents: dict[str, bytes]) -> None:
    assert {name.split("/")[0] for name in contents} == {"fleetex", "fleetex-0.1.0.dist-info"}
