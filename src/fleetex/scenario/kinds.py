"""What a serial kind tells the scenario: its code, its roles with what each needs, its params, its limits.

A kind is found by the entry point group `fleetex.kinds`; the group `fleetex.doctrine` holds its doctrine, and
`fleetex.measures` and `fleetex.figures` what is measured and drawn. So a new kind stands in a package of its own
(docs/writing-a-kind.md).
"""

import math
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from functools import cache
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from fleetex.offered import OfferError, offers, package_of, taken
from fleetex.scenario.problems import Path
from fleetex.vocabulary import Capability

if TYPE_CHECKING:
    from fleetex.library import Library
    from fleetex.library.models import Platform
    from fleetex.quantities import Position
    from fleetex.scenario.dangers import Danger, Held
    from fleetex.scenario.programme import Serial
    from fleetex.scenario.surroundings import Area


GROUP = "fleetex.kinds"
OF_AIRCRAFT = frozenset({Capability.FLIES, Capability.HOVERS, Capability.DIPS, Capability.BUOYS})


class Whose(Enum):
    """Of whose side those are who play a part; the serial is held by one."""

    OWN = auto()
    OTHER = auto()
    """They oppose who holds it."""
    EITHER = auto()
    """What serves both, as a target: of the own side where it has some."""


@dataclass(frozen=True)
class RoleSpec:
    """One part in a serial: how many units may play it and what each must be able to do."""

    text: str
    units_min: int = 1
    units_max: int | None = None
    needs: frozenset[Capability] = frozenset()
    where: Mapping[tuple[str, str], frozenset[Capability]] = field(default_factory=dict)
    """(Param, its value) -> what is needed in place of `needs` in a serial that has it so."""
    side: Whose | None = None
    """If not given, either of what is fired at or looked for, else the own."""

    @property
    def whose(self) -> Whose:
        return self.side or (Whose.EITHER if Capability.TARGET in self.needs else Whose.OWN)

    def of(self, params: object) -> "RoleSpec":
        """The part as a serial with these params has it."""
        for (param, value), needs in self.where.items():
            if getattr(params, param, None) == value:
                return replace(self, needs=needs)
        return self

    @property
    def of_ships(self) -> bool:
        """Whether ships steam in it, and it asks for no aircraft: whoever flies plays it not."""
        return Capability.MOVES in self.needs and not self.needs & OF_AIRCRAFT


@dataclass(frozen=True)
class Player:
    """A unit in a serial, as it is known before anything runs."""

    unit: str
    platform: "Platform"
    place: "Position | None"
    """Where it starts; None on a deck or at an airfield."""
    fuel: float
    """Of its bunker at the start, 0 to 1."""
    deck: str | None = None
    """On whose deck it starts."""
    side: str = ""
    field: "Position | None" = None
    """The middle of the airfield at which it starts."""


@dataclass(frozen=True)
class PlannedCircuit:
    """A circuit, as it is known before anything runs."""

    is_link: bool
    members: tuple[str, ...]
    relay: tuple[str, ...]


@dataclass(frozen=True)
class Plan:
    """One serial as its kind looks it over before anything runs. What is wrong by itself is left out."""

    serial: "Serial"
    players: Mapping[str, tuple[Player, ...]]
    """By role."""
    area: "Area | None"
    areas: tuple[str, ...]
    """Those of the exercise that a serial can be held in."""
    library: "Library"
    circuits: Mapping[str, PlannedCircuit] = field(default_factory=dict)
    """Of the exercise, without those of which something is wrong by itself."""
    deepest_m: float = math.inf
    """Of the water in the area, at its corners and in its middle; endless where it is not known."""
    unsound_circuits: frozenset[str] = frozenset()
    """Those: they are there, and nothing is said of what they are."""

    def is_circuit(self, circuit_id: str) -> bool:
        return circuit_id in self.circuits or circuit_id in self.unsound_circuits

    def in_role(self, role: str) -> tuple[Player, ...]:
        return self.players.get(role, ())


@dataclass(frozen=True)
class Doubt:
    """What a kind finds that cannot be done, or makes no sense, in one of its serials."""

    path: Path
    """From the serial on, e.g. `("params", "speed")`."""
    found: str
    allowed: str
    write: str = ""
    rests_on: tuple[Path, ...] = ()
    """What else the finding speaks of, from the serial on: it is not told where one of these is wrong by itself."""


