"""Who may ask the server. On loopback: a browser of this machine that was sent to this address by name of loopback (no
foreign page that had its own name point here) and, to change anything, from one of our own pages. On another address:
who brings the token besides.
"""

import hmac
import ipaddress
import secrets
from urllib.parse import urlsplit

from starlette.datastructures import Headers, QueryParams
from starlette.requests import HTTPConnection
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from fleetex.serve.pages import said

TOKEN_NAME = "token"


def is_loopback(host: str) -> bool:
    """Whether an address is reached from this machine alone."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def new_token() -> str:
    """Something that nobody guesses."""
    return secrets.token_urlsafe(24)


class Guard:
    """Lets through who may ask; others get a sentence and no more."""

    def __init__(self, app: ASGIApp, token: str | None) -> None:
        self._app = app
        self._token = token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        refusal = self._refusal(HTTPConnection(scope))
        if refusal is None:
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008})
        else:
            await refusal(scope, receive, send)

    def _refusal(self, asked: HTTPConnection) -> Response | None:
        host = _host_of(asked.headers.get("host", ""))
        if self._token is None and not is_loopback(host):
            return said(asked, "This server answers to localhost and the loopback addresses alone.", 421)
        if self._token is not None:
            brought = asked.query_params.get(TOKEN_NAME)
            if brought is not None and self._is_token(brought) and asked.scope["type"] == "http":
                return _remembered(asked, brought)
            if not self._is_token(asked.cookies.get(_cookie_of(asked), "")):
                return said(asked, "Open the address with the token that fleetex serve printed.", 403)
        changes = asked.scope["type"] == "websocket" or asked.scope.get("method") not in ("GET", "HEAD")
        if changes and not _is_own(asked.headers):
            return said(asked, "This can be asked from the server's own pages alone.", 403)
        return None

    def _is_token(self, brought: str) -> bool:
        return self._token is not None and hmac.compare_digest(brought.encode(), self._token.encode())


def _remembered(asked: HTTPConnection, token: str) -> Response:
    """The same address without the token, which from now on is in a cookie."""
    rest = QueryParams([(name, value) for name, value in asked.query_params.multi_items() if name != TOKEN_NAME])
    path = "/" + asked.url.path.lstrip("/")
    answer = RedirectResponse(path + (f"?{rest}" if rest else ""), 303)
    answer.set_cookie(_cookie_of(asked), token, httponly=True, samesite="strict")
    return answer


def _cookie_of(asked: HTTPConnection) -> str:
    """A name for each port: browsers keep cookies by host alone, and two servers of one host have two tokens."""
    server = asked.scope.get("server")
    return f"{TOKEN_NAME}-{server[1]}" if server else TOKEN_NAME


def _is_own(headers: Headers) -> bool:
    """Whether the page that asks came from here. Every browser says so where something may be changed."""
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc == headers.get("host")


def _host_of(header: str) -> str:
    """The name or address in a Host header, without the port."""
    try:
        return (urlsplit(f"//{header}").hostname or "").lower()
    except ValueError:
        return ""
