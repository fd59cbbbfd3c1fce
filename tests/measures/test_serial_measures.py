"""Measures of each kind against a synthetic recording whose answers are known beforehand."""

import math
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from fleetex.measures import commex, gunnery, manex, missile_rows, patrol, ras_l
from fleetex.measures.missile_rows import air_fates_words
from fleetex.measures.reading import UnitCard
from fleetex.measures.values import Measure
from fleetex.record.reader import Recording
from fleetex.record.writer import Writer
from tests.measures import synthetic

Programme = dict[str, dict[str, Any]]


def value(measures: list[Measure], name: str, subject: str = "") -> float:
    (found,) = [m for m in measures if m.name == name and m.subject == subject]
    return found.value


def text(measures: list[Measure], name: str, subject: str = "") -> str:
    (found,) = [m for m in measures if m.name == name and m.subject == subject]
    return found.text


def test_a_path_found_down_and_restored_counts_as_up_and_gives_the_time_to_restore(
    recording: Recording, programme: Programme
) -> None:
    found = commex.measure(recording, programme["COMMEX-1"])
    assert value(found, "circuits_up") == 100.0
    assert value(found, "circuits_up", "TG1") == 100.0
    assert value(found, "time_to_restore") == 300.0
    assert value(found, "answer_delay") == 12.0


def test_a_set_that_failed_for_ten_minutes_takes_its_pairs_out_of_touch_on_that_circuit(
    recording: Recording, programme: Programme
) -> None:
    found = commex.measure(recording, programme["COMMEX-1"])
    assert value(found, "sets_working") == pytest.approx(100.0 * (1.0 - 600.0 / (10 * 3600.0)))
    assert value(found, "pairs_in_touch") == pytest.approx(100.0 * (20.0 - 4.0 / 6.0) / 20.0)
    assert value(found, "time_to_repair") == 600.0
    assert value(found, "messages_heard") == pytest.approx(87.5)


def test_station_keeping_error_is_the_distance_from_the_ordered_place(
    recording: Recording, programme: Programme
) -> None:
    found = manex.measure(recording, programme["MANEX-1"])
    for unit_id, off_m in synthetic.STATION_OFF_M.items():
        assert value(found, "station_error", unit_id) == pytest.approx(off_m, abs=0.5)
    assert value(found, "station_error") == pytest.approx(85.0, abs=0.5)
    assert value(found, "signal_delay") == 20.0
    assert value(found, "time_to_execute") == 50.0


def test_first_flow_pump_rate_and_tonnes_delivered_come_from_the_rig(
    recording: Recording, programme: Programme
) -> None:
    found = ras_l.measure(recording, programme["RAS-1"])
    assert value(found, "time_to_first_flow") == 2400.0
    assert value(found, "pump_rate") == pytest.approx(90.0)
    assert value(found, "delivered") == pytest.approx(180.0)
    assert value(found, "delivered", "tributs") == pytest.approx(180.0)
    assert value(found, "gap") == 45.0


def test_the_hose_was_passing_then_connected_then_pumping_then_connected(recording: Recording) -> None:
    (hose,) = ras_l.hoses(recording, "RAS-1")
    states = ras_l.hose_states(hose)
    assert [state for state, _, _ in states] == ["passing", "connected", "pumping", "connected"]
    assert states[2][1:] == (8 * 3600.0 + 2400.0, 8 * 3600.0 + 9600.0)


def test_the_gap_of_ships_alongside_is_measured_between_their_sides(recording: Recording) -> None:
    import numpy as np

    gap = ras_l.gap_m(recording, "taihu", "tributs", np.array([9 * 3600.0, 12 * 3600.0]))
    assert gap[0] == pytest.approx(45.0, abs=0.5)
    assert math.isnan(gap[1])  # far off: more than the figure shows


def test_an_aborted_replenishment_says_that_nothing_flowed(recording: Recording, programme: Programme) -> None:
    found = ras_l.measure(recording, programme["RAS-2"])
    assert math.isnan(value(found, "time_to_first_flow"))
    assert text(found, "time_to_first_flow") == "No fuel flowed."
    assert value(found, "delivered") == 0.0
    assert ras_l.draw(recording, programme["RAS-2"]) == ""


def test_a_ship_that_asked_for_no_fuel_is_told_apart(tmp_path: Path) -> None:
    writer = Writer.create(tmp_path, {"start_utc": "2023-07-20T00:00:00Z"}, sync=False)
    writer.row("units", unit_id="alfa", name="Alfa")
    writer.row("serials", serial_id="R", number=1, kind="RAS-L", state="completed", start_s=0.0, end_s=7200.0)
    common = {"giver_id": "taihu", "receiver_id": "alfa", "rig": "starboard_1", "gap_m": 45.0, "serial_id": "R"}
    for time_s, change in ((600.0, "passing"), (1200.0, "connected"), (1500.0, "clear")):
        writer.row("rigs", time_s=time_s, change=change, flow_kgps=0.0, passed_kg=0.0, **common)
    asked = '{"amount_kg": 0.0, "reason": "she has 100 %, fill_to is 95 %"}'
    writer.row("events", number=1, time_s=600.0, kind="hose asked", unit_id="alfa", serial_id="R", data=asked)
    writer.close({})
    recording = Recording.open(tmp_path)
    found = ras_l.measure(recording, recording.rows("serials")[0])
    assert text(found, "time_to_first_flow") == "No fuel flowed: nobody asked for any."
    assert text(found, "gap") == "There was no gap while pumping: no fuel flowed."
    assert text(found, "delivered", "alfa") == "Alfa asked for no fuel: she has 100 %, fill_to is 95 %."


