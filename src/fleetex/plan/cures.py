"""What would cure a clash, whatever the rule: a longer window, another area, a shorter serial, somebody else in it.

Each is tried on the serials that clash, and told with what to write into the file.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from fleetex.plan.asking import Asking, least
from fleetex.plan.facts import Facts
from fleetex.plan.jobs import Able, Job, RoleNeed
from fleetex.plan.slots import starts
from fleetex.plan.solve import dtg
from fleetex.quantities import format_duration
from fleetex.scenario.planning import Wanted
from fleetex.scenario.programme import OpenSerial
from fleetex.scenario.surroundings import AreaKind

SURFACES = (AreaKind.POLYGON, AreaKind.CIRCLE, AreaKind.CORRIDOR)
AREAS_MOST = 8
"""So many other areas are tried."""


@dataclass(frozen=True)
class Cure:
    """What would make it fit."""

    cost: float
    """How much is asked, for the order in which cures are told: about the minutes that a window would grow."""
    text: str
    jobs: tuple[Job, ...]
    """The serials that clash, and what is put in, as it has them."""
    facts: Facts
    rule: str = ""
    """Which it eases; empty: none."""
    nature_min: float = 0.0
    """By so many minutes the sun or the weather would have to be otherwise: nobody can do anything about it."""
    last_resort: bool = False
    """Whether a rule is set aside, or a serial left out."""


@dataclass(frozen=True)
class Clashing:
    """Serials that clash, and the rules by which they do."""

    asking: Asking
    core: tuple[Job, ...]
    rules: tuple[str, ...]

    @property
    def facts(self) -> Facts:
        return self.asking.facts

    @property
    def waiting(self) -> list[Job]:
        return [job for job in self.core if not job.fixed]

    def with_job(self, job: Job) -> tuple[Job, ...]:
        """The same, one of them changed."""
        return tuple(job if one.name == job.name else one for one in self.core)

    def cures(self, job: Job) -> bool:
        return self.asking.placeable(self.with_job(job))

    def minutes(self, room: int, tried: "Trial") -> tuple[int, Job] | None:
        """The least minutes on the grid by which a changed serial cures it, and the serial; None if none up to the
        room does."""
        step = self.facts.step_min

        def changed(count: int) -> Job:
            return tried(min(count * step, room))

        count = least(-(-room // step) if room >= step else 0, lambda count: self.cures(changed(count)))
        return None if count is None else (min(count * step, room), changed(count))

    def cure(self, cost: float, text: str, job: Job, rule: str = "") -> Cure:
        return Cure(cost, text, self.with_job(job), self.facts, rule)


class Trial:
    """A serial changed by some minutes."""

    def __init__(self, job: Job, first: int = 0, last: int = 0, lasting: int = 0) -> None:
        """Of one minute: how much its window's ends and its length change."""
        self.job, self.by = job, (first, last, lasting)

    def __call__(self, by: int) -> Job:
        job, (first, last, lasting) = self.job, self.by
        return replace(
            job,
            first_min=job.first_min + first * by,
            last_min=job.last_min + last * by,
            lasting_min=job.lasting_min + lasting * by,
        )


def of_any_rule(clash: Clashing) -> Iterator[Cure]:
    """Of each serial; those that ask for more than another does are left to the order of costs."""
    for job in clash.waiting:
        yield from longer_window(clash, job)
        yield from other_area(clash, job)
        yield from shorter(clash, job)
    for job in clash.waiting:
        yield from somebody_else(clash, job)
        yield from more_to_choose_from(clash, job)
    for job in clash.waiting:
        rest = tuple(one for one in clash.core if one is not job)
        if rest and clash.asking.placeable(rest):
            text = f"{job.name} is left out (`optional: true`)"
            yield Cure(500.0 + job.priority, text, rest, clash.facts, last_resort=True)


def longer_window(clash: Clashing, job: Job) -> Iterator[Cure]:
    facts = clash.facts
    found = clash.minutes(facts.end_min - job.last_min, Trial(job, last=1))
    if found is not None:
        by, later = found
        until = dtg(facts, later.last_min)
        more = f"{format_duration(by * 60.0)} more (`within: {{to: {until}}}`)"
        text = f"{job.name} may end later: its window runs until {until}, {more}"
        yield clash.cure(by, text, later)
    found = clash.minutes(job.first_min, Trial(job, first=-1))
    if found is not None:
        by, earlier = found
        since = dtg(facts, earlier.first_min)
        more = f"{format_duration(by * 60.0)} more (`within: {{from: {since}}}`)"
        text = f"{job.name} may begin earlier: its window runs from {since}, {more}"
        yield clash.cure(by, text, earlier)


def other_area(clash: Clashing, job: Job) -> Iterator[Cure]:
    if job.area_ids == (None,):
        return
    areas = clash.facts.exercise.areas
    uses = {areas[area].use for area in job.area_ids if area is not None}
    others = [name for name, area in areas.items() if name not in job.area_ids and area.kind in SURFACES]
    fitting: list[str] = []
    alike = [name for name in others if areas[name].use in uses]
    used = {area for one in clash.asking.jobs for area in one.area_ids}
    for some in (alike, [name for name in others if name in used and name not in alike]):  # of another use last
        for name in some[:AREAS_MOST] if not fitting else ():
            moved = replace(job, area_ids=(name,))
            if starts(clash.facts, moved, ()) and clash.cures(moved):
                fitting.append(name)
    if fitting:
        moved = replace(job, area_ids=tuple(fitting))
        programme = clash.facts.exercise.programme
        several = isinstance(asked := programme.get(job.name), OpenSerial) and asked.areas
        key = f"areas: [{', '.join(fitting)}]" if several else f"area: {fitting[0]}"
        yield clash.cure(60.0, f"{job.name} moves to area {one_of(fitting)} (`{key}`)", moved)


