"""How a failure leaves the command: one plain message on standard error and an exit code, never a traceback.

0 done; 1 a fault of the machine (a full disk) or of fleetex itself; 2 what was given is wrong; 130 stopped by hand.
"""

import errno
import functools
import os
import sys
from collections.abc import Callable
from typing import NoReturn, ParamSpec

FAULT = 1
BAD_INPUT = 2
STOPPED = 130
TRACEBACK_VARIABLE = "FLEETEX_TRACEBACK"

_WRONG_PLACE = {
    errno.EACCES,
    errno.EEXIST,
    errno.EISDIR,
    errno.ELOOP,
    errno.ENAMETOOLONG,
    errno.ENOENT,
    errno.ENOTDIR,
    errno.EPERM,
    errno.EROFS,
}

_MAKE_ROOM = "; make room there, or give a place on another disk"
_NO_ROOM = {errno.ENOSPC: _MAKE_ROOM, errno.EDQUOT: _MAKE_ROOM, errno.EFBIG: _MAKE_ROOM}
"""What to do where nothing more can be written."""

P = ParamSpec("P")


class InputError(Exception):
    """What the person gave cannot be used; the message says why and what to give instead."""


def answered(command: Callable[P, None]) -> Callable[P, None]:
    """The command, with its failures turned into a message and an exit code."""

    @functools.wraps(command)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
            sys.stdout.flush()
        except BrokenPipeError:  # the reader of a pipe has seen enough, e.g. `fleetex sql ... | head`
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise SystemExit(FAULT) from None
        except Exception as failure:
            leave(failure)
        except KeyboardInterrupt:
            say("stopped")
            raise SystemExit(STOPPED) from None

    return guarded


def leave(failure: Exception) -> NoReturn:
    """Say what failed and exit; with FLEETEX_TRACEBACK=1 the failure itself goes on, traceback and all."""
    if os.environ.get(TRACEBACK_VARIABLE, "") not in ("", "0"):
        raise failure
    code, message = explained(failure)
    print(message, file=sys.stderr)
    raise SystemExit(code) from None


def explained(failure: Exception) -> tuple[int, str]:
    """Exit code and message of a failure."""
    from fleetex.library import LibraryError
    from fleetex.offered import OfferError
    from fleetex.record.errors import RecordingError
    from fleetex.replay.errors import PageError
    from fleetex.scenario.problems import ScenarioError
    from fleetex.study.errors import StudyError

    match failure:
        case ScenarioError() | LibraryError():  # a line a problem that starts with its place, as editors expect
            return BAD_INPUT, str(failure)
        case InputError() | PageError() | OfferError():
            return BAD_INPUT, f"fleetex: {failure}"
        case StudyError():
            return _code_of(failure.__cause__), f"fleetex: {failure}"
        case RecordingError():
            return _code_of(failure.__context__), f"fleetex: {failure}"
        case OSError():
            reason = failure.strerror or str(failure) or type(failure).__name__
            where = f"{failure.filename}: " if failure.filename else ""
            return _code_of(failure), f"fleetex: {where}{reason}{_NO_ROOM.get(failure.errno or 0, '')}"
        case MemoryError():
            return FAULT, "fleetex: out of memory"
        case _:
            what = " ".join(f"{type(failure).__name__}: {failure}".split())
            return FAULT, (
                f"fleetex: a fault in fleetex itself: {what}. Please report it with the file that led to it; "
                f"{TRACEBACK_VARIABLE}=1 shows where it happened."
            )


def _code_of(cause: BaseException | None) -> int:
    """A place that can't be used was given wrong; a disk that is full or broken is the machine's fault."""
    return FAULT if isinstance(cause, OSError) and cause.errno not in _WRONG_PLACE else BAD_INPUT


def say(message: str) -> None:
    """One message on standard error."""
    print(f"fleetex: {message}", file=sys.stderr)
