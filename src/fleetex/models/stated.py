"""One entry of the register of models.

Model("sound speed", "ocean_acoustics", "How fast ...", ("seawater.sound_speed_mackenzie_mps",), leaves_out="...",
      traces=(Trace.PASSIVE,), limits=(Limit("temperature", 2, 30, "degC"),))
"""

from dataclasses import dataclass
from enum import StrEnum


class Trace(StrEnum):
    """What of a recording shows that a model was used, in the words in which a report says so."""

    RADAR = "looks of radars"
    SIGHT = "looks of lookouts"
    INFRARED = "looks of thermal imagers"
    PASSIVE = "looks of passive sonars"
    ACTIVE = "looks of active sonars"
    ESM = "looks of ESM"
    MAGNETIC = "looks of magnetic detectors"
    LEGS = "legs of units"
    RHUMB_LEGS = "legs on a rhumb line"
    TRACKS = "tracks"
    BEARINGS = "bearings"
    CROSSED = "measures of cross-fixes"
    SHOTS = "rounds at the surface and ashore"
    BURSTS = "bursts at what flies"
    MISSILES = "flights of missiles"
    FUEL = "reckonings of fuel"
    BATTERY = "reckonings of a battery"
    LAUNCHES = "launches of practice weapons"
    SEARCHES = "measures of a search"
    PASSES = "measures of a searcher's passes"
    BARRIERS = "measures of a barrier patrol"
    APPROACH_LINES = "measures of lines of approach"
    SALVOES = "measures by the salvo equations"
    SALVO_CHANCES = "measures of a salvo by chance"
    SQUARE_LAW = "measures by Lanchester's square law"
    WEATHER = "steps of the weather"
    MESSAGES = "messages"
    AIR = "steps of rain and air"
    REFRACTION = "refraction of the air"
    ECHOES = "signals that echoes need"
    LOBES = "lobes over the sea"
    PROFILES = "depths of a measured profile"
    LOSSES = "tables of loss of sound"
    WAYS = "ways of sound"
    MODES = "waters that carry modes"
    JAMMING = "jammers switched"
    CAST_DEPTHS = "casts by pressure"
    CHEN_MILLERO = "choices of Chen and Millero's sound speed"
    TEOS10 = "choices of TEOS-10's sound speed"
    AINSLIE_MCCOLM = "choices of Ainslie and McColm's absorption"
    THORP = "choices of Thorp's absorption"
    DETECTORS = "thresholds of stated detectors"
    ARRAYS = "gains of stated arrays"
    MERITS = "ranges promised by a design"


@dataclass(frozen=True)
class Limit:
    """The range of one input in which a model holds, as a docstring of its functions states it."""

    asked: str
    low: float
    high: float
    unit: str

    def holds(self, value: float) -> bool:
        return self.low <= value <= self.high


@dataclass(frozen=True)
class Model:
    """One model. The formula, the inputs and the source stand at its functions and nowhere else."""

    name: str
    topic: str
    answers: str
    """What question it answers, in one sentence."""
    functions: tuple[str, ...]
    """MODULE.FUNCTION below `fleetex.physics`, the one asked first first."""
    leaves_out: str
    traces: tuple[Trace, ...]
    limits: tuple[Limit, ...] = ()

    @property
    def key(self) -> str:
        """Its name where an address is due."""
        return "-".join("".join(letter if letter.isalnum() else " " for letter in self.name.lower()).split())
