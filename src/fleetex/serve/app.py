"""The server's answers. Every name in an address is looked up on the shelf's own list before anything is opened."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote

from starlette.applications import Starlette
from starlette.convertors import PathConvertor, register_url_convertor
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from fleetex.record.errors import RecordingError
from fleetex.record.journal import is_being_written
from fleetex.record.reader import Recording
from fleetex.replay.errors import PageError
from fleetex.replay.page import build_replay, empty_page, streamed_page
from fleetex.replay.scratch import sweep
from fleetex.report import build_report
from fleetex.serve.access import Guard
from fleetex.serve.cards import Card, Cards
from fleetex.serve.noting import Noting
from fleetex.serve.pages import NO_SCRIPT_POLICY, fresh_response, page_response, rendered, said, with_policy
from fleetex.serve.runs import RUNS_MAX, Run, TooMany
from fleetex.serve.shelf import NotHere, Shelf
from fleetex.serve.streaming import STILL, Changed, NoSuchPart, Streams
from fleetex.serve.watching import Watched

VIEWERS_MAX = 40
"""Who may watch at a time."""
PAGES_AT_A_TIME = 2
"""Pages made at a time; the others wait."""


class _AnyName(PathConvertor):
    """A name of the list in an address: a folder's may have a line's end, where Starlette's own path ends."""

    regex = r"[\s\S]*"


register_url_convertor("any", _AnyName())
_PLAIN = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}
_FORM_BYTES_MAX = 4096
_WORDS_BYTES_MAX = 1024


class Server:
    """The shelf, the runs under way and who watches what."""

    def __init__(self, folder: Path) -> None:
        self.shelf = Shelf(folder)
        self.cards = Cards(self.shelf.folder)
        self.watched: dict[str, Watched] = {}
        self.viewers = 0
        self._beginning = 0
        self._reading = asyncio.Lock()
        self._making = asyncio.Semaphore(PAGES_AT_A_TIME)
        self.streams = Streams()
        self.noting = Noting()
        self._made: dict[tuple[str, str], tuple[Any, str]] = {}

    def watch(self, name: str) -> Watched:
        """The recording as watched; one for all who watch it."""
        known = self.watched.get(name)
        if known is not None and known.run is not None and not known.run.standing.over:
            return known  # its folder may not be there yet
        folder = self.shelf.recording(name)  # as it is now: it may be gone, or be a link by now
        if known is None:
            known = self.watched[name] = Watched(folder, name)
        return known

    def is_written(self, name: str) -> bool:
        """Whether a run is known to write to a recording now."""
        return is_being_written(self.shelf.recording(name)) is True

    async def listed(self, names: tuple[str, ...]) -> dict[str, Card]:
        """The cards of these recordings; read by one at a time."""
        async with self._reading:
            return await asyncio.to_thread(self.cards.of, names)

    def under_way(self) -> dict[str, Run]:
        """Runs of this server that are not over, by the recording's name."""
        return {
            name: one.run for name, one in self.watched.items() if one.run is not None and not one.run.standing.over
        }

    async def begin(self, scenario: str) -> str:
        """Start a run; the name of its recording. NotHere or TooMany if it may not be."""
        file = self.shelf.scenario(scenario)
        if len(self.under_way()) + self._beginning >= RUNS_MAX:
            raise TooMany
        name = self.shelf.new_recording(scenario, self.watched)
        watched = Watched(self.shelf.folder / name)
        self.watched[name] = watched
        self._beginning += 1
        try:
            watched.run = await Run.begin(file, watched.folder, watched.changed)
        except BaseException:
            del self.watched[name]
            raise
        finally:
            self._beginning -= 1
        return name

    async def page(self, name: str, kind: str, build: Callable[[Recording], str]) -> str:
        """A page made from a recording; kept while the recording is as it was."""
        folder = await asyncio.to_thread(self.shelf.recording, name)
        mark = sorted((path.name, path.stat().st_mtime_ns) for path in folder.iterdir())
        async with self._making:
            kept = self._made.get((name, kind))
            if kept is None or kept[0] != mark:
                self._made.pop((name, kind), None)
                while len(self._made) >= 2 * PAGES_AT_A_TIME:
                    self._made.pop(next(iter(self._made)))
                kept = self._made[name, kind] = (mark, await asyncio.to_thread(lambda: build(Recording.open(folder))))
        return kept[1]

    async def close(self) -> None:
        """Stop all runs cleanly, and leave nothing behind."""
        await asyncio.gather(*(run.stop() for run in self.under_way().values()))
        self.streams.close()


