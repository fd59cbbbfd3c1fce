"""The seeds of a study as a person writes them."""

import pytest

from fleetex.study.errors import StudyError
from fleetex.study.seeds import parse_seeds, seeds_text


def test_a_span_a_number_and_parts_are_read_in_rising_order_each_once() -> None:
    assert parse_seeds("1..5") == (1, 2, 3, 4, 5)
    assert parse_seeds("7") == (7,)
    assert parse_seeds("10..12, 3,11..13") == (3, 10, 11, 12, 13)
    assert parse_seeds("9223372036854775807") == (2**63 - 1,)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("5..1", "write 1..5"),
        ("a..b", "1..200"),
        ("", "1..200"),
        ("1..", "1..200"),
        ("-3..4", "1..200"),
        ("1-200", "1..200"),
        ("1.5", "1..200"),
        ("1,,2", "1..200"),
        ("9223372036854775808", "seeds go up to"),
        ("1..9000000000", "too many"),
        ("١..٢", "1..200"),
    ],
)
def test_what_is_no_span_is_refused_with_what_to_write(text: str, said: str) -> None:
    with pytest.raises(StudyError) as refused:
        parse_seeds(text)
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


def test_seeds_are_told_as_they_are_written() -> None:
    for text in ("1..200", "7", "1..3,7", "0,2,4..5"):
        assert seeds_text(parse_seeds(text)) == text
