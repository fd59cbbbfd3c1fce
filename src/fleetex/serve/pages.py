"""The server's pages as text: the list, the page that waits for a run to begin, and the replay with what it needs here.

What a name or a recording says is text in them, never markup; each script that a page may run is named by its hash.
"""

import re
from importlib.resources import files
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from fleetex.replay.page import script_hashes

_META_POLICY = re.compile(r'<meta\s+http-equiv="Content-Security-Policy"[^>]*>', re.IGNORECASE)
_POLICY = (
    "default-src 'none'; script-src {scripts}; style-src 'unsafe-inline'; img-src data: blob:; font-src data:; "
    "worker-src blob:; connect-src {connect}; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
NO_SCRIPT_POLICY = _POLICY.format(scripts="'none'", connect="'none'")


def rendered(template: str, **content: object) -> str:
    """One of the templates, filled; everything in it escaped."""
    folder = str(files("fleetex.serve") / "templates")
    environment = Environment(
        loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    environment.filters["address"] = lambda name: quote(str(name))
    return environment.get_template(template).render(**content)


def with_policy(page: str, scripts: str, *, connects: bool) -> tuple[str, str]:
    """A page without its own policy, and the policy for it as a header: the scripts in `scripts`, and no other. That
    text is ours alone: by the page's own scripts, one that a recording brought into it would be let through.
    """
    page = _META_POLICY.sub("", page, count=1)
    named = script_hashes(scripts)
    return page, _POLICY.format(scripts=named, connect="'self'" if connects else "'none'")


def page_response(text: str, policy: str, status: int = 200) -> Response:
    """A page as it is sent."""
    headers = {
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",  # with none at all a form of ours would have no Origin either
        "Cache-Control": "no-store",
    }
    return HTMLResponse(text, status, headers)


def fresh_response(text: str) -> Response:
    """A page that keeps itself up to date, by the one script that it may run."""
    return page_response(*with_policy(text, rendered("fresh.html"), connects=True))


def said(asked: HTTPConnection, words: str, status: int) -> Response:
    """A sentence in place of what was asked for: a page to who opens one, else the words alone."""
    if "text/html" not in asked.headers.get("accept", ""):
        return PlainTextResponse(words, status)
    return page_response(rendered("said.html", words=words), NO_SCRIPT_POLICY, status)


__all__ = ["NO_SCRIPT_POLICY", "fresh_response", "page_response", "rendered", "said", "with_policy"]
