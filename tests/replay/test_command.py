"""`fleetex replay` writes one file, or says in a sentence why it does not."""

import base64
import gzip
import json
import re
import zlib
from pathlib import Path

import pytest

from fleetex.record.frames import json_text
from fleetex.replay import page as replay_page
from tests.cli.command import typed
from tests.measures import synthetic
from tests.replay.unpacked import unpacked

STAND_IN = "<!doctype html>\n<html><body><!--RECORDING--><p>chart</p></body></html>\n"


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation whose page is a stand-in; the page's file."""
    folder = tmp_path / "installed"
    (folder / "web").mkdir(parents=True)
    page = folder / "web" / "replay.html"
    page.write_text(STAND_IN)
    monkeypatch.setattr(replay_page, "files", lambda _: folder)
    return page


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return synthetic.write(tmp_path / "run")


def test_the_page_gets_the_recording_inside_and_is_otherwise_as_built(
    built: Path, folder: Path, tmp_path: Path
) -> None:
    said = typed("replay", "run", "-o", "run.html", cwd=tmp_path)
    assert (said.returncode, said.stderr) == (0, "")
    assert said.stdout.startswith("run.html is written (0.")
    page = (tmp_path / "run.html").read_text("utf-8")
    elements = r'<script type="application/octet-stream" id="recording">([^<]*)</script>' + (
        r'<script type="application/octet-stream" id="rest">([^<]*)</script>'
    )
    before, *pieces, after = re.split(elements, page)
    assert before + "<!--RECORDING-->" + after == STAND_IN
    first, rest = (unpacked(gzip.decompress(base64.b64decode(piece, validate=True))).head for piece in pieces)
    assert first["scenario"]["title"] == "Northern/Interaction-2023"
    assert rest["rest"] is True


def test_a_name_that_is_markup_is_no_markup_in_the_file(built: Path, tmp_path: Path) -> None:
    synthetic.write(tmp_path / "marked", unit_name="</script><script>alert(1)</script>" + "x" * 500)
    assert typed("replay", "marked", "-o", "marked.html", cwd=tmp_path).returncode == 0
    assert "alert" not in (tmp_path / "marked.html").read_text("utf-8")


def test_without_a_page_it_says_make_web(built: Path, folder: Path, tmp_path: Path) -> None:
    built.unlink()
    said = typed("replay", "run", "-o", "run.html", cwd=tmp_path)
    assert said.returncode == 2
    assert "make web" in said.stderr
    built.write_text("<html>a page of another make</html>")
    assert "make web" in typed("replay", "run", "-o", "run.html", cwd=tmp_path).stderr
    assert not (tmp_path / "run.html").exists()


def test_a_recording_that_cannot_be_read_is_told_and_leaves_an_older_page(
    built: Path, folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "run.html").write_text("an older page")
    closed = json.loads((folder / "recording.json").read_text("utf-8"))
    newer = {**closed, "schema": 99, "readable_by": 99}
    newer.pop("crc32", None)
    newer["crc32"] = f"{zlib.crc32(json_text(newer).encode()):08x}"
    for content, word in (
        ((folder / "recording.json").read_bytes()[:900], "damaged"),
        (b'{"format": "a weather report"}', "is not a fleetex recording"),
        (json_text(newer).encode(), "newer"),
    ):
        (folder / "recording.json").write_bytes(content)
        said = typed("replay", "run", "-o", "run.html", cwd=tmp_path)
        assert said.returncode == 2
        assert word in said.stderr
        assert "Traceback" not in said.stderr
    assert (tmp_path / "run.html").read_text() == "an older page"
    assert [path.name for path in tmp_path.glob(".run.html*")] == []


def test_a_truncated_table_and_a_missing_one_are_told(built: Path, folder: Path, tmp_path: Path) -> None:
    legs = folder / "legs.parquet"
    legs.write_bytes(legs.read_bytes()[:-40])
    assert "damaged" in typed("replay", "run", "-o", "run.html", cwd=tmp_path).stderr
    legs.unlink()
    assert "missing" in typed("replay", "run", "-o", "run.html", cwd=tmp_path).stderr


def test_a_folder_or_a_device_is_no_page_to_write(built: Path, folder: Path, tmp_path: Path) -> None:
    assert "is a folder" in typed("replay", "run", "-o", "run", cwd=tmp_path).stderr
    assert "no ordinary file" in typed("replay", "run", "-o", "/dev/null", cwd=tmp_path).stderr
    said = typed("replay", "run", cwd=tmp_path)
    assert said.returncode == 2
    assert "fleetex replay run -o run.html" in said.stderr
