"""The list says of each recording what it is of and how it stands."""

import json
import shutil
from pathlib import Path

import pytest

from fleetex.record.errors import RecordingError
from fleetex.record.journal import JOURNAL_NAME, JournalFile, is_being_written
from fleetex.record.reader import Recording
from fleetex.serve.cards import CHECKING_S, Card, Cards, stopped_text
from tests.measures import synthetic


def card(folder: Path, cards: Cards | None = None) -> Card:
    return (cards or Cards(folder.parent)).of((folder.name,))[folder.name]


def test_a_whole_recording_is_told_with_what_it_is_of(tmp_path: Path) -> None:
    folder = synthetic.write(tmp_path / "played")
    told = card(folder)
    assert (told.state, told.damaged, told.resume) == ("complete", False, "")
    assert told.title == "Northern/Interaction-2023"
    assert told.dates == "200000ZJUL23 to 211200ZJUL23"
    assert (told.length, told.seed) == ("30.0 h", "7")
    assert told.size.endswith(" MB")


def test_a_stopped_run_is_told_to_be_stopped_and_one_that_is_written_to_be_under_way(tmp_path: Path) -> None:
    folder = synthetic.write(tmp_path / "cut off", finish=False)
    cards = Cards(tmp_path)
    told = card(folder, cards)
    assert told.state == "stopped at 210600ZJUL23"
    assert told.resume == "fleetex run FILE -o 'cut off' --resume"
    assert stopped_text(folder, "cut off") == f"{told.state}; go on with {told.resume}"
    assert is_being_written(folder) is False
    run = JournalFile(folder / JOURNAL_NAME, new=False)
    try:
        assert is_being_written(folder)
        told = card(folder, cards)
        assert (told.state, told.resume, told.live) == ("under way elsewhere", "", True)
        assert stopped_text(folder, "cut off") == ""
        with pytest.raises(RecordingError, match="another run"):
            JournalFile(folder / JOURNAL_NAME, new=False)
    finally:
        run.close()
    assert card(folder, cards).state == "stopped at 210600ZJUL23"


def test_damage_is_told_with_its_reason(tmp_path: Path) -> None:
    whole = synthetic.write(tmp_path / "whole")
    for name in ("cut table", "no table", "cut header", "newer"):
        shutil.copytree(whole, tmp_path / name)
    legs = tmp_path / "cut table" / "legs.parquet"
    legs.write_bytes(legs.read_bytes()[:-7])
    (tmp_path / "no table" / "legs.parquet").unlink()
    head = tmp_path / "cut header" / "recording.json"
    head.write_bytes(head.read_bytes()[:200])
    head = tmp_path / "newer" / "recording.json"
    head.write_text(json.dumps(json.loads(head.read_text()) | {"format_version": 99}))
    cards = Cards(tmp_path).of(("cut table", "no table", "cut header", "newer", "whole"))
    assert [name for name, told in cards.items() if told.damaged] == ["cut table", "no table", "cut header", "newer"]
    assert "legs.parquet is not as it was written" in cards["cut table"].state
    assert "legs.parquet is missing" in cards["no table"].state
    assert "recording.json" in cards["cut header"].state
    assert "install a newer" in cards["newer"].state
    assert all(str(tmp_path) not in told.state for told in cards.values())


def test_what_there_was_no_time_to_read_is_read_for_a_later_list(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = synthetic.write(tmp_path / "run")
    legs = folder / "legs.parquet"
    legs.write_bytes(legs.read_bytes()[:-7])
    cards = Cards(tmp_path)
    monkeypatch.setattr("fleetex.serve.cards.CHECKING_S", -1.0)
    assert card(folder, cards).state == "complete"
    monkeypatch.setattr("fleetex.serve.cards.CHECKING_S", CHECKING_S)
    assert card(folder, cards).damaged
    assert card(folder, cards).damaged  # kept
    Recording.open(folder).check_files(contents=False)
