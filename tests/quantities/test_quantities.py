"""The seaman's text to SI: units as published, refusals with what to write instead, and the way back."""

import contextlib
import math
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fleetex.quantities import (
    DIMENSIONS,
    Dimension,
    QuantityError,
    format_course,
    format_duration,
    format_length,
    format_percent,
    format_speed,
    parse,
    parse_course,
    show,
    tidy,
)
from fleetex.quantities.measure import (
    ANGLE,
    AREA,
    CROSS_SECTION,
    DENSITY,
    DURATION,
    FRACTION,
    FREQUENCY,
    LENGTH,
    LEVEL,
    MASS,
    MASS_FLOW,
    POWER,
    ROUND_RATE,
    SALINITY,
    SEA_PRESSURE,
    SPEED,
    TEMPERATURE,
    VOLUME_FLOW,
    pattern,
)

# The nautical mile is 1852 m (International Hydrographic Conference, Monaco 1929); the yard is 0.9144 m and the
# pound 0.45359237 kg (International Yard and Pound Agreement 1959); a cable is a tenth of a mile, a fathom two yards.
DEFINED: list[tuple[Dimension, str, float]] = [
    (LENGTH, "1 nmi", 1852.0),
    (LENGTH, "10 cables", 1852.0),
    (LENGTH, "500 yd", 457.2),
    (LENGTH, "1 ft", 0.3048),
    (LENGTH, "100 fathoms", 182.88),
    (LENGTH, "1 fathom", 1.8288),
    (LENGTH, "2.5km", 2500.0),
    (SPEED, "18 kn", 18 * 1852 / 3600),
    (SPEED, "36 km/h", 10.0),
    (SPEED, "4 m/s", 4.0),
    (DURATION, "90 min", 5400.0),
    (DURATION, "1 d 4 h", 100800.0),
    (DURATION, "2 h 30 min 15 s", 9015.0),
    (ANGLE, "180 deg", math.pi),
    (ANGLE, "-1 mrad", -0.001),
    (MASS, "350 t", 350_000.0),
    (MASS, "1 lb", 0.45359237),
    (TEMPERATURE, "-1.5 degC", -1.5),
    (SALINITY, "33.9 psu", 33.9),
    (FRACTION, "90 %", 0.9),
    (POWER, "2 MW", 2e6),
    (POWER, "3 mW", 3e-3),
    (FREQUENCY, "9.4 GHz", 9.4e9),
    (DENSITY, "0.84 t/m3", 840.0),
    (AREA, "1 nmi2", 1852.0**2),
    (CROSS_SECTION, "30 dBsm", 1000.0),
    (MASS_FLOW, "360 t/h", 100.0),
    (VOLUME_FLOW, "3600 m3/h", 1.0),
    (LEVEL, "-110 dBm", -110.0),
    (ROUND_RATE, "60 rpm", 1.0),
]


@pytest.mark.parametrize(("dimension", "text", "value"), DEFINED, ids=[text for _, text, _ in DEFINED])
def test_a_unit_is_worth_what_its_definition_says(dimension: Dimension, text: str, value: float) -> None:
    assert parse(dimension, text) == pytest.approx(value, rel=1e-15)


REFUSED: list[tuple[Dimension, Any, str, str]] = [
    (SPEED, 18, "unit is due", "18 kn"),
    (SPEED, "18", "unit is due", "18 kn"),
    (SPEED, -18.5, "unit is due", "18.5 kn"),
    (SPEED, "18 kts", "unit is due", "18 kn"),
    (SPEED, "18 KN", "unit is due", "18 kn"),
    (SPEED, "-18 kn", "negative", "18 kn"),
    (SPEED, "18 kn 3 kn", "one number", "18 kn"),
    (SPEED, True, "unit is due", "18 kn"),
    (SPEED, None, "unit is due", "18 kn"),
    (SPEED, math.nan, "unit is due", "18 kn"),
    (SPEED, "nan kn", "unit is due", "18 kn"),
    (SPEED, "inf kn", "unit is due", "18 kn"),
    (SPEED, "1e400 kn", "finite", "18 kn"),
    (LENGTH, "2 nm", "unit is due", "2 nmi"),
    (LENGTH, "1,5 nmi", "decimal point", "2.5 nmi"),
    (LENGTH, "2.5 parsec", "unit is due", "2.5 nmi"),
    (LENGTH, "", "unit is due", "2.5 nmi"),
    (LENGTH, ["1 m"], "unit is due", "2.5 nmi"),
    (DURATION, "2 hours", "unit is due", "2 h"),
    (DURATION, "2 h 5", "unit is due", "90 min"),
    (FRACTION, 0.9, "unit is due", "90 %"),
    (FRACTION, "0.8", "unit is due", "80 %"),
    (FRACTION, 0.07, "unit is due", "7 %"),
    (FRACTION, 0.125, "unit is due", "12.5 %"),
    (FRACTION, 1, "unit is due", "100 %"),
    (FRACTION, 0, "unit is due", "0 %"),
    (FRACTION, 1.5, "unit is due", "1.5 %"),
    (FRACTION, 80, "unit is due", "80 %"),
    (FRACTION, "80", "unit is due", "80 %"),
    (SEA_PRESSURE, "45 hPa", "unit is due", "0.45 dbar"),
    (SEA_PRESSURE, "450000 Pa", "unit is due", "45 dbar"),
    (FREQUENCY, "5 THz", "unit is due", "5000 GHz"),
    (LENGTH, "5 dm", "unit is due", "0.5 m"),
    (AREA, "5 dm2", "unit is due", "500 cm2"),
    (AREA, "5 hm2", "unit is due", "50000 m2"),
    (VOLUME_FLOW, "5 dm3/s", "unit is due", "18 m3/h"),
    (SPEED, "18 cm/s", "unit is due", "0.349892 kn"),
    (SPEED, "18 n", "unit is due", "18 kn"),
    (DURATION, "5 in", "unit is due", "5 min"),
    (ANGLE, "5 eg", "unit is due", "5 deg"),
    (SPEED, 10**400, "unit is due", "18 kn"),
    (POWER, "3 mw", "unit is due", "3 MW"),
    (TEMPERATURE, "20 C", "unit is due", "20 degC"),
    (CROSS_SECTION, "99999 dBsm", "finite", "5000 m2"),
]


