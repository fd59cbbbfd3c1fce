"""From where a raider counts as found: held on the run in by what knows a range, not heard of on the way there."""

import math
from typing import Any, cast

import pytest

from fleetex.measures import adex
from fleetex.measures.adex import Raid, held_first
from fleetex.measures.reading import UnitCards
from fleetex.record.reader import Recording


def contact(time_s: float, change: str, unit: str = "heron", sensor: str = "air") -> dict[str, Any]:
    return {"time_s": time_s, "change": change, "unit_id": unit, "sensor_id": sensor}


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([contact(50.0, "gained")], (100.0, "heron")),
        ([contact(50.0, "gained"), contact(80.0, "lost"), contact(300.0, "gained")], (300.0, "heron")),
        ([contact(50.0, "gained"), contact(80.0, "lost")], None),
        ([contact(150.0, "gained", "gull"), contact(120.0, "gained")], (120.0, "heron")),
        ([contact(50.0, "gained"), contact(60.0, "gained", sensor="nav"), contact(70.0, "lost")], (100.0, "heron")),
        ([contact(700.0, "gained")], None),
        ([], None),
    ],
)
def test_a_raider_is_found_when_a_sensor_first_holds_it_on_the_run(
    rows: list[dict[str, Any]], found: tuple[float, str] | None
) -> None:
    at_s, by = held_first(rows, 100.0, 600.0)
    if found is None:
        assert math.isnan(at_s)
        assert by == ""
    else:
        assert (at_s, by) == found


def test_of_one_raider_that_was_held_there_is_no_average_and_the_other_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adex, "unit_cards", lambda recording: UnitCards())
    held = Raid("one", 100.0, 120.0, "heron", 18_520.0, math.nan, math.nan, 0)
    unseen = Raid("two", 100.0, math.nan, "", math.nan, math.nan, math.nan, 0)
    far, never = adex._detection(cast(Recording, None), "ADEX-1", (held, unseen))
    assert far.text == "On their run in raiders were first held 10.0 nmi from the guide, by heron."
    assert (never.value, never.text) == (1.0, "1 of 2 raiders never held by a radar or a lookout on the run in.")
    nobody, _ = adex._detection(cast(Recording, None), "ADEX-1", (unseen,))
    assert nobody.text == "No raider was held by a radar or a lookout on its run in."
