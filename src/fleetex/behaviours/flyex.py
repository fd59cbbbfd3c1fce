"""FLYEX, flying exercise: helicopters of several nations land on each other's decks. Doubts, and who plays what.

The OCE, a ship with a deck, steers the flying course and launches them one after the other; each flies out, lands on
every other deck in turn if decks are crossed, and goes home. Own words; figures are design values.
"""

from collections.abc import Iterable

from fleetex.behaviours.conduct import Part
from fleetex.behaviours.doctrine import Doctrine
from fleetex.behaviours.doubts import too_short
from fleetex.behaviours.flyex_crews import Crew
from fleetex.behaviours.flyex_decks import Conductor, Deck
from fleetex.behaviours.flyex_params import AIRCRAFT, DECKS, FlyexParams, params_of, sortie_s
from fleetex.engine.view import Briefing
from fleetex.quantities import format_depth, format_duration, format_length, format_mass
from fleetex.scenario.kinds import Doubt, KindSpec, Plan, Player, RoleSpec
from fleetex.units import NMI_M
from fleetex.vocabulary import Capability

_SHIP = frozenset({Capability.MOVES, Capability.RADIO, Capability.DECK})
_HELICOPTER = frozenset({Capability.HOVERS, Capability.RADIO})


def _doubts(plan: Plan) -> Iterable[Doubt]:
    """A deck conducts; helicopters begin on decks of the serial; decks to cross to, and room there; time for it."""
    params = plan.serial.params
    assert isinstance(params, FlyexParams)
    decks, helicopters = plan.in_role(DECKS), plan.in_role(AIRCRAFT)
    names = [player.unit for player in decks]
    if names and plan.serial.oce not in names:
        yield Doubt(("oce",), plan.serial.oce, "a ship of the role `decks` conducts a FLYEX", names[0], (("roles",),))
    for place, one in enumerate(helicopters):
        if one.deck not in names:
            allowed = f"it flies from a deck of this serial: let it start on the deck of one of {', '.join(names)}"
            yield Doubt(("roles", AIRCRAFT, place), one.unit, allowed, "", (("roles",),))
        yield from _of_the_flight(one, params)
    if params.cross_deck and len(names) == 1:
        allowed = "to land on each other's decks there are two of them: give `decks` a second ship, or cross none"
        yield Doubt(("params", "cross_deck"), "true", allowed, _false(params), (("roles",),))
    elif params.cross_deck:
        yield from _of_room(decks, helicopters)
    landings = len(names) if params.cross_deck else 1
    least_s = params.settle + (len(helicopters) - 1) * params.gap + sortie_s(params, landings)
    why = "to settle, the gaps between launches, and one sortie with its landings and what decks take to turn it round"
    yield from too_short(plan, least_s, why, "gap", "settle", "out", "flight_speed", "cross_deck")


def _false(params: FlyexParams) -> str:
    """What to write: the value where the key stands, key and value where it does not."""
    return "false" if "cross_deck" in params.model_fields_set else "cross_deck: false"


def _of_the_flight(one: Player, params: FlyexParams) -> Iterable[Doubt]:
    """Its height is within its ceiling; its fuel lasts out and back, and for the reserve."""
    platform = one.platform
    if params.height > platform.ceiling_m:
        ceiling = format_depth(platform.ceiling_m)
        found = format_depth(params.height)
        yield Doubt(("params", "height"), found, f"`{one.unit}` flies up to {ceiling}", ceiling, (("roles",),))
    fuel = platform.fuel
    if fuel is None:
        return
    rate_kgps = fuel.rate_kgps(params.flight_speed)
    needed_kg = rate_kgps * (2.0 * params.out / params.flight_speed + params.reserve)
    carried_kg = one.fuel * fuel.capacity_kg
    if needed_kg > carried_kg:
        most_m = max(0.0, (carried_kg / rate_kgps - params.reserve) * params.flight_speed / 2.0)
        allowed = (
            f"out and back, with a reserve of {format_duration(params.reserve)}, takes {format_mass(needed_kg, 3)}, "
            f"and `{one.unit}` carries {format_mass(carried_kg, 3)}"
        )
        write = f"{int(most_m / NMI_M)} nmi" if most_m >= NMI_M else ""
        rests_on = (("roles",), ("params", "flight_speed"), ("params", "reserve"))
        yield Doubt(("params", "out"), format_length(params.out, 3), allowed, write, rests_on)


def _of_room(decks: tuple[Player, ...], helicopters: tuple[Player, ...]) -> Iterable[Doubt]:
    """Each deck has a spot for a guest besides her own."""
    for place, ship in enumerate(decks):
        own = [one.unit for one in helicopters if one.deck == ship.unit]
        room = ship.platform.decks + ship.platform.hangar
        if len(own) >= room:
            allowed = f"its deck and hangar hold {room}, and its own {', '.join(own)} fill them: no guest can land"
            yield Doubt(("roles", DECKS, place), ship.unit, allowed, "", (("roles",), ("params", "cross_deck")))


KIND = KindSpec(
    code="FLYEX",
    name="flying exercise",
    text="Launch and recover helicopters, on each other's decks too.",
    roles={
        DECKS: RoleSpec("ships with a deck; the OCE is one, and the guide", 1, None, _SHIP),
        AIRCRAFT: RoleSpec("helicopters, each on the deck of one of them at COMEX", 1, None, _HELICOPTER),
    },
    params=FlyexParams,
    needs_area=True,
    daylight_only=True,
    sea_state_max=4,
    visibility_m_min=3.0 * NMI_M,
    sails={"speed": (DECKS,), "flight_speed": (AIRCRAFT,)},
    doubts=_doubts,
    flies_off_decks=True,
    source="serial definition in own words; limits are design values",
)


def doctrine(briefing: Briefing) -> Doctrine:
    """The OCE leads and launches, the other decks keep station, helicopters fly."""
    params = params_of(briefing)
    ship = Conductor if briefing.unit == briefing.oce else Deck
    part: type[Part] = Crew if briefing.role == AIRCRAFT else ship
    return part(briefing, radio=params.radio(briefing))
