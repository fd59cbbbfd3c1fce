"""COMMEX, the communications exercise: every circuit is tried with every station, and the alternate where one is down.

Net control (the OCE) calls each station in turn on each circuit, then hands the net to the stations one after the
other, so that each pair is tried. A circuit that nobody answers on is tried on its alternate, written down, and tried
again every few minutes until it is restored. Drill: voice procedure in outline as in NAVEDTRA 14244; own words.
"""

from dataclasses import dataclass, field
from typing import ClassVar, Literal

from pydantic import Field

from fleetex.behaviours.conduct import Part, counted, others, participants
from fleetex.behaviours.doctrine import Doctrine
from fleetex.behaviours.params import DrillParams, Interval, Spell, setting
from fleetex.behaviours.radio import Answered, Call, Traffic
from fleetex.engine.events import Event, TimerRang
from fleetex.engine.orders import Log, Order, SetTimer, UnitId
from fleetex.engine.view import Briefing, View
from fleetex.scenario.kinds import KindSpec, RoleSpec
from fleetex.vocabulary import Capability, SerialState

RADIO_CHECK = "radio check"
YOUR_TURN = "your turn"
COMPLETE = "checks complete"
NEXT_TAG = "next check"
RETRY_TAG = "retry"
TURN_TAG = "turn over"
ROUND_TAG = "next round"
LISTENING, CALLING, CHECKS_DONE = "listening", "calling", "checks done"
BETWEEN_CALLS_S = 2.0
SUSPECT = 2
"""Design value: after so many stations in a row do not answer on a circuit, the next are called on it once only (the
own set is suspected)."""
TURN_CALLS = 2
"""Design value: how many unanswered calls' time each check of a station's turn is allowed on the mean."""


class CommexParams(DrillParams):
    """What a person may set about a COMMEX."""

    pairs: Literal["all", "control"] = Field(default="all", description="all pairs, or net control with each station")
    rounds: int = Field(default=2, ge=1, le=48, description="times the whole net is gone through")
    round_every: Spell = setting("45 min", "from the start of a round to the next")
    retry_every: Interval = setting("5 min", "how often a circuit found down is tried again")


KIND = KindSpec(
    code="COMMEX",
    name="communications exercise",
    text="Try every circuit between the units, find the alternates, restore what is down, before other work.",
    roles={"all": RoleSpec("every station of the net; the OCE is net control", 2, None, frozenset({Capability.RADIO}))},
    params=CommexParams,
    needs_area=False,
    words_alone=True,
    sea_state_max=6,
    source="serial definition in own words; limits are design values",
)


@dataclass
class Check:
    """One circuit to try with one station."""

    to: UnitId
    circuit: str
    retry: bool = False
    alternate_for: str = ""
    """Set when this circuit is tried in place of one that was found down."""


@dataclass
class Outage:
    """A circuit found down with a station, and since when."""

    to: UnitId
    circuit: str
    since_s: float
    call_number: int = 0
    """The last call that nobody answered; 0 if none was made."""
    tried_again: bool = False


