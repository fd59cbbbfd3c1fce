"""The words and examples of `docs/scenario.md`; its tables come from the models (describe.py).

The examples, one below the other, are one exercise: a test loads it.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Section:
    """One key of the file: what it is, a piece of the example, and what `fleetex check` finds wrong in it."""

    key: str
    words: str
    example: str
    refused: tuple[str, ...]


HEAD = """# The scenario file, schema version {version}

<!-- Written by `python -m fleetex.scenario.describe` from the models in src/fleetex/scenario/. Do not edit it here. -->

One YAML file is one exercise. `fleetex new FILE` writes one to begin with, `fleetex check FILE` names every mistake
with its line and column, `fleetex schema` prints what this page says for an editor that completes and checks. The
examples under "The parts of the file", one below the other, are a whole exercise.

## How things are written

- **Quantities are text with a unit.** A bare number where a unit is due is refused, with what to write. Numbers have a
  decimal point and no thousands separator. Durations may be put together: `1 d 4 h`.
- **Names** (of units, areas, circuits ...) are yours: up to 64 letters, digits, `_`, `.` and `-`, the first a letter or
  digit. Other parts of the file refer to them.
- **YAML 1.2** in UTF-8, at most 10 MB, at most 40 levels deep. `NO` and `12:30` are text. A key stands once in its
  mapping. Tags (`!...`) are refused, aliases (`*name`) are read within bounds, and nothing in a file is executed.
- What is not given has the default shown. There is no other default: what is required says so.
"""

SAID = """### Who says so

Any value may stand in the long form, and most parts may say the same of themselves with keys of their own; what is said
of a part holds for all in it that says nothing else.

```yaml
{value: 12 kn, source: MADE, confidence: medium, notional: true, note: "read off a photograph"}
```

What is `notional: true` is marked so wherever it shows, charts included. `params` of a serial take plain values.
"""

SERIES = """### What changes with time

Where the tables say *may change*, a list of steps may stand in place of the value; each holds until the next. The first
holds from the window's start: its `from` is that instant or earlier.

```yaml
[{from: 200000ZJUL23, value: 8 nmi}, {from: 210600ZJUL23, value: 2 nmi}]
```
"""

SECTIONS = (
    Section(
        "fleetex",
        "The version of the scenario schema that the file is written in.",
        "fleetex: 1\n",
        ("a version that this fleetex does not know",),
    ),
    Section(
        "exercise",
        "What the exercise is, when, and who commands. The engine's clock starts at `window.start`.",
        """exercise:
  id: page
  names: [Example of the page, Page]
  aim: Show every part of the file once.
  window: {start: 200000ZJUL23, end: 201200ZJUL23}
  zone: "UTC+08:00"
  otc: alpha
  notional: true
""",
        (
            "a window that ends before it starts, or is longer than 366 days",
            "an `otc` that is no key of `units`, or a unit without a radio",
        ),
    ),
    Section(
        "sources",
        "What was read. Every `source` in the file is a key here, or a list of keys.",
        """sources:
  MADE: {title: Made up for this page, publisher: the authors, date: 2023-07, url: "example.org/page"}
  TOLD: {title: Told by nobody, note: a second source to disagree with}
""",
        ("a `source` anywhere in the file that is not a key here", "a date that is not as 2023-07-21, 2023-07 or 2023"),
    ),
    Section(
        "environment",
        "Weather and water: `base` everywhere, `zones` where an area has its own. The `current` sets what drifts (a"
        " target set adrift, a unit with its engines stopped); a ship under way steers over the ground: she is "
        "taken to allow for it, and it changes neither her track nor her fuel. A target of a serial that starts on "
        "the water is held there until COMEX; what drifts ashore lies aground, and ends a serial "
        "whose target it is. The mixed layer, and how fast sound "
        "speed falls under it, are read off the `profile`, whose layers lie at a `depth` or, as a CTD has them, at "
        "a `pressure`; sound speed is worked out by Mackenzie's equation or another, absorption by Francois and "
        "Garrison's formula or another. With `sound: tables` the loss of sound is worked out before the run from "
        "profile, depth, bottom and wind, for every water and every sonar's note, and kept on disk; else one law "
        "holds, which knows no convergence zone.",
        """environment:
  sound: tables
  sound_speed: teos10
  absorption: ainslie_mccolm
  cast_at: 39-00.0N 133-30.0E
  base:
    wind:
      - {from: 200000ZJUL23, value: {speed: 10 kn, from: 220T}}
      - {from: 200600ZJUL23, value: {speed: 16 kn, from: 250T}}
    sea_state: {value: 3, source: MADE, confidence: low}
    visibility: 8 nmi
    current: {speed: 0.6 kn, to: 045T}
    depth: 2500 m
    profile:
      - {depth: 0 m, temperature: 20.5 degC, salinity: 33.9 psu}
      - {pressure: 101 dbar, temperature: 6 degC, salinity: 34.1 psu}
    bottom: sand
  zones:
    haze: {area: HAZE, visibility: 3 nmi, notional: true}
