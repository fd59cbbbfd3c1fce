"""Background traffic: lanes, fishing grounds, AIS tracks from a CSV file. Any number of ships that nobody commands.

traffic:
  lanes:
    NAKHODKA: {line: [35-30N 130-30E, 42-30N 133E], width: 6 nmi, per_day: 6, class: generic_bulk_carrier,
               speed: [9 kn, 14 kn]}
  fishing: {YAMATO: {area: BANK, boats: 12, class: generic_fishing_vessel, speed: [1 kn, 4 kn]}}
  tracks: {JULY: {file: ais.csv, class: generic_bulk_carrier}}
"""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, StrictInt, WithJsonSchema, model_validator

from fleetex.quantities import PositionText, Speed
from fleetex.scenario.parts import Id, Line, Provenance, Row, Switch, misfit
from fleetex.scenario.surroundings import Radius

SHIPS_MAX = 50_000
"""Over all streams; also the most boats of one ground."""


def _as_classes(found: Any) -> Any:
    return [found] if isinstance(found, str) else found


Classes = Annotated[
    tuple[Id, ...],
    BeforeValidator(_as_classes),
    Field(min_length=1),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}, "minItems": 1}]}),
]
Band = Annotated[tuple[Speed, ...], Field(min_length=2, max_length=2)]
PerDay = Annotated[StrictInt, Field(ge=1, le=2_000)]
Boats = Annotated[StrictInt, Field(ge=1, le=SHIPS_MAX)]


def _ascends(speeds: tuple[float, ...], key: str) -> None:
    if speeds[0] > speeds[1]:
        raise misfit("the faster first", "a speed band is the least and the greatest", key=key)
    if speeds[1] <= 0.0:
        raise misfit("0 kn", "ships of the traffic make way: the greatest speed is more than 0 kn", key=key)


class Lane(Provenance):
    """Ships between two ends, both ways: along a `line` of points, or along a `corridor` of `areas`."""

    line: tuple[PositionText, ...] | None = Field(default=None, min_length=2, description="its points, end to end")
    corridor_id: Id | None = Field(default=None, alias="corridor", description="key of `areas`: a corridor's line")
    width_m: Radius | None = Field(
        default=None, alias="width", description="from side to side; a corridor's own unless given; of a line none"
    )
    per_day: PerDay = Field(description="ships that set out a day, each way")
    class_ids: Classes = Field(alias="class", description="id, or list of ids, of library classes, as often each")
    speed_mps: Band = Field(alias="speed", description="least and greatest; each ship keeps hers")
    ais: Switch = Field(default=True, description="they say on AIS who they are")

    @model_validator(mode="before")
    @classmethod
    def _one_way(cls, found: Any) -> Any:
        if isinstance(found, dict) and (found.get("line") is None) == (found.get("corridor") is None):
            said = "neither line nor corridor" if found.get("line") is None else "both line and corridor"
            raise misfit(said, "a lane has a line or a corridor", cut="corridor", about=("line", "corridor"))
        return found

    @model_validator(mode="after")
    def _band(self) -> "Lane":
        _ascends(self.speed_mps, "speed")
        return self


class FishingGround(Provenance):
    """Boats that wander about an area, a new course and speed each half hour to two hours."""

    area_id: Id = Field(alias="area", description="key of `areas`: a polygon, circle or corridor on the water")
    boats: Boats = Field(description="how many")
    class_ids: Classes = Field(alias="class", description="id, or list of ids, of library classes, as often each")
    speed_mps: Band = Field(alias="speed", description="least and greatest")
    ais: Switch = Field(default=False, description="they say on AIS who they are")

    @model_validator(mode="after")
    def _band(self) -> "FishingGround":
        _ascends(self.speed_mps, "speed")
        return self


class AisTracks(Provenance):
    """Ships as they were logged: each sails straight from one of her fixes to the next, and is there between the
    first and the last."""

    file: Line = Field(description="CSV file beside the scenario: columns ship, time, lat, lon and, if need be, class")
    class_id: Id = Field(alias="class", description="library class of ships for which the file names none")
    ais: Switch = Field(default=True, description="they say on AIS who they are")


class Traffic(Row):
    """Ships that nobody commands."""

    lanes: dict[Id, Lane] = Field(default_factory=dict, description="ships between two ends, by name")
    fishing: dict[Id, FishingGround] = Field(default_factory=dict, description="boats about an area, by name")
    tracks: dict[Id, AisTracks] = Field(default_factory=dict, description="ships as they were logged, by name")

    @property
    def streams(self) -> dict[str, Lane | FishingGround | AisTracks]:
        """All of them by name, in the order of the names: no draw depends on the order of the file."""
        every: dict[str, Lane | FishingGround | AisTracks] = {**self.lanes, **self.fishing, **self.tracks}
        return dict(sorted(every.items()))
