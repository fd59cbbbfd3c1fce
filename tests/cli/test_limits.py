"""Statements of a scenario that nothing could hold to, or nobody can play, as `fleetex` answers them."""

from pathlib import Path

import pytest

from tests.cli.command import typed

SCENARIOS = Path(__file__).parents[2] / "scenarios"


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("lesson-cast", "temperature: 1", "temperature: 90", "at most 45 degC is allowed"),
        ("lesson-programme", "  rules:\n", "  rules:\n    K23: {apart: 48 h}\n", "write `apart: 12 h`"),
    ],
)
def test_check_refuses_it_with_its_line(tmp_path: Path, name: str, old: str, new: str, said: str) -> None:
    text = (SCENARIOS / f"{name}.yaml").read_text("utf-8")
    assert old in text
    (tmp_path / "changed.yaml").write_text(text.replace(old, new, 1), encoding="utf-8")
    ran = typed("check", "changed.yaml", cwd=tmp_path)
    assert (ran.returncode, said in ran.stderr + ran.stdout) == (2, True), ran.stderr + ran.stdout


OWN = """\
    kind: GUNEX-S
    area: RANGE
    oce: alpha
    within: {}
    duration: 2 h
    roles: {firing: [alpha, target], target: [target], tug: [tug]}
"""


def test_a_shooter_without_a_gun_is_told_at_its_line_with_who_has_one(tmp_path: Path) -> None:
    assert typed("new", "own.yaml", cwd=tmp_path).returncode == 0
    text = (tmp_path / "own.yaml").read_text("utf-8")
    head = text[: text.index("\nserials:")]
    (tmp_path / "own.yaml").write_text(f"{head}\nserials:\n  SHOOT:\n{OWN}", encoding="utf-8")
    ran = typed("plan", "own.yaml", "-o", "plan", cwd=tmp_path)
    assert ran.returncode == 2, ran.stderr + ran.stdout
    assert "found `target`; role `firing` needs gun" in ran.stderr
    assert "these units can: alpha, bravo" in ran.stderr
    assert "fault in fleetex" not in ran.stderr
