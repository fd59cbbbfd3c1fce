"""ASWEX-SIM: what a person sets, and where each begins."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from fleetex.behaviours.casex_air_params import Reach
from fleetex.behaviours.casex_params import HUNTER, HuntParams, SailingSpeed
from fleetex.behaviours.conduct import in_role
from fleetex.behaviours.params import Offset, Spell, setting
from fleetex.engine.orders import Position
from fleetex.engine.view import Briefing
from fleetex.quantities import Course, Length, PositionText

TOWER, CONTROL = "tower", "control"


class ScriptedCall(BaseModel):
    """One thing that control says: a datum, or a bearing from a place."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    after: Spell = Field(description="COMEX")
    at: PositionText = Field(description="the datum; of a bearing the place that it is taken from")
    bearing: Course | None = Field(default=None, description="if given, a bearing is called, and no datum")


class AswexSimParams(HuntParams):
    """What a person may set about an ASWEX-SIM. Ranges and speeds are training values, of no real ship or weapon."""

    mode: Literal["towed", "bubble", "scripted"] = Field(
        default="towed",
        description="what stands for the submarine: a towed target, reflectors that drift and fade, or calls alone",
    )
    target_depth: Length = setting("60 m", "of a towed target, and of a reflector")
    tow_line: Length = setting("600 m", "of a towed target")
    tow_speed: SailingSpeed = setting("6 kn", "of the tower, about her route or the area")
    tow_route: tuple[PositionText, ...] = Field(
        default=(), description="waypoints of the tower, round and round; if none, about the area"
    )
    lay_after: Spell = setting("20 min", "from COMEX to the first reflector")
    lay_every: Spell = setting("40 min", "from one reflector to the next")
    bubble_life: Spell = setting("25 min", "after which a reflector gives no echo any more")
    script: tuple[ScriptedCall, ...] = Field(
        default=(), description="what control says, and when; if none, of a submarine that exists on paper alone"
    )
    phantom_at: PositionText | None = setting(None, "where that submarine is at COMEX; drawn in the area if not given")
    phantom_speed: SailingSpeed = setting("3 kn", "at which it goes to and fro across the middle of the area")
    call_after: Spell = setting("30 min", "from COMEX to the first call of it")
    call_every: Spell = setting("45 min", "from one call to the next")
    call_error: Length = setting("1 nmi", "one standard deviation of a called datum, north and east each")
    detect_within: Reach = setting("2 nmi", "of it a hunter counts as having detected it; half the width swept")

    def rendezvous(self, briefing: Briefing, offset: Offset) -> Position | None:
        """Hunters as in a CASEX; the tower where her route begins; control in the middle, within reach of all."""
        if briefing.area is None or briefing.unit in in_role(briefing, HUNTER):
            return super().rendezvous(briefing, offset)
        first = next(iter(self.tow_route), None)
        return briefing.area.centre if first is None else Position(first.lat_rad, first.lon_rad)


def aswex_params_of(briefing: Briefing) -> AswexSimParams:
    found = briefing.params
    assert isinstance(found, AswexSimParams)
    return found
