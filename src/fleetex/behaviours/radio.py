"""The radio operator: calls that want an answer, repeats, and the change to the alternate circuit.

A call carries a number; whoever hears it answers with that number after the operator's delay. Without an answer in
time it is said again, to those alone who have not answered, and after `calls_max` times on one circuit it goes to the
next. A unit is spoken to first on the circuit on which it was last heard: its set works there. A repeat of a call
already acted upon is answered again and not acted upon again.
The drill is that of open voice procedure (call, answer, "say again", shift to the alternate): ITU Radio Regulations
Article 57 and NAVEDTRA 14244 (Signalman, radiotelephone procedure), in our own words.
"""

from dataclasses import dataclass, field
from typing import Any

from msgspec import Struct

from fleetex.engine.events import CircuitFailed, CircuitRestored, Event, MessageHeard, TimerRang
from fleetex.engine.orders import CancelTimer, Order, Send, SetTimer, UnitId
from fleetex.engine.view import Briefing, View

CALL_TAG = "radio call "
ANSWER_TAG = "radio answer "
ANSWER = "answer"
SAY_AGAIN = "say again"
HEARD_KEPT = 128
GIVEN_UP_KEPT = 32
"""Calls given up that are remembered, so that a late answer is known for what it is."""
"""Calls remembered, so that a repeat is known as one."""


@dataclass
class Call:
    """A call that somebody has yet to answer. `circuits` are tried from the left."""

    number: int
    to: tuple[UnitId, ...]
    kind: str
    body: dict[str, Any]
    circuits: tuple[str, ...]
    made_s: float
    circuit_row: int = 0
    times_here: int = 0
    times: int = 0
    times_max: int = 3

    @property
    def circuit(self) -> str:
        return self.circuits[self.circuit_row] if self.circuits else ""


@dataclass
class Reply:
    """An answer that the operator is about to give."""

    circuit: str
    to: UnitId
    kind: str
    body: dict[str, Any]


@dataclass(frozen=True)
class Answered:
    """`by` has answered `call`; `call.to` are those who have not."""

    call: Call
    by: UnitId
    circuit: str
    seconds: float

    @property
    def all_in(self) -> bool:
        return not self.call.to


class Traffic(Struct):
    """What one event brought over the radio: orders for the operator, and at most one thing to act upon."""

    orders: list[Order] = []
    message: MessageHeard | None = None
    answered: Answered | None = None
    gave_up: Call | None = None
    late: Answered | None = None
    """An answer to a call that had been given up."""


