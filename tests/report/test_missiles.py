"""A card tells who fired missiles at whom with what left, and ammunition counts every kind of round."""

from collections import Counter
from pathlib import Path

import pytest

from fleetex.measures.missile_rows import AIR_FATES, SHIP_FATES, air_fates_words, ship_fates_words
from fleetex.measures.reading import UnitCard
from fleetex.record.reader import Recording
from fleetex.record.schema import TABLES
from fleetex.report.fired import fired_words
from fleetex.report.head import exercise_head
from fleetex.report.sections import ammunition_rows, missile_rows, order_of_battle
from tests import shipped


@pytest.fixture(scope="module")
def raid(tmp_path_factory: pytest.TempPathFactory) -> Recording:
    return Recording.open(Path(shipped.recorded(tmp_path_factory, "lesson-raid")))


def test_a_card_tells_each_launcher_its_targets_hits_and_what_is_left(raid: Recording) -> None:
    told = {(row["unit"], row["mount"]): row for row in missile_rows(raid, "ESCORTEX-1")}
    flown, engaged = list(raid.rows("missile_flights")), list(raid.rows("air_engagements"))
    fired = Counter((row["unit_id"], row["mount_id"]) for row in (*flown, *engaged))
    assert {key: row["fired"] for key, row in told.items()} == fired
    for (unit, mount), row in told.items():
        own = [one for one in engaged if (one["unit_id"], one["mount_id"]) == (unit, mount)]
        if own:
            assert row["left"] == min(one["left"] for one in own)
            assert row["hits"] == sum(one["outcome"] == "hit" for one in own)
        aimed = {one["aimed_id"] for one in flown if (one["unit_id"], one["mount_id"]) == (unit, mount)}
        assert not aimed or row["at"] == " and ".join(sorted(name.capitalize() for name in aimed))


def test_every_outcome_of_a_missile_has_its_words_and_a_statement_leaves_no_missile_out(raid: Recording) -> None:
    for table, fates in (("missile_flights", SHIP_FATES), ("air_engagements", AIR_FATES)):
        (said,) = (column.meaning for column in TABLES[table].columns if column.name == "outcome")
        assert {word.strip() for word in said.split(",")} == set(fates)
    flown = [row["outcome"] for row in raid.rows("missile_flights")]
    engaged = [row["outcome"] for row in raid.rows("air_engagements")]
    assert f"fired at ships: {ship_fates_words(flown)}." in fired_words(raid)
    assert f"fired at what flew: {air_fates_words(engaged)}." in fired_words(raid)
    assert ship_fates_words(["miss", "assessed hit", "shot down", "shot down", "in flight"]) == (
        "one assessed hit, two shot down on the way, one flew past the ship held, one still on the way"
    )


def test_ammunition_has_missiles_and_decoys_too(raid: Recording) -> None:
    rows = {(row["unit_id"], row["mount_id"]): row for row in ammunition_rows(raid)}
    for table in ("missile_flights", "air_engagements", "decoy_launches"):
        for row in raid.rows(table):
            assert (row["unit_id"], row["mount_id"]) in rows
    for row in raid.rows("decoy_launches"):
        assert rows[row["unit_id"], row["mount_id"]]["left"] <= row["left"]
    for mount in rows.values():
        assert mount["rounds"] == mount["fired"] + mount["left"]
        assert mount["left"] >= 0


def test_missiles_are_ammunition_and_no_force(raid: Recording) -> None:
    assert "missile" in raid.table("units")["kind"]
    head = exercise_head(raid)
    listed = [row for group in order_of_battle(raid, head) for row in group.rows]
    assert listed
    assert all(row["kind"] != "missile" for row in listed)


def test_lists_of_forces_begin_with_hull_numbers() -> None:
    def card(name: str, hull: str, neutral: bool = False, kind: str = "warship") -> UnitCard:
        return UnitCard(name, name, hull, "CN", "blue", neutral, kind, 1.0, 1.0)

    helicopter, old, new = card("Helicopter", "", kind="aircraft"), card("Taihu", "889"), card("New", "1001")
    target, coaster = card("Barge", "", kind="target"), card("Coaster", "", True, "merchant")
    listed = sorted([coaster, target, helicopter, new, old], key=lambda one: one.turn)
    assert listed == [old, new, helicopter, target, coaster]
