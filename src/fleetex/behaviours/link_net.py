"""LINKEX: the units of a data-link net, and the net control unit (the OCE), each on its own picture.

Net control opens the link, the units report in. At set times each reports how many tracks it holds by its own sensors
and by the link, and where; net control correlates the reports, calls out dual designations, gives each track to the
holder of the best quality (reporting responsibility), and asks that holder for what a unit lacks. In turn units fall
silent for a while and rejoin. Net control that calls the units one after the other is that of Link 11 as in NAVEDTRA
14103 (Fire Controlman 6, Digital Communications); all else in own words, figures are design values.
"""

from dataclasses import dataclass, field
from typing import Any, ClassVar

from fleetex.behaviours.conduct import Part, counted, others, participants
from fleetex.behaviours.linkex_params import (
    ASKED,
    CORRECTIONS,
    COUNT,
    OPEN,
    REJOINED,
    REPORTED_IN,
    SILENCE,
    TRACKS,
    LinkexParams,
    drills_of,
)  # fmt: skip
from fleetex.behaviours.net_plot import Dual, NetPlot, NetTrack, Plot
from fleetex.behaviours.radio import Traffic
from fleetex.engine.events import Event, TimerRang
from fleetex.engine.orders import Log, Order, Position, SetEmission, SetTimer, TrackId, UnitId
from fleetex.engine.view import View
from fleetex.vocabulary import SerialState, SurfaceKind

WAITING, ON_LINK, SILENT, CONTROLLING = "waiting", "on link", "silent on link", "net control"
CHECK_TAG, COMPARE_TAG, DRILL_TAG, REJOIN_TAG, END_TAG = "check", "compare", "drill", "rejoin", "net closes"
COLLECT_S = 180.0
"""Design value: how long net control waits for the units' reports, and at the end for answers, at most."""
HEAR_S = 60.0
"""Design value: what an order to fall silent may take to be heard."""


@dataclass
class Held:
    """One track on a unit's picture: by own sensors, or by the link from `by`."""

    plot: Plot
    by: UnitId


@dataclass
class LinkUnit(Part):
    """A unit of the net."""

    own_account_of_silence: ClassVar[frozenset[str]] = frozenset({COUNT})

    phase: str = WAITING
    dark: bool = False
    """Silent by order."""
    silent_since_s: float = 0.0

    @property
    def params(self) -> LinkexParams:
        found = self.briefing.params
        assert isinstance(found, LinkexParams)
        return found

    @property
    def link(self) -> str:
        return self.params.link or ""

    def begin(self, view: View) -> list[Order]:
        return []

    def act(self, view: View, event: Event, traffic: Traffic) -> list[Order]:
        message = traffic.message
        if isinstance(event, TimerRang) and event.tag == REJOIN_TAG:
            return self._rejoin(view)
        if message is None or self.dark:
            return []
        match message.kind:
            case "open link":
                self.phase = ON_LINK
                return self.report(view, REPORTED_IN, {"set": self._set_works()})
            case "report tracks":
                return self.report(view, TRACKS, self._picture_told(view, int(message.body.get("check", 0))))
            case "silence on link":
                return self._fall_silent(view, float(message.body.get("seconds", self.params.silence)))
            case "corrections":
                return self._correct(view, message.body)
            case _:
                return []

    def picture(self, view: View) -> list[Held]:
        """All tracks of strangers to the net, own and by link, in order of number."""
        net, found = participants(self.briefing), []
        for number in view.tracks():
            told = view.track(number)
            if told is None or told.identity in net or told.kind is SurfaceKind.SHORE:
                continue
            plot = Plot(
                view.unit, number, told.position, told.course_rad, told.speed_mps, told.position_sd_m, view.time_s
            )
            found.append(Held(plot, told.shared_by or ""))
        return found

    def secure(self, view: View) -> list[Order]:
        return [SetEmission(on=True)] if self.dark else []

    def outcome(self, view: View) -> tuple[bool, str]:
        raise AssertionError("net control alone closes the net")

    def _set_works(self) -> bool:
        return self.link not in self.radio.sets_down

    def _picture_told(self, view: View, check: int) -> dict[str, Any]:
        """What is said of a picture: [own number, from whom by link, lat, lon, course, speed, error] of each track."""
        rows = [
            [h.plot.number, h.by, h.plot.position.lat_rad, h.plot.position.lon_rad, h.plot.course_rad,
             h.plot.speed_mps, h.plot.sd_m]
            for h in self.picture(view)
        ]  # fmt: skip
        return {"check": check, "set": self._set_works(), "time_s": view.time_s, "tracks": rows}

    def _fall_silent(self, view: View, seconds: float) -> list[Order]:
        self.phase, self.dark, self.silent_since_s = SILENT, True, view.time_s
        text = f"{view.unit} falls silent on {self.link} for {seconds / 60.0:.0f} min."
        said = Log("link silence", text, {"link": self.link, "seconds": seconds})
        return [SetEmission(on=False), said, SetTimer(REJOIN_TAG, seconds)]

    def _rejoin(self, view: View) -> list[Order]:
        self.phase, self.dark = ON_LINK, False
        seconds = view.time_s - self.silent_since_s
        text = f"{view.unit} speaks again on {self.link} after {seconds / 60.0:.0f} min."
        said = Log("link rejoined", text, {"link": self.link, "seconds": seconds})
        return [SetEmission(on=True), said, *self.report(view, REJOINED, {"seconds": seconds})]

    def _correct(self, view: View, body: dict[str, Any]) -> list[Order]:
        """Net control asks for tracks that somebody lacks: say of each what hinders it."""
        orders: list[Order] = []
        for net, number, lacking in body.get("report", []):
            result = "reports it" if view.track(number) is not None else "holds it no more"
            result = result if self._set_works() else "own set has failed"
            orders += self.report(view, ASKED, {"net": net, "lacking": lacking, "result": result})
        return orders


