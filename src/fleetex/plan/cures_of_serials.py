"""What would cure a clash in serials and units themselves: order, fuel, rounds, the line of fire, who is cleared."""

import math
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from fleetex.plan.asking import least
from fleetex.plan.cures import AREAS_MOST, SURFACES, Clashing, Cure
from fleetex.plan.facts import Facts
from fleetex.plan.jobs import FIRING, Able, Job, RoleNeed, tow_due_m, tow_too_short
from fleetex.plan.model_supply import RECEIVING, of_unit
from fleetex.plan.solve import dtg
from fleetex.plan.targets import carrier, target_role
from fleetex.quantities import format_course, format_dtg, format_duration, format_length, format_speed
from fleetex.scenario import Exercise
from fleetex.scenario.kinds import kinds
from fleetex.scenario.planning import Wanted
from fleetex.units import DEG_RAD, KN_MPS

REPLENISHMENT = "RAS-L"
REPLENISHED_MIN = 180
"""How long a replenishment is that a cure puts in, where the programme has none to go by (design)."""
LEAST_MPS = 5.0 * KN_MPS
"""No slower is asked of a serial."""
LINES_DEG = 30
"""Between the lines of fire that are tried."""


def of_order(clash: Clashing) -> Iterator[Cure]:
    """One serial need not wait for another."""
    names = {job.name for job in clash.core}
    for job in clash.waiting:
        for before in job.after:
            changed = replace(job, after=tuple(name for name in job.after if name != before))
            if before in names and clash.cures(changed):
                yield clash.cure(120.0, f"{job.name} need not come after {before} (leave it out of `after`)", changed)


def of_fuel(clash: Clashing) -> Iterator[Cure]:
    """More at the beginning, a replenishment put in, or slower: of each unit whose fuel does not last."""
    for unit in units_needed(clash, "K10"):
        yield from _more_fuel(clash, unit)
        yield from _replenished(clash, unit)
    for job in clash.waiting:
        yield from _slower(clash, job)


def _more_fuel(clash: Clashing, unit: str) -> Iterator[Cure]:
    exercise = clash.facts.exercise
    now = exercise.units[unit].fuel

    def fuller(count: int) -> Facts:
        fuel = min(1.0, round(now + count / 100.0, 6))
        units = {**exercise.units, unit: exercise.units[unit].model_copy(update={"fuel": fuel})}
        return clash.facts.of(exercise.model_copy(update={"units": units}))

    room = int((1.0 - now) * 100.0 + 0.999)
    count = least(room, lambda count: clash.asking.placeable(clash.core, fuller(count)))
    if count is not None:
        facts = fuller(count)
        fuel = facts.exercise.units[unit].fuel
        more = (fuel - now) * 100.0
        text = f"{unit} begins with {fuel * 100.0:.0f} %, {more:.0f} % more (`fuel: {fuel * 100.0:.0f} %`)"
        yield Cure(8.0 * count, text, clash.core, facts)


def _replenished(clash: Clashing, unit: str) -> Iterator[Cure]:
    """A serial put in that fills her, where there is somebody who can, and room for it."""
    facts = clash.facts
    exercise, spec = facts.exercise, kinds()[REPLENISHMENT]
    able = Able.of(exercise, facts.library)
    hers = Wanted(number=1, of=(exercise.units[unit].side,))
    givers = able.for_role(hers, spec.roles["delivering"], (), False)
    givers = tuple(giver for giver in givers if giver != unit)
    if not givers or not able.can(unit, spec.roles[RECEIVING].needs):
        return
    alike = [job for job in clash.asking.jobs if job.kind == REPLENISHMENT]
    areas = tuple(dict.fromkeys(area for job in (*alike, *clash.core) for area in job.area_ids if area is not None))
    areas = areas or tuple(name for name, area in exercise.areas.items() if area.kind in SURFACES)
    put_in = Job(
        name=f"{REPLENISHMENT} of {unit}",
        kind=REPLENISHMENT,
        lasting_min=min((job.lasting_min for job in alike), default=REPLENISHED_MIN),
        first_min=0,
        last_min=facts.end_min,
        area_ids=areas[:AREAS_MOST] or (None,),
        roles={"delivering": RoleNeed((), 1, givers), RECEIVING: RoleNeed((unit,))},
        oces=(),
        after=(),
        live=False,
        daylight=spec.daylight_only,
        sea_state_max=spec.sea_state_max,
        visibility_m_min=spec.visibility_m_min,
    )
    jobs = (*clash.core, put_in)
    found = clash.asking.placed(jobs)
    if found is not None:
        one = found[put_in.name]
        where = f" in {one.area_ids[0]}" if one.area_ids[0] else ""
        giver = next(iter(one.roles["delivering"].named), "")  # nobody is chosen while K20 is asked nothing about
        by = f" by {giver}" if giver else ""
        text = f"{unit} is replenished{by} in another {REPLENISHMENT} of "
        text += f"{format_duration(60.0 * one.lasting_min)}: there is room for it{where} at {dtg(facts, one.first_min)}"
        yield Cure(float(one.lasting_min), text, jobs, facts)


