"""Two ships on an empty sea, with missiles of the test's own: fired by order, or by the doctrine of a SURFEX."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from fleetex.library import load_library
from fleetex.record.reader import Recording
from fleetex.record.writer import Writer
from fleetex.scenario import load
from fleetex.simulate.loop import Loop
from fleetex.simulate.replications import Replications
from fleetex.simulate.run import begin, measured

SHIPS = """
fleetex: 1
exercise:
  id: firing-range
  names: ["Firing range"]
  aim: "Missiles under controlled conditions."
  notional: true
  window: {{start: 200000ZJUL23, end: {end}}}
  zone: "UTC+08:00"
  otc: attacker
environment:
  base: {{wind: {{speed: 5 m/s, from: 270T}}, sea_state: 1, visibility: 10 nmi}}
areas:
  SEA: {{name: "Sea", circle: {{centre: 40-00.0N 134-00.0E, radius: 40 nmi}}, use: test, notional: true}}
nations:
  AA: {{name: "A"}}
  BB: {{name: "B"}}
sides:
  blue: {{name: "blue", nations: [AA]}}
  orange: {{name: "orange", nations: [BB]}}
  passing: {{name: "passing", neutral: true, nations: [AA]}}
units:
  attacker:
    class: attacker_class
    nation: AA
    side: blue
    notional: true
    start: {{at: {attacker}, course: 090T, speed: 8 kn, notional: true}}
  defender:
    class: defender_class
    nation: BB
    side: orange
    notional: true
    start: {{at: 40-00.0N 134-13.0E, course: 270T, speed: 8 kn, notional: true}}
{more}
circuits:
  UMPIRE: {{name: "Umpire", kind: voice, band: HF, range: 300 nmi, delay: 2 s, notional: true}}
serials:
  SURFEX-1:
    kind: SURFEX
    start: {start}
    end: {end}
    area: SEA
    oce: attacker
    roles: {{blue: [attacker], orange: [defender]}}
    circuits: [UMPIRE]
    params: {{{params}}}
    notional: true
fuel_reserve: 30 %
"""
LIBRARY = """
platforms:
  attacker_class:
    generic: generic_ffg
    name: attacker
    type: FFG
    domain: surface
    kind: warship
    surface_missiles: {{ssm: {{class: test_ssm, rounds: {ssm_rounds}}}}}
    air_missiles: {{}}
    decoys: {{}}
    jammers: {{}}
  defender_class:
    generic: generic_ffg
    name: defender
    type: FFG
    domain: surface
    kind: warship
    surface_missiles: {{}}
    air_missiles: {{{sam_mount}}}
    decoys: {{chaff: {{class: generic_decoy, rounds: {decoys}}}}}
    jammers: {{}}
    staying_power: {staying}
surface_missiles:
  test_ssm: {{{ssm}}}
air_missiles:
  test_sam: {{{sam}}}
"""
SSM = {
    "name": "test missile",
    "speed": "290 m/s",
    "range_min": "2 km",
    "range_max": "120 km",
    "cruise_height": "15 m",
    "attack_height": "5 m",
    "turn_rate": "15 deg/s",
    "climb_rate": "60 m/s",
    "length": "4.5 m",
    "diameter": "0.4 m",
    "radar_cross_section": "0.1 m2",
    "salvo": "64",
    "interval": "3 s",
    "reliability": "100 %",
    "line_sd": "0 deg",
    "seeker": "generic_seeker",
    "seeker_on": "10 km",
    "seeker_half_angle": "20 deg",
    "tells_merchants": "0 %",
    "tells_decoys": "0 %",
    "homes_on_jam": "false",
    "miss_sd": "0 m",
    "hit_worth": "1",
}
SAM = {
    "name": "test interceptor",
    "guidance": "semi-active",
    "speed": "900 m/s",
    "range_min": "500 m",
    "range_max": "40 km",
    "height_min": "0 m",
    "height_max": "18 km",
    "salvo": "2",
    "interval": "0.5 s",
    "reaction": "1 s",
    "assess": "1 s",
    "reliability": "100 %",
    "seeker_range": "0 m",
    "miss_sd": "10 m",
    "miss_angle_sd": "0 deg",
    "low_height": "0 m",
    "lethal_radius": "13.537 m",
}


def firing_range(
    folder: Path,
    *,
    params: Mapping[str, str],
    ssm: Mapping[str, str] | None = None,
    sam: Mapping[str, str] | None = None,
    ssm_rounds: int = 8,
    sam_rounds: int = 0,
    decoys: int = 0,
    staying: float = 2.0,
    more: str = "",
    start: str = "200002ZJUL23",
    end: str = "200030ZJUL23",
    attacker: str = "40-00.0N 133-47.0E",
) -> Replications:
    """The two ships, ready to be run with any seed."""
    flow = lambda row: ", ".join(f"{key}: {value}" for key, value in row.items())  # noqa: E731
    mount = f"sam: {{class: test_sam, rounds: {sam_rounds}, channels: 8}}" if sam_rounds else ""
    library = folder / "library.yaml"
    library.write_text(
        LIBRARY.format(
            ssm=flow(SSM | dict(ssm or {})),
            sam=flow(SAM | dict(sam or {})),
            ssm_rounds=ssm_rounds,
            sam_mount=mount,
            decoys=decoys,
            staying=staying,
        )
    )
    file = folder / "range.yaml"
    chosen = {"salvo": f"{ssm_rounds}", **params}
    file.write_text(SHIPS.format(params=flow(chosen), more=more, start=start, end=end, attacker=attacker))
    loaded = load_library(library)
    return Replications.of(load(file, loaded), loaded)


def ready_loop(replications: Replications, seed: int) -> Loop:
    """A run that has not begun."""
    writer = Writer.in_memory({**replications.header, "seed": seed})
    return begin(replications._at_the_start(seed), writer, None)


def run_with(replications: Replications, seed: int, at_s: float, orders: Callable[[Loop], None]) -> Recording:
    """A run in which orders are given by hand at a time."""
    writer = Writer.in_memory({**replications.header, "seed": seed})
    loop = begin(replications._at_the_start(seed), writer, None)
    loop.stage.timers.ring_at(at_s, -1, "hour")
    given = False
    while loop.step():
        if not given and loop.stage.now_s >= at_s:
            orders(loop)
            given = True
    return measured(loop, writer)


def column(recording: Recording, table: str, name: str) -> list[Any]:
    found: list[Any] = recording.table(table)[name].tolist()
    return found