""",
        (
            "a zone whose area is a line or a point",
            "a first step later than the window's start, or steps that do not follow each other in time",
            "layers of a profile that do not go down from the surface, or have both a depth and a pressure",
            "a profile by pressure, or `sound_speed` by another equation than Mackenzie's, without `cast_at`",
            "`sound: tables` without a depth, a profile and a bottom in the base, or in water of less than 30 m",
        ),
    ),
    Section(
        "areas",
        "Named places. A polygon closes by itself.",
        """areas:
  RANGE:
    name: Firing area
    polygon: [39-20.0N 133-00.0E, 39-20.0N 134-00.0E, 38-40.0N 134-00.0E, 38-40.0N 133-00.0E]
    use: gunnery
  HAZE: {circle: {centre: 38-30.0N 133-30.0E, radius: 10 nmi}}
  LANE: {corridor: {line: [39-30.0N 132-00.0E, 39-30.0N 135-00.0E], width: 4 nmi}, use: transit}
  TRACK: {line: [38-00.0N 132-00.0E, 38-00.0N 134-00.0E]}
  BUOY: {point: 39-00.0N 133-30.0E, notional: true}
  FIELD: {circle: {centre: 43-24.0N 132-09.0E, radius: 2 nmi}, use: airfield}
""",
        (
            "no shape, or more than one",
            "a polygon of fewer than three different corners, with sides that cross, or round a pole",
            "a point that follows itself",
            "a place beyond 85 degrees of latitude, north or south: the models hold to there",
        ),
    ),
    Section(
        "nations",
        "Who sends units. The key is what tables and charts show.",
        """nations:
  AA: {name: first notional nation}
  BB: {name: second notional nation}
""",
        ("a nation that a unit or a side names and that is not here",),
    ),
    Section(
        "sides",
        "Who exercises together. Units of a neutral side are traffic: they take part in no serial, and `members: all` "
        "of a circuit does not mean them.",
        """sides:
  blue: {name: task group, nations: [AA, BB]}
  traffic: {neutral: true}
""",
        ("a unit whose nation is not among its side's, where the side lists any",),
    ),
    Section(
        "units",
        "Ships, aircraft, targets and parties ashore. `class` is an id of the [library](library.md), which gives "
        "speed, sensors, guns, fuel and what the unit can do. In a serial a unit does its part, between serials it "
        "makes for the next, else it sails its `route`; all the while it passes land and other ships clear. A ship in "
        "port is taken to be at its seaward point.",
        """units:
  alpha:
    class: generic_ddg
    name: Alpha
    aliases: [Alfa]
    hull: "101"
    nation: AA
    side: blue
    source: MADE
    confidence: low
    start: {at: 39-00.0N 133-20.0E, course: 045T, speed: 12 kn, notional: true}
    fuel: 80 %
    ais: on
    emission: {radar: on}
  bravo:
    class: generic_ffg
    nation: BB
    side: blue
    ais: on
    start: {at: 38-58.0N 133-18.0E, course: 045T, speed: 12 kn}
  helicopter:
    class: generic_helo
    nation: BB
    side: blue
    start: {deck: bravo}
  patrol:
    class: generic_mpa
    nation: AA
    side: blue
    start: {at: 39-20.0N 133-40.0E, course: 180T, speed: 220 kn, height: 600 m}
    home: FIELD
  tug:
    class: generic_tug
    nation: BB
    side: blue
    start: {port: Vladivostok, seaward: 42-50.0N 131-40.0E}
  raft:
    class: generic_surface_target_towed
    nation: BB
    side: blue
    start: {deck: tug}
    lights: off
  merchant:
    class: generic_bulk_carrier
    nation: BB
    side: traffic
    ais: on
    start: {at: 39-40.0N 132-00.0E, course: 110T, speed: 12 kn}
    route: {waypoints: [39-20.0N 134-30.0E, 39-00.0N 135-30.0E], speed: 12 kn, line: rhumb, then: hold}
