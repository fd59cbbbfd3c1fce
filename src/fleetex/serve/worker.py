"""A run in a process of its own, at a pace: `python -m fleetex.serve.worker FILE FOLDER`.

Commands come as JSON lines on standard input: {"pace": 600}, {"pace": null} (as fast as it goes), {"paused": true}.
Where it stands goes as JSON lines to standard output: stage, time_s, end_s, serials. If the input ends, whoever
watches has gone: the run stops cleanly, can be read and resumed.
"""

import json
import signal
import sys
import threading
import time
from pathlib import Path
from typing import Any

from fleetex import simulate

RUNNING = "running"
"""The stage in which a run's time goes on; the others are made ready in."""
TELL_EVERY_S = 0.2
_WAIT_S = 0.02


class Pace:
    """Holds a run back so that its time goes so many times as fast as the clock on the wall."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._pace: float | None = 1.0
        self._paused = False
        self._running = self._stopping = False
        self._from_s, self._since = 0.0, time.monotonic()
        self._reached_s = 0.0
        self._told = -1.0

    def obey(self, command: dict[str, Any]) -> None:
        """Take a new pace, pause, or go on; from where the run is now."""
        with self._changed:
            self._from_s, self._since = min(self._due_s(), self._reached_s), time.monotonic()
            if "pace" in command:
                pace = command["pace"]
                self._pace = max(float(pace), 1.0) if isinstance(pace, int | float) else None
            if "paused" in command:
                self._paused = command["paused"] is True
            self._changed.notify_all()

    def stop(self) -> None:
        """Hold nothing back any more: the run is about to stop."""
        with self._changed:
            self._stopping = True
            self._changed.notify_all()

    def told(self, time_s: float, end_s: float, rate: float, serials_under_way: list[str], stage: str) -> None:
        """What the run calls: say where it is, and keep it until its time has come."""
        now = time.monotonic()
        if now - self._told >= TELL_EVERY_S or stage != RUNNING:
            self._told = now
            _say({"stage": stage, "time_s": time_s, "end_s": end_s, "serials": serials_under_way})
        if stage == RUNNING:
            with self._changed:
                if not self._running:
                    self._running, self._from_s, self._since = True, time_s, time.monotonic()
                self._reached_s = time_s
                while not self._stopping and (self._paused or time_s > self._due_s()):
                    self._changed.wait(_WAIT_S)

    def _due_s(self) -> float:
        """The exercise's time that has come; without a pace, all of it."""
        if self._paused:
            return self._from_s
        if self._pace is None:
            return float("inf")
        return self._from_s + self._pace * (time.monotonic() - self._since)


def _say(told: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()


def _listen(pace: Pace) -> None:
    for line in sys.stdin:
        try:
            command = json.loads(line)
        except ValueError:
            continue
        if isinstance(command, dict):
            pace.obey(command)
    pace.stop()
    signal.raise_signal(signal.SIGINT)


def main() -> None:
    """Run the scenario; what went wrong goes as one JSON line too."""
    file, folder = map(Path, sys.argv[1:3])
    pace = Pace()
    threading.Thread(target=_listen, args=(pace,), daemon=True).start()
    try:
        simulate.run(file, folder, progress=pace.told, tell_every_s=0.0)
    except KeyboardInterrupt:
        _say({"stage": "stopped"})
    except Exception as failure:  # whatever it is, whoever watches is told
        _say({"stage": "failed", "reason": " ".join(str(failure).split())[:2000]})
        sys.exit(1)
    else:
        _say({"stage": "ended"})


if __name__ == "__main__":
    main()
