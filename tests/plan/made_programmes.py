"""Programmes made by chance for the planner: ships, aircraft and a submarine, weather, night, warnings, little fuel and
few rounds; and clashes planted in them whose serials and rule are known."""

import random
from dataclasses import dataclass

HOURS = 60
"""From 010000Z to the end."""


@dataclass(frozen=True)
class Clash:
    """Serials that cannot be held, and the rule that says so."""

    rule: str
    serials: tuple[str, ...]
    lines: tuple[str, ...]


def time(hour: float) -> str:
    day, rest = divmod(round(hour * 60), 1440)
    return f"{1 + day:02d}{rest // 60:02d}{rest % 60:02d}ZJUL23"


def programme(seed: int, clash: Clash | None = None, as_of: float = -400.0) -> str:
    """A scenario of 5 to 25 serials; the same for the same seed."""
    chance = random.Random(seed)
    serials = [*_serials(chance), *(clash.lines if clash is not None else ())]
    rules = chance.choice(("", "K02: {margin: 15 min}", "K06: {civil_twilight: true}", "K12: {weight: 9}"))
    wash_up = f"K25: {{pre_sail: {time(1)}, wash_up: {time(HOURS - 1)}}}" if chance.random() < 0.4 else ""
    lane = (
        "traffic: {lanes: {NORTHBOUND: {from: 38-10.0N 131-20.0E, to: 40-00.0N 131-20.0E, width: 4 nmi, per_day: 5}}}"
    )
    rough, fog = chance.randrange(4, HOURS - 20), chance.randrange(4, HOURS - 16)
    return f"""fleetex: 1
exercise:
  id: made-by-chance
  names: [Made by chance]
  window: {{start: {time(0)}, end: {time(HOURS)}}}
  zone: "UTC+09:00"
  otc: alpha
environment:
  base:
    wind: {{speed: 8 kn, from: 220T}}
    sea_state: [{{from: {time(0)}, value: 3}}, {{from: {time(rough)}, value: 5}}, {{from: {time(rough + 5)}, value: 3}}]
    visibility:
      - {{from: {time(0)}, value: 9 nmi}}
      - {{from: {time(fog)}, value: 0.5 nmi}}
      - {{from: {time(fog + 3)}, value: 9 nmi}}
    depth: 2000 m
{"# no lane" if chance.random() < 0.5 else "# " + lane}
nations: {{AA: {{name: first}}, BB: {{name: second}}}}
sides: {{blue: {{name: both}}, orange: {{name: those looked for}}}}
fuel_reserve: 25 %
areas:
{_areas()}
units:
{_units(chance)}
plan:
  as_of: {_as_of(as_of)}
  rules: {{{", ".join(one for one in (rules, wash_up) if one)}}}
serials:
{chr(10).join(serials)}
"""


