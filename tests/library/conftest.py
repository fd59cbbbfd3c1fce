"""The packaged library, and a cache folder of the tests' own."""

from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent

import pytest

from fleetex.library import Library, load_library


@pytest.fixture(scope="session")
def cache_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module", autouse=True)
def own_cache(cache_folder: Path) -> Iterator[None]:
    """For these tests alone: commands of others would compile every kernel anew in a folder that has none."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("XDG_CACHE_HOME", str(cache_folder))
        yield


@pytest.fixture(scope="session")
def library() -> Library:
    return load_library()


@pytest.fixture
def written(tmp_path: Path) -> Callable[[str], Path]:
    """Writes a library file of the user's."""

    def write(text: str, name: str = "mine.yaml") -> Path:
        path = tmp_path / name
        path.write_text(dedent(text), encoding="utf-8")
        return path

    return write
