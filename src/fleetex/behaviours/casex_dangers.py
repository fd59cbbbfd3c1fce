"""Where the practice weapons of a hunt may run or fall: what danger areas are drawn for, under water and over it."""

from collections.abc import Iterable, Sequence

from fleetex.behaviours.casex_params import HUNTER, SCREEN, HuntParams, ProsecutionParams
from fleetex.behaviours.escortex_params import EscortexParams
from fleetex.library.models import Platform
from fleetex.quantities import Position
from fleetex.scenario.dangers import About, Danger, Held
from fleetex.units import GRAVITY_MPS2

RECOVERY_M = 30.0
"""Design value: so much deeper than a torpedo's floor nobody else may be."""


def hunt_dangers(held: Held) -> Iterable[Danger]:
    """About the whole area: an attack is made wherever the submarine, who keeps to the area, is found."""
    params = held.params
    assert isinstance(params, HuntParams)
    if held.area is None:
        return ()
    return _weapons(held, params, [player.platform for player in held.in_role(HUNTER)], (), 0.0)


def escort_dangers(held: Held) -> Iterable[Danger]:
    """About the convoy's route: no contact is prosecuted farther than `prosecute_within` from the convoy's guide."""
    params = held.params
    assert isinstance(params, EscortexParams)
    platforms = [player.platform for player in held.in_role(SCREEN)]
    return _weapons(held, params, platforms, params.route, params.prosecute_within)


def _weapons(
    held: Held, params: ProsecutionParams, platforms: Sequence[Platform], places: tuple[Position, ...], off_m: float
) -> Iterable[Danger]:
    """A torpedo starts within `attack_range` of its aim and runs no farther than its run, all told: it stays within the
    greater of the two of the area. Drill charges fall within the launcher's reach of it; a throw of range R and time
    of flight T = R / v rises to g T^2 / 8 (a throw in vacuum, high rather than low).
    """
    if params.weapon == "torpedo":
        for name in sorted({one.class_id for platform in platforms for one in platform.torpedoes}):
            torpedo = held.library.torpedoes[name]
            beyond_m = max(params.attack_range, torpedo.run_m) + off_m
            because = f"a run of {torpedo.run_m:.0f} m from within {params.attack_range:.0f} m of the aim"
            because += f", between {torpedo.ceiling_m:.0f} and {torpedo.floor_m:.0f} m"
            yield About(torpedo.name, beyond_m, 0.0, torpedo.floor_m + RECOVERY_M, because, places)
    if params.weapon == "rockets":
        for name in sorted({one.class_id for platform in platforms for one in platform.rockets}):
            rocket = held.library.rockets[name]
            spread_m = 3.0 * (rocket.range_sd_share * rocket.range_m_max + rocket.round_sd_m) + rocket.pattern_radius_m
            flight_s = rocket.range_m_max / rocket.flight_mps
            ceiling_m, reach_m, fuse_m = GRAVITY_MPS2 * flight_s**2 / 8.0, rocket.range_m_max, rocket.fuse_m_max
            because = f"thrown to {reach_m:.0f} m, spread {spread_m:.0f} m; fuses to {fuse_m:.0f} m"
            yield About(rocket.name, reach_m + spread_m + off_m, ceiling_m, fuse_m, because, places)
