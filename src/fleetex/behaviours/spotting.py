"""The spotter's desk: watch the fall of a salvo, tell whose it is, and say what the firer should add.

Two methods of surface spotting, after Naval Ordnance and Gunnery, vol. 2 (NAVPERS 10798-A, 1958, public domain):
direct spots move the mean point of impact onto the target by the error seen; a bracket steps in range until the fall
crosses the target, then halves the step until a straddle. Line is always spotted direct. In own words.
"""

from dataclasses import dataclass, field
from typing import Literal

from fleetex.behaviours.gunnery import CORRECTION, Aim, GunneryParams, salvo_number
from fleetex.behaviours.radio import Radio
from fleetex.engine.events import Event, SplashSeen, TimerRang
from fleetex.engine.orders import Log, Order, SetTimer, Spot, UnitId
from fleetex.engine.view import View

REPORT_TAG = "report fall "
RANGE_STEP_M = 25.0
LINE_STEP_M = 10.0
"""Design values: corrections are spoken in steps of so much."""
KEPT = 64
"""Announced falls and reports remembered."""

Method = Literal["direct", "bracket"]


@dataclass
class Ladder:
    """Range spotting of one firer: the step now, and on which side the last salvo fell (+1 over, -1 short, 0 none)."""

    step_m: float
    side: int = 0
    spots: int = 0
    straddled: bool = False
    """A straddle was seen: the range in force is held until two falls in a row lie off on one side."""
    off_m: float = 0.0
    """Held: how far over the fall before this one lay; 0 if it straddled."""


@dataclass
class Announced:
    """A salvo in the air, as its firer announced it."""

    firer: UnitId
    salvo: str
    splash_s: float
    mode: str
    last: bool = False
    """The firer's last salvo in the serial: nothing is left to correct."""


@dataclass
class Report:
    """What the desk tells a firer of one salvo."""

    firer: UnitId
    salvo: str
    seen: bool
    add_m: float = 0.0
    right_m: float = 0.0
    straddle: bool = False
    adjusted: bool = False


