"""What would cure a clash with the sun (K06), the sea (K07) or visibility (K08): another limit, or another forecast."""

import math
from collections.abc import Callable, Iterator
from dataclasses import replace

from fleetex.plan.asking import least
from fleetex.plan.cures import Clashing, Cure
from fleetex.plan.facts import Facts, Span
from fleetex.plan.jobs import Job
from fleetex.plan.slots import flies
from fleetex.plan.solve import dtg
from fleetex.quantities import format_duration, format_length
from fleetex.units import NMI_M

SEA_STATES = 9
STEP_M = 0.1 * NMI_M
SPANS_MOST = 4
"""Times of bad weather in a window that are looked at."""
SUN_MIN = 240
"""No more is asked of the sun."""


def of_light(clash: Clashing) -> Iterator[Cure]:
    """Sunset later or sunrise earlier, twilight counted as day, or by night."""
    facts, fits = clash.facts, clash.asking.placeable
    evening = clash_minutes(clash, SUN_MIN, lambda by: fits(clash.core, facts.with_light(evening=by)))
    if evening is not None:
        text = f"sunset is {format_duration(evening * 60.0)} later"
        yield Cure(evening + 30.0, text, clash.core, facts.with_light(evening=evening), nature_min=evening)
    morning = clash_minutes(clash, SUN_MIN, lambda by: fits(clash.core, facts.with_light(morning=by)))
    if morning is not None:
        text = f"sunrise is {format_duration(morning * 60.0)} earlier"
        yield Cure(morning + 30.0, text, clash.core, facts.with_light(morning=morning), nature_min=morning)
    rules = facts.rules
    if not rules.K06.civil_twilight:
        twilight = rules.model_copy(update={"K06": rules.K06.model_copy(update={"civil_twilight": True})})
        light = facts.under(facts.plan.model_copy(update={"rules": twilight}))
        if fits(clash.core, light):
            text = "K06: civil twilight counts as day (`plan: {rules: {K06: {civil_twilight: true}}}`)"
            yield Cure(45.0, text, clash.core, light)
    for job in clash.waiting:
        dark = replace(job, daylight=False)
        if job.daylight and clash.cures(dark):
            yield clash.cure(200.0, f"{job.name} is allowed by night (`limits: {{daylight: false}}`)", dark)


def of_sea(clash: Clashing) -> Iterator[Cure]:
    """A serial allowed in a rougher sea, or the sea calm sooner or for longer."""
    for job in clash.waiting:
        yield from _rougher(clash, job)
        for area in job.area_ids:
            words = f"the sea{_in(area)} is forecast {job.sea_state_max} or less"
            yield from _forecast(clash, job, "sea_state", area, clash.facts.rough(area, job.sea_state_max), words)


def _rougher(clash: Clashing, job: Job) -> Iterator[Cure]:
    now = job.sea_state_max
    count = least(SEA_STATES - now, lambda count: clash.cures(replace(job, sea_state_max=now + count)))
    if count is not None:
        limit = now + count
        text = f"{job.name} is allowed in sea state {limit}, not {now} at most (`limits: {{sea_state_max: {limit}}}`)"
        yield clash.cure(60.0 * count, text, replace(job, sea_state_max=limit))


def of_visibility(clash: Clashing) -> Iterator[Cure]:
    """A serial allowed with less visibility, or the fog later or gone sooner."""
    for job in clash.waiting:
        due_m = _visibility_due_m(clash.facts, job)
        if due_m > 0.0:
            yield from _thicker(clash, job, due_m)
            for area in job.area_ids:
                words = f"{format_length(due_m)} or more are forecast to be seen{_in(area)}"
                yield from _forecast(clash, job, "visibility_m", area, clash.facts.thick(area, due_m), words)


