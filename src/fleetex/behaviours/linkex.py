"""LINKEX, the data-link exercise: what must hold of one before it runs, and who plays what.

Units of a common link (or of a slow substitute for one) compare their pictures, correlate them, and try silence,
rejoining and relaying. What they share is the engine's: each member's own tracks reach the others within reach, one
link delay later, while it radiates and its set works.
"""

from collections.abc import Iterable

from fleetex.behaviours.doctrine import Doctrine
from fleetex.behaviours.doubts import too_short
from fleetex.behaviours.link_net import COLLECT_S, LinkUnit, NetControl
from fleetex.behaviours.linkex_params import SPARE_CHECKS, LinkexParams
from fleetex.engine.view import Briefing
from fleetex.quantities import format_duration
from fleetex.scenario.kinds import Doubt, KindSpec, Plan, PlannedCircuit, RoleSpec
from fleetex.scenario.problems import Path, listed, nearest
from fleetex.vocabulary import Capability

LINK: Path = ("params", "link")
TIMES: tuple[Path, ...] = (("start",), ("end",), ("duration",))


def _doubts(plan: Plan) -> Iterable[Doubt]:
    """A link that all its units are on, somebody to fall silent, and time for every check and silence."""
    params = plan.serial.params
    assert isinstance(params, LinkexParams)
    found = plan.circuits.get(params.link or "")
    if found is None or not found.is_link:
        yield from _no_link(plan, params.link)
    elif params.link is not None:
        yield from _not_linked(plan, params.link, found)
        yield from _relay(plan, params, params.link, found)
    yield from _silent(plan, params)
    yield from _times(plan, params)


def _no_link(plan: Plan, link: str | None) -> Iterable[Doubt]:
    """None is given, it is no circuit's name, or it is a voice circuit's."""
    links = [name for name, circuit in plan.circuits.items() if circuit.is_link]
    there_are = f"; data links are: {listed(links)}" if links else "; the exercise has no data link"
    units = plan.serial.participants
    shared = {name: sum(unit in plan.circuits[name].members for unit in units) for name in links}
    best = max(shared, key=lambda name: shared[name], default="")
    if link is None:
        allowed = "missing: a LINKEX exercises a data link, `link` in its params" + there_are
        yield Doubt(LINK, "", allowed, f"link: {best}" if best else "", (("circuits",),))
    elif link in plan.circuits:
        allowed = f"a voice circuit: what a LINKEX exercises is a data link{there_are}"
        yield Doubt(LINK, link, allowed, best)
    elif not plan.is_circuit(link):
        yield Doubt(LINK, link, f"no key of `circuits`{there_are}", nearest(link, links) or best)


def _not_linked(plan: Plan, link: str, circuit: PlannedCircuit) -> Iterable[Doubt]:
    """Everybody in the serial is a member of its link; one alone, or nobody, has nobody to exchange with."""
    units = plan.in_role("all")
    on_it = [player.unit for player in units if player.unit in circuit.members]
    if len(units) < 2:
        return  # the role asks for two, and says so
    if len(on_it) < 2:
        who = f"`{on_it[0]}` alone" if on_it else "nobody"
        allowed = f"of this serial {who} is a member of it; its members are: {listed(circuit.members)}"
        links = [
            name
            for name, other in plan.circuits.items()
            if other.is_link and all(player.unit in other.members for player in units)
        ]
        yield Doubt(LINK, link, allowed, links[0] if links else "", (("roles",),))
        return
    for place, player in enumerate(units):
        if player.unit not in circuit.members:
            free = [unit for unit in circuit.members if unit not in plan.serial.participants]
            allowed = f"no member of this serial's link `{link}`; its members are: {listed(circuit.members)}"
            yield Doubt(("roles", "all", place), player.unit, allowed, free[0] if free else "", (LINK,))


def _relay(plan: Plan, params: LinkexParams, link: str, circuit: PlannedCircuit) -> Iterable[Doubt]:
    if not set(circuit.relay) <= set(circuit.members):
        return  # told of the circuit
    if params.relay is not None and params.relay not in circuit.relay:
        able = [unit for unit in circuit.relay if unit in plan.serial.participants and unit != plan.serial.oce]
        allowed = f"relays of `{link}` are: {listed(circuit.relay)}" if circuit.relay else f"`{link}` has no `relay`"
        yield Doubt(("params", "relay"), params.relay, allowed, able[0] if able else "", (LINK,))