def application(folder: Path, token: str | None) -> Starlette:
    """The server of one folder; with a token, for those who bring it."""
    server = Server(folder)

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await asyncio.to_thread(sweep)
        yield
        await server.close()

    app = Starlette(
        routes=[
            Route("/", _list),
            Route("/play/{name:any}", _play),
            Route("/windows/{name:any}", _windows),
            Route("/grown/{name:any}", _grown),
            Route("/file/{name:any}", _file),
            Route("/notes/{name:any}", _notes, methods=["GET", "POST"]),
            Route("/report/{name:any}", _report),
            Route("/live/{name:any}", _live),
            Route("/run", _run, methods=["POST"]),
            WebSocketRoute("/socket/{name:any}", _socket),
        ],
        exception_handlers={
            NotHere: _not_here,
            TooMany: _too_many,
            NoSuchPart: _no_such_part,
            Changed: _changed,
            RecordingError: _unreadable,
            PageError: _unreadable,
            OSError: _gone,
            HTTPException: _no_route,
        },
        middleware=[Middleware(Guard, token=token)],
        lifespan=lifespan,
    )
    app.state.server = server
    return app


async def _list(request: Request) -> Response:
    server: Server = request.app.state.server
    listing = await asyncio.to_thread(server.shelf.listing)
    under_way = server.under_way()
    cards = await server.listed(listing.recordings)
    rows = [{"name": name, "card": cards[name], "run": under_way.get(name)} for name in listing.recordings]
    text = rendered(
        "list.html", folder=server.shelf.folder.name, scenarios=listing.scenarios, recordings=rows, runs=under_way
    )
    return fresh_response(text) if under_way else page_response(text, NO_SCRIPT_POLICY)


async def _play(request: Request) -> Response:
    server: Server = request.app.state.server
    name = request.path_params["name"]
    if name in server.under_way() or await asyncio.to_thread(server.is_written, name):
        return RedirectResponse(f"/live/{quote(name)}", 303)  # a page that says "cut off" is not for what goes on
    folder = await asyncio.to_thread(server.shelf.recording, name)
    await asyncio.to_thread(Recording.open, folder)  # what is none is told at once; the rest is told to the page
    page = streamed_page(f"/windows/{quote(name)}", f"/notes/{quote(name)}")
    return page_response(*with_policy(page, empty_page(), connects=True))


async def _windows(request: Request) -> Response:
    """A part of a recording, packed: the still one, or a window of time by its number."""
    server: Server = request.app.state.server
    name, asked = request.path_params["name"], request.query_params
    folder = await asyncio.to_thread(server.shelf.recording, name)
    content = await server.streams.part(name, folder, asked.get("part", STILL), asked.get("cut", ""))
    return Response(content, 200, _PLAIN, "application/octet-stream")


async def _notes(request: Request) -> Response:
    """What people noted of a recording, kept beside it."""
    server: Server = request.app.state.server
    folder = await asyncio.to_thread(server.shelf.recording, request.path_params["name"])
    return await server.noting.answer(request, folder)


async def _file(request: Request) -> Response:
    """The replay as one file, to be kept or mailed."""
    server: Server = request.app.state.server
    name = request.path_params["name"]
    page = await server.page(name, "replay", build_replay)
    file = quote(f"{name.replace('/', '-')}.html")
    return HTMLResponse(page, 200, _PLAIN | {"Content-Disposition": f"attachment; filename*=UTF-8''{file}"})


async def _report(request: Request) -> Response:
    server: Server = request.app.state.server
    name = request.path_params["name"]
    page = await server.page(name, "report", lambda recording: build_report(recording, f"/play/{quote(name)}"))
    return page_response(*with_policy(page, "", connects=False))


async def _live(request: Request) -> Response:
    """The replay of a recording under way, which keeps up with it; until something moves in it, a page that waits."""
    server: Server = request.app.state.server
    name = request.path_params["name"]
    watched = server.watched.get(name)
    run = watched.run if watched is not None else None
    if run is not None and not _has_begun(server, name):
        return fresh_response(rendered("waiting.html", name=name, standing=run.told()))
    server.shelf.recording(name)
    page = streamed_page(f"/grown/{quote(name)}", f"/notes/{quote(name)}", f"/socket/{quote(name)}")
    return page_response(*with_policy(page, empty_page(), connects=True))


