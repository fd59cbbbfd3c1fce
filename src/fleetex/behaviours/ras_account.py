"""RAS-L: what a person sets, what every part shares, and the OCE's account of who has been replenished.

The words on the radio are constants here, so that both sides say the same.
"""

import math
from dataclasses import dataclass, field

from pydantic import Field

from fleetex.behaviours.conduct import Part, in_role, only
from fleetex.behaviours.params import DrillParams, Spell, setting
from fleetex.behaviours.radio import Traffic
from fleetex.engine.orders import Order, UnitId
from fleetex.engine.view import View
from fleetex.quantities import Course, Duration, Length, Mass, Share, Speed
from fleetex.units import TONNE_KG
from fleetex.vocabulary import SerialState

CORPEN = "romeo corpen"
AT_WAITING = "in waiting station"
COME_ALONGSIDE = "come alongside"
SEND_HOSE = "send the hose"
PUMPING = "pumping"
PUMPED = "pumping complete"
BREAK_AWAY = "break away"
CLEAR = "clear"
CANNOT = "cannot keep station"
REPLENISHED = "replenished"
STARBOARD, PORT = "starboard", "port"
ABEAM_RAD = {STARBOARD: math.pi / 2, PORT: 1.5 * math.pi}
"""Relative bearing of a ship alongside to this hand of the guide."""


class RasParams(DrillParams):
    """What a person may set about a RAS-L."""

    course: Course | None = setting(None, "Romeo corpen; if not given, into or with the wind, toward the sea room")
    speed: Speed = setting("12 kn", "replenishment speed")
    amount: Mass | None = setting(None, "fuel for each ship; if not given, what fills her to `fill_to`")
    fill_to: Share = setting("95 %", "of the receiving ship's bunker")
    gap: Length | None = setting(None, "between the ships' sides; if not given, the middle of the rig's band")
    settled_within: Length = setting("12 m", "alongside means so near the ordered station")
    waiting_range: Length = setting("500 m", "waiting station, on the delivering ship's quarter")
    lifeguard_range: Length = setting("1000 yd", "lifeguard station, astern of the delivering ship")
    approach_within: Spell = setting("40 min", "from the call alongside to alongside; then the approach is broken off")
    attempts: int = Field(default=2, ge=1, le=5, description="approaches a ship is allowed")
    secure_before: Duration = setting("15 min", "before FINEX pumping stops, to break away in good order")


@dataclass
class RasPart(Part):
    """Any part in a RAS-L. The OCE counts who has been replenished and who has been given up."""

    passed_kg: dict[UnitId, float] = field(default_factory=dict)
    given_up: dict[UnitId, str] = field(default_factory=dict)
    asked_none: dict[UnitId, str] = field(default_factory=dict)
    """Ships of `passed_kg` that came alongside and asked for no fuel, and why."""

    @property
    def params(self) -> RasParams:
        found = self.briefing.params
        assert isinstance(found, RasParams)
        return found

    @property
    def deliverer(self) -> UnitId:
        unit = only(self.briefing, "delivering")
        assert unit is not None
        return unit

    def outcome(self, view: View) -> tuple[bool, str]:
        receivers = in_role(self.briefing, "receiving")
        tonnes = sum(self.passed_kg.values()) / TONNE_KG
        replenished = len(self.passed_kg) - len(self.asked_none)
        text = f"{replenished} of {len(receivers)} ships replenished, {tonnes:.0f} t passed"
        if len(self.asked_none) == len(receivers):
            text = f"no ship asked for fuel: {text}"
        for unit, reason in self.asked_none.items():
            text += f"; {unit} asked for none: {reason}"
        for unit, reason in self.given_up.items():
            text += f"; {unit} given up: {reason}"
        through = bool(self.passed_kg) and len(self.passed_kg) + len(self.given_up) >= len(receivers)
        return through and (replenished > 0 or not self.given_up), text

    def count_replenished(self, view: View, unit: UnitId, passed_kg: float | None, reason: str) -> list[Order]:
        """A receiver is through, or given up (`passed_kg` None). The OCE ends the serial after the last.

        A ship that is through without any fuel and with a reason asked for none.
        """
        if not self.conducts:
            return []
        if passed_kg is None:
            self.given_up[unit] = reason
        else:
            self.passed_kg[unit] = passed_kg
            if passed_kg <= 0.0 and reason:
                self.asked_none[unit] = reason
        left = set(in_role(self.briefing, "receiving")) - set(self.passed_kg) - set(self.given_up)
        if left:
            return []
        done, text = self.outcome(view)
        return self.end(SerialState.COMPLETED if done else SerialState.ABORTED, text)

    def hear_account(self, view: View, traffic: Traffic) -> list[Order]:
        """The OCE hears from the delivering ship."""
        message = traffic.message
        if message is None or message.kind != REPLENISHED:
            return []
        passed = message.body.get("passed_kg")
        unit = str(message.body.get("receiver", ""))
        reason = str(message.body.get("reason", ""))
        return self.count_replenished(view, unit, None if passed is None else float(passed), reason)
