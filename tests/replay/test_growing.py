"""A recording that grows is cut on from where it was cut: what a page has stays good, in the end it has all of it."""

from itertools import pairwise

import numpy as np
import pytest

from fleetex.record.reader import Recording
from fleetex.replay.growing import FIXED, Growing, Grown
from fleetex.replay.so_far import AsItWas
from fleetex.replay.windows import STREAMED, times_of
from tests.replay.unpacked import unpacked

SHARES = (0.2, 0.45, 0.46, 0.8)
ROWS_A_WINDOW = 4_000


def growing(recording: Recording) -> list[Grown]:
    """A recording at some moments, the whole of it last."""
    grows = Growing(ROWS_A_WINDOW)
    moments = [AsItWas(recording, share * recording.until_s) for share in SHARES]
    return [grows.take(one, dict(one.table("legs"))) for one in [*moments, recording]]


@pytest.fixture(scope="module")
def reference(shipped: dict[str, Recording]) -> Recording:
    return shipped["northern-interaction-2023"]


@pytest.fixture(scope="module")
def grown(reference: Recording) -> list[Grown]:
    return growing(reference)


def test_windows_keep_their_beginnings_and_texts_their_codes(grown: list[Grown]) -> None:
    for before, after in pairwise(grown):
        assert before.cut.cut == after.cut.cut
        assert after.cut.edges_s[: before.cut.window_count] == before.cut.edges_s[:-1]
        texts = unpacked(before.still()).head["names"]
        assert unpacked(after.still()).head["names"][: len(texts)] == texts
        growth = unpacked(after.growth(len(texts)))
        assert texts + growth.head["names"] == unpacked(after.still()).head["names"]
        assert growth.head["names_from"] == len(texts)
        assert not {*FIXED, "world"} & set(growth.head["tables"])
        assert growth.head["until_s"] > unpacked(before.still()).head["until_s"]
    assert grown[-1].cut.window_count > grown[0].cut.window_count > 1


def test_a_window_with_the_same_mark_is_the_same_and_most_of_what_is_long_past_is(grown: list[Grown]) -> None:
    kept = 0
    for before, after in pairwise(grown):
        for number in range(before.cut.window_count):
            if before.marks[number] == after.marks[number]:
                a, b = unpacked(before.window(number)), unpacked(after.window(number))
                assert (a.body, a.head["tables"]) == (b.body, b.head["tables"])
                kept += 1
        assert before.marks[-1] != after.marks[before.cut.window_count - 1], "what has grown has another mark"
    assert kept > sum(one.cut.window_count for one in grown) // 3


def test_in_the_end_the_windows_have_every_row(reference: Recording, grown: list[Grown]) -> None:
    last = grown[-1]
    assert unpacked(last.still()).head["hash"] == reference.content_hash()
    assert unpacked(grown[0].still()).head["hash"] == ""
    found = dict.fromkeys(STREAMED, 0)
    for number in range(last.cut.window_count):
        begun_s = -np.inf if number == 0 else last.cut.edges_s[number]
        for table in last.cut.rows(number):
            found[table.name] += int(np.count_nonzero(times_of(table) >= begun_s))
    assert found == {name: len(next(iter(reference.table(name).values()))) for name in STREAMED}
    with pytest.raises(IndexError):
        last.window(last.cut.window_count)
