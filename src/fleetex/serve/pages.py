"""The server's pages as text: the list, the page that waits for a run to begin, and the replay with what it needs here.

What a name or a recording says is text in them, never markup; each script that a page may run is named by its hash.
"""

import base64
import hashlib
import re
from importlib.resources import files
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from fleetex.replay.page import MARKER

_META_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>', re.IGNORECASE)
_SCRIPT = re.compile(r"<script(?P<about>[^>]*)>(?P<text>.*?)</script>", re.DOTALL)
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


def with_policy(page: str, *, connects: bool) -> tuple[str, str]:
    """A page without its own policy, and the policy for it as a header: its scripts as they are, and no other."""
    page = _META_POLICY.sub("", page, count=1)
    hashes = sorted(
        {
            f"'sha256-{base64.b64encode(hashlib.sha256(found['text'].encode()).digest()).decode()}'"
            for found in _SCRIPT.finditer(page)
            if "octet-stream" not in found["about"]
        }
    )
    return page, _POLICY.format(scripts=" ".join(hashes) or "'none'", connect="'self'" if connects else "'none'")


def watching_page(page: str) -> str:
    """The replay's page with the script that keeps it up with a recording under way. `page` holds a recording."""
    script = (files("fleetex.serve") / "templates" / "watching.js").read_text("utf-8")
    style = (files("fleetex.serve") / "templates" / "watching.css").read_text("utf-8")
    before, _, after = page.rpartition("</body>")
    return f"{before}<style>{style}</style><script>{script}</script></body>{after}"


__all__ = ["MARKER", "NO_SCRIPT_POLICY", "rendered", "watching_page", "with_policy"]
