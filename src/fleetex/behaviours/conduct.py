"""What every part in a serial does: work the radio, watch the limits, end the serial if it conducts it.

The officer conducting the serial (OCE) looks at the weather every five minutes against the serial's limits, waits a
quarter of an hour for a squall or a fog bank to pass, then ends the serial and says why. At FINEX he ends it at once.
The kinds' own doctrine fills in `begin`, `act`, `outcome` and `secure`.
"""

from dataclasses import dataclass, field
from typing import Any, ClassVar

from fleetex.behaviours.doctrine import Doctrine
from fleetex.behaviours.radio import Radio, Traffic
from fleetex.engine.events import (
    CircuitFailed,
    Event,
    Finex,
    OrderRefused,
    SerialEnded,
    Started,
    TargetAground,
    TimerRang,
)
from fleetex.engine.orders import EndSerial, Log, Order, SetTimer, UnitId
from fleetex.engine.view import Briefing, View
from fleetex.units import NMI_M
from fleetex.vocabulary import Light, SerialState

WEATHER_TAG = "weather"
WEATHER_EVERY_S = 300.0
WEATHER_GRACE_S = 900.0
"""Design value: how long conditions outside the limits are waited out."""
WHERE = "where are you"
POSITION = "position"
ENDED = "ended"
_WRITTEN_DOWN = (OrderRefused, CircuitFailed)


def participants(briefing: Briefing) -> tuple[UnitId, ...]:
    """Everybody in the serial once, in the order of the file, the OCE included."""
    return briefing.everybody


def others(briefing: Briefing) -> tuple[UnitId, ...]:
    """Everybody in the serial but this unit."""
    return tuple(unit for unit in participants(briefing) if unit != briefing.unit)


def in_role(briefing: Briefing, role: str) -> tuple[UnitId, ...]:
    return briefing.roles.get(role, ())


def only(briefing: Briefing, role: str) -> UnitId | None:
    """Who plays a part that one unit plays; None if it is not filled."""
    units = in_role(briefing, role)
    return units[0] if units else None


def outside_limits(briefing: Briefing, view: View) -> str | None:
    """Which limit of the serial the weather here breaks, in words; None if it breaks none."""
    around = view.surroundings()
    if around.sea_state > briefing.sea_state_max:
        return f"sea state {around.sea_state} is above the limit of {briefing.sea_state_max}"
    if around.visibility_m < briefing.visibility_m_min:
        seen, limit = around.visibility_m / NMI_M, briefing.visibility_m_min / NMI_M
        return f"visibility of {seen:.1f} nmi is below the limit of {limit:.1f} nmi"
    if briefing.daylight_only and around.light is not Light.DAY:
        return f"it is {around.light.value}, and the serial is for daylight alone"
    return None


def counted(number: int, what: str) -> str:
    """1 salvo, 6 salvoes: a count in words."""
    plural = f"{what}es" if what.endswith("o") else f"{what}s"
    return f"{number} {what if number == 1 else plural}"


