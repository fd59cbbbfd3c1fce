"""`python -m benchmarks.watching [SCENARIO]`: a run under `fleetex serve` as fast as it goes, watched by nobody and by
five viewers in turn, as one JSON object. The target: five slow it by less than a tenth.

A viewer does what the page does: it listens on the WebSocket, and when there is more it fetches what has grown and the
windows that changed, round the end of the recording. `seconds` is from the order to go as fast as it goes to the closed
recording; `told` is how often the page had news; `server_s` is what the server computed for it, of a core. The viewers
are threads of this process, so that where the cores are few or others have them, they too take from the run.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any

from benchmarks.__main__ import REFERENCE, machine, spread
from fleetex.record.closing import CLOSED_NAME

VIEWERS = 5
TARGET_SLOWER = 0.10
WAIT_S = 1800.0
_WINDOWS_KEPT = 6
"""As many windows from the last one back as a page wants of a run that it keeps up with."""


class Viewer(threading.Thread):
    """Watches a run until its line is closed."""

    def __init__(self, address: str, name: str) -> None:
        super().__init__(daemon=True)
        self._address, self._name = address, name
        self.told = self.bytes = 0
        self._marks: dict[int, int] = {}

    def run(self) -> None:
        from websockets.exceptions import ConnectionClosed
        from websockets.sync.client import connect

        from tests.replay.unpacked import unpacked

        still = unpacked(self._fetched("part=still"))
        texts, cut = len(still.head["names"]), still.head["windows"]["cut"]
        origin: Any = self._address.rstrip("/")
        with connect(f"{self._address.replace('http', 'ws')}socket/{self._name}", origin=origin, max_size=None) as line:
            seen = 0
            while True:
                try:
                    standing = json.loads(line.recv(WAIT_S))
                except (ConnectionClosed, TimeoutError):
                    return
                if standing["version"] != seen:
                    seen = standing["version"]
                    growth = unpacked(self._fetched(f"part=growth&texts={texts}&cut={cut}"))
                    texts += len(growth.head["names"])
                    self._take(growth.head["windows"]["marks"], cut)
                    self.told += 1
                if standing["over"]:
                    return

    def _take(self, marks: list[int], cut: str) -> None:
        for number, mark in list(enumerate(marks))[-_WINDOWS_KEPT:]:
            if self._marks.get(number) != mark:
                self._marks[number] = mark
                self._fetched(f"part={number}&cut={cut}")

    def _fetched(self, asked: str) -> bytes:
        import gzip

        with urllib.request.urlopen(f"{self._address}grown/{self._name}?{asked}", timeout=WAIT_S) as answer:
            content = answer.read()
        self.bytes += len(content)
        return gzip.decompress(content)


def watched(scenario: Path, viewers: int) -> dict[str, float]:
    """One run from the server, watched by so many."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        shutil.copy(scenario, folder / scenario.name)
        command = [sys.executable, "-m", "fleetex", "serve", str(folder), "--port", "0"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
            assert server.stdout is not None
            address = server.stdout.readline().split(" at ")[1].split()[0]
            try:
                found = _watched(address, folder, scenario.name, viewers)
                return found | {"server_s": _computed_s(server.pid)}
            finally:
                server.terminate()


def _watched(address: str, folder: Path, scenario: str, viewers: int) -> dict[str, float]:
    from websockets.sync.client import connect

    origin: Any = address.rstrip("/")
    body = f"scenario={urllib.parse.quote(scenario)}".encode()
    request = urllib.request.Request(f"{address}run", body, {"Origin": origin}, method="POST")
    with urllib.request.urlopen(request, timeout=WAIT_S) as answer:
        name = answer.url.rsplit("/", 1)[1]
    own = f"{address.replace('http', 'ws')}socket/{name}"
    with connect(own, origin=origin, max_size=None) as line:
        while json.loads(line.recv(WAIT_S))["version"] == 0:
            pass
        watching = [Viewer(address, name) for _ in range(viewers)]
        for one in watching:
            one.start()
        line.send(json.dumps({"pace": None}))
        begun = time.perf_counter()
    while not (folder / name / CLOSED_NAME).exists() and time.perf_counter() - begun < WAIT_S:
        time.sleep(0.02)
    took = time.perf_counter() - begun
    for one in watching:
        one.join(60.0)
    told, sent = sum(one.told for one in watching), sum(one.bytes for one in watching)
    return {"seconds": took, "told": told / max(1, viewers), "mb_a_viewer": sent / max(1, viewers) / 1e6}


def _computed_s(pid: int) -> float:
    """Of a core, what a process has computed, without its children; NaN where the system does not tell."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return float("nan")
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measured(scenario: Path, repeats: int) -> dict[str, Any]:
    """Runs watched by nobody and by five, in turn."""
    alone, five = [], []
    for _ in range(repeats):
        alone.append(watched(scenario, 0))
        five.append(watched(scenario, VIEWERS))
    middle = [statistics.median(one["seconds"] for one in runs) for runs in (alone, five)]
    return {
        "alone_s": spread([one["seconds"] for one in alone]),
        "five_viewers_s": spread([one["seconds"] for one in five]),
        "slower": round(middle[1] / middle[0] - 1.0, 3),
        "target": TARGET_SLOWER,
        "server_s": [round(statistics.median(one["server_s"] for one in runs), 2) for runs in (alone, five)],
        "told": round(statistics.median(one["told"] for one in five), 1),
        "mb_a_viewer": round(statistics.median(one["mb_a_viewer"] for one in five), 2),
        "load": [round(one, 2) for one in os.getloadavg()],
    }


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.watching", description=__doc__)
    parser.add_argument("scenario", nargs="?", type=Path, default=REFERENCE)
    parser.add_argument("--repeats", type=int, default=3)
    wanted = parser.parse_args()
    print(json.dumps({"machine": machine(), "watched": measured(wanted.scenario, wanted.repeats)}, indent=2))


if __name__ == "__main__":
    main()
