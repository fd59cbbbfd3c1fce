"""Cross-checks: what each part says about others must be so. Every finding names the place and what to write."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from fleetex.library import Library
from fleetex.library.models import Platform
from fleetex.quantities import format_dtg, format_speed
from fleetex.scenario.ais_csv import AisFile
from fleetex.scenario.exercise import Exercise
from fleetex.scenario.forces import Unit
from fleetex.scenario.kinds import KindSpec
from fleetex.scenario.mending import Unsound
from fleetex.scenario.parts import Series
from fleetex.scenario.problems import Path, Problem, dotted, listed, nearest
from fleetex.scenario.reading import Document
from fleetex.scenario.surroundings import AreaKind
from fleetex.vocabulary import Capability, Domain, SensorKind

TIMES: Path = ("local times",)
"""Unsound where local times can't be told: the zone is wrong, and times are written in it."""
SURFACES = (AreaKind.POLYGON, AreaKind.CIRCLE, AreaKind.CORRIDOR)
ADVISED_MAX = 100
"""For so many names that no section has, the nearest that it has is looked for: more of them nobody is shown."""
UNITS_MAX = 1_000
BYTES_A_PAIR = 3_750
"""So much memory a run was measured to take for each two of its units: 3.7 GB for 1,000 of them."""
SERIES_KEYS = {
    "wind": "wind",
    "sea_state": "sea_state",
    "visibility": "visibility_m",
    "current": "current",
    "depth": "depth_m",
    "profile": "profile",
    "rain": "rain",
}

OF_ITS_OWN = (("course", "course_rad"), ("speed", "speed_mps"))
"""Keys of a start that mean nothing on a deck, and their names in the model."""


@dataclass
class Review:
    """A valid exercise (or what remains of one, mended) under cross-check."""

    exercise: Exercise
    document: Document
    library: Library
    kinds: Mapping[str, KindSpec]
    written: Mapping[str, Any]
    """The file as plain mappings: a name that is written, though its part is wrong, is not called unknown."""
    unsound: Unsound = field(default_factory=Unsound)
    """What was wrong by itself and is missing from the exercise, or stood in for: nothing more is said of it."""
    problems: list[Problem] = field(default_factory=list)
    ais: dict[str, AisFile] = field(default_factory=dict)
    """What the files of the traffic say."""
    clashes_apart: bool = False
    """Whether those are left out that hang on when serials are held: who is in two at once, order, daylight."""
    rules_apart: bool = False
    """Whether breaches of the planner's rules are left to its judge: who is where when, who can play what, daylight."""
    _platforms: dict[str, Platform | None] = field(default_factory=dict)
    _advised: Counter[str] = field(default_factory=Counter)

    def say(self, path: Path, found: object, allowed: str, write: str = "") -> None:
        path = self._as_written(self.unsound.in_file(path))
        if self.unsound.touches(path):
            return
        line, column, _ = self.document.place(path)
        self.problems.append(Problem(self.document.file, line, column, str(found), allowed, write, dotted(path)))

    def _as_written(self, path: Path) -> Path:
        """Of a serial's time, area, units: in the timetable, where that is what says them."""
        table = self.written.get("timetable")
        pin = table.get(path[1]) if path[:1] == ("serials",) and len(path) > 2 and isinstance(table, dict) else None
        if not isinstance(pin, dict) or path[2] not in pin:
            return path
        roles = pin[path[2]] if path[2] == "roles" and len(path) > 3 else None
        return path if isinstance(roles, dict) and path[3] not in roles else ("timetable", *path[1:])

    def sound(self, *path: str | int) -> bool:
        """Whether a value is what the file says: neither cut, nor stood in for, nor short of items."""
        return not self.unsound.touches(self.unsound.in_file(path))

    def names(self, section: str) -> list[str]:
        part = self.written.get(section)
        return list(part) if isinstance(part, dict) else []

    def refer(self, path: Path, section: str, name: str, itself: str = "") -> bool:
        """Whether a name is a key of a section; says so if it is not. `itself` is never what to write instead."""
        part = self.written.get(section)
        if isinstance(part, dict) and name in part:
            return True
        if not self.sound(section) or (section == "units" and not part):
            return True
        known = [key for key in self.names(section) if key != itself]
        self._advised[section] += 1
        meant = nearest(name, known) if self._advised[section] <= ADVISED_MAX else ""
        self.say(path, name, f"no key of `{section}`; there are: {listed(known)}", meant)
        return False

    def platform(self, unit_id: str) -> Platform | None:
        """The library class of a unit (of a mistyped class the one it is like), None if either is not there."""
        unit = self.exercise.units.get(unit_id)
        if unit is None:
            return None
        if unit.class_id not in self._platforms:
            known = self.library.platforms
            meant = unit.class_id if unit.class_id in known else nearest(unit.class_id, known, cutoff=0.9)
            self._platforms[unit.class_id] = known.get(meant)
        return self._platforms[unit.class_id]

    def on_circuit(self, circuit_id: str, unit_id: str) -> bool:
        """Whether a unit is a member; True where a mistake told elsewhere leaves it open."""
        members = self.exercise.circuits[circuit_id].members
        if members != "all":
            return unit_id in members or not self.sound("circuits", circuit_id, "members")
        unit = self.exercise.units.get(unit_id)
        side, platform = self.exercise.sides.get(unit.side if unit else ""), self.platform(unit_id)
        return platform is None or side is None or (not side.neutral and Capability.RADIO in platform.capabilities)

    def members(self, circuit_id: str) -> tuple[str, ...]:
        """A circuit's members, those included of which a mistake told elsewhere leaves it open."""
        members = self.exercise.circuits[circuit_id].members
        if members != "all":
            return members
        return tuple(name for name in self.names("units") if self.on_circuit(circuit_id, name))

    def can(self, unit_id: str, capability: Capability) -> bool:
        """Whether a unit can do something; True of a unit that is not there, of which enough is said elsewhere."""
        platform = self.platform(unit_id)
        return platform is None or capability in platform.capabilities


