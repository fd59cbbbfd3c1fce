"""Areas and danger areas as GeoJSON (RFC 7946) and KML 2.2: degrees, longitude first, WGS84.

Rings run counter-clockwise in GeoJSON; one that crosses the 180th meridian is cut there, as RFC 7946 asks.
"""

import json
import math
from collections.abc import Iterator, Sequence
from typing import Any
from xml.sax.saxutils import escape

from fleetex.plan.danger_areas import NOT_SAFETY, DangerArea
from fleetex.plan.drafts import DRAFT
from fleetex.plan.plane import Plane, ahead
from fleetex.plan.printed import Printed
from fleetex.quantities import Position, format_iso, middle_of
from fleetex.scenario.surroundings import Area, AreaKind

_CIRCLE_POINTS = 72
Ring = list[tuple[float, float]]


def outline(area: Area) -> tuple[Position, ...]:
    """Corners of an area's outline in turn; the points of a line, the point itself."""
    if area.kind in (AreaKind.CIRCLE, AreaKind.CORRIDOR):
        from shapely import LineString

        plane = Plane(middle_of(area.points))
        points = plane.points(area.points)
        if area.kind is AreaKind.CIRCLE:
            turns = (math.tau * step / _CIRCLE_POINTS for step in range(_CIRCLE_POINTS))
            return tuple(plane.places(ahead(points[0], turn, area.radius_m) for turn in turns))
        return tuple(plane.places(LineString(points).buffer(area.radius_m, quad_segs=8).exterior.coords[:-1]))
    return area.points


def geojson_text(printed: Printed) -> str:
    """A feature an area and a danger area; the collection's name says that it is a draft."""
    features = [*_area_features(printed), *(_danger_feature(one) for one in printed.dangers)]
    whole = {
        "type": "FeatureCollection",
        "name": f"{DRAFT}: {printed.name}",
        "note": NOT_SAFETY,
        "features": features,
    }
    return json.dumps(whole, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _area_features(printed: Printed) -> Iterator[dict[str, Any]]:
    for area_id, area in printed.exercise.areas.items():
        name = area.name or area_id
        used = [one.serial for one in printed.placed if one.area_id == area_id]
        said: dict[str, Any] = {"id": area_id, "name": name, "what": "area", "use": area.use or "", "serials": used}
        if area.floor_m is not None or area.ceiling_m is not None:
            said |= {"floor_m": area.floor_m, "ceiling_m": area.ceiling_m}
        yield {"type": "Feature", "id": area_id, "properties": said, "geometry": _geometry(area)}


def _danger_feature(area: DangerArea) -> dict[str, Any]:
    said = {
        "id": area.number,
        "name": f"{DRAFT}: danger area {area.number} of {area.serial}",
        "what": "danger area",
        "serial": area.serial,
        "from": format_iso(area.start_utc),
        "to": format_iso(area.end_utc),
        "reserve": [format_iso(moment) for moment in area.reserve] if area.reserve else None,
        "ceiling_m": round(area.ceiling_m),
        "floor_m": round(area.floor_m),
        "weapons": list(area.weapons),
        "because": list(area.because),
        "note": NOT_SAFETY,
    }
    return {"type": "Feature", "id": f"danger-{area.number}", "properties": said, "geometry": _polygon(area.ring)}


def _geometry(area: Area) -> dict[str, Any]:
    if area.kind is AreaKind.POINT:
        return {"type": "Point", "coordinates": _pair(area.points[0])}
    if area.kind is AreaKind.LINE:
        runs_on = _unwrapped(area.points)
        return {"type": "LineString", "coordinates": [[round(lon, 6), round(lat, 6)] for lon, lat in runs_on]}
    return _polygon(outline(area))


def _pair(place: Position) -> list[float]:
    return [round(place.lon_deg, 6), round(place.lat_deg, 6)]


def _unwrapped(places: Sequence[Position]) -> Ring:
    """Longitude and latitude, running on across 180."""
    first = places[0].lon_deg
    return [(first + math.remainder(one.lon_deg - first, 360.0), one.lat_deg) for one in places]


def _polygon(places: Sequence[Position]) -> dict[str, Any]:
    from shapely import Polygon, box, get_parts
    from shapely.affinity import translate
    from shapely.geometry.polygon import orient

    whole = Polygon(_unwrapped(places))
    rings = []
    for turn in (-360.0, 0.0, 360.0):
        cut = translate(whole, turn).intersection(box(-180.0, -90.0, 180.0, 90.0))
        rings += [orient(part) for part in get_parts(cut) if part.geom_type == "Polygon" and part.area > 0.0]
    told = [[[[round(x, 6), round(y, 6)] for x, y in ring.exterior.coords]] for ring in rings]
    if len(told) == 1:
        return {"type": "Polygon", "coordinates": told[0]}
    return {"type": "MultiPolygon", "coordinates": told}


def kml_text(printed: Printed) -> str:
    """A folder of areas and one of danger areas, these with their windows and heights."""
    areas = "".join(_placemark_of(printed, area_id, area) for area_id, area in printed.exercise.areas.items())
    dangers = "".join(_danger_placemark(one) for one in printed.dangers)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2">\n<Document>\n'
        f"<name>{_xml(f'{DRAFT}: {printed.name}')}</name>\n<description>{_xml(NOT_SAFETY)}</description>\n"
        '<Style id="area"><LineStyle><color>ff734a0d</color><width>1.5</width></LineStyle>'
        "<PolyStyle><color>18734a0d</color></PolyStyle></Style>\n"
        '<Style id="danger"><LineStyle><color>ff5a12a8</color><width>2</width></LineStyle>'
        "<PolyStyle><color>335a12a8</color></PolyStyle></Style>\n"
        f"<Folder><name>{DRAFT}: areas</name>\n{areas}</Folder>\n"
        f"<Folder><name>{DRAFT}: danger areas</name>\n{dangers}</Folder>\n"
        "</Document>\n</kml>\n"
    )