@dataclass
class NetControl(LinkUnit):
    """The unit that controls the net. Calls with everybody's answers, keeps the plot, ends the serial."""

    phase: str = CONTROLLING
    plot: NetPlot = field(default_factory=NetPlot)
    reported_in: list[UnitId] = field(default_factory=list)
    check: int = 0
    awaited: list[UnitId] = field(default_factory=list)
    reports: dict[UnitId, list[Held]] = field(default_factory=dict)
    sets_failed: list[UnitId] = field(default_factory=list)
    silent: UnitId = ""
    silent_until_s: float = 0.0
    drills_done: int = 0
    rejoined: list[UnitId] = field(default_factory=list)
    tracks_of: dict[UnitId, int] = field(default_factory=dict)
    """Tracks that each unit had, own and by link, at the last check."""
    compared: int = 0
    heard: int = 0
    """Reports of other units heard, of all checks."""
    contacts: int = 0
    duals: int = 0
    lacking: int = 0
    """(Unit, net track) missing at the last check."""

    @property
    def checks(self) -> int:
        return self.params.check_count(len(drills_of(self.briefing)))

    def begin(self, view: View) -> list[Order]:
        text = f"{view.unit} opens {self.link} as net control."
        opened = Log("link opened", text, {"link": self.link, "units": list(others(self.briefing))})
        called = self.radio.call(view, others(self.briefing), OPEN, {"link": self.link})
        return [opened, *called, SetTimer(CHECK_TAG, self.params.report_in)]

    def act(self, view: View, event: Event, traffic: Traffic) -> list[Order]:
        match event:
            case TimerRang("check"):
                return self._take_count(view)
            case TimerRang("compare"):
                return self._compare(view)
            case TimerRang("drill"):
                return self._order_silence(view)
            case TimerRang("net closes"):
                return self._close(view)
            case _:
                pass
        if traffic.gave_up and traffic.gave_up.kind == COUNT:
            return self._no_report(view, traffic.gave_up.to)
        if traffic.gave_up and traffic.gave_up.kind == SILENCE:
            self.silent = ""
        message = traffic.message
        if message is None or message.sender not in others(self.briefing):
            return []
        match message.kind:
            case "on the link":
                return self._in(view, message.sender, late=self.check > 0)
            case "tracks":
                return self._heard_tracks(view, message.sender, message.body)
            case "rejoined link":
                return self._is_back(message.sender)
            case "track asked for":
                return [self._asked(message.sender, message.body)]
            case _:
                return []

    def outcome(self, view: View) -> tuple[bool, str]:
        units = others(self.briefing)
        if not self.reported_in:
            return False, "no unit reported in on the link"
        if not self.heard:
            return False, "no unit reported its tracks"
        text = f"{1 + len(self.reported_in)} of {1 + len(units)} units on the link, "  # net control is one of them
        text += f"{self.compared} of {counted(self.checks, 'check')}; "
        text += f"{counted(self.contacts, 'contact')} on the net plot at most; "
        text += f"{counted(self.duals, 'dual designation')} called out; "
        text += f"{counted(self.lacking, 'track')} still missing on a unit's picture"
        drills = len(drills_of(self.briefing))
        back = f"; {len(self.rejoined)} of {counted(drills, 'silent unit')} rejoined" if drills else ""
        return True, text + back

    def _in(self, view: View, unit: UnitId, late: bool = False) -> list[Order]:
        if unit in self.reported_in:
            return []
        self.reported_in.append(unit)
        began_s = view.time_s - self.briefing.start_s
        text = f"{unit} is on {self.link}{', late' if late else ''}, {began_s:.0f} s after COMEX."
        return [Log("reported in", text, {"other": unit, "seconds": began_s, "late": late})]

    def _take_count(self, view: View) -> list[Order]:
        """Ask everybody on the link for its tracks; those who have not reported in are called again."""
        self.check += 1
        self.reports, self.sets_failed = {}, []
        if view.time_s > self.silent_until_s:
            self.silent = ""
        self.awaited = [unit for unit in self.reported_in if unit != self.silent]
        absent = tuple(unit for unit in others(self.briefing) if unit not in self.reported_in)
        orders = self.radio.call(view, absent, OPEN, {"link": self.link})
        orders += self.radio.call(view, tuple(self.awaited), COUNT, {"check": self.check})
        every_s = self.params.check_every
        if self.check < self.checks:
            orders.append(SetTimer(CHECK_TAG, every_s))
        if self.check <= len(drills_of(self.briefing)):
            orders.append(SetTimer(DRILL_TAG, max(every_s - 0.5 * self.params.silence, 1.0)))
        if not self.awaited:
            return orders + self._compare(view)
        return [*orders, SetTimer(COMPARE_TAG, min(COLLECT_S, 0.5 * every_s))]

    def _no_report(self, view: View, units: tuple[UnitId, ...]) -> list[Order]:
        missing = [unit for unit in units if unit in self.awaited]
        orders: list[Order] = [
            Log("no count", f"{unit} has not reported its tracks.", {"other": unit, "check": self.check})
            for unit in missing
        ]
        self.awaited = [unit for unit in self.awaited if unit not in missing]
        return orders + (self._compare(view) if missing and not self.awaited else [])

    def _heard_tracks(self, view: View, unit: UnitId, body: dict[str, Any]) -> list[Order]:
        if int(body.get("check", 0)) != self.check or unit not in self.awaited:
            return []
        self.awaited.remove(unit)
        said_s = float(body.get("time_s", view.time_s))
        self.reports[unit] = [
            Held(Plot(unit, number, Position(lat, lon), course, speed, sd, said_s), by)
            for number, by, lat, lon, course, speed, sd in body.get("tracks", [])
        ]
        if not body.get("set", True):
            self.sets_failed.append(unit)
        return self._compare(view) if not self.awaited else []

    def _compare(self, view: View) -> list[Order]:
        """Bring the plot up to date with all reports, and call out what is wrong with it."""
        if self.compared >= self.check:
            return []
        self.compared = self.check
        unheard = [unit for unit in self.awaited if unit != self.silent]
        self.awaited, self.heard = [], self.heard + len(self.reports)
        self.reports[view.unit] = self.picture(view)
        if not self._set_works():
            self.sets_failed.append(view.unit)
        within_m = self.params.correlation
        for unit in self._net():
            own = [held.plot for held in self.reports.get(unit, []) if not held.by]
            self.plot.take_in(view, unit, own, within_m)
        self.plot.drop_empty()
        rows = self.plot.rows()
        duals = self.plot.duals(view, within_m)
        changed = self.plot.choose_reporters()
        missing = {
            unit: self.plot.missing(view, unit, [held.plot.place_now(view) for held in picture], within_m)
            for unit, picture in sorted(self.reports.items())
        }
        orders = self._written(rows, duals, changed, missing, unheard)
        orders += self._corrections(view, duals, missing)
        if self.check >= self.checks:
            orders.append(SetTimer(END_TAG, COLLECT_S))
        return orders

    def _net(self) -> tuple[UnitId, ...]:
        """Net control first, then the units in the order of the file."""
        return (self.briefing.oce, *others(self.briefing))

    def _written(
        self,
        rows: list[list[object]],
        duals: list[Dual],
        changed: list[NetTrack],
        missing: dict[UnitId, list[NetTrack]],
        unheard: list[UnitId],
    ) -> list[Order]:
        """The check in the log: the plot as reported, then what was called out."""
        net_count = len(self.plot.tracks)
        self.contacts, self.duals = max(self.contacts, net_count), self.duals + len(duals)
        self.lacking = sum(len(tracks) for tracks in missing.values())
        text = f"Check {self.check}: {counted(net_count, 'contact')} on the net plot, {len(self.reports)} reports."
        plot = {"check": self.check, "contacts": net_count, "plot": rows, "silent": self.silent}
        orders: list[Order] = [Log("net plot", text, plot)]
        orders += [
            Log("no count", f"{unit} has not reported its tracks.", {"other": unit, "check": self.check})
            for unit in unheard
        ]
        for dual in duals:
            text = f"{dual.drop} and {dual.keep} are one contact, {dual.apart_m:.0f} m apart: {dual.drop} is dropped."
            numbers = {"check": self.check, "keep": dual.keep, "drop": dual.drop}
            more = {"apart_m": dual.apart_m, "holders": dual.holders}
            orders.append(Log("dual designation", text, numbers | more))
        for track in changed:
            text = f"{track.reporter} reports {track.number} from now on: the best quality."
            figures = {"net": track.number, "other": track.reporter, "sd_m": track.best().sd_m}
            orders.append(Log("reporting responsibility", text, {"check": self.check} | figures))
        for unit, tracks in missing.items():
            orders += [self._lacks(unit, track) for track in tracks]
        return orders + self._counts()

    def _lacks(self, unit: UnitId, track: NetTrack) -> Log:
        text = f"{unit} lacks {track.number}, which {track.reporter} reports."
        values = {"check": self.check, "net": track.number, "other": unit, "reporter": track.reporter}
        return Log("missing track", text, values)

    def _counts(self) -> list[Order]:
        """How many tracks each unit has, and what the silence of one took away from the others."""
        orders: list[Order] = []
        before, self.tracks_of = self.tracks_of, {unit: len(picture) for unit, picture in self.reports.items()}
        for unit, picture in sorted(self.reports.items()):
            linked = sum(bool(held.by) for held in picture)
            own, works = len(picture) - linked, unit not in self.sets_failed
            text = f"{unit}: {counted(own, 'own track')}, {linked} by link{'' if works else ', her set has failed'}."
            values = {"other": unit, "check": self.check, "own": own, "by_link": linked, "set": works}
            orders.append(Log("track count", text, values))
        if self.silent:
            lost = {unit: before[unit] - count for unit, count in sorted(self.tracks_of.items()) if unit in before}
            is_relay = self.silent == self.params.relay
            fewer = sum(lost.values())
            text = f"{'Relay test: w' if is_relay else 'W'}ith {self.silent} silent the others have "
            text += f"{counted(abs(fewer), 'track')} {'fewer' if fewer >= 0 else 'more'}."
            values = {"other": self.silent, "check": self.check, "relay": is_relay, "lost": lost}
            orders.append(Log("silence test", text, values))
        return orders

    def _corrections(self, view: View, duals: list[Dual], missing: dict[UnitId, list[NetTrack]]) -> list[Order]:
        """Tell each unit what concerns it: its designations dropped, its tracks that others lack."""
        report: dict[UnitId, list[tuple[int, TrackId, list[UnitId]]]] = {}
        for track in self.plot.tracks:
            lacking = [unit for unit, tracks in missing.items() if track in tracks]
            if lacking:
                number = track.plots[track.reporter].number
                report.setdefault(track.reporter, []).append((track.number, number, lacking))
        orders: list[Order] = []
        for unit in self.reports:
            drop = [[dual.drop, dual.keep] for dual in duals if unit in dual.holders]
            if unit == view.unit or not (drop or unit in report):
                continue
            body = {"check": self.check, "drop": drop, "report": [list(row) for row in report.get(unit, [])]}
            orders += self.radio.call(view, (unit,), CORRECTIONS, body)
        for net, number, units in report.get(view.unit, []):
            held = "reports it" if view.track(number) is not None else "holds it no more"
            result = held if self._set_works() else "own set has failed"
            orders.append(self._asked(view.unit, {"net": net, "lacking": units, "result": result}))
        return orders

    @staticmethod
    def _asked(unit: UnitId, body: dict[str, Any]) -> Log:
        net, lacking, result = body.get("net"), body.get("lacking", []), str(body.get("result", ""))
        text = f"{unit}, asked for {net}, {result}; {', '.join(map(str, lacking))} lacked it."
        return Log("reporter asked", text, {"net": net, "other": unit, "lacking": lacking, "result": result})

    def _order_silence(self, view: View) -> list[Order]:
        """The next unit of the drill falls silent about the next check, if she is on the link."""
        drills = drills_of(self.briefing)
        unit = drills[self.drills_done]
        self.drills_done += 1
        self.silent = unit if unit in self.reported_in else ""
        if not self.silent:
            text = f"{unit} is not on the link: her silence is left out."
            return [Log("drill left out", text, {"other": unit})]
        self.silent_until_s = view.time_s + self.params.silence + HEAR_S
        return self.radio.call(view, (unit,), SILENCE, {"seconds": self.params.silence})

    def _is_back(self, unit: UnitId) -> list[Order]:
        self.silent = "" if unit == self.silent else self.silent
        if unit in self.rejoined:
            return []
        self.rejoined.append(unit)
        return []

    def _close(self, view: View) -> list[Order]:
        done, reason = self.outcome(view)
        tally = {"reported_in": len(self.reported_in), "checks": self.compared, "contacts": self.contacts}
        tally |= {"duals": self.duals, "missing": self.lacking, "rejoined": len(self.rejoined)}
        closed = Log("link closed", f"{view.unit} closes {self.link}: {reason}.", {"link": self.link} | tally)
        return [closed, *self.end(SerialState.COMPLETED if done else SerialState.ABORTED, reason)]
