"""The part "The classes" of `docs/library.md`: every class with its main figures and who says so, from the library.

`python -m fleetex.library.describe docs/library.md` writes it anew into the page; the rest stays as it is.
"""

import math
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from fleetex.library.fuel import FuelCurve
from fleetex.library.loading import Library, load_library
from fleetex.library.models import ConfusionTable, GunClass, Platform, ProvenanceRow, RigClass, SensorClass, Status
from fleetex.library.weapons import RocketClass, TorpedoClass
from fleetex.quantities import format_flow, format_length, format_mass, format_speed
from fleetex.units import MINUTE_S
from fleetex.vocabulary import SurfaceKind

BEGIN, END = "## The classes\n", "\n## How a value is written\n"
_HEAD = """
<!-- From here to "How a value is written" by `python -m fleetex.library.describe docs/library.md` from the library. -->

A figure with nothing beside it is published, and the last column names who published it; ° marks a planning value of
ours, * the value of the class's generic, which stands where no publication says anything. The tanks follow from the
endurance ([fuel](#fuel)), in brackets from the least and the greatest published. Further values (masts, accelerations,
errors ...) and all citations stand in a recording's table `library`.
"""
_LABELS = {"speed_max": "speed", "range_max": "range", "fuel.range": "endurance"}
_MARKS = {Status.PUBLISHED: "", Status.DESIGN: "°", Status.GENERIC: "*", Status.UNKNOWN: "?"}


def section(library: Library) -> str:
    """From the heading to the next, as Markdown."""
    parts = [BEGIN + _HEAD, "### Platforms\n"]
    head = (
        "class",
        "name",
        "length",
        "speed",
        "endurance; tanks",
        "sensors",
        "guns (rounds)",
        "against submarines (rounds)",
        "hoses",
        "decks + hangar",
        "sources",
    )
    parts += _table(head, (_platform(library, one) for one in library.platforms.values()))
    parts += ["\n### Guns\n"]
    parts += _table(
        ("gun", "name", "calibre", "range", "rate of fire", "shell", "sources"),
        (_gun(library, one) for one in library.guns.values()),
    )
    parts += ["\n### Sensors\n"]
    parts += _table(
        ("sensor", "name", "kind", "greatest range", "looks every", "sources"),
        (_sensor(library, one) for one in library.sensors.values()),
    )
    parts += ["\n### What sensors call a contact\n"]
    parts += _table(
        ("confusion", "goes by", "taken for, from", *(kind.value for kind in SurfaceKind)),
        (_confusion(library, one) for one in library.confusions.values()),
    )
    parts += ["\n### Rigs\n"]
    parts += _table(
        ("rig", "name", "rate", "gap", "to connect", "sea state", "sources"),
        (_rig(library, one) for one in library.rigs.values()),
    )
    parts += ["\n### Practice torpedoes\n"]
    parts += _table(
        ("torpedo", "name", "speed", "run", "depths", "seeker", "assessed within", "sources"),
        (_torpedo(library, one) for one in library.torpedoes.values()),
    )
    parts += ["\n### Rocket-thrown drill charges\n"]
    parts += _table(
        ("launcher", "name", "range", "salvo", "fuse to", "assessed within", "sources"),
        (_rocket(library, one) for one in library.rockets.values()),
    )
    parts += ["\n### Sources\n"]
    cited = sorted(key for key in library.sources if any(key in keys for keys in library.cited.values()))
    parts += _table(("key", "publication"), ([f"`{key}`", library.sources[key].citation] for key in cited))
    return "\n".join(parts) + "\n"


def page_with(page: str, written: str) -> str:
    """A page with its part replaced; where it has none, before the part that follows."""
    before, _, rest = page.partition(BEGIN)
    if not rest:
        before, _, after = page.partition(END)
        return before.rstrip("\n") + "\n\n" + written.rstrip("\n") + "\n" + END + after
    _, _, after = rest.partition(END)
    return before + written.rstrip("\n") + "\n" + END + after


