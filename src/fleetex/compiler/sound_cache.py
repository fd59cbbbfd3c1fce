"""Runs of sound models kept on disk, by what went into them: a file is the SHA-256 of its array, and the array.

Nothing read from it is executed. A file that is damaged is made anew; where nothing can be written nothing is kept. Two
runs at once write files of their own and put them in place whole.
"""

import hashlib
import io
import json
import os
import tempfile
from collections.abc import Sequence
from functools import cache
from importlib.metadata import version
from pathlib import Path

import numpy as np

import fleetex.physics as physics
from fleetex.physics.compiled import user_cache_folder

MODELS = ("sound_rays", "sound_tables", "sound_waves", "surface_duct", "shallow_water", "propagation")
"""Modules whose text is part of the name: another model makes other tables."""
_DIGEST = 32


def folder() -> Path | None:
    """Where they are kept; None where there is no home for them."""
    try:
        return user_cache_folder() / "sound"
    except RuntimeError:  # no home folder can be found
        return None


def name_of(inputs: Sequence[object]) -> str:
    """The name of a run: a hash of its inputs, of the models, and of what computes them."""
    digest = hashlib.sha256(_models().encode())
    digest.update(json.dumps(inputs, sort_keys=True, allow_nan=False).encode())
    return digest.hexdigest()


@cache
def _models() -> str:
    digest = hashlib.sha256()
    for name in MODELS:
        digest.update((Path(physics.__path__[0]) / f"{name}.py").read_bytes())
    return digest.hexdigest() + "".join(version(package) for package in ("numba", "numpy", "pyram"))


def kept(name: str, shape: tuple[int, ...]) -> np.ndarray | None:
    """What was kept under a name; None if nothing was, or not this."""
    place = folder()
    try:
        held = (place / name).read_bytes() if place is not None else b""
    except OSError:
        return None
    if hashlib.sha256(held[_DIGEST:]).digest() != held[:_DIGEST]:
        return None
    try:
        array = np.load(io.BytesIO(held[_DIGEST:]), allow_pickle=False)
    except (ValueError, EOFError):
        return None
    return array if isinstance(array, np.ndarray) and array.shape == shape and array.dtype == np.float64 else None


def keep(name: str, array: np.ndarray) -> None:
    """Keep a run; quietly not, where the folder cannot be written."""
    place = folder()
    if place is None:
        return
    stream = io.BytesIO()
    np.save(stream, np.ascontiguousarray(array), allow_pickle=False)
    held = stream.getvalue()
    try:
        place.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=place, prefix="new-", delete=False) as file:
            file.write(hashlib.sha256(held).digest() + held)
        os.replace(file.name, place / name)
    except OSError:
        return