@pytest.mark.parametrize(("dimension", "found", "says", "write"), REFUSED, ids=[str(row[1]) for row in REFUSED])
def test_what_is_no_quantity_is_refused_with_what_to_write(
    dimension: Dimension, found: Any, says: str, write: str
) -> None:
    with pytest.raises(QuantityError, match=says) as caught:
        parse(dimension, found)
    if "mw" in str(found):
        assert caught.value.write in ("3 MW", "3 mW")
    else:
        assert caught.value.write == write


def test_a_refusal_says_what_was_found_what_is_allowed_and_what_to_write() -> None:
    with pytest.raises(QuantityError) as caught:
        parse(SPEED, 18)
    assert str(caught.value) == "found `18`; a speed with a unit is due (kn, m/s, km/h); write `18 kn`"


@pytest.mark.parametrize("dimension", DIMENSIONS, ids=[dimension.name for dimension in DIMENSIONS])
def test_every_dimension_reads_its_own_example_and_its_own_pattern_allows_it(dimension: Dimension) -> None:
    assert math.isfinite(parse(dimension, dimension.example))
    assert re.search(pattern(dimension), dimension.example)
    assert not re.search(pattern(dimension), "18")


SHOWN = [(dimension, unit) for dimension in DIMENSIONS for unit in dimension.units]


@given(st.sampled_from(SHOWN), st.floats(1e-6, 1e6))
def test_a_value_shown_in_any_of_its_units_reads_as_itself(which: tuple[Dimension, str], value: float) -> None:
    dimension, unit = which
    assert parse(dimension, show(dimension, value, unit, digits=17)) == pytest.approx(value, rel=1e-12)


@given(st.sampled_from(SHOWN), st.floats(1e-6, 1e6))
def test_what_is_shown_matches_the_pattern_that_editors_check(which: tuple[Dimension, str], value: float) -> None:
    dimension, unit = which
    assert re.search(pattern(dimension), show(dimension, value, unit))


@given(st.text(max_size=30))
def test_no_text_whatever_raises_anything_but_a_refusal(text: str) -> None:
    for dimension in (SPEED, DURATION, CROSS_SECTION):
        with contextlib.suppress(QuantityError):
            assert math.isfinite(parse(dimension, text))


@given(st.integers(0, 400 * 86400))
def test_a_duration_of_whole_seconds_survives_its_text(seconds: int) -> None:
    assert parse(DURATION, format_duration(seconds)) == seconds


@given(st.floats(0.0, 2.0 * math.pi))
def test_a_course_survives_its_text_to_a_thousandth_of_a_degree(course_rad: float) -> None:
    back = parse_course(format_course(course_rad))
    assert 0.0 <= back < 2.0 * math.pi
    assert abs(math.remainder(back - course_rad, 2.0 * math.pi)) <= math.radians(0.00051)


def test_courses_are_degrees_true_in_either_spelling() -> None:
    assert parse_course("045T") == parse_course("45 deg") == pytest.approx(math.pi / 4)
    assert parse_course("360T") == 0.0
    assert format_course(math.radians(359.9999), 0) == "000T"
    assert format_course(math.radians(7.5)) == "007.5T"


@pytest.mark.parametrize(
    ("found", "write"),
    [
        (45, "045T"),
        ("045", "045T"),
        ("361T", "001T"),
        ("045M", "045T"),
        ("-5 deg", "045T"),
        (None, "045T"),
        (1e9, "045T"),
    ],
)
def test_a_course_that_is_none_is_refused_with_what_to_write(found: object, write: str) -> None:
    with pytest.raises(QuantityError) as caught:
        parse_course(found)
    assert caught.value.write == write


def test_reports_read_in_the_units_a_seaman_would_choose() -> None:
    assert format_length(4630.0) == "2.5 nmi"
    assert format_length(450.0) == "450 m"
    assert format_speed(9.26) == "18 kn"
    assert format_percent(0.9) == "90 %"
    assert format_duration(100800.0) == "1 d 4 h"
    assert format_duration(0.25) == "0.25 s"
    assert tidy(-0.0) == "0"
    assert tidy(1234567.0) == "1234567"


@pytest.mark.parametrize(("point", "meant"), [("SW", "225T"), ("n", "000T"), ("NNE", "022.5T"), (" WNW ", "292.5T")])
def test_a_point_of_the_compass_is_answered_with_its_own_degrees(point: str, meant: str) -> None:
    with pytest.raises(QuantityError, match=meant.replace(".", r"\.")):
        parse_course(point)
