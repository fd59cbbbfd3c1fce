"""Runs that the server started: each a process of its own, its pace, and where it stands."""

import asyncio
import contextlib
import json
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

RUNS_MAX = 2
"""Runs under way at a time."""
PACES = (1.0, 10.0, 60.0, 300.0, 600.0, 1800.0, 3600.0, 10000.0)
PACE_FIRST = 600.0
_LINE_BYTES_MAX = 1 << 16
_STOP_WAIT_S = 20.0


class TooMany(Exception):  # noqa: N818  (what it says, not what went wrong)
    """As many runs are under way as may be."""


@dataclass
class Standing:
    """Where a run stands, as viewers are told."""

    stage: str = "starting"
    """starting, reading the scenario, compiling ..., running, ended, stopped, failed."""
    time_s: float = 0.0
    end_s: float = 0.0
    serials: list[str] = field(default_factory=list)
    pace: float | None = PACE_FIRST
    """Times as fast as the clock on the wall; None: as fast as it goes."""
    paused: bool = False
    reason: str = ""

    @property
    def over(self) -> bool:
        return self.stage in ("ended", "stopped", "failed")


class Run:
    """One run under way."""

    def __init__(self, child: asyncio.subprocess.Process, changed: Callable[[], None], folder: Path) -> None:
        self._child = child
        self._where = f"{folder.parent}/"
        self._changed = changed
        self.standing = Standing()
        self._reading = asyncio.create_task(self._read())

    @classmethod
    async def begin(cls, scenario: Path, folder: Path, changed: Callable[[], None]) -> "Run":
        """Start the process; `changed` is called whenever the run says something."""
        child = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "fleetex.serve.worker",
            str(scenario),
            str(folder),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            limit=_LINE_BYTES_MAX,
            start_new_session=True,  # Ctrl-C in the terminal reaches the server, which stops its runs cleanly
        )
        run = cls(child, changed, folder)
        await run.command({"pace": PACE_FIRST})
        return run

    async def command(self, asked: dict[str, Any]) -> None:
        """New pace, pause or go on: {"pace": number or null}, {"paused": truth}, {"faster": true}, {"slower": true}."""
        standing = self.standing
        if asked.get("faster") or asked.get("slower"):
            asked = {"pace": _next_pace(standing.pace, faster=bool(asked.get("faster")))}
        told: dict[str, Any] = {}
        if "pace" in asked and (asked["pace"] is None or _is_number(asked["pace"])):
            told["pace"] = standing.pace = _pace_within(asked["pace"])
        if isinstance(asked.get("paused"), bool):
            told["paused"] = standing.paused = asked["paused"]
        if not told:
            return
        if self._child.stdin is not None and not standing.over:
            with contextlib.suppress(ConnectionError):
                self._child.stdin.write(json.dumps(told).encode() + b"\n")
                await self._child.stdin.drain()
        self._changed()

    async def stop(self) -> None:
        """Stop cleanly: the recording stays readable up to where it got, and can be resumed."""
        if self._child.returncode is None and self._child.stdin is not None:
            self._child.stdin.close()
            try:
                await asyncio.wait_for(self._child.wait(), _STOP_WAIT_S)
            except TimeoutError:
                self._child.kill()
        await self._reading

    def told(self) -> dict[str, Any]:
        """Where it stands, for JSON."""
        return asdict(self.standing) | {"over": self.standing.over}

    async def _read(self) -> None:
        assert self._child.stdout is not None
        with contextlib.suppress(ValueError):  # a line without an end: no run of ours
            async for line in self._child.stdout:
                self._take(line)
        await self._child.wait()
        if not self.standing.over:
            self.standing.stage, self.standing.reason = "failed", "the run's process ended without a word"
        self._changed()

    def _take(self, line: bytes) -> None:
        try:
            told = json.loads(line)
        except ValueError:
            return
        if isinstance(told, dict):
            for name in ("stage", "time_s", "end_s", "serials", "reason"):
                if name in told:
                    setattr(self.standing, name, told[name])
            self.standing.reason = str(self.standing.reason).replace(self._where, "")  # not told over a network
            self._changed()


def _is_number(value: Any) -> bool:
    """Whether JSON's reader made a number of it that is one: it takes NaN too, and truths are whole numbers."""
    return isinstance(value, int | float) and not isinstance(value, bool) and value == value


def _pace_within(pace: float | None) -> float | None:
    return None if pace is None else float(min(max(pace, PACES[0]), PACES[-1]))


def _next_pace(pace: float | None, *, faster: bool) -> float | None:
    """The next of the paces; beyond the last, as fast as it goes."""
    if faster:
        return None if pace is None else next((more for more in PACES if more > pace), None)
    return PACES[-1] if pace is None else next((less for less in reversed(PACES) if less < pace), PACES[0])
