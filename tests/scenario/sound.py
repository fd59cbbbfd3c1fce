"""A sound scenario and kinds of serials of this page's own, to be spoilt one thing at a time."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from fleetex.quantities import Length, Speed
from fleetex.scenario import Exercise, Problem, ScenarioError, load_text
from fleetex.scenario.kinds import KindSpec, RoleSpec
from fleetex.vocabulary import Capability


class Evolution(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    formation: Literal["column", "line abreast"] = "column"
    speed: Speed | None = None


class DanceParams(BaseModel):
    """Params with all that params have: quantities, counts, choices, lists of rows."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True)

    spacing: Length = Field(default="1000 yd", description="between neighbours")  # type: ignore[assignment]
    rounds: int = Field(default=2, ge=1, le=9)
    evolutions: tuple[Evolution, ...] = ()


class ShootParams(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    range: Length = Field(description="from gun to target")


DANCE = KindSpec(
    code="DANCE",
    name="dance of ships",
    text="Ships move in formation.",
    roles={
        "guide": RoleSpec("the ship the others follow", 1, 1, frozenset({Capability.MOVES})),
        "followers": RoleSpec("ships that follow", 1, 3, frozenset({Capability.MOVES, Capability.RADIO})),
    },
    params=DanceParams,
    needs_area=True,
    source="made up",
)
SHOOT = KindSpec(
    code="SHOOT",
    name="shoot",
    text="A gun fires at a target.",
    roles={
        "firing": RoleSpec("ships with a gun", 1, None, frozenset({Capability.GUN})),
        "target": RoleSpec("what is fired at", 1, 1, frozenset({Capability.TARGET})),
        "watcher": RoleSpec("who looks on", 0, 1),
    },
    params=ShootParams,
    needs_area=False,
    live=True,
    fires={"firing": "range"},
    source="made up",
)
KINDS = {kind.code: kind for kind in (DANCE, SHOOT)}

TEXT = """\
fleetex: 1
exercise:
  id: passage
  names: [Passage, {value: Überfahrt, source: BOOK, confidence: low}]
  aim: Two ships in company.
  window: {start: 200000ZJUL23, end: 201200ZJUL23}
  zone: "UTC+08:00"
  otc: alpha
sources:
  BOOK: {title: A book, date: 2023-07-01}
environment:
  base:
    wind: {speed: 10 kn, from: 220T}
    sea_state: [{from: 192300ZJUL23, value: 2}, {from: 200600ZJUL23, value: {value: 4, source: BOOK}}]
    visibility: 8 nmi
    current: {speed: 0.5 kn, to: 045T}
    depth: 2500 m
    profile:
      - {depth: 0 m, temperature: 20 degC, salinity: 34 psu}
      - {depth: 50 m, temperature: 9 degC, salinity: 34 psu}
  zones:
    fog: {area: BANK, visibility: 1 nmi}
areas:
  ALFA: {circle: {centre: 39-00.0N 133-30.0E, radius: 10 nmi}, use: manoeuvring}
  BANK: {polygon: [40-00.0N 133-00.0E, 40-00.0N 134-00.0E, 39-30.0N 134-00.0E, 39-30.0N 133-00.0E]}
  LANE: {corridor: {line: [38-00.0N 133-00.0E, 39-00.0N 134-00.0E], width: 4 nmi}}
  TRACK: {line: [38-00.0N 133-00.0E, 39-00.0N 134-00.0E]}
  FIELD: {point: 43-24.0N 132-09.0E, use: airfield}
nations: {AA: {name: one}, BB: {name: other}}
sides:
  blue: {nations: [AA, BB]}
  traffic: {neutral: true}
units:
  alpha:
    class: ddg_052d
    name: Alpha
    nation: AA
    side: blue
    start: {at: 39-00.0N 133-30.0E, course: 045T, speed: 12 kn}
  bravo:
    class: ffg_054a
    hull: 012
    nation: BB
    side: blue
    source: [BOOK]
    notional: true
    start: {at: 39-02.0N 133-30.0E, course: 045T, speed: 12 kn}
  tug:
    class: generic_tug
    nation: BB
    side: blue
    start: {port: Vladivostok, seaward: 42-50.0N 131-40.0E}
  raft:
    class: generic_surface_target_towed
    nation: BB
    side: blue
    lights: off
    start: {deck: tug}
  trader:
    class: generic_bulk_carrier
    nation: BB
    side: traffic
    ais: on
    start: {at: 38-00.0N 132-00.0E, course: 020T, speed: 12 kn}
    route: {waypoints: [39-00.0N 132-20.0E, 40-00.0N 132-40.0E], speed: 12 kn, line: rhumb, then: hold}
circuits:
  TAC: {kind: voice, band: VHF, range: 30 nmi, alternate: LINK,
        failure: {mean_time_between: 20 h, mean_time_to_repair: 40 min}}
  LINK: {kind: link, band: UHF, members: [alpha, bravo, tug], range: 60 nmi, delay: 5 s, relay: [bravo]}
serials:
  DANCE-1:
    kind: DANCE
    start: 200100ZJUL23
    duration: 90 min
    area: ALFA
    oce: alpha
    roles: {guide: [alpha], followers: [bravo]}
    circuits: [TAC]
    params:
      spacing: 500 yd
      evolutions: [{formation: column, speed: 10 kn}, {formation: line abreast}]
  SHOOT-1:
    kind: SHOOT
    start: 201100HJUL23
    end: 201130JJUL23
    oce: alpha
    roles: {firing: [alpha], target: [raft], watcher: [tug]}
    after: [DANCE-1]
    circuits: [TAC, LINK]
    limits: {sea_state_max: 5, visibility_min: 2 nmi, daylight: true}
    hazard: {live: true, text: keep clear}
    params: {range: 4 nmi}
facts:
  F1: {topic: where, versions: [{text: at sea, source: BOOK}, {text: in port, source: BOOK}], relation: conflict}
fuel_reserve: 25 %
"""


def changed(*changes: tuple[str, str]) -> str:
    """The sound text with things replaced, each of which stands in it once."""
    text = TEXT
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def loaded(text: str = TEXT) -> Exercise:
    return load_text(text, "passage.yaml", serial_kinds=KINDS)


def problems(text: str) -> tuple[Problem, ...]:
    try:
        loaded(text)
    except ScenarioError as error:
        return error.problems
    return ()


def line_of(text: str, needle: str) -> int:
    """Number of the first line with these words."""
    return text[: text.index(needle)].count("\n") + 1
