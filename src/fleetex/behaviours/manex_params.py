"""What a person may set about a MANEX: signals in their order, and how they are made and judged."""

from collections.abc import Iterable
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from fleetex.behaviours.conduct import counted
from fleetex.behaviours.doubts import too_short
from fleetex.behaviours.formation import COLUMN, SCREEN
from fleetex.behaviours.params import DrillParams, Interval, Spell, setting
from fleetex.quantities import Angle, Course, Length, Speed, format_duration, format_speed
from fleetex.scenario.kinds import Doubt, Plan
from fleetex.scenario.parts import misfit

TOGETHER, SUCCESSION = "together", "in succession"
FIRST_SIGNAL_S = 60.0
STAND_BY_S = 5.0
"""Design values: COMEX to the first signal; last answer to EXECUTE."""


class StationParams(BaseModel):
    """A station of a screen."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True)

    range: Length = Field(description="from the guide")
    bearing: Angle = Field(description="from the guide, clockwise from her course (or from north, see relative)")
    relative: bool = Field(default=True, description="from the guide's course; else from true north")


class Evolution(BaseModel):
    """One signal: a formation, a course, a speed, or several of them at once."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        validate_default=True,
        json_schema_extra={
            "examples": [
                {"formation": "column", "spacing": "1000 yd"},
                {"course": "090T", "speed": "15 kn"},
                {"course": "180T", "turn": "in succession"},
                {"formation": "screen", "stations": {"bravo": {"range": "2 nmi", "bearing": "30 deg"}}},
            ]
        },
    )

    formation: Literal["column", "line abreast", "echelon", "diamond", "screen"] | None = Field(
        default=None, description="to be taken up; none: the ships keep the stations they have"
    )
    spacing: Length | None = Field(default=None, description="between neighbours; the serial's if not given")
    course: Course | None = Field(default=None, description="the guide's new course")
    turn: Literal["wheel", "together", "in succession"] | None = Field(
        default=None,
        description="how all come to the new course: they wheel round the guide and keep their stations on her course "
        "(the usual); turn together and keep their true bearings; or, in a column, turn one after the other where the "
        "guide did",
    )
    speed: Speed | None = Field(default=None, description="the guide's new speed")
    stations: dict[str, StationParams] = Field(default_factory=dict, description="of a screen, by unit")

    @model_validator(mode="after")
    def _says_something(self) -> "Evolution":
        if self.formation is None and self.course is None and self.speed is None:
            raise misfit("none of them", "an evolution gives a formation, a course or a speed", "formation: column")
        if (self.formation == SCREEN) != bool(self.stations):
            found = f"{'stations' if self.stations else 'none'} of a {self.formation or 'change of course or speed'}"
            allowed = "a screen, and only a screen, lists its stations by unit"
            write = "formation: screen" if self.stations else "stations: {bravo: {range: 2 nmi, bearing: 30 deg}}"
            raise misfit(found, allowed, write, about=("formation", "stations"))
        if self.turn and self.course is None:
            raise misfit(f"turn: {self.turn}", "ships turn to a course", "course: 090T", about=("turn", "course"))
        if self.turn in (TOGETHER, SUCCESSION) and self.formation:
            found = f"turn: {self.turn} with formation: {self.formation}"
            allowed = "a turn together or in succession is an evolution of its own"
            raise misfit(found, allowed, "turn: wheel", about=("turn", "formation"))
        return self


_PROGRAMME = tuple(
    Evolution.model_validate(signal)
    for signal in (
        {"formation": "column", "speed": "12 kn"},
        {"formation": "line abreast"},
        {"formation": "diamond"},
        {"speed": "15 kn"},
        {"formation": "column", "speed": "12 kn"},
    )
)


class ManexParams(DrillParams):
    """What a person may set about a MANEX."""

    evolutions: tuple[Evolution, ...] = Field(
        default_factory=lambda: _PROGRAMME, min_length=1, description="signals in their order"
    )
    spacing: Length = setting("1000 yd", "between neighbours in a formation")
    interval: Interval = setting("12 min", "least time from one EXECUTE to the next signal")
    time_out: Spell = setting("25 min", "an evolution that is not finished by then is given up")
    within: Length = setting("100 m", "a ship so near its station reports that it is in station")


def doubts(plan: Plan) -> Iterable[Doubt]:
    """Time for all evolutions, and a guide that makes the speeds ordered."""
    params = plan.serial.params
    assert isinstance(params, ManexParams)
    between_s = STAND_BY_S + params.interval
    least_s = FIRST_SIGNAL_S + STAND_BY_S + (len(params.evolutions) - 1) * between_s
    why = (
        f"{counted(len(params.evolutions), 'evolution')}, with `interval` ({format_duration(params.interval)}) from "
        "one EXECUTE to the next signal"
    )
    yield from too_short(plan, least_s, why, "evolutions", "interval")
    for guide in plan.in_role("guide"):
        most_mps = guide.platform.speed_mps_max
        for place, evolution in enumerate(params.evolutions):
            if evolution.speed is not None and evolution.speed > most_mps * (1.0 + 1e-9):
                most, path = format_speed(most_mps), ("params", "evolutions", place, "speed")
                allowed = f"the guide, `{guide.unit}`, makes at most {most}"
                yield Doubt(path, format_speed(evolution.speed), allowed, most)
    yield from _out_of_column(plan, params)


def _out_of_column(plan: Plan, params: ManexParams) -> Iterable[Doubt]:
    """Turns in succession of ships that are in no column."""
    in_column = False
    for place, evolution in enumerate(params.evolutions):
        if evolution.formation:
            in_column = evolution.formation == COLUMN
        if evolution.turn == SUCCESSION and not in_column:
            allowed = "ships turn in succession in a column; at this signal they are in none"
            yield Doubt(("params", "evolutions", place, "turn"), SUCCESSION, allowed, TOGETHER)
        in_column = in_column and evolution.turn != TOGETHER