def _thicker(clash: Clashing, job: Job, due_m: float) -> Iterator[Cure]:
    def seen(count: int) -> float:
        return max(0.0, math.floor(due_m / STEP_M - count + 1e-6) * STEP_M)

    def thicker(count: int) -> tuple[tuple[Job, ...], Facts]:
        seen_m = seen(count)
        changed = replace(job, visibility_m_min=min(job.visibility_m_min, seen_m))
        return clash.with_job(changed), _seeing(clash.facts, job, seen_m)

    count = least(math.ceil(due_m / STEP_M - 1e-9), lambda count: clash.asking.placeable(*thicker(count)))
    if count is not None:
        seen_m = seen(count)
        text = f"{job.name} is allowed with {format_length(seen_m)} of visibility, not {format_length(due_m)}"
        yield Cure(8.0 * count, f"{text} ({_where_written(clash.facts, job, seen_m)})", *thicker(count))


def _visibility_due_m(facts: Facts, job: Job) -> float:
    rules = facts.rules.K08
    fires_m, flies_m = rules.fire_m if job.live else 0.0, rules.fly_m if flies(facts, job) else 0.0
    return max(job.visibility_m_min, fires_m, flies_m)


def _seeing(facts: Facts, job: Job, seen_m: float) -> Facts:
    rules = facts.rules
    update = {"fire_m": min(rules.K08.fire_m, seen_m)} if job.live else {}
    update |= {"fly_m": min(rules.K08.fly_m, seen_m)} if flies(facts, job) else {}
    eased = rules.model_copy(update={"K08": rules.K08.model_copy(update=update)})
    return facts.under(facts.plan.model_copy(update={"rules": eased}))


def _where_written(facts: Facts, job: Job, seen_m: float) -> str:
    """The keys that ask for more now."""
    rules, told = facts.rules.K08, []
    if job.visibility_m_min > seen_m:
        told.append(f"`limits: {{visibility_min: {format_length(seen_m)}}}`")
    if job.live and rules.fire_m > seen_m:
        told.append(f"`plan: {{rules: {{K08: {{fire: {format_length(seen_m)}}}}}}}`")
    if flies(facts, job) and rules.fly_m > seen_m:
        told.append(f"`plan: {{rules: {{K08: {{fly: {format_length(seen_m)}}}}}}}`")
    return " and ".join(told)


def _forecast(
    clash: Clashing, job: Job, name: str, area: str | None, spans: tuple[Span, ...], words: str
) -> Iterator[Cure]:
    """Of each time that is barred in its window: how much later it would have to begin, or how much sooner end."""
    here = [(max(a, job.first_min), min(b, job.last_min)) for a, b in spans if a < job.last_min and b > job.first_min]
    for span in here[:SPANS_MOST]:
        yield from _fair_for(clash, name, area, span, words)


def _fair_for(clash: Clashing, name: str, area: str | None, span: Span, words: str) -> Iterator[Cure]:
    facts, (since, until) = clash.facts, span

    def longer(by: int) -> Facts:
        return facts.with_fair(name, area, (since, since + by))

    def earlier(by: int) -> Facts:
        return facts.with_fair(name, area, (until - by, until))

    later = clash_minutes(clash, until - since, lambda by: clash.asking.placeable(clash.core, longer(by)))
    if later is not None:
        text = f"{words} until {dtg(facts, since + later)}, {format_duration(later * 60.0)} longer"
        yield Cure(later + 40.0, text, clash.core, longer(later), nature_min=later)
    sooner = clash_minutes(clash, until - since, lambda by: clash.asking.placeable(clash.core, earlier(by)))
    if sooner is not None:
        text = f"{words} from {dtg(facts, until - sooner)} on, {format_duration(sooner * 60.0)} sooner"
        yield Cure(sooner + 40.0, text, clash.core, earlier(sooner), nature_min=sooner)


def clash_minutes(clash: Clashing, room: int, cures: Callable[[int], bool]) -> int | None:
    """The least minutes on the grid, up to the room, that cure it."""
    step = clash.facts.step_min
    count = least(-(-room // step), lambda count: cures(min(count * step, room)))
    return None if count is None else min(count * step, room)


def _in(area: str | None) -> str:
    return f" in {area}" if area else ""