async def _grown(request: Request) -> Response:
    """A piece of a recording under way, as far as it is."""
    server: Server = request.app.state.server
    asked = request.query_params
    watched = await asyncio.to_thread(server.watch, request.path_params["name"])
    texts = asked.get("texts", "0")
    known = int(texts) if texts.isascii() and texts.isdigit() and len(texts) < 10 else 0
    content = await watched.part(asked.get("part", STILL), asked.get("cut", ""), known)
    return Response(content, 200, _PLAIN, "application/octet-stream")


def _has_begun(server: Server, name: str) -> bool:
    """Whether anything moves in it yet."""
    try:
        return bool(len(Recording.open(server.shelf.recording(name)).table("legs")["time_s"]))
    except (NotHere, RecordingError, OSError):
        return False


async def _run(request: Request) -> Response:
    server: Server = request.app.state.server
    body = b""
    try:
        async for piece in request.stream():
            body += piece
            if len(body) > _FORM_BYTES_MAX:
                return PlainTextResponse("Too much was sent.", 413)
    except ClientDisconnect:
        return PlainTextResponse("It was not all sent.", 400)
    asked = parse_qs(body.decode("utf-8", "replace"))
    name = await server.begin(asked.get("scenario", [""])[0])
    return RedirectResponse(f"/live/{quote(name)}", 303)


async def _socket(socket: WebSocket) -> None:
    """A viewer: gets where the run stands and what was recorded; may change the pace of a run of this server."""
    server: Server = socket.app.state.server
    if server.viewers >= VIEWERS_MAX:
        await socket.close(1013)
        return
    try:
        watched = server.watch(socket.path_params["name"])
    except NotHere:
        await socket.close(1008)
        return
    server.viewers += 1
    try:
        await socket.accept()
        await _converse(socket, watched)
    finally:
        server.viewers -= 1


async def _converse(socket: WebSocket, watched: Watched) -> None:
    """Tell a viewer what is new and do as told, until the viewer leaves."""
    sending = asyncio.create_task(_tell(socket, watched))
    try:
        with watched:
            while True:
                said = await socket.receive_text()
                command = _command(said)
                if command and watched.run is not None:
                    await watched.run.command(command)
    except (WebSocketDisconnect, KeyError, RuntimeError):  # a viewer that left, or sent bytes
        pass
    finally:
        sending.cancel()
        with contextlib.suppress(asyncio.CancelledError, WebSocketDisconnect, RuntimeError):
            await sending


async def _tell(socket: WebSocket, watched: Watched) -> None:
    """Say where the run stands whenever there is news: the last of it, where a viewer is slower than the run."""
    while True:
        version = watched.version
        await socket.send_text(json.dumps(watched.told()))
        await watched.news(version)


def _command(said: str) -> dict[str, Any]:
    if len(said) > _WORDS_BYTES_MAX:
        return {}
    try:
        command = json.loads(said)
    except (ValueError, RecursionError):
        return {}
    return command if isinstance(command, dict) else {}


async def _not_here(request: Request, _: Exception) -> Response:
    return said(request, "There is nothing of that name in the folder that is served.", 404)


async def _no_route(request: Request, failure: Exception) -> Response:
    assert isinstance(failure, HTTPException)
    return said(request, f"There is no such page here ({failure.detail}).", failure.status_code)


async def _too_many(request: Request, _: Exception) -> Response:
    return said(request, f"{RUNS_MAX} runs are under way; stop one, or wait for its end.", 429)


async def _no_such_part(request: Request, _: Exception) -> Response:
    return said(request, "The recording is not cut into so many windows.", 404)


async def _changed(request: Request, _: Exception) -> Response:
    return said(request, "The recording has changed since this page was opened: open it again.", 409)


async def _unreadable(request: Request, failure: Exception) -> Response:
    folder = f"{request.app.state.server.shelf.folder}/"  # where on this machine that is, is not told over a network
    return said(request, str(failure).replace(folder, ""), 409)


async def _gone(request: Request, _: Exception) -> Response:
    return said(request, "This cannot be read now: it is being written, or was taken away. Try again.", 409)
