"""Hoses between ships: passed, connected, pumped through, cleared, or let go. Plain state, units by name.

While a hose is across, the true gap between the ships' sides is looked at each 10 s ("rig gap"): out of the rig's band
for longer than 20 s, or a sea above its limit, and it is let go. Fuel leaves the giver's cargo and enters the
receiver's bunker at the rig's rate; both books are settled at each change and each minute.
"""

from dataclasses import asdict, dataclass, field
from typing import Any

from fleetex.engine import ask
from fleetex.engine.cast import Cast, FuelRig
from fleetex.engine.events import Disconnected, Event, OrderRefused, PumpDone, RigConnected, RigFailed
from fleetex.engine.orders import ConnectRig, Disconnect, Pump, StopPump, UnitId
from fleetex.engine.places import body_of, is_to_starboard, side_gap_m
from fleetex.engine.stage import Ring, Stage
from fleetex.units import MINUTE_S

RINGS = ("rig gap", "rig connected", "rig minute", "pump done", "rig clear")

GAP_EVERY_S = 10.0
OUT_FOR_S = 20.0
"""Design values: how often the gap is looked at; how long the hose's slack bears a ship out of the band."""
LINE_REACH = 2.0
"""Design value: no line is shot to a ship farther off than this many times the rig's greatest gap."""
FULL_SHARE = 0.995
"""Design value: tanks are full at this share of the bunker. Beyond it a hose is never pumped, so that nothing is lost
to a change of the receiver's own consumption within a minute."""
_CRUMB_KG = 1.0
"""Less than this is nothing."""

PASSING, CONNECTED, PUMPING, CLEARING = "passing", "connected", "pumping", "clearing"


@dataclass
class Hose:
    """One hose from a giver's rig to a receiver. `number` tells its rings from those of the rig's earlier hoses."""

    number: int
    giver: UnitId
    rig: str
    receiver: UnitId
    serial: str
    state: str = PASSING
    due: bool = False
    """The connection's time is up, and the ship was just then out of the band."""
    out_since_s: float | None = None
    flow_kgps: float = 0.0
    settled_s: float = 0.0
    amount_kg: float = 0.0
    pumped_kg: float = 0.0
    """Of the amount now ordered."""
    passed_kg: float = 0.0
    """In all since it was connected."""
    minute_s: float = 0.0
    done_s: float = 0.0
    clear_s: float = 0.0
    """When the rings of this kind that still count are due."""
    hurried: bool = False
    failed: bool = False
    """Let go: both ships know, and are not told again that it is clear."""
    reason: str = ""


def rigs_in_turn(cast: Cast, row: int) -> tuple[FuelRig, ...]:
    """A unit's rigs, one of each side in turn, starboard first: as a delivering ship offers them."""
    own = sorted((rig for (unit, _), rig in cast.rigs.items() if unit == row), key=lambda rig: rig.rig)
    starboard = [rig for rig in own if rig.side == "starboard"]
    port = [rig for rig in own if rig.side != "starboard"]
    ranks = [(2 * n, rig) for n, rig in enumerate(starboard)] + [(2 * n + 1, rig) for n, rig in enumerate(port)]
    return tuple(rig for _, rig in sorted(ranks, key=lambda ranked: ranked[0]))


