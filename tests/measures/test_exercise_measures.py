"""Measures of the whole exercise and of how the nations worked together."""

import numpy as np
import pytest

from fleetex.measures import registry
from fleetex.measures.cooperation import measure_cooperation, partner_nations
from fleetex.measures.exercise import measure_exercise
from fleetex.measures.values import Measure
from fleetex.record.reader import Recording
from tests.measures import synthetic


@pytest.fixture(scope="module")
def whole(recording: Recording) -> dict[tuple[str, str], Measure]:
    return {(m.name, m.subject): m for m in measure_exercise(recording)}


def test_serials_are_counted_by_state(whole: dict[tuple[str, str], Measure]) -> None:
    counts = {state: whole["serials", state].value for state in ("completed", "aborted", "running", "cancelled")}
    assert counts == {"completed": 5.0, "aborted": 1.0, "running": 1.0, "cancelled": 0.0}


def test_fuel_taken_through_a_hose_is_not_taken_for_fuel_saved(whole: dict[tuple[str, str], Measure]) -> None:
    burnt_t = 0.5 * synthetic.END_S / 1000.0
    assert whole["fuel_burnt", "tributs"].value == pytest.approx(burnt_t)
    assert whole["fuel_burnt", "qiqihar"].value == pytest.approx(burnt_t)
    assert whole["fuel_received", "tributs"].value == pytest.approx(180.0)
    assert whole["fuel_passed", ""].value == pytest.approx(180.0)


def test_distance_is_what_the_legs_add_up_to(whole: dict[tuple[str, str], Measure]) -> None:
    assert whole["distance", "guiyang"].value == pytest.approx(synthetic.SPEED_MPS * synthetic.END_S / 1852.0)


def test_a_nation_that_held_half_the_time_knew_of_it_all_over_the_link_but_for_the_delay(
    whole: dict[tuple[str, str], Measure],
) -> None:
    assert whole["picture_own", "CN"].value == 100.0
    assert whole["picture_own", "RU"].value == 50.0
    assert whole["picture_shared", "RU"].value == pytest.approx(100.0 * (4 * 3600.0 - 60.0) / (4 * 3600.0))


def test_time_to_share_runs_from_the_first_hold_by_one_nation_to_the_first_share_with_the_other(
    whole: dict[tuple[str, str], Measure],
) -> None:
    assert whole["time_to_share", "CN>RU"].value == 60.0
    assert ("time_to_share", "RU>CN") not in whole


def test_stations_messages_and_spotting_are_split_by_nation(whole: dict[tuple[str, str], Measure]) -> None:
    assert whole["station_error", "RU>CN"].value == pytest.approx(95.0, abs=1.0)
    assert whole["messages_heard", "CN>RU"].value == 75.0
    assert whole["messages_heard", "CN>CN"].value == 100.0
    assert whole["spotted_across", "CN>RU"].value == 100.0
    assert whole["time_on_target_spread", ""].value == pytest.approx(synthetic.SPREAD_S)


def test_targets_shore_parties_and_traffic_belong_to_no_partner(recording: Recording) -> None:
    assert partner_nations(recording) == {
        "CN": ["guiyang", "qiqihar", "taihu"],
        "RU": ["gremyashchiy", "tributs"],
    }
    assert all("XX" not in m.subject for m in measure_cooperation(recording))


def test_every_kind_of_the_package_is_found_by_its_entry_point() -> None:
    kinds = {"COMMEX", "MANEX", "RAS-L", "GUNEX-S", "NGFS", "PATROL", "SAREX"}
    assert kinds <= set(registry.measurers())
    assert kinds <= set(registry.drawers())


def test_compute_all_gives_columns_of_one_length_that_fit_the_table(recording: Recording) -> None:
    from fleetex.record.schema import TABLES

    columns = registry.compute_all(recording)
    assert set(columns) == {column.name for column in TABLES["measures"].columns}
    assert len({len(column) for column in columns.values()}) == 1
    assert columns["value"].dtype == np.float64
    keys = list(zip(columns["serial_id"], columns["name"], columns["subject"], strict=True))
    assert len(set(keys)) == len(keys)


def test_a_kind_nobody_installed_has_no_measures_and_no_figure(recording: Recording) -> None:
    serial = recording.rows("serials", serial_id="NGFS-1")[0] | {"kind": "UNHEARD-OF"}
    assert registry.measure_serial(recording, serial) == []
    assert registry.draw_serial(recording, serial) == ""
