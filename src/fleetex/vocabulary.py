"""The shared words. Strings are what a person reads and what a recording stores; integers are what kernels see."""

from enum import StrEnum


class Domain(StrEnum):
    """Where a unit moves."""

    SURFACE = "surface"
    SUBSURFACE = "subsurface"
    AIR = "air"
    LAND = "land"


DOMAIN_CODE: dict[Domain, int] = {Domain.SURFACE: 0, Domain.SUBSURFACE: 1, Domain.AIR: 2, Domain.LAND: 3}


class LineKind(StrEnum):
    """What a leg between two points is: a geodesic (shortest way) or a rhumb line (a held course)."""

    GEODESIC = "geodesic"
    RHUMB = "rhumb"


LINE_CODE: dict[LineKind, int] = {LineKind.GEODESIC: 0, LineKind.RHUMB: 1}


class Processor(StrEnum):
    """What a sonar makes of what it hears: the energy in a band, or what is like its own ping."""

    ENERGY = "energy"
    MATCHED = "matched"


class Confidence(StrEnum):
    """How far a reported value is trusted; DESIGN marks a planning value of ours, editable."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    DESIGN = "design"


class SerialState(StrEnum):
    PLANNED = "planned"
    RUNNING = "running"
    COMPLETED = "completed"
    ABORTED = "aborted"
    CANCELLED = "cancelled"


class SensorKind(StrEnum):
    RADAR = "radar"
    SIGHT = "sight"
    GAUGE = "gauge"
    """Eyes with a distance line or a stadimeter, manned in close station and in radar silence."""
    PASSIVE_SONAR = "passive sonar"
    """Hears what makes noise, and pings: a bearing alone. A towed array is one with a depth of its own."""
    ACTIVE_SONAR = "active sonar"
    """Pings, and hears the echo of what is under water: range and bearing."""
    ESM = "ESM"
    """An intercept receiver: hears radars of others that are on: a bearing alone."""
    INFRARED = "infrared"
    """A thermal imager: sees warmth by night as by day, not through fog."""
    MAGNETIC = "magnetic anomaly"
    """Flown over a steel hull under water it finds her: a mark on the water."""


SENSOR_CODE: dict[SensorKind, int] = {
    SensorKind.RADAR: 0,
    SensorKind.SIGHT: 1,
    SensorKind.GAUGE: 1,
    SensorKind.PASSIVE_SONAR: 2,
    SensorKind.ACTIVE_SONAR: 3,
    SensorKind.ESM: 4,
    SensorKind.MAGNETIC: 5,
    SensorKind.INFRARED: 6,
}
SONARS = (SensorKind.PASSIVE_SONAR, SensorKind.ACTIVE_SONAR)


class Emission(StrEnum):
    """What is heard of somebody on a bearing."""

    NOISE = "noise"
    PING = "ping"
    RADAR = "radar"


EMISSION_CODE: dict[Emission, int] = {Emission.NOISE: 0, Emission.PING: 1, Emission.RADAR: 2}


class TorpedoSearch(StrEnum):
    """How an exercise torpedo searches."""

    CIRCLE = "circle"
    SNAKE = "snake"
    """To and fro along the line on which it came, then in a circle."""


class AreaUse(StrEnum):
    """Uses of an area that mean something to a run, to checks or to a chart; any other words are for people alone."""

    AIRFIELD = "airfield"
    ADIZ = "adiz"
    """An air defence identification zone: who flies in is looked at; it is nobody's territory."""
    NATIONAL_AIRSPACE = "national_airspace"
    """Of a state that takes no part: no planned route leads in."""


class MissileGuidance(StrEnum):
    """How a missile against what flies finds it, which says what its launcher must see until when."""

    COMMAND = "command"
    """Steered from the ship: the director sees the target until the end, and errs more the further off it is."""
    SEMI_ACTIVE = "semi-active"
    """Homes on what the director lights up: it sees the target until the end."""
    ACTIVE = "active"
    """Its own seeker finds the target: the director sees it until that is on."""


class WeaponsState(StrEnum):
    """What a unit's automatic point defence, decoys and close-in weapons, may do by itself."""

    HOLD = "hold"
    """Nothing."""
    TIGHT = "tight"
    """Against what is taken for a missile, and comes for her."""
    FREE = "free"
    """Against whatever comes for her as a missile does."""


class Light(StrEnum):
    """Daylight at a place, by the sun's altitude: day above -0.833 deg, twilight to -6 deg (civil), then night."""

    DAY = "day"
    TWILIGHT = "twilight"
    NIGHT = "night"


LIGHT_CODE: dict[Light, int] = {Light.DAY: 0, Light.TWILIGHT: 1, Light.NIGHT: 2}


class SurfaceKind(StrEnum):
    """What a contact is taken for."""

    WARSHIP = "warship"
    SUBMARINE = "submarine"
    AUXILIARY = "auxiliary"
    MERCHANT = "merchant"
    TARGET = "target"
    AIRCRAFT = "aircraft"
    SHORE = "shore"
    MISSILE = "missile"
    """In flight: sensed as an aircraft is, and told from one by its speed and manner."""


KIND_CODE: dict[SurfaceKind, int] = {kind: code for code, kind in enumerate(SurfaceKind, 1)}
KIND_OF: dict[int, SurfaceKind] = {code: kind for kind, code in KIND_CODE.items()}
"""0 stands for: not known."""


class Capability(StrEnum):
    """What a role can ask of a unit. A unit has those its library class lists or implies."""

    GUN = "gun"
    DECK = "deck"
    HOSE_DELIVERY = "hose delivery"
    HOSE_RECEPTION = "hose reception"
    TOW = "tow"
    RADIO = "radio"
    RADAR = "radar"
    SIGHT = "sight"
    TARGET = "target"
    MOVES = "moves"
    SONAR = "sonar"
    DIVES = "dives"
    FLIES = "flies"
    HOVERS = "hovers"
    """Flies, and can stand still in the air: it lands on decks."""
    DIPS = "dipping sonar"
    BUOYS = "sonobuoys"
    STRIKES = "surface missiles"
    """Carries missiles against ships."""
    DEFENDS = "air-defence missiles"
    """Carries missiles against aircraft and missiles."""


KEEL_ROOM_M = 20.0
"""What a submarine keeps between her depth and a charted bottom (design value), in a run and in `check`."""