def _silent(plan: Plan, params: LinkexParams) -> Iterable[Doubt]:
    """Who falls silent is in the serial, once, and is not net control."""
    oce = plan.serial.oce
    others = [unit for unit in plan.serial.participants if unit != oce]
    named: list[tuple[Path, str]] = [(("params", "silent", i), unit) for i, unit in enumerate(params.silent or ())]
    named += [(("params", "relay"), params.relay)] if params.relay is not None else []
    seen: set[str] = set()
    for path, unit in named:
        if unit == oce:
            allowed = f"net control does not fall silent; the others are: {listed(others)}"
            yield Doubt(path, unit, allowed, rests_on=(("oce",),))
        elif unit not in others:
            allowed = f"no unit of this serial; the others are: {listed(others)}"
            yield Doubt(path, unit, allowed, nearest(unit, others), (("roles",),))
        elif unit in seen and path[1] == "silent":
            yield Doubt(path, unit, "a unit falls silent once")
        seen.add(unit)


def _times(plan: Plan, params: LinkexParams) -> Iterable[Doubt]:
    """A silence fits between two checks, all drills have their check, and the window has time for all checks."""
    serial = plan.serial
    window_s = (serial.end_utc - serial.start_utc).total_seconds()
    drills = params.drilled(tuple(unit for unit in serial.participants if unit != serial.oce))
    checks = params.check_count(len(drills))
    every, rests = format_duration(params.check_every), (("roles",), ("oce",), ("params", "silent"))
    if drills and params.silence > min(window_s, params.check_every):
        yield _too_long(params, window_s, rests)
        return
    if drills and checks < len(drills) + SPARE_CHECKS:
        units = f"{len(drills)} units fall" if len(drills) > 1 else "one unit falls"
        allowed = f"{units} silent, each about a check of its own, with a check before and one after"
        yield Doubt(("params", "checks"), str(checks), allowed, str(len(drills) + SPARE_CHECKS), rests)
        return
    least_s = params.report_in + (checks - 1) * params.check_every + 2.0 * COLLECT_S
    why = f"{format_duration(params.report_in)} to report in, {checks} checks {every} apart"
    why += f" ({len(drills)} for silences)" if drills else ""
    yield from too_short(plan, least_s, why, "report_in", "checks", "check_every", "silent", "relay")


def _too_long(params: LinkexParams, window_s: float, rests: tuple[Path, ...]) -> Doubt:
    """A silence beyond the serial's window, or beyond the time from a check to the next."""
    silence, every = format_duration(params.silence), format_duration(params.check_every)
    if params.silence > window_s or "silence" in params.model_fields_set:
        allowed = f"a silence lies about one check, and checks are {every} apart (`check_every`)"
        if params.silence > window_s:
            allowed = f"the serial lasts {format_duration(window_s)}"
        write = format_duration(min(params.check_every, window_s))
        return Doubt(("params", "silence"), silence, allowed, write, (*TIMES, ("params", "check_every"), *rests))
    allowed = f"a silence of {silence} (`silence` unless given) lies about each check that is one of the drill"
    return Doubt(("params", "check_every"), every, allowed, silence, rests)


KIND = KindSpec(
    code="LINKEX",
    name="data-link exercise",
    text="Exchange tracks over a common link, compare pictures, and try silence, rejoining and relaying.",
    roles={
        "all": RoleSpec("every unit of the link; the OCE is net control", 2, None, frozenset({Capability.RADIO})),
    },
    params=LinkexParams,
    needs_area=False,
    words_alone=True,
    sea_state_max=6,
    doubts=_doubts,
    source="serial definition in own words; limits are design values",
)


def doctrine(briefing: Briefing) -> Doctrine:
    """The OCE controls the net; everybody else is a unit of it."""
    assert isinstance(briefing.params, LinkexParams)
    part = NetControl if briefing.unit == briefing.oce else LinkUnit
    return part(briefing, radio=briefing.params.radio(briefing))