def review(look: Review) -> list[Problem]:
    """All cross-checks."""
    from fleetex.scenario.check_aircraft import check_aircraft
    from fleetex.scenario.check_airspace import check_airspace
    from fleetex.scenario.check_conduct import check_conduct
    from fleetex.scenario.check_means import check_means
    from fleetex.scenario.check_places import check_places
    from fleetex.scenario.check_plan import check_plan
    from fleetex.scenario.check_profiles import check_profiles
    from fleetex.scenario.check_serials import check_serials
    from fleetex.scenario.check_sound import check_sound
    from fleetex.scenario.check_submarines import check_submarines
    from fleetex.scenario.check_traffic import check_traffic
    from fleetex.scenario.check_waterspace import check_waterspace

    _check_head(look)
    _check_sources(look)
    _check_environment(look)
    _check_sides(look)
    _check_units(look)
    _check_circuits(look)
    check_serials(look)
    check_plan(look)
    check_means(look)
    check_conduct(look)
    check_places(look)
    check_aircraft(look)
    check_airspace(look)
    check_submarines(look)
    check_profiles(look)
    check_sound(look)
    check_traffic(look)
    check_waterspace(look)
    return look.problems


def kind_meant(serial: Mapping[str, Any], specs: Mapping[str, KindSpec]) -> KindSpec | None:
    """The kind of a serial as it is written; of a mistyped kind the nearest, if the roles are that kind's."""
    code, roles = serial.get("kind"), serial.get("roles")
    if not isinstance(code, str) or code in specs:
        return specs.get(code) if isinstance(code, str) else None
    spec = specs.get(nearest(code, specs))
    return spec if spec is not None and isinstance(roles, dict) and roles and set(roles) <= set(spec.roles) else None


def is_timed(look: Review, serial_id: str) -> bool:
    """Whether a serial's start and end are what the file says."""
    path: Path = ("serials", serial_id)
    return look.sound(*TIMES) and all(look.sound(*path, key) for key in ("start", "end", "duration"))


