"""LINKEX: what a person sets, and the words on the radio, the same for both sides."""

from pydantic import Field

from fleetex.behaviours.conduct import participants
from fleetex.behaviours.params import DrillParams, Interval, Offset, Spell, setting
from fleetex.behaviours.radio import Radio
from fleetex.engine.orders import Position, UnitId
from fleetex.engine.view import Briefing
from fleetex.quantities import Course, Length

OPEN = "open link"
REPORTED_IN = "on the link"
COUNT = "report tracks"
TRACKS = "tracks"
SILENCE = "silence on link"
REJOINED = "rejoined link"
CORRECTIONS = "corrections"
ASKED = "track asked for"
SPARE_CHECKS = 2
"""A check before the silence drills, and one after."""


class LinkexParams(DrillParams):
    """What a person may set about a LINKEX."""

    link: UnitId | None = Field(
        default=None, description="the data link that is exercised, of `circuits`; must be given"
    )
    report_in: Spell = setting("5 min", "from COMEX, when the link is opened, to the first check")
    checks: int | None = Field(
        default=None, ge=1, le=48,
        description="track counts; if not given, one before the silence drills, one in each and one after",
    )  # fmt: skip
    check_every: Spell = setting("15 min", "from a check to the next")
    correlation: Length = setting("1000 yd", "two reports so near each other are taken for one contact")
    silent: tuple[UnitId, ...] | None = Field(
        default=None,
        description="who falls silent, one after the other; if not given, all but net control; `[]`: nobody",
    )
    silence: Interval = setting("10 min", "for how long, half before a check and half after")
    relay: UnitId | None = Field(default=None, description="whose relaying is tested by a silence of her own")
    line: Course = setting("090T", "true bearing of the line on which the units lie, about the middle of the area")
    spacing: Length | None = setting(None, "between neighbours on it; if not given, they lie together")

    def drilled(self, units: tuple[UnitId, ...]) -> tuple[UnitId, ...]:
        """Who of the units beside net control falls silent, in turn; the relay last if she is not named besides."""
        chosen = units if self.silent is None else self.silent
        last = (self.relay,) if self.relay is not None and self.relay not in chosen else ()
        return (*chosen, *last)

    def check_count(self, drills: int) -> int:
        return self.checks if self.checks is not None else drills + SPARE_CHECKS if drills else 3

    def rendezvous(self, briefing: Briefing, offset: Offset) -> Position | None:
        """Each unit's own place on the line, in the order of the file."""
        if self.spacing is None or briefing.area is None:
            return None
        units = [unit for row in briefing.roles.values() for unit in row]
        along_m = (units.index(briefing.unit) - (len(units) - 1) / 2.0) * self.spacing
        return offset(briefing.area.centre, self.line, along_m)

    def radio(self, briefing: Briefing) -> Radio:
        """A radio office on the serial's circuits, its link left out: that carries tracks."""
        office = super().radio(briefing)
        office.circuits = tuple(circuit for circuit in briefing.circuits if circuit != self.link)
        return office


def drills_of(briefing: Briefing) -> tuple[UnitId, ...]:
    """Who falls silent in this serial, in turn."""
    params = briefing.params
    assert isinstance(params, LinkexParams)
    return params.drilled(tuple(unit for unit in participants(briefing) if unit != briefing.oce))
