"""The shape of a library file: what may be written in each entry. Every field may be left out; the generic fills it.

    platforms: {ddg_052d: {name: ..., generic: generic_ddg, length: 156 m, sensors: {nav: {class: ..., height: ...}}}}
    sensors: {...}   confusions: {...}   guns: {...}   rigs: {...}   torpedoes: {...}   rockets: {...}
    sources: {KEY: {title: ..., publisher: ..., date: ..., url: ...}}

What is read keeps this shape: mappings of mappings, with a `Stated` at each leaf.
"""

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from fleetex.library import stated
from fleetex.library.air_fire import AIR_FIRE_FIELDS
from fleetex.library.missiles import AIR_MISSILE_FIELDS, DECOY_FIELDS, JAMMER_FIELDS, SURFACE_MISSILE_FIELDS
from fleetex.library.stated import (
    FLUX_DENSITY,
    LUMINOUS_INTENSITY,
    MAGNETIC_MOMENT,
    SPECIFIC_CONSUMPTION,
    TEMPERATURE_DIFFERENCE,
    Reader,
    Stated,
    StatementError,
    number,
    quantity,
    read_stated,
    whole,
    word,
)
from fleetex.library.weapons import ROCKET_FIELDS, TORPEDO_FIELDS
from fleetex.quantities import measure
from fleetex.quantities.errors import shown
from fleetex.vocabulary import Domain, Processor, SensorKind, SurfaceKind

Row = Mapping[str, Any]
"""One entry as read: `Stated` leaves, rows inside it, and its `generic` as plain text."""

_ID = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True)
class Name:
    """The id of another entry, written plainly."""


@dataclass(frozen=True)
class Group:
    """Fields that belong together."""

    fields: Mapping[str, "Field"]


@dataclass(frozen=True)
class Many:
    """Entries of one shape by their ids, which the writer chooses."""

    entry: Group


@dataclass(frozen=True)
class Sources:
    """Publications by their keys: plain text in each field."""

    fields: tuple[str, ...]


Field = Reader | Name | Group | Many | Sources


@dataclass(frozen=True)
class Fault:
    """Something wrong at these keys of a file."""

    keys: tuple[str | int, ...]
    text: str
    write: str = ""


_length, _length_or_0 = quantity(measure.LENGTH), quantity(measure.LENGTH, zero=True)
_speed, _speed_or_0 = quantity(measure.SPEED), quantity(measure.SPEED, zero=True)
_angle, _angle_or_0 = quantity(measure.ANGLE), quantity(measure.ANGLE, zero=True)
_acceleration_or_0 = quantity(measure.ACCELERATION, zero=True)
_mass, _mass_or_0 = quantity(measure.MASS), quantity(measure.MASS, zero=True)
_duration = quantity(measure.DURATION)
_frequency = quantity(measure.FREQUENCY, most="300 GHz")
_level = quantity(measure.LEVEL, zero=True, least="-300 dB", most="300 dB")
_share_or_0 = quantity(measure.FRACTION, zero=True)

FUEL = Group(
    {
        "range": stated.endurance,
        "power": quantity(measure.POWER),
        "consumption": quantity(SPECIFIC_CONSUMPTION),
        "exponent": number(1.0, 5.0),
        "hotel_share": _share_or_0,
    }
)

BATTERY = Group(
    {
        "range": stated.endurance,
        "power": quantity(measure.POWER),
        "exponent": number(1.0, 5.0),
        "hotel_share": _share_or_0,
        "generators": quantity(measure.POWER),
        "low": _share_or_0,
    }
)

SNORT = Group(
    {
        "depth": _length,
        "speed": _speed,
        "noise": _level,
        "mast_height": _length,
        "mast_width": _length,
        "radar_cross_section": quantity(measure.CROSS_SECTION),
    }
)

NOISE = Group(
    {
        "class_speed": _speed,
        "hump": number(0.0, 2.0),
        "quiet": _level,
        "quiet_speed": _speed,
        "inception": _speed,
        "cavitation": _level,
    }
)
"""Of a ship `class_speed` and `hump`; of a submarine the other four."""

