"""Notes of whoever looks at a recording, kept beside it: told by GET, changed by POST, one at a time."""

import asyncio
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from fleetex.replay.notes import Note, NotesError, note_of, read_notes, with_note, write_notes

BODY_BYTES_MAX = 16_384
"""Of one note with 2,000 letters, each of which may be written in six bytes."""
_KEPT = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}


class Noting:
    """The notes of the folder's recordings. Two who write at once both keep what they wrote."""

    def __init__(self) -> None:
        self._one_at_a_time = asyncio.Lock()

    async def answer(self, request: Request, folder: Path) -> Response:
        """The notes beside a recording; by POST after {"add": note} or {"remove": id}."""
        try:
            if request.method == "GET":
                return _told(await asyncio.to_thread(read_notes, folder))
            asked = await _asked(request)
            if isinstance(asked, Response):
                return asked
            async with self._one_at_a_time:
                return _told(await asyncio.to_thread(_changed, folder, asked))
        except NotesError as failure:
            return PlainTextResponse(str(failure), 409)


def _changed(folder: Path, asked: dict[str, Any]) -> list[Note]:
    notes = read_notes(folder)
    if isinstance(asked.get("remove"), str):
        notes = [note for note in notes if note.id != asked["remove"]]
    else:
        note = note_of(asked.get("add"))
        if note is None:
            raise NotesError('this is no note: {"add": {"time_s": SECONDS, "text": TEXT}} or {"remove": ID}')
        notes = with_note(notes, note)
    write_notes(folder, notes)
    return notes


async def _asked(request: Request) -> dict[str, Any] | Response:
    body = b""
    try:
        async for piece in request.stream():
            body += piece
            if len(body) > BODY_BYTES_MAX:
                return PlainTextResponse("Too much was sent.", 413)
        asked = json.loads(body)
    except ClientDisconnect:
        return PlainTextResponse("It was not all sent.", 400)
    except (ValueError, RecursionError):
        asked = None
    return asked if isinstance(asked, dict) else PlainTextResponse("A note is sent as a JSON object.", 400)


def _told(notes: list[Note]) -> Response:
    return JSONResponse({"notes": [asdict(note) for note in notes]}, headers=_KEPT)
