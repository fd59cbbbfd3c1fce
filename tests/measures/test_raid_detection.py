"""From where a raider counts as found: held on the run in by what knows a range, not heard of on the way there."""

import math
from typing import Any

import pytest

from fleetex.measures.adex import held_first


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