@dataclass
class Replenishment:
    """All hoses that are across or on their way, by "giver rig"."""

    hoses: dict[str, Hose] = field(default_factory=dict)

    # Orders of the delivering ship.

    def connect(self, stage: Stage, row: int, order: ConnectRig, serial: str) -> None:
        """Pass a hose; it is connected after the rig's time if she stays alongside."""
        giver = stage.cast.name(row)
        rig = stage.cast.rigs.get((row, order.rig))
        reason = self._refusal(stage, giver, rig, order)
        if reason or rig is None:
            stage.tell(row, OrderRefused("ConnectRig", reason, order.rig), serial)
            return
        hose = Hose(stage.next_number("hoses"), giver, order.rig, order.receiver, serial)
        self.hoses[_key(giver, order.rig)] = hose
        _write_rig(stage, hose, PASSING)
        _ring(stage, hose, stage.now_s + GAP_EVERY_S, "rig gap")
        _ring(stage, hose, stage.now_s + rig.connect_s, "rig connected")

    def pump(self, stage: Stage, row: int, order: Pump, serial: str) -> None:
        """Pump so much through a connected hose."""
        hose = self._hose(stage, row, order.rig, order.receiver)
        if hose is None or hose.state != CONNECTED or not order.amount_kg > 0.0:
            reason = f"no hose is connected to {order.receiver} by {order.rig}"
            if hose is not None and hose.state == PUMPING:
                reason = f"{order.rig} is pumping already"
            elif hose is not None and hose.state == CONNECTED:
                reason = f"an amount of {order.amount_kg:g} kg was ordered"
            stage.tell(row, OrderRefused("Pump", reason, order.rig), serial)
            return
        hose.state, hose.amount_kg, hose.pumped_kg = PUMPING, order.amount_kg, 0.0
        self._settle_giver(stage, hose.giver)
        ended = _why_ended(stage, hose)
        if ended:
            hose.state = CONNECTED
            _tell(stage, hose, PumpDone(hose.rig, hose.receiver, 0.0, ended))
            return
        self._flow(stage, hose, _rig(stage, hose).rate_kgps)
        _write_rig(stage, hose, PUMPING)
        self._next_minute(stage, hose)
        self._foresee(stage, hose.giver)

    def stop(self, stage: Stage, row: int, order: StopPump, serial: str) -> None:
        hose = self._hose(stage, row, order.rig, order.receiver)
        if hose is None or hose.state != PUMPING:
            stage.tell(row, OrderRefused("StopPump", f"{order.rig} is not pumping", order.rig), serial)
            return
        self._pump_done(stage, hose, "stopped")

    def disconnect(self, stage: Stage, row: int, order: Disconnect, serial: str) -> None:
        """Clear the hose, in good order or at once."""
        hose = self._hose(stage, row, order.rig, order.receiver)
        if hose is None or hose.failed:
            reason = f"no hose is across to {order.receiver} by {order.rig}"
            stage.tell(row, OrderRefused("Disconnect", reason, order.rig), serial)
            return
        if hose.state == PUMPING:
            self._pump_done(stage, hose, "stopped")
        self._clear(stage, hose, order.emergency)

    # What rings.

    def on_ring(self, stage: Stage, ring: Ring) -> None:
        """Carry out a ring of one of RINGS."""
        hose = self.hoses.get(_key(stage.cast.name(ring.row), ring.payload["rig"]))
        if hose is None or hose.number != ring.payload["hose"]:
            return
        if ring.kind == "rig gap":
            self._look_at_gap(stage, hose)
        elif ring.kind == "rig connected" and hose.state == PASSING:
            hose.due = True
            if _in_band(_rig(stage, hose), gap_m(stage, hose)):
                _connected(stage, hose)
        elif ring.kind == "rig minute" and hose.state == PUMPING and hose.minute_s == ring.time_s:
            self._minute(stage, hose)
        elif ring.kind == "pump done" and hose.state == PUMPING and hose.done_s == ring.time_s:
            self._settle_giver(stage, hose.giver)
            self._end_or_foresee(stage, hose)
        elif ring.kind == "rig clear" and hose.state == CLEARING and hose.clear_s == ring.time_s:
            self._cleared(stage, hose)

    def settle(self, stage: Stage) -> None:
        """Bring what was passed, and the givers' cargoes, to now."""
        for giver in sorted({hose.giver for hose in self.hoses.values()}):
            self._settle_giver(stage, giver)

    def close(self, stage: Stage) -> None:
        """The run is over: a last row of what still flows."""
        self.settle(stage)
        for key in sorted(self.hoses):
            if self.hoses[key].state == PUMPING:
                _write_rig(stage, self.hoses[key], "flow")
                self._write_fuel(stage, self.hoses[key])

    # The gap.

    def _look_at_gap(self, stage: Stage, hose: Hose) -> None:
        if hose.hurried:
            return
        rig, gap = _rig(stage, hose), gap_m(stage, hose)
        reason = _sea_too_high(stage, rig)
        if _in_band(rig, gap):
            hose.out_since_s = None
            if hose.due and hose.state == PASSING and not reason:
                _connected(stage, hose)
        else:
            hose.out_since_s = stage.now_s if hose.out_since_s is None else hose.out_since_s
            if stage.now_s - hose.out_since_s >= OUT_FOR_S:
                reason = reason or f"out of station: the gap is {gap:.0f} m, the rig holds {_band_text(rig)}"
        if not reason:
            _ring(stage, hose, stage.now_s + GAP_EVERY_S, "rig gap")
        elif hose.state == CLEARING:
            hose.reason = reason
            self._clear(stage, hose, emergency=True)
        else:
            self._fail(stage, hose, reason)

    def _fail(self, stage: Stage, hose: Hose, reason: str) -> None:
        """Let it go, as it is."""
        if hose.state == PUMPING:
            self._settle_giver(stage, hose.giver)
            self._flow(stage, hose, 0.0)
        hose.failed, hose.reason = True, reason
        self._clear(stage, hose, emergency=True)
        _write_rig(stage, hose, "failed")
        _tell(stage, hose, RigFailed(hose.rig, hose.receiver, reason))
        self._foresee(stage, hose.giver)

    def _clear(self, stage: Stage, hose: Hose, emergency: bool) -> None:
        """Begin to clear the hose, or hasten it."""
        rig = _rig(stage, hose)
        clear_s = stage.now_s + (rig.emergency_clear_s if emergency else rig.clear_s)
        hose.hurried = hose.hurried or emergency
        if hose.state == CLEARING and hose.clear_s <= clear_s:
            return
        hose.state, hose.clear_s = CLEARING, clear_s
        _ring(stage, hose, clear_s, "rig clear")

    def _cleared(self, stage: Stage, hose: Hose) -> None:
        _write_rig(stage, hose, "clear")
        del self.hoses[_key(hose.giver, hose.rig)]
        if not hose.failed:
            _tell(stage, hose, Disconnected(hose.rig, hose.receiver))

    # The fuel.

    def _settle_giver(self, stage: Stage, giver: UnitId) -> None:
        """What has flowed since the last time leaves the cargo and stands in the hoses' books."""
        unit = stage.world.unit[stage.cast.rows[giver]]
        for hose in self._of(giver):
            moved_kg = hose.flow_kgps * (stage.now_s - hose.settled_s)
            hose.settled_s = stage.now_s
            hose.passed_kg += moved_kg
            hose.pumped_kg += moved_kg
            unit["cargo_kg"] = max(0.0, float(unit["cargo_kg"]) - moved_kg)

    def _flow(self, stage: Stage, hose: Hose, flow_kgps: float) -> None:
        hose.flow_kgps = flow_kgps
        ask.change_flow(stage.at, stage.cast.rows[hose.receiver], flow_kgps, stage.now_s)
        self._write_fuel(stage, hose)

    def _next_minute(self, stage: Stage, hose: Hose) -> None:
        hose.minute_s = stage.now_s + MINUTE_S
        _ring(stage, hose, hose.minute_s, "rig minute")

    def _minute(self, stage: Stage, hose: Hose) -> None:
        self._settle_giver(stage, hose.giver)
        _write_rig(stage, hose, "flow")
        self._next_minute(stage, hose)
        self._end_or_foresee(stage, hose)

    def _end_or_foresee(self, stage: Stage, hose: Hose) -> None:
        ended = _why_ended(stage, hose)
        if ended:
            self._pump_done(stage, hose, ended)
        else:
            self._foresee(stage, hose.giver)

    def _foresee(self, stage: Stage, giver: UnitId) -> None:
        """When each of a giver's hoses that pump will end by itself, if that is before it is looked at again."""
        cargo_kg = float(stage.world.unit[stage.cast.rows[giver]]["cargo_kg"])
        pumping = [hose for hose in self._of(giver) if hose.state == PUMPING]
        total_kgps = sum(hose.flow_kgps for hose in pumping)
        for hose in pumping:
            unit = stage.world.unit[stage.cast.rows[hose.receiver]]
            seconds = [(hose.amount_kg - hose.pumped_kg) / hose.flow_kgps, cargo_kg / total_kgps]
            rising_kgps = hose.flow_kgps - float(unit["rate_kgps"])
            if rising_kgps > 0.0:
                seconds.append(_room_kg(stage, hose.receiver) / rising_kgps)
            hose.done_s = stage.now_s + max(0.0, min(seconds))
            if hose.done_s < hose.minute_s:
                _ring(stage, hose, hose.done_s, "pump done")

    def _pump_done(self, stage: Stage, hose: Hose, reason: str) -> None:
        self._settle_giver(stage, hose.giver)
        hose.state = CONNECTED
        self._flow(stage, hose, 0.0)
        _write_rig(stage, hose, "stopped", reason)
        _tell(stage, hose, PumpDone(hose.rig, hose.receiver, hose.pumped_kg, reason))
        self._foresee(stage, hose.giver)

    # Who and what.

    def _of(self, giver: UnitId) -> list[Hose]:
        return [self.hoses[key] for key in sorted(self.hoses) if self.hoses[key].giver == giver]

    def _hose(self, stage: Stage, row: int, rig: str, receiver: UnitId) -> Hose | None:
        hose = self.hoses.get(_key(stage.cast.name(row), rig))
        return hose if hose is not None and hose.receiver == receiver else None

    def _refusal(self, stage: Stage, giver: UnitId, rig: FuelRig | None, order: ConnectRig) -> str:
        if rig is None:
            return f"there is no rig {order.rig}"
        if _key(giver, order.rig) in self.hoses:
            return f"{order.rig} is in use"
        if order.receiver not in stage.cast.rows or order.receiver == giver:
            return f"there is no ship {order.receiver} to pass a hose to"
        if any(hose.receiver == order.receiver for hose in self.hoses.values()):
            return f"{order.receiver} has a hose already"
        ours, theirs = body_of(stage, giver), body_of(stage, order.receiver)
        gap = side_gap_m(ours, theirs)
        if gap > LINE_REACH * rig.gap_m[1]:
            return f"{order.receiver} is not alongside: the gap is {gap:.0f} m"
        side = "starboard" if is_to_starboard(ours.place, theirs.place) else "port"
        if side != rig.side:
            return f"{order.rig} is to {rig.side}, {order.receiver} to {side}"
        return _sea_too_high(stage, rig)

    def _write_fuel(self, stage: Stage, hose: Hose) -> None:
        """Both ships' fuel, as the flow between them has just changed."""
        for name in (hose.giver, hose.receiver):
            row = stage.cast.rows[name]
            unit = stage.world.unit[row]
            given_kgps = sum(other.flow_kgps for other in self._of(name))
            stage.sink.row(
                "fuel",
                time_s=stage.now_s,
                unit_id=name,
                fuel_kg=_fuel_kg(stage, name),
                cargo_kg=float(unit["cargo_kg"]),
                rate_kgps=float(unit["rate_kgps"]),
                flow_kgps=float(unit["flow_kgps"]) - given_kgps,
            )

    # Checkpoints.

    def as_plain(self) -> dict[str, Any]:
        """The state in JSON values."""
        return asdict(self)

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> "Replenishment":
        return cls({key: Hose(**hose) for key, hose in plain["hoses"].items()})


