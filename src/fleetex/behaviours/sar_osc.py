"""SAREX: the on-scene co-ordinator (OSC). He reckons the datum, gives each ship her part, and sends one to a sighting.

He searches with the others. His datum is the position he was told, carried on by leeway in his own wind and the current
as he knows it, to the middle of the search to come. A search without result is followed by a wider one, laid across it
or turned; five at most.
"""

import math
from dataclasses import dataclass, field
from typing import Any

from fleetex.behaviours.conduct import in_role
from fleetex.behaviours.radio import Traffic
from fleetex.behaviours.sar_plan import FACTORS, TURNS_RAD, Box, Datum, drift_of, split, sweep_width_m
from fleetex.behaviours.sar_search import (
    CLOSE,
    CLOSING,
    DISTRESS,
    HAS_IT,
    KEPT,
    NOT_IT,
    ON_SEARCH,
    REACH_M,
    REACH_SHARE,
    RECOVERED,
    RECOVERING,
    SAME_M,
    SEARCH,
    SEARCHED,
    SIGHTED,
    Searcher,
    number,
    order_of,
    place_of,
)
from fleetex.engine.events import Event
from fleetex.engine.orders import Log, Order, Position, UnitId
from fleetex.engine.view import View
from fleetex.physics.search import any_prob, random_search_prob
from fleetex.units import DEG_RAD, NMI_M
from fleetex.vocabulary import Light, SerialState

LEAST_LEFT_S = 1200.0
"""Design value: no search is begun with less time left than this."""


@dataclass
class Effort:
    """What one search comes to, as the co-ordinator knows it."""

    area_m2: float
    sweep_m: float
    steamed_m: dict[UnitId, float] = field(default_factory=dict)
    begun_s: dict[UnitId, float] = field(default_factory=dict)

    def prob(self, speed_mps: float, now_s: float) -> float:
        """The chance of having found it if it was there, by random search; who still searches counts by time."""
        on = (speed_mps * (now_s - begun) for unit, begun in self.begun_s.items() if unit not in self.steamed_m)
        way_m = math.fsum(self.steamed_m.values()) + math.fsum(on)
        return random_search_prob(self.sweep_m * way_m / self.area_m2)


