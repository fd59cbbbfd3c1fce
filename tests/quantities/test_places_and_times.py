"""Positions and times as seamen write them, and what of them is refused."""

import math
import re
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fleetex.quantities import (
    Position,
    QuantityError,
    format_dtg,
    format_iso,
    format_position,
    format_zone,
    parse_position,
    parse_time,
    parse_zone,
    position_of_degrees,
)
from fleetex.quantities.places import POSITION_PATTERN
from fleetex.quantities.times import TIME_PATTERN, ZONE_HOURS

SHIPS_ZONE = timezone(timedelta(hours=8))


@pytest.mark.parametrize("text", ["39-30.0N 133-15.0E", "39-30N 133-15E", "39-30-00N 133-15-00E", "39.5N 133.25E"])
def test_one_place_in_four_spellings(text: str) -> None:
    place = parse_position(text)
    assert place.lat_deg == pytest.approx(39.5, abs=1e-12)
    assert place.lon_deg == pytest.approx(133.25, abs=1e-12)
    assert format_position(place) == "39-30.0N 133-15.0E"
    assert re.search(POSITION_PATTERN, text)


def test_south_and_west_are_negative_and_seconds_count() -> None:
    place = parse_position("33-51-31S 070-30-36W")
    assert place.lat_deg == pytest.approx(-(33 + 51 / 60 + 31 / 3600))
    assert place.lon_deg == pytest.approx(-(70 + 30 / 60 + 36 / 3600))


def test_the_meridian_of_180_is_one_meridian() -> None:
    assert parse_position("10-00.0N 180-00.0E") == parse_position("10-00.0N 180-00.0W")


@pytest.mark.parametrize(
    ("found", "says", "write"),
    [
        ("133-30.0E 39-00.0N", "latitude comes first", "39-00.0N 133-30.0E"),
        ("39-60.0N 133-30.0E", "below 60", ""),
        ("39-00-60N 133-30-00E", "below 60", ""),
        ("90-00.1N 133-30.0E", "at most 90", ""),
        ("39-00.0N 180-00.1E", "at most 180", ""),
        ("39.0, 133.5", "latitude then longitude", "39-00.0N 133-30.0E"),
        ("39-00.0n 133-30.0e", "latitude then longitude", "39-00.0N 133-30.0E"),
        ("39-00.0N, 133-30.0E", "latitude then longitude", "39-00.0N 133-30.0E"),
        ("39-00.0N 39-00.0N", "latitude then longitude", "39-00.0N 133-30.0E"),
        ("39-00.5-30N 133-30-00E", "not both", "39-00-30N 133-30-00E"),
        ("nan nan", "latitude then longitude", "39-00.0N 133-30.0E"),
        ([39, 133], "latitude then longitude", "39-00.0N 133-30.0E"),
    ],
)
def test_a_place_that_is_none_is_refused(found: object, says: str, write: str) -> None:
    with pytest.raises(QuantityError, match=says) as caught:
        parse_position(found)
    assert caught.value.write == write


@given(st.floats(-90.0, 90.0), st.floats(-180.0, 180.0), st.integers(0, 6))
def test_a_place_survives_its_text_to_half_its_last_digit(lat_deg: float, lon_deg: float, decimals: int) -> None:
    text = format_position(position_of_degrees(lat_deg, lon_deg), decimals)
    back = parse_position(text)
    half_deg = 0.5 / 60.0 / 10**decimals * (1 + 1e-9) + 1e-12
    assert abs(back.lat_deg - lat_deg) <= half_deg
    assert abs(math.remainder(back.lon_deg - lon_deg, 360.0)) <= half_deg
    assert re.search(POSITION_PATTERN, text)


@given(st.text(alphabet="0123456789-. NSEWnsew'", max_size=24))
def test_no_text_whatever_makes_a_place_off_the_earth(text: str) -> None:
    try:
        place = parse_position(text)
    except QuantityError:
        return
    assert isinstance(place, Position)
    assert abs(place.lat_deg) <= 90.0
    assert -180.0 < place.lon_deg <= 180.0


def test_one_instant_in_five_spellings() -> None:
    due = datetime(2023, 7, 20, 14, 30, tzinfo=UTC)
    for text in (
        "201430ZJUL23",
        "202230HJUL23",
        "201430Z JUL 2023",
        "2023-07-20T14:30Z",
        "2023-07-20T22:30:00+08:00",
    ):
        assert parse_time(text) == due
        assert re.search(TIME_PATTERN, text)


