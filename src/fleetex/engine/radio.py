"""Voice circuits and data links: who hears whom, what fails and is repaired, and whose tracks reach whose screen.

A voice message is heard, one delay after it was said, if both sets work and the two are in reach (or a relay is of
both). A link's members in reach of each other share the tracks that their own sensors hold. VHF and above reach to
the 4/3-earth horizon of both aerials (ITU-R P.528 geometry), HF as far as the circuit's range.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from fleetex.engine import ask, correlation
from fleetex.engine.cast import CircuitPlan
from fleetex.engine.events import CircuitFailed, CircuitRestored, MessageHeard, TrackGained, TrackLost
from fleetex.engine.orders import Send, TrackId
from fleetex.engine.stage import Ring, Stage, as_json
from fleetex.physics.horizon import radar_horizon_m
from fleetex.physics.philox import PURPOSE_CIRCUIT, uniform

RINGS = ("hear", "share", "moved", "correlate", "set fails", "set repaired")
FIRST_SHARED_NUMBER = 5001
"""Shared tracks are numbered from here in each unit, own tracks from 1."""


@dataclass
class Radio:
    """State of all circuits. Plain typed fields: a checkpoint holds it."""

    failed: dict[str, list[int]] = field(default_factory=dict)
    """circuit -> rows whose set is out of order"""
    reach: dict[str, set[tuple[int, int]]] = field(default_factory=dict)
    """link -> pairs (lower row, higher row) in reach of each other"""
    known: dict[int, dict[int, int]] = field(default_factory=dict)
    """row -> target row -> number of a track that it knows from a link alone"""
    shared_numbers: dict[int, dict[int, int]] = field(default_factory=dict)
    """row -> number -> target row: every shared number ever given"""
    beside: dict[int, dict[int, int]] = field(default_factory=dict)
    """row -> target row -> number of a shared track that stands beside its own one of the same unit"""

    # ---- voice

    def start(self, stage: Stage) -> None:
        """Draw when each set first fails."""
        for circuit in stage.cast.circuits.values():
            if circuit.mean_time_between_s is not None:
                for row in circuit.members:
                    self._draw_failure(stage, circuit, row, 0)

    def _draw_failure(self, stage: Stage, circuit: CircuitPlan, row: int, occasion: int) -> None:
        assert circuit.mean_time_between_s is not None
        wait = -math.log(self._uniform(stage, circuit, row, 2 * occasion)) * circuit.mean_time_between_s
        stage.timers.ring_at(stage.now_s + wait, row, "set fails", circuit=circuit.circuit, occasion=occasion)

    @staticmethod
    def _uniform(stage: Stage, circuit: CircuitPlan, row: int, occasion: int) -> float:
        subject = stage.cast.people[row].id32
        return float(uniform(stage.seed, stage.replication, PURPOSE_CIRCUIT, circuit.id32, subject, occasion))

    def works(self, circuit: str, row: int) -> bool:
        """Whether a member's own set is in order."""
        return row not in self.failed.get(circuit, ())

    def down(self, row: int) -> list[str]:
        """Circuits on which a unit's own set is out of order."""
        return sorted(circuit for circuit, rows in self.failed.items() if row in rows)

    def send(self, stage: Stage, row: int, order: Send, serial: str) -> None:
        """Say something; what becomes of it is decided when it would be heard."""
        circuit = stage.cast.circuits.get(order.circuit)
        number = stage.next_number("messages")
        for name in order.to:
            to = stage.cast.rows.get(name)
            failure = ""
            if circuit is None or row not in circuit.members or to is None or to not in circuit.members:
                failure = "not a member"
            elif not self.works(order.circuit, row):
                failure = "sender's set failed"
            if failure:
                self._write(stage, number, stage.now_s, math.nan, row, name, order, failure, serial)
                continue
            assert circuit is not None
            assert to is not None
            stage.timers.ring_at(
                stage.now_s + circuit.delay_s,
                to,
                "hear",
                sender=row,
                number=number,
                circuit=order.circuit,
                kind=order.kind,
                body=order.body,
                serial=serial,
                sent_s=stage.now_s,
            )

    def _write(
        self,
        stage: Stage,
        number: int,
        sent_s: float,
        heard_s: float,
        row: int,
        to: str,
        order: Send,
        outcome: str,
        serial: str,
    ) -> None:
        stage.sink.row(
            "messages",
            sent_s=sent_s,
            heard_s=heard_s,
            number=number,
            circuit_id=order.circuit,
            from_id=stage.cast.name(row),
            to_id=to,
            kind=order.kind,
            body=as_json(order.body) if order.body else "",
            outcome=outcome,
            serial_id=serial,
        )

    def on_ring(self, stage: Stage, ring: Ring) -> None:
        """Carry out what falls due."""
        if ring.kind == "hear":
            self._hear(stage, ring)
        elif ring.kind == "share":
            self._share(stage, ring.payload["circuit"], ring.row, ring.payload["target"])
        elif ring.kind == "moved":
            correlation.on_moved_far(self, stage, ring.payload["circuit"], ring.row, ring.payload["target"])
        elif ring.kind == "correlate":
            correlation.on_recheck(self, stage, ring.row, ring.payload["target"], ring.payload["number"])
        elif ring.kind == "set fails":
            self._fail(stage, ring)
        else:
            self._repair(stage, ring)

    def _hear(self, stage: Stage, ring: Ring) -> None:
        p = ring.payload
        circuit = stage.cast.circuits[p["circuit"]]
        outcome = "heard"
        if not self.works(circuit.circuit, ring.row):
            outcome = "receiver's set failed"
        elif not self.in_voice_reach(stage, circuit, p["sender"], ring.row):
            outcome = "out of reach"
        order = Send(circuit.circuit, (), p["kind"], p["body"])
        heard_s = stage.now_s if outcome == "heard" else math.nan
        self._write(
            stage,
            p["number"],
            p["sent_s"],
            heard_s,
            p["sender"],
            stage.cast.name(ring.row),
            order,
            outcome,
            p["serial"],
        )
        if outcome == "heard":
            event = MessageHeard(stage.cast.name(p["sender"]), circuit.circuit, p["kind"], p["body"])
            stage.tell(ring.row, event, p["serial"])

    def in_voice_reach(self, stage: Stage, circuit: CircuitPlan, a: int, b: int) -> bool:
        """Whether a hears b now, straight or through one relay."""
        if self._direct(stage, circuit, a, b):
            return True
        return any(
            relay not in (a, b)
            and self.works(circuit.circuit, relay)
            and self._direct(stage, circuit, a, relay)
            and self._direct(stage, circuit, relay, b)
            for relay in circuit.relay
        )

    @staticmethod
    def _direct(stage: Stage, circuit: CircuitPlan, a: int, b: int) -> bool:
        range_m, _ = ask.range_and_bearing_between(stage.at, a, b, stage.now_s)
        climbing = {r: float(ask.whereabouts(stage.at, r, stage.now_s)[4]) for r in (a, b) if r in stage.flyers}
        return bool(range_m <= reach_m(stage, circuit, a, b, climbing))

    def _fail(self, stage: Stage, ring: Ring) -> None:
        circuit = stage.cast.circuits[ring.payload["circuit"]]
        assert circuit.mean_time_to_repair_s is not None
        occasion = ring.payload["occasion"]
        self.failed.setdefault(circuit.circuit, []).append(ring.row)
        self._state(stage, circuit.circuit, ring.row, False)
        stage.tell(ring.row, CircuitFailed(circuit.circuit))
        wait = -math.log(self._uniform(stage, circuit, ring.row, 2 * occasion + 1)) * circuit.mean_time_to_repair_s
        stage.timers.ring_at(
            stage.now_s + wait, ring.row, "set repaired", circuit=circuit.circuit, occasion=occasion + 1
        )
        if circuit.is_link:
            self._reconsider(stage, circuit.members)

    def _repair(self, stage: Stage, ring: Ring) -> None:
        circuit = stage.cast.circuits[ring.payload["circuit"]]
        self.failed[circuit.circuit].remove(ring.row)
        self._state(stage, circuit.circuit, ring.row, True)
        stage.tell(ring.row, CircuitRestored(circuit.circuit))
        self._draw_failure(stage, circuit, ring.row, ring.payload["occasion"])
        if circuit.is_link:
            for member in circuit.members:
                self._offer_all(stage, circuit, member)

    @staticmethod
    def _state(stage: Stage, circuit: str, row: int, up: bool) -> None:
        stage.sink.row("circuit_states", time_s=stage.now_s, circuit_id=circuit, unit_id=stage.cast.name(row), up=up)
        verb = "is restored" if up else "has failed"
        stage.log(
            "circuit restored" if up else "circuit failed",
            row,
            f"{stage.cast.name(row)}: her set on {circuit} {verb}",
            values={"circuit": circuit, "own_set": True},
        )

    # ---- links

    def on_reach(self, stage: Stage, number: int, a: int, b: int, up: bool) -> None:
        """Two members of a link came into reach of each other, or went out of it."""
        circuit = next(c for c in stage.cast.circuits.values() if c.number == number)
        first, second = min(a, b), max(a, b)
        pairs = self.reach.setdefault(circuit.circuit, set())
        if up:
            pairs.add((first, second))
        else:
            pairs.discard((first, second))
        stage.sink.row(
            "links",
            time_s=stage.now_s,
            circuit_id=circuit.circuit,
            unit_a=stage.cast.name(first),
            unit_b=stage.cast.name(second),
            up=up,
        )
        if up:
            passed_on = bool({a, b} & set(circuit.relay))
            for member in circuit.members if passed_on else (a, b):
                self._offer_all(stage, circuit, member)
        else:
            self._reconsider(stage, (a, b))

    def on_emission(self, stage: Stage, row: int, on: bool) -> None:
        """A unit fell silent on its links, or speaks again; what a relay passes on goes with her own word."""
        for circuit in stage.cast.links_of[row]:
            if not on:
                self._reconsider(stage, circuit.members)
                continue
            for member in circuit.members if row in circuit.relay else (row,):
                self._offer_all(stage, circuit, member)

    def linked(self, stage: Stage, circuit: CircuitPlan, giver: int, taker: int) -> bool:
        """Whether the giver's tracks reach the taker on this link now."""
        name = circuit.circuit
        down = self.failed.get(name, ())
        if giver in down or taker in down or not stage.radiates[giver]:
            return False
        pairs = self.reach.get(name, ())
        if ((giver, taker) if giver < taker else (taker, giver)) in pairs:
            return True
        for r in circuit.relay:
            if (
                ((giver, r) if giver < r else (r, giver)) in pairs
                and ((taker, r) if taker < r else (r, taker)) in pairs
                and r not in down
                and stage.radiates[r]
            ):
                return True
        return False

    def sharers(self, stage: Stage, taker: int, target: int) -> list[tuple[int, float]]:
        """Who shares a track of `target` with a unit, and each link's delay; in row order."""
        found: dict[int, float] = {}
        held_by = stage.held_by
        for circuit, givers in stage.cast.givers_of[taker]:
            for giver, observer in givers:
                if held_by[observer, target] and self.linked(stage, circuit, giver, taker):
                    found[giver] = min(circuit.delay_s, found.get(giver, math.inf))
        return sorted(found.items())

    @staticmethod
    def holds(stage: Stage, row: int, target: int) -> bool:
        """Whether a unit's own sensors hold a target."""
        observer = stage.cast.observers[row]
        return bool(observer >= 0 and stage.held_by[observer, target])

    @staticmethod
    def own_held(stage: Stage, row: int) -> dict[int, int]:
        """Target row -> own track number, of all that a unit's own sensors hold."""
        observer = stage.cast.observers[row]
        if observer < 0:
            return {}
        held = stage.sensors_of[observer, : stage.rows_used[0]].nonzero()[0]
        return dict(zip(held.tolist(), stage.number_of[observer][held].tolist(), strict=True))

    def target_of(self, stage: Stage, row: int, track: TrackId) -> int | None:
        """Row of the unit behind one of a unit's track numbers, own or shared; None if nobody holds it now."""
        if track >= FIRST_SHARED_NUMBER:
            target = self.shared_numbers.get(row, {}).get(track, -1)
        else:
            observer = stage.cast.observers[row]
            target = ask.numbered(stage.at, observer, track) if observer >= 0 else -1
        if target < 0:
            return None
        return target if self.holds(stage, row, target) or self.sharers(stage, row, target) else None

    def on_gained(self, stage: Stage, row: int, target: int) -> None:
        """A unit's own sensors gained a target: it tells its links, and needs no one's word any more if that agrees."""
        number = self.known.get(row, {}).pop(target, None)
        if number is not None:
            correlation.compare(self, stage, row, target, number)
        for circuit in stage.cast.links_of[row]:
            due = stage.now_s + circuit.delay_s
            stage.timers.ring_at(due, row, "share", circuit=circuit.circuit, target=target)

    def on_lost(self, stage: Stage, row: int, target: int) -> None:
        """A unit's own sensors lost a target: others who knew it from there may know it no more."""
        self._learn(stage, row, target)
        mates = sorted({m for circuit in stage.cast.links_of[row] for m in circuit.members if m != row})
        for mate in mates:
            if target in self.known.get(mate, {}):
                self._forget_if_unshared(stage, mate, target, row)
            elif target in self.beside.get(mate, {}):
                correlation.compare(self, stage, mate, target)

    def _offer_all(self, stage: Stage, circuit: CircuitPlan, row: int) -> None:
        for target in self.own_held(stage, row):
            if target >= stage.cast_count:
                continue  # of the traffic each ship keeps her own plot
            due = stage.now_s + circuit.delay_s
            stage.timers.ring_at(due, row, "share", circuit=circuit.circuit, target=target)

    def _share(self, stage: Stage, circuit: str, giver: int, target: int) -> None:
        """A held track reaches the link's other members."""
        if not self.holds(stage, giver, target):
            return
        plan = stage.cast.circuits[circuit]
        for taker in plan.members:
            if taker in (giver, target) or target in self.known.get(taker, ()) or self.holds(stage, taker, target):
                continue
            if self.linked(stage, plan, giver, taker):
                self._learn(stage, taker, target)

    def _learn(self, stage: Stage, taker: int, target: int) -> None:
        """A unit that does not hold a target knows it from now on through a link, if anybody shares it; one that does
        looks whether the two agree."""
        known = self.known.setdefault(taker, {})
        if target in known:
            return
        if self.holds(stage, taker, target):
            correlation.compare(self, stage, taker, target)
            return
        number = correlation.left_alone(self, stage, taker, target)
        sharers = self.sharers(stage, taker, target)
        if not sharers:
            if number is not None:
                stage.tell(taker, TrackLost(number))
            return
        known[target] = self.new_number(taker, target) if number is None else number
        self._row(stage, sharers[0][0], taker, target, "shared")
        if number is None:
            stage.tell(taker, TrackGained(known[target]))

    def new_number(self, taker: int, target: int) -> TrackId:
        """The next of a unit's numbers of shared tracks."""
        numbers = self.shared_numbers.setdefault(taker, {})
        number = FIRST_SHARED_NUMBER + len(numbers)
        numbers[number] = target
        return number

    def _forget_if_unshared(self, stage: Stage, taker: int, target: int, giver: int) -> None:
        if self.sharers(stage, taker, target):
            return
        number = self.known[taker].pop(target)
        if not self.holds(stage, taker, target):
            self._row(stage, giver, taker, target, "ceased")
            stage.tell(taker, TrackLost(number))

    def _reconsider(self, stage: Stage, rows: Iterable[int]) -> None:
        """Links were cut: whatever these units knew through them alone is known no more."""
        for taker in sorted(rows):
            for target in sorted(self.known.get(taker, {})):
                self._forget_if_unshared(stage, taker, target, taker)
            for target in sorted(self.beside.get(taker, {})):
                correlation.compare(self, stage, taker, target)

    def _row(self, stage: Stage, giver: int, taker: int, target: int, change: str) -> None:
        circuit = next(
            (
                c.circuit
                for c in stage.cast.links_of[giver]
                if taker in c.members and self.linked(stage, c, giver, taker)
            ),
            "",
        )
        stage.sink.row(
            "shares",
            time_s=stage.now_s,
            circuit_id=circuit,
            from_id=stage.cast.name(giver) if giver != taker else "",
            to_id=stage.cast.name(taker),
            target_id=stage.cast.name(target),
            change=change,
        )


def reach_m(
    stage: Stage, circuit: CircuitPlan, a: int, b: int, above: Mapping[int, float] = MappingProxyType({})
) -> float:
    """How far two members hear each other on a circuit. No aerial works under water. `above`: heights (m) that are
    not those of now."""
    if stage.is_submerged(a) or stage.is_submerged(b):
        return 0.0
    if not circuit.line_of_sight:
        return circuit.range_m
    people = stage.cast.people
    heights = [people[r].mast_height_m + above.get(r, stage.heights_m[r]) for r in (a, b)]
    return min(circuit.range_m, float(radar_horizon_m(heights[0], heights[1], stage.radio_earth_m)))