@dataclass
class SpottingDesk:
    """One spotter's desk. Set `method` and `bracket_m` from the serial's params."""

    method: Method = "direct"
    bracket_m: float = 200.0
    ladders: dict[UnitId, Ladder] = field(default_factory=dict)
    announced: list[Announced] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)
    due: dict[int, Report] = field(default_factory=dict)
    number: int = 0
    own: Report | None = None
    """A report due now of this unit's own salvo: its own gun takes it from here."""
    corrections: int = 0
    effect_over_m: list[float] = field(default_factory=list)
    effect_right_m: list[float] = field(default_factory=list)
    """What was seen of salvoes that were not for adjusting."""

    def on_shot(self, view: View, announced: Announced, aim: Aim | None, params: GunneryParams) -> list[Order]:
        """A firer announces a salvo: turn the glasses on the target."""
        self.announced = [*self.announced, announced][-KEPT:]
        if aim is None:
            return self._report(view, Report(announced.firer, announced.salvo, seen=False), params)
        return [Spot(announced.firer, announced.salvo, target=aim.track, place=aim.place)]

    def on_event(self, view: View, event: Event, radio: Radio, params: GunneryParams) -> list[Order]:
        match event:
            case SplashSeen():
                return self._fall(view, event, params)
            case TimerRang(tag) if tag.startswith(REPORT_TAG):
                report = self.due.pop(int(tag.removeprefix(REPORT_TAG)), None)
                if report and report.firer == view.unit:
                    self.own = report
                    return []
                return self._say(radio, report) if report else []
            case _:
                return []

    def repeat(self, radio: Radio, firer: UnitId, salvo: str) -> list[Order]:
        """A firer asks for a report that did not reach it; nothing, if the desk has none yet."""
        known = [report for report in self.reports if report.firer == firer and report.salvo == salvo]
        pending = any(report.firer == firer and report.salvo == salvo for report in self.due.values())
        return self._say(radio, known[-1]) if known and not pending else []

    def _say(self, radio: Radio, report: Report) -> list[Order]:
        body = {
            "salvo": report.salvo,
            "seen": report.seen,
            "add_m": report.add_m,
            "right_m": report.right_m,
            "straddle": report.straddle,
            "adjusted": report.adjusted,
        }
        return radio.tell((report.firer,), CORRECTION, body)

    def _fall(self, view: View, splash: SplashSeen, params: GunneryParams) -> list[Order]:
        why = "" if splash.seen else "not seen"
        told_apart = view.draw(f"told apart {splash.firer}", salvo_number(splash.salvo)) >= params.confused
        if splash.seen and not told_apart and self._may_be_anothers(splash, params):
            why = "not told apart"
        seen = not why
        figures = {
            "salvo": splash.salvo,
            "other": splash.firer,
            "seen": seen,
            "over_m": splash.over_m if seen else None,
            "right_m": splash.right_m if seen else None,
            "straddle": splash.straddle and seen,
            "why": why,
        }
        told = f"{splash.over_m:+.0f} m in range, {splash.right_m:+.0f} m in line" if seen else why
        orders: list[Order] = [Log("fall", f"Salvo {splash.salvo} of {splash.firer}: {told}.", figures)]
        if not seen:
            return orders + self._report(view, Report(splash.firer, splash.salvo, seen=False), params)
        shot = self._shot(splash)
        mode = shot.mode if shot else "adjust"
        if mode != "adjust":
            self.effect_over_m.append(splash.over_m)
            self.effect_right_m.append(splash.right_m)
        if shot and shot.last:
            return orders + self._report(
                view, Report(splash.firer, splash.salvo, True, straddle=splash.straddle), params
            )
        own = splash.firer == view.unit
        report, method = self._correct(splash, params, own)
        self.corrections += 1
        spoken = "straddle, " if report.straddle else ""
        spoken += (
            "no change"
            if not report.add_m and not report.right_m
            else f"{_word(report.add_m, 'add', 'drop')}, {_word(report.right_m, 'right', 'left')}"
        )
        correction = {
            "salvo": splash.salvo,
            "other": splash.firer,
            "add_m": report.add_m,
            "right_m": report.right_m,
            "straddle": report.straddle,
            "method": method,
        }
        orders.append(Log("correction", f"To {splash.firer}: {spoken}.", correction))
        return orders + self._report(view, report, params)

    def _may_be_anothers(self, splash: SplashSeen, params: GunneryParams) -> bool:
        """Whether another ship's salvo was announced to fall too near in time to this one."""
        own = [a.splash_s for a in self.announced if a.firer == splash.firer and a.salvo == splash.salvo]
        if not own:
            return False
        return any(a.firer != splash.firer and abs(a.splash_s - own[-1]) < params.tell_apart for a in self.announced)

    def _shot(self, splash: SplashSeen) -> Announced | None:
        return next((a for a in self.announced if a.firer == splash.firer and a.salvo == splash.salvo), None)

    def _correct(self, splash: SplashSeen, params: GunneryParams, own: bool) -> tuple[Report, str]:
        """What to add. A ship that spots her own fall sees range end on: her n-th spot corrects 1/n."""
        ladder = self.ladders.setdefault(splash.firer, Ladder(self.bracket_m))
        method: str = self.method
        share = params.damping if ladder.spots else 1.0
        range_share = min(share, 1.0 / (ladder.spots + 1)) if own else share
        if splash.straddle or ladder.straddled:
            add_m, method = -range_share * self._off_side_m(ladder, splash), "held"
        elif method == "bracket" and abs(splash.over_m) <= 3.0 * ladder.step_m:
            add_m = self._bracket(ladder, splash)
        else:
            method = "direct"
            add_m = -splash.over_m * range_share
        clear = not splash.straddle or abs(splash.right_m) > params.adjusted_within
        right_m = -splash.right_m * share if clear else 0.0
        ladder.spots += 1
        near = abs(splash.over_m) <= params.adjusted_within and abs(splash.right_m) <= params.adjusted_within
        report = Report(
            splash.firer,
            splash.salvo,
            seen=True,
            add_m=_rounded(add_m, RANGE_STEP_M),
            right_m=_rounded(right_m, LINE_STEP_M),
            straddle=splash.straddle,
            adjusted=near or splash.straddle,
        )
        return report, method

    def _off_side_m(self, ladder: Ladder, splash: SplashSeen) -> float:
        """After a straddle: 0, or the mean of two falls running that lie off on one side (m over)."""
        before_m, ladder.straddled = ladder.off_m, True
        ladder.off_m = 0.0 if splash.straddle else splash.over_m
        if before_m * ladder.off_m <= 0.0:
            return 0.0
        mean_m, ladder.off_m = (before_m + ladder.off_m) / 2.0, 0.0
        return mean_m

    def _bracket(self, ladder: Ladder, splash: SplashSeen) -> float:
        """Step until the fall crosses the target, then halve."""
        side = 1 if splash.over_m > 0.0 else -1
        if ladder.side and side != ladder.side:
            ladder.step_m = max(RANGE_STEP_M, ladder.step_m / 2.0)
        ladder.side = side
        return -side * ladder.step_m

    def _report(self, view: View, report: Report, params: GunneryParams) -> list[Order]:
        self.number += 1
        self.reports = [*self.reports, report][-KEPT:]
        self.due[self.number] = report
        delay_s = params.spotter_delay * (0.5 + view.draw("spotter's report", self.number))
        return [SetTimer(f"{REPORT_TAG}{self.number}", delay_s)]


def _rounded(value_m: float, step_m: float) -> float:
    return round(value_m / step_m) * step_m


def _word(value_m: float, positive: str, negative: str) -> str:
    if value_m == 0.0:
        return "no change"
    return f"{positive if value_m > 0.0 else negative} {abs(value_m):.0f}"
