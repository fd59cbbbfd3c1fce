"""What was read of a recording is kept for the next who asks: of the last recording alone, so that a process that reads
thousands of them, one after the other, holds one.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from fleetex.record.reader import Recording

P = ParamSpec("P")
Answer = TypeVar("Answer")


def kept(function: Callable[Concatenate[Recording, P], Answer]) -> Callable[Concatenate[Recording, P], Answer]:
    """The function, which answers the same question about the same recording once. Further arguments are hashable."""
    about: Recording | None = None
    answers: dict[Any, Answer] = {}

    @wraps(function)
    def asked(recording: Recording, /, *args: P.args, **kwargs: P.kwargs) -> Answer:
        nonlocal about
        assert not kwargs, "what is kept is asked for by position"
        if about is not recording:
            about = recording
            answers.clear()
        if args not in answers:
            answers[args] = function(recording, *args, **kwargs)
        return answers[args]

    return asked
