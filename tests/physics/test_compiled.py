"""Where compiled kernels are kept, and when they are thrown away. Other processes: the folder is chosen on import."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import fleetex
from fleetex.physics import compiled

SHOW = (
    "from fleetex.physics import compiled, sun_formula\n"
    "from fleetex.physics.horizon import RADIO_EARTH_M, radar_horizon_m\n"
    "radar_horizon_m(20.0, 5.0, RADIO_EARTH_M)\n"
    "import numba\n"
    "print(compiled.KERNEL_CACHE, sum(radar_horizon_m.stats.cache_hits.values()), numba.config.CACHE_DIR or 'unset')\n"
)


def shown(source: str = str(Path(fleetex.__file__).parent.parent), **environment: str) -> tuple[Path, int, str]:
    kept = {k: v for k, v in os.environ.items() if k not in ("NUMBA_CACHE_DIR", "XDG_CACHE_HOME")}
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", SHOW],
        env={**kept, "PYTHONPATH": source, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stderr == ""
    folder, hits, others = run.stdout.split()
    return Path(folder), int(hits), others


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="the XDG folder is a custom of Unix")
def test_kernels_are_kept_in_the_users_cache_and_found_there_again(tmp_path: Path) -> None:
    folder, hits, others = shown(XDG_CACHE_HOME=str(tmp_path))
    assert folder == tmp_path / "fleetex" / f"kernels-{compiled.kernel_sources_hash()}"
    assert (hits, others) == (0, "unset")
    assert shown(XDG_CACHE_HOME=str(tmp_path)) == (folder, 1, "unset")


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="the XDG folder is a custom of Unix")
def test_kernels_compiled_from_one_checkout_serve_another_of_the_same_sources(tmp_path: Path) -> None:
    package = Path(fleetex.__file__).parent
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        shutil.copytree(package, tmp_path / name / "fleetex", ignore=shutil.ignore_patterns("web", "__pycache__"))
    hits = [shown(str(tmp_path / name), XDG_CACHE_HOME=str(tmp_path))[1] for name in ("one", "other")]
    assert hits == [0, 1]
    with (tmp_path / "other" / "fleetex" / "physics" / "horizon.py").open("a", encoding="utf-8") as changed:
        changed.write("# of other sources\n")
    assert shown(str(tmp_path / "other"), XDG_CACHE_HOME=str(tmp_path))[1] == 0


START = (
    "import sys\n"
    "from fleetex.physics.horizon import RADIO_EARTH_M, radar_horizon_m\n"
    "from fleetex.physics.geodesy import inverse\n"
    "far = radar_horizon_m(20.0, 5.0, RADIO_EARTH_M)\n"
    "read = 'numba.misc.cffiimpl' in sys.modules\n"
    "print(far, sum(radar_horizon_m.stats.cache_hits.values()), read, *inverse(0.6, 2.3, 0.7, 2.4))\n"
    "print(sum(inverse.stats.cache_misses.values()))\n"
)


def test_a_kept_kernel_starts_without_numbas_registries_and_one_not_kept_compiles_beside_it(tmp_path: Path) -> None:
    kept = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path), "PYTHONPATH": str(Path(fleetex.__file__).parent.parent)}
    starts = []
    for _ in range(2):
        run = subprocess.run([sys.executable, "-c", START], env=kept, capture_output=True, text=True, check=True)
        starts.append(run.stdout.split())
        for file in tmp_path.rglob("geodesy.inverse*"):
            file.unlink()
    (far, hits, read, *way), (far_again, hits_again, read_again, *way_again) = starts
    assert (hits, read, hits_again, read_again) == ("0", "True", "1", "False")
    assert (far, way) == (far_again, way_again)
    assert way[-1] == "1"


def test_an_unwritable_cache_gives_way_to_a_private_one_that_is_removed(tmp_path: Path) -> None:
    blocked = tmp_path / "a file, not a folder"
    blocked.write_text("")
    folder, hits, _ = shown(XDG_CACHE_HOME=str(blocked), LOCALAPPDATA=str(blocked), HOME=str(blocked))
    assert folder.name.startswith("fleetex-kernels-")
    assert hits == 0
    assert not folder.exists()


def test_a_change_in_any_kernels_source_changes_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "fleetex"
    for name in ("physics/a.py", "engine/b.py", "engine/deep/c.py", "units.py", "vocabulary.py", "cli/d.py"):
        (package / name).parent.mkdir(parents=True, exist_ok=True)
        (package / name).write_text(name)
    monkeypatch.setattr(compiled, "_PACKAGE", package)
    seen = {compiled.kernel_sources_hash()}
    for count, name in enumerate(("physics/a.py", "engine/b.py", "engine/deep/c.py", "units.py"), start=2):
        (package / name).write_text("changed")
        seen.add(compiled.kernel_sources_hash())
        assert len(seen) == count
    (package / "cli/d.py").write_text("changed")
    assert compiled.kernel_sources_hash() in seen


def test_the_suns_formula_needs_no_compiler() -> None:
    code = "import sys, fleetex.physics.sun_formula; sys.exit('numba' in sys.modules)"
    source = str(Path(fleetex.__file__).parent.parent)
    assert subprocess.run([sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": source}).returncode == 0
