"""What a hunter need not look at is no submarine to her: the suspects are all of what may be one."""

from pathlib import Path
from typing import Any

import pytest

from fleetex.behaviours.casex_attack import may_be_it
from fleetex.engine.unit_view import UnitView
from fleetex.simulate import run

SCENARIOS = Path(__file__).parents[2] / "scenarios"


@pytest.mark.parametrize(("scenario", "is_held"), [("duel-asw", False), ("lesson-escort", True)])
def test_whatever_may_be_a_submarine_is_a_suspect(
    scenario: str, is_held: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = UnitView.suspects
    found: list[tuple[int, int]] = []

    def compared(view: UnitView) -> Any:
        suspects = asked(view)
        tracks = view.tracks()
        estimates = {track: view.track(track) for track in tracks}
        may_be = [track for track in tracks if (told := estimates[track]) is not None and may_be_it(told)]
        assert set(may_be) <= set(suspects) <= set(tracks)
        assert list(suspects) == [track for track in tracks if track in set(suspects)]
        found.append((len(may_be), len(tracks)))
        return suspects

    monkeypatch.setattr(UnitView, "suspects", compared)
    run(SCENARIOS / f"{scenario}.yaml", tmp_path / "run")
    assert found
    assert any(suspects > 0 for suspects, _ in found) is is_held  # by others of the screen, while she looks
