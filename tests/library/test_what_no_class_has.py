"""Figures that no sonar and no ship has, and keys that mean nothing of a sensor: each refused with what to write."""

from collections.abc import Callable
from pathlib import Path

import pytest

from fleetex.library import LibraryError, load_library
from fleetex.library.models import SonarClass, Steering

Write = Callable[..., Path]
MARINER = "gain: 0.185 deg/s, first: 118 s, second: 7.8 s, third: 18.5 s"


def only_problem(path: Path) -> tuple[str, str, str]:
    """(where, what is wrong, what to write)"""
    with pytest.raises(LibraryError) as raised:
        load_library(path)
    (problem,) = raised.value.problems
    assert (problem.line, problem.column) != (0, 0)
    return problem.where, problem.text, problem.write


@pytest.mark.parametrize(
    ("sensor", "stated", "where", "says", "write"),
    [
        ("nav_radar_x", "array: {length: 3 m}", "array", "a radar's antenna has a `gain` and a `beam`", "gain: 30 dB"),
        ("nav_radar_x", "detection: {pd: 0.5}", "detection", "`pulses` and `false_alarm_prob`", "false_alarm_prob: 1"),
        ("survey_line_array", "gain: 20 dB", "gain", "the gain follows from the `array` beside it", ""),
        ("hull_listening", "gain: 20 dB", "gain", "what an array gains is `directivity`", "directivity: 20 dB"),
        ("hull_listening", "source_level: 215 dB", "source_level", "who listens sends nothing", ""),
        (
            "hull_sonar_mf",
            "bandwidth: 100 Hz",
            "bandwidth",
            "stands in its `detection`",
            "detection: {bandwidth: 50 Hz}",
        ),
        ("survey_sonar", "detection: {bandwidth: 100 Hz}", "detection.bandwidth", "to a matched filter the width", ""),
        ("lookout_naked_eye", "array: {length: 3 m}", "array", "says nothing of a sight", ""),
    ],
)
def test_a_key_that_means_nothing_of_a_sensor_is_refused(
    written: Write, sensor: str, stated: str, where: str, says: str, write: str
) -> None:
    found, text, advice = only_problem(written(f"sensors: {{{sensor}: {{{stated}}}}}"))
    assert found == f"sensors.{sensor}.{where}"
    assert f"found `{where}`" in text
    assert says in text
    assert advice.startswith(write)
    assert bool(advice) == bool(write)


def test_every_key_that_means_nothing_is_told_at_once(written: Write) -> None:
    path = written("sensors: {nav_radar_x: {array: {length: 3 m}, threshold: 5 dB}, hull_listening: {pulse: 10 ms}}")
    with pytest.raises(LibraryError) as raised:
        load_library(path)
    assert len(raised.value.problems) == 3


@pytest.mark.parametrize(
    ("stated", "where", "says", "write"),
    [
        ("array: {length: 10000 km}", "array.length", "at most 5 km is allowed", "5 km"),
        ("detection: {bandwidth: 100 GHz}", "detection.bandwidth", "at most as wide as that, 250 Hz", "250 Hz"),
        ("detection: {bandwidth: 1e300 Hz}", "detection.bandwidth", "at most 300 GHz is allowed", "300 GHz"),
        ("detection: {time: 1000 d}", "detection.time", "at most 1 h is allowed", "1 h"),
        ("detection: {time: 0 s}", "detection.time", "greater than zero is due", "20 s"),
        ("detection: {bandwidth: 0 Hz}", "detection.bandwidth", "greater than zero is due", "50 Hz"),
        ("detection: {pfa: 0.7}", "detection.pfa", "a number from 1e-12 to 0.1 is due", "0.1"),
        ("own_noise: 4000 dB", "own_noise", "at most 300 dB is allowed", "300 dB"),
    ],
)
def test_a_design_that_nobody_builds_is_refused(written: Write, stated: str, where: str, says: str, write: str) -> None:
    found, text, advice = only_problem(written(f"sensors: {{survey_line_array: {{{stated}}}}}"))
    assert (found, advice) == (f"sensors.survey_line_array.{where}", write)
    assert "found `" in text
    assert says in text


def test_a_band_as_wide_as_its_middle_frequency_is_read(written: Write) -> None:
    kind = load_library(written("sensors: {survey_line_array: {detection: {bandwidth: 250 Hz}}}"))
    sonar = kind.sensors["survey_line_array"]
    assert isinstance(sonar, SonarClass)
    assert sonar.detection is not None
    assert sonar.detection.bandwidth_hz == 250.0


@pytest.mark.parametrize(
    ("old", "new", "where", "says", "write"),
    [
        ("118 s", "-118 s", "first", "both are more than 0 of a ship that goes straight, both less", "118 s"),
        (
            "0.185 deg/s",
            "1e300 deg/s",
            "gain",
            "from 0.0032 to 2.5 deg/s is what a ship",
            "2.5 deg/s",
        ),
        ("0.185 deg/s", "0.0001 deg/s", "gain", "is what a ship of her length and speed can have", "0.0032 deg/s"),
        ("118 s", "20000 s", "first", "from 0.79 to 930 s is what a ship of her length and speed can have", "930 s"),
        ("7.8 s", "-7.8 s", "second", "from 0 s to `first`, 118 s, is allowed", "7.8 s"),
        ("7.8 s", "300 s", "second", "from 0 s to `first`, 118 s, is allowed", "118 s"),
        ("18.5 s", "1e300 s", "third", "from 0 s to `first`, 118 s, is allowed", "118 s"),
    ],
)
def test_an_answer_to_the_helm_that_no_ship_gives_is_refused(
    written: Write, old: str, new: str, where: str, says: str, write: str
) -> None:
    ship = f"platforms: {{mariner_cargo: {{steering: {{{MARINER.replace(old, new)}}}}}}}"
    found, text, advice = only_problem(written(ship))
    assert (found, advice) == (f"platforms.mariner_cargo.steering.{where}", write)
    assert says in text


def test_a_ship_that_follows_her_helm_before_it_is_put_over_is_refused(written: Write) -> None:
    equal = "{gain: 0.185 deg/s, first: 118 s, second: 0 s, third: 118 s}"
    found, text, _ = only_problem(written(f"platforms: {{mariner_cargo: {{steering: {equal}}}}}"))
    assert found == "platforms.mariner_cargo.steering.third"
    assert "less than `first` and `second` together, 118 s, is allowed" in text


def test_a_part_of_an_answer_to_the_helm_asks_for_the_rest(written: Write) -> None:
    _, text, _ = only_problem(written("platforms: {generic_ffg: {steering: {first: 20 s}}}"))
    assert "`gain` is due" in text


def test_a_tanker_that_does_not_go_straight_is_read(written: Write) -> None:
    """Fossen's figures of a tanker of 350 m: both signs less than 0."""
    path = written("""
        platforms:
          big_tanker:
            generic: generic_container_ship
            length: 350 m
            speed_max: 16 kn
            cruise: 14 kn
            fuel: {range: 12000 nmi at 14 kn}
            steering: {gain: -0.019 deg/s, first: -124.1 s, second: 16.4 s, third: 46 s}
    """)
    assert load_library(path).platforms["big_tanker"].steering == Steering(-0.019, -124.1, 16.4, 46.0)
