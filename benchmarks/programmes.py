"""Programmes of any size, the same for the same number: nations, ships, areas and serials that wait for their times."""

import random

KINDS = ("MANEX", "GUNEX-S", "RAS-L", "PATROL", "SAREX", "LINKEX")


def programme_text(serials: int, units: int, seed: int = 1, days: int | None = None) -> str:
    """A scenario of so many serials with windows and so many ships, in as many days as it takes."""
    chance = random.Random(seed)
    days = days or max(2, round(serials / 20))
    ships, rows = [], []
    for number in range(units):
        kind = ("generic_ddg", "generic_ffg", "generic_aor", "generic_tug")[(0, 1, 0, 1, 2, 1, 0, 3)[number % 8]]
        name = f"ship_{number:02d}"
        ships.append((name, kind))
        lat, lon = 38.0 + 0.02 * (number // 10), 134.0 + 0.03 * (number % 10)
        place = f"{int(lat):02d}-{lat % 1 * 60:04.1f}N {int(lon):03d}-{lon % 1 * 60:04.1f}E"
        nation = "ABC"[number % 3] * 2
        start = f"start: {{at: {place}, course: 000T, speed: 4 kn}}, fuel: 95 %"
        rows.append(f"  {name}: {{class: {kind}, nation: {nation}, side: blue, {start}}}")
    tugs = [name for name, kind in ships if kind == "generic_tug"]
    for tug in tugs:
        target = "class: generic_surface_target_towed, nation: AA, side: blue"
        rows.append(f"  {tug}_target: {{{target}, start: {{deck: {tug}}}}}")
    areas = []
    for number in range(max(6, units // 4)):
        lat, lon = 37.2 + 0.4 * (number % 5), 132.6 + 0.55 * (number // 5)
        place = f"{int(lat):02d}-{lat % 1 * 60:04.1f}N {int(lon):03d}-{lon % 1 * 60:04.1f}E"
        areas.append(f"  A{number:02d}: {{circle: {{centre: {place}, radius: 8 nmi}}}}")
    names = [f"A{number:02d}" for number in range(len(areas))]
    lines = [_serial(chance, number, ships, names, days) for number in range(serials)]
    head = HEAD.format(end=1 + days)
    return "\n".join([head, "areas:", *areas, "units:", *rows, "serials:", *lines]) + "\n"


def _serial(chance: random.Random, number: int, ships: list[tuple[str, str]], areas: list[str], days: int) -> str:
    kind = "COMMEX" if number == 0 else KINDS[number % len(KINDS)]
    able = {key: [name for name, one in ships if one == f"generic_{key}"] for key in ("ddg", "ffg", "aor", "tug")}
    fighting = able["ddg"] + able["ffg"]
    some = chance.sample(fighting, min(4, len(fighting)))
    day = 0 if number == 0 else chance.randrange(days)
    late = min(days - 1, day + 1)
    within = f"{{from: {1 + day:02d}0000ZJUL23, to: {2 + late:02d}0000ZJUL23}}"
    where = f"areas: [{', '.join(sorted(chance.sample(areas, 3)))}]"
    roles, params, lasting = "", "", "90 min"
    if kind == "COMMEX":
        roles, within, where = f"all: [{', '.join(fighting)}]", "{to: 010400ZJUL23}", "areas: []"
    elif kind == "MANEX":
        roles, lasting = f"guide: [{some[0]}], followers: [{', '.join(some[1:])}]", "2 h"
    elif kind == "GUNEX-S":
        tug = able["tug"][number % len(able["tug"])]
        firing = "firing: {number: 1, able: [gun], among: [" + ", ".join(some[:3]) + "]}"
        roles, lasting = f"{firing}, target: [{tug}_target], tug: [{tug}], safety: [{some[3]}]", "2 h"
        params = ", params: {line_of_fire: 090T, range: 3 nmi}"
    elif kind == "RAS-L":
        roles, lasting = f"delivering: [{able['aor'][number % len(able['aor'])]}], receiving: [{some[0]}]", "3 h"
    elif kind == "PATROL":
        roles, lasting = f"otc: [{some[0]}], units: [{some[1]}]", "4 h"
    elif kind == "SAREX":
        kind, roles, lasting = "PATROL", f"otc: [{some[0]}], units: {{number: 1, able: [gun]}}", "3 h"
    else:
        roles, lasting = f"all: [{', '.join(some[:3])}]", "90 min"
    return (
        f"  S{number:03d}: {{kind: {kind}, duration: {lasting}, within: {within}, {where}, roles: {{{roles}}}{params}}}"
    )


HEAD = """fleetex: 1
exercise:
  id: made-by-number
  names: [Made by number]
  window: {{start: 010000ZJUL23, end: {end:02d}0000ZJUL23}}
  zone: "UTC+09:00"
  otc: ship_00
environment:
  base:
    wind: {{speed: 8 kn, from: 220T}}
    sea_state: 2
    visibility: 9 nmi
    depth: 2000 m
nations: {{AA: {{name: first}}, BB: {{name: second}}, CC: {{name: third}}}}
sides: {{blue: {{name: all}}}}
fuel_reserve: 20 %
"""
