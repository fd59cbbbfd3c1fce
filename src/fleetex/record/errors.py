"""What can go wrong with a recording at the edge: the disk, the folder, a stranger's file. Always in plain words."""


class RecordingError(Exception):
    """A recording could not be written or read. The text says what was found and what to do."""


class RecordingExists(RecordingError):  # noqa: N818 - a state of the folder, named by it
    """The folder already holds a recording, and nobody said to overwrite it."""