def test_the_letters_of_the_zones_go_round_the_earth_without_j() -> None:
    assert "J" not in ZONE_HOURS
    assert sorted(ZONE_HOURS.values()) == list(range(-12, 13))
    # Allied Communications Publication 121: A is +1, M +12, N -1, Y -12.
    assert (ZONE_HOURS["A"], ZONE_HOURS["I"], ZONE_HOURS["K"], ZONE_HOURS["M"]) == (1, 9, 10, 12)
    assert (ZONE_HOURS["N"], ZONE_HOURS["Y"], ZONE_HOURS["Z"]) == (-1, -12, 0)


def test_zone_j_is_the_file_s_own_zone_or_refused() -> None:
    assert parse_time("202230JJUL23", SHIPS_ZONE) == parse_time("201430ZJUL23")
    with pytest.raises(QuantityError, match="no zone is stated"):
        parse_time("202230JJUL23")


@pytest.mark.parametrize(
    ("found", "says", "write"),
    [
        ("2023-07-20T08:00", "states its offset", "2023-07-20T08:00Z"),
        ("2023-07-20", "hours and minutes", "2023-07-20T00:00Z"),
        ("201430JUL23", "zone by a letter", "201430ZJUL23"),
        ("311430ZJUN23", "no such day", "201430ZJUL23"),
        ("202430ZJUL23", "no such day", "201430ZJUL23"),
        ("201430ZJUI23", "month is one of", ""),
        ("201430ZSEO23", "month is one of", "201430ZSEP23"),
        ("201430Z", "ends in month and year, as 201430ZJUL23", ""),
        ("201430", "ends in month and year, as 201430ZJUL23", ""),
        ("2023-02-30T00:00Z", "no such day", "2023-07-20T14:30Z"),
        ("0001-01-01T00:00+14:00", "no such day", "2023-07-20T14:30Z"),
        ("tomorrow", "date-time group", "201430ZJUL23"),
        (20230720, "date-time group", "201430ZJUL23"),
        (None, "date-time group", "201430ZJUL23"),
    ],
)
def test_a_time_that_is_none_is_refused(found: object, says: str, write: str) -> None:
    with pytest.raises(QuantityError, match=says) as caught:
        parse_time(found)
    assert caught.value.write == write


@given(st.datetimes(datetime(2000, 1, 2), datetime(2099, 12, 30)), st.sampled_from(sorted(ZONE_HOURS)))
def test_a_minute_survives_its_date_time_group_in_any_zone(naive: datetime, letter: str) -> None:
    time = naive.replace(second=0, microsecond=0, tzinfo=UTC)
    assert parse_time(format_dtg(time, letter)) == time


@given(st.datetimes(datetime(1, 1, 3), datetime(9999, 12, 29)), st.integers(-14 * 4, 14 * 4))
def test_an_instant_survives_iso_in_any_zone(naive: datetime, quarters: int) -> None:
    time = naive.replace(tzinfo=UTC)
    assert parse_time(format_iso(time, timezone(timedelta(minutes=15 * quarters)))) == time


@pytest.mark.parametrize("text", ["UTC", "UTC+08:00", "UTC-03:30", "UTC+05:45"])
def test_a_zone_survives_its_text(text: str) -> None:
    assert format_zone(parse_zone(text)) == text


@pytest.mark.parametrize("found", ["UTC+8", "GMT", "UTC+15:00", "UTC+08:10", 8, None])
def test_a_zone_that_is_none_is_refused(found: object) -> None:
    with pytest.raises(QuantityError, match="zone is UTC"):
        parse_zone(found)


@pytest.mark.parametrize(
    ("found", "write"),
    [
        ("UTC+3", "UTC+03:00"),
        ("-0330", "UTC-03:30"),
        ("gmt", "UTC"),
        ("UTC+15", ""),
        (None, ""),
        ("CEST", "UTC+02:00"),
        ("H", "UTC+08:00"),
        ("HST", "UTC-10:00"),
        ("CST", ""),
    ],
)
def test_a_zone_in_short_is_written_out(found: object, write: str) -> None:
    with pytest.raises(QuantityError) as caught:
        parse_zone(found)
    assert caught.value.write == write
    if write:
        parse_zone(write)
