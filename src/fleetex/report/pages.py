"""What every page of fleetex has in common: fonts, colours, the frame about its sections, its templates."""

import base64
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING

from fleetex.measures.palette import theme_css

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

_TEMPLATES = files("fleetex.report") / "templates"
_FONTS = (
    ("IBM Plex Sans", 400, "normal", "ibm-plex-sans-latin-400-normal"),
    ("IBM Plex Sans", 600, "normal", "ibm-plex-sans-latin-600-normal"),
    ("IBM Plex Sans Condensed", 400, "normal", "ibm-plex-sans-condensed-latin-400-normal"),
    ("IBM Plex Sans Condensed", 600, "normal", "ibm-plex-sans-condensed-latin-600-normal"),
    ("IBM Plex Serif", 400, "italic", "ibm-plex-serif-latin-400-italic"),
)


def page_environment(folder: Traversable, own_css: str = "") -> "Environment":
    """Templates of a folder, and the frame `shell.html` that they extend; `own_css` follows the common rules."""
    from jinja2 import Environment, FunctionLoader, StrictUndefined, select_autoescape
    from markupsafe import Markup

    def source(name: str) -> str:
        home = _TEMPLATES if name == "shell.html" else folder
        return (home / name).read_text(encoding="utf-8")

    environment = Environment(
        loader=FunctionLoader(source),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {"css": Markup(page_css() + own_css), "svg": Markup}
    environment.filters["coded"] = coded
    return environment


def coded(words: str) -> "Markup":
    """Words of a docstring for a page: what stands between backticks is code."""
    from markupsafe import Markup, escape

    parts = words.split("`")
    if len(parts) % 2 == 0:
        return escape(words)
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if number % 2 else escape(part) for number, part in enumerate(parts)
    )


def page_css() -> str:
    """Fonts, the day's colours, the night's where the reader's system is dark, then the page's own rules."""
    own = (_TEMPLATES / "report.css").read_text(encoding="utf-8")
    fonts = "".join(_font_face(*font) for font in _FONTS)
    night = f"@media screen and (prefers-color-scheme:dark){{{theme_css(night=True)}}}"
    return f"{fonts}\n{theme_css(night=False)}\n{night}\n{own}"


def _font_face(family: str, weight: int, style: str, file: str) -> str:
    content = base64.b64encode((files("fleetex.report") / "fonts" / f"{file}.woff2").read_bytes()).decode("ascii")
    return (
        f"@font-face{{font-family:'{family}';font-weight:{weight};font-style:{style};font-display:block;"
        f"src:url(data:font/woff2;base64,{content}) format('woff2')}}\n"
    )
