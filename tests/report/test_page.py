"""The page stands alone, reads in order, can be used by keyboard and screen reader, and is the same each time."""

import os
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from fleetex.record.reader import Recording
from fleetex.report import build_report, write_report
from tests.report.reading_html import Page

_WRITE = (
    "import sys; from pathlib import Path; from fleetex.report import write_report; "
    "write_report(*map(Path, sys.argv[1:]))"
)


@pytest.fixture(scope="module")
def parsed(page: str) -> Page:
    return Page(page)


def test_nothing_is_fetched_and_no_script_runs(page: str, parsed: Page) -> None:
    assert not parsed.all("script", "link", "img", "iframe", "object", "embed", "form", "base", "image", "use")
    assert all(address.startswith(("data:", "#")) for address in re.findall(r"url\(([^)]*)\)", page))
    assert "@import" not in page
    assert not [e for e in parsed.elements for name in e.attributes if name.startswith("on") or name == "src"]
    (policy,) = [e for e in parsed.all("meta") if e.attributes.get("http-equiv") == "Content-Security-Policy"]
    assert policy.attributes["content"].startswith("default-src 'none'")


def test_every_element_is_closed_and_every_id_is_unique(parsed: Page) -> None:
    assert parsed.unbalanced == []
    assert parsed.open == []
    ids = [e.attributes["id"] for e in parsed.elements if "id" in e.attributes]
    assert len(ids) == len(set(ids))


def test_every_entry_of_the_contents_leads_somewhere(parsed: Page) -> None:
    ids = {e.attributes["id"] for e in parsed.elements if "id" in e.attributes}
    inner = [e.attributes["href"] for e in parsed.all("a") if e.attributes.get("href", "").startswith("#")]
    assert len(inner) > 15
    assert all(address[1:] in ids for address in inner)


def test_headings_go_down_one_step_at_a_time_from_one_title(parsed: Page) -> None:
    levels = [int(e.tag[1]) for e in parsed.all("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_language_is_stated_and_tables_and_pictures_are_named(parsed: Page) -> None:
    assert parsed.all("html")[0].attributes["lang"] == "en"
    assert all(e.attributes.get("scope") for e in parsed.all("th"))
    for svg in parsed.all("svg"):
        assert svg.attributes.get("aria-hidden") == "true" or svg.attributes.get("aria-label")
    pictures = [e for e in parsed.all("svg") if e.attributes.get("role") == "img"]
    errors = [e for e in pictures if e.attributes["aria-label"].startswith("Errors of ")]
    assert len(pictures) - len(errors) == 8  # chart, timeline, six serials; beside those on the cards of models


def test_the_same_recording_gives_the_same_bytes_in_another_process(folder: Path, page: str, tmp_path: Path) -> None:
    out = tmp_path / "again.html"
    subprocess.run(
        [sys.executable, "-c", _WRITE, str(folder), str(out)], check=True, env={**os.environ, "PYTHONHASHSEED": "77"}
    )
    assert out.read_text(encoding="utf-8") == page


def test_a_report_needs_no_compiler_no_plotting_and_no_engine(folder: Path, tmp_path: Path) -> None:
    heavy = ["numba", "matplotlib", "ortools", "fleetex.engine", "fleetex.simulate", "fleetex.compiler"]
    line = f"{_WRITE}; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", line, str(folder), str(tmp_path / "r.html")], check=True, capture_output=True, text=True
    )
    assert done.stdout.strip() == "[]"


def test_the_page_is_small_enough_to_send(page: str) -> None:
    assert len(page.encode()) < 3_000_000


def test_write_report_writes_utf8_with_unix_line_ends(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "r.html"
    write_report(folder, out)
    content = out.read_bytes()
    assert b"\r" not in content
    assert "北部·联合-2023".encode() in content


def test_day_is_the_default_and_night_follows_the_reader_s_system(page: str) -> None:
    assert "@media screen and (prefers-color-scheme:dark)" in page
    assert page.index("--paper:#f3f0e8") < page.index("--paper:#0b1319")


def test_it_prints_without_its_contents_list(page: str) -> None:
    printed = page[page.index("@media print") :]
    assert re.search(r"nav[^{}]*\{display:none\}", printed)


def test_a_recording_that_holds_nothing_yet_is_reported_as_such(tmp_path: Path) -> None:
    from fleetex.record.writer import Writer

    Writer.create(tmp_path / "bare", {"start_utc": "2023-07-20T00:00:00+00:00"}, sync=False).leave()
    parsed = Page(build_report(Recording.open(tmp_path / "bare")))
    assert parsed.unbalanced == []
    assert "No ships of" not in parsed.section("summary")
    assert "This recording is unfinished" in parsed.section("summary")
    assert parsed.section("chart") == "Chart No position was recorded."


def test_each_serial_that_began_links_to_its_moment_in_the_replay(recording: Recording) -> None:
    linked = Page(build_report(recording, "my%20replay.html"))
    addresses = [e.attributes["href"] for e in linked.all("a") if "replay" in e.attributes.get("href", "")]
    begun = [row for row in recording.rows("serials") if row["start_s"] == row["start_s"]]
    assert sorted(addresses) == sorted(
        f"my%20replay.html#t={row['start_s']:.0f}&serial={row['serial_id']}" for row in begun
    )
    assert addresses
    assert "replay.html" not in build_report(recording)
