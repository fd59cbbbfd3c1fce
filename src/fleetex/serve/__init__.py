"""The server: lists a folder's scenarios and recordings, plays recordings, starts runs and shows them as they go."""

from pathlib import Path

DEFAULT_PORT = 8321
LOOPBACK = "127.0.0.1"


class AddressError(Exception):
    """The address or the port cannot be had; the message says what to give instead."""


def serve(folder: Path, host: str = LOOPBACK, port: int = DEFAULT_PORT, *, open_browser: bool = False) -> None:
    """Serve a folder until stopped. AddressError if the address or the port cannot be had."""
    from fleetex.serve.listening import listen

    listen(folder, host, port, open_browser=open_browser)
