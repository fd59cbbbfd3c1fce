"""No check that cannot fail: each invariant is silent on a run of every kind, and notices what was done to it."""

import pytest

from fleetex.record.reader import Recording
from tests.swarm import invariants
from tests.swarm.doctoring import DOCTORED
from tests.swarm.evidence import Doctored, Evidence
from tests.swarm.exercises import KINDS, exercise_of
from tests.swarm.theatres import SEA_OF_JAPAN
from tests.swarm.voyages import sailed

SEED = 9021
BY_NAME = {check.__name__: check for check in invariants.CHECKS}


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Recording:
    """A run of an exercise with a serial of every kind."""
    return sailed(tmp_path_factory.mktemp("every"), exercise_of(SEED, KINDS, SEA_OF_JAPAN))[1]


def test_a_run_of_every_kind_holds_every_invariant(recording: Recording) -> None:
    assert invariants.breaches(recording) == []
    kinds = {row["kind"] for row in recording.rows("serials")}
    assert kinds == set(KINDS)
    for table in ("shots", "rigs", "shares", "stations", "magazines", "circuit_states", "messages"):
        assert len(next(iter(recording.table(table).values()))) > 0, table


@pytest.mark.parametrize("name", sorted(DOCTORED))
def test_an_invariant_notices_what_was_done(recording: Recording, name: str) -> None:
    check, changed = DOCTORED[name](recording)
    before = set(BY_NAME[check](Evidence(recording)))
    assert set(BY_NAME[check](Evidence(Doctored(recording, changed)))) - before


def test_every_invariant_has_been_made_to_fail(recording: Recording) -> None:
    assert {doctoring(recording)[0] for doctoring in DOCTORED.values()} == set(BY_NAME)