""",
        (
            "a class that the library has not, with the nearest name",
            "no place to start, or two; a port without its seaward point",
            "a ship that starts or has a waypoint on land, a shore unit at sea (Natural Earth, 1:10m)",
            "two ships nearer to each other than 100 m at the start",
            "a start or waypoint beyond 85 degrees of latitude",
            "a speed beyond the class's greatest; a route of a class that does not move by itself, or at 0 kn",
            "a deck of a ship without deck or tow gear, or decks in a circle; a ship or a unit on land on a deck",
            "a course or speed of a unit that starts on a deck: it has the ship's",
            "an airfield for anything but an aircraft, a height or a depth of what has none",
            "an aircraft in the air without a height, above its ceiling, or too slow to stay up",
            "an aircraft on a deck that does not hover; more of them on a ship than her decks and her hangar hold",
            "a home of what does not fly, or one that is neither a ship with a deck nor an area with `use: airfield`",
            "an aircraft's route for which its fuel does not last, once round and home, or that begins on a deck or at "
            "an airfield: there it stands until a serial sends it up",
        ),
    ),
    Section(
        "circuits",
        "Voice circuits and data links. Each member has a set of its own that may fail; a link carries tracks to all "
        "members in range. On VHF and above two stations hear each other when they are within `range` and in line of "
        "sight.",
        """circuits:
  TAC:
    name: Tactical
    kind: voice
    band: VHF
    members: all
    range: 30 nmi
    delay: 3 s
    failure: {mean_time_between: 20 h, mean_time_to_repair: 40 min}
    alternate: ALT
  ALT: {kind: voice, band: HF, members: [alpha, bravo, tug], range: 200 nmi, delay: 3 s}
  LINK: {kind: link, band: UHF, members: [alpha, bravo, tug], range: 60 nmi, relay: [bravo], delay: 5 s}
""",
        (
            "fewer than two members with a radio, a member without one, a member twice",
            "a relay that is no member, an alternate that is the circuit itself",
            "a mean time between failures under ten minutes, a repair under ten seconds",
        ),
    ),
    Section(
        "serials",
        "The programme. A serial begins at its start if its prerequisites have ended and its limits hold, and ends "
        "when its task is done, or at its end. The kinds, their roles and their `params` are on the page of "
        "[serial kinds](serials.md).",
        """serials:
  COMMEX-1:
    kind: COMMEX
    title: Radio checks
    start: 200015ZJUL23
    duration: 90 min
    oce: alpha
    roles: {all: [alpha, bravo]}
    circuits: [TAC, ALT]
  MANEX-1:
    kind: MANEX
    start: 200200ZJUL23
    end: 200430ZJUL23
    area: RANGE
    oce: alpha
    roles: {guide: [alpha], followers: [bravo]}
    after: [COMMEX-1]
    circuits: [TAC, ALT]
    limits: {sea_state_max: 5, visibility_min: 2 nmi, daylight: false}
    hazard: {live: false, text: Nothing is fired.}
    params: {spacing: 1500 yd}
    notional: true
""",
        (
            "neither an end nor a duration, or both; an end before the start, or within a minute of it; times outside "
            "the exercise's window",
            "a kind that is not installed; a role that the kind has not, one that is due and missing, too many in one",
            "a unit without what its role needs (units that have it are named), a neutral unit, a unit in two roles",
            "an aircraft in a part for ships",
            "a unit in two serials at once, unless one of them is `concurrent` or rule K01 is off",
            "an officer conducting the serial (`oce`) who is no participant or is not on all its circuits",
            "a participant with a radio that is on none of its circuits",
            "a prerequisite that ends after this begins, or serials that wait for each other in a circle",
            "no area where the kind needs one; an area that is a line or a point",
            "params that the kind does not know, or out of their limits",
            "gunnery from farther than any gun of its firing ships reaches",
            "a tug whose target stands on the deck of another ship",
            "a serial for daylight alone that is over before the sun is up where it is held",
        ),
    ),
    Section(
        "plan",
        "What `fleetex plan` goes by: when the plan is made, the grid of times, what the exercise is to serve, and the "
        "limits and weights of the rules by their ids. Hard rules hold or are reported; soft ones, which have a "
        "weight, cost so much where they are not kept. The rules stand on the page of [the programme](programme.md).",
        """plan:
  as_of: 050000ZJUL23
  step: 5 min
  objectives: {WORDS: Everybody hears everybody}
  rules:
    K02: {margin: 20 min}
    K06: {civil_twilight: true}
    K24: {weight: 0}
    K17: {apply: off}
""",
        (
            "a rule that there is not, or a limit that is not the rule's",
            "an area or a nation that a rule names and is not in the file",
        ),
    ),
    Section(
        "timetable",
        "Where serials were placed, by their keys: what `fleetex plan` found, pinned, so that a run needs no solver. "
        "`fleetex run FILE --timetable T.yaml` takes another in its place. No timetable changes the plan's hash.",
        """timetable:
  COMMEX-1: {start: 200020ZJUL23, oce: alpha}
