"""Hits that the spread of a shoot leads to expect: fewer the farther its salvoes lie from the target."""

from dataclasses import replace

import pytest

from fleetex.measures.fall_of_shot import expected_hits
from fleetex.measures.salvoes import Salvo, salvoes
from fleetex.record.reader import Recording
from tests.simulate.lessons import lesson, ran


@pytest.fixture(scope="module")
def shoot(tmp_path_factory: pytest.TempPathFactory) -> Recording:
    return ran(tmp_path_factory.mktemp("shoot"), lesson("gunnery"))[1]


def of_corvette(recording: Recording) -> list[Salvo]:
    return [salvo for salvo in salvoes(recording, "GUNEX-S-1") if salvo.firer_id == "corvette"]


def test_salvoes_farther_off_are_expected_to_hit_less(shoot: Recording) -> None:
    own = of_corvette(shoot)
    expected = expected_hits(shoot, own)
    assert expected is not None
    assert 0.0 < expected < sum(salvo.rounds for salvo in own)
    on = [replace(s, over_m=s.over_m - s.mpi_m[0], right_m=s.right_m - s.mpi_m[1]) for s in own]
    best = expected_hits(shoot, on)
    assert best is not None
    assert best > 2.0 * expected
