"""What would cure a clash by easing the rule itself: its limit by the least that does, the forecast, the sun, the fuel.

Each is tried on the serials that clash, and told as a number with the key to write into the file.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from fleetex.plan.asking import least
from fleetex.plan.cures import Clashing, Cure
from fleetex.plan.cures_of_serials import (
    of_bands,
    of_clearance,
    of_decks,
    of_fuel,
    of_line_of_fire,
    of_number,
    of_order,
    of_salvoes,
    of_targets,
    of_tow,
)
from fleetex.plan.cures_weather import of_light, of_sea, of_visibility
from fleetex.plan.facts import Facts
from fleetex.plan.jobs import tow_due_m
from fleetex.quantities import format_depth, format_duration, format_length
from fleetex.scenario.plan_rules import RULES
from fleetex.units import DAY_S, HOUR_S, MINUTE_S, NMI_M

PERCENT = 0.01


@dataclass(frozen=True)
class Limit:
    """A limit of a rule that may be eased step by step."""

    keys: tuple[str, ...]
    """Fields of the rule that go together."""
    words: str
    unit: float
    """Of one step, in the field's own unit."""
    most: float = 0.0
    """No farther than to here."""
    weight: float = 1.5
    """Of one step, in the cost."""


NEVER_ASIDE = ("K20",)
"""Nobody becomes able by setting a rule aside."""
LIMITS: dict[str, tuple[Limit, ...]] = {
    "K01": (
        Limit(("setup_s",), "set-up", MINUTE_S),
        Limit(("teardown_s",), "clearing away", MINUTE_S),
        Limit(("setup_s", "teardown_s"), "set-up and clearing away", MINUTE_S, weight=3.5),
    ),
    "K02": (Limit(("margin_s",), "the margin of passages", MINUTE_S),),
    "K03": (Limit(("buffer_m",), "the buffer about live fire", 0.1 * NMI_M, weight=6.0),),
    "K05": (
        Limit(("warning_s",), "the lead of warnings", HOUR_S, weight=2.0),
        Limit(("notam_s",), "the lead of NOTAMs", HOUR_S, weight=2.0),
        Limit(("warning_s", "notam_s"), "the lead of warnings and NOTAMs", HOUR_S, weight=4.0),
    ),
    "K08": (
        Limit(("fire_m",), "the visibility for live fire", 0.1 * NMI_M, weight=8.0),
        Limit(("fly_m",), "the visibility for flying", 0.1 * NMI_M, weight=8.0),
    ),
    "K10": (Limit(("reserve",), "the reserve of fuel", PERCENT, weight=20.0),),
    "K13": (
        Limit(("cycle_s",), "the deck cycle", MINUTE_S),
        Limit(("crew_day_s",), "an aircrew's day", 5 * MINUTE_S, most=DAY_S, weight=7.5),
    ),
    "K14": (Limit(("reserve",), "an aircraft's reserve of endurance", PERCENT, weight=20.0),),
    "K15": (
        Limit(("depth_m",), "the least depth for a submarine", 5.0, weight=4.0),
        Limit(("separation_m",), "what lies between depth bands", 1.0, weight=8.0),
    ),
    "K16": (Limit(("distance_m",), "the distance between areas", 0.05 * NMI_M, weight=6.0),),
    "K17": (Limit(("clear_s",), "the time that a range is watched clear", MINUTE_S),),
    "K21": (
        Limit(("tow_m",), "the least line to a towed target", 10.0, weight=4.0),
        Limit(("spare",), "the count of spare targets", 1.0, weight=60.0),
    ),
    "K25": (Limit(("within_s",), "the time from the last serial to the wash-up", 5 * MINUTE_S, 10 * DAY_S, 5.0),),
}
"""Rules whose limits may be eased, and how they are called."""
_OWN: dict[str, tuple[Callable[[Clashing], Iterator[Cure]], ...]] = {
    "K04": (of_line_of_fire,),
    "K06": (of_light,),
    "K07": (of_sea,),
    "K08": (of_visibility,),
    "K09": (of_order,),
    "K10": (of_fuel,),
    "K11": (of_salvoes,),
    "K14": (of_decks,),
    "K17": (of_line_of_fire,),
    "K18": (of_line_of_fire, of_clearance),
    "K19": (of_number,),
    "K20": (of_number,),
    "K21": (of_tow, of_targets),
    "K22": (of_bands,),
    "K26": (of_line_of_fire,),
}
"""What else eases them."""


