"""The one decorator of every numeric kernel, and the folder in which compiled kernels are kept.

Numba keys a cached kernel on its own source file alone, so a change in a function that it calls (or in a constant that
it froze) would leave stale code. The folder's name therefore carries a hash of every file a kernel can draw on. With
that it no longer matters where the package lies: kernels compiled from one checkout serve another, and an installed
wheel, of the same sources.
"""

import atexit
import hashlib
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
from numba.core.caching import UserProvidedCacheLocator

from fleetex.physics.carried import carried, entered

F = TypeVar("F", bound=Callable[..., Any])

_NUMBA: Any = numba.config
_Locator: Any = UserProvidedCacheLocator
_PACKAGE = Path(__file__).resolve().parent.parent
_KERNEL_FOLDERS = ("physics", "engine")
_OPTIONS = {"error_model": "numpy", "nogil": True}
_CONSTANT_FILES = ("units.py", "vocabulary.py")


class KernelLocator(_Locator):  # type: ignore[misc]
    """Where Numba keeps a kernel: under its folder's name in the package, wherever that lies; else as Numba does."""

    @classmethod
    def get_suitable_cache_subpath(cls, py_file: str) -> str:
        file = Path(py_file).resolve()
        if not file.is_relative_to(_PACKAGE):
            return str(super().get_suitable_cache_subpath(py_file))
        return "-".join(file.parent.relative_to(_PACKAGE.parent).parts)


def kernel(function: F) -> F:
    """Compile a scalar or table function: no Python objects, IEEE order kept (no fastmath), GIL released, cached.

    A division by zero is inf or nan, as in NumPy; guard it where it can happen.
    """
    before = _NUMBA.CACHE_DIR, _NUMBA.CACHE_LOCATOR_CLASSES
    _NUMBA.CACHE_DIR = str(KERNEL_CACHE)
    _NUMBA.CACHE_LOCATOR_CLASSES = f"{__name__}.{KernelLocator.__name__}"
    try:
        return cast(F, entered(function, _OPTIONS))
    finally:
        _NUMBA.CACHE_DIR, _NUMBA.CACHE_LOCATOR_CLASSES = before


def inner(function: F) -> F:
    """Compile a function that only kernels call: it has no entry from Python, and says so when called from there."""
    return cast(F, carried(function, _OPTIONS))


def kernel_sources_hash() -> str:
    """16 hex digits over the sources, Numba's version and the switches that change what it compiles."""
    digest = hashlib.sha256()
    digest.update(f"{numba.__version__} {_NUMBA.BOUNDSCHECK} {_NUMBA.OPT}".encode())
    files = [_PACKAGE / name for name in _CONSTANT_FILES]
    for folder in _KERNEL_FOLDERS:
        files += sorted((_PACKAGE / folder).rglob("*.py"))
    for file in files:
        digest.update(file.relative_to(_PACKAGE).as_posix().encode() + b"\0")
        digest.update(file.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def user_cache_folder() -> Path:
    """Where this user's caches live by the platform's custom; NUMBA_CACHE_DIR goes first."""
    if chosen := os.environ.get("NUMBA_CACHE_DIR"):
        return Path(chosen)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "fleetex"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "fleetex"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "fleetex"


def kernel_cache_folder() -> Path:
    """The folder for these sources, made and found writable; else one of this process, gone when it ends.

    The second is new and private each time, because what lies in a cache is executed: a name that a neighbour could
    guess in a shared temporary folder would let the neighbour choose the code.
    """
    try:
        folder = user_cache_folder() / f"kernels-{kernel_sources_hash()}"
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except (OSError, RuntimeError):  # RuntimeError: no home folder can be found
        folder = Path(tempfile.mkdtemp(prefix="fleetex-kernels-"))
        atexit.register(_remove_own, folder, os.getpid())
        return folder


def _remove_own(folder: Path, pid: int) -> None:
    """A forked worker inherits the exit hook, not the folder."""
    if os.getpid() == pid:
        shutil.rmtree(folder, ignore_errors=True)


KERNEL_CACHE = kernel_cache_folder()