ECHO = Group({"bow": _level, "quarter": _level, "beam": _level})

STEERING = Group(
    {
        "gain": quantity(measure.HELM_GAIN),
        "first": quantity(measure.HELM_TIME),
        "second": quantity(measure.HELM_TIME, zero=True),
        "third": quantity(measure.HELM_TIME, zero=True),
    }
)
"""Nomoto's figures of a ship: K, of a degree of rudder, T1, T2 and T3."""

DESCRIPTION = Group(
    {
        "real_class": word,
        "displacement": _mass,
        "crew": word,
        "stores_endurance": word,
        "radar": word,
        "sonar": word,
        "guns": word,
        "missiles": word,
        "antisubmarine": word,
        "helicopters": word,
    }
)
"""For the order of battle alone; nothing computes with these."""

PLATFORM = Group(
    {
        "generic": Name(),
        "name": word,
        "type": word,
        "domain": stated.one_of(Domain),
        "kind": stated.one_of(SurfaceKind),
        "length": _length,
        "beam": _length,
        "draught": _length_or_0,
        "mast_height": _length,
        "speed_max": _speed_or_0,
        "cruise": _speed_or_0,
        "speed_min": _speed_or_0,
        "acceleration": _acceleration_or_0,
        "deceleration": _acceleration_or_0,
        "turn_diameter": _length_or_0,
        "turn_rate_max": quantity(measure.TURN_RATE, zero=True),
        "steering": STEERING,
        "radar_cross_section": quantity(measure.CROSS_SECTION),
        "contrast": number(0.0, 1.0),
        "lights": quantity(LUMINOUS_INTENSITY, zero=True),
        "leeway": _share_or_0,
        "noise": NOISE,
        "echo": ECHO,
        "magnetic_moment": quantity(MAGNETIC_MOMENT),
        "depth_max": _length,
        "dive_rate": _speed,
        "climb_rate": _speed,
        "ceiling": _length,
        "fuel": FUEL,
        "battery": BATTERY,
        "snort": SNORT,
        "cargo_fuel": _mass_or_0,
        "sensors": Many(Group({"class": word, "height": _length_or_0, "count": whole(1, 99)})),
        "guns": Many(Group({"class": word, "rounds": whole(0, 100_000)})),
        "rigs": Many(Group({"class": word, "side": stated.side})),
        "torpedoes": Many(Group({"class": word, "rounds": whole(0, 1000)})),
        "rockets": Many(Group({"class": word, "rounds": whole(0, 1000)})),
        "surface_missiles": Many(Group({"class": word, "rounds": whole(0, 128)})),
        "air_missiles": Many(Group({"class": word, "rounds": whole(0, 512), "channels": whole(1, 32)})),
        "decoys": Many(Group({"class": word, "rounds": whole(0, 200)})),
        "jammers": Many(Group({"class": word})),
        "staying_power": number(0.1, 100.0),
        "receives_hose": stated.flag,
        "decks": whole(0, 20),
        "hangar": whole(0, 50),
        "tows": stated.flag,
        "radio": stated.flag,
        "propelled": stated.flag,
        "target": stated.flag,
        "brought_down_by": whole(1, 100),
        "description": DESCRIPTION,
    }
)

