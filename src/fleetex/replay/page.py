"""The page with a recording inside it: `fleetex/web/replay.html`, made by `make web`, its marker replaced by base64.

What the first picture needs stands in an element of its own: the page unpacks it while a worker begins with the rest.

Base64 has no character that ends a script element, and the recording is decoded as numbers and JSON, never as markup.
"""

import base64
import gzip
import hashlib
import re
from html import escape
from importlib.resources import files

from fleetex.record.reader import Recording
from fleetex.replay.bundle import packed
from fleetex.replay.errors import PageError
from fleetex.replay.notes import Note, NotesError, read_notes

MARKER = "<!--RECORDING-->"
_KIND = 'type="application/octet-stream"'
_SCRIPT = re.compile(r"<script(?P<about>[^>]*)>(?P<text>.*?)</script>", re.DOTALL)
_COMPRESSION = 6
"""zlib's levels above take eight times as long and save 3 %."""


def streamed_page(windows: str, notes: str, live: str = "") -> str:
    """The page as text, which fetches the recording's windows and its notes from addresses on its own server; `live`:
    where it is told over a WebSocket that there is more."""
    return _filled("", "", windows=windows, notes=notes, live=live)


def build_replay(recording: Recording) -> str:
    """The page as text, the recording and the notes beside it inside."""
    first, rest = map(_in_base64, packed(recording, _notes_beside(recording)))
    return _filled(first, rest)


def _in_base64(content: bytes) -> str:
    return base64.b64encode(gzip.compress(content, _COMPRESSION, mtime=0)).decode("ascii")


def _filled(first: str, rest: str, **addresses: str) -> str:
    told = "".join(f' data-{name}="{escape(address)}"' for name, address in addresses.items() if address)
    pieces = f'<script {_KIND} id="recording"{told}>{first}</script>'
    if rest:
        pieces += f'<script {_KIND} id="rest">{rest}</script>'
    return empty_page().replace(MARKER, pieces, 1)


def _notes_beside(recording: Recording) -> list[Note]:
    try:
        return read_notes(recording.folder)
    except NotesError as failure:
        raise PageError(f"{recording.folder}: {failure}") from None


def empty_page() -> str:
    """The built page with its marker in it. PageError if it was not built."""
    built = files("fleetex") / "web" / "replay.html"
    if not built.is_file():
        raise PageError(
            "the replay's page is not built here; in the checkout write: make web\n"
            "(a wheel of fleetex carries it; the build needs Node, which make web gets where it is missing)"
        )
    page = built.read_text("utf-8")
    if page.count(MARKER) != 1:
        raise PageError("the replay's page in this installation is not one that takes a recording; write: make web")
    return page.replace("script-src 'unsafe-inline'", f"script-src {script_hashes(page)}", 1)


def script_hashes(text: str) -> str:
    """For a content security policy: the scripts that stand in a text, by their hashes; none, where there are none."""
    scripts = (found["text"] for found in _SCRIPT.finditer(text) if "octet-stream" not in found["about"])
    hashes = {base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts}
    return " ".join(f"'sha256-{one}'" for one in sorted(hashes)) or "'none'"
