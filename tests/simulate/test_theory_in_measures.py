"""What theory says stands beside what came of it: in the measures of a surface action, a search and a convoy."""

import json
import math

import pytest

from fleetex.measures.escortex import measure as measure_escort
from fleetex.measures.programme import serials
from fleetex.measures.values import Measure
from fleetex.record.reader import Recording
from tests import shipped


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Recording]:
    names = ("duel-surface", "search-asw", "lesson-escort")
    return {name: Recording.open(shipped.recorded(tmp_path_factory, name)) for name in names}


def _value(recording: Recording, serial_id: str, name: str, subject: str = "") -> float:
    table = recording.table("measures")
    chosen = (table["serial_id"] == serial_id) & (table["name"] == name) & (table["subject"] == subject)
    (value,) = table["value"][chosen]
    return float(value)


def test_a_surface_action_has_hughes_salvo_beside_it(recorded: dict[str, Recording]) -> None:
    recording = recorded["duel-surface"]
    flights, hits = recording.table("missile_flights"), recording.table("assessed_hits")
    roles = recording.table("participants")
    group = {side: set(roles["unit_id"][roles["role"] == side].tolist()) for side in ("blue", "orange")}
    for side, other in (("blue", "orange"), ("orange", "blue")):
        ships = group[side]
        theirs = [unit in group[other] for unit in flights["unit_id"]]
        leaked = sum(
            own and by in ships and outcome == "assessed hit"
            for own, by, outcome in zip(theirs, flights["by_id"], flights["outcome"], strict=True)
        )
        mine = [unit in ships for unit in hits["unit_id"]]
        hard = (hits["staying_power"] * hits["hits"] / hits["worth"])[mine].mean()
        expected = min(len(ships), leaked / hard)
        assert _value(recording, "SURFEX-1", "salvo_losses", side) == pytest.approx(expected)
        assert 0.0 <= _value(recording, "SURFEX-1", "salvo_losses_mean", side) <= len(ships)
    assert _value(recording, "SURFEX-1", "exchange_ratio") > 1.0


def test_a_search_lies_between_chance_and_the_best(recorded: dict[str, Recording]) -> None:
    recording = recorded["search-asw"]
    ids = {str(one["serial_id"]) for one in serials(recording) if one["kind"] == "ASWEX-SIM"}
    assert ids
    for serial_id in ids:
        low, between, high = (
            _value(recording, serial_id, name) for name in ("random_search", "inverse_cube_search", "exhaustive_search")
        )
        assert 0.0 < low < between < high


def test_passes_by_the_reflectors_tell_a_sweep_width(recorded: dict[str, Recording]) -> None:
    recording = recorded["search-asw"]
    assert _value(recording, "ASWEX-2", "passes") >= 4.0
    width = _value(recording, "ASWEX-2", "sweep_width_inverse_cube")
    others = [_value(recording, "ASWEX-2", f"sweep_width_{law}") for law in ("normal", "triangle")]
    assert all(0.5 * width < other < 2.0 * width for other in others)
    between = 1.0 - math.exp(-(width**2) / (4.0 * math.pi * 2.0**2))
    assert _value(recording, "ASWEX-2", "midway_prob") == pytest.approx(100.0 * between)


def test_a_faster_submarine_comes_from_wider_on_the_bow(recorded: dict[str, Recording]) -> None:
    recording = recorded["lesson-escort"]
    (serial,) = (one for one in serials(recording) if one["kind"] == "ESCORTEX")

    said = json.loads(serial["params"])

    def angle_deg(**params: float) -> float:
        changed = {**serial, "params": json.dumps({**said, **params})}
        found: list[Measure] = measure_escort(recording, changed)
        (angle,) = (one.value for one in found if one.name == "limiting_angle")
        return angle

    below, above = said["approach_speed"], said["convoy_speed"]
    assert angle_deg() == pytest.approx(math.degrees(math.asin(below / above)))
    assert angle_deg(approach_speed=1.2 * below) > angle_deg() > angle_deg(convoy_speed=1.2 * above)
    assert angle_deg(approach_speed=above) == 180.0