def _as_of(hour: float) -> str:
    day = 30 + int(hour // 24)
    return f"{day:02d}{int(hour % 24):02d}00ZJUN23"


def _areas() -> str:
    rows = []
    for number in range(6):
        lat, lon = 38.3 + 0.6 * (number % 3), 132.5 + 0.8 * (number // 3)
        place = f"{int(lat):02d}-{lat % 1 * 60:04.1f}N {int(lon):03d}-{lon % 1 * 60:04.1f}E"
        rows.append(f"  A{number}: {{circle: {{centre: {place}, radius: 8 nmi}}}}")
    return "\n".join(rows)


SHIPS = {"alpha": "ddg", "bravo": "ffg", "charlie": "ddg", "delta": "ffg", "echo": "corvette", "oiler": "aor"}


def _units(chance: random.Random) -> str:
    rows = []
    for number, (name, kind) in enumerate(SHIPS.items()):
        fuel = 95 if name == "oiler" else chance.choice((60, 75, 90))
        start = f"{{at: 38-{40 + 2 * number:02d}.0N 132-{50 - 3 * number:02d}.0E, course: 000T, speed: 5 kn}}"
        nation = "AB"[number % 2] * 2
        rows.append(
            f"  {name}: {{class: generic_{kind}, nation: {nation}, side: blue, fuel: {fuel} %, start: {start}}}"
        )
    sea = "{at: 38-45.0N 132-45.0E, course: 000T, speed: 3 kn}"
    rows.append(f"  tug: {{class: generic_tug, nation: AA, side: blue, start: {sea.replace('45.0N', '47.0N')}}}")
    rows.append(f"  boat: {{class: generic_ssk, nation: BB, side: orange, start: {sea}}}")
    at = sea.replace("45.0E", "49.0E")
    rows.append(f"  foxtrot: {{class: generic_corvette, nation: BB, side: orange, start: {at}}}")
    rows.append("  raft: {class: generic_surface_target_towed, nation: AA, side: blue, start: {deck: tug}}")
    for host in ("alpha", "bravo"):
        rows.append(f"  helo_{host}: {{class: generic_helo, nation: AA, side: blue, start: {{deck: {host}}}}}")
    return "\n".join(rows)


FIGHTING = ("alpha", "bravo", "charlie", "delta", "echo")


def _serials(chance: random.Random) -> list[str]:
    lines = [
        f"  TALK: {{kind: COMMEX, duration: 1 h, within: {{to: {time(6)}}}, roles: {{all: [{', '.join(FIGHTING)}]}}}}"
    ]
    names = ["TALK"]
    for number in range(chance.randrange(4, 25)):
        kind = chance.choice(("MANEX", "GUNEX-S", "RAS-L", "PATROL", "FLYEX", "CASEX", "SURFEX"))
        name = f"{kind}-{number}"
        some = chance.sample(FIGHTING, 4)
        since = chance.randrange(0, HOURS - 30)
        until = min(HOURS, since + chance.choice((18, 30, 48)))
        where = (
            f"areas: [{', '.join(sorted(chance.sample([f'A{one}' for one in range(6)], chance.choice((1, 2, 3)))))}]"
        )
        more = f", after: [{chance.choice(names)}]" if chance.random() < 0.15 else ""
        more += f", optional: true, priority: {chance.randrange(1, 9)}" if chance.random() < 0.25 else ""
        near = f", near: {time(since + 4)}" if chance.random() < 0.2 else ""
        within = f"within: {{from: {time(since)}, to: {time(until)}{near}}}"
        lasting, roles, params = _cast(chance, kind, some)
        lines.append(serial(name, kind, lasting, within, where, roles, params + more))
        names.append(name)
    return lines


def serial(name: str, kind: str, lasting: str, within: str, where: str, roles: str, more: str = "") -> str:
    return f"  {name}: {{kind: {kind}, duration: {lasting}, {within}, {where}, roles: {{{roles}}}{more}}}"


def _cast(chance: random.Random, kind: str, some: list[str]) -> tuple[str, str, str]:
    helo = chance.choice(("alpha", "bravo"))
    picked = f"{{number: {chance.choice((1, 2))}, able: [radar], among: [{', '.join(FIGHTING)}]}}"
    if kind == "MANEX":
        return "2 h", f"guide: [{some[0]}], followers: {picked if some[0] == 'echo' else f'[{some[1]}]'}", ""
    if kind == "GUNEX-S":
        firing = f"{{number: 1, able: [gun], among: [{', '.join(some[:3])}]}}"
        rounds = chance.choice((3, 5, 8))
        more = f", params: {{line_of_fire: {chance.choice(('000T', '090T', '270T'))}, range: 3 nmi, rounds: {rounds}}}"
        return "2 h", f"firing: {firing}, target: [raft], tug: [tug], safety: [{some[3]}]", more
    if kind == "RAS-L":
        return "3 h", f"delivering: [oiler], receiving: [{some[0]}]", ""
    if kind == "PATROL":
        return "4 h", f"otc: {{number: 1, able: [radar], among: [{', '.join(FIGHTING)}]}}", ""
    if kind == "FLYEX":
        return "90 min", f"decks: [{helo}], aircraft: [helo_{helo}]", ", params: {cross_deck: false}"
    if kind == "CASEX":
        flying = f", helicopters: [helo_{helo}]" if chance.random() < 0.5 else ""
        return "2 h", f"hunters: [{some[0]}, {some[1]}], submarine: [boat]{flying}", ""
    return "2 h", f"blue: [{some[0]}], orange: [foxtrot]", ""


ALWAYS = ", limits: {visibility_min: 0 m, sea_state_max: 9, daylight: false}"
SHOOT = "firing: [charlie], target: [raft], tug: [tug], safety: [echo]"
MANY_ROUNDS = ", params: {line_of_fire: 090T, range: 3 nmi, rounds: 20, salvoes: 10}"


def planted(rule: str) -> Clash:
    """A clash by its rule: no hours, ships, water, rounds or light for all of it."""
    if rule == "K01":
        return _two(rule, "COMMEX", "2 h", (30, 33, "", "all: [alpha, bravo]"), (30, 33, "", "all: [bravo, echo]"))
    if rule == "K02":
        return _two(rule, "PATROL", "2 h", (30, 32, "A0", "otc: [delta]"), (33, 35, "A5", "otc: [delta]"))
    if rule == "K03":
        return _two(rule, "PATROL", "2 h", (30, 33, "A1", "otc: [alpha]"), (30, 33, "A1", "otc: [delta]"))
    if rule == "K06":
        dark = serial("X-1", "GUNEX-S", "2 h", _within(36, 43), "areas: [A0]", SHOOT, MANY_ROUNDS)
        return Clash(rule, ("X-1",), (dark,))
    if rule == "K09":
        chain = _two(rule, "PATROL", "2 h", (34, 37, "A1", "otc: [alpha]"), (31, 35, "A4", "otc: [delta]"))
        return Clash(rule, chain.serials, (chain.lines[0], chain.lines[1].replace("kind:", "after: [X-1], kind:")))
    assert rule == "K11", rule
    whole = _within(6, HOURS)
    lines = [
        serial(name, "GUNEX-S", "2 h", whole, "areas: [A0, A1, A4]", SHOOT, MANY_ROUNDS) for name in ("X-1", "X-2")
    ]
    return Clash(rule, ("X-1", "X-2"), tuple(lines))


def _within(since: float, until: float) -> str:
    return f"within: {{from: {time(since)}, to: {time(until)}}}"


def _two(rule: str, kind: str, lasting: str, *rows: tuple[float, float, str, str]) -> Clash:
    """Two serials of a kind that weather and night do not keep from their windows."""
    lines = [
        serial(f"X-{number}", kind, lasting, _within(since, until), f"areas: [{area}]", cast, ALWAYS)
        for number, (since, until, area, cast) in enumerate(rows, 1)
    ]
    return Clash(rule, ("X-1", "X-2"), tuple(lines))


PLANTED = ("K01", "K02", "K03", "K06", "K09", "K11")
