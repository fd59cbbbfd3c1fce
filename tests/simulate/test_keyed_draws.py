"""Nobody's fortunes hang on who else is in the file, in what order, or beyond everybody's reach."""

from pathlib import Path

import pytest

from tests.simulate.lessons import lesson, ran, rows_of

STRANGER = """\
  {name}:
    class: generic_container_ship
    name: "A merchant beyond everybody's horizon"
    nation: ZZ
    side: traffic
    notional: true
    ais: on
    start: {{at: {place}, course: 090T, speed: 12 kn, notional: true}}
"""
TABLES = ("legs", "contacts", "tracks", "orders", "messages", "shots", "spots", "phases")


def with_stranger(text: str, name: str, place: str) -> str:
    """The lesson with a merchant far away."""
    text = text.replace("nations:\n", "nations:\n  ZZ: {name: nobody's}\n", 1)
    text = text.replace("sides:\n", "sides:\n  traffic: {name: traffic, neutral: true}\n", 1)
    return text.replace("units:\n", "units:\n" + STRANGER.format(name=name, place=place), 1)


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory):  # type: ignore[no-untyped-def]
    return ran(tmp_path_factory.mktemp("alone"), lesson("gunnery"))


@pytest.mark.parametrize("name", ["aaa-first", "zzz-last"])
def test_a_unit_put_in_beyond_reach_changes_nobody_elses_draws(tmp_path: Path, alone, name: str) -> None:  # type: ignore[no-untyped-def]
    _, before = alone
    _, after = ran(tmp_path, with_stranger(lesson("gunnery"), name, "45-00.0N 150-00.0E"))
    for table in TABLES:
        column = "unit_id" if table in ("legs", "contacts", "tracks", "orders", "shots", "phases") else "from_id"
        without = {} if table == "spots" else {column: name}
        assert rows_of(after, table, **without) == rows_of(before, table), table


def test_the_order_of_units_in_the_file_changes_nothing(tmp_path: Path, alone) -> None:  # type: ignore[no-untyped-def]
    result, _ = alone
    text = lesson("gunnery")
    head, rest = text.split("units:\n", 1)
    body, tail = rest.split("\ncircuits:", 1)
    units = ["  " + part for part in ("\n" + body).split("\n  ") if part.strip()]
    grouped: list[str] = []
    for line in units:
        if line.startswith("    ") or not grouped:
            grouped.append(line) if not grouped else grouped.__setitem__(-1, grouped[-1] + "\n" + line)
        else:
            grouped.append(line)
    turned = head + "units:\n" + "\n".join(reversed(grouped)) + "\n\ncircuits:" + tail
    again, _ = ran(tmp_path, turned)
    assert again.scenario_hash == result.scenario_hash
    assert again.hash == result.hash


def test_moving_a_unit_nobody_can_sense_changes_no_order(tmp_path: Path) -> None:
    text = lesson("gunnery")
    _, here = ran(tmp_path / "here", with_stranger(text, "mmm", "45-00.0N 150-00.0E"))
    _, there = ran(tmp_path / "there", with_stranger(text, "mmm", "20-00.0N 160-00.0E"))
    assert rows_of(here, "legs") != rows_of(there, "legs")
    for table in TABLES:
        column = "unit_id" if table in ("legs", "contacts", "tracks", "orders", "shots", "phases") else "from_id"
        without = {} if table == "spots" else {column: "mmm"}
        assert rows_of(here, table, **without) == rows_of(there, table, **without), table


def test_another_seed_is_another_run(tmp_path: Path, alone) -> None:  # type: ignore[no-untyped-def]
    first, _ = alone
    other, _ = ran(tmp_path, lesson("gunnery"), seed=2)
    assert other.hash != first.hash
    assert other.scenario_hash == first.scenario_hash