""",
        (
            "a serial that is not in the file; neither a start nor `dropped`, or both",
            "a place that leaves something open: a role whose units it does not name, one of several areas",
        ),
    ),
    Section(
        "traffic",
        "Ships that nobody commands, any number up to 50,000: merchants on lanes, fishermen about a ground, or "
        "ships as they were logged. Radars and lookouts of all units find them as they find units of the class, "
        "guns hold their fire for them, ships keep clear of them; they see nobody and keep clear of nobody. They "
        "are in no serial and on no link. Voyages are drawn from the seed, keyed to the stream's name and the "
        "ship's number in it: a stream more changes nobody else's. A lane has ships under way when the exercise "
        "begins. `tracks` name a CSV file in the scenario's folder or below: the columns `ship` (any key; it is "
        "not recorded), `time` (ISO 8601 with its offset), `lat`, `lon` (decimal degrees) and, if need be, "
        "`class`, the rows of one ship in order of time. She sails straight from fix to fix, and is there from "
        "her first to her last.",
        """traffic:
  lanes:
    EASTBOUND: {corridor: LANE, per_day: 6, class: [generic_bulk_carrier, generic_container_ship], speed: [9 kn, 14 kn]}
    COASTAL:
      line: [37-30.0N 133-00.0E, 37-40.0N 135-00.0E]
      width: 2 nmi
      per_day: 2
      class: generic_bulk_carrier
      speed: [8 kn, 10 kn]
  fishing:
    SQUID: {area: HAZE, boats: 5, class: generic_fishing_vessel, speed: [1 kn, 4 kn], notional: true}
""",
        (
            "a lane without a line or a corridor, with both, or over land; a ground with land in it",
            "a class that the library has not, or not of ships; a speed beyond the class's greatest",
            "two streams of one name; more than 50,000 ships, or more than 10,000,000 pairs of a unit and a ship",
            "a CSV file outside the scenario's folder; in the file, with its own line: a column or a figure that is "
            "missing, a time without offset, fixes out of order, a ship faster than 60 kn or with one fix alone",
        ),
    ),
    Section(
        "waterspace",
        "Who may be how deep, where and when, and how submarines keep clear of ships. A band binds a submarine's own "
        "depth, and of a ship or a helicopter the sonars that hang from it: ships haul in when a band opens and veer "
        "when it closes. Doctrines keep to it; a breach is an event, is counted and is in the report.",
        """waterspace:
  NORTH-WATER:
    area: RANGE
    end: 201100ZJUL23
    bands: [{units: [alpha], not_below: 60 m}]
""",
        (
            "an area that is a line or a point; an end that is not after the start, or times outside the exercise's "
            "window",
            "two bands of the same water and time that lie nearer than `depth_separation`, if a submarine is in one",
            "a band deeper than its submarine goes, or than leaves room over the bottom",
            "a unit that neither dives nor tows or dips a sonar; a notice that outlasts the water",
        ),
    ),
    Section(
        "promulgation",
        "Whom drafts of navigational warnings and NOTAMs are headed for. What is not given is left open in them "
        "(`NAVAREA NOT GIVEN`, `XXXX` for the flight information region), and they say so. They are drafts of an "
        "exercise: see the page of [the programme](programme.md).",
        """promulgation: {navarea: XI, general_area: Sea of Japan, fir: RJJJ}
""",
        ("a NAVAREA that is no Roman figure, or a region that is not four capitals",),
    ),
    Section(
        "facts",
        "What reports say about one thing, side by side, and what this scenario takes. Facts change nothing in the "
        "run; the report prints them.",
        """facts:
  F1:
    topic: how many ships took part
    versions: [{text: five, source: MADE}, {text: four, source: TOLD}]
    relation: conflict
    resolution: Four, and a raft on the deck of one.
    confidence: low
    used: units
""",
        ("a version without a text or a source",),
    ),
    Section(
        "fuel_reserve",
        "The share of the bunker below which a unit reports low fuel.",
        "fuel_reserve: 30 %\n",
        ("less than 0 % or more than 100 %",),
    ),
)

ERRORS = """## Errors

All mistakes are named at once, in the order of the file, one a line: file, line, column, the part, what was found,
what is allowed, and what to write if that can be said. `fleetex check` and `fleetex run` then leave with exit code 2,
and nothing is written. With three mistakes the example above gives:

```text
{lines}
```

Of one kind of mistake two dozen are told, and how many more there are. A serial is looked over by its kind too: whether
its window is long enough for the evolutions or the fuel asked for, whether those who sail at a speed make it, whether
fire comes over land. A run takes at most 1,000 units.

A file that cannot be read to its end (not there, a directory, not UTF-8, larger than 10 MB, broken YAML, control
characters) gives the one message that says so, after whatever was found before it.
"""

MISTAKES = (
    ("speed: 12 kn, notional: true}", "speed: 12, notional: true}"),
    ("class: generic_ffg", "class: generic_fgf"),
    ("after: [COMMEX-1]", "after: [COMEX-1]"),
)
"""What the page spoils in its example, to show the errors."""
