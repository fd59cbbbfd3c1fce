"""How long a connection is waited for: who takes a place and asks nothing, or does not read the answer, loses it."""

import asyncio

from uvicorn.protocols.http.h11_impl import H11Protocol

REQUEST_WAIT_S = 5.0
"""From when a connection is there, or its last answer is out, to the end of its next request."""
READING_WAIT_S = 30.0
"""A client that took nothing of its answer for so long is gone."""


class Patient(H11Protocol):
    """A connection by HTTP/1.1 that is not waited for without end. The library's own timer runs after answers only."""

    _request_due: asyncio.TimerHandle | None = None
    _reading_due: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._wait_for_request()

    def connection_lost(self, exc: Exception | None) -> None:
        self._wait_no_more()
        super().connection_lost(exc)

    def on_response_complete(self) -> None:
        self._wait_for_request()
        super().on_response_complete()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._reading_due = self.loop.call_later(READING_WAIT_S, self.transport.abort)

    def resume_writing(self) -> None:
        if self._reading_due is not None:
            self._reading_due.cancel()
        super().resume_writing()

    def _wait_for_request(self) -> None:
        if self._request_due is not None:
            self._request_due.cancel()
        self._request_due = self.loop.call_later(REQUEST_WAIT_S, self._close_unless_asked)

    def _close_unless_asked(self) -> None:
        if self.transport.get_protocol() is not self:  # a WebSocket by now
            return
        asked = self.cycle is not None and not self.cycle.response_complete and not self.cycle.more_body
        if not asked:
            self.transport.abort()

    def _wait_no_more(self) -> None:
        for due in (self._request_due, self._reading_due):
            if due is not None:
                due.cancel()