@dataclass
class Part(Doctrine):
    """One unit's part; the OCE's besides if this unit conducts the serial."""

    own_account_of_silence: ClassVar[frozenset[str]] = frozenset()
    """Kinds of call whose silence the kind writes down itself."""

    radio: Radio = field(default_factory=Radio)
    bad_weather_since_s: float | None = None
    ending: bool = False

    @property
    def conducts(self) -> bool:
        return self.briefing.unit == self.briefing.oce

    def on_event(self, view: View, event: Event) -> list[Order]:
        what = type(event)
        if what is SerialEnded:
            self.phase, self.ending = ENDED, True
            return self.secure(view)
        if self.ending:
            return []
        if what is Started:
            watch: list[Order] = [*self._watch_weather(view)] if self.conducts else []
            return watch + self.begin(view)
        if what is Finex:
            return self._end_of_window(view) if self.conducts else []
        if type(event) is TargetAground:
            return self._without_target(view, event.target) if self.conducts else []
        if type(event) is TimerRang and event.tag == WEATHER_TAG:
            return self._watch_weather(view)
        traffic = self.radio.on_event(view, event)
        if traffic.message or traffic.gave_up or what in _WRITTEN_DOWN:
            return traffic.orders + self._common(view, event, traffic) + self.act(view, event, traffic)
        return traffic.orders + self.act(view, event, traffic)

    def begin(self, view: View) -> list[Order]:
        """COMEX."""
        raise AssertionError(f"{type(self).__name__} leaves begin out")

    def act(self, view: View, event: Event, traffic: Traffic) -> list[Order]:
        """Anything between COMEX and FINEX that is not the radio office's or the weather watch's."""
        raise AssertionError(f"{type(self).__name__} leaves act out")

    def outcome(self, view: View) -> tuple[bool, str]:
        """Asked of the OCE at FINEX: was the task done, and how it stands in words."""
        raise AssertionError(f"{type(self).__name__} leaves outcome out")

    def secure(self, view: View) -> list[Order]:
        """The serial has ended: make safe."""
        return []

    def end(self, state: SerialState, reason: str) -> list[Order]:
        """The OCE ends the serial."""
        self.ending = True
        return [EndSerial(state, reason)]

    def report(self, view: View, kind: str, body: dict[str, Any]) -> list[Order]:
        """Call the OCE (who hears himself: `act` sees no message then, so the caller tells its own conductor)."""
        return self.radio.call(view, (self.briefing.oce,), kind, body) if not self.conducts else []

    def _end_of_window(self, view: View) -> list[Order]:
        done, reason = self.outcome(view)
        return self.end(SerialState.COMPLETED if done else SerialState.ABORTED, reason)

    def so_far(self, view: View) -> str:
        """How far the task came, in words, when it is broken off; nothing if there is nothing to say."""
        return ""

    def _without_target(self, view: View, target: UnitId) -> list[Order]:
        """The target lies aground: nobody fires towards a shore, and the serial ends."""
        told = (f"{target} came ashore and lies aground", self.so_far(view))
        return self.end(SerialState.ABORTED, "; ".join(text for text in told if text))

    def _watch_weather(self, view: View) -> list[Order]:
        again: list[Order] = [SetTimer(WEATHER_TAG, WEATHER_EVERY_S)]
        reason = outside_limits(self.briefing, view)
        if reason is None:
            self.bad_weather_since_s = None
            return again
        if self.bad_weather_since_s is None:
            self.bad_weather_since_s = view.time_s
        if view.time_s - self.bad_weather_since_s < WEATHER_GRACE_S:
            return again
        around = view.surroundings()
        figures = {
            "sea_state": around.sea_state,
            "visibility_m": around.visibility_m,
            "light": around.light.value,
            "reason": reason,
        }
        return [Log("weather", f"The serial is called off: {reason}.", figures), *self.end(SerialState.ABORTED, reason)]

    def _common(self, view: View, event: Event, traffic: Traffic) -> list[Order]:
        orders: list[Order] = []
        match event:
            case OrderRefused(waved_off=True):
                pass  # the log has the wave-off
            case OrderRefused(order, reason):
                text = f"The order {order} could not be carried out: {reason}."
                orders.append(Log("order refused", text, {"order": order, "reason": reason}))
            case CircuitFailed(circuit):
                orders.append(Log("circuit down", f"Own set on {circuit} has failed.", {"circuit": circuit}))
            case _:
                pass
        if traffic.message and traffic.message.kind == WHERE:
            own = view.own()
            body = {
                "lat_rad": own.position.lat_rad,
                "lon_rad": own.position.lon_rad,
                "course_rad": own.course_rad,
                "speed_mps": own.speed_mps,
            }
            orders += self.radio.tell((traffic.message.sender,), POSITION, body)
        if traffic.gave_up and traffic.gave_up.kind not in self.own_account_of_silence:
            call = traffic.gave_up
            for unit in call.to:
                text = f"{unit} has not answered {call.kind} in {call.times} calls."
                figures = {"other": unit, "signal": call.kind, "calls": call.times, "circuits": list(call.circuits)}
                orders.append(Log("no answer", text, figures))
        return orders