SENSOR = Group(
    {
        "name": word,
        "kind": stated.one_of(SensorKind),
        "confusion": word,
        "confusion_air": word,
        "power": quantity(measure.POWER),
        "gain": _level,
        "frequency": _frequency,
        "bandwidth": _frequency,
        "noise_figure": _level,
        "losses": _level,
        "source_level": _level,
        "pulse": _duration,
        "beam": _angle,
        "depth": _length_or_0,
        "winch": _speed,
        "life": _duration,
        "towed": stated.flag,
        "air_watch": stated.flag,
        "directivity": _level,
        "array": Group(
            {
                "length": quantity(replace(measure.LENGTH, example="90 m"), most="5 km"),
                "diameter": quantity(replace(measure.LENGTH, example="1.2 m"), most="50 m"),
            }
        ),
        "threshold": _level,
        "detection": Group(
            {
                "processor": stated.one_of(Processor),
                "pd": number(0.01, 0.9999),
                "pfa": number(1e-12, 0.1),
                "bandwidth": quantity(replace(measure.FREQUENCY, example="50 Hz"), most="300 GHz"),
                "time": quantity(replace(measure.DURATION, example="20 s"), least="1 ms", most="1 h"),
            }
        ),
        "own_noise": _level,
        "vertical": stated.flag,
        "band_min": _frequency,
        "band_max": _frequency,
        "sensitivity": _level,
        "anomaly_min": quantity(FLUX_DENSITY),
        "netd": quantity(TEMPERATURE_DIFFERENCE),
        "pixel": _angle,
        "own_noise_speed": _speed,
        "fluctuation": _level,
        "fade": _duration,
        "pulses": number(1.0, 1e6),
        "false_alarm_prob": number(1e-20, 1e-2),
        "magnification": number(1.0, 100.0),
        "period": _duration,
        "range_max": _length,
        "range_sd": _length_or_0,
        "range_sd_share": _share_or_0,
        "bearing_sd": _angle_or_0,
        "confirm_hits": whole(1, 1000),
        "confirm_looks": whole(1, 1000),
        "drop_looks": whole(1, 1000),
        "report": _duration,
    }
)
"""A radar, eyes, a sonar, an ESM, a magnetic anomaly detector or a thermal imager;
`kind` decides which of the fields are due."""

_KINDS = Group({kind.value: number(0.0, 1.0) for kind in SurfaceKind})

CONFUSION = Group(
    {
        "name": word,
        "threshold": number(0.5, 0.99),
        "prior": _KINDS,
        "rows": Group({kind.value: _KINDS for kind in SurfaceKind}),
    }
)
"""What a sensor's report calls a contact; `rows` by the true kind."""

GUN = Group(
    {
        "name": word,
        "calibre": _length,
        "shell": _mass,
        "muzzle_velocity": _speed,
        "form_factor": number(0.1, 10.0),
        "range_max": _length,
        "elevation_max": _angle,
        "barrels": whole(1, 12),
        "rate": quantity(measure.ROUND_RATE),
        "elevation_sd": _angle_or_0,
        "bearing_sd": _angle_or_0,
        "muzzle_sd": _speed_or_0,
        "muzzle_bias_sd": _speed_or_0,
        "wind_error_sd": _speed_or_0,
        "lay_sd": _angle_or_0,
        "air": Group(AIR_FIRE_FIELDS),
    }
)
"""`air` is given for a gun that can engage what flies."""

RIG = Group(
    {
        "name": word,
        "rate": quantity(measure.MASS_FLOW),
        "gap_min": _length,
        "gap_max": _length,
        "connect": _duration,
        "clear": _duration,
        "emergency_clear": _duration,
        "sea_state_max": whole(0, 9),
    }
)

LIBRARY_FILE = Group(
    {
        "platforms": Many(PLATFORM),
        "sensors": Many(SENSOR),
        "confusions": Many(CONFUSION),
        "guns": Many(GUN),
        "rigs": Many(RIG),
        "torpedoes": Many(Group(TORPEDO_FIELDS)),
        "rockets": Many(Group(ROCKET_FIELDS)),
        "surface_missiles": Many(Group(SURFACE_MISSILE_FIELDS)),
        "air_missiles": Many(Group(AIR_MISSILE_FIELDS)),
        "decoys": Many(Group(DECOY_FIELDS)),
        "jammers": Many(Group(JAMMER_FIELDS)),
        "sources": Sources(("title", "publisher", "date", "url")),
    }
)


def read_file(tree: object) -> tuple[Row, list[Fault]]:
    """A whole file as read, with everything that is wrong in it."""
    faults: list[Fault] = []
    return _read_group(LIBRARY_FILE, tree, (), faults), faults


