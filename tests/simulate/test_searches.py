"""SAREX in whole runs: what is found lies between random and exhaustive search, and moves the right way."""

import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from fleetex.library import load_library
from fleetex.measures.geometry import along_across_m, east_north_m
from fleetex.measures.reading import logged, serial_window
from fleetex.measures.sar_searches import Search, first_gain, searches
from fleetex.physics.search import exhaustive_search_prob, random_search_prob
from fleetex.physics.sight import sight_range_for_prob
from fleetex.record.positions import positions
from fleetex.record.reader import Recording
from fleetex.scenario.loading import load_text
from fleetex.simulate.replications import Replications
from fleetex.units import NMI_M
from tests.simulate.lessons import ran

SEEDS = range(1, 21)
TEXT = """
fleetex: 1
exercise:
  id: search
  names: [Search]
  window: {{start: 200000ZJUL23, end: 200800ZJUL23}}
  zone: "UTC+08:00"
  otc: lead
environment:
  base:
    wind: {{speed: 5 m/s, from: 220T}}
    sea_state: 2
    visibility: {visibility}
    current: {{speed: 0.2 kn, to: 045T}}
areas:
  SEA: {{circle: {{centre: 39-30.0N 133-30.0E, radius: 24 nmi}}}}
nations: {{XX: {{name: one}}}}
sides: {{blue: {{nations: [XX]}}}}
units:
  lead:
    {{class: generic_ffg, nation: XX, side: blue, ais: on, emission: {{radar: off}}, start: {{at: 39-18.0N 133-29.5E}}}}
  wing:
    {{class: generic_ffg, nation: XX, side: blue, ais: on, emission: {{radar: off}}, start: {{at: 39-18.0N 133-31.0E}}}}
  store: {{class: generic_aor, nation: XX, side: blue, ais: on, start: {{at: 39-30.0N 133-30.0E}}}}
  raft: {{class: generic_liferaft, nation: XX, side: blue, start: {{deck: store}}}}
circuits:
  TAC: {{kind: voice, band: HF, range: 300 nmi}}
serials:
  SAREX-1:
    kind: SAREX
    start: 200030ZJUL23
    duration: 5 h
    area: SEA
    oce: lead
    roles: {{osc: [lead], search: [wing], datum: [raft], layer: [store]}}
    circuits: [TAC]
    params:
      position_error: {error}
      reported_after: 20 min
      assembly: 12 nmi
      search_radius: 4.8 nmi
      track_spacing: {spacing}
      first_leg: 000T
      speed: 14 kn
"""
EYE_M, RAFT_M, CONTRAST, TOP_M = 15.0, math.sqrt(0.5 * 3.6 * 1.5), 0.042, 1.5


@dataclass(frozen=True)
class Outcome:
    """What came of one run's first search."""

    state: str
    found: bool
    in_box: bool
    search: Search


def outcome(recording: Recording) -> Outcome:
    (serial,) = recording.rows("serials")
    window = serial_window(recording, serial)
    assert window is not None
    first = searches(recording, serial, window)[0]
    gain = first_gain(recording, "raft", ["lead", "wing"], first.laid_s)
    later = [one.laid_s for one in searches(recording, serial, window)[1:]]
    over_s = min([*later, window[1]])
    middle_s = np.array([0.5 * (first.laid_s + over_s)])
    raft = positions(recording, "raft", middle_s)
    east, north = east_north_m(np.array([first.lat_deg]), np.array([first.lon_deg]), raft.lat_deg, raft.lon_deg)
    along, across = along_across_m(east, north, np.array([first.along_deg]))
    in_box = bool(max(abs(along[0]), abs(across[0])) <= first.side_m / 2.0)
    return Outcome(str(serial["state"]), gain is not None and gain[0] <= over_s, in_box, first)


@cache
def outcomes(spacing: str, visibility: str, error: str) -> tuple[Outcome, ...]:
    library = load_library()
    text = TEXT.format(spacing=spacing, visibility=visibility, error=error)
    ready = Replications.of(load_text(text, "search.yaml", library), library)
    return tuple(outcome(ready.run(seed)) for seed in SEEDS)


def share_found(found: tuple[Outcome, ...]) -> float:
    """Of rafts that lay in the box."""
    inside = [one.found for one in found if one.in_box]
    assert len(inside) >= len(SEEDS) / 2
    return sum(inside) / len(inside)


def test_every_run_ends_found_or_given_up_with_its_reason() -> None:
    for one in outcomes("2.4 nmi", "3 nmi", "3 nmi"):
        assert one.state in ("completed", "aborted")


def test_what_is_found_lies_between_random_and_exhaustive_search() -> None:
    """Rafts inside the box, by eye alone, lanes as far apart as the eye's own sweep width: coverage 1."""
    sweep_m = 2.0 * sight_range_for_prob(RAFT_M, CONTRAST, EYE_M, TOP_M, 3.0 * NMI_M, 0, 0.0, 7.0, 0.5)
    coverage = sweep_m / (2.4 * NMI_M)
    assert coverage == pytest.approx(1.0, abs=0.05)
    found = share_found(outcomes("2.4 nmi", "3 nmi", "3 nmi"))
    assert random_search_prob(coverage) < found <= exhaustive_search_prob(coverage) + 0.05


def test_denser_lanes_find_more() -> None:
    dense, wide = outcomes("2.4 nmi", "3 nmi", "3 nmi"), outcomes("9 nmi", "3 nmi", "3 nmi")
    assert share_found(dense) > share_found(wide)


def test_better_visibility_finds_more() -> None:
    clear, hazy = outcomes("9 nmi", "10 nmi", "3 nmi"), outcomes("9 nmi", "3 nmi", "3 nmi")
    assert share_found(clear) > share_found(hazy)


def test_ships_keep_the_lanes_that_were_ordered(tmp_path: Path) -> None:
    _, recording = ran(tmp_path, TEXT.format(spacing="2.4 nmi", visibility="3 nmi", error="9 nmi"), seed=4)
    (serial,) = recording.rows("serials")
    window = serial_window(recording, serial)
    assert window is not None
    first = searches(recording, serial, window)[0]
    assert first.kept_spacing_m(recording) == pytest.approx(2.4 * NMI_M, rel=0.05)
    assert first.covered(recording) > 0.85


def test_who_finds_it_knew_no_more_than_she_held_herself(tmp_path: Path) -> None:
    """A sighting is a track of the sighter's own, gained before, and lies where the estimate had it, not the raft."""
    _, recording = ran(tmp_path, TEXT.format(spacing="2.4 nmi", visibility="3 nmi", error="1 nmi"), seed=2)
    (row, *_) = logged(recording, "SAREX-1", "sighted")
    gained = first_gain(recording, "raft", [row.unit_id], 0.0)
    assert gained is not None
    assert gained[0] <= row.time_s
    raft = positions(recording, "raft", np.array([row.time_s]))
    told = (np.array([row.number("lat_deg")]), np.array([row.number("lon_deg")]))
    off_m = float(np.hypot(*east_north_m(*told, raft.lat_deg, raft.lon_deg))[0])
    assert 0.0 < off_m < NMI_M
