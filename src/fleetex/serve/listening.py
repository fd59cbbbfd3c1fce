"""Listens on an address: loopback unless asked otherwise, and then only for those who bring the token it prints."""

import errno
import socket
import sys
import threading
import webbrowser
from pathlib import Path

import uvicorn

from fleetex.serve import AddressError
from fleetex.serve.access import TOKEN_NAME, is_loopback, new_token
from fleetex.serve.app import application
from fleetex.serve.patience import Patient

CONNECTIONS_MAX = 100
"""More at a time are told to come back later."""
_MESSAGE_BYTES_MAX = 1 << 12


def listen(folder: Path, host: str, port: int, *, open_browser: bool) -> None:
    """Serve until stopped by hand. AddressError if the address or the port cannot be had."""
    token = None if is_loopback(host) else new_token()
    app = application(folder, token)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as bound:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        _bind(bound, host, port)
        bound.listen(CONNECTIONS_MAX)  # from here on a browser waits, and is not refused
        name = f"[{host}]" if family == socket.AF_INET6 else host
        address = f"http://{name}:{bound.getsockname()[1]}/" + (f"?{TOKEN_NAME}={token}" if token else "")
        print(f"Serving {folder} at {address}  (Ctrl-C stops)", flush=True)
        if token is not None:
            print("fleetex: who has this address with its token can start runs here", file=sys.stderr)
        if open_browser:
            threading.Timer(0.5, webbrowser.open, [address]).start()
        config = uvicorn.Config(
            app,
            log_level="warning",
            access_log=False,
            server_header=False,
            http=Patient,
            limit_concurrency=CONNECTIONS_MAX,
            ws="websockets-sansio",
            ws_max_size=_MESSAGE_BYTES_MAX,
            timeout_graceful_shutdown=3,
        )
        uvicorn.Server(config).run(sockets=[bound])


def _bind(bound: socket.socket, host: str, port: int) -> None:
    another = "give another with --port N, or --port 0 for any that is free"
    try:
        bound.bind((host, port))
    except OSError as failure:
        if failure.errno == errno.EADDRINUSE:
            raise AddressError(f"port {port} on {host} is taken, perhaps by another fleetex serve: {another}") from None
        if failure.errno in (errno.EACCES, errno.EPERM):
            raise AddressError(f"port {port} on {host} may not be used by you: {another}") from None
        raise AddressError(
            f"{host} is no address of this machine that can be listened on ({failure.strerror or failure}): "
            "give one with --host ADDRESS, or leave it out"
        ) from None
