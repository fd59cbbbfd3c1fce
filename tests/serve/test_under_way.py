"""Who watches a run sees ships between two recorded legs, nobody who landed, and hears of an end once it is there."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from fleetex.record.closing import CLOSED_NAME
from fleetex.record.positions import offset, ranges_and_bearings
from fleetex.record.reader import Recording
from fleetex.record.writer import Writer
from fleetex.serve.under_way import with_legs_under_way
from fleetex.serve.watching import Watched
from tests.measures import synthetic


def test_a_ship_goes_straight_on_and_an_aircraft_that_came_down_does_not(tmp_path: Path) -> None:
    header = {"version": "0", "seed": 1, "scenario_hash": "ab" * 32, "start_utc": "2023-07-20T00:00:00Z", "names": []}
    writer = Writer.create(tmp_path / "run", header, sync=False)
    for unit, domain, height_m, climb in (
        ("ship", "surface", 0.0, 0.0),
        ("up", "air", 300.0, 0.0),
        ("down", "air", 60.0, -1.0),
    ):
        writer.row("units", unit_id=unit, domain=domain)
        leg = {"lat_deg": 40.0, "lon_deg": 133.0, "course_deg": 350.0, "speed_mps": 10.0, "turn_degps": 0.5}
        writer.row("legs", unit_id=unit, leg=0, time_s=0.0, end_s=60.0, height_m=height_m, climb_mps=climb, **leg)
    writer.reached(600.0)
    writer.leave()
    recording = Recording.open(tmp_path / "run")
    legs = with_legs_under_way(recording)
    more = {name: values[3:] for name, values in legs.items()}
    assert more["unit_id"].tolist() == ["ship", "up"]
    assert more["time_s"].tolist() == [60.0, 60.0]
    assert np.isnan(more["end_s"]).all()
    assert np.allclose(more["course_deg"], 20.0)
    radius_m = 10.0 / np.radians(0.5)
    place = offset(40.0, 133.0, 5.0, 2.0 * radius_m * np.sin(np.radians(15.0)))
    assert ranges_and_bearings(more["lat_deg"], more["lon_deg"], *place)[0].max() < 0.001


def test_the_end_of_a_recording_is_told_once_all_of_it_can_be_had(tmp_path: Path) -> None:
    folder = synthetic.write(tmp_path)

    async def told_before_and_after() -> tuple[list[tuple[str, bool]], list[tuple[str, bool]]]:
        watched = Watched(folder)
        told = []
        with watched:
            while not (told and told[-1][1]):
                version, said = watched.version, watched.told()
                told.append((said["stage"], said["over"]))
                if not said["over"]:
                    await watched.news(version)
        (folder / CLOSED_NAME).write_text("no recording any more")
        later = [watched.told()]
        with watched:
            version = watched.version
            await watched.news(version)
            later.append(watched.told())
        return told, [(said["stage"], said["over"]) for said in later]

    with ThreadPoolExecutor(1) as apart:  # the browser's tests leave a loop running in this thread
        whole, damaged = apart.submit(lambda: asyncio.run(told_before_and_after())).result()
    assert whole == [("closing", False), ("complete", True)]
    assert damaged == [("closing", False), ("complete", True)], "what cannot be read is not waited for"
