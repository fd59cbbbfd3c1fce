"""Printed pages: the schedule of events with its charts, the sheet of waterspace and airspace, a card for each serial.

Pages are HTML that needs nothing beside it, laid out for A4. Every word from the file is escaped.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from html import escape
from importlib import resources

from fleetex.measures.sketch import Sketch
from fleetex.plan.area_map import Frame, draw_map
from fleetex.plan.danger_areas import NOT_SAFETY, DangerArea
from fleetex.plan.drafts import DRAFT, msi_position
from fleetex.plan.gantt import WIDTH_PX, charts, draw, height_px
from fleetex.plan.notices import sending
from fleetex.plan.papers import SketchPaper, printable
from fleetex.plan.printed import Printed, dtg
from fleetex.plan.timetable import Placed
from fleetex.quantities import format_depth
from fleetex.vocabulary import Domain


@cache
def _style() -> str:
    """The stylesheet with its two faces in it."""
    from base64 import b64encode

    folder = resources.files("fleetex.plan").joinpath("fonts")
    faces = "".join(
        f"@font-face{{font-family:'Programme';font-weight:{weight};src:url(data:font/ttf;base64,"
        f"{b64encode(folder.joinpath(name).read_bytes()).decode()}) format('truetype')}}\n"
        for weight, name in ((400, "dejavu-sans-condensed.ttf"), (700, "dejavu-sans-condensed-bold.ttf"))
    )
    return faces + resources.files("fleetex.plan").joinpath("sheets.css").read_text("utf-8")


def words(text: object) -> str:
    """Text as HTML can carry it."""
    return escape(printable(str(text)))


def page(printed: Printed, title: str, body: str, upright: bool = False) -> str:
    """A whole page; the draft's line stands at its head and its foot."""
    head = f"<title>{words(f'{DRAFT}: {printed.name}, {title}')}</title>"
    turn = "portrait" if upright else "landscape"
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8">{head}\n'
        f"<style>{_style()}\n@page{{size:A4 {turn};margin:10mm}}</style></head>\n"
        f'<body><p class="draft">{DRAFT}</p>\n{body}\n<p class="draft">{DRAFT}</p></body></html>\n'
    )


def schedule_page(printed: Printed) -> str:
    """Schedule of events: the table, a sheet for each chart, danger areas with their map and what they meet."""
    figures = []
    for chart in charts(printed):
        sketch = Sketch(WIDTH_PX, height_px(chart), chart.title, f"{chart.title}: {len(chart.lanes)} lanes")
        draw(SketchPaper(sketch), printed, chart)
        svg = _cropped(sketch, 60.0)
        figures.append(f'<section class="sheet"><h2>{words(chart.title)}</h2>{svg}</section>')
    body = f"{_head(printed)}{_changes(printed)}{_table(printed)}{''.join(figures)}{_dangers(printed)}"
    return page(printed, "schedule of events", body)


def _cropped(sketch: Sketch, top_px: float) -> str:
    """Without the room above that a PDF page keeps for its head."""
    svg = sketch.svg()
    whole = f'viewBox="0 0 {sketch.width_px:g} {sketch.height_px:g}"'
    return svg.replace(whole, f'viewBox="0 {top_px:g} {sketch.width_px:g} {sketch.height_px - top_px:g}"', 1).replace(
        f'height="{sketch.height_px:g}"', f'height="{sketch.height_px - top_px:g}"', 1
    )


def _head(printed: Printed) -> str:
    window = printed.span(printed.exercise.start_utc, printed.exercise.end_utc)
    aim = f"<p>{words(printed.exercise.exercise.aim)}</p>" if printed.exercise.exercise.aim else ""
    return (
        f"<header><h1>{words(printed.name)}</h1><p class='sub'>Schedule of events. {words(window)}, local time is "
        f"{words(printed.zone)}. P{words(printed.issue[1:])}; {len(printed.placed)} serials, "
        f"{len(printed.units)} units.</p>{aim}</header>"
    )


def _changes(printed: Printed) -> str:
    """What the last mending did, and the warnings that it leaves to send."""
    revision = printed.timetable.revision
    if revision is None:
        return ""
    now = [(name, one) for name, one in printed.altered.items() if one.revision == revision.number]
    rows = [(one.number, name, one.what, one.why) for name, one in now]
    told = table(("No.", "Serial", "What changed", "Why"), rows) if rows else "<p>No serial changes.</p>"
    begun = "".join(f"<p><b class='mark'>IN PROGRESS</b> {words(text)}.</p>" for text in printed.in_progress)
    sent = "".join(f"<li>{words(text)}</li>" for text in sending(printed))
    warnings = f"<h3>Warnings</h3><ul>{sent}</ul>" if sent else ""
    return (
        f"<section class='change'><h2>Change {revision.number} of {dtg(revision.at_utc)}</h2>"
        f"<p>{words(printed.happened)}</p>{told}{begun}{warnings}</section>"
    )