def circuit_members(exercise: Exercise, library: Library, circuit_id: str) -> tuple[str, ...]:
    """A circuit's members; `all` is every unit with a radio that is on no neutral side, by id."""
    members = exercise.circuits[circuit_id].members
    if members != "all":
        return members
    return tuple(unit_id for unit_id, unit in sorted(exercise.units.items()) if _answers(exercise, library, unit))


def _answers(exercise: Exercise, library: Library, unit: Unit) -> bool:
    side, platform = exercise.sides.get(unit.side), library.platforms.get(unit.class_id)
    if side is None or side.neutral or platform is None:
        return False
    return Capability.RADIO in platform.capabilities


def _check_head(look: Review) -> None:
    if not look.names("units"):
        look.say(("units",), "no unit", "an exercise has at least one unit")
    if (count := len(look.names("units"))) > UNITS_MAX:
        room = f"a row for each two of them, which here would take {count**2 * BYTES_A_PAIR / 1e9:,.0f} GB"
        allowed = f"a run takes at most {UNITS_MAX:,} units: it keeps {room}"
        look.say(("units",), f"{count:,} units", allowed)
    otc = look.exercise.exercise.otc
    if look.refer(("exercise", "otc"), "units", otc) and not look.can(otc, Capability.RADIO):
        look.say(("exercise", "otc"), otc, "the officer in tactical command needs a unit with a radio")


def _check_sources(look: Review) -> None:
    """Every `source` is a key of `sources`."""
    parts = {key: part for key, part in look.written.items() if key != "sources"}
    for path, keys in _sources_in(parts, ()):
        _refer_sources(look, path, keys)
    for path, (node, said) in look.document.said.items():
        for name in _as_list(said.get("source")):
            if name not in look.names("sources") and look.sound("sources"):
                key = node.keys.get("source", (node.line, node.column))
                allowed = f"no key of `sources`; there are: {listed(look.names('sources'))}"
                write = nearest(name, look.names("sources"))
                where = dotted((*path, "source"))
                look.problems.append(Problem(look.document.file, *key, name, allowed, write, where))


def _refer_sources(look: Review, path: Path, keys: Any) -> None:
    for place, name in enumerate(_as_list(keys)):
        look.refer((*path, place) if isinstance(keys, list) else path, "sources", name)


def _as_list(keys: Any) -> list[str]:
    """The keys in a `source`, whatever shape; numbers are read as text."""
    items = keys if isinstance(keys, list) else [keys]
    return [str(item) for item in items if isinstance(item, str | int | float) and not isinstance(item, bool)]


def _sources_in(part: Any, path: Path) -> Iterable[tuple[Path, Any]]:
    """Each `source` of a part, the kinds' own params left out."""
    if isinstance(part, dict):
        for key, inner in part.items():
            if key == "source" and len(path) > 1:
                yield (*path, key), inner
            elif key != "params":
                yield from _sources_in(inner, (*path, key))
    elif isinstance(part, list):
        for place, inner in enumerate(part):
            yield from _sources_in(inner, (*path, place))


def _check_environment(look: Review) -> None:
    environment = look.exercise.environment
    for zone_id, zone in environment.zones.items():
        path: Path = ("environment", "zones", zone_id)
        area = look.exercise.areas.get(zone.area_id)
        if look.refer((*path, "area"), "areas", zone.area_id) and area is not None and area.kind not in SURFACES:
            look.say((*path, "area"), zone.area_id, f"a zone is a polygon, circle or corridor, not a {area.kind}")
        _check_series(look, zone, path)
    _check_series(look, environment.base, ("environment", "base"))


def _check_series(look: Review, conditions: Any, path: Path) -> None:
    for key, name in SERIES_KEYS.items():
        series: Series[Any] | None = getattr(conditions, name)
        if series is None:
            continue
        _check_steps(look, series, (*path, key))


