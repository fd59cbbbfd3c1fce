"""`fleetex why`: words, JSON and a picture from a recording; plain answers to what cannot be."""

import json
from pathlib import Path

from tests.cli.command import typed


def test_why_tells_in_words_and_draws(recorded: Path, tmp_path: Path) -> None:
    ran = typed("why", recorded / "run", "--unit", "alpha", "--target", "bravo", "-o", "why.svg", cwd=tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert "Held: a track since " in ran.stdout
    assert " = excess +" in ran.stdout
    assert (tmp_path / "why.svg").read_text("utf-8").startswith("<svg")


def test_why_as_json_adds_up(recorded: Path, tmp_path: Path) -> None:
    told = json.loads(
        typed("why", recorded / "run", "--unit", "alpha", "--target", "bravo", "--json", cwd=tmp_path).stdout
    )
    for sensor in told["sensors"]:
        if sensor["excess_db"] is not None:
            gains = sensor["source_db"] + sensor["target_db"]
            costs = sensor["loss_db"] + sensor["noise_db"] + sensor["threshold_db"]
            assert abs(gains - costs - sensor["excess_db"]) < 1e-3
    assert told["held"]


def test_a_wrong_unit_or_time_is_answered_with_what_to_write(recorded: Path, tmp_path: Path) -> None:
    for args, said in (
        (("--unit", "alfa", "--target", "bravo"), "did you mean alpha?"),
        (("--unit", "alpha", "--target", "bravo", "--at", "noon"), "write `201430ZJUL23`"),
        (("--unit", "alpha", "--target", "bravo", "--at", "201430ZJUL33"), "lies outside the recording"),
    ):
        ran = typed("why", recorded / "run", *args, cwd=tmp_path)
        assert (ran.returncode, said in ran.stderr) == (2, True), ran.stderr