@dataclass
class Osc(Searcher):
    """The co-ordinator, who searches too."""

    search: int = 0
    efforts: list[Effort] = field(default_factory=list)
    awaited: list[UnitId] = field(default_factory=list)
    boxes: dict[UnitId, Box] = field(default_factory=dict)
    spare: list[Box] = field(default_factory=list)
    closer: UnitId | None = None
    contact: Position | None = None
    queue: list[tuple[UnitId, Position]] = field(default_factory=list)
    missed: list[tuple[UnitId, Position]] = field(default_factory=list)
    """Who came to a contact and found nothing there: what she does not see she is not sent to again."""

    def to_osc(self, view: View, kind: str, body: dict[str, Any]) -> list[Order]:
        return self._hear(view, self.briefing.unit, kind, body)

    def act(self, view: View, event: Event, traffic: Traffic) -> list[Order]:
        message, call = traffic.message, traffic.gave_up
        if message and message.kind in (DISTRESS, ON_SEARCH, SEARCHED, SIGHTED, NOT_IT, RECOVERED):
            return self._hear(view, message.sender, message.kind, message.body)
        if call and call.kind == SEARCH:
            return self._left_over(view, call.to)
        if call and call.kind == CLOSE:
            return self._nobody_closes(view)
        return super().act(view, event, traffic)

    def _hear(self, view: View, sender: UnitId, kind: str, body: dict[str, Any]) -> list[Order]:
        match kind:
            case "distress" if self.datum is None:
                return self._distress(view, body)
            case "on search" if self.efforts:
                self.efforts[-1].begun_s[sender] = view.time_s
                return []
            case "searched":
                return self._searched(view, sender, body)
            case "sighted":
                return self._confirm(view, sender, place_of(body), number(body, "range_m"))
            case "not the raft":
                return self._not_it(view, sender, body)
            case "recovered":
                seconds = view.time_s - self.briefing.start_s
                return self.over(
                    SerialState.COMPLETED, f"{sender} has the raft aboard, {seconds / 60.0:.0f} min after COMEX"
                )
            case _:
                return []

    # ---- the search

    def _distress(self, view: View, body: dict[str, Any]) -> list[Order]:
        """Told where and when: reckon the drift, and lay the first search."""
        set_rad, drift_mps = drift_of(self.params, view.surroundings())
        self.datum = Datum(place_of(body), number(body, "at_s"), set_rad, drift_mps)
        figures = {
            "lat_deg": self.datum.position.lat_rad / DEG_RAD,
            "lon_deg": self.datum.position.lon_rad / DEG_RAD,
            "adrift_s": view.time_s - self.datum.at_s,
            "set_deg": set_rad / DEG_RAD,
            "drift_mps": drift_mps,
        }
        text = f"Raft reported adrift for {(view.time_s - self.datum.at_s) / 60.0:.0f} min."
        return [Log("distress heard", text, figures), *self._lay(view)]

    def _searchers(self) -> tuple[UnitId, ...]:
        return (self.briefing.unit, *in_role(self.briefing, "search"))

    def _lay(self, view: View) -> list[Order]:
        """Split a box about the datum of the middle of the search, a strip to each ship."""
        assert self.datum is not None
        params, datum, units = self.params, self.datum, self._searchers()
        around = view.surroundings()
        sweep_m = sweep_width_m(around)
        spacing_m = params.track_spacing or max(sweep_m, 200.0)
        factor = FACTORS[self.search]
        self.search += 1
        middle_s = view.time_s
        for _ in range(2):  # the radius grows with the time that the search takes, and that with the radius
            radius_m = params.search_radius or factor * datum.probable_error_m(params, middle_s)
            there = datum.expected(view, middle_s)
            transit_s = view.range_and_bearing(view.own().position, there)[0] / params.closing_speed
            sweep_s = 4.0 * radius_m * radius_m / (spacing_m * len(units) * params.speed)
            middle_s = view.time_s + transit_s + 0.5 * sweep_s
        first_rad = datum.set_rad if params.first_leg is None else params.first_leg
        turn_rad = TURNS_RAD.get(params.pattern, math.pi / 2.0)
        along_rad = (first_rad + (self.search - 1) * turn_rad) % math.tau
        there = datum.expected(view, middle_s)
        whole = Box(self.search, there, 2.0 * radius_m, 2.0 * radius_m, along_rad, spacing_m, params.pattern)
        self.boxes = dict(zip(units, split(view, whole, len(units)), strict=True))
        self.awaited, self.spare = list(units), []
        self.efforts.append(Effort(4.0 * radius_m * radius_m, sweep_m))
        figures = {
            "search": self.search,
            "radius_m": radius_m,
            "spacing_m": spacing_m,
            "sweep_width_m": sweep_m,
            "pattern": params.pattern,
            "ships": len(units),
            "along_deg": along_rad / DEG_RAD,
            "lat_deg": there.lat_rad / DEG_RAD,
            "lon_deg": there.lon_rad / DEG_RAD,
            "at_s_at": middle_s,
        }
        side_nmi, apart_nmi = 2.0 * radius_m / NMI_M, spacing_m / NMI_M
        text = f"Search {self.search}: {side_nmi:.1f} nmi square, {params.pattern}, {apart_nmi:.1f} nmi apart."
        orders: list[Order] = [Log("search laid", text, figures)]
        for unit in units[1:]:
            body = order_of(self.boxes[unit], datum, radius_m)
            orders += self.radio.call(view, (unit,), SEARCH, body)
        return orders + self.take_part(view, self.boxes[units[0]], datum, radius_m)

    def _left_over(self, view: View, units: tuple[UnitId, ...]) -> list[Order]:
        """Ships that do not answer: their parts are left for himself."""
        for unit in units:
            if unit in self.awaited:
                self.awaited.remove(unit)
                self.spare.append(self.boxes[unit])
        return self._next(view)

    def _searched(self, view: View, sender: UnitId, body: dict[str, Any]) -> list[Order]:
        if int(number(body, "search")) != self.search or not self.efforts:
            return []
        steamed = self.efforts[-1].steamed_m
        steamed[sender] = steamed.get(sender, 0.0) + number(body, "way_m")
        if sender in self.awaited:
            self.awaited.remove(sender)
        return self._next(view)

    def _next(self, view: View) -> list[Order]:
        """Take a part that is left over; when all are done, lay a wider search, or give up."""
        if self.awaited or self.closer is not None or self.phase in (CLOSING, RECOVERING, HAS_IT) or not self.datum:
            return []
        if self.spare:
            self.awaited = [self.briefing.unit]
            return self.take_part(view, self.spare.pop(0), self.datum, self.radius_m)
        if self.search < len(FACTORS) and self.briefing.end_s - view.time_s >= LEAST_LEFT_S:
            return self._lay(view)
        return self.over(SerialState.ABORTED, self.outcome(view)[1])

    def over(self, state: SerialState, reason: str) -> list[Order]:
        """The search is over, and so is the serial, which is his to end."""
        return self.end(state, reason) if self.conducts else []

    def outcome(self, view: View) -> tuple[bool, str]:
        if self.datum is None:
            return False, "no report of the raft was heard"
        prob = any_prob(effort.prob(self.params.speed, view.time_s) for effort in self.efforts)
        sent = f"; {self.closer} was closing a contact" if self.closer else ""
        return False, f"not found, probability of detection reached {100.0 * prob:.0f} %{sent}"

    # ---- sightings

    def _confirm(self, view: View, sender: UnitId, place: Position, range_m: float) -> list[Order]:
        """Weigh a sighting against the datum, and send a ship."""
        if self.datum is None or self.phase == HAS_IT:
            return []
        off_m, _ = view.range_and_bearing(self.datum.expected(view, view.time_s), place)
        if off_m > REACH_SHARE * self.radius_m + 2.0 * REACH_M:
            return []
        if self.closer is not None:
            known = self.contact is not None and view.range_and_bearing(self.contact, place)[0] < SAME_M
            self.queue += [] if known else [(sender, place)]
            return []
        return self._send(view, sender, place, range_m, off_m)

    def _send(self, view: View, sender: UnitId, place: Position, range_m: float, off_m: float) -> list[Order]:
        """By day the nearest ship goes, but not who was there before and found nothing; by night she who sights it, who
        may be the only one to see it."""
        missed = {unit for unit, old in self.missed if view.range_and_bearing(old, place)[0] < SAME_M}
        by_day = view.surroundings().light is Light.DAY
        away_m = {sender: range_m} | {
            unit: ship_m
            for unit in self._searchers()
            if by_day and unit not in missed and (ship_m := self._away_m(view, unit, place)) is not None
        }
        self.closer = min(away_m, key=lambda unit: (away_m[unit], unit))
        self.contact = place
        figures = {"other": self.closer, "by": sender, "from_datum_m": off_m, "range_m": away_m[self.closer]}
        whose = "her own contact" if self.closer == sender else f"the contact of {sender}"
        told = Log("closing ordered", f"{self.closer} closes {whose}.", figures)
        if self.closer == self.briefing.unit:
            return [told, *self.close(view, place)]
        body = {"lat_rad": place.lat_rad, "lon_rad": place.lon_rad}
        return [told, *self.radio.call(view, (self.closer,), CLOSE, body)]

    def _away_m(self, view: View, unit: UnitId, place: Position) -> float | None:
        """How far a ship is from a place, as far as he knows."""
        if unit == self.briefing.unit:
            return view.range_and_bearing(view.own().position, place)[0]
        track = view.track_of(unit)
        estimate = view.track(track) if track is not None else None
        return view.range_and_bearing(estimate.position, place)[0] if estimate else None

    def _nobody_closes(self, view: View) -> list[Order]:
        """Who was to close does not answer: he goes himself."""
        place = self.contact
        if place is None or self.phase in (RECOVERING, HAS_IT):
            return []
        self.closer = self.briefing.unit
        return self.close(view, place)

    def _not_it(self, view: View, sender: UnitId, body: dict[str, Any]) -> list[Order]:
        """Everybody strikes it out; the next sighting is looked at."""
        self.strike_out(view, body)
        if sender == self.closer:
            self.closer = self.contact = None
            if not body.get("seen"):
                self.missed = [*self.missed, (sender, place_of(body))][-KEPT:]
        others = tuple(unit for unit in in_role(self.briefing, "search") if unit != sender)
        orders = self.radio.tell(others, NOT_IT, dict(body)) if others else []
        while self.queue and self.closer is None:
            who, place = self.queue.pop(0)
            if all(view.range_and_bearing(old, place)[0] >= SAME_M for old in self.dismissed):
                orders += self._confirm(view, who, place, math.inf)
        return orders + self._next(view)