def gap_m(stage: Stage, hose: Hose) -> float:
    """True clear water between the two ships' sides now."""
    return side_gap_m(body_of(stage, hose.giver), body_of(stage, hose.receiver))


def _connected(stage: Stage, hose: Hose) -> None:
    hose.state = CONNECTED
    _write_rig(stage, hose, CONNECTED)
    _tell(stage, hose, RigConnected(hose.rig, hose.receiver))


def _key(giver: UnitId, rig: str) -> str:
    return f"{giver} {rig}"


def _rig(stage: Stage, hose: Hose) -> FuelRig:
    return stage.cast.rigs[stage.cast.rows[hose.giver], hose.rig]


def _in_band(rig: FuelRig, gap: float) -> bool:
    return rig.gap_m[0] <= gap <= rig.gap_m[1]


def _band_text(rig: FuelRig) -> str:
    return f"{rig.gap_m[0]:.0f} to {rig.gap_m[1]:.0f} m"


def _sea_too_high(stage: Stage, rig: FuelRig) -> str:
    """Why, if the sea about the giver is above the rig's limit."""
    state = int(stage.world.unit[rig.unit]["sea_state"])
    return f"sea state {state} is above the rig's limit of {rig.sea_state_max}" if state > rig.sea_state_max else ""


def _fuel_kg(stage: Stage, unit: UnitId) -> float:
    return float(ask.fuel_now(stage.at, stage.cast.rows[unit], stage.now_s))


