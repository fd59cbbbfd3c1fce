"""The line that moves while a run goes on: stage, simulated time, rate, serials under way. On standard error.

Where standard error is no terminal nothing is drawn, so that logs and pipes stay clean; one line says so when kernels
are compiled, which takes a minute or two.
"""

import signal
import sys
import threading
import time
from types import FrameType, TracebackType
from typing import Any, Protocol

from fleetex.units import DAY_S, HOUR_S, MINUTE_S

RUNNING = "running"
"""The stage in which `time_s` is simulated time; in any other it counts that stage's own steps."""
COMPILING = "compiling"
"""The stage in which kernels are loaded; longer where they are compiled anew."""
COMPILING_SAID_S = 5.0
"""Wall seconds after which loading is taken to be compiling."""
REDRAW_S = 0.1
"""Wall seconds between two drawings."""


class Told(Protocol):
    """What a run calls while it goes on."""

    def __call__(self, time_s: float, end_s: float, rate: float, serials_under_way: list[str], stage: str) -> None: ...


class Interrupts:
    """Within this Ctrl-C stops what is done, and if that was swallowed, at the next word of progress.

    What is raised while Python runs a callback of a library (a finaliser, say, while kernels are loaded) is
    printed and dropped: so it is noted too.
    """

    def __init__(self) -> None:
        self._wanted = False
        self._before: Any = None

    def __enter__(self) -> "Interrupts":
        if threading.current_thread() is threading.main_thread():
            self._before = signal.signal(signal.SIGINT, self._stop)
        return self

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self._wanted = True
        raise KeyboardInterrupt

    def minding(self, told: Told) -> Told:
        """The same teller, which stops where Ctrl-C was asked for."""

        def tell(time_s: float, end_s: float, rate: float, serials_under_way: list[str], stage: str) -> None:
            if self._wanted:
                raise KeyboardInterrupt
            told(time_s, end_s, rate, serials_under_way, stage)

        return tell

    def __exit__(self, *_: object) -> None:
        if self._before is not None:
            signal.signal(signal.SIGINT, self._before)


class Progress:
    """A context within which `told` draws a bar, or, where nobody would see it, says one line about compiling."""

    def __init__(self, title: str, shown: bool | None = None) -> None:
        self._title = title
        self._shown = sys.stderr.isatty() if shown is None else shown
        self._drawn_s = -1.0
        self._compiling_s: float | None = None
        self._said = False
        self._stage = ""

    @property
    def told(self) -> Told:
        return self._tell if self._shown else self._say_compiling

    def __enter__(self) -> "Progress":
        if self._shown:
            from rich.console import Console
            from rich.progress import BarColumn, Progress, TextColumn

            self._bar = Progress(
                TextColumn("{task.description}"),
                BarColumn(bar_width=30),
                TextColumn("{task.fields[words]}"),
                console=Console(stderr=True, highlight=False),
                transient=True,
                auto_refresh=False,
            )
            self._task = self._bar.add_task(self._title, total=None, words="")
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, failure: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._shown:
            self._bar.stop()

    def _say_compiling(
        self, time_s: float, end_s: float, rate: float, serials_under_way: list[str], stage: str
    ) -> None:
        """Once, when kernels are compiled anew, or when loading them takes so long that some are."""
        if self._said or not stage.startswith(COMPILING):
            return
        now_s = time.monotonic()
        self._compiling_s = now_s if self._compiling_s is None else self._compiling_s
        if stage != COMPILING or now_s - self._compiling_s > COMPILING_SAID_S:
            self._said = True
            print("fleetex: compiling the kernels, once on this machine: a minute or two", file=sys.stderr, flush=True)

    def _tell(self, time_s: float, end_s: float, rate: float, serials_under_way: list[str], stage: str) -> None:
        now_s = time.monotonic()
        if stage == self._stage and now_s - self._drawn_s < REDRAW_S and time_s < end_s:
            return
        self._drawn_s, self._stage = now_s, stage
        words = described(time_s, rate, serials_under_way, stage)
        self._bar.update(self._task, completed=time_s, total=end_s if end_s > 0.0 else None, words=words)
        self._bar.refresh()


def described(time_s: float, rate: float, serials_under_way: list[str], stage: str) -> str:
    """The words beside the bar, e.g. "day 2 03:15  41,000 x  COMMEX-1, PATROL-1"."""
    if stage != RUNNING:
        return stage
    return "  ".join([clock(time_s), f"{rate:,.0f} x", ", ".join(serials_under_way)]).rstrip()


def clock(time_s: float) -> str:
    """Simulated time since the start as a person counts it: "day 2 03:15" is 27 h 15 min in."""
    time_s = max(time_s, 0.0)
    day, rest_s = divmod(time_s, DAY_S)
    hour, rest_s = divmod(rest_s, HOUR_S)
    return f"day {int(day) + 1} {int(hour):02d}:{int(rest_s // MINUTE_S):02d}"