def one_of(names: Sequence[str]) -> str:
    """`A`, `A or B`, `A, B or C`."""
    return " or ".join(part for part in (", ".join(names[:-1]), names[-1]) if part)


def shorter(clash: Clashing, job: Job) -> Iterator[Cure]:
    room = job.lasting_min - max(clash.facts.step_min, job.lasting_min // 2)
    found = clash.minutes(room, Trial(job, lasting=-1))
    if found is not None:
        by, changed = found
        left = format_duration(changed.lasting_min * 60.0)
        yield clash.cure(
            2.0 * by, f"{job.name} takes {left}, {format_duration(by * 60.0)} less (`duration: {left}`)", changed
        )


def somebody_else(clash: Clashing, job: Job) -> Iterator[Cure]:
    """One whom the file names in a role gives way to another of her side who is able."""
    facts = clash.facts
    able = Able.of(facts.exercise, facts.library)
    for role, need in job.roles.items():
        for unit in need.named:
            if clash.asking.work.is_over:
                return
            others = like(able, job, role, unit)
            if not others:
                continue
            left = tuple(one for one in need.named if one != unit)
            choice = RoleNeed(left, need.number + 1, (*need.able, *others), need.wish)
            oces = () if unit in job.oces else job.oces
            changed = replace(job, roles={**job.roles, role: choice}, oces=oces)
            found = clash.asking.placed(clash.with_job(changed))
            if found is not None:
                came = [one for one in found[job.name].roles[role].named if one not in left]
                text = f"{job.name} takes {', '.join(came)} in place of {unit} as `{role}`"
                if not need.number:
                    text += f" (`{role}: [{', '.join((*left, *came))}]`)"
                yield clash.cure(90.0, text, changed)


def more_to_choose_from(clash: Clashing, job: Job) -> Iterator[Cure]:
    """Others who are able besides those among whom the file has one chosen."""
    facts, serial = clash.facts, clash.facts.exercise.programme.get(job.name)
    able = Able.of(facts.exercise, facts.library)
    for role, need in job.roles.items():
        wish = serial.roles.get(role) if isinstance(serial, OpenSerial) else None
        if not isinstance(wish, Wanted) or not wish.among or not need.number:
            continue
        sides = {facts.exercise.units[unit].side for unit in need.able}
        wider = wish.model_copy(update={"among": ()})
        can = able.for_role(wider, job.spec.roles[role], job.circuits, job.live)
        more = [unit for unit in can if unit not in need.able and facts.exercise.units[unit].side in sides]
        chosen = replace(need, able=(*need.able, *(unit for unit in more if unit not in job.named)))
        if chosen.able != need.able and clash.cures(replace(job, roles={**job.roles, role: chosen})):
            new = chosen.able[len(need.able) :]
            text = f"{job.name} has {one_of(new)} to choose from besides as `{role}`"
            key = f"{role}: {{number: {wish.number}, among: [{', '.join((*wish.among, *new))}]}}"
            changed = replace(job, roles={**job.roles, role: chosen})
            yield clash.cure(80.0, f"{text} (`{key}`)", changed)


def like(able: Able, job: Job, role: str, unit: str) -> tuple[str, ...]:
    """Who else of her side can play a role: of her kind, if there is one, else such as move as she does."""
    wish = Wanted(number=1, of=(able.exercise.units[unit].side,))
    can = able.for_role(wish, job.spec.roles[role], job.circuits, job.live)
    mine = able.platform(unit)
    others = [other for other in can if other not in job.units and able.platform(other).domain is mine.domain]
    return tuple(other for other in others if able.platform(other).kind is mine.kind) or tuple(others)


NATURE_MIN = 60.0
"""By no more than this the sun or the weather is wished otherwise where there is something to be done (design)."""


def told(cures: Sequence[Cure], rules: Sequence[str], most: int) -> tuple[Cure, ...]:
    """What a planner can do, the cheapest first, and of each rule that clashes the cheapest that eases it; a rule is
    set aside only where nothing else helps but leaving something out. Then what only the sun or the weather could do,
    where little is asked of them, or nothing else is left."""
    can = any(not cure.nature_min for cure in cures)
    eased = any(not cure.nature_min and not cure.last_resort for cure in cures)
    cures = [cure for cure in cures if not (eased and cure.last_resort and cure.rule)]
    ordered: dict[str, Cure] = {}
    for cure in sorted(cures, key=lambda cure: (cure.nature_min > 0.0, cure.cost, cure.text)):
        if not can or cure.nature_min <= NATURE_MIN:
            ordered.setdefault(cure.text, cure)
    every = list(ordered.values())
    first = [next((cure for cure in every if cure.rule == rule), None) for rule in rules]
    first.append(next((cure for cure in every if cure.nature_min), None))
    must = {cure.text for cure in first if cure is not None}
    room = max(0, most - len(must))
    for cure in every:
        if cure.text not in must and room > 0:
            must.add(cure.text)
            room -= 1
    return tuple(cure for cure in every if cure.text in must)