def _placemark_of(printed: Printed, area_id: str, area: Area) -> str:
    used = ", ".join(one.serial for one in printed.placed if one.area_id == area_id)
    said = f"{area.use or 'area'}{f': {used}' if used else ''}"
    head = f"<name>{_xml(area.name or area_id)}</name><description>{_xml(said)}</description><styleUrl>#area</styleUrl>"
    if area.kind is AreaKind.POINT:
        return f"<Placemark>{head}<Point><coordinates>{_tuple(area.points[0])}</coordinates></Point></Placemark>\n"
    if area.kind is AreaKind.LINE:
        line = " ".join(_tuple(place) for place in area.points)
        return f"<Placemark>{head}<LineString><coordinates>{line}</coordinates></LineString></Placemark>\n"
    return f"<Placemark>{head}{_kml_ring(outline(area), 0.0)}</Placemark>\n"


def _danger_placemark(area: DangerArea) -> str:
    said = f"{NOT_SAFETY}. {'; '.join(area.because)}"
    span = f"<begin>{format_iso(area.start_utc)}</begin><end>{format_iso(area.end_utc)}</end>"
    return (
        f"<Placemark><name>{_xml(f'{DRAFT}: {area.number} {area.serial}')}</name>"
        f"<description>{_xml(said)}</description><TimeSpan>{span}</TimeSpan><styleUrl>#danger</styleUrl>"
        f"{_kml_ring(area.ring, area.ceiling_m)}</Placemark>\n"
    )


def _kml_ring(places: Sequence[Position], top_m: float) -> str:
    """Counter-clockwise, closed; with a height its walls reach down to the sea."""
    ring = _unwrapped(places)
    turns = sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, [*ring[1:], ring[0]], strict=True))
    if turns < 0.0:
        ring.reverse()
    told = " ".join(f"{math.remainder(lon, 360.0):.6f},{lat:.6f},{top_m:.0f}" for lon, lat in [*ring, ring[0]])
    mode = "<extrude>1</extrude><altitudeMode>absolute</altitudeMode>" if top_m > 0.0 else ""
    outer = f"<outerBoundaryIs><LinearRing><coordinates>{told}</coordinates></LinearRing></outerBoundaryIs>"
    return f"<Polygon>{mode}{outer}</Polygon>"


def _tuple(place: Position) -> str:
    return f"{place.lon_deg:.6f},{place.lat_deg:.6f}"


def _xml(words: str) -> str:
    return escape("".join(char if char.isprintable() else " " for char in words))
