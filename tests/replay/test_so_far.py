"""What a serial's measures were while it ran."""

import numpy as np

from fleetex.measures.registry import measure_serial
from fleetex.record.reader import Recording
from fleetex.replay.so_far import MOMENTS, measures_so_far

REFERENCE = "northern-interaction-2023"


def test_rounds_and_fuel_grow_as_the_tables_say(shipped: dict[str, Recording]) -> None:
    recording = shipped[REFERENCE]
    told = measures_so_far(recording)
    serials = {row["serial_id"]: row for row in recording.rows("serials")}
    assert len(told["time_s"]) > 5 * len(serials)
    checked = 0
    for serial_id, at_s, name, text in zip(*(told[c] for c in ("serial_id", "time_s", "name", "text")), strict=True):
        assert serials[serial_id]["start_s"] < at_s < serials[serial_id]["end_s"] + 1.0
        if name == "rounds" and serial_id == "GUNEX-S-2":
            shots = recording.table("shots")
            fired = np.count_nonzero((shots["serial_id"] == serial_id) & (shots["time_s"] <= at_s))
            assert text.startswith(f"{fired} rounds" if fired > 12 else ("No round" if not fired else text[:3]))
            checked += 1
    assert checked > 1
    for serial_id in serials:
        assert len(np.unique(told["time_s"][told["serial_id"] == serial_id])) <= MOMENTS


def test_asking_of_the_past_changes_nothing_that_is_asked_of_the_end(shipped: dict[str, Recording]) -> None:
    recording = shipped[REFERENCE]
    serial = recording.rows("serials", serial_id="GUNEX-S-2")[0]
    before = [(one.name, one.text) for one in measure_serial(recording, serial)]
    measures_so_far(recording)
    assert [(one.name, one.text) for one in measure_serial(recording, serial)] == before
