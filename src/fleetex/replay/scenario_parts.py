"""The header that the page reads: who, when, where, and what the scenario says beside the tables. Nothing is trusted:
a recording made elsewhere may lack any of it, and what has another shape than due is left out.
"""

import re
from collections.abc import Mapping
from datetime import UTC, timedelta
from typing import Any

from fleetex.measures.reading import recorded_s, start_utc
from fleetex.quantities import QuantityError, parse_position
from fleetex.record.reader import Recording
from fleetex.record.unfinished import moment_of

_ZONE = re.compile(r"([+\N{MINUS SIGN}-])(\d{1,2})(?::?(\d{2}))?")
_DAY_MINUTES = 24 * 60


def head_of(recording: Recording) -> dict[str, Any]:
    """What the page must know of the recording as a whole. RecordingError if it does not say when it began."""
    header, begun = recording.header, start_utc(recording)
    scenario = _mapping(header.get("scenario"))
    told = _mapping(header.get("exercise")) or _mapping(scenario.get("exercise"))
    window = _mapping(told.get("window"))
    planned_end = moment_of(header.get("end_utc") or told.get("end_utc") or window.get("end_utc"))
    reached_s = recorded_s(recording)
    end_s = (planned_end - begun).total_seconds() if planned_end is not None else reached_s
    return {
        "schema": header.get("schema"),
        "seed": header.get("seed"),
        "version": _text(header.get("version")),
        "start_utc": begun.astimezone(UTC).isoformat(),
        "end_utc": planned_end.isoformat() if planned_end is not None else None,
        "end_s": max(end_s, reached_s),
        "until_s": reached_s,
        "complete": recording.complete,
        "scenario": _scenario(recording, scenario, told),
    }


def _scenario(recording: Recording, scenario: Mapping[str, Any], told: Mapping[str, Any]) -> dict[str, Any]:
    names = [_text(name) for name in _listed(told.get("names"))]
    names = [name for name in names if name] or [_text(told.get("id")) or "Naval exercise"]
    return {
        "id": _text(told.get("id")),
        "title": names[0],
        "names": names,
        "aim": _text(told.get("aim")),
        "otc": _text(told.get("otc")),
        "notional": told.get("notional") is True,
        "zone": _zone(told.get("zone")),
        "nations": {
            code: _text(_mapping(nation).get("name")) or _text(nation) or code
            for code, nation in _items(_mapping(scenario.get("nations")) | _mapping(told.get("nations")))
        },
        "sides": {
            side: {
                "name": _text(_mapping(said).get("name")) or side,
                "neutral": _mapping(said).get("neutral") is True,
                "nations": [_text(code) for code in _listed(_mapping(said).get("nations"))],
            }
            for side, said in _items(scenario.get("sides"))
        },
        "areas": areas_of(recording),
        "lanes": _lanes(scenario),
        "serials": {
            serial: {name: plan.get(name) for name in ("note", "hazard", "limits", "circuits", "after") if name in plan}
            for serial, said in _items(scenario.get("serials"))
            if (plan := _mapping(said))
        },
        "waterspace": _mapping(scenario.get("waterspace")),
        "facts": [
            {name: fact[name] for name in ("fact_id", "topic", "relation", "resolution", "confidence", "used")}
            for fact in recording.rows("facts")
        ],
    }


def areas_of(recording: Recording) -> list[dict[str, Any]]:
    """The areas, each with its points in order as [lat, lon] in degrees."""
    found: dict[str, dict[str, Any]] = {}
    for row in sorted(recording.rows("areas"), key=lambda row: (row["area_id"], row["point"])):
        area = found.setdefault(
            row["area_id"],
            {
                "id": row["area_id"],
                "name": row["name"],
                "kind": row["kind"],
                "use": row["use"],
                "notional": bool(row["notional"]),
                "radius_m": row["radius_m"],
                "points": [],
            },
        )
        area["points"].append([row["lat_deg"], row["lon_deg"]])
    return list(found.values())


def _lanes(scenario: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Lanes of the background traffic as points [lat, lon] in degrees; one along a corridor is that area already."""
    found = []
    for lane, said in _items(_mapping(scenario.get("traffic")).get("lanes")):
        try:
            places = [parse_position(place) for place in _listed(_mapping(said).get("line"))]
        except QuantityError:
            continue
        if len(places) > 1:
            points = [[place.lat_deg, place.lon_deg] for place in places]
            found.append({"id": lane, "points": points})
    return found


def _zone(zone: Any) -> dict[str, Any]:
    """The exercise's local zone: its name, and seconds to add to UTC; a zone is told as `UTC+08:00` or in seconds."""
    if isinstance(zone, int | float) and not isinstance(zone, bool):
        minutes = round(zone / 60.0)
    else:
        found = _ZONE.search(_text(zone))
        minutes = (60 * int(found[2]) + int(found[3] or 0)) * (1 if found[1] == "+" else -1) if found else 0
    if not minutes or abs(minutes) >= _DAY_MINUTES:
        return {"text": "UTC", "offset_s": 0}
    hours, rest = divmod(abs(minutes), 60)
    shift = timedelta(minutes=minutes)
    return {"text": f"UTC{'+' if minutes > 0 else '-'}{hours:02d}:{rest:02d}", "offset_s": int(shift.total_seconds())}


def _mapping(value: Any) -> dict[str, Any]:
    return dict(value) if isinstance(value, Mapping) else {}


def _items(value: Any) -> list[tuple[str, Any]]:
    return [(str(name), item) for name, item in _mapping(value).items()]


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else []


def _text(value: Any) -> str:
    """A leaf of the scenario: the value itself, or `{value: ..., source: ...}`."""
    plain = value.get("value") if isinstance(value, Mapping) else value
    return str(plain) if isinstance(plain, str | int | float) and not isinstance(plain, bool) else ""