def of_the_rules(clash: Clashing) -> Iterator[Cure]:
    """For each rule that clashes what would ease it; set aside as a whole where nothing else does."""
    bands = {job.levels_m for job in clash.core}
    by_depth = ("K15",) if "K03" in clash.rules and len(bands) > 1 else ()
    for rule in (*clash.rules, *(one for one in by_depth if one not in clash.rules)):
        found = False
        for cure in (*_limits(clash, rule), *(cure for part in _OWN.get(rule, ()) for cure in part(clash))):
            found = True
            yield replace(cure, rule=rule)
        if not found and rule in clash.rules and rule not in NEVER_ASIDE and clash.asking.fits(clash.core, [rule]):
            facts = _with_rule(clash.facts, rule, {"apply": False})
            text = f"{rule} is set aside: {RULES[rule][1]} (`plan: {{rules: {{{rule}: {{apply: off}}}}}}`)"
            yield Cure(300.0, text, clash.core, facts, rule, last_resort=True)


def _with_rule(facts: Facts, rule: str, update: dict[str, Any]) -> Facts:
    eased = getattr(facts.rules, rule).model_copy(update=update)
    return facts.under(facts.plan.model_copy(update={"rules": facts.rules.model_copy(update={rule: eased})}))


def _limits(clash: Clashing, rule: str) -> Iterator[Cure]:
    for limit in LIMITS.get(rule, ()):
        yield from _limit(clash, rule, limit)


def _limit(clash: Clashing, rule: str, limit: Limit) -> Iterator[Cure]:
    facts = clash.facts
    now = {key: _limit_now(facts, rule, key) for key in limit.keys}
    first = max(now.values())
    up = limit.most > first

    def eased(count: int) -> dict[str, float]:
        by = count * limit.unit
        if up:
            return {key: min(limit.most, value + by) for key, value in now.items()}
        return {key: max(0.0, math.floor((value - by) / limit.unit + 1e-6) * limit.unit) for key, value in now.items()}

    room = math.ceil(abs(limit.most - first) / limit.unit - 1e-9)
    count = least(room, lambda count: clash.asking.placeable(clash.core, _with_rule(facts, rule, eased(count))))
    if count is None:
        return
    new = eased(count)
    values = {key: _shown(limit, value) for key, value in new.items()}
    written = ", ".join(f"{_key(key)}: {value}" for key, value in values.items())
    by = _shown(limit, max(abs(new[key] - now[key]) for key in new))
    text = f"{rule}: {limit.words} is {' and '.join(dict.fromkeys(values.values()))}, {by} {'more' if up else 'less'}"
    text += f" (`plan: {{rules: {{{rule}: {{{written}}}}}}}`)"
    yield Cure(limit.weight * count, text, clash.core, _with_rule(facts, rule, new))


def _limit_now(facts: Facts, rule: str, key: str) -> float:
    if (rule, key) == ("K10", "reserve"):
        own = facts.rules.K10.reserve
        return facts.exercise.fuel_reserve if own is None else own
    if (rule, key) == ("K21", "tow_m"):
        return tow_due_m(facts.rules.K21.tow_m)
    if (rule, key) == ("K21", "spare"):
        return float(facts.rules.K21.spare or 0)
    found: float = getattr(getattr(facts.rules, rule), key)
    return found


def _key(key: str) -> str:
    return key.rsplit("_", 1)[0] if key.endswith(("_s", "_m")) else key


def _shown(limit: Limit, value: float) -> str:
    """As the file may have it: no more than the value, which lies on the limit's own steps."""
    if limit.unit == PERCENT:
        return f"{value * 100.0:.0f} %"
    if limit.keys == ("spare",):
        return f"{value:.0f}"
    if limit.keys[0].endswith("_s"):
        return format_duration(value)
    return format_depth(value, 6) if limit.unit < NMI_M / 100.0 else format_length(value)
