"""What can go wrong with a study at the edge: the seeds asked for, the folder, the machine. Always in plain words."""


class StudyError(Exception):
    """A study can't be begun or gone on with. The text says what was found and what to do."""
