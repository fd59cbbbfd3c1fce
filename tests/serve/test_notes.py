"""Notes that people pin to moments are kept beside the recording, by those who may, as text and within limits."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from fleetex.record.reader import Recording
from fleetex.replay.notes import NOTES_MAX, NOTES_NAME, Note, NotesError, note_of, read_notes, with_note, write_notes
from tests.serve.conftest import HOSTILE, Served

NOTE: dict[str, Any] = {"time_s": 5400.0, "text": HOSTILE, "unit": "guiyang", "branch": True}


@pytest.fixture
def noted(served: Served) -> Any:
    """A recording of its own to write notes to."""
    shutil.copytree(served.folder / "played", served.folder / "noted")
    yield served
    shutil.rmtree(served.folder / "noted")


def post(served: Served, said: object, **headers: str) -> tuple[int, str, dict[str, str]]:
    own = {"Origin": served.address.rstrip("/")} if "Origin" not in headers else headers
    return served.ask("POST", "notes/noted", said if isinstance(said, bytes) else json.dumps(said).encode(), own)


def test_a_note_is_kept_beside_the_recording_and_changes_nothing_in_it(noted: Served) -> None:
    folder = noted.folder / "noted"
    before = Recording.open(folder).content_hash()
    assert json.loads(noted.get("notes/noted")[1]) == {"notes": []}
    status, text, _ = post(noted, {"add": NOTE})
    told = json.loads(text)["notes"]
    assert (status, told[0]["text"], told[0]["branch"]) == (200, HOSTILE, True)
    assert [note.text for note in read_notes(folder)] == [HOSTILE]
    assert Recording.open(folder).content_hash() == before
    again = told[0] | {"text": "another", "branch": False}
    assert [note["text"] for note in json.loads(post(noted, {"add": again})[1])["notes"]] == ["another"]
    assert json.loads(post(noted, {"remove": told[0]["id"]})[1]) == {"notes": []}


def test_nobody_else_writes_notes_and_none_goes_elsewhere(noted: Served) -> None:
    assert post(noted, {"add": NOTE}, Origin="https://evil.example")[0] == 403
    assert noted.ask("POST", "notes/noted", b"{}", {})[0] == 403
    own = {"Origin": noted.address.rstrip("/")}
    for name in ("linked", "linked-inside", "..%2Foutside0%2Fother", "nowhere"):
        assert noted.ask("POST", f"notes/{name}", json.dumps({"add": NOTE}).encode(), own)[0] == 404
    assert not (noted.folder / "noted" / NOTES_NAME).exists()


@pytest.mark.parametrize(
    ("said", "status"),
    [
        (b"x" * 20_000, 413),
        (b"[" * 9_000, 400),
        (b"\xff\xfe", 400),
        ({"add": {"time_s": "soon", "text": "x"}}, 409),
        (b'{"add": {"time_s": NaN, "text": "x"}}', 409),
        ({"add": {"time_s": 1.0, "text": "   "}}, 409),
        ({"add": None}, 409),
    ],
)
def test_what_is_no_note_is_not_kept(noted: Served, said: object, status: int) -> None:
    assert post(noted, said)[0] == status
    assert not (noted.folder / "noted" / NOTES_NAME).exists()


def test_a_file_that_is_none_of_ours_is_left_as_it_is(noted: Served) -> None:
    file = noted.folder / "noted" / NOTES_NAME
    for text in ("{", "[]", '{"format": "another"}', '{"format": "fleetex notes", "format_version": 9, "notes": []}'):
        file.write_text(text)
        status, words, _ = post(noted, {"add": NOTE})
        assert (status, NOTES_NAME in words) == (409, True)
        assert file.read_text() == text


def test_a_note_is_no_longer_than_may_be_and_there_are_no_more_than_may_be() -> None:
    note = note_of({"time_s": 0, "text": "a" * 5_000, "id": 7, "unit": ["x"], "serial": "\ud800"})
    assert note is not None
    assert (len(note.text), note.unit, note.serial, bool(note.id)) == (2_000, "", "?", True)
    many = [Note(str(number), 0.0, "x") for number in range(NOTES_MAX)]
    assert len(with_note(many, Note("1", 0.0, "y"))) == NOTES_MAX
    with pytest.raises(NotesError, match="remove some"):
        with_note(many, Note("one more", 0.0, "x"))


def test_a_folder_that_is_gone_says_so(tmp_path: Path) -> None:
    with pytest.raises(NotesError, match="cannot be written"):
        write_notes(tmp_path / "gone", [])