class _Rows:
    """The provenance of one class, by field."""

    def __init__(self, library: Library, subject: str) -> None:
        self._library = library
        self._rows = {row.field: row for row in library.provenance(subject)}

    def marked(self, field: str, text: str) -> str:
        """A figure with the mark of how it came there."""
        row = self._rows.get(field)
        return text + (_MARKS[row.status] if row is not None else "")

    def value(self, field: str) -> str:
        return self._rows[field].value if field in self._rows else ""

    def sources(self, fields: Iterable[str]) -> str:
        """Who published these: `length` KEY; `speed` KEY, KEY."""
        said = []
        for field in fields:
            row = self._rows.get(field)
            if row is not None and row.status is Status.PUBLISHED:
                said.append(f"{_LABELS.get(field, field.removesuffix('.class'))} {', '.join(self._keys(row))}")
        return "; ".join(said) or "–"

    def _keys(self, row: ProvenanceRow) -> list[str]:
        found = [key for key, source in self._library.sources.items() if source.citation in row.source]
        return sorted(found, key=lambda key: row.source.index(self._library.sources[key].citation))


def _table(head: tuple[str, ...], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield "|---" * len(head) + "|"
    yield from (f"| {' | '.join(row)} |" for row in rows)


def _platform(library: Library, one: Platform) -> list[str]:
    rows = _Rows(library, f"platform/{one.id}")
    real = rows.value("description.real_class")
    guns = [rows.marked(f"guns.{gun.id}.class", f"`{gun.class_id}`") for gun in one.guns]
    rounds = [rows.marked(f"guns.{gun.id}.rounds", f"({gun.rounds})") for gun in one.guns]
    sensors = [
        rows.marked(f"sensors.{sensor.id}.class", f"`{sensor.class_id}`") + (f" x {sensor.count}" * (sensor.count > 1))
        for sensor in one.sensors
    ]
    fields = ["length", "speed_max", "fuel.range", "decks", "hangar"]
    fields += [f"guns.{gun.id}.{key}" for gun in one.guns for key in ("class", "rounds")]
    fields += [f"torpedoes.{mount.id}.class" for mount in one.torpedoes]
    fields += [f"rockets.{mount.id}.class" for mount in one.rockets]
    return [
        f"`{one.id}`",
        one.name + (f", {real}" if real else ""),
        rows.marked("length", f"{one.length_m:g} m"),
        rows.marked("speed_max", format_speed(one.speed_mps_max)) if one.speed_mps_max > 0.0 else "–",
        _endurance(rows, one.fuel) if one.fuel is not None else "–",
        ", ".join(sensors) or "–",
        ", ".join(f"{gun} {count}" for gun, count in zip(guns, rounds, strict=True)) or "–",
        _weapons(rows, one),
        _hoses(rows, one),
        _decks(rows, one),
        rows.sources(fields),
    ]


def _decks(rows: _Rows, one: Platform) -> str:
    """Spots for helicopters and, behind a plus, room in the hangar."""
    if not one.decks:
        return "–"
    room = f" + {rows.marked('hangar', str(one.hangar))}" if one.hangar else ""
    return rows.marked("decks", str(one.decks)) + room


def _weapons(rows: _Rows, one: Platform) -> str:
    """Torpedo tubes and rocket launchers."""
    said = []
    for section, mounts in (("torpedoes", one.torpedoes), ("rockets", one.rockets)):
        for mount in mounts:
            named = rows.marked(f"{section}.{mount.id}.class", f"`{mount.class_id}`")
            said.append(f"{named} {rows.marked(f'{section}.{mount.id}.rounds', f'({mount.rounds})')}")
    return ", ".join(said) or "–"


def _endurance(rows: _Rows, fuel: FuelCurve) -> str:
    """The endurance taken and the tanks that follow; the band where publications disagree."""
    taken = rows.marked("fuel.range", rows.value("fuel.range"))
    tanks = format_mass(fuel.capacity_kg, 3)
    if math.isnan(fuel.capacity_kg_low):
        return f"{taken}; {tanks}"
    return f"{taken}; {tanks} ({format_mass(fuel.capacity_kg_low, 3)} to {format_mass(fuel.capacity_kg_high, 3)})"


def _hoses(rows: _Rows, one: Platform) -> str:
    said = []
    if one.rigs:
        first = one.rigs[0]
        said.append(rows.marked(f"rigs.{first.id}.class", f"{len(one.rigs)} x `{first.class_id}`"))
    if one.receives_hose:
        said.append(rows.marked("receives_hose", "receives"))
    return ", ".join(said) or "–"


def _gun(library: Library, one: GunClass) -> list[str]:
    rows = _Rows(library, f"gun/{one.id}")
    rate = f"{one.barrels} x {one.rate_per_s * MINUTE_S:.4g} rpm"
    return [
        f"`{one.id}`",
        one.name,
        rows.marked("calibre", f"{one.calibre_m * 1000.0:g} mm"),
        rows.marked("range_max", f"{one.range_m_max / 1000.0:g} km ({format_length(one.range_m_max, 3)})"),
        rows.marked("rate", rate),
        rows.marked("shell", format_mass(one.shell_kg)),
        rows.sources(("calibre", "range_max", "rate", "shell")),
    ]


def _sensor(library: Library, one: SensorClass) -> list[str]:
    rows = _Rows(library, f"sensor/{one.id}")
    return [
        f"`{one.id}`",
        one.name,
        one.kind.value,
        rows.marked("range_max", format_length(one.range_m_max)),
        rows.marked("period", f"{one.period_s:g} s"),
        rows.sources(("range_max", "period", "power", "gain", "source_level", "own_noise")),
    ]


def _torpedo(library: Library, one: TorpedoClass) -> list[str]:
    rows = _Rows(library, f"torpedo/{one.id}")
    return [
        f"`{one.id}`",
        one.name,
        rows.marked("speed", format_speed(one.speed_mps)),
        rows.marked("run", format_length(one.run_m)),
        f"{rows.marked('ceiling', f'{one.ceiling_m:g} m')} to {rows.marked('floor', f'{one.floor_m:g} m')}",
        rows.marked("seeker_range", f"{one.seeker_range_m:g} m"),
        rows.marked("assess_within", f"{one.assess_m:.0f} m"),
        rows.sources(("speed", "run", "ceiling", "floor")),
    ]


def _rocket(library: Library, one: RocketClass) -> list[str]:
    rows = _Rows(library, f"rocket/{one.id}")
    return [
        f"`{one.id}`",
        one.name,
        f"{rows.marked('range_min', f'{one.range_m_min:g} m')} to {rows.marked('range_max', f'{one.range_m_max:g} m')}",
        rows.marked("salvo", str(one.salvo)),
        rows.marked("fuse_depth_max", f"{one.fuse_m_max:g} m"),
        rows.marked("assess_within", f"{one.assess_m:g} m"),
        rows.sources(("range_min", "range_max", "salvo", "fuse_depth_max")),
    ]


def _confusion(library: Library, one: ConfusionTable) -> list[str]:
    """How often it is right on each kind; whatever it calls the rest stands in the recording."""
    rows = _Rows(library, f"confusion/{one.id}")
    right = {kind: one.rows[kind][kind] for kind in one.rows}
    shown = (
        rows.marked(f"rows.{kind.value}.{kind.value}", f"{100.0 * right[kind]:.0f} %") if kind in right else "–"
        for kind in SurfaceKind
    )
    return [f"`{one.id}`", one.name, rows.marked("threshold", f"{one.threshold:g}"), *shown]


def _rig(library: Library, one: RigClass) -> list[str]:
    rows = _Rows(library, f"rig/{one.id}")
    return [
        f"`{one.id}`",
        one.name,
        rows.marked("rate", format_flow(one.rate_kgps)),
        f"{rows.marked('gap_min', f'{one.gap_m[0]:g} m')} to {rows.marked('gap_max', f'{one.gap_m[1]:g} m')}",
        rows.marked("connect", f"{one.connect_s / MINUTE_S:g} min"),
        rows.marked("sea_state_max", f"up to {one.sea_state_max}"),
        rows.sources(("rate", "gap_min", "gap_max", "connect")),
    ]


if __name__ == "__main__":
    for name in sys.argv[1:]:
        path = Path(name)
        path.write_text(page_with(path.read_text("utf-8"), section(load_library())), encoding="utf-8")