def _room_kg(stage: Stage, unit: UnitId) -> float:
    full_kg = FULL_SHARE * float(stage.world.hull[stage.cast.rows[unit]]["fuel_kg_max"])
    return full_kg - _fuel_kg(stage, unit)


def _why_ended(stage: Stage, hose: Hose) -> str:
    """Why pumping is over, if it is."""
    if hose.amount_kg - hose.pumped_kg < _CRUMB_KG:
        return "amount passed"
    if _room_kg(stage, hose.receiver) < _CRUMB_KG:
        return "tanks full"
    if float(stage.world.unit[stage.cast.rows[hose.giver]]["cargo_kg"]) < _CRUMB_KG:
        return "cargo empty"
    return ""


def _ring(stage: Stage, hose: Hose, time_s: float, kind: str) -> None:
    stage.timers.ring_at(time_s, stage.cast.rows[hose.giver], kind, rig=hose.rig, hose=hose.number)


def _tell(stage: Stage, hose: Hose, event: Event) -> None:
    """Both ships."""
    for unit in (hose.giver, hose.receiver):
        stage.tell(stage.cast.rows[unit], event, hose.serial)


def _write_rig(stage: Stage, hose: Hose, change: str, reason: str = "") -> None:
    stage.sink.row(
        "rigs",
        time_s=stage.now_s,
        giver_id=hose.giver,
        receiver_id=hose.receiver,
        rig=hose.rig,
        change=change,
        flow_kgps=hose.flow_kgps,
        passed_kg=hose.passed_kg,
        gap_m=gap_m(stage, hose),
        reason=reason or hose.reason,
        serial_id=hose.serial,
    )