@dataclass
class Radio:
    """One unit's radio office in one serial."""

    circuits: tuple[str, ...] = ()
    calls_max: int = 3
    answer_within_s: float = 30.0
    operator_delay_s: float = 4.0
    say_again_prob: float = 0.0
    number: int = 0
    replies: int = 0
    calls: dict[int, Call] = field(default_factory=dict)
    given_up: dict[int, Call] = field(default_factory=dict)
    owed: dict[int, Reply] = field(default_factory=dict)
    heard: list[str] = field(default_factory=list)
    sets_down: list[str] = field(default_factory=list)
    heard_on: dict[UnitId, str] = field(default_factory=dict)
    """The circuit on which each unit was last heard."""

    def call(
        self,
        view: View,
        to: tuple[UnitId, ...],
        kind: str,
        body: dict[str, Any],
        circuits: tuple[str, ...] = (),
        times: int | None = None,
    ) -> list[Order]:
        """Say something that must be answered. `circuits`: these alone, in this order; else the serial's. `times`:
        how often on each, if not `calls_max`."""
        if not to:
            return []
        self.number += 1
        first = self._best_for(to[0]) if len(to) == 1 else ""
        usual = tuple(dict.fromkeys([first, *self._usable()])) if first else self._usable()
        call = Call(self.number, to, kind, {**body, "number": self.number}, circuits or usual, view.time_s)
        call.times_max = self.calls_max if times is None else times
        self.calls[call.number] = call
        return self._say(call)

    def tell(self, to: tuple[UnitId, ...], kind: str, body: dict[str, Any]) -> list[Order]:
        """Say something once to each. Nobody answers."""
        by_circuit: dict[str, list[UnitId]] = {}
        for unit in to:
            by_circuit.setdefault(self._best_for(unit), []).append(unit)
        return [Send(circuit, tuple(units), kind, dict(body)) for circuit, units in by_circuit.items() if circuit]

    def tell_everywhere(self, to: tuple[UnitId, ...], kind: str, body: dict[str, Any]) -> list[Order]:
        """Say something once on every circuit whose own set works: what nobody may miss."""
        return [Send(circuit, to, kind, dict(body)) for circuit in self._usable()] if to else []

    def calling(self, to: UnitId, kind: str) -> bool:
        """Whether a call of this kind to this unit is still open."""
        return any(call.kind == kind and to in call.to for call in self.calls.values())

    def on_event(self, view: View, event: Event) -> Traffic:
        """Work the office. A message that the doctrine should act upon comes back in the traffic."""
        if type(event) is TimerRang:
            tag = event.tag
            if tag.startswith(CALL_TAG):
                return self._unanswered(int(tag.removeprefix(CALL_TAG)))
            if tag.startswith(ANSWER_TAG):
                reply = self.owed.pop(int(tag.removeprefix(ANSWER_TAG)), None)
                return Traffic([Send(reply.circuit, (reply.to,), reply.kind, reply.body)] if reply else [])
        elif type(event) is MessageHeard:
            if event.circuit in self.circuits:
                self.heard_on[event.sender] = event.circuit
            if event.kind == ANSWER:
                return self._answered(view, event)
            if event.kind == SAY_AGAIN:
                return Traffic(self._say_again(event))
            return self._heard(view, event)
        elif type(event) is CircuitFailed:
            if event.circuit not in self.sets_down:
                self.sets_down.append(event.circuit)
        elif type(event) is CircuitRestored and event.circuit in self.sets_down:
            self.sets_down.remove(event.circuit)
        return Traffic()

    def _best_for(self, unit: UnitId) -> str:
        """Where this unit was last heard, if the own set works there; else the first circuit that does."""
        usable, last = self._usable(), self.heard_on.get(unit, "")
        return last if last in usable else (usable[0] if usable else "")

    def _usable(self) -> tuple[str, ...]:
        working = tuple(circuit for circuit in self.circuits if circuit not in self.sets_down)
        return working or self.circuits

    def _say(self, call: Call) -> list[Order]:
        call.times += 1
        call.times_here += 1
        await_answer = SetTimer(f"{CALL_TAG}{call.number}", self.answer_within_s)
        if not call.circuit:
            return [await_answer]
        return [Send(call.circuit, call.to, call.kind, dict(call.body)), await_answer]

    def _say_again(self, event: MessageHeard) -> list[Order]:
        """Repeat at once to the one who asks; past the limit of calls he waits for the next round."""
        call = self.calls.get(_number(event.body.get("to")))
        if call is None or event.sender not in call.to or call.times_here >= call.times_max:
            return []
        call.times += 1
        call.times_here += 1
        return [Send(call.circuit, (event.sender,), call.kind, dict(call.body))]

    def _unanswered(self, number: int) -> Traffic:
        call = self.calls.get(number)
        if call is None:
            return Traffic()
        if call.times_here >= call.times_max or not call.circuit:
            call.circuit_row, call.times_here = call.circuit_row + 1, 0
        if call.circuit_row >= len(call.circuits):
            del self.calls[number]
            self.given_up[number] = call
            self.given_up = dict(list(self.given_up.items())[-GIVEN_UP_KEPT:])
            return Traffic(gave_up=call)
        return Traffic(self._say(call))

    def _answered(self, view: View, event: MessageHeard) -> Traffic:
        number = _number(event.body.get("to"))
        late = self.given_up.get(number)
        if late is not None and event.sender in late.to:
            late.to = tuple(unit for unit in late.to if unit != event.sender)
            return Traffic(late=Answered(late, event.sender, event.circuit, view.time_s - late.made_s))
        call = self.calls.get(number)
        if call is None or event.sender not in call.to:
            return Traffic()
        call.to = tuple(unit for unit in call.to if unit != event.sender)
        answered = Answered(call, event.sender, event.circuit, view.time_s - call.made_s)
        if call.to:
            return Traffic(answered=answered)
        del self.calls[call.number]
        return Traffic([CancelTimer(f"{CALL_TAG}{call.number}")], answered=answered)

    def _heard(self, view: View, event: MessageHeard) -> Traffic:
        if "number" not in event.body:
            return Traffic(message=event)
        self.replies += 1
        again = view.draw("say again", self.replies) < self.say_again_prob
        kind, text = (SAY_AGAIN, "say again") if again else (ANSWER, "understood")
        body = {"to": event.body["number"], "text": text}
        self.owed[self.replies] = Reply(event.circuit, event.sender, kind, body)
        delay_s = self.operator_delay_s * (0.5 + view.draw("answer delay", self.replies))
        orders: list[Order] = [SetTimer(f"{ANSWER_TAG}{self.replies}", delay_s)]
        mark = f"{event.sender} {event.body['number']}"
        if again or mark in self.heard:
            return Traffic(orders)
        self.heard = [*self.heard, mark][-HEARD_KEPT:]
        return Traffic(orders, message=event)


def radio_of(briefing: Briefing, **drill: Any) -> Radio:
    """A radio office on the serial's circuits; `drill` are Radio's own figures."""
    return Radio(circuits=tuple(briefing.circuits), **drill)


def _number(found: object) -> int:
    return found if isinstance(found, int) else 0