def _slower(clash: Clashing, job: Job) -> Iterator[Cure]:
    now = getattr(job.params, "speed", None)
    if not isinstance(now, float) or now <= LEAST_MPS:
        return

    def at(count: int) -> Job:
        return _with_params(job, speed=max(LEAST_MPS, now - count * KN_MPS))

    count = least(int(-(-(now - LEAST_MPS) // KN_MPS)), lambda count: clash.cures(at(count)))
    if count is not None:
        speed = format_speed(at(count).params.speed)  # type: ignore[attr-defined]
        text = f"{job.name} is run at {speed}, not {format_speed(now)} (`params: {{speed: {speed}}}`)"
        yield clash.cure(25.0 * count, text, at(count))


def _with_params(job: Job, **update: Any) -> Job:
    return replace(job, params=job.params.model_copy(update=update))  # type: ignore[attr-defined]


def units_needed(clash: Clashing, rule: str) -> list[str]:
    """The fewest units for whom a rule of supplies must hold for the core not to be placed."""
    units = sorted({unit for job in clash.core for unit in job.units})
    off: list[str] = []
    for unit in units:
        if not clash.asking.fits(clash.core, [*off, of_unit(rule, unit)]):
            off.append(of_unit(rule, unit))
    return [unit for unit in units if of_unit(rule, unit) not in off]


def of_salvoes(clash: Clashing) -> Iterator[Cure]:
    """Fewer salvoes of one serial."""
    for job in clash.waiting:
        now = getattr(job.params, "salvoes", None)
        if isinstance(now, int) and FIRING in job.roles:
            yield from _fewer_salvoes(clash, job, now)


def _fewer_salvoes(clash: Clashing, job: Job, now: int) -> Iterator[Cure]:
    count = least(now - 1, lambda count: clash.cures(_with_params(job, salvoes=now - count)))
    if count is not None:
        left = now - count
        text = f"{job.name} fires {left} salvoes, {count} fewer (`params: {{salvoes: {left}}}`)"
        yield clash.cure(20.0 * count, text, _with_params(job, salvoes=left))


def of_line_of_fire(clash: Clashing) -> Iterator[Cure]:
    """Another line of fire, the one nearest to that planned."""
    for job in clash.waiting:
        now = getattr(job.params, "line_of_fire", None)
        if not job.live or not isinstance(now, float):
            continue
        for step in range(1, 360 // LINES_DEG // 2 + 1):
            turned = (now + side * step * LINES_DEG * DEG_RAD for side in (1.0, -1.0))
            found = next((cure for line in turned if (cure := _along(clash, job, line)) is not None), None)
            if found is not None:
                yield found
                break


def _along(clash: Clashing, job: Job, line_rad: float) -> Cure | None:
    exercise = clash.facts.exercise
    line = format_course(line_rad, 0)
    changed = _with_params(job, line_of_fire=line_rad)
    serial = exercise.programme[job.name].model_copy(update={"params": changed.params})
    facts = clash.facts.of(_with_serial(exercise, job.name, serial))
    jobs = clash.with_job(changed)
    if not clash.asking.placeable(jobs, facts):
        return None
    return Cure(70.0, f"{job.name} fires along {line} (`params: {{line_of_fire: {line}}}`)", jobs, facts)


def _with_serial(exercise: Exercise, name: str, serial: Any) -> Exercise:
    return exercise.model_copy(update={"programme": {**exercise.programme, name: serial}})


def of_clearance(clash: Clashing) -> Iterator[Cure]:
    """A nation cleared earlier."""
    for nation, since in clash.facts.rules.K18.cleared.items():
        yield from _cleared_sooner(clash, nation, since)


def _cleared_sooner(clash: Clashing, nation: str, since_utc: datetime) -> Iterator[Cure]:
    facts, rules = clash.facts, clash.facts.rules

    def sooner(count: int) -> Facts:
        cleared = {**rules.K18.cleared, nation: since_utc - timedelta(hours=count)}
        eased = rules.model_copy(update={"K18": rules.K18.model_copy(update={"cleared": cleared})})
        return facts.under(facts.plan.model_copy(update={"rules": eased}))

    room = max(0, math.ceil(facts.exercise.seconds(since_utc) / 3600.0))
    count = least(room, lambda count: clash.asking.placeable(clash.core, sooner(count)))
    if count is not None:
        shown = format_dtg(since_utc - timedelta(hours=count))
        text = f"{nation} is cleared from {shown}, {count} h earlier (`plan: {{rules: {{K18: {{cleared: "
        yield Cure(60.0 * count, f"{text}{{{nation}: {shown}}}}}}}}}`)", clash.core, sooner(count))


def of_number(clash: Clashing) -> Iterator[Cure]:
    """Fewer units in a role, no fewer than its kind asks for."""
    for job in clash.waiting:
        for role, need in job.roles.items():
            yield from _fewer(clash, job, role, need)


def _fewer(clash: Clashing, job: Job, role: str, need: RoleNeed) -> Iterator[Cure]:
    def without(count: int) -> Job:
        return replace(job, roles={**job.roles, role: replace(need, number=need.number - count)})

    spare = need.number + len(need.named) - job.spec.roles[role].units_min
    count = least(min(need.number, spare), lambda count: clash.cures(without(count)))
    if count is not None:
        left = need.number - count + len(need.named)
        text = f"{job.name} makes do with {left} as `{role}` (`{role}: {{number: {left}}}`)"
        yield clash.cure(100.0 * count, text, without(count))


def of_tow(clash: Clashing) -> Iterator[Cure]:
    """A longer line to the target."""
    due_m = clash.facts.rules.K21.tow_m
    for job in clash.waiting:
        if tow_too_short(job, due_m):
            longer = _with_params(job, tow_line=tow_due_m(due_m))
            if clash.cures(longer):
                line = format_length(longer.params.tow_line)  # type: ignore[attr-defined]
                text = f"{job.name} tows its target on {line} (`params: {{tow_line: {line}}}`)"
                yield clash.cure(30.0, text, longer)


def of_targets(clash: Clashing) -> Iterator[Cure]:
    """Whoever carries the target comes too, or another target is carried by somebody in it."""
    facts = clash.facts
    for job in clash.waiting:
        need = job.roles.get(target_role(job.kind))
        for unit in need.named if need is not None else ():
            ship = carrier(facts, unit)
            if ship:
                yield from _comes_too(clash, job, unit, ship)


def of_decks(clash: Clashing) -> Iterator[Cure]:
    """The ship from whose deck an aircraft flies comes too: it lands on her."""
    for job in clash.waiting:
        for unit in job.named:
            ship = clash.facts.host(unit)
            if ship is not None:
                yield from _comes_too(clash, job, unit, ship)


def _comes_too(clash: Clashing, job: Job, unit: str, ship: str) -> Iterator[Cure]:
    """A ship takes part with what stands on her deck, in the first role that has room for her."""
    for role, spec in job.spec.roles.items() if ship not in job.units else ():
        now, most = job.roles.get(role, RoleNeed(())), spec.units_max
        full = now.number or (most is not None and len(now.named) >= most)
        if full or not spec.needs <= clash.facts.platform(ship).capabilities:
            continue
        joined = replace(job, roles={**job.roles, role: replace(now, named=(*now.named, ship))})
        if clash.cures(joined):
            named = ", ".join((*now.named, ship))
            yield clash.cure(40.0, f"{ship}, who carries {unit}, takes part (`{role}: [{named}]`)", joined)
            return


def of_bands(clash: Clashing) -> Iterator[Cure]:
    """A band cleared besides, or a serial without the circuit."""
    facts = clash.facts
    rule, circuits = facts.rules.K22, facts.exercise.circuits
    if rule.cleared is None:
        return
    wanted = {circuits[name].band for job in clash.core for name in job.circuits} - set(rule.cleared)
    every = (*rule.cleared, *sorted(wanted))
    eased = facts.rules.model_copy(update={"K22": rule.model_copy(update={"cleared": every})})
    under = facts.under(facts.plan.model_copy(update={"rules": eased}))
    if clash.asking.placeable(clash.core, under):
        text = f"{' and '.join(sorted(wanted))} cleared too (`plan: {{rules: {{K22: {{cleared: "
        yield Cure(120.0, f"{text}[{', '.join(every)}]}}}}}}`)", clash.core, under)
    for job in clash.waiting:
        kept = tuple(name for name in job.circuits if circuits[name].band in rule.cleared)
        if kept != job.circuits and clash.cures(replace(job, circuits=kept)):
            gone = ", ".join(name for name in job.circuits if name not in kept)
            text = f"{job.name} does without {gone} (`circuits: [{', '.join(kept)}]`)"
            yield clash.cure(90.0, text, replace(job, circuits=kept))