def _read_group(group: Group, found: object, at: tuple[str, ...], faults: list[Fault]) -> Row:
    if not isinstance(found, Mapping):
        faults.append(Fault(at, f"found `{shown(found)}`; a mapping is due ({', '.join(group.fields)})"))
        return {}
    row: dict[str, Any] = {}
    for key, value in found.items():
        field = group.fields.get(key) if isinstance(key, str) else None
        if field is None:
            near = difflib.get_close_matches(str(key), list(group.fields), 1)
            text = f"found `{shown(key)}`, which is not a field; allowed here: {', '.join(group.fields)}"
            faults.append(Fault((*at, key), text, near[0] if near else ""))
            continue
        read = _read_field(field, value, (*at, key), faults)
        if read is not None:
            row[key] = read
    return row


def _read_field(field: Field, found: object, at: tuple[str, ...], faults: list[Fault]) -> Any:
    """The field as read, or None after noting what is wrong with it."""
    match field:
        case Group():
            return _read_group(field, found, at, faults)
        case Many():
            return _read_many(field, found, at, faults)
        case Sources():
            return _read_sources(field, found, at, faults)
        case Name():
            return found if _is_id(found, at, faults) else None
    try:
        return read_stated(field, found)
    except StatementError as error:
        cause = error.error
        faults.append(Fault((*at, *error.path), f"found `{cause.found}`; {cause.allowed}", cause.write))
        return None


def _is_id(found: object, at: tuple[str, ...], faults: list[Fault]) -> bool:
    if isinstance(found, str) and _ID.fullmatch(found):
        return True
    text = f"found `{shown(found)}`; an id begins with a small letter and has small letters, digits and _"
    faults.append(Fault(at, text))
    return False


def _read_many(many: Many, found: object, at: tuple[str, ...], faults: list[Fault]) -> dict[str, Row]:
    if not isinstance(found, Mapping):
        faults.append(Fault(at, f"found `{shown(found)}`; a mapping of entries by their ids is due"))
        return {}
    ids = [key for key in found if _is_id(key, (*at, key), faults)]
    return {key: _read_group(many.entry, found[key], (*at, key), faults) for key in ids}


def _read_sources(kind: Sources, found: object, at: tuple[str, ...], faults: list[Fault]) -> dict[str, Row]:
    if not isinstance(found, Mapping):
        faults.append(Fault(at, f"found `{shown(found)}`; a mapping of publications by their keys is due"))
        return {}
    read: dict[str, Row] = {}
    for key, entry in found.items():
        if not isinstance(entry, Mapping) or not entry.get("title"):
            faults.append(Fault((*at, key), "a source has a title", 'title: "..."'))
            continue
        for name, value in entry.items():
            if name not in kind.fields:
                text = f"found `{shown(name)}`, which is not a field; allowed here: {', '.join(kind.fields)}"
                faults.append(Fault((*at, key, name), text))
            elif not isinstance(value, str):
                faults.append(Fault((*at, key, name), f"found `{shown(value)}`; text is due", f'"{value}"'))
        read[str(key)] = {name: str(entry.get(name, "")) for name in kind.fields}
    return read


def leaves(row: Row, before: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Stated]]:
    """Every leaf of a row with the keys that lead to it."""
    for key, value in row.items():
        if isinstance(value, Stated):
            yield (*before, key), value
        elif isinstance(value, Mapping):
            yield from leaves(value, (*before, key))


def leaf(row: Row | None, keys: tuple[str, ...]) -> Stated | None:
    """The leaf at these keys, or None if any part of the way is left out."""
    node: Any = row
    for key in keys:
        if not isinstance(node, Mapping):
            return None
        node = node.get(key)
    return node if isinstance(node, Stated) else None


def merged(before: Row, after: Row) -> Row:
    """The earlier row with each field that the later one gives; what is inside is merged in the same way.

    An empty mapping says that there is none of it.
    """
    row = dict(before)
    for key, new in after.items():
        old = row.get(key)
        inside = isinstance(old, Mapping) and isinstance(new, Mapping) and new
        row[key] = merged(old, new) if inside else new  # type: ignore[arg-type]
    return row
