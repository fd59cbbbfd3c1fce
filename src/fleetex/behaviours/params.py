"""What every kind lets a person set about its radio drill, and how params are read: text with units, SI inside."""

from collections.abc import Callable
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from fleetex.behaviours.radio import Radio, radio_of
from fleetex.engine.orders import Position
from fleetex.engine.view import Briefing
from fleetex.quantities import Duration, Share
from fleetex.quantities.fields import quantity
from fleetex.quantities.measure import DURATION


def _lasting(least: str) -> Any:
    return quantity(DURATION, least=least, most="3660 d")


Offset = Callable[[Position, float, float], Position]
"""The place at a bearing and distance from another."""
Wait = Annotated[float, _lasting("1 s")]
"""How long a person waits for an answer."""
Pause = Annotated[float, _lasting("5 s")]
"""From one fall of shot to the next, or until a range counts as clear."""
Notice = Annotated[float, _lasting("10 s")]
"""From an order to what it orders."""
Interval = Annotated[float, _lasting("30 s")]
"""From one of a person's doings on the radio to the next."""
Spell = Annotated[float, _lasting("1 min")]
"""What ships take for something. Shorter than these limits nobody acts, and a run would do little else."""


def setting(default: str | None, text: str) -> Any:
    """A field whose default is written as a person would write it, "12 kn" (validated like his own text)."""
    return Field(default=default, description=text)


class DrillParams(BaseModel):
    """The radio drill of a serial. Defaults are design values (voice on one net, practised operators)."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True)

    calls: int = Field(default=3, ge=1, le=10, description="times a call is said on one circuit before the alternate")
    answer_within: Wait = setting("30 s", "how long an answer is awaited")
    operator_delay: Duration = setting("4 s", "mean time an operator takes to answer")
    say_again: Share = setting("2 %", "share of calls that are heard and not understood")

    def rendezvous(self, briefing: Briefing, offset: Offset) -> Position | None:
        """Where this unit is to be at COMEX; None if its kind leaves that to the serial's route or area."""
        return None

    def radio(self, briefing: Briefing) -> Radio:
        """A radio office with this drill on the serial's circuits."""
        return radio_of(
            briefing,
            calls_max=self.calls,
            answer_within_s=self.answer_within,
            operator_delay_s=self.operator_delay,
            say_again_prob=self.say_again,
        )