def _none(plan: Plan) -> Iterable[Doubt]:
    return ()


def _harmless(held: "Held") -> "Iterable[Danger]":
    return ()


@dataclass(frozen=True)
class KindSpec:
    """A serial kind as the planner and `fleetex check` see it. Limits are design values that a serial may override."""

    code: str
    name: str
    text: str
    roles: dict[str, RoleSpec]
    params: type[BaseModel]
    needs_area: bool
    source: str
    live: bool = False
    daylight_only: bool = False
    sea_state_max: int = 9
    visibility_m_min: float = 0.0
    limits: dict[str, Any] = field(default_factory=dict)
    fires: dict[str, str] = field(default_factory=dict)
    """For each role whose guns fire, the param that says how far."""
    arms: bool = False
    """Whether its units embark missiles, decoys and jammers, and man air-search radars."""
    arms_with: frozenset[str] = frozenset()
    """Roles that have it so where somebody plays them."""
    words_alone: bool = False
    """Held on the air: without an area its ships stay on their way to what comes next."""
    close_in: bool = False
    """Close-in guns are manned for it, as they are wherever a target that flies is fired at."""
    led_by: str = ""
    """The role whose ship leads it, and conducts it where nobody else is named to; empty: any of its ships may."""
    intensive: bool = False
    """Held at action stations, as all that fire are: the planner counts it against its participants' rest (design)."""
    flies_off_decks: bool = False
    """Helicopters take off and land in it: the planner keeps a deck's cycle."""
    follows: frozenset[str] = frozenset()
    """Kinds of which a programme that has any holds one before the first of this kind."""
    needs_no_commex: bool = False
    """It may come before the programme's first COMMEX."""
    words: str = ""
    """What announcements and reports call it; empty: its name."""
    outcomes: tuple[str, ...] = ()
    """Measures whose sentences tell how a serial went; empty: the first three."""
    tells: frozenset[str] = frozenset()
    """What its doctrine logs (the kinds of `Log`) that a report lists under events that mattered."""
    sails: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """For each param that is a speed, the roles that sail at it."""
    doubts: Callable[[Plan], Iterable[Doubt]] = _none
    """What makes no sense in a serial of this kind, beyond what each value says by itself."""
    dangers: "Callable[[Held], Iterable[Danger]]" = _harmless
    """What is dangerous about a serial of this kind, where and which way."""

    def of(self, params: object) -> "KindSpec":
        """The kind as a serial with these params has it: what its roles need may hang on them."""
        if not any(one.where for one in self.roles.values()):
            return self
        return replace(self, roles={role: one.of(params) for role, one in self.roles.items()})

    def varied(self) -> "dict[tuple[str, str], KindSpec]":
        """(Param, its value) on which the needs of its roles hang -> the kind as a serial with that has it."""
        every = dict.fromkeys(said for one in self.roles.values() for said in one.where)
        return {(param, value): self.of(SimpleNamespace(**{param: value})) for param, value in every}

    def is_armed(self, roles: Mapping[str, Collection[str]]) -> bool:
        """Whether a serial with these roles filled uses missiles."""
        return self.arms or any(roles.get(role) for role in self.arms_with)


@cache
def kinds() -> dict[str, KindSpec]:
    """All serial kinds installed, by code, in order of their codes."""
    found = {code: kind_of(code) for code in offers(GROUP)}
    return {code: spec for code, spec in found.items() if spec is not None}


@cache
def kind_of(code: str) -> KindSpec | None:
    """One kind, loaded alone; None if no installed package offers it."""
    spec = taken(GROUP, code)
    if spec is None or (isinstance(spec, KindSpec) and spec.code == code):
        return spec
    what = f"a KindSpec of code {spec.code!r}" if isinstance(spec, KindSpec) else f"a {type(spec).__name__}"
    raise OfferError(
        f"the package {package_of(offers(GROUP)[code])} offers {code} (entry points {GROUP}) and gives {what}; "
        f"a KindSpec of code {code!r} is needed"
    )
