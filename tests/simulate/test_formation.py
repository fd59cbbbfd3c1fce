"""A guide that turns towards a ship of her formation, by signal: everybody passes clear, whoever's chance it is."""

import json
from pathlib import Path

import pytest

from tests.simulate.lessons import ran

EVOLUTIONS = """
fleetex: 1
exercise:
  id: towards-the-flank
  names: [Towards the flank]
  window: {start: 101000ZMAR26, end: 101300ZMAR26}
  zone: "UTC+00:00"
  aim: a turn towards a follower
  otc: anna
environment:
  base:
    wind: {speed: 6 m/s, from: 220T}
    sea_state: 3
    visibility: 10 nmi
    current: {speed: 0.3 kn, to: 000T}
    depth: 3000 m
areas:
  NORTE: {use: manoeuvres, circle: {centre: 20-00.0S 071-20.0W, radius: 20 nmi}}
nations: {AA: {name: first}}
sides: {blue: {name: blue, nations: [AA]}}
units:
  anna: {class: generic_ffg, name: Anna, nation: AA, side: blue,
    start: {at: 20-00.0S 071-20.0W, course: 359T, speed: 12 kn}}
  bert: {class: generic_ffg, name: Bert, nation: AA, side: blue,
    start: {at: 20-01.0S 071-19.0W, course: 359T, speed: 12 kn}}
  carl: {class: generic_aor, name: Carl, nation: AA, side: blue,
    start: {at: 20-02.0S 071-21.0W, course: 359T, speed: 12 kn}}
circuits:
  TAC: {name: tactical, kind: voice, band: VHF, members: [anna, bert, carl], range: 25 nmi, delay: 3 s}
serials:
  MANEX-1:
    kind: MANEX
    start: 101010ZMAR26
    duration: 2.5 h
    oce: anna
    area: NORTE
    roles: {guide: [anna], followers: [bert, carl]}
    circuits: [TAC]
    params:
      spacing: 1000 yd
      evolutions:
        - {formation: line abreast, speed: 12 kn}
        - {formation: column, course: 090T}
"""


@pytest.mark.parametrize("seed", range(1, 7))
def test_nobody_passes_a_ships_length_from_a_guide_that_turns_towards_the_flank(tmp_path: Path, seed: int) -> None:
    result, recording = ran(tmp_path, EVOLUTIONS, seed=seed)
    assert [serial["state"] for serial in result.serials] == ["completed"]
    passed = [json.loads(e["data"]) for e in recording.rows("events") if e["kind"] == "closest approach"]
    assert all(figures["range_m"] > 150.0 for figures in passed)
