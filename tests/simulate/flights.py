"""Small exercises with aircraft whose orders are written down beforehand, for tests of decks, hover, dips and buoys."""

from pathlib import Path
from typing import Any

from fleetex.compiler.world import compile_world
from fleetex.engine.orders import Order
from fleetex.engine.stage import Ring
from fleetex.library import load_library
from fleetex.record.reader import Recording
from fleetex.record.writer import Writer
from fleetex.scenario import load
from fleetex.simulate.loop import Loop
from fleetex.simulate.run import begin, header_of, measured

HOME = "home"
Script = list[tuple[float, str, Order | str]]
"""When (s), who, what; HOME: from then on she is in no serial."""

SEA = """fleetex: 1
exercise:
  id: flights
  names: ["Flights"]
  aim: "Aircraft by written orders."
  window: {start: 200000ZJUL23, end: 200600ZJUL23}
  zone: "UTC+08:00"
  otc: north
environment:
  base: {wind: {speed: 6 m/s, from: 200T}, sea_state: 3, visibility: 10 nmi, depth: 1200 m}
areas:
  FIELD: {name: "Airfield", circle: {centre: 43-24.0N 132-09.0E, radius: 2 nmi}, use: "airfield", notional: true}
nations:
  XX: {name: "the school"}
  EX: {name: "the exercise side (no state)"}
sides:
  blue: {name: "blue", nations: [XX]}
  orange: {name: "orange", nations: [EX]}
units:
  north:
    class: generic_ffg
    nation: XX
    side: blue
    start: {at: 40-00.0N 134-00.0E, course: 000T, speed: 12 kn}
    route: {waypoints: [42-00.0N 134-00.0E], speed: 12 kn}
  south:
    class: generic_ffg
    nation: XX
    side: blue
    start: {at: 39-40.0N 134-00.0E, course: 000T, speed: 12 kn}
    route: {waypoints: [41-40.0N 134-00.0E], speed: 12 kn}
  helo:
    class: generic_helo
    nation: XX
    side: blue
    start: {deck: north}
  patrol:
    class: generic_mpa
    nation: XX
    side: blue
    start: {airfield: FIELD}
  submarine:
    class: generic_ssk
    nation: EX
    side: orange
    emission: {radar: off}
    start: {at: 40-20.0N 134-20.0E, course: 000T, speed: 4 kn, depth: 60 m}
circuits:
  TAC: {name: "Tactical", kind: voice, band: VHF, members: all, range: 200 nmi}
  LINK: {name: "Link", kind: link, band: UHF, members: [north, south, helo], range: 200 nmi}
"""


class Scripted(Loop):
    """A run in which units do what is written."""

    def _ring(self, ring: Ring) -> None:
        if ring.kind == "script":
            number = ring.payload["number"]
            order = self.script[number][2]
            if isinstance(order, str):
                self.conduct.begin_passage(self.stage, ring.row, self.stage.cast.name(ring.row), self.deliver)
            else:
                self.carry_out(ring.row, "", order)
        else:
            super()._ring(ring)

    script: Script


def flown(
    folder: Path, script: Script, text: str = SEA, seed: int = 1, *, every_look: bool = False, own: Path | None = None
) -> Recording:
    """Run the text with these orders. `every_look`: by the oracle kernel, which skips none. `own`: a library's file."""
    file = folder / "flights.yaml"
    file.write_text(text, encoding="utf-8")
    library = load_library(own)
    exercise = load(file, library=library)
    compiled = compile_world(exercise, library, seed)
    compiled.world.head[0]["every_look"] = every_look
    writer = Writer.in_memory(header_of(exercise, library, seed, 0))
    loop: Any = begin(compiled, writer, None)
    loop.__class__ = Scripted
    loop.script = script
    for number, (time_s, unit, _) in enumerate(script):
        loop.stage.timers.ring_at(time_s, compiled.cast.rows[unit], "script", number=number)
    while loop.step():
        pass
    return measured(loop, writer)
