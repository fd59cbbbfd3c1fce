"""What a thermal imager finds: by night as by day, not through fog; and every look the same."""

import pytest

from fleetex.engine import tables as tb
from tests.engine.seas import NOON_UNIX_S, Sea, Sensor, Ship, Weather
from tests.engine.test_oracle import first_difference

HOUR_S = 3_600.0
NIGHT_UNIX_S = NOON_UNIX_S + 11.0 * HOUR_S
FIGURES = {"netd_k": 0.03, "cutoff_cpr": 3_333.0}
CAMERA = Sensor("thermal", tb.INFRARED, 20.0, 28_000.0, 15.0, 50.0, 0.1, 0.01, 60.0, 2, 3, 5, 1.0, sound=FIGURES)
EYES = Sensor("eyes", 1, 20.0, 28_000.0, 15.0, 50.0, 0.1, 0.01, 60.0, 2, 3, 5, 7.0)
BOAT = {"mast_height_m": 4.0, "size_m": 3.0, "lights_cd": 0.0, "length_m": 12.0}
CLEARING = (Weather(), Weather(1.0 * HOUR_S, visibility_m=300.0), Weather(2.5 * HOUR_S))


def watch(sensor: Sensor, *, weather: tuple[Weather, ...] = (Weather(),), every_look: bool = False) -> Sea:
    """A ship that lies still by night; three dark boats come and go about her for four hours."""
    boats = [
        Ship(f"boat{k}", 9_000.0 - 4_000.0 * k, -9_000.0 + 3_000.0 * k, 340.0 + 15.0 * k, 4.0, 1, (), BOAT)
        for k in range(3)
    ]
    own = Ship("watch", 0.0, 0.0, 0.0, 0.0, 0, (sensor,))
    sea = Sea([*boats, own], weather=weather, every_look=every_look, start_unix_s=NIGHT_UNIX_S)
    return sea.begin().run(4.0 * HOUR_S)


def test_it_sees_by_night_much_further_than_eyes_with_glasses() -> None:
    warm, seen = (watch(sensor).rows_of("contact") for sensor in (CAMERA, EYES))
    assert warm["range_m"].max() > 3_000.0
    assert seen["range_m"].max() < 0.5 * warm["range_m"].max()


def test_fog_takes_what_it_holds() -> None:
    rows = watch(CAMERA, weather=CLEARING).rows_of("contact")
    foggy = rows[(rows["time_s"] > 1.2 * HOUR_S) & (rows["time_s"] < 2.5 * HOUR_S)]
    assert not (foggy["gained"] == 1).any()
    assert ((rows["gained"] == 1) & (rows["time_s"] < HOUR_S)).any()


@pytest.mark.parametrize("weather", [(Weather(),), CLEARING], ids=["clear", "fog"])
def test_making_every_look_changes_no_row(weather: tuple[Weather, ...]) -> None:
    skipping, looking = watch(CAMERA, weather=weather), watch(CAMERA, weather=weather, every_look=True)
    assert not first_difference(skipping, looking)
    assert int(skipping.world.head[0]["looks_skipped"]) > 0