def _table(printed: Printed) -> str:
    lines, day = [], None
    for one in printed.lines:
        local = printed.local(one.start_utc)
        if local.date() != day:
            day = local.date()
            lines.append(f"<tr class='day'><th colspan='8'>{local:%A} {local.day} {local:%B %Y}</th></tr>")
        lines.append(_row(printed, one))
    head = "".join(
        f"<th>{name}</th>" for name in ("No.", "Serial", "Local", "UTC", "What", "Area", "Conducted by", "Units")
    )
    return (
        f"<section><table class='soe'><thead><tr>{head}</tr></thead><tbody>{''.join(lines)}</tbody></table>"
        f"{_unspared(printed)}</section>"
    )


def _unspared(printed: Printed) -> str:
    return "".join(f"<p class='small'>{words(note)}.</p>" for note in printed.notes)


def _row(printed: Printed, one: Placed) -> str:
    first, last = printed.local(one.start_utc), printed.local(one.end_utc)
    units = "; ".join(f"<i>{words(role)}</i> {words(', '.join(names))}" for role, names in printed.roles(one))
    danger = printed.danger_of.get(one.serial)
    marks = "<b class='live'>LIVE</b> " if one.live else ""
    marks += f"<b class='live'>{danger.number}</b>" if danger else ""
    reserve = f"<br><span class='quiet'>reserve {printed.span(*one.reserve)}</span>" if one.reserve else ""
    kind = f"<span class='quiet'>{words(one.kind)}</span>"
    altered = printed.altered.get(one.serial)
    if altered is not None:
        marks = f"<b class='mark'>{altered.word.upper()}</b> {marks}"
        reserve += "" if altered.is_struck else f"<br><span class='quiet'>{words(altered.what)}</span>"
    looks = ["fire"] if one.live else []
    looks += [altered.word] if altered is not None else []
    return (
        f"<tr{_classed(looks)}><td class='n'>{printed.number_of(one.serial)}</td>"
        f"<td class='{'s' if len(one.serial) < 20 else ''}'><b>{words(one.serial)}</b><br>{kind}</td>"
        f"<td class='t'>{first:%H%M} to {last:%H%M}</td>"
        f"<td class='t'>{dtg(one.start_utc)[:7]} to {dtg(one.end_utc)[:7]}</td>"
        f"<td>{words(one.title)} {marks}{reserve}</td><td>{words(printed.area_name(one.area_id))}</td>"
        f"<td>{words(printed.unit_name(one.oce))}</td><td>{units}</td></tr>"
    )


def _classed(looks: Sequence[str]) -> str:
    return f" class='{' '.join(looks)}'" if looks else ""


def _dangers(printed: Printed) -> str:
    if not printed.dangers:
        return "<section><h2>Danger areas</h2><p>No serial has one.</p></section>"
    rows = "".join(_danger_row(printed, one) for one in printed.dangers)
    head = "".join(
        f"<th>{name}</th>" for name in ("", "Serial", "Window", "Heights", "Corners", "Chance of a fouled range")
    )
    found = "".join(f"<li>{words(text)}</li>" for text in printed.findings)
    told = (
        f"<ul>{found}</ul>" if found else "<p>Nothing is met: no land, no serial, no lane, nothing to keep out of.</p>"
    )
    reckoned = "".join(f"<li><b>{one.number}</b> {words('; '.join(one.because))}.</li>" for one in printed.dangers)
    return (
        f"<section class='sheet'><h2>Danger areas</h2><p class='warn'>{words(NOT_SAFETY.capitalize())}.</p>"
        f"{danger_map(printed, printed.dangers, 1060.0, 560.0)}</section>"
        f"<section><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></section>"
        f"<section><h3>What they meet</h3>{told}</section><section><h3>How they were reckoned</h3><ul class='small'>"
        f"{reckoned}</ul></section>"
    )


def _danger_row(printed: Printed, one: DangerArea) -> str:
    corners = "<br>".join(
        ", ".join(msi_position(place) for place in one.ring[row : row + 2]) for row in range(0, len(one.ring), 2)
    )
    windows = "<br>reserve ".join(words(printed.span(*window)) for window in one.windows)
    return (
        f"<tr><td><b class='live'>{one.number}</b></td><td>{words(one.serial)}</td><td>{windows}</td>"
        f"<td>{heights(one)}</td><td class='t'>{corners}</td><td>{printed.chance(one.serial)}</td></tr>"
    )


def heights(one: DangerArea) -> str:
    """From the surface up, and down."""
    up = f"surface to {one.ceiling_m:.0f} m" if one.ceiling_m > 0.0 else "surface"
    return f"{up}, {one.floor_m:.0f} m deep" if one.floor_m > 0.0 else up