def _check_steps(look: Review, series: Series[Any], path: Path) -> None:
    first = series.steps[0].since_utc
    start_utc = look.exercise.start_utc
    timed = look.sound("exercise", "window") and look.sound(*TIMES) and look.sound(*path)
    if first is not None and first > start_utc and timed:
        allowed = f"the first step holds from the window's start on, {format_dtg(start_utc)}, or before"
        look.say((*path, 0, "from"), format_dtg(first), allowed, format_dtg(start_utc))
    for place, (before, after) in enumerate(zip(series.steps, series.steps[1:], strict=False), 1):
        if before.since_utc is not None and after.since_utc is not None and after.since_utc <= before.since_utc:
            look.say((*path, place, "from"), format_dtg(after.since_utc), "steps follow each other in time")


def _check_sides(look: Review) -> None:
    for side_id, side in look.exercise.sides.items():
        for place, nation in enumerate(side.nations):
            look.refer(("sides", side_id, "nations", place), "nations", nation)


def _check_units(look: Review) -> None:
    for unit_id, unit in look.exercise.units.items():
        path: Path = ("units", unit_id)
        known = look.library.platforms
        if unit.class_id not in known:
            write = nearest(unit.class_id, known)
            allowed = f"no class of the library; there are: {listed(known, 60)}; your own come with `--library FOLDER`"
            look.say((*path, "class"), unit.class_id, allowed, write)
        look.refer((*path, "nation"), "nations", unit.nation)
        side = look.exercise.sides.get(unit.side)
        if look.refer((*path, "side"), "sides", unit.side) and side is not None and side.nations:
            whole = look.sound("sides", unit.side, "nations")
            if unit.nation in look.names("nations") and unit.nation not in side.nations and whole:
                allowed = f"side `{unit.side}` has the nations {listed(side.nations)}"
                look.say((*path, "nation"), unit.nation, allowed)
        _check_speeds(look, unit_id, unit)
        _check_sonar(look, unit_id, unit)
        _check_deck(look, unit_id, unit)
        _check_on_deck(look, unit_id, unit)
        if unit.route is not None and unit.route.arrive_utc is not None:
            check_in_window(look, (*path, "route", "arrive"), unit.route.arrive_utc)


def _check_speeds(look: Review, unit_id: str, unit: Unit) -> None:
    platform = look.platform(unit_id)
    if platform is None:
        return
    limit_mps = platform.speed_mps_max
    for path, speed_mps in (
        (("start", "speed"), unit.start.speed_mps if unit.start.deck is None else 0.0),
        (("route", "speed"), unit.route.speed_mps if unit.route is not None else 0.0),
    ):
        if speed_mps > limit_mps * (1.0 + 1e-9):
            allowed = f"class `{platform.id}` makes at most {format_speed(limit_mps)}"
            look.say(("units", unit_id, *path), format_speed(speed_mps), allowed, format_speed(limit_mps))
    if unit.route is not None and unit.route.speed_mps == 0.0 and limit_mps > 0.0:
        look.say(("units", unit_id, "route", "speed"), "0 kn", "a route is sailed at some speed")
    if unit.route is not None and Capability.MOVES not in platform.capabilities:
        look.say(("units", unit_id, "route"), "a route", f"class `{platform.id}` does not move by itself")


def _check_sonar(look: Review, unit_id: str, unit: Unit) -> None:
    """Who is to ping has an active sonar."""
    platform = look.platform(unit_id)
    if platform is None or not unit.emission.sonar:
        return
    kinds = {look.library.sensors[s.class_id].kind for s in platform.sensors if s.class_id in look.library.sensors}
    if SensorKind.ACTIVE_SONAR not in kinds:
        look.say(("units", unit_id, "emission", "sonar"), "on", f"class `{platform.id}` has no active sonar", "off")


