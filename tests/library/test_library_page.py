"""The tables of the page on the library are the library's."""

import re
from pathlib import Path

import pytest

from fleetex.library import Library, Status
from fleetex.library.describe import page_with, section

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "library.md").read_text("utf-8")
PART = PAGE.split("## The classes\n")[1].split("\n## ")[0]


def row(entry: str) -> str:
    found = re.findall(rf"^\| `{entry}` \|.*$", PART, re.M)
    assert len(found) == 1, entry
    return str(found[0])


def test_the_committed_tables_are_those_of_the_library(library: Library) -> None:
    assert page_with(PAGE, section(library)) == PAGE, "run: python -m fleetex.library.describe docs/library.md"


def test_every_class_has_its_row(library: Library) -> None:
    for entry in (*library.platforms, *library.guns, *library.sensors, *library.rigs):
        assert row(entry).count("|") > 3, entry


def test_a_published_figure_names_its_sources_and_a_planning_value_is_marked() -> None:
    destroyer = row("ddg_052d")
    assert "| 156 m | 30 kn | 4500 nmi at 15 kn; 827 t (735 t to 827 t) |" in destroyer
    assert "length WARPILL_2022; speed SAUNDERS_2015, DEFENCE_PK_2022; endurance SAUNDERS_2015, WP_052D" in destroyer
    assert "`pj38` (300)*" in destroyer
    assert "| 155 m° | 30 kn° |" in row("generic_ddg")
    assert "23 km (12.4 nmi)" in row("pj38")


def test_every_source_key_in_the_tables_is_explained_below_them(library: Library) -> None:
    tables, sources = PART.split("### Sources")
    keys = set(re.findall(r"\b[A-Z][A-Z0-9]+_[A-Z0-9_]+\b", tables))
    assert len(keys) > 10
    assert keys <= set(library.sources)
    assert keys <= set(re.findall(r"^\| `(\w+)` \|", sources, re.M))


@pytest.mark.parametrize("field", ["length", "speed_max", "fuel.range", "decks"])
def test_no_published_figure_stands_without_a_key(library: Library, field: str) -> None:
    label = {"speed_max": "speed", "fuel.range": "endurance"}.get(field, field)
    for entry in library.platforms:
        rows = {one.field: one for one in library.provenance(f"platform/{entry}")}
        if field in rows and rows[field].status is Status.PUBLISHED:
            assert re.search(rf"[|;] {label} [A-Z]", row(entry)), (entry, field)