def danger_map(printed: Printed, dangers: Sequence[DangerArea], wide_px: float, high_px: float) -> str:
    """SVG of some danger areas and their serials' areas."""
    serials = {one.serial for one in dangers}
    areas = [one.area_id for one in printed.placed if one.serial in serials and one.area_id is not None]
    sketch = Sketch(wide_px, high_px, "Danger areas", f"Map of {len(dangers)} danger areas; {NOT_SAFETY}")
    draw_map(SketchPaper(sketch), printed, Frame(0.5, 0.5, wide_px - 1.0, high_px - 1.0), dangers,
             list(dict.fromkeys(areas)))  # fmt: skip
    return sketch.svg()


def water_page(printed: Printed) -> str:
    """The sheet of waterspace and airspace: who may be how deep and how high, where and when."""
    body = (
        f"<header><h1>{words(printed.name)}</h1><p class='sub'>Waterspace and airspace. "
        f"{words(NOT_SAFETY.capitalize())}.</p>"
        f"</header><section><h2>Danger areas</h2>{_airspace(printed)}</section>"
        f"<section><h2>Airspace</h2>{_zones(printed)}</section>"
        f"<section><h2>Waterspace</h2>{_waterspace(printed)}</section>"
        f"<section><h2>Serials with aircraft or submarines</h2>{_three_dimensional(printed)}</section>"
    )
    return page(printed, "waterspace and airspace", body)


def _airspace(printed: Printed) -> str:
    rows = [
        (one.number, one.serial, dtg(one.start_utc), dtg(one.end_utc), heights(one), "nobody but its own units")
        for one in printed.dangers
    ]
    rows += [
        (one.number, f"{one.serial} (reserve)", dtg(one.reserve[0]), dtg(one.reserve[1]), heights(one), "as above")
        for one in printed.dangers
        if one.reserve is not None
    ]
    return table(("", "Serial", "From", "To", "Limits", "Who"), rows) if rows else "<p>None.</p>"


def _zones(printed: Printed) -> str:
    """Areas that lie between two heights."""
    rows = [
        (area.name or name, f"{area.floor_m or 0.0:.0f} m", f"{area.ceiling_m:.0f} m" if area.ceiling_m else "no limit",
         area.use or "", ", ".join(one.serial for one in printed.placed if one.area_id == name))
        for name, area in printed.exercise.areas.items()
        if area.floor_m is not None or area.ceiling_m is not None
    ]  # fmt: skip
    return table(("", "From", "To", "Use", "Serials"), rows) if rows else "<p>No area lies between two heights.</p>"


def _waterspace(printed: Printed) -> str:
    rows = []
    for name, water in printed.exercise.waterspace.items():
        serial = next((one for one in printed.placed if one.serial == water.serial_id), None)
        where = printed.area_name(serial.area_id if serial else water.area_id)
        start = serial.start_utc if serial else water.start_utc
        end = serial.end_utc if serial else water.end_utc
        when = f"{dtg(start) if start else 'always'} to {dtg(end) if end else 'the end'}"
        for band in water.bands:
            above = f"not above {format_depth(band.not_above_m)}" if band.not_above_m is not None else ""
            below = f"not below {format_depth(band.not_below_m)}" if band.not_below_m is not None else ""
            units = ", ".join(printed.unit_name(unit) for unit in band.units)
            rows.append((name, where, when, units, ", ".join(part for part in (above, below) if part)))
        if not water.bands:
            rows.append((name, where, when, "all", f"safety depth {format_depth(water.safety_depth_m)}"))
    return table(("", "Where", "When", "Who", "Depths"), rows) if rows else "<p>None is allotted.</p>"


def _three_dimensional(printed: Printed) -> str:
    rows = []
    for one in printed.placed:
        units = [unit for unit in one.units if printed.domains[unit] in (Domain.AIR, Domain.SUBSURFACE)]
        if units:
            named = ", ".join(f"{printed.unit_name(unit)} ({printed.domains[unit]})" for unit in units)
            where = printed.area_name(one.area_id)
            rows.append((printed.numbers[one.serial], one.serial, where, dtg(one.start_utc), dtg(one.end_utc), named))
    return table(("No.", "Serial", "Where", "From", "To", "Who"), rows) if rows else "<p>None.</p>"


def table(heads: Iterable[str], rows: Iterable[Sequence[object]]) -> str:
    """Words in rows."""
    top = "".join(f"<th>{words(head)}</th>" for head in heads)
    lines = "".join(f"<tr>{''.join(_cell(cell) for cell in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{top}</tr></thead><tbody>{lines}</tbody></table>"


def _cell(cell: object) -> str:
    """A cell; a single word that is not long is not broken."""
    text = str(cell)
    whole = " class='s'" if len(text) < 20 and " " not in text else ""
    return f"<td{whole}>{words(text)}</td>"