def _check_deck(look: Review, unit_id: str, unit: Unit) -> None:
    """A deck is there, takes such a unit, and does not rest on itself."""
    carrier_id = unit.start.deck
    path: Path = ("units", unit_id, "start", "deck")
    if carrier_id is None or not look.refer(path, "units", carrier_id):
        return
    seen, above = {unit_id}, look.exercise.units.get(carrier_id)
    while above is not None and above.start.deck is not None and carrier_id not in seen:
        seen.add(carrier_id)
        carrier_id = above.start.deck
        above = look.exercise.units.get(carrier_id)
    if carrier_id in seen:
        look.say(path, unit.start.deck, "a unit can't stand on its own deck, nor two on each other's")
        return
    platform, carrier = look.platform(unit_id), look.platform(unit.start.deck or "")
    if platform is None or carrier is None:
        return
    if platform.domain is Domain.LAND:
        look.say(path, unit.start.deck, "a unit on land stands on no deck", "at: 39-00.0N 133-30.0E")
        return
    flies = platform.domain is Domain.AIR and not (
        carrier.domain is Domain.AIR and Capability.TOW in carrier.capabilities
    )
    needs = {Capability.DECK} if flies else {Capability.DECK, Capability.TOW}
    if not needs & carrier.capabilities:
        allowed = "an aircraft needs a ship with a deck" if flies else "a target needs a ship with tow gear or a deck"
        look.say(path, unit.start.deck, allowed, _someone(look, needs))
    elif not flies and Capability.TARGET not in platform.capabilities:
        look.say(path, unit.start.deck, "aircraft and targets alone start on a deck", "at: 39-00.0N 133-30.0E")


def _check_on_deck(look: Review, unit_id: str, unit: Unit) -> None:
    """A unit on a deck goes as her ship goes: a course and a speed of its own would never be used."""
    given = [key for key, name in OF_ITS_OWN if name in unit.start.model_fields_set]
    if unit.start.deck is not None and given:
        allowed = f"on a deck a unit has the course and speed of the ship, here `{unit.start.deck}`: leave out "
        look.say(("units", unit_id, "start", given[0]), " and ".join(given), allowed + " and ".join(given))


def _someone(look: Review, needs: set[Capability]) -> str:
    """A unit of the exercise that can do one of these; empty if none."""
    able: Callable[[str], bool] = lambda unit_id: any(look.can(unit_id, one) for one in needs)  # noqa: E731
    return next((unit_id for unit_id in look.exercise.units if look.platform(unit_id) and able(unit_id)), "")


def _check_circuits(look: Review) -> None:
    for circuit_id, circuit in look.exercise.circuits.items():
        path: Path = ("circuits", circuit_id)
        members = look.members(circuit_id)
        seen: set[str] = set()
        for place, member in enumerate(circuit.members if circuit.members != "all" else ()):
            inner = (*path, "members", place)
            if look.refer(inner, "units", member) and not look.can(member, Capability.RADIO):
                look.say(inner, member, f"class `{look.exercise.units[member].class_id}` has no radio")
            if member in seen:
                look.say(inner, member, "a member stands once in its circuit")
            seen.add(member)
        if len(set(members)) < 2 and look.sound("units"):
            look.say((*path, "members"), f"{len(members)} members", "a circuit has at least two members with a radio")
        for place, relay in enumerate(circuit.relay):
            if look.refer((*path, "relay", place), "units", relay) and not look.on_circuit(circuit_id, relay):
                allowed = f"a relay is a member of its circuit: {listed(members)}"
                others = [member for member in members if member not in circuit.relay]
                look.say((*path, "relay", place), relay, allowed, nearest(relay, others))
        if circuit.alternate == circuit_id:
            look.say((*path, "alternate"), circuit_id, "the alternate is another circuit")
        elif circuit.alternate is not None:
            look.refer((*path, "alternate"), "circuits", circuit.alternate, itself=circuit_id)


def check_in_window(look: Review, path: Path, time_utc: datetime) -> None:
    """A time lies in the exercise's window."""
    if not look.sound("exercise", "window") or not look.sound(*TIMES):
        return
    start_utc, end_utc = look.exercise.start_utc, look.exercise.end_utc
    if not start_utc <= time_utc <= end_utc:
        allowed = f"the exercise's window is {format_dtg(start_utc)} to {format_dtg(end_utc)}"
        write = format_dtg(start_utc if time_utc < start_utc else end_utc)
        look.say(path, format_dtg(time_utc), allowed, write)
