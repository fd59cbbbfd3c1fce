"""Ships, areas, weather and night in which programmes clash for known reasons; and a cure that is told, written in."""

import re
from typing import Any

from ruamel.yaml import YAML

from tests.plan.made_programmes import serial

Tree = dict[str, Any]
BASE = """
fleetex: 1
exercise:
  id: known-clashes
  names: [Known clashes]
  window: {start: 010000ZJUL23, end: 040000ZJUL23}
  zone: "UTC+09:00"
  otc: alpha
environment:
  base:
    wind: {speed: 8 kn, from: 220T}
    sea_state: [{from: 010000ZJUL23, value: 3}, {from: 020000ZJUL23, value: 5}, {from: 020600ZJUL23, value: 4}]
    visibility:
      - {from: 010000ZJUL23, value: 9 nmi}
      - {from: 030000ZJUL23, value: 2 nmi}
      - {from: 030600ZJUL23, value: 9 nmi}
    depth: 2000 m
nations: {AA: {name: first}, BB: {name: second}}
sides: {blue: {name: both}, orange: {name: those looked for}}
fuel_reserve: 30 %
areas:
  A: {circle: {centre: 38-40.0N 132-40.0E, radius: 8 nmi}, use: one}
  B: {circle: {centre: 38-40.0N 133-02.0E, radius: 8 nmi}, use: two}
  FAR: {circle: {centre: 40-20.0N 132-40.0E, radius: 8 nmi}, use: three}
  SEA: {circle: {centre: 38-40.0N 133-00.0E, radius: 6 nmi}, use: sea}
units:
  alpha: {class: generic_ddg, nation: AA, side: blue, fuel: 90 %, start: {at: 38-40.0N 132-40.0E, speed: 5 kn}}
  delta: {class: generic_ffg, nation: BB, side: blue, fuel: 90 %, start: {at: 38-42.0N 132-40.0E, speed: 5 kn}}
  echo: {class: generic_ffg, nation: BB, side: blue, fuel: 34 %, start: {at: 38-50.0N 132-40.0E, speed: 5 kn}}
  oiler: {class: generic_aor, nation: BB, side: blue, fuel: 95 %, start: {at: 38-44.0N 132-40.0E, speed: 5 kn}}
  tug: {class: generic_tug, nation: AA, side: blue, start: {at: 38-46.0N 132-40.0E, speed: 3 kn}}
  boat: {class: generic_ssk, nation: BB, side: orange, start: {at: 38-48.0N 132-40.0E, speed: 3 kn}}
  raft: {class: generic_surface_target_towed, nation: AA, side: blue, start: {deck: tug}}
  helo: {class: generic_helo, nation: AA, side: blue, start: {deck: alpha}}
circuits: {TG: {kind: voice, band: UHF, range: 200 nmi, members: [alpha, delta, oiler, tug]}}
plan: {as_of: 010000ZJUN23}
serials: {}
"""
SHOOT = "firing: [alpha], target: [raft], tug: [tug], safety: [delta]"
FREE = ", limits: {visibility_min: 0 m, sea_state_max: 9, daylight: false}"


def shoot(window: str, more: str = "", area: str = "A", params: str = "line_of_fire: 090T, range: 3 nmi") -> str:
    return serial("X-1", "GUNEX-S", "2 h", window, f"areas: [{area}]", SHOOT, f", params: {{{params}}}{more}")


def patrol(name: str, lasting: str, window: str, area: str, otc: str, more: str = FREE) -> str:
    return serial(name, "PATROL", lasting, window, f"areas: [{area}]", f"otc: [{otc}]", more)


def hours(first: str, last: str) -> str:
    return f"within: {{from: {first}ZJUL23, to: {last}ZJUL23}}"


def written(lines: list[str], plan: Tree) -> Tree:
    tree: Tree = YAML(typ="safe").load(BASE)
    tree["serials"] = YAML(typ="safe").load("\n".join(lines))
    return merged(tree, {"plan": plan})


def merged(tree: Tree, more: Tree) -> Tree:
    for key, value in more.items():
        tree[key] = merged(tree.get(key) or {}, value) if isinstance(value, dict) else value
    return tree


def with_cure(tree: Tree, cure: str) -> Tree:
    """The file with what a cure says to write: of the plan, of the unit or of the serial that it begins with."""
    first = cure.split(" ", 1)[0]
    if found := re.search(r"leave it out of `after`", cure):
        del tree["serials"][first]["after"]
        return tree
    for found in re.findall(r"`([a-z_]+: [^`]*)`", cure):
        piece = YAML(typ="safe").load("{" + found + "}")
        if next(iter(piece)) in tree["serials"].get(first, {}).get("roles", {}):
            piece = {"roles": piece}
        part = "units" if first in tree["units"] else "serials"
        tree = merged(tree, piece if "plan" in piece else {part: {first: piece}})
    return tree
