"""A file whole or not at all: it is written beside its place, under a name of its own, and then takes its place.

with whole_file(Path("report.html")) as draft:
    draft.write_text(page, encoding="utf-8")
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LETTERS = 40
"""Of the file's name in that of what is written beside it: a name may be as long as a folder takes."""


@contextmanager
def whole_file(file: Path) -> Iterator[Path]:
    """Where to write; on any failure nothing is left there, and an older file is as it was.

    OSErrors name the file, which those of a write to a full disk do not. A link stays one; what is no ordinary file (a
    pipe, a device) is written to as it is.
    """
    target = Path(os.path.realpath(file))
    ordinary = target.is_file() or not target.exists()
    draft = target.with_name(f".{target.name[:LETTERS]}.{os.getpid()}") if ordinary else target
    try:
        yield draft
        if ordinary:
            draft.replace(target)
    except OSError as error:
        if error.filename in (None, str(draft)):
            raise OSError(error.errno, error.strerror or str(error), str(file)) from error
        raise
    finally:
        if ordinary:
            draft.unlink(missing_ok=True)


def write_whole(file: Path, content: str | bytes) -> None:
    """Write all of a file, text as UTF-8 with `\\n` at line ends, or leave what was there. OSErrors name the file."""
    with whole_file(file) as draft:
        draft.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