@dataclass
class Station(Part):
    """A station of the net; net control if it is the OCE."""

    own_account_of_silence: ClassVar[frozenset[str]] = frozenset({RADIO_CHECK})

    phase: str = LISTENING
    queue: list[Check] = field(default_factory=list)
    current: Check | None = None
    call_number: int = 0
    outages: list[Outage] = field(default_factory=list)
    up: int = 0
    down: int = 0
    round_up: int = 0
    round_down: int = 0
    """Of `up` and `down` those of this station's calls in the round, without what is tried again later."""
    round: int = 0
    finished: int = 0
    """Net control: rounds in which every station had the net."""
    finished_round: int = 0
    """... and the last of them."""
    late: int = 0
    turns: list[UnitId] = field(default_factory=list)
    """Net control: stations that have yet to be given the net in this round."""
    turn_of: UnitId = ""
    outstanding: dict[UnitId, int] = field(default_factory=dict)
    """Net control: circuits that a station has reported down and not yet restored."""
    retrying: bool = False
    misses: dict[str, int] = field(default_factory=dict)
    """Stations in a row that did not answer, by circuit."""

    @property
    def params(self) -> CommexParams:
        found = self.briefing.params
        assert isinstance(found, CommexParams)
        return found

    def begin(self, view: View) -> list[Order]:
        return self._next_round(view) if self.conducts else []

    def act(self, view: View, event: Event, traffic: Traffic) -> list[Order]:
        match event:
            case TimerRang("next check"):
                return self._next_check(view)
            case TimerRang("retry"):
                return self._retry(view)
            case TimerRang("turn over") if self.turn_of:
                return self._pass_the_net(view)
            case TimerRang("next round"):
                return self._next_round(view)
            case _:
                pass
        if traffic.answered:
            return self._answered(view, traffic.answered)
        if traffic.late and traffic.late.call.kind == RADIO_CHECK:
            return self._answered_late(view, traffic.late)
        if traffic.gave_up:
            return self._gave_up(view, traffic.gave_up)
        message = traffic.message
        if message and message.kind == YOUR_TURN:
            self.round = int(message.body.get("round", 1))
            return self._take_the_net(view)
        if message and message.kind == COMPLETE and self.conducts:
            self.outstanding[message.sender] = int(message.body.get("outstanding", 0))
            return self._pass_the_net(view) if message.sender == self.turn_of else self._finished(view)
        return []

    def outcome(self, view: View) -> tuple[bool, str]:
        if self.round == 0 or self.up + self.down == 0:
            return False, "no circuit could be tried"
        if not self.finished:
            return False, "window over before every station had been given the net: round 1 is not finished"
        return True, self._tally()

    def _tally(self) -> str:
        left = len(self.outages) + sum(self.outstanding.values())
        paths = "1 path is" if left == 1 else f"{left} paths are"
        down = f"{paths} still down" if left else "no circuit is left down"
        times = {1: "once", 2: "twice"}.get(self.finished, f"{self.finished} times")
        short = self.params.rounds - self.finished
        ordered = f" of {self.params.rounds}" if short else ""
        begun = f", round {self.round} is not finished" if short and self.round > self.finished_round else ""
        late = f"; {counted(self.late, 'answer')} late" if self.late else ""
        return f"net gone through {times}{ordered}{begun}; {down}{late}"

    def _next_round(self, view: View) -> list[Order]:
        """Net control begins a round with its own calls to everybody."""
        self.round += 1
        self.turns = list(others(self.briefing)) if self.params.pairs == "all" else []
        again: list[Order] = []
        if self.round < self.params.rounds:
            again = [SetTimer(ROUND_TAG, self.params.round_every)]
        return again + self._take_the_net(view)

    def _take_the_net(self, view: View) -> list[Order]:
        """Call each station after this one in the net's order on each circuit (each pair is so tried once a round)."""
        net = self._net()
        after = net[net.index(self.briefing.unit) + 1 :]
        self.queue += [Check(unit, circuit) for circuit in self.briefing.circuits for unit in after]
        if self.phase != CALLING:
            self.round_up = self.round_down = 0
        self.phase = CALLING
        return self._next_check(view) if self.current is None else []

    def _net(self) -> tuple[UnitId, ...]:
        """Net control first, then the stations in the order of the file."""
        units = participants(self.briefing)
        return (self.briefing.oce, *(unit for unit in units if unit != self.briefing.oce))

    def _next_check(self, view: View) -> list[Order]:
        if self.current is not None:
            return []
        if not self.queue:
            return self._queue_empty(view)
        check = self.current = self.queue.pop(0)
        if check.circuit in self.radio.sets_down:
            return self._not_answered(check, 0, view.time_s)
        once = check.retry or self.misses.get(check.circuit, 0) >= SUSPECT
        orders = self.radio.call(view, (check.to,), RADIO_CHECK, {}, (check.circuit,), times=1 if once else None)
        self.call_number = self.radio.number
        return orders

    def _queue_empty(self, view: View) -> list[Order]:
        if self.phase != CALLING:
            return self._finished(view) if self.conducts else self._all_restored(view)
        self.phase = CHECKS_DONE
        counts: dict[str, object] = {"up": self.round_up, "down": self.round_down, "round": self.round}
        text = f"{self.briefing.unit} has tried its circuits in round {self.round}: "
        text += f"{self.round_up} up, {self.round_down} down."
        orders: list[Order] = [Log("task done", text, {"task": "checks"} | counts)]
        if self.conducts:
            return orders + self._pass_the_net(view)
        return orders + self._report_checks(view)

    def _report_checks(self, view: View) -> list[Order]:
        body = {"up": self.round_up, "down": self.round_down, "outstanding": len(self.outages)}
        self.outstanding[self.briefing.unit] = len(self.outages)
        return self.report(view, COMPLETE, body)

    def _all_restored(self, view: View) -> list[Order]:
        """Tell net control once that what was reported down is restored."""
        reported = self.outstanding.get(self.briefing.unit, 0)
        return self._report_checks(view) if reported and not self.outages else []

    def _pass_the_net(self, view: View) -> list[Order]:
        """Net control gives the net to the next station, for no longer than its checks should take."""
        self.turn_of = ""
        if not self.turns:
            return [*self._round_over(), *self._finished(view)]
        self.turn_of = self.turns.pop(0)
        left = len(self.turns)
        checks = max(1, left * len(self.briefing.circuits))
        patience_s = 120.0 + TURN_CALLS * self.params.answer_within * checks
        passed = self.radio.call(view, (self.turn_of,), YOUR_TURN, {"round": self.round})
        return [*passed, SetTimer(TURN_TAG, patience_s)]

    def _round_over(self) -> list[Order]:
        """Net control: everybody has had the net in this round."""
        if not self.conducts or self.phase == CALLING or self.finished_round == self.round:
            return []
        self.finished, self.finished_round = self.finished + 1, self.round
        text = f"Round {self.round} is finished: every station has had the net."
        return [Log("round finished", text, {"round": self.round, "rounds": self.params.rounds})]

    def _answered_late(self, view: View, answered: Answered) -> list[Order]:
        """An answer after the call was given up: the path is up, if slow, and is not tried again."""
        outage = next((o for o in self.outages if o.call_number == answered.call.number), None)
        if outage is None or outage.to != answered.by:
            return []
        self.outages.remove(outage)
        self.down, self.up, self.late = self.down - 1, self.up + 1, self.late + 1
        if not outage.tried_again and self.round_down:
            self.round_down, self.round_up = self.round_down - 1, self.round_up + 1
        self.queue = [c for c in self.queue if (c.to, c.alternate_for or c.circuit) != (outage.to, outage.circuit)]
        check = Check(outage.to, outage.circuit)
        figures = {"result": "late", "seconds": answered.seconds, "calls": answered.call.times, "round": self.round}
        text = f"{check.to} answers late, after {answered.seconds:.0f} s, on {check.circuit}."
        orders: list[Order] = [
            Log("circuit check", text, self._figures(check) | figures | {"retry": outage.tried_again})
        ]
        return orders + ([self._restored(view, check, outage)] if outage.tried_again else [])

    def _finished(self, view: View) -> list[Order]:
        """Net control ends the serial once every round is through and nothing known to it is down."""
        if not self.conducts or self.turns or self.turn_of or self.queue or self.current is not None:
            return []
        if self.round < self.params.rounds or self.outages or any(self.outstanding.values()):
            return []
        done, reason = self.outcome(view)
        return self.end(SerialState.COMPLETED if done else SerialState.ABORTED, reason)

    def _answered(self, view: View, answered: Answered) -> list[Order]:
        check = self.current
        if check is None or answered.call.number != self.call_number:
            return []
        self.current = None
        self.misses[check.circuit] = 0
        more: list[Order] = [SetTimer(NEXT_TAG, BETWEEN_CALLS_S)]
        if check.alternate_for:
            return [self._alternate(check, "up", answered.seconds), *more]
        orders: list[Order] = [self._result(check, "up", answered.seconds, answered.call.times)]
        outage = next((o for o in self.outages if o.to == check.to and o.circuit == check.circuit), None)
        if outage:
            self.outages.remove(outage)
            orders.append(self._restored(view, check, outage))
        return orders + more

    def _restored(self, view: View, check: Check, outage: Outage) -> Log:
        seconds = view.time_s - outage.since_s
        text = f"{check.circuit} to {check.to} is restored after {seconds / 60.0:.0f} min."
        return Log("circuit restored", text, self._figures(check) | {"seconds": seconds})

    def _gave_up(self, view: View, call: Call) -> list[Order]:
        check = self.current
        if call.kind == YOUR_TURN and call.to == (self.turn_of,):
            return self._pass_the_net(view)
        if check is None or call.number != self.call_number:
            return []
        self.misses[check.circuit] = self.misses.get(check.circuit, 0) + 1
        return self._not_answered(check, call.times, call.made_s, call.number)

    def _not_answered(self, check: Check, calls: int, since_s: float, number: int = 0) -> list[Order]:
        """Nobody answered (or the own set is known to have failed, and nobody was called): try the alternate."""
        self.current = None
        more: list[Order] = [SetTimer(NEXT_TAG, BETWEEN_CALLS_S)]
        if check.alternate_for:
            return [self._alternate(check, "down", None), *more]
        orders: list[Order] = [self._result(check, "down", None, calls)]
        known = next((o for o in self.outages if o.to == check.to and o.circuit == check.circuit), None)
        if known:
            known.call_number, known.tried_again = number, True
        else:
            self.outages.append(Outage(check.to, check.circuit, since_s, number))
            alternate = self._alternate_circuit(check.circuit)
            if alternate:
                self.queue.insert(0, Check(check.to, alternate, alternate_for=check.circuit))
        if not self.retrying:
            self.retrying = True
            orders.append(SetTimer(RETRY_TAG, self.params.retry_every))
        return orders + more

    def _alternate_circuit(self, circuit: str) -> str:
        """The serial's next circuit, the first again after the last; empty if it has one alone."""
        circuits = self.briefing.circuits
        return circuits[(circuits.index(circuit) + 1) % len(circuits)] if len(circuits) > 1 else ""

    def _retry(self, view: View) -> list[Order]:
        """Circuits found down are tried again with one call each, when this station's own turn is through."""
        self.retrying = bool(self.outages)
        if not self.outages:
            return self._finished(view)
        again: list[Order] = [SetTimer(RETRY_TAG, self.params.retry_every)]
        if self.phase == CALLING or self.queue:
            return again
        down = self.radio.sets_down
        self.queue = [Check(o.to, o.circuit, retry=True) for o in self.outages if o.circuit not in down]
        return again + self._next_check(view)

    def _figures(self, check: Check) -> dict[str, object]:
        return {"from": self.briefing.unit, "to": check.to, "other": check.to, "circuit": check.circuit}

    def _result(self, check: Check, result: str, seconds: float | None, calls: int) -> Log:
        self.up, self.down = self.up + (result == "up"), self.down + (result == "down")
        if not check.retry:
            self.round_up, self.round_down = self.round_up + (result == "up"), self.round_down + (result == "down")
        figures = {"result": result, "seconds": seconds, "calls": calls, "round": self.round, "retry": check.retry}
        silent = f"does not answer {counted(calls, 'call')}" if calls else "is not called, the own set has failed,"
        heard = f"answers after {seconds:.0f} s" if seconds is not None else silent
        return Log("circuit check", f"{check.to} {heard} on {check.circuit}.", self._figures(check) | figures)

    def _alternate(self, check: Check, result: str, seconds: float | None) -> Log:
        text = f"{check.alternate_for} to {check.to} is down; the alternate {check.circuit} is {result}."
        figures = {"circuit": check.alternate_for, "alternate": check.circuit, "result": result, "seconds": seconds}
        return Log("alternate", text, self._figures(check) | figures)


def doctrine(briefing: Briefing) -> Doctrine:
    """Every station plays the same part; the OCE has the net."""
    assert isinstance(briefing.params, CommexParams)
    return Station(briefing, radio=briefing.params.radio(briefing))
