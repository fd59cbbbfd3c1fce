"""What can go wrong with a recording at the edge: the disk, the folder, the file of a stranger. Always in plain words."""


class RecordingError(Exception):
    """A recording could not be written or read. The text says what was found and what to do."""


class RecordingExists(RecordingError):
    """The folder already holds a recording, and nobody said to overwrite it."""
