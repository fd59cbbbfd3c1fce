"""The server's pages as text: the list, the page that waits for a run to begin, and the replay with what it needs here.

What a name or a recording says is text in them, never markup; each script that a page may run is named by its hash.
"""

import re
from importlib.resources import files
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined

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


__all__ = ["NO_SCRIPT_POLICY", "rendered", "with_policy"]
