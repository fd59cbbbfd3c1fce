"""A card for each serial: what its people take to the bridge. One page of HTML, upright A4."""

from fleetex.plan.danger_areas import NOT_SAFETY
from fleetex.plan.drafts import msi_position
from fleetex.plan.printed import Altered, Printed, dtg
from fleetex.plan.sheets import danger_map, heights, page, table, words
from fleetex.plan.timetable import Placed
from fleetex.quantities import format_length, middle_of
from fleetex.scenario.kinds import kinds
from fleetex.scenario.programme import OpenSerial


def card_page(printed: Printed, one: Placed) -> str:
    """The serial's card."""
    number = printed.numbers[one.serial]
    live = " <b class='live'>LIVE</b>" if one.live else ""
    body = (
        f"<header><h1>{number} {words(one.serial)}{live}</h1>"
        f"<p class='sub'>{words(one.title)}. {words(printed.name)}</p></header>"
        f"{_change(printed, one)}<dl>{_facts(printed, one)}</dl><h2>Who</h2>"
        f"{_who(printed, one)}{_danger(printed, one)}{_params(printed, one)}"
    )
    return page(printed, f"serial {one.serial}", body, upright=True)


def struck_page(printed: Printed, altered: Altered) -> str:
    """The card of a serial that was struck out: it takes the place of the one that its people have."""
    old = altered.old
    body = (
        f"<header><h1>{altered.number} {words(old.serial)} <b class='mark'>CANCELLED</b></h1>"
        f"<p class='sub'>{words(old.title)}. {words(printed.name)}</p></header>{_change(printed, old)}"
        f"<p>It was planned from {dtg(old.start_utc)} to {dtg(old.end_utc)}"
        f"{f' in {words(printed.area_name(old.area_id))}' if old.area_id else ''}. Nobody is to carry it out.</p>"
    )
    return page(printed, f"serial {old.serial}", body, upright=True)


def _change(printed: Printed, one: Placed) -> str:
    """What the last mending changed of it."""
    altered = printed.altered.get(one.serial)
    if altered is None:
        return ""
    what = altered.what[:1].upper() + altered.what[1:]
    return (
        f"<section class='change'><h2>Change {altered.revision}</h2><p>{words(what)}"
        f"<br><span class='quiet'>because {words(altered.why)}.</span></p></section>"
    )


def _facts(printed: Printed, one: Placed) -> str:
    serial = printed.exercise.serials[one.serial]
    area = printed.exercise.areas[one.area_id] if one.area_id else None
    where = (
        f"{printed.area_name(one.area_id)}, about {msi_position(middle_of(area.points))}" if area else "as conducted"
    )
    kind = kinds()[one.kind]
    limits = serial.limits
    sea = kind.sea_state_max if limits.sea_state_max is None else limits.sea_state_max
    seen_m = kind.visibility_m_min if limits.visibility_m_min is None else limits.visibility_m_min
    seen = f", visibility {format_length(seen_m)}" if seen_m > 0.0 else ""
    by_day = kind.daylight_only if limits.daylight is None else limits.daylight
    circuits = [printed.exercise.circuits[name].name or name for name in serial.circuits]
    facts = [
        ("What", f"{one.kind}, {kind.name}"),
        ("COMEX", f"{dtg(one.start_utc)}, {printed.local(one.start_utc):%H%M} local"),
        ("FINEX", f"{dtg(one.end_utc)}, {printed.local(one.end_utc):%H%M} local"),
        ("Window", _window(printed, one)),
        ("Reserve", f"{dtg(one.reserve[0])} to {dtg(one.reserve[1])}" if one.reserve else ""),
        ("Where", where),
        ("Conducted by", printed.unit_name(one.oce)),
        ("Circuits", ", ".join(circuits)),
        ("After", ", ".join(serial.after)),
        ("Not beyond", f"sea state {sea}{seen}{', by day alone' if by_day else ''}"),
        ("Hazard", (serial.hazard.text or "") if serial.hazard else ""),
        ("Remarks", serial.note or ""),
    ]
    return "".join(f"<dt>{name}</dt><dd>{words(said)}</dd>" for name, said in facts if said)


def _window(printed: Printed, one: Placed) -> str:
    """When it may be held, where the file leaves its time to the planner."""
    exercise = printed.exercise
    asked = exercise.programme.get(one.serial)
    if not isinstance(asked, OpenSerial):
        return ""
    first_utc, last_utc = asked.within.bounds(exercise.start_utc, exercise.end_utc, exercise.exercise.zone)
    return f"{dtg(first_utc)} to {dtg(last_utc)}: it may be moved inside this"


def _who(printed: Printed, one: Placed) -> str:
    roles = kinds()[one.kind].roles
    rows = [
        (role.replace("_", " "), printed.hull(unit), printed.unit_name(unit), roles[role].text if role in roles else "")
        for role, units in one.roles.items()
        for unit in units
    ]
    return table(("Part", "Hull", "Unit", "What it is"), rows)


def _danger(printed: Printed, one: Placed) -> str:
    area = printed.danger_of.get(one.serial)
    if area is None:
        return ""
    corners = table(("Corner", "Position"), [(row, msi_position(place)) for row, place in enumerate(area.ring, 1)])
    fouled = f" Chance of a fouled range, by traffic: {printed.chance(one.serial)}."
    return (
        f"<h2>Danger area {area.number}</h2><p class='warn'>{words(NOT_SAFETY.capitalize())}.</p>"
        f"<p>{words(heights(area))}; live from COMEX to FINEX.{fouled} Fire is checked while anybody but the units "
        f"above is inside.</p>{danger_map(printed, [area], 720.0, 420.0)}{corners}"
    )


def _params(printed: Printed, one: Placed) -> str:
    rows = [(name.replace("_", " "), _said(value)) for name, value in printed.written_params(one.serial).items()]
    return f"<h2>As ordered</h2>{table(('What', 'How'), rows)}" if rows else ""


def _said(value: object) -> str:
    """A value as a person wrote it; of a long form its value."""
    if isinstance(value, dict):
        if "value" in value:
            return _said(value["value"])
        return ", ".join(f"{name} {_said(part)}" for name, part in value.items())
    if isinstance(value, list):
        return "; ".join(_said(part) for part in value)
    return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)