def test_a_salvo_is_out_by_its_mean_point_of_impact(recording: Recording, programme: Programme) -> None:
    found = gunnery.measure(recording, programme["GUNEX-1"])
    for firer, falls in synthetic.FALLS.items():
        for number, (over, right) in enumerate(falls, 1):
            assert value(found, "salvo_error", f"{firer} {number}") == pytest.approx(math.hypot(over, right))
        assert value(found, "first_salvo_error", firer) == pytest.approx(math.hypot(*falls[0]))


def test_hits_straddles_and_rounds_are_counted_for_all_and_for_each_firer(
    recording: Recording, programme: Programme
) -> None:
    found = gunnery.measure(recording, programme["GUNEX-1"])
    assert value(found, "rounds") == 48.0
    # by hand: rounds lie at mean over + (-20, -12, -4, 4, 12, 20); a hit is within 3 m
    assert [value(found, "hits", firer) for firer in ("", "guiyang", "tributs")] == [3.0, 2.0, 1.0]
    assert value(found, "straddles", "tributs") == 1.0
    assert value(found, "corrections") == 6.0
    assert value(found, "splashes_told") == 100.0


def test_a_range_that_two_ships_see_fouled_at_one_time_is_fouled_once(
    recording: Recording, programme: Programme
) -> None:
    found = gunnery.measure(recording, programme["GUNEX-1"])
    # from 2,000 s (the first of them) to 2,500 s (the last) after COMEX
    assert value(found, "range_fouled") == 1.0
    assert text(found, "range_fouled") == "The range was fouled once; 8 min 20 s lost to it."


def test_time_to_first_round_runs_from_the_order_and_from_comex(recording: Recording, programme: Programme) -> None:
    found = gunnery.measure(recording, programme["GUNEX-1"])
    assert value(found, "time_to_first_round") == 360.0
    assert value(found, "comex_to_first_round") == 960.0


def test_salvoes_ordered_together_are_spread_by_their_mean_falls(recording: Recording, programme: Programme) -> None:
    found = gunnery.measure(recording, programme["GUNEX-1"])
    assert value(found, "time_on_target_spread") == pytest.approx(synthetic.SPREAD_S)
    assert value(found, "time_on_target_error") == pytest.approx(0.5 * synthetic.SPREAD_S)


def test_rounds_for_effect_are_those_fired_in_that_mode(recording: Recording, programme: Programme) -> None:
    found = gunnery.measure(recording, programme["NGFS-1"])
    assert value(found, "rounds_for_effect") == 12.0
    assert value(found, "rounds_to_adjust") == 18.0
    assert value(found, "corrections") == 3.0
    assert 0.0 < value(found, "effect_error") < 20.0


def test_a_patrol_covers_its_track_holds_a_stranger_and_burns_fuel_by_the_mile(
    recording: Recording, programme: Programme
) -> None:
    found = patrol.measure(recording, programme["PATROL-1"])
    hours = synthetic.END_S / 3600.0 - 19.0  # it still ran when the recording ended
    assert value(found, "track_covered") == pytest.approx(hours * 3600.0 * synthetic.SPEED_MPS / 1852.0)
    assert value(found, "contacts_held") == 1.0
    assert "4.0 contact hours" in text(found, "contacts_held")
    assert value(found, "contacts_shared") == 100.0
    assert value(found, "fuel_per_mile") == pytest.approx(0.5 / synthetic.SPEED_MPS * 1852.0)


def test_a_hit_on_a_ship_that_takes_no_part_is_told_with_the_hits(monkeypatch: pytest.MonkeyPatch) -> None:
    sides = {"warship": ("orange", False), "merchant": ("", True)}
    cards = {unit: UnitCard(unit, unit, "", "", side, neutral, "", 1.0, 1.0) for unit, (side, neutral) in sides.items()}
    monkeypatch.setattr(missile_rows, "unit_cards", lambda recording: cards)
    monkeypatch.setattr(missile_rows, "spent_words", lambda *told: [])
    ends = (("warship", "assessed hit"), ("merchant", "assessed hit"), ("merchant", "miss"))
    flights = [cast(missile_rows.Flight, SimpleNamespace(by_id=by, outcome=outcome)) for by, outcome in ends]
    for flown, said in (
        (flights, "2 of 3 missiles assessed a hit, one of them on a ship that took no part."),
        (flights[:1], "1 of 1 missile assessed a hit."),
    ):
        found = missile_rows.outcome_measures(cast(Recording, None), "S", flown)
        assert text(found, "hits") == said


def test_what_became_of_missiles_at_what_flies_is_said_hits_first() -> None:
    assert air_fates_words(["out of reach"] * 8) == "no hits, eight fell short"
    assert air_fates_words(["miss", "hit", "lost", "miss"]) == "one hit, two missed, one flew on unguided"


@pytest.mark.parametrize("kind", [commex, manex, ras_l, gunnery, patrol])
def test_a_serial_that_never_began_has_no_measures_and_no_figure(
    kind: Any, recording: Recording, programme: Programme
) -> None:
    row = programme["NGFS-1"] | {"serial_id": "never", "start_s": math.nan, "end_s": math.nan}
    assert kind.measure(recording, row) == []
    assert kind.draw(recording, row) == ""
